"""Tables of contests of one day on the same electorate."""

from __future__ import annotations

import elexan as ex

from .options import Found, Make, NamedTable, Options, pick


def _votes(options: Options) -> Found:
    from ..same_day import day_tables
    from ..tickets.sides import contest_kinds

    given = pick(options, "region", "date", "data")
    results, counting_areas, areas, turnout = day_tables(**given)
    choices = pick(options, "contests", "share_method", "overlap", "postponed")
    votes = ex.ticket_votes(results, counting_areas, areas, turnout, **choices)
    # The council's contests are there for the electorate, whether or not they are compared.
    used = results[contest_kinds(results, areas).isin([*choices["contests"], "council"])]
    return votes, [used, *(t[t["ballot_id"].isin(used["ballot_id"])] for t in (counting_areas, turnout))]


def _of_votes(function: str) -> Make:
    """The table that elexan's function of that name makes of the votes of the day."""

    def make(options: Options) -> Found:
        votes, used = _votes(options)
        return getattr(ex, function)(votes), used

    return make


def _effect(options: Options) -> Found:
    votes, used = _votes(options)
    # The contest named last is the one whose candidates are looked at.
    return ex.candidate_effect(votes, contest=options["contests"][-1]), used


_TAKES = frozenset({"region", "date", "data", "contests", "share_method", "overlap", "postponed"})
_NEEDS = {
    "date": "the day of the contests, such as 2021-05-06",
    "contests": "two kinds, such as council,mayor",
}

NAMED: dict[str, NamedTable] = {
    name: NamedTable(about, make, _TAKES, _NEEDS)
    for name, about, make in (
        ("ticket-votes", "a party's votes in one contest of a day in one area", _votes),
        ("tickets", "a party's shares in two contests of a day in one area", _of_votes("ticket_profiles")),
        (
            "split-ticket-bound",
            "how many electors at least split their ticket in one area",
            _of_votes("split_ticket_bound"),
        ),
        (
            "ticket-differences",
            "an area and party whose shares in two contests of a day differ most",
            _of_votes("largest_differences"),
        ),
        ("candidate-effect", "a candidate's share against the party's in one area", _effect),
        (
            "ticket-correlation",
            "how closely a party's shares in two contests go together by area",
            _of_votes("ticket_correlation"),
        ),
    )
}
