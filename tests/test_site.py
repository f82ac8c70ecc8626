"""The site around the reports: the index and its filters, the way from page to page, two side by side."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from elexan.errors import EmptySelectionError
from elexan.report.cards import card, read_card
from elexan.report.compare import comparison
from elexan.report.facts import facts, headline, words
from elexan.report.pages import page
from elexan.report.site import shortened, site

PARTIES = pd.DataFrame(
    {"party": ["Con", "Lab", "LD"], "short_name": ["Conservative", "Labour", "Lib Dem"],
     "letters": ["C", "L", "LD"], "colour": ["#0087dc", "#e4003b", "#faa61a"], "order": [3, 1, 2]}
)  # fmt: skip
PICTURE = '<svg class="map" viewBox="0 0 9 9" aria-hidden="true"><path d="M0,0h9v9z"/></svg>'


def report(
    folder: Path,
    name: str,
    group: str,
    *,
    kinds: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
    **facts: str,
) -> Path:
    """A page as export makes it, without a notebook."""
    title = f"{name.title()}: the elections of 6 May 2021"
    made = card(figure="1 of 2", label=f"seats in {name}", kinds=kinds, facts=facts, words=words)
    made = made if facts else ""
    text = page(
        title=title,
        body="<p>Body.</p>",
        meta={"description": f"All of {name}.", "elexan-group": group, "elexan-date": "2021-05-06"},
        head={"group": group, "summary": f"<p>All of {name}.</p>", "card": str(made)},
        made_from={"executed": f"{name}.ipynb", "folder": name, "notebook": "n.ipynb", "parameters": []},
    )
    path = folder / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    report(tmp_path, "tees", "Metro mayoralties", kinds=("mayor",), Turnout="30.0%", Seats="1,200")
    report(tmp_path, "norfolk", "Anglia", kinds=("county", "pcc"), Turnout="40.5%", Control="Con")
    report(tmp_path, "essex", "Anglia", kinds=("county", "district"), Turnout="35.0%")
    report(tmp_path, "anglia", "Comparisons")
    site(tmp_path)
    return tmp_path


class Links(HTMLParser):
    """Links by the element with a label that they stand in, and what each says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.current: list[str] = []
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "nav":
            self._in.append(str(named.get("aria-label")))
        if tag == "a" and self._in:
            self.found.setdefault(self._in[-1], []).append(str(named["href"]))
            if named.get("aria-current"):
                self.current.append(str(named["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._in.pop()


def test_the_index_has_a_card_for_each_report_in_its_group(folder: Path) -> None:
    html = (folder / "index.html").read_text()
    order = re.findall(r'<h2 id="([^"]+)"|<h3><a href="([^"]+)"', html)
    assert ["".join(pair) for pair in order] == [
        "anglia", "essex.html", "norfolk.html", "metro-mayoralties", "tees.html",
        "comparisons", "anglia.html",
    ]  # fmt: skip
    assert "<strong>1 of 2</strong> <span>seats in norfolk</span>" in html
    assert 'data-group="anglia" data-kinds="pcc county"' in html.replace("county pcc", "pcc county")


def test_the_filters_are_labelled_and_offer_what_there_is(folder: Path) -> None:
    html = (folder / "index.html").read_text()
    kinds = re.findall(r'name="kind" value="([^"]*)"', html)
    assert kinds == ["", "mayor", "pcc", "county", "district"]  # no unitary council among these
    assert re.findall(r'name="group" value="([^"]*)"', html) == [
        "",
        "anglia",
        "metro-mayoralties",
        "comparisons",
    ]
    assert '<label for="words">' in html and 'id="words"' in html and html.count("<legend>") == 2
    assert re.search(r'<p class="found" role="status" id="found">4 reports</p>', html)


def test_without_scripts_all_cards_show_and_no_filter_does(folder: Path) -> None:
    html = (folder / "index.html").read_text()
    assert re.search(r'<form class="finder"[^>]* hidden>', html)
    assert not re.search(r"<(?:li|section|article)[^>]*\bhidden", html)


def test_each_page_has_the_one_before_and_after_it(folder: Path) -> None:
    beside = {p.stem: Links(p.read_text()).found.get("Beside this report", []) for p in folder.glob("*.html")}
    assert beside == {
        "essex": ["norfolk.html"],
        "norfolk": ["essex.html", "tees.html"],
        "tees": ["norfolk.html", "anglia.html"],
        "anglia": ["tees.html"],
        "index": [], "compare": [],
    }  # fmt: skip


def test_each_page_leads_to_all_others_and_says_where_it_is(folder: Path) -> None:
    links = Links((folder / "tees.html").read_text())
    assert links.found["Reports"] == [
        "essex.html",
        "norfolk.html",
        "tees.html",
        "anglia.html",
        "compare.html",
    ]
    assert links.current == ["tees.html"]
    assert links.found["Breadcrumb"] == ["index.html", "index.html#metro-mayoralties"]
    assert 'id="metro-mayoralties"' in (folder / "index.html").read_text()


def test_a_later_run_puts_a_new_page_in_its_place_and_changes_nothing_else(folder: Path) -> None:
    before = (folder / "norfolk.html").read_text()
    report(folder, "luton", "Anglia")
    site(folder)
    html = (folder / "norfolk.html").read_text()
    assert Links(html).found["Beside this report"] == ["luton.html", "tees.html"]
    assert Links((folder / "essex.html").read_text()).found["Beside this report"] == ["luton.html"]

    def rest(text: str) -> str:
        return re.sub(r"<!-- (site|beside) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)

    assert rest(html) == rest(before) and html != before
    (folder / "luton.html").unlink()
    site(folder)
    assert (folder / "norfolk.html").read_text() == before


def test_one_report_is_a_site_too(tmp_path: Path) -> None:
    report(tmp_path, "essex", "Anglia", Turnout="35.0%")
    (tmp_path / "compare.html").write_text("of an earlier run")
    site(tmp_path)
    html = (tmp_path / "essex.html").read_text()
    assert "Go to report" not in html and "Beside this report" not in html
    assert not (tmp_path / "compare.html").exists()
    index = (tmp_path / "index.html").read_text()
    assert 'href="essex.html"' in index and "finder" not in index and "compare.html" not in index


def test_a_pdf_is_offered_where_there_is_one(folder: Path) -> None:
    assert 'href="tees.pdf"' not in (folder / "tees.html").read_text()
    (folder / "tees.pdf").write_bytes(b"%PDF")
    site(folder)
    assert '<a href="tees.pdf" download>PDF</a>' in (folder / "tees.html").read_text()
    assert ".pdf" not in (folder / "essex.html").read_text()


def test_the_comparison_has_every_fact_of_every_report(folder: Path) -> None:
    html = (folder / "compare.html").read_text()
    table = re.search(r'<table id="facts">.*?</table>', html, re.DOTALL)
    assert table is not None
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr.*?</tr>", table[0], re.DOTALL)
    ]
    plain = [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows]
    assert plain == [
        ["Report", "Turnout", "Control", "Seats"],
        ["Essex", "35.0%", "–", "–"],
        ["Norfolk", "40.5%", "Con", "–"],
        ["Tees", "30.0%", "–", "1,200"],
    ]
    choices = re.findall(r'<option value="([^"]+)">([^<]+)</option>', html)
    assert choices == 2 * [("essex.html", "Essex"), ("norfolk.html", "Norfolk"), ("tees.html", "Tees")]
    assert html.count("<select") == 2 and html.count('<label for="') == 2
    assert 'side by side in <a href="anglia.html">Anglia</a>.</p>' in html
    # for who has no scripts: the table shows, the choices do not
    assert '<details id="all" open>' in html and re.search(r'<form class="pick"[^>]* hidden>', html)


def test_nothing_is_compared_with_nothing() -> None:
    assert comparison([]) == ""


def test_a_card_is_read_as_it_was_written() -> None:
    made = card(
        figure="1 & 2", label='a "label" <here>', kinds=["pcc", "mayor"], facts={"A's": "< 1", "B": "2"}
    )
    one = read_card(f"<div>{made}</div>")
    assert (one.figure, one.label, one.kinds) == ("1 & 2", 'a "label" <here>', ("mayor", "pcc"))
    assert dict(one.facts) == {"A's": "< 1", "B": "2"} and list(one.facts) == ["A's", "B"]


def test_a_card_is_found_by_names_it_does_not_print(tmp_path: Path) -> None:
    made = card(
        figure="1", label="seats", words=["Mayor of Elmet", 'A. "Al" Reed', "B; Council", "B Council"]
    )
    assert read_card(f"<div>{made}</div>").words == ("Mayor of Elmet", 'A. "Al" Reed', "B Council")
    assert read_card(str(card(figure="1", label="seats"))).words == ()
    report(tmp_path, "tees", "Metro mayoralties", words=("Hartlepool Council", "B. Houchen"), Turnout="30.0%")
    site(tmp_path)
    index = (tmp_path / "index.html").read_text()
    assert 'data-words="All of tees.; Hartlepool Council; B. Houchen"' in index
    with pytest.raises(TypeError, match="words is 'Elmet'; give a list of names"):
        card(figure="1", label="seats", words="Elmet")


def test_words_are_of_every_council_office_and_finalist_of_the_report() -> None:
    import elexan as ex

    contests = ex.load_contests(region="liverpool", date="2021-05-06")
    results = ex.load_results(contests)
    elected = ex.by_region(ex.people_elected(results), ["liverpool"])
    found = words(elected, ex.councils_elected(results), contests)
    assert {"Liverpool City Council", "Mayor of Liverpool", "Joanne Anderson", "Stephen Yip"} <= set(found)
    assert {"Police and Crime Commissioner for Merseyside", "Emily Spurrell", "Anfield"} <= set(found)
    assert len(found) == len(set(found)) and "nan" not in found


def test_a_card_keeps_its_picture() -> None:
    from elexan.report.cards import Card, written

    assert read_card(written(Card("1", "a", PICTURE))).picture == PICTURE


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"figure": 28, "label": "seats"}, "card: figure is 28; give it as printed"),
        ({"figure": "28", "label": "seats", "facts": {"Turnout": 0.4}}, "card: Turnout is 0.4; give it as"),
        ({"figure": " ", "label": "seats"}, "card: figure is ' '"),
    ],
)
def test_a_card_holds_what_is_printed(given: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        card(**given)  # type: ignore[arg-type]


def test_a_card_is_of_known_kinds() -> None:
    with pytest.raises(ValueError, match="kinds are of mayor, pcc, county, unitary, district; given parish"):
        card(figure="1", label="a", kinds=["parish"])


def test_a_summary_is_cut_between_sentences_only() -> None:
    text = "A. B. Reed (Lab.) was elected. No overall control. Then 3 more."
    assert shortened(text, 10) == "A. B. Reed (Lab.) was elected."
    assert shortened(text, 50) == "A. B. Reed (Lab.) was elected. No overall control."
    assert shortened(text, 500) == text


BOTH = "North Elmet Council: Conservative control. West Elmet Council: Conservative control."
REED = "A. Reed (Labour) was elected Mayor of Elmet."
PCC = "B. Cole (Conservative) was elected Police and Crime Commissioner for Elmet."


def test_of_a_summary_the_news_is_told_first() -> None:
    text = f"{PCC} {REED} {BOTH} Nine councils elected only some of their seats."
    assert shortened(text, 500) == f"{REED} {BOTH} {PCC}"  # and not that some councils elected only a part
    behind = PCC.replace("Elmet.", "Elmet, having trailed on first preferences.")
    assert shortened(text.replace(PCC, behind), 500).startswith(behind)


def test_no_councils_control_is_told_without_the_next_ones() -> None:
    room = len(f"{REED} {BOTH}") - 1  # for one of the two
    assert shortened(f"{REED} {BOTH}", room) == REED
    assert shortened(f"{REED} {BOTH} {PCC}", room + 1) == f"{REED} {BOTH}"


def test_what_the_figure_says_is_not_said_again() -> None:
    label = "of the final round for A. Reed (Labour), elected Mayor of Elmet"
    assert shortened(f"{REED} {PCC} {BOTH}", 500, said=label) == f"{BOTH} {PCC}"
    label = (
        "seats on North Elmet Council and West Elmet Council were won by Conservatives; Conservative control"
    )
    assert shortened(f"{PCC} {BOTH}", 500, said=label) == PCC
    assert shortened(REED, 500, said=label) == REED


def people(**columns: object) -> pd.DataFrame:
    row = {"election_type": "mayor", "office": "Mayor of Elmet", "winner": "A. Reed", "winner_party": "Lab",
           "majority_share": 0.1, "round": "final", "winner_mandate_share": 0.4}  # fmt: skip
    return pd.DataFrame([row | columns])


def test_a_winner_of_the_final_round_has_half_and_half_the_lead() -> None:
    none = pd.DataFrame()
    assert headline(people(), none, none, parties=PARTIES)[0] == "55.0%"
    first = headline(people(round="first", winner_mandate_share=0.62), none, none, parties=PARTIES)
    assert first == ("62.0%", "of first preferences for A. Reed (Labour), elected Mayor of Elmet")
    behind = headline(people(plurality_reversal=True), none, none, parties=PARTIES)[1]
    assert behind.endswith("elected Mayor of Elmet, having trailed on first preferences")
    assert "trailed" not in headline(people(plurality_reversal=pd.NA), none, none, parties=PARTIES)[1]


def bodies(*control: object, **columns: object) -> pd.DataFrame:
    """Councils of which every seat was up, by who controls each."""
    names = [f"{letter}land" for letter in "ABC"[: len(control)]]
    made = {"organisation": [name[0].lower() for name in names], "organisation_name": names, "scope": "whole",
            "election_type": "unitary", "control": list(control)}  # fmt: skip
    return pd.DataFrame(made | columns)


def filled(**won: int) -> pd.DataFrame:
    """Seats by council and party: ``a_Con=6``; what they are a change from is not known."""
    rows = [(*name.split("_"), seats) for name, seats in won.items()]
    table = pd.DataFrame(rows, columns=["organisation", "party", "seats"])
    return table.assign(seats_up=10, cycle=pd.Timestamp("1900-01-01"), election_type="unitary")


def test_the_headline_is_the_whole_councils_and_not_the_part_elected() -> None:
    councils = bodies("Con", pd.NA, scope=["whole", "part"])
    seats = filled(a_Con=6, a_Lab=4, b_Lab=90)
    told = headline(pd.DataFrame(), councils, seats, parties=PARTIES)
    # change not known, so not said
    assert told == ("6 of 10", "seats on Aland were won by Conservatives; Conservative control")
    with pytest.raises(ValueError, match='lead is "pcc"; it is one of council, mayor'):
        headline(people(), councils, seats, parties=PARTIES, lead="pcc")


def test_a_mayor_of_just_the_area_comes_before_its_councils() -> None:
    councils, seats = bodies("Con"), filled(a_Con=6, a_Lab=4)

    def figure(footprint: str, **lead: str) -> str:
        return headline(people(footprint=footprint), councils, seats, parties=PARTIES, **lead)[0]

    assert figure("same") == "55.0%"
    assert figure("same", lead="council") == "6 of 10"
    assert [figure(footprint) for footprint in ("within", "larger", "overlaps")] == 3 * ["6 of 10"]
    both = pd.concat([people(footprint="within", majority_share=0.9), people(footprint="same")])
    assert headline(both, councils, seats, parties=PARTIES)[0] == "55.0%"


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (["NOC"], "Aland were won by Labour; no overall control"),
        (["Lab", "Lab"], "Aland and Bland were won by Labour; Labour control of both"),
        (["NOC", "NOC"], "Aland and Bland were won by Labour; no overall control of either"),
        (["Lab", "NOC"], "Aland and Bland were won by Labour"),
        (["Lab", "Lab", "Lab"], "3 councils were won by Labour; Labour control of all"),
        ([pd.NA], "Aland were won by Labour"),
    ],
)
def test_control_is_said_where_it_is_the_same_of_all(control: list[object], said: str) -> None:
    seats = filled(a_Lab=6, a_Con=4, b_Lab=6, b_Con=4, c_Lab=6, c_Con=4)
    assert headline(pd.DataFrame(), bodies(*control), seats, parties=PARTIES)[1] == f"seats on {said}"


