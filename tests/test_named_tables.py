"""Named tables: small councils worked out by hand, and what the command line's options do to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import small_tables
from small_tables import ABBEY, MARKET, OLD_ABBEY

import elexan as ex
from elexan.named_tables import named_table

# Abbey: Con 60 and Lab 40 in 2017, Con 50 and Lab 70 in 2021. Market: LD without a poll in 2021.
NOW: dict[str, Any] = {"date": ["2021-05-06"], "organisation": ["norfolk"]}
THEN: dict[str, Any] = {"date": ["2017-05-04"], "organisation": ["norfolk"]}
CON_TO_LAB = 0.6 - 50 / 120


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small tables in the place of the package's own."""
    monkeypatch.setattr("elexan.paths._bundled", lambda name: tmp_path / "bundled" / name)
    return small_tables.bundle(tmp_path / "bundled")


def table(name: str, **options: Any) -> pd.DataFrame:
    return named_table(name, options)[0]


def test_change_by_contest(bundled: Path) -> None:
    flows = table("net-flows", **NOW)
    assert flows[["origin", "destination"]].values.tolist() == [["Con", "Lab"]]
    assert flows["net_flow_share"].tolist() == [pytest.approx(CON_TO_LAB)]
    spread = table("swing-distribution", **NOW).iloc[0]
    assert spread[["organisation", "contests", "not_known"]].tolist() == ["norfolk", 1, 1]
    assert spread["median"] == pytest.approx(-CON_TO_LAB)
    assert table("swing-distribution", parties=("Lab", "Con"), **NOW)["mean"].item() == pytest.approx(
        CON_TO_LAB
    )
    assert table("swing-outliers", **NOW).empty  # one swing is not far from itself
    correlates = table("change-correlates", **NOW).set_index("party")
    assert correlates["mean_change"].to_dict() == {
        "Con": pytest.approx(-CON_TO_LAB), "Lab": pytest.approx(CON_TO_LAB)
    }  # fmt: skip
    where = table("change-where", party="Lab", **NOW)
    assert where[["ballot_id", "area_name", "party", "party_share_before"]].values.tolist() == [
        [ABBEY, "Abbey", "Con", 0.4], [ABBEY, "Abbey", "Lab", 0.4]
    ]  # fmt: skip
    points = table("change-per-point", party="Lab", **NOW)
    assert points[["party", "contests"]].values.tolist() == [["Con", 1]]


def test_seats_gained(bundled: Path) -> None:
    gains = table("contest-gains", **NOW).set_index(["ballot_id", "party"])
    assert gains["seats_change"].dropna().to_dict() == {(ABBEY, "Con"): -1, (ABBEY, "Lab"): 1}
    assert gains["note"].dropna().index.tolist() == [(MARKET, "LD")]  # nobody is known to have held it
    net = table("net-gains", **NOW).set_index("party")
    assert net["seats_change"].to_dict() == {"Con": -1, "Lab": 1} and net["compared"].eq(1).all()


def test_targets_and_control(bundled: Path) -> None:
    """Abbey was won by 20 of 120 votes, so it turns at a swing of 10 in 120."""
    target = table("targets", party="Con", **NOW).iloc[0]
    assert target[["ballot_id", "majority", "no_target"]].tolist() == [ABBEY, 20, 1]
    assert target["required_swing"] == pytest.approx(10 / 120)
    defence = table("defences", party="Lab", **NOW).iloc[0]
    assert defence["required_swing"] == pytest.approx(10 / 120) and defence["seats_left"] == 0
    whole = table("tipping-point", party="Lab", **NOW).iloc[0]
    assert whole[["change", "seats_held", "council_seats", "seats_to_change"]].tolist() == ["gain", 1, 2, 1]
    assert table("tipping-point", party="Con", **THEN)["ballot_id"].tolist() == [OLD_ABBEY]
    councils = bundled / "councils.csv"
    councils.write_text(councils.read_text("utf-8").replace(",2,2,whole", ",6,2,part"), "utf-8")
    part = table("tipping-point", party="Lab", **NOW).iloc[0]
    assert part["council_seats"] == 6 and pd.isna(part["seats_held"])
    assert "2 of 6 seats were up" in part["note"]


