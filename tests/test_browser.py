"""Pages in a real browser: live from disk without a network, every letter to be read, nothing said amiss."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import live_page
import pytest
from live_page import Browser, Visit

pytestmark = live_page.needed
widths = pytest.mark.parametrize("width", [360, 1000, 1400])

Visited = Callable[[str, int], Visit]


@pytest.fixture(scope="module")
def visited(browser: Browser, site_folder: Path) -> Visited:
    """A page at a width, by night at 1000 px; each is opened once."""
    seen: dict[tuple[str, int], Visit] = {}

    def look(name: str, width: int) -> Visit:
        if (name, width) not in seen:
            page, dark = site_folder / f"{name}.html", width == 1000
            seen[name, width] = live_page.visit(browser, page, width, dark=dark, contrast=width != 360)
        return seen[name, width]

    return look


@widths
def test_every_chart_becomes_live_and_nothing_is_said_amiss(
    visited: Visited, report: str, width: int
) -> None:
    seen = visited(report, width)
    assert seen.states and [title for title, state in seen.states if state != "live"] == []
    assert seen.told == []


@widths
def test_every_chart_has_marks_to_see_and_a_name_in_words(visited: Visited, report: str, width: int) -> None:
    seen = visited(report, width)
    assert seen.marks and [title for title, marks in seen.marks.items() if marks == 0] == []
    assert seen.unnamed == []


@widths
def test_nothing_is_asked_of_the_network(visited: Visited, any_page: str, width: int) -> None:
    assert visited(any_page, width).remote == []


def test_no_page_holds_an_address_or_weighs_too_much(site_folder: Path, any_page: str) -> None:
    page = site_folder / f"{any_page}.html"
    assert re.findall(r"https?://[^\"'\s]*", page.read_text(encoding="utf-8")) == []
    assert page.stat().st_size < 400_000


@widths
def test_no_page_is_wider_than_its_window(visited: Visited, any_page: str, width: int) -> None:
    page, window = visited(any_page, width).wide
    assert window == width and page <= window


@widths
def test_letters_in_charts_neither_meet_nor_are_cut(visited: Visited, any_page: str, width: int) -> None:
    assert [(f["chart"], f["what"], f["by"], f["texts"]) for f in visited(any_page, width).labels] == []


@pytest.mark.parametrize("width", [1000, 1400])
def test_letters_in_charts_stand_out_by_day_and_by_night(visited: Visited, report: str, width: int) -> None:
    assert visited(report, width).pale == []


@live_page.axe_needed
@widths
def test_axe_finds_nothing_serious(visited: Visited, any_page: str, width: int) -> None:
    assert visited(any_page, width).faults == []
