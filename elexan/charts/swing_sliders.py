"""Two swings to choose on the page: seats of every party at the chosen point of a grid, and who controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..shares import UMBRELLA
from ..tables import whole
from .theme import (
    BAR,
    INK,
    LABEL,
    OUTLINE,
    PAPER,
    QUIET,
    ROW,
    WIDTH,
    listed,
    named,
    only_one,
    require,
    titled,
    with_parties,
)

if TYPE_CHECKING:
    import altair as alt

SHORT = 480  # below which width the words leave out what the bars say
_AXES = ["first_a", "first_b", "second_a", "second_b"]


def swing_sliders(
    grid: pd.DataFrame,
    *,
    name: str = "organisation",
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Seats by party as bars, at two swings that the reader chooses; the result until then.

    ``grid`` is the table of ``seat_grid`` for one council, with equal steps and a point without swing. The
    rule is a majority, the words above say who has it; a bar's label has the change from the result. ``name``
    is the column that names the council.

    >>> t = pd.DataFrame({"organisation": "x", "first_swing": [0.0, 0.0, 0.1, 0.1], "second_swing": 0.0,
    ...                   "first_a": "Con", "first_b": "Lab", "second_a": "Con", "second_b": "LD",
    ...                   "party": ["Con", "Lab"] * 2, "seats": [2, 3, 4, 1], "seats_up": 5})
    >>> swing_sliders(t).to_dict()["description"].split(". ")[1]
    'With no swing: Labour 3, Conservative 2'
    """
    import altair as alt

    columns = ["first_swing", "second_swing", *_AXES, "party", "seats", "seats_up"]
    require(grid, columns, "swing_sliders")
    only_one(grid, [name, "cycle", *_AXES, "seats_up"], "swing_sliders")
    first, second = (_axis(grid[f"{n}_swing"]) for n in ("first", "second"))
    rows = _series(grid, first, second, parties)
    up = int(grid["seats_up"].iloc[0])
    names = with_parties(pd.DataFrame({"party": grid[_AXES].iloc[0].tolist()}), parties)[
        "party_label"
    ].tolist()
    said = [f"{names[0]} from {names[1]}", f"{names[2]} from {names[3]}"]
    params = [_slider("first", said[0], first), _slider("second", said[1], second)]
    chart = alt.layer(*_drawn(rows, up, first, second)).add_params(*params).properties(width=WIDTH)
    council = f": {grid[name].iloc[0]}" if name in grid else ""
    title = title or f"Seats at two swings{council}"
    subtitle = (
        f"Choose the swing to {said[0]} and to {said[1]}, in points; below 0 it goes the other way. The same "
        "swing in every contest in which both stand. In brackets: change from the result."
    )
    won = listed(rows["party_label"] + " " + rows["won"].map(whole))
    words = (
        f"Bars with two sliders: {title}. With no swing: {won}. A majority is {up // 2 + 1} of {up} seats. "
    )
    words += (
        f"The sliders move the swing to {said[0]} and to {said[1]}, {_range(first)} and {_range(second)}."
    )
    return titled(chart, title=title, subtitle=subtitle, description=words, data=_result(grid))


def _axis(swings: pd.Series) -> np.ndarray:
    """The swings of one slider, in points; an error where their steps differ or none of them is 0."""
    steps = np.unique(np.round(100 * swings.to_numpy(float), 6))
    if len(steps) > 1 and not np.allclose(np.diff(steps), steps[1] - steps[0]):
        raise ValueError("swing_sliders needs swings in equal steps; make the grid with such")
    if not np.isclose(steps, 0).any():
        raise ValueError("swing_sliders starts at the result; make the grid with a swing of 0")
    return steps


def _series(
    grid: pd.DataFrame, first: np.ndarray, second: np.ndarray, parties: pd.DataFrame | None
) -> pd.DataFrame:
    """One row a party, its seats at all points in one text: far shorter than a row for every point."""
    places = grid.assign(
        _i=np.searchsorted(first, np.round(100 * grid["first_swing"], 6)),
        _j=np.searchsorted(second, np.round(100 * grid["second_swing"], 6)),
    )
    wide = places.pivot(index="party", columns=["_i", "_j"], values="seats").astype("Float64").fillna(0)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([range(len(first)), range(len(second))]))
    if wide.isna().any(axis=None):
        raise ValueError("swing_sliders needs every combination of the two swings; the grid has gaps")
    values = wide.astype(int)
    zero = (int(np.argmin(np.abs(first))), int(np.argmin(np.abs(second))))
    rows = pd.DataFrame({
        "party": values.index, "won": values[zero].to_numpy(), "most": values.max(axis=1).to_numpy(),
        "series": values.astype(str).agg(" ".join, axis=1).to_numpy(),
    })  # fmt: skip
    rows = with_parties(rows, parties).sort_values(["order", "party"], kind="stable", ignore_index=True)
    return rows.assign(one=~rows["party"].isin(UMBRELLA))


