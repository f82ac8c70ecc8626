"""Party codes: which code each printed party name has, and the look of each code in charts."""

from __future__ import annotations

import pandas as pd

# code, name, short name, letters, Electoral Commission id, colour, place from left to right.
# The ids are those Open Council Data prints beside the names; the English Democrats' is from the register.
PARTIES = [
    ("Grn", "Green Party of England and Wales", "Green", "G", "PP63", "#02a95b", 1),
    ("WPB", "Workers Party of Britain", "Workers", "WP", "PP11382", "#780021", 2),
    ("Lab", "Labour Party", "Labour", "L", "PP53", "#e4003b", 3),
    ("PC", "Plaid Cymru", "Plaid Cymru", "P", "PP77", "#005b54", 4),
    ("LD", "Liberal Democrats", "Lib Dem", "LD", "PP90", "#faa61a", 5),
    ("ResAssoc", "Residents' associations", "Residents", "R", None, "#8c6d31", 6),
    ("Local", "Local parties", "Local party", "LP", None, "#e377c2", 7),
    ("Ind", "Independents", "Independent", "I", None, "#a9a9a9", 8),
    ("Other", "Other parties", "Other", "O", None, "#6b6b6b", 9),
    ("Con", "Conservative and Unionist Party", "Conservative", "C", "PP52", "#0087dc", 10),
    ("UKIP", "UK Independence Party", "UKIP", "U", "PP85", "#70147a", 11),
    ("Reform", "Reform UK", "Reform", "RU", "PP7931", "#12b6cf", 12),
    ("EngDem", "English Democrats", "Eng Dem", "ED", "PP17", "#915f6d", 13),
]
GROUP_NOTE = {
    "Ind": "candidates without a party, those with no description included",
    "Local": "registered parties of one town, district or county; the press often counts them as independent",
    "ResAssoc": "residents' and ratepayers' associations",
    "Other": "every party without a code of its own; its name is kept in party_name",
}

# Codes that differ from the facts: (party_name, source_code) there -> code here.
RECODED = {
    ("English Democrat", "EDEM"): "EngDem",
    ("EDP", "EDP"): "EngDem",
    ("Workers Party", "WP"): "WPB",
}
MAJOR = {"CON": "Con", "LAB": "Lab", "LD": "LD", "GREEN": "Grn", "REF": "Reform", "UKIP": "UKIP"}

# Handbook 2021, metropolitan councils: abbreviation -> code.
HANDBOOK_LOCAL = [
    "AFW", "BFC", "CORE IND", "COVCIT", "DEWS IND", "F IND", "FKF", "GARF IND", "H&B F IND", "HIU",
    "INDNET", "LATT", "MORL IND", "OSAC", "POS", "RADF", "SHEV IND", "SOB IND", "STP", "WEST F IND",
]  # fmt: skip
HANDBOOK_OTHER = [
    "ADF", "AGS", "BCP", "BD", "CPB", "DEM", "DEMNET", "FBM", "FIVESTAR", "FREE", "HER", "LIB", "LIBER",
    "MRLP", "N HRT", "NF", "NHA", "PINK", "SDP", "SOCLAB", "TUSC", "VPP", "WEP", "YESHUA", "YORKS",
]  # fmt: skip
HANDBOOK = MAJOR | {
    **{"IND": "Ind", "ND": "Ind", "EDEM": "EngDem", "WP": "WPB", "FRAG": "ResAssoc"},
    **dict.fromkeys(HANDBOOK_LOCAL, "Local"),
    **dict.fromkeys(HANDBOOK_OTHER, "Other"),
}

