"""What figures depend on, in sentences: the baseline, the contests, the way of counting, the rule."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require
from .comparisons import since
from .extremes import extremes, keyed, share_of
from .naming import GROUPS, Names
from .sentences import Figure, Row, Sentence, ended, joined, rows, say, written

ENOUGH = 10  # contests, under which no slope is told


def depends_on(
    table: pd.DataFrame, parties: pd.DataFrame, text: str, *, way: str, column: str, kind: str
) -> list[Sentence]:
    """Which party's figure, on which council, differs most between ways of counting or baselines.

    ``table`` has a row a council (``council``), party and ``way`` (in words) with the figure ``column``;
    ``text`` has the fields ``{party}``, ``{at}`` and ``{each}``. A change (``points`` or ``size``) is said as
    up or down. Only parties with a figure by two ways are compared. ``parties``: that of ``load_parties``.

    >>> t = pd.DataFrame({"council": "Elmet", "party": "Con", "since": ["the last vote", "the eve"],
    ...                   "seats_change": [-8, -6]})
    >>> p = pd.DataFrame({"party": ["Con"], "party_name": ["Conservative"], "short_name": ["Conservative"]})
    >>> depends_on(t, p, "{party} were on {at} {each}", way="since", column="seats_change", kind="size")[0]
    'The Conservatives were on Elmet down eight (the last vote) and down six (the eve).'
    """
    require(table, "table", ["council", "party", way, column])
    known = table[table[column].notna() & ~table["party"].isin(GROUPS)]
    each = known.assign(_value=number(known, column)).groupby(["council", "party"])["_value"]
    spread = each.agg(["size", "min", "max"]).assign(gap=lambda t: t["max"] - t["min"]).query("gap > 0")
    if spread.empty:
        return []
    order = spread.reset_index().sort_values(["gap", "council", "party"], ascending=[False, True, True])
    top = order.iloc[0]
    mine = known[(known["council"] == top["council"]) & (known["party"] == top["party"])]
    mine = mine.groupby(column, sort=False).agg({way: lambda ways: str(joined(list(ways)))}).reset_index()
    mine = mine.assign(council=top["council"], party=top["party"])
    told = []
    for row in rows(mine.sort_values(column, kind="stable"), _table(kind)):
        others = {f"other{k}": v for k, v in enumerate(mine[column]) if v != row[column]}
        beside = "/".join([kind, *others]) if kind == "percent" else kind
        value = _moved(keyed(row, "council", **others), column, beside)
        told.append(say("{value} ({way})", value=value, way=str(row[way])))
    party = Names(parties).party(top["party"])
    return [ended(say(text, party=party, at=str(top["council"]), each=joined(told)))]


def _table(kind: str) -> str:
    return {"size": "seat_changes", "points": "share_change"}.get(kind, "party_share")


def _moved(row: Row, column: str, kind: str) -> Sentence:
    """A change with its way; any other figure as it is."""
    if kind not in ("size", "points"):
        return written(row, column, kind)
    if row[column] == 0:
        return Sentence("unchanged", [Figure("unchanged", 0, row.table, column, row.keys)])
    return say("{way} {value}", way="up" if row[column] > 0 else "down", value=written(row, column, kind))


def outliers(far: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """The swing furthest from the rest of its council, and how many are as far as outliers are said to be.

    ``far`` is the table of ``swing_outliers`` with ``council`` and ``area_name``; ``parties`` that of
    ``load_parties``.

    >>> f = pd.DataFrame({"area_name": ["Abbey"], "council": ["Elmet"], "party_a": ["Con"], "party_b": "Lab",
    ...                   "swing": [-0.148], "median": [-0.025], "modified_z": [-4.0]})
    >>> p = pd.DataFrame({"party": ["Lab"], "party_name": ["Labour Party"], "short_name": ["Labour"]})
    >>> print(*outliers(f, p)[0].split(", "), sep="\\n")
    One contest swung far from the rest of its council: Abbey (Elmet)
    by 14.8 points to Labour against a median of 2.5 points to Labour.
    """
    require(far, "far", ["area_name", "council", "party_a", "party_b", "swing", "median", "modified_z"])
    if far.empty:
        return [Sentence("No contest swung far from the rest of its council.")]
    names = Names(parties)
    order = far.assign(_far=far["modified_z"].abs()).sort_values(
        ["_far", "area_name"], ascending=[False, True]
    )
    top = rows(order.head(1), "swing_outliers")[0]
    count = Row({"contests": len(far)}, "swing_outliers, counted")
    head = "one contest swung far from the rest of its council: {at}, by {a} against a median of {b}"
    if len(far) > 1:
        head = "{c.contests:contests} swung far from the rest of their council, furthest {at}, by {a} "
        head += "against a median of {b}"
    a, b = _towards(top, "swing", names), _towards(top, "median", names)
    return [ended(say(head, c=count, at=f"{top['area_name']} ({top['council']})", a=a, b=b))]


def _towards(row: Row, column: str, names: Names) -> Sentence:
    if row[column] == 0:
        return Sentence("none", [Figure("none", 0, row.table, column, row.keys)])
    to = names.party(row["party_a"] if row[column] > 0 else row["party_b"])
    return say("{value} to {to}", value=written(row, column, "points"), to=to)


def correlates(goes: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Which parties did better or worse where they were strong, and for how many that may be chance.

    ``goes`` is the table of ``change_correlates``; ``parties`` that of ``load_parties``. Told are the two
    strongest correlations with the mean of both shares whose interval leaves out 0.

    >>> g = pd.DataFrame({"party": ["Grn"], "contests": [260], "average_correlation": [0.579],
    ...     "average_correlation_low": [0.49], "average_correlation_high": [0.65],
    ...     "regression_to_mean": [False]})
    >>> p = pd.DataFrame({"party": ["Grn"], "party_name": ["Green Party"], "short_name": ["Green"]})
    >>> print(*correlates(g, p)[0].split(", "), sep="\\n")
    By the mean of both shares
    the Green Party did better where strong (correlation 0.58 over 260 contests).
    """
    columns = ["party", "contests", "average_correlation", "average_correlation_low"]
    require(goes, "goes", [*columns, "average_correlation_high", "regression_to_mean"])
    low, high = number(goes, "average_correlation_low"), number(goes, "average_correlation_high")
    sure = goes[((low > 0) | (high < 0)) & ~goes["party"].isin(GROUPS)]
    names, parts, said = Names(parties), [], []
    order = sure.assign(_size=number(sure, "average_correlation").abs()).sort_values("_size", ascending=False)
    for n, row in enumerate(rows(order.head(2), "change_correlates")):
        better = "better" if row["average_correlation"] > 0 else "worse"
        size = _two(row, "average_correlation")
        text = "{p} {better} ({size})"
        if n == 0:
            text = "{p} did {better} where strong (correlation {size} over {r.contests:contests})"
        parts.append(say(text, p=names.party(row["party"]), better=better, size=size, r=row))
    if parts:
        said.append(ended(say("by the mean of both shares, {parts}", parts=joined(parts))))
    chance = goes["regression_to_mean"].fillna(False).astype(bool)
    if chance.any() and len(goes) > 1:
        some = share_of(int(chance.sum()), len(goes), "change_correlates")
        said.append(ended(say("for {n} parties the link with the earlier share may be chance", n=some)))
    return said


