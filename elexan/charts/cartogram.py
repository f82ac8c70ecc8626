"""Seats on a map of hexagons: who won each, and what changed hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..boundaries import ATTRIBUTION
from ..tables import UNKNOWN, whole
from .hexagons import CORNER, SHAPE, borders, names, span
from .maps.words import counted
from .picture import KEY, key_layers, key_places, key_rows, pixels, placed, places
from .theme import INK, PAPER, QUIET, WIDTH, ink_on, listed, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

EVERY, CHANGED = "every seat", "seats that changed party"
LARGEST = 44  # pixels a hexagon is wide at most
RING = 0.74  # of a hexagon: the ring that says that its seat changed party


def seat_cartogram(
    hexes: pd.DataFrame,
    *,
    district: str | None = None,
    title: str = "A hexagon for every seat",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Every seat as a hexagon in the colour of the party that won it, with its letters, near its place.

    ``hexes`` is the table of ``seat_hexes`` made from ``boundaries.join(winners(results))``: one row a seat,
    with ``party``. ``district`` is a column that names larger areas: lines part them, and their names stand
    where there is room. Where there is an ``outcome`` (gain or hold, as of ``gains``), gains are ringed and
    a list above the drawing can fade the other seats. The subtitle says how true the picture is to the map.

    >>> h = pd.DataFrame({"area_gss": ["E1", "E2"], "area_name": ["Abbey", "Castle"], "party": ["Lab", "Con"],
    ...                   "q": [0, 1], "r": 0, "x": [0.0, 1.0], "y": 0.0, "moved_km": [1.0, 2.0],
    ...                   "hex_km": 2.0, "neighbours": 1, "neighbours_kept": 1})
    >>> seat_cartogram(h).to_dict()["description"][:75]
    'Seat cartogram of 2 seats: A hexagon for every seat. Labour 1, Conservative'
    """
    needed = ["area_gss", "party", "q", "r", "x", "y", "moved_km", "hex_km", "neighbours", "neighbours_kept"]
    require(hexes, [*needed, *([district] if district else [])], "seat_cartogram")
    rows = _rows(hexes, district, parties)
    counts = (
        rows.groupby(["order", "party_label", "letters", "colour", "ink"]).size().reset_index(name="seats")
    )
    said = listed(counts["party_label"] + " " + counts["seats"].astype(str))
    if changes := int(rows["gain"].sum()):
        said += f"; changed party: {changes}"
        ring = {"party_label": "changed party", "letters": "", "colour": PAPER, "ink": INK, "seats": changes}
        counts = pd.concat([counts, pd.DataFrame([ring])], ignore_index=True)
    subtitle = f"{counted(len(rows), 'seat')}, one hexagon each: {said}. {_truth(hexes)}"
    if "outcome" in hexes and (unknown := int(hexes["outcome"].isna().sum())):
        subtitle += f" Whether it changed party is {UNKNOWN} for {unknown} of the {len(rows)} seats."
    return titled(
        _drawn(rows, key_rows(counts, f"{len(rows)} seats"), ringed=changes > 0),
        title=title, subtitle=subtitle, credit=ATTRIBUTION, data=hexes.dropna(axis=1, how="all"),
        description=f"Seat cartogram of {len(rows)} seats: {title}. {said}. {subtitle.partition('. ')[2]}",
    )  # fmt: skip


def _rows(hexes: pd.DataFrame, district: str | None, parties: pd.DataFrame | None) -> pd.DataFrame:
    """One row a hexagon: where it is, how it looks, and what is said of it."""
    rows = with_parties(hexes.assign(party=hexes["party"].fillna(UNKNOWN)), parties)
    outcome = rows.get("outcome", pd.Series(pd.NA, rows.index)).astype("str")
    gain = outcome == "gain"
    change = outcome.fillna(UNKNOWN)
    if "party_before" in rows:
        before = with_parties(rows[["party_before"]], parties, of="party_before")["party_label"]
        change = change.mask(gain, change + " from " + before)
    return rows.assign(
        ink=rows["colour"].map(ink_on), gain=gain, change=change,
        place=rows[next(c for c in ("area_name", "name", "area_gss") if c in rows)],
        district=rows[district].fillna("").astype(str) if district else "",
        who=rows["candidate"].fillna(UNKNOWN) if "candidate" in rows else UNKNOWN,
        votes=rows["first_pref"].map(whole) if "first_pref" in rows else UNKNOWN,
    )  # fmt: skip


def _truth(hexes: pd.DataFrame) -> str:
    """How true the picture is to the map, in words."""
    moved, km = (hexes["moved_km"] / hexes["hex_km"]).mean(), hexes["moved_km"].mean()
    text = f"On average a hexagon stands {moved:.1f} of its width ({km:.1f} km) from its area's centre"
    areas = hexes.drop_duplicates("area_gss")
    if touching := areas["neighbours"].sum():
        kept = areas["neighbours_kept"].sum() / touching
        text += f"; {kept:.0%} of the areas that touch on the map do so here"
    return text + "."


