"""Tables of elections recomputed: an earlier one on other areas, or moved to target shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import elexan as ex

from ..errors import EmptySelectionError, UnknownNameError, nearest_names
from .options import SELECT, Found, NamedTable, Options, council_results, pick, share_method

if TYPE_CHECKING:
    import pandas as pd

Onto = Literal["ward", "division", "district"]
_LISTED = 12


def _notional(options: Options) -> Found:
    import pandas as pd

    from ..columns import flag, one_of

    onto, data = options["onto"], pick(options, "data")
    one_of("area type", onto, Onto)
    results = council_results(options)
    # A by-election held with a round would count its area twice.
    results = results[~flag(results, "by_election").fillna(False).astype(bool)]
    areas = ex.load_areas(**data).set_index("area_gss")
    kinds = results["area_gss"].map(areas["area_type"])
    rounds = [
        (rows, str(kind), _weights(str(kind), onto, rows["cycle"].iloc[0].year, data))
        for (_, kind), rows in results.groupby([results["cycle"], kinds.fillna("unknown")])
    ]
    lacking = [said for rows, kind, pairs in rounds for said in _without(rows, kind, pairs, data)]
    if lacking:
        raise EmptySelectionError(
            f"no weights onto {onto} for {_listed(lacking, '; ')}. See: elexan table overlaps; or give "
            "your own, as overlaps.csv in --data"
        )
    table = pd.concat([ex.notional(rows, pairs, method=share_method(options)) for rows, _, pairs in rounds])
    keys = ["election_type", "cycle", "area_gss"]
    named = table.assign(area_name=table["area_gss"].map(areas["area_name"]))
    named = named[[*keys, "area_name", *table.columns.drop(keys)]]
    used = [pairs[pairs["area_gss"].isin(rows["area_gss"])] for rows, _, pairs in rounds]
    return named.sort_values([*keys, "party", "party_name"], ignore_index=True), [results, *used]


def _weights(kind: str, onto: str, year: int, data: dict[str, Any]) -> pd.DataFrame:
    """The pairs of areas of one kind with those it is recomputed on; none where none are held."""
    if onto == "district":
        # A ward or division lies wholly in one district, so there is nothing to weigh.
        rows = ex.load_areas(**data).dropna(subset="district_gss")
        in_use = rows["first_year"].fillna(year).le(year) & rows["last_year"].fillna(year).ge(year)
        pairs = rows[in_use & rows["area_type"].eq(kind)].rename(columns={"district_gss": "other_gss"})
        return pairs[["area_gss", "other_gss", "source_id"]]
    try:
        return ex.load_overlaps(kind, onto, year=year, **data)
    except (EmptySelectionError, UnknownNameError):
        return ex.load_overlaps(**data).head(0)


def _without(rows: pd.DataFrame, kind: str, pairs: pd.DataFrame, data: dict[str, Any]) -> list[str]:
    """Each council with areas that have no weights: how many, and onto what all of them have some."""
    areas = rows[["organisation", "cycle", "area_gss"]].drop_duplicates()
    areas = areas.assign(_lost=~areas["area_gss"].isin(pairs["area_gss"]))
    said = []
    for council, own in areas.groupby("organisation"):
        if own["_lost"].any():
            day = own["cycle"].iloc[0]
            onto = [
                other
                for other in get_args(Onto)
                if own["area_gss"].isin(_weights(kind, other, day.year, data)["area_gss"]).all()
            ]
            there = f"; all have some onto {' and '.join(onto)}" if onto else ""
            count = f"{own['_lost'].sum()} of {len(own)} areas of kind {kind}"
            said.append(f"{council} {day:%Y-%m-%d} ({count}{there})")
    return said


def _projected(options: Options) -> Found:
    import pandas as pd

    from ..shares import uncontested

    target = _target(options["target"], ex.load_parties(**pick(options, "data"))["party"].tolist())
    results = council_results(options)
    rounds = results["cycle"].drop_duplicates().sort_values().dt.strftime("%Y-%m-%d").tolist()
    if len(rounds) > 1:
        raise ValueError(f"a projection starts from one round; choose a --date of {_listed(rounds)}")
    unpolled = uncontested(results)
    moved = ex.project(
        results[~unpolled], target, method=options["method"], share_method=share_method(options)
    )
    # Without a poll there is nothing to move: whoever was elected stays, and swing_method is missing.
    kept = results.loc[unpolled, [c for c in moved if c in results]]
    table = pd.concat([moved, kept]) if len(kept) else moved
    return table.sort_values(["ballot_id", "candidate_id"], ignore_index=True), [results]


def _projected_seats(options: Options) -> Found:
    table, used = _projected(options)
    return ex.seats(table), used


def _target(text: str, parties: list[str]) -> pd.DataFrame:
    """Target shares as written on the command line; a ValueError names every item that is wrong."""
    import pandas as pd

    rows: list[tuple[str, float]] = []
    wrong: list[str] = []
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


def _listed(values: list[str], between: str = ", ") -> str:
    more = f"{between}and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    return between.join(values[:_LISTED]) + more


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
