"""What is drawn on a map of hexagons beside them: lines between areas and districts, and districts' names."""

from __future__ import annotations

from itertools import pairwise
from typing import TypedDict

import numpy as np
import pandas as pd

from ..cartogram.grid import ROW

SHAPE = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
CORNER = float(1 / np.sqrt(3))  # from a hexagon's centre to its corners, in its widths
SIDES = {(1, 0): 0, (0, 1): 60, (-1, 1): 120, (-1, 0): 180, (0, -1): 240, (1, -1): 300}  # and their bearings
TYPE = 6.4  # pixels that a letter of a name takes
OVER = 0.6  # of a hexagon's width: what a name may stand out
AIR = 10  # pixels between two names on one line
LEAST = 19.0  # pixels a hexagon has to have for a name to pass between two rows of letters

Run = tuple[float, float]


class Line(TypedDict):
    """One line of a name: its middle, and how many pixels a hexagon has to have for it to fit."""

    text: str
    x: float
    y: float
    least: float


def span(cells: pd.DataFrame) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of hexagons whose centres are ``x`` and ``y``.

    >>> [round(edge, 2) for edge in span(pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 0.0]}))]
    [-0.55, 1.55, -0.63, 0.63]
    """
    left, bottom = cells[["x", "y"]].min()
    right, top = cells[["x", "y"]].max()
    return float(left) - 0.55, float(right) + 0.55, float(bottom) - CORNER - 0.05, float(top) + CORNER + 0.05


def borders(cells: pd.DataFrame) -> pd.DataFrame:
    """The sides where hexagons of two areas or two districts meet, or beyond which there is nothing.

    ``cells`` has q, r, x, y, area_gss and ``district``. Columns: ``kind`` (area, district, edge), and the
    ends of the side, ``x1``, ``y1``, ``x2``, ``y2``.

    >>> pair = pd.DataFrame({"q": [0, 1], "r": 0, "x": [0.0, 1.0], "y": 0.0, "area_gss": ["E1", "E2"],
    ...                      "district": "D"})
    >>> borders(pair)["kind"].value_counts().to_dict()
    {'edge': 10, 'area': 1}
    """
    found = []
    for (dq, dr), bearing in SIDES.items():
        beyond = cells[["q", "r", "area_gss", "district"]].assign(q=cells["q"] - dq, r=cells["r"] - dr)
        both = cells.merge(beyond, on=["q", "r"], how="left", suffixes=("", "_beyond"))
        edge = both["area_gss_beyond"].isna()
        # a side between two hexagons is seen from both: once is enough
        both = both[edge | ((bearing < 180) & (both["area_gss"] != both["area_gss_beyond"]))]
        kind = pd.Series("area", both.index).mask(both["district"] != both["district_beyond"], "district")
        turn = np.radians([bearing - 30, bearing + 30])
        ends = {
            f"{axis}{n}": both[axis] + CORNER * move(turn[n - 1])
            for n in (1, 2)
            for axis, move in (("x", np.cos), ("y", np.sin))
        }
        found.append(pd.DataFrame({"kind": kind.mask(both["area_gss_beyond"].isna(), "edge"), **ends}))
    return pd.concat(found, ignore_index=True).round(3)


def names(cells: pd.DataFrame, unit: float) -> pd.DataFrame:
    """Where the districts' names go: between two rows of a district's hexagons, where they hide no letters.

    A name takes one line or two, as near the middle of its district as it can; one that has no room where a
    hexagon is ``unit`` pixels wide is left out. Columns: ``text``, ``x``, ``y``, and ``least``: how many
    pixels a hexagon has to have for the name to fit.

    >>> row = pd.DataFrame({"q": range(8), "r": [0, 0, 0, 0, 1, 1, 1, 1], "x": [0, 1, 2, 3] * 2,
    ...                     "y": 0.0, "district": "Ely"})
    >>> names(row, 20)[["text", "x"]].values.tolist()
    [['Ely', 1.5]]
    """
    found: list[Line] = []
    districts = cells[cells["district"] != ""].groupby("district")
    for district in districts.size().sort_values(ascending=False, kind="stable").index:
        own = districts.get_group(district)
        gaps = _gaps(own)
        middle = own["x"].mean(), own["y"].mean()
        for lines in _wrapped(str(district)):
            tried = (_placed(lines, stack, unit, middle) for stack in _stacks(gaps, len(lines)))
            free = [place for place in tried if place and not _hits(place[1], found)]
            if free:
                found += min(free, key=lambda place: place[0])[1]
                break
    return pd.DataFrame(found, columns=["text", "x", "y", "least"])


def _hits(lines: list[Line], others: list[Line]) -> bool:
    """Whether a line would touch one already there, on the narrowest page that shows both."""
    for line in lines:
        for other in others:
            unit = max(line["least"], other["least"])
            wide = (TYPE * (len(line["text"]) + len(other["text"])) / 2 + AIR) / unit
            if abs(line["y"] - other["y"]) < 0.5 and abs(line["x"] - other["x"]) < wide:
                return True
    return False


def _wrapped(name: str) -> list[list[str]]:
    """The name on one line, and on two, as even as may be."""
    words = name.split(" ")
    halves = [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]
    return [[name], *sorted(halves, key=lambda lines: max(map(len, lines)))[:1]]


def _gaps(cells: pd.DataFrame) -> dict[int, list[Run]]:
    """Between each row of a district and the next: the stretches where both have hexagons."""
    rows = {r: _runs(cells.loc[cells["r"] == r, "x"]) for r in sorted(set(cells["r"].astype(int)))}
    found: dict[int, list[Run]] = {}
    for r, lower in rows.items():
        both = [(max(a[0], b[0]), min(a[1], b[1])) for a in lower for b in rows.get(r + 1, [])]
        found[r] = [run for run in both if run[1] > run[0]]
    return found


def _runs(xs: pd.Series) -> list[Run]:
    """The stretches that a row's hexagons cover without a gap."""
    ordered = sorted(xs)
    breaks = [n for n, (a, b) in enumerate(pairwise(ordered), 1) if b - a > 1.25]
    parts = (ordered[a:b] for a, b in pairwise([0, *breaks, len(ordered)]))
    return [(part[0] - 0.5, part[-1] + 0.5) for part in parts]