def test_votes_and_seats(bundled: Path) -> None:
    curve = table("seat-curve", **NOW).query("party == 'Con'").set_index("swing")["seats"]
    assert curve[0.08] == 0 and curve[0.085] == 1  # the swing of 10 in 120 lies between
    assert table("seat-curve", parties=("Lab", "Con"), **NOW)["party_a"].unique().tolist() == ["Lab"]
    assert table("bias", **NOW)["equal_votes_swing"].item() == pytest.approx(10 / 120)
    index = table("disproportionality", **THEN).iloc[0]
    assert index["gallagher_points"] == pytest.approx(40)  # 60 and 40 of the votes, 1 and 0 of the seats
    assert index["loosemore_hanby_share"] == pytest.approx(0.4)
    lists = table("apportion", **NOW).set_index("list")
    columns = ["votes", "seats", "seats_proportional"]  # 70, 50, then 35: a seat each
    assert lists[columns].T.to_dict("list") == {"Con": [50, 0, 1], "LD": [0, 1, 0], "Lab": [70, 1, 1]}
    assert table("apportion", method="sainte_lague", **NOW)["method"].unique().tolist() == ["sainte_lague"]


def test_an_earlier_election_on_other_areas(bundled: Path) -> None:
    """Abbey, with 200 of the 301 people of the ward, lies wholly in it, and in Eastland with Market."""
    ward = table("notional", onto="ward", **THEN)
    assert ward[["area_name", "party", "votes"]].values.tolist() == [
        ["Abbey Ward", "Con", 60], ["Abbey Ward", "Lab", 40]
    ]  # fmt: skip
    assert ward["covered_share"].tolist() == pytest.approx([200 / 301] * 2)
    district = table("notional", onto="district", **THEN)
    assert district[["area_name", "party", "votes"]].values.tolist() == [
        ["Eastland", "Con", 60], ["Eastland", "Lab", 40]
    ]  # fmt: skip
    assert district["covered_share"].tolist() == [0.5, 0.5]  # one of its two divisions; its wards are no part


def test_an_election_moved_to_target_shares(bundled: Path) -> None:
    """55 per cent of Abbey's 120 votes are 66; nobody can move the seat that was filled without a poll."""
    aim = {"target": "Con=0.55, Lab=0.45", "method": "uniform"}
    people = table("projected", **aim, **NOW).set_index("candidate_id")
    assert people.loc[["ann-ash", "bo-birch"], "first_pref"].tolist() == [66, 54]
    assert people["elected"].to_dict() == {"ann-ash": True, "bo-birch": False, "cy-cedar": True}
    assert people["swing_method"].dropna().to_dict() == {"ann-ash": "uniform", "bo-birch": "uniform"}
    seats = table("projected-seats", **aim, **NOW)
    assert seats.set_index("party")["seats"].to_dict() == {"Con": 1, "LD": 1, "Lab": 0}
    assert seats["seats_up"].tolist() == [2, 2, 2]


def test_the_share_method_asked_for_is_the_one_used(bundled: Path) -> None:
    named = {
        "net-flows": NOW, "change-where": {"party": "Lab", **NOW}, "disproportionality": NOW,
        "notional": {"onto": "ward", **THEN},
        "projected": {"target": "Con=0.55", "method": "uniform", **NOW},
    }  # fmt: skip
    for name, options in named.items():
        made = table(name, share_method="top_vote", **options)
        assert set(made["share_method"].dropna()) == {"top_vote"}, name


def test_contested_by_both_compares_where_a_party_stood_twice() -> None:
    county = {"organisation": ["norfolk"], "election_type": ["county"], "date": ["2021-05-06"]}
    options = {"by": ("organisation",), "contested_by_both": True}
    now = ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06")
    then = ex.previous(now).query("party == 'Grn'")["next_ballot_id"]
    both = now[now["ballot_id"].isin(then) & now["ballot_id"].isin(now.query("party == 'Grn'")["ballot_id"])]
    share = both.query("party == 'Grn'")["first_pref"].sum() / both["first_pref"].sum()
    change = table("share-change", **county, **options).set_index("party").loc["Grn"]
    assert change["compared"] == both["ballot_id"].nunique() and change["vote_share"] == pytest.approx(share)
    swing = table("swing", parties=("Grn", "Con"), **county, **options).iloc[0]
    assert swing["share_a"] == pytest.approx(share) and swing["compared"] == both["ballot_id"].nunique()


def test_recomputed_votes_are_all_there() -> None:
    """Norfolk's county votes of 2017, on wards and on districts, and a by-election that is left out."""
    options = {"organisation": ["norfolk"], "date": ["2017-05-04"]}
    votes = ex.load_results(organisation="norfolk", date="2017-05-04")["first_pref"].sum()
    for onto, places in (("ward", 100), ("district", 7)):
        made = table("notional", onto=onto, **options)
        assert made["votes"].sum() == votes and made["area_gss"].nunique() >= places
        assert made["area_name"].notna().all()
    held = ex.load_results(organisation="castle-point", date="2021-05-06")
    made = table("notional", onto="district", organisation=["castle-point"], date=["2021-05-06"])
    assert made["votes"].sum() == held.loc[~held["by_election"].astype(bool), "first_pref"].sum()
    assert made["covered_share"].tolist() == pytest.approx([13 / 14] * len(made))  # of its 14 wards
