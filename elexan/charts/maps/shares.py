"""A map of one party's share of the vote, with a list of parties to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ...errors import UnknownNameError
from ...tables import UNKNOWN, percent
from ...tables.words import METHODS
from ..theme import INK, ink_on, require, with_parties
from .fills import BLANK, HATCHED, SHARES, class_names, ramp, ruled
from .layers import Canvas, constant, layers, legend, placed
from .outlines import sheet
from .results import told
from .words import counted, finished, places

if TYPE_CHECKING:
    import altair as alt
    import geopandas as gpd

ABSENT = "did not stand"
# Of the party chosen: a share, or null where it is not known, or nothing where the party did not stand
KNOWN, STOOD = "isValid(datum.share)", "isDefined(datum.share)"
WORKED_OUT = {
    "share": "datum.shares[party]",
    "level": " + ".join(f"(datum.share >= {edge})" for edge in SHARES),
    # how many decimals it takes for a figure to be of the class whose shade it stands on
    "near": " + ".join(f"(round(100 * datum.share) >= {100 * edge:g})" for edge in SHARES),
    "fill": f"{KNOWN} ? ramps[party][datum.level] : {STOOD} ? '{HATCHED}' : absent",
    "ink": f"{KNOWN} ? inks[party][datum.level] : '#000000'",
    "digits": "datum.near == datum.level ? '.0f' : '.1f'",
    "text": f"{KNOWN} ? format(100 * datum.share, datum.digits) : {STOOD} ? '' : '–'",
    "words": f"{KNOWN} ? format(datum.share, '.1%') : {STOOD} ? '{UNKNOWN}' : '{ABSENT}'",
    "says": "{Share: labels[party] + ' ' + datum.words}",
}


def share_map(
    shares: gpd.GeoDataFrame,
    *,
    party: str | None = None,
    results: pd.DataFrame | None = None,
    title: str = "Share of the vote",
    least: float = 0.02,
    parties: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One party's share of the vote in each area, in shades of its colour; a list chooses the party.

    ``shares`` is the table of ``party_share`` by contest through ``boundaries.join`` (group it by
    ``["ballot_id", "area_name", "area_gss"]``). Shown first is ``party``, by default the one with most
    votes. The list has the parties with at least ``least`` of all votes. Shades mean the same for every
    party. Where a party did not stand is ruled, with a dash; where its share is not known, hatched. With
    ``results`` the pointer tells each contest's whole result.

    >>> import geopandas as gpd
    >>> from shapely import box
    >>> g = gpd.GeoDataFrame({"area_gss": ["E1", "E1", "E2"], "area_name": ["Abbey", "Abbey", "Castle"],
    ...                       "party": ["Con", "Lab", "Lab"], "vote_share": [0.6, 0.4, 1.0]},
    ...                      geometry=[box(0, 52, 1, 53), box(0, 52, 1, 53), box(1, 52, 2, 53)], crs=4326)
    >>> share_map(g, party="Con", title="Votes").to_dict()["description"]
    'Map of 2 areas: Votes. First shown: Conservative, highest in Abbey 60.0%; did not stand in 1.'
    """
    require(shares, ["area_gss", "party", "vote_share", "geometry"], "share_map")
    if shares[["area_gss", "party"]].duplicated().any():
        raise ValueError("share_map shows one share an area and party; the table has several for some")
    canvas = Canvas(sheet(shares))
    rows = with_parties(pd.DataFrame(shares).drop(columns="geometry").assign(place=places(shares)), parties)
    offered = _offered(rows, least, party)
    kept = rows[rows["party"].isin(offered["party"])].astype({"vote_share": float})
    first = party or str(offered.sort_values("weight", kind="stable")["party"].iloc[-1])
    values = _values(rows, kept)
    more = told(results, shares, parties)
    stack = layers(canvas, values, told=more, params=_choice(offered, first), worked_out=WORKED_OUT)
    swatches = [f"ramps[party][{n}]" for n in range(len(SHARES) + 1)]
    key = dict(zip(class_names(SHARES, signed=False), swatches, strict=True)) | {f"– {ABSENT}": "absent"}
    if kept["vote_share"].isna().any():
        key[UNKNOWN] = HATCHED
    chart = placed(
        canvas, [*stack, _heading(canvas), legend(canvas, list(key), list(key.values()), offset=30)]
    )
    method = METHODS.get(str(shares["share_method"].iloc[0]), "") if "share_method" in shares else ""
    words = "Per cent of the votes, in the party's colour."
    return finished(
        chart, canvas, values, shares, title=title, what="figures",
        words=f"{words} A party's vote: {method}." if method else words,
        said=f"Map of {counted(len(values))}: {title}. {_said(kept[kept['party'] == first], len(values))}",
    )  # fmt: skip


