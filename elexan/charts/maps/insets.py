"""Insets: towns whose areas are too small for letters, drawn larger below the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .labels import points, wide
from .outlines import TOLERANCE, UNIT, Frame, feature, line

SMALL = 6.0  # pixels from the middle of an area to its border: letters need more
FEW = 3  # so many small areas side by side are worth an inset
CLEAR = 9.0  # pixels from the middle to the border of the smallest area of an inset, if there is room
LEAST, MOST = 1.5, 4.0  # times larger
TALLEST = 210
ROW = 4  # side by side
GUTTER, TITLE, PAD = 16, 20, 3.0


def insets(
    areas: pd.DataFrame, land: Any, frame: Frame
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Features and titles of the insets, and the height of the drawing with them.

    Areas too small for letters that touch each other make a cluster. Clusters of at least three are drawn
    larger, those with most areas first, at most four side by side.
    """
    import shapely

    windows = _chosen(areas, frame.width)
    if windows.empty:
        return [], [], frame.height
    top = frame.height + GUTTER + TITLE
    left, tallest = 0.0, 0.0
    features: list[dict[str, Any]] = []
    titles: list[dict[str, Any]] = []
    for window in windows.to_dict("records"):
        scale, bounds = window["scale"], window["bounds"]
        shift = np.array([left, top]) - scale * np.array(bounds[:2])
        held = areas.assign(shape=shapely.clip_by_rect(areas["exact"].to_numpy(), *bounds))
        held = held[shapely.area(held["shape"].to_numpy()) > 0]
        larger = shapely.transform(held["shape"].to_numpy(), lambda xy, s=scale, d=shift: xy * s + d)
        held = points(held.assign(shape=shapely.coverage_simplify(larger, TOLERANCE)))
        ground = shapely.transform(
            shapely.clip_by_rect(land, *bounds), lambda xy, s=scale, d=shift: xy * s + d
        )
        if not ground.is_empty:
            features.append(line("ground", ground))
        features += [feature("inset", area) for area in held.to_dict("records")]
        whole = shapely.box(*bounds)
        features.append(line("window", shapely.boundary(whole)))
        features.append(
            line("frame", shapely.boundary(shapely.transform(whole, lambda xy, s=scale, d=shift: xy * s + d)))
        )
        place = {"x": round(UNIT * left), "y": round(UNIT * (top - 2))}
        room = {"room": round(window["across"] + GUTTER / 2), "wide": round(wide(window["name"]))}
        titles.append({"name": window["name"], **place, **room})
        left += window["across"] + GUTTER
        tallest = max(tallest, scale * (bounds[3] - bounds[1]))
    return features, titles, round(top + tallest) + 2


def _chosen(areas: pd.DataFrame, width: int) -> pd.DataFrame:
    """The windows to enlarge, from left to right: bounds, scale, name and width of each."""
    import shapely

    small = areas[areas["r"] < SMALL]
    rows = []
    if len(small) >= FEW:
        shapes = small["shape"].to_numpy()
        clusters = shapely.get_parts(shapely.union_all(shapely.buffer(shapes, 0.5)))
        cluster = [int(np.flatnonzero(shapely.intersects(clusters, shape))[0]) for shape in shapes]
        for _, part in small.groupby(cluster):
            bounds = shapely.total_bounds(part["shape"].to_numpy()) + np.array([-PAD, -PAD, PAD, PAD])
            side = bounds[2:] - bounds[:2]
            scale = min(CLEAR / part["r"].min(), MOST, TALLEST / side[1], width / side[0])
            rows.append((len(part), tuple(map(float, bounds)), scale, str(part["district"].mode().iloc[0])))
    found = pd.DataFrame(rows, columns=["count", "bounds", "scale", "name"])
    found = found[(found["count"] >= FEW) & (found["scale"] >= LEAST)]
    found = found.sort_values("count", ascending=False, kind="stable").head(ROW)
    side = found["bounds"].map(lambda b: b[2] - b[0])
    room = width - GUTTER * (len(found) - 1)
    found["scale"] *= min(1.0, room / max((side * found["scale"]).sum(), 1.0))
    found["across"] = np.maximum(side * found["scale"], found["name"].map(wide))
    found = found[(found["across"] + GUTTER).cumsum() <= width + GUTTER + 1]
    return found.sort_values("bounds", key=lambda bounds: bounds.str[0])
