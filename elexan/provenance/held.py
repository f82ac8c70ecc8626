"""What the tables say of sources: each contest, counting area and composition with who printed it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ..load import load_table
from ..load.files import Folder, state
from ..schema import COUNCIL_TYPES

DERIVED = "derived"  # the source_id of rows worked out from other rows


class Held(NamedTuple):
    """One row a thing and a source of it: ``table``, its ``key`` there, source_id and its rows (rows_held).

    Beside them stand the columns that things are found by: of ``polls`` ballot_id, organisation,
    election_type, cycle and council; of ``counted`` ballot_id and area_gss; of ``rosters`` organisation,
    year, basis and date. ``lineage`` has ballot_id and previous_ballot_id.
    """

    polls: pd.DataFrame
    counted: pd.DataFrame
    rosters: pd.DataFrame
    lineage: pd.DataFrame


def held_in(data: Folder) -> Held:
    """What the bundled tables say, or those with a folder of one's own laid over them."""
    return _held(None if data is None else str(data), state(data))


@lru_cache(maxsize=4)
def _held(data: str | None, files: object) -> Held:
    contests = load_table("contests", data=data)
    about = contests[["ballot_id", "organisation", "election_type", "cycle"]]
    about = about.assign(council=about["election_type"].isin(COUNCIL_TYPES))
    polls = [_things(name, ["ballot_id"], data) for name in ("contests", "results")]
    counted = [
        _things(name, ["ballot_id", "area_gss"], data) for name in ("counting_areas", "counting_area_turnout")
    ]
    lineage = load_table("lineage", data=data)
    return Held(
        polls=pd.concat(polls).merge(about, on="ballot_id", validate="many_to_one"),
        counted=pd.concat(counted),
        rosters=_things("compositions", ["organisation", "year", "basis", "date"], data),
        lineage=lineage[["ballot_id", "previous_ballot_id"]].drop_duplicates(),
    )


def _things(name: str, keys: list[str], data: str | None) -> pd.DataFrame:
    rows = load_table(name, data=data)[[*keys, "source_id"]]
    sizes = rows.groupby([*keys, "source_id"], dropna=False, sort=False).size()
    things = sizes.rename("rows_held").astype("Int64").reset_index()
    return things.assign(table=name, key=range(len(things)))
