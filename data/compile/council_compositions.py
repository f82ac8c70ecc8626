"""Who sat on a council: seats won in each round, held on the eve of the poll, and in a roster."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from parties import roster_party
from uk_election_ids.slugger import slugify

COLUMNS = [
    "organisation", "year", "basis", "date", "party", "party_name", "seats", "last_held_by", "note",
    "source_url",
]  # fmt: skip
EVE = "2021-05-06"

# Vacancies on the eve of poll whose last holder the facts' note infers.
LAST_HELD_BY = {"cambridgeshire": "Con", "norfolk": "Con"}
INFERRED = "last holder inferred from other reports of the same election"
# Seats the printed figures leave out: full council less their sum.
COUNCIL_SEATS = {"cambridgeshire": 61, "norfolk": 84, "suffolk": 75, "essex": 75, "hertfordshire": 78}

NOT_ENGLAND = [
    "Aberdeen City", "Aberdeenshire", "Angus", "Antrim and Newtownabbey", "Ards and North Down",
    "Argyll and Bute", "Armagh City, Banbridge and Craigavon", "Belfast", "Blaenau Gwent", "Bridgend",
    "Caerphilly", "Cardiff", "Carmarthenshire", "Causeway Coast and Glens", "Ceredigion",
    "Clackmannanshire", "Conwy", "Denbighshire", "Derry City and Strabane", "Dumfries and Galloway",
    "Dundee City", "East Ayrshire", "East Dunbartonshire", "East Lothian", "East Renfrewshire", "Edinburgh",
    "Falkirk", "Fermanagh and Omagh", "Fife", "Flintshire", "Glasgow City", "Gwynedd", "Highland",
    "Inverclyde", "Isle of Anglesey", "Lisburn and Castlereagh", "Merthyr Tydfil", "Mid Ulster",
    "Mid and East Antrim", "Midlothian", "Monmouthshire", "Moray", "Na h-Eileanan Siar",
    "Neath Port Talbot", "Newport", "Newry, Mourne and Down", "North Ayrshire", "North Lanarkshire",
    "Orkney Islands", "Pembrokeshire", "Perth and Kinross", "Powys", "Renfrewshire", "Rhondda Cynon Taf",
    "Scottish Borders", "Shetland Islands", "South Ayrshire", "South Lanarkshire", "Stirling", "Swansea",
    "Torfaen", "Vale of Glamorgan", "West Dunbartonshire", "West Lothian", "Wrexham",
]  # fmt: skip
# English councils of the rosters that no list of 2021 has: abolished before, made after.
ABOLISHED = [
    "Aylesbury Vale", "Bournemouth", "Chiltern", "Christchurch", "Corby", "Daventry", "East Dorset",
    "East Northamptonshire", "Forest Heath", "Kettering", "North Dorset", "Northampton", "Northamptonshire",
    "Poole", "Purbeck", "South Bucks", "South Northamptonshire", "St Edmundsbury", "Suffolk Coastal",
    "Taunton Deane", "Waveney", "Wellingborough", "West Dorset", "West Somerset", "Weymouth and Portland",
    "Wycombe",
]  # fmt: skip
NEW = ["Cumberland", "Westmorland and Furness"]
ONS_NAMES = {
    "Bristol": "Bristol, City of",
    "Durham": "County Durham",
    "Herefordshire": "Herefordshire, County of",
    "Kingston upon Hull": "Kingston upon Hull, City of",
}
KINDS = {"E06": "unitary", "E07": "district", "E08": "metropolitan", "E09": "district", "E10": "county"}


def roster(facts: Path) -> pd.DataFrame:
    """England's sitting councillors by council, year and party name, with codes of council and party."""
    raw = pd.read_csv(facts / "council/councillors_by_year.csv", dtype={"seats": "Int64"})
    absent = set(NOT_ENGLAND) - set(raw["council"])
    raw = raw[~raw["council"].isin(NOT_ENGLAND)]
    districts = pd.read_csv(facts / "geo/lookup_lad21_england.csv", dtype=str)
    code = pd.Series(
        [*districts["ctyua21cd"], *districts["lad21cd"]],
        index=[*districts["ctyua21nm"], *districts["lad21nm"]],
    )
    code = code[~code.index.duplicated()]
    name = raw["council"].replace(ONS_NAMES)
    unknown = set(name) - set(code.index) - set(ABOLISHED) - set(NEW)
    if absent or unknown:
        raise ValueError(f"rosters: no council {sorted(absent)}; not placed {sorted(unknown)}")
    gss = name.map(code).mask(name.isin([*ABOLISHED, *NEW]))
    kind = gss.str[:3].map(KINDS).mask(name.isin(ABOLISHED), "district").mask(name.isin(NEW), "unitary")
    kind = kind.mask(name.isin(["Bournemouth", "Poole"]), "unitary").mask(
        name.eq("Northamptonshire"), "county"
    )
    party_name = raw["party_name"].str.strip()
    return raw.assign(
        organisation=raw["council"].map(slugify),
        organisation_type=kind,
        organisation_name=raw["council"]
        + kind.eq("county").map({True: " County Council", False: " Council"}),
        organisation_gss=gss,
        party_name=party_name,
        party=roster_party(party_name),
    )


