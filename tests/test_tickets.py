"""Contests of one day: districts as pages printed them, ballots drawn one by one, hand-worked cases."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.same_day import day_tables, same_day_votes
from elexan.tickets import (
    candidate_effect,
    change_units,
    largest_differences,
    split_ticket_bound,
    ticket_correlation,
    ticket_profiles,
    ticket_units,
    ticket_votes,
)

DATA = Path(__file__).parent.parent / "data"
QUICK = settings(deadline=None, max_examples=5)
# First preferences by district as the returning officer's page printed them: Con, Lab, LD.
MAYOR = {
    "E06000031": (22465, 18889, 5776), "E07000008": (6284, 19585, 12787), "E07000009": (10408, 5323, 7779),
    "E07000010": (14494, 5129, 2593), "E07000011": (21824, 15142, 9199), "E07000012": (18467, 12038, 23751),
}  # fmt: skip
FENLAND = {"Con": 14437, "Lab": 4553, "LD": 2100, "Reform": 1148}  # commissioner, as a local paper printed it
PCC = {"Con": 99034, "Lab": 72313, "LD": 51490, "Reform": 8031}  # commissioner, as the BBC printed it


@cache
def tables(region: str, date: str) -> tuple[pd.DataFrame, ...]:
    return day_tables(region=region, date=date)


@cache
def votes(region: str, *contests: str, date: str = "2021-05-06", **choices: str) -> pd.DataFrame:
    return ticket_votes(*tables(region, date), contests=contests, **choices)


def wide(table: pd.DataFrame, contest: str) -> dict[tuple[str, str], float]:
    return table[table["contest"] == contest].set_index(["area_gss", "party"])["votes"].to_dict()


def day(**areas: tuple[dict[str, float], dict[str, float]]) -> pd.DataFrame:
    """A table of votes as ``ticket_votes`` gives it, for a council and a mayor."""
    return pd.DataFrame(
        [
            {"area_gss": area, "contest": contest, "party": party, "votes": count, "electorate": 1000}
            for area, both in areas.items()
            for contest, own in zip(("council", "mayor"), both, strict=True)
            for party, count in own.items()
        ]
    )


def test_the_mayor_and_the_councils_by_district_are_those_of_the_sources() -> None:
    table = votes("cambridgeshire", "council", "mayor")
    printed = {(d, p): v for d, own in MAYOR.items() for p, v in zip(("Con", "Lab", "LD"), own, strict=True)}
    assert wide(table, "mayor") == printed
    assert wide(table, "council") == _by_hand()
    assert table.groupby(["area_gss", "contest"])["vote_share"].sum().round(12).eq(1).all()
    assert (
        table.loc[table["party"].eq("Con") & table["contest"].eq("mayor"), "candidate"]
        .eq("James Palmer")
        .all()
    )


def _by_hand() -> dict[tuple[str, str], float]:
    """Votes added up row by row from the files: all of a list's, or its best where two seats were filled."""
    with (DATA / "areas.csv").open(encoding="utf-8") as file:
        district = {row["area_gss"]: row["district_gss"] for row in csv.DictReader(file)}
    councils = [("county", "cambridgeshire"), ("unitary", "peterborough")]
    place, seats = {}, {}
    with (DATA / "contests.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["date"] == "2021-05-06" and (row["election_type"], row["organisation"]) in councils:
                place[row["ballot_id"]] = row["district_gss"] or district[row["area_gss"]]
                seats[row["ballot_id"]] = int(row["seats"])
    lists: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    with (DATA / "results.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["ballot_id"] in place:
                many = row["party"] in ("Local", "Other", "ResAssoc")
                key = (row["ballot_id"], row["party"], row["party_name"] if many else "")
                lists[key].append(int(row["first_pref"]))
    total: dict[tuple[str, str], float] = defaultdict(float)
    for (ballot, party, _), counts in lists.items():
        total[place[ballot], party] += sum(counts) if seats[ballot] == 1 else max(counts)
    return dict(total)


def test_the_electorate_is_the_councils_and_near_what_the_bbc_printed() -> None:
    bound = split_ticket_bound(votes("cambridgeshire", "council", "mayor"), by="all").iloc[0]
    assert bound["electorate"] == pytest.approx(637_807, rel=0.0005) and bound["electorate_of"] == "council"
    unknown = votes("west-midlands", "mayor", "pcc")
    alone = split_ticket_bound(unknown).iloc[0]
    assert not alone["electorate_known"] and pd.isna(alone["split_ticket_low_rate"])
    assert alone["split_ticket_low"] > 0 and alone["split_ticket_low_share"] > 0


def test_a_contest_known_in_one_district_is_compared_there_and_in_the_rest() -> None:
    table = votes("cambridgeshire", "mayor", "pcc")
    rest = "+".join(sorted(set(MAYOR) - {"E07000010"}))
    pcc, mayor = wide(table, "pcc"), wide(table, "mayor")
    assert {p: pcc["E07000010", p] for p in PCC} == FENLAND
    assert {p: pcc[rest, p] for p in PCC} == {p: PCC[p] - FENLAND[p] for p in PCC}
    assert mayor[rest, "Con"] == sum(MAYOR[d][0] for d in MAYOR if d != "E07000010")
    noted = table.loc[table["note"].notna(), ["area_gss", "contest"]].drop_duplicates().values.tolist()
    assert noted == [[rest, "pcc"]]


def test_two_districts_known_only_together_are_one_area() -> None:
    # 2025: the total less four districts, as worked out where the figures were collected.
    together = {"Con": 14035, "Reform": 15170, "Lab": 5039, "LD": 9523, "Grn": 2590}
    table = votes("cambridgeshire", "council", "mayor", date="2025-05-01", overlap="restrict")
    mayor = wide(table, "mayor")
    assert {p: mayor["E07000009+E07000010", p] for p in together} == together
    assert table.groupby("contest")["left_out"].first().to_dict() == {"council": 0, "mayor": 1}
    with pytest.raises(ValueError, match=r"council \(cambridgeshire\) does not cover Peterborough"):
        votes("cambridgeshire", "council", "mayor", date="2025-05-01")


def test_contests_known_in_different_districts_are_compared_over_the_whole() -> None:
    areas = pd.DataFrame({
        "area_gss": ["D1", "D2", "D3", "M", "P"], "area_name": list("ABCMP"), "county_gss": None,
        "area_type": ["district"] * 3 + ["combined_authority", "police_area"], "district_gss": None,
        "combined_authority_gss": ["M"] * 3 + [None] * 2, "police_area_gss": ["P"] * 3 + [None] * 2,
    })  # fmt: skip
    results = pd.DataFrame({
        "ballot_id": ["m", "m", "p", "p"], "candidate_id": list("abab"), "candidate": list("ABCD"),
        "party": ["Con", "Lab"] * 2, "first_pref": [60, 40, 55, 45],
        "election_type": ["mayor"] * 2 + ["pcc"] * 2,
        "organisation": "x", "area_gss": ["M", "M", "P", "P"], "date": "2021-05-06", "cycle": "2021-05-06",
        "seats": 1, "status": "polled",
    })  # fmt: skip
    counted = pd.DataFrame({
        "ballot_id": ["m", "m", "p", "p"], "area_gss": ["D1", "D1", "D2", "D2"], "candidate_id": list("abab"),
        "first_pref": [6, 4, 5, 5],
    })  # fmt: skip
    table = ticket_votes(results, counted, areas, contests=("mayor", "pcc"))
    assert wide(table, "mayor") == {("M", "Con"): 60, ("M", "Lab"): 40}
    assert wide(table, "pcc") == {("M", "Con"): 55, ("M", "Lab"): 45}


def test_a_city_inside_a_police_area_is_refused_or_compared_where_it_is_known() -> None:
    with pytest.raises(ValueError, match=r"council \(milton-keynes\) does not cover Bracknell Forest.*Milt"):
        votes("milton-keynes", "council", "pcc")
    table = votes("milton-keynes", "council", "pcc", overlap="restrict")
    assert table["area_name"].unique().tolist() == ["Milton Keynes"]
    printed = {"Con": 30764, "Lab": 24219, "LD": 8836, "Ind": 6231}
    assert {p: v for (_, p), v in wide(table, "pcc").items()} == printed
    assert table.groupby("contest")["left_out"].first().to_dict() == {"council": 0, "pcc": 12}


def test_a_district_with_a_postponed_contest_is_not_complete() -> None:
    with pytest.raises(EmptySelectionError, match=r'Norwich had 12 of 13 .*postponed="include"'):
        votes("norfolk", "council", "pcc")
    table = votes("norfolk", "council", "pcc", postponed="include")
    assert table["area_gss"].unique().tolist() == ["E10000020"]
    assert table.loc[table["contest"] == "pcc", "votes"].sum() == 230_644  # the sum two sources agree on
    assert table.loc[table["contest"] == "council", "contests"].unique().tolist() == [84]


def test_a_district_council_voted_in_one_of_six_districts() -> None:
    with pytest.raises(ValueError, match=r"district \(cambridge\) does not cover Peterborough"):
        votes("cambridgeshire", "council", "district")
    table = votes("cambridgeshire", "council", "district", overlap="restrict")
    assert table["area_name"].unique().tolist() == ["Cambridge"]
    assert table.groupby("contest")["several_votes"].first().to_dict() == {"council": 0, "district": 14}


@pytest.mark.parametrize(
    ("contests", "error", "words"),
    [
        (("council",), ValueError, "two or more kinds"),
        (("council", "major"), UnknownNameError, 'did you mean "mayor"'),
        (("council", "local_mayor"), EmptySelectionError, "there is council, district, mayor, pcc"),
    ],
)
def test_contests_that_cannot_be_asked_for(contests: tuple, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        votes("cambridgeshire", *contests)
    with pytest.raises(ValueError, match="choose one date of 2016-05-05, 2017-05-04"):
        same_day_votes(region="cambridgeshire", date=["2017-05-04", "2016-05-05"], contests=("pcc", "mayor"))


def test_a_by_election_beside_the_ordinary_poll_is_not_counted_again() -> None:
    areas = pd.DataFrame({
        "area_gss": ["W1", "D1"], "area_name": ["Ward", "Town"], "area_type": ["ward", "district"],
        "district_gss": ["D1", None], "county_gss": None,
    })  # fmt: skip
    results = pd.DataFrame({
        "ballot_id": ["c", "c", "c.by", "m", "m"], "candidate_id": list("abcab"), "candidate": list("ABCAB"),
        "party": ["Con", "Lab", "Lab", "Con", "Lab"], "first_pref": [60, 40, 77, 55, 45],
        "election_type": ["unitary"] * 3 + ["mayor"] * 2, "organisation": "town", "date": "2021-05-06",
        "area_gss": ["W1"] * 3 + ["D1"] * 2, "cycle": "2021-05-06", "seats": 1, "status": "polled",
        "by_election": [False, False, True, False, False],
    })  # fmt: skip
    none = pd.DataFrame(columns=["ballot_id", "area_gss", "candidate_id", "first_pref"])
    table = ticket_votes(results, none, areas, contests=("council", "local_mayor"))
    assert wide(table, "council") == {("D1", "Con"): 60, ("D1", "Lab"): 40}
    assert wide(table, "local_mayor") == {("D1", "Con"): 55, ("D1", "Lab"): 45}
    unpolled = pd.concat([areas, areas.head(1).assign(area_gss="W2")])
    with pytest.raises(EmptySelectionError, match="Town had 1 of 2 wards or divisions polled"):
        ticket_votes(results, none, unpolled, contests=("council", "local_mayor"))


def test_the_bound_by_hand() -> None:
    # 100 and 90 voted. At most 50 + 30 gave one party both votes, so 20 of at least 100 did not; the ten
    # Greens had no candidate for mayor. If the 90 are among the 100, 10 of them voted for another party.
    bound = split_ticket_bound(day(A=({"Con": 60, "Lab": 30, "Grn": 10}, {"Con": 50, "Lab": 40}))).iloc[0]
    assert bound["straight_high"] == 80 and bound["split_ticket_low"] == 20
    assert bound["split_ticket_low_share"] == 0.2 and bound["split_ticket_low_rate"] == 0.02
    assert bound["another_party_low"] == 10 and bound["forced_low"] == 10
    # ½(|0.6 − 5/9| + |0.3 − 4/9| + 0.1)
    assert bound["profile_difference"] == pytest.approx((2 / 45 + 13 / 90 + 1 / 10) / 2)


COUNTS = st.lists(st.integers(0, 90), min_size=4, max_size=4)
AREAS = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=4)
PARTIES = ["Con", "Grn", "Lab", "LD"]


@QUICK
@given(st.integers(0, 10_000))
def test_the_bound_is_below_what_voters_drawn_one_by_one_did(seed: int) -> None:
    # Each elector is drawn with both choices (4: not voting); only the totals are given to the bound.
    rng = np.random.default_rng(seed)
    rows, split, another = [], 0, 0
    for area in "AB":
        first = rng.choice(5, 400, p=rng.dirichlet(np.ones(5)))
        second = np.where(rng.random(400) < rng.random(), first, rng.choice(5, 400))
        second[first == 4] = 4  # whoever voted for the mayor voted for the council
        split += int((first != second).sum())
        another += int(((first != second) & (first < 4) & (second < 4)).sum())
        rows += [
            {"area_gss": area, "contest": c, "party": p, "votes": int((chosen == k).sum()), "electorate": 400}
            for c, chosen in (("council", first), ("mayor", second))
            for k, p in enumerate(PARTIES)
        ]
    bound = split_ticket_bound(pd.DataFrame(rows), by="all").iloc[0]
    assert bound["split_ticket_low_from_totals"] <= bound["split_ticket_low"] <= split
    assert bound["split_ticket_low_rate"] <= split / 800
    assert bound["another_party_low"] <= another


@QUICK
@given(AREAS)
def test_the_areas_bound_is_never_less_than_that_of_the_totals(drawn: list) -> None:
    table = day(**{
        f"E{n}": tuple({p: v + 1 for p, v in zip(PARTIES, own, strict=True)} for own in both)
        for n, both in enumerate(drawn)
    })  # fmt: skip
    whole = split_ticket_bound(table, by="all").iloc[0]
    each = split_ticket_bound(table)
    assert (
        each["split_ticket_low"].sum() == whole["split_ticket_low"] >= whole["split_ticket_low_from_totals"]
    )
    for column in ("another_party_low", "forced_low"):
        assert each[column].le(each["split_ticket_low"]).all()
    # The same from the bounds of every cell: electors not on the diagonal at most.
    rows, columns = ticket_units(table, not_voting="include")
    cells = ex.inference.unit_bounds(rows, columns)
    diagonal = cells[cells["origin"] == cells["destination"]].groupby("unit")["votes_high"].sum()
    assert np.allclose(1000 - diagonal, each.set_index("area_gss")["split_ticket_low"])
    turned = table.assign(contest=table["contest"].map({"council": "z", "mayor": "a"}))
    turned = split_ticket_bound(turned.sample(frac=1, random_state=1))
    for column in ("split_ticket_low", "straight_high", "forced_low", "profile_difference"):
        assert np.allclose(turned[column], each[column])


def test_profiles_name_who_stood_where_and_sum_to_one() -> None:
    table = day(
        A=({"Con": 60, "Grn": 40}, {"Con": 30, "LD": 30}), B=({"Con": 10, "LD": 90}, {"Con": 5, "LD": 5})
    )
    profiles = ticket_profiles(table)
    stood = profiles.set_index(["area_gss", "party"])["stood"].to_dict()
    assert stood["A", "Grn"] == "council" and stood["A", "LD"] == "mayor" and stood["B", "LD"] == "both"
    assert ("B", "Grn") not in stood
    sums = profiles.groupby("area_gss")[["share_a", "share_b", "share_difference"]].sum()
    assert np.allclose(sums, [[1, 1, 0], [1, 1, 0]])
    everywhere = ticket_profiles(table, by="all").set_index("party")
    assert everywhere.loc["LD", "share_a"] == 90 / 200 and everywhere.loc["LD", "share_b"] == 0.5
    widest = largest_differences(table, most=1).iloc[0]
    assert (widest["area_gss"], widest["party"], widest["rank"]) == ("B", "Con", 1)
    assert largest_differences(table, stood="any", most=1)["party"].item() == "LD"  # 0 to half in A


def test_order_of_rows_and_input_do_not_matter_and_input_stays() -> None:
    results, counted, areas, turnout = tables("cambridgeshire", "2021-05-06")
    before = results.copy()
    table = votes("cambridgeshire", "council", "mayor")
    mixed = ticket_votes(
        results.sample(frac=1, random_state=3), counted.sample(frac=1, random_state=3), areas[::-1], turnout,
        contests=("council", "mayor"),
    )  # fmt: skip
    pd.testing.assert_frame_equal(table, mixed)
    pd.testing.assert_frame_equal(results, before)
    for function in (ticket_profiles, split_ticket_bound, largest_differences, ticket_correlation):
        pd.testing.assert_frame_equal(function(table), function(table.sample(frac=1, random_state=5)))


def test_a_candidate_against_the_partys_profile() -> None:
    table = day(A=({"Con": 60, "Lab": 40}, {"Con": 50, "LD": 50}), B=({"Con": 20, "Lab": 80}, {"Con": 100}))
    effect = candidate_effect(table, contest="mayor").set_index(["area_gss", "party"])["effect"]
    assert effect["A", "Con"] == pytest.approx(-0.1) and effect["B", "Con"] == pytest.approx(0.8)
    assert pd.isna(effect["A", "LD"]) and ("A", "Lab") not in effect.index
    overall = candidate_effect(table, contest="mayor", by="all").set_index("party")
    assert overall.loc["Con", "effect"] == pytest.approx(150 / 200 - 80 / 200)
    with pytest.raises(UnknownNameError, match='did you mean "mayor"'):
        candidate_effect(table, contest="major")


def test_correlation_is_pearsons_with_a_warning_for_few_areas() -> None:
    rng = np.random.default_rng(5)
    con = rng.integers(20, 80, (2, 9))
    table = day(**{
        f"E{n}": tuple({"Con": int(c), "Lab": int(100 - c)} for c in con[:, n]) for n in range(9)
    })  # fmt: skip
    found = ticket_correlation(table).set_index("party").loc["Con"]
    assert found["correlation"] == pytest.approx(np.corrcoef(con)[0, 1])
    assert found["areas"] == 9 and pd.isna(found["note"])
    few = ticket_correlation(table[table["area_gss"] < "E7"]).set_index("party").loc["Con"]
    assert few["areas"] == 7 and "7 areas are few" in few["note"]
    two = ticket_correlation(table[table["area_gss"] < "E2"])
    assert two["correlation"].isna().all()


def test_units_take_the_votes_as_they_are_and_six_areas_are_too_few() -> None:
    table = votes("cambridgeshire", "council", "mayor")
    rows, columns = ticket_units(table)
    assert columns.to_dict("index") == {
        d: dict(zip(("Con", "LD", "Lab"), (own[0], own[2], own[1]), strict=True)) for d, own in MAYOR.items()
    }
    rows, columns = ticket_units(table, not_voting="include")
    assert rows.sum(axis=1).tolist() == columns.sum(axis=1).tolist()
    with pytest.raises(ValueError, match="too few units"):
        ex.inference.transitions(rows, columns)
    unknown = table.assign(electorate=table["electorate"].mask(table["area_gss"] == "E07000008"))
    with pytest.raises(DataError, match=r"votes of council \(E07000008\): electorate: is not known"):
        ticket_units(unknown, not_voting="include")
    small = table.assign(electorate=100)
    with pytest.raises(DataError) as found:
        ticket_units(small, not_voting="include")
    assert len(found.value.problems) == 6


def test_units_between_elections_are_the_contests_polled_both_times() -> None:
    now = ex.load_results(
        organisation=["north-northamptonshire", "west-northamptonshire"],
        election_type="unitary",
        date="2021-05-06",
    )
    rows, columns = change_units(now, ex.previous(now))
    assert len(rows) == len(columns) == 57 and rows.index.equals(columns.index)
    then = ex.previous(now)
    assert rows.sum().sum() == then["first_pref"].sum()  # one seat each: every vote counts
    with pytest.raises(DataError, match="scale=") as found:
        change_units(now, then, not_voting="include")
    assert len(found.value.problems) == 57  # the electorates of 2017 are not held


def test_a_contest_without_a_poll_is_no_unit() -> None:
    now = pd.DataFrame({
        "ballot_id": ["n1", "n1", "n2"], "party": ["Con", "Lab", "Con"], "first_pref": [60, 40, None],
        "status": ["polled", "polled", "uncontested"], "electorate": 300,
    })  # fmt: skip
    then = pd.DataFrame({
        "ballot_id": ["o1", "o2"], "party": "Con", "first_pref": [50, 70], "status": "polled",
        "next_ballot_id": ["n1", "n2"], "electorate": [280, 290],
    })  # fmt: skip
    rows, columns = change_units(now, then, not_voting="include")
    assert rows.to_dict("index") == {"n1": {"Con": 50, "not voting": 230}}
    assert columns.to_dict("index") == {"n1": {"Con": 60, "Lab": 40, "not voting": 200}}
    with pytest.raises(EmptySelectionError, match="polled both times"):
        change_units(now[2:], then)
