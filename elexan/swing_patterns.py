"""Where a change was large and what it goes with: distribution, outliers, correlation, and a warning.

Whatever varies from one election to the next by chance alone falls where it was high and rises where it was
low: change correlates negatively with the earlier share even where nothing real happened. This is regression
to the mean, and ``change_correlates`` says where it can explain what is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .columns import names, number, require, whole
from .errors import EmptySelectionError, UnknownNameError

_NORMAL = 0.6744897501960817  # the upper quartile of the standard normal distribution
_NINETY_FIVE = 1.959963984540054


def swing_distribution(
    swings: pd.DataFrame, *, column: str = "swing", by: str | Sequence[str] = ()
) -> pd.DataFrame:
    """How the swings (or changes) of many contests are spread, one row per group of them.

    ``swings`` is a table of ``swing``, or of ``share_change`` with ``column="share_change"`` and one party
    at a time in ``by``. Every contest counts once, whatever its electorate. Rows with no swing are not
    counted, except in ``not_known``.

    Columns: those of ``by``, ``counted`` (column), ``contests``, ``not_known``, ``mean``,
    ``standard_deviation`` (missing for a single one), ``minimum``, ``lower_quartile``, ``median``,
    ``upper_quartile``, ``maximum`` (all in the unit of the column, −1 to 1) and ``positive_share`` (of
    contests with a swing above 0, 0 to 1).

    >>> s = pd.DataFrame({"ballot_id": list("abc"), "swing": [0.02, 0.04, -0.03]})
    >>> swing_distribution(s)[["contests", "mean", "median", "positive_share"]].round(3).values.tolist()
    [[3, 0.01, 0.02, 0.667]]
    """
    keys = [by] if isinstance(by, str) else list(by)
    require(swings, "swings", [column, *keys])
    rows = swings.assign(_x=number(swings, column), _all="")
    groups = rows.groupby(keys or ["_all"], dropna=False)["_x"]
    table = pd.DataFrame(
        {
            "contests": groups.count(),
            "not_known": groups.size() - groups.count(),
            "mean": groups.mean(),
            "standard_deviation": groups.std(),
            "minimum": groups.min(),
            "lower_quartile": groups.quantile(0.25),
            "median": groups.median(),
            "upper_quartile": groups.quantile(0.75),
            "maximum": groups.max(),
        }
    )
    above = (rows["_x"] > 0).groupby([rows[k] for k in keys or ["_all"]], dropna=False).sum()
    table = table.assign(positive_share=above / table["contests"].where(table["contests"] > 0))
    table = table.assign(contests=whole(table["contests"]), not_known=whole(table["not_known"]))
    table = table.reset_index().drop(columns=[] if keys else "_all")
    table.insert(len(keys), "counted", column)
    return table


def swing_outliers(
    swings: pd.DataFrame, *, column: str = "swing", by: str | Sequence[str] = (), limit: float = 3.5
) -> pd.DataFrame:
    """The contests whose swing is far from the others' of its group, farthest first.

    Far is measured from the median in median absolute deviations, which the outliers themselves do not
    stretch: z = 0.6745 (swing − median) / MAD, an outlier where |z| > ``limit``.

    Columns: those of ``swings``, ``median`` (of the group) and ``modified_z``. No rows where nothing
    stands out, or where over half of a group's swings are equal. Reference: Iglewicz & Hoaglin 1993.

    >>> s = pd.DataFrame({"ballot_id": list("abcde"), "swing": [0.01, 0.02, 0.03, 0.02, 0.30]})
    >>> swing_outliers(s)["ballot_id"].tolist()
    ['e']
    """
    keys = [by] if isinstance(by, str) else list(by)
    require(swings, "swings", [column, *keys])
    if not limit > 0:
        raise ValueError(f"limit={limit} is not above 0; 3.5 is usual")
    value = number(swings, column)
    group = [swings[k] for k in keys] or [pd.Series("", index=swings.index)]
    median = value.groupby(group, dropna=False).transform("median")
    spread = (value - median).abs().groupby(group, dropna=False).transform("median")
    z = _NORMAL * (value - median) / spread.where(spread > 0)
    table = swings.assign(median=median, modified_z=z, _far=z.abs().round(9))[z.abs() > limit]
    order = [c for c in ("ballot_id", "area_name", "party") if c in table]
    down = [False] + [True] * len(order)
    return table.sort_values(["_far", *order], ascending=down, ignore_index=True).drop(columns="_far")


def change_correlates(changes: pd.DataFrame, *, by: str | Sequence[str] = "party") -> pd.DataFrame:
    """What each party's change goes with over the contests where it stood both times, one row per group.

    ``changes`` is a table of ``share_change`` by contest; with a column ``turnout`` (of the later
    election, ``turnout`` adds it) that is correlated too.

    The correlation of a change with the earlier share is negative by arithmetic alone where chance moved
    the shares. Two tests tell that apart from a real narrowing or widening: ``average_correlation``, of the
    change with the mean of both shares, is free of it (Oldham), and its sign is that of the change in
    spread. ``regression_to_mean`` is true where the correlation with the earlier share is below 0 by its 95 %
    interval but that with the average is not: then the fall where the party was strong must not be read as
    one. It is also a warning where both are below 0: part of the first is still arithmetic.

    Columns: those of ``by``, ``contests``, ``mean_change``, ``earlier_correlation`` (−1 to 1) with
    ``earlier_correlation_low`` and ``_high`` (95 %, Fisher's z), ``earlier_slope`` (points of change per
    point of earlier share), ``average_correlation`` with ``_low`` and ``_high``, ``spread_ratio`` (standard
    deviation now / before), ``regression_to_mean`` (boolean; missing where fewer than four contests),
    ``turnout_correlation`` where turnout is given, with ``turnout_contests``. References: Galton 1886;
    Oldham 1962; Fisher 1921.

    >>> c = pd.DataFrame({"ballot_id": list("abcdef"), "party": "Con",
    ...                   "vote_share_before": [0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    ...                   "vote_share": [0.30, 0.41, 0.38, 0.62, 0.59, 0.80]})
    >>> change_correlates(c)[["contests", "mean_change", "earlier_slope"]].round(3).values.tolist()
    [[6, 0.067, -0.063]]
    """
    keys = names(by)
    require(changes, "changes", ["vote_share_before", "vote_share", *keys])
    rows = changes[keys].assign(
        _x=number(changes, "vote_share_before"), _y=number(changes, "vote_share"),
        _t=number(changes, "turnout"),
    ).dropna(subset=["_x", "_y"])  # fmt: skip
    rows = rows.assign(_d=rows["_y"] - rows["_x"], _m=(rows["_y"] + rows["_x"]) / 2)
    groups = rows.groupby(keys, dropna=False)
    table = groups.agg(contests=("_d", "size"), mean_change=("_d", "mean"))
    spread = groups[["_x", "_y"]].std()
    earlier, average = _correlation(rows, keys, "_d", "_x"), _correlation(rows, keys, "_d", "_m")
    change_spread = groups["_d"].std()
    table = table.assign(
        earlier_correlation=earlier, **_interval(earlier, table["contests"], "earlier_correlation"),
        earlier_slope=earlier * change_spread / spread["_x"],
        average_correlation=average, **_interval(average, table["contests"], "average_correlation"),
        spread_ratio=spread["_y"] / spread["_x"].where(spread["_x"] > 0),
    )  # fmt: skip
    falls = table["earlier_correlation_high"] < 0
    flagged = (falls & ~(table["average_correlation_high"] < 0)).astype("boolean")
    table["regression_to_mean"] = flagged.mask(table["earlier_correlation_high"].isna(), pd.NA)
    table["contests"] = whole(table["contests"])
    if "turnout" in changes:
        known = rows.dropna(subset="_t")
        table["turnout_correlation"] = _correlation(known, keys, "_d", "_t")
        table["turnout_contests"] = whole(known.groupby(keys, dropna=False).size())
        table["turnout_contests"] = table["turnout_contests"].fillna(0)
    return table.reset_index()


def change_where(
    changes: pd.DataFrame, *, party: str, place: str | Sequence[str] = "ballot_id"
) -> pd.DataFrame:
    """Each party's change beside the share another party had before, one row per contest and party.

    For what happened where a party had been strong, such as UKIP's vote of 2017 after it stopped standing.
    ``changes`` is a table of ``share_change`` by ``place``. Only contests in which the party stood before
    are kept: where it did not stand its share is not 0 but missing. No party is added to another.

    Columns: those of ``changes``, ``of_party`` (the party named) and ``party_share_before`` (its share,
    0 to 1). The named party's own rows are kept, with its own change (missing where it no longer stood).
    Raises UnknownNameError for a party that stood nowhere before.

    >>> c = pd.DataFrame({"ballot_id": "x", "party": ["Con", "UKIP"], "vote_share_before": [0.4, 0.2],
    ...                   "vote_share": [0.5, None], "share_change": [0.1, None]})
    >>> change_where(c, party="UKIP")[["party", "party_share_before", "share_change"]].values.tolist()
    [['Con', 0.2, 0.1], ['UKIP', 0.2, nan]]
    """
    keys = names(place)
    require(changes, "changes", [*keys, "party", "vote_share_before", "vote_share", "share_change"])
    stood = changes[number(changes, "vote_share_before").notna()]
    if party not in set(stood["party"]):
        raise UnknownNameError(
            "party that stood before",
            party,
            stood["party"].unique(),
            hint=", ".join(sorted(set(stood["party"]))),
        )
    own = stood.loc[stood["party"] == party, [*keys, "vote_share_before"]]
    own = own.rename(columns={"vote_share_before": "party_share_before"})
    table = changes.merge(own, on=keys, how="inner", validate="many_to_one").assign(of_party=party)
    return table.sort_values([*keys, "party"], ignore_index=True)


def change_per_point(where: pd.DataFrame, *, by: str | Sequence[str] = ()) -> pd.DataFrame:
    """How each party's change grew with the other party's earlier share, one row per group and party.

    ``where`` is a table of ``change_where``. The slope is that of an ordinary least-squares line through
    the contests where the party stood both times. It compares **places**: a slope of 0.6 says the party rose
    0.6 points more for each further point the other had had, not that six in ten of those voters chose it.

    Columns: those of ``by``, party, ``of_party``, ``contests``, ``mean_change`` (−1 to 1), ``slope``, with
    ``slope_low`` and ``slope_high`` (95 %, by the residual spread), ``correlation`` (−1 to 1); these four are
    missing below three contests. Raises EmptySelectionError where no party stood both times.

    >>> w = pd.DataFrame({"ballot_id": list("abc"), "party": "Con", "of_party": "UKIP",
    ...                   "party_share_before": [0.0, 0.1, 0.2], "share_change": [0.0, 0.05, 0.10]})
    >>> change_per_point(w)[["party", "slope", "correlation"]].round(3).values.tolist()
    [['Con', 0.5, 1.0]]
    """
    keys = [*([by] if isinstance(by, str) else list(by)), "party", "of_party"]
    require(
        where,
        "where",
        [*keys, "party_share_before", "share_change"],
        remedy="change_where gives such a table",
    )
    rows = where[keys].assign(_x=number(where, "party_share_before"), _d=number(where, "share_change"))
    rows = rows[rows["party"] != rows["of_party"]].dropna(subset=["_x", "_d"])
    if rows.empty:
        raise EmptySelectionError("no other party stood both times in these contests")
    groups = rows.groupby(keys, dropna=False)
    table = groups.agg(contests=("_d", "size"), mean_change=("_d", "mean"))
    r, spread = _correlation(rows, keys, "_d", "_x"), groups[["_x", "_d"]].std()
    r = r.where(table["contests"] > 2)
    slope = r * spread["_d"] / spread["_x"]
    error = spread["_d"] / spread["_x"] * np.sqrt((1 - r**2).clip(lower=0) / (table["contests"] - 2))
    half = _t_975(table["contests"] - 2) * error.where(table["contests"] > 2)
    table = table.assign(
        contests=whole(table["contests"]), slope=slope, slope_low=slope - half, slope_high=slope + half,
        correlation=r,
    )  # fmt: skip
    return table.reset_index()


def _correlation(rows: pd.DataFrame, keys: list[str], a: str, b: str) -> pd.Series:
    """Pearson's correlation of two columns in each group; missing where one of them does not vary."""
    group = [rows[k] for k in keys]
    x, y = (rows[c] - rows[c].groupby(group, dropna=False).transform("mean") for c in (a, b))
    sums = pd.DataFrame({"xy": x * y, "xx": x * x, "yy": y * y}).groupby(group, dropna=False).sum()
    # The sums of squares of equal values are not quite 0 in floating point.
    scale = np.sqrt(sums["xx"].where(sums["xx"] > 1e-18) * sums["yy"].where(sums["yy"] > 1e-18))
    return (sums["xy"] / scale).clip(-1, 1)


def _interval(r: pd.Series, n: pd.Series, name: str) -> dict[str, pd.Series]:
    """The 95 % interval of a correlation by Fisher's z; missing below four pairs."""
    z = np.arctanh(r.where(r.abs() < 1))
    half = _NINETY_FIVE / np.sqrt((n - 3).where(n > 3).astype("float64"))
    low, high = np.tanh(z - half), np.tanh(z + half)
    exact = (r.abs() == 1) & (n > 3)
    return {f"{name}_low": low.mask(exact, r), f"{name}_high": high.mask(exact, r)}


def _t_975(freedom: pd.Series) -> pd.Series:
    """Student's t at 97.5 % for each number of degrees of freedom."""
    from scipy.special import stdtrit  # the same as scipy.stats.t.ppf, which takes far longer to import

    return pd.Series(stdtrit(freedom.where(freedom > 0).to_numpy("float64"), 0.975), index=freedom.index)
