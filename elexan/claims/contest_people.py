"""Answers about one contest that are people, parties, places and yes or no."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables.figures import long_date, whole
from .answers import Answer
from .contest_votes import Answers, known
from .facts import Facts
from .names import counted, listed
from .target import Target

SYSTEMS = {"SV": "the supplementary vote", "FPTP": "first past the post", "PBV": "the plurality block vote"}


def forms(row: Any) -> tuple[str, ...]:
    """What else a candidate may be called: the full name, the party's code."""
    return tuple(str(x) for x in (row["candidate_full"], row["party"]) if not pd.isna(x))


def named(rows: pd.DataFrame) -> str:
    """Candidates with their parties, in a sentence."""
    return listed([f"{r['candidate']} ({r['party']})" for r in rows.to_dict("records")])


def won(rows: pd.DataFrame) -> pd.DataFrame:
    """The candidates elected."""
    return rows[rows["elected"].fillna(False).astype(bool)]


def any_of(rows: pd.DataFrame, stem: str, sources: tuple[str, ...], *, what: str = "candidate") -> Answers:
    """An answer a person: where several were elected, any of them may be the one claimed."""
    return [
        Answer("", str(r[what]), stem, sources, forms(r) if what == "candidate" else (), alike=True)
        for r in rows.to_dict("records")
    ]


def polled(facts: Facts, target: Target) -> str:
    """The day of a contest, in a sentence."""
    return f"on {long_date(facts.lookup.contest[target.ballot_id]['date'])}"


def _unknown(facts: Facts, target: Target) -> Answers:
    place = facts.lookup.contest_name(target.ballot_id)
    sources = facts.sources(facts.everybody[target.ballot_id])
    return [Answer("", None, sources=sources, why=f"the votes of {place} are not all held")]


def elected(facts: Facts, target: Target, metric: str) -> Answers:
    """Who won and who came second in the round that decided, or their parties."""
    rows = facts.everybody[target.ballot_id]
    rows = rows.sort_values(["final_place", "first", "candidate_id"], ascending=[True, False, True])
    place, what = (
        facts.lookup.contest_name(target.ballot_id),
        "party" if metric.endswith("party") else "candidate",
    )
    first = won(rows)
    if metric in ("winner", "winning_party"):
        stem = f"{named(first)} won {place} {polled(facts, target)}"
        return any_of(first, stem, facts.sources(rows), what=what) or _unknown(facts, target)
    lost = rows[~rows.index.isin(first.index)].head(1)
    if lost.empty or lost["first"].isna().all():
        return _unknown(facts, target)
    stem = f"{named(lost)} came second for {place} {polled(facts, target)}"
    return any_of(lost, stem, facts.sources(rows), what=what)


def first_round(facts: Facts, target: Target, metric: str) -> Answers:
    """Who led on first preferences, who came third, and the two that led."""
    rows = facts.everybody[target.ballot_id].sort_values("first", ascending=False)
    place, sources = facts.lookup.contest_name(target.ballot_id), facts.sources(rows)
    if rows["first"].isna().any() or (metric == "third_place" and len(rows) < 3):
        return _unknown(facts, target)
    if metric == "third_place":
        third = rows.iloc[2:3]
        return any_of(third, f"{named(third)} came third for {place} {polled(facts, target)}", sources)
    two = rows.head(2)
    if metric == "first_round_leader":
        votes = " to ".join(whole(v) for v in two["first"])
        return any_of(
            two.head(1), f"{named(two.head(1))} led the first round for {place} with {votes}", sources
        )
    last = rows[rows["finalist"].fillna(False).astype(bool)]
    two = last if len(last) == 2 else two
    both = frozenset(two["party"].astype("str"))
    also = tuple(two["candidate"].astype("str"))
    return [Answer("", both, f"the first two for {place} were {named(two)}", sources, also=also)]


