"""The supplementary vote as a flow: every vote goes somewhere, nothing that is not known is drawn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import elexan as ex
from elexan import charts
from elexan.charts.count import POOLED
from elexan.charts.ribbons import MIDDLE, NODE
from elexan.charts.theme import PAPER
from elexan.errors import EmptySelectionError

NARROW = 286  # pixels a picture has on a page 360 wide
# A leads by 15; of D's 25 votes 4 go to A, 20 to B, 1 to neither; B wins by 1
THREE = pd.DataFrame({
    "ballot_id": "x", "candidate_id": list("abd"), "candidate": ["Ann", "Bea", "Dov"],
    "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    "first_pref": pd.array([45, 30, 25], dtype="Int64"),
    "second_pref": pd.array([4, 20, None], dtype="Int64"),
    "final_votes": pd.array([49, 50, None], dtype="Int64"), "elected": [False, True, False],
    "source_id": "s",
})  # fmt: skip
# the 25 are of three candidates
FIVE = pd.concat([
    THREE[THREE["candidate"] != "Dov"],
    THREE[THREE["candidate"] == "Dov"].drop(columns=["candidate", "first_pref"]).merge(
        pd.DataFrame({"candidate": ["Dov", "Eli", "Fay"], "first_pref": pd.array([21, 3, 1], dtype="Int64")}),
        how="cross",
    ),
])  # fmt: skip
MISSING = pd.array([None] * 3, dtype="Int64")


def spec(results: pd.DataFrame, **options: Any) -> dict[str, Any]:
    return charts.sv_flow(results, **options).to_dict()


def said(results: pd.DataFrame, **options: Any) -> str:
    return " ".join(spec(results, **options)["title"]["subtitle"])


def rows(chart: dict[str, Any], *columns: str) -> pd.DataFrame:
    """All that a picture draws that has the columns."""
    found = [r for part in chart["datasets"].values() for r in part if set(columns) <= set(r)]
    return pd.DataFrame(found)


def nodes(chart: dict[str, Any]) -> pd.DataFrame:
    found = rows(chart, "x2", "fill")
    return found.assign(tall=found["y2"] - found["y"])


def ribbons(chart: dict[str, Any]) -> pd.DataFrame:
    """One row a band that does not fade: where it begins and ends across, and how tall it is there."""
    points = rows(chart, "id", "colour").assign(tall=lambda t: t["y2"] - t["y"])
    points = points[~points["tip"].str.startswith("To no finalist")].sort_values(["id", "x"])
    return points.groupby("id").agg(
        x=("x", "first"), x2=("x", "last"), tall=("tall", "first"), end=("tall", "last"),
        colour=("colour", "first"), tip=("tip", "first"),
    )  # fmt: skip


def words(chart: dict[str, Any]) -> list[str]:
    return rows(chart, "weight")["text"].tolist()


@pytest.mark.parametrize("results", [THREE, FIVE], ids=["three", "five"])
def test_bands_are_as_tall_as_their_votes_and_keep_them(results: pd.DataFrame) -> None:
    chart = spec(results)
    bands = ribbons(chart)
    assert np.allclose(bands["tall"], bands["end"], atol=0.01)
    first = nodes(chart)[lambda t: t["x"] == 0]
    scale = 300 / 100
    assert sorted(first["tall"] / scale) == pytest.approx(sorted(results["first_pref"]), abs=0.01)
    into = bands[np.isclose(bands["x2"], MIDDLE)]
    assert into["tall"].sum() / scale == pytest.approx(25, abs=0.01)
    final = nodes(chart)[lambda t: np.isclose(t["x2"], 1)]
    assert sorted(final["tall"] / scale) == pytest.approx([4, 20, 30, 45], abs=0.01)


def test_what_leaves_the_pool_fills_it_in_the_order_of_the_finalists() -> None:
    chart = spec(THREE)
    points = rows(chart, "id", "colour")
    start = points[
        np.isclose(points["x"], MIDDLE + NODE) & ~points["tip"].str.contains(": final")
    ].sort_values("y")
    pool = nodes(chart)[lambda t: np.isclose(t["x"], MIDDLE)].iloc[0]
    edges = [start["y"].iloc[0], *start["y2"]]
    assert edges == pytest.approx(
        pool["y"] + 3 * np.array([0, 4, 5, 25]), abs=0.02
    )  # to Ann, to none, to Bea


def test_the_final_column_is_one_bar_and_the_line_is_at_half_of_it() -> None:
    chart = spec(THREE)
    final = nodes(chart)[lambda t: np.isclose(t["x2"], 1)].sort_values("y")
    assert np.allclose(final["y2"].iloc[:-1], final["y"].iloc[1:], atol=0.01)
    line = rows(chart, "x", "x2", "tip")[lambda t: t["tip"].str.startswith("Level")]["y"].unique()
    top, bottom = final["y"].iloc[0], final["y2"].iloc[-1]
    assert line == pytest.approx([(top + bottom) / 2], abs=0.01)
    meet = final["y2"].iloc[1]  # Ann's 49 above, Bea's 50 below: she reaches beyond the line
    assert 0 < line[0] - meet == pytest.approx(0.5 * 3, abs=0.02)


def test_with_three_candidates_it_is_seen_whose_votes_went_where() -> None:
    bands = ribbons(spec(THREE))
    moved = bands[bands["x"] > MIDDLE]
    assert set(moved["colour"]) == {ex.load_parties().set_index("party").loc["LD", "colour"]}
    assert sorted(moved["tall"] / 3) == pytest.approx([4, 20], abs=0.01)
    assert said(THREE).startswith("Of Dov's 25 votes, 20 went to Bea, 4 to Ann and 1 (4.0%) to neither.")


def test_with_more_candidates_no_band_joins_an_eliminated_one_and_a_finalist() -> None:
    bands = ribbons(spec(FIVE, least=0))
    out = bands[bands["tip"].str.contains("eliminated")]
    assert len(out) == 3 and np.allclose(out["x2"], MIDDLE)
    moved = bands[bands["x"] > MIDDLE]
    assert len(moved) == 2 and set(moved["colour"]) == {POOLED}
    assert "Whose voters went where is not counted." in said(FIVE)
    assert "Whose voters" not in said(THREE)


def test_needed_and_got_are_those_worked_by_hand() -> None:
    # lead 15, transfers 24: (24 + 15) / 2 = 19.5
    expected = "To draw level there Bea needed 20 of the 24 transfers (81.2%), and got 20 (83.3%), and so won"
    assert expected in said(THREE)
    behind = THREE.assign(second_pref=pd.array([6, 18, None], dtype="Int64"), final_votes=pd.NA)
    behind["elected"] = [True, False, False]
    assert said(behind).endswith("needed 20 of the 24 transfers (81.2%), and got 18 (75.0%).")
    far = THREE.assign(first_pref=[50, 25, 25], final_votes=pd.NA, elected=[True, False, False])
    assert "Even all 24 transfers would not have brought Bea there." in said(far)  # (24 + 25) / 2 > 24


def test_the_published_figures_of_a_contest_are_said() -> None:
    mayor = ex.load_results(
        region="cambridgeshire-and-peterborough", date="2021-05-06", election_type="mayor"
    )
    text = said(mayor)
    for figure in ("61,885", "37,888", "14,253", "9,744", "34,989 of the 52,141 transfers (67.1%)"):
        assert figure in text
    drawn = words(spec(mayor))
    assert {"93,942 + 14,253", "76,106 + 37,888", "113,994 (51.3%)", "C 93,942 (40.5%)"} <= set(drawn)


def test_a_win_on_first_preferences_has_no_second_column() -> None:
    won = THREE.assign(first_pref=[60, 30, 10], second_pref=MISSING, final_votes=MISSING)
    won["elected"] = [True, False, False]
    chart = spec(won)
    assert "Ann had more than half of the first preferences: no second round" in said(won)
    assert "Final count" not in words(chart) and "Half: 50" in words(chart)
    assert len(nodes(chart)) == 3
    line = rows(chart, "x", "x2", "tip")[lambda t: t["tip"].str.startswith("Half")]["y"].iloc[0]
    ann = nodes(chart).sort_values("y").iloc[0]
    assert line - ann["y"] == pytest.approx(ann["tall"] * 50 / 60, abs=0.01)


def test_two_candidates_and_another_system_have_one_count() -> None:
    two = THREE[:2].assign(second_pref=MISSING[:2], final_votes=MISSING[:2], elected=[True, False])
    assert said(two) == "Two candidates, one count: Ann had more than half."
    plurality = two.assign(voting_system="FPTP")
    assert said(plurality) == "One count: the most votes win."
    assert "Half: 38" not in words(spec(plurality))


def test_a_second_round_that_is_not_known_is_not_drawn() -> None:
    unknown = THREE.assign(second_pref=MISSING, final_votes=MISSING, second_round="held")
    chart = spec(unknown)
    assert "25 votes were eliminated; where they went is not known." in said(unknown)
    assert not len(nodes(chart)[lambda t: np.isclose(t["x2"], 1)])
    assert not len(ribbons(chart)[lambda t: t["x"] > MIDDLE])
    assert words(chart).count("not known") == 2 and "elected" in words(chart)


def bars(chart: dict[str, Any]) -> dict[str, float]:
    """How long each candidate's bar is, in votes, by the name before the party."""
    long = rows(chart, "first", "name").assign(end=lambda t: t["end"].fillna(t["first"]))
    drawn = long[long["first"].notna()]
    return {name.split(" (")[0]: end for name, end in zip(drawn["name"], drawn["end"], strict=True)}


