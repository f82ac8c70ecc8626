"""The geometry of a flow picture: nodes, the ribbons between them, and their labels.

Down the page everything is in pixels; across, in shares of the width, so that a page may widen the picture.
A band is as tall as its votes. Each part is a plain record of what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import whole
from .count import POOLED, Count
from .theme import INK, OUTLINE, PAPER, QUIET, WIDTH, room

if TYPE_CHECKING:
    import altair as alt

Span = tuple[float, float]
Spans = dict[Any, Span]  # by row of the count
Lines = Callable[[pd.Series], tuple[list[str], list[str]]]  # of a candidate's label: strong, ordinary

NODE, MIDDLE = 0.022, 0.54  # width of a node, and where the eliminated votes meet, as shares of the width


@dataclass
class Flow:
    """What is drawn: ribbons (several records each), nodes, ticks and lines of text."""

    ribbons: list[dict[str, Any]] = field(default_factory=list)
    fading: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    ticks: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def ribbon(self, path: list[tuple[float, Span]], colour: str, tip: str, *, fades: bool = False) -> None:
        """A band along ``path``: where across, and from where to where down. One that ``fades`` ends."""
        into = self.fading if fades else self.ribbons
        number = 1 + max((row["id"] for row in into), default=-1)
        into += [{"id": number, "x": x, "y": a, "y2": b, "colour": colour, "tip": tip} for x, (a, b) in path]

    def node(self, x: float, x2: float, span: Span, colour: str, tip: str, *, fill: float = 1.0) -> None:
        """An upright bar; ``fill`` is how opaque it is."""
        self.nodes.append(
            {"x": x, "x2": x2, "y": span[0], "y2": span[1], "colour": colour, "fill": fill, "tip": tip}
        )

    def tick(self, x: float, x2: float, y: float, tip: str) -> None:
        """A strong line across."""
        self.ticks.append({"x": x, "x2": x2, "y": y, "tip": tip})

    def text(
        self, x: float, middle: float, lines: list[str], *, strong: list[str] | None = None,
        align: str = "left", quiet: bool = False, line: float = 15, dx: float = 0, halo: bool = False,
    ) -> None:  # fmt: skip
        """Lines of text round a middle, the ``strong`` ones before the others."""
        every = [*(strong or []), *lines]
        for n, words in enumerate(every):
            self.words.append({
                "x": x, "y": middle + (n - (len(every) - 1) / 2) * line, "text": words, "align": align,
                "weight": "bold" if n < len(every) - len(lines) else "normal",
                "ink": QUIET if quiet else INK, "dx": dx, "halo": halo,
            })  # fmt: skip

    def label(
        self, place: Place, span: Span, lines: tuple[list[str], list[str]], *, end: bool = False,
        thin: bool = False,
    ) -> None:  # fmt: skip
        """A candidate's label, beside the first node or the last; with a halo where its band is ``thin``."""
        strong, rest = lines
        x, align, dx = (place.x2 - NODE, "right", -6) if end else (place.x + NODE, "left", 6)
        self.text(x, _middle(span), rest, strong=strong, align=align, line=place.line, dx=dx, halo=thin)

    def chart(self, height: float, *, left: int = 0, right: int = 0, size: float = 12) -> Any:
        """The picture, so many pixels high, with so many kept free on its left and right."""
        import altair as alt

        across = room(1, right)
        if left:
            ends = f"max(width - {left + right}, 80)"
            across |= {
                "domainMin": alt.ExprRef(f"-{left} / {ends}"),
                "domainMax": alt.ExprRef(f"1 + {right} / {ends}"),
            }
        x = alt.X("x:Q", axis=None).scale(**across)
        y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False, zero=False)
        end, down = alt.X2("x2:Q"), alt.Y2("y2:Q")
        colour, tip = alt.Color("colour:N", scale=None), alt.Tooltip("tip:N", title="Votes")
        band: dict[str, Any] = {"interpolate": "monotone", "aria": False}
        layers: list[Any] = []
        if self.fading:
            layers.append(
                _of(self.fading).mark_area(**band, color=_fade()).encode(x, y, down, alt.Detail("id:N"), tip)
            )
        if self.ribbons:
            mark = _of(self.ribbons).mark_area(**band, fillOpacity=0.34)
            layers.append(mark.encode(x, y, down, alt.Detail("id:N"), colour, tip))
        if self.nodes:
            mark = _of(self.nodes).mark_rect(stroke=OUTLINE, strokeWidth=0.7, aria=False)
            fill = alt.FillOpacity("fill:Q", scale=None)
            layers.append(mark.encode(x, y, end, down, colour, fill, tip))
        if self.ticks:
            for paint, thick in ((PAPER, 5), (INK, 2.5)):
                mark = _of(self.ticks).mark_rule(stroke=paint, strokeWidth=thick, aria=False)
                layers.append(mark.encode(x, y, end, tip))
        words, ink = _of(self.words), alt.Color("ink:N", scale=None)
        style: dict[str, Any] = {
            "align": alt.ExprRef("datum.align"), "fontWeight": alt.ExprRef("datum.weight"),
            "dx": alt.ExprRef("datum.dx"), "baseline": "middle", "fontSize": size, "aria": False,
        }  # fmt: skip
        if any(row["halo"] for row in self.words):
            halo = words.transform_filter("datum.halo").mark_text(
                stroke=PAPER, strokeWidth=4, strokeJoin="round", fill="transparent", **style
            )
            layers.append(halo.encode(x, y, alt.Text("text:N")))
        layers.append(words.mark_text(**style).encode(x, y, alt.Text("text:N"), ink))
        return alt.layer(*layers).properties(width=WIDTH, height=round(height))


