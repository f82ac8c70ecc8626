"""Rows of claims read: metric, place and figure of each, or everything that cannot be read of all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ..errors import DataError, Problem, nearest_names
from .definitions import DEFINITIONS
from .figures import COUNTS, SHARES, Figure, read_figure
from .lookup import Lookup
from .metrics import Metric, find_metric, near_metrics
from .names import listed, plain, read_day, read_party, read_yes_no, take_day
from .readings import Day, Flag, Name, Pair, Party, Word
from .resolve import find_target
from .target import Fault, Target
from .where import Where, read_where

Reading = Figure | Name | Party | Pair | Day | Flag | Word | None
_BETWEEN = r",|/|&|\+|;|\band\b|\bor\b|\bvs?\b"
_OF_PEOPLE = ("stood", "did_not_stand", "elected")
_WORDS = {
    "voting_system": {
        "SV": r"\bsv\b|supplementary|second preference",
        "FPTP": r"fptp|first past|plurality$",
        "PBV": r"pbv|block|multi",
    },
    "share_change_sign": {
        "up": r"^\+$|\bup\b|rose|rise|increas|gain|grew|more|higher",
        "down": r"^[-−–]$|down|fell|fall|decreas|drop|lost|less|lower",
        "level": r"level|same|unchanged|no change|^0$",
    },
    "result": {
        "hold": r"hold|held|retain|kept|keep|no change|same|defend",
        "gain": r"gain|took|flip|snatch|from|change",
    },
    "control_change": {
        "hold": r"hold|held|retain|kept|keep|no change|remain|stay|same",
        "loss": r"lost|lose|losing|loss|to noc",
        "gain": r"gain|took|won|flip",
    },
}
"""Words that claims have for the words of a metric; the first that is found decides."""


@dataclass(frozen=True)
class Claim:
    """One claim, read: what it is about, and what it says in a form that can be compared."""

    row: int
    claim_id: str
    cells: Mapping[str, str]
    metric: Metric
    target: Target
    reading: Reading
    choice: str


def read_claims(table: pd.DataFrame, lookup: Lookup, file: str) -> list[Claim]:
    """Every row as a claim; a DataError with everything that cannot be read, before anything is computed."""
    cells = table.astype("object").where(table.notna(), "")
    dates = table.select_dtypes("datetime").columns
    cells = cells.assign(**{str(c): table[c].dt.strftime("%Y-%m-%d").fillna("") for c in dates})
    rows = [{str(k): _text(v) for k, v in r.items()} for r in cells.to_dict("records")]
    lines = list(table.index) if table.index.name == "row" else range(2, len(rows) + 2)
    found, problems = [], []
    for number, (line, row) in enumerate(zip(lines, rows, strict=True), start=1):
        name = row.get("claim_id") or f"claim-{number:03}"
        claim, faults = _read(int(line), name, row, lookup)
        problems += [Problem(file, f.message, f.remedy, int(line), name, f.field) for f in faults]
        if claim is not None:
            found.append(claim)
    if problems:
        raise DataError(problems)
    return found


def _text(cell: object) -> str:
    """A cell as text; a whole number that a table holds as a float without its decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _read(line: int, name: str, row: dict[str, str], lookup: Lookup) -> tuple[Claim | None, list[Fault]]:
    """One row as a claim, or its faults."""
    faults: list[Fault] = []
    where, choice = Where(), ""
    named = _metric(row.get("metric", ""), lookup)
    if isinstance(named, Fault):
        # the place and figure cannot be judged without it
        return None, [named]
    metric, said = named
    reading: Reading = None
    target = Target()
    if metric.needs != "nothing":
        where = _where(row, said, lookup)
        try:
            reading = read_claimed(metric, row.get("claimed", ""), row.get("tolerance", ""), lookup)
        except Fault as fault:
            faults.append(fault)
        if metric.name in _OF_PEOPLE and isinstance(reading, Name):
            where.people, reading = where.people or [reading.text], Flag(True)
        try:
            target = find_target(where, metric, f"{row.get('quote', '')}", lookup)
        except Fault as fault:
            faults.append(fault)
        try:
            choice = _choice(row, where, said, metric)
        except Fault as fault:
            faults.append(fault)
    return (None, faults) if faults else (Claim(line, name, row, metric, target, reading, choice), [])


def _metric(text: str, lookup: Lookup) -> tuple[Metric, Where] | Fault:
    """The metric, with what its name says of day, party and definition besides."""
    if not text:
        return Fault("metric", "is empty", "give a metric; see: elexan list metrics")
    said = Where()
    for key in re.findall(r"\((.*?)\)", text):
        known = key.strip().lower().replace("-", "_").replace(" ", "_")
        said.choice = known if known in DEFINITIONS else said.choice
    if found := find_metric(text):
        return found, said
    day, rest = take_day(text)
    said.day = day
    if re.search(r"\bof (?:the )?winner\b|\bto (?:the )?winner\b|\bwinner's\b", rest, re.I):
        said.role, rest = (
            "winner",
            re.sub(r"\b(?:of|to) (?:the )?winner\b|\bwinner's\b", " ", rest, flags=re.I),
        )
    words = re.split(r"[\s_]+", rest)
    parties = [(code, w) for w in words if (code := read_party(w, lookup.party_words)) and code != "NOC"]
    if len(parties) == 1:
        said.parties = parties
        rest = " ".join(w for w in words if w != parties[0][1])
    if found := find_metric(rest):
        return found, said
    near = near_metrics(text)
    remedy = f"did you mean {listed(near, 'or')}?" if near else "see: elexan list metrics"
    return Fault("metric", f'is "{text}", which is no metric', remedy)


