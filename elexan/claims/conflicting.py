"""Whether a wrong figure is one that a known source printed, or comes of one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables.figures import percent, whole
from .answers import Answer
from .facts import Facts
from .figures import Figure, bears_out, is_cut_off
from .names import listed, same_person
from .reading import Claim
from .readings import Name

FIELDS = {
    "first_pref": ["first_pref"], "final_votes": ["final_votes", "first_pref"],
    "votes": ["first_pref", "final_votes", "votes"], "second_pref": ["second_pref"],
    "first_pref_share": ["first_pref_share", "vote_share"], "final_share": ["final_share"],
    "vote_share": ["vote_share", "first_pref_share", "final_share"], "majority": ["majority"],
    "turnout": ["turnout_published"], "electorate": ["electorate"], "ballots_cast": ["ballots_cast"],
    "valid_votes": ["valid_first"], "rejected": ["rejected_first"], "rejected_second": ["rejected_second"],
    "seats": ["seats"], "council_seats": ["seats"], "winner": ["candidate", "elected"],
    "runner_up": ["candidate"], "date": ["date"],
}  # fmt: skip
"""The columns of the data that a metric's figure is in, or would be."""


def _rows(claim: Claim, facts: Facts, fields: list[str]) -> list[Any]:
    """The conflicts about these fields of the contest or council."""
    rows, t = facts.conflicts, claim.target
    rows = rows[rows["field"].isin(fields) & rows["area_gss"].isna()]
    if t.ballot_id:
        rows = rows[rows["ballot_id"] == t.ballot_id]
    else:
        rows = rows[
            rows["ballot_id"].isna() & (rows["organisation"] == t.organisation) & (rows["cycle"] == t.cycle)
        ]
        rows = rows[rows["party"].isna() | (rows["party"] == t.party)]
    if t.candidate_id and claim.metric.kind != "name":
        rows = rows[rows["candidate_id"].isna() | (rows["candidate_id"] == t.candidate_id)]
    return rows[rows["other"].notna()].to_dict("records")


def printed_elsewhere(claim: Claim, facts: Facts) -> str:
    """A sentence that says who printed the figure claimed, where it is a known misprint; else nothing."""
    found = [
        r for r in _rows(claim, facts, FIELDS.get(claim.metric.name, [])) if _same(claim, str(r["other"]))
    ]
    if not found:
        return ""
    own = claim.cells.get("document", "")
    who = [
        facts.publishers.get(str(r["other_source_id"]), "") for r in found if str(r["other_source_id"]) != own
    ]
    who = list(dict.fromkeys(w for w in who if w))
    reason = str(found[0]["reason"])
    by = f"{listed(who)} printed it too" if who else "a known slip of this document"
    return f" {by[0].upper()}{by[1:]} ({reason})."


def _same(claim: Claim, other: str) -> bool:
    reading = claim.reading
    if isinstance(reading, Figure):
        value = pd.to_numeric(other, errors="coerce")
        return bool(
            pd.notna(value) and abs(float(value) - reading.value) <= max(reading.step / 2, 1e-9) + 1e-9
        )
    # a surname alone may have been misprinted
    return isinstance(reading, Name) and (
        same_person(reading.text, other) or same_person(other, reading.text)
    )


def with_misprint(claim: Claim, answer: Answer, facts: Facts) -> str:
    """A sentence that says with which misprinted votes a share would come out as claimed; else nothing."""
    reading = claim.reading
    if claim.metric.name not in ("first_pref_share", "vote_share") or not isinstance(reading, Figure):
        return ""
    if not claim.target.ballot_id or not isinstance(answer.value, float):
        return ""
    rows = facts.everybody[claim.target.ballot_id]
    own = facts.candidate(claim.target)
    conflicts = facts.conflicts[facts.conflicts["ballot_id"] == claim.target.ballot_id]
    conflicts = conflicts[(conflicts["field"] == "first_pref") & conflicts["area_gss"].isna()]
    for row in conflicts.to_dict("records"):
        used, other = (pd.to_numeric(row[c], errors="coerce") for c in ("used", "other"))
        total = float(own["first_total"]) - float(used) + float(other)
        mine = float(other) if row["candidate_id"] == own["candidate_id"] else float(own["first"])
        share = mine / total if total > 0 else float("nan")
        if bears_out(reading, share) or is_cut_off(reading, share):
            name = rows.loc[rows["candidate_id"] == row["candidate_id"], "candidate"].iloc[0]
            cut = "" if bears_out(reading, share) else ", and cut off the figure claimed"
            return f" With {name}'s votes misprinted as {whole(other)} it would be {percent(share)}{cut}."
    return ""
