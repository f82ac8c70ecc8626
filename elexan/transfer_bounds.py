"""What the totals of a second round say of each eliminated candidate's voters, and what they do not.

With three candidates the transfers are observed: one was eliminated. With four or more only totals by
finalist are published, and each cell of the table (eliminated candidate × finalist or nobody) lies between
two bounds that follow from its row and its column (Duncan & Davis 1953):

    max(0, r + c − E)  ≤  cell  ≤  min(r, c)

r: the eliminated candidate's first preferences; c: transfers received by the finalist; E: all eliminated
votes. Both ends can be attained. Where a contest is counted by area, the bounds of the areas, and of what
is left of the contest, add up to narrower ones.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns import number, require, whole
from .rounds import finalists

NOBODY = "non_transferable"
_COLUMNS = [
    "ballot_id", "candidate_id", "candidate", "party", "eliminated", "destination", "destination_name",
    "destination_party", "votes_low", "votes_high", "share_low", "share_high", "identified", "units",
]  # fmt: skip


def transfer_bounds(results: pd.DataFrame, counting_areas: pd.DataFrame | None = None) -> pd.DataFrame:
    """Bounds of each eliminated candidate's votes by where they went, one row per candidate and destination.

    Columns: ballot_id; candidate_id, candidate, party of the eliminated candidate, and ``eliminated``, their
    first preferences; ``destination`` (a finalist's candidate_id, or ``non_transferable``),
    ``destination_name`` and ``destination_party``; ``votes_low`` and ``votes_high`` (votes),
    ``share_low`` and ``share_high`` (of the candidate's votes, 0 to 1); ``identified`` (the bounds meet: the
    figure is known); ``units``, the number of counting areas (and rest of the contest) used.

    A finalist whose transfers were not published, and then nobody as well, has the bounds that the known
    figures leave. Contests without a second round, or with unknown first preferences, give no rows.
    ``counting_areas`` (``load_counting_areas``) narrows the bounds where it has both rounds for an area.

    Raises ValueError where counting areas hold more votes than their contest.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"), "candidate": list("ABCD"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 20, 5], "second_pref": [4, 18, None, None],
    ...                   "elected": [False, True, False, False]})
    >>> transfer_bounds(r)[["candidate", "destination", "votes_low", "votes_high"]].values.tolist()[:2]
    [['C', 'a', 0, 4], ['C', 'b', 13, 18]]
    """
    require(results, "results", ["ballot_id", "candidate_id", "candidate", "party", "voting_system"])
    rows = finalists(results)
    held = rows[(rows["second_round"] == "held") & rows["finalist"].notna()]
    known = held["first_total"].notna() & held["first_pref"].notna()
    held = held[known.groupby(held["ballot_id"]).transform("all")].assign(unit="contest")
    units = held if counting_areas is None else _units(held, counting_areas)
    cells = _cells(units)
    keys = ["ballot_id", "candidate_id", "destination"]
    total = cells.groupby(keys, sort=False, as_index=False).agg(
        eliminated=("r", "sum"),
        votes_low=("low", "sum"),
        votes_high=("high", "sum"),
        units=("unit", "nunique"),
    )
    total = _named(total, held)
    total = total.assign(
        share_low=total["votes_low"] / total["eliminated"],
        share_high=total["votes_high"] / total["eliminated"],
        identified=(total["votes_low"] == total["votes_high"]).astype(bool),
        **{c: whole(total[c]) for c in ("eliminated", "votes_low", "votes_high", "units")},
    )
    return total[_COLUMNS].reset_index(drop=True)


def _cells(units: pd.DataFrame) -> pd.DataFrame:
    """Every cell of every unit with its bounds: ``r`` and ``low`` and ``high``, in votes."""
    last = units["finalist"].astype(bool)
    origin = units.loc[~last, ["ballot_id", "unit", "candidate_id"]].assign(
        r=number(units, "first_pref")[~last]
    )
    key = ["ballot_id", "unit"]
    out = origin.groupby(key, as_index=False).agg(all=("r", "sum"))
    to = units.loc[last, key].assign(
        destination=units.loc[last, "candidate_id"], c=number(units, "transfers")[last]
    )
    to["said"] = to["c"].notna()
    moved = to.groupby(key, as_index=False).agg(known=("c", "sum"), complete=("said", "all"))
    out = out.merge(moved, on=key)
    out["rest"] = out["all"] - out["known"]
    nobody = out[key].assign(destination=NOBODY, c=out["rest"].where(out["complete"]))
    to = pd.concat([to, nobody]).merge(out[[*key, "all", "rest"]], on=key)
    cells = origin.merge(to, on=key)
    cells["low"] = (cells["r"] + cells["c"] - cells["all"]).clip(lower=0).fillna(0)
    cells["high"] = np.minimum(cells["r"], cells["c"].fillna(cells["rest"]))
    return cells


def _units(held: pd.DataFrame, counting_areas: pd.DataFrame) -> pd.DataFrame:
    """Each contest cut into the areas whose both rounds are known, and what is left of it."""
    who = ["ballot_id", "candidate_id"]
    carried = held[[*who, "finalist", "candidates"]]
    areas = counting_areas[[*who, "area_gss", "first_pref", "second_pref"]].merge(carried, on=who)
    areas = areas.assign(first_pref=number(areas, "first_pref"), transfers=number(areas, "second_pref"))
    unit = [areas["ballot_id"], areas["area_gss"]]
    said = areas["first_pref"].notna() & (areas["transfers"].notna() | ~areas["finalist"].astype(bool))
    full = said.groupby(unit).transform("sum") == areas["candidates"].astype("float64")
    areas = areas[full].rename(columns={"area_gss": "unit"})
    # what is left can be reckoned only where the contest's own figures are known
    gone = areas.groupby(who)[["first_pref", "transfers"]].sum()
    left = held.merge(gone.add_suffix("_gone"), left_on=who, right_index=True, how="left")
    left = left.assign(
        first_pref=number(left, "first_pref") - left["first_pref_gone"].fillna(0),
        transfers=number(left, "transfers") - left["transfers_gone"].fillna(0),
    )
    over = left[(left["first_pref"] < 0) | (left["transfers"] < 0)]
    if len(over):
        names = "; ".join(over["ballot_id"] + ", " + over["candidate_id"])
        raise ValueError(f"counting areas hold more votes than their contest: {names}; correct either")
    some = left.groupby("ballot_id")["first_pref"].transform("sum") > 0
    keep = [*who, "unit", "finalist", "first_pref", "transfers"]
    return pd.concat([areas[keep], left.loc[some, keep]], ignore_index=True)


def _named(total: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and parties, in the order of votes on both sides, nobody last."""
    people = held[["ballot_id", "candidate_id", "candidate", "party"]]
    to = people.rename(
        columns={"candidate_id": "destination", "candidate": "destination_name", "party": "destination_party"}
    )
    final = held[["ballot_id", "candidate_id"]].assign(
        _final=number(held, "final").fillna(number(held, "first_pref"))
    )
    named = (
        total.merge(people, on=["ballot_id", "candidate_id"])
        .merge(to, on=["ballot_id", "destination"], how="left")
        .merge(
            final.rename(columns={"candidate_id": "destination"}), on=["ballot_id", "destination"], how="left"
        )
    )
    return named.sort_values(
        ["ballot_id", "eliminated", "candidate_id", "_final", "destination"],
        ascending=[True, False, True, False, True], na_position="last",
    )  # fmt: skip
