"""What the draws say: seats, control, winners and shares, each with its chance or interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .planned import plan
from .simulate import ProjectionDraws, drawn_roots
from .spread import EVERY_COMPONENT, Component, ProjectionErrors


def seat_chances(drawn: ProjectionDraws) -> pd.DataFrame:
    """The chance of each number of seats, one row a council, party and number that was drawn.

    Columns: organisation, election_type and cycle (where given), party, ``seats``, ``chance`` (0 to 1;
    sums to 1 over a party's rows).

    >>> holders = pd.DataFrame({"organisation": "o", "party": ["Con", "Lab"], "party_list": ["Con", "Lab"]})
    >>> drawn = ProjectionDraws(holders, np.array([[2, 1], [0, 1]]), pd.DataFrame(), 2, 0)
    >>> seat_chances(drawn)[["party", "seats", "chance"]].values.tolist()
    [['Con', 1, 0.5], ['Con', 2, 0.5], ['Lab', 0, 0.5], ['Lab', 1, 0.5]]
    """
    parties, seats = _by_party(drawn)
    counts = [np.unique(row, return_counts=True) for row in seats]
    long = parties.loc[parties.index.repeat([len(number) for number, _ in counts])]
    return long.assign(
        seats=np.concatenate([number for number, _ in counts]).astype("int64"),
        chance=np.concatenate([count for _, count in counts]) / drawn.draws,
    ).reset_index(drop=True)


def seat_intervals(drawn: ProjectionDraws, *, level: float = 0.9) -> pd.DataFrame:
    """Expected seats and the middle ``level`` of the draws, one row a council and party.

    Columns: organisation, election_type and cycle (where given), party, ``seats_expected`` (the mean),
    ``seats_low`` and ``seats_high`` (whole seats; (1 − level)/2 of the draws or less lie beyond each),
    ``level``.

    >>> holders = pd.DataFrame({"organisation": "o", "party": ["Con", "Lab"], "party_list": ["Con", "Lab"]})
    >>> drawn = ProjectionDraws(holders, np.array([[2, 1], [0, 1]]), pd.DataFrame(), 2, 0)
    >>> seat_intervals(drawn)[["party", "seats_expected", "seats_low", "seats_high"]].values.tolist()
    [['Con', 1.5, 1, 2], ['Lab', 0.5, 0, 1]]
    """
    parties, seats = _by_party(drawn)
    low, high = _ends(seats, level)
    return parties.assign(
        seats_expected=seats.mean(axis=1), seats_low=low.astype("int64"), seats_high=high.astype("int64"),
        level=level,
    )  # fmt: skip


def control_chances(drawn: ProjectionDraws) -> pd.DataFrame:
    """The chance that each party, or nobody (NOC), controls each council, one row each.

    Control takes more than half of the council's seats, all of which must be in what was simulated; which
    seats count as one party's is as in ``control``. Columns: organisation, election_type and cycle (where
    given), ``control`` (party code or NOC), ``chance`` (0 to 1; sums to 1 over a council). A party that
    had control in no draw has no row; NOC always has one.

    >>> holders = pd.DataFrame({"organisation": "o", "party": ["Con", "Lab"], "party_list": ["Con", "Lab"]})
    >>> drawn = ProjectionDraws(holders, np.array([[2, 1], [0, 1]]), pd.DataFrame(), 2, 0)
    >>> control_chances(drawn)[["control", "chance"]].values.tolist()
    [['Con', 0.5], ['NOC', 0.5]]
    """
    keys = _keys(drawn.holders)
    council = drawn.holders.groupby(keys, dropna=False).ngroup().to_numpy()
    size = np.zeros((council.max() + 1, drawn.draws), dtype=np.int64)
    np.add.at(size, council, drawn.seats)
    held = (2 * drawn.seats.astype(np.int64) > size[council]).mean(axis=1)
    table = drawn.holders[[*keys, "party"]].rename(columns={"party": "control"}).assign(chance=held)
    table = table.groupby([*keys, "control"], dropna=False)["chance"].sum().reset_index()
    rest = (1 - table.groupby(keys, dropna=False)["chance"].sum()).round(12).reset_index()
    both = pd.concat([table[table["chance"] > 0], rest.assign(control="NOC")])
    return both[[*keys, "control", "chance"]].sort_values([*keys, "control"], ignore_index=True)


def win_chances(drawn: ProjectionDraws) -> pd.DataFrame:
    """The chance of each party in each contest, one row a contest and party.

    Columns: ballot_id, organisation, election_type and cycle (where given), ``seats`` (of the contest),
    party, ``win_chance`` (of at least one seat, 0 to 1), ``seats_expected`` (sums to the seats over a
    contest).

    >>> contests = pd.DataFrame({"ballot_id": "x", "party": ["Lab", "Con"], "win_chance": [0.3, 0.7]})
    >>> win_chances(ProjectionDraws(pd.DataFrame(), np.zeros(0), contests, 1, 0))["party"].tolist()
    ['Con', 'Lab']
    """
    return drawn.contests.sort_values(["ballot_id", "party"], ignore_index=True)


def share_intervals(
    projected: pd.DataFrame,
    errors: ProjectionErrors,
    *,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
    region: str = "organisation",
    components: Sequence[Component] = EVERY_COMPONENT,
) -> pd.DataFrame:
    """Each party's projected share in each contest with the middle ``level`` of its draws.

    Takes what ``simulate_projection`` takes and draws the same elections. Columns: ballot_id,
    organisation, election_type and cycle (where given), seats, party, ``vote_share`` (projected, of all
    votes), ``vote_share_low`` and ``vote_share_high`` (0 to 1), ``level``.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("ab"), "seats": 1, "organisation": "o",
    ...                   "party": ["Con", "Lab"], "vote_share": 0.5, "vote_share_before": 0.5})
    >>> spread = pd.DataFrame({"component": "division", "party": ["any other", "any new"], "sd": 0.05})
    >>> table = share_intervals(r, ProjectionErrors(spread), components=["division"])
    >>> table["vote_share_high"].round(1).tolist()
    [0.6, 0.6]
    """
    units, _, contests = plan(projected, errors, region, components)
    low, high = np.zeros(len(units)), np.zeros(len(units))
    for contest, roots, _ in drawn_roots(
        contests, errors, units, draws=draws, seed=seed, components=components
    ):
        share = np.square(np.maximum(roots, 0.0))
        # No party is above nought in about none of the draws; then no share can be told.
        share = share / np.maximum(share.sum(axis=0), np.finfo(np.float32).tiny)
        places = slice(contest.first_unit, contest.first_unit + len(roots))
        low[places], high[places] = np.quantile(share, [(1 - level) / 2, (1 + level) / 2], axis=1)
    table = units.assign(
        vote_share=units["_root"] ** 2, vote_share_low=low, vote_share_high=high, level=level
    ).drop(columns=["_region", "_root", "_spread", "_above"])
    return table.sort_values(["ballot_id", "party"], ignore_index=True)


def _keys(holders: pd.DataFrame) -> list[str]:
    """What names a council in the table of holders."""
    return [c for c in ("organisation", "election_type", "cycle") if c in holders]


def _by_party(drawn: ProjectionDraws) -> tuple[pd.DataFrame, np.ndarray]:
    """The seats of each party code by council and draw: of a code that covers many, all together."""
    keys = [*_keys(drawn.holders), "party"]
    place = drawn.holders.groupby(keys, dropna=False).ngroup().to_numpy()
    parties = drawn.holders[keys].assign(_place=place).drop_duplicates("_place").sort_values("_place")
    seats = np.zeros((len(parties), drawn.draws), dtype=drawn.seats.dtype)
    np.add.at(seats, place, drawn.seats)
    return parties.drop(columns="_place").reset_index(drop=True), seats


def _ends(values: np.ndarray, level: float) -> np.ndarray:
    """The lower and upper end of the middle ``level`` of each row, both values that were drawn."""
    if not 0 < level < 1:
        raise ValueError(f"level={level} must lie between 0 and 1, such as 0.9")
    ends = [(1 - level) / 2, (1 + level) / 2]
    return np.asarray(np.quantile(values, ends, axis=1, method="inverted_cdf"))
