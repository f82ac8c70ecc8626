"""Seats as hexagons: grids whose answer is known, what holds on any map, and what the counties keep."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

import elexan as ex
from elexan import boundaries, charts
from elexan.cartogram import hexes as laying
from elexan.cartogram.areas import parts, touching
from elexan.cartogram.arrange import Search, Wanted, bits, pieces
from elexan.cartogram.grid import cells_at, centres, cover, steps
from elexan.charts.hexagons import borders, names

KM = 1000.0


def lattice(columns: int, rows: int) -> np.ndarray:
    """Cells (q, r) of a block that is as upright as hexagons can be."""
    return np.array([(q - r // 2, r) for r in range(rows) for q in range(columns)])


def hexagons(cells: np.ndarray, *, width: float = 5 * KM) -> Any:
    """Areas that are hexagons themselves, somewhere in England."""
    import geopandas as gpd
    from shapely import Polygon

    turn = np.radians(np.arange(6) * 60 + 30)
    middle = centres(cells) * width + [512_345.0, 287_654.0]
    corners = [np.column_stack([np.cos(turn), np.sin(turn)]) * width / np.sqrt(3) + at for at in middle]
    codes = [f"E{n:08}" for n in range(len(cells))]
    shapes = [Polygon(points) for points in corners]
    return gpd.GeoDataFrame({"area_gss": codes}, geometry=shapes, crs=27700)


def patchwork(count: int = 40, *, seats: int = 1) -> Any:
    """Areas of unequal size, the smaller the nearer to one corner, as in a county with one city."""
    import geopandas as gpd
    import shapely

    n = np.arange(1, count + 1)
    scattered = np.column_stack([n * 0.7548776662 % 1, n * 0.5698402910 % 1])
    points = 40 * KM * scattered**1.6
    county = shapely.box(0, 0, 40 * KM, 40 * KM)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=county)
    shapes = shapely.intersection(shapely.get_parts(cells), county)
    table = pd.DataFrame({"area_gss": [f"E{k:08}" for k in n], "seats": 1 + n % seats})
    return gpd.GeoDataFrame(table, geometry=shapes, crs=27700)


def shuffled(table: Any) -> Any:
    return table.sample(frac=1, random_state=3).reset_index(drop=True)


def district_pieces(hexes: pd.DataFrame, district: str) -> int:
    """How many pieces all districts make together."""
    sides = bits(steps(hexes[["q", "r"]].to_numpy()) == 1)
    return sum(pieces(np.flatnonzero(hexes[district] == one), sides) for one in hexes[district].unique())


# ---- the grid ----


def test_a_cell_holds_its_own_centre_and_what_is_near_it() -> None:
    cells = np.array([(q, r) for q in range(-6, 7) for r in range(-6, 7)])
    assert (cells_at(centres(cells)) == cells).all()
    for bearing in np.radians(np.arange(0, 360, 30)):
        near = centres(cells) + 0.49 * np.array([np.cos(bearing), np.sin(bearing)])
        assert (cells_at(near) == cells).all()


def test_neighbours_are_one_step_and_one_width_apart() -> None:
    cells = np.array([(q, r) for q in range(-3, 4) for r in range(-3, 4)])
    at = centres(cells)
    width = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    assert ((steps(cells) == 1) == (np.abs(width - 1) < 1e-9)).all()
    (middle,) = np.flatnonzero((cells == 0).all(axis=1))
    assert (steps(cells)[middle] == 1).sum() == 6 and (steps(cells)[middle] == 2).sum() == 12


def test_the_grid_has_a_cell_for_every_seat_as_large_as_its_share_of_the_land() -> None:
    table = patchwork()
    outline = table.union_all()
    for grid in cover(outline, 40, best=3):
        assert len(grid.cells) >= 40
        assert grid.width**2 * np.sqrt(3) / 2 == pytest.approx(outline.area / 40)
        assert grid.land.sum() == pytest.approx(40, abs=1.5)
        assert (grid.land > 0).all() and (grid.land <= 1).all()


# ---- answers that are known ----


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (4, 3), (7, 8)])
def test_hexagons_stay_where_they_are(columns: int, rows: int) -> None:
    cells = lattice(columns, rows)
    table = hexagons(cells)
    hexes = ex.seat_hexes(shuffled(table)).sort_values("area_gss")
    there = hexes[["q", "r"]].to_numpy()
    assert (there - there[0] == cells - cells[0]).all()
    quality = ex.cartogram_quality(hexes, table).iloc[0]
    assert quality["hex_km"] == pytest.approx(5, rel=0.03)
    assert quality["moved_most_hexes"] < 0.08
    if len(cells) > 1:
        assert quality["pairs_kept_share"] == quality["contacts_true_share"] == 1
        assert quality["pairs"] == (steps(cells) == 1).sum() // 2
    else:
        assert quality["pairs"] == 0 and np.isnan(quality["pairs_kept_share"])


def test_a_row_of_areas_becomes_a_row_with_the_larger_given_more() -> None:
    import geopandas as gpd
    from shapely import box

    ends = np.array([0, 1, 3, 4, 7]) * KM
    table = gpd.GeoDataFrame(
        {"area_gss": list("ABCD"), "seats": [1, 2, 1, 3]},
        geometry=[box(a, 0, b, KM) for a, b in pairwise(ends)], crs=27700,
    )  # fmt: skip
    hexes = ex.seat_hexes(table).sort_values(["r", "q"])
    assert hexes["r"].nunique() == 1
    assert hexes["area_gss"].tolist() == list("ABBCDDD")
    assert hexes["seat"].tolist() == [1, 1, 2, 1, 1, 2, 3]


def test_a_row_a_seat_and_a_number_of_seats_mean_the_same() -> None:
    areas = patchwork(12, seats=3)
    each = areas.loc[areas.index.repeat(areas["seats"])].drop(columns="seats")
    columns = ["area_gss", "seat", "q", "r"]
    pd.testing.assert_frame_equal(ex.seat_hexes(areas)[columns], ex.seat_hexes(each)[columns])


# ---- what holds on any map ----


@pytest.mark.parametrize("seats", [1, 3, 5])
def test_every_seat_has_a_cell_of_its_own_and_an_area_stays_in_one_piece(seats: int) -> None:
    table = patchwork(seats=seats)
    hexes = ex.seat_hexes(table)
    assert len(hexes) == table["seats"].sum()
    assert not hexes.duplicated(["q", "r"]).any()
    assert hexes.groupby("area_gss").size().to_dict() == dict(
        zip(table["area_gss"], table["seats"], strict=True)
    )
    quality = ex.cartogram_quality(hexes, table).iloc[0]
    assert quality["together"] == quality["several"] == (table["seats"] > 1).sum()
    whole = bits(steps(hexes[["q", "r"]].to_numpy()) == 1)
    assert pieces(np.arange(len(hexes)), whole) == 1


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = patchwork(seats=2).assign(party=lambda t: np.where(t.index % 3, "Con", "Lab"))
    hexes = ex.seat_hexes(table)
    pd.testing.assert_frame_equal(hexes, ex.seat_hexes(shuffled(table)))
    pd.testing.assert_frame_equal(hexes, ex.seat_hexes(table))


def test_the_order_of_the_rows_of_one_area_does_not_matter_either() -> None:
    table = patchwork(9, seats=3)
    each = table.loc[table.index.repeat(table["seats"])].drop(columns="seats").reset_index(drop=True)
    each = each.assign(candidate=[f"Candidate {5 * n % 7}" for n in each.index])
    backwards = each.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(ex.seat_hexes(each), ex.seat_hexes(backwards))


def test_seats_of_one_area_keep_their_rows() -> None:
    table = patchwork(9, seats=3)
    each = table.loc[table.index.repeat(table["seats"])].drop(columns="seats").reset_index(drop=True)
    each = each.assign(candidate=[f"Candidate {n}" for n in each.index])
    hexes = ex.seat_hexes(shuffled(each))
    kept = hexes[["area_gss", "candidate"]].sort_values("candidate", ignore_index=True)
    expected = each[["area_gss", "candidate"]].sort_values("candidate", ignore_index=True)
    pd.testing.assert_frame_equal(kept, pd.DataFrame(expected))


def test_the_exchanges_keep_more_neighbours_than_the_nearest_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    table = patchwork()
    better = ex.cartogram_quality(ex.seat_hexes(table), table).iloc[0]
    monkeypatch.setattr(laying, "EXCHANGES", 0)
    nearest = ex.cartogram_quality(ex.seat_hexes(table), table).iloc[0]
    assert better["pairs_kept"] >= nearest["pairs_kept"] + 5
    assert better["moved_hexes"] < nearest["moved_hexes"] + 0.3


def test_neighbours_of_each_area_add_up_to_the_pairs() -> None:
    table = patchwork(seats=2)
    hexes = ex.seat_hexes(table)
    quality = ex.cartogram_quality(hexes, table).iloc[0]
    areas = hexes.drop_duplicates("area_gss")
    assert areas["neighbours"].sum() == 2 * quality["pairs"]
    assert areas["neighbours_kept"].sum() == 2 * quality["pairs_kept"]


def test_what_an_exchange_gains_is_what_it_is_said_to_gain() -> None:
    """The search keeps its gains up to date piece by piece: they equal those worked out afresh."""
    cells = lattice(5, 5)
    area = np.repeat(np.arange(9), [1, 2, 3] * 3)
    rng = np.random.default_rng(5)
    worth = np.triu(rng.random((9, 9)) < 0.5, 1)
    cost = rng.random((len(area), len(cells)))
    wanted = Wanted(area, (worth + worth.T).astype(float), np.full(9, -1))
    search = Search(wanted, steps(cells), cost, np.arange(len(area)))
    search.run(37, near=0.25)
    sides = search.beside + 0.25 * (search.apart == 2)
    held = sides[np.ix_(search.cell, search.cell)]
    assert (search.sides_held == held).all()
    np.testing.assert_allclose(search.gain, search.wish @ held - search.cost[:, search.cell])
    np.testing.assert_allclose(search.own, 2 * search.wish[: len(area)] * held[: len(area)])
    assert sorted(search.cell) == list(range(len(cells)))


# ---- areas that touch, and areas apart ----


def test_corners_do_not_touch_and_slivers_do_not_part() -> None:
    import geopandas as gpd
    from shapely import box

    a, b, corner, sliver = (
        box(0, 0, 1000, 1000),
        box(1000, 0, 2000, 1000),
        box(2000, 1000, 3000, 2000),
        box(2004, 0, 3000, 1000),
    )
    table = touching(gpd.GeoSeries([a, b, corner, sliver]))
    assert table.astype(int).tolist() == [[0, 1, 0, 0], [1, 0, 0, 1], [0, 0, 0, 1], [0, 1, 1, 0]]


def test_groups_across_water_have_their_own_grids_in_their_own_place() -> None:
    import geopandas as gpd

    west = hexagons(lattice(4, 4))
    east = hexagons(lattice(3, 3)).assign(area_gss=[f"F{n}" for n in range(9)]).translate(60 * KM, 0)
    table = pd.concat(
        [west, gpd.GeoDataFrame({"area_gss": [f"F{n}" for n in range(9)]}, geometry=east, crs=27700)]
    )
    hexes = ex.seat_hexes(table)
    assert hexes.groupby("part").size().to_dict() == {0: 16, 1: 9}
    one, two = (hexes.loc[hexes["part"] == n, ["q", "r"]].to_numpy() for n in (0, 1))
    assert steps(np.vstack([one, two]))[: len(one), len(one) :].min() > 1
    x = hexes.groupby("part")["x"].agg(["min", "max"])
    assert x.loc[1, "min"] > x.loc[0, "max"] + 3
    quality = ex.cartogram_quality(hexes, table).iloc[0]
    assert quality["pairs_kept_share"] == 1 and quality["moved_most_hexes"] < 0.08


def test_a_narrow_river_leaves_a_free_cell_between_its_banks() -> None:
    import geopandas as gpd

    north = hexagons(lattice(6, 5))
    south = hexagons(lattice(6, 4)).translate(0, -4 * 5 * KM * np.sqrt(3) / 2 - 400)
    banks = gpd.GeoDataFrame({"area_gss": [f"F{n}" for n in range(24)]}, geometry=south, crs=27700)
    hexes = ex.seat_hexes(pd.concat([north, banks]))
    one, two = (hexes.loc[hexes["part"] == n, ["q", "r"]].to_numpy() for n in (0, 1))
    assert steps(np.vstack([one, two]))[: len(one), len(one) :].min() == 2
    assert two[:, 1].max() < one[:, 1].min()


def test_an_islet_goes_with_the_nearest_shore() -> None:
    table = hexagons(lattice(6, 6))
    away = table.geometry.copy()
    away.iloc[35] = away.iloc[35].buffer(-900)
    areas = away.set_axis(table["area_gss"])
    touch = touching(areas)
    assert not touch[35].any()
    assert parts(areas, touch, np.ones(36)).max() == 0


# ---- the counties ----


def test_a_district_stays_together_and_the_picture_says_how_true_it_is() -> None:
    county = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    table = boundaries.join(ex.winners(county))
    hexes = ex.seat_hexes(table, district="district_gss")
    assert len(hexes) == 61 and hexes["area_gss"].nunique() == 59
    assert district_pieces(hexes, "district_gss") == hexes["district_gss"].nunique() == 5
    quality = ex.cartogram_quality(hexes, table).iloc[0]
    assert quality["together"] == quality["several"] == 2
    assert quality["pairs_kept_share"] > 0.7 and quality["moved_hexes"] < 1.25
    subtitle = " ".join(charts.seat_cartogram(hexes).to_dict()["title"]["subtitle"])
    assert f"{quality['moved_hexes']:.1f} of its width ({quality['moved_km']:.1f} km)" in subtitle
    assert f"{quality['pairs_kept_share']:.0%} of the areas that touch" in subtitle


# ---- what is refused ----


def test_tables_that_cannot_be_laid_out_are_refused() -> None:
    table = patchwork(6)
    with pytest.raises(ex.EmptySelectionError, match="no rows"):
        ex.seat_hexes(table.head(0))
    with pytest.raises(ex.DataError, match="coordinate system"):
        ex.seat_hexes(table.set_crs(None, allow_override=True))
    with pytest.raises(ex.DataError, match="no outline for E00000001"):
        ex.seat_hexes(table.assign(geometry=table.geometry.where(table.index > 0)))
    with pytest.raises(ex.DataError, match="seats is not 1 or more for E00000002"):
        ex.seat_hexes(table.assign(seats=[1, 0, 1, 1, 1, 1]))
    with pytest.raises(ValueError, match="no column area_gss"):
        ex.seat_hexes(table.drop(columns="area_gss"))
    with pytest.raises(ValueError, match="no column town"):
        ex.seat_hexes(table, district="town")
    with pytest.raises(ex.DataError, match="different areas"):
        ex.cartogram_quality(ex.seat_hexes(table), table.head(4))


# ---- the picture ----

PARTIES = pd.DataFrame(
    {
        "party": ["Lab", "Con"], "short_name": ["Labour", "Conservative"], "letters": ["L", "C"],
        "colour": ["#e4003b", "#0087dc"], "order": [1, 2],
    }
)  # fmt: skip


def seats() -> pd.DataFrame:
    hexes = ex.seat_hexes(hexagons(lattice(5, 4)))
    return hexes.assign(
        area_name=hexes["area_gss"], candidate="A. Name", first_pref=100,
        party=np.where(hexes["r"] < hexes["r"].min() + 2, "Lab", "Con"),
        town=np.where(hexes["r"] < hexes["r"].min() + 2, "South", "Great Northing"),
    )  # fmt: skip


def drawn(spec: dict[str, Any], **params: str) -> str:
    import altair as alt
    import vl_convert

    chosen = [p | ({"value": params[p["name"]]} if p["name"] in params else {}) for p in spec["params"]]
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(spec | {"params": chosen}, vl_version=version)
    return svg


def fills(svg: str) -> pd.Series:
    """How many hexagons have each colour, the key's left out."""
    (group, *_) = re.findall(r'<g class="mark-symbol[^"]*"[^>]*>(.*?)</g>', svg, re.DOTALL)
    return pd.Series(re.findall(r'fill="(#[^"]+)"', group)).value_counts()


