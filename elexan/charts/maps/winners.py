"""Maps of who won: the winners, seats gained and held, and the winners very small."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...tables import UNKNOWN, whole
from ..theme import INK, ink_on, listed, require, with_parties
from .fills import HATCHED, stripes
from .layers import Canvas, layers, legend, placed
from .linked import closest, linked
from .outlines import UNIT, geojson, sheet
from .results import NEEDED, of_table, told
from .words import counted, finished, places

if TYPE_CHECKING:
    import altair as alt
    import geopandas as gpd

CARD = 120  # pixels


def winner_map(
    winners: gpd.GeoDataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str = "Who won where",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart | alt.HConcatChart:
    """The winning party of each area, by colour and, where there is room, letters.

    ``winners`` is ``boundaries.join(winners(results))``. An area with several seats that parties share is
    striped in their colours, by their seats, and has the letters of all. Towns whose areas are too small for
    letters are drawn larger below the map. Put a table beside it: a colour is not a figure.

    With ``results``, every candidate of those contests, the bars of one area's whole result stand beside
    the map: choose it by a click or in the list. The first shown is the closest. The map can be enlarged.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"], "area_name": ["Abbey"], "party": ["Lab"]},
    ...                      geometry=[box(0.1, 52, 0.2, 52.1)], crs=4326)
    >>> winner_map(g).to_dict()["description"]
    'Map of 1 area: Who won where. Seats: Labour 1.'
    """
    require(winners, ["area_gss", "party", "geometry"], "winner_map")
    canvas = Canvas(sheet(winners)) if results is None else Canvas(sheet(winners), across="across", zoom=True)
    rows = with_parties(pd.DataFrame(winners).drop(columns="geometry"), parties)
    values, wins = _won(rows), _by_party(rows)
    entries = wins["letters"] + "  " + wins["party_label"] + " " + wins["count"].map(whole)
    colours = legend(canvas, entries.tolist(), wins["colour"].tolist())
    number = "seats" if len(rows) > len(values) else "areas"
    words = f"Colour and letters: the party that won, with its number of {number}."
    if any(row["halo"] for row in values):
        words += " Striped: parties share the seats."
    said = f"Map of {counted(len(values))}: {title}. Seats: {_listed(wins)}."
    if results is None:
        chart: Any = placed(canvas, [*layers(canvas, values), colours])
        return finished(chart, canvas, values, winners, title=title, words=words, said=said)
    held = of_table(results, winners)
    require(held, NEEDED, "winner_map, of the results of its contests")
    first, margin = closest(held)
    names = {row["id"]: row["place"] for row in values}
    values = [row | {"says": {}} for row in values]  # the pointer tells the whole result
    shown = (
        f"at first the closest contest, {names[first]}, won {margin}."
        if margin
        else f"at first {names[first]}."
    )
    chart = linked(canvas, values, held, colours, first=first, parties=parties)
    return finished(
        chart, canvas, values, winners, title=title, data=held, beside=True,
        words=f"{words} Beside: the votes of the area chosen, {shown}",
        said=f"{said} Beside it the result of one area, {shown}",
    )  # fmt: skip


def change_map(
    winners: gpd.GeoDataFrame,
    gains: pd.DataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str = "Seats gained and held",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Which seats changed hands: gains strong, outlined and with bold letters, holds pale with small ones.

    ``winners`` is ``boundaries.join(winners(results))``, ``gains`` the table of ``gains`` of these results.
    Areas that it does not hold, because several seats were filled or the earlier holder is not known, are
    hatched and counted. With ``results`` the pointer tells each contest's whole result.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"ballot_id": ["x", "y"], "area_gss": ["E1", "E2"], "party": ["Lab", "Con"]},
    ...                      geometry=[box(0, 52, 1, 53), box(1, 52, 2, 53)], crs=4326)
    >>> changed = pd.DataFrame({"ballot_id": ["x"], "party_before": "Con", "party": "Lab", "outcome": "gain"})
    >>> change_map(g, changed).to_dict()["description"]
    'Map of 2 areas: Seats gained and held. Gains: Labour 1 (from Conservative 1). Held: 0; not known: 1.'
    """
    require(winners, ["ballot_id", "area_gss", "party", "geometry"], "change_map")
    require(gains, ["ballot_id", "party_before", "party", "outcome"], "change_map, of gains")
    canvas = Canvas(sheet(winners))
    rows = _changes(pd.DataFrame(winners).drop(columns="geometry"), gains, parties)
    shown = ["id", "place", "fill", "ink", "text", "short", "strong", "faint", "says"]
    values = rows[shown].to_dict("records")
    gained, unknown = _by_party(rows[rows["strong"]]), int(rows["outcome"].isna().sum())
    entries = (gained["letters"] + "  " + gained["party_label"] + " gain ").tolist()
    key = dict(
        zip(
            [e + whole(n) for e, n in zip(entries, gained["count"], strict=True)],
            gained["colour"],
            strict=True,
        )
    )
    if unknown:
        key[f"{UNKNOWN} {whole(unknown)}"] = HATCHED
    stack = layers(canvas, values, told=told(results, winners, parties))
    if key:
        stack.append(legend(canvas, list(key), list(key.values())))
    held = len(rows) - unknown - int(rows["strong"].sum())
    words = "Strong colour, outline and bold letters: gained. Pale: held by the party of its colour, "
    words += f"{whole(held)}."
    if unknown:
        hatched = f"Hatched, {unknown} of {counted(len(rows))}: the earlier holder is {UNKNOWN}, or several "
        hatched += "seats were filled."
        # where that is most of the map, it is said before anything else
        words = f"{hatched} {words}" if 2 * unknown >= len(rows) else f"{words} {hatched}"
    return finished(
        placed(canvas, stack), canvas, values, winners, title=title, words=words,
        said=f"Map of {counted(len(rows))}: {title}. {_said(rows, held, unknown)}",
        data=rows.drop(columns=[*shown[2:], "party_label", "letters", "colour", "order"]),
    )  # fmt: skip


