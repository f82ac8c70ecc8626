"""Councils: facts of seven county councils, 21 districts and two new unitaries, and of the metro councils.

``compile_councils`` gives every table of the council half; the modules beside it make one subject each.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import parties
from council_compositions import compile_compositions, compile_rounds, roster, roster_conflicts
from council_conflicts import compile_conflicts
from council_tables import as_contests, as_results, check_unique, fixed_ids
from handbook import compile_handbook
from leap import compile_leap
from lineage import compile_lineage

CYCLES = {
    "2016": "2016-05-05",
    "2017": "2017-05-04",
    "2018": "2018-05-03",
    "2019": "2019-05-02",
    "2021": "2021-05-06",
    "2025": "2025-05-01",
}
TELEGRAPH = "https://www.northantstelegraph.co.uk/news/"

# The poll of 1 May 2025 was put off when a candidate died, and held afresh on 12 June; the handbook files it
# under 1 May and marks three candidates elected for two seats.
HIGHAM = "local.north-northamptonshire.higham-ferrers.2025-05-01"
HIGHAM_HELD = "local.north-northamptonshire.higham-ferrers.2025-06-12"
HIGHAM_DATE_URL = (
    TELEGRAPH + "politics/council/new-date-confirmed-for-higham-ferrers-ward-election-after-it-was-postponed-"
    "due-to-candidates-death-5118450"
)
HIGHAM_RESULT_URL = (
    TELEGRAPH + "people/delight-as-winners-announced-in-delayed-higham-ferrers-north-northants-council-"
    "ward-election-5176286"
)
HIGHAM_NOTE = "put off from 2025-05-01 when a candidate died; the handbook files it under that day"
HIGHAM_LOSER = "Elisa Perna"
RESULT_NOTES = {
    (HIGHAM_HELD, HIGHAM_LOSER): "marked elected in the handbook; third of two seats, beaten by three votes",
    (
        "local.castle-point.boyce.2021-05-06",
        "Baillie R.S.",
    ): "marked elected in the handbook, which merges two polls",
    (
        "local.castle-point.st-georges.2021-05-06",
        "Dearson M.E.",
    ): "marked elected in the handbook, which merges two polls",
}
NOTES = {
    "local.castle-point.st-georges.2021-05-06": "the by-election held with it is not in the sources",
    HIGHAM_HELD: HIGHAM_NOTE,
}

# A remark of the facts (as a pattern) -> ours; remarks that only repeat what the table's description says go.
WORDING = {
    r"district = .*": "",
    r"valid votes = sum of candidates votes": "",
    r"multi-seat: .*": "",
    r"source 'Total votes' .*": "",
    r"candidates marked elected: \d": "",
    r"date not in the results source": "",
    r"replaced by the code LEAP gives .*": "",
    r"set to the number of candidates marked elected": "",
    r"corrected to 1 seat, .*": "",
    r"everything\.explained\.today/.*": "",
    r"from a Wikipedia mirror, not in the handbook": "not in the handbook; read on a Wikipedia mirror",
    r"seats = number of candidates marked elected": "seats counted from the candidates marked elected",
    r"seats not in source": "vacancies not printed: seats counted from the candidates marked elected",
    r"no more candidates than seats: .*": "unopposed",
    r"valid_first = ballots minus invalid votes.*": "valid papers are ballots less invalid ones",
    r"source 'Ballots' equals the valid votes here.*": "ballots_cast is the printed ballots, "
    "which equal the valid votes, plus the invalid papers",
    r"candidates' votes sum to \d+, valid votes by source = (\d+)": r"valid papers as printed: \1",
    r"turnout in source .*": "printed turnout does not fit the votes",
    r"2021 source code for the same-named division is (E\d{8}).*": r"coded \1 from 2021",
    r"source gives later code (E\d{8})": r"printed with the code of 2022, \1",
    r"source ward name '(.*)'": r"printed as \1",
    r"poll delayed from 2021-05-06 .*": "put off from 2021-05-06 when a candidate died; the handbook files "
    "it under that day",
    r"source merges two separate polls .*": "the handbook merges this poll with a by-election of that day "
    "as two seats; here one seat, to the leading candidate",
    r"by-election held with the ordinary poll": "by-election held with the ordinary poll",
}


def compile_councils(facts: Path) -> dict[str, pd.DataFrame]:
    """Every council table, with ``source_url`` (an address or a fixed id) in place of ``source_id``."""
    metro = compile_handbook(facts)
    earlier = compile_leap(facts, metro["organisations"])
    raw = pd.read_csv(facts / "council/contests.csv", dtype=str)
    contests = pd.concat([facts_contests(raw), metro["contests"], earlier["contests"]], ignore_index=True)
    results = pd.concat([facts_results(facts), metro["results"], earlier["results"]], ignore_index=True)
    check_unique(contests, ["ballot_id"], "contests")
    check_unique(results, ["ballot_id", "candidate_id"], "results")
    check_identities(contests, results)
    contests = contests.assign(note=with_ties(contests, results))

    sitting = roster(facts)
    councils = compile_rounds(contests, sitting)
    compositions = compile_compositions(facts, contests, results, sitting)
    conflicts = compile_conflicts(facts, contests, results, metro["conflicts"])
    conflicts = pd.concat([conflicts, roster_conflicts(compositions, councils)], ignore_index=True)
    names = parties.party_names(results, compositions[compositions["party"].ne("Vacant")])
    return {
        "contests": contests.sort_values("ballot_id", ignore_index=True),
        "results": results.drop(columns="source_code").sort_values(
            ["ballot_id", "candidate_id"], ignore_index=True
        ),
        "compositions": compositions,
        "councils": councils,
        "lineage": compile_lineage(contests, councils),
        "conflicts": conflicts,
        "organisations": organisations(facts, raw, metro["organisations"], sitting),
        "parties": parties.parties(),
        "party_names": names,
    }


def facts_contests(raw: pd.DataFrame) -> pd.DataFrame:
    """The contests of the council facts; with one seat the valid papers are the votes; notes reworded."""
    one = raw["seats"].eq("1")
    held = raw["ballot_id"].replace(HIGHAM, HIGHAM_HELD)
    higham = held.eq(HIGHAM_HELD)
    cycle = raw["election_cycle"].map(CYCLES)
    date = raw["date"].mask(higham, "2025-06-12")
    unopposed = raw["source_note"].str.contains("elected unopposed", na=False)
    by_election = raw["ballot_id"].str.contains(".by.", regex=False)
    votes = pd.to_numeric(raw["votes_total"]).where(one, pd.to_numeric(raw["valid_first"]))
    return as_contests(
        raw.assign(
            ballot_id=held,
            organisation=raw["organisation_slug"],
            area_name=raw["area_name"].str.strip(),
            district_gss=raw["district_gss"].where(raw["election_type"].eq("county")),
            date=date,
            cycle=cycle,
            valid_first=votes.mask(unopposed),
            turnout_published=(pd.to_numeric(raw["turnout_pct"]) / 100).round(4),
            by_election=by_election,
            status=pd.Series("polled", index=raw.index)
            .mask(unopposed, "uncontested")
            .mask(date > cycle, "postponed"),
            note=reworded(raw["source_note"], held.map(NOTES)),
            source_url=fixed_ids(raw["source_url"]),
        )
    )


def reworded(source_note: pd.Series, more: pd.Series) -> pd.Series:
    """Each note's remarks in our words, with a remark added where there is one more; empty ones missing."""
    remarks = source_note.str.split("; ").explode().dropna()
    wording = {f"^{pattern}$": ours for pattern, ours in WORDING.items()}
    known = remarks.str.match("|".join(wording))
    if not known.all():
        raise ValueError(f"remarks of the facts without a wording: {sorted(set(remarks[~known]))}")
    ours = pd.concat([remarks.replace(wording, regex=True), more.dropna()])
    return ours[ours.ne("")].groupby(level=0, sort=False).agg("; ".join).reindex(source_note.index)