def is_flow(chart: dict[str, Any]) -> bool:
    return "weight" in {key for part in chart["datasets"].values() for row in part for key in row}


def test_transfers_of_unknown_candidates_are_bars_not_a_flow() -> None:
    part = FIVE.assign(first_pref=FIVE["first_pref"].where(FIVE["candidate"] != "Eli"))
    chart = spec(part, least=0)
    assert not is_flow(chart) and is_flow(spec(FIVE))
    assert "Transfers: 20 to Bea, 4 to Ann. How many votes were eliminated is not known." in said(part)
    assert "First preferences of Eli are not known." in said(part) and "Thick line" not in said(part)
    assert bars(chart) == {"Ann": 49, "Bea": 50, "Dov": 21, "Fay": 1}
    assert {r["label"] for r in rows(chart, "label").to_dict("records")} >= {"49", "50", "not known"}


def test_of_only_final_votes_both_are_bars_from_nothing_to_one_scale() -> None:
    final = THREE.assign(first_pref=MISSING, second_pref=MISSING)
    chart = spec(final)
    assert not is_flow(chart) and bars(chart) == {"Ann": 49, "Bea": 50}
    assert said(final).startswith("First preferences are not known.") and "Bars: final votes." in said(final)
    assert {"50 (50.5%)", "49 (49.5%)", "not known"} == set(rows(chart, "label")["label"])


