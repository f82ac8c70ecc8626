"""How many people live in both of two areas: postcode points, each with its share of its small area's people.

The weights are a proxy. The people (aged 18 and over, middle of 2019) of an LSOA are spread evenly over its
postcodes, and a postcode lies wholly where its point does.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

POPULATION = "postcode-population"
BRITISH_GRID = "EPSG:27700"
CAMBRIDGE = "E07000008"
# Their wards of 2022 differ from those of 2021, so the codes beside the postcodes are not those polls used.
REDRAWN_IN_2022 = {"South Cambridgeshire": "E07000012", "St Albans": "E07000240"}
COARSE = "ward of 2021 by an outline generalised to 200 m"
RECODED = "division under its code of 2017"
PAIR = ["area_gss", "other_gss"]


def compile_overlaps(facts: Path, areas: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """People and postcodes of county divisions by wards of 2021, and of Cambridge's old wards by its new."""
    geo = facts / "geo"
    points = with_wards_of_2021(geo, postcodes(geo))
    divisions = pd.read_csv(geo / "lookup_ced_lad_county_pfa.csv", dtype=str)
    counties = in_own_district(geo, points, divisions)
    by_code = [
        people(counties.assign(area_gss=counties["ced17cd"].map(codes)))
        for codes in (
            divisions.set_index("ced17cd")["ced21cd"].fillna(
                divisions.set_index("ced17cd").index.to_series()
            ),
            divisions[divisions["recoded_by_2021"].eq("True")].set_index("ced17cd").index.to_series(),
        )
    ]
    by_code[1] = by_code[1].assign(note=RECODED)
    old = gpd.read_file(geo / "wd20_cambridge.geojson").rename(columns={"wd20cd": "area_gss"})
    cambridge = points[points["lad21cd"].eq(CAMBRIDGE)]
    by_code.append(people(cambridge.assign(area_gss=area_of(cambridge, old, "area_gss"))))
    table = pd.concat(by_code, ignore_index=True)
    coarse = table["other_gss"].map(areas.set_index("area_gss")["district_gss"])
    coarse = coarse.isin(list(REDRAWN_IN_2022.values()))
    joined = (table["note"] + "; ").fillna("") + COARSE
    return {"overlaps": table.assign(note=table["note"].mask(coarse, joined), source_url=POPULATION)}


def people(points: pd.DataFrame) -> pd.DataFrame:
    """People and postcodes of each pair of ``area_gss`` and ``other_gss`` that share any."""
    counted = points.groupby(PAIR)["people"].agg(population="sum", postcodes="size").reset_index()
    whole = counted["population"].round().astype("Int64")
    return counted.assign(population=whole, note=pd.Series(pd.NA, index=counted.index, dtype="str"))


def postcodes(geo: Path) -> pd.DataFrame:
    """Postcode points with their people, ward (``other_gss``), district and, in a county, division."""
    read = {"dtype": str}
    table = pd.read_csv(geo / "weights_postcode_anglia.csv.gz", **read)
    better = pd.read_csv(geo / "postcode_ced_changes.csv", **read).set_index("postcode")["ced17cd_better"]
    return table.assign(
        ced17cd=table["postcode"].map(better).fillna(table["ced17cd"]),
        people=pd.to_numeric(table["w_pop18"]),
        easting=pd.to_numeric(table["easting"]),
        northing=pd.to_numeric(table["northing"]),
    ).rename(columns={"wd22cd": "other_gss"})


def with_wards_of_2021(geo: Path, points: pd.DataFrame) -> pd.DataFrame:
    """The points, in the two districts redrawn in 2022 with the code of their ward of 2021."""
    wards = gpd.read_file(geo / "wd21_anglia_all.geojson")
    ward = points["other_gss"]
    for name, district in REDRAWN_IN_2022.items():
        inside = points["lad21cd"].eq(district)
        outlines = wards[wards["lad21nm"].eq(name)]
        ward = ward.mask(inside, area_of(points[inside], outlines, "wd21cd"))
    return points.assign(other_gss=ward)


def in_own_district(geo: Path, points: pd.DataFrame, divisions: pd.DataFrame) -> pd.DataFrame:
    """The points of the counties, each in a division of its own district, which no division leaves.

    Outlines of wards and divisions differ by some metres, so a few points lie in a ward of one district and
    in a division of the next: they go to the nearest division of the ward's district.
    """
    district = divisions.set_index("ced17cd")["lad21cd"]
    counties = points[points["lad21cd"].isin(district)]
    outlines = gpd.read_file(geo / "ced21_anglia_counties.geojson")
    outlines = outlines.assign(district=outlines["ced17cd"].map(district))
    astray = counties["ced17cd"].map(district).ne(counties["lad21cd"])
    nearest = [
        area_of(rows, outlines[outlines["district"].eq(where)], "ced17cd")
        for where, rows in counties[astray].groupby("lad21cd")
    ]
    return counties.assign(ced17cd=counties["ced17cd"].mask(astray, pd.concat(nearest)))


def area_of(points: pd.DataFrame, outlines: gpd.GeoDataFrame, code: str) -> pd.Series:
    """The code of the outline each point lies in, or of the nearest where it lies in none."""
    place = gpd.GeoSeries.from_xy(points["easting"], points["northing"], index=points.index, crs=BRITISH_GRID)
    found = gpd.GeoDataFrame(geometry=place).sjoin_nearest(
        outlines[[code, "geometry"]].to_crs(BRITISH_GRID), distance_col="distance"
    )
    found = found.sort_values(["distance", code])
    return found[~found.index.duplicated()][code].reindex(points.index)
