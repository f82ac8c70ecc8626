"""An earlier election moved to target shares: votes, winners and seats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from ..columns import contest_keys, names, number, one_of, require, whole
from ..errors import UnknownNameError
from ..shares import UMBRELLA, ShareMethod
from .methods import Swing, swung
from .slots import LABELS, earlier_votes, figures, slots, standing_in_party

Standing = Literal["before", "everywhere"]

_TOLERANCE, _LEAST = 1e-6, 1e-6
_NOT_ONE_PARTY = ("Ind", *UMBRELLA)


def project(
    results: pd.DataFrame,
    target: pd.DataFrame,
    *,
    method: Swing,
    by: str | Sequence[str] | None = None,
    share_method: ShareMethod = "sum",
    standing: pd.DataFrame | Standing = "before",
    threshold: float = 0.2,
) -> pd.DataFrame:
    """The election that target shares would give, projected from an earlier one, one row a candidate.

    ``results``: the earlier election, by plurality, with every candidate; with ``next_ballot_id`` (as
    ``previous`` gives them) the contests take that id. ``target``: party and ``vote_share`` (0 to 1) for
    all contests together, or for each group of ``by`` (contest columns such as organisation), which the
    target then has as well. The shares are on the basis of ``share_method``, that of ``party_share``.
    Where those given sum to less than 1, the rest goes to the parties not given, as they stood to one
    another; where they sum to 1, parties not given have 0.

    ``method``: ``uniform`` (the same points everywhere, floored at 0), ``proportional`` (the same
    multiple), ``transition`` (falling parties lose in proportion, the rising ones share what is set free)
    or ``strong_transition`` (the same, voters beyond ``threshold`` of a contest leaving last). Exactly
    what each does: ``elexan.projection.methods``.

    ``standing``: who stands. Best the candidates of the projected election (ballot_id, candidate_id,
    party; contest columns such as seats if they differ), known before polling day. ``before``: each party
    where it stood, and one new to a group in all its contests. ``everywhere``: each party with a target in
    every contest of its group, but independents and codes that cover several parties where they stood. A
    party without candidates of its own there gets as many as there are seats.

    A party that no longer stands leaves its votes to the others in proportion. One that newly stands in a
    contest starts from its share over the contests of the group where it stood, or, if there were none,
    from its target over the contests where it stands now; the others make room in proportion. The swing
    follows. No party is taken for another's successor: recode the earlier results for that.

    A party's candidates keep their distances if there are as many as before, in order of candidate_id;
    otherwise they have equal votes. Under ``sum`` a party with more candidates has no more votes for that;
    under ``average`` each candidate has the party's vote, which suits several seats. Votes are counted on
    the earlier election's number: turnout is not projected.

    Columns: ballot_id, candidate_id, the names and contest labels given, seats, party,
    ``vote_share_before`` (of the party, 0 to 1; missing where it did not stand), ``party_vote_share`` (of
    the party on the basis of ``share_method``), ``vote_share`` (of the candidate, of all votes; sums to
    1), ``first_pref`` (votes, largest remainders), ``elected`` (the ``seats`` highest; a tie goes to who
    won before, then by candidate_id), ``swing_method``, ``share_method``. So ``seats``, ``party_share``
    and ``winners`` work on it. The target is met, weighted by the earlier votes, and shares equal to the
    earlier ones give the earlier election back.

    DataError for contests without known votes. ValueError for a target that sums to more than 1, misses a
    group, or cannot be met because a party stands in too few contests, or the only ones there have none.

    >>> r = pd.DataFrame({"ballot_id": list("xxyy"), "candidate_id": list("abab"), "seats": 1,
    ...                   "party": ["Con", "Lab"] * 2, "first_pref": [60, 40, 20, 80]})
    >>> target = pd.DataFrame({"party": ["Con", "Lab"], "vote_share": [0.52, 0.48]})
    >>> table = project(r, target, method="uniform")
    >>> table[["ballot_id", "party", "first_pref", "elected"]].values.tolist()[2:]
    [['y', 'Con', 32, False], ['y', 'Lab', 68, True]]
    """
    one_of("swing method", method, Swing)
    one_of("share method", share_method, ShareMethod)
    keys = [] if by is None else names(by)
    earlier = earlier_votes(results)
    if isinstance(standing, str) and standing not in get_args(Standing):
        raise UnknownNameError(
            "standing", standing, get_args(Standing), hint="before, everywhere, or a table"
        )
    rows = slots(earlier, None if isinstance(standing, str) else standing)
    contests = _grouped(rows, keys)
    aims = _targets(target, keys, contests)
    figure = figures(earlier, share_method).groupby(["ballot_id", "party"])["figure"].sum()
    if isinstance(standing, str):
        rows = _with_newcomers(rows, contests, aims, everywhere=standing == "everywhere")
    shares = _party_shares(rows, figure, contests, aims, method=method, threshold=threshold)
    table = rows.merge(shares, on=["ballot_id", "party"], how="left", validate="many_to_one")
    table = table.assign(_part=standing_in_party(table, earlier, share_method))
    return _counted(table, earlier).assign(swing_method=str(method), share_method=str(share_method))


def _grouped(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Each contest with the number of its group; with no keys all are one."""
    contests = contest_keys(rows, keys).sort_values("ballot_id", ignore_index=True)
    group = contests.groupby(keys, dropna=False).ngroup() if keys else 0
    return contests.assign(_group=group)


