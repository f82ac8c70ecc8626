"""A model of what the voters of eliminated candidates do with their second preference.

A voter of an eliminated candidate of party p transfers to finalist f or to nobody (no second preference,
one for somebody also eliminated, a spoilt one): a multinomial logit with nobody as the reference. The
utility of f is a level, less where more of the eliminated votes (``others``) and of all votes (``crowd``)
are other eliminated people's, for whom a second preference is lost; plus how near p and f lie from left to
right; plus an effect of p, of f, of the pair, and of f in that year. The last four are partially pooled:
normal about nought, each kind with a spread of its own, so that a pair seen once or never borrows from the
rest.

What is observed is a contest's transfer rate and the leader's share of the transfers, both over all origins
together; their log-odds scatter normally about the model's, since contests differ by more than sampling.
Counting areas stand in for their contest where they make it up, and scatter about an effect of the contest.
The estimate is the mode of the posterior (Gauss–Newton), the spreads by expectation–maximisation with a weak
prior, the uncertainty that of the normal approximation there (Laplace). References: McFadden 1974
(multinomial logit); Gelman & Hill 2007 (partial pooling); Brown & Payne 1986 (transitions from totals).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .cells import transfer_units

LEFT_TO_RIGHT = {
    "Grn": -1, "Lab": -1, "PC": -1, "WPB": -1, "LD": 0, "Con": 1, "UKIP": 2, "Reform": 2, "EngDem": 2,
}  # fmt: skip
"""Where parties stand, coarsely; those not here (independents, local and other parties) stand nowhere."""

_WEAK = {"level": 10.0, "others": 10.0, "crowd": 1.0, "nearness": 1.0}
_POOLED = {"origin": 0.4, "finalist": 0.4, "pair": 0.4, "year": 0.15}
_SCATTER = {"contest_rate": 0.3, "contest_share": 0.3, "area_rate": 0.2, "area_share": 0.2}
_FIRST = {**_WEAK, **_POOLED, **_SCATTER}
_PRIOR_WEIGHT, _STEPS, _SETTLE = 2, 300, 6
FIGURES = ("rate", "share")


@dataclass(frozen=True)
class TransferModel:
    """What ``fit_transfers`` found; ``estimate_transfer_shares`` and ``simulate_transfers`` read it.

    ``effects``: one row an effect (effect, kind, mean, sd; log-odds). ``covariance``: of the effects, in
    that order. ``spread``: standard deviation of each kind, and of a contest's own ``rate`` and ``share``
    (log-odds). ``cells``: the eliminated candidates it rests on. ``positions``: where parties stand.
    """

    effects: pd.DataFrame
    covariance: np.ndarray
    spread: Mapping[str, float]
    cells: pd.DataFrame
    positions: Mapping[str, float]


def terms(
    cells: pd.DataFrame, who: str, positions: Mapping[str, float]
) -> list[tuple[list[str], np.ndarray]]:
    """The effects in each cell's utility of a finalist (``leader``, ``runner_up``): names and multipliers.

    The part of a name before the colon is its kind. Those who stand nowhere are a middling 1 from everybody.

    >>> one = pd.DataFrame({"origin": ["LD"], "leader": ["Con"], "others": [0.0], "crowd": [0.0],
    ...                     "year": ["2021"]})
    >>> [(names[0], float(by[0])) for names, by in terms(one, "leader", LEFT_TO_RIGHT)][3:6]
    [('nearness:', -1.0), ('origin:LD', 1.0), ('finalist:Con', 1.0)]
    """
    one = np.ones(len(cells))
    both = list(zip(cells["origin"].tolist(), cells[who].tolist(), cells["year"].tolist(), strict=True))
    apart = [abs(positions[p] - positions[f]) if {p, f} <= positions.keys() else 1 for p, f, _ in both]
    crowd = {f"{name}:": cells[name].to_numpy(float) for name in ("others", "crowd")}
    measured = {"level:": one, **crowd, "nearness:": -np.array(apart, dtype=float)}
    return [
        *(([name] * len(cells), by) for name, by in measured.items()),
        ([f"origin:{p}" for p, _, _ in both], one),
        ([f"finalist:{f}" for _, f, _ in both], one),
        ([f"pair:{p}>{f}" for p, f, _ in both], one),
        ([f"year:{f} {year}" for _, f, year in both], one),
    ]


def fit_transfers(
    results: pd.DataFrame,
    counting_areas: pd.DataFrame | None = None,
    *,
    positions: Mapping[str, float] = LEFT_TO_RIGHT,
) -> TransferModel:
    """The model fitted to every contest whose transfers are known (``observed_transfers``).

    ``results`` and ``counting_areas`` as loaded. ``positions`` are where parties stand from left to right.
    Raises ValueError where fewer than three contests are known.

    >>> r = pd.DataFrame({"candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25]})
    >>> r = pd.concat([r.assign(ballot_id=b, second_pref=[4, n, None])
    ...                for b, n in zip("xyz", (12, 14, 16))])
    >>> model = fit_transfers(r)
    >>> model.effects.query("kind == 'pair'")["effect"].tolist()
    ['pair:LD>Con', 'pair:LD>Lab']
    """
    units = transfer_units(results, counting_areas)
    contests = units["ballot_id"].nunique()
    if contests < 3:
        raise ValueError(f"results hold {contests} contests with known transfers; give 3 or more")
    return fit_units(units, positions=positions)


def fit_units(
    units: pd.DataFrame,
    *,
    positions: Mapping[str, float] = LEFT_TO_RIGHT,
    start: TransferModel | None = None,
) -> TransferModel:
    """The model fitted to the cells of ``transfer_units``, from an earlier fit where one is given.

    >>> r = pd.DataFrame({"candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25]})
    >>> r = pd.concat([r.assign(ballot_id=b, second_pref=[4, n, None])
    ...                for b, n in zip("xyz", (12, 14, 16))])
    >>> sorted(fit_units(transfer_units(r)).spread)[:3]
    ['area_rate', 'area_share', 'contest_rate']
    """
    data = _design(units, positions)
    spread = dict(_FIRST if start is None else start.spread)
    known = {} if start is None else dict(zip(start.effects["effect"], start.effects["mean"], strict=True))
    mean = np.array([known.get(name, 0.0) for name in data.names])
    for turn in range(_STEPS):
        step, covariance, left, wide = _step(data, mean, spread)
        mean = mean + step
        # The effects settle first: what they have yet to explain is not scatter.
        new = _spread(data, mean, covariance, left, wide) if turn >= _SETTLE else dict(spread)
        moved = max(abs(new[kind] - spread[kind]) for kind in spread)
        spread = new
        if turn > _SETTLE and moved < 1e-3 and np.abs(step).max() < 1e-2:
            break
    kinds = [name.split(":")[0] for name in data.names]
    effects = pd.DataFrame(
        {"effect": data.names, "kind": kinds, "mean": mean, "sd": np.sqrt(np.diag(covariance))}
    )
    return TransferModel(effects, covariance, spread, units, dict(positions))


@dataclass(frozen=True)
class _Design:
    """What is fitted: the cells' effects as a matrix, and what was seen of each unit."""

    names: list[str]
    utility: np.ndarray  # cell x finalist x effect
    own: np.ndarray  # unit x figure (rate, share) x effect: the effects of a contest with areas
    weight: np.ndarray
    begin: np.ndarray  # first cell of each unit
    seen: np.ndarray  # unit x figure
    by_area: np.ndarray


def _design(units: pd.DataFrame, positions: Mapping[str, float]) -> _Design:
    """The matrices of a table of units, whose cells lie together."""
    slots = [terms(units, who, positions) for who in ("leader", "runner_up")]
    first = units.drop_duplicates("unit")
    whole = list(zip(first["ballot_id"].tolist(), first["by_area"].tolist(), strict=True))
    named = [name for slot in slots for listed, _ in slot for name in listed]
    named += [f"contest_{figure}:{ballot}" for figure in FIGURES for ballot, cut in whole if cut]
    names = list(dict.fromkeys(named))
    place = {name: n for n, name in enumerate(names)}
    utility = np.zeros((len(units), 2, len(names)))
    for n, slot in enumerate(slots):
        for listed, by in slot:
            utility[np.arange(len(units)), n, [place[name] for name in listed]] += by
    own = np.zeros((len(first), 2, len(names)))
    for row, (ballot, cut) in enumerate(whole):
        for n, figure in enumerate(FIGURES if cut else ()):
            own[row, n, place[f"contest_{figure}:{ballot}"]] = 1
    begin = np.flatnonzero(~units["unit"].duplicated().to_numpy())
    seen = first[["rate_odds", "share_odds"]].to_numpy(float)
    return _Design(
        names, utility, own, units["weight"].to_numpy(float), begin, seen, first["by_area"].to_numpy(bool)
    )


def _step(
    data: _Design, mean: np.ndarray, spread: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One Gauss–Newton step: the step, the covariance, the residuals and their variance from the effects'."""
    chance = np.exp(data.utility @ mean)
    chance = chance / (1 + chance.sum(axis=1, keepdims=True))
    moved = np.add.reduceat(data.weight[:, None] * chance, data.begin)
    rate = moved.sum(axis=1)
    odds = np.stack([np.log(rate / (1 - rate)), np.log(moved[:, 0] / moved[:, 1])], axis=1)
    average = (chance[:, :, None] * data.utility).sum(axis=1, keepdims=True)
    slope = (data.weight[:, None] * chance)[:, :, None] * (data.utility - average)
    slope = np.add.reduceat(slope, data.begin)
    of_rate = slope.sum(axis=1) / (rate * (1 - rate))[:, None]
    of_share = slope[:, 0] / moved[:, [0]] - slope[:, 1] / moved[:, [1]]
    slope = (np.stack([of_rate, of_share], axis=1) + data.own).reshape(-1, len(data.names))
    left = data.seen - odds - data.own @ mean
    scatter = np.array([[spread[f"{of}_{f}"] for f in FIGURES] for of in ("contest", "area")])
    precise = (1 / scatter[data.by_area.astype(int)] ** 2).ravel()
    prior = 1 / np.array([spread[name.split(":")[0]] for name in data.names]) ** 2
    covariance = np.linalg.inv(slope.T @ (precise[:, None] * slope) + np.diag(prior))
    pull = slope.T @ (precise * left.ravel()) - prior * mean
    wide = ((slope @ covariance) * slope).sum(axis=1).reshape(left.shape)
    step = covariance @ pull
    return step * min(1.0, 2 / max(np.abs(step).max(), 1e-12)), covariance, left, wide


def _spread(
    data: _Design, mean: np.ndarray, covariance: np.ndarray, left: np.ndarray, wide: np.ndarray
) -> dict[str, float]:
    """The spread of each kind of effect, and of contests and areas, given the effects."""
    kinds = np.array([name.split(":")[0] for name in data.names])
    squares = mean**2 + np.diag(covariance)
    spread = dict(_FIRST)
    for kind, usual in {**_POOLED, **_SCATTER}.items():
        these = squares[kinds == kind]
        if kind in _SCATTER:
            of, figure = kind.split("_")
            here = data.by_area == (of == "area")
            these = np.append(these, (left**2 + wide)[here, FIGURES.index(figure)])
        spread[kind] = float(np.sqrt((these.sum() + _PRIOR_WEIGHT * usual**2) / (len(these) + _PRIOR_WEIGHT)))
    return spread
