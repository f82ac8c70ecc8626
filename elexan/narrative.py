"""Analyses in words. Every number in a sentence comes from a cell of the table given."""

from __future__ import annotations

import pandas as pd

from .columns import flag
from .parties import short_names


def in_brief(people: pd.DataFrame, councils: pd.DataFrame, parties: pd.DataFrame) -> str:
    """The day in two or three sentences: who was elected, whether from behind, and who controls what.

    ``people`` and ``councils`` are the tables of ``people_elected`` and ``councils_elected`` (either may be
    empty), ``parties`` that of ``load_parties``.

    >>> people = pd.DataFrame({"winner": ["A. Reed"], "winner_party": ["Lab"], "office": ["Mayor of Elmet"],
    ...                        "plurality_reversal": [True]})
    >>> parties = pd.DataFrame({"party": ["Lab"], "short_name": ["Labour"], "order": [1]})
    >>> in_brief(people, pd.DataFrame(), parties)
    'A. Reed (Labour) was elected Mayor of Elmet, having trailed on first preferences.'
    """
    names = short_names(parties)
    sentences = []
    if len(people):
        behind = flag(people, "plurality_reversal").fillna(False)
        party = people["winner_party"].map(names)
        was = people["winner"] + " (" + party + ") was elected " + people["office"]
        sentences += (was + behind.map({True: ", having trailed on first preferences", False: ""})).tolist()
    if len(councils):
        settled = councils[councils["control"].notna()]
        noc = settled["control"] == "NOC"
        held = settled["control"].map(names).fillna(settled["control"]) + " control"
        says = settled["organisation_name"] + ": " + held.mask(noc, "no overall control")
        largest = " (" + settled["largest"].map(names) + " the largest group)"
        sentences += (says + largest.where(noc, "").fillna(" (two groups level)")).tolist()
        part = len(councils) - len(settled)
        if part == 1:
            sentences.append("One council elected only some of its seats")
        elif part:
            sentences.append(f"{spelt(part).capitalize()} councils elected only some of their seats")
    return ". ".join(sentences) + "." if sentences else "No contest."


def spelt(number: int) -> str:
    """A whole number as running text has it: in letters up to nine.

    >>> spelt(9), spelt(12)
    ('nine', '12')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else f"{number:,}"
