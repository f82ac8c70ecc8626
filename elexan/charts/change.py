"""Change beside what it goes with: a scatter over another party's earlier share, and a grid of net flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import percent, points
from .maps.fills import mixed
from .theme import (
    INK,
    OUTLINE,
    PAPER,
    QUIET,
    WIDTH,
    ink_on,
    key,
    listed,
    only_one,
    require,
    titled,
    with_parties,
)

if TYPE_CHECKING:
    import altair as alt

HEAD, CELL = 46, 30  # pixels down: the headings of the columns, a row of cells


def change_scatter(
    where: pd.DataFrame,
    slopes: pd.DataFrame,
    *,
    party: str,
    name: str = "area_name",
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One party's change in each contest against the share another party had there before, with the line.

    ``where`` is the table of ``change_where`` by contest, with a column ``name`` for the places; ``slopes``
    that of ``change_per_point``. Contests where the party did not stand both times are left out and counted.

    >>> w = pd.DataFrame({"area_name": ["A", "B", "C"], "party": "Con", "of_party": "UKIP",
    ...                   "party_share_before": [0.1, 0.2, 0.3], "share_change": [0.02, 0.06, 0.10]})
    >>> from elexan import change_per_point
    >>> change_scatter(w, change_per_point(w), party="Con").to_dict()["description"][:73]
    'Scatter: Change of the Conservative vote where UKIP had stood. 3 contests'
    """
    import altair as alt

    require(where, [name, "party", "of_party", "party_share_before", "share_change"], "change_scatter")
    require(slopes, ["party", "slope", "slope_low", "slope_high"], "change_scatter's line")
    only_one(where, ["of_party"], "change_scatter")
    own = where[where["party"] == party]
    rows = with_parties(own.dropna(subset=["share_change", "party_share_before"]), parties)
    require(rows, [name], f"change_scatter, with contests where {party} stood both times")
    line = slopes[slopes["party"] == party]
    only_one(line, list(line.columns), "change_scatter's line")
    other = with_parties(rows[["of_party"]].head(1), parties, of="of_party")["party_label"].item()
    label, colour = rows["party_label"].iloc[0], rows["colour"].iloc[0]
    rows = rows.assign(
        x=rows["party_share_before"].astype(float), y=100 * rows["share_change"].astype(float),
        said=rows[name] + ": " + other + " " + rows["party_share_before"].map(percent) + " before, "
        + label + " " + rows["share_change"].map(points),
    ).sort_values(["x", "y"], ignore_index=True)  # fmt: skip
    signed = "datum.value ? replace(format(datum.value, '+'), '-', '−') : '0'"
    x = alt.X("x:Q", title=f"{other} before, share of the vote", axis=alt.Axis(format="%", tickCount=6))
    y = alt.Y("y:Q", title=None, axis=alt.Axis(labelExpr=signed, grid=True, tickCount=7))
    dots = alt.Chart(rows[["x", "y", "said"]].round(4)).mark_circle(
        size=46, color=colour, opacity=0.75, stroke=OUTLINE, strokeWidth=0.6, aria=False
    )
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color=INK, aria=False).encode(y=y),
        dots.encode(x.scale(nice=False, zero=True), y, alt.Tooltip("said:N", title="Contest")),
    ]
    told = "no line: too few contests"
    slope = line["slope"].astype(float).item() if len(line) else float("nan")
    if pd.notna(slope):
        low, high = line["slope_low"].item(), line["slope_high"].item()
        told = f"{slope:+.2f}".replace("-", "−") + f" points for each point of {other} before"
        if pd.notna(low):
            told += f" (95%: {low:+.2f} to {high:+.2f})".replace("-", "−")
        ends = pd.DataFrame({"x": [0.0, float(rows["x"].max())]})
        ends["y"] = rows["y"].mean() + 100 * slope * (ends["x"] - rows["x"].mean())
        layers.append(
            alt.Chart(ends.round(4))
            .mark_line(color=INK, strokeWidth=2, strokeDash=[6, 3], aria=False)
            .encode(x, y)
        )
    missing = len(own) - len(rows)
    title = title or f"Change of the {label} vote where {other} had stood"
    subtitle = (
        f"Up: the change of {label}, in points. Dashed: the straight line, {told}. It compares "
        f"places, and does not say how anybody voted."
        + (f" {label} did not stand both times in {missing}." if missing else "")
    )
    return titled(
        alt.layer(*layers).properties(width=WIDTH, height=320), title=title, subtitle=subtitle,
        description=f"Scatter: {title}. {len(rows)} contests; the line: {told}.", data=where,
    )  # fmt: skip


