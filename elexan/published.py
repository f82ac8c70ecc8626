"""Published council totals against the results: which way of counting a page used, figure by figure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns import number, require, text, whole
from .shares import ShareMethod, party_share, uncontested

WITHIN = 0.0005
"""A printed share is to one decimal of a percentage point, so it may be off by half of that."""
MOST_MIXED = 6
"""In how many contests at most a mixed count is looked for: with more of them one would fit by chance."""

_ROUND = ["organisation", "cycle"]
_METHODS: tuple[ShareMethod, ...] = ("sum", "average", "top_vote")


def match_published(results: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """By which share method each published council total is counted, one row per council, round and party.

    ``published`` is ``load_published_totals``. A total covers the candidates of its party code, or those
    whose ``party_name`` is one of ``counted_names`` (parted by "; "). The votes are compared exactly with
    those of each method of ``party_share`` over all contests given: leave nothing out that the page counts.

    ``votes_method`` is ``any`` where every method gives the figure (no party had several candidates in a
    contest for several seats), else the one that does, or both; ``mixed`` where the page must have counted
    all candidates of the party in some contests and the best one in others (looked for where the party has
    several candidates in at most six contests, those for one seat included, and only if a single choice of
    them fits; ``mixed_contests`` names those where the best one counts),
    ``none`` where no count gives it. ``nearest_method`` and ``votes_difference`` (printed less counted) say
    how far off the nearest is. ``share_method`` and ``share_difference`` are the same for the printed
    share, within half a tenth of a point: a page's share need not be of its votes. ``council_method`` is
    the method that gives most printed votes of the council, the nearest of those that give equally many;
    missing where all methods give the same or no votes are printed.

    Columns: organisation, cycle, party, party_name, ``votes_published``, ``votes_sum``, ``votes_average``,
    ``votes_top_vote``, the columns named above, ``share_published`` and ``share_sum``, ``share_average``,
    ``share_top_vote`` (0 to 1); missing where the page prints no figure, or no results are given.
    Reference for the methods: Gunter, Rallings & Thrasher 1998.

    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "c", "cycle": "2021", "seats": 2, "party": ["Lab",
    ...                   "Lab", "Con"], "first_pref": [50, 30, 40]})
    >>> p = pd.DataFrame({"organisation": "c", "cycle": "2021", "party": ["Lab", "Con"], "party_name":
    ...                   ["Labour", "Tory"], "votes": [50, 41], "vote_share": [0.556, 0.444]})
    >>> match_published(r, p)[["party", "votes_method", "votes_difference", "share_method"]].values.tolist()
    [['Con', 'none', 1.0, 'top_vote'], ['Lab', 'top_vote', 0.0, 'top_vote']]
    """
    require(results, "results", ["ballot_id", *_ROUND, "party", "first_pref"])
    require(published, "published", [*_ROUND, "party", "party_name", "votes", "vote_share"])
    lines = published.reset_index(drop=True).assign(_line=lambda d: d.index)
    own = _candidates(results, lines)
    table = lines[[*_ROUND, "party", "party_name", "_line"]].assign(
        votes_published=number(lines, "votes"), share_published=number(lines, "vote_share")
    )
    for method in _METHODS:
        votes = table["_line"].map(_votes(own, method)).astype("float64")
        total = lines[_ROUND].merge(_council_votes(results, method), on=_ROUND, how="left")["votes"]
        table = table.assign(**{f"votes_{method}": votes, f"share_{method}": votes / total.where(total > 0)})
    table = table.assign(
        **_matched(table, "votes", 0.0, "nearest_method"),
        **_matched(table, "share", WITHIN, "_nearest_share"),
    )
    table = table.assign(mixed_contests=table["_line"].map(_mixed(own, table)).astype("str"))
    found = table["mixed_contests"].notna()
    table = table.assign(votes_method=table["votes_method"].mask(found, "mixed"))
    table = table.merge(_council_methods(table), on=_ROUND, how="left", validate="many_to_one")
    counts = {c: whole(table[c]) for c in ("votes_published", "votes_sum", "votes_top_vote")}
    shown = [
        "votes_published", "votes_sum", "votes_average", "votes_top_vote", "votes_method", "mixed_contests",
        "nearest_method", "votes_difference", "share_published", "share_sum", "share_average",
        "share_top_vote", "share_method", "share_difference", "council_method",
    ]  # fmt: skip
    order = [*_ROUND, "party", "party_name"]
    return table.assign(**counts)[[*order, *shown]].sort_values(order, ignore_index=True)


def _candidates(results: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The candidates each published line counts, with its number (``_line``)."""
    polled = results[~uncontested(results)].assign(_name=text(results, "party_name"))
    named = lines[[*_ROUND, "_line"]].assign(_name=text(lines, "counted_names").str.split("; "))
    by_code = named["_name"].isna()
    named = named[~by_code].explode("_name").merge(polled, on=[*_ROUND, "_name"])
    coded = lines.loc[by_code, [*_ROUND, "_line", "party"]].merge(polled, on=[*_ROUND, "party"])
    return pd.concat([named, coded], ignore_index=True)


