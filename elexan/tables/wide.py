"""A tidy table with one row a place and party, printed with one column a party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import pandas as pd

from .figures import UNKNOWN, percent
from .great import Layout, chips, grouped
from .markup import Html
from .origin import credit, origin
from .printed import printed
from .words import Kind, heading, kind, method_lines

_KINDS: dict[str, Kind] = {"share_change": "points", "seats_change": "change", "seats": "whole"}
_ALL = "every party"  # the column of what all parties have together
_NOTHING = "–"
_MARKS = {  # what stands in a cell without a figure, by what the table shows
    "share": {_NOTHING: "the party did not stand"},
    "share_change": {
        "new": "the party stood this time only", "gone": "it stood the time before only",
        _NOTHING: "it stood neither time",
    },
    "seats": {_NOTHING: "no seats"},
    "seats_change": {_NOTHING: "no seats then or now"},
}  # fmt: skip


def wide(
    frame: pd.DataFrame,
    *,
    rows: Sequence[str],
    value: str,
    caption: str,
    least: float = 0.01,
    parties: pd.DataFrame | None = None,
    source: pd.DataFrame | str | None = None,
) -> Html:
    """One column a party, in party order, and one row for each combination of ``rows``, in their order.

    ``value`` is a share, a change or seats; these have a last column for all parties. Parties whose share
    is nowhere above ``least``, or whose seats or change are 0 everywhere, have no column, and the note says
    how many that is. A cell without a figure says why: the party has no row there, it stood once only
    (``stood``, of ``share_change``), or its figure is not known. The rows offered as CSV are ``frame``.

    >>> t = pd.DataFrame({"area": ["A", "A", "B"], "party": ["Con", "Lab", "Con"],
    ...                   "vote_share": [0.4, 0.3, 0.5]})
    >>> html = wide(t, rows=["area"], value="vote_share", caption="Votes")
    >>> html.index(" Labour<") < html.index(" Conservative<"), ">50.0%<" in html
    (True, True)
    """
    if parties is None:
        from ..load import load_parties

        parties = load_parties()
    order = parties.sort_values("order")["party"].tolist()
    keys = list(rows)
    places = frame[keys].drop_duplicates(ignore_index=True)
    cells = frame.pivot(index=keys, columns="party", values=value).astype("Float64")
    large = (cells.abs().max() > (0 if value in _KINDS else least)).fillna(False)
    shown = [p for p in [*order, *cells.columns.difference(order)] if large.get(p, False)]
    figures = places.merge(cells.reset_index(), on=keys, how="left")
    table = pd.concat([places, figures[shown]], axis=1)
    kinds: dict[str, Kind] = {k: kind(k, places[k]) for k in keys}
    kinds |= dict.fromkeys(shown, _KINDS.get(value, "percent"))
    names = {key: escape(heading(key)) for key in keys} | _named(shown, parties)
    if value == "seats":
        held = frame.groupby(keys, sort=False)[value].agg(lambda seats: seats.sum(skipna=False))
        table[_ALL] = places.merge(held.astype("Float64").reset_index(), on=keys, how="left")[value]
        kinds[_ALL], names[_ALL] = "whole", "All"
    marks = places.merge(_said(frame, keys, value, cells.columns).reset_index(), on=keys, how="left")
    changes = value.endswith("_change")
    nothing = figures[cells.columns].isna() & (marks[cells.columns] == UNKNOWN)
    lost = nothing.all(axis=1) & changes
    if lost.all():  # one column says so for every party
        shown, table = [_ALL], places.assign(**{_ALL: pd.Series(pd.NA, index=places.index, dtype="Float64")})
        kinds[_ALL], names[_ALL], marks[_ALL] = "change", "Change", UNKNOWN
    elif lost.any():  # named below, rather than a row of the same word
        table, marks = (t[~lost].reset_index(drop=True) for t in (table, marks))
    gaps = {p: _where(table[p], marks[p]) for p in shown}
    made = origin(frame, shown=[value], source=None if isinstance(source, str) else source)
    layout = Layout(
        headings=names,
        kinds=kinds,
        unknown=UNKNOWN,
        group=grouped(table, keys, kinds),
        gaps={p: found for p, found in gaps.items() if found},
        marks=_placed(made.marks.get(value, {}), frame, table, keys),
    )
    methods = frame if changes else frame.drop(columns=["baseline", "baseline_note"], errors="ignore")
    lines = [
        *_explained(gaps, value),
        *([] if lost.all() else _left_out(cells, shown, value, least)),
        *([] if lost.all() else _unknown(places[lost])),
        *method_lines(methods, ()),
        credit(frame, source, made),
    ]
    return printed(table, layout, caption=caption, lines=lines, made=made)


def _placed(
    marks: Mapping[int, str], frame: pd.DataFrame, table: pd.DataFrame, keys: list[str]
) -> dict[str, dict[int, str]]:
    """The letters of the rows of ``frame`` by the column and place their figures have in the table."""
    rows = frame.reset_index(drop=True).loc[list(marks), [*keys, "party"]].assign(letter=list(marks.values()))
    places = table[keys].assign(place=range(len(table)))
    placed: dict[str, dict[int, str]] = {}
    for party, place, letter in rows.merge(places, on=keys)[["party", "place", "letter"]].to_numpy():
        if party in table:
            placed.setdefault(party, {})[int(place)] = letter
    return placed


def _unknown(lost: pd.DataFrame) -> list[str]:
    """The places without any figure, in words."""
    if lost.empty:
        return []
    who = lost.astype("str").agg(" · ".join, axis=1)
    return [f"{UNKNOWN.capitalize()}: {', '.join(who)}."]


def _named(shown: Sequence[str], parties: pd.DataFrame) -> dict[str, str]:
    known = chips(parties)
    return {party: known.get(party, escape(party)) for party in shown}


def _said(frame: pd.DataFrame, keys: list[str], value: str, parties: pd.Index) -> pd.DataFrame:
    """What is printed where a figure is missing, one row a place; a row there says that it is not known."""
    mark = pd.Series(UNKNOWN, index=frame.index)
    known = frame[value].notna()
    if value == "share_change" and "stood" in frame:
        mark = frame["stood"].map({"now": "new", "before": "gone"}).fillna(UNKNOWN)
        known |= frame["stood"].notna()
    table = frame[[*keys, "party"]].assign(mark=mark).pivot(index=keys, columns="party", values="mark")
    table = table.reindex(columns=parties).fillna(_NOTHING)
    if value.endswith("_change"):  # without anything to compare with, who was there before is not known
        compared = frame[keys].assign(known=known).groupby(keys)["known"].any().reindex(table.index)
        table[~compared] = UNKNOWN
    return table


def _where(figures: pd.Series, marks: pd.Series) -> dict[str, list[int]]:
    """The rows without a figure, by what is printed there; not known is printed by itself."""
    found: dict[str, list[int]] = {}
    for row, (missing, mark) in enumerate(zip(figures.isna().tolist(), marks.tolist(), strict=True)):
        if missing and mark != UNKNOWN:
            found.setdefault(mark, []).append(row)
    return found


def _explained(gaps: Mapping[str, Mapping[str, list[int]]], value: str) -> Iterator[str]:
    """What the marks stand for that are in the table."""
    used = {mark for found in gaps.values() for mark in found}
    words = _MARKS.get(value, _MARKS["share"])
    if said := [f"{mark}: {text}" for mark, text in words.items() if mark in used]:
        yield "; ".join(said) + "."


def _left_out(cells: pd.DataFrame, shown: list[str], value: str, least: float) -> Iterator[str]:
    """How many parties the table leaves out, where it does, and why."""
    rest = cells.drop(columns=shown)
    known = int(rest.notna().any().sum())
    why = "no change" if value.endswith("_change") else f"no more than {percent(least)} anywhere"
    why = "no seat" if value == "seats" else why
    once = "that stood once only" if value == "share_change" else "with no figure"
    for count, reason in ((known, f"with {why}"), (rest.shape[1] - known, once)):
        if count:
            yield f"Left out: {count} {'party' if count == 1 else 'parties'} {reason}."
