"""Answers about the votes of a whole council, and about all contests of a kind."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..shares import ShareMethod
from ..tables.figures import long_date, percent, whole
from .answers import Answer
from .contest_people import SYSTEMS, ordinal
from .contest_votes import Answers, known
from .council_answers import body_name, party_name
from .facts import Facts
from .target import Target

METHODS: tuple[tuple[ShareMethod, str], ...] = (
    ("sum", "all its candidates"),
    ("top_vote", "its best candidates"),
    ("average", "the mean of its candidates"),
)
METRO = "combined_authority"
_GROUPS = {"pccs": "commissioner", "mayors": "mayor", "metro mayors": "metro mayor"}


def votes(facts: Facts, target: Target, metric: str) -> Iterator[Answer]:
    """A party's votes or share over a council by each share method, and as pages printed it."""
    name, body = party_name(facts, target), body_name(facts, target)
    rows = facts.council(target)
    if target.party not in set(rows["party"]):
        yield Answer("sum", None, why=f"{name} had no candidate on {body}")
        return
    unknown = True
    for method, words in METHODS:
        table = facts.council_shares(target, method)
        own = table[table["party"] == target.party]
        n, share = known(own["votes"].iloc[0]), known(own["vote_share"].iloc[0])
        value = n if metric == "votes" else share
        if value is not None:
            stem = f"{name} had {whole(n)} votes on {body}, {percent(share)} ({words})"
            yield Answer(method, value, stem, facts.sources(rows))
            unknown = False
    if unknown:
        yield Answer("sum", None, why=f"the votes on {body} are not all held")
    printed = facts.published_totals
    here = (printed["organisation"] == target.organisation) & (printed["cycle"] == target.cycle)
    for row in printed[here & (printed["party"] == target.party)].to_dict("records"):
        value, source = known(row["votes"] if metric == "votes" else row["vote_share"]), str(row["source_id"])
        if value is not None:
            text = whole(value) if metric == "votes" else percent(value)
            stem = f"{facts.publishers.get(source, source)} prints {text} for {row['party_name']}"
            yield Answer("printed", value, stem, (source,))


def rank(facts: Facts, target: Target, metric: str) -> Answers:
    """A party's place by its votes over a council."""
    found, name, body = [], party_name(facts, target), body_name(facts, target)
    for method in ("sum", "top_vote"):
        table = facts.council_shares(target, method)
        n = table.loc[table["party"] == target.party, "votes"]
        if len(n) and n.notna().all() and table["votes"].notna().all():
            place = float((table["votes"] > n.iloc[0]).sum() + 1)
            stem = f"{name} came {ordinal(place)} by votes on {body}"
            found.append(Answer(method, place, stem, facts.sources(facts.council(target))))
    return found or [Answer("sum", None, why=f"the votes of {name} on {body} are not all held")]


def papers(facts: Facts, target: Target, metric: str) -> Answers:
    """Electorate, valid votes, papers and turnout of a council, over its contests that were polled."""
    body = body_name(facts, target)
    rows = facts.council(target).drop_duplicates("ballot_id")
    rows = rows[rows["status"] != "uncontested"]
    sources = facts.sources(rows)
    sums = {
        c: known(rows[c].astype("Float64").astype("float64").sum(skipna=False)) if len(rows) else None
        for c in ("electorate", "ballots_cast", "valid_first")
    }
    if metric == "turnout":
        return _turnout(facts, target, rows, sums, sources)
    cells = {
        "electorate": [("", "electorate", "registered electors")],
        "ballots_cast": [
            ("papers_cast", "ballots_cast", "papers cast"),
            ("votes_cast", "valid_first", "valid papers"),
        ],
        "valid_votes": [
            ("votes_cast", "valid_first", "valid papers"),
            ("papers_cast", "ballots_cast", "papers cast"),
        ],
    }[metric]
    found = [
        Answer(k, sums[c], f"{body} had {whole(sums[c])} {w}", sources)
        for k, c, w in cells
        if sums[c] is not None
    ]
    if metric == "valid_votes":
        n = known(facts.council_shares(target, "sum")["votes"].sum(skipna=False)) if len(rows) else None
        if n is not None:
            found.append(Answer("sum", n, f"{whole(n)} votes were cast for candidates on {body}", sources))
    return found or [
        Answer("", None, sources=sources, why=f"{cells[0][2]} of {body} are not held for every contest")
    ]


