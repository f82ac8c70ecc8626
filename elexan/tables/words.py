"""What printed tables say: headings, the words for codes, how a column is written, and by which method."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import pandas as pd

from .figures import dated, without_scheme

Kind = Literal["text", "whole", "number", "percent", "change", "points", "date", "party", "yes_no"]

BASELINES = {
    "last_election": "since these seats were last fought",
    "eve_of_poll": "since the eve of the poll",
    "eve_of_poll_filled": "since the eve of the poll, vacancies given to whoever last held them",
    "notional": "since the last result, recomputed on these boundaries",
}
METHODS = {
    "sum": "all its candidates together",
    "average": "the mean of its candidates, where several seats are filled",
    "top_vote": "its best-placed candidate, where several seats are filled",
}
TURNOUTS = {
    "valid_vote": "valid votes / electorate",
    "ballot_box": "valid and rejected papers / electorate",
    "total": "papers, with postal packs rejected, / electorate",
    "published": "as published; its definition is not stated",
}
HEADINGS = {
    "area_gss": "Area code", "area_name": "Area",
    "first_pref": "First preferences", "first_pref_share": "Share",
    "second_pref": "Transfers received", "final_votes": "Final votes", "final_share": "Final share",
    "vote_share": "Share of votes", "seat_share": "Share of seats", "share_before": "Share before",
    "share_change": "Change", "seats_before": "Seats before", "seats_change": "Change",
    "majority_share": "Majority, share", "first_round_lead": "First-round lead",
    "winner_party": "Winner's party", "runner_up": "Runner-up", "runner_up_party": "Runner-up's party",
    "winner_mandate_share": "Mandate", "vote_share_before": "Share before", "seats_share": "Share of seats",
    "organisation_name": "Body", "organisation": "Body", "cycle": "Round", "election_type": "Election",
    "gallagher_points": "Gallagher index (points)", "compared": "Contests compared", "relation": "Areas then",
    "previous_date": "Earlier poll", "effective_parties": "Effective number of parties",
    "valid_first": "Valid first preferences", "candidate_id": "Candidate", "ballot_id": "Contest",
    "party_name": "Party",
    "transfer_share": "Share of transfers", "transfer_rate": "Transferred",
    "break_even_transfer_share": "Share needed", "non_transferable": "Not transferable",
    "ballots_cast": "Papers cast", "rejected_first": "Rejected", "effective_share": "Decided the last round",
    "destination_name": "To", "votes_low": "At least", "votes_high": "At most",
}  # fmt: skip
UNITS = {"points": "points"}  # said in the heading where the figures do not say it

# Columns side by side that one heading may stand over, with what each is called under it
SPANS: list[tuple[str, dict[str, str]]] = [
    ("Share of votes", {"vote_share_before": "Before", "vote_share": "Now", "share_change": "Change"}),
    ("Votes", {"votes": "Number", "vote_share": "Share"}),
    ("Seats", {"seats_before": "Before", "seats": "Now", "seats_change": "Change"}),
    ("Seats", {"seats": "Number", "seats_share": "Share"}),
    ("Majority", {"majority": "Votes", "majority_share": "Share"}),
    ("Winner", {"winner": "Name", "winner_party": "Party"}),
    ("Runner-up", {"runner_up": "Name", "runner_up_party": "Party"}),
]
WORDS = {
    "election_type": {"pcc": "commissioner"},
    "scope": {"whole": "every seat", "part": "some seats"},
    "footprint": {
        "same": "the same area", "within": "a part of it", "larger": "larger", "overlaps": "overlapping",
    },
    "votes_method": {
        "any": "every way", "sum": "all candidates", "average": "average", "top_vote": "best candidate",
        "mixed": "both, by contest", "none": "none of these",
    },
    "nearest_method": {
        "any": "every way", "sum": "all candidates", "average": "average", "top_vote": "best candidate",
    },
    "relation": {
        "same": "the same", "recoded": "the same, under another code", "renamed": "the same, renamed",
        "successor": "a division, now a ward", "redrawn": "redrawn: indicative only",
        "notional": "recomputed on these boundaries",
    },
}  # fmt: skip
NO_PARTY = {"NOC": "no overall control", "Vacant": "vacant"}

SAID_BELOW = ("baseline", "baseline_note", "share_method", "turnout_definition")
_FIXED: dict[str, Kind] = {
    "turnout": "percent", "swing": "points", "butler": "points", "steed": "points", "pedersen": "percent",
    "seats_change": "change", "seats_to_change": "whole", "effective_parties": "number",
    "effective_parties_votes": "number", "effective_parties_seats": "number", "gallagher_points": "number",
    "cycle": "date",
}  # fmt: skip
_ENDINGS: dict[str, Kind] = {
    "_share_before": "percent", "_share": "percent", "_rate": "percent", "_party": "party",
    "_change": "points", "_swing": "points", "_date": "date",
}  # fmt: skip


def heading(column: str) -> str:
    """What a column is called in print.

    >>> heading("winner_mandate_share"), heading("seats_up")
    ('Mandate', 'Seats up')
    """
    if column in HEADINGS:
        return HEADINGS[column]
    words = re.sub(r"_(share|rate|name)$", "", column).replace("_", " ")
    return words[:1].upper() + words[1:]


def kind(column: str, values: pd.Series) -> Kind:
    """How a column is written: by its name, else by its type.

    >>> kind("vote_share", pd.Series([0.4])), kind("votes", pd.Series([40]))
    ('percent', 'whole')
    """
    if found := named_kind(column):
        return found
    if pd.api.types.is_bool_dtype(values):
        return "yes_no"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_numeric_dtype(values):
        return "whole" if (values.dropna() % 1 == 0).all() else "number"
    return "text"


def named_kind(column: str) -> Kind | None:
    """How a column is written, where its name says so."""
    named = (found for ending, found in _ENDINGS.items() if f"_{column}".endswith(ending))
    return _FIXED.get(column) or next(named, None)


def said(values: pd.Series) -> pd.Series:
    """The values with codes that have a word replaced by it; several, with commas between, each by its own.

    >>> said(pd.Series(["whole", "part"], name="scope")).tolist()
    ['every seat', 'some seats']
    """
    words = WORDS.get(str(values.name))
    if words is None or not pd.api.types.is_string_dtype(values):
        return values
    return values.map(lambda text: "; ".join(words.get(w, w) for w in text.split(", ")), na_action="ignore")


def spanned(columns: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """The headings that stand over several of the columns, where these are side by side.

    >>> spanned(["area", "majority", "majority_share"])
    [('Majority', {'majority': 'Votes', 'majority_share': 'Share'})]
    """
    shown, found = list(columns), []
    for label, under in SPANS:
        start = next((n for n, column in enumerate(shown) if column in under), len(shown))
        run = shown[start : start + len(under)]
        if set(run) == set(under):
            found.append((label, under))
            shown = [column for column in shown if column not in under]
    return found


def method_lines(frame: pd.DataFrame, shown: Iterable[str]) -> list[str]:
    """Which baseline, share method and turnout definition the rows say they use, a line each.

    >>> method_lines(pd.DataFrame({"turnout": [0.4], "turnout_definition": "valid_vote"}), ["turnout"])
    ['Turnout: valid votes / electorate.']
    """
    known = {
        "baseline": ("Change", BASELINES),
        "share_method": ("A party's vote in a contest", METHODS),
        "turnout_definition": ("Turnout", TURNOUTS),
    }
    lines, shown = [], set(shown)
    for column, (label, words) in known.items():
        if column in frame and column not in shown:
            used = [words.get(name, name) for name in frame[column].dropna().unique()]
            lines += [f"{label}: {'; '.join(used)}."] if used else []
    if "baseline_note" in frame and "baseline_note" not in shown:
        lines += _noted(frame.dropna(subset="baseline_note"))
    return lines


def _noted(frame: pd.DataFrame) -> list[str]:
    whose = next((c for c in ("organisation_name", "organisation") if c in frame), None)
    lines = []
    for note, rows in frame.groupby("baseline_note", sort=False):
        names = ", ".join(rows[whose].dropna().unique()) if whose else ""
        lines.append(f"{names}: {dated(str(note)).rstrip('.')}.".removeprefix(": "))
    return lines


def source_line(source: pd.DataFrame | str | None) -> str:
    """Who published what the rows rest on, in one line: ``source`` is that line, or rows with ``source_id``.

    >>> source_line("Source: the count"), source_line(None)
    ('Source: the count', '')
    """
    if source is None or isinstance(source, str):
        return without_scheme(source or "")
    from ..load import load_sources
    from .origin import publishers

    ids = {i for c in source if str(c).endswith("source_id") for i in source[c].dropna().unique()}
    known = load_sources()
    return publishers(known[known["source_id"].isin(ids)])
