"""Parties: the code of a name as printed, and the colours, names and order of the codes.

Every function takes ``load_parties()`` (one row per code) or its table of printed names; nothing is read
here.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .columns import require, text
from .errors import UnknownNameError, nearest_names


def party_code(printed: str, party_names: pd.DataFrame, *, source_code: str | None = None) -> str:
    """The code of one party name as printed, whatever its capitals and spacing.

    ``party_names`` has ``party_name``, ``party`` and ``source_code`` (the code the source printed beside
    the name), which is needed only where one name stands for several parties. An unknown name is an error
    with the nearest.

    >>> known = pd.DataFrame({"party_name": ["Labour Party", "Labour and Co-operative Party"],
    ...                       "party": ["Lab", "Lab"]})
    >>> party_code("labour party", known)
    'Lab'
    """
    beside = pd.Series([source_code], dtype="str")
    return str(party_codes(pd.Series([printed]), party_names, source_code=beside).iloc[0])


def party_codes(
    printed: pd.Series, party_names: pd.DataFrame, *, source_code: pd.Series | None = None
) -> pd.Series:
    """The code of each party name as printed, in the same order; all unknown names are one error.

    >>> known = pd.DataFrame({"party_name": ["Labour Party", "Green Party"], "party": ["Lab", "Grn"]})
    >>> party_codes(pd.Series(["Green Party", "Labour  Party"]), known).tolist()
    ['Grn', 'Lab']
    """
    require(party_names, "party_names", ["party_name", "party"])
    table = pd.DataFrame(
        {
            "_name": _plain(party_names["party_name"]),
            "_source": text(party_names, "source_code"),
            "party": party_names["party"],
        }
    ).drop_duplicates()
    beside = (
        pd.Series(pd.NA, index=printed.index, dtype="str")
        if source_code is None
        else source_code.astype("str")
    )
    asked = pd.DataFrame({"_name": _plain(printed), "_source": beside})
    per_name = table.drop_duplicates(["_name", "party"])
    single = per_name[~per_name["_name"].duplicated(keep=False)].set_index("_name")["party"]
    exact = table.dropna(subset="_source").drop_duplicates(["_name", "_source"])
    by_source = asked.merge(exact, on=["_name", "_source"], how="left", validate="many_to_one")["party"]
    found = asked["_name"].map(single).astype("str")
    found = found.fillna(by_source.set_axis(found.index))
    lost = printed[found.isna()]
    if len(lost):
        raise _unknown(lost, per_name, party_names)
    return found.rename("party")


def _plain(printed: pd.Series) -> pd.Series:
    """Names with capitals and runs of spaces ironed out, for matching only."""
    return printed.astype("str").str.replace(r"\s+", " ", regex=True).str.strip().str.casefold()


def _unknown(lost: pd.Series, per_name: pd.DataFrame, party_names: pd.DataFrame) -> ValueError:
    """The error for names without one code: not known, or standing for several parties."""
    several = sorted(set(lost[_plain(lost).isin(per_name["_name"])].dropna()))
    if several:
        codes = per_name.loc[per_name["_name"].isin(_plain(pd.Series(several))), "party"]
        return ValueError(
            f'"{several[0]}" stands for several parties ({", ".join(sorted(set(codes)))}); give source_code'
        )
    strange = sorted(set(lost.fillna("").astype("str")))
    known = party_names["party_name"].dropna().unique()
    if len(strange) == 1:
        return UnknownNameError("party name", strange[0], known, hint="data/party_names.csv")
    near = ((n, nearest_names(n, known, most=1)) for n in strange)
    listed = ", ".join(f'"{n}"' + (f' (nearest "{m[0]}")' if m else "") for n, m in near)
    return ValueError(f"{len(strange)} unknown party names: {listed}. See: data/party_names.csv")


def party_order(parties: pd.DataFrame) -> list[str]:
    """The party codes in drawing order, left to right.

    >>> party_order(pd.DataFrame({"party": ["Con", "Lab"], "order": [9, 2]}))
    ['Lab', 'Con']
    """
    require(parties, "parties", ["party", "order"])
    return parties.sort_values(["order", "party"])["party"].tolist()


def colours(parties: pd.DataFrame) -> dict[str, str]:
    """The colour (#rrggbb) of each party code, in drawing order.

    >>> colours(pd.DataFrame({"party": ["Con", "Lab"], "order": [9, 2], "colour": ["#0087dc", "#e4003b"]}))
    {'Lab': '#e4003b', 'Con': '#0087dc'}
    """
    return _per_code(parties, "colour")


def short_names(parties: pd.DataFrame) -> dict[str, str]:
    """The short name of each party code, in drawing order.

    >>> short_names(pd.DataFrame({"party": ["Con"], "order": [9], "short_name": ["Conservative"]}))
    {'Con': 'Conservative'}
    """
    return _per_code(parties, "short_name")


def letters(parties: pd.DataFrame) -> dict[str, str]:
    """The one or two letters drawn on a seat of each party code, in drawing order.

    >>> letters(pd.DataFrame({"party": ["Con"], "order": [9], "letters": ["C"]}))
    {'Con': 'C'}
    """
    return _per_code(parties, "letters")


def _per_code(parties: pd.DataFrame, column: str) -> dict[str, str]:
    """One column of the parties by code, in drawing order."""
    require(parties, "parties", ["party", "order", column])
    ordered = parties.sort_values(["order", "party"])
    return dict(zip(ordered["party"], ordered[column], strict=True))


def in_party_order(table: pd.DataFrame, parties: pd.DataFrame, *, within: Iterable[str] = ()) -> pd.DataFrame:
    """The table sorted by the columns of ``within``, then by the drawing order of its ``party`` column.

    Vacant seats come last. A code that ``parties`` does not know is an error that names the nearest.

    >>> known = pd.DataFrame({"party": ["Con", "Lab"], "order": [9, 2]})
    >>> in_party_order(pd.DataFrame({"party": ["Con", "Lab"], "seats": [3, 1]}), known)["party"].tolist()
    ['Lab', 'Con']
    """
    require(table, "the table", ["party", *within])
    place = {code: n for n, code in enumerate([*party_order(parties), "Vacant"])}
    for strange in sorted(set(table["party"].dropna()) - set(place)):
        raise UnknownNameError("party code", strange, place, hint="data/parties.csv")
    ordered = table.assign(_place=table["party"].map(place))
    return ordered.sort_values([*within, "_place"], kind="stable", ignore_index=True).drop(columns="_place")
