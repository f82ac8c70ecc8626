"""The layers of a map: land and water below, areas in their colours, then lines, letters and names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..theme import INK, PALE, PAPER
from .fills import HATCH, HATCHED, stripes
from .labels import LETTER, NAME, ROOM, SMALL_NAME, SMALLEST
from .outlines import UNIT, Sheet

if TYPE_CHECKING:
    import altair as alt

WATER = "#3b82c4"
LINES: dict[str, tuple[float, list[float]]] = {  # width, and dashes
    "border": (1.2, [1, 0]), "vague": (1, [1.5, 2.5]), "window": (0.9, [6, 3]), "frame": (0.9, [1, 0]),
    "leader": (0.9, [1, 0]),
}  # fmt: skip
FAINT = 0.28  # how opaque a colour is that recedes: it lies on the land, light by day and dark by night
Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class Canvas:
    """A sheet being drawn: ``across`` is the expression of its width, ``zoom`` whether it can be enlarged."""

    drawn: Sheet
    across: str = "width"
    zoom: bool = False

    @property
    def scale(self) -> str:
        """The expression of how large the map is drawn, against its own size."""
        return f"{self.across} / {self.drawn.width}" + (" * zoom" if self.zoom else "")

    @property
    def clip(self) -> dict[str, Any]:
        """Properties of marks that may leave the drawing."""
        return {"clip": True, "aria": False} if self.zoom else {"aria": False}

    def features(self, *kinds: str) -> alt.Chart:
        """A layer of the features of these kinds; insets and what is theirs go when the map is enlarged."""
        import altair as alt

        chart = alt.Chart(width=self.drawn.width, height=self.drawn.height)
        still = [kind for kind in kinds if kind in ("land", "area", "border", "vague", "leader")]
        shown = f"indexof({list(kinds)}, datum.kind) >= 0"
        if self.zoom and still != list(kinds):
            shown = f"indexof(zoom == 1 ? {list(kinds)} : {still}, datum.kind) >= 0"
        return chart.transform_filter(shown)

    def words(self, rows: Rows) -> alt.Chart:
        """A chart of words at places of the drawing."""
        import altair as alt

        return alt.Chart(alt.InlineData(values=tuple(rows)))


def layers(
    canvas: Canvas,
    values: Rows,
    *,
    told: Rows = (),
    worked_out: Mapping[str, str] | None = None,
    chosen: Any = None,
    params: Sequence[Any] = (),
) -> list[Any]:
    """All layers of a map, from below.

    ``values`` has a row an area: ``id``, ``place``, ``fill`` (a colour, stripes, or HATCHED), ``ink``,
    ``text`` where there is room for it and else ``short``, ``says`` (what the pointer is told), ``strong``
    (outlined), ``halo``, ``faint`` (a thin colour with small letters). ``told`` is more to tell, by ``id``.
    ``worked_out`` are fields to calculate from those. ``chosen`` is a selection among the areas, ``params``
    what the expressions need besides.
    """
    import altair as alt

    areas = _with(canvas.features("area", "inset"), values, told, worked_out or {})
    told_all = ", ".join(["{title: datum.place}", "datum.says"] + ["datum.told"] * bool(told))
    tip = alt.ExprRef(f"merge({told_all})")
    faint = any(row.get("faint") for row in values)
    thin: dict[str, Any] = {"fillOpacity": alt.ExprRef(f"datum.faint ? {FAINT} : 1")} if faint else {}
    shapes = areas.mark_geoshape(
        stroke=PAPER, strokeWidth=0.6, strokeJoin="round", tooltip=tip, **canvas.clip, **thin,
        fill=alt.ExprRef(f"datum.fill == '{HATCHED}' ? {HATCHED} : datum.fill"),
    )  # fmt: skip
    hatched = constant(HATCHED, stripes(HATCH, bands=12))
    shapes = shapes.add_params(hatched, *params, *([chosen] if chosen else []))
    stack = [*_ground(canvas), shapes]
    if any(row.get("strong") for row in values):
        stack.append(_outlined(areas.transform_filter("datum.strong"), INK, 1.4, canvas))
    stack.append(_lines(canvas))
    if chosen is not None:
        ringed = areas.transform_filter(chosen)
        stack += [_outlined(ringed, PAPER, 5, canvas), _outlined(ringed, INK, 2.5, canvas)]
    stack += _letters(areas, canvas, tip, halo=any(row.get("halo") for row in values), faint=faint)
    return stack + _names(canvas)


def constant(name: str, value: Any) -> alt.Parameter:
    """A value that expressions know by its name; an expression itself, since altair checks values slowly."""
    import altair as alt

    return alt.param(name=name, expr=json.dumps(value))


def _with(chart: alt.Chart, values: Rows, told: Rows, worked_out: Mapping[str, str]) -> alt.Chart:
    """The areas with the fields of their values, and those calculated from them."""
    import altair as alt

    fields = list(dict.fromkeys(name for row in values for name in row if name != "id"))
    held = alt.LookupData(pd.DataFrame(list(values)), "id", fields)
    chart = chart.transform_lookup("id", from_=held)
    if told:
        more = alt.LookupData(pd.DataFrame(list(told)), "id", ["told"])
        chart = chart.transform_lookup("id", from_=more)
    for name, expression in worked_out.items():
        chart = chart.transform_calculate(**{name: expression})
    return chart


def _ground(canvas: Canvas) -> list[Any]:
    """Water along the coast, land, and below the map the paper on which its insets stand."""
    import altair as alt

    rounded: dict[str, Any] = {"strokeJoin": "round", "clip": True, "aria": False}
    land, ground = canvas.features("land"), canvas.features("ground")
    drawn = [
        land.mark_geoshape(filled=False, stroke=WATER, strokeWidth=14, strokeOpacity=0.22, **rounded),
        land.mark_geoshape(fill=PALE, stroke=WATER, strokeWidth=0.7, **rounded),
    ]
    if canvas.drawn.height == canvas.drawn.main:
        return drawn
    size = f"{canvas.across} / {canvas.drawn.width}"
    paper = canvas.words([{"kind": "paper"}]).mark_rect(fill=PAPER, aria=False)
    if canvas.zoom:
        paper = paper.transform_filter("zoom == 1")
    paper = paper.encode(
        x=alt.XValue(-2), x2=alt.X2Value(alt.ExprRef(f"{canvas.across} + 2")),
        y=alt.YValue(alt.ExprRef(f"{canvas.drawn.main} * {size}")),
        y2=alt.Y2Value(alt.ExprRef(f"{canvas.drawn.height} * {size} + 2")),
    )  # fmt: skip
    return [*drawn, paper, ground.mark_geoshape(fill=PALE, stroke=WATER, strokeWidth=0.7, aria=False)]


def _outlined(areas: alt.Chart, colour: str, width: float, canvas: Canvas) -> Any:
    return areas.mark_geoshape(
        filled=False, stroke=colour, strokeWidth=width, strokeJoin="round", **canvas.clip
    )


def _lines(canvas: Canvas) -> Any:
    """Borders of districts, approximate outlines, what an inset enlarges, and lines from names outside."""
    import altair as alt

    widths = {kind: width for kind, (width, _) in LINES.items()}
    dashes = {kind: dash for kind, (_, dash) in LINES.items()}
    shown = canvas.features(*LINES).transform_filter(f"datum.kind != 'leader' || {_from_least(canvas)}")
    return shown.mark_geoshape(
        filled=False, stroke=INK, strokeWidth=alt.ExprRef(f"({widths})[datum.kind]"), strokeJoin="round",
        strokeDash=alt.ExprRef(f"({dashes})[datum.kind]"), **canvas.clip,
    )  # fmt: skip


def _from_least(canvas: Canvas) -> str:
    """The expression of whether the map is drawn as large as something on it needs."""
    return f"{canvas.scale} >= datum.least - 0.001"


def _letters(areas: alt.Chart, canvas: Canvas, tip: Any, *, halo: bool, faint: bool) -> list[Any]:
    """Each area's letters or figure, where its outline has room for them."""
    import altair as alt

    # the size of type for which there is room, no larger than usual; too small a one is left out
    largest = f"(datum.faint ? {SMALLEST} : {LETTER})" if faint else LETTER
    size = f"min({largest}, datum.r * {canvas.scale} / {ROOM} / max(1.5, length(datum.{{0}})))"
    words = (
        areas.transform_calculate(full=size.format("text"), brief=size.format("short"))
        .transform_calculate(
            shown=f"datum.full >= {SMALLEST} ? datum.text : datum.brief >= {SMALLEST} ? datum.short : ''"
        )
        .transform_filter("datum.shown")
        .encode(longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("y:Q"), text=alt.Text("shown:N"))
    )
    fits = alt.ExprRef(f"datum.full >= {SMALLEST} ? datum.full : datum.brief")
    style: dict[str, Any] = {"fontSize": fits, "tooltip": tip, **canvas.clip}
    if faint:
        style["fontWeight"] = alt.ExprRef("datum.strong ? 'bold' : 'normal'")
    ink = alt.Color("ink:N", scale=None)
    front = words.mark_text(**style).encode(color=ink)
    if not halo:
        return [front]
    behind = words.transform_filter("datum.halo").mark_text(
        stroke="#ffffff", strokeWidth=3, strokeJoin="round", fill="transparent", **style
    )
    return [behind, front]


