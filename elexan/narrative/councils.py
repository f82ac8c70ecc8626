"""Councils in sentences: who controls them, how their seats changed and from what, and seats beside votes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ..columns import number, require
from ..errors import EmptySelectionError
from ..seats import control
from .naming import GROUPS, Names
from .sentences import Row, Sentence, ended, joined, rows, say, told_of

_KEYS = ["organisation", "election_type", "cycle"]
TOGETHER = 3  # councils that elected some of their seats, from more than which on they are told together
SINCE = {
    "last_election": "when these seats were last fought",
    "eve_of_poll": "sat on the eve of the poll",
    "eve_of_poll_filled": "on the eve with vacancies given to their last holders",
    "notional": "the last votes would have given on these boundaries",
}


def councils(
    councils: pd.DataFrame,
    changes: pd.DataFrame,
    parties: pd.DataFrame,
    *,
    also: Sequence[pd.DataFrame] = (),
    but: Sequence[str] = (),
) -> list[Sentence]:
    """Who controls each council that was elected as a whole, and from what that is a change; a sentence each.

    ``councils`` is the table of ``councils_elected``, ``changes`` that of ``seat_changes`` under the baseline
    to be said (it may be empty), ``also`` those under other baselines, said in brackets where they give the
    largest party another change; ``parties`` the table of ``load_parties``. Councils that elected only some
    of their seats are said with the seats filled, more than three of them together, by the party ahead. Who
    controlled a council before is said where the baseline has the whole of it. Councils told in the sentences
    ``but`` are left out; nothing is said of none.

    >>> c = pd.DataFrame({"organisation": ["elmet"], "election_type": ["county"], "cycle": ["2021-05-06"],
    ...     "organisation_name": ["Elmet County Council"], "scope": ["whole"], "council_seats": [61],
    ...     "seats_up": [61], "largest": ["Con"], "largest_seats": [28], "control": ["NOC"]})
    >>> change = pd.DataFrame({"organisation": "elmet", "election_type": "county", "cycle": "2021-05-06",
    ...     "party": ["Con", "LD"], "baseline": "last_election", "seats_before": [36, 25], "seats": [28, 33],
    ...     "seats_change": [-8, 8]})
    >>> p = pd.DataFrame({"party": ["Con", "LD"], "party_name": ["Conservative", "Liberal Democrats"],
    ...                   "short_name": ["Conservative", "Lib Dem"]})
    >>> councils(c, change, p)[0][:74]
    'The Conservatives lost control of Elmet County Council, with 28 of 61 seat'
    """
    if councils.empty:
        return []
    require(councils, "councils", [*_KEYS, "organisation_name", "scope", "largest", "control"])
    names = Names(parties)
    held = _before(changes)
    told = told_of(but, "organisation")
    ours = rows(councils[~councils["organisation"].isin(told)], "councils_elected")
    part = [row for row in ours if row["scope"] != "whole"]
    together = part if len(part) > TOGETHER else []
    said = []
    for row in (row for row in ours if row not in together):
        mine = [_of(table, row) for table in (changes, *also)]
        name = str(row["organisation_name"])
        said.append(ended(_council(row, name, mine, held.get(_key(row)), names)))
    return said + _parts(together, changes, names)


def _key(row: Row) -> tuple[str, ...]:
    return str(row["organisation"]), str(row["election_type"]), f"{pd.Timestamp(row['cycle']):%Y-%m-%d}"


def _of(table: pd.DataFrame, row: Row) -> list[Row]:
    """The rows of a table of changes that are of the same council."""
    if table.empty:
        return []
    same = (table["organisation"] == row["organisation"]) & (table["election_type"] == row["election_type"])
    return rows(table[same], "seat_changes")


def _before(changes: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """Who controlled each council before, where all its seats are among those of the baseline."""
    if changes.empty:
        return {}
    known = changes[changes["seats_before"].notna()]
    if known.empty:
        return {}
    then = known[[*_KEYS, "party"]].assign(seats=number(known, "seats_before"))
    found = control(then)
    found = found[found["control"].notna() & (found["seats"] > 0) & ~found["control"].isin(GROUPS)]
    return {_key(row): str(row["control"]) for row in rows(found, "control")}


def _council(row: Row, name: str, changes: list[list[Row]], before: str | None, names: Names) -> Sentence:
    if row["scope"] != "whole":
        return _part(row, name, changes, names)
    now = None if pd.isna(row["control"]) else str(row["control"])
    if now is None:
        return say("who controls {name} is not settled by the seats filled", name=name)
    if now == "NOC":
        return _hung(row, name, changes, before, names)
    party = names.party(now)
    won = say("with {r.largest_seats:whole} of {r.council_seats:whole} seats", r=row)
    moved = _moved(str(now), changes, names)
    if before == now:
        head = say("{party} held {name}, {won}", party=party, name=name, won=won)
    elif before == "NOC":
        text = "{party} won control of {name}, where no party had a majority, {won}"
        head = say(text, party=party, name=name, won=won)
    elif before:
        loser = names.party(before)
        head = say("{party} took {name} from {loser}, {won}", party=party, name=name, loser=loser, won=won)
    else:
        new = _new(name, changes)
        head = say("{party} won a majority on {new}, {won}", party=party, new=new, won=won)
    return say("{head}{moved}", head=head, moved=moved)


def _new(name: str, changes: list[list[Row]]) -> str:
    """A council that had none before it is a new one."""
    return f"the new {name}" if any(_is_new(found) for found in changes) else name


def _is_new(found: list[Row]) -> bool:
    """Whether the baseline's note says that the council took the place of another."""
    return any(str(row.get("baseline_note")).startswith("new authority") for row in found)


