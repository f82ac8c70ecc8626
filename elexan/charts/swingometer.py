"""The swingometer: seats of every party at each uniform swing between two, a panel for each council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ..tables import points, whole
from .theme import INK, LINE, OUTLINE, PAPER, QUIET, WIDTH, listed, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

PANEL = 230  # height of one council's lines
HEAD = 62  # room above them for its name and what it takes
APART = 14  # the least distance of two labels at one edge
SHORT = 480  # below which width the labels have letters for names


def swingometer(
    curve: pd.DataFrame,
    *,
    name: str = "organisation",
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Seats of each party against the swing between two, as stepped lines, a panel for each council.

    ``curve`` is the table of ``seat_curve``; ``name`` is its column that names a council. The upright line
    is the result, with the seats won beside it; the dashed line is a majority. Each line has its party
    and its seats at both ends. Parties that win no seat at any swing are left out.

    >>> t = pd.DataFrame({"organisation": "x", "swing": [-0.1, -0.1, 0, 0, 0.1, 0.1], "party_a": "Con",
    ...                   "party_b": "Lab", "party": ["Con", "Lab"] * 3, "seats": [1, 4, 3, 2, 5, 0]})
    >>> swingometer(t).to_dict()["description"][-75:]
    'Conservative has a majority of the 5 seats, 3 or more, from a swing of 0.0.'
    """
    import altair as alt

    require(curve, [name, "swing", "party_a", "party_b", "party", "seats"], "swingometer")
    only_one(curve, ["party_a", "party_b"], "swingometer")
    if curve.duplicated([name, "swing", "party"]).any():
        raise ValueError(f"swingometer shows one round of each {name}; the table has several. Select one")
    seated = curve["seats"].groupby([curve[name], curve["party"]]).transform("max") > 0
    rows = with_parties(curve[seated].astype({"seats": float}), parties)
    rows = rows.sort_values([name, "order", "party", "swing"], kind="stable", ignore_index=True)
    pair = with_parties(pd.DataFrame({"party": curve[["party_a", "party_b"]].iloc[0].tolist()}), parties)
    rows, panels = _placed(rows, name)
    labels = pd.concat([_labels(rows, at) for at in ("low", "zero", "high")], ignore_index=True)
    low, high = 100 * rows["swing"].min(), 100 * rows["swing"].max()
    x = _across(low, high, pair["party_label"].tolist())
    height = int(panels["base"].max() + 4)
    layers = [*_frames(panels, x, (low, high)), *_lines(rows, x), *_words(labels, x, (low, high))]
    title = title or f"Seats by swing between {pair['party_label'][0]} and {pair['party_label'][1]}"
    subtitle = (
        "The same swing in every contest in which both stand; nothing else changes. The upright line is the "
        "result, the dashed line a majority. Each step is a seat that changes hands."
    )
    said = " ".join(_said(part, pair) for _, part in rows.groupby(name, sort=False))
    chart = alt.layer(*layers, width=WIDTH, height=height).resolve_scale(y="shared")
    kept = [name, "swing", "party_a", "party_b", "party", *(c for c in ("seats", "vote_share") if c in curve)]
    return titled(
        chart, title=title, subtitle=subtitle, description=f"Step lines: {title}. {said}",
        data=curve.loc[seated, kept].round(4),
    )  # fmt: skip


