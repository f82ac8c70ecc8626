"""Rows as an Excel file: figures as numbers, and a sheet that says what they are."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .figures import without_scheme
from .markup import csv as as_csv
from .words import Kind, named_kind

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DATED = datetime(2000, 1, 1)  # of every file, so that the same rows are the same bytes
_FORMATS: dict[Kind, str] = {
    "whole": "#,##0", "number": "#,##0.00", "percent": "0.0%", "change": "+#,##0;-#,##0;0",
    "points": "+0.000;-0.000;0.000", "date": "d mmm yyyy",
}  # fmt: skip
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WIDEST = 48  # characters


def write_excel(
    frame: pd.DataFrame | str, path: Path, *, title: str, notes: str | Iterable[str] = ()
) -> Path:
    """Write the rows, a table or CSV text, as the Excel file ``path``, and return it.

    The first sheet has them with nothing rounded: numbers as numbers, shares shown as percentages, dates
    as dates, gaps empty, codes as text. The second, "About", has ``title`` and ``notes`` (method and
    source lines). The same rows give the same bytes.

    >>> import tempfile
    >>> from openpyxl import load_workbook
    >>> path = Path(tempfile.mkdtemp()) / "votes.xlsx"
    >>> book = load_workbook(write_excel("area,votes\\nAbbey,2517\\n", path, title="Votes"))
    >>> book.sheetnames, book["Data"]["B2"].value
    (['Data', 'About'], 2517)
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    text = frame if isinstance(frame, str) else as_csv(frame)
    book = Workbook()
    sheet = book.active
    if sheet is None:  # a new book has one
        raise RuntimeError("openpyxl made a workbook without a sheet")
    sheet.title = "Data"
    _fill(sheet, list(csv.reader(io.StringIO(text))))
    _explain(book.create_sheet("About"), [title, *([notes] if isinstance(notes, str) else notes)])
    book.properties.creator = "elexan"
    book.properties.title = title
    book.properties.created = book.properties.modified = DATED
    content = io.BytesIO()
    with _Archive(content, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content.getvalue())
    return part.replace(path)


class _Archive(zipfile.ZipFile):
    """An archive whose parts all have one date."""

    def writestr(
        self, zinfo_or_arcname: Any, data: Any, compress_type: Any = None, compresslevel: Any = None
    ) -> None:
        """Write one part."""
        part = zipfile.ZipInfo(str(zinfo_or_arcname), DATED.timetuple()[:6])
        part.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(part, data)

    def write(
        self, filename: Any, arcname: Any = None, compress_type: Any = None, compresslevel: Any = None
    ) -> None:
        """Write one part from a file."""
        self.writestr(arcname or filename, Path(filename).read_bytes())


def _fill(sheet: Worksheet, lines: list[list[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    heads, *rows = lines or [[]]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(heads)
    values = [_typed(column) for column in columns]
    formats = [_format(head, column) for head, column in zip(heads, values, strict=True)]
    bold = Font(bold=True)
    for n, (head, column, form) in enumerate(zip(heads, values, formats, strict=True), start=1):
        cell = _cell(sheet, 1, n, head)
        cell.font, cell.alignment = bold, Alignment(vertical="top")
        for line, value in enumerate(column, start=2):
            if value is None:
                continue
            cell = _cell(sheet, line, n, value)
            if form:
                cell.number_format = form
        longest = max([len(head), *(len(str(v)) for v in column if v is not None)])
        sheet.column_dimensions[get_column_letter(n)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "B2"


def _cell(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    return cell


def _explain(sheet: Worksheet, lines: list[str]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 100
    for n, line in enumerate([line for line in lines if line], start=1):
        cell = _cell(sheet, n, 1, without_scheme(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if n == 1:
            cell.font = Font(bold=True)


def _typed(column: Iterable[str]) -> list[Any]:
    """Numbers, dates and flags where every value of a column is one; else text, with codes as they are.

    >>> _typed(["1", "", "2.5"]), _typed(["1", "007"]), _typed(["true", ""])
    ([1, None, 2.5], ['1', '007'], [True, None])
    """
    values = list(column)
    held = [value for value in values if value]
    read: Any = str
    if held and all(_NUMBER.fullmatch(value) for value in held):
        read = _number
    elif held and all(_DAY.fullmatch(value) for value in held):
        read = date.fromisoformat
    elif held and set(held) <= {"true", "false"}:
        read = {"true": True, "false": False}.__getitem__
    return [read(value) if value else None for value in values]


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def _format(head: str, values: list[Any]) -> str:
    """How a column of figures or dates is shown: as a printed table has it, by its name and type."""
    held = [value for value in values if value is not None]
    if not held or isinstance(held[0], str | bool):
        return ""
    if isinstance(held[0], date):
        return _FORMATS["date"]
    if head.endswith("year"):
        return ""
    whole = all(isinstance(value, int) for value in held)
    return _FORMATS.get(named_kind(head) or ("whole" if whole else "number"), "")
