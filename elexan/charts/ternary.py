"""Three parties' shares of the vote in a triangle: who is ahead of whom, and by how much, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..tables import percent
from .theme import INK, PAPER, WIDTH, ink_on, key, listed, require, titled, with_parties
from .triangle import ABOVE, BELOW, TALL, at, ground, place_names, scales, with_room, written

if TYPE_CHECKING:
    import altair as alt

NAMED = 14  # so many places are named in the picture
LETTERED, BARE = 180, 70  # sizes of a dot with letters, and of one without


def ternary(
    shares: pd.DataFrame,
    *,
    parties: tuple[str, str, str] = ("Con", "Lab", "LD"),
    name: str = "area_name",
    winner: str | None = None,
    title: str | None = None,
    party_table: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Places as dots in a triangle of three parties: the nearer a corner, the larger that party's share.

    ``shares`` is the table of ``party_share`` by place (``name``, and ``ballot_id`` where names occur
    twice). The position is each party's share of the votes of the three. A dot has the colour and letters of
    the party with the most votes of all, or of the column ``winner`` (party codes); where dots are too close
    for letters they are small, and square where another party is first than the part they lie in says.
    Places where not all three stood are left out, and counted. ``party_table``: names and colours, if not
    the bundled ones.

    >>> t = pd.DataFrame({"area_name": "Ely", "party": ["Con", "Lab", "LD", "Grn"],
    ...                   "vote_share": [0.4, 0.2, 0.2, 0.2]})
    >>> ternary(t).to_dict()["description"][-74:]
    'Ely: Conservative 50.0%, Labour 25.0%, Lib Dem 25.0% (Conservative first).'
    """
    import altair as alt

    require(shares, [name, "party", "vote_share", *([winner] if winner else [])], "ternary")
    if len(set(parties)) != 3 or len(parties) != 3:
        raise ValueError(f'parties={parties!r} must be three different codes, such as ("Con", "Lab", "LD")')
    every = _places(shares, list(parties), name, winner)
    dots = with_parties(every.dropna(subset=["together"]), party_table, of="ahead")
    require(dots, ["place"], f"ternary, with the places where {', '.join(parties)} all stood")
    three = with_parties(pd.DataFrame({"party": list(parties)}), party_table)
    dots = _positions(dots, list(parties))
    x, y = scales()
    title = title or f"{listed(three['party_label'])}: place by place"
    return titled(
        alt.layer(*ground(three, x, y), *_dots(dots, three, x, y)).properties(
            width=WIDTH, height=TALL + ABOVE + BELOW
        ),
        title=title, subtitle=_subtitle(dots, every), data=_table(every, list(parties)),
        description=f"Ternary plot: {title}. Shares of the three parties' votes. {_said(dots, three)}.",
    )  # fmt: skip


def _places(shares: pd.DataFrame, parties: list[str], name: str, winner: str | None) -> pd.DataFrame:
    """One row a place: shares of the three (``a``, ``b``, ``c``), their sum, and who is ``ahead``."""
    id_ = "ballot_id" if "ballot_id" in shares else name
    rows = shares.assign(id=shares[id_], place=shares[name].astype("str"))
    if rows.duplicated(["id", "party"]).any():
        twice = rows.loc[rows.duplicated(["id", "party"]), "place"].iloc[0]
        raise ValueError(f"ternary: {twice} has a party twice; give party_share by {name} (and ballot_id)")
    share = rows.pivot(index="id", columns="party", values="vote_share").astype(float)
    three = share.reindex(columns=parties).set_axis(list("abc"), axis=1)
    first = (
        rows.sort_values("vote_share", ascending=False, kind="stable").drop_duplicates("id").set_index("id")
    )
    about = pd.DataFrame({"place": first["place"], "ahead": first[winner or "party"]})
    if "ballot_id" in shares:
        about = about.assign(ballot_id=first["ballot_id"])
    out = about.join(three).assign(together=three.sum(axis=1, skipna=False))
    return out.sort_values("place", kind="stable").reset_index(drop=True)


def _positions(dots: pd.DataFrame, parties: list[str]) -> pd.DataFrame:
    """The places with where they are in the triangle, how they are drawn, and the words about each."""
    rows = dots.assign(ink=dots["colour"].map(ink_on))
    rows["x"], rows["y"] = at(rows["a"], rows["b"], rows["c"])
    for c in "abc":
        rows[f"of_{c}"] = rows[c] / rows["together"]
        rows[f"tip_{c}"] = rows[c].map(percent) + " (" + rows[f"of_{c}"].map(percent) + " of the three)"
    return _looks(rows, parties)


