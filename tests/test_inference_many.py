"""Many estimates at once: the same here, in an executor and on dask workers, and what resampling shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
import pytest

from elexan.errors import DataError, EmptySelectionError
from elexan.inference import bootstrap_transitions, pooled, transitions, transitions_many

dask_needed = pytest.mark.skipif(find_spec("distributed") is None, reason="dask.distributed is not installed")


def areas(units: int = 30, seed: int = 1, loyal: float = 0.8) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    con = rng.integers(100, 900, units)
    council = pd.DataFrame({"Con": con, "Lab": 1000 - con}, index=[f"u{n}" for n in range(units)])
    stayed = rng.binomial(council.to_numpy(), loyal)
    mayor = pd.DataFrame(stayed + (council.to_numpy() - stayed)[:, ::-1], council.index, council.columns)
    return council, mayor


CASES = {"north": areas(), "south": areas(seed=2, loyal=0.6)}


def test_each_case_and_method_is_as_by_itself() -> None:
    table = transitions_many(CASES, method=["map", "lphom"])
    for name, pair in CASES.items():
        for method in ("map", "lphom"):
            own = table[(table["case"] == name) & (table["method"] == method)].drop(columns="case")
            pd.testing.assert_frame_equal(own.reset_index(drop=True), transitions(*pair, method=method))  # type: ignore[arg-type]
    assert table["case"].drop_duplicates().tolist() == ["north", "south"]


def test_an_executor_gives_the_same() -> None:
    with ThreadPoolExecutor(2) as client:
        pd.testing.assert_frame_equal(transitions_many(CASES, client=client), transitions_many(CASES))
        there = bootstrap_transitions(*CASES["north"], draws=30, method="map", client=client)
    pd.testing.assert_frame_equal(there, bootstrap_transitions(*CASES["north"], draws=30, method="map"))


@dask_needed
def test_dask_workers_give_the_same() -> None:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        there: Any = transitions_many(CASES, client=client)
        assert len(client.nthreads()) == 2
    pd.testing.assert_frame_equal(there, transitions_many(CASES))


def test_what_a_case_lacks_is_said_of_all_and_loses_none() -> None:
    few = areas(units=6)
    negative = (CASES["north"][0].replace(CASES["north"][0].iloc[0, 0], -1), CASES["north"][1])
    with pytest.raises(DataError) as told:
        transitions_many({"few": few, "good": CASES["north"], "bad": negative}, method=["map", "ipf_em"])
    lines = str(told.value)
    assert "few: " in lines and "bad: " in lines and "good" not in lines
    assert lines.count("few: ") == 1  # once, not once a method
    with pytest.raises(EmptySelectionError, match="no cases"):
        transitions_many({})


def test_the_bootstrap_spreads_like_new_samples_of_units() -> None:
    # The spread of the estimate over fresh samples of 30 areas is what resampling one sample stands for.
    fresh = [transitions(*areas(seed=s), method="map")["share"].to_numpy() for s in range(40)]
    table = bootstrap_transitions(*areas(), draws=60, method="map")
    ratio = table["bootstrap_standard_error"].to_numpy() / np.std(fresh, axis=0, ddof=1)
    assert ((ratio > 0.5) & (ratio < 2)).all()
    assert table["share"].between(table["bootstrap_low"], table["bootstrap_high"]).all()


def test_the_bootstrap_keeps_its_draws_whatever_the_order_and_has_entrants() -> None:
    rows, columns = CASES["north"]
    mixed = rows.sample(frac=1, random_state=4)
    one, other = (bootstrap_transitions(r, columns, draws=10, method="map") for r in (rows, mixed))
    pd.testing.assert_frame_equal(one, other)
    more = columns.assign(Lab=columns["Lab"] + np.eye(1, len(columns), dtype=int)[0] * 5)  # in one area only
    table = bootstrap_transitions(rows, more, draws=20, method="map", scale="difference")
    assert "entered" in set(table["origin"]) and len(table) == 6
    with pytest.raises(ValueError, match="draws=1"):
        bootstrap_transitions(rows, columns, draws=1)


def test_small_options_are_added_up_and_none_is_lost() -> None:
    votes = pd.DataFrame({"Ind": [3, 0], "Con": [60, 50], "WPB": [1, 2], "Other": [5, 9], "Lab": [31, 39]})
    few = pooled(votes, least=0.03)
    assert few.to_dict("list") == {"Con": [60, 50], "Lab": [31, 39], "Other": [9, 11]}
    assert few.sum().sum() == votes.sum().sum()
    pd.testing.assert_frame_equal(pooled(votes, least=0.012), votes)
    alone = votes.drop(columns=["Other", "WPB"])
    pd.testing.assert_frame_equal(pooled(alone, least=0.03), alone)  # one is no group
    with pytest.raises(ValueError, match="least=3"):
        pooled(votes, least=3)
