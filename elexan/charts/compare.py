"""Places side by side: shares in a grid, and what second rounds turned on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables import percent
from .theme import INK, QUIET, ROW, WIDTH, ink_on, key, listed, named, require, room, titled, with_parties

if TYPE_CHECKING:
    import altair as alt


def share_grid(
    shares: pd.DataFrame,
    *,
    row: str,
    column: str | None = None,
    title: str = "Share of the vote",
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Shares of the vote of several places: one row a place, one column a party, the figure in each cell.

    ``shares`` is the table of ``party_share`` grouped by ``row`` (and ``column``, a second name of the
    row, such as the ballot paper). The fill is the party's colour, the stronger the larger the share; shares
    below ``least`` are left out. A cell is empty where the party did not stand.

    >>> t = pd.DataFrame({"area": ["A", "B"], "party": "Con", "vote_share": [0.4, 0.52]})
    >>> share_grid(t, row="area").to_dict()["description"]
    'Grid: Share of the vote. A: Conservative 40.0%; B: Conservative 52.0%.'
    """
    import altair as alt

    require(shares, [row, "party", "vote_share"], "share_grid")
    rows = with_parties(shares[shares["vote_share"] >= least], parties).sort_values(["order"], kind="stable")
    places = shares[[row, *([column] if column else [])]].drop_duplicates()
    order = [" · ".join(map(str, place)) for place in places.itertuples(index=False)]
    rows["place"] = rows[row] if column is None else rows[row] + " · " + rows[column]
    rows["place"] = pd.Categorical(rows["place"], order, ordered=True)
    rows["label"] = (100 * rows["vote_share"]).round(1).map("{:.1f}".format)
    rows["strength"] = (0.15 + rows["vote_share"] / rows["vote_share"].max() * 0.85).clip(0, 1)
    rows["ink"] = [
        ink_on(c) if s > 0.75 else INK for c, s in zip(rows["colour"], rows["strength"], strict=True)
    ]
    used = rows.drop_duplicates("party")
    base = alt.Chart(
        rows[["place", "letters", "party_label", "colour", "strength", "vote_share", "label", "ink"]].assign(
            place=rows["place"].astype(str)
        ),
        width=WIDTH,
        height=alt.Step(30),
    )
    x = alt.X("letters:N", sort=used["letters"].tolist(), title=None).axis(
        orient="top", labelAngle=0, labelFontWeight="bold", ticks=False, domain=False
    )
    # room for the longest name, whatever font the reader's machine measures it in
    y = alt.Y("place:N", sort=order, title=None).axis(
        minExtent=min(6.8 * max(map(len, order)) + 12, 300), labelLimit=300
    )
    tips = [
        alt.Tooltip("place:N", title="Place"),
        alt.Tooltip("party_label:N", title="Party"),
        alt.Tooltip("vote_share:Q", title="Share", format=".1%"),
    ]
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
        x=x,
        y=y,
        color=alt.Color("colour:N", scale=None),
        opacity=alt.Opacity("strength:Q", scale=None),
        tooltip=tips,
    )
    figures = base.mark_text(fontSize=12).encode(
        x=x, y=y, text="label:N", color=alt.Color("ink:N", scale=None), tooltip=tips
    )
    said = "; ".join(
        f"{place}: "
        + listed(p + " " + percent(s) for p, s in zip(part["party_label"], part["vote_share"], strict=True))
        for place, part in rows.groupby("place", sort=True, observed=True)
    )
    return titled(
        alt.layer(cells, figures),
        title=title,
        subtitle="Per cent. " + key(used),
        description=f"Grid: {title}. {said}.",
    )


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
    100% are drawn at the edge and said.

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
    rows = with_parties(behind[behind["transfer_share"].notna()], parties)
    rows = rows.assign(gap=rows["transfer_share"] - rows["break_even_transfer_share"]).sort_values(
        "gap", ascending=False
    )
    got, need = rows["transfer_share"].map(percent), rows["break_even_transfer_share"].map(percent)
    reach = need.where(rows["break_even_transfer_share"] <= 1, need + " (out of reach)")
    rows["row"] = rows[name] + ": " + rows["candidate"] + " (" + rows["letters"] + ")"
    rows["label"] = got + ", needed " + reach
    rows["edge"] = rows["break_even_transfer_share"].clip(upper=1.0)
    base = alt.Chart(
        rows[["row", "colour", "letters", "transfer_share", "break_even_transfer_share", "edge", "label"]],
        width=WIDTH,
        height=alt.Step(ROW),
    )
    y = alt.Y("row:N", sort=None, axis=None)
    scale = alt.Scale(**room(1.0, 10))
    x = alt.X("transfer_share:Q", scale=scale, title="Share of transfers").axis(format="%", tickCount=5)
    tips = [
        alt.Tooltip("row:N", title="Runner-up"),
        alt.Tooltip("transfer_share:Q", title="Share of transfers", format=".1%"),
        alt.Tooltip("break_even_transfer_share:Q", title="Needed", format=".1%"),
    ]
    path = base.mark_rule(stroke=QUIET, strokeWidth=1.5, yOffset=10).encode(x=x, x2="edge:Q", y=y)
    tick = base.mark_tick(color=INK, thickness=3, size=20, yOffset=10).encode(
        x=alt.X("edge:Q", scale=scale), y=y
    )
    dot = base.mark_circle(size=160, opacity=1, stroke=INK, strokeWidth=1, yOffset=10).encode(
        x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
    )
    words = base.transform_calculate(line="datum.row + ' — ' + datum.label")
    said = "; ".join(
        f"{p}: {c} ({party}) got {g}, needed {n}"
        for p, c, party, g, n in zip(
            rows[name], rows["candidate"], rows["party_label"], got, reach, strict=True
        )
    )
    return titled(
        alt.layer(path, tick, dot, named(words, y, "line:N")),
        title=title,
        subtitle="Dot: share of the transfers received. Tick: share at which the runner-up draws level.",
        description=f"Dot chart: {title}. {said}.",
    )
