"""What the charts of transitions share: cells of the table, options in order, and figures in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..columns import number
from ..columns import require as columns_present
from ..tables import whole
from .theme import key, require, with_parties

BOUNDS = {"share_low": "bound_low", "share_high": "bound_high"}  # as ``bounds`` has them: as ``transitions``
FIGURES = ["votes", "share", "low", "high", "bound_low", "bound_high"]
SHORT = 10  # letters of a name that fits where a party has its letters


def cells(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    """The cells of ``transitions`` or ``bounds`` with the votes of their origin (``of``); no estimate is NaN.

    Cells of an origin without votes are left out, since there is nothing of which to have a share.

    >>> t = pd.DataFrame({"origin": "Con", "destination": "Lab", "votes_low": [10], "votes_high": [40],
    ...                   "share_low": [0.1], "share_high": [0.4]})
    >>> cells(t, "a chart")[["bound_high", "share", "of"]].values.tolist()
    [[0.4, nan, 100.0]]
    """
    require(table, ["origin", "destination"], chart)
    if "share_low" in table:
        columns_present(table, f"the table of {chart}", [*BOUNDS, "votes_high"])
        # the votes of ``bounds`` are no estimate; of one origin each of its cells tells the total
        total = (number(table, "votes_high") / number(table, "share_high")).groupby(table["origin"]).max()
        rows = table.drop(columns="votes", errors="ignore").rename(columns=BOUNDS)
    else:
        columns_present(table, f"the table of {chart}", FIGURES)
        total, rows = number(table, "votes").groupby(table["origin"]).sum(), table
    if rows.duplicated(["origin", "destination"]).any():
        raise ValueError(
            f"{chart} shows one table; some cells are there more than once. Select one, or draw one each"
        )
    rows = rows[["origin", "destination"]].assign(**{name: number(rows, name) for name in FIGURES})
    rows = rows.assign(of=rows["origin"].map(total)).dropna(subset=["bound_low", "bound_high"])
    require(rows, ["of"], f"{chart}, with origins that have votes")
    return rows.reset_index(drop=True)


def require_estimate(table: pd.DataFrame, chart: str) -> None:
    """Nothing, or an error where the table has no estimate to draw."""
    require(table, ["origin", "destination"], chart)
    remedy = "only transition_bounds draws a table without estimates"
    columns_present(table, f"the table of {chart}", FIGURES, remedy=remedy)


def options(
    rows: pd.DataFrame, side: str, parties: pd.DataFrame | None, *, most: int = SHORT
) -> pd.DataFrame:
    """The options of one side in party order, then what is no party: names, colours and total votes.

    ``short`` is a party's letters, or a name of at most ``most`` letters, or what begins its words.

    Columns: ``option``, ``label``, ``short``, ``colour``, ``order``, ``is_party``, ``votes``.
    """
    figure = rows.groupby(side)["of"].first() if side == "origin" else rows.groupby(side)["votes"].sum()
    found = with_parties(figure.rename("votes").rename_axis("party").reset_index(), parties)
    is_party = found["letters"] != "?"
    name = found["party_label"].astype("str")
    initials = name.str.findall(r"\b\w").str.join("").str.upper().where(name.str.contains(" "), name.str[:4])
    short = found["letters"].where(is_party, name.where(name.str.len() <= most, initials))
    return (
        found.assign(option=found["party"], label=name, short=short, is_party=is_party)
        .sort_values(["order", "label"], ignore_index=True)
        .drop(columns=["party", "party_label", "letters"])
    )


def letters_key(*sides: pd.DataFrame) -> str:
    """What letters stand for, where they are not the name itself."""
    every = pd.concat(sides).drop_duplicates("option").sort_values(["order", "label"])
    every = every[every["short"] != every["label"]]
    return (
        f" {key(every.rename(columns={'short': 'letters', 'label': 'party_label'}))}." if len(every) else ""
    )


def whole_percent(share: float) -> str:
    """A share without decimals, which an estimate would not bear; little is not nothing.

    >>> whole_percent(0.64), whole_percent(0.001), whole_percent(0.999), whole_percent(0.0)
    ('64%', '<1%', '>99%', '0%')
    """
    if 0 < share < 0.005 or 0.995 < share < 1:
        return "<1%" if share < 0.5 else ">99%"
    return f"{100 * share:.0f}%"


def interval(low: pd.Series, high: pd.Series, between: str = "–") -> pd.Series:
    """Each interval in whole per cent; nothing where there is none.

    >>> interval(pd.Series([0.584, None]), pd.Series([0.71, None])).tolist()
    ['58–71', '']
    """
    a, b = ((100 * end).round().map("{:.0f}".format) for end in (low, high))
    return (a + (between + b).where(a != b, "")).where(low.notna() & high.notna(), "")


def certain(low: pd.Series, high: pd.Series, between: str = " to ") -> pd.Series:
    """Each pair of bounds in whole per cent, rounded outwards so that what is said stays certain.

    >>> certain(pd.Series([0.128, 0.0]), pd.Series([0.921, 1.0])).tolist()
    ['12 to 93', '0 to 100']
    """
    down, up = np.floor((100 * low).round(6)), np.ceil((100 * high).round(6))
    a, b = down.map("{:.0f}".format), up.map("{:.0f}".format)
    return a + (between + b).where(a != b, "")


def told(rows: pd.DataFrame) -> pd.Series:
    """The estimate and its interval in words, and the bounds where there is no estimate."""
    inside = interval(rows["low"], rows["high"], " to ")
    said = rows["share"].map(whole_percent) + (" (" + inside + ")").where(inside != "", "")
    return said.where(rows["share"].notna(), certain(rows["bound_low"], rows["bound_high"]) + "%")


def level_of(table: pd.DataFrame) -> str:
    """The interval by its level, where the table says which."""
    levels = number(table, "level").dropna().unique()
    return f"{100 * levels[0]:g}% interval" if len(levels) == 1 else "interval"


def in_words(rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, least: float) -> str:
    """Every origin with its votes and where they went, largest first: the text alternative of a chart."""
    rows = _named(rows, origins, destinations)
    most = rows["share"].fillna(rows["bound_high"])
    rows = rows.assign(said=rows["to"] + " " + told(rows), most=most)[most >= least]
    rows = rows.sort_values(["most", "to"], ascending=[False, True])
    lists = rows.groupby("origin")["said"].agg(", ".join)
    said = origins["label"] + " (" + origins["votes"].map(whole) + "): " + origins["option"].map(lists)
    return "; ".join(said.dropna())


def _named(rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
    ours, theirs = (side.set_index("option")["label"] for side in (origins, destinations))
    return rows.assign(**{"from": rows["origin"].map(ours), "to": rows["destination"].map(theirs)})


def tips(rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, level: str) -> pd.DataFrame:
    """Each cell with what hovering shows: ``pair``, ``figure``, ``inside`` and ``sure``."""
    rows = _named(rows, origins, destinations)
    inside, votes = interval(rows["low"], rows["high"], " to "), rows["votes"].map(whole)
    figure = votes + " votes, " + rows["share"].map(whole_percent) + " of " + rows["from"]
    return rows.assign(
        pair=rows["from"] + " to " + rows["to"],
        figure=figure.where(rows["share"].notna(), "no estimate"),
        inside=(level + " " + inside + "%").where(inside != "", "no interval"),
        sure=certain(rows["bound_low"], rows["bound_high"]) + "%",
    ).drop(columns=["from", "to"])


def percent_axis(column: str, left: str, right: int, most: float) -> Any:
    """Shares across from 0 to ``most``, with pixels free on both sides (``left`` may depend on the width)."""
    import altair as alt

    most = min(1.0, float(np.ceil(most / 0.05 - 1e-9)) * 0.05)
    room = f"max(width - {left} - {right}, 80)"
    every = 0.25 if most > 0.5 else 0.1 if most > 0.2 else 0.05
    values = [round(n * every, 2) for n in range(int(most / every + 1e-9) + 1)]
    axis = alt.Axis(format="%", values=values, grid=True)
    return alt.X(f"{column}:Q", axis=axis, title="Share of the votes of the group it comes from").scale(
        domainMin=alt.ExprRef(f"-{most} * {left} / {room}"),
        domainMax=alt.ExprRef(f"{most} * (1 + {right} / {room})"),
        nice=False,
    )
