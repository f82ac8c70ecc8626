"""Transition estimates in words that never say more than the interval and the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..columns import number, require
from ..errors import EmptySelectionError, UnknownNameError
from ..parties import short_names
from ..shares import UMBRELLA
from .sentences import Figure, Sentence, joined

ORIGINS = {"not voting": "non-voters", "entered": "entrants"}
DESTINATIONS = {"not voting": "did not vote", "left": "dropped out"}
BOUNDS = ("bound_low", "bound_high")
_SAME = 1e-9  # shares no further apart are one figure


def transitions_in_brief(
    table: pd.DataFrame,
    parties: pd.DataFrame,
    *,
    origin: str | None = None,
    of: str = "the",
    after: str = "",
    names: Mapping[str, str] | None = None,
    least: float = 0.05,
) -> list[Sentence]:
    """Where the voters of each origin went, a sentence a destination: the interval, then what is certain.

    ``table`` is that of ``inference.transitions`` or ``inference.bounds``, ``parties`` that of
    ``load_parties``. Where there is no interval nothing but the bounds is said. Figures are whole numbers in
    100 voters; bounds are rounded outwards, so that they stay certain. The largest come first; destinations
    whose interval ends below ``least`` are named together at the end.

    ``origin``: one only. ``of`` stands before the voters ("the county council's"), ``after`` at the end of
    the sentence ("for mayor"); ``names`` says what to call a destination.

    Raises UnknownNameError for an origin that the table lacks, EmptySelectionError where it has no votes.

    >>> t = pd.DataFrame({"origin": "LD", "destination": ["Lab"], "share": 0.643, "low": 0.58, "high": 0.712,
    ...                   "bound_low": 0.128, "bound_high": 0.921})
    >>> p = pd.DataFrame({"party": ["LD"], "order": [1], "short_name": ["Liberal Democrat"],
    ...                   "party_name": ["Liberal Democrats"]})
    >>> said = transitions_in_brief(t, p, of="the county council's", after="for mayor",
    ...                             names={"Lab": "Nik Johnson (Labour)"})[0]
    >>> said[:77]
    "Of the county council's Liberal Democrat voters between 58 and 71 in 100 chos"
    >>> said[77:]
    'e Nik Johnson (Labour) for mayor; certain is only that it was between 12 and 93 in 100.'
    """
    rows = _figures(table)
    require(parties, "parties", ["party", "party_name"])
    if origin is not None:
        if origin not in set(rows["origin"]):
            raise UnknownNameError("origin", origin, rows["origin"].unique(), hint="the origins of the table")
        rows = rows[rows["origin"] == origin]
    rows = rows.dropna(subset=list(BOUNDS))
    if rows.empty:
        raise EmptySelectionError(f"no votes of {origin or 'any origin'} to say anything of")
    short = short_names(parties)
    umbrella = parties[parties["party"].isin(UMBRELLA)].set_index("party")["party_name"]
    pooled = {str(party): name[:1].lower() + name[1:] for party, name in umbrella.items()}
    order = {party: n for n, party in enumerate(short)}
    rows = rows.assign(
        who=[f"{of} {_voters(option, short, pooled)}".strip() for option in rows["origin"]],
        did=[_did(option, short, pooled, names or {}) for option in rows["destination"]],
        name=rows["destination"].map(short | pooled | dict(names or {})).fillna(rows["destination"]),
        origin_order=rows["origin"].map(order).fillna(len(order)),
        order=rows["destination"].map(order).fillna(len(order)),
    ).sort_values(
        ["origin_order", "origin", "size", "order", "name"], ascending=[True, True, False, True, True]
    )
    groups = rows.groupby("origin", sort=False)
    return [sentence for _, group in groups for sentence in _sentences(group, after, least)]


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """The interval and the bounds of every cell; without an interval the estimate is not known either."""
    plain = "share_low" in table
    bounds = ["share_low", "share_high"] if plain else list(BOUNDS)
    require(table, "transitions", ["origin", "destination", *bounds])
    low, high = number(table, "low"), number(table, "high")
    below, above = (number(table, name) for name in bounds)
    size = number(table, "share").where(low.notna(), below + above)
    return table[["origin", "destination"]].assign(
        low=low, high=high, bound_low=below, bound_high=above, size=size
    )


def _voters(option: str, short: Mapping[str, str], pooled: Mapping[str, str]) -> str:
    if option in ORIGINS:
        return ORIGINS[option]
    if option in pooled:
        return f"voters of {pooled[option]}"
    return f"{short[option]} voters" if option in short else f"voters of {option}"


def _did(option: str, short: Mapping[str, str], pooled: Mapping[str, str], names: Mapping[str, str]) -> str:
    if option in names:
        return f"chose {names[option]}"
    if option in DESTINATIONS:
        return DESTINATIONS[option]
    if option in pooled:
        return f"voted for {pooled[option]}"
    return f"voted {short[option]}" if option in short else f"chose {option}"


def _sentences(rows: pd.DataFrame, after: str, least: float) -> list[Sentence]:
    """The sentences of one origin."""
    small = rows["high"].fillna(rows["bound_high"]) < least
    kept = rows[~small]
    did = kept["did"] + (f" {after}" if after else "")
    cells = kept[["origin", "destination", "low", "high", *BOUNDS]].to_dict("records")
    said = [_sentence(*cell) for cell in zip(kept["who"], did, cells, strict=True)]
    if small.any():
        rest, each = rows.loc[small, "name"].tolist(), " each" if small.sum() > 1 else ""
        how = "certainly" if (rows.loc[small, "bound_high"] < least).all() else "probably"
        text = f"Of {rows['who'].iloc[0]} {how} fewer than {100 * least:g} in 100{each}: {joined(rest)}."
        highest = rows.loc[small, "high"].fillna(rows["bound_high"]).tolist()
        pairs = rows.loc[small, ["origin", "destination"]].itertuples(index=False)
        keys = [(("origin", o), ("destination", d)) for o, d in pairs]
        under = f"fewer than {100 * least:g}"
        figures = [Figure(under, h, "transitions", "high", k) for h, k in zip(highest, keys, strict=True)]
        said.append(Sentence(text, figures))
    return said


def _sentence(who: str, did: str, cell: Mapping[Any, Any]) -> Sentence:
    """One cell: the interval and what is certain, or that alone."""
    bounds, inside = (cell["bound_low"], cell["bound_high"]), (cell["low"], cell["high"])
    row = (("origin", cell["origin"]), ("destination", cell["destination"]))
    limits = [Figure(_certain(*bounds), value, "transitions", column, row)
              for column, value in zip(BOUNDS, bounds, strict=True)]  # fmt: skip
    if bounds[1] - bounds[0] < _SAME:
        return Sentence(f"Of {who} {_about(*bounds)} {did}; that is certain.", limits)
    sure = _certain(*bounds)
    if pd.isna(inside[0]) or pd.isna(inside[1]):
        if not sure:
            return Sentence(f"Next to nothing is certain of how many of {who} {did}.")
        return Sentence(f"Certain is only that of {who} {sure} {did}.", limits)
    end = (
        f"certain is only that it was {sure}" if sure else "the totals of the areas rule out next to nothing"
    )
    between = [Figure(_about(*inside), value, "transitions", column, row)
               for column, value in zip(("low", "high"), inside, strict=True)]  # fmt: skip
    return Sentence(f"Of {who} {_about(*inside)} {did}; {end}.", between + (limits if sure else []))


def _about(low: float, high: float) -> str:
    """An interval in whole voters of 100."""
    a, b = round(100 * low), round(100 * high)
    if (a, b) == (0, 100):
        return "anything from none to all"
    if a != b:
        return f"between {a} and {b} in 100"
    return f"about {a} in 100" if a else "fewer than 1 in 100" if high else "none"


def _certain(low: float, high: float) -> str:
    """Bounds in whole voters of 100, rounded outwards; nothing where they are no bounds."""
    a, b = int(np.floor(round(100 * low, 6))), int(np.ceil(round(100 * high, 6)))
    if a <= 0:
        return "" if b >= 100 else f"at most {b} in 100"
    return f"at least {a} in 100" if b >= 100 else f"between {a} and {b} in 100"
