"""Who stands in the projected election, and how a party's vote falls to its candidates.

A slot is one candidate of the projected election: somebody on its list of candidates where one is given,
else whoever stood at the earlier election. Under a code that covers several parties (Local, ResAssoc,
Other) each name printed is a party of its own, as in ``party_share``.
"""

from __future__ import annotations

import pandas as pd

from ..columns import contest_keys, flag, number, require, text, whole
from ..errors import DataError, Problem
from ..shares import UMBRELLA, ShareMethod, uncontested

LABELS = (
    "election_type", "organisation", "area_name", "area_gss", "district_gss", "date", "cycle",
    "voting_system", "seats",
)  # fmt: skip
_UNIT = ["ballot_id", "party", "_list"]


def earlier_votes(results: pd.DataFrame) -> pd.DataFrame:
    """The candidates of the earlier election, under the id of the contest that is projected.

    Where ``results`` have ``next_ballot_id`` (as ``previous`` gives them) that is the id. A contest without
    votes, with an unknown vote or under the supplementary vote is a DataError; all are named at once.

    >>> r = pd.DataFrame({"ballot_id": "old", "next_ballot_id": "new", "candidate_id": ["a", "b"],
    ...                   "party": ["Con", "Lab"], "first_pref": [60, 40], "seats": 1})
    >>> earlier_votes(r)[["ballot_id", "candidate_id", "_votes"]].values.tolist()
    [['new', 'a', 60.0], ['new', 'b', 40.0]]
    """
    require(results, "results", ["ballot_id", "candidate_id", "party", "first_pref", "seats"])
    ballot = results["next_ballot_id"] if "next_ballot_id" in results else results["ballot_id"]
    votes = number(results, "first_pref")
    total = votes.groupby(ballot).transform("sum", skipna=False)
    reasons = [
        (uncontested(results), "was not contested: it has no votes"),
        (total.isna(), "has a candidate whose votes are not known"),
        (total == 0, "has no votes"),
        (
            text(results, "voting_system") == "SV",
            "was by the supplementary vote; only plurality is projected",
        ),
    ]
    problems: dict[str, Problem] = {}
    for wrong, message in reasons:
        for name in sorted(set(ballot[wrong.fillna(False).astype(bool)])):
            problems.setdefault(name, Problem("results", message, "leave the contest out", key=name))
    if problems:
        raise DataError(list(problems.values()))
    rows = results.assign(ballot_id=ballot, _votes=votes, _list=lists(results))
    return rows.sort_values(["ballot_id", "party", "candidate_id"], ignore_index=True)


def lists(table: pd.DataFrame) -> pd.Series:
    """What counts as one party: its code, or its name under a code that covers many.

    >>> lists(pd.DataFrame({"party": ["Con", "Local"], "party_name": ["Conservative", "The Town"]})).tolist()
    ['Con', 'The Town']
    """
    many = table["party"].isin(UMBRELLA) & text(table, "party_name").notna()
    return table["party"].mask(many, text(table, "party_name"))


def slots(earlier: pd.DataFrame, standing: pd.DataFrame | None) -> pd.DataFrame:
    """The candidates of the projected election with their contest's labels, one row each.

    ``earlier`` is a table of ``earlier_votes``. Adds ``_was_elected``, known only without a list.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": ["a", "b"], "party": ["Con", "Lab"],
    ...                   "first_pref": [60, 40], "seats": 1})
    >>> listed = pd.DataFrame({"ballot_id": "x", "candidate_id": ["c"], "party": ["Con"]})
    >>> slots(earlier_votes(r), listed)[["candidate_id", "party", "seats"]].values.tolist()
    [['c', 'Con', 1]]
    """
    if standing is None:
        rows = earlier.assign(_was_elected=flag(earlier, "elected").fillna(False).astype(bool))
    else:
        require(standing, "standing", ["ballot_id", "candidate_id", "party"])
        _same_contests(earlier, standing)
        rows = standing.assign(_was_elected=False, _list=lists(standing))
        lacking = [c for c in LABELS if c in earlier and c not in rows]
        rows = rows.merge(contest_keys(earlier, lacking), on="ballot_id", validate="many_to_one")
    twice = rows[rows.duplicated(["ballot_id", "candidate_id"])]
    if len(twice):
        listed = [f"{b} {c}" for b, c in twice[["ballot_id", "candidate_id"]].itertuples(index=False)]
        raise ValueError(f"candidates are listed twice: {', '.join(listed)}")
    kept = [c for c in ("candidate", "party_name", "party", *LABELS) if c in rows]
    columns = ["ballot_id", "candidate_id", *kept, "_list", "_was_elected"]
    rows = rows[columns].sort_values(["ballot_id", "party", "candidate_id"], ignore_index=True)
    return rows.assign(seats=whole(number(rows, "seats")))