@pytest.mark.parametrize("column", ["first_pref", "final_votes"])
def test_one_figure_alone_is_told_and_has_no_bar_that_could_be_taken_for_all(column: str) -> None:
    alone = pd.array([None, 50, None], dtype="Int64")
    none = {"first_pref": MISSING, "second_pref": MISSING, "final_votes": MISSING}
    one = THREE.assign(**(none | {column: alone}))
    chart = spec(one)
    assert not is_flow(chart) and not bars(chart)
    what = {"first_pref": "50 first preferences", "final_votes": "50 final votes"}[column]
    assert set(rows(chart, "label")["label"]) == {what, "not known"}
    assert "%" not in said(one) and "not known" in said(one)
    # a layer of bars without a bar has no extent, which readers' consoles would warn of
    assert {layer["mark"]["type"] for layer in chart["layer"]} == {"text"}


@pytest.mark.parametrize("place", ["northamptonshire", "merseyside", "durham", "wiltshire", "derbyshire"])
def test_no_flow_of_a_real_contest_with_unknown_first_preferences(place: str) -> None:
    one = SV[SV["ballot_id"] == f"pcc.{place}.2021-05-06"]
    assert one["first_pref"].isna().any()
    chart = spec(one)
    assert not is_flow(chart) and len(bars(chart)) != 1
    known = one[["first_pref", "final_votes"]].max(axis=1).dropna()
    assert all(f"{votes:,}" in chart["description"] for votes in known)