def eliminated(facts: Facts, target: Target, metric: str) -> Answers:
    """Who went out after the first round."""
    rows = facts.everybody[target.ballot_id]
    place, sources = facts.lookup.contest_name(target.ballot_id), facts.sources(rows)
    if rows["second_round"].iloc[0] != "held":
        return [Answer("", None, sources=sources, why=f"there was no second round for {place}")]
    gone = rows[~rows["finalist"].fillna(True).astype(bool)]
    also = tuple(f for r in gone.to_dict("records") for f in (str(r["candidate"]), *forms(r)))
    stem = f"{named(gone)} went out after the first round for {place}"
    return [Answer("", "; ".join(gone["candidate"].astype("str")), stem, sources, also=also)]


def rounds_held(facts: Facts, target: Target, metric: str) -> Answers:
    """Whether there was a second round, and whether it turned the first."""
    rows = facts.everybody[target.ballot_id]
    place, sources = facts.lookup.contest_name(target.ballot_id), facts.sources(rows)
    state = rows["second_round"].iloc[0]
    if metric == "plurality_reversal":
        first = won(rows)
        if rows["first"].isna().any() or len(first) != 1:
            return _unknown(facts, target)
        top = rows.sort_values("first", ascending=False).iloc[0]
        value = bool(first["first"].iloc[0] < top["first"])
        stem = f"{top['candidate']} led on first preferences and {first['candidate'].iloc[0]} was elected"
        return [Answer("", value, stem, sources)]
    if state == "unknown":
        return [Answer("", None, sources=sources, why=f"whether {place} had a second round is not known")]
    held = state == "held"
    words = "went to a second round" if held else "was decided in one round"
    return [Answer("", held == (metric == "second_round"), f"the poll for {place} {words}", sources)]


def standing(facts: Facts, target: Target, metric: str) -> Answers:
    """Whether somebody stood, did not, or was elected."""
    rows = facts.everybody[target.ballot_id]
    place, sources = facts.lookup.contest_name(target.ballot_id), facts.sources(rows)
    if metric in ("stood", "did_not_stand"):
        there = facts.lookup.person(target.ballot_id, target.person) if target.person else []
        stem = f"{target.person} {'stood' if there else 'did not stand'} for {place} {polled(facts, target)}"
        return [Answer("", bool(there) == (metric == "stood"), stem, sources)]
    c = facts.candidate(target)
    if pd.isna(c["elected"]):
        return [Answer("", None, sources=sources, why=f"who was elected for {place} is not known")]
    got = bool(c["elected"])
    return [Answer("", got, f"{c['candidate']} was {'' if got else 'not '}elected for {place}", sources)]


def about(facts: Facts, target: Target, metric: str) -> Answers:
    """The day, voting system, number of candidates and places of one contest."""
    row = facts.lookup.contest[target.ballot_id]
    rows = facts.everybody[target.ballot_id]
    place = facts.lookup.contest_name(target.ballot_id)
    sources = (str(row["source_id"]),)
    if metric == "date":
        return [Answer("", f"{row['date']:%Y-%m-%d}", f"polling day was {long_date(row['date'])}", sources)]
    if metric == "voting_system":
        system = str(row["voting_system"])
        return [
            Answer("", system, f"the poll for {place} was by {SYSTEMS[system]}", sources, (SYSTEMS[system],))
        ]
    if metric == "candidates":
        own = rows[rows["party"] == target.party] if target.party else rows
        return [Answer("", float(len(own)), f"{counted(len(own), 'candidate')} stood for {place}", sources)]
    c = facts.candidate(target)
    found = []
    for key, column, words in (
        ("first", "place", "in the first round"),
        ("final", "final_place", "in the end"),
    ):
        if (value := known(c[column])) is not None and not rows["first"].isna().any():
            found.append(Answer(key, value, f"{c['candidate']} came {ordinal(value)} {words}", sources))
    return found or [Answer("first", None, sources=sources, why=f"the votes of {place} are not all held")]


def ordinal(place: float) -> str:
    """A place in words."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[int(place) - 1] if place <= len(words) else f"number {int(place)}"
