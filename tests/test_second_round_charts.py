"""Charts of second rounds: where they say somebody wins, and what they leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import elexan as ex
from elexan import charts
from elexan.errors import EmptySelectionError

PARTIES = pd.DataFrame(
    {
        "party": ["Lab", "LD", "Grn", "Con"],
        "short_name": ["Labour", "Lib Dem", "Green", "Conservative"],
        "letters": ["L", "LD", "G", "C"],
        "colour": ["#e4003b", "#faa61a", "#02a95b", "#0087dc"],
        "order": [1, 2, 3, 4],
    }
)
FOUR = pd.DataFrame(
    {
        "ballot_id": "x",
        "candidate_id": list("abcd"),
        "candidate": ["Ash", "Birch", "Cedar", "Dale"],
        "party": ["Con", "Lab", "LD", "Grn"],
        "voting_system": "SV",
        "first_pref": [45, 30, 15, 10],
        "second_pref": pd.array([4, 16, None, None], dtype="Int64"),
        "elected": [True, False, False, False],
    }
)
STEPS = pd.DataFrame(
    {
        "ballot_id": "x",
        "place": [0, 1, 2],
        "areas": ["", "Ely, Soham", "March"],
        "leader": "Ash",
        "runner_up": "Birch",
        "leader_votes": [45, 48, 49],
        "runner_up_votes": [30, 48, 50],
        "lead": [15, 0, -1],
        "turned": [False, False, True],
    }
)
CONTESTS = pd.DataFrame(
    {
        "area_name": ["Ely", "March", "Soham", "Chatteris"],
        "party": ["Lab", "Con", "Con", "Lab"],
        "left": [0.9, 0.2, 0.5, None],
        "transfer_share": [0.7, 0.4, 0.55, 0.5],
    }
)
LIKELY = pd.DataFrame(
    {
        "ballot_id": ["x", "x", "y", "y"],
        "area_name": ["Ely", "Ely", "March", "March"],
        "party": ["Con", "Lab", "Lab", "LD"],
        "first_pref": [45, 30, 60, 20],
        "transfer_share": [0.2, 0.8, 0.4, 0.6],
        "transfer_share_low": [0.1, 0.7, 0.3, 0.5],
        "transfer_share_high": [0.3, 0.9, 0.5, 0.7],
        "needed_share": [0.15, 0.85, -0.5, 1.5],
        "won_share": [0.6, 0.4, 1.0, 0.0],
    }
)


def region(**options: Any) -> pd.DataFrame:
    return ex.outcome_region(FOUR, rival="Lab", **{"step": 0.1} | options)


def simulated() -> pd.DataFrame:
    """Two draws: 4 and 16 transfers of 25, which are not enough, and 1 and 24, which are."""
    rows = [(1, "a", 4, True), (1, "b", 16, False), (2, "a", 1, False), (2, "b", 24, True)]
    return pd.DataFrame(rows, columns=["draw", "candidate_id", "transfers", "won"]).assign(ballot_id="x")


EVERY: dict[str, Callable[[], Any]] = {
    "outcome_triangle": lambda: charts.outcome_triangle(
        region(), simulated=simulated(), counted=ex.transfers(FOUR), parties=PARTIES
    ),
    "outcome_grid": lambda: charts.outcome_grid(
        ex.outcome_by_two(FOUR, ("LD", "Grn"), step=0.25), parties=PARTIES
    ),
    "declared_lead": lambda: charts.declared_lead(STEPS, results=FOUR, parties=PARTIES),
    "transfer_scatter": lambda: scatter(CONTESTS),
    "needed_estimated": lambda: charts.needed_estimated(LIKELY, parties=PARTIES),
}
every_chart = pytest.mark.parametrize("chart", EVERY.values(), ids=EVERY.keys())


def scatter(contests: pd.DataFrame) -> Any:
    return charts.transfer_scatter(
        contests, x="left", y="transfer_share", x_title="Left", y_title="To Labour", parties=PARTIES
    )


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows a chart carries."""
    return [row for rows in spec["datasets"].values() for row in rows]


