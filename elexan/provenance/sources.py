"""The sources a table rests on, as a table and beside its rows; found in the tables, so this module loads."""

from __future__ import annotations

import pandas as pd

from ..load import load_sources
from ..load.files import Folder
from .trace import KEYS, traced

SHOWN = ["source_id", "publisher", "title", "url", "licence", "accessed"]


def sources_of(
    table: pd.DataFrame, *, source: pd.DataFrame | None = None, data: Folder = None
) -> pd.DataFrame:
    """The sources a table rests on, one row a source, by publisher and title.

    Columns: source_id, publisher, title, url, licence, accessed (all of ``load_sources``) and ``rows``: how
    many of the table's rows rest on it. A row may rest on several.

    A row rests on the sources it names (``source_id``, or any column that ends so), and what an analysis
    made of such rows on those of what its keys name: the contest (ballot_id, and the counting area by
    area_gss; with a change or an earlier figure also the contests before, by previous_ballot_id or
    lineage), or all contests of a body in a round (organisation, election_type, cycle), or the council's
    composition (organisation, year, basis). Rows marked ``derived`` rest on what their keys name too.
    Where keys lead nowhere, ``source`` is the rows the table was made from. ``data`` is a folder of your
    own, as in ``load_table``. A ValueError says what to pass where no row leads back to a source; rows
    that do not, beside others that do, rest on none.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="county")
    >>> found = sources_of(ex.majority(r))
    >>> found[["publisher", "rows"]].values.tolist()
    [['House of Commons Library and The Elections Centre', 59]]
    """
    return sources_counted(_pairs(table, source, data), _folder(table, data))


def with_source_ids(
    table: pd.DataFrame, *, source: pd.DataFrame | None = None, data: Folder = None
) -> pd.DataFrame:
    """The table with the sources of each row in one text column, ``source_id``, several joined by "; ".

    What stands in a column of that name stays; its gaps are filled. Rows that lead back to no source have
    none. The other parameters and the error are those of ``sources_of``.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="county")
    >>> with_source_ids(ex.majority(r))["source_id"].unique().tolist()
    ['leh-2021']
    """
    return ids_beside(table, _pairs(table, source, data))


def sources_counted(pairs: pd.DataFrame, data: Folder = None) -> pd.DataFrame:
    """The sources of ``traced`` rows, as ``sources_of`` gives them."""
    counted = pairs["source_id"].value_counts()
    known = load_sources(data=data)[SHOWN]
    found = known[known["source_id"].isin(counted.index)]
    if len(found) < len(counted):  # an id that the table of sources lacks is said as it is
        lacking = pd.DataFrame({"source_id": counted.index.difference(pd.Index(found["source_id"]))})
        lacking = lacking.assign(publisher=lacking["source_id"], title="not in the table of sources")
        found = pd.concat([found, lacking.reindex(columns=SHOWN)])
    found = found.assign(rows=found["source_id"].map(counted).astype("int64"))
    return found.sort_values(["publisher", "title", "source_id"], ignore_index=True)


def ids_beside(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The table with the sources of its ``traced`` rows, as ``with_source_ids`` gives it."""
    said = pairs.groupby("row")["source_id"].agg("; ".join).reindex(range(len(table)))
    ids = pd.Series(said.array, index=table.index, name="source_id", dtype="str")
    if "source_id" in table:
        ids = table["source_id"].astype("str").fillna(ids)
    return table.assign(source_id=ids)


def _pairs(table: pd.DataFrame, source: pd.DataFrame | None, data: Folder) -> pd.DataFrame:
    pairs = traced(table, source, _folder(table, data)).pairs
    if pairs.empty and len(table):
        keys = [c for c in KEYS if c in table]
        why = f"no source is held for its {', '.join(keys)}" if keys else "no column leads back to a source"
        raise ValueError(
            f"sources_of: {why} (columns: {', '.join(map(str, table))}). Pass the rows with source_id that "
            "it was made from as source=, the folder they are in as data=, or keep ballot_id, or "
            "organisation with election_type and cycle, in the table"
        )
    return pairs


def _folder(table: pd.DataFrame, data: Folder) -> Folder:
    return data if data is not None else table.attrs.get("elexan_data")
