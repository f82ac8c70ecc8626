"""The seats now up as they were won when last fought: the ``last_election`` baseline of ``seat_changes``."""

from __future__ import annotations

import pandas as pd

from . import load
from .columns import flag, number, text, whole
from .load.files import Folder
from .outcomes import with_names
from .schema import COUNCIL_TYPES

COUNCIL = ["organisation", "cycle"]


def council_keys(seats: pd.DataFrame) -> list[str]:
    """What names a council's round in a table of seats."""
    return [c for c in ("organisation", "election_type", "cycle") if c in seats]


def last_fought(councils: pd.DataFrame, data: Folder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats as won when last fought; not known where an earlier holder of a seat is not."""
    keys = council_keys(councils)
    contests = contests_of(councils, data)
    links = _links(contests, keys, data)
    held = earlier_seats(links, keys, data)
    counted = held.groupby(keys, dropna=False).agg(
        _found=("candidate_id", "size"),
        _dates=("date", _different),
        _from=("_from", _different),
        _names=("_name", _different),
    )
    notes = councils.merge(_seats_lacking(contests, links, held, keys), on=keys, how="left")
    notes = notes.merge(counted.reset_index(), on=keys, how="left")
    found, lacking = notes["_found"].fillna(0), notes["_lacking"]
    new = (found > 0) & (notes["_from"] != notes["organisation"])
    note = "seats as won when last fought: " + notes["_dates"].astype("str").fillna("")
    note = note.mask(found != notes["seats_up"], note + "; there were " + said(found) + " seats then")
    have = (lacking == 1).map({True: " seats has", False: " seats have"})
    note = note.mask(
        lacking > 0, said(lacking) + " of " + said(notes["seats_up"]) + have + " no known earlier holder"
    )
    note = note.mask(
        new, "new authority: its seats were fought as seats of " + notes["_names"].astype("str").fillna("")
    )
    note = note.mask(lacking.isna(), "not all the contests of a round: its seats differ from the data")
    known = notes.loc[(lacking == 0) & ~new & (found > 0), keys]
    before = held.merge(known, on=keys).groupby([*keys, "party"]).size().reset_index(name="seats_before")
    return before, notes[keys].assign(baseline_note=note)


def _different(values: pd.Series) -> str:
    """Every different value, in order, as one text."""
    return ", ".join(sorted(values.dropna().unique()))


def contests_of(councils: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The contests behind each council's seats up: all, or without by-elections or postponed polls."""
    keys = council_keys(councils)
    contests = load.load_contests(data=data)
    contests = contests[contests["organisation"].isin(councils["organisation"])]
    if "election_type" not in keys:
        contests = contests[contests["election_type"].isin(COUNCIL_TYPES)]
    contests = contests.merge(councils, on=keys, validate="many_to_one")
    by_election = flag(contests, "by_election").fillna(False).astype(bool)
    postponed = contests["status"] == "postponed"
    chosen: list[pd.DataFrame] = []
    for left_out in (by_election & False, by_election, postponed, by_election | postponed):
        part = contests[~left_out]
        same = number(part, "seats").groupby([part[k] for k in keys]).transform("sum") == part["seats_up"]
        taken = pd.concat(chosen)[keys].drop_duplicates() if chosen else part.head(0)[keys]
        fresh = part[same].merge(taken, on=keys, how="left", indicator=True)
        chosen.append(fresh[fresh["_merge"] == "left_only"].drop(columns="_merge"))
    return pd.concat(chosen, ignore_index=True)


def _links(contests: pd.DataFrame, keys: list[str], data: Folder) -> pd.DataFrame:
    """The earlier contests whose seats are now up, with the ranks (``previous_seats``) where only some are.

    Where the whole council was elected this time and last, every contest of last time: those have no
    ``ballot_id``, since boundaries may have moved in between. Otherwise what ``lineage`` says of each.
    """
    rounds = load.load_councils(data=data).sort_values(COUNCIL)
    last = rounds.groupby("organisation")[["cycle", "scope"]].shift()
    rounds = rounds.assign(_last=last["cycle"])[(rounds["scope"] == "whole") & (last["scope"] == "whole")]
    rounds = rounds[[*COUNCIL, "_last", "seats_up"]].rename(columns={"seats_up": "_size"})
    whole_now = contests[[*keys, "seats_up"]].drop_duplicates().merge(rounds, on=COUNCIL)
    whole_now = whole_now.loc[whole_now["seats_up"] == number(whole_now, "_size"), [*keys, "_last"]]
    earlier = load.load_contests(data=data)
    earlier = earlier[earlier["organisation"].isin(whole_now["organisation"])]
    earlier = earlier.rename(columns={"cycle": "_last", "ballot_id": "previous_ballot_id"})
    of_council = [k for k in keys if k != "cycle"]
    whole_then = whole_now.merge(
        earlier[[*of_council, "_last", "previous_ballot_id"]], on=[*of_council, "_last"]
    )
    lineage = load.load_lineage(data=data).query("compares != 'votes'")
    lineage = lineage[["ballot_id", "previous_ballot_id", "previous_seats"]]
    rest = contests.merge(whole_now[keys], on=keys, how="left", indicator=True)
    rest = rest.loc[rest["_merge"] == "left_only", ["ballot_id", *keys]]
    return pd.concat(
        [whole_then.drop(columns="_last"), rest.merge(lineage, on="ballot_id")], ignore_index=True
    )


def earlier_seats(links: pd.DataFrame, keys: list[str], data: Folder) -> pd.DataFrame:
    """The seats of the earlier contests in ``links`` that are now up, one winner a row, each once."""
    contests = load.load_contests(data=data)
    contests = contests[contests["ballot_id"].isin(links["previous_ballot_id"])]
    results = load.load_table("results", data=data)
    won = results[results["ballot_id"].isin(contests["ballot_id"]) & flag(results, "elected").fillna(False)]
    won = won.merge(
        contests[["ballot_id", "organisation", "election_type", "date"]],
        on="ballot_id",
        validate="many_to_one",
    )
    won = won.assign(_votes=number(won, "first_pref")).sort_values(
        ["ballot_id", "_votes", "candidate_id"], ascending=[True, False, True]
    )
    won = with_names(won, data=data)
    won = won.assign(
        _rank=won.groupby("ballot_id").cumcount() + 1,
        _from=won["organisation"],
        _name=won["organisation_name"].fillna(won["organisation"]),
        date=won["date"].dt.strftime("%Y-%m-%d"),
    )
    won = won.rename(columns={"ballot_id": "previous_ballot_id"})
    won = won[["previous_ballot_id", "candidate_id", "party", "date", "_rank", "_from", "_name"]]
    ranks = links.assign(_asked=text(links, "previous_seats").str.split(",")).explode("_asked")
    asked = ranks[["ballot_id", "previous_ballot_id", "_asked", *keys]].merge(won, on="previous_ballot_id")
    taken = asked["_asked"].isna() | (pd.to_numeric(asked["_asked"]) == asked["_rank"])
    return asked[taken].drop_duplicates([*keys, "previous_ballot_id", "candidate_id"])


def _seats_lacking(
    contests: pd.DataFrame, links: pd.DataFrame, held: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    """How many seats now up of each council have no known earlier holder (``_lacking``)."""
    found = held.groupby("ballot_id").size().rename("_found").reset_index()
    each = contests[["ballot_id", "seats", *keys]].merge(found, on="ballot_id", how="left")
    short = (number(each, "seats") - each["_found"].fillna(0)).clip(lower=0)
    # A council elected whole twice running has all its earlier seats, whatever became of its wards.
    whole = links.loc[links["ballot_id"].isna(), keys].drop_duplicates()
    same = each[keys].merge(whole, on=keys, how="left", indicator=True)["_merge"] == "both"
    short = short.mask(same.to_numpy(), 0.0)
    return each.assign(_lacking=short).groupby(keys)["_lacking"].sum().reset_index()


def said(count: pd.Series) -> pd.Series:
    """Counts as text."""
    return whole(count).astype("str")