def _hung(row: Row, name: str, changes: list[list[Row]], before: str | None, names: Names) -> Sentence:
    if pd.isna(row["largest"]):
        level = [r for r in _won(changes) if r["seats"] == row["largest_seats"]]
        who = joined([names.party(r["party"]) for r in level])
        tail = say("{who} have {r.largest_seats:whole} each of {r.council_seats:whole} seats", who=who, r=row)
        if not level:
            tail = say(
                "the two largest have {r.largest_seats:whole} each of {r.council_seats:whole} seats", r=row
            )
        return say("no party has a majority on {name}: {tail}", name=name, tail=tail)
    party = str(row["largest"])
    moved = _moved(party, changes, names)
    won = say("with {r.largest_seats:whole} of {r.council_seats:whole} seats", r=row)
    if before == party:
        return say("{p} lost control of {name}, {won}{m}", p=names.party(party), name=name, won=won, m=moved)
    who = names.party(party)
    largest = say("{p} are the largest, {won}{m}", p=who, won=won, m=moved)
    if who == "Labour" or not who.endswith("s"):
        largest = say("{p} is the largest, {won}{m}", p=who, won=won, m=moved)
    if before and before != "NOC":
        return say("{p} lost control of {name}: {largest}", p=names.party(before), name=name, largest=largest)
    still = "no party has a majority on {name}" if before is None else "{name} stayed without a majority"
    return say(still + ": {largest}", name=name, largest=largest)


def _won(changes: list[list[Row]]) -> list[Row]:
    return next((found for found in changes if found), [])


def _moved(party: str, changes: list[list[Row]], names: Names) -> Sentence:
    """By how much the party's seats changed, with the baseline, and under others where they differ."""
    found = [r for each in changes for r in each if r["party"] == party and r.known("seats_change")]
    if not found:
        return Sentence("")
    first, *rest = found
    said, told = say(", {m}", m=_than(first)), {first["seats_change"]}
    others = []
    for row in rest:
        if row["seats_change"] not in told:
            told.add(row["seats_change"])
            others.append(_than(row))
    return say("{said} ({others})", said=said, others=joined(others, last=", ")) if others else said


