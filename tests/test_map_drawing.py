"""The drawing that maps share: borders that meet, coasts, names, and towns drawn larger."""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
import vl_convert

import elexan as ex
from elexan import boundaries, charts
from elexan.charts.maps.outlines import UNIT, Frame, Sheet, sheet
from elexan.errors import DataError

# Four squares of 10 km in the middle of England, two to a district
SQUARES = [shapely.box(x, y, x + 10_000, y + 10_000) for y in (270_000, 260_000) for x in (430_000, 440_000)]
CODES = ABBEY, CASTLE, MARKET, NORTH = ["E1", "E2", "E3", "E4"]
AREAS = gpd.GeoDataFrame(
    {"area_gss": CODES, "district": ["Upper", "Upper", "Lower", "Lower"], "party": "Lab"},
    geometry=SQUARES, crs=27700,
)  # fmt: skip


NARROW = 286  # pixels a picture has on a page 360 wide


@cache
def won(region: str, *, lower: bool = False) -> gpd.GeoDataFrame:
    """The winners of a region's councils, as the region's report maps them."""
    council = ex.load_results(
        region=region, date="2021-05-06", election_type=["county", "unitary", "district"]
    )
    below = (council["election_type"] == "district") & (council["election_type"] == "county").any()
    return boundaries.join(ex.winners(council[below == lower]), missing="drop")


REGIONS = [
    ("cambridgeshire", False), ("essex", False), ("essex", True), ("hertfordshire", True), ("norfolk", False),
    ("northamptonshire", False), ("suffolk", False), ("milton-keynes", False), ("greater-manchester", False),
    ("liverpool-city-region", False), ("tees-valley", False), ("west-midlands", False),
]  # fmt: skip
every_region = pytest.mark.parametrize(("region", "lower"), REGIONS)


def test_squares_are_squares_in_whole_numbers_and_meet() -> None:
    features = sheet(AREAS).features
    areas = features[features["kind"] == "area"].set_index("id")
    rings = {code: areas.loc[code, "geometry"]["coordinates"][0] for code in CODES}
    assert all(isinstance(number, int) for ring in rings.values() for point in ring for number in point)
    boxes = {code: np.array(ring) for code, ring in rings.items()}
    left, top = boxes[ABBEY].min(axis=0)
    side = (boxes[ABBEY].max(axis=0) - [left, top])[0]
    # 20 km in 640 x 520 pixels, 16 of them margin on each side
    assert side == UNIT * (520 - 32) / 2
    assert boxes[CASTLE].min(axis=0).tolist() == [left + side, top]
    assert boxes[MARKET].min(axis=0).tolist() == [left, top + side]
    assert all(len(ring) == 5 for ring in rings.values())


def test_degrees_and_metres_give_the_same_map() -> None:
    grid, degrees = (sheet(AREAS.to_crs(crs)) for crs in (27700, 4326))
    assert abs(grid.height - degrees.height) <= 1
    for one, other in zip(grid.features["r"].dropna(), degrees.features["r"].dropna(), strict=True):
        assert one == pytest.approx(other, abs=1)


def test_a_hole_turns_the_other_way_than_the_ring_round_it() -> None:
    shell, hole = (shapely.box(*SQUARES[0].buffer(by).bounds).exterior for by in (0, -3000))
    for ring in (hole, shapely.reverse(hole)):
        geo = gpd.GeoDataFrame({"area_gss": ["E1"]}, geometry=[shapely.Polygon(shell, [ring])], crs=27700)
        outer, inner = sheet(geo, plain=True).features["geometry"][0]["coordinates"]
        assert shapely.LinearRing(outer).is_ccw != shapely.LinearRing(inner).is_ccw


def test_a_border_of_districts_is_drawn_once_and_none_within_a_district() -> None:
    drawn = sheet(AREAS)
    border = drawn.features.set_index("kind").loc["border", "geometry"]
    lines = shapely.from_geojson(json.dumps(border))
    side = UNIT * (520 - 32) / 2
    # eight sides outside and two between the districts, each once; none between the areas of one
    assert lines.length == pytest.approx(10 * side, rel=0.01)
    assert {name["name"] for name in drawn.names} == {"Upper", "Lower"}


def parts(drawn: Sheet, kind: str) -> np.ndarray:
    chosen = drawn.features.loc[drawn.features["kind"] == kind, "geometry"]
    return np.asarray(shapely.make_valid(shapely.from_geojson(chosen.map(json.dumps).to_numpy())))


