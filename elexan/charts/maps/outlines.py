"""Outlines ready to draw: metres become pixels of one drawing, borders stay shared, numbers stay small.

All maps of the same areas get the same outlines at the same size; they are worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import DataError
from ..theme import WIDTH

if TYPE_CHECKING:
    import geopandas as gpd

TALLEST = 520
MARGIN = 16
UNIT = 5  # whole numbers of the drawing to a pixel
TOLERANCE = 1.6  # pixels: about the size of what is smoothed away
GAP = 1.5  # pixels: a narrower gap between neighbours is closed
OVERLAP = 0.2  # of the smaller of two neighbours that approximate outlines may share
ISLET = 2.0  # square pixels: smaller islands are not drawn, unless an area is no more than that
BRITISH_GRID = 27700


@dataclass(frozen=True)
class Sheet:
    """What all maps of the same areas share: ``features`` to draw, ``names`` to write, and sizes in pixels.

    The ``kind`` of a feature is area, land, border (of districts), vague (a border that is approximate),
    leader (from a name outside, drawn from the scale ``least`` on), window (what an inset shows), frame,
    ground or inset (a window's edge, land and areas, enlarged). An area has its ``id`` and the point farthest
    from its border (``x``, ``y``), ``r`` pixels from it. ``main`` is the height of the map without insets.
    """

    width: int
    height: int
    main: int
    features: pd.DataFrame
    names: list[dict[str, Any]]
    titles: list[dict[str, Any]]


@dataclass(frozen=True)
class Frame:
    """Where a drawing lies on the ground: its left and upper edge, and the size of a pixel, in metres."""

    left: float
    top: float
    pixel: float
    width: int
    height: int

    @classmethod
    def around(cls, bounds: np.ndarray, width: int, tallest: int) -> Frame:
        """The frame of so many pixels that holds these bounds, with a margin."""
        left, bottom, right, top = map(float, bounds)
        room = width - 2 * MARGIN, tallest - 2 * MARGIN
        pixel = max((right - left) / room[0], (top - bottom) / room[1], 1e-6)
        height = round((top - bottom) / pixel) + 2 * MARGIN
        middle = (left + right) / 2
        return cls(middle - width * pixel / 2, top + MARGIN * pixel, pixel, width, height)

    def pixels(self, shapes: Any) -> Any:
        """Outlines in metres as pixels from the upper left corner, downwards."""
        import shapely

        corner, step = [self.left, self.top], [1 / self.pixel, -1 / self.pixel]
        return shapely.transform(np.asarray(shapes), lambda xy: (xy - corner) * step)

    def ground(self, margin: float = 0) -> tuple[float, float, float, float]:
        """The bounds of the frame, and so many pixels more, in metres."""
        left, top = self.left - margin * self.pixel, self.top + margin * self.pixel
        across, down = ((side + 2 * margin) * self.pixel for side in (self.width, self.height))
        return left, top - down, left + across, top


def sheet(geo: gpd.GeoDataFrame, *, width: int = WIDTH, tallest: int = TALLEST, plain: bool = False) -> Sheet:
    """The drawing of a joined table's areas, each once; ``plain`` leaves out all but the areas.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"]}, geometry=[box(0, 0, 2000, 1000)], crs=27700)
    >>> drawn = sheet(g, width=132, plain=True)
    >>> drawn.height, drawn.features["geometry"][0]["coordinates"]
    (82, [[[580, 330], [80, 330], [80, 80], [580, 80], [580, 330]]])
    """
    import shapely

    from ...boundaries import projection

    projection(geo)  # an error where the coordinate system is not known
    areas = geo.drop_duplicates("area_gss")
    lost = areas.geometry.isna() | areas.geometry.is_empty
    if lost.any():
        raise DataError(
            f"geometry: no outline for {', '.join(areas.loc[lost, 'area_gss'])}; leave those rows out "
            "of the table before the map"
        )
    within = areas["district"] if "district" in areas else pd.Series(None, index=areas.index, dtype="str")
    vague = areas["caption"].notna() if "caption" in areas else pd.Series(False, index=areas.index)
    return _sheet(
        tuple(
            zip(
                areas["area_gss"], shapely.to_wkb(areas.geometry.array), within.fillna(""), vague, strict=True
            )
        ),
        geo.crs.to_wkt(),
        (width, tallest),
        plain,
    )


@lru_cache(maxsize=16)
def _sheet(
    held: tuple[tuple[str, bytes, str, bool], ...], crs: str, size: tuple[int, int], plain: bool
) -> Sheet:
    """The sheet of these areas: code, outline, district, and whether the outline is approximate."""
    import geopandas as gpd
    import shapely

    from .insets import insets
    from .labels import names, points
    from .surroundings import borders, surroundings

    codes, outlines, districts, vague = zip(*held, strict=True)
    geo = gpd.GeoSeries(shapely.from_wkb(list(outlines)), crs=crs)
    if geo.crs.is_geographic:
        geo = geo.to_crs(BRITISH_GRID)
    frame = Frame.around(geo.total_bounds, *size)
    exact = frame.pixels(geo.array)
    if not shapely.coverage_is_valid(exact):
        _beside(codes, exact)
        exact = shapely.coverage_clean(exact, gap_width=GAP)
    areas = pd.DataFrame({"id": codes, "district": districts, "vague": vague, "exact": exact})
    areas = points(areas.assign(shape=shapely.coverage_simplify(exact, TOLERANCE)))
    drawn = [feature("area", area) for area in areas.to_dict("records")]
    if plain:
        return Sheet(frame.width, frame.height, frame.height, pd.DataFrame(drawn), [], [])
    land = surroundings(areas, frame, geo.crs)
    enlarged, titles, height = insets(areas, land, frame)
    marks = [(title["mark"]["x"] / UNIT, title["mark"]["y"] / UNIT) for title in titles if title["mark"]]
    written, leaders = names(areas, frame, marks)
    lines = [*borders(areas, land), *(line("leader", leader) | {"least": least} for leader, least in leaders)]
    features = pd.DataFrame([line("land", land), *drawn, *lines, *enlarged])
    return Sheet(frame.width, height, frame.height, features, written, titles)


def _beside(codes: tuple[str, ...], shapes: Any) -> None:
    """Nothing, or a DataError that names areas which lie over each other by more than rough outlines do."""
    import shapely

    tree = shapely.STRtree(shapes)
    one, two = tree.query(shapes, predicate="overlaps")
    one, two = np.c_[[one, two], tree.query(shapes, predicate="contains")]
    one, two = one[one != two], two[one != two]
    common = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    least = np.minimum(shapely.area(shapes)[one], shapely.area(shapes)[two])
    over = common > OVERLAP * least
    if over.any():
        found = {tuple(sorted((codes[a], codes[b]))) for a, b in zip(one[over], two[over], strict=True)}
        pairs = [f"{a} and {b}" for a, b in sorted(found)]
        some = ", ".join(pairs[:3]) + (f" and {len(pairs) - 3} more" if len(pairs) > 3 else "")
        raise DataError(
            f"geometry: areas of one map may not lie over each other ({some}); draw each layer, such as "
            "divisions and wards, on a map of its own"
        )


def feature(kind: str, area: Mapping[Any, Any]) -> dict[str, Any]:
    """One outline (``shape``) as GeoJSON, with where its letters go."""
    held = {"type": "Feature", "kind": kind, "id": area["id"]}
    if area.get("vague"):
        held["vague"] = 1
    place = {side: round(UNIT * area[side]) for side in ("x", "y")} | {"r": round(float(area["r"]), 1)}
    return held | place | {"geometry": geojson(area["shape"])}


def line(kind: str, shape: Any) -> dict[str, Any]:
    """An outline that is not an area's."""
    return {"type": "Feature", "kind": kind, "geometry": geojson(shape)}


def geojson(shape: Any) -> dict[str, Any]:
    """A shape in pixels as GeoJSON in whole units, without what is too small to see.

    >>> from shapely import box
    >>> geojson(box(0, 0, 2.04, 1))["coordinates"]
    [[[10, 0], [10, 5], [0, 5], [0, 0], [10, 0]]]
    """
    import shapely

    parts = shapely.get_parts(shape)
    if len(parts) and shapely.get_type_id(parts[0]) == 1:
        runs = [run for part in parts if len(run := _run(part)) > 1]
        return {"type": "MultiLineString", "coordinates": runs}
    parts = parts[np.argsort(-shapely.area(parts), kind="stable")]
    parts = [part for n, part in enumerate(parts) if n == 0 or part.area > ISLET]
    polygons = []
    for part in shapely.orient_polygons(parts, exterior_cw=False):
        rings = [_run(ring) for ring in (part.exterior, *part.interiors)]
        polygons.append([ring for n, ring in enumerate(rings) if n == 0 or len(ring) > 3])
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _run(line: Any) -> list[list[int]]:
    """The points of a line in whole units, none twice running."""
    import shapely

    xy = np.round(shapely.get_coordinates(line) * UNIT).astype(int)
    moved = np.ones(len(xy), dtype=bool)
    moved[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
    return xy[moved].tolist()
