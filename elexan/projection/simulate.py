"""Draws of an election around its projection: seats by council and party, and who wins each contest.

Every draw adds to the square root of each party's projected share an error for the nation, two for the
region and one for the contest, then ranks the candidates. Errors are normal; those whose spread was found
from a few regions are Student's t, since how wide they are is itself not well known. A contest's errors come
from a stream of random numbers that depends on the seed and its ballot_id alone, so neither the order of
rows nor what else is in the table moves them. One contest is in memory at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..columns import contest_keys, number, require, whole
from .slots import lists
from .spread import ANY_NEW, ANY_OTHER, EVERY_COMPONENT, Component, ProjectionErrors, known_components

_SHARED: tuple[Component, ...] = ("national", "region", "pattern")
_COUNCIL = ("organisation", "election_type", "cycle")


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


@dataclass(frozen=True)
class Contest:
    """One contest as the draws need it: its parties' roots and spreads, and its candidates."""

    ballot_id: str
    seats: int
    root: np.ndarray  # square root of the projected share, party by party
    spread: np.ndarray
    above: np.ndarray  # how far root lies above the party's mean in the region
    common: np.ndarray  # rows of the region's table of common errors
    region: int
    unit: np.ndarray  # the party of each candidate, as a place in root
    part: np.ndarray  # the candidate's part of the party's vote
    holder: np.ndarray  # of each candidate
    first_unit: int  # place of the first party in the table of units


def simulate_projection(
    projected: pd.DataFrame,
    errors: ProjectionErrors,
    *,
    draws: int = 10_000,
    seed: int = 0,
    region: str = "organisation",
    components: Sequence[Component] = EVERY_COMPONENT,
) -> ProjectionDraws:
    """Seats by council and party, and winners by contest, in ``draws`` elections around a projection.

    ``projected``: a table of ``project``, whole councils. ``errors``: from ``fit_projection_errors``.
    ``region`` is the contest column of the regional errors. ``components``: the errors drawn; leave out
    national and region where the target of each region is taken as known. The seats of a contest go to the
    candidates with most votes. Read it with ``seat_chances``, ``seat_intervals``, ``control_chances`` and
    ``win_chances``; ``share_intervals`` has the shares of the same draws.

    Raises ValueError where several seats are up and the errors hold no spread between candidates.

    >>> r = pd.DataFrame({"ballot_id": list("xxyy"), "candidate_id": list("abab"), "seats": 1,
    ...                   "organisation": "o", "party": ["Con", "Lab"] * 2, "elected": [True, False] * 2,
    ...                   "vote_share": [0.9, 0.1, 0.5, 0.5], "vote_share_before": 0.5})
    >>> spread = pd.DataFrame({"component": "division", "party": ["any other", "any new"], "sd": 0.05})
    >>> drawn = simulate_projection(r, ProjectionErrors(spread), components=["division"])
    >>> drawn.contests.query("party == 'Con'")["win_chance"].round(1).tolist()
    [1.0, 0.5]
    """
    units, holders, contests = plan(projected, errors, region, components)
    seats = np.zeros((len(holders), draws), dtype=np.int16)
    wins, expected = np.zeros(len(units)), np.zeros(len(units))
    scatter = errors.sd("candidate") if "candidate" in components else 0.0
    for contest, roots, stream in drawn_roots(
        contests, errors, units, draws=draws, seed=seed, components=components
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
    labels = [c for c in units if c not in ("_region", "_root", "_spread", "_above")]
    table = units[labels].assign(win_chance=wins / draws, seats_expected=expected / draws)
    return ProjectionDraws(holders, seats, table, draws, seed)


def plan(
    projected: pd.DataFrame, errors: ProjectionErrors, region: str, given: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Contest]]:
    """The table's parties by contest, its holders of seats by council, and its contests one by one."""
    asked = known_components(given)
    keys = [c for c in _COUNCIL if c in projected]
    needed = [
        "ballot_id",
        "candidate_id",
        "party",
        "seats",
        "vote_share",
        "vote_share_before",
        "organisation",
    ]
    require(projected, "projected", [*needed, region])
    contest_keys(projected, [region, "seats", *keys])
    rows = projected.assign(_region=projected[region], party_list=lists(projected))
    rows = rows.sort_values(["_region", "ballot_id", "party", "candidate_id"], ignore_index=True)
    rows = rows.assign(_share=number(rows, "vote_share"))
    several = (rows["seats"] > 1) | rows.duplicated(["ballot_id", "party"])
    if "candidate" in asked and several.any() and np.isnan(errors.sd("candidate")):
        raise ValueError(
            "errors hold no spread between a party's candidates, and some contests need it; give "
            "fit_projection_errors(candidate=…) or leave candidate out of components="
        )
    grouped = rows.groupby(["_region", "ballot_id", "party"])
    rows = rows.assign(_unit=grouped.ngroup(), _party_share=grouped["_share"].transform("sum"))
    units = rows.drop_duplicates("_unit").assign(_root=lambda t: np.sqrt(t["_party_share"]))
    units = units.assign(
        _spread=_spreads(units, errors) if "division" in asked else 0.0, seats=whole(units["seats"])
    )
    units = units.assign(
        _above=units["_root"] - units.groupby(["_region", "party"])["_root"].transform("mean")
    )
    columns = ["ballot_id", *keys, "seats", "party", "_region", "_root", "_spread", "_above"]
    units = units[columns].reset_index(drop=True)
    rows = rows.assign(_holder=rows.groupby([*keys, "party", "party_list"], dropna=False).ngroup())
    holders = rows.drop_duplicates("_holder").sort_values("_holder")[[*keys, "party", "party_list"]]
    return units, holders.reset_index(drop=True), _contests(rows, units)


def _spreads(units: pd.DataFrame, errors: ProjectionErrors) -> np.ndarray:
    """The standard deviation of each party's error in each contest."""
    known = errors.spread[errors.spread["component"] == "division"].set_index("party")["sd"]
    own = units["party"].map(known).fillna(known.get(ANY_OTHER, np.nan))
    spread = own.mask(units["vote_share_before"].isna(), known.get(ANY_NEW, np.nan)).to_numpy(float)
    if np.isnan(spread).any():
        raise ValueError(f'errors hold no division spread for "{ANY_OTHER}" and "{ANY_NEW}" parties')
    return spread


def _contests(rows: pd.DataFrame, units: pd.DataFrame) -> list[Contest]:
    """Each contest of the rows, which are sorted by region, contest, party and candidate."""
    begin = np.flatnonzero(~rows["ballot_id"].duplicated().to_numpy())
    end = np.append(begin[1:], len(rows))
    unit, holder = rows["_unit"].to_numpy(), rows["_holder"].to_numpy()
    party_share = rows["_party_share"].to_numpy()
    part = rows["_share"].to_numpy() / np.where(party_share > 0, party_share, 1.0)
    seats = rows["seats"].to_numpy(int)
    ballots = rows["ballot_id"].tolist()
    common = pd.factorize(units["party"], sort=True)[0]
    regions = pd.factorize(units["_region"], sort=True)[0]
    root, spread, above = (units[c].to_numpy("float32") for c in ("_root", "_spread", "_above"))
    out = []
    for a, b in zip(begin, end, strict=True):
        own = slice(unit[a], unit[b - 1] + 1)
        out.append(
            Contest(
                ballots[a], int(seats[a]), root[own], spread[own], above[own], common[own],
                int(regions[unit[a]]), unit[a:b] - unit[a], part[a:b], holder[a:b], int(unit[a]),
            )
        )  # fmt: skip
    return out


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
