"""Printed tables: how a figure is written, what a reader is told, and what a screen reader hears."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest

import elexan as ex
from elexan import tables
from elexan.tables.great import grouped
from elexan.tables.words import method_lines, source_line

PARTIES = pd.DataFrame(
    {
        "party": ["Con", "Lab"], "short_name": ["Conservative", "Labour"], "letters": ["C", "L"],
        "colour": ["#0087dc", "#e4003b"], "order": [2, 1],
    }
)  # fmt: skip
CSS = Path(tables.__file__).parents[1] / "report" / "templates" / "elexan.css"


@dataclass
class Cell:
    """A cell of a table, with what a screen reader reads of it and what it does not."""

    tag: str
    row: int
    head: bool
    attributes: dict[str, str]
    text: str = ""
    hidden: str = ""

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())


@dataclass
class Page(HTMLParser):
    """A page's cells, every tag closed."""

    html: str
    cells: list[Cell] = field(default_factory=list)
    opened: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.opened.append((tag, attributes))
        self.rows += tag == "tr"
        if tag in ("th", "td"):
            head = "thead" in [name for name, _ in self.opened]
            self.cells.append(Cell(tag, self.rows, head, attributes))
        if tag == "p":
            self.notes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.opened]
        if {"th", "td"} & set(tags):
            hidden = any(attributes.get("aria-hidden") == "true" for _, attributes in self.opened)
            self.cells[-1].hidden += data * hidden
            self.cells[-1].text += data * (not hidden)
        elif "p" in tags:
            self.notes[-1] += data

    @property
    def body(self) -> list[list[str]]:
        """What the cells of each row of the body say."""
        rows: dict[int, list[str]] = {}
        for cell in self.cells:
            if not cell.head:
                rows.setdefault(cell.row, []).append(cell.text.strip())
        return list(rows.values())


def csv_of(html: str) -> pd.DataFrame:
    """The rows a table offers, as a reader of the file gets them."""
    found = re.findall(
        r'<script type="text/csv" class="rows" data-name="[a-z0-9-]+">(.*?)</script>', html, re.S
    )
    assert len(found) == 1
    return pd.read_csv(io.StringIO(found[0].replace("<\\/", "</")))


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
            "previous_date": ["2016-05-05, 2018-05-03"],
            "elected": pd.array([True], dtype="boolean"),
            "vote_share_before": [0.5],
            "relation": ["recoded, same"],
        }
    )
    assert Page(tables.table(frame, caption="x", parties=PARTIES)).body == [[
        "Abbey", "Labour", "231,933", "40.5%", "−8.1", "+5", "+7.5", "37.0%", "3.46", "6 May 2021",
        "5 May 2016, 3 May 2018", "yes", "50.0%", "the same, under another code; the same",
    ]]  # fmt: skip


def test_figures_in_cells_are_those_of_the_frame() -> None:
    some = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "area_name": [f"Ward {n}" for n in range(40)],
            "votes": some.integers(0, 200_000, 40),
            "vote_share": some.random(40),
            "share_change": some.random(40) - 0.5,
            "seats_change": some.integers(-30, 30, 40),
            "effective_parties": some.random(40) * 5,
        }
    )
    body = Page(tables.table(frame, caption="x")).body
    read = pd.DataFrame(body, columns=list(frame)).set_index("area_name")
    read = read.replace({",": "", "%": "", "−": "-"}, regex=True).astype(float)
    for column, scale, error in [
        ("votes", 1, 0), ("vote_share", 100, 0.05), ("share_change", 100, 0.05), ("seats_change", 1, 0),
        ("effective_parties", 1, 0.005),
    ]:  # fmt: skip
        apart = (read[column].to_numpy() - frame[column].to_numpy() * scale).round(9)
        assert abs(apart).max() <= error, column


def test_a_gap_is_not_known_and_never_0() -> None:
    frame = pd.DataFrame(
        {
            "area_name": ["Abbey", None],
            "votes": pd.array([None, 1], dtype="Int64"),
            "vote_share": [None, 0.1],
            "party": [None, "Lab"],
            "elected": pd.array([None, False], dtype="boolean"),
            "date": [pd.NaT, pd.Timestamp("2021-05-06")],
        }
    )
    page = Page(tables.table(frame, caption="x", parties=PARTIES))
    assert page.body == [
        ["Abbey", *["not known"] * 5],
        ["not known", "1", "10.0%", "Labour", "no", "6 May 2021"],
    ]
    assert {"unknown" in c.classes for c in page.cells if c.text == "not known"} == {True}
    assert {"unknown" in c.classes for c in page.cells if c.text != "not known"} == {False}


