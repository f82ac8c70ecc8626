"""Votes: shares of one contest or group, change between two, and the closest contests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables import METHODS, UNKNOWN, percent, points, whole
from .dumbbell import dumbbells, scale
from .theme import (
    BAR,
    LABEL,
    OUTLINE,
    ROW,
    WIDTH,
    ink_on,
    key,
    lead,
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

CHIP = 10  # half the width of a party's letters in a circle, in pixels


def share_bars(
    shares: pd.DataFrame, *, title: str = "Share of the vote", parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Each candidate's or party's share of the vote in one contest or group, as labelled bars.

    ``shares`` is the table of ``vote_share`` (one bar a candidate, most votes first) or of
    ``party_share`` (one bar a party, in party order).

    >>> t = pd.DataFrame({"ballot_id": "x", "candidate": ["A", "B"], "party": ["Con", "Lab"],
    ...                   "first_pref": [60, 40], "first_pref_share": [0.6, 0.4]})
    >>> share_bars(t).to_dict()["description"]
    'Bar chart: Share of the vote. A (Conservative) 60.0%, B (Labour) 40.0%.'
    """
    import altair as alt

    by_candidate = "first_pref_share" in shares
    share, votes = ("first_pref_share", "first_pref") if by_candidate else ("vote_share", "votes")
    require(shares, ["party", share, *(["candidate"] if by_candidate else [])], "share_bars")
    only_one(shares, ["ballot_id"], "share_bars")
    rows = with_parties(shares, parties)
    rows["name"] = rows["party_label"]
    if by_candidate:
        rows["name"] = rows["candidate"] + " (" + rows["party_label"] + ")"
        if "elected" in rows:
            rows.loc[rows["elected"].astype("boolean").fillna(False), "name"] += ", elected"
        rows = rows.sort_values(share, ascending=False, kind="stable")
    else:
        rows = rows.sort_values("order", kind="stable")
    rows["label"] = rows[share].map(percent)
    if votes in rows:
        rows["label"] += rows[votes].map(lambda v: "" if pd.isna(v) else f"  ({whole(v)})")
    drawn = rows[["name", "colour", share, "label"]].assign(end=rows[share].astype(float).fillna(0))
    base = alt.Chart(drawn, width=WIDTH, height=alt.Step(ROW))
    y = alt.Y("name:N", sort=None, axis=None)
    x = alt.X(f"{share}:Q", title="Share of valid votes", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(drawn["end"].max(), 120)
    )
    known = rows.dropna(subset=share)
    said = listed(known["name"] + " " + known["label"].str.split("  ").str[0]) or UNKNOWN
    return titled(
        alt.layer(
            base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, **BAR).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=["name:N", "label:N"]
            ),
            base.mark_text(**LABEL).encode(x="end:Q", y=y, text="label:N"),
            named(base, y),
        ),
        title=title, subtitle=method(shares), description=f"Bar chart: {title}. {said}.", data=shares,
    )  # fmt: skip


