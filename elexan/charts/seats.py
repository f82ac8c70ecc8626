"""Seats: won by each party, on each council, and against votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables import BASELINES, UNKNOWN, change, percent, whole
from .dumbbell import dumbbells
from .shares import method
from .theme import (
    BAR,
    INK,
    PAPER,
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
        title=title, subtitle=subtitle, description=f"Bar chart: {title}. {said}.", data=seats,
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
    gaps = seats["seats"].isna().groupby(seats[name]).any()
    unknown = f" Not known: {listed(gaps.index[gaps])}." if gaps.any() else ""
    known = seats[~seats[name].map(gaps)]
    require(known, [name], "seats_by_council, with the councils whose seats are known")
    totals = with_parties(known, parties).groupby(
        [name, "party", "party_label", "letters", "colour", "order"], as_index=False, dropna=False
    )["seats"].sum()  # fmt: skip
    rows = totals[totals["seats"] > 0].sort_values([name, "order"], kind="stable")
    council = rows.groupby(name)["seats"]
    rows["total"] = council.transform("sum")
    rows["end"] = council.cumsum() / rows["total"]
    rows["start"] = rows["end"] - rows["seats"] / rows["total"]
    rows["middle"] = (rows["start"] + rows["end"]) / 2
    rows["count"] = rows["seats"].map(whole)
    rows["label"] = rows["letters"] + " " + rows["count"]
    rows["ink"] = rows["colour"].map(ink_on)
    rows["place"] = rows[name] + " (" + rows["total"].map(whole) + ")"
    base = alt.Chart(
        rows[["place", "party_label", "colour", "seats", "start", "end", "middle", "label", "count", "ink"]],
        width=WIDTH, height=alt.Step(ROW + 4),
    )  # fmt: skip
    y = alt.Y("place:N", sort=None, axis=None)
    councils = alt.Chart(rows.drop_duplicates("place")[["place"]].assign(half=0.5))
    axis = alt.Axis(values=[0.5], labelExpr="'half of the seats'", grid=False, title=None)
    x = alt.X("start:Q", axis=axis).scale(domain=[0, 1], nice=False)
    tips = [
        alt.Tooltip("place:N", title="Council (seats)"), alt.Tooltip("party_label:N", title="Party"),
        alt.Tooltip("seats:Q", title="Seats"),
    ]  # fmt: skip
    used = rows.drop_duplicates("party").sort_values("order")
    # pixels of a block, and of what may be written on it
    block = "(datum.end - datum.start) * width"
    wide, few = "6.5 * length(datum.label) + 4", "6.5 * length(datum.count) + 3"
    written = {"label": f"{block} >= {wide}", "count": f"{block} < {wide} && {block} >= {few}"}
    said = "; ".join(
        f"{place}: "
        + ", ".join(f"{p} {whole(n)}" for p, n in zip(part["party_label"], part["seats"], strict=True))
        for place, part in rows.groupby(name, sort=False)
    )
    return titled(
        alt.layer(
            base.mark_bar(stroke=PAPER, strokeWidth=1.5, **BAR | {"height": 24}).encode(
                x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
            ),
            *[
                base.transform_filter(fits).mark_text(fontSize=11, dy=10).encode(
                    x="middle:Q", y=y, text=f"{text}:N", color=alt.Color("ink:N", scale=None), tooltip=tips
                )
                for text, fits in written.items()
            ],
            *[
                councils.mark_tick(color=ink, thickness=thick, size=size, yOffset=at).encode(x="half:Q", y=y)
                for at, size in ((0.5, 5), (22, 10))  # over the bar's edges, so as to hide no figure or name
                for ink, thick in ((PAPER, 5), (INK, 2))
            ],
            named(councils, y, "place:N"),
        ),
        title=title, subtitle=f"{key(used)}. In brackets: seats in all.{unknown}", data=seats,
        description=f"Stacked bars: {title}. {said}.",
    )  # fmt: skip


def votes_seats(
    votes: pd.DataFrame,
    seats: pd.DataFrame,
    *,
    title: str = "Votes and seats",
    least: float = 0.01,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each party's share of the votes (ring) and of the seats (square) in one council, joined by a line.

    ``votes`` is the table of ``party_share`` grouped as ``seats`` is, ``seats`` that of ``seats``. Parties
    without a seat and with a smaller share of the votes than ``least`` are left out and counted.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["Con", "Lab"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["Con", "Lab"], "seats": [9, 1]})
    >>> votes_seats(v, s).to_dict()["description"][:72]
    'Dumb-bell chart: Votes and seats. Labour 40.0% of votes, 10.0% of seats;'
    """
    require(votes, ["party", "vote_share"], "votes_seats")
    require(seats, ["party", "seats"], "votes_seats")
    for one in (votes, seats):
        only_one(one, ["organisation", "cycle"], "votes_seats")
    both = _both(votes, seats)
    kept = both[~((both["seats"] == 0) & (both["vote_share"] < least)).fillna(False).astype(bool)]
    rows = with_parties(kept, parties).sort_values("order", kind="stable")
    total = seats["seats"].sum(skipna=False)
    of = "" if pd.isna(total) else f" of {whole(total)}"
    rows = rows.assign(
        words=rows["party_label"] + ": " + rows["seats"].map(whole) + of + " seats",
        a=rows["vote_share"], b=rows["seats_share"],
        a_label=rows["vote_share"].map(percent), b_label=rows["seats_share"].map(percent),
    )  # fmt: skip
    said = "; ".join(
        rows["party_label"] + " " + rows["a_label"] + " of votes, " + rows["b_label"] + " of seats"
    )
    subtitle = "○ share of the votes, ■ share of the seats."
    if few := len(both) - len(rows):
        subtitle += f" Left out: {few} below {percent(least)} and without a seat."
    whose = {c: votes[c].iloc[0] for c in ("organisation", "election_type", "cycle") if c in votes}
    data = rows[["party", "party_label", "vote_share", "seats", "seats_share"]].assign(**whose)
    return titled(
        dumbbells(rows, title="Share", first="Of the votes", second="Of the seats", arrow=False),
        title=title, subtitle=f"{subtitle} {method(votes)}".strip(), data=data,
        description=f"Dumb-bell chart: {title}. {said}.",
    )  # fmt: skip


def _both(votes: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """One row a party in either table, with ``vote_share``, ``seats`` and ``seats_share``."""
    held = seats.groupby("party")["seats"].sum(skipna=False).astype("Float64").astype(float).reset_index()
    held["seats_share"] = held["seats"] / held["seats"].sum(skipna=False)
    rows = votes[["party", "vote_share"]].merge(
        held, on="party", how="outer", validate="one_to_one", indicator="found"
    )
    # a party in one table only had nothing of the other; one that is in it without a figure is not known
    no_seats, no_votes = rows["found"] == "left_only", rows["found"] == "right_only"
    none = no_seats & bool(rows["seats_share"].notna().any())
    return rows.assign(
        seats=rows["seats"].mask(no_seats, 0.0), seats_share=rows["seats_share"].mask(none, 0.0),
        vote_share=rows["vote_share"].astype(float).mask(no_votes, 0.0),
    )  # fmt: skip