def _placed(rows: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with their heights in pixels (``y``), and a row for each panel with its lines."""
    council = rows.groupby([name, "swing"])["seats"].sum().groupby(name).max().rename("total")
    most = rows.groupby(name)["seats"].max()
    panels = pd.DataFrame({"total": council, "most": most}).reset_index()
    panels = panels.assign(
        needed=panels["total"] // 2 + 1, base=(PANEL + HEAD) * (np.arange(len(panels)) + 1.0)
    )
    panels = panels.assign(top=panels[["most", "needed"]].max(axis=1))
    roof = panels["base"] - PANEL
    size, needed = panels["total"].map(whole), panels["needed"].map(whole)
    panels = panels.assign(
        roof=roof, head=roof - 34, below=roof - 17, words=panels[name].astype("str"),
        line=panels["base"] - PANEL * panels["needed"] / panels["top"],
        majority=size + " seats; dashed line: a majority, " + needed,
    )  # fmt: skip
    rows = rows.merge(panels[[name, "base", "top", "needed", "total"]], on=name, validate="many_to_one")
    return rows.assign(
        panel=rows[name], y=rows["base"] - PANEL * rows["seats"] / rows["top"], x=100 * rows["swing"]
    ), panels


def _labels(rows: pd.DataFrame, at: str) -> pd.DataFrame:
    """The seats of each party at one edge, or at the result, their places kept apart."""
    edge = {"low": rows["swing"].min(), "high": rows["swing"].max(), "zero": 0.0}[at]
    here = rows[np.isclose(rows["swing"], edge)]
    spread = [
        part.assign(place=_spread(part["y"].to_numpy(), part["base"].iloc[0]))
        for _, part in here.groupby("panel", sort=False)
    ]
    if not spread:
        return here.assign(at=at, place=here["y"], short="", long="")
    count = pd.concat(spread)
    seats = count["seats"].map(whole)
    return count.assign(at=at, short=count["letters"] + " " + seats, long=count["party_label"] + " " + seats)


def _spread(y: np.ndarray, lowest: float) -> np.ndarray:
    """The heights moved as little as keeps neighbours ``APART`` and all above the lowest place."""
    order = np.argsort(y, kind="stable")
    steps = APART * np.arange(len(y))
    level = y[order] - steps
    # least squares with the order kept: neighbours that would meet share the mean of their places
    blocks: list[list[float]] = []
    for value in level:
        blocks.append([float(value)])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    fitted = np.concatenate([np.full(len(b), np.mean(b)) for b in blocks])
    out = np.empty(len(y))
    out[order] = np.minimum(fitted, lowest - steps[-1]) + steps
    return out


def _across(low: float, high: float, pair: list[str]) -> Any:
    """The axis across, with room for the labels at both edges at any width."""
    import altair as alt

    margin = f"(width < {SHORT} ? 44 : 150)"
    pad = f"{high - low} * {margin} / max(width - 2 * {margin}, 80)"
    signed = "datum.value > 0 ? '+' + datum.value : replace(toString(datum.value), '-', '−')"
    return alt.X(
        "x:Q", title=f"← {pair[1]} · swing in points · {pair[0]} →",
        axis=alt.Axis(labelExpr=signed, values=_ticks(low, high), grid=True, labelSeparation=6),
    ).scale(
        domainMin=alt.ExprRef(f"{low} - {pad}"), domainMax=alt.ExprRef(f"{high} + {pad}"), nice=False,
        zero=False,
    )  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    step = next(s for s in (1, 2, 5, 10, 20, 50) if (high - low) / s <= 9 or s == 50)
    return [float(v) for v in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]


def _down(field: str) -> Any:
    import altair as alt

    return alt.Y(field, scale=None, axis=None)


def _frames(panels: pd.DataFrame, x: Any, ends: tuple[float, float]) -> list[Any]:
    """Each panel's name, its line of no seats, the line of a majority and that of the result."""
    import altair as alt

    base = alt.Chart(
        panels[["words", "majority", "base", "line", "roof", "head", "below"]].assign(
            x=0.0, low=ends[0], high=ends[1]
        )
    )
    across = {"x": alt.X("low:Q"), "x2": alt.X2("high:Q")}
    word: dict[str, Any] = {"align": "left", "limit": alt.ExprRef("width"), "aria": False}
    return [
        base.mark_rule(color=LINE, aria=False).encode(y=_down("base:Q"), **across),
        base.mark_rule(color=QUIET, strokeDash=[5, 4], aria=False).encode(y=_down("line:Q"), **across),
        base.mark_rule(color=INK, aria=False).encode(x=x, y=_down("base:Q"), y2=alt.Y2("roof:Q")),
        base.mark_text(fontWeight="bold", fontSize=13, **word).encode(
            x=alt.value(0), y=_down("head:Q"), text="words:N"
        ),
        base.mark_text(color=QUIET, **word).encode(x=alt.value(0), y=_down("below:Q"), text="majority:N"),
    ]


def _lines(rows: pd.DataFrame, x: Any) -> list[Any]:
    """The stepped lines, outlined so that pale colours stand out; of level stretches only the ends."""
    import altair as alt

    key = [rows["panel"], rows["party"]]
    level = rows.groupby(key, sort=False)["seats"]
    rows = rows[(level.shift() != rows["seats"]) | (level.shift(-1) != rows["seats"])]
    base = alt.Chart(rows[["panel", "party_label", "colour", "x", "y", "seats"]].round(3))
    detail = ["panel:N", "party_label:N"]
    tips = [
        alt.Tooltip("party_label:N", title="Party"), alt.Tooltip("x:Q", title="Swing, points"),
        alt.Tooltip("seats:Q", title="Seats"),
    ]  # fmt: skip
    order = alt.Order("x:Q")
    under = base.mark_line(interpolate="step", color=OUTLINE, strokeWidth=4.2, aria=False)
    over = base.mark_line(interpolate="step", strokeWidth=3, aria=False)
    dots = base.mark_point(opacity=0, size=90, filled=True, aria=False)
    colour = alt.Color("colour:N", scale=None)
    return [
        under.encode(x, _down("y:Q"), detail=detail, order=order),
        over.encode(x, _down("y:Q"), color=colour, detail=detail, order=order),
        dots.encode(x, _down("y:Q"), tooltip=tips),
    ]


def _words(labels: pd.DataFrame, x: Any, ends: tuple[float, float]) -> list[Any]:
    """The labels: party and seats at both ends, the seats won beside the line of the result."""
    import altair as alt

    base = alt.Chart(labels[["at", "short", "long", "x", "place"]].round(2))
    told = base.transform_calculate(told=f"width < {SHORT} ? datum.short : datum.long")
    limit = alt.ExprRef(f"width < {SHORT} ? 44 : 146")
    sides: list[tuple[str, Literal["left", "right"], int]] = [("low", "right", -6), ("high", "left", 6)]
    edges = [
        told.transform_filter(f"datum.at === '{at}'")
        .mark_text(align=align, dx=dx, baseline="middle", limit=limit, aria=False)
        .encode(x=x, y=_down("place:Q"), text="told:N")
        for at, align, dx in sides
    ]
    if not ends[0] < 0 < ends[1]:
        return edges
    won = base.transform_filter("datum.at === 'zero'")
    word: dict[str, Any] = {
        "align": "left",
        "dx": 5,
        "baseline": "middle",
        "fontWeight": "bold",
        "aria": False,
    }
    shown = {"x": x, "y": _down("place:Q"), "text": "short:N"}
    return [
        *edges,
        won.mark_text(stroke=PAPER, strokeWidth=4, strokeJoin="round", color=PAPER, **word).encode(**shown),
        won.mark_text(**word).encode(**shown),
    ]


def _said(part: pd.DataFrame, pair: pd.DataFrame) -> str:
    """One council in words: seats at the result and at both ends, and where the majority changes."""
    edges = {0.0: "the result"} if np.isclose(part["swing"], 0).any() else {}
    for edge in (part["swing"].min(), part["swing"].max()):
        side = pair["party_label"].iloc[0 if edge > 0 else 1]
        edges[edge] = f"at {points(abs(edge)).lstrip('+')} points to {side}"
    texts = []
    for edge, words in edges.items():
        here = part[np.isclose(part["swing"], edge)]
        texts.append(f"{words} {listed(here['party_label'] + ' ' + here['seats'].map(whole))}")
    whole_council, needed = int(part["total"].iloc[0]), int(part["needed"].iloc[0])
    first = part[part["party"] == pair["party"].iloc[0]]
    enough = first.loc[first["seats"] >= needed, "swing"]
    label = pair["party_label"].iloc[0]
    last = f"{label} has no majority of the {whole_council} seats at any of these swings."
    if len(enough):
        since = f"from a swing of {points(enough.min())}"
        if enough.min() == part["swing"].min():
            since = "at each of these swings"
        last = f"{label} has a majority of the {whole_council} seats, {needed} or more, {since}."
    return f"{part['panel'].iloc[0]}: {'; '.join(texts)}. {last}"
