"""The mode of the posterior of the Dirichlet model, by scoring and BFGS steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .likelihood import Array, Prior, Shape, Votes, information, objective

_LONGEST_STEP = 2.0  # of any log parameter
_SCORING_STEPS = 3  # the curvature is computed anew in the first steps and updated (BFGS) in the others
_CLOSE_ENOUGH = 1e-6  # of the log posterior per unit, still to be gained
_MOST_STEPS = 300
_MANY = 4000  # units: with more, the mode of a sixth of them is the start


@dataclass(frozen=True)
class Mode:
    """The mode ``x`` (log a, log τ), the value and the inverse curvature there, and how it was found."""

    x: Array
    value: float
    inverse: Array
    evaluations: int
    converged: bool


def start(votes: Votes, *, rounds: int = 30) -> Array:
    """Row shares from a few steps of EM on the mixture of the unit's origin votes (Kullback–Leibler)."""
    w, y = votes.w, votes.y
    totals = y.sum(1) / y.sum()
    q = np.tile(0.5 * totals + 0.5 / len(y), (len(w), 1))
    weight = np.maximum(w.sum(1), 1e-9)
    for _ in range(rounds):
        expected = q.T @ w
        q = q * (w @ (y / np.maximum(expected, 1e-9)).T) / weight[:, None]
        q = np.maximum(q, 1e-12)
        q = q / q.sum(1, keepdims=True)
    return q


def mode(votes: Votes, prior: Prior, *, first: Array | None = None) -> Mode:
    """The posterior's mode, from ``first`` or from that of a part of many units or the start above."""
    scoring, close = _SCORING_STEPS, _CLOSE_ENOUGH * votes.different
    inverse: Array = np.empty((0, 0))
    if first is None and votes.size[2] > _MANY:
        first, scoring = mode(votes.sample(votes.size[2] // 6), prior).x, 2
    if first is None:
        q = np.maximum(start(votes), 0.02)
        first = np.append(np.log(50 * q / q.sum(1, keepdims=True)).ravel(), prior.log_tau)
    x = first
    value, slope = objective(x, votes, prior)
    evaluations = 1
    for step in range(_MOST_STEPS):
        if step < scoring:
            inverse = np.asarray(np.linalg.inv(curvature(x, votes, prior)), dtype=np.float64)
        move = -inverse @ slope
        gain = float(-move @ slope)
        if gain < close:
            return Mode(x, value, inverse, evaluations, True)
        length = min(1.0, _LONGEST_STEP / float(np.abs(move).max()))
        while True:
            new = x + length * move
            new_value, new_slope = objective(new, votes, prior)
            evaluations += 1
            # near the mode differences of the value are rounding: the slope alone decides there
            if new_value <= value - 1e-4 * length * gain or (gain < 1e-5 and new_value < value + 1e-6):
                break
            length *= 0.4
            if length < 1e-8:
                return Mode(x, value, inverse, evaluations, False)
        moved, turned = new - x, new_slope - slope
        along = float(moved @ turned)
        if along > 1e-14 * gain:
            pulled = inverse @ turned
            inverse = (
                inverse
                + np.outer(moved, moved) * ((along + turned @ pulled) / along**2)
                - (np.outer(pulled, moved) + np.outer(moved, pulled)) / along
            )
        x, value, slope = new, new_value, new_slope
    return Mode(x, value, inverse, evaluations, False)


def curvature(x: Array, votes: Votes, prior: Prior) -> Array:
    """The information of the data, weighed as the prior says, and of the prior."""
    r, k, _ = votes.size
    total = votes.weight * information(x, votes, most=100)
    at = Shape.of(x, r, k)
    own = np.append(prior.rate * at.a.ravel(), prior.log_tau_sd**-2)
    total[np.diag_indices_from(total)] += own
    return total
