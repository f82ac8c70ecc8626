"""What a row of conflicts is about, in names instead of codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import pandas as pd


class Names(NamedTuple):
    """Names by code: of candidates by ballot_id and candidate_id."""

    contests: Mapping[str, str]
    councils: Mapping[str, str]
    areas: Mapping[str, str]
    candidates: Mapping[tuple[str, str], str]
    parties: Mapping[str, str]


def about(rows: pd.DataFrame) -> pd.Series:
    """The contest or council of each row, its area, candidate and party, by name where these tables have one.

    >>> row = pd.DataFrame({"ballot_id": [None], "organisation": ["norfolk"], "area_gss": [None],
    ...                     "candidate_id": [None], "party": ["Con"]})
    >>> about(row).tolist()
    ['Norfolk County Council, Conservative']
    """
    from ..load.files import state

    names = names_held(state(None))
    ballots, candidates = rows["ballot_id"], rows["candidate_id"]
    person = pd.Series(list(zip(ballots, candidates, strict=True)), rows.index, dtype="object")
    parts = [
        _known(ballots, names.contests).fillna(_known(rows["organisation"], names.councils)),
        _known(rows["area_gss"], names.areas),
        person.map(names.candidates).astype("object").fillna(candidates),
        _known(rows["party"], names.parties),
    ]
    return pd.Series(
        [", ".join(str(part) for part in row if pd.notna(part)) for row in zip(*parts, strict=True)],
        rows.index,
        dtype="str",
    )


def _known(codes: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """The names of codes, and codes without one as they are."""
    return codes.map(names).astype("object").fillna(codes)


@lru_cache(maxsize=2)
def names_held(files: object) -> Names:
    """The names in the bundled tables, while ``files``, their state, is the same.

    A council and a police area may share a slug. A contest is named by its body where that has one, else
    by its area and the body.
    """
    from ..load import load_areas, load_organisations, load_parties, load_table
    from ..outcomes import with_names

    bodies = load_organisations()
    council = bodies["organisation_type"].isin(["county", "unitary", "district", "metropolitan"])
    bodies = pd.concat([bodies[council], bodies[~council]]).drop_duplicates("organisation")
    held = with_names(load_table("contests"))
    body = held["organisation_name"].fillna(held["organisation"])
    whole = held["election_type"].isin(["mayor", "pcc"])
    held = held.assign(title=body.where(whole, held["area_name"] + ", " + body))
    results = load_table("results")
    people = zip(results["ballot_id"], results["candidate_id"], strict=True)
    return Names(
        contests=_named(held, "ballot_id", "title"),
        councils=_named(bodies, "organisation", "organisation_name"),
        areas=_named(load_areas().drop_duplicates("area_gss"), "area_gss", "area_name"),
        candidates=dict(zip(people, results["candidate"], strict=True)),
        parties=_named(load_parties(), "party", "short_name"),
    )


def _named(table: pd.DataFrame, code: str, name: str) -> dict[str, str]:
    known = table[[code, name]].dropna()
    return dict(zip(known[code], known[name], strict=True))
