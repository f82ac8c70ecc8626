"""Altair's quicker ways have the outcome of its own: what is valid, what is told, what is copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils import schemapi

from elexan.batch.schemas import quicken

WAYS = ("_get_errors_from_spec", "_FromDict", "_deep_copy")


@pytest.fixture
def of_its_own() -> Iterator[dict[str, Any]]:
    """Altair as it comes, with the quicker ways to be put back."""
    quicken()
    quick = {name: getattr(schemapi, name) for name in WAYS}
    for name, way in quick.items():
        setattr(schemapi, name, way.altairs_own)
    yield quick
    for name, way in quick.items():
        setattr(schemapi, name, way)


def _both(quick: dict[str, Any], made: Any) -> tuple[Any, Any]:
    own = _said(made)
    for name, way in quick.items():
        setattr(schemapi, name, way)
    return own, _said(made)


def _said(made: Any) -> Any:
    try:
        return made()
    except Exception as problem:
        return type(problem), str(problem)


def _chart(**of_bar: Any) -> alt.LayerChart:
    rows = pd.DataFrame({"party": ["Con", "Lab"], "seats": [3, np.nan], "day": pd.Timestamp("2021-05-06")})
    base = alt.Chart(rows).encode(x="party:N", y=alt.Y("seats:Q", scale=alt.Scale(domain=[0, 5])))
    text = base.mark_text().encode(text="seats:Q", color=alt.value("black"), order="day:T")
    return alt.layer(base.mark_bar(**of_bar), text).properties(usermeta={"fluid": True, "words": ["a", "b"]})


def test_all_are_in_place() -> None:
    quicken()
    assert [name for name in WAYS if not hasattr(getattr(schemapi, name), "altairs_own")] == []


@pytest.mark.parametrize(
    "made",
    [
        lambda: _chart().to_dict(),
        lambda: alt.hconcat(_chart(), _chart()).to_dict(),
        lambda: _chart().copy().to_dict(),
        lambda: _chart(cornerRadius="round").to_dict(),  # a number is due
        lambda: _chart().properties(usermeta=3).to_dict(),
        lambda: alt.Chart(alt.InlineData(values=[{"a": np.nan}])).mark_bar().encode(x="a:Q").to_dict(),
        lambda: alt.Chart().mark_bar().encode(x="a:Q", color={"value": 3}).to_dict(),
        lambda: alt.Chart.from_dict(_chart().to_dict()).to_dict(),
    ],
)
def test_the_outcome_is_altairs(of_its_own: dict[str, Any], made: Any) -> None:
    own, quick = _both(of_its_own, made)
    assert repr(quick) == repr(own)


def test_a_fault_is_told() -> None:
    quicken()
    with pytest.raises(schemapi.SchemaValidationError, match="round"):
        _chart(cornerRadius="round").to_dict()


def test_a_copy_is_apart() -> None:
    quicken()
    chart = _chart()
    copy = chart.copy()
    copy.usermeta["words"].append("c")
    copy.layer[0].encoding.y["scale"]["domain"][1] = 9
    assert chart.usermeta["words"] == ["a", "b"] and chart.layer[0].encoding.y["scale"]["domain"] == [0, 5]


def test_a_class_of_ones_own_is_found() -> None:
    quicken()
    alt.Chart.from_dict(_chart().to_dict())

    class Own(alt.Chart):
        pass

    known = schemapi._FromDict(schemapi._subclasses(schemapi.SchemaBase)).class_dict
    assert any(Own in classes for classes in known.values())
