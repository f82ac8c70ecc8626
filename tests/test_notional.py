"""Notional results: worked by hand, split and put back together, and against polls of the same day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.notional import notional

QUICK = settings(deadline=None, max_examples=4)
DAY = "2021-05-06"


def contest(area: str, ballot: str = "", seats: int = 1, **votes: int | list[int] | None) -> pd.DataFrame:
    rows = [(p, v) for p, given in votes.items() for v in (given if isinstance(given, list) else [given])]
    table = pd.DataFrame(rows, columns=["party", "first_pref"]).astype({"first_pref": "Int64"})
    return table.assign(ballot_id=ballot or area, area_gss=area, seats=seats)


def weights(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_gss", "other_gss", "population"])


def votes(table: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(a, p): v for a, p, v in table[["area_gss", "party", "votes"]].itertuples(index=False)}


def test_largest_remainder_by_hand() -> None:
    # 100 votes on weights of 1, 1 and 1: 33 1/3 each, the vote left over to the lowest code.
    # 10 votes on 50, 30 and 20 parts of 100 are whole; 7 are 3.5, 2.1, 1.4: the one left to the .5.
    thirds = notional(
        contest("o", Con=100), weights(("o", "c", 1), ("o", "a", 1), ("o", "b", 1)), method="sum"
    )
    assert votes(thirds) == {("a", "Con"): 34, ("b", "Con"): 33, ("c", "Con"): 33}
    parts = weights(("o", "a", 50), ("o", "b", 30), ("o", "c", 20))
    found = votes(notional(contest("o", Con=10, Lab=7), parts, method="sum"))
    assert [found[a, "Con"] for a in "abc"] == [5, 3, 2]
    assert [found[a, "Lab"] for a in "abc"] == [4, 2, 1]
    # 3 votes on 0.3, 0.2 and 0.1 are 1.5, 1 and 0.5: a tie, though as floats 1.5 comes out a little less.
    tie = weights(("o", "a", 0.3), ("o", "b", 0.2), ("o", "c", 0.1))
    found = votes(notional(contest("o", Con=3), tie, method="sum"))
    assert [found[a, "Con"] for a in "abc"] == [2, 1, 0]


def test_how_sure_each_area_is_by_hand() -> None:
    # East has all 60 votes of o1 and a quarter of the 80 of o2: 20 of its 80 come from an area that is cut,
    # three quarters of which lie elsewhere.
    results = pd.concat([contest("o1", Con=60), contest("o2", Con=80)])
    table = notional(
        results, weights(("o1", "east", 9), ("o2", "east", 1), ("o2", "west", 3)), method="sum"
    ).set_index("area_gss")
    assert table.loc["east", ["votes", "earlier_areas"]].tolist() == [80, 2]
    assert table.loc["east", ["split_share", "elsewhere_share", "covered_share"]].tolist() == [
        0.25,
        20 * 0.75 / 80,
        1.0,
    ]
    assert table.loc["west", ["split_share", "elsewhere_share"]].tolist() == [1.0, 0.25]
    assert table["basis"].str.startswith("an estimate").all()


def test_whole_areas_in_larger_ones_need_no_weights() -> None:
    results = pd.concat([contest("o1", Con=60, Lab=1), contest("o2", Con=80)])
    custom = weights(("o1", "seat", 1), ("o2", "seat", 1)).drop(columns="population")
    table = notional(results, custom, method="sum")
    assert votes(table) == {("seat", "Con"): 140, ("seat", "Lab"): 1}
    assert table["split_share"].tolist() == [0, 0] and table["basis"].unique() == ["whole areas added up"]
    assert table["vote_share"].tolist() == [140 / 141, 1 / 141]
    cut = pd.concat([custom, custom.assign(other_gss="other")])
    with pytest.raises(DataError, match=r"\(o1\): lies in several areas; give its weight.*\n.*\(o2\)"):
        notional(results, cut, method="sum")


def test_the_share_method_makes_one_vote_of_several_candidates() -> None:
    two = contest("o", seats=2, Con=[50, 31], Lab=[20])
    found = {
        m: votes(notional(two, weights(("o", "n", 1)), method=m)) for m in ("sum", "average", "top_vote")
    }
    assert {m: t["n", "Con"] for m, t in found.items()} == {"sum": 81, "average": 41, "top_vote": 50}
    one = contest("o", seats=1, Ind=[50, 31])
    assert votes(notional(one, weights(("o", "n", 1)), method="top_vote")) == {("n", "Ind"): 81}


def test_parties_under_a_code_of_many_stay_apart() -> None:
    both = pd.concat([contest("o1", Local=60), contest("o2", Local=7)]).assign(
        party_name=["St Neots", "Canvey"]
    )
    table = notional(both, weights(("o1", "n", 1), ("o2", "n", 1)), method="sum")
    assert table[["party", "party_name", "votes"]].values.tolist() == [
        ["Local", "Canvey", 7],
        ["Local", "St Neots", 60],
    ]
    con = notional(contest("o1", Con=1).assign(party_name="Tory"), weights(("o1", "n", 1)), method="sum")
    assert con["party_name"].isna().all()


def test_elections_stay_apart_and_by_elections_are_refused() -> None:
    both = pd.concat([contest("o", b, Con=v).assign(cycle=b) for b, v in (("2018", 5), ("2019", 7))])
    table = notional(both, weights(("o", "n", 1)), method="sum")
    assert table[["cycle", "votes"]].values.tolist() == [["2018", 5], ["2019", 7]]
    with pytest.raises(DataError, match="2018, 2019: several contests in one area"):
        notional(both.drop(columns="cycle"), weights(("o", "n", 1)), method="sum")


def test_an_area_without_a_poll_has_no_votes_to_give_and_the_table_says_so() -> None:
    unopposed = contest("o2", Con=None).assign(status="uncontested")
    results = pd.concat([contest("o1", Con=60).assign(status="polled"), unopposed])
    table = notional(results, weights(("o1", "n", 3), ("o2", "n", 1), ("o2", "m", 1)), method="sum")
    assert table[["area_gss", "votes", "covered_share"]].values.tolist() == [["n", 60, 0.75]]
    assert table["basis"].item().endswith("part of the area has no votes in the results")
    with pytest.raises(EmptySelectionError, match="no contest"):
        notional(unopposed, weights(("o2", "n", 1)), method="sum")


def test_votes_not_known_are_missing_never_nought() -> None:
    table = notional(
        contest("o", Con=None, Lab=6).assign(status="polled"),
        weights(("o", "n", 1), ("o", "m", 1)),
        method="sum",
    )
    assert table.loc[table["party"] == "Con", "votes"].isna().all()
    assert table.loc[table["party"] == "Lab", "votes"].tolist() == [3, 3]
    assert table["vote_share"].isna().all() and table["split_share"].isna().all()


def test_everything_wrong_with_the_weights_is_named() -> None:
    results = pd.concat([contest(a, Con=5) for a in ("o1", "o2", "o3")])
    with pytest.raises(DataError, match="no weights for o2, o3; add"):
        notional(results, weights(("o1", "n", 1)), method="sum")
    bad = weights(("o1", "n", -1), ("o2", "n", np.nan), ("o3", "n", 0), ("o1", "m", 1), ("o1", "m", 2))
    with pytest.raises(DataError) as error:
        notional(results, bad, method="sum")
    said = [p.key + ": " + p.message for p in error.value.problems]
    assert said == [
        "o1, n: has weight -1.0",
        "o2, n: has weight nan",
        "o1, m: occurs twice",
        "o2: weights add up to 0",
        "o3: weights add up to 0",
    ]
    with pytest.raises(ValueError, match="overlaps has no column electors"):
        notional(results, bad, method="sum", weight="electors")
    with pytest.raises(UnknownNameError, match='did you mean "sum"'):
        notional(results, bad, method="summ")  # type: ignore[arg-type]


PARTIES = ["Con", "Lab", "LD", "Grn"]


@st.composite
def elections(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Some contests and the weights of their areas in up to four others, 0 among them."""
    results, rows = [], []
    for i in range(draw(st.integers(2, 9))):
        who = draw(st.lists(st.sampled_from(PARTIES), min_size=1, unique=True))
        results.append(contest(f"o{i}", **{p: draw(st.integers(0, 300)) for p in who}))
        parts = draw(st.lists(st.sampled_from([0, 1, 1, 2, 3, 40]), min_size=1, max_size=4).filter(any))
        rows += [(f"o{i}", f"n{j}", part) for j, part in enumerate(parts)]
    return pd.concat(results, ignore_index=True), weights(*rows)


