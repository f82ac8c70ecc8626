"""The model of transfers: contests made from known shares, its own optimum, contests left out in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import elexan as ex
from elexan.counterfactuals import what_if_transfers
from elexan.errors import EmptySelectionError, UnknownNameError
from elexan.transfer_model.cells import observed_transfers, transfer_cells, transfer_units
from elexan.transfer_model.coverage import leave_one_out, transfer_coverage
from elexan.transfer_model.estimates import estimate_transfer_shares, simulate_transfers, simulated_outcomes
from elexan.transfer_model.model import TransferModel, fit_transfers, fit_units, terms
from elexan.transfers import transfers

FOUR = [("Con", 40, 9), ("Lab", 30, 12), ("LD", 20, None), ("Grn", 10, None)]


def contest(name: str, rows: list[tuple[str, int | None, int | None]], **more: object) -> pd.DataFrame:
    """A supplementary-vote contest from (party, first preferences, transfers)."""
    return pd.DataFrame(
        {
            "ballot_id": name,
            "candidate_id": [f"{p.lower()}-{n}" for n, (p, *_) in enumerate(rows)],
            "candidate": [p for p, *_ in rows],
            "party": [p for p, *_ in rows],
            "voting_system": "SV",
            "first_pref": pd.array([r[1] for r in rows], dtype="Int64"),
            "second_pref": pd.array([r[2] for r in rows], dtype="Int64"),
            "date": pd.Timestamp("2021-05-06"),
        }
    ).assign(**more)


# Of each origin's voters when nobody else is out: to the Conservative, to Labour.
TRUTH = {"LD": (0.30, 0.45), "Grn": (0.10, 0.60), "UKIP": (0.50, 0.15)}


def made(number: int, seed: int) -> pd.DataFrame:
    """Contests of one to three eliminated whose voters do as TRUTH says, but for each contest's own odds."""
    chance = np.random.default_rng(seed)
    tables = []
    for n in range(number):
        out = chance.choice(list(TRUTH), size=chance.integers(1, 4), replace=False)
        votes = dict(zip(out, chance.integers(4000, 15000, len(out)), strict=True))
        shift = chance.normal(0, 0.1, 2)
        to = np.zeros(2)
        for party, size in votes.items():
            odds = np.log(np.array(TRUTH[party]) / (1 - sum(TRUTH[party]))) + shift
            to += size * np.exp(odds) / (1 + np.exp(odds).sum())
        rows = [
            ("Con", 40000, int(to[0])),
            ("Lab", 35000, int(to[1])),
            *((p, int(v), None) for p, v in votes.items()),
        ]
        tables.append(contest(f"c{n:02}", rows))
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return ex.load_results(election_type=["mayor", "pcc"])


@pytest.fixture(scope="module")
def model(shipped: pd.DataFrame) -> TransferModel:
    return fit_transfers(shipped)


def test_the_cells_of_a_contest_by_hand() -> None:
    cells = transfer_cells(contest("x", FOUR))
    assert cells["origin"].tolist() == ["LD", "Grn"] and cells["votes"].tolist() == [20, 10]
    assert cells["weight"].tolist() == [20 / 30, 10 / 30] and cells["others"].round(9).tolist() == [
        0.333333333,
        0.666666667,
    ]
    assert cells["crowd"].tolist() == [0.1, 0.2] and cells["year"].tolist() == ["2021"] * 2
    assert (cells["leader"] == "Con").all() and (cells["runner_up_id"] == "lab-1").all()
    seen = observed_transfers(contest("x", FOUR)).iloc[0]
    assert (seen["transfer_rate"], seen["transfer_share"]) == (21 / 30, 9 / 21)


def test_contests_without_a_second_round_between_two_have_no_cells() -> None:
    won = contest("w", [("Con", 60, None), ("Lab", 30, None), ("LD", 10, None)])
    two = contest("t", [("Con", 60, None), ("Lab", 30, None)])
    gap = contest("g", [("Con", 40, None), ("Lab", 30, None), ("LD", None, None)])
    tie = contest("e", [("Con", 40, None), ("Lab", 30, None), ("LD", 30, None)])
    block = contest("b", [("Con", 40, None), ("Lab", 30, None), ("LD", 20, None)], seats=2)
    r = pd.concat([won, two, gap, tie, block])
    assert transfer_cells(r).empty and observed_transfers(r).empty
    assert observed_transfers(contest("x", [("Con", 40, 5), ("Lab", 30, None), ("LD", 20, None)])).empty
    with pytest.raises(EmptySelectionError):
        simulate_transfers(r, fit_transfers(made(5, 0)))
    with pytest.raises(ValueError, match="results hold 2 contests with known transfers; give 3 or more"):
        fit_transfers(made(2, 0))


