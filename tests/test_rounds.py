"""Which round decided, and who was in it."""

from __future__ import annotations

import pandas as pd
import pytest

from elexan.rounds import finalists, rounds


def sv(first: list[object], second: list[object] | None = None, **more: object) -> pd.DataFrame:
    """A supplementary-vote contest of candidates a, b, c …"""
    n = len(first)
    return pd.DataFrame(
        {
            "ballot_id": "x",
            "candidate_id": list("abcdef")[:n],
            "candidate": list("ABCDEF")[:n],
            "party": list("ABCDEF")[:n],
            "voting_system": "SV",
            "seats": 1,
            "first_pref": pd.array(first, dtype="Int64"),
            "second_pref": pd.array(second or [None] * n, dtype="Int64"),
            "elected": [True] + [False] * (n - 1),
        }
    ).assign(**more)


@pytest.mark.parametrize(
    ("r", "state", "who"),
    [
        (sv([51, 30, 19]), "not_needed", [False, False, False]),
        (sv([50, 30, 20]), "held", [True, True, False]),  # half is not more than half
        (sv([40, 30, 30]), "held", [True, True, True]),  # everybody tied for second stays in
        (sv([30, 30, 30, 10]), "held", [True, True, True, False]),
        (sv([35, 35, 20, 10]), "held", [True, True, False, False]),
        (sv([50, 50]), "not_needed", [False, False]),  # two candidates have no second round
        (sv([40, 30, 30], [5, 8, None]), "held", [True, True, False]),  # figures outdo inference
        (sv([45, None, None]), "unknown", [None, None, None]),
        (sv([45, None, None], valid_first=80), "not_needed", [False, False, False]),
        (sv([45, None, None], second_round="not_needed"), "not_needed", [False, False, False]),
        (sv([None, None, None], second_round="held"), "held", [True, None, None]),
        (sv([60, 30, 10], second_round="held"), "held", [True, True, False]),
        (sv([60, 30, 10], voting_system="FPTP"), None, [False, False, False]),
    ],
)
def test_the_second_round_and_who_was_in_it(
    r: pd.DataFrame, state: str | None, who: list[bool | None]
) -> None:
    table = finalists(r)
    found = table["second_round"].iloc[0]
    assert (None if pd.isna(found) else found) == state
    assert [None if pd.isna(f) else bool(f) for f in table["finalist"]] == who


def test_transfers_and_final_votes_fill_each_other() -> None:
    printed = sv([45, 30, 25]).assign(final_votes=pd.array([50, 48, None], dtype="Int64"))
    assert finalists(printed)["transfers"].tolist()[:2] == [5, 18]
    received = finalists(sv([45, 30, 25], [5, 18, None]))
    assert received["final"].tolist()[:2] == [50, 48] and received["final"].isna().iloc[2]


def test_rounds_has_everybody_once_and_the_finalists_twice() -> None:
    table = rounds(sv([45, 30, 25], [5, 18, None]))
    assert table["round"].tolist() == ["first"] * 3 + ["final"] * 2
    assert table.groupby("round")["vote_share"].sum().round(9).tolist() == [1, 1]


def test_rounds_keeps_a_final_figure_that_is_not_known() -> None:
    table = rounds(sv([45, 30, 25], [5, None, None]))
    last = table[table["round"] == "final"].set_index("candidate_id")
    assert last.loc["a", "votes"] == 50 and pd.isna(last.loc["b", "votes"])
    assert last["vote_share"].isna().all()