def facts_results(facts: Path) -> pd.DataFrame:
    """The candidates of the council facts; no votes where there was no poll, no second round anywhere."""
    raw = pd.read_csv(facts / "council/results.csv", dtype=str).rename(
        columns={"party_source_code": "source_code"}
    )
    raw = raw.assign(ballot_id=raw["ballot_id"].replace(HIGHAM, HIGHAM_HELD))
    votes = pd.to_numeric(raw["first_pref"])
    no_poll = votes.groupby(raw["ballot_id"]).transform("sum").eq(0)
    lost = raw["ballot_id"].eq(HIGHAM_HELD) & raw["candidate"].eq(HIGHAM_LOSER)
    notes = pd.Series(RESULT_NOTES).rename("note").rename_axis(["ballot_id", "candidate"]).reset_index()
    return as_results(
        raw.assign(
            party=parties.facts_party(raw),
            first_pref=votes.mask(no_poll),
            second_pref=None,
            final_votes=None,
            elected=raw["elected"].eq("true") & ~lost,
            incumbent=raw["incumbent"].map({"1": True, "0": False}),
            note=raw[["ballot_id", "candidate"]].merge(notes, how="left")["note"],
            source_url=fixed_ids(raw["source_url"]),
        )
    )


def with_ties(contests: pd.DataFrame, results: pd.DataFrame) -> pd.Series:
    """The notes, with a remark where a loser has as many votes as a winner."""
    last_in = results[results["elected"]].groupby("ballot_id")["first_pref"].min()
    first_out = results[~results["elected"]].groupby("ballot_id")["first_pref"].max()
    tied = contests["ballot_id"].map(last_in).eq(contests["ballot_id"].map(first_out)).fillna(False)
    remark = "tie for the last seat, decided by lot"
    return contests["note"].mask(tied, (contests["note"] + "; ").fillna("") + remark)