def test_a_tie_for_the_lead_does_not_depend_on_the_order_of_rows() -> None:
    r = contest("x", [("Con", 40, 5), ("Lab", 40, 6), ("LD", 20, None)])
    pd.testing.assert_frame_equal(transfer_cells(r), transfer_cells(r.iloc[::-1]))
    assert transfer_cells(r)["leader"].tolist() == ["Con"]


def test_observed_transfers_are_those_of_the_transfer_table(shipped: pd.DataFrame) -> None:
    seen = observed_transfers(shipped).set_index("ballot_id")
    held = transfers(shipped).dropna(subset=["transfer_rate"])
    leaders = held[held["led_first_round"]].set_index("ballot_id").loc[seen.index]
    assert len(seen) == held["ballot_id"].nunique() > 35
    pd.testing.assert_series_equal(seen["transfer_rate"], leaders["transfer_rate"])
    pd.testing.assert_series_equal(seen["transfer_share"], leaders["transfer_share"])
    assert (seen["eliminated"] == leaders["eliminated"].astype(float)).all()


def areas_of(results: pd.DataFrame, parts: list[float]) -> pd.DataFrame:
    """The contest cut into areas of these shares, the last taking the rest."""
    votes = ["first_pref", "second_pref"]
    tables, left = [], results[["ballot_id", "candidate_id", *votes]].astype(dict.fromkeys(votes, "Float64"))
    for n, part in enumerate(parts):
        here = left.assign(**{v: (left[v] * part).round() for v in votes})
        tables.append(here.assign(area_gss=f"E{n}"))
        left = left.assign(**{v: left[v] - here[v] for v in votes})
    return pd.concat([*tables, left.assign(area_gss="E9")], ignore_index=True)


def test_areas_stand_in_for_a_contest_only_where_they_make_it_up() -> None:
    r = made(4, 1)
    areas = areas_of(r[r["ballot_id"] == "c01"], [0.2, 0.5])
    units = transfer_units(r, areas)
    assert units.loc[units["by_area"], "unit"].unique().tolist() == ["c01 E0", "c01 E1", "c01 E9"]
    assert units.groupby("unit")["weight"].sum().round(9).eq(1).all()
    mine = units[units["by_area"]].groupby("origin")["votes"].sum()
    assert (
        mine.to_dict() == transfer_cells(r).query("ballot_id == 'c01'").set_index("origin")["votes"].to_dict()
    )
    short = transfer_units(r, areas[areas["area_gss"] != "E0"])
    other = transfer_units(r, areas.assign(second_pref=areas["second_pref"].mask(areas.index == 0)))
    for table in (short, other):
        assert not table["by_area"].any() and table["unit"].nunique() == 4
    pd.testing.assert_frame_equal(short, transfer_units(r))


def test_known_shares_are_found_again_from_totals_and_intervals_hold_them() -> None:
    model = fit_transfers(made(60, 3))
    e = estimate_transfer_shares(model, level=0.9)
    lone = estimate_transfer_shares(model, finalists=[("Lab", "Con")], origins=list(TRUTH))
    same = ["origin", "destination", "rival", "share", "contests", "basis"]
    pd.testing.assert_frame_equal(lone[same], e[same])
    for row in e.itertuples():
        truth = TRUTH[row.origin][("Con", "Lab").index(row.destination)]
        assert abs(row.share - truth) < 0.04, row
        assert row.low_share < truth < row.high_share
        assert row.basis == "seen" and row.contests > 20
    assert model.spread["contest_rate"] < 0.2 and model.spread["contest_share"] < 0.2


def log_posterior(model: TransferModel, units: list, effects: np.ndarray) -> float:
    """What the fit is to maximise given the spreads, written out contest by contest."""
    value = dict(zip(model.effects["effect"], effects, strict=True))
    total = -sum((v / model.spread[name.split(":")[0]]) ** 2 for name, v in value.items()) / 2
    for cells, rate_odds, share_odds in units:
        moved = np.zeros(2)
        for weight, named in cells:
            odds = np.exp([sum(value[name] * by for name, by in slot) for slot in named])
            moved += weight * odds / (1 + odds.sum())
        rate = moved.sum()
        left = (rate_odds - np.log(rate / (1 - rate))) / model.spread["contest_rate"]
        right = (share_odds - np.log(moved[0] / moved[1])) / model.spread["contest_share"]
        total -= (left**2 + right**2) / 2
    return total


