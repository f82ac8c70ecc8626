"""What a named table is, and what the options of the command line select for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import elexan as ex

from ..schema import COUNCIL_TYPES

if TYPE_CHECKING:
    import pandas as pd

Options = Mapping[str, Any]
Found: TypeAlias = "tuple[pd.DataFrame, list[pd.DataFrame]]"
"""A table, and the tables of data whose sources it rests on."""
Make = Callable[[Options], Found]

SELECT = frozenset({"region", "date", "election_type", "organisation", "data"})
ROUND = ("organisation", "election_type", "cycle")
"""The columns that tell one council's round from another."""
CONTEST = ("ballot_id", *ROUND, "area_name")
"""The columns that name one contest to a reader."""


@dataclass(frozen=True)
class NamedTable:
    """How a table is made, the options it takes, and those it cannot do without."""

    about: str
    make: Make
    takes: frozenset[str]
    needs: Mapping[str, str] = field(default_factory=dict)


def pick(options: Options, *names: str) -> dict[str, Any]:
    """The options of these names that were given.

    >>> pick({"party": "Con", "data": "own"}, "party", "method")
    {'party': 'Con'}
    """
    return {name: options[name] for name in names if name in options}


def select(options: Options) -> dict[str, Any]:
    """The options that select contests."""
    return pick(options, *sorted(SELECT))


def selected_results(options: Options) -> pd.DataFrame:
    """Results of the contests selected."""
    return ex.load_results(**select(options))


def council_results(options: Options) -> pd.DataFrame:
    """Results of council contests; a by-election held with a round counts in it, as published totals do."""
    return ex.load_results(**{"election_type": list(COUNCIL_TYPES)} | select(options))


def share_method(options: Options) -> Any:
    """The share method asked for; the sum of a party's candidates where none is."""
    return options.get("share_method", "sum")


def analysed(function: str) -> Make:
    """The table that elexan's function of that name makes of the results selected."""

    def make(options: Options) -> Found:
        results = selected_results(options)
        table = getattr(ex, function)(results)
        used = results[results["ballot_id"].isin(table["ballot_id"])] if "ballot_id" in table else results
        return table, [used]

    return make


def analysed_by_area(function: str) -> Make:
    """The table that function makes of the counting areas selected and the results of their contests."""

    def make(options: Options) -> Found:
        areas = ex.load_counting_areas(**select(options))
        results = ex.load_results(areas, **pick(options, "data"))
        return getattr(ex, function)(areas, results), [areas, results]

    return make


def of_councils(function: str, *taken: str) -> Make:
    """The table elexan's function of that name makes of the councils selected, with the options it takes."""

    def make(options: Options) -> Found:
        results = council_results(options)
        return getattr(ex, function)(results, **pick(options, *taken)), [results]

    return make
