"""Vote shares, turnout, majorities and winners.

A share is of **valid votes**: valid first preferences under the supplementary vote, votes otherwise. The
results given must hold every candidate of a contest. A figure that is not known is missing, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from .columns import contest_keys, flag, names, number, one_of, require, text, whole
from .errors import DataError, Problem
from .rounds import finalists, first_total

ShareMethod = Literal["sum", "average", "top_vote"]
TurnoutDefinition = Literal["valid_vote", "ballot_box", "total", "published"]

UMBRELLA = ("Local", "ResAssoc", "Other")
"""Codes that stand for many parties."""

_LABELS = (
    "election_type", "organisation", "area_name", "area_gss", "district_gss", "date", "cycle",
    "voting_system", "seats",
)  # fmt: skip


def vote_share(results: pd.DataFrame) -> pd.DataFrame:
    """Each candidate's share of the contest's valid first preferences.

    Adds ``first_pref_share``, between 0 and 1; missing where the contest's votes are not known. In a
    contest for several seats it is the share of all votes cast, so it sums to 1 there too. Where some
    candidate's votes are missing, a one-seat contest is shared by its ``valid_first``.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x"], "first_pref": [60, 40]})
    >>> vote_share(r)["first_pref_share"].tolist()
    [0.6, 0.4]
    """
    total = first_total(results)
    return results.assign(first_pref_share=number(results, "first_pref") / total.where(total > 0))


def party_share(
    results: pd.DataFrame, *, method: ShareMethod, by: str | Sequence[str] = "ballot_id"
) -> pd.DataFrame:
    """Each party's share of the vote under a named method, one row per group and party.

    ``method`` says what a party's vote is in a contest where each elector has several: ``sum`` of its
    candidates, their ``average``, or the ``top_vote`` of its best. Where one seat is filled, an elector
    has one vote and all its votes count, whatever the method. The contests' figures are then summed over
    ``by`` (any contest columns) and divided by the sum over all parties.

    A code that stands for many parties (Local, ResAssoc, Other) is taken party by party, by the name
    printed (``party_name``), and then added up; independents are one group.

    Columns: those of ``by``, party, ``contests`` (in which it stood), ``candidates``, ``votes`` (under
    the method; whole only for ``sum`` and ``top_vote``), ``vote_share`` (0 to 1), ``share_method``.
    Uncontested contests have no votes and are left out of the sums; any other vote not known makes
    the group's shares missing. Reference: Gunter, Rallings & Thrasher 1998.

    >>> r = pd.DataFrame({"ballot_id": "x", "party": ["Lab", "Lab", "Con"], "first_pref": [50, 30, 40]})
    >>> party_share(r, method="top_vote")[["party", "votes", "vote_share"]].round(3).values.tolist()
    [['Con', 40.0, 0.444], ['Lab', 50.0, 0.556]]
    """
    one_of("share method", method, ShareMethod)
    keys = names(by)
    require(results, "results", ["ballot_id", "party", "first_pref"])
    if "party" in keys:
        raise ValueError("by= names contest columns; party_share always gives one row per party")
    groups = contest_keys(results, keys)
    rows = results[["ballot_id", "party"]].assign(
        votes=number(results, "first_pref"),
        uncontested=uncontested(results),
        _one=(number(results, "seats") == 1) if "seats" in results else False,
        _list=results["party"].mask(results["party"].isin(UMBRELLA), text(results, "party_name")),
    )
    figure = {"sum": "sum", "average": "mean", "top_vote": "max"}[method]
    lists = rows.groupby(["ballot_id", "party", "_list"], as_index=False, dropna=False)
    each = lists.agg(
        candidates=("votes", "size"), uncontested=("uncontested", "first"), _one=("_one", "first")
    )
    every, chosen = (lists["votes"].agg(f, skipna=False)["votes"] for f in ("sum", figure))
    each = each.assign(votes=every.where(each["_one"], chosen))
    within = each.groupby(["ballot_id", "party"], as_index=False, dropna=False)
    contests = within.agg(candidates=("candidates", "sum"), uncontested=("uncontested", "first")).assign(
        votes=within["votes"].sum(skipna=False)["votes"]
    )
    contests = contests.merge(groups, on="ballot_id", how="left", validate="many_to_one")
    polled = contests[~contests["uncontested"]]
    total = polled.groupby(keys, dropna=False)["votes"].sum(skipna=False).rename("_total").reset_index()
    votes = polled.groupby([*keys, "party"], dropna=False)["votes"].sum(skipna=False).reset_index()
    table = (
        contests.groupby([*keys, "party"], dropna=False)
        .agg(contests=("ballot_id", "size"), candidates=("candidates", "sum"))
        .reset_index()
        .merge(votes, on=[*keys, "party"], how="left", validate="one_to_one")
        .merge(total, on=keys, how="left", validate="many_to_one")
    )
    share = table["votes"] / table["_total"].where(table["_total"] > 0)
    table = table.assign(vote_share=share, share_method=str(method))
    return table.drop(columns="_total").sort_values([*keys, "party"], ignore_index=True)


def uncontested(results: pd.DataFrame) -> pd.Series:
    """Whether each row's contest had no poll: by status, else voteless and no more candidates than seats."""
    if "status" in results:
        return (results["status"] == "uncontested").fillna(False).astype(bool)
    ballot = results["ballot_id"]
    voteless = number(results, "first_pref").groupby(ballot).transform("count") == 0
    return voteless & (ballot.groupby(ballot).transform("size") <= number(results, "seats"))


