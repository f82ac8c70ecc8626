"""The site in a browser: reports are found, set side by side and taken away as files; one stands alone."""

from __future__ import annotations

import csv
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import live_page
import pytest
import test_site
from live_page import Browser, ask, opened, printed, written

import elexan.report

pytestmark = live_page.needed

SHOWN = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility())"


def seen(browser: Browser, selector: str) -> list[Any]:
    """The elements of the open page that a reader sees."""
    return list(browser.execute_script(SHOWN, selector))


def texts(browser: Browser, selector: str) -> list[str]:
    """Their words."""
    return [str(t).strip() for t in browser.execute_script(SHOWN + ".map((e) => e.innerText)", selector)]


def targets(browser: Browser) -> list[str]:
    """The reports the index shows."""
    return [link.get_attribute("href").rpartition("/")[2] for link in seen(browser, ".reports h3 a")]


def test_words_find_reports_by_place_and_by_person(browser: Browser, site_folder: Path) -> None:
    live_page.shown(browser, site_folder / "index.html")
    everything = targets(browser)
    assert len(everything) == len(list(site_folder.glob("*.ipynb")))
    (words,) = seen(browser, "#words")
    words.send_keys("tees valley")
    found = targets(browser)
    assert found[0] == "region-tees-valley.html" and set(found[1:]) <= {"mayors.html", "second-rounds.html"}
    assert texts(browser, "#found") == [f"{len(found)} of {len(everything)} reports"]
    words.clear()
    words.send_keys("nobody of that name")
    assert targets(browser) == []
    seen(browser, "#clear")[0].click()
    assert targets(browser) == everything


@pytest.fixture
def few_pages(tmp_path: Path) -> Path:
    """A site of pages without charts, with names as long as there are, and words they are found by."""
    for name, words in {
        "northamptonshire": ("Kettering", "Stephen Mold"),
        "cambridgeshire and peterborough": ("King's Lynn Road", "Nik Johnson", "Colchester Borough Council"),
        "tees": ("Mayor of Tees Valley", "Sáoirse Yip"),
    }.items():
        majority = f"{len(words)}.1 points"
        test_site.report(tmp_path, name, "Anglia", words=words, Turnout="30.0%", Majority=majority)
    elexan.report.site(tmp_path)
    return tmp_path


def test_words_find_what_a_card_does_not_print_and_say_what_it_was(browser: Browser, few_pages: Path) -> None:
    live_page.shown(browser, few_pages / "index.html")
    (words,) = seen(browser, "#words")
    for asked, page, said in [
        ("colchester", "cambridgeshire and peterborough", ["Colchester Borough Council"]),
        ("kings lynn", "cambridgeshire and peterborough", ["King's Lynn Road"]),
        ("Saoirse yip", "tees", ["Sáoirse Yip"]),
        ("tees", "tees", []),  # it stands on the card
        ("ring", "", []),  # the middle of a word is none
    ]:
        words.clear()
        words.send_keys(asked)
        assert [target.replace("%20", " ") for target in targets(browser)] == [f"{page}.html"] * bool(page)
        assert texts(browser, ".match") == said


@pytest.mark.parametrize("width", [320, 360])
def test_long_names_have_room_on_narrow_pages(browser: Browser, few_pages: Path, width: int) -> None:
    for page in sorted(few_pages.glob("*.html")):
        live_page.shown(browser, page, width=width)
        assert browser.execute_script("return document.documentElement.scrollWidth") == width, page.name
    live_page.shown(browser, few_pages / "northamptonshire.html", width=width)
    lines = (
        "const word = document.createRange(), name = document.querySelector('h1').firstChild;"
        "word.selectNodeContents(name); return [name.data, word.getClientRects().length]"
    )
    assert browser.execute_script(lines) == ["Northamptonshire", 1]
    beside = "return [...document.querySelectorAll('.pager a')].map((a) => a.scrollWidth <= a.clientWidth)"
    assert browser.execute_script(beside) == [True, True]


CELLS = """return [...document.querySelectorAll('#pair tr')].map((row) => [...row.cells].map((cell) => {
  const { left, right, top, bottom } = cell.getBoundingClientRect();
  return { left, right, top, bottom, role: cell.getAttribute('role'), text: cell.textContent };
}))"""


