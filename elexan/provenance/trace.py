"""Which sources each row of a table rests on: those it names, else those of what its keys name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ..load import load_organisations, load_table
from ..load.files import Folder, state
from ..schema import COUNCIL_TYPES

BODY = ["organisation", "election_type", "cycle"]
KEYS = [
    "ballot_id", "previous_ballot_id", "area_gss", "candidate_id", "organisation", "election_type", "cycle",
    "year", "basis", "region",
]  # fmt: skip
"""The columns a table may be traced by, as an error lists them."""
_SHARED = [
    "ballot_id", "region", "region_name", "organisation", "organisation_name", "election_type", "cycle",
    "area_gss", "year", "contest",
]  # fmt: skip
_DATES = re.compile(r"\d{4}-\d\d-\d\d")
_EVE = ("eve_of_poll", "eve_of_poll_filled")
DERIVED = "derived"


class Known(NamedTuple):
    """What the tables say of sources: each pair of a thing and a source once."""

    ballots: pd.DataFrame  # ballot_id, body and round, source_id of the contest or its results
    counted: pd.DataFrame  # ballot_id, area_gss, source_id
    rosters: pd.DataFrame  # organisation, year, basis, date, source_id
    lineage: pd.DataFrame  # ballot_id, previous_ballot_id


def traced(table: pd.DataFrame, source: pd.DataFrame | None, data: Folder) -> pd.DataFrame:
    """The sources of every row: ``row`` (its place in the table) and source_id, each pair once.

    A row rests on the sources it names; where it names none, on those its keys lead to, and where they
    lead nowhere, on the rows of ``source`` it shares its keys with, or all of them where it shares none.
    """
    rows = table.reset_index(drop=True)
    rows = rows.assign(row=range(len(rows)))
    direct = named(rows)
    derived = direct.loc[direct["source_id"] == DERIVED, "row"]
    found = _by_keys(rows[rows["row"].isin(derived) | ~rows["row"].isin(direct["row"])], data)
    pairs = pd.concat([direct, found])
    if source is not None and not named(source).empty:
        rest = rows[~rows["row"].isin(pairs["row"])]
        pairs = pd.concat([pairs, _of_rows(rest, source, known(data))])
    return pairs.drop_duplicates().sort_values(["row", "source_id"], ignore_index=True)


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """The sources that rows name themselves, in any column ``source_id`` or ``..._source_id``.

    >>> named(pd.DataFrame({"source_id": ["b; a"]}))["source_id"].tolist()
    ['b', 'a']
    """
    rows = rows if "row" in rows else rows.reset_index(drop=True).assign(row=range(len(rows)))
    columns = [c for c in rows if str(c).endswith("source_id")]
    parts = [rows[["row"]].assign(source_id=rows[c].astype("str")) for c in columns]
    if not parts:
        return _none()
    pairs = pd.concat(parts).dropna(subset="source_id")
    return pairs.assign(source_id=pairs["source_id"].str.split("; ")).explode("source_id").drop_duplicates()


def _none() -> pd.DataFrame:
    return pd.DataFrame({"row": pd.Series(dtype="int64"), "source_id": pd.Series(dtype="str")})


def known(data: Folder) -> Known:
    """What the bundled tables, or those with a folder of one's own over them, say of sources."""
    return _known(None if data is None else str(data), state(data))


@lru_cache(maxsize=4)
def _known(data: str | None, files: object) -> Known:
    contests, results, lineage, compositions = (
        load_table(name, data=data) for name in ("contests", "results", "lineage", "compositions")
    )
    named_by = pd.concat([contests[["ballot_id", "source_id"]], results[["ballot_id", "source_id"]]])
    about = contests[["ballot_id", *BODY]].assign(council=contests["election_type"].isin(COUNCIL_TYPES))
    areas = [load_table(name, data=data) for name in ("counting_areas", "counting_area_turnout")]
    return Known(
        ballots=named_by.drop_duplicates().merge(about, on="ballot_id", validate="many_to_one"),
        counted=pd.concat([a[["ballot_id", "area_gss", "source_id"]] for a in areas]).drop_duplicates(),
        rosters=compositions[["organisation", "year", "basis", "date", "source_id"]].drop_duplicates(),
        lineage=lineage[["ballot_id", "previous_ballot_id"]].drop_duplicates(),
    )


