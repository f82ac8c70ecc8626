"""Rows as Excel files: figures that can be added up, text that is left alone, the same bytes each time."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from elexan import tables

ROWS = pd.DataFrame(
    {
        "area_name": ["Abbey", "King's", "=1+1"],
        "area_gss": ["E05001", "E05002", None],
        "code": ["007", "12", "3"],
        "date": pd.to_datetime(["2021-05-06", "2021-05-06", None]),
        "votes": pd.array([2517, None, -3], dtype="Int64"),
        "vote_share": [1 / 3, None, 1e-7],
        "share_change": [0.05, -0.05, None],
        "elected": pd.array([True, False, None], dtype="boolean"),
        "year": [2021, 2021, 2017],
        "nothing": [None, None, None],
    }
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tables.write_excel(
        ROWS, tmp_path / "x.xlsx", title="Votes", notes=["See https://example.org", "", "=2+2"]
    )


def test_numbers_are_numbers_and_codes_are_text(book: Path) -> None:
    sheet = load_workbook(book)["Data"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        list(ROWS),
        ["Abbey", "E05001", "007", datetime(2021, 5, 6), 2517, 1 / 3, 0.05, True, 2021, None],
        ["King's", "E05002", "12", datetime(2021, 5, 6), None, None, -0.05, False, 2021, None],
        ["=1+1", None, "3", None, -3, 1e-7, None, None, 2017, None],
    ]
    assert [type(v) for v in rows[1][4:6]] == [int, float]
    assert sheet["A4"].data_type == "s"  # no formula
    assert sheet["F2"].number_format == "0.0%" and sheet["E2"].number_format == "#,##0"
    assert sheet["I2"].number_format == "General" and sheet["D2"].number_format == "d mmm yyyy"
    assert "%" not in sheet["G2"].number_format  # points are no per cent


def test_the_heading_stays_in_sight_and_columns_are_as_wide_as_they_need(book: Path) -> None:
    sheet = load_workbook(book)["Data"]
    assert sheet.freeze_panes == "B2" and all(cell.font.bold for cell in sheet[1])
    assert not sheet["A2"].font.bold
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert all(width >= len(str(name)) for name, width in widths.items())


def test_a_second_sheet_says_what_the_rows_are(book: Path) -> None:
    about = load_workbook(book)["About"]
    assert [cell.value for cell in about["A"]] == ["Votes", "See example.org", "=2+2"]
    assert about["A3"].data_type == "s" and about["A1"].font.bold


def test_csv_and_the_table_give_the_same_bytes_at_any_time(book: Path, tmp_path: Path) -> None:
    from elexan.tables.markup import csv

    time.sleep(2.1)  # an archive's times are even seconds
    again = tables.write_excel(
        csv(ROWS), tmp_path / "y.xlsx", title="Votes", notes=["See example.org", "=2+2"]
    )
    assert again.read_bytes() == book.read_bytes()
    other = tables.write_excel(ROWS, tmp_path / "z.xlsx", title="Other")
    assert other.read_bytes() != book.read_bytes()


def test_rows_may_be_none_at_all(tmp_path: Path) -> None:
    path = tables.write_excel(ROWS.head(0), tmp_path / "x.xlsx", title="x")
    assert [cell.value for cell in load_workbook(path)["Data"][1]] == list(ROWS)


def test_text_may_have_lines_commas_and_quotes(tmp_path: Path) -> None:
    rows = pd.DataFrame({"a": ['one, "two"\nthree', "1_000"], "b": ["nan", "1e5"]})
    sheet = load_workbook(tables.write_excel(rows, tmp_path / "x.xlsx", title="x"))["Data"]
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=2)] == [
        ['one, "two"\nthree', "nan"],
        ["1_000", "1e5"],
    ]