def check_identities(contests: pd.DataFrame, results: pd.DataFrame) -> None:
    """One elected a seat, by rank; one-seat votes add up to valid_first; no votes where there was no poll."""
    by_ballot = results.groupby("ballot_id")
    at = contests.set_index("ballot_id")
    votes = by_ballot["first_pref"].sum(min_count=1).reindex(at.index)
    lowest_in = results[results["elected"]].groupby("ballot_id")["first_pref"].min()
    highest_out = results[~results["elected"]].groupby("ballot_id")["first_pref"].max()
    failures = {
        "elected is not seats": by_ballot["elected"].sum().reindex(at.index).ne(at["seats"]),
        "a loser has more votes than a winner": highest_out.reindex(at.index) > lowest_in.reindex(at.index),
        "votes are not valid_first": votes.ne(at["valid_first"]) & at["seats"].eq(1),
        "a poll without votes": votes.isna() & at["status"].ne("uncontested"),
        "votes without a poll": votes.notna() & at["status"].eq("uncontested"),
        "winners but no candidates": ~at.index.to_series().isin(results["ballot_id"]),
        "turnout above 1": at["turnout_published"] > 1,
    }
    wrong = {name: list(at.index[failed.fillna(False).astype(bool)]) for name, failed in failures.items()}
    if any(wrong.values()) or not results["ballot_id"].isin(at.index).all():
        raise ValueError(
            f"council results that contradict their contests: { {k: v for k, v in wrong.items() if v} }"
        )


def organisations(facts: Path, raw: pd.DataFrame, metro: pd.DataFrame, sitting: pd.DataFrame) -> pd.DataFrame:
    """The councils with contests, and those known from the rosters only (London boroughs as districts)."""
    own = raw.drop_duplicates("organisation_slug")
    own = pd.DataFrame(
        {
            "organisation": own["organisation_slug"],
            "organisation_type": own["election_type"],
            "organisation_name": own["organisation"],
            "organisation_gss": own["organisation_gss"],
            "source_url": "ons-geography",
        }
    )
    rest = sitting.drop_duplicates("organisation")
    rest = rest[~rest["organisation"].isin([*own["organisation"], *metro["organisation"]])]
    rest = rest[["organisation", "organisation_type", "organisation_name", "organisation_gss"]]
    everything = pd.concat([own, metro, rest.assign(source_url="ocd-rosters")], ignore_index=True)
    check_unique(everything, ["organisation"], "organisations")
    return everything.sort_values("organisation", ignore_index=True)
