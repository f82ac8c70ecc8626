"""Work on other machines: what of elexan is compared, that nothing is lost, and the three commands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_projection import contest
from test_projection_draws import errors, projected

import elexan as ex
from elexan.projection import simulate


@pytest.fixture
def election(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Draws of three councils, two of them with contests of several seats, in tasks of a few contests."""
    monkeypatch.setattr(simulate, "_LEAST", 2)
    monkeypatch.setattr(simulate, "_TASK", 3 * 400)
    table = projected(
        *(contest(f"a{n}", organisation="a", Con=50 + n, Lab=48, LD=20) for n in range(4)),
        *(contest(f"b{n}", 2, organisation="b", Con=[50, 40], Grn=[44, 43], LD=30) for n in range(3)),
        contest("c", organisation="c", Ind=40, Lab=41),
    )
    model = errors(0.08, region=0.03, national=0.02, pattern=0.2, candidate=0.1)
    return lambda **options: ex.simulate_projection(table, model, draws=400, seed=3, **options)


class Inline:
    """A client of submit and gather alone, whose workers are this process."""

    def __init__(self) -> None:
        self.asked, self.most, self.waiting = 0, 0, 0

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        self.asked, self.waiting = self.asked + 1, self.waiting + 1
        self.most = max(self.most, self.waiting)
        return call, arguments

    def gather(self, futures: list[Any]) -> list[Any]:
        self.waiting -= len(futures)
        return [call(*arguments) for call, arguments in futures]


def same(one: Any, other: Any) -> None:
    np.testing.assert_array_equal(one.seats, other.seats)
    assert one.seats.dtype == other.seats.dtype
    pd.testing.assert_frame_equal(one.contests, other.contests, check_exact=True)
    pd.testing.assert_frame_equal(one.holders, other.holders)


def test_draws_are_the_same_wherever_they_are_made(election: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    alone, client = election(), Inline()
    assert (alone.seats.sum(axis=0) == 4 + 6 + 1).all() and len(np.unique(alone.seats)) > 3
    same(election(client=client), alone)
    assert client.asked == 3
    with ThreadPoolExecutor(2) as executor:
        same(election(client=executor), alone)
    monkeypatch.setattr(simulate, "_TASK", 1)
    for least in (1, 5):
        monkeypatch.setattr(simulate, "_LEAST", least)
        same(election(client=client), alone)
