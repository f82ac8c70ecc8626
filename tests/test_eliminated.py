"""Whose votes were eliminated: by hand, and against the table of transfers."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex


def contest(name: str, **first: float | None) -> pd.DataFrame:
    """A second round between the first two named."""
    return pd.DataFrame(
        {
            "ballot_id": name,
            "candidate_id": [f"{party}-{n}".lower() for n, party in enumerate(first)],
            "party": [party.rstrip("12") for party in first],
            "voting_system": "SV",
            "first_pref": pd.array(list(first.values()), dtype="Int64"),
            "second_pref": pd.array([5, 4, *[None] * (len(first) - 2)], dtype="Int64"),
        }
    )


FOUR = contest("x", Con=40, Lab=30, LD=12, Ind1=6, Ind2=2)


def test_parties_by_hand_with_several_candidates_of_one_together() -> None:
    mix = ex.eliminated_mix(FOUR)
    assert mix[["party", "votes", "eliminated"]].values.tolist() == [["LD", 12, 20], ["Ind", 8, 20]]
    assert mix["eliminated_share"].tolist() == [0.6, 0.4]


def test_every_group_has_a_row_and_a_party_one_group() -> None:
    mix = ex.eliminated_mix(FOUR, groups={"right": ["UKIP"], "left": ["LD", "Grn"]}).set_index("group")
    assert mix["votes"].to_dict() == {"right": 0, "left": 12, "others": 8}
    with pytest.raises(ValueError, match='"LD" is in two groups, a and b'):
        ex.eliminated_mix(FOUR, groups={"a": ["LD"], "b": ["LD"]})


def test_contests_that_are_not_known_or_had_no_second_round_are_left_out() -> None:
    gap = contest("gap", Con=40, Lab=30, LD=None)
    once = contest("once", Con=60, Lab=30, LD=10).assign(second_pref=None)
    other = FOUR.assign(ballot_id="fptp", voting_system="FPTP")
    assert ex.eliminated_mix(pd.concat([FOUR, gap, once, other]))["ballot_id"].unique().tolist() == ["x"]
    assert ex.eliminated_mix(once).empty and ex.eliminated_mix(once, groups={"a": ["LD"]}).empty


def test_the_shipped_mixes_add_up_to_what_was_eliminated() -> None:
    every = ex.load_results(election_type=["mayor", "pcc"])
    mix = ex.eliminated_mix(every).set_index("ballot_id")
    rounds = ex.transfers(every).drop_duplicates("ballot_id").set_index("ballot_id")["eliminated"].dropna()
    assert mix["votes"].groupby(level=0).sum().to_dict() == rounds.to_dict()
    assert mix["eliminated_share"].groupby(level=0).sum().tolist() == pytest.approx([1.0] * len(rounds))
