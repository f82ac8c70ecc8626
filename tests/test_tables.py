"""Printed tables: how a figure is written, and what a reader of the page is told."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from elexan import tables

PARTIES = pd.DataFrame(
    {"party": ["Con", "Lab"], "short_name": ["Conservative", "Labour"], "colour": ["#0087dc", "#e4003b"]}
)


class Cells(HTMLParser):
    """The cells of a table as (tag, scope, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "img", "meta"):
            self.opened.append(tag)
        if tag in ("th", "td"):
            self.found.append((tag, dict(attrs).get("scope") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"th", "td"} & set(self.opened):
            tag, scope, text = self.found[-1]
            self.found[-1] = (tag, scope, text + data)


def cells(html: str) -> list[tuple[str, str, str]]:
    parser = Cells()
    parser.feed(html)
    assert parser.opened == []
    return parser.found


def test_every_kind_of_figure_is_written_its_way() -> None:
    frame = pd.DataFrame(
        {
            "area_name": ["Abbey"],
            "party": ["Lab"],
            "first_pref": pd.array([231933], dtype="Int64"),
            "first_pref_share": [0.40504],
            "share_change": [-0.0812],
            "seats_change": pd.array([5], dtype="Int64"),
            "swing": [0.075],
            "turnout": [0.3699],
            "effective_parties": [3.456],
            "date": pd.to_datetime(["2021-05-06"]),
            "elected": pd.array([True], dtype="boolean"),
            "vote_share_before": [0.5],
        }
    )
    written = [text for tag, _, text in cells(tables.table(frame, caption="x", parties=PARTIES)) if tag]
    assert written[12:] == [
        "Abbey", "Labour", "231,933", "40.5%", "−8.1", "+5", "+7.5", "37.0%", "3.46", "6 May 2021",
        "yes", "50.0%",
    ]  # fmt: skip


def test_a_gap_is_not_known_and_never_0() -> None:
    frame = pd.DataFrame(
        {
            "area_name": ["Abbey"],
            "votes": pd.array([None], dtype="Int64"),
            "vote_share": [None],
            "party": [None],
            "elected": pd.array([None], dtype="boolean"),
            "date": [pd.NaT],
        }
    )
    written = [
        text for tag, _, text in cells(tables.table(frame, caption="x", parties=PARTIES)) if tag == "td"
    ]
    assert written == ["not known"] * 5


def test_headers_have_a_scope_and_the_table_a_name() -> None:
    frame = pd.DataFrame({"area_name": ["Abbey", "Castle"], "votes": [1, 2]})
    html = tables.table(frame, caption="Votes & seats")
    found = cells(html)
    assert [(t, s) for t, s, _ in found if t == "th"] == [("th", "col")] * 2 + [("th", "row")] * 2
    assert "<caption>Votes &amp; seats</caption>" in html
    assert 'role="region" aria-label="Votes &amp; seats" tabindex="0"' in html


def test_names_from_the_data_are_escaped() -> None:
    html = tables.table(pd.DataFrame({"a": ["<script>", "A & B"]}), caption="x", notes="<i>")
    assert "<script>" not in html and "&lt;script&gt;" in html and "A &amp; B" in html and "<i>" not in html


@pytest.mark.parametrize("baseline", ["last_election", "eve_of_poll", "eve_of_poll_filled"])
def test_a_change_names_its_baseline(baseline: str) -> None:
    frame = pd.DataFrame(
        {
            "organisation": ["a", "b"],
            "seats_change": [1, None],
            "baseline": baseline,
            "baseline_note": [None, "new"],
        }
    )
    html = tables.table(frame, caption="Seats", columns=["organisation", "seats_change"])
    assert f"Change: {tables.BASELINES[baseline]}." in html and "<p>b: new.</p>" in html
    assert len({*tables.BASELINES.values()}) == len(tables.BASELINES)


def test_method_and_definition_are_under_the_table() -> None:
    frame = pd.DataFrame(
        {"area_name": ["a"], "turnout": [0.4], "turnout_definition": "ballot_box", "share_method": "top_vote"}
    )
    html = tables.table(frame, caption="x")
    assert "Turnout: valid and rejected papers / electorate." in html
    assert "A party's vote in a contest: its best-placed candidate, where" in html.replace("&#x27;", "'")


def test_no_table_holds_a_link_or_an_address_with_a_scheme() -> None:
    known = pd.DataFrame(
        {
            "source_id": ["a", "b"], "publisher": ["ONS", "BBC"], "title": ["Wards", "Results"],
            "licence": ["OGL", None], "url": ["https://example.org/w", "http://example.com"],
            "accessed": pd.to_datetime(["2026-11-22", "2026-11-22"]),
        }
    )  # fmt: skip
    lines = tables.source_lines(pd.DataFrame({"source_id": ["b", "a", "a"]}), known)
    assert lines == [
        "BBC: Results, example.com (read 22 November 2026)",
        "ONS: Wards, example.org/w (read 22 November 2026; OGL)",
    ]
    html = tables.table(pd.DataFrame({"a": [1]}), caption="x", notes=["see https://example.org"])
    assert not re.search(r"https?:|<a\b", html)


def test_an_unknown_column_is_an_error_that_lists_them() -> None:
    with pytest.raises(ValueError, match="no column seats; there are area_name, votes"):
        tables.table(
            pd.DataFrame({"area_name": ["x"], "votes": [1]}), caption="x", columns=["area_name", "seats"]
        )


def test_a_table_is_its_own_picture_in_a_notebook() -> None:
    html = tables.table(pd.DataFrame({"a": [1]}), caption="x")
    assert html._repr_html_() == str(html)


def test_a_zero_change_has_no_sign() -> None:
    assert [tables.points(v) for v in (0.0, -0.0, 0.0004, -0.0004)] == ["0.0"] * 4
    assert tables.change(0) == "0"
