"""Maps of one figure by area: majorities, swing, turnout, and any other proportion or change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...tables import UNKNOWN, percent, points, whole
from ...tables.words import TURNOUTS
from ..theme import ink_on, key, lead, only_one, require, with_parties
from .fills import HATCHED, PLAIN, UP_DOWN, class_names, edges
from .layers import Canvas, layers, legend, placed
from .outlines import sheet
from .results import told
from .words import counted, finished, places

if TYPE_CHECKING:
    import altair as alt
    import geopandas as gpd

SAFE = (0.05, 0.1, 0.2, 0.3, 0.4)
SWINGS = {"butler": "Conventional swing, of all votes.", "steed": "Two-party swing."}


def figure_map(
    table: gpd.GeoDataFrame,
    column: str,
    *,
    results: pd.DataFrame | None = None,
    title: str,
    words: str = "",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One figure of each area, a proportion such as a turnout, or a change such as a swing.

    ``table`` is an analysis's table through ``boundaries.join``, one row an area. Changes (``swing``,
    ``…_change``) go from brown (down) to green (up), alike on both sides of 0; proportions from pale to
    dark. The figure stands in each area that has room for it. Areas whose figure is not known are hatched
    and counted. With ``results`` the pointer tells each contest's whole result. ``words`` go below the title.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1", "E2"], "area_name": ["Abbey", "Castle"],
    ...                       "turnout": [0.3, None]},
    ...                      geometry=[box(0, 52, 1, 53), box(1, 52, 2, 53)], crs=4326)
    >>> figure_map(g, "turnout", title="Turnout").to_dict()["description"]
    'Map of 2 areas: Turnout. Lowest Abbey 30.0%, highest Abbey 30.0%; not known for 1.'
    """
    require(table, ["area_gss", column, "geometry"], "figure_map")
    signed = column.endswith(("swing", "_change"))
    at = edges(table[column], signed=signed)
    values = _values(
        table,
        column,
        at=at,
        signed=signed,
        text=table[column].map(lambda figure: _figure(figure, at, signed=signed)),
        short=table[column].map(_sign) if signed else "",
        says={title: table[column].map(points if signed else percent)},
    )
    words = f"{words} Percentage points; in small areas only the sign." if signed else words
    return _drawn(table, values, told(results, table, parties), title=title, words=words, what="figures")


def majority_map(
    majorities: gpd.GeoDataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str = "How safe each seat is",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The majority in each area as a share of its votes: the darker the safer, with the winner's letters.

    ``majorities`` is ``boundaries.join(majority(results))``: ``majority_share`` and ``winner_party`` (of
    several seats the last won). Areas without a majority, or whose votes are not known, are hatched and
    counted. With ``results`` the pointer tells each contest's whole result.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"], "area_name": ["Abbey"], "winner_party": ["Lab"],
    ...                       "majority_share": [0.004]}, geometry=[box(0, 52, 1, 53)], crs=4326)
    >>> majority_map(g).to_dict()["description"]
    'Map of 1 area: How safe each seat is. Lowest Abbey 0.4%, highest Abbey 0.4%.'
    """
    require(majorities, ["area_gss", "winner_party", "majority_share", "geometry"], "majority_map")
    winner = with_parties(majorities[["winner_party"]], parties, of="winner_party")
    winner.index = majorities.index
    known = winner["winner_party"].notna()
    won = winner["party_label"].where(known, UNKNOWN)
    share = majorities["majority_share"].map(percent)
    if "majority" in majorities:
        won += " by " + majorities["majority"].map(whole)
        leads = [lead(*one) for one in zip(majorities["majority"], majorities["majority_share"], strict=True)]
        share = pd.Series([words[1] or words[0] for words in leads], majorities.index)
    values = _values(
        majorities,
        "majority_share",
        at=SAFE,
        signed=False,
        text=winner["letters"].where(known, ""),
        short="",
        says={"Majority": share, "Won": won},
    )
    letters = key(winner[known].sort_values("order").drop_duplicates("letters"))
    words = f"Majority as a share of the votes; letters of the party that won: {letters}."
    return _drawn(majorities, values, told(results, majorities, parties), title=title, words=words)


def swing_map(
    swings: gpd.GeoDataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The swing in each area: green and + to one party, brown and − to the other, alike on both sides of 0.

    ``swings`` is the table of ``swing`` by contest through ``boundaries.join`` (group it by
    ``["ballot_id", "area_name", "area_gss"]``). Areas without a swing are hatched and counted. With
    ``results`` the pointer tells each contest's whole result.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1", "E2"], "area_name": ["Abbey", "Castle"], "party_a": "Con",
    ...                       "party_b": "Lab", "swing": [0.05, -0.02]},
    ...                      geometry=[box(0, 52, 1, 53), box(1, 52, 2, 53)], crs=4326)
    >>> swing_map(g).to_dict()["description"]
    'Map of 2 areas: Swing between Conservative and Labour. Lowest Castle −2.0, highest Abbey +5.0.'
    """
    require(swings, ["area_gss", "party_a", "party_b", "swing", "geometry"], "swing_map")
    only_one(swings, ["party_a", "party_b", "swing_method"], "swing_map")
    pair = with_parties(pd.DataFrame({"party": swings[["party_a", "party_b"]].iloc[0].tolist()}), parties)
    one, other = pair["party_label"]
    method = SWINGS.get(str(swings["swing_method"].iloc[0]), "") if "swing_method" in swings else ""
    words = f"+ and green: to {one}. − and brown: to {other}. {method}".strip()
    title = title or f"Swing between {one} and {other}"
    return figure_map(swings, "swing", results=results, title=title, words=words, parties=parties)


