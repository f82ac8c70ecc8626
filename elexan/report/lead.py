"""The sentences a region's report begins with."""

from __future__ import annotations

import pandas as pd

from .. import narrative
from ..comparators import Baseline, baseline_notes, previous, seat_changes
from ..errors import EmptySelectionError
from ..load import load_parties
from ..narrative import Sentence
from ..outcomes import with_names
from ..transfers import transfers
from .facts import LED_BY, UPPER

_COLUMNS = [
    "organisation", "election_type", "cycle", "party", "baseline", "seats_before", "seats", "seats_change",
    "baseline_note", "organisation_name",
]  # fmt: skip


def changes(seats: pd.DataFrame, *baselines: Baseline) -> list[pd.DataFrame]:
    """The change in seats under each baseline, by name of the council; missing where it is not known.

    ``seats`` is the table of ``seats``; it may be empty.

    >>> import elexan as ex
    >>> county = ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06")
    >>> [len(c) > 0 for c in changes(ex.seats(county), "last_election", "eve_of_poll")]
    [True, True]
    """
    return [_change(seats, baseline) for baseline in baselines]


def _change(seats: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    if seats.empty:
        return pd.DataFrame(columns=_COLUMNS)
    won = seats.drop(columns="organisation_name", errors="ignore")
    try:
        return with_names(seat_changes(won, baseline=baseline))
    except EmptySelectionError:
        notes = baseline_notes(won, baseline=baseline)
        unknown = pd.Series(pd.NA, won.index, dtype="Int64")
        rows = won.assign(baseline=str(baseline), seats_before=unknown, seats_change=unknown)
        keys = [c for c in ("organisation", "election_type", "cycle") if c in won]
        return with_names(rows.merge(notes, on=keys, how="left"))[_COLUMNS]


def lead(
    people: pd.DataFrame,
    councils: pd.DataFrame,
    seats: pd.DataFrame,
    results: pd.DataFrame,
    *,
    baseline: Baseline = "last_election",
    first: str = "mayor",
) -> list[Sentence]:
    """How the area's own mayor was elected and who controls its councils: the sentences a report begins with.

    ``people``, ``councils`` and ``seats`` are the tables of ``people_elected`` (the offices of just this
    area), ``councils_elected`` and ``seats``, ``results`` the rows they are from; any but the last may be
    empty. Told are the mayor and the county and unitary councils elected as a whole, or all councils
    together where there are more than three, in the order that ``first`` (mayor, council) begins; the
    commissioner only where there is neither. A change in seats is under ``baseline``, in brackets under the
    others that are known.

    >>> import elexan as ex
    >>> r = ex.load_results(organisation="bedfordshire", election_type="pcc", date="2021-05-06")
    >>> none = pd.DataFrame()
    >>> lead(ex.people_elected(r), none, none, r)[0].split(", ")[1]
    "8,978 votes ahead of Labour's David Michael; the party had won in 2016 too."
    """
    if first not in LED_BY:
        raise ValueError(f'lead: first is "{first}"; it is one of {", ".join(LED_BY)}')
    parties = load_parties()
    mayors = _people(people, "mayor", results, parties)
    bodies = _councils(councils, seats, parties, baseline)
    told = [*bodies, *mayors] if first == "council" else [*mayors, *bodies]
    told = told or _people(people, "pcc", results, parties)
    if len(councils) > 1 and not (len(councils) <= 3 and len(bodies) == len(councils)):
        told += narrative.seats_filled(seats, parties)
    return told


def _people(people: pd.DataFrame, kind: str, results: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    ours = people[people["election_type"] == kind] if len(people) else people
    if ours.empty:
        return []
    rows = results[results["ballot_id"].isin(ours["ballot_id"])]
    return narrative.headline(ours, transfers(rows), parties, previous=previous(rows))


def _councils(
    councils: pd.DataFrame, seats: pd.DataFrame, parties: pd.DataFrame, baseline: Baseline
) -> list[Sentence]:
    if councils.empty:
        return []
    ours = councils[councils["election_type"].isin(UPPER) & (councils["scope"] == "whole")]
    if ours.empty or len(ours) > 3:
        return []
    rest: list[Baseline] = ["last_election", "eve_of_poll", "eve_of_poll_filled"]
    also = [b for b in rest if b != baseline]
    known, *others = changes(seats[seats["organisation"].isin(ours["organisation"])], baseline, *also)
    return narrative.councils(ours, known, parties, also=others)
