"""Bounds of transfers: by hand, by brute force, and around the truth of random papers."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.systems import supplementary_vote
from elexan.transfer_bounds import NOBODY, transfer_bounds


def contest(first: list[int], second: list[int | None], ballot: str = "x") -> pd.DataFrame:
    names = list("abcdefgh")[: len(first)]
    return pd.DataFrame(
        {
            "ballot_id": ballot,
            "candidate_id": names,
            "candidate": [n.upper() for n in names],
            "party": "Ind",
            "voting_system": "SV",
            "second_round": "held",
            "first_pref": pd.array(first, dtype="Int64"),
            "second_pref": pd.array(second, dtype="Int64"),
            "elected": [n == "a" for n in names],
        }
    )


def limits(bounds: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    keys = zip(bounds["candidate_id"], bounds["destination"], strict=True)
    return dict(zip(keys, zip(bounds["votes_low"], bounds["votes_high"], strict=True), strict=True))


def attained(rows: list[int], columns: list[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Least and most of each cell over every table of whole numbers with these margins, by trying all."""
    ways = [
        [cells for cells in product(*(range(min(r, c) + 1) for c in columns)) if sum(cells) == r]
        for r in rows
    ]
    tables = [t for t in product(*ways) if all(sum(r[j] for r in t) == c for j, c in enumerate(columns))]
    assert tables
    return {
        (i, j): (min(t[i][j] for t in tables), max(t[i][j] for t in tables))
        for i in range(len(rows))
        for j in range(len(columns))
    }


def test_three_candidates_are_observed() -> None:
    r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    bounds = transfer_bounds(r)
    assert bounds["identified"].all()
    seen = bounds.set_index("destination")["votes_high"].to_dict()
    assert seen == {"nik-johnson": 37888, "james-palmer": 14253, NOBODY: 9744}


def test_one_large_and_one_small_candidate_by_hand() -> None:
    # 25 eliminated: 20 of C, 5 of D; 4 to A, 18 to B, 3 to nobody
    bounds = limits(transfer_bounds(contest([45, 30, 20, 5], [4, 18, None, None])))
    assert bounds[("c", "b")] == (13, 18) and bounds[("d", "b")] == (0, 5)
    assert bounds[("c", "a")] == (0, 4) and bounds[("d", NOBODY)] == (0, 3)


margins = st.tuples(
    st.lists(st.integers(0, 4), min_size=2, max_size=3), st.integers(0, 4), st.integers(0, 4)
).filter(lambda m: m[1] + m[2] <= sum(m[0]))


@given(margins)
@settings(max_examples=15, deadline=None)
def test_bounds_are_attained_by_some_table_and_passed_by_none(m: tuple[list[int], int, int]) -> None:
    rows, to_a, to_b = m
    bounds = limits(transfer_bounds(contest([60, 50, *rows], [to_a, to_b, *[None] * len(rows)])))
    truth = attained(rows, [to_a, to_b, sum(rows) - to_a - to_b])
    places, columns = "cdefgh", ["a", "b", NOBODY]
    assert bounds == {(places[i], columns[j]): cell for (i, j), cell in truth.items()}


@given(st.lists(st.integers(0, 4), min_size=2, max_size=3), st.integers(0, 4))
@settings(max_examples=20, deadline=None)
def test_bounds_are_attained_where_one_finalists_transfers_are_not_known(rows: list[int], to_a: int) -> None:
    if to_a > sum(rows):
        return
    bounds = limits(transfer_bounds(contest([60, 50, *rows], [to_a, None, *[None] * len(rows)])))
    left = sum(rows) - to_a
    truths = [attained(rows, [to_a, b, left - b]) for b in range(left + 1)]
    for i in range(len(rows)):
        for j, destination in enumerate(["a", "b", NOBODY]):
            every = [truth[(i, j)] for truth in truths]
            assert bounds[("cdefgh"[i], destination)] == (min(e[0] for e in every), max(e[1] for e in every))


