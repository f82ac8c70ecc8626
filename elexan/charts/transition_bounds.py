"""Transitions as bars: what is certain of each cell, how far its interval reaches, and the estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import UnknownNameError
from ..tables import whole
from .theme import INK, OUTLINE, PAPER, QUIET, WIDTH, require, titled
from .transition_cells import (
    cells,
    certain,
    in_words,
    letters_key,
    level_of,
    options,
    percent_axis,
    tips,
    told,
    whole_percent,
)

if TYPE_CHECKING:
    import altair as alt

HEAD, ROW, GAP = 26, 22, 12  # pixels down: the name of a group, a bar, between groups
LEFT = "(width < 480 ? 124 : 220)"  # pixels for the names and figures
RIGHT = 14


def transition_bounds(
    table: pd.DataFrame,
    *,
    origin: str | None = None,
    destination: str | None = None,
    title: str | None = None,
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """What is certain of each cell (thin bar), its interval (thick bar) and the estimate (ring).

    ``table`` is that of ``bounds``, of which only the certain is drawn, or of ``transitions``. One group of
    rows for each origin; ``origin`` or ``destination`` draws one only. Left out, and said, are cells that
    cannot reach ``least``: their upper bound is below it.

    Raises UnknownNameError for an option that the table lacks.

    >>> t = pd.DataFrame({"origin": "Con", "destination": ["Con", "Lab"], "votes_low": [100, 0],
    ...                   "votes_high": [1000, 900], "share_low": [0.1, 0.0], "share_high": [1.0, 0.9]})
    >>> transition_bounds(t, title="What is certain").to_dict()["description"]
    'Interval chart: What is certain. Conservative (1,000): Conservative 10 to 100%, Labour 0 to 90%.'
    """
    import altair as alt

    rows = cells(table, "transition_bounds")
    sides = [options(rows, side, parties, most=8) for side in ("origin", "destination")]
    for side, chosen, known in zip(("origin", "destination"), (origin, destination), sides, strict=True):
        if chosen is not None and chosen not in set(known["option"]):
            raise UnknownNameError(side, chosen, known["option"], hint="the options of the table")
        rows = rows if chosen is None else rows[rows[side] == chosen]
    origins, destinations = (
        side[side["option"].isin(rows[name])].reset_index(drop=True)
        for side, name in zip(sides, ("origin", "destination"), strict=True)
    )
    level, small = level_of(table), rows["bound_high"] < least
    require(rows[~small], ["share"], f"transition_bounds, with cells that can reach {least}")
    shown = _placed(tips(rows[~small], origins, destinations, level), origins, destinations, destination)
    heads = shown.drop_duplicates("head").assign(y=lambda t: t["y"] - ROW / 2 - HEAD / 2)
    height = int(shown["y"].max() + ROW / 2 + 6)
    title = title or "What is certain of where the votes went" + (
        ", and what is likely" if shown["share"].notna().any() else ""
    )
    dropped = f" Cells that cannot reach {100 * least:g}% are left out: {small.sum()}." if small.any() else ""
    return titled(
        alt.layer(*_layers(shown, heads, height)).properties(width=WIDTH, height=height), title=title,
        subtitle=_legend(shown, level) + letters_key(origins, destinations) + dropped,
        description=f"Interval chart: {title}. {in_words(rows, origins, destinations, least)}.", data=table,
    )  # fmt: skip


def _placed(
    rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, destination: str | None
) -> pd.DataFrame:
    """The cells in groups, one below the other, with their names; a group is an origin or ``destination``."""
    ours, theirs = (
        side.assign(place=side.index).set_index("option").loc[rows[name]].reset_index(drop=True)
        for side, name in ((origins, "origin"), (destinations, "destination"))
    )
    rows = rows.reset_index(drop=True).assign(colour=theirs["colour"], figures=told(rows).to_numpy())
    sure = certain(rows["bound_low"], rows["bound_high"], "–") + "%"
    rows["brief"] = rows["share"].map(whole_percent).where(rows["share"].notna(), sure)
    votes = ours["votes"].map(whole)
    if destination is None:
        group, within = ours, theirs
        who = ours["label"].replace({"not voting": "those not voting", "entered": "those who entered"})
        votes = votes + (ours["label"] == "not voting").map({True: "", False: " votes"})
        rows = rows.assign(head="Of " + who + ", " + votes + ", to")
    else:
        group, within = theirs, ours
        rows = rows.assign(head="To " + theirs["label"] + ", of the votes of")
    rows = rows.assign(
        name=within["label"], letters=within["short"], group=group["place"], at=within["place"]
    )
    rows = rows.sort_values(["group", "at"], ignore_index=True)
    begins = ~rows["group"].duplicated()
    step = begins.map({True: HEAD + ROW + GAP, False: ROW})
    return rows.assign(y=step.cumsum() - GAP - ROW / 2)


def _layers(rows: pd.DataFrame, heads: pd.DataFrame, height: int) -> list[Any]:
    """The bars of each cell, its name and figures beside them, the names of the groups above."""
    import altair as alt

    x = percent_axis("bound_low", LEFT, RIGHT, float(rows["bound_high"].max()))
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    hover = [
        alt.Tooltip("pair:N", title="Votes"), alt.Tooltip("figure:N", title="Estimate"),
        alt.Tooltip("inside:N", title="Likely"), alt.Tooltip("sure:N", title="Certain"),
    ]  # fmt: skip
    numbers = ["bound_low", "bound_high", "low", "high", "share"]
    base = alt.Chart(rows[[*numbers, "y", "colour", "pair", "figure", "inside", "sure"]])
    colour = alt.Color("colour:N", scale=None)
    outlined: dict[str, Any] = {"stroke": OUTLINE, "strokeWidth": 0.7, "aria": False}
    layers: list[Any] = [
        base.mark_bar(height=4, **outlined).encode(x, y, alt.X2("bound_high:Q"), colour, tooltip=hover)
    ]
    # a layer without a figure has no extent, of which browsers warn
    if rows["low"].notna().any():
        thick = base.mark_bar(height=13, **outlined)
        layers.append(thick.encode(alt.X("low:Q"), y, alt.X2("high:Q"), colour, tooltip=hover))
    if rows["share"].notna().any():
        ring: dict[str, Any] = {"filled": True, "fill": PAPER, "stroke": INK, "strokeWidth": 1.5}
        point = base.mark_point(size=48, opacity=1, aria=False, **ring)
        layers.append(point.encode(alt.X("share:Q"), y, tooltip=hover))
    beside = alt.Chart(rows[["y", "name", "letters", "figures", "brief"]]).transform_calculate(
        told="width < 480 ? datum.letters : datum.name", said="width < 480 ? datum.brief : datum.figures"
    )
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    layers += [
        beside.mark_text(align="left", **word).encode(y, alt.Text("told:N"), x=alt.value(0)),
        beside.mark_text(align="right", color=QUIET, **word).encode(
            y, alt.Text("said:N"), x=alt.value(alt.expr(f"{LEFT} - 10"))),
        alt.Chart(heads[["y", "head"]]).mark_text(
            align="left", fontWeight="bold", limit=alt.ExprRef("width"), **word).encode(
            y, alt.Text("head:N"), x=alt.value(0)),
    ]  # fmt: skip
    return layers


def _legend(rows: pd.DataFrame, level: str) -> str:
    """What the marks are, and what there is none of."""
    said = "Bar: what the totals of the areas leave possible; it is certain, whoever voted how."
    if rows["share"].isna().all():
        return said + " There is no estimate."
    if rows["low"].isna().all():
        return "Thin bar" + said.removeprefix("Bar") + " Ring: the estimate, here without an interval."
    return "Thin bar" + said.removeprefix("Bar") + f" Thick bar: the {level}. Ring: the estimate."
