"""How good chances were, once the result is known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..columns import contest_keys, flag, names, number, require


def brier_score(
    chances: pd.DataFrame, results: pd.DataFrame, *, by: str | Sequence[str] = "organisation"
) -> pd.DataFrame:
    """The Brier score of the parties' chances in each contest, averaged by group; 0 is perfect.

    ``chances``: ballot_id, party, ``seats_expected`` (from ``win_chances``); ``results``: who was elected.
    A contest's score is Σ(f − o)² over the parties of either table, f being the part of its seats a party
    was expected to win and o the part it won: with one seat Brier's score over several categories, between
    0 and 2, in which a certain and wrong forecast has 2. With several seats it judges the expected seats.

    Columns: those of ``by``, ``contests``, ``brier_score``. ValueError where a contest is in one table
    only, or where it is not known who was elected. Reference: Brier 1950.

    >>> c = pd.DataFrame({"ballot_id": "x", "party": ["Con", "Lab"], "seats_expected": [0.7, 0.3]})
    >>> r = pd.DataFrame({"ballot_id": "x", "organisation": "o", "party": ["Con", "Lab"],
    ...                   "elected": [True, False]})
    >>> brier_score(c, r)["brier_score"].round(2).tolist()
    [0.18]
    """
    keys = names(by)
    require(chances, "chances", ["ballot_id", "party", "seats_expected"])
    require(results, "results", ["ballot_id", "party", "elected", *keys])
    lone = sorted(set(chances["ballot_id"]) ^ set(results["ballot_id"]))
    if lone:
        raise ValueError(
            f"chances and results must hold the same contests; not in both: {', '.join(lone[:10])}"
        )
    if flag(results, "elected").isna().any():
        unknown = sorted(set(results.loc[flag(results, "elected").isna(), "ballot_id"]))
        raise ValueError(
            f"it is not known who was elected in {', '.join(unknown[:10])}; leave such contests out"
        )
    won = results.assign(_won=flag(results, "elected").astype("float64")).groupby(["ballot_id", "party"])[
        "_won"
    ]
    table = chances[["ballot_id", "party"]].assign(_hoped=number(chances, "seats_expected")).merge(
        won.sum().reset_index(), on=["ballot_id", "party"], how="outer", validate="one_to_one"
    )  # fmt: skip
    parts = table[["_hoped", "_won"]].fillna(0.0)
    parts = parts / parts.groupby(table["ballot_id"]).transform("sum")
    score = ((parts["_hoped"] - parts["_won"]) ** 2).groupby(table["ballot_id"]).sum()
    each = contest_keys(results, keys).merge(score.rename("_score").reset_index(), on="ballot_id")
    grouped = each.groupby(keys, dropna=False)["_score"]
    return grouped.agg(contests="size", brier_score="mean").reset_index()
