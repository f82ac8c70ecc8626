"""Speed and accuracy of the transition estimates: `python benchmarks/inference.py [--large] [FOLDER]`.

Without FOLDER only speed is measured, on areas made up here, with one thread and warm, and written into
RESULTS.md beside this file; with --large also on 100,000 areas. PyEI is timed too where it is installed.
FOLDER holds elections whose cross votes are known:

- elections.csv: election_id, source, measured_subset (the full form is measured on these);
- margins.csv.gz: election_id, unit, side (row or col), option, votes (zeros left out);
- truth.csv.gz: election_id, row_option, col_option, votes.

The error index is 100 · ½ Σ|true − estimate| / N, per cent of voters put in the wrong cell. In the merged
form row options under 3 % and column options under 5 % are one option, where there are two or more.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from results import markdown, write  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

import elexan as ex  # noqa: E402
from elexan.inference.likelihood import Prior  # noqa: E402
from elexan.inference.margins import margins  # noqa: E402
from elexan.inference.methods import WEIGHTS, members  # noqa: E402
from elexan.inference.posterior import mode  # noqa: E402

METHODS = ("ensemble", "map", "ipf_em", "lphom")
Case = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def made_up(units: int, rows: int, columns: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Votes of two contests by area: six in ten of a group vote alike, areas differ."""
    chance = np.random.default_rng(20210506)
    shares = np.full((rows, columns), 0.4 / columns)
    shares[np.arange(rows), np.arange(rows) % columns] += 0.6
    size = chance.integers(300, 1500, units)
    w = chance.multinomial(size, chance.dirichlet(np.linspace(4, 1, rows), units))
    y = sum(chance.multinomial(w[:, r], chance.dirichlet(40 * shares[r], units)) for r in range(rows))
    return pd.DataFrame(w).add_prefix("r"), pd.DataFrame(y).add_prefix("c")


def seconds(call: Callable[[], object], *, times: int) -> float:
    """Processor seconds of a call, the median of several."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return float(np.median(taken))


def by_pyei(w: pd.DataFrame, y: pd.DataFrame) -> np.ndarray:
    """The posterior means of the shares by PyEI's multinomial-Dirichlet model (MCMC, two chains)."""
    from pyei import RowByColumnEI

    total = w.sum(axis=1).to_numpy()
    model = RowByColumnEI(model_name="multinomial-dirichlet")
    model.fit(
        (w.to_numpy() / total[:, None]).T,
        (y.to_numpy() / total[:, None]).T,
        total,
        demographic_group_names=list(w.columns),
        candidate_names=list(y.columns),
        chains=2,
        cores=1,
        progressbar=False,
    )
    return np.asarray(model.posterior_mean_voting_prefs)


def speed(*, large: bool) -> pd.DataFrame:
    """Processor seconds of each size and method."""
    w, y = made_up(59, 6, 4)
    began = time.process_time()
    ex.inference.transitions(w, y)
    rows = [("59×6×4", "ensemble, first call", time.process_time() - began)]
    for method in METHODS:
        rows.append(
            ("59×6×4", method, seconds(lambda m=method: ex.inference.transitions(w, y, method=m), times=9))
        )
    if find_spec("pyei"):
        rows.append(("59×6×4", "PyEI", seconds(lambda: by_pyei(w, y), times=1)))
    rows.append(("59×6×4", "1,000 draws", seconds(lambda: ex.inference.transition_draws(w, y), times=9)))
    for size in ((10_000, 10, 8), (100_000, 10, 8), (100_000, 17, 12))[: 3 if large else 1]:
        w, y = made_up(*size)
        label = "×".join(f"{k:,}" for k in size)
        rows.append((label, "ensemble", seconds(lambda w=w, y=y: ex.inference.transitions(w, y), times=1)))
    return pd.DataFrame(rows, columns=["size", "method", "seconds"])


def pooled(votes: pd.DataFrame, least: float) -> pd.Series:
    """The name of the option each one is pooled into."""
    small = votes.sum() < least * votes.to_numpy().sum()
    own = votes.columns.to_series()
    return own.mask(small, "other") if small.sum() > 1 else own


