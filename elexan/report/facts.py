"""A region's day in a few printed figures, for the card at the head of its report."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..comparators import Baseline, seat_changes
from ..errors import EmptySelectionError
from ..parties import short_names
from ..shares import turnout
from ..tables import percent, whole

UPPER = ("county", "unitary")
OFFICES = {"mayor": "Mayor", "pcc": "Commissioner"}
SHOWN = ("Con", "Lab", "LD", "Grn")
LED_BY = ("council", "mayor")
SINCE = {
    "last_election": "when these seats were last fought",
    "eve_of_poll": "on the eve of the poll",
    "eve_of_poll_filled": "on the eve of the poll, vacancies filled",
}


def headline(
    people: pd.DataFrame,
    councils: pd.DataFrame,
    seats: pd.DataFrame,
    *,
    baseline: Baseline = "last_election",
    lead: str = "council",
    parties: pd.DataFrame | None = None,
) -> tuple[str, str]:
    """The one figure to lead with, and what it is: seats of the largest party, or the share that won.

    ``people``, ``councils`` and ``seats`` are the tables of ``people_elected``, ``councils_elected`` and
    ``seats``; any may be empty. Seats are of county and unitary councils elected as a whole, with the
    change by ``baseline`` where it is known of all of them. ``lead`` says which comes first where both are
    there, ``council`` or ``mayor``. Without either it is the commissioner's, or, where the area is only a
    part of the commissioner's, the seats filled.

    >>> people = pd.DataFrame({"election_type": ["mayor"], "office": ["Mayor of Elmet"], "round": ["final"],
    ...                        "winner": ["A. Reed"], "winner_party": ["Lab"], "majority_share": [0.2]})
    >>> parties = pd.DataFrame({"party": ["Lab"], "short_name": ["Labour"], "order": [1]})
    >>> headline(people, pd.DataFrame(), pd.DataFrame(), parties=parties)
    ('60.0%', 'of the final round for A. Reed (Labour), Mayor of Elmet')
    """
    if lead not in LED_BY:
        raise ValueError(f'headline: lead is "{lead}"; it is one of {", ".join(LED_BY)}')
    names = short_names(_parties(parties))
    of_councils = _of_councils(councils, seats, baseline, names)
    mayor = _of_people(people, "mayor", names)
    found = [*mayor, *of_councils] if lead == "mayor" else [*of_councils, *mayor]
    own, beyond = _footprints(_of(people, "pcc"))
    found += _of_people(own, "pcc", names)
    if len(seats):
        filled = seats.groupby("party")["seats"].sum()
        top = str(filled.idxmax())
        label = f"council seats filled were {names[top]}"
        found.append((f"{whole(filled[top])} of {whole(filled.sum())}", label))
    found += _of_people(beyond, "pcc", names)
    if not found:
        raise EmptySelectionError("headline: there is nobody elected and no council in the tables given")
    return found[0]


def facts(
    people: pd.DataFrame,
    seats: pd.DataFrame,
    contests: pd.DataFrame,
    *,
    shown: Iterable[str] = SHOWN,
    parties: pd.DataFrame | None = None,
) -> dict[str, str]:
    """Who was elected and how clearly, the seats of the parties ``shown``, and turnout, as printed.

    The labels are the same in every region, so that two can be set side by side. What is not known is left
    out. Turnout is the median contest's, as published.

    >>> people = pd.DataFrame({"election_type": ["pcc"], "winner": ["A. Reed"], "winner_party": ["Lab"],
    ...                        "majority_share": [0.2]})
    >>> parties = pd.DataFrame({"party": ["Lab"], "short_name": ["Labour"], "order": [1]})
    >>> seats = pd.DataFrame({"party": ["Lab"], "seats": [1200]})
    >>> facts(people, seats, pd.DataFrame({"turnout_published": []}), shown=["Lab"], parties=parties)
    {'Commissioner': 'A. Reed (Labour)', "Commissioner's majority": '20.0%', 'Seats filled': '1,200', \
'Labour seats': '1,200'}
    """
    names = short_names(_parties(parties))
    found: dict[str, str] = {}
    for kind, office in OFFICES.items():
        for row in _own(people, kind).head(1).to_dict("records"):
            found[office] = f"{row['winner']} ({names[row['winner_party']]})"
            if pd.notna(row["majority_share"]):
                found[f"{office}'s majority"] = percent(row["majority_share"])
    if len(seats):
        filled = seats.groupby("party")["seats"].sum()
        found["Seats filled"] = whole(filled.sum())
        found |= {f"{names[party]} seats": whole(filled.get(party, 0)) for party in shown}
    known = contests[contests["turnout_published"].notna()]
    if len(known):
        found["Turnout, median contest"] = percent(turnout(known, definition="published")["turnout"].median())
    return found


def _parties(parties: pd.DataFrame | None) -> pd.DataFrame:
    if parties is not None:
        return parties
    from ..load import load_parties

    return load_parties()


def _of(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    return people[people["election_type"] == kind] if len(people) else people


def _footprints(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who holds an office of just this area, or of who knows what area, and who holds one beyond it."""
    if "footprint" not in people:
        return people, people.head(0)
    beyond = people["footprint"].isin(["larger", "overlaps"]).fillna(False)
    return people[~beyond], people[beyond]


def _own(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Who holds the office, those of just this area first."""
    rows = _of(people, kind)
    if "footprint" not in rows:
        return rows
    return rows.sort_values("footprint", key=lambda f: f != "same", kind="stable")


def _of_people(people: pd.DataFrame, kind: str, names: dict[str, str]) -> list[tuple[str, str]]:
    for row in _own(people, kind).to_dict("records"):
        final = row["round"] == "final"
        # of two finalists, the winner has half and half the lead
        share = (1 + row["majority_share"]) / 2 if final else row["winner_mandate_share"]
        if pd.notna(share):
            said = f"for {row['winner']} ({names[row['winner_party']]}), {row['office']}"
            return [(percent(share), f"of {'the final round' if final else 'first preferences'} {said}")]
    return []


def _of_councils(
    councils: pd.DataFrame, seats: pd.DataFrame, baseline: Baseline, names: dict[str, str]
) -> list[tuple[str, str]]:
    if not len(councils) or not len(seats):
        return []
    ours = councils[councils["election_type"].isin(UPPER) & (councils["scope"] == "whole")]
    rows = seats[seats["organisation"].isin(ours["organisation"])]
    if rows.empty:
        return []
    won = rows.groupby("party")["seats"].sum()
    top = str(won.idxmax())
    bodies = ours["organisation_name"].tolist()
    where = " and ".join(bodies) if len(bodies) < 3 else f"{len(bodies)} councils"
    label = f"{names[top]} seats on {where}"
    try:
        change = seat_changes(rows, baseline=baseline)
    except EmptySelectionError:
        change = rows.assign(seats_change=None)
    moved = change.loc[change["party"] == top, "seats_change"]
    if len(moved) and moved.notna().all() and change["organisation"].nunique() == len(ours):
        by = int(moved.sum())
        than = f"{whole(abs(by))} {'more' if by > 0 else 'fewer'} than" if by else "as many as"
        label += f", {than} {SINCE.get(baseline, baseline)}"
    return [(f"{whole(won[top])} of {whole(won.sum())}", label)]
