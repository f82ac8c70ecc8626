"""Every split of second preferences, and who wins by it: for three-cornered charts and heat maps.

The last two are the first-round leader and a rival, and everybody else is eliminated. Under SV and two rounds
only the runner-up gets so far; under AV others may (``needed_transfers`` says who). Contests are those of
``open_contests``: three or more candidates, all votes known, nobody with over half.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..columns import whole
from ..errors import EmptySelectionError, UnknownNameError
from .needed import could_win_by_av, open_contests

_RIVAL = ["ballot_id", "candidate_id", "party", "leader", "leader_party"]


def outcome_region(results: pd.DataFrame, *, rival: str | None = None, step: float = 0.05) -> pd.DataFrame:
    """Every split of the eliminated votes between the leader, a rival and neither, and who wins by it.

    For each rival, or the one named by candidate_id or party; in steps of ``step``. Columns: ballot_id,
    candidate_id and party (of the rival), ``leader`` (candidate_id), ``leader_party``, ``systems`` (the rules
    by which the rival could meet the leader and win: SV, AV, two rounds; missing where there are none),
    ``to_leader_share``, ``to_rival_share``, ``non_transferable_share`` (of the eliminated votes, together
    1), ``leader_votes``, ``rival_votes`` (final, to the nearest vote) and ``rival_wins`` (missing in a
    tie). Who wins depends on nothing but these three shares: each eliminated party adds to them in
    proportion to its votes (``needed_by_origin``, ``outcome_by_two``).

    Raises ValueError for a step that does not divide 1, a rival not known (with the nearest) and no contest.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "first_pref": [45, 30, 24]})
    >>> o = outcome_region(r, rival="Lab", step=0.5)
    >>> o[["to_leader_share", "to_rival_share", "rival_votes", "rival_wins"]].values.tolist()[:3]
    [[0.0, 0.0, 30, False], [0.0, 0.5, 42, False], [0.0, 1.0, 54, True]]
    """
    parts = _parts(step)
    steps = np.arange(parts + 1)
    leader, other = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    grid = pd.DataFrame(
        {
            "to_leader_share": leader / parts,
            "to_rival_share": other / parts,
            "non_transferable_share": (parts - leader - other) / parts,
        }
    )
    table = _pairs(results, rival).merge(grid[leader + other <= parts], how="cross")
    votes = _outcome(table, table["to_leader_share"], table["to_rival_share"])
    return pd.concat([table, votes], axis=1)[[*_RIVAL, "systems", *grid.columns, *votes.columns]]


def outcome_by_two(
    results: pd.DataFrame,
    origins: tuple[str, str],
    *,
    rival: str | None = None,
    step: float = 0.05,
    transfer_rate: float = 1.0,
    others: float = 0.5,
) -> pd.DataFrame:
    """Who wins the last round at each pair of shares of two origins' transfers.

    ``origins`` are two eliminated candidates (candidate_id or party); of each one's transfers a share from
    0 to 1 goes to the rival and the rest to the leader. ``transfer_rate`` of every origin's voters
    transfer, and of the other origins' transfers the share ``others`` goes to the rival. ``rival`` is the
    runner-up unless named. Columns: ballot_id, candidate_id and party (of the rival), ``leader``,
    ``leader_party``, ``first_origin``, ``second_origin``, ``first_share``, ``second_share``,
    ``leader_votes``, ``rival_votes``, ``rival_wins`` (missing in a tie).

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> o = outcome_by_two(r, ("LD", "Grn"), step=0.5)
    >>> o.loc[o["rival_wins"].fillna(False), ["first_share", "second_share"]].values.tolist()
    [[1.0, 0.5], [1.0, 1.0]]
    """
    _rate(transfer_rate, others)
    if origins[0] == origins[1]:
        raise ValueError(f'origins name "{origins[0]}" twice; give two')
    steps = np.arange(_parts(step) + 1) / _parts(step)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    gone = _gone(results, rival)
    if rival is None:
        gone = gone[gone["_place"] == 2]
    table = gone.drop_duplicates(["ballot_id", "candidate_id"])[[*_RIVAL, "_first", "_ahead", "_gone"]]
    to_rival, left = [], table["_gone"]
    for origin in origins:
        mine = gone[(gone["from_id"] == origin) | (gone["origin"] == origin)]
        if mine.empty:
            known = sorted({*gone["from_id"], *gone["origin"]})
            raise UnknownNameError("eliminated candidate or party", origin, known)
        keys = pd.MultiIndex.from_frame(table[["ballot_id", "candidate_id"]])
        held = mine.groupby(["ballot_id", "candidate_id"])["votes"].sum().reindex(keys, fill_value=0)
        to_rival.append(pd.Series(held.to_numpy(), index=table.index))
        left = left - to_rival[-1]
    table = table.assign(_one=to_rival[0], _two=to_rival[1], _left=left)
    table = table.merge(pd.DataFrame({"first_share": x, "second_share": y}), how="cross")
    reach = table["_one"] * table["first_share"] + table["_two"] * table["second_share"]
    share = transfer_rate * (reach + table["_left"] * others) / table["_gone"]
    votes = _outcome(table, transfer_rate - share, share)
    table = table.assign(first_origin=origins[0], second_origin=origins[1])
    keep = [*_RIVAL, "first_origin", "second_origin", "first_share", "second_share", *votes.columns]
    return pd.concat([table, votes], axis=1)[keep]


def needed_by_origin(
    results: pd.DataFrame, *, transfer_rate: float = 1.0, others: float = 0.5
) -> pd.DataFrame:
    """The share of each eliminated candidate's transfers a rival would need, the others' being given.

    ``transfer_rate`` of everybody's voters transfer, and of the transfers of all but this one the share
    ``others`` goes to the rival. Columns: ballot_id, candidate_id and party (of the rival), ``leader``,
    ``leader_party``, ``from_id`` and ``origin`` (the eliminated candidate and party), ``votes`` and
    ``needed_share``: of those transfers, to draw level with the leader; above 1: not enough, below 0: not
    needed; missing where there are none.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abcd"),
    ...                   "party": ["Con", "Lab", "LD", "Grn"], "first_pref": [40, 30, 20, 10]})
    >>> n = needed_by_origin(r).query("party == 'Lab'")
    >>> n[["origin", "votes", "needed_share"]].values.tolist()
    [['LD', 20, 0.75], ['Grn', 10, 1.0]]
    """
    _rate(transfer_rate, others)
    table = _gone(results, None)
    rest = transfer_rate * (table["_gone"] - table["votes"]) * (2 * others - 1)
    moved = transfer_rate * table["votes"]
    needed = (table["_ahead"] - table["_first"] - rest + moved) / (2 * moved.where(moved > 0))
    table = table.assign(votes=whole(table["votes"]), needed_share=needed)
    order = table.sort_values(["ballot_id", "_place", "votes"], ascending=[True, True, False], kind="stable")
    return order[[*_RIVAL, "from_id", "origin", "votes", "needed_share"]].reset_index(drop=True)


def _pairs(results: pd.DataFrame, rival: str | None) -> pd.DataFrame:
    """Each rival with the leader, their votes, and the votes of everybody else (``_gone``)."""
    table = open_contests(results)
    if table.empty:
        raise EmptySelectionError("no contest in results needs second preferences, or none has all its votes")
    second = table.groupby("ballot_id")["_first"].transform(lambda votes: votes.nlargest(2).iloc[1])
    stays, by_av = table["_first"] == second, could_win_by_av(table)
    systems = [["SV"] * s + ["AV"] * a + ["two rounds"] * s for s, a in zip(stays, by_av, strict=True)]
    listed = pd.Series(["; ".join(rules) or None for rules in systems], index=table.index, dtype="str")
    table = table.assign(systems=listed)
    first = table[table["_place"] == 1][["ballot_id", "candidate_id", "party", "_first"]]
    first = first.set_axis(["ballot_id", "leader", "leader_party", "_ahead"], axis=1)
    others = table[table["_place"] > 1].merge(first, on="ballot_id", validate="many_to_one")
    if rival is not None:
        these = (others["candidate_id"] == rival) | (others["party"] == rival)
        if not these.any():
            raise UnknownNameError("rival", rival, sorted({*others["candidate_id"], *others["party"]}))
        others = others[these]
    others = others.assign(_gone=others["_total"] - others["_first"] - others["_ahead"])
    return others.sort_values(["ballot_id", "_place"], ignore_index=True)


def _gone(results: pd.DataFrame, rival: str | None) -> pd.DataFrame:
    """Each rival's pair with each of the candidates eliminated (``from_id``, ``origin``, ``votes``)."""
    pairs = _pairs(results, rival)
    everybody = open_contests(results)[["ballot_id", "candidate_id", "party", "_first"]]
    everybody = everybody.set_axis(["ballot_id", "from_id", "origin", "votes"], axis=1)
    table = pairs.merge(everybody, on="ballot_id", validate="many_to_many")
    return table[(table["from_id"] != table["candidate_id"]) & (table["from_id"] != table["leader"])]


def _outcome(pairs: pd.DataFrame, to_leader: pd.Series, to_rival: pd.Series) -> pd.DataFrame:
    """The final votes, and whether the rival wins, where these shares of the eliminated go to each."""
    leader = pairs["_ahead"] + to_leader * pairs["_gone"]
    rival = pairs["_first"] + to_rival * pairs["_gone"]
    level = np.isclose(leader, rival, rtol=0, atol=1e-6)
    return pd.DataFrame(
        {
            "leader_votes": whole(leader.round()),
            "rival_votes": whole(rival.round()),
            "rival_wins": (rival > leader).astype("boolean").mask(level),
        }
    )


def _rate(transfer_rate: float, others: float) -> None:
    """Nothing, or an error unless both are shares."""
    for name, value in (("transfer_rate", transfer_rate), ("others", others)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name}={value}; give a share from 0 to 1")


def _parts(step: float) -> int:
    """The number of steps in 1."""
    parts = round(1 / step) if 0 < step <= 1 else 0
    if parts == 0 or abs(parts * step - 1) > 1e-6:
        raise ValueError(f"step={step}; give a step that divides 1, such as 0.05")
    return parts
