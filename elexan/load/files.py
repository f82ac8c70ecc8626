"""Tables from data/, and from a folder of your own laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ..csvfiles import read_fast
from ..errors import DataError
from ..paths import data_dir
from ..schema import ONLY, TABLES, table

Folder = str | Path | None


def load_table(name: str, *, data: Folder = None) -> pd.DataFrame:
    """One table, as data/README.md describes it.

    ``data`` is a folder of your own CSV files, named and shaped as the tables: its rows stand in place of
    bundled rows with the same key, and its other rows are added. ``"only:DIR"`` puts the folder in place
    of all bundled facts; the lookups (parties, areas, regions, organisations, sources) stay. The folder is
    checked first, and a DataError lists everything wrong with it.

    >>> load_table("parties").set_index("party").loc["Con", "short_name"]
    'Conservative'
    """
    table(name)
    if data is None:
        return read_fast(data_dir() / f"{name}.csv", name)
    tables = _overlaid(str(data), *state(data))
    frame = tables[name].copy(deep=False)
    frame.attrs["elexan_data"] = str(data)
    return frame


def state(data: Folder) -> tuple[tuple[tuple[str, int, int], ...], ...]:
    """What tells whether the files behind tables have changed, for who keeps what they worked out from them.

    >>> state(None) == state(None)
    True
    """
    folders = [] if data is None else [Path(str(data).removeprefix(ONLY))]
    return tuple(_state(folder) for folder in [*folders, data_dir()])


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a folder's files have changed."""
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.csv"))]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=4)
def _overlaid(data: str, *states: object) -> Mapping[str, pd.DataFrame]:
    """Every table with the folder's rows over the bundled ones; checked."""
    from ..check import check_tables

    found, tables = check_tables(data)
    if found.problems:
        raise DataError(found.problems)
    return {
        name: frame.sort_values(list(TABLES[name].key), ignore_index=True)[TABLES[name].names]
        for name, frame in tables.items()
    }
