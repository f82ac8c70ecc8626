"""Tables as printed: thousands separated, percentages to one decimal, changes signed, sources under them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, Literal

import pandas as pd

from .figures import UNKNOWN, change, long_date, number, percent, points, whole, without_scheme

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
    "candidate_id": "Candidate", "ballot_id": "Contest", "party_name": "Party",
    "transfer_share": "Share of transfers", "transfer_rate": "Transferred",
    "break_even_transfer_share": "Share needed", "non_transferable": "Not transferable",
}  # fmt: skip

_FIXED: dict[str, Kind] = {
    "turnout": "percent", "swing": "points", "butler": "points", "steed": "points", "pedersen": "percent",
    "seats_change": "change", "effective_parties": "number", "effective_parties_votes": "number",
    "effective_parties_seats": "number", "gallagher_points": "number",
}  # fmt: skip
_SAID_BELOW = ("baseline", "baseline_note", "share_method", "turnout_definition")
_ENDINGS: dict[str, Kind] = {
    "_share_before": "percent", "_share": "percent", "_rate": "percent", "_party": "party",
    "_change": "points", "_swing": "points",
}  # fmt: skip
WORDS = {"election_type": {"pcc": "commissioner"}}
LONG = 60  # characters; a cell with more gets room for a line of words
NO_PARTY = {"NOC": "no overall control", "Vacant": "vacant"}


class Html(str):
    """Markup that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return str(self)


_WRITE: dict[str, Callable[[Any], str]] = {
    "whole": whole, "number": number, "percent": percent, "change": change, "points": points,
    "date": long_date, "yes_no": lambda value: "yes" if value else "no",
}  # fmt: skip


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    columns: Iterable[str] | Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    notes: str | Iterable[str] = (),
    parties: pd.DataFrame | None = None,
    unknown: str = UNKNOWN,
) -> Html:
    """The rows as an accessible HTML table, in the order given.

    ``columns`` chooses them, and as a mapping names their headings too; the first column heads the
    rows. How a column is written follows from its name and type: ``_share`` and ``_rate`` are
    proportions, ``_change`` and ``swing`` signed (a share's change in percentage points), ``party``
    codes become names (from ``parties``, default the bundled table) with their colour; ``kinds``
    overrides. A missing figure is printed as ``unknown``. Which baseline, share method or turnout
    definition was used is printed under the table where the rows say so; ``notes`` (a source line,
    say) follow.

    >>> html = table(pd.DataFrame({"area": ["Abbey", "King's"], "votes": [2517, None]}), caption="Votes")
    >>> "<caption>Votes</caption>" in html, ">2,517<" in html, ">not known<" in html
    (True, True, True)
    """
    if columns is None:
        columns = [str(column) for column in frame if column not in _SAID_BELOW]
    named = dict(columns) if isinstance(columns, Mapping) else {c: _heading(str(c)) for c in columns}
    if absent := [c for c in named if c not in frame]:
        raise ValueError(f"table: no column {', '.join(absent)}; there are {', '.join(map(str, frame))}")
    kind_of = {c: (kinds or {}).get(c) or _kind(c, frame[c]) for c in named}
    style = _party_style(parties) if "party" in kind_of.values() else {}
    head = "".join(f'<th scope="col"{_class(kind_of[c])}>{escape(named[c])}</th>' for c in named)
    cells = [
        [_cell(value, kind_of[c], c == next(iter(named)), style, unknown) for value in _said(frame[c])]
        for c in named
    ]
    rows = "\n".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    lines = [*_method_lines(frame, named), *([notes] if isinstance(notes, str) else notes)]
    below = "".join(f"<p>{escape(without_scheme(line))}</p>" for line in lines if line)
    return Html(
        f'<div class="table-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">\n'
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
        + (f'<div class="table-notes">{below}</div>' if below else "")
    )


def _said(values: pd.Series) -> list[Any]:
    words = WORDS.get(str(values.name), {})
    return [words.get(value, value) if isinstance(value, str) else value for value in values.tolist()]


def _heading(column: str) -> str:
    if column in HEADINGS:
        return HEADINGS[column]
    words = re.sub(r"_(share|rate|name)$", "", column).replace("_", " ")
    return words[:1].upper() + words[1:]


def _kind(column: str, values: pd.Series) -> Kind:
    named = (kind for ending, kind in _ENDINGS.items() if f"_{column}".endswith(ending))
    if kind := _FIXED.get(column) or next(named, None):
        return kind
    if pd.api.types.is_bool_dtype(values):
        return "yes_no"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_numeric_dtype(values):
        return "whole" if (values.dropna() % 1 == 0).all() else "number"
    return "text"


def _cell(value: Any, kind: Kind, heads_row: bool, style: Mapping[str, tuple[str, str]], unknown: str) -> str:
    if pd.isna(value):
        text, css = escape(unknown), ' class="number unknown"' if _class(kind) else ' class="unknown"'
    elif kind == "party":
        name, colour = style.get(str(value), (NO_PARTY.get(str(value), str(value)), ""))
        swatch = f'<span class="swatch" style="background:{colour}"></span>' if colour else ""
        text, css = swatch + escape(name), ' class="party"'
    elif kind == "text":
        text, css = escape(str(value)), ' class="long"' if len(str(value)) > LONG else ""
    else:
        text, css = _WRITE[kind](value), _class(kind)
    return f'<th scope="row"{css}>{text}</th>' if heads_row else f"<td{css}>{text}</td>"


def _class(kind: Kind) -> str:
    if kind in ("text", "party", "yes_no"):
        return ""
    return ' class="date"' if kind == "date" else ' class="number"'


def _party_style(parties: pd.DataFrame | None) -> dict[str, tuple[str, str]]:
    if parties is None:
        from ..load import load_parties

        parties = load_parties()
    rows = zip(parties["party"], parties["short_name"], parties["colour"], strict=True)
    return {party: (name, colour) for party, name, colour in rows}


def _method_lines(frame: pd.DataFrame, shown: Iterable[str]) -> list[str]:
    known = {
        "baseline": ("Change", BASELINES),
        "share_method": ("A party's vote in a contest", METHODS),
        "turnout_definition": ("Turnout", TURNOUTS),
    }
    lines = []
    for column, (label, words) in known.items():
        if column in frame and column not in shown:
            used = [words.get(name, name) for name in frame[column].dropna().unique()]
            lines += [f"{label}: {'; '.join(used)}."] if used else []
    if "baseline_note" in frame and "baseline_note" not in shown:
        noted = frame.dropna(subset="baseline_note")
        for note, rows in noted.groupby("baseline_note", sort=False):
            whose = ", ".join(rows["organisation"].unique()) if "organisation" in rows else ""
            lines.append(f"{whose}: {str(note).rstrip('.')}.".removeprefix(": "))
    return lines
