"""Tables of seats: won, changed, gained, targeted, and who controls a council."""

from __future__ import annotations

from typing import TYPE_CHECKING

import elexan as ex

from .options import SELECT, Found, NamedTable, Options, council_results, of_councils, pick

if TYPE_CHECKING:
    import pandas as pd


def _fought_before(results: pd.DataFrame, options: Options) -> pd.DataFrame:
    """The results of the earlier contests that lineage names for those given."""
    data = pick(options, "data")
    lineage = ex.load_lineage(results[["ballot_id"]].drop_duplicates(), **data)
    before = ex.load_table("results", **data)
    return before[before["ballot_id"].isin(lineage["previous_ballot_id"])]


def _seat_changes(options: Options) -> Found:
    results, data = council_results(options), pick(options, "data")
    held = ex.load_table("compositions", **data)
    held = held[held["organisation"].isin(results["organisation"]) & held["basis"].eq("eve_of_poll")]
    used = held if options["baseline"].startswith("eve_of_poll") else _fought_before(results, options)
    return ex.seat_changes(ex.seats(results), baseline=options["baseline"], **data), [results, used]


def _contest_gains(options: Options) -> Found:
    from ..columns import one_of
    from ..comparators import Relation

    results = council_results(options)
    for relation in options.get("relation", ()):
        one_of("relation", relation, Relation)
    table = ex.contest_gains(results, **pick(options, "relation", "data"))
    return table, [results, _fought_before(results, options)]


def _net_gains(options: Options) -> Found:
    table, used = _contest_gains(options)
    return ex.net_gains(table), used


def _control(options: Options) -> Found:
    chosen = {"basis": "election"} | pick(options, "region", "organisation", "basis", "date", "data")
    held = ex.load_compositions(**chosen)
    councils = ex.load_table("councils", **pick(options, "data"))
    councils = councils[["organisation", "cycle", "council_seats"]].rename(columns={"cycle": "date"})
    return ex.control(held.merge(councils, on=["organisation", "date"], how="left")), [held]


def _tipping_point(options: Options) -> Found:
    results = council_results(options)
    councils = ex.load_councils(**pick(options, "data"))
    here = results[["organisation", "cycle"]].drop_duplicates()
    councils = councils.merge(here, on=["organisation", "cycle"])
    return ex.tipping_point(results, party=options["party"], councils=councils), [results, councils]


_PARTY = {"party": "a party code, such as Con"}

NAMED: dict[str, NamedTable] = {
    "seats": NamedTable("the seats a party won on one council", of_councils("seats"), SELECT),
    "seat-changes": NamedTable(
        "the change of a party's seats on one council",
        _seat_changes,
        SELECT | {"baseline"},
        {"baseline": "last_election, eve_of_poll, eve_of_poll_filled or notional"},
    ),
    "control": NamedTable(
        "who controls one council", _control, frozenset({"organisation", "region", "basis", "date", "data"})
    ),
    "contest-gains": NamedTable(
        "the change of a party's seats in one contest", _contest_gains, SELECT | {"relation"}
    ),
    "net-gains": NamedTable(
        "a party's seats won and lost on one council, over the contests that compare",
        _net_gains,
        SELECT | {"relation"},
    ),
    "targets": NamedTable(
        "one seat a party could take, by required swing",
        of_councils("targets", "party"),
        SELECT | {"party"},
        _PARTY,
    ),
    "defences": NamedTable(
        "one seat a party could lose, by required swing",
        of_councils("defences", "party"),
        SELECT | {"party"},
        _PARTY,
    ),
    "tipping-point": NamedTable(
        "the contest that decides a party's control of one council",
        _tipping_point,
        SELECT | {"party"},
        _PARTY,
    ),
}