def _than(row: Row) -> Sentence:
    since = SINCE.get(str(row["baseline"]), f"under {row['baseline']}")
    years = set(re.findall(r"\b(\d{4})-\d\d-\d\d", str(row.get("baseline_note"))))
    if row["baseline"] == "last_election" and len(years) == 1:
        day = Row(dict(row.cells) | {"baseline_note": f"{years.pop()}-01-01"}, row.table)
        since = say("in {d.baseline_note:year}", d=day)
    if row["seats_change"] == 0:
        return say("as many as {since}", since=since)
    more = "more" if row["seats_change"] > 0 else "fewer"
    return say("{r.seats_change:size} {more} than {since}", r=row, more=more, since=since)


def _parts(part: list[Row], changes: pd.DataFrame, names: Names) -> list[Sentence]:
    """Councils that elected some of their seats, told together, by the party that won most of these."""
    by_party: dict[str, list[Sentence]] = {}
    level = []
    for row in part:
        name = str(row["organisation_name"])
        if pd.isna(row["largest"]):
            alike = [r for r in _of(changes, row) if r["seats"] == row["largest_seats"]]
            who = joined([names.party(r["party"]) for r in alike]) if alike else "two parties"
            text = "on {name} {who} won {r.largest_seats:spelt} each of the {r.seats_up:spelt} filled"
            level.append(ended(say(text, name=name, who=who, r=row)))
        else:
            filled = say("{name} ({r.largest_seats:whole} of {r.seats_up:whole})", name=name, r=row)
            by_party.setdefault(str(row["largest"]), []).append(filled)
    said = []
    for n, (party, won) in enumerate(sorted(by_party.items(), key=lambda item: -len(item[1]))):
        text = "{p} won more of them than anybody else on {where}"
        text = "of councils that elected some of their seats, " + text if n == 0 else text
        said.append(ended(say(text, p=names.party(party), where=joined(won))))
    return said + level


def _part(row: Row, name: str, changes: list[list[Row]], names: Names) -> Sentence:
    """A council that elected some of its seats."""
    filled = say("{name} elected {r.seats_up:whole} of its {r.council_seats:whole} seats", name=name, r=row)
    if pd.isna(row["largest"]):
        level = [r for r in _won(changes) if r["seats"] == row["largest_seats"]]
        if level:
            who = joined([names.party(r["party"]) for r in level])
            each = "each won" if len(level) > 1 else "won"
            return say("{f}: {who} {each} {r.largest_seats:spelt}", f=filled, who=who, each=each, r=row)
        return say("{f}; two parties won {r.largest_seats:spelt} each", f=filled, r=row)
    who, moved = names.party(row["largest"]), _moved(str(row["largest"]), changes, names)
    return say("{f}: {who} won {r.largest_seats:spelt}{m}", f=filled, who=who, r=row, m=moved)


def seats_filled(seats: pd.DataFrame, parties: pd.DataFrame, *, most: int = 3) -> list[Sentence]:
    """Who won most of the seats filled on several councils together, in one sentence.

    ``seats`` is the table of ``seats``; ``parties`` that of ``load_parties``; ``most`` how many parties are
    named.

    >>> s = pd.DataFrame({"organisation": ["a", "a", "b"], "party": ["Lab", "Con", "Lab"],
    ...                   "seats": [9, 3, 8]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> seats_filled(s, p)[0]
    'Of the 20 seats filled on two councils Labour won 17 and the Conservatives three.'
    """
    require(seats, "seats", ["organisation", "party", "seats"])
    if seats.empty:
        raise EmptySelectionError("no seats were filled")
    names = Names(parties)
    won = seats.groupby("party", as_index=False)["seats"].sum()
    won = won[won["seats"] > 0].sort_values(["seats", "party"], ascending=[False, True], kind="stable")
    total = Row({"seats": won["seats"].sum(), "councils": seats["organisation"].nunique()}, "seats, summed")
    parts = []
    for n, row in enumerate(rows(won.head(most), "seats, summed")):
        text = "{p} won {r.seats:spelt}" if n == 0 else "{p} {r.seats:spelt}"
        parts.append(say(text, p=names.party(row["party"]), r=row))
    head = say("of the {t.seats:whole} seats filled on {t.councils:councils}", t=total)
    return [ended(say("{head} {parts}", head=head, parts=joined(parts)))]


