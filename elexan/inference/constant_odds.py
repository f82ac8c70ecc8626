"""IPF-EM: one table of odds ratios for all units, each unit's margins met exactly.

Every unit's table is u_br Q_rk v_bk, the table with the odds ratios of Q and the unit's margins; Q is the
sum of the units' tables again. The two are found in turn. Unlike the Dirichlet model it takes no share to
be constant: where a destination does better among all, it does so in every origin. Reference: the maximum
entropy view of Johnston & Pattie 2000, repeated as in an EM algorithm (Dempster, Laird & Rubin 1977).
"""

from __future__ import annotations

import numpy as np

from .likelihood import Array, Votes
from .unit_fill import match_margins

_TINY = 1e-300


def constant_odds(votes: Votes, first: Array, *, rounds: int, power: float = 1.0) -> tuple[Array, Array]:
    """Row shares Q after so many rounds, and the factors v (C×n) of the units."""
    w, y = votes.w, votes.y
    q, v = first, np.ones_like(y)
    for _ in range(rounds):
        u = w / np.maximum(q @ v, _TINY)
        v = y / np.maximum(q.T @ u, _TINY)
        u = w / np.maximum(q @ v, _TINY)
        grown = u @ v.T
        q = q * grown**power
        q = q / q.sum(1, keepdims=True)
    return q, v


def odds_tables(q: Array, v: Array, votes: Votes, part: slice) -> Array:
    """The tables (R×C×units) with the odds ratios of ``q`` and the margins of the units."""
    return match_margins(q[:, :, None] * v[None, :, part], votes.w[:, part], votes.y[:, part])
