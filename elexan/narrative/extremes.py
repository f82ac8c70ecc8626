"""The highest and the lowest of a figure among things compared, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ..columns import require
from .figures import WRITERS
from .sentences import Figure, Row, Sentence, ended, joined, rows, say, written

MANY = 3  # things, up to which they are named one by one


def the(name: object) -> str:
    """The name of an area in running text; several known only together are not listed.

    >>> the("West Midlands"), the("Norfolk"), the("Bolton, Trafford and 1 more")
    ('the West Midlands', 'Norfolk', 'the areas known only together')
    """
    text = str(name)
    if re.search(r" and \d+ more$", text):
        return "the areas known only together"
    return f"the {text}" if re.search(r"(Midlands|Region)$|^West of ", text) else text


def called(row: Row, by: str) -> Sentence:
    """The name of what a row is about; a number in it, such as a year, is a figure too.

    >>> called(Row({"place": "Elmet 2024"}, "t"), "place").figures[0].printed
    'Elmet 2024'
    """
    name = the(row[by])
    figures = [Figure(name, row[by], row.table, by, row.keys)] if re.search(r"\d", name) else []
    return Sentence(name, figures)


def listed(names: Sequence[str]) -> Sentence:
    """Some names as a list, or how many they are where they are many.

    >>> listed(["Ely", "March"]), listed(["a", "b", "c", "d"])
    ('Ely and March', 'four of them')
    """
    if len(names) <= MANY:
        return joined(names)
    return say("{c.names:spelt} of them", c=Row({"names": len(names)}, "things, counted"))


def extremes(
    table: pd.DataFrame,
    text: str,
    *,
    column: str,
    by: str,
    name: str,
    kind: str = "percent",
    one: str = "",
    **words: str,
) -> list[Sentence]:
    """The highest and the lowest of a figure among the things compared, in one sentence.

    ``text`` has the fields ``{high}`` and ``{high_at}``, ``{low}`` and ``{low_at}``, and ``{count}`` where it
    says of how many; ``column`` is the figure, ``by`` the column that names each thing, ``name`` the table,
    ``kind`` one of ``figures.WRITERS``. Things that tie are named together. ``one`` (with ``{high}`` and
    ``{high_at}``) is said where there is only one, or all are the same; without it nothing is. Things whose
    figure is not known are left out. ``words`` fill further fields of ``text``.

    >>> t = pd.DataFrame({"council": ["Elmet", "Loidis", "Deira"], "turnout": [0.2, 0.4, 0.4]})
    >>> extremes(t, "it ran from {low} in {low_at} to {high} in {high_at}", column="turnout", by="council",
    ...          name="turnout")[0]
    'It ran from 20.0% in Elmet to 40.0% in Deira and Loidis.'
    """
    require(table, name, [by, column])
    known = table[table[column].notna()].sort_values([column, by], kind="stable")
    if known.empty:
        return []
    low, high = known[column].iloc[0], known[column].iloc[-1]
    ends = {end: rows(known[known[column] == value], name) for end, value in (("low", low), ("high", high))}
    if low == high:
        if not one:
            return []
        which = ends["high"]
        where = the(which[0][by]) if len(which) == 1 else f"each of the {WRITERS['spelt'](len(which))}"
        return [ended(say(one, high=written(keyed(which[0], by), column, kind), high_at=where))]
    parts: dict[str, str] = dict(words)
    for end, found in ends.items():
        other = ends["high" if end == "low" else "low"][0]
        cell = keyed(found[0], by, other=other[column])
        beside = f"{kind}/other" if kind == "percent" else kind
        parts[end] = written(cell, column, beside)
        parts[f"{end}_at"] = listed([called(row, by) for row in found])
    if parts["low"] == parts["high"]:
        return []
    counted = Row({"count": len(known)}, f"{name}, counted")
    parts["count"] = written(counted, "count", "spelt")
    return [ended(say(text, **parts))]


def keyed(row: Row, by: str, **more: object) -> Row:
    """The row with the name it goes by as a key, so that its figures say what they are of."""
    named = {"council": "organisation_name", "case": "organisation_name"}.get(by, "region_name")
    known = row.known("ballot_id") or row.known("organisation") or row.known("area_gss")
    name = {} if known else {named: row[by]}
    return Row(dict(row.cells) | name | more, row.table)


def then(first: Sentence, second: Sentence, *, between: str = "; ") -> Sentence:
    """A sentence with a clause added before its stop.

    >>> then(Sentence("Labour won."), Sentence("nobody lost"))
    'Labour won; nobody lost.'
    """
    start = Sentence(first.removesuffix("."), first.figures)
    return ended(joined([start, second], last=between))


def share_of(part: int, whole: int, name: str) -> Sentence:
    """How many of how many, as running text has it: none, all, both, or "three of the seven".

    >>> share_of(0, 7, "t"), share_of(7, 7, "t"), share_of(2, 2, "t"), share_of(3, 7, "t")
    ('none of the seven', 'all seven', 'both', 'three of the seven')
    """
    row = Row({"part": part, "whole": whole}, f"{name}, counted")
    if part == whole:
        text = {1: "the one", 2: "both"}.get(whole, "all {r.whole:spelt}")
        return say(text, r=row)
    text = "none of the {r.whole:spelt}" if part == 0 else "{r.part:spelt} of the {r.whole:spelt}"
    if part == 0 and whole <= 2:
        text = "neither" if whole == 2 else "not the one"
    return say(text, r=row)