def test_the_effects_are_the_most_probable_and_their_covariance_the_curvature_there() -> None:
    table = transfer_units(made(8, 5))
    model = fit_units(table)
    slots = [terms(table, who, model.positions) for who in ("leader", "runner_up")]
    units = []
    for _, unit in table.groupby("unit"):
        cells = [
            (unit.loc[i, "weight"], [[(names[i], by[i]) for names, by in slot] for slot in slots])
            for i in unit.index
        ]
        units.append((cells, unit["rate_odds"].iloc[0], unit["share_odds"].iloc[0]))
    best = model.effects["mean"].to_numpy()
    top = log_posterior(model, units, best)
    chance = np.random.default_rng(0)
    root = np.linalg.cholesky(model.covariance)
    for _ in range(12):
        step = root @ chance.standard_normal(len(best))
        here, there = (log_posterior(model, units, best + side * step) for side in (1, -1))
        assert max(here, there) < top
        # Half the squared distance in standard deviations is what a normal log density falls by.
        fall = step @ np.linalg.solve(model.covariance, step) / 2
        assert abs((2 * top - here - there) / 2 / fall - 1) < 0.2


def odds_width(estimates: pd.DataFrame) -> pd.Series:
    """How far apart the ends of each interval are, in log-odds."""
    ends = [np.log(estimates[end] / (1 - estimates[end])) for end in ("low_share", "high_share")]
    return (ends[1] - ends[0]).set_axis(
        pd.MultiIndex.from_frame(estimates[["origin", "destination", "rival"]])
    )


def test_pairs_never_seen_are_pooled_and_wider() -> None:
    model = fit_transfers(made(40, 7))
    asked = {"finalists": [("Con", "Lab"), ("Con", "Reform")], "origins": ["LD", "Grn", "PC"]}
    e = estimate_transfer_shares(model, **asked)
    of = odds_width(e)
    assert of["PC", "Con", "Lab"] > 1.6 * of["LD", "Con", "Lab"]
    assert of["LD", "Reform", "Con"] > 1.6 * of["LD", "Lab", "Con"]
    # What was never seen is drawn from the spread of what was: without it the interval is too narrow.
    sure = replace(
        model, spread={**model.spread, "origin": 1e-9, "finalist": 1e-9, "pair": 1e-9, "year": 1e-9}
    )
    narrow = odds_width(estimate_transfer_shares(sure, **asked))
    assert of["PC", "Con", "Lab"] > 1.1 * narrow["PC", "Con", "Lab"]
    assert e.loc[e["basis"] == "pooled", "contests"].eq(0).all()
    assert set(e.loc[e["origin"] == "PC", "basis"]) == {"pooled"}
    both = e.pivot(index=["origin", "rival"], columns="destination", values="share")
    assert (both.sum(axis=1) <= 1).all()
    with pytest.raises(UnknownNameError, match='no party "Refrom"; did you mean "Reform"'):
        estimate_transfer_shares(model, finalists=[("Con", "Refrom")])
    with pytest.raises(ValueError, match="level=1; an interval holds more than 0 and less than 1"):
        estimate_transfer_shares(model, level=1)


def test_estimated_shares_can_be_tried_on_a_contest() -> None:
    model = fit_transfers(made(30, 2))
    e = estimate_transfer_shares(model)
    t = what_if_transfers(contest("x", [("Con", 400, None), ("Lab", 350, None), ("LD", 100, None)]), e)
    by_hand = e[(e["origin"] == "LD")].set_index("destination")["share"] * 100
    got = t.set_index("party")["transfers"]
    assert abs(got["Con"] - by_hand["Con"]) <= 1 and abs(got["Lab"] - by_hand["Lab"]) <= 1


def test_every_draw_balances_and_has_one_winner(shipped: pd.DataFrame, model: TransferModel) -> None:
    d = simulate_transfers(shipped, model, draws=200)
    assert (d["final_votes"] == d["first_pref"] + d["transfers"]).all() and (d["transfers"] >= 0).all()
    draws = d.groupby(["ballot_id", "draw"])
    assert draws["won"].sum().eq(1).all() and draws.size().eq(2).all()
    best = d.loc[draws["final_votes"].idxmax()]
    assert best["won"].mean() > 0.99
    gone = transfer_cells(shipped).groupby("ballot_id")["votes"].sum()
    moved = draws["transfers"].sum().unstack()
    assert (moved.le(gone.loc[moved.index], axis=0)).all(axis=None) and moved.nunique(axis=1).min() > 50
    o = simulated_outcomes(d)
    assert o.groupby("ballot_id")["won_share"].sum().round(9).eq(1).all()
    assert (o["transfers_low"] <= o["transfers"]).all() and (o["transfers"] <= o["transfers_high"]).all()
    fptp = shipped[(shipped["voting_system"] == "FPTP")]["ballot_id"]
    assert o["ballot_id"].isin(fptp).sum() >= 20