def _where(row: dict[str, str], said: Where, lookup: Lookup) -> Where:
    """What the cells of a row name together; columns of their own come before what ``where`` says."""
    text = row.get("where") or row.get("ballot_id") or ""
    where = read_where(text, lookup.places, lookup.party_words) if text else Where()
    if not text and row.get("organisation"):
        place = lookup.places.find(row["organisation"])
        if place is None:
            where.people.append(row["organisation"])
        else:
            where.places.append((row["organisation"], replace(place, regions=frozenset(), areas=frozenset())))
    for column in ("date", "cycle"):
        if row.get(column):
            where.day = read_day(row[column])
    if not any(where.day):
        where.day = said.day
    party = row.get("party", "")
    if party and (code := read_party(party, lookup.party_words)):
        where.parties = [(code, party)]
    elif party:
        where.people = [party]
    if candidate := row.get("candidate", ""):
        where.people = [candidate]
    where.parties = where.parties or said.parties
    where.role = where.role or said.role
    return where


def _choice(row: dict[str, str], where: Where, said: Where, metric: Metric) -> str:
    """The definition a claim states; empty where it states none."""
    text = row.get("definition") or row.get("baseline") or where.choice or said.choice
    if not text:
        return ""
    key = plain(text).replace(" ", "_")
    if key in metric.definitions:
        return key
    near = nearest_names(key, metric.definitions, most=1)
    there = listed(metric.definitions, "or") if metric.definitions else "it has only one: leave this empty"
    field = "definition" if row.get("definition") else "baseline" if row.get("baseline") else "where"
    hint = f"did you mean {near[0]}? There are {there}" if near else there
    raise Fault(field, f'is "{text}", no definition of {metric.name}', hint)


def read_claimed(metric: Metric, text: str, tolerance: str, lookup: Lookup) -> Reading:
    """What a claim says, in the form of the metric's kind; a Fault with the remedy if it cannot be read."""
    if not text:
        raise Fault("claimed", "is empty", "give what is claimed")
    if metric.kind in (*COUNTS, *SHARES, "change"):
        return _figure(metric, text, tolerance)
    if metric.kind == "yes_no":
        return _flag(metric, text)
    if metric.kind == "date":
        parts = read_day(text)
        if not any(parts):
            raise Fault("claimed", f'is "{text}"', "write a date, such as 6 May 2021")
        return Day(parts)
    return _word(metric, text, lookup) if metric.kind == "word" else _named(metric, text, lookup)


def _figure(metric: Metric, text: str, tolerance: str) -> Figure:
    """A claimed number with its tolerance."""
    try:
        figure = read_figure(text, metric.kind)
    except ValueError as error:
        raise Fault("claimed", f'is "{text}"', str(error)) from None
    try:
        return read_figure(text, metric.kind, tolerance) if tolerance else figure
    except ValueError as error:
        raise Fault("tolerance", f'is "{tolerance}"', str(error)) from None


def _flag(metric: Metric, text: str) -> Flag | Name:
    """True or false; where somebody stands or is elected, also the name of who does."""
    try:
        return Flag(read_yes_no(text))
    except ValueError as error:
        if metric.name in _OF_PEOPLE:
            return Name(text)
        raise Fault("claimed", f'is "{text}"', str(error)) from None


def _named(metric: Metric, text: str, lookup: Lookup) -> Name | Party | Pair:
    """People and parties."""
    if metric.kind == "parties":
        pieces = [p.strip() for p in re.split(_BETWEEN, text) if p.strip()]
        return Pair(frozenset(read_party(p, lookup.party_words) or p for p in pieces))
    party = read_party(text, lookup.party_words)
    if metric.kind == "party" and party is None:
        near = nearest_names(plain(text), lookup.party_words)
        remedy = f"did you mean {listed(near, 'or')}?" if near else "see: elexan table parties"
        raise Fault("claimed", f'is "{text}", which is no party', remedy)
    return Party(party) if party else Name(text)


def _word(metric: Metric, text: str, lookup: Lookup) -> Word:
    """The word that a text amounts to, and the parties it names."""
    for word, pattern in _WORDS[metric.name].items():
        if re.search(pattern, text.strip().lower()):
            if metric.name in ("voting_system", "share_change_sign"):
                return Word(word)
            pieces = [p for p in re.split(r"[^\w']+", text) if p.lower() != "no"]
            return Word(word, frozenset(c for p in pieces if (c := read_party(p, lookup.party_words))))
    raise Fault("claimed", f'is "{text}"', f"write {listed(_WORDS[metric.name], 'or')}")
