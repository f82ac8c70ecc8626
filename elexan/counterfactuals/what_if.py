"""A second round as it would have gone with other transfers than those counted, or with any at all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..columns import number, require, whole
from ..errors import DataError, Problem, UnknownNameError

_TINY = 1e-9


def what_if_transfers(
    results: pd.DataFrame, shares: pd.DataFrame, *, finalists: Sequence[str] | None = None
) -> pd.DataFrame:
    """One contest's second round if the voters of those eliminated had transferred as ``shares`` say.

    ``results`` hold one contest. ``shares`` has ``origin`` (candidate_id or party of those eliminated;
    ``*`` for everybody not named), ``destination`` (candidate_id or party of a finalist) and ``share`` (0
    to 1 of the origin's voters; the rest transfer to neither). With a column ``rival``, as
    ``estimate_transfer_shares`` gives, only the rows about these two finalists' parties are read.
    ``finalists`` are the candidate_ids of the second round, the leading two unless given (the last two of
    an alternative vote, say).

    One row a finalist, the winner first: ballot_id, candidate_id, candidate (where given), party, first_pref,
    ``transfers`` (to the nearest vote), ``final_votes``, ``final_share``, ``won`` (missing in a tie),
    ``majority`` (votes), ``non_transferable`` (votes) and ``transfer_rate``.

    Raises ValueError for several contests, unknown names (with the nearest) and origins left out; DataError
    for shares below 0, missing, given twice, or adding up to more than 1.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "first_pref": [45, 30, 25]})
    >>> s = pd.DataFrame({"origin": "LD", "destination": ["Lab", "Con"], "share": [0.8, 0.16]})
    >>> what_if_transfers(r, s)[["party", "transfers", "final_votes", "majority"]].values.tolist()
    [['Lab', 20, 50, 1], ['Con', 4, 49, 1]]
    """
    require(results, "results", ["ballot_id", "candidate_id", "party", "first_pref"])
    require(shares, "shares", ["origin", "destination", "share"])
    two, gone = _two(results, finalists)
    told = _told(shares, two, gone)
    by_name = pd.concat([gone.assign(_origin=gone["candidate_id"]), gone.assign(_origin=gone["party"]),
                         gone.assign(_origin="*")])  # fmt: skip
    named = by_name[by_name["_origin"].isin(told["origin"])].drop_duplicates("candidate_id")
    left = gone[~gone["candidate_id"].isin(named["candidate_id"])]
    if len(left):
        votes = ", ".join(
            f"{c} ({p}, {n:.0f} votes)" for c, p, n in left[["candidate_id", "party", "_first"]].values
        )
        raise ValueError(f"shares say nothing of {votes}; give them, 0 if nobody transfers, or origin *")
    moved = named.merge(told, left_on="_origin", right_on="origin")
    received = (moved["_first"] * moved["share"]).groupby(moved["to"]).sum()
    # Rounded as a running sum, so that no more votes arrive than set out.
    got = two["candidate_id"].map(received).fillna(0).cumsum().round()
    got = got.diff().fillna(got)
    table = two.assign(transfers=got, final_votes=two["_first"] + got).reset_index(drop=True)
    ahead = table["final_votes"].max()
    level = (table["final_votes"] == ahead).sum() > 1
    won = (table["final_votes"] == ahead).astype("boolean").mask(pd.Series([level] * len(table)))
    total, spare = gone["_first"].sum(), gone["_first"].sum() - got.sum()
    table = table.assign(
        first_pref=whole(table["_first"]),
        transfers=whole(table["transfers"]),
        final_share=table["final_votes"] / table["final_votes"].sum(),
        won=won,
        majority=int(ahead - table["final_votes"].nlargest(2).iloc[1]),
        non_transferable=int(spare),
        transfer_rate=got.sum() / total if total else float("nan"),
    )
    table = table.assign(final_votes=whole(table["final_votes"]))
    keep = ["ballot_id", "candidate_id", *(c for c in ("candidate",) if c in table), "party", "first_pref",
            "transfers", "final_votes", "final_share", "won", "majority", "non_transferable",
            "transfer_rate"]  # fmt: skip
    order = ["final_votes", "first_pref"]
    return table.sort_values(order, ascending=False, ignore_index=True)[keep]


def _two(results: pd.DataFrame, named: Sequence[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The finalists and the eliminated of one contest."""
    ballots = results["ballot_id"].unique()
    if len(ballots) != 1:
        raise ValueError(f"results hold {len(ballots)} contests; give one")
    table = results.assign(_first=number(results, "first_pref"))
    if table["_first"].isna().any():
        who = ", ".join(table.loc[table["_first"].isna(), "candidate_id"])
        raise ValueError(f"{ballots[0]}: first_pref of {who} is not known; nothing can be said without it")
    table = table.sort_values(["_first", "candidate_id"], ascending=[False, True])
    if named is None:
        if len(table) > 2 and table["_first"].iloc[1] == table["_first"].iloc[2]:
            raise ValueError(f"{ballots[0]}: a tie for second place; name the finalists= (candidate_ids)")
        inside = table["_first"].rank(method="first", ascending=False) <= 2
    else:
        for name in named:
            if name not in set(table["candidate_id"]):
                raise UnknownNameError("candidate", name, table["candidate_id"])
        inside = table["candidate_id"].isin(named)
    if inside.sum() < 2:
        raise ValueError(f"{ballots[0]}: a second round needs two finalists, not {inside.sum()}")
    return table[inside], table[~inside]


def _told(shares: pd.DataFrame, two: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """The shares checked, with the finalist each goes to in ``to``."""
    told = shares.assign(share=number(shares, "share"))
    parties = two["party"]
    to = {**{p: c for p, c in zip(parties, two["candidate_id"], strict=True) if (parties == p).sum() == 1},
          **dict(zip(two["candidate_id"], two["candidate_id"], strict=True))}  # fmt: skip
    origins = {*gone["candidate_id"], *gone["party"], "*"}
    if "rival" in told:
        told = told[told["destination"].isin(to) & told["rival"].isin(to) & told["origin"].isin(origins)]
    for kind, column, known in (
        ("eliminated candidate or party", "origin", origins),
        ("finalist", "destination", to),
    ):
        for name in told.loc[~told[column].isin(known), column].unique():
            raise UnknownNameError(kind, name, sorted(known))
    told = told.assign(to=told["destination"].map(to))
    total = told.groupby("origin")["share"].sum()
    twice = told[told.duplicated(["origin", "to"])]
    low = told.loc[~(told["share"] >= 0), ["origin", "destination", "share"]]
    wrong = [(f"{o} to {d}", f"is {n}", "give a share from 0 to 1") for o, d, n in low.values]
    repeated = twice[["origin", "destination"]].values
    wrong += [(f"{o} to {d}", "is given twice", "leave one") for o, d in repeated]
    over = total[total > 1 + _TINY].items()
    wrong += [(str(o), f"add up to {n:.4g}", "1 at most: the rest transfer to nobody") for o, n in over]
    problems = [Problem("shares", what, remedy, key=key, field="share") for key, what, remedy in wrong]
    if problems:
        raise DataError(problems)
    return told[["origin", "to", "share"]]
