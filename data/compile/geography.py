"""Areas by code, and their boundaries: the geo facts become the areas table and one GeoPackage a layer."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

ONS, LGBCE = "ons-geography", "lgbce-divisions"
PARENTS = ["district_gss", "county_gss", "police_area_gss", "combined_authority_gss", "report_area"]
COLUMNS = ["area_gss", "area_name", "area_type", *PARENTS, "first_year", "last_year", "source_url"]

NORTHAMPTONSHIRE = "E10000021"  # abolished on 1 April 2021, so in no list of that year
NORTHAMPTONSHIRE_UNITARIES = ["E06000061", "E06000062"]
CAMBRIDGESHIRE_MAYORALTY = "E47000008"  # its wards come from the finer layer of the Anglia region
APPROXIMATE = "approximate outline"
GPKG_DATE = "2026-11-22T00:00:00.000Z"  # fixed, so that writing again gives the same bytes
LEAP_COLUMNS = ["district", "district_gss", "area_name", "area_gss", "candidate", "party", "votes", "elected"]


def compile_geography(facts: Path, shapefiles: Path) -> dict[str, pd.DataFrame]:
    """The areas table; writes the boundary layers into ``shapefiles``."""
    geo = facts / "geo"
    districts = pd.read_csv(geo / "lookup_lad21_england.csv", dtype=str)
    divisions = _division_lookup(facts)
    for name, layer in boundary_layers(geo, divisions).items():
        write_layer(layer, shapefiles / f"{name}.gpkg")
    areas = pd.concat(
        [
            _division_areas(divisions, districts),
            _ward_areas(facts, districts),
            _district_areas(districts),
            _upper_areas(districts, "ctyua21", "county").query("area_gss.str.startswith('E10')"),
            _upper_areas(districts, "pfa21", "police_area"),
            _upper_areas(districts, "cauth21", "combined_authority"),
            _areas_outside_the_lists(facts),
        ],
        ignore_index=True,
    )
    return {"areas": areas.reindex(columns=COLUMNS).sort_values("area_gss", ignore_index=True)}


# ---- areas by code


def _district_parents(districts: pd.DataFrame) -> pd.DataFrame:
    """District code -> the county, police area, mayoralty and report area it lies in."""
    return pd.DataFrame(
        {
            "district_gss": districts["lad21cd"],
            "county_gss": districts["ctyua21cd"].where(districts["ctyua21cd"].str.startswith("E10")),
            "police_area_gss": districts["pfa21cd"],
            "combined_authority_gss": districts["cauth21cd"],
            "report_area": _slug(districts["report_area"]),
        }
    )


def _district_areas(districts: pd.DataFrame) -> pd.DataFrame:
    """One row a local authority district or unitary of 2021."""
    new = districts["lad21cd"].isin(NORTHAMPTONSHIRE_UNITARIES)
    return (
        _district_parents(districts)
        .rename(columns={"district_gss": "area_gss"})
        .assign(
            area_name=districts["lad21nm"],
            area_type="district",
            first_year=pd.Series(2021, index=districts.index).where(new),
            source_url=ONS,
        )
    )


def _upper_areas(districts: pd.DataFrame, level: str, area_type: str) -> pd.DataFrame:
    """One row an area made of whole districts; a parent is given where all its districts share it."""
    above = {
        "county": ["police_area_gss", "combined_authority_gss", "report_area"],
        "police_area": ["report_area"],
        "combined_authority": ["report_area"],
    }[area_type]
    members = _district_parents(districts).groupby([districts[f"{level}cd"], districts[f"{level}nm"]])[above]
    shared = members.first().where(members.nunique(dropna=False).eq(1))
    return (
        shared.rename_axis(["area_gss", "area_name"])
        .reset_index()
        .assign(area_type=area_type, source_url=ONS)
    )


def _division_lookup(facts: Path) -> pd.DataFrame:
    """County divisions under their 2017 and 2021 codes, named as in the contests (ONS names of 2021)."""
    lookup = pd.read_csv(facts / "geo/lookup_ced_lad_county_pfa.csv", dtype=str)
    contests = pd.read_csv(facts / "council/contests.csv", dtype=str, usecols=["area_gss", "area_name"])
    names = contests.drop_duplicates("area_gss").set_index("area_gss")["area_name"].str.strip()
    return pd.DataFrame(
        {
            "area_gss_2017": lookup["ced17cd"],
            "area_gss_2021": lookup["ced21cd"],
            "name": lookup["ced17cd"].map(names).fillna(lookup["ced_name"]),
            "county": lookup["county"],
            "county_gss": lookup["cty21cd"].where(lookup["county"] != "Northamptonshire", NORTHAMPTONSHIRE),
            "district": lookup["lad21nm"],
            "district_gss": lookup["lad21cd"],
        }
    )


def _division_areas(divisions: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Every division code of 2021, and those of 2017 that had another code by 2021 or none."""
    recoded = divisions["area_gss_2017"] != divisions["area_gss_2021"]
    year = pd.Series(float("nan"), index=divisions.index)
    now = divisions.assign(area_gss=divisions["area_gss_2021"], first_year=year.mask(recoded, 2021))
    then = divisions.assign(area_gss=divisions["area_gss_2017"], last_year=2017)[recoded]
    return (
        pd.concat([now.dropna(subset=["area_gss"]), then], ignore_index=True)
        .rename(columns={"name": "area_name"})
        .merge(
            _district_parents(districts).drop(columns="county_gss"),
            on="district_gss",
            how="left",
            validate="m:1",
        )
        .assign(area_type="division", source_url=ONS)
    )


