"""Where words go on a map: letters where an area has room, names of districts where they hide no letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .outlines import UNIT, Frame

LETTER, SMALLEST = 10, 8  # sizes of type, in pixels
NAME, SMALL_NAME = 12, 10
ROOM = 0.35  # of the type's size: what a letter needs from the middle of an area to its border
LOOSE = 0.8
NARROW = (0.9, LOOSE, 0.7, 0.6, 0.5)  # scales at which narrow pages draw the map
REACH = 60  # pixels from a district to its name outside
STEP = 3.0  # pixels between the places tried
AT_ONCE = 400


def points(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas with the point farthest from the border of each, at ``x`` and ``y``, and how far: ``r``."""
    import shapely

    circles = shapely.maximum_inscribed_circle(areas["shape"].to_numpy(), tolerance=0.5)
    at = shapely.get_point(circles, 0)
    return areas.assign(x=shapely.get_x(at), y=shapely.get_y(at), r=shapely.length(circles))


def wide(name: str) -> float:
    """About how many pixels a name is wide, with air on both sides."""
    return 0.64 * NAME * max(map(len, name.split("\n"))) + 6


def names(
    areas: pd.DataFrame, frame: Frame, marks: Sequence[tuple[float, float]] = ()
) -> tuple[list[dict[str, Any]], list[tuple[Any, float]]]:
    """The names of the districts, a row a line of text, and lines from those outside to their district.

    A name is written on one line or two where it hides no letters, as near the middle of its district as it
    can; else beside it, outside all areas. Names for which neither is possible are left out. ``least`` is the
    scale from which on a name hides nothing, ``dy`` how many pixels a line is off the place at x and y.
    ``marks`` are places of numerals, which no name may hide either.
    """
    import shapely

    districts = areas[areas["district"] != ""].groupby("district")["shape"]
    if districts.ngroups < 2:
        return [], []
    wholes = {str(name): shapely.coverage_union_all(shapes.to_numpy()) for name, shapes in districts}
    every = shapely.union_all(list(wholes.values()))
    box = shapely.box(0, 0, frame.width, frame.height)
    numerals = [(x, y, LETTER, 0.62 * LETTER, 99) for x, y in marks]
    taken = np.vstack([_letters(areas), *np.array(numerals)]) if numerals else _letters(areas)
    placed, leaders = [], []
    waiting = sorted(wholes, key=lambda name: -wholes[name].area)
    # first where they stay free on a narrower page
    for outside, scale in ((False, LOOSE), (False, 1.0), (True, LOOSE), (True, 1.0)):
        for name in list(waiting):
            room = shapely.difference(box, every) if outside else wholes[name]
            found = _place(name, wholes[name], room, taken, scale, outside=outside)
            if found is None:
                continue
            waiting.remove(name)
            text, x, y = found
            half = _half(text)
            taken = np.vstack([taken, [x, y, *half, 99]])
            least = _least(x, y, half, room, taken[:-1])
            if outside:
                leaders.append((_leader(wholes[name], x, y, half), least))
            lines = text.split("\n")
            at = {"x": round(UNIT * x), "y": round(UNIT * y), "least": least}
            down = [(NAME + 2) * (n - (len(lines) - 1) / 2) for n in range(len(lines))]
            placed += [{"name": name, **at, "dy": dy} for name, dy in zip(lines, down, strict=True)]
    return placed, leaders


def _half(text: str) -> np.ndarray:
    return np.array([wide(text), (NAME + 2) * (1 + text.count("\n"))]) / 2


def _letters(areas: pd.DataFrame) -> np.ndarray:
    """What letters or figures cover: centre, half width, half height, and the distance to the border."""
    shown = areas[areas["r"] > SMALLEST * ROOM * 1.5]
    half = np.tile([1.05 * LETTER, 0.62 * LETTER], (len(shown), 1))
    return np.column_stack([shown["x"], shown["y"], half, shown["r"]])


def _place(
    name: str, whole: Any, room: Any, taken: np.ndarray, scale: float, *, outside: bool
) -> tuple[str, float, float] | None:
    """The text, on one line or two, and the point nearest the district's middle where it is free."""
    import shapely

    words = name.split(" ")
    halves = [" ".join(words[:n]) + "\n" + " ".join(words[n:]) for n in range(1, len(words))]
    texts = [name, *sorted(halves, key=wide)[:1]]
    grown = shapely.bounds(whole) + np.array([-REACH, -REACH, REACH, REACH]) * outside
    shapely.prepare(room)
    for text in texts:
        half = _half(text)
        xs, ys = (np.arange(grown[n] + half[n], grown[n + 2] - half[n], STEP) for n in (0, 1))
        grid = np.array(np.meshgrid(xs, ys)).reshape(2, -1).T
        middle = shapely.centroid(whole)
        far = (
            shapely.distance(shapely.points(grid), shapely.simplify(whole, 3))
            if outside
            else np.hypot(*(grid - [middle.x, middle.y]).T)
        )
        grid = grid[np.argsort(far, kind="stable")]
        for tried in np.array_split(grid, len(grid) // AT_ONCE + 1):
            # a letter too small for a narrow page is there on a wide one
            fits = tried[_free(tried, half, room, taken, 1.0)]
            fits = fits[_free(fits, half, room, taken, scale)]
            if len(fits):
                return text, float(fits[0, 0]), float(fits[0, 1])
    return None


def _leader(whole: Any, x: float, y: float, half: np.ndarray) -> Any:
    """A short line from the edge of a name into its district."""
    import shapely

    name = shapely.box(x - half[0], y - half[1], x + half[0], y + half[1])
    start, end = shapely.get_coordinates(shapely.shortest_line(name, whole))
    inward = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
    return shapely.LineString([start, end + 7 * inward])


def _free(at: np.ndarray, half: np.ndarray, room: Any, taken: np.ndarray, scale: float) -> np.ndarray:
    """Whether a name at these points fits the room and hides nothing where the map is drawn at that scale.

    Names shrink with the drawing down to SMALL_NAME; letters keep their size.
    """
    import shapely

    half = half * max(1, SMALL_NAME / NAME / scale)
    shown = taken[taken[:, 4] * scale > SMALLEST * ROOM * 1.5]
    apart = np.abs(at[:, None, :] - shown[None, :, :2]) - (half + shown[None, :, 2:4] / scale)
    clear = ~(apart < 0).all(axis=2).any(axis=1)
    clear[clear] = shapely.contains(room, shapely.box(*(at[clear] - half).T, *(at[clear] + half).T))
    return clear


def _least(x: float, y: float, half: np.ndarray, room: Any, taken: np.ndarray) -> float:
    """The smallest scale of the drawing at which a name is still free."""
    least = 1.0
    for scale in NARROW:
        if not _free(np.array([[x, y]]), half, room, taken, scale)[0]:
            break
        least = scale
    return least