def _by_keys(rows: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The sources of what the rows' keys name: the counting area, else the contest, else the body."""
    if rows.empty:
        return _none()
    held = known(data)
    rows = _with_bodies(rows, data)
    pairs = _none()
    for way in (_counted, _contests, _polls):  # the first that leads back
        found = way(rows[~rows["row"].isin(pairs["row"])], held)
        pairs = pd.concat([pairs, found])
    return pd.concat([pairs, _rosters(rows, held)]).drop_duplicates()


def _with_bodies(rows: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The rows with organisation where they only have its name."""
    if "organisation" in rows or "organisation_name" not in rows:
        return rows
    bodies = load_organisations(data=data).drop_duplicates("organisation_name", keep=False)
    slugs = bodies.set_index("organisation_name")["organisation"]
    return rows.assign(organisation=rows["organisation_name"].map(slugs))


def _counted(rows: pd.DataFrame, held: Known) -> pd.DataFrame:
    """The sources of counting areas, for rows that are of one."""
    keys = ["ballot_id", "area_gss"]
    return _matched(rows, held.counted, keys) if set(keys) <= set(rows) else _none()


def _contests(rows: pd.DataFrame, held: Known) -> pd.DataFrame:
    """The sources of the contests that rows name, and of the earlier ones they look back on."""
    if "ballot_id" not in rows:
        return _none()
    now = _matched(rows, held.ballots, ["ballot_id"])
    back = rows[looks_back(rows) & rows["row"].isin(now["row"])]
    earlier = back[["row", "ballot_id"]].merge(held.lineage, on="ballot_id")
    if "previous_ballot_id" in back:
        said = back[["row", "previous_ballot_id"]].dropna()
        said = said[said["previous_ballot_id"].isin(held.ballots["ballot_id"])]
        earlier = pd.concat([said, earlier[~earlier["row"].isin(said["row"])]])
    return pd.concat([now, _then(earlier, held)])


def _polls(rows: pd.DataFrame, held: Known) -> pd.DataFrame:
    """The sources of a body's contests in one round, and of the earlier ones that rows look back on.

    A council and a mayor may share a slug: without election_type it is the council, if there is one.
    """
    day = next((c for c in ("cycle", "date") if c in rows), None)
    if "organisation" not in rows or day is None:
        return _none()
    rows = rows.assign(cycle=pd.to_datetime(rows[day]))
    polls = held.ballots[held.ballots["organisation"].isin(rows["organisation"])]
    keys = ["organisation", "cycle"]
    if "election_type" in rows:
        keys = BODY
    else:
        councils = polls["organisation"].isin(polls.loc[polls["council"], "organisation"])
        polls = polls[polls["council"] | ~councils]
    pairs = [_matched(rows, polls, keys)]
    back = rows[looks_back(rows)]
    if not back.empty:
        follows = polls[[*keys, "ballot_id"]].drop_duplicates().merge(held.lineage, on="ballot_id")
        pairs.append(_then(back[["row", *keys]].merge(follows, on=keys), held))
    for column in {"previous_date", "baseline_note"} & set(back):
        dates = back[column].astype("str").str.findall(_DATES).explode()
        said = back.drop(columns="cycle").join(pd.to_datetime(dates).rename("cycle"))
        pairs.append(_matched(said, polls, keys))
    return pd.concat(pairs).drop_duplicates()


def _rosters(rows: pd.DataFrame, held: Known) -> pd.DataFrame:
    """The sources of compositions: of a year and basis, or of what a row says its change is from."""
    if "organisation" not in rows:
        return _none()
    pairs = [_none()]
    if {"year", "basis"} <= set(rows):
        pairs.append(_matched(rows, held.rosters, ["organisation", "year", "basis"]))
    if "baseline" in rows:
        said = rows["baseline"].astype("str")
        years = said.str.findall(r"\b\d{4}\b").explode().rename("year").astype("Int64")
        sitting = held.rosters[held.rosters["basis"] == "sitting"]
        of_year = rows.drop(columns="year", errors="ignore").join(years)
        pairs.append(_matched(of_year, sitting, ["organisation", "year"]))
        if "cycle" in rows:
            eves = held.rosters[held.rosters["basis"] == "eve_of_poll"]
            eve = rows[said.isin(_EVE)].assign(date=pd.to_datetime(rows["cycle"]))
            pairs.append(_matched(eve, eves, ["organisation", "date"]))
    return pd.concat(pairs)


def looks_back(rows: pd.DataFrame) -> pd.Series:
    """Whether a row has a figure of, or a change since, an earlier contest.

    >>> looks_back(pd.DataFrame({"votes": [1, 2], "share_change": [0.1, None]})).tolist()
    [True, False]
    """
    names = [str(c) for c in rows]
    earlier = [c for c in names if c.endswith(("_before", "_change", "swing")) or c in ("butler", "steed")]
    return rows[earlier].notna().any(axis=1) if earlier else pd.Series(False, index=rows.index)


def _then(earlier: pd.DataFrame, held: Known) -> pd.DataFrame:
    polls = held.ballots[["ballot_id", "source_id"]].rename(columns={"ballot_id": "previous_ballot_id"})
    return _matched(earlier, polls, ["previous_ballot_id"])


def _matched(rows: pd.DataFrame, said: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The pairs of a row and a source that has the row's keys."""
    asked = rows[["row", *keys]].dropna()
    near = said.loc[said[keys[0]].isin(asked[keys[0]]), [*keys, "source_id"]].drop_duplicates()
    return asked.merge(near, on=keys)[["row", "source_id"]].drop_duplicates()


def _of_rows(rows: pd.DataFrame, source: pd.DataFrame, held: Known) -> pd.DataFrame:
    """The sources of rows of another table, and of the contests before them where the row looks back.

    They are the rows with the same keys, or all where none has.
    """
    keys = [c for c in _SHARED if c in source and c in rows]
    keys = [c for c in keys if rows[c].isin(source[c]).any()]
    origin = source.reset_index(drop=True).assign(row=range(len(source)))
    said = named(origin)
    now = _joined(rows, origin[["row", *keys]].merge(said, on="row"), keys)
    if "ballot_id" not in source:
        return now
    contests = origin[["row", "ballot_id"]].drop_duplicates("ballot_id")
    then = _then(contests.merge(held.lineage, on="ballot_id"), held)
    back = rows[looks_back(rows)]
    return pd.concat([now, _joined(back, origin[["row", *keys]].merge(then, on="row"), keys)])


def _joined(rows: pd.DataFrame, said: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    same = _matched(rows, said, keys) if keys else _none()
    rest = rows.loc[~rows["row"].isin(same["row"]), ["row"]]
    return pd.concat([same, rest.merge(said[["source_id"]].drop_duplicates(), how="cross")])
