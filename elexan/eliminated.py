"""Whose votes were eliminated from a second round: the mix that the transfers came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .columns import number, require, whole
from .rounds import finalists

REST = "others"


def eliminated_mix(
    results: pd.DataFrame, *, groups: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """The eliminated votes of each supplementary-vote contest by party, or by group of parties.

    ``groups`` names groups and their party codes; parties in none are ``others``. Columns: ballot_id,
    area_name (where given), ``party`` or ``group``, ``votes``, ``eliminated`` (of the contest),
    ``eliminated_share`` (0 to 1; the shares of a contest add up to 1). With ``groups`` every contest has a
    row for each, 0 where none of them was eliminated. Only contests with a second round
    whose first preferences and finalists are known. Shares alone do not say whose voters transferred: that is
    bounded by ``transfer_bounds``.

    Raises ValueError for a party in two groups.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "UKIP"], "voting_system": "SV",
    ...                   "first_pref": [40, 30, 15, 15], "second_pref": [4, 18, None, None]})
    >>> mix = eliminated_mix(r, groups={"left": ["LD", "Grn"], "right": ["UKIP"]})
    >>> mix[["group", "votes", "eliminated_share"]].values.tolist()
    [['left', 15, 0.5], ['right', 15, 0.5], ['others', 0, 0.0]]
    """
    require(results, "results", ["ballot_id", "party", "voting_system", "first_pref"])
    rows = finalists(results.reset_index(drop=True))
    first = number(rows, "first_pref")
    known = first.notna() & rows["finalist"].notna() & (rows["second_round"] == "held")
    known = known.groupby(rows["ballot_id"]).transform("all")
    out = rows[known & ~rows["finalist"].fillna(True).astype(bool)].assign(votes=first)
    by, name = "party", out["party"]
    if groups is not None:
        by, group = "group", _group_of(groups)
        name = out["party"].map(group).fillna(REST)
    table = out.assign(**{by: name}).groupby(["ballot_id", by])["votes"].sum().reset_index()
    if groups is not None:
        every = pd.MultiIndex.from_product([table["ballot_id"].unique(), [*groups, REST]])
        table = table.set_index(["ballot_id", by]).reindex(every.set_names(["ballot_id", by]), fill_value=0)
        table = table.reset_index()
    else:
        table = table.sort_values(["ballot_id", "votes", by], ascending=[True, False, True])
    gone = table.groupby("ballot_id")["votes"].transform("sum")
    table = table.assign(
        votes=whole(table["votes"]),
        eliminated=whole(gone),
        eliminated_share=table["votes"] / gone.where(gone > 0),
    ).reset_index(drop=True)
    if "area_name" in results:
        names = results[["ballot_id", "area_name"]].drop_duplicates("ballot_id")
        table = table.merge(names, on="ballot_id", how="left", validate="many_to_one")
        table.insert(1, "area_name", table.pop("area_name"))
    return table


def _group_of(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Each party's group."""
    found: dict[str, str] = {}
    for name, parties in groups.items():
        for party in parties:
            if party in found:
                raise ValueError(f'"{party}" is in two groups, {found[party]} and {name}; leave it in one')
            found[party] = name
    return found