def test_a_gap_may_mean_something_else_by_column() -> None:
    frame = pd.DataFrame({"a": ["x", "y"], "first": [1, None], "last": [None, None]})
    html = tables.table(frame, caption="x", unknown={"last": "–"})
    assert Page(html).body == [["x", "1", "–"], ["y", "not known", "–"]]


def test_headers_have_a_scope_and_the_table_a_name() -> None:
    frame = pd.DataFrame(
        {"council": ["Ely", "Ely"], "party": ["Con", "Lab"], "seats_before": 1, "seats": 2, "seats_change": 1}
    )
    html = tables.table(frame, caption="Votes & seats", parties=PARTIES)
    heads = [(c.attributes["scope"], c.text.strip()) for c in Page(html).cells if c.tag == "th"]
    assert heads == [
        ("col", "Party"), ("colgroup", "Seats"), ("col", "Before"), ("col", "Now"), ("col", "Change"),
        ("rowgroup", "Ely"), ("row", "Conservative"), ("row", "Labour"),
    ]  # fmt: skip
    assert re.search(r"<table>\s*<caption><span>Votes &amp; seats</span></caption>\s*<thead>", html)
    assert 'role="region" aria-label="Votes &amp; seats" tabindex="0"' in html
    assert all("number" in c.classes for c in Page(html).cells if c.tag == "td")
    # a group's heading is the first of its own body
    two = tables.table(pd.concat([frame, frame.assign(council="Wye")]), caption="x", parties=PARTIES)
    assert two.count("<tbody>") == two.count("</tbody>") == 2
    assert html.count("<tbody>") == 1 and re.search(r'<tbody><tr>\s*<th scope="rowgroup" colspan="4"', html)


def test_headings_over_columns_cover_as_many_as_there_are() -> None:
    frame = pd.DataFrame(
        {"area": ["x"], "winner": "A", "winner_party": "Con", "majority": 1, "majority_share": 0.1}
    )
    html = tables.table(frame, caption="x", parties=PARTIES)
    page = Page(html)
    first = [c for c in page.cells if c.head and c.row == 1]
    assert [(c.text.strip(), c.attributes.get("colspan"), c.attributes.get("rowspan")) for c in first] == [
        ("Area", None, "2"), ("Winner", "2", None), ("Majority", "2", None),
    ]  # fmt: skip
    assert [c.text for c in page.cells if c.head and c.row == 2] == ["Name", "Party", "Votes", "Share"]
    # not where the headings were given, nor where the columns are apart
    assert "colspan" not in tables.table(
        frame, caption="x", columns={"area": "A", "majority": "M", "majority_share": "S"}
    )
    assert "colspan" not in tables.table(
        frame, caption="x", columns=["area", "majority", "winner", "majority_share"]
    )
    given = tables.table(frame, caption="x", columns=["area", "majority", "majority_share"],
                         spans={"Lead": {"majority": "In votes", "majority_share": "Of votes"}})  # fmt: skip
    assert [c.text.strip() for c in Page(given).cells if c.head] == ["Area", "Lead", "In votes", "Of votes"]


def test_a_change_of_share_says_its_unit_in_the_heading() -> None:
    frame = pd.DataFrame({"area": ["x"], "swing": [0.1], "seats_change": [1]})
    heads = [c.text for c in Page(tables.table(frame, caption="x")).cells if c.head]
    assert heads == ["Area", "Swing (points)", "Change"]