def said(chart: Any) -> str:
    return " ".join(chart.to_dict()["title"]["subtitle"])


@every_chart
def test_a_chart_draws_says_what_it_shows_and_offers_its_rows(chart: Callable[[], Any]) -> None:
    spec = chart().to_dict()
    assert spec["title"]["text"] in spec["description"] and len(spec["description"]) > 80
    assert spec["usermeta"]["csv"].count("\n") > 2
    html = charts.figure(spec)
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert "NaN" not in svg and "undefined" not in svg and "http" not in html
    assert html == charts.figure(chart().to_dict())
    assert len(re.findall(r"<(?:path|text|line)", svg)) > 5


def corners(spec: dict[str, Any], colour: str) -> list[tuple[float, float]]:
    rows = [row for row in values(spec) if row.get("colour") == colour and "n" in row]
    return [(row["x"], row["y"]) for row in sorted(rows, key=lambda row: row["n"])]


def inside(point: tuple[float, float], shape: list[tuple[float, float]]) -> bool:
    """Whether a convex polygon holds a point off its edges."""
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(shape, [*shape[1:], shape[0]], strict=True)
    ]
    return all(t > 0 for t in turns) or all(t < 0 for t in turns)


@pytest.mark.parametrize("rival", ["Lab", "LD"])
def test_the_triangle_gives_each_division_to_whoever_wins_it(rival: str) -> None:
    table = ex.outcome_region(FOUR, rival=rival, step=0.05)
    spec = charts.outcome_triangle(table, parties=PARTIES).to_dict()
    colours = PARTIES.set_index("party")["colour"]
    wins, loses = (corners(spec, colours[party]) for party in (rival, "Con"))
    assert len(wins) == 3 and len(loses) == 4
    inner = table[
        (table[["to_leader_share", "to_rival_share", "non_transferable_share"]] > 0.001).all(axis=1)
    ]
    checked = 0
    for row in inner.dropna(subset="rival_wins").itertuples():
        point = (row.to_rival_share + row.non_transferable_share / 2, row.non_transferable_share * 3**0.5 / 2)
        assert inside(point, wins) is bool(row.rival_wins)
        assert inside(point, loses) is not bool(row.rival_wins)
        checked += 1
    assert checked > 100


def test_the_words_of_the_triangle_by_hand() -> None:
    text = said(charts.outcome_triangle(region(), counted=ex.transfers(FOUR), parties=PARTIES))
    # 15 behind, 25 to divide: 20 of 25; if 13 transfer not all of those; below 15 of 25 nothing helps
    assert "Labour is 15 votes behind, with 25 to be divided: it wins with over 80.0%" in text
    assert "Where fewer than 60.0% transfer it loses" in text and "half transfer" not in text
    assert "Ring: as counted, 16.0% to the leader and 64.0% to the rival." in text
    drawn = said(charts.outcome_triangle(region(), simulated=simulated(), parties=PARTIES))
    assert "Labour won 50.0% of them" in drawn


def test_a_rival_who_needs_everything_has_no_part_of_the_triangle() -> None:
    """With half of the votes first, 50 of 100, a rival would need every vote of everybody else."""
    half = FOUR.assign(first_pref=[50, 48, 1, 1])
    chart = charts.outcome_triangle(ex.outcome_region(half, rival="Grn", step=0.5), parties=PARTIES)
    assert "wins with over 100.0% of them" in said(chart)
    part = corners(chart.to_dict(), "#02a95b")
    assert len(set(part)) == 1 and not [row for row in values(chart.to_dict()) if row.get("text") == "G wins"]


def test_a_triangle_is_of_one_rival_and_of_transfers_to_both() -> None:
    with pytest.raises(ValueError, match="outcome_triangle shows one ballot_id, candidate_id"):
        charts.outcome_triangle(ex.outcome_region(FOUR, step=0.5), parties=PARTIES)
    half = ex.transfers(FOUR).query("party == 'Con'")
    with pytest.raises(ValueError, match="no transfers to b; give those of the two"):
        charts.outcome_triangle(region(), counted=half, parties=PARTIES)
    none = FOUR.assign(first_pref=[50, 50, 0, 0])
    with pytest.raises(ValueError, match="no votes of others to be divided"):
        charts.outcome_triangle(ex.outcome_region(none, rival="Lab", step=0.5), parties=PARTIES)


