"""Tables of data, as they are held."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from .. import load
from ..claims import check_claims
from ..schema import TABLES
from .options import SELECT, Found, Make, NamedTable, Options, pick, select

_COUNCIL = frozenset({"organisation", "region", "date", "data"})


def _bundled(name: str) -> Make:
    def make(options: Options) -> Found:
        rows = load.load_table(name, **pick(options, "data"))
        return rows, [rows]

    return make


def _loaded(name: str, loader: Callable[..., pd.DataFrame], takes: frozenset[str] = SELECT) -> NamedTable:
    def make(options: Options) -> Found:
        rows = loader(**pick(options, *takes))
        return rows, [rows]

    return NamedTable(TABLES[name].about, make, takes)


def _of_contests(name: str, loader: Callable[..., pd.DataFrame]) -> NamedTable:
    def make(options: Options) -> Found:
        rows = loader(load.load_contests(**select(options)), **pick(options, "data"))
        return rows, [rows]

    return NamedTable(TABLES[name].about, make, SELECT)


def _claims(options: Options) -> Found:
    """The bundled claims as they are held, then what the data say of each."""
    data = pick(options, "data")
    raw = load.load_claims(**data)
    if raw.empty:
        return raw, [raw]
    checked = check_claims(raw, **data).rename(columns={"source_id": "figures_source_id"})
    new = [c for c in checked if c not in raw or c == "claim_id"]
    named = raw.merge(checked[new], on="claim_id", how="left", validate="one_to_one")
    ids = checked["figures_source_id"].dropna().str.split("; ").explode()
    return named, [raw, pd.DataFrame({"source_id": ids.unique()})]


NAMED: dict[str, NamedTable] = {
    name.replace("_", "-"): NamedTable(table.about, _bundled(name), frozenset({"data"}))
    for name, table in TABLES.items()
} | {
    "contests": _loaded("contests", load.load_contests),
    "results": _loaded("results", load.load_results),
    "counting-areas": _loaded("counting_areas", load.load_counting_areas),
    "counting-area-turnout": _loaded("counting_area_turnout", load.load_counting_area_turnout),
    "declarations": _loaded("declarations", load.load_declarations),
    "rejected-papers": _loaded("rejected_papers", load.load_rejected_papers),
    "lineage": _of_contests("lineage", load.load_lineage),
    "conflicts": _of_contests("conflicts", load.load_conflicts),
    "compositions": _loaded("compositions", load.load_compositions, _COUNCIL | {"basis"}),
    "councils": _loaded("councils", load.load_councils, _COUNCIL),
    "claims": NamedTable("one published claim, and what the data say of it", _claims, frozenset({"data"})),
    "published-totals": _loaded("published_totals", load.load_published_totals, _COUNCIL),
}
