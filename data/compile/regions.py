"""The report regions, and which contests' organisations belong to each.

Councils follow the ONS lookup of 2021 (report area, combined authority); mayors and commissioners are few
enough to be written out, with the footprint they share with the region.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ANGLIA = {
    "bedfordshire": "Bedfordshire",
    "cambridgeshire": "Cambridgeshire",
    "essex": "Essex",
    "hertfordshire": "Hertfordshire",
    "milton-keynes": "Milton Keynes",
    "norfolk": "Norfolk",
    "northamptonshire": "Northamptonshire",
    "suffolk": "Suffolk",
}
METRO = {
    "cambridgeshire-and-peterborough": ("Cambridgeshire and Peterborough", "cambridgeshire-and-peterborough"),
    "greater-manchester": ("Greater Manchester", "greater-manchester-ca"),
    "liverpool-city-region": ("Liverpool City Region", "liverpool-city-ca"),
    "tees-valley": ("Tees Valley", "tees-valley"),
    "west-midlands": ("West Midlands", "west-midlands"),
    "west-of-england": ("West of England", "west-of-england"),
    "west-yorkshire": ("West Yorkshire", "west-yorkshire"),
}
# City mayoralties: a report for Liverpool; the others can be asked for by name.
CITIES = {
    "liverpool": ("Liverpool", True),
    "london": ("London", False),
    "bristol": ("Bristol", False),
    "doncaster": ("Doncaster", False),
    "north-tyneside": ("North Tyneside", False),
    "salford": ("Salford", False),
}
COUNTY_COUNCILS = ("cambridgeshire", "essex", "hertfordshire", "norfolk", "northamptonshire", "suffolk")
NO_MAYOR = "no directly elected mayor of a combined authority or county here in 2021"
MAYOR_IS_PCC = "the mayor holds the police and crime commissioner's powers, so there was no separate ballot"

# (region, election_type, organisation, footprint, note); organisation "" = no such contest, note says why.
WRITTEN_OUT = [
    (
        "bedfordshire",
        "mayor",
        "",
        "none",
        "no combined-authority mayor; Bedford borough chose its mayor on 6 May 2021: figures not held",
    ),
    ("bedfordshire", "pcc", "bedfordshire", "same", ""),
    (
        "bedfordshire",
        "unitary",
        "",
        "none",
        "Bedford, Central Bedfordshire and Luton elected whole councils in 2019 and 2023, none in 2021",
    ),
    ("cambridgeshire", "mayor", "cambridgeshire-and-peterborough", "same", ""),
    ("cambridgeshire", "pcc", "cambridgeshire", "same", ""),
    ("cambridgeshire-and-peterborough", "pcc", "cambridgeshire", "same", ""),
    ("essex", "mayor", "", "none", NO_MAYOR),
    ("essex", "pcc", "essex", "same", ""),
    (
        "hertfordshire",
        "mayor",
        "",
        "none",
        NO_MAYOR + "; the mayor of Watford was chosen in 2018 and 2022",
    ),
    ("hertfordshire", "pcc", "hertfordshire", "same", ""),
    ("milton-keynes", "mayor", "", "none", NO_MAYOR),
    (
        "milton-keynes",
        "pcc",
        "thames-valley",
        "larger",
        "the Thames Valley police area: Milton Keynes with Berkshire, Buckinghamshire and Oxfordshire",
    ),
    ("norfolk", "mayor", "", "none", NO_MAYOR),
    ("norfolk", "pcc", "norfolk", "same", ""),
    ("northamptonshire", "mayor", "", "none", NO_MAYOR),
    ("northamptonshire", "pcc", "northamptonshire", "same", ""),
    ("suffolk", "mayor", "", "none", NO_MAYOR),
    ("suffolk", "pcc", "suffolk", "same", ""),
    ("greater-manchester", "pcc", "", "none", MAYOR_IS_PCC),
    (
        "liverpool-city-region",
        "pcc",
        "merseyside",
        "within",
        "the city region without Halton, which is in the Cheshire police area",
    ),
    (
        "liverpool-city-region",
        "pcc",
        "cheshire",
        "overlaps",
        "Halton, with the rest of Cheshire and Warrington",
    ),
    ("liverpool-city-region", "mayor", "liverpool", "within", "the city of Liverpool's own mayor"),
    (
        "tees-valley",
        "pcc",
        "cleveland",
        "within",
        "the Tees Valley without Darlington, which is in the Durham area",
    ),
    ("tees-valley", "pcc", "durham", "overlaps", "Darlington, with County Durham"),
    ("west-midlands", "pcc", "west-midlands", "same", ""),
    (
        "west-of-england",
        "pcc",
        "avon-and-somerset",
        "larger",
        "Avon and Somerset: the West of England with North Somerset and Somerset",
    ),
    ("west-of-england", "mayor", "bristol", "within", "the city of Bristol's own mayor"),
    ("west-yorkshire", "pcc", "", "none", MAYOR_IS_PCC),
    ("liverpool", "mayor", "liverpool", "same", ""),
    (
        "liverpool",
        "mayor",
        "liverpool-city-ca",
        "larger",
        "the Liverpool City Region, of which the city is a part",
    ),
    (
        "liverpool",
        "pcc",
        "merseyside",
        "larger",
        "Merseyside: Knowsley, Liverpool, Sefton, St Helens and Wirral",
    ),
    ("london", "mayor", "london", "same", ""),
    ("london", "pcc", "", "none", MAYOR_IS_PCC),
    (
        "london",
        "district",
        "",
        "none",
        "London boroughs elect whole councils in 2018 and 2022: no poll in 2021",
    ),
    ("bristol", "mayor", "bristol", "same", ""),
    ("bristol", "mayor", "west-of-england", "larger", "the West of England, of which the city is a part"),
    ("bristol", "pcc", "avon-and-somerset", "larger", "Avon and Somerset, of which the city is a part"),
    ("doncaster", "mayor", "doncaster", "same", ""),
    ("doncaster", "pcc", "south-yorkshire", "larger", "South Yorkshire, of which Doncaster is a part"),
    ("doncaster", "district", "", "none", "the council of 2021 is outside elexan's tables"),
    ("north-tyneside", "mayor", "north-tyneside", "same", ""),
    ("north-tyneside", "pcc", "northumbria", "larger", "Northumbria, of which North Tyneside is a part"),
    ("north-tyneside", "district", "", "none", "the council of 2021 is outside elexan's tables"),
    ("salford", "mayor", "salford", "same", "held in 2024; figures of the 2021 poll are not held"),
    ("salford", "mayor", "greater-manchester-ca", "larger", "Greater Manchester, of which Salford is a part"),
    ("salford", "pcc", "", "none", MAYOR_IS_PCC),
]


def compile_regions(
    facts: Path, organisations: pd.DataFrame, contests: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables ``regions`` and ``region_organisations``, for the councils whose contests are held."""
    lookup = pd.read_csv(facts / "geo" / "lookup_lad21_england.csv", dtype="str")
    report_slug = {name: slug for slug, name in ANGLIA.items()}
    metro_slug = {name: slug for slug, (name, _) in METRO.items()}

    regions = pd.DataFrame(
        [(slug, name, "anglia", True, "") for slug, name in ANGLIA.items()]
        + [(slug, name, "metro", True, "") for slug, (name, _) in METRO.items()]
        + [(slug, name, "city", report, "") for slug, (name, report) in CITIES.items()],
        columns=["region", "region_name", "kind", "report", "note"],
    ).assign(source_url="derived")

    # what is written out, elexan chose; where a district lies, ONS says
    rows = list(WRITTEN_OUT)
    rows += [(slug, "mayor", mayor, "same", "") for slug, (_, mayor) in METRO.items()]
    rows += [(county, "county", county, _footprint_of_county(county), "") for county in COUNTY_COUNCILS]
    rows.append(
        ("cambridgeshire-and-peterborough", "county", "cambridgeshire", "within", "without Peterborough")
    )

    election_type = organisations["organisation_type"].replace({"metropolitan": "district"})
    districts = (
        organisations.assign(election_type=election_type)
        .query("election_type in ['unitary', 'district']")
        .merge(contests[["election_type", "organisation"]].drop_duplicates())
        .merge(lookup, left_on="organisation_gss", right_on="lad21cd", how="left", validate="m:1")
    )
    lost = districts.loc[districts["lad21cd"].isna(), "organisation"].tolist()
    if lost:
        raise ValueError(f"councils without a district in the 2021 lookup: {lost}")
    for row in districts.itertuples():
        for slug in (report_slug.get(row.report_area), metro_slug.get(row.cauth21nm)):
            if slug:
                footprint = "same" if slug == row.organisation else "within"
                rows.append((slug, row.election_type, row.organisation, footprint, ""))
        if row.organisation in CITIES:
            rows.append((row.organisation, row.election_type, row.organisation, "same", ""))

    region_organisations = pd.DataFrame(
        rows, columns=["region", "election_type", "organisation", "footprint", "note"]
    )
    district = region_organisations["election_type"].isin(["unitary", "district"])
    found = district & region_organisations["organisation"].ne("")
    region_organisations["source_url"] = found.map({True: "ons-geography", False: "derived"})
    return {"regions": regions, "region_organisations": region_organisations}


def _footprint_of_county(county: str) -> str:
    """Shire counties that share their report area with unitaries cover only part of it."""
    return "within" if county in ("cambridgeshire", "essex") else "same"
