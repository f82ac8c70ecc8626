"""Claims checked: each read, answered from the tables, and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from ..errors import DataError, Problem
from ..load.files import Folder
from . import contest_before, contest_people, contest_votes, council_answers, council_control, council_votes
from .answers import Answer
from .facts import Facts
from .lookup import Lookup
from .reading import Claim, read_claims
from .target import Target
from .verdicts import claim_in_words, decide, without_answer

Make = Callable[[Facts, Target, str], Iterable[Answer]]
_COLUMNS = [
    "claim_id", "document", "quote", "metric", "ballot_id", "organisation", "cycle", "party", "candidate",
    "claimed", "read_as", "verdict", "computed", "computed_value", "difference", "definition", "true_under",
    "explanation", "source_id",
]  # fmt: skip
NEEDED = ("quote", "metric", "claimed")


def _by(make: Make, *names: str) -> dict[str, Make]:
    return dict.fromkeys(names, make)


_CONTEST: dict[str, Make] = {
    **_by(contest_votes.votes, "first_pref", "final_votes", "votes"),
    **_by(contest_votes.shares, "first_pref_share", "final_share", "vote_share"),
    **_by(
        contest_votes.second_round_figures, "second_pref", "transfer_share", "transfer_share_of_eliminated",
        "transfers_total", "transfer_rate", "eliminated_votes", "eliminated_share", "non_transferable",
        "non_transferable_share", "break_even_transfer_share", "winner_mandate_electorate_share",
    ),
    **_by(
        contest_votes.leads, "first_round_lead", "first_round_lead_share", "first_round_deficit",
    ),
    **_by(contest_votes.margins, "majority", "majority_share"),
    **_by(contest_votes.mandate, "winner_mandate_share"),
    **_by(
        contest_votes.papers, "turnout", "turnout_change", "electorate", "ballots_cast", "valid_votes",
        "rejected", "rejected_second", "rejected_share",
    ),
    **_by(contest_people.elected, "winner", "winning_party", "runner_up", "runner_up_party"),
    **_by(contest_people.first_round, "third_place", "first_round_leader", "top_two"),
    **_by(contest_people.eliminated, "eliminated"),
    **_by(contest_before.days, "next_date", "previous_date", "term_years"),
    **_by(contest_before.holders, "previous_party", "previous_winner", "result", "reelected"),
    **_by(contest_people.rounds_held, "second_round", "won_first_round", "plurality_reversal"),
    **_by(contest_people.standing, "elected", "stood", "did_not_stand"),
    **_by(contest_people.about, "date", "voting_system", "candidates", "rank"),
    **_by(contest_before.change, "share_change", "share_change_sign", "votes_change", "swing"),
}  # fmt: skip
_COUNCIL: dict[str, Make] = {
    **_by(council_answers.seats, "seats", "council_seats"),
    **_by(council_answers.seat_share, "seats_share"),
    **_by(council_answers.seats_change, "seats_change", "seats_lost"),
    **_by(council_answers.size, "council_size", "seats_up"),
    **_by(council_control.control, "council_control", "previous_control", "control_change", "largest_party"),
    **_by(council_control.rank, "seats_rank", "seats_majority"),
    **_by(council_answers.change, "share_change", "share_change_sign", "swing"),
    **_by(council_votes.votes, "votes", "vote_share"),
    **_by(council_votes.rank, "rank"),
    **_by(council_votes.papers, "turnout", "electorate", "ballots_cast", "valid_votes"),
    **_by(council_votes.about, "date", "voting_system", "candidates"),
    **_by(council_votes.contests_won, "contests_won"),
}


def check_claims(claims: pd.DataFrame, *, data: Folder = None) -> pd.DataFrame:
    """Each claim with what the data say of it, and a verdict; one row a claim, in the order given.

    ``claims`` has quote, metric and claimed, and says where: ``where`` (see ``load_claims``), or ballot_id,
    organisation, cycle and party as ``load_claims()`` has them. Optional are claim_id (else numbered),
    document, party, candidate, date, ``definition`` or ``baseline`` (which then alone decides) and
    ``tolerance`` (in the unit the claim is printed in; without one, the computed figure rounded as the claim
    is printed must be it). ``claim_metrics`` lists the metrics and, in the order in which they are tried,
    their definitions.

    Columns: claim_id, document, quote, metric (its own name, whatever alias was given); ``ballot_id``, or
    ``organisation`` and ``cycle``, ``party`` and ``candidate``, as the claim was understood; claimed;
    ``verdict`` (true; false; true_otherwise: right under another baseline or definition, or cut off instead
    of rounded; unknown: the data cannot say; not_a_claim: a forecast or an opinion); ``computed`` (as
    printed), ``computed_value`` (where it is a number; shares 0 to 1), ``difference`` (claimed − computed),
    ``definition`` (by which it was computed; missing where there is but one), ``true_under`` (the definitions
    that would make it true, "; " between), ``explanation`` (a sentence) and ``source_id`` ("; " between).

    Raises DataError with everything that cannot be read, before anything is computed.

    >>> claims = pd.DataFrame({"quote": ["to 69%"], "metric": ["first-preference share"],
    ...                        "where": ["Greater Manchester, Burnham"], "claimed": ["69%"]})
    >>> check_claims(claims)[["computed", "verdict"]].values.tolist()
    [['67.3%', 'false']]
    """
    file = str(claims.attrs.get("elexan_file", "claims"))
    lacking = [c for c in NEEDED if c not in claims]
    places = ("where", "ballot_id", "organisation")
    problems = [Problem(file, "column is missing", "add it", field=c) for c in lacking]
    if not any(c in claims for c in places):
        problems.append(Problem(file, "column is missing", "add it: a ballot_id, or a place", field="where"))
    if claims.empty:
        problems.append(Problem(file, "has no rows", "write one row a claim"))
    if problems:
        raise DataError(problems)
    lookup = Lookup(data)
    read = read_claims(claims, lookup, file)
    facts = Facts(lookup, [c.target for c in read if c.metric.needs != "nothing"])
    rows = [_said(claim, lookup) | _judged(claim, facts) for claim in read]
    return _typed(pd.DataFrame(rows).reindex(columns=_COLUMNS))


def answers(claim: Claim, facts: Facts) -> Iterable[Answer]:
    """What the data say of a claim, one answer a definition, in the order in which they are tried."""
    makers = _CONTEST if claim.target.ballot_id else _COUNCIL
    return makers[claim.metric.name](facts, claim.target, claim.metric.name)


def _judged(claim: Claim, facts: Facts) -> dict[str, object]:
    if claim.metric.needs == "nothing":
        return without_answer(claim)
    return decide(claim, answers(claim, facts), facts)


def _said(claim: Claim, lookup: Lookup) -> dict[str, object]:
    """The claim, and what it was taken to be about."""
    target, cells = claim.target, claim.cells
    named = [
        c["candidate"]
        for c in lookup.candidates(target.ballot_id)
        if c["candidate_id"] == target.candidate_id
    ]
    plain = claim.metric.needs == "nothing"
    council = not target.ballot_id and not plain
    return {
        "claim_id": claim.claim_id,
        "document": cells.get("document", ""),
        "quote": cells.get("quote", ""),
        "metric": claim.metric.name,
        "ballot_id": cells.get("ballot_id", "") if plain else target.ballot_id,
        "organisation": cells.get("organisation", "")
        if plain
        else target.organisation
        if council
        else target.group,
        "cycle": f"{target.cycle:%Y-%m-%d}"
        if council and target.cycle is not None
        else cells.get("cycle", ""),
        "party": target.party or cells.get("party", ""),
        "candidate": named[0] if named else target.person,
        "claimed": cells.get("claimed", ""),
        "read_as": claim_in_words(claim, lookup),
    }


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """The table with its types; what is empty is missing."""
    numbers = {"computed_value": "Float64", "difference": "Float64"}
    text = {c: "str" for c in _COLUMNS if c not in numbers and c != "cycle"}
    blank = rows.replace("", pd.NA)
    cycle = pd.to_datetime(blank["cycle"], errors="coerce").astype("datetime64[us]")
    return blank.assign(cycle=cycle).astype(text | numbers)
