"""The shipped boundary layers, and joining and drawing them."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from elexan import boundaries
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.paths import data_dir, shapefiles_dir

ROWS = {
    "combined_authorities": 10,
    "counties": 152,
    "districts": 309,
    "divisions_2017": 354 + 57,
    "divisions_2021": 59 + 70 + 78 + 84 + 63,
    "police_areas": 39,
    "report_areas": 8,
    "wards_2021": 1049 + 892,
}
NATIONAL_GRID = 27700


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    return boundaries.load_boundaries(name)


def overlap_km2(geo: gpd.GeoDataFrame) -> pd.Series:
    """Area of every pair of outlines that overlap."""
    grid = geo[["geometry"]].to_crs(NATIONAL_GRID).reset_index(drop=True)
    one, two = grid.sindex.query(grid.geometry, predicate="intersects")
    one, two = one[one < two], two[one < two]
    return pd.Series(
        shapely.area(shapely.intersection(grid.geometry.array[one], grid.geometry.array[two])) / 1e6
    )


# ---- the shipped layers


def test_every_layer_is_known_here() -> None:
    assert sorted(file.stem for file in shapefiles_dir().glob("*.gpkg")) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_layer_is_whole_valid_and_drawable(name: str) -> None:
    geo = layer(name)
    key = "report_area" if name == "report_areas" else "area_gss"
    assert len(geo) == ROWS[name]
    assert geo[key].is_unique
    assert geo[key].is_monotonic_increasing
    assert geo[["name", "source_id"]].notna().all(axis=None)
    assert geo.crs == "EPSG:4326"
    assert geo.is_valid.all()
    assert not geo.is_empty.any()
    assert not shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(geo.geometry.array))).any()
    west, south, east, north = geo.total_bounds
    assert -6.5 < west < east < 1.8
    assert 49.8 < south < north < 55.9


@pytest.mark.parametrize("name", [name for name in ROWS if name != "report_areas"])
def test_a_layer_has_the_codes_and_names_of_the_areas_table(name: str) -> None:
    areas = pd.read_csv(data_dir() / "areas.csv", dtype="str").set_index("area_gss")
    geo = layer(name)
    assert (geo["area_gss"].map(areas["area_name"]) == geo["name"]).all()


def test_sixteen_outlines_are_approximate_and_say_so() -> None:
    for name in ("divisions_2021", "divisions_2017"):
        approximate = layer(name)[layer(name)["caption"].notna()]
        assert len(approximate) == 16
        assert set(approximate["county"]) == {"Essex"}
        assert set(approximate["caption"]) == {"approximate outline"}
        assert approximate["method"].tolist() == ["wards+output areas"] * 16
        assert (layer(name)["method"] == "wards+output areas").sum() == 16


def test_divisions_by_county() -> None:
    assert layer("divisions_2017")["county"].value_counts().to_dict() == {
        "Cambridgeshire": 59,
        "Essex": 70,
        "Hertfordshire": 78,
        "Norfolk": 84,
        "Suffolk": 63,
        "Northamptonshire": 57,
    }


def test_twenty_one_divisions_had_another_code_in_2017() -> None:
    now = layer("divisions_2021")
    recoded = now[now["area_gss"] != now["area_gss_2017"]]
    # South Cambridgeshire (Electoral Changes) Order 2018 names six of them
    assert recoded["county"].value_counts().to_dict() == {
        "Suffolk": 8, "Cambridgeshire": 6, "Hertfordshire": 3, "Essex": 2, "Norfolk": 2,
    }  # fmt: skip
    assert set(recoded.query("county == 'Cambridgeshire'")["district"]) == {"South Cambridgeshire"}


@pytest.mark.parametrize(
    "name", ["divisions_2021", "divisions_2017", "districts", "counties", "police_areas"]
)
def test_neighbours_do_not_overlap(name: str) -> None:
    # divisions of Northamptonshire and its neighbours come from two sources: slivers, under 1 km2 in all
    assert overlap_km2(layer(name)).sum() < (1.0 if name == "divisions_2017" else 0.001)


def test_wards_overlap_by_slivers_only() -> None:
    slivers = overlap_km2(layer("wards_2021"))
    assert slivers.max() < 0.2
    assert slivers.sum() < 2


@pytest.mark.parametrize(
    ("county", "published_km2"),
    [("Cambridgeshire", 3046), ("Hertfordshire", 1643), ("Northamptonshire", 2364)],
)
def test_divisions_fill_their_county(county: str, published_km2: float) -> None:
    divisions = layer("divisions_2017").query("county == @county").to_crs(NATIONAL_GRID)
    assert divisions.area.sum() / 1e6 == pytest.approx(published_km2, rel=0.01)


@pytest.mark.parametrize(("inner", "field"), [("divisions_2021", "district"), ("wards_2021", "district")])
def test_an_area_lies_in_the_district_it_names(inner: str, field: str) -> None:
    # catches the swapped codes of same-named divisions (Linton, Sutton, Arbury) that one public copy has
    points = layer(inner).set_geometry(layer(inner).representative_point())
    found = points.sjoin(layer("districts")[["name", "geometry"]], how="left", rsuffix="district")
    assert (found["name_district"] == found[field]).mean() > 0.999
    assert found.index.is_unique


# ---- reading and joining


def test_load_some_areas() -> None:
    some = boundaries.load_boundaries("police_areas", area_gss=["E23000024", "E23000023"])
    assert some["name"].tolist() == ["Cambridgeshire", "Norfolk"]
    with pytest.raises(UnknownNameError, match='no boundary layer "county"; did you mean "counties"'):
        boundaries.load_boundaries("county")
    with pytest.raises(DataError, match="no area E58999999, E1"):
        boundaries.load_boundaries("divisions_2021", area_gss=["E58000050", "E58999999", "E1"])
    with pytest.raises(EmptySelectionError):
        boundaries.load_boundaries("districts", area_gss=[])


def test_a_folder_of_ones_own(tmp_path) -> None:
    mine = gpd.GeoDataFrame({"area_gss": ["X1"]}, geometry=[shapely.box(0, 52, 1, 53)], crs=4326)
    mine.to_file(tmp_path / "patches.gpkg")
    joined = boundaries.join(pd.DataFrame({"area_gss": ["X1"], "votes": [3]}), layer="patches", data=tmp_path)
    assert joined["votes"].tolist() == [3]


def test_join_keeps_rows_columns_and_order() -> None:
    table = pd.DataFrame(
        {
            "area_gss": ["E58000052", "E58000050", "E58000052"],
            "party": ["Lab", "Con", "LD"],
            "caption": "of the table",
        }
    )
    joined = boundaries.join(table)
    assert joined[["area_gss", "party"]].equals(table[["area_gss", "party"]])
    assert joined["caption"].isna().all()
    assert joined.geometry.iloc[0].equals(joined.geometry.iloc[2])
    assert boundaries.join(joined).geometry.equals(joined.geometry)


def test_join_says_the_district_unless_the_table_does() -> None:
    table = pd.DataFrame({"area_gss": ["E58000052", "E05013050", "E07000012"]})
    joined = boundaries.join(table)
    assert joined["district"].tolist()[:2] == ["Cambridge", "Cambridge"] and pd.isna(
        joined["district"].iloc[2]
    )
    assert boundaries.join(table.assign(district="here"))["district"].tolist() == ["here"] * 3


def test_a_layer_that_changed_is_read_again_and_what_was_loaded_is_ones_own(tmp_path) -> None:
    mine = gpd.GeoDataFrame(
        {"area_gss": ["X1"], "name": "one"}, geometry=[shapely.box(0, 52, 1, 53)], crs=4326
    )
    mine.to_file(tmp_path / "patches.gpkg")
    loaded = boundaries.load_boundaries("patches", data=tmp_path)
    loaded["name"] = "spoilt"
    assert boundaries.load_boundaries("patches", data=tmp_path)["name"].tolist() == ["one"]
    (tmp_path / "patches.gpkg").unlink()
    mine.assign(name="two").to_file(tmp_path / "patches.gpkg")
    assert boundaries.load_boundaries("patches", data=tmp_path)["name"].tolist() == ["two"]


@pytest.mark.parametrize(
    ("codes", "area_km2"),
    [
        (["E58001109"], None),  # a division of 2017 only
        (["E58000056", "E58000050"], None),  # the code of 2017, beside one that stayed
        (["E58001771", "E58000050"], None),  # its code of 2021
        (["E58000050", "E05010805"], None),  # a division and a ward
        (["E10000003", "E06000031"], 3046 + 343),  # Cambridgeshire and Peterborough
        (["E23000023"], 3046 + 343),
        (["E47000008"], 3046 + 343),
    ],
)
def test_the_layer_follows_from_the_codes(codes: list[str], area_km2: float | None) -> None:
    joined = boundaries.join(pd.DataFrame({"area_gss": codes}))
    assert joined["area_gss"].tolist() == codes
    assert joined.geometry.notna().all()
    if area_km2:
        assert joined.to_crs(NATIONAL_GRID).area.sum() / 1e6 == pytest.approx(area_km2, rel=0.01)


def test_report_areas_join_by_slug() -> None:
    joined = boundaries.join(pd.DataFrame({"report_area": ["norfolk", "essex"], "seats": [84, 75]}))
    assert joined["seats"].tolist() == [84, 75]
    with pytest.raises(DataError, match="neither area_gss nor report_area"):
        boundaries.join(pd.DataFrame({"name": ["norfolk"]}))


def test_every_code_without_an_outline_is_named() -> None:
    table = pd.DataFrame({"area_gss": ["E58000050", "E58999999", None, "W15000001"]})
    with pytest.raises(DataError, match=r"E58999999, \(missing\), W15000001"):
        boundaries.join(table)
    assert boundaries.join(table, missing="drop")["area_gss"].tolist() == ["E58000050"]
    with pytest.raises(DataError, match="W15000001"):
        boundaries.join(table.tail(1))
    with pytest.raises(UnknownNameError, match='"error" or "drop"'):
        boundaries.join(table, missing="ignore")
    with pytest.raises(EmptySelectionError):
        boundaries.join(table.head(0))
    with pytest.raises(DataError, match="no such column"):
        boundaries.join(table, layer="report_areas")


# ---- drawing


def test_projection_follows_the_coordinate_system() -> None:
    some = layer("report_areas")
    assert boundaries.projection(some) == {"type": "mercator"}
    assert boundaries.projection(some.to_crs(NATIONAL_GRID)) == {"type": "identity", "reflectY": True}
    with pytest.raises(DataError, match="set_crs"):
        boundaries.projection(some.set_crs(None, allow_override=True))


def test_orient_turns_exterior_rings_clockwise_and_holes_the_other_way() -> None:
    ring = shapely.box(0, 0, 9, 9, ccw=True).difference(shapely.box(1, 1, 2, 2))
    wrong = shapely.orient_polygons(ring, exterior_cw=False)
    turned = boundaries.orient(gpd.GeoDataFrame({"a": [1]}, geometry=[wrong], crs=4326))
    assert wrong.exterior.is_ccw
    assert not turned.geometry[0].exterior.is_ccw
    assert turned.geometry[0].interiors[0].is_ccw
    assert turned.crs == "EPSG:4326"
    assert turned.geometry[0].equals(wrong)


def test_simplify_keeps_borders_and_parts_in_degrees_and_metres() -> None:
    norfolk = layer("divisions_2021").query("county == 'Norfolk'")
    for outlines in (norfolk, norfolk.to_crs(NATIONAL_GRID)):
        simple = boundaries.simplify(outlines, tolerance=200)
        assert simple.count_coordinates().sum() < outlines.count_coordinates().sum() / 2
        assert simple.is_valid.all()
        assert simple.index.equals(outlines.index)
        assert len(simple.explode()) == len(outlines.explode())
        assert overlap_km2(simple).sum() < 0.001
        assert simple.union_all().area == pytest.approx(outlines.union_all().area, rel=0.002)
        holes = [part for part in simple.union_all().geoms if part.interiors]
        assert not holes
    assert boundaries.simplify(norfolk, tolerance=200).count_coordinates().sum() == pytest.approx(
        boundaries.simplify(norfolk.to_crs(NATIONAL_GRID), tolerance=200).count_coordinates().sum(), rel=0.1
    )


def test_simplify_treats_an_area_on_several_rows_once() -> None:
    two = layer("divisions_2021").query("district == 'Norwich'")
    twice = pd.concat([two, two])
    simple = boundaries.simplify(twice, tolerance=100)
    once = boundaries.simplify(two, tolerance=100)
    assert simple.geometry.iloc[len(two) :].geom_equals(once.geometry).all()
    with pytest.raises(DataError, match="tolerance is 0"):
        boundaries.simplify(two, tolerance=0)


def test_caption_names_the_approximate_outlines_once() -> None:
    tendring = boundaries.join(
        layer("divisions_2021").query("district == 'Tendring'")[["area_gss", "name"]].assign(party="Con")
    )
    assert boundaries.caption(pd.concat([tendring, tendring])) == (
        "Approximate outlines (drawn along census output areas): Clacton North, Clacton West."
    )
    assert boundaries.caption(layer("districts")) == ""
    assert boundaries.caption(layer("divisions_2021").query("county == 'Norfolk'")) == ""
