"""What second preferences would have had to be for somebody else to win: contests held without them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..columns import number, require, whole
from ..errors import EmptySelectionError
from .av_winners import Published, possible_av_winners

RATES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def needed_transfers(results: pd.DataFrame, *, transfer_rates: Sequence[float] = RATES) -> pd.DataFrame:
    """The share of transfers each rival of the first-round leader would need, one row a rival, rule and rate.

    Every contest of three or more whose first preferences are all known and in which nobody has over half;
    second preferences, where counted, are not looked at. The rival and the leader are the last two, and
    ``transfer_rate`` of the voters of everybody else transfer to one of them. Columns: ballot_id,
    ``system`` (SV, AV, two rounds), candidate_id, candidate (where given), party, ``place`` on first
    preferences, first_pref, ``votes_behind`` the leader, ``reaches_last_two`` (SV, two rounds: the
    runner-up, and whoever ties for second, always, nobody else; AV: whether any ballot papers with these
    first preferences would elect them), ``eliminated`` (votes of everybody else), ``transfer_rate``,
    ``transfers`` (votes), ``needed_votes`` of them to draw level (rounded up), ``needed_share`` of them
    (above 1: impossible; missing for those who cannot be in the last two), ``needed_to_pass_share`` (AV,
    from the third place down: the least share of the transfers of those who were neither leader nor
    runner-up that passes the runner-up, if no other went to the runner-up) and ``possible`` (neither share is
    above 1; by AV, where not all papers transfer, that must be so and may not be enough).

    Raises EmptySelectionError where no contest needs second preferences.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> n = needed_transfers(r, transfer_rates=[0.8, 1])
    >>> lab = n.query("system == 'SV' and party == 'Lab'").round(3)
    >>> lab[["transfer_rate", "needed_votes", "needed_share"]].values.tolist()
    [[0.8, 17, 0.708], [1.0, 20, 0.667]]
    >>> n.query("system == 'AV' and party == 'LD'")[["needed_to_pass_share", "possible"]].values.tolist()
    [[1.25, False], [1.0, True]]
    """
    wrong = [rate for rate in transfer_rates if not 0 < rate <= 1]
    if wrong:
        raise ValueError(f"transfer_rates hold {wrong[0]}; give rates above 0, 1 at most")
    table = open_contests(results)
    if table.empty:
        raise EmptySelectionError("no contest in results needs second preferences, or none has all its votes")
    unit = table.groupby("ballot_id")["_first"]
    ahead, second = unit.transform("max"), unit.transform(lambda votes: votes.nlargest(2).iloc[1])
    table = table.assign(
        _behind=ahead - table["_first"], _gone=table["_total"] - ahead - table["_first"], _second=second,
        _below=table["_total"] - ahead - second - table["_first"], _av=could_win_by_av(table),
    )  # fmt: skip
    table = table[table["_place"] > 1]
    rules = pd.DataFrame({"system": ["SV", "AV", "two rounds"]})
    rows = table.merge(rules, how="cross").merge(
        pd.DataFrame({"transfer_rate": [float(rate) for rate in transfer_rates]}), how="cross"
    )
    by_preference = rows["system"] == "AV"
    level = rows["_first"] == rows["_second"]
    reaches = rows["_av"].where(by_preference, level)
    moved = rows["_gone"] * rows["transfer_rate"]
    needed = ((moved + rows["_behind"]) / (2 * moved.where(moved > 0))).where(reaches)
    below = (rows["_below"] * rows["transfer_rate"]).where(rows["_below"] > 0)
    passing = ((rows["_second"] - rows["_first"]) / below).where(by_preference & ~level & reaches)
    rows = rows.assign(
        first_pref=whole(rows["_first"]),
        place=whole(rows["_place"]),
        votes_behind=whole(rows["_behind"]),
        reaches_last_two=reaches,
        eliminated=whole(rows["_gone"]),
        transfers=whole(moved.round()),
        needed_votes=whole(np.ceil(((moved + rows["_behind"]) / 2).where(reaches) - 1e-6)),
        needed_share=needed,
        needed_to_pass_share=passing,
        possible=(needed <= 1) & ~(passing > 1),
    )
    keep = ["ballot_id", "system", "candidate_id", *(c for c in ("candidate",) if c in rows), "party",
            "place", "first_pref", "votes_behind", "reaches_last_two", "eliminated", "transfer_rate",
            "transfers", "needed_votes", "needed_share", "needed_to_pass_share", "possible"]  # fmt: skip
    order = rows.assign(_rule=rows["system"].map({"SV": 0, "AV": 1, "two rounds": 2}))
    return order.sort_values(["ballot_id", "_rule", "place", "transfer_rate"], ignore_index=True)[keep]


def open_contests(results: pd.DataFrame) -> pd.DataFrame:
    """The candidates of contests that first preferences do not decide, most votes first.

    Adds ``_first``, ``_place`` (1 the leader) and ``_total`` (votes of the contest). Contests of several
    seats, of fewer than three, with votes not known, or with somebody over half are left out.

    >>> r = pd.DataFrame({"ballot_id": list("xxxyyy"), "candidate_id": list("abcabc"),
    ...                   "party": ["Con", "Lab", "LD"] * 2, "first_pref": [45, 30, 25, 60, 30, 10]})
    >>> open_contests(r)["ballot_id"].unique().tolist()
    ['x']
    """
    require(results, "results", ["ballot_id", "candidate_id", "party", "first_pref"])
    table = results.assign(_first=number(results, "first_pref"))[number(results, "seats").fillna(1) == 1]
    table = table.sort_values(["ballot_id", "_first", "candidate_id"], ascending=[True, False, True])
    unit = table.groupby("ballot_id")["_first"]
    total, most = unit.transform("sum", skipna=False), unit.transform("max")
    table = table.assign(_place=unit.rank(method="first", ascending=False), _total=total)
    return table[(unit.transform("size") > 2) & (2 * most <= total)].reset_index(drop=True)


def could_win_by_av(table: pd.DataFrame) -> pd.Series:
    """Whether some papers with these first preferences would elect each candidate of ``open_contests`` by AV.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> could_win_by_av(open_contests(r)).tolist()
    [True, True, True, False]
    """
    answers = [
        [n in possible_av_winners(Published(tuple(int(v) for v in votes), (0, 1))) for n in range(len(votes))]
        for _, votes in table.groupby("ballot_id")["_first"]
    ]
    return pd.Series([could for answer in answers for could in answer], index=table.index, dtype="bool")
