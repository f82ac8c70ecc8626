"""The supplementary vote as small flows, one a counting area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables import percent
from .count import Count, of_transfers
from .ribbons import Flow, Place, draw, known
from .theme import listed, only_one, require, titled

if TYPE_CHECKING:
    import altair as alt

TALL = 112  # pixels of all first preferences of an area


def sv_flow_by_area(
    transfers: pd.DataFrame,
    *,
    contest: pd.DataFrame | None = None,
    results: pd.DataFrame | None = None,
    name: str = "area_name",
    title: str = "The second round, area by area",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The flow of one contest in each of its counting areas, on the same scale: 100% of first preferences.

    ``transfers`` is the table of ``transfers_by_area``. ``contest``, the table of ``transfers`` of the
    contest, says who led it; ``results``, its candidates, whose the votes were where one was eliminated.
    The contest's leader is drawn above in every area, even where behind. Sorted by the runner-up's share of
    the transfers, highest first. Areas without figures of both rounds are left out and named.

    >>> t = pd.DataFrame({"ballot_id": "x", "area_name": "Ely", "candidate": ["B", "A"],
    ...                   "party": ["Lab", "Con"], "second_round": "held", "candidates": 4,
    ...                   "first_pref": [30, 45], "first_pref_share": [0.3, 0.45], "transfers": [20, 4],
    ...                   "final_votes": [50, 49], "elected": [True, False]})
    >>> sv_flow_by_area(t).to_dict()["description"][-64:]
    'Share of the transfers to B (Labour). Ely: 83.3% (needed 81.2%).'
    """
    columns = [name, "candidate", "party", "first_pref", "first_pref_share", "transfers", "final_votes"]
    require(transfers, [*columns, "candidates", "second_round", "elected"], "sv_flow_by_area")
    only_one(transfers, ["ballot_id"], "sv_flow_by_area")
    out = _only_eliminated(transfers, results)
    order = _leader_first(transfers if contest is None else contest)
    counts = {
        str(place): _in_order(of_transfers(rows, parties, out), order)
        for place, rows in transfers.groupby(name, sort=False)
    }
    shown = {place: count for place, count in counts.items() if known(count.spare) and count.moved > 0}
    require(
        pd.DataFrame({name: list(shown)}), [name], "sv_flow_by_area, with the areas whose figures are known"
    )
    shown = dict(sorted(shown.items(), key=lambda item: -_got(item[1])))
    flow, top, right = Flow(), 0.0, 0.0
    for n, (place, count) in enumerate(shown.items()):
        x = 0.52 * (n % 2)
        top = max(top, right) if n % 2 == 0 else top
        lower = _one_area(flow, place, count, x, top)
        right = max(right, lower + 22)
    left_out = sorted(set(counts) - set(shown))
    chaser = next(iter(shown.values())).last["who"].iloc[1]
    subtitle = (
        "Every area is drawn as tall: 100% of its first preferences. On the right, shares of its final "
        "votes; the thick line is half of them. Under its name, the share of its transfers that went to "
        f"{chaser} (highest first), and the share needed to draw level there."
    )
    if left_out:
        subtitle += f" Not known: {listed(left_out)}."
    said = "; ".join(f"{place}: {_got_and_needed(count)}" for place, count in shown.items())
    return titled(
        flow.chart(right - 14, right=8, size=11.5), title=title, subtitle=subtitle,
        description=f"Flow charts: {title}. Share of the transfers to {chaser}. {said}.", data=transfers,
    )  # fmt: skip


def _one_area(flow: Flow, place: str, count: Count, x: float, top: float) -> float:
    """Draw the flow of one area from `top` down, with its heading; its lower edge."""
    flow.text(x, top + 8, [], strong=[place])
    flow.text(x, top + 24, [_got_and_needed(count)], quiet=True)
    area = Place(x, x + 0.48, top + 38, TALL / count.total, line=14, gap=8)

    def first(row: pd.Series) -> tuple[list[str], list[str]]:
        return [], [f"{row['letters'] or row['name']} {percent(row['first'] / count.total)}"]

    def last(row: pd.Series) -> tuple[list[str], list[str]]:
        return [], [f"{row['letters']} {percent(row['final'] / count.final)}"]

    return max(span[1] for span in draw(flow, count, area, first, last).values())


def _got(count: Count) -> float:
    """The share of the transfers to the finalist drawn below."""
    return float(count.last["received"].iloc[1] / count.moved)


def _got_and_needed(count: Count) -> str:
    if count.needed <= 0:
        return f"{percent(_got(count))} (needed none)"
    if count.needed > count.moved:
        return f"{percent(_got(count))} (needed >100%)"
    return f"{percent(_got(count))} (needed {percent(count.needed / count.moved)})"


def _leader_first(transfers: pd.DataFrame) -> list[str]:
    """The finalists, whoever had more first preferences (over all the areas) before the other."""
    votes = transfers.groupby("candidate")["first_pref"].sum(min_count=1)
    return [str(name) for name in votes.sort_values(ascending=False).index]


def _in_order(count: Count, order: list[str]) -> Count:
    place = {name: n for n, name in enumerate(order)}
    rows = count.rows.sort_values("name", key=lambda names: names.map(place).fillna(len(place)))
    return Count(rows.reset_index(drop=True), count.state, count.total)


def _only_eliminated(transfers: pd.DataFrame, results: pd.DataFrame | None) -> str:
    """The party of the one candidate who was eliminated; nothing where there were several."""
    if results is None:
        return ""
    out = results.loc[~results["candidate"].isin(transfers["candidate"]), "party"]
    return str(out.iloc[0]) if len(out) == 1 else ""
