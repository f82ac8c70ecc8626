"""What second preferences would have had to be: worked by hand, and each view against the others."""

from __future__ import annotations

import pandas as pd
import pytest

from elexan.counterfactuals import (
    needed_by_origin,
    needed_transfers,
    outcome_by_two,
    outcome_region,
    what_if_transfers,
)
from elexan.errors import DataError, EmptySelectionError, UnknownNameError


def votes(name: str, **first: int | None) -> pd.DataFrame:
    """A contest from the first preferences of each party."""
    return pd.DataFrame(
        {
            "ballot_id": name,
            "candidate_id": [p.lower() for p in first],
            "candidate": list(first),
            "party": list(first),
            "voting_system": "FPTP",
            "first_pref": pd.array(list(first.values()), dtype="Int64"),
        }
    )


# Cambridgeshire and Peterborough 2025, as declared: 212,427 votes, the winner 28.4 per cent.
CA = votes("ca", Con=60243, Reform=49647, Lab=42671, LD=41611, Grn=18255)
# Mayor 2021, as declared, with the transfers counted: 14,253 and 37,888 of 61,885.
CA_2021 = votes("ca21", Con=93942, Lab=76106, LD=61885)


def test_what_the_runner_up_of_2025_needed() -> None:
    n = needed_transfers(CA, transfer_rates=[0.5, 1]).set_index(["system", "party", "transfer_rate"])
    row = n.loc[("SV", "Reform", 1.0)]
    assert (row["votes_behind"], row["eliminated"], row["place"]) == (10596, 102537, 2)
    assert row["needed_share"] == (102537 + 10596) / (2 * 102537)
    assert row["needed_votes"] == 56567  # 113,133 halved, and rounded up
    assert n.loc[("SV", "Reform", 0.5), "needed_share"] == (51268.5 + 10596) / 102537
    assert n.loc[("two rounds", "Reform", 1.0), "needed_share"] == row["needed_share"]


def test_only_the_runner_up_reaches_a_second_round_and_others_need_preferences_in_turn() -> None:
    n = needed_transfers(CA, transfer_rates=[1.0]).set_index(["system", "party"])
    for system in ("SV", "two rounds"):
        assert n.loc[system, "reaches_last_two"].tolist() == [True, False, False, False]
        assert n.loc[system, "needed_share"].isna().tolist() == [False, True, True, True]
    av = n.loc["AV"]
    # The Greens have fewest and go first; Labour and the Lib Dems can grow past Reform.
    assert av["possible"].to_dict() == {"Reform": True, "Lab": True, "LD": True, "Grn": False}
    labour = av.loc["Lab"]
    assert labour["needed_share"] == (109513 + 17572) / (2 * 109513)  # Reform, Lib Dem and Green votes
    assert labour["needed_to_pass_share"] == (49647 - 42671) / (41611 + 18255)
    assert pd.isna(av.loc["Reform", "needed_to_pass_share"]) and pd.isna(av.loc["Grn", "needed_share"])


def test_a_rival_too_far_behind_needs_more_than_everybody() -> None:
    n = needed_transfers(votes("x", Lab=45, Con=20, LD=18, Grn=17), transfer_rates=[0.6, 0.8])
    sv = n.query("system == 'SV' and party == 'Con'")
    assert sv["needed_share"].round(4).tolist() == [round((21 + 25) / 42, 4), round((28 + 25) / 56, 4)]
    assert sv["possible"].tolist() == [False, True]


def test_a_tie_for_second_place_sends_both() -> None:
    n = needed_transfers(votes("x", Lab=40, Con=25, LD=25, Grn=10), transfer_rates=[1])
    assert n.query("system == 'SV' and reaches_last_two")["party"].tolist() == ["Con", "LD"]


def test_contests_already_decided_or_not_known_need_nothing() -> None:
    won, two, gap = votes("w", A=60, B=30, C=10), votes("t", A=50, B=40), votes("g", A=40, B=None, C=30)
    block = votes("b", A=40, B=35, C=30).assign(seats=2)
    assert needed_transfers(pd.concat([won, two, gap, block, CA]))["ballot_id"].unique().tolist() == ["ca"]
    with pytest.raises(EmptySelectionError, match="no contest in results needs second preferences"):
        needed_transfers(pd.concat([won, two, gap]))
    with pytest.raises(ValueError, match=r"transfer_rates hold 0; give rates above 0"):
        needed_transfers(CA, transfer_rates=[0])


