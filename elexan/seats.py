"""Seats: who won them, who controls the council, and how they changed.

Seats of a known council are known wholly: a party with none has 0, unlike a party with no votes counted.
"""

from __future__ import annotations

import pandas as pd

from .columns import flag, number, require, whole
from .shares import UMBRELLA

_COUNCIL = ["organisation", "election_type", "cycle"]
_MOMENT = [*_COUNCIL, "year", "basis", "date"]


def seats(results: pd.DataFrame) -> pd.DataFrame:
    """Seats won by each party on each council in each round, one row per council, round and party.

    Every party that stood has a row, with 0 seats where it won none. Everything given is counted: leave
    by-elections out beforehand where they are not wanted.

    Columns: organisation, election_type (where given), cycle, party, ``candidates``, ``seats`` (missing
    where it is not known who was elected), ``seats_up`` (of all the contests given), ``seats_share`` (of
    the seats filled, 0 to 1).

    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "norfolk", "cycle": "2021-05-06", "seats": 1,
    ...                   "party": ["Con", "Lab"], "elected": [True, False]})
    >>> seats(r)[["party", "seats", "seats_up"]].values.tolist()
    [['Con', 1, 1], ['Lab', 0, 1]]
    """
    require(results, "results", ["ballot_id", "organisation", "cycle", "party", "elected", "seats"])
    keys = [c for c in _COUNCIL if c in results]
    contests = results.drop_duplicates("ballot_id").groupby(keys, dropna=False)
    up = contests["seats"].sum(min_count=1).reset_index(name="seats_up")
    won = results.assign(_won=flag(results, "elected").astype("Float64").astype("float64"))
    grouped = won.groupby([*keys, "party"], dropna=False)["_won"]
    table = (
        grouped.agg(candidates="size")
        .assign(seats=grouped.sum(skipna=False))
        .reset_index()
        .merge(up, on=keys, validate="many_to_one")
    )
    filled = table["seats"].groupby([table[k] for k in keys], dropna=False).transform("sum", skipna=False)
    table = table.assign(
        seats_share=table["seats"] / filled.where(filled > 0),
        candidates=whole(table["candidates"]),
        seats=whole(table["seats"]),
        seats_up=whole(table["seats_up"]),
    ).sort_values([*keys, "party"], ignore_index=True)
    table.attrs = dict(results.attrs)
    return table


def control(composition: pd.DataFrame) -> pd.DataFrame:
    """Who controls each council, one row per council and moment: a party code, or NOC (no overall control).

    ``composition`` holds seats by party: ``load_compositions``, or ``seats`` of an election of the whole
    council. Control takes more than half of all the seats, vacancies (party ``Vacant``) included; exactly
    half is not enough. Local parties, residents' associations and Other count by name where
    ``party_name`` is given, since they are many parties; independents count as one group. With a column
    ``council_seats`` (from ``load_councils``) that is the number of seats, and control is missing where
    the seats given leave it open, as after an election of a third.

    Columns: those of organisation, election_type, cycle, year, basis and date that are given, ``seats``,
    ``vacant``, ``majority_needed``, ``largest`` (party code; missing on a tie), ``largest_seats``,
    ``control``.

    >>> c = pd.DataFrame({"organisation": "x", "party": ["Con", "Lab", "Vacant"], "seats": [5, 4, 1]})
    >>> control(c)[["seats", "majority_needed", "largest", "control"]].values.tolist()
    [[10, 6, 'Con', 'NOC']]
    """
    require(composition, "composition", ["organisation", "party", "seats"])
    keys = [c for c in _MOMENT if c in composition]
    rows = composition.assign(_seats=number(composition, "seats"), _group=_group(composition))
    empty = rows["party"] == "Vacant"
    sizes = rows.assign(_vacant=rows["_seats"].where(empty, 0.0), _stated=number(rows, "council_seats"))
    units = sizes.groupby(keys, dropna=False)
    table = units.agg(vacant=("_vacant", "sum"), _stated=("_stated", "max")).assign(
        _held=units["_seats"].sum(skipna=False)
    )
    table = table.reset_index().merge(_largest(rows[~empty], keys), on=keys, how="left")
    total = table["_stated"].fillna(table["_held"])
    needed = total // 2 + 1
    top, elsewhere = table["_top"].fillna(0), total - table["_held"]
    unknown = table["_held"].isna() | ((top < needed) & (top + elsewhere >= needed))
    table = table.assign(
        seats=whole(total),
        vacant=whole(table["vacant"]),
        majority_needed=whole(needed),
        largest=table["largest"].mask(table["_held"].isna()),
        largest_seats=whole(table["_top"].mask(table["_held"].isna())),
        control=table["_first"].where(top >= needed, "NOC").mask(unknown),
    )
    shown = ["seats", "vacant", "majority_needed", "largest", "largest_seats", "control"]
    return table[[*keys, *shown]].sort_values(keys, ignore_index=True)


