"""Rolling up by code: hand-worked sums, totals kept, and the shipped areas table."""

from __future__ import annotations

import pandas as pd
import pytest

from elexan.areas import LEVELS, _assert_conserved, children, parents, roll_up
from elexan.errors import DataError, UnknownNameError
from elexan.paths import data_dir


@pytest.fixture
def areas() -> pd.DataFrame:
    """Two districts in one county, a unitary beside it, all in one police area."""
    rows = [
        ("V1", "Abbey", "division", "D1", "C1", "P1", "cam"),
        ("V2", "Bar Hill", "division", "D2", "C1", "P1", "cam"),
        ("V3", "Castle", "division", "D1", "C1", "P1", "cam"),
        ("W1", "Central", "ward", "U1", None, "P1", "cam"),
        ("D1", "Town", "district", None, "C1", "P1", "cam"),
        ("D2", "Vale", "district", None, "C1", "P1", "cam"),
        ("U1", "City", "district", None, None, "P1", "cam"),
        ("C1", "Shire", "county", None, None, "P1", "cam"),
        ("P1", "Shire Police", "police_area", None, None, None, "cam"),
    ]
    columns = [
        "area_gss", "area_name", "area_type", "district_gss", "county_gss", "police_area_gss", "report_area",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def votes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_gss": ["V1", "V1", "V2", "V2", "V3", "V3"],
            "party": ["Con", "Lab"] * 3,
            "first_pref": pd.array([100, 300, 250, 50, 40, 60], dtype="Int64"),
        }
    )


def test_sums_by_district_and_party_worked_by_hand(votes: pd.DataFrame, areas: pd.DataFrame) -> None:
    rolled = roll_up(votes, to="district", areas=areas, values="first_pref", by="party")
    assert rolled.to_dict("list") == {
        "area_gss": ["D1", "D1", "D2", "D2"],
        "area_name": ["Town", "Town", "Vale", "Vale"],
        "party": ["Con", "Lab", "Con", "Lab"],
        "first_pref": [140, 360, 250, 50],
    }
    assert rolled["first_pref"].dtype == "Int64"


def test_a_report_area_is_its_slug(votes: pd.DataFrame, areas: pd.DataFrame) -> None:
    rolled = roll_up(votes, to="report_area", areas=areas, values=["first_pref"])
    assert rolled.to_dict("list") == {"report_area": ["cam"], "first_pref": [800]}


def test_row_order_and_arguments_do_not_matter(votes: pd.DataFrame, areas: pd.DataFrame) -> None:
    before = votes.copy()
    rolled = roll_up(votes, to="county", areas=areas, values="first_pref", by="party")
    again = roll_up(votes[::-1], to="county", areas=areas[::-1], values="first_pref", by="party")
    pd.testing.assert_frame_equal(rolled, again)
    pd.testing.assert_frame_equal(votes, before)


def test_a_missing_figure_makes_the_sum_missing_unless_some_are_enough(
    votes: pd.DataFrame, areas: pd.DataFrame
) -> None:
    votes.loc[0, "first_pref"] = pd.NA
    one = roll_up(votes, to="district", areas=areas, values="first_pref", by="party")["first_pref"]
    assert one.isna().tolist() == [True, False, False, False]
    some = roll_up(votes, to="district", areas=areas, values="first_pref", by="party", min_known=1)
    assert some["first_pref"].tolist() == [40, 360, 250, 50]
    two = roll_up(votes, to="district", areas=areas, values="first_pref", by="party", min_known=2)
    assert two["first_pref"].isna().tolist() == [True, False, True, True]
    with pytest.raises(DataError, match="min_known is 0"):
        roll_up(votes, to="district", areas=areas, values="first_pref", min_known=0)


def test_every_code_without_a_parent_is_named(areas: pd.DataFrame) -> None:
    table = pd.DataFrame({"area_gss": ["V1", "W1", "U1"], "votes": [1, 2, 3]})
    with pytest.raises(DataError, match="W1, U1 lies in no county"):
        roll_up(table, to="county", areas=areas, values="votes")
    with pytest.raises(DataError, match=r"X1, \(missing\) not in the areas table"):
        parents(pd.Series(["X1", "V1", None]), to="district", areas=areas)
    with pytest.raises(UnknownNameError, match='did you mean "county"'):
        parents(pd.Series(["V1"]), to="countys", areas=areas)
    with pytest.raises(DataError, match="V1 is there twice"):
        parents(pd.Series(["V1"]), to="district", areas=pd.concat([areas, areas.head(1)]))


def test_an_area_and_its_parent_are_not_added_together(areas: pd.DataFrame) -> None:
    table = pd.DataFrame(
        {"area_gss": ["V1", "V2", "D1"], "kind": ["county", "county", "district"], "votes": 1}
    )
    with pytest.raises(DataError, match="D1 holds other areas"):
        roll_up(table, to="police_area", areas=areas, values="votes")
    apart = roll_up(table, to="police_area", areas=areas, values="votes", by="kind")
    assert apart[["kind", "votes"]].values.tolist() == [["county", 2], ["district", 1]]


