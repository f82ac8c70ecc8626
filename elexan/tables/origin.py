"""Where a table's or chart's figures come from, as it stands under it: sources, licences, disagreements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from ..load import load_sources
from ..provenance import disputed_figures, sources_of, touched_figures, with_source_ids
from ..provenance.trace import traced
from .figures import long_date, percent, whole, without_scheme
from .names import about
from .words import heading

WHERE = "Where this comes from"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHARES = r"(?:^|_)(?:share|turnout|rate)(?:_|$)"


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
    marked = disputed_figures(frame, columns)
    marks, notes = _marked(marked)
    try:
        found = sources_of(made, source=source)
    except ValueError:
        return Origin("", made, load_sources().head(0), marks, notes)
    if not any(str(c).endswith("source_id") for c in made) or "source_id" in made:
        made = with_source_ids(made, source=source)
    behind = traced(made.drop(columns="source_id", errors="ignore"), source, None).made_of
    touched = touched_figures(frame, columns)
    rest = touched[~touched["conflict_id"].isin(marked["conflict_id"])] if letters else touched
    html = _details(len(made), behind, found, disagreements(rest), noted=letters and bool(notes))
    return Origin(html, made, found, marks, notes)


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
    '<li data-source="w"><b>ONS</b><i>: Wards</i> (read 22 November 2026; OGL)</li>'
    """
    name = f"<b>{escape(row['publisher'])}</b><i>: {escape(row['title'])}</i>"
    return f'<li data-source="{escape(row["source_id"])}">{name}{escape(_terms(row))}</li>'


def _terms(row: Mapping[Hashable, Any]) -> str:
    url, licence = row["url"], row["licence"]
    return (
        ("" if pd.isna(url) else f", {without_scheme(str(url))}")
        + f" (read {long_date(row['accessed'])}"
        + ("" if pd.isna(licence) else f"; {licence}")
        + ")"
    )


def publishers(sources: pd.DataFrame) -> str:
    """Who published them, in one line; the first four where there are more than five."""
    names = sources.loc[sources["source_id"] != "derived", "publisher"].dropna().drop_duplicates()
    listed = sorted(names, key=str.lower)
    if len(listed) > 5:
        listed = [*listed[:4], f"{len(listed) - 4} more"]
    return f"Source: {'; '.join(listed)}." if listed else ""


def disagreements(conflicts: pd.DataFrame) -> list[str]:
    """Each disputed figure in a sentence: what it is, both values and who prints each.

    >>> import elexan as ex
    >>> c = ex.load_conflicts()
    >>> print(*disagreements(c[c["conflict_id"] == "pcc.norfolk.2016-05-05.electorate.1"]))
    Police and Crime Commissioner for Norfolk, electorate: left out here; 790,649 printed by Syderstone \
(parish site).
    """
    if conflicts.empty:
        return []
    keys = ["ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field"]
    rows = conflicts.drop_duplicates("conflict_id")
    share = rows["field"].str.contains(_SHARES, regex=True)
    printers = load_sources().set_index("source_id")["publisher"]
    rows = rows.assign(
        what=about(rows) + ", " + rows["field"].map(heading).str.lower(),
        used=_printed(rows["used"], rows["used_source_id"], share, printers) + ", used here",
        other=_printed(rows["other"], rows["other_source_id"], share, printers),
    )
    one = rows.groupby(keys, sort=False, dropna=False)
    said = one.agg(what=("what", "first"), used=("used", "first"), other=("other", _each))
    return (said["what"] + ": " + said["used"].fillna("left out here") + "; " + said["other"] + ".").tolist()


def _each(values: pd.Series) -> str:
    return "; ".join(values.drop_duplicates())


def _printed(figures: pd.Series, ids: pd.Series, share: pd.Series, printers: pd.Series) -> pd.Series:
    """Each figure and who prints it."""
    value = pd.to_numeric(figures, errors="coerce")
    text = figures.mask(value.notna() & ~share, value.map(whole))
    text = text.mask(value.notna() & share, value.map(percent))
    names = ids.map(printers).replace("not recorded", "a source that is not recorded")
    by = (" printed by " + names).mask(ids == "derived", " worked out from other rows")
    return (text.astype("str") + by.fillna("")).mask(figures.isna())


def _marked(found: pd.DataFrame) -> tuple[dict[str, dict[int, str]], dict[str, str]]:
    """A letter for each cell in dispute, by column and place, and what is said under that letter.

    The disagreements on one figure are one note, wherever in the table the figure is.
    """
    marks: dict[str, dict[int, str]] = {}
    notes: dict[str, str] = {}
    if found.empty:
        return marks, notes
    keys = ["ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field"]
    for number, (_, same) in enumerate(found.groupby(keys, sort=False, dropna=False)):
        letter = _letter(number)
        notes[letter] = disagreements(same)[0]
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
    parts = [f"{whole(n)} of {name.replace('_', ' ')}" for name, n in tables.itertuples(index=False)]
    made = f"{whole(count)} row{'' if count == 1 else 's'}"
    if parts:
        made += f", made from rows of {'tables' if len(parts) > 1 else 'a table'} held: {', '.join(parts)}"
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
