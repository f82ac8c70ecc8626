"""What the margins of the units say for certain: the bounds of every cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .likelihood import Array
from .margins import Margins, Scale, margins


def bounds(rows: pd.DataFrame, columns: pd.DataFrame, *, scale: Scale = "refuse") -> pd.DataFrame:
    """The least and the most votes of each origin for each destination, over all units.

    ``rows`` and ``columns`` are votes by unit in two contests of the same voters: the same index of units,
    one column an option. In each unit max(0, r + c − N) ≤ cell ≤ min(r, c); the sums over units are bounds
    of the whole, narrower than those of the totals. Both ends can be attained. No assumption is made.

    ``scale`` is for units whose totals differ: ``refuse`` (an error listing them), ``rows`` (rows are scaled
    to the columns' totals), ``columns`` (the other way about), ``difference`` (the difference becomes an
    origin "entered" or a destination "left").

    Columns: ``origin``, ``destination``, ``votes_low``, ``votes_high`` (votes), ``share_low``,
    ``share_high`` (of the origin's votes, 0 to 1; missing where it has none), ``identified`` (the bounds
    meet: the figure is known).

    Raises DataError listing every vote that is missing or negative and every unit whose totals differ,
    ValueError where the units are not the same. Reference: Duncan & Davis 1953.

    >>> area = ["a", "b"]
    >>> council = pd.DataFrame({"Con": [90, 20], "Lab": [10, 80]}, index=area)
    >>> mayor = pd.DataFrame({"Con": [80, 30], "Lab": [20, 70]}, index=area)
    >>> bounds(council, mayor)[["origin", "destination", "votes_low", "votes_high"]].values.tolist()[:2]
    [['Con', 'Con', 70.0, 100.0], ['Con', 'Lab', 10.0, 40.0]]
    """
    given = margins(rows, columns, scale)
    low, high = total_bounds(given)
    known = given.w.sum(0)
    table = _cells(given).assign(votes_low=low.ravel(), votes_high=high.ravel())
    return _with_shares(table, np.repeat(known, len(given.destinations)))


def unit_bounds(rows: pd.DataFrame, columns: pd.DataFrame, *, scale: Scale = "refuse") -> pd.DataFrame:
    """The least and the most votes of each origin for each destination, unit by unit.

    Columns: ``unit`` and those of ``bounds``, which says what ``scale`` does and which errors are raised.

    >>> council = pd.DataFrame({"Con": [90, 20], "Lab": [10, 80]}, index=["a", "b"])
    >>> mayor = pd.DataFrame({"Con": [80, 30], "Lab": [20, 70]}, index=["a", "b"])
    >>> unit_bounds(council, mayor)[["unit", "votes_low", "votes_high"]].values.tolist()[0]
    ['a', 70.0, 80.0]
    """
    given = margins(rows, columns, scale)
    w, y = given.w[:, :, None], given.y[:, None, :]
    low, high = np.maximum(w + y - given.w.sum(1)[:, None, None], 0), np.minimum(w, y)
    cells = _cells(given)
    table = pd.DataFrame({
        "unit": given.units.repeat(len(cells)),
        "origin": np.tile(cells["origin"].to_numpy(), len(given.units)),
        "destination": np.tile(cells["destination"].to_numpy(), len(given.units)),
        "votes_low": low.ravel(),
        "votes_high": high.ravel(),
    })  # fmt: skip
    return _with_shares(table, np.repeat(given.w.ravel(), len(given.destinations)))


def total_bounds(given: Margins) -> tuple[Array, Array]:
    """The sums over units of the bounds of each cell: two arrays, origins × destinations."""
    total = given.w.sum(1)
    r, c = given.w.shape[1], given.y.shape[1]
    low, high = np.zeros((r, c)), np.zeros((r, c))
    for k in range(r):
        low[k] = np.maximum(given.w[:, k, None] + given.y - total[:, None], 0).sum(0)
        high[k] = np.minimum(given.w[:, k, None], given.y).sum(0)
    return low, high


def _cells(given: Margins) -> pd.DataFrame:
    """Every pair of an origin and a destination, in the order given."""
    return pd.DataFrame({
        "origin": given.origins.repeat(len(given.destinations)),
        "destination": np.tile(given.destinations.to_numpy(), len(given.origins)),
    })  # fmt: skip


def _with_shares(table: pd.DataFrame, votes: Array) -> pd.DataFrame:
    """The table with its bounds as shares of the origin's votes as well."""
    of = np.where(votes > 0, votes, np.nan)
    return table.assign(
        share_low=table["votes_low"] / of,
        share_high=table["votes_high"] / of,
        identified=np.isclose(table["votes_low"], table["votes_high"], rtol=0, atol=1e-6),
    )
