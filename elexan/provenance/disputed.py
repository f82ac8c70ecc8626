"""The figures of a table on which sources disagree; found in the tables, so this module loads."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..load import load_conflicts
from ..load.files import Folder
from ..schema import COUNCIL_TYPES
from .trace import with_bodies

PRINTED_AS = {
    "turnout_published": ["turnout_published", "turnout"],
    "second_pref": ["second_pref", "transfers"],
    "seats": ["seats", "largest_seats"],
    "first_pref": ["first_pref", "votes"],
}
"""The columns a disputed figure is printed in, where not only in its own."""
RESTS_ON = {
    "first_pref": [
        "first_pref_share", "vote_share", "share_change", "swing", "eliminated", "first_round_lead",
        "majority", "majority_share",
    ],
    "second_pref": ["final_votes", "final_share", "transfer_share", "transfer_rate", "non_transferable"],
    "final_votes": ["final_share", "majority", "majority_share", "winner_mandate_share"],
    "valid_first": ["first_pref_share", "winner_mandate_share", "turnout"],
    "ballots_cast": ["turnout"],
    "electorate": ["turnout"],
}  # fmt: skip
"""The figures worked out from a disputed one of the same contest."""
_CLOSE = 0.0005  # shares are printed to three decimals or four
_WHAT = [
    "conflict_id", "ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field",
    "used", "other", "used_source_id", "other_source_id", "reason",
]  # fmt: skip


def disputed_figures(
    table: pd.DataFrame, columns: Iterable[str] | None = None, *, data: Folder = None
) -> pd.DataFrame:
    """The cells of a table that are figures on which sources disagree, one disagreement a row.

    Columns: ``row`` (the place in the table), ``column``, then those of ``load_conflicts``. A cell is in
    dispute where the row's keys are those of a conflict (ballot_id, with candidate_id and area_gss where
    both have them; organisation, cycle and party for a council's totals) and its figure is the one used
    there: the same name under another method is another figure. ``columns`` are those looked at, by
    default all. Tables without such keys have no rows. ``data`` as in ``load_table``.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="pcc")
    >>> disputed_figures(r)[["column", "candidate_id", "used", "other"]].values.tolist()
    [['final_votes', 'darryl-preston', '114153', '114053']]
    """
    return (
        touched_figures(table, columns, data=data).query("same").drop(columns="same").reset_index(drop=True)
    )


def touched_figures(
    table: pd.DataFrame, columns: Iterable[str] | None = None, *, data: Folder = None
) -> pd.DataFrame:
    """The disagreements that touch a table: its cells in dispute, and cells worked out from such figures.

    Columns as in ``disputed_figures``, and ``same``: whether the cell is the disputed figure itself.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="pcc")
    >>> touched_figures(ex.people_elected(r), ["majority"])[["column", "field"]].values.tolist()
    [['majority', 'final_votes']]
    """
    shown = [str(c) for c in (table if columns is None else columns) if c in table]
    rows = with_bodies(table.reset_index(drop=True).assign(row=range(len(table))), data)
    conflicts = _seen_in(shown, load_conflicts(data=data))
    about = "ballot_id" if "ballot_id" in rows else "organisation"
    if about in rows:  # few of a table's rows are in dispute, and often none
        rows = rows[rows[about].isin(conflicts[about])]
        conflicts = conflicts[conflicts[about].isin(rows[about])]
    found = [part for part in (_of_contests(rows, conflicts), *_of_councils(rows, conflicts)) if len(part)]
    if not found:
        return pd.DataFrame(columns=["row", "column", *_WHAT, "same"]).astype({"same": "bool"})
    pairs = pd.concat(found).merge(conflicts, on="conflict_id")
    own = pairs.assign(column=pairs["field"].map(lambda field: PRINTED_AS.get(field, [field])))
    own = _in_columns(own, shown)
    same = pd.Series(False, index=own.index)
    for column, part in own.groupby("column"):
        same[part.index] = _same(rows[column].loc[part["row"]], part["used"])
    of_contests = pairs[pairs["ballot_id"].notna()]
    rest = _in_columns(of_contests.assign(column=of_contests["field"].map(RESTS_ON)), shown)
    both = pd.concat([own[same].assign(same=True), rest.assign(same=False)])
    both = both.drop_duplicates(["row", "column", "conflict_id"])
    order = ["row", "column", "conflict_id"]
    return both[["row", "column", *_WHAT, "same"]].sort_values(order, ignore_index=True)


def _seen_in(columns: list[str], conflicts: pd.DataFrame) -> pd.DataFrame:
    """The conflicts on figures that are in one of these columns, or behind one."""
    fields = [
        field
        for field in conflicts["field"].unique()
        if not {*PRINTED_AS.get(field, [field]), *RESTS_ON.get(field, [])}.isdisjoint(columns)
    ]
    return conflicts[conflicts["field"].isin(fields)]


def _in_columns(pairs: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    """A row for each of the columns a figure may be in, of those shown; totals of a largest in its own."""
    each = pairs.explode("column")
    of_largest = each["column"] == "largest_seats"
    fits = each["ballot_id"].notna() | (each["largest"] == of_largest)
    return each[each["column"].isin(shown) & fits].reset_index(drop=True)


def _of_contests(rows: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Each row with the conflicts of its contest, candidate and area."""
    if "ballot_id" not in rows or rows.empty:
        return pd.DataFrame()
    keys = [c for c in ("candidate_id", "area_gss") if c in rows]
    pairs = rows[["row", "ballot_id", *keys]].merge(
        conflicts[["conflict_id", "ballot_id", "candidate_id", "area_gss"]].dropna(subset="ballot_id"),
        on="ballot_id",
        suffixes=("", "_disputed"),
    )
    for key in keys:
        pairs = pairs[pairs[f"{key}_disputed"].isna() | (pairs[key] == pairs[f"{key}_disputed"])]
    if "area_gss" not in rows:  # a counting area's figure is not the contest's
        pairs = pairs[pairs["area_gss"].isna()]
    return pairs[["row", "conflict_id"]].assign(largest=False)


