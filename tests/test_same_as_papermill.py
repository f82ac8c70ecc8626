"""Every bundled notebook, run by papermill's own engine and by elexan's, if asked: they show the same."""

from __future__ import annotations

import pytest
from small_notebooks import same

from elexan.paths import notebooks_dir
from elexan.report.notebooks import notebooks
from elexan.report.run import Literal, execute

SMALL: dict[str, dict[str, Literal]] = {
    "anglia": {"regions": ["bedfordshire", "milton-keynes"]},
    "claims": {},
    "councils": {"kinds": ["county"]},
    "first_look": {},
    "mayors": {"regions": ["tees-valley", "cambridgeshire-and-peterborough", "london"]},
    "projection": {"councils": ["cambridgeshire"], "draws": 200},
    "region": {"region": "bedfordshire"},
    "second_rounds": {"draws": 50},
    "tickets": {"counties": ["cambridgeshire", "essex"]},
}
"""Each notebook, with parameters that make it short."""


def test_every_notebook_is_among_them() -> None:
    assert set(SMALL) == set(notebooks(notebooks_dir()))


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_the_outputs_are_papermills(name: str) -> None:
    path = notebooks()[name]
    same(execute(path, SMALL[name]), execute(path, SMALL[name], engine=None))
