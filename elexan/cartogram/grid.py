"""Hexagons on a map: cells by two whole numbers, their centres, and the cells that follow an outline.

Cells stand on a point. ``q`` counts along a row, ``r`` counts rows northwards; a step in ``r`` is half a
step in ``q`` to the east as well. Neighbouring centres are one unit apart: the width of a hexagon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import shapely

ROW = float(np.sqrt(3) / 2)  # distance between two rows
STEPS = 8  # positions of the grid tried in each direction, a part of a cell apart
FINE = 7  # points of the map looked at along one cell
EDGE = 0.05  # a cell with a smaller share of land is no cell


@dataclass(frozen=True)
class Grid:
    """Cells over an outline: ``cells`` (q, r), the share of land in each, and where they lie in metres."""

    cells: np.ndarray
    land: np.ndarray
    width: float
    east: float
    north: float

    def metres(self) -> np.ndarray:
        """Centres of the cells on the map."""
        return centres(self.cells) * self.width + [self.east, self.north]


def centres(cells: np.ndarray) -> np.ndarray:
    """Centres of cells (q, r), in hexagon widths, eastwards and northwards.

    >>> centres(np.array([[0, 0], [1, 0], [0, 1]])).round(2).tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.5, 0.87]]
    """
    return np.column_stack([cells[:, 0] + cells[:, 1] / 2, cells[:, 1] * ROW])


def cells_at(points: np.ndarray) -> np.ndarray:
    """The cell (q, r) in which each point lies; the points are in hexagon widths.

    >>> cells_at(np.array([[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]])).tolist()
    [[0, 0], [1, 0], [0, 1]]
    """
    r = points[:, 1] / ROW
    q = points[:, 0] - r / 2
    cube = np.column_stack([q, r, -q - r])
    whole = np.rint(cube)
    off = np.abs(whole - cube)
    # the three always sum to 0: the one rounded most follows from the others
    worst = off.argmax(axis=1)
    rows = np.arange(len(points))
    whole[rows, worst] -= whole.sum(axis=1)
    return whole[:, :2].astype(int)


def steps(cells: np.ndarray) -> np.ndarray:
    """How many cells apart every two cells are.

    >>> steps(np.array([[0, 0], [1, 0], [1, 1]])).tolist()
    [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    """
    q, r = (cells[:, None] - cells[None]).transpose(2, 0, 1)
    return (np.abs(q) + np.abs(r) + np.abs(q + r)) // 2


def cover(outline: shapely.Geometry, seats: int, *, best: int = 1) -> list[Grid]:
    """The grids, of cells whose area is a seat's share of the outline's, that follow the outline best.

    A grid follows it the better, the more of the outline its best so many cells hold.
    """
    import shapely

    width = float(np.sqrt(outline.area / seats / ROW))
    fine = width / FINE
    left, bottom, right, top = outline.bounds
    x, y = np.meshgrid(np.arange(left + fine / 2, right, fine), np.arange(bottom + fine / 2, top, fine))
    shapely.prepare(outline)
    inside = shapely.contains_xy(outline, x.ravel(), y.ravel())
    land = np.column_stack([x.ravel(), y.ravel()])[inside]
    found = []
    for a in range(STEPS):
        for b in range(STEPS):
            corner = np.array([left, bottom]) + width / STEPS * np.array([a + b / 2, b * ROW])
            cells, points = _counted(cells_at((land - corner) / width))
            held = np.sort(points)[::-1][:seats].sum()
            found.append((-int(held), a, b, corner, cells, points * fine**2 / (ROW * width**2)))
    found.sort(key=lambda grid: grid[:3])
    chosen = []
    for _, _, _, corner, cells, share in found[:best]:
        used = share > EDGE if (share > EDGE).sum() >= seats else share > 0
        chosen.append(Grid(cells[used], share[used].clip(max=1.0), width, *corner))
    return chosen


def _counted(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different cells, and how many times each is there."""
    low, span = cells.min(axis=0), int(np.ptp(cells[:, 1])) + 1
    codes, times = np.unique((cells[:, 0] - low[0]) * span + cells[:, 1] - low[1], return_counts=True)
    return np.column_stack([codes // span, codes % span]) + low, times
