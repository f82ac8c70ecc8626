"""The eyes of the browser tests: of a page made wrong they see each thing that is wrong, and no other."""

from __future__ import annotations

from pathlib import Path

import live_page
import pytest
from live_page import Browser, Visit

pytestmark = live_page.needed

CHART = """<figure class="elexan-chart" data-state="{state}">
<figcaption><strong class="chart-title">{title}</strong></figcaption>
<div class="chart" role="img" aria-label="{title}: what is drawn, in more words than a title has">
<svg width="300" height="80">{drawn}</svg></div>
</figure>"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
<style>body, figure {{ margin: 0; background: #fff }} text {{ font: 12px sans-serif }}</style></head>
<body><main><h1>Page</h1>{body}</main></body></html>"""

RIGHT = """<g class="role-mark"><rect x="0" y="0" width="300" height="40" fill="#ffffff"></rect></g>
<g class="mark-rule"><line x1="15" x2="15" y1="0" y2="60" stroke="#eeeeee"></line></g>
<text x="10" y="20" fill="#fff" stroke="#fff" stroke-width="3">Abbey</text><text x="10" y="20">Abbey</text>
<text x="10" y="34">Arbury</text><text x="60" y="20">Castle</text>
<g opacity="0"><text x="10" y="20">Unseen</text></g>
<text transform="translate(200,75) rotate(-60)">Turned one</text>
<text transform="translate(216,75) rotate(-60)">Turned two</text>"""
WRONG = {
    "met": '<text x="10" y="20">Abbey</text><text x="30" y="24">Castle</text>',
    "left": '<text x="-8" y="20">Abbey</text>',
    "low": '<text x="10" y="84">Abbey</text>',
    "cut": '<text x="10" y="20">East Cam…</text>',
    "clipped": '<clipPath id="c"><rect width="30" height="80"></rect></clipPath>'
    '<g clip-path="url(#c)"><text x="10" y="20">Abbey</text></g>',
    "struck": '<text x="10" y="20">Abbey</text>'
    '<g class="mark-rule"><line x1="20" x2="20" y1="0" y2="60" stroke="#000"></line></g>',
    "small": '<text x="10" y="20" style="font-size: 5px">Abbey</text>',
    "pale": '<rect width="300" height="80" fill="#0087dc"></rect>'
    '<text x="9" y="20" fill="#57606a">Abbey</text>',
    "ruled": '<linearGradient id="ruled"><stop stop-color="#ffffff"></stop><stop stop-color="#0087dc"></stop>'
    '</linearGradient><rect width="300" height="80" fill="url(#ruled)"></rect>'
    '<text x="9" y="20" fill="#57606a">Abbey</text>',
    "faint": '<text x="10" y="20" fill-opacity="0.4">Abbey</text>',
}


@pytest.fixture(scope="module")
def right(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return seen(
        browser, tmp_path_factory.mktemp("right"), CHART.format(title="Right", state="live", drawn=RIGHT)
    )


@pytest.fixture(scope="module")
def wrong(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    body = "".join(CHART.format(title=name, state="live", drawn=drawn) for name, drawn in WRONG.items())
    body += CHART.format(title="dead", state="still", drawn="").replace("aria-label", "data-label")
    body += '<div style="width: 500px">wide</div><img src="https://example.org/a.png" alt="a">'
    body += "<script>console.warn('a word')</script>"
    return seen(browser, tmp_path_factory.mktemp("wrong"), body)


def seen(browser: Browser, folder: Path, body: str) -> Visit:
    (folder / "page.html").write_text(PAGE.format(body=body), encoding="utf-8")
    return live_page.visit(browser, folder / "page.html", 360)


def test_a_right_page_is_found_right(right: Visit) -> None:
    assert right == Visit([["Right", "live"]], {"Right": 1}, [], [], [], [], (360, 360), [], [])


def test_letters_that_meet_or_are_cut_are_found(wrong: Visit) -> None:
    assert {(f["chart"], f["what"], *f["texts"]) for f in wrong.labels} == {
        ("met", "overlap", "Abbey", "Castle"),
        ("left", "out at the left", "Abbey"),
        ("low", "out at the bottom", "Abbey"),
        ("cut", "shortened", "East Cam…"),
        ("clipped", "clipped at the right", "Abbey"),
        ("struck", "struck through", "Abbey"),
        ("small", "too small", "Abbey"),
    }


def test_letters_that_do_not_stand_out_are_found_with_their_contrast(wrong: Visit) -> None:
    found = [(chart, words) for chart, words, _ in wrong.pale]
    assert found == [("pale", "Abbey"), ("ruled", "Abbey"), ("faint", "Abbey")]
    # by the definition: #0087dc is of luminance 0.225 and #57606a of 0.114; of stripes the worst counts
    assert [contrast for _, _, contrast in wrong.pale[:2]] == 2 * [
        pytest.approx((0.225 + 0.05) / (0.114 + 0.05), abs=0.01)
    ]


def test_a_chart_that_is_not_live_and_a_page_too_wide_are_found(wrong: Visit) -> None:
    assert wrong.states[-1] == ["dead", "still"]
    assert wrong.wide == (500, 360)


def test_a_chart_without_marks_and_a_picture_without_a_name_are_found(wrong: Visit) -> None:
    assert wrong.marks["dead"] == 0 and wrong.unnamed == ["dead: "]


def test_what_the_page_asks_for_and_says_is_found(wrong: Visit) -> None:
    assert wrong.remote == ["https://example.org/a.png"]
    assert [message for message in wrong.told if "a word" in message]


@live_page.axe_needed
def test_axe_finds_a_picture_without_words(wrong: Visit) -> None:
    assert [fault for fault in wrong.faults if fault.startswith("role-img-alt (serious) in 1")]
