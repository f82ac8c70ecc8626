"""Seats of several councils together in sentences: net gains and losses, and majorities won."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require
from .extremes import MANY, keyed, share_of
from .naming import GROUPS, Names
from .sentences import Row, Sentence, ended, joined, rows, say

AGAINST = {
    "last_election": "all since these seats were last fought",
    "eve_of_poll": "all against who sat on the eve of the poll",
    "eve_of_poll_filled": "all against the eve of the poll with vacancies given to their last holders",
    "notional": "all against the last votes on these boundaries",
}
MOST_NAMED = 2  # councils or parties, up to which they are named one by one


def seats_moved(changes: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Net gains and losses over several councils together, and the largest change on one of them.

    ``changes`` is the table of ``seat_changes`` under one baseline, with ``organisation_name``; ``parties``
    that of ``load_parties``. Councils whose seats before are not known are left out, and counted. Nothing is
    said of one council: ``seat_changes`` does.

    >>> c = pd.DataFrame({"organisation": ["a", "a", "b", "b"], "election_type": "county",
    ...     "organisation_name": ["Elmet", "Elmet", "Loidis", "Loidis"], "party": ["Con", "LD"] * 2,
    ...     "seats_change": [-8, 8, 1, -1]})
    >>> p = pd.DataFrame({"party": ["LD", "Con"], "party_name": ["Liberal Democrats", "Conservative"],
    ...                   "short_name": ["Lib Dem", "Conservative"]})
    >>> said = seats_moved(c, p)
    >>> said[0]
    'Over both councils the Liberal Democrats gained seven seats net; the Conservatives lost seven.'
    >>> print(*said[1].split(", and "), sep="\\n")
    No party gained more seats on a single council than the Lib Dems on Elmet, eight
    none lost more than the Conservatives on Elmet, eight.
    """
    require(changes, "changes", ["organisation_name", "party", "seats_change"])
    each = changes.drop_duplicates(["organisation_name", "party"])
    lost = each.loc[each["seats_change"].isna(), "organisation_name"]
    known = each[~each["organisation_name"].isin(lost)]
    bodies = known["organisation_name"].nunique()
    if bodies < 2:
        return []
    names = Names(parties)
    total = known.groupby("party", as_index=False)["seats_change"].sum()
    single = total[~total["party"].isin(GROUPS)].sort_values(["seats_change", "party"], kind="stable")
    moved = rows(single[single["seats_change"] != 0], "seat_changes, summed")
    up, down = (
        [r for r in reversed(moved) if r["seats_change"] > 0],
        [r for r in moved if r["seats_change"] < 0],
    )
    over = say("over {n} councils", n=share_of(bodies, bodies, "seat_changes"))
    if len(lost):
        count = Row({"known": bodies, "all": each["organisation_name"].nunique()}, "seat_changes, counted")
        over = say(
            "over the {c.known:spelt} councils of {c.all:spelt} whose earlier seats are known", c=count
        )
    parts = [_net(up[:MOST_NAMED], "gained", names, first=True)] if up else []
    if down:
        parts.append(_net(down[:MOST_NAMED], "lost", names, first=not up))
    if not parts:
        return [ended(say("{over} no party gained or lost a seat, net", over=over))]
    from_what = AGAINST.get(str(rows(known, "seat_changes")[0].get("baseline")), "")
    words = {"over": over, "parts": joined(parts, last="; "), "against": from_what and f", {from_what}"}
    said = [ended(say("{over} {parts}{against}", **words))]
    return [*said, *_most_on_one(known, names)]


def _net(found: list[Row], verb: str, names: Names, *, first: bool) -> Sentence:
    parts = []
    for n, row in enumerate(found):
        text = "{p} {r.seats_change:size}"
        if n == 0:
            text = "{p} " + verb + (" {r.seats_change:seats} net" if first else " {r.seats_change:size}")
        parts.append(say(text, p=names.party(row["party"]), r=row))
    return joined(parts)


def _most_on_one(known: pd.DataFrame, names: Names) -> list[Sentence]:
    """The largest gain and loss of a party on one council; nothing of what several councils share."""
    single = known[~known["party"].isin(GROUPS)]
    parts: list[Sentence] = []
    for verb, sign in (("gained", 1), ("lost", -1)):
        size = number(single, "seats_change") * sign
        top = single[(size == size.max()) & (size > 0)]
        if len(top) == 1:
            row = keyed(rows(top, "seat_changes")[0], "organisation_name")
            start = (
                f"none {verb} more than" if parts else f"no party {verb} more seats on a single council than"
            )
            text = start + " {p} on {at}, {r.seats_change:size}"
            parts.append(say(text, p=names.party(row["party"]), at=row["organisation_name"], r=row))
    return [ended(joined(parts, last=", and "))] if parts else []


def controls(councils: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """How many of the councils elected as a whole each party won a majority on, and where nobody did.

    ``councils`` is the table of ``councils_elected``; ``parties`` that of ``load_parties``. Nothing is said
    of fewer than two.

    >>> c = pd.DataFrame({"organisation_name": ["Elmet", "Loidis"], "scope": "whole",
    ...                   "control": ["Lab", "NOC"]})
    >>> p = pd.DataFrame({"party": ["Lab"], "party_name": ["Labour Party"], "short_name": ["Labour"]})
    >>> controls(c, p)[0]
    'Of the two councils elected as a whole Labour won a majority on one (Elmet); nobody did on Loidis.'
    """
    require(councils, "councils", ["organisation_name", "scope", "control"])
    whole = councils[(councils["scope"] == "whole") & councils["control"].notna()]
    if len(whole) < MOST_NAMED:
        return []
    names, total = Names(parties), len(whole)
    held = whole[whole["control"] != "NOC"].rename(columns={"control": "party"})
    count = held.groupby("party").size().rename("councils").reset_index()
    count = count.sort_values(["councils", "party"], ascending=[False, True], kind="stable")
    parts = []
    for n, row in enumerate(rows(count, "councils_elected, counted")):
        mine = sorted(held.loc[held["party"] == row["party"], "organisation_name"])
        where = f" ({joined(mine)})" if len(mine) <= MOST_NAMED else ""
        text = "{p} won a majority on {r.councils:spelt}" if n == 0 else "{p} on {r.councils:spelt}"
        if row["councils"] == total:
            every = "all {r.councils:spelt}" if total > MOST_NAMED else "both"
            text = "{p} won a majority on " + every + " councils elected as a whole"
            return [ended(say(text, p=names.party(row["party"]), r=row))]
        parts.append(say(text + where, p=names.party(row["party"]), r=row))
    none = sorted(whole.loc[whole["control"] == "NOC", "organisation_name"])
    cells = Row({"all": total, "none": len(none)}, "councils_elected, counted")
    head = say("of the {c.all:spelt} councils elected as a whole", c=cells)
    if not parts:
        return [ended(say("{head} none gave a party a majority", head=head))]
    said = say("{head} {parts}", head=head, parts=joined(parts))
    if not none:
        return [ended(said)]
    where = joined(none, last=" or ")
    if len(none) > MANY:
        where = say("the other {c.none:spelt}", c=cells)
    return [ended(say("{said}; nobody did on {where}", said=said, where=where))]
