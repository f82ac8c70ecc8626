"""Who wins at which transfers: a triangle of all of them, and a grid of two origins' shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import percent, whole
from .theme import INK, PAPER, QUIET, WIDTH, key, only_one, require, titled, with_parties
from .triangle import ABOVE, BELOW, TALL, Share, at, lines, regions, scales, segments, words, written

if TYPE_CHECKING:
    import altair as alt

DRAWN = 150  # so many draws are shown; more would only be darker
CELL, LEFT, HEAD = 26, 46, 22  # pixels: a row of cells, what is kept free beside them, and above
PALEST, FULLEST = 0.12, 0.5  # of a cell's colour: letters of one ink read on all of them, by day and night
NEITHER = "none"
_PAIR = ["candidate_id", "party", "leader", "leader_party"]


def outcome_triangle(
    region: pd.DataFrame,
    *,
    simulated: pd.DataFrame | None = None,
    counted: pd.DataFrame | None = None,
    title: str | None = None,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The transfers by which a rival beats the leader, among all there could be, as a part of a triangle.

    ``region`` is the table of ``outcome_region`` for one contest and one rival. A point is a division of the
    eliminated votes: to the leader (left), to the rival (right), to neither (above). ``simulated``, the table
    of ``simulate_transfers`` of these two, adds draws as dots; ``counted``, that of ``transfers``, the
    transfers there were, as a ring.

    >>> from elexan.counterfactuals import outcome_region
    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "first_pref": [45, 30, 25]})
    >>> outcome_triangle(outcome_region(r, rival="Lab", step=0.5)).to_dict()["title"]["subtitle"][0][:87]
    'Labour is 15 votes behind, with 25 to be divided: it wins with over 80.0% of them where'
    """
    import altair as alt

    wanted = ["to_leader_share", "to_rival_share", "leader_votes", "rival_votes"]
    require(region, ["ballot_id", *_PAIR, *wanted], "outcome_triangle")
    only_one(region, ["ballot_id", "candidate_id"], "outcome_triangle")
    behind, gone = _votes(region)
    if not gone:
        raise ValueError("outcome_triangle: there are no votes of others to be divided")
    corners = _corners(region, parties)
    rival, leader = corners.iloc[2], corners.iloc[1]
    title = title or f"The transfers by which {rival['party_label']} beats {leader['party_label']}"
    need = behind / gone
    x, y = scales()
    layers = [regions(_parts(need, corners), x, y, 0.3), *lines(x, y), *words(corners, x, y)]
    layers.append(segments([_tie(need)], x, y, stroke=INK, strokeWidth=2.5))
    layers.append(written(_claims(need, corners), x, y, color=INK, fontWeight="bold"))
    said = _said(need, (behind, gone), corners)
    if simulated is not None:
        dots = _draws(region, simulated, gone)
        mark = alt.Chart(dots.head(DRAWN)[["x", "y"]].round(3)).mark_point(
            filled=True, color=INK, size=14, opacity=0.5, aria=False
        )
        layers.append(mark.encode(x, y))
        said += f" Dots: transfers drawn from the estimates; {rival['party_label']} won {_won(dots)} of them."
    if counted is not None:
        ring = _counted(region, counted, gone)
        mark = alt.Chart(ring).mark_point(
            filled=True, fill=PAPER, stroke=INK, strokeWidth=3, size=130, opacity=1, aria=False
        )
        layers.append(mark.encode(x, y))
        said += f" Ring: as counted, {ring['text'].iloc[0]}."
    return titled(
        alt.layer(*layers).properties(width=WIDTH, height=TALL + ABOVE + BELOW),
        title=title, subtitle=said, description=f"Triangle: {title}. {said}", data=region,
    )  # fmt: skip


def _votes(region: pd.DataFrame) -> tuple[float, float]:
    """How far the rival is behind, and the votes to be divided, from the corners of the table."""
    alone = region[(region["to_leader_share"] == 0) & (region["to_rival_share"] == 0)].iloc[0]
    all_ = region[region["to_rival_share"] == 1].iloc[0]
    behind = float(alone["leader_votes"] - alone["rival_votes"])
    return behind, float(all_["rival_votes"] - alone["rival_votes"])


def _corners(table: pd.DataFrame, parties: pd.DataFrame | None) -> pd.DataFrame:
    """Neither, the leader and the rival, with names, letters and colours."""
    pair = with_parties(pd.DataFrame({"party": table[["leader_party", "party"]].iloc[0].tolist()}), parties)
    neither = pd.DataFrame({"party_label": ["to neither"], "letters": [NEITHER], "colour": [PAPER]})
    return pd.concat([neither, pair], ignore_index=True)


