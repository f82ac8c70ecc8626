"""Tables of elections recomputed: an earlier one on other areas, or moved to target shares."""

from __future__ import annotations

from typing import Any, Literal, get_args

import pandas as pd

from .. import load
from ..columns import flag, one_of
from ..errors import EmptySelectionError, nearest_names
from ..notional import notional
from ..projection import project
from ..seats import seats
from ..shares import uncontested
from .options import SELECT, Found, NamedTable, Options, council_results, pick, share_method

Onto = Literal["ward", "division", "district"]
_LISTED = 12


def _notional(options: Options) -> Found:
    onto, data = options["onto"], pick(options, "data")
    one_of("area type", onto, Onto)
    results = council_results(options)
    # A by-election held with a round would count its area twice.
    results = results[~flag(results, "by_election").fillna(False).astype(bool)]
    kinds = load.load_areas(**data).set_index("area_gss")["area_type"]
    rounds = list(results.groupby([results["cycle"], results["area_gss"].map(kinds)]))
    weights = [_weights(kind, onto, cycle, data) for (cycle, kind), _ in rounds]
    lacking = [
        said
        for ((cycle, kind), rows), pairs in zip(rounds, weights, strict=True)
        for said in _without(rows, pairs, kind, cycle, data)
    ]
    if lacking:
        raise EmptySelectionError(
            f"no weights onto {onto} for {'; '.join(lacking)}. See: elexan table overlaps, "
            "or add your own with --data"
        )
    tables = [
        notional(rows, pairs, method=share_method(options))
        for (_, rows), pairs in zip(rounds, weights, strict=True)
    ]
    table = pd.concat(tables).sort_values(
        ["election_type", "cycle", "area_gss", "party", "party_name"], ignore_index=True
    )
    name = load.load_areas(**data).set_index("area_gss")["area_name"]
    table.insert(table.columns.get_loc("area_gss") + 1, "area_name", table["area_gss"].map(name))
    taken = [
        pairs[pairs["area_gss"].isin(rows["area_gss"])]
        for (_, rows), pairs in zip(rounds, weights, strict=True)
    ]
    return table, [results, *taken]


def _weights(kind: str, onto: str, cycle: pd.Timestamp, data: dict[str, Any]) -> pd.DataFrame:
    """The pairs of areas of one kind with those it is recomputed on; none where none are held."""
    if onto == "district":
        # A ward or division lies wholly in one district, so there is nothing to weigh.
        rows = load.load_areas(**data).dropna(subset="district_gss")
        return rows[["area_gss", "district_gss", "source_id"]].rename(columns={"district_gss": "other_gss"})
    try:
        return load.load_overlaps(kind, onto, year=cycle.year, **data)
    except EmptySelectionError:
        return load.load_overlaps(**data).head(0)


def _without(
    rows: pd.DataFrame, pairs: pd.DataFrame, kind: str, cycle: pd.Timestamp, data: dict[str, Any]
) -> list[str]:
    """What is to be said of each council with areas that have no weights: how many, and onto what they do."""
    areas = rows[["organisation", "area_gss"]].drop_duplicates()
    lost = areas[~areas["area_gss"].isin(pairs["area_gss"])]
    said = []
    for council, own in areas[areas["organisation"].isin(lost["organisation"])].groupby("organisation"):
        elsewhere = [
            other
            for other in get_args(Onto)
            if own["area_gss"].isin(_weights(kind, other, cycle, data)["area_gss"]).all()
        ]
        count = f"{lost['organisation'].eq(council).sum()} of {len(own)} {kind}s"
        there = f"; there are onto {' and '.join(elsewhere)}" if elsewhere else ""
        said.append(f"{council} {cycle:%Y-%m-%d} ({count}{there})")
    return said


def _projected(options: Options) -> Found:
    results = council_results(options)
    rounds = results["cycle"].drop_duplicates().sort_values().dt.strftime("%Y-%m-%d").tolist()
    if len(rounds) > 1:
        raise ValueError(f"a projection starts from one round; choose a --date of {_listed(rounds)}")
    target = _target(options["target"], load.load_parties(**pick(options, "data"))["party"].tolist())
    unpolled = uncontested(results)
    moved = project(results[~unpolled], target, method=options["method"], share_method=share_method(options))
    # Without a poll there is nothing to move: whoever was elected stays, and swing_method is missing.
    kept = results.loc[unpolled, [c for c in moved if c in results]]
    table = pd.concat([moved, kept]) if len(kept) else moved
    return table.sort_values(["ballot_id", "candidate_id"], ignore_index=True), [results]


def _projected_seats(options: Options) -> Found:
    table, used = _projected(options)
    return seats(table), used


def _target(text: str, parties: list[str]) -> pd.DataFrame:
    """Target shares as written on the command line; a ValueError names every item that is wrong."""
    rows, wrong = [], []
    for item in text.split(","):
        party, equals, share = (part.strip() for part in item.partition("="))
        value = _number(share)
        if not equals or value is None:
            wrong.append(f'"{item.strip()}" is not a party and its share, such as Con=0.30')
        elif party not in parties:
            near = " or ".join(nearest_names(party, parties))
            wrong.append(
                f'"{item.strip()}": no party "{party}"' + (f"; did you mean {near}?" if near else "")
            )
        elif not 0 <= value <= 1:
            wrong.append(f'"{item.strip()}": a share lies between 0 and 1, such as 0.30')
        elif party in [p for p, _ in rows]:
            wrong.append(f'"{item.strip()}": {party} is there twice')
        else:
            rows.append((party, value))
    if wrong:
        raise ValueError(f"--target cannot be used: {'; '.join(wrong)}. See: elexan table parties")
    return pd.DataFrame(rows, columns=["party", "vote_share"])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _listed(values: list[str]) -> str:
    more = f" and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    return ", ".join(values[:_LISTED]) + more


_PROJECTED = SELECT | {"target", "method", "share_method"}
_AIM = {
    "target": "the shares to move to, such as Con=0.30,LD=0.28",
    "method": "uniform, proportional, transition or strong_transition",
}

NAMED: dict[str, NamedTable] = {
    "notional": NamedTable(
        "a party's votes of an earlier election on one area of another map",
        _notional,
        SELECT | {"onto", "share_method"},
        {"onto": "ward, division or district"},
    ),
    "projected": NamedTable(
        "a candidate if the votes were moved to target shares", _projected, _PROJECTED, _AIM
    ),
    "projected-seats": NamedTable(
        "a party's seats on one council if the votes were moved to target shares",
        _projected_seats,
        _PROJECTED,
        _AIM,
    ),
}
