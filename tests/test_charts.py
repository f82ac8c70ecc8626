"""Charts as data: what they say, what they refuse, and that a gap is never drawn as 0."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from elexan import charts
from elexan.charts.half_circle import half_circle
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


def outlines() -> Any:
    import geopandas as gpd
    from shapely import box

    squares = [box(0, 52, 1, 53), box(1, 52, 2, 53), box(2, 52, 3, 53)]
    return gpd.GeoDataFrame(
        {
            "area_gss": ["E1", "E2", "E2", "E3"],
            "area_name": ["Abbey", "Castle", "Castle", "Market"],
            "party": ["Lab", "Con", "Con", "LD"],
            "turnout": [0.3, 0.4, 0.4, None],
        },
        geometry=[squares[0], squares[1], squares[1], squares[2]],
        crs=4326,
    )


EVERY: dict[str, Callable[[], Any]] = {
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
    "marginal_ladder": lambda: charts.marginal_ladder(MAJORITIES, parties=PARTIES),
    "turnout_bars": lambda: charts.turnout_bars(TURNOUT),
    "party_profile": lambda: charts.party_profile(PROFILE, parties=PARTIES),
    "winner_map": lambda: charts.winner_map(outlines(), parties=PARTIES),
    "figure_map": lambda: charts.figure_map(
        outlines().drop_duplicates("area_gss"), "turnout", title="Turnout"
    ),
}
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
    before = [t.copy() for t in (MAYOR, AREAS, SEATS, VOTES, CHANGES, SWINGS, MAJORITIES, TURNOUT, PROFILE)]
    assert charts.figure(chart().to_dict()) == charts.figure(chart().to_dict())
    after = [MAYOR, AREAS, SEATS, VOTES, CHANGES, SWINGS, MAJORITIES, TURNOUT, PROFILE]
    for was, now in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_the_embedded_specification_cannot_end_its_element() -> None:
    odd = MAYOR.assign(candidate=["</script><b>", "B & C", "D"])
    html = charts.figure(charts.sv_rounds(odd, parties=PARTIES).to_dict())
    assert html.count("</script>") == 1
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
    assert "67.1% that B needed" in subtitle and "Not known: Ely." in subtitle
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
    castle = next(row for row in values(spec) if row["area_name"] == "Castle")
    assert castle["turnout"] is None and castle["label"] == "not known"
    assert spec["title"]["subtitle"] == ["Turnout: valid and rejected papers / electorate."]


def test_a_party_that_stood_once_has_no_arrow() -> None:
    rows = values(charts.share_change(CHANGES, parties=PARTIES).to_dict())
    assert next(r for r in rows if r["party_label"] == "Liberal Democrat")["label"] == "stood now only"
    assert next(r for r in rows if r["party_label"] == "Conservative")["label"] == "−4.0"


def test_contests_without_a_majority_or_a_swing_are_counted() -> None:
    assert (
        "In 1 there is no majority"
        in charts.marginal_ladder(MAJORITIES, parties=PARTIES).to_dict()["title"]["subtitle"][0]
    )
    assert "1 of 3 contests have no swing" in " ".join(
        charts.swing_dots(SWINGS, parties=PARTIES).to_dict()["title"]["subtitle"]
    )


def test_the_ladder_starts_with_the_closest() -> None:
    said = charts.marginal_ladder(MAJORITIES, parties=PARTIES).to_dict()["description"]
    assert said.index("Castle: Conservative by 12") < said.index("Abbey: Labour by 120")


def test_a_change_in_seats_names_its_baseline() -> None:
    changed = SEATS.assign(seats_change=[-8, 2, 5], baseline="last_election")
    spec = charts.seats_by_party(changed, parties=PARTIES).to_dict()
    assert spec["title"]["subtitle"] == ["In brackets: since these seats were last fought."]
    assert "Conservative 28 (−8)" in spec["description"]


@pytest.mark.parametrize("seats", [1, 2, 5, 41, 61, 84, 147])
def test_a_half_circle_has_a_place_for_every_seat(seats: int) -> None:
    dots = half_circle(seats)
    assert len(dots) == seats
    assert (dots["y"] >= -1e-9).all() and (np.hypot(dots["x"], dots["y"]) <= 1 + 1e-9).all()
    apart = np.hypot(*(dots[c].to_numpy()[:, None] - dots[c].to_numpy() for c in "xy"))
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 0.55 * dots.attrs["spacing"]


def test_parties_sit_in_their_order_and_a_majority_is_more_than_half() -> None:
    spec = charts.composition(SEATS, parties=PARTIES).to_dict()
    seats = [row for row in values(spec) if row.get("letters")]
    assert [row["letters"] for row in seats] == ["L"] * 9 + ["LD"] * 20 + ["C"] * 28
    assert "A majority is 29." in spec["description"]
    even = SEATS.assign(seats=[5, 3, 2])
    assert "A majority is 6." in charts.composition(even, parties=PARTIES).to_dict()["description"]


def test_a_composition_with_an_unknown_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        charts.composition(SEATS.assign(seats=pd.array([28, None, 20], dtype="Int64")), parties=PARTIES)


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


def test_an_area_of_several_seats_is_drawn_once() -> None:
    spec = charts.winner_map(outlines(), parties=PARTIES).to_dict()
    shapes = [row for row in values(spec) if row.get("place")]
    assert [(row["place"], row["won"]) for row in shapes] == [
        ("Abbey", "Labour"), ("Castle", "Conservative 2"), ("Market", "Liberal Democrat"),
    ]  # fmt: skip
    assert "Conservative 2" in spec["description"]


def test_exterior_rings_are_clockwise_on_the_page() -> None:
    spec = charts.winner_map(outlines(), parties=PARTIES).to_dict()
    assert spec["projection"] == {"type": "identity", "reflectY": True}
    ring = np.array(next(r for r in values(spec) if r.get("geometry"))["geometry"]["coordinates"][0])
    area = np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]) / 2
    assert area < 0


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