def _ward_areas(facts: Path, districts: pd.DataFrame) -> pd.DataFrame:
    """Wards of 2021 in the Anglia region and the mayoralties, and the other wards that polls here used."""
    lookup = pd.read_csv(facts / "geo/lookup_wd21_england.csv", dtype=str)
    mayoral = _mayoral_districts(facts)
    listed = (
        lookup[lookup["report_area"].notna() | lookup["lad21cd"].isin(mayoral)]
        .rename(columns={"wd21cd": "area_gss", "wd21nm": "area_name", "lad21cd": "district_gss"})
        .assign(source_url=ONS)[["area_gss", "area_name", "district_gss", "source_url"]]
    )
    polls = _ward_polls(facts, mayoral)
    unlisted = polls[~polls["area_gss"].isin(lookup["wd21cd"])]
    earlier, later = unlisted.query("year < 2021"), unlisted.query("year > 2021")
    first_poll = listed["area_gss"].map(polls.groupby("area_gss")["year"].min()).fillna(2021)
    district_first_poll = listed["district_gss"].map(polls.groupby("district_gss")["year"].min())
    redrawn_before = listed["district_gss"].isin(earlier["district_gss"]) & (first_poll > district_first_poll)
    redrawn_after = listed["district_gss"].isin(later["district_gss"])
    new = listed["district_gss"].isin(NORTHAMPTONSHIRE_UNITARIES)
    wards = pd.concat(
        [
            listed.assign(
                first_year=first_poll.where(redrawn_before | new),
                last_year=pd.Series(2021, index=listed.index).where(redrawn_after),
            ),
            earlier.rename(columns={"year": "last_year"}).drop_duplicates("area_gss", keep="last"),
            later.rename(columns={"year": "first_year"}).drop_duplicates("area_gss"),
        ],
        ignore_index=True,
    )
    return wards.assign(area_type="ward").merge(
        _district_parents(districts), on="district_gss", how="left", validate="m:1"
    )


def _mayoral_districts(facts: Path) -> list[str]:
    """Districts whose wards the metro layer holds: those of the mayoralties outside the Anglia region."""
    wards = pyogrio.read_dataframe(facts / "geo/wd21_metros_bsc.geojson", read_geometry=False)
    return sorted(set(wards.loc[wards["cauth21cd"] != CAMBRIDGESHIRE_MAYORALTY, "lad21cd"]))


def _ward_polls(facts: Path, mayoral: list[str]) -> pd.DataFrame:
    """Ward codes as polls used them, earliest year first: area, district, year and source."""
    council = pd.read_csv(facts / "council/contests.csv", dtype=str).query("election_type != 'county'")
    council = council.assign(
        district_gss=council["organisation_gss"],
        year=council["date"].str[:4].astype(int),
        source_url=("leap-" + council["date"].str[:4]).where(
            council["date"] < "2021", "leh-" + council["date"].str[:4]
        ),
    )
    leap = pd.concat(
        pd.read_csv(file, names=LEAP_COLUMNS, dtype=str).assign(
            year=int(file.stem[5:9]), source_url=file.stem[:9]
        )
        for file in sorted((facts / "publisher_files").glob("leap-*.csv"))
    )
    leap = leap[leap["district_gss"].isin(mayoral) & leap["area_gss"].notna()]
    polls = pd.concat([council, leap])[["area_gss", "area_name", "district_gss", "year", "source_url"]]
    return (
        polls.assign(area_name=polls["area_name"].str.strip())
        .drop_duplicates(["area_gss", "year"])
        .sort_values(["year", "area_gss"], ignore_index=True)
    )


