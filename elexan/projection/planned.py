"""An election to be drawn: its contests, each with its parties' roots and spreads, and who may win seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..columns import contest_keys, number, require, whole
from .slots import lists
from .spread import ANY_NEW, ANY_OTHER, ProjectionErrors, known_components

_COUNCIL = ("organisation", "election_type", "cycle")


@dataclass(frozen=True)
class Contest:
    """One contest as the draws need it: its parties' roots and spreads, and its candidates."""

    ballot_id: str
    seats: int
    root: np.ndarray  # square root of the projected share, party by party
    spread: np.ndarray
    above: np.ndarray  # how far root lies above the party's mean in the region
    common: np.ndarray  # rows of the region's table of common errors
    region: int
    unit: np.ndarray  # the party of each candidate, as a place in root
    part: np.ndarray  # the candidate's part of the party's vote
    holder: np.ndarray  # of each candidate
    first_unit: int  # place of the first party in the table of units


def plan(
    projected: pd.DataFrame, errors: ProjectionErrors, region: str, given: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Contest]]:
    """The table's parties by contest, its holders of seats by council, and its contests one by one."""
    asked = known_components(given)
    keys = [c for c in _COUNCIL if c in projected]
    needed = [
        "ballot_id",
        "candidate_id",
        "party",
        "seats",
        "vote_share",
        "vote_share_before",
        "organisation",
    ]
    require(projected, "projected", [*needed, region])
    contest_keys(projected, [region, "seats", *keys])
    rows = projected.assign(_region=projected[region], party_list=lists(projected))
    rows = rows.sort_values(["_region", "ballot_id", "party", "candidate_id"], ignore_index=True)
    rows = rows.assign(_share=number(rows, "vote_share"))
    several = (rows["seats"] > 1) | rows.duplicated(["ballot_id", "party"])
    if "candidate" in asked and several.any() and np.isnan(errors.sd("candidate")):
        raise ValueError(
            "errors hold no spread between a party's candidates, and some contests need it; give "
            "fit_projection_errors(candidate=…) or leave candidate out of components="
        )
    grouped = rows.groupby(["_region", "ballot_id", "party"])
    rows = rows.assign(_unit=grouped.ngroup(), _party_share=grouped["_share"].transform("sum"))
    units = rows.drop_duplicates("_unit").assign(_root=lambda t: np.sqrt(t["_party_share"]))
    units = units.assign(
        _spread=_spreads(units, errors) if "division" in asked else 0.0, seats=whole(units["seats"])
    )
    units = units.assign(
        _above=units["_root"] - units.groupby(["_region", "party"])["_root"].transform("mean")
    )
    columns = ["ballot_id", *keys, "seats", "party", "_region", "_root", "_spread", "_above"]
    units = units[columns].reset_index(drop=True)
    rows = rows.assign(_holder=rows.groupby([*keys, "party", "party_list"], dropna=False).ngroup())
    holders = rows.drop_duplicates("_holder").sort_values("_holder")[[*keys, "party", "party_list"]]
    return units, holders.reset_index(drop=True), _contests(rows, units)


def _spreads(units: pd.DataFrame, errors: ProjectionErrors) -> np.ndarray:
    """The standard deviation of each party's error in each contest."""
    known = errors.spread[errors.spread["component"] == "division"].set_index("party")["sd"]
    own = units["party"].map(known).fillna(known.get(ANY_OTHER, np.nan))
    spread = own.mask(units["vote_share_before"].isna(), known.get(ANY_NEW, np.nan)).to_numpy(float)
    if np.isnan(spread).any():
        raise ValueError(f'errors hold no division spread for "{ANY_OTHER}" and "{ANY_NEW}" parties')
    return spread


def _contests(rows: pd.DataFrame, units: pd.DataFrame) -> list[Contest]:
    """Each contest of the rows, which are sorted by region, contest, party and candidate."""
    begin = np.flatnonzero(~rows["ballot_id"].duplicated().to_numpy())
    end = np.append(begin[1:], len(rows))
    unit, holder = rows["_unit"].to_numpy(), rows["_holder"].to_numpy()
    party_share = rows["_party_share"].to_numpy()
    part = rows["_share"].to_numpy() / np.where(party_share > 0, party_share, 1.0)
    seats = rows["seats"].to_numpy(int)
    ballots = rows["ballot_id"].tolist()
    common = pd.factorize(units["party"], sort=True)[0]
    regions = pd.factorize(units["_region"], sort=True)[0]
    root, spread, above = (units[c].to_numpy("float32") for c in ("_root", "_spread", "_above"))
    out = []
    for a, b in zip(begin, end, strict=True):
        own = slice(unit[a], unit[b - 1] + 1)
        out.append(
            Contest(
                ballots[a], int(seats[a]), root[own], spread[own], above[own], common[own],
                int(regions[unit[a]]), unit[a:b] - unit[a], part[a:b], holder[a:b], int(unit[a]),
            )
        )  # fmt: skip
    return out
