"""Votes: shares of a contest, change between two, turnout, majorities, one party across contests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables import METHODS, TURNOUTS, percent, points, whole
from .theme import (
    BAR,
    INK,
    LABEL,
    LINE,
    OUTLINE,
    ROW,
    WIDTH,
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
    rows = rows[["name", "colour", share, "label"]].assign(end=rows[share].astype(float).fillna(0))
    base = alt.Chart(rows, width=WIDTH, height=alt.Step(ROW if by_candidate else 30))
    axis = None if by_candidate else alt.Axis()
    y = alt.Y("name:N", sort=rows["name"].tolist(), title=None, axis=axis)
    x = alt.X(f"{share}:Q", title="Share of valid votes", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(rows["end"].max(), 120)
    )
    shape, place = (BAR, LABEL) if by_candidate else ({"height": {"band": 0.72}}, {"align": "left", "dx": 6})
    layers = [
        base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, **shape).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=["name:N", "label:N"]
        ),
        base.mark_text(**place).encode(x="end:Q", y=y, text="label:N"),
    ]
    if by_candidate:
        layers.append(named(base, y))
    known = rows.dropna(subset=share)
    said = listed(known["name"] + " " + known[share].map(percent))
    return titled(
        alt.layer(*layers),
        title=title, subtitle=_method(shares), description=f"Bar chart: {title}. {said}.",
    )  # fmt: skip


def share_change(
    changes: pd.DataFrame, *, title: str = "Change in share of the vote", parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Each party's share before and now, as an arrow from one to the other.

    ``changes`` is the table of ``share_change`` for one contest or group. A party that stood only once
    has one dot and no arrow.

    >>> t = pd.DataFrame({"party": ["Con"], "vote_share_before": [0.5], "vote_share": [0.6],
    ...                   "share_change": [0.1]})
    >>> share_change(t).to_dict()["description"]
    'Arrow chart: Change in share of the vote. Conservative from 50.0% to 60.0% (+10.0).'
    """
    import altair as alt

    require(changes, ["party", "vote_share_before", "vote_share", "share_change"], "share_change")
    only_one(changes, ["ballot_id", "organisation", "area_name"], "share_change")
    rows = with_parties(changes, parties).sort_values("order", kind="stable")
    rows = rows.dropna(subset=["vote_share_before", "vote_share"], how="all")
    rows["label"] = rows["share_change"].map(points)
    rows.loc[rows["vote_share_before"].isna(), "label"] = "stood now only"
    rows.loc[rows["vote_share"].isna(), "label"] = "stood before only"
    ends = rows[["vote_share_before", "vote_share"]]
    rows = rows.assign(
        right=ends.max(axis=1), angle=(rows["share_change"] < 0).map({True: -90, False: 90}),
        before=rows["vote_share_before"], now=rows["vote_share"],
    )[["party_label", "colour", "before", "now", "right", "angle", "label", "share_change"]]  # fmt: skip
    base = alt.Chart(rows, width=WIDTH, height=alt.Step(34))
    y = alt.Y("party_label:N", sort=rows["party_label"].tolist(), title=None, axis=alt.Axis(labelPadding=14))
    x = alt.X("before:Q", title="Share of valid votes", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(rows["right"].max(), 110)
    )
    both = base.transform_filter("isValid(datum.before) && isValid(datum.now)")
    colour = alt.Color("colour:N", scale=None)
    tips = [
        alt.Tooltip("party_label:N", title="Party"), alt.Tooltip("before:Q", format=".1%", title="Before"),
        alt.Tooltip("now:Q", format=".1%", title="Now"), alt.Tooltip("label:N", title="Change"),
    ]  # fmt: skip
    layers = alt.layer(
        both.mark_rule(strokeWidth=5).encode(x=x, x2="now:Q", y=y, color=colour, tooltip=tips),
        base.mark_point(filled=True, fill="#ffffff", size=60, opacity=1, strokeWidth=1.5).encode(
            x=x, y=y, stroke=colour, tooltip=tips
        ),
        both.mark_point(
            shape="triangle", filled=True, size=170, opacity=1, stroke=OUTLINE, strokeWidth=0.5
        ).encode(x="now:Q", y=y, color=colour, angle=alt.Angle("angle:Q", scale=None), tooltip=tips),
        base.transform_filter("!isValid(datum.before)")
        .mark_point(filled=True, size=110, opacity=1, stroke=OUTLINE, strokeWidth=0.5)
        .encode(x="now:Q", y=y, color=colour, tooltip=tips),
        base.mark_text(align="left", dx=14).encode(x="right:Q", y=y, text="label:N"),
    )
    both_rows = rows.dropna(subset="share_change")
    said = listed(
        both_rows["party_label"] + " from " + both_rows["before"].map(percent) + " to "
        + both_rows["now"].map(percent) + " (" + both_rows["label"] + ")"
    )  # fmt: skip
    subtitle = "Ring: before. Arrowhead: now. Labels: change in percentage points."
    return titled(
        layers, title=title, subtitle=f"{subtitle} {_method(changes)}".strip(),
        description=f"Arrow chart: {title}. {said}.",
    )  # fmt: skip


