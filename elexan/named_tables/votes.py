"""Tables of votes: shares, winners, majorities, turnout, and published totals matched."""

from __future__ import annotations

import elexan as ex

from ..schema import COUNCIL_TYPES
from .options import (
    SELECT,
    Found,
    NamedTable,
    Options,
    analysed,
    pick,
    select,
    selected_results,
    share_method,
)


def _match_published(options: Options) -> Found:
    printed = ex.load_published_totals(**pick(options, "organisation", "region", "date", "data"))
    data, rounds = pick(options, "data"), ["organisation", "cycle"]
    contests = ex.load_contests(election_type=list(COUNCIL_TYPES), **data)
    results = ex.load_results(contests.merge(printed[rounds].drop_duplicates(), on=rounds), **data)
    return ex.match_published(results, printed), [printed, results]


def _shares(options: Options) -> Found:
    results = selected_results(options)
    return ex.party_share(results, method=share_method(options), **pick(options, "by")), [results]


def _turnout(options: Options) -> Found:
    contests = ex.load_contests(**select(options))
    return ex.turnout(contests, definition=options.get("definition", "valid_vote")), [contests]


NAMED: dict[str, NamedTable] = {
    "match-published": NamedTable(
        "the share method that gives one published council total",
        _match_published,
        frozenset({"organisation", "region", "date", "data"}),
    ),
    "shares": NamedTable("each party's share of the vote", _shares, SELECT | {"share_method", "by"}),
    "winners": NamedTable("one elected candidate", analysed("winners"), SELECT),
    "majority": NamedTable("the majority in one contest", analysed("majority"), SELECT),
    "turnout": NamedTable("the turnout of one contest", _turnout, SELECT | {"definition"}),
}