def _of(rows: list[dict[str, Any]]) -> alt.Chart:
    import altair as alt

    return alt.Chart(pd.DataFrame(rows).round(3))


def _fade() -> alt.Gradient:
    import altair as alt

    ends = [(0.0, "rgba(140,149,159,0.5)"), (0.8, "rgba(140,149,159,0)")]
    stops = [alt.GradientStop(offset=at, color=colour) for at, colour in ends]
    return alt.Gradient(gradient="linear", x1=0, x2=1, y1=0, y2=0, stops=stops)


@dataclass(frozen=True)
class Place:
    """Where a flow is drawn: across from ``x`` to ``x2``, down from ``top``, so many pixels a vote."""

    x: float
    x2: float
    top: float
    scale: float
    line: float = 15
    gap: float = 10  # between the finalists and the eliminated

    @property
    def pool(self) -> float:
        """Where the eliminated votes meet."""
        return self.x + MIDDLE * (self.x2 - self.x)


def draw(flow: Flow, count: Count, place: Place, first: Lines, last: Lines) -> dict[str, Span]:
    """Draw one count; ``first`` and ``last`` are the lines of a candidate's labels.

    Gives where down the page its parts are: ``first`` and ``final`` votes, those who went ``out``, the
    ``pool`` of their votes and what was ``spare``, each where there is one.
    """
    slots, spans, where = _first_column(flow, count, place, first, last)
    if known(count.final):
        return where | _final_column(flow, count, place, spans, last, top=where["out"][0])
    if known(count.eliminated):
        where["pool"] = _gather(flow, count, place, spans, where["out"][0])
    rows = count.rows
    for at, row in rows[rows["last"] | rows["won"]].iterrows():
        if at in spans:  # straight on, to an end without a figure of its own
            tip = f"{row['who']}: {whole(row['first'])} first preferences"
            flow.ribbon([(place.x + NODE, spans[at]), (place.x2, spans[at])], row["colour"], tip)
        slot, band = slots[at], spans.get(at, (0, 0))
        flow.label(place, slot, last(row), end=True, thin=band[1] - band[0] < slot[1] - slot[0] - 3)
    return where


def known(votes: float) -> bool:
    """Whether a number of votes is one."""
    return bool(pd.notna(votes))


def _middle(span: Span) -> float:
    return (span[0] + span[1]) / 2


def _first_column(
    flow: Flow, count: Count, place: Place, lines: Lines, last: Lines
) -> tuple[Spans, Spans, dict[str, Span]]:
    """First preferences, finalists outside and the eliminated between them: each label's place and band."""
    out = list(count.out.index)
    ends = [i for i in count.rows.index if i not in out]
    order = [*ends[:1], *out, *ends[1:]] if out else ends
    slots: Spans = {}
    spans: Spans = {}
    y, before, block = place.top, order[0], place.top
    for at in order:
        row = count.rows.loc[at]
        y += 0 if at == before else place.gap if (before in out) != (at in out) else 3
        block = y if at in out[:1] else block
        words = lines(row)
        tall = float(row["first"]) * place.scale if known(row["first"]) else 0.0
        most = max(sum(map(len, words)), sum(map(len, last(row))) if row["last"] or row["won"] else 0)
        slots[at] = (y, y + max(tall, place.line * most + 2))
        if tall:
            spans[at] = (_middle(slots[at]) - tall / 2, _middle(slots[at]) + tall / 2)
            tip = f"{row['who']}: {whole(row['first'])} first preferences"
            flow.node(place.x, place.x + NODE, spans[at], row["colour"], tip)
        flow.label(place, slots[at], words, thin=tall < place.line * sum(map(len, words)))
        y, before = slots[at][1], at
    return slots, spans, {"first": (place.top, y), "out": (block, y)}


