"""Seat curves, bias and responsiveness: the result at no swing, symmetry, plain loops, and their charts."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.bias import bias_and_responsiveness
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.seat_curve import seat_curve, seat_grid

QUICK = settings(deadline=None, max_examples=4)


def contest(ballot: str, *candidates: tuple[str, int | None, bool], seats: int = 1) -> pd.DataFrame:
    """Candidates of one contest: (party, votes, elected)."""
    return pd.DataFrame(
        {
            "ballot_id": ballot,
            "organisation": "o",
            "candidate_id": [f"{ballot}{i}" for i in range(len(candidates))],
            "party": [party for party, _, _ in candidates],
            "first_pref": pd.array([votes for _, votes, _ in candidates], dtype="Int64"),
            "elected": pd.array([won for _, _, won in candidates], dtype="boolean"),
            "seats": seats,
        }
    )


@pytest.fixture(scope="module")
def counties() -> pd.DataFrame:
    return ex.load_results(election_type="county", date="2021-05-06")


def won(curve: pd.DataFrame, swing: float) -> dict[str, int]:
    here = curve[curve["swing"].round(9) == swing]
    return here.set_index("party")["seats"].to_dict()


def test_no_swing_gives_the_seats_won(counties: pd.DataFrame) -> None:
    curve = seat_curve(counties, swings=[0.0])
    real = ex.seats(counties)
    both = curve.merge(real, on=["organisation", "party"], suffixes=("", "_real"), validate="one_to_one")
    assert len(both) == len(real) and (both["seats"] == both["seats_real"]).all()
    assert won(curve[curve["organisation"] == "cambridgeshire"], 0.0)["Con"] == 28  # of 61, as published
    votes = ex.party_share(counties, method="top_vote", by="organisation")
    both = both.merge(votes, on=["organisation", "party"], suffixes=("", "_real"))
    assert both["vote_share"].tolist() == pytest.approx(both["vote_share_real"].tolist())


def test_a_tie_decided_by_lot_stays_with_its_winner() -> None:
    for winner in (0, 1):
        r = contest("x", ("Con", 50, winner == 0), ("Lab", 50, winner == 1))
        curve = seat_curve(r, swings=[-0.001, 0.0, 0.001])
        assert [won(curve, s)["Con"] for s in (-0.001, 0.0, 0.001)] == [0, 1 - winner, 1]


def test_third_parties_and_contests_of_one_of_the_two_stand_still() -> None:
    r = pd.concat(
        [
            contest("a", ("Con", 40, True), ("Lab", 35, False), ("LD", 25, False)),
            contest("b", ("Con", 60, True), ("LD", 40, False)),
            contest("free", ("Ind", None, True)),
        ]
    )
    curve = seat_curve(r, swings=[-0.2, 0.0, 0.2])
    assert won(curve, -0.2) == {"Con": 1, "Ind": 1, "LD": 0, "Lab": 1}
    assert won(curve, 0.2) == {"Con": 2, "Ind": 1, "LD": 0, "Lab": 0}
    assert curve[["contests", "swung"]].drop_duplicates().values.tolist() == [[3, 1]]
    shares = curve[curve["swing"] == 0.2].set_index("party")["vote_share"]
    # 60 + 60 of Con, 15 of Lab, 25 + 40 of LD, of 200; the uncontested one has no votes
    assert shares[["Con", "Lab", "LD"]].tolist() == pytest.approx([0.6, 0.075, 0.325]) and shares["Ind"] == 0


def test_a_share_falls_to_nought_and_no_further() -> None:
    r = contest("a", ("Con", 50, True), ("Lab", 10, False), ("LD", 40, False))
    curve = seat_curve(r, swings=[0.2]).set_index("party")
    assert curve.loc["Lab", "vote_share"] == 0
    assert curve.loc["Con", "vote_share"] == pytest.approx(70 / 110)


def test_several_seats_go_to_the_first_so_many() -> None:
    r = contest("a", ("Con", 500, True), ("Con", 470, True), ("Lab", 460, False), ("LD", 440, False), seats=2)
    curve = seat_curve(r, swings=[0.0, -0.003, -0.004, -0.05])
    # of 1,400: the second Con leads by 10, so 5 go over at 0.0036; the first falls below LD at 0.043
    assert [won(curve, s)["Con"] for s in (0.0, -0.003, -0.004, -0.05)] == [2, 2, 1, 0]
    assert won(curve, -0.05) == {"Con": 0, "LD": 1, "Lab": 1}


def test_fast_enough_for_a_page(counties: pd.DataFrame) -> None:
    seat_curve(counties, swings=[0.0])
    start = time.process_time()
    curve = seat_curve(counties)
    assert time.process_time() - start < 1.5  # 354 contests at 81 swings; takes 0.16 s
    assert curve["swing"].nunique() == 81 and counties["ballot_id"].nunique() == 354


def test_what_cannot_be_asked_is_said(counties: pd.DataFrame) -> None:
    one = counties[counties["organisation"] == "cambridgeshire"]
    with pytest.raises(UnknownNameError, match='no party in these results "Labour"'):
        seat_curve(one, parties=("Con", "Labour"))
    with pytest.raises(ValueError, match="two different"):
        seat_curve(one, parties=("Con", "Con"))
    with pytest.raises(ValueError, match="fractions between"):
        seat_curve(one, swings=[5])
    with pytest.raises(EmptySelectionError):
        seat_curve(one.head(0))
    with pytest.raises(DataError, match="whether elected"):
        seat_curve(one.assign(elected=pd.NA))
    with pytest.raises(ValueError, match="supplementary"):
        seat_curve(ex.load_results(election_type="pcc", date="2021-05-06").query("voting_system == 'SV'"))


@st.composite
def councils(draw: st.DrawFn) -> pd.DataFrame:
    """Contests of one to three seats between up to four parties, decided by votes with none alike."""
    found = []
    for i in range(draw(st.integers(1, 4))):
        seats = draw(st.integers(1, 3))
        parties = draw(st.lists(st.sampled_from(["Con", "Lab", "LD", "Grn"]), min_size=seats + 1, max_size=6))
        votes = draw(st.lists(st.integers(1, 999), min_size=len(parties), max_size=len(parties), unique=True))
        high = sorted(votes, reverse=True)[:seats]
        rows = [(p, v, v in high) for p, v in zip(parties, votes, strict=True)]
        found.append(contest(f"b{i}", *rows, seats=seats))
    both = contest("both", ("Con", 500, True), ("Lab", 400, False))
    return pd.concat([*found, both], ignore_index=True)


def by_loop(council: pd.DataFrame, swing: float) -> dict[str, int]:
    seats = dict.fromkeys(council["party"], 0)
    for _, rows in council.groupby("ballot_id"):
        filled = int(rows["seats"].iloc[0])
        best = rows.groupby("party")["first_pref"].max().sum()
        base = rows["first_pref"].sum() if filled == 1 else best
        moves = {"Con": swing, "Lab": -swing} if {"Con", "Lab"} <= set(rows["party"]) else {}
        placed = sorted(
            (-max(0.0, v / base + moves.get(p, 0.0)), not e, -v, p)
            for p, v, e in zip(rows["party"], rows["first_pref"], rows["elected"], strict=True)
        )
        for *_, party in placed[:filled]:
            seats[party] += 1
    return seats


@QUICK
@given(councils(), st.floats(-0.3, 0.3))
def test_curves_agree_with_a_plain_loop_and_turn_with_the_parties(
    council: pd.DataFrame, swing: float
) -> None:
    curve = seat_curve(council, swings=[swing])
    assert curve.set_index("party")["seats"].to_dict() == by_loop(council, swing)
    assert curve["seats"].sum() == council.drop_duplicates("ballot_id")["seats"].sum()
    assert curve["vote_share"].sum() == pytest.approx(1)
    other = seat_curve(council, parties=("Lab", "Con"), swings=[-swing])
    assert curve["seats"].tolist() == other["seats"].tolist()
    mixed = seat_curve(council.sample(frac=1, random_state=6), swings=[swing])
    pd.testing.assert_frame_equal(curve, mixed)


def test_the_grid_has_the_curve_on_its_axes(counties: pd.DataFrame) -> None:
    one = counties[counties["organisation"] == "cambridgeshire"]
    steps = [-0.1, 0.0, 0.06]
    grid = seat_grid(one, swings=steps)
    for parties, along, across in ((("Con", "Lab"), "first", "second"), (("Con", "LD"), "second", "first")):
        curve = seat_curve(one, parties=parties, swings=steps)
        line = grid[grid[f"{across}_swing"] == 0].rename(columns={f"{along}_swing": "swing"})
        both = line.merge(curve, on=["swing", "party"], suffixes=("", "_curve"))
        assert len(both) == len(line) >= 15 and (both["seats"] == both["seats_curve"]).all()
    assert (grid.groupby(["first_swing", "second_swing"])["seats"].sum() == 61).all()
    held = grid[grid["seats"] * 2 > 61]
    assert (held["control"] == held["party"]).all()
    assert len(seat_grid(one).drop_duplicates(["first_swing", "second_swing"])) == 31 * 31


def test_half_of_the_seats_is_no_control_and_local_parties_are_many() -> None:
    r = pd.concat(
        [
            contest("a", ("Con", 60, True), ("Lab", 40, False)),
            contest("b", ("LD", 40, False), ("Lab", 60, True)),
        ]
    )
    assert seat_grid(r, swings=[0.0])["control"].unique().tolist() == ["NOC"]
    local = pd.concat([r, *(contest(f"l{i}", ("Local", 9, True), ("Lab", 1, False)) for i in range(5))])
    assert seat_grid(local, swings=[0.0])["control"].unique().tolist() == ["NOC"]


# Of 100 votes each Con has 55, 55, 47 and 15: 172 of 400, and two seats of four.
FOUR = pd.concat(
    [
        contest(f"c{i}", ("Con", con, con > 50), ("Lab", 100 - con, con < 50))
        for i, con in enumerate((55, 55, 47, 15))
    ]
)


def test_bias_worked_by_hand() -> None:
    b = bias_and_responsiveness(seat_curve(FOUR, swings=[i / 100 for i in range(-30, 31)])).iloc[0]
    assert b["two_party_vote_share"] == pytest.approx(0.43) and b["two_party_seats_share"] == pytest.approx(
        0.5
    )
    # seven points of swing make the votes equal, and Con then has 62, 62, 54 and 22: three seats to one
    assert b["equal_votes_swing"] == pytest.approx(0.07)
    assert b["bias_share"] == pytest.approx(0.25) and b["bias_seats"] == pytest.approx(2)
    # within 2.5 points of the result, and of equal votes, no seat changes hands
    assert b["responsiveness"] == pytest.approx(0) and b["responsiveness_at_equal_votes"] == pytest.approx(0)
    # from −5 points (38 of 100 votes), where Con is level in two, to +3 (46), where it is level in a third
    assert b["half_seats_vote_share"] == pytest.approx((0.38 + 0.46) / 2)


def test_a_uniform_spread_of_contests_has_a_responsiveness_of_its_slope() -> None:
    # Con has 30.5, 31.5 … 69.5 of 100 in 40 contests: a point of swing moves one seat of 40 and a hundredth
    # of the votes, so the swing ratio is 2.5 and there is no bias
    rows = [
        contest(f"b{i}", ("Con", 305 + 10 * i, i >= 20), ("Lab", 695 - 10 * i, i < 20)) for i in range(40)
    ]
    b = bias_and_responsiveness(seat_curve(pd.concat(rows), swings=[i / 100 for i in range(-10, 11)])).iloc[0]
    assert b["responsiveness"] == pytest.approx(2.5) and b["bias_share"] == pytest.approx(0)
    assert b["responsiveness_at_equal_votes"] == pytest.approx(2.5)


def test_bias_turns_with_the_parties_and_says_what_is_out_of_reach(counties: pd.DataFrame) -> None:
    steps = [i / 100 for i in range(-40, 41)]
    one, other = (
        bias_and_responsiveness(seat_curve(counties, parties=p, swings=steps))
        for p in (("Con", "Lab"), ("Lab", "Con"))
    )
    assert len(one) == 5
    for column in ("bias_share", "bias_seats", "equal_votes_swing"):
        assert (one[column] + other[column]).abs().max() < 1e-9
    assert (one["half_seats_vote_share"] + other["half_seats_vote_share"] - 1).abs().max() < 1e-9
    assert (one["responsiveness"] - other["responsiveness"]).abs().max() < 1e-9
    near = bias_and_responsiveness(seat_curve(FOUR, swings=[-0.01, 0.0, 0.01]), window=0.02).iloc[0]
    assert pd.isna(near["bias_share"]) and "the swing to equal votes" in near["note"]
    assert near["responsiveness"] == 0
