"""What the tables say of sources: each contest, counting area and composition with who printed it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from ..load import load_table
from ..load.files import Folder, state
from ..schema import COUNCIL_TYPES

DERIVED = "derived"  # the source_id of rows worked out from other rows


class Thing(NamedTuple):
    """A contest, counting area or composition as one source has it: so many rows (``rows_held``) of a table.

    ``key`` tells it from the table's other things. Only the source is known of one that a row just names,
    and ``rows_held`` is None where it is not known which of its rows count.
    """

    table: str | None
    key: int | None
    source_id: str
    rows_held: int | None


Things = tuple[Thing, ...]


class Poll(NamedTuple):
    """A contest, and what is held of it."""

    ballot_id: str
    election_type: str
    cycle: pd.Timestamp
    council: bool
    things: Things


class Held(NamedTuple):
    """What can be found by which keys.

    ``contests`` by ballot_id, ``counted`` by ballot_id and area_gss, ``polls`` by organisation, ``rosters``
    by organisation, year and basis, ``eves`` (the compositions on the eve of a poll) by organisation and
    date; ``earlier``: the contests before, by ballot_id.
    """

    contests: Mapping[Hashable, Things]
    counted: Mapping[Hashable, Things]
    polls: Mapping[Hashable, tuple[Poll, ...]]
    rosters: Mapping[Hashable, Things]
    eves: Mapping[Hashable, Things]
    earlier: Mapping[Hashable, tuple[str, ...]]


def held_in(data: Folder) -> Held:
    """What the bundled tables say, or those with a folder of one's own laid over them."""
    return held(None if data is None else str(data), state(data))


@lru_cache(maxsize=4)
def held(data: str | None, files: object) -> Held:
    """The same, while ``files``, the state of the folder, is the same."""
    contests: dict[Hashable, Things] = {}
    counted: dict[Hashable, Things] = {}
    for name in ("contests", "results"):
        _add(contests, _things(name, ["ballot_id"], data))
    for name in ("counting_areas", "counting_area_turnout"):
        _add(counted, _things(name, ["ballot_id", "area_gss"], data))
    rosters = _things("compositions", ["organisation", "year", "basis", "date"], data)
    of_year = ((key[:3], thing) for key, thing in rosters)
    of_eve = ((key[::3], thing) for key, thing in rosters if key[2] == "eve_of_poll")
    lineage = load_table("lineage", data=data)[["ballot_id", "previous_ballot_id"]].drop_duplicates()
    return Held(
        contests=contests,
        counted=counted,
        polls=_polls(contests, data),
        rosters=_add({}, of_year),
        eves=_add({}, of_eve),
        earlier=_add({}, zip(lineage["ballot_id"], lineage["previous_ballot_id"], strict=True)),
    )


def _polls(things: Mapping[Hashable, Things], data: str | None) -> dict[Hashable, tuple[Poll, ...]]:
    about = load_table("contests", data=data)[["organisation", "ballot_id", "election_type", "cycle"]]
    rows = about.drop_duplicates().itertuples(index=False, name=None)
    return _add({}, (
        (body, Poll(ballot, kind, cycle, kind in COUNCIL_TYPES, things.get(ballot, ())))
        for body, ballot, kind, cycle in rows
    ))  # fmt: skip


def _things(name: str, keys: list[str], data: str | None) -> list[tuple[Any, Thing]]:
    """Each thing of a table by its key: the one, or all as a tuple."""
    rows = load_table(name, data=data)[[*keys, "source_id"]]
    sizes = rows.groupby([*keys, "source_id"], dropna=False, sort=False).size().reset_index(name="rows")
    found: list[tuple[Any, Thing]] = []
    for number, (*key, source, count) in enumerate(sizes.itertuples(index=False, name=None)):
        found.append((key[0] if len(keys) == 1 else tuple(key), Thing(name, number, source, count)))
    return found


def _add(
    found: dict[Hashable, tuple[Any, ...]], pairs: Iterable[tuple[Hashable, Any]]
) -> dict[Hashable, tuple[Any, ...]]:
    """The pairs, under what is already found."""
    for key, thing in pairs:
        found[key] = (*found.get(key, ()), thing)
    return found