def test_every_seat_is_drawn_in_the_colour_of_its_party() -> None:
    svg = drawn(charts.seat_cartogram(seats(), parties=PARTIES).to_dict())
    assert fills(svg).to_dict() == {"#e4003b": 10, "#0087dc": 10}
    said = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert said.count("L") == 11 and said.count("C") == 11  # the key has one of each
    assert {"20 seats", "Labour 10", "Conservative 10"} <= set(said)


def test_seats_that_changed_party_are_ringed_and_can_be_shown_alone() -> None:
    table = seats()
    table["outcome"] = ["gain"] * 3 + ["hold"] * 16 + [None]
    table["party_before"] = "Lab"
    spec = charts.seat_cartogram(table, parties=PARTIES).to_dict()
    assert "changed party: 3" in spec["description"]
    assert "not known for 1 of the 20 seats" in spec["description"]
    every, changed = drawn(spec), drawn(spec, show="seats that changed party")
    rings = r'd="M0,-[^"]*Z" stroke="#(?:000000|ffffff)" stroke-width="1.6"'
    assert len(re.findall(rings, every)) == 3
    assert every.count('opacity="0.15"') == 0
    assert changed.count('opacity="0.15"') == 2 * 17  # hexagons and letters
    assert not [p for p in charts.seat_cartogram(seats(), parties=PARTIES).to_dict()["params"] if "bind" in p]


