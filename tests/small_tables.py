"""A small set of tables in which everything is right, for tests to write down and then spoil."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from elexan.schema import TABLES

MAYOR = "mayor.fens.2021-05-06"
ABBEY, OLD_ABBEY = "local.norfolk.abbey.2021-05-06", "local.norfolk.abbey.2017-05-04"
MARKET = "local.norfolk.market.2021-05-06"

ROWS: dict[str, str] = {
    "sources": """
source_id,kind,publisher,title,url,licence,accessed,file,sha256
page,page,A council,Results,https://example.org,,2026-11-22,,
derived,derived,elexan,Worked out,,as the rows it comes from,,,
leap,document,LEAP,Results of 2017,https://example.org/leap,CC BY-SA 4.0,2026-11-22,,
""",
    "parties": """
party,party_name,short_name,letters,ec_party_id,colour,order,note,source_id
Con,Conservative,Con,C,PP52,#0087dc,5,,page
LD,Liberal Democrats,LD,LD,PP90,#faa61a,3,,page
Lab,Labour,Lab,L,PP53,#e4003b,2,,page
""",
    "party_names": """
party_name,source_code,party,source_id
Conservative,,Con,page
Labour,,Lab,page
Liberal Democrats,LD,LD,page
""",
    "regions": """
region,region_name,kind,report,note,source_id
fens,The Fens,metro,true,,page
norfolk,Norfolk,anglia,true,,page
""",
    "organisations": """
organisation,organisation_type,organisation_name,organisation_gss,source_id
fens,combined_authority,Fens Combined Authority,E47000099,page
norfolk,county,Norfolk County Council,E10000020,page
""",
    "region_organisations": """
region,election_type,organisation,footprint,note,source_id
fens,county,norfolk,none,the county lies elsewhere,page
fens,pcc,,none,no commissioner,page
fens,mayor,fens,same,,page
norfolk,county,norfolk,same,,page
""",
    "areas": """
area_gss,area_name,area_type,district_gss,county_gss,police_area_gss,combined_authority_gss,report_area,first_year,last_year,source_id
E05000001,Abbey Ward,ward,E07000001,E10000020,,,norfolk,,,page
E05000002,Old Abbey Ward,ward,E07000001,E10000020,,,norfolk,,2017,page
E07000001,Eastland,district,,,,E47000099,,2009,,page
E07000002,Westland,district,,,,E47000099,,2009,,page
E10000020,Norfolk,county,,,,,norfolk,1974,,page
E47000099,Fens,combined_authority,,,,,fens,2017,,page
E58000001,Abbey,division,E07000001,E10000020,,,norfolk,2005,,page
E58000002,Market,division,E07000002,E10000020,,,norfolk,2005,,page
""",
    "contests": f"""
ballot_id,election_type,organisation,area_name,area_gss,district_gss,date,cycle,voting_system,seats,electorate,ballots_cast,valid_first,rejected_first,valid_second,rejected_second,turnout_published,by_election,status,second_round,note,source_id
{OLD_ABBEY},county,norfolk,Abbey,E58000001,E07000001,2017-05-04,2017-05-04,FPTP,1,,,100,,,,,false,polled,,,leap
{ABBEY},county,norfolk,Abbey,E58000001,E07000001,2021-05-06,2021-05-06,FPTP,1,300,124,120,4,,,0.41,false,polled,,,page
{MARKET},county,norfolk,Market,E58000002,E07000002,2021-05-06,2021-05-06,FPTP,1,,,,,,,,false,uncontested,,,page
{MAYOR},mayor,fens,Fens,E47000099,,2021-05-06,2021-05-06,SV,1,1000,205,200,5,45,,,false,polled,held,,page
""",
    "results": f"""
