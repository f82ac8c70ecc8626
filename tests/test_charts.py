"""Charts as data: what they say, what they refuse, and that a gap is never drawn as 0."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

from elexan import change_per_point, charts
from elexan.charts.theme import ink_on
from elexan.errors import EmptySelectionError

PARTIES = pd.DataFrame(
    {
        "party": ["Lab", "LD", "Ind", "Con"],
        "short_name": ["Labour", "Liberal Democrat", "Independent", "Conservative"],
        "letters": ["L", "LD", "I", "C"],
        "colour": ["#e4003b", "#faa61a", "#a9a9a9", "#0087dc"],
        "order": [1, 2, 3, 4],
    }
)
# Cambridgeshire and Peterborough, 6 May 2021, as the Combined Authority Returning Officer declared it.
MAYOR = pd.DataFrame(
    {
        "ballot_id": "mayor.cambridgeshire-and-peterborough.2021-05-06",
        "candidate": ["James Palmer", "Nik Johnson", "Aidan Van de Weyer"],
        "party": ["Con", "Lab", "LD"],
        "first_pref": pd.array([93942, 76106, 61885], dtype="Int64"),
        "first_pref_share": [0.40504, 0.32814, 0.26682],
        "second_pref": pd.array([14253, 37888, None], dtype="Int64"),
        "final_votes": pd.array([108195, 113994, None], dtype="Int64"),
        "elected": [False, True, False],
    }
)
AREAS = pd.DataFrame(
    {
        "ballot_id": "x",
        "area_gss": ["E1", "E1", "E2", "E2", "E3", "E3"],
        "area_name": ["Fenland", "Fenland", "Cambridge", "Cambridge", "Ely", "Ely"],
        "candidate": ["A", "B"] * 3,
        "party": ["Con", "Lab"] * 3,
        "transfers": pd.array([780, 1228, 2260, 8875, None, None], dtype="Int64"),
        "transfer_share": [0.3884, 0.6116, 0.203, 0.797, None, None],
    }
)
CONTEST = pd.DataFrame(
    {
        "ballot_id": "x",
        "candidate": ["B", "A"],
        "led_first_round": pd.array([False, True], dtype="boolean"),
        "break_even_transfer_share": [0.671, 0.671],
    }
)
SEATS = pd.DataFrame(
    {"organisation": "c", "cycle": "2021-05-06", "party": ["Con", "Lab", "LD"], "seats": [28, 9, 20]}
)
VOTES = pd.DataFrame(
    {
        "organisation": "c",
        "cycle": "2021-05-06",
        "party": ["Con", "Lab", "LD"],
        "votes": [390, 200, 280],
        "vote_share": [0.39, 0.20, 0.28],
        "share_method": "sum",
    }
)
CHANGES = pd.DataFrame(
    {
        "party": ["Con", "Lab", "LD"],
        "vote_share_before": [0.43, 0.18, None],
        "vote_share": [0.39, 0.20, 0.28],
        "share_change": [-0.04, 0.02, None],
    }
)
SWINGS = pd.DataFrame(
    {
        "area_name": ["Abbey", "Castle", "Market"],
        "party_a": "Con",
        "party_b": "Lab",
        "swing": [0.05, -0.02, None],
        "swing_method": "butler",
        "winner": ["Con", "Lab", "LD"],
    }
)
MAJORITIES = pd.DataFrame(
    {
        "area_name": ["Abbey", "Castle", "Market"],
        "winner_party": ["Lab", "Con", "Lab"],
        "runner_up_party": ["Con", "LD", None],
        "majority": pd.array([120, 12, None], dtype="Int64"),
        "majority_share": [0.04, 0.004, None],
    }
)
TURNOUT = pd.DataFrame(
    {"area_name": ["Abbey", "Castle"], "turnout": [0.41, None], "turnout_definition": "ballot_box"}
)
PROFILE = pd.DataFrame(
    {
        "election_type": ["mayor", "pcc", "pcc"],
        "party": ["Con", "Con", "Lab"],
        "vote_share": [0.4, 0.43, 0.31],
    }
)
WHERE = pd.DataFrame(
    {
        "area_name": ["Abbey", "Castle", "Market", "Fens"],
        "party": "Con",
        "of_party": "UKIP",
        "party_share_before": [0.1, 0.2, 0.3, 0.4],
        "share_change": [0.02, 0.06, 0.10, None],
    }
)
FLOWS = pd.DataFrame(
    {
        "origin": ["UKIP", "UKIP", "Lab", "Lab"],
        "destination": ["Con", "LD", "Con", "LD"],
        "net_flow_share": [0.08, 0.0003, 0.02, 0.0001],
    }
)

# Seats at five swings, made up: of five, three to two as they stand.
CURVE = pd.DataFrame(
    {
        "organisation": "c",
        "swing": [-0.1, -0.1, -0.05, -0.05, 0.0, 0.0, 0.05, 0.05, 0.1, 0.1],
        "party_a": "Con",
        "party_b": "Lab",
        "party": ["Con", "Lab"] * 5,
        "seats": [0, 5, 2, 3, 3, 2, 3, 2, 4, 1],
    }
)
GRID = pd.DataFrame(
    {
        "organisation": "c",
        "first_swing": [-0.1] * 9 + [0.0] * 9 + [0.1] * 9,
        "second_swing": ([-0.1] * 3 + [0.0] * 3 + [0.1] * 3) * 3,
        "first_a": "Con",
        "first_b": "Lab",
        "second_a": "Con",
        "second_b": "LD",
        "party": ["Con", "Lab", "LD"] * 9,
        "seats": [1, 7, 3, 2, 8, 1, 4, 7, 0, 2, 4, 5, 5, 4, 2, 6, 4, 1, 4, 3, 4, 7, 3, 1, 9, 2, 0],
        "seats_up": 11,
    }
)

INTERVALS = pd.DataFrame(
    {
        "organisation": "c",
        "party": ["Con", "Lab", "Ind"] * 2,
        "seats_expected": [5.2, 3.8, 0.0] * 2,
        "seats_low": [4, 2, 0, 5, 3, 0],
        "seats_high": [7, 6, 0, 6, 4, 0],
        "level": [0.9] * 3 + [0.5] * 3,
    }
)

# Of 1,000 Conservative, 500 Labour votes and 500 people who did not vote, made up.
TRANSITIONS = pd.DataFrame(
    {
        "origin": ["Con"] * 3 + ["Lab"] * 3 + ["not voting"] * 3,
        "destination": ["Con", "LD", "not voting"] * 3,
        "votes": [800, 190, 10, 50, 300, 150, 0, 100, 400],
        "share": [0.8, 0.19, 0.01, 0.1, 0.6, 0.3, 0.0, 0.2, 0.8],
        "low": [0.712, 0.1, 0.0, 0.0, 0.4, 0.1, 0.0, 0.1, 0.7],
        "high": [0.888, 0.3, 0.03, 0.2, 0.8, 0.5, 0.02, 0.3, 0.9],
        "bound_low": [0.128, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.2],
        "bound_high": [0.921, 0.8, 0.3, 0.5, 1.0, 0.9, 0.4, 0.9, 1.0],
    }
)

EVERY: dict[str, Callable[[], Any]] = {
    "sv_flow": lambda: charts.sv_flow(MAYOR.assign(voting_system="SV"), parties=PARTIES),
    "share_grid": lambda: charts.share_grid(PROFILE, row="election_type", parties=PARTIES),
    "sv_rounds": lambda: charts.sv_rounds(MAYOR, parties=PARTIES),
    "transfers_by_area": lambda: charts.transfers_by_area(AREAS, contest=CONTEST, parties=PARTIES),
    "seats_by_party": lambda: charts.seats_by_party(SEATS, parties=PARTIES),
    "seats_by_council": lambda: charts.seats_by_council(SEATS, parties=PARTIES),
    "composition": lambda: charts.composition(SEATS, parties=PARTIES),
    "votes_seats": lambda: charts.votes_seats(VOTES, SEATS, parties=PARTIES),
    "share_bars": lambda: charts.share_bars(MAYOR, parties=PARTIES),
    "share_bars of parties": lambda: charts.share_bars(VOTES, parties=PARTIES),
    "share_change": lambda: charts.share_change(CHANGES, parties=PARTIES),
    "swing_dots": lambda: charts.swing_dots(SWINGS, winner="winner", parties=PARTIES),
    "swing_rows": lambda: charts.swing_rows(
        SWINGS.assign(town=["X", "X", "Y"]), by="town", winner="winner", parties=PARTIES
    ),
    "change_scatter": lambda: charts.change_scatter(
        WHERE, change_per_point(WHERE), party="Con", parties=PARTIES
    ),
    "net_flow_grid": lambda: charts.net_flow_grid(FLOWS, parties=PARTIES),
    "seat_forecast": lambda: charts.seat_forecast(
        INTERVALS, needed=5, results=pd.DataFrame({"party": ["Con", "LD"], "seats": [8, 1]}), parties=PARTIES
    ),
    "transition_grid": lambda: charts.transition_grid(TRANSITIONS, parties=PARTIES),
    "transition_flow": lambda: charts.transition_flow(TRANSITIONS, parties=PARTIES),
    "transition_bounds": lambda: charts.transition_bounds(TRANSITIONS, parties=PARTIES),
    "marginal_ladder": lambda: charts.marginal_ladder(MAJORITIES, parties=PARTIES),
    "turnout_bars": lambda: charts.turnout_bars(TURNOUT),
    "party_profile": lambda: charts.party_profile(PROFILE, parties=PARTIES),
    "swingometer": lambda: charts.swingometer(CURVE, parties=PARTIES),
    "swing_sliders": lambda: charts.swing_sliders(GRID, parties=PARTIES),
}
TABLES = (MAYOR, AREAS, SEATS, VOTES, CHANGES, SWINGS, MAJORITIES, TURNOUT, PROFILE, CURVE, GRID, TRANSITIONS)
every_chart = pytest.mark.parametrize("chart", EVERY.values(), ids=EVERY.keys())


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows a chart carries."""
    return [row for rows in spec["datasets"].values() for row in rows]


