"""Which earlier contest or composition something compares with: found in the tables, so this module loads.

``previous`` finds the earlier contests behind a change in votes; ``seat_changes`` finds the seats behind
a change in seats, under a baseline that must be named, because each answers another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import pandas as pd

from . import load
from .columns import flag, names, number, one_of, require, text, whole
from .errors import EmptySelectionError
from .load.files import Folder
from .outcomes import with_names
from .schema import COUNCIL_TYPES
from .seats import seat_change

Relation = Literal["same", "recoded", "renamed", "successor", "redrawn"]
Baseline = Literal["last_election", "eve_of_poll", "eve_of_poll_filled"]
_COUNCIL = ["organisation", "cycle"]


def previous(
    results: pd.DataFrame,
    *,
    relation: str | Sequence[str] = ("same", "recoded", "renamed", "successor"),
    data: Folder = None,
) -> pd.DataFrame:
    """The results of the earlier contests that compare for votes with those given; no rows where none does.

    Each contest has at most one: the one ``lineage`` marks for votes. ``redrawn`` contests (same name,
    boundaries moved) are only indicative and come only when asked for in ``relation``.

    Columns: those of ``load_results``, then ``next_ballot_id`` (the contest given) and ``relation``.

    >>> import elexan as ex
    >>> now = ex.load_results(organisation="cambridgeshire", election_type="pcc", date="2021-05-06")
    >>> previous(now)["ballot_id"].unique().tolist()
    ['pcc.cambridgeshire.2016-05-05']
    """
    require(results, "results", ["ballot_id"])
    data = data or results.attrs.get("elexan_data")
    relations = names(relation)
    for given in relations:
        one_of("relation", given, Relation)
    lineage = load.load_lineage(data=data)
    links = lineage[
        lineage["ballot_id"].isin(results["ballot_id"])
        & (lineage["compares"] != "seats")
        & lineage["relation"].isin(relations)
    ]
    links = links[["previous_ballot_id", "ballot_id", "relation"]].rename(
        columns={"ballot_id": "next_ballot_id", "previous_ballot_id": "ballot_id"}
    )
    if links.empty:
        return results.head(0).assign(next_ballot_id=links["next_ballot_id"], relation=links["relation"])
    earlier = load.load_results(links[["ballot_id"]].drop_duplicates(), data=data)
    table = earlier.merge(links, on="ballot_id", how="inner")
    return table.sort_values(["next_ballot_id", "ballot_id", "candidate_id"], ignore_index=True)


def seat_changes(seats: pd.DataFrame, *, baseline: Baseline, data: Folder = None) -> pd.DataFrame:
    """Seats of each party before and now on each council, under a named baseline.

    ``last_election``: the seats now up as they were won when last fought. ``eve_of_poll``: the council as
    it sat the day before the poll, vacancies apart. ``eve_of_poll_filled``: the same with each vacancy
    given to the party that last held it. ``seats`` is a table of ``seats``.

    Columns: organisation, election_type (where given), cycle, party, ``baseline``, ``seats_before``,
    ``seats``, ``seats_change`` (all missing before and change where the baseline is not known) and
    ``baseline_note`` (what the baseline is, or why it is missing). Parties in one of the two have 0 in
    the other. A baseline that none of the councils has is an EmptySelectionError that names those they
    have.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    >>> change = r.pipe(ex.seats).pipe(seat_changes, baseline="last_election")
    >>> change.set_index("party").loc[["Con", "LD", "Lab"], "seats_change"].tolist()
    [-8, 5, 2]
    """
    one_of("baseline", baseline, Baseline)
    require(seats, "seats", ["organisation", "cycle", "party", "seats", "seats_up"])
    data = data or seats.attrs.get("elexan_data")
    before, notes = _before(seats, baseline, data)
    if before.empty:
        others = [b for b in get_args(Baseline) if b != baseline and len(_before(seats, b, data)[0])]
        who = notes["organisation"]
        if "election_type" in notes:
            who = with_names(notes, data=data)["organisation_name"].fillna(who)
        why = "; ".join(f"{', '.join(group)}: {note}" for note, group in who.groupby(notes["baseline_note"]))
        rest = f"there is {' and '.join(others)}" if others else "no other baseline is known either"
        raise EmptySelectionError(f"no council here has the baseline {baseline} ({why}); {rest}")
    table = seat_change(seats, before).merge(notes, on=_keys(seats), how="left", validate="many_to_one")
    table = table.assign(baseline=str(baseline))
    shown = ["baseline", "seats_before", "seats", "seats_change", "baseline_note"]
    return table[[*_keys(seats), "party", *shown]]


def _keys(seats: pd.DataFrame) -> list[str]:
    """What names a council's round in a table of seats."""
    return [c for c in ("organisation", "election_type", "cycle") if c in seats]


