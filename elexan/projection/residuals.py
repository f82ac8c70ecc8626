"""How far projections miss, on a scale where the miss is of one size: estimated from one pair of elections.

The scale is the square root of the share. Errors of one standard deviation σ there, independent between the
parties, squared and divided by their sum, give a party of share p a standard deviation of about 2σ√(p(1 − p))
and the parties' shares the negative correlations of a multinomial count: what one gains the others lose in
proportion to their shares. Near the projection, the residuals r of a contest are M e, where e are the errors,
M = I − u uᵀ and u the square roots of the projected shares, so that E[r²] = M² σ² (M squared cell by cell): a
linear system for the parties' variances, solved by non-negative least squares. References: Bartlett 1936 (the
square-root scale); Curtice & Firth 2008 (chances of winning from the spread about a projected share).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from ..columns import contest_keys, number, require
from ..errors import EmptySelectionError

Component = Literal["national", "region", "division", "candidate"]
ANY_OTHER, ANY_NEW, EVERY = "any other", "any new", "every"
_DRAW = 0.05


@dataclass(frozen=True)
class ProjectionErrors:
    """What ``fit_projection_errors`` found, which ``simulate_projection`` draws from.

    ``spread``: one row a component (national, region, division, candidate) and ``party`` (a code, ``any
    other``, ``any new`` for parties that did not stand in the contest before, or ``every``); ``sd`` on the
    square-root scale (candidate: of the logarithm of a candidate's vote over the mean of the party's),
    ``contests`` it rests on (missing where it was given), ``degrees_of_freedom``.
    """

    spread: pd.DataFrame

    def sd(self, component: Component, party: str = EVERY) -> float:
        """The standard deviation of one component, for a party or every one; NaN where not known.

        >>> spread = pd.DataFrame({"component": ["national"], "party": ["every"], "sd": [0.02]})
        >>> ProjectionErrors(spread).sd("national")
        0.02
        """
        of = self.spread[self.spread["component"] == component].set_index("party")["sd"]
        return float(of.get(party, float("nan")))


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


def fit_projection_errors(
    residuals: pd.DataFrame,
    *,
    region: str = "organisation",
    national: float = 0.0,
    candidate: float | None = None,
    least: int = 30,
) -> ProjectionErrors:
    """The spread of a projection's errors by component, from the residuals of one pair of elections.

    ``residuals``: a table of ``projection_residuals``. ``region`` is its column of regions.

    division: per party with ``least`` contests or more (others together are ``any other``, and parties
    that did not stand in a contest before are ``any new`` wherever it is), about the regional mean.
    region: one figure for every party, from the spread of the regional means beyond what the divisions in
    them explain. It is only there to be seen where the projection was to one target for all regions: with
    a target a region it is about 0. Its degrees of freedom are the regions less one, so with six it is known
    to within about a third at best. national: **cannot be estimated from one pair of elections** and is what
    you give, 0 where the target is taken as true; a poll that is off by 2 points on average (Jennings &
    Wlezien 2018) at shares near a third is about 0.026. candidate: from the contests of several seats; give
    it where there are none.

    Raises EmptySelectionError without residuals.

    >>> r = pd.DataFrame({"ballot_id": list("vvwwxxyy"), "party": ["Con", "Lab"] * 4, "new": False,
    ...                   "organisation": list("aaaabbbb"), "seats": 1, "vote_share_projected": 0.5,
    ...                   "root_error": [0.1, -0.1, -0.1, 0.1] * 2, "candidates": 1,
    ...                   "candidate_variance": float("nan")})
    >>> errors = fit_projection_errors(r, national=0.02, candidate=0.1, least=2)
    >>> round(errors.sd("division", "Con"), 3), errors.sd("region"), errors.sd("national")
    (0.2, 0.0, 0.02)
    """
    require(
        residuals, "residuals", ["ballot_id", "party", region, "new", "vote_share_projected", "root_error"]
    )
    if residuals.empty:
        raise EmptySelectionError("residuals hold no contest; give those of projection_residuals")
    rows = residuals.assign(_kind=_kinds(residuals, least))
    means = rows.groupby([region, "party", "new"]).agg(
        _mean=("root_error", "mean"), _n=("root_error", "size")
    )
    means = means[means["_n"] > 1]
    rows = rows.merge(means[["_mean", "_n"]].reset_index(), on=[region, "party", "new"], how="left")
    known = rows["_n"].notna()
    # A mean that was taken from n residuals takes 1/n of their variance with it.
    left = (rows["root_error"] - rows["_mean"].fillna(0.0)) / np.sqrt(1 - (1 / rows["_n"]).where(known, 0.0))
    division = _division(rows.assign(_left=left))
    regions = rows[region].nunique()
    between = _between(rows[~rows["new"].astype(bool) & (rows["_kind"] == rows["party"])], region)
    more = rows[(number(rows, "seats") > 1) & rows["candidate_variance"].notna()]
    degrees = float((more["candidates"] - 1).sum())
    scatter = (
        float(((more["candidates"] - 1) * more["candidate_variance"]).sum() / degrees) if degrees else np.nan
    )
    single = pd.DataFrame({
        "component": ["national", "region", "candidate"], "party": EVERY,
        "sd": [
            national, np.sqrt(between) if regions > 1 else np.nan,
            np.sqrt(scatter) if candidate is None else candidate,
        ],
        "contests": [
            np.nan, rows["ballot_id"].nunique(), more["ballot_id"].nunique() if candidate is None else np.nan,
        ],
        "degrees_of_freedom": [0.0, regions - 1.0, degrees if candidate is None else 0.0],
    })  # fmt: skip
    return ProjectionErrors(pd.concat([single, division], ignore_index=True))


def _between(rows: pd.DataFrame, region: str) -> float:
    """The variance between regions, one for all parties: of their means, less what sampling explains."""
    cells = rows.groupby([region, "party"]).agg(
        mean=("root_error", "mean"), variance=("root_error", "var"), n=("root_error", "size"),
        share=("vote_share_projected", "mean"),
    )  # fmt: skip
    cells = cells[cells["n"] > 1]
    regions = cells.index.get_level_values(region).nunique()
    if regions < 2:
        return 0.0
    # Means of few contests say little: weighted by their number. One degree of freedom is the target's.
    surplus = (
        (cells["n"] * (cells["mean"] ** 2 - cells["variance"] / cells["n"])).sum() * regions / (regions - 1)
    )
    return max(float(surplus / (cells["n"] * (1 - cells["share"])).sum()), 0.0)


def _kinds(residuals: pd.DataFrame, least: int) -> pd.Series:
    """Which variance each residual belongs to: its party's, or that of all others or of all new ones."""
    often = residuals.loc[~residuals["new"], "party"].value_counts()
    own = residuals["party"].isin(often.index[often >= least])
    return residuals["party"].where(own, ANY_OTHER).mask(residuals["new"].astype(bool), ANY_NEW)


