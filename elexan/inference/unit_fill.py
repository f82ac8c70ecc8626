"""Tables of units that keep both margins: by proportional fitting, and as the model expects them."""

from __future__ import annotations

import numpy as np

from .likelihood import Array, Shape, Votes, invert

_NEAR = 1e-3  # votes: what a unit's rows miss by then is put right at once
_MOST_ROUNDS = 500
_FLOOR = (
    0.01  # of the expected votes of a cell: less is left to no cell, so that fitting can move votes into it
)
_TINY = 1e-300


def match_margins(tables: Array, w: Array, y: Array) -> Array:
    """The tables (R×C×n) scaled by rows and columns to the margins (Deming & Stephan 1940).

    Cells must be positive wherever both margins are. Scaling stops when the rows are met to a thousandth of a
    vote, or after many rounds; the rest is put right exactly.
    """
    done = np.empty_like(tables)
    open_units = np.arange(w.shape[1])
    now = tables
    for turn in range(_MOST_ROUNDS):
        now = now * (w / np.maximum(now.sum(1), _TINY))[:, None]
        now *= (y / np.maximum(now.sum(0), _TINY))[None]
        near = np.abs(w - now.sum(1)).max(0) < _NEAR
        if turn == _MOST_ROUNDS - 1:
            near[:] = True
        if not near.all() and (turn % 8 or not near.any()):
            continue  # units that are there are taken out now and then
        done[:, :, open_units[near]] = _put_right(now[:, :, near], w[:, near], y[:, near])
        still = ~near
        if not still.any():
            break
        open_units, now, w, y = open_units[still], now[:, :, still], w[:, still], y[:, still]
    return done


def _put_right(tables: Array, w: Array, y: Array) -> Array:
    """Tables that have the columns y, made to have the rows w as well.

    What a row misses is spread over its cells as the unit's columns are, which leaves the columns as they
    were. Where a cell becomes negative by it, enough of the table of independence is mixed in to mend that.
    """
    columns = y / np.maximum(y.sum(0), _TINY)
    right = tables + (w - tables.sum(1))[:, None] * columns[None]
    independent = w[:, None] * columns[None]
    short = np.maximum(-right, 0)
    part = (short / np.maximum(independent + short, _TINY)).max((0, 1))
    mixed: Array = np.maximum((1 - part) * right + part * independent, 0)
    return mixed


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
