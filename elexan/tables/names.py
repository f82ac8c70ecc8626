"""What a row of conflicts is about, in names instead of codes."""

from __future__ import annotations

import pandas as pd


def about(rows: pd.DataFrame) -> pd.Series:
    """The contest or council of each row, its area, candidate and party, by name where these tables have one.

    >>> row = pd.DataFrame({"ballot_id": [None], "organisation": ["norfolk"], "area_gss": [None],
    ...                     "candidate_id": [None], "party": ["Con"]})
    >>> about(row).tolist()
    ['Norfolk County Council, Conservative']
    """
    from ..load import load_areas, load_parties

    text = _contests(rows["ballot_id"]).fillna(_councils(rows["organisation"])).fillna("")
    areas = load_areas().drop_duplicates("area_gss").set_index("area_gss")["area_name"]
    parties = load_parties().set_index("party")["short_name"]
    parts = [
        _known(rows["area_gss"], areas),
        _candidates(rows).fillna(rows["candidate_id"]),
        _known(rows["party"], parties),
    ]
    for part in parts:
        text = text + (", " + part.astype("str").where(part.notna())).fillna("")
    return text.str.removeprefix(", ")


def _known(codes: pd.Series, names: pd.Series) -> pd.Series:
    """The names of codes, and codes without one as they are."""
    return codes.map(names).astype("object").fillna(codes)


def _councils(slugs: pd.Series) -> pd.Series:
    """Names of councils; a council and a police area may share a slug."""
    from ..load import load_organisations

    bodies = load_organisations()
    council = bodies["organisation_type"].isin(["county", "unitary", "district", "metropolitan"])
    names = pd.concat([bodies[council], bodies[~council]]).drop_duplicates("organisation")
    return _known(slugs, names.set_index("organisation")["organisation_name"])


def _contests(ballots: pd.Series) -> pd.Series:
    """Names of contests: of the body where it has one contest, else of the area and the body."""
    from ..load import load_table
    from ..outcomes import with_names

    contests = load_table("contests")
    held = with_names(contests[contests["ballot_id"].isin(ballots)])
    body = held["organisation_name"].fillna(held["organisation"])
    whole = held["election_type"].isin(["mayor", "pcc"])
    return _known(ballots, body.where(whole, held["area_name"] + ", " + body).set_axis(held["ballot_id"]))


def _candidates(rows: pd.DataFrame) -> pd.Series:
    from ..load import load_table

    keys = ["ballot_id", "candidate_id"]
    results = load_table("results")
    some = results.loc[results["ballot_id"].isin(rows["ballot_id"]), [*keys, "candidate"]]
    return rows[keys].merge(some, on=keys, how="left")["candidate"].set_axis(rows.index)
