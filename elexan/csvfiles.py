"""CSV files into typed frames: quickly for the bundled tables, strictly (every fault named) for anybody's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from .errors import DataError, Problem, nearest_names
from .schema import COUNT, DATE, FLAG, SHARE, TEXT, Column, Table, table

UNKNOWN = {"-", "–", "—", "?", ".", "n/a", "na", "nan", "none", "null", "unknown", "<na>"}


def read_fast(path: Path, name: str) -> pd.DataFrame:
    """A file known to be right, as a typed frame of its own; kept in memory until the file changes."""
    if not path.is_file():
        raise DataError([Problem(path.name, "is missing", "reinstall elexan, or give the file with data=")])
    stat = path.stat()
    return _read_fast(path, name, stat.st_mtime_ns, stat.st_size).copy(deep=False)


@lru_cache(maxsize=64)
def _read_fast(path: Path, name: str, modified: int, size: int) -> pd.DataFrame:
    columns = table(name).columns
    return pd.read_csv(
        path,
        dtype={c.name: c.dtype for c in columns if c.dtype != DATE},
        parse_dates=[c.name for c in columns if c.dtype == DATE],
        date_format="%Y-%m-%d",
        keep_default_na=False,
        na_values=[""],
    ).astype({c.name: DATE for c in columns if c.dtype == DATE})


def empty(t: Table) -> pd.DataFrame:
    """A table of no rows, with its columns and types."""
    return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in t.columns})


def read_strictly(path: Path, t: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """A file as a typed frame, and everything that keeps it from being what its table says.

    The frame has two more columns: ``_row``, the line the row begins on, and ``_whole``, whether the
    row has as many cells as the header. A cell that cannot be read is missing in the frame.
    """
    header, rows, lines, problems = read_cells(path)
    problems += _header_problems(path.name, header, t)
    frame = pd.DataFrame({"_row": pd.Series(lines, dtype="int64")})
    frame["_whole"] = pd.Series([len(cells) == len(header) for cells in rows], dtype=bool)
    faults = {}
    for column in t.columns:
        place = header.index(column.name) if column.name in header else len(header)
        text = pd.Series([cells[place] if place < len(cells) else "" for cells in rows], dtype=TEXT)
        frame[column.name], remedies = _typed(text, column)
        if column.name in header and len(remedies):
            faults[column.name] = text, remedies[frame.loc[remedies.index, "_whole"]]
    for name, (text, remedies) in faults.items():
        at = frame.loc[remedies.index]
        problems += [
            Problem(
                path.name,
                f'is "{" ".join(cell.splitlines())}"' if cell else "is empty",
                remedy,
                row,
                key,
                name,
            )
            for cell, remedy, row, key in zip(
                text[remedies.index], remedies, at["_row"], labels(at, t), strict=True
            )
        ]
    return frame[[*t.names, "_row", "_whole"]], problems


def _header_problems(file: str, header: list[str], t: Table) -> list[Problem]:
    """Columns that are unknown, missing or there twice; nothing for a file without a header."""
    problems = []
    for name in dict.fromkeys(header):
        if name not in t.names:
            near = nearest_names(name, set(t.names) - set(header), most=1)
            remedy = f'did you mean "{near[0]}"?' if near else "take it out, or put its text into note"
            problems.append(Problem(file, f"is not a column of {t.name}", remedy, 1, field=name))
        if header.count(name) > 1:
            problems.append(Problem(file, "stands twice in the header", "keep one", 1, field=name))
    for column in t.columns:
        if header and column.name not in header:
            remedy = "add it" + ("; its cells may be empty" if column.optional else "")
            problems.append(Problem(file, "column is missing", remedy, 1, field=column.name))
    return problems


def labels(rows: pd.DataFrame, t: Table) -> pd.Series:
    """The key of each row as a problem prints it, with the candidate's name for its slug.

    >>> frame = pd.DataFrame({"ballot_id": ["b"], "candidate_id": ["a-name"], "candidate": ["A. Name"]})
    >>> labels(frame, table("results")).tolist()
    ['b, "A. Name"']
    """
    parts = rows[[k for k in t.key if k in rows]].astype("string").fillna("")
    if "candidate" in rows:
        parts["candidate_id"] = '"' + rows["candidate"].astype("string").fillna("") + '"'
    return pd.Series([", ".join(p for p in key if p) for key in parts.to_numpy()], rows.index, dtype="str")


def read_cells(path: Path) -> tuple[list[str], list[list[str]], list[int], list[Problem]]:
    """Header, rows and the line each row begins on; no header when the file cannot be read at all."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        remedy = 'save it as UTF-8 (a spreadsheet calls it "CSV UTF-8")'
        return [], [], [], [Problem(path.name, f"byte {raw[error.start]:#04x} is not UTF-8", remedy, line)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    begins = 1
    try:
        for cells in reader:
            if cells:
                rows.append(cells)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        remedy = 'put a cell that holds a comma or a quotation mark in "…", marks inside it doubled'
        problems.append(Problem(path.name, f"cannot be read from here on ({error})", remedy, begins))
    if not rows:
        return [], [], [], problems or [Problem(path.name, "is empty", "write a header and rows", 1)]
    header, width = rows[0], len(rows[0])
    if width == 1 and re.search("[;\t]", header[0]):
        return [], [], [], [Problem(path.name, "cells are not separated by commas", "use commas", lines[0])]
    problems += [
        Problem(
            path.name,
            f"has {len(cells)} cells, the header {width}",
            'give each column a cell; a cell that holds a comma goes in "…"',
            line,
        )
        for cells, line in zip(rows[1:], lines[1:], strict=True)
        if len(cells) != width
    ]
    return header, rows[1:], lines[1:], problems


def _typed(text: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """The cells as the column's type, and for each that cannot be, the remedy."""
    filled = text.ne("")
    pattern, remedy = _READERS[column.dtype]
    wrong = filled & ~text.str.fullmatch(pattern)
    good = text.str.strip().mask(wrong & (column.dtype != TEXT) | ~filled)
    if column.dtype == FLAG:
        values = good.map({"true": True, "false": False}).astype(FLAG)
    elif column.dtype == DATE:
        values = pd.to_datetime(good, format="%Y-%m-%d", errors="coerce").astype(DATE)
        wrong = filled & values.isna()
    else:
        values = good.astype(column.dtype)
    remedies = text[wrong].map(remedy)
    if not column.optional:
        remedies = pd.concat([remedies, text[~filled].map(lambda _: f"give it: {column.about}")])
    return values, remedies


def _count_remedy(text: str) -> str:
    plain = re.sub(r"[\s,_'’]", "", text)
    if re.fullmatch(r"-?[0-9]{1,15}", plain):
        return (
            f"write {int(plain)}"
            + ("" if plain == text.strip() else ", without separators")
            + (", without spaces around it" if text != text.strip() else "")
        )
    if re.fullmatch(r"-?[0-9]{1,15}\.0*", plain):
        return f"write {plain.split('.')[0]}, without decimals"
    if re.fullmatch(r"-?[0-9]*\.[0-9]+", plain):
        return "write a whole number"
    return _unknown_remedy(text) or "write a whole number, or leave the cell empty when it is not known"


def _share_remedy(text: str) -> str:
    percent = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)%", text.strip())
    if percent:
        return f"write it as a fraction, {float(percent[1]) / 100:.6g}"
    return _unknown_remedy(text) or "write a fraction, as in 0.369"


def _flag_remedy(text: str) -> str:
    words = {
        "t": "true",
        "true": "true",
        "yes": "true",
        "y": "true",
        "1": "true",
        "f": "false",
        "false": "false",
        "no": "false",
        "n": "false",
        "0": "false",
    }
    return f"write {words.get(text.strip().lower(), 'true or false')}"


def _date_remedy(text: str) -> str:
    british = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text.strip())
    if british:
        return (
            f"write {british[3]}-{british[2]:0>2}-{british[1]:0>2} if it is a day of that month, year first"
        )
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "no such day in the calendar"
    return _unknown_remedy(text) or "write a date as 2021-05-06"


def _text_remedy(text: str) -> str:
    return "take out the line break" if re.search("[\r\n]", text) else "take out the spaces around it"


def _unknown_remedy(text: str) -> str:
    return "leave the cell empty when it is not known" if text.strip().lower() in UNKNOWN else ""


_READERS: dict[str, tuple[str, Callable[[str], str]]] = {
    TEXT: (r"\S(?:[^\r\n]*\S)?", _text_remedy),
    COUNT: (r"-?[0-9]{1,15}", _count_remedy),
    SHARE: (r"-?[0-9]{1,15}(?:\.[0-9]+)?(?:e-?[0-9]{1,2})?", _share_remedy),
    FLAG: (r"true|false", _flag_remedy),
    DATE: (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _date_remedy),
}
