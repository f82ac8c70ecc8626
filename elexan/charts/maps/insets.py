"""Insets: towns whose areas are too small for letters, drawn larger below the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .labels import NAME, SMALLEST, points
from .outlines import TOLERANCE, UNIT, Frame, feature, line

SMALL = 6.0  # pixels from the middle of an area to its border: letters need more
FEW = 3  # so many small areas side by side are worth an inset
CLEAR = 9.0  # pixels from the middle to the border of the smallest area of an inset, if there is room
LEAST, MOST = 1.5, 4.0  # times larger
TALLEST = 210
ROW = 4  # side by side
GUTTER, PAD, EDGE = 16, 3.0, 1.0  # between insets, round what they show, and from the drawing's sides
PHONE = 286  # pixels that a drawing has on a narrow page: titles have room there too
TITLE, LINE = 20, 22  # above an inset: of its title's first line, and of a second
SHRUNK = 0.95  # of its size: rather than draw an inset smaller, break its title, or leave another out
MARK = 8.0  # pixels from a window to its numeral


def insets(
    areas: pd.DataFrame, land: Any, frame: Frame
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Features and titles of the insets, and the height of the drawing with them.

    Areas too small for letters that touch each other make a cluster. Clusters of at least three are drawn
    larger, those with most areas first, at most four side by side. Two of one district have numerals, which
    stand beside their windows on the map too.
    """
    import shapely

    windows = _chosen(areas, frame.width)
    if windows.empty:
        return [], [], frame.height
    rows = windows["lines"].map(len).max()
    top = frame.height + GUTTER + TITLE + LINE * (rows - 1)
    left, tallest = EDGE, 0.0
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
        titles.append({
            "name": window["name"], "lines": window["lines"], "x": round(UNIT * left),
            "y": round(UNIT * (top - 2)), "room": round(window["across"] + GUTTER / 2),
            "wide": round(_wide(window["lines"], NAME), 1),
            "mark": _mark(window["number"], bounds, areas, frame) if window["number"] else None,
        })  # fmt: skip
        left += window["across"] + GUTTER
        tallest = max(tallest, scale * (bounds[3] - bounds[1]))
    return features, titles, round(top + tallest) + 2


def _mark(numeral: str, bounds: tuple[float, ...], areas: pd.DataFrame, frame: Frame) -> dict[str, Any]:
    """A window's numeral, beside it where it is farthest from all letters."""
    left, top, right, bottom = bounds
    across, down = (left + right) / 2, (top + bottom) / 2
    at = np.array([
        (left - MARK, top), (right + MARK, top), (left - MARK, bottom), (right + MARK, bottom),
        (left - MARK, down), (right + MARK, down), (across, top - MARK), (across, bottom + MARK),
    ])  # fmt: skip
    at = at[((at > MARK) & (at < [frame.width - MARK, frame.height - MARK])).all(axis=1)]
    letters = areas.loc[areas["r"] > SMALL / 2, ["x", "y"]].to_numpy()
    away = np.hypot(*(at[:, None, :] - letters[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    x, y = at[int(away.argmax())]
    return {"name": numeral, "x": round(UNIT * x), "y": round(UNIT * y)}


def _wide(lines: list[str], size: float) -> float:
    """How many pixels the longest of the lines is wide."""
    return 0.58 * size * max(map(len, lines)) + 3


def _broken(name: str) -> list[str]:
    """The name on two lines, as even as may be."""
    words = name.split(" ")
    halves = [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]
    return min(halves, key=lambda lines: max(map(len, lines)), default=[name])


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
    found = pd.DataFrame(rows, columns=["count", "bounds", "scale", "district"])
    found = found[(found["count"] >= FEW) & (found["scale"] >= LEAST)]
    if found.empty:
        return found
    found = found.sort_values("count", ascending=False, kind="stable").head(ROW)
    return _fitted(found.sort_values("bounds", key=lambda bounds: bounds.str[0]), width - 2 * EDGE)


def _fitted(found: pd.DataFrame, width: float) -> pd.DataFrame:
    """The windows as large as fit side by side with their titles (``lines``), and how wide each is then.

    Where no size near the one they would have without titles fits, the one with fewest areas goes.
    """
    same = found.groupby("district")["district"]
    number = (same.cumcount() + 1).astype("str").where(same.transform("size") > 1, "")
    found = found.assign(number=number, name=(found["district"] + " " + number).str.strip())
    side = found["bounds"].map(lambda b: b[2] - b[0])
    room = width - GUTTER * (len(found) - 1)
    scale = found["scale"] * min(1.0, room / (side * found["scale"]).sum())
    for lines in (found["name"].map(lambda name: [name]), found["name"].map(_broken)):
        least = lines.map(lambda of: _wide(of, SMALLEST) * (width + 2 * EDGE) / PHONE) - GUTTER / 2
        for shrunk in np.arange(1.0, SHRUNK, -0.01):
            across = np.maximum(side * scale * shrunk, least)
            if across.sum() <= room:
                return found.assign(scale=scale * shrunk, across=across, lines=lines)
    return _fitted(found.drop(index=found["count"].idxmin()), width)
