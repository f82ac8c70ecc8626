"""Tables of how votes become seats: seat curves, bias, disproportionality, proportional rules."""

from __future__ import annotations

import elexan as ex

from .options import ROUND, SELECT, Found, NamedTable, Options, council_results, pick, share_method


def _seat_curve(options: Options) -> Found:
    results = council_results(options)
    return ex.seat_curve(results, by=ROUND, **pick(options, "parties")), [results]


def _bias(options: Options) -> Found:
    curve, used = _seat_curve(options)
    return ex.bias_and_responsiveness(curve), used


def _disproportionality(options: Options) -> Found:
    results = council_results(options)
    votes = ex.party_share(results, method=share_method(options), by=ROUND)
    return ex.disproportionality(votes, ex.seats(results), by=ROUND), [results]


def _apportion(options: Options) -> Found:
    from ..shares import uncontested

    results = council_results(options)
    # A list that stood only where there was no poll has seats and no votes.
    votes = ex.list_votes(results[~uncontested(results)], by=ROUND)
    table = ex.apportion(votes, seats=ex.list_votes(results, by=ROUND), by=ROUND, **pick(options, "method"))
    return table, [results]


_PAIR = SELECT | {"parties"}

NAMED: dict[str, NamedTable] = {
    "seat-curve": NamedTable("a party's seats at one swing between two parties", _seat_curve, _PAIR),
    "bias": NamedTable("bias and responsiveness between two parties on one council", _bias, _PAIR),
    "disproportionality": NamedTable(
        "how far one council's seats were from its votes", _disproportionality, SELECT | {"share_method"}
    ),
    "apportion": NamedTable(
        "the seats a list would have under a proportional rule, beside those won",
        _apportion,
        SELECT | {"method"},
    ),
}
