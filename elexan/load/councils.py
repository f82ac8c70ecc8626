"""Councils: who held or won their seats, and how many were up."""

from __future__ import annotations

import pandas as pd

from ..schema import COUNCIL_TYPES, table
from .files import Folder, load_table
from .lookups import load_organisations, load_region_organisations
from .selection import Dates, Names, days, known_names, select, some


def load_compositions(
    organisation: Names = None,
    region: Names = None,
    basis: Names = None,
    *,
    year: int | None = None,
    date: Dates = None,
    data: Folder = None,
) -> pd.DataFrame:
    """Seats by party of councils at moments, one party a row; ``basis`` says which moment.

    ``election``: won in a round. ``eve_of_poll``: held before polling day. ``sitting``: the year's roster.
    ``date`` is the polling day, of the first two.

    >>> load_compositions("cambridgeshire", basis="election", year=2021)["seats"].sum().item()
    61
    """
    rows = load_table("compositions", data=data)
    rows, asked = _councils(rows, organisation, region, data)
    if basis is not None:
        column = next(c for c in table("compositions").columns if c.name == "basis")
        rows = select(rows, "basis", known_names(basis, "basis", column.values), "compositions with", asked)
    if year is not None:
        rows = select(rows, "year", [year], "compositions with", asked)
    if date is not None:
        rows = select(rows, "date", days(date), "compositions with", asked)
    return rows.reset_index(drop=True)


def load_councils(
    organisation: Names = None,
    region: Names = None,
    date: Dates = None,
    *,
    data: Folder = None,
) -> pd.DataFrame:
    """The size of councils and how much of each was up at a round, one council and round a row.

    >>> load_councils("norfolk", date="2021-05-06")["council_seats"].tolist()
    [84]
    """
    rows = load_table("councils", data=data)
    rows, asked = _councils(rows, organisation, region, data)
    if date is not None:
        rows = select(rows, "cycle", days(date), "councils with", asked)
    return rows.reset_index(drop=True)


def load_published_totals(
    organisation: Names = None,
    region: Names = None,
    date: Dates = None,
    *,
    data: Folder = None,
) -> pd.DataFrame:
    """Totals of whole councils as pages printed them, one council, round and party a row.

    By which method a page counts is not stated: ``match_published`` finds it.

    >>> load_published_totals("norfolk", date="2021-05-06").set_index("party")["votes"].to_dict()["Con"]
    114940
    """
    rows = load_table("published_totals", data=data)
    rows, asked = _councils(rows, organisation, region, data, "published totals with")
    if date is not None:
        rows = select(rows, "cycle", days(date), "published totals with", asked)
    return rows.reset_index(drop=True)


def _councils(
    rows: pd.DataFrame, organisation: Names, region: Names, data: Folder, what: str = "councils with"
) -> tuple[pd.DataFrame, list[str]]:
    """The rows of councils named, or of a region's councils, and what was asked."""
    asked: list[str] = []
    if region is not None:
        bodies = load_region_organisations(region, data=data)
        bodies = bodies[bodies["election_type"].isin(COUNCIL_TYPES) & bodies["footprint"].ne("none")]
        asked.append(f"region {region if isinstance(region, str) else ' or '.join(region)}")
        rows = some(rows[rows["organisation"].isin(bodies["organisation"])], what, asked)
    if organisation is not None:
        known = load_organisations(data=data)["organisation"]
        names = known_names(organisation, "organisation", known, "elexan list organisations")
        rows = select(rows, "organisation", names, what, asked)
    return rows, asked
