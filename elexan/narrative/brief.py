"""What a count came to, step by step, and whom another rule would have elected: a sentence of clauses."""

from __future__ import annotations

import pandas as pd

from ..columns import flag
from ..parties import short_names
from .sentences import Sentence, joined, rows, say


def fptp_in_brief(leaders: pd.DataFrame, parties: pd.DataFrame) -> Sentence:
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
    table = leaders.assign(differs=flag(leaders, "differs"))
    clauses = []
    for row in rows(table, "fptp_winners"):
        place = str(row["office"] if "office" in leaders else row["area_name"])
        if not row.known("differs"):
            clauses.append(Sentence(f"{place}: not known"))
        elif not row["differs"]:
            clauses.append(Sentence(f"{place}: the same"))
        else:
            party, elected = (names.get(row[c], row[c]) for c in ("leader_party", "elected_party"))
            ahead = say(" ({row.lead:whole} votes ahead)", row=row) if row.known("lead") else Sentence("")
            text = "{place}: {party}{ahead} instead of {elected}"
            clauses.append(say(text, place=place, party=party, ahead=ahead, elected=elected))
    return say("By first past the post, {all}.", all=joined(clauses, last="; ", between="; "))


def declared_in_brief(steps: pd.DataFrame) -> Sentence:
    """The second round of one contest as it was declared, step by step, in a sentence.

    ``steps`` is the table of ``as_declared``.

    >>> steps = pd.DataFrame({"place": [0, 1, 2], "areas": ["", "Ely", "March"], "leader": "A. Reed",
    ...     "runner_up": "B. Rush", "leader_votes": [45, 48, 49], "runner_up_votes": [30, 46, 50],
    ...     "turned": [False, False, True]})
    >>> declared_in_brief(steps)
    'A. Reed to B. Rush: 45 to 30 at first; 48 to 46 after Ely; 49 to 50 after March, which turned it.'
    """
    clauses = []
    for row in rows(steps.sort_values("place"), "as_declared"):
        after = f"after {row['areas']}" if row["place"] > 0 else "at first"
        turned = ", which turned it" if row["turned"] else ""
        text = "{row.leader_votes:whole} to {row.runner_up_votes:whole} {after}{turned}"
        clauses.append(say(text, row=row, after=after, turned=turned))
    who = f"{steps['leader'].iloc[0]} to {steps['runner_up'].iloc[0]}"
    return say("{who}: {all}.", who=who, all=joined(clauses, last="; ", between="; "))
