"""Transitions in a grid: where the voters of each origin went, with the interval in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import whole
from .maps.fills import mixed
from .theme import INK, PAPER, QUIET, WIDTH, ink_on, titled
from .transition_cells import (
    cells,
    in_words,
    interval,
    letters_key,
    level_of,
    options,
    require_estimate,
    tips,
    whole_percent,
)

if TYPE_CHECKING:
    import altair as alt

HEAD, CELL = 58, 40  # pixels down: the headings of the columns, a row of cells
LEFT = "(width < 480 ? 68 : 132)"  # pixels for the names of the rows
HEADING = 7.2  # pixels of a letter of a heading
NARROW = 34  # pixels of a cell below which its interval finds no room


def transition_grid(
    table: pd.DataFrame,
    *,
    title: str = "Where the votes of each group went",
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Estimated transitions: a row an origin, a column a destination; the share with its interval below.

    ``table`` is that of ``transitions`` for one pair of contests. The fill is the destination's colour, the
    stronger the larger the share, from 0 to 1, so that grids compare; what is no party is grey. Cells below
    ``least`` have no fill and quiet figures. Options are names of ``parties`` (for candidates, give a row
    each: ``party`` their name in the table, ``short_name``, ``letters``, ``colour``, ``order``).

    >>> t = pd.DataFrame({"origin": "Con", "destination": ["Con", "Lab"], "votes": [640, 360],
    ...                   "share": [0.64, 0.36], "low": [0.58, 0.29], "high": [0.71, 0.42],
    ...                   "bound_low": [0.1, 0.0], "bound_high": [1.0, 0.9]})
    >>> transition_grid(t, title="Then and now").to_dict()["description"]
    'Grid: Then and now. Conservative (1,000): Conservative 64% (58 to 71), Labour 36% (29 to 42).'
    """
    import altair as alt

    require_estimate(table, "transition_grid")
    rows = cells(table, "transition_grid")
    origins, destinations = (options(rows, side, parties) for side in ("origin", "destination"))
    level = level_of(table)
    shown = _placed(tips(rows, origins, destinations, level), origins, destinations, least)
    height = HEAD + CELL * len(origins) + 2
    quiet = f" Below {whole_percent(least)}: without colour." if (shown["share"] < least).any() else ""
    below = f" below it the {level} in per cent;" if shown["inner"].any() else ""
    return titled(
        alt.layer(*_layers(shown, origins, destinations, height)).properties(width=WIDTH, height=height),
        title=title,
        subtitle="In each cell the share of the row's votes estimated to have gone to the column;"
        f"{below} in the headings the share of all votes. Estimates from area totals, no count of how "
        f"anybody voted.{letters_key(origins, destinations)}{quiet}",
        description=f"Grid: {title}. {in_words(rows, origins, destinations, least)}.", data=table,
    )  # fmt: skip


def _placed(
    rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, least: float
) -> pd.DataFrame:
    """The cells with their place, fill and figures."""
    across = pd.Series(destinations.index, index=destinations["option"])
    down = pd.Series(origins.index, index=origins["option"])
    x, y = rows["destination"].map(across), HEAD + CELL * rows["origin"].map(down)
    colours = rows["destination"].map(destinations.set_index("option")["colour"])
    pale = 0.88 * (1 - rows["share"])
    fill = pd.Series([mixed(c, "#ffffff", p) for c, p in zip(colours, pale, strict=True)], rows.index)
    quiet = rows["share"].round(2) < least  # as the figure reads
    return rows.assign(
        x=x, x2=x + 1, middle=x + 0.5, y=y, y2=y + CELL, fill=fill.mask(quiet, PAPER),
        ink=fill.map(ink_on).mask(quiet, QUIET), weight=quiet.map({True: "normal", False: "bold"}),
        label=rows["share"].map(whole_percent), inner=interval(rows["low"], rows["high"]),
    ).sort_values(["y", "x"])  # fmt: skip


def _layers(rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, height: int) -> list[Any]:
    """The cells with their figures, the headings above, the names of the rows beside them."""
    import altair as alt

    count = len(destinations)
    x = alt.X("x:Q", axis=None).scale(
        domainMin=alt.ExprRef(f"-{LEFT} * {count} / max(width - {LEFT}, 80)"), domainMax=count, nice=False
    )
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    middle = alt.X("middle:Q", axis=None)
    hover = [
        alt.Tooltip("pair:N", title="Votes"), alt.Tooltip("figure:N", title="Estimate"),
        alt.Tooltip("inside:N", title="Likely"), alt.Tooltip("sure:N", title="Certain"),
    ]  # fmt: skip
    kept = ["x", "x2", "middle", "y", "y2", "fill", "ink", "weight", "label", "inner"]
    base = alt.Chart(rows[[*kept, "pair", "figure", "inside", "sure"]])
    ink = alt.Color("ink:N", scale=None)
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    roomy = f"(width - {LEFT}) / {count} >= {NARROW}"
    top = alt.Chart(_heads(destinations)).transform_calculate(
        told=f"(width - {LEFT}) / {count} > {HEADING} * {destinations['label'].str.len().max()} "
        "? datum.label : datum.short",
        lift="indexof(datum.told, '\\n') < 0 ? -13 : -26",
    )
    names = origins.assign(y=HEAD + CELL * (origins.index + 0.5), figure=origins["votes"].map(whole))
    beside = alt.Chart(names[["y", "label", "short", "figure"]]).transform_calculate(
        told="width < 480 ? datum.short : datum.label"
    )
    side: dict[str, Any] = {"align": "left", "limit": alt.ExprRef(f"{LEFT} - 6"), **word}
    return [
        base.mark_rect(stroke=PAPER, strokeWidth=2, aria=False).encode(
            x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Color("fill:N", scale=None), tooltip=hover),
        base.mark_text(
            dy=alt.ExprRef(f"datum.inner == '' ? {CELL / 2} : {CELL / 2 - 7}"),
            fontWeight=alt.ExprRef("datum.inner == '' ? 'normal' : datum.weight"), **word).encode(
            middle, y, ink, alt.Text("label:N"), tooltip=hover),
        base.transform_calculate(told=f"{roomy} ? datum.inner : ''").mark_text(
            dy=CELL / 2 + 8, fontSize=10.5, **word).encode(middle, y, ink, alt.Text("told:N"), tooltip=hover),
        top.mark_text(
            fontWeight=alt.ExprRef("datum.weight"), dy=alt.ExprRef("datum.lift"), lineBreak="\n",
            fontSize=11.5, lineHeight=13, **word).encode(middle, y, alt.Text("told:N")),
        top.mark_text(color=QUIET, **word).encode(middle, y, alt.Text("figure:N")),
        beside.mark_text(fontWeight="bold", color=INK, dy=-7, **side).encode(
            y, alt.Text("told:N"), x=alt.value(0)),
        beside.mark_text(color=QUIET, dy=8, fontSize=11, **side).encode(
            y, alt.Text("figure:N"), x=alt.value(0)),
    ]  # fmt: skip


def _heads(destinations: pd.DataFrame) -> pd.DataFrame:
    """The headings: names in full and short, and the share of all votes."""
    return destinations.assign(
        middle=destinations.index + 0.5, y=HEAD - 12, short=destinations["short"].str.replace(" ", "\n", n=1),
        weight=destinations["is_party"].map({True: "bold", False: "normal"}),
        figure=(destinations["votes"] / destinations["votes"].sum()).map(whole_percent),
    )[["middle", "y", "label", "short", "weight", "figure"]]  # fmt: skip
