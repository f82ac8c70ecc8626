"""Answers about one contest beside the one before it: holders, days, change and swing."""

from __future__ import annotations

import pandas as pd

from ..tables.figures import long_date, percent, points, whole
from .answers import Answer
from .contest_people import any_of, named, polled, won
from .contest_votes import Answers, known
from .facts import Facts
from .names import same_person
from .target import Target


def days(facts: Facts, target: Target, metric: str) -> Answers:
    """The polls before and after for the same post, and the years to the next."""
    row = facts.lookup.contest[target.ballot_id]
    place = facts.lookup.contest_name(target.ballot_id)
    earlier, later, _ = facts.neighbours(target.ballot_id)
    sources = (str(row["source_id"]),)
    day, word = (earlier, "before") if metric == "previous_date" else (later, "after")
    if day is None:
        return [Answer("", None, sources=sources, why=f"no poll {word} that one for {place} is held")]
    if metric != "term_years":
        return [Answer("", f"{day:%Y-%m-%d}", f"the poll {word} was on {long_date(day)}", sources)]
    years = float(round((day - pd.Timestamp(row["date"])).days / 365.25))
    stem = f"from {long_date(row['date'])} to the next poll on {long_date(day)} is {whole(years)} years"
    return [Answer("", years, stem, sources)]


def holders(facts: Facts, target: Target, metric: str) -> Answers:
    """Who won the post when it was last fought, and whether it was held."""
    ballot = target.ballot_id
    row, place = facts.lookup.contest[ballot], facts.lookup.contest_name(ballot)
    links = facts.earlier[facts.earlier["next_ballot_id"] == ballot]
    old = links if len(links) else facts.lookup_results(facts.neighbours(ballot)[2])
    then, now = won(old), won(facts.everybody[ballot])
    if then.empty or now.empty:
        source = (str(row["source_id"]),)
        return [Answer("", None, sources=source, why=f"the poll before for {place} is not held")]
    sources = tuple(sorted({str(row["source_id"]), *facts.sources(then)}))
    past = f"{named(then)} won {place} on {long_date(then['date'].iloc[0])}"
    if metric in ("previous_party", "previous_winner"):
        return any_of(then, past, sources, what="party" if metric == "previous_party" else "candidate")
    stem = f"{past}, and {named(now)} {polled(facts, target)}"
    if metric == "reelected":
        spellings = [then[c].iloc[0] for c in ("candidate", "candidate_full")]
        return [Answer("", same_person(str(now["candidate"].iloc[0]), *spellings), stem, sources)]
    was, is_ = str(then["party"].iloc[0]), str(now["party"].iloc[0])
    return [Answer("", "hold" if was == is_ else "gain", stem, sources, also=(was, is_))]


def change(facts: Facts, target: Target, metric: str) -> Answers:
    """A party's change since the contest before, and swings."""
    place = facts.lookup.contest_name(target.ballot_id)
    if metric == "swing":
        return swings(facts, target)
    rows = facts.changes[
        (facts.changes["ballot_id"] == target.ballot_id) & (facts.changes["party"] == target.party)
    ]
    sources = facts.sources(facts.everybody[target.ballot_id])
    old = facts.earlier[facts.earlier["next_ballot_id"] == target.ballot_id]
    sources = tuple(sorted({*sources, *facts.sources(old)}))
    name = facts.lookup.party(target.party)
    moved = known(rows["share_change"].iloc[0]) if len(rows) else None
    if metric == "votes_change":
        then = old.loc[old["party"] == target.party, "first_pref"]
        now = known(facts.candidate(target)["first"])
        if then.empty or then.isna().any() or now is None:
            return [Answer("", None, sources=sources, why=f"{name} did not stand both times in {place}")]
        past = float(then.sum())
        return [
            Answer(
                "",
                now - past,
                f"{name} had {whole(past)} first preferences before and {whole(now)} now",
                sources,
            )
        ]
    if moved is None:
        return [
            Answer(
                "of_first",
                None,
                sources=sources,
                why=f"{name} has no earlier share in {place} to compare with",
            )
        ]
    r = rows.iloc[0]
    stem = (
        f"{name} went from {percent(r['vote_share_before'])} to {percent(r['vote_share'])} of first "
        f"preferences, {points(moved)} points"
    )
    return [Answer("of_first", moved if metric == "share_change" else direction(moved), stem, sources)]


def direction(moved: float) -> str:
    """Which way a share went."""
    return "up" if moved > 0 else "down" if moved < 0 else "level"


def swings(facts: Facts, target: Target) -> Answers:
    """The swing between two parties by each method."""
    pair = (target.party or "Con", target.other_party or ("Lab" if target.party != "Lab" else "Con"))
    names = [facts.lookup.party(p) for p in pair]
    found = []
    for method, words in (("butler", "conventional swing"), ("steed", "two-party swing")):
        row = facts.swing(target, pair, method)
        value = None if row is None else known(row["swing"])
        if value is not None:
            towards = f"from {names[1]} to {names[0]}" if value >= 0 else f"from {names[0]} to {names[1]}"
            stem = f"the {words} was {points(abs(value)).lstrip('+')} points {towards}"
            rows = facts.everybody[target.ballot_id] if target.ballot_id else facts.council(target)
            found.append(Answer(method, value, stem, facts.sources(rows)))
    return found or [
        Answer("butler", None, why="the two parties did not both stand both times in contests that compare")
    ]
