"""Two contests of one day side by side in sentences: split tickets at the least, and where votes went."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..columns import number, require
from .extremes import the
from .naming import GROUPS, Names
from .sentences import Row, Sentence, ended, joined, rows, say

FEW = 5  # differences, under which nothing is said of whose most are


def split_tickets(bound: pd.DataFrame, papers: Mapping[str, str], *, where: str) -> list[Sentence]:
    """How many electors at the least did not vote for one party in both contests; a sentence a row.

    ``bound`` is the table of ``split_ticket_bound`` for a whole area, called ``where``; ``papers`` what each
    contest is called.

    >>> b = pd.DataFrame({"contest_a": ["council"], "contest_b": ["mayor"], "split_ticket_low": [35680.0],
    ...                   "split_ticket_low_share": [0.1516]})
    >>> print(*split_tickets(b, {"council": "the councils"}, where="Elmet")[0].split(", "), sep="\\n")
    At least 35,680 electors of Elmet
    15.2% of those who voted in either contest
    did not vote for the same party for both the councils and mayor.
    """
    require(bound, "bound", ["contest_a", "contest_b", "split_ticket_low", "split_ticket_low_share"])
    said = []
    for row in rows(bound, "split_ticket_bound"):
        if not row.known("split_ticket_low", "split_ticket_low_share"):
            continue
        cell = Row(dict(row.cells) | {"region_name": where}, row.table)
        a, b = (papers.get(str(row[c]), str(row[c])) for c in ("contest_a", "contest_b"))
        text = (
            "at least {r.split_ticket_low:whole} electors of {where}, {r.split_ticket_low_share:percent} of "
        )
        text += "those who voted in either contest, did not vote for the same party for both {a} and {b}"
        if round(row["split_ticket_low"]) == 0:
            text = "the totals of {where} do not show that anybody split a ticket between {a} and {b}"
        said.append(ended(say(text, r=cell, where=the(where), a=a, b=b)))
    return said


def widest_differences(
    differences: pd.DataFrame, parties: pd.DataFrame, papers: Mapping[str, str]
) -> list[Sentence]:
    """Where a party's shares of two contests of one day differed most, and of whom most of the widest are.

    ``differences`` is the table of ``largest_differences``, widest first; ``parties`` that of
    ``load_parties``; ``papers`` what each contest is called.

    >>> d = pd.DataFrame({"rank": [1], "area_name": ["Abbey"], "party": ["Lab"], "contest_a": ["council"],
    ...                   "contest_b": ["mayor"], "share_a": [0.16], "share_b": [0.33]})
    >>> p = pd.DataFrame({"party": ["Lab"], "party_name": ["Labour Party"], "short_name": ["Labour"]})
    >>> widest_differences(d, p, {"council": "the councils"})[0]
    'The widest difference was that of Labour in Abbey: 33.0% for mayor and 16.0% for the councils.'
    """
    require(differences, "differences", ["rank", "area_name", "party", "share_a", "share_b"])
    single = differences[~differences["party"].isin(GROUPS)]
    if single.empty:
        return []
    order = single.sort_values(["rank", "area_name", "party"], kind="stable")
    top, names = rows(order.head(1), "largest_differences")[0], Names(parties)
    shares = [(top["share_a"], "a"), (top["share_b"], "b")]
    each = []
    for _, end in sorted(shares, key=lambda share: -float(share[0])):
        contest = str(top[f"contest_{end}"])
        text = f"{{r.share_{end}:percent}} for {{paper}}"
        each.append(say(text, r=top, paper=papers.get(contest, contest)))
    text = "the widest difference was that of {p} in {at}: {each}"
    said = say(text, p=names.party(top["party"]), at=the(top["area_name"]), each=joined(each))
    counts = order["party"].value_counts()
    first = counts[counts == counts.max()]
    if len(order) < FEW or len(first) > 1:
        return [ended(said)]
    row = Row(
        {"party": first.index[0], "many": int(first.iloc[0]), "all": len(order)},
        "largest_differences, counted",
    )
    more = "{n.many:spelt} of the {n.all:spelt} widest were of {p}"
    if row["many"] == row["all"]:
        more = "all {n.all:spelt} of the widest were of {p}"
    return [ended(said), ended(say(more, n=row, p=names.party(row["party"])))]


def candidate_effects(effects: pd.DataFrame, parties: pd.DataFrame, *, vote: str = "vote") -> list[Sentence]:
    """Who ran furthest ahead of the own party's vote, and who furthest behind or least ahead.

    ``effects`` is the table of ``candidate_effect`` for one contest over the whole area; ``parties`` that of
    ``load_parties``; ``vote`` what the party's vote is called. It holds all that differed between the
    contests. Groups of parties are left out.

    >>> e = pd.DataFrame({"candidate": ["A. Reed", "B. Rush"], "party": ["Lab", "Con"], "share": [0.33, 0.4],
    ...                   "party_share": [0.22, 0.41], "effect": [0.11, -0.01]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*candidate_effects(e, p)[0].split(" and "), sep="\\n")
    Labour's A. Reed ran 11.0 points ahead of the party's vote
    the Conservative B. Rush 1.0 point behind.
    """
    require(effects, "effects", ["candidate", "party", "effect"])
    known = effects[effects["effect"].notna() & ~effects["party"].isin(GROUPS)]
    known = known.sort_values(["effect", "candidate"], kind="stable")
    if known.empty:
        return []
    names = Names(parties)
    ends = rows(known.iloc[[-1, 0]] if len(known) > 1 else known, "candidate_effect")
    parts = []
    for n, row in enumerate(ends):
        way = "ahead" if row["effect"] > 0 else "behind"
        text = "{who} {r.effect:points} {way}"
        if n == 0:
            text = "{who} ran {r.effect:points} " + ("ahead of" if way == "ahead" else "behind")
            text += " the party's {vote}"
        if row["effect"] == 0:
            text = "{who} ran level with the party's {vote}" if n == 0 else "{who} level with it"
        who = names.candidate(row["candidate"], row["party"])
        parts.append(say(text, who=who, r=row, way=way, vote=vote))
    return [ended(joined(parts))]


def destination_range(shares: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Where one party's voters mostly went by the estimates of several councils, lowest to highest.

    ``shares`` has a row a council (``case``) and destination of one origin: the table of
    ``inference.transitions_many``; ``parties`` is that of ``load_parties``. Told is the destination with the
    largest mean share, with the intervals of the two councils.

    >>> s = pd.DataFrame({"case": ["Elmet", "Loidis"], "origin": "UKIP", "destination": "Con",
    ...     "share": [0.27, 0.56], "low": [0.05, 0.29], "high": [0.49, 0.83], "level": 0.9})
    >>> p = pd.DataFrame({"party": ["Con", "UKIP"], "party_name": ["Conservative", "U"],
    ...                   "short_name": ["Conservative", "UKIP"]})
    >>> print(*destination_range(s, p)[0].split(" on "), sep="\\n")
    The part of the UK Independence Party's voters estimated to have gone to the Conservatives ran from 27.0%
    Elmet (5.0% to 49.0%) to 56.0%
    Loidis (29.0% to 83.0%).
    """
    require(shares, "shares", ["case", "origin", "destination", "share", "low", "high"])
    known = shares[shares["share"].notna()]
    if known["case"].nunique() <= 1:
        return []
    mean = known.assign(_share=number(known, "share")).groupby("destination")["_share"].mean()
    top = known[known["destination"] == mean.idxmax()].sort_values(["share", "case"], kind="stable")
    names = Names(parties)
    owner = names.party(top["origin"].iloc[0])
    whose = f"{owner}'" if owner.endswith("s") else f"{owner}'s"
    ends = []
    for row in rows(top.iloc[[0, -1]], "transitions"):
        cells = Row(dict(row.cells) | {"organisation_name": row["case"], "party": row["origin"]}, row.table)
        text = "{r.share:percent} on {at} ({r.low:percent} to {r.high:percent})"
        ends.append(say(text, r=cells, at=str(row["case"])))
    to = names.party(top["destination"].iloc[0])
    text = "the part of {whose} voters estimated to have gone to {to} ran from {low} to {high}"
    return [ended(say(text, whose=whose, to=to, low=ends[0], high=ends[1]))]