def turnout_bars(
    turnouts: pd.DataFrame, *, name: str = "area_name", title: str = "Turnout"
) -> alt.LayerChart:
    """Turnout in each contest or counting area, highest first, its definition named.

    ``turnouts`` is the table of ``turnout``; ``name`` is the column that labels a row. Where it is not
    known the label says so and there is no bar.

    >>> t = pd.DataFrame({"area_name": ["Abbey", "Castle"], "turnout": [0.41, None],
    ...                   "turnout_definition": "ballot_box"})
    >>> turnout_bars(t).to_dict()["description"]
    'Bar chart: Turnout. Highest Abbey 41.0%, lowest Abbey 41.0%; not known for 1 of 2.'
    """
    import altair as alt

    require(turnouts, [name, "turnout"], "turnout_bars")
    only_one(turnouts, ["turnout_definition"], "turnout_bars")
    rows = turnouts[[name, "turnout"]].sort_values("turnout", ascending=False, kind="stable")
    rows = rows.assign(label=rows["turnout"].map(percent), turnout=rows["turnout"].astype(float))
    rows["end"] = rows["turnout"].fillna(0)
    base = alt.Chart(rows, width=WIDTH, height=alt.Step(ROW))
    y = alt.Y(f"{name}:N", sort=rows[name].tolist(), axis=None)
    x = alt.X("turnout:Q", title="Turnout", axis=alt.Axis(format="%", tickCount=5)).scale(
        **room(rows["end"].max(), 75)
    )
    known = rows.dropna(subset="turnout")
    said = "not known"
    if len(known):
        high, low = known.iloc[0], known.iloc[-1]
        said = f"Highest {high[name]} {high['label']}, lowest {low[name]} {low['label']}"
        if len(known) < len(rows):
            said += f"; not known for {len(rows) - len(known)} of {len(rows)}"
    definition = turnouts["turnout_definition"].iloc[0] if "turnout_definition" in turnouts else ""
    return titled(
        alt.layer(
            base.mark_bar(color="#7a8794", **BAR).encode(x=x, y=y),
            base.mark_text(**LABEL).encode(x="end:Q", y=y, text="label:N"),
            named(base, y, f"{name}:N"),
        ),
        title=title, subtitle=f"Turnout: {TURNOUTS.get(definition, definition)}." if definition else "",
        description=f"Bar chart: {title}. {said}.",
    )  # fmt: skip