def test_small_candidates_are_one_band_that_counts_and_names_them() -> None:
    chart = spec(FIVE, least=0.1)
    assert "2 others" in words(chart) and "4 (4.0%)" in words(chart)
    first = nodes(chart)[lambda t: t["x"] == 0]
    assert first["tall"].sum() == pytest.approx(300, abs=0.02)
    assert first["tip"].str.contains("Eli, Fay").sum() == 1
    alone = words(spec(FIVE, least=0.02))
    assert "Fay" in alone and not any("other" in word for word in alone)
    assert "2 others" in words(spec(FIVE, least=0, most=1))
    for name in ("Eli", "Fay"):
        assert name in chart["description"] and name in chart["usermeta"]["csv"]


def test_rejected_papers_are_said_and_not_taken_for_all_the_others() -> None:
    rejected = THREE.assign(rejected_second=1)
    assert "Papers rejected in the second count: 1." in said(rejected)
    assert "rejected" not in said(THREE)


def test_the_table_of_transfers_gives_the_same_picture_with_one_band_of_eliminated() -> None:
    table = ex.transfers(FIVE.assign(candidate_id=list("abdef")))
    chart = spec(table)
    assert "3 eliminated" in words(chart)
    own = ribbons(chart)
    assert sorted(own[own["x"] > MIDDLE]["tall"]) == pytest.approx([12, 60], abs=0.01)
    assert said(table) == said(FIVE)


def test_row_order_never_matters() -> None:
    def parts(results: pd.DataFrame) -> list[Any]:
        chart = spec(results)
        return [chart["description"], nodes(chart).sort_values(["x", "y"]).to_numpy().tolist()]

    assert parts(FIVE) == parts(FIVE[::-1])


def test_several_contests_and_none_are_refused() -> None:
    with pytest.raises(ValueError, match="one ballot_id; the table has 2"):
        charts.sv_flow(pd.concat([THREE, THREE.assign(ballot_id="y")]))
    with pytest.raises(EmptySelectionError, match="sv_flow"):
        charts.sv_flow(THREE.head(0))


def test_words_that_their_own_thin_band_would_cross_have_a_halo() -> None:
    """Of FIVE, Eli (3 votes) and Fay (1) have bands of 9 and 3 pixels, Ann's is 135."""
    spec_of = spec(FIVE, least=0)
    text = rows(spec_of, "weight")
    thin = text[text["halo"]]["text"].tolist()
    assert {"Eli", "Fay"} <= set(thin) and "Ann" not in thin
    marks = [layer for layer in spec_of["layer"] if layer["mark"]["type"] == "text"]
    behind, front = marks
    assert behind["mark"]["stroke"] == PAPER and "stroke" not in front["mark"]
    assert behind["data"] == front["data"] and behind["transform"] == [{"filter": "datum.halo"}]


def test_names_are_broken_between_words_only() -> None:
    drawn = words(spec(THREE.assign(candidate=["Bartholomew Orpen-Smellie", "Bea", "Dov"])))
    assert drawn.count("Orpen-Smellie") == 2  # first and last


def boxes(chart: dict[str, Any]) -> list[tuple[float, float, float, float, str]]:
    """About where each text is on a narrow page."""
    wide = NARROW - 8
    found = []
    for row in rows(chart, "weight").itertuples():
        long = len(row.text) * (6.8 if row.weight == "bold" else 6.1)
        left = row.x * wide + row.dx - (long if row.align == "right" else 0)
        left -= long / 2 if row.align == "middle" else 0
        found.append((left, row.y - 6, left + long, row.y + 6, row.text))
    return found


SV = ex.load_results(election_type=["mayor", "pcc"]).query("voting_system == 'SV'")


