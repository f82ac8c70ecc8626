"""Transition estimates of a real election whose cross votes are known: Rotorua, 2017.

New Zealand counts how each party's list voters voted for the electorate's candidates. Source of the votes
(tests/rotorua_2017.csv) and of the truth below: Jose M. Pavía, ei.Datasets 0.0.1-3, data CC BY 4.0, small
options pooled.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from elexan.inference import bounds, transition_draws, transitions

VOTES = pd.read_csv(Path(__file__).parent / "rotorua_2017.csv", comment="#", index_col="unit")
LISTS = VOTES.filter(like="list ").rename(columns=lambda name: name.removeprefix("list "))
CANDIDATES = VOTES.filter(like="candidate ").rename(columns=lambda name: name.removeprefix("candidate "))
TRUTH = pd.DataFrame(
    [[169, 742, 36, 516], [807, 8780, 630, 1111], [16195, 329, 397, 369], [995, 531, 1829, 157],
     [622, 505, 170, 695]],
    index=LISTS.columns, columns=CANDIDATES.columns,
)  # fmt: skip
KNOWN = TRUTH.stack().rename("known").rename_axis(["origin", "destination"])


def wrong(found: pd.DataFrame) -> float:
    """Per cent of voters put in the wrong cell."""
    both = found.set_index(["origin", "destination"]).join(KNOWN)
    return float(50 * (both["votes"] - both["known"]).abs().sum() / both["known"].sum())


def test_the_truth_is_that_of_these_votes_and_within_the_bounds() -> None:
    assert TRUTH.sum(axis=1).tolist() == LISTS.sum().tolist()
    assert TRUTH.sum().tolist() == CANDIDATES.sum().tolist()
    b = bounds(LISTS, CANDIDATES).set_index(["origin", "destination"]).join(KNOWN)
    assert ((b["votes_low"] <= b["known"]) & (b["known"] <= b["votes_high"])).all()


def test_the_ensemble_is_near_the_truth_and_nearer_than_linear_programming() -> None:
    # Of 283 such elections the error is 5.9 on average, 8.7 in one of ten; that of independence is 37.
    assert wrong(transitions(LISTS, CANDIDATES)) < 8.7
    assert wrong(transitions(LISTS, CANDIDATES)) < wrong(transitions(LISTS, CANDIDATES, method="lphom"))
    independent = KNOWN.reset_index().drop(columns="known")
    independent["votes"] = independent["origin"].map(LISTS.sum()) * independent["destination"].map(
        CANDIDATES.sum() / CANDIDATES.to_numpy().sum()
    )
    assert wrong(independent) > 30


def test_most_intervals_hold_the_truth() -> None:
    t = transitions(LISTS, CANDIDATES).set_index(["origin", "destination"]).join(KNOWN)
    share = t["known"] / t.groupby("origin")["known"].transform("sum")
    held = (t["low"] <= share) & (share <= t["high"])
    assert held.sum() >= 16  # of 20; 18 are to be expected
    assert (t["high"] - t["low"]).mean() < 0.3
    d = transition_draws(LISTS, CANDIDATES, draws=400)
    ends = d.groupby(["origin", "destination"])["votes"].quantile([0.05, 0.95]).unstack().join(KNOWN)
    assert ((ends[0.05] <= ends["known"]) & (ends["known"] <= ends[0.95])).sum() >= 15


@pytest.mark.parametrize("method", ["map", "ipf_em"])
def test_the_other_estimates_are_no_worse_than_linear_programming(method: str) -> None:
    best = wrong(transitions(LISTS, CANDIDATES, method="lphom"))
    assert wrong(transitions(LISTS, CANDIDATES, method=method)) < best  # type: ignore[arg-type]
