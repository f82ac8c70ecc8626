"""Areas, offices and councils side by side in sentences: who led where, the widest, the exception."""

from __future__ import annotations

import re

import pandas as pd

from ..columns import require
from .extremes import extremes, keyed, listed, the
from .naming import GROUPS, Names
from .sentences import Row, Sentence, ended, joined, rows, say, written

MOST_NAMED = 2  # areas, up to which a party's are named one by one
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def first_places(
    shares: pd.DataFrame,
    parties: pd.DataFrame,
    *,
    by: str,
    what: str = "most votes",
    things: str = "areas",
    column: str = "vote_share",
) -> list[Sentence]:
    """Which party came first in each of the areas compared, and over what range; the exceptions by name.

    ``shares`` has a row an area (``by``) and party with the share ``column``: the table of ``party_share``,
    or of ``seats`` with shares of them. Areas where a share is not known are left out. ``parties`` is the
    table of ``load_parties``; ``what`` says what the first had, ``things`` what the areas are called.

    >>> s = pd.DataFrame({"area": ["Elmet"] * 2 + ["Loidis"] * 2, "party": ["Lab", "Con"] * 2,
    ...                   "vote_share": [0.6, 0.4, 0.3, 0.7]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> first_places(s, p, by="area")[0]
    'The Conservatives had most votes in Loidis (70.0%); Labour in Elmet (60.0%).'
    """
    require(shares, "shares", [by, "party", column])
    whole = shares[~shares[by].isin(shares.loc[shares[column].isna(), by])]
    if whole.empty:
        return []
    if len(whole) < len(shares):
        things += " whose votes are known in full"
    names, areas = Names(parties), whole[by].nunique()
    top = whole[whole[column] == whole.groupby(by)[column].transform("max")]
    level = top[top.duplicated(by, keep=False)]
    clear = top[~top[by].isin(level[by])]
    count = clear.groupby("party").size().rename("led").reset_index()
    order = count.sort_values(["led", "party"], ascending=[False, True], kind="stable")["party"].tolist()
    parts = []
    for n, party in enumerate(order):
        mine = clear[clear["party"] == party].sort_values(by, kind="stable")
        head = say("{p} had {what}" if n == 0 else "{p}", p=names.party(party), what=what)
        where = _where(mine, areas, by, things if n == 0 else "", column)
        parts.append(say("{head} in {where}", head=head, where=where))
    if len(level):
        tied = listed([the(x) for x in sorted(level[by].unique())])
        parts.append(say("in {tied} first place was shared", tied=tied))
    return [ended(joined(parts, last="; ", between="; "))]


def _where(mine: pd.DataFrame, areas: int, by: str, things: str, column: str) -> Sentence:
    name = "seats" if column == "seats_share" else "party_share"
    found = [keyed(row, by) for row in rows(mine, name)]
    if len(found) <= MOST_NAMED and (len(found) < areas or areas == 1):
        share = [written(row, column, "percent") for row in found]
        return joined([say("{at} ({s})", at=the(r[by]), s=s) for r, s in zip(found, share, strict=True)])
    count = Row({"led": len(found), "areas": areas}, f"{name}, counted")
    text = "all {c.led:spelt} {things}" if areas > MOST_NAMED else "both {things}"
    if len(found) < areas:
        text = "{c.led:spelt} of the {c.areas:spelt} {things}" if things else "{c.led:spelt}"
    said = say(text, c=count, things=things)
    between = ", from {low} in {low_at} to {high} in {high_at}"
    spread = extremes(mine, between, column=column, by=by, name=name)
    if not spread:
        return said
    return say("{said}{spread}", said=said, spread=Sentence(spread[0][:-1], spread[0].figures))


def swings(swings: pd.DataFrame, parties: pd.DataFrame, *, by: str, things: str = "areas") -> list[Sentence]:
    """Which way the swing went in how many of the areas compared, and where it was furthest each way.

    ``swings`` is the table of ``swing``, a row an area (``by``), of one pair of parties; ``parties`` that of
    ``load_parties``. Areas where it is not known are left out.

    >>> s = pd.DataFrame({"area": ["Elmet", "Loidis"], "party_a": "Con", "party_b": "Lab",
    ...     "swing": [-0.04, 0.057], "previous_date": "2017-05-04"})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*swings(s, p, by="area")[0].split(" and "), sep="\\n")
    The swing since 2017 was to the Conservatives in Loidis (5.7 points)
    to Labour in Elmet (4.0 points).
    """
    require(swings, "swings", [by, "party_a", "party_b", "swing"])
    known = swings[swings["swing"].notna()].sort_values(["swing", by], kind="stable")
    if known.empty:
        return []
    names, pair = Names(parties), known.iloc[0]
    parts: list[Sentence] = []
    ways = [
        (pair["party_a"], known[known["swing"] > 0].iloc[::-1]),
        (pair["party_b"], known[known["swing"] < 0]),
    ]
    for party, mine in sorted(ways, key=lambda way: -len(way[1])):
        if len(mine):
            where = _furthest(mine, len(known), by, "" if parts else things)
            parts.append(say("to {p} {on} {where}", p=names.party(party), on=_on(by), where=where))
    if (known["swing"] == 0).any():
        still = listed([the(name) for name in known.loc[known["swing"] == 0, by]])
        parts.append(say("nil {on} {at}", on=_on(by), at=still))
    pair_said = Sentence("")
    if len(parts) == 1:
        a, b = names.party(pair["party_a"]), names.party(pair["party_b"])
        pair_said = say(" between {a} and {b}", a=a, b=b)
    where = joined(parts, last=", and " if len(known) > MOST_NAMED else " and ")
    return [ended(say("the swing{pair}{since} was {where}", pair=pair_said, since=since(known), where=where))]


