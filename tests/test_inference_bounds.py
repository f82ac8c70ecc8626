"""Bounds of a table of cross votes: by hand, by every table there is, and by linear programming."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from small_areas import county

from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.inference import bounds, transitions, unit_bounds


def votes(figures: list[list[float]], prefix: str) -> pd.DataFrame:
    names = [f"{prefix}{k}" for k in range(len(figures[0]))]
    return pd.DataFrame(figures, index=[f"u{k}" for k in range(len(figures))], columns=names)


def every_table(rows: tuple[int, ...], columns: tuple[int, ...]) -> list[np.ndarray]:
    """Every table of whole votes with these margins."""
    found = []
    choices = [
        [c for c in itertools.product(*(range(min(r, k) + 1) for k in columns)) if sum(c) == r] for r in rows
    ]
    for table in itertools.product(*choices):
        if tuple(np.sum(table, axis=0)) == columns:
            found.append(np.array(table))
    return found


def test_two_areas_worked_by_hand() -> None:
    # a: 90 + 80 − 100 = 70 at least, 80 at most; b: 20 + 30 − 100 < 0, so 0, and 20 at most.
    b = bounds(votes([[90, 10], [20, 80]], "r"), votes([[80, 20], [30, 70]], "c")).iloc[0]
    assert (b["votes_low"], b["votes_high"]) == (70, 100)
    assert (b["share_low"], b["share_high"]) == (pytest.approx(70 / 110), pytest.approx(100 / 110))


@pytest.mark.parametrize(
    ("rows", "columns"), [((3, 2, 1), (2, 4)), ((4, 1), (1, 1, 3)), ((2, 2, 2), (3, 0, 3)), ((5, 0), (2, 3))]
)
def test_both_ends_are_those_of_every_table_there_is(rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
    tables = np.array(every_table(rows, columns))
    b = unit_bounds(votes([list(rows)], "r"), votes([list(columns)], "c"))
    assert b["votes_low"].tolist() == tables.min(0).ravel().tolist()
    assert b["votes_high"].tolist() == tables.max(0).ravel().tolist()


def test_the_bounds_of_the_whole_are_those_of_a_linear_programme() -> None:
    w, y, _ = county(4, seed=3)
    r, c, n = w.shape[1], y.shape[1], len(w)
    b = bounds(w, y)
    cells = np.arange(n * r * c).reshape(n, r, c)
    rules = [(cells[u, k], w.iat[u, k]) for u in range(n) for k in range(r)]
    rules += [(cells[u, :, k], y.iat[u, k]) for u in range(n) for k in range(c)]
    matrix = np.zeros((len(rules), n * r * c))
    for at, (own, _votes) in enumerate(rules):
        matrix[at, own] = 1
    for k, j in ((0, 0), (1, 2), (3, 1)):
        cost = np.zeros(n * r * c)
        cost[cells[:, k, j]] = 1
        ends = [linprog(sign * cost, A_eq=matrix, b_eq=[v for _, v in rules]).fun * sign for sign in (1, -1)]
        row = b[(b["origin"] == w.columns[k]) & (b["destination"] == y.columns[j])].iloc[0]
        assert row[["votes_low", "votes_high"]].tolist() == pytest.approx(ends, abs=1e-6)


def test_a_figure_whose_bounds_meet_is_known() -> None:
    b = bounds(votes([[5, 5]], "r"), votes([[10]], "c"))
    assert b["identified"].all() and b["votes_low"].tolist() == [5, 5]
    b = bounds(votes([[5, 0]], "r"), votes([[3, 2]], "c"))
    assert b["identified"].all() and b["share_low"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize("estimate", [bounds, unit_bounds, transitions])
def test_figures_that_cannot_be_right_are_all_listed(estimate) -> None:  # type: ignore[no-untyped-def]
    w, y = votes([[5, -1], [np.nan, 4]], "r"), votes([[2, 2], [np.inf, 4]], "c")
    with pytest.raises(DataError) as error:
        estimate(w, y)
    assert len(error.value.problems) == 3
    for text in ("rows (u0): r1: is -1", "rows (u1): r0: is missing", "columns (u1): c0: is inf"):
        assert text in str(error.value)


def test_units_and_options_must_be_the_same_and_once() -> None:
    w, y = votes([[1, 1], [1, 1]], "r"), votes([[1, 1], [1, 1]], "c")
    with pytest.raises(ValueError, match="units in rows only: u0; units in columns only: z"):
        bounds(w, y.rename(index={"u0": "z"}))
    with pytest.raises(ValueError, match="columns has units more than once: u1"):
        bounds(w.iloc[1:], y.rename(index={"u0": "u1"}))
    with pytest.raises(ValueError, match="rows has options more than once: r0"):
        bounds(w.set_axis(["r0", "r0"], axis=1), y)
    assert bounds(w, y.iloc[::-1]).equals(bounds(w, y))
    with pytest.raises(EmptySelectionError, match="rows is empty: it has 0 units"):
        bounds(w.iloc[:0], y.iloc[:0])
    with pytest.raises(EmptySelectionError, match="no votes in columns"):
        bounds(w, y * 0, scale="rows")


def test_unequal_totals_are_refused_unless_it_is_said_what_to_do() -> None:
    w, y = votes([[30, 10], [20, 20], [6, 6]], "r"), votes([[30, 20], [10, 10], [6, 6]], "c")
    with pytest.raises(DataError) as error:
        bounds(w, y)
    assert "rows (u0): has 40 votes and columns 50" in str(error.value) and "u1" in str(error.value)
    assert "u2" not in str(error.value)
    of = {
        how: bounds(w, y, scale=how).groupby("origin", sort=False)["votes_high"].max().sum()  # type: ignore[arg-type]
        for how in ("rows", "columns")
    }
    assert of["rows"] != of["columns"]
    by_rows = unit_bounds(w, y, scale="rows")
    assert by_rows["votes_high"].iloc[0] == 30  # of 37.5 and 30
    rest = bounds(w, y, scale="difference")
    assert set(rest["origin"]) == {"r0", "r1", "entered"} and set(rest["destination"]) == {"c0", "c1", "left"}
    assert rest.query("origin == 'entered'")["votes_high"].tolist() == [10, 10, 0]
    with pytest.raises(ValueError, match='an option is called "entered" already'):
        bounds(w.rename(columns={"r0": "entered"}), y, scale="difference")
    with pytest.raises(UnknownNameError, match='did you mean "columns"'):
        bounds(w, y, scale="column")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="to scale to: u0"):
        bounds(w, y.mul([0, 1, 1], axis=0), scale="rows")