def test_names_from_the_data_are_escaped() -> None:
    bad = "<b>&"
    frame = pd.DataFrame(
        {
            "a": [bad, bad],
            "b": [bad, bad + bad],
            "party": bad,
            "party_name": bad,
            "votes": 1,
            "other_date": bad,
        }
    )
    parties = pd.DataFrame(
        {"party": [bad], "short_name": [bad], "letters": [bad], "colour": ["#0087dc"], "order": [1]}
    )
    html = tables.table(
        frame, caption=bad, notes=bad, parties=parties, columns=dict.fromkeys(frame, bad), unknown=bad,
        spans={bad: {"votes": bad, "party": bad}}, total={"a": bad, "votes": None}, source=bad,
    )  # fmt: skip
    shares = pd.DataFrame({"area": [bad], "party": [bad], "vote_share": [0.5]})
    html += tables.wide(shares, rows=["area"], value="vote_share", caption=bad, parties=parties)
    html += tables.wide(shares, rows=["area"], value="vote_share", caption=bad, parties=PARTIES)
    html += tables.table(shares[["party"]], caption=bad, parties=PARTIES)
    shown = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert "<b>" not in shown and shown.count("&lt;b&gt;&amp;") > 20
    # within the rows nothing is escaped, and nothing can end them
    ends = tables.table(pd.DataFrame({"a": ["</script><i>"]}), caption="x")
    assert ends.count("</script>") == 1 and csv_of(ends)["a"].tolist() == ["</script><i>"]


@pytest.mark.parametrize("baseline", list(tables.BASELINES))
def test_a_change_names_its_baseline(baseline: str) -> None:
    frame = pd.DataFrame(
        {
            "organisation": ["a", "b"],
            "organisation_name": ["Ay", "Bee"],
            "seats_change": [1, None],
            "baseline": baseline,
            "baseline_note": [None, "fought 2017-05-04"],
        }
    )
    html = tables.table(frame, caption="Seats", columns=["organisation_name", "seats_change"])
    notes = Page(html).notes
    assert f"Change: {tables.BASELINES[baseline]}." in notes and "Bee: fought 4 May 2017." in notes
    assert len({*tables.BASELINES.values()}) == len(tables.BASELINES)
    wide = tables.wide(frame.assign(party="Lab"), rows=["organisation"], value="seats_change", caption="x")
    assert f"Change: {tables.BASELINES[baseline]}." in Page(wide).notes
    # where no change is shown, none is explained
    seats = frame.assign(party="Lab", seats=1)
    assert not any(
        "Change" in n
        for n in Page(tables.wide(seats, rows=["organisation"], value="seats", caption="x")).notes
    )


@pytest.mark.parametrize(
    ("column", "label", "words"),
    [
        ("share_method", "A party's vote in a contest", tables.METHODS),
        ("turnout_definition", "Turnout", tables.TURNOUTS),
    ],
)
def test_method_and_definition_are_under_every_table(column: str, label: str, words: dict[str, str]) -> None:
    known = {"share_method": ex.shares.ShareMethod, "turnout_definition": ex.shares.TurnoutDefinition}
    assert set(words) == set(get_args(known[column])) and len(set(words.values())) == len(words)
    for code, text in words.items():
        frame = pd.DataFrame({"area": ["a"], "party": "Lab", "vote_share": [0.4], column: code})
        shown = tables.table(frame, caption="x", columns=["area", "vote_share"])
        wide = tables.wide(frame, rows=["area"], value="vote_share", caption="x")
        assert f"{label}: {text}." in Page(shown).notes and f"{label}: {text}." in Page(wide).notes
        # said once: in its own column, or below
        assert Page(tables.table(frame, caption="x", columns=["area", column])).notes == []
    both = pd.DataFrame({column: list(words)[:2]})
    assert method_lines(both, []) == [f"{label}: {'; '.join(list(words.values())[:2])}."]


def test_who_published_the_rows_is_under_the_table() -> None:
    known = ex.load_sources().dropna(subset=["publisher"]).set_index("source_id")["publisher"]
    first, second = (
        known.drop("derived").drop_duplicates().sort_values(key=lambda s: s.str.lower()).iloc[:2].items()
    )
    frame = pd.DataFrame({"area": ["a", "b", "c"], "votes": 1, "source_id": [second[0], first[0], "derived"]})
    line = f"Source: {first[1]}; {second[1]}."
    assert Page(tables.table(frame, caption="x", columns=["area", "votes"])).notes == [line]
    bare = frame[["area", "votes"]]
    assert Page(tables.table(bare, caption="x", source=frame)).notes == [line]
    assert Page(tables.table(bare, caption="x", source="Source: the count.")).notes == ["Source: the count."]
    assert Page(tables.table(bare, caption="x")).notes == []
    many = pd.DataFrame({"other_source_id": known.drop_duplicates().index[:9]})
    assert re.fullmatch(r"Source: (?:[^;]+; ){4}\d more\.", source_line(many))


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
    frame = pd.DataFrame({"area_name": ["x"], "votes": [1]})
    for given in ({"columns": ["area_name", "seats"]}, {"bars": ["seats"]}, {"total": {"seats": 1}}):
        with pytest.raises(ValueError, match="no column seats; there are area_name, votes"):
            tables.table(frame, caption="x", **given)  # type: ignore[arg-type]


