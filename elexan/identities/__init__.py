"""What must add up in the tables. A known official mismatch is a row of conflicts, never a silent fix."""

from __future__ import annotations

from . import counting, records, votes
from .failure import Failure, Tables

IDENTITIES = (
    votes.rounds,
    votes.totals,
    votes.turnout,
    votes.elected,
    counting.counting_areas,
    counting.counting_area_papers,
    counting.rejected_papers,
    records.dates,
    records.lineage,
    records.seats_won,
    records.conflicts,
    records.overlaps,
)


def failures(tables: Tables) -> list[Failure]:
    """Every place where an identity of the tables does not hold."""
    return [failure for identity in IDENTITIES for failure in identity(tables)]
