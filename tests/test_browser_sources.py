"""Real pages: everything shown says where it comes from, and every file carries it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from elexan.load import load_sources
from elexan.report.pack import whole

ORIGIN = re.compile(r'<details\b[^>]*class="origin">(.*?)</details>', re.DOTALL)


@pytest.fixture
def page(site_folder: Path, report: str) -> str:
    return whole((site_folder / f"{report}.html").read_text(encoding="utf-8"))


def test_every_chart_and_table_says_where_it_comes_from(page: str) -> None:
    shown = re.findall(r"<figure\b[^>]*\belexan-chart\b.*?</figure>", page, re.DOTALL)
    shown += re.findall(
        r'<div class="elexan-table">.*?</table>.*?(?=<div class="elexan-table">|<h2|<figure|</main>)',
        page,
        re.DOTALL,
    )
    assert len(shown) >= 4
    for part in shown:
        said = ORIGIN.search(part)
        title = re.findall(r'chart-title">(.*?)<|<caption><span>(.*?)</span>', part)
        assert said, title
        assert re.search(r'href="#[sw]\d+"', said[1]), title  # a source, or where the same ones are named


def test_every_reference_leads_somewhere_on_the_page(page: str) -> None:
    parts = "".join(ORIGIN.findall(page)) + "".join(re.findall(r"<sup><a.*?</sup>", page))
    asked = set(re.findall(r'href="#([^"]+)"', parts))
    ids = re.findall(r'<[^>]*\bid="([^"]+)"', page)  # those of drawings too
    assert asked and asked <= set(ids) and not [name for name in asked if ids.count(name) > 1]


def test_each_source_is_in_full_with_its_licence_and_the_day_it_was_read(page: str) -> None:
    listed = page.partition('<ol class="sources">')[2].partition("</ol>")[0]
    items = re.findall(r'<li id="s\d+">(.*?)</li>', listed)
    assert items and all("(read " in item for item in items)
    assert page.count('<ol class="sources">') == 1


def test_every_row_offered_names_its_sources(site_folder: Path, report: str) -> None:
    files = sorted((site_folder / report).glob("*.csv"))
    assert files
    terms = (site_folder / report / "LICENCE.txt").read_text(encoding="utf-8")
    used: set[str] = set()
    for path in files:
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        named = [[value for name, value in row.items() if name.endswith("source_id")] for row in rows]
        assert all(any(ids) for ids in named), path.name
        used |= {one for ids in named for value in ids for one in value.split("; ")}
    sources = load_sources()
    bound = sources[sources["licence"].str.contains("BY-SA", na=False)]["source_id"]
    assert ("CC BY-SA" in terms) == bool(used & set(bound))
    assert "To name them, paste:" in terms
