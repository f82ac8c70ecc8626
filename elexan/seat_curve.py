"""Seat curves: the seats of every party at each uniform swing between two parties, and what they show.

A swing of s takes s of the votes from the second party to the first in every contest in which both stand, and
leaves the other contests, and every other party, as they were. A share cannot fall below 0. Where
several seats are filled the votes are those of each party's best candidate together (top_vote, as in
``party_share``) and all candidates of a party move together. With no swing the seats are those won, also
where a lot decided between equal votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .columns import contest_keys, flag, names, number, require, text, whole
from .errors import DataError, EmptySelectionError, Problem, UnknownNameError
from .shares import UMBRELLA, uncontested

Pair = tuple[str, str]
_BLOCK = 4_000_000  # cells of candidates times swings taken at once, so that memory stays small


def seat_curve(
    results: pd.DataFrame,
    *,
    parties: Pair = ("Con", "Lab"),
    swings: Sequence[float] | None = None,
    by: str | Sequence[str] = "organisation",
) -> pd.DataFrame:
    """Seats of every party at each uniform swing between two, one row per group, swing and party.

    ``swings``: fractions between −1 and 1, positive towards the first of ``parties`` (as in ``swing``);
    default −0.2 to 0.2 in steps of 0.005. Contests without a poll, or of which a vote is not known, keep
    those elected. Second rounds have no seat curve: a contest by the supplementary vote is a ValueError.

    Columns: those of ``by``, ``swing``, ``party_a``, ``party_b``, party, ``seats``, ``seats_share`` (0 to 1),
    ``vote_share`` (0 to 1, at this swing, of the contests whose votes are known), ``contests``, ``swung`` (of
    them those in which both parties stand) and ``share_method``. References: Butler 1951; Tufte 1973.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x", "y", "y"], "organisation": "o", "seats": 1,
    ...                   "candidate_id": list("abab"), "party": ["Con", "Lab"] * 2,
    ...                   "first_pref": [60, 40, 45, 55], "elected": [True, False, False, True]})
    >>> t = seat_curve(r, swings=[-0.11, 0.0, 0.06])
    >>> t[t["party"] == "Con"][["swing", "seats", "vote_share"]].round(3).values.tolist()
    [[-0.11, 0, 0.415], [0.0, 1, 0.525], [0.06, 2, 0.585]]
    """
    steps = np.arange(-40, 41) / 200 if swings is None else _steps(swings)
    council = _arranged(results, [parties], names(by))
    seats, votes = _counted(council, steps[:, None])
    table = _long(council, seats, {"swing": steps})
    total = seats.sum(axis=2, keepdims=True)
    shares = seats / np.where(total > 0, total, np.nan)
    cast = votes.sum(axis=2, keepdims=True)
    of_votes = votes / np.where(cast > 0, cast, np.nan)
    table = table.assign(
        party_a=parties[0], party_b=parties[1], seats_share=shares.reshape(-1),
        vote_share=of_votes.reshape(-1), share_method="top_vote",
    )  # fmt: skip
    shown = [
        "swing",
        "party_a",
        "party_b",
        "party",
        "seats",
        "seats_share",
        "vote_share",
        "contests",
        "swung",
    ]
    order = [*council.keys, *shown, "share_method"]
    return table[order].sort_values([*council.keys, "swing", "party"], ignore_index=True)


def seat_grid(
    results: pd.DataFrame,
    *,
    first: Pair = ("Con", "Lab"),
    second: Pair = ("Con", "LD"),
    swings: Sequence[float] | None = None,
    by: str | Sequence[str] = "organisation",
) -> pd.DataFrame:
    """Seats of the parties at every combination of two uniform swings, one row per group, point and party.

    Both swings act at once, each in the contests in which both of its parties stand; see ``seat_curve``.
    ``swings`` are those of either pair, positive towards the first of it; default −0.15 to 0.15 in steps of
    0.01. Parties that have a seat at no point of the grid of their group have no row.

    Columns: those of ``by``, ``first_swing``, ``second_swing``, ``first_a``, ``first_b``, ``second_a``,
    ``second_b``, party, ``seats``, ``seats_up`` and ``control`` (the party with more than half of them, else
    NOC; Local, ResAssoc and Other stand for many parties and never control).

    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "o", "seats": 1, "candidate_id": list("abc"),
    ...                   "party": ["Con", "Lab", "LD"], "first_pref": [40, 34, 26],
    ...                   "elected": [True, False, False]})
    >>> t = seat_grid(r, swings=[-0.1, 0.0])
    >>> t[t["seats"] > 0][["first_swing", "second_swing", "control"]].values.tolist()
    [[-0.1, -0.1, 'Lab'], [-0.1, 0.0, 'Lab'], [0.0, -0.1, 'LD'], [0.0, 0.0, 'Con']]
    """
    steps = np.arange(-15, 16) / 100 if swings is None else _steps(swings)
    council = _arranged(results, [first, second], names(by))
    points = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    seats, _ = _counted(council, points)
    up = seats.sum(axis=2, keepdims=True)
    many = np.isin(council.parties, UMBRELLA)
    holds = (seats * 2 > up) & ~many
    controls = np.where(holds.any(axis=2), council.parties[holds.argmax(axis=2)], "NOC")
    table = _long(council, seats, {"first_swing": points[:, 0], "second_swing": points[:, 1]})
    table = table.assign(
        first_a=first[0], first_b=first[1], second_a=second[0], second_b=second[1],
        seats_up=whole(pd.Series(np.broadcast_to(up, seats.shape).reshape(-1))),
        control=np.repeat(controls.reshape(-1), len(council.parties)),
    )  # fmt: skip
    keys = council.keys
    seated = table["seats"].groupby([table[c] for c in [*keys, "party"]], dropna=False).transform("max") > 0
    pairs = ["first_a", "first_b", "second_a", "second_b"]
    shown = ["first_swing", "second_swing", *pairs, "party", "seats", "seats_up", "control"]
    order = [*keys, "first_swing", "second_swing", "party"]
    return table.loc[seated, [*keys, *shown]].sort_values(order, ignore_index=True)


class _Council(NamedTuple):
    """Candidates in order of their contest, each contest's real winners first, and where each belongs."""

    rows: pd.DataFrame
    keys: list[str]
    groups: pd.DataFrame
    parties: np.ndarray
    moves: np.ndarray  # of each candidate under each pair: 1, −1 or 0


