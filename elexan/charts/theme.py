"""What every chart shares: party names and colours in their order, type, and words for missing figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..columns import require as columns_present
from ..errors import EmptySelectionError
from ..tables import percent, whole

if TYPE_CHECKING:
    import altair as alt

WIDTH = 640
ROW = 46  # height of a row whose name stands above its bar
BAR: dict[str, Any] = {"height": 20, "yOffset": 10}
LABEL: dict[str, Any] = {"align": "left", "dx": 6, "dy": 10}
# Colours by what they are for. Each is used for nothing else, so that a page can turn them at night; colours
# that stand for data, and the letters on them, are the same by day and by night.
INK = "#1b1f24"  # text and strong lines
QUIET = "#57606a"  # what is said by the way
LINE = "#d0d7de"
PALE = "#e6e9ed"  # grids
PAPER = "#fdfdfd"  # the background, and the thin gaps between marks
NIGHT = {INK: "#e6e9ed", QUIET: "#a3adb8", LINE: "#3a434d", PALE: "#2a323b", PAPER: "#14181d"}
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
OUTLINE = QUIET  # a thin line round pale party colours, which would not stand out on white

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelColor": INK,
        "titleColor": QUIET, "gridColor": PALE, "domainColor": LINE, "tickColor": LINE, "labelLimit": 260,
        "titlePadding": 8,
    },
    "axisY": {"grid": False, "ticks": False, "domain": False, "labelPadding": 8},
    "legend": {"orient": "top", "title": None, "labelFontSize": 12, "labelLimit": 260, "labelColor": INK},
    "title": {
        "anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "color": INK, "subtitleColor": QUIET,
        "offset": 12, "frame": "group",
    },
    "text": {"fontSize": 12, "color": INK},
}  # fmt: skip


def theme() -> dict[str, Any]:
    """Type and lines for every chart, as an altair theme."""
    return {"config": CONFIG}


def with_parties(table: pd.DataFrame, parties: pd.DataFrame | None, *, of: str = "party") -> pd.DataFrame:
    """Each row with its party's ``party_label``, ``letters``, ``colour`` and ``order``.

    ``parties`` is the table of parties (default: the bundled one). A party it lacks is grey, last, and
    labelled by its code.

    >>> p = pd.DataFrame({"party": ["Con"], "short_name": ["Conservative"], "letters": ["C"],
    ...                   "colour": ["#0087dc"], "order": [1]})
    >>> with_parties(pd.DataFrame({"party": ["Con", "Xyz"]}), p)["party_label"].tolist()
    ['Conservative', 'Xyz']
    """
    if parties is None:
        from ..load import load_parties

        parties = load_parties()
    style = parties[["party", "short_name", "letters", "colour", "order"]].rename(
        columns={"party": of, "short_name": "party_label"}
    )
    added = ["party_label", "letters", "colour", "order"]
    rows = pd.DataFrame(table).drop(columns=added, errors="ignore").merge(style, on=of, how="left")
    return rows.assign(
        party_label=rows["party_label"].fillna(rows[of]),
        letters=rows["letters"].fillna("?"),
        colour=rows["colour"].fillna("#9aa0a6"),
        order=rows["order"].fillna(999).astype(int),
    )


def require(table: pd.DataFrame, columns: Iterable[str], chart: str) -> None:
    """An error naming every column the chart needs and the table lacks, or saying that it has no rows."""
    columns_present(table, f"the table of {chart}", columns)
    if table.empty:
        raise EmptySelectionError(f"{chart}: the table has no rows")


def only_one(table: pd.DataFrame, keys: Sequence[str], chart: str) -> None:
    """An error where the table holds several of what the chart shows one of."""
    held = [key for key in keys if key in table]
    count = len(table[held].drop_duplicates()) if held else 1
    if count > 1:
        what = ", ".join(held)
        raise ValueError(
            f"{chart} shows one {what}; the table has {count}. Select one, or draw one chart each"
        )


def titled(
    chart: Any,
    *,
    title: str,
    subtitle: str = "",
    description: str,
    fluid: bool = True,
    credit: str = "",
    data: pd.DataFrame | None = None,
    beside: bool = False,
) -> Any:
    """The chart with its words, and what a page may do with it.

    ``fluid``: give it the page's width. ``beside``: two views that a narrow page puts one under the other.
    ``credit``: whom to name under it. ``data``: the table it shows, offered with it as CSV.
    """
    import altair as alt

    meta: dict[str, Any] = {"fluid": fluid and not beside}
    if beside:
        meta["beside"] = True
    if credit:
        meta["credit"] = credit
    if data is not None:
        meta |= origins(pd.DataFrame(data).drop(columns="geometry", errors="ignore"))
    lines = textwrap.wrap(subtitle, 100)
    heading = alt.Title(title, subtitle=lines) if lines else alt.Title(title)
    # the chart is the caller's own, not yet anybody's, and need not be copied with all it has
    chart.title, chart.description, chart.usermeta = heading, description, meta
    return chart


def origins(data: pd.DataFrame, source: pd.DataFrame | None = None) -> dict[str, str]:
    """The rows a chart shows as CSV, and the HTML that says where they come from, as far as known.

    >>> import elexan as ex
    >>> r = ex.load_results(region="norfolk", date="2021-05-06", election_type="pcc")
    >>> "Where this comes from" in origins(r)["origin"]
    True
    """
    from ..load.contests import CONTEST_COLUMNS
    from ..tables.origin import origin

    # of what a chart draws, its contests' own columns are no part: turnout, say, is drawn under that name
    shown = [str(c) for c in data if c not in CONTEST_COLUMNS]
    made = origin(data, shown=shown, source=source, letters=False)
    return {"csv": made.rows.to_csv(index=False), "origin": made.html}


def room(most: float, right: int) -> dict[str, Any]:
    """A scale from 0 to `most` that leaves so many pixels for labels on its right, at any width.

    >>> room(0.5, 100)["domainMax"].to_dict()
    {'expr': '0.5 * width / max(width - 100, 80)'}
    """
    import altair as alt

    top = float(most) if pd.notna(most) and most > 0 else 1.0
    return {
        "domainMin": 0,
        "domainMax": alt.ExprRef(f"{top} * width / max(width - {right}, 80)"),
        "nice": False,
        "zero": True,
    }


def named(base: alt.Chart, y: Any, text: str = "name:N") -> alt.Chart:
    """The name of each row as a line of text above its bar, so that long names fit a narrow page."""
    import altair as alt

    mark = base.mark_text(align="left", dy=-12, limit=alt.ExprRef("width"))
    return mark.encode(x=alt.value(0), y=y, text=text)


def bars(base: alt.Chart, *, x: Any, y: Any, **channels: Any) -> alt.Chart:
    """Horizontal bars in the colour each row carries, with a thin outline."""
    import altair as alt

    return base.mark_bar(stroke=OUTLINE, strokeWidth=0.5, height={"band": 0.72}).encode(
        x=x, y=y, color=alt.Color("colour:N", scale=None), **channels
    )


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on the colour.

    >>> ink_on("#faa61a"), ink_on("#e4003b")
    ('#000000', '#ffffff')
    """
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ np.array([0.2126, 0.7152, 0.0722]))
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


