"""A printed table as great-tables builds it: headings, formats, groups, spanners, bars and a total."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from .figures import change, dated, long_date, number, percent, points, whole
from .words import NO_PARTY, Kind, said

if TYPE_CHECKING:
    from great_tables import GT

Write = Callable[[Any], str]
LONG = 28  # characters; a cell with more may break into lines
RIGHT = ("whole", "number", "percent", "change", "points")
FIGURES: dict[str, Write] = {
    "whole": whole, "number": number, "percent": percent, "change": change, "points": points,
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """What a table shows and how: every heading and mark is markup, every name in it escaped.

    ``headings`` has the columns in their order; the first heads the rows, or is ``group``, whose values
    then stand over the rows they share. ``spans`` are headings over several columns. ``bars`` are columns
    with a bar beside the figure. ``total`` is a last row. ``gaps`` says, cell by cell, what a missing
    figure means where it is not ``unknown``: rows by column and mark. ``marks`` are letters of notes on
    cells, by column and row.
    """

    headings: Mapping[str, str]
    kinds: Mapping[str, Kind]
    unknown: str
    group: str | None = None
    spans: Sequence[tuple[str, Sequence[str]]] = ()
    bars: frozenset[str] = frozenset()
    total: Mapping[str, Any] | None = None
    chips: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    marks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def heads(self) -> str:
        """The column that heads the rows."""
        return next(column for column in self.headings if column != self.group)


def great(frame: pd.DataFrame, layout: Layout, *, name: str, quick: bool = False) -> GT:
    """The table of great-tables, called ``name``, without its title and notes.

    It holds the figures of ``frame`` with a format for each column, to be styled further. ``quick`` gives
    the same cells as finished text in an arrow table, which great-tables renders in a third of the time.
    """
    from great_tables import GT, html

    shown = pd.DataFrame({c: said(frame[c]).reset_index(drop=True) for c in layout.headings})
    writers = {c: _writer(c, shown[c], layout) for c in layout.headings}
    data = _finished(shown, layout, writers, name) if quick else shown
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PyArrow Table support is currently experimental")
        table = GT(data, rowname_col=layout.heads, groupname_col=layout.group, auto_align=False, id=name)
    table = table.tab_stubhead(html(layout.headings[layout.heads]))
    beside = [c for c in layout.headings if c not in (layout.group, layout.heads)]
    if beside:
        table = table.cols_label({c: html(layout.headings[c]) for c in beside})
    if right := [c for c in beside if layout.kinds[c] in RIGHT]:
        table = table.cols_align("right", right)
    for label, columns in layout.spans:
        table = table.tab_spanner(label=html(label), columns=list(columns), id=f"{label} {columns[0]}")
    table = table.fmt(str, columns=list(shown)) if quick else _formatted(table, shown, layout, writers)
    if layout.total:
        label, marks = _total(layout, writers)
        table = table.grand_summary_rows(fns={label: lambda _: _row(marks, quick)}, missing_text="")
    return table


def _formatted(table: GT, shown: pd.DataFrame, layout: Layout, writers: Mapping[str, Write]) -> GT:
    from great_tables import html

    for write in dict.fromkeys(writers.values()):
        table = table.fmt(write, columns=[c for c in writers if writers[c] is write])
    if shown.isna().any(axis=None):
        table = table.sub_missing(list(shown), missing_text=html(_marked("unknown", layout.unknown)))
    for column, marks in layout.gaps.items():
        for mark, rows in marks.items():
            table = table.sub_missing([column], list(rows), missing_text=html(_marked("unknown", mark)))
    for column, letters in layout.marks.items():
        for row, letter in letters.items():
            if not pd.isna(shown[column].iloc[row]):
                table = table.fmt(_with_letter(writers[column], letter), columns=column, rows=[row])
    return table


def _with_letter(write: Write, letter: str) -> Write:
    return lambda value: f"{write(value)}<sup>{letter}</sup>"


def _finished(shown: pd.DataFrame, layout: Layout, writers: Mapping[str, Write], name: str) -> Any:
    """An arrow table of every cell's markup."""
    import pyarrow as pa

    unknown = _marked("unknown", layout.unknown)
    cells = {c: [writers[c](v) or unknown for v in shown[c].tolist()] for c in layout.headings}
    for column, marks in layout.gaps.items():
        for mark, rows in marks.items():
            for row in rows:
                cells[column][row] = _marked("unknown", mark)
    for column, letters in layout.marks.items():
        for row, letter in letters.items():
            cells[column][row] += note_mark(letter, f"{name}-{letter}")
    return pa.table({c: pa.array(texts, pa.string()) for c, texts in cells.items()})


def note_mark(letter: str, anchor: str) -> str:
    """The letter of a note beside a figure, as a link to it.

    >>> note_mark("a", "t1-a")
    '<sup><a href="#t1-a" aria-label="sources disagree: note a">a</a></sup>'
    """
    return f'<sup><a href="#{anchor}" aria-label="sources disagree: note {letter}">{letter}</a></sup>'


