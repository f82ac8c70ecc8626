"""Mayors, 2017 to 2025: what the facts files say, and what is corrected or noted on the way in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

CITIES = {"bristol", "doncaster", "liverpool", "london", "north-tyneside", "salford"}
LOCAL_ELECTIONS_2017 = (
    "https://github.com/jamesm2w/local-elections/blob/d441427b/elections/Combined_Authorities_2017.json"
)
BRISTOL_COUNT = "https://www.bristol.gov.uk/council-and-mayor/voting-and-elections/types-of-elections-and-election-results/mayoral-election-results-2021/mayoral-election-stage-1-count-results-2021"

# Per cent, as printed for the whole contest; the note says by whom where it is not the contest's own source.
TURNOUT = {
    "mayor.cambridgeshire-and-peterborough.2017-05-04": 33.57,
    "mayor.cambridgeshire-and-peterborough.2021-05-06": 36.99,
    "mayor.cambridgeshire-and-peterborough.2025-05-01": 33.10,
    "mayor.greater-manchester-ca.2017-05-04": 28.9,
    "mayor.greater-manchester-ca.2021-05-06": 34.2,
    "mayor.liverpool-city-ca.2021-05-06": 29.5,
    "mayor.liverpool-city-ca.2024-05-02": 23.52,
    "mayor.tees-valley.2017-05-04": 21.3,
    "mayor.tees-valley.2021-05-06": 33.95,
    "mayor.tees-valley.2024-05-02": 30.63,
    "mayor.west-midlands.2021-05-06": 31.23,
    "mayor.west-of-england.2021-05-06": 36.61,
    "mayor.west-yorkshire.2021-05-06": 36.5,
    "mayor.west-yorkshire.2024-05-02": 32.71,
    "mayor.liverpool.2021-05-06": 30.51,
    "mayor.doncaster.2021-05-06": 28.05,
    "mayor.salford.2024-05-02": 25.89,
}

NOTES = {
    "mayor.cambridgeshire-and-peterborough.2017-05-04": "ballots: Electoral Commission; turnout: PA; finals: "
    "Wikipedia; electorate left empty, the printed one does not fit the printed turnout",
    "mayor.cambridgeshire-and-peterborough.2021-05-06": "turnout counts rejected papers; electorate: BBC",
    "mayor.cambridgeshire-and-peterborough.2025-05-01": "ballots derived: valid plus rejected; rejected "
    "papers: a Wikipedia mirror only",
    "mayor.greater-manchester-ca.2017-05-04": "electorate: PA; ballots and turnout: Electoral Commission",
    "mayor.greater-manchester-ca.2021-05-06": "turnout of valid votes: Commons Library",
    "mayor.liverpool-city-ca.2017-05-04": "ballots: Electoral Commission; electorate and rejected papers: a "
    "blog",
    "mayor.liverpool-city-ca.2021-05-06": "electorate and turnout of valid votes: BBC",
    "mayor.liverpool-city-ca.2024-05-02": "turnout is of valid votes",
    "mayor.tees-valley.2017-05-04": "ballots: Electoral Commission",
    "mayor.tees-valley.2021-05-06": "two candidates, so one count; ballots, rejected papers and turnout: "
    "Stockton-on-Tees council",
    "mayor.west-midlands.2017-05-04": "ballots: Electoral Commission",
    "mayor.west-midlands.2021-05-06": "votes of the second round: BBC; electorate left empty, the printed "
    "one does not fit the printed turnout",
    "mayor.west-midlands.2024-05-02": "rejected papers: Erdington Local only; ballots and electorate: "
    "Express & Star, before a recount in Coventry",
    "mayor.west-of-england.2017-05-04": "electorate: PA",
    "mayor.west-yorkshire.2021-05-06": "first election to this office: nothing earlier to compare with",
    "mayor.liverpool.2021-05-06": "transfers: LBN Daily",
    "mayor.bristol.2021-05-06": "ballots, rejected papers and turnout: Bristol City Council; second round: "
    "BBC; ballots are papers verified",
    "mayor.doncaster.2021-05-06": "turnout is of 63,862 papers, base not stated",
    "mayor.london.2021-05-06": "ballots derived: valid plus rejected; transfers are final minus first votes, "
    "not the published totals of all second preferences",
    "mayor.salford.2024-05-02": "turnout is of valid votes, so ballots are left empty; four candidates add "
    "up to the printed total",
}

RESULT_NOTES = {
    (
        "mayor.cambridgeshire-and-peterborough.2021-05-06",
        "Nik Johnson",
    ): "Labour and Co-operative in the press",
    ("mayor.greater-manchester-ca.2021-05-06", "David Sutcliffe"): "no description on the ballot paper",
    ("mayor.greater-manchester-ca.2021-05-06", "Alec Marvel"): "no description on the ballot paper",
    ("mayor.liverpool-city-ca.2017-05-04", "Paula Walters"): "the total of the contest fits this figure only",
    (
        "mayor.liverpool-city-ca.2017-05-04",
        "Tabitha Morton",
    ): "the total of the contest fits this figure only",
}

_NO_HEADING = (
    "area heading missing in the excerpt: area name inferred from the alphabetical order of the five areas"
)
_INFERRED = "area name inferred from the order of the areas on the page"
AREA_NOTES = {
    "derived: total minus the other two areas": "derived: contest total minus the other two areas",
    'derived: total minus the other two areas; source says "just over 18,000"': "derived: contest total "
    "minus the other two areas; printed as just over 18,000",
    'derived: "178 votes ahead of Mr Banks"': "derived from the printed lead of 178",
    'derived: "another 64 votes behind"': "derived from the printed gap of 64",
    'derived: "2,539 votes ahead of Green Mary Page"': "derived from the printed lead of 2,539",
    'derived: "12,771 votes ahead of Mr Banks"; equals total minus other two areas': "derived from the "
    "printed lead of 12,771; equals the contest total minus the other two areas",
    _NO_HEADING: _INFERRED,
    f"{_NO_HEADING}; partial (excerpt cut off)": _INFERRED,
}

_VERIFIED = "turnout counts rejected papers"
_NO_BASE = "base of the turnout not stated"
TURNOUT_NOTES = {
    "verification turnout (includes papers later rejected)": _VERIFIED,
    "verified votes": "papers verified",
    "turnout only; base not stated": _NO_BASE,
    "turnout only; base not stated; also https://johnbrace.com/2017/05/05/": _NO_BASE,
    "printed as the lowest; turnout only": "printed as the lowest of the ten",
    "printed as the highest, rounded; turnout only": "turnout rounded, from another page: Oldham Chronicle",
    "rounded; first-preference shares of the top two: Lab 36.6, Con 20.7%": "turnout rounded; "
    "first-preference shares of the top two: Lab 0.366, Con 0.207",
    "rounded; first-preference shares of the top two: Con 32.2, Lab 31.9%": "turnout rounded; "
    "first-preference shares of the top two: Con 0.322, Lab 0.319",
    "rounded; first-preference shares of the top two: Con 42, Lab 28%": "turnout rounded; first-preference "
    "shares of the top two: Con 0.42, Lab 0.28",
}
TURNOUT_NOTES_BY_AREA = {
    ("mayor.liverpool-city-ca.2017-05-04", "E06000006"): "rejected papers: Runcorn and Widnes Weekly News",
}


def read_mayors(facts: Path) -> dict[str, pd.DataFrame]:
    """The mayors' contests, results, counting areas and turnout, corrected, with ``source_url`` columns."""
    folder = facts / "mayor"

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / name, dtype="str").rename(
            columns={"counting_area_gss": "area_gss", "counting_area_name": "area_name"}
        )

    contests = read("contests.csv").assign(turnout_pct=lambda t: t["ballot_id"].map(TURNOUT))
    contests = fill(contests, read("contests_more.csv"))
    # Salford prints the sum of the candidates as its turnout: those are valid papers, not papers cast.
    contests["ballots_cast"] = contests["ballots_cast"].mask(
        contests["ballot_id"] == "mayor.salford.2024-05-02"
    )

    results = read("results.csv")
    # The two figures that fit the total of Liverpool City Region 2017 come from another file than the rest.
    refitted = (results["ballot_id"] == "mayor.liverpool-city-ca.2017-05-04") & results["candidate"].isin(
        ["Paula Walters", "Tabitha Morton"]
    )
    results["source_url"] = results["source_url"].mask(refitted, LOCAL_ELECTIONS_2017)

    more = read("counting_areas_more.csv")  # replaces the area's rows in the older file (Halton 2017)
    areas = read("counting_areas.csv").merge(
        more[["ballot_id", "area_gss"]].drop_duplicates(), how="left", indicator=True
    )
    areas = pd.concat([areas.query("_merge == 'left_only'").drop(columns="_merge"), more], ignore_index=True)
    turnout = pd.concat([read("counting_area_turnout.csv"), read("counting_area_turnout_more.csv")])
    coogan = (areas["area_name"] == "Huntingdonshire") & (areas["candidate"] == "Ryan Coogan")
    return {
        "contests": contests.assign(
            organisation=contests["ballot_id"].str.split(".").str[1],
            organisation_name=contests["organisation"],
            note=contests["ballot_id"].map(NOTES),
        ).assign(
            organisation_type=lambda t: (
                t["organisation"].isin(CITIES).map({True: "city", False: "combined_authority"})
            )
        ),
        "results": results.assign(
            derived=results["source_note"]
            .str.contains("final minus first", na=False)
            .map({True: "transfers derived: final minus first votes"})
        ),
        "counting_areas": areas.assign(
            note=areas["source_note"].map(AREA_NOTES).mask(coogan, "printed as 13. 376")
        ),
        "turnout": turnout.assign(note=turnout["source_note"].map(TURNOUT_NOTES)),
    }


def fill(contests: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """``contests`` with its empty cells filled from the long table ``more`` (ballot_id, field, value)."""
    wide = more.pivot(index="ballot_id", columns="field", values="value")
    filled = contests.set_index("ballot_id").astype("object")
    overlap = filled.reindex(wide.index)[wide.columns].notna()
    if overlap.to_numpy().any():
        raise ValueError(f"contests_more.csv repeats cells that contests.csv already has:\n{overlap}")
    return filled.combine_first(wide.astype("object"))[filled.columns].astype("str").reset_index()


def noted(rows: pd.DataFrame, notes: dict[tuple[str, str], str], *key: str) -> pd.Series:
    """The note that ``notes`` holds for each row's key, missing where there is none."""
    keys = pd.MultiIndex.from_frame(rows[list(key)])
    return pd.Series([notes.get(k) for k in keys], index=rows.index, dtype="str")