def _stacks(gaps: dict[int, list[Run]], lines: int) -> list[list[tuple[int, Run]]]:
    """Every place for so many lines, from the top: the row below each, and how far it reaches."""
    if lines == 1:
        return [[(r, run)] for r, runs in gaps.items() for run in runs]
    return [[(r, upper), (r - 1, lower)] for r in gaps for upper in gaps[r] for lower in gaps.get(r - 1, [])]


def _placed(
    lines: list[str], stack: list[tuple[int, Run]], unit: float, middle: tuple[float, float]
) -> tuple[float, list[Line]] | None:
    """How far from the district's middle the lines would stand, and where; nothing if they do not fit."""
    left, right = max(run[0] for _, run in stack), min(run[1] for _, run in stack)
    x = float(np.clip(middle[0], left, right)) if right > left else (left + right) / 2
    longest = max(TYPE * len(text) for text in lines)
    half = max(longest / unit - OVER, 0) / 2
    if right - left < 2 * half:
        return None
    x = float(np.clip(x, left + half, right - half))
    ys = [(r + 0.5) * ROW for r, _ in stack]
    room = 2 * min(x - left, right - x) + OVER
    away = float(np.hypot(x - middle[0], np.mean(ys) - middle[1]))
    rows: list[Line] = [
        {"text": text, "x": round(x, 3), "y": round(y, 3), "least": round(max(longest / room, LEAST), 2)}
        for text, y in zip(lines, ys, strict=True)
    ]
    return away, rows