def test_the_shares_counted_give_the_result_counted() -> None:
    shares = pd.DataFrame(
        {"origin": "LD", "destination": ["Con", "Lab"], "share": [14253 / 61885, 37888 / 61885]}
    )
    t = what_if_transfers(CA_2021, shares).set_index("party")
    assert t.index.tolist() == ["Lab", "Con"]
    assert t["final_votes"].to_dict() == {"Lab": 113994, "Con": 108195}
    assert t["majority"].tolist() == [5799] * 2 and t["non_transferable"].tolist() == [9744] * 2
    assert t["won"].tolist() == [True, False] and t["final_share"].sum() == 1
    assert t["transfer_rate"].iloc[0] == 52141 / 61885


def test_candidates_come_before_parties_and_parties_before_everybody() -> None:
    r = votes("x", Con=40, Lab=30, LD=10, Grn=10, Ind=10).assign(party=["Con", "Lab", "LD", "LD", "Ind"])
    shares = pd.DataFrame(
        [("ld", "Lab", 1.0), ("LD", "Con", 0.5), ("*", "lab", 0.3)],
        columns=["origin", "destination", "share"],
    )
    t = what_if_transfers(r, shares).set_index("party")
    assert t["transfers"].to_dict() == {"Con": 5, "Lab": 13}
    named = what_if_transfers(
        r, shares.iloc[[0]].assign(origin="*", destination="ind"), finalists=["con", "ind"]
    )
    assert named.set_index("party")["final_votes"].to_dict() == {"Ind": 60, "Con": 40}


def test_no_more_votes_arrive_than_set_out_and_a_tie_has_no_winner() -> None:
    r = votes("x", Con=5, Lab=5, LD=3)
    shares = pd.DataFrame({"origin": "LD", "destination": ["Con", "Lab"], "share": [0.5, 0.5]})
    t = what_if_transfers(r, shares)
    assert t["transfers"].sum() == 3 and t["non_transferable"].tolist() == [0, 0]
    level = what_if_transfers(r, shares.assign(share=0.0))
    assert level["won"].isna().all() and level["majority"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("origin", "destination", "share", "message"),
    [
        (["LDD"], ["Lab"], [0.5], 'no eliminated candidate or party "LDD"; did you mean "ld"'),
        (["LD"], ["Labb"], [0.5], 'no finalist "Labb"; did you mean "lab"'),
        (["LD", "LD"], ["Con", "Lab"], [0.6, 0.5], "shares \\(LD\\): share: add up to 1.1; 1 at most"),
        (["LD"], ["Lab"], [-0.1], "shares \\(LD to Lab\\): share: is -0.1; give a share from 0 to 1"),
        (["LD"], ["Lab"], [None], "share: is nan; give a share from 0 to 1"),
        (["LD", "LD"], ["Lab", "lab"], [0.1, 0.1], "shares \\(LD to lab\\): share: is given twice"),
        ([], [], [], r"shares say nothing of ld \(LD, 61885 votes\); give them, 0 if nobody transfers"),
    ],
)
def test_shares_that_cannot_be_are_errors_that_say_what_to_do(
    origin: list, destination: list, share: list, message: str
) -> None:
    shares = pd.DataFrame({"origin": origin, "destination": destination, "share": share})
    with pytest.raises(ValueError, match=message):
        what_if_transfers(CA_2021, shares)


def test_contests_that_cannot_be_run_again_are_errors() -> None:
    shares = pd.DataFrame({"origin": ["*"], "destination": ["A"], "share": [0.5]})
    with pytest.raises(ValueError, match="results hold 2 contests"):
        what_if_transfers(pd.concat([CA, CA_2021]), shares)
    with pytest.raises(ValueError, match="g: first_pref of b is not known"):
        what_if_transfers(votes("g", A=40, B=None, C=30), shares)
    with pytest.raises(ValueError, match="x: a tie for second place"):
        what_if_transfers(votes("x", A=40, B=30, C=30), shares)
    with pytest.raises(UnknownNameError, match='no candidate "refrom"; did you mean "reform"'):
        what_if_transfers(CA, shares, finalists=["con", "refrom"])
    with pytest.raises(DataError, match="add up to"):
        what_if_transfers(votes("y", A=40, B=30, C=20), shares.assign(share=1.2))


