"""What the ``where`` of a claim names: a contest by its id, or place, kind, day, party and candidate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .names import plain, read_party, take_day
from .places import GLUE, Gazetteer, Place, take_kind

_BALLOT = re.compile(r"\b(?:mayor|pcc|local)\.[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*", re.IGNORECASE)
_CHOICE = re.compile(
    r"^\s*(baseline|definition|method|party|candidate|date|by)\s*=\s*(.+?)\s*$", re.IGNORECASE
)
GROUPS = {
    r"metro mayor(?:s|alties|al contests?)?|combined authority mayors?|metro mayoral": "metro mayors",
    r"mayors|mayoralties": "mayors",
    r"pccs|police and crime commissioners|commissioners|police areas": "pccs",
}
"""Words for all the contests of a kind, for ``contests_won``."""
_WINNER = {"winner": "winner", "the winner": "winner", "runner up": "runner_up", "second placed": "runner_up"}


@dataclass
class Where:
    """What the words name, before it is looked for."""

    ballot: str = ""
    day: tuple[int | None, int | None, int | None] = (None, None, None)
    kinds: frozenset[str] | None = None
    places: list[tuple[str, Place]] = field(default_factory=list)
    parties: list[tuple[str, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    group: str = ""
    choice: str = ""
    role: str = ""


def read_where(text: str, known: Gazetteer, words: Mapping[str, str]) -> Where:
    """The parts of a ``where``; what is neither place, kind, day nor party is taken for a person.

    >>> import elexan as ex
    >>> from elexan.claims.places import gazetteer
    >>> g = gazetteer(ex.load_contests(), ex.load_organisations(), ex.load_regions(),
    ...               ex.load_region_organisations())
    >>> w = read_where("Norfolk PCC, 6 May 2021, Tories", g, {"tories": "Con"})
    >>> w.places[0][0], sorted(w.kinds), w.day, w.parties
    ('Norfolk', ['pcc'], (2021, 5, 6), [('Con', 'Tories')])
    """
    found = Where()
    text = re.sub(r"police, fire,? (?:and|&) crime", "police fire and crime", text, flags=re.IGNORECASE)
    for part in _parts(text, known):
        _read_part(part, found, known, words)
    return found


def _parts(text: str, known: Gazetteer) -> list[str]:
    """The text at its commas, semicolons, strokes and colons, but for names of places that hold one."""
    pieces = [p.strip() for p in re.split(r"[;|,\n]|\s/\s|/(?=\D)|:(?!//)", text) if p.strip()]
    parts: list[str] = []
    while pieces:
        for size in range(len(pieces), 0, -1):
            joined = ", ".join(pieces[:size])
            if size == 1 or known.find(joined) or known.find(take_kind(joined)[1]):
                parts.append(joined.strip(" ,"))
                pieces = pieces[size:]
                break
    return parts


def _read_part(part: str, found: Where, known: Gazetteer, words: Mapping[str, str]) -> None:
    """Put what one part names into what is found."""
    if choice := _CHOICE.match(part):
        key, value = choice[1].lower(), choice[2]
        if key in ("baseline", "definition", "method", "by"):
            found.choice = plain(value).replace(" ", "_")
        elif key == "candidate":
            found.people.append(value)
        else:
            _read_part(value, found, known, words)
        return
    if ballot := _BALLOT.search(part):
        found.ballot = ballot[0].lower().rstrip(".")
        if rest := part[ballot.end() :].strip(" :,"):
            _read_part(rest, found, known, words)
        return
    place = known.find(part)
    named = bool(found.places or found.ballot)
    if plain(part) in _WINNER:
        found.role = _WINNER[plain(part)]
    elif (party := read_party(part, words)) and (named or not place):
        # some local parties are printed by the name of their place alone
        found.parties.append((party, part))
    elif place:
        found.places.append((part, place))
        # a full name says what it is the name of
        found.kinds = take_kind(part)[0] or found.kinds
    else:
        _read_mixed(part, found, known, words)


def _read_mixed(part: str, found: Where, known: Gazetteer, words: Mapping[str, str]) -> None:
    """A part that names several things at once, such as "2021 Norfolk PCC election"."""
    day, rest = take_day(part)
    if any(day):
        (y, m, d), (year, month, on) = day, found.day
        found.day = (year if y is None else y, month if m is None else m, on if d is None else d)
    rest = " ".join(rest.split())
    if _named(rest, found, known, words):
        return
    for pattern, group in GROUPS.items():
        if re.fullmatch(
            rf"(?:all |the |seven |english )*(?:{pattern})(?: elections?| contests?)?", plain(rest)
        ):
            found.group = group
    kinds, bare = take_kind(rest)
    found.kinds = kinds or found.kinds
    bare = " ".join(re.sub(r"[()]", " ", bare).split())
    for form in (bare, " ".join(re.sub(GLUE, " ", bare, flags=re.IGNORECASE).split())):
        if _named(form, found, known, words):
            return
    tokens = bare.split()
    for size in range(len(tokens) - 1, 0, -1):
        for mine, other in ((tokens[:size], tokens[size:]), (tokens[-size:], tokens[:-size])):
            if place := known.find(" ".join(mine)):
                found.places.append((" ".join(mine), place))
                left = " ".join(re.sub(GLUE, " ", " ".join(other), flags=re.IGNORECASE).split())
                if not _named(left, found, known, words):
                    found.people.append(left)
                return
            if party := read_party(" ".join(mine), words):
                found.parties.append((party, " ".join(mine)))
                left = " ".join(re.sub(GLUE, " ", " ".join(other), flags=re.IGNORECASE).split())
                if not _named(left, found, known, words):
                    found.people.append(left)
                return
    found.people.append(bare)


def _named(text: str, found: Where, known: Gazetteer, words: Mapping[str, str]) -> bool:
    """Whether a text names nothing, or wholly one party or place, which is then put into what is found."""
    if not plain(text):
        return True
    if plain(text) in _WINNER:
        found.role = _WINNER[plain(text)]
    elif party := read_party(text, words):
        found.parties.append((party, text))
    elif place := known.find(text):
        found.places.append((text, place))
    else:
        return False
    return True