def _targets(target: pd.DataFrame, keys: list[str], contests: pd.DataFrame) -> pd.DataFrame:
    """The target of each group and party given (``_group``, party, ``_target``), once it is found right."""
    require(target, "target", [*keys, "party", "vote_share"])
    groups = contests[[*keys, "_group"]].drop_duplicates()
    table = target.assign(_target=number(target, "vote_share"))[[*keys, "party", "_target"]]
    found = table.merge(groups, on=keys, how="right") if keys else table.assign(_group=0)
    said = []
    if found["party"].isna().any():
        lacking = found.loc[found["party"].isna(), keys].astype("str").agg(", ".join, axis="columns")
        said.append(f"it has no shares for {'; '.join(sorted(lacking))}")
    if found.duplicated(["_group", "party"]).any():
        said.append("it gives a party's share twice in a group; is by= given?")
    wrong = ~found["_target"].between(0, 1) & found["party"].notna()
    if wrong.any():
        said.append(f"shares lie between 0 and 1, not {found.loc[wrong, '_target'].tolist()}")
    total = found.groupby("_group")["_target"].sum()
    if (total > 1 + _TOLERANCE).any():
        said.append(f"its shares sum to {total.max():.4f}, which is more than 1")
    if said:
        raise ValueError(f"target cannot be used: {'; '.join(said)}")
    return found[["_group", "party", "_target"]]


def _with_newcomers(
    rows: pd.DataFrame, contests: pd.DataFrame, aims: pd.DataFrame, *, everywhere: bool
) -> pd.DataFrame:
    """The slots, and those of parties in contests of their group where they did not stand."""
    stood = (
        rows[["ballot_id", "party"]]
        .drop_duplicates()
        .merge(contests[["ballot_id", "_group"]], on="ballot_id")
    )
    new = aims[aims["_target"] > 0].merge(
        stood[["_group", "party"]].drop_duplicates(), on=["_group", "party"], how="left", indicator=True
    )
    kept = [] if everywhere else new["party"].tolist()
    spread = ~new["party"].isin([*_NOT_ONE_PARTY, *kept])
    new = new.loc[(new["_merge"] == "left_only") | spread, ["_group", "party"]]
    labels = [c for c in LABELS if c in rows]
    places = rows.drop_duplicates("ballot_id")[["ballot_id", *labels]]
    fresh = places.merge(contests[["ballot_id", "_group"]], on="ballot_id").merge(new, on="_group")
    fresh = fresh.merge(stood[["ballot_id", "party"]], on=["ballot_id", "party"], how="left", indicator=True)
    fresh = fresh[fresh.pop("_merge") == "left_only"].reset_index(drop=True)
    fresh = fresh.loc[fresh.index.repeat(fresh["seats"].astype(int))].drop(columns="_group")
    order = fresh.groupby(["ballot_id", "party"]).cumcount() + 1
    fresh = fresh.assign(
        candidate_id=fresh["party"].str.lower() + "-" + order.astype("str"), _list=fresh["party"],
        _was_elected=False,
    )  # fmt: skip
    both = pd.concat([rows, fresh]) if len(fresh) else rows
    return both.sort_values(["ballot_id", "party", "candidate_id"], ignore_index=True)


def _party_shares(
    rows: pd.DataFrame, figure: pd.Series, contests: pd.DataFrame, aims: pd.DataFrame, *,
    method: Swing, threshold: float,
) -> pd.DataFrame:  # fmt: skip
    """Each party's share in each contest, before and projected, and its figure (``_figure``)."""
    wide = figure.unstack().reindex(contests["ballot_id"])
    parties = sorted({*wide.columns, *rows["party"], *aims["party"]})
    wide = wide.reindex(columns=parties)
    cells = rows.groupby(["ballot_id", "party"]).size().unstack()
    stands = cells.reindex(index=wide.index, columns=parties).notna().to_numpy()
    weights, came = wide.sum(axis=1).to_numpy(), wide.notna().to_numpy()
    share = wide.fillna(0.0).to_numpy() / weights[:, None]
    shares, missed = np.zeros_like(share), []
    for group, places in contests.groupby("_group").indices.items():
        given = aims[aims["_group"] == group].set_index("party")["_target"].reindex(parties)
        here, votes = stands[places], weights[places]
        goal = _whole_target(given, share[places], here, votes)
        start = _starting(share[places], came[places], here, votes, goal)
        shares[places] = swung(start, goal, votes, stands=here, method=method, threshold=threshold)
        gap = votes @ shares[places] / votes.sum() - goal
        missed += _missed(
            contests.iloc[places[:1]], pd.Series(gap, parties), goal, votes @ here / votes.sum()
        )
    if missed:
        raise ValueError(
            f"target cannot be met: {'; '.join(missed)}; give another target or standing=, such as everywhere"
        )
    index = pd.MultiIndex.from_product([wide.index, parties], names=["ballot_id", "party"])
    table = pd.DataFrame({
        "vote_share_before": np.where(came, share, np.nan).ravel(),
        "party_vote_share": shares.ravel(), "_figure": (shares * weights[:, None]).ravel(),
    }, index=index)  # fmt: skip
    return table[stands.ravel()].reset_index()


