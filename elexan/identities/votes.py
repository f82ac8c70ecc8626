"""What must add up within a contest: rounds, valid and rejected papers, turnout, who is elected."""

from __future__ import annotations

import pandas as pd

from .failure import Failure, Tables, figure_of, wrong


def rounds(tables: Tables) -> list[Failure]:
    """First preferences and transfers give the final votes, and only finalists have them."""
    names = ["ballot_id", "voting_system", "second_round"]
    r = tables["results"].merge(tables["contests"][names], on="ballot_id", how="left")
    transferred = r["second_pref"].notna() | r["final_votes"].notna()
    finalists = transferred.groupby(r["ballot_id"]).transform("sum")
    contests = tables["contests"]
    return [
        *wrong(
            "results",
            r,
            r["first_pref"] + r["second_pref"] != r["final_votes"],
            "first_pref {first_pref:,} and second_pref {second_pref:,} do not make "
            "final_votes {final_votes:,}",
            "first_pref second_pref final_votes",
        ),
        *wrong(
            "results",
            r,
            transferred & (r["voting_system"].ne("SV") | r["second_round"].eq("not_needed")),
            "has second-round votes, but the contest had no second round",
            "second_pref final_votes second_round voting_system",
        ),
        *wrong(
            "results",
            r,
            transferred & (finalists > 2),
            "is one of more than two finalists",
            "second_pref final_votes",
        ),
        *wrong(
            "contests",
            contests,
            contests["second_round"].notna() & contests["voting_system"].ne("SV"),
            "second_round is {second_round}, but there is none under {voting_system}",
            "second_round voting_system",
        ),
    ]


def totals(tables: Tables) -> list[Failure]:
    """Candidates add up to the valid papers; valid and rejected papers to the ballots cast."""
    r, c = tables["results"], tables["contests"]
    one_vote = c["voting_system"].eq("SV") | c["seats"].eq(1)
    finalists = r[r["second_pref"].notna()].groupby("ballot_id")["second_pref"].agg(["sum", "size"])
    c = c.assign(
        first=figure_of(c["ballot_id"], _total(r, ["ballot_id"], "first_pref")),
        second=figure_of(c["ballot_id"], finalists.loc[finalists["size"] == 2, "sum"]),
        papers=c["valid_first"] + c["rejected_first"],
    )
    return [
        *wrong(
            "contests",
            c,
            one_vote & (c["first"] != c["valid_first"]),
            "candidates' first_pref add up to {first:,}, valid_first is {valid_first:,}",
            "first_pref valid_first votes",
        ),
        *wrong(
            "contests",
            c,
            c["second"] != c["valid_second"],
            "finalists' second_pref add up to {second:,}, valid_second is {valid_second:,}",
            "second_pref final_votes valid_second",
        ),
        *wrong(
            "contests",
            c,
            c["papers"] != c["ballots_cast"],
            "valid_first {valid_first:,} and rejected_first {rejected_first:,} do not make "
            "ballots_cast {ballots_cast:,}",
            "valid_first rejected_first ballots_cast first_pref",
        ),
    ]


def _total(rows: pd.DataFrame, by: list[str], column: str) -> pd.Series:
    """Sums by group, missing where any figure of the group is."""
    grouped = rows.groupby(by)[column]
    return grouped.sum().where(grouped.count() == grouped.size())


def turnout(tables: Tables) -> list[Failure]:
    """Nobody votes who is not registered, and no candidate has more votes than there are papers."""
    found = []
    c = tables["contests"]
    c = c.assign(most=figure_of(c["ballot_id"], tables["results"].groupby("ballot_id")["first_pref"].max()))
    for name, rows in (("contests", c), ("counting_area_turnout", tables["counting_area_turnout"])):
        for column in ("ballots_cast", "valid_first", "most"):
            if column in rows:
                found += wrong(
                    name,
                    rows,
                    rows[column] > rows["electorate"],
                    f"{'a candidate has' if column == 'most' else column + ' is'} {{{column}:,}}, "
                    "more than the electorate of {electorate:,}",
                    "electorate " + ("first_pref" if column == "most" else column),
                )
    return found


def elected(tables: Tables) -> list[Failure]:
    """As many are elected as there are seats, those with most votes; uncontested seats have no votes."""
    r = tables["results"]
    c = tables["contests"]
    c = c.assign(
        winners=figure_of(c["ballot_id"], r[r["elected"].fillna(False)].groupby("ballot_id").size()).fillna(0)
    ).astype({"winners": "Int64"})
    known = c["ballot_id"].isin(r["ballot_id"])
    finals = r["final_votes"].notna().groupby(r["ballot_id"]).transform("sum") == 2
    r = r.assign(count=r["final_votes"].where(finals, r["first_pref"]))
    r = r.merge(c[["ballot_id", "status", "voting_system", "second_round"]], on="ballot_id", how="left")
    decided = r["voting_system"].ne("SV") | r["second_round"].eq("not_needed") | r["final_votes"].notna()
    lost = r[~r["elected"].fillna(True) & decided].groupby("ballot_id")["count"].max()
    r = r.assign(beaten=figure_of(r["ballot_id"], lost))
    return [
        *wrong("contests", c, ~known, "has no candidates in results.csv", "candidate"),
        *wrong(
            "contests",
            c,
            known & (c["winners"] != c["seats"]),
            "seats is {seats}, {winners} candidates are elected",
            "elected seats",
        ),
        *wrong(
            "results",
            r,
            decided & r["elected"] & (r["count"] < r["beaten"]),
            "elected with {count:,} votes, but {beaten:,} did not win a seat",
            "elected first_pref final_votes votes",
        ),
        *wrong(
            "results",
            r,
            r["status"].eq("uncontested") & (r["first_pref"].notna() | ~r["elected"]),
            "uncontested, yet with votes or not elected",
            "elected first_pref status",
        ),
    ]
