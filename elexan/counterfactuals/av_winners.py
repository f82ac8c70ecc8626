"""Who could have won by the alternative vote, when only first preferences and two transfers are known.

The supplementary vote publishes everybody's first preferences and what the two finalists received from all
the eliminated together. A candidate is a possible winner if some set of ballot papers that would have been
published just so elects them by the alternative vote (lots falling their way in a tie). Everything else is
free: further preferences, the finalists' own voters' later ones, papers that stop short.

For one order of going out this is a whole-number programme: how many papers pass from each candidate to each
still standing, such that whoever goes out has the fewest. An eliminated candidate's papers with a second
preference for a finalist must go there while the finalist stands; those without one reach a finalist only
after a second preference for somebody already out, hence never from the first to go. The programme is solved
exactly (``scipy.optimize.milp``).

Few of the orders need trying. Let E be those eliminated by the supplementary vote, F the first finalist to
go and R those of E who outlast F. Any count that elects X can be changed so that the others of E receive
nothing (whatever passed through them goes straight to where it lay when F went out; only the first to go
may need one step on the way to a finalist) and so go out first, fewest votes first: those of R hold no less
than before whenever one of n given candidates first goes out. The same holds after F is out for those who
outlast the other finalist. Each of R must then hold as many votes as F, all of them from E: where all of E
together have fewer votes than the second finalist, R is empty and the finalists are the last two. That is
why London's twenty candidates need two programmes, not one for each of their 20! orders. Only a contest of
ten or so within a few votes of each other takes longer than a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations

import numpy as np


@dataclass(frozen=True)
class Published:
    """What is known of one count, with candidates by number.

    ``first``: first preferences; ``finalists``: the two of the second round; ``received``: transfers to each,
    None where not known; ``winner``: who won by the supplementary vote, where that was held and is known.
    """

    first: tuple[int, ...]
    finalists: tuple[int, int]
    received: tuple[int | None, int | None] = (None, None)
    winner: int | None = None

    @property
    def eliminated(self) -> list[int]:
        """Everybody but the finalists, fewest first preferences first."""
        rest = (i for i in range(len(self.first)) if i not in self.finalists)
        return sorted(rest, key=lambda i: self.first[i])


def possible_av_winners(known: Published) -> list[int]:
    """The candidates whom some ballot papers, published as they were, would elect by the alternative vote.

    >>> possible_av_winners(Published((45, 30, 25), (0, 1), (4, 20)))
    [1]
    >>> possible_av_winners(Published((45, 30, 15, 10), (0, 1), (4, 15)))
    [0, 1]
    >>> possible_av_winners(Published((35, 20, 19, 16, 10), (0, 1), (0, 30)))
    [0, 1, 2, 3]
    """
    most = max(known.first)
    if 2 * most > sum(known.first):
        return [known.first.index(most)]
    return [one for one in range(len(known.first)) if _could_win(known, one)]


@lru_cache(maxsize=4096)
def _could_win(known: Published, winner: int) -> bool:
    """Whether papers can be found for one of the orders; one that fails early rules out all that begin so.

    Remembered, because several tables ask of the same count.
    """
    begun: dict[tuple[int, ...], bool] = {}
    for order in orders(known, winner):
        start = tuple(order[: min(order.index(f) for f in known.finalists) + 1])
        if begun.get(start, True):
            if papers(known, order) is not None:
                return True
            if start not in begun:
                begun[start] = papers(known, order, through=len(start)) is not None
    return False


def orders(known: Published, winner: int) -> Iterator[list[int]]:
    """The orders of going out that need trying before a candidate is said to be unable to win.

    >>> list(orders(Published((35, 30, 20, 15), (0, 1)), 2))
    [[3, 0, 1, 2], [3, 1, 0, 2]]
    """
    if not _outgrows(known.first, winner):
        return
    out = known.eliminated
    for first_gone, second_gone in (known.finalists, known.finalists[::-1]):
        if winner == first_gone:
            continue
        others = [i for i in out if i != winner]
        most = sum(known.first[i] for i in out) // max(known.first[first_gone], 1) - (winner in out)
        for size in range(min(most, len(others)) + 1):
            for lasting in combinations(others, size):
                outlast = [*lasting, winner] if winner in out else list(lasting)
                if not _could_outlast(known, outlast, first_gone):
                    continue
                early = [i for i in others if i not in lasting]
                for tail in _tails(known, lasting, winner, second_gone):
                    yield [*early, first_gone, *tail]


def _tails(known: Published, lasting: tuple[int, ...], winner: int, finalist: int) -> Iterator[list[int]]:
    """The orders of those left when the first finalist has gone, the winner last."""
    if winner == finalist:
        yield [*lasting, winner]
        return
    for size in range(len(lasting) + 1):
        for last in combinations(lasting, size):
            for middle in permutations(i for i in lasting if i not in last):
                yield [*middle, finalist, *last, winner]


def _outgrows(first: Sequence[int], winner: int) -> bool:
    """Whether a candidate keeps up with the others even if everybody who goes out passes them every paper."""
    others = np.sort(np.delete(np.asarray(first), winner))
    return bool((first[winner] + np.cumsum(others) - others >= others).all())


def _could_outlast(known: Published, lasting: Sequence[int], finalist: int) -> bool:
    """Whether the eliminated have papers enough for all of these to hold as many as the finalist."""
    own = sum(known.first[i] for i in lasting)
    bound = sum(n or 0 for n in known.received)
    free = sum(known.first[i] for i in known.eliminated) - max(0, bound - own)
    return len(lasting) * known.first[finalist] <= free


def papers(
    known: Published, order: Sequence[int], *, through: int | None = None
) -> dict[tuple[int, int], int] | None:
    """Papers passed between candidates in one count with this order of going out; None if there is none.

    Of the order only those who go out first, as many as ``through``, count where that is given.

    The keys are (from, to), and (from, -1 - to) for the papers of an eliminated candidate whose second
    preference is that finalist, wherever they went.

    >>> passed = papers(Published((45, 30, 25), (0, 1), (4, 20)), [2, 0, 1])
    >>> passed[2, 0], passed[2, 1]
    (4, 20)
    >>> papers(Published((45, 30, 25), (0, 1), (4, 20)), [2, 1, 0]) is None
    True
    """
    first, out = known.first, known.eliminated
    moves = [(a, b) for n, a in enumerate(order) for b in order[n + 1 :]]
    seconds = [(e, -1 - f) for e in out for f in known.finalists]
    column = {key: n for n, key in enumerate([*moves, *seconds])}
    rows: list[np.ndarray] = []
    limits: list[float] = []

    def at_most(limit: float, plus: Sequence[tuple[int, int]], minus: Sequence[tuple[int, int]] = ()) -> None:
        row = np.zeros(len(column))
        row[[column[key] for key in plus]] = 1
        np.subtract.at(row, [column[key] for key in minus], 1)
        rows.append(row)
        limits.append(limit)

    for n, a in enumerate(order[:through]):
        gone, standing = order[:n], order[n + 1 :]
        got = [(k, a) for k in gone]
        at_most(first[a], [(a, b) for b in standing], got)
        for b in standing:
            at_most(first[b] - first[a], got, [(k, b) for k in gone])
        if a in out:
            told = [(a, -1 - f) for f in known.finalists]
            there = [f for f in known.finalists if f in standing]
            for f in there:
                at_most(0, [(a, -1 - f)], [(a, f)])
            if not set(gone) & set(out):
                at_most(0, [(a, f) for f in there], [*told, *got])
    for e in out:
        at_most(first[e], [(e, -1 - f) for f in known.finalists])
    for f, total in zip(known.finalists, known.received, strict=True):
        if total is not None:
            at_most(total, [(e, -1 - f) for e in out])
            at_most(-total, [], [(e, -1 - f) for e in out])
    if known.winner is not None:
        won, lost = known.finalists if known.winner == known.finalists[0] else known.finalists[::-1]
        at_most(first[won] - first[lost], [(e, -1 - lost) for e in out], [(e, -1 - won) for e in out])
    if not column:
        return {}
    found = _whole_solution(np.array(rows), np.array(limits))
    return None if found is None else {key: int(found[n]) for key, n in column.items()}


def _whole_solution(rows: np.ndarray, limits: np.ndarray) -> np.ndarray | None:
    """Whole numbers, 0 or more, that satisfy ``rows @ x <= limits``; None if none do."""
    from scipy.optimize import LinearConstraint, linprog, milp

    cost = np.ones(rows.shape[1])
    relaxed = linprog(cost, A_ub=rows, b_ub=limits, method="highs-ds")
    if relaxed.status == 2:
        return None
    if relaxed.x is not None:
        found = np.round(relaxed.x)
        if (rows @ found <= limits).all():
            return found
    # With presolve, HiGHS 1.12 has called such programmes infeasible that are not (votes 4, 4, 3, 1, 1).
    answer = milp(
        cost,
        constraints=LinearConstraint(rows, ub=limits),
        integrality=np.ones(rows.shape[1], dtype=int),
        options={"presolve": False},
    )
    return None if answer.x is None else np.round(answer.x)
