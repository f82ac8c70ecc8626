"""How true a seat cartogram stays to the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..columns import require
from ..errors import DataError
from .areas import outlines, touching
from .arrange import bits, pieces
from .grid import steps
from .hexes import meeting

if TYPE_CHECKING:
    import geopandas as gpd


def cartogram_quality(hexes: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """What a seat cartogram keeps of the map, in one row.

    ``hexes`` is the table of ``seat_hexes``, ``table`` the one with outlines that it was made from.

    Columns: ``seats``, ``areas``, ``hex_km`` (a hexagon's width), ``moved_km`` and ``moved_hexes`` (mean
    distance of a hexagon from its area's centre, in kilometres and in widths), ``moved_most_hexes``,
    ``pairs`` (of areas that touch on the map), ``pairs_kept`` (of these, with hexagons that touch),
    ``pairs_kept_share`` (0 to 1, missing where no areas touch), ``contacts_true_share`` (of the pairs of
    areas whose hexagons touch, those that touch on the map too), ``several`` (areas of several seats),
    ``together`` (of these, with all hexagons side by side).

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from elexan.cartogram import seat_hexes
    >>> areas = gpd.GeoDataFrame({"area_gss": ["E1", "E2"]},
    ...                          geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)], crs=27700)
    >>> cartogram_quality(seat_hexes(areas), areas)[["seats", "pairs", "pairs_kept"]].values.tolist()
    [[2, 1, 1]]
    """
    require(hexes, "hexes", ["area_gss", "q", "r", "moved_km", "hex_km"], remedy="see seat_hexes")
    areas = outlines(table)
    if set(areas.index) != set(hexes["area_gss"]):
        raise DataError("cartogram_quality: hexes and table are of different areas; give the table of both")
    touch, met = touching(areas), meeting(hexes, areas.index)
    pairs, contacts, kept = (int(t.sum()) // 2 for t in (touch, met, touch & met))
    moved = hexes["moved_km"] / hexes["hex_km"]
    of = areas.index.get_indexer(pd.Index(hexes["area_gss"]))
    several = np.flatnonzero(np.bincount(of) > 1)
    sides = bits(steps(hexes[["q", "r"]].to_numpy()) == 1)
    return pd.DataFrame(
        {
            "seats": [len(hexes)], "areas": len(areas), "hex_km": hexes["hex_km"].mean(),
            "moved_km": hexes["moved_km"].mean(), "moved_hexes": moved.mean(),
            "moved_most_hexes": moved.max(), "pairs": pairs, "pairs_kept": kept,
            "pairs_kept_share": kept / pairs if pairs else np.nan,
            "contacts_true_share": kept / contacts if contacts else np.nan,
            "several": len(several),
            "together": sum(pieces(np.flatnonzero(of == n), sides) == 1 for n in several),
        }
    )  # fmt: skip