def _two(row: Row, column: str) -> Sentence:
    """A correlation or slope, to two decimals."""
    printed = f"{row[column]:.2f}".replace("-", "\N{MINUS SIGN}")
    return Sentence(printed, [Figure(printed, row[column], row.table, column, row.keys)])


def net_flow(flows: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """How much of the vote changed party at the least, and the largest net flow between two.

    ``flows`` is the table of ``net_flows`` for one place; ``parties`` that of ``load_parties``.

    >>> f = pd.DataFrame({"origin": ["UKIP"], "destination": ["Grn"], "net_flow_share": [0.032],
    ...                   "pedersen": [0.074], "previous_date": ["2017-05-04"]})
    >>> p = pd.DataFrame({"party": ["UKIP", "Grn"], "party_name": ["U", "Green Party"],
    ...                   "short_name": ["UKIP", "Green"]})
    >>> print(*net_flow(f, p)[0].split("; "), sep="\\n")
    By the totals at least 7.4% of the vote changed party since 2017
    the largest net flow, 3.2 points, was from the UK Independence Party to the Green Party.
    """
    require(flows, "flows", ["origin", "destination", "net_flow_share", "pedersen"])
    known = flows[flows["net_flow_share"].notna()]
    if known.empty:
        return []
    order = known.sort_values(["net_flow_share", "origin", "destination"], ascending=[False, True, True])
    top, names = rows(order.head(1), "net_flows")[0], Names(parties)
    text = (
        "by the totals at least {r.pedersen:percent} of the vote changed party{since}; the largest net flow, "
    )
    text += "{r.net_flow_share:points}, was from {a} to {b}"
    a, b = names.party(top["origin"]), names.party(top["destination"])
    return [ended(say(text, r=top, since=since(known.head(1)), a=a, b=b))]


def stood_before(where: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """In how many contests a party had stood, and stood again, and its mean share on each council before.

    ``where`` has that party's rows of ``change_where`` with ``council``; ``parties``: as ``load_parties``.

    >>> w = pd.DataFrame({"council": ["Elmet", "Loidis"], "party": "UKIP", "stood": ["both", "before"],
    ...                   "party_share_before": [0.05, 0.2]})
    >>> p = pd.DataFrame({"party": ["UKIP"], "party_name": ["U"], "short_name": ["UKIP"]})
    >>> for sentence in stood_before(w, p): print(sentence)
    Of two contests in which the UK Independence Party had stood it stood again in one.
    The mean share there had run from 5.0% on Elmet to 20.0% on Loidis.
    """
    require(where, "where", ["council", "party", "stood", "party_share_before"])
    if where.empty:
        return []
    party = where["party"].iloc[0]
    again = int((where["stood"] == "both").sum())
    row = Row({"party": party, "contests": len(where), "again": again}, "change_where, counted")
    name = Names(parties).party(party)
    it = "they" if name.endswith("s") else "it"
    often = "{r.again:spelt}" if again else "none"
    text = "of {r.contests:contests} in which {p} had stood {it} stood again in " + often
    mean = where.assign(_mean=number(where, "party_share_before")).groupby("council")["_mean"].mean()
    ran = "the mean share there had run from {low} on {low_at} to {high} on {high_at}"
    table = mean.rename("mean").reset_index()
    spread = extremes(table, ran, column="mean", by="council", name="change_where, averaged")
    return [ended(say(text, r=row, p=name, it=it)), *spread]


def per_point(slopes: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """By how much parties' changes differed for each point of another's earlier share, with intervals.

    ``slopes`` is the table of ``change_per_point``; ``parties`` that of ``load_parties``. Told are the
    parties of ten contests or more whose 95% interval leaves out 0, the largest first.

    >>> s = pd.DataFrame({"party": ["Con"], "of_party": ["UKIP"], "contests": [330], "slope": [0.745],
    ...                   "slope_low": [0.64], "slope_high": [0.85]})
    >>> p = pd.DataFrame({"party": ["Con", "UKIP"], "party_name": ["Conservative", "U"],
    ...                   "short_name": ["Conservative", "UKIP"]})
    >>> print(*per_point(s, p)[0].split(" share "), sep="\\n")
    For each point of the UK Independence Party's earlier
    the Conservatives were up 0.74 (interval 0.64 to 0.85) over 330 contests.
    """
    require(slopes, "slopes", ["party", "of_party", "contests", "slope", "slope_low", "slope_high"])
    told = slopes[(slopes["contests"] >= ENOUGH) & slopes["slope"].notna() & ~slopes["party"].isin(GROUPS)]
    told = told[(number(told, "slope_low") > 0) | (number(told, "slope_high") < 0)]
    if told.empty:
        return []
    names = Names(parties)
    gone = names.party(told["of_party"].iloc[0])
    whose = f"{gone}'" if gone.endswith("s") else f"{gone}'s"
    parts = []
    order = told.assign(_size=number(told, "slope").abs()).sort_values("_size", ascending=False)
    for n, row in enumerate(rows(order, "change_per_point")):
        cells = Row(dict(row.cells) | {"size": abs(row["slope"])}, row.table)
        text = "{p} were {way} {size} ({low} to {high}) over {r.contests:contests}"
        if n == 0:
            text = text.replace("({low}", "(interval {low}")
        words = {"size": _two(cells, "size"), "low": _two(row, "slope_low"), "high": _two(row, "slope_high")}
        way, who = "up" if row["slope"] > 0 else "down", names.party(row["party"])
        if who == "Labour" or not who.endswith("s"):
            text = text.replace(" were ", " was ")
        parts.append(say(text, p=who, way=way, r=row, **words))
    return [ended(say("for each point of {whose} earlier share {parts}", whose=whose, parts=joined(parts)))]


def printed_totals(match: pd.DataFrame) -> list[Sentence]:
    """By which way of counting the totals as printed come out, and how many by none.

    ``match`` is the table of ``match_published``.

    >>> printed_totals(pd.DataFrame({"votes_method": ["sum", "sum", "none"]}))[0]
    'Of the three totals as printed two are of all candidates; one fits no way of counting.'
    """
    require(match, "match", ["votes_method"])
    if match.empty:
        return []
    counts = match["votes_method"].value_counts()
    cells = {"all": len(match)} | {str(k): int(v) for k, v in counts.items()}
    row = Row(cells, "match_published, counted")
    parts = []
    for way, (is_, are) in _WAYS.items():
        if way in cells:
            verb = is_ if cells[way] == 1 else are
            parts.append(say("{n} {verb}", n=written(row, way, "spelt"), verb=verb))
    head = "of the {r.all:spelt} totals as printed {parts}"
    return [ended(say(head, r=row, parts=joined(parts, last="; ")))]


_WAYS = {
    "sum": ("is of all candidates", "are of all candidates"),
    "top_vote": ("is of the best candidate", "are of the best candidate"),
    "average": ("is of the average candidate", "are of the average candidate"),
    "mixed": ("is of several ways at once", "are of several ways at once"),
    "none": ("fits no way of counting", "fit no way of counting"),
}  # is, are


def in_proportion(lists: pd.DataFrame, parties: pd.DataFrame) -> list[Sentence]:
    """Which party had most seats beyond its proportion of the votes over several councils, and which fewest.

    ``lists`` has a row a council and party with ``seats`` and ``seats_proportional`` (``apportion``);
    ``parties`` is the table of ``load_parties``.

    >>> f = pd.DataFrame({"council": "Elmet", "party": ["Con", "Grn"], "seats": [9, 1],
    ...                   "seats_proportional": [6, 4]})
    >>> p = pd.DataFrame({"party": ["Con", "Grn"], "party_name": ["Conservative", "Green Party"],
    ...                   "short_name": ["Conservative", "Green"]})
    >>> print(*in_proportion(f, p)[0].split("; "), sep="\\n")
    In proportion to the votes the Conservatives would have had six seats instead of nine
    the Green Party four instead of one.
    """
    require(lists, "lists", ["party", "seats", "seats_proportional"])
    total = lists.groupby("party", as_index=False)[["seats", "seats_proportional"]].sum()
    total = total.assign(gap=total["seats"] - total["seats_proportional"])
    total = total[~total["party"].isin(GROUPS)].sort_values(["gap", "party"], kind="stable")
    names, parts = Names(parties), []
    ends = (
        [row for row in rows(total.iloc[[-1, 0]], "apportion, summed") if row["gap"] != 0]
        if len(total)
        else []
    )
    for n, row in enumerate(ends):
        text = "{p} {r.seats_proportional:spelt} instead of {r.seats:spelt}"
        if n == 0:
            text = "{p} would have had {r.seats_proportional:seats} instead of {r.seats:spelt}"
        parts.append(say(text, p=names.party(row["party"]), r=row))
    said = joined(parts, last="; ")
    return [ended(say("in proportion to the votes {said}", said=said))] if parts else []
