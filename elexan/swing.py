"""Change between two elections: share change, swing between two parties, net volatility.

Each function takes the results of now and those of the earlier contests they follow, as ``previous``
gives them: ordinary results with ``next_ballot_id`` (the contest now that follows it) and ``relation``.
Groups wider than a contest are compared over the contests that were polled both times; ``contests`` and
``compared`` say how many that is. A party that did not stand in one of the two has no share there and no
change: missing, never 0. A party that stood in more contests of a group than before rises for that alone:
``contested_by_both`` leaves the contests where it stood both times.

Every table carries its baseline: ``contests``, ``compared``, ``previous_ballot_id`` (the id, or how many
where there are several), ``previous_date`` and ``relation`` (text, every different one) and
``share_method``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from .columns import contest_keys, names, one_of, require
from .errors import EmptySelectionError, UnknownNameError
from .shares import ShareMethod, party_share, uncontested

SwingMethod = Literal["butler", "steed"]
_BASELINE = ["contests", "compared", "previous_ballot_id", "previous_date", "relation"]


def share_change(
    results: pd.DataFrame,
    previous: pd.DataFrame,
    *,
    method: ShareMethod,
    by: str | Sequence[str] = "ballot_id",
    contested_by_both: bool = False,
) -> pd.DataFrame:
    """Each party's share of the vote before and now, and the change, one row per group and party.

    ``method`` is that of ``party_share``. What some tables print as "swing" beside a party is this.
    With ``contested_by_both`` each party's shares are those over the contests of the group in which it
    stood both times (``compared`` of them), so that they no longer add up to 1 over the parties.

    Columns: those of ``by``, party, ``vote_share_before`` and ``vote_share`` (0 to 1), ``share_change``
    (−1 to 1; missing unless the party stood both times), ``stood`` (both, now, before; missing without an
    earlier contest), ``share_method`` and the baseline.

    >>> now = pd.DataFrame({"ballot_id": "new", "party": ["Con", "Lab"], "first_pref": [60, 40]})
    >>> then = pd.DataFrame({"ballot_id": "old", "party": ["Con", "LD"], "first_pref": [50, 50],
    ...                      "next_ballot_id": "new", "relation": "same", "date": "2017-05-04"})
    >>> share_change(now, then, method="sum")[["party", "share_change", "stood"]].round(3).values.tolist()
    [['Con', 0.1, 'both'], ['LD', nan, 'before'], ['Lab', nan, 'now']]
    """
    if contested_by_both:
        return _change_of_each(results, previous, method, names(by))
    keys = names(by)
    require(previous, "previous", ["ballot_id", "next_ballot_id", "relation", "party", "first_pref"])
    groups = contest_keys(results, keys)
    both = _polled_both_times(results, previous)
    mine = groups["ballot_id"].isin(both)
    lone = ~mine.groupby([groups[k] for k in keys], dropna=False).transform("any")
    now = results[results["ballot_id"].isin(groups.loc[mine | lone, "ballot_id"])]
    table = party_share(now, method=method, by=keys)[[*keys, "party", "vote_share"]].merge(
        _earlier(previous[previous["next_ballot_id"].isin(both)], groups, keys, method),
        on=[*keys, "party"], how="outer", validate="one_to_one", indicator="stood",
    ).merge(
        _baseline(groups, previous[previous["next_ballot_id"].isin(both)], keys),
        on=keys, how="left", validate="many_to_one",
    )  # fmt: skip
    stood = table["stood"].astype("str").replace({"left_only": "now", "right_only": "before"})
    table = table.assign(
        stood=stood.mask(table["compared"] == 0),
        share_change=table["vote_share"] - table["vote_share_before"],
        share_method=str(method),
    )
    shown = ["vote_share_before", "vote_share", "share_change", "stood", "share_method", *_BASELINE]
    return table[[*keys, "party", *shown]].sort_values([*keys, "party"], ignore_index=True)


def swing(
    results: pd.DataFrame, previous: pd.DataFrame, *, parties: tuple[str, str] = ("Con", "Lab"),
    method: SwingMethod = "butler", share_method: ShareMethod = "sum", by: str | Sequence[str] = "ballot_id",
    contested_by_both: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """The swing between two parties, one row per group; positive towards the first of them.

    ``butler`` (conventional, of all votes): ((A₂−A₁) + (B₁−B₂)) / 2. ``steed`` (two-party): A₂/(A₂+B₂) −
    A₁/(A₁+B₁). The two can differ in sign. ``share_method`` (that of ``party_share``) matters where a
    party has several candidates in a contest. With ``contested_by_both`` a group is compared over the
    contests in which both parties stood both times (``compared`` of its ``contests``).

    Columns: those of ``by``, ``party_a``, ``party_b``, ``share_a_before``, ``share_a``,
    ``share_b_before``, ``share_b`` (0 to 1), ``swing`` (−1 to 1), ``swing_method``, ``note`` (why the
    swing is missing, else missing), ``share_method`` and the baseline. Missing where either party did not
    stand both times. The two-party swing of a single group is an error instead where a party stood in
    only one of the two. References: Butler 1951; Steed 1965.

    >>> now = pd.DataFrame({"ballot_id": "new", "party": ["Con", "Lab", "LD"], "first_pref": [45, 40, 15]})
    >>> then = pd.DataFrame({"ballot_id": "old", "party": ["Con", "Lab", "LD"], "first_pref": [35, 45, 20],
    ...                      "next_ballot_id": "new", "relation": "same", "date": "2017-05-04"})
    >>> swing(now, then)["swing"].round(5).item(), swing(now, then, method="steed")["swing"].round(5).item()
    (0.075, 0.09191)
    """
    one_of("swing method", method, SwingMethod)
    if len(set(parties)) != 2 or isinstance(parties, str):
        raise ValueError(f'parties={parties!r} must be two different party codes, such as ("Con", "Lab")')
    keys = names(by)
    earlier = _stood_in(results, previous, parties) if contested_by_both else previous
    changes = share_change(results, earlier, method=share_method, by=keys)
    table = changes[[*keys, "share_method", *_BASELINE]].drop_duplicates(keys)
    for name, party in zip("ab", parties, strict=True):
        own = changes.loc[changes["party"] == party, [*keys, "vote_share_before", "vote_share", "stood"]]
        own = own.rename(
            columns={
                "vote_share_before": f"share_{name}_before",
                "vote_share": f"share_{name}",
                "stood": f"_{name}",
            }
        )
        table = table.merge(own, on=keys, how="left", validate="one_to_one")
    a1, a2, b1, b2 = (table[f"share_{c}"] for c in ("a_before", "a", "b_before", "b"))
    figure = {"butler": ((a2 - a1) + (b1 - b2)) / 2, "steed": _of_two(a2, b2) - _of_two(a1, b1)}[method]
    table = table.assign(
        party_a=parties[0], party_b=parties[1], swing=figure, swing_method=str(method),
        note=_why_not(table, figure, parties, contested_by_both),
    )  # fmt: skip
    once = table["_a"].isin(["now", "before"]) | table["_b"].isin(["now", "before"])
    if method == "steed" and len(table) == 1 and once.any():
        raise ValueError(f"two-party swing is undefined: {table['note'].iloc[0]}; choose other parties")
    order = [
        "party_a", "party_b", "share_a_before", "share_a", "share_b_before", "share_b", "swing",
        "swing_method", "note", "share_method", *_BASELINE,
    ]  # fmt: skip
    return table[[*keys, *order]].sort_values(keys, ignore_index=True)


def pedersen(
    results: pd.DataFrame,
    previous: pd.DataFrame,
    *,
    share_method: ShareMethod,
    by: str | Sequence[str] = "ballot_id",
) -> pd.DataFrame:
    """The Pedersen index of net volatility, ½Σ|p₂−p₁| over the party codes, one row per group.

    By its definition a party that stood in only one of the two elections counts with its whole share, so
    party codes should be harmonised first where one party succeeded another. Missing without an earlier
    contest, and where a share is not known.

    Columns: those of ``by``, ``pedersen`` (0 to 1), ``parties`` (number in either election),
    ``share_method`` and the baseline. Reference: Pedersen 1979.

    >>> now = pd.DataFrame({"ballot_id": "new", "party": ["Con", "Lab"], "first_pref": [60, 40]})
    >>> then = pd.DataFrame({"ballot_id": "old", "party": ["Con", "LD"], "first_pref": [50, 50],
    ...                      "next_ballot_id": "new", "relation": "same", "date": "2017-05-04"})
    >>> pedersen(now, then, share_method="sum")["pedersen"].round(3).tolist()
    [0.5]
    """
    keys = names(by)
    changes = share_change(results, previous, method=share_method, by=keys)
    before = changes["vote_share_before"].mask(changes["stood"] == "now", 0.0)
    now = changes["vote_share"].mask(changes["stood"] == "before", 0.0)
    moved = changes.assign(_moved=(now - before).abs() / 2)
    grouped = moved.groupby(keys, dropna=False)
    index = grouped["_moved"].sum(skipna=False).rename("pedersen").reset_index()
    sizes = grouped.size().rename("parties").reset_index()
    baseline = changes[[*keys, "share_method", *_BASELINE]].drop_duplicates(keys)
    table = index.merge(sizes, on=keys).merge(baseline, on=keys, validate="one_to_one")
    return table.sort_values(keys, ignore_index=True)


def contested_by_both(
    results: pd.DataFrame, previous: pd.DataFrame, *, parties: str | Sequence[str]
) -> pd.DataFrame:
    """The results of the contests, polled both times, in which every one of the parties stood both times.

    A party's change over a council is partly a change in where it stood; over these contests it is not.
    Raises EmptySelectionError where there is none, and UnknownNameError for a party that stood in neither
    table.

    >>> now = pd.DataFrame({"ballot_id": ["n1", "n1", "n2", "n2"], "party": ["Con", "Lab", "Con", "LD"],
    ...                     "first_pref": [60, 40, 50, 50]})
    >>> then = pd.DataFrame({"ballot_id": ["o1", "o1", "o2", "o2"], "party": ["Con", "Lab", "Con", "LD"],
    ...                      "first_pref": [1, 1, 1, 1], "next_ballot_id": ["n1", "n1", "n2", "n2"]})
    >>> contested_by_both(now, then, parties="Lab")["ballot_id"].unique().tolist()
    ['n1']
    """
    require(results, "results", ["ballot_id", "party", "first_pref"])
    require(previous, "previous", ["next_ballot_id", "party", "first_pref"])
    stood = pd.unique(pd.concat([results["party"], previous["party"]]).dropna())
    for party in (given := names(parties)):
        if party not in stood:
            raise UnknownNameError("party that stood here", party, stood, hint=", ".join(sorted(stood)))
    both = set(_stood_in(results, previous, given)["next_ballot_id"])
    chosen = results[results["ballot_id"].isin(both & _polled_both_times(results, previous))]
    if chosen.empty:
        raise EmptySelectionError(f"no contest here was contested by {' and '.join(given)} both times")
    return chosen.reset_index(drop=True)


def _stood_in(results: pd.DataFrame, previous: pd.DataFrame, parties: Sequence[str]) -> pd.DataFrame:
    """The earlier results of the contests in which each of the parties stood both times."""
    kept = pd.Series(True, index=previous.index)
    for party in parties:
        kept &= previous["next_ballot_id"].isin(results.loc[results["party"] == party, "ballot_id"])
        kept &= previous["next_ballot_id"].isin(previous.loc[previous["party"] == party, "next_ballot_id"])
    return previous[kept]


def _change_of_each(
    results: pd.DataFrame, previous: pd.DataFrame, method: ShareMethod, keys: list[str]
) -> pd.DataFrame:
    """Each party's change over the contests in which it stood both times."""
    changes = [
        share_change(results, _stood_in(results, previous, [party]), method=method, by=keys).query(
            "party == @party"
        )
        for party in sorted(pd.unique(pd.concat([results["party"], previous["party"]]).dropna()))
    ]
    return pd.concat(changes).sort_values([*keys, "party"], ignore_index=True)


