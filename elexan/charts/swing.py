"""Swing: how it spread over the contests of a council, or over those of several places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..tables import points
from .theme import INK, OUTLINE, QUIET, WIDTH, ink_on, key, listed, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

METHODS = {"butler": "conventional (of all votes)", "steed": "two-party"}
PLAIN = "#7a8794"  # of dots that stand for no party


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

    pair = _pair(swings, [name, *([winner] if winner else [])], parties, "swing_dots")
    rows = _stacked(_known(swings, name, "swing_dots"), winner, parties)
    tallest = max(6, int(rows["height"].max() + 1))
    dot = max(4.0, min(16.0, 420 / tallest))  # smaller where there are many, so that they stay on one screen
    height = round(dot * (tallest + 0.5))
    scale = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    median = float(rows["swing"].median())
    x, across = _axis(rows, pair, dot)
    mid = pd.DataFrame({"bin": [100 * median], "text": f"median {points(median)}", "y": 0.0})
    chart = alt.layer(
        alt.Chart(pd.DataFrame({"bin": [0.0]})).mark_rule(color=INK, aria=False).encode(x=x),
        alt.Chart(mid).mark_rule(color=INK, strokeDash=[4, 3], aria=False).encode(x=x),
        *_dots(rows.assign(base=height), x, scale, (dot, across), winner),
        alt.Chart(mid).mark_text(align="left", dx=4, baseline="top", aria=False).encode(
            x, scale, text="text:N"),
    ).properties(width=WIDTH, height=height)  # fmt: skip
    ends = f"{rows['label'].iloc[0]} to {rows['label'].iloc[-1]}"
    title = title or f"Swing between {pair[0]} and {pair[1]}"
    said = f"{len(rows)} contests: {ends}, median {points(median)}"
    return titled(
        chart, title=title, subtitle=f"Each dot is a contest, from {ends}. {_notes(swings, rows, winner)}",
        description=f"Dot chart: {title}. {said}.", data=swings,
    )  # fmt: skip


def swing_rows(
    swings: pd.DataFrame,
    *,
    by: str,
    name: str = "area_name",
    winner: str | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each contest's swing as a dot, a row for each council or district, its median marked.

    ``swings`` is the table of ``swing`` by contest, with the columns ``by`` (what the rows are) and ``name``
    (the contest). Rows are sorted by their median, which weighs every contest alike; a row without a known
    swing is named. ``winner`` as in ``swing_dots``.

    >>> t = pd.DataFrame({"area_name": ["Abbey", "Castle"], "city": ["X", "Y"], "party_a": "Con",
    ...                   "party_b": "Lab", "swing": [0.05, -0.02], "swing_method": "butler"})
    >>> swing_rows(t, by="city").to_dict()["description"][-69:]
    'X: median +5.0, from +5.0 to +5.0; Y: median −2.0, from −2.0 to −2.0.'
    """
    import altair as alt

    pair = _pair(swings, [name, by, *([winner] if winner else [])], parties, "swing_rows")
    known = _known(swings, name, "swing_rows").dropna(subset=[by])
    known = known.assign(row=known[by].astype("str"))
    rows = _stacked(known, winner, parties, of="row")
    heads = rows.groupby("row").agg(
        median=("swing", "median"), low=("swing", "min"), high=("swing", "max"), contests=("swing", "size"),
        tall=("height", "max"),
    ).sort_values("median", ascending=False, kind="stable").reset_index()  # fmt: skip
    dot = 13.0 if winner and heads["tall"].max() < 8 else 9.0 if heads["tall"].max() < 12 else 6.5
    heads["high_px"] = 24 + dot * (heads["tall"] + 0.5) + 16
    heads["base"] = heads["high_px"].cumsum() - 14
    height = float(heads["high_px"].sum())
    rows = rows.merge(heads[["row", "base"]], on="row", validate="many_to_one")
    scale = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    x, across = _axis(rows, pair, dot)
    heads = heads.assign(
        y=heads["base"], y2=heads["base"] - dot * (heads["tall"] + 0.5) - 6, bin=100 * heads["median"],
        short=heads["median"].map(points) + " (" + heads["contests"].astype("str") + ")",
    )  # fmt: skip
    unit = heads["contests"].map(lambda n: " contest)" if n == 1 else " contests)")
    heads["text"] = heads["short"].str.removesuffix(")") + unit
    word: dict[str, Any] = {"baseline": "bottom", "dy": -2, "aria": False}
    marks = alt.Chart(heads[["row", "text", "short", "y", "y2", "bin"]])
    top = alt.Y("y2:Q", axis=None)
    chart = alt.layer(
        alt.Chart(pd.DataFrame({"bin": [0.0]})).mark_rule(color=QUIET, aria=False).encode(x=x),
        marks.mark_rule(color=INK, strokeWidth=2.5, aria=False).encode(x, scale, alt.Y2("y2:Q")),
        *_dots(rows, x, scale, (dot, across), winner),
        marks.mark_text(align="left", limit=alt.ExprRef("width - (width < 480 ? 76 : 136)"), **word).encode(
            top, text="row:N", x=alt.value(0)),
        marks.transform_calculate(told="width < 480 ? datum.short : datum.text")
        .mark_text(align="right", color=QUIET, **word)
        .encode(top, text="told:N", x=alt.value(alt.ExprRef("width"))),
    ).properties(width=WIDTH, height=round(height))  # fmt: skip
    title = title or f"Swing between {pair[0]} and {pair[1]}, contest by contest"
    low, high = heads["low"].map(points), heads["high"].map(points)
    said = "; ".join(
        heads["row"] + ": median " + heads["median"].map(points) + ", from " + low + " to " + high
    )
    none = sorted(set(swings[by].dropna().astype("str")) - set(heads["row"]))
    subtitle = (
        "Each dot is a contest; the upright line is the median of its row, written on the right with the "
    )
    subtitle += "number of contests. Highest first. "
    subtitle += _notes(swings, rows, winner) + (f" No swing: {listed(none)}." if none else "")
    return titled(
        chart, title=title, subtitle=subtitle, description=f"Dot chart in rows: {title}. {said}.", data=swings
    )


