"""The four swings, on arrays: shares of the earlier election in, shares that meet the target out.

``before`` has one row a contest and one column a party; rows sum to 1, and a party has 0 where it does not
stand (``stands``). ``weights`` are the contests' votes, E a party's share over all of
them, P its target. Every method keeps rows at 1, shares between 0 and 1, and parties out of the contests
where they do not stand; ``before`` comes back unchanged where E is P already.

uniform: the same number of points everywhere, A = C + (P − E). A share that would fall below 0 stays at 0,
and what is then too many or too few in a row is taken from, or given to, its parties in equal points: A =
max(C + s + t, 0), with one s a party and one t a contest. That is the nearest table to ``before`` (least
squares, weighted by votes) which meets the target.

proportional: the same multiple everywhere, A = C × s × t: the nearest table in the sense of raking (iterative
proportional fitting).

transition: a falling party keeps P/E of its share everywhere; what is set free in a contest goes to the
rising parties in proportion to P − E. strong_transition: the same, but a falling party's voters up to a
``threshold`` share of a contest (a fifth) are weak and those beyond it strong; the weak leave first, in equal
proportion everywhere, and the strong only when no weak are left. Both meet the target as they are where the
same parties stand everywhere; elsewhere raking makes up the difference.

References: Butler & Stokes 1969 (uniform swing); Deming & Stephan 1940 (raking); Baxter 2004, "Transition
model", and 2007, "Strong transition model", both of Electoral Calculus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

Swing = Literal["uniform", "proportional", "transition", "strong_transition"]

_Fill = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
_STEPS, _HALVINGS, _NEAR = 100, 40, 1e-12


def swung(
    before: np.ndarray,
    target: np.ndarray,
    weights: np.ndarray,
    *,
    stands: np.ndarray,
    method: Swing,
    threshold: float = 0.2,
) -> np.ndarray:
    """Shares by contest and party that meet the target, or come as near as who stands where allows.

    >>> before = np.array([[0.6, 0.4], [0.2, 0.8]])
    >>> half, votes, both = np.array([0.5, 0.5]), np.array([100.0, 100.0]), before > 0
    >>> swung(before, half, votes, stands=both, method="uniform").round(3).tolist()
    [[0.7, 0.3], [0.3, 0.7]]
    >>> swung(before, half, votes, stands=both, method="transition").round(3).tolist()
    [[0.667, 0.333], [0.333, 0.667]]
    """
    weights = weights / weights.sum()
    if np.abs(weights @ before - target).max() < _NEAR:
        return before
    wanted = stands & (target > 0)
    # Where nobody who stands has a target above 0, somebody must still have the votes: the gap then stays.
    wanted = np.where(wanted.any(axis=1, keepdims=True), wanted, stands)
    if method == "uniform":
        return _meet(_added(before, wanted, weights), target, weights)
    start = before
    if method != "proportional":
        start = _transition(
            before, target, weights, stands, threshold if method == "strong_transition" else 0.0
        )
    start = start * wanted
    start = np.where(start.sum(axis=1, keepdims=True) > 0, start, wanted)
    return _meet(_multiplied(start, weights), target, weights)


def _transition(
    before: np.ndarray, target: np.ndarray, weights: np.ndarray, stands: np.ndarray, threshold: float
) -> np.ndarray:
    """Falling parties lose weak voters, then strong ones; what they set free goes to the rising ones."""
    weak = np.minimum(before, threshold) if threshold > 0 else before
    strong = before - weak
    all_weak, all_strong = weights @ weak, weights @ strong
    keep_weak = np.clip(_ratio(target - all_strong, all_weak), 0.0, 1.0)
    keep_strong = np.clip(_ratio(target, all_strong), 0.0, 1.0)
    kept = weak * keep_weak + strong * keep_strong
    rise = np.maximum(target - weights @ before, 0.0)
    kept = np.where(rise > 0, before, kept)
    to = stands * rise
    free = 1 - kept.sum(axis=1, keepdims=True)
    return kept + free * _ratio(to, to.sum(axis=1, keepdims=True))


def _ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a / b, and 0 where b is 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b > 0)


def _added(before: np.ndarray, stands: np.ndarray, weights: np.ndarray) -> _Fill:
    """A = max(C + s + t, 0) for any shifts s, with the t that makes each row 1, and its slope in s."""
    places = np.arange(1, before.shape[1] + 1)

    def fill(shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        moved = np.where(stands, before + shift, -np.inf)
        ranked = -np.sort(-moved, axis=1)
        above = np.cumsum(np.where(np.isfinite(ranked), ranked, 0.0), axis=1) - 1
        count = (ranked > above / places).sum(axis=1, keepdims=True)
        level = np.take_along_axis(above, count - 1, axis=1) / count
        shares = np.maximum(moved - level, 0.0)
        positive = (shares > 0) * np.sqrt(weights)[:, None]
        return shares, np.diag((positive**2).sum(axis=0)) - positive.T @ (positive / count)

    return fill


def _multiplied(before: np.ndarray, weights: np.ndarray) -> _Fill:
    """A = C × exp(s) × t for any shifts s, with the t that makes each row 1, and its slope in s."""

    def fill(shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shares = before * np.exp(shift)
        shares = shares / shares.sum(axis=1, keepdims=True)
        return shares, np.diag(weights @ shares) - shares.T @ (weights[:, None] * shares)

    return fill


def _meet(fill: _Fill, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Newton's method on one shift a party; as the problem is convex, halving bad steps is enough."""
    shift = np.zeros(len(target))
    shares, slope = fill(shift)
    gap = target - weights @ shares
    for _ in range(_STEPS):
        if np.abs(gap).max() < _NEAR:
            break
        step = np.linalg.lstsq(slope, gap, rcond=1e-12)[0]
        step = step / max(1.0, np.abs(step).max() / 4)
        for _ in range(_HALVINGS):
            tried, steeper = fill(shift + step)
            left = target - weights @ tried
            if left @ left < gap @ gap:
                break
            step = step / 2
        else:
            break
        shift, shares, slope, gap = shift + step, tried, steeper, left
    return shares
