"""The rounds of a count: what each candidate had in each, and who was in the second.

Under the supplementary vote (SV) a contest of three or more candidates in which nobody has more than
half of the valid first preferences goes to a second round between the leading two (with everybody tied
for second). Whether one was held is taken, in this order, from a ``second_round`` column of the
contest (``held``, ``not_needed``), from second-round figures, or from the first preferences.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns import flag, number, require, text, whole


def first_total(results: pd.DataFrame) -> pd.Series:
    """Valid first preferences (or votes) of each row's contest, missing where not known.

    The sum over the candidates where all are known, otherwise ``valid_first`` where the contest
    elects one; papers say nothing about votes where an elector has several.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x"], "first_pref": [60, 40]})
    >>> first_total(r).tolist()
    [100.0, 100.0]
    """
    require(results, "results", ["ballot_id", "first_pref"])
    total = number(results, "first_pref").groupby(results["ballot_id"]).transform("sum", skipna=False)
    return total.fillna(number(results, "valid_first").where(number(results, "seats") == 1))


def finalists(results: pd.DataFrame) -> pd.DataFrame:
    """Each candidate with the state of the contest's second round and whether they were in it.

    Adds ``candidates`` (number in the contest), ``first_total`` (see ``first_total``),
    ``second_round`` (held, not_needed, unknown; missing unless the contest was by SV), ``finalist``
    (boolean; missing where not known), ``transfers`` (second preferences received, or final votes
    less first preferences) and ``final`` (final votes, or first preferences plus transfers).

    >>> r = pd.DataFrame({"ballot_id": "x", "voting_system": "SV", "first_pref": [45, 30, 25],
    ...                   "second_pref": [5, 15, None], "elected": [True, False, False]})
    >>> finalists(r)[["second_round", "finalist", "final"]].values.tolist()
    [['held', True, 50.0], ['held', True, 45.0], ['held', False, nan]]
    """
    require(results, "results", ["ballot_id", "first_pref", "voting_system"])
    ballot = results["ballot_id"]
    first, second, printed = (number(results, c) for c in ("first_pref", "second_pref", "final_votes"))
    figured = second.notna() | printed.notna()
    count = ballot.groupby(ballot).transform("size")
    total = first_total(results)
    all_known = first.groupby(ballot).transform("count") == count
    highest = first.groupby(ballot).transform("max")
    stated = text(results, "second_round")
    state = np.select(
        [
            (results["voting_system"] != "SV").fillna(True).to_numpy(bool),
            (stated == "held").to_numpy(bool),
            (stated == "not_needed").to_numpy(bool),
            figured.groupby(ballot).transform("any").to_numpy(bool),
            (count <= 2).to_numpy(bool),
            (highest * 2 > total).to_numpy(bool),
            all_known.to_numpy(bool),
        ],
        ["", "held", "not_needed", "held", "not_needed", "not_needed", "held"],
        default="unknown",
    )
    second_round = pd.Series(state, index=results.index, dtype="str").replace("", np.nan)
    return results.assign(
        candidates=whole(count),
        first_total=total,
        second_round=second_round,
        finalist=_finalist(results, second_round, figured, all_known),
        transfers=second.fillna(printed - first),
        final=printed.fillna(first + second),
    )


def _finalist(
    results: pd.DataFrame, second_round: pd.Series, figured: pd.Series, all_known: pd.Series
) -> pd.Series:
    """Whether each candidate was in the second round: by its figures, else by the first preferences."""
    ballot = results["ballot_id"]
    held, maybe = second_round == "held", second_round == "unknown"
    place = number(results, "first_pref").groupby(ballot).rank(method="min", ascending=False)
    enough = figured.groupby(ballot).transform("sum") >= 2
    named = figured | (flag(results, "elected").fillna(False) & ~enough)
    leading = (place <= 2) & all_known
    known = ~maybe & (~held | enough | all_known)
    answer = (held & (named | (leading & ~enough))).astype("boolean")
    return answer.mask(~(known | answer), pd.NA)


def rounds(results: pd.DataFrame) -> pd.DataFrame:
    """Each candidate's votes in each round they were in, one row per candidate and round.

    Columns: ballot_id, candidate_id, candidate, party, ``round`` (first, final), ``votes`` and
    ``vote_share`` (of the round's valid votes, 0 to 1), missing where not known. Sorted by contest
    and round, most votes first.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [5, 25, None]})
    >>> rounds(r)[["candidate_id", "round", "votes"]].values.tolist()
    [['a', 'first', 45], ['b', 'first', 30], ['c', 'first', 25], ['b', 'final', 55], ['a', 'final', 50]]
    """
    keep = ["ballot_id", "candidate_id", "candidate", "party"]
    require(results, "results", keep)
    table = finalists(results)
    last = table[table["finalist"].fillna(False).astype(bool)]
    final_total = last["final"].groupby(last["ballot_id"]).transform("sum", skipna=False)
    several = last.groupby("ballot_id")["final"].transform("size") >= 2
    first_pref = number(table, "first_pref")
    first_round = table[keep].assign(
        round="first", votes=first_pref, vote_share=first_pref / table["first_total"]
    )
    final_round = last[keep].assign(
        round="final", votes=last["final"], vote_share=(last["final"] / final_total).where(several)
    )
    both = pd.concat([first_round, final_round])
    both = both.assign(votes=whole(both["votes"]), _second=both["round"] == "final")
    return (
        both.sort_values(
            ["ballot_id", "_second", "votes", "candidate_id"], ascending=[True, True, False, True]
        )
        .drop(columns="_second")
        .reset_index(drop=True)
    )
