"""Tables of data, as they are held."""

from __future__ import annotations

import elexan as ex

from ..schema import TABLES
from .options import SELECT, Found, Make, NamedTable, Options, pick, select

_COUNCIL = frozenset({"organisation", "region", "date", "data"})


def _bundled(name: str) -> Make:
    def make(options: Options) -> Found:
        rows = ex.load_table(name, **pick(options, "data"))
        return rows, [rows]

    return make


def _loaded(name: str, takes: frozenset[str] = SELECT) -> NamedTable:
    def make(options: Options) -> Found:
        rows = getattr(ex, f"load_{name}")(**pick(options, *takes))
        return rows, [rows]

    return NamedTable(TABLES[name].about, make, takes)


def _of_contests(name: str) -> NamedTable:
    def make(options: Options) -> Found:
        rows = getattr(ex, f"load_{name}")(ex.load_contests(**select(options)), **pick(options, "data"))
        return rows, [rows]

    return NamedTable(TABLES[name].about, make, SELECT)


def _claims(options: Options) -> Found:
    """The bundled claims as they are held, then what the data say of each."""
    data = pick(options, "data")
    raw = ex.load_claims(**data)
    if raw.empty:
        return raw, [raw]
    checked = ex.check_claims(raw, **data).rename(columns={"source_id": "figures_source_id"})
    new = [c for c in checked if c not in raw or c == "claim_id"]
    named = raw.merge(checked[new], on="claim_id", how="left", validate="one_to_one")
    ids = checked["figures_source_id"].dropna().str.split("; ").explode()
    return named, [raw, ids.drop_duplicates().to_frame("source_id")]


NAMED: dict[str, NamedTable] = {
    name.replace("_", "-"): NamedTable(table.about, _bundled(name), frozenset({"data"}))
    for name, table in TABLES.items()
} | {
    "contests": _loaded("contests"),
    "results": _loaded("results"),
    "counting-areas": _loaded("counting_areas"),
    "counting-area-turnout": _loaded("counting_area_turnout"),
    "declarations": _loaded("declarations"),
    "rejected-papers": _loaded("rejected_papers"),
    "lineage": _of_contests("lineage"),
    "conflicts": _of_contests("conflicts"),
    "compositions": _loaded("compositions", _COUNCIL | {"basis"}),
    "councils": _loaded("councils", _COUNCIL),
    "claims": NamedTable("one published claim, and what the data say of it", _claims, frozenset({"data"})),
    "published-totals": _loaded("published_totals", _COUNCIL),
}
