"""Notional seats: what an earlier election would have given on the wards of now, by a rule that is named."""

from __future__ import annotations

import pandas as pd

from . import load
from .columns import flag, number, whole
from .errors import EmptySelectionError
from .last_fought import contests_of, council_keys, last_fought, said
from .load.files import Folder
from .notional import notional

_UNCHANGED = ["same", "recoded", "renamed"]


def notional_seats(councils: pd.DataFrame, data: Folder = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats before by council and party on the map of now, and a note for every council.

    Where no ward was redrawn it is the seats as last won. Where wards were, or the council is new, each
    earlier round that filled seats now up is recomputed on the wards of now (``notional``, each party's
    best candidate, by population), and its leading party takes an equal part of each ward's seats: all of
    them after one earlier round, one of three after three rounds by thirds. A tie goes to the code first in
    the alphabet. So it is the whole council as those rounds together would have elected it; seats filled
    again at a vacancy count as in their round. A council without weights for its earlier areas has none.

    ``councils`` names councils and rounds as a table of ``seats`` does, with ``seats_up``.

    >>> from elexan import load_results, seats
    >>> r = load_results(organisation="north-northamptonshire", election_type="unitary", date="2021-05-06")
    >>> before, notes = notional_seats(seats(r).drop_duplicates("organisation"))
    >>> before["seats_before"].sum().item()
    78
    """
    keys = council_keys(councils)
    councils = councils.assign(cycle=pd.to_datetime(councils["cycle"]), seats_up=number(councils, "seats_up"))
    contests = contests_of(councils[[*keys, "seats_up"]], data)
    lineage = load.load_lineage(data=data)
    links = contests[["ballot_id", *keys]].merge(lineage, on="ballot_id", how="left")
    redrawn = ~links["relation"].isin(_UNCHANGED)
    changed = redrawn.groupby([links[k] for k in keys]).any().rename("_changed").reset_index()
    before, notes = last_fought(councils[[*keys, "seats_up"]], data)
    notes = notes.merge(changed, on=keys, how="left")
    unchanged, known = notes["_changed"].eq(False), _in(notes, before, keys)
    note = notes["baseline_note"]
    note = note.mask(unchanged & known, "no ward was redrawn, so notional is the last election: " + note)
    found = [before.merge(notes.loc[unchanged, keys], on=keys)]
    for at in notes.index[notes["_changed"].eq(True)]:
        one = notes.loc[[at], keys]
        made, said_of = _on_wards_of_now(contests.merge(one, on=keys), links.merge(one, on=keys), data)
        found.append(made.merge(one, how="cross"))
        note = note.mask(note.index == at, said_of)
    table = pd.concat(found, ignore_index=True)
    return table[[*keys, "party", "seats_before"]], notes[keys].assign(baseline_note=note)


def _on_wards_of_now(contests: pd.DataFrame, links: pd.DataFrame, data: Folder) -> tuple[pd.DataFrame, str]:
    """Seats of each party on one council's wards of now, none where they cannot be made, and the note."""
    none = pd.DataFrame({"party": pd.Series(dtype="str"), "seats_before": pd.Series(dtype="Int64")})
    earlier = _earlier_results(links, data)
    if earlier.empty:
        return none, "no notional seats: no earlier contests for these wards are held"
    try:
        overlaps = _weights(earlier, contests, data)
    except EmptySelectionError:
        return none, "no notional seats: no weights of its earlier areas by population are held"
    earlier = earlier[earlier["area_gss"].isin(overlaps["area_gss"])]
    table = notional(earlier, overlaps, method="top_vote")
    table = table.merge(contests[["area_gss", "seats"]].drop_duplicates(), on="area_gss")
    rounds = table["cycle"].nunique()
    whole_wards = table[table["covered_share"] == 1].groupby("area_gss")["cycle"].nunique() == rounds
    if whole_wards.sum() < contests["area_gss"].nunique():
        return none, "no notional seats: not every ward has weights and votes in every earlier round"
    if (number(table, "seats") % rounds).any():
        return none, f"no notional seats: {rounds} earlier rounds do not part its wards' seats equally"
    leaders = table.sort_values(
        ["votes", "party", "party_name"], ascending=[False, True, True]
    ).drop_duplicates(["cycle", "area_gss"])
    held = (number(leaders, "seats") / rounds).groupby(leaders["party"]).sum()
    return whole(held).rename("seats_before").reset_index(), _note(leaders, rounds)


def _in(notes: pd.DataFrame, before: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Which councils have seats before."""
    found = notes[keys].merge(before[keys].drop_duplicates(), on=keys, how="left", indicator=True)
    return (found["_merge"] == "both").set_axis(notes.index)


def _earlier_results(links: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The results of every earlier round that filled seats now up, whole rounds without by-elections."""
    contests, body = load.load_contests(data=data), ["organisation", "election_type", "cycle"]
    known = links[links["compares"] != "votes"]["previous_ballot_id"]
    rounds = contests.loc[contests["ballot_id"].isin(known), body].drop_duplicates()
    chosen = contests[~flag(contests, "by_election").fillna(False)].merge(rounds, on=body)
    results = load.load_table("results", data=data).head(0)
    return load.load_results(chosen, data=data) if len(chosen) else results


def _weights(earlier: pd.DataFrame, contests: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The overlaps of the earlier areas with those of now, of whichever kinds these are."""
    areas = load.load_areas(data=data).set_index("area_gss")["area_type"]
    kind, onto = (rows["area_gss"].map(areas).iloc[0] for rows in (earlier, contests))
    overlaps = load.load_overlaps(kind, onto, year=earlier["date"].max().year, data=data)
    lost = earlier.loc[~earlier["area_gss"].isin(overlaps["area_gss"]), "area_gss"]
    overlaps = overlaps[overlaps["other_gss"].isin(contests["area_gss"])]
    if overlaps.empty or len(lost):
        raise EmptySelectionError("overlaps lack some of these areas")
    return overlaps


def _note(leaders: pd.DataFrame, rounds: int) -> str:
    """What the seats rest on, in words."""
    dates = ", ".join(leaders["cycle"].drop_duplicates().sort_values().dt.strftime("%Y-%m-%d"))
    seats = number(leaders, "seats").drop_duplicates()
    part, every = (", ".join(sorted(said(count))) for count in (seats / rounds, seats))
    held = "all its seats" if rounds == 1 else f"{part} of its {every} seats"
    cut = leaders["split_share"].gt(0).any()
    how = "an estimate, votes spread by population" if cut else "whole areas, none of them cut"
    each = "" if rounds == 1 else " of each round"
    return f"notional, of {dates} on the wards of now ({how}): the leading party{each} in a ward holds {held}"
