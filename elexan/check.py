"""Whether tables are what the schema says, refer to rows that exist, and add up; every problem in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .checksums import checksum_problems, unrecorded_problems
from .csvfiles import empty, labels, read_fast, read_strictly
from .errors import Problem, nearest_names
from .identities import Failure, failures
from .paths import data_dir
from .schema import ONLY, SHARE, TABLES, Column, Table, pandera_schema

BUNDLED = "bundled "
"""Said before the file's name when the row is one of the package, not of the user's folder."""

MOST_NEAREST = 20
"""For how many unknown values of a column the nearest known one is looked for, which takes time."""


@dataclass(frozen=True)
class Check:
    """What a check found: problems, mismatches that conflicts.csv explains, and rows read of each table."""

    problems: list[Problem]
    explained: list[Problem]
    rows: Mapping[str, int]


def check(data: str | Path | None = None) -> Check:
    """Every problem of the bundled tables, or of a folder of tables laid over them.

    ``data`` as in ``load_table``: a folder, or ``"only:DIR"``.

    >>> check().problems
    []
    """
    return check_tables(data)[0]


def check_tables(data: str | Path | None) -> tuple[Check, dict[str, pd.DataFrame]]:
    """What a check finds, and the tables it was made of."""
    only = str(data).startswith(ONLY)
    folder = None if data is None else Path(str(data).removeprefix(ONLY))
    if folder is not None and folder.resolve() == data_dir().resolve():
        folder = None
    tables, problems = gather(folder, only=only)
    found, explained = _judge(failures(tables), tables["conflicts"])
    problems += found
    sources = tables["sources"]
    own = sources[~sources["_file"].str.startswith(BUNDLED)]
    problems += checksum_problems(own, folder or data_dir())
    if folder is None:
        problems += unrecorded_problems(sources)
    order = {f"{name}.csv": place for place, name in enumerate(TABLES)}
    problems.sort(key=lambda p: (order.get(p.file.removeprefix(BUNDLED), 99), p.row or 0))
    return Check(problems, explained, {name: len(frame) for name, frame in tables.items()}), tables


def gather(folder: Path | None, *, only: bool = False) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables with the file and line of each row (``_file``, ``_row``), and what is wrong in single rows.

    A row of the folder stands in place of a bundled row with the same key.
    """
    problems = [] if folder is None else _folder_problems(folder)
    tables, own = {}, {}
    for t in TABLES.values():
        parts = []
        if folder is not None and (t.lookup or not only):
            bundled = read_fast(data_dir() / f"{t.name}.csv", t.name)
            parts.append(bundled.assign(_row=range(2, len(bundled) + 2), _file=f"{BUNDLED}{t.name}.csv"))
        path = (folder or data_dir()) / f"{t.name}.csv"
        if path.is_file():
            frame, found = read_strictly(path, t)
            whole = frame[frame["_whole"]].drop(columns="_whole")
            problems += found + _schema_problems(whole, t)
            own[t.name] = whole
            parts.append(frame.drop(columns="_whole").assign(_file=f"{t.name}.csv"))
        elif folder is None:
            problems.append(Problem(path.name, "is missing", "reinstall elexan"))
        parts = [part for part in parts if len(part)] or [empty(t).assign(_row=0, _file="")]
        tables[t.name] = pd.concat(parts, ignore_index=True).drop_duplicates(list(t.key), keep="last")
    faulty = {p.file.removesuffix(".csv") for p in problems}
    unread = {n for n, rows in own.items() if n in faulty and rows[TABLES[n].key[0]].isna().all()}
    for name, rows in own.items():
        problems += _reference_problems(rows, TABLES[name], tables, unread)
    return tables, problems


def _folder_problems(folder: Path) -> list[Problem]:
    """A folder that is not there or holds no table, and files in it that are no table's."""
    if not folder.is_dir():
        return [Problem(str(folder), "is not a folder", "give the folder that holds your CSV files")]
    files = sorted(folder.glob("*.csv"))
    if not any(p.stem in TABLES for p in files):
        remedy = "name the files after tables, as in results.csv; see: elexan list tables"
        return [Problem(str(folder), "holds no table", remedy)]
    problems = []
    for path in files:
        if path.stem not in TABLES:
            near = nearest_names(path.stem, TABLES, most=1)
            remedy = f'did you mean "{near[0]}.csv"?' if near else "move it; see: elexan list tables"
            problems.append(Problem(path.name, "is not the name of a table", remedy))
    return problems


