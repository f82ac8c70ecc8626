"""A contest of which not every first preference is known: bars of what is, to one scale, and words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables import UNKNOWN, percent, whole
from .count import Count
from .theme import listed
from .transfers import two_rounds


def known_votes(count: Count) -> tuple[Any, str]:
    """The known votes of a count as bars, and what they are in a sentence.

    Bars are first preferences and transfers where both are known of every finalist, else final votes, else
    first preferences. One figure alone has no bar, since any length could be taken for a share.
    """
    rows, last = count.rows, count.last
    both = len(last) >= 2 and last[["first", "received"]].notna().all(axis=None)
    only_final = bool(len(last) >= 2 and last["final"].notna().all() and not both)
    first = rows["final"] if only_final else rows["first"]
    received = rows["received"] if both else pd.Series(float("nan"), rows.index)
    drawn = first if first.notna().sum() > 1 else first.mask(first.notna())
    bar = pd.DataFrame({
        "name": rows["who"] + rows["won"].map({True: ", elected", False: ""}), "colour": rows["colour"],
        "first": drawn, "received": received, "end": drawn + received.fillna(0),
        "label": [_label(row, count, final=only_final) for _, row in rows.iterrows()],
        "sum": [_sum(row) for _, row in rows.iterrows()], "fill": 1.0,
    })  # fmt: skip
    words = "Bars: final votes." if only_final else "Bars: first preferences."
    words = "Bars: first preferences (solid) and transfers (pale)." if both else words
    return two_rounds(bar), words if drawn.notna().any() else ""


def unknown_first(count: Count) -> str:
    """Whose first preferences are not known, in a sentence."""
    missing = count.rows.loc[count.rows["first"].isna(), "name"]
    if len(missing) == len(count.rows):
        return f"First preferences are {UNKNOWN}."
    *before, end = [listed(missing, most=4)] if len(missing) > 4 else missing
    return f"First preferences of {', '.join(before)}{' and ' if before else ''}{end} are {UNKNOWN}."


def _label(row: pd.Series, count: Count, *, final: bool) -> str:
    """A candidate's votes: the final ones where there are any, else the first preferences."""
    if pd.notna(row["final"]):
        if final:
            return f"{whole(row['final'])} ({percent(row['final'] / count.final)})"
        return whole(row["final"]) + ("" if pd.notna(row["received"]) else " final votes")
    if pd.isna(row["first"]):
        return UNKNOWN
    others = count.rows[["first", "final"]].notna().any(axis=1).sum() > 1
    return whole(row["first"]) + ("" if others else " first preferences")


def _sum(row: pd.Series) -> str:
    """What final votes are made of, where that is known."""
    known = pd.notna(row["first"]) and pd.notna(row["received"])
    return f"{whole(row['first'])} + {whole(row['received'])}" if known else ""
