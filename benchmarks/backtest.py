"""Known elections projected from the ones before them, given the true shares of each council.

Run: make benchmarks. The tables go to RESULTS.md beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pandas as pd
from results import markdown, write

import elexan as ex
from elexan.projection.methods import Swing

GIVEN_SHARES = ("pattern", "division", "candidate")
LEVELS = (0.8, 0.9)
FIVE = ["cambridgeshire", "essex", "hertfordshire", "norfolk", "suffolk"]


@dataclass(frozen=True)
class Case:
    """One pair of elections: what happened, what came before, and what the errors are fitted to."""

    name: str
    now: pd.DataFrame
    before: pd.DataFrame
    share_method: str
    leave_one_out: bool
    candidates_known: tuple[bool, ...] = (True, False)


def main() -> None:
    """Every case and method, scored and written down."""
    county = ex.load_results(election_type="county")
    unitary = ex.load_results(election_type="unitary", date="2021-05-06")
    second = county[(county["cycle"] == "2021-05-06") & county["organisation"].isin(FIVE)]
    third = county[county["cycle"] == "2025-05-01"]
    wards = unitary[unitary["organisation"].str.endswith("northamptonshire")]
    cases = [
        Case("2017 to 2021, five counties", second, ex.previous(second), "sum", True),
        Case(
            "2017 to 2021, Northamptonshire's successors",
            wards,
            ex.previous(wards),
            "average",
            False,
            (True,),
        ),
        Case("2021 to 2025, Cambridgeshire and Hertfordshire", third, ex.previous(third), "sum", False),
    ]
    rows = []
    for case in cases:
        rows.append(unchanged(case))
        for method in get_args(Swing):
            learnt = errors_of(cases[0], method)
            rows += [score(case, method, learnt, known=known) for known in case.candidates_known]
    table = pd.DataFrame(rows)
    text = ""
    for case in cases:
        text += f"### {case.name}\n\n{about(case)}\n\n"
        text += markdown(table[table["case"] == case.name].drop(columns="case")) + "\n"
    write("backtest", text)


def about(case: Case) -> str:
    """The size of a case in words."""
    contests = case.now.drop_duplicates("ballot_id")
    was = ex.control(ex.seats(case.now)).sort_values("organisation")
    councils = ", ".join(f"{o} {c}" for o, c in zip(was["organisation"], was["control"], strict=True))
    return f"{len(contests)} contests for {contests['seats'].sum()} seats. Control then: {councils}."


def target(case: Case) -> pd.DataFrame:
    """The true shares of each council."""
    return ex.party_share(case.now, method=case.share_method, by="organisation")


def projected(case: Case, method: str, *, known: bool) -> pd.DataFrame:
    """The projection, with the candidates known or with each party standing everywhere."""
    return ex.project(
        case.before, target(case), method=method, by="organisation", share_method=case.share_method,
        standing=case.now if known else "everywhere",
    )  # fmt: skip


def errors_of(case: Case, method: str) -> pd.DataFrame:
    """What the projection with known candidates missed by."""
    return ex.projection_residuals(projected(case, method, known=True), case.now)


def score(case: Case, method: str, learnt: pd.DataFrame, *, known: bool) -> dict[str, str]:
    """One line of the table: how a method did in a case."""
    table = projected(case, method, known=known)
    chances, seats, shares, control = [], [], [], []
    for council, part in table.groupby("organisation"):
        others = learnt[learnt["organisation"] != council] if case.leave_one_out else learnt
        errors = ex.fit_projection_errors(others)
        drawn = ex.simulate_projection(part, errors, components=GIVEN_SHARES)
        chances.append(ex.win_chances(drawn))
        control.append(ex.control_chances(drawn))
        seats += [ex.seat_intervals(drawn, level=level) for level in LEVELS]
        shares += [ex.share_intervals(part, errors, level=level, components=GIVEN_SHARES) for level in LEVELS]
    both = compared(case, table)
    return {
        "case": case.name, "method": method.replace("_", " "),
        "candidates": "known" if known else "everywhere",
        **deterministic(case, both), "Brier": brier(pd.concat(chances), case),
        **held_seats(pd.concat(seats), both), **held_shares(pd.concat(shares), both),
        "control": foreseen(pd.concat(control), case),
    }  # fmt: skip


def foreseen(control: pd.DataFrame, case: Case) -> str:
    """The chance that was given to the control each council came under, council by council."""
    was = ex.control(ex.seats(case.now)).sort_values("organisation")[["organisation", "control"]]
    table = was.merge(control, on=["organisation", "control"], how="left").fillna({"chance": 0.0})
    return ", ".join(f"{chance:.2f}" for chance in table["chance"])


def unchanged(case: Case) -> dict[str, str]:
    """The forecast that nothing changes: each contest's seats go to the parties that held them."""
    now = case.now.drop_duplicates("ballot_id").set_index("ballot_id")
    before = case.before.assign(ballot_id=case.before["next_ballot_id"])
    votes, won = before["first_pref"].astype("float64"), before["elected"].astype("float64")
    # Where one seat became three, who held the one is given all three.
    grown = before["ballot_id"].map(now["seats"]) / before["seats"].astype("float64")
    table = before.assign(
        organisation=before["ballot_id"].map(now["organisation"]), elected=won * grown,
        vote_share=votes / votes.groupby(before["ballot_id"]).transform("sum"),
    )  # fmt: skip
    empty = dict.fromkeys(
        ["Brier", *(f"{of} in {level:.0%}" for of in ("seats", "shares") for level in LEVELS)], ""
    )
    return {
        "case": case.name, "method": "no change", "candidates": "as before",
        **deterministic(case, compared(case, table)), **empty, "control": "",
    }  # fmt: skip