@every_region
def test_neighbours_share_their_borders(region: str, *, lower: bool) -> None:
    geo = won(region, lower=lower)
    areas = parts(sheet(geo), "area")
    together = shapely.union_all(areas)
    assert shapely.area(areas).sum() - together.area < 0.001 * together.area
    # what is not covered now was not covered before: water, or no ward that voted; a torn border was
    ground = geo.drop_duplicates("area_gss").geometry.to_crs(27700)
    before = Frame.around(ground.total_bounds, 640, 520).pixels(ground.array)
    before = shapely.transform(shapely.union_all(before), lambda xy: xy * UNIT)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(together) for ring in part.interiors]
    assert [hole for hole in holes if before.contains(hole.buffer(-0.1 * hole.area / hole.length))] == []


@every_region
def test_names_hide_no_letters_and_each_other(region: str, *, lower: bool) -> None:
    drawn = sheet(won(region, lower=lower))
    areas = drawn.features[drawn.features["kind"].eq("area") & (drawn.features["r"] * UNIT > 4.2 * UNIT)]
    letters = [
        shapely.box(x - 4 * UNIT, y - 4 * UNIT, x + 4 * UNIT, y + 4 * UNIT)
        for x, y in areas[["x", "y"]].to_numpy()
    ]
    # digits and capitals of a bold sans serif are about 0.65 of its size wide
    lines = [(n["x"], n["y"] + n["dy"] * UNIT, 0.65 * 12 * len(n["name"]) * UNIT / 2) for n in drawn.names]
    boxes = [shapely.box(x - half, y - 5 * UNIT, x + half, y + 5 * UNIT) for x, y, half in lines]
    hidden = [
        n["name"] for n, box in zip(drawn.names, boxes, strict=True) if shapely.intersects(letters, box).any()
    ]
    assert hidden == []
    assert all(not one.intersects(two) for n, one in enumerate(boxes) for two in boxes[:n])
    frame = shapely.box(0, 0, drawn.width * UNIT, drawn.main * UNIT)
    assert all(frame.contains(box) for box in boxes)


@every_region
def test_a_district_is_named_on_the_map_or_by_an_inset(region: str, *, lower: bool) -> None:
    geo = won(region, lower=lower)
    drawn = sheet(geo)
    written = " ".join(name["name"] for name in drawn.names) + " ".join(t["name"] for t in drawn.titles)
    if geo["district"].nunique() > 1:
        assert [
            name for name in geo["district"].unique() if not all(w in written for w in name.split())
        ] == []


@every_region
def test_few_areas_are_too_small_for_letters(region: str, *, lower: bool) -> None:
    geo = won(region, lower=lower)
    said = re.search(
        r"(\d+) areas? too small", " ".join(charts.winner_map(geo).to_dict()["title"]["subtitle"])
    )
    assert int(said[1]) <= 0.1 * geo["area_gss"].nunique() if said else True


def test_towns_too_small_for_letters_are_drawn_again_larger() -> None:
    county = sheet(won("norfolk"))
    insets = county.features[county.features["kind"] == "inset"]
    areas = county.features[county.features["kind"] == "area"].set_index("id")
    norwich = won("norfolk").query("district == 'Norwich'")["area_gss"]
    assert "Norwich" in [title["name"] for title in county.titles]
    assert set(norwich) <= set(insets["id"])
    grown = insets.set_index("id").loc[norwich, "r"] / areas.loc[norwich, "r"]
    # there is room for two letters of 8 pixels; on the map itself some have not even that for one
    assert (grown > 2).all() and areas.loc[norwich, "r"].min() < 3
    assert insets["r"].loc[insets["id"].isin(norwich)].min() > 5
    assert (insets["y"] > county.main * UNIT).all() and county.height > county.main
    assert sheet(AREAS).titles == []


@every_region
def test_every_inset_is_whole_and_has_a_title_of_its_own_on_a_narrow_page(
    region: str, *, lower: bool
) -> None:
    drawn = sheet(won(region, lower=lower))
    frames = parts(drawn, "frame")
    assert len(frames) == len(drawn.titles)
    assert len({title["name"] for title in drawn.titles}) == len(frames)
    edges = shapely.bounds(frames) / UNIT if len(frames) else np.empty((0, 4))
    # half of a line of 0.9 pixels lies on either side of the frame
    assert (edges[:, 0] > 0.5).all() and (edges[:, 2] < drawn.width - 0.5).all()
    ends = [*edges[1:, 0], drawn.width + 16][: len(edges)]
    for title, (left, top, *_), end in zip(drawn.titles, edges, ends, strict=True):
        assert " ".join(title["lines"]) == title["name"] and title["x"] / UNIT == pytest.approx(left, abs=0.2)
        # letters of a sans serif are about 0.55 of its size wide; 8 is the smallest that can be read
        assert max(map(len, title["lines"])) * 0.55 * 8 < (end - left) * NARROW / 640, title["name"]
        # on a narrow page its lines have room between the map and the frame
        assert len(title["lines"]) * 9 < (top - drawn.main) * NARROW / 640


