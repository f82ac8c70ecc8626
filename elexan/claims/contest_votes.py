"""Answers about one contest that are votes and shares."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ..tables.figures import percent, points, whole
from .answers import Answer
from .facts import Facts
from .names import counted
from .target import Target

Answers = list[Answer]


def known(value: Any) -> float | None:
    """A figure, or None where it is not known."""
    return None if value is None or pd.isna(value) or math.isinf(float(value)) else float(value)


def _of(part: float | None, whole_: float | None) -> float | None:
    return None if part is None or not whole_ else part / whole_


def votes(facts: Facts, target: Target, metric: str) -> Answers:
    """First preferences and final votes of a candidate."""
    c = facts.candidate(target)
    first, final = known(c["first"]), known(c["final"])
    held = c["second_round"] == "held"
    sources = (str(c["source_id"]),)
    word = "first preferences" if c["voting_system"] == "SV" else "votes"
    by_first = Answer("first", first, f"{c['candidate']} had {whole(first)} {word}", sources)
    by_final = Answer(
        "final", final, f"{c['candidate']} had {whole(final)} votes in the final round", sources
    )
    out = f"{c['candidate']} was not in a final round whose votes are held"
    if metric == "first_pref":
        return [by_first, *([by_final] if final is not None else [])]
    if not held:
        key = "decided" if metric == "votes" else "final"
        return [Answer(key, first, f"{by_first.stem}, in the only count", sources)]
    if metric == "final_votes":
        return [by_final if final is not None else Answer("final", None, sources=sources, why=out), by_first]
    decided = by_final if final is not None else by_first
    rest = [by_first] if final is not None else []
    return [Answer("decided", decided.value, decided.stem, sources), *rest]


def shares(facts: Facts, target: Target, metric: str) -> Answers:
    """A candidate's share of first preferences, and of other totals."""
    c = facts.candidate(target)
    contest = facts.lookup.contest[target.ballot_id]
    first, total = known(c["first"]), known(c["first_total"])
    final, final_total = known(c["final"]), known(c["final_total"])
    sv = c["voting_system"] == "SV"
    word = "first preferences" if sv else "the vote"
    name, sources = c["candidate"], (str(c["source_id"]),)
    cast, electorate = known(contest["ballots_cast"]), known(contest["electorate"])
    figures = {
        "of_first": (known(c["first_pref_share"]), word, first, total),
        "of_final": (known(c["final_share"]), "the final round's votes", final, final_total),
        "of_first_valid": (_of(final, total), "first-round valid votes with transfers", final, total),
        "of_ballots": (_of(first, cast), "all papers cast", first, cast),
        "of_electorate": (_of(first, electorate), "the electorate", first, electorate),
    }
    made = {
        key: Answer(
            key, share, f"{name} took {percent(share)} of {of} ({whole(part)} of {whole(all_)})", sources
        )
        for key, (share, of, part, all_) in figures.items()
        if share is not None
    }
    order = {
        "first_pref_share": ("of_first", "of_final", "of_ballots", "of_electorate"),
        "final_share": ("of_final", "of_first_valid", "of_first"),
        "vote_share": ("of_final", "of_first", "of_first_valid"),
    }[metric]
    found = [made[k] for k in order if k in made]
    if metric == "vote_share" and found:
        found[0] = Answer("of_decided", found[0].value, found[0].stem, sources)
    if metric == "final_share" and not sv and found:
        found[0] = Answer("of_final", found[0].value, found[0].stem, sources)
    why = f"not every vote of {facts.lookup.contest_name(target.ballot_id)} is held"
    return found or [Answer(order[0], None, sources=sources, why=why)]


