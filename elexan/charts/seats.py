"""Seats: won by each party, a council's composition, votes against seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..tables import BASELINES, UNKNOWN, change, long_date, percent, whole
from .theme import (
    BAR,
    INK,
    LINE,
    OUTLINE,
    QUIET,
    ROW,
    WIDTH,
    bars,
    ink_on,
    key,
    listed,
    named,
    only_one,
    require,
    room,
    titled,
    with_parties,
)

if TYPE_CHECKING:
    import altair as alt

VACANT = "Vacant"


def seats_by_party(
    seats: pd.DataFrame, *, title: str = "Seats won", parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Seats of each party in one council and round, as labelled bars in party order.

    ``seats`` is the table of ``seats``, or of ``seat_changes``: the change is then part of the label and
    its baseline named.

    >>> t = pd.DataFrame({"organisation": "norfolk", "party": ["Con", "Lab"], "seats": [58, 12],
    ...                   "seats_change": [5, -5], "baseline": "last_election"})
    >>> seats_by_party(t).to_dict()["description"]
    'Bar chart: Seats won. Labour 12 (−5), Conservative 58 (+5).'
    """
    import altair as alt

    require(seats, ["party", "seats"], "seats_by_party")
    only_one(seats, ["organisation", "cycle", "baseline"], "seats_by_party")
    rows = with_parties(seats, parties).sort_values("order", kind="stable")
    rows["label"] = rows["seats"].map(whole)
    changed = "seats_change" in rows and rows["seats_change"].notna().any()
    if changed:
        rows["label"] += "  (" + rows["seats_change"].map(change) + ")"
    shown = rows[
        rows["seats"].isna()
        | (rows["seats"] > 0)
        | rows.get("seats_change", pd.Series(0, rows.index)).fillna(0).ne(0)
    ]
    rows = shown[["party_label", "letters", "colour", "seats", "label"]]
    base = alt.Chart(rows.assign(seats=rows["seats"].astype(float)), width=WIDTH, height=alt.Step(30))
    y = alt.Y("party_label:N", sort=rows["party_label"].tolist(), title=None)
    x = alt.X("seats:Q", title="Seats", axis=alt.Axis(tickMinStep=1, tickCount=6)).scale(
        **room(rows["seats"].max(), 85)
    )
    text = base.transform_calculate(end="isValid(datum.seats) ? datum.seats : 0").mark_text(
        align="left", dx=6
    )
    subtitle = ""
    if "baseline" in seats:
        name = str(seats["baseline"].iloc[0])
        subtitle = f"In brackets: {BASELINES.get(name, name)}."
        if not changed:
            subtitle = f"Change {BASELINES.get(name, name)}: {UNKNOWN}."
    said = listed(rows["party_label"] + " " + rows["label"].str.replace("  ", " "))
    return titled(
        alt.layer(bars(base, x=x, y=y), text.encode(x="end:Q", y=y, text="label:N")),
        title=title, subtitle=subtitle, description=f"Bar chart: {title}. {said}.",
    )  # fmt: skip


