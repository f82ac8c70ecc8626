"""Local Elections Handbook 2021 (House of Commons Library): the councils of the metro mayoralties.

Not here: the councils the council facts already hold, and county divisions.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import parties
from council_tables import as_contests, as_results, plain
from uk_election_ids.slugger import slugify

DATE, SOURCE = "2021-05-06", "leh-2021"
WORKBOOK = "publisher_files/local_elections_2021_results-2.xlsx"
COUNTY = "SC"  # the handbook's type of a county division

WARD_COLUMNS = {
    "Local authority code": "district_gss",
    "Ward/ED code": "area_gss",
    "Ward/ED name": "printed_name",
    "Vacancies": "seats",
    "Type": "type",
    "Electorate": "electorate",
    "Turnout (%)": "turnout_pct",
    "Total votes": "total_votes",
}
CANDIDATE_COLUMNS = {
    "Local authority code": "district_gss",
    "Ward/ED code": "area_gss",
    "Candidate name": "candidate",
    "Inumbent": "incumbent",  # spelt so in the file
    "Votes": "first_pref",
    "Elected": "elected",
    "Party name": "source_code",
    "Vote effective": "best_of_party",
}
PARTY_COLUMNS = {"Party abbreviation": "source_code", "Party name": "party_name"}

# The workbook was filled with the codes of wards drawn in 2022; the polls were in the wards they replaced.
CODES_OF_2022 = {
    "E05014152": ("E05000670", "Besses"),
    "E05014156": ("E05000674", "Holyrood"),
    "E05014159": ("E05000677", "Pilkington Park"),
    "E05014163": ("E05000681", "Ramsbottom"),
    "E05014120": ("E05000916", "Billinge and Seneley Green"),
    "E05014136": ("E05000930", "West Park"),
}
# Two seats, two votes a paper, but the printed turnout is all votes over the electorate: about double.
TURNOUT_IS_VOTES = {"E05000856": 0.606, "E05000937": 0.427}
SLUGS = {"E06000023": "bristol"}  # Democracy Club leaves out "City of"
CITY_COUNCILS = ["Bristol", "Coventry", "Leeds", "Liverpool", "Manchester", "Salford", "Wolverhampton"]


def compile_handbook(facts: Path) -> dict[str, pd.DataFrame]:
    """Contests, results, conflicts and councils (organisations) of the metro mayoralties."""
    sheets = pd.read_excel(facts / WORKBOOK, sheet_name=None, header=None, dtype=object)
    councils = metro_councils(facts)
    wards = table_with(sheets, WARD_COLUMNS)
    wards = wards[wards["district_gss"].isin(councils["organisation_gss"]) & wards["type"].ne(COUNTY)]
    candidates = table_with(sheets, CANDIDATE_COLUMNS)
    candidates = candidates[candidates["area_gss"].isin(wards["area_gss"])]
    wards, candidates = numbers(wards), numbers(candidates)
    check_against_sheet(wards, candidates)

    contests = metro_contests(wards, councils, ward_names(facts), candidates)
    ballot = contests.set_index("area_gss")["ballot_id"]
    names = table_with(sheets, PARTY_COLUMNS).drop_duplicates("source_code").set_index("source_code")
    results = candidates.assign(
        ballot_id=candidates["area_gss"].replace(corrected_codes()).map(ballot),
        party_name=candidates["source_code"].map(names["party_name"]),
        party=candidates["source_code"].map(parties.HANDBOOK),
        source_url=SOURCE,
    )
    if results[["ballot_id", "party_name", "party"]].isna().any(axis=None):
        raise ValueError(f"no ballot or party:\n{results[results.isna().any(axis=1)].to_string()}")
    return {
        "contests": as_contests(contests),
        "results": as_results(results),
        "conflicts": turnout_conflicts(contests),
        "organisations": councils[councils["organisation"].isin(contests["organisation"])],
    }


def table_with(sheets: dict[str, pd.DataFrame], columns: dict[str, str]) -> pd.DataFrame:
    """The columns asked for, renamed, from the first sheet with a row that names them all."""
    for sheet in sheets.values():
        head = sheet.head(10).apply(lambda row: set(columns) <= {str(cell).strip() for cell in row}, axis=1)
        if head.any():
            at = head.idxmax()
            body = sheet.loc[at + 1 :].set_axis(sheet.loc[at].astype(str).str.strip(), axis=1)
            return body[list(columns)].rename(columns=columns).dropna(how="all").reset_index(drop=True)
    raise ValueError(f"{WORKBOOK}: no sheet has a row with the columns {sorted(columns)}")


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts and flags as numbers."""
    counted = frame.columns.intersection(
        [
            "seats",
            "electorate",
            "turnout_pct",
            "total_votes",
            "incumbent",
            "first_pref",
            "elected",
            "best_of_party",
        ]
    )
    return frame.assign(**{c: pd.to_numeric(frame[c]) for c in counted})


def metro_councils(facts: Path) -> pd.DataFrame:
    """Districts of the seven mayoralties that voted, but for those the council facts hold."""
    districts = pd.read_csv(facts / "geo/lookup_lad21_england.csv", dtype=str)
    held = pd.read_csv(facts / "council/contests.csv", usecols=["organisation_gss"], dtype=str)[
        "organisation_gss"
    ]
    metro = districts[districts["cauth_mayor_voted_2021"].eq("True") & ~districts["lad21cd"].isin(held)]
    name = metro["lad21nm"].str.replace(", City of", "").str.replace("St. ", "St ")
    kind = metro["lad21cd"].str[:3].map({"E06": "unitary", "E07": "district", "E08": "metropolitan"})
    return pd.DataFrame(
        {
            "organisation": metro["lad21cd"].map(SLUGS).fillna(metro["lad21nm"].map(slugify)),
            "organisation_type": kind,
            "organisation_name": name
            + name.isin(CITY_COUNCILS).map({True: " City Council", False: " Council"}),
            "organisation_gss": metro["lad21cd"],
            "source_url": "ons-geography",
        }
    ).reset_index(drop=True)


