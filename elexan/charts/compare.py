"""Places side by side: shares of the vote in a grid, and second rounds against what they needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import UNKNOWN, percent
from .maps.fills import mixed
from .theme import INK, PAPER, QUIET, WIDTH, ink_on, key, listed, require, room, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

HEAD, NAME, CELL, GAP = 22, 18, 24, 7  # pixels down: letters, a name, a row of cells, between places
ROW = 62  # of a place in second_rounds


def share_grid(
    shares: pd.DataFrame,
    *,
    row: str,
    column: str | None = None,
    title: str = "Share of the vote",
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Shares of the vote of several places: a row a place, a column a party, the figure in each cell.

    ``shares`` is the table of ``party_share`` grouped by ``row`` (and ``column``, a second name of the row,
    such as the ballot paper: the rows of a place then stand together). The fill is the party's colour, the
    stronger the larger the share; the largest of a row is bold. Shares below ``least`` are left out.

    >>> t = pd.DataFrame({"area": ["A", "B"], "party": "Con", "vote_share": [0.4, 0.52]})
    >>> share_grid(t, row="area").to_dict()["description"]
    'Grid: Share of the vote. A: Conservative 40.0%; B: Conservative 52.0%.'
    """
    import altair as alt

    require(shares, [row, "party", "vote_share", *([column] if column else [])], "share_grid")
    names = [row] if column is None else [row, column]
    rows = with_parties(shares[shares["vote_share"] >= least], parties).sort_values("order", kind="stable")
    places = _down(shares[names].drop_duplicates().astype("str"), row, column)
    rows = rows.assign(place=rows[names].astype("str").agg(" · ".join, axis=1)).merge(
        places[["place", "y"]], on="place", validate="many_to_one"
    )
    used = rows.drop_duplicates("party")
    rows["x"] = rows["party"].map({party: n for n, party in enumerate(used["party"])})
    cells = rows.assign(x2=rows["x"] + 1, y2=rows["y"] + CELL, middle=rows["x"] + 0.5)
    cells["label"] = (100 * cells["vote_share"]).round(1).map("{:.1f}".format)
    pale = 0.85 * (1 - cells["vote_share"] / cells["vote_share"].max())
    cells["fill"] = [mixed(c, "#ffffff", by) for c, by in zip(cells["colour"], pale, strict=True)]
    cells["ink"] = cells["fill"].map(ink_on)
    cells["weight"] = "normal"
    cells.loc[cells.groupby("place")["vote_share"].idxmax(), "weight"] = "bold"
    left = 0 if column is None else min(110, 7 * int(shares[column].astype("str").str.len().max()) + 8)
    known = shares.dropna(subset=["vote_share"])[names].astype("str").agg(" · ".join, axis=1)
    places["gap"] = places["place"].isin(known).map({True: "", False: UNKNOWN})
    said = "; ".join(
        f"{place}: "
        + listed(p + " " + percent(s) for p, s in zip(part["party_label"], part["vote_share"], strict=True))
        for place, part in cells.groupby("place", sort=False)
    )
    said += "".join(f"; {place}: {UNKNOWN}" for place in places.loc[places["gap"] != "", "place"])
    dropped = f" Below {percent(least)}: left out." if (shares["vote_share"] < least).any() else ""
    return titled(
        alt.layer(*_grid(cells, used, places, left)).properties(
            width=WIDTH, height=int(places["y"].max()) + CELL + 2
        ),
        title=title, subtitle=f"Per cent, the largest shown in bold. {key(used)}.{dropped}",
        description=f"Grid: {title}. {said}.", data=shares,
    )  # fmt: skip