def test_two_tables_of_a_page_share_no_id_and_bring_no_style() -> None:
    frame = pd.DataFrame(
        {
            "council": ["a", "a"],
            "party": ["Con", "Lab"],
            "title": [1, 2],
            "majority": 1,
            "majority_share": 0.1,
        }
    )
    page = (
        tables.table(frame, caption="x") + tables.table(frame, caption="x") + tables.table(frame, caption="y")
    )
    assert Page(page).ids == []
    assert "<style" not in page and "gt_" not in page and "headers=" not in page
    assert len(page) < 3 * 2200
    # great-tables' own have ids, which differ from table to table
    made = [tables.table(frame, caption=caption).gt.as_raw_html() for caption in "xy"]
    ids = [re.findall(r'\bid="([^"]+)"', html) for html in made]
    assert ids[0] and not set(ids[0]) & set(ids[1])


def test_the_same_rows_give_the_same_bytes_in_every_run() -> None:
    code = (
        "import pandas as pd; from elexan import tables;"
        "t = pd.DataFrame({'a': ['x', None, 'y'], 'party': ['Con', 'Lab', 'LD'], 'votes': [1, 2, None]});"
        "h = tables.table(t, caption='x', bars=['votes']); print(h, h._repr_html_(), h.gt.as_raw_html())"
    )
    outs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""}, cwd=Path(__file__).parent.parent,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert outs[0] == outs[1] and len(outs[0]) > 4000


def test_rows_offered_as_csv_are_those_of_the_frame() -> None:
    frame = pd.DataFrame(
        {
            "area_name": ["Abbey, east", 'King"s'],
            "votes": pd.array([2517, None], dtype="Int64"),
            "vote_share": [1 / 3, None],
            "elected": pd.array([True, False], dtype="boolean"),
            "date": pd.to_datetime(["2021-05-06", "2017-05-04"]),
            "party": ["Lab", "Con"],
            "source_id": ["leh-2021", "leh-2021"],
        }
    )
    html = tables.table(frame, caption="Votes & seats", columns=["area_name", "votes"])
    assert 'data-name="votes-seats"' in html
    read = csv_of(html)
    assert list(read) == list(frame)
    assert read["area_name"].tolist() == ["Abbey, east", 'King"s'] and read["party"].tolist() == [
        "Lab",
        "Con",
    ]
    assert read["vote_share"].iloc[0] == 1 / 3 and read["vote_share"].isna().tolist() == [False, True]
    assert read["votes"].iloc[0] == 2517 and read["date"].tolist() == ["2021-05-06", "2017-05-04"]
    assert ",true," in html and ",false," in html
    other = tables.table(frame, caption="x", rows=pd.DataFrame({"given": [7]}))
    assert csv_of(other)["given"].tolist() == [7]
    wide = tables.wide(frame.assign(area="a"), rows=["area"], value="vote_share", caption="x")
    assert csv_of(wide)["source_id"].tolist() == ["leh-2021", "leh-2021"]


def test_a_table_in_a_notebook_brings_a_little_style_and_its_great_table() -> None:
    from great_tables import GT

    frame = pd.DataFrame({"area": ["a", "b"], "party": ["Con", None], "vote_share": [0.4, None]})
    html = tables.table(frame, caption="Votes", notes="Some.", parties=PARTIES, unknown={"party": "–"})
    style, _, rest = html._repr_html_().partition("</style>\n")
    assert rest == str(html) and style.startswith('<style class="elexan-notebook">') and len(style) < 600
    assert len(repr(html)) < 40
    assert isinstance(html.gt, GT)
    raw = html.gt.as_raw_html()
    cells = [c.text.strip() for c in Page(raw[raw.index("<tbody") : raw.index("</tbody>") + 8]).cells]
    assert cells == [text for row in Page(html).body for text in row]
    assert "Votes" in raw and "Some." in raw
    frame.loc[0, "area"] = "changed"
    assert "changed" not in html.gt.as_raw_html()
    listed = tables.sources(ex.load_contests("norfolk", "2021-05-06", "county"))
    assert listed._repr_html_() == str(listed)
    with pytest.raises(AttributeError, match="not a table"):
        _ = listed.gt


