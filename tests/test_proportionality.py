"""Disproportionality and apportionment against published values, worked examples and plain loops."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.apportionment import apportion, list_votes
from elexan.errors import DataError, UnknownNameError
from elexan.proportionality import (
    advantage_ratio,
    disproportionality,
    effective_parties,
    gallagher,
    loosemore_hanby,
    rae,
    sainte_lague,
)

QUICK = settings(deadline=None, max_examples=5)


def tables(
    rows: dict[str, tuple[float, int]], total: float | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Votes and seats of one group, shares of the votes given or of a total."""
    votes = pd.DataFrame({"organisation": "x", "party": list(rows), "votes": [v for v, _ in rows.values()]})
    votes = votes.assign(vote_share=votes["votes"] / (total or votes["votes"].sum()))
    seats = pd.DataFrame({"organisation": "x", "party": list(rows), "seats": [s for _, s in rows.values()]})
    return votes, seats


# House of Commons 2015: votes and seats as the BBC and the Electoral Commission printed them, small parties
# together.
COMMONS_2015 = {
    "Con": (11334920, 331), "Lab": (9344328, 232), "UKIP": (3881129, 1), "LD": (2415888, 8),
    "SNP": (1454436, 56), "Grn": (1157613, 1), "DUP": (184260, 8), "PC": (181694, 3), "SF": (176232, 4),
    "UUP": (114935, 2), "SDLP": (99809, 3), "Other": (346436, 1),
}  # fmt: skip
# Legislative Assembly of Queensland 2012: per cent of first preferences and seats of 89.
QUEENSLAND_2012 = {
    "LNP": (49.66, 78), "ALP": (26.66, 7), "KAP": (11.53, 2), "Grn": (7.53, 0), "Ind": (3.16, 2),
    "FFP": (1.36, 0), "ONP": (0.10, 0),
}  # fmt: skip
# East of England, 23 May 2019, as the Regional Returning Officer declared it.
EAST_2019 = {
    "Brexit": 604715, "LD": 361563, "Grn": 202460, "Con": 163830, "Lab": 139490, "CUK": 58274, "UKIP": 54676,
    "EDP": 10217, "Csordas": 3230,
}  # fmt: skip
# Austria, 26 May 2019: the lists above the threshold of 4 per cent, and two below it.
AUSTRIA_2019 = {
    "ÖVP": 1305956, "SPÖ": 903151, "FPÖ": 650114, "Grüne": 532193, "NEOS": 319024, "Jetzt": 39086,
    "KPÖ": 30087,
}  # fmt: skip


def lists(votes: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"organisation": "x", "party": list(votes), "votes": list(votes.values())})


def given_to(votes: dict[str, int], seats: int, **choices: object) -> dict[str, int]:
    table = apportion(lists(votes), seats=seats, **choices)  # type: ignore[arg-type]
    return table.set_index("party")["seats_proportional"].to_dict()


def test_gallagher_of_queensland_2012_is_the_published_31_16() -> None:
    votes, seats = tables(QUEENSLAND_2012, total=100)
    assert gallagher(votes, seats)["gallagher_points"].item() == pytest.approx(31.16, abs=0.005)


def test_commons_2015_has_gallaghers_own_figures() -> None:
    # Gallagher's Election indices: LSq 15.02, parties 3.92 by votes and 2.53 by seats; he keeps apart the
    # small parties that are one row here.
    row = disproportionality(*tables(COMMONS_2015)).iloc[0]
    assert row["gallagher_points"] == pytest.approx(15.02, abs=0.05)
    assert row["effective_parties_votes"] == pytest.approx(3.92, abs=0.01)
    assert row["effective_parties_seats"] == pytest.approx(2.53, abs=0.01)


def test_effective_parties_of_the_commons_of_2010_as_worked_in_print() -> None:
    # Σp² = 0.387209, so 2.582581
    won = [306, 258, 57, 8, 6, 5, 3, 3, 1, 1, 1, 1]
    table = pd.DataFrame({"organisation": "x", "party": [f"p{i}" for i in range(12)], "seats": won})
    assert effective_parties(table)["effective_parties"].item() == pytest.approx(2.582581, abs=2e-6)


# V 50, 30, 19.6 and 0.4 per cent; S 70, 20, 10 and 0: gaps 20, 10, 9.6 and 0.4.
SMALL = {"a": (500, 7), "b": (300, 2), "c": (196, 1), "d": (4, 0)}


def test_rae_leaves_out_the_smallest_and_is_a_mean() -> None:
    votes, seats = tables(SMALL)
    assert rae(votes, seats)[["rae_share", "rae_parties"]].values.tolist() == [[pytest.approx(0.396 / 3), 3]]
    every = rae(votes, seats, cut_off=0.0).iloc[0]
    assert every["rae_share"] == pytest.approx(0.4 / 4) and every["rae_parties"] == 4
    # of all parties Rae is Loosemore–Hanby times two over their number
    assert every["rae_share"] == pytest.approx(
        loosemore_hanby(votes, seats)["loosemore_hanby_share"].item() / 2
    )
    with pytest.raises(ValueError, match="between 0 and 1"):
        rae(votes, seats, cut_off=5)


def test_advantage_ratios_by_hand_and_weighted_by_votes_they_are_one() -> None:
    ratios = advantage_ratio(*tables(SMALL)).set_index("party")
    assert ratios["advantage_ratio"].round(6).to_dict() == {"a": 1.4, "b": 0.666667, "c": 0.510204, "d": 0.0}
    assert (ratios["advantage_ratio"] * ratios["vote_share"]).sum() == pytest.approx(1)
    votes, seats = tables({"a": (10, 1), "walkover": (0, 1)})
    assert advantage_ratio(votes, seats).set_index("party")["advantage_ratio"].isna().to_dict() == {
        "a": False, "walkover": True,
    }  # fmt: skip