def _largest(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The party with most seats in each unit (``_first``, with ``_top``), and ``largest`` unless it ties."""
    held = rows.groupby([*keys, "party", "_group"], dropna=False)["_seats"].sum().reset_index(name="_top")
    most = held.groupby(keys, dropna=False)["_top"].transform("max")
    first = held[held["_top"] == most].sort_values([*keys, "party"])
    tied = first.duplicated(keys, keep=False)
    first = first.assign(_first=first["party"], largest=first["party"].mask(tied)).drop_duplicates(keys)
    return first[[*keys, "_first", "_top", "largest"]]


def _group(composition: pd.DataFrame) -> pd.Series:
    """What counts as one party: its code, or its name under a code that covers many."""
    if "party_name" not in composition:
        return composition["party"]
    many = composition["party"].isin(UMBRELLA) & composition["party_name"].notna()
    return composition["party"].mask(many, composition["party_name"])


def seat_change(seats: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Seats before and now, one row per council, round and party in either.

    ``before`` has the council columns of ``seats``, party and ``seats_before``. A council with no row in
    ``before`` has no known seats before: missing. Where it has rows, a party not among them had 0; a
    party that holds none now has 0 now.

    Columns: organisation, election_type (where given), cycle, party, ``seats_before``, ``seats``,
    ``seats_change``.

    >>> now = pd.DataFrame({"organisation": "x", "cycle": "2021-05-06", "party": ["Con"], "seats": [3]})
    >>> then = pd.DataFrame({"organisation": "x", "cycle": "2021-05-06", "party": ["Lab"],
    ...                      "seats_before": [3]})
    >>> seat_change(now, then)[["party", "seats_before", "seats", "seats_change"]].values.tolist()
    [['Con', 0, 3, 3], ['Lab', 3, 0, -3]]
    """
    require(seats, "seats", ["organisation", "cycle", "party", "seats"])
    require(before, "before", ["organisation", "cycle", "party", "seats_before"])
    keys = [c for c in _COUNCIL if c in seats]
    councils = seats[keys].drop_duplicates()
    then = before.merge(councils, on=keys)
    table = (
        seats[[*keys, "party", "seats"]]
        .merge(
            then[[*keys, "party", "seats_before"]], on=[*keys, "party"], how="outer", validate="one_to_one"
        )
        .merge(then[keys].drop_duplicates(), on=keys, how="left", indicator="_council")
        .merge(seats[[*keys, "party"]], on=[*keys, "party"], how="left", indicator="_now")
        .merge(then[[*keys, "party"]], on=[*keys, "party"], how="left", indicator="_then")
    )
    gone, new = table["_now"] == "left_only", table["_then"] == "left_only"
    now = number(table, "seats").mask(gone, 0.0)
    then_held = number(table, "seats_before").mask(new & (table["_council"] == "both"), 0.0)
    table = table.assign(seats_before=whole(then_held), seats=whole(now), seats_change=whole(now - then_held))
    shown = ["seats_before", "seats", "seats_change"]
    return table[[*keys, "party", *shown]].sort_values([*keys, "party"], ignore_index=True)
