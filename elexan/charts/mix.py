"""Second rounds among each other: whose votes were eliminated against where they went."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import percent
from .theme import INK, OUTLINE, PAPER, WIDTH, ink_on, key, require, room, titled, with_parties
from .triangle import HEIGHT, TALL, with_room

if TYPE_CHECKING:
    import altair as alt

HIGH = 360
LETTERED, BARE = 200, 70  # sizes of a dot with letters, and of one without
SHAPES = ("circle", "square", "diamond", "triangle", "cross")
_FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]


def transfer_scatter(
    contests: pd.DataFrame,
    *,
    x: str,
    y: str,
    x_title: str,
    y_title: str,
    party: str = "party",
    name: str = "area_name",
    title: str = "Who was eliminated, and where their votes went",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Contests as dots: a share of the eliminated votes across, a share of transfers or a rate upwards.

    ``contests`` has one row a contest with two columns of shares, ``x`` (of ``eliminated_mix``, say) and
    ``y`` (of ``transfers``). A dot has the letters and colour of the party in ``party``, or where there is no
    room a shape; the highest, the lowest and the outermost are named. Contests without either figure are
    left out, and counted.

    >>> t = pd.DataFrame({"area_name": ["Ely", "Ore"], "party": ["Lab", "Con"], "left": [0.9, 0.2],
    ...                   "transfer_share": [0.7, 0.4]})
    >>> chart = transfer_scatter(t, x="left", y="transfer_share", x_title="Left", y_title="to Labour")
    >>> chart.to_dict()["description"][-67:]
    'Ely: Left 90.0%, to Labour 70.0%; Ore: Left 20.0%, to Labour 40.0%.'
    """
    import altair as alt

    require(contests, [x, y, party, name], "transfer_scatter")
    rows = with_parties(contests.dropna(subset=[x, y]), parties, of=party)
    require(rows, [name], f"transfer_scatter, with contests whose {x} and {y} are known")
    rows = pd.DataFrame(
        {
            "place": rows[name].astype("str"), "x": rows[x].astype(float), "y": rows[y].astype(float),
            "colour": rows["colour"], "letters": rows["letters"], "party_label": rows["party_label"],
            "order": rows["order"], "ink": rows["colour"].map(ink_on),
        }
    ).sort_values("y", ascending=False, ignore_index=True)  # fmt: skip
    rows, bare = _looks(rows)
    base = alt.Chart(rows.drop(columns="order").round(4), width=WIDTH, height=HIGH)
    across = alt.X("x:Q", title=x_title, axis=alt.Axis(format="%", values=_FIFTHS, grid=True)).scale(
        domain=[-0.03, 1.03], nice=False
    )
    up = alt.Y("y:Q", title=y_title, axis=alt.Axis(format="%", tickCount=6, grid=True)).scale(
        domain=_ends(rows["y"]), nice=False, zero=False
    )
    tips = [
        alt.Tooltip("place:N", title="Contest"), alt.Tooltip("party_label:N", title="Party"),
        alt.Tooltip("x:Q", title=x_title, format=".1%"), alt.Tooltip("y:Q", title=y_title, format=".1%"),
    ]  # fmt: skip
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    size = alt.ExprRef("length(datum.letters) > 2 ? 8 : 9.5")
    names = _named(rows)
    dots = base.mark_point(filled=True, opacity=1, stroke=OUTLINE, strokeWidth=0.8, aria=False)
    look = (alt.Size("size:Q", scale=None), alt.Shape("shape:N", scale=None))
    lettered = base.transform_filter(f"datum.size == {LETTERED}")
    label = alt.Chart(names).mark_text(
        align=alt.ExprRef("datum.align"), dx=alt.ExprRef("datum.dx"), dy=alt.ExprRef("datum.dy"), color=INK,
        fontSize=11.5, **word,
    )  # fmt: skip
    chart = alt.layer(
        dots.encode(across, up, alt.Color("colour:N", scale=None), *look, tooltip=tips),
        lettered.mark_text(fontWeight="bold", fontSize=size, **word).encode(
            across, up, alt.Text("letters:N"), alt.Color("ink:N", scale=None), tooltip=tips),
        label.encode(across, up, alt.Text("place:N")),
    )  # fmt: skip
    used = rows.drop_duplicates("letters").sort_values("order")
    left_out = len(contests) - len(rows)
    subtitle = f"Each dot is a contest; letters: {key(used)}.{bare}"
    subtitle += f" Correlation {rows['x'].corr(rows['y']):.2f}.".replace("-", "−") if len(rows) > 2 else ""
    subtitle += f" Left out, figures not known: {left_out}." if left_out else ""
    said = "; ".join(
        f"{row.place}: {x_title} {percent(row.x)}, {y_title} {percent(row.y)}" for row in rows.itertuples()
    )
    return titled(
        chart, title=title, subtitle=subtitle, data=contests,
        description=f"Scatter plot: {title}. {len(rows)} contests: {said}.",
    )  # fmt: skip