def test_every_cell_of_the_grid_is_a_second_round_of_its_own() -> None:
    outcomes = ex.outcome_by_two(FOUR, ("LD", "Grn"), step=0.25)
    spec = charts.outcome_grid(outcomes, parties=PARTIES).to_dict()
    cells = [row for row in values(spec) if "strength" in row]
    assert len(cells) == len(outcomes) == 25
    for cell in cells:
        lab = 30 + 15 * cell["first_share"] + 10 * cell["second_share"]
        con = 100 - lab
        assert cell["letters"] == ("L" if lab > con else "C" if con > lab else "=")
        assert cell["x"] == cell["first_share"] * 4
    rows = [down for _, down in sorted({(cell["second_share"], cell["y"]) for cell in cells})]
    assert rows == sorted(rows, reverse=True)  # the larger shares above
    level = ex.outcome_by_two(FOUR.assign(first_pref=[45, 35, 10, 10]), ("LD", "Grn"), step=0.5)
    tied = [row for row in values(charts.outcome_grid(level, parties=PARTIES).to_dict()) if "strength" in row]
    # 45 + 5 to 35 + 15, where one party's 10 all go to the rival and the other's are split
    assert sorted(row["letters"] for row in tied).count("=") == 2


def test_the_lead_as_declared_changes_side_and_is_level_in_words() -> None:
    spec = charts.declared_lead(STEPS, results=FOUR, parties=PARTIES).to_dict()
    assert "Ely, Soham: Ash 48, Birch 48, level." in spec["description"]
    assert "March: Ash 49, Birch 50, Birch ahead by 1." in spec["description"]
    bars = {row["name"]: (row["lead"], row["label"]) for row in values(spec) if row.get("label")}
    assert bars["last March (the lead changes hands)"] == (-1.0, "L +1")
    assert bars["then Ely, Soham"] == (0.0, "level")
    with pytest.raises(ValueError, match="declared_lead shows one ballot_id"):
        charts.declared_lead(pd.concat([STEPS, STEPS.assign(ballot_id="y")]))


def test_contests_without_a_figure_are_counted_not_drawn() -> None:
    chart = scatter(CONTESTS)
    assert "Left out, figures not known: 1." in said(chart)
    assert "Chatteris" not in chart.to_dict()["description"]
    assert {row["letters"] for row in values(chart.to_dict()) if "letters" in row} == {"L", "C"}
    with pytest.raises(EmptySelectionError):
        scatter(CONTESTS.assign(left=None))


def test_only_the_runner_up_is_shown_and_the_impossible_is_said_not_drawn() -> None:
    spec = charts.needed_estimated(LIKELY, parties=PARTIES).to_dict()
    rows = {row["place"]: row for row in values(spec)}
    assert set(rows) == {"Ely", "March"} and rows["Ely"]["needed"] == 0.85
    assert "March, Lib Dem: needed 150.0%" in spec["description"]
    assert not [row for row in values(spec) if row["place"] == "Ely" and row["party"] != "Labour"]


def test_the_needed_share_decides_each_draw() -> None:
    model = ex.fit_transfers(
        pd.concat(
            [FOUR.assign(ballot_id=b, second_pref=pd.array([4, n, None, None], dtype="Int64"))
             for b, n in zip("pqr", (12, 16, 19), strict=True)]
        )
    )  # fmt: skip
    drawn = ex.simulate_transfers(FOUR.assign(first_pref=[450, 400, 150, 100]), model, draws=60)
    ends = 0
    for _, draw in drawn.groupby("draw"):
        one = ex.simulated_outcomes(draw)
        ahead = one["transfer_share"] > one["needed_share"]
        level = one["final_votes"].nunique() == 1
        assert level or ahead.tolist() == (one["won_share"] == 1).tolist()
        ends += one.loc[one["won_share"] == 1, "party"].iloc[0] == "Lab"
    assert 0 < ends < 60
