"""A drawing with its key: the key beside it on a wide page, below it on a narrow one."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from .theme import INK, OUTLINE, PAPER

if TYPE_CHECKING:
    import altair as alt

WIDE = 540  # from which width on the key stands beside the drawing
PHONE = 320  # the width that the height is made for
KEY = 185  # how wide the key is beside the drawing
LINE_HEIGHT = 23


def places(
    span: tuple[float, float, float, float], keys: int, *, largest: float = 1e4
) -> tuple[list[Any], int]:
    """The parameters that place a drawing and its key, and the height of the whole.

    ``span`` is left, right, bottom and top of the drawing in units of its own, ``keys`` how many lines the
    key has, its heading included. The drawing is as large as the page's width allows, at any time, and its
    unit no more than ``largest`` pixels.

    >>> params, height = places((-1, 1, 0, 1), 6)
    >>> [param.name for param in params], height
    (['beside', 'unit', 'middle', 'above', 'below'], 267)
    """
    import altair as alt

    left, right, bottom, top = span
    wide, high = right - left, top - bottom
    key = LINE_HEIGHT * (1 + ceil((keys - 1) / 2)) + 15
    height = max(round(high * min(PHONE / wide, largest)) + key, LINE_HEIGHT * keys + 10)
    room = f"beside ? width - {KEY} : width"
    how = {
        "beside": f"width >= {WIDE}",
        "unit": f"min(({room}) / {wide:.4f}, (beside ? {height} : {height - key}) / {high:.4f}, {largest:g})",
        "middle": f"({room}) / 2",
        "above": f"beside ? (height - {high:.4f} * unit) / 2 : 0",
        "below": f"{high:.4f} * unit",
    }
    return [alt.param(name=name, expr=expr) for name, expr in how.items()], height


def placed(chart: alt.Chart, span: tuple[float, float, float, float], *pairs: str) -> alt.Chart:
    """The chart with ``across`` and ``down``, in pixels, from its ``x`` and ``y``; so for other ``pairs``."""
    left, right, _, top = span
    found = {}
    for n in ("", *pairs):
        found[f"across{n}"] = f"middle + (datum.x{n} - {(left + right) / 2:.4f}) * unit"
        found[f"down{n}"] = f"above + ({top:.4f} - datum.y{n}) * unit"
    return chart.transform_calculate(**found)


def pixels(suffix: str = "") -> tuple[Any, Any]:
    """The channels x and y for what is placed in pixels."""
    import altair as alt

    return alt.X(f"across{suffix}:Q", scale=None, axis=None), alt.Y(f"down{suffix}:Q", scale=None, axis=None)


def key_places(rows: pd.DataFrame) -> alt.Chart:
    """The rows of ``key_rows`` with ``across`` and ``down``, in pixels."""
    import altair as alt

    return alt.Chart(rows).transform_calculate(
        across=f"beside ? width - {KEY - 15} : datum.line && !(datum.line % 2) ? width / 2 : 0",
        down=(
            f"beside ? (height - {LINE_HEIGHT} * (datum.lines - 2 * datum.line - 1)) / 2"
            f" : below + 10 + {LINE_HEIGHT} * (ceil(datum.line / 2) + 0.5)"
        ),
    )


def key_layers(rows: pd.DataFrame, *, when: str = "true", shape: str = "circle") -> list[alt.Chart]:
    """The key of ``key_rows``: a heading, and a swatch with letters and words for each party.

    ``when`` is an expression: the rows that are shown.
    """
    import altair as alt

    at = key_places(rows)
    x, y = pixels()
    party = at.transform_filter(f"datum.line > 0 && {when}")
    swatch = party.mark_point(
        shape=shape, filled=True, size=330, opacity=1, stroke=OUTLINE, strokeWidth=0.7, xOffset=10
    )
    ink = alt.Color("ink:N", scale=None)
    return [
        at.transform_filter(f"datum.line === 0 && {when}")
        .mark_text(align="left", fontWeight="bold", fontSize=13).encode(x=x, y=y, text="words:N"),
        swatch.encode(x=x, y=y, color=alt.Color("colour:N", scale=None)),
        party.mark_text(fontSize=10, dx=10).encode(x=x, y=y, text="letters:N", color=ink),
        party.mark_text(align="left", dx=25).encode(x=x, y=y, text="words:N"),
    ]  # fmt: skip


def key_rows(parties: pd.DataFrame, heading: str) -> pd.DataFrame:
    """The rows of a key: the heading, and each party's ``party_label`` and ``seats``.

    >>> p = pd.DataFrame({"party_label": ["Labour"], "seats": [9], "letters": "L", "colour": "#e4003b",
    ...                   "ink": "#ffffff"})
    >>> key_rows(p, "6 May 2021")[["line", "lines", "words"]].values.tolist()
    [[0, 2, '6 May 2021'], [1, 2, 'Labour 9']]
    """
    head = pd.DataFrame({"words": [heading], "letters": [""], "colour": [PAPER], "ink": [INK]})
    words = parties["party_label"] + " " + parties["seats"].astype(int).astype(str)
    rows = pd.concat([head, parties.assign(words=words)], ignore_index=True)
    return rows[["words", "letters", "colour", "ink"]].assign(line=range(len(rows)), lines=len(rows))
