"""Transfer shares estimated from the contests that were counted, and second rounds simulated from them.

What is drawn is uncertain in three ways: the effects of the model (parties never seen together are
drawn from the spread of those that were), the contest's own departure from them, and who happens to vote.
Intervals hold the middle ``level`` of the draws. The same seed gives the same draws, whatever other contests
are in the table and in whatever order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pandas as pd

from ..columns import require, whole
from ..errors import EmptySelectionError, UnknownNameError
from .cells import transfer_cells
from .model import TransferModel, terms


def estimate_transfer_shares(
    model: TransferModel,
    *,
    finalists: Sequence[tuple[str, str]] | None = None,
    origins: Sequence[str] | None = None,
    level: float = 0.8,
    draws: int = 4000,
    seed: int = 0,
) -> pd.DataFrame:
    """The share of each party's eliminated voters that goes to a finalist of another, in one more contest.

    ``finalists`` are pairs of parties and ``origins`` parties eliminated (all those counted unless given).
    One row each ``origin``, ``destination`` and ``rival`` (the other finalist's party): ``share`` of the
    origin's voters (0 to 1, the median; the rest go to the rival or to nobody), ``low_share`` and
    ``high_share``, ``contests`` it rests on (with that origin and those two), and ``basis`` (``seen``, or
    ``pooled`` where there are none). The number of other candidates is that usual for the origin.
    ``what_if_transfers`` takes the table.

    >>> r = pd.DataFrame({"candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [450, 300, 250]})
    >>> r = pd.concat([r.assign(ballot_id=b, second_pref=[40, n, None])
    ...                for b, n in zip("xyz", (120, 140, 160))])
    >>> from elexan.transfer_model import fit_transfers
    >>> e = estimate_transfer_shares(fit_transfers(r))
    >>> e[["origin", "destination", "contests", "basis"]].values.tolist()
    [['LD', 'Con', 3, 'seen'], ['LD', 'Lab', 3, 'seen']]
    """
    level_within(level)
    contests = model.cells.drop_duplicates(["ballot_id", "origin", "leader", "runner_up"])
    met = [tuple(sorted(pair)) for pair in zip(contests["leader"], contests["runner_up"], strict=True)]
    usual = model.cells.groupby("origin")[["others", "crowd"]].mean()
    known = {*usual.index, *model.cells["leader"], *model.cells["runner_up"], *model.positions}
    pairs = sorted(set(met)) if finalists is None else [tuple(sorted(pair)) for pair in finalists]
    gone = list(usual.index) if origins is None else list(origins)
    for party in [*gone, *(p for pair in pairs for p in pair)]:
        if party not in known:
            raise UnknownNameError("party", party, sorted(known), hint="data/parties.csv")
    times = Counter((o, *pair) for o, pair in zip(contests["origin"], met, strict=True))
    wanted = [(o, a, b) for a, b in dict.fromkeys(pairs) for o in gone if o not in (a, b) or times[o, a, b]]
    cells = pd.DataFrame(wanted, columns=["origin", "leader", "runner_up"])
    cells = cells.join(usual, on="origin").fillna(usual.mean().to_dict()).assign(year="to come", weight=1.0)
    cells = cells.assign(ballot_id=cells["origin"] + ":" + cells["leader"] + ":" + cells["runner_up"])
    rate, share = drawn_transfers(model, cells, draws=draws, seed=seed)
    tables = []
    for mine, other, part in (("leader", "runner_up", share), ("runner_up", "leader", 1 - share)):
        middle, low, high = interval(rate * part, level)
        one = cells[["origin", mine, other]].set_axis(["origin", "destination", "rival"], axis=1)
        seen = [times[key] for key in wanted]
        tables.append(one.assign(share=middle, low_share=low, high_share=high, contests=seen))
    table = pd.concat(tables)
    table = table.assign(basis=np.where(table["contests"] > 0, "seen", "pooled"))
    return table.sort_values(["origin", "destination", "rival"], ignore_index=True)


def interval(drawn: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The median of each row of draws, and the ends of the middle ``level`` of them."""
    level_within(level)
    middle, low, high = np.quantile(drawn, [0.5, (1 - level) / 2, (1 + level) / 2], axis=-1)
    return middle, low, high


def level_within(level: float) -> None:
    """Nothing, or an error unless a level lies between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level={level}; an interval holds more than 0 and less than 1 of the draws")


def drawn_transfers(
    model: TransferModel, cells: pd.DataFrame, *, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Drawn transfer rates and leader's shares, one row a contest (in the table's order), one column a draw.

    ``cells`` are those of ``transfer_cells``, each contest's together.
    """
    random = np.random.default_rng(seed)
    root = np.linalg.cholesky(model.covariance)
    effects = model.effects["mean"].to_numpy() + random.standard_normal((draws, len(root))) @ root.T
    drawn = dict(zip(model.effects["effect"], effects.T, strict=True))
    slots = [terms(cells, who, model.positions) for who in ("leader", "runner_up")]
    for name in sorted({n for slot in slots for names, _ in slot for n in names} - set(drawn)):
        unseen = np.random.default_rng([seed, crc32(name.encode())])
        drawn[name] = unseen.standard_normal(draws) * model.spread[name.split(":")[0]]
    utility = np.stack(
        [sum(by[:, None] * np.array([drawn[n] for n in names]) for names, by in slot) for slot in slots]
    )
    chance = np.exp(utility)
    chance = chance / (1 + chance.sum(axis=0))
    begin = np.flatnonzero(~cells["ballot_id"].duplicated().to_numpy())
    moved = np.add.reduceat(cells["weight"].to_numpy(float)[:, None] * chance, begin, axis=1)
    rate = moved.sum(axis=0)
    own = np.array(
        [np.random.default_rng([seed, crc32(b.encode())]).standard_normal((2, draws))
         for b in cells["ballot_id"].iloc[begin]]
    )  # fmt: skip
    rate_odds = np.log(rate / (1 - rate)) + own[:, 0] * model.spread["contest_rate"]
    share_odds = np.log(moved[0] / moved[1]) + own[:, 1] * model.spread["contest_share"]
    return 1 / (1 + np.exp(-rate_odds)), 1 / (1 + np.exp(-share_odds))


def simulate_transfers(
    results: pd.DataFrame, model: TransferModel, *, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Second rounds as they might have gone, one row a contest, draw and finalist.

    Every contest that would need a second round between two (see ``transfer_cells``), by whatever system it
    was held: first preferences are as counted, transfers are drawn, known ones too. Columns: ballot_id,
    ``draw`` (from 1), candidate_id, party, first_pref, ``transfers``, ``final_votes``, ``won`` (the
    first-round leader in a tie). Summed up by ``simulated_outcomes``.

    Raises EmptySelectionError where no contest would need a second round.

    >>> r = pd.DataFrame({"candidate_id": list("abc"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [450, 300, 250]})
    >>> r = pd.concat([r.assign(ballot_id=b, second_pref=[40, n, None])
    ...                for b, n in zip("xyz", (120, 140, 160))])
    >>> from elexan.transfer_model import fit_transfers
    >>> d = simulate_transfers(r.query("ballot_id == 'x'"), fit_transfers(r), draws=500)
    >>> d.groupby("draw")["won"].sum().unique().tolist()
    [1]
    """
    cells = transfer_cells(results)
    if cells.empty:
        raise EmptySelectionError("no contest in results would need a second round between two candidates")
    rate, share = drawn_transfers(model, cells, draws=draws, seed=seed)
    contests = cells.drop_duplicates("ballot_id").reset_index(drop=True)
    gone = cells.groupby("ballot_id", sort=False)["votes"].sum().to_numpy(int)
    tables = []
    for n, one in enumerate(contests.to_dict("records")):
        random = np.random.default_rng([seed, crc32(str(one["ballot_id"]).encode()), 1])
        moved = random.binomial(gone[n], rate[n])
        to_leader = random.binomial(moved, share[n])
        ahead = one["leader_votes"] + to_leader >= one["runner_up_votes"] + moved - to_leader
        for who, got, won in (("leader", to_leader, ahead), ("runner_up", moved - to_leader, ~ahead)):
            tables.append(
                pd.DataFrame(
                    {
                        "ballot_id": one["ballot_id"],
                        "draw": np.arange(1, draws + 1),
                        "candidate_id": one[f"{who}_id"],
                        "party": one[who],
                        "first_pref": int(one[f"{who}_votes"]),
                        "transfers": got,
                        "final_votes": int(one[f"{who}_votes"]) + got,
                        "won": won,
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


def simulated_outcomes(simulated: pd.DataFrame, *, level: float = 0.8) -> pd.DataFrame:
    """What ``simulate_transfers`` drew, one finalist a row: medians, intervals and how often each won.

    Columns: ballot_id, candidate_id, party, first_pref, ``transfers``, ``final_votes`` and ``transfer_share``
    (medians) each with ``_low`` and ``_high``, ``needed_share`` (median; of the transfers, to draw level),
    ``won_share`` (of the draws, 0 to 1) and ``draws``. Most often the winner first.

    >>> d = pd.DataFrame({"ballot_id": "x", "draw": [1, 1, 2, 2, 3, 3], "candidate_id": ["a", "b"] * 3,
    ...                   "party": ["Con", "Lab"] * 3, "first_pref": [45, 30] * 3,
    ...                   "transfers": [4, 16, 5, 18, 4, 21], "final_votes": [49, 46, 50, 48, 49, 51],
    ...                   "won": [True, False, True, False, False, True]})
    >>> simulated_outcomes(d)[["candidate_id", "final_votes", "won_share"]].round(2).values.tolist()
    [['a', 49, 0.67], ['b', 48, 0.33]]
    """
    level_within(level)
    keys = ["ballot_id", "candidate_id", "party", "first_pref"]
    require(simulated, "simulated", [*keys, "draw", "transfers", "final_votes", "won"])
    moved = simulated["transfers"].groupby([simulated["ballot_id"], simulated["draw"]]).transform("sum")
    both = simulated["first_pref"].groupby([simulated["ballot_id"], simulated["draw"]]).transform("sum")
    behind = both - 2 * simulated["first_pref"]
    figures = simulated.assign(
        transfer_share=simulated["transfers"] / moved.where(moved > 0),
        needed_share=(moved + behind) / (2 * moved.where(moved > 0)),
    )
    groups = figures.groupby(keys, sort=False)
    table = groups.agg(
        needed_share=("needed_share", "median"), won_share=("won", "mean"), draws=("won", "size")
    )
    for name in ("transfers", "final_votes", "transfer_share"):
        for part, at in (("", 0.5), ("_low", (1 - level) / 2), ("_high", (1 + level) / 2)):
            votes = name != "transfer_share"
            found = groups[name].quantile(at, interpolation="nearest" if votes else "linear")
            table[name + part] = whole(found) if votes else found
    table = table.reset_index().sort_values(
        ["ballot_id", "won_share", "first_pref"], ascending=[True, False, False], ignore_index=True
    )
    figures_first = [name for name in table if name not in (*keys, "needed_share", "won_share", "draws")]
    return table[[*keys, *figures_first, "needed_share", "won_share", "draws"]]
