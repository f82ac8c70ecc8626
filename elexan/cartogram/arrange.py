"""Which seat gets which hexagon: the nearest on the whole, then better neighbours by exchange.

The first step is the assignment with the least sum of squared distances. The second is a search by exchange
with a memory (robust tabu search, Taillard 1991): each step makes the best exchange of two cells that does
not undo a recent one, and the best arrangement met is kept. It gives points to touching areas whose hexagons
touch, and takes some away for distance, for cells that are mostly sea, and for areas and districts torn
apart. Nothing in it is random and all its sums are exact, so it always ends in the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .grid import Grid, steps

DISTANCE = 0.15  # points off for a seat one hexagon away from its area, four times that for two
SEA = 1.0  # points off for a cell without land, in proportion for one with some
TORN = 6.0  # points off for every piece of an area or a district beyond the first, and for every hole
DISTRICT = 0.5  # points more for two touching areas of one district
TOGETHER = 3.0  # what the search hopes from two hexagons of one area side by side
NEAR = 0.25  # and, in its first half, from hexagons of touching areas two steps apart
UNIT = 1024  # a point
REWEIGH = 50  # exchanges after which areas of several seats say anew which neighbours they still want
NEVER = -1e15


@dataclass(frozen=True)
class Wanted:
    """What is to be arranged.

    ``area`` is the number of each seat's area, ``worth`` the points for each two areas side by side, and
    ``district`` the number of each area's district, which should hang together (-1: none).
    """

    area: np.ndarray
    worth: np.ndarray
    district: np.ndarray


def arrange(wanted: Wanted, grid: Grid, squares: np.ndarray, *, exchanges: int) -> tuple[np.ndarray, float]:
    """The cell of each seat, and how many points the arrangement has.

    ``squares`` is the squared distance of each seat to each cell, in hexagon widths.
    """
    cost = DISTANCE * squares + SEA * (1 - grid.land)
    search = Search(wanted, steps(grid.cells), cost, nearest(squares, grid.land))
    search.run(exchanges // 2, near=NEAR)
    search.run(exchanges - exchanges // 2, near=0.0)
    for hope in (4, 8, 16, 32):  # an area still in pieces is put together at any price
        if not search.torn():
            break
        search.run(max(exchanges // 4, 100), near=0.0, together=hope * TOGETHER)
    return search.best, search.best_points


def nearest(squares: np.ndarray, land: np.ndarray) -> np.ndarray:
    """The cell of each seat, among the cells with most land, by least sum of squared distances.

    >>> nearest(np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 1.0]]), np.array([1.0, 0.2, 1.0])).tolist()
    [0, 2]
    """
    from scipy.optimize import linear_sum_assignment

    cells = np.sort(np.argsort(-land, kind="stable")[: len(squares)])
    _, column = linear_sum_assignment(np.rint(UNIT * squares[:, cells]))
    return cells[column]


def bits(beside: np.ndarray) -> list[int]:
    """For each hexagon, those with which it has a side in common, as the bits of one number.

    >>> bits(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]) == 1)
    [2, 1, 0]
    """
    return [sum(1 << int(other) for other in np.flatnonzero(row)) for row in beside]


def pieces(cells: np.ndarray, sides: list[int]) -> int:
    """How many pieces those hexagons make; ``sides`` is what ``bits`` says of all.

    >>> pieces(np.array([0, 1, 2]), [2, 1, 0])
    2
    """
    rest, count = sum(1 << cell for cell in cells.tolist()), 0
    while rest:
        count += 1
        front = rest & -rest
        rest ^= front
        while front:
            one = front & -front
            found = sides[one.bit_length() - 1] & rest
            rest ^= found
            front ^= one | found
    return count


class Search:
    """An arrangement under exchange, and the best one met. Cells are held by the seats, then by nobody."""

    def __init__(self, wanted: Wanted, apart: np.ndarray, cost: np.ndarray, start: np.ndarray) -> None:
        area, worth = wanted.area, wanted.worth
        seats, cells = cost.shape
        self.seats, self.cells, self.areas = seats, cells, len(worth)
        self.area = np.r_[area, np.full(cells - seats, self.areas)]  # nobody's is one more
        self.worth, self.apart, self.beside = np.rint(UNIT * worth), apart, apart == 1
        self.size = np.bincount(area, minlength=self.areas)
        self.several = bool(self.size.max() > 1)
        self.cost = np.zeros((cells, cells))
        self.cost[:seats] = np.rint(UNIT * cost)
        self.cell = np.r_[start, np.setdiff1d(np.arange(cells), start)]
        self.sides, self.pairs = np.nonzero(np.triu(self.beside)), np.nonzero(np.triu(self.worth, 1))
        self.worth_of_pairs, self.every = self.worth[self.pairs], np.arange(seats)
        # seats that should hang together, beyond those for which counting sides is enough
        groups = [area == a for a in np.flatnonzero(self.size > 3)]
        of = wanted.district
        groups += [of[area] == d for d in np.unique(of[of >= 0])]
        self.groups = [np.flatnonzero(group) for group in [*groups, np.full(len(area), True)]]
        # for the search of pieces, with what lies beyond the last cell as one more
        shore = self.beside.sum(axis=1) < 6
        self.bits = bits(np.block([[self.beside, shore[:, None]], [shore, False]]))
        self.best, self.best_points = start.copy(), -np.inf
        self.best_points = self.points()

    def contacts(self) -> np.ndarray:
        """How many sides the hexagons of each two areas have in common."""
        owner = np.empty(self.cells, dtype=int)
        owner[self.cell] = self.area
        wide = self.areas + 1
        flat = owner[self.sides[0]] * wide + owner[self.sides[1]]
        table = np.bincount(flat, minlength=wide * wide).reshape(wide, wide)
        return (table + table.T)[:-1, :-1]

    def points(self) -> float:
        """How good the arrangement is; not counted to the end where it is no better than the best."""
        contacts = self.contacts()
        cell = self.cell[: self.seats]
        points = self.worth_of_pairs @ (contacts[self.pairs] > 0) - self.cost[self.every, cell].sum()
        # up to three hexagons hang together where they have one side in common less than they are
        points -= UNIT * TORN * np.maximum(0, self.size - 1 - contacts.diagonal() // 2).sum()
        if points / UNIT <= self.best_points:
            return float(points / UNIT)
        torn = 0
        for one in (*(cell[group] for group in self.groups), np.r_[self.cell[self.seats :], self.cells]):
            torn += pieces(one, self.bits) - 1
            if points / UNIT - TORN * torn <= self.best_points:
                break
        return float(points / UNIT - TORN * torn)

    def torn(self) -> int:
        """How many areas are in pieces, in the best arrangement."""
        owners = self.area[: self.seats]
        cells = (self.best[owners == a] for a in np.flatnonzero(self.size > 1))
        return sum(pieces(own, self.bits) > 1 for own in cells)

    def run(self, exchanges: int, *, near: float, together: float = TOGETHER) -> None:
        """So many exchanges from the best arrangement so far."""
        self.cell = np.r_[self.best, np.setdiff1d(np.arange(self.cells), self.best)]
        sides = self.beside + near * (self.apart == 2)
        self._weigh(sides, together)
        until = np.zeros((self.cells, self.cells))  # before which a holder may not return to another's cell
        n = self.seats
        same = np.where(self.area[:n, None] == self.area, NEVER, 0.0)
        for turn in range(exchanges):
            gain = self.gain[:n] + self.gain[:, :n].T
            held = self.gain.diagonal()
            gain -= held[:n, None]
            gain -= held
            gain += self.own
            gain += same
            gain[(turn < until[:n]) & (turn < until[:, :n].T)] = NEVER
            a, b = divmod(int(gain.argmax()), self.cells)
            if gain[a, b] <= NEVER / 2:
                break
            # memories of unequal length, so that no round of exchanges repeats
            until[[a, b], [a, b]] = turn + 1 + self.cells * (0.8 + 0.4 * (turn * 0.618 % 1))
            until[:, [a, b]] = until[:, [b, a]]
            self._exchange(a, b)
            points = self.points()
            if points > self.best_points:
                self.best, self.best_points = self.cell[:n].copy(), points
            if self.several and turn % REWEIGH == REWEIGH - 1:
                self._weigh(sides, together)

    def _weigh(self, sides: np.ndarray, together: float) -> None:
        """What neighbours are worth now, and from that what each holder would gain in each other's cell."""
        # the second side that two areas have in common is worth less than the first
        wish = np.rint(self.worth / np.maximum(1, self.contacts() if self.several else 1))
        wish[np.diag_indices(self.areas)] = UNIT * together
        n = self.seats
        self.wish = np.zeros((self.cells, self.cells))
        self.wish[:n, :n] = wish[np.ix_(self.area[:n], self.area[:n])]
        np.fill_diagonal(self.wish, 0)
        self.sides_held = sides[np.ix_(self.cell, self.cell)]
        self.gain = self.wish @ self.sides_held - self.cost[:, self.cell]
        self.own = 2 * self.wish[:n] * self.sides_held[:n]

    def _exchange(self, a: int, b: int) -> None:
        """The holders a and b change cells, and everybody's gains follow."""
        held = self.sides_held
        wish, sides = self.wish[:, a] - self.wish[:, b], held[b] - held[a]
        rows, columns = np.flatnonzero(wish), np.flatnonzero(sides)
        self.gain[np.ix_(rows, columns)] += np.outer(wish[rows], sides[columns])
        self.gain[:, [a, b]] = self.gain[:, [b, a]]
        held[[a, b]] = held[[b, a]]
        held[:, [a, b]] = held[:, [b, a]]
        self.cell[[a, b]] = self.cell[[b, a]]
        n = self.seats
        for holder in (a, b):
            if holder < n:
                self.own[holder] = 2 * self.wish[holder] * held[holder]
            self.own[:, holder] = 2 * self.wish[:n, holder] * held[:n, holder]
