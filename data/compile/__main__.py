"""Compile published facts into elexan's own tidy tables.

    python data/compile FACTS

FACTS is a folder of source extracts (council/, mayor/, pcc/, geo/, publisher_files/). The tables are written
to data/, the boundaries to shapefiles/. The package itself never needs this step, and running it twice on the
same facts writes the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT)]

from councils import compile_councils  # noqa: E402
from counts import compile_counts  # noqa: E402
from geography import compile_geography  # noqa: E402
from overlaps import compile_overlaps  # noqa: E402
from people import compile_people  # noqa: E402
from published_totals import compile_published_totals  # noqa: E402
from readme import readme  # noqa: E402
from regions import compile_regions  # noqa: E402
from sources import with_source_ids  # noqa: E402

from elexan.schema import DATE, FLAG, TABLES, Table  # noqa: E402

LICENCE = "the licences of the sources named in its rows; see data/README.md"


def main(facts: Path) -> None:
    frames = stacked(compile_councils(facts), compile_people(facts), compile_counts())
    frames |= compile_regions(facts, frames["organisations"], frames["contests"])
    frames |= compile_geography(facts, ROOT / "shapefiles")
    frames |= compile_overlaps(facts, frames["areas"])
    frames |= compile_published_totals(facts, frames["contests"], frames["results"])
    frames["party_names"] = every_party_name(frames["party_names"], frames["results"])
    frames, sources = with_source_ids(frames, facts)
    for name, frame in sorted(frames.items()):
        write(frame, TABLES[name])
    (ROOT / "data" / "README.md").write_text(readme(), encoding="utf-8", newline="\n")
    files = sorted(f"data/{name}.csv" for name in frames) + sorted(
        f"shapefiles/{path.name}" for path in (ROOT / "shapefiles").glob("*.gpkg")
    )
    write(pd.concat([sources, checksums(files)], ignore_index=True), TABLES["sources"])


def stacked(*parts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The parts' tables, those of the same name one under the other."""
    names = sorted({name for part in parts for name in part})
    return {
        name: pd.concat([part[name] for part in parts if name in part], ignore_index=True) for name in names
    }


def every_party_name(party_names: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """The names of parties with those that only mayors' and commissioners' results print."""
    printed = results.loc[~results["party_name"].isin(party_names["party_name"]), ["party_name", "party"]]
    names = pd.concat([party_names, printed.drop_duplicates()], ignore_index=True)
    return names.assign(source_url="derived")


def write(frame: pd.DataFrame, table: Table) -> None:
    """One table as CSV: the schema's columns in its order, sorted by key, booleans in words."""
    frame = frame.reindex(columns=table.names)
    for column in table.columns:
        values = frame[column.name]
        if column.dtype == FLAG:
            frame[column.name] = values.astype("boolean").map({True: "true", False: "false"})
        elif column.dtype == DATE:
            frame[column.name] = pd.to_datetime(values).dt.strftime("%Y-%m-%d")
        elif column.dtype == "Int64":
            frame[column.name] = pd.to_numeric(values).astype("Int64")
    frame = frame.sort_values(list(table.key), na_position="first", kind="stable")
    frame.to_csv(ROOT / "data" / f"{table.name}.csv", index=False, lineterminator="\n")
    print(f"{table.name:24}{len(frame):>7} rows")


def checksums(files: list[str]) -> pd.DataFrame:
    """A row of sources for each file of the package: its name and the SHA-256 of its bytes."""
    return pd.DataFrame(
        {
            "source_id": ["elexan-" + Path(f).stem.replace("_", "-") for f in files],
            "kind": "table",
            "publisher": "elexan",
            "title": [f"{Path(f).name} of this package" for f in files],
            "licence": LICENCE,
            "file": files,
            "sha256": [hashlib.sha256((ROOT / f).read_bytes()).hexdigest() for f in files],
        }
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python data/compile FACTS   (FACTS: folder with council/, mayor/, pcc/, geo/ ...)")
    main(Path(sys.argv[1]))
