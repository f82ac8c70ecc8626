"""Contests in sentences: change in votes, the closest, turnout, ballot papers side by side, disagreements."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..columns import number, require
from .naming import GROUPS, Names
from .sentences import Row, Sentence, ended, joined, rows, say

_FEW = 5  # names that a sentence lists
CLOSE = 0.05  # of valid votes: the majority under which a contest is called close

PAPERS = {
    "Mayor": "mayor", "Commissioner": "commissioner", "County": "the county council",
    "Unitary": "the council", "District": "the district councils",
}  # fmt: skip
"""What a vote was for, by what a ballot paper is called beside others."""

FIELDS = {
    "first_pref": "first preferences", "second_pref": "transfers", "turnout_published": "turnout",
    "valid_first": "valid votes",
}  # fmt: skip
"""What a figure in dispute is called, where that is not its column's name."""


def share_changes(changes: pd.DataFrame, parties: pd.DataFrame, *, least: float = 0.005) -> list[Sentence]:
    """The parties whose share of the vote rose and fell most in each body's contests; one sentence a body.

    ``changes`` is the table of ``share_change`` by body, with ``organisation_name``; ``parties`` that of
    ``load_parties``. Parties that stood once only are left out, as are changes under ``least`` where another
    is larger. Where only some of the contests compare, that is said.

    >>> c = pd.DataFrame({"organisation_name": "Elmet Council", "party": ["Con", "LD"], "stood": "both",
    ...     "vote_share_before": [0.40, 0.23], "vote_share": [0.38, 0.29], "share_change": [-0.02, 0.06],
    ...     "contests": 59, "compared": 57, "previous_date": "2017-05-04"})
    >>> p = pd.DataFrame({"party": ["Con", "LD"], "party_name": ["Conservative", "Liberal Democrats"],
    ...                   "short_name": ["Conservative", "Lib Dem"]})
    >>> share_changes(c, p)[0][:80]
    'In the vote for Elmet Council the Liberal Democrats rose 6.0 points, to 29.0%, a'
    >>> share_changes(c, p)[0][80:]
    'nd the Conservatives fell 2.0 points, to 38.0%, since 2017, in 57 of the 59 contests.'
    """
    require(changes, "changes", ["organisation_name", "party", "share_change", "vote_share"])
    names = Names(parties)
    said = []
    for name, group in changes.groupby("organisation_name", sort=False):
        known = group[group["share_change"].notna() & group["vote_share"].notna()]
        known = known[~known["party"].isin(GROUPS)]
        if known.empty:
            continue
        said.append(_share_change(str(name), known, names, least))
    return said


def _share_change(name: str, known: pd.DataFrame, names: Names, least: float) -> Sentence:
    order = rows(known.sort_values(["share_change", "party"], kind="stable"), "share_change")
    low, high = order[0], order[-1]
    parts = []
    if high["share_change"] >= least:
        text = "{p} rose {h.share_change:points}, to {h.vote_share:percent}"
        parts.append(say(text, p=names.party(high["party"]), h=high))
    if low["share_change"] <= -least and low["party"] != high["party"]:
        text = "{p} fell {l.share_change:points}, to {l.vote_share:percent}"
        parts.append(say(text, p=names.party(low["party"]), l=low))
    if not parts:
        most = max(order, key=lambda row: abs(row["share_change"]))
        text = "no share moved further than that of {p}, {m.share_change:points}"
        parts.append(say(text, p=names.party(most["party"]), m=most))
    what = joined(parts, last=", and ")
    return ended(say("in the vote for {name} {what}{since}", name=name, what=what, since=_since(high)))


def _since(row: Row) -> Sentence:
    """Since when, and in how many of the contests, where the rows say so."""
    said = Sentence("")
    if row.known("previous_date"):
        days = sorted({day.strip() for day in str(row["previous_date"]).split(",")})
        each = {day[:4]: Row(dict(row.cells) | {"previous_date": day}, row.table) for day in days}
        said = say(
            ", since {years}", years=joined([say("{r.previous_date:year}", r=r) for r in each.values()])
        )
    if row.known("compared", "contests") and row["compared"] < row["contests"]:
        return say("{said}, in {r.compared:whole} of the {r.contests:contests}", said=said, r=row)
    return said


