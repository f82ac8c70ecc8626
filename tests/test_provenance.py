"""Where figures come from: hand-made tables with known sources, and the shipped ones."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import elexan as ex
from elexan import tables
from elexan.report.origins import said_once
from elexan.report.terms import terms

BODY = {"organisation": "norfolk", "election_type": "county", "cycle": pd.Timestamp("2021-05-06")}


def said(table: pd.DataFrame, **given: object) -> dict[str, int]:
    found = ex.sources_of(table, **given)  # type: ignore[arg-type]
    return dict(zip(found["source_id"], found["rows"], strict=True))


def test_rows_that_name_their_sources_are_counted_by_source() -> None:
    table = pd.DataFrame({"source_id": ["leh-2021", "leap-2017", "leh-2021; leap-2017"]})
    assert said(table) == {"leh-2021": 2, "leap-2017": 2}


def test_a_disagreement_rests_on_both_its_sources() -> None:
    one = ex.load_conflicts().query("conflict_id == 'pcc.cambridgeshire.2021-05-06.final_votes.1'")
    assert set(said(one)) == {"cambridgeindependent-co-uk-45af1b", "bbc-co-uk-b32775"}


@pytest.mark.parametrize(
    "keys",
    [
        {"ballot_id": "local.norfolk.acle.2021-05-06"},
        BODY,
        {"organisation": "norfolk", "cycle": "2021-05-06"},
        {"organisation_name": "Norfolk County Council", "cycle": "2021-05-06"},
    ],
    ids="+".join,
)
def test_a_table_that_lost_its_sources_is_traced_through_its_keys(keys: dict[str, object]) -> None:
    # the county's results of that round are all from the handbook
    assert said(pd.DataFrame([keys | {"seats": 1}])) == {"leh-2021": 1}


def test_a_change_also_rests_on_the_contests_before() -> None:
    table = pd.DataFrame([BODY, BODY]).assign(seats=[1, 2], seats_before=[3.0, float("nan")])
    assert said(table) == {"leh-2021": 2, "leap-2017": 1}


def test_a_change_since_the_eve_also_rests_on_the_composition_of_the_eve() -> None:
    now = ex.seats(ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06"))
    change = ex.seat_changes(now, baseline="eve_of_poll")
    eve = set(ex.load_compositions("norfolk", basis="eve_of_poll", year=2021)["source_id"])
    assert set(said(change)) == eve | {"leh-2021"} and len(eve) == 1


def test_a_counting_area_rests_on_who_printed_it() -> None:
    mayor = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    counted = ex.load_counting_areas(mayor)
    areas = ex.transfers_by_area(counted, mayor)
    by_area = counted.groupby("area_gss")["source_id"].agg(set)
    turnout = ex.load_counting_area_turnout(mayor).groupby("area_gss")["source_id"].agg(set)
    found = ex.with_source_ids(areas).set_index("area_gss")["source_id"].str.split("; ")
    wanted = {area: by_area[area] | turnout.get(area, set()) for area in by_area.index}
    assert {area: set(ids) for area, ids in found.items()} == wanted


def test_a_derived_row_also_names_the_rows_it_comes_from() -> None:
    seats = ex.load_compositions("bristol", basis="election", year=2021)
    assert set(seats["source_id"]) == {"derived"}  # counted from the candidates elected
    assert set(said(seats)) == {"derived", "leh-2021"}


def test_rows_without_keys_rest_on_the_rows_given() -> None:
    made_of = pd.DataFrame({"region": ["a", "b"], "source_id": ["leh-2021", "leap-2017"]})
    table = pd.DataFrame({"region": ["b", "b", "c"], "votes": [1, 2, 3]})
    # the third shares no region with them, so it may rest on any
    assert said(table, source=made_of) == {"leap-2017": 3, "leh-2021": 1}


def test_what_leads_nowhere_is_an_error_that_says_what_to_pass() -> None:
    with pytest.raises(ValueError, match=r"no column leads back to a source \(columns: party\).*source="):
        ex.sources_of(pd.DataFrame({"party": ["Con"]}))
    with pytest.raises(ValueError, match=r"no source is held for its ballot_id.*data="):
        ex.sources_of(pd.DataFrame({"ballot_id": ["local.nowhere.2021-05-06"]}))


def test_an_empty_table_rests_on_nothing() -> None:
    found = ex.sources_of(pd.DataFrame({"ballot_id": []}))
    assert found.empty and {"source_id", "publisher", "licence", "accessed", "rows"} <= set(found)


def test_sources_beside_rows_keep_what_stands_and_fill_gaps() -> None:
    table = pd.DataFrame(
        {"ballot_id": "local.norfolk.acle.2021-05-06", "source_id": ["mine", None]}, index=[7, 3]
    )
    ids = ex.with_source_ids(table)
    assert ids["source_id"].tolist() == ["mine", "leh-2021"] and ids.index.tolist() == [7, 3]
    assert table["source_id"].isna().sum() == 1  # the table given is as it was


def test_the_order_of_rows_changes_nothing() -> None:
    changes = ex.gains(ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06"))
    mixed = changes.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(ex.sources_of(changes), ex.sources_of(mixed))
    pd.testing.assert_frame_equal(ex.with_source_ids(mixed).sort_index(), ex.with_source_ids(changes))


def test_own_rows_are_traced_to_own_sources(tmp_path: Path) -> None:
    ballot = "local.norfolk.acle.2021-05-06"
    for name in ("contests", "results"):
        rows = ex.load_table(name).query("ballot_id == @ballot").assign(source_id="mine")
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    source = ex.load_sources().query("source_id == 'leh-2021'")
    source = source.assign(source_id="mine", publisher="A parish", file=None, sha256=None)
    source.to_csv(tmp_path / "sources.csv", index=False)
    for name in ("contests", "results"):  # flags as the files have them
        path = tmp_path / f"{name}.csv"
        path.write_text(path.read_text().replace("True", "true").replace("False", "false"))
    found = ex.sources_of(pd.DataFrame({"ballot_id": [ballot]}), data=tmp_path)
    assert found[["source_id", "publisher", "rows"]].values.tolist() == [["mine", "A parish", 1]]


def pcc() -> pd.DataFrame:
    return ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="pcc")


def test_a_figure_is_in_dispute_where_it_is_the_one_used() -> None:
    results = pcc()
    found = ex.disputed_figures(results)
    # the BBC printed 114,053 for Darryl Preston, three papers and the share 114,153
    assert found[["column", "used", "other"]].values.tolist() == [["final_votes", "114153", "114053"]]
    assert results["candidate"].iloc[found["row"].iloc[0]] == "Darryl Preston"
    # the same column with another figure, such as one of another method, is another figure
    assert ex.disputed_figures(results.assign(final_votes=results["final_votes"] + 1)).empty
    assert ex.disputed_figures(results, ["first_pref", "candidate"]).empty
    assert ex.disputed_figures(results[["candidate", "final_votes"]]).empty


def test_a_councils_total_is_in_dispute_for_its_party_and_for_its_largest() -> None:
    council = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    won = ex.seats(council)
    found = ex.disputed_figures(won)
    # the roster of the year has 27 Conservatives and 10 Labour, against 28 and 9 elected
    party = won["party"].iloc[found["row"]].tolist()
    assert sorted(zip(party, found["used"], found["other"], strict=True)) == [
        ("Con", "28", "27"),
        ("Lab", "9", "10"),
    ]
    held = ex.disputed_figures(ex.councils_elected(council))
    assert held[["column", "used", "other"]].values.tolist() == [["largest_seats", "28", "27"]]


def test_a_printed_figure_in_dispute_has_a_letter_and_a_note_with_both_values() -> None:
    html = tables.contest(pcc(), caption="Commissioner")
    mark = re.search(
        r'114,153<sup><a href="#(t\w+-a)" aria-label="sources disagree: note a">a</a></sup>', html
    )
    assert mark and html.count("<sup><a") == 1
    note = html.partition(f'<p class="disputed" id="{mark[1]}"><sup>a</sup> ')[2].partition("</p>")[0]
    assert "Darryl Preston, final votes" in note
    assert "114,153 printed by Cambridge Independent, used here; 114,053 printed by BBC." in note
    assert html.gt.as_raw_html().count("114,053") == 1  # and where it is styled further


def test_a_figure_that_is_left_out_is_in_dispute_too() -> None:
    mayor = ex.load_contests(date="2021-05-06", organisation="tees-valley")
    html = tables.table(mayor, caption="x", columns=["area_name", "electorate"])
    assert "not known</span><sup>" in html and "left out here; 168,661 printed by Stockton" in html


def test_a_party_column_has_the_letter_of_its_figure() -> None:
    council = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    html = tables.wide(
        ex.with_names(ex.seats(council)), rows=["organisation_name"], value="seats", caption="Seats"
    )
    cells = re.findall(r"<td[^>]*>(\d+)(?:<sup><a[^>]*>(\w)</a></sup>)?</td>", html)
    assert {(figure, letter) for figure, letter in cells if letter} == {("28", "a"), ("9", "b")}


def test_a_table_and_a_chart_say_where_they_come_from() -> None:
    results = pcc()
    contest = tables.contest(results, caption="Commissioner")
    chart = ex.charts.figure(ex.charts.sv_rounds(results).to_dict())
    for html in (contest, chart):
        part = html.partition('<details class="origin">')[2].partition("</details>")[0]
        assert "<summary>Where this comes from</summary>" in part
        assert "4 rows, made from 4 rows of results, 1 row of contests." in part
        assert 'data-source="bbc-co-uk-b32775"' in part and "www.bbc.co.uk/news" in part
        assert "read 22 November 2026" in part and "BBC, copyright; facts only" in part and "http" not in part
    # under the table its note stands beside the figure, so the part does not say it again
    assert "114,053" not in contest.partition("<details")[2].partition("</details>")[0]
    assert "114,053 printed by BBC" in chart.partition("<details")[2]


def test_a_table_of_ones_own_has_nothing_to_say() -> None:
    html = tables.table(pd.DataFrame({"area": ["a"], "votes": [1]}), caption="x")
    assert "details" not in html and "source_id" not in html


def test_a_chart_without_keys_is_given_the_rows_behind_it() -> None:
    results = pcc()
    shares = ex.party_share(results, method="sum", by="voting_system").drop(columns="voting_system")
    chart = ex.charts.share_bars(shares)
    assert "origin" not in ex.charts.figure(chart.to_dict())
    html = ex.charts.figure(ex.charts.from_rows(chart, results).to_dict())
    assert 'data-source="bbc-co-uk-b32775"' in html and ",source_id" in html


def test_a_page_says_each_source_and_disagreement_in_full_once() -> None:
    results = pcc()
    chart = ex.charts.figure(ex.charts.sv_rounds(results, title="Rounds").to_dict())
    page = said_once(tables.contest(results, caption="Commissioner") + chart + chart)
    assert page.count("www.bbc.co.uk/news/uk-england-cambridgeshire-57001886") == 1
    assert page.count("114,053 printed by BBC") == 1
    ids = re.findall(r'\bid="([^"]*)"', re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    assert len(ids) == len(set(ids)) and set(re.findall(r'href="#([^"]*)"', page)) <= {*ids} | svg_ids(page)
    assert page.index('<ol class="sources">') > page.rindex("</details>")


def svg_ids(page: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]*)"', "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))))


def test_a_long_list_has_numbers_and_the_same_one_is_not_said_twice() -> None:
    items = "".join(f'<li data-source="{n}"><span>P{n % 2}</span><span>: T{n}</span></li>' for n in range(6))
    part = f'<details class="origin"><ul>{items}</ul></details>'
    table = f"<caption><span>Votes</span></caption>{part}"
    page = said_once(table + part)
    numbers = [f'<a href="#s{n}">{n}</a>' for n in range(1, 7)]
    # P0 printed 0, 2 and 4, which are first in the list; P1 the others
    assert f'<div class="by">P0 {", ".join(numbers[:3])}; P1 {", ".join(numbers[3:])}.</div>' in page
    assert '<div class="as">The sources under <a href="#w1">Votes</a>.</div>' in page


def test_the_terms_are_ready_to_paste_and_pass_on_share_alike() -> None:
    text = " ".join(terms("x", ex.load_sources(), used=["leap-2017", "leh-2021", "derived"]).split())
    pasted = text.partition("paste: ")[2]
    assert "Andrew Teale" in pasted and "(Open Parliament Licence v3.0)" in pasted
    assert pasted.endswith("under CC BY-SA 3.0.") and "Rows under CC BY-SA are among them" in text
    assert "BY-SA" not in terms("x", ex.load_sources(), used=["leh-2021"])
