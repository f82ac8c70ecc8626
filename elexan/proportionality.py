"""How far seats are from votes: indices of disproportionality and the effective number of parties.

Every index takes a table of votes (``party_share``) and one of seats (``seats``), grouped by the same
columns. V and S are a party's share of the votes and of the seats. A party in one table only has 0 in the
other. Parties stay apart, except that one code is one party.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from .columns import names, number, require, whole


def effective_parties(
    table: pd.DataFrame, column: str = "seats", *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The effective number of parties, 1/Σp², one row per group.

    ``column`` holds seats, votes or shares by party; p is each party's part of the group's total. Rows of
    one party are summed first. Columns: those of ``by``, ``effective_parties`` (1 or more; missing where
    a figure is not known) and ``counted`` (the column). Reference: Laakso & Taagepera 1979.

    >>> t = pd.DataFrame({"organisation": "x", "party": list("abcd"), "seats": [5, 5, 5, 5]})
    >>> effective_parties(t)["effective_parties"].item()
    4.0
    """
    keys = names(by)
    require(table, "the table", [*keys, "party", column])
    one = table.assign(_p=number(table, column)).groupby([*keys, "party"], dropna=False)["_p"]
    parties = one.sum(skipna=False).reset_index()
    total = parties.groupby(keys, dropna=False)["_p"].transform("sum", skipna=False)
    squares = (parties["_p"] / total.where(total > 0)) ** 2
    concentration = squares.groupby([parties[k] for k in keys], dropna=False).sum(skipna=False)
    out = (1 / concentration).rename("effective_parties").reset_index().assign(counted=column)
    return out.sort_values(keys, ignore_index=True)


def gallagher(
    votes: pd.DataFrame, seats: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The Gallagher (least squares) index of disproportionality, √(½Σ(V−S)²), one row per group.

    ``votes`` is a table of ``party_share``, ``seats`` one of ``seats``, grouped by the same columns.
    Parties stay apart, except that one code is one party. A party in one table only has 0 in the other.

    Columns: those of ``by``, ``gallagher_points`` (**percentage points**, 0 to 100, as it is always
    printed; missing where a share is not known) and ``share_method``. Reference: Gallagher 1991.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [7, 3]})
    >>> gallagher(v, s)["gallagher_points"].round(6).item()
    10.0
    """
    return _index(
        votes, seats, names(by), "gallagher_points", lambda v, s: (v - s) ** 2 / 2, power=0.5, scale=100.0
    )


def loosemore_hanby(
    votes: pd.DataFrame, seats: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The Loosemore–Hanby index of disproportionality, ½Σ|V−S|, one row per group.

    Tables as for ``gallagher``. Columns: those of ``by``, ``loosemore_hanby_share`` (the share of seats
    held by parties beyond their votes, 0 to 1) and ``share_method``. Reference: Loosemore & Hanby 1971.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [7, 3]})
    >>> loosemore_hanby(v, s)["loosemore_hanby_share"].round(6).item()
    0.1
    """
    return _index(votes, seats, names(by), "loosemore_hanby_share", lambda v, s: (v - s).abs() / 2)


