"""What a claim is about, and what is said where that cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

DEFAULT_DAY = pd.Timestamp("2021-05-06")
"""The round meant where a claim names no day."""


class Fault(Exception):  # noqa: N818  (of a cell: a Problem of a DataError in the end)
    """What is wrong with one cell of a claim, and the remedy."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.field, self.message, self.remedy = field, message, remedy


@dataclass(frozen=True)
class Target:
    """What a claim is about; what does not apply is empty."""

    ballot_id: str = ""
    organisation: str = ""
    election_type: str = ""
    cycle: pd.Timestamp = DEFAULT_DAY
    party: str = ""
    party_name: str = ""
    candidate_id: str = ""
    person: str = ""
    other_party: str = ""
    group: str = ""
