"""Which seats changed hands, contest by contest, where their earlier holders are known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .columns import names, number, require, whole
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


def contest_gains(
    results: pd.DataFrame,
    *,
    relation: str | Sequence[str] = ("same", "recoded", "renamed"),
    data: Folder = None,
) -> pd.DataFrame:
    """Seats of each party before and now in each contest, whatever the number of its seats.

    The earlier holders are those of ``gains``. A contest compares where as many seats were filled before as
    now; where none of its seats has a known earlier holder, or their number differs (one division becoming a
    ward of three is no gain of two), ``seats_before`` and the change are missing and ``note`` says why.
    Which of several seats went to whom is not a question that has an answer: only the net change is given.

    Columns: ballot_id, organisation, election_type, cycle, area_name, ``contest_seats``, party,
    ``seats_before``, ``seats`` (won now), ``seats_change``, ``previous_date`` (ISO, as text) and ``note``.
    Parties in one of the two have 0 in the other.

    >>> import elexan as ex
    >>> county = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    >>> c = contest_gains(county).query("contest_seats == 2 and seats_change != 0")
    >>> c[["area_name", "party", "seats_change"]].values.tolist()
    [['Sawston & Shelford', 'Con', -2], ['Sawston & Shelford', 'LD', 2]]
    """
    labels = ["ballot_id", "organisation", "election_type", "cycle", "area_name"]
    require(results, "results", [*labels, "seats"])
    lineage = load_lineage(data=data)
    links = lineage[
        lineage["ballot_id"].isin(results["ballot_id"])
        & (lineage["compares"] != "votes")
        & lineage["relation"].isin(names(relation))
    ]
    then = earlier_seats(links, [], data)
    before = then.groupby(["ballot_id", "party"]).size().rename("seats_before").reset_index()
    found = (
        then.groupby("ballot_id").agg(_found=("party", "size"), previous_date=("date", "max")).reset_index()
    )
    won = winners(results)
    now = won.groupby(["ballot_id", "party"]).size().rename("_now").reset_index()
    contests = results[[*labels, "seats"]].drop_duplicates("ballot_id")
    contests = contests.rename(columns={"seats": "contest_seats"}).merge(found, on="ballot_id", how="left")
    same = contests["_found"] == number(contests, "contest_seats")
    table = now.merge(
        before[before["ballot_id"].isin(contests.loc[same, "ballot_id"])], on=["ballot_id", "party"],
        how="outer", validate="one_to_one",
    ).merge(contests, on="ballot_id", validate="many_to_one")  # fmt: skip
    compares = table["_found"] == number(table, "contest_seats")
    seats, seats_before = table["_now"].fillna(0), table["seats_before"].fillna(0).where(compares)
    sizes = "seats then " + whole(table["_found"]).astype("str")
    note = (sizes + ", now " + table["contest_seats"].astype("str")).where(~compares)
    note = note.mask(table["_found"].isna(), "no earlier holder known under this relation")
    table = table.assign(
        seats=whole(seats), seats_before=whole(seats_before), seats_change=whole(seats - seats_before),
        previous_date=table["previous_date"].where(compares), note=note.astype("str"),
    )  # fmt: skip
    shown = ["contest_seats", "party", "seats_before", "seats", "seats_change", "previous_date", "note"]
    return table[[*labels, *shown]].sort_values(["ballot_id", "party"], ignore_index=True)


def net_gains(gains: pd.DataFrame) -> pd.DataFrame:
    """Seats of each party before and now over the contests compared, one row a council and party.

    ``gains`` is a table of ``gains`` or of ``contest_gains``, whose contests without a comparison are left
    out.

    Columns: organisation, election_type, cycle, party, ``compared`` (contests), seats_before, seats,
    seats_change. What is compared is not every seat of the round: see ``compared``.

    >>> g = pd.DataFrame({"organisation": "x", "election_type": "district", "cycle": "2021-05-06",
    ...                   "party_before": ["Lab", "Lab"], "party": ["Con", "Lab"]})
    >>> net_gains(g)[["party", "seats_before", "seats", "seats_change"]].values.tolist()
    [['Con', 0, 1, 1], ['Lab', 2, 1, -1]]
    """
    keys = ["organisation", "election_type", "cycle"]
    if "party_before" in gains:
        before = gains.drop(columns="party").rename(columns={"party_before": "party"})
        both = pd.concat([before.assign(seats_before=1, seats=0), gains.assign(seats_before=0, seats=1)])
        compared = gains.groupby(keys).size()
    else:
        require(gains, "gains", [*keys, "ballot_id", "party", "seats_before", "seats"])
        both = gains[gains["seats_before"].notna()]
        compared = both.groupby(keys)["ballot_id"].nunique()
    table = both.groupby([*keys, "party"], as_index=False)[["seats_before", "seats"]].sum()
    table = table.merge(compared.reset_index(name="compared"), on=keys, validate="many_to_one")
    table = table.assign(seats_change=table["seats"] - table["seats_before"])
    return table[[*keys, "party", "compared", "seats_before", "seats", "seats_change"]]
