"""The supplementary vote: both rounds of a contest, and its transfers by counting area."""

from __future__ import annotations

import textwrap
from itertools import compress
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..columns import number, text
from ..shares import UMBRELLA
from ..tables import UNKNOWN, percent, whole
from .theme import (
    BAR,
    INK,
    OUTLINE,
    PAPER,
    QUIET,
    ROW,
    WIDTH,
    key,
    listed,
    named,
    only_one,
    require,
    room,
    titled,
    with_parties,
)

if TYPE_CHECKING:
    import altair as alt

NOT_TRANSFERABLE = "Not transferable"
BAR_HIGH = 20
_SHOWN = [
    "ballot_id", "area_name", "candidate_id", "candidate", "party", "party_name", "first_pref", "second_pref",
    "final_votes", "elected", "source_id",
]  # fmt: skip


def sv_rounds(
    results: pd.DataFrame, *, title: str = "Both rounds", parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Both rounds of one supplementary-vote contest: first preferences, and what the finalists received.

    ``results`` are all candidates of the contest. A finalist's bar is first preferences (solid) and
    transfers (pale); the others' bars end with the first round. The last bar is what of the eliminated
    candidates' votes went to neither finalist. What is not known of the second round is said, not drawn.

    >>> t = pd.DataFrame({"ballot_id": "x", "candidate": ["A", "B", "D"], "party": ["Con", "Lab", "LD"],
    ...                   "first_pref": [45, 40, 20], "second_pref": [4, 10, None],
    ...                   "final_votes": [49, 50, None], "elected": [False, True, False]})
    >>> sv_rounds(t).to_dict()["description"][-67:]
    '; A (Conservative) 45 + 4 = 49; D (Lib Dem) 20; not transferable 6.'
    """

    require(results, ["candidate", "party", "first_pref", "second_pref", "elected"], "sv_rounds")
    only_one(results, ["ballot_id"], "sv_rounds")
    rows = with_parties(results, parties)
    rows = rows.assign(first=number(rows, "first_pref"), received=number(rows, "second_pref"))
    final = number(rows, "final_votes").fillna(rows["first"] + rows["received"])
    rows = rows.assign(final=final, won=rows["elected"].astype("boolean").fillna(False))
    rows = rows.sort_values(["final", "first"], ascending=False, na_position="last", kind="stable")
    # a code that stands for many parties says less than the name printed
    party = rows["party_label"].mask(rows["party"].isin(UMBRELLA), text(rows, "party_name"))
    rows["name"] = rows["candidate"] + " (" + party.fillna(rows["party_label"]) + ")"
    rows.loc[rows["won"], "name"] += ", elected"
    held = rows["received"].notna()
    rows["sum"] = (rows["first"].map(whole) + " + " + rows["received"].map(whole)).where(held, "")
    only_final = ~held & rows["final"].notna()
    rows["end"] = rows["first"] + rows["received"].fillna(0)
    rows["label"] = rows["first"].map(whole).mask(held, rows["final"].map(whole))
    rows.loc[only_final, "label"] += ", final " + rows["final"].map(whole)
    said = "; ".join(rows["name"] + " " + rows["label"].mask(held, rows["sum"] + " = " + rows["label"]))
    lost = _not_transferable(rows, held)
    bar = rows[["name", "colour", "first", "received", "end", "label", "sum"]].assign(fill=1.0)
    if lost is not None:
        said += f"; not transferable {whole(lost)}"
        last = {"name": NOT_TRANSFERABLE, "colour": QUIET, "label": whole(lost), "sum": "", "fill": 0.0}
        bar = pd.concat([bar, pd.DataFrame([last | {"first": lost, "end": lost}])], ignore_index=True)
    return titled(
        two_rounds(bar), title=title, subtitle=_rounds(rows, held, only_final),
        description=f"Bar chart of both rounds: {title}. {said}.",
        data=results[[c for c in _SHOWN if c in results]],
    )  # fmt: skip


def two_rounds(bar: pd.DataFrame) -> Any:
    """The bars with names above and figures behind them, as far down the page as the names need.

    ``bar`` has ``name``, ``colour``, ``first`` (a bar begins with it; none where it is missing), ``received``
    (what is added to it, pale), ``end`` (of both), ``label``, below that ``sum``, and ``fill`` (0: outline).
    """
    import altair as alt

    names = bar["name"].map(lambda name: textwrap.wrap(name, 44))
    tall = 15 * names.map(len) + BAR_HIGH + 12
    y = tall.cumsum() - BAR_HIGH - 6
    rows = bar.drop(columns="name").assign(y=y, y2=y + BAR_HIGH, name=bar["name"], end=bar["end"].fillna(0))
    lines = pd.DataFrame([
        {"y": at - 15 * (len(words) - n) + 6, "text": word}
        for at, words in zip(y, names, strict=True)
        for n, word in enumerate(words)
    ])  # fmt: skip
    height = int(tall.sum())
    beside = 6.6 * max(bar["label"].str.len().max(), bar["sum"].str.len().max()) + 12
    scale = room(rows["end"].max(), int(beside))
    x, end = (alt.X(f"{field}:Q", axis=None).scale(**scale) for field in ("first", "end"))
    down = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    colour = alt.Color("colour:N", scale=None)
    base, low = alt.Chart(rows), alt.Y2("y2:Q")
    tips = [alt.Tooltip("name:N", title="Candidate"), alt.Tooltip("label:N", title="Votes"),
            alt.Tooltip("sum:N", title="First + transfers")]  # fmt: skip
    shape: dict[str, Any] = {"stroke": OUTLINE, "strokeWidth": 0.7, "aria": False}
    word: dict[str, Any] = {"align": "left", "baseline": "middle", "aria": False}
    full = alt.FillOpacity("fill:Q", scale=None)
    label = base.mark_text(dx=6, dy=alt.ExprRef("datum.sum ? 3 : 10"), fontWeight="bold", **word)
    parts = base.transform_filter("datum.sum").mark_text(dx=6, dy=17, color=QUIET, **word)
    bars = [
        base.transform_filter("isValid(datum.first)")
        .mark_rect(**shape)
        .encode(x, down, low, colour, full, x2=alt.datum(0), tooltip=tips),
        base.transform_filter("isValid(datum.received)")
        .mark_rect(fillOpacity=0.5, **shape)
        .encode(x, down, low, colour, x2="end:Q", tooltip=tips),
        parts.encode(end, down, text="sum:N"),
    ]
    # a layer of nothing has no extent
    drawn = [rows["first"].notna().any(), rows["received"].notna().any(), rows["sum"].ne("").any()]
    return alt.layer(
        *compress(bars, drawn),
        label.encode(end, down, text="label:N"),
        alt.Chart(lines).mark_text(**word).encode(down, x=alt.value(0), text="text:N"),
    ).properties(width=WIDTH, height=height)


def _not_transferable(rows: pd.DataFrame, held: pd.Series) -> float | None:
    """First preferences of the eliminated that reached no finalist; None where that is not known."""
    if held.sum() < 2 or rows["first"].isna().any():
        return None
    return float(rows.loc[~held, "first"].sum() - rows.loc[held, "received"].sum())


def _rounds(rows: pd.DataFrame, held: pd.Series, only_final: pd.Series) -> str:
    if "voting_system" in rows and (rows["voting_system"] != "SV").all():
        return "First past the post: one count."
    if held.sum() >= 2:
        return "Solid: first preferences. Pale: transfers from the candidates eliminated."
    if held.any() or only_final.any():
        return "First preferences; of the second round not every figure is known."
    stated = "second_round" in rows and (rows["second_round"] == "not_needed").any()
    if stated or rows.loc[rows["won"], "first"].sum() * 2 > rows["first"].sum(skipna=False):
        return "Won on first preferences; no second round was needed."
    return f"First preferences; the figures of the second round are {UNKNOWN}."


def transfers_by_area(
    transfers: pd.DataFrame,
    *,
    contest: pd.DataFrame | None = None,
    name: str = "area_name",
    title: str = "Where the transfers went",
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """How the transfers of one contest were divided between the finalists, a bar a counting area.

    ``transfers`` is the table of ``transfers_by_area``. With ``contest``, the table of ``transfers`` of the
    same contest, a thick mark shows the share that the first-round runner-up needed over the whole
    contest; that candidate's transfers are drawn from the left. Areas without figures are said.

    >>> t = pd.DataFrame({"ballot_id": "x", "area_gss": "E1", "area_name": "Fenland", "party": ["Con", "Lab"],
    ...                   "candidate": ["A", "B"], "transfers": [30, 70], "transfer_share": [0.3, 0.7]})
    >>> transfers_by_area(t).to_dict()["description"]
    'Stacked bars: Where the transfers went. Share to B: Fenland 70.0%.'
    """
    import altair as alt

    require(transfers, [name, "candidate", "party", "transfers", "transfer_share"], "transfers_by_area")
    only_one(transfers, ["ballot_id"], "transfers_by_area")
    rows = with_parties(transfers, parties)
    chaser, needed = _chaser(rows, contest)
    known = rows.dropna(subset="transfer_share").copy()
    unknown = sorted(set(rows[name]) - set(known[name]))
    require(known, [name], "transfers_by_area, with the areas whose transfers are known")
    known["ours"] = known["candidate"] == chaser
    share = known["transfer_share"].astype(float)
    known = known.assign(
        start=(1 - share).mask(known["ours"], 0.0), end=share.where(known["ours"], 1.0),
        label=known["letters"] + " " + share.map(percent), votes=known["transfers"].map(whole),
        place=known[name],
    )  # fmt: skip
    order = known[known["ours"]].sort_values("transfer_share", ascending=False)
    said = listed(order[name] + " " + order["transfer_share"].map(percent), most=20)
    both = known.sort_values("ours", ascending=False, kind="stable").groupby("place")["label"].agg(" · ".join)
    base = alt.Chart(
        known[["place", "candidate", "colour", "start", "end", "label", "votes"]],
        width=WIDTH, height=alt.Step(ROW),
    )  # fmt: skip
    y = alt.Y("place:N", sort=order[name].tolist(), axis=None)
    axis = alt.Axis(format="%", tickCount=5)
    x = alt.X("start:Q", title="Share of transfers", axis=axis).scale(domain=[0, 1])
    tips = [
        alt.Tooltip("candidate:N", title="To"), alt.Tooltip("place:N", title="Area"),
        alt.Tooltip("label:N", title="Share"), alt.Tooltip("votes:N", title="Transfers"),
    ]  # fmt: skip
    words = alt.Chart(both.rename("both").reset_index())
    layers = [
        base.mark_bar(stroke=PAPER, strokeWidth=1, aria=False, **BAR).encode(
            x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
        ),
        named(words, y, "place:N"),
        words.mark_text(align="right", dy=-12).encode(x=alt.value(alt.ExprRef("width")), y=y, text="both:N"),
    ]
    leader = rows.loc[rows["candidate"] != chaser].drop_duplicates("candidate")
    ours = rows.loc[rows["candidate"] == chaser].drop_duplicates("candidate")
    subtitle = f"{key(pd.concat([ours, leader]))}. From the left: {chaser}."
    if needed is not None and needed <= 1:
        mark = alt.Chart(both.reset_index().assign(needed=needed)).mark_tick(
            color=INK, opacity=1, orient="vertical", thickness=3, size=30, yOffset=10
        )
        layers.append(mark.encode(x="needed:Q", y=y))
        subtitle += f" Thick mark: the {percent(needed)} that {chaser} needed over the whole contest."
    elif needed is not None:
        subtitle += f" Not even all the transfers would have been enough for {chaser}."
    if unknown:
        subtitle += f" Not known: {listed(unknown)}."
    return titled(
        alt.layer(*layers), title=title, subtitle=subtitle,
        description=f"Stacked bars: {title}. Share to {chaser}: {said}.", data=transfers,
    )  # fmt: skip


def _chaser(rows: pd.DataFrame, contest: pd.DataFrame | None) -> tuple[str, float | None]:
    """The finalist to draw from the left, and the share of transfers that finalist needed, if known."""
    if contest is None:
        return str(rows["candidate"].iloc[-1]), None
    only_one(contest, ["ballot_id"], "transfers_by_area")
    behind = contest[contest["led_first_round"].astype("boolean").eq(False).fillna(False)]
    chaser = behind["candidate"].iloc[0] if len(behind) else rows["candidate"].iloc[-1]
    needed = contest["break_even_transfer_share"].dropna()
    return str(chaser), float(needed.iloc[0]) if len(needed) else None
