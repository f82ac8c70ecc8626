"""A map beside the bars of one area's whole result: chosen by a click or in a list, enlarged by a slider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ...shares import majority
from ..theme import INK, OUTLINE, lead
from .layers import Canvas, Rows, constant, layers, placed
from .outlines import UNIT
from .results import candidates, told

if TYPE_CHECKING:
    import altair as alt

WIDE = 280
STEP = 31  # pixels from one candidate to the next
HEAD = 26
LARGEST = 6  # times


def closest(results: pd.DataFrame) -> tuple[str, str]:
    """The area of the contest with the smallest majority, and that majority in words if any is known.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x"], "area_gss": "E1", "candidate_id": ["a", "b"],
    ...                   "candidate": ["A", "B"], "party": ["Con", "Lab"], "voting_system": "FPTP",
    ...                   "first_pref": [60, 40], "elected": [True, False]})
    >>> closest(r)
    ('E1', 'by 20 votes (20.0%)')
    """
    gaps = majority(results).dropna(subset="majority_share").sort_values("majority_share", kind="stable")
    if gaps.empty:
        return str(results["area_gss"].iloc[0]), ""
    first = gaps.iloc[0]
    votes, share = lead(first["majority"], first["majority_share"])
    return str(first["area_gss"]), f"by {votes} ({share})" if share else "by lot after a tie"


def linked(
    canvas: Canvas,
    values: Rows,
    results: pd.DataFrame,
    key: Any,
    *,
    first: str,
    parties: pd.DataFrame | None,
) -> alt.HConcatChart:
    """The map of ``values``, and beside it the result of the area chosen, at first that of code ``first``."""
    import altair as alt

    by_name = sorted(values, key=lambda row: row["place"])
    codes, names = [row["id"] for row in by_name], [row["place"] for row in by_name]
    area = alt.selection_point(
        name="area", fields=["id"], value=[{"id": first}], empty=False, toggle=False, clear=False,
        on="click[datum && datum.place]",  # given, because a selection with a list would else not hear clicks
        bind=alt.binding_select(options=codes, labels=names, name="Area "),
    )  # fmt: skip
    drawn = canvas.drawn
    areas = drawn.features[drawn.features["kind"] == "area"]
    points = (areas[["x", "y"]] / UNIT).round().astype(int).to_numpy().tolist()
    middles = dict(zip(areas["id"], points, strict=True))
    params = [
        alt.param(name="across", value=drawn.width),
        alt.param(name="zoom", value=1, bind=alt.binding_range(min=1, max=LARGEST, step=0.5, name="Zoom ")),
        constant("middle", middles),
    ]
    whole_results = told(results, results, parties)
    stack = layers(canvas, values, told=whole_results, chosen=area, params=params)
    left = placed(canvas, [*stack, key], _towards(canvas))
    right = _bars(results, dict(zip(codes, names, strict=True)), area, parties)
    return alt.hconcat(left, right, spacing=24)


def _towards(canvas: Canvas) -> str:
    """The expression that moves the enlarged map: the chosen area near the middle, no edge inside."""
    drawn, size = canvas.drawn, f"{canvas.across} / {canvas.drawn.width}"
    at = f"(middle[(area.id || [''])[0]] || [{drawn.width // 2}, {drawn.main // 2}])"
    x = f"clamp({canvas.across} / 2 - {at}[0] * {canvas.scale}, {canvas.across} * (1 - zoom), 0)"
    lowest = f"min(0, {size} * ({drawn.height} - {drawn.main} * zoom))"
    y = f"clamp({size} * {drawn.height / 2:g} - {at}[1] * {canvas.scale}, {lowest}, 0)"
    return f"[{x}, {y}]"


def _bars(results: pd.DataFrame, names: dict[str, str], area: Any, parties: pd.DataFrame | None) -> Any:
    """The votes of every candidate of the chosen area: bars, figures, and who was elected."""
    import altair as alt

    rows = candidates(results[results["area_gss"].isin(list(names))], parties)
    votes = rows["votes"].astype("Float64")
    rows = rows.assign(
        id=rows["area_gss"],
        n=rows.groupby("area_gss").cumcount(),
        part=(votes / votes.groupby(rows["area_gss"]).transform("max").where(lambda m: m > 0)).round(3),
        name=rows["letters"] + "  " + rows["candidate"] + rows["won"].map({True: ", elected", False: ""}),
    )
    most = int(rows["n"].max()) + 1
    shown = rows[["id", "n", "name", "part", "figure", "colour", "won"]]
    base = alt.Chart(shown).transform_filter(area).transform_calculate(
        name_y=f"{HEAD} + {STEP} * datum.n + 8", top="datum.name_y + 8", bottom="datum.top + 14", none="0",
        middle="datum.top + 7", end="isValid(datum.part) ? datum.part : 0",
    )  # fmt: skip
    heads = alt.Chart(pd.DataFrame({"id": list(names), "place": list(names.values())}))
    x = alt.X("part:Q", axis=None).scale(domain=[0, 1.7], nice=False, zero=True)
    colour, weight = alt.Color("colour:N", scale=None), alt.ExprRef("datum.won ? 'bold' : 'normal'")
    stack = [
        heads.transform_filter(area)
        .mark_text(align="left", fontSize=14, fontWeight="bold", color=INK, aria=False)
        .encode(x=alt.XValue(0), y=alt.YValue(8), text=alt.Text("place:N")),
        base.mark_text(align="left", fontWeight=weight, color=INK, aria=False).encode(
            x=alt.XValue(0), y=_pixels("name_y"), text=alt.Text("name:N")
        ),
        base.transform_filter("isValid(datum.part)")
        .mark_rect(stroke=OUTLINE, strokeWidth=0.5, aria=False)
        .encode(x=x, x2=alt.X2("none:Q"), y=_pixels("top"), y2=alt.Y2("bottom:Q"), color=colour),
        base.mark_text(align="left", dx=5, fontWeight=weight, color=INK, aria=False).encode(
            x=alt.X("end:Q", axis=None), y=_pixels("middle"), text=alt.Text("figure:N")
        ),
    ]
    return alt.layer(*stack).properties(width=WIDE, height=HEAD + STEP * most)


def _pixels(field: str) -> Any:
    """A place in pixels from the top."""
    import altair as alt

    return alt.Y(f"{field}:Q", scale=None, axis=None)
