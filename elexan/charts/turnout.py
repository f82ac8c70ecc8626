"""Turnout: a bar a contest where they are few, a dot a contest where they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import TURNOUTS, UNKNOWN, percent
from .theme import BAR, INK, LABEL, LINE, PAPER, QUIET, ROW, WIDTH, named, only_one, require, room, titled

if TYPE_CHECKING:
    import altair as alt

FEW = 14  # contests up to which each has a bar
FILL = "#7a8794"
DOT = 9  # pixels a dot is wide
COLUMNS = 40  # of dots, over the width of a chart
HEAD, FOOT = 20, 36  # pixels above a strip for its name, below it for its extremes
PHONE = 480  # a chart narrower than that has its extremes one above the other


def turnout_bars(
    turnouts: pd.DataFrame, *, name: str = "area_name", by: str | None = None, title: str = "Turnout"
) -> alt.LayerChart:
    """Turnout in each contest or counting area, its definition named.

    ``turnouts`` is the table of ``turnout``; ``name`` is the column that labels a row, ``by`` one that groups
    them, such as the council. Up to 14 rows are bars, highest first; more are dots in one strip a group, with
    the lowest and the highest named and a line at the median. Where turnout is not known the label says so
    and there is no bar; in strips such contests are counted.

    >>> t = pd.DataFrame({"area_name": ["Abbey", "Castle"], "turnout": [0.41, None],
    ...                   "turnout_definition": "ballot_box"})
    >>> turnout_bars(t).to_dict()["description"]
    'Bar chart: Turnout. Highest Abbey 41.0%, lowest Abbey 41.0%; not known for 1 of 2.'
    """
    require(turnouts, [name, "turnout", *([by] if by else [])], "turnout_bars")
    only_one(turnouts, ["turnout_definition"], "turnout_bars")
    rows = turnouts[[name, "turnout"]].rename(columns={name: "name"})
    rows = rows.assign(
        turnout=rows["turnout"].astype("Float64").astype(float), label=rows["turnout"].map(percent),
        group=turnouts[by].astype(str) if by else "",
    ).sort_values(["turnout", "name"], ascending=[False, True], ignore_index=True)  # fmt: skip
    definition = turnouts["turnout_definition"].iloc[0] if "turnout_definition" in turnouts else ""
    subtitle = f"Turnout: {TURNOUTS.get(definition, definition)}." if definition else ""
    if len(rows) <= FEW:
        chart, said = _bars(rows), f"Bar chart: {title}. {_extremes(rows)}."
    else:
        chart, said = _strips(rows), f"Dot chart: {title}. {_medians(rows)}."
        subtitle += " Each dot is a contest; the line is the median."
        if unknown := int(rows["turnout"].isna().sum()):
            subtitle += f" {UNKNOWN.capitalize()} for {unknown} of {len(rows)}."
    return titled(chart, title=title, subtitle=subtitle.strip(), description=said, data=turnouts)


def _extremes(rows: pd.DataFrame) -> str:
    """Highest and lowest, and how many are not known, in words."""
    known = rows.dropna(subset="turnout")
    if known.empty:
        return UNKNOWN
    high, low = known.iloc[0], known.iloc[-1]
    said = f"Highest {high['name']} {high['label']}, lowest {low['name']} {low['label']}"
    if len(known) < len(rows):
        said += f"; {UNKNOWN} for {len(rows) - len(known)} of {len(rows)}"
    return said


def _medians(rows: pd.DataFrame) -> str:
    groups = [
        f"{str(group) or 'All'}: median {percent(part['turnout'].median())}. {_extremes(part)}"
        for group, part in rows.groupby("group", sort=False)
    ]
    return "; ".join(groups)


def _bars(rows: pd.DataFrame) -> Any:
    import altair as alt

    size = rows.groupby("group")["name"].transform("size")
    full = (rows["name"] + ", " + rows["group"]).mask(rows["group"] == "", rows["name"])
    rows = rows.assign(
        end=rows["turnout"].fillna(0), name=full.mask((size == 1) & (rows["group"] != ""), rows["group"])
    )
    base = alt.Chart(rows[["name", "turnout", "label", "end"]], width=WIDTH, height=alt.Step(ROW))
    y = alt.Y("name:N", sort=None, axis=None)
    x = alt.X("turnout:Q", title="Turnout", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(rows["end"].max(), 75)
    )
    return alt.layer(
        base.mark_bar(color=FILL, **BAR).encode(x=x, y=y),
        base.mark_text(**LABEL).encode(x="end:Q", y=y, text="label:N"),
        named(base, y),
    )


def _strips(rows: pd.DataFrame) -> Any:
    """Dots in columns of like turnout, one strip a group, each as high as its highest column."""
    import altair as alt

    known = rows.dropna(subset="turnout")
    low, high = known["turnout"].min() // 0.05 * 0.05, -(-known["turnout"].max() // 0.05) * 0.05
    step = (high - low) / COLUMNS
    column = ((known["turnout"] - low) // step).clip(upper=COLUMNS - 1)
    known = known.assign(at=low + (column + 0.5) * step, level=known.groupby(["group", column]).cumcount())
    strips = _rows(known)
    known = known.join(strips[["base"]], on="group")
    known["down"] = known["base"] - DOT * (known["level"] + 0.5)
    x = alt.X("at:Q", title="Turnout", axis=alt.Axis(format=".0%", tickCount=6)).scale(
        domain=[low, high], nice=False, zero=False, padding=6
    )
    dots = alt.Chart(
        known[["name", "group", "label", "at", "down"]], width=WIDTH, height=int(strips["end"].max())
    )
    tips = [
        alt.Tooltip("name:N", title="Contest"),
        alt.Tooltip("group:N", title="In"),
        alt.Tooltip("label:N", title="Turnout"),
    ]
    lines = alt.Chart(strips.reset_index())
    down = alt.Y("down:Q", scale=None, axis=None)
    foot: dict[str, Any] = {"color": QUIET, "fontSize": 11, "limit": alt.ExprRef("width")}
    base = alt.Y("base:Q", scale=None, axis=None)
    return alt.layer(
        lines.mark_rule(color=LINE).encode(x=alt.value(0), x2=alt.value(alt.expr("width")), y=base),
        dots.mark_circle(
            color=FILL,
            size=alt.ExprRef(f"pow(min({DOT}, width / {COLUMNS}), 2)"),
            opacity=1,
            stroke=PAPER,
            strokeWidth=0.5,
        ).encode(x=x, y=down, tooltip=tips),
        lines.transform_filter("datum.contests > 1")
        .mark_rule(color=INK, strokeWidth=2)
        .encode(x="median:Q", y=base, y2="roof"),
        lines.mark_text(align="left", dy=-9).encode(
            x=alt.value(0), y=alt.Y("roof:Q", scale=None), text="words:N"
        ),
        lines.mark_text(align="left", dy=11, **foot).encode(x=alt.value(0), y=base, text="lowest:N"),
        lines.mark_text(align="right", dy=alt.ExprRef(f"width < {PHONE} ? 25 : 11"), **foot).encode(
            x=alt.value(alt.expr("width")), y=base, text="highest:N"
        ),
    )


def _rows(known: pd.DataFrame) -> pd.DataFrame:
    """One row a group: its median, its words, and where its strip stands, in pixels from the top."""
    groups = known.groupby("group", sort=False)
    ends = known.assign(said=known["name"] + " " + known["label"]).groupby("group", sort=False)["said"]
    strips = groups.agg(median=("turnout", "median"), contests=("turnout", "size"), level=("level", "max"))
    strips = strips.assign(highest=ends.first(), lowest=ends.last())
    strips = strips.sort_values("median", ascending=False, kind="stable")
    alone = strips["contests"] == 1
    foot = pd.Series(FOOT, strips.index).mask(alone, 8)
    strips["end"] = (HEAD + foot + DOT * (strips["level"] + 1)).cumsum()
    strips["base"] = strips["end"] - foot
    strips["roof"] = strips["base"] - DOT * (strips["level"] + 1)
    name = strips.index.to_series()
    words = "median " + strips["median"].map(percent) + " of " + strips["contests"].astype(str)
    words = words.mask(alone, strips["median"].map(percent))
    return strips.assign(
        words=(name + ": " + words).mask(name == "", words),
        lowest=("Lowest: " + strips["lowest"]).mask(alone, ""),
        highest=("Highest: " + strips["highest"]).mask(alone, ""),
    )  # fmt: skip