def test_two_insets_of_one_district_have_numerals_that_are_on_the_map_too() -> None:
    drawn = sheet(won("northamptonshire"))
    names = [title["name"] for title in drawn.titles]
    assert names == ["West Northamptonshire", "North Northamptonshire 1", "North Northamptonshire 2"]
    said = " ".join(charts.winner_map(won("northamptonshire")).to_dict()["title"]["subtitle"])
    assert "(West Northamptonshire, North Northamptonshire 1, North Northamptonshire 2)" in said
    windows = dict(zip(names, shapely.bounds(parts(drawn, "window")) / UNIT, strict=True))
    marked = {title["name"]: title["mark"] for title in drawn.titles if title.get("mark")}
    assert [mark["name"] for mark in marked.values()] == ["1", "2"]
    for name, mark in marked.items():
        away = shapely.box(*windows[name]).distance(shapely.Point(mark["x"] / UNIT, mark["y"] / UNIT))
        assert 0 < away < 15


def test_the_sea_is_no_land_and_a_coast_no_border() -> None:
    drawn = sheet(won("suffolk"))
    width, height = drawn.width * UNIT, drawn.main * UNIT
    bury, norfolk, sea = ((0.3, 0.6), (0.1, 0.05), (0.99, 0.99))
    land = [
        parts(drawn, "land")[0].contains(shapely.Point(x * width, y * height))
        for x, y in (bury, norfolk, sea)
    ]
    assert land == [True, True, False]
    # the border runs along the land side only: about as long as the county's landward edge, not round it
    border, county = parts(drawn, "border")[0], shapely.union_all(parts(drawn, "area"))
    east = shapely.box(
        0.93 * drawn.width * UNIT, 0.3 * drawn.main * UNIT, drawn.width * UNIT, drawn.main * UNIT
    )
    assert county.boundary.intersection(east).length > 0
    assert border.intersection(east).length == 0


def test_essex_is_small_to_send_and_says_which_outlines_are_approximate() -> None:
    county = won("essex")
    divisions = county[county["area_gss"].str.startswith("E58")]
    drawn = sheet(divisions).features
    areas = drawn.loc[drawn["kind"] == "area", ["id", "geometry"]].to_dict("records")
    sent = json.dumps(areas, separators=(",", ":")).encode()
    assert len(base64.b64encode(gzip.compress(sent, 9))) < 35_000
    credit = charts.winner_map(divisions).to_dict()["usermeta"]["credit"]
    assert "Dotted: approximate outlines (drawn along census output areas): Abbey," in credit
    assert (drawn["kind"] == "vague").sum() == 1
    assert "Dotted" not in charts.winner_map(won("norfolk")).to_dict()["usermeta"]["credit"]
    assert "vague" not in set(sheet(won("norfolk")).features["kind"])


def test_a_thumbnail_has_colours_only_and_is_small() -> None:
    spec = charts.thumbnail(won("greater-manchester")).to_dict()
    drawing = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    assert len(drawing) < 12_000 and "<text" not in drawing
    assert {"#e4003b", "#0087dc", "#faa61a"} <= set(re.findall(r'fill="(#\w+)"', drawing))
    assert re.search(r'viewBox="0 0 1[0-4]\d ', drawing)


def test_areas_over_each_other_are_refused_by_name() -> None:
    half_over = AREAS.assign(
        geometry=[SQUARES[0], *(shapely.affinity.translate(s, -4_000, 0) for s in SQUARES[1:])]
    )
    with pytest.raises(DataError, match=r"E1 and E2.*map of its own"):
        sheet(half_over)
    inside = gpd.GeoDataFrame({"area_gss": ["W1"]}, geometry=[SQUARES[0].buffer(-2_000)], crs=27700)
    with pytest.raises(DataError, match="E1 and W1"):
        sheet(gpd.GeoDataFrame(pd.concat([AREAS, inside]), crs=27700))


def test_roughness_of_outlines_is_not_taken_for_layers() -> None:
    rough = AREAS.assign(geometry=[SQUARES[0].buffer(300), *SQUARES[1:]])
    assert len(sheet(rough).features.query("kind == 'area'")) == 4
