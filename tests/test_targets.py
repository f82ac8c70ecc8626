"""Targets, defences and tipping points: published majorities, contests worked by hand, invariants."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.seat_curve import seat_curve
from elexan.shares import majority
from elexan.targets import defences, targets, tipping_point

QUICK = settings(deadline=None, max_examples=4)


def contest(
    ballot: str, *candidates: tuple[str, int | None, bool], seats: int = 1, **more: object
) -> pd.DataFrame:
    """Candidates of one contest: (party, votes, elected)."""
    return pd.DataFrame(
        {
            "ballot_id": ballot,
            "organisation": "o",
            "candidate_id": [f"{ballot}{i}" for i in range(len(candidates))],
            "candidate": [f"{party} {i}" for i, (party, _, _) in enumerate(candidates)],
            "party": [party for party, _, _ in candidates],
            "first_pref": pd.array([votes for _, votes, _ in candidates], dtype="Int64"),
            "elected": pd.array([won for _, _, won in candidates], dtype="boolean"),
            "seats": seats,
            "voting_system": "FPTP",
        }
    ).assign(**more)


THREE = pd.concat(
    [
        contest("safe", ("Con", 700, True), ("Lab", 300, False)),
        contest("near", ("Con", 400, True), ("LD", 350, False), ("Lab", 250, False)),
        contest("held", ("Lab", 600, True), ("Con", 400, False)),
    ],
    ignore_index=True,
)


@pytest.fixture(scope="module")
def cambridgeshire() -> pd.DataFrame:
    return ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")


def test_targets_worked_by_hand() -> None:
    t = targets(THREE, party="Lab")
    assert t["ballot_id"].tolist() == ["near", "safe"]
    assert t["required_swing"].tolist() == pytest.approx([(400 - 250) / 1000 / 2, (700 - 300) / 1000 / 2])
    assert t[["held_by", "majority", "seats_held", "seats_reached", "no_target"]].values.tolist() == [
        ["Con", 150, 1, 2, 0], ["Con", 400, 1, 3, 0],
    ]  # fmt: skip
    # who did not stand has no row, and the seat is counted
    assert targets(THREE, party="LD")[["ballot_id", "no_target"]].values.tolist() == [["near", 2]]


def test_defences_worked_by_hand() -> None:
    t = defences(THREE, party="Con")
    assert t[["ballot_id", "challenged_by", "seats_left"]].values.tolist() == [
        ["near", "LD", 1],
        ["safe", "Lab", 0],
    ]
    assert t["required_swing"].tolist() == pytest.approx([0.025, 0.2])
    only_labour = defences(THREE, party="Con", against="Lab")
    assert only_labour["required_swing"].tolist() == pytest.approx([0.075, 0.2])


def test_several_seats_are_taken_one_by_one() -> None:
    # best candidates 500 + 460: each elector counts about once
    two = contest(
        "two", ("Con", 500, True), ("Con", 420, True), ("Lab", 460, False), ("Lab", 380, False), seats=2
    ).assign(elected=[True, False, True, False])
    two = two.assign(elected=[True, True, False, False], first_pref=[500, 480, 460, 380])
    t = targets(two, party="Lab")
    assert t[["seat", "candidate", "holder", "majority"]].values.tolist() == [
        [1, "Lab 2", "Con 1", 20], [2, "Lab 3", "Con 0", 120],
    ]  # fmt: skip
    assert t["required_swing"].tolist() == pytest.approx([20 / 960 / 2, 120 / 960 / 2])
    mixed = two.assign(party=["Con", "Lab", "Lab", "Con"])
    t = targets(mixed, party="Lab").iloc[0]  # one of two held: the other one is what it could take
    assert (t["holder"], t["majority"], t["seats_held"], t["seats_reached"]) == ("Con 0", 40, 1, 2)


def test_uncontested_and_unknown_votes_are_no_targets() -> None:
    free = contest("free", ("Con", None, True))
    hidden = contest("hidden", ("Con", 50, True), ("Lab", None, False))
    t = targets(pd.concat([THREE, free, hidden]), party="Lab")
    assert t["ballot_id"].tolist() == ["near", "safe"] and t["no_target"].tolist() == [2, 2]


def test_a_second_round_counts_its_own_votes() -> None:
    # Cambridgeshire and Peterborough 2021: 113,994 to 108,195 in the final round
    results = ex.load_results(organisation="cambridgeshire-and-peterborough", election_type="mayor",
                              date="2021-05-06")  # fmt: skip
    row = targets(results, party="Con").iloc[0]
    assert row["majority"] == 113994 - 108195
    assert row["required_swing"] == pytest.approx((113994 - 108195) / (113994 + 108195) / 2)
    assert targets(results, party="LD").empty  # not in the second round


def test_cambridgeshire_2021_from_its_published_counts(cambridgeshire: pd.DataFrame) -> None:
    t = targets(cambridgeshire, party="Con").set_index("area_name")
    # 28 of 61 won; Hardwick lost by 5 votes, St Neots East by 9, Eynesbury by 44
    assert t["majority"].head(3).to_dict() == {
        "Hardwick": 5, "St. Neots East & Gransden": 9, "St. Neots Eynesbury": 44,
    }  # fmt: skip
    tip = tipping_point(cambridgeshire, party="Con").iloc[0]
    assert (tip["seats_held"], tip["council_seats"], tip["majority_needed"]) == (28, 61, 31)
    assert (tip["change"], tip["area_name"], tip["other_party"]) == ("gain", "St. Neots Eynesbury", "Local")


def test_of_one_seat_the_swing_is_half_of_the_majority(cambridgeshire: pd.DataFrame) -> None:
    margins = majority(cambridgeshire)
    margins = margins[margins["seats"] == 1].set_index("ballot_id")
    for party in ("Con", "Lab", "LD"):
        t = targets(cambridgeshire, party=party).set_index("ballot_id")
        second = margins[margins["runner_up_party"] == party]
        assert len(second) > 3
        half = (second["majority_share"] / 2).rename("required_swing")
        pd.testing.assert_series_equal(t.loc[second.index, "required_swing"], half)


def test_tipping_points_both_ways() -> None:
    assert tipping_point(THREE, party="Con")[["change", "seats_to_change", "ballot_id"]].values.tolist() == [
        ["loss", 1, "near"]
    ]
    gain = tipping_point(THREE, party="Lab").iloc[0]
    assert (gain["change"], gain["seats_to_change"], gain["ballot_id"]) == ("gain", 1, "near")
    few = tipping_point(THREE, party="LD").iloc[0]
    assert pd.isna(few["ballot_id"]) and few["note"] == "could gain 1 of the 2 seats"


def test_a_composition_says_what_the_council_is() -> None:
    whole = pd.DataFrame({"organisation": "o", "party": ["Con", "Lab", "LD"], "seats": [5, 3, 1]})
    tip = tipping_point(THREE, party="Con", composition=whole).iloc[0]
    assert (tip["council_seats"], tip["seats_held"], tip["change"], tip["ballot_id"]) == (
        9,
        5,
        "loss",
        "near",
    )
    lab = tipping_point(THREE, party="Lab", composition=whole).iloc[0]
    assert (lab["seats_to_change"], lab["ballot_id"]) == (2, "safe")
    with pytest.raises(ValueError, match="several moments"):
        tipping_point(THREE, party="Con", composition=pd.concat([whole.assign(year=1), whole.assign(year=2)]))


def test_a_council_elected_in_part_is_not_taken_for_a_whole_one() -> None:
    councils = pd.DataFrame({"organisation": ["o"], "council_seats": [9]})
    tip = tipping_point(THREE, party="Con", councils=councils).iloc[0]
    assert pd.isna(tip["ballot_id"]) and tip["council_seats"] == 9
    assert tip["note"] == "3 of 9 seats were up: give the composition of the council"
    same = tipping_point(THREE, party="Con", councils=councils.assign(council_seats=3))
    pd.testing.assert_frame_equal(same, tipping_point(THREE, party="Con"))


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(UnknownNameError, match='no party in these results "Labour"'):
        targets(THREE, party="Labour")
    with pytest.raises(ValueError, match="itself"):
        targets(THREE, party="Lab", against="Lab")
    with pytest.raises(EmptySelectionError):
        targets(THREE.head(0), party="Lab")
    with pytest.raises(ValueError, match="no column"):
        targets(THREE.drop(columns="elected"), party="Lab")
    with pytest.raises(DataError, match="2 elected for 1 seats"):
        targets(contest("x", ("Con", 5, True), ("Lab", 4, True)), party="Lab")


@st.composite
def two_party_councils(draw: st.DrawFn) -> pd.DataFrame:
    """Contests of one or two seats between two parties with full slates."""
    found = []
    for i in range(draw(st.integers(1, 5))):
        seats = draw(st.integers(1, 2))
        votes = draw(st.lists(st.integers(1, 999), min_size=2 * seats, max_size=2 * seats, unique=True))
        high = sorted(votes, reverse=True)[:seats]
        parties = ["Con"] * seats + ["Lab"] * seats
        found.append(
            contest(f"b{i}", *[(p, v, v in high) for p, v in zip(parties, votes, strict=True)], seats=seats)
        )
    return pd.concat(found, ignore_index=True)


@QUICK
@given(two_party_councils(), st.floats(0.001, 0.4))
def test_targets_defences_and_the_seat_curve_agree(council: pd.DataFrame, swing: float) -> None:
    ours, theirs = targets(council, party="Lab"), defences(council, party="Con")
    same = ["ballot_id", "majority", "required_swing", "rank"]
    pd.testing.assert_frame_equal(ours[same], theirs[same])
    pd.testing.assert_frame_equal(ours, targets(council.sample(frac=1, random_state=2), party="Lab"))
    # a share that falls to 0 falls no further, so stay below that
    lowest = council["first_pref"].astype(float).min() / council["first_pref"].astype(float).sum()
    swing = min(swing, lowest)
    if (ours["required_swing"] - swing).abs().min() < 1e-9:
        return
    curve = seat_curve(council, parties=("Lab", "Con"), swings=[swing])
    expected = (
        council.loc[council["party"] == "Lab", "elected"].sum() + (ours["required_swing"] < swing).sum()
    )
    assert curve.set_index("party").loc["Lab", "seats"] == expected


def test_gains_of_two_seat_divisions_are_the_published_change(cambridgeshire: pd.DataFrame) -> None:
    contests = ex.contest_gains(cambridgeshire)
    net = ex.net_gains(contests).set_index("party")
    # published against the result of 2017: Con −8, LD +5, Lab +2
    assert net.loc[["Con", "LD", "Lab"], "seats_change"].tolist() == [-8, 5, 2]
    assert net["seats_before"].sum() == net["seats"].sum() == 61 and contests["note"].isna().all()


def test_one_division_that_became_a_ward_of_three_is_no_gain() -> None:
    wards = ex.load_results(organisation="north-northamptonshire", election_type="unitary", date="2021-05-06")
    marked = ex.contest_gains(wards, relation="successor")
    assert marked["seats_before"].isna().all() and set(marked["note"]) == {"seats then 1, now 3"}
    assert marked.groupby("ballot_id")["seats"].sum().eq(3).all()
    assert ex.net_gains(marked).empty