def _parts(need: float, corners: pd.DataFrame) -> pd.DataFrame:
    """The parts of the triangle in which the leader and the rival win."""
    up, across = _tie(need)
    leader: list[Share] = [(0, 1, 0), (1, 0, 0), up, across]
    rival: list[Share] = [up, (0, 0, 1), across]
    rows = [
        (*at(*corner), n, corners["colour"].iloc[who])
        for who, part in ((1, leader), (2, rival))
        for n, corner in enumerate(part)
    ]
    return pd.DataFrame(rows, columns=["x", "y", "n", "colour"]).round(4)


def _tie(need: float) -> tuple[Share, Share]:
    """The ends of the line on which the two are level: shares to neither, to the leader, to the rival."""
    return (1 - need, 0.0, need), (0.0, (1 - need) / 2, (1 + need) / 2)


def _claims(need: float, corners: pd.DataFrame) -> pd.DataFrame:
    """Who wins where, written into the parts that have room for it."""
    rows = [(*at(0.24, 0.58, 0.18), f"{corners['letters'].iloc[1]} wins")]
    if need < 0.6:
        rival = (0.35 * (1 - need), (1 - need) / 6, 1 - 0.35 * (1 - need) - (1 - need) / 6)
        rows.append((*at(*rival), f"{corners['letters'].iloc[2]} wins"))
    table = pd.DataFrame(rows, columns=["x", "y", "text"])
    return table.assign(align="center", dx=0, dy=0)


def _said(need: float, votes: tuple[float, float], corners: pd.DataFrame) -> str:
    behind, gone = votes
    rival = corners["party_label"].iloc[2]
    said = f"{rival} is {whole(behind)} votes behind, with {whole(gone)} to be divided: "
    said += f"it wins with over {percent((1 + need) / 2)} of them where all transfer"
    if need < 0.5:
        said += f", over {percent((1 + 2 * need) / 2)} of those that do where half transfer"
    return said + f". Where fewer than {percent(need)} transfer it loses. Thick line: a tie."


def _draws(region: pd.DataFrame, simulated: pd.DataFrame, gone: float) -> pd.DataFrame:
    """The draws as places in the triangle."""
    require(
        simulated, ["ballot_id", "draw", "candidate_id", "transfers", "won"], "outcome_triangle, simulated"
    )
    rows = simulated[simulated["ballot_id"] == region["ballot_id"].iloc[0]]
    to = _two(region, rows.pivot(index="draw", columns="candidate_id", values="transfers"), gone)
    won = rows[rows["candidate_id"] == region["candidate_id"].iloc[0]].set_index("draw")["won"]
    return to.assign(won=won.astype(bool))


def _counted(region: pd.DataFrame, counted: pd.DataFrame, gone: float) -> pd.DataFrame:
    require(counted, ["ballot_id", "candidate_id", "transfers"], "outcome_triangle, counted")
    rows = counted[counted["ballot_id"] == region["ballot_id"].iloc[0]].assign(draw=0)
    to = _two(region, rows.pivot(index="draw", columns="candidate_id", values="transfers"), gone)
    text = f"{percent(to['l'].iloc[0])} to the leader and {percent(to['r'].iloc[0])} to the rival"
    return to.assign(text=text)[["x", "y", "text"]]


def _two(region: pd.DataFrame, moved: pd.DataFrame, gone: float) -> pd.DataFrame:
    """What the leader and the rival received, as shares of the votes eliminated, and where that is."""
    ids = region[["leader", "candidate_id"]].iloc[0].tolist()
    if absent := [name for name in ids if name not in moved]:
        raise ValueError(f"outcome_triangle: no transfers to {', '.join(absent)}; give those of the two")
    to = moved[ids].astype("float64").set_axis(["l", "r"], axis=1) / gone
    x, y = at(1 - to["l"] - to["r"], to["l"], to["r"])
    return to.assign(x=x, y=y)


def _won(dots: pd.DataFrame) -> str:
    return percent(float(dots["won"].mean()))


