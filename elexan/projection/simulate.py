"""Draws of an election around its projection: seats by council and party, and who wins each contest.

Every draw adds to the square root of each party's projected share an error for the nation, two for the
region and one for the contest, then ranks the candidates. Errors are normal; those whose spread was found
from a few regions are Student's t, since how wide they are is itself not well known. A contest's errors come
from a stream of random numbers that depends on the seed and its ballot_id alone, so neither the order of
rows nor what else is in the table moves them, nor how the contests are shared out among workers. One contest
is in memory at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..workers import Client, results
from .planned import Contest, plan
from .spread import EVERY_COMPONENT, Component, ProjectionErrors

_SHARED: tuple[Component, ...] = ("national", "region", "pattern")
_TASK = 500_000  # draws of contests in one task of a worker: a second or so
_LEAST = 16  # contests, so that the draws they share are a small part of it


@dataclass(frozen=True)
class ProjectionDraws:
    """What ``simulate_projection`` drew, from which the chances are read.

    ``holders``: one row a council and party (those of Local, ResAssoc and Other by name, ``party_list``);
    ``seats``: the seats each holder won in each draw. ``contests``: one row a contest and party, with
    ``seats``, ``win_chance`` and ``seats_expected``.
    """

    holders: pd.DataFrame
    seats: np.ndarray
    contests: pd.DataFrame
    draws: int
    seed: int


class _Tally(NamedTuple):
    """The seats of each draw by holder, and of each unit in how many draws it won and how many seats."""

    seats: np.ndarray
    wins: np.ndarray
    expected: np.ndarray

    @classmethod
    def of(cls, holders: int, units: int, draws: int) -> _Tally:
        """A tally of nothing yet."""
        return cls(np.zeros((holders, draws), dtype=np.int16), np.zeros(units), np.zeros(units))


def simulate_projection(
    projected: pd.DataFrame,
    errors: ProjectionErrors,
    *,
    draws: int = 10_000,
    seed: int = 0,
    region: str = "organisation",
    components: Sequence[Component] = EVERY_COMPONENT,
    client: Client | None = None,
) -> ProjectionDraws:
    """Seats by council and party, and winners by contest, in ``draws`` elections around a projection.

    ``projected``: a table of ``project``, whole councils. ``errors``: from ``fit_projection_errors``.
    ``region`` is the contest column of the regional errors. ``components``: the errors drawn; leave out
    national and region where the target of each region is taken as known. The seats of a contest go to the
    candidates with most votes. Read it with ``seat_chances``, ``seat_intervals``, ``control_chances`` and
    ``win_chances``; ``share_intervals`` has the shares of the same draws.

    With ``client`` (a ``dask.distributed.Client``, or an executor of ``concurrent.futures``) the contests are
    shared out among its workers, and the draws are the same to the last bit, however many there are. Here is
    then no more in memory than the seats and what a few tasks hand back.

    Raises ValueError where several seats are up and the errors hold no spread between candidates. A
    ClusterError names workers whose elexan or libraries are other than those here.

    >>> r = pd.DataFrame({"ballot_id": list("xxyy"), "candidate_id": list("abab"), "seats": 1,
    ...                   "organisation": "o", "party": ["Con", "Lab"] * 2, "elected": [True, False] * 2,
    ...                   "vote_share": [0.9, 0.1, 0.5, 0.5], "vote_share_before": 0.5})
    >>> spread = pd.DataFrame({"component": "division", "party": ["any other", "any new"], "sd": 0.05})
    >>> drawn = simulate_projection(r, ProjectionErrors(spread), components=["division"])
    >>> drawn.contests.query("party == 'Con'")["win_chance"].round(1).tolist()
    [1.0, 0.5]
    """
    units, holders, contests = plan(projected, errors, region, components)
    whole = _Tally.of(len(holders), len(units), draws)
    if client is None:
        _count(contests, units, errors, whole, seed=seed, components=components)
    else:
        tasks = _tasks(contests, units, errors, draws=draws, seed=seed, components=components)
        for at, rows, part in results(client, _count_some, tasks):
            whole.seats[rows] += part.seats
            own = slice(at, at + len(part.wins))
            whole.wins[own], whole.expected[own] = part.wins, part.expected
    labels = [c for c in units if c not in ("_region", "_root", "_spread", "_above")]
    table = units[labels].assign(win_chance=whole.wins / draws, seats_expected=whole.expected / draws)
    return ProjectionDraws(holders, whole.seats, table, draws, seed)


def _count(
    contests: list[Contest], units: pd.DataFrame, errors: ProjectionErrors, tally: _Tally, *, seed: int,
    components: Sequence[Component],
) -> None:  # fmt: skip
    """Draw the contests and add what each holder and unit wins to the tally."""
    seats, wins, expected = tally
    scatter = errors.sd("candidate") if "candidate" in components else 0.0
    for contest, roots, stream in drawn_roots(
        contests, errors, units, draws=seats.shape[1], seed=seed, components=components
    ):
        places = slice(contest.first_unit, contest.first_unit + len(contest.root))
        if len(contest.unit) == len(contest.root) and contest.seats == 1:
            won = _highest(roots, 1)
            wins[places] = expected[places] = np.count_nonzero(won, axis=1)
        else:
            won = _highest(_candidates(contest, roots, stream, scatter), contest.seats)
            for n in range(len(contest.root)):
                own = won[contest.unit == n]
                wins[contest.first_unit + n] = np.count_nonzero(own.any(axis=0))
                expected[contest.first_unit + n] = np.count_nonzero(own)
        for holder, hit in zip(contest.holder, won, strict=True):
            np.add(seats[holder], hit.view(np.int8), out=seats[holder], casting="unsafe")


def _tasks(
    contests: list[Contest], units: pd.DataFrame, errors: ProjectionErrors, *, draws: int, seed: int,
    components: Sequence[Component],
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """What ``_count_some`` takes, a few contests at a time, with their own parties, regions and holders."""
    several = max(_LEAST, -(-_TASK // draws))
    for start in range(0, len(contests), several):
        part = contests[start : start + several]
        first, last = part[0].first_unit, part[-1].first_unit + len(part[-1].root)
        rows, common, regions = (
            np.unique(np.concatenate([np.atleast_1d(getattr(c, name)) for c in part]))
            for name in ("holder", "common", "region")
        )
        own = [
            replace(
                c, holder=np.searchsorted(rows, c.holder), common=np.searchsorted(common, c.common),
                region=int(np.searchsorted(regions, c.region)), first_unit=c.first_unit - first,
            )
            for c in part
        ]  # fmt: skip
        named = units.iloc[first:last][["party", "_region"]].reset_index(drop=True)
        yield first, rows, own, named, errors, draws, seed, tuple(components)


def _count_some(  # noqa: PLR0917  (a task is its arguments in order)
    first: int, rows: np.ndarray, contests: list[Contest], units: pd.DataFrame, errors: ProjectionErrors,
    draws: int, seed: int, components: Sequence[Component],
) -> tuple[int, np.ndarray, _Tally]:  # fmt: skip
    """On a worker: the place of these contests' first unit, of their holders, and their tally."""
    tally = _Tally.of(len(rows), len(units), draws)
    _count(contests, units, errors, tally, seed=seed, components=components)
    return first, rows, tally