def test_two_parties_that_are_level_are_both_said() -> None:
    told = headline(pd.DataFrame(), bodies("NOC"), filled(a_Con=5, a_Lab=5, a_LD=1), parties=PARTIES)
    label = "seats on Aland were won by Conservatives, and as many by Labour; no overall control"
    assert told == ("5 of 11", label)


def test_the_headline_names_what_its_change_is_from() -> None:
    import elexan as ex

    results = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    councils, seats = ex.councils_elected(results), ex.seats(results)
    told = {
        b: headline(pd.DataFrame(), councils, seats, baseline=b) for b in ("last_election", "eve_of_poll")
    }
    assert {figure for figure, _ in told.values()} == {"28 of 61"}
    said = "seats on Cambridgeshire County Council were won by Conservatives, "
    assert (
        told["last_election"][1]
        == f"{said}8 fewer than when these seats were last fought; no overall control"
    )
    assert told["eve_of_poll"][1] == f"{said}6 fewer than on the eve of the poll; no overall control"


def test_seats_of_a_part_of_a_council_are_said_with_their_change() -> None:
    import elexan as ex

    results = ex.load_results(organisation="milton-keynes", election_type="unitary", date="2021-05-06")
    councils, seats = ex.councils_elected(results), ex.seats(results)
    label = "council seats filled were Conservative, 6 more than when these seats were last fought"
    assert headline(pd.DataFrame(), councils, seats) == ("11 of 21", label)
    assert headline(pd.DataFrame(), councils, seats, baseline="eve_of_poll")[1] == label.partition(",")[0]


