"""A candidate against the party's own profile of the same day, and how two contests go together by area."""

from __future__ import annotations

import pandas as pd

from ..columns import number, require, text
from ..errors import EmptySelectionError, UnknownNameError
from .differences import By, ticket_profiles
from .sides import Pair

FEW_AREAS = 8
"""Below this many areas a correlation is printed with a warning."""


def candidate_effect(votes: pd.DataFrame, *, contest: str, by: By = "area") -> pd.DataFrame:
    """Each candidate's share in a contest against the party's profile in the others of the day.

    ``votes`` is a table of ``ticket_votes``, ``contest`` the one whose candidates are looked at. The effect
    is a **description**: it holds all that differed between the contests (who else stood, what the office
    is), not the candidate's doing alone. Missing where the party did not stand in the other contest.

    Columns: ``area_gss`` and ``area_name`` (not for ``all``), ``contest``, ``against`` (the other contest),
    ``party``, ``candidate`` (where the party had one), ``share`` and ``party_share`` (0 to 1),
    ``effect`` (share less party share, −1 to 1).

    >>> votes = pd.DataFrame({"area_gss": "E1", "contest": ["council"] * 2 + ["mayor"] * 2,
    ...                       "party": ["Con", "Lab"] * 2, "votes": [60, 40, 55, 45]})
    >>> candidate_effect(votes, contest="mayor")[["party", "effect"]].round(2).values.tolist()
    [['Con', -0.05], ['Lab', 0.05]]
    """
    require(votes, "votes", ["area_gss", "contest", "party", "votes"])
    there = sorted(votes["contest"].unique())
    if contest not in there:
        raise UnknownNameError("contest in the table", contest, there, hint=", ".join(there))
    others = [c for c in there if c != contest]
    if not others:
        raise EmptySelectionError(f"a candidate is compared with other contests; there is only {contest}")
    table = pd.concat([ticket_profiles(votes, contests=(other, contest), by=by) for other in others])
    table = table[table["stood"] != table["contest_a"]]
    stood = table["stood"] == "both"
    own = votes.loc[votes["contest"] == contest, ["party"]].assign(candidate=text(votes, "candidate"))
    one = own.dropna().groupby("party")["candidate"]
    candidate = one.first().where(one.nunique() == 1)
    table = table.assign(
        contest=contest, against=table["contest_a"], share=table["share_b"],
        party_share=table["share_a"].where(stood), effect=table["share_difference"].where(stood),
        candidate=table["party"].map(candidate),
    )  # fmt: skip
    keys = [c for c in ("area_gss", "area_name") if c in table]
    shown = ["contest", "against", "party", "candidate", "share", "party_share", "effect"]
    return table[[*keys, *shown]].sort_values([*keys[:1], "against", "party"], ignore_index=True)


def ticket_correlation(votes: pd.DataFrame, *, contests: Pair | None = None) -> pd.DataFrame:
    """How closely each party's shares in two contests of one day go together over the areas.

    Pearson's correlation over the areas in which the party stood in both, each area counting once. It says
    where a party is strong in both, not that the same people voted for it twice.

    Columns: ``contest_a``, ``contest_b``, ``party``, ``areas``, ``correlation`` (−1 to 1; missing below three
    areas, and where a share does not vary), ``note`` (a warning below eight areas, else missing).

    >>> votes = pd.DataFrame({"area_gss": list("ABC") * 4, "contest": ["council"] * 6 + ["mayor"] * 6,
    ...                       "party": (["Con"] * 3 + ["Lab"] * 3) * 2,
    ...                       "votes": [50, 60, 70, 50, 40, 30, 40, 50, 60, 60, 50, 40]})
    >>> ticket_correlation(votes)[["party", "areas", "correlation"]].round(3).values.tolist()
    [['Con', 3, 1.0], ['Lab', 3, 1.0]]
    """
    table = ticket_profiles(votes, contests=contests)
    both = table[table["stood"] == "both"]
    keys = ["contest_a", "contest_b", "party"]
    groups = [both[k] for k in keys]
    a, b = (number(both, c) - both.groupby(keys)[c].transform("mean") for c in ("share_a", "share_b"))
    sums = pd.DataFrame({"ab": a * b, "aa": a * a, "bb": b * b}).groupby(groups).sum()
    areas = both.groupby(keys).size()
    # Shares that differ by rounding only do not vary.
    varies = (areas >= 3) & (sums["aa"] > 1e-18) & (sums["bb"] > 1e-18)
    found = (sums["ab"] / (sums["aa"] * sums["bb"]).where(varies) ** 0.5).clip(-1, 1)
    out = pd.DataFrame({"areas": areas, "correlation": found}).reset_index()
    few = out["areas"].astype("str") + f" areas are few: below {FEW_AREAS} one area can make the figure"
    return out.assign(note=few.where(out["areas"] < FEW_AREAS)).sort_values(keys, ignore_index=True)
