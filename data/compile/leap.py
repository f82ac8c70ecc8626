"""Local Elections Archive Project: the metro councils' round of 5 May 2016, when most seats of 2021 were won.

Left out: 4 May 2017, when these councils had by-elections only, and the councils with no poll in 2021.
The rounds of 2018 and 2019 are not in the facts for these councils.
"""

from __future__ import annotations

from pathlib import Path

import handbook
import pandas as pd
import parties
from council_tables import as_contests, as_results, plain
from uk_election_ids.slugger import slugify

DATE, SOURCE = "2016-05-05", "leap-2016"
FILE = "publisher_files/leap-2016-05-05.csv"
HEADER = [
    "council",
    "organisation_gss",
    "printed_name",
    "area_gss",
    "candidate",
    "source_code",
    "first_pref",
    "elected",
]

# LEAP numbers three Dudley wards as if Sedgley came before the saints; ONS and the handbook have it last.
CODES = {"E05001254": "E05001256", "E05001255": "E05001254", "E05001256": "E05001255"}


def compile_leap(facts: Path, councils: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Contests and results of 2016 for the councils given (rows of organisations)."""
    polls = pd.read_csv(facts / FILE, header=None, names=HEADER, dtype=str)
    polls = polls.merge(councils.drop(columns="source_url"), on="organisation_gss", validate="m:1")
    recoded = polls["area_gss"].isin(CODES)
    polls = polls.assign(
        area_gss=polls["area_gss"].replace(CODES),
        first_pref=pd.to_numeric(polls["first_pref"]),
        elected=polls["elected"].eq("1"),
        note=pd.Series("code corrected: the source exchanges three wards' codes", index=polls.index).where(
            recoded
        ),
    )
    polls = polls.assign(area_name=names_of(polls, facts))
    ward = "local." + polls["organisation"] + "." + polls["area_name"].map(slugify) + "." + DATE
    polls = polls.assign(ballot_id=ward, source_url=SOURCE)
    # Too few candidates for a poll: the source writes 0 votes.
    unopposed = polls.groupby("ballot_id")["first_pref"].transform("sum").eq(0)
    polls["first_pref"] = polls["first_pref"].mask(unopposed)
    return {"contests": _contests(polls), "results": _results(polls.assign(note=None))}


def names_of(polls: pd.DataFrame, facts: Path) -> pd.Series:
    """The ONS name where it only differs in spelling, else the name LEAP prints."""
    ons = polls["area_gss"].map(handbook.ward_names(facts).set_index("area_gss")["area_name"])
    return ons.where(plain(ons).eq(plain(polls["printed_name"])), polls["printed_name"])


def _contests(polls: pd.DataFrame) -> pd.DataFrame:
    by_ballot = polls.groupby("ballot_id")
    wards = by_ballot.first().reset_index()
    seats = wards["ballot_id"].map(by_ballot["elected"].sum())
    stood = wards["ballot_id"].map(by_ballot.size())
    uncontested = stood.le(seats)
    votes = wards["ballot_id"].map(by_ballot["first_pref"].sum(min_count=1))
    counted = "seats counted from the candidates marked elected"
    unopposed = pd.Series("unopposed", index=wards.index).where(uncontested)
    notes = pd.concat([pd.Series(counted, index=wards.index), wards["note"], unopposed], axis=1)
    return as_contests(
        wards.assign(
            election_type=wards["organisation_type"].replace("metropolitan", "district"),
            date=DATE,
            cycle=DATE,
            voting_system=seats.eq(1).map({True: "FPTP", False: "PBV"}),
            seats=seats,
            valid_first=votes.where(seats.eq(1)),
            status=uncontested.map({True: "uncontested", False: "polled"}),
            note=notes.apply(lambda row: "; ".join(row.dropna()), axis=1),
        )
    )


def _results(polls: pd.DataFrame) -> pd.DataFrame:
    party = polls["source_code"].map(parties.LEAP)
    if party.isna().any():
        raise ValueError(f"no code for {sorted(polls.loc[party.isna(), 'source_code'].unique())}")
    name = polls["source_code"].map(parties.LEAP_NAMES).fillna(polls["source_code"])
    return as_results(polls.assign(candidate_full=polls["candidate"], party_name=name, party=party))
