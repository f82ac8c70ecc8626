"""One identity that does not hold, and how to find the rows where one does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Failure:
    """One row of a table with figures that cannot all be right."""

    table: str
    row: Mapping[str, Any]
    message: str
    fields: tuple[str, ...]
    areas: bool = False
    """Whether a figure of one counting area may be the cause."""


def wrong(
    table: str, rows: pd.DataFrame, bad: pd.Series, message: str, fields: str, *, areas: bool = False
) -> list[Failure]:
    """A failure for each bad row; the message may name columns of the row."""
    picked = rows[bad.fillna(False).astype(bool)].to_dict("records")
    named = [{str(column): value for column, value in row.items()} for row in picked]
    return [Failure(table, row, message.format(**row), tuple(fields.split()), areas) for row in named]


def figure_of(names: pd.Series, figures: pd.Series) -> pd.Series:
    """The figure of each name, missing where there is none; whole numbers even when there are no rows."""
    return names.map(figures).astype("Int64")