def _areas_outside_the_lists(facts: Path) -> pd.DataFrame:
    """Areas that contests name and the English lists of 2021 lack: Welsh police areas, London, a county."""
    police = pd.read_csv(facts / "pcc/raw/police_force_area_codes_2019.csv", dtype=str)
    welsh = police[police["PFA19CD"].str.startswith("W")].set_axis(["area_gss", "area_name"], axis=1)
    others = pd.DataFrame(
        {
            "area_gss": ["E12000007", NORTHAMPTONSHIRE],
            "area_name": ["London", "Northamptonshire"],
            "area_type": ["region", "county"],
            "police_area_gss": [None, "E23000022"],
            "report_area": [None, "northamptonshire"],
            "last_year": [None, 2017],
        }
    )
    return pd.concat([welsh.assign(area_type="police_area"), others]).assign(source_url=ONS)


# ---- boundaries


def boundary_layers(geo: Path, divisions: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Every layer by name; longitude and latitude (EPSG:4326), detail as in its source."""
    counties = gpd.read_file(geo / "ced21_anglia_counties.geojson")[["ced17cd", "method", "geometry"]]
    northamptonshire = gpd.read_file(geo / "ced17_northamptonshire.geojson")[["ced17cd", "geometry"]]
    outlines = pd.concat(
        [
            counties.assign(source_id=LGBCE),
            northamptonshire.assign(method="wards", source_id=ONS),
        ]
    ).rename(columns={"ced17cd": "area_gss_2017"})
    outlines["caption"] = pd.Series(APPROXIMATE, index=outlines.index, dtype="str").where(
        outlines["method"] == "wards+output areas"
    )
    outlines = outlines.merge(divisions, on="area_gss_2017", validate="1:1")
    fields = ["name", "county", "district", "method", "caption", "source_id", "geometry"]
    return {
        "divisions_2021": outlines[outlines["area_gss_2021"].notna()].rename(
            columns={"area_gss_2021": "area_gss"}
        )[["area_gss", "area_gss_2017", *fields]],
        "divisions_2017": outlines.rename(columns={"area_gss_2017": "area_gss"})[
            ["area_gss", "area_gss_2021", *fields]
        ],
        "wards_2021": _ward_layer(geo),
        "districts": _plain_layer(geo / "lad21_england.geojson", "lad21"),
        "counties": _plain_layer(geo / "ctyua21_england.geojson", "ctyua21"),
        "police_areas": _plain_layer(geo / "pfa21_england.geojson", "pfa21"),
        "combined_authorities": _plain_layer(geo / "cauth21_england.geojson", "cauth21"),
        "report_areas": _report_area_layer(geo),
    }


def _ward_layer(geo: Path) -> gpd.GeoDataFrame:
    """Wards of 2021, each once, in the finest outline there is of its council."""
    finest_first = [
        gpd.read_file(geo / "wd21_anglia_unitaries_and_cambridge.geojson").assign(generalisation="BGC"),
        gpd.read_file(geo / "wd21_anglia_all.geojson"),
        gpd.read_file(geo / "wd21_metros_bsc.geojson").assign(generalisation="BSC"),
    ]
    wards = pd.concat(finest_first, ignore_index=True).drop_duplicates("wd21cd")
    simplified = wards["generalisation"].str.startswith("BGC (")
    return wards.assign(
        area_gss=wards["wd21cd"],
        name=wards["wd21nm"].str.strip(),
        district=wards["lad21nm"],
        generalisation=wards["generalisation"].str[:3].mask(simplified, "BGC 60 m"),
        source_id=ONS,
    )[["area_gss", "name", "district", "generalisation", "source_id", "geometry"]]


def _plain_layer(file: Path, level: str) -> gpd.GeoDataFrame:
    """A layer with code and name only; its parents are in the areas table."""
    layer = gpd.read_file(file).rename(columns={f"{level}cd": "area_gss", f"{level}nm": "name"})
    return layer.assign(source_id=ONS)[["area_gss", "name", "source_id", "geometry"]]


def _report_area_layer(geo: Path) -> gpd.GeoDataFrame:
    """The eight areas of the Anglia region that have a report, by their slug."""
    layer = gpd.read_file(geo / "report_areas_anglia.geojson").rename(columns={"report_area": "name"})
    layer = layer.assign(report_area=_slug(layer["name"]), source_id=ONS)
    return layer[["report_area", "name", "source_id", "geometry"]]


def write_layer(layer: gpd.GeoDataFrame, path: Path) -> None:
    """Write one GeoPackage, rows in order of code; the same layer gives the same bytes."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": GPKG_DATE})
    pyogrio.write_dataframe(
        layer.sort_values(layer.columns[0], ignore_index=True),
        path,
        driver="GPKG",
        layer=path.stem,
        promote_to_multi=True,
        SPATIAL_INDEX="NO",
    )
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _slug(names: pd.Series) -> pd.Series:
    return names.str.lower().str.replace(" ", "-")
