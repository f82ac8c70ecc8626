"""The sha256 of every table and boundary file, as sources.csv records it: compared, or written anew."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd

from .errors import Problem
from .paths import data_dir, shapefiles_dir


def sha256(path: Path) -> str:
    """The checksum of a file, as ``sha256sum`` prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def named_file(file: str, folder: Path) -> Path:
    """The file a row of sources.csv means: ``data/NAME`` lies beside that sources.csv.

    >>> named_file("data/contests.csv", Path("mine")).as_posix()
    'mine/contests.csv'
    """
    place, _, name = file.rpartition("/")
    return (shapefiles_dir() if place == "shapefiles" else folder) / name


def checksum_problems(sources: pd.DataFrame, folder: Path) -> list[Problem]:
    """Files of sources.csv (kind ``table``) that are missing or are not the bytes recorded."""
    problems = []
    rows = sources[sources["kind"].eq("table")]
    for source, file, recorded, row in zip(
        rows["source_id"], rows["file"], rows["sha256"], rows["_row"], strict=True
    ):
        place = {"file": "sources.csv", "row": row, "key": str(source)}
        if pd.isna(file) or pd.isna(recorded):
            remedy = "give both: elexan check --data DIR --update-checksums writes the checksum"
            problems.append(Problem(message="a table without file or sha256", remedy=remedy, **place))
            continue
        path = named_file(file, folder)
        if not path.is_file():
            remedy = "restore the file, or take the row out"
            problems.append(Problem(message=f"{file} is missing", remedy=remedy, field="file", **place))
        elif (found := sha256(path)) != recorded:
            remedy = f"if the change of {file} is meant: elexan check --data DIR --update-checksums"
            message = f"is {recorded[:8]}…, {file} has {found[:8]}…"
            problems.append(Problem(message=message, remedy=remedy, field="sha256", **place))
    return problems


def unrecorded_problems(sources: pd.DataFrame) -> list[Problem]:
    """Bundled tables and boundary files that sources.csv does not list."""
    listed = set(sources.loc[sources["kind"].eq("table"), "file"])
    there = [f"data/{p.name}" for p in data_dir().glob("*.csv") if p.name != "sources.csv"]
    there += [f"shapefiles/{p.name}" for p in shapefiles_dir().glob("*") if p.is_file() and p.suffix != ".md"]
    remedy = "add a row of kind table with its sha256"
    return [Problem("sources.csv", f"does not list {f}", remedy) for f in sorted(set(there) - listed)]


def update_checksums(folder: Path) -> list[str]:
    """The files whose checksum was written anew in the folder's sources.csv; other cells stay as they are."""
    path = folder / "sources.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    header = rows[0]
    kind, file, checksum = (header.index(name) for name in ("kind", "file", "sha256"))
    changed = []
    for row in rows[1:]:
        if len(row) == len(header) and row[kind] == "table" and row[file]:
            named = named_file(row[file], folder)
            if named.is_file() and row[checksum] != (found := sha256(named)):
                row[checksum] = found
                changed.append(row[file])
    if changed:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        path.write_text(text.getvalue(), "utf-8", newline="")
    return changed
