"""Seats as drawn around a projection: what is expected of each party, how sure that is, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import whole
from .theme import INK, OUTLINE, PAPER, ROW, WIDTH, named, only_one, require, room, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

DOWN = 10  # pixels from the middle of a row to its marks


def seat_forecast(
    intervals: pd.DataFrame,
    *,
    needed: int | None = None,
    results: pd.DataFrame | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Expected seats of each party on one council, with the interval, and what it won where that is known.

    ``intervals`` is the table of ``seat_intervals`` for one council; with several levels, a bar for each, the
    narrower the wider its level. ``needed`` draws a majority. ``results`` holds party and ``seats`` as they
    were won (``seats``); a party with none in it won none. Parties whose intervals are all 0 and that won
    nothing are left out.

    >>> t = pd.DataFrame({"party": ["Con", "Lab"], "seats_expected": [30.4, 12.1], "seats_low": [25, 9],
    ...                   "seats_high": [35, 16], "level": 0.9})
    >>> seat_forecast(t, needed=31).to_dict()["description"]
    'Interval chart: Seats. Labour 12 (9 to 16), Conservative 30 (25 to 35). A majority takes 31.'
    """
    import altair as alt

    require(intervals, ["party", "seats_expected", "seats_low", "seats_high", "level"], "seat_forecast")
    only_one(intervals, ["organisation", "election_type", "cycle"], "seat_forecast")
    rows = intervals[["party", "seats_expected", "seats_low", "seats_high", "level"]]
    won = _won(results)
    if won is not None:
        rows = rows.merge(won, on="party", how="outer").assign(won=lambda t: t["won"].fillna(0.0))
    could = rows[["seats_high", *(["won"] if won is not None else [])]].max(axis=1) > 0
    rows = with_parties(rows[could.groupby(rows["party"]).transform("any")], parties)
    require(rows, ["party"], "seat_forecast, with parties that may win a seat")
    rows = rows.sort_values(["order", "party", "level"], ascending=[True, True, False], ignore_index=True)
    widest = rows.drop_duplicates("party").copy()
    widest["words"] = _words(widest)
    rows = rows.merge(widest[["party", "words"]], on="party")
    y = alt.Y("words:N", sort=widest["words"].tolist(), axis=None)
    ends = [rows["seats_high"].max(), widest["won"].max() if won is not None else 0, needed or 0]
    x = alt.X("seats_low:Q", title="Seats", axis=alt.Axis(tickMinStep=1)).scale(**room(max(ends), 16))
    at: dict[str, Any] = {"yOffset": DOWN, "aria": False}
    tip = alt.Tooltip("words:N", title="Seats")
    layers: list[Any] = [
        alt.Chart(part[["words", "colour", "seats_low", "seats_high"]])
        .mark_bar(height=9 + 7 * n, stroke=OUTLINE, strokeWidth=0.8, opacity=1, **at)
        .encode(x, y, alt.X2("seats_high:Q"), alt.Color("colour:N", scale=None), tooltip=tip)
        for n, part in enumerate(
            rows[rows["level"] == level] for level in sorted(rows["level"].dropna().unique(), reverse=True)
        )
    ]
    if needed is not None:
        rule = alt.Chart(pd.DataFrame({"needed": [needed]}))
        layers.insert(0, rule.mark_rule(color=INK, strokeDash=[4, 3], aria=False).encode(alt.X("needed:Q")))
    if won is not None:
        tick = alt.Chart(widest[["words", "won"]]).mark_tick(color=INK, thickness=3, size=26, opacity=1, **at)
        layers.append(tick.encode(alt.X("won:Q"), y, tooltip=tip))
    ring = alt.Chart(widest[["words", "seats_expected"]].dropna()).mark_point(
        filled=True, fill=PAPER, stroke=INK, strokeWidth=1.5, size=50, opacity=1, **at
    )
    layers.append(ring.encode(alt.X("seats_expected:Q"), y, tooltip=tip))
    layers.append(named(alt.Chart(widest[["words"]], width=WIDTH, height=alt.Step(ROW)), y, "words:N"))
    title = title or "Seats"
    return titled(
        alt.layer(*layers), title=title, subtitle=_legend(rows, needed, won is not None),
        description=f"Interval chart: {title}. {', '.join(widest['words'].str.replace(':', ''))}."
        + (f" A majority takes {needed}." if needed is not None else ""),
        data=intervals,
    )  # fmt: skip


def _won(results: pd.DataFrame | None) -> pd.DataFrame | None:
    """Seats won by party, where they are given."""
    if results is None:
        return None
    require(results, ["party", "seats"], "seat_forecast's results")
    held = results.assign(won=results["seats"].astype("Float64").astype(float))
    return held.groupby("party")["won"].sum().reset_index()


def _words(rows: pd.DataFrame) -> pd.Series:
    """Each party with what is expected of it, and what it won, in one line."""
    low, high = rows["seats_low"].map(whole), rows["seats_high"].map(whole)
    between = " (" + low + " to " + high + ")"
    said = rows["party_label"] + ": " + rows["seats_expected"].map(whole) + between.where(low != high, "")
    said = said.where(rows["seats_expected"].notna(), rows["party_label"] + ": none")
    return said + ", won " + rows["won"].map(whole) if "won" in rows else said


def _legend(rows: pd.DataFrame, needed: int | None, won: bool) -> str:
    """What the marks are."""
    levels = " and ".join(f"{level:.0%}" for level in sorted(rows["level"].dropna().unique()))
    said = f"Ring: expected. Bar: where {levels} of the draws are, the thicker the fewer."
    if rows["level"].nunique() == 1:
        said = f"Ring: expected. Bar: where {levels} of the draws are."
    if won:
        said += " Upright mark: the seats won."
    return said + (f" Dashed: a majority, {needed}." if needed is not None else "")