def elections(folder: Path, *, form: str) -> Iterator[tuple[str, str, Case]]:
    """Each real election: its id, its source, and rows, columns and the truth."""
    listed = pd.read_csv(folder / "elections.csv").query("source != 'synthetic'").sort_values("election_id")
    listed = listed[listed["measured_subset"]] if form == "full" else listed
    sides = dict(list(pd.read_csv(folder / "margins.csv.gz").groupby("election_id")))
    truths = dict(list(pd.read_csv(folder / "truth.csv.gz").groupby("election_id")))
    for election in listed.itertuples():
        both = [
            part.pivot(index="unit", columns="option", values="votes").fillna(0).add_prefix(side)
            for side, part in sides[election.election_id].groupby("side")
        ]
        y, w = (t.reindex(both[0].index.union(both[1].index), fill_value=0) for t in both)
        truth = truths[election.election_id].pivot(index="row_option", columns="col_option", values="votes")
        truth = truth.add_prefix("row", axis=0).add_prefix("col").loc[w.columns, y.columns]
        if form == "merged":
            of_rows, of_columns = pooled(w, 0.03), pooled(y, 0.05)
            truth = truth.groupby(of_rows).sum().T.groupby(of_columns).sum().T
            w, y = w.T.groupby(of_rows).sum().T, y.T.groupby(of_columns).sum().T
        yield election.election_id, election.source, (w, y, truth.loc[w.columns, y.columns])


def wrong(truth: np.ndarray, estimate: np.ndarray) -> float:
    """The error index."""
    return float(50 * np.abs(truth - estimate).sum() / truth.sum())


def measured(folder: Path, form: str) -> tuple[pd.DataFrame, list[tuple[np.ndarray, np.ndarray]]]:
    """Error, seconds and coverage of each election and method; and the ensemble's members with the truth."""
    rows, parts = [], []
    for number, (_, source, (w, y, truth)) in enumerate(elections(folder, form=form)):
        known = truth.to_numpy().ravel()
        for method in METHODS:
            began = time.process_time()
            t = ex.inference.transitions(w, y, method=method)  # type: ignore[arg-type]
            taken = time.process_time() - began
            big = known > 0.005 * known.sum()
            of = np.repeat(w.sum().to_numpy(), y.shape[1])[big]
            inside = (t["low"] * 1.0)[big] * of - 0.5 <= known[big]
            inside &= known[big] <= t["high"][big] * of + 0.5
            error = wrong(known, t["votes"].to_numpy())
            rows.append((source, number % 2, method, error, taken, big.sum(), inside.sum()))
        ordered = margins(w, y, "refuse").canonical()
        three = members(ordered.votes, mode(ordered.votes, Prior()).x)
        place = np.ix_(ordered.origins, ordered.destinations)
        parts.append((truth.to_numpy()[place], np.stack([three[name].table for name in WEIGHTS])))
    names = ["source", "half", "method", "error", "seconds", "cells", "covered"]
    return pd.DataFrame(rows, columns=names), parts


def cross_validated(parts: list[tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Mean error on one half of the elections with the weights fitted on the other."""

    def mean_error(free: np.ndarray, of: list[tuple[np.ndarray, np.ndarray]]) -> float:
        weights = np.array([1 - free.sum(), *free])
        return float(np.mean([wrong(truth, np.tensordot(weights, tables, 1)) for truth, tables in of]))

    rows = []
    for half in (0, 1):
        fitted = minimize(mean_error, [0.4, 0.04], args=(parts[1 - half :: 2],), method="Nelder-Mead").x
        rows.append((half, *(1 - fitted.sum(), *fitted), mean_error(fitted, parts[half::2])))
    return pd.DataFrame(rows, columns=["measured on half", *WEIGHTS, "mean error"])


def main() -> None:
    """Print the tables."""
    folders = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    table = speed(large="--large" in sys.argv)
    table["seconds"] = table["seconds"].map("{:.4f}".format)
    write("inference", "Areas × rows × columns, made up; CPU seconds, one thread.\n\n" + markdown(table))
    for folder in folders:
        for form in ("merged", "full"):
            found, parts = measured(folder, form)
            grouped = found.groupby("method")
            summary = grouped["error"].describe(percentiles=[0.5, 0.9])[["count", "mean", "50%", "90%"]]
            summary["median seconds"], summary["all seconds"] = (
                grouped["seconds"].median(),
                grouped["seconds"].sum(),
            )
            summary["coverage"] = (grouped["covered"].sum() / grouped["cells"].sum()).where(lambda c: c > 0)
            print(f"\n{form}\n{summary.round(4).to_string()}")
            own = found[found["method"] == "ensemble"]
            for by in ("source", "half"):
                of = own.groupby(by)
                table = (
                    of["error"]
                    .agg(["count", "mean"])
                    .assign(coverage=of["covered"].sum() / of["cells"].sum())
                )
                print(f"\nensemble\n{table.round(3).to_string()}")
            refitted = cross_validated(parts).round(3).to_string(index=False)
            print(f"\nweights fitted on the other half\n{refitted}")


if __name__ == "__main__":
    main()
