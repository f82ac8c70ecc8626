"""What every map says: names of its areas, what is approximate, enlarged or too small, and whom to credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..theme import listed, titled
from .labels import ROOM, SMALLEST
from .layers import Canvas, Rows

if TYPE_CHECKING:
    import geopandas as gpd


def places(table: pd.DataFrame) -> pd.Series:
    """The name of each row's area, with its district where another area of the table has the same name.

    >>> t = pd.DataFrame({"area_gss": ["E1", "E2"], "area_name": "Abbey", "district": ["Bury", "Leeds"]})
    >>> places(t).tolist()
    ['Abbey (Bury)', 'Abbey (Leeds)']
    """
    names = table[next(column for column in ("area_name", "name", "area_gss") if column in table)]
    larger = ("district", "organisation_name", "organisation")
    within = next((column for column in larger if column in table), None)
    if within is None:
        return names
    twice = table["area_gss"].groupby(names).transform("nunique") > 1
    return names.mask(twice & table[within].notna(), names + " (" + table[within].astype("str") + ")")


def unwritten(canvas: Canvas, values: Rows) -> int:
    """How many areas have something to write and room for it neither on the map nor in an inset."""
    room = canvas.drawn.features.groupby("id")["r"].max()
    texts = {row["id"]: (row.get("text", "00"), row["short"]) for row in values}
    shortest = {area: min((len(text) for text in both if text), default=0) for area, both in texts.items()}
    return sum(
        bool(length) and room[area] < ROOM * SMALLEST * max(1.5, length) for area, length in shortest.items()
    )


def finished(
    chart: Any,
    canvas: Canvas,
    values: Rows,
    table: gpd.GeoDataFrame,
    *,
    title: str,
    words: str,
    said: str,
    what: str = "letters",
    data: pd.DataFrame | None = None,
    beside: bool = False,
) -> Any:
    """The map with its title, what a reader should know, and its credit."""
    from ...boundaries import ATTRIBUTION, caption

    small = unwritten(canvas, values)
    enlarged = listed(dict.fromkeys(name["name"] for name in canvas.drawn.titles))
    vague = caption(table)
    notes = [
        words,
        f"Dashed: drawn larger below ({enlarged})." if enlarged else "",
        f"{small} area{'s' if small > 1 else ''} too small for {what}." if small else "",
    ]
    credit = f"Dotted: {vague[0].lower()}{vague[1:]} {ATTRIBUTION}" if vague else ATTRIBUTION
    drawn = titled(
        chart, title=title, subtitle=" ".join(filter(None, notes)), description=said, fluid=False,
        credit=credit, data=table if data is None else data, beside=beside,
    )  # fmt: skip
    drawn.usermeta["map"] = {"width": canvas.drawn.width, "height": canvas.drawn.height}
    return drawn


def counted(number: int, one: str = "area") -> str:
    """So many of something.

    >>> counted(1), counted(1200)
    ('1 area', '1,200 areas')
    """
    return f"{number:,} {one}{'' if number == 1 else 's'}"
