"""Rows of claims read: metric, place and figure of each, or everything that cannot be read of all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ..errors import DataError, Problem, nearest_names
from .figures import COUNTS, SHARES, Figure, read_figure
from .lookup import Lookup
from .metric_text import DEFINITIONS
from .metrics import METRICS, Metric, find_metric, metric_key, near_metrics
from .names import listed, plain, read_day, read_party, read_yes_no, take_day
from .resolve import find_target
from .target import Fault, Target
from .where import Where, read_where

Reading = Figure | str | bool | frozenset[str] | tuple[Any, ...] | None
_WORDS = {
    "voting_system": {
        "SV": r"sv|supplementary|second preference", "FPTP": r"fptp|first past|plurality$",
        "PBV": r"pbv|block|multi",
    },
    "share_change_sign": {
        "up": r"^\+$|up|rose|rise|increase|gain|grew|more|higher", "down": r"^[-−–]$|down|fell|fall|decrease|drop|lost|less|lower",
        "level": r"level|same|unchanged|no change|^0$",
    },
    "result": {
        "hold": r"hold|held|retain|kept|keep|no change|same|defend", "gain": r"gain|took|flip|snatch|won from|from|change|took",
    },
    "control_change": {
        "hold": r"hold|held|retain|kept|keep|no change|remain|stay|same", "loss": r"los[st]|lose|loss|to noc",
        "gain": r"gain|took|won|flip",
    },
}  # fmt: skip


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
    rows = [{str(k): str(v).strip() for k, v in r.items()} for r in cells.to_dict("records")]
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


def _read(line: int, name: str, row: dict[str, str], lookup: Lookup) -> tuple[Claim | None, list[Fault]]:
    """One row as a claim, or its faults."""
    faults: list[Fault] = []
    metric, where, choice = _metric(row.get("metric", ""), lookup), Where(), ""
    if isinstance(metric, Fault):
        faults.append(metric)
        # the place and figure cannot be judged without it
        return None, faults
    metric, said = metric
    reading: Reading = None
    target = Target()
    if metric.needs != "nothing":
        where = _where(row, said, lookup)
        try:
            reading = read_claimed(metric, row.get("claimed", ""), row.get("tolerance", ""), lookup)
        except Fault as fault:
            faults.append(fault)
        if metric.name in ("stood", "did_not_stand", "elected") and isinstance(reading, str):
            where.people, reading = where.people or [reading], True
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
    """What a claim says, in the form of the metric's kind; a Fault with the remedy where it cannot be read."""
    if not text:
        raise Fault("claimed", "is empty", "give what is claimed")
    if metric.kind in (*COUNTS, *SHARES, "change"):
        try:
            figure = read_figure(text, metric.kind)
        except ValueError as error:
            raise Fault("claimed", f'is "{text}"', str(error)) from None
        if not tolerance:
            return figure
        try:
            return read_figure(text, metric.kind, tolerance)
        except ValueError as error:
            raise Fault("tolerance", f'is "{tolerance}"', str(error)) from None
    if metric.kind == "yes_no":
        try:
            return read_yes_no(text)
        except ValueError as error:
            if metric.name in ("stood", "did_not_stand", "elected"):
                return text
            raise Fault("claimed", f'is "{text}"', str(error)) from None
    if metric.kind == "date":
        day = read_day(text)
        if not any(day):
            raise Fault("claimed", f'is "{text}"', "write a date, such as 6 May 2021")
        return day
    if metric.kind == "word":
        return _word(metric, text, lookup)
    if metric.kind == "parties":
        pieces = [
            p.strip() for p in re.split(r",|/|&|\+|;|\band\b|\bor\b|\bvs?\b|-(?=[A-Z])", text) if p.strip()
        ]
        return frozenset(read_party(p, lookup.party_words) or p for p in pieces)
    party = read_party(text, lookup.party_words)
    if metric.kind == "party" and party is None:
        near = nearest_names(plain(text), lookup.party_words)
        raise Fault(
            "claimed",
            f'is "{text}", which is no party',
            f"did you mean {listed(near, 'or')}?" if near else "see: elexan table parties",
        )  # noqa: E501
    return ("party", party) if party else text


def _word(metric: Metric, text: str, lookup: Lookup) -> tuple[str, tuple[str, ...]]:
    """The word that a text amounts to, and the parties it names."""
    bare = text.strip().lower()
    for word, pattern in _WORDS[metric.name].items():
        if re.search(rf"(?:{pattern})", bare):
            pieces = re.split(r"[^\w']+", text)
            codes = [
                c for p in pieces if (c := read_party(p, lookup.party_words)) and p.lower() not in ("no",)
            ]
            return word, tuple(dict.fromkeys(codes))
    raise Fault("claimed", f'is "{text}"', f"write {listed(_WORDS[metric.name], 'or')}")


def known_metric(name: str) -> bool:
    """Whether a name is a metric's own, not an alias."""
    return metric_key(name) in {metric_key(m) for m in METRICS}
