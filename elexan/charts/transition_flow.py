"""Transitions as a flow: ribbons from where votes were to where they are estimated to have gone."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from ..tables import whole
from .ribbons import NODE, Flow, eased
from .theme import titled
from .transition_cells import cells, in_words, letters_key, level_of, options, require_estimate, tips

if TYPE_CHECKING:
    import altair as alt

TALL, TOP = 340, 24  # pixels of all votes, and above them for the headings
LINE, GAP = 14, 5  # of a line of a label, and between two labels
ACROSS = 12  # letters of a line of a label
SIDE = 84  # pixels for the labels on either side
WORD = 8  # letters of a name that fits in a ribbon twice on a narrow page
LETTERS = 11  # pixels of a ribbon in which its letters find room


def transition_flow(
    table: pd.DataFrame,
    *,
    title: str = "Where the votes of each group went",
    before: str = "Before",
    after: str = "After",
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Estimated transitions as ribbons from the origins on the left to the destinations on the right.

    ``table`` is that of ``transitions`` for one pair of contests. Bars and ribbons are as tall as their
    votes; a ribbon has the colour of its origin and, where there is room, letters at both ends: where it goes
    to, and where it comes from. The words leave out shares below ``least``; nothing is left out of the
    picture. ``before`` and ``after`` head the two sides.

    >>> t = pd.DataFrame({"origin": "Con", "destination": ["Con", "Lab"], "votes": [640, 360],
    ...                   "share": [0.64, 0.36], "low": [0.58, 0.29], "high": [0.71, 0.42],
    ...                   "bound_low": [0.1, 0.0], "bound_high": [1.0, 0.9]})
    >>> transition_flow(t, title="Then and now").to_dict()["description"]
    'Flow chart: Then and now. Conservative (1,000): Conservative 64% (58 to 71), Labour 36% (29 to 42).'
    """
    require_estimate(table, "transition_flow")
    rows = cells(table, "transition_flow")
    origins, destinations = (options(rows, side, parties, most=WORD) for side in ("origin", "destination"))
    level = level_of(table)
    scale = TALL / origins["votes"].sum()
    origins, destinations = (_stacked(side, scale) for side in (origins, destinations))
    lowest = pd.concat([origins["end"], destinations["end"]]).max()
    flow = Flow()
    shown = tips(rows, origins, destinations, level)
    _ribbons(flow, shown[shown["votes"] > 0], origins, destinations, scale)
    _bars(flow, origins, first=True)
    _bars(flow, destinations, first=False)
    flow.text(0, 8, [before], quiet=True, align="right", dx=-6)
    flow.text(1, 8, [after], quiet=True, dx=6)
    words = f" The {level} of each is shown on pointing at it." if rows["low"].notna().any() else ""
    return titled(
        flow.chart(lowest + 4, left=SIDE, right=SIDE, size=11.5), title=title,
        subtitle="As tall as the votes. In a ribbon, where its votes go (left) and come from (right). "
        f"Estimates from area totals, no count of how anybody voted.{words}"
        + letters_key(origins, destinations),
        description=f"Flow chart: {title}. {in_words(rows, origins, destinations, least)}.", data=table,
    )  # fmt: skip


def _name(label: str, short: str) -> list[str]:
    """The name in one or two lines, and its letters where it would take more."""
    lines = textwrap.wrap(label, ACROSS, break_long_words=False)
    return lines if len(lines) <= 2 and max(map(len, lines)) <= ACROSS else [short]


def _stacked(side: pd.DataFrame, scale: float) -> pd.DataFrame:
    """The options with their bars one below the other, each in the middle of the room its label needs."""
    pairs = zip(side["label"], side["short"], strict=True)
    names = [_name(label, short) for label, short in pairs]
    tall = side["votes"] * scale
    room = pd.Series([LINE * (1 + len(lines)) for lines in names], side.index)
    place = tall.clip(lower=room)
    end = TOP + (place + GAP).cumsum() - GAP
    middle = end - place / 2
    side = side.assign(names=pd.Series(names, side.index, dtype="object"))
    return side.assign(end=end, middle=middle, upper=middle - tall / 2, lower=middle + tall / 2)


def _bars(flow: Flow, side: pd.DataFrame, *, first: bool) -> None:
    """The bars of one side with their labels outside."""
    x, at, align, dx = (0.0, 0.0, "right", -6) if first else (1 - NODE, 1.0, "left", 6)
    for option in side.to_dict("records"):
        votes = whole(option["votes"])
        span, tip = (option["upper"], option["lower"]), f"{option['label']}: {votes} votes"
        flow.node(x, x + NODE, span, option["colour"], tip)
        flow.text(at, option["middle"], [votes], strong=option["names"], align=align, dx=dx, line=LINE)


def _ribbons(
    flow: Flow, rows: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, scale: float
) -> None:
    """The ribbons, those of an origin in the order of the destinations and the other way about."""
    rows = rows.assign(tall=rows["votes"] * scale)
    kept = ["place", "upper", "short", "colour"]
    ours, theirs = (
        side.assign(place=side.index).set_index("option")[kept] for side in (origins, destinations)
    )
    rows = rows.join(ours, on="origin").join(theirs.add_suffix("_to"), on="destination")
    for end, order in (("", ["place", "place_to"]), ("_to", ["place_to", "place"])):
        rows = rows.sort_values(order)
        above = rows.groupby(order[0])["tall"].cumsum() - rows["tall"]
        rows[f"y{end}"] = rows[f"upper{end}"] + above
    # the large ones first, so that none hides a smaller one from who points at it
    for row in rows.sort_values(["tall", *order], ascending=[False, True, True]).to_dict("records"):
        leave, arrive = ((row[y], row[y] + row["tall"]) for y in ("y", "y_to"))
        tip = f"{row['pair']}: {row['figure']}; {row['inside']}; certain {row['sure']}"
        flow.ribbon(eased((NODE, leave), (1 - NODE, arrive)), row["colour"], tip)
        if row["tall"] >= LETTERS:
            flow.text(NODE, sum(leave) / 2, [row["short_to"]], dx=5)
            flow.text(1 - NODE, sum(arrive) / 2, [row["short"]], align="right", dx=-5)
