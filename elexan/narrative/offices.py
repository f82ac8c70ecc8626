"""Several mayors and commissioners in sentences: which parties won, and with how much support."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require
from .extremes import MANY, extremes, share_of, then
from .naming import Names, place
from .sentences import Row, Sentence, ended, joined, rows, say

HALF = 0.5
MOST_NAMED = 2  # offices, up to which a party's are named one by one


def winning_parties(
    people: pd.DataFrame, parties: pd.DataFrame, *, things: str = "contests"
) -> list[Sentence]:
    """How many of the offices each party won, with those named that one or two of them are.

    ``people`` is the table of ``people_elected``; ``parties`` that of ``load_parties``; ``things`` what the
    offices are called together.

    >>> p = pd.DataFrame({"office": ["Mayor of Elmet", "Mayor of Loidis", "Mayor of Deira"],
    ...     "election_type": "mayor", "winner": ["A. Reed", "B. Rush", "C. Sedge"],
    ...     "winner_party": ["Lab", "Lab", "Con"], "ballot_id": ["x", "y", "z"]})
    >>> parties = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                         "short_name": ["Labour", "Conservative"]})
    >>> winning_parties(p, parties, things="mayoralties")[0]
    'Labour won two of the three mayoralties (Elmet and Loidis) and the Conservatives one (Deira).'
    """
    require(people, "people", ["office", "election_type", "winner", "winner_party"])
    known = people[people["winner_party"].notna()].drop_duplicates("ballot_id")
    if known.empty:
        return []
    names, total = Names(parties), len(known)
    won = known.groupby("winner_party").size().rename("won").reset_index().assign(contests=total)
    won = won.sort_values(["won", "winner_party"], ascending=[False, True], kind="stable")
    won = won.rename(columns={"winner_party": "party"})
    if total == 1:
        row = rows(known, "people_elected")[0]
        who = names.candidate(row["winner"], row["winner_party"])
        return [ended(say("{who} was elected {office}", who=who, office=row["office"]))]
    parts, mayors = [], bool((known["election_type"] == "mayor").all())
    for n, row in enumerate(rows(won, "people_elected, counted")):
        mine = known[known["winner_party"] == row["party"]]
        text = "{p} won {r.won:spelt} of the {r.contests:spelt} {things}" if n == 0 else "{p} {r.won:spelt}"
        if row["won"] == total:
            text = "{p} won all {r.contests:spelt} {things}" if total > 2 else "{p} won both {things}"
        where = (
            f" ({joined(_offices(mine, mayors=mayors))})"
            if row["won"] <= MOST_NAMED and row["won"] < total
            else ""
        )
        parts.append(say(text + where, p=names.party(row["party"]), r=row, things=things))
    return [ended(joined(parts))]


def _offices(people: pd.DataFrame, *, mayors: bool) -> list[str]:
    """The areas, where all are mayors, else the offices."""
    named = people["office"].map(place) if mayors else people["office"]
    return sorted(str(name) for name in named)


def mandates(people: pd.DataFrame) -> list[Sentence]:
    """The widest and the thinnest mandate among several offices, and how many were less than half.

    ``people`` is the table of ``people_elected``. A mandate is the winner's votes in the deciding round as a
    share of valid first preferences. Nothing is said of fewer than two whose mandates are known.

    >>> p = pd.DataFrame({"ballot_id": ["x", "y"], "office": ["Mayor of Elmet", "Mayor of Loidis"],
    ...     "winner": ["A. Reed", "B. Rush"], "voting_system": "SV", "winner_mandate_share": [0.6, 0.45]})
    >>> print(*mandates(p)[0].split("; "), sep="\\n")
    The winner's mandate ran from 45.0% for B. Rush (Loidis) to 60.0% for A. Reed (Elmet)
    one of the two had less than half.
    """
    require(people, "people", ["ballot_id", "office", "winner", "voting_system", "winner_mandate_share"])
    table = _named(people)
    what = (
        "the winner's mandate" if (table["voting_system"] == "SV").any() else "the winner's share of the vote"
    )
    text = what + " ran from {low} for {low_at} to {high} for {high_at}"
    found = extremes(table, text, column="winner_mandate_share", by="who", name="people_elected")
    share = number(table, "winner_mandate_share").dropna()
    if not found:
        return []
    how_many = share_of(int((share < HALF).sum()), len(share), "people_elected")
    known = " whose votes are known" if len(share) < len(table) else ""
    return [then(found[0], say("{n}{known} had less than half", n=how_many, known=known))]


def _named(people: pd.DataFrame) -> pd.DataFrame:
    table = people.drop_duplicates("ballot_id")
    return table.assign(who=table["winner"].astype("str") + " (" + table["office"].map(place) + ")")


def second_round_winners(people: pd.DataFrame) -> list[Sentence]:
    """How many of the offices went to a second round, and who won it after trailing in the first.

    ``people`` is the table of ``people_elected``; only contests by the supplementary vote are counted.

    >>> p = pd.DataFrame({"ballot_id": ["x", "y"], "office": ["Mayor of Elmet", "Mayor of Loidis"],
    ...     "winner": ["A. Reed", "B. Rush"], "voting_system": "SV", "round": ["first", "final"],
    ...     "plurality_reversal": [False, True]})
    >>> second_round_winners(p)[0]
    'One of the two went to a second round, which B. Rush (Loidis) won from behind.'
    """
    require(people, "people", ["ballot_id", "office", "winner", "voting_system", "round"])
    known = _named(people[(people["voting_system"] == "SV") & people["round"].notna()])
    if len(known) < 2:
        return []
    final = known[known["round"] == "final"]
    went = share_of(len(final), len(known), "people_elected")
    said = say("{went} went to a second round", went=went)
    behind = final[final["plurality_reversal"].fillna(False).astype(bool)]
    if final.empty:
        return [ended(said)]
    if len(final) == len(behind) == 1:
        return [ended(say("{said}, which {who} won from behind", said=said, who=behind["who"].iloc[0]))]
    tail = Sentence("whoever had led the first won " + ("it" if len(final) == 1 else "each"))
    if len(behind) == 1:
        tail = say("of the winners only {who} had trailed in the first", who=behind["who"].iloc[0])
    elif len(behind) > MANY:
        count = Row({"behind": len(behind)}, "people_elected, counted")
        tail = say("{c.behind:spelt} of the winners had trailed in the first", c=count)
    elif len(behind):
        tail = say("{who} had trailed in the first", who=joined(sorted(behind["who"])))
    return [ended(say("{said}; {tail}", said=said, tail=tail))]
