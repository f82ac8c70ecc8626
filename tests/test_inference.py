"""Transition estimates: known tables recovered, margins kept, and no figure that depends on an order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_areas import LOYAL, county

from elexan.errors import UnknownNameError
from elexan.inference import transition_draws, transitions, unit_transitions
from elexan.inference.likelihood import Prior, Votes, information, objective
from elexan.inference.unit_fill import match_margins

METHODS = ("ensemble", "map", "ipf_em", "lphom")
COUNCIL, MAYOR, TRUTH = county()
PAIR = ["origin", "destination"]


def table(found: pd.DataFrame, values: str = "votes") -> pd.DataFrame:
    return found.pivot(index="origin", columns="destination", values=values)


def misplaced(found: pd.DataFrame, truth: pd.DataFrame) -> float:
    """Per cent of voters put in the wrong cell."""
    got = table(found).loc[truth.index, truth.columns]
    return float(50 * (got - truth).abs().to_numpy().sum() / truth.to_numpy().sum())


@pytest.mark.parametrize(("method", "most"), [("ensemble", 5), ("map", 3), ("ipf_em", 8), ("lphom", 5)])
def test_a_county_of_known_cross_votes_is_recovered(method: str, most: float) -> None:
    independent = np.outer(TRUTH.sum(axis=1), TRUTH.sum()) / TRUTH.to_numpy().sum()
    blind = 50 * np.abs(independent - TRUTH.to_numpy()).sum() / TRUTH.to_numpy().sum()
    assert blind > 40
    assert misplaced(transitions(COUNCIL, MAYOR, method=method), TRUTH) < most  # type: ignore[arg-type]


@pytest.mark.parametrize("method", METHODS)
def test_votes_keep_both_margins_and_bounds(method: str) -> None:
    t = transitions(COUNCIL, MAYOR, method=method)  # type: ignore[arg-type]
    tolerance = 1e-6 * (1 if method != "lphom" else 100)
    assert np.abs(t.groupby("origin")["votes"].sum() - COUNCIL.sum()).max() < tolerance
    assert np.abs(t.groupby("destination")["votes"].sum() - MAYOR.sum()).max() < tolerance
    assert (t["share"] >= t["bound_low"] - 1e-9).all() and (t["share"] <= t["bound_high"] + 1e-9).all()
    if method == "ensemble":
        assert ((t["low"] <= t["share"] + 1e-9) & (t["share"] <= t["high"] + 1e-9)).all()
        assert ((t["bound_low"] <= t["low"]) & (t["high"] <= t["bound_high"])).all()
        assert (t["low"] < t["high"]).all()
    else:
        assert t[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("method", METHODS)
def test_tables_of_units_keep_the_margins_of_the_units(method: str) -> None:
    u = unit_transitions(COUNCIL, MAYOR, method=method)  # type: ignore[arg-type]
    assert (u["votes"] >= 0).all()
    by_origin = u.groupby(["unit", "origin"])["votes"].sum().unstack()
    assert np.abs(by_origin.loc[COUNCIL.index, COUNCIL.columns] - COUNCIL).max(axis=None) < 1e-6
    by_destination = u.groupby(["unit", "destination"])["votes"].sum().unstack()
    assert np.abs(by_destination.loc[MAYOR.index, MAYOR.columns] - MAYOR).max(axis=None) < 1e-6
    if method != "lphom":
        t = transitions(COUNCIL, MAYOR, method=method).set_index(PAIR)["votes"]  # type: ignore[arg-type]
        assert np.abs(u.groupby(PAIR)["votes"].sum() - t).max() < 1e-6


@pytest.mark.parametrize("method", METHODS)
def test_no_order_changes_a_figure(method: str) -> None:
    chance = np.random.default_rng(5)
    a = transitions(COUNCIL, MAYOR, method=method).set_index(PAIR)  # type: ignore[arg-type]
    for _ in range(2):
        units = chance.permutation(len(COUNCIL))
        w = COUNCIL.iloc[units, chance.permutation(COUNCIL.shape[1])]
        y = MAYOR.iloc[chance.permutation(len(MAYOR)), chance.permutation(MAYOR.shape[1])]
        b = transitions(w, y, method=method).set_index(PAIR).loc[a.index]  # type: ignore[arg-type]
        numbers = ["votes", "share", "low", "high", "bound_low", "bound_high"]
        assert np.nanmax(np.abs((a[numbers] - b[numbers]).to_numpy())) < 1e-6
        assert transitions(w, y, method=method)["origin"].drop_duplicates().tolist() == w.columns.tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["ensemble", "map", "ipf_em"])
def test_copies_of_the_units_change_only_the_precision(method: str) -> None:
    once = transitions(COUNCIL, MAYOR, method=method)  # type: ignore[arg-type]
    w, y = (pd.concat([t, t.add_prefix("copy of ", axis=0)]) for t in (COUNCIL, MAYOR))
    twice = transitions(w, y, method=method)  # type: ignore[arg-type]
    assert np.abs(once["share"] - twice["share"]).max() < 1e-6
    if method == "ensemble":
        assert ((twice["high"] - twice["low"]) < (once["high"] - once["low"])).mean() > 0.9


def test_units_and_options_without_votes_change_nothing() -> None:
    plain = transitions(COUNCIL, MAYOR).set_index(PAIR)
    w = pd.concat([COUNCIL, COUNCIL.iloc[:2].mul(0).set_axis(["x", "y"])]).assign(Nobody=0)
    y = pd.concat([MAYOR, MAYOR.iloc[:2].mul(0).set_axis(["x", "y"])]).assign(Noone=0)
    wide = transitions(w, y).set_index(PAIR)
    assert np.abs(wide.loc[plain.index, "votes"] - plain["votes"]).max() < 1e-6
    assert (wide["units"] == len(COUNCIL)).all()
    assert wide.loc["Nobody", "votes"].eq(0).all() and wide.loc[
        "Nobody", ["share", "low", "high"]
    ].isna().all(axis=None)
    none = wide.xs("Noone", level="destination")
    assert none["votes"].eq(0).all() and none["share"].drop("Nobody").eq(0).all()
    u = unit_transitions(w, y)
    assert u[u["unit"].isin(["x", "y"])]["votes"].eq(0).all() and len(u) == 62 * 25


def test_a_side_of_one_option_gives_the_margin() -> None:
    one = COUNCIL.sum(axis=1).to_frame("all")
    t = transitions(one.iloc[:3], MAYOR.iloc[:3])
    assert t["votes"].tolist() == MAYOR.iloc[:3].sum().tolist()
    assert (t["low"] == t["high"]).all() and np.allclose(t["share"], t["bound_low"])
    t = transitions(MAYOR.iloc[:1], one.iloc[:1], method="lphom")
    assert t["votes"].tolist() == MAYOR.iloc[0].tolist() and t["share"].eq(1).all()
    d = transition_draws(one.iloc[:3], MAYOR.iloc[:3], draws=2)
    assert d["votes"].tolist() == MAYOR.iloc[:3].sum().tolist() * 2


def test_six_areas_are_refused_with_the_numbers_and_can_be_overridden() -> None:
    with pytest.raises(ValueError, match=r"4 × 4 options and 6 different units .* at least 12 are needed"):
        transitions(COUNCIL.iloc[:6], MAYOR.iloc[:6])
    six = transitions(COUNCIL.iloc[:6], MAYOR.iloc[:6], identified="assume")
    assert six["votes"].sum() == pytest.approx(COUNCIL.iloc[:6].sum(axis=None))
    copies = pd.concat([COUNCIL.iloc[:6].set_axis([f"{k} {u}" for u in range(6)]) for k in range(5)])
    with pytest.raises(ValueError, match="6 different units"):
        transitions(copies, pd.concat([MAYOR.iloc[:6]] * 5).set_axis(copies.index))
    with pytest.raises(UnknownNameError, match='did you mean "assume"'):
        transitions(COUNCIL, MAYOR, identified="assumed")  # type: ignore[arg-type]


def test_origins_that_never_vary_apart_are_refused() -> None:
    twins = COUNCIL.assign(Lab=COUNCIL["Con"] / 2, Con=COUNCIL["Con"] / 2)
    with pytest.raises(ValueError, match=r"only 3 of the origins' shares vary apart: 4 × 4"):
        transitions(twins, MAYOR, scale="rows")


def test_names_of_methods_and_levels_are_checked() -> None:
    with pytest.raises(UnknownNameError, match='no method "ensembl"; did you mean "ensemble"'):
        transitions(COUNCIL, MAYOR, method="ensembl")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="level=90 must be between 0 and 1"):
        transitions(COUNCIL, MAYOR, level=90)
    narrow, wide = (transitions(COUNCIL, MAYOR, level=v) for v in (0.5, 0.9))
    free = (wide["low"] > wide["bound_low"]) & (wide["high"] < wide["bound_high"])
    ratio = ((wide["high"] - wide["low"]) / (narrow["high"] - narrow["low"]))[free]
    assert free.sum() > 3 and ratio.to_numpy() == pytest.approx(1.6449 / 0.6745, rel=1e-3)


def test_however_many_units_an_error_remains_that_no_model_knows_of() -> None:
    # It is that of a sample of 330 voters, of whom those of the origin are asked: 1.645 √(s (1 − s) / n).
    many = [pd.concat([t] * 200).set_axis(range(200 * len(t))) for t in (COUNCIL, MAYOR)]
    t = transitions(*many).set_index(PAIR).loc[("Con", "Con")]
    asked = 330.6 * COUNCIL["Con"].sum() / COUNCIL.to_numpy().sum()
    half = 1.645 * np.sqrt(t["share"] * (1 - t["share"]) / asked)
    assert t["high"] - t["share"] == pytest.approx(half, rel=0.01)


def test_input_is_not_changed_and_calls_repeat_exactly() -> None:
    w, y = COUNCIL.copy(), MAYOR.copy()
    assert transitions(w, y).equals(transitions(w, y))
    assert transition_draws(w, y, draws=20).equals(transition_draws(w, y, draws=20))
    assert not transition_draws(w, y, draws=20).equals(transition_draws(w, y, draws=20, seed=1))
    pd.testing.assert_frame_equal(w, COUNCIL)
    pd.testing.assert_frame_equal(y, MAYOR)


def test_draws_spread_as_the_intervals_and_keep_the_margins() -> None:
    d, t = transition_draws(COUNCIL, MAYOR, draws=400), transitions(COUNCIL, MAYOR).set_index(PAIR)
    assert (d["votes"] >= 0).all()
    by_origin = d.groupby(["draw", "origin"])["votes"].sum().unstack()
    assert np.abs(by_origin - COUNCIL.sum()).max(axis=None) < 1e-6
    by_destination = d.groupby(["draw", "destination"])["votes"].sum().unstack()
    assert np.abs(by_destination - MAYOR.sum()).max(axis=None) < 1e-6
    big = t.index[(t["share"] > 0.3)]
    spread = d.groupby(PAIR)["share"].quantile([0.05, 0.95]).unstack().loc[big]
    half = (t["high"] - t["low"]).loc[big]
    assert ((spread[0.95] - spread[0.05]) / half).between(0.6, 1.4).all()
    assert np.abs(d.groupby(PAIR)["share"].mean() - t["share"]).max() < 0.02
    with pytest.raises(ValueError, match="draws=0 must be 1 or more"):
        transition_draws(COUNCIL, MAYOR, draws=0)


def test_draws_of_few_units_spread_more() -> None:
    few = [t.iloc[:14] for t in (COUNCIL, MAYOR)]
    for each in ((COUNCIL, MAYOR), few):
        t = transitions(*each).set_index(PAIR)
        d = transition_draws(*each, draws=400).groupby(PAIR)["share"].std()
        wide = t.index[(t["high"] - t["low"]) > 0.15]
        deviation = ((t["high"] - t["low"]) / (2 * 1.645)).loc[wide]
        assert len(wide) > 2 and (d.loc[wide] / deviation).median() == pytest.approx(1, abs=0.25)


def test_the_gradient_is_that_of_finite_differences_and_chunks_add_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes = Votes(COUNCIL.to_numpy(float).T.copy(), MAYOR.to_numpy(float).T.copy(), len(COUNCIL))
    x = np.append(np.random.default_rng(0).normal(1, 0.5, 16), -1.5)
    value, slope = objective(x, votes, Prior())
    for k in (0, 5, 11, 15, 16):
        step = 1e-5 * np.eye(len(x))[k]
        ends = [objective(x + s * step, votes, Prior())[0] for s in (1, -1)]
        assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(slope[k], rel=1e-4, abs=1e-3)
    many = Votes(np.tile(votes.w, 400), np.tile(votes.y, 400), len(COUNCIL))
    assert len(many.chunks()) > 2
    again, steep = objective(x, many, Prior())
    assert again == pytest.approx(value) and steep == pytest.approx(slope)


def test_the_information_of_one_origin_is_that_of_a_multinomial() -> None:
    # For one origin the model is a multinomial with extra variance; without it n q' information is exact.
    n, units = 1000.0, 50
    x = np.log(1e7 * np.array([0.2, 0.3, 0.5]))  # φ next to 0
    votes = Votes(np.full((1, units), n), np.ones((3, units)), units)
    q = np.array([0.2, 0.3, 0.5])
    exact = units * n * (np.diag(q) - np.outer(q, q))
    assert np.allclose(information(np.append(x, -20.0), votes)[:3, :3], exact, rtol=0.02, atol=60)


def test_matching_margins_keeps_odds_ratios() -> None:
    seed = np.array([[3.0, 1.0], [1.0, 2.0]])[:, :, None]
    fitted = match_margins(seed, np.array([[60.0], [40.0]]), np.array([[70.0], [30.0]]))[:, :, 0]
    assert fitted.sum(1) == pytest.approx([60, 40]) and fitted.sum(0) == pytest.approx([70, 30])
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(6, rel=1e-5)


def test_margins_are_met_where_scaling_hardly_converges() -> None:
    # The cells next to nothing must hold a vote each: scaling alone gets there in thousands of rounds.
    seed = np.array([[1e-9, 1.0, 1e-9], [1.0, 1e-9, 1.0]])[:, :, None]
    w, y = np.array([[3.0], [7.0]]), np.array([[1.0], [6.0], [3.0]])
    fitted = match_margins(seed, w, y)[:, :, 0]
    assert np.abs(fitted.sum(1) - w[:, 0]).max() < 1e-9 and np.abs(fitted.sum(0) - y[:, 0]).max() < 1e-9
    assert (fitted >= 0).all() and fitted[0, 1] == pytest.approx(3, abs=0.01)
    hard = match_margins(
        np.full((2, 2, 1), [[[1.0], [1e-30]], [[1e-30], [1e-30]]]), w, np.array([[4.0], [6.0]])
    )
    assert hard.sum(1) == pytest.approx(w) and hard.sum(0)[:, 0] == pytest.approx([4, 6])
    assert (hard >= 0).all()


def test_lphom_is_the_best_of_a_grid_of_shares() -> None:
    # Two origins, two destinations: all shares that meet the totals are a line, searched finely.
    w, y = COUNCIL[["Con", "Lab"]], MAYOR[["Con", "Lab"]]
    y = y.mul(w.sum(axis=1) / y.sum(axis=1), axis=0)
    found = transitions(w, y, method="lphom")["share"].to_numpy().reshape(2, 2)
    con = np.linspace(0, 1, 20001)
    lab = (y["Con"].sum() - con * w["Con"].sum()) / w["Lab"].sum()
    ok = (lab >= 0) & (lab <= 1)
    missed = np.abs(
        y["Con"].to_numpy()[:, None] - np.outer(w["Con"], con[ok]) - np.outer(w["Lab"], lab[ok])
    ).sum(0)
    own = np.abs(y["Con"] - w["Con"] * found[0, 0] - w["Lab"] * found[1, 0]).sum()
    assert own <= missed.min() + 1e-6 and own == pytest.approx(missed.min(), rel=1e-3)


def test_a_county_of_one_mind_gives_the_shares_exactly() -> None:
    w = COUNCIL.astype(float)
    y = w.dot(LOYAL)
    t = table(transitions(w, y, method="lphom"), "share").loc[LOYAL.index, LOYAL.columns]
    assert np.abs(t - LOYAL).max(axis=None) < 1e-6