def test_a_seat_nobody_is_known_to_have_won_says_so() -> None:
    table = seats().assign(party=lambda t: t["party"].where(t.index > 0))
    spec = charts.seat_cartogram(table, parties=PARTIES).to_dict()
    assert "not known 1" in spec["description"] and "Labour" in spec["description"]


def test_lines_part_districts_and_areas_and_close_the_whole() -> None:
    table = seats().assign(district=lambda t: t["town"])
    lines = borders(table)
    between = (steps(table[["q", "r"]].to_numpy()) == 1).sum() // 2
    kinds = lines["kind"].value_counts()
    assert kinds["area"] + kinds["district"] == between
    assert kinds["edge"] == 6 * len(table) - 2 * between
    assert kinds["district"] == 2 * 5 - 1  # two rows of five meet in a zigzag
    length = np.hypot(lines["x1"] - lines["x2"], lines["y1"] - lines["y2"])
    assert np.allclose(length, 1 / np.sqrt(3), atol=0.002)


def test_names_of_districts_stand_between_rows_inside_their_district() -> None:
    table = seats().assign(district=lambda t: t["town"])
    wide = names(table, 40)
    assert set(wide["text"]) == {"South", "Great Northing"}
    for text, at in wide.set_index("text").iterrows():
        own = table[table["district"] == text]
        assert own["y"].min() < at["y"] < own["y"].max()
        assert own["x"].min() < at["x"] < own["x"].max()
        assert (abs(own["y"] - at["y"]) > 0.4).all()  # no letters there
    assert set(names(table, 8)["text"]) == {"South"}  # no room for the other
    svg = drawn(charts.seat_cartogram(seats(), district="town", parties=PARTIES).to_dict())
    assert svg.count(">Great Northing<") == 2  # and its halo
