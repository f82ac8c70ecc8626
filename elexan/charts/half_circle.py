"""A council's composition: a seat a dot, in a half circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..tables import long_date
from .theme import OUTLINE, QUIET, WIDTH, ink_on, key, listed, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

VACANT = "Vacant"


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
    if rows["seats"].isna().any():
        raise ValueError("composition: a party's seats are not known, so the half circle cannot be drawn")
    rows = rows.groupby(keys, sort=False)["seats"].sum().reset_index()
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
    )
    frame = frame.assign(
        x=frame["radius"] * np.cos(frame["angle"]), y=frame["radius"] * np.sin(frame["angle"])
    )
    # by angle, and along one spoke from the outer end on the left, from the inner end on the right
    dots = frame.sort_values(["angle", "x"], ascending=[False, True], ignore_index=True)[["x", "y"]]
    gaps = [np.pi * r / max(n - 1, 1) for r, n in zip(radii, held, strict=True)]
    apart = (1 - inner) / (rows - 1) if rows > 1 else 1.0
    dots.attrs.update(spacing=float(min([apart, *gaps])), inner=inner)
    return dots


def _room(rows: int, inner: float) -> float:
    if rows == 1:
        return 6
    radii = np.linspace(inner, 1, rows)
    return float((np.floor(np.pi * radii / ((1 - inner) / (rows - 1))) + 1).sum())


def _moment(composition: pd.DataFrame) -> str:
    if "date" in composition and composition["date"].notna().all():
        return f" · {long_date(composition['date'].iloc[0])}"
    if "year" in composition:
        return f" · {composition['year'].iloc[0]}"
    return ""