def test_rows_stand_under_what_they_share_only_where_it_repeats() -> None:
    frame = pd.DataFrame(
        {"council": ["A", "A", "B", "B"], "party": ["Con", "Lab", "Con", "Lab"], "seats": [1, 2, 3, 4]}
    )
    body = Page(tables.table(frame, caption="x", parties=PARTIES)).body
    assert body == [
        ["A"],
        ["Conservative", "1"],
        ["Labour", "2"],
        ["B"],
        ["Conservative", "3"],
        ["Labour", "4"],
    ]
    assert Page(tables.table(frame, caption="x", parties=PARTIES, groups="")).body[0] == [
        "A",
        "Conservative",
        "1",
    ]
    kinds = {"council": "text", "party": "party", "seats": "whole"}
    assert grouped(frame.iloc[[0, 2, 1, 3]], frame, kinds) is None  # would reorder the rows
    assert grouped(frame.iloc[[0, 1, 2]], frame, kinds) is None  # two wards of one name, by chance
    assert grouped(frame[["council", "seats"]], ["council", "seats"], kinds) is None  # nothing to head them
    shuffled = frame.iloc[[2, 3, 0, 1]]
    assert [row[0] for row in Page(tables.table(shuffled, caption="x", parties=PARTIES)).body][::3] == [
        "B",
        "A",
    ]


def test_a_party_has_a_chip_that_is_read_without_colour_and_not_aloud() -> None:
    from elexan.charts.theme import ink_on

    parties = ex.load_parties()
    html = tables.table(parties[["party"]].assign(n=1), caption="x")
    cells = [c for c in Page(html).cells if c.tag == "th" and not c.head]
    assert [(c.hidden, c.text.strip()) for c in cells] == list(
        zip(parties["letters"], parties["short_name"], strict=True)
    )
    assert all(f"background:{c};color:{ink_on(c)}" in html for c in parties["colour"])
    # a name as it was printed, with the chip of its code; codes that are no party
    frame = pd.DataFrame(
        {"candidate": ["A", "B"], "party_name": ["Labour and Co-op", "Mine"], "party": ["Lab", "Xyz"]}
    )
    shown = tables.table(frame, caption="x", columns=["candidate", "party_name"], parties=PARTIES)
    assert [(c.hidden, c.text.strip()) for c in Page(shown).cells if c.tag == "td"] == [
        ("L", "Labour and Co-op"),
        ("", "Mine"),
    ]
    control = pd.DataFrame({"council": ["A"], "control": ["NOC"]})
    assert Page(tables.table(control, caption="x", kinds={"control": "party"})).body == [
        ["A", "no overall control"]
    ]


def test_a_long_name_may_break_into_lines_and_a_short_one_not() -> None:
    printed = ["Labour Party", "English Democrats - More Police - Catching Criminals!"]
    frame = pd.DataFrame(
        {"candidate": ["A", "B"], "party_name": printed, "party": ["Lab", "Con"], "reason": printed}
    )
    cells = [c for c in Page(tables.table(frame, caption="x", parties=PARTIES)).cells if c.tag == "td"]
    classes = {(c.text.strip(), c.hidden): c.classes for c in cells}
    assert classes[printed[0], "L"] == {"party"} and classes[printed[1], "C"] == {"long"}
    assert classes[printed[0], ""] == set() and classes[printed[1], ""] == {"long"}


def test_a_bar_is_as_long_as_its_figure_and_not_read_aloud() -> None:
    frame = pd.DataFrame({"area": ["a", "b", "c", "d"], "vote_share": [0.4, 0.2, 0.0, None]})
    html = tables.table(frame, caption="x", bars=["vote_share"], total={"area": "All", "vote_share": 1.0})
    bars = re.findall(r'<i class="bar" aria-hidden="true" style="--part:(\d+)%"></i>([\d.]+%)', html)
    assert bars == [("100", "40.0%"), ("50", "20.0%"), ("0", "0.0%")]
    assert html.count('class="bar"') == 3