def _slider(name: str, said: str, steps: np.ndarray) -> Any:
    import altair as alt

    step = float(steps[1] - steps[0]) if len(steps) > 1 else 1.0
    bound = alt.binding_range(min=float(steps[0]), max=float(steps[-1]), step=step, name=f"{said}, points ")
    return alt.param(name=f"{name}_swing", value=0, bind=bound)


def _drawn(rows: pd.DataFrame, up: int, first: np.ndarray, second: np.ndarray) -> list[Any]:
    """The bars at the chosen point with their names and labels, the line of a majority and its words."""
    import altair as alt

    needed = up // 2 + 1
    i, j = (
        f"round(({n}_swing - {steps[0]}) / {steps[1] - steps[0] if len(steps) > 1 else 1})"
        for n, steps in (("first", first), ("second", second))
    )
    base = alt.Chart(
        rows[["party_label", "colour", "won", "series", "one"]], height=alt.Step(ROW)
    ).transform_calculate(
        seats=f"toNumber(split(datum.series, ' ')[{i} * {len(second)} + {j}])",
        name="datum.party_label",
    ).transform_calculate(
        label="datum.seats + (datum.seats === datum.won ? '' : "
        "'  (' + (datum.seats > datum.won ? '+' : '−') + abs(datum.seats - datum.won) + ')')"
    )  # fmt: skip
    order = rows["party_label"].tolist()
    y = alt.Y("name:N", sort=order, axis=None)
    top = float(max(rows["most"].max(), needed))
    x = alt.X("seats:Q", title="Seats", axis=alt.Axis(tickMinStep=1, tickCount=6)).scale(
        domainMin=0, domainMax=alt.ExprRef(f"{top} * width / max(width - 62, 80)"), nice=False
    )
    line = alt.Chart(pd.DataFrame({"seats": [float(needed)]}))
    return [
        base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, **BAR).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None)
        ),
        line.mark_rule(color=INK, strokeDash=[5, 4], aria=False).encode(x=x),
        named(base, y),
        base.mark_text(stroke=PAPER, strokeWidth=4, color=PAPER, aria=False, **LABEL).encode(
            x, y, text="label:N"
        ),
        base.mark_text(**LABEL).encode(x=x, y=y, text="label:N"),
        _control(base, up, needed),
    ]


def _control(base: Any, up: int, needed: int) -> Any:
    """Who has a majority at the chosen point, or how far the largest is from one, as a line of text."""
    import altair as alt

    largest = base.transform_joinaggregate(top="max(seats)").transform_filter("datum.seats === datum.top")
    told = largest.transform_joinaggregate(all="values(seats)").transform_calculate(
        who="join(pluck(datum.all, 'party_label'), ' and ')", alone="length(datum.all) === 1 && datum.one"
    )
    told = told.transform_calculate(
        told=f"datum.alone && datum.seats >= {needed} ? "
        f"datum.who + ': majority of ' + (2 * datum.seats - {up}) + ' ({needed} needed)' : "
        f"'No overall control ({needed} needed)' + "
        f"(width < {SHORT} ? '' : '; largest: ' + datum.who + ', ' + datum.top)"
    )
    return told.mark_text(align="left", fontWeight="bold", limit=alt.ExprRef("width"), color=QUIET).encode(
        x=alt.value(0), y=alt.value(-14), text="told:N"
    )


def _range(steps: np.ndarray) -> str:
    return f"{steps[0]:g} to {steps[-1]:g}".replace("-", "−")


def _result(grid: pd.DataFrame) -> pd.DataFrame:
    """The rows offered with the chart: seats by point, a column for each party."""
    keys = [c for c in ("organisation", "cycle") if c in grid] + ["first_swing", "second_swing"]
    table = grid.pivot(index=keys, columns="party", values="seats").reset_index()
    return table.rename_axis(columns=None)
