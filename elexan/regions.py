"""Which contests belong to which region of the reports, and why a region has none of a kind."""

from __future__ import annotations

import pandas as pd

from .load import load_region_organisations, load_regions
from .load.files import Folder

NEAREST = ["same", "larger", "within", "overlaps"]  # footprints, the nearest to a region's own first
CONTESTS = {
    "mayor": "mayoral election",
    "pcc": "Police and Crime Commissioner election",
    "county": "county council election",
    "unitary": "unitary council election",
    "district": "district or borough council election",
}


def by_region(table: pd.DataFrame, regions: list[str], *, data: Folder = None) -> pd.DataFrame:
    """The rows of each region, with the region beside them; a row of two regions stands once in each.

    ``table`` has ``organisation`` and ``election_type``, as results, contests and seats have. Adds
    ``region``, ``region_name`` and ``footprint`` (whether the body covers the same area as the region, lies
    within it, is larger, or overlaps it) as the first columns, in the order of ``regions``.

    >>> import elexan as ex
    >>> won = ex.seats(ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="county"))
    >>> by_region(won, ["cambridgeshire", "cambridgeshire-and-peterborough"])["region"].nunique()
    2
    """
    bodies = load_region_organisations(regions, data=data)
    bodies = bodies[bodies["organisation"].notna()].merge(load_regions(data=data)[["region", "region_name"]])
    shown = ["region", "region_name", "footprint"]
    rows = bodies[[*shown, "election_type", "organisation"]].merge(
        table, on=["election_type", "organisation"], how="inner"
    )
    place = {region: n for n, region in enumerate(regions)}
    order = rows["region"].map(place).argsort(kind="stable")
    return rows.iloc[order].reset_index(drop=True)[[*shown, *table.columns]]


def nearest_offices(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``by_region`` without those mayors and commissioners who are less a region's own than others.

    Of a region's mayors, and of its commissioners, those are kept whose area is the region's; where there are
    none, a larger area's; then those within it; then those that overlap it. All councils are kept.

    >>> t = pd.DataFrame({"region": "liverpool-city-region", "election_type": ["mayor", "mayor", "district"],
    ...                   "footprint": ["within", "same", "within"], "organisation": ["a", "b", "c"]})
    >>> nearest_offices(t)["organisation"].tolist()
    ['b', 'c']
    """
    rank = table["footprint"].map(NEAREST.index)
    best = rank.groupby([table["region"], table["election_type"]]).transform("min")
    return table[(rank == best) | ~table["election_type"].isin(["mayor", "pcc"])]


def why_none(region: str, election_type: str, *, data: Folder = None) -> str:
    """Why a region has no contest of a type, as one sentence; the reason comes from region_organisations.

    >>> why_none("greater-manchester", "pcc")[:65]
    'No Police and Crime Commissioner election in Greater Manchester: '
    """
    names = load_regions(data=data).set_index("region")["region_name"]
    rows = load_region_organisations(region, data=data)
    notes = rows.loc[rows["election_type"] == election_type, "note"].dropna().tolist()
    text = f"No {CONTESTS[election_type]} in {names[region]}"
    return f"{text}: {notes[0]}." if notes else f"{text} in this round."