def _of_councils(rows: pd.DataFrame, conflicts: pd.DataFrame) -> list[pd.DataFrame]:
    """Each row with the conflicts of its council's totals, by its party and by its largest."""
    if not {"organisation", "cycle"} <= set(rows) or "ballot_id" in rows or rows.empty:
        return []
    if "election_type" in rows:
        rows = rows[rows["election_type"].isin(COUNCIL_TYPES)]
    rows = rows.assign(cycle=pd.to_datetime(rows["cycle"]))
    totals = conflicts.loc[conflicts["ballot_id"].isna(), ["conflict_id", "organisation", "cycle", "party"]]
    found = []
    for column, largest in (("party", False), ("largest", True)):
        if column in rows:
            asked = rows[["row", "organisation", "cycle", column]].rename(columns={column: "party"})
            found.append(asked.merge(totals.dropna(subset="party"), on=["organisation", "cycle", "party"]))
            found[-1] = found[-1][["row", "conflict_id"]].assign(largest=largest)
    if "party" not in rows:
        whole = totals[totals["party"].isna()].drop(columns="party")
        pairs = rows[["row", "organisation", "cycle"]].merge(whole, on=["organisation", "cycle"])
        found.append(pairs[["row", "conflict_id"]].assign(largest=False))
    return found


def _same(cells: pd.Series, used: pd.Series) -> np.ndarray:
    """Whether each cell is the figure used: equal, both missing, or a share that differs by its rounding."""
    figure = pd.to_numeric(used, errors="coerce").astype("float64").to_numpy()
    if pd.api.types.is_bool_dtype(cells) or not pd.api.types.is_numeric_dtype(cells):
        words = cells.astype("str").str.lower().to_numpy()
        equal = words == used.astype("str").str.lower().to_numpy()
    else:
        value = cells.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
        equal = np.abs(value - figure) <= np.where(np.abs(figure) <= 1, _CLOSE, 0)
    missing = cells.isna().to_numpy() & used.isna().to_numpy()
    return np.asarray(equal, dtype=bool) | missing