KNOWN = SV[~SV["first_pref"].isna().groupby(SV["ballot_id"]).transform("any")]


@pytest.mark.parametrize("ballot", sorted(KNOWN["ballot_id"].unique()))
def test_no_label_of_any_contest_hides_another_or_is_cut_on_a_narrow_page(ballot: str) -> None:
    chart = spec(SV[SV["ballot_id"] == ballot])
    drawn = boxes(chart)
    for n, one in enumerate(drawn):
        assert one[0] >= -2 and one[2] <= NARROW and one[1] >= 0 and one[3] <= chart["height"] + 2, one
        for two in drawn[n + 1 :]:
            apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            assert apart, (one[4], two[4])


# in E1 all of E's 10 votes go to B (needed 10); in E2 A leads by more than all transfers; E3 has no seconds
AREAS = pd.DataFrame({
    "ballot_id": "x", "area_gss": np.repeat(["E1", "E2", "E3"], 3),
    "area_name": np.repeat(["Ash", "Beech", "Cedar"], 3), "candidate_id": list("abd") * 3,
    "first_pref": pd.array([40, 30, 10, 90, 5, 5, 10, 60, 30], dtype="Int64"),
    "second_pref": pd.array([0, 10, None, 1, 1, None, None, None, None], dtype="Int64"),
})  # fmt: skip
WHOLE = THREE.assign(
    first_pref=[140, 95, 45], second_pref=pd.array([1, 11, None], dtype="Int64"), final_votes=pd.NA,
    elected=[True, False, False],
)  # fmt: skip


def area_spec(areas: pd.DataFrame = AREAS) -> dict[str, Any]:
    table = ex.transfers_by_area(areas, WHOLE)
    return charts.sv_flow_by_area(table, contest=ex.transfers(WHOLE), results=WHOLE).to_dict()


def test_areas_are_as_tall_sorted_and_the_unknown_named() -> None:
    chart = area_spec()
    assert "Not known: Cedar." in " ".join(chart["title"]["subtitle"])
    assert chart["description"].endswith("Ash: 100.0% (needed 100.0%); Beech: 50.0% (needed >100%).")
    left = nodes(chart)[lambda t: np.isclose(t["x2"] - t["x"], NODE)]
    for x in (0, 0.52):
        assert left.loc[np.isclose(left["x"], x), "tall"].sum() == pytest.approx(112, abs=0.01)
    names = rows(chart, "weight")[lambda t: t["weight"] == "bold"]
    assert names["text"].tolist() == ["Ash", "Beech"]


def test_the_leader_of_the_contest_is_above_in_every_area() -> None:
    areas = AREAS.assign(second_pref=pd.array([0, 10, None, 1, 1, None, 10, 15, None], dtype="Int64"))
    chart = area_spec(areas)
    letters = rows(chart, "weight")[lambda t: t["weight"] == "normal"]
    for x in (0, 0.52):
        first = letters[np.isclose(letters["x"], x + NODE)].sort_values("y")["text"].str[0].tolist()
        assert first[:3] == ["C", "L", "L"]  # Con above, LD between, Lab below
    assert "Cedar: 60.0% (needed none)" in chart["description"]


def test_the_districts_of_a_real_contest_fit_a_narrow_page() -> None:
    contests = ex.load_contests(
        region="cambridgeshire-and-peterborough", date="2021-05-06", election_type="mayor"
    )
    results = ex.load_results(contests)
    table = ex.transfers_by_area(ex.load_counting_areas(contests), results)
    chart = charts.sv_flow_by_area(table, contest=ex.transfers(results), results=results).to_dict()
    drawn = boxes(chart)
    assert len(drawn) == 6 * 7
    for n, one in enumerate(drawn):
        assert one[2] <= NARROW
        assert all(
            one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            for two in drawn[n + 1 :]
        ), one  # fmt: skip
    assert "South Cambridgeshire: 73.6% (needed 65.8%)" in chart["description"]
    assert math.isclose(nodes(chart)["x2"].max(), 1.0)
