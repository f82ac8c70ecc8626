"""What an analysis asks of a table: that a column is there, and its figures with gaps left as gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

import pandas as pd

from .errors import UnknownNameError


def names(by: str | Sequence[str]) -> list[str]:
    """Column names as a list, whether one was given or several.

    >>> names("ballot_id"), names(["organisation", "cycle"])
    (['ballot_id'], ['organisation', 'cycle'])
    """
    listed = [by] if isinstance(by, str) else list(by)
    if not listed:
        raise ValueError("by= names no column; give one or more")
    return listed


def require(table: pd.DataFrame, title: str, columns: Iterable[str], *, remedy: str = "") -> None:
    """Nothing, or a ValueError naming every column the table lacks."""
    lacking = [c for c in columns if c not in table.columns]
    if lacking:
        plural = "s" if len(lacking) > 1 else ""
        raise ValueError(
            f"{title} has no column{plural} {', '.join(lacking)}" + (f"; {remedy}" if remedy else "")
        )


def number(table: pd.DataFrame, column: str) -> pd.Series:
    """A column as float64, missing where not known; all missing where the table has no such column.

    >>> number(pd.DataFrame({"votes": pd.array([3, None], dtype="Int64")}), "votes").tolist()
    [3.0, nan]
    """
    if column not in table.columns:
        return pd.Series(float("nan"), index=table.index, dtype="float64", name=column)
    return table[column].astype("Float64").astype("float64")


def flag(table: pd.DataFrame, column: str) -> pd.Series:
    """A column as nullable boolean; all missing where the table has no such column."""
    if column not in table.columns:
        return pd.Series(pd.NA, index=table.index, dtype="boolean", name=column)
    return table[column].astype("boolean")


def whole(values: pd.Series) -> pd.Series:
    """Counts as nullable whole numbers, missing where not known.

    >>> whole(pd.Series([2.0, float("nan")])).tolist()
    [2, <NA>]
    """
    return values.astype("Int64")


def text(table: pd.DataFrame, column: str) -> pd.Series:
    """A column as text; all missing where the table has no such column."""
    if column not in table.columns:
        return pd.Series(pd.NA, index=table.index, dtype="str", name=column)
    return table[column].astype("str")


def contest_keys(results: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row per contest with its grouping columns; an error where they differ within a contest."""
    require(results, "results", ["ballot_id", *by])
    found = results[list(dict.fromkeys(["ballot_id", *by]))].drop_duplicates()
    mixed = found.loc[found["ballot_id"].duplicated(), "ballot_id"]
    if len(mixed):
        raise ValueError(f"by={list(by)} must name contest columns: it varies within {mixed.iloc[0]}")
    return found.reset_index(drop=True)


def one_of(kind: str, given: object, choices: object) -> None:
    """Nothing, or an error naming the nearest choice unless the one given is in the Literal."""
    allowed = get_args(choices)
    if given not in allowed:
        raise UnknownNameError(kind, given, allowed, hint=", ".join(allowed))
