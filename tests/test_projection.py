"""Projection: the four swings worked by hand and against second methods, who stands, seats, invariants."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import elexan as ex
from elexan.errors import DataError, UnknownNameError
from elexan.projection.methods import swung

QUICK = settings(deadline=None, max_examples=5)
METHODS = ["uniform", "proportional", "transition", "strong_transition"]


def contest(ballot: str, seats: int = 1, organisation: str = "x", **votes: int | list[int]) -> pd.DataFrame:
    """A contest of candidates named after their party; several votes are several candidates."""
    rows = [
        (party.removeprefix("_"), f"{party.lower()}-{n}", v)
        for party, given in votes.items()
        for n, v in enumerate(given if isinstance(given, list) else [given])
    ]
    table = pd.DataFrame(rows, columns=["party", "candidate_id", "first_pref"])
    place = table["first_pref"].rank(method="first", ascending=False)
    return table.assign(
        ballot_id=ballot, seats=seats, organisation=organisation, cycle="2021-05-06",
        elected=(place <= seats).astype("boolean"), first_pref=table["first_pref"].astype("Int64"),
    )  # fmt: skip


def shares(**vote_share: float) -> pd.DataFrame:
    return pd.DataFrame({"party": list(vote_share), "vote_share": list(vote_share.values())})


def by_contest(table: pd.DataFrame) -> dict[str, list[float]]:
    wide = table.pivot_table("vote_share", "ballot_id", "party", aggfunc="sum", fill_value=0.0)
    return {
        b: [round(v, 6) for v in row] for b, row in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    }


THREE = pd.concat([contest("x", Con=55, Grn=5, Lab=40), contest("y", Con=30, Grn=15, Lab=55)])


def test_uniform_adds_the_same_points_everywhere() -> None:
    table = ex.project(THREE, shares(Con=0.445, Grn=0.09, Lab=0.465), method="uniform")
    assert by_contest(table) == {"x": [0.57, 0.04, 0.39], "y": [0.32, 0.14, 0.54]}


def test_uniform_stops_at_nothing_and_still_meets_the_target() -> None:
    # The Greens fall by 8 points and have 5 in x: 0 there, so 4 in y. What x lacks and y has over is
    # shared equally by Con and Lab: +2.5 and +2.5 in x, +5.5 and +5.5 in y, which is +4 for each together.
    table = ex.project(THREE, shares(Con=0.465, Grn=0.02, Lab=0.515), method="uniform")
    assert by_contest(table) == {"x": [0.575, 0.0, 0.425], "y": [0.355, 0.04, 0.605]}


def test_proportional_multiplies_the_odds_alike() -> None:
    # Odds of 1 and 1/4 doubled are 2 and 1/2: shares of 2/3 and 1/3, a half together.
    two = pd.concat([contest("x", Con=50, Lab=50), contest("y", Con=20, Lab=80)])
    table = ex.project(two, shares(Con=0.5, Lab=0.5), method="proportional")
    assert by_contest(table) == {"x": [0.666667, 0.333333], "y": [0.333333, 0.666667]}


def test_transition_takes_from_the_losers_by_their_strength_and_gives_by_one_pattern() -> None:
    # A falls from 30 to 20: it keeps 2/3. What is free goes three to one to C (+7.5) and D (+2.5).
    four = pd.concat([contest("x", A=40, B=30, C=20, D=10), contest("y", A=20, B=50, C=20, D=10)])
    table = ex.project(four, shares(A=0.2, B=0.4, C=0.275, D=0.125), method="transition")
    assert by_contest(table) == {"x": [0.266667, 0.3, 0.3, 0.133333], "y": [0.133333, 0.5, 0.25, 0.116667]}


def test_in_the_strong_transition_the_weak_leave_first() -> None:
    # A: 20 weak and 40 strong in x, 10 weak in y. At 27.5 of 35 half of the weak have gone; at 10 all of
    # them and half of the strong.
    two = pd.concat([contest("x", A=60, B=40), contest("y", A=10, B=90)])
    first = ex.project(two, shares(A=0.275, B=0.725), method="strong_transition")
    assert by_contest(first) == {"x": [0.5, 0.5], "y": [0.05, 0.95]}
    second = ex.project(two, shares(A=0.1, B=0.9), method="strong_transition")
    assert by_contest(second) == {"x": [0.2, 0.8], "y": [0.0, 1.0]}
    other = ex.project(two, shares(A=0.1, B=0.9), method="strong_transition", threshold=1.0)
    assert by_contest(other) == by_contest(ex.project(two, shares(A=0.1, B=0.9), method="transition"))


def test_a_target_may_leave_out_parties_that_keep_their_proportions() -> None:
    # Con at 62.5 of 100 leaves 37.5 for Grn and Lab, who had 10 and 47.5 of 57.5 together.
    table = ex.project(THREE, shares(Con=0.625), method="transition")
    got = ex.party_share(table.assign(first_pref=table["vote_share"]), method="sum", by="organisation")
    assert got["vote_share"].round(9).tolist() == pytest.approx(
        [0.625, 0.375 * 10 / 57.5, 0.375 * 47.5 / 57.5]
    )


def test_each_group_has_its_own_target() -> None:
    two = pd.concat(
        [contest("x", organisation="a", Con=50, Lab=50), contest("y", organisation="b", Con=50, Lab=50)]
    )
    target = pd.concat(
        [shares(Con=0.6, Lab=0.4).assign(organisation="a"), shares(Con=0.3, Lab=0.7).assign(organisation="b")]
    )
    table = ex.project(two, target, method="uniform", by="organisation")
    assert by_contest(table) == {"x": [0.6, 0.4], "y": [0.3, 0.7]}


def test_two_seats_can_split_and_need_not() -> None:
    ward = contest("w", 2, Con=[60, 50], Lab=[55, 45])
    won = {
        lab: ex.project(ward, shares(Con=1 - lab, Lab=lab), method="uniform")
        .query("elected")["candidate_id"]
        .tolist()
        for lab in (100 / 210, 0.6)
    }
    assert won[100 / 210] == ["con-0", "lab-0"]
    # Labour has 126 of 210 votes, 69.3 and 56.7; the Conservatives 84, 45.8 and 38.2.
    assert won[0.6] == ["lab-0", "lab-1"]
    assert ex.project(ward, shares(Con=0.4, Lab=0.6), method="uniform")["first_pref"].tolist() == [
        46,
        38,
        69,
        57,
    ]


TREDEGAR = {  # 2008, four seats: Labour, People's Voice, Plaid Cymru, Liberal Democrats, as published
    "sum": [57.45, 20.63, 11.43, 10.49], "average": [30.8, 22.1, 24.5, 22.5],
    "top_vote": [32.61, 21.95, 23.69, 21.75],
}  # fmt: skip


@pytest.mark.parametrize("share_method", TREDEGAR)
def test_a_ward_of_four_seats_starts_from_its_published_shares(share_method: str) -> None:
    ward = contest("t", 4, Lab=[808, 740, 712, 691], PV=[544, 516], PC=587, LD=539)
    target = ex.party_share(ward, method=share_method, by="organisation")
    table = ex.project(ward, target, method="uniform", share_method=share_method)
    got = (
        table.groupby("party")[["vote_share_before", "party_vote_share"]]
        .first()
        .loc[["Lab", "PV", "PC", "LD"]]
        * 100
    )
    assert got["vote_share_before"].tolist() == pytest.approx(TREDEGAR[share_method], abs=0.05)
    assert got["party_vote_share"].tolist() == pytest.approx(TREDEGAR[share_method], abs=0.05)
    assert sorted(table["first_pref"]) == sorted(ward["first_pref"])
    assert ex.winners(table)["party"].tolist() == ["Lab"] * 4


def test_more_candidates_do_not_share_one_vote_under_average() -> None:
    slate = contest("w", 3, Con=[1, 1, 1], Lab=[1, 1]).drop(columns="first_pref")
    table = ex.project(
        contest("w", Con=60, Lab=40), shares(Con=0.6, Lab=0.4), method="uniform",
        share_method="average", standing=slate,
    )  # fmt: skip
    assert table["vote_share"].round(9).tolist() == [round(v / 2.6, 9) for v in (0.6, 0.6, 0.6, 0.4, 0.4)]
    assert table["elected"].tolist() == [True, True, True, False, False]
    under_sum = ex.project(
        contest("w", Con=60, Lab=40), shares(Con=0.6, Lab=0.4), method="uniform", standing=slate
    )
    assert under_sum["vote_share"].round(9).tolist() == [0.2, 0.2, 0.2, 0.2, 0.2]


def test_who_leaves_and_who_is_new() -> None:
    # UKIP leaves x: Con and Lab have its 20 in proportion, 75 to 25. The Greens, new in y, start from the
    # 10 they had in z, and Con and Lab make room: 54 to 36.
    before = pd.concat(
        [
            contest("x", Con=60, Lab=20, UKIP=20),
            contest("y", Con=60, Lab=40),
            contest("z", Con=60, Grn=10, Lab=30),
        ]
    )
    now = pd.concat(
        [contest("x", Con=1, Lab=1), contest("y", Con=1, Grn=1, Lab=1), contest("z", Con=1, Grn=1, Lab=1)]
    )
    start = shares(Con=(75 + 54 + 60) / 300, Grn=20 / 300, Lab=(25 + 36 + 30) / 300)
    for method in METHODS:
        table = ex.project(before, start, method=method, standing=now)
        assert by_contest(table) == {"x": [0.75, 0.0, 0.25], "y": [0.54, 0.1, 0.36], "z": [0.6, 0.1, 0.3]}
    assert table.query("party == 'Grn'")["vote_share_before"].isna().tolist() == [True, False]


def test_a_party_new_to_a_group_stands_in_all_of_it_and_with_everywhere_all_do() -> None:
    target = shares(Con=0.3, Grn=0.2, Lab=0.2, Reform=0.3)
    before = pd.concat([contest("x", Con=55, Lab=45), contest("y", 2, Con=30, Grn=15, Ind=5, Lab=50)])
    table = ex.project(before, target, method="uniform")
    assert table.groupby("party")["ballot_id"].agg("".join).to_dict() == {
        "Con": "xy", "Grn": "y", "Ind": "y", "Lab": "xy", "Reform": "xyy",
    }  # fmt: skip
    fresh = table.query("party == 'Reform'")
    assert fresh["candidate_id"].tolist() == ["reform-1", "reform-1", "reform-2"]
    # As many votes were cast in x as in y, so the two shares have the target between them.
    assert fresh["vote_share"].sum() == pytest.approx(0.6) and fresh["vote_share"].nunique() == 2
    every = ex.project(before, target, method="uniform", standing="everywhere")
    assert every.query("party in ['Grn', 'Ind']")[["ballot_id", "party"]].values.tolist() == [
        ["x", "Grn"], ["y", "Grn"], ["y", "Ind"],
    ]  # fmt: skip


def test_what_cannot_be_projected_is_said() -> None:
    half = shares(Con=0.5, Lab=0.5)
    with pytest.raises(UnknownNameError, match='did you mean "uniform"'):
        ex.project(THREE, half, method="unifrom")
    with pytest.raises(UnknownNameError, match="everywhere"):
        ex.project(THREE, half, method="uniform", standing="anywhere")
    with pytest.raises(ValueError, match=r"sum to 1\.2000"):
        ex.project(THREE, shares(Con=0.7, Lab=0.5), method="uniform")
    with pytest.raises(ValueError, match="between 0 and 1"):
        ex.project(THREE, shares(Con=-0.1, Lab=0.5), method="uniform")
    with pytest.raises(ValueError, match="no shares for b"):
        ex.project(
            contest("x", organisation="b", Con=1, Lab=1),
            half.assign(organisation="a"),
            method="uniform",
            by="organisation",
        )
    with pytest.raises(ValueError, match="twice"):
        ex.project(THREE, pd.concat([half, half]), method="uniform")
    with pytest.raises(ValueError, match=r"UKIP, standing nowhere"):
        ex.project(THREE, shares(Con=0.5, UKIP=0.5), method="uniform", standing=THREE)
    # The Greens stand in half of the votes and are to have 60 of 100.
    lone = pd.concat([contest("x", Con=50, Lab=50), contest("y", Con=30, Grn=20, Lab=50)])
    for method in METHODS[:3:2]:
        with pytest.raises(ValueError, match=r"met: Grn stands in contests with 0\.500 .* short; give"):
            ex.project(lone, shares(Con=0.2, Grn=0.6, Lab=0.2), method=method)
    with pytest.raises(ValueError, match=r"UKIP .* over a target of 0"):
        ex.project(
            pd.concat([contest("x", UKIP=5), contest("y", Con=5, UKIP=5)]), shares(Con=1.0), method="uniform"
        )
    with pytest.raises(ValueError, match="without candidates standing: y"):
        ex.project(THREE, half, method="uniform", standing=THREE.query("ballot_id == 'x'"))
    with pytest.raises(ValueError, match="listed twice: x con-0"):
        ex.project(THREE, half, method="uniform", standing=pd.concat([THREE, THREE.head(1)]))
    bad = pd.concat([
        contest("a", Con=1).assign(first_pref=pd.array([None], dtype="Int64")),
        contest("b", Con=1, Lab=2).assign(first_pref=pd.array([None, 3], dtype="Int64")),
        contest("c", Con=5, Lab=2).assign(voting_system="SV"), contest("d", Con=5, Lab=2),
    ])  # fmt: skip
    with pytest.raises(DataError) as failure:
        ex.project(bad, half, method="uniform")
    assert [p.key for p in failure.value.problems] == ["a", "b", "c"]


@st.composite
def elections(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares of a few contests and parties, votes, and a target."""
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    cells = draw(st.lists(st.integers(1, 99), min_size=rows * columns, max_size=rows * columns))
    before = np.array(cells, float).reshape(rows, columns)
    target = np.array(draw(st.lists(st.integers(1, 99), min_size=columns, max_size=columns)), float)
    votes = np.array(draw(st.lists(st.integers(1, 9), min_size=rows, max_size=rows)), float)
    return before / before.sum(axis=1, keepdims=True), votes, target / target.sum()


