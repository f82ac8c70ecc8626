"""Errors of projections and the chances that follow: against the normal distribution, by hand, recovered."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_projection import contest

import elexan as ex
from elexan.errors import EmptySelectionError, UnknownNameError
from elexan.projection import ProjectionDraws, ProjectionErrors
from elexan.projection.residuals import projection_residuals

COMPONENTS = ("national", "region", "pattern", "candidate")


def errors(division: float = 0.0, **others: float) -> ProjectionErrors:
    every = [(c, "every", others.get(c, 0.0)) for c in COMPONENTS]
    rows = [*every, ("division", "any other", division), ("division", "any new", others.get("new", division))]
    return ProjectionErrors(pd.DataFrame(rows, columns=["component", "party", "sd"]))


def projected(*contests: pd.DataFrame) -> pd.DataFrame:
    table = pd.concat(contests, ignore_index=True)
    votes = table["first_pref"].astype(float)
    share = votes / votes.groupby(table["ballot_id"]).transform("sum")
    return table.assign(vote_share=share, vote_share_before=share)


def won(drawn: ProjectionDraws) -> pd.Series:
    return ex.win_chances(drawn).set_index(["ballot_id", "party"])["win_chance"]


def test_the_chance_of_winning_is_that_of_the_normal_distribution() -> None:
    drawn = ex.simulate_projection(projected(contest("x", Con=55, Lab=45)), errors(0.05), draws=20_000)
    exact = NormalDist().cdf((0.55**0.5 - 0.45**0.5) / (0.05 * 2**0.5))
    # Four standard errors of a share of 20,000 draws.
    assert won(drawn)["x", "Con"] == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 20_000) ** 0.5)


def test_a_spread_of_few_degrees_of_freedom_gives_students_t() -> None:
    known = errors(region=0.05).spread.assign(degrees_of_freedom=3.0)
    table = projected(contest("x", Con=55, Lab=45))
    drawn = ex.simulate_projection(table, ProjectionErrors(known), draws=20_000)
    exact = stats.t(3).cdf((0.55**0.5 - 0.45**0.5) / (0.05 * 2**0.5))
    assert won(drawn)["x", "Con"] == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 20_000) ** 0.5)


def test_a_share_spreads_by_two_sigma_root_p_q() -> None:
    table = ex.share_intervals(projected(contest("x", Con=60, Lab=40)), errors(0.03), level=0.9, draws=20_000)
    width = NormalDist().inv_cdf(0.95) * 2 * 2 * 0.03 * (0.6 * 0.4) ** 0.5
    assert (table["vote_share_high"] - table["vote_share_low"]).tolist() == pytest.approx(
        [width] * 2, rel=0.03
    )
    assert table["vote_share"].round(6).tolist() == [0.6, 0.4]


def test_errors_of_a_region_and_of_the_nation_are_shared() -> None:
    table = projected(
        contest("x", organisation="a", Con=50, Lab=50), contest("y", organisation="a", Con=50, Lab=50),
        contest("z", organisation="b", Con=50, Lab=50),
    )  # fmt: skip
    region = ex.simulate_projection(table, errors(region=0.02), draws=4000)
    con = region.seats[(region.holders["party"] == "Con").to_numpy()]
    assert set(con[0]) == {0, 2} and set(con[1]) == {0, 1}
    assert np.corrcoef(con[0], con[1])[0, 1] == pytest.approx(0, abs=0.07)
    nation = ex.simulate_projection(table, errors(national=0.02), draws=400)
    con = nation.seats[(nation.holders["party"] == "Con").to_numpy()]
    assert (con[0] == 2 * con[1]).all() and 0 < con[1].mean() < 1


def test_a_pattern_moves_strong_and_weak_places_apart() -> None:
    table = projected(
        contest("x", Con=70, Lab=30), contest("y", Con=50, Lab=50), contest("z", Con=30, Lab=70)
    )
    shares = ex.share_intervals(table, errors(pattern=0.3), level=0.8, draws=2000).query("party == 'Con'")
    width = (shares["vote_share_high"] - shares["vote_share_low"]).tolist()
    assert width[1] < width[0] / 5 and width[1] < width[2] / 5


def test_a_party_that_is_new_has_an_error_of_its_own() -> None:
    table = projected(contest("x", Con=55, Lab=45)).assign(vote_share_before=[0.5, np.nan])
    drawn = ex.simulate_projection(table, errors(0.0, new=0.05), draws=20_000)
    exact = NormalDist().cdf((0.55**0.5 - 0.45**0.5) / 0.05)
    assert won(drawn)["x", "Con"] == pytest.approx(exact, abs=0.01)


def test_several_seats_go_to_the_highest_candidates() -> None:
    ward = projected(contest("w", 2, Con=[60, 20], Lab=[55, 45], LD=[10, 5]))
    sure = ex.simulate_projection(ward, errors(), draws=10)
    assert won(sure).to_dict() == {("w", "Con"): 1.0, ("w", "LD"): 0.0, ("w", "Lab"): 1.0}
    assert sure.seats.sum(axis=0).tolist() == [2] * 10
    # Labour's first is safe; its second takes the Conservative's seat if its log error is above log(60/45).
    ward = projected(contest("w", 2, Con=60, Lab=[900, 45]))
    loose = ex.simulate_projection(ward, errors(candidate=0.2), draws=10_000)
    assert 1 - won(loose)["w", "Con"] == pytest.approx(NormalDist().cdf(-np.log(60 / 45) / 0.2), abs=0.01)
    assert ex.win_chances(loose)["seats_expected"].sum() == pytest.approx(2)


def test_without_errors_the_draws_are_the_projection() -> None:
    now = ex.load_results(organisation="suffolk", election_type="county", date="2021-05-06")
    votes = now["first_pref"].astype(float)
    table = now.assign(
        vote_share=votes / votes.groupby(now["ballot_id"]).transform("sum"), vote_share_before=0.1
    )
    drawn = ex.simulate_projection(table, errors(), draws=3)
    held = ex.seat_intervals(drawn).set_index("party")
    actual = ex.seats(now).set_index("party")["seats"]
    assert held["seats_low"].to_dict() == held["seats_high"].to_dict() == actual.to_dict()
    assert ex.control_chances(drawn)[["control", "chance"]].values.tolist() == [["Con", 1.0], ["NOC", 0.0]]


def test_draws_depend_on_the_seed_and_the_contest_alone() -> None:
    parts = [
        contest(b, organisation=o, Con=52, LD=20, Lab=48) for b, o in zip("uvwxyz", "aabbcc", strict=True)
    ]
    table, model = projected(*parts), errors(0.08, region=0.02, national=0.02, pattern=0.1)
    one = ex.simulate_projection(table, model, draws=500, seed=3)
    mixed = ex.simulate_projection(table.sample(frac=1, random_state=1), model, draws=500, seed=3)
    assert (one.seats == mixed.seats).all()
    pd.testing.assert_frame_equal(ex.win_chances(one), ex.win_chances(mixed))
    alone = ex.simulate_projection(table.query("organisation == 'b'"), model, draws=500, seed=3)
    assert won(one)["w"].to_dict() == won(alone)["w"].to_dict()
    other = ex.simulate_projection(table, model, draws=500, seed=4)
    assert not (one.seats == other.seats).all()
    assert (one.seats.sum(axis=0) == 6).all()


def test_control_takes_more_than_half_and_local_parties_are_many() -> None:
    holders = pd.DataFrame({
        "organisation": ["a"] * 4 + ["b"], "party": ["Con", "Ind", "Local", "Local", "Lab"],
        "party_list": ["Con", "Ind", "The Town", "The Village", "Lab"],
    })  # fmt: skip
    seats = np.array([[3, 4, 1, 0], [3, 2, 1, 1], [0, 0, 2, 5], [0, 0, 2, 0], [1, 1, 1, 1]])
    drawn = ProjectionDraws(holders, seats, pd.DataFrame(), 4, 0)
    # Of six seats: three and three; four; two local parties with two each are not one with four; five.
    assert ex.control_chances(drawn).values.tolist() == [
        ["a", "Con", 0.25], ["a", "Local", 0.25], ["a", "NOC", 0.5], ["b", "Lab", 1.0], ["b", "NOC", 0.0],
    ]  # fmt: skip
    local = ex.seat_chances(drawn).query("party == 'Local'")
    assert local[["seats", "chance"]].values.tolist() == [[0, 0.5], [4, 0.25], [5, 0.25]]


def test_an_interval_leaves_no_more_than_its_tails_outside() -> None:
    holders = pd.DataFrame({"organisation": ["a"], "party": ["Con"], "party_list": ["Con"]})
    drawn = ProjectionDraws(holders, np.arange(1, 101)[None, :], pd.DataFrame(), 100, 0)
    row = ex.seat_intervals(drawn, level=0.8).iloc[0]
    assert (row["seats_expected"], row["seats_low"], row["seats_high"]) == (50.5, 10, 90)
    with pytest.raises(ValueError, match="between 0 and 1"):
        ex.seat_intervals(drawn, level=80)


def made(seed: int = 1) -> pd.DataFrame:
    """Results of many contests scattered about a projection by known spreads, made by adding them up."""
    rng = np.random.default_rng(seed)
    spread = np.array([0.05, 0.1, 0.05])
    share = rng.dirichlet([5, 3, 4], (30, 40))
    root = np.sqrt(share)
    common, slope = rng.normal(0, 0.03, (30, 1, 3)), rng.normal(0, 0.2, (30, 1, 3))
    moved = (
        root + common + slope * (root - root.mean(axis=1, keepdims=True)) + rng.normal(0, spread, root.shape)
    )
    seen = np.square(np.maximum(moved, 0))
    seen = seen / seen.sum(axis=2, keepdims=True)
    region, place, party = (n.ravel() for n in np.indices(root.shape))
    return pd.DataFrame({
        "ballot_id": [f"{r:02}-{p:02}" for r, p in zip(region, place, strict=True)],
        "organisation": [f"{r:02}" for r in region], "party": np.array(["Con", "LD", "Lab"])[party],
        "seats": 1, "new": False, "vote_share_projected": share.ravel(), "vote_share": seen.ravel(),
        "root_error": (np.sqrt(seen) - root).ravel(), "candidates": 1, "candidate_variance": np.nan,
    })  # fmt: skip


def test_known_spreads_are_found_again() -> None:
    model = ex.fit_projection_errors(made(), national=0.02, candidate=0.1)
    assert [model.sd("division", p) for p in ("Con", "LD", "Lab")] == pytest.approx(
        [0.05, 0.1, 0.05], rel=0.12
    )
    # Thirty regions of three parties know such a spread to about a tenth.
    assert model.sd("region") == pytest.approx(0.03, rel=0.25)
    assert model.sd("pattern") == pytest.approx(0.2, rel=0.25)
    assert (model.sd("national"), model.sd("candidate")) == (0.02, 0.1)
    assert model.spread.set_index("component").loc["region", "degrees_of_freedom"] == 29
    mixed = ex.fit_projection_errors(made().sample(frac=1, random_state=2), national=0.02, candidate=0.1)
    assert mixed.spread["sd"].tolist() == pytest.approx(model.spread["sd"].tolist())


def test_residuals_by_hand() -> None:
    said = projected(contest("w", 2, Con=[36, 28], Lab=[18, 18])).assign(
        vote_share_before=[0.5, 0.5, None, None]
    )
    seen = contest("w", 2, Con=[24, 25], Lab=[25, 26])
    table = projection_residuals(said, seen).set_index("party")
    assert table["share_error"].round(9).to_dict() == {"Con": -0.15, "Lab": 0.15}
    assert table["root_error"].round(9).to_dict() == {"Con": -0.1, "Lab": round(0.51**0.5 - 0.6, 9)}
    assert table["new"].to_dict() == {"Con": False, "Lab": True}
    # Two logarithms about their mean: half their difference squared, twice, over one degree of freedom.
    assert table.loc["Con", "candidate_variance"] == pytest.approx(
        (np.log(36 / 28) - np.log(24 / 25)) ** 2 / 2
    )
    with pytest.raises(ValueError, match="other candidates stand"):
        projection_residuals(said, seen.iloc[1:])
    with pytest.raises(EmptySelectionError):
        ex.fit_projection_errors(table.reset_index().head(0))


def test_what_errors_lack_is_said() -> None:
    ward, bare = projected(contest("w", 2, Con=[60, 20], Lab=[55, 45])), errors(0.1)
    no_candidate = ProjectionErrors(bare.spread.query("component != 'candidate'"))
    with pytest.raises(ValueError, match="between a party's candidates"):
        ex.simulate_projection(ward, no_candidate, draws=10)
    assert ex.simulate_projection(ward, no_candidate, draws=10, components=["division"]).draws == 10
    with pytest.raises(ValueError, match="hold no spread for region"):
        ex.simulate_projection(ward, ProjectionErrors(bare.spread.query("component != 'region'")), draws=10)
    with pytest.raises(UnknownNameError, match='did you mean "division"'):
        ex.simulate_projection(ward, bare, draws=10, components=["divisions"])


def test_brier_scores_by_hand() -> None:
    results = pd.concat([contest("x", Con=60, Lab=40), contest("y", 2, Con=[60, 50], Lab=[70, 40])])
    chances = pd.DataFrame({
        "ballot_id": ["x", "x", "x", "y", "y"], "party": ["Con", "LD", "Lab", "Con", "Lab"],
        "seats_expected": [0.5, 0.1, 0.4, 1.6, 0.4],
    })  # fmt: skip
    # x: 0.25 + 0.01 + 0.16; y, won one each: (0.8 − 0.5)² twice.
    score = ex.brier_score(chances, results)
    assert score["brier_score"].item() == pytest.approx((0.42 + 0.18) / 2) and score["contests"].item() == 2
    wrong = pd.DataFrame({"ballot_id": ["x"], "party": ["Lab"], "seats_expected": [1.0]})
    assert ex.brier_score(wrong, results.head(2))["brier_score"].item() == 2.0
    with pytest.raises(ValueError, match="not in both: y"):
        ex.brier_score(wrong, results)
