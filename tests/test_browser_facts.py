"""What the comparison reports say, on a site made earlier or on the small one made for the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def pages(site_folder: Path) -> dict[str, str]:
    """The pages without the code of their notebooks."""
    names = ("anglia", "mayors", "second-rounds", "councils", "projection", "tickets")
    texts = {name: (site_folder / f"{name}.html").read_text(encoding="utf-8") for name in names}
    return {
        name: re.sub(r'<div class="code">.*?</pre>', "", text, flags=re.DOTALL)
        for name, text in texts.items()
    }


def test_nothing_is_left_unsaid(pages: dict[str, str]) -> None:
    for page in pages.values():
        text = re.sub(r"<script.*?</script>|<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL)
        assert not re.search(r"\b(nan|NaN|None|Traceback)\b|&lt;NA&gt;|https?://", text)


def test_councils_tell_each_change_with_its_baseline_and_ukips_vote_apart(pages: dict[str, str]) -> None:
    page = pages["councils"]
    table = page[page.index("Change in seats by council, baseline and party") :]
    part = table[table.index(">Cambridgeshire County Council<") : table.index(">Essex County Council<")]
    changes = {"last fought": "−8", "eve of the poll": "−6", "eve, vacancies filled": "−7"}
    for since, change in changes.items():
        (found,) = re.findall(rf">{since}<(.*?)</tr>", part, re.DOTALL)
        assert f">{change}<" in found
    assert "vacant seats whose last holder is not known" in page  # Essex and Suffolk
    assert "Where UKIP had stood" in page and "It compares places" in page
    assert "Papworth &amp; Swavesey" in page and "Can be regression to the mean" in page


def test_projection_names_the_division_that_decides_and_what_the_ways_of_projecting_missed(
    pages: dict[str, str],
) -> None:
    page = pages["projection"]
    said = "The smallest swing that would have changed control was 1.0 point to the Conservatives"
    assert said in page and "up to St. Neots Eynesbury" in page
    assert "Hardwick" in page and "as it was" in page and "strong transition" in page
    assert page.count("<figure") >= 3  # sliders, a curve, seats drawn


def test_tickets_say_bounds_before_estimates_and_why_there_is_none(pages: dict[str, str]) -> None:
    page = pages["tickets"]
    assert "An estimate is refused: with six areas the bounds are all that is known" in page
    assert page.index("What is certain") < page.index("Cambridgeshire County Council: from 4 May 2017")
    assert ">32.8%<" in page  # the mayor's 76,106 of 231,933
    assert "no area where these contests can be compared" in page
    assert "tested on votes of one day only" in page
    said = r"Of the last election.s UKIP voters between \d+ and \d+ in 100 voted Conservative"
    assert re.search(said, page.replace("&#x27;", "'").replace("&#39;", "'"))


def test_the_comparisons_have_a_row_for_each(pages: dict[str, str]) -> None:
    for name in ("Cambridgeshire", "Bedfordshire", "Milton Keynes"):
        assert f">{name}<" in pages["anglia"]
    for name in ("Tees Valley", "Cambridgeshire and Peterborough", "London"):
        assert f">Mayor of {name}<" in pages["mayors"]
    assert "No unitary council election in Bedfordshire" in pages["anglia"]
    assert "72.7%" in pages["mayors"] and "67.1%" in pages["mayors"]


def test_second_rounds_tell_one_contest_in_full_and_the_others_in_a_league(pages: dict[str, str]) -> None:
    page = pages["second-rounds"]
    assert "3 of 48" in page and "17,836" in page
    assert "104,232 to 102,173 after East Cambridgeshire" in page
    assert "106,492 to 111,048 after Cambridge, which turned it" in page
    assert "9,744" in page and "67.1%" in page and "28.4%" in page
    for name in ("Ryan Coogan", "Anna Smith", "Lorna Dupr"):
        assert f"{name}" in page and "against Paul Bristow" in page