def key(parties: pd.DataFrame, figures: pd.Series | None = None) -> str:
    """What the letters stand for, each item on one line: ``letters`` and ``party_label`` of every row.

    >>> key(pd.DataFrame({"letters": ["LD"], "party_label": ["Liberal Democrat"]})).split()
    ['LD', 'Liberal', 'Democrat']
    """
    items = parties["letters"] + " " + parties["party_label"]
    if figures is not None:
        items = items + " " + figures.astype("str")
    return " · ".join(items.str.replace(" ", "\u00a0"))


def lead(votes: Any, share: Any) -> tuple[str, str]:
    """A majority in words: its votes (a tie is said), and its share where there is one to speak of.

    >>> lead(12, 0.004), lead(1, 0.0002), lead(0, 0.0)
    (('12 votes', '0.4%'), ('1 vote', '<0.1%'), ('tied, decided by lot', ''))
    """
    if pd.isna(votes) or pd.isna(share):
        return whole(votes), percent(share)
    if votes == 0:
        return "tied, decided by lot", ""
    return f"{whole(votes)} vote{'' if votes == 1 else 's'}", "<0.1%" if 0 < share < 0.0005 else percent(
        share
    )


def listed(items: Iterable[str], *, most: int = 12) -> str:
    """The items in a sentence, the rest counted.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    words = list(items)
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return ", ".join(words)