def _names(canvas: Canvas) -> list[Any]:
    """Names of districts with a halo, and those of insets, smaller where the map is drawn smaller."""
    import altair as alt

    drawn: list[Any] = []
    style: dict[str, Any] = dict(canvas.clip)
    if canvas.drawn.names:
        words = canvas.words(canvas.drawn.names).transform_filter(_from_least(canvas))
        size = alt.ExprRef(f"clamp({NAME} * {canvas.scale}, {SMALL_NAME}, {NAME})")
        style |= {"fontSize": size, "fontWeight": "bold", "dy": alt.ExprRef("datum.dy")}
        at: dict[str, Any] = {
            "longitude": alt.Longitude("x:Q"),
            "latitude": alt.Latitude("y:Q"),
            "text": alt.Text("name:N"),
        }
        behind = words.mark_text(stroke=PAPER, strokeWidth=3, strokeJoin="round", fill="transparent", **style)
        drawn += [behind.encode(**at), words.mark_text(color=INK, **style).encode(**at)]
    return [*drawn, *_titles(canvas)] if canvas.drawn.titles else drawn


def _titles(canvas: Canvas) -> list[Any]:
    """Titles of insets, smaller where the map is drawn smaller, and the numerals of their windows."""
    import altair as alt

    shown = "zoom == 1" if canvas.zoom else "true"
    at: dict[str, Any] = {
        "longitude": alt.Longitude("x:Q"), "latitude": alt.Latitude("y:Q"), "text": alt.Text("name:N"),
    }  # fmt: skip
    lines = [
        {
            "name": words,
            "up": len(title["lines"]) - 1 - n,
            **{k: title[k] for k in ("x", "y", "room", "wide")},
        }
        for title in canvas.drawn.titles
        for n, words in enumerate(title["lines"])
    ]
    titles = canvas.words(lines).transform_calculate(
        size=f"min({NAME}, {NAME} * {canvas.scale} * datum.room / datum.wide)"
    )
    titles = titles.transform_filter(f"datum.size >= {SMALLEST - 0.5} && {shown}").mark_text(
        fontSize=alt.ExprRef("datum.size"), dy=alt.ExprRef("-1.15 * datum.up * datum.size"), align="left",
        baseline="bottom", color=INK, aria=False,
    )  # fmt: skip
    marks = [title["mark"] for title in canvas.drawn.titles if title["mark"]]
    if not marks:
        return [titles.encode(**at)]
    numerals = canvas.words(marks).transform_filter(shown)
    style: dict[str, Any] = {"fontSize": SMALL_NAME, "fontWeight": "bold", "aria": False}
    behind = numerals.mark_text(stroke=PAPER, strokeWidth=3, strokeJoin="round", fill="transparent", **style)
    return [titles.encode(**at), behind.encode(**at), numerals.mark_text(color=INK, **style).encode(**at)]


