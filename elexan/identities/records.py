"""What must agree between tables: dates, lineage, seats won, and the figures conflicts speak of."""

from __future__ import annotations

import pandas as pd

from ..schema import COUNCIL_TYPES
from .failure import Failure, Tables, wrong


def dates(tables: Tables) -> list[Failure]:
    """A contest is of the day of its round, unless it was postponed; its id says the day."""
    c = tables["contests"]
    c = c.assign(day=c["date"].dt.strftime("%Y-%m-%d"), of=c["cycle"].dt.strftime("%Y-%m-%d"))
    late = c["status"].eq("postponed")
    return [
        *wrong(
            "contests",
            c,
            (c["date"] != c["cycle"]) & ~late,
            "date is {day} and cycle {of}, but status is not postponed",
            "date cycle status",
        ),
        *wrong(
            "contests",
            c,
            late & (c["date"] <= c["cycle"]),
            "status is postponed, but date {day} is not after cycle {of}",
            "date cycle status",
        ),
        *wrong(
            "contests",
            c,
            (c["ballot_id"].str[-10:] != c["day"]) & (c["ballot_id"].str[-10:] != c["of"]),
            "date is {day}, which ballot_id does not end with",
            "date ballot_id",
        ),
    ]


def lineage(tables: Tables) -> list[Failure]:
    """One earlier contest compares in votes, each earlier one is earlier, and has the seats named."""
    rows = tables["lineage"].merge(tables["contests"][["ballot_id", "date"]], on="ballot_id", how="left")
    earlier = tables["contests"][["ballot_id", "date", "seats"]].add_prefix("previous_")
    earlier = earlier.rename(columns={"previous_seats": "held"})
    rows = rows.merge(earlier, on="previous_ballot_id", how="left")
    votes = rows["compares"].ne("seats").groupby(rows["ballot_id"]).transform("sum")
    last = pd.to_numeric(rows["previous_seats"].str.extract(r"([0-9]+)$")[0], errors="coerce")
    return [
        *wrong(
            "lineage",
            rows,
            rows["previous_date"] >= rows["date"],
            "previous_ballot_id is not the earlier of the two",
            "previous_ballot_id",
        ),
        *wrong(
            "lineage",
            rows,
            (votes != 1) & ~rows["ballot_id"].duplicated(),
            "not exactly one of its rows compares votes",
            "compares",
        ),
        *wrong(
            "lineage",
            rows,
            last > rows["held"],
            "previous_seats is {previous_seats}, the earlier contest filled {held}",
            "previous_seats",
        ),
    ]


def seats_won(tables: Tables) -> list[Failure]:
    """Seats counted from results are those of compositions and councils."""
    keys = ["organisation", "cycle", "party"]
    c = tables["contests"]
    c = c[c["election_type"].isin(COUNCIL_TYPES)]
    won = tables["results"].merge(c[["ballot_id", "organisation", "cycle"]], on="ballot_id")
    won = won[won["elected"].fillna(False)].groupby(keys).size().rename("won").reset_index()
    held = tables["compositions"]
    held = held[held["basis"] == "election"].rename(columns={"date": "cycle"})
    held = (
        held.groupby(keys)
        .agg(seats=("seats", "sum"), _row=("_row", "first"), _file=("_file", "first"))
        .reset_index()
    )
    rounds_held = held[["organisation", "cycle"]].drop_duplicates()
    known = won.merge(rounds_held, on=["organisation", "cycle"])
    polled = c[["organisation", "cycle"]].drop_duplicates()
    both = held.merge(polled, on=["organisation", "cycle"]).merge(known, on=keys, how="outer")
    both = both.fillna({"seats": 0, "won": 0, "_file": "compositions.csv"})
    both = both.assign(basis="election", date=both["cycle"], year=both["cycle"].dt.year)
    up = c.groupby(["organisation", "cycle"])["seats"].sum().rename("filled").reset_index()
    councils = tables["councils"].merge(up, on=["organisation", "cycle"])
    return [
        *wrong(
            "compositions",
            both,
            both["seats"] != both["won"],
            "{party} has {seats:.0f} seats, results.csv has {won:.0f} elected",
            "seats elected",
        ),
        *wrong(
            "councils",
            councils,
            councils["seats_up"] != councils["filled"],
            "seats_up is {seats_up}, its contests fill {filled}",
            "seats_up seats",
        ),
    ]


def conflicts(tables: Tables) -> list[Failure]:
    """The figure a conflict says is used is the one the tables hold."""
    found = []
    rows = tables["conflicts"].assign(
        shown=lambda d: d["used"].fillna(""),
        area=lambda d: d["area_gss"].notna(),
        person=lambda d: d["candidate_id"].notna(),
    )
    rows = rows[rows["ballot_id"].notna()]
    for name, area, person in (
        ("contests", False, False),
        ("results", False, True),
        ("counting_areas", True, True),
        ("counting_area_turnout", True, False),
    ):
        about = rows[(rows["area"] == area) & (rows["person"] == person)]
        keys = ["ballot_id"] + ["area_gss"] * area + ["candidate_id"] * person
        figures = tables[name].select_dtypes(["Int64", "Float64"]).columns.drop("_row", errors="ignore")
        held = tables[name].melt(keys, list(figures), "field", "held")
        about = about.merge(held, on=[*keys, "field"], how="left", indicator="_there")
        figure = about["held"].astype("Float64")
        used = pd.to_numeric(about["used"], errors="coerce").astype("Float64")
        differ = (figure != used).fillna(figure.isna() != used.isna())
        about = about.assign(held=["nothing" if pd.isna(f) else f"{f:.10g}" for f in figure], table=name)
        found += wrong(
            "conflicts",
            about,
            about["_there"].eq("both") & differ,
            '{field} used is "{shown}", {table}.csv has {held}',
            "used",
        )
    return found


def overlaps(tables: Tables) -> list[Failure]:
    """Two areas that share people lie in one district, and every map gives a ward the same people.

    The maps are the divisions of 2017, those of 2021 and the wards before. Counts are rounded pair by pair,
    so a ward's people may differ by half a person a pair.
    """
    areas = tables["areas"].set_index("area_gss")
    rows = tables["overlaps"]
    rows = rows.assign(
        district=rows["area_gss"].map(areas["district_gss"]),
        other_district=rows["other_gss"].map(areas["district_gss"]),
    )
    division = rows["area_gss"].map(areas["area_type"]).eq("division")
    by_map = pd.concat(
        [
            rows[division & rows["area_gss"].map(areas["last_year"]).isna()].assign(map="divisions of 2021"),
            rows[division & rows["area_gss"].map(areas["first_year"]).isna()].assign(map="divisions of 2017"),
            rows[~division].assign(map="wards before"),
        ]
    )
    people = by_map.groupby(["other_gss", "map"])["population"].agg(["sum", "size"]).reset_index()
    wards = people.groupby("other_gss").agg(least=("sum", "min"), most=("sum", "max"), pairs=("size", "sum"))
    first = rows.drop_duplicates("other_gss")[["area_gss", "other_gss", "_row", "_file"]]
    wards = wards.reset_index().merge(first, on="other_gss")
    return [
        *wrong(
            "overlaps",
            rows,
            rows["district"] != rows["other_district"],
            "the two areas lie in different districts, {district} and {other_district}",
            "area_gss other_gss",
        ),
        *wrong(
            "overlaps",
            wards,
            wards["most"] - wards["least"] > wards["pairs"] / 2,
            "{other_gss} has {least} people by one map and {most} by another",
            "population",
        ),
    ]