def _down(places: pd.DataFrame, row: str, column: str | None) -> pd.DataFrame:
    """How far down each row of cells is (``y``), with its name and, where it begins a place, its heading."""
    out = places.assign(place=places.agg(" · ".join, axis=1), order=pd.factorize(places[row])[0])
    out = out.sort_values("order", kind="stable", ignore_index=True)
    begins = ~out["order"].duplicated()
    step = begins.map({True: NAME + GAP + CELL, False: CELL + 2})
    return out.assign(
        y=HEAD - GAP + step.cumsum() - CELL, heading=out[row].where(begins, ""),
        own="" if column is None else out[column],
    )  # fmt: skip


def _grid(cells: pd.DataFrame, used: pd.DataFrame, places: pd.DataFrame, left: int) -> list[Any]:
    """The cells with their figures, the letters above, the names beside or over them."""
    import altair as alt

    count, height = len(used), int(places["y"].max()) + CELL + 2
    x = alt.X("x:Q", axis=None).scale(
        domainMin=alt.ExprRef(f"-{left * count} / max(width - {left}, 80)"), domainMax=count, nice=False
    )
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    tips = [
        alt.Tooltip("place:N", title="Place"), alt.Tooltip("party_label:N", title="Party"),
        alt.Tooltip("vote_share:Q", title="Share", format=".1%"),
    ]  # fmt: skip
    kept = ["place", "party_label", "fill", "vote_share", "label", "ink", "weight"]
    base = alt.Chart(cells[[*kept, "x", "x2", "middle", "y", "y2"]])
    letters = pd.DataFrame({"x": [n + 0.5 for n in range(count)], "y": 8, "text": used["letters"].tolist()})
    heads = places.loc[places["heading"] != "", ["heading", "y"]].assign(y=lambda t: t["y"] - NAME / 2)
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    layers = [
        base.mark_rect(stroke=PAPER, strokeWidth=2, aria=False).encode(
            x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Color("fill:N", scale=None), tooltip=tips),
        base.mark_text(dy=CELL / 2, fontWeight=alt.ExprRef("datum.weight"), **word).encode(
            alt.X("middle:Q", axis=None), y, alt.Color("ink:N", scale=None), text="label:N", tooltip=tips),
        alt.Chart(letters).mark_text(fontWeight="bold", **word).encode(x, y, alt.Text("text:N")),
        alt.Chart(heads).mark_text(align="left", limit=alt.ExprRef("width"), **word).encode(
            y, alt.Text("heading:N"), x=alt.value(0)),
    ]  # fmt: skip
    gaps = places.loc[places["gap"] != "", ["gap", "y"]].assign(x=0)
    if len(gaps):
        unknown = alt.Chart(gaps).mark_text(align="left", dx=6, dy=CELL / 2, color=QUIET, **word)
        layers.append(unknown.encode(x, y, alt.Text("gap:N")))
    if left:
        beside = alt.Chart(places[["own", "y"]]).mark_text(
            align="left", dy=CELL / 2, color=QUIET, limit=left, **word
        )
        layers.append(beside.encode(y, alt.Text("own:N"), x=alt.value(0)))
    return layers