@pytest.mark.parametrize("width", [320, 360])
def test_two_reports_are_seen_whole_on_a_narrow_page(browser: Browser, few_pages: Path, width: int) -> None:
    live_page.shown(browser, few_pages / "compare.html", width=width)
    head, *rows = browser.execute_script(CELLS)
    assert len(rows) == 2
    for row in (head, *rows):
        assert all(cell["left"] >= 0 and cell["right"] <= width for cell in row)
    for label, one, other, apart in rows:
        assert label["bottom"] <= one["top"] == other["top"] and apart["top"] >= one["bottom"]
        assert one["right"] <= other["left"]
        assert one["right"] - one["left"] == pytest.approx(other["right"] - other["left"], abs=1)
    assert [cell["text"] for cell in rows[1]] == ["Majority", "3.1 points", "2.1 points", "\u22121.0 point"]
    # laid out as a grid, it is a table to who does not see it
    assert {tuple(cell["role"] for cell in row) for row in rows} == {("rowheader", "cell", "cell", "cell")}
    assert {cell["role"] for cell in head} == {"columnheader"}
    assert len(seen(browser, "#pair [role=table] > [role=rowgroup] > [role=row]")) == 3
    if live_page.AXE.exists():
        assert live_page.checked(browser, {}) == []


STUCK = """return [...document.querySelectorAll('.table-scroll')].map((box) => {
  box.scrollLeft = 60;
  const edge = box.getBoundingClientRect().left, cells = [...box.querySelectorAll('tbody th:first-child')];
  const paper = getComputedStyle(document.body).backgroundColor;
  const gone = cells.filter((cell) => {
    const name = cell.matches('.group') ? cell.firstElementChild : cell;
    const bare = name === cell && getComputedStyle(cell).backgroundColor !== paper;
    return bare || Math.abs(name.getBoundingClientRect().left - edge) > 2;
  });
  return [box.scrollLeft, cells.length, gone.length];
}).filter(([moved]) => moved > 0)"""


@pytest.mark.parametrize("dark", [False, True])
def test_the_name_of_a_row_stays_while_its_figures_move(
    browser: Browser, site_folder: Path, report: str, dark: bool
) -> None:
    live_page.shown(browser, site_folder / f"{report}.html", width=360, dark=dark)
    moved = browser.execute_script(STUCK)
    assert moved and all(names and not gone for _, names, gone in moved)


def test_kinds_of_region_and_of_contest_narrow_the_index(browser: Browser, site_folder: Path) -> None:
    live_page.shown(browser, site_folder / "index.html")
    groups = dict(zip(targets(browser), texts(browser, ".reports-group h2"), strict=False))
    assert groups
    choose(browser, "group", "metro-mayoralties")
    assert "region-tees-valley.html" in targets(browser)
    assert texts(browser, ".reports-group h2") == ["Metro mayoralties"]
    choose(browser, "group", "")
    choose(browser, "kind", "county")
    found = targets(browser)
    assert "region-cambridgeshire.html" in found and "region-tees-valley.html" not in found


def choose(browser: Browser, name: str, value: str) -> None:
    """Press one of several choices with the pointer."""
    box = f"const b = document.querySelector('input[name={name}][value=\"{value}\"]').closest('label')"
    place = box + ".getBoundingClientRect(); return [(b.left + b.right) / 2, (b.top + b.bottom) / 2]"
    live_page.click(browser, *browser.execute_script(place))


def test_every_report_leads_to_the_next_and_back(browser: Browser, site_folder: Path) -> None:
    live_page.shown(browser, site_folder / "index.html")
    order = targets(browser)
    for here, after in pairwise(order):
        there, back = ((site_folder / page).read_text(encoding="utf-8") for page in (here, after))
        assert re.findall(r'<a [^>]*rel="next"[^>]*>', there)[0].count(f'href="{after}"') == 1
        assert re.findall(r'<a [^>]*rel="prev"[^>]*>', back)[0].count(f'href="{here}"') == 1
    live_page.shown(browser, site_folder / order[0])
    seen(browser, "a[rel=next]")[0].click()
    assert browser.current_url.endswith(f"/{order[1]}")
    seen(browser, "a[rel=prev]")[0].click()
    assert browser.current_url.endswith(f"/{order[0]}")


