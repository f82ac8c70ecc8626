"""How long a projection and its draws take, in CPU seconds and beside drawing as many plain numbers.

Run: make benchmarks. The table goes to RESULTS.md beside this file.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from results import markdown, write

import elexan as ex

DRAWS = 10_000
SIZES = (354, 3_540, 10_000)


def main() -> None:
    """Three sizes of country, each projected and drawn; the real divisions repeated under other names."""
    results = ex.load_results(election_type="county", date="2021-05-06")
    before = ex.previous(results)
    shares = ex.party_share(results.assign(all="all"), method="sum", by="all")[["party", "vote_share"]]
    projected = ex.project(before, shares, method="uniform", standing=results)
    errors = ex.fit_projection_errors(ex.projection_residuals(projected, results), national=0.02)
    rows, first = [], 0.0
    for size in SIZES:
        then, now = repeated(before, "next_ballot_id", size), repeated(results, "ballot_id", size)
        times = 3 if size == SIZES[0] else 1
        project = cpu(
            lambda then=then, now=now: ex.project(then, shares, method="uniform", standing=now), times=times
        )
        table = ex.project(then, shares, method="uniform", standing=now)
        parties = table[["ballot_id", "party"]].drop_duplicates().shape[0]
        simulate = cpu(lambda table=table: ex.simulate_projection(table, errors, draws=DRAWS), times=times)
        plain = cpu(lambda parties=parties: plain_numbers(parties), times=times)
        first = first or simulate / size
        rows.append({
            "divisions": f"{size:,}", "numbers drawn": f"{parties * DRAWS / 1e6:,.0f} million",
            "projection, s": f"{project:.2f}", f"{DRAWS:,} draws, s": f"{simulate:.2f}",
            "plain numbers, s": f"{plain:.2f}", "draws / plain": f"{simulate / plain:.2f}",
            "a division, of the first line": f"{simulate / size / first:.2f}",
        })  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write("speed", markdown(pd.DataFrame(rows)) + f"\nMost memory in use: {peak:,.0f} MB.\n")


def repeated(table: pd.DataFrame, contest: str, size: int) -> pd.DataFrame:
    """The table's contests over and over, under new names, up to a number of contests."""
    ids = sorted(set(table[contest]))
    copies = [
        table[table[contest].isin(ids[: size - start])].assign(
            **{contest: lambda t, n=start: t[contest] + f"+{n}"},
            organisation=lambda t, n=start: t["organisation"] + f"+{n}",
        )
        for start in range(0, size, len(ids))
    ]
    return pd.concat(copies, ignore_index=True)


def plain_numbers(rows: int) -> None:
    """As many normal numbers as the parties' errors take, one contest's worth at a time."""
    numbers = np.random.Generator(np.random.SFC64(0))
    for _ in range(rows):
        numbers.standard_normal(DRAWS, np.float32)


def cpu(work: Callable[[], object], *, times: int) -> float:
    """The least CPU seconds of this process, all threads together, that the work took."""
    took = []
    for _ in range(times):
        begin = time.process_time()
        work()
        took.append(time.process_time() - begin)
    return min(took)


if __name__ == "__main__":
    main()
