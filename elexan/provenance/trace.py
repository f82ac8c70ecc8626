"""Which sources each row of a table rests on: those it names, else those of what its keys name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from ..load import load_organisations
from ..load.files import Folder, state
from .held import DERIVED, Held, Poll, Thing, Things, held

KEYS = [
    "ballot_id", "previous_ballot_id", "area_gss", "organisation", "organisation_name", "election_type",
    "cycle", "date", "year", "basis", "baseline", "previous_date", "baseline_note",
]  # fmt: skip
"""The columns a row may be traced by."""
_SHARED = [
    "ballot_id", "region", "region_name", "organisation", "organisation_name", "election_type", "cycle",
    "area_gss", "year", "contest", "office", "council",
]  # fmt: skip
_EVE = ("eve_of_poll", "eve_of_poll_filled")
_DATES = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = re.compile(r"\b\d{4}\b")
_EARLIER = ("_before", "_change")
_SWINGS = ("swing", "butler", "steed")

Row = Mapping[str, Any]
"""The keys of one row by column, None where missing: of the columns its table has."""


class Trace(NamedTuple):
    """Where a table's rows come from.

    ``pairs`` has each row (its place in the table) with each source it rests on; ``made_of`` how many rows
    of which tables lie behind, as far as keys lead there: table and rows_held.
    """

    pairs: pd.DataFrame
    made_of: pd.DataFrame


def traced(table: pd.DataFrame, source: pd.DataFrame | None, data: Folder) -> Trace:
    """Where every row comes from.

    A row rests on the sources it names; where it names none, on those its keys lead to, and where they
    lead nowhere, on the rows of ``source`` it shares its keys with, or all of them where it shares none.
    """
    back, direct = looks_back(table).tolist(), named(table)
    found = _by_keys(table, back, data)
    if source is not None and not source.empty:
        lost = [n for n, things in enumerate(found) if not things and not direct[n]]
        for n, things in zip(
            lost, _of_rows(table.iloc[lost], [back[n] for n in lost], source, data), strict=True
        ):
            found[n] = things
    rests = [
        {*said, *(() if said and DERIVED not in said else (thing.source_id for thing in things))}
        for said, things in zip(direct, found, strict=True)
    ]
    pairs = [(row, source_id) for row, ids in enumerate(rests) for source_id in sorted(ids)]
    sizes: dict[str, int] = {}
    for thing in {thing for things in set(found) for thing in things}:
        if thing.table is not None and thing.rows_held:
            sizes[thing.table] = sizes.get(thing.table, 0) + thing.rows_held
    return Trace(
        pd.DataFrame(
            {
                "row": pd.Series([row for row, _ in pairs], dtype="int64"),
                "source_id": pd.Series([source_id for _, source_id in pairs], dtype="str"),
            }
        ),
        pd.DataFrame(sorted(sizes.items()), columns=["table", "rows_held"]),
    )


def looks_back(rows: pd.DataFrame) -> pd.Series:
    """Whether a row has a figure of, or a change since, an earlier contest.

    >>> looks_back(pd.DataFrame({"votes": [1, 2], "share_change": [0.1, None]})).tolist()
    [True, False]
    """
    earlier = [c for c in rows if str(c).endswith(_EARLIER) or c in _SWINGS]
    return rows[earlier].notna().any(axis=1) if earlier else pd.Series(False, index=rows.index)


def named(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """The sources that each row names itself, in any column ``source_id`` or ``..._source_id``.

    >>> named(pd.DataFrame({"source_id": ["b; a", None]}))
    [('b', 'a'), ()]
    """
    columns = [_plain(rows[c]) for c in rows if str(c).endswith("source_id")]
    if not columns:
        return [()] * len(rows)
    split = lru_cache(maxsize=None)(lambda said: tuple(str(said).split("; ")) if said is not None else ())
    return [
        tuple(dict.fromkeys(part for said in row for part in split(said)))
        for row in zip(*columns, strict=True)
    ]


def with_bodies(rows: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The rows with organisation where they only have its name."""
    if "organisation" in rows or "organisation_name" not in rows:
        return rows
    bodies = load_organisations(data=data).drop_duplicates("organisation_name", keep=False)
    slugs = bodies.set_index("organisation_name")["organisation"]
    return rows.assign(organisation=rows["organisation_name"].map(slugs))


def _by_keys(rows: pd.DataFrame, back: Iterable[bool], data: Folder) -> list[Things]:
    """What each row's keys lead to: the counting area, else the contest, else the body; and rosters."""
    rows = with_bodies(rows[[c for c in KEYS if c in rows]], data)
    if not len(rows.columns):
        return [() for _ in back]
    if "date" in rows and "cycle" not in rows:
        rows = rows.assign(cycle=rows["date"])
    if "cycle" in rows:
        rows = rows.assign(cycle=pd.to_datetime(rows["cycle"], errors="coerce"))
    folder, files, columns = None if data is None else str(data), state(data), tuple(map(str, rows))
    return [
        _led_to(columns, values, looks, folder, files)
        for values, looks in zip(_values(rows), back, strict=True)
    ]


def _values(rows: pd.DataFrame) -> Iterator[tuple[Hashable, ...]]:
    """The cells of each row, None where missing."""
    return zip(*(_plain(rows[c]) for c in rows), strict=True)


