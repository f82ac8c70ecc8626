"""Maps: who won where, and one figure by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..tables import UNKNOWN, percent, points
from .theme import INK, WIDTH, ink_on, key, listed, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt
    import geopandas as gpd

TALLEST = 640
BRITISH_GRID = 27700
NOBODY = "#e3e6ea"
LETTER = 10


def winner_map(
    winners: gpd.GeoDataFrame,
    *,
    over: gpd.GeoDataFrame | None = None,
    title: str = "Who won where",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The winning party of each area, by colour and, where there is room, letters.

    ``winners`` is ``boundaries.join(winners(results))``; ``over`` may be the outlines of larger areas, with
    their ``name``. An area with several seats takes the colour of the party that won most of them, pale
    where that is a tie, and its letters are those of all the parties that won there. Put a table beside
    the map: a colour is not a figure.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"], "area_name": ["Abbey"], "party": ["Lab"]},
    ...                      geometry=[box(0.1, 52, 0.2, 52.1)], crs=4326)
    >>> winner_map(g).to_dict()["description"]
    'Map of 1 area: Who won where. Seats: Labour 1.'
    """
    import altair as alt

    require(winners, ["area_gss", "party", "geometry"], "winner_map")
    rows = with_parties(pd.DataFrame(winners).drop(columns="geometry"), parties)
    areas = _won(rows)
    shapes, project, height = _ready(winners.drop_duplicates("area_gss"))
    shapes = shapes[["area_gss", "geometry"]].merge(areas, on="area_gss", validate="one_to_one")
    base = alt.Chart(shapes[["place", "won", "colour", "geometry"]], width=WIDTH, height=height)
    tips = [alt.Tooltip("place:N", title="Area"), alt.Tooltip("won:N", title="Won by")]
    layers: list[Any] = [
        base.mark_geoshape(stroke="#ffffff", strokeWidth=0.7).encode(
            color=alt.Color("colour:N", scale=None), tooltip=tips
        ),
        *_letters(shapes),
        *_larger(over),
    ]
    wins = rows.groupby(["order", "party_label", "letters"], as_index=False).size()
    said = listed((wins["party_label"] + " " + wins["size"].astype(str)).tolist())
    tied = " · pale: no party won most" if (areas["colour"] == NOBODY).any() else ""
    count = f"{len(areas)} area{'s' if len(areas) > 1 else ''}"
    said = f"Map of {count}: {title}. Seats: {said}."
    return _map(layers, project, winners, title=title, words=f"{key(wins, wins['size'])}{tied}.", said=said)


def figure_map(
    table: gpd.GeoDataFrame,
    column: str,
    *,
    over: gpd.GeoDataFrame | None = None,
    title: str,
) -> alt.LayerChart:
    """One figure of each area, a proportion such as a turnout, or a change such as a swing.

    ``table`` is an analysis's table through ``boundaries.join``, one row an area. Changes (``swing``,
    ``…_change``) are drawn from brown (down) through white (none) to green (up); proportions from pale to
    dark. Areas whose figure is not known are grey.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1", "E2"], "area_name": ["Abbey", "Castle"],
    ...                       "turnout": [0.3, None]},
    ...                      geometry=[box(0, 52, 1, 53), box(1, 52, 2, 53)], crs=4326)
    >>> figure_map(g, "turnout", title="Turnout").to_dict()["description"]
    'Map of 2 areas: Turnout. Lowest Abbey 30.0%, highest Abbey 30.0%; not known for 1.'
    """
    import altair as alt

    require(table, ["area_gss", column, "geometry"], "figure_map")
    if table["area_gss"].duplicated().any():
        raise ValueError("figure_map shows one figure an area; the table has several rows for some")
    signed = column.endswith(("swing", "_change"))
    write = points if signed else percent
    rows = table.assign(
        place=_names(table), label=table[column].map(write), value=table[column].astype(float)
    )
    shapes, project, height = _ready(rows[["area_gss", "place", "label", "value", "geometry"]])
    base = alt.Chart(shapes[["place", "label", "value", "geometry"]], width=WIDTH, height=height)
    known = shapes.dropna(subset="value").sort_values("value")
    reach = float(known["value"].abs().max()) if len(known) else 1.0
    scale = (
        alt.Scale(domain=[-reach, 0, reach], range=["#8c510a", "#f7f7f7", "#01665e"])
        if signed
        else alt.Scale(range=["#eef3f8", "#08306b"], zero=False)
    )
    written = (
        "datum.value ? replace(format(100 * datum.value, '+.0f'), '-', '−') : '0'"
        if signed
        else "format(datum.value, '.0%')"
    )
    legend = alt.Legend(orient="top", gradientLength=220, title=None, tickCount=5, labelExpr=written)
    tips = [alt.Tooltip("place:N", title="Area"), alt.Tooltip("label:N", title=title)]
    layers: list[Any] = [
        base.mark_geoshape(stroke="#ffffff", strokeWidth=0.7, fill="#c4c9cf").encode(tooltip=tips),
        base.transform_filter("isValid(datum.value)")
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.7)
        .encode(color=alt.Color("value:Q", scale=scale, legend=legend), tooltip=tips),
        *_larger(over),
    ]
    missing = len(shapes) - len(known)
    said = f"Map of {len(shapes)} area{'s' if len(shapes) > 1 else ''}: {title}. "
    if len(known):
        low, high = known.iloc[0], known.iloc[-1]
        said += f"Lowest {low['place']} {low['label']}, highest {high['place']} {high['label']}"
    said += (f"; {UNKNOWN} for {missing}" if missing else "") + "."
    unit = "Percentage points." if signed else ""
    grey = f"Grey: {UNKNOWN}." if missing else ""
    return _map(layers, project, table, title=title, words=" ".join(filter(None, [unit, grey])), said=said)