def thumbnail(winners: gpd.GeoDataFrame, *, parties: pd.DataFrame | None = None) -> alt.Chart:
    """The winner map of a card: no letters, no lines, no more than the colours of the areas.

    ``winners`` is as in ``winner_map``. The drawing is 120 pixels wide, and a few thousand bytes as SVG.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"], "area_name": ["Abbey"], "party": ["Lab"]},
    ...                      geometry=[box(0.1, 52, 0.2, 52.1)], crs=4326)
    >>> spec = thumbnail(g).to_dict()
    >>> spec["width"], spec["description"]
    (120, 'Small map of 1 area: Labour 1.')
    """
    import altair as alt

    require(winners, ["area_gss", "party", "geometry"], "thumbnail")
    drawn = sheet(winners, width=CARD, tallest=CARD, plain=True)
    rows = with_parties(pd.DataFrame(winners).drop(columns="geometry"), parties)
    fills = {row["id"]: row["fill"] for row in _won(rows)}
    chart = alt.Chart(_merged(drawn.features, fills), width=drawn.width, height=drawn.height)
    areas = chart.mark_geoshape(aria=False).encode(fill=alt.Fill("fill:N", scale=None))
    said = f"Small map of {counted(len(fills))}: {_listed(_by_party(rows))}."
    return areas.project(type="identity", scale=1 / UNIT, translate=[0, 0]).properties(description=said)


def _won(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """A row an area with what is drawn there; striped where parties share its seats."""
    rows = rows.assign(place=places(rows)).sort_values(["area_gss", "order"], kind="stable")
    who = rows["party_label"]
    if "candidate" in rows:
        who = (rows["candidate"] + " (" + who + ")").fillna(who)
    seats: dict[str, list[Any]] = {}
    columns = rows["area_gss"], rows["place"], rows["letters"], rows["colour"], who
    for area, *seat in zip(*columns, strict=True):
        seats.setdefault(area, []).append(seat)
    values = []
    for area, won in seats.items():
        (place, *_), letters, colours, people = zip(*won, strict=True)
        shared = len(set(letters)) > 1
        values.append(
            {
                "id": area, "place": place, "text": " ".join(dict.fromkeys(letters)), "short": "",
                "fill": stripes(colours) if shared else colours[0],
                "ink": "#000000" if shared else ink_on(colours[0]), "halo": shared,
                "says": {"Elected" + (f" {n + 1}" if n else ""): name for n, name in enumerate(people)},
            }
        )  # fmt: skip
    return values


def _by_party(rows: pd.DataFrame) -> pd.DataFrame:
    """How many rows each party has, in their order: ``count``."""
    keys = ["order", "party_label", "letters", "colour"]
    return rows.groupby(keys, as_index=False).size().rename(columns={"size": "count"})


def _listed(wins: pd.DataFrame) -> str:
    return listed(f"{party} {whole(n)}" for party, n in zip(wins["party_label"], wins["count"], strict=True))


def _changes(winners: pd.DataFrame, gains: pd.DataFrame, parties: pd.DataFrame | None) -> pd.DataFrame:
    """A row an area: what became of its seat, and how that is drawn."""
    held = gains.drop_duplicates("ballot_id")[["ballot_id", "party_before", "outcome"]]
    table = winners.drop_duplicates("area_gss").drop(columns=["party_before", "outcome"], errors="ignore")
    rows = with_parties(table.merge(held, on="ballot_id", how="left"), parties)
    before = with_parties(rows[["party_before"]], parties, of="party_before")["party_label"].to_numpy()
    gain = rows["outcome"].eq("gain").fillna(False).astype(bool)
    said = (rows["party_label"] + " gain from " + before).where(gain, rows["party_label"] + " hold")
    unknown = rows["outcome"].isna()
    return rows.assign(
        id=rows["area_gss"], place=places(rows), fill=rows["colour"].mask(unknown, HATCHED), short="",
        strong=gain, faint=~gain & ~unknown, ink=rows["colour"].map(ink_on).where(gain, INK),
        text=rows["letters"].mask(unknown, ""),
        says=said.mask(unknown, f"{UNKNOWN}, or several seats").map(lambda text: {"Change": text}),
    )  # fmt: skip


def _said(rows: pd.DataFrame, held: int, unknown: int) -> str:
    """The gains of each party and from whom, in words."""
    gained = rows[rows["strong"]].sort_values("order", kind="stable")
    came = gained["says"].map(lambda says: says["Change"].rpartition(" gain from ")[2])
    parts = [
        f"{party} {len(part)} (from {listed(f'{one} {n}' for one, n in part.value_counts().items())})"
        for party, part in came.groupby(gained["party_label"], sort=False)
    ]
    said = f"Gains: {listed(parts) or 'none'}. Held: {held}"
    return said + (f"; {UNKNOWN}: {unknown}." if unknown else ".")


def _merged(features: pd.DataFrame, fills: dict[str, Any]) -> pd.DataFrame:
    """The areas of a drawing put together where their fill is the same."""
    import shapely

    shapes = shapely.make_valid(shapely.from_geojson(features["geometry"].map(json.dumps).to_numpy()))
    fill = features["id"].map(lambda area: json.dumps(fills[area]))
    rows = []
    for text in fill.drop_duplicates():
        one = shapely.union_all(shapes[(fill == text).to_numpy()])
        small = shapely.transform(one, lambda xy: xy / UNIT)
        rows.append({"type": "Feature", "geometry": geojson(small), "fill": json.loads(text)})
    return pd.DataFrame(rows)