def _steps(swings: Sequence[float]) -> np.ndarray:
    steps = np.unique(np.asarray(list(swings), dtype=float))
    if not len(steps) or not (np.abs(steps) <= 1).all():
        raise ValueError("swings= are fractions between −1 and 1, one or more (0.05 is five points)")
    return steps


def _arranged(results: pd.DataFrame, pairs: Sequence[Pair], keys: list[str]) -> _Council:
    require(
        results, "results", ["ballot_id", "candidate_id", "party", "first_pref", "elected", "seats", *keys]
    )
    if results.empty:
        raise EmptySelectionError("results has no rows: select the contests of a council first")
    _sound(results, pairs)
    group_of = contest_keys(results, keys).drop(columns=[] if "ballot_id" in keys else "ballot_id")
    groups = group_of[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    rows = results[list(dict.fromkeys(["ballot_id", "candidate_id", "party", *keys]))].assign(
        _votes=number(results, "first_pref"), _seats=number(results, "seats"),
        _won=flag(results, "elected").fillna(False).astype(bool), _no_poll=uncontested(results),
        _list=results["party"].mask(results["party"].isin(UMBRELLA), text(results, "party_name")),
    )  # fmt: skip
    ballot = rows["ballot_id"]
    known = ~rows["_no_poll"] & rows["_votes"].notna().groupby(ballot).transform("all")
    rows = rows.assign(_known=known & (rows["_votes"].groupby(ballot).transform("sum") > 0))
    rows = rows.assign(_list=rows["_list"].fillna(rows["party"]))
    lists = rows.groupby(["ballot_id", "_list"])["_votes"].max().groupby("ballot_id").sum()
    base = rows["_votes"].groupby(ballot).transform("sum").where(rows["_seats"] == 1, ballot.map(lists))
    rows = rows.merge(groups.assign(_group=range(len(groups))), on=keys, validate="many_to_one").assign(
        _base=base.to_numpy()
    )
    rows = rows.sort_values(
        ["ballot_id", "_won", "_votes", "candidate_id"],
        ascending=[True, False, False, True],
        ignore_index=True,
    )
    ballot = rows["ballot_id"]
    moves = []
    for a, b in pairs:
        here = [(rows["party"] == p).groupby(ballot).transform("any") for p in (a, b)]
        sign = (rows["party"] == a).astype(int) - (rows["party"] == b).astype(int)
        moves.append(sign.where(here[0] & here[1] & rows["_known"], 0).to_numpy())
    parties = np.array(sorted(rows["party"].unique()), dtype=object)
    return _Council(rows, keys, groups, parties, np.array(moves))


def _sound(results: pd.DataFrame, pairs: Sequence[Pair]) -> None:
    """Nothing, or an error for pairs that name no two parties and contests that have no seat curve."""
    known = results["party"].dropna().unique()
    for pair in pairs:
        if isinstance(pair, str) or len(set(pair)) != 2:
            raise ValueError(f'{pair!r} must be two different party codes, such as ("Con", "Lab")')
        for name in pair:
            if name not in known:
                raise UnknownNameError("party in these results", name, known, hint=", ".join(sorted(known)))
    if "voting_system" in results and (results["voting_system"] == "SV").any():
        raise ValueError("a contest by the supplementary vote has no seat curve; leave these contests out")
    lacking = results.loc[flag(results, "elected").isna() | results["party"].isna(), "ballot_id"].unique()
    if len(lacking):
        raise DataError([
            Problem("results", "a candidate's party, or whether elected, is missing", "leave the contest out",
                    key=str(ballot)) for ballot in lacking
        ])  # fmt: skip


def _counted(council: _Council, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seats and votes by group, point and party; ``points`` has one row a point, one column a pair."""
    shape = (len(council.groups), len(points), len(council.parties))
    seats, votes = np.zeros(shape), np.zeros(shape)
    every = max(1, _BLOCK // max(1, len(council.rows)))
    for start in range(0, len(points), every):
        part = slice(start, start + every)
        shift = points[part] @ council.moves
        rows = council.rows
        share = rows["_votes"].to_numpy() / rows["_base"].to_numpy()
        moved = np.clip(share + shift, 0, None)
        seats[:, part] = _seats(council, moved)
        votes[:, part] = _votes(council, moved)
    return seats, votes


def _seats(council: _Council, shares: np.ndarray) -> np.ndarray:
    """Seats by group, point and party: in each contest the highest shares, real winners first where equal."""
    rows = council.rows
    codes = np.searchsorted(council.parties, rows["party"].to_numpy())
    cell = rows["_group"].to_numpy() * len(council.parties) + codes
    won = np.zeros((len(council.groups) * len(council.parties), len(shares)))
    fixed = (~rows["_known"] & rows["_won"]).to_numpy()
    np.add.at(won, cell[fixed], 1)
    known = rows["_known"].to_numpy()
    place = rows.groupby("ballot_id").cumcount().to_numpy()
    elected = rows["_won"].groupby(rows["ballot_id"]).transform("sum").to_numpy()
    number_of = rows.groupby("ballot_id").ngroup().to_numpy()
    for filled in np.unique(elected[known & (elected > 0)]):
        own = known & (elected == filled)
        _, contest = np.unique(number_of[own], return_inverse=True)
        size = (contest.max() + 1, place[own].max() + 1)
        wide = np.full((len(shares), *size), -1.0)
        wide[:, contest, place[own]] = shares[:, own]
        cells = np.zeros(size, dtype=int)
        cells[contest, place[own]] = cell[own]
        if filled == 1:
            first = wide.argmax(axis=2)[:, :, None]
        else:
            first = np.argsort(-wide, axis=2, kind="stable")[:, :, : int(filled)]
        winner = np.take_along_axis(cells[None], first, axis=2)
        point = np.broadcast_to(np.arange(len(shares))[:, None, None], winner.shape)
        np.add.at(won, (winner, point), 1)
    return won.reshape(len(council.groups), len(council.parties), -1).transpose(0, 2, 1)


def _votes(council: _Council, shares: np.ndarray) -> np.ndarray:
    """Votes by group, point and party: of all candidates of one seat, of each list's best of several."""
    rows = council.rows[council.rows["_known"]]
    shape = (len(council.groups), len(shares), len(council.parties))
    if rows.empty:
        return np.zeros(shape)
    order = rows.sort_values(["ballot_id", "party", "_list"], kind="stable")
    cast = shares[:, order.index.to_numpy()] * order["_base"].to_numpy()
    starts = np.flatnonzero(~order.duplicated(["ballot_id", "party", "_list"]).to_numpy())
    total, best = np.add.reduceat(cast, starts, axis=1), np.maximum.reduceat(cast, starts, axis=1)
    lists = order.iloc[starts]
    votes = np.where((lists["_seats"] == 1).to_numpy(), total, best)
    codes = np.searchsorted(council.parties, lists["party"].to_numpy())
    cell = lists["_group"].to_numpy() * len(council.parties) + codes
    out = np.zeros((len(council.groups) * len(council.parties), len(shares)))
    np.add.at(out, cell, votes.T)
    return out.reshape(len(council.groups), len(council.parties), -1).transpose(0, 2, 1)


def _long(council: _Council, seats: np.ndarray, axes: dict[str, np.ndarray]) -> pd.DataFrame:
    """One row per group, point and party, with the number of contests and of those that swing."""
    n_groups, n_points, n_parties = seats.shape
    swings = (council.moves != 0).any(axis=0)
    counts = council.rows.assign(_swung=pd.Series(swings).groupby(council.rows["ballot_id"]).transform("any"))
    counts = counts.drop_duplicates("ballot_id").groupby("_group").agg(
        contests=("_group", "size"), swung=("_swung", "sum")
    )  # fmt: skip
    repeat = n_points * n_parties
    table = council.groups.loc[council.groups.index.repeat(repeat)].reset_index(drop=True)
    return table.assign(
        **{name: np.tile(np.repeat(values, n_parties), n_groups) for name, values in axes.items()},
        party=np.tile(council.parties, n_groups * n_points),
        seats=whole(pd.Series(seats.reshape(-1))),
        contests=np.repeat(counts["contests"].to_numpy(), repeat),
        swung=np.repeat(counts["swung"].to_numpy(), repeat),
    )