def test_a_last_row_adds_up_and_says_where_it_cannot() -> None:
    frame = pd.DataFrame({"area": ["a", "b"], "votes": [1200, 34], "vote_share": [0.9, 0.1], "note": "x"})
    page = Page(tables.table(frame, caption="x", total={"area": "All", "votes": 1234, "vote_share": None}))
    assert page.body[-1] == ["All", "1,234", "not known", ""]
    last = [c for c in page.cells if c.row == page.rows]
    assert all("total" in c.classes for c in last) and last[0].attributes["scope"] == "row"
    assert not any("total" in c.classes for c in page.cells if c.row < page.rows)


def test_a_contest_shows_both_rounds_and_what_they_add_up_to() -> None:
    rows = pd.DataFrame(
        {
            "ballot_id": "x", "candidate": ["A", "B", "C"], "party_name": ["Green", "Labour", "Ind"],
            "party": ["Grn", "Lab", "Ind"], "first_pref": [50, 40, 10], "second_pref": [2, 8, None],
            "final_votes": [52, 48, None], "elected": [True, False, False],
        }
    )  # fmt: skip
    html = tables.contest(rows, caption="Mayor")
    page = Page(html)
    assert page.body == [
        ["A", "Green", "50", "50.0%", "2", "52", "52.0%", "yes"],
        ["B", "Labour", "40", "40.0%", "8", "48", "48.0%", "no"],
        ["C", "Ind", "10", "10.0%", "–", "–", "–", "no"],
        ["All candidates", "", "100", "100.0%", "10", "100", "100.0%", ""],
    ]
    assert [c.text for c in page.cells if c.attributes.get("scope") == "colgroup"] == [
        "First round",
        "Second round",
    ]
    assert "–: not in the second round." in page.notes
    gap = rows.assign(first_pref=[50, None, 10])
    body = Page(tables.contest(gap, caption="Mayor")).body
    assert body[1][:3] == ["B", "Labour", "not known"] and body[-1][2] == "not known"
    alone = rows.assign(second_pref=None, final_votes=None)
    assert (
        "colgroup" not in tables.contest(alone, caption="x")
        and len(Page(tables.contest(alone, caption="x")).body[0]) == 5
    )


def test_finalists_stand_under_their_area() -> None:
    results = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    votes = ex.load_counting_areas(ex.load_contests("cambridgeshire", "2021-05-06", "mayor"))
    areas = ex.transfers_by_area(votes, results)
    html = tables.second_rounds(areas, caption="x")
    groups = [c.text for c in Page(html).cells if c.attributes.get("scope") == "rowgroup"]
    assert groups == areas["area_name"].drop_duplicates().tolist() and len(groups) == 6
    assert "Runner-up needed" not in html  # in one area it need not be the contest's runner-up
    whole = tables.second_rounds(ex.transfers(results), caption="x")
    assert "rowgroup" not in whole and "Runner-up needed" in whole
    assert list(csv_of(whole)) == [*ex.transfers(results), "source_id"]
    needless = areas.assign(second_round="not_needed", transfers=None).head(1)
    won = tables.second_rounds(needless, caption="x")
    assert "Won on first preferences" in won and csv_of(won)["second_round"].tolist() == ["not_needed"]


def changes() -> pd.DataFrame:
    """Four parties in two councils, of which one has nothing to compare with."""
    return pd.DataFrame(
        {
            "council": ["A", "A", "A", "B", "B"], "party": ["Lab", "Con", "LD", "Lab", "Grn"],
            "share_change": [0.05, None, None, None, None],
            "stood": ["both", "now", "before", None, None],
        }
    )  # fmt: skip


def test_a_wide_table_without_any_change_says_so_once() -> None:
    nothing = pd.DataFrame({"council": ["A", "A", "B"], "party": ["Lab", "Con", "Lab"], "seats_change": None})
    nothing = nothing.assign(baseline="last_election", baseline_note="new authority")
    page = Page(tables.wide(nothing, rows=["council"], value="seats_change", caption="x"))
    assert [c.text.strip() for c in page.cells if c.head] == ["Council", "Change"]
    assert page.body == [["A", "not known"], ["B", "not known"]]
    assert not any(note.startswith(("Left out", "Not known")) for note in page.notes)


