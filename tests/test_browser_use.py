"""Pages as they are used: pointed at, chosen from, read from the keyboard, printed, and without scripts."""

from __future__ import annotations

import base64
import csv
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import live_page
from live_page import Browser, ask, opened, shown

import elexan as ex

pytestmark = live_page.needed


def test_every_choice_changes_its_chart(browser: Browser, site_folder: Path, report: str) -> None:
    opened(browser, site_folder / f"{report}.html")
    tried = 0
    for n, figure in enumerate(browser.find_elements("css selector", "figure.elexan-chart")):
        for select in figure.find_elements("css selector", ".controls select"):
            ((title, _, first),) = ask(browser, "marks", n)
            default = select.get_property("selectedIndex")
            options = select.find_elements("css selector", "option")
            assert len(options) > 1, title
            others = [chosen(browser, select, i, n) for i in range(min(len(options), 4)) if i != default]
            assert all(looks != first and marks > 0 for _, marks, looks in others), title
            assert chosen(browser, select, default, n)[2] == first, title
            tried += 1
    # a council's seats at other dates, a party's share, an area's result
    assert tried >= (3 if report == "region-cambridgeshire" else 0)


def chosen(browser: Browser, select: Any, index: int, n: int) -> list[Any]:
    """The nth drawing once the option is chosen as a reader would choose it."""
    from selenium.webdriver.support.select import Select

    Select(select).select_by_index(index)
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    return list(ask(browser, "marks", n)[0])


def test_a_swing_is_chosen_from_the_keyboard(browser: Browser, site_folder: Path) -> None:
    opened(browser, site_folder / "projection.html")
    figure = browser.find_element("css selector", "figure.elexan-chart")
    first, second = figure.find_elements("css selector", "input[type=range]")
    assert all(slider.accessible_name for slider in (first, second))
    live_page.asked_for(browser)
    for slider, points in ((first, 5), (second, -3)):
        slider.send_keys(("\ue014" if points > 0 else "\ue012") * abs(points))  # arrow right, arrow left
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    drawn = browser.execute_script(
        "return [...arguments[0].querySelectorAll('svg text')].map((t) => t.textContent)", figure
    )
    county = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    grid = ex.seat_grid(county, swings=[-0.03, 0.0, 0.05])
    there = grid[(grid["first_swing"] == 0.05) & (grid["second_swing"] == -0.03)].set_index("party")["seats"]
    labels = [re.sub(r"\s+", " ", text) for text in drawn]
    for party in ("Con", "LD", "Lab"):
        assert any(re.match(rf"{there[party]}( \(|$)", text) for text in labels), (party, labels)
    assert there["LD"] != 20 and live_page.remote(live_page.asked_for(browser)) == []


def test_pointing_at_a_mark_tells_its_figures(browser: Browser, site_folder: Path, report: str) -> None:
    states = opened(browser, site_folder / f"{report}.html", height=1600)
    told = {}
    for n, (title, _) in enumerate(states):
        for x, y in ask(browser, "tips", n, 1):
            live_page.point(browser, x, y)
            told[title] = (n, live_page.printed(re.split(r"\s+", tip(browser))))
            live_page.point(browser, 1, 1)
    assert told and [title for title, (_, figures) in told.items() if not figures] == []
    for title, (n, figures) in told.items():
        assert figures & offered(browser, site_folder, n), title


def offered(browser: Browser, site_folder: Path, n: int) -> set[str]:
    """The figures in the file of the nth chart, in any way they may be printed."""
    script = "return [...document.querySelectorAll('figure.elexan-chart')[arguments[0]].querySelectorAll("
    (file,) = browser.execute_script(
        script + "'.downloads a')].map((a) => a.getAttribute('href'))"
        ".filter((name) => name.endsWith('.csv'))",
        n,
    )
    with (site_folder / file).open(encoding="utf-8", newline="") as rows:
        return live_page.written(cell for row in csv.reader(rows) for cell in row)


def tip(browser: Browser) -> str:
    """What is said beside the pointer, without what each line is called."""
    return str(ask(browser, "tip"))


def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    browser: Browser, site_folder: Path, any_page: str
) -> None:
    opened(browser, site_folder / f"{any_page}.html")
    wanted = ask(browser, "stops")
    browser.execute_script("document.activeElement.blur()")
    reached, unseen = [], []
    for _ in range(len(wanted) + 5):
        live_page.press(browser, "Tab")
        name, shown = ask(browser, "focus")
        if name in (None, *reached[:1]):
            break
        reached.append(name)
        unseen += [] if shown else [name]
    assert reached == wanted and unseen == []
    assert reached[0].startswith("a||skip|#")


def test_the_skip_link_moves_to_the_content(browser: Browser, site_folder: Path, any_page: str) -> None:
    shown(browser, site_folder / f"{any_page}.html")
    live_page.press(browser, "Tab")
    live_page.press(browser, "Enter")
    assert browser.execute_script("return document.activeElement === document.querySelector('main')")


def test_headings_step_down_one_level_at_a_time(browser: Browser, site_folder: Path, any_page: str) -> None:
    shown(browser, site_folder / f"{any_page}.html")
    script = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(h => h.checkVisibility())"
    headings = browser.execute_script(script + ".map(h => [+h.tagName[1], h.textContent.trim()])")
    levels = [level for level, _ in headings]
    in_main = browser.execute_script("return document.querySelectorAll('main h1').length")
    assert levels.count(1) == 1 and in_main == 1 and all(words for _, words in headings)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_on_paper_there_is_nothing_to_press(browser: Browser, site_folder: Path, any_page: str) -> None:
    opened(browser, site_folder / f"{any_page}.html", media="print")
    script = "return [...document.querySelectorAll('select, input, button, .skip, nav, .controls')]"
    assert browser.execute_script(script + ".filter(e => e.checkVisibility()).map(e => e.outerHTML)") == []
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert len(base64.b64decode(printed["data"])) > 10_000


def test_without_scripts_every_chart_is_there_as_a_drawing(
    browser: Browser, site_folder: Path, report: str
) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        shown(browser, site_folder / f"{report}.html", height=20_000)
        seen, end = ask(browser, "stills"), time.monotonic() + 20
        while not all(shapes for _, shapes, _ in seen) and time.monotonic() < end:
            time.sleep(0.05)  # for files beside the page
            seen = ask(browser, "stills")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert seen and [one for one in seen if one[0] or not one[1] or one[2] < 200] == []


def test_charts_follow_the_width_of_the_page(browser: Browser, site_folder: Path) -> None:
    widths = []
    for width in (360, 1000):
        opened(browser, site_folder / "region-cambridgeshire.html", width=width)
        script = (
            "return [...document.querySelectorAll('.live svg')].map(s => s.getBoundingClientRect().width)"
        )
        widths.append(browser.execute_script(script))
    narrow, wide = widths
    assert max(narrow) <= 360 and max(wide) > 600
