"""Every bundled notebook, run by papermill's own engine and by elexan's: what they show is the same."""

from __future__ import annotations

from typing import Any

import pytest

from elexan.paths import notebooks_dir
from elexan.report.notebooks import notebooks
from elexan.report.run import Literal, execute

SMALL: dict[str, dict[str, Literal]] = {
    "anglia": {"regions": ["bedfordshire", "milton-keynes"]},
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


@pytest.mark.parametrize("name", SMALL)
def test_the_outputs_are_papermills(name: str) -> None:
    path = notebooks()[name]
    ours, stock = (execute(path, SMALL[name], engine=engine) for engine in ("elexan", None))
    assert len(ours.cells) == len(stock.cells) and any(cell.get("outputs") for cell in ours.cells)
    for mine, theirs in zip(ours.cells, stock.cells, strict=True):
        assert lasting(mine) == lasting(theirs), mine.source
    assert ours.metadata.language_info == stock.metadata.language_info
    assert ours.metadata.papermill.parameters == stock.metadata.papermill.parameters == SMALL[name]


def lasting(cell: Any) -> Any:
    """What a cell holds, without times, and the random name of one that papermill put in."""
    run = cell.metadata.papermill
    return (
        cell.cell_type, cell.source, cell.metadata.get("tags"), cell.get("execution_count"),
        cell.get("outputs"), run.status, run.exception, sorted(cell.metadata.get("execution", {})),
    )  # fmt: skip
