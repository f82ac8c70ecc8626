"""The supplementary vote as a flow: first preferences, the eliminated votes, the final count."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from ..tables import UNKNOWN, percent, whole
from .count import Count, grouped, of_results, of_transfers
from .known_votes import known_votes, unknown_first
from .ribbons import NODE, Flow, Place, draw, known
from .theme import listed, only_one, require, titled

if TYPE_CHECKING:
    import altair as alt

TALL = 300  # pixels of all first preferences
_SHOWN = [
    "ballot_id", "area_name", "candidate_id", "candidate", "party", "party_name", "first_pref", "second_pref",
    "final_votes", "elected", "rejected_second", "source_id",
]  # fmt: skip


def sv_flow(
    results: pd.DataFrame,
    *,
    title: str = "From first preferences to the final count",
    least: float = 0.02,
    most: int = 5,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """A supplementary-vote contest as a flow: first preferences, the eliminated votes, the final count.

    ``results`` are all candidates of one contest, or its rows of ``transfers`` (which leave the eliminated
    one band). Bands are as tall as their votes. With three candidates it is known whose votes went where;
    with more the eliminated votes are pooled, because only the totals of the transfers are counted. Of the
    others, those below ``least`` of the vote or beyond the ``most`` largest are one band. The thick line
    is half of the final votes, where the first-round runner-up would draw level. What is not known is not
    drawn, and said; where not every first preference is known there is no flow, but bars of what is.

    >>> t = pd.DataFrame({"ballot_id": "x", "candidate": ["A", "B", "D"], "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> sv_flow(t).to_dict()["title"]["subtitle"][0]
    "Of D's 25 votes, 20 went to B, 4 to A and 1 (4.0%) to neither. Thick line: half of the final votes."
    """
    require(results, ["ballot_id", "candidate", "party", "first_pref", "elected"], "sv_flow")
    only_one(results, ["ballot_id"], "sv_flow")
    pooled = "break_even_transfer_share" in results
    count = of_transfers(results, parties) if pooled else of_results(results, parties)
    data = results if pooled else _rows(results, count)
    if count.rows["first"].isna().any():
        bars, words = known_votes(count)
        said = " ".join(filter(None, [*_said(count), words]))
        return titled(
            bars, title=title, subtitle=said, description=f"Bar chart: {title}. {_figures(count)}. {said}",
            data=data,
        )  # fmt: skip
    shown = grouped(count, least=least, most=most)
    votes = [count.total, count.final, *count.rows[["first", "final"]].sum()]
    tallest = max(1.0, pd.Series(votes).max())
    place = Place(0, 1, 26, TALL / tallest, gap=26 if len(shown.out) > 1 else 10)
    flow = Flow()
    where = draw(flow, shown, place, lambda row: _first(row, count.total), lambda row: _last(row, count))
    _labels(flow, count, shown, place, where)
    height = max(span[1] for span in where.values()) + 6
    said = " ".join([*_said(count), *_level(count)])
    return titled(
        flow.chart(height, right=8), title=title, subtitle=said,
        description=f"Flow chart: {title}. {_figures(count)}. {said}", data=data,
    )  # fmt: skip


def _labels(
    flow: Flow, count: Count, shown: Count, place: Place, where: dict[str, tuple[float, float]]
) -> None:
    """Headings of the columns, and what the parts between them are."""
    flow.text(0, 8, ["First preferences"], quiet=True)
    if known(count.final) or len(count.last):
        flow.text(1, 8, ["Final count"], quiet=True, align="right")
    pool, spare = where.get("pool"), where.get("spare")
    if pool and len(shown.out) > 1:
        words = [f"Eliminated {whole(count.eliminated)}"]
        flow.text(place.x + NODE, where["out"][0] - 11, words, dx=6, quiet=True)
    if spare and known(count.spare):
        lines = [whole(count.spare), _neither(count)]
        lines = lines if spare[1] - spare[0] >= 30 else [" ".join(lines)]
        flow.text(place.pool + NODE, sum(spare) / 2, lines, dx=6)
    if count.state == "not_needed" and known(count.total) and len(count.rows) > 1:
        half = place.top + count.total / 2 * place.scale
        flow.tick(0, 1, half, f"Half of the first preferences: {whole(count.total / 2)}")
        flow.text(place.pool, half - 10, [f"Half: {whole(count.total / 2)}"], align="middle")


def _neither(count: Count) -> str:
    return "to neither" if len(count.last) == 2 else "to none of them"


def _share(votes: float, total: float) -> str:
    return f"{whole(votes)} ({percent(votes / total)})" if known(total) and known(votes) else whole(votes)


def _first(row: pd.Series, total: float) -> tuple[list[str], list[str]]:
    """Name; party where its letters say too little, and first preferences."""
    party = textwrap.wrap(row["party_line"], 22)[:2]
    votes = _share(row["first"], total)
    return textwrap.wrap(row["name"], 20, break_on_hyphens=False), [
        *party,
        votes if party else f"{row['letters']} {votes}".strip(),
    ]


def _last(row: pd.Series, count: Count) -> tuple[list[str], list[str]]:
    """Name; whether elected, final votes, and what they are made of."""
    lines = ["elected"] * bool(row["won"])
    if count.state in ("held", "partial", "unknown"):
        lines += [_share(row["final"], count.final)] if known(row["final"]) else ["final votes", UNKNOWN]
        if known(row["received"]) and known(row["first"]):
            lines.append(f"{whole(row['first'])} + {whole(row['received'])}")
    return textwrap.wrap(row["name"], 18, break_on_hyphens=False), lines


def _rows(results: pd.DataFrame, count: Count) -> pd.DataFrame:
    """The table shown: the candidates, with what the contest did with the eliminated votes."""
    table = results[[c for c in _SHOWN if c in results]]
    return table.assign(
        eliminated=count.eliminated, transfers=count.moved, non_transferable=count.spare,
        break_even_transfer_share=count.needed / count.moved if count.moved else None,
    )  # fmt: skip


def _figures(count: Count) -> str:
    """Each candidate's votes in words."""
    said = []
    for _, row in count.rows.iterrows():
        one = f"{row['who']} {whole(row['first'])}"
        if known(row["received"]):
            one += f" + {whole(row['received'])}"
        if known(row["final"]):
            one += f" = {whole(row['final'])}" if known(row["received"]) else f", final {whole(row['final'])}"
        said.append(one + (", elected" if row["won"] else ""))
    return "; ".join(said)


def _said(count: Count) -> list[str]:
    """What the picture shows and what is not known, in sentences."""
    rows, last = count.rows, count.last
    if count.state == "one_count":
        return ["One count: the most votes win."]
    if count.state == "not_needed":
        return _one_count_decided(count)
    said = [unknown_first(count)] if rows["first"].isna().any() else []
    order = last.sort_values("received", ascending=False)
    to = [f"{whole(v)} to {name}" for name, v in zip(order["name"], order["received"], strict=True)]
    if known(count.spare):
        whose = (
            f"{count.out['name'].iloc[0]}'s " if len(count.out) == 1 and count.out["letters"].item() else ""
        )
        share = percent(count.spare / count.eliminated) if count.eliminated else percent(0)
        votes = f"{whose or 'the '}{whole(count.eliminated)} {'' if whose else 'eliminated '}votes"
        to[0] = to[0].replace(" to ", " went to ", 1)
        said.append(f"Of {votes}, {', '.join(to)} and {whole(count.spare)} ({share}) {_neither(count)}.")
        if count.out["many"].sum() > 1:
            said.append("Whose voters went where is not counted.")
        if known(count.rejected):
            said.append(f"Papers rejected in the second count: {whole(count.rejected)}.")
    elif known(count.moved):
        said.append(f"Transfers: {listed(to)}. How many votes were eliminated is {UNKNOWN}.")
    elif known(count.eliminated):
        said.append(f"{whole(count.eliminated)} votes were eliminated; where they went is {UNKNOWN}.")
    else:
        said.append(f"How many votes were transferred is {UNKNOWN}.")
    return said


def _one_count_decided(count: Count) -> list[str]:
    winner = listed(count.rows.loc[count.rows["won"], "name"])
    said = [f"{winner} had more than half of the first preferences: no second round was needed."]
    if len(count.rows) == 2:
        said = [f"Two candidates, one count: {winner} had more than half."]
    return said if known(count.total) else [*said, unknown_first(count)]


def _level(count: Count) -> list[str]:
    """How far the runner-up of the first round was from drawing level."""
    if not known(count.needed) or not count.moved:
        return []
    name, got = count.last["name"].iloc[1], float(count.last["received"].iloc[1])
    said = "Thick line: half of the final votes."
    if count.needed > count.moved:
        return [f"{said} Even all {whole(count.moved)} transfers would not have brought {name} there."]
    behind = ", and so won from behind" if count.last["won"].iloc[1] else ""
    share, of = percent(count.needed / count.moved), percent(got / count.moved)
    return [
        f"{said} To draw level there {name} needed {whole(math.ceil(count.needed))} of the "
        f"{whole(count.moved)} transfers ({share}), and got {whole(got)} ({of}){behind}."
    ]