def _drawn(rows: pd.DataFrame, key: pd.DataFrame, *, ringed: bool) -> Any:
    import altair as alt

    frame = span(rows)
    params, height = places(frame, len(key), largest=LARGEST)
    layers = [
        *_seats(rows, frame, ringed=ringed), *_lines(rows, frame),
        *_districts(rows, frame, height), *key_layers(key, shape=SHAPE),
    ]  # fmt: skip
    if ringed:
        box = alt.binding_select(options=[EVERY, CHANGED], name="Show: ")
        params = [alt.param(name="show", value=EVERY, bind=box), *params]
        x, y = pixels()
        ring = key_places(key).transform_filter("datum.line === datum.lines - 1")
        style: dict[str, Any] = {"shape": SHAPE, "filled": False, "color": INK, "strokeWidth": 1.6}
        layers.append(ring.mark_point(size=330 * RING**2, xOffset=10, opacity=1, **style).encode(x=x, y=y))
    return alt.layer(*layers, width=WIDTH, height=height).add_params(*params)


def _seats(rows: pd.DataFrame, frame: tuple[float, float, float, float], *, ringed: bool) -> list[alt.Chart]:
    """The hexagons with their letters, and rings in those that changed party."""
    import altair as alt

    shown = {
        "place": "Area", "district": "District", "who": "Elected", "party_label": "Party", "votes": "Votes",
        "change": "Seat",
    }  # fmt: skip
    if not ringed:
        del shown["change"]
    if rows["district"].eq("").all():
        del shown["district"]
    tips = [alt.Tooltip(f"{column}:N", title=words) for column, words in shown.items()]
    base = placed(alt.Chart(rows[["x", "y", "letters", "colour", "ink", "gain", *shown]]), frame)
    x, y = pixels()
    strength = alt.value(alt.expr(f"show === '{EVERY}' || datum.gain ? 1 : 0.15") if ringed else 1)
    size = f"pow({2 * CORNER:.4f} * unit, 2)"
    seats = base.mark_point(
        shape=SHAPE, filled=True, size=alt.ExprRef(size), stroke=PAPER, strokeWidth=0.6, aria=False
    ).encode(x=x, y=y, color=alt.Color("colour:N", scale=None), opacity=strength, tooltip=tips)
    rings = base.transform_filter("datum.gain").mark_point(
        shape=SHAPE, filled=False, size=alt.ExprRef(f"{RING**2:.4f} * {size}"), strokeWidth=1.6, opacity=1,
        aria=False,
    ).encode(x=x, y=y, stroke=alt.Stroke("ink:N", scale=None), tooltip=tips)  # fmt: skip
    letters = base.mark_text(fontSize=alt.ExprRef("max(6.5, min(12, 0.38 * unit))"), aria=False).encode(
        x=x, y=y, text="letters:N", color=alt.Color("ink:N", scale=None), opacity=strength, tooltip=tips
    )
    return [seats, rings, letters] if ringed else [seats, letters]


def _lines(rows: pd.DataFrame, frame: tuple[float, float, float, float]) -> list[alt.Chart]:
    """Lines between areas, thin, round the whole, and between districts, thick."""
    import altair as alt

    x, y = pixels("1")
    lines = placed(alt.Chart(borders(rows[["q", "r", "x", "y", "area_gss", "district"]])), frame, "1", "2")
    styles = {"area": (PAPER, 1.8), "edge": (QUIET, 1), "district": (INK, 2.4)}
    return [
        lines.transform_filter(f"datum.kind === '{kind}'")
        .mark_rule(color=colour, strokeWidth=width, strokeCap="round", aria=False)
        .encode(x=x, y=y, x2="across2", y2="down2")
        for kind, (colour, width) in styles.items()
    ]


def _districts(
    rows: pd.DataFrame, frame: tuple[float, float, float, float], height: float
) -> list[alt.Chart]:
    """The districts' names with a halo, where a hexagon is wide enough for them."""
    import altair as alt

    unit = min((WIDTH - KEY) / (frame[1] - frame[0]), height / (frame[3] - frame[2]), LARGEST)
    words = names(rows[["r", "x", "y", "district"]], unit)
    if rows["district"].nunique() < 2 or words.empty:
        return []
    x, y = pixels()
    chart = (
        placed(alt.Chart(words), frame)
        .transform_filter("unit >= datum.least")
        .encode(x=x, y=y, text="text:N")
    )
    style: dict[str, Any] = {"fontSize": 11, "fontWeight": "bold"}
    return [
        chart.mark_text(stroke=PAPER, strokeWidth=3.5, strokeJoin="round", color=PAPER, **style),
        chart.mark_text(color=INK, **style),
    ]
