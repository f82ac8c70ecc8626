"""The two tables of votes by unit that estimates of transitions take, from one day or from two elections."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from ..columns import number, one_of, require
from ..errors import DataError, EmptySelectionError, Problem
from ..shares import ShareMethod, party_share
from .differences import pairs

NotVoting = Literal["leave_out", "include"]
NOT_VOTING = "not voting"


def ticket_units(
    votes: pd.DataFrame, *, origin: str = "council", destination: str = "mayor",
    not_voting: NotVoting = "leave_out",
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Votes by area in two contests of one day, as the rows and the columns of ``inference.transitions``.

    ``votes`` is a table of ``ticket_votes``. The two tables have one row an area (``area_gss``) and one
    column a party that stood in that contest. With ``not_voting="include"`` a column "not voting" holds the
    electorate less the votes, and both tables have the electorate as their total; else totals differ by those
    who voted in one contest only, and ``scale`` of the estimate says what becomes of them. Where areas are
    few ``transitions`` refuses, and ``bounds`` says what is certain.

    Raises DataError naming every area whose electorate is not known, or is smaller than its votes.

    >>> votes = pd.DataFrame({"area_gss": "E1", "contest": ["council"] * 2 + ["mayor"] * 2, "electorate": 300,
    ...                       "party": ["Con", "Lab"] * 2, "votes": [60, 40, 55, 50]})
    >>> rows, columns = ticket_units(votes, not_voting="include")
    >>> columns.loc["E1"].to_dict()
    {'Con': 55.0, 'Lab': 50.0, 'not voting': 195.0}
    """
    one_of("choice of not_voting", not_voting, NotVoting)
    require(votes, "votes", ["area_gss", "contest", "party", "votes"])
    pairs(votes, (origin, destination))
    tables = [_wide(votes[votes["contest"] == c], "area_gss", "votes") for c in (origin, destination)]
    units = tables[0].index.intersection(tables[1].index).sort_values()
    if units.empty:
        raise EmptySelectionError(f"no area has votes of both {origin} and {destination}")
    rows, columns = (t.loc[units].loc[:, t.loc[units].sum() > 0] for t in tables)
    if not_voting == "include":
        chosen = votes[votes["contest"].isin([origin, destination])]
        first = chosen["contest"].eq(destination).argsort(kind="stable")
        known = chosen.assign(_n=number(chosen, "electorate")).iloc[first]
        electorate = known.groupby("area_gss")["_n"].first().reindex(units)
        rows = _with_the_rest(rows, electorate, f"votes of {origin}")
        columns = _with_the_rest(columns, electorate, f"votes of {destination}")
    return rows, columns


def change_units(
    results: pd.DataFrame, previous: pd.DataFrame, *, share_method: ShareMethod = "top_vote",
    not_voting: NotVoting = "leave_out",
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Votes by contest before and now, as the rows and the columns of ``inference.transitions``.

    Units are the contests polled both times (``ballot_id`` of now); ``previous`` is the table of the function
    of that name. Between elections people came of age, moved and died: the two tables are not of the same
    voters, and totals differ. ``scale="difference"`` of the estimate takes the difference as "entered" or
    "left", which is net: those who stopped voting while others began are not in it. ``not_voting="include"``
    adds "not voting", each election's electorate less its votes, where both are known.

    ``share_method`` is that of ``party_share``: where electors have several votes, the default is each
    party's best candidate.

    Raises EmptySelectionError where no contest was polled both times, DataError as ``ticket_units`` does.

    >>> now = pd.DataFrame({"ballot_id": "new", "party": ["Con", "Lab"], "first_pref": [60, 40]})
    >>> then = pd.DataFrame({"ballot_id": "old", "party": ["Con", "LD"], "first_pref": [50, 55],
    ...                      "next_ballot_id": "new"})
    >>> rows, columns = change_units(now, then)
    >>> rows.to_dict("index"), columns.to_dict("index")
    ({'new': {'Con': 50.0, 'LD': 55.0}}, {'new': {'Con': 60.0, 'Lab': 40.0}})
    """
    one_of("choice of not_voting", not_voting, NotVoting)
    require(results, "results", ["ballot_id", "party", "first_pref"])
    require(previous, "previous", ["ballot_id", "next_ballot_id", "party", "first_pref"])
    # One earlier contest may be followed by several: it is the unit of each.
    earlier = previous.assign(ballot_id=previous["next_ballot_id"])
    tables = [
        _wide(party_share(rows, method=share_method), "ballot_id", "votes") if len(rows) else pd.DataFrame()
        for rows in (earlier, results)
    ]
    units = tables[0].index.intersection(tables[1].index).sort_values()
    if units.empty:
        raise EmptySelectionError("no contest here was polled both times, so there is no unit to compare")
    before, after = (t.loc[units].loc[:, t.loc[units].sum() > 0] for t in tables)
    if not_voting == "include":
        both = [
            rows.assign(_n=number(rows, "electorate")).groupby("ballot_id")["_n"].first().reindex(units)
            for rows in (earlier, results)
        ]
        before, after = (
            _with_the_rest(table, electorate, title)
            for table, electorate, title in zip((before, after), both, ("previous", "results"), strict=True)
        )
    return before, after


def _wide(rows: pd.DataFrame, unit: str, values: str) -> pd.DataFrame:
    """Votes by unit and party, 0 where a party did not stand; without units whose votes are not all known."""
    votes = rows.assign(_votes=number(rows, values))
    wide = votes.pivot_table(
        index=unit, columns="party", values="_votes", aggfunc=lambda v: v.sum(skipna=False), dropna=False
    )
    gaps = votes.loc[votes["_votes"].isna(), unit].unique()
    wide = wide.drop(index=[u for u in gaps if u in wide.index]).fillna(0.0)
    wide.columns.name = None
    return wide.rename_axis(None).sort_index(axis=1)


def _with_the_rest(votes: pd.DataFrame, electorate: pd.Series, title: str) -> pd.DataFrame:
    """The votes with those not voting; a DataError for every unit where that is not known."""
    rest = electorate - votes.sum(axis=1)
    wrong = rest.index[~(rest >= 0)]
    if len(wrong):
        raise DataError([
            Problem(
                title,
                "is not known" if np.isnan(electorate[unit]) else f"is {electorate[unit]:g}, below the votes",
                'say not_voting="leave_out", and scale="difference" in the estimate',
                key=str(unit), field="electorate",
            )
            for unit in wrong
        ])  # fmt: skip
    return votes.assign(**{NOT_VOTING: rest})
