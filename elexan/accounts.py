"""Where every ballot paper of a supplementary-vote contest went.

    papers cast = rejected at first + valid          valid = for finalists + eliminated
    eliminated = transferred + not transferred       not transferred = rejected at second + for somebody out

Effective votes are those that counted in the deciding round: first preferences for finalists and transfers
to them (Rallings & Thrasher 2006; van der Kolk, Rallings & Thrasher 2004). The rest of the valid votes are
ineffective. In a contest won on first preferences all valid votes decided.
"""

from __future__ import annotations

import pandas as pd

from .columns import flag, number, require, text, whole
from .rounds import finalists

_VOTES = [
    "electorate", "ballots_cast", "rejected_first", "valid_first", "for_finalists", "eliminated",
    "transferred", "non_transferable", "rejected_second", "second_for_eliminated", "effective",
    "ineffective", "winner_votes", "imbalance",
]  # fmt: skip
_SHARES = [
    "rejected_first_share", "effective_share", "winner_mandate_share", "winner_mandate_electorate_share",
]  # fmt: skip
_WORDS = {
    "electorate": "electorate", "ballots_cast": "papers cast", "rejected_first": "papers rejected at first",
    "valid_first": "valid first preferences", "transferred": "transfers to each finalist",
    "rejected_second": "papers rejected at the second count",
}  # fmt: skip


def ballot_account(results: pd.DataFrame) -> pd.DataFrame:
    """The account of every supplementary-vote contest, one row each, to the last paper or the missing figure.

    Columns: ballot_id, area_name (where given), ``second_round`` (held, not_needed, unknown). Votes:
    ``electorate``; ``ballots_cast`` (papers at the count), ``rejected_first``, ``valid_first``;
    ``for_finalists`` and ``eliminated`` (first preferences); ``transferred``, ``non_transferable`` and of
    these ``rejected_second`` (no or no clear second preference) and ``second_for_eliminated`` (a second
    preference for somebody who was out); ``effective``, ``ineffective``; ``winner_votes`` in the deciding
    round; ``imbalance``, papers cast that the published figures count neither as rejected nor as valid (0
    where they balance, negative where more were counted than cast). Shares, 0 to 1:
    ``rejected_first_share`` of papers cast, ``effective_share`` of valid, ``winner_mandate_share`` of valid,
    ``winner_mandate_electorate_share`` of the electorate. ``missing`` names the figures not published,
    ``derived`` the one reckoned where papers cast = rejected + valid has a single gap.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "voting_system": "SV", "seats": 1,
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None], "ballots_cast": 103,
    ...                   "elected": [False, True, False]})
    >>> account = ballot_account(r).iloc[0]
    >>> int(account["rejected_first"]), int(account["non_transferable"]), account["missing"]
    (3, 1, 'electorate, papers rejected at the second count')
    """
    require(results, "results", ["ballot_id", "voting_system", "first_pref", "elected"])
    rows = finalists(results[results["voting_system"] == "SV"])
    table = _votes(rows)
    table["derived"] = ""
    for column, parts in (
        ("ballots_cast", table["rejected_first"] + table["valid_first"]),
        ("rejected_first", table["ballots_cast"] - table["valid_first"]),
        ("valid_first", table["ballots_cast"] - table["rejected_first"]),
    ):
        open_ = table[column].isna() & parts.notna()
        table[column] = table[column].fillna(parts)
        table.loc[open_, "derived"] = _WORDS[column]
    table["imbalance"] = table["ballots_cast"] - table["rejected_first"] - table["valid_first"]
    held = table["second_round"] == "held"
    table["non_transferable"] = table["eliminated"] - table["transferred"]
    table["second_for_eliminated"] = table["non_transferable"] - table["rejected_second"]
    table["effective"] = table["valid_first"].where(
        table["second_round"] == "not_needed", table["for_finalists"] + table["transferred"]
    )
    table["ineffective"] = table["valid_first"] - table["effective"]
    table = table.assign(
        rejected_first_share=table["rejected_first"] / table["ballots_cast"],
        effective_share=table["effective"] / table["valid_first"],
        winner_mandate_share=table["winner_votes"] / table["valid_first"],
        winner_mandate_electorate_share=table["winner_votes"] / table["electorate"],
        missing=_missing(table, held),
    )
    table = table.assign(**{c: whole(table[c]) for c in _VOTES})
    label = [c for c in ("area_name",) if c in table]
    return table[["ballot_id", *label, "second_round", *_VOTES, *_SHARES, "missing", "derived"]]


def _votes(rows: pd.DataFrame) -> pd.DataFrame:
    """Published figures and sums over candidates, one row a contest; missing where any part is."""
    ballot = rows["ballot_id"]
    first, last = number(rows, "first_pref"), rows["finalist"].fillna(False).astype(bool)
    held, some = rows["second_round"] == "held", last.groupby(ballot).transform("any")
    decisive = rows["final"].where(held, first)
    each = pd.DataFrame(
        {
            "ballot_id": ballot,
            "second_round": rows["second_round"],
            "valid_first": rows["first_total"],
            "for_finalists": _sum(first.where(last, 0), ballot).where(held & some),
            "transferred": _sum(rows["transfers"].where(last, 0), ballot).where(held & some),
            "winner_votes": decisive.where(flag(rows, "elected").fillna(False).astype(bool)),
        }
    )  # fmt: skip
    for column in ("electorate", "ballots_cast", "rejected_first", "rejected_second"):
        each[column] = number(rows, column)
    if "area_name" in rows:
        each["area_name"] = text(rows, "area_name")
    table = each.groupby("ballot_id", as_index=False).first()
    table["eliminated"] = table["valid_first"] - table["for_finalists"]
    return table


def _sum(votes: pd.Series, ballot: pd.Series) -> pd.Series:
    return votes.groupby(ballot).transform("sum", skipna=False)


def _missing(table: pd.DataFrame, held: pd.Series) -> pd.Series:
    """The names of the figures that are not published and cannot be reckoned, in a list."""
    second = {"transferred", "rejected_second"}
    lacks = {column: table[column].isna() & (held if column in second else True) for column in _WORDS}
    return pd.Series(
        [", ".join(_WORDS[c] for c in _WORDS if lacks[c].iloc[n]) for n in range(len(table))],
        index=table.index, dtype="str",
    )  # fmt: skip