papers = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["A", "B", "C", "D", "E", None]), st.integers(1, 30)),
    min_size=4,
    max_size=30,
).map(lambda rows: pd.DataFrame(rows, columns=["first", "second", "ballots"]))


@given(papers, papers)
@settings(max_examples=15, deadline=None)
def test_the_truth_lies_within_the_bounds_and_areas_only_narrow_them(
    one: pd.DataFrame, other: pd.DataFrame
) -> None:
    everybody = pd.concat([one, other], ignore_index=True)
    count = supplementary_vote(everybody, candidates=list("ABCDE"))
    if not (count["second_round"] == "held").any():
        return
    stays = set(count.dropna(subset="final_votes")["candidate_id"])
    bounds = transfer_bounds(count)
    areas = pd.concat(_area(part, stays, name) for part, name in ((one, "E1"), (other, "E2")))
    narrower = transfer_bounds(count, areas[areas["area_gss"] == "E1"])
    full = transfer_bounds(count, areas)
    # the rest of a contest is as good as its last area
    pd.testing.assert_frame_equal(narrower, full)
    gone = everybody[~everybody["first"].isin(stays)]
    where = gone["second"].where(gone["second"].isin(stays) & (gone["second"] != gone["first"]), NOBODY)
    truth = gone.groupby([gone["first"], where])["ballots"].sum()
    wide = limits(bounds)
    for cell, (low, high) in limits(full).items():
        assert wide[cell][0] <= low <= truth.get(cell, 0) <= high <= wide[cell][1]


def _area(part: pd.DataFrame, stays: set[str], name: str) -> pd.DataFrame:
    first = part.groupby("first")["ballots"].sum()
    moved = part[~part["first"].isin(stays)].groupby("second")["ballots"].sum()
    names = list("ABCDE")
    return pd.DataFrame(
        {
            "ballot_id": "ballots",
            "area_gss": name,
            "candidate_id": names,
            "first_pref": first.reindex(names).fillna(0).astype("Int64"),
            "second_pref": pd.array([moved.get(n, 0) if n in stays else None for n in names], dtype="Int64"),
        }
    )


def test_an_area_without_a_second_round_stays_with_the_rest() -> None:
    r = contest([45, 30, 20, 5], [4, 18, None, None])
    area = r[["ballot_id", "candidate_id", "first_pref"]].assign(area_gss="E1", second_pref=pd.NA)
    bounds = transfer_bounds(r, area)
    assert (bounds["units"] == 1).all() and limits(bounds) == limits(transfer_bounds(r))


def test_areas_with_more_votes_than_their_contest_are_named() -> None:
    r = contest([45, 30, 20, 5], [4, 18, None, None])
    area = r[["ballot_id", "candidate_id", "first_pref", "second_pref"]].assign(area_gss="E1")
    for row, column, who in ((2, "first_pref", "c"), (1, "second_pref", "b")):
        more = area.copy()
        more.loc[row, column] += 1
        with pytest.raises(ValueError, match=f"more votes than their contest: x, {who}"):
            transfer_bounds(r, more)


def test_who_won_at_once_or_has_unknown_first_preferences_gives_no_rows() -> None:
    at_once = contest([60, 20, 10], [None, None, None]).assign(second_round="not_needed")
    unknown = contest([45, 30, 20, 15], [4, 18, None, None], "y")
    unknown = unknown.assign(seats=1, valid_first=110)
    unknown.loc[2, "first_pref"] = pd.NA
    assert transfer_bounds(pd.concat([at_once, unknown], ignore_index=True)).empty


def test_shares_are_of_the_eliminated_candidate() -> None:
    bounds = transfer_bounds(contest([45, 30, 20, 5, 0], [4, 18, None, None, None]))
    row = bounds[(bounds["candidate_id"] == "c") & (bounds["destination"] == "b")].iloc[0]
    assert (row["share_low"], row["share_high"]) == (13 / 20, 18 / 20)
    assert bounds.loc[bounds["candidate_id"] == "e", "share_high"].isna().all()
