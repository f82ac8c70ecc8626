"""The seats a proportional rule would give: divisor methods over the votes of lists.

What a council elected in wards would look like under another rule is a mechanical question here: the
votes are taken as they were cast, although under another rule parties and electors would act otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from .columns import contest_keys, names, number, one_of, require, text, whole
from .errors import DataError, Problem
from .shares import UMBRELLA, ShareMethod, party_share

ApportionmentMethod = Literal["dhondt", "sainte_lague", "modified_sainte_lague"]
_INDIVIDUALS = "individuals, counted as one list"


def list_votes(
    results: pd.DataFrame, *, method: ShareMethod = "top_vote", by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """Votes of each list, one row per group and list: parties apart, also under a code that stands for many.

    A list is a party code; under Local, ResAssoc and Other it is each party by its printed name
    (``party_name``, where given). Independents are individuals, but one list here: ``note`` says so.
    ``method`` is that of ``party_share``.

    Columns: those of ``by``, party, ``list``, ``candidates``, ``votes``, ``vote_share`` (0 to 1),
    ``share_method``, ``seats`` (won by its candidates; missing where not known) and ``note``.

    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "o", "party": ["Con", "Local", "Local"],
    ...                   "party_name": ["Conservative", "A First", "B First"], "first_pref": [5, 3, 2],
    ...                   "elected": [True, False, False]})
    >>> list_votes(r)[["list", "votes", "seats"]].values.tolist()
    [['A First', 3.0, 0], ['B First', 2.0, 0], ['Con', 5.0, 1]]
    """
    keys = names(by)
    require(results, "results", ["ballot_id", "party", "first_pref", "elected"])
    many = results["party"].isin(UMBRELLA) & text(results, "party_name").notna()
    listed = results.assign(list=results["party"].mask(many, text(results, "party_name")))
    shares = party_share(listed.assign(party=listed["list"]), method=method, by=keys)
    groups = contest_keys(results, keys)
    won = listed[["ballot_id", "party", "list"]].assign(_seats=number(results, "elected"))
    on = list(dict.fromkeys(["ballot_id", *keys]))
    won = won.merge(groups[on], on="ballot_id", validate="many_to_one")
    each = won.groupby([*keys, "list"], dropna=False)
    seats = each.agg(party=("party", "first")).assign(seats=whole(each["_seats"].sum(skipna=False)))
    table = shares.rename(columns={"party": "list"}).merge(
        seats.reset_index(), on=[*keys, "list"], validate="one_to_one"
    )
    table = table.assign(note=_individuals(table["party"]))
    shown = ["candidates", "votes", "vote_share", "share_method", "seats", "note"]
    return table[[*keys, "party", "list", *shown]].sort_values([*keys, "list"], ignore_index=True)


def apportion(
    votes: pd.DataFrame,
    *,
    seats: int | pd.DataFrame,
    method: ApportionmentMethod = "dhondt",
    by: str | Sequence[str] = "organisation",
    threshold: float = 0.0,
) -> pd.DataFrame:
    """The seats each list would have under a proportional rule, one row per group and list.

    Each group of ``by`` is one district. ``votes`` is a table of ``party_share`` or of ``list_votes``, whose
    lists are then those that compete. ``seats`` is how many each group fills, or a table with ``by``, party
    (or list) and seats as they were won (``seats``, ``list_votes``), whose sums are then filled and
    compared with. ``threshold`` is the least share of the group's votes, 0 to 1, that a list needs.

    Seats go one by one to the highest of votes / divisor. Divisors: ``dhondt`` 1, 2, 3 …;
    ``sainte_lague`` 1, 3, 5 …; ``modified_sainte_lague`` 1.4, 3, 5 …. Equal quotients go to the list with
    more votes; where those are equal too and the last seat depends on it, a lot would decide, and that is a
    DataError that names the lists. Independents stand as one list and cannot sensibly be one:
    leave their rows out to see the rule without them.

    Columns: those of ``by``, party, list (where given), ``votes``, ``vote_share`` (0 to 1, of the votes
    given), ``seats`` (as won; missing where a number was given), ``seats_proportional``,
    ``seats_difference`` (proportional less won), ``method``, ``note``. References: Balinski & Young 1982;
    Gallagher 1991.

    >>> v = pd.DataFrame({"organisation": "x", "party": list("abc"), "votes": [60000, 28000, 12000]})
    >>> apportion(v, seats=5)["seats_proportional"].tolist()
    [4, 1, 0]
    >>> apportion(v, seats=5, method="sainte_lague")["seats_proportional"].tolist()
    [3, 1, 1]
    """
    one_of("apportionment method", method, ApportionmentMethod)
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold={threshold} is a share of votes: between 0 and 1")
    keys = names(by)
    unit = "list" if "list" in votes else "party"
    require(votes, "votes", [*keys, "party", unit, "votes"])
    table = _with_seats(votes, seats, keys, unit)
    _checked(table, keys, unit)
    total = table["votes"].groupby([table[k] for k in keys], dropna=False).transform("sum")
    table = table.assign(vote_share=table["votes"] / total.where(total > 0))
    enters = (table["vote_share"] >= threshold) & (table["votes"] > 0)
    won = _highest(table[enters], keys, unit, method)
    table = table.merge(won, on=[*keys, unit], how="left", validate="one_to_one")
    given = whole(table["seats_proportional"].fillna(0))
    table = table.assign(
        seats_proportional=given, seats_difference=given - table["seats"], method=str(method),
        note=_individuals(table["party"]),
    )  # fmt: skip
    shown = ["votes", "vote_share", "seats", "seats_proportional", "seats_difference", "method", "note"]
    order = list(dict.fromkeys([*keys, "party", unit]))
    return table[[*order, *shown]].sort_values([*keys, unit], ignore_index=True)


def _individuals(party: pd.Series) -> pd.Series:
    """A note beside independents, missing elsewhere."""
    return pd.Series(_INDIVIDUALS, index=party.index, dtype="str").where(party == "Ind")


def _with_seats(votes: pd.DataFrame, seats: int | pd.DataFrame, keys: list[str], unit: str) -> pd.DataFrame:
    """Every list with its votes, its seats as won, and how many the group fills (``_size``)."""
    table = votes[list(dict.fromkeys([*keys, "party", unit]))].assign(votes=number(votes, "votes"))
    if not isinstance(seats, pd.DataFrame):
        if seats != int(seats) or seats < 1:
            raise ValueError(f"seats={seats}: a whole number, 1 or more")
        return table.assign(seats=whole(pd.Series(np.nan, index=table.index)), _size=int(seats))
    require(seats, "seats", [*keys, unit, "seats"])
    held = seats.assign(_seats=number(seats, "seats")).groupby([*keys, unit], dropna=False)["_seats"]
    won = held.sum(skipna=False).reset_index()
    size = won.groupby(keys, dropna=False)["_seats"].sum(skipna=False).rename("_size").reset_index()
    extra = [] if unit == "party" else ["party"]
    table = table.merge(won, on=[*keys, unit], how="outer", validate="one_to_one", indicator=True)
    only_seats, only_votes = table["_merge"] == "right_only", table["_merge"] == "left_only"
    for column in extra:  # a list that won without a vote is known by its name alone
        table[column] = table[column].fillna(table[unit])
    table = table.assign(
        votes=table["votes"].mask(only_seats, 0.0), seats=whole(table["_seats"].mask(only_votes, 0.0))
    ).merge(size, on=keys, how="left", validate="many_to_one")
    return table.drop(columns=["_merge", "_seats"])


def _checked(table: pd.DataFrame, keys: list[str], unit: str) -> None:
    """A DataError for every list twice in a group, and every figure that is missing or cannot be."""
    found = {
        "is there twice in its group": table.duplicated([*keys, unit], keep=False),
        "votes are not known": table["votes"].isna(),
        "votes are below 0": table["votes"] < 0,
        "the seats of its group are not known": table["_size"].isna(),
    }
    problems = [
        Problem("votes", said, "one known figure per list is needed", key=", ".join(map(str, key)))
        for said, wrong in found.items()
        for key in table.loc[wrong, [*keys, unit]].drop_duplicates().itertuples(index=False)
    ]
    if problems:
        raise DataError(problems)


def _highest(table: pd.DataFrame, keys: list[str], unit: str, method: str) -> pd.DataFrame:
    """The lists that get seats, with how many: those of the highest quotients of each group."""
    most = int(table["_size"].max()) if len(table) else 0
    steps = np.arange(1, most + 1, dtype=float)
    divisors = steps if method == "dhondt" else 2 * steps - 1
    if method == "modified_sainte_lague":  # 1.4, 3, 5 … times five, so that equal quotients are equal
        divisors = np.where(steps == 1, 7, 5 * divisors)
    quotients = table.loc[table.index.repeat(most), [*keys, unit, "votes", "_size"]].assign(
        _quotient=lambda rows: rows["votes"] / np.tile(divisors, len(table))
    )
    order = quotients.sort_values(
        [*keys, "_quotient", "votes", unit], ascending=[True] * len(keys) + [False, False, True]
    )
    place = order.groupby(keys, dropna=False).cumcount()
    _no_lot(order, place, keys, unit)
    won = order[place < order["_size"]]
    return won.groupby([*keys, unit], dropna=False).size().rename("seats_proportional").reset_index()


def _no_lot(order: pd.DataFrame, place: pd.Series, keys: list[str], unit: str) -> None:
    """A DataError for every group whose last seat two lists of equal votes have an equal claim to."""
    edge = order[(place == order["_size"] - 1) | (place == order["_size"])]
    same = [*keys, "_quotient", "votes"]
    tied = order.merge(edge.loc[edge.duplicated(same), same], on=same)
    problems = [
        Problem(
            "votes", f"{' and '.join(rows[unit])} tie for the last seat", "a lot decides it: change seats=",
            key=", ".join(str(rows[k].iloc[0]) for k in keys),
        )
        for _, rows in tied.groupby(keys, dropna=False)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
