"""The contest or council a claim is about, and the party or candidate, out of what its ``where`` names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ..errors import nearest_names
from ..schema import COUNCIL_TYPES
from .lookup import Lookup
from .metrics import Metric
from .names import listed, read_day
from .people import choose, in_quote
from .places import Place
from .target import DEFAULT_DAY, Fault, Target
from .where import Where

_LEVEL = {
    "contest": "contest", "candidate": "contest", "leader": "contest", "council": "council",
    "council party": "council", "either": "either", "either party": "either",
}  # fmt: skip
_HINTS = (
    (r"\b(?:mayor|mayoral|mayoralty|mayors)\b", frozenset({"mayor"})),
    (r"\b(?:pcc|commissioner|police)\b", frozenset({"pcc"})),
    (r"\b(?:council|councillors?|councils|division|ward|seats?)\b", frozenset(COUNCIL_TYPES)),
)
MOST = 8


def find_target(where: Where, metric: Metric, quote: str, lookup: Lookup) -> Target:
    """The target of a claim; a Fault that names what there is where it cannot be told."""
    if metric.needs == "group":
        return choose(_group(where, quote), where, metric, quote, lookup)
    if not (where.ballot or where.places):
        if where.people:
            raise _unknown_place(where.people, lookup)
        raise Fault(
            "where", "names no contest, council or place", "write a ballot_id, or a place and what is elected"
        )
    options = _of_ballot(where, metric, lookup) if where.ballot else _of_places(where, metric, quote, lookup)
    if len(options) > 1:
        raise Fault(
            "where",
            f"may be any of {_some(_called(o, lookup) for o in options)}",
            "say which: its ballot_id, or mayor, PCC, county council and so on",
        )
    return choose(options[0], where, metric, quote, lookup)


def _group(where: Where, quote: str) -> Target:
    """All contests of a kind on a day."""
    kinds = where.kinds or frozenset()
    if where.places or where.ballot:
        raise Fault(
            "where", "is about one place", "name all contests of a kind: metro mayors, mayors or PCCs"
        )
    group = where.group or (
        "pccs" if "pcc" in kinds or re.search(r"\bpccs?\b|commissioner", quote, re.I) else ""
    )
    year, month, day = where.day
    cycle = DEFAULT_DAY if year is None else pd.Timestamp(year, month or 1, day or 1)
    return Target(group=group or "metro mayors", cycle=cycle)


def _of_ballot(where: Where, metric: Metric, lookup: Lookup) -> list[Target]:
    """The contest of an id, which may lack its day; or a council, of an id without a ward."""
    ballot = where.ballot
    known = lookup.contest
    if ballot not in known and not re.search(r"\d{4}-\d\d-\d\d$", ballot):
        dated = [b for b in known if b.startswith(f"{ballot}.") and b.count(".") == ballot.count(".") + 1]
        chosen = [b for b in dated if _on(where, known[b])]
        if ballot.count(".") > 1 or not ballot.startswith("local"):
            if dated and not chosen:
                raise _no_contest(ballot, dated, lookup)
            ballot = chosen[0] if chosen else ballot
    if ballot in known:
        row = known[ballot]
        target = Target(ballot, row["organisation"], row["election_type"], row["cycle"])
        if _LEVEL[metric.needs] != "council":
            return [target]
        if row["election_type"] in COUNCIL_TYPES:
            return [replace(target, ballot_id="")]
        raise Fault("where", f"{ballot} elects one person", f"{metric.name} is of a council; name one")
    parts = ballot.split(".")
    whole = len(parts) == 2 or (len(parts) == 3 and re.match(r"\d{4}-", parts[2]))
    if parts[0] == "local" and whole and lookup.council_types(parts[1]):
        if _LEVEL[metric.needs] == "contest":
            raise Fault("where", f"{ballot} is a whole council", f"{metric.name} is of one contest; name one")
        day = where.day if len(parts) == 2 else read_day(parts[2])
        found = _councils([parts[1]], Where(day=day, kinds=where.kinds), metric, lookup)
        if not found:
            raise _no_contest(parts[1], sorted(lookup.places.by_body.get(parts[1], ())), lookup)
        return found
    near = nearest_names(ballot, known)
    raise Fault(
        "where", f'there is no contest "{ballot}"',
        f"did you mean {listed(near, 'or')}?" if near else "see: elexan table contests",
    )  # fmt: skip


def _of_places(where: Where, metric: Metric, quote: str, lookup: Lookup) -> list[Target]:
    """The contests and councils that the places named have in common, as far as the metric can be of them."""
    ballots, kept, inner = _common(where, lookup)
    level = _LEVEL[metric.needs]
    held: list[Target] = []
    every: list[str] = []
    if level != "council":
        every = [*_people(ballots, where, lookup), *sorted(ballots["areas"])]
        if where.kinds:
            every = [b for b in every if lookup.contest[b]["election_type"] in where.kinds]
        rows = [(b, lookup.contest[b]) for b in every if _on(where, lookup.contest[b])]
        held += [Target(b, r["organisation"], r["election_type"], r["cycle"]) for b, r in rows]
    councils = frozenset(COUNCIL_TYPES) & (where.kinds or frozenset(COUNCIL_TYPES))
    if level != "contest" and not inner and councils:
        asked = level == "council" or where.kinds is not None
        held += _councils(
            _bodies(kept, lookup, around=asked), where, metric, lookup, strict=level == "council"
        )
    if not held:
        there = every or [b for group in ballots.values() for b in sorted(group)]
        raise _no_contest(listed(n for n, _ in where.places), there, lookup)
    return _narrowed(held, where, quote, lookup)


def _people(ballots: Mapping[str, frozenset[str]], where: Where, lookup: Lookup) -> list[str]:
    """Contests of mayors and commissioners: of the body named and of the same area; else of others around."""

    def of(*groups: str) -> list[str]:
        kinds = frozenset({"mayor", "pcc"}) & (where.kinds or frozenset({"mayor", "pcc"}))
        found = sorted(frozenset().union(*(ballots[g] for g in groups)))
        return [b for b in found if lookup.contest[b]["election_type"] in kinds]

    if where.kinds is None:
        return of("bodies", "same")
    return of("bodies") or of("same") or of("near")


def _bodies(place: Place, lookup: Lookup, *, around: bool) -> list[str]:
    """Councils of the name; where there are none and it is ``around``, those of the region of the name."""
    named = [b for b in sorted(place.bodies) if lookup.council_types(b)]
    if named or not around:
        return named
    rows = lookup.places.region_organisations
    rows = rows[rows["region"].isin(place.regions) & rows["election_type"].isin(COUNCIL_TYPES)]
    own = sorted(set(rows.loc[rows["footprint"] == "same", "organisation"].dropna()))
    if not own and len(rows):
        raise Fault("where", "is a region without a council of its own",
                    f"name one of its councils: {_some(rows['organisation'].dropna())}")  # fmt: skip
    return own


def _common(where: Where, lookup: Lookup) -> tuple[dict[str, frozenset[str]], Place, bool]:
    """Contests the places named have in common, the outermost place, and whether a ward within is meant.

    A name that has nothing in common with the others is taken for a person's.
    """
    ranked = sorted(where.places, key=lambda p: (not p[1].bodies, not p[1].regions))
    outer = ranked[0][1]
    ballots, inner = lookup.places.ballots(outer), False
    none: frozenset[str] = frozenset()
    for name, place in ranked[1:]:
        both = none.union(*ballots.values()) & place.areas
        if both:
            ballots, inner = {"bodies": none, "same": none, "near": none, "areas": both}, True
        else:
            where.people.append(name)
    if not inner and outer.bodies:
        # a ward of the name of a body is meant only where something else says so
        ballots["areas"] = none
    return ballots, outer, inner or not (outer.bodies or outer.regions)


def _councils(
    bodies: Iterable[str], where: Where, metric: Metric, lookup: Lookup, *, strict: bool = True
) -> list[Target]:
    """The councils at the round of the day; one without a contest then only where rosters may answer."""
    found: list[Target] = []
    for body in bodies:
        types = lookup.council_types(body) & (where.kinds or frozenset(COUNCIL_TYPES))
        for kind in sorted(types):
            rounds = [r for r in lookup.rounds(body, kind) if _day_fits(where, r, r)]
            if rounds:
                day = DEFAULT_DAY if DEFAULT_DAY in rounds and where.day[1] is None else rounds[-1]
                found.append(Target("", body, kind, day))
            elif strict and lookup.has_roster(body, where.day[0] or DEFAULT_DAY.year) and metric.definitions:
                year, month, day_ = where.day
                when = pd.Timestamp(year, month or 5, day_ or 1) if year else DEFAULT_DAY
                found.append(Target("", body, kind, when))
    return found


def _narrowed(options: list[Target], where: Where, quote: str, lookup: Lookup) -> list[Target]:
    """The options left when candidates named, the quote, and a mayoralty's own name have had their say."""
    if len(options) > 1 and where.people:
        stood = [o for o in options if o.ballot_id and lookup.person(o.ballot_id, where.people[0])]
        options = stood or options
    if len(options) > 1:
        said = [o for o in options if o.ballot_id and in_quote(lookup.candidates(o.ballot_id), quote)]
        options = said if len(said) == 1 else options
    if len(options) > 1:
        for words, kinds in _HINTS:
            hinted = [o for o in options if o.election_type in kinds]
            others = [w for w, k in _HINTS if k != kinds and re.search(w, quote, re.IGNORECASE)]
            if hinted and re.search(words, quote, re.IGNORECASE) and not others:
                options = hinted
                break
    if len(options) > 1:
        days = {o.cycle for o in options}
        if DEFAULT_DAY in days and where.day[1] is None:
            options = [o for o in options if o.cycle == DEFAULT_DAY]
    if len(options) > 1:
        # the name of a mayoralty means the mayor, and beside a commissioner of the same name too
        named = {b for _, p in where.places for b in p.bodies}
        mayors = [o for o in options if o.election_type == "mayor" and o.organisation in named]
        others_too = [o for o in options if o.election_type in COUNCIL_TYPES]
        options = mayors if len(mayors) == 1 and not others_too else options
    return options