def test_a_seed_draws_the_same_whatever_else_is_in_the_table(
    shipped: pd.DataFrame, model: TransferModel
) -> None:
    one = "mayor.cambridgeshire-and-peterborough.2025-05-01"
    d = simulate_transfers(shipped, model, draws=50, seed=3)
    alone = simulate_transfers(
        shipped[shipped["ballot_id"] == one].sample(frac=1, random_state=1), model, draws=50, seed=3
    )
    pd.testing.assert_frame_equal(d[d["ballot_id"] == one].reset_index(drop=True), alone)
    pd.testing.assert_frame_equal(d, simulate_transfers(shipped, model, draws=50, seed=3))
    assert not d["transfers"].equals(simulate_transfers(shipped, model, draws=50, seed=4)["transfers"])


def test_the_fit_does_not_depend_on_the_order_of_rows_or_change_its_argument() -> None:
    r = made(12, 9)
    before = r.copy(deep=True)
    a, b = fit_transfers(r), fit_transfers(r.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(r, before)
    means = [m.effects.set_index("effect")["mean"] for m in (a, b)]
    pd.testing.assert_series_equal(means[0], means[1].loc[means[0].index], atol=1e-6)


def test_areas_that_repeat_their_contest_tell_no_more_of_the_contest() -> None:
    r = made(12, 4)
    model = fit_transfers(r, areas_of(r[r["ballot_id"] == "c03"], [0.25, 0.25, 0.25]))
    kinds = model.effects["kind"].value_counts()
    assert kinds["contest_rate"] == kinds["contest_share"] == 1
    assert model.spread["area_rate"] < 0.2 and model.cells["unit"].nunique() == 15
    plain = fit_transfers(r)
    near = estimate_transfer_shares(model)["share"] - estimate_transfer_shares(plain)["share"]
    assert near.abs().max() < 0.02


def test_a_contest_with_areas_that_differs_from_the_rest_keeps_that_to_itself() -> None:
    r = made(12, 4)
    odd = r.assign(second_pref=(r["second_pref"] // 3).where(r["ballot_id"] == "c03", r["second_pref"]))
    model = fit_transfers(odd, areas_of(odd[odd["ballot_id"] == "c03"], [0.25, 0.25, 0.25]))
    own = model.effects.set_index("effect")["mean"]
    assert own["contest_rate:c03"] < -0.8 and abs(own["contest_share:c03"]) < 0.3
    near = estimate_transfer_shares(model)["share"] - estimate_transfer_shares(fit_transfers(r))["share"]
    assert near.abs().max() < 0.06


def test_intervals_hold_contests_left_out_and_are_narrower_than_a_plain_mean(shipped: pd.DataFrame) -> None:
    left = leave_one_out(shipped, draws=1000)
    c = transfer_coverage(left).set_index("measure")
    assert c.index.tolist() == ["transfer_rate", "transfer_share"] and c["contests"].tolist() == [37, 37]
    assert c["covered_share"].between(0.7, 0.9).all()
    assert (c["mean_width"] < 0.65 * c["plain_mean_width"]).all()
    assert (c["error"] < 0.6 * c["plain_error"]).all()
    seen = observed_transfers(shipped).melt(
        "ballot_id", ["transfer_rate", "transfer_share"], "measure", "observed"
    )
    both = left.merge(seen, on=["ballot_id", "measure"], suffixes=("", "_counted"))
    assert len(both) == len(left) and (both["observed"] == both["observed_counted"]).all()


def test_left_out_a_contest_does_not_inform_its_own_interval(shipped: pd.DataFrame) -> None:
    few = made(8, 6)
    spoilt = few.assign(second_pref=few["second_pref"].mask(few["ballot_id"] == "c02", 50))
    a, b = (leave_one_out(r, draws=300).set_index(["ballot_id", "measure"]) for r in (few, spoilt))
    own = ["middle", "low", "high", "plain_middle"]
    pd.testing.assert_frame_equal(a.loc["c02", own], b.loc["c02", own], atol=5e-3)
    assert (
        abs(a.loc[("c02", "transfer_rate"), "observed"] - b.loc[("c02", "transfer_rate"), "observed"]) > 0.2
    )
    assert (a.loc["c01", "middle"] - b.loc["c01", "middle"]).abs().max() > 5e-3
