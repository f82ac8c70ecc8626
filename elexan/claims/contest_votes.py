"""Answers about one contest that are votes and shares."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ..tables.figures import percent, points, whole
from .answers import Answer
from .facts import Facts
from .target import Target

Answers = list[Answer]


def _got(value: Any) -> float | None:
    """A figure, or None where it is not known."""
    return None if value is None or pd.isna(value) or math.isinf(float(value)) else float(value)


def _of(part: float | None, whole_: float | None) -> float | None:
    return None if part is None or not whole_ else part / whole_


def votes(facts: Facts, target: Target, metric: str) -> Answers:
    """First preferences and final votes of a candidate."""
    c = facts.candidate(target)
    first, final = _got(c["first"]), _got(c["final"])
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
    first, total = _got(c["first"]), _got(c["first_total"])
    final, final_total = _got(c["final"]), _got(c["final_total"])
    sv = c["voting_system"] == "SV"
    word = "first preferences" if sv else "the vote"
    name, sources = c["candidate"], (str(c["source_id"]),)
    cast, electorate = _got(contest["ballots_cast"]), _got(contest["electorate"])
    figures = {
        "of_first": (_got(c["first_pref_share"]), word, first, total),
        "of_final": (_got(c["final_share"]), "the final round's votes", final, final_total),
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
    moved = _got(table["transfers"].astype("float64").sum(skipna=False)) if len(table) > 1 else None
    eliminated, lost = _got(t["eliminated"]), _got(t["non_transferable"])
    got = _got(t["transfers"]) if finalist else None
    sources = facts.sources(facts.everybody[target.ballot_id])
    why = (
        "no second round was counted"
        if t["second_round"] == "not_needed"
        else "its transfers are not all held"
    )
    of_moved = (
        f"{name} took {whole(got)} of the {whole(moved)} transfers, {percent(_got(t['transfer_share']))}"
    )
    of_gone = (
        f"{name}'s {whole(got)} transfers were {percent(_of(got, eliminated))} of the {whole(eliminated)} "
        "eliminated votes"
    )
    valid = _of(lost, _got(facts.candidate_total(target.ballot_id)))
    values: dict[str, list[tuple[str, float | None, str]]] = {
        "second_pref": [("", got, f"{name} received {whole(got)} transfers")],
        "transfer_share": [("of_transfers", _got(t["transfer_share"]) if finalist else None, of_moved),
                           ("of_eliminated", _of(got, eliminated), of_gone)],
        "transfer_share_of_eliminated": [
            ("of_eliminated", _of(got, eliminated), of_gone),
            ("of_transfers", _got(t["transfer_share"]) if finalist else None, of_moved),
        ],
        "transfers_total": [("", moved, f"{whole(moved)} votes were transferred to the finalists")],
        "transfer_rate": [("", _got(t["transfer_rate"]),
                           f"{whole(moved)} of {whole(eliminated)} eliminated votes were transferred, "
                           f"{percent(_got(t['transfer_rate']))}")],
        "eliminated_votes": [("", eliminated, f"{whole(eliminated)} first preferences were of eliminated candidates")],
        "eliminated_share": [("", _of(eliminated, _got(facts.candidate_total(target.ballot_id))),
                              f"{whole(eliminated)} first preferences were of eliminated candidates, "
                              f"{percent(_of(eliminated, _got(facts.candidate_total(target.ballot_id))))}")],
        "non_transferable": [("", lost, f"{whole(lost)} of {whole(eliminated)} eliminated votes went to neither finalist")],
        "non_transferable_share": [
            ("of_eliminated", _of(lost, eliminated),
             f"{whole(lost)} of {whole(eliminated)} eliminated votes went to neither finalist, "
             f"{percent(_of(lost, eliminated))}"),
            ("of_first_valid", valid, f"they were {percent(valid)} of valid first preferences"),
        ],
        "break_even_transfer_share": [("", _got(t["break_even_transfer_share"]),
                                       f"the first-round runner-up needed {percent(_got(t['break_even_transfer_share']))} "
                                       "of the transfers to draw level")],
        "winner_mandate_electorate_share": [("", _got(t["winner_mandate_electorate_share"]),
                                             f"the winner's votes were "
                                             f"{percent(_got(t['winner_mandate_electorate_share']))} of the electorate")],
    }  # fmt: skip
    if metric == "winner_mandate_electorate_share":
        why = "the electorate is not held"
    if not finalist and metric in ("second_pref", "transfer_share", "transfer_share_of_eliminated"):
        c = facts.candidate(target)
        why = f"{c['candidate']} was not in a second round"
    return [
        Answer(key, value, stem if value is not None else "", sources, why="" if value is not None else why)
        for key, value, stem in values[metric]
    ]


def margins(facts: Facts, target: Target, metric: str) -> Answers:
    """Majorities, and leads and deficits of the first round."""
    rows = facts.everybody[target.ballot_id].sort_values("first", ascending=False)
    m = facts.majorities[target.ballot_id]
    sources = facts.sources(rows)
    total = _got(rows["first_total"].iloc[0])
    known = bool(rows["first"].notna().all()) and len(rows) > 1
    lead = float(rows["first"].iloc[0] - rows["first"].iloc[1]) if known else None
    leader, second = rows["candidate"].iloc[0], rows["candidate"].iloc[min(1, len(rows) - 1)]
    why = f"not every vote of {facts.lookup.contest_name(target.ballot_id)} is held"
    led = f"{leader} led {second} by {whole(lead)} in the first round"
    if metric in ("first_round_lead", "first_round_lead_share"):
        share = _of(lead, total)
        value = lead if metric == "first_round_lead" else share
        stem = led if metric == "first_round_lead" else f"{led}, {points(share).lstrip('+')} points"
        return [Answer("", value, stem, sources, why=why)]
    if metric == "first_round_deficit":
        c = facts.candidate(target)
        behind = None if not known else float(rows["first"].max() - c["first"])
        stem = f"{c['candidate']} had {whole(c['first'])} first preferences, {whole(behind)} fewer than {leader}'s"
        return [Answer("", behind, stem, sources, why=why)]
    gap, share = _got(m["majority"]), _got(m["majority_share"])
    won = rows[rows["elected"].fillna(False).astype(bool)]
    mine = float(won["first"].iloc[0]) if len(won) == 1 and known else None
    first_gap = None if mine is None else mine - float(rows.loc[~rows.index.isin(won.index), "first"].max())
    final = m["round"] == "final"
    words = f"{m['winner']} beat {m['runner_up']} by {whole(gap)} votes" + (
        " in the final round" if final else ""
    )
    if metric == "majority":
        found = [Answer("decided", gap, words, sources, why=why)]
        if final and first_gap is not None:
            said = "was ahead" if first_gap >= 0 else "was behind"
            found.append(
                Answer(
                    "first_round",
                    first_gap,
                    f"{m['winner']} {said} by {whole(abs(first_gap))} in the first round",
                    sources,
                )
            )  # noqa: E501
        return found
    found = [Answer("of_round", share, f"{words}, {points(share).lstrip('+')} points", sources, why=why)]
    if final:
        alt = _of(gap, total)
        found.append(
            Answer(
                "of_first_valid",
                alt,
                f"of first-round valid votes it is {points(alt).lstrip('+')} points",
                sources,
            )
        )  # noqa: E501
        first_share = _of(first_gap, total)
        found.append(
            Answer(
                "first_round", first_share, f"in the first round it was {points(first_share)} points", sources
            )
        )
    return [a for a in found if a.value is not None] or found[:1]


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
        value = _got(row[column])
        return _got(a.get(column)) if value is None else value

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
        now = _got(facts.turnouts.at[target.ballot_id, key])
        if metric == "turnout":
            value, stem = now, f"turnout in {name} was {percent(now)} ({about})"
        else:
            then = _got(facts.turnouts.at[before, key]) if before else None
            value = None if now is None or then is None else now - then
            stem = f"turnout in {name} went from {percent(then)} to {percent(now)} ({about})"
        if value is not None:
            found.append(Answer(key, value, stem, sources))
    return found or [Answer("ballot_box", None, sources=sources, why=f"no turnout in {name} is held")]
