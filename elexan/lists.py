"""What there is to ask for: regions, contests, notebooks and the like, read without pandas, so at once."""

from __future__ import annotations

import csv
from collections import Counter

from .paths import data_dir, notebooks

LISTS = ("regions", "contests", "organisations", "notebooks", "sources", "tables", "metrics")
_SHOWN = {
    "regions": ("region", "region_name", "kind"),
    "organisations": ("organisation", "organisation_type", "organisation_name"),
    "sources": ("source_id", "kind", "publisher", "title", "licence"),
}
Row = dict[str, str]


def listed(what: str) -> list[Row]:
    """The rows of one of the ``LISTS``, all cells text.

    >>> listed("regions")[0]["region"]
    'bedfordshire'
    """
    if what == "tables":
        from .named_tables import NAMED

        return [{"table": name, "one row is": table.about} for name, table in NAMED.items()]
    if what == "metrics":
        from .claims.metrics import KINDS, METRICS, NEEDS

        return [
            {"metric": m.name, "what_it_is": m.about, "unit": KINDS[m.kind], "needs": NEEDS[m.needs]}
            for m in METRICS.values()
        ]
    if what == "notebooks":
        return [{"notebook": name} for name in sorted(notebooks())]
    if what == "contests":
        return _contests()
    return [{column: row[column] for column in _SHOWN[what]} for row in _rows(what)]


def _contests() -> list[Row]:
    """How many contests each body held in each round, and one of them."""
    keys = ("election_type", "organisation", "cycle")
    rows = sorted(_rows("contests"), key=lambda row: row["ballot_id"])
    counts = Counter(tuple(row[key] for key in keys) for row in rows)
    first = {tuple(row[key] for key in keys): row["ballot_id"] for row in reversed(rows)}
    return [
        dict(zip(keys, of, strict=True)) | {"contests": str(counts[of]), "example": first[of]}
        for of in sorted(counts)
    ]


def _rows(table: str) -> list[Row]:
    with (data_dir() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