def test_two_reports_are_set_side_by_side(browser: Browser, site_folder: Path) -> None:
    from selenium.webdriver.support.select import Select

    live_page.shown(browser, site_folder / "compare.html")
    facts = table(browser, "#facts")
    first, second = seen(browser, ".pick select")
    for select, name in ((first, "Bedfordshire"), (second, "Cambridgeshire")):
        Select(select).select_by_visible_text(name)
    rows = {row[0]: row[1:] for row in table(browser, "#pair table")[1:]}
    assert rows
    labels, of = facts[0][1:], {row[0]: row[1:] for row in facts[1:]}
    for label, one, other in zip(labels, of["Bedfordshire"], of["Cambridgeshire"], strict=True):
        if {one, other} != {"–"}:
            assert rows[label][:2] == [one, other]


def table(browser: Browser, selector: str) -> list[list[str]]:
    """The words of a table, row by row, seen or not."""
    script = "return [...document.querySelector(arguments[0]).rows].map((r) => [...r.cells].map("
    return list(browser.execute_script(script + "(c) => c.textContent.trim()))", selector))


def test_the_button_turns_the_page_dark_and_light_again(browser: Browser, site_folder: Path) -> None:
    opened(browser, site_folder / "region-bedfordshire.html")
    paper = "return getComputedStyle(document.body).backgroundColor"
    day = browser.execute_script(paper)
    (button,) = seen(browser, "#theme")
    button.click()
    night = browser.execute_script(paper)
    assert night != day and ask(browser, "contrast") == []
    live_page.shown(browser, site_folder / "index.html")
    assert browser.execute_script(paper) == night  # it is kept from page to page
    seen(browser, "#theme")[0].click()
    assert browser.execute_script(paper) == day
    browser.execute_script("localStorage.clear()")


def test_every_download_is_there_and_is_what_it_says(
    browser: Browser, site_folder: Path, report: str
) -> None:
    live_page.shown(browser, site_folder / f"{report}.html")
    script = "return [...document.querySelectorAll('a[download]')].map("
    links = browser.execute_script(script + "(a) => [a.textContent, a.getAttribute('href')])")
    begins = {"CSV": b"", "SVG": b"<svg", "Excel": b"PK", "PDF": b"%PDF"}
    kinds = set()
    for kind, target in links:
        content = (site_folder / target).read_bytes()
        assert content.startswith(begins.get(kind, b"")) and len(content) > 20, target
        kinds.add(kind)
    assert {"CSV", "SVG", "Excel"} <= kinds


def test_a_tables_files_hold_the_figures_it_prints(browser: Browser, site_folder: Path, report: str) -> None:
    from openpyxl import load_workbook

    live_page.shown(browser, site_folder / f"{report}.html")
    tables = ask(browser, "tables")
    assert tables
    for caption, cells, rows, sheet in tables:
        held = [cell for row in csv.reader((site_folder / rows).open(encoding="utf-8")) for cell in row]
        assert printed(cells) <= written(held), caption
        book = load_workbook(site_folder / sheet, read_only=True)
        assert book.active is not None
        values = [
            str(value)
            for row in book.active.iter_rows(values_only=True)
            for value in row
            if value is not None
        ]
        assert printed(cells) <= written(values), caption


def test_a_chart_is_saved_as_a_png(browser: Browser, site_folder: Path, tmp_path: Path) -> None:
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    opened(browser, site_folder / "region-bedfordshire.html")
    button = seen(browser, "button.png")[0]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    end = time.monotonic() + 15
    while not (saved := list(tmp_path.glob("*.png"))) and time.monotonic() < end:
        time.sleep(0.05)
    assert [path.name for path in saved] == [button.get_attribute("data-name")]
    data = saved[0].read_bytes()
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert data.startswith(b"\x89PNG") and width >= 800 and height >= 200


def test_a_page_of_its_own_needs_nothing_beside_it(
    browser: Browser, site_folder: Path, tmp_path: Path
) -> None:
    from elexan.report.export import export

    alone = export(site_folder / "region-bedfordshire.ipynb", tmp_path / "alone.html", standalone=True)
    assert list(tmp_path.iterdir()) == [alone]
    live_page.asked_for(browser), live_page.told(browser)
    states = opened(browser, alone)
    assert states and {state for _, state in states} == {"live"}
    asked = [
        address for address in live_page.asked_for(browser) if not address.startswith(("data:", "blob:"))
    ]
    assert asked == [alone.as_uri()]
    assert live_page.told(browser) == []