def _looks(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """How each dot is drawn: with letters where it has room, else small, with a shape for each party."""
    low, high = _ends(rows["y"])
    across, up = (rows["x"] + 0.03) / 1.06, (rows["y"] - low) / (high - low) * HIGH / TALL * HEIGHT
    lettered = with_room(pd.DataFrame({"x": across, "y": up}), 0.56 * LETTERED**0.5, 0.56 * BARE**0.5)
    parties = rows.sort_values("order", kind="stable").drop_duplicates("party_label")["party_label"]
    shapes = dict(zip(parties, cycle(SHAPES), strict=False))
    small = rows["party_label"].map(shapes).where(~lettered, "circle")
    rows = rows.assign(size=lettered.map({True: LETTERED, False: BARE}), shape=small)
    used = [f"{shapes[p]} {p}" for p in parties if p in set(rows.loc[~lettered, "party_label"])]
    return rows, f" Small, where letters have no room: {', '.join(used)}." if used else ""


def _ends(values: pd.Series) -> list[float]:
    """The tenths below and above the values."""
    low, high = int(values.min() * 10 - 0.3), int(values.max() * 10 + 1.3)
    return [max(0, low) / 10, min(10, high) / 10]


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The highest, the lowest and the outermost contests, with where their names go."""
    found = {rows["y"].idxmax(): -16, rows["y"].idxmin(): 16}
    for outer in (rows["x"].idxmin(), rows["x"].idxmax()):
        found.setdefault(outer, -16)
    names = rows.loc[list(found), ["place", "x", "y"]]
    beyond = names["x"] > 0.5
    return names.assign(
        align=beyond.map({True: "right", False: "left"}), dx=beyond.map({True: 8, False: 0}),
        dy=list(found.values()),
    ).round(4)  # fmt: skip


def needed_estimated(
    outcomes: pd.DataFrame,
    *,
    name: str = "area_name",
    title: str = "What the runner-up needed of the transfers, and what is likely",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The share of transfers each runner-up needed (thick mark) beside the share estimated (bar, and ring).

    ``outcomes`` is the table of ``simulated_outcomes``, with a column ``name`` for the contest; the candidate
    with fewer first preferences of each contest is shown. The bar is the interval, the ring its middle; in
    words, how many of the draws they won.

    >>> t = pd.DataFrame({"ballot_id": "x", "area_name": "Ely", "party": ["Con", "Lab"],
    ...                   "first_pref": [45, 30], "transfer_share": [0.2, 0.8],
    ...                   "transfer_share_low": [0.1, 0.7], "transfer_share_high": [0.3, 0.9],
    ...                   "needed_share": [0.15, 0.85], "won_share": [0.6, 0.4]})
    >>> needed_estimated(t).to_dict()["description"][-76:]
    'Ely, Labour: needed 85.0%, estimated 80.0% (70.0% to 90.0%), ahead in 40.0%.'
    """
    import altair as alt

    shares = ["transfer_share", "transfer_share_low", "transfer_share_high", "needed_share", "won_share"]
    require(outcomes, ["ballot_id", name, "party", "first_pref", *shares], "needed_estimated")
    behind = outcomes.sort_values("first_pref", kind="stable").drop_duplicates("ballot_id")
    rows = with_parties(behind, parties).sort_values("won_share", ascending=False, kind="stable")
    rows = pd.DataFrame(
        {
            "who": rows["letters"] + " · " + rows[name], "place": rows[name], "party": rows["party_label"],
            "colour": rows["colour"], "middle": rows["transfer_share"], "low": rows["transfer_share_low"],
            "high": rows["transfer_share_high"], "needed": rows["needed_share"], "won": rows["won_share"],
            "label": (100 * rows["won_share"]).map("{:.0f}".format) + "%",
        }
    )  # fmt: skip
    base = alt.Chart(rows.round(4), width=WIDTH, height=alt.Step(44))
    y = alt.Y("who:N", sort=None, axis=None)
    top = max(float(rows["needed"].where(rows["needed"] <= 1).max()), float(rows["high"].max()))
    axis = alt.Axis(format="%", values=[share for share in _FIFTHS if share <= top])
    x = alt.X("low:Q", title="Share of the transfers", axis=axis).scale(**room(top, 44))
    tips = [alt.Tooltip("place:N", title="Contest"), alt.Tooltip("party:N", title="Runner-up"),
            alt.Tooltip("needed:Q", title="Needed", format=".1%"),
            alt.Tooltip("middle:Q", title="Estimated", format=".1%"),
            alt.Tooltip("low:Q", title="From", format=".1%"), alt.Tooltip("high:Q", title="to", format=".1%"),
            alt.Tooltip("label:N", title="Of the draws ahead in")]  # fmt: skip
    colour = alt.Color("colour:N", scale=None)
    at: dict[str, Any] = {"yOffset": 10, "aria": False}
    can = base.transform_filter("datum.needed <= 1")
    layers = [
        base.mark_bar(stroke=OUTLINE, strokeWidth=0.7, height=12, **at).encode(
            x, y, alt.X2("high:Q"), colour, tooltip=tips),
        base.mark_point(filled=True, fill=PAPER, stroke=INK, strokeWidth=2, size=70, opacity=1, **at)
        .encode(alt.X("middle:Q"), y, tooltip=tips),
        can.mark_tick(color=INK, opacity=1, orient="vertical", thickness=3, size=26, **at).encode(
            alt.X("needed:Q"), y, tooltip=tips),
        base.mark_text(align="left", dy=-12, limit=alt.ExprRef("width"), aria=False).encode(
            y=y, text="who:N", x=alt.value(0)),
        base.mark_text(align="right", dy=10, aria=False).encode(
            y=y, text="label:N", x=alt.value(alt.ExprRef("width"))),
    ]  # fmt: skip
    used = with_parties(pd.DataFrame({"party": behind["party"].unique()}), parties).sort_values("order")
    subtitle = f"Letters: the runner-up, {key(used)}. Bar and ring: estimated share and its middle. "
    subtitle += "Thick mark: the share needed. On the right: of the draws, those they end ahead in."
    said = "; ".join(
        f"{row.place}, {row.party}: needed {percent(row.needed)}, estimated {percent(row.middle)} "
        f"({percent(row.low)} to {percent(row.high)}), ahead in {percent(row.won)}"
        for row in rows.itertuples()
    )
    return titled(
        alt.layer(*layers), title=title, subtitle=subtitle, description=f"Interval chart: {title}. {said}.",
        data=outcomes,
    )  # fmt: skip
