"""What several test modules look at: a site of a few real reports, made once, and a browser to look with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import live_page
import pandas as pd
import pytest
import small_site

from elexan.report.run import SPARED

exec(SPARED)  # seconds of each process, as when reports are made
pd.reset_option("mode.string_storage")  # but texts are as a user has them


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", type=Path, help="a site made earlier, for the browser tests to look at")
    parser.addoption(
        "--long",
        action="store_true",
        help="also the tests that take minutes: batches, every notebook twice",
    )
    parser.addoption("--every-report", action="store_true", help="look at all of it, not at a few reports")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes of processes; run by make long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        skip = pytest.mark.skip(reason="takes minutes of processes: make long")
        for item in items:
            if "long" in item.keywords:
                item.add_marker(skip)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    given = metafunc.config.getoption("--site", None)
    reports = list(small_site.REPORTS)
    if given and metafunc.config.getoption("--every-report"):
        reports = sorted(page.stem for page in given.glob("*.ipynb"))
    for argument, names in {"report": reports, "any_page": ["index", *reports]}.items():
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, names)


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The folder of a site of a few reports, or of the site named by ``--site``."""
    given = pytestconfig.getoption("--site")
    return given.resolve() if given else small_site.made(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def browser() -> Iterator[live_page.Browser]:
    """A browser, closed when the tests are done."""
    started = live_page.start()
    yield started
    started.quit()
