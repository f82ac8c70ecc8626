"""Places side by side: the grid of shares, second rounds against what they needed, and tables by party."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex
from elexan import charts, tables

DAY = "2021-05-06"


def values(chart, column: str) -> list[dict]:
    """The rows a chart draws that have the column."""
    every = chart.to_dict()["datasets"].values()
    return [row for rows in every for row in rows if column in row]


def test_the_grid_has_a_cell_for_each_party_that_stood() -> None:
    shares = pd.DataFrame(
        {"area": ["A", "A", "B"], "party": ["Con", "Lab", "Con"], "vote_share": [0.4, 0.01, 0.52]}
    )
    cells = values(charts.share_grid(shares, row="area"), "label")
    assert [(c["place"], c["label"]) for c in cells] == [("A", "40.0"), ("B", "52.0")]
    assert "Labour" not in charts.share_grid(shares, row="area").to_dict()["description"]
    assert len(values(charts.share_grid(shares, row="area", least=0.0), "label")) == 3


def test_rows_of_a_place_stand_together_and_a_gap_is_said() -> None:
    shares = pd.DataFrame(
        {
            "area": ["A", "B", "A", "A"],
            "paper": ["mayor", "mayor", "council", "mayor"],
            "party": ["Con", "Con", "Con", "Lab"],
            "vote_share": [0.4, None, 0.3, 0.5],
        }
    )
    chart = charts.share_grid(shares, row="area", column="paper")
    down = {c["place"]: c["y"] for c in values(chart, "label")}
    assert down["A · council"] - down["A · mayor"] == 26  # the next row of cells, not under B's heading
    (gap,) = values(chart, "gap")
    assert gap["gap"] == "not known" and gap["y"] > down["A · council"]
    assert [h["heading"] for h in values(chart, "heading")] == ["A", "B"]
    assert chart.to_dict()["description"].endswith("B · mayor: not known.")
    bold = [(c["place"], c["party_label"]) for c in values(chart, "label") if c["weight"] == "bold"]
    assert sorted(bold) == [("A · council", "Conservative"), ("A · mayor", "Labour")]


def test_second_rounds_whose_transfers_are_not_known_are_counted() -> None:
    second = pd.DataFrame(
        {
            "area_name": ["A", "A", "B", "B"],
            "candidate": list("pqrs"),
            "party": ["Con", "Lab"] * 2,
            "led_first_round": [True, False] * 2,
            "transfer_share": [0.3, 0.7, None, None],
            "break_even_transfer_share": [0.6, 0.6, None, None],
        }
    )
    chart = charts.second_rounds(second)
    assert "Not known: 1." in " ".join(chart.to_dict()["title"]["subtitle"])
    assert [row["row"] for row in values(chart, "edge")] == ["A"]


def test_a_dot_beyond_its_tick_is_a_win_from_behind() -> None:
    second = ex.transfers(ex.load_results(date=DAY, election_type="mayor"))
    chart = charts.second_rounds(second[second["second_round"] == "held"])
    rows = {row["row"]: row for row in values(chart, "edge")}
    won = {name for name, row in rows.items() if row["transfer_share"] > row["break_even_transfer_share"]}
    assert won == {"Cambridgeshire and Peterborough"}
    assert rows["West Midlands"]["edge"] == 1.0 and rows["West Midlands"]["label"].endswith(
        "needed more than all"
    )
    assert "Nik Johnson (Labour) got 72.7%, needed 67.1%" in chart.to_dict()["description"]


def test_a_wide_table_has_a_column_a_party_and_says_what_it_leaves_out() -> None:
    shares = pd.DataFrame(
        {
            "area": ["A", "A", "B", "B"],
            "party": ["Con", "Lab", "Con", "UKIP"],
            "vote_share": [0.4, 0.3, 0.5, 0.002],
        }
    )
    html = tables.wide(shares, rows=["area"], value="vote_share", caption="Votes")
    assert html.count('<th scope="col"') == 3 and "UKIP" not in html.split("<script")[0]
    assert "Left out: 1 party with no more than 1.0% anywhere." in html
    change = shares.assign(seats_change=[1, -1, 0, 0])
    html = tables.wide(change, rows=["area"], value="seats_change", caption="Change")
    assert ">+1<" in html and ">−1<" in html and "Left out: 1 party with no change." in html


def test_conflicts_are_printed_as_a_reader_expects_figures() -> None:
    rows = pd.DataFrame(
        {
            "ballot_id": ["b", None],
            "organisation": [None, "norfolk"],
            "area_gss": None,
            "candidate_id": ["a-reed", None],
            "party": [None, "Con"],
            "field": ["electorate", "vote_share"],
            "used": [None, "0.4841"],
            "other": ["1968302", "0.488"],
            "reason": ["does not fit", "printed so"],
        }
    )
    html = tables.conflicts(rows)
    assert ">1,968,302<" in html and ">left out<" in html  # electorate is no rate
    assert ">48.4%<" in html and ">48.8%<" in html
    assert "b, a-reed" in html and "Norfolk County Council, Conservative" in html


@pytest.mark.parametrize("party", ["Local", "Other"])
def test_a_code_for_many_parties_is_drawn_by_the_name_printed(party: str) -> None:
    r = pd.DataFrame(
        {
            "ballot_id": "x",
            "voting_system": "SV",
            "candidate": ["A", "B", "D"],
            "party": ["Con", "Lab", party],
            "party_name": ["Conservative", "Labour", "Yorkshire Party"],
            "first_pref": [45, 40, 20],
            "second_pref": [4, 10, None],
            "final_votes": [49, 50, None],
            "elected": [False, True, False],
        }
    )
    assert "D (Yorkshire Party) 20" in charts.sv_rounds(r).to_dict()["description"]