def _plain(column: pd.Series) -> list[Any]:
    missing = column.isna().to_numpy()
    values = column.tolist()
    return [None if no else v for v, no in zip(values, missing, strict=True)] if missing.any() else values


@lru_cache(maxsize=65536)  # the charts and tables of a page ask for the same again
def _led_to(
    columns: tuple[str, ...], values: tuple[Hashable, ...], back: bool, data: str | None, files: object
) -> Things:
    row, known = dict(zip(columns, values, strict=True)), held(data, files)
    found = _counted(row, known) or _contests(row, back, known) or _polls(row, back, known)
    return tuple(dict.fromkeys([*found, *_rosters(row, known)]))


def _counted(row: Row, held: Held) -> Things:
    """The counting area that a row is of."""
    return held.counted.get((row.get("ballot_id"), row.get("area_gss")), ())


def _contests(row: Row, back: bool, held: Held) -> Things:
    """The contest that a row names, and the earlier ones it looks back on."""
    now = held.contests.get(row.get("ballot_id"), ())
    if not now or not back:
        return now
    said = row.get("previous_ballot_id")
    one = said is not None and " " not in str(said)  # "16 contests" names none
    return (*now, *_then([row["ballot_id"]], held, earlier=[str(said)] if one else None))


def _polls(row: Row, back: bool, held: Held) -> list[Thing]:
    """A body's contests in one round, and the earlier ones that a row looks back on.

    A council and a mayor may share a slug: without election_type it is the council, if there is one.
    """
    if "cycle" not in row:
        return []
    polls: Sequence[Poll] = held.polls.get(row.get("organisation"), ())
    if "election_type" in row:
        polls = [poll for poll in polls if poll.election_type == row["election_type"]]
    else:
        polls = [poll for poll in polls if poll.council] or polls
    now = [poll for poll in polls if poll.cycle == row["cycle"]]
    found = [thing for poll in now for thing in poll.things]
    # a change since the eve is one from the composition, not from the contests before
    if back and row.get("baseline") not in _EVE:
        found += _then([poll.ballot_id for poll in now], held)
        said = " ".join(str(row.get(column)) for column in ("previous_date", "baseline_note"))
        dates = {pd.Timestamp(date) for date in _DATES.findall(said)}
        found += [thing for poll in polls if poll.cycle in dates for thing in poll.things]
    return found


def _rosters(row: Row, held: Held) -> list[Thing]:
    """The compositions of a year and basis, or of what a row says its change is from."""
    body, said = row.get("organisation"), row.get("baseline")
    found = [*held.rosters.get((body, row.get("year"), row.get("basis")), ())]
    for year in _YEARS.findall(str(said)):
        # which other roster stands against it is not said, so the rows are not counted
        found += [
            thing._replace(rows_held=None) for thing in held.rosters.get((body, int(year), "sitting"), ())
        ]
    if said in _EVE:
        found += held.eves.get((body, row.get("cycle")), ())
    return found


def _then(ballots: Iterable[Any], held: Held, *, earlier: Iterable[str] | None = None) -> list[Thing]:
    """The contests before these, or those said to be."""
    before = (
        (then for ballot in ballots for then in held.earlier.get(ballot, ())) if earlier is None else earlier
    )
    return [thing for then in before for thing in held.contests.get(then, ())]


def _of_rows(rows: pd.DataFrame, back: Sequence[bool], source: pd.DataFrame, data: Folder) -> list[Things]:
    """What rows of another table rest on, and the contests before them where the row looks back.

    They are the rows with the same keys, or all where none has.
    """
    keys = [c for c in _SHARED if c in source and c in rows]
    keys = [c for c in keys if rows[c].dropna().isin(source[c]).any()]
    # the candidates of a contest, say, lead to the same: each such row is looked at once
    telling = [c for c in source if c in (*KEYS, *_SHARED) or str(c).endswith("source_id")]
    origin = source[telling].drop_duplicates(ignore_index=True)
    names = [tuple(Thing(None, None, one, None) for one in said) for said in named(origin)]
    found = _by_keys(origin, [False] * len(origin), data)
    now = _Shared(origin[keys], [things or said for things, said in zip(found, names, strict=True)])
    then = _Shared(origin[keys], _by_keys(origin, [True] * len(origin), data)) if any(back) else now
    asked = _values(rows[keys]) if keys else [()] * len(rows)
    return [
        tuple(dict.fromkeys([*now.of(values), *(then.of(values) if looks else ())]))
        for values, looks in zip(asked, back, strict=True)
    ]


class _Shared:
    """What rows lead to, found by the keys they share with others; all of it where none is shared."""

    def __init__(self, keys: pd.DataFrame, things: Sequence[Things]) -> None:
        self.every = tuple(dict.fromkeys(thing for some in things for thing in some))
        self.by_keys: dict[tuple[Hashable, ...], list[Thing]] = {}
        for values, some in zip(_values(keys), things, strict=True) if len(keys.columns) else ():
            self.by_keys.setdefault(values, []).extend(some)

    def of(self, values: tuple[Hashable, ...]) -> Sequence[Thing]:
        """What the row with these keys leads to."""
        found = [] if None in values else self.by_keys.get(values, [])
        return found or self.every
