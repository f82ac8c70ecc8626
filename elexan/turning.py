"""Where a second round turned: whose transfers overturned the lead, and the count as it was declared.

The leader and the runner-up are those of the whole contest's first round. In an area the runner-up's
break-even share of transfers is (ΣT + lead there) / 2ΣT: below 0 where they are ahead whatever happens,
above 1 where transfers cannot be enough.
"""

from __future__ import annotations

import pandas as pd

from .columns import number, require, whole
from .transfers import transfers, transfers_by_area

_COLUMNS = [
    "leader", "leader_party", "runner_up", "runner_up_party", "lead_first", "transfers_leader",
    "transfers_runner_up", "lead_change", "lead_final", "break_even_transfer_share", "transfer_share",
    "overturned",
]  # fmt: skip


def turning_areas(counting_areas: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """What each counting area's transfers did to the lead, one row an area, the largest turn first.

    Columns: ballot_id, area_gss, area_name (where given); ``leader`` and ``runner_up`` of the contest's first
    round and their parties; ``lead_first`` and ``lead_final``, the leader's votes less the runner-up's in the
    area (negative where behind); ``transfers_leader``, ``transfers_runner_up``; ``lead_change``, final less
    first; ``transfer_share`` and ``break_even_transfer_share`` of the runner-up; ``overturned``, whether the
    leader was ahead in the area at first and behind at the end. Votes, and shares of the area's transfers.

    Only contests with two finalists, and areas whose both rounds are known.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> a = r[["ballot_id", "candidate_id", "first_pref", "second_pref"]].assign(area_gss="E1")
    >>> turning_areas(a, r)[["lead_first", "lead_change", "lead_final", "overturned"]].values.tolist()
    [[15, -16, -1, True]]
    """
    both = _both(transfers_by_area(counting_areas, results), results)
    turn = both["transfers_leader"] - both["transfers_runner_up"]
    moved = both["transfers_leader"] + both["transfers_runner_up"]
    first = both["first_leader"] - both["first_runner_up"]
    table = both.assign(
        lead_first=whole(first),
        lead_change=whole(turn),
        lead_final=whole(first + turn),
        transfer_share=both["transfers_runner_up"] / moved.where(moved > 0),
        break_even_transfer_share=(moved + first) / (2 * moved.where(moved > 0)),
        overturned=(first > 0) & (first + turn < 0),
        transfers_leader=whole(both["transfers_leader"]),
        transfers_runner_up=whole(both["transfers_runner_up"]),
    )
    keys = [c for c in ("ballot_id", "area_gss", "area_name") if c in table]
    return table.sort_values(["ballot_id", "lead_change", "area_gss"], ignore_index=True)[[*keys, *_COLUMNS]]


def as_declared(
    counting_areas: pd.DataFrame, results: pd.DataFrame, declarations: pd.DataFrame
) -> pd.DataFrame:
    """The second round as it was declared: the two finalists' totals after each step, one step a row.

    The first round of the whole contest was known before; each step adds the transfers of the areas that
    declared next. ``declarations`` (``load_declarations``) gives each area's ``place``. Columns: ballot_id,
    ``place`` (0 before any transfer), ``areas`` (their names, or codes), ``leader`` and ``runner_up`` of the
    first round, ``leader_votes`` and ``runner_up_votes`` so far, ``lead``, and ``turned`` (the lead changed
    hands at this step).

    Raises ValueError where an area of the contest has no place, or its transfers are not known.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    >>> steps = as_declared(ex.load_counting_areas(r), r, ex.load_declarations(r))
    >>> steps[["place", "leader_votes", "runner_up_votes", "turned"]].values.tolist()[1:3]
    [[1, 104232, 102173, False], [2, 106492, 111048, True]]
    """
    require(declarations, "declarations", ["ballot_id", "area_gss", "place"])
    keys = ["ballot_id", "area_gss"]
    areas = counting_areas[counting_areas["ballot_id"].isin(declarations["ballot_id"])]
    both = _both(transfers_by_area(areas, results), results)
    names = "area_name" if "area_name" in areas else "area_gss"
    order = areas[list(dict.fromkeys([*keys, names]))].drop_duplicates()
    order = order.merge(declarations[[*keys, "place"]], on=keys, how="left")
    order = order.merge(both.drop(columns="area_name", errors="ignore"), on=keys, how="left")
    unknown = order[order["place"].isna() | order["transfers_leader"].isna()]
    if len(unknown):
        raise ValueError(
            f"no place, or no transfers, for {', '.join(unknown[names])}; give them or leave the contest out"
        )
    steps = order.sort_values(names).groupby(["ballot_id", "place"], as_index=False).agg(
        areas=(names, ", ".join), leader_votes=("transfers_leader", "sum"),
        runner_up_votes=("transfers_runner_up", "sum"),
    )  # fmt: skip
    start = _finalists(results).rename(
        columns={"first_leader": "leader_votes", "first_runner_up": "runner_up_votes"}
    )
    start = start[start["ballot_id"].isin(steps["ballot_id"])].assign(place=0, areas="")
    people = ["ballot_id", "leader", "runner_up"]
    votes = ["leader_votes", "runner_up_votes"]
    steps = pd.concat([start[[*people[:1], "place", "areas", *votes]], steps], ignore_index=True)
    steps = steps.sort_values(["ballot_id", "place"], ignore_index=True)
    steps[votes] = steps.groupby("ballot_id")[votes].cumsum()
    lead = steps["leader_votes"] - steps["runner_up_votes"]
    before = lead.groupby(steps["ballot_id"]).shift()
    steps = steps.merge(start[people], on="ballot_id")
    steps = steps.assign(lead=lead, turned=((before > 0) & (lead < 0)) | ((before < 0) & (lead > 0)))
    steps = steps.assign(**{c: whole(steps[c]) for c in ("place", *votes, "lead")})
    return steps[["ballot_id", "place", "areas", "leader", "runner_up", *votes, "lead", "turned"]]


def _finalists(results: pd.DataFrame) -> pd.DataFrame:
    """The leader and the runner-up of each contest with two finalists, one row a contest."""
    rows = transfers(results)
    rows = rows.assign(votes=number(rows, "first_pref"))
    two = rows[rows.groupby("ballot_id")["candidate_id"].transform("size") == 2]
    two = two.sort_values(["ballot_id", "votes"], ascending=[True, False])
    who = two[["ballot_id", "candidate_id", "candidate", "party", "votes"]].set_index("ballot_id")
    leader, runner_up = (
        who.groupby("ballot_id")
        .nth(n)
        .set_axis([f"{role}_id", role, f"{role}_party", f"first_{role}"], axis=1)
        for n, role in enumerate(("leader", "runner_up"))
    )
    return leader.join(runner_up).reset_index()


def _both(by_area: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """The two finalists' first preferences and transfers side by side, one row an area known in both."""
    keys = [c for c in ("ballot_id", "area_gss", "area_name") if c in by_area]
    people = _finalists(results)
    rows = people.drop(columns=["first_leader", "first_runner_up"])
    for role in ("leader", "runner_up"):
        one = by_area[[*keys, "candidate_id"]].assign(
            **{
                f"first_{role}": number(by_area, "first_pref"),
                f"transfers_{role}": number(by_area, "transfers"),
            }
        )
        known = one.dropna().rename(columns={"candidate_id": f"{role}_id"})
        rows = rows.merge(known, on=[c for c in (*keys, f"{role}_id") if c in rows], how="inner")
    return rows
