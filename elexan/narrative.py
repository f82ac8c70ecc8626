"""Analyses in words. Every number in a sentence comes from a cell of the table given."""

from __future__ import annotations

import pandas as pd

from .columns import flag
from .parties import short_names


def in_brief(people: pd.DataFrame, councils: pd.DataFrame, parties: pd.DataFrame) -> str:
    """The day in two or three sentences: who was elected, whether from behind, and who controls what.

    ``people`` and ``councils`` are the tables of ``people_elected`` and ``councils_elected`` (either may be
    empty), ``parties`` that of ``load_parties``.

    >>> people = pd.DataFrame({"winner": ["A. Reed"], "winner_party": ["Lab"], "office": ["Mayor of Elmet"],
    ...                        "plurality_reversal": [True]})
    >>> parties = pd.DataFrame({"party": ["Lab"], "short_name": ["Labour"], "order": [1]})
    >>> in_brief(people, pd.DataFrame(), parties)
    'A. Reed (Labour) was elected Mayor of Elmet, having trailed on first preferences.'
    """
    names = short_names(parties)
    sentences = []
    if len(people):
        behind = flag(people, "plurality_reversal").fillna(False)
        party = people["winner_party"].map(names)
        was = people["winner"] + " (" + party + ") was elected " + people["office"]
        sentences += (was + behind.map({True: ", having trailed on first preferences", False: ""})).tolist()
    if len(councils):
        settled = councils[councils["control"].notna()]
        noc = settled["control"] == "NOC"
        held = settled["control"].map(names).fillna(settled["control"]) + " control"
        says = settled["organisation_name"] + ": " + held.mask(noc, "no overall control")
        largest = " (" + settled["largest"].map(names) + " the largest group)"
        sentences += (says + largest.where(noc, "").fillna(" (two groups level)")).tolist()
        part = len(councils) - len(settled)
        if part == 1:
            sentences.append("One council elected only some of its seats")
        elif part:
            sentences.append(f"{spelt(part).capitalize()} councils elected only some of their seats")
    return ". ".join(sentences) + "." if sentences else "No contest."


def fptp_in_brief(leaders: pd.DataFrame, parties: pd.DataFrame) -> str:
    """Whom first past the post would have elected, contest by contest, on the first preferences as cast.

    ``leaders`` is the table of ``fptp_winners``, named by ``office`` where it has that, else by
    ``area_name``; ``parties`` that of ``load_parties``.

    >>> leaders = pd.DataFrame({"area_name": ["Elmet", "Loidis"], "leader_party": ["Con", "Lab"],
    ...     "elected_party": ["Lab", "Lab"], "lead": [17836, 5], "differs": [True, False]})
    >>> parties = pd.DataFrame({"party": ["Lab", "Con"], "order": [1, 2],
    ...                         "short_name": ["Labour", "Conservative"]})
    >>> fptp_in_brief(leaders, parties)
    'By first past the post, Elmet: Conservative (17,836 votes ahead) instead of Labour; Loidis: the same.'
    """
    names = short_names(parties)
    differs = flag(leaders, "differs")
    party = leaders["leader_party"].map(names).fillna(leaders["leader_party"])
    instead = leaders["elected_party"].map(names).fillna(leaders["elected_party"])
    ahead = leaders["lead"].map(lambda votes: "" if pd.isna(votes) else f" ({votes:,.0f} votes ahead)")
    says = (party + ahead + " instead of " + instead).where(differs.fillna(False).astype(bool), "the same")
    says = says.mask(differs.isna(), "not known")
    place = leaders["office" if "office" in leaders else "area_name"]
    return "By first past the post, " + "; ".join(place + ": " + says) + "."


def declared_in_brief(steps: pd.DataFrame) -> str:
    """The second round of one contest as it was declared, step by step, in a sentence.

    ``steps`` is the table of ``as_declared``.

    >>> steps = pd.DataFrame({"place": [0, 1, 2], "areas": ["", "Ely", "March"], "leader": "A. Reed",
    ...     "runner_up": "B. Rush", "leader_votes": [45, 48, 49], "runner_up_votes": [30, 46, 50],
    ...     "turned": [False, False, True]})
    >>> declared_in_brief(steps)
    'A. Reed to B. Rush: 45 to 30 at first; 48 to 46 after Ely; 49 to 50 after March, which turned it.'
    """
    rows = steps.sort_values("place")
    votes = [
        f"{ours:,} to {theirs:,}"
        for ours, theirs in zip(rows["leader_votes"], rows["runner_up_votes"], strict=True)
    ]
    after = ("after " + rows["areas"]).where(rows["place"] > 0, "at first")
    turned = rows["turned"].map({True: ", which turned it", False: ""})
    said = "; ".join(f"{v} {a}{t}" for v, a, t in zip(votes, after, turned, strict=True))
    return f"{rows['leader'].iloc[0]} to {rows['runner_up'].iloc[0]}: {said}."


def spelt(number: int) -> str:
    """A whole number as running text has it: in letters up to nine.

    >>> spelt(9), spelt(12)
    ('nine', '12')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else f"{number:,}"