def test_seats_come_before_an_office_that_goes_beyond_the_area() -> None:
    seats = filled(a_Con=4, a_Lab=5)
    pcc = people(election_type="pcc", office="Commissioner", footprint="larger")
    told = headline(pcc, pd.DataFrame(), seats, parties=PARTIES)
    assert told == ("5 of 9", "council seats filled were Labour")
    assert headline(pcc.assign(footprint="same"), pd.DataFrame(), seats, parties=PARTIES)[0] == "55.0%"
    assert headline(pcc, pd.DataFrame(), pd.DataFrame(), parties=PARTIES)[0] == "55.0%"
    with pytest.raises(EmptySelectionError, match="nobody elected and no council"):
        headline(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), parties=PARTIES)


def test_a_majority_is_in_points() -> None:
    contests = pd.DataFrame({"turnout_published": []})
    for share, said in ((0.0812, "8.1 points"), (0.01, "1.0 point")):
        found = facts(people(majority_share=share), pd.DataFrame(), contests, parties=PARTIES)
        assert found["Mayor's majority"] == said


def test_what_is_not_known_is_no_fact() -> None:
    contests = pd.DataFrame({"turnout_published": [None, None]}, dtype="Float64")
    found = facts(people(majority_share=None), pd.DataFrame(), contests, parties=PARTIES)
    assert found == {"Mayor": "A. Reed (Labour)"}


def test_a_party_without_seats_has_none() -> None:
    seats = pd.DataFrame({"party": ["Con", "Con"], "seats": [3, 4]})
    contests = pd.DataFrame({"turnout_published": [0.3, 0.4, 0.5]})
    found = facts(pd.DataFrame(), seats, contests, shown=["Con", "Lab"], parties=PARTIES)
    assert found == {
        "Seats filled": "7", "Conservative seats": "7", "Labour seats": "0",
        "Turnout, median contest": "40.0%",
    }  # fmt: skip
