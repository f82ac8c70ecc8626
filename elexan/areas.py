"""Geography by code: figures of small areas added up to the areas they lie in, with nothing lost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .errors import DataError, UnknownNameError

LEVELS = ("district", "county", "police_area", "combined_authority", "report_area")


def roll_up(
    table: pd.DataFrame,
    *,
    to: str,
    areas: pd.DataFrame,
    values: str | Sequence[str],
    by: str | Sequence[str] = (),
    min_known: int | None = None,
) -> pd.DataFrame:
    """Sums of ``values`` over larger areas: one row an area of level ``to`` and combination of ``by``.

    ``table`` has ``area_gss`` (divisions, wards, districts, ...); ``areas`` is the areas table. ``to`` is
    district, county, police_area, combined_authority or report_area. ``by`` names further keys, such as
    party or election_type. The result has ``area_gss`` and ``area_name`` (``report_area`` alone for report
    areas), ``by`` and ``values``. An area that is of level ``to`` already counts as its own.

    A sum over a missing figure is missing, unless ``min_known`` says how many known figures are enough.

    Raises DataError, naming the codes, where an area is unknown, lies in no area of that level, or is
    counted twice because a larger area of the table holds it.

    >>> areas = pd.DataFrame({"area_gss": ["E1", "E2", "D1"], "area_name": ["East", "West", "Town"],
    ...                       "area_type": ["division", "division", "district"],
    ...                       "district_gss": ["D1", "D1", None]})
    >>> votes = pd.DataFrame({"area_gss": ["E1", "E1", "E2", "E2"], "party": ["Con", "Lab", "Con", "Lab"],
    ...                       "first_pref": [60, 40, 10, 90]})
    >>> roll_up(votes, to="district", areas=areas, values="first_pref", by="party")
      area_gss area_name party  first_pref
    0       D1      Town   Con          70
    1       D1      Town   Lab         130
    """
    if min_known is not None and min_known < 1:
        raise DataError(
            f"roll_up: min_known is {min_known}; it is 1 or more, since no known figure is no sum"
        )
    keys, values = _as_list(by), _as_list(values)
    parent = parents(table["area_gss"], to=to, areas=areas)
    _refuse_double_counting(table, keys, areas)
    place = "report_area" if to == "report_area" else "area_gss"
    grouped = table.assign(**{place: parent}).groupby([place, *keys], dropna=False, observed=True)[values]
    sums = grouped.sum()
    _assert_conserved(table[values], sums)
    enough = grouped.size() if min_known is None else min_known
    sums = sums.where(grouped.count().ge(enough, axis=0)).reset_index()
    if place == "area_gss":
        names = areas.set_index("area_gss")["area_name"]
        sums.insert(1, "area_name", sums["area_gss"].map(names))
    return sums


def parents(area_gss: pd.Series, *, to: str, areas: pd.DataFrame) -> pd.Series:
    """For each code, the code of the area of level ``to`` it lies in (the slug for report areas).

    Raises DataError naming every code that is not in ``areas`` or lies in no area of that level.

    >>> areas = pd.DataFrame({"area_gss": ["E1", "D1"], "area_type": ["ward", "district"],
    ...                       "district_gss": ["D1", None]})
    >>> parents(pd.Series(["E1", "D1"]), to="district", areas=areas).tolist()
    ['D1', 'D1']
    """
    column = _parent_column(to)
    known = areas.set_index("area_gss")
    if not known.index.is_unique:
        raise DataError(f"areas: {_listed(areas['area_gss'][areas['area_gss'].duplicated()])} is there twice")
    unknown = area_gss[~area_gss.isin(known.index)]
    if len(unknown):
        raise DataError(
            f"area_gss: {_listed(unknown)} not in the areas table; add the rows or correct the codes"
        )
    lookup = known[column].where(known["area_type"] != to, known.index.to_series())
    parent = area_gss.map(lookup)
    if parent.isna().any():
        raise DataError(
            f"area_gss: {_listed(area_gss[parent.isna()])} lies in no {to}; "
            "leave these rows out, or roll up to another level"
        )
    return parent


def children(area_gss: str, *, areas: pd.DataFrame, area_type: str | None = None) -> pd.DataFrame:
    """Rows of ``areas`` that lie in one area, at any depth; ``area_gss`` may be a report area's slug.

    >>> areas = pd.DataFrame({"area_gss": ["E1", "E2", "D1"], "area_type": ["ward", "ward", "district"],
    ...                       "district_gss": ["D1", "D2", None], "report_area": ["east", "west", "east"]})
    >>> children("D1", areas=areas)["area_gss"].tolist()
    ['E1']
    >>> children("east", areas=areas)["area_gss"].tolist()
    ['E1', 'D1']
    """
    columns = _parent_columns(areas)
    names = pd.unique(pd.concat([areas["area_gss"], *(areas[c] for c in columns)]).dropna())
    if area_gss not in names:
        raise UnknownNameError("area", area_gss, names)
    inside = (areas[columns] == area_gss).any(axis=1)
    if area_type is not None:
        inside &= areas["area_type"].eq(area_type)
    return areas[inside]


def _refuse_double_counting(table: pd.DataFrame, keys: list[str], areas: pd.DataFrame) -> None:
    """An area and one that holds it, under the same keys, would be added together."""
    present = table[["area_gss", *keys]].drop_duplicates()
    above = present.merge(areas[["area_gss", *_parent_columns(areas, codes_only=True)]], on="area_gss")
    long = above.melt(["area_gss", *keys], value_name="parent_gss").dropna(subset=["parent_gss"])
    twice = long.drop(columns="area_gss").merge(
        present, left_on=["parent_gss", *keys], right_on=["area_gss", *keys]
    )
    if len(twice):
        raise DataError(
            f"area_gss: {_listed(twice['parent_gss'])} holds other areas of the table, whose figures "
            "would be counted twice; keep one level, or name in `by` what tells them apart"
        )


def _assert_conserved(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """The known figures of every column add up to the same on both sides."""
    size = before.abs().sum().astype(float)
    difference = (after.sum() - before.sum()).astype(float).abs()
    lost = difference[difference > 1e-9 * size]
    if len(lost):
        raise DataError(f"roll_up: the total of {', '.join(lost.index)} changed, which it never may")


def _parent_column(to: str) -> str:
    if to not in LEVELS:
        raise UnknownNameError("area level", to, LEVELS, hint=", ".join(LEVELS))
    return "report_area" if to == "report_area" else f"{to}_gss"


def _parent_columns(areas: pd.DataFrame, *, codes_only: bool = False) -> list[str]:
    levels = LEVELS[:-1] if codes_only else LEVELS
    return [column for column in map(_parent_column, levels) if column in areas]


def _as_list(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _listed(codes: pd.Series) -> str:
    return ", ".join("(missing)" if pd.isna(code) else str(code) for code in codes.drop_duplicates())