def share_change(
    changes: pd.DataFrame,
    *,
    title: str = "Change in share of the vote",
    least: float = 0.005,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each party's share before and now, as an arrow from one to the other.

    ``changes`` is the table of ``share_change`` for one contest or group. A party that stood only once
    has one mark and no arrow. Parties below ``least`` both times are left out and counted.

    >>> t = pd.DataFrame({"party": ["Con"], "vote_share_before": [0.5], "vote_share": [0.6],
    ...                   "share_change": [0.1]})
    >>> share_change(t).to_dict()["description"]
    'Arrow chart: Change in share of the vote. Conservative from 50.0% to 60.0% (+10.0).'
    """
    require(changes, ["party", "vote_share_before", "vote_share", "share_change"], "share_change")
    only_one(changes, ["ballot_id", "organisation", "area_name"], "share_change")
    rows = with_parties(changes, parties).sort_values("order", kind="stable")
    rows = rows.dropna(subset=["vote_share_before", "vote_share"], how="all")
    most = rows[["vote_share_before", "vote_share"]].max(axis=1)
    few, rows = int((most < least).sum()), rows[most >= least]
    require(rows, ["party"], "share_change, with the shares that are known")
    change = rows["share_change"].map(points)
    before, now = rows["vote_share_before"], rows["vote_share"]
    label = (change + " points").mask(before.isna(), "stood now only").mask(now.isna(), "stood before only")
    rows = rows.assign(
        words=rows["party_label"] + ": " + label, a=before.astype(float), b=now.astype(float),
        a_label=before.map(percent), b_label=now.map(percent), label=label, change=change,
    )  # fmt: skip
    both = rows.dropna(subset=["vote_share_before", "vote_share"])
    said = listed(
        both["party_label"]
        + " from "
        + both["a_label"]
        + " to "
        + both["b_label"]
        + " ("
        + both["change"]
        + ")"
    )
    subtitle = "○ before, ▶ now." + (f" Left out: {few} below {percent(least)}." if few else "")
    return titled(
        dumbbells(rows, title="Share of valid votes", first="Before", second="Now", arrow=True),
        title=title, subtitle=f"{subtitle} {method(changes)}".strip(), data=changes,
        description=f"Arrow chart: {title}. {said}.",
    )  # fmt: skip


def marginal_ladder(
    majorities: pd.DataFrame,
    *,
    most: int = 15,
    title: str = "Closest contests",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The contests with the smallest majorities, closest first: the winner's lead over the next party.

    ``majorities`` is the table of ``majority``. A bar is the majority in the winner's colour, with the
    letters of the winner at its foot and of the next party, in that party's colour, at its end. Contests
    whose majority is not known are left out and counted in the subtitle.

    >>> t = pd.DataFrame({"area_name": ["Abbey"], "winner_party": ["Lab"], "runner_up_party": ["Grn"],
    ...                   "majority": [12], "majority_share": [0.004]})
    >>> marginal_ladder(t).to_dict()["description"]
    'Bar chart: Closest contests. Abbey: Labour by 12 over Green.'
    """
    import altair as alt

    needed = ["area_name", "winner_party", "runner_up_party", "majority", "majority_share"]
    require(majorities, needed, "marginal_ladder")
    known = majorities.dropna(subset=["majority", "majority_share", "runner_up_party"])
    closest = known.nsmallest(most, "majority_share", keep="first").reset_index(drop=True)
    require(closest, needed, "marginal_ladder")
    second = with_parties(closest, parties, of="runner_up_party")
    rows = with_parties(closest, parties, of="winner_party")
    rows = rows.assign(
        second=second["party_label"], second_letters=second["letters"], second_colour=second["colour"],
        votes=rows["majority"].map(whole), ink=rows["colour"].map(ink_on),
        second_ink=second["colour"].map(ink_on), place=_distinct(rows),
    )  # fmt: skip
    by = (" by " + rows["votes"] + " over " + rows["second"]).mask(
        rows["majority"] == 0, " tied with " + rows["second"] + ", decided by lot"
    )
    said = listed(rows["place"] + ": " + rows["party_label"] + by)
    rows["name"] = rows["place"]
    leads = (lead(*one) for one in zip(rows["majority"], rows["majority_share"], strict=True))
    rows["label"] = [" · ".join(filter(None, words)) for words in leads]
    sides = pd.concat([rows, second]).drop_duplicates("letters").sort_values("order")
    shown = ["letters", "colour", "ink"]
    base = alt.Chart(
        rows[["name", "majority_share", "label", *shown, *(f"second_{column}" for column in shown)]],
        width=WIDTH, height=alt.Step(ROW),
    )  # fmt: skip
    y = alt.Y("name:N", sort=None, axis=None)
    limits, axis = scale(float(rows["majority_share"].max()), left=2 * CHIP, right=2 * CHIP + 105)
    x = alt.X("majority_share:Q", title="Majority, share of valid votes", axis=axis).scale(**limits)
    subtitle = f"{len(rows)} of {len(majorities)} contests. Left the winner, right the next: {key(sides)}."
    if left_out := len(majorities) - len(known):
        subtitle += f" In {left_out} there is no majority: nobody else stood, or a figure is not known."
    if "seats" in majorities and (majorities["seats"] > 1).any():
        subtitle += " Where several seats were up: the last elected over the first not elected."
    zero = base.transform_calculate(zero="0")
    return titled(
        alt.layer(
            base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, **BAR | {"height": 10}).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None)
            ),
            *_chip(zero, "zero", -CHIP, y, ""), *_chip(base, "majority_share", CHIP, y, "second_"),
            base.mark_text(align="left", dx=2 * CHIP + 5, dy=BAR["yOffset"]).encode(
                x="majority_share:Q", y=y, text="label:N"
            ),
            named(base, y),
        ),
        title=title, subtitle=subtitle, description=f"Bar chart: {title}. {said}.", data=closest,
    )  # fmt: skip


def _chip(base: alt.Chart, at: str, aside: int, y: alt.Y, whose: str) -> list[alt.Chart]:
    """A party's letters on its colour, so many pixels beside a point of the scale."""
    import altair as alt

    dot = base.mark_circle(
        size=(2 * CHIP - 2) ** 2,
        opacity=1,
        stroke=OUTLINE,
        strokeWidth=0.7,
        xOffset=aside,
        yOffset=BAR["yOffset"],
    )
    words = base.mark_text(fontSize=9.5, dx=aside, dy=BAR["yOffset"])
    x = f"{at}:Q"
    return [
        dot.encode(x=x, y=y, color=alt.Color(f"{whose}colour:N", scale=None)),
        words.encode(x=x, y=y, text=f"{whose}letters:N", color=alt.Color(f"{whose}ink:N", scale=None)),
    ]


def _distinct(rows: pd.DataFrame) -> pd.Series:
    """Each contest's area, with its body where two areas have one name."""
    body = next((c for c in ("organisation_name", "organisation") if c in rows), None)
    twice = rows["area_name"].duplicated(keep=False)
    if body is None or not twice.any():
        return rows["area_name"]
    return rows["area_name"].mask(twice, rows["area_name"] + " (" + rows[body] + ")")


def method(table: pd.DataFrame) -> str:
    """What a party's vote in a contest is, in words, where the table says which method it used.

    >>> method(pd.DataFrame({"share_method": ["sum"]}))
    "A party's vote in a contest: all its candidates together."
    """
    if "share_method" not in table:
        return ""
    used = table["share_method"].dropna().unique()
    return " ".join(f"A party's vote in a contest: {METHODS.get(m, m)}." for m in used)
