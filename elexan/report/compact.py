"""A chart's tables in few characters: equal columns once, outlines of areas as steps from point to point."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

DIGITS = 6  # decimals a coordinate may have; with more it is left as it is
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}


class Compact:
    """Tables as they are packed: ``columns`` as JSON by their number, and the ``steps`` of all outlines.

    >>> compact = Compact()
    >>> table = compact.table([{"area": "Abbey", "seats": 3}, {"area": "Castle", "seats": 1}])
    >>> table, list(compact.columns)
    ({'columns': {'area': 0, 'seats': 1}}, ['["Abbey","Castle"]', '[3,1]'])
    >>> full_tables([table], [json.loads(column) for column in compact.columns], b"")
    [[{'area': 'Abbey', 'seats': 3}, {'area': 'Castle', 'seats': 1}]]
    """

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.steps = bytearray()

    def table(self, rows: Any) -> Any:
        """The table as it is packed."""
        return _by_columns(_without_outlines(rows, self.steps), self.columns)


def full_tables(tables: list[Any], columns: list[list[Any]], steps: bytes) -> list[Any]:
    """The tables as they were."""
    numbers = _numbers(steps)
    return [_with_outlines(_by_rows(table, columns), numbers) for table in tables]


def as_json(value: Any) -> str:
    """The value as short JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _by_columns(table: Any, columns: dict[str, int]) -> Any:
    """The rows of a table as the numbers of its columns by name; those of several tables are there once.

    What is no list of rows with the same names in the same order is given back.
    """
    if isinstance(table, dict) and "common" in table:
        return table | {"rows": _by_columns(table["rows"], columns)}
    if not isinstance(table, list) or not table or not all(isinstance(row, dict) and row for row in table):
        return table
    names = list(table[0])
    if any(list(row) != names for row in table):
        return table
    said = {name: as_json([row[name] for row in table]) for name in names}
    return {"columns": {name: columns.setdefault(text, len(columns)) for name, text in said.items()}}


def _by_rows(table: Any, columns: list[list[Any]]) -> Any:
    if not isinstance(table, dict):
        return table
    if "common" in table:
        return table | {"rows": _by_rows(table["rows"], columns)}
    if set(table) != {"columns"}:
        return table
    names = table["columns"]
    return [
        dict(zip(names, row, strict=True)) for row in zip(*(columns[n] for n in names.values()), strict=True)
    ]


def _without_outlines(rows: Any, steps: bytearray) -> Any:
    """The rows, their outlines' points counted in them and written to ``steps``; or as they are."""
    if not isinstance(rows, list):
        return rows
    geometries = [g for row in rows for g in [_geometry(row)] if g]
    digits = _digits(geometries)
    if not geometries or digits is None:
        return rows
    unit = 10**digits
    values = (value for g in geometries for line in _lines(g) for point in line for value in point)
    common = math.gcd(*(round(value * unit) for value in values)) or 1

    def counted(coordinates: list[Any], depth: int) -> Any:
        if depth:
            return [counted(inner, depth - 1) for inner in coordinates]
        x = y = 0
        for across, down in coordinates:
            right, below = round(across * unit) // common, round(down * unit) // common
            _write(right - x, steps)
            _write(below - y, steps)
            x, y = right, below
        return len(coordinates)

    def lighter(row: Any) -> Any:
        geometry = _geometry(row)
        if not geometry:
            return row
        points = counted(geometry["coordinates"], _DEPTH[geometry["type"]])
        left = {name: value for name, value in geometry.items() if name != "coordinates"} | {"points": points}
        return left if geometry is row else row | {"geometry": left}

    return {"unit": unit, "common": common, "rows": [lighter(row) for row in rows]}


def _with_outlines(rows: Any, numbers: Iterator[int]) -> Any:
    if not isinstance(rows, dict) or "common" not in rows:
        return rows
    unit, common = rows["unit"], rows["common"]

    def drawn(points: Any) -> Any:
        if isinstance(points, list):
            return [drawn(inner) for inner in points]
        x = y = 0
        line = []
        for _ in range(points):
            x, y = x + next(numbers), y + next(numbers)
            line.append([x * common / unit, y * common / unit] if unit > 1 else [x * common, y * common])
        return line

    def heavier(row: Any) -> Any:
        geometry = row.get("geometry", row) if isinstance(row, dict) else None
        if not isinstance(geometry, dict) or "points" not in geometry:
            return row
        full = {name: value for name, value in geometry.items() if name != "points"}
        full["coordinates"] = drawn(geometry["points"])
        return full if geometry is row else row | {"geometry": full}

    return [heavier(row) for row in rows["rows"]]


def _geometry(row: Any) -> dict[str, Any] | None:
    """The outlines of a row that has some, or is one."""
    geometry = row.get("geometry", row) if isinstance(row, dict) else None
    found = isinstance(geometry, dict) and geometry.get("type") in _DEPTH and "coordinates" in geometry
    return geometry if found else None


def _lines(geometry: dict[str, Any]) -> list[Any]:
    level = [geometry["coordinates"]]
    for _ in range(_DEPTH[geometry["type"]]):
        level = [inner for outer in level for inner in outer]
    return level


def _digits(geometries: list[dict[str, Any]]) -> int | None:
    """How many decimals the coordinates have; nothing where they are too many, or not two by two."""
    points = [point for g in geometries for line in _lines(g) for point in line]
    if any(len(point) != 2 for point in points):
        return None
    values = {value for point in points for value in point}
    for digits in range(DIGITS + 1):
        values = {value for value in values if round(value, digits) != value}
        if not values:
            return digits
    return None


def _write(number: int, steps: bytearray) -> None:
    """Seven bits a byte, the lowest first, the eighth where more follow; the sign is the lowest bit."""
    rest = 2 * number if number >= 0 else -2 * number - 1
    while rest > 127:
        steps.append(rest & 127 | 128)
        rest >>= 7
    steps.append(rest)


def _numbers(steps: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in steps:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number >> 1 if number % 2 == 0 else -(number + 1 >> 1)
            number = shift = 0