def turnout_map(
    turnouts: gpd.GeoDataFrame,
    *,
    results: pd.DataFrame | None = None,
    title: str = "Turnout",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The turnout in each area, and by which definition.

    ``turnouts`` is ``boundaries.join(turnout(contests, definition=…))``. Areas without a figure are hatched
    and counted. With ``results`` the pointer tells each contest's whole result.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1"], "area_name": ["Abbey"], "turnout": [0.34],
    ...                       "turnout_definition": "ballot_box"}, geometry=[box(0, 52, 1, 53)], crs=4326)
    >>> turnout_map(g).to_dict()["description"]
    'Map of 1 area: Turnout. Lowest Abbey 34.0%, highest Abbey 34.0%.'
    """
    require(turnouts, ["area_gss", "turnout", "turnout_definition", "geometry"], "turnout_map")
    only_one(turnouts, ["turnout_definition"], "turnout_map")
    definition = str(turnouts["turnout_definition"].iloc[0])
    words = f"Turnout: {TURNOUTS.get(definition, definition)}."
    return figure_map(turnouts, "turnout", results=results, title=title, words=words, parties=parties)


def _values(
    table: gpd.GeoDataFrame,
    column: str,
    *,
    at: tuple[float, ...] | list[float],
    signed: bool,
    text: pd.Series,
    short: pd.Series | str,
    says: dict[str, pd.Series],
) -> pd.DataFrame:
    """A row an area: its figure, the name and colour of its class, and what is written and told there."""
    twice = table.loc[table["area_gss"].duplicated(), "area_gss"]
    if len(twice):
        raise ValueError(
            f"a map of {column} shows one figure an area; the table has several rows for "
            f"{', '.join(map(str, twice.unique()))}: leave out all but one of each"
        )
    figures = table[column].astype(float)
    known = figures.notna()
    index = np.searchsorted(list(at), figures.fillna(0), side="right")
    names, colours = class_names(at, signed=signed), np.array(UP_DOWN if signed else PLAIN)
    rows = pd.DataFrame(
        {
            "id": table["area_gss"], "place": places(table), "figure": figures,
            "class": np.array(names)[index], "fill": colours[index], "text": text, "short": short,
            "says": [dict(zip(says, row, strict=True)) for row in zip(*says.values(), strict=True)],
        },
        index=table.index,
    )  # fmt: skip
    rows["ink"] = rows["fill"].map(ink_on)
    rows.loc[~known, ["class", "fill", "text", "short", "ink"]] = [UNKNOWN, HATCHED, "", "", "#000000"]
    rows["class"] = pd.Categorical(rows["class"], [*names, UNKNOWN], ordered=True)
    return rows


def _drawn(
    table: gpd.GeoDataFrame,
    values: pd.DataFrame,
    more: list[dict[str, Any]],
    *,
    title: str,
    words: str,
    what: str = "letters",
) -> alt.LayerChart:
    """The map of these values, each class in the legend with how many areas it has."""
    canvas = Canvas(sheet(table))
    classes = values.groupby("class", observed=True).agg(fill=("fill", "first"), areas=("id", "size"))
    entries = [f"{name} ({areas})" for name, areas in classes["areas"].items()]
    rows = values.drop(columns=["figure", "class"]).to_dict("records")
    stack = [*layers(canvas, rows, told=more), legend(canvas, entries, classes["fill"].tolist())]
    said = f"Map of {counted(len(rows))}: {title}. {_range(values)}"
    words = f"{words} In brackets: areas.".strip()
    chart = placed(canvas, stack)
    return finished(chart, canvas, rows, table, title=title, words=words, said=said, what=what)


def _range(values: pd.DataFrame) -> str:
    """The lowest and the highest figure and how many are not known, in words."""
    known = values.dropna(subset="figure").sort_values("figure", kind="stable")
    said = []
    if len(known):
        low, high = (
            f"{row['place']} {next(iter(row['says'].values()))}" for row in (known.iloc[0], known.iloc[-1])
        )
        said.append(f"Lowest {low}, highest {high}")
    if missing := len(values) - len(known):
        said.append(f"{UNKNOWN} for {missing}")
    return "; ".join(said) + "."


def _figure(figure: Any, at: list[float], *, signed: bool) -> str:
    """A figure without decimals, or with so many that it is of the class whose colour it stands on."""
    if pd.isna(figure):
        return ""
    own = np.searchsorted(at, float(figure), side="right")
    for digits in (0, 1, 2):
        rounded = round(100 * float(figure), digits)
        if np.searchsorted(at, round(rounded / 100, 6), side="right") == own:
            break
    if signed and rounded:
        return f"{rounded:+.{digits}f}".replace("-", "−")
    return f"{abs(rounded):.{digits}f}"


def _sign(figure: Any) -> str:
    return "" if pd.isna(figure) or not figure else "+" if figure > 0 else "−"
