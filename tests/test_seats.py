"""Seats, control, and the distance between votes and seats."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elexan.proportionality import effective_parties, gallagher, loosemore_hanby, sainte_lague
from elexan.seats import control, seat_change, seats

QUICK = settings(deadline=None, max_examples=15)


def rows(*elected: tuple[str, str, bool | None], up: int = 1, **more: object) -> pd.DataFrame:
    """Candidates of one council: (ballot, party, elected)."""
    return pd.DataFrame(
        {
            "ballot_id": [b for b, *_ in elected],
            "organisation": "x",
            "election_type": "county",
            "cycle": "2021-05-06",
            "party": [p for _, p, _ in elected],
            "elected": pd.array([e for *_, e in elected], dtype="boolean"),
            "seats": up,
        }
    ).assign(**more)


def held(**by_party: int) -> pd.DataFrame:
    return pd.DataFrame({"organisation": "x", "party": list(by_party), "seats": list(by_party.values())})


def test_seats_count_winners_and_keep_parties_that_won_none() -> None:
    r = rows(
        ("a", "Con", True), ("a", "Lab", False), ("b", "Con", True), ("b", "LD", False), ("b", "Con", True)
    )
    t = seats(r.assign(seats=[1, 1, 2, 2, 2])).set_index("party")
    assert t["seats"].to_dict() == {"Con": 3, "LD": 0, "Lab": 0}
    assert t["seats_up"].unique().tolist() == [3] and t["candidates"].to_dict() == {
        "Con": 3,
        "LD": 1,
        "Lab": 1,
    }
    assert t["seats_share"].to_dict() == {"Con": 1.0, "LD": 0.0, "Lab": 0.0}


def test_seats_of_a_mayor_and_a_council_of_one_name_stay_apart() -> None:
    r = pd.concat([rows(("a", "Con", True)), rows(("m", "Lab", True), election_type="pcc")])
    assert seats(r)[["election_type", "party", "seats"]].values.tolist() == [
        ["county", "Con", 1],
        ["pcc", "Lab", 1],
    ]


def test_seats_not_declared_are_missing_not_nought() -> None:
    t = seats(rows(("a", "Con", True), ("a", "Lab", None))).set_index("party")
    assert t.loc["Con", "seats"] == 1 and pd.isna(t.loc["Lab", "seats"]) and t["seats_share"].isna().all()


@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        (held(Con=28, LD=20, Lab=9, Local=2, Ind=2), (61, 31, "Con", "NOC")),  # Cambridgeshire 2021
        (held(Con=58, Lab=12, LD=8, Grn=3, Ind=3), (84, 43, "Con", "Con")),
        (held(Con=5, Lab=5), (10, 6, None, "NOC")),
        (held(Con=6, Lab=4, LD=2), (12, 7, "Con", "NOC")),  # half is not a majority
        (held(Con=5, Lab=4, Vacant=1), (10, 6, "Con", "NOC")),
        (held(Con=6, Lab=3, Vacant=1), (10, 6, "Con", "Con")),
        (held(Con=3, Lab=1, Vacant=6), (10, 6, "Con", "NOC")),
    ],
)
def test_control_takes_more_than_half_of_all_seats(composition: pd.DataFrame, expected: tuple) -> None:
    c = control(composition).iloc[0]
    largest = None if pd.isna(c["largest"]) else c["largest"]
    assert (c["seats"], c["majority_needed"], largest, c["control"]) == expected
    assert c["vacant"] == composition.loc[composition["party"] == "Vacant", "seats"].sum()


def test_local_parties_are_many_and_labour_and_cooperative_is_one() -> None:
    local = held(Con=4).assign(party_name="Conservative")
    two = pd.concat(
        [local, held(Local=3).assign(party_name="A First"), held(Local=3).assign(party_name="B First")]
    )
    assert control(two)[["largest", "control"]].values.tolist() == [["Con", "NOC"]]
    names = [
        held(Lab=17).assign(party_name="Labour"),
        held(Lab=3).assign(party_name="Labour and Co-operative"),
    ]
    assert control(pd.concat([*names, held(Con=18)]))[["largest_seats", "control"]].values.tolist() == [
        [20, "Lab"]
    ]


def test_control_is_missing_where_seats_not_up_decide_it() -> None:
    third = held(Con=8, Lab=6).assign(council_seats=42)
    assert control(third)["control"].isna().all() and control(third)["seats"].item() == 42
    assert control(held(Con=30, Lab=6).assign(council_seats=42))["control"].item() == "Con"
    assert control(held(Con=21, Lab=21).assign(council_seats=42))["control"].item() == "NOC"
    gap = held(Con=8).assign(seats=pd.array([None], dtype="Int64"))
    assert control(gap)[["control", "largest", "largest_seats"]].isna().all(axis=None)


def test_control_is_by_council_and_moment() -> None:
    both = pd.concat([held(Con=3, Lab=1).assign(year=2016), held(Con=1, Lab=3).assign(year=2018)])
    assert control(both)[["year", "control"]].values.tolist() == [[2016, "Con"], [2018, "Lab"]]


@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_n_equal_parties_are_n_effective_parties(n: int) -> None:
    equal = held(**{f"P{i}": 7 for i in range(n)})
    assert effective_parties(equal)["effective_parties"].item() == pytest.approx(n)


def test_effective_parties_sums_a_party_first_and_keeps_gaps() -> None:
    split = pd.concat([held(Con=2, Lab=4), held(Con=2)])
    assert effective_parties(split)["effective_parties"].item() == pytest.approx(2)
    gap = held(Con=1, Lab=1).assign(seats=pd.array([1, None], dtype="Int64"))
    assert effective_parties(gap)["effective_parties"].isna().all()


# V 50, 30, 20 per cent; S 70, 20, 10 per cent: differences 20, 10, 10.
VOTES = pd.DataFrame(
    {"organisation": "x", "party": ["a", "b", "c"], "vote_share": [0.5, 0.3, 0.2], "share_method": "sum"}
)


def test_disproportionality_worked_by_hand() -> None:
    s = held(a=7, b=2, c=1)
    assert gallagher(VOTES, s)["gallagher_points"].item() == pytest.approx(math.sqrt((400 + 100 + 100) / 2))
    assert loosemore_hanby(VOTES, s)["loosemore_hanby_share"].item() == pytest.approx(0.2)
    assert sainte_lague(VOTES, s)["sainte_lague"].item() == pytest.approx(
        0.04 / 0.5 + 0.01 / 0.3 + 0.01 / 0.2
    )
    assert gallagher(VOTES, s)["share_method"].item() == "sum"


def test_parties_in_one_table_only_have_nothing_in_the_other() -> None:
    assert loosemore_hanby(VOTES, held(a=7, b=3))["loosemore_hanby_share"].item() == pytest.approx(0.2)
    walkover = held(a=5, b=3, c=1, d=1)
    assert loosemore_hanby(VOTES, walkover)["loosemore_hanby_share"].item() == pytest.approx(0.1)
    assert sainte_lague(VOTES, walkover)["sainte_lague"].isna().all()
    hidden = VOTES.assign(vote_share=[0.5, float("nan"), 0.2])
    assert gallagher(hidden, walkover)["gallagher_points"].isna().all()


@QUICK
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 9)), min_size=1, max_size=8))
def test_indices_agree_with_a_plain_loop(pairs: list[tuple[int, int]]) -> None:
    pairs = [(v, s) for v, s in pairs[:-1]] + [(pairs[-1][0], pairs[-1][1] + 1)]
    votes, won = sum(v for v, _ in pairs), sum(s for _, s in pairs)
    v_table = pd.DataFrame(
        {
            "organisation": "x",
            "party": [f"P{i}" for i in range(len(pairs))],
            "vote_share": [v / votes for v, _ in pairs],
        }
    )
    s_table = held(**{f"P{i}": s for i, (_, s) in enumerate(pairs)})
    gaps = [s / won - v / votes for v, s in pairs]
    assert math.isclose(
        gallagher(v_table, s_table)["gallagher_points"].item(),
        100 * math.sqrt(sum(g * g for g in gaps) / 2),
        abs_tol=1e-9,
    )
    assert math.isclose(
        loosemore_hanby(v_table, s_table)["loosemore_hanby_share"].item(),
        sum(map(abs, gaps)) / 2,
        abs_tol=1e-9,
    )
    shuffled = gallagher(v_table.sample(frac=1, random_state=1), s_table.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(gallagher(v_table, s_table), shuffled)
    assert effective_parties(s_table)["effective_parties"].item() == pytest.approx(
        won**2 / sum(s * s for _, s in pairs)
    )


def test_seat_change_balances_where_the_council_is_known() -> None:
    won = seats(rows(("a", "Con", True), ("a", "Lab", False), ("b", "LD", True)))
    before = pd.DataFrame(
        {
            "organisation": "x",
            "election_type": "county",
            "cycle": "2021-05-06",
            "party": ["Con", "UKIP"],
            "seats_before": [1, 1],
        }
    )
    t = seat_change(won, before).set_index("party")
    assert t["seats_change"].to_dict() == {"Con": 0, "LD": 1, "Lab": 0, "UKIP": -1}
    assert t["seats_before"].sum() == t["seats"].sum() == 2
    other = seat_change(won, before.assign(organisation="elsewhere"))
    assert other["seats_before"].isna().all() and other["seats_change"].isna().all() and len(other) == 3
