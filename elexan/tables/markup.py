"""Great-tables' HTML made lean: a caption, scopes, and no ids or styles, so that many fit one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from great_tables import GT

MARKS = """
.chip{padding:0 .3em;border-radius:3px}
.bar{float:left;width:4em;height:.8em;margin:.2em .5em;\
background:linear-gradient(#888 0 0) 0/var(--part) 100% no-repeat #8883}
""".replace("\n", "")
# For where there is no stylesheet of a site: notebooks, light or dark. A page with one leaves it out.
STYLE = """
.elexan-table .table-scroll{
caption{text-align:left;font-weight:600}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
:is(th,td){text-align:left;vertical-align:top;border-bottom:1px solid #8886}
tbody tr:nth-child(n){background:none}
tbody th:not(.group,.total){font-weight:400}
.number{text-align:right;white-space:nowrap}
}
.elexan-table p,.origin{margin:0;font-size:.85em}
""".replace("\n", "")
NOTEBOOK = f'<style class="elexan-notebook">{STYLE}{MARKS}</style>\n'

_TAG = re.compile(r"<(th|td)\b([^>]*)>")
_MARKED = re.compile(
    r'<(th|td)((?:\s[^>]*)?)><span class="(unknown|date|long|party)">(.*?)</span></\1>', re.DOTALL
)
_KEPT = re.compile(r'\b(?:scope|style|(?:col|row)span)="[^"]*"')


class Html(str):
    """Markup that a notebook shows as it is. ``gt`` is the table as great-tables has it, to style further."""

    _make: Callable[[], GT] | None

    def __new__(cls, text: str, make: Callable[[], GT] | None = None) -> Html:
        """The markup, and how to make its table of great-tables."""
        markup = super().__new__(cls, text)
        markup._make = make
        return markup

    @property
    def gt(self) -> GT:
        """The ``great_tables.GT`` it was printed from, with title and notes; an error where it was not."""
        if self._make is None:
            raise AttributeError("this is a list, not a table of great-tables")
        return self._make()

    def _repr_html_(self) -> str:
        return NOTEBOOK + str(self) if self._make else str(self)

    def __repr__(self) -> str:
        return f"Html({len(self):,} characters)"


def lean(table: GT, caption: str) -> str:
    """The ``table`` element alone: its caption, headers with a scope, a body for each group.

    Great-tables gives each cell ids and classes, and each table 9 kB of style; two tables of a page would
    have the same ids.

    >>> from great_tables import GT
    >>> print(lean(GT(pd.DataFrame({"area": ["Abbey"], "seats": [2]}), rowname_col="area"), "Seats"))
    <table>
    <caption><span>Seats</span></caption>
    <thead><tr>
    <th scope="col"></th>
    <th scope="col" class="number">seats</th>
    </tr></thead>
    <tbody><tr>
    <th scope="row">Abbey</th>
    <td class="number">2</td>
    </tr></tbody>
    </table>
    """
    raw = table.as_raw_html()
    html = raw[raw.index("<thead") : raw.rindex("</table>")]
    html = re.sub(r"<tr class=\"gt_(?:group_heading_row|empty_group_heading)\">", "</tbody><tbody><tr>", html)
    html = re.sub(r"<(thead|tbody|tr) [^>]*>", r"<\1>", html)
    html = _TAG.sub(_cell, html)
    html = _MARKED.sub(_classed, html).replace('<span class="gt_column_spanner">', "<span>")
    html = re.sub(r"(<th\b[^>]*>)\s*(<span>.*?</span>)\s*</th>", r"\1\2</th>", html)
    html = re.sub(r'(<th\b[^>]*class="(?:\w+ )?group"[^>]*>)(.*?)</th>', r"\1<span>\2</span></th>", html)
    html = re.sub(r">\s*\n\s*<", ">\n<", html)
    for joined in ("<thead>\n<tr>", "</tr>\n</thead>", "<tbody>\n<tr>", "</tr>\n</tbody>"):
        html = html.replace(joined, joined.replace("\n", ""))
    html = re.sub(r"<tbody>\s*</tbody>\s*", "", html).strip()
    return f"<table>\n<caption><span>{escape(caption)}</span></caption>\n{html}\n</table>"


def _cell(found: re.Match[str]) -> str:
    name, attributes = found.groups()
    kept = [a for a in _KEPT.findall(attributes) if not a.endswith('span="1"')]
    if "gt_group_heading" in attributes:
        kept = [a.replace('"colgroup"', '"rowgroup"').replace('"col"', '"rowgroup"') for a in kept]
    kept.sort(key=lambda a: not a.startswith("scope"))
    marks = {"gt_right": "number", "gt_grand_summary_row": "total", "gt_group_heading": "group"}
    classes = [mark for theirs, mark in marks.items() if re.search(rf"\b{theirs}\b", attributes)]
    if classes:
        kept.append(f'class="{" ".join(classes)}"')
    return f"<{' '.join([name, *kept])}>"


def _classed(found: re.Match[str]) -> str:
    """The cell with the mark of all it holds as its own class."""
    name, attributes, mark, inside = found.groups()
    if ' class="' in attributes:
        attributes = attributes.replace(' class="', f' class="{mark} ')
    else:
        attributes += f' class="{mark}"'
    return f"<{name}{attributes}>{inside}</{name}>"


def wrapped(
    table: str,
    *,
    caption: str,
    lines: list[str],
    rows: str,
    notes: Mapping[str, tuple[str, str]] | None = None,
    origin: str = "",
) -> str:
    """The table in a region that scrolls, with what is said below it and its ``rows``, as CSV.

    ``notes`` are letter and text by anchor; ``origin`` is the closed part that says where it comes from.
    """
    from ..charts.figure import rows as csv_part

    below = "".join(
        f'<p class="disputed" id="{anchor}"><sup>{letter}</sup> {escape(text)}</p>'
        for anchor, (letter, text) in (notes or {}).items()
    )
    below += "".join(f"<p>{escape(line)}</p>" for line in lines)
    region = f'<div class="table-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">'
    return (
        f'<div class="elexan-table">\n{region}\n{table}\n</div>\n'
        + (f'<div class="table-notes">{below}</div>\n' if below else "")
        + origin
        + csv_part(rows, caption)
        + "</div>\n"
    )


def csv(frame: pd.DataFrame) -> str:
    """The rows as they are, as CSV: ISO dates, true and false, nothing rounded, gaps empty.

    >>> csv(pd.DataFrame({"area": ["Abbey"], "turnout": [1 / 3], "elected": [True]}))
    'area,turnout,elected\\nAbbey,0.3333333333333333,true\\n'
    """
    flags = [c for c, kind in frame.dtypes.items() if pd.api.types.is_bool_dtype(kind)]
    words: dict[Any, str] = {True: "true", False: "false"}
    plain = frame.drop(columns="geometry", errors="ignore")
    plain = plain.assign(**{str(c): frame[c].astype("object").map(words) for c in flags}) if flags else plain
    return pd.DataFrame(plain).to_csv(index=False, lineterminator="\n")