def _polled_both_times(results: pd.DataFrame, previous: pd.DataFrame) -> set[str]:
    """The contests now that follow one in ``previous``, with a poll in both."""
    now = results.loc[~uncontested(results), "ballot_id"]
    unpolled = previous.loc[uncontested(previous), "next_ballot_id"]
    return set(now) & set(previous["next_ballot_id"]) - set(unpolled)


def _earlier(
    previous: pd.DataFrame, groups: pd.DataFrame, keys: list[str], method: ShareMethod
) -> pd.DataFrame:
    """Party shares of the earlier contests in the groups of the contests that follow them."""
    of_now = {k: f"{k}_now" for k in keys}
    follows = groups.assign(next_ballot_id=groups["ballot_id"]).rename(columns=of_now)
    follows = follows[["next_ballot_id", *of_now.values()]]
    rows = previous.merge(follows, on="next_ballot_id", validate="many_to_one")
    # One earlier contest may be followed by several, in different groups: each is a contest of its own.
    rows = rows.assign(ballot_id=rows["next_ballot_id"] + " < " + rows["ballot_id"])
    shares = party_share(rows, method=method, by=list(of_now.values()))
    shares = shares.rename(columns={v: k for k, v in of_now.items()} | {"vote_share": "vote_share_before"})
    return shares[[*keys, "party", "vote_share_before"]]


