"""A council's composition: a seat a dot, in a half circle, at one moment or at any of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import UnknownNameError
from ..shares import UMBRELLA
from ..tables import long_date
from .picture import key_layers, key_rows, pixels, placed, places
from .theme import INK, OUTLINE, PAPER, QUIET, WIDTH, ink_on, listed, only_one, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

VACANT = "Vacant"
INNER = 0.42  # the radius left free in the middle
LARGEST = 0.14  # how wide a dot is at most
SPAN = (-1.07, 1.07, -0.09, 1.13)
WHOLE = 0.75  # a round that filled a smaller share of the seats held that year was not of the whole council
WITHIN_YEAR = ["eve_of_poll", "election", "sitting"]


def composition(
    composition: pd.DataFrame,
    *,
    shown: str | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One council, a seat a dot in a half circle, in party order, with the parties' letters and seats.

    ``composition`` is ``load_compositions`` of one council, or ``seats`` of an election of the whole council.
    Where it holds several moments, a list above the drawing chooses among them, newest first: as elected,
    on the eve of a poll, by a year's roster. ``shown`` is the moment drawn first and on paper: the date of
    a round ("2021-05-06"; where that filled only a part of the council, the roster of its year), or a
    moment as the list names it; else the latest round. Rounds that filled only a part of the council are
    no moments of the whole. Vacant seats are empty dots. The dashed line is half of all the seats.

    Raises UnknownNameError for a moment that is not held, ValueError for seats that are not known.

    >>> t = pd.DataFrame({"organisation": "norfolk", "party": ["Con", "Lab", "Vacant"], "seats": [58, 25, 1]})
    >>> composition(t).to_dict()["description"]
    'Half circle of 84 seats: norfolk. Labour 25, Conservative 58, Vacant 1. A majority is 43.'
    """
    require(composition, ["party", "seats"], "composition")
    only_one(composition, ["organisation"], "composition")
    held = moments(composition)
    rows = _by_party(held, parties)
    names = held["moment"].drop_duplicates().tolist()
    first = _first(held, shown)
    if title is None:
        title = str(composition["organisation"].iloc[0]) if "organisation" in composition else "Composition"
    params, height = places(SPAN, 1 + int(rows.groupby("moment").size().max()))
    layers = _drawn(rows, params, height, names, first)
    now = rows[rows["moment"] == first]
    total = int(now["seats"].sum())
    said = f"Half circle of {total} seats: {title}{', ' if first else ''}{first}. "
    said += f"{listed(now['party_label'] + ' ' + now['seats'].astype(str))}. A majority is {total // 2 + 1}."
    subtitle = "Each dot is a seat. Dashed line: half of all the seats."
    if len(names) > 1:
        said += f" A list offers {len(names)} moments, from {names[-1]} to {names[0]}."
        subtitle += f" The list has {len(names)} moments; a roster's day within its year is not stated."
    return titled(layers, title=title, subtitle=subtitle, description=said, data=composition.loc[held.index])


