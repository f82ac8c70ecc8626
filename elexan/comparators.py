"""Which earlier contest or composition something compares with: found in the tables, so this module loads.

``previous`` finds the earlier contests behind a change in votes; ``seat_changes`` finds the seats behind
a change in seats, under a baseline that must be named, because each answers another question.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Literal, get_args

import pandas as pd

from . import load
from .columns import names, number, one_of, require
from .errors import EmptySelectionError
from .last_fought import COUNCIL, council_keys, last_fought, said
from .load.files import Folder, state
from .notional_seats import notional_seats
from .outcomes import with_names
from .schema import COUNCIL_TYPES
from .seats import seat_change

Relation = Literal["same", "recoded", "renamed", "successor", "redrawn"]
Baseline = Literal["last_election", "eve_of_poll", "eve_of_poll_filled", "notional"]


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
    given to the party that last held it. ``notional``: where wards were redrawn or the council is new, the
    earlier votes on the new wards, whose leading party holds their seats (``notional_seats``); where they
    were not, the last election. ``seats`` is a table of ``seats``.

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
    table = seat_change(seats, before).merge(
        notes, on=council_keys(seats), how="left", validate="many_to_one"
    )
    table = table.assign(baseline=str(baseline))
    shown = ["baseline", "seats_before", "seats", "seats_change", "baseline_note"]
    return table[[*council_keys(seats), "party", *shown]]


def baseline_notes(seats: pd.DataFrame, *, baseline: Baseline, data: Folder = None) -> pd.DataFrame:
    """What the baseline of each council is, or why it has none; one row a council and round.

    ``seats`` is a table of ``seats``. Columns: organisation, election_type (where given), cycle,
    ``baseline_note``, as in ``seat_changes``, which has no rows where no council has the baseline.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="north-northamptonshire", date="2021-05-06")
    >>> baseline_notes(ex.seats(r), baseline="last_election")["baseline_note"].item()
    'new authority: its seats were fought as seats of Northamptonshire County Council'
    """
    one_of("baseline", baseline, Baseline)
    require(seats, "seats", ["organisation", "cycle", "party", "seats", "seats_up"])
    return _before(seats, baseline, data or seats.attrs.get("elexan_data"))[1]


def _before(seats: pd.DataFrame, baseline: Baseline, data: Folder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats before by council and party, where known, and a note for every council."""
    councils = seats.drop_duplicates(council_keys(seats))[[*council_keys(seats), "seats_up"]]
    councils = councils.assign(cycle=pd.to_datetime(councils["cycle"]), seats_up=number(councils, "seats_up"))
    # a report asks of the same councils time and again
    rows = tuple(councils.itertuples(index=False, name=None))
    folder = None if data is None else str(data)
    before, notes = _looked_up(tuple(councils), rows, baseline, folder, state(data))
    kind = seats["cycle"].dtype
    return before.assign(cycle=before["cycle"].astype(kind)), notes.assign(cycle=notes["cycle"].astype(kind))


@lru_cache(maxsize=64)
def _looked_up(
    columns: tuple[str, ...],
    rows: tuple[tuple[Hashable, ...], ...],
    baseline: Baseline,
    data: str | None,
    files: object,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same of councils with these cells, while ``files``, the state of the folder, is the same."""
    councils = pd.DataFrame(list(rows), columns=list(columns)).astype({"seats_up": "float64"})
    if baseline == "last_election":
        return last_fought(councils, data)
    if baseline == "notional":
        return notional_seats(councils, data)
    return _eve_of_poll(councils, data, filled=baseline == "eve_of_poll_filled")


def _eve_of_poll(councils: pd.DataFrame, data: Folder, *, filled: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The composition of each council on the eve of the poll, where all its seats were up."""
    keys = council_keys(councils)
    sitting = _sitting(councils, data)
    notes = _eve_counts(councils, sitting, data)
    # Seats the composition leaves out are vacancies nobody is known to have held.
    unheld = notes["_unheld"] + notes["_left_out"]
    note = "as the council sat on the eve of the poll, with vacancies: " + said(notes["_vacant"])
    if filled:
        note = note + "; each counted for the party that last held it"
        note = note.mask(unheld > 0, "vacant seats whose last holder is not known: " + said(unheld))
    else:
        left_out = notes["_left_out"]
        note = note.mask(left_out > 0, note + "; seats left out of the composition: " + said(left_out))
    part = notes["seats_up"] < notes["_size"]
    up = said(notes["seats_up"]) + " of " + said(notes["_size"]) + " seats are counted here"
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
    table = councils[council_keys(councils)].merge(
        table[[*COUNCIL, "party", "seats_before", "last_held_by"]], on=COUNCIL
    )
    # A mayor or commissioner can share the name of a council.
    return table[table["election_type"].isin(COUNCIL_TYPES)] if "election_type" in table else table


def _eve_counts(councils: pd.DataFrame, sitting: pd.DataFrame, data: Folder) -> pd.DataFrame:
    """Each council with its size, and what its composition on the eve adds up to."""
    keys = council_keys(councils)
    seats, empty = number(sitting, "seats_before"), sitting["party"] == "Vacant"
    counted = sitting.assign(
        _sum=seats,
        _vacant=seats.where(empty, 0.0),
        _unheld=seats.where(empty & sitting["last_held_by"].isna(), 0.0),
    )
    counted = counted.groupby(keys)[["_sum", "_vacant", "_unheld"]].sum().reset_index()
    sizes = load.load_councils(data=data)[[*COUNCIL, "council_seats"]]
    notes = councils.merge(counted, on=keys, how="left").merge(sizes, on=COUNCIL, how="left")
    size = number(notes, "council_seats").fillna(notes["seats_up"])
    return notes.assign(_size=size, _left_out=(size - notes["_sum"]).clip(lower=0))
