"""Answers about one contest that are people, parties, days and yes or no."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables.figures import long_date, percent, points, whole
from .answers import Answer
from .contest_votes import Answers, _got
from .facts import Facts
from .names import counted, listed, same_person
from .target import Target

SYSTEMS = {"SV": "the supplementary vote", "FPTP": "first past the post", "PBV": "the plurality block vote"}


def _forms(row: Any) -> tuple[str, ...]:
    """What else a candidate may be called: the full name, the party's code."""
    full = row["candidate_full"]
    return tuple(str(x) for x in (full, row["party"]) if not pd.isna(x))


def _named(rows: pd.DataFrame) -> str:
    return listed([f"{r['candidate']} ({r['party']})" for r in rows.to_dict("records")])


def _elected(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["elected"].fillna(False).astype(bool)]


def people(facts: Facts, target: Target, metric: str) -> Answers:
    """Who won, came second, led at first, or was eliminated."""
    rows = facts.everybody[target.ballot_id].sort_values(
        ["final_place", "first", "candidate_id"], ascending=[True, False, True]
    )  # noqa: E501
    sources = facts.sources(rows)
    place = facts.lookup.contest_name(target.ballot_id)
    day = f" on {long_date(facts.lookup.contest[target.ballot_id]['date'])}"
    won = _elected(rows)
    first = rows.sort_values("first", ascending=False)
    unknown = Answer("", None, sources=sources, why=f"the votes of {place} are not all held")
    if metric in ("winner", "winning_party"):
        return (
            _several(won, metric == "winning_party", f"{_named(won)} won {place}{day}", sources)
            if len(won)
            else [unknown]
        )
    if metric in ("runner_up", "runner_up_party"):
        lost = rows[~rows.index.isin(won.index)]
        if lost.empty or lost["first"].isna().all():
            return [unknown]
        return _several(
            lost.head(1),
            metric == "runner_up_party",
            f"{_named(lost.head(1))} came second for {place}{day}",
            sources,
        )
    if first["first"].isna().any():
        return [unknown]
    if metric == "third_place":
        third = first.iloc[2:3]
        return (
            _several(third, False, f"{_named(third)} came third for {place}{day}", sources)
            if len(third)
            else [unknown]
        )
    if metric == "first_round_leader":
        two = first.head(2)
        votes = two["first"].tolist()
        stem = f"{_named(two.head(1))} led the first round for {place} with {whole(votes[0])} to {whole(votes[-1])}"
        return _several(two.head(1), False, stem, sources)
    if metric == "top_two":
        last = rows[rows["finalist"].fillna(False).astype(bool)]
        two = last if len(last) == 2 else first.head(2)
        stem = f"the first two for {place} were {_named(two)}"
        parties = frozenset(two["party"].astype("str"))
        return [Answer("", parties, stem, sources, also=tuple(two["candidate"].astype("str")))]
    gone = rows[~rows["finalist"].fillna(True).astype(bool)]
    if rows["second_round"].iloc[0] != "held":
        return [Answer("", None, sources=sources, why=f"there was no second round in {place}")]
    return [Answer("", "; ".join(gone["candidate"].astype("str")), f"{_named(gone)} went out after the first round for {place}", sources,
                   also=tuple(f for r in gone.to_dict("records") for f in (r["candidate"], *_forms(r))))]  # fmt: skip


def _several(rows: pd.DataFrame, party: bool, stem: str, sources: tuple[str, ...]) -> Answers:
    """An answer a person: where several were elected, any of them may be the one claimed."""
    found = []
    for row in rows.to_dict("records"):
        forms = () if party else _forms(row)
        value = str(row["party"]) if party else str(row["candidate"])
        found.append(Answer("", value, stem, sources, forms, alike=True))
    return found


def before(facts: Facts, target: Target, metric: str) -> Answers:
    """Who held the post before, whether it was held, and the neighbouring polls."""
    ballot = target.ballot_id
    row = facts.lookup.contest[ballot]
    place = facts.lookup.contest_name(ballot)
    earlier, later, by_name = facts.neighbours(ballot)
    sources = (str(row["source_id"]),)
    if metric in ("previous_date", "next_date"):
        day = earlier if metric == "previous_date" else later
        words = "before" if metric == "previous_date" else "after"
        why = f"no poll {words} that of {long_date(row['date'])} for {place} is held"
        return [
            Answer(
                "",
                None if day is None else f"{day:%Y-%m-%d}",
                f"the poll {words} was on {long_date(day)}",
                sources,
                why=why,
            )
        ]  # noqa: E501
    if metric == "term_years":
        if later is None:
            return [Answer("", None, sources=sources, why=f"no later poll for {place} is held")]
        years = float(round((later - pd.Timestamp(row["date"])).days / 365.25))
        stem = f"from {long_date(row['date'])} to the next poll on {long_date(later)} is {whole(years)} years"
        return [Answer("", years, stem, sources)]
    links = facts.earlier[facts.earlier["next_ballot_id"] == ballot]
    old = links if len(links) else facts.lookup_results(by_name)
    then = _elected(old) if len(old) else old
    now = _elected(facts.everybody[ballot])
    if then.empty or now.empty:
        return [Answer("", None, sources=sources, why=f"the poll before for {place} is not held")]
    sources = tuple(sorted({*sources, *facts.sources(then)}))
    day = long_date(then["date"].iloc[0]) if "date" in then else ""
    if metric == "previous_party":
        return _several(then, True, f"{_named(then)} won {place} on {day}", sources)
    if metric == "previous_winner":
        return _several(then, False, f"{_named(then)} won {place} on {day}", sources)
    if metric == "reelected":
        same = same_person(
            str(now["candidate"].iloc[0]), then["candidate"].iloc[0], then["candidate_full"].iloc[0]
        )
        return [Answer("", same, f"{_named(then)} won on {day}, {_named(now)} now", sources)]
    was, is_ = str(then["party"].iloc[0]), str(now["party"].iloc[0])
    stem = f"{_named(then)} won {place} on {day}, {_named(now)} now"
    return [Answer("", "hold" if was == is_ else "gain", stem, sources, also=(was, is_))]