def _won(rows: pd.DataFrame) -> pd.DataFrame:
    """One row an area: ``place``, who ``won`` there, and the ``colour``, ``letters`` and ``ink`` to draw."""
    rows = rows.assign(place=_names(rows))
    keys = ["area_gss", "place", "party_label", "letters", "colour", "order"]
    seats = rows.groupby(keys, as_index=False).size().sort_values(["area_gss", "order"])
    seats["won"] = seats["party_label"] + seats["size"].map(lambda n: f" {n}" if n > 1 else "")
    most = seats.groupby("area_gss")["size"].transform("max")
    top = seats[seats["size"] == most]
    colour = top.groupby("area_gss")["colour"].first().mask(top.groupby("area_gss").size() > 1, NOBODY)
    areas = seats.groupby("area_gss").agg(
        place=("place", "first"), won=("won", ", ".join), letters=("letters", " ".join)
    )
    areas = areas.assign(colour=colour)
    return areas.assign(ink=areas["colour"].map(ink_on)).reset_index()


def _names(table: pd.DataFrame) -> pd.Series:
    return table[next(c for c in ("area_name", "name", "area_gss") if c in table)]


def _ready(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, dict[str, Any], int]:
    """The outlines in metres, no finer than a pixel, their rings the right way round; projection; height."""
    import shapely

    from ..boundaries import orient, projection, simplify

    geo = table.to_crs(BRITISH_GRID)
    _, bottom, _, top = geo.total_bounds
    pixel = _pixel(geo)
    height = max(1, round((top - bottom) / pixel))
    geo = orient(simplify(geo, tolerance=0.7 * pixel))
    digits = -int(np.floor(np.log10(max(pixel / 4, 1.0))))
    rounded = shapely.transform(geo.geometry.array, lambda xy: np.round(xy, digits))
    geo = geo.set_geometry(rounded, crs=geo.crs)
    return geo, projection(geo), height


def _pixel(geo: gpd.GeoDataFrame) -> float:
    """How many metres one pixel of the drawing is."""
    left, bottom, right, top = geo.total_bounds
    return float(max((right - left) / WIDTH, (top - bottom) / TALLEST, 1e-6))


def _letters(shapes: gpd.GeoDataFrame) -> list[alt.Chart]:
    """Each area's letters, where its outline has room for them."""
    import altair as alt
    import shapely

    pixel = _pixel(shapes)
    # from the point of an area that is farthest from its border, to the border
    radii = shapely.maximum_inscribed_circle(shapes.geometry.array, tolerance=pixel)
    at = shapely.get_point(radii, 0)
    fits = shapely.length(radii) / pixel > LETTER * 0.3 * shapes["letters"].str.len().clip(lower=1.5)
    if not fits.any():
        return []
    words = shapes[["letters", "ink"]].assign(x=shapely.get_x(at).round(), y=shapely.get_y(at).round())[fits]
    return [
        alt.Chart(words)
        .mark_text(fontSize=LETTER)
        .encode(longitude="x:Q", latitude="y:Q", text="letters:N", color=alt.Color("ink:N", scale=None))
    ]


def _larger(over: gpd.GeoDataFrame | None) -> list[alt.Chart]:
    """Outlines of larger areas, dark, with their names on a pale halo."""
    import altair as alt

    if over is None:
        return []
    shapes, _, _ = _ready(over)
    at = shapes.geometry.representative_point()
    names = pd.DataFrame({"x": at.x.round(), "y": at.y.round(), "name": _names(shapes)})
    # a name wider than its area would hide others
    room = shapes.bounds["maxx"] - shapes.bounds["minx"]
    names = names[room / _pixel(shapes) > 7 * names["name"].str.len()]
    words = alt.Chart(names).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    return [
        alt.Chart(shapes[["geometry"]]).mark_geoshape(filled=False, stroke=INK, strokeWidth=1.1),
        words.mark_text(fontSize=12, fontWeight="bold", stroke="#ffffff", strokeWidth=3, opacity=0.85),
        words.mark_text(fontSize=12, fontWeight="bold", color=INK),
    ]


def _map(
    layers: list[Any], project: dict[str, Any], table: gpd.GeoDataFrame, *, title: str, words: str, said: str
) -> alt.LayerChart:
    import altair as alt

    from ..boundaries import ATTRIBUTION, caption

    words = " ".join(filter(None, [words, caption(table)]))
    drawn = alt.layer(*layers).project(**project)
    return titled(drawn, title=title, subtitle=words, description=said, fluid=False, credit=ATTRIBUTION)
