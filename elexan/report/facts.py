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
WINNERS = {  # of seats, where that is not the party's short name
    "Con": "Conservatives", "LD": "Lib Dems", "Grn": "Greens", "Ind": "independents",
    "ResAssoc": "residents' associations", "Local": "local parties", "Other": "other parties",
}  # fmt: skip
NAMES = ("office", "winner", "runner_up", "organisation_name", "area_name", "region_name")
SINCE = {
    "last_election": "when these seats were last fought",
    "eve_of_poll": "on the eve of the poll",
    "eve_of_poll_filled": "on the eve of the poll, vacancies filled",
    "notional": "by the last votes on these wards",
}


def headline(
    people: pd.DataFrame,
    councils: pd.DataFrame,
    seats: pd.DataFrame,
    *,
    baseline: Baseline = "last_election",
    lead: str = "mayor",
    parties: pd.DataFrame | None = None,
) -> tuple[str, str]:
    """The one figure to lead with, and what it is: the share that won, or the seats of the largest party.

    ``people``, ``councils`` and ``seats`` are the tables of ``people_elected``, ``councils_elected`` and
    ``seats``; any may be empty. An area with a mayor of just its own leads with how the mayor was elected,
    any other with the seats of its county and unitary councils elected as a whole; ``lead`` turns the two
    round: ``council`` or ``mayor``. Without either it is the commissioner's share, or, where the area is only
    a part of the commissioner's, the seats filled. Seats are said with their change by ``baseline`` where it
    is known of all of them.

    >>> people = pd.DataFrame({"election_type": ["mayor"], "office": ["Mayor of Elmet"], "round": ["final"],
    ...                        "winner": ["A. Reed"], "winner_party": ["Lab"], "majority_share": [0.2]})
    >>> parties = pd.DataFrame({"party": ["Lab"], "short_name": ["Labour"], "order": [1]})
    >>> headline(people, pd.DataFrame(), pd.DataFrame(), parties=parties)
    ('60.0%', 'of the final round for A. Reed (Labour), elected Mayor of Elmet')
    """
    if lead not in LED_BY:
        raise ValueError(f'headline: lead is "{lead}"; it is one of {", ".join(LED_BY)}')
    names = short_names(_parties(parties))
    own, within, beyond = _footprints(people)
    mayor, of_councils = _of_people(own, "mayor", names), _of_councils(councils, seats, baseline, names)
    found = [*mayor, *of_councils] if lead == "mayor" else [*of_councils, *mayor]
    found += _of_people(within, "mayor", names) + _of_people(own, "pcc", names)
    found += _of_seats(seats, baseline, names)
    found += _of_people(beyond, "mayor", names)
    found += _of_people(within, "pcc", names) + _of_people(beyond, "pcc", names)
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
    {'Commissioner': 'A. Reed (Labour)', "Commissioner's majority": '20.0 points', \
'Seats filled': '1,200', 'Labour seats': '1,200'}
    """
    names = short_names(_parties(parties))
    found: dict[str, str] = {}
    for kind, office in OFFICES.items():
        for row in _own(people, kind).head(1).to_dict("records"):
            found[office] = f"{row['winner']} ({names[row['winner_party']]})"
            if pd.notna(row["majority_share"]):
                found[f"{office}'s majority"] = _points(row["majority_share"])
    if len(seats):
        filled = seats.groupby("party")["seats"].sum()
        found["Seats filled"] = whole(filled.sum())
        found |= {f"{names[party]} seats": whole(filled.get(party, 0)) for party in shown}
    known = contests[contests["turnout_published"].notna()]
    if len(known):
        found["Turnout, median contest"] = percent(turnout(known, definition="published")["turnout"].median())
    return found


def words(*tables: pd.DataFrame) -> list[str]:
    """The names a report is to be found by: offices, people, bodies and areas in the tables, each once.

    They are those in the columns ``NAMES``, whichever of them a table has.

    >>> people = pd.DataFrame({"office": ["Mayor of Elmet"], "winner": ["A. Reed"], "runner_up": [None]})
    >>> words(people, pd.DataFrame({"organisation_name": ["Elmet Council", "Elmet Council"]}))
    ['Mayor of Elmet', 'A. Reed', 'Elmet Council']
    """
    columns = [table[name].dropna() for table in tables for name in NAMES if name in table]
    return list(dict.fromkeys(str(name) for column in columns for name in column))


def _parties(parties: pd.DataFrame | None) -> pd.DataFrame:
    if parties is not None:
        return parties
    from ..load import load_parties

    return load_parties()


def _of(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    return people[people["election_type"] == kind] if len(people) else people


def _footprints(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Who holds an office of just this area (or of no known one), of a part of it, and one beyond it."""
    if "footprint" not in people:
        return people, people.head(0), people.head(0)
    within = (people["footprint"] == "within").fillna(False)
    beyond = people["footprint"].isin(["larger", "overlaps"]).fillna(False)
    return people[~within & ~beyond], people[within], people[beyond]


