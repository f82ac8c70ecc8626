"""What lies around and between the areas of a map: land, coast, and the borders of districts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .outlines import Frame, line

if TYPE_CHECKING:
    from pyproj import CRS

BEYOND = 12  # pixels of land outside the frame, so that its cut edge is out of sight
COARSE = 2.2  # pixels: surroundings are drawn with less detail than the areas
INLAND = 1.5  # pixels from the water: a border nearer than that is a coast
CREEK = 4  # pixels: narrower inlets have no outline
CRUMB = 8  # pixels: shorter pieces of line that touch no other are left out


def surroundings(areas: pd.DataFrame, frame: Frame, crs: CRS) -> Any:
    """The land in and around the frame, in pixels: the districts of England, and the areas themselves.

    The districts end at high water. Where none is near, the land is that of the areas alone.
    """
    import shapely

    own = shapely.coverage_union_all(areas["shape"].to_numpy())
    near = _districts(frame, crs)
    if not len(near):
        return own
    around = shapely.coverage_union_all(shapely.coverage_simplify(near, COARSE))
    box = shapely.box(-BEYOND, -BEYOND, frame.width + BEYOND, frame.height + BEYOND)
    return shapely.intersection(shapely.union(around, own), box)


def _districts(frame: Frame, crs: CRS) -> np.ndarray:
    """Districts of England that reach into the frame, in pixels."""
    import geopandas as gpd
    import shapely

    from ...boundaries import load_boundaries

    outlines = load_boundaries("districts").geometry
    box = gpd.GeoSeries([shapely.box(*frame.ground(margin=2 * BEYOND))], crs=crs).to_crs(outlines.crs)
    near = outlines.iloc[outlines.sindex.query(box.iloc[0], predicate="intersects")]
    return np.asarray(frame.pixels(near.to_crs(crs).array))


def borders(areas: pd.DataFrame, land: Any) -> list[dict[str, Any]]:
    """Lines between districts and where the areas end on land, and round approximate outlines; no coasts.

    Districts are put together from the areas shown, so that no line runs beside another.
    """
    import shapely

    wholes = [shapely.coverage_union_all(part.to_numpy()) for _, part in areas.groupby("district")["shape"]]
    whole = shapely.union_all(wholes)
    outer = shapely.boundary(whole)
    between = shapely.difference(shapely.union_all(shapely.boundary(wholes)), outer)
    creeks = shapely.buffer(shapely.buffer(whole, CREEK / 2), -CREEK / 2 - 0.5)
    inland = shapely.buffer(land, -INLAND)
    edge = shapely.difference(shapely.intersection(outer, inland), creeks)
    vague = shapely.boundary(areas.loc[areas["vague"], "shape"].to_numpy())
    vague = shapely.intersection(shapely.union_all(vague), inland)
    found = [("border", shapely.union(between, edge)), ("vague", shapely.difference(vague, between))]
    drawn = [(kind, _joined(lines)) for kind, lines in found]
    return [line(kind, lines) for kind, lines in drawn if not lines.is_empty]


def _joined(shape: Any) -> Any:
    """The linework of a shape, joined up; crumbs left out."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    lines = shapely.multilinestrings(parts[shapely.get_type_id(parts) == 1])
    runs = shapely.get_parts(shapely.line_merge(lines))
    pieces = shapely.get_parts(shapely.union_all(shapely.buffer(runs, 0.1, quad_segs=1)))
    piece = np.array([np.flatnonzero(shapely.intersects(pieces, run))[0] for run in runs], dtype=int)
    length = np.bincount(piece, shapely.length(runs), len(pieces))
    return shapely.multilinestrings(runs[length[piece] > CRUMB])