def test_levels_may_mix_where_they_lie_side_by_side(areas: pd.DataFrame) -> None:
    table = pd.DataFrame({"area_gss": ["V1", "V2", "V3", "U1"], "votes": [1, 2, 4, 8]})
    districts = roll_up(table, to="district", areas=areas, values="votes")
    assert districts[["area_gss", "votes"]].values.tolist() == [["D1", 5], ["D2", 2], ["U1", 8]]
    assert roll_up(districts, to="police_area", areas=areas, values="votes")["votes"].tolist() == [15]


def test_a_lost_vote_is_an_error() -> None:
    before = pd.DataFrame({"votes": [1_000_000, 2], "share": [0.1, 0.2]})
    _assert_conserved(before, pd.DataFrame({"votes": [1_000_002], "share": [0.3]}))
    with pytest.raises(DataError, match="total of votes changed"):
        _assert_conserved(before, pd.DataFrame({"votes": [1_000_001], "share": [0.3]}))


def test_children_of_an_area(areas: pd.DataFrame) -> None:
    assert children("D1", areas=areas)["area_gss"].tolist() == ["V1", "V3"]
    assert children("C1", areas=areas, area_type="district")["area_gss"].tolist() == ["D1", "D2"]
    assert len(children("cam", areas=areas)) == len(areas)
    with pytest.raises(UnknownNameError, match='no area "D9"'):
        children("D9", areas=areas)


# ---- the shipped table


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return pd.read_csv(data_dir() / "areas.csv", dtype="str")


def test_shipped_areas_are_complete_and_their_parents_exist(shipped: pd.DataFrame) -> None:
    assert shipped["area_gss"].is_unique
    counts = shipped["area_type"].value_counts()
    # 354 divisions, 21 of them under another code in 2017, and 57 of Northamptonshire; 24 shire counties of
    # 2021 and Northamptonshire; 39 police areas of England and four of Wales
    assert counts.drop("ward").to_dict() == {
        "division": 354 + 21 + 57,
        "district": 309,
        "county": 25,
        "police_area": 43,
        "combined_authority": 10,
        "region": 1,
    }
    for level in LEVELS[:-1]:
        named = shipped[f"{level}_gss"].dropna()
        of_level = shipped.loc[shipped["area_type"] == level, "area_gss"]
        assert set(named) <= set(of_level), level
    small = shipped[shipped["area_type"].isin(["division", "ward"])]
    assert small[["district_gss", "police_area_gss"]].notna().all(axis=None)


def test_shipped_divisions_by_county(shipped: pd.DataFrame) -> None:
    divisions = shipped.query("area_type == 'division' and last_year.isna()").assign(n=1)
    counties = roll_up(divisions[["area_gss", "n"]], to="county", areas=shipped, values="n")
    assert counties.set_index("area_name")["n"].to_dict() == {
        "Cambridgeshire": 59,
        "Essex": 70,
        "Hertfordshire": 78,
        "Norfolk": 84,
        "Suffolk": 63,
    }


def test_shipped_parents_that_are_easily_mistaken(shipped: pd.DataFrame) -> None:
    by_name = shipped.set_index("area_gss")
    assert by_name.loc["E06000042", "police_area_gss"] == "E23000029"  # Milton Keynes: Thames Valley
    assert pd.isna(by_name.loc["E06000031", "county_gss"])  # Peterborough: in no county
    mayoralty = children("E47000008", areas=shipped, area_type="district")
    police = children("E23000023", areas=shipped, area_type="district")
    assert len(mayoralty) == 6
    assert set(mayoralty["area_gss"]) == set(police["area_gss"])
    assert set(shipped["report_area"].dropna()) == {
        "bedfordshire", "cambridgeshire", "essex", "hertfordshire",
        "milton-keynes", "norfolk", "northamptonshire", "suffolk",
    }  # fmt: skip


def test_every_area_the_shipped_tables_name_is_there(shipped: pd.DataFrame) -> None:
    known = set(shipped["area_gss"])
    for table, columns in {
        "contests": ["area_gss", "district_gss"],
        "counting_areas": ["area_gss"],
        "counting_area_turnout": ["area_gss"],
        "organisations": ["organisation_gss"],
    }.items():
        frame = pd.read_csv(data_dir() / f"{table}.csv", dtype="str", usecols=columns)
        named = set(frame.melt()["value"].dropna())
        assert named <= known, (table, sorted(named - known)[:20])


def test_cambridgeshire_mayor_adds_up_to_the_published_totals(shipped: pd.DataFrame) -> None:
    counts = pd.read_csv(data_dir() / "counting_areas.csv", dtype={"area_gss": "str"})
    mayor = counts[counts["ballot_id"] == "mayor.cambridgeshire-and-peterborough.2021-05-06"]
    total = roll_up(mayor, to="combined_authority", areas=shipped, values="first_pref", by="candidate_id")
    assert sorted(total["first_pref"], reverse=True) == [93_942, 76_106, 61_885]
    assert set(total["area_gss"]) == {"E47000008"}
