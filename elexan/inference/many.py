"""Many transition estimates at once: every district, every method, or the units drawn again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..columns import names
from ..errors import DataError, EmptySelectionError
from ..workers import Client, results
from .margins import Scale
from .methods import Method
from .transition import transitions

_BATCH = 25  # fits of one task, so that sending them costs little beside making them


def transitions_many(
    cases: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    *,
    method: Method | Sequence[Method] = "ensemble",
    scale: Scale = "refuse",
    level: float = 0.9,
    client: Client | None = None,
) -> pd.DataFrame:
    """The tables of ``transitions`` of many cases and methods, one under the other.

    ``cases`` are pairs of ``rows`` and ``columns`` by name, such as a district's. With ``client`` (a
    ``dask.distributed.Client``, or an executor of ``concurrent.futures``) they run there, each by itself;
    otherwise here, one after the other. The figures are the same. A ClusterError names workers whose elexan
    or libraries are other than those here.

    Columns: ``case``, then those of ``transitions``. Cases in the order given, each in the order of the
    methods. A case that says nothing of itself (too few units, bad figures) does not stop the others: all
    such are named, with their reasons, in one DataError at the end.

    >>> import numpy as np
    >>> con = np.linspace(10, 90, 30).round()
    >>> council = pd.DataFrame({"Con": con, "Lab": 100 - con})
    >>> two = {"north": (council, council), "south": (council, council[["Lab", "Con"]])}
    >>> transitions_many(two, method=["map", "lphom"]).groupby(["case", "method"]).size().tolist()
    [4, 4, 4, 4]
    """
    if not cases:
        raise EmptySelectionError("transitions_many: no cases; give pairs of tables by name")
    asked = [(name, *pair, one, scale, level) for name, pair in cases.items() for one in names(method)]
    made = _run(_one, asked, client)
    wrong = list(
        dict.fromkeys(f"{name}: {told}" for (name, *_), (_, told) in zip(asked, made, strict=True) if told)
    )
    if wrong:
        raise DataError("\n".join(wrong))
    return pd.concat([table for table, _ in made], ignore_index=True)


def bootstrap_transitions(
    rows: pd.DataFrame,
    columns: pd.DataFrame,
    *,
    draws: int = 200,
    seed: int = 0,
    method: Method = "ensemble",
    scale: Scale = "refuse",
    level: float = 0.9,
    client: Client | None = None,
) -> pd.DataFrame:
    """How far a transition estimate depends on which units there are, one row an origin and destination.

    The units are drawn with replacement ``draws`` times and the estimate is made anew (Efron's bootstrap).
    The spread is that of sampling units alone: it does not hold the error of the method's assumptions, which
    the intervals of ``transitions`` were calibrated to hold. ``client`` as in ``transitions_many``; the same
    ``seed`` gives the same draws wherever they are made.

    Columns: ``origin``, ``destination``, ``share`` (of all units, as ``transitions`` gives it),
    ``bootstrap_low``, ``bootstrap_high`` (the middle ``level`` of the draws, 0 to 1),
    ``bootstrap_standard_error``, ``draws``. Errors as for ``transitions``. Reference: Efron & Tibshirani
    1993.

    >>> import numpy as np
    >>> con = np.linspace(10, 90, 30).round()
    >>> council = pd.DataFrame({"Con": con, "Lab": 100 - con})
    >>> mayor = pd.DataFrame({"Con": (0.8 * con + 10).round(), "Lab": 100 - (0.8 * con + 10).round()})
    >>> table = bootstrap_transitions(council, mayor, draws=20)
    >>> bool((table["bootstrap_low"] <= table["bootstrap_high"]).all()), len(table)
    (True, 4)
    """
    if draws < 2:
        raise ValueError(f"draws={draws} must be 2 or more, such as 200")
    whole = transitions(rows, columns, method=method, scale=scale, level=level)
    same = columns.reindex(rows.index)
    # In an order of their own, so that the draws do not depend on the order given.
    order = rows.index.argsort()
    picked = np.random.default_rng(seed).integers(0, len(rows), (draws, len(rows)))
    cells = pd.MultiIndex.from_frame(whole[["origin", "destination"]])
    batches = [
        (rows.iloc[order], same.iloc[order], picked[start : start + _BATCH], cells, method, scale)
        for start in range(0, draws, _BATCH)
    ]
    shares = np.concatenate(_run(_resampled, batches, client))
    tail = (1 - level) / 2
    low, high = np.nanquantile(shares, [tail, 1 - tail], axis=0)
    return whole[["origin", "destination", "share"]].assign(
        bootstrap_low=low, bootstrap_high=high, bootstrap_standard_error=np.nanstd(shares, axis=0, ddof=1),
        draws=draws,
    )  # fmt: skip


def _run(call: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], client: Client | None) -> list[Any]:
    """The call of each task, here or by the client, in order."""
    if client is None:
        return [call(*task) for task in tasks]
    return list(results(client, call, tasks))


def _one(  # noqa: PLR0917  (a task is its arguments in order)
    name: str, rows: pd.DataFrame, columns: pd.DataFrame, method: Method, scale: Scale, level: float
) -> tuple[pd.DataFrame, str]:
    """One case's table, or none and why."""
    try:
        table = transitions(rows, columns, method=method, scale=scale, level=level)
    except ValueError as problem:
        return pd.DataFrame(), str(problem)
    table.insert(0, "case", name)
    return table, ""


def _resampled(
    rows: pd.DataFrame, columns: pd.DataFrame, picked: np.ndarray, cells: pd.MultiIndex, *how: Any
) -> np.ndarray:
    """The shares of each draw of units, missing where a draw has no such cell."""
    method, scale = how
    shares = []
    for units in picked:
        drawn = [table.iloc[units].reset_index(drop=True) for table in (rows, columns)]
        table = transitions(*drawn, method=method, scale=scale, identified="assume")
        shares.append(table.set_index(["origin", "destination"])["share"].reindex(cells).to_numpy())
    return np.stack(shares)