def legend(canvas: Canvas, labels: Sequence[str], colours: Sequence[str], *, offset: int = 12) -> Any:
    """Colours (or expressions of them) and what they mean, above the map: a layer without visible marks."""
    import altair as alt

    widest = 7 * max(map(len, labels)) + 44
    fills = [colour if colour[0] == "#" else alt.ExprRef(colour) for colour in colours]
    scale = alt.Scale(domain=list(labels), range=fills)
    columns = alt.ExprRef(f"max(1, floor({canvas.across} / {widest:.0f}))")
    key = alt.Legend(
        orient="top", direction="horizontal", columns=columns, symbolType="square", symbolSize=170,
        symbolStrokeWidth=0, symbolOpacity=1, title=None, columnPadding=22, offset=offset,
    )  # fmt: skip
    rows = canvas.words([{"label": label} for label in labels])
    return rows.mark_square(size=0, opacity=0, aria=False).encode(
        color=alt.Color("label:N", scale=scale, legend=key)
    )


def placed(canvas: Canvas, stack: list[Any], translate: str | None = None) -> Any:
    """The layers as one map, drawn as large as its canvas says."""
    import altair as alt

    return alt.layer(*stack, data=canvas.drawn.features).project(
        type="identity",
        scale=alt.ExprRef(f"{canvas.scale} / {UNIT}"),
        translate=alt.ExprRef(translate) if translate else [0, 0],
    )
