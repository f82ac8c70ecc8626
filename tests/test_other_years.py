"""Counts of other years, as published, given as tables of a user's own: no name of them is in our data.

London 2016 (Commons Library CBP 7598; every candidate as London Elects listed them), Hampshire 2012 (Daily
Echo, The News) and Humberside 2012 (first and final votes as declared). What follows is reckoned by hand.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import elexan as ex

LONDON = {"Lab": 1148716, "Con": 909755, "Grn": 150673, "LD": 120005, "UKIP": 94373, "WEP": 53055,
          "Respect": 37007, "BF": 31372, "CISTA": 20537, "BNP": 13325, "Ind": 13202, "OLP": 4941}  # fmt: skip
HAMPSHIRE = {"Con": 52616, "Ind": 47632, "Lab": 38813, "LD": 27197, "JAC": 24443, "UKIP": 21185}
HUMBERSIDE = {"Lab": 33282, "Con": 29440, "I1": 28807, "UKIP": 21484, "LD": 11655, "I2": 5118, "I3": 3976}


def table(
    name: str, first: dict[str, int], won: str, *, second: dict[str, int] | None = None,
    final: dict[str, int] | None = None, **contest: object,
) -> pd.DataFrame:  # fmt: skip
    """A contest with no column that is not needed."""
    rows = pd.DataFrame({"ballot_id": name, "candidate_id": [p.lower() for p in first]})
    rows = rows.assign(candidate=list(first), party=list(first), voting_system="SV")
    rows = rows.assign(first_pref=list(first.values()), elected=[p == won for p in first], **contest)
    if second is not None:
        rows["second_pref"] = rows["party"].map(second)
    if final is not None:
        rows["final_votes"] = rows["party"].map(final)
    return rows


OTHERS = {
    "london": table("mayor.london.2016-05-05", LONDON, "Lab", second={"Lab": 161427, "Con": 84859}),
    "hampshire": table(
        "pcc.hampshire.2012-11-15", HAMPSHIRE, "Ind", second={"Ind": 33037, "Con": 13188},
        ballots_cast=217481, rejected_first=5595, electorate=1448374,
    ),
    "humberside": table(
        "pcc.humberside.2012-11-15", HUMBERSIDE, "Con", final={"Lab": 39933, "Con": 42164}
    ),
}  # fmt: skip
SHAPES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as they are": lambda t: t,
    "nullable": lambda t: t.convert_dtypes(),
    "objects": lambda t: t.astype("object").where(t.notna(), None),
    "upside down": lambda t: t.iloc[::-1],
    "labelled alike": lambda t: t.set_axis([0] * len(t)),
    "with every column": lambda t: t.assign(
        seats=1, area_name="Somewhere", second_round=pd.NA, valid_first=pd.NA, note=pd.NA,
        second_pref=t.get("second_pref", pd.Series(pd.NA, t.index)),
        final_votes=t.get("final_votes", pd.Series(pd.NA, t.index)),
        electorate=t.get("electorate", pd.Series(pd.NA, t.index)),
    ),
}  # fmt: skip
# eliminated, transferred, lead, final votes of the winner and the loser, reversal
FIGURES = {
    "london": (538490, 246286, 238961, 1310143, 994614, False),
    "hampshire": (111638, 46225, 4984, 80669, 65804, True),
    "humberside": (71040, 19375, 3842, 42164, 39933, True),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", OTHERS)
def test_the_second_round_to_the_last_digit(name: str, shape: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    gone, moved, lead, won, lost, reversal = FIGURES[name]
    rounds = ex.transfers(shape(OTHERS[name]))
    assert rounds["second_round"].tolist() == ["held", "held"]
    first = rounds.iloc[0]
    assert first[["eliminated", "non_transferable", "first_round_lead", "majority"]].tolist() == [
        gone, gone - moved, lead, won - lost
    ]  # fmt: skip
    assert rounds["final_votes"].tolist() == [won, lost]
    assert first["non_transferable_share"] == pytest.approx((gone - moved) / gone, abs=1e-12)
    assert first["break_even_transfer_share"] == pytest.approx((moved + lead) / (2 * moved), abs=1e-12)
    assert bool(first["plurality_reversal"]) is reversal
    valid = int(OTHERS[name]["first_pref"].sum())
    assert first["winner_mandate_share"] == pytest.approx(won / valid, abs=1e-12)


def test_what_was_printed_of_them() -> None:
    london, hampshire = (ex.transfers(OTHERS[name]).iloc[0] for name in ("london", "hampshire"))
    assert round(100 * london["first_pref_share"], 1) == 44.2
    assert round(100 * london["final_share"], 1) == 56.8
    # "just over five per cent of the total number of registered voters"
    assert 0.05 < hampshire["winner_mandate_electorate_share"] < 0.06


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_paper_of_hampshire_2012(shape: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    account = ex.ballot_account(shape(OTHERS["hampshire"])).iloc[0]
    assert account["imbalance"] == 0 and account["missing"] == "papers rejected at the second count"
    assert account[["valid_first", "effective", "ineffective"]].tolist() == [211886, 146473, 65413]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_other_rules_and_bounds_of_any_table(shape: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    every = shape(pd.concat(OTHERS.values(), ignore_index=True))
    differs = ex.fptp_winners(every).set_index("ballot_id")["differs"]
    assert differs.to_dict() == {
        "mayor.london.2016-05-05": False, "pcc.hampshire.2012-11-15": True, "pcc.humberside.2012-11-15": True,
    }  # fmt: skip
    rules = ex.counterfactuals(every)
    assert len(rules) == 12 and rules["assumes"].str.len().gt(0).all()
    bounds = ex.transfer_bounds(every)
    assert (bounds["votes_low"] <= bounds["votes_high"]).all()
    within = bounds.groupby(["ballot_id", "destination"])[["votes_low", "votes_high"]].sum()
    to = within.loc[("pcc.hampshire.2012-11-15", "ind")]
    assert to["votes_low"] <= 33037 <= to["votes_high"]
    mix = ex.eliminated_mix(every)
    assert mix.groupby("ballot_id")["eliminated"].first().tolist() == [538490, 111638, 71040]


@pytest.mark.parametrize("name", OTHERS)
def test_the_estimates_take_contests_and_parties_they_do_not_know(name: str) -> None:
    one = OTHERS[name]
    model = ex.fit_transfers(pd.concat(OTHERS.values(), ignore_index=True))
    drawn = ex.simulate_transfers(one, model, draws=50)
    assert (drawn.groupby("draw")["won"].sum() == 1).all()
    likely = ex.simulated_outcomes(drawn)
    assert likely["won_share"].sum() == pytest.approx(1)
    assert not ex.outcome_region(one, step=0.5).empty and not ex.needed_by_origin(one).empty
