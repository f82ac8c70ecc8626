"""Boundaries by code: outlines beside a table's rows, ready to draw. Only this module needs geometry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .errors import DataError, EmptySelectionError, UnknownNameError
from .paths import shapefiles_dir

if TYPE_CHECKING:
    import geopandas as gpd

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right 2021–2022. "
    "County divisions: Local Government Boundary Commission for England."
)
LAYERS_BY_KIND = {  # the first letters of a code say what kind of area it is
    "E05": ("wards_2021",),
    "E06": ("districts",),
    "E07": ("districts",),
    "E08": ("districts",),
    "E09": ("districts",),
    "E10": ("counties",),
    "E23": ("police_areas",),
    "E47": ("combined_authorities",),
    "E58": ("divisions_2021", "divisions_2017"),
}


def load_boundaries(
    layer: str, *, area_gss: str | Sequence[str] | None = None, data: str | Path | None = None
) -> gpd.GeoDataFrame:
    """One boundary layer: a row an area, with its code, name and outline (longitude and latitude).

    ``area_gss`` keeps some areas (for report_areas, their slugs). ``data`` is a folder of your own that
    holds ``<layer>.gpkg``. The layers are described in shapefiles/README.md.

    Raises UnknownNameError for a layer, DataError for codes that the layer lacks.

    >>> load_boundaries("report_areas", area_gss="norfolk")["name"].tolist()
    ['Norfolk']
    """
    folder = shapefiles_dir() if data is None else Path(data)
    known = sorted(file.stem for file in folder.glob("*.gpkg"))
    if layer not in known:
        raise UnknownNameError("boundary layer", layer, known, hint=", ".join(known))
    file = folder / f"{layer}.gpkg"
    outlines = _read(file, file.stat().st_mtime_ns)
    if area_gss is None:
        return outlines.copy()
    codes = [area_gss] if isinstance(area_gss, str) else list(area_gss)
    if not codes:
        raise EmptySelectionError(f"{layer}: area_gss is an empty list; leave it out to load the whole layer")
    key = _key(outlines)
    if absent := [code for code in codes if code not in set(outlines[key])]:
        raise DataError(f"{layer}: no area {', '.join(map(str, absent))}; see the column {key} of the layer")
    return outlines[outlines[key].isin(codes)].reset_index(drop=True)


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> gpd.GeoDataFrame:
    """One file of outlines, read once, and again when it was ``changed``."""
    import geopandas as gpd

    return gpd.read_file(file)


def join(
    table: pd.DataFrame,
    *,
    layer: str | None = None,
    missing: str = "error",
    data: str | Path | None = None,
) -> gpd.GeoDataFrame:
    """The table with each row's outline.

    Adds ``geometry``, ``caption`` where an outline is approximate, and, unless the table has it,
    ``district``, the name of the district that a division or ward lies in.

    Rows, their order and their other columns stay. The layer follows from the codes in ``area_gss``
    (several layers where the table has several kinds of area, such as divisions and wards), or from
    ``report_area`` where there is no ``area_gss``; or it is named.

    Raises DataError naming every code without an outline; ``missing="drop"`` leaves those rows out.

    >>> seats = pd.DataFrame({"area_gss": ["E58000052", "E58000050"], "seats": [1, 2]})
    >>> map_table = join(seats)
    >>> map_table["seats"].tolist(), map_table.geometry.isna().sum().item()
    ([1, 2], 0)
    """
    import geopandas as gpd

    if missing not in ("error", "drop"):
        raise UnknownNameError("choice of missing", missing, ["error", "drop"], hint='"error" or "drop"')
    if table.empty:
        raise EmptySelectionError("join: the table has no rows")
    if layer is not None:
        outlines = load_boundaries(layer, data=data)
    elif _key(table) == "report_area":
        outlines = load_boundaries("report_areas", data=data)
    else:
        outlines = _outlines_of(table["area_gss"], data)
    key = _key(outlines)
    if key not in table:
        raise DataError(f"join: {layer} goes by {key}, and the table has no such column")
    added = ["caption", "geometry", *({"district"} - set(table.columns))]
    outlines = outlines.reindex(columns=[key, *added])
    unmatched = table[key][~table[key].isin(outlines[key])].drop_duplicates().fillna("(missing)")
    if len(unmatched) and missing == "error":
        raise DataError(
            f"{key}: no outline in {layer or 'the bundled layers'} for {', '.join(unmatched)}; "
            'name another layer, or leave those rows out with missing="drop"'
        )
    plain = pd.DataFrame(table).drop(columns=["caption", "geometry"], errors="ignore")
    joined = plain[plain[key].isin(outlines[key])].merge(outlines, on=key, how="left", validate="m:1")
    if joined.empty:
        raise EmptySelectionError(f"join: no row of the table has an outline ({len(table)} rows)")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=outlines.crs)


def projection(geo: gpd.GeoDataFrame) -> dict[str, Any]:
    """What altair's ``.project()`` needs to draw these coordinates: ``chart.project(**projection(geo))``.

    Longitude and latitude are drawn in Mercator; metres, such as the National Grid's, as they are.

    >>> projection(load_boundaries("report_areas"))
    {'type': 'mercator'}
    >>> projection(load_boundaries("report_areas").to_crs(27700))
    {'type': 'identity', 'reflectY': True}
    """
    if geo.crs is None:
        raise DataError("projection: the outlines do not say their coordinate system; set it with set_crs()")
    return {"type": "mercator"} if geo.crs.is_geographic else {"type": "identity", "reflectY": True}


def orient(geo: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table with exterior rings clockwise, as Vega draws them; the other way round floods the map.

    >>> from shapely import box
    >>> import geopandas as gpd
    >>> bool(orient(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)])).exterior.is_ccw.any())
    False
    """
    import shapely

    return geo.set_geometry(shapely.orient_polygons(geo.geometry.array, exterior_cw=True), crs=geo.crs)


