"""Which sources each row of a table rests on: those it names, else those of what its keys name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ..load import load_organisations
from ..load.files import Folder, state
from .held import DERIVED, Held, held_in

BODY = ["organisation", "election_type", "cycle"]
KEYS = [
    "ballot_id", "previous_ballot_id", "area_gss", "organisation", "organisation_name", "election_type",
    "cycle", "date", "year", "basis", "baseline", "previous_date", "baseline_note",
]  # fmt: skip
"""The columns a row may be traced by."""
_SHARED = [
    "ballot_id", "region", "region_name", "organisation", "organisation_name", "election_type", "cycle",
    "area_gss", "year", "contest", "office", "council",
]  # fmt: skip
_THING = ["table", "key", "source_id", "rows_held"]
_EVE = ("eve_of_poll", "eve_of_poll_filled")
_DATES = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIER = ("_before", "_change")
_SWINGS = ("swing", "butler", "steed")


_NONE = pd.DataFrame({
    "row": pd.Series(dtype="int64"), "table": pd.Series(dtype="str"), "key": pd.Series(dtype="Int64"),
    "source_id": pd.Series(dtype="str"), "rows_held": pd.Series(dtype="Int64"),
})  # fmt: skip


class Trace(NamedTuple):
    """Where a table's rows come from.

    ``pairs`` has each row (its place in the table) with each source it rests on; ``made_of`` how many rows
    of which tables lie behind, as far as keys lead there: table and rows_held.
    """

    pairs: pd.DataFrame
    made_of: pd.DataFrame


def traced(table: pd.DataFrame, source: pd.DataFrame | None, data: Folder) -> Trace:
    """Where every row comes from.

    A row rests on the sources it names; where it names none, on those its keys lead to, and where they
    lead nowhere, on the rows of ``source`` it shares its keys with, or all of them where it shares none.
    """
    rows = table.reset_index(drop=True)
    rows = rows.assign(row=range(len(rows)), back=looks_back(rows))
    direct = named(rows)
    found = _by_keys(rows, data)
    if source is not None and not source.empty:
        lost = rows[~rows["row"].isin(found["row"]) & ~rows["row"].isin(direct["row"])]
        found = pd.concat([found, _of_rows(lost, source, data)])
    derived = direct.loc[direct["source_id"] == DERIVED, "row"]
    enough = direct["row"].isin(derived)
    pairs = pd.concat([direct, found.loc[~found["row"].isin(direct.loc[~enough, "row"]), direct.columns]])
    things = found[_THING].dropna().drop_duplicates()
    made_of = things.groupby("table", as_index=False)["rows_held"].sum().query("rows_held > 0")
    pairs = pairs.drop_duplicates().sort_values(["row", "source_id"], ignore_index=True)
    return Trace(pairs, made_of)


def looks_back(rows: pd.DataFrame) -> pd.Series:
    """Whether a row has a figure of, or a change since, an earlier contest.

    >>> looks_back(pd.DataFrame({"votes": [1, 2], "share_change": [0.1, None]})).tolist()
    [True, False]
    """
    earlier = [c for c in rows if str(c).endswith(_EARLIER) or c in _SWINGS]
    return rows[earlier].notna().any(axis=1) if earlier else pd.Series(False, index=rows.index)


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """The sources that rows name themselves, in any column ``source_id`` or ``..._source_id``.

    >>> named(pd.DataFrame({"row": [0], "source_id": ["b; a"]}))["source_id"].tolist()
    ['b', 'a']
    """
    columns = [c for c in rows if str(c).endswith("source_id")]
    parts = [rows[["row"]].assign(source_id=rows[c].astype("str")) for c in columns]
    if not parts:
        return _NONE[["row", "source_id"]]
    pairs = pd.concat(parts).dropna(subset="source_id")
    return pairs.assign(source_id=pairs["source_id"].str.split("; ")).explode("source_id").drop_duplicates()


def _by_keys(rows: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """What the rows' keys lead to: the counting area, else the contest, else the body; and rosters."""
    keys = [c for c in KEYS if c in rows]
    if rows.empty or not keys:
        return _NONE
    # rows of the same keys, such as the parties of a council, are looked up once
    group = rows.groupby([*keys, "back"], dropna=False, sort=False).ngroup()
    asked = with_bodies(rows.assign(row=group).drop_duplicates("row")[["row", *keys, "back"]], data)
    found = _led_to(_Asked(asked), None if data is None else str(data), state(data))
    places = pd.DataFrame({"group": group, "row": rows["row"]})
    return places.merge(found.rename(columns={"row": "group"}), on="group").drop(columns="group")


class _Asked:
    """Rows of keys, alike where their content is: the charts and tables of a page ask for the same again."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        digest = pd.util.hash_pandas_object(rows.astype("str"), index=False)
        self.content = (tuple(rows), digest.to_numpy().tobytes())

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.content == other.content


@lru_cache(maxsize=64)
def _led_to(asked: _Asked, data: str | None, files: object) -> pd.DataFrame:
    rows, found, held = asked.rows, _NONE, held_in(data)
    for way in (_counted, _contests, _polls):  # the first that leads there
        found = pd.concat([found, way(rows[~rows["row"].isin(found["row"])], held)])
    return pd.concat([found, _rosters(rows, held)]).drop_duplicates()


def with_bodies(rows: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The rows with organisation where they only have its name."""
    if "organisation" in rows or "organisation_name" not in rows:
        return rows
    bodies = load_organisations(data=data).drop_duplicates("organisation_name", keep=False)
    slugs = bodies.set_index("organisation_name")["organisation"]
    return rows.assign(organisation=rows["organisation_name"].map(slugs))


