"""The account of every paper: published contests, hand-worked gaps, and random papers to the last one."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.accounts import ballot_account
from elexan.systems import supplementary_vote


def account(**changes: object) -> pd.Series:
    """The account of a contest: 45 + 30 + 20 + 5, of which 18 and 4 moved; 103 cast, 3 rejected."""
    r = pd.DataFrame(
        {
            "ballot_id": "x",
            "candidate_id": list("abcd"),
            "voting_system": "SV",
            "seats": 1,
            "electorate": 300,
            "ballots_cast": 103,
            "rejected_first": 3,
            "rejected_second": 2,
            "first_pref": pd.array([45, 30, 20, 5], dtype="Int64"),
            "second_pref": pd.array([4, 18, None, None], dtype="Int64"),
            "elected": [True, False, False, False],
        }
    )
    return ballot_account(r.assign(**changes)).iloc[0]  # type: ignore[arg-type]


def test_every_line_by_hand() -> None:
    a = account()
    lines = ["for_finalists", "eliminated", "transferred", "non_transferable", "second_for_eliminated"]
    assert a[lines].tolist() == [75, 25, 22, 3, 1]
    assert a[["effective", "ineffective", "winner_votes", "imbalance"]].tolist() == [97, 3, 49, 0]
    assert a["rejected_first_share"] == 3 / 103 and a["effective_share"] == 0.97
    assert (a["winner_mandate_share"], a["winner_mandate_electorate_share"]) == (0.49, 49 / 300)
    assert a["missing"] == a["derived"] == ""


def test_one_gap_is_reckoned_and_said_and_two_are_named() -> None:
    one = account(rejected_first=pd.NA)
    assert (
        one["rejected_first"] == 3 and one["derived"] == "papers rejected at first" and one["missing"] == ""
    )
    cast = account(ballots_cast=pd.NA)
    assert cast["ballots_cast"] == 103 and cast["derived"] == "papers cast"
    both = account(ballots_cast=pd.NA, rejected_first=pd.NA, rejected_second=pd.NA, electorate=pd.NA)
    assert both["missing"] == (
        "electorate, papers cast, papers rejected at first, papers rejected at the second count"
    )
    unknown = both[["imbalance", "second_for_eliminated", "winner_mandate_electorate_share"]]
    assert unknown.isna().all() and both["derived"] == ""


def test_valid_votes_follow_from_the_papers_where_a_candidates_are_unknown() -> None:
    a = account(first_pref=pd.array([45, 30, 20, None], dtype="Int64"))
    assert a["valid_first"] == 100 and a["derived"] == "valid first preferences"


def test_figures_that_do_not_add_up_are_shown_not_hidden() -> None:
    assert account(ballots_cast=101)["imbalance"] == -2
    assert account(ballots_cast=109)["imbalance"] == 6


def test_unknown_transfers_are_not_zero() -> None:
    a = account(second_pref=pd.array([4, None, None, None], dtype="Int64"), second_round="held")
    assert a[["transferred", "non_transferable", "effective", "ineffective"]].isna().all()
    assert "transfers to each finalist" in a["missing"]


def test_finalists_nobody_names_have_no_transfers() -> None:
    nobody = pd.array([None] * 4, dtype="Int64")
    a = account(first_pref=nobody, second_pref=nobody, second_round="held", elected=pd.NA, valid_first=100)
    assert a[["for_finalists", "transferred", "effective"]].isna().all()


def test_other_systems_have_no_such_account() -> None:
    results = ex.load_results(election_type="mayor")
    assert set(ballot_account(results)["ballot_id"]) == set(
        results.loc[results["voting_system"] == "SV", "ballot_id"]
    )


def test_a_win_at_once_makes_every_valid_vote_effective() -> None:
    none = pd.array([None] * 4, dtype="Int64")
    a = account(first_pref=[60, 30, 5, 5], second_pref=none, rejected_second=pd.NA)
    assert a["effective"] == 100 and a["ineffective"] == 0 and a["winner_votes"] == 60
    assert a[["eliminated", "transferred", "non_transferable"]].isna().all() and a["missing"] == ""


def test_published_accounts() -> None:
    results = ex.load_results(election_type=["mayor", "pcc"])
    a = ballot_account(results).set_index("ballot_id")
    # Coventry City Council: 626,180 papers, 11,890 rejected; 31,995 of 70,963 did not move
    wm = a.loc["mayor.west-midlands.2021-05-06"]
    assert (wm["eliminated"], wm["non_transferable"], wm["imbalance"]) == (70963, 31995, 0)
    # Wokingham Today: 31,761 papers rejected in both counts
    tv = a.loc["pcc.thames-valley.2021-05-06"]
    assert tv["rejected_first"] + tv["rejected_second"] == 31761
    # the official form of the West of England 2017 prints six papers fewer than it counts
    assert a.loc["mayor.west-of-england.2017-05-04", "imbalance"] == -6
    cp = a.loc["mayor.cambridgeshire-and-peterborough.2021-05-06"]
    assert round(cp["winner_mandate_share"], 3) == 0.491 and cp["non_transferable"] == 9744


papers = st.lists(
    st.tuples(st.sampled_from([*"ABCD", None]), st.sampled_from([*"ABCD", None]), st.integers(1, 30)),
    min_size=1,
    max_size=20,
).map(lambda rows: pd.DataFrame(rows, columns=["first", "second", "ballots"]))


@given(papers)
@settings(max_examples=25, deadline=None)
def test_random_papers_balance_to_the_last_one(ballots: pd.DataFrame) -> None:
    count = supplementary_vote(ballots, candidates=list("ABCD"), lots=list("ABCD"))
    a = ballot_account(count).iloc[0]
    assert a["imbalance"] == 0 and a["effective"] + a["ineffective"] == a["valid_first"]
    assert a["ballots_cast"] == ballots["ballots"].sum()
    if a["second_round"] == "held":
        assert a["for_finalists"] + a["transferred"] + a["non_transferable"] == a["valid_first"]
        assert a["effective"] == count["final_votes"].sum()