def test_the_table_of_indices_holds_what_each_function_gives() -> None:
    both = [pd.concat([t, u.assign(organisation="y")]) for t, u in
            zip(tables(SMALL), tables({"a": (60, 6), "b": (40, 4)}), strict=True)]  # fmt: skip
    table = disproportionality(*both)
    assert table.loc[
        1, ["gallagher_points", "loosemore_hanby_share", "sainte_lague", "rae_share"]
    ].tolist() == (pytest.approx([0, 0, 0, 0], abs=1e-12))
    for index, column in (
        (gallagher, "gallagher_points"),
        (sainte_lague, "sainte_lague"),
        (rae, "rae_share"),
    ):
        assert table[column].tolist() == index(*both)[column].tolist()
    pd.testing.assert_frame_equal(
        table, disproportionality(*[t.sample(frac=1, random_state=3) for t in both])
    )


@pytest.mark.parametrize(
    ("method", "expected"),
    [("dhondt", [4, 3, 1, 0]), ("sainte_lague", [3, 3, 1, 1]), ("modified_sainte_lague", [4, 3, 1, 0])],
)
def test_the_textbook_eight_seats(method: str, expected: list[int]) -> None:
    # modified: for the last seat 20,000 / 1.4 equals 100,000 / 7, and more votes come first
    votes = {"a": 100000, "b": 80000, "c": 30000, "d": 20000}
    assert list(given_to(votes, 8, method=method).values()) == expected


def test_gallaghers_five_seats_and_a_ten_seat_exercise() -> None:
    assert list(given_to({"a": 60000, "b": 28000, "c": 12000}, 5).values()) == [4, 1, 0]
    ten = {"a": 6100, "b": 5000, "c": 900}
    assert list(given_to(ten, 10).values()) == [6, 4, 0]
    assert list(given_to(ten, 10, method="sainte_lague").values()) == [5, 4, 1]


def test_seats_of_the_european_elections_of_2019() -> None:
    east = given_to(EAST_2019, 7)
    assert {k: v for k, v in east.items() if v} == {"Brexit": 3, "LD": 2, "Grn": 1, "Con": 1}
    austria = given_to(AUSTRIA_2019, 18, threshold=0.04)
    assert {k: v for k, v in austria.items() if v} == {"ÖVP": 7, "SPÖ": 5, "FPÖ": 3, "Grüne": 2, "NEOS": 1}


def test_equal_quotients_go_to_more_votes_and_equal_votes_to_a_lot() -> None:
    assert given_to({"a": 60, "b": 30}, 2) == {"a": 2, "b": 0}  # 60/2 = 30/1
    with pytest.raises(DataError, match="b and c tie for the last seat"):
        given_to({"a": 60, "b": 40, "c": 40}, 2)
    assert given_to({"a": 60, "b": 40, "c": 40}, 3) == {"a": 1, "b": 1, "c": 1}


def test_a_threshold_and_wrong_choices() -> None:
    votes = {"a": 50, "b": 46, "c": 4}
    assert given_to(votes, 25, threshold=0.05)["c"] == 0 and given_to(votes, 25)["c"] == 1
    with pytest.raises(ValueError, match="threshold"):
        given_to(votes, 5, threshold=5)
    with pytest.raises(UnknownNameError, match="dhondt"):
        given_to(votes, 5, method="dhont")
    with pytest.raises(ValueError, match="whole number"):
        given_to(votes, 0)
    with pytest.raises(DataError, match="twice"):
        apportion(pd.concat([lists(votes), lists(votes)]), seats=3)
    with pytest.raises(DataError, match="not known"):
        apportion(lists(votes).assign(votes=[1, None, 2]), seats=3)


@QUICK
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6, unique=True), st.integers(1, 20))
def test_apportionment_agrees_with_seat_by_seat(votes: list[int], seats: int) -> None:
    named = {f"p{i}": v for i, v in enumerate(votes)}
    for method, divisor in (("dhondt", lambda n: n + 1), ("sainte_lague", lambda n: 2 * n + 1)):
        won = dict.fromkeys(named, 0)
        for _ in range(seats):
            best = max(named, key=lambda p: (named[p] / divisor(won[p]), named[p]))
            won[best] += 1
        assert given_to(named, seats, method=method) == won


def test_lists_of_a_council_keep_local_parties_apart_and_all_seats_are_given() -> None:
    results = ex.load_results(region="essex", date="2021-05-06", election_type="county")
    votes = list_votes(results)
    assert (votes["party"] == "Local").sum() > 1 and votes["seats"].sum() == 75
    assert votes["note"].notna().sum() == (votes["party"] == "Ind").sum() == 1
    table = apportion(votes, seats=votes)
    assert table["seats_proportional"].sum() == 75 and table["seats_difference"].sum() == 0
    mixed = votes.sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(table, apportion(mixed, seats=mixed))
    assert table.set_index("list").loc["Con", "seats_difference"] < 0  # 52 of 75 with under half of the votes
    codes = ex.party_share(results, method="top_vote", by="organisation").set_index("party")["votes"]
    assert votes.groupby("party")["votes"].sum().to_dict() == codes.to_dict()


def test_real_seats_come_from_the_table_of_seats() -> None:
    votes, seats = tables({"a": (60, 5), "b": (40, 0)})
    walkover = pd.concat([seats, pd.DataFrame({"organisation": ["x"], "party": ["c"], "seats": [1]})])
    table = apportion(votes, seats=walkover).set_index("party")
    assert table["seats_proportional"].to_dict() == {"a": 4, "b": 2, "c": 0}
    assert table["seats_difference"].to_dict() == {"a": -1, "b": 2, "c": -1}