def _own(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Who holds the office, those of just this area first."""
    rows = _of(people, kind)
    if "footprint" not in rows:
        return rows
    return rows.sort_values("footprint", key=lambda f: f != "same", kind="stable")


def _points(share: float) -> str:
    """A difference of two shares, in percentage points."""
    size = f"{100 * share:.1f}"
    return f"{size} point{'' if size == '1.0' else 's'}"


def _of_people(people: pd.DataFrame, kind: str, names: dict[str, str]) -> list[tuple[str, str]]:
    for row in _of(people, kind).to_dict("records"):
        final = row["round"] == "final"
        # of two finalists, the winner has half and half the lead
        share = (1 + row["majority_share"]) / 2 if final else row["winner_mandate_share"]
        if pd.notna(share):
            behind = row.get("plurality_reversal")
            said = (
                f"of {'the final round' if final else 'first preferences'} for {row['winner']} "
                f"({names[row['winner_party']]}), elected {row['office']}"
            )
            trailed = ", having trailed on first preferences" if pd.notna(behind) and behind else ""
            return [(percent(share), said + trailed)]
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
    first, *level = won.index[won == won.max()]
    bodies = ours["organisation_name"].tolist()
    where = " and ".join(bodies) if len(bodies) < 3 else f"{len(bodies)} councils"
    label = f"seats on {where} were won by {_winners(first, names)}"
    if level:
        label += f", and as many by {' and by '.join(_winners(party, names) for party in level)}"
    else:
        label += _moved(rows, first, baseline)
    return [(f"{whole(won[first])} of {whole(won.sum())}", label + _control(ours, names))]


def _of_seats(seats: pd.DataFrame, baseline: Baseline, names: dict[str, str]) -> list[tuple[str, str]]:
    if not len(seats):
        return []
    won = seats.groupby("party")["seats"].sum()
    top = str(won.idxmax())
    label = f"council seats filled were {names[top]}{_moved(seats, top, baseline)}"
    return [(f"{whole(won[top])} of {whole(won.sum())}", label)]


def _winners(party: str, names: dict[str, str]) -> str:
    return WINNERS.get(party, names[party])


def _moved(rows: pd.DataFrame, party: str, baseline: Baseline) -> str:
    """How many more or fewer seats of the party these are than before, where that is known of all of them."""
    try:
        change = seat_changes(rows, baseline=baseline)
    except EmptySelectionError:
        return ""
    moved = change.loc[change["party"] == party, "seats_change"]
    if moved.empty or moved.isna().any() or change["organisation"].nunique() < rows["organisation"].nunique():
        return ""
    by = int(moved.sum())
    than = f"{whole(abs(by))} {'more' if by > 0 else 'fewer'} than" if by else "as many as"
    return f", {than} {SINCE.get(baseline, baseline)}"


def _control(councils: pd.DataFrame, names: dict[str, str]) -> str:
    """Who controls the councils, where it is known and the same of all of them."""
    control = list(councils["control"].unique()) if "control" in councils else []
    if len(control) != 1 or pd.isna(control[0]):
        return ""
    if control[0] == "NOC":
        return "; no overall control" + {1: "", 2: " of either"}.get(len(councils), " of any")
    of = {1: "", 2: " of both"}.get(len(councils), " of all")
    return f"; {names.get(control[0], control[0])} control{of}"