def compile_compositions(
    facts: Path, contests: pd.DataFrame, results: pd.DataFrame, sitting: pd.DataFrame
) -> pd.DataFrame:
    """Seats by organisation, year, basis and party name."""
    parts = [won(contests, results), on_the_eve(facts), in_the_roster(sitting)]
    frame = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
    key = ["organisation", "year", "basis", "party", "party_name"]
    if frame.duplicated(key).any():
        raise ValueError(f"compositions: not unique:\n{frame[frame.duplicated(key, keep=False)]}")
    return frame.astype({"year": "Int64", "seats": "Int64"}).sort_values(key, ignore_index=True)


def won(contests: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Seats won in each round, by-elections of the same day included."""
    winners = results[results["elected"]].merge(
        contests[["ballot_id", "organisation", "cycle"]], on="ballot_id"
    )
    key = ["organisation", "cycle", "party", "party_name"]
    seats = winners.groupby(key).size().rename("seats").reset_index()
    return seats.rename(columns={"cycle": "date"}).assign(
        year=seats["cycle"].str[:4].astype(int),
        basis="election",
        note="counted from the candidates elected",
        source_url="derived",
    )


def on_the_eve(facts: Path) -> pd.DataFrame:
    """The councils before the polls of 6 May 2021, vacancies written out where the figures fall short."""
    raw = pd.read_csv(facts / "council/eve_of_poll_2021.csv", dtype={"seats": "Int64"})
    vacant = raw["party_name"].eq("vacant")
    printed = raw.assign(
        party=raw["party"].mask(vacant, "Vacant"),
        party_name=raw["party_name"].mask(vacant, "Vacant"),
        last_held_by=raw["organisation"].map(LAST_HELD_BY).where(vacant),
        note=pd.Series(INFERRED, index=raw.index).where(vacant),
    )
    short = pd.Series(COUNCIL_SEATS) - raw.groupby("organisation")["seats"].sum()
    if set(short.index) != set(raw["organisation"]) or short.lt(0).any():
        raise ValueError(f"eve of poll: seats do not fit the councils: {short.to_dict()}")
    derived = short[short.gt(0)].rename("seats").rename_axis("organisation").reset_index()
    derived = derived.assign(
        party="Vacant",
        party_name="Vacant",
        note="derived: the printed figures fall short of the council by this; the last holder is not known",
        source_url="derived",
    )
    return pd.concat([printed, derived], ignore_index=True).assign(year=2021, basis="eve_of_poll", date=EVE)


def in_the_roster(sitting: pd.DataFrame) -> pd.DataFrame:
    """The year's roster; its day in the year is not stated."""
    independent = pd.Series("the roster does not part independents from small groups", index=sitting.index)
    return sitting.assign(
        basis="sitting",
        date=None,
        note=independent.where(sitting["party_name"].eq("Independent / Other")),
        source_url="ocd-rosters",
    )


def compile_rounds(contests: pd.DataFrame, sitting: pd.DataFrame) -> pd.DataFrame:
    """The councils table: size of the full council at each round, and the seats filled in it."""
    up = contests.groupby(["organisation", "cycle"])["seats"].sum().rename("seats_up").reset_index()
    size = sitting.groupby(["organisation", "year"])["seats"].sum().rename("roster").reset_index()
    frame = up.assign(year=up["cycle"].str[:4].astype(int)).merge(
        size, on=["organisation", "year"], how="left"
    )
    whole = frame["seats_up"].eq(frame["roster"])
    counties = contests.loc[contests["election_type"].eq("county"), "organisation"].unique()
    wrong = (
        frame["roster"].isna()
        | frame["seats_up"].gt(frame["roster"])
        | (frame["organisation"].isin(counties) & ~whole)
    )
    if wrong.any():
        raise ValueError(f"seats up do not fit the council:\n{frame[wrong].to_string()}")
    note = pd.Series("council size from the year's roster, vacancies included", index=frame.index).mask(whole)
    castle_point = frame["organisation"].eq("castle-point") & frame["cycle"].eq(EVE)
    note = note.mask(
        castle_point, note + "; a by-election in St George's, on the same day, is not in the sources"
    )
    return pd.DataFrame(
        {
            "organisation": frame["organisation"],
            "cycle": frame["cycle"],
            "council_seats": frame["roster"].astype("Int64"),
            "seats_up": frame["seats_up"].astype("Int64"),
            "scope": whole.map({True: "whole", False: "part"}),
            "note": note,
            "source_url": whole.map({True: "derived", False: "ocd-rosters"}),
        }
    )


def roster_conflicts(compositions: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    """Councils elected whole on 6 May 2021 whose roster of that year is not what was elected.

    By-elections and changes of party explain a seat or two; Cambridge's (Labour 30, elected 27) is far off.
    """
    whole = councils[councils["scope"].eq("whole") & councils["cycle"].eq("2021-05-06")]
    rows = compositions[
        compositions["year"].eq(2021) & compositions["organisation"].isin(whole["organisation"])
    ]
    seats = rows.groupby(["organisation", "party", "basis"])["seats"].sum().unstack("basis")
    differ = seats[["election", "sitting"]].fillna(0).astype(int)
    differ = differ[differ["election"].ne(differ["sitting"])].reset_index()
    differ = differ[differ["party"].ne("Vacant")]
    return pd.DataFrame(
        {
            "conflict_id": differ["organisation"] + ".2021." + differ["party"].str.lower() + ".roster.seats",
            "organisation": differ["organisation"],
            "cycle": "2021-05-06",
            "party": differ["party"],
            "field": "seats",
            "used": differ["election"].astype(str),
            "other": differ["sitting"].astype(str),
            "used_source_url": "derived",
            "other_source_url": "ocd-rosters",
            "reason": "elected on the day; the roster of the year, whose day is not stated, differs",
        }
    )
