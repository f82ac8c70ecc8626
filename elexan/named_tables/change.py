"""Tables of change in votes: swings, shares, flows, and where a change was large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import elexan as ex

from .options import CONTEST, ROUND, SELECT, Found, NamedTable, Options, pick, selected_results, share_method

if TYPE_CHECKING:
    import pandas as pd


def _both(options: Options) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The results selected and those of the earlier contests they compare with."""
    results = selected_results(options)
    return results, ex.previous(results, **pick(options, "relation", "data"))


def _swing(options: Options) -> Found:
    both = _both(options)
    choices = pick(options, "method", "share_method", "by", "parties", "contested_by_both")
    return ex.swing(*both, **choices), list(both)


def _share_change(options: Options) -> Found:
    both = _both(options)
    choices = pick(options, "by", "contested_by_both")
    return ex.share_change(*both, method=share_method(options), **choices), list(both)


def _net_flows(options: Options) -> Found:
    both = _both(options)
    return ex.net_flows(*both, share_method=share_method(options), **pick(options, "by")), list(both)


def _swing_by_contest(options: Options) -> Found:
    both = _both(options)
    return ex.swing(*both, by=CONTEST, **pick(options, "method", "share_method", "parties")), list(both)


def _swing_distribution(options: Options) -> Found:
    swings, used = _swing_by_contest(options)
    return ex.swing_distribution(swings, by=ROUND), used


def _swing_outliers(options: Options) -> Found:
    swings, used = _swing_by_contest(options)
    return ex.swing_outliers(swings, by=ROUND), used


def _change_by_contest(options: Options) -> Found:
    both = _both(options)
    return ex.share_change(*both, method=share_method(options), by=CONTEST), list(both)


def _change_correlates(options: Options) -> Found:
    changes, used = _change_by_contest(options)
    return ex.change_correlates(changes, by=[*ROUND, "party"]), used


def _change_where(options: Options) -> Found:
    changes, used = _change_by_contest(options)
    return ex.change_where(changes, party=options["party"]), used


def _change_per_point(options: Options) -> Found:
    where, used = _change_where(options)
    return ex.change_per_point(where, by=ROUND), used


_CHANGE = SELECT | {"share_method", "relation"}
_SWING = _CHANGE | {"method", "parties"}
_WHOSE = {"party": "the party whose earlier share is set beside the change, such as UKIP"}

NAMED: dict[str, NamedTable] = {
    "swing": NamedTable(
        "the swing between two parties in one contest", _swing, _SWING | {"by", "contested_by_both"}
    ),
    "share-change": NamedTable(
        "the change of a party's share of the vote", _share_change, _CHANGE | {"by", "contested_by_both"}
    ),
    "net-flows": NamedTable(
        "the least net flow of vote share between two parties", _net_flows, _CHANGE | {"by"}
    ),
    "swing-distribution": NamedTable(
        "how the swings of one council's contests are spread", _swing_distribution, _SWING
    ),
    "swing-outliers": NamedTable(
        "one contest whose swing is far from its council's others", _swing_outliers, _SWING
    ),
    "change-correlates": NamedTable(
        "what a party's change goes with over one council's contests", _change_correlates, _CHANGE
    ),
    "change-where": NamedTable(
        "a party's change in one contest, beside another party's earlier share",
        _change_where,
        _CHANGE | {"party"},
        _WHOSE,
    ),
    "change-per-point": NamedTable(
        "how a party's change grew with another party's earlier share",
        _change_per_point,
        _CHANGE | {"party"},
        _WHOSE,
    ),
}
