"""Maps as data: one drawing for all of the same areas, what each says, and that a gap is never a figure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import vl_convert

from elexan import boundaries, charts, load_parties
from elexan.charts.maps.fills import mixed
from elexan.charts.maps.layers import FAINT
from elexan.charts.maps.outlines import sheet
from elexan.charts.theme import INK, NIGHT, PALE
from elexan.errors import DataError, EmptySelectionError, UnknownNameError

PARTIES = pd.DataFrame(
    {
        "party": ["Lab", "LD", "Con"],
        "short_name": ["Labour", "Liberal Democrat", "Conservative"],
        "letters": ["L", "LD", "C"],
        "colour": ["#e4003b", "#faa61a", "#0087dc"],
        "order": [1, 2, 3],
    }
)
# Four squares of 10 km in the middle of England, two to a district; three of them met as one row
SQUARES = [shapely.box(x, y, x + 10_000, y + 10_000) for y in (270_000, 260_000) for x in (430_000, 440_000)]
CODES = ["E1", "E2", "E3", "E4"]
RESULTS = pd.DataFrame(
    {
        "ballot_id": ["abbey", "abbey", "castle", "castle", "castle", "market", "market", "north"],
        "area_gss": ["E1", "E1", "E2", "E2", "E2", "E3", "E3", "E4"],
        "area_name": ["Abbey", "Abbey", "Castle", "Castle", "Castle", "Market", "Market", "North"],
        "candidate_id": ["ann", "bo", "cy", "di", "ed", "flo", "gil", "hal"],
        "candidate": [
            "Ann Ash",
            "Bo Birch",
            "Cy Cedar",
            "Di Dale",
            "Ed Elm",
            "Flo Fir",
            "Gil Gorse",
            "Hal Haw",
        ],
        "party": ["Lab", "Con", "Con", "Lab", "LD", "LD", "Con", "Con"],
        "party_name": "",
        "voting_system": "FPTP",
        "seats": [1, 1, 2, 2, 2, 1, 1, 1],
        "first_pref": pd.array([60, 40, 50, 30, 20, 51, 49, None], dtype="Int64"),
        "elected": [True, False, True, True, False, True, False, True],
        "status": ["polled"] * 7 + ["uncontested"],
    }
)
ABBEY, CASTLE, MARKET, NORTH = CODES


def placed(table: pd.DataFrame, crs: int = 27700) -> gpd.GeoDataFrame:
    """The table with the square of each of its areas, and its district."""
    shapes = dict(zip(CODES, SQUARES, strict=True))
    districts = {ABBEY: "Upper", CASTLE: "Upper", MARKET: "Lower", NORTH: "Lower"}
    geo = gpd.GeoDataFrame(
        table.assign(district=table["area_gss"].map(districts)),
        geometry=table["area_gss"].map(shapes).tolist(), crs=27700,
    )  # fmt: skip
    return geo.to_crs(crs)


WINNERS = RESULTS[RESULTS["elected"]].reset_index(drop=True)
FIGURES = pd.DataFrame(
    {
        "ballot_id": ["abbey", "castle", "market", "north"], "area_gss": CODES,
        "area_name": ["Abbey", "Castle", "Market", "North"], "party_a": "Con", "party_b": "Lab",
        "swing": [0.012, -0.034, 0.0, None], "turnout": [0.31, 0.42, None, 0.38],
        "turnout_definition": "ballot_box", "winner_party": ["Lab", "Con", "LD", None],
        "majority": pd.array([20, 10, 2, None], dtype="Int64"), "majority_share": [0.2, 0.1, 0.02, None],
    }
)  # fmt: skip
SHARES = pd.DataFrame(
    {
        "ballot_id": ["abbey", "abbey", "castle", "castle", "castle", "market", "market"],
        "area_gss": [ABBEY, ABBEY, CASTLE, CASTLE, CASTLE, MARKET, MARKET],
        "area_name": ["Abbey", "Abbey", "Castle", "Castle", "Castle", "Market", "Market"],
        "party": ["Lab", "Con", "Con", "Lab", "LD", "LD", "Con"],
        "votes": [60, 40, 50, 30, 20, 51, 49],
        "vote_share": [0.6, 0.4, 0.5, 0.3, 0.2, 0.51, None],
        "share_method": "top_vote",
    }
)
GAINS = pd.DataFrame(
    {
        "ballot_id": ["abbey", "market"], "party_before": ["Con", "LD"], "party": ["Lab", "LD"],
        "outcome": ["gain", "hold"],
    }
)  # fmt: skip

EVERY: dict[str, Callable[[], Any]] = {
    "winner_map": lambda: charts.winner_map(placed(WINNERS), parties=PARTIES),
    "winner_map beside": lambda: charts.winner_map(placed(WINNERS), results=RESULTS, parties=PARTIES),
    "change_map": lambda: charts.change_map(placed(WINNERS), GAINS, results=RESULTS, parties=PARTIES),
    "majority_map": lambda: charts.majority_map(placed(FIGURES), results=RESULTS, parties=PARTIES),
    "share_map": lambda: charts.share_map(placed(SHARES), results=RESULTS, parties=PARTIES),
    "swing_map": lambda: charts.swing_map(placed(FIGURES), results=RESULTS, parties=PARTIES),
    "turnout_map": lambda: charts.turnout_map(placed(FIGURES), results=RESULTS, parties=PARTIES),
    "figure_map": lambda: charts.figure_map(placed(FIGURES), "turnout", title="Turnout"),
}
every_map = pytest.mark.parametrize("draw", EVERY.values(), ids=EVERY.keys())
of_one_table = {name: draw for name, draw in EVERY.items() if name != "share_map"}  # which lacks North


def contrast(one: str, two: str) -> float:
    """The ratio of WCAG 2 between two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def tables(spec: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return list(spec["datasets"].values())


def values(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is drawn in each area, by code."""
    return {row["id"]: row for rows in tables(spec) for row in rows if "place" in row and "short" in row}


def outlines(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The features a map draws."""
    return next(rows for rows in tables(spec) if rows and "geometry" in rows[0])


def words(spec: dict[str, Any]) -> str:
    return " ".join(spec["title"].get("subtitle", []))


def legend(spec: dict[str, Any]) -> list[str]:
    return [row["label"] for rows in tables(spec) for row in rows if set(row) == {"label"}]


def svg(spec: dict[str, Any]) -> str:
    return str(vl_convert.vegalite_to_svg(spec, vl_version="6.4"))


# ---- every map


@every_map
def test_a_map_has_a_title_words_a_credit_and_its_rows(draw: Callable[[], Any]) -> None:
    spec = draw().to_dict()
    assert spec["title"]["text"] in spec["description"]
    assert spec["description"].startswith("Map of ")
    assert spec["usermeta"]["credit"].endswith(boundaries.ATTRIBUTION)
    assert spec["usermeta"]["csv"].startswith(("ballot_id,", "area_gss,"))
    assert "geometry" not in spec["usermeta"]["csv"] and "POLYGON" not in spec["usermeta"]["csv"]
    size = spec["usermeta"]["map"]
    view = spec["hconcat"][0] if "hconcat" in spec else spec
    assert (view["width"], view["height"]) == (size["width"], size["height"])


@every_map
def test_a_map_draws_itself_offline_twice_the_same(draw: Callable[[], Any]) -> None:
    html = charts.figure(draw().to_dict())
    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert "NaN" not in drawing and "undefined" not in drawing and "http" not in html
    assert charts.figure(draw().to_dict()) == html


def test_all_maps_of_the_same_areas_share_one_drawing() -> None:
    specs = [draw().to_dict() for draw in of_one_table.values()]
    assert len({json.dumps(outlines(spec)) for spec in specs}) == 1
    square = {re.search(r' d="(M\d[^"]*L[^"]*Z)" fill="#', svg(spec))[1] for spec in specs}  # type: ignore[index]
    assert len(square) == 1


def test_a_drawing_is_worked_out_once() -> None:
    assert sheet(placed(WINNERS)) is sheet(placed(FIGURES))
    assert sheet(placed(WINNERS)) is not sheet(placed(WINNERS.query("area_gss != 'E1'")))


def test_an_unknown_coordinate_system_a_missing_outline_and_no_rows_are_errors() -> None:
    with pytest.raises(DataError, match="set_crs"):
        charts.winner_map(placed(WINNERS).set_crs(None, allow_override=True), parties=PARTIES)
    lost = placed(WINNERS)
    lost.loc[0, "geometry"] = None
    with pytest.raises(DataError, match="no outline for E1"):
        charts.winner_map(lost, parties=PARTIES)
    with pytest.raises(EmptySelectionError, match="winner_map"):
        charts.winner_map(placed(WINNERS).head(0), parties=PARTIES)
    with pytest.raises(EmptySelectionError, match="of the results of its contests"):
        charts.winner_map(placed(WINNERS), results=RESULTS.assign(ballot_id="other"), parties=PARTIES)
    with pytest.raises(ValueError, match="swing_map has no column party_a"):
        charts.swing_map(placed(FIGURES).drop(columns="party_a"), parties=PARTIES)


# ---- who won


def test_an_area_of_several_seats_is_drawn_once_and_striped_where_they_are_shared() -> None:
    spec = charts.winner_map(placed(WINNERS), parties=PARTIES).to_dict()
    drawn = values(spec)
    assert {code: row["text"] for code, row in drawn.items()} == {
        ABBEY: "L",
        CASTLE: "L C",
        MARKET: "LD",
        NORTH: "C",
    }
    assert [f["id"] for f in outlines(spec) if f["kind"] == "area"] == CODES
    stripes = [stop["color"] for stop in drawn[CASTLE]["fill"]["stops"]]
    assert stripes[:4] == ["#e4003b", "#e4003b", "#0087dc", "#0087dc"] and len(stripes) == 16
    assert drawn[ABBEY]["fill"] == "#e4003b"
    assert drawn[CASTLE]["says"] == {"Elected": "Di Dale (Labour)", "Elected 2": "Cy Cedar (Conservative)"}
    assert legend(spec) == ["L  Labour 2", "LD  Liberal Democrat 1", "C  Conservative 2"]
    assert (
        "Striped" in words(spec)
        and "Seats: Labour 2, Liberal Democrat 1, Conservative 2." in spec["description"]
    )
    single = charts.winner_map(placed(WINNERS.query("area_gss != 'E2'")), parties=PARTIES).to_dict()
    assert "Striped" not in words(single)


def test_two_areas_of_one_name_are_told_apart() -> None:
    spec = charts.winner_map(placed(WINNERS.assign(area_name="Abbey")), parties=PARTIES).to_dict()
    assert values(spec)[ABBEY]["place"] == "Abbey (Upper)" and values(spec)[NORTH]["place"] == "Abbey (Lower)"


def test_gains_are_strong_holds_pale_and_the_rest_hatched_and_counted() -> None:
    spec = EVERY["change_map"]().to_dict()
    drawn = values(spec)
    assert (drawn[ABBEY]["fill"], drawn[ABBEY]["text"], drawn[ABBEY]["strong"]) == ("#e4003b", "L", True)
    assert drawn[ABBEY]["says"] == {"Change": "Labour gain from Conservative"}
    # a held seat has its party's colour, thin over the land, so that it recedes by day and by night
    assert (drawn[MARKET]["fill"], drawn[MARKET]["text"], drawn[MARKET]["faint"]) == ("#faa61a", "LD", True)
    assert not drawn[ABBEY]["faint"] and drawn[MARKET]["ink"] == INK
    for paper, ink in ((PALE, INK), (NIGHT[PALE], NIGHT[INK])):
        assert min(contrast(ink, mixed(c, paper, 1 - FAINT)) for c in load_parties()["colour"]) >= 4.5
    texts = dict(re.findall(r'font-size="[\d.]+px"( font-weight="bold")?[^>]*>(L|LD)<', svg(spec)))
    assert set(texts) == {' font-weight="bold"', ""} and texts[""] == "LD"
    assert drawn[MARKET]["says"] == {"Change": "Liberal Democrat hold"}
    assert drawn[CASTLE]["fill"] == drawn[NORTH]["fill"] == "hatched"
    assert legend(spec) == ["L  Labour gain 1", "not known 2"]
    assert "Gains: Labour 1 (from Conservative 1). Held: 1; not known: 2." in spec["description"]
    assert words(spec).startswith("Hatched, 2 of 4 areas: the earlier holder is not known")


# ---- the result beside, and what the pointer tells


def test_beside_the_map_is_every_candidate_and_first_the_closest_contest() -> None:
    spec = EVERY["winner_map beside"]().to_dict()
    # Market: 51 to 49, closer than Abbey (60 to 40) and Castle (30 to 20 of 100 for the last seat)
    assert "closest contest, Market, won by 2 votes (2.0%)." in words(spec)
    assert "Market" in spec["description"]
    choice = next(p for p in spec["params"] if p["name"] == "area")
    assert choice["value"] == [{"id": MARKET}]
    assert choice["bind"]["options"] == CODES and choice["bind"]["labels"] == [
        "Abbey",
        "Castle",
        "Market",
        "North",
    ]
    bars = next(rows for rows in tables(spec) if rows and "part" in rows[0])
    assert [(row["name"], row["figure"]) for row in bars if row["id"] == CASTLE] == [
        ("C  Cy Cedar, elected", "50 · 50.0%"), ("L  Di Dale, elected", "30 · 30.0%"),
        ("LD  Ed Elm", "20 · 20.0%"),
    ]  # fmt: skip
    assert [row["part"] for row in bars if row["id"] == CASTLE] == [1.0, 0.6, 0.4]
    north = next(row for row in bars if row["id"] == NORTH)
    assert north["figure"] == "unopposed" and north["part"] is None
    assert spec["usermeta"]["beside"] and len(spec["hconcat"]) == 2
    drawing = svg(spec)
    assert "Flo Fir, elected" in drawing and "Cy Cedar" not in drawing


def test_of_tied_candidates_the_elected_comes_first_and_the_lot_is_said() -> None:
    tied = RESULTS.assign(first_pref=pd.array([40, 40, 50, 30, 20, 51, 49, None], dtype="Int64"))
    tied["elected"] = [False, True, True, True, False, True, False, True]
    won = tied[tied["elected"]].reset_index(drop=True)
    chart = charts.winner_map(placed(won), results=tied, parties=PARTIES).to_dict()
    bars = [row for rows in chart["datasets"].values() for row in rows if {"figure", "n"} <= set(row)]
    assert [row["name"] for row in sorted(bars, key=lambda row: row["n"]) if row["id"] == ABBEY] == [
        "C  Bo Birch, elected", "L  Ann Ash",
    ]  # fmt: skip
    assert "the closest contest, Abbey, won by lot after a tie." in " ".join(chart["title"]["subtitle"])
    map_of = charts.majority_map(placed(FIGURES.assign(majority=0, majority_share=0.0)), parties=PARTIES)
    assert "Lowest Abbey tied, decided by lot" in map_of.to_dict()["description"]


def test_votes_not_known_are_said_and_have_no_bar() -> None:
    unknown = RESULTS.assign(first_pref=RESULTS["first_pref"].mask(RESULTS["area_gss"] == ABBEY))
    spec = charts.winner_map(placed(WINNERS), results=unknown, parties=PARTIES).to_dict()
    bars = next(rows for rows in tables(spec) if rows and "part" in rows[0])
    assert {(row["figure"], row["part"]) for row in bars if row["id"] == ABBEY} == {("not known", None)}


@pytest.mark.parametrize("code", CODES)
def test_an_enlarged_map_shows_the_area_chosen_and_no_edge(code: str) -> None:
    spec = EVERY["winner_map beside"]().to_dict()
    for param in spec["params"]:
        if param["name"] == "zoom":
            param["value"] = 6
        if param["name"] == "area":
            param["value"] = [{"id": code}]
    drawing, size = svg(spec), spec["usermeta"]["map"]
    ring = re.search(r'd="([^"]*)"[^>]*stroke="#1b1f24" stroke-width="2.5"', drawing)
    assert ring is not None
    across, down = np.array(re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", ring[1]), dtype=float).T
    assert across.min() < size["width"] / 2 + 1 and across.max() > size["width"] / 2 - 1
    assert down.min() < size["height"] and down.max() > 0
    land = re.search(r'd="([^"]*)"[^>]*fill="#e6e9ed"', drawing)
    assert land is not None
    x, y = np.array(re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", land[1]), dtype=float).T
    assert x.min() <= 0 and x.max() >= size["width"] and y.min() <= 0 and y.max() >= size["height"]


def test_the_pointer_tells_the_whole_result() -> None:
    spec = EVERY["turnout_map"]().to_dict()
    told = {row["id"]: row["told"] for rows in tables(spec) for row in rows if "told" in row}
    assert told[ABBEY] == {"Ann Ash (Labour), elected": "60 · 60.0%", "Bo Birch (Conservative)": "40 · 40.0%"}
    assert told[NORTH] == {"Hal Haw (Conservative), elected": "unopposed"}
    assert values(spec)[ABBEY]["says"] == {"Turnout": "31.0%"}


# ---- one figure


def test_a_missing_figure_is_hatched_counted_and_never_0() -> None:
    spec = EVERY["turnout_map"]().to_dict()
    market = values(spec)[MARKET]
    assert (market["fill"], market["text"], market["says"]) == ("hatched", "", {"Turnout": "not known"})
    assert legend(spec)[-1] == "not known (1)"
    assert (
        spec["description"]
        == "Map of 4 areas: Turnout. Lowest Abbey 31.0%, highest Castle 42.0%; not known for 1."
    )
    assert words(spec).startswith("Turnout: valid and rejected papers / electorate.")
    assert values(spec)[CASTLE]["text"] == "42"


def test_a_swing_is_the_same_on_both_sides_of_0_and_has_its_sign() -> None:
    spec = EVERY["swing_map"]().to_dict()
    drawn = values(spec)
    assert [drawn[code]["text"] for code in CODES] == ["+1", "−3", "0", ""]
    assert [drawn[code]["short"] for code in CODES] == ["+", "−", "", ""]
    opposite = charts.swing_map(placed(FIGURES.assign(swing=-FIGURES["swing"])), parties=PARTIES).to_dict()
    colours = ["#8c510a", "#c98f3d", "#efd9ae", "#bfe3dd", "#4fa89e", "#01665e"]
    for code in (ABBEY, CASTLE):
        here, there = (colours.index(values(s)[code]["fill"]) for s in (spec, opposite))
        assert here + there == len(colours) - 1
    assert "+ and green: to Conservative. − and brown: to Labour." in words(spec)
    assert "Lowest Castle −3.4, highest Abbey +1.2; not known for 1" in spec["description"]


def test_no_figure_contradicts_the_colour_it_stands_on() -> None:
    near = FIGURES.assign(swing=[-0.104, -0.096, 0.0, -0.002], turnout=[0.296, 0.304, 0.351, 0.349])
    spec = charts.swing_map(placed(near), parties=PARTIES).to_dict()
    drawn = {row["id"]: row["text"] for row in next(r for r in tables(spec) if r and "fill" in r[0])}
    # classes end at −10 and at 0, which belong to the class above
    assert drawn == {ABBEY: "−10.4", CASTLE: "−10", MARKET: "0", NORTH: "−0.2"}
    assert "only the sign" in words(spec)
    spec = charts.turnout_map(placed(near), parties=PARTIES).to_dict()
    rows = {
        row["id"]: (row["text"], row["fill"]) for row in next(r for r in tables(spec) if r and "fill" in r[0])
    }
    assert rows[ABBEY][0] == "29.6" and rows[CASTLE][0] == "30"


def test_a_majority_has_the_letters_of_the_winner_and_is_darker_where_larger() -> None:
    spec = EVERY["majority_map"]().to_dict()
    drawn = values(spec)
    assert [drawn[code]["text"] for code in CODES] == ["L", "C", "LD", ""]
    light = [
        sum(int(drawn[code]["fill"][n : n + 2], 16) for n in (1, 3, 5)) for code in (MARKET, CASTLE, ABBEY)
    ]
    assert light == sorted(light, reverse=True) and len(set(light)) == 3
    assert drawn[ABBEY]["says"] == {"Majority": "20.0%", "Won": "Labour by 20"}
    assert legend(spec) == ["under 5% (1)", "10–20% (1)", "20–30% (1)", "not known (1)"]


def test_several_figures_an_area_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="several rows for E1: leave out all but one"):
        charts.turnout_map(placed(pd.concat([FIGURES, FIGURES.head(1)])), parties=PARTIES)
    with pytest.raises(ValueError, match="several for some"):
        charts.share_map(placed(pd.concat([SHARES, SHARES.head(1)])), parties=PARTIES)


def test_a_share_is_of_the_party_chosen_and_not_standing_is_not_unknown() -> None:
    spec = EVERY["share_map"]().to_dict()
    choice = next(p for p in spec["params"] if p["name"] == "party")
    # Conservative 139 votes, Labour 90, Liberal Democrat 71
    assert (choice["value"], choice["bind"]["options"]) == ("Con", ["Lab", "LD", "Con"])
    held = {code: row["shares"] for code, row in values(spec).items()}
    assert held == {
        ABBEY: {"Lab": 0.6, "Con": 0.4}, CASTLE: {"Con": 0.5, "Lab": 0.3, "LD": 0.2},
        MARKET: {"LD": 0.51, "Con": None},
    }  # fmt: skip
    assert "First shown: Conservative, highest in Castle 50.0%." in spec["description"]
    drawing = svg(spec)
    assert ">40</text>" in drawing and ">50</text>" in drawing and "url(#gradient" in drawing
    spec["params"] = [p | {"value": "LD"} if p["name"] == "party" else p for p in spec["params"]]
    drawing = svg(spec)
    assert ">–</text>" in drawing and ">20</text>" in drawing and ">40</text>" not in drawing
    # where it did not stand, Abbey, is neither a shade nor what is not known, without colour too
    fills = re.findall(
        r'aria-roledescription="geoshape"[^>]*fill="([^"]+)"|<path[^>]*fill="(url[^"]+)"', drawing
    )
    assert len({url for _, url in fills if url}) >= 2 and ">– did not stand</text>" in drawing
    with pytest.raises(UnknownNameError, match='"Labour"; did you mean "Lab"'):
        charts.share_map(placed(SHARES), party="Labour", parties=PARTIES)
