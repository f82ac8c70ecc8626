"""Two contests of one day compared: how shares differ, and how many votes that takes at least."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import pandas as pd

from ..columns import names, number, one_of, require, text, whole
from ..errors import EmptySelectionError, UnknownNameError
from .sides import Pair

By = Literal["area", "all"]
Stood = Literal["both", "any"]
_NEEDED = ["area_gss", "contest", "party", "votes"]


def ticket_profiles(
    votes: pd.DataFrame, *, contests: Pair | None = None, by: By = "area"
) -> pd.DataFrame:  # fmt: skip
    """Each party's votes and shares in two contests of one day, one row an area, pair and party.

    ``votes`` is a table of ``ticket_votes``. ``contests`` names two of its contests; by default every pair.
    ``by``: each area, or all areas of the table added up (``all``).

    Columns: ``area_gss`` and ``area_name`` (not for ``all``), ``contest_a``, ``contest_b``, ``party``,
    ``votes_a``, ``votes_b``, ``share_a``, ``share_b`` (0 to 1, of valid votes; a party that did not stand
    has 0), ``share_difference`` (b − a, −1 to 1), ``stood`` (both, or the one contest).

    >>> votes = pd.DataFrame({"area_gss": "E1", "contest": ["council"] * 3 + ["mayor"] * 2,
    ...                       "party": ["Con", "Green", "Lab", "Con", "Lab"], "votes": [50, 10, 40, 55, 45]})
    >>> ticket_profiles(votes)[["party", "share_difference", "stood"]].round(2).values.tolist()
    [['Con', 0.05, 'both'], ['Green', -0.1, 'council'], ['Lab', 0.05, 'both']]
    """
    one_of("choice of areas", by, By)
    require(votes, "votes", _NEEDED)
    keys = [c for c in ("area_gss", "area_name") if c in votes] if by == "area" else []
    rows = votes.assign(votes=number(votes, "votes"))
    table = pd.concat([_pair(rows, pair, keys) for pair in pairs(votes, contests)])
    order = [*keys[:1], "contest_a", "contest_b", "party"]
    return table.sort_values(order, ignore_index=True)


def pairs(votes: pd.DataFrame, contests: Pair | None) -> list[Pair]:
    """The pairs of contests asked for, every one by default; UnknownNameError for one not there."""
    there = votes["contest"].unique().tolist()
    if contests is None:
        if len(there) < 2:
            raise EmptySelectionError(
                f"two contests are compared; the table has {', '.join(there) or 'none'}"
            )
        # The order of the rows says nothing: pairs are in the order of their names.
        return list(combinations(sorted(there), 2))
    if len(given := names(contests)) != 2 or given[0] == given[1]:
        raise ValueError(f'contests={contests!r} must be two different ones, such as ("council", "mayor")')
    for contest in given:
        if contest not in there:
            raise UnknownNameError("contest in the table", contest, there, hint=", ".join(sorted(there)))
    return [(given[0], given[1])]


def _pair(rows: pd.DataFrame, pair: Pair, keys: list[str]) -> pd.DataFrame:
    """The votes of two contests beside each other."""
    kept = rows[rows["contest"].isin(pair)]
    of_both = kept.groupby("area_gss")["contest"].transform("nunique") == 2
    if not of_both.any():
        raise EmptySelectionError(f"no area has votes of both {' and '.join(pair)}")
    kept = kept[of_both]
    wide = kept.pivot_table(index=[*keys, "party"], columns="contest", values="votes", aggfunc="sum")
    stood = wide[list(pair)].notna()
    table = wide.fillna(0.0).reset_index()
    each = {"a": table[pair[0]], "b": table[pair[1]]}
    total = {
        side: (v.groupby([table[k] for k in keys]).transform("sum") if keys else v.sum())
        for side, v in each.items()
    }
    shares = {side: each[side] / total[side] for side in each}
    where = pd.Series("both", index=table.index)
    where = where.mask(~stood[pair[1]].to_numpy(), pair[0]).mask(~stood[pair[0]].to_numpy(), pair[1])
    return pd.DataFrame({
        **{k: table[k] for k in keys},
        "contest_a": pair[0], "contest_b": pair[1], "party": table["party"],
        "votes_a": each["a"], "votes_b": each["b"], "share_a": shares["a"], "share_b": shares["b"],
        "share_difference": shares["b"] - shares["a"], "stood": where,
    })  # fmt: skip


def split_ticket_bound(
    votes: pd.DataFrame, *, contests: Pair | None = None, by: By = "area"
) -> pd.DataFrame:  # fmt: skip
    """How many electors at least split their ticket between two contests of one day, by area or over all.

    A straight ticket is one party in both contests; at most Σ min(a, b) electors can have given it. Everybody
    else who took part voted for another party, or in one contest only: at least
    ½ (Σ|a − b| + |Σa − Σb|) electors, which is ½Σ|p_a − p_b| over the electorate with not voting as one more
    option. It is a **lower bound, never the rate**: votes that crossed both ways leave no trace. The count
    does not depend on the electorate; its rate does, and is missing where the electorate is not known.
    Over all areas the areas' bounds are added up, which is never less than the bound of the totals.

    Independents, and codes that stand for many parties, count as one party, which can only lower the bound.
    Where electors had several votes (``several_votes``) the votes stand in for papers, and the figures are
    approximate.

    Columns: ``area_gss`` and ``area_name`` (not for ``all``), ``contest_a``, ``contest_b``, ``areas``,
    ``votes_a``, ``votes_b``, ``straight_high`` (votes), ``split_ticket_low`` (electors),
    ``split_ticket_low_share`` (of those who voted in either, 0 to 1), ``electorate``, ``electorate_of`` (the
    contest it comes from), ``electorate_known``, ``split_ticket_low_rate`` (of the electorate, 0 to 1),
    ``another_party_low`` (electors who voted for two different parties, if all who voted in the contest with
    fewer votes also voted in the other), ``forced_low`` (electors whose party had no candidate in the other
    contest), ``split_ticket_low_from_totals`` (electors, from the areas' votes added up),
    ``profile_difference`` (½Σ|p_a − p_b| of valid votes, 0 to 1), ``several_votes`` (contests).

    References: Rallings & Thrasher 2003; Duncan & Davis 1953.

    >>> votes = pd.DataFrame({"area_gss": "E1", "contest": ["council"] * 3 + ["mayor"] * 2,
    ...                       "party": ["Con", "Green", "Lab", "Con", "Lab"], "votes": [50, 10, 40, 70, 45],
    ...                       "electorate": 300})
    >>> figures = ["straight_high", "split_ticket_low", "split_ticket_low_rate"]
    >>> split_ticket_bound(votes)[figures].round(3).values.tolist()
    [[90.0, 25.0, 0.083]]
    """
    one_of("choice of areas", by, By)
    sides = ticket_profiles(votes, contests=contests)
    keys = ["area_gss", "area_name"] if "area_name" in sides else ["area_gss"]
    pair = ["contest_a", "contest_b"]
    each = _bounds(sides, [*keys, *pair]).merge(_facts(votes, sides), on=["area_gss", *pair])
    each = each.assign(areas=1)
    if by == "all":
        summed = ["areas", "votes_a", "votes_b", "straight_high", "split_ticket_low", "another_party_low",
                  "forced_low", "_either", "several_votes"]  # fmt: skip
        whole_of = each.groupby(pair)
        table = whole_of[summed].sum().reset_index()
        table["electorate"] = whole_of["electorate"].sum(skipna=False).to_numpy()
        sources = whole_of["electorate_of"].agg(lambda s: ", ".join(sorted(set(s.dropna()))))
        table["electorate_of"] = sources.mask(sources == "").to_numpy()
        totals = _bounds(ticket_profiles(votes, contests=contests, by="all"), pair)
        totals = totals[[*pair, "split_ticket_low", "profile_difference"]]
        totals = totals.rename(columns={"split_ticket_low": "split_ticket_low_from_totals"})
        each, keys = table.merge(totals, on=pair, validate="one_to_one"), []
    else:
        each = each.assign(split_ticket_low_from_totals=each["split_ticket_low"])
    known = each["electorate"].notna()
    each = each.assign(
        split_ticket_low_share=each["split_ticket_low"] / each["_either"].where(each["_either"] > 0),
        split_ticket_low_rate=each["split_ticket_low"] / each["electorate"],
        electorate_known=known, electorate=whole(each["electorate"]),
        electorate_of=each["electorate_of"].where(known), several_votes=whole(each["several_votes"]),
    )  # fmt: skip
    shown = [
        "areas", "votes_a", "votes_b", "straight_high", "split_ticket_low", "split_ticket_low_share",
        "electorate", "electorate_of", "electorate_known", "split_ticket_low_rate", "another_party_low",
        "forced_low", "split_ticket_low_from_totals", "profile_difference", "several_votes",
    ]  # fmt: skip
    return each[[*keys, *pair, *shown]].sort_values([*keys[:1], *pair], ignore_index=True)


def _bounds(sides: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What the votes of each group say for certain."""
    a, b, stood = sides["votes_a"], sides["votes_b"], sides["stood"]
    parts = sides[keys].assign(
        votes_a=a, votes_b=b, straight_high=a.where(a < b, b),
        _only_a=a.where(stood == sides["contest_a"], 0.0), _only_b=b.where(stood == sides["contest_b"], 0.0),
        profile_difference=sides["share_difference"].abs() / 2,
    )  # fmt: skip
    table = parts.groupby(keys).sum().reset_index()
    most = table[["votes_a", "votes_b"]].max(axis=1)
    return table.assign(
        _either=most,
        split_ticket_low=most - table["straight_high"],
        another_party_low=table[["votes_a", "votes_b"]].min(axis=1) - table["straight_high"],
        forced_low=table[["_only_a", "_only_b"]].max(axis=1),
    )


def _facts(votes: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """The electorate of each area, from the first contest that knows it, and contests of several votes."""
    own = votes[["area_gss", "contest"]].assign(
        electorate=number(votes, "electorate"),
        several_votes=number(votes, "several_votes").fillna(0),
        electorate_of=text(votes, "electorate_of").fillna(votes["contest"]),
    )
    own = own.groupby(["area_gss", "contest"]).first().reset_index()
    table = sides[["area_gss", "contest_a", "contest_b"]].drop_duplicates()
    for side in "ab":
        of = own.rename(columns={"contest": f"contest_{side}", "electorate": f"_{side}"})
        of = of.rename(columns={"several_votes": f"_several_{side}", "electorate_of": f"_of_{side}"})
        table = table.merge(of, on=["area_gss", f"contest_{side}"], how="left", validate="many_to_one")
    source = table["_of_a"].where(table["_a"].notna(), table["_of_b"])
    return table[["area_gss", "contest_a", "contest_b"]].assign(
        electorate=table["_a"].fillna(table["_b"]),
        electorate_of=source,
        several_votes=table["_several_a"] + table["_several_b"],
    )


def largest_differences(
    votes: pd.DataFrame, *, contests: Pair | None = None, stood: Stood = "both", most: int = 10
) -> pd.DataFrame:
    """The areas and parties whose shares differ most between two contests of one day, the widest first.

    ``stood``: parties that stood in ``both`` contests of the area, or in ``any``. ``most`` is how many rows
    are wanted for each pair of contests; equal ones are in the order of their codes.

    Columns: ``rank`` within the pair, and those of ``ticket_profiles``.

    >>> votes = pd.DataFrame({"area_gss": "E1", "contest": ["council"] * 2 + ["mayor"] * 2,
    ...                       "party": ["Con", "Lab"] * 2, "votes": [60, 40, 55, 45]})
    >>> largest_differences(votes, most=1)[["rank", "party", "share_difference"]].round(2).values.tolist()
    [[1, 'Con', -0.05]]
    """
    one_of("choice of parties", stood, Stood)
    if most < 1:
        raise ValueError(f"most={most} must be 1 or more rows")
    table = ticket_profiles(votes, contests=contests)
    table = table[table["stood"].eq("both") | (stood == "any")]
    # Differences equal but for the last bits of their arithmetic keep the order of their codes.
    width = table["share_difference"].abs().round(12)
    pair = ["contest_a", "contest_b"]
    order = table.assign(_width=width).sort_values(
        [*pair, "_width", "area_gss", "party"], ascending=[True, True, False, True, True]
    )
    order.insert(0, "rank", order.groupby(pair).cumcount() + 1)
    return order[order["rank"] <= most].drop(columns="_width").reset_index(drop=True)
