"""Lookup tables: regions, bodies, areas, parties and sources."""

from __future__ import annotations

import pandas as pd

from ..schema import table
from .files import Folder, load_table
from .selection import Names, known_names, select, some


def load_regions(*, data: Folder = None) -> pd.DataFrame:
    """Regions of the reports, one a row.

    >>> load_regions().set_index("region").loc["norfolk", "kind"]
    'anglia'
    """
    return load_table("regions", data=data)


def load_region_organisations(region: Names = None, *, data: Folder = None) -> pd.DataFrame:
    """Bodies whose contests belong to a region, one kind of contest and body a row.

    >>> bodies = load_region_organisations("norfolk")
    >>> bodies.set_index("election_type").loc["county", "organisation"]
    'norfolk'
    """
    rows = load_table("region_organisations", data=data)
    if region is None:
        return rows
    known = load_regions(data=data)["region"]
    names = known_names(region, "region", known, "elexan list regions")
    return rows[rows["region"].isin(names)].reset_index(drop=True)


def load_organisations(*, data: Folder = None) -> pd.DataFrame:
    """Councils, mayoralties and police areas by slug, one body and kind a row.

    >>> "norfolk" in set(load_organisations()["organisation"])
    True
    """
    return load_table("organisations", data=data)


def load_areas(area_type: Names = None, *, data: Folder = None) -> pd.DataFrame:
    """Areas by ONS code with the areas they lie in, one a row.

    >>> load_areas("district").set_index("area_gss").loc["E07000008", "area_name"]
    'Cambridge'
    """
    rows = load_table("areas", data=data)
    if area_type is None:
        return rows
    column = next(c for c in table("areas").columns if c.name == "area_type")
    return select(
        rows, "area_type", known_names(area_type, "area type", column.values), "areas with", []
    ).reset_index(drop=True)


def load_overlaps(
    area_type: str | None = None, onto: str | None = None, *, year: int = 2021, data: Folder = None
) -> pd.DataFrame:
    """People living in both of two areas, one pair a row; the weights of ``notional``.

    With ``area_type`` and ``onto`` the pairs from areas of the one kind onto areas of the other:
    ``("division", "ward")`` for county results on wards, ``("ward", "division")`` the other way, with
    the columns turned, and ``("ward", "ward")`` from wards of the map before onto those of 2021. ``year`` is
    that of the codes of divisions, some of which changed between 2017 and 2021. Without them the table as
    it is held, which has recoded divisions under both codes. EmptySelectionError where no such weights are
    held.

    >>> pairs = load_overlaps("ward", "ward")
    >>> pairs[["area_gss", "other_gss"]].nunique().tolist()
    [14, 14]
    """
    rows = load_table("overlaps", data=data)
    if area_type is None and onto is None:
        return rows
    kinds = next(c for c in table("areas").columns if c.name == "area_type").values
    known_names([str(area_type), str(onto)], "area type", kinds)
    areas = load_areas(data=data).set_index("area_gss")
    in_use = areas["first_year"].fillna(year).le(year) & areas["last_year"].fillna(year).ge(year)
    used = areas["area_type"].ne("division") | in_use
    rows = rows[rows["area_gss"].map(used) & rows["other_gss"].map(used)]
    kind, other_kind = (rows[c].map(areas["area_type"]) for c in ("area_gss", "other_gss"))
    chosen = rows[(kind == area_type) & (other_kind == onto)]
    if chosen.empty:
        turned = {"area_gss": "other_gss", "other_gss": "area_gss"}
        chosen = rows[(kind == onto) & (other_kind == area_type)].rename(columns=turned)[rows.columns]
    asked = [f"area type {area_type} onto {onto} and codes of {year}"]
    return some(chosen, "overlaps with", asked).sort_values(["area_gss", "other_gss"], ignore_index=True)


def load_parties(*, data: Folder = None) -> pd.DataFrame:
    """Party codes with names, colours and drawing order, one a row.

    >>> load_parties().set_index("party").loc["Lab", "short_name"]
    'Labour'
    """
    return load_table("parties", data=data)


def load_sources(*, data: Folder = None) -> pd.DataFrame:
    """Sources with publisher, address and licence, and the checksums of this package's files, one a row.

    >>> load_sources()["source_id"].is_unique
    True
    """
    return load_table("sources", data=data)