def turnout(contests: pd.DataFrame, *, definition: TurnoutDefinition) -> pd.DataFrame:
    """Each contest with its turnout under a named definition.

    ``definition``: ``valid_vote`` (valid papers / electorate), ``ballot_box`` (valid and rejected papers,
    or ``ballots_cast`` where they are not both known, / electorate), ``total`` (those plus postal packs
    rejected before the count, ``postal_rejected``) or ``published`` (as printed, definition not stated).

    Adds ``turnout`` (0 to 1, missing where a part is not known) and ``turnout_definition``. Never
    clamped: a turnout above 1 is a DataError that lists every such contest. Reference: Electoral
    Commission.

    >>> c = pd.DataFrame({"ballot_id": ["x"], "electorate": [200], "valid_first": [80], "ballots_cast": [84]})
    >>> turnout(c, definition="valid_vote")["turnout"].item()
    0.4
    >>> turnout(c, definition="ballot_box")["turnout"].item()
    0.42
    """
    one_of("turnout definition", definition, TurnoutDefinition)
    valid, electorate = number(contests, "valid_first"), number(contests, "electorate")
    ballots = (valid + number(contests, "rejected_first")).fillna(number(contests, "ballots_cast"))
    if definition == "published":
        require(contests, "contests", ["turnout_published"])
        figure = number(contests, "turnout_published")
    else:
        require(contests, "contests", ["electorate"])
        if definition == "total":
            remedy = "elexan's data do not hold the postal packs rejected before the count"
            require(contests, "contests", ["postal_rejected"], remedy=remedy)
        papers = {
            "valid_vote": valid,
            "ballot_box": ballots,
            "total": ballots + number(contests, "postal_rejected"),
        }[definition]
        figure = papers / electorate.where(electorate > 0)
    _not_above_one(contests, figure, definition)
    return contests.assign(turnout=figure, turnout_definition=str(definition))


def _not_above_one(contests: pd.DataFrame, figure: pd.Series, definition: str) -> None:
    """A DataError for every contest (or counting area) whose turnout is above 1."""
    where = [c for c in ("ballot_id", "area_gss") if c in contests]
    wrong = contests[where].assign(turnout=figure)[figure > 1].drop_duplicates()
    problems = [
        Problem(
            "contests", f"{definition} turnout is {t:.4f}", "the electorate or a count of papers is wrong",
            key=", ".join(str(k) for k in key), field="turnout",
        )
        for *key, t in wrong.itertuples(index=False)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)


