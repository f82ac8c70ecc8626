"""Where a table's or chart's figures come from, as it stands under it: sources, licences, disagreements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from ..load.files import Folder
from ..provenance import touched_figures
from ..provenance.sources import ids_beside, sources_counted
from ..provenance.trace import traced
from .disputes import disagreements, sentences
from .figures import long_date, whole, without_scheme

WHERE = "Where this comes from"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Origin(NamedTuple):
    """What is known of where a table comes from.

    ``html`` is the closed part that says so, empty where nothing is known; ``rows`` the table with
    source_id; ``sources`` those of ``sources_of``; ``marks`` a letter by column and place of each cell that
    sources disagree on; ``notes`` what is said of it under the table, by letter.
    """

    html: str
    rows: pd.DataFrame
    sources: pd.DataFrame
    marks: Mapping[str, Mapping[int, str]]
    notes: Mapping[str, str]


def origin(
    frame: pd.DataFrame,
    *,
    shown: Iterable[str] | None = None,
    source: pd.DataFrame | None = None,
    rows: pd.DataFrame | None = None,
    letters: bool = True,
) -> Origin:
    """Where the rows come from, of which the columns ``shown`` are printed.

    ``source`` is what the table was made from, ``rows`` what is offered as CSV. With ``letters`` the cells in
    dispute are marked, and the closed part leaves out what their notes say.

    >>> import elexan as ex
    >>> pcc = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="pcc")
    >>> made = origin(pcc, shown=["candidate", "final_votes"])
    >>> made.notes["a"]
    'Police and Crime Commissioner for Cambridgeshire, Darryl Preston, final votes: 114,153 printed by \
Cambridge Independent, used here; 114,053 printed by BBC.'
    """
    made = frame if rows is None else rows
    columns = [str(c) for c in (frame if shown is None else shown)]
    data = frame.attrs.get("elexan_data")
    touched = touched_figures(frame, columns, data=data)
    marked = touched[touched["same"]] if letters else touched.head(0)
    marks, notes = _marked(marked, data)
    trace = traced(made, source, data)
    sources = sources_counted(trace.pairs, data)
    if sources.empty:
        return Origin("", made, sources, marks, notes)
    rest = touched[~touched["conflict_id"].isin(marked["conflict_id"])]
    html = _details(len(made), trace.made_of, sources, disagreements(rest, data), noted=bool(notes))
    if "source_id" in made or not any(str(c).endswith("source_id") for c in made):
        made = ids_beside(made, trace.pairs)
    return Origin(html, made, sources, marks, notes)


def source_text(row: Mapping[Hashable, Any]) -> str:
    """One source in one line: publisher, title, address without scheme, day read, licence.

    >>> source_text({"publisher": "ONS", "title": "Wards", "url": "https://example.org/w",
    ...              "accessed": "2026-11-22", "licence": "OGL"})
    'ONS: Wards, example.org/w (read 22 November 2026; OGL)'
    """
    return f"{row['publisher']}: {row['title']}{_terms(row)}"


def source_item(row: Mapping[Hashable, Any]) -> str:
    """The same as an item of a list, its parts marked, for a page that lists each source once.

    >>> source_item({"source_id": "w", "publisher": "ONS", "title": "Wards", "url": None,
    ...              "accessed": "2026-11-22", "licence": "OGL"})
    '<li data-source="w"><span>ONS</span><span>: Wards</span> (read 22 November 2026; OGL)</li>'
    """
    name = f"<span>{escape(row['publisher'])}</span><span>: {escape(row['title'])}</span>"
    return f'<li data-source="{escape(row["source_id"])}">{name}{escape(_terms(row))}</li>'


def _terms(row: Mapping[Hashable, Any]) -> str:
    url, licence = row["url"], row["licence"]
    return (
        ("" if pd.isna(url) else f", {without_scheme(str(url))}")
        + ("" if pd.isna(row["accessed"]) else f" (read {long_date(row['accessed'])}")
        + ("" if pd.isna(licence) else f"; {licence}")
        + ("" if pd.isna(row["accessed"]) else ")")
    )


def credit(frame: pd.DataFrame, source: pd.DataFrame | str | None, made: Origin) -> str:
    """The line under a table that says who published it: the one given, else of what it comes from."""
    from .words import source_line

    if isinstance(source, str):
        return source_line(source)
    return publishers(made.sources) or source_line(frame if source is None else source)


def publishers(sources: pd.DataFrame) -> str:
    """Who published them, in one line; the first four where there are more than five."""
    names = sources.loc[sources["source_id"] != "derived", "publisher"].dropna().drop_duplicates()
    listed = sorted(names, key=str.lower)
    if len(listed) > 5:
        listed = [*listed[:4], f"{len(listed) - 4} more"]
    return f"Source: {'; '.join(listed)}." if listed else ""


def _marked(found: pd.DataFrame, data: Folder) -> tuple[dict[str, dict[int, str]], dict[str, str]]:
    """A letter for each cell in dispute, by column and place, and what is said under that letter.

    The disagreements on one figure are one note, wherever in the table the figure is.
    """
    marks: dict[str, dict[int, str]] = {}
    notes: dict[str, str] = {}
    said = found["conflict_id"].map(sentences(data)) if len(found) else found["conflict_id"]
    for number, text in enumerate(said.unique()):
        letter = _letter(number)
        notes[letter] = text
        same = found[said == text]
        for column, row in zip(same["column"], same["row"], strict=True):
            marks.setdefault(column, {})[int(row)] = letter
    return marks, notes


def _letter(number: int) -> str:
    """a to z, then aa, ab and on."""
    first, last = divmod(number, len(_LETTERS))
    return (_letter(first - 1) if first else "") + _LETTERS[last]


def _details(
    count: int, behind: pd.DataFrame, sources: pd.DataFrame, disputes: list[str], *, noted: bool
) -> str:
    """The closed part: how many rows of which tables, the sources, and disagreements without a note."""
    tables = behind.sort_values("rows_held", ascending=False)
    parts = [f"{_rows(n)} of {name.replace('_', ' ')}" for name, n in tables.itertuples(index=False)]
    made = _rows(count) + (f", made from {', '.join(parts)}" if parts else "")
    items = "".join(source_item(row) for row in sources.to_dict("records"))
    said = "".join(f'<li class="dispute">{escape(text)}</li>' for text in disputes)
    about_them = (
        "Sources also disagree on figures behind these:"
        if noted
        else "Sources disagree on figures behind these:"
    )
    return (
        f'<details class="origin"><summary>{WHERE}</summary><div>{escape(made)}.</div><ul>{items}</ul>'
        + (f"<div>{about_them}</div><ul>{said}</ul>" if said else "")
        + "</details>\n"
    )


def _rows(count: int) -> str:
    return f"{whole(count)} row{'' if count == 1 else 's'}"