def _schema_problems(rows: pd.DataFrame, t: Table) -> list[Problem]:
    """Cells outside their limits, and keys that occur twice. Empty cells were named on reading."""
    import pandera.pandas as pa

    problems = _duplicate_problems(rows, t)
    columns = {c.name: c for c in t.columns}
    try:
        pandera_schema(t.name).validate(rows[t.names].set_axis(rows["_row"]), lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases, where = errors.failure_cases, labels(rows, t).set_axis(rows["_row"])
        cases = cases[~cases["check"].isin(["not_nullable", "multiple_fields_uniqueness"])]
        for name, value, remedy, row in zip(
            cases["column"], cases["failure_case"], cases["check"], cases["index"], strict=True
        ):
            shown = f'"{value}"' if isinstance(value, str) else value
            hint = _hint(value, columns[name])
            file = f"{t.name}.csv"
            problems.append(Problem(file, f"is {shown}", str(remedy) + hint, int(row), where[row], name))
    return problems


def _duplicate_problems(rows: pd.DataFrame, t: Table) -> list[Problem]:
    """Rows whose key an earlier row has."""
    key = list(t.key)
    named = rows.dropna(subset=[c.name for c in t.columns if c.name in key and not c.optional])
    first = named.groupby(key, dropna=False)["_row"].transform("min")
    again = named[named["_row"] != first]
    if again.empty:
        return []
    remedy = "keep one of the two, or tell their keys apart"
    return [
        Problem(f"{t.name}.csv", f"has the same {', '.join(key)} as row {earlier}", remedy, row, label)
        for earlier, row, label in zip(first[again.index], again["_row"], labels(again, t), strict=True)
    ]


def _hint(value: object, column: Column) -> str:
    """More of the remedy: the nearest word, or the fraction a percentage stands for."""
    if column.dtype == SHARE and isinstance(value, float) and 1 < value <= 100:
        return f"; write {value / 100:.6g} if it is a percentage"
    near = nearest_names(value, column.values, most=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def _reference_problems(
    rows: pd.DataFrame, t: Table, tables: Mapping[str, pd.DataFrame], unread: set[str]
) -> list[Problem]:
    """Cells that name a row of another table which is not there."""
    problems = []
    for column in (c for c in t.columns if c.refers):
        parent, _, target = column.refers.partition(".")
        if parent in unread:
            continue
        key = list(TABLES[parent].key)
        if len(key) > 1 and set(key) <= set(t.names):
            known = pd.MultiIndex.from_frame(tables[parent][key])
            there = pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(known), rows.index)
        else:
            there = rows[column.name].isin([*tables[parent][target], *column.also])
        lost = rows[~there & rows[column.name].notna()]
        if lost.empty:
            continue
        names = [*tables[parent][target].dropna().unique(), *column.also]
        nearest = {v: nearest_names(v, names, most=1) for v in lost[column.name].unique()[:MOST_NEAREST]}
        for value, row, label in zip(lost[column.name], lost["_row"], labels(lost, t), strict=True):
            near = nearest.get(value)
            remedy = f'did you mean "{near[0]}"? or add it' if near and near[0] != value else "add it there"
            message = f'is "{value}", which {parent}.csv does not have'
            problems.append(Problem(f"{t.name}.csv", message, remedy, row, label, column.name))
    return problems


def _judge(found: list[Failure], conflicts: pd.DataFrame) -> tuple[list[Problem], list[Problem]]:
    """Failures no row of conflicts.csv explains, and those one does."""
    problems: list[Problem] = []
    explained: list[Problem] = []
    for failure in found:
        row = pd.DataFrame([failure.row])
        remedy = f"correct one, or explain it in conflicts.csv (field {' or '.join(failure.fields)})"
        reasons: list[str] = []
        if failure.table == "conflicts":
            remedy = "correct the row"
        elif reasons := conflicts.loc[_explains(conflicts, failure), "conflict_id"].tolist():
            remedy = f"explained by {', '.join(reasons)} of conflicts.csv"
        (explained if reasons else problems).append(
            Problem(
                str(failure.row["_file"]),
                failure.message,
                remedy,
                None if pd.isna(failure.row["_row"]) else int(failure.row["_row"]),
                labels(row, TABLES[failure.table]).iloc[0],
            )
        )
    return problems, explained


def _explains(conflicts: pd.DataFrame, failure: Failure) -> pd.Series:
    """Which rows of conflicts speak of the failure's contest (or council and round), area and field."""
    row = failure.row
    right = conflicts["field"].isin(failure.fields)
    if not {"ballot_id", "organisation"} & set(row):
        return right & False  # conflicts speak of contests and councils only
    if "ballot_id" not in row:
        own_party = conflicts["party"].isna() | conflicts["party"].eq(str(row.get("party")))
        round_of = conflicts["organisation"].eq(row["organisation"]) & conflicts["cycle"].eq(row["cycle"])
        return right & round_of & conflicts["ballot_id"].isna() & own_party
    right &= conflicts["ballot_id"].eq(row["ballot_id"])
    if failure.table.startswith("counting_area"):
        right &= conflicts["area_gss"].eq(row["area_gss"])
    elif not failure.areas:
        right &= conflicts["area_gss"].isna()
    if "candidate_id" in row:
        right &= conflicts["candidate_id"].isna() | conflicts["candidate_id"].eq(row["candidate_id"])
    return right