def closest(majorities: pd.DataFrame, parties: pd.DataFrame, *, close: float = CLOSE) -> list[Sentence]:
    """The closest contest, how many one-seat contests were close, and the safest of them.

    ``majorities`` is the table of ``majority``, with ``organisation_name``; ``parties`` that of
    ``load_parties``. The closest is the one with the smallest majority for the votes cast, where electors
    had several votes for the votes divided by the seats. A contest is close where the majority is under
    ``close`` of its valid votes, which is said of one-seat contests alone. A tie was decided by lot.

    >>> m = pd.DataFrame({"area_name": ["Abbey", "Barton"], "organisation_name": "Elmet Council",
    ...     "winner_party": ["LD", "Con"], "runner_up_party": ["Con", "Lab"], "majority": [5, 900],
    ...     "majority_share": [0.001, 0.4], "seats": 1})
    >>> p = pd.DataFrame({"party": ["LD", "Con", "Lab"], "party_name": ["Liberal Democrats", "C", "L"],
    ...                   "short_name": ["Lib Dem", "C", "L"]})
    >>> print(*closest(m, p)[0].split(": "), sep="\\n")
    The closest contest was Abbey (Elmet Council)
    the Liberal Democrats were five votes ahead of the Conservatives.
    >>> print(*closest(m, p)[1].split("; "), sep="\\n")
    The majority was under 5% of the votes in one of the two one-seat contests
    it was largest in Barton (Elmet Council), at 40.0%.
    """
    require(majorities, "majorities", ["area_name", "majority", "majority_share", "winner_party", "seats"])
    known = majorities[majorities["majority_share"].notna() & majorities["runner_up_party"].notna()]
    if known.empty:
        return []
    names = Names(parties)
    by = number(known, "majority_share") * number(known, "seats")
    order = known.assign(_by=by).sort_values(["_by", "majority", "area_name"], kind="stable")
    first = rows(order.head(1), "majority")[0]
    tied = order[order["majority"] == 0]
    said = [_tied(rows(tied, "majority"))] if len(tied) else [_closest(first, names)]
    single = order[number(order, "seats") == 1]
    if len(single) > 1:
        said.append(_how_many_close(single, close))
    return said


def _tied(tied: list[Row]) -> Sentence:
    where = joined([_in(row) for row in tied])
    lots = "a tie for the last seat, which was" if len(tied) == 1 else "ties for the last seat, which were"
    return ended(say("{where} ended in " + lots + " decided by lot", where=where))


def _closest(first: Row, names: Names) -> Sentence:
    won = names.party(first["winner_party"])
    if first["winner_party"] == first["runner_up_party"]:
        text = (
            "the closest contest was {where}, where {a.majority:votes} parted the last of {won} elected from "
        )
        return ended(say(text + "the first not elected", where=_in(first), won=won, a=first))
    lost = names.party(first["runner_up_party"])
    were = "was" if not won.endswith("s") else "were"
    text = "the closest contest was {where}: {won} {were} {a.majority:votes} ahead of {lost}"
    return ended(say(text, where=_in(first), won=won, lost=lost, were=were, a=first))


def _how_many_close(single: pd.DataFrame, close: float) -> Sentence:
    close_ones = int((single["majority_share"] < close).sum())
    counts = Row({"close": close_ones, "contests": len(single)}, "majority, counted")
    last = rows(single.tail(1), "majority")[0]
    limit = Row({"close": close}, "the limit for close")
    at = "the majority was under {l.close:share} of the votes in "
    many = "{n.close:spelt} of" if close_ones else "none of"
    text = at + many + " the {n.contests:spelt} one-seat contests; it was largest in {safest}, at "
    return ended(say(text + "{b.majority_share:percent}", n=counts, l=limit, safest=_in(last), b=last))


def _body(row: Row) -> str:
    return str(row.get("organisation_name") if row.known("organisation_name") else row.get("organisation"))


