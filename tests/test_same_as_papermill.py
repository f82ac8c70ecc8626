"""Every bundled notebook, run by papermill as it comes and by elexan's engine: they show the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_notebooks import same

from elexan.paths import notebooks, notebooks_dir
from elexan.report.run import Literal, execute

PLACES: dict[str, list[dict[str, Literal]]] = {
    "anglia": [
        {"regions": ["bedfordshire", "milton-keynes"]},
        {"regions": ["norfolk", "suffolk"]},
        {"regions": ["northamptonshire", "hertfordshire"]},
    ],
    "claims": [{}],
    "councils": [{"kinds": ["county"]}, {"kinds": ["unitary"]}, {"kinds": ["district"]}],
    "first_look": [{}],
    "mayors": [
        {"regions": ["tees-valley", "cambridgeshire-and-peterborough", "london"]},
        {"regions": ["west-midlands", "liverpool-city-region"]},
        {"regions": ["west-yorkshire", "west-of-england"]},
    ],
    "projection": [
        {"councils": ["cambridgeshire"], "draws": 200},
        {"councils": ["norfolk"], "draws": 200},
        {"councils": ["hertfordshire"], "draws": 200},
    ],
    "region": [{"region": "bedfordshire"}, {"region": "cambridgeshire"}, {"region": "tees-valley"}],
    "second_rounds": [{"draws": 50}],
    "tickets": [
        {"counties": ["cambridgeshire", "essex"]},
        {"counties": ["norfolk", "suffolk"]},
        {"counties": ["hertfordshire"]},
    ],
}
"""Each notebook, for three places where it takes any."""


def test_every_notebook_is_among_them() -> None:
    assert set(PLACES) == set(notebooks(notebooks_dir()))


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "values"),
    [(name, values) for name, some in PLACES.items() for values in some],
    ids=lambda given: given if isinstance(given, str) else "-".join(map(str, given.values())),
)
def test_the_outputs_are_papermills(name: str, values: dict[str, Literal]) -> None:
    path = notebooks()[name]
    same(execute(path, values), as_it_comes(path, values))


def as_it_comes(path: Path, values: dict[str, Literal]) -> Any:
    """The notebook run by papermill, which knows nothing of elexan."""
    import nbformat
    import papermill

    node = nbformat.read(path, as_version=4)
    return papermill.execute_notebook(
        node, None, parameters=values, progress_bar=False, kernel_name="python3"
    )