ballot_id,candidate_id,candidate,candidate_full,party_name,party,first_pref,second_pref,final_votes,elected,incumbent,note,source_id
{OLD_ABBEY},ann-ash,Ann Ash,,Conservative,Con,60,,,true,,,leap
{OLD_ABBEY},bo-birch,Bo Birch,,Labour,Lab,40,,,false,,,leap
{ABBEY},ann-ash,Ann Ash,,Conservative,Con,50,,,false,true,,page
{ABBEY},bo-birch,Bo Birch,,Labour,Lab,70,,,true,,,page
{MARKET},cy-cedar,Cy Cedar,,Liberal Democrats,LD,,,,true,,,page
{MAYOR},di-dale,Di Dale,,Conservative,Con,80,10,90,false,,,page
{MAYOR},ed-elm,Ed Elm,,Labour,Lab,65,35,100,true,,,page
{MAYOR},flo-fir,Flo Fir,,Liberal Democrats,LD,55,,,false,,,page
""",
    "counting_areas": f"""
ballot_id,area_gss,candidate_id,first_pref,second_pref,note,source_id
{MAYOR},E07000001,di-dale,50,6,,page
{MAYOR},E07000001,ed-elm,35,15,,page
{MAYOR},E07000001,flo-fir,25,,,page
{MAYOR},E07000002,di-dale,30,4,,page
{MAYOR},E07000002,ed-elm,30,20,,page
{MAYOR},E07000002,flo-fir,30,,,page
""",
    "counting_area_turnout": f"""
ballot_id,area_gss,electorate,ballots_cast,rejected_first,rejected_second,turnout_published,note,source_id
{MAYOR},E07000001,500,113,3,,,,page
""",
    "declarations": f"""
ballot_id,area_gss,place,note,source_id
{MAYOR},E07000001,2,,page
{MAYOR},E07000002,1,,page
""",
    "rejected_papers": f"""
ballot_id,area_gss,stage,reason,papers,note,source_id
{MAYOR},E07000001,first,unmarked,2,,page
{MAYOR},E07000001,first,void,1,,page
""",
    "overlaps": """
area_gss,other_gss,population,postcodes,note,source_id
E05000002,E05000001,300,9,,page
E58000001,E05000001,200,6,,page
E58000002,E05000001,101,3,,page
""",
    "published_totals": """
organisation,cycle,party,party_name,counted_names,votes,vote_share,seats,turnout_published,note,source_id
norfolk,2021-05-06,Lab,Labour,,70,0.583,1,0.41,,page
""",
    "compositions": """
organisation,year,basis,date,party,party_name,seats,last_held_by,note,source_id
norfolk,2021,election,2021-05-06,LD,Liberal Democrats,1,,,page
norfolk,2021,election,2021-05-06,Lab,Labour,1,,,page
norfolk,2021,eve_of_poll,2021-05-06,Con,Conservative,2,,,leap
""",
    "councils": """
organisation,cycle,council_seats,seats_up,scope,note,source_id
norfolk,2021-05-06,2,2,whole,,derived
""",
    "lineage": f"""
ballot_id,previous_ballot_id,relation,compares,previous_seats,note,source_id
{ABBEY},{OLD_ABBEY},same,votes+seats,,,page
""",
    "conflicts": "conflict_id,ballot_id,organisation,cycle,area_gss,candidate_id,party,field,used,other,"
    "used_source_id,other_source_id,reason\n",
    "claims": f"""
claim_id,document,quote,metric,ballot_id,organisation,cycle,party,claimed,note,source_id
claim-1,page,won by ten,majority,{MAYOR},,,Lab,10,,page
""",
}


def write(folder: Path, *names: str, **changes: tuple[str, str]) -> Path:
    """Write the tables named (all when none is), each with a piece of its text replaced by another."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ROWS:
        text = ROWS[name].lstrip("\n")
        if name in changes:
            old, new = changes[name]
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new)
        (folder / f"{name}.csv").write_text(text, "utf-8", newline="")
    return folder


def header(name: str) -> str:
    """The header line of a table."""
    return ",".join(TABLES[name].names) + "\n"


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bundle(root: Path) -> Path:
    """Write root/data and root/shapefiles as the package has them, checksums recorded; give root/data."""
    folder = write(root / "data")
    (root / "shapefiles").mkdir(exist_ok=True)
    with (folder / "sources.csv").open("a", encoding="utf-8", newline="") as sources:
        for path in sorted(folder.glob("*.csv")):
            if path.name != "sources.csv":
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                name = f"elexan-{path.stem.replace('_', '-')}"
                sources.write(f"{name},table,elexan,{path.stem},,MIT,,data/{path.name},{digest}\n")
    return folder