def _same_contests(earlier: pd.DataFrame, standing: pd.DataFrame) -> None:
    """An error for contests that are in one of the two tables only."""
    then, now = set(earlier["ballot_id"]), set(standing["ballot_id"])
    said = [
        f"{what}: {', '.join(sorted(names)[:10])}{' and more' if len(names) > 10 else ''}"
        for what, names in (
            ("without an earlier result", now - then), ("without candidates standing", then - now)
        )
        if names
    ]  # fmt: skip
    if said:
        raise ValueError(f"standing and results must hold the same contests; {'; '.join(said)}")


def figures(earlier: pd.DataFrame, method: ShareMethod) -> pd.DataFrame:
    """Each list's vote in each contest under a named method, as in ``party_share``.

    Columns: ballot_id, party, ``_list``, ``figure``. Where one seat is filled, or under ``sum``, that is
    the total of its candidates.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": ["a", "b"], "party": "Lab", "seats": 2,
    ...                   "first_pref": [50, 30]})
    >>> figures(earlier_votes(r), "average")["figure"].tolist()
    [40.0]
    """
    grouped = earlier.groupby(_UNIT, dropna=False)
    table = grouped.agg(figure=("_votes", "sum"), _seats=("seats", "first"))
    if method != "sum":
        chosen = grouped["_votes"].agg({"average": "mean", "top_vote": "max"}[method])
        table = table.assign(figure=table["figure"].where(table["_seats"] == 1, chosen))
    return table[["figure"]].reset_index()


def standing_in_party(rows: pd.DataFrame, earlier: pd.DataFrame, method: ShareMethod) -> pd.Series:
    """Each slot's votes for one vote of its party's figure, in the order of ``rows``.

    A list with as many candidates as at the earlier election keeps their distances, in order of
    candidate_id: who of them will lead is not known. With another number, all its candidates have the same.

    >>> r = earlier_votes(pd.DataFrame({"ballot_id": "x", "candidate_id": ["a", "b"], "party": "Lab",
    ...                                 "seats": 2, "first_pref": [60, 40]}))
    >>> standing_in_party(slots(r, None), r, "sum").tolist()
    [0.6, 0.4]
    """
    rows = rows.assign(_n=rows.groupby(_UNIT)["candidate_id"].transform("size"))
    rows = rows.assign(_place=rows.groupby(_UNIT).cumcount(), _row=range(len(rows)))
    # A party's lists keep their parts of its vote where the lists and their candidates are the same.
    then = earlier.merge(figures(earlier, method), on=_UNIT, validate="many_to_one")
    of_list = then.drop_duplicates(_UNIT).groupby(["ballot_id", "party"])["figure"].sum().rename("_whole")
    then = then.merge(of_list.reset_index(), on=["ballot_id", "party"], validate="many_to_one")
    then = then.assign(
        _place=then.groupby(_UNIT).cumcount(),
        _n=then.groupby(_UNIT)["candidate_id"].transform("size"),
        _part=then["_votes"] / then["_whole"].where(then["_whole"] > 0),
    )
    table = rows.merge(
        then[[*_UNIT, "_place", "_n", "_part"]], on=[*_UNIT, "_place", "_n"], how="left"
    ).sort_values("_row")
    party = [table["ballot_id"], table["party"]]
    came = earlier.groupby(["ballot_id", "party"]).size().rename("_came").reset_index()
    table = table.merge(came, on=["ballot_id", "party"], how="left", validate="many_to_one")
    size = table.groupby(["ballot_id", "party"])["party"].transform("size")
    same = table["_part"].notna().groupby(party).transform("all") & (size == table["_came"])
    alike = 1 / size if method == "sum" else (1 / size).where(
        table["seats"] == 1, 1 / table.groupby(["ballot_id", "party"])["_list"].transform("nunique")
    )  # fmt: skip
    return pd.Series(table["_part"].where(same, alike).to_numpy(), index=rows.index, name="_part")
