"""One place and day, several ballot papers: each party's share on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..tables import percent
from .shares import method
from .theme import INK, LINE, OUTLINE, PAPER, QUIET, WIDTH, ink_on, key, require, titled, with_parties

if TYPE_CHECKING:
    import altair as alt

HEAD, TALL = 44, 300  # pixels of the contests' names, and of the scale
LEFT, ASIDE = 6, 17  # from the edge to the first dots, and from a dot to its letters
CHIP, STEP = 16, 17  # a party's letters in a circle, and the least from one to the next


def party_profile(
    shares: pd.DataFrame,
    *,
    contest: str = "election_type",
    title: str = "One day, several ballot papers",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Each party's share in several contests of one place and day: a column a contest, a line a party.

    ``shares`` is the table of ``party_share``, with a column ``contest`` that tells the contests apart;
    the columns are in its order. Areas, and who stood, may differ with the contest: these are shares, not
    voters that moved.

    >>> t = pd.DataFrame({"election_type": ["mayor", "pcc"], "party": "Con", "vote_share": [0.4, 0.43]})
    >>> party_profile(t).to_dict()["description"]
    'Line chart: One day, several ballot papers. Conservative: mayor 40.0%, pcc 43.0%.'
    """
    require(shares, ["party", contest, "vote_share"], "party_profile")
    if shares.duplicated([contest, "party"]).any():
        raise ValueError(f"party_profile shows one share for each {contest} and party; the table has several")
    known = shares.dropna(subset="vote_share")
    require(known, [contest], "party_profile, with the shares that are known")
    contests = known[contest].drop_duplicates().tolist()
    rows = with_parties(known, parties).sort_values("order", kind="stable")
    rows = rows.assign(contest=rows[contest], column=rows[contest].map(contests.index))
    said = "; ".join(
        f"{label}: "
        + ", ".join(f"{c} {percent(v)}" for c, v in zip(part["contest"], part["vote_share"], strict=True))
        for label, part in rows.groupby("party_label", sort=False)
    )
    subtitle = f"Per cent of valid votes. {key(rows.drop_duplicates('party'))}. {method(shares)}"
    return titled(
        _drawn(_placed(rows), contests),
        title=title, subtitle=subtitle.strip(), description=f"Line chart: {title}. {said}.", data=shares,
    )  # fmt: skip


def apart(at: pd.Series, least: float, most: float) -> pd.Series:
    """The positions, moved as little as may be so that no two are nearer than ``least``, none over ``most``.

    >>> apart(pd.Series([10.0, 12.0, 50.0]), 10, 45).tolist()
    [6.0, 16.0, 45.0]
    """
    order = at.sort_values(kind="stable").index
    # neighbours that would touch move as one block, about their mean
    blocks: list[list[float]] = []
    for n, value in enumerate(at[order]):
        blocks.append([value - n * least])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    moved = np.array([float(np.mean(block)) for block in blocks for _ in block])
    place = np.arange(len(moved))
    return pd.Series(np.minimum(moved + least * place, most - least * place[::-1]), order).reindex(at.index)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the pixels down to their dot, ``down``, its figure, ``beside``, and the ``next`` dot."""
    share = rows["vote_share"].astype(float)
    rows = rows.assign(down=HEAD + TALL * (1 - share / max(share.max(), 1e-9)))
    beside = [apart(part, STEP, HEAD + TALL) for _, part in rows.groupby("column")["down"]]
    after = rows[["party", "column", "down"]].assign(column=rows["column"] - 1)
    rows = rows.assign(
        beside=pd.concat(beside), label=share.map(percent).str.rstrip("%"), ink=rows["colour"].map(ink_on)
    )
    return rows.merge(after.rename(columns={"down": "next"}), on=["party", "column"], how="left")


def _drawn(rows: pd.DataFrame, contests: list[str]) -> Any:
    import altair as alt

    cell = f"(width - {LEFT}) / {len(contests)}"
    across = f"{LEFT} + datum.column * {cell}"
    tight = f"{cell} < 95 && datum.column % 2"  # every other name stands higher where they would touch
    columns = pd.DataFrame(
        {"column": range(len(contests)), "contest": contests, "top": HEAD, "floor": HEAD + TALL}
    )
    shown = [
        "contest",
        "column",
        "party_label",
        "letters",
        "colour",
        "ink",
        "label",
        "down",
        "beside",
        "next",
    ]
    size: dict[str, Any] = {"width": WIDTH, "height": HEAD + TALL + CHIP // 2 + 2}
    base, heads = (
        alt.Chart(table, **size).transform_calculate(
            across=across, onwards=f"{across} + {cell}", aside=f"{across} + {ASIDE}",
            edge=f"{across} + {ASIDE - CHIP / 2}",
        )
        for table in (rows[shown], columns)
    )  # fmt: skip
    x, aside = (alt.X(f"{field}:Q", scale=None, axis=None) for field in ("across", "aside"))
    down, beside, top, floor = (
        alt.Y(f"{field}:Q", scale=None, axis=None) for field in ("down", "beside", "top", "floor")
    )
    colour, ink = alt.Color("colour:N", scale=None), alt.Color("ink:N", scale=None)
    tips = [
        alt.Tooltip("party_label:N", title="Party"), alt.Tooltip("contest:N", title="Contest"),
        alt.Tooltip("label:N", title="Share"),
    ]  # fmt: skip
    figure = base.encode(x=aside, y=beside, text="label:N", tooltip=tips)
    words: dict[str, Any] = {"align": "left", "dx": CHIP / 2 + 2, "fontSize": 11}
    return alt.layer(
        heads.mark_rule(color=LINE).encode(x=x, y=top, y2="floor"),
        heads.mark_rule(color=LINE).encode(x=x, x2="onwards", y=floor),
        heads.mark_text(
            align="left", fontSize=11, fontWeight="bold", dx=-LEFT, dy=alt.ExprRef(f"{tight} ? -31 : -17")
        ).encode(x=x, y=top, text="contest:N"),
        base.transform_filter("isValid(datum.next)")
        .mark_rule(strokeWidth=1.8, opacity=0.6)
        .encode(x=x, x2="onwards", y=down, y2="next", color=colour),
        base.mark_rule(color=QUIET, strokeWidth=0.8).encode(x=x, x2="edge", y=down, y2="beside"),
        base.mark_circle(size=60, opacity=1, stroke=OUTLINE, strokeWidth=0.7).encode(
            x=x, y=down, color=colour, tooltip=tips
        ),
        base.mark_circle(size=CHIP**2, opacity=1, stroke=OUTLINE, strokeWidth=0.7).encode(
            x=aside, y=beside, color=colour, tooltip=tips
        ),
        base.mark_text(fontSize=9).encode(x=aside, y=beside, text="letters:N", color=ink, tooltip=tips),
        figure.mark_text(stroke=PAPER, strokeWidth=3, strokeJoin="round", color=PAPER, **words),
        figure.mark_text(color=INK, **words),
    )