@QUICK
@given(elections())
def test_no_vote_is_gained_or_lost_and_none_is_far_from_its_quota(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    results, pairs = both
    copies = [t.copy(deep=True) for t in both]
    table = notional(results, pairs, method="sum")
    before = results.groupby("party")["first_pref"].sum().to_dict()
    assert table.groupby("party")["votes"].sum().to_dict() == before
    part = pairs.assign(part=pairs["population"] / pairs.groupby("area_gss")["population"].transform("sum"))
    quota = results.merge(part, on="area_gss").assign(q=lambda d: d["first_pref"] * d["part"])
    quota = quota[quota["part"] > 0].groupby(["other_gss", "party"])["q"].agg(["sum", "size"])
    got = table.set_index(["area_gss", "party"])["votes"].astype(float)
    assert set(got.index) == set(quota.index)
    away = (got.rename_axis(quota.index.names) - quota["sum"]).abs()
    assert (away < quota["size"]).all() and (got[quota["sum"] == 0] == 0).all()
    for given_table, copy in zip(both, copies, strict=True):
        pd.testing.assert_frame_equal(given_table, copy)


@QUICK
@given(elections(), st.sampled_from([0.1, 1 / 3, 7.0, 1e-6]))
def test_neither_the_scale_of_weights_nor_the_order_of_rows_matters(
    both: tuple[pd.DataFrame, pd.DataFrame], scale: float
) -> None:
    results, pairs = both
    table = notional(results, pairs, method="sum")
    scaled = pairs.assign(population=pairs["population"] * scale)
    mixed = notional(
        results.sample(frac=1, random_state=3), scaled.sample(frac=1, random_state=5), method="sum"
    )
    pd.testing.assert_frame_equal(table, mixed)


@QUICK
@given(elections())
def test_an_area_that_is_its_own_heir_keeps_its_votes_and_parts_put_back_make_the_whole(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    results, pairs = both
    own = weights(*((a, a, 1) for a in results["area_gss"].unique()))
    same = notional(results, own, method="sum")
    real = results.set_index(["area_gss", "party"])["first_pref"].to_dict()
    assert votes(same) == real
    parts = pairs.assign(other_gss=pairs["area_gss"] + pairs["other_gss"])
    split = notional(results, parts, method="sum")
    back = split[["area_gss"]].drop_duplicates().assign(other_gss=lambda d: d["area_gss"].str[:2])
    again = split.assign(ballot_id=split["area_gss"], first_pref=split["votes"], seats=1)
    assert votes(notional(again, back, method="sum")) == real


def county(date: str) -> pd.DataFrame:
    return ex.load_results(election_type="county", date=date)


@pytest.mark.parametrize("year", [2017, 2021])
def test_divisions_split_into_wards_make_their_districts_again(year: int) -> None:
    # Each division lies in one district, so its votes must come back whole, whatever the weights are.
    results = county(f"{year}-05-0{4 if year == 2017 else 6}")
    wards = notional(results, ex.load_overlaps("division", "ward", year=year), method="top_vote")
    areas = ex.load_areas()
    rolled = ex.roll_up(wards, to="district", areas=areas, values="votes", by="party")
    real = ex.party_share(results, method="top_vote", by=["area_gss"])
    real = ex.roll_up(real.dropna(subset="votes"), to="district", areas=areas, values="votes", by="party")
    both = rolled.merge(real, on=["area_gss", "party"], how="outer", suffixes=("", "_real"))
    assert len(both) > 200 and (both["votes"] == both["votes_real"]).all()


def test_wards_of_cambridge_on_divisions_and_old_wards_on_new_keep_the_city() -> None:
    now = ex.load_results(organisation="cambridge", election_type="district", date=DAY)
    divisions = notional(now, ex.load_overlaps("ward", "division"), method="sum")
    # As the page of 2021 prints the city's votes.
    city = divisions.groupby("party")["votes"].sum()
    assert city[["Lab", "LD", "Grn", "Con"]].tolist() == [44755, 28380, 21654, 12718]
    assert divisions["area_gss"].nunique() == 12
    then = ex.load_results(
        organisation="cambridge", election_type="district", date=["2018-05-03", "2019-05-02"]
    )
    old = notional(then, ex.load_overlaps("ward", "ward"), method="sum")
    real = then.groupby(["cycle", "party"])["first_pref"].sum()
    assert (old.groupby(["cycle", "party"])["votes"].sum() == real).all()
    assert old.groupby("cycle")["area_gss"].nunique().tolist() == [14, 14]


def test_the_county_vote_spread_on_wards_is_near_their_own_vote_of_that_day() -> None:
    # A second source for each ward: how it voted the same day in its own council's election.
    pairs = ex.load_overlaps("division", "ward")
    estimate = notional(
        county(DAY), pairs[pairs["area_gss"].isin(county(DAY)["area_gss"])], method="top_vote"
    )
    wards = ex.load_results(election_type="district", date=DAY)
    wards = wards[wards["area_gss"].isin(pairs["other_gss"]) & ~wards["by_election"].astype(bool)]
    own = ex.party_share(wards, method="top_vote", by=["organisation", "area_gss"])
    both = estimate.merge(own, on=["area_gss", "party"], suffixes=("", "_own"))
    both = both[both["party"].isin(["Con", "Lab", "LD", "Grn"])]
    error = both["vote_share"] - both["vote_share_own"]
    mean = both.groupby(["organisation", "party"])["vote_share_own"].transform("mean")
    assert (error**2).mean() < (mean - both["vote_share_own"]).pow(2).mean() / 1.5
    sure = both["elsewhere_share"] < 0.3
    assert (error[sure] ** 2).mean() < (error[~sure] ** 2).mean() / 3
    cambridge = both[both["organisation"] == "cambridge"]
    assert len(cambridge) == 56 and cambridge["vote_share"].corr(cambridge["vote_share_own"]) > 0.9


def test_the_overlaps_are_loaded_either_way_and_by_the_codes_of_their_year() -> None:
    there, back = ex.load_overlaps("division", "ward"), ex.load_overlaps("ward", "division")
    assert there["population"].sum() == back["population"].sum()
    assert there["area_gss"].str.startswith("E58").all() and back["other_gss"].str.startswith("E58").all()
    old = ex.load_overlaps("division", "ward", year=2017)
    assert old.groupby("other_gss")["population"].sum()[there["other_gss"].unique()].sum() == (
        there["population"].sum()
    )
    recoded = set(there["area_gss"]) - set(old["area_gss"])
    assert len(recoded) == 21 and set(county("2017-05-04")["area_gss"]) <= set(old["area_gss"])
    assert set(county(DAY)["area_gss"]) <= set(there["area_gss"])
    with pytest.raises(EmptySelectionError, match="area type district onto ward"):
        ex.load_overlaps("district", "ward")
    with pytest.raises(UnknownNameError, match='did you mean "ward"'):
        ex.load_overlaps("division", "wards")


def test_northamptonshire_divisions_are_the_wards_of_the_new_councils() -> None:
    pairs = ex.load_overlaps("division", "ward", year=2017)
    links = ex.load_lineage().query("relation == 'successor'")
    contests = ex.load_contests().set_index("ballot_id")["area_gss"]
    linked = set(
        zip(links["previous_ballot_id"].map(contests), links["ballot_id"].map(contests), strict=True)
    )
    held = set(zip(pairs["area_gss"], pairs["other_gss"], strict=True))
    assert len(linked) == 57 and linked <= held
    assert pairs["area_gss"].isin([old for old, _ in linked]).sum() == 57


def test_on_the_same_map_change_since_the_notional_result_is_change_since_the_result() -> None:
    now = county("2021-05-06").query("organisation == 'norfolk'")
    earlier = ex.previous(now)
    links = earlier[["area_gss", "next_ballot_id"]].drop_duplicates()
    areas = now[["ballot_id", "area_gss"]].drop_duplicates().set_index("ballot_id")["area_gss"]
    onto = links.assign(other_gss=links["next_ballot_id"].map(areas), population=1.0)
    assert len(onto) == 84
    recomputed = ex.as_previous(ex.notional(earlier, onto, method="sum"), now)
    there, again = (
        ex.swing(now, before, by=["ballot_id", "organisation"])[["ballot_id", "swing", "note"]]
        for before in (earlier, recomputed)
    )
    pd.testing.assert_frame_equal(there, again)
    assert ex.swing(now, recomputed)["relation"].unique().tolist() == ["notional"]
    assert ex.swing(now, recomputed)["previous_date"].unique().tolist() == ["2017-05-04"]


def test_notional_results_of_one_election_come_before_one_contest_an_area() -> None:
    then, onto = contest("a", Con=6, Lab=4), weights(("a", "b", 1))
    table = ex.notional(then, onto, method="sum")
    now = contest("b", Con=5, Lab=5)
    with pytest.raises(DataError, match="b: several contests"):
        ex.as_previous(table, pd.concat([now, contest("b", "again", Con=1)]))
    two = pd.concat([table.assign(cycle="2017-05-04"), table.assign(cycle="2016-05-05")])
    with pytest.raises(DataError, match="b: notional results of several elections"):
        ex.as_previous(two, now)
    assert ex.as_previous(table, contest("c", Con=1)).empty
