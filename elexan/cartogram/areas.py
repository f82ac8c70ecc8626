"""The areas behind a seat cartogram: their seats, which of them touch, and which lie apart from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..columns import number, require
from ..errors import DataError, EmptySelectionError

if TYPE_CHECKING:
    import geopandas as gpd

BRITISH_GRID = 27700
GAP = 0.01  # borders so near to each other are one; as a share of the side of an average area
BORDER = 0.05  # how long a common border is at least, likewise: a corner is none
ISLAND = 0.05  # a group of areas with a smaller share of the seats is not kept apart


def seat_rows(table: pd.DataFrame) -> pd.DataFrame:
    """One row a seat without geometry, sorted by area and content; ``seat`` counts within the area.

    Where some area is on several rows, each row is a seat; otherwise ``seats`` says how many an area has,
    and without that column it has one.

    >>> t = pd.DataFrame({"area_gss": ["E2", "E1"], "seats": [1, 2], "party": ["Con", "Lab"]})
    >>> seat_rows(t)[["area_gss", "seat", "party"]].values.tolist()
    [['E1', 1, 'Lab'], ['E1', 2, 'Lab'], ['E2', 1, 'Con']]
    """
    rows = pd.DataFrame(table).drop(columns=["geometry", "seat"], errors="ignore")
    if "seats" in rows and not rows["area_gss"].duplicated().any():
        seats = number(rows, "seats")
        if len(wrong := rows.loc[~(seats >= 1), "area_gss"]):
            raise DataError(
                f"seat_hexes: seats is not 1 or more for {', '.join(wrong.astype(str))}; leave such areas out"
            )
        rows = rows.loc[rows.index.repeat(seats.astype(int))]
    # what a row says decides its place, not where it stood
    first = [c for c in ("area_gss", "party") if c in rows]
    content = rows[[*first, *sorted(c for c in rows.columns if c not in first)]].astype(str)
    order = np.lexsort([content[c].to_numpy(dtype=str) for c in reversed(content.columns)])
    rows = rows.iloc[order].reset_index(drop=True)
    rows.insert(1, "seat", rows.groupby("area_gss").cumcount() + 1)
    return rows


def outlines(table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Each area's outline in metres, by code, sorted."""
    require(table, "the table of seat_hexes", ["area_gss", "geometry"], remedy="see boundaries.join")
    if table.empty:
        raise EmptySelectionError("seat_hexes: the table has no rows")
    if table.crs is None:
        raise DataError("seat_hexes: the outlines do not say their coordinate system; set it with set_crs()")
    areas = table.drop_duplicates("area_gss").set_index("area_gss").geometry.sort_index()
    if len(absent := areas.index[areas.isna() | areas.is_empty]):
        raise DataError(f"seat_hexes: no outline for {', '.join(absent)}; leave those areas out")
    return areas.to_crs(BRITISH_GRID) if areas.crs.is_geographic else areas


def touching(areas: gpd.GeoSeries) -> np.ndarray:
    """Which areas share a border, as a square table of yes and no.

    Slivers between outlines from several sources are bridged; areas that meet in a corner do not touch.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> row = gpd.GeoSeries([box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 1, 3, 2)])
    >>> touching(row).astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    import shapely

    side = float(np.sqrt(areas.area.mean()))
    gap = GAP * side
    wide = shapely.buffer(shapely.simplify(areas.array, gap / 2), gap, quad_segs=1)
    i, j = shapely.STRtree(wide).query(wide, predicate="intersects")
    i, j = i[i < j], j[i < j]
    common = shapely.area(shapely.intersection(wide[i], wide[j])) > 2 * gap * BORDER * side
    table = np.zeros((len(areas), len(areas)), dtype=bool)
    table[i[common], j[common]] = table[j[common], i[common]] = True
    return table


def parts(areas: gpd.GeoSeries, touch: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """The number of each area's group: groups do not touch, the one with most seats is 0.

    A group with hardly any seats counts as part of the nearest of the others.
    """
    from scipy.sparse.csgraph import connected_components

    count, group = connected_components(touch, directed=False)
    held = np.bincount(group, weights=seats, minlength=count)
    large = held >= ISLAND * held.sum()
    large[held.argmax()] = True
    whole = group.copy()
    for small in np.flatnonzero(~large):
        own = areas[whole == small]
        far = areas[large[whole]].distance(own.union_all())
        group[whole == small] = whole[areas.index.get_loc(far.idxmin())]
    held = np.bincount(group, weights=seats, minlength=count)
    rank = np.argsort(np.argsort(-held, kind="stable"), kind="stable")
    return rank[group]