# LEAP 2016, metropolitan councils: code -> our code. LEAP has no key: its codes stay as names, but for six.
LEAP_NAMES = {
    "C": "Conservative",
    "Lab": "Labour",
    "LD": "Liberal Democrats",
    "Grn": "Green",
    "UKIP": "UKIP",
    "Ind": "Independent",
}
LEAP_OTHER = [
    "AGS", "BNP", "BritDem", "BritRes", "CD", "Chr", "ChrMovGB", "Comm", "CommLg", "Lib", "Loony", "NF",
    "Republic", "SDP", "SocLab", "TUSC", "Wessex", "Yorks1st",
]  # fmt: skip
LEAP = {
    **{"C": "Con", "Lab": "Lab", "LD": "LD", "Grn": "Grn", "UKIP": "UKIP", "Ind": "Ind", "EDP": "EngDem"},
    **dict.fromkeys(["FRAG", "SMRA"], "ResAssoc"),
    **dict.fromkeys(["IndNwk", "Kirkby", "Morley", "OSAC", "PHF", "WiganIC"], "Local"),
    **dict.fromkeys(LEAP_OTHER, "Other"),
}

# Rosters: parties with a code, parties that stand beyond one place, and residents' associations so named.
ROSTER_OTHER = [
    "Blue Revolution", "Breakthrough Party", "British National Party", "British Unionist Party",
    "Change UK - The Independent Group", "Foundation Party", "Mebyon Kernow - The Party for Cornwall",
    "National Flood Prevention Party", "National Health Action Party", "Party of Women",
    "Progress and Reform Party", "Social Democratic Party", "Social Justice Party",
    "Socialist Labour Party", "The All In Party", "The Brexit Party", "The For Britain Movement",
    "The Liberal Party", "The North East Party", "The Party Party", "The Yorkshire Party",
    "Trade Unionist and Socialist Coalition", "Tribune", "Veterans and People’s Party",
    "Women's Equality Party", "Your Party",
]  # fmt: skip
ROSTER_RESIDENTS = [
    "Handforth 'Ratepayers' Association (Independent)", "Hersham Village Society", "The Walton Society",
]  # fmt: skip
ROSTER = {
    "Conservative and Unionist": "Con",
    "Labour Party": "Lab",
    "Liberal Democrats": "LD",
    "Green Party (E&W)": "Grn",
    "Reform UK": "Reform",
    "UK Independence Party (UKIP)": "UKIP",
    "Workers Party of Britain": "WPB",
    "Independent / Other": "Ind",
    "Vacant": "Vacant",
    **dict.fromkeys(ROSTER_OTHER, "Other"),
    **dict.fromkeys(ROSTER_RESIDENTS, "ResAssoc"),
}


def facts_party(results: pd.DataFrame) -> pd.Series:
    """The code of the council facts, but for the names this package codes otherwise."""
    pairs = pd.Series(
        list(zip(results["party_name"], results["source_code"], strict=True)), index=results.index
    )
    return pairs.map(RECODED).fillna(results["party"])


def roster_party(party_name: pd.Series) -> pd.Series:
    """Codes for a roster's names: those written out, residents' associations, the rest local parties."""
    residents = party_name.str.contains("Resident")
    rest = pd.Series("Local", index=party_name.index).mask(residents, "ResAssoc")
    return party_name.map(ROSTER).fillna(rest)


def parties() -> pd.DataFrame:
    """One row a party code: names, letters, colour and drawing order."""
    columns = ["party", "party_name", "short_name", "letters", "ec_party_id", "colour", "order"]
    frame = pd.DataFrame(PARTIES, columns=columns)
    return frame.assign(
        note=frame["party"].map(GROUP_NOTE).fillna("colour chosen here, near the one in common use"),
        source_url="derived",
    )


def party_names(*frames: pd.DataFrame) -> pd.DataFrame:
    """Every printed name (with the code beside it, where there is one) and its party code."""
    stacked = pd.concat([f.reindex(columns=["party_name", "source_code", "party"]) for f in frames])
    names = stacked.drop_duplicates().sort_values(["party_name", "source_code"], na_position="first")
    twice = names[names.duplicated(["party_name", "source_code"], keep=False)]
    if len(twice):
        raise ValueError(f"one printed name with two codes:\n{twice.to_string()}")
    return names.reset_index(drop=True)
