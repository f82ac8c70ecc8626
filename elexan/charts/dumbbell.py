"""Two shares of each party on one line, with their figures outside them so that nothing can overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .theme import INK, OUTLINE, PAPER, WIDTH, named

ROW = 48  # a line of words, and the marks below it
DOWN = 11  # pixels from a row's middle to its marks
SIDE = 52  # pixels kept free on either side for figures


def scale(largest: float, *, left: int = SIDE, right: int = SIDE) -> tuple[dict[str, Any], Any]:
    """A scale and axis of shares from 0 to ``largest``, with pixels kept free on both sides at any width.

    >>> scale(0.43)[0]["domainMin"].to_dict()
    {'expr': '-52 * 0.43 / max(width - 104, 60)'}
    >>> scale(0.004)[1].to_dict()["values"]
    [0.0, 0.001, 0.002, 0.003, 0.004]
    """
    import altair as alt

    top = float(largest) if largest > 0 else 1.0
    step = next(
        s
        for s in (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
        if top / s <= 5 or s == 0.25
    )
    pixel = f"{top} / max(width - {left + right}, 60)"
    limits = {
        "domainMin": alt.ExprRef(f"-{left} * {pixel}"),
        "domainMax": alt.ExprRef(f"{top} + {right} * {pixel}"),
        "nice": False,
        "zero": False,
    }
    values = [round(float(v), 4) for v in np.arange(0, top + step / 1000, step)]
    digits = 0 if step >= 0.01 else 1 if step >= 0.001 else 2
    return limits, alt.Axis(format=f".{digits}%", values=values, labelOverlap=True)


def dumbbells(rows: pd.DataFrame, *, title: str, first: str, second: str, arrow: bool) -> Any:
    """One row a party: a ring at ``a``, a square or (``arrow``) an arrowhead at ``b``, a line between.

    ``rows`` has ``words`` (the line above), ``colour``, ``a``, ``b`` (missing: not drawn), ``a_label`` and
    ``b_label``. ``first`` and ``second`` say what the ends are, for the reader who points at them.
    """
    import altair as alt

    low, high = rows[["a", "b"]].min(axis=1), rows[["a", "b"]].max(axis=1)
    falls = (rows["b"] < rows["a"]).fillna(False).astype(bool)
    left = rows["a_label"].mask(falls, rows["b_label"])
    right = rows["b_label"].mask(falls, rows["a_label"])
    alone = rows[["a", "b"]].isna().any(axis=1)
    rows = rows.assign(
        low=low, high=high, left=left.mask(alone, ""), turn=falls.map({True: -90, False: 90}),
        right=right.mask(alone, rows["a_label"].where(rows["b"].isna(), rows["b_label"])),
    )  # fmt: skip
    base = alt.Chart(
        rows[["words", "colour", "a", "b", "a_label", "b_label", "low", "high", "left", "right", "turn"]],
        width=WIDTH, height=alt.Step(ROW),
    )  # fmt: skip
    limits, axis = scale(float(high.max()))
    y = alt.Y("words:N", sort=None, axis=None)
    x = alt.X("a:Q", title=title, axis=axis).scale(**limits)
    tips = [
        alt.Tooltip("words:N", title="Party"), alt.Tooltip("a_label:N", title=first),
        alt.Tooltip("b_label:N", title=second),
    ]  # fmt: skip
    colour = alt.Color("colour:N", scale=None)
    at: dict[str, Any] = {"yOffset": DOWN}
    both = base.transform_filter("isValid(datum.a) && isValid(datum.b)")
    here = base.transform_filter("isValid(datum.b)")
    edge: dict[str, Any] = {"stroke": OUTLINE, "strokeWidth": 0.8, "opacity": 1, "filled": True}
    there = (
        here.mark_point(shape="triangle", size=190, **edge, **at).encode(
            angle=alt.Angle("turn:Q", scale=None)
        )
        if arrow
        else here.mark_point(shape="square", size=150, **edge, **at)
    )
    return alt.layer(
        both.mark_rule(strokeWidth=5, opacity=0.7, **at).encode(x=x, x2="b:Q", y=y, color=colour),
        base.transform_filter("isValid(datum.a)")
        .mark_point(filled=True, fill=PAPER, size=110, opacity=1, strokeWidth=2.5, **at)
        .encode(x=x, y=y, stroke=alt.Stroke("colour:N", scale=None), tooltip=tips),
        there.encode(x="b:Q", y=y, color=colour, tooltip=tips),
        base.mark_text(align="right", dx=-12, dy=DOWN, color=INK).encode(x="low:Q", y=y, text="left:N"),
        base.mark_text(align="left", dx=12, dy=DOWN, color=INK).encode(x="high:Q", y=y, text="right:N"),
        named(base, y, "words:N"),
    )