def seat_changes(changes: pd.DataFrame, parties: pd.DataFrame, *, but: Sequence[str] = ()) -> list[Sentence]:
    """Which parties gained and lost seats on each council, the largest change first; one sentence a council.

    ``changes`` is the table of ``seat_changes``, of ``net_gains`` or of ``sitting_change``, with
    ``organisation_name``; ``parties`` that of ``load_parties``. Councils whose seats before are not known are
    named together at the end. ``but``: organisations to leave out. What the changes are from is said once, at
    the head, where it is one thing.

    >>> change = pd.DataFrame({"organisation": "elmet", "organisation_name": "Elmet Council",
    ...     "party": ["Con", "LD", "Lab"], "seats": [28, 33, 9], "seats_change": [-8, 6, 2]})
    >>> p = pd.DataFrame({"party": ["Con", "LD", "Lab"], "party_name": ["Conservative", "Liberal Democrats",
    ...                   "Labour Party"], "short_name": ["Conservative", "Lib Dem", "Labour"]})
    >>> seat_changes(change, p)[0]
    'On Elmet Council the Liberal Democrats gained six seats and Labour two; the Conservatives lost eight.'
    """
    require(changes, "changes", ["organisation", "organisation_name", "party", "seats_change"])
    names = Names(parties)
    table = changes[~changes["organisation"].isin(list(but))]
    said: list[Sentence] = []
    unknown: list[str] = []
    for name, group in table.groupby("organisation_name", sort=False):
        if group["seats_change"].isna().any():
            unknown.append(str(name))
            continue
        said.append(_council_changes(str(name), group, names))
    new = {n for n in unknown if _is_new(rows(table[table["organisation_name"] == n], "seat_changes"))}
    if new:
        are = "is a new authority that takes" if len(new) == 1 else "are new authorities that take"
        who = joined([n for n in unknown if n in new])
        what = "{who} {are} the place of another, so no party's seats can be set against seats before"
        said.append(ended(say(what, who=who, are=are)))
    if rest := [n for n in unknown if n not in new]:
        said.append(ended(say("who held every seat before is not known of {who}", who=joined(rest))))
    return said


def _council_changes(name: str, group: pd.DataFrame, names: Names) -> Sentence:
    table = "net_gains" if "compared" in group else "seat_changes"
    moved = rows(group[group["seats_change"] != 0].sort_values("seats_change", kind="stable"), table)
    up = [r for r in reversed(moved) if r["seats_change"] > 0]
    down = [r for r in moved if r["seats_change"] < 0]
    where = Sentence(f"on {name}")
    if table == "net_gains":
        where = say("in the {r.compared:contests} of {name} that compare", r=rows(group, table)[0], name=name)
    if not moved:
        return ended(say("{where} no party gained or lost a seat, net", where=where))
    parts = [_listed(up, "gained", names, first=True)] if up else []
    if down:
        parts.append(_listed(down, "lost", names, first=not up))
    return ended(say("{where} {what}", where=where, what=joined(parts, last="; ", between="; ")))


def _listed(found: list[Row], verb: str, names: Names, *, first: bool) -> Sentence:
    """ "the Liberal Democrats gained five seats and Labour two": the verb and the noun are said once."""
    parts = []
    for n, row in enumerate(found):
        if n == 0:
            how = "{p} " + verb + (" {r.seats_change:seats}" if first else " {r.seats_change:size}")
        else:
            how = "{p} {r.seats_change:size}"
        parts.append(say(how, p=names.party(row["party"]), r=row))
    return joined(parts)