def simplify(geo: gpd.GeoDataFrame, *, tolerance: float) -> gpd.GeoDataFrame:
    """The table with fewer points an outline: ``tolerance`` is in metres, about the size of what goes.

    Neighbours keep one common border, and no part of an area is lost. An area on several rows (one a
    party, say) is simplified once.

    >>> outlines = load_boundaries("report_areas")
    >>> simple = simplify(outlines, tolerance=500)
    >>> bool(simple.count_coordinates().sum() < outlines.count_coordinates().sum() / 2)
    True
    """
    import numpy as np
    import shapely

    if tolerance <= 0:
        raise DataError(f"simplify: tolerance is {tolerance}; it is a length in metres, above 0")
    unit = 1.0
    if geo.crs is not None and geo.crs.is_geographic:
        # the method weighs areas of triangles, so one factor serves both directions of the degree
        latitude = np.radians(geo.total_bounds[[1, 3]].mean())
        unit = 111_320 * np.sqrt(np.cos(latitude))
    shapes, row_shape = np.unique(shapely.to_wkb(geo.geometry.array), return_inverse=True)
    simple = shapely.coverage_simplify(shapely.from_wkb(shapes), tolerance / unit)
    return geo.set_geometry(simple[row_shape], crs=geo.crs)


def caption(geo: pd.DataFrame) -> str:
    """A sentence naming the areas whose outlines are approximate; empty where there are none.

    >>> caption(pd.DataFrame({"name": ["Abbey", "Clacton West"], "caption": [None, "approximate outline"]}))
    'Approximate outline (drawn along census output areas): Clacton West.'
    """
    if "caption" not in geo:
        return ""
    concerned = geo[geo["caption"].notna()]
    if concerned.empty:
        return ""
    name = next(column for column in ("area_name", "name", "area_gss") if column in geo)
    names = concerned[name].drop_duplicates().sort_values()
    outline = "outline" if len(names) == 1 else "outlines"
    return f"Approximate {outline} (drawn along census output areas): {', '.join(names)}."


def _key(table: pd.DataFrame) -> str:
    """The column of a table that says which area a row is about."""
    key = next((column for column in ("area_gss", "report_area") if column in table), None)
    if key is None:
        raise DataError("boundaries: the table has neither area_gss nor report_area; add one of them")
    return key


def _outlines_of(codes: pd.Series, data: str | Path | None) -> gpd.GeoDataFrame:
    """Outlines of codes of any kind: for each kind, the layer that has most of them."""
    wanted = codes.dropna().drop_duplicates()
    sources = wanted.str[:3].map(LAYERS_BY_KIND)
    if sources.isna().all():
        raise DataError(f"area_gss: no boundary layer holds codes like {', '.join(wanted)}; name the layer")
    chosen = []
    for names, of_kind in wanted.groupby(sources):
        layers = [load_boundaries(name, data=data) for name in names]
        matches = [outlines[outlines["area_gss"].isin(of_kind)] for outlines in layers]
        chosen.append(max(matches, key=len))
    return pd.concat(chosen, ignore_index=True)
