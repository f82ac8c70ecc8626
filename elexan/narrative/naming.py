"""What sentences call parties and people: a party in full the first time, by its short name after."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..columns import require
from .sentences import Sentence

# Parties whose name in running text is not the one they are registered under: in full, then short. The
# adjective is what one of their candidates is.
_SAID = {
    "Con": ("the Conservatives", "the Conservatives", "Conservative"),
    "Lab": ("Labour", "Labour", ""),
    "LD": ("the Liberal Democrats", "the Lib Dems", "Liberal Democrat"),
    "Grn": ("the Green Party", "the Greens", "Green"),
    "UKIP": ("the UK Independence Party", "UKIP", ""),
    "Reform": ("Reform UK", "Reform UK", ""),
    "EngDem": ("the English Democrats", "the English Democrats", "English Democrat"),
    "WPB": ("the Workers Party of Britain", "the Workers Party", ""),
    "Ind": ("Independents", "Independents", "Independent"),
    "ResAssoc": ("residents' associations", "residents' associations", ""),
    "Local": ("local parties", "local parties", ""),
    "Other": ("other parties", "other parties", ""),
}
GROUPS = ("Ind", "ResAssoc", "Local", "Other")
"""Codes of many parties, or of none: they win seats, and control nothing together."""


class Names:
    """The parties' names in one run of sentences; it remembers which it has said in full.

    ``parties`` is the table of ``load_parties``.

    >>> p = pd.DataFrame({"party": ["LD"], "party_name": ["Liberal Democrats"], "short_name": ["Lib Dem"]})
    >>> names = Names(p)
    >>> names.party("LD"), names.party("LD"), names.candidate("Tim Bick", "LD")
    ('the Liberal Democrats', 'the Lib Dems', 'the Liberal Democrat Tim Bick')
    """

    def __init__(self, parties: pd.DataFrame) -> None:
        require(parties, "parties", ["party", "party_name", "short_name"])
        known = parties.drop_duplicates("party").set_index("party")
        self._full = known["party_name"].to_dict() | {code: said[0] for code, said in _SAID.items()}
        self._short = known["short_name"].to_dict() | {code: said[1] for code, said in _SAID.items()}
        self._said: set[str] = set()

    def party(self, code: Any) -> Sentence:
        """The party as the subject or object of a sentence."""
        if pd.isna(code):
            raise ValueError("no party to name: its code is missing")
        name = self._short if code in self._said else self._full
        self._said.add(str(code))
        return Sentence(str(name.get(code, code)))

    def candidate(self, name: Any, code: Any) -> Sentence:
        """A candidate by party and name: "Labour's Nik Johnson", "the Independent Stephen Yip"."""
        if pd.isna(name):
            raise ValueError("no candidate to name")
        if pd.isna(code):
            return Sentence(str(name))
        adjective = _SAID.get(str(code), ("", "", ""))[2]
        if adjective:
            return Sentence(f"the {adjective} {name}")
        if code in GROUPS:
            return Sentence(f"{name}")
        party = self._full.get(code, str(code))
        owner = f"{party}'" if party.endswith("s") else f"{party}'s"
        return Sentence(f"{owner} {name}")


def place(office: Any) -> str:
    """The area of an office, in a sentence about who won it.

    >>> place("Mayor of the West Midlands"), place("Police and Crime Commissioner for Essex")
    ('the West Midlands', 'Essex')
    """
    text = str(office)
    for start in ("Mayor of ", "Police and Crime Commissioner for "):
        text = text.removeprefix(start)
    return text