def majority(results: pd.DataFrame) -> pd.DataFrame:
    """The majority in each contest, one row per contest.

    The last elected candidate's votes less the first unelected one's, in the round that decided: the
    final one where a second round was held. With one seat that is winner less runner-up. A tie (decided
    by lot) has a majority of 0. Missing where a figure is not known, where nobody opposed, or where
    nobody was unelected.

    Columns: ballot_id, the contest's labels and seats where given, ``winner``, ``winner_party`` (for
    several seats the last elected; see ``winners`` for all), ``runner_up``, ``runner_up_party``,
    ``majority`` (votes), ``majority_share`` (0 to 1, of the round's valid votes; of all votes where
    electors had several), ``round`` (first, final; missing where not known which).

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": ["a", "b"], "candidate": ["A", "B"],
    ...                   "party": ["Con", "Lab"], "voting_system": "FPTP", "first_pref": [60, 40],
    ...                   "elected": [True, False]})
    >>> majority(r)[["winner", "runner_up", "majority", "majority_share", "round"]].values.tolist()
    [['A', 'B', 20, 0.2, 'first']]
    """
    require(results, "results", ["ballot_id", "candidate_id", "candidate", "party", "elected"])
    table = finalists(results)
    held = table["second_round"] == "held"
    in_round = (~held | table["finalist"].fillna(False)).astype(bool)
    votes = number(table, "first_pref").where(~held, table["final"])
    elected = flag(table, "elected")
    sure = elected.notna().groupby(table["ballot_id"]).transform("all")
    rows = table[["ballot_id", "candidate_id", "candidate", "party"]].assign(_votes=votes)
    last_in = _nearest(rows[sure & in_round & elected.fillna(False)], lowest=True)
    first_out = _nearest(rows[sure & in_round & ~elected.fillna(True)], lowest=False)
    gap = in_round & votes.isna()
    final_total = votes.where(in_round).mask(gap.groupby(table["ballot_id"]).transform("any"))
    final_total = final_total.groupby(table["ballot_id"]).transform("sum", min_count=2)
    total = table["first_total"].where(~held, final_total)
    labels = [c for c in _LABELS if c in results]
    contests = table[["ballot_id", *labels]].assign(
        _total=total, round=held.map({True: "final", False: "first"}).mask(table["second_round"] == "unknown")
    )
    out = (
        contests.drop_duplicates("ballot_id")
        .merge(last_in.add_prefix("_in_"), left_on="ballot_id", right_on="_in_ballot_id", how="left")
        .merge(first_out.add_prefix("_out_"), left_on="ballot_id", right_on="_out_ballot_id", how="left")
    )
    margin = out["_in__votes"] - out["_out__votes"]
    out = out.assign(majority=whole(margin), majority_share=margin / out["_total"].where(out["_total"] > 0))
    naming = {
        "_in_candidate": "winner", "_in_party": "winner_party",
        "_out_candidate": "runner_up", "_out_party": "runner_up_party",
    }  # fmt: skip
    columns = ["ballot_id", *labels, *naming.values(), "majority", "majority_share", "round"]
    return out.rename(columns=naming)[columns].sort_values("ballot_id", ignore_index=True)


def _nearest(rows: pd.DataFrame, *, lowest: bool) -> pd.DataFrame:
    """The candidate of each contest with the lowest or highest votes; none where unknown votes hide who."""
    ballot = rows["ballot_id"]
    known = rows["_votes"].notna().groupby(ballot).transform("all")
    alone = ballot.groupby(ballot).transform("size") == 1
    order = rows[known | alone].sort_values(
        ["ballot_id", "_votes", "candidate_id"], ascending=[True, lowest, True]
    )
    return order.drop_duplicates("ballot_id")


def winners(results: pd.DataFrame) -> pd.DataFrame:
    """The elected candidates, one row each, with every column of the results.

    A contest for several seats has several rows. Sorted by contest, most votes first.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": ["a", "b"], "first_pref": [40, 60],
    ...                   "elected": [False, True]})
    >>> winners(r)["candidate_id"].tolist()
    ['b']
    """
    require(results, "results", ["ballot_id", "candidate_id", "elected"])
    rows = results[flag(results, "elected").fillna(False).astype(bool)]
    order = rows.assign(_votes=number(rows, "first_pref")).sort_values(
        ["ballot_id", "_votes", "candidate_id"], ascending=[True, False, True]
    )
    return order.drop(columns="_votes").reset_index(drop=True)
