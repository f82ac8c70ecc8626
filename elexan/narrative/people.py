"""Mayors and commissioners in sentences: who won, how, and what the second round did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..columns import require
from ..shares import winners
from .naming import Names, place
from .sentences import Row, Sentence, ended, joined, rows, say, told_of

_PEOPLE = "people_elected"


def people(
    people: pd.DataFrame,
    parties: pd.DataFrame,
    *,
    previous: pd.DataFrame | None = None,
    where: str = "",
    but: Sequence[str] = (),
) -> list[Sentence]:
    """Who was elected to each office, by how much, and whether that party held it before; one sentence each.

    ``people`` is the table of ``people_elected``, with ``footprint`` (``by_region``) where an office may be
    of a larger area than the report's, called ``where``; ``previous`` the table of ``previous`` for the same
    results; ``parties`` that of ``load_parties``. Contests told in the sentences ``but`` are left out.

    >>> p = pd.DataFrame({"ballot_id": ["x"], "office": ["Mayor of Elmet"], "winner": ["A. Reed"],
    ...     "winner_party": ["Lab"], "runner_up": ["B. Rush"], "runner_up_party": ["Con"], "majority": [1],
    ...     "majority_share": [0.2], "round": ["first"], "voting_system": ["FPTP"],
    ...     "plurality_reversal": [False], "winner_mandate_share": [0.6]})
    >>> parties = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                         "short_name": ["Labour", "Conservative"]})
    >>> print(*people(p, parties)[0].split(", "), sep="\\n")
    Labour's A. Reed was elected Mayor of Elmet with 60.0% of the vote
    one vote ahead of the Conservative B. Rush.
    """
    require(people, "people", ["ballot_id", "office", "winner", "winner_party", "round", "voting_system"])
    names = Names(parties)
    before = _holders(previous)
    said: list[Sentence] = []
    told = told_of(but, "ballot_id")
    for row in rows(people[~people["ballot_id"].isin(told)], _PEOPLE):
        said.append(ended(_elected(row, names, before.get(row["ballot_id"]))))
        reach = row.get("footprint")
        if where and pd.notna(reach) and reach in ("larger", "overlaps"):
            more = "is larger than" if reach == "larger" else "is not the same as"
            said[-1] = joined([said[-1], f"That area {more} {where}."], last=" ")
    return said


def _holders(previous: pd.DataFrame | None) -> dict[str, Row]:
    """The earlier winner of each contest, where the boundaries compare."""
    if previous is None or previous.empty:
        return {}
    held = winners(previous).drop_duplicates("next_ballot_id")
    return {row["next_ballot_id"]: row for row in rows(held, "previous")}


def _elected(row: Row, names: Names, before: Row | None) -> Sentence:
    who = names.candidate(row["winner"], row["winner_party"])
    head = say("{who} was elected {office}{how}", who=who, office=row["office"], how=_how(row, names))
    return say("{head}{before}", head=head, before=_since(row, before, names))


def _since(row: Row, before: Row | None, names: Names) -> Sentence:
    """Who had won before, as the end of a sentence."""
    if before is None or pd.isna(row["winner_party"]) or pd.isna(before["party"]):
        return Sentence("")
    if before["candidate"] == row["winner"]:
        return say("; {row.date:year} had the same winner", row=before)
    if before["party"] == row["winner_party"]:
        return say("; the party had won in {row.date:year} too", row=before)
    return say("; {party} had won in {row.date:year}", party=names.party(before["party"]), row=before)


def _how(row: Row, names: Names) -> Sentence:
    """By how much, in which round."""
    sv = row["voting_system"] == "SV"
    if not row.known("majority", "runner_up"):
        if row.known("winner_mandate_share") and row["round"] == "first":
            return say(" with {row.winner_mandate_share:percent} of first preferences", row=row)
        return Sentence("; the votes are not held here in full")
    rival = names.candidate(row["runner_up"], row.get("runner_up_party"))
    ahead = say("{row.majority:votes} ahead of {rival}", row=row, rival=rival)
    if row["majority"] == 0:
        ahead = say("level with {rival} and chosen by lot", rival=rival)
    if pd.isna(row["round"]):
        return say(", {ahead}", ahead=ahead)
    if row["round"] == "final":
        trailed = row.get("plurality_reversal")
        how = " on second preferences, " + (
            "having trailed on first, " if pd.notna(trailed) and trailed else ""
        )
        return say(how + "{ahead}", ahead=ahead)
    share = "{row.winner_mandate_share:percent} of " + ("first preferences" if sv else "the vote")
    if not row.known("winner_mandate_share"):
        return say(", {ahead}", ahead=ahead)
    how = " in the first round, with " if sv else " with "
    return say(how + share + ", {ahead}", row=row, ahead=ahead)


def second_rounds(transfers: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """What the second round of one contest did, step by step: first count, transfers, what was needed.

    ``transfers`` is the table of ``transfers`` for one contest, ``parties`` that of ``load_parties``. A
    contest won in the first round has one sentence.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="cambridgeshire-and-peterborough", election_type="mayor",
    ...                     date="2021-05-06")
    >>> said = second_rounds(ex.transfers(r), ex.load_parties())
    >>> said[0][:72]
    'The Conservative James Palmer led the first count with 40.5%, 17,836 vot'
    """
    require(transfers, "transfers", ["ballot_id", "candidate", "party", "second_round", "transfers"])
    if transfers["ballot_id"].nunique() != 1:
        raise ValueError("second_rounds: give the transfers of one contest at a time")
    names = Names(parties)
    finalists = rows(transfers.sort_values("first_pref", ascending=False, kind="stable"), "transfers")
    state = str(transfers["second_round"].iloc[0])
    if state == "not_needed":
        return _won_first(finalists, names)
    if state != "held" or len(finalists) != 2:
        return [Sentence("The figures of its second round are not held in full.")]
    leader, second = finalists
    said: list[Sentence] = []
    if leader.known("first_round_lead", "first_pref_share", "first_pref"):
        who, other = _named(leader, names), _named(second, names)
        lead = "{a.first_round_lead:votes} ahead of {other}"
        if leader["first_round_lead"] == 0:
            said.append(ended(say("{who} and {other} were level on the first count", who=who, other=other)))
        else:
            text = "{who} led the first count with {a.first_pref_share:percent}, " + lead
            said.append(ended(say(text, who=who, other=other, a=leader)))
    said += _transfers(leader, second)
    said += _needed(leader, second)
    said += _mandate(leader if _won(leader) else second)
    return said


def _named(row: Row, names: Names) -> Sentence:
    return names.candidate(row["candidate"], row["party"])


def _won(row: Row) -> bool:
    elected = row.get("elected")
    return bool(pd.notna(elected) and elected)


def _won_first(finalists: list[Row], names: Names) -> list[Sentence]:
    won = [row for row in finalists if _won(row)]
    if not won:
        return []
    row = won[0]
    who = _named(row, names)
    return [ended(say("no second round was needed: {who} had more than half of first preferences", who=who))]


def _total(*finalists: Row) -> Row:
    """What the finalists received together, as a row of the same table."""
    one = finalists[0]
    cells: dict[str, Any] = dict(one.keys)
    cells.pop("candidate_id", None)
    cells["transfers"] = sum(row["transfers"] for row in finalists)
    return Row(cells, "transfers, both finalists together")


def _transfers(leader: Row, second: Row) -> list[Sentence]:
    needed = ("transfers", "transfer_share")
    if not (leader.known(*needed) and second.known(*needed)):
        return [Sentence("How many second preferences each received is not known here.")]
    more, fewer = sorted((leader, second), key=lambda row: row["transfers"], reverse=True)
    total = _total(leader, second)
    if more["transfers"] == fewer["transfers"]:
        split = say("{a.transfers:whole} to each", a=more)
    else:
        split = say(
            "{a.transfers:whole} ({a.transfer_share:percent}) to {first}, {b.transfers:whole} to {other}",
            a=more, first=str(more["candidate"]), b=fewer, other=str(fewer["candidate"]),
        )  # fmt: skip
    if not leader.known("eliminated", "transfer_rate", "non_transferable", "non_transferable_share"):
        return [ended(say("{t.transfers:whole} second preferences counted: {split}", t=total, split=split))]
    text = (
        "of the {a.eliminated:papers} of eliminated candidates {t.transfers:whole} "
        "({a.transfer_rate:percent}) transferred, {split}; the other {a.non_transferable:whole} "
        "({a.non_transferable_share:percent}) counted for neither"
    )
    if leader["non_transferable"] == 0:
        text = "all {a.eliminated:papers} of eliminated candidates transferred, {split}"
    return [ended(say(text, a=leader, t=total, split=split))]


def _needed(leader: Row, second: Row) -> list[Sentence]:
    """What the runner-up of the first round needed, and got."""
    if not second.known("break_even_transfer_share", "transfer_share") or leader["first_round_lead"] == 0:
        return []
    who = str(second["candidate"])
    if second["break_even_transfer_share"] > 1:
        text = "even all the transfers would not have brought {who} level"
        return [ended(say(text, who=who))]
    got = "needed {b.break_even_transfer_share:percent/transfer_share} of the transfers to draw level and "
    got += "got {b.transfer_share:percent/break_even_transfer_share}"
    return [ended(say("{who} " + got, who=who, b=second))]


def _mandate(winner: Row) -> list[Sentence]:
    if not winner.known("final_share", "winner_mandate_share", "final_votes"):
        return []
    text = (
        "{name}'s {w.final_votes:votes} at the end are {w.final_share:percent} of the final round and "
        "{w.winner_mandate_share:percent} of all valid first preferences"
    )
    if winner["final_share"] > 0.5 > winner["winner_mandate_share"]:
        text += ", less than half"
    return [ended(say(text, name=str(winner["candidate"]), w=winner))]


def by_area(areas: pd.DataFrame, results: pd.DataFrame) -> list[Sentence]:
    """Where the winner had most and fewest of the transfers.

    ``areas`` is the table of ``transfers_by_area`` for one contest, ``results`` its candidates. Nothing is
    said of fewer than three areas.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="cambridgeshire-and-peterborough", election_type="mayor",
    ...                     date="2021-05-06")
    >>> by_area(ex.transfers_by_area(ex.load_counting_areas(r), r), r)[0]
    "Nik Johnson's share of the transfers ran from 61.2% in Fenland to 79.7% in Cambridge."
    """
    require(areas, "areas", ["candidate_id", "candidate", "area_name", "transfer_share"])
    require(results, "results", ["candidate_id", "elected"])
    winner = results.loc[results["elected"].fillna(False).astype(bool), "candidate_id"]
    mine = areas[areas["candidate_id"].isin(winner) & areas["transfer_share"].notna()]
    if len(mine) < 3:
        return []
    low, *_, high = rows(mine.sort_values("transfer_share", kind="stable"), "transfers_by_area")
    text = "{name}'s share of the transfers ran from {a.transfer_share:percent} in {low} to "
    names = {"name": str(low["candidate"]), "low": str(low["area_name"]), "high": str(high["area_name"])}
    return [ended(say(text + "{b.transfer_share:percent} in {high}", a=low, b=high, **names))]


def headline(
    people: pd.DataFrame,
    transfers: pd.DataFrame,
    parties: pd.DataFrame,
    *,
    previous: pd.DataFrame | None = None,
) -> list[Sentence]:
    """How each office was won, as a headline has it: from behind, on second preferences, or at once.

    The tables are those of ``people_elected``, ``transfers`` (it may be empty), ``load_parties`` and
    ``previous``. One sentence an office.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="cambridgeshire-and-peterborough", election_type="mayor",
    ...                     date="2021-05-06")
    >>> said = headline(ex.people_elected(r), ex.transfers(r), ex.load_parties())[0]
    >>> print(*said.split(", "), sep="\\n")
    Labour's Nik Johnson won Cambridgeshire and Peterborough from 17,836 votes behind
    taking 37,888 of the 52,141 transfers
    72.7%
    where 67.1% would have done.
    """
    names = Names(parties)
    before = _holders(previous)
    said = []
    for row in rows(people, _PEOPLE):
        head = _headline(row, transfers, names)
        since = _since(row, before.get(row["ballot_id"]), names)
        said.append(ended(say("{head}{since}", head=head, since=since)))
    return said


def _headline(row: Row, transfers: pd.DataFrame, names: Names) -> Sentence:
    who, where = names.candidate(row["winner"], row["winner_party"]), place(row["office"])
    what = "{who} won {where}" if row.get("election_type") == "mayor" else "{who} was elected {office}"
    words = {"who": who, "where": where, "office": str(row["office"])}
    behind = row.get("plurality_reversal")
    mine = transfers[transfers["ballot_id"] == row["ballot_id"]] if len(transfers) else transfers
    finalists = {str(r["candidate"]): r for r in rows(mine, "transfers")}
    winner = finalists.get(str(row["winner"]))
    if pd.isna(behind) or not behind or winner is None or not winner.known("first_round_lead"):
        return say(what + "{how}", how=_how(row, names), **words)
    said = say(what + " from {w.first_round_lead:votes} behind", w=winner, **words)
    if not winner.known("transfers", "transfer_share", "break_even_transfer_share") or len(finalists) != 2:
        return said
    share = "taking {w.transfers:whole} of the {t.transfers:whole} transfers, "
    share += "{w.transfer_share:percent/break_even_transfer_share}, where "
    share += "{w.break_even_transfer_share:percent/transfer_share} would have done"
    return say("{said}, " + share, said=said, w=winner, t=_total(*finalists.values()))