def _looks(rows: pd.DataFrame, parties: list[str]) -> pd.DataFrame:
    """Which dots have room for letters (``size``), those first that the triangle alone does not explain.

    ``shape``: a square where no letters say that another party is ahead than the part it lies in.
    """
    apart = rows["ahead"] != rows[list("abc")].idxmax(axis=1).map(dict(zip("abc", parties, strict=True)))
    rows = rows.assign(apart=apart).sort_values("apart", ascending=False, kind="stable", ignore_index=True)
    lettered = with_room(rows, _radius(LETTERED), _radius(BARE))
    size = lettered.map({True: LETTERED, False: BARE})
    rows = rows.assign(size=size, shape=(rows["apart"] & ~lettered).map({True: "square", False: "circle"}))
    return rows.sort_values(["size", "apart", "place"], kind="stable", ignore_index=True)


def _dots(dots: pd.DataFrame, three: pd.DataFrame, x: Any, y: Any) -> list[Any]:
    """The places: dots, with the letters of who is ahead where they have room, and names where they are few.

    A bare dot is a circle where the part it lies in says who is ahead, else a square.
    """
    import altair as alt

    tips = [
        alt.Tooltip("place:N", title="Place"), alt.Tooltip("party_label:N", title="First"),
        *[alt.Tooltip(f"tip_{c}:N", title=n) for c, n in zip("abc", three["party_label"], strict=True)],
        alt.Tooltip("together:Q", title="The three together", format=".1%"),
    ]  # fmt: skip
    shown = [
        "x",
        "y",
        "place",
        "colour",
        "letters",
        "ink",
        "party_label",
        "tip_a",
        "tip_b",
        "tip_c",
        "together",
    ]
    base = alt.Chart(dots[[*shown, "size", "shape"]].round(4))
    mark = base.mark_point(filled=True, opacity=1, stroke=PAPER, strokeWidth=1, aria=False)
    type_ = alt.ExprRef(f"(length(datum.letters) > 1 ? 0.5 : 0.68) * {LETTERED**0.5:.1f}")
    lettered = base.transform_filter(f"datum.size == {LETTERED}")
    word = lettered.mark_text(fontSize=type_, fontWeight="bold", baseline="middle", aria=False)
    look = (alt.Size("size:Q", scale=None), alt.Shape("shape:N", scale=None))
    layers = [
        mark.encode(x, y, alt.Color("colour:N", scale=None), *look, tooltip=tips),
        word.encode(x, y, alt.Text("letters:N"), alt.Color("ink:N", scale=None), tooltip=tips),
    ]
    names = _names(dots)
    return [*layers, written(names, x, y, color=INK, fontSize=11.5)] if len(names) else layers


def _names(dots: pd.DataFrame) -> pd.DataFrame:
    return place_names(dots, _radius(LETTERED)) if len(dots) <= NAMED else dots.head(0)


def _radius(size: int) -> float:
    return 0.56 * size**0.5


def _subtitle(dots: pd.DataFrame, every: pd.DataFrame) -> str:
    """How to read it, how much of the vote it is about, and what is left out."""
    low, high = dots["together"].min(), dots["together"].max()
    took = "all" if low > 0.9995 else f"{percent(low)} to {percent(high)} of"
    used = dots.drop_duplicates("ahead").sort_values("order")
    said = f"Position: shares of the three parties' votes, which are {took} the votes. "
    first = used["ahead"].map(dots["ahead"].value_counts())
    said += f"Letters: who came first of all parties, and how often: {key(used, first)}."
    if (dots["size"] == BARE).any():
        said += " Small dots: first is the party whose part they lie in"
        said += "; small squares: another." if (dots["shape"] == "square").any() else "."
    unnamed = len(dots) - len(_names(dots))
    if unnamed:
        said += f" Not named here, for want of room: {unnamed}."
    out = every.loc[every["together"].isna(), "place"]
    if len(out):
        said += f" Left out, where not all three stood: {len(out)} of {len(every)}"
        said += f" ({listed(out)})." if len(out) <= 4 else "."
    return said


def _said(dots: pd.DataFrame, three: pd.DataFrame) -> str:
    labels = three["party_label"].tolist()
    return listed(
        (
            f"{row.place}: "
            + ", ".join(
                f"{n} {percent(s)}" for n, s in zip(labels, (row.of_a, row.of_b, row.of_c), strict=True)
            )
            + f" ({row.party_label} first)"
            for row in dots.itertuples()
        ),
        most=20,
    )


def _table(every: pd.DataFrame, parties: list[str]) -> pd.DataFrame:
    """The places with the shares of all votes and of the three, by party code."""
    names = dict(zip("abc", parties, strict=True))
    of = {f"{party}_of_three": every[c] / every["together"] for c, party in names.items()}
    table = every.rename(
        columns={c: f"{party}_vote_share" for c, party in names.items()} | {"ahead": "first"}
    )
    return table.assign(**of).rename(columns={"together": "three_together"})