def _furthest(mine: pd.DataFrame, areas: int, by: str, things: str) -> Sentence:
    first = keyed(rows(mine.head(1), "swing")[0], by)
    if len(mine) == 1:
        return say("{at} ({r.swing:points})", at=the(first[by]), r=first)
    count = Row({"areas": len(mine), "of": areas}, "swing, counted")
    text = "{c.areas:spelt} of the {c.of:spelt} {things}" if things else "{c.areas:spelt}"
    if len(mine) == areas:
        text = "all {c.areas:spelt} {things}" if areas > 2 else "both {things}"
    text += ", furthest {on} {at} ({r.swing:points})"
    return say(text, on=_on(by), c=count, at=the(first[by]), r=first, things=things)


def _on(by: str) -> str:
    """One is elected in an area, and on a council."""
    return "on" if by == "council" else "in"


def since(table: pd.DataFrame) -> Sentence:
    """Since the years of the elections compared with, where the rows name them.

    >>> since(pd.DataFrame({"previous_date": ["2016-05-05, 2017-05-04", "2017-05-04"]}))
    ' since 2016 or 2017'
    """
    if "previous_date" not in table:
        return Sentence("")
    days = sorted({d for text in table["previous_date"].dropna().astype("str") for d in _DAY.findall(text)})
    years = {day[:4]: Row({"previous_date": day}, "previous") for day in days}
    said = [say("{r.previous_date:year}", r=row) for row in years.values()]
    return say(" since {years}", years=joined(said, last=" or ")) if said else Sentence("")


def largest_moves(changes: pd.DataFrame, parties: pd.DataFrame, *, by: str, what: str = "") -> list[Sentence]:
    """The largest rise and the largest fall of a party's share among the areas compared, in one sentence.

    ``changes`` is the table of ``share_change``, a row an area (``by``) and party; ``parties`` that of
    ``load_parties``. Parties that stood once only, and groups of parties, are left out. ``what`` says of
    which votes ("in the vote for mayor").

    >>> c = pd.DataFrame({"area": ["Elmet"] * 2, "party": ["Con", "Lab"], "vote_share": [0.7, 0.3],
    ...                   "share_change": [0.1, -0.1], "previous_date": "2017-05-04"})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*largest_moves(c, p, by="area")[0].split("; "), sep="\\n")
    The largest rise in a share since 2017 was in Elmet, where the Conservatives went up 10.0 points to 70.0%
    the largest fall was there too: Labour went down 10.0 points to 30.0%.
    """
    require(changes, "changes", [by, "party", "share_change", "vote_share"])
    known = changes[changes["share_change"].notna() & ~changes["party"].isin(GROUPS)]
    known = known.sort_values(["share_change", by, "party"], kind="stable")
    up, down = known[known["share_change"] > 0].tail(1), known[known["share_change"] < 0].head(1)
    names, parts = Names(parties), []
    ends = [("rise", "up", row) for row in rows(up, "share_change")]
    ends += [("fall", "down", row) for row in rows(down, "share_change")]
    for n, (noun, way, row) in enumerate(ends):
        went = say(
            "{p} went {way} {r.share_change:points} to {r.vote_share:percent}",
            p=names.party(row["party"]), way=way, r=keyed(row, by),
        )  # fmt: skip
        there = n > 0 and row[by] == ends[0][2][by]
        at = "was there too: " if there else f"was {_on(by)} {the(row[by])}, where "
        head = f"the largest {noun}" + (f" in a share{what and ' ' + what}{{since}}" if n == 0 else "")
        parts.append(say(head + " {at}{went}", since=since(known), at=at, went=went) if n == 0 else
                     say(head + " {at}{went}", at=at, went=went))  # fmt: skip
    return [ended(joined(parts, last="; "))] if parts else []


def widest_gap(
    shares: pd.DataFrame, parties: pd.DataFrame, *, by: str, paper: str, least: float = 0.05
) -> list[Sentence]:
    """Where a party's share differed most between two ballot papers of one area, and where it did least.

    ``shares`` is the table of ``party_share`` by area (``by``) and ``paper``, of two papers; ``parties`` that
    of ``load_parties``. Only parties on both papers, with ``least`` on one of them, are compared.

    >>> s = pd.DataFrame({"area": "Elmet", "paper": ["mayor", "councils"] * 2,
    ...     "party": ["Con"] * 2 + ["Lab"] * 2, "vote_share": [0.7, 0.4, 0.3, 0.29]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*widest_gap(s, p, by="area", paper="paper")[0].split(": "), sep="\\n")
    The gap between the papers was widest for the Conservatives in Elmet
    70.0% for mayor, 40.0% for councils.
    """
    require(shares, "shares", [by, paper, "party", "vote_share"])
    known = shares[shares["vote_share"].notna() & ~shares["party"].isin(GROUPS)]
    each = known.groupby([by, "party"])["vote_share"].agg(["size", "min", "max"]).reset_index()
    each = each[(each["size"] == known[paper].nunique()) & (each["max"] >= least) & (each["size"] > 1)]
    if each.empty:
        return []
    top = each.assign(gap=each["max"] - each["min"]).sort_values(["gap", by, "party"], kind="stable").iloc[-1]
    mine = known[(known[by] == top[by]) & (known["party"] == top["party"])]
    papers = [
        say("{r.vote_share:percent} for {what}", r=keyed(row, by), what=str(row[paper]))
        for row in rows(mine.sort_values("vote_share", ascending=False, kind="stable"), "party_share")
    ]
    party = Names(parties).party(top["party"])
    text = "the gap between the papers was widest for {p} in {at}: {papers}"
    return [ended(say(text, p=party, at=the(top[by]), papers=joined(papers, last=", ")))]