def second_round_figures(facts: Facts, target: Target, metric: str) -> Answers:
    """Transfers, and what became of the eliminated candidates' votes."""
    table = facts.transfers.get(target.ballot_id)
    row = None if table is None else table[table["candidate_id"] == target.candidate_id]
    finalist = row is not None and len(row) > 0
    if table is None or table.empty:
        return [
            Answer("", None, why=f"{target.ballot_id} was not by supplementary vote: there were no transfers")
        ]
    t = row.iloc[0] if finalist and row is not None else table.iloc[0]
    name = t["candidate"]
    moved = known(table["transfers"].astype("float64").sum(skipna=False)) if len(table) > 1 else None
    eliminated, lost = known(t["eliminated"]), known(t["non_transferable"])
    got = known(t["transfers"]) if finalist else None
    sources = facts.sources(facts.everybody[target.ballot_id])
    why = (
        "no second round was counted"
        if t["second_round"] == "not_needed"
        else "its transfers are not all held"
    )
    of_moved = (
        f"{name} took {whole(got)} of the {whole(moved)} transfers, {percent(known(t['transfer_share']))}"
    )
    of_gone = (
        f"{name}'s {whole(got)} transfers were {percent(_of(got, eliminated))} of the {whole(eliminated)} "
        "eliminated votes"
    )
    valid = _of(lost, known(facts.candidate_total(target.ballot_id)))
    rate, needed = known(t["transfer_rate"]), known(t["break_even_transfer_share"])
    mine, of_all = (
        known(t["transfer_share"]) if finalist else None,
        known(t["winner_mandate_electorate_share"]),
    )
    gone = _of(eliminated, known(facts.candidate_total(target.ballot_id)))
    out = f"{whole(eliminated)} first preferences were of eliminated candidates"
    nobody = f"{whole(lost)} of {whole(eliminated)} eliminated votes went to neither finalist"
    transferred = f"{whole(moved)} of {whole(eliminated)} eliminated votes were transferred, {percent(rate)}"
    level = f"the first-round runner-up needed {percent(needed)} of the transfers to draw level"
    shares = [("of_transfers", mine, of_moved), ("of_eliminated", _of(got, eliminated), of_gone)]
    values: dict[str, list[tuple[str, float | None, str]]] = {
        "second_pref": [("", got, f"{name} received {whole(got)} transfers")],
        "transfer_share": shares,
        "transfer_share_of_eliminated": shares[::-1],
        "transfers_total": [("", moved, f"{whole(moved)} votes were transferred to the finalists")],
        "transfer_rate": [("", rate, transferred)],
        "eliminated_votes": [("", eliminated, out)],
        "eliminated_share": [("", gone, f"{out}, {percent(gone)}")],
        "non_transferable": [("", lost, nobody)],
        "non_transferable_share": [
            ("of_eliminated", _of(lost, eliminated), f"{nobody}, {percent(_of(lost, eliminated))}"),
            ("of_first_valid", valid, f"they were {percent(valid)} of valid first preferences"),
        ],
        "break_even_transfer_share": [("", needed, level)],
        "winner_mandate_electorate_share": [
            ("", of_all, f"the winner's votes were {percent(of_all)} of the electorate")
        ],
    }
    if metric == "winner_mandate_electorate_share":
        why = "the electorate is not held"
    if not finalist and metric in ("second_pref", "transfer_share", "transfer_share_of_eliminated"):
        c = facts.candidate(target)
        why = f"{c['candidate']} was not in a second round"
    return [
        Answer(key, value, stem if value is not None else "", sources, why="" if value is not None else why)
        for key, value, stem in values[metric]
    ]


def leads(facts: Facts, target: Target, metric: str) -> Answers:
    """Leads and deficits of the first round."""
    rows = facts.everybody[target.ballot_id].sort_values("first", ascending=False)
    sources, total = facts.sources(rows), known(rows["first_total"].iloc[0])
    place = facts.lookup.contest_name(target.ballot_id)
    if len(rows) < 2 or rows["first"].isna().any():
        return [Answer("", None, sources=sources, why=f"not every vote of {place} is held")]
    first, second = rows.iloc[0], rows.iloc[1]
    if metric == "first_round_deficit":
        c = facts.candidate(target)
        behind = float(first["first"] - c["first"])
        fewer = f"{whole(behind)} fewer than {first['candidate']}'s"
        return [
            Answer(
                "", behind, f"{c['candidate']} had {whole(c['first'])} first preferences, {fewer}", sources
            )
        ]
    lead = float(first["first"] - second["first"])
    stem = f"{first['candidate']} led {second['candidate']} by {whole(lead)} in the first round"
    if metric == "first_round_lead":
        return [Answer("", lead, stem, sources)]
    share = _of(lead, total)
    return [Answer("", share, f"{stem}, {points(share).lstrip('+')} points", sources)]


def margins(facts: Facts, target: Target, metric: str) -> Answers:
    """Majorities, in the round that decided and in the first."""
    rows = facts.everybody[target.ballot_id]
    m, sources = facts.majorities[target.ballot_id], facts.sources(rows)
    total = known(rows["first_total"].iloc[0])
    gap, share = known(m["majority"]), known(m["majority_share"])
    final = m["round"] == "final"
    words = f"{m['winner']} beat {m['runner_up']} by {counted(gap or 0, 'vote')}"
    words += " in the final round" if final else ""
    why = f"not every vote of {facts.lookup.contest_name(target.ballot_id)} is held"
    won = rows["elected"].fillna(False).astype(bool)
    first_gap = None
    if final and won.sum() == 1 and rows["first"].notna().all():
        first_gap = float(rows.loc[won, "first"].iloc[0] - rows.loc[~won, "first"].max())
    ahead = "ahead" if (first_gap or 0) >= 0 else "behind"
    early = f"{m['winner']} was {ahead} by {whole(abs(first_gap or 0))} in the first round"
    if metric == "majority":
        found = [
            Answer("decided", gap, words, sources, why=why),
            Answer("first_round", first_gap, early, sources),
        ]
    else:
        of_valid, of_first = _of(gap, total) if final else None, _of(first_gap, total)
        found = [
            Answer("of_round", share, f"{words}, {points(share).lstrip('+')} points", sources, why=why),
            Answer(
                "of_first_valid", of_valid,
                f"of first-round valid votes it was {points(of_valid).lstrip('+')} points", sources,
            ),
            Answer("first_round", of_first, f"{early}, {points(of_first)} points", sources),
        ]  # fmt: skip
    return [found[0], *(a for a in found[1:] if a.value is not None)]


