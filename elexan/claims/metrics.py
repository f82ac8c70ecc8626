"""The metrics a claim can be about: what each is, its unit, what it needs, its definitions and other names.

The definitions of a metric stand in the order in which they are tried: a claim is held to the first that is
known for its contest or council, unless it names one; the others say under which the claim would be true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..errors import nearest_names
from .contest_metrics import CONTEST_METRICS
from .council_metrics import COUNCIL_METRICS
from .definitions import DEFINITIONS

if TYPE_CHECKING:
    import pandas as pd

NOT_A_CLAIM = ("forecast", "judgement")
UNKNOWABLE = "outside"
KINDS = {
    "votes": "votes or papers", "share": "share (0 to 1; % in a claim)", "points": "difference of shares",
    "seats": "seats", "number": "number", "place": "place (1 is first)", "change": "signed number of seats",
    "years": "years", "name": "name of a person (or party)", "party": "party",
    "parties": "two parties or people", "date": "date", "yes_no": "true or false", "word": "word",
    "text": "text",
}  # fmt: skip
NEEDS = {
    "contest": "a contest of one mayor, commissioner or ward",
    "candidate": "a contest, and a candidate or party",
    "leader": "a contest; a candidate or party where it is not the winner",
    "council": "a council",
    "council party": "a council and a party",
    "either": "a contest or a council",
    "either party": "a contest or a council, and a candidate or party",
    "group": "a kind of contest (such as metro mayors or PCCs) and a party",
    "nothing": "nothing",
}


@dataclass(frozen=True)
class Metric:
    """One thing that can be claimed."""

    name: str
    kind: str
    needs: str
    about: str
    definitions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def of_party(self) -> bool:
        """Whether a party or candidate has to be named."""
        return self.needs in ("candidate", "council party", "either party", "group")


def _metric(block: str) -> Metric:
    head, about, *rest = (line.strip() for line in block.strip().splitlines())
    name, kind, needs = (part.strip() for part in head.split("|"))
    said = dict(line.split(": ", 1) for line in rest)
    return Metric(
        name,
        kind,
        needs,
        about,
        tuple(said.get("by", "").replace(",", " ").split()),
        tuple(alias.strip() for alias in said.get("also", "").split(",") if alias.strip()),
    )


METRICS: Mapping[str, Metric] = {
    m.name: m for m in map(_metric, f"{CONTEST_METRICS}{COUNCIL_METRICS}".strip().split("\n\n"))
}


def claim_metrics() -> pd.DataFrame:
    """The metrics that claims can be checked for, one a row.

    Columns: ``metric``, ``what_it_is``, ``kind`` (votes, share, name and so on), ``unit``, ``needs`` (what
    ``where`` has to name), ``definitions`` (in the order in which they are tried; the first that is known
    decides, unless the claim names one), ``aliases`` (other names of it; hyphens, spaces and capitals do not
    matter).

    >>> claim_metrics().set_index("metric").loc["majority", "needs"]
    'a contest of one mayor, commissioner or ward'
    """
    import pandas as pd

    return (
        pd.DataFrame(
            [
                {
                    "metric": m.name,
                    "what_it_is": m.about,
                    "kind": m.kind,
                    "unit": KINDS[m.kind],
                    "needs": NEEDS[m.needs],
                    "definitions": "; ".join(f"{d}: {DEFINITIONS[d]}" for d in m.definitions),
                    "aliases": ", ".join(m.aliases),
                }
                for m in METRICS.values()
            ]
        )
        .astype("str")
        .replace("", pd.NA)
    )


def metric_key(text: str) -> str:
    """A metric's name as it is looked up: without capitals, hyphens and small words.

    >>> metric_key("First-preference share (%)"), metric_key("share_of_the_vote")
    ('first preference share percent', 'share vote')
    """
    from .names import plain

    bare = plain(text.replace("_", " ").replace("%", " percent "))
    bare = re.sub(r"\b1st\b", "first", re.sub(r"\b2nd\b", "second", bare))
    bare = re.sub(r"\bprefs?\b", "preference", bare).replace("preferences", "preference")
    bare = re.sub(r"\b(?:per cent|percentage|pct|pc)\b", "percent", bare)
    return " ".join(re.sub(r"\b(?:the|of|in|a|an|for|by|at|on)\b", " ", bare).split())


@cache
def _keys() -> dict[str, str]:
    """Metrics by each of their names as it is looked up."""
    found: dict[str, str] = {}
    for metric in METRICS.values():
        for alias in (metric.name, *metric.aliases):
            found.setdefault(metric_key(alias), metric.name)
    return found


def find_metric(text: str) -> Metric | None:
    """The metric of that name or alias; None where there is none.

    >>> find_metric("First-preference share (%)").name, find_metric("Seats won").name
    ('first_pref_share', 'seats')
    """
    without = re.sub(r"\(.*?\)", " ", text)
    for form in (metric_key(text), metric_key(without)):
        bare = re.sub(r"\bpercent\b", "", form)
        # a number may be called one, and a unit said at the end
        shorter = re.sub(r"^(?:number|total|net number) | (?:votes?|points?|share|seats)$", "", bare.strip())
        for key in (form, " ".join(bare.split()), " ".join(shorter.split())):
            for name in (key, key.removesuffix("s")):
                if name in _keys():
                    return METRICS[_keys()[name]]
    return None


def near_metrics(text: str) -> list[str]:
    """The metrics with names or aliases most like a text."""
    keys = nearest_names(metric_key(text), _keys())
    return list(dict.fromkeys(_keys()[k] for k in keys))
