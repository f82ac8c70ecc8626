"""Notional results: an earlier election recomputed on other areas, no vote gained or lost.

The votes of an area that lies in several later ones are spread by the people who live in each, never by
area of land. What such a weight cannot know: parties are not evenly spread inside an area, and residents are
neither electors nor voters. ``split_share`` and ``elsewhere_share`` say how much of a figure rests on it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns import number, one_of, require, text, whole
from .errors import DataError, EmptySelectionError, Problem
from .shares import UMBRELLA, ShareMethod, party_share, uncontested

_ELECTION = ["election_type", "cycle"]
_PAIR = ["area_gss", "other_gss"]
_UNIT = ["_code", "_name"]


def notional(
    results: pd.DataFrame, overlaps: pd.DataFrame, *, method: ShareMethod, weight: str = "population"
) -> pd.DataFrame:
    """Each party's votes of an earlier election on other areas, one row per election, area and party.

    ``overlaps`` has ``area_gss`` (an area of the results), ``other_gss`` (an area it shares people with) and
    ``weight`` (how many, or any share of it): ``load_overlaps``, or a table of your own, such as wards in
    parliamentary seats. Without a weight each area must lie wholly in one other, and the areas are added
    up. Weights are normalised within each area. ``method`` is that of ``party_share``: it turns the
    candidates of a contest for several seats into one vote a party before it is spread (an average is
    rounded to a whole vote); a ``sum`` counts two votes an elector where two seats were filled.

    The unit is the party, since candidates stood in the areas of then: independents are one group, and a
    code that stands for many parties (Local, ResAssoc, Other) is kept apart by ``party_name``. Votes are
    whole: each party's votes of each area are spread by largest remainder, ties to the lower code, so all
    of them add up to what they were.

    Columns: election_type and cycle (where given), ``area_gss`` (the other area), party, party_name (of
    those codes only), ``votes``, ``vote_share`` (0 to 1), ``earlier_areas`` (how many of the results' areas
    lie in it), ``split_share`` (of the area's votes, those from areas that its border cuts, 0 to 1),
    ``elsewhere_share`` (the part of those areas' weight that lies elsewhere, mean over the votes, 0 to 1: 0
    for whole areas, near 1 for crumbs of large ones; errors grow with it), ``covered_share`` (of the area's
    weight, that in areas that polled, 0 to 1; areas without a poll have no votes to give),
    ``share_method`` and ``basis``. Votes not known make those of the party in the areas they go to missing.

    Raises DataError for areas without weights (all are named), weights below 0 or that add up to 0, pairs
    that occur twice, and areas with several contests in one election. Reference: Norman, Rees & Boyle
    2003, for weights from postcodes.

    >>> r = pd.DataFrame({"ballot_id": "x", "area_gss": "old", "party": ["Con", "Lab"], "first_pref": [7, 3]})
    >>> w = pd.DataFrame({"area_gss": "old", "other_gss": ["east", "west"], "population": [300, 100]})
    >>> notional(r, w, method="sum")[["area_gss", "party", "votes", "split_share"]].values.tolist()
    [['east', 'Con', 5, 1.0], ['east', 'Lab', 2, 1.0], ['west', 'Con', 2, 1.0], ['west', 'Lab', 1, 1.0]]
    """
    one_of("share method", method, ShareMethod)
    require(results, "results", ["ballot_id", "area_gss", "party", "first_pref"])
    require(overlaps, "overlaps", _PAIR)
    keys = [c for c in _ELECTION if c in results]
    weights = _weights(overlaps, weight)
    polled = results[~uncontested(results)]
    if polled.empty:
        raise EmptySelectionError("notional: no contest of the results was polled; give some that were")
    earlier = _party_votes(polled, keys, method)
    _refuse_without_weights(results["area_gss"], weights)
    spread = _spread(earlier, weights, keys)
    _assert_conserved(earlier, spread, keys)
    place = [*keys, "other_gss"]
    parties = spread.groupby([*place, *_UNIT], dropna=False)["votes"].sum(skipna=False).reset_index()
    parties = parties.merge(_places(spread, earlier, weights, keys), on=place, validate="many_to_one")
    table = parties.assign(
        area_gss=parties["other_gss"],
        party=parties["_code"],
        party_name=parties["_name"].where(parties["_name"] != "").astype("str"),
        votes=whole(parties["votes"]),
        vote_share=parties["votes"] / parties["_total"].where(parties["_total"] > 0),
        share_method=str(method),
        basis=_basis(parties, weight),
    )
    shown = [
        "area_gss", "party", "party_name", "votes", "vote_share", "earlier_areas", "split_share",
        "elsewhere_share", "covered_share", "share_method", "basis",
    ]  # fmt: skip
    order = [*keys, "area_gss", "party", "party_name"]
    return table[[*keys, *shown]].sort_values(order, ignore_index=True)


def as_previous(notional: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Notional results as the earlier contests of ``results``, for ``swing``, ``share_change`` and the like.

    ``notional`` is the table of ``notional`` for one earlier election; its areas are those of the contests
    in ``results``. Each party is one candidate with its notional votes.

    Columns: ballot_id (``"notional of "`` and the contest), candidate_id, party, party_name, ``first_pref``
    (the notional votes), seats (1, since each party has one vote), election_type and cycle where given, and
    date, ``next_ballot_id`` (the contest of now) and ``relation`` (``notional``). No rows for contests whose
    area has no notional result.

    Raises DataError where an area has notional results of several elections, or several contests now.

    >>> from elexan import swing
    >>> then = pd.DataFrame({"ballot_id": "x", "area_gss": "old", "party": ["Con", "Lab"],
    ...                      "first_pref": [60, 40]})
    >>> now = then.assign(ballot_id="y", area_gss="new", first_pref=[50, 50])
    >>> w = pd.DataFrame({"area_gss": "old", "other_gss": ["new"], "population": [100]})
    >>> before = as_previous(notional(then, w, method="sum"), now)
    >>> swing(now, before)[["swing", "relation"]].round(3).values.tolist()
    [[-0.1, 'notional']]
    """
    require(notional, "notional", ["area_gss", "party", "party_name", "votes"])
    require(results, "results", ["ballot_id", "area_gss"])
    contests = results[["ballot_id", "area_gss"]].drop_duplicates().dropna()
    keys = [c for c in _ELECTION if c in notional]
    elections = notional[["area_gss", *keys]].drop_duplicates()
    for found, what in ((elections, "notional results of several elections"), (contests, "several contests")):
        twice = sorted(found.loc[found["area_gss"].duplicated(), "area_gss"].unique())
        if twice:
            raise DataError(f"area_gss {', '.join(twice)}: {what}; give those of one election")
    table = notional.merge(contests, on="area_gss")
    name = table["party_name"].fillna("")
    table = table.assign(
        next_ballot_id=table["ballot_id"], ballot_id="notional of " + table["ballot_id"], relation="notional",
        candidate_id=(table["party"] + " " + name).str.strip(), first_pref=table["votes"], seats=1,
        date=table["cycle"] if "cycle" in table else pd.Series(pd.NaT, index=table.index),
    )  # fmt: skip
    shown = ["party", "party_name", "first_pref", "seats", *keys, "date", "next_ballot_id", "relation"]
    return table[["ballot_id", "candidate_id", *shown]].sort_values(
        ["next_ballot_id", "candidate_id"], ignore_index=True
    )


def _weights(overlaps: pd.DataFrame, weight: str) -> pd.DataFrame:
    """Each pair with its part of the area (``_part``) and its weight, pairs that share nobody left out."""
    if weight != "population":
        require(overlaps, "overlaps", [weight])
    pairs = overlaps[_PAIR].assign(_weight=number(overlaps, weight) if weight in overlaps else 1.0)
    problems = _weight_problems(pairs)
    total = pairs["_weight"].groupby(pairs["area_gss"]).transform("sum")
    empty = sorted(pairs.loc[total == 0, "area_gss"].unique())
    problems += [
        Problem("overlaps", "weights add up to 0", "give the people it shares with each area", key=area)
        for area in empty
    ]
    if weight not in overlaps:
        several = sorted(pairs.loc[pairs["area_gss"].duplicated(), "area_gss"].unique())
        remedy = f"give its weight in each, in a column {weight}"
        problems += [Problem("overlaps", "lies in several areas", remedy, key=area) for area in several]
    if problems:
        raise DataError(problems)
    return pairs.assign(_part=pairs["_weight"] / total)[pairs["_weight"] > 0]


def _weight_problems(pairs: pd.DataFrame) -> list[Problem]:
    """Pairs without a code, with a weight that is none, and pairs that occur twice."""
    wrong = pairs[_PAIR].isna().any(axis=1) | ~np.isfinite(pairs["_weight"]) | (pairs["_weight"] < 0)
    twice = pairs[_PAIR].duplicated() & ~wrong
    said = [
        (wrong, "has weight {2}", "a pair has two codes and a weight of 0 or more"),
        (twice, "occurs twice", "add the two up, or keep one"),
    ]
    return [
        Problem("overlaps", message.format(*pair), remedy, key=f"{pair[0]}, {pair[1]}")
        for bad, message, remedy in said
        for pair in pairs[bad].sort_values(_PAIR).itertuples(index=False, name=None)
    ]


def _party_votes(polled: pd.DataFrame, keys: list[str], method: ShareMethod) -> pd.DataFrame:
    """Whole votes of each party in each area of each election, parties under a code of many by their name."""
    units = polled.assign(
        _code=polled["party"],
        _name=text(polled, "party_name").where(polled["party"].isin(UMBRELLA)).fillna(""),
    )
    # party_share takes one name for one party, so each gets a number: it has no rule for names of its own.
    units = units.assign(party=units.groupby(_UNIT).ngroup().astype("str"))
    place = [*keys, "area_gss"]
    several = units.drop_duplicates("ballot_id")
    several = several[several.duplicated(place, keep=False)].sort_values("ballot_id")
    if len(several):
        raise DataError(
            f"{', '.join(several['ballot_id'])}: several contests in one area and election; "
            "leave by-elections out, or elections of other days"
        )
    votes = party_share(units, method=method, by=["ballot_id", *place])[[*place, "party", "votes"]]
    named = units[["party", *_UNIT]].drop_duplicates()
    table = votes.merge(named, on="party", validate="many_to_one").drop(columns="party")
    return table.assign(votes=np.floor(table["votes"] + 0.5))


def _refuse_without_weights(areas: pd.Series, weights: pd.DataFrame) -> None:
    """An area whose people are not known to live in any other would lose its votes."""
    lost = areas[~areas.isin(weights["area_gss"])].fillna("(missing)").drop_duplicates()
    if len(lost):
        raise DataError(
            f"overlaps: no weights for {', '.join(sorted(lost))}; add the areas they lie in, or leave their "
            "contests out"
        )


def _spread(earlier: pd.DataFrame, weights: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Whole votes of each party from each area in each other area, by largest remainder."""
    rows = earlier.merge(weights, on="area_gss", how="left").sort_values([*keys, *_PAIR, *_UNIT])
    quota = rows["votes"] * rows["_part"]
    floor = quota // 1
    # Remainders that differ only in the last bits of a float are equal, or the scale of weights would matter.
    rows = rows.assign(_floor=floor, _remainder=(quota - floor).round(9))
    one = [rows[c] for c in [*keys, "area_gss", *_UNIT]]
    left = rows["votes"] - floor.groupby(one, dropna=False).transform("sum")
    ordered = rows.assign(_left=left).sort_values("_remainder", ascending=False, kind="stable")
    place = ordered.groupby([*keys, "area_gss", *_UNIT], dropna=False).cumcount()
    return ordered.assign(votes=ordered["_floor"] + (place < ordered["_left"])).sort_index()


def _assert_conserved(earlier: pd.DataFrame, spread: pd.DataFrame, keys: list[str]) -> None:
    """Each party has as many votes of each area after the spread as before."""
    of = [*keys, "area_gss", *_UNIT]
    after = spread.groupby(of, dropna=False)["votes"].sum(skipna=False)
    before = earlier.groupby(of, dropna=False)["votes"].sum(skipna=False)
    lost = before.index[(after.reindex(before.index) - before).abs() > 0]
    if len(lost) or len(after) != len(before):
        raise DataError(f"notional: the votes of {lost.tolist()} changed, which they never may")


def _places(
    spread: pd.DataFrame, earlier: pd.DataFrame, weights: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    """Of each other area in each election: its votes, and how much of them and of its people is sure."""
    place = [*keys, "other_gss"]
    cut = spread["votes"] * (spread["_part"] < 1)
    elsewhere = spread["votes"] * (1 - spread["_part"])
    votes = spread.assign(_cut=cut, _elsewhere=elsewhere).groupby(place, dropna=False)
    sums = votes[["votes", "_cut", "_elsewhere"]].sum(skipna=False)
    areas = earlier[[*keys, "area_gss"]].drop_duplicates().merge(weights, on="area_gss")
    people = areas.groupby(place, dropna=False).agg(
        earlier_areas=("area_gss", "size"), _covered=("_weight", "sum")
    )
    table = people.join(sums).reset_index()
    total = table["other_gss"].map(weights.groupby("other_gss")["_weight"].sum())
    cast = table["votes"].where(table["votes"] > 0)
    return table.assign(
        _total=table["votes"],
        split_share=table["_cut"] / cast,
        elsewhere_share=table["_elsewhere"] / cast,
        covered_share=(table["_covered"] / total).round(12),
    ).drop(columns=["votes", "_cut", "_elsewhere", "_covered"])


def _basis(table: pd.DataFrame, weight: str) -> pd.Series:
    """In words, what the figures of each row rest on."""
    whole_areas = table["split_share"] == 0
    estimate = f"an estimate: votes of areas cut by the border are spread evenly by {weight}"
    said = pd.Series(estimate, index=table.index).mask(whole_areas, "whole areas added up")
    return said.mask(table["covered_share"] < 1, said + "; part of the area has no votes in the results")
