"""Patterns of change: against scipy's own statistics, cases worked by hand, and what chance alone does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from test_swing import VECTOR, now, then

import elexan as ex
from elexan.errors import EmptySelectionError, UnknownNameError
from elexan.net_flows import net_flows
from elexan.swing import contested_by_both, pedersen, share_change, swing
from elexan.swing_patterns import (
    change_correlates,
    change_per_point,
    change_where,
    swing_distribution,
    swing_outliers,
)

QUICK = settings(deadline=None, max_examples=4)
VOTES = st.dictionaries(st.sampled_from(["Con", "Lab", "LD", "Grn"]), st.integers(1, 900), min_size=2)


def test_flows_go_from_the_losers_to_the_gainers_in_proportion() -> None:
    # Con −10, Lab −20; LD +21, Grn +9 points.
    flows = net_flows(
        now(Con=30, Lab=10, LD=41, Grn=19), then(Con=40, Lab=30, LD=20, Grn=10), share_method="sum"
    )
    found = {(f.origin, f.destination): round(f.net_flow_share, 6) for f in flows.itertuples()}
    assert found == {
        ("Lab", "LD"): 0.14, ("Con", "LD"): 0.07, ("Lab", "Grn"): 0.06, ("Con", "Grn"): 0.03
    }  # fmt: skip
    assert flows["net_flow_share"].is_monotonic_decreasing


@QUICK
@given(VOTES, VOTES)
def test_flows_conserve_every_change_and_turn_round_with_time(a: dict[str, int], b: dict[str, int]) -> None:
    forth = net_flows(now(**b), then(**a), share_method="sum")
    back = net_flows(now(**a), then(**b), share_method="sum")
    volatility = pedersen(now(**b), then(**a), share_method="sum")["pedersen"].item()
    assert forth["net_flow_share"].sum() == pytest.approx(volatility)
    change = {p: b.get(p, 0) / sum(b.values()) - a.get(p, 0) / sum(a.values()) for p in a.keys() | b.keys()}
    lost, won = (forth.groupby(side)["net_flow_share"].sum() for side in ("origin", "destination"))
    for party, moved in change.items():
        assert won.get(party, 0) - lost.get(party, 0) == pytest.approx(moved, abs=1e-9)
    pairs = {(f.destination, f.origin): f.net_flow_share for f in back.itertuples()}
    assert {(f.origin, f.destination): f.net_flow_share for f in forth.itertuples()} == pytest.approx(pairs)


def test_no_flow_is_said_where_nothing_compares_or_nothing_moved() -> None:
    assert net_flows(now("lone", Con=1, Lab=1), then(Con=1, Lab=1), share_method="sum").empty
    assert net_flows(now(Con=4, Lab=6), then(Con=2, Lab=3), share_method="sum").empty


def test_only_contests_where_each_party_stood_both_times() -> None:
    results = pd.concat(
        [
            now("n1", Con=60, Lab=40),
            now("n2", Con=50, LD=50),
            now("n3", Con=10, Lab=90),
            now("n4", Con=9, Lab=1),
        ]
    )
    before = pd.concat(
        [
            then("o1", "n1", Con=50, Lab=50), then("o2", "n2", Con=40, Lab=60),
            then("o3", "n3", Con=50, LD=50),
            then("o4", "n4", Con=None, Lab=None).assign(status="uncontested"),
        ]
    )  # fmt: skip
    both = contested_by_both(results, before, parties=("Con", "Lab"))
    assert both["ballot_id"].unique().tolist() == ["n1"]
    with pytest.raises(EmptySelectionError, match="LD both times"):
        contested_by_both(results, before, parties="LD")
    with pytest.raises(UnknownNameError, match='did you mean "Lab"'):
        contested_by_both(results, before, parties="Labour")
    s = swing(results, before, by="organisation", contested_by_both=True).iloc[0]
    assert s["swing"] == pytest.approx(0.1) and (s["contests"], s["compared"]) == (4, 1)
    none = swing(results, before, parties=("Con", "LD"), by="organisation", contested_by_both=True)
    assert none["note"].item() == "no comparable earlier contest in which Con and LD stood both times"


def test_each_party_is_compared_where_it_stood() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", Con=50, Grn=50), now("n3", Con=80, Grn=20)])
    before = pd.concat(
        [then("o1", "n1", Con=50, Lab=50), then("o2", "n2", Con=40, Lab=60), then("o3", "n3", Con=90, Grn=10)]
    )
    t = share_change(results, before, method="sum", by="organisation", contested_by_both=True).set_index(
        "party"
    )
    assert t["compared"].to_dict() == {"Con": 3, "Grn": 1, "Lab": 1}
    assert t["share_change"].round(9).to_dict() == {
        "Con": round(190 / 300 - 180 / 300, 9),
        "Grn": 0.1,
        "Lab": -0.1,
    }


def test_the_distribution_is_that_of_numpy() -> None:
    values = [0.01, -0.02, 0.05, 0.11, -0.07, None]
    s = pd.DataFrame({"place": ["a"] * 6 + ["b"], "swing": pd.array([*values, 0.5], dtype="Float64")})
    one, alone = swing_distribution(s, by="place").to_dict("records")
    known = np.array(values[:5], float)
    assert (one["contests"], one["not_known"]) == (5, 1)
    assert one["mean"] == pytest.approx(known.mean())
    assert one["standard_deviation"] == pytest.approx(known.std(ddof=1))
    assert [one["lower_quartile"], one["median"], one["upper_quartile"]] == pytest.approx(
        np.quantile(known, [0.25, 0.5, 0.75])
    )
    assert one["positive_share"] == 0.6 and (one["minimum"], one["maximum"]) == (-0.07, 0.11)
    assert pd.isna(alone["standard_deviation"]) and alone["mean"] == 0.5


def test_an_outlier_is_measured_by_the_others() -> None:
    # Median 0.03, deviations 0.02 0.01 0 0.01 0.17, their median 0.01: z = 0.6745 × 0.17 / 0.01 = 11.466.
    s = pd.DataFrame({"ballot_id": list("abcde"), "swing": [0.01, 0.02, 0.03, 0.04, 0.20]})
    far = swing_outliers(s)
    assert far["ballot_id"].tolist() == ["e"] and far["modified_z"].item() == pytest.approx(11.466, abs=0.001)
    assert swing_outliers(s, limit=12).empty
    assert swing_outliers(s.assign(swing=0.1)).empty
    two = pd.concat([s.assign(place="x"), s.assign(place="y", swing=-s["swing"])])
    assert swing_outliers(two, by="place")["place"].tolist() == ["x", "y"]


@pytest.fixture
def counties() -> pd.DataFrame:
    r = ex.load_results(organisation=["norfolk", "essex"], election_type="county", date="2021-05-06")
    return ex.share_change(r, ex.previous(r), method="top_vote", by=["ballot_id", "organisation"])


def test_correlations_and_intervals_are_scipys(counties: pd.DataFrame) -> None:
    table = change_correlates(counties).set_index("party")
    for party in ("Con", "Lab", "LD", "Grn"):
        rows = counties[(counties["party"] == party) & counties["share_change"].notna()]
        x, d = rows["vote_share_before"].to_numpy(float), rows["share_change"].to_numpy(float)
        got = table.loc[party]
        second = stats.pearsonr(x, d)
        low, high = second.confidence_interval(0.95)
        assert [
            got["earlier_correlation"],
            got["earlier_correlation_low"],
            got["earlier_correlation_high"],
        ] == (pytest.approx([second.statistic, low, high]))
        assert got["earlier_slope"] == pytest.approx(stats.linregress(x, d).slope)
        assert got["average_correlation"] == pytest.approx(stats.pearsonr(x + d / 2, d).statistic)
        assert got["contests"] == len(rows)


def test_change_per_point_is_scipys_line(counties: pd.DataFrame) -> None:
    where = change_where(counties, party="UKIP", place="ballot_id")
    table = change_per_point(where).set_index("party")
    rows = where[(where["party"] == "Con") & where["share_change"].notna()]
    line = stats.linregress(rows["party_share_before"].to_numpy(float), rows["share_change"].to_numpy(float))
    half = stats.t.ppf(0.975, len(rows) - 2) * line.stderr
    got = table.loc["Con"]
    assert [got["slope"], got["slope_low"], got["slope_high"], got["correlation"]] == pytest.approx(
        [line.slope, line.slope - half, line.slope + half, line.rvalue]
    )
    assert "UKIP" not in table.index and set(table["of_party"]) == {"UKIP"}
    few = table[table["contests"] < 3]
    assert len(few) and few[["slope", "slope_low", "correlation"]].isna().all(axis=None)


def test_chance_alone_is_flagged_and_a_real_narrowing_is_not() -> None:
    rng = np.random.default_rng(7)
    lasting = rng.normal(0.4, 0.05, 400)
    noise = pd.DataFrame({
        "party": "Con", "vote_share_before": lasting + rng.normal(0, 0.05, 400),
        "vote_share": lasting + rng.normal(0, 0.05, 400),
    })  # fmt: skip
    by_chance = change_correlates(noise).iloc[0]
    assert by_chance["earlier_correlation_high"] < 0 and by_chance["regression_to_mean"]
    narrowed = noise.assign(vote_share=0.4 + (noise["vote_share_before"] - 0.4) * 0.5)
    assert not change_correlates(narrowed)["regression_to_mean"].item()
    assert change_correlates(narrowed)["spread_ratio"].item() == pytest.approx(0.5)
    few = change_correlates(noise.head(3)).iloc[0]
    assert pd.isna(few["regression_to_mean"]) and few["contests"] == 3


def test_turnout_is_correlated_where_it_is_known(counties: pd.DataFrame) -> None:
    rows = counties[counties["party"] == "Con"].reset_index(drop=True)
    turnout = pd.Series(np.linspace(0.2, 0.5, len(rows))).mask(np.arange(len(rows)) < 4)
    got = change_correlates(rows.assign(turnout=turnout)).iloc[0]
    known = rows["share_change"].notna() & turnout.notna()
    second = stats.pearsonr(turnout[known], rows.loc[known, "share_change"].astype(float))
    assert got["turnout_correlation"] == pytest.approx(second.statistic)
    assert got["turnout_contests"] == known.sum()


def test_a_party_is_looked_for_where_it_stood_before() -> None:
    c = pd.concat([
        share_change(now("n1", Con=60, Lab=40), then("o1", "n1", Con=50, UKIP=50), method="sum"),
        share_change(now("n2", Con=60, UKIP=40), then("o2", "n2", Con=50, Lab=50), method="sum"),
    ])  # fmt: skip
    where = change_where(c, party="UKIP")
    assert where["ballot_id"].unique().tolist() == ["n1"]  # in n2 it did not stand before: no share of 0
    assert where.set_index("party")["party_share_before"].to_dict() == {"Con": 0.5, "Lab": 0.5, "UKIP": 0.5}
    with pytest.raises(UnknownNameError, match="UKIP"):
        change_where(c, party="UKP")
    with pytest.raises(EmptySelectionError, match="no other party"):
        change_per_point(where[where["party"] == "UKIP"])


def test_row_order_changes_nothing(counties: pd.DataFrame) -> None:
    mixed = counties.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(change_correlates(counties), change_correlates(mixed))
    there, again = (change_per_point(change_where(c, party="UKIP")) for c in (counties, mixed))
    pd.testing.assert_frame_equal(there, again)
    a, b = VECTOR
    pd.testing.assert_frame_equal(
        net_flows(a, b, share_method="sum"), net_flows(a.iloc[::-1], b.iloc[::-1], share_method="sum")
    )
