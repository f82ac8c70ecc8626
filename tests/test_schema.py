"""The description of the tables: itself consistent, and what pandera makes of it."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
import pytest
import small_tables

from elexan.errors import UnknownNameError
from elexan.paths import data_dir
from elexan.schema import DATE, TABLES, describe, pandera_schema, table


def frame(name: str) -> pd.DataFrame:
    import io

    t = table(name)
    text = io.StringIO(small_tables.ROWS[name].lstrip("\n"))
    dates = [c.name for c in t.columns if c.dtype == DATE]
    return pd.read_csv(text, dtype={c.name: c.dtype for c in t.columns if c.dtype != DATE}, parse_dates=dates)


def test_every_reference_names_a_column_there_is() -> None:
    for t in TABLES.values():
        assert t.key and len(set(t.names)) == len(t.names)
        for column in t.columns:
            if column.refers:
                parent, name = column.refers.split(".")
                assert name in TABLES[parent].names


def test_every_column_is_described() -> None:
    for name, t in TABLES.items():
        assert all(len(c.about) > 3 for c in t.columns)
        assert all(f"| {c.about} |" in describe(name) for c in t.columns)


@pytest.mark.parametrize("name", TABLES)
def test_pandera_accepts_right_tables(name: str) -> None:
    rows = frame(name)
    empty = {c.name: c.dtype for c in table(name).columns}
    pandera_schema(name).validate(rows.astype(empty), lazy=True)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("results", "first_pref", -1),
        ("contests", "turnout_published", 1.01),
        ("contests", "voting_system", "AV"),
        ("contests", "ballot_id", "local norfolk"),
        ("contests", "seats", 0),
        ("parties", "colour", "blue"),
        ("lineage", "previous_seats", "first"),
    ],
)
def test_pandera_refuses_what_is_out_of_limits(name: str, column: str, value: object) -> None:
    rows = frame(name).astype({c.name: c.dtype for c in table(name).columns})
    rows.loc[rows.index[0], column] = value
    with pytest.raises(pa.errors.SchemaErrors) as error:
        pandera_schema(name).validate(rows, lazy=True)
    assert error.value.failure_cases["column"].tolist() == [column]


def test_unknown_table() -> None:
    with pytest.raises(UnknownNameError, match='did you mean "results"'):
        table("result")


def test_the_readme_of_the_data_describes_every_column() -> None:
    text = (data_dir() / "README.md").read_text("utf-8")
    for name in TABLES:
        assert describe(name) in text, f"data/README.md: paste elexan.schema.describe({name!r})"