def sainte_lague(
    votes: pd.DataFrame, seats: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The Sainte-Laguë index of disproportionality, Σ(S−V)²/V, one row per group.

    Tables as for ``gallagher``. Columns: those of ``by``, ``sainte_lague`` (0 or more, of shares between
    0 and 1; missing where a party has seats and no votes) and ``share_method``. Reference: Gallagher
    1991.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [7, 3]})
    >>> sainte_lague(v, s)["sainte_lague"].round(6).item()
    0.041667
    """
    return _index(votes, seats, names(by), "sainte_lague", _chi_square)


def rae(
    votes: pd.DataFrame,
    seats: pd.DataFrame,
    *,
    by: str | Sequence[str] = "organisation",
    cut_off: float = 0.005,
) -> pd.DataFrame:
    """The Rae index of disproportionality, the mean of |V−S| over the parties, one row per group.

    Rae left out parties with less than 0.5 per cent of the vote: ``cut_off``, a share of votes between 0
    and 1, is the least that counts. The index falls as more small parties stand, whatever the cut-off.

    Tables as for ``gallagher``. Columns: those of ``by``, ``rae_share`` (0 to 1; missing where a share is
    not known), ``rae_parties`` (number counted) and ``share_method``. Reference: Rae 1967.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [7, 3]})
    >>> rae(v, s)["rae_share"].round(6).item()
    0.1
    """
    if not 0 <= cut_off <= 1:
        raise ValueError(f"cut_off={cut_off} is a share of votes: between 0 and 1")
    keys = names(by)
    table = _shares(votes, seats, keys)
    unknown = table["_v"].isna()
    counted = table[unknown | (table["_v"] >= cut_off)]
    gaps = (counted["_v"] - counted["_s"]).abs().groupby([counted[k] for k in keys], dropna=False)
    out = pd.DataFrame(
        {"rae_share": gaps.sum(skipna=False) / gaps.size(), "rae_parties": whole(gaps.size())}
    ).reset_index()
    return _with_method(out, votes, keys)


def advantage_ratio(
    votes: pd.DataFrame, seats: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """Each party's advantage ratio, S/V: above 1 it has more of the seats than of the votes.

    Tables as for ``gallagher``. Columns: those of ``by``, party, ``vote_share`` and ``seats_share`` (0 to
    1), ``advantage_ratio`` (0 or more; missing where the party has no votes or a share is not known) and
    ``share_method``. Reference: Taagepera & Shugart 1989.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.6, 0.4]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [9, 1]})
    >>> advantage_ratio(v, s)["advantage_ratio"].tolist()
    [1.5, 0.25]
    """
    keys = names(by)
    table = _shares(votes, seats, keys).rename(columns={"_v": "vote_share", "_s": "seats_share"})
    ratio = table["seats_share"] / table["vote_share"].where(table["vote_share"] > 0)
    table = table.assign(advantage_ratio=ratio)
    return _with_method(table, votes, keys, within=["party"])


def disproportionality(
    votes: pd.DataFrame, seats: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The indices of disproportionality and the effective numbers of parties side by side, a row per group.

    Tables as for ``gallagher``. Columns: those of ``by``, ``gallagher_points``, ``loosemore_hanby_share``,
    ``sainte_lague``, ``rae_share`` (Rae's own cut-off), ``effective_parties_votes`` and
    ``effective_parties_seats`` (of V and of S) and ``share_method``; see each function for its formula,
    unit and reference.

    >>> v = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "vote_share": [0.5, 0.5]})
    >>> s = pd.DataFrame({"organisation": "x", "party": ["a", "b"], "seats": [7, 3]})
    >>> disproportionality(v, s).iloc[0, 1:].astype(float).round(3).tolist()
    [20.0, 0.2, 0.16, 0.2, 2.0, 1.724]
    """
    keys = names(by)
    table = gallagher(votes, seats, by=keys)
    method = [c for c in ("share_method",) if c in table]
    numbers = {"effective_parties_votes": (votes, "vote_share"), "effective_parties_seats": (seats, "seats")}
    found = [
        loosemore_hanby(votes, seats, by=keys),
        sainte_lague(votes, seats, by=keys),
        rae(votes, seats, by=keys),
    ]
    found += [
        effective_parties(given, column, by=keys).rename(columns={"effective_parties": name})
        for name, (given, column) in numbers.items()
    ]
    for index in found:
        figure = index.drop(columns=["share_method", "rae_parties", "counted"], errors="ignore")
        table = table.merge(figure, on=keys, how="left", validate="one_to_one")
    shown = ["gallagher_points", "loosemore_hanby_share", "sainte_lague", "rae_share", *numbers]
    return table[[*keys, *shown, *method]]


def _chi_square(v: pd.Series, s: pd.Series) -> pd.Series:
    """(S−V)²/V, 0 for a party with neither votes nor seats."""
    return ((s - v) ** 2 / v.where(v > 0)).mask((v == 0) & (s == 0), 0.0)


def _index(
    votes: pd.DataFrame,
    seats: pd.DataFrame,
    keys: list[str],
    name: str,
    term: Callable[[pd.Series, pd.Series], pd.Series],
    *,
    power: float = 1.0,
    scale: float = 1.0,
) -> pd.DataFrame:
    """Σ term(V, S) of each group, to the ``power``, times ``scale``."""
    table = _shares(votes, seats, keys)
    terms = term(table["_v"], table["_s"]).rename(name)
    total = terms.groupby([table[k] for k in keys], dropna=False).sum(skipna=False)
    return _with_method((total**power * scale).reset_index(), votes, keys)


def _shares(votes: pd.DataFrame, seats: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Every party of either table with its shares of votes (``_v``) and of seats (``_s``) in its group."""
    require(votes, "votes", [*keys, "party", "vote_share"], remedy="party_share gives such a table")
    require(seats, "seats", [*keys, "party", "seats"])
    on = [*keys, "party"]
    held = seats.assign(_s=number(seats, "seats")).groupby(on, dropna=False)["_s"].sum(skipna=False)
    table = votes[[*on, "vote_share"]].merge(
        held.reset_index(), on=on, how="outer", validate="one_to_one", indicator=True
    )
    v = number(table, "vote_share").mask(table["_merge"] == "right_only", 0.0)
    s = number(table, "_s").mask(table["_merge"] == "left_only", 0.0)
    total = s.groupby([table[k] for k in keys], dropna=False).transform("sum", skipna=False)
    return table[on].assign(_v=v, _s=s / total.where(total > 0))


def _with_method(
    table: pd.DataFrame, votes: pd.DataFrame, keys: list[str], *, within: Sequence[str] = ()
) -> pd.DataFrame:
    """The groups that have votes, in order, with the share method of these."""
    method = [c for c in ("share_method",) if c in votes]
    out = table.merge(votes[[*keys, *method]].drop_duplicates(), on=keys, how="inner", validate="many_to_one")
    return out.sort_values([*keys, *within], ignore_index=True)
