"""Estimates and their tests in sentences: the interval with every estimate, and how often it held."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require
from .extremes import called, share_of
from .naming import Names
from .sentences import Figure, Row, Sentence, ended, joined, rows, say

FEWEST = 10  # contests, under which no correlation is said
LIKELY = 0.5
WEAK = 0.2  # correlation, under which two figures are not said to move together


def estimated_transfers(shares: pd.DataFrame, parties: pd.DataFrame, *, most: int = 2) -> list[Sentence]:
    """Where the voters of the origins seen in most contests are estimated to have gone, with intervals.

    ``shares`` is the table of ``estimate_transfer_shares`` for one pair of finalists; ``parties`` that of
    ``load_parties``; ``most`` how many origins are told.

    >>> s = pd.DataFrame({"origin": "LD", "destination": ["Con", "Lab"], "share": [0.267, 0.384],
    ...     "low_share": [0.21, 0.33], "high_share": [0.34, 0.46], "contests": 27})
    >>> p = pd.DataFrame({"party": ["LD", "Con", "Lab"], "party_name": ["Liberal Democrats", "C", "Labour"],
    ...                   "short_name": ["Liberal Democrat", "C", "Labour"]})
    >>> print(*estimated_transfers(s, p)[0].split(", "), sep="\\n")
    Of the voters of the Liberal Democrats
    seen in 27 contests
    an estimated 38.4% (33.0% to 46.0%) went to Labour and 26.7% (21.0% to 34.0%) to the Conservatives.
    """
    columns = ["origin", "destination", "share", "low_share", "high_share", "contests"]
    require(shares, "shares", columns)
    names = Names(parties)
    origins = shares.drop_duplicates("origin").sort_values(
        ["contests", "origin"], ascending=[False, True], kind="stable"
    )
    said = []
    for party, group in ((o, shares[shares["origin"] == o]) for o in origins["origin"].head(most)):
        parts = []
        for n, row in enumerate(
            rows(group.sort_values("share", ascending=False), "estimate_transfer_shares")
        ):
            cells = Row(dict(row.cells) | {"party": row["origin"]}, row.table)
            text = "{r.share:percent} ({r.low_share:percent} to {r.high_share:percent}) "
            text = "an estimated " + text + "went to {p}" if n == 0 else text + "to {p}"
            parts.append(say(text, r=cells, p=names.party(row["destination"])))
        first = rows(group, "estimate_transfer_shares")[0]
        head = say("of the voters of {p}, seen in {r.contests:contests}", p=names.party(party), r=first)
        said.append(ended(say("{head}, {parts}", head=head, parts=joined(parts))))
    return said


def held_out(coverage: pd.DataFrame, *, level: float) -> list[Sentence]:
    """How often intervals held what they foretold, and the error beside that of the plain mean.

    ``coverage`` is the table of ``transfer_coverage``, whose ``measure`` says in words what was foretold;
    ``level`` the part of cases that the intervals are made to hold.

    >>> c = pd.DataFrame({"measure": ["the transfer rate"], "contests": [37], "covered_share": [0.784],
    ...                   "error": [0.058], "plain_error": [0.134]})
    >>> print(*held_out(c, level=0.8)[0].split(": "), sep="\\n")
    Made to hold 80% of cases, the intervals held 78.4% of 37 for the transfer rate
    the mean error was 5.8 points, that of the plain mean 13.4 points.
    """
    require(coverage, "coverage", ["measure", "contests", "covered_share", "error", "plain_error"])
    said = []
    for n, row in enumerate(rows(coverage, "transfer_coverage")):
        text = "{r.covered_share:percent} of {r.contests:whole} for {what}: the mean error was "
        text += "{r.error:points}, that of the plain mean {r.plain_error:points}"
        made = Row({"level": level}, "the level of the intervals")
        head = "made to hold {m.level:share} of cases, the intervals held " if n == 0 else "they held "
        said.append(ended(say(head + text, m=made, r=row, what=str(row["measure"]))))
    return said


def likely_winners(outcomes: pd.DataFrame, *, by: str) -> list[Sentence]:
    """In how many contests the draws had the runner-up win, and where more often than not.

    ``outcomes`` is the table of ``simulated_outcomes``, with the name of each contest in ``by``: both
    finalists with ``first_pref`` and ``won_share``, the share of the draws in which they won.

    >>> o = pd.DataFrame({"ballot_id": ["x", "x", "y", "y"], "area": ["Elmet"] * 2 + ["Loidis"] * 2,
    ...                   "first_pref": [9, 8, 9, 7], "won_share": [0.4, 0.6, 0.9, 0.1]})
    >>> likely_winners(o, by="area")[0]
    'In one of the two contests simulated the runner-up won more often than not: Elmet (60.0% of the draws).'
    """
    require(outcomes, "outcomes", ["ballot_id", by, "first_pref", "won_share"])
    first = outcomes.groupby("ballot_id")["first_pref"].transform("max")
    second = outcomes[(outcomes["first_pref"] < first) & outcomes["won_share"].notna()]
    if second.empty:
        return []
    over = second[second["won_share"] > LIKELY].sort_values("won_share", ascending=False, kind="stable")
    n, table = share_of(len(over), len(second), "simulated_outcomes"), "simulated_outcomes"
    if over.empty:
        near = rows(second.sort_values("won_share", kind="stable").tail(1), table)[0]
        text = "in none of the contests simulated did the runner-up win in more than half of the draws; "
        text += "it came nearest in {at} ({r.won_share:percent})"
        return [ended(say(text, at=called(near, by), r=near))]
    told = []
    for k, row in enumerate(rows(over, table)):
        text = "{at} ({r.won_share:percent} of the draws)" if k == 0 else "{at} ({r.won_share:percent})"
        told.append(say(text, at=called(row, by), r=row))
    text = "in {n} contests simulated the runner-up won more often than not: {told}"
    return [ended(say(text, n=n, told=joined(told)))]


def going_together(table: pd.DataFrame, text: str, *, x: str, y: str) -> list[Sentence]:
    """How closely one figure rose or fell with another over contests, with their correlation, in words given.

    ``text`` has the fields ``{rose}`` (or fell; hardly moved, where the correlation is under 0.2),
    ``{correlation}`` and ``{count}``. Nothing is said of fewer than ten contests.

    >>> t = pd.DataFrame({"a": range(10), "b": range(10)})
    >>> going_together(t, "turnout {rose} with age ({correlation} over {count})", x="a", y="b")[0]
    'Turnout rose with age (1.00 over 10).'
    """
    known = table[[x, y]].dropna()
    if len(known) < FEWEST or known[x].nunique() == 1 or known[y].nunique() == 1:
        return []
    value = float(number(known, x).corr(number(known, y)))
    printed = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
    said = Sentence(printed, [Figure(printed, value, f"{x} and {y}", "correlation")])
    count = Row({"count": len(known)}, f"{x} and {y}, counted")
    rose = "hardly moved" if abs(value) < WEAK else "rose" if value > 0 else "fell"
    return [ended(say(text, rose=rose, correlation=said, count=say("{c.count:whole}", c=count)))]
