"""The bundled notebooks, run as reports are, for regions that have and lack each kind of contest."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from small_notebooks import same

from elexan.paths import notebooks_dir
from elexan.report import Report, run_reports
from elexan.report.run import Literal, execute

REPORTS: dict[str, tuple[str, dict[str, Literal]]] = {
    "norfolk": ("region", {"region": "norfolk"}),
    "bedfordshire": ("region", {"region": "bedfordshire", "baseline": "eve_of_poll"}),
    "cambridgeshire-2025": ("region", {"region": "cambridgeshire", "date": "2025-05-01"}),
    "first_look": ("explore/first_look", {}),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    wanted = [
        Report(notebooks_dir() / f"{notebook}.ipynb", parameters, name)
        for name, (notebook, parameters) in REPORTS.items()
    ]
    outcomes = run_reports(wanted, folder, jobs=2)
    assert {o.report.name: o.error for o in outcomes if o.html is None} == {}
    return {o.report.name: Path(str(o.html)) for o in outcomes}


@pytest.fixture(scope="module")
def pages(made: dict[str, Path]) -> dict[str, str]:
    return {name: shown(page.read_text(encoding="utf-8")) for name, page in made.items()}


def test_papermills_own_engine_gives_the_same(made: dict[str, Path]) -> None:
    # of one; all are compared by make long
    notebook, parameters = REPORTS["first_look"]
    stock = execute(notebooks_dir() / f"{notebook}.ipynb", parameters, engine=None)
    same(nbformat.read(made["first_look"].with_suffix(".ipynb"), as_version=4), stock)


def shown(page: str) -> str:
    """The page without the code of the notebook."""
    return re.sub(r'<div class="code">.*?</pre>', "", page, flags=re.DOTALL)


def test_nothing_is_fetched_and_nothing_is_left_unsaid(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert "http://" not in page and "https://" not in page
        text = re.sub(r"<script.*?</script>|<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL)
        if name != "first_look":  # which shows tables as pandas prints them
            assert not re.search(r"\b(nan|NaN|None|Traceback)\b|&lt;NA&gt;", text)


def test_a_section_without_a_contest_says_why(pages: dict[str, str]) -> None:
    assert "No mayoral election in Norfolk: no directly elected mayor" in pages["norfolk"]
    assert pages["norfolk"].count("No mayoral election in Norfolk") == 1
    # one reason is said once, and sections without anything else are not there
    assert pages["bedfordshire"].count("No unitary council election in Bedfordshire") == 1
    assert "Who won what" in pages["bedfordshire"] and "Marginal seats" not in pages["bedfordshire"]


def test_a_region_prints_its_figures_their_baseline_and_their_sources(pages: dict[str, str]) -> None:
    page = pages["norfolk"]
    assert "119,994" in page and "50,442" in page  # the commissioner's final votes and majority
    assert "since these seats were last fought" in page
    assert "<title>Norfolk: the elections of 6 May 2021" in page
    assert "Open Parliament Licence" in page and "CC BY-SA" in page
    assert page.count("<figure") >= 7


def test_first_past_the_post_needs_no_second_round(pages: dict[str, str]) -> None:
    page = pages["cambridgeshire-2025"]
    assert "60,243" in page and "28.4%" in page and "what the second round did" not in page
