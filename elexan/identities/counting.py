"""What must add up between a contest and its counting areas."""

from __future__ import annotations

import pandas as pd

from .failure import Failure, Tables, figure_of, wrong


def counting_areas(tables: Tables) -> list[Failure]:
    """Counting areas add up to the contest where all are known, and never exceed it."""
    found = []
    a, r = tables["counting_areas"], tables["results"]
    districts = footprints(tables).groupby("ballot_id")["area_gss"].agg(set)
    for column in ("first_pref", "second_pref"):
        known = a[a[column].notna()].groupby(["ballot_id", "candidate_id"])
        sums = known.agg(areas=("area_gss", set), counted=(column, "sum")).reset_index()
        sums["districts"] = sums["ballot_id"].map(districts)
        sums["complete"] = [
            isinstance(d, set) and d <= s for d, s in zip(sums["districts"], sums["areas"], strict=True)
        ]
        rows = r.merge(sums, on=["ballot_id", "candidate_id"])
        complete = rows["complete"].astype(bool)
        found += wrong(
            "results",
            rows,
            complete & (rows["counted"] != rows[column]),
            f"{column} is {{{column}:,}}, its counting areas add up to {{counted:,}}",
            f"{column} votes",
            areas=True,
        )
        found += wrong(
            "results",
            rows,
            ~complete & (rows["counted"] > rows[column]),
            f"{column} is {{{column}:,}}, but some of its counting areas have {{counted:,}}",
            f"{column} votes",
            areas=True,
        )
    return found


def footprints(tables: Tables) -> pd.DataFrame:
    """The districts each contest covers: ballot_id, area_gss; none for contests smaller than a district."""
    areas = tables["areas"]
    districts = areas[areas["area_type"] == "district"].assign(itself=lambda d: d["area_gss"])
    parents = ["itself", "county_gss", "police_area_gss", "combined_authority_gss"]
    pairs = districts.melt(["area_gss"], parents, value_name="over").dropna(subset="over")
    contests = tables["contests"][["ballot_id", "area_gss"]].dropna()
    return contests.merge(pairs, left_on="area_gss", right_on="over", suffixes=("_contest", ""))[
        ["ballot_id", "area_gss"]
    ].drop_duplicates()


def counting_area_papers(tables: Tables) -> list[Failure]:
    """In each counting area, votes and rejected papers make the ballots cast."""
    keys = ["ballot_id", "area_gss"]
    a, r, t = tables["counting_areas"], tables["results"], tables["counting_area_turnout"]
    candidates = r.groupby("ballot_id").size()
    counted = a[a["first_pref"].notna()].groupby(keys)["first_pref"].agg(["sum", "size"]).reset_index()
    counted = counted[counted["size"] == figure_of(counted["ballot_id"], candidates)]
    rows = t.merge(counted.rename(columns={"sum": "votes"}), on=keys)
    papers = rows["votes"] + rows["rejected_first"]
    return [
        *wrong(
            "counting_area_turnout",
            rows,
            papers != rows["ballots_cast"],
            "candidates' votes {votes:,} and rejected_first {rejected_first:,} do not make "
            "ballots_cast {ballots_cast:,}",
            "first_pref rejected_first ballots_cast valid_first votes",
        ),
        *wrong(
            "counting_area_turnout",
            rows,
            rows["votes"] > rows["ballots_cast"],
            "candidates have {votes:,} votes, more than ballots_cast {ballots_cast:,}",
            "first_pref ballots_cast valid_first votes",
        ),
    ]


def rejected_papers(tables: Tables) -> list[Failure]:
    """The papers rejected for each reason are no more than were rejected at that count."""
    areas = tables["counting_area_turnout"]
    totals = pd.concat([areas, tables["contests"]])[
        ["ballot_id", "area_gss", "rejected_first", "rejected_second"]
    ]
    r = tables["rejected_papers"]
    keys = [r["ballot_id"], r["area_gss"], r["stage"]]
    rows = r.assign(reasons=r["papers"].groupby(keys).transform("sum"))
    rows = rows.drop_duplicates(["ballot_id", "area_gss", "stage"]).merge(
        totals.drop_duplicates(["ballot_id", "area_gss"]), on=["ballot_id", "area_gss"], how="left"
    )
    first = rows["stage"] == "first"
    total = rows["rejected_first"].where(first, rows["rejected_second"])
    return wrong(
        "rejected_papers",
        rows.assign(total=total),
        rows["reasons"] > total,
        "the reasons of the {stage} count add up to {reasons:,}, rejected_{stage} is {total:,}",
        "papers rejected_first rejected_second",
    )