def _before(seats: pd.DataFrame, baseline: Baseline, data: Folder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats before by council and party, where known, and a note for every council."""
    councils = seats.drop_duplicates(_keys(seats))[[*_keys(seats), "seats_up"]]
    councils = councils.assign(cycle=pd.to_datetime(councils["cycle"]), seats_up=number(councils, "seats_up"))
    if baseline == "last_election":
        before, notes = _last_fought(councils, data)
    else:
        before, notes = _eve_of_poll(councils, data, filled=baseline == "eve_of_poll_filled")
    kind = seats["cycle"].dtype
    return before.assign(cycle=before["cycle"].astype(kind)), notes.assign(cycle=notes["cycle"].astype(kind))


def _last_fought(councils: pd.DataFrame, data: Folder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats as won when last fought; not known where an earlier holder of a seat is not."""
    keys = _keys(councils)
    contests = _contests_of(councils, data)
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
    note = note.mask(found != notes["seats_up"], note + "; there were " + _said(found) + " seats then")
    have = (lacking == 1).map({True: " seats has", False: " seats have"})
    note = note.mask(
        lacking > 0, _said(lacking) + " of " + _said(notes["seats_up"]) + have + " no known earlier holder"
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


def _contests_of(councils: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The contests behind each council's seats up: all, or without by-elections or postponed polls."""
    keys = _keys(councils)
    contests = load.load_contests(data=data)
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
    rounds = load.load_councils(data=data).sort_values(_COUNCIL)
    last = rounds.groupby("organisation")[["cycle", "scope"]].shift()
    rounds = rounds.assign(_last=last["cycle"])[(rounds["scope"] == "whole") & (last["scope"] == "whole")]
    rounds = rounds[[*_COUNCIL, "_last", "seats_up"]].rename(columns={"seats_up": "_size"})
    whole_now = contests[[*keys, "seats_up"]].drop_duplicates().merge(rounds, on=_COUNCIL)
    whole_now = whole_now.loc[whole_now["seats_up"] == number(whole_now, "_size"), [*keys, "_last"]]
    earlier = load.load_contests(data=data).rename(
        columns={"cycle": "_last", "ballot_id": "previous_ballot_id"}
    )
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
    results = load.load_results(data=data)
    won = results[
        results["ballot_id"].isin(links["previous_ballot_id"]) & flag(results, "elected").fillna(False)
    ]
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


def _eve_of_poll(councils: pd.DataFrame, data: Folder, *, filled: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The composition of each council on the eve of the poll, where all its seats were up."""
    keys = _keys(councils)
    sitting = _sitting(councils, data)
    notes = _eve_counts(councils, sitting, data)
    # Seats the composition leaves out are vacancies nobody is known to have held.
    unheld = notes["_unheld"] + notes["_left_out"]
    note = "as the council sat on the eve of the poll, with vacancies: " + _said(notes["_vacant"])
    if filled:
        note = note + "; each counted for the party that last held it"
        note = note.mask(unheld > 0, "vacant seats whose last holder is not known: " + _said(unheld))
    else:
        left_out = notes["_left_out"]
        note = note.mask(left_out > 0, note + "; seats left out of the composition: " + _said(left_out))
    part = notes["seats_up"] < notes["_size"]
    up = _said(notes["seats_up"]) + " of " + _said(notes["_size"]) + " seats are counted here"
    note = note.mask(part, up + "; the composition is of the whole council")
    note = note.mask(notes["_sum"].isna(), "no composition on the eve of this poll is known")
    usable = notes["_sum"].notna() & ~part & ~((unheld > 0) & filled)
    rows = sitting.merge(notes.loc[usable, keys], on=keys)
    if filled:
        rows = rows.assign(party=rows["party"].mask(rows["party"] == "Vacant", rows["last_held_by"]))
    before = rows.groupby([*keys, "party"])["seats_before"].sum().reset_index()
    return before, notes[keys].assign(baseline_note=note)


def _sitting(councils: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """The rows of the compositions on the eve of each council's poll."""
    table = load.load_compositions(data=data)
    table = table[table["basis"] == "eve_of_poll"].rename(columns={"date": "cycle", "seats": "seats_before"})
    table = councils[_keys(councils)].merge(
        table[[*_COUNCIL, "party", "seats_before", "last_held_by"]], on=_COUNCIL
    )
    # A mayor or commissioner can share the name of a council.
    return table[table["election_type"].isin(COUNCIL_TYPES)] if "election_type" in table else table


def _eve_counts(councils: pd.DataFrame, sitting: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """Each council with its size, and what its composition on the eve adds up to."""
    keys = _keys(councils)
    seats, empty = number(sitting, "seats_before"), sitting["party"] == "Vacant"
    counted = sitting.assign(
        _sum=seats,
        _vacant=seats.where(empty, 0.0),
        _unheld=seats.where(empty & sitting["last_held_by"].isna(), 0.0),
    )
    counted = counted.groupby(keys)[["_sum", "_vacant", "_unheld"]].sum().reset_index()
    sizes = load.load_councils(data=data)[[*_COUNCIL, "council_seats"]]
    notes = councils.merge(counted, on=keys, how="left").merge(sizes, on=_COUNCIL, how="left")
    size = number(notes, "council_seats").fillna(notes["seats_up"])
    return notes.assign(_size=size, _left_out=(size - notes["_sum"]).clip(lower=0))


def _said(count: pd.Series) -> pd.Series:
    """Counts as text."""
    return whole(count).astype("str")
