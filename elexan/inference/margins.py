"""Two tables of votes by unit, checked and in one order, as the estimators take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from ..errors import DataError, EmptySelectionError, Problem, UnknownNameError
from .likelihood import Array, Votes

Scale = Literal["refuse", "rows", "columns", "difference"]
Identified = Literal["check", "assume"]
ENTERED, LEFT = "entered", "left"
_FEWEST_UNITS = 12


@dataclass(frozen=True)
class Margins:
    """Votes by unit of two contests: ``w`` (units × origins), ``y`` (units × destinations)."""

    origins: pd.Index
    destinations: pd.Index
    units: pd.Index
    w: Array
    y: Array

    @property
    def polled(self) -> np.ndarray:
        """The units with votes."""
        polled: np.ndarray = self.w.sum(1) > 0
        return polled

    def canonical(self) -> Canonical:
        """The options and units with votes, in an order that does not depend on the order given."""
        at_w, at_y = _by_size(self.w), _by_size(self.y)
        units = np.flatnonzero(self.polled)
        w, y = self.w[np.ix_(units, at_w)].T, self.y[np.ix_(units, at_y)].T
        both = np.concatenate([w, y])
        # one number for each unit, different for different units but for accidents, to sort by
        key = (both * np.modf(np.sqrt(np.arange(2, len(both) + 2) * 7.0))[0][:, None]).sum(0)
        order = np.argsort(key, kind="stable")
        different = 1 + int((np.diff(both[:, order], axis=1) != 0).any(0).sum())
        w, y = np.ascontiguousarray(w[:, order]), np.ascontiguousarray(y[:, order])
        return Canonical(Votes(w, y, different), at_w, at_y, units[order])


@dataclass(frozen=True)
class Canonical:
    """The votes in their own order, and the places of origins, destinations and units in the order given."""

    votes: Votes
    origins: np.ndarray
    destinations: np.ndarray
    units: np.ndarray


def _by_size(votes: Array) -> np.ndarray:
    """Places of the options with votes, the smallest first; of equal ones the more concentrated first."""
    total, squares = votes.sum(0), (votes**2).sum(0)
    order = np.lexsort((-squares, total))
    kept: np.ndarray = order[total[order] > 0]
    return kept


def margins(rows: pd.DataFrame, columns: pd.DataFrame, scale: Scale) -> Margins:
    """The two tables checked, their units matched and their totals made equal as ``scale`` says."""
    if scale not in get_args(Scale):
        raise UnknownNameError("scale", scale, get_args(Scale), hint=", ".join(get_args(Scale)))
    _check_names(rows, columns)
    columns = columns.reindex(rows.index)
    w, y = _figures(rows), _figures(columns)
    problems = [*_wrong(rows, w, "rows"), *_wrong(columns, y, "columns")]
    if problems:
        raise DataError(problems)
    if not w.sum() or not y.sum():
        raise EmptySelectionError(f"no votes in {'rows' if not w.sum() else 'columns'}: nothing to estimate")
    return _balanced(rows, columns, w, y, scale)


def _check_names(rows: pd.DataFrame, columns: pd.DataFrame) -> None:
    """Nothing, or an error naming every unit and option that is repeated or in one table only."""
    faults = []
    for title, table in (("rows", rows), ("columns", columns)):
        if table.empty:
            raise EmptySelectionError(
                f"{title} is empty: it has {len(table)} units and {table.shape[1]} options"
            )
        for kind, labels in (("unit", table.index), ("option", table.columns)):
            if labels.has_duplicates:
                faults.append(f"{title} has {kind}s more than once: {_listed(labels[labels.duplicated()])}")
    lone = (rows.index.difference(columns.index), columns.index.difference(rows.index))
    for title, labels in zip(("rows", "columns"), lone, strict=True):
        if len(labels):
            faults.append(f"units in {title} only: {_listed(labels)}")
    if faults:
        raise ValueError(f"{'; '.join(faults)}; both tables need one row for each of the same units")


def _listed(labels: pd.Index) -> str:
    return ", ".join(map(str, labels.unique()))


def _figures(table: pd.DataFrame) -> Array:
    if all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in table.dtypes):
        return table.to_numpy(dtype=np.float64)
    return table.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)


def _wrong(table: pd.DataFrame, votes: Array, title: str) -> list[Problem]:
    """Every figure that is missing, infinite or negative."""
    units, options = np.nonzero(~np.isfinite(votes) | (votes < 0))
    return [
        Problem(
            title,
            "is missing" if np.isnan(votes[u, k]) else f"is {votes[u, k]:g}",
            "votes are 0 or more and known; leave the unit out of both tables",
            key=str(table.index[u]),
            field=str(table.columns[k]),
        )
        for u, k in zip(units.tolist(), options.tolist(), strict=True)
    ]


def _balanced(rows: pd.DataFrame, columns: pd.DataFrame, w: Array, y: Array, scale: Scale) -> Margins:
    """Margins with the same total in every unit."""
    a, b = w.sum(1), y.sum(1)
    origins, destinations = rows.columns, columns.columns
    off = ~np.isclose(a, b, rtol=0, atol=1e-6)
    if off.any() and scale == "refuse":
        raise DataError([
            Problem("rows", f"has {a[u]:g} votes and columns {b[u]:g}",
                    'add the difference as an option, or say scale="rows", "columns" or "difference"',
                    key=str(rows.index[u]))
            for u in np.flatnonzero(off).tolist()
        ])  # fmt: skip
    if scale == "difference" and off.any():
        w, origins = _with_rest(w, b - a, origins, ENTERED)
        y, destinations = _with_rest(y, a - b, destinations, LEFT)
    elif off.any():
        lost = (a > 0) != (b > 0)
        if lost.any():
            names = _listed(rows.index[lost])
            raise ValueError(f"no votes in one of the tables to scale to: {names}; leave the units out")
        ratio = np.divide(b, a, out=np.ones_like(a), where=a > 0)[:, None]
        w, y = (w * ratio, y) if scale == "rows" else (w, y / ratio)
    return Margins(origins, destinations, rows.index, w, y)


def _with_rest(votes: Array, rest: Array, names: pd.Index, name: str) -> tuple[Array, pd.Index]:
    """The votes with what is wanting of the other table's as a further option, where any is."""
    if not (rest > 0).any():
        return votes, names
    if name in names:
        raise ValueError(
            f'an option is called "{name}" already, which is what scale="difference" adds; rename it'
        )
    return np.column_stack([votes, np.maximum(rest, 0)]), names.append(pd.Index([name]))


def refuse_if_unidentified(given: Canonical, identified: Identified) -> None:
    """Nothing, or a ValueError where so few or so alike units cannot say anything of the table's cells."""
    if identified not in get_args(Identified):
        raise UnknownNameError(
            "identified", identified, get_args(Identified), hint=", ".join(get_args(Identified))
        )
    votes = given.votes
    r, c, n = votes.size
    if identified == "assume" or min(r, c) == 1:
        return
    needed = max(_FEWEST_UNITS, r + 1, c + 1)
    what = f"{r} × {c} options and {votes.different} different units with votes"
    advice = 'the bounds are all that is known; to estimate nevertheless say identified="assume"'
    if votes.different < needed:
        raise ValueError(f"too few units: {what}, and at least {needed} are needed; {advice}")
    shares = votes.w / votes.w.sum(0)
    size = np.linalg.svd(shares / np.sqrt(n), compute_uv=False)
    if size[-1] < 1e-6 * size[0]:
        apart = int((size >= 1e-6 * size[0]).sum())
        raise ValueError(f"only {apart} of the origins' shares vary apart: {what}; {advice}")