def moments(composition: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``composition`` newest first, with the name of their ``moment``; it is empty without dates.

    Rounds that filled only a part of the council have no rows.

    >>> t = pd.DataFrame({"year": [2020, 2021, 2021], "basis": ["sitting", "election", "sitting"],
    ...                   "date": [None, "2021-05-06", None], "party": "Con", "seats": [61, 28, 61]})
    >>> moments(t)["moment"].tolist()
    ['Roster of 2021', 'Roster of 2020']
    """
    day = next((c for c in ("date", "cycle") if c in composition), None)
    dates = pd.to_datetime(composition[day]) if day else pd.Series(pd.NaT, composition.index)
    year = composition.get("year", dates.dt.year)
    basis = composition["basis"] if "basis" in composition else pd.Series("election", composition.index)
    rows = composition.assign(
        moment=[_name(b, d, y) for b, d, y in zip(basis, dates, year, strict=True)],
        _year=year, _basis=basis, _place=basis.map(WITHIN_YEAR.index), _date=dates,
    )  # fmt: skip
    if rows["_year"].isna().any():
        return rows.drop(columns=["_year", "_basis", "_place", "_date"])
    seats = rows.groupby("moment")["seats"].transform("sum")
    roster = rows["_year"].map(rows[rows["_basis"] == "sitting"].groupby("_year")["seats"].sum())
    rows = rows[~((rows["_basis"] == "election") & (seats < WHOLE * roster)).fillna(False).astype(bool)]
    order = rows.sort_values(["_year", "_place", "_date"], ascending=False, kind="stable")
    return order.drop(columns=["_year", "_basis", "_place", "_date"])


def _name(basis: str, date: Any, year: Any) -> str:
    if pd.isna(date) and pd.isna(year):
        return ""
    if pd.isna(date):
        return f"Roster of {year}" if basis == "sitting" else str(year)
    return f"{long_date(date)}, as elected" if basis == "election" else f"Eve of poll, {long_date(date)}"


def _first(held: pd.DataFrame, shown: str | None) -> str:
    """The moment to show first."""
    names = held["moment"].drop_duplicates().tolist()
    if shown is None:
        return next((name for name in names if name.endswith("as elected")), names[0])
    if shown in names:
        return shown
    day = pd.to_datetime(shown, errors="coerce")
    for name in (_name("election", day, None), _name("sitting", None, day.year if pd.notna(day) else shown)):
        if name in names:
            return name
    raise UnknownNameError("moment", shown, names, hint=", ".join(names))


def _by_party(held: pd.DataFrame, parties: pd.DataFrame | None) -> pd.DataFrame:
    """One row a moment and party, in party order, with the places of its seats: from ``start`` to ``end``."""
    if len(unknown := held[held["seats"].isna()]):
        who = f"{unknown['party'].iloc[0]} {unknown['moment'].iloc[0]}".strip()
        raise ValueError(f"composition: seats are not known ({who}), so the half circle cannot be drawn")
    held = held.assign(_turn=pd.factorize(held["moment"])[0])
    rows = with_parties(held, parties).sort_values(["_turn", "order"], kind="stable")
    keys = ["moment", "party", "party_label", "letters", "colour", "order"]
    rows["name"] = rows["party_label"]
    if "party_name" in rows:  # of a code that stands for many parties, their own names
        printed = rows["party_name"].fillna(rows["party_label"])
        rows["name"] = rows["name"].mask(rows["party"].isin(UMBRELLA), printed)
    grouped = rows[rows["seats"] > 0].groupby(keys, sort=False)
    rows = grouped.agg(seats=("seats", "sum"), name=("name", lambda names: ", ".join(dict.fromkeys(names))))
    rows = rows.reset_index().astype({"seats": int})
    empty = rows["party"] == VACANT
    end = rows.groupby("moment")["seats"].cumsum()
    return rows.assign(
        letters=rows["letters"].mask(empty, ""), colour=rows["colour"].mask(empty, PAPER),
        ink=rows["colour"].mask(empty, "#ffffff").map(ink_on), start=end - rows["seats"], end=end,
        total=rows.groupby("moment")["seats"].transform("sum"),
    )  # fmt: skip


def _drawn(rows: pd.DataFrame, params: list[Any], height: int, names: list[str], first: str) -> Any:
    import altair as alt

    now = "datum.moment === moment" if len(names) > 1 else "true"
    if len(names) > 1:
        box = alt.binding_select(options=names, name="Shown: ")
        params = [alt.param(name="moment", value=first, bind=box), *params]
    parts = rows.groupby("moment", sort=False)
    keys = pd.concat([key_rows(part, str(name)).assign(moment=name) for name, part in parts])
    layers = [*_words(rows, now), *_seats(rows, now), *key_layers(keys, when=now)]  # letters over the line
    return alt.layer(*layers, width=WIDTH, height=height).add_params(*params)


def _seats(rows: pd.DataFrame, now: str) -> list[alt.Chart]:
    """A dot and letters for each seat: the rows say from which place to which a party sits."""
    import altair as alt

    spots = pd.concat([_spots(int(n)) for n in sorted(rows["total"].unique())], ignore_index=True)
    columns = ["moment", "name", "letters", "colour", "ink", "seats", "start", "end", "total"]
    sat = alt.Chart(rows[columns]).transform_filter(now)
    sat = sat.transform_calculate(place="sequence(datum.start, datum.end)").transform_flatten(["place"])
    sat = sat.transform_calculate(spot="1000 * datum.total + datum.place").transform_lookup(
        "spot", alt.LookupData(spots, key="spot", fields=["x", "y", "apart"])
    )
    sat = placed(sat, SPAN)
    x, y = pixels()
    tips = [alt.Tooltip("name:N", title="Party"), alt.Tooltip("seats:Q", title="Seats")]
    size = alt.ExprRef(f"pow(min(0.92 * datum.apart, {LARGEST}) * unit, 2)")
    letter = alt.ExprRef("max(6.5, min(12, 0.46 * datum.apart * unit))")
    style: dict[str, Any] = {
        "shape": "circle",
        "filled": True,
        "stroke": OUTLINE,
        "strokeWidth": 0.7,
        "aria": False,
    }
    return [
        sat.mark_point(size=size, opacity=1, **style).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
        ),
        sat.mark_text(fontSize=letter, aria=False).encode(
            x=x, y=y, text="letters:N", color=alt.Color("ink:N", scale=None), tooltip=tips
        ),
    ]


def _words(rows: pd.DataFrame, now: str) -> list[alt.Chart]:
    """The line at half of the seats; in the middle, how many there are and how many a majority is."""
    import altair as alt

    sizes = rows.drop_duplicates("moment")[["moment", "total"]].assign(x=0.0, y=0.0, x1=0.0, x2=0.0)
    sizes = sizes.assign(
        seats=sizes["total"].astype(str) + " seats",
        needed=(sizes["total"] // 2 + 1).astype(str) + " for a majority",
        y1=INNER - 0.14, y2=1.13,
    )  # fmt: skip
    base = placed(alt.Chart(sizes).transform_filter(now), SPAN, "1", "2")
    x, y = pixels()
    x1, y1 = pixels("1")
    large, small = alt.ExprRef("min(20, 0.12 * unit)"), alt.ExprRef("max(10, min(12, 0.075 * unit))")
    return [
        base.mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=x1, y=y1, x2="across2", y2="down2"),
        base.mark_text(fontSize=large, fontWeight="bold", dy=-20, color=INK).encode(x=x, y=y, text="seats:N"),
        base.mark_text(fontSize=small, dy=-3, color=QUIET).encode(x=x, y=y, text="needed:N"),
    ]


def _spots(total: int) -> pd.DataFrame:
    dots = half_circle(total)
    return dots.round(4).assign(spot=1000 * total + np.arange(total), apart=round(dots.attrs["spacing"], 4))


def half_circle(seats: int) -> pd.DataFrame:
    """Where to draw that many seats in a half circle of radius 1, left to right: ``x`` and ``y``.

    The distance between neighbours is in ``attrs["spacing"]``, the radius left empty in ``attrs["inner"]``.

    >>> dots = half_circle(61)
    >>> len(dots), bool((dots["x"]**2 + dots["y"]**2 <= 1.001).all())
    (61, True)
    """
    inner = INNER
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