def ward_names(facts: Path) -> pd.DataFrame:
    """ONS wards of December 2021: code, name, district."""
    columns = {"wd21cd": "area_gss", "wd21nm": "area_name", "lad21cd": "ward_district"}
    lookup = pd.read_csv(facts / "geo/lookup_wd21_england.csv", dtype=str)
    return lookup[list(columns)].rename(columns=columns)


def corrected_codes() -> dict[str, str]:
    """Code printed -> code of the ward that polled."""
    return {printed: code for printed, (code, _) in CODES_OF_2022.items()}


def check_against_sheet(wards: pd.DataFrame, candidates: pd.DataFrame) -> None:
    """Elected = vacancies; votes add up to the sheet's total (several seats: the best of each party)."""
    by_ward = candidates.groupby("area_gss")
    best = candidates[candidates["best_of_party"].eq(1)].groupby("area_gss")["first_pref"].sum()
    code = wards["area_gss"]
    per_elector = 100 * code.map(by_ward["first_pref"].sum()) / wards["electorate"]
    doubled = wards["seats"].gt(1) & (per_elector - wards["turnout_pct"]).abs().lt(0.5)
    if set(code[doubled]) != set(TURNOUT_IS_VOTES):
        raise ValueError(f"turnouts that count votes:\n{wards[doubled].to_string()}")
    votes = code.map(by_ward["first_pref"].sum()).where(wards["seats"].eq(1), code.map(best))
    wrong = wards[code.map(by_ward["elected"].sum()).ne(wards["seats"]) | votes.ne(wards["total_votes"])]
    if len(wrong):
        raise ValueError(f"the wards sheet and the candidates disagree:\n{wrong.to_string()}")


def metro_contests(
    wards: pd.DataFrame, councils: pd.DataFrame, names: pd.DataFrame, candidates: pd.DataFrame
) -> pd.DataFrame:
    """One row a ward, named as ONS names its code."""
    wards = wards.assign(
        printed_code=wards["area_gss"], area_gss=wards["area_gss"].replace(corrected_codes())
    )
    wards = wards.merge(names, on="area_gss", how="left", validate="1:1")
    wards = wards.merge(councils, left_on="district_gss", right_on="organisation_gss", validate="m:1")
    if wards["ward_district"].ne(wards["district_gss"]).any():
        raise ValueError("a ward code lies in another district, or in none")
    _check_names(wards)
    votes = candidates.groupby("area_gss")["first_pref"].sum()
    one = wards["seats"].eq(1)
    coded = wards["printed_code"].ne(wards["area_gss"])
    extra = wards["seats"].gt(1) & wards.groupby("organisation")["seats"].transform("mean").lt(1.8)
    cleared = wards["area_gss"].isin(TURNOUT_IS_VOTES)
    notes = [
        ("printed with the code of 2022, " + wards["printed_code"]).where(coded),
        pd.Series("filled a casual vacancy as well as the ordinary seat", index=wards.index).where(extra),
        pd.Series("printed turnout left out: it counts votes, not papers", index=wards.index).where(cleared),
    ]
    return wards.assign(
        ballot_id="local." + wards["organisation"] + "." + wards["area_name"].map(slugify) + "." + DATE,
        election_type=wards["organisation_type"].replace("metropolitan", "district"),
        district_gss=None,
        date=DATE,
        cycle=DATE,
        voting_system=one.map({True: "FPTP", False: "PBV"}),
        valid_first=wards["printed_code"].map(votes).where(one),
        turnout_published=(wards["turnout_pct"] / 100).round(4).mask(cleared),
        by_election=False,
        status="polled",
        note=pd.concat(notes, axis=1).apply(lambda row: "; ".join(row.dropna()) or None, axis=1),
        source_url=SOURCE,
    )


def _check_names(wards: pd.DataFrame) -> None:
    """Printed names are those of ONS, but for spelling; the corrected codes are of the wards meant."""
    known = {
        "Brinnington Central",
        "St. James",
        "St. Thomas",
    }  # ONS: Brinnington and Central, St James's, ...
    same = plain(wards["printed_name"]).eq(plain(wards["area_name"])) | wards["printed_name"].isin(known)
    meant = (
        wards["printed_code"]
        .map({k: name for k, (_, name) in CODES_OF_2022.items()})
        .fillna(wards["area_name"])
    )
    wrong = wards[~same | meant.ne(wards["area_name"])]
    if len(wrong):
        raise ValueError(f"ward names that do not fit their codes:\n{wrong[['printed_name', 'area_name']]}")


def turnout_conflicts(contests: pd.DataFrame) -> pd.DataFrame:
    """The printed turnouts that are not turnouts."""
    rows = contests[contests["area_gss"].isin(TURNOUT_IS_VOTES)]
    return pd.DataFrame(
        {
            "conflict_id": rows["ballot_id"] + ".turnout_published",
            "ballot_id": rows["ballot_id"],
            "field": "turnout_published",
            "used": None,
            "other": rows["area_gss"].map(TURNOUT_IS_VOTES).astype(str),
            "used_source_url": "derived",
            "other_source_url": SOURCE,
            "reason": "two votes a paper, and the printed figure is all votes over the electorate: left out",
        }
    )