def marginal_ladder(
    majorities: pd.DataFrame,
    *,
    most: int = 15,
    title: str = "Closest contests",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The contests with the smallest majorities, closest first: the winner's lead over the next party.

    ``majorities`` is the table of ``majority``. Contests whose majority is not known are left out and
    counted in the subtitle.

    >>> t = pd.DataFrame({"area_name": ["Abbey"], "winner_party": ["Lab"], "runner_up_party": ["Grn"],
    ...                   "majority": [12], "majority_share": [0.004]})
    >>> marginal_ladder(t).to_dict()["description"]
    'Bar chart: Closest contests. Abbey: Labour by 12 over Green.'
    """
    import altair as alt

    needed = ["area_name", "winner_party", "runner_up_party", "majority", "majority_share"]
    require(majorities, needed, "marginal_ladder")
    known = majorities.dropna(subset=["majority", "majority_share", "runner_up_party"])
    rows = known.nsmallest(most, "majority_share", keep="first").reset_index(drop=True)
    require(rows, needed, "marginal_ladder")
    second = with_parties(rows, parties, of="runner_up_party")["party_label"]
    rows = with_parties(rows, parties, of="winner_party").assign(second=second)
    rows["votes"] = rows["majority"].map(whole)
    rows["label"] = rows["majority_share"].map(percent) + " over " + rows["second"]
    rows["place"] = rows["area_name"]
    twice = rows["place"].duplicated(keep=False)
    if "organisation" in rows:
        rows.loc[twice, "place"] += " (" + rows["organisation"] + ")"
    rows["name"] = rows["place"] + ": " + rows["party_label"] + " by " + rows["votes"]
    said = listed(rows["name"] + " over " + rows["second"])
    rows = rows[["name", "colour", "majority_share", "label"]]
    base = alt.Chart(rows, width=WIDTH, height=alt.Step(ROW - 6))
    y = alt.Y("name:N", sort=None, axis=None)
    axis = alt.Axis(format=".1%", tickCount=4)
    x = alt.X("majority_share:Q", title="Majority, share of valid votes", axis=axis).scale(
        **room(rows["majority_share"].max(), 180)
    )
    left_out = len(majorities) - len(known)
    subtitle = f"{len(rows)} of {len(majorities)} contests."
    if left_out:
        subtitle += f" In {left_out} there is no majority: nobody else stood, or a figure is not known."
    if "seats" in majorities and (majorities["seats"] > 1).any():
        subtitle += " Where several seats were up: the last elected over the first not elected."
    return titled(
        alt.layer(
            base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, **BAR | {"height": 12}).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None)
            ),
            base.mark_text(**LABEL).encode(x="majority_share:Q", y=y, text="label:N"),
            named(base, y),
        ),
        title=title, subtitle=subtitle, description=f"Bar chart: {title}. {said}.",
    )  # fmt: skip


def party_profile(
    shares: pd.DataFrame,
    *,
    contest: str = "election_type",
    title: str = "One day, several ballot papers",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each party's share in several contests of one place and day, one symbol a contest.

    ``shares`` is the table of ``party_share``, with a column ``contest`` that tells the contests apart.
    Areas that differ, and who stood, differ with the contest: the chart shows shares, not voters.

    >>> t = pd.DataFrame({"election_type": ["mayor", "pcc"], "party": "Con", "vote_share": [0.4, 0.43]})
    >>> party_profile(t).to_dict()["description"]
    'Dot chart: One day, several ballot papers. Conservative: mayor 40.0%, pcc 43.0%.'
    """
    import altair as alt

    require(shares, ["party", contest, "vote_share"], "party_profile")
    if shares.duplicated([contest, "party"]).any():
        raise ValueError(f"party_profile shows one share for each {contest} and party; the table has several")
    rows = with_parties(shares.dropna(subset="vote_share"), parties).sort_values("order", kind="stable")
    contests = rows[contest].drop_duplicates().tolist()
    rows = rows.assign(contest=rows[contest])
    order = rows["party_label"].drop_duplicates().tolist()
    base = alt.Chart(
        rows[["party_label", "colour", "contest", "vote_share"]], width=WIDTH, height=alt.Step(36)
    )
    y = alt.Y("party_label:N", sort=order, title=None)
    x = alt.X("vote_share:Q", title="Share of valid votes", axis=alt.Axis(format="%", tickCount=6))
    shapes = alt.Shape("contest:N", title=None, legend=alt.Legend(direction="vertical")).scale(
        domain=contests, range=["circle", "square", "triangle", "diamond", "cross"]
    )
    said = "; ".join(
        f"{label}: "
        + ", ".join(f"{c} {percent(v)}" for c, v in zip(part["contest"], part["vote_share"], strict=True))
        for label, part in rows.groupby("party_label", sort=False)
    )
    tips = [
        alt.Tooltip("party_label:N", title="Party"), alt.Tooltip("contest:N", title="Contest"),
        alt.Tooltip("vote_share:Q", format=".1%", title="Share"),
    ]  # fmt: skip
    return titled(
        alt.layer(
            base.mark_rule(color=LINE, strokeWidth=2).encode(
                x="min(vote_share):Q", x2="max(vote_share):Q", y=y
            ),
            base.mark_point(filled=True, size=140, opacity=0.95, stroke=INK, strokeWidth=0.6).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None), shape=shapes, tooltip=tips
            ),
        ),
        title=title, subtitle=_method(shares), description=f"Dot chart: {title}. {said}.",
    )  # fmt: skip


def _method(table: pd.DataFrame) -> str:
    if "share_method" not in table:
        return ""
    used = table["share_method"].dropna().unique()
    return " ".join(f"A party's vote in a contest: {METHODS.get(m, m)}." for m in used)