def second_rounds(
    transfers: pd.DataFrame,
    *,
    name: str = "area_name",
    title: str = "What the runner-up of the first round got, and needed",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The first-round runner-up's share of the transfers in each contest, against the share needed to win.

    ``transfers`` is the table of ``transfers``, with a column ``name`` for the places. The dot is the share
    received, the tick the break-even share; a dot right of its tick is a win from behind. Needs beyond
    100% are drawn at the edge and said. Contests whose transfers are not known are left out and counted.

    >>> t = pd.DataFrame({"ballot_id": "x", "area_name": "A", "candidate": ["P", "J"],
    ...                   "party": ["Con", "Lab"], "led_first_round": [True, False],
    ...                   "transfer_share": [0.27, 0.73],
    ...                   "break_even_transfer_share": [0.67, 0.67]})
    >>> second_rounds(t).to_dict()["description"]
    'Dot chart: What the runner-up of the first round got, and needed. A: J (Labour) got 73.0%, needed 67.0%.'
    """
    import altair as alt

    needed = [name, "candidate", "party", "led_first_round", "transfer_share", "break_even_transfer_share"]
    require(transfers, needed, "second_rounds")
    behind = transfers[~transfers["led_first_round"].astype("boolean").fillna(True)]
    drawn = behind.dropna(subset=["transfer_share", "break_even_transfer_share"])
    require(drawn, [name], "second_rounds, with the contests whose transfers are known")
    rows = with_parties(drawn, parties)
    rows = rows.assign(gap=rows["transfer_share"] - rows["break_even_transfer_share"])
    rows = rows.sort_values("gap", ascending=False, kind="stable", ignore_index=True)
    got, need = rows["transfer_share"].map(percent), rows["break_even_transfer_share"].map(percent)
    reach = need.where(rows["break_even_transfer_share"] <= 1, "more than all")
    rows = rows.assign(
        row=rows[name], edge=rows["break_even_transfer_share"].clip(upper=1.0),
        label=rows["candidate"] + " (" + rows["letters"] + ") " + got + ", needed " + reach,
        ink=rows["colour"].map(ink_on), won=rows["gap"] > 0,
    )  # fmt: skip
    shown = [
        "row",
        "candidate",
        "colour",
        "letters",
        "ink",
        "transfer_share",
        "break_even_transfer_share",
        "edge",
    ]
    base = alt.Chart(rows[[*shown, "label", "won"]], width=WIDTH, height=alt.Step(ROW))
    y = alt.Y("row:N", sort=None, axis=None)
    scale = alt.Scale(**room(1.0, 10))
    x = alt.X("transfer_share:Q", scale=scale, title="Share of transfers").axis(format="%", tickCount=5)
    edge = alt.X("edge:Q", scale=scale)
    tips = [
        alt.Tooltip("row:N", title="Place"), alt.Tooltip("candidate:N", title="Runner-up"),
        alt.Tooltip("transfer_share:Q", title="Share of transfers", format=".1%"),
        alt.Tooltip("break_even_transfer_share:Q", title="Needed", format=".1%"),
    ]  # fmt: skip
    low: dict[str, Any] = {"yOffset": 18, "aria": False}
    thick = alt.condition("datum.won", alt.value(5), alt.value(1.5))
    path = base.mark_rule(stroke=QUIET, **low).encode(x=x, x2="edge:Q", y=y, strokeWidth=thick)
    tick = base.mark_tick(color=INK, thickness=3, size=20, **low).encode(x=edge, y=y)
    dot = base.mark_circle(size=190, opacity=1, stroke=INK, strokeWidth=1, **low).encode(
        x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
    )
    letters = base.mark_text(fontSize=9, fontWeight="bold", dy=18, aria=False).encode(
        x=x, y=y, text="letters:N", color=alt.Color("ink:N", scale=None), tooltip=tips
    )
    words = base.mark_text(align="left", dy=-4, color=QUIET, limit=alt.ExprRef("width"), aria=False)
    place = base.mark_text(align="left", dy=-20, fontWeight="bold", limit=alt.ExprRef("width"), aria=False)
    beyond = need.where(rows["break_even_transfer_share"] <= 1, need + " (out of reach)")
    said = "; ".join(
        rows[name]
        + ": "
        + rows["candidate"]
        + " ("
        + rows["party_label"]
        + ") got "
        + got
        + ", needed "
        + beyond
    )
    missing = len(behind) - len(drawn)
    layers = [
        path, tick, dot, letters, place.encode(x=alt.value(0), y=y, text="row:N"),
        words.encode(x=alt.value(0), y=y, text="label:N"),
    ]  # fmt: skip
    return titled(
        alt.layer(*layers), title=title,
        subtitle="Dot: share of the transfers received. Tick: share at which the runner-up draws level. "
        "A dot beyond its tick won from behind." + (f" Not known: {missing}." if missing else ""),
        description=f"Dot chart: {title}. {said}.", data=transfers,
    )  # fmt: skip