def _missed(group: pd.DataFrame, gap: pd.Series, goal: np.ndarray, reach: np.ndarray) -> list[str]:
    """What is to be said of the parties whose target a group misses."""
    where = ", ".join(group.drop(columns=["ballot_id", "_group"]).astype("str").to_numpy().ravel())
    where = f" in {where}" if where else ""
    # What some parties lack others have over; the cause is theirs only if they were to have nothing.
    return [
        f"{party}{where} stands in contests with {r:.3f} of the votes and {'falls' if g < 0 else 'is'} "
        f"{abs(g):.3f} {'short' if g < 0 else 'over a target of 0'}"
        for party, g, aim, r in zip(gap.index, gap, goal, reach, strict=True)
        if g < -_TOLERANCE or (g > _TOLERANCE and aim == 0)
    ]


def _whole_target(given: pd.Series, share: np.ndarray, stands: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """The target with what the parties given leave, shared among the others as they stood to one another."""
    goal = given.fillna(0.0).to_numpy()
    nowhere = np.asarray(goal > 0) & ~stands.any(axis=0)
    rest = 1 - goal.sum()
    others = np.where(given.isna().to_numpy() & stands.any(axis=0), votes @ share, 0.0)
    said = []
    if nowhere.any():
        said.append(f"it gives votes to {', '.join(given.index[nowhere])}, standing nowhere")
    if rest > _TOLERANCE and others.sum() == 0:
        said.append(f"its shares sum to {goal.sum():.4f} and no other party stood")
    if said:
        raise ValueError(f"target cannot be used: {'; '.join(said)}")
    goal = goal + others * (rest / others.sum() if rest > _TOLERANCE else 0.0)
    return np.asarray(goal / goal.sum())


def _starting(
    share: np.ndarray, stood: np.ndarray, stands: np.ndarray, votes: np.ndarray, goal: np.ndarray
) -> np.ndarray:
    """The earlier shares as if those had stood who stand now; rows sum to 1."""
    if (stands == stood).all():
        return share
    stay = share * stands
    left = stay.sum(axis=1, keepdims=True)
    stay = np.divide(stay, left, out=np.zeros_like(stay), where=left > 0)
    known = stood.any(axis=0)
    places = votes @ np.where(known, stood, stands)
    level = np.where(known, votes @ share, goal * votes.sum()) / np.where(places > 0, places, 1.0)
    # A share of e among others that make room in proportion is e / (1 − e) of what they had.
    level = np.clip(level, _LEAST, 1 - _LEAST)
    start = stay + np.where(stands & ~stood, level / (1 - level), 0.0)
    return np.asarray(start / start.sum(axis=1, keepdims=True))


def _counted(table: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The slots with their shares, votes and who is elected."""
    ballot = table["ballot_id"]
    part = table["_figure"] * table["_part"]
    share = part / part.groupby(ballot).transform("sum")
    cast = earlier.groupby("ballot_id")["_votes"].sum()
    exact = share * ballot.map(cast).astype("float64")
    # Arithmetic leaves 39.999… where 40 is meant.
    floor = exact.round(6) // 1
    order = pd.DataFrame({
        "ballot_id": ballot, "_over": (exact - floor).round(6), "_share": share.round(12),
        "_was": table["_was_elected"], "candidate_id": table["candidate_id"],
    })  # fmt: skip
    short = (exact.groupby(ballot).transform("sum") - floor.groupby(ballot).transform("sum")).round()
    rounded = _place(order, ["_over"]) <= short
    elected = _place(order, ["_share", "_was"]) <= table["seats"].astype("float64")
    table = table.assign(
        vote_share=share, first_pref=whole(floor + rounded), elected=elected.astype("boolean")
    )
    kept = [c for c in ("candidate", "party_name", *LABELS) if c in table and c != "seats"]
    shown = [
        "seats", "party", "vote_share_before", "party_vote_share", "vote_share", "first_pref", "elected",
    ]  # fmt: skip
    return table[["ballot_id", "candidate_id", *kept, *shown]].sort_values(
        ["ballot_id", "candidate_id"], ignore_index=True
    )


def _place(order: pd.DataFrame, highest: list[str]) -> pd.Series:
    """The place of each row in its contest, highest first, then by candidate_id."""
    ranked = order.sort_values(
        ["ballot_id", *highest, "candidate_id"], ascending=[True, *[False] * len(highest), True]
    )
    return (ranked.groupby("ballot_id").cumcount() + 1).reindex(order.index)
