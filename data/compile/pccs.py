"""Police and crime commissioners, 2016 to 2024: what the facts files say, and what is noted on the way in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from mayors import fill, noted

_INCOMPLETE = "incomplete: votes of some candidates not found"
_NO_FIRST = "incomplete: first preferences not found"
_ONE_SOURCE = "single source"
_WON_INCOMPLETE = "won on first preferences; incomplete: votes of the others not found"

NOTES = {
    "pcc.bedfordshire.2016-05-05": "rejected papers and ballots derived: sums over the three districts",
    "pcc.cambridgeshire.2016-05-05": "two readings of the UKIP vote, unresolved; electorate and ballots: "
    "Fenland and East Cambridgeshire councils",
    "pcc.essex.2016-05-05": "second round known for the winner only; finals: ITV Anglia",
    "pcc.hertfordshire.2016-05-05": "votes of the two eliminated candidates: press",
    "pcc.norfolk.2016-05-05": "single source; its electorate is implausible and left out",
    "pcc.northamptonshire.2016-05-05": _ONE_SOURCE,
    "pcc.suffolk.2016-05-05": _ONE_SOURCE,
    "pcc.avon-and-somerset.2021-05-06": "finals: Weston Mercury",
    "pcc.bedfordshire.2021-05-06": "electorate: ITV Anglia; rejected papers derived: ballots minus valid",
    "pcc.cambridgeshire.2021-05-06": "finals: Cambridge Independent and two other papers",
    "pcc.cheshire.2021-05-06": "first preferences from a single source; finals: BBC",
    "pcc.cleveland.2021-05-06": _ONE_SOURCE,
    "pcc.cumbria.2021-05-06": _ONE_SOURCE,
    "pcc.derbyshire.2021-05-06": "incomplete: votes of two candidates not found (shares printed: LD 0.092, "
    "Reform 0.038)",
    "pcc.devon-and-cornwall.2021-05-06": "second round held, votes not found (winner's share printed: 0.652)",
    "pcc.dorset.2021-05-06": f"second round held; {_NO_FIRST}",
    "pcc.durham.2021-05-06": f"second round held; {_NO_FIRST}",
    "pcc.gloucestershire.2021-05-06": "winner's final votes also in a second paper",
    "pcc.gwent.2021-05-06": "incomplete: six stood, three are known, one with first preferences",
    "pcc.hampshire.2021-05-06": "incomplete: votes of two candidates not found (winner's first-preference "
    "share printed: 0.498)",
    "pcc.humberside.2021-05-06": f"second round held; {_NO_FIRST}",
    "pcc.lincolnshire.2021-05-06": "ballots: printed as votes placed; rejected papers derived: ballots minus "
    "valid",
    "pcc.merseyside.2021-05-06": f"{_WON_INCOMPLETE} (winner's share printed: 0.57)",
    "pcc.norfolk.2021-05-06": "rejected papers: Eastern Daily Press; ballots derived: valid plus rejected",
    "pcc.north-wales.2021-05-06": "single source; the printed Liberal Democrat vote is impossible and left "
    "empty",
    "pcc.northamptonshire.2021-05-06": f"{_WON_INCOMPLETE} (shares printed: Con 0.532, Lab 0.275, LD 0.15, "
    "Reform under 0.04)",
    "pcc.northumbria.2021-05-06": "about 1,600 papers rejected, not exact, left empty",
    "pcc.staffordshire.2021-05-06": "single source; ballots derived: valid plus rejected",
    "pcc.surrey.2021-05-06": _ONE_SOURCE,
    "pcc.sussex.2021-05-06": "rejected papers: Brighton and Hove News",
    "pcc.thames-valley.2021-05-06": "rejected papers: Wokingham Today; ballots derived: valid plus rejected",
    "pcc.warwickshire.2021-05-06": f"won on first preferences; {_INCOMPLETE}",
    "pcc.west-mercia.2021-05-06": "ballots and rejected papers: Shropshire Star",
    "pcc.wiltshire.2021-05-06": "second round held; incomplete: only the winner's final votes found, "
    "candidates may be missing; the winner was disqualified and the poll was run again on 19 August",
    "pcc.wiltshire.2021-08-19": "run again after the winner of 6 May was disqualified: that annulled poll is "
    "no comparator; rejected papers derived: ballots minus valid",
    "pcc.bedfordshire.2024-05-02": "turnout is of valid votes",
    "pcc.cambridgeshire.2024-05-02": "turnout: BBC",
    "pcc.essex.2024-05-02": "ballots left empty: the printed totals contradict the votes",
    "pcc.northamptonshire.2024-05-02": "two readings of two candidates' votes, unresolved; electorate: "
    "Northamptonshire Telegraph",
    "pcc.thames-valley.2024-05-02": "two readings of the winner's votes, unresolved",
}

RESULT_NOTES = {
    ("pcc.cambridgeshire.2016-05-05", "Jason David Ablewhite"): "transfers derived: final minus first votes",
    ("pcc.cambridgeshire.2016-05-05", "Nick Clarke"): "read in one paper; another swaps two digits",
    ("pcc.north-wales.2021-05-06", "Ann Griffith"): "first preferences derived from the printed gap of 1,783",
    ("pcc.north-wales.2021-05-06", "Pat Astbury"): "final votes derived from the printed majority; transfers "
    "derived: final minus first votes",
    ("pcc.surrey.2021-05-06", "Howard Kaye"): "first name printed as James",
    ("pcc.wiltshire.2021-05-06", "Jonathon Seed"): "declared elected, disqualified, did not take office",
}

AREA_NOTES = {
    (
        "pcc.avon-and-somerset.2021-05-06",
        "E06000023",
    ): "not said to be first preferences, but set beside them",
    ("pcc.bedfordshire.2021-05-06", "E06000055"): "transfers known for one of the finalists",
    ("pcc.hampshire.2021-05-06", "E06000046"): "transfers only",
}

_NO_BASE = "base of the turnout not stated"
TURNOUT_NOTES = {
    "base (valid or all papers) not stated": _NO_BASE,
    "council page, printed as votes cast; electorate not printed": "printed as votes cast",
    "turnout printed only as just under 20%": "turnout printed as just under 20 per cent",
    "turnout rounded by the paper": "turnout rounded",
}
TURNOUT_NOTES_BY_AREA = {
    (
        "pcc.thames-valley.2021-05-06",
        "E07000177",
    ): "papers verified; the printed turnout is doubtful, it would mean some 152,000 electors",
}

# Norfolk 2016 prints codes, which stand for these names.
PARTY_NAMES = {
    "CON": "Conservative",
    "LAB": "Labour",
    "LIBDEM": "Liberal Democrat",
    "GREEN": "Green",
    "IND": "Independent",
}


def read_pccs(facts: Path) -> dict[str, pd.DataFrame]:
    """The commissioners' contests, results, counting areas and turnout, with ``source_url`` columns."""
    folder = facts / "pcc"

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / name, dtype="str").rename(
            columns={"counting_area_gss": "area_gss", "counting_area_name": "area_name"}
        )

    contests = read("contests.csv")
    printed = contests["source_note"].str.extract(r"printed turnout ([\d.]+)%", expand=False)
    contests = fill(contests.assign(turnout_pct=printed), read("contests_more.csv"))

    results = read("results.csv").merge(
        contests[["ballot_id", "source_note"]], on="ballot_id", how="left", validate="many_to_one"
    )
    results["party_name"] = results["party_name"].replace(PARTY_NAMES)
    finalist = results["second_pref"].notna()
    from_final = finalist & results["source_note"].str.contains("second_pref = final - first", regex=False)
    from_parts = finalist & results["source_note"].str.contains("finals = first + second", regex=False)

    areas = pd.concat([read("counting_areas.csv"), read("counting_areas_more.csv")], ignore_index=True)
    turnout = read("counting_area_turnout_more.csv")
    return {
        "contests": contests.assign(
            organisation_name="Police and Crime Commissioner for " + contests["area_name"],
            organisation_type="police_area",
            note=contests["ballot_id"].map(NOTES),
        ),
        "results": results.assign(
            derived=from_final.map({True: "transfers derived: final minus first votes"}).fillna(
                from_parts.map({True: "final votes derived: first votes plus transfers"})
            )
        ),
        "counting_areas": areas.assign(note=noted(areas, AREA_NOTES, "ballot_id", "area_gss")),
        "turnout": turnout.assign(note=turnout["source_note"].map(TURNOUT_NOTES)),
    }