def _baseline(groups: pd.DataFrame, previous: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Each group with how many contests it has, how many are compared, and with what."""
    date = pd.to_datetime(previous["date"]) if "date" in previous else pd.Series(pd.NaT, index=previous.index)
    links = pd.DataFrame({
        "_now": previous["next_ballot_id"], "previous_ballot_id": previous["ballot_id"],
        "previous_date": date.dt.strftime("%Y-%m-%d"), "relation": previous["relation"],
    }).drop_duplicates()  # fmt: skip
    linked = groups.assign(_now=groups["ballot_id"]).merge(links, on="_now", how="left")
    linked = linked.assign(_matched=linked["_now"].where(linked["previous_ballot_id"].notna()))
    table = linked.groupby(keys, dropna=False).agg(
        contests=("_now", "nunique"),
        compared=("_matched", "nunique"),
        previous_ballot_id=("previous_ballot_id", "first"),
        _earlier=("previous_ballot_id", "nunique"),
    )
    table = table.reset_index()
    several = table["_earlier"].astype("str") + " contests"
    table = table.assign(previous_ballot_id=table["previous_ballot_id"].mask(table["_earlier"] > 1, several))
    for column in ("previous_date", "relation"):
        table = table.merge(_different(linked, keys, column), on=keys, how="left", validate="one_to_one")
    return table


def _different(linked: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    """Every different value of a column in each group, in order, as one text."""
    found = linked[[*keys, column]].dropna(subset=column).drop_duplicates().sort_values(column)
    return found.groupby(keys, dropna=False)[column].agg(", ".join).reset_index()


def _of_two(a: pd.Series, b: pd.Series) -> pd.Series:
    """A's share of the votes of both."""
    return a / (a + b).where(a + b > 0)


def _why_not(
    table: pd.DataFrame, figure: pd.Series, parties: tuple[str, str], contested_by_both: bool
) -> pd.Series:
    """Why each missing swing is missing."""
    none = "no comparable earlier contest"
    if contested_by_both:
        none += f" in which {parties[0]} and {parties[1]} stood both times"
    said = {"now": "{} stood only now", "before": "{} stood only before", "neither": "{} stood in neither"}
    parts = [
        table[f"_{name}"].fillna("neither").map({k: v.format(party) for k, v in said.items()}).fillna("")
        for name, party in zip("ab", parties, strict=True)
    ]
    absent = parts[0].where((parts[0] == "") | (parts[1] == ""), parts[0] + "; ") + parts[1]
    note = absent.mask(absent == "", "votes not known").mask(table["compared"] == 0, none)
    return note.where(figure.isna()).astype("str")
