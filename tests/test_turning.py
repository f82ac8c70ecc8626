"""Where a second round turned: Cambridgeshire as it was declared, and cases by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex
from elexan.turning import as_declared, turning_areas

MAYOR = {"region": "cambridgeshire", "date": "2021-05-06", "election_type": "mayor"}


@pytest.fixture(scope="module")
def mayor() -> tuple[pd.DataFrame, pd.DataFrame]:
    results = ex.load_results(**MAYOR)
    return ex.load_counting_areas(results), results


def small() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two areas: A leads 60 to 50 over both; E1 turns, E2 was B's from the start."""
    results = pd.DataFrame(
        {
            "ballot_id": "x",
            "candidate_id": list("abc"),
            "candidate": list("ABC"),
            "party": ["Con", "Lab", "LD"],
            "voting_system": "SV",
            "first_pref": [60, 50, 20],
            "second_pref": pd.array([3, 14, None], dtype="Int64"),
            "elected": [False, True, False],
        }
    )
    areas = pd.DataFrame(
        {
            "ballot_id": "x",
            "area_gss": ["E1"] * 3 + ["E2"] * 3,
            "candidate_id": list("abc") * 2,
            "first_pref": [40, 25, 18, 20, 25, 2],
            "second_pref": pd.array([1, 14, None, 2, 0, None], dtype="Int64"),
        }
    )
    return areas, results


def test_an_area_turns_only_where_the_leader_was_ahead_and_is_behind() -> None:
    areas, results = small()
    areas.loc[0, "first_pref"] = 38
    areas.loc[3, "first_pref"] = 22
    t = turning_areas(areas, results).set_index("area_gss")
    assert t["lead_first"].to_dict() == {"E1": 13, "E2": -3}
    assert t["lead_change"].to_dict() == {"E1": -13, "E2": 2}
    # level is not behind
    assert t["lead_final"].to_dict() == {"E1": 0, "E2": -1} and not t["overturned"].any()
    areas.loc[0, "first_pref"] = 37
    areas.loc[3, "first_pref"] = 23
    t = turning_areas(areas, results).set_index("area_gss")
    assert t["overturned"].to_dict() == {"E1": True, "E2": False}
    # 15 moved, 12 ahead: 13.5 of 15 draw level; E2: 2 moved, 2 behind
    assert t["break_even_transfer_share"].to_dict() == {"E1": 0.9, "E2": 0.0}
    assert t["transfer_share"].to_dict() == {"E1": 14 / 15, "E2": 0.0}


def test_an_area_without_transfers_has_no_share_and_one_without_figures_no_row() -> None:
    areas, results = small()
    areas["second_pref"] = pd.array([3, 14, None, 0, 0, None], dtype="Int64")
    t = turning_areas(areas, results).set_index("area_gss")
    assert t.loc["E2", ["transfer_share", "break_even_transfer_share"]].isna().all()
    areas.loc[4, "second_pref"] = pd.NA
    assert turning_areas(areas, results)["area_gss"].tolist() == ["E1"]


def test_contests_won_at_once_and_with_three_finalists_give_no_rows() -> None:
    areas, results = small()
    at_once = results.assign(first_pref=[90, 30, 10], second_pref=pd.NA, elected=[True, False, False])
    assert turning_areas(areas.assign(second_pref=pd.NA), at_once).empty
    # B and C tie for second place and both stay
    three = results.assign(first_pref=[60, 40, 40], second_pref=[0, 0, 0], second_round="held")
    level = areas.assign(first_pref=[30, 20, 20, 30, 20, 20], second_pref=0)
    assert turning_areas(level, three).empty


def test_cambridgeshire_turned_in_south_cambridgeshire_alone(
    mayor: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    t = turning_areas(*mayor)
    assert t.loc[t["overturned"], "area_name"].tolist() == ["South Cambridgeshire"]
    # the turns of the six areas are the turn of the contest: 17,836 ahead to 5,799 behind
    assert t["lead_first"].sum() == 17836 and t["lead_final"].sum() == -5799
    assert t["lead_change"].tolist() == sorted(t["lead_change"])


def test_the_lead_changed_hands_with_cambridge(mayor: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    steps = as_declared(*mayor, ex.load_declarations(mayor[1]))
    assert steps["place"].tolist() == [0, 1, 2, 3]
    # the interim totals the Cambs Times printed, and the lead the Peterborough Telegraph took for a majority
    assert steps.loc[1, ["leader_votes", "runner_up_votes"]].tolist() == [104232, 102173]
    assert steps["lead"].tolist() == [17836, 2059, -4556, -5799]
    assert steps.loc[steps["turned"], "areas"].tolist() == ["Cambridge"]
    assert steps.loc[1, "areas"] == "East Cambridgeshire, Fenland, Huntingdonshire, South Cambridgeshire"


def test_an_area_without_a_place_or_without_transfers_is_named(
    mayor: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    areas, results = mayor
    order = ex.load_declarations(results)
    with pytest.raises(ValueError, match="no place, or no transfers, for Cambridge;"):
        as_declared(areas, results, order[order["area_name"] != "Cambridge"])
    fenland = (areas["area_name"] == "Fenland") & (areas["candidate_id"] == "nik-johnson")
    unknown = areas.assign(second_pref=areas["second_pref"].mask(fenland))
    with pytest.raises(ValueError, match="for Fenland;"):
        as_declared(unknown, results, order)


def test_rejected_papers_add_up_to_the_published_totals() -> None:
    reasons = ex.load_rejected_papers()
    contests = ex.load_contests().set_index("ballot_id")
    bristol = reasons[reasons["ballot_id"] == "mayor.bristol.2021-05-06"]
    assert bristol["papers"].sum() == contests.loc["mayor.bristol.2021-05-06", "rejected_first"]
    cherwell = reasons[reasons["area_gss"] == "E07000177"].groupby("stage")["papers"].sum()
    assert cherwell.to_dict() == {"first": 1078, "second": 1103}
    valley = reasons[reasons["area_gss"] == "E23000029"].groupby("stage")["papers"].sum()
    whole = contests.loc["pcc.thames-valley.2021-05-06", ["rejected_first", "rejected_second"]]
    assert (whole.to_numpy() - valley.to_numpy()).tolist() == [79, 189]
