"""Sentences whose every figure is a cell of a table, and says which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

import pandas as pd

from .figures import WRITERS

KEYS = (
    "ballot_id", "candidate_id", "area_gss", "organisation", "election_type", "cycle", "party",
    "previous_ballot_id", "baseline", "region", "region_name", "organisation_name",
)  # fmt: skip
"""Columns that say what a row is about; a figure keeps those its row has."""


@dataclass(frozen=True)
class Figure:
    """One figure of a sentence: as printed, and the cell it was printed from."""

    printed: str
    value: Any
    table: str
    column: str
    row: tuple[tuple[str, Any], ...] = ()


class Sentence(str):
    """A sentence, or a part of one, with the ``figures`` in it, in order."""

    figures: tuple[Figure, ...]

    def __new__(cls, text: str, figures: Iterable[Figure] = ()) -> Sentence:
        """The text, and its figures."""
        sentence = super().__new__(cls, text)
        sentence.figures = tuple(figures)
        return sentence


@dataclass(frozen=True)
class Row:
    """A row of the table of that name, as a sentence takes its figures from it."""

    cells: Mapping[str, Any]
    table: str

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def get(self, column: str) -> Any:
        """The cell; missing where there is no such column."""
        return self.cells.get(column, pd.NA)

    def known(self, *columns: str) -> bool:
        """Whether every one of the cells is known."""
        return all(bool(pd.notna(self.get(column))) for column in columns)

    @property
    def keys(self) -> tuple[tuple[str, Any], ...]:
        """What the row is about."""
        return tuple((k, self.cells[k]) for k in KEYS if k in self.cells and pd.notna(self.cells[k]))


def rows(table: pd.DataFrame, name: str) -> list[Row]:
    """The rows of a table, in its order, each with the table's name.

    >>> [row["votes"] for row in rows(pd.DataFrame({"votes": [3, 5]}), "results")]
    [3, 5]
    """
    return [Row({str(c): v for c, v in cells.items()}, name) for cells in table.to_dict("records")]


def say(template: str, **parts: Any) -> Sentence:
    """The template with its fields filled, and every figure of it kept with the cell it came from.

    A field is ``{name}``, a word, another Sentence (whose figures come along) or its own text; or
    ``{row.column:kind}``, a cell of a ``Row`` written as ``kind`` (``figures.WRITERS``: ``whole``,
    ``votes``, ``percent`` ...). A figure that is not known is an error: a sentence that needs it is not to be
    said.

    >>> row = Row({"lead": 17836, "ballot_id": "x"}, "transfers")
    >>> s = say("{who} was {t.lead:votes} behind.", who="A. Reed", t=row)
    >>> s, s.figures[0].column, s.figures[0].row
    ('A. Reed was 17,836 votes behind.', 'lead', (('ballot_id', 'x'),))
    """
    text, figures = "", list[Figure]()
    for literal, field, kind, _ in Formatter().parse(template):
        text += literal
        if field is None:
            continue
        name, _, column = field.partition(".")
        part = parts[name]
        if column:
            printed = written(part, column, kind or "", parts)
            figures += printed.figures
            text += printed
        else:
            if pd.isna(part):
                raise ValueError(f'no word for "{name}" in "{template}"')
            figures += getattr(part, "figures", ())
            text += part
    return Sentence(text, figures)


def written(row: Row, column: str, kind: str, parts: Mapping[str, Any] | None = None) -> Sentence:
    """One cell of a row as it is printed; the kind may name another column to stay apart from.

    ``percent/other`` writes as many decimals as tell the two figures apart, both of this row.
    """
    name, _, beside = (kind or "text").partition("/")
    value = row.get(column)
    if pd.isna(value):
        raise ValueError(f"{row.table}.{column} is not known, so nothing can be said with it")
    write: Callable[..., str] = WRITERS[name]
    others = [row.get(other) for other in beside.split("/") if other]
    printed = write(value, *(o for o in others if pd.notna(o))) if others else write(value)
    return Sentence(printed, [Figure(printed, value, row.table, column, row.keys)])


def joined(parts: Sequence[str], *, last: str = " and ", between: str = ", ") -> Sentence:
    """The parts as a list in running text.

    >>> joined(["Labour", "the Greens", "UKIP"])
    'Labour, the Greens and UKIP'
    """
    if not parts:
        return Sentence("")
    head = between.join(parts[:-1])
    text = f"{head}{last}{parts[-1]}" if head else parts[0]
    return Sentence(text, [figure for part in parts for figure in getattr(part, "figures", ())])


def ended(part: str) -> Sentence:
    """The part as a whole sentence: a capital at its head and one full stop at its end.

    >>> ended("the Conservatives held Norfolk")
    'The Conservatives held Norfolk.'
    """
    text = part.strip()
    text = text[:1].upper() + text[1:]
    stop = "" if re.search(r"[.!?]$", text) else "."
    return Sentence(text + stop, getattr(part, "figures", ()))


def told_of(sentences: Iterable[str], key: str) -> set[Any]:
    """What the sentences are about, by one of ``KEYS``.

    >>> told_of([say("{t.votes:votes}", t=Row({"votes": 1, "ballot_id": "x"}, "results"))], "ballot_id")
    {'x'}
    """
    figures = (figure for sentence in sentences for figure in getattr(sentence, "figures", ()))
    return {value for figure in figures for name, value in figure.row if name == key}


def figures_in(sentences: Iterable[str]) -> pd.DataFrame:
    """The figures of the sentences, one row each, with the cell each was printed from.

    Columns: ``place`` (of the sentence, from 1), ``sentence``, ``printed``, ``value`` (as the table has it),
    ``table``, ``column``, and those of ``KEYS`` that the rows have.

    >>> s = say("It took {t.votes:votes}.", t=Row({"votes": 1, "ballot_id": "x"}, "results"))
    >>> figures_in([s])[["printed", "value", "table", "column", "ballot_id"]].values.tolist()
    [['one vote', 1, 'results', 'votes', 'x']]
    """
    found = [
        {"place": place, "sentence": str(sentence)} | asdict(figure) | dict(figure.row)
        for place, sentence in enumerate(sentences, 1)
        for figure in getattr(sentence, "figures", ())
    ]
    columns = ["place", "sentence", "printed", "value", "table", "column"]
    table = pd.DataFrame(found, columns=None if found else columns)
    keys = [k for k in KEYS if k in table]
    return table[[*columns, *keys]]
