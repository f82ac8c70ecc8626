"""How far projections miss, on a scale where the miss is of one size: estimated from one pair of elections.

The scale is the square root of the share. Errors of one standard deviation σ there, independent between the
parties, squared and divided by their sum, give a party of share p a standard deviation of about 2σ√(p(1 − p))
and the parties' shares the negative correlations of a multinomial count: what one gains the others lose in
proportion to their shares. Near the projection, the residuals r of a contest are M e, where e are the errors,
M = I − u uᵀ and u the square roots of the projected shares, so that E[r²] = M² σ² (M squared cell by cell): a
linear system for the parties' variances, solved by non-negative least squares.

The components, each an error of a party: national, the same everywhere; region, the same in a region;
pattern, a region's error in how the swing varies with the party's strength (so much for each unit by which
the root of its projected share is above its mean in the region), which moves seats though it moves no
total; division, of one contest; candidate, of one of several candidates of a party.

References: Bartlett 1936 (the square-root scale); Curtice & Firth 2008 (chances of winning from the spread
about a projected share); Jennings & Wlezien 2018 (errors of polls).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from ..columns import names, number, one_of, require
from ..errors import EmptySelectionError

Component = Literal["national", "region", "pattern", "division", "candidate"]
EVERY_COMPONENT: tuple[Component, ...] = get_args(Component)
ANY_OTHER, ANY_NEW, EVERY = "any other", "any new", "every"
_DRAW, _FEWEST = 0.05, 4


@dataclass(frozen=True)
class ProjectionErrors:
    """What ``fit_projection_errors`` found, which ``simulate_projection`` draws from.

    ``spread``: one row a component (national, region, pattern, division, candidate) and ``party`` (a code,
    ``any other``, ``any new`` for parties that did not stand in the contest before, or ``every``); ``sd`` on
    the square-root scale (candidate: of the logarithm of a candidate's vote over the mean of the party's),
    ``contests`` it rests on (missing where it was given), ``degrees_of_freedom``.
    """

    spread: pd.DataFrame

    def sd(self, component: Component, party: str = EVERY) -> float:
        """The standard deviation of one component, for a party or every one; NaN where not known.

        >>> spread = pd.DataFrame({"component": ["national"], "party": ["every"], "sd": [0.02]})
        >>> ProjectionErrors(spread).sd("national")
        0.02
        """
        return self._figure("sd", component, party)

    def degrees_of_freedom(self, component: Component, party: str = EVERY) -> float:
        """What a standard deviation rests on; 0 where it was given, NaN where that is not said.

        >>> spread = pd.DataFrame({"component": ["region"], "party": ["every"], "degrees_of_freedom": [4.0]})
        >>> ProjectionErrors(spread).degrees_of_freedom("region")
        4.0
        """
        return self._figure("degrees_of_freedom", component, party)

    def _figure(self, column: str, component: Component, party: str) -> float:
        if column not in self.spread:
            return float("nan")
        of = self.spread[self.spread["component"] == component].set_index("party")[column]
        return float(of.get(party, float("nan")))


def fit_projection_errors(
    residuals: pd.DataFrame,
    *,
    region: str = "organisation",
    national: float = 0.0,
    candidate: float | None = None,
    least: int = 30,
) -> ProjectionErrors:
    """The spread of a projection's errors by component, from the residuals of one pair of elections.

    ``residuals``: a table of ``projection_residuals``. ``region`` is its column of regions. The components
    are described in ``elexan.projection.spread``.

    division: per party with ``least`` contests or more; others together are ``any other``, and those that
    did not stand in a contest before ``any new``. region and pattern: one figure for every party, from what
    the regions differ by beyond what their divisions explain. The regional one is only there to be seen
    where the projection was to one target for all regions: with a target a region it is about 0. Both rest
    on the regions less one, or the regions: with five or six, know them to within a third at best.
    national: **cannot be estimated from one pair of elections** and is what you give, 0 where the target is
    taken as true; polls that miss a share near a third by 2 points on average are about 0.026. candidate:
    from contests of several seats; give it where there are none.

    Raises EmptySelectionError without residuals.

    >>> r = pd.DataFrame({"ballot_id": list("vvwwxxyy"), "party": ["Con", "Lab"] * 4, "new": False,
    ...                   "organisation": "a", "seats": 1, "vote_share_projected": 0.5,
    ...                   "root_error": [0.1, -0.1, -0.1, 0.1] * 2, "candidates": 1,
    ...                   "candidate_variance": float("nan")})
    >>> errors = fit_projection_errors(r, national=0.02, candidate=0.1, least=2)
    >>> round(errors.sd("division", "Con"), 3), errors.sd("national")
    (0.163, 0.02)
    """
    require(
        residuals, "residuals", ["ballot_id", "party", region, "new", "vote_share_projected", "root_error"]
    )
    if residuals.empty:
        raise EmptySelectionError("residuals hold no contest; give those of projection_residuals")
    rows = residuals.assign(
        _kind=_kinds(residuals, least),
        _region=residuals[region],
        _root=np.sqrt(residuals["vote_share_projected"]),
    )
    cells, rows = _cells(rows)
    ordinary = cells[~cells["new"] & cells["_kind"].eq(cells["party"])]
    regions = ordinary["_region"].nunique()
    more = rows[(number(rows, "seats") > 1) & rows["candidate_variance"].notna()]
    degrees = float((more["candidates"] - 1).sum())
    square = ((more["candidates"] - 1) * more["candidate_variance"]).sum()
    spare = candidate is None
    single = pd.DataFrame({
        "component": ["national", "region", "pattern", "candidate"], "party": EVERY,
        "sd": [
            national, _between(ordinary, "_mean", regions), _between(ordinary, "_slope", regions),
            np.sqrt(square / degrees) if spare and degrees else np.nan if spare else candidate,
        ],
        "contests": [
            np.nan, *[rows["ballot_id"].nunique()] * 2, more["ballot_id"].nunique() if spare else np.nan,
        ],
        "degrees_of_freedom": [0.0, max(regions - 1.0, 0.0), regions, degrees if spare else 0.0],
    })  # fmt: skip
    return ProjectionErrors(pd.concat([single, _division(rows)], ignore_index=True))


def _cells(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The line through the residuals of each region's party, and the residuals less it (``_left``).

    Cells: ``_mean`` and ``_slope`` with the variance sampling gives them (``_mean_noise``,
    ``_slope_noise``) and what they are weighted by (``_mean_weight``, ``_slope_weight``).
    """
    keys = ["_region", "party", "new"]
    grouped = rows.groupby(keys)
    rows = rows.assign(
        _n=grouped["party"].transform("size"), _x=rows["_root"] - grouped["_root"].transform("mean"),
        _mean=grouped["root_error"].transform("mean"),
    )  # fmt: skip
    rows = rows.assign(_xx=rows["_x"] ** 2, _xy=rows["_x"] * rows["root_error"])
    across = rows.groupby(keys)[["_xx", "_xy"]].transform("sum")
    enough = rows["_n"] >= _FEWEST
    # Shares that are all but alike have no slope; the line is then flat.
    sloped = enough & (across["_xx"] > 1e-9)
    slope = (across["_xy"] / across["_xx"].where(sloped)).fillna(0.0)
    degrees = (rows["_n"] - 1 - sloped).where(enough, 1)
    left = rows["root_error"] - (rows["_mean"] + slope * rows["_x"]).where(enough, 0.0)
    rows = rows.assign(_slope=slope, _sum=across["_xx"], _square=left**2, _sloped=sloped)
    variance = rows.groupby(keys)["_square"].transform("sum") / degrees
    # A line through n points takes two of their degrees of freedom with it.
    rows = rows.assign(_left=left * np.sqrt((rows["_n"] / degrees).where(enough, 1.0)), _variance=variance)
    share = rows.groupby(keys)["vote_share_projected"].transform("mean")
    cells = rows.assign(
        _free=1 - share, _mean_noise=variance / rows["_n"], _mean_weight=rows["_n"],
        _slope_noise=variance / across["_xx"].where(sloped), _slope_weight=across["_xx"].where(sloped),
    )  # fmt: skip
    return cells[enough].drop_duplicates(keys), rows


def _between(cells: pd.DataFrame, figure: str, regions: int) -> float:
    """The standard deviation between regions of a figure of their parties, beyond what sampling explains.

    NaN with fewer than two regions. Means are about the target's own, which takes a degree of freedom.
    """
    if regions < 2:
        return float("nan")
    weight = cells[f"{figure}_weight"]
    surplus = (weight * (cells[figure] ** 2 - cells[f"{figure}_noise"])).sum()
    # Of an error common to a region's contests a party of share p keeps 1 − p: the rest is everybody's.
    variance = surplus / (weight * cells["_free"]).sum() if weight.sum() > 0 else 0.0
    lost = regions / (regions - 1) if figure == "_mean" else 1.0
    return float(np.sqrt(max(variance * lost, 0.0)))


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
    from scipy.optimize import nnls

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
    for component in names(given):
        one_of("component", component, Component)
    return names(given)
