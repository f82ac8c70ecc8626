"""Rows a user asks for by name: unknown names and empty selections are errors that say what there is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import pandas as pd

from ..errors import EmptySelectionError, UnknownNameError

Names = str | Sequence[str] | None
Date = str | datetime.date | pd.Timestamp
Dates = Date | Sequence[Date] | None
MOST = 12
"""How many of the values there are an error lists."""


def known_names(names: str | Sequence[str], kind: str, known: Iterable[object], hint: str = "") -> list[str]:
    """The names asked for as a list; UnknownNameError for one that is not known.

    >>> known_names("norfolk", "region", ["norfolk", "suffolk"])
    ['norfolk']
    """
    asked = [names] if isinstance(names, str) else list(names)
    there = [str(k) for k in known]
    for name in asked:
        if name not in there:
            raise UnknownNameError(kind, name, there, hint=hint)
    return asked


def days(date: Date | Sequence[Date]) -> list[pd.Timestamp]:
    """The dates asked for as a list of timestamps; ValueError for one that is no ISO date.

    >>> days("2021-05-06")
    [Timestamp('2021-05-06 00:00:00')]
    """
    asked = [date] if isinstance(date, str | datetime.date) else list(date)
    found = []
    for day in asked:
        try:
            iso = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        except ValueError:
            raise ValueError(f'"{day}" is not a date; write year, month, day, as in 2021-05-06') from None
        found.append(pd.Timestamp(iso).normalize())
    return found


def select(
    rows: pd.DataFrame, column: str, values: Iterable[object], what: str, asked: list[str]
) -> pd.DataFrame:
    """The rows whose column has one of the values; EmptySelectionError, naming the values there are.

    ``asked`` collects what was asked so far, for the error of a later selection.
    """
    wanted = list(values)
    asked.append(f"{column.replace('_', ' ')} {' or '.join(said(v) for v in wanted)}")
    there = sorted(rows[column].dropna().unique())
    return some(rows[rows[column].isin(wanted)], what, asked, there)


def some(rows: pd.DataFrame, what: str, asked: list[str], there: Iterable[object] = ()) -> pd.DataFrame:
    """The rows, unless there are none: EmptySelectionError, saying what was asked and what there is.

    ``what`` is the beginning of the sentence, as in "contests with".
    """
    if rows.empty:
        listed = [said(v) for v in there]
        more = f" and {len(listed) - MOST} more" if len(listed) > MOST else ""
        text = f"; there is {', '.join(listed[:MOST])}{more}" if listed else ""
        raise EmptySelectionError(f"no {what} {', '.join(asked)}{text}")
    return rows


def said(value: object) -> str:
    """A value as an error prints it: dates by day.

    >>> said(pd.Timestamp("2021-05-06"))
    '2021-05-06'
    """
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else str(value)
