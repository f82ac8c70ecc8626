"""What swings would have done to seats and control, and what projections came to, in sentences."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require
from .extremes import extremes, keyed, share_of, then
from .naming import Names
from .sentences import Row, Sentence, ended, joined, rows, say


def nearest_tipping_point(tipping: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """The smallest swing that would have changed who controls a council, and at which division.

    ``tipping`` is the table of ``tipping_point``, of one party or several, with ``council``; ``parties`` that
    of ``load_parties``. Out of reach for all: nothing.

    >>> t = pd.DataFrame({"council": ["Elmet"], "party": ["Con"], "change": ["gain"], "area_name": ["Abbey"],
    ...                   "other_party": ["Lab"], "seats_to_change": [3], "required_swing": [0.0098]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*nearest_tipping_point(t, p)[0].split(", "), sep="\\n")
    The smallest swing that would have changed control was 1.0 point to the Conservatives
    up to Abbey (against Labour): three seats more and a majority on Elmet.
    """
    require(tipping, "tipping", ["council", "party", "change", "area_name", "other_party", "required_swing"])
    known = tipping[tipping["required_swing"].notna()]
    if known.empty:
        return []
    top = known.sort_values(["required_swing", "council", "party"], kind="stable").head(1)
    row = keyed(rows(top, "tipping_point")[0], "council")
    names = Names(parties)
    party, other = names.party(row["party"]), _against(row["other_party"], names)
    gain = row["change"] == "gain"
    text = "the smallest swing that would have changed control was {r.required_swing:points} {way} {p}, "
    text += "up to {area} (against {other}): {r.seats_to_change:seats} {more} and {majority} on {at}"
    ways = {"way": "to", "more": "more", "majority": "a majority"}
    if not gain:
        ways = {"way": "from", "more": "fewer", "majority": "no majority"}
    where = {"area": str(row["area_name"]), "at": str(row["council"])}
    return [ended(say(text, r=row, p=party, other=other, **where, **ways))]


def _against(party: object, names: Names) -> str:
    many = {"Ind": "an Independent", "Local": "a local party", "ResAssoc": "a residents' association"}
    return many.get(str(party), names.party(party))


def safest_majority(tipping: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Which of the majorities held would have taken the largest and the smallest swing to lose.

    ``tipping`` is the table of ``tipping_point`` of several councils, with ``council``; ``parties`` that of
    ``load_parties``.

    >>> t = pd.DataFrame({"council": ["Elmet", "Loidis"], "party": "Con", "change": "loss",
    ...                   "required_swing": [0.02, 0.09]})
    >>> p = pd.DataFrame({"party": ["Con"], "party_name": ["Conservative"], "short_name": ["Conservative"]})
    >>> safest_majority(t, p)[0]
    'Of the two majorities held that on Elmet took the smallest swing to lose (2.0 points), that on Loidis the largest (9.0 points).'
    """  # noqa: E501
    require(tipping, "tipping", ["council", "party", "change", "required_swing"])
    held = tipping[(tipping["change"] == "loss")].drop_duplicates(["council", "party"])
    text = "of the {count} majorities held that on {low_at} took the smallest swing to lose ({low}), that on "
    text += "{high_at} the largest ({high})"
    return extremes(held, text, column="required_swing", by="council", name="tipping_point", kind="points")


def after_swing(
    grid: pd.DataFrame, parties: pd.DataFrame, *, swing: float = 0.05, party: str | None = None
) -> list[Sentence]:
    """What a swing from the larger of two parties to the other would have done to its seats and majorities.

    ``grid`` is the table of ``seat_grid`` by ``council``; the swing between the second pair is none.
    ``parties`` is the table of ``load_parties``; ``party`` which of the pair loses, else the one with more
    seats. Of the swings of the grid the nearest to ``swing`` is told.

    >>> g = pd.DataFrame({"council": "Elmet", "first_swing": [0.0, 0.0, -0.05, -0.05], "second_swing": 0.0,
    ...     "first_a": "Con", "first_b": "Lab", "party": ["Con", "Lab"] * 2, "seats": [9, 1, 4, 6],
    ...     "control": ["Con", "Con", "Lab", "Lab"]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*after_swing(g, p)[0].split(", "), sep="\\n")
    After a swing of 5.0 points from the Conservatives to Labour they would have had four seats instead of nine
    and a majority on none instead of one.
    """  # noqa: E501
    require(grid, "grid", ["council", "first_swing", "second_swing", "party", "seats", "control"])
    if grid.empty:
        return []
    none = grid[grid["second_swing"].abs() == grid["second_swing"].abs().min()]
    now = none[none["first_swing"].abs() == none["first_swing"].abs().min()]
    a, b = str(grid["first_a"].iloc[0]), str(grid["first_b"].iloc[0])
    held = now.groupby("party")["seats"].sum()
    loser = party or (a if held.get(a, 0) >= held.get(b, 0) else b)
    aim = -swing if loser == a else swing
    gap = (none["first_swing"] - aim).abs()
    then_ = none[gap == gap.min()]
    cells = {
        "swing": then_["first_swing"].iloc[0], "party": loser, "seats_now": int(held.get(loser, 0)),
        "seats": int(then_.loc[then_["party"] == loser, "seats"].sum()),
        "majorities_now": _majorities(now, loser), "majorities": _majorities(then_, loser),
    }  # fmt: skip
    row, names = Row(cells, "seat_grid, summed"), Names(parties)
    x, y = names.party(loser), names.party(b if loser == a else a)
    text = (
        "after a swing of {r.swing:points} from {x} to {y} {they} would have had {r.seats:seats} instead of "
    )
    text += "{r.seats_now:spelt}"
    if cells["majorities_now"]:
        text += ", and a majority on {after} instead of {r.majorities_now:spelt}"
        if cells["majorities"] == cells["majorities_now"]:
            text = text.replace("on {after} instead of {r.majorities_now:spelt}", "on {after}, as before")
    after = "none" if not cells["majorities"] else say("{r.majorities:councils}", r=row)
    they = "they" if x.endswith("s") else "it"
    return [ended(say(text, r=row, x=x, y=y, they=they, after=after))]


def _majorities(grid: pd.DataFrame, party: str) -> int:
    return int(grid.loc[grid["control"] == party, "council"].nunique())


def bias(lean: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """On how many councils the seats favoured which of two parties at equal votes, and by how much.

    ``lean`` is the table of ``bias_and_responsiveness`` by ``council``; ``parties`` that of ``load_parties``.

    >>> b = pd.DataFrame({"council": ["Elmet", "Loidis"], "party_a": "Con", "party_b": "Lab",
    ...                   "bias_share": [0.03, 0.24]})
    >>> p = pd.DataFrame({"party": ["Lab", "Con"], "party_name": ["Labour Party", "Conservative"],
    ...                   "short_name": ["Labour", "Conservative"]})
    >>> print(*bias(b, p)[0].split("; "), sep="\\n")
    With their votes equal the seats would have favoured the Conservatives over Labour on both councils
    the bias was largest on Loidis (24.0 points) and smallest on Elmet (3.0 points).
    """
    require(lean, "lean", ["council", "party_a", "party_b", "bias_share"])
    known = lean[lean["bias_share"].notna()]
    if known.empty:
        return []
    over, under = known[known["bias_share"] > 0], known[known["bias_share"] < 0]
    names, pair = Names(parties), known.iloc[0]
    more, party, rival = (
        (over, "party_a", "party_b") if len(over) >= len(under) else (under, "party_b", "party_a")
    )
    if more.empty:
        return []
    n = share_of(len(more), len(known), "bias_and_responsiveness")
    words = {"p": names.party(pair[party]), "o": names.party(pair[rival]), "n": n}
    text = "with their votes equal the seats would have favoured {p} over {o} on {n}"
    text += " councils" if len(known) > 1 else " council"
    said = ended(say(text, **words))
    size = known.assign(size=number(known, "bias_share").abs())
    ends = "the bias was largest on {high_at} ({high}) and smallest on {low_at} ({low})"
    one = "the bias was {high}"
    spread = extremes(
        size, ends, column="size", by="council", name="bias_and_responsiveness", kind="points", one=one
    )
    lower = [Sentence(s[:1].lower() + s[1:], s.figures) for s in spread]
    return [then(said, lower[0])] if lower else [said]


def nearest_targets(targets: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Each party's nearest target: the division, who held it, the votes and the swing it would take.

    ``targets`` is the table of ``targets`` of several parties, with ``council``; ``parties`` that of
    ``load_parties``.

    >>> t = pd.DataFrame({"party": ["Con"], "area_name": ["Abbey"], "council": ["Elmet"], "held_by": ["LD"],
    ...                   "majority": [5], "required_swing": [0.0006]})
    >>> p = pd.DataFrame({"party": ["Con", "LD"], "party_name": ["Conservative", "Liberal Democrats"],
    ...                   "short_name": ["Conservative", "Lib Dem"]})
    >>> nearest_targets(t, p)[0]
    'The nearest target of the Conservatives was Abbey (Elmet), lost by five votes to the Liberal Democrats.'
    """
    require(targets, "targets", ["party", "area_name", "council", "held_by", "majority", "required_swing"])
    order = targets[targets["required_swing"].notna()].sort_values(
        ["required_swing", "majority", "area_name"], kind="stable"
    )
    names, parts = Names(parties), []
    for n, row in enumerate(rows(order.drop_duplicates("party"), "targets")):
        text = "the nearest target of {p} was {at}, lost by {r.majority:votes} to {o}"
        if n:
            text = "that of {p} was {at}, by {r.majority:spelt} to {o}"
        party, other = names.party(row["party"]), _against(row["held_by"], names)
        parts.append(say(text, p=party, at=f"{row['area_name']} ({row['council']})", r=row, o=other))
    return [ended(joined(parts, last="; ", between="; "))] if parts else []


def wrong_seats(wrong: pd.DataFrame, *, seats: int) -> list[Sentence]:
    """Which way of projecting gave fewest and most seats to the wrong party.

    ``wrong`` has a row a ``way`` with the seats given to the ``wrong`` party, of ``seats`` in all.

    >>> w = pd.DataFrame({"way": ["uniform", "transition"], "wrong": [36.0, 20.0]})
    >>> print(*wrong_seats(w, seats=139)[0].split("; "), sep="\\n")
    Fewest seats went to the wrong party by transition swing: 20 of the 139
    most by uniform swing: 36.
    """
    cells = wrong.assign(seats=seats, way=wrong["way"].astype("str") + " swing")
    text = "fewest seats went to the wrong party by {low_at}: {low} of {all}; most by {high_at}: {high}"
    total = say("the {s.seats:whole}", s=Row({"seats": seats}, "seats, summed"))
    return extremes(
        cells, text, column="wrong", by="way", name="projections compared", kind="whole", all=total
    )


def likeliest_control(chances: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Who most probably controlled each council, in the draws, and how probably.

    ``chances`` is the table of ``control_chances`` with ``organisation_name``; ``parties`` that of
    ``load_parties``.

    >>> c = pd.DataFrame({"organisation_name": "Elmet", "control": ["NOC", "LD"], "chance": [0.98, 0.02]})
    >>> p = pd.DataFrame({"party": ["LD"], "party_name": ["Liberal Democrats"], "short_name": ["Lib Dem"]})
    >>> likeliest_control(c, p)[0]
    'In 98.0% of the draws nobody had a majority on Elmet.'
    """
    require(chances, "chances", ["organisation_name", "control", "chance"])
    known = chances[chances["chance"].notna()].sort_values("chance", ascending=False, kind="stable")
    names, parts = Names(parties), []
    for n, row in enumerate(rows(known.drop_duplicates("organisation_name"), "control_chances")):
        who = Sentence("nobody") if row["control"] == "NOC" else names.party(row["control"])
        text = "{r.chance:percent} of the draws {p} had a majority on {at}"
        if row["chance"] == 1:
            text = "all draws {p} had a majority on {at}"
        text = text if n else "in " + text
        parts.append(say(text, p=who, at=str(row["organisation_name"]), r=keyed(row, "organisation_name")))
    return [ended(joined(parts, last=", and in ", between=", in "))] if parts else []