@QUICK
@given(elections())
def test_uniform_is_the_nearest_table_and_proportional_that_of_raking(
    election: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    before, votes, target = election
    weight = votes / votes.sum()
    got = swung(before, target, votes, stands=before > 0, method="uniform")
    found = minimize(
        lambda a: (weight[:, None] * (a.reshape(before.shape) - before) ** 2).sum() * 100,
        np.tile(target, (len(before), 1)).ravel(), bounds=[(0, 1)] * before.size, method="SLSQP",
        jac=lambda a: (200 * weight[:, None] * (a.reshape(before.shape) - before)).ravel(),
        options={"maxiter": 300, "ftol": 1e-12},
        constraints=[
            {"type": "eq", "fun": lambda a: a.reshape(before.shape).sum(axis=1) - 1},
            {"type": "eq", "fun": lambda a: (weight @ a.reshape(before.shape) - target)[:-1]},
        ],
    )  # fmt: skip
    assert np.abs(found.x.reshape(before.shape) - got).max() < 2e-4
    raked = before.copy()
    for _ in range(3000):
        raked *= target / (weight @ raked)
        raked /= raked.sum(axis=1, keepdims=True)
    assert np.allclose(
        swung(before, target, votes, stands=before > 0, method="proportional"), raked, atol=1e-7
    )


@QUICK
@given(elections(), st.sampled_from(METHODS))
def test_shares_are_conserved_and_no_swing_changes_nothing(
    election: tuple[np.ndarray, np.ndarray, np.ndarray], method: str
) -> None:
    before, votes, target = election
    got = swung(before, target, votes, stands=before > 0, method=method)
    assert np.allclose(got.sum(axis=1), 1, atol=1e-12) and got.min() >= 0 and got.max() <= 1 + 1e-12
    assert np.allclose(votes @ got / votes.sum(), target, atol=1e-9)
    same = swung(before, votes @ before / votes.sum(), votes, stands=before > 0, method=method)
    assert (same == before).all()


@pytest.fixture(scope="module")
def counties() -> tuple[pd.DataFrame, pd.DataFrame]:
    now = ex.load_results(election_type="county", date="2021-05-06")
    return now, ex.previous(now)


@pytest.mark.parametrize("method", METHODS[::3])
def test_the_county_elections_come_back_without_a_swing(
    counties: tuple[pd.DataFrame, pd.DataFrame], method: str
) -> None:
    now = counties[0]
    target = ex.party_share(now, method="sum", by="organisation")
    table = ex.project(now, target, method=method, by="organisation")
    both = now.merge(
        table, on=["ballot_id", "candidate_id"], suffixes=("", "_projected"), validate="one_to_one"
    )
    assert len(both) == len(now) == len(table)
    assert (both["first_pref"] == both["first_pref_projected"]).all()
    assert (both["elected"] == both["elected_projected"]).all()
    pd.testing.assert_frame_equal(ex.seats(table), ex.seats(now), check_like=True)


@pytest.mark.parametrize("method", METHODS)
def test_2021_from_2017_meets_its_target(counties: tuple[pd.DataFrame, pd.DataFrame], method: str) -> None:
    now, before = counties
    target = ex.party_share(now, method="sum", by="organisation")
    table = ex.project(before, target, method=method, by="organisation", standing=now)
    assert table.groupby("ballot_id")["vote_share"].sum().sub(1).abs().max() < 1e-12
    votes = before.groupby("next_ballot_id")["first_pref"].sum()
    assert (table.groupby("ballot_id")["first_pref"].sum() == votes).all()
    weighted = table.assign(_v=table["vote_share"] * table["ballot_id"].map(votes).astype(float))
    got = weighted.groupby(["organisation", "party"])["_v"].sum()
    got = got / got.groupby("organisation").transform("sum")
    aim = target.set_index(["organisation", "party"])["vote_share"].reindex(got.index)
    assert (got - aim).abs().max() < 1e-9
    assert (table.groupby("ballot_id")["elected"].sum() == table.groupby("ballot_id")["seats"].first()).all()


def test_row_order_moves_nothing_and_nothing_given_is_changed(
    counties: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    now, before = (t[t["organisation"] == "suffolk"] for t in counties)
    target = ex.party_share(now, method="sum", by="organisation")
    copies = [t.copy(deep=True) for t in (now, before, target)]
    table = ex.project(before, target, method="strong_transition", by="organisation", standing=now)
    mixed = ex.project(
        before.sample(frac=1, random_state=1), target.sample(frac=1, random_state=2),
        method="strong_transition", by="organisation", standing=now.sample(frac=1, random_state=3),
    )  # fmt: skip
    pd.testing.assert_frame_equal(table, mixed)
    for mine, copy in zip((now, before, target), copies, strict=True):
        pd.testing.assert_frame_equal(mine, copy)


def test_candidates_of_the_later_election_only_say_who_stands(
    counties: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    now, before = (t[t["organisation"] == "suffolk"] for t in counties)
    target = ex.party_share(now, method="sum", by="organisation")
    names = ["ballot_id", "candidate_id", "party", "party_name", "seats"]
    known = ex.project(before, target, method="uniform", by="organisation", standing=now[names])
    full = ex.project(before, target, method="uniform", by="organisation", standing=now)
    shown = ["ballot_id", "candidate_id", "vote_share", "elected"]
    pd.testing.assert_frame_equal(known[shown], full[shown])
    assert ex.seats(full)["seats"].sum() == 75 and ex.control(ex.seats(full))["majority_needed"].item() == 38


def test_a_tie_goes_to_who_won_it() -> None:
    tied = contest("x", Con=40, Lab=40, LD=20).assign(elected=pd.array([False, True, False], dtype="boolean"))
    table = ex.project(tied, shares(Con=0.4, Lab=0.4, LD=0.2), method="uniform")
    assert table.set_index("party")["elected"].to_dict() == {"Con": False, "LD": False, "Lab": True}