def drawn_roots(
    contests: list[Contest], errors: ProjectionErrors, units: pd.DataFrame, *, draws: int, seed: int,
    components: Sequence[str],
) -> Iterator[tuple[Contest, np.ndarray, np.random.Generator]]:  # fmt: skip
    """Each contest with the roots of its parties' shares, party by draw, and the rest of its stream."""
    parties, regions = (sorted(set(units[c])) for c in ("party", "_region"))
    wide = {c: errors.sd(c) if c in components else 0.0 for c in _SHARED}
    unknown = [c for c, sd in wide.items() if np.isnan(sd)]
    if unknown:
        raise ValueError(f"errors hold no spread for {', '.join(unknown)}; leave it out of components=")

    def shared(component: Component, *name: str) -> np.ndarray:
        """The component's error of each party, or 0 where it is not drawn."""
        if wide[component] == 0:
            return np.zeros((len(parties), 1), np.float32)
        rows = [stream(seed, component, *name, p).standard_normal(draws, np.float32) for p in parties]
        return np.stack(rows) * np.float32(wide[component]) * _unsure(errors, component, draws, seed)

    nation, current = shared("national"), -1
    for contest in contests:
        if contest.region != current:
            current = contest.region
            common = nation + shared("region", str(regions[current]))
            slopes = shared("pattern", str(regions[current]))
        numbers = stream(seed, "contest", contest.ballot_id)
        roots = numbers.standard_normal((len(contest.root), draws), np.float32)
        roots *= contest.spread[:, None]
        roots += contest.root[:, None] + common[contest.common]
        if wide["pattern"] > 0:
            roots += slopes[contest.common] * contest.above[:, None]
        yield contest, roots, numbers


def _unsure(errors: ProjectionErrors, component: Component, draws: int, seed: int) -> np.ndarray:
    """How much wider or narrower the component may be than it was found to be, draw by draw.

    A standard deviation of few degrees of freedom is itself known badly: its errors are Student's t.
    """
    known = errors.degrees_of_freedom(component)
    if not known > 0:
        return np.ones(1, np.float32)
    square = stream(seed, component, "its spread").chisquare(known, draws)
    return np.sqrt(known / square).astype(np.float32)


def stream(seed: int, *name: str) -> np.random.Generator:
    """Random numbers that depend on the seed and a name alone.

    >>> bool(stream(1, "contest", "x").random() == stream(1, "contest", "x").random())
    True
    """
    return np.random.Generator(np.random.SFC64([seed, zlib.crc32("\n".join(name).encode())]))


def _candidates(
    contest: Contest, roots: np.ndarray, numbers: np.random.Generator, scatter: float
) -> np.ndarray:
    """Each candidate's votes in each draw, in proportion."""
    share = np.square(np.maximum(roots, 0.0))[contest.unit] * contest.part.astype(np.float32)[:, None]
    several = np.bincount(contest.unit)[contest.unit] > 1
    if scatter > 0 and several.any():
        noise = numbers.standard_normal((np.count_nonzero(several), share.shape[1]), np.float32)
        share[several] *= np.exp(np.float32(scatter) * noise)
    return np.asarray(share)


def _highest(values: np.ndarray, seats: int) -> np.ndarray:
    """Whether each candidate is among the ``seats`` highest of each draw; ties go to the earlier rows."""
    seats = min(seats, len(values))
    bar = values.max(axis=0) if seats == 1 else np.partition(values, len(values) - seats, axis=0)[-seats]
    won = values >= bar
    if np.count_nonzero(won) != seats * values.shape[1]:
        place = np.argsort(np.argsort(-values, axis=0, kind="stable"), axis=0)
        won = place < seats
    return np.asarray(won)