def compared(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Seats and shares by contest and party, projected (``said_``) and as they were."""
    keys = ["organisation", "ballot_id", "party"]
    votes = case.now["first_pref"].astype("float64")
    share = votes / votes.groupby(case.now["ballot_id"]).transform("sum")
    was = case.now.assign(won=case.now["elected"].astype("float64"), share=share)
    said = table.assign(said_won=table["elected"].astype("float64"), said_share=table["vote_share"])
    return (
        was.groupby(keys)[["won", "share"]].sum()
        .join(said.groupby(keys)[["said_won", "said_share"]].sum(), how="outer").fillna(0.0).reset_index()
    )  # fmt: skip


def deterministic(case: Case, both: pd.DataFrame) -> dict[str, str]:
    """What the projection itself got right, without any error about it."""
    councils = both.groupby(["organisation", "party"])[["won", "said_won"]].sum()
    right = both[["won", "said_won"]].min(axis="columns").sum()
    return {
        "seats error": f"{(councils['won'] - councils['said_won']).abs().sum():.0f}",
        "seats right": f"{right / both['won'].sum():.3f}",
        "share RMSE": f"{((both['share'] - both['said_share']) ** 2).mean() ** 0.5:.3f}",
        "Brier, as certain": brier(both.rename(columns={"said_won": "seats_expected"}), case),
    }


def brier(chances: pd.DataFrame, case: Case) -> str:
    """The Brier score over all contests of a case."""
    return f"{ex.brier_score(chances, case.now.assign(case=case.name), by='case')['brier_score'].item():.3f}"


def held_seats(seats: pd.DataFrame, both: pd.DataFrame) -> dict[str, str]:
    """How many of the councils' parties that could win or won a seat had it in the interval."""
    won = both.groupby(["organisation", "party"])["won"].sum().reset_index()
    table = seats.merge(won, on=["organisation", "party"], how="left")
    table = table[(table["seats_high"] > 0) | (table["won"] > 0)]
    held = table["won"].between(table["seats_low"], table["seats_high"])
    return {f"seats in {level:.0%}": fraction(held[table["level"] == level]) for level in LEVELS}


def held_shares(shares: pd.DataFrame, both: pd.DataFrame) -> dict[str, str]:
    """How many of the parties standing in a contest had their share in the interval."""
    table = shares.merge(both[["ballot_id", "party", "share"]], on=["ballot_id", "party"])
    held = table["share"].between(table["vote_share_low"], table["vote_share_high"])
    return {f"shares in {level:.0%}": fraction(held[table["level"] == level]) for level in LEVELS}


def fraction(held: pd.Series) -> str:
    """How many held, as a share and as counts."""
    return f"{held.mean():.2f} ({held.sum()}/{len(held)})"


if __name__ == "__main__":
    main()
