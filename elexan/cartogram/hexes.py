"""A hexagon for every seat, on a grid that follows the outline of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..columns import require
from .areas import outlines, parts, seat_rows, touching
from .arrange import DISTRICT, Wanted, arrange
from .grid import cells_at, centres, cover, steps

if TYPE_CHECKING:
    import geopandas as gpd

GRIDS = 2  # positions of the grid that are arranged; the better arrangement is kept
EXCHANGES = 2000  # tried on each, for up to 100 seats; fewer for more
LAID = ["area_gss", "seat", "part", "q", "r", "x", "y", "moved_km", "hex_km", "neighbours", "neighbours_kept"]


def seat_hexes(table: gpd.GeoDataFrame, *, district: str | None = None) -> pd.DataFrame:
    """The table as a seat cartogram: one row a hexagon, each seat one, near its area and its neighbours.

    ``table`` comes from ``boundaries.join``: one row a seat, such as ``winners``, or one row an area with
    its number of ``seats``. Hexagons have the size of a seat's share of the map and together follow its
    outline; those of one area are side by side. Groups of areas that do not touch each other (the banks of
    the Mersey, say) have each a grid of their own, and are put down apart. ``district`` is a column of the
    table: the hexagons of one district are kept together too, as far as may be. The same table gives the
    same hexagons, whatever the order of its rows.

    Columns: area_gss, ``seat`` (1, 2, … in the area), ``part`` (0 for the largest group), ``q`` and ``r``
    (the cell: its place in the row, and the row northwards), ``x`` and ``y`` (its centre, in hexagon
    widths), ``moved_km`` (from the area's centre to the hexagon's), ``hex_km`` (a hexagon's width),
    ``neighbours`` (areas that touch this one on the map), ``neighbours_kept`` (those whose hexagons touch
    this one's), and the columns of the table. See ``cartogram_quality`` for how true the whole is.

    Raises DataError for areas without an outline, EmptySelectionError for a table without rows.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"area_gss": ["E1", "E2"], "seats": [1, 2]},
    ...                          geometry=[box(0, 0, 1000, 1000), box(1000, 0, 3000, 1000)], crs=27700)
    >>> seat_hexes(areas)[["area_gss", "seat", "q", "r"]].values.tolist()
    [['E1', 1, 0, 0], ['E2', 1, 1, 0], ['E2', 2, 2, 0]]
    """
    areas = outlines(table)
    rows = seat_rows(table)
    seats = rows.groupby("area_gss").size().to_numpy()
    of = np.full(len(areas), -1)
    if district is not None:
        require(rows, "the table of seat_hexes", [district])
        of = pd.factorize(rows.drop_duplicates("area_gss")[district].astype(str))[0]
    touch = touching(areas)
    wanted = Wanted(np.arange(len(areas)), touch * (1 + DISTRICT * ((of[:, None] == of) & (of >= 0))), of)
    part = parts(areas, touch, seats)
    hexes = _apart([_laid(areas, seats, wanted, np.flatnonzero(part == n)) for n in range(part.max() + 1)])
    at = centres(hexes[["q", "r"]].to_numpy())
    met = touch & meeting(hexes, areas.index)
    about = pd.DataFrame({"neighbours": touch.sum(axis=1), "neighbours_kept": met.sum(axis=1)}, areas.index)
    hexes = hexes.assign(x=at[:, 0].round(4), y=at[:, 1].round(4)).join(about, on="area_gss")
    hexes = hexes.sort_values(["area_gss", "y", "x"], ascending=[True, False, True], ignore_index=True)
    hexes["seat"] = hexes.groupby("area_gss").cumcount() + 1
    carried = rows.drop(columns=[c for c in LAID[2:] if c in rows])
    return hexes[LAID].merge(carried, on=["area_gss", "seat"], validate="one_to_one")


def meeting(hexes: pd.DataFrame, areas: pd.Index) -> np.ndarray:
    """Which areas have hexagons side by side, as a square table of yes and no in the order of ``areas``.

    >>> h = pd.DataFrame({"area_gss": ["E1", "E2", "E3"], "q": [0, 1, 3], "r": 0})
    >>> meeting(h, pd.Index(["E1", "E2", "E3"])).astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    of = areas.get_indexer(pd.Index(hexes["area_gss"]))
    a, b = np.nonzero(steps(hexes[["q", "r"]].to_numpy()) == 1)
    table = np.zeros((len(areas), len(areas)), dtype=bool)
    table[of[a], of[b]] = of[a] != of[b]
    return table


def _laid(areas: gpd.GeoSeries, seats: np.ndarray, wanted: Wanted, own: np.ndarray) -> pd.DataFrame:
    """The hexagons of some areas that hang together, with where they lie on the map: ``east``, ``north``."""
    import shapely

    of = np.repeat(np.arange(len(own)), seats[own])
    outline, middle = areas.array[own], shapely.get_coordinates(shapely.centroid(areas.array[own]))
    fine = float(np.sqrt(shapely.area(outline).mean())) / 50
    whole = shapely.union_all(shapely.buffer(shapely.simplify(outline, fine), fine, quad_segs=1))
    mine = Wanted(of, wanted.worth[np.ix_(own, own)], wanted.district[own])
    exchanges = int(EXCHANGES * min(1.0, 150 / len(of)))
    tried = []
    for grid in cover(shapely.simplify(whole, fine), len(of), best=GRIDS):
        away = middle[of][:, None] - grid.metres()[None]
        squares = (away**2).sum(axis=2) / grid.width**2
        tried.append((*arrange(mine, grid, squares, exchanges=exchanges), grid))
    cell, _, grid = max(tried, key=lambda one: one[1])
    at = grid.metres()[cell]
    at = at + (middle[of] - at).mean(axis=0)  # the grid as a whole where it fits best
    return pd.DataFrame(
        {
            "area_gss": areas.index.to_numpy()[own][of], "q": grid.cells[cell, 0], "r": grid.cells[cell, 1],
            "moved_km": np.hypot(*(middle[of] - at).T) / 1000, "hex_km": grid.width / 1000,
            "east": at[:, 0], "north": at[:, 1],
        }
    )  # fmt: skip


def _apart(laid: list[pd.DataFrame]) -> pd.DataFrame:
    """The groups on one grid, each as far from the first as on the map, with a free cell between any two."""
    width = laid[0]["hex_km"].iloc[0] * 1000
    home = laid[0][["east", "north"]].mean().to_numpy()
    placed = np.empty((0, 2), dtype=int)
    for group in laid:
        cells = group[["q", "r"]].to_numpy()
        cells = cells - cells.min(axis=0)
        if n := len(placed):
            way = (group[["east", "north"]].mean().to_numpy() - home) / width
            start = centres(placed[: len(laid[0])]).mean(axis=0) - centres(cells).mean(axis=0)
            onwards = way / np.hypot(*way)
            tries = (cells + cells_at((start + way + k / 2 * onwards)[None])[0] for k in range(10_000))
            cells = next(t for t in tries if steps(np.vstack([placed, t]))[:n, n:].min() > 1)
        placed = np.vstack([placed, cells])
    hexes = pd.concat([group.assign(part=number) for number, group in enumerate(laid)], ignore_index=True)
    return hexes.assign(q=placed[:, 0], r=placed[:, 1])
