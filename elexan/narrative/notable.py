"""Findings in sentences: what was extreme, and how many of its kind were as much so."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ..columns import require
from .naming import Names
from .sentences import Row, Sentence, ended, rows, say

_PEOPLE = ("mayor", "pcc")
_TABLE = "findings"


def findings(findings: pd.DataFrame, parties: pd.DataFrame, *, most: int = 6) -> list[Sentence]:
    """What stands out, one sentence a finding, the least likely first.

    ``findings`` is the table of ``findings``; ``parties`` that of ``load_parties``; ``most`` how many are
    told.

    >>> f = pd.DataFrame({"kind": ["closest"], "election_type": ["county"], "area_name": ["Abbey"],
    ...     "organisation_name": ["Elmet Council"], "value": [0.001], "votes": [5], "rank": [4], "place": [4],
    ...     "among": [1359], "party": ["LD"], "other_party": ["Con"]})
    >>> p = pd.DataFrame({"party": ["LD"], "party_name": ["Liberal Democrats"], "short_name": ["Lib Dem"]})
    >>> findings_told = findings(f, p)
    >>> print(*findings_told[0].split(", "), sep="\\n")
    Abbey (Elmet Council) was decided by five votes
    the fourth closest of 1,359 council contests of the day held here.
    """
    require(findings, "findings", ["kind", "election_type", "value", "rank", "place", "among"])
    names = Names(parties)
    said: list[Sentence] = []
    told: set[tuple[str, ...]] = set()
    for row in rows(findings, _TABLE):
        kind = str(row["kind"])
        story = (_STORY.get(kind, kind), str(row.get("organisation")), str(row["election_type"]))
        if story not in told and len(said) < most:
            told.add(story)
            said.append(ended(_KINDS[kind](row, names)))
    return said


# Kinds that are one story where they are of the same body: only the less likely is told
_STORY = dict.fromkeys(["seats_gained", "seats_lost", "handovers", "control", "wiped_out"], "seats")
_STORY |= dict.fromkeys(["rise", "fall", "swing"], "votes")
_STORY |= dict.fromkeys(["closest", "largest_majority"], "majority")


def _place(row: Row, most: str, things: str) -> Sentence:
    """How extreme it is among its kind: "the third closest of 95 council contests of the day held here"."""
    joint = "joint " if row["rank"] > row["place"] else ""
    if row["place"] == 1:
        return say(
            "the {joint}{most} of {r.among:spelt} {things}", joint=joint, most=most, things=things, r=row
        )
    text = "the {joint}{r.place:ordinal} {most} of {r.among:spelt} {things}"
    return say(text, joint=joint, most=most, things=things, r=row)


def _things(row: Row) -> str:
    kind = "mayoral and commissioner" if row["election_type"] in _PEOPLE else "council"
    return f"{kind} contests of the day held here"


def _bodies(row: Row) -> str:
    kind = "mayoral and commissioner contests" if row["election_type"] in _PEOPLE else "councils"
    return f"{kind} compared"


def _where(row: Row) -> str:
    if row["election_type"] in _PEOPLE:
        return f"the vote for {row['organisation_name']}"
    return f"{row['area_name']} ({row['organisation_name']})"


def _closest(row: Row, names: Names) -> Sentence:
    how = _place(row, "closest", _things(row))
    where = _where(row)
    if row["votes"] == 0:
        return say("{where} ended in a tie, decided by lot: {how}", where=where, how=how)
    if row["election_type"] in _PEOPLE:
        text = "{where} was decided by {r.votes:votes}, {r.value:points} of the last round: {how}"
        return say(text, where=where, r=row, how=how)
    return say("{where} was decided by {r.votes:votes}, {how}", where=where, r=row, how=how)


def _largest_majority(row: Row, names: Names) -> Sentence:
    how = _place(row, "largest", _things(row))
    text = "the majority of {who} as {office}, {r.votes:votes} or {r.value:points}, was {how}"
    return say(text, who=row["candidate"], office=row["organisation_name"], r=row, how=how)


def _lowest_mandate(row: Row, names: Names) -> Sentence:
    how = _place(row, "smallest such share", _things(row))
    text = "the votes that made {who} {office} were {r.value:percent} of all valid first preferences, {how}"
    return say(text, who=row["candidate"], office=row["organisation_name"], r=row, how=how)


def _most_lost(row: Row, names: Names) -> Sentence:
    how = _place(row, "largest share", "second rounds of the day held here")
    text = "of the papers of eliminated candidates in {where} "
    text += "{r.value:percent} counted for neither finalist, {how}"
    return say(text, where=_where(row), r=row, how=how)


def _reversal(row: Row, names: Names) -> Sentence:
    text = "{who} trailed by {r.value:votes} on first preferences and became {office}: "
    text += "{r.rank:spelt} of the {r.among:spelt} mayors and commissioners whose counts are known did so"
    return say(text, who=row["candidate"], office=row["organisation_name"], r=row)


def _turnout(most: str) -> Callable[[Row, Names], Sentence]:
    def said(row: Row, names: Names) -> Sentence:
        how = _place(row, most, _things(row))
        text = "published turnout in {where} was {r.value:percent}, {how}"
        return say(text, where=_where(row), r=row, how=how)

    return said


def _swing(row: Row, names: Names) -> Sentence:
    how = _place(row, "largest swing", _bodies(row))
    towards = _towards(float(row["value"]), names)
    text = "in the vote for {body} the swing was {r.value:points} {towards}, {how}"
    return say(text, body=row["organisation_name"], r=row, towards=towards, how=how)


def _towards(value: float, names: Names) -> Sentence:
    """Whom a swing went to; positive is from Labour to the Conservatives."""
    con, lab = names.party("Con"), names.party("Lab")
    return say("from {a} to {b}", a=lab, b=con) if value > 0 else say("from {a} to {b}", a=con, b=lab)


def _rise(verb: str, noun: str) -> Callable[[Row, Names], Sentence]:
    def said(row: Row, names: Names) -> Sentence:
        party = names.party(row["party"])
        how = _place(row, f"largest {noun}", f"changes in its vote in the {_bodies(row)}")
        text = "{p} {verb} {r.value:points} in the vote for {body}, to {r.base:percent}, {how}"
        return say(text, p=party, verb=verb, r=row, body=row["organisation_name"], how=how)

    return said


def _outlier(row: Row, names: Names) -> Sentence:
    value, base = float(row["value"]), float(row["base"])
    towards = _towards(value, names)
    text = (
        "in {where} the swing was {r.value:points} {towards}, while the median of the council's contests was "
    )
    way = "{r.base:points} the same way" if value * base > 0 else "{r.base:points} the other way"
    return say(text + ("none" if base == 0 else way), where=_where(row), r=row, towards=towards)


def _seats(verb: str, noun: str) -> Callable[[Row, Names], Sentence]:
    def said(row: Row, names: Names) -> Sentence:
        how = _place(row, noun, "changes of a party on a council, for the seats filled")
        text = "{p} {verb} {r.value:seats}, net, of the {r.base:spelt} filled on {body}: {how}"
        return say(
            text, p=names.party(row["party"]), verb=verb, r=row, body=row["organisation_name"], how=how
        )

    return said


def _control(row: Row, names: Names) -> Sentence:
    new, old = str(row["party"]), str(row["other_party"])
    text = "{old} lost {body} to {new}"
    words = {"body": str(row["organisation_name"])}
    if new == "NOC":
        text, words = "{old} lost the majority on {body}", words | {"old": names.party(old)}
    elif old == "NOC":
        text, words = (
            "{new} won a majority on {body}, where nobody had one",
            words | {"new": names.party(new)},
        )
    else:
        words |= {"old": names.party(old), "new": names.party(new)}
    how = "; of {r.among:spelt} councils elected as a whole and compared {r.rank:spelt} changed hands"
    return say(text + how, r=row, **words)


def _wiped_out(row: Row, names: Names) -> Sentence:
    text = "{p} lost every one of the {r.value:seats} it had won of those filled on {body}"
    return say(text, p=names.party(row["party"]), r=row, body=row["organisation_name"])


def _handovers(row: Row, names: Names) -> Sentence:
    how = _place(row, "largest share", "councils compared")
    text = "on {body} {r.votes:spelt} of the {r.base:spelt} one-seat contests whose earlier holder is known "
    return say(text + "changed hands, {how}", body=row["organisation_name"], r=row, how=how)


def _one_sided(row: Row, names: Names) -> Sentence:
    how = _place(row, "furthest", "councils elected as a whole that day")
    text = "seats were far from votes on {body}, by {r.value:decimal} points of the Gallagher index, {how}"
    return say(text, body=row["organisation_name"], r=row, how=how)


_KINDS: dict[str, Callable[[Row, Names], Sentence]] = {
    "closest": _closest, "largest_majority": _largest_majority, "lowest_mandate": _lowest_mandate,
    "most_lost": _most_lost, "reversal": _reversal, "highest_turnout": _turnout("highest"),
    "lowest_turnout": _turnout("lowest"), "swing": _swing, "rise": _rise("rose", "rise"),
    "fall": _rise("fell", "fall"), "outlier": _outlier, "seats_gained": _seats("gained", "largest gain"),
    "seats_lost": _seats("lost", "largest loss"), "control": _control, "wiped_out": _wiped_out,
    "handovers": _handovers, "one_sided": _one_sided,
}  # fmt: skip