def test_a_wide_table_says_why_a_cell_has_no_figure() -> None:
    more = pd.DataFrame(
        {
            "council": "C",
            "party": ["Lab", "Con", "LD", "Grn"],
            "share_change": [0.1, -0.1, 0.02, 0.01],
            "stood": "both",
        }
    )
    html = tables.wide(pd.concat([changes(), more]), rows=["council"], value="share_change", caption="x")
    page = Page(html)
    heads = [c.text.strip() for c in page.cells if c.head]
    assert heads == ["Council", "Green", "Labour", "Lib Dem", "Conservative"]
    assert page.body == [
        ["A", "–", "+5.0", "gone", "new"],
        ["C", "+1.0", "+10.0", "+2.0", "−10.0"],
    ]
    assert "Not known: B." in page.notes
    assert page.notes[0] == (
        "new: the party stood this time only; gone: it stood the time before only; –: it stood neither time."
    )
    shares = pd.DataFrame(
        {"council": ["A", "A", "B"], "party": ["Lab", "Con", "Lab"], "vote_share": [0.5, None, 0.2]}
    )
    shares = pd.concat([shares, pd.DataFrame({"council": ["C"], "party": ["Con"], "vote_share": [0.3]})])
    page = Page(tables.wide(shares, rows=["council"], value="vote_share", caption="x"))
    assert page.body == [["A", "50.0%", "not known"], ["B", "20.0%", "–"], ["C", "–", "30.0%"]]
    assert page.notes == ["–: the party did not stand."]


def test_a_wide_table_says_what_it_leaves_out_and_why() -> None:
    html = tables.wide(changes(), rows=["council"], value="share_change", caption="x")
    assert [c.text.strip() for c in Page(html).cells if c.head] == ["Council", "Labour"]
    assert "Left out: 3 parties that stood once only." in Page(html).notes
    assert csv_of(html)["party"].tolist() == ["Lab", "Con", "LD", "Lab", "Grn"]


def test_seats_of_every_party_add_up_in_the_last_column() -> None:
    seats = pd.DataFrame(
        {
            "council": ["A", "A", "A", "B", "B"],
            "party": ["Lab", "Con", "Ind", "Lab", "Con"],
            "seats": [5, 3, 0, 4, None],
        }
    )
    page = Page(tables.wide(seats, rows=["council"], value="seats", caption="x"))
    assert page.body == [["A", "5", "3", "8"], ["B", "4", "not known", "not known"]]
    assert [c.text.strip() for c in page.cells if c.head][-1] == "All"
    assert page.notes == ["Left out: 1 party with no seat."]


def test_a_table_without_rows_says_so() -> None:
    html = tables.table(pd.DataFrame({"area": [], "votes": []}), caption="x")
    assert Page(html).body == [] and Page(html).notes == ["There are no rows."]


def test_conflicts_are_about_names_where_these_are_known() -> None:
    row = {"ballot_id": None, "organisation": None, "area_gss": None, "candidate_id": None, "party": None}
    row |= {"field": "votes", "used": "1", "other": "2", "reason": "r"}
    rows = pd.DataFrame(
        [
            row | {"organisation": "norfolk", "party": "Con"},
            row | {"ballot_id": "local.cambridgeshire.abbey.2021-05-06"},
            row | {"ballot_id": "pcc.cambridgeshire.2021-05-06", "candidate_id": "darryl-preston"},
            row | {"ballot_id": "nowhere", "candidate_id": "nobody"},
        ]
    )
    assert [line[0] for line in Page(tables.conflicts(rows)).body] == [
        "Norfolk County Council, Conservative",
        "Abbey, Cambridgeshire County Council",
        "Police and Crime Commissioner for Cambridgeshire, Darryl Preston",
        "nowhere, nobody",
    ]
    assert csv_of(tables.conflicts(rows))["organisation"].tolist()[0] == "norfolk"


def test_the_sites_stylesheet_knows_what_tables_are_made_of() -> None:
    text = CSS.read_text(encoding="utf-8")
    made = Path(tables.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in (made / "markup.py", made / "great.py"))
    for name in (
        "chip",
        "bar",
        "number",
        "unknown",
        "long",
        "party",
        "date",
        "group",
        "total",
        "table-scroll",
    ):
        assert re.search(rf"\.{name}\b", text), name
        assert re.search(rf'"{name}"|\b{name}\b', source), name
    assert "--part" in text


def test_a_zero_change_has_no_sign() -> None:
    assert [tables.points(v) for v in (0.0, -0.0, 0.0004, -0.0004)] == ["0.0"] * 4
    assert tables.change(0) == "0"