def votes_and_seats(
    votes: pd.DataFrame, seats: pd.DataFrame, parties: pd.DataFrame, *, least: float = 0.05
) -> list[Sentence]:
    """Seats beside votes on each council: the party with most seats, the one the seats short-change most.

    ``votes`` is the table of ``party_share`` by council and round, ``seats`` that of ``seats`` with
    ``organisation_name``, of councils whose seats were all filled; ``parties`` that of ``load_parties``. A
    party is said to be short-changed where it had ``least`` of the vote.

    >>> keys = {"organisation": "elmet", "election_type": "county", "cycle": "2021-05-06"}
    >>> v = pd.DataFrame({**keys, "party": ["Con", "Grn"], "vote_share": [0.6, 0.4], "share_method": "sum"})
    >>> s = pd.DataFrame({**keys, "party": ["Con"], "seats": [9], "seats_share": [1.0],
    ...                   "organisation_name": "Elmet Council"})
    >>> p = pd.DataFrame({"party": ["Con", "Grn"], "party_name": ["Conservative", "Green Party"],
    ...                   "short_name": ["Conservative", "Green"]})
    >>> print(*votes_and_seats(v, s, p)[0].split("; "), sep="\\n")
    On Elmet Council the Conservatives won all seats with 60.0% of the vote
    the Green Party had 40.0% and none.
    """
    names = Names(parties)
    bodies = seats[[*_KEYS, "organisation_name"]].drop_duplicates(_KEYS)
    votes = votes.drop(columns="organisation_name", errors="ignore")
    both = votes.merge(bodies, on=_KEYS, how="inner").merge(
        seats[[*_KEYS, "party", "seats", "seats_share"]], on=[*_KEYS, "party"], how="left"
    )
    both = both.assign(
        seats=number(both, "seats").fillna(0), seats_share=number(both, "seats_share").fillna(0.0),
        vote_share=number(both, "vote_share"),
    )  # fmt: skip
    said = []
    for name, group in both.groupby("organisation_name", sort=False):
        if group["vote_share"].notna().all():
            said.append(_against_votes(str(name), group, names, least))
    return said


def _against_votes(name: str, group: pd.DataFrame, names: Names, least: float) -> Sentence:
    order = group.sort_values(["seats", "vote_share"], ascending=False, kind="stable")
    first = rows(order, "votes and seats")[0]
    share = "all seats" if first["seats_share"] == 1 else "{a.seats_share:percent} of the seats"
    text = "on {name} {party} won " + share + " with {a.vote_share:percent} of the vote"
    said = say(text, name=name, party=names.party(first["party"]), a=first)
    most = rows(group.sort_values("vote_share", ascending=False, kind="stable"), "votes and seats")[0]
    if most["party"] != first["party"] and most["vote_share"] > first["vote_share"]:
        more = "though {other} had more votes, {m.vote_share:percent/other_share}"
        cells = Row(dict(most.cells) | {"other_share": first["vote_share"]}, most.table)
        return ended(say("{said}, " + more, said=said, other=names.party(most["party"]), m=cells))
    rest = group[(group["vote_share"] >= least) & (group["party"] != first["party"])]
    short = rest.assign(_short=rest["vote_share"] - rest["seats_share"]).sort_values("_short", kind="stable")
    short = short[~short["party"].isin(GROUPS)]
    if short.empty or short["_short"].iloc[-1] <= 0:
        return ended(said)
    worst = rows(short, "votes and seats")[-1]
    had = "{other} had {w.vote_share:percent} and "
    had += "none" if worst["seats"] == 0 else "{w.seats_share:percent/vote_share} of the seats"
    return ended(say("{said}; " + had, said=said, other=names.party(worst["party"]), w=worst))
