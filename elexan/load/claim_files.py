"""Published claims: the bundled ones, or those of a file of one's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..csvfiles import read_cells
from ..errors import DataError, Problem, nearest_names
from .files import Folder, load_table

COLUMNS = (
    "claim_id", "document", "quote", "metric", "where", "ballot_id", "organisation", "cycle", "party",
    "candidate", "date", "claimed", "tolerance", "baseline", "definition", "note",
)  # fmt: skip
NEEDED = ("document", "quote", "metric", "where", "claimed")
OTHERWISE = {
    "id": "claim_id", "claimed_value": "claimed", "claim": "claimed", "value": "claimed", "place": "where",
    "location": "where", "quote_short": "quote", "text": "quote", "source": "document",
    "seed_file": "document", "notes": "note",
}  # fmt: skip
"""Headings that are taken for others."""


def load_claims(path: str | Path | None = None, *, data: Folder = None) -> pd.DataFrame:
    """Published claims, one a row, with the document that makes each: the bundled ones, or those of a file.

    ``path`` is a CSV file with the columns document, quote, metric, where and claimed, and if wanted
    claim_id, tolerance, party, candidate, date, baseline, definition and note; other columns are left out.
    Every cell is text, and an empty one missing. ``where`` is a ballot_id, or names a place with, in any
    order and with commas between, the kind of contest, the year or day (6 May 2021 where none is given), and
    a party or candidate: "Norfolk PCC, Con", "Greater Manchester, 2017, Andy Burnham". The index ``row`` is
    the line of the file. Give the table to ``check_claims``.

    Raises DataError where the file cannot be read, lacks a column or has no rows.

    >>> load_claims()["claim_id"].is_unique
    True
    """
    if path is None:
        return load_table("claims", data=data)
    file = Path(path)
    if not file.is_file():
        raise DataError([Problem(file.name, "is not there", "give the path of a CSV file")])
    header, rows, lines, problems = read_cells(file)
    named = [_heading(h) for h in header]
    problems += _lacking(file.name, header, named)
    filled = [(n, cells) for n, cells in zip(lines, rows, strict=True) if any(c.strip() for c in cells)]
    if header and not filled:
        problems.append(Problem(file.name, "has no rows", "write one row a claim", 1))
    if problems:
        raise DataError(problems)
    kept = [n for n, h in enumerate(named) if h in COLUMNS and h not in named[:n]]
    table = pd.DataFrame(
        [[cells[n].strip() for n in kept] for _, cells in filled],
        columns=[named[n] for n in kept],
        index=pd.Index([line for line, _ in filled], name="row"),
        dtype="str",
    )
    table = table.replace("", pd.NA)
    table.attrs["elexan_file"] = file.name
    return table


def _heading(text: str) -> str:
    name = "_".join(text.strip().lower().replace("-", " ").split())
    return OTHERWISE.get(name, name)


def _lacking(file: str, header: list[str], named: list[str]) -> list[Problem]:
    """The columns that are needed and not there."""
    problems = []
    for column in NEEDED if header else ():
        if column in named or (column == "where" and {"ballot_id", "organisation"} & set(named)):
            continue
        near = nearest_names(
            column, [h for h, n in zip(header, named, strict=True) if n not in COLUMNS], most=1
        )
        remedy = f'is it "{near[0]}"? Call it {column}' if near else f"add it; needed are {', '.join(NEEDED)}"
        problems.append(Problem(file, "column is missing", remedy, 1, field=column))
    return problems