def turnout(turnouts: pd.DataFrame) -> list[Sentence]:
    """The highest, the lowest and the middle turnout of the contests, by the definition the rows name.

    ``turnouts`` is the table of ``turnout``, with ``organisation_name``; all rows of one definition.

    >>> t = pd.DataFrame({"area_name": ["Abbey", "Barton", "Coton"], "organisation_name": "Elmet Council",
    ...                   "turnout": [0.2, 0.4, 0.6], "turnout_definition": "ballot_box"})
    >>> print(*turnout(t)[0].split("; "), sep="\\n")
    Turnout ran from 20.0% in Abbey (Elmet Council) to 60.0% in Coton (Elmet Council)
    the median of three contests was 40.0%.
    """
    require(turnouts, "turnouts", ["area_name", "turnout", "turnout_definition"])
    known = turnouts[turnouts["turnout"].notna()]
    if known.empty:
        return []
    if known["turnout_definition"].nunique() > 1:
        raise ValueError("turnout: give the rows of one definition at a time")
    order = rows(known.sort_values("turnout", kind="stable"), "turnout")
    low, high = order[0], order[-1]
    how = "published turnout" if known["turnout_definition"].iloc[0] == "published" else "turnout"
    if len(order) == 1:
        return [ended(say(how + " was {a.turnout:percent} in {where}", a=low, where=_in(low)))]
    middle = Row({"turnout": number(known, "turnout").median(), "contests": len(known)}, "turnout, median")
    text = (
        how + " ran from {a.turnout:percent} in {low} to {b.turnout:percent} in {high}; "
        "the median of {m.contests:contests} was {m.turnout:percent}"
    )
    return [ended(say(text, a=low, low=_in(low), b=high, high=_in(high), m=middle))]


def _in(row: Row) -> str:
    return f"{row['area_name']} ({_body(row)})" if row.known("organisation_name") else str(row["area_name"])


def ballot_papers(shares: pd.DataFrame, parties: pd.DataFrame, *, least: float = 0.03) -> list[Sentence]:
    """The party whose share differed most between the ballot papers of one day, and that which did least.

    ``shares`` is the table of ``party_share`` by ``paper`` (what it was for, in words); ``parties`` that of
    ``load_parties``. Only parties on every paper, with ``least`` of the vote on one of them, are compared.

    >>> s = pd.DataFrame({"paper": ["mayor", "the county council"] * 2, "party": ["Con", "Con", "LD", "LD"],
    ...                   "vote_share": [0.405, 0.385, 0.267, 0.330]})
    >>> p = pd.DataFrame({"party": ["Con", "LD"], "party_name": ["Conservative", "Liberal Democrats"],
    ...                   "short_name": ["Conservative", "Lib Dem"]})
    >>> print(*ballot_papers(s, p)[0].split(": "), sep="\\n")
    Between the ballot papers the share of the Liberal Democrats differed most
    33.0% for the county council and 26.7% for mayor.
    """
    require(shares, "shares", ["paper", "party", "vote_share"])
    papers = shares["paper"].nunique()
    known = shares[shares["vote_share"].notna() & ~shares["party"].isin(GROUPS)]
    every = known.groupby("party")["vote_share"].agg(["size", "max", "min"])
    every = every[(every["size"] == papers) & (every["max"] >= least)]
    if papers < 2 or every.empty:
        return []
    names = Names(parties)
    spread = (every["max"] - every["min"]).sort_values(kind="stable")
    said = [_papers(known, str(spread.index[-1]), "most", names)]
    if len(spread) > 2:
        said.append(_papers(known, str(spread.index[0]), "least", names))
    return said


def _papers(known: pd.DataFrame, party: str, how: str, names: Names) -> Sentence:
    mine = rows(known[known["party"] == party].sort_values("vote_share", ascending=False), "party_share")
    each = [
        say("{r.vote_share:percent} for {paper}", r=row, paper=PAPERS.get(str(row["paper"]), row["paper"]))
        for row in mine
    ]
    most = "between the ballot papers the share of {p} differed most"
    head = most if how == "most" else "that of {p} differed least"
    return ended(say(head + ": {each}", p=names.party(party), each=joined(each)))


