"""Mayors and police commissioners: the facts become contests, results, counting areas and their lineage."""

from __future__ import annotations

from pathlib import Path

import mayors
import pandas as pd
import pccs
from claims import compile_claims
from people_checks import check_identities
from people_conflicts import compile_conflicts
from uk_election_ids.slugger import slugify

CONTEST_COUNTS = [
    "electorate",
    "ballots_cast",
    "valid_first",
    "rejected_first",
    "valid_second",
    "rejected_second",
]
CONTEST_COLUMNS = [
    "ballot_id", "election_type", "organisation", "area_name", "area_gss", "district_gss", "date", "cycle",
    "voting_system", "seats", *CONTEST_COUNTS, "second_round", "turnout_published", "by_election", "status",
    "note", "source_url",
]  # fmt: skip
RESULT_COLUMNS = [
    "ballot_id", "candidate_id", "candidate", "candidate_full", "party_name", "party", "first_pref",
    "second_pref", "final_votes", "elected", "incumbent", "note", "source_url",
]  # fmt: skip
AREA_COLUMNS = ["ballot_id", "area_gss", "candidate_id", "first_pref", "second_pref", "note", "source_url"]
TURNOUT_COUNTS = ["electorate", "ballots_cast", "rejected_first", "rejected_second"]
TURNOUT_COLUMNS = ["ballot_id", "area_gss", *TURNOUT_COUNTS, "turnout_published", "note", "source_url"]

# Registered parties whose name the facts files put under another code.
PARTIES = {
    "Hampshire Independents": "Local",
    "Lincolnshire Independent": "Local",
    "Zero Tolerance Policing ex Chief": "Other",
}
BY_ELECTIONS = ["pcc.wiltshire.2021-08-19"]


def compile_people(facts: Path) -> dict[str, pd.DataFrame]:
    """Every table the mayors' and commissioners' facts give; sources are still addresses (``source_url``)."""
    read = [mayors.read_mayors(facts), pccs.read_pccs(facts)]
    raw = {name: pd.concat([part[name] for part in read], ignore_index=True) for name in read[0]}
    results = people_results(raw["results"])
    contests = people_contests(raw["contests"], results)
    held = contests.loc[contests["second_round"] == "held", "ballot_id"]
    results["final_votes"] = results["final_votes"].where(results["ballot_id"].isin(held))
    tables = {
        "contests": contests,
        "results": results,
        "counting_areas": people_areas(raw["counting_areas"], results),
        "counting_area_turnout": people_turnout(raw["turnout"], raw["counting_areas"]),
        "lineage": people_lineage(contests),
        "organisations": people_organisations(raw["contests"]),
    }
    conflicts = compile_conflicts(tables, facts)
    check_identities(tables, conflicts)
    return tables | {"conflicts": conflicts, "claims": compile_claims()}


def people_results(raw: pd.DataFrame) -> pd.DataFrame:
    """One row per candidate; ``final_votes`` still repeats the first where there was no second round."""
    slug = raw["candidate"].map(slugify)
    repeat = raw.assign(slug=slug).groupby(["ballot_id", "slug"]).cumcount() + 1
    english = raw["party_name"].str.startswith("English Democrat", na=False)
    literal = mayors.noted(raw, mayors.RESULT_NOTES | pccs.RESULT_NOTES, "ballot_id", "candidate")
    results = raw.assign(
        candidate_id=slug.where(repeat == 1, slug + "-" + repeat.astype("str")),
        candidate_full=raw["candidate"],
        party_name=raw["party_name"].fillna("No description"),
        party=raw["party_name"].map(PARTIES).fillna(raw["party"]).mask(english, "EngDem"),
        elected=raw["elected"].map({"true": True, "false": False}).astype("boolean"),
        incumbent=pd.Series(pd.NA, index=raw.index, dtype="boolean"),
        note=literal.fillna(raw["derived"]),
    )
    return tidy(
        results, RESULT_COLUMNS, ["ballot_id", "candidate_id"], ["first_pref", "second_pref", "final_votes"]
    )


