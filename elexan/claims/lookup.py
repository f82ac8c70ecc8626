"""The tables in which claims are looked up, by contest, council and name."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from .. import load
from ..load.files import Folder
from ..schema import COUNCIL_TYPES
from .names import party_words, same_person
from .places import Gazetteer, gazetteer

_IN_WORDS = {
    "Con": "the Conservatives", "LD": "the Liberal Democrats", "Grn": "the Greens", "Ind": "independents",
    "NOC": "no overall control", "Local": "local parties", "ResAssoc": "residents' associations",
    "Other": "other parties", "WPB": "the Workers Party", "EngDem": "the English Democrats",
    "Reform": "Reform UK",
}  # fmt: skip
_KIND = {"county": "county", "unitary": "unitary", "district": "district", "metropolitan": "district"}


class Lookup:
    """Contests, councils, candidates and parties of a folder of data, each found by its name."""

    def __init__(self, data: Folder = None) -> None:
        self.data = data
        contests = load.load_contests(data=data)
        self.contests = contests
        rows = contests.set_index("ballot_id").to_dict("index")
        self.contest = {str(ballot): {str(k): v for k, v in row.items()} for ballot, row in rows.items()}

    @cached_property
    def places(self) -> Gazetteer:
        """The places by name."""
        data = self.data
        return gazetteer(
            self.contests,
            self.organisations,
            load.load_regions(data=data),
            load.load_region_organisations(data=data),
        )

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """The bodies."""
        return load.load_organisations(data=self.data)

    @cached_property
    def party_words(self) -> dict[str, str]:
        """The parties by what they are called."""
        return party_words(load.load_parties(data=self.data), load.load_table("party_names", data=self.data))

    @cached_property
    def short_names(self) -> dict[str, str]:
        """The short name of each party."""
        parties = load.load_parties(data=self.data)
        return dict(zip(parties["party"], parties["short_name"], strict=True))

    @cached_property
    def _candidates(self) -> dict[str, list[dict[str, Any]]]:
        columns = [
            "ballot_id",
            "candidate_id",
            "candidate",
            "candidate_full",
            "party",
            "party_name",
            "elected",
        ]
        rows = load.load_table("results", data=self.data)[columns]
        rows = rows.astype("object").where(rows.notna(), None)
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows.to_dict("records"):
            found.setdefault(row["ballot_id"], []).append({str(k): v for k, v in row.items()})
        return found

    def candidates(self, ballot: str) -> list[dict[str, Any]]:
        """The candidates of a contest."""
        return self._candidates.get(ballot, [])

    def person(self, ballot: str, name: str) -> list[dict[str, Any]]:
        """The candidates of a contest who may be meant by a name."""
        return [c for c in self.candidates(ballot) if same_person(name, c["candidate"], c["candidate_full"])]

    def council_types(self, body: str) -> frozenset[str]:
        """The kinds of council that a body is; none for a mayoralty or police area."""
        rows = self.organisations[self.organisations["organisation"] == body]
        types = {_KIND[t] for t in rows["organisation_type"] if t in _KIND}
        return frozenset(types) | frozenset(t for b, t in self._rounds if b == body)

    @cached_property
    def _rounds(self) -> dict[tuple[str, str], list[pd.Timestamp]]:
        councils = self.contests[self.contests["election_type"].isin(COUNCIL_TYPES)]
        found: dict[tuple[str, str], list[pd.Timestamp]] = {}
        rounds = councils[["organisation", "election_type", "cycle"]].drop_duplicates().sort_values("cycle")
        for body, kind, day in rounds.itertuples(index=False):
            found.setdefault((body, kind), []).append(day)
        return found

    def rounds(self, body: str, kind: str) -> list[pd.Timestamp]:
        """The rounds in which a council was elected."""
        return self._rounds.get((body, kind), [])

    @cached_property
    def compositions(self) -> pd.DataFrame:
        """Who held the seats of councils."""
        return load.load_table("compositions", data=self.data)

    def has_roster(self, body: str, year: int) -> bool:
        """Whether the roster of a council is known for a year."""
        c = self.compositions
        return bool(((c["organisation"] == body) & (c["year"] == year) & (c["basis"] == "sitting")).any())

    def party_names(self, body: str, kind: str, cycle: pd.Timestamp) -> dict[str, set[str]]:
        """The parties that stood for a council's round or ever had seats on it, with the names printed."""
        rows = self.contests
        here = (rows["organisation"] == body) & (rows["election_type"] == kind) & (rows["cycle"] == cycle)
        found: dict[str, set[str]] = {}
        for ballot in rows.loc[here, "ballot_id"]:
            for c in self.candidates(ballot):
                found.setdefault(c["party"], set()).add(str(c["party_name"]))
        held = self.compositions[self.compositions["organisation"] == body]
        for party in held["party"].unique():
            found.setdefault(str(party), set())
        return found

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        rows = self.organisations[["organisation", "organisation_type", "organisation_name"]]
        return {(b, _KIND.get(t, "")): n for b, t, n in rows.itertuples(index=False)}

    def body_name(self, body: str, kind: str) -> str:
        """The name of a council, as printed."""
        return self._names.get((body, kind), body)

    def contest_name(self, ballot: str) -> str:
        """What a contest is called in a sentence: the thing that is won."""
        row = self.contest[ballot]
        if row["election_type"] == "mayor":
            return f"the {row['area_name']} mayoralty"
        if row["election_type"] == "pcc":
            return f"the post of {row['area_name']} commissioner"
        return f"{row['area_name']} ({self.body_name(row['organisation'], row['election_type'])})"

    def party(self, code: str) -> str:
        """A party in a sentence."""
        return _IN_WORDS.get(code) or self.short_names.get(code, code)
