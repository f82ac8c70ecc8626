"""Draws of the transition table, for figures computed from several of its cells."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .likelihood import Array, Prior, Shape, Votes
from .margins import Identified, Scale, margins, refuse_if_unidentified
from .methods import MODEL_SPREAD, beyond_model, estimate_with_mode, precision
from .transition import pairs, placed
from .unit_fill import match_margins


def transition_draws(
    rows: pd.DataFrame,
    columns: pd.DataFrame,
    *,
    draws: int = 1000,
    seed: int = 0,
    scale: Scale = "refuse",
    identified: Identified = "check",
) -> pd.DataFrame:
    """Tables of votes that might be the true one, ``draws`` of them, around the ensemble's estimate.

    They spread as the intervals of ``transitions`` do: part is the normal (Laplace) approximation of the
    Dirichlet model's posterior, with its correlation of cells, part what no model knows of. No cell is
    negative, and every table adds up to the totals of both contests. The same ``seed`` gives the same draws.

    Columns: ``draw`` (from 0), ``origin``, ``destination``, ``votes``, ``share`` (of the origin's votes, 0
    to 1; missing where it has none). Other parameters and errors as for ``transitions``.

    >>> import numpy as np
    >>> con = np.linspace(10, 90, 30).round()
    >>> council = pd.DataFrame({"Con": con, "Lab": 100 - con})
    >>> mayor = pd.DataFrame({"Con": (0.8 * con + 10).round(), "Lab": 100 - (0.8 * con + 10).round()})
    >>> some = transition_draws(council, mayor, draws=200)
    >>> len(some), some.groupby("draw")["votes"].sum().round(6).unique().tolist()
    (800, [3000.0])
    """
    if draws < 1:
        raise ValueError(f"draws={draws} must be 1 or more")
    given = margins(rows, columns, scale)
    ordered = given.canonical()
    refuse_if_unidentified(ordered, identified)
    tables = placed(_drawn(ordered.votes, draws, seed), ordered, given)
    total = given.w.sum(0)[:, None]
    cells = pairs(given)
    return pd.DataFrame({
        "draw": np.repeat(np.arange(draws), len(cells["origin"])),
        "origin": np.tile(cells["origin"], draws),
        "destination": np.tile(cells["destination"], draws),
        "votes": tables.ravel(),
        "share": (tables / np.where(total > 0, total, np.nan)).ravel(),
    })  # fmt: skip


def _drawn(votes: Votes, draws: int, seed: int) -> Array:
    """Tables (draws × R × C) around the estimate."""
    found, x = estimate_with_mode(votes)
    if x is None:
        return np.repeat(found.table[None], draws, axis=0)
    r, c, _ = votes.size
    at = Shape.of(x, r, c)
    root = np.linalg.cholesky(precision(x, votes, Prior()))
    chance = np.random.default_rng(seed)
    normal = chance.standard_normal((len(x), draws))
    step = np.linalg.solve(root.T, normal)[:-1].reshape(r, c, draws)
    moved = np.einsum("rkl,rld->drk", at.t, step) * votes.w.sum(1)[:, None]
    beyond = beyond_model(found.table) * chance.standard_normal(moved.shape)
    tables = np.maximum(found.table + MODEL_SPREAD * moved + beyond, 1e-3 * found.table)
    w = np.broadcast_to(votes.w.sum(1)[:, None], (r, draws))
    y = np.broadcast_to(votes.y.sum(1)[:, None], (c, draws))
    return match_margins(tables.transpose(1, 2, 0), w, y).transpose(2, 0, 1)