def _pair(swings: pd.DataFrame, columns: list[str], parties: pd.DataFrame | None, chart: str) -> list[str]:
    """The names of the two parties, after a look at the table."""
    require(swings, [*columns, "party_a", "party_b", "swing"], chart)
    only_one(swings, ["party_a", "party_b", "swing_method", "share_method"], chart)
    pair = pd.DataFrame({"party": swings[["party_a", "party_b"]].iloc[0].tolist()})
    return list(with_parties(pair, parties)["party_label"])


def _known(swings: pd.DataFrame, name: str, chart: str) -> pd.DataFrame:
    rows = swings.dropna(subset="swing").sort_values(["swing", name], ignore_index=True)
    require(rows, [name], f"{chart}, with the contests whose swing is known")
    rows = rows.assign(points=100 * rows["swing"].astype(float), place=rows[name])
    return rows.assign(label=rows["place"] + " " + rows["swing"].map(points))


def _stacked(
    rows: pd.DataFrame, winner: str | None, parties: pd.DataFrame | None, *, of: str | None = None
) -> pd.DataFrame:
    """The dots with the column (``bin``) and the place in it (``height``) of each, and its colour."""
    step = max(0.5, _round_up((rows["points"].max() - rows["points"].min()) / 45))
    rows = rows.assign(bin=np.floor(rows["points"] / step) * step + step / 2, step=step)
    rows["height"] = rows.groupby(["bin", *([of] if of else [])]).cumcount() + 0.5
    if winner is None:
        return rows.assign(letters="", colour=PLAIN, ink=INK)
    rows = with_parties(rows, parties, of=winner)
    return rows.assign(ink=rows["colour"].map(ink_on))


def _axis(rows: pd.DataFrame, pair: list[str], dot: float) -> tuple[Any, str]:
    """The axis across, and an expression for how wide a dot is on the page."""
    import altair as alt

    step = float(rows["step"].iloc[0])
    low, high = min(rows["bin"].min(), 0) - step, max(rows["bin"].max(), 0) + step
    signed = "datum.value ? replace(format(datum.value, '+'), '-', '−') : '0'"
    x = alt.X(
        "bin:Q", title=f"← {pair[1]} · points · {pair[0]} →",
        axis=alt.Axis(labelExpr=signed, tickCount=10, grid=True, labelSeparation=8),
    ).scale(domain=[low, high], nice=False)  # fmt: skip
    return x, f"min({0.9 * dot:.2f}, 0.95 * width * {step / max(high - low, 20 * step):.5f})"


def _dots(rows: pd.DataFrame, x: Any, y: Any, sizes: tuple[float, str], winner: str | None) -> list[Any]:
    """The dots above each ``base``; ``sizes`` are that of one in pixels, and how wide it is on the page."""
    import altair as alt

    dot, across = sizes
    tip = alt.Tooltip("label:N", title="Swing")
    rows = rows.assign(y=rows["base"] - dot * rows["height"])
    if winner is None:  # a column of dots is one dotted line: far shorter to write down than its dots
        columns = rows.groupby(["base", "bin"])
        lines = columns.agg(y=("y", "max"), y2=("y", "min"), label=("label", lambda of: listed(of, most=15)))
        mark = alt.Chart(lines.assign(y2=lines["y2"] - 0.1).reset_index().round(3)).mark_rule(
            color=PLAIN, strokeDash=[0, dot], strokeCap="round", strokeWidth=alt.ExprRef(across), aria=False
        )
        return [mark.encode(x, y, alt.Y2("y2:Q"), tip)]
    base = alt.Chart(rows[["bin", "y", "label", "letters", "colour", "ink"]].round(3))
    dots = base.mark_circle(
        size=alt.ExprRef(f"0.785 * pow({across}, 2)"), opacity=1, stroke=OUTLINE, strokeWidth=0.6, aria=False
    )
    size = f"max(6, 0.55 * {across})"
    fits = (
        f"0.68 * length(datum.letters) * {size} <= {across} + 0.5"  # else they would run into the next dot's
    )
    words = base.transform_filter(fits).mark_text(fontSize=alt.ExprRef(size), baseline="middle", aria=False)
    return [
        dots.encode(x, y, alt.Color("colour:N", scale=None), tip),
        words.encode(x, y, alt.Text("letters:N"), alt.Color("ink:N", scale=None), tip),
    ]


def _notes(swings: pd.DataFrame, rows: pd.DataFrame, winner: str | None) -> str:
    """Which swing it is, whose the colours are, and how many contests have none."""
    method = str(swings["swing_method"].iloc[0]) if "swing_method" in swings else ""
    said = [f"{METHODS.get(method, method).capitalize()} swing."] if method else []
    if winner is not None:
        said.append(f"Won by: {key(rows.drop_duplicates('letters').sort_values('order'))}.")
    missing = len(swings) - len(rows)
    if missing:
        said.append(
            f"{missing} of {len(swings)} contests have no swing: not both parties stood both times, or no "
            "comparable contest came before."
        )
    return " ".join(said)


def _round_up(step: float) -> float:
    """The next of 0.5, 1, 2, 2.5, 5 … points that is at least the step."""
    return next(s for s in (0.5, 1, 2, 2.5, 5, 10, 100) if s >= min(step, 100))
