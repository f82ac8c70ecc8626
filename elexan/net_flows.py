"""The smallest net flows between parties that account for a change in shares."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .columns import names, require
from .shares import ShareMethod
from .swing import share_change


def net_flows(
    results: pd.DataFrame,
    previous: pd.DataFrame,
    *,
    share_method: ShareMethod,
    by: str | Sequence[str] = "ballot_id",
) -> pd.DataFrame:
    """The net flow of vote share from each party that lost to each that gained, one row per group and pair.

    Each loser's loss is divided among the gainers in proportion to their gains. These are the least flows
    that turn the earlier shares into the later ones, and the most even: a **description** of the change in
    totals, not an estimate of who changed their vote. Voters moving both ways, newly voting or staying at
    home leave no trace in shares. A party that stood in only one of the elections counts with its whole
    share, as in the Pedersen index, to which the flows of a group add up.

    Columns: those of ``by``, ``origin`` and ``destination`` (party codes), ``net_flow_share`` (of the vote,
    above 0 to 1), and ``pedersen``, ``share_method`` and the baseline of ``share_change``. A group without an
    earlier contest, or whose shares are not all known, has no rows. Largest flow first within a group.

    >>> now = pd.DataFrame({"ballot_id": "new", "party": ["Con", "Lab", "LD"], "first_pref": [45, 40, 15]})
    >>> then = pd.DataFrame({"ballot_id": "old", "party": ["Con", "Lab", "LD"], "first_pref": [35, 45, 20],
    ...                      "next_ballot_id": "new", "relation": "same", "date": "2017-05-04"})
    >>> flows = net_flows(now, then, share_method="sum")
    >>> flows[["origin", "destination", "net_flow_share"]].round(3).values.tolist()
    [['LD', 'Con', 0.05], ['Lab', 'Con', 0.05]]
    """
    keys = names(by)
    require(results, "results", ["party"])
    changes = share_change(results, previous, method=share_method, by=keys)
    changes = changes[changes["compared"] > 0]
    before = changes["vote_share_before"].mask(changes["stood"] == "now", 0.0)
    now = changes["vote_share"].mask(changes["stood"] == "before", 0.0)
    known = (now - before).notna().groupby([changes[k] for k in keys], dropna=False).transform("all")
    moved = changes.assign(_change=now - before)[known]
    moved = moved.assign(_lost=(-moved["_change"]).clip(lower=0), _gained=moved["_change"].clip(lower=0))
    losers = moved[moved["_lost"] > 0].rename(columns={"party": "origin"})
    gainers = moved.loc[moved["_gained"] > 0, [*keys, "party", "_gained"]]
    gainers = gainers.rename(columns={"party": "destination"})
    total = gainers.groupby(keys, dropna=False)["_gained"].sum().rename("pedersen").reset_index()
    pairs = losers.drop(columns="_gained").merge(gainers, on=keys).merge(total, on=keys)
    flow = pairs["_lost"] * pairs["_gained"] / pairs["pedersen"]
    about = [
        "pedersen", "share_method", "contests", "compared", "previous_ballot_id", "previous_date", "relation",
    ]  # fmt: skip
    table = pairs.assign(net_flow_share=flow)[[*keys, "origin", "destination", "net_flow_share", *about]]
    order = [*keys, "net_flow_share", "origin", "destination"]
    down = [True] * len(keys) + [False, True, True]
    # Flows equal but for the last bits of their arithmetic keep the order of their names.
    return table.assign(_flow=table["net_flow_share"].round(12)).sort_values(
        [c if c != "net_flow_share" else "_flow" for c in order], ascending=down, ignore_index=True
    ).drop(columns="_flow")  # fmt: skip
