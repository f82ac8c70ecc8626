"""The estimators behind ``transitions``: each a table of votes, and tables of units that add up to it.

``ensemble`` is the weighted mean of three, which err in different directions:

- ``map``: the mode of the Dirichlet model (``likelihood``), in which shares do not depend on where people
  live. Where an origin's voters are more loyal in its strongholds it makes them too loyal everywhere;
- ``ipf_em``: constant odds ratios (``constant_odds``), from that mode by a limited number of rounds, which
  errs the other way;
- the neighbourhood model, in which all voters of a unit choose alike (Freedman et al. 1991): the share of
  voters who follow their neighbours cannot be seen in the margins (Butler & Stokes 1969), and is set.

The weights, the rounds and the prior were chosen on half of the New Zealand (2002–2020) and Scottish (2007)
elections of ei.Datasets (Pavía 2022), whose cross votes are known: see benchmarks/INFERENCE.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ..errors import UnknownNameError
from .constant_odds import constant_odds, odds_tables
from .likelihood import Array, Prior, Shape, Votes, information
from .lphom import homogeneous_shares
from .posterior import mode, start
from .unit_fill import expected_tables, match_margins

Method = Literal["ensemble", "map", "ipf_em", "lphom"]
Fill = Callable[[slice], Array]

WEIGHTS = {"map": 0.53, "constant_odds": 0.435, "neighbourhood": 0.035}
_ROUNDS, _POWER = 30, 1.8  # of the constant odds from the mode
_ALONE_ROUNDS = 300  # from the regression's shares, where they have to go all the way
_LEAST_SHARE = 1e-5
MODEL_SPREAD = 0.78
"""The error of the ensemble as part of the Dirichlet model's: the mean of three errs less than one."""
BEYOND_MODEL = 0.055
"""The error that no model knows of: that of a sample of 1 / 0.055² = 330 voters, whatever the units."""


@dataclass(frozen=True)
class Estimate:
    """The table of votes (R×C), how to fill the units of a slice (R×C×units), and the error of each cell.

    ``error`` is the standard deviation in votes, calibrated; None for methods other than the ensemble.
    """

    table: Array
    fill: Fill
    error: Array | None = None


def estimate(votes: Votes, method: Method) -> Estimate:
    """The estimate by the method named."""
    if method not in get_args(Method):
        raise UnknownNameError("method", method, get_args(Method), hint=", ".join(get_args(Method)))
    r, c, _ = votes.size
    if r == 1 or c == 1:
        return _given_by_margins(votes)
    if method == "lphom":
        return _by_lphom(votes)
    if method == "ipf_em":
        q, v = constant_odds(votes, start(votes, rounds=_ALONE_ROUNDS), rounds=_ALONE_ROUNDS, power=_POWER)
        return _summed(votes, lambda part: odds_tables(q, v, votes, part))
    return _by_model(votes, method)[0]


def estimate_with_mode(votes: Votes) -> tuple[Estimate, Array | None]:
    """The ensemble's estimate and the mode of the model in it; None where margins give the table."""
    if min(votes.size[:2]) == 1:
        return _given_by_margins(votes), None
    return _by_model(votes, "ensemble")


def _given_by_margins(votes: Votes) -> Estimate:
    """With one option on a side the other side's votes are the table."""
    table = np.minimum(votes.w.sum(1)[:, None], votes.y.sum(1)[None])
    return Estimate(
        table, lambda part: np.minimum(votes.w[:, None, part], votes.y[None, :, part]), np.zeros_like(table)
    )


def _by_lphom(votes: Votes) -> Estimate:
    q = homogeneous_shares(votes)

    def fill(part: slice) -> Array:
        seed = np.maximum(q, 0.001)[:, :, None] * votes.w[:, None, part]
        return match_margins(seed, votes.w[:, part], votes.y[:, part])

    return Estimate(q * votes.w.sum(1)[:, None], fill)


def _by_model(votes: Votes, method: Method) -> tuple[Estimate, Array]:
    """The Dirichlet model alone or with the two others; and its mode."""
    prior = Prior()
    x = mode(votes, prior).x
    if method == "map":
        return _summed(votes, lambda part: expected_tables(x, votes, part)), x
    three = members(votes, x)

    def fill(part: slice) -> Array:
        return np.sum([WEIGHTS[name] * one.fill(part) for name, one in three.items()], axis=0)

    table = np.sum([WEIGHTS[name] * one.table for name, one in three.items()], axis=0)
    error = np.hypot(MODEL_SPREAD * _model_errors(x, votes, prior), beyond_model(table))
    return Estimate(table, fill, error), x


def members(votes: Votes, x: Array) -> dict[str, Estimate]:
    """The three estimates of the ensemble, from the mode ``x`` of the Dirichlet model."""
    alone = _summed(votes, lambda part: expected_tables(x, votes, part))
    shares = np.maximum(alone.table / alone.table.sum(1, keepdims=True), _LEAST_SHARE)
    q, v = constant_odds(votes, shares, rounds=_ROUNDS, power=_POWER)

    def alike(part: slice) -> Array:
        w, y = votes.w[:, part], votes.y[:, part]
        return w[:, None] * (y / w.sum(0))[None]

    return {
        "map": alone,
        "constant_odds": _summed(votes, lambda part: odds_tables(q, v, votes, part)),
        "neighbourhood": Estimate((votes.w / votes.w.sum(0)) @ votes.y.T, alike),
    }


def _summed(votes: Votes, fill: Fill) -> Estimate:
    """The estimate whose table is the sum of those of the units."""
    table: Array = sum((fill(part).sum(2) for part in votes.chunks()), start=np.zeros(votes.size[:2]))
    return Estimate(table, fill)


def _model_errors(x: Array, votes: Votes, prior: Prior) -> Array:
    """The standard deviation of each cell's votes under the normal approximation of the posterior."""
    r, c, _ = votes.size
    at = Shape.of(x, r, c)
    spread = np.linalg.inv(precision(x, votes, prior))[:-1, :-1].reshape(r, c, r, c)
    own = spread[np.arange(r), :, np.arange(r), :]
    variance = np.einsum("rkl,rlm,rkm->rk", at.t, own, at.t)
    deviation: Array = votes.w.sum(1)[:, None] * np.sqrt(np.maximum(variance, 0))
    return deviation


def beyond_model(table: Array) -> Array:
    """The standard deviation of each cell's votes that stands for what the model leaves out."""
    others = np.maximum(1 - table / table.sum(1, keepdims=True), 0.05)
    deviation: Array = BEYOND_MODEL * np.sqrt(table.sum() * table * others)
    return deviation


def precision(x: Array, votes: Votes, prior: Prior) -> Array:
    """Of the posterior at its mode: the information of all the units and that of the prior."""
    r, k, _ = votes.size
    total = information(x, votes)
    own = np.append(prior.rate * Shape.of(x, r, k).a.ravel(), prior.log_tau_sd**-2)
    total[np.diag_indices_from(total)] += own
    return total
