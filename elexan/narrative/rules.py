"""What second rounds and other rules decide, over many contests, in sentences."""

from __future__ import annotations

import pandas as pd

from ..columns import flag, number, require
from .extremes import MANY, extremes, keyed, share_of, the, then
from .naming import GROUPS, Names, place
from .sentences import Row, Sentence, ended, joined, rows, say

PAIR = 2  # candidates: neither of them


def other_winners(leaders: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """How many contests first past the post would have decided otherwise, which, and by how many votes.

    ``leaders`` is the table of ``fptp_winners`` with ``office``; ``parties`` that of ``load_parties``. It is
    said of how many contests first preferences are known well enough.

    >>> f = pd.DataFrame({"office": ["Mayor of Elmet", "Mayor of Loidis"], "leader_party": ["Con", "Lab"],
    ...     "elected_party": ["Lab", "Lab"], "lead": [17836, 5], "differs": [True, False]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*other_winners(f, p)[0].split(": "), sep="\\n")
    First past the post would have elected somebody else in one of the two contests
    Elmet (the Conservatives led Labour by 17,836 votes).
    """
    require(leaders, "leaders", ["office", "leader_party", "elected_party", "lead", "differs"])
    known = leaders[leaders["differs"].notna()]
    if known.empty:
        return []
    other = known[flag(known, "differs").fillna(False).astype(bool)]
    count = share_of(len(other), len(known), "fptp_winners")
    unknown = " whose first preferences are known" if len(known) < len(leaders) else ""
    words = {"n": count, "unknown": unknown}
    if other.empty:
        text = "first past the post would have elected somebody else in {n} contests{unknown}"
        if len(known) > 1:
            words["n"] = share_of(len(known), len(known), "fptp_winners")
            text = "first past the post would have elected the same person in {n} contests{unknown}"
        return [ended(say(text, **words))] if len(known) > 1 else []
    names = Names(parties)
    told = [_led(row, names) for row in rows(other.sort_values("lead", ascending=False), "fptp_winners")]
    text = "first past the post would have elected somebody else in {n} contests{unknown}: {told}"
    return [ended(say(text, told=joined(told), **words))]


def _led(row: Row, names: Names) -> Sentence:
    first, second = (_one(row[column], names) for column in ("leader_party", "elected_party"))
    where = place(row["office"])
    text = "{where} ({first} led {second} by {r.lead:votes})"
    if not row.known("lead"):
        return say("{where} ({first} led {second})", where=where, first=first, second=second)
    return say(text, where=where, first=first, second=second, r=row)


def _one(party: object, names: Names) -> str:
    """A party, or one who stood for none or for a small one."""
    if party not in GROUPS:
        return names.party(party)
    return {"Ind": "an Independent"}.get(str(party), "another candidate")


def transfer_rates(transfers: pd.DataFrame, *, by: str) -> list[Sentence]:
    """Where most and where fewest of the eliminated candidates' votes transferred, and the middle contest.

    ``transfers`` is the table of ``transfers``, with the name of each contest in ``by``. Contests whose
    figures are not known are left out; nothing is said of one.

    >>> t = pd.DataFrame({"ballot_id": ["x", "x", "y"], "area": ["Elmet", "Elmet", "Loidis"],
    ...                   "transfer_rate": [0.8, 0.8, 0.4]})
    >>> print(*transfer_rates(t, by="area")[0].split("; "), sep="\\n")
    Between 40.0% (Loidis) and 80.0% (Elmet) of the votes for eliminated candidates transferred
    the median of two second rounds was 60.0%.
    """
    require(transfers, "transfers", ["ballot_id", by, "transfer_rate"])
    known = transfers[transfers["transfer_rate"].notna()].drop_duplicates("ballot_id")
    known = known[["ballot_id", by, "transfer_rate"]]  # of the contest, not of one candidate
    text = (
        "between {low} ({low_at}) and {high} ({high_at}) of the votes for eliminated candidates transferred"
    )
    found = extremes(known, text, column="transfer_rate", by=by, name="transfers")
    if not found:
        return []
    every = transfers["ballot_id"].nunique()
    cells = {"transfer_rate": number(known, "transfer_rate").median(), "contests": len(known), "all": every}
    middle = "the median of {m.contests:spelt} second rounds was {m.transfer_rate:percent}"
    if len(known) < every:
        middle = (
            "the median of the {m.contests:spelt} of {m.all:spelt} second rounds whose transfers are known "
        )
        middle += "was {m.transfer_rate:percent}"
    return [then(found[0], say(middle, m=Row(cells, "transfers, median")))]


def needed(transfers: pd.DataFrame, *, by: str) -> list[Sentence]:
    """In how many second rounds the first-round runner-up could not have won, and where one did.

    ``transfers`` is the table of ``transfers``, with the name of each contest in ``by``. The runner-up cannot
    win where the share of the transfers that draws level is above 1.

    >>> t = pd.DataFrame({"ballot_id": ["x", "y"], "area": ["Elmet", "Loidis"], "candidate": ["A. Reed", "B."],
    ...     "led_first_round": False, "break_even_transfer_share": [0.671, 1.2],
    ...     "transfer_share": [0.727, 0.6], "elected": [True, False]})
    >>> for sentence in needed(t, by="area"): print(sentence)
    In one of the two even all the transfers would not have brought the runner-up level (Loidis).
    A. Reed overtook in Elmet with 72.7% of the transfers where 67.1% drew level.
    """  # noqa: E501
    columns = ["ballot_id", by, "candidate", "led_first_round", "break_even_transfer_share", "elected"]
    require(transfers, "transfers", columns)
    chaser = transfers[~flag(transfers, "led_first_round").fillna(True).astype(bool)]
    known = chaser[chaser["break_even_transfer_share"].notna()].sort_values(by, kind="stable")
    if len(known) <= 1:
        return []
    out = known[number(known, "break_even_transfer_share") > 1]
    said = []
    if len(out):
        where = f" ({joined([the(x) for x in out[by]])})" if len(out) <= MANY else ""
        n = share_of(len(out), len(known), "transfers")
        text = "in {n} even all the transfers would not have brought the runner-up level{where}"
        said.append(ended(say(text, n=n, where=where)))
    over = known[flag(known, "elected").fillna(False).astype(bool)]
    told = [_overtook(keyed(row, by), by, n) for n, row in enumerate(rows(over, "transfers"))]
    if told:
        said.append(ended(joined(told, last="; ", between="; ")))
    return said


def _overtook(row: Row, by: str, place: int) -> Sentence:
    """Who did, with what; the verbs are said the first time."""
    text = "{who} in {at}" if place else "{who} overtook in {at}"
    if row.known("transfer_share"):
        text += " with {r.transfer_share:percent/break_even_transfer_share}"
        text += " where {r.break_even_transfer_share:percent/transfer_share}"
        text += " did" if place else " drew level"
        text = text if place else text.replace(" where", " of the transfers where")
    return say(text, who=str(row["candidate"]), at=the(row[by]), r=row)


def rivals(need: pd.DataFrame, *, rule: str = "the alternative vote") -> list[Sentence]:
    """What each rival of a winner would have needed of the transfers, and who was out of reach.

    ``need`` is the table of ``needed_transfers`` for one contest, one rule and one transfer rate.

    >>> n = pd.DataFrame({"candidate": ["A. Reed", "B. Rush"], "transfer_rate": 0.7, "possible": [True, False],
    ...                   "needed_share": [0.574, None], "ballot_id": "x"})
    >>> print(*rivals(n)[0].split("; "), sep="\\n")
    By the alternative vote, if 70% transferred, A. Reed would have needed 57.4% of the transfers in the last round
    B. Rush could not have won.
    """  # noqa: E501
    require(need, "need", ["candidate", "transfer_rate", "possible", "needed_share"])
    can = need["possible"].fillna(False).astype(bool) & need["needed_share"].notna()
    parts = []
    for n, row in enumerate(rows(need[can].sort_values("needed_share", kind="stable"), "needed_transfers")):
        text = "{who} would have needed {r.needed_share:percent} of the transfers in the last round"
        parts.append(say(text if n == 0 else "{who} {r.needed_share:percent}", who=row["candidate"], r=row))
    said = [joined(parts)] if parts else []
    if out := sorted(need.loc[~can, "candidate"].astype("str")):
        could = "{who} could not have won" if len(out) == 1 else "none of {who} could have won"
        who = joined(out)
        if len(out) == PAIR:
            could, who = "neither {who} could have won", joined(out, last=" nor ")
        said.append(say(could, who=who))
    if not said:
        return []
    at = rows(need.head(1), "needed_transfers")[0]
    return [
        ended(
            say(
                "by {rule}, if {a.transfer_rate:share} transferred, {all}",
                rule=rule,
                a=at,
                all=joined(said, last="; "),
            )
        )
    ]
