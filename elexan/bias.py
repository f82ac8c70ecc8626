"""Partisan bias and responsiveness: what a seat curve says of how votes become seats between two parties."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from .columns import number, require
from .errors import DataError, Problem

_CURVE = ["swing", "party_a", "party_b", "party", "seats", "seats_share", "vote_share"]
_NOT_KEYS = {*_CURVE, "contests", "swung", "share_method"}


def bias_and_responsiveness(curve: pd.DataFrame, *, window: float = 0.05) -> pd.DataFrame:
    """Partisan bias and responsiveness between the two parties of a seat curve, one row per group.

    ``curve`` is a table of ``seat_curve``. V and S are the first party's parts of the votes and of the seats
    of the two parties together, at each swing; between the swings of the curve both are taken as straight
    lines. At equal votes V is one half.

    * Bias is S at equal votes less one half, positive where it favours the first party; in seats it is the
      first party's seats less the second's at equal votes.
    * Responsiveness (the swing ratio) is the slope of S on V over a ``window`` (of swing, 0 to 1) centred
      on the result, and centred on equal votes: the change in S for a change of one in V. Proportional
      representation has 1, and a result that no swing in the window changes has 0.
    * The votes for half of the seats are the V at which S is one half; where S stays one half over some
      votes, the middle of them.

    Columns: those the curve is grouped by, ``party_a``, ``party_b``, ``two_party_vote_share`` and
    ``two_party_seats_share`` (V and S of the result, 0 to 1), ``equal_votes_swing`` (the swing to equal
    votes), ``bias_share`` (−0.5 to 0.5), ``bias_seats``, ``responsiveness``,
    ``responsiveness_at_equal_votes``, ``half_seats_vote_share`` (0 to 1), ``window`` and ``note`` (what the
    swings of the curve do not reach, and so is missing). References: Tufte 1973; Gelman & King 1994;
    Johnston, Pattie, Dorling & Rossiter 2001.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x", "y", "y", "z", "z"], "organisation": "o", "seats": 1,
    ...                   "candidate_id": list("ababab"), "party": ["Con", "Lab"] * 3,
    ...                   "first_pref": [55, 45, 55, 45, 22, 78],
    ...                   "elected": [True, False, True, False, False, True]})
    >>> from elexan import seat_curve
    >>> b = bias_and_responsiveness(seat_curve(r))
    >>> b[["equal_votes_swing", "bias_share", "bias_seats"]].round(3).values.tolist()
    [[0.06, 0.167, 1.0]]
    """
    require(curve, "curve", _CURVE, remedy="seat_curve gives such a table")
    if not 0 < window <= 1:
        raise ValueError(f"window={window} is a swing: above 0, at most 1")
    keys = [c for c in curve.columns if c not in _NOT_KEYS]
    two = _two_parties(curve, keys)
    rows = [
        [*(key if isinstance(key, tuple) else (key,)), *_measures(one, window)]
        for key, one in two.groupby(keys, dropna=False)
    ]
    figures = [
        "party_a", "party_b", "two_party_vote_share", "two_party_seats_share", "equal_votes_swing",
        "bias_share", "bias_seats", "responsiveness", "responsiveness_at_equal_votes",
        "half_seats_vote_share", "window", "note",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[*keys, *figures])
    return table.assign(note=table["note"].astype("str")).sort_values(keys, ignore_index=True)


def _two_parties(curve: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Votes and seats of the two parties at each swing, one row per group and swing."""
    on = [*keys, "swing", "party_a", "party_b"]
    table = curve[on].drop_duplicates()
    repeated = table.duplicated([*keys, "swing"])
    if repeated.any():
        raise DataError([Problem("curve", "has curves of several pairs", "give one pair of parties")])
    for name in ("a", "b"):
        own = curve[curve["party"] == curve[f"party_{name}"]]
        own = own[[*keys, "swing"]].assign(
            **{f"_v{name}": number(own, "vote_share"), f"_s{name}": number(own, "seats")}
        )
        table = table.merge(own, on=[*keys, "swing"], how="left", validate="one_to_one")
    return table.sort_values([*keys, "swing"], ignore_index=True)


def _measures(one: pd.DataFrame, window: float) -> list[object]:
    """The measures of one group: its curve read at the result, at equal votes and at half of the seats."""
    swing, va, vb, sa, sb = (one[c].to_numpy(float) for c in ("swing", "_va", "_vb", "_sa", "_sb"))
    votes = _part(va, vb)
    seats = _part(sa, sb)
    equal = _crossing(swing, votes, swing)

    def at(values: np.ndarray) -> Callable[[float], float]:
        return lambda s: float(np.interp(s, swing, values, left=np.nan, right=np.nan))

    def slope(centre: float) -> float:
        low, high = centre - window / 2, centre + window / 2
        gained = at(votes)(high) - at(votes)(low)
        return (at(seats)(high) - at(seats)(low)) / gained if gained > 0 else float("nan")

    figures = {
        "the swing to equal votes": equal,
        "the window round the result": slope(0.0),
        "the window round equal votes": slope(equal),
        "half of the seats": _crossing(swing, seats, votes),
    }
    note = "; ".join(name for name, value in figures.items() if np.isnan(value))
    _, actual, at_equal, half = figures.values()
    return [
        one["party_a"].iloc[0], one["party_b"].iloc[0], at(votes)(0.0), at(seats)(0.0), equal,
        at(seats)(equal) - 0.5, at(sa)(equal) - at(sb)(equal), actual, at_equal, half, window,
        f"not reached by these swings: {note}" if note else None,
    ]  # fmt: skip


def _part(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A's part of both; missing where both have nothing."""
    return np.asarray(a / np.where(a + b > 0, a + b, np.nan), dtype=float)


def _crossing(swing: np.ndarray, rising: np.ndarray, asked: np.ndarray) -> float:
    """What ``asked`` is where ``rising`` reaches one half: the middle, where it stays there."""
    below, above = np.flatnonzero(rising < 0.5), np.flatnonzero(rising > 0.5)
    level = np.flatnonzero(rising == 0.5)
    if len(level):
        return float((asked[level[0]] + asked[level[-1]]) / 2)
    if not len(below) or not len(above):
        return float("nan")
    low, high = below[-1], above[0]
    part = (0.5 - rising[low]) / (rising[high] - rising[low])
    return float(asked[low] + part * (asked[high] - asked[low]))