def _gather(flow: Flow, count: Count, place: Place, spans: Spans, top: float) -> Span:
    """The eliminated votes together half way across."""
    at = top
    for i, row in count.out.iterrows():
        into = (at, at + float(row["first"]) * place.scale)
        tip = f"{row['who']}: {whole(row['first'])} eliminated"
        flow.ribbon(eased((place.x + NODE, spans[i]), (place.pool, into)), row["colour"], tip)
        at = into[1]
    tip = f"Eliminated: {whole(count.eliminated)}"
    flow.node(place.pool, place.pool + NODE, (top, at), source(count), tip)
    return top, at


def source(count: Count) -> str:
    """The colour of the transfers: of whom they came from where that is one candidate."""
    return str(count.out["colour"].iloc[0]) if len(count.out) == 1 else POOLED


def eased(start: tuple[float, Span], end: tuple[float, Span]) -> list[tuple[float, Span]]:
    """A path that leaves and arrives square to the nodes."""
    ease = 0.06 * (end[0] - start[0])
    return [start, (start[0] + ease, start[1]), (end[0] - ease, end[1]), end]


def _final_column(
    flow: Flow, count: Count, place: Place, spans: Spans, lines: Lines, *, top: float
) -> dict[str, Span]:
    """The final votes as one bar, the transfers where the finalists meet."""
    last, moved = count.last, known(count.moved) and count.moved > 0
    tall = (last["final"].astype(float) * place.scale).tolist()
    gained = (last["received"].fillna(0).astype(float) * place.scale).tolist()
    pool = _gather(flow, count, place, spans, top) if moved else (place.top, place.top + 2 * tall[0])
    spare = (pool[0] + gained[0], pool[1] - sum(gained[1:]))
    meet = _middle(spare)
    if moved and spare[1] - spare[0] > 0.5:
        path = eased((place.pool + NODE, spare), (place.x2 - NODE, (meet, meet)))
        flow.ribbon(path, POOLED, f"To no finalist: {whole(count.spare)}", fades=True)
    leave, y = pool[0], meet - tall[0]
    for n, (at, row) in enumerate(last.iterrows()):
        end, cut = (y, y + tall[n]), y + (tall[n] - gained[n] if n == 0 else gained[n])
        own, extra = ((y, cut), (cut, end[1])) if n == 0 else ((cut, end[1]), (y, cut))
        tip = f"{row['who']}: final {whole(row['final'])}"
        if at in spans:  # straight on, until the transfers join
            bend = eased((place.pool + NODE, spans[at]), (place.x2 - NODE, own))
            flow.ribbon([(place.x + NODE, spans[at]), *bend], row["colour"], tip)
        flow.node(place.x2 - NODE, place.x2, own, row["colour"], tip)
        if gained[n]:
            tip = f"To {row['who']}: {whole(row['received'])} of {whole(count.moved)} transfers"
            flow.node(place.x2 - NODE, place.x2, extra, row["colour"], tip, fill=0.5)
        if gained[n] and moved:
            path = eased((place.pool + NODE, (leave, leave + gained[n])), (place.x2 - NODE, extra))
            flow.ribbon(path, source(count), tip)
        words = lines(row)
        thin = own[1] - own[0] < place.line * sum(map(len, words))
        flow.label(place, own, words, end=True, thin=thin)
        y, leave = end[1], (spare[1] if n == 0 else leave + gained[n])
    if len(last) == 2:
        half = meet - tall[0] + sum(tall) / 2
        flow.tick(place.x2 - 1.5 * NODE, place.x2 + NODE / 2, half, f"Level: {whole(count.final / 2)}")
    column = {"final": (meet - tall[0], y)}
    return column | {"pool": pool, "spare": spare} if moved else column