def _offered(rows: pd.DataFrame, least: float, party: str | None) -> pd.DataFrame:
    """The parties to choose from, in their order, with the ``weight`` by which the first is chosen."""
    weight = rows["votes" if "votes" in rows else "vote_share"].astype(float)
    total = rows.assign(weight=weight).groupby("party", as_index=False)["weight"].sum()
    known = rows.drop_duplicates("party").merge(total, on="party").sort_values("order", kind="stable")
    if party is not None and party not in set(known["party"]):
        raise UnknownNameError("party in the table of share_map", party, known["party"])
    large = known["weight"] >= least * known["weight"].sum()
    return known[large | (known["party"] == party)].reset_index(drop=True)


def _values(rows: pd.DataFrame, kept: pd.DataFrame) -> list[dict[str, Any]]:
    """A row an area with the share of each party that stood there, None where it is not known."""
    held: dict[str, dict[str, float | None]] = {area: {} for area in rows["area_gss"]}
    for area, party, share in zip(kept["area_gss"], kept["party"], kept["vote_share"], strict=True):
        held[area][party] = None if pd.isna(share) else round(share, 4)
    names = dict(zip(rows["area_gss"], rows["place"], strict=True))
    return [{"id": area, "place": names[area], "shares": each, "short": ""} for area, each in held.items()]


def _choice(offered: pd.DataFrame, first: str) -> list[Any]:
    """The list of parties, and each one's name, shades and the colour of letters on them."""
    import altair as alt

    labels = dict(zip(offered["party"], offered["party_label"], strict=True))
    ramps = {code: ramp(colour) for code, colour in zip(offered["party"], offered["colour"], strict=True)}
    inks = {code: [ink_on(shade) for shade in shades] for code, shades in ramps.items()}
    options = alt.binding_select(options=list(labels), labels=list(labels.values()), name="Party ")
    held = [constant("labels", labels), constant("ramps", ramps), constant("inks", inks)]
    held.append(constant("absent", ruled(*BLANK)))
    return [alt.param(name="party", value=first, bind=options), *held]


def _heading(canvas: Canvas) -> Any:
    """The name of the party shown, between the legend and the map."""
    import altair as alt

    name = canvas.words([{"kind": "party"}]).encode(
        x=alt.XValue(0), y=alt.YValue(-11), text=alt.TextValue(alt.ExprRef("labels[party]"))
    )
    return name.mark_text(align="left", fontSize=15, fontWeight="bold", color=INK, aria=False)


def _said(shown: pd.DataFrame, areas: int) -> str:
    """The party first shown, where it did best, and where it did not stand, in words."""
    said = f"First shown: {shown['party_label'].iloc[0]}"
    known = shown.dropna(subset="vote_share").sort_values("vote_share", kind="stable")
    if len(known):
        best = known.iloc[-1]
        said += f", highest in {best['place']} {percent(best['vote_share'])}"
    absent = areas - shown["area_gss"].nunique()
    return said + (f"; {ABSENT} in {absent}." if absent else ".")
