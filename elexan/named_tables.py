"""Tables by the names the command line gives them, with the options each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pandas as pd

from . import load
from .errors import UnknownNameError
from .schema import COUNCIL_TYPES, TABLES

Options = Mapping[str, Any]
Found = tuple[pd.DataFrame, list[pd.DataFrame]]
"""A table, and the tables of data whose sources it rests on."""


@dataclass(frozen=True)
class NamedTable:
    """How a table is made, the options it takes, and those it cannot do without."""

    about: str
    make: Callable[[Options], Found]
    takes: frozenset[str]
    needs: Mapping[str, str] = field(default_factory=dict)


def named_table(name: str, options: Options) -> Found:
    """The table of that name; an option it does not take, or lacks, is a ValueError.

    >>> parties, _ = named_table("parties", {})
    >>> "Con" in set(parties["party"])
    True
    """
    name = name.replace("_", "-")
    if name not in NAMED:
        raise UnknownNameError("table", name, NAMED, hint="elexan list tables")
    table = NAMED[name]
    given = {key: value for key, value in options.items() if value not in (None, ())}
    for option in given:
        if option not in table.takes:
            listed = ", ".join(_flag(o) for o in sorted(table.takes))
            raise ValueError(f"{name} does not take {_flag(option)}; it takes {listed}")
    for option, choices in table.needs.items():
        if option not in given:
            raise ValueError(f"{name} needs {_flag(option)}: {choices}")
    return table.make(given)


def _flag(option: str) -> str:
    return "--" + option.replace("_", "-")


def _pick(options: Options, *names: str) -> dict[str, Any]:
    return {name: options[name] for name in names if name in options}


def _select(options: Options) -> dict[str, Any]:
    return _pick(options, "region", "date", "election_type", "organisation", "data")


def _results(options: Options) -> pd.DataFrame:
    return load.load_results(**_select(options))


def _earlier(results: pd.DataFrame, options: Options) -> pd.DataFrame:
    from .comparators import previous

    return previous(results, **_pick(options, "relation", "data"))


def _of_results(function: Callable[..., pd.DataFrame], options: Options, **choices: Any) -> Found:
    results = _results(options)
    table = function(results, **choices)
    used = results[results["ballot_id"].isin(table["ballot_id"])] if "ballot_id" in table else results
    return table, [used]


def _bundled(name: str) -> Callable[[Options], Found]:
    def make(options: Options) -> Found:
        rows = load.load_table(name, **_pick(options, "data"))
        return rows, [rows]

    return make


def _loaded(loader: Callable[..., pd.DataFrame], *options_taken: str) -> Callable[[Options], Found]:
    def make(options: Options) -> Found:
        rows = loader(**_pick(options, *options_taken))
        return rows, [rows]

    return make


def _of_contests(loader: Callable[..., pd.DataFrame]) -> Callable[[Options], Found]:
    def make(options: Options) -> Found:
        rows = loader(load.load_contests(**_select(options)), **_pick(options, "data"))
        return rows, [rows]

    return make


def _shares(options: Options) -> Found:
    from .shares import party_share

    return _of_results(
        party_share, options, method=options.get("share_method", "sum"), **_pick(options, "by")
    )


def _winners(options: Options) -> Found:
    from .shares import winners

    return _of_results(winners, options)


def _majority(options: Options) -> Found:
    from .shares import majority

    return _of_results(majority, options)


def _turnout(options: Options) -> Found:
    from .shares import turnout

    contests = load.load_contests(**_select(options))
    return turnout(contests, definition=options.get("definition", "valid_vote")), [contests]


def _analysed(module: str, name: str) -> Callable[[Options], Found]:
    """The table a function makes of the results selected."""

    def make(options: Options) -> Found:
        return _of_results(getattr(import_module(f".{module}", __package__), name), options)

    return make


def _analysed_by_area(module: str, name: str) -> Callable[[Options], Found]:
    """The table a function makes of the counting areas selected and the results of their contests."""

    def make(options: Options) -> Found:
        areas = load.load_counting_areas(**_select(options))
        results = load.load_results(areas, **_pick(options, "data"))
        function = getattr(import_module(f".{module}", __package__), name)
        return function(areas, results), [areas, results]

    return make


def _transfer_bounds(options: Options) -> Found:
    from .transfer_bounds import transfer_bounds

    results = _results(options)
    areas = load.load_table("counting_areas", **_pick(options, "data"))
    table = transfer_bounds(results, areas)
    held = table["ballot_id"].unique()
    return table, [rows[rows["ballot_id"].isin(held)] for rows in (results, areas)]


def _as_declared(options: Options) -> Found:
    from .turning import as_declared

    order = load.load_declarations(**_select(options))
    areas, results = (
        read(order, **_pick(options, "data")) for read in (load.load_counting_areas, load.load_results)
    )
    return as_declared(areas, results, order), [order, areas, results]


def _swing(options: Options) -> Found:
    from .swing import swing

    results = _results(options)
    earlier = _earlier(results, options)
    choices = _pick(options, "method", "share_method", "by", "parties")
    return swing(results, earlier, **choices), [results, earlier]


def _share_change(options: Options) -> Found:
    from .swing import share_change

    results = _results(options)
    earlier = _earlier(results, options)
    table = share_change(results, earlier, method=options.get("share_method", "sum"), **_pick(options, "by"))
    return table, [results, earlier]


def _council_results(options: Options) -> pd.DataFrame:
    """Results of council contests; a by-election held with a round counts in it, as published totals do."""
    return load.load_results(**{"election_type": list(COUNCIL_TYPES)} | _select(options))


def _seats(options: Options) -> Found:
    from .seats import seats

    results = _council_results(options)
    return seats(results), [results]


def _seat_changes(options: Options) -> Found:
    from .comparators import seat_changes
    from .seats import seats

    results, data = _council_results(options), _pick(options, "data")
    lineage = load.load_lineage(results[["ballot_id"]].drop_duplicates(), **data)
    held = load.load_table("compositions", **data)
    before = load.load_table("results", **data)
    before = before[before["ballot_id"].isin(lineage["previous_ballot_id"])]
    held = held[held["organisation"].isin(results["organisation"]) & held["basis"].eq("eve_of_poll")]
    used = held if options["baseline"].startswith("eve_of_poll") else before
    return seat_changes(seats(results), baseline=options["baseline"], **data), [results, used]


def _match_published(options: Options) -> Found:
    from .published import match_published

    printed = load.load_published_totals(**_pick(options, "organisation", "region", "date", "data"))
    data, rounds = _pick(options, "data"), ["organisation", "cycle"]
    contests = load.load_contests(election_type=list(COUNCIL_TYPES), **data)
    results = load.load_results(contests.merge(printed[rounds].drop_duplicates(), on=rounds), **data)
    return match_published(results, printed), [printed, results]


def _control(options: Options) -> Found:
    from .seats import control

    chosen = {"basis": "election"} | _pick(options, "region", "organisation", "basis", "date", "data")
    held = load.load_compositions(**chosen)
    councils = load.load_table("councils", **_pick(options, "data"))
    councils = councils[["organisation", "cycle", "council_seats"]].rename(columns={"cycle": "date"})
    return control(held.merge(councils, on=["organisation", "date"], how="left")), [held]


_SELECT = frozenset({"region", "date", "election_type", "organisation", "data"})
_COMPARED = _SELECT | {"share_method", "by", "relation"}

NAMED: dict[str, NamedTable] = {
    name.replace("_", "-"): NamedTable(t.about, _bundled(name), frozenset({"data"}))
    for name, t in TABLES.items()
} | {
    "contests": NamedTable(TABLES["contests"].about, _loaded(load.load_contests, *_SELECT), _SELECT),
    "results": NamedTable(TABLES["results"].about, _loaded(load.load_results, *_SELECT), _SELECT),
    "counting-areas": NamedTable(
        TABLES["counting_areas"].about, _loaded(load.load_counting_areas, *_SELECT), _SELECT
    ),
    "counting-area-turnout": NamedTable(
        TABLES["counting_area_turnout"].about, _loaded(load.load_counting_area_turnout, *_SELECT), _SELECT
    ),
    "lineage": NamedTable(TABLES["lineage"].about, _of_contests(load.load_lineage), _SELECT),
    "conflicts": NamedTable(TABLES["conflicts"].about, _of_contests(load.load_conflicts), _SELECT),
    "compositions": NamedTable(
        TABLES["compositions"].about,
        _loaded(load.load_compositions, "organisation", "region", "basis", "date", "data"),
        frozenset({"organisation", "region", "basis", "date", "data"}),
    ),
    "councils": NamedTable(
        TABLES["councils"].about,
        _loaded(load.load_councils, "organisation", "region", "date", "data"),
        frozenset({"organisation", "region", "date", "data"}),
    ),
    "published-totals": NamedTable(
        TABLES["published_totals"].about,
        _loaded(load.load_published_totals, "organisation", "region", "date", "data"),
        frozenset({"organisation", "region", "date", "data"}),
    ),
    "match-published": NamedTable(
        "the share method that gives one published council total",
        _match_published,
        frozenset({"organisation", "region", "date", "data"}),
    ),
    "shares": NamedTable("each party's share of the vote", _shares, _SELECT | {"share_method", "by"}),
    "winners": NamedTable("one elected candidate", _winners, _SELECT),
    "majority": NamedTable("the majority in one contest", _majority, _SELECT),
    "turnout": NamedTable(
        "the turnout of one contest",
        _turnout,
        _SELECT | {"definition"},
    ),
    "declarations": NamedTable(
        TABLES["declarations"].about, _loaded(load.load_declarations, *_SELECT), _SELECT
    ),
    "rejected-papers": NamedTable(
        TABLES["rejected_papers"].about, _loaded(load.load_rejected_papers, *_SELECT), _SELECT
    ),
    "transfers": NamedTable(
        "one finalist of a supplementary-vote contest", _analysed("transfers", "transfers"), _SELECT
    ),
    "transfers-by-area": NamedTable(
        "one finalist in one counting area", _analysed_by_area("transfers", "transfers_by_area"), _SELECT
    ),
    "transfer-bounds": NamedTable(
        "what is known of one eliminated candidate's transfers to one finalist", _transfer_bounds, _SELECT
    ),
    "ballot-account": NamedTable(
        "where every paper of one supplementary-vote contest went",
        _analysed("accounts", "ballot_account"),
        _SELECT,
    ),
    "turning-areas": NamedTable(
        "what one counting area's transfers did to the lead",
        _analysed_by_area("turning", "turning_areas"),
        _SELECT,
    ),
    "as-declared": NamedTable("the second round after one step of its declaration", _as_declared, _SELECT),
    "counterfactuals": NamedTable(
        "who would have won one contest under one counting rule",
        _analysed("counterfactuals", "counterfactuals"),
        _SELECT,
    ),
    "fptp-winners": NamedTable(
        "who led the first round of one supplementary-vote contest",
        _analysed("counterfactuals", "fptp_winners"),
        _SELECT,
    ),
    "needed-transfers": NamedTable(
        "the transfers one rival of the leader would have needed, by one rule",
        _analysed("counterfactuals", "needed_transfers"),
        _SELECT,
    ),
    "needed-by-origin": NamedTable(
        "what one rival would have needed of one eliminated candidate's transfers",
        _analysed("counterfactuals", "needed_by_origin"),
        _SELECT,
    ),
    "swing": NamedTable(
        "the swing between two parties in one contest", _swing, _COMPARED | {"method", "parties"}
    ),
    "share-change": NamedTable("the change of a party's share of the vote", _share_change, _COMPARED),
    "seats": NamedTable("the seats a party won on one council", _seats, _SELECT),
    "seat-changes": NamedTable(
        "the change of a party's seats on one council",
        _seat_changes,
        _SELECT | {"baseline"},
        {"baseline": "last_election, eve_of_poll, eve_of_poll_filled or notional"},
    ),
    "control": NamedTable(
        "who controls one council", _control, frozenset({"organisation", "region", "basis", "date", "data"})
    ),
}