def yes_no(facts: Facts, target: Target, metric: str) -> Answers:
    """Whether something was so in one contest."""
    rows = facts.everybody[target.ballot_id]
    place = facts.lookup.contest_name(target.ballot_id)
    day = f" on {long_date(facts.lookup.contest[target.ballot_id]['date'])}"
    sources = facts.sources(rows)
    state = rows["second_round"].iloc[0]
    if metric in ("second_round", "won_first_round"):
        if pd.isna(state) and metric == "second_round":
            return [
                Answer(
                    "",
                    False,
                    f"the poll for {place} was not by supplementary vote and had one round",
                    sources,
                )
            ]
        if state == "unknown":
            return [Answer("", None, sources=sources, why=f"whether {place} had a second round is not known")]
        held = state == "held"
        words = "went to a second round" if held else "was decided on first preferences"
        return [
            Answer(
                "", held if metric == "second_round" else not held, f"the poll for {place} {words}", sources
            )
        ]
    if metric == "plurality_reversal":
        won = _elected(rows)
        if rows["first"].isna().any() or len(won) != 1:
            return [Answer("", None, sources=sources, why=f"the votes of {place} are not all held")]
        top = rows.sort_values("first", ascending=False).iloc[0]
        value = bool(won["first"].iloc[0] < top["first"])
        stem = f"{top['candidate']} led on first preferences and {won['candidate'].iloc[0]} was elected"
        return [Answer("", value, stem, sources)]
    if metric in ("stood", "did_not_stand"):
        there = facts.lookup.person(target.ballot_id, target.person) if target.person else []
        stem = f"{target.person} {'stood' if there else 'did not stand'} for {place}{day}"
        return [Answer("", bool(there) == (metric == "stood"), stem, sources)]
    c = facts.candidate(target)
    if pd.isna(c["elected"]):
        return [Answer("", None, sources=sources, why=f"who was elected in {place} is not known")]
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
        if (value := _got(c[column])) is not None and not rows["first"].isna().any():
            found.append(Answer(key, value, f"{c['candidate']} came {_ordinal(value)} {words}", sources))
    return found or [Answer("first", None, sources=sources, why=f"the votes of {place} are not all held")]


def _ordinal(place: float) -> str:
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[int(place) - 1] if place <= len(words) else f"number {int(place)}"


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
    moved = _got(rows["share_change"].iloc[0]) if len(rows) else None
    if metric == "votes_change":
        then = old.loc[old["party"] == target.party, "first_pref"]
        now = _got(facts.candidate(target)["first"])
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
        f"{name} went from {percent(r['vote_share_before'])} to {percent(r['vote_share'])} of first preferences, "
        f"{points(moved)} points"
    )
    return [Answer("of_first", moved if metric == "share_change" else _sign(moved), stem, sources)]


def _sign(moved: float) -> str:
    return "up" if moved > 0 else "down" if moved < 0 else "level"


def swings(facts: Facts, target: Target) -> Answers:
    """The swing between two parties by each method."""
    pair = (target.party or "Con", target.other_party or ("Lab" if target.party != "Lab" else "Con"))
    names = [facts.lookup.party(p) for p in pair]
    found = []
    for method, words in (("butler", "conventional swing"), ("steed", "two-party swing")):
        row = facts.swing(target, pair, method)
        value = None if row is None else _got(row["swing"])
        if value is not None:
            towards = f"from {names[1]} to {names[0]}" if value >= 0 else f"from {names[0]} to {names[1]}"
            stem = f"the {words} was {points(abs(value)).lstrip('+')} points {towards}"
            rows = facts.everybody[target.ballot_id] if target.ballot_id else facts.council(target)
            found.append(Answer(method, value, stem, facts.sources(rows)))
    return found or [
        Answer("butler", None, why="the two parties did not both stand both times in contests that compare")
    ]
