"""Swing: how it spread over the contests of a council."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..tables import points
from .theme import INK, OUTLINE, WIDTH, ink_on, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

METHODS = {"butler": "conventional (of all votes)", "steed": "two-party"}


def swing_dots(
    swings: pd.DataFrame,
    *,
    name: str = "area_name",
    winner: str | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each contest's swing as a dot, stacked where several are alike; the extremes are named.

    ``swings`` is the table of ``swing`` by contest, with a column ``name`` for the places (group it by
    ``["ballot_id", "area_name"]``). ``winner`` names a column of party codes to colour and letter the
    dots by. Contests without a swing are left out and counted.

    >>> t = pd.DataFrame({"area_name": ["Abbey", "Castle"], "party_a": "Con", "party_b": "Lab",
    ...                   "swing": [0.05, -0.02], "swing_method": "butler"})
    >>> swing_dots(t).to_dict()["description"]
    'Dot chart: Swing between Conservative and Labour. 2 contests: Castle −2.0 to Abbey +5.0, median +1.5.'
    """
    import altair as alt

    require(swings, [name, "party_a", "party_b", "swing"], "swing_dots")
    only_one(swings, ["party_a", "party_b", "swing_method", "share_method"], "swing_dots")
    pair = with_parties(pd.DataFrame({"party": swings[["party_a", "party_b"]].iloc[0].tolist()}), parties)
    one, other = pair["party_label"]
    rows = swings.dropna(subset="swing").sort_values(["swing", name], ignore_index=True)
    require(rows, [name], "swing_dots, with the contests whose swing is known")
    rows = rows.assign(points=100 * rows["swing"].astype(float), place=rows[name])
    step = max(0.5, _round_up((rows["points"].max() - rows["points"].min()) / 40))
    rows["bin"] = np.floor(rows["points"] / step) * step + step / 2
    rows["height"] = rows.groupby("bin").cumcount() + 0.5
    rows["letters"], rows["colour"], rows["ink"] = "", "#7a8794", INK
    if winner is not None:
        rows = with_parties(rows, parties, of=winner)
        rows["ink"] = rows["colour"].map(ink_on)
    rows["label"] = rows["place"] + " " + rows["swing"].map(points)
    tallest = max(6, int(rows["height"].max() + 1))
    low, high = min(rows["bin"].min(), 0) - step, max(rows["bin"].max(), 0) + step
    dot = max(4.0, min(16.0, 420 / tallest))  # smaller where there are many, so that they stay on one screen
    across = f"min({dot:.1f}, 0.95 * width * {step / max(high - low, 20 * step)})"  # of one dot, in pixels
    base = alt.Chart(
        rows[["bin", "height", "letters", "colour", "ink", "label"]],
        width=WIDTH,
        height=dot * tallest + 20,
    )
    signed = "datum.value ? replace(format(datum.value, '+'), '-', '−') : '0'"
    x = alt.X(
        "bin:Q", title=f"← to {other} · percentage points · to {one} →",
        axis=alt.Axis(labelExpr=signed, tickCount=10, grid=True),
    ).scale(domain=[low, high], nice=False)  # fmt: skip
    y = alt.Y("height:Q", axis=None).scale(domain=[0, tallest + 0.5])
    median = float(rows["swing"].median())
    line = alt.Chart(pd.DataFrame({"bin": [100 * median]}))
    layers = [
        alt.Chart(pd.DataFrame({"bin": [0.0]})).mark_rule(color=INK).encode(x=x),
        line.mark_rule(color=INK, strokeDash=[4, 3]).encode(x="bin:Q"),
        base.mark_circle(
            size=alt.ExprRef(f"0.785 * pow({across}, 2)"), opacity=1, stroke=OUTLINE, strokeWidth=0.6
        ).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=alt.Tooltip("label:N", title="Swing")
        ),
    ]
    if winner is not None:
        words = base.mark_text(fontSize=alt.ExprRef(f"max(6, 0.55 * {across})"))
        layers.append(words.encode(x="bin:Q", y=y, text="letters:N", color=alt.Color("ink:N", scale=None)))
    missing = len(swings) - len(rows)
    method = str(swings["swing_method"].iloc[0]) if "swing_method" in swings else ""
    ends = f"{rows['label'].iloc[0]} to {rows['label'].iloc[-1]}"
    subtitle = f"Each dot is a contest, from {ends}. Dashed: the median, {points(median)}."
    if method:
        subtitle += f" {METHODS.get(method, method).capitalize()} swing."
    if missing:
        subtitle += f" {missing} of {len(swings)} contests have no swing:"
        subtitle += " not both parties stood both times, or no comparable contest came before."
    if title is None:
        title = f"Swing between {one} and {other}"
    said = f"{len(rows)} contests: {ends}, median {points(median)}"
    return titled(
        alt.layer(*layers), title=title, subtitle=subtitle, description=f"Dot chart: {title}. {said}."
    )


def _round_up(step: float) -> float:
    """The next of 0.5, 1, 2, 2.5, 5 … points that is at least the step."""
    return next(s for s in (0.5, 1, 2, 2.5, 5, 10, 100) if s >= min(step, 100))
