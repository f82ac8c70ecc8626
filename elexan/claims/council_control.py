"""Answers about a whole council: who controls it, who controlled it, and the order of its parties."""

from __future__ import annotations

import pandas as pd

from ..tables.figures import whole
from .answers import Answer
from .contest_people import ordinal
from .contest_votes import Answers
from .council_answers import NEAR, body_name, composition, party_name
from .facts import Facts
from .target import Target


def control(facts: Facts, target: Target, metric: str) -> Answers:
    """Who controls a council after the poll, or before it; and what became of control."""
    now = _control_now(facts, target)
    if metric == "council_control":
        return now
    if metric == "largest_party":
        return _largest(facts, target)
    before = _control_before(facts, target)
    if metric == "previous_control":
        return before
    if now[0].value is None or before[0].value is None:
        return [Answer("eve_of_poll", None, why=now[0].why or before[0].why)]
    found = []
    for old in before:
        was, is_ = str(old.value), str(now[0].value)
        word = "hold" if was == is_ else "loss" if is_ == "NOC" else "gain"
        stem = f"{old.stem}; now {now[0].stem}"
        found.append(
            Answer(old.key, word, stem, tuple(sorted({*old.sources, *now[0].sources})), also=(was, is_))
        )
    return found


def _said(facts: Facts, party: str) -> str:
    return facts.lookup.party(party)


def _control_now(facts: Facts, target: Target) -> Answers:
    held, _ = composition(facts, target)
    body = body_name(facts, target)
    row = facts.size(target)
    value, _ = facts.control(held, None if row is None else int(row["council_seats"]))
    if value is None:
        return [Answer("whole_council", None, why=f"who controls {body} after that poll is not held")]
    total = float(held["seats"].sum())
    top = held.groupby("party")["seats"].sum()
    party = value if value != "NOC" else str(top.idxmax())
    n = float(top[party])
    stem = f"{_said(facts, party)} have {whole(n)} of {whole(total)} seats on {body}"
    stem += ", more than half" if value != "NOC" else ", no more than half: there is no overall control"
    return [Answer("whole_council", value, stem, facts.sources(held))]


def _control_before(facts: Facts, target: Target) -> Answers:
    """Control on the eve, in the roster of the year before, and as the seats were won."""
    body, found = body_name(facts, target), []
    year = target.cycle.year
    eve, roster = facts.on_eve(target), facts.roster(target, year - 1)
    for key, rows, words in (
        ("eve_of_poll", eve, "on the eve of the poll"),
        ("sitting", roster, "in the roster of the year before"),
    ):
        value, _ = facts.control(rows, None)
        if value is not None:
            found.append(Answer(key, value, _held(facts, value, body, words), facts.sources(rows)))
    last = facts.seat_changes(target, "last_election")
    if len(last):
        rows = last[["party"]].assign(seats=last["seats_before"])
        value, _ = facts.control(rows, None)
        if value is not None:
            stem = _held(facts, value, body, "as its seats were last won")
            found.append(Answer("last_election", value, stem, facts.sources(facts.council(target))))
    return found or [Answer("eve_of_poll", None, why=f"who held {body} before that poll is not held")]


def _held(facts: Facts, party: str, body: str, when: str) -> str:
    if party == "NOC":
        return f"there was no overall control of {body} {when}"
    return f"{_said(facts, party)} had a majority on {body} {when}"


def _largest(facts: Facts, target: Target) -> Answers:
    held, _ = composition(facts, target)
    body = body_name(facts, target)
    _, value = facts.control(held, None)
    if value is None:
        return [Answer("whole_council", None, why=f"no one party is known to have most seats on {body}")]
    n = float(held.loc[held["party"] == value, "seats"].sum())
    return [
        Answer(
            "whole_council",
            value,
            f"{_said(facts, value)} have most seats on {body}, {whole(n)}",
            facts.sources(held),
        )
    ]


def rank(facts: Facts, target: Target, metric: str) -> Answers:
    """The place of a party by its seats, and how many more the largest has than the rest."""
    held, _ = composition(facts, target)
    body, name = body_name(facts, target), party_name(facts, target)
    if held.empty:
        key = "over_all" if metric == "seats_majority" else "with_local"
        return [Answer(key, None, why=f"the seats of {body} after the poll are not held")]
    sources = facts.sources(held)
    sums = held[held["party"] != "Vacant"].groupby("party")["seats"].sum().astype("float64")
    if metric == "seats_majority":
        top, total = sums.max(), float(held["seats"].sum())
        most = _said(facts, str(sums.idxmax()))
        next_ = float(sums.nlargest(2).iloc[-1])
        return [
            Answer(
                "over_all",
                2 * top - total,
                f"{most} have {whole(top)} of {whole(total)} seats on {body}",
                sources,
            ),
            Answer(
                "over_next",
                top - next_,
                f"{most} have {whole(top - next_)} more than the next party",
                sources,
            ),
        ]
    found = []
    if target.party == "Ind":
        grouped = sums.rename(index=dict.fromkeys(NEAR, "Ind")).groupby(level=0).sum()
        place, stem = _place(grouped, "Ind", facts)
        found.append(
            Answer("with_local", place, f"independents and local parties on {body} are {stem}", sources)
        )
    place, stem = _place(sums, target.party, facts)
    found.append(Answer("without_local", place, f"{name} on {body} are {stem}", sources))
    return found


def _place(sums: pd.Series, party: str, facts: Facts) -> tuple[float, str]:
    """The rank of a party among sums of seats, and the words for it."""
    n = float(sums.get(party, 0.0))
    place = float((sums > n).sum() + 1)
    order = ", ".join(
        f"{facts.lookup.short_names.get(str(p), p)} {whole(v)}" for p, v in sums.nlargest(3).items()
    )
    return place, f"{ordinal(place)} by seats ({order})"