def test_the_region_of_outcomes_turns_where_the_needed_share_says() -> None:
    o = outcome_region(CA, step=0.02)
    assert o.groupby("candidate_id").size().tolist() == [51 * 52 // 2] * 4
    assert (o["to_leader_share"] + o["to_rival_share"] + o["non_transferable_share"]).round(9).eq(1).all()
    rules = o.drop_duplicates("party").set_index("party")["systems"]
    assert rules.dropna().to_dict() == {"Reform": "SV; AV; two rounds", "Lab": "AV", "LD": "AV"}
    assert pd.isna(rules["Grn"])
    rates = [0.5, 0.7, 1.0]
    n = needed_transfers(CA, transfer_rates=rates).query("system == 'AV' and party != 'Grn'")
    compared = 0
    for row in n.itertuples():
        line = o[(o["candidate_id"] == row.candidate_id)]
        line = line[(line["to_leader_share"] + line["to_rival_share"]).round(9) == row.transfer_rate]
        wins = line["to_rival_share"] / row.transfer_rate > row.needed_share
        assert (line["rival_wins"] == wins).all()
        compared += len(line)
    assert compared > 200
    reform = outcome_region(CA, rival="Reform", step=0.02)
    pd.testing.assert_frame_equal(reform, o[o["party"] == "Reform"].reset_index(drop=True))
    corner = reform[reform["to_rival_share"] == 1].iloc[0]
    assert (corner["rival_votes"], corner["leader_votes"], corner["rival_wins"]) == (152184, 60243, True)


def test_the_heat_map_is_a_second_round_run_again_at_every_point() -> None:
    o = outcome_by_two(CA, ("Lab", "LD"), step=0.25, transfer_rate=0.8, others=0.4)
    assert len(o) == 25 and o["party"].unique().tolist() == ["Reform"]
    for row in o.itertuples():
        rival = {"Lab": row.first_share, "LD": row.second_share, "Grn": 0.4}
        shares = pd.DataFrame(
            [
                (p, to, 0.8 * (s if to == "Reform" else 1 - s))
                for p, s in rival.items()
                for to in ("Con", "Reform")
            ],
            columns=["origin", "destination", "share"],
        )
        t = what_if_transfers(CA, shares).set_index("party")
        assert abs(t.loc["Reform", "final_votes"] - row.rival_votes) <= 1
        assert abs(t.loc["Con", "final_votes"] - row.leader_votes) <= 1
        assert t.loc["Reform", "won"] == row.rival_wins
    assert o["rival_wins"].nunique() == 2


def test_what_each_origin_would_have_had_to_do() -> None:
    n = needed_by_origin(CA).set_index(["party", "origin"])
    # The others' transfers even, so Labour's alone make up the 10,596: (42,671 + 10,596) / 2 of 42,671.
    assert n.loc[("Reform", "Lab"), "needed_share"] == (42671 + 10596) / (2 * 42671)
    assert n.loc[("Reform", "Grn"), "needed_share"] == (18255 + 10596) / (2 * 18255)
    assert len(n) == 4 * 3
    lean = needed_by_origin(CA, transfer_rate=0.8, others=0.45).set_index(["party", "origin"])
    share = lean.loc[("Reform", "Lab"), "needed_share"]
    shares = pd.DataFrame(
        [(p, to, 0.8 * (s if to == "Reform" else 1 - s))
         for p, s in {"Lab": share, "LD": 0.45, "Grn": 0.45}.items() for to in ("Con", "Reform")],
        columns=["origin", "destination", "share"],
    )  # fmt: skip
    assert abs(what_if_transfers(CA, shares)["majority"].iloc[0]) <= 1


def test_odd_questions_about_regions_are_errors() -> None:
    with pytest.raises(ValueError, match=r"step=0.3; give a step that divides 1"):
        outcome_region(CA, step=0.3)
    with pytest.raises(UnknownNameError, match='no rival "Refrm"; did you mean "reform"'):
        outcome_region(CA, rival="Refrm")
    with pytest.raises(UnknownNameError, match='no eliminated candidate or party "Con"'):
        outcome_by_two(CA, ("LD", "Con"))
    with pytest.raises(ValueError, match='origins name "LD" twice'):
        outcome_by_two(CA, ("LD", "LD"))
    with pytest.raises(ValueError, match="others=2; give a share from 0 to 1"):
        needed_by_origin(CA, others=2)
    with pytest.raises(EmptySelectionError):
        outcome_region(votes("w", A=60, B=30, C=10))