def mandate(facts: Facts, target: Target, metric: str) -> Answers:
    """The winner's votes of the deciding round against the first round's valid votes."""
    rows = facts.everybody[target.ballot_id]
    won = rows[rows["elected"].fillna(False).astype(bool)]
    if len(won) != 1:
        return [Answer("of_first_valid", None, why="several were elected")]
    own = Target(**{**target.__dict__, "candidate_id": str(won["candidate_id"].iloc[0])})
    if won["second_round"].iloc[0] != "held":
        a = shares(facts, own, "first_pref_share")[0]
        return [Answer("of_first_valid", a.value, a.stem, a.sources, why=a.why)]
    made = {a.key: a for a in shares(facts, own, "final_share")}
    return [made[k] for k in ("of_first_valid", "of_final") if k in made] or [
        Answer("of_first_valid", None, why="its votes are not all held")
    ]


def papers(facts: Facts, target: Target, metric: str) -> Answers:
    """Electorate, papers and turnout of one contest."""
    row = facts.lookup.contest[target.ballot_id]
    a = facts.accounts.get(target.ballot_id, {})
    sources = (str(row["source_id"]),)
    name = f"the poll for {facts.lookup.contest_name(target.ballot_id)}"

    def held(column: str) -> float | None:
        value = known(row[column])
        return known(a.get(column)) if value is None else value

    rejected, second = held("rejected_first"), held("rejected_second")
    both = None if rejected is None or second is None else rejected + second
    valid, cast, electors = held("valid_first"), held("ballots_cast"), held("electorate")
    if metric.startswith("turnout"):
        return _turnout(facts, target, metric)
    cells: dict[str, list[tuple[str, float | None, str]]] = {
        "electorate": [("", electors, "registered electors")],
        "ballots_cast": [("papers_cast", cast, "papers cast"), ("votes_cast", valid, "valid papers")],
        "valid_votes": [("votes_cast", valid, "valid papers"), ("papers_cast", cast, "papers cast")],
        "rejected": [("papers_first", rejected, "papers rejected at the first count"),
                     ("papers_both", both, "papers rejected at both counts")],
        "rejected_second": [("", second, "papers rejected at the second count")],
    }  # fmt: skip
    if metric == "rejected_share":
        share = _of(rejected, cast)
        stem = f"{name} had {whole(rejected)} papers rejected of {whole(cast)}, {percent(share)}"
        return [Answer("", share, stem, sources, why=f"rejected papers of {name} are not held")]
    found = [
        Answer(k, v, f"{name} had {whole(v)} {words}", sources)
        for k, v, words in cells[metric]
        if v is not None
    ]
    return found or [Answer("", None, sources=sources, why=f"{cells[metric][0][2]} of {name} are not held")]


def _turnout(facts: Facts, target: Target, metric: str) -> Answers:
    row = facts.lookup.contest[target.ballot_id]
    sources = (str(row["source_id"]),)
    name = f"the poll for {facts.lookup.contest_name(target.ballot_id)}"
    before = facts.neighbours(target.ballot_id)[2] if metric == "turnout_change" else ""
    words = {
        "ballot_box": "all papers counted, of the electorate", "published": "as published",
        "valid_vote": "valid votes, of the electorate",
    }  # fmt: skip
    found = []
    for key, about in words.items():
        now = known(facts.turnouts.at[target.ballot_id, key])
        if metric == "turnout":
            value, stem = now, f"turnout in {name} was {percent(now)} ({about})"
        else:
            then = known(facts.turnouts.at[before, key]) if before else None
            value = None if now is None or then is None else now - then
            stem = f"turnout in {name} went from {percent(then)} to {percent(now)} ({about})"
        if value is not None:
            found.append(Answer(key, value, stem, sources))
    return found or [Answer("ballot_box", None, sources=sources, why=f"no turnout in {name} is held")]