def _on(where: Where, row: Mapping[str, object]) -> bool:
    return _day_fits(where, row["cycle"], row["date"])


def _day_fits(where: Where, cycle: object, date: object) -> bool:
    """Whether a contest is of the day named, as far as it is; of the default day where none is."""
    year, month, day = where.day
    if year is None and month is None:
        return bool(cycle == DEFAULT_DAY)
    asked = (DEFAULT_DAY.year if year is None else year, month, day)
    return any(
        all(a is None or a == b for a, b in zip(asked, (d.year, d.month, d.day), strict=True))
        for d in (pd.Timestamp(str(cycle)), pd.Timestamp(str(date)))
    )


def _called(target: Target, lookup: Lookup) -> str:
    if target.ballot_id:
        return target.ballot_id
    return f"{lookup.body_name(target.organisation, target.election_type)} ({target.cycle:%Y-%m-%d})"


def _some(names: Iterable[str]) -> str:
    every = sorted(set(names))
    return ", ".join(every[:MOST]) + (f" and {len(every) - MOST} more" if len(every) > MOST else "")


def _no_contest(name: str, there: Iterable[str], lookup: Lookup) -> Fault:
    held = sorted(
        {f"{lookup.contest[b]['election_type']} {lookup.contest[b]['cycle']:%Y-%m-%d}" for b in there}
    )
    return Fault(
        "where",
        f"no such contest of {name} is held for that day and kind",
        f"there is {_some(held)}" if held else "see: elexan list contests",
    )


def _unknown_place(names: list[str], lookup: Lookup) -> Fault:
    near = [n for name in names for n in nearest_names(name, lookup.places.places)]
    return Fault(
        "where", f'no place is called "{", ".join(names)}"',
        f"did you mean {listed([chr(34) + n + chr(34) for n in near[:3]], 'or')}?" if near
        else "see: elexan list organisations, elexan list regions",
    )  # fmt: skip
