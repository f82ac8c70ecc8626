"""Eliminated candidates and what was seen of their voters' transfers, ready for the model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..columns import number, require
from ..rounds import finalists

_SEEN = ["eliminated", "to_leader", "to_runner_up", "transfer_rate", "transfer_share"]


def transfer_cells(results: pd.DataFrame) -> pd.DataFrame:
    """The candidates whom a second round would eliminate, one a row, of every contest that would need one.

    Columns: ballot_id, candidate_id, ``origin`` (party), ``votes``, ``weight`` (share of the eliminated
    votes), ``others`` (the rest of them), ``crowd`` (other eliminated people's share of all votes),
    ``leader`` and ``runner_up`` (parties of the leading two), ``leader_id``, ``runner_up_id``,
    ``leader_votes``, ``runner_up_votes``, ``year`` (of polling day, where given). Contests of several
    seats, decided at once, with a first preference not known, or with a tie for the second place give no
    rows.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> transfer_cells(r)[["origin", "votes", "weight", "leader"]].round(3).values.tolist()
    [['LD', 20.0, 0.667, 'Con'], ['Grn', 10.0, 0.333, 'Con']]
    """
    require(results, "results", ["ballot_id", "candidate_id", "party", "first_pref"])
    results = results[number(results, "seats").fillna(1) == 1].sort_values(["ballot_id", "candidate_id"])
    first, ballot = number(results, "first_pref"), results["ballot_id"]
    unit = first.groupby(ballot)
    place, lowest = unit.rank(method="first", ascending=False), unit.rank(method="max", ascending=False)
    total, known = unit.transform("sum", skipna=False), unit.transform("count") > 2
    tie = ((place <= 2) & (lowest > 2)).groupby(ballot).transform("any")
    open_ = known & ~tie & (2 * unit.transform("max") <= total)
    year = results["date"].dt.year.astype("str") if "date" in results else ""
    rows = results[["ballot_id", "candidate_id", "party"]].assign(
        _place=place, votes=first, _all=total, year=year
    )
    rows = rows[open_]
    out = rows[rows["_place"] > 2].rename(columns={"party": "origin"}).drop(columns="_place")
    for at, name in ((1, "leader"), (2, "runner_up")):
        one = rows.loc[rows["_place"] == at, ["ballot_id", "party", "candidate_id", "votes"]]
        one = one.set_axis(["ballot_id", name, f"{name}_id", f"{name}_votes"], axis=1)
        out = out.merge(one, on="ballot_id", validate="many_to_one")
    gone = out.groupby("ballot_id")["votes"].transform("sum")
    out = out.assign(
        weight=(out["votes"] / gone).where(gone > 0, 0),
        others=(1 - out["votes"] / gone).where(gone > 0, 0),
        crowd=(gone - out["votes"]) / out["_all"],
    )
    order = ["ballot_id", "votes", "origin"]
    return out.drop(columns="_all").sort_values(order, ascending=[True, False, True], ignore_index=True)


def observed_transfers(results: pd.DataFrame) -> pd.DataFrame:
    """The transfers counted, one contest a row, where both finalists' and all first preferences are known.

    Columns: ballot_id, ``eliminated``, ``to_leader``, ``to_runner_up`` (votes), ``transfer_rate``,
    ``transfer_share`` (the first-round leader's).

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25], "second_pref": [4, 16, None]})
    >>> observed_transfers(r)[["eliminated", "transfer_rate", "transfer_share"]].values.tolist()
    [[25.0, 0.8, 0.2]]
    """
    table = finalists(results)
    cells = transfer_cells(results)
    units = cells.groupby("ballot_id", as_index=False).agg(
        eliminated=("votes", "sum"), _leader=("leader_id", "first"), _runner=("runner_up_id", "first")
    )
    held = table.loc[table["second_round"] == "held", ["ballot_id", "candidate_id", "transfers"]]
    for who, name in (("_leader", "to_leader"), ("_runner", "to_runner_up")):
        keyed = held.set_axis(["ballot_id", who, name], axis=1)
        units = units.merge(keyed, on=["ballot_id", who], how="left", validate="many_to_one")
    units = units.dropna(subset=["to_leader", "to_runner_up"])
    moved = units["to_leader"] + units["to_runner_up"]
    units = units[(moved > 0) & (moved <= units["eliminated"])]
    units = units.assign(transfer_rate=moved / units["eliminated"], transfer_share=units["to_leader"] / moved)
    return units.drop(columns=["_leader", "_runner"]).reset_index(drop=True)


def transfer_units(results: pd.DataFrame, counting_areas: pd.DataFrame | None = None) -> pd.DataFrame:
    """The cells of every contest with known transfers, by counting area where the areas make up the contest.

    Columns of ``transfer_cells`` and ``unit`` (the contest or one area of it), ``by_area``, ``rate_odds``
    (log-odds of the unit's transfer rate) and ``share_odds`` (of the leader's share of its transfers).
    Areas replace their contest where every candidate's votes and both finalists' transfers are known in
    each, and add up to its.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25], "second_pref": [4, 16, None]})
    >>> transfer_units(r)[["unit", "by_area"]].values.tolist()
    [['x', False]]
    """
    cells = transfer_cells(results)
    whole = cells.merge(observed_transfers(results), on="ballot_id", validate="many_to_one")
    whole = whole.assign(unit=whole["ballot_id"], by_area=False)
    if counting_areas is not None:
        parts = _by_area(whole, counting_areas)
        whole = pd.concat([whole[~whole["ballot_id"].isin(parts["ballot_id"])], parts], ignore_index=True)
    moved = whole["to_leader"] + whole["to_runner_up"]
    # Half a vote on either side keeps the odds finite where everybody or nobody transferred.
    odds = {
        "rate_odds": np.log((moved + 0.5) / (whole["eliminated"] - moved + 0.5)),
        "share_odds": np.log((whole["to_leader"] + 0.5) / (whole["to_runner_up"] + 0.5)),
    }
    table = whole.assign(**odds).drop(columns=_SEEN)
    return table.sort_values(["unit", "votes", "origin"], ascending=[True, False, True], ignore_index=True)


def _by_area(whole: pd.DataFrame, counting_areas: pd.DataFrame) -> pd.DataFrame:
    """The cells of the contests whose areas make them up, one for each candidate and area."""
    keys = ["ballot_id", "area_gss"]
    require(counting_areas, "counting_areas", [*keys, "candidate_id", "first_pref", "second_pref"])
    counted = counting_areas[[*keys, "candidate_id"]].assign(
        votes=number(counting_areas, "first_pref"), second=number(counting_areas, "second_pref")
    )
    own = whole.drop(columns=["votes", "unit", "by_area", "weight", "others", "crowd", "eliminated"])
    parts = own.merge(counted.drop(columns="second"), on=["ballot_id", "candidate_id"])
    parts = parts.rename(columns={"to_leader": "_leader", "to_runner_up": "_runner"})
    for who, name in (("leader", "to_leader"), ("runner_up", "to_runner_up")):
        got = counted.drop(columns="votes").set_axis([*keys, f"{who}_id", name], axis=1)
        parts = parts.merge(got, on=[*keys, f"{who}_id"], how="left", validate="many_to_one")
    unit = [parts[k] for k in keys]
    gone = parts["votes"].groupby(unit).transform("sum", skipna=False)
    cast = counted.groupby(keys)["votes"].sum().rename("_all").reset_index()
    parts = parts.merge(cast, on=keys, validate="many_to_one").assign(eliminated=gone)
    parts = parts[_add_up(parts, whole) & (parts["eliminated"] > 0)]
    return parts.assign(
        unit=parts["ballot_id"] + " " + parts["area_gss"],
        by_area=True,
        weight=parts["votes"] / parts["eliminated"],
        others=1 - parts["votes"] / parts["eliminated"],
        crowd=(parts["eliminated"] - parts["votes"]) / parts["_all"],
    )[whole.columns]


def _add_up(parts: pd.DataFrame, whole: pd.DataFrame) -> pd.Series:
    """Whether every eliminated candidate's votes and the transfers of a contest are the sum of its areas'."""
    by_candidate = parts.groupby(["ballot_id", "candidate_id"])
    summed = by_candidate[["votes", "to_leader", "to_runner_up"]].sum(min_count=1).reset_index()
    both = whole[["ballot_id", "candidate_id", "votes", "to_leader", "to_runner_up"]].merge(
        summed, on=["ballot_id", "candidate_id"], how="left", suffixes=("", "_sum"), validate="one_to_one"
    )
    same = np.logical_and.reduce(
        [both[c] == both[f"{c}_sum"] for c in ("votes", "to_leader", "to_runner_up")]
    )
    good = pd.Series(same, index=both.index).groupby(both["ballot_id"]).all()
    filled = parts[["votes", "to_leader", "to_runner_up"]].notna().all(axis=1)
    return parts["ballot_id"].map(good) & filled.groupby(parts["ballot_id"]).transform("all")
