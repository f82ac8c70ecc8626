"""The party or candidate a claim is about, within its contest or council."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..errors import nearest_names
from ..shares import UMBRELLA
from .lookup import Lookup
from .metrics import Metric
from .names import listed, plain, read_party
from .target import Fault, Target
from .where import Where

_GENERIC = {"local", "other", "others", "resassoc", "residents", "local parties", "other parties"}


def choose(target: Target, where: Where, metric: Metric, quote: str, lookup: Lookup) -> Target:
    """The target with its party and candidate: as named, else as the quote names just one."""
    if len(where.parties) > 1 and metric.name == "swing":
        return replace(target, party=where.parties[0][0], other_party=where.parties[1][0])
    if metric.name in ("stood", "did_not_stand"):
        return replace(target, person=where.people[0] if where.people else "")
    if metric.needs in ("contest", "council", "either", "nothing") and not where.people:
        return replace(target, party=where.parties[0][0] if where.parties else "")
    if target.ballot_id:
        return _candidate(target, where, metric, quote, lookup)
    if where.people:
        raise _nobody(where.people[0], target, lookup)
    named = where.parties or _parties_in(quote, lookup)
    codes = list(dict.fromkeys(code for code, _ in named if code != "NOC"))
    if len(codes) != 1:
        raise Fault("party", "is not named", f"{metric.name} is of one party: name it in party or where")
    if target.group:
        return replace(target, party=codes[0])
    there = lookup.party_names(target.organisation, target.election_type, target.cycle)
    if there and codes[0] not in there:
        stood = listed(sorted(lookup.short_names.get(code, code) for code in there if code != "Vacant"))
        name = lookup.short_names.get(codes[0], codes[0])
        raise Fault("party", f"{name} neither stood there nor had a seat", f"there were {stood}")
    own = [text for code, text in named if code == codes[0] and code in UMBRELLA and _own_name(text)]
    return replace(
        target, party=codes[0], party_name=_printed(own[0], there.get(codes[0], set())) if own else ""
    )


def _printed(text: str, names: set[str]) -> str:
    """The name of a local party as it is printed there; none where all of its code are meant."""
    same = [n for n in names if plain(n) == plain(text)]
    near = same or [
        n for n in names if plain(n) in nearest_names(plain(text), [plain(n) for n in names], most=1)
    ]
    return near[0] if near and len(names) > 1 else ""


def _own_name(text: str) -> bool:
    """Whether a name under a code for many parties is that of one of them."""
    return plain(text) not in _GENERIC


def _candidate(target: Target, where: Where, metric: Metric, quote: str, lookup: Lookup) -> Target:
    """The one candidate who is meant; a Fault that says who stood where that is nobody or several."""
    everybody = lookup.candidates(target.ballot_id)
    found: list[dict[str, Any]] = []
    if where.people:
        found = lookup.person(target.ballot_id, where.people[0])
        if not found:
            raise _nobody(where.people[0], target, lookup)
    elif where.role == "winner" or (metric.needs == "leader" and not where.parties):
        found = [c for c in everybody if c["elected"]]
    elif where.parties:
        code, text = where.parties[0]
        found = of_party(everybody, code, text)
        if not found:
            raise Fault(
                "party", f"{lookup.short_names.get(code, text)} had no candidate in {target.ballot_id}",
                f"there were {who_stood(everybody)}",
            )  # fmt: skip
    if len(found) != 1 and (quoted := in_quote(found or everybody, quote)):
        found = [quoted]
    elif not found and not where.parties:
        codes = list(dict.fromkeys(code for code, _ in _parties_in(quote, lookup)))
        found = of_party(everybody, codes[0], "") if len(codes) == 1 else []
    if len(found) == 1:
        return replace(target, candidate_id=found[0]["candidate_id"], party=found[0]["party"])
    if metric.needs in ("contest", "either"):
        return target
    if found:
        raise Fault(
            "candidate", "may be any of " + who_stood(found), "name the candidate in candidate or where"
        )
    raise Fault("candidate", "is not named", "name a party or candidate; there were " + who_stood(everybody))


def of_party(everybody: list[dict[str, Any]], code: str, text: str) -> list[dict[str, Any]]:
    """The candidates of a party: by its name where its code stands for many."""
    found = [c for c in everybody if c["party"] == code]
    if code in UMBRELLA and text and _own_name(text):
        named = [c for c in found if plain(c["party_name"]) == plain(text)]
        return named or found
    return found


def who_stood(candidates: list[dict[str, Any]]) -> str:
    """Candidates with their parties, as a list."""
    return listed([f"{c['candidate']} ({c['party']})" for c in candidates[:12]])


def in_quote(candidates: list[dict[str, Any]], quote: str) -> dict[str, Any] | None:
    """The one candidate whose name, or surname, stands in a quote."""
    words = set(plain(quote).split())
    named = [c for c in candidates if words & _surnames(c["candidate"])]
    # two of one surname are told apart by their first names
    named = [c for c in named if set(plain(c["candidate"]).split()) <= words] or named
    return named[0] if len(named) == 1 else None


def _surnames(candidate: str) -> set[str]:
    """The word of a name that may stand for it: its last long one, or its first where initials follow."""
    words = plain(candidate).split()
    long = [w for w in words if len(w) > 2]
    return {long[0] if len(words[-1]) == 1 and long else words[-1]}


def _parties_in(quote: str, lookup: Lookup) -> list[tuple[str, str]]:
    """The parties a quote names."""
    words = re.findall(r"[A-Z][\w']*(?: [A-Z][\w']*)?", quote.replace("’", "'"))
    pieces = [p for w in words for p in (w, *w.split())]
    cleaned = [re.sub(r"'s?$", "", p) for p in pieces]
    found = [(code, p) for p in cleaned if len(p) > 2 and (code := read_party(p, lookup.party_words))]
    main = {"Con", "Lab", "LD", "Grn", "Ind", "Reform", "UKIP", "PC", "WPB"}
    return [(code, p) for code, p in found if code in main]


def _nobody(name: str, target: Target, lookup: Lookup) -> Exception:
    from ..errors import nearest_names

    there = lookup.candidates(target.ballot_id) if target.ballot_id else []
    near = nearest_names(name, [c["candidate"] for c in there] or list(lookup.places.places))
    text = f"did you mean {listed(near, 'or')}?" if near else ""
    stood = f"there were {who_stood(there)}" if there else "name a party"
    return Fault("where", f'no candidate, party or place "{name}" here', f"{text} {stood}".strip())