def _turnout(
    facts: Facts, target: Target, rows: pd.DataFrame, sums: dict[str, float | None], sources: tuple[str, ...]
) -> Answers:
    body, electors = body_name(facts, target), sums["electorate"]
    printed = rows["turnout_published"].astype("Float64").astype("float64")
    weights = rows["electorate"].astype("Float64").astype("float64")
    # a contest without either would count as if it had the mean turnout of the rest
    weighted = known((printed * weights).sum(skipna=False) / weights.sum(skipna=False)) if len(rows) else None
    ballots, valid = sums["ballots_cast"], sums["valid_first"]
    figures: list[tuple[str, float | None, str]] = [
        (
            "ballot_box",
            ballots / electors if ballots and electors else None,
            "all papers counted, of the electorate",
        ),
        ("published", weighted, "turnouts of its contests as published, weighted by electorate"),
        ("valid_vote", valid / electors if valid and electors else None, "valid papers, of the electorate"),
    ]
    found = [
        Answer(key, value, f"turnout on {body} was {percent(value)} ({words})", sources)
        for key, value, words in figures
        if value is not None
    ]
    pages = facts.published_totals
    here = (pages["organisation"] == target.organisation) & (pages["cycle"] == target.cycle)
    for value, source in (
        pages.loc[here & pages["turnout_published"].notna(), ["turnout_published", "source_id"]]
        .drop_duplicates()
        .itertuples(index=False)
    ):
        who = facts.publishers.get(str(source), str(source))
        found.append(
            Answer("published", float(value), f"{who} prints {percent(float(value))}", (str(source),))
        )
    return found or [
        Answer("ballot_box", None, sources=sources, why=f"turnout on {body} is not held for every contest")
    ]


def about(facts: Facts, target: Target, metric: str) -> Answers:
    """The day, voting system and number of candidates of a council's election."""
    body, rows = body_name(facts, target), facts.council(target)
    sources = facts.sources(rows)
    if rows.empty:
        return [Answer("", None, why=f"no contest of {body} at that time is held")]
    if metric == "date":
        day = target.cycle
        return [Answer("", f"{day:%Y-%m-%d}", f"polling day for {body} was {long_date(day)}", sources)]
    if metric == "voting_system":
        system = str(rows.drop_duplicates("ballot_id")["voting_system"].value_counts().idxmax())
        return [Answer("", system, f"{body} was elected by {SYSTEMS[system]}", sources, (SYSTEMS[system],))]
    own = rows[rows["party"] == target.party] if target.party else rows
    who = f"{party_name(facts, target)} had" if target.party else "there were"
    return [Answer("", float(len(own)), f"{who} {whole(len(own))} candidates on {body}", sources)]


def contests_won(facts: Facts, target: Target, metric: str) -> Answers:
    """How many contests of a kind a party won on a day."""
    kinds = {"pccs": ("pcc",), "mayors": ("mayor",), "metro mayors": ("mayor",)}[target.group]
    rows = facts.results[
        (facts.results["cycle"] == target.cycle) & facts.results["election_type"].isin(kinds)
    ]
    if target.group == "metro mayors":
        bodies = facts.lookup.organisations
        metro = bodies.loc[bodies["organisation_type"] == METRO, "organisation"]
        rows = rows[rows["organisation"].isin(metro)]
    if rows.empty:
        return [Answer("", None, why=f"no contests of {target.group} on {long_date(target.cycle)} are held")]
    won = rows[rows["elected"].fillna(False).astype(bool)]
    own = won[won["party"] == target.party]
    name = party_name(facts, target)
    places = ", ".join(sorted(own["area_name"])) if 0 < len(own) <= 12 else ""
    of = f"the {whole(len(won))} contests for {_GROUPS[target.group]} on {long_date(target.cycle)}"
    stem = f"{name} won {whole(len(own))} of {of} that are held"
    return [Answer("", float(len(own)), stem + (f" ({places})" if places else ""), facts.sources(own))]
