"""Tables as printed: thousands separated, shares to one decimal, changes signed, sources below."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .figures import UNKNOWN, without_scheme
from .great import Layout, chips, great, grouped
from .markup import MARKS, Html, csv, lean, wrapped
from .origin import Origin, credit, origin
from .words import SAID_BELOW, UNITS, Kind, heading, kind, method_lines, spanned

if TYPE_CHECKING:
    from great_tables import GT

Spans = Mapping[str, Iterable[str] | Mapping[str, str]]


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    columns: Iterable[str] | Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    notes: str | Iterable[str] = (),
    parties: pd.DataFrame | None = None,
    unknown: str | Mapping[str, str] = UNKNOWN,
    groups: str | None = None,
    spans: Spans | None = None,
    bars: Iterable[str] = (),
    total: Mapping[str, Any] | None = None,
    source: pd.DataFrame | str | None = None,
    rows: pd.DataFrame | None = None,
) -> Html:
    """The rows as an accessible HTML table, in the order given.

    ``columns`` chooses them, and as a mapping names their headings too; the first column heads the
    rows. How a column is written follows from its name and type: ``_share`` and ``_rate`` are
    proportions, ``_change`` and ``swing`` signed (a share's change in percentage points), ``party``
    codes become names (from ``parties``, default the bundled table) with a chip of their colour and
    letters; ``kinds`` overrides. A missing figure is printed as ``unknown``, which may differ by column.

    ``groups`` is a column whose values stand over the rows they share, by default the first where it
    repeats; ``""`` for none. ``spans`` are headings over columns side by side, and as mappings name
    what is under them; known ones, such as a majority in votes and as a share, come by themselves where
    ``columns`` names no headings. ``bars`` are columns of a ranking, with a bar beside each figure.
    ``total`` is a last row: what each column adds up to, and its name under the column that heads it.

    Below the table stand ``notes``; which baseline, share method or turnout definition was used, where
    the rows say so; and who published them: ``source`` is the rows the table was made from, or a line;
    by default what its keys lead to (``sources_of``). A closed part says it in full. A figure on which
    sources disagree has a letter, and a note with both values. ``rows`` are offered as CSV, with
    source_id, by default ``frame`` with every column it has. ``.gt`` of what is returned is the table of
    great-tables.

    >>> html = table(pd.DataFrame({"area": ["Abbey", "King's"], "votes": [2517, None]}), caption="Votes")
    >>> "<span>Votes</span></caption>" in html, ">2,517<" in html, ">not known<" in html
    (True, True, True)
    """
    if columns is None:
        columns = [str(column) for column in frame if column not in SAID_BELOW]
    explicit = isinstance(columns, Mapping)
    named = dict(columns) if isinstance(columns, Mapping) else {c: heading(str(c)) for c in columns}
    if absent := [c for c in [*named, *bars, *(total or {})] if c not in frame]:
        raise ValueError(f"table: no column {', '.join(absent)}; there are {', '.join(map(str, frame))}")
    kind_of = {c: (kinds or {}).get(c) or _kind(c, frame) for c in named}
    group = grouped(frame, named, kind_of) if groups is None else groups or None
    marks = {c: escape(text) + ("" if explicit else _unit(kind_of[c])) for c, text in named.items()}
    over = _over([c for c in named if c != group][1:], spans, explicit)
    for _, under in over:
        marks |= {c: escape(text) + _unit(kind_of[c]) for c, text in under.items() if text}
    layout = Layout(
        headings=({group: marks[group]} if group else {}) | marks,
        kinds=kind_of,
        unknown=unknown if isinstance(unknown, str) else UNKNOWN,
        group=group,
        spans=[(escape(label), list(under)) for label, under in over],
        bars=frozenset(bars),
        total=total,
        chips=_chips(frame, kind_of, parties),
        gaps={} if isinstance(unknown, str) else _gaps(frame, unknown, named),
    )
    below = [*([notes] if isinstance(notes, str) else notes), *method_lines(frame, named)]
    made = origin(frame, shown=named, source=_rows(source), rows=rows)
    return printed(
        frame,
        replace(layout, marks=made.marks),
        caption=caption,
        lines=[*below, credit(frame, source, made)],
        made=made,
    )


def _rows(source: pd.DataFrame | str | None) -> pd.DataFrame | None:
    return None if isinstance(source, str) else source


def printed(frame: pd.DataFrame, layout: Layout, *, caption: str, lines: Iterable[str], made: Origin) -> Html:
    """The rows laid out, with lines below and where they come from, whose rows are offered as CSV."""
    below = [without_scheme(line) for line in lines if line]
    if frame.empty:
        below.insert(0, "There are no rows.")
    # named by what it holds: no two of a page alike, and every run the same
    text = csv(made.rows)
    name = "t" + hashlib.sha1(f"{caption}\n{text}".encode()).hexdigest()[:10]

    held = frame.copy(deep=False)  # whatever becomes of the caller's

    def titled() -> GT:
        table = great(held, layout, name=name)
        table = table.tab_header(title=caption).opt_css(MARKS)
        for line in [*(f"{letter}: {note}" for letter, note in made.notes.items()), *below]:
            table = table.tab_source_note(line)
        return table

    markup = lean(great(frame, layout, name=name, quick=True), caption)
    notes = {f"{name}-{letter}": (letter, note) for letter, note in made.notes.items()}
    return Html(
        wrapped(markup, caption=caption, lines=below, rows=text, notes=notes, origin=made.html), titled
    )


def _kind(column: str, frame: pd.DataFrame) -> Kind:
    if column == "party_name" and "party" in frame:
        return "party"
    return kind(column, frame[column])


def _gaps(
    frame: pd.DataFrame, unknown: Mapping[str, str], shown: Iterable[str]
) -> dict[str, dict[str, list[int]]]:
    """The rows without a figure, by column and what is printed there."""
    missing = {c: np.flatnonzero(frame[c].isna()).tolist() for c in shown if c in unknown}
    return {c: {unknown[c]: rows} for c, rows in missing.items() if rows}


def _chips(frame: pd.DataFrame, kinds: Mapping[str, Kind], parties: pd.DataFrame | None) -> dict[str, str]:
    held = [column for column, kind_ in kinds.items() if kind_ == "party"]
    if not held:
        return {}
    known = chips(parties) if held != ["party_name"] else {}
    return known | (chips(parties, frame) if "party_name" in held else {})


def _unit(kind_: Kind) -> str:
    return f' <span class="unit">({UNITS[kind_]})</span>' if kind_ in UNITS else ""


def _over(shown: list[str], spans: Spans | None, explicit: bool) -> list[tuple[str, Mapping[str, str]]]:
    """The headings over several columns, and what these are then called; nothing where that stays."""
    if spans is None:
        return [] if explicit else [(label, under) for label, under in spanned(shown)]
    over: list[tuple[str, Mapping[str, str]]] = []
    for label, under in spans.items():
        names = dict(under) if isinstance(under, Mapping) else dict.fromkeys(under, "")
        if kept := {c: text for c, text in names.items() if c in shown}:
            over.append((label, kept))
    return over