def _counted(rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    """The counting areas that rows are of."""
    keys = ["ballot_id", "area_gss"]
    return _matched(rows, held.counted, keys) if set(keys) <= set(rows) else _NONE


def _contests(rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    """The contests that rows name, and the earlier ones they look back on."""
    if "ballot_id" not in rows:
        return _NONE
    now = _matched(rows, held.polls, ["ballot_id"])
    back = rows[rows["back"] & rows["row"].isin(now["row"])]
    earlier = back[["row", "ballot_id"]].merge(held.lineage, on="ballot_id")
    if "previous_ballot_id" in back:
        said = back[["row", "previous_ballot_id"]].dropna()
        said = said[~said["previous_ballot_id"].astype("str").str.contains(" ")]  # "16 contests" names none
        earlier = pd.concat([said, earlier[~earlier["row"].isin(said["row"])]])
    return pd.concat([now, _then(earlier, held)])


def _polls(rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    """A body's contests in one round, and the earlier ones that rows look back on.

    A council and a mayor may share a slug: without election_type it is the council, if there is one.
    """
    day = next((c for c in ("cycle", "date") if c in rows), None)
    if "organisation" not in rows or day is None:
        return _NONE
    rows = rows.assign(cycle=pd.to_datetime(rows[day]))
    polls = held.polls[held.polls["organisation"].isin(rows["organisation"])]
    keys = ["organisation", "cycle"]
    if "election_type" in rows:
        keys = BODY
    else:
        councils = polls["organisation"].isin(polls.loc[polls["council"], "organisation"])
        polls = polls[polls["council"] | ~councils]
    found = [_matched(rows, polls, keys)]
    # a change since the eve is one from the composition, not from the contests before
    since_eve = rows["baseline"].isin(_EVE) if "baseline" in rows else False
    back = rows[rows["back"] & ~pd.Series(since_eve, index=rows.index)]
    if not back.empty:
        follows = polls[[*keys, "ballot_id"]].drop_duplicates().merge(held.lineage, on="ballot_id")
        found.append(_then(back[["row", *keys]].merge(follows, on=keys), held))
    for column in ("previous_date", "baseline_note"):
        if column in back:
            dates = back[column].astype("str").str.findall(_DATES).explode()
            said = back.drop(columns="cycle").join(pd.to_datetime(dates).rename("cycle"))
            found.append(_matched(said, polls, keys))
    return pd.concat(found).drop_duplicates()


def _rosters(rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    """The compositions of a year and basis, or of what a row says its change is from."""
    if "organisation" not in rows:
        return _NONE
    found = [_NONE]
    if {"year", "basis"} <= set(rows):
        found.append(_matched(rows, held.rosters, ["organisation", "year", "basis"]))
    if "baseline" in rows:
        said = rows["baseline"].astype("str")
        years = said.str.findall(r"\b\d{4}\b").explode().rename("year").astype("Int64")
        sitting = held.rosters[held.rosters["basis"] == "sitting"]
        of_year = rows.drop(columns="year", errors="ignore").join(years)
        # which other roster stands against it is not said, so the rows are not counted
        rosters = _matched(of_year, sitting, ["organisation", "year"])
        found.append(rosters.assign(rows_held=pd.Series(pd.NA, rosters.index, dtype="Int64")))
        if "cycle" in rows:
            eves = held.rosters[held.rosters["basis"] == "eve_of_poll"]
            eve = rows[said.isin(_EVE)].assign(date=pd.to_datetime(rows["cycle"]))
            found.append(_matched(eve, eves, ["organisation", "date"]))
    return pd.concat(found)


def _then(earlier: pd.DataFrame, held: Held) -> pd.DataFrame:
    polls = held.polls.rename(columns={"ballot_id": "previous_ballot_id"})
    return _matched(earlier, polls, ["previous_ballot_id"])


def _matched(rows: pd.DataFrame, things: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The things that have a row's keys, with that row."""
    asked = rows[["row", *keys]].dropna()
    if asked.empty:
        return _NONE
    found = asked.merge(things[[*dict.fromkeys([*keys, *_THING])]], on=keys)
    return found[["row", *_THING]].drop_duplicates()


def _of_rows(rows: pd.DataFrame, source: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """What rows of another table rest on, and the contests before them where the row looks back.

    They are the rows with the same keys, or all where none has.
    """
    keys = [c for c in _SHARED if c in source and c in rows]
    keys = [c for c in keys if rows[c].isin(source[c]).any()]
    # the candidates of a contest, say, lead to the same: each such row is looked at once
    telling = [c for c in source if c in (*KEYS, *_SHARED) or str(c).endswith("source_id")]
    origin = source[telling].drop_duplicates(ignore_index=True)
    origin = origin.assign(row=range(len(origin)), back=False)
    found = _by_keys(origin, data)
    said = named(origin)
    lost = said[~said["row"].isin(found["row"])]
    now = _joined(rows, origin, pd.concat([found, lost]), keys)
    earlier = _by_keys(origin.assign(back=True), data) if rows["back"].any() else found
    return pd.concat([now, _joined(rows[rows["back"]], origin, earlier, keys)]).drop_duplicates()


def _joined(rows: pd.DataFrame, origin: pd.DataFrame, found: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    things = origin[["row", *keys]].merge(found, on="row").drop(columns="row")
    same = rows[["row", *keys]].dropna().merge(things.drop_duplicates(), on=keys) if keys else _NONE
    rest = rows.loc[~rows["row"].isin(same["row"]), ["row"]]
    every = rest.merge(things[_THING].drop_duplicates(), how="cross")
    return pd.concat([same[["row", *_THING]], every]).drop_duplicates()
