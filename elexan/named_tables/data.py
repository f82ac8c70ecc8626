"""Tables of data, as they are held."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from .. import load
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
    "published-totals": _loaded("published_totals", load.load_published_totals, _COUNCIL),
}
