"""Sentences as printed: the text, and under it, closed, which cell each of its figures was printed from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from ..narrative.sentences import figures_in
from ..provenance import sources_of
from .markup import Html
from .names import about
from .origin import source_item
from .words import heading

WHERE = "Where these figures come from"
LIST = 5  # sentences, from which on they stand in a list
_ABOUT = ("ballot_id", "organisation", "area_gss", "candidate_id", "party")
_NAMES = ("organisation_name", "region_name")  # what a row without those is about


def prose(sentences: Sequence[str], *, source: pd.DataFrame | None = None, headlines: int = 0) -> Html:
    """Sentences as a paragraph, or as a list where there are many, with where their figures come from.

    ``sentences`` are those of ``elexan.narrative``. Under them stands a closed part: each figure as printed,
    the column and table it is a cell of, and what the row is about; then the sources of those rows, traced as
    ``sources_of`` does, by ``source`` where a row has no keys of its own. The first ``headlines`` sentences
    stand before the others, each for itself. Nothing at all for no sentences.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="cambridgeshire", election_type="pcc", date="2021-05-06")
    >>> said = ex.narrative.people(ex.people_elected(r), ex.load_parties())
    >>> html = prose(said)
    >>> "11,958 votes ahead" in html, "<td>people elected: majority</td>" in html, "BBC" in html
    (True, True, True)
    """
    if not sentences:
        return Html("")
    text = "".join(f'<p class="first">{escape(sentence)}</p>\n\n' for sentence in sentences[:headlines])
    rest = [escape(sentence) for sentence in sentences[headlines:]]
    if len(rest) < LIST:
        text += f"<p>{' '.join(rest)}</p>" if rest else ""
    else:
        text += f"<ul>{''.join(f'<li>{sentence}</li>' for sentence in rest)}</ul>"
    return Html(f'<div class="elexan-prose">{text}\n\n{_details(figures_in(sentences), source)}</div>\n')


def _details(figures: pd.DataFrame, source: pd.DataFrame | None) -> str:
    """The closed part: a row a figure, and the sources."""
    if figures.empty:
        return ""
    absent = {k: pd.Series(pd.NA, figures.index, dtype="str") for k in _ABOUT if k not in figures}
    keyed = figures.assign(**absent).astype(dict.fromkeys(_ABOUT, "str"))
    what = figures["table"].map(_plain) + ": " + figures["column"].map(_plain)
    rows = (_named(keyed) + about(keyed)).str.removesuffix(", ").replace("", "all of these")
    cells = zip(figures["printed"], what, rows, strict=True)
    body = "".join(
        f"<tr><th scope='row'>{escape(p)}</th><td>{escape(w)}</td><td>{escape(a)}</td></tr>"
        for p, w, a in dict.fromkeys(cells)
    )
    head = "<tr><th scope='col'>Figure</th><th scope='col'>Cell</th><th scope='col'>Row</th></tr>"
    return (
        f'<details class="origin"><summary>{WHERE}</summary>'
        '<div class="figures" role="region" aria-label="Figures" tabindex="0">'
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table></div>"
        f"{_sources(figures, source)}</details>\n"
    )


def _named(figures: pd.DataFrame) -> pd.Series:
    """The name of what a row is about, where it has no code of a contest, council or area."""
    named = pd.Series("", figures.index, dtype="str")
    coded = figures[["ballot_id", "organisation", "area_gss"]].notna().any(axis=1)
    for name in _NAMES:
        if name in figures:
            known = (named == "") & ~coded & figures[name].notna()
            named = named.where(~known, figures[name].astype("str") + ", ")
    return named


def _plain(name: str) -> str:
    """A column or table as words: "final_share" is "final share"."""
    known = heading(name)
    return (known[:1].lower() + known[1:]) if known else name


def _sources(figures: pd.DataFrame, source: pd.DataFrame | None) -> str:
    keys = [c for c in figures if c not in ("place", "sentence", "printed", "value", "table", "column")]
    try:
        found = sources_of(figures[keys].drop_duplicates(), source=source)
    except ValueError:
        return ""
    items = "".join(source_item(row) for row in found.to_dict("records"))
    return f"<ul>{items}</ul>" if items else ""
