"""A second round as it was declared: who was ahead after each step, and by how much."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import whole
from .theme import INK, OUTLINE, QUIET, WIDTH, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

SIDE = 78  # pixels kept free beside the bars for figures
HIGH = 20
FIRST = "First preferences, all areas"


def declared_lead(
    steps: pd.DataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str = "The second round as it was declared",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The lead after each step of the declaration, a bar each: to the right the first-round leader's.

    ``steps`` is the table of ``as_declared`` for one contest. ``results`` (or its rows of ``transfers``)
    give the candidates' parties for colours and letters. A step at which the lead changed hands is said.

    >>> s = pd.DataFrame({"ballot_id": "x", "place": [0, 1], "areas": ["", "Ely"], "leader": "A",
    ...                   "runner_up": "B", "leader_votes": [45, 49], "runner_up_votes": [40, 50],
    ...                   "lead": [5, -1], "turned": [False, True]})
    >>> declared_lead(s).to_dict()["description"][-86:]
    'First preferences, all areas: A 45, B 40, A ahead by 5. Ely: A 49, B 50, B ahead by 1.'
    """
    wanted = ["leader", "runner_up", "leader_votes", "runner_up_votes", "lead", "turned"]
    require(steps, ["ballot_id", "place", "areas", *wanted], "declared_lead")
    only_one(steps, ["ballot_id"], "declared_lead")
    rows = steps.sort_values("place", ignore_index=True)
    look = _look(rows, results, parties)
    lead = rows["lead"].astype("float64")
    ahead = rows["leader"].where(lead >= 0, rows["runner_up"])
    areas = rows["areas"].where(rows["place"] > 0, FIRST)
    last = rows["place"] == rows["place"].max()
    step = pd.Series("then " + areas, index=rows.index).mask(rows["place"] == 0, areas)
    step = step.mask(last & (rows["place"] > 0), "last " + areas)
    marks = pd.DataFrame(
        {
            "name": step + rows["turned"].map({True: " (the lead changes hands)", False: ""}),
            "lead": lead,
            "colour": ahead.map(look["colour"]),
            "label": (ahead.map(look["letters"]) + " +" + lead.abs().map(whole)).mask(lead == 0, "level"),
            "votes": _votes(rows),
        }
    )
    said = " ".join(
        f"{name}: {votes}, " + (f"{who} ahead by {whole(abs(by))}." if by else "level.")
        for name, votes, who, by in zip(areas, marks["votes"], ahead, lead, strict=True)
    )
    leader, other = rows["leader"].iloc[0], rows["runner_up"].iloc[0]
    subtitle = f"Lead after each step, in votes: to the right {leader}'s, to the left {other}'s."
    return titled(
        _bars(marks), title=title, subtitle=subtitle,
        description=f"Bar chart: {title}. {said}", data=steps,
    )  # fmt: skip


def _bars(marks: pd.DataFrame) -> Any:
    """The bars with words above them, as far down the page as the words need."""
    import altair as alt

    lines = [
        [*textwrap.wrap(name, 46), votes] for name, votes in zip(marks["name"], marks["votes"], strict=True)
    ]
    tall = 17 * pd.Series([len(words) for words in lines], dtype="float64") + HIGH + 16
    bottom = tall.cumsum() - 10
    height = int(tall.sum())
    written = pd.DataFrame(
        [
            {"y": at - HIGH - 17 * (len(words) - n) + 5, "text": text, "votes": n == len(words) - 1}
            for at, words in zip(bottom, lines, strict=True)
            for n, text in enumerate(words)
        ]
    )
    rows = marks.assign(y=bottom - HIGH, y2=bottom, middle=bottom - HIGH / 2)
    low, high = min(marks["lead"].min(), 0.0), max(marks["lead"].max(), 0.0)
    left, right = SIDE * (low < 0) + 2, SIDE * (high > 0) + 2
    pixel = f"{(high - low) or 1.0} / max(width - {left + right}, 60)"
    x = alt.X("lead:Q", axis=None).scale(
        domainMin=alt.ExprRef(f"{low} - {left} * {pixel}"),
        domainMax=alt.ExprRef(f"{high} + {right} * {pixel}"),
        nice=False, zero=False,
    )  # fmt: skip
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    base, zero = (
        alt.Chart(rows),
        alt.Chart(pd.DataFrame({"lead": 0.0, "y": rows["y"] - 4, "y2": rows["y2"] + 4})),
    )
    tips = [alt.Tooltip("name:N", title="After"), alt.Tooltip("votes:N", title="Votes"),
            alt.Tooltip("label:N", title="Ahead")]  # fmt: skip
    word: dict[str, Any] = {"baseline": "middle", "fontWeight": "bold", "color": INK, "aria": False}
    ahead, behind = (base.transform_filter(f"datum.lead {sign} 0") for sign in (">=", "<"))
    beside = alt.Y("middle:Q", axis=None)
    above = alt.Chart(written)
    plain: dict[str, Any] = {"align": "left", "baseline": "middle", "aria": False}
    layers = [
        base.mark_rect(stroke=OUTLINE, strokeWidth=0.7, aria=False).encode(
            x, y, alt.Y2("y2:Q"), alt.Color("colour:N", scale=None), x2=alt.datum(0), tooltip=tips),
        zero.mark_rule(color=INK, strokeWidth=1.5, aria=False).encode(x, y, alt.Y2("y2:Q")),
        ahead.mark_text(align="left", dx=6, **word).encode(x, beside, text="label:N"),
        behind.mark_text(align="right", dx=-6, **word).encode(x, beside, text="label:N"),
        above.transform_filter("!datum.votes").mark_text(color=INK, **plain).encode(
            y, x=alt.value(0), text="text:N"),
        above.transform_filter("datum.votes").mark_text(color=QUIET, **plain).encode(
            y, x=alt.value(0), text="text:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=WIDTH, height=height)


def _votes(rows: pd.DataFrame) -> pd.Series:
    """Both candidates' votes so far, the leader of the first round first."""
    leader = rows["leader"] + " " + rows["leader_votes"].map(whole)
    return leader + ", " + rows["runner_up"] + " " + rows["runner_up_votes"].map(whole)


def _look(rows: pd.DataFrame, results: pd.DataFrame | None, parties: pd.DataFrame | None) -> pd.DataFrame:
    """The two candidates' colours and letters; without their parties, grey and their initials."""
    people = rows[["leader", "runner_up"]].iloc[0].tolist()
    if results is None:
        plain = {"colour": "#9aa0a6", "letters": [name[:1] for name in people]}
        return pd.DataFrame(plain, index=people)
    require(results, ["candidate", "party"], "declared_lead, results")
    these = results[results["ballot_id"].isin(rows["ballot_id"])] if "ballot_id" in results else results
    known = with_parties(these[["candidate", "party"]].drop_duplicates("candidate"), parties)
    known = known.set_index("candidate")[["colour", "letters"]]
    return known.reindex(people).fillna({"colour": "#9aa0a6", "letters": "?"})