@every_chart
def test_a_chart_has_a_title_and_says_what_it_shows(chart: Callable[[], Any]) -> None:
    spec = chart().to_dict()
    assert spec["title"]["text"]
    assert spec["title"]["text"] in spec["description"]
    assert len(spec["description"]) > len(spec["title"]["text"]) + 20


@every_chart
def test_a_chart_draws(chart: Callable[[], Any]) -> None:
    html = charts.figure(chart().to_dict())
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert "NaN" not in svg and "undefined" not in svg
    assert len(re.findall(r"<(?:path|text|line)", svg)) > 3


@every_chart
def test_a_figure_holds_no_address_and_one_text_alternative(chart: Callable[[], Any]) -> None:
    html = charts.figure(chart().to_dict())
    assert "http" not in html and "xmlns" not in html and "$schema" not in html
    assert html.count('role="img" aria-label=') == 1
    assert html.count("<figcaption>") == 1


@every_chart
def test_a_chart_leaves_its_table_alone_and_repeats_itself(chart: Callable[[], Any]) -> None:
    before = [t.copy() for t in TABLES]
    assert charts.figure(chart().to_dict()) == charts.figure(chart().to_dict())
    for was, now in zip(before, TABLES, strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_the_embedded_specification_cannot_end_its_element() -> None:
    odd = MAYOR.assign(candidate=["</script><b>", "B & C", "D"])
    html = charts.figure(charts.sv_rounds(odd, parties=PARTIES).to_dict())
    assert html.count("</script>") == 2  # its own end, and that of the rows
    inside = re.search(r'class="vega-spec">(.*?)</script>', html, re.DOTALL)
    assert inside and "</script><b> (Conservative)" in json.dumps(json.loads(inside.group(1)))


def test_both_rounds_are_in_words_and_figures() -> None:
    spec = charts.sv_rounds(MAYOR, parties=PARTIES).to_dict()
    said = spec["description"]
    assert "Nik Johnson (Labour), elected 76,106 + 37,888 = 113,994" in said
    assert "not transferable 9,744" in said


def test_an_unknown_second_round_is_said_not_drawn() -> None:
    unknown = MAYOR.assign(second_pref=pd.array([None] * 3, dtype="Int64"), final_votes=pd.NA)
    spec = charts.sv_rounds(unknown, parties=PARTIES).to_dict()
    assert spec["title"]["subtitle"] == ["First preferences; the figures of the second round are not known."]
    assert not [row for row in values(spec) if row.get("received") is not None]
    assert "transferable" not in spec["description"]


def test_a_first_round_win_says_so() -> None:
    won = MAYOR.assign(
        first_pref=[60, 30, 10], second_pref=None, final_votes=None, elected=[True, False, False]
    )
    assert (
        "no second round was needed"
        in charts.sv_rounds(won, parties=PARTIES).to_dict()["title"]["subtitle"][0]
    )


def test_the_transfers_needed_are_marked_and_unknown_areas_named() -> None:
    spec = charts.transfers_by_area(AREAS, contest=CONTEST, parties=PARTIES).to_dict()
    subtitle = " ".join(spec["title"]["subtitle"])
    assert "Thick mark: the 67.1% that B needed" in subtitle and "Not known: Ely." in subtitle
    assert "Cambridge 79.7%, Fenland 61.2%" in spec["description"]
    drawn = [row for row in values(spec) if row.get("candidate")]
    assert {row["place"] for row in drawn} == {"Fenland", "Cambridge"}


def test_an_impossible_break_even_is_said() -> None:
    spec = charts.transfers_by_area(
        AREAS, contest=CONTEST.assign(break_even_transfer_share=1.2), parties=PARTIES
    ).to_dict()
    assert "Not even all the transfers" in " ".join(spec["title"]["subtitle"])


def test_a_missing_turnout_is_not_a_bar() -> None:
    spec = charts.turnout_bars(TURNOUT).to_dict()
    castle = next(row for row in values(spec) if row["name"] == "Castle")
    assert castle["turnout"] is None and castle["label"] == "not known"
    assert spec["title"]["subtitle"] == ["Turnout: valid and rejected papers / electorate."]


def test_many_turnouts_are_a_dot_each_with_the_extremes_named() -> None:
    many = pd.DataFrame({
        "area_name": [f"Ward {n}" for n in range(40)] + ["Whole county"],
        "body": ["Fens"] * 20 + ["Marsh"] * 20 + ["Commissioner"],
        "turnout": [0.20 + n / 100 for n in range(19)] + [None] + [0.5] * 20 + [0.3],
    })  # fmt: skip
    spec = charts.turnout_bars(many, by="body").to_dict()
    dots = pd.DataFrame([row for row in values(spec) if "at" in row])
    assert dots["group"].value_counts().to_dict() == {"Fens": 19, "Marsh": 20, "Commissioner": 1}
    assert not dots.duplicated(["at", "down"]).any()
    assert ((dots["at"] - dots["name"].map(many.set_index("area_name")["turnout"])).abs() < 0.008).all()
    strips = {row["group"]: row for row in values(spec) if "median" in row}
    assert (strips["Fens"]["lowest"], strips["Fens"]["highest"]) == (
        "Lowest: Ward 0 20.0%", "Highest: Ward 18 38.0%",
    )  # fmt: skip
    assert strips["Fens"]["words"] == "Fens: median 29.0% of 19"
    assert strips["Commissioner"]["words"] == "Commissioner: 30.0%" and not strips["Commissioner"]["lowest"]
    assert "Not known for 1 of 41." in " ".join(spec["title"]["subtitle"])
    # strips stand one below the other, and no dot is outside its own
    ordered = sorted(strips.values(), key=lambda row: row["roof"])
    assert all(above["base"] < below["roof"] for above, below in pairwise(ordered))
    for strip in ordered:
        own = dots[dots["group"] == strip["group"]]
        assert own["down"].between(strip["roof"], strip["base"]).all()


def test_a_party_that_stood_once_has_no_arrow() -> None:
    spec = charts.share_change(CHANGES, parties=PARTIES).to_dict()
    rows = {row["words"]: row for row in values(spec)}
    once = rows["Liberal Democrat: stood now only"]
    assert (once["a"], once["b"], once["left"], once["right"]) == (None, 0.28, "", "28.0%")
    fell = rows["Conservative: −4.0 points"]
    assert (fell["left"], fell["right"], fell["turn"]) == ("39.0%", "43.0%", -90)


def test_small_parties_are_left_out_and_counted() -> None:
    small = CHANGES.assign(vote_share_before=[0.43, 0.001, None], vote_share=[0.39, 0.002, 0.28])
    spec = charts.share_change(small, parties=PARTIES).to_dict()
    assert "Left out: 1 below 0.5%." in " ".join(spec["title"]["subtitle"])
    assert not [row for row in values(spec) if row["words"].startswith("Labour")]
    tiny = VOTES.assign(vote_share=[0.39, 0.20, 0.004])
    some = charts.votes_seats(tiny, SEATS.query("party != 'LD'"), parties=PARTIES).to_dict()
    assert "Left out: 1 below 1.0% and without a seat." in " ".join(some["title"]["subtitle"])
    with_a_seat = charts.votes_seats(tiny, SEATS, parties=PARTIES).to_dict()
    assert "Liberal Democrat 0.4% of votes, 35.1% of seats" in with_a_seat["description"]


def test_figures_of_a_dumb_bell_stand_outside_it() -> None:
    rows = {
        row["words"].split(":")[0]: row
        for row in values(charts.votes_seats(VOTES, SEATS, parties=PARTIES).to_dict())
    }
    assert rows["Conservative"]["words"] == "Conservative: 28 of 57 seats"
    assert (rows["Conservative"]["left"], rows["Conservative"]["right"]) == ("39.0%", "49.1%")
    assert (rows["Labour"]["left"], rows["Labour"]["right"]) == ("15.8%", "20.0%")  # fewer seats than votes


def test_contests_without_a_majority_or_a_swing_are_counted() -> None:
    assert "In 1 there is no majority" in " ".join(
        charts.marginal_ladder(MAJORITIES, parties=PARTIES).to_dict()["title"]["subtitle"]
    )
    assert "1 of 3 contests have no swing" in " ".join(
        charts.swing_dots(SWINGS, parties=PARTIES).to_dict()["title"]["subtitle"]
    )


def dots_in_columns(spec: dict[str, Any]) -> int:
    """How many dots the dotted lines of a swing chart have."""
    lines = [r for r in values(spec) if {"y", "y2", "label"} <= set(r)]
    (size,) = {
        layer["mark"]["strokeDash"][1] for layer in spec["layer"] if layer["mark"].get("strokeCap") == "round"
    }
    return sum(int((r["y"] - r["y2"]) / size) + 1 for r in lines)


def test_every_contest_is_a_dot_whether_one_by_one_or_in_columns() -> None:
    many = pd.DataFrame({
        "area_name": [f"Area {n}" for n in range(60)], "town": ["X", "Y", "Z"] * 20, "party_a": "Con",
        "party_b": "Lab", "swing": np.linspace(-0.04, 0.06, 60).round(2), "swing_method": "butler",
    })  # fmt: skip
    assert dots_in_columns(charts.swing_dots(many, parties=PARTIES).to_dict()) == 60
    assert dots_in_columns(charts.swing_rows(many, by="town", parties=PARTIES).to_dict()) == 60
    lettered = charts.swing_dots(many.assign(winner="Con"), winner="winner", parties=PARTIES).to_dict()
    assert len([r for r in values(lettered) if r.get("letters")]) == 60


def test_rows_of_swing_are_sorted_by_their_median_and_the_empty_named() -> None:
    rows = pd.DataFrame({
        "area_name": list("abcdef"), "town": ["Low", "Low", "Low", "High", "High", "None"],
        "party_a": "Con", "party_b": "Lab", "swing": [-0.08, -0.01, 0.0, 0.02, 0.05, None],
    })  # fmt: skip
    spec = charts.swing_rows(rows, by="town", parties=PARTIES).to_dict()
    assert spec["description"].endswith(
        "High: median +3.5, from +2.0 to +5.0; Low: median −1.0, from −8.0 to 0.0."
    )
    assert "No swing: None." in " ".join(spec["title"]["subtitle"])
    marks = {r["row"]: r for r in values(spec) if "row" in r}
    assert marks["High"]["y"] < marks["Low"]["y"] and marks["Low"]["bin"] == pytest.approx(-1.0)
    assert marks["Low"]["text"] == "−1.0 (3 contests)" and marks["Low"]["short"] == "−1.0 (3)"


def drawn_texts(chart: Any, width: int) -> list[tuple[str, float, float, float]]:
    """The texts of a chart drawn so wide: words, place across and down, and size of type."""
    spec = chart.to_dict()
    spec = {k: v for k, v in spec.items() if k != "title"} | {
        "width": width,
        "autosize": "none",
        "padding": 0,
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    found = re.findall(
        r'<text[^>]*translate\(([-\d.]+),([-\d.]+)\)[^>]*font-size="([\d.]+)px"[^>]*>([^<]*)', svg
    )
    return [(words, float(x), float(y), float(size)) for x, y, size, words in found]


@pytest.mark.parametrize("width", [286, 600])
def test_letters_of_neighbouring_dots_never_run_into_one_another(width: int) -> None:
    many = pd.DataFrame({
        "area_name": [f"Area {n}" for n in range(60)], "town": ["X", "Y", "Z"] * 20, "party_a": "Con",
        "party_b": "Lab", "swing": np.linspace(-0.1, 0.3, 60), "swing_method": "butler", "winner": "LD",
    })  # fmt: skip
    for draw in (charts.swing_dots, lambda t, **of: charts.swing_rows(t, by="town", **of)):
        letters = [
            t for t in drawn_texts(draw(many, winner="winner", parties=PARTIES), width) if t[0] == "LD"
        ]
        assert bool(letters) == (width == 600)
        for n, (_, x, y, size) in enumerate(letters):
            near = [abs(x - x2) for _, x2, y2, _ in letters[n + 1 :] if abs(y - y2) < 4]
            assert all(apart > 1.33 * size for apart in near)  # so many times its size is "LD" wide


def test_the_line_at_half_runs_through_no_name() -> None:
    spec = charts.seats_by_council(
        pd.concat([SEATS, SEATS.assign(organisation="d")]), parties=PARTIES
    ).to_dict()
    ticks = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "tick"]
    # a name's letters end 6 pixels above a row's middle and begin 32 below it
    assert ticks and all(
        tick["yOffset"] - tick["size"] / 2 >= -4 and tick["yOffset"] + tick["size"] / 2 <= 30
        for tick in ticks
    )


def test_bars_of_both_rounds_are_as_long_as_their_votes() -> None:
    bars = {r["name"]: r for r in values(charts.sv_rounds(MAYOR, parties=PARTIES).to_dict()) if "first" in r}
    johnson = bars["Nik Johnson (Labour), elected"]
    assert (johnson["first"], johnson["end"]) == (76106, 113994)
    assert johnson["label"] == "113,994" and johnson["sum"] == "76,106 + 37,888"
    assert bars["Not transferable"]["end"] == 9744
    out = bars["Aidan Van de Weyer (Liberal Democrat)"]
    assert (out["received"], out["end"], out["sum"]) == (None, 61885, "")


def test_long_names_are_broken_and_nothing_of_them_is_lost() -> None:
    long = "The Party of Very Many Words which Nobody Could Print on One Line of a Telephone"
    named = MAYOR.assign(party=["Con", "Lab", "Other"], party_name=["", "", long])
    spec = charts.sv_rounds(named, parties=PARTIES).to_dict()
    lines = [r["text"] for r in values(spec) if "text" in r]
    assert f"Aidan Van de Weyer ({long})" in " ".join(lines) and max(map(len, lines)) <= 44


def test_the_ladder_starts_with_the_closest() -> None:
    spec = charts.marginal_ladder(MAJORITIES, parties=PARTIES).to_dict()
    said = spec["description"]
    assert said.index("Castle: Conservative by 12") < said.index("Abbey: Labour by 120")
    rungs = [row for row in values(spec) if "majority_share" in row]
    assert [(r["name"], r["letters"], r["second_letters"], r["label"]) for r in rungs] == [
        ("Castle", "C", "LD", "12 votes · 0.4%"), ("Abbey", "L", "C", "120 votes · 4.0%"),
    ]  # fmt: skip


def test_a_tie_is_said_and_a_few_votes_are_not_0_percent() -> None:
    close = MAJORITIES.assign(majority=[0, 1, 4], majority_share=[0.0, 0.0002, 0.0006])
    close["runner_up_party"] = "Con"
    spec = charts.marginal_ladder(close, parties=PARTIES).to_dict()
    labels = {row["name"]: row["label"] for row in values(spec) if "majority_share" in row}
    assert list(labels.values()) == ["tied, decided by lot", "1 vote · <0.1%", "4 votes · 0.1%"]
    first = close["area_name"].iloc[0]
    assert f"{first}: Labour tied with Conservative, decided by lot" in spec["description"]


def test_contests_of_one_name_are_told_apart_by_their_council() -> None:
    two = MAJORITIES.assign(
        area_name=["Abbey", "Abbey", "Market"], organisation_name=["Fens", "Marsh", "Fens"]
    )
    said = charts.marginal_ladder(two, parties=PARTIES).to_dict()["description"]
    assert "Abbey (Marsh): Conservative by 12" in said and "Abbey (Fens): Labour by 120" in said


def test_figures_of_a_profile_do_not_cover_one_another() -> None:
    near = pd.DataFrame(
        {
            "election_type": "mayor",
            "party": ["Con", "Lab", "LD", "Ind"],
            "vote_share": [0.41, 0.40, 0.015, 0.01],
        }
    )
    rows = [r for r in values(charts.party_profile(near, parties=PARTIES).to_dict()) if "beside" in r]
    places = sorted(row["beside"] for row in rows)
    assert len(places) == 4 and min(np.diff(places)) >= 16
    assert max(places) <= 44 + 300
    by_share = sorted(rows, key=lambda row: row["down"])
    assert [row["label"] for row in by_share] == ["41.0", "40.0", "1.5", "1.0"]
    assert [row["beside"] for row in by_share] == places


def test_a_line_of_a_profile_joins_neighbouring_contests_only() -> None:
    three = pd.DataFrame(
        {"paper": ["mayor", "county", "pcc", "mayor", "pcc"], "party": ["Con"] * 3 + ["Lab"] * 2,
         "vote_share": [0.4, 0.38, 0.43, 0.3, 0.31]}
    )  # fmt: skip
    rows = [
        r
        for r in values(charts.party_profile(three, contest="paper", parties=PARTIES).to_dict())
        if "down" in r
    ]
    ends = {(r["party_label"], r["contest"]): r["next"] for r in rows}
    at = {(r["party_label"], r["contest"]): r["down"] for r in rows}
    assert ends["Conservative", "mayor"] == at["Conservative", "county"]
    assert ends["Conservative", "county"] == at["Conservative", "pcc"]
    assert ends["Labour", "mayor"] is None and ends["Labour", "pcc"] is None


@pytest.mark.parametrize(
    "draw",
    [
        "share_bars",
        "votes_seats",
        "seats_by_council",
        "turnout_bars",
        "party_profile",
        "composition",
        "seats_by_party",
        "share_change",
        "marginal_ladder",
        "transition_grid",
        "transition_flow",
        "transition_bounds",
    ],
)
def test_the_rows_shown_go_with_the_chart(draw: str) -> None:
    csv = EVERY[draw]().to_dict()["usermeta"]["csv"]
    assert len(csv.splitlines()) >= 3 and "geometry" not in csv


def test_a_change_in_seats_names_its_baseline() -> None:
    changed = SEATS.assign(seats_change=[-8, 2, 5], baseline="last_election")
    spec = charts.seats_by_party(changed, parties=PARTIES).to_dict()
    assert spec["title"]["subtitle"] == ["In brackets: since these seats were last fought."]
    assert "Conservative 28 (−8)" in spec["description"]


def test_a_majority_is_more_than_half() -> None:
    spec = charts.composition(SEATS, parties=PARTIES).to_dict()
    assert "A majority is 29." in spec["description"]
    even = SEATS.assign(seats=[5, 3, 2])
    assert "A majority is 6." in charts.composition(even, parties=PARTIES).to_dict()["description"]


def test_unknown_seats_are_named_not_counted_as_none() -> None:
    two = pd.concat([SEATS, SEATS.assign(organisation="d", seats=pd.array([3, None, 1], dtype="Int64"))])
    spec = charts.seats_by_council(two, parties=PARTIES).to_dict()
    assert "Not known: d." in " ".join(spec["title"]["subtitle"])
    assert "d:" not in spec["description"]
    some = charts.votes_seats(VOTES.assign(vote_share=[0.39, None, 0.28]), SEATS, parties=PARTIES).to_dict()
    assert "Labour not known of votes, 15.8% of seats" in some["description"]


def test_a_party_without_seats_has_none() -> None:
    spec = charts.votes_seats(VOTES, SEATS.query("party != 'LD'"), parties=PARTIES).to_dict()
    assert "Liberal Democrat 28.0% of votes, 0.0% of seats" in spec["description"]


@pytest.mark.parametrize("colour", [*PARTIES["colour"], "#ffffff", "#000000", "#12b6cf", "#70147a"])
def test_letters_stand_out_from_their_colour(colour: str) -> None:
    def luminance(text: str) -> float:
        c = np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        return float(
            np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        )

    pair = sorted([luminance(colour), luminance(ink_on(colour))])
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4


def test_several_contests_in_one_chart_are_refused() -> None:
    two = pd.concat([MAYOR, MAYOR.assign(ballot_id="other")])
    for draw in (charts.sv_rounds, charts.share_bars):
        with pytest.raises(ValueError, match="one ballot_id; the table has 2"):
            draw(two, parties=PARTIES)
    with pytest.raises(ValueError, match="the table has 2"):
        charts.composition(pd.concat([SEATS, SEATS.assign(organisation="d")]), parties=PARTIES)
    with pytest.raises(ValueError, match="several"):
        charts.party_profile(pd.concat([PROFILE, PROFILE]), parties=PARTIES)


def test_a_missing_column_and_an_empty_table_are_errors() -> None:
    with pytest.raises(ValueError, match="sv_rounds has no column second_pref"):
        charts.sv_rounds(MAYOR.drop(columns="second_pref"), parties=PARTIES)
    with pytest.raises(EmptySelectionError, match="turnout_bars"):
        charts.turnout_bars(TURNOUT.head(0))


def test_enable_sets_type_and_a_renderer_that_papermill_accepts() -> None:
    import altair as alt

    charts.enable()
    assert alt.renderers.active == "elexan" and alt.theme.active == "elexan"
    shown = charts.turnout_bars(TURNOUT)._repr_mimebundle_()
    assert list(shown) == ["text/html"]
    assert '"font":' in shown["text/html"]


def test_a_scatter_has_a_dot_for_each_known_contest_and_a_line_through_their_means() -> None:
    spec = charts.change_scatter(WHERE, change_per_point(WHERE), party="Con", parties=PARTIES).to_dict()
    dots = {(r["x"], r["y"]) for r in values(spec) if "said" in r}
    assert dots == {(0.1, 2.0), (0.2, 6.0), (0.3, 10.0)}
    line = [r for r in values(spec) if "x" in r and "said" not in r]
    # 0.4 points a point through (20 %, 6): −2 at none, 10 at the last known
    assert [(r["x"], r["y"]) for r in line] == [(0.0, -2.0), (0.3, 10.0)]
    said = " ".join(spec["title"]["subtitle"])
    assert "+0.40 points for each point of UKIP before" in said
    assert "Conservative did not stand both times in 1." in said
    with pytest.raises(EmptySelectionError, match="where LD stood both times"):
        charts.change_scatter(WHERE, change_per_point(WHERE), party="LD", parties=PARTIES)


def test_a_grid_of_flows_leaves_out_the_smallest_and_says_so() -> None:
    spec = charts.net_flow_grid(FLOWS, parties=PARTIES).to_dict()
    assert "UKIP to Conservative 8.0 points, Labour to Conservative 2.0 points." in spec["description"]
    cells = {r["said"]: r["label"] for r in values(spec) if "said" in r}
    assert cells == {"UKIP to Conservative": "8.0", "Labour to Conservative": "2.0"}
    figures = {r["letters"]: r["figure"] for r in values(spec) if "figure" in r}
    assert figures == {"C": "10.0", "L": "2.0", "?": "8.0"}  # of all flows, also those not drawn
    assert "less than 0.05 points: left out" in " ".join(spec["title"]["subtitle"])
    with pytest.raises(ValueError, match="shows one place"):
        charts.net_flow_grid(pd.concat([FLOWS, FLOWS]))


def test_the_swingometer_has_the_result_and_both_ends_in_words() -> None:
    said = charts.swingometer(CURVE, parties=PARTIES).to_dict()["description"]
    assert "the result Labour 2, Conservative 3" in said
    assert "at 10.0 points to Labour Labour 5, Conservative 0" in said
    assert "majority of the 5 seats, 3 or more, from a swing of 0.0." in said
    with pytest.raises(ValueError, match="several"):
        charts.swingometer(pd.concat([CURVE, CURVE]), parties=PARTIES)


def test_the_sliders_show_the_point_that_is_chosen() -> None:
    spec = charts.swing_sliders(GRID, parties=PARTIES).to_dict()
    assert {p["name"]: (p["value"], p["bind"]["min"], p["bind"]["max"]) for p in spec["params"]} == {
        "first_swing": (0, -10.0, 10.0),
        "second_swing": (0, -10.0, 10.0),
    }
    for first, second, words, bars in (
        (0, 0, "No overall control (6 needed); largest: Conservative, 5", {"5", "4", "2"}),
        (-10, 0, "Labour: majority of 5 (6 needed)", {"2  (−3)", "8  (+4)", "1  (−1)"}),
        (10, -10, "No overall control (6 needed); largest: ", {"4  (−1)", "3  (−1)", "4  (+2)"}),
        (10, 10, "Conservative: majority of 7 (6 needed)", {"9  (+4)", "2  (−2)", "0  (−2)"}),
    ):
        for param, value in zip(spec["params"], (first, second), strict=True):
            param["value"] = value
        html = charts.figure(spec)
        drawn = html[: html.index("</svg>")].replace("\u00a0", " ")
        assert words in drawn
        assert bars <= set(re.findall(r">([^<>]+)</text>", drawn))


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        (GRID[GRID["first_swing"] != 0], "a swing of 0"),
        (GRID.replace({"first_swing": {0.1: 0.3}}), "equal steps"),
        (GRID[:-3], "every combination"),
    ],
)
def test_sliders_need_a_whole_grid(grid: pd.DataFrame, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        charts.swing_sliders(grid, parties=PARTIES)


def test_labels_of_the_swingometer_stay_apart_and_above_the_axis() -> None:
    crowd = pd.DataFrame({"party": list("abcdef"), "seats": [1, 1, 0, 0, 0, 40]})
    curve = pd.concat(
        [crowd.assign(organisation="c", swing=swing, party_a="a", party_b="b") for swing in (-0.1, 0.0, 0.1)]
    )
    curve.loc[(curve["swing"] == 0.1) & (curve["seats"] == 0), "seats"] = 1  # else they win nothing anywhere
    rows = values(charts.swingometer(curve, parties=PARTIES).to_dict())
    base = {row["base"] for row in rows if "base" in row}
    for at in ("low", "zero", "high"):
        places = sorted(row["place"] for row in rows if row.get("at") == at)
        assert len(places) == 6 and places[-1] <= min(base)
        assert min(b - a for a, b in pairwise(places)) >= 14 - 0.02


def test_a_forecast_has_a_bar_for_each_level_and_what_was_won() -> None:
    spec = EVERY["seat_forecast"]().to_dict()
    assert (
        "Liberal Democrat none, won 1, Conservative 5 (4 to 7), won 8. A majority takes 5."
        in spec["description"]
    )
    assert "Labour 4 (2 to 6), won 0" in spec["description"]
    assert "Independent" not in json.dumps(spec)  # never a seat, and none won
    bars = [layer for layer in spec["layer"] if layer["mark"]["type"] == "bar"]
    drawn = [
        (
            layer["mark"]["height"],
            {(r["seats_low"], r["seats_high"]) for r in spec["datasets"][layer["data"]["name"]]},
        )
        for layer in bars
    ]
    assert drawn == [(9, {(2, 6), (4, 7)}), (16, {(3, 4), (5, 6)})]  # the surer the wider, and the thinner
    ticks = [r for r in values(spec) if "won" in r]
    assert {r["words"].split(":")[0]: r["won"] for r in ticks} == {
        "Labour": 0,
        "Liberal Democrat": 1,
        "Conservative": 8,
    }
    without = charts.seat_forecast(INTERVALS, parties=PARTIES).to_dict()
    assert "won" not in without["description"] and "majority" not in without["description"]
    two = pd.concat([INTERVALS, INTERVALS.assign(organisation="d")])
    with pytest.raises(ValueError, match="shows one organisation"):
        charts.seat_forecast(two, parties=PARTIES)