def net_flow_grid(
    flows: pd.DataFrame,
    *,
    title: str = "Net flows of the vote",
    least: float = 0.0005,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The net flows of one place: a row for each party that lost, a column for each that gained, in points.

    ``flows`` is the table of ``net_flows`` for one group. Parties that lost, or gained, less than ``least``
    are left out, and that is said.

    >>> f = pd.DataFrame({"origin": ["UKIP"], "destination": ["Con"], "net_flow_share": [0.12]})
    >>> net_flow_grid(f).to_dict()["description"]
    'Grid: Net flows of the vote. UKIP to Conservative 12.0 points.'
    """
    import altair as alt

    require(flows, ["origin", "destination", "net_flow_share"], "net_flow_grid")
    if flows.duplicated(["origin", "destination"]).any():
        raise ValueError("net_flow_grid shows one place; the table has several. Select one, or draw one each")
    rows = flows.assign(points=100 * flows["net_flow_share"].astype(float))
    names, heads = (_side(rows, side, 100 * least, parties) for side in ("origin", "destination"))
    rows = rows[rows["origin"].isin(names["party"]) & rows["destination"].isin(heads["party"])]
    require(rows, ["origin"], f"net_flow_grid, with flows of {least} or more")
    names = names.assign(y=HEAD + CELL * (names.index + 0.5))
    cells = _cells(rows, names, heads)
    height, left = HEAD + CELL * len(names) + 4, "(width < 480 ? 66 : 150)"
    x = alt.X("x:Q", axis=None).scale(
        domainMin=alt.ExprRef(f"-{left} * {len(heads)} / max(width - {left}, 80)"), domainMax=len(heads),
        nice=False,
    )  # fmt: skip
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    base = alt.Chart(cells[["x", "x2", "middle", "y", "y2", "fill", "ink", "label", "said"]])
    tips = [alt.Tooltip("said:N", title="Net flow"), alt.Tooltip("label:N", title="Points")]
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    top = alt.Chart(heads.assign(middle=heads.index + 0.5, y=12)[["middle", "y", "letters", "figure"]])
    middle = alt.X("middle:Q", axis=None)
    beside = alt.Chart(names[["y", "party_label", "letters", "figure"]]).transform_calculate(
        told="(width < 480 ? datum.letters : datum.party_label) + ' −' + datum.figure"
    )
    layers = [
        base.mark_rect(stroke=PAPER, strokeWidth=2, aria=False).encode(
            x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Color("fill:N", scale=None), tooltip=tips),
        base.mark_text(dy=CELL / 2, **word).encode(
            middle, y, alt.Color("ink:N", scale=None), alt.Text("label:N"), tooltip=tips),
        top.mark_text(fontWeight="bold", **word).encode(middle, y, alt.Text("letters:N")),
        top.transform_calculate(told="'+' + datum.figure").mark_text(dy=18, color=QUIET, **word).encode(
            middle, y, alt.Text("told:N")),
        beside.mark_text(align="left", limit=150, **word).encode(y, alt.Text("told:N"), x=alt.value(0)),
    ]  # fmt: skip
    said = listed(cells["said"] + " " + cells["label"] + " points")
    both = pd.concat([names, heads]).drop_duplicates("party").sort_values("order", kind="stable")
    small = (
        f" Parties that lost or gained less than {100 * least:g} points: left out."
        if len(rows) < len(flows)
        else ""
    )
    return titled(
        alt.layer(*layers).properties(width=WIDTH, height=height), title=title,
        subtitle="Points of the vote, from the party in the row to that in the column: the least flows that "
        f"account for the change, not how anybody voted. {key(both)}."
        + (small if len(rows) < len(flows) else ""),
        description=f"Grid: {title}. {said}.", data=flows,
    )  # fmt: skip


def _side(rows: pd.DataFrame, side: str, least: float, parties: pd.DataFrame | None) -> pd.DataFrame:
    """The parties that lost (``origin``) or gained (``destination``), most first, with their points."""
    total = rows.assign(party=rows[side]).groupby("party")["points"].sum().reset_index(name="total")
    total = total[total["total"] >= least]
    total = with_parties(total.assign(figure=total["total"].map("{:.1f}".format)), parties)
    return total.sort_values(["total", "order"], ascending=[False, True], ignore_index=True)


def _cells(rows: pd.DataFrame, names: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """The cells of the grid, the largest flow first."""
    down = names.set_index("party")
    across = heads.assign(x=heads.index).set_index("party")
    rows = rows.sort_values(["points", "origin", "destination"], ascending=[False, True, True])
    pale = 0.9 * (1 - rows["points"] / rows["points"].max())
    colours = rows["destination"].map(across["colour"])
    fill = pd.Series(
        [mixed(c, "#ffffff", p) for c, p in zip(colours, pale, strict=True)], index=rows.index, dtype="str"
    )
    x, y = rows["destination"].map(across["x"]), rows["origin"].map(down["y"])
    said = rows["origin"].map(down["party_label"]) + " to " + rows["destination"].map(across["party_label"])
    return rows.assign(
        x=x, x2=x + 1, middle=x + 0.5, y=y - CELL / 2, y2=y + CELL / 2, fill=fill, ink=fill.map(ink_on),
        said=said, label=rows["points"].map("{:.1f}".format),
    )  # fmt: skip
