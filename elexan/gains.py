"""Which seats changed hands: one contest of one seat at a time, where its earlier holder is known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .columns import names, number, require
from .last_fought import earlier_seats
from .load import load_lineage
from .load.files import Folder
from .shares import winners


def gains(
    results: pd.DataFrame,
    *,
    relation: str | Sequence[str] = ("same", "recoded", "renamed"),
    data: Folder = None,
) -> pd.DataFrame:
    """Who held each seat before and who won it, one row a contest of one seat.

    The party before is the one that won the seat when it was last fought, by lineage; by-elections that
    are not held in the data and councillors who changed party in between do not count. Contests for several
    seats, and those whose earlier holder is not known, have no row.

    Columns: ballot_id, organisation, election_type, cycle, area_name, ``party_before``, ``party`` (the
    winner's), ``outcome`` (hold or gain), previous_ballot_id, ``previous_date`` (ISO, as text).

    >>> import elexan as ex
    >>> county = ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06")
    >>> gains(county)["outcome"].value_counts().to_dict()
    {'hold': 75, 'gain': 9}
    """
    require(results, "results", ["ballot_id", "organisation", "election_type", "cycle", "area_name", "seats"])
    lineage = load_lineage(data=data)
    links = lineage[
        lineage["ballot_id"].isin(results.loc[number(results, "seats") == 1, "ballot_id"])
        & (lineage["compares"] != "votes")
        & lineage["relation"].isin(names(relation))
    ]
    before = earlier_seats(links, [], data)
    before = before[~before["ballot_id"].duplicated(keep=False)]
    before = before[["ballot_id", "previous_ballot_id", "party", "date"]].rename(
        columns={"party": "party_before", "date": "previous_date"}
    )
    now = winners(results[number(results, "seats") == 1])
    now = now[["ballot_id", "organisation", "election_type", "cycle", "area_name", "party"]]
    table = now.merge(before, on="ballot_id", validate="one_to_one")
    held = table["party"] == table["party_before"]
    table = table.assign(outcome=held.map({True: "hold", False: "gain"}))
    shown = ["party_before", "party", "outcome", "previous_ballot_id", "previous_date"]
    return table[["ballot_id", "organisation", "election_type", "cycle", "area_name", *shown]]


def net_gains(gains: pd.DataFrame) -> pd.DataFrame:
    """Seats of each party before and now over the contests of ``gains``, one row a council and party.

    Columns: organisation, election_type, cycle, party, ``compared`` (contests), seats_before, seats,
    seats_change. What is compared is not every seat of the round: see ``compared``.

    >>> g = pd.DataFrame({"organisation": "x", "election_type": "district", "cycle": "2021-05-06",
    ...                   "party_before": ["Lab", "Lab"], "party": ["Con", "Lab"]})
    >>> net_gains(g)[["party", "seats_before", "seats", "seats_change"]].values.tolist()
    [['Con', 0, 1, 1], ['Lab', 2, 1, -1]]
    """
    keys = ["organisation", "election_type", "cycle"]
    before = gains.drop(columns="party").rename(columns={"party_before": "party"})
    both = pd.concat([before.assign(seats_before=1, seats=0), gains.assign(seats_before=0, seats=1)])
    table = both.groupby([*keys, "party"], as_index=False)[["seats_before", "seats"]].sum()
    compared = gains.groupby(keys).size().reset_index(name="compared")
    table = table.merge(compared, on=keys, validate="many_to_one")
    table = table.assign(seats_change=table["seats"] - table["seats_before"])
    return table[[*keys, "party", "compared", "seats_before", "seats", "seats_change"]]
