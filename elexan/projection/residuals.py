"""What a projection missed by, contest by contest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..columns import contest_keys, number, require


def projection_residuals(projected: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """What a projection missed by, one row a contest and party.

    ``projected``: a table of ``project`` with ``standing=`` the candidates of ``results``, so that the same
    parties stand in both; a contest in which they do not is a ValueError.

    Columns: ballot_id, party, the contest's organisation and seats, ``new`` (did not stand in the contest
    before), ``vote_share_projected`` and ``vote_share`` (of all votes, 0 to 1), ``share_error`` (vote_share
    less the projected), ``root_error`` (the same of square roots, −1 to 1), ``candidates``,
    ``candidate_variance`` (mean square of the error in log votes over the party's mean; missing with one
    candidate, and where one has no votes).

    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "o", "candidate_id": ["a", "b"], "seats": 1,
    ...                   "party": ["Con", "Lab"], "first_pref": [36, 64]})
    >>> p = r.assign(vote_share=[0.49, 0.51], vote_share_before=[0.5, 0.5])
    >>> projection_residuals(p, r)["root_error"].round(3).tolist()
    [-0.1, 0.086]
    """
    require(projected, "projected", ["ballot_id", "candidate_id", "party", "vote_share", "vote_share_before"])
    require(results, "results", ["ballot_id", "candidate_id", "party", "first_pref", "seats"])
    seen = number(results, "first_pref")
    share = seen / seen.groupby(results["ballot_id"]).transform("sum", skipna=False)
    if share.isna().any():
        unknown = sorted(set(results.loc[share.isna(), "ballot_id"]))
        raise ValueError(f"votes are not known in {', '.join(unknown[:10])}; leave such contests out")
    keys = ["ballot_id", "candidate_id", "party"]
    both = projected[[*keys, "vote_share", "vote_share_before"]].merge(
        results[keys].assign(_seen=share), on=keys, how="outer", indicator=True, validate="one_to_one"
    )
    lost = both[both["_merge"] != "both"]
    if len(lost):
        where = ", ".join(sorted(set(lost["ballot_id"]))[:10])
        raise ValueError(
            f"other candidates stand in projected than in results: {where}; give standing=results"
        )
    in_party = [both["ballot_id"], both["party"]]
    logs = (np.log(both[c].where(both[c] > 0)) for c in ("_seen", "vote_share"))
    centred = [x - x.groupby(in_party).transform("mean", skipna=False) for x in logs]
    both = both.assign(_square=(centred[0] - centred[1]) ** 2)
    table = both.groupby(["ballot_id", "party"]).agg(
        vote_share_projected=("vote_share", "sum"), vote_share=("_seen", "sum"),
        _before=("vote_share_before", "first"), candidates=("candidate_id", "size"),
    )  # fmt: skip
    square = both.groupby(["ballot_id", "party"])["_square"].sum(skipna=False)
    table = table.assign(
        new=table["_before"].isna(),
        share_error=table["vote_share"] - table["vote_share_projected"],
        root_error=np.sqrt(table["vote_share"]) - np.sqrt(table["vote_share_projected"]),
        candidate_variance=square / (table["candidates"] - 1).where(table["candidates"] > 1),
    ).reset_index()
    labels = [c for c in ("organisation", "seats") if c in results]
    table = table.merge(contest_keys(results, labels), on="ballot_id", validate="many_to_one")
    shown = [
        "vote_share_projected",
        "vote_share",
        "share_error",
        "root_error",
        "candidates",
        "candidate_variance",
    ]
    return table[["ballot_id", "party", *labels, "new", *shown]].sort_values(
        ["ballot_id", "party"], ignore_index=True
    )
