"""The whole result of each area's contest: what the pointer tells on a map, and the bars beside one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...columns import number, text
from ...shares import UMBRELLA, uncontested, vote_share
from ...tables import UNKNOWN, percent, whole
from ..theme import require, with_parties

NEEDED = ["ballot_id", "area_gss", "candidate", "party", "first_pref", "elected"]


def candidates(results: pd.DataFrame, parties: pd.DataFrame | None) -> pd.DataFrame:
    """Each candidate of ``results`` with ``who``, ``votes``, ``share``, and these two as words: ``figure``.

    Most votes first within a contest; of those who tie, the elected.
    """
    require(results, NEEDED, "the map's results")
    rows = with_parties(vote_share(results), parties)
    unopposed = uncontested(rows)
    rows = rows.assign(
        votes=number(rows, "first_pref"),
        share=rows["first_pref_share"],
        won=rows["elected"].astype("boolean").fillna(False).astype(bool),
    )
    printed = rows["party_label"].mask(rows["party"].isin(UMBRELLA), text(rows, "party_name"))
    figure = rows["votes"].map(whole) + (" · " + rows["share"].map(percent)).where(rows["share"].notna(), "")
    figure = figure.mask(rows["votes"].isna(), UNKNOWN).mask(unopposed, "unopposed")
    rows = rows.assign(figure=figure, who=rows["candidate"] + " (" + printed + ")")
    return rows.sort_values(["ballot_id", "votes", "won"], ascending=[True, False, False], kind="stable")


def told(
    results: pd.DataFrame | None, table: pd.DataFrame, parties: pd.DataFrame | None
) -> list[dict[str, Any]]:
    """For each area of ``table`` the result of its contest, as the pointer tells it."""
    if results is None:
        return []
    rows = candidates(of_table(results, table), parties)
    who = rows["who"].where(~rows["won"], rows["who"] + ", elected")
    areas: dict[str, dict[str, str]] = {}
    for area, name, figure in zip(rows["area_gss"], who, rows["figure"], strict=True):
        areas.setdefault(area, {})[name] = figure
    return [{"id": area, "told": areas[area]} for area in sorted(areas)]


def of_table(results: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The results of the contests that a table is about."""
    key = "ballot_id" if "ballot_id" in table and "ballot_id" in results else "area_gss"
    return results[results[key].isin(table[key])]