def people_contests(raw: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """One row per contest, with ``second_round`` read off the votes: held, not_needed, missing outside SV."""
    contests = raw.assign(
        # "Bristol, City of" is how ONS files it, not what the mayor is mayor of
        area_name=raw["area_name"].replace({"Bristol, City of": "Bristol"}),
        election_type=raw["election_type"],
        district_gss=pd.Series(pd.NA, index=raw.index, dtype="str"),
        cycle=raw["date"],
        second_round=raw["ballot_id"].map(second_round(results)).where(raw["voting_system"] == "SV"),
        turnout_published=fraction(raw["turnout_pct"]),
        by_election=raw["ballot_id"].isin(BY_ELECTIONS).astype("boolean"),
        status="polled",
    )
    return tidy(contests, CONTEST_COLUMNS, ["ballot_id"], ["seats", *CONTEST_COUNTS])


def second_round(results: pd.DataFrame) -> pd.Series:
    """Whether each contest's votes show a second round under SV, by ballot_id.

    Held: somebody received transfers, or has final votes that are not the first preferences, or nobody has
    more than half of complete first preferences. Not needed: somebody has more than half of them, or a winner
    in an incomplete contest is printed with final votes equal to the first preferences.
    """
    votes = results.assign(
        moved=results["second_pref"].notna()
        | (results["final_votes"].notna() & results["final_votes"].ne(results["first_pref"]).fillna(True)),
        settled=results["elected"] & results["final_votes"].eq(results["first_pref"]).fillna(False),
    ).groupby("ballot_id")
    first = votes["first_pref"]
    complete = first.count() == first.size()
    majority = first.max() * 2 > first.sum()
    held = votes["moved"].any() | (complete & ~majority)
    not_needed = ~held & ((complete & majority) | votes["settled"].any())
    return held.map({True: "held"}).fillna(not_needed.map({True: "not_needed"}))


def people_areas(raw: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """One row per candidate and counting area; an area that lacks candidates says so in its note."""
    names = results[["ballot_id", "candidate", "candidate_id"]]
    areas = raw.merge(names, on=["ballot_id", "candidate"], how="left", validate="many_to_one")
    unknown = areas["candidate_id"].isna()
    if unknown.any():
        raise ValueError(f"counting areas name candidates who did not stand:\n{areas.loc[unknown]}")
    found = areas.groupby(["ballot_id", "area_gss"])["candidate_id"].transform("size").astype("str")
    stood = areas["ballot_id"].map(results["ballot_id"].value_counts()).astype("str")
    partial = ("partial: " + found + " of " + stood + " candidates").where(found != stood)
    areas["note"] = join_notes(areas["note"], partial)
    return tidy(areas, AREA_COLUMNS, ["ballot_id", "area_gss", "candidate_id"], ["first_pref", "second_pref"])


def people_turnout(turnout: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """One row per counting area with papers or turnout; the two kinds of file may not disagree."""
    both = pd.concat(
        [turnout, areas[["ballot_id", "area_gss", *TURNOUT_COUNTS, "source_url"]]], ignore_index=True
    )
    both["turnout_published"] = fraction(both["turnout_pct"])
    values = [*TURNOUT_COUNTS, "turnout_published"]
    both = both.dropna(subset=values, how="all")
    grouped = both.groupby(["ballot_id", "area_gss"])
    disagree = grouped[values].nunique().gt(1).any(axis=1)
    if disagree.any():
        raise ValueError(f"two figures for one counting area: {disagree[disagree].index.tolist()}")
    merged = grouped[[*values, "note", "source_url"]].first().reset_index()
    notes = mayors.TURNOUT_NOTES_BY_AREA | pccs.TURNOUT_NOTES_BY_AREA
    literal = mayors.noted(merged, notes, "ballot_id", "area_gss")
    return tidy(
        merged.assign(note=literal.fillna(merged["note"])),
        TURNOUT_COLUMNS,
        ["ballot_id", "area_gss"],
        TURNOUT_COUNTS,
    )


def people_lineage(contests: pd.DataFrame) -> pd.DataFrame:
    """Each contest's predecessor for the same office; a poll run again has none, the first was annulled."""
    ordinary = contests[~contests["by_election"]].sort_values("date")
    earlier = ordinary.groupby(["election_type", "organisation"])["ballot_id"].shift()
    lineage = ordinary.assign(
        previous_ballot_id=earlier,
        relation="same",
        compares="votes+seats",
        previous_seats=pd.Series(pd.NA, index=ordinary.index, dtype="str"),
        note="derived: same office and area",
        source_url="derived",
    ).dropna(subset="previous_ballot_id")
    columns = [
        "ballot_id",
        "previous_ballot_id",
        "relation",
        "compares",
        "previous_seats",
        "note",
        "source_url",
    ]
    return tidy(lineage, columns, ["ballot_id", "previous_ballot_id"])


def people_organisations(raw: pd.DataFrame) -> pd.DataFrame:
    """The bodies whose mayor or commissioner is elected, by slug and type."""
    organisations = raw.rename(columns={"area_gss": "organisation_gss"}).assign(source_url="ons-geography")
    columns = ["organisation", "organisation_type", "organisation_name", "organisation_gss", "source_url"]
    return tidy(organisations.drop_duplicates(columns), columns, ["organisation", "organisation_type"])


def fraction(percent: pd.Series) -> pd.Series:
    """Printed per cent as a fraction, without the noise of the division."""
    return (percent.astype("Float64") / 100).round(6)


def join_notes(*notes: pd.Series) -> pd.Series:
    """Notes side by side, joined by semicolons, missing where all are."""
    together = pd.concat(notes, axis=1)
    joined = pd.Series(
        ["; ".join(row.dropna()) for _, row in together.iterrows()], index=together.index, dtype="str"
    )
    return joined.mask(joined == "")


def tidy(
    frame: pd.DataFrame, columns: list[str], key: list[str], counts: list[str] | None = None
) -> pd.DataFrame:
    """The named columns, whole numbers as nullable integers, sorted by a key that must not repeat."""
    table = frame[columns].astype(dict.fromkeys(counts or [], "Int64"))
    table = table.astype(dict.fromkeys(table.columns[table.dtypes == "object"], "str"))
    repeated = table.duplicated(key, keep=False)
    if repeated.any():
        raise ValueError(f"repeated key {key}:\n{table.loc[repeated, key]}")
    return table.sort_values(key, ignore_index=True)
