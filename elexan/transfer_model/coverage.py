"""Whether the intervals of the transfer model hold what was counted, one contest left out at a time."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

from .cells import observed_transfers, transfer_cells, transfer_units
from .estimates import drawn_transfers, interval
from .model import fit_transfers, fit_units

MEASURES = ("transfer_rate", "transfer_share")


def leave_one_out(
    results: pd.DataFrame,
    counting_areas: pd.DataFrame | None = None,
    *,
    level: float = 0.8,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Every contest with known transfers foretold from the others, one row a contest and measure.

    ``measure`` is ``transfer_rate`` or ``transfer_share`` (the first-round leader's), 0 to 1. Columns:
    ballot_id, measure, ``observed``, ``middle``, ``low`` and ``high`` (of the middle ``level`` of the
    draws), ``covered``, and the baseline that knows nothing of parties, the mean of the other contests with
    as many standard deviations as hold ``level`` of a normal distribution: ``plain_middle``, ``plain_low``,
    ``plain_high``, ``plain_covered``. ``transfer_coverage`` sums it up.

    Raises ValueError where fewer than four contests are known.

    >>> r = pd.DataFrame({"candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [450, 300, 250]})
    >>> r = pd.concat([r.assign(ballot_id=b, second_pref=[40, n, None])
    ...                for b, n in zip("wxyz", (120, 140, 150, 160))])
    >>> leave_one_out(r).query("measure == 'transfer_share'")["covered"].tolist()
    [True, True, True, True]
    """
    units, cells = transfer_units(results, counting_areas), transfer_cells(results)
    seen = observed_transfers(results)
    everything = fit_transfers(results, counting_areas)
    spare = NormalDist().inv_cdf((1 + level) / 2)
    tables = []
    for ballot in seen["ballot_id"]:
        others, rest = units[units["ballot_id"] != ballot], seen[seen["ballot_id"] != ballot]
        model = fit_units(others, positions=everything.positions, start=everything)
        drawn = drawn_transfers(model, cells[cells["ballot_id"] == ballot], draws=draws, seed=seed)
        middle, low, high = interval(np.concatenate(drawn), level)
        plain, wide = rest[list(MEASURES)].mean(), spare * rest[list(MEASURES)].std()
        tables.append(
            pd.DataFrame(
                {
                    "ballot_id": ballot,
                    "measure": MEASURES,
                    "observed": seen.loc[seen["ballot_id"] == ballot, list(MEASURES)].to_numpy()[0],
                    "middle": middle,
                    "low": low,
                    "high": high,
                    "plain_middle": plain.to_numpy(),
                    "plain_low": (plain - wide).to_numpy(),
                    "plain_high": (plain + wide).to_numpy(),
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.assign(
        covered=table["observed"].between(table["low"], table["high"]),
        plain_covered=table["observed"].between(table["plain_low"], table["plain_high"]),
    )


def transfer_coverage(left_out: pd.DataFrame) -> pd.DataFrame:
    """How often the intervals of ``leave_one_out`` held, and how wide they were, one measure a row.

    Columns: measure, ``contests``, ``covered_share``, ``mean_width`` and ``error`` (root mean square of
    middle less observed), and the same of the baseline with ``plain_``. All but the count lie between 0 and
    1.

    >>> one = pd.DataFrame({"measure": ["transfer_rate"], "observed": [0.5], "middle": [0.6], "low": [0.4],
    ...                     "high": [0.7], "covered": [True], "plain_middle": [0.8], "plain_low": [0.6],
    ...                     "plain_high": [1.0], "plain_covered": [False]})
    >>> transfer_coverage(one).round(3).values.tolist()
    [['transfer_rate', 1, 1.0, 0.3, 0.1, 0.0, 0.4, 0.3]]
    """
    columns = {}
    for of in ("", "plain_"):
        columns[f"{of}covered_share"] = left_out[f"{of}covered"].astype("float64")
        columns[f"{of}mean_width"] = left_out[f"{of}high"] - left_out[f"{of}low"]
        columns[f"{of}error"] = (left_out[f"{of}middle"] - left_out["observed"]) ** 2
    groups = pd.DataFrame(columns).groupby(left_out["measure"])
    table = groups.mean().assign(contests=groups.size())
    table = table.assign(error=table["error"] ** 0.5, plain_error=table["plain_error"] ** 0.5)
    return table.reset_index()[["measure", "contests", *columns]]