def seats_by_council(
    seats: pd.DataFrame,
    *,
    name: str = "organisation",
    title: str = "Seats on each council",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Every council's seats by party, one row of numbered blocks a council, all of one length.

    ``seats`` is the table of ``seats`` or of ``load_compositions``; ``name`` is the column that labels a
    council. Blocks are in party order and carry the party's letters and its seats where there is room.

    >>> t = pd.DataFrame({"organisation": ["a", "a", "b"], "party": ["Con", "Lab", "Con"],
    ...                   "seats": [3, 1, 5]})
    >>> seats_by_council(t).to_dict()["description"]
    'Stacked bars: Seats on each council. a: Labour 1, Conservative 3; b: Conservative 5.'
    """
    import altair as alt

    require(seats, [name, "party", "seats"], "seats_by_council")
    only_one(seats, ["cycle"] if "cycle" in seats else ["year", "basis"], "seats_by_council")
    totals = with_parties(seats, parties).groupby(
        [name, "party", "party_label", "letters", "colour", "order"], as_index=False, dropna=False
    )["seats"].sum()  # fmt: skip
    rows = totals[totals["seats"] > 0].sort_values([name, "order"], kind="stable")
    council = rows.groupby(name)["seats"]
    rows["total"] = council.transform("sum")
    rows["end"] = council.cumsum() / rows["total"]
    rows["start"] = rows["end"] - rows["seats"] / rows["total"]
    rows["middle"] = (rows["start"] + rows["end"]) / 2
    width = rows["end"] - rows["start"]
    count = rows["seats"].map(whole)
    rows["label"] = (rows["letters"] + " " + count).where(width > 0.09, count).where(width > 0.03, "")
    rows["ink"] = rows["colour"].map(ink_on)
    rows["place"] = rows[name] + " (" + rows["total"].map(whole) + ")"
    base = alt.Chart(
        rows[["place", "party_label", "colour", "seats", "start", "end", "middle", "label", "ink"]],
        width=WIDTH, height=alt.Step(ROW + 4),
    )  # fmt: skip
    y = alt.Y("place:N", sort=None, axis=None)
    half = alt.Chart(pd.DataFrame({"half": [0.5]}))
    axis = alt.Axis(values=[0.5], labelExpr="'half of the seats'", gridColor=QUIET, title=None)
    x = alt.X("start:Q", axis=axis).scale(domain=[0, 1], nice=False)
    tips = [
        alt.Tooltip("place:N", title="Council (seats)"), alt.Tooltip("party_label:N", title="Party"),
        alt.Tooltip("seats:Q", title="Seats"),
    ]  # fmt: skip
    used = rows.drop_duplicates("party").sort_values("order")
    said = "; ".join(
        f"{place}: "
        + ", ".join(f"{p} {whole(n)}" for p, n in zip(part["party_label"], part["seats"], strict=True))
        for place, part in rows.groupby(name, sort=False)
    )
    return titled(
        alt.layer(
            base.mark_bar(stroke="#ffffff", strokeWidth=1.5, **BAR | {"height": 24}).encode(
                x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
            ),
            base.mark_text(fontSize=11, dy=10).encode(
                x="middle:Q", y=y, text="label:N", color=alt.Color("ink:N", scale=None), tooltip=tips
            ),
            half.mark_rule(color=INK, strokeDash=[3, 3]).encode(x="half:Q"),
            named(alt.Chart(rows.drop_duplicates("place")[["place"]]), y, "place:N"),
        ),
        title=title, subtitle=f"{key(used)}. In brackets: seats on the council.",
        description=f"Stacked bars: {title}. {said}.",
    )  # fmt: skip


def composition(
    composition: pd.DataFrame, *, title: str | None = None, parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """One council at one moment, a seat a dot in a half circle, in party order, with the party's letters.

    ``composition`` is ``load_compositions`` of one council, year and basis, or ``seats`` of an election of
    the whole council. Vacant seats are empty dots. The dashed line is half of all the seats.

    >>> t = pd.DataFrame({"organisation": "norfolk", "party": ["Con", "Lab", "Vacant"], "seats": [58, 25, 1]})
    >>> composition(t).to_dict()["description"]
    'Half circle of 84 seats: norfolk. Labour 25, Conservative 58, Vacant 1. A majority is 43.'
    """
    import altair as alt

    require(composition, ["party", "seats"], "composition")
    only_one(composition, ["organisation", "year", "basis", "cycle", "date"], "composition")
    rows = with_parties(composition, parties).sort_values("order", kind="stable")
    keys = ["party", "party_label", "letters", "colour", "order"]
    rows = rows.groupby(keys, sort=False)["seats"].sum().reset_index()
    if rows["seats"].isna().any():
        raise ValueError("composition: a party's seats are not known, so the half circle cannot be drawn")
    rows = rows[rows["seats"] > 0].astype({"seats": int})
    rows["letters"] = rows["letters"].mask(rows["party"] == VACANT, "○")
    dots = half_circle(int(rows["seats"].sum()))
    drawn = rows.loc[rows.index.repeat(rows["seats"])].reset_index(drop=True).join(dots)
    empty = drawn["party"] == VACANT
    drawn = drawn.assign(
        letters=drawn["letters"].mask(empty, ""), colour=drawn["colour"].mask(empty, "#ffffff"),
        ink=drawn["colour"].map(ink_on), label=drawn["party_label"] + " " + drawn["seats"].astype(str),
    )  # fmt: skip
    total, needed = len(dots), len(dots) // 2 + 1
    size = WIDTH * dots.attrs["spacing"] / 2 * 0.92
    x = alt.X("x:Q", axis=None).scale(domain=[-1.06, 1.06], nice=False)
    y = alt.Y("y:Q", axis=None).scale(domain=[-0.12, 1.06], nice=False)
    base = alt.Chart(
        drawn[["x", "y", "letters", "colour", "ink", "label"]], width=WIDTH, height=round(WIDTH * 1.18 / 2.12)
    )
    middle = pd.DataFrame({"x": [0.0, 0.0], "y": [dots.attrs["inner"] - 0.06, 1.05]})
    centre = pd.DataFrame({"x": [0.0], "y": [0.0], "text": [str(total)]})
    words = alt.Chart(centre).encode(x=x, y=y)
    said = listed(rows["party_label"] + " " + rows["seats"].astype(str))
    if title is None:
        title = str(composition["organisation"].iloc[0]) if "organisation" in composition else "Composition"
    layers = alt.layer(
        alt.Chart(middle).mark_line(color=QUIET, strokeDash=[4, 3]).encode(x=x, y=y),
        base.mark_circle(size=size**2 * np.pi / 4, opacity=1, stroke=OUTLINE, strokeWidth=0.7).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=alt.Tooltip("label:N", title="Seats")
        ),
        base.mark_text(fontSize=max(7, min(12, size * 0.5))).encode(
            x=x, y=y, text="letters:N", color=alt.Color("ink:N", scale=None)
        ),
        words.mark_text(fontSize=30, fontWeight="bold", dy=-22).encode(text="text:N"),
        words.mark_text(fontSize=12, color=QUIET, dy=2).encode(
            text=alt.value(f"seats, {needed} for a majority")
        ),
    )
    return titled(
        layers, title=title, subtitle=key(rows, rows["seats"]) + _moment(composition), fluid=False,
        description=f"Half circle of {total} seats: {title}. {said}. A majority is {needed}.",
    )  # fmt: skip


def half_circle(seats: int) -> pd.DataFrame:
    """Where to draw that many seats in a half circle of radius 1, left to right: ``x`` and ``y``.

    The distance between neighbours is in ``attrs["spacing"]``, the radius left empty in ``attrs["inner"]``.

    >>> dots = half_circle(61)
    >>> len(dots), bool((dots["x"]**2 + dots["y"]**2 <= 1.001).all())
    (61, True)
    """
    inner = 0.42
    # the fewest rows whose arcs hold everybody at the distance between the rows
    rows = next(n for n in range(1, seats + 2) if _room(n, inner) >= seats or n > seats)
    radii = np.linspace(inner, 1, rows) if rows > 1 else np.array([1.0])
    ideal = seats * radii / radii.sum()
    held = np.floor(ideal).astype(int)
    spare = np.argsort(-(ideal - held), kind="stable")[: seats - held.sum()]
    held[spare] += 1
    frame = pd.concat(
        [
            pd.DataFrame({"radius": r, "angle": np.linspace(np.pi, 0, n) if n > 1 else np.array([np.pi / 2])})
            for r, n in zip(radii, held, strict=True)
        ],
        ignore_index=True,
    ).sort_values(["angle", "radius"], ascending=[False, True], ignore_index=True)
    dots = pd.DataFrame(
        {"x": frame["radius"] * np.cos(frame["angle"]), "y": frame["radius"] * np.sin(frame["angle"])}
    )
    gaps = [np.pi * r / max(n - 1, 1) for r, n in zip(radii, held, strict=True)]
    apart = (1 - inner) / (rows - 1) if rows > 1 else 1.0
    dots.attrs.update(spacing=float(min([apart, *gaps])), inner=inner)
    return dots


def _room(rows: int, inner: float) -> float:
    if rows == 1:
        return 6
    radii = np.linspace(inner, 1, rows)
    return float((np.floor(np.pi * radii / ((1 - inner) / (rows - 1))) + 1).sum())


def votes_seats(
    votes: pd.DataFrame,
    seats: pd.DataFrame,
    *,
    title: str = "Votes and seats",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each party's share of the votes (ring) and of the seats (dot) in one council, joined by a line.

    ``votes`` is the table of ``party_share`` grouped as ``seats`` is, ``seats`` that of ``seats``.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["Con", "Lab"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["Con", "Lab"], "seats": [9, 1]})
    >>> votes_seats(v, s).to_dict()["description"][:72]
    'Dumb-bell chart: Votes and seats. Labour 40.0% of votes, 10.0% of seats;'
    """
    import altair as alt

    require(votes, ["party", "vote_share"], "votes_seats")
    require(seats, ["party", "seats"], "votes_seats")
    for one in (votes, seats):
        only_one(one, ["organisation", "cycle"], "votes_seats")
    held = seats.groupby("party", as_index=False)["seats"].sum(min_count=1)
    held["seat_share"] = held["seats"] / held["seats"].sum(skipna=False)
    rows = votes[["party", "vote_share"]].merge(held, on="party", how="outer", validate="one_to_one")
    rows = with_parties(rows, parties).sort_values("order", kind="stable")
    # a party that stood and is absent from the other table won nothing there
    rows = rows.fillna(
        {"seat_share": 0.0, "vote_share": 0.0} if seats["seats"].notna().all() else {"vote_share": 0.0}
    )
    rows["label"] = rows["vote_share"].map(percent) + " → " + rows["seat_share"].map(percent)
    rows["right"] = rows[["vote_share", "seat_share"]].max(axis=1)
    said = "; ".join(
        f"{p} {percent(v)} of votes, {percent(s)} of seats"
        for p, v, s in zip(rows["party_label"], rows["vote_share"], rows["seat_share"], strict=True)
    )
    rows = rows[["party_label", "colour", "vote_share", "seat_share", "label", "right"]].astype(
        {"vote_share": float, "seat_share": float, "right": float}
    )
    base = alt.Chart(rows, width=WIDTH, height=alt.Step(34))
    y = alt.Y("party_label:N", sort=rows["party_label"].tolist(), title=None, axis=alt.Axis(labelPadding=14))
    x = alt.X("vote_share:Q", title="Share", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(rows["right"].max(), 120)
    )
    colour = alt.Color("colour:N", scale=None)
    layers = alt.layer(
        base.mark_rule(color=LINE, strokeWidth=4).encode(x=x, x2="seat_share:Q", y=y),
        base.mark_point(filled=True, fill="#ffffff", size=110, opacity=1, strokeWidth=2.5).encode(
            x=x, y=y, stroke=colour
        ),
        base.mark_point(filled=True, size=150, opacity=1, stroke=OUTLINE, strokeWidth=0.6).encode(
            x="seat_share:Q", y=y, color=colour
        ),
        base.mark_text(align="left", dx=12).encode(x="right:Q", y=y, text="label:N"),
    )
    return titled(
        layers, title=title, subtitle="Ring: share of votes. Dot: share of seats.",
        description=f"Dumb-bell chart: {title}. {said}.",
    )  # fmt: skip


def _moment(composition: pd.DataFrame) -> str:
    if "date" in composition and composition["date"].notna().all():
        return f" · {long_date(composition['date'].iloc[0])}"
    if "year" in composition:
        return f" · {composition['year'].iloc[0]}"
    return ""