def _division(rows: pd.DataFrame) -> pd.DataFrame:
    """The variance of each kind that explains the squared residuals best, none below 0."""
    kinds = sorted(set(rows["_kind"]))
    share = rows["vote_share_projected"]
    within = [rows["ballot_id"], rows["_kind"]]
    # Of the row's own error (1 − p)² is seen, of another party's with share q in the contest p × q.
    of_kind = share.groupby(within).sum().unstack().reindex(columns=kinds).fillna(0.0)
    seen = of_kind.loc[rows["ballot_id"]].to_numpy() * share.to_numpy()[:, None]
    own = np.equal.outer(rows["_kind"].to_numpy(str), np.array(kinds, dtype=str))
    seen = seen + own * (1 - 2 * share.to_numpy())[:, None]
    squares = rows["_left"].to_numpy() ** 2
    count = own.sum(axis=0)
    # Averaged by kind, so that one with many residuals does not drown the others; and drawn a little to
    # the variance all would share, which also settles what contests between the same two leave open.
    shared = squares.sum() / (1 - share).sum()
    system = np.vstack([(own.T @ seen) / count[:, None], _DRAW * np.eye(len(kinds))])
    variance, _ = nnls(system, np.append((own.T @ squares) / count, _DRAW * shared * np.ones(len(kinds))))
    missing = sorted({ANY_OTHER, ANY_NEW} - set(kinds))
    every = pd.DataFrame({
        "party": [*kinds, *missing],
        "sd": [*np.sqrt(variance), *[np.sqrt(np.average(variance, weights=count))] * len(missing)],
        "contests": [*count.astype(float), *[np.nan] * len(missing)],
    })  # fmt: skip
    return every.assign(component="division", degrees_of_freedom=every["contests"].fillna(0.0))


def known_components(given: Sequence[str]) -> list[str]:
    """The components asked for, or an error for one there is not.

    >>> known_components(["division"])
    ['division']
    """
    wrong = [c for c in given if c not in get_args(Component)]
    if wrong or isinstance(given, str):
        raise ValueError(f"components={given!r} must list some of {', '.join(get_args(Component))}")
    return list(given)