def outcome_grid(
    outcomes: pd.DataFrame, *, title: str | None = None, parties: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Who wins at each pair of shares of two origins' transfers, a cell each, fuller the larger the lead.

    ``outcomes`` is the table of ``outcome_by_two`` for one contest, best in steps of 0.1. Across: the share
    of the first origin's transfers that goes to the rival (the rest go to the leader); upwards: the second's.

    >>> from elexan.counterfactuals import outcome_by_two
    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> outcome_grid(outcome_by_two(r, ("LD", "Grn"), step=0.5)).to_dict()["description"][-88:]
    'of Lib Dem and Green transfers to Labour: of 9 cells Labour wins 2, Conservative wins 5.'
    """
    import altair as alt

    shares = ["first_share", "second_share", "leader_votes", "rival_votes", "rival_wins"]
    require(outcomes, ["ballot_id", *_PAIR, "first_origin", "second_origin", *shares], "outcome_grid")
    only_one(outcomes, ["ballot_id", "candidate_id", "first_origin", "second_origin"], "outcome_grid")
    pair = _corners(outcomes, parties).iloc[1:]
    named = outcomes[["first_origin", "second_origin"]].iloc[0].tolist()
    origins = with_parties(pd.DataFrame({"party": named}), parties)
    first, second = origins["party_label"]
    cells = _cells(outcomes, pair)
    steps = sorted(cells["first_share"].unique())
    height = CELL * len(steps) + HEAD
    left = f"{-LEFT * len(steps)} / max(width - {LEFT}, 80)"
    x = alt.X("x:Q", axis=None).scale(domainMin=alt.ExprRef(left), domainMax=len(steps), nice=False)
    y = alt.Y("y:Q", axis=None).scale(domain=[0, height], reverse=True, nice=False)
    tips = [alt.Tooltip("first_share:Q", title=f"{first} to rival", format=".0%"),
            alt.Tooltip("second_share:Q", title=f"{second} to rival", format=".0%"),
            alt.Tooltip("lead:N", title="Outcome")]  # fmt: skip
    base = alt.Chart(cells.drop(columns="who"))
    word: dict[str, Any] = {"baseline": "middle", "aria": False}
    ticks = pd.DataFrame(
        {"x": [n + 0.5 for n in range(len(steps))], "text": [f"{s:.0%}".rstrip("%") for s in steps]}
    )
    down = ticks.assign(y=[height - HEAD - CELL * (n + 0.5) for n in range(len(steps))])
    layers = [
        base.mark_rect(stroke=PAPER, strokeWidth=1, aria=False).encode(
            x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Color("colour:N", scale=None),
            alt.FillOpacity("strength:Q", scale=None), tooltip=tips),
        base.mark_text(fontSize=11, color=INK, **word).encode(
            alt.X("middle:Q", axis=None), alt.Y("centre:Q", axis=None), alt.Text("letters:N"),
            tooltip=tips),
        alt.Chart(ticks.assign(y=height - HEAD / 2)).mark_text(color=QUIET, **word).encode(
            x, y, alt.Text("text:N")),
        alt.Chart(down).mark_text(color=QUIET, align="right", **word).encode(
            y, alt.Text("text:N"), x=alt.value(LEFT - 8)),
    ]  # fmt: skip
    both = f"{first} and {second}"
    rival = pair["party_label"].iloc[1]
    title = title or f"If {both} voters' transfers were divided so"
    counts = [(cells["who"] == n).sum() for n in (1, 0)]
    said = f"of {len(cells)} cells " + ", ".join(
        f"{label} wins {n}" for label, n in zip(pair["party_label"].iloc[::-1], counts, strict=True)
    )
    leader = pair["party_label"].iloc[0]
    subtitle = f"Across: per cent of {first} transfers to {rival}; upwards: of {second} transfers. The rest "
    subtitle += f"go to {leader}. Letters: who wins, {key(pair)}; the fuller the colour, the larger the lead."
    return titled(
        alt.layer(*layers).properties(width=WIDTH, height=height), title=title, subtitle=subtitle,
        description=f"Grid: {title}. Shares of {both} transfers to {rival}: {said}.", data=outcomes,
    )  # fmt: skip


def _cells(outcomes: pd.DataFrame, pair: pd.DataFrame) -> pd.DataFrame:
    """The cells with their places, letters, and colour by who wins, and by how much."""
    place = {share: n for n, share in enumerate(sorted(outcomes["first_share"].unique()))}
    across, up = outcomes["first_share"].map(place), outcomes["second_share"].map(place)
    top = (len(place) - 1 - up) * CELL
    lead = (outcomes["rival_votes"] - outcomes["leader_votes"]).astype("float64")
    who = outcomes["rival_wins"].astype("Float64").fillna(-1).astype("int64")
    look = pair.reset_index(drop=True).reindex([*range(len(pair)), -1])
    look = look.fillna({"letters": "=", "party_label": "Tie", "colour": PAPER})
    strength = PALEST + (FULLEST - PALEST) * lead.abs() / max(1.0, lead.abs().max())
    label = who.map(look["party_label"])
    return pd.DataFrame(
        {
            "first_share": outcomes["first_share"], "second_share": outcomes["second_share"],
            "x": across, "x2": across + 1, "middle": across + 0.5, "y": top, "y2": top + CELL,
            "centre": top + CELL / 2, "colour": who.map(look["colour"]), "letters": who.map(look["letters"]),
            "strength": strength.where(who >= 0, 0).round(2), "who": who,
            "lead": label + " by " + lead.abs().map(whole),
        }
    )  # fmt: skip