def irregular(contests: pd.DataFrame) -> list[Sentence]:
    """Contests that were not polled with the others: put off, or filled without a vote.

    ``contests`` is the table of ``load_contests``, with ``organisation_name``. Nothing is said where every
    contest was polled on its day.

    >>> c = pd.DataFrame({"ballot_id": ["x"], "area_name": ["Sewell"], "organisation_name": ["Elmet Council"],
    ...     "status": ["postponed"], "date": ["2021-06-17"], "seats": [1],
    ...     "note": ["put off from 2021-05-06 when a candidate died"]})
    >>> irregular(c)[0]
    'The poll in Sewell (Elmet Council) was put off to 17 June 2021 because a candidate had died.'
    """
    require(contests, "contests", ["ballot_id", "area_name", "status", "date", "seats"])
    each = contests.drop_duplicates("ballot_id")
    said = []
    for row in rows(each[each["status"] == "postponed"], "contests"):
        why = " because a candidate had died" if "candidate died" in str(row.get("note")) else ""
        text = "the poll in {where} was put off to {r.date:date}{why}"
        said.append(ended(say(text, where=_in(row), r=row, why=why)))
    empty = each[each["status"] == "uncontested"]
    if len(empty):
        count = {"contests": len(empty), "seats": int(number(empty, "seats").sum())}
        where = [Sentence(_in(row)) for row in rows(empty.head(_FEW), "contests")]
        if len(empty) > _FEW:
            rest = Row({"more": len(empty) - _FEW}, "contests, counted")
            where.append(say("{n.more:spelt} more", n=rest))
        text = "{n.seats:seats} {were} filled without a vote, as nobody stood against the candidates: {where}"
        words = {"were": "was" if count["seats"] == 1 else "were", "where": joined(where)}
        said.append(ended(say(text, n=Row(count, "contests, counted"), **words)))
    return said


def disagreements(conflicts: pd.DataFrame) -> list[Sentence]:
    """How many figures sources disagree on, and of which kind most are.

    ``conflicts`` is the table of ``load_conflicts``.

    >>> c = pd.DataFrame({"ballot_id": ["x"], "candidate_id": ["a"], "field": ["final_votes"],
    ...                   "used": ["114153"], "other": ["114053"]})
    >>> disagreements(c)[0]
    'Sources disagree on one figure of these contests.'
    """
    require(conflicts, "conflicts", ["field", "used", "other"])
    if conflicts.empty:
        return [Sentence("No disagreement between sources on these contests is known.")]
    keys = [c for c in ("ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field")
            if c in conflicts]  # fmt: skip
    figures = conflicts.drop_duplicates(keys)
    counts = figures["field"].value_counts()
    most = counts[counts == counts.max()]
    row = Row({"figures": len(figures), "most": int(counts.max())}, "conflicts, counted")
    said = say("sources disagree on {n.figures:figures} of these contests", n=row)
    if len(counts) == 1 or len(most) > 1:
        return [ended(said)]
    field = str(most.index[0])
    called = FIELDS.get(field, field.replace("_", " "))
    return [ended(say("{said}, most often on {field} ({n.most:spelt})", said=said, field=called, n=row))]


def gains(gains: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """How many one-seat contests changed hands, and between which parties most often.

    ``gains`` is the table of ``gains``; ``parties`` that of ``load_parties``.

    >>> g = pd.DataFrame({"party_before": ["Lab", "Con"], "party": ["Con", "Con"],
    ...                   "outcome": ["gain", "hold"]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*gains(g, p)[0].split(", "), sep="\\n")
    Of the two one-seat contests whose earlier holder is known one changed hands
    from Labour to the Conservatives.
    """
    require(gains, "gains", ["party_before", "party", "outcome"])
    if gains.empty:
        return []
    names = Names(parties)
    changed = gains[gains["outcome"] == "gain"]
    counts: dict[str, Any] = {"changed": len(changed), "contests": len(gains)}
    row = Row(counts, "gains, counted")
    if changed.empty:
        text = "none of the {n.contests:spelt} one-seat contests whose earlier holder is known changed hands"
        return [ended(say(text, n=row))]
    flows = changed.groupby(["party_before", "party"]).size().reset_index(name="seats")
    flows = flows.sort_values(["seats", "party_before", "party"], ascending=[False, True, True])
    top = rows(flows, "gains, counted")
    head = "of the {n.contests:spelt} one-seat contests whose earlier holder is known {n.changed:spelt} "
    said = say(head + "changed hands", n=row)
    if len(top) == 1:
        first = top[0]
        move = say("from {a} to {b}", a=names.party(first["party_before"]), b=names.party(first["party"]))
        return [ended(say("{said}, {move}", said=said, move=move))]
    if top[0]["seats"] == top[1]["seats"]:
        return [ended(said)]
    first = top[0]
    move = say("from {a} to {b}", a=names.party(first["party_before"]), b=names.party(first["party"]))
    return [ended(say("{said}, most often {move} ({r.seats:spelt})", said=said, move=move, r=first))]
