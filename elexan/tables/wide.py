"""A tidy table with one row a place and party, printed with one column a party."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .figures import percent
from .printed import Html, table

_KINDS = {"share_change": "points", "seats_change": "change", "seats": "whole"}


def wide(
    frame: pd.DataFrame,
    *,
    rows: Sequence[str],
    value: str,
    caption: str,
    least: float = 0.01,
    parties: pd.DataFrame | None = None,
) -> Html:
    """One column a party code, in party order, and one row for each combination of ``rows``, in their order.

    ``value`` is a share, a change or seats. Parties whose share is nowhere above ``least``, or whose seats or
    change are 0 everywhere, have no column, and the note says how many that is.

    >>> t = pd.DataFrame({"area": ["A", "A", "B"], "party": ["Con", "Lab", "Con"],
    ...                   "vote_share": [0.4, 0.3, 0.5]})
    >>> html = wide(t, rows=["area"], value="vote_share", caption="Votes")
    >>> html.index(">Lab<") < html.index(">Con<"), ">50.0%<" in html
    (True, True)
    """
    if parties is None:
        from ..load import load_parties

        parties = load_parties()
    order = parties.sort_values("order")["party"].tolist()
    keys = list(rows)
    known = frame[frame[value].notna()]
    places = frame[keys].drop_duplicates()
    cells = known.pivot(index=keys, columns="party", values=value)
    large = cells.abs().max() > (0 if value in _KINDS else least)
    shown = [p for p in [*order, *cells.columns.difference(order)] if large.get(p, False)]
    carried = [c for c in ("baseline", "share_method", "turnout_definition") if c in frame]
    method = frame[[*keys, *carried]].drop_duplicates(keys)
    printed = places.merge(cells[shown].reset_index(), on=keys, how="left").merge(method, on=keys, how="left")
    labels = {k: k.removesuffix("_name").replace("_", " ").capitalize() for k in keys}
    return table(
        printed,
        caption=caption,
        columns=labels | {p: p for p in shown},
        kinds={p: _KINDS.get(value, "percent") for p in shown},  # type: ignore[misc]
        notes=[
            "–: no seats, or not known." if "seats" in value else "–: the party did not stand, or not known.",
            *_left_out(cells, shown, value, least),
        ],
        unknown="–",
        parties=parties,
    )


def _left_out(cells: pd.DataFrame, shown: list[str], value: str, least: float) -> list[str]:
    """How many parties the table leaves out, where it does."""
    lacking = cells.shape[1] - len(shown)
    if not lacking:
        return []
    why = "no change" if value.endswith("_change") else f"no more than {percent(least)} anywhere"
    why = "no seat" if value == "seats" else why
    return [f"Left out: {lacking} {'party' if lacking == 1 else 'parties'} with {why}."]