def _votes(own: pd.DataFrame, method: ShareMethod) -> pd.Series:
    """The votes of each line under a method; a line is one party, whatever its candidates' names."""
    if own.empty:
        return pd.Series(dtype="float64")
    lines = own.assign(party=own["_line"].astype("str"))
    votes = party_share(lines, method=method, by=_ROUND)
    return votes.set_index(votes["party"].astype(int))["votes"].groupby(level=0).sum()


def _council_votes(results: pd.DataFrame, method: ShareMethod) -> pd.DataFrame:
    """The votes of all parties on each council under a method."""
    votes = party_share(results, method=method, by=_ROUND)
    return votes.groupby(_ROUND)["votes"].sum(min_count=1).reset_index()


def _matched(table: pd.DataFrame, figure: str, tolerance: float, nearest: str) -> dict[str, pd.Series]:
    """Which methods give the printed figure, which is nearest, and printed less that."""
    printed = table[f"{figure}_published"]
    off = pd.DataFrame({m: printed - table[f"{figure}_{m}"] for m in _METHODS})
    fits = off.abs() <= tolerance + 1e-9
    named = pd.Series([", ".join(fits.columns[row]) for row in fits.to_numpy()], table.index, dtype="str")
    named = named.mask(fits.all(axis=1), "any").replace("", "none")
    known = off.notna().all(axis=1)
    least = off.abs().round(9).fillna(np.inf).idxmin(axis=1)
    # The first of equally near methods is taken, so that the order of _METHODS decides, not that of rows.
    place = least.map({m: i for i, m in enumerate(_METHODS)}).to_numpy()
    difference = pd.Series(off.to_numpy()[np.arange(len(off)), place], index=table.index)
    same = off.round(9).nunique(axis=1) == 1
    return {
        f"{figure}_method": named.where(known),
        nearest: least.mask(same, "any").where(known),
        f"{figure}_difference": difference.where(known),
    }


def _mixed(own: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Where no method gives a line's votes: the contests in which only its best candidate counts, if any do.

    Every contest with several of its candidates is either counted in full or by the best of them; the line
    is mixed if just one such choice gives the printed votes.
    """
    contests = own.assign(_votes=number(own, "first_pref")).groupby(["_line", "ballot_id"])["_votes"]
    each = contests.agg(["size", "sum", "max"]).reset_index()
    each = each.assign(_gap=each["sum"] - each["max"])
    each = each[each["_gap"] > 0].sort_values(["_line", "ballot_id"])
    several = each.groupby("_line")["_gap"].transform("size")
    unmatched = table.loc[table["votes_method"] == "none", ["_line", "votes_published", "votes_sum"]]
    each = each[several <= MOST_MIXED].merge(unmatched, on="_line")
    if each.empty:
        return pd.Series(dtype="str")
    chosen = each.assign(_bit=2 ** each.groupby("_line").cumcount()).merge(
        pd.DataFrame({"_choice": range(1, 2**MOST_MIXED)}), how="cross"
    )
    size = chosen.groupby("_line")["_bit"].transform("max") * 2
    chosen = chosen[(chosen["_choice"] < size) & (chosen["_choice"] & chosen["_bit"] > 0)]
    sums = chosen.groupby(["_line", "_choice"]).agg(
        taken=("_gap", "sum"), wanted=("votes_published", "first"), full=("votes_sum", "first"),
        ballots=("ballot_id", "; ".join),
    ).reset_index()  # fmt: skip
    right = sums[(sums["full"] - sums["taken"]).sub(sums["wanted"]).abs() < 0.5]
    return right[~right["_line"].duplicated(keep=False)].set_index("_line")["ballots"]


def _council_methods(table: pd.DataFrame) -> pd.DataFrame:
    """The method that gives most of each council's printed votes, the nearest of equals."""
    long = pd.concat(
        [
            table[_ROUND].assign(
                council_method=m, _off=(table["votes_published"] - table[f"votes_{m}"]).abs()
            )
            for m in _METHODS
        ]
    ).dropna(subset="_off")
    scored = long.assign(_exact=long["_off"] < 0.5).groupby([*_ROUND, "council_method"])
    scores = scored.agg(_exact=("_exact", "sum"), _off=("_off", "sum")).reset_index()
    best = scores.sort_values(["_exact", "_off"], ascending=[False, True], kind="stable")
    alike = best.groupby(_ROUND)["_off"].transform("nunique") == 1
    return best[~alike].drop_duplicates(_ROUND)[[*_ROUND, "council_method"]]
