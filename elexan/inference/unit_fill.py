"""Tables of units that keep both margins: by proportional fitting, and as the model expects them."""

from __future__ import annotations

import numpy as np

from .likelihood import Array, Shape, Votes, invert

_MARGIN = 1e-8  # votes by which a unit's table may miss its margins
_MOST_ROUNDS = 2000
_FLOOR = (
    0.01  # of the expected votes of a cell: less is left to no cell, so that fitting can move votes into it
)
_TINY = 1e-300


def match_margins(tables: Array, w: Array, y: Array) -> Array:
    """The tables (R×C×n) scaled by rows and columns to the margins (Deming & Stephan 1940).

    Cells must be positive wherever both margins are.
    """
    done = tables.copy()
    open_units = np.arange(w.shape[1])
    now = done
    for _ in range(_MOST_ROUNDS):
        now = now * (w / np.maximum(now.sum(1), _TINY))[:, None]
        now = now * (y / np.maximum(now.sum(0), _TINY))[None]
        miss = np.abs(now.sum(1) - w).max(0)
        if miss.max(initial=0.0) < _MARGIN:
            break
        still = miss >= _MARGIN
        if still.sum() < 0.5 * len(still):  # go on with the units that are not there yet
            done[:, :, open_units] = now
            open_units, now, w, y = open_units[still], now[:, :, still], w[:, still], y[:, still]
    done[:, :, open_units] = now
    return done


def expected_tables(x: Array, votes: Votes, part: slice) -> Array:
    """What the model at ``x`` expects in each cell of the units given both margins (R×C×units)."""
    r, k, _ = votes.size
    at = Shape.of(x, r, k)
    w, y = votes.w[:, part], votes.y[:, part]
    sigma, m = at.covariance(w)
    invert(sigma)
    v = np.zeros_like(y)
    v[:-1] = -(sigma * (y - at.q.T @ w)[:-1]).sum(1)
    common = at.tau2 * (m * v[:-1, None]).sum(0)
    own = v[None] - (at.q @ v)[:, None]
    shared = common[None] - (at.q @ common)[:, None]
    table = at.q[:, :, None] * (w[:, None] + at.spread(w)[:, None] * own + w[:, None] * shared)
    floor = _FLOOR * at.q[:, :, None] * w[:, None]
    return match_margins(np.maximum(table, floor), w, y)
