"""A chart as HTML that needs nothing else: a drawing, its specification, and words for who cannot see it."""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from typing import Any

import pandas as pd

from .theme import origins, theme

Spec = dict[str, Any]

RENDERER = "elexan"
_IN_HTML = ("csv", "credit", "origin")  # what the page holds as text, and the drawing does not need


def enable() -> None:
    """Show charts in notebooks as figures that work offline, on paper and without scripts.

    Call it once, at the top of a notebook. Altair's usual renderers fetch from the network or write
    a MIME type that papermill refuses.

    >>> enable()
    >>> import altair as alt
    >>> alt.renderers.active
    'elexan'
    """
    import altair as alt

    alt.theme.register(RENDERER, enable=True)(theme)  # type: ignore[arg-type]
    alt.renderers.register(RENDERER, lambda spec, **_: {"text/html": figure(spec)})
    alt.renderers.enable(RENDERER)


def figure(spec: Spec) -> str:
    """An HTML ``figure`` of one Vega-Lite specification.

    It holds the title as text (so that it wraps), a static SVG, the ``description`` as text
    alternative, the specification itself, which ``assets/elexan.js`` makes interactive where
    scripts run, where it comes from, and the rows it shows as CSV. No address of any kind is left in it.

    >>> html = figure({"mark": "bar", "title": "Seats", "description": "One bar.",
    ...                "data": {"values": [{"seats": 3}]}, "encoding": {"x": {"field": "seats"}}})
    >>> "<figcaption" in html, 'aria-label="One bar."' in html, "http" in html
    (True, True, False)
    """
    title, subtitle, drawn = _lift_title(spec)
    drawn.pop("$schema", None)
    meta = drawn.get("usermeta", {})
    drawn = drawn | {"usermeta": {name: value for name, value in meta.items() if name not in _IN_HTML}}
    label = str(drawn.get("description") or title or "Chart")
    caption = ""
    if title:
        caption = f'<strong class="chart-title">{escape(title)}</strong>'
    if subtitle:
        caption += f' <span class="chart-subtitle">{escape(subtitle)}</span>'
    if caption:
        caption = f"<figcaption>{caption}</figcaption>\n"
    credit = str(meta.get("credit", ""))
    below = f'<p class="chart-credit">{escape(credit)}</p>\n' if credit else ""
    text = json.dumps(drawn, ensure_ascii=False, separators=(",", ":"), default=str)
    return (
        f'<figure class="elexan-chart">\n{caption}'
        f'<div class="chart" role="img" aria-label="{escape(label)}">{_svg(drawn, text)}</div>\n'
        # "<" is the only character that could end the element early
        f'<script type="application/json" class="vega-spec">{text.replace("<", chr(92) + "u003c")}</script>\n'
        f"{below}{meta.get('origin', '')}{rows(str(meta.get('csv', '')), title or label)}</figure>"
    )


def from_rows(chart: Any, source: pd.DataFrame) -> Any:
    """The chart with where it comes from: the rows, with ``source_id``, that its table was made from.

    For a chart whose own table has no keys that lead back, such as one of parties summed over a region. What
    has keys both in its table and in ``source`` is traced row by row.

    >>> import elexan as ex
    >>> r = ex.load_results(region="norfolk", date="2021-05-06", election_type="pcc")
    >>> shares = ex.party_share(r, method="sum", by="voting_system").drop(columns="voting_system")
    >>> "Where this comes from" in figure(from_rows(ex.charts.share_bars(shares), r).to_dict())
    True
    """
    import io

    meta = chart.usermeta
    rows = pd.read_csv(io.StringIO(meta["csv"]), dtype_backend="numpy_nullable")
    return chart.properties(usermeta=meta | origins(rows, source))


def rows(csv: str, name: str) -> str:
    """The rows behind a picture or a table as an inert part of its HTML, for who offers them as a file.

    >>> rows("party,seats\\nCon,28\\n", "Seats: Norfolk")
    '<script type="text/csv" class="rows" data-name="seats-norfolk">party,seats\\nCon,28\\n</script>\\n'
    """
    if not csv:
        return ""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "rows"
    inert = csv.replace("</", "<\\/")  # nothing in it may end the element
    return f'<script type="text/csv" class="rows" data-name="{slug}">{inert}</script>\n'


def _lift_title(spec: Spec) -> tuple[str, str, Spec]:
    title = spec.get("title")
    if isinstance(title, dict):
        text, subtitle = _words(title.get("text")), _words(title.get("subtitle"))
    else:
        text, subtitle = _words(title), ""
    return text, subtitle, {key: value for key, value in spec.items() if key != "title"}


def _words(text: object) -> str:
    if isinstance(text, list | tuple):
        return " ".join(str(line) for line in text)
    return "" if text is None else str(text)


def _svg(spec: Spec, text: str) -> str:
    import altair as alt
    import vl_convert

    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version)
    svg = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", svg)
    # ids are numbered by drawing and by run; on one page they would clash, and no two runs would be alike
    mark = "c" + hashlib.sha1(text.encode()).hexdigest()[:8]
    names = {name: f"{mark}-{n}" for n, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    return re.sub(r'(\bid="|url\(#|href="#)([^"\)]+)(?=["\)])', lambda m: m[1] + names.get(m[2], m[2]), svg)