def _total(layout: Layout, writers: Mapping[str, Write]) -> tuple[str, dict[str, str]]:
    total = dict(layout.total or {})
    label = str(total.pop(layout.heads, "Total"))
    unknown = _marked("unknown", layout.unknown)
    return label, {c: _plain(writers[c])(value) or unknown for c, value in total.items()}


def _row(marks: Mapping[str, str], arrow: bool) -> Any:
    if not arrow:
        return pd.Series(marks, dtype="object")
    import pyarrow as pa

    return pa.table({column: [mark] for column, mark in marks.items()})


def _writer(column: str, values: pd.Series, layout: Layout) -> Write:
    kind = layout.kinds[column]
    if kind == "party":
        return _Party(layout.chips)
    if column in layout.bars:
        return _Bar(FIGURES[kind], float(values.max()))
    return _WRITERS[kind]


def _text(value: Any) -> str:
    text = str(value)
    return _marked("long", text) if len(text) > LONG else escape(text)


def _date(value: Any) -> str:
    if not isinstance(value, str):
        return _marked("date", long_date(value))
    text = dated(value)
    return _marked("long" if len(text) > LONG else "date", text)


def _yes_no(value: Any) -> str:
    return "yes" if value else "no"


def _marked(mark: str, text: str) -> str:
    """Text of a kind that the page styles: markup.lean gives the mark to the cell."""
    return f'<span class="{mark}">{escape(text)}</span>'


def _known(write: Write) -> Write:
    return lambda value: "" if pd.isna(value) else write(value)


_WRITERS: dict[str, Write] = {kind: _known(write) for kind, write in FIGURES.items()} | {
    "text": _known(_text), "date": _known(_date), "yes_no": _known(_yes_no),
}  # fmt: skip


@dataclass(frozen=True)
class _Bar:
    """A figure with a bar from 0, as long as it is of the largest in its column."""

    write: Write
    largest: float

    def __call__(self, value: Any) -> str:
        if pd.isna(value):
            return ""
        part = max(0.0, min(1.0, value / self.largest)) if self.largest > 0 else 0.0
        return f'<i class="bar" aria-hidden="true" style="--part:{part:.0%}"></i>{self.write(value)}'


def _plain(write: Write) -> Write:
    return write.write if isinstance(write, _Bar) else write


@dataclass(frozen=True, eq=False)
class _Party:
    """A party's name after its chip; a name that has none as it is."""

    chips: Mapping[str, str]

    def __call__(self, value: Any) -> str:
        if pd.isna(value):
            return ""
        name = str(value)
        mark = "long" if len(name) > LONG else "party"
        return f'<span class="{mark}">{self.chips.get(name) or escape(NO_PARTY.get(name, name))}</span>'


def chips(parties: pd.DataFrame | None, printed: pd.DataFrame | None = None) -> dict[str, str]:
    """Each party's chip and short name by its code, and by its printed name where ``printed`` has both.

    The chip has the party's letters, so that it can be read without colour; a screen reader hears the
    name only. ``parties`` is the table of parties, by default the bundled one.

    >>> p = {"party": ["Lab"], "short_name": ["Labour"], "letters": ["L"], "colour": ["#e4003b"]}
    >>> chips(pd.DataFrame(p))["Lab"]
    '<span class="chip" aria-hidden="true" style="background:#e4003b;color:#ffffff">L</span> Labour'
    """
    if parties is None:
        from ..load import load_parties

        parties = load_parties()
    letters = parties["letters"] if "letters" in parties else [""] * len(parties)
    marks = {
        party: _chip(letter, colour)
        for party, letter, colour in zip(parties["party"], letters, parties["colour"], strict=True)
    }
    named = dict(zip(parties["party"], parties["short_name"], strict=True))
    if printed is not None and {"party", "party_name"} <= set(printed):
        pairs = printed[["party_name", "party"]].dropna().drop_duplicates("party_name")
        named = dict(zip(pairs["party_name"], pairs["party_name"], strict=True))
        marks = {name: marks.get(party, "") for name, party in zip(*pairs.to_numpy().T, strict=True)}
    return {key: f"{marks[key]} {escape(name)}".strip() for key, name in named.items()}


@lru_cache(maxsize=256)
def _chip(letters: str, colour: str) -> str:
    from ..charts.theme import ink_on

    style = f"background:{colour};color:{ink_on(colour)}"
    return f'<span class="chip" aria-hidden="true" style="{style}">{escape(letters)}</span>'


def grouped(frame: pd.DataFrame, columns: Iterable[str], kinds: Mapping[str, Kind]) -> str | None:
    """The first column, where its values repeat row after row and the second can head the rows.

    >>> t = pd.DataFrame({"council": ["A", "A", "B", "B"], "party": ["Con", "Lab", "Con", "Lab"], "seats": 1})
    >>> grouped(t, t.columns, {"council": "text", "party": "party", "seats": "whole"})
    'council'
    """
    first, second, *_ = [*columns, "", ""]
    if kinds.get(first) not in ("text", "party") or kinds.get(second) not in ("text", "party"):
        return None
    values = frame[first]
    runs, different = int((values != values.shift()).sum()), values.nunique(dropna=False)
    enough = runs == different and len(frame) >= 2 * max(different, 1)
    return first if enough and values.notna().all() and frame[second].notna().all() else None
