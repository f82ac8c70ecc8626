"""Shares, turnout, majorities and winners: printed figures, contests worked by hand, and invariants."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.errors import DataError, UnknownNameError
from elexan.shares import majority, party_share, turnout, vote_share, winners

QUICK = settings(deadline=None, max_examples=8)
TREDEGAR = pd.DataFrame(
    {
        "ballot_id": "local.blaenau-gwent.tredegar-central-and-west.2008-05-01",
        "party": ["Lab"] * 4 + ["PV"] * 2 + ["PC", "LD"],
        "first_pref": [808, 740, 712, 691, 544, 516, 587, 539],
    }
)


def contest(votes: list[object], elected: list[bool], **more: object) -> pd.DataFrame:
    """One contest of candidates a, b, c … in parties Con, Lab, LD, Grn …"""
    n = len(votes)
    return pd.DataFrame(
        {
            "ballot_id": "x",
            "candidate_id": list("abcdefgh")[:n],
            "candidate": list("ABCDEFGH")[:n],
            "party": ["Con", "Lab", "LD", "Grn", "Ind", "Ind", "UKIP", "Reform"][:n],
            "voting_system": "FPTP",
            "seats": 1,
            "first_pref": pd.array(votes, dtype="Int64"),
            "elected": elected,
        }
    ).assign(**more)


@st.composite
def many_contests(draw: st.DrawFn) -> pd.DataFrame:
    """Several contests of two councils, some with several seats and candidates of one party."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        seats = draw(st.integers(1, 3))
        votes = draw(st.lists(st.integers(1, 5000), min_size=seats + 1, max_size=7))
        first = sorted(range(len(votes)), key=lambda i, v=votes: (-v[i], i))
        for i, v in enumerate(votes):
            rows.append(
                {
                    "ballot_id": f"b{number}",
                    "candidate_id": f"c{i}",
                    "candidate": f"C{i}",
                    "organisation": "ab"[number % 2],
                    "party": draw(st.sampled_from(["Con", "Lab", "Ind"])),
                    "voting_system": "PBV" if seats > 1 else "FPTP",
                    "seats": seats,
                    "first_pref": v,
                    "elected": i in first[:seats],
                }
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        ("sum", {"Lab": 57.45, "PV": 20.63, "PC": 11.43, "LD": 10.49}),
        ("average", {"Lab": 30.8, "PV": 22.1, "PC": 24.5, "LD": 22.5}),
        ("top_vote", {"Lab": 32.61, "PV": 21.95, "PC": 23.69, "LD": 21.75}),
    ],
)
def test_tredegar_2008_under_each_method_is_as_printed(method: str, printed: dict[str, float]) -> None:
    shares = party_share(TREDEGAR, method=method)
    places = 1 if method == "average" else 2
    found = (shares.set_index("party")["vote_share"] * 100).round(places).to_dict()
    assert found == printed
    assert set(shares["share_method"]) == {method}


def test_shares_of_the_cambridgeshire_and_peterborough_first_round_of_2021() -> None:
    r = contest([93942, 76106, 61885], [False, True, False], voting_system="SV")
    assert vote_share(r)["first_pref_share"].round(4).tolist() == [0.4050, 0.3281, 0.2668]


def test_two_independents_are_two_candidates_and_one_party() -> None:
    r = contest([50, 20, 10, 10, 30, 20], [True] + [False] * 5)
    assert vote_share(r)["first_pref_share"].tolist()[4:] == [30 / 140, 20 / 140]
    three_seats = r.assign(seats=3)
    by_method = {
        m: party_share(three_seats, method=m).set_index("party").loc["Ind"]
        for m in ("sum", "average", "top_vote")
    }
    assert by_method["sum"][["votes", "candidates"]].tolist() == [50, 2]
    assert by_method["average"]["votes"] == 25
    assert by_method["top_vote"]["votes"] == 30


def test_where_each_elector_has_one_vote_every_vote_counts_whatever_the_method() -> None:
    # Greater Manchester 2021: three independents are three candidates, not one party's team
    r = pd.DataFrame({"ballot_id": "x", "party": ["Lab", "Ind", "Ind", "Ind"], "first_pref": [90, 6, 2, 2]})
    for method in ("sum", "average", "top_vote"):
        one = party_share(r.assign(seats=1), method=method).set_index("party")["vote_share"]
        assert one.round(9).to_dict() == {"Ind": 0.1, "Lab": 0.9}


def test_a_code_for_many_parties_is_taken_party_by_party() -> None:
    # two seats, two residents' associations: each has its own best candidate
    r = pd.DataFrame(
        {
            "ballot_id": "x",
            "seats": 2,
            "party": ["ResAssoc"] * 4 + ["Con"],
            "party_name": ["Hill", "Hill", "Dale", "Dale", "Conservative"],
            "first_pref": [50, 40, 30, 20, 60],
        }
    )
    votes = party_share(r, method="top_vote").set_index("party")["votes"]
    assert votes.to_dict() == {"Con": 60, "ResAssoc": 80}


def test_over_a_council_each_contest_is_worked_first() -> None:
    two_seats = pd.DataFrame({"ballot_id": "w", "party": ["Con", "Con", "Lab"], "first_pref": [100, 80, 90]})
    one_seat = pd.DataFrame({"ballot_id": "v", "party": ["Con", "Lab"], "first_pref": [30, 50]})
    r = pd.concat([two_seats, one_seat]).assign(organisation="x")
    votes = {
        m: party_share(r, method=m, by="organisation").set_index("party")["votes"]
        for m in ("average", "top_vote")
    }
    assert votes["average"].to_dict() == {"Con": 90 + 30, "Lab": 90 + 50}
    assert votes["top_vote"].to_dict() == {"Con": 100 + 30, "Lab": 90 + 50}


def test_votes_not_known_leave_the_share_missing_not_zero() -> None:
    r = contest([60, None, 10], [True, False, False])
    assert vote_share(r)["first_pref_share"].isna().all()
    shares = party_share(r, method="sum").set_index("party")
    assert shares["vote_share"].isna().all()
    assert shares["votes"].isna().to_dict() == {"Con": False, "LD": False, "Lab": True}


def test_valid_votes_stand_in_for_a_missing_candidate_of_a_one_seat_contest_only() -> None:
    r = contest([60, None, 10], [True, False, False], valid_first=100)
    assert vote_share(r)["first_pref_share"].tolist()[::2] == [0.6, 0.1]
    assert vote_share(r.assign(seats=2))["first_pref_share"].isna().all()


def test_an_uncontested_seat_has_no_votes_and_does_not_hide_the_others() -> None:
    polled = contest([60, 40], [True, False], organisation="x", status="polled")
    walkover = contest([None], [True], organisation="x", status="uncontested", ballot_id="y", party="Ind")
    shares = party_share(pd.concat([polled, walkover]), method="sum", by="organisation").set_index("party")
    assert shares.loc[["Con", "Lab"], "vote_share"].tolist() == [0.6, 0.4]
    assert pd.isna(shares.loc["Ind", "vote_share"]) and pd.isna(shares.loc["Ind", "votes"])
    unnamed = pd.concat([polled, walkover]).drop(columns="status")
    assert party_share(unnamed, method="sum", by="organisation")["vote_share"].notna().sum() == 2


def test_an_unknown_method_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match='no share method "averge"; did you mean "average"'):
        party_share(TREDEGAR, method="averge")


def test_groups_must_be_columns_of_the_contest() -> None:
    with pytest.raises(ValueError, match="varies within x"):
        party_share(contest([1, 2], [False, True]), method="sum", by="candidate")
    with pytest.raises(ValueError, match="one row per party"):
        party_share(contest([1, 2], [False, True]), method="sum", by=["ballot_id", "party"])
    with pytest.raises(ValueError, match="results has no column region"):
        party_share(contest([1, 2], [False, True]), method="sum", by="region")


@QUICK
@given(many_contests())
def test_shares_sum_to_one_whatever_the_method_group_and_row_order(r: pd.DataFrame) -> None:
    before = r.copy(deep=True)
    shuffled = r.sample(frac=1, random_state=1)
    assert vote_share(r).groupby("ballot_id")["first_pref_share"].sum().round(9).eq(1).all()
    for method in ("sum", "average", "top_vote"):
        for by in ("ballot_id", "organisation"):
            shares = party_share(r, method=method, by=by)
            assert shares.groupby(by)["vote_share"].sum().round(9).eq(1).all()
            pd.testing.assert_frame_equal(shares, party_share(shuffled, method=method, by=by))
    pd.testing.assert_frame_equal(r, before)


@QUICK
@given(many_contests())
def test_party_shares_agree_with_a_plain_loop(r: pd.DataFrame) -> None:
    rule = {"sum": sum, "average": lambda v: sum(v) / len(v), "top_vote": max}
    for method, take in rule.items():
        votes: dict[tuple[str, str], float] = {}
        for ballot in set(r["ballot_id"]):
            one = r[r["ballot_id"] == ballot]
            for party in set(one["party"]):
                key = one["organisation"].iloc[0], party
                figures = one.loc[one["party"] == party, "first_pref"].tolist()
                alone = one["seats"].iloc[0] == 1
                votes[key] = votes.get(key, 0) + (sum(figures) if alone else take(figures))
        table = party_share(r, method=method, by="organisation")
        for row in table.itertuples():
            total = sum(v for (o, _), v in votes.items() if o == row.organisation)
            assert math.isclose(row.vote_share, votes[row.organisation, row.party] / total)


CONTEST = pd.DataFrame(
    {
        "ballot_id": ["x"],
        "electorate": [1000],
        "valid_first": [390],
        "rejected_first": [10],
        "ballots_cast": [402],
    }
)


def test_turnout_is_by_its_named_definition() -> None:
    assert turnout(CONTEST, definition="valid_vote")["turnout"].item() == 0.39
    assert turnout(CONTEST, definition="ballot_box")["turnout"].item() == 0.40
    papers = turnout(CONTEST.assign(rejected_first=pd.NA), definition="ballot_box")
    assert papers["turnout"].item() == 0.402 and papers["turnout_definition"].item() == "ballot_box"
    assert turnout(CONTEST.assign(postal_rejected=20), definition="total")["turnout"].item() == 0.42
    printed = CONTEST.assign(turnout_published=0.41)
    assert turnout(printed, definition="published")["turnout"].item() == 0.41
    with pytest.raises(ValueError, match="postal_rejected"):
        turnout(CONTEST, definition="total")
    with pytest.raises(UnknownNameError, match="valid_vote"):
        turnout(CONTEST, definition="valid")


def test_turnout_of_norfolk_returning_officer_kind_is_never_clamped() -> None:
    wrong = pd.concat(
        [
            CONTEST.assign(valid_first=1001),
            CONTEST.assign(ballot_id="y"),
            CONTEST.assign(ballot_id="z", valid_first=1200),
        ]
    )
    with pytest.raises(DataError) as caught:
        turnout(wrong, definition="valid_vote")
    assert [p.key for p in caught.value.problems] == ["x", "z"]
    assert "1.0010" in str(caught.value)


def test_turnout_is_missing_where_a_part_is_not_known() -> None:
    for column in ("electorate", "valid_first"):
        assert turnout(CONTEST.assign(**{column: pd.NA}), definition="valid_vote")["turnout"].isna().all()


def test_majority_of_the_mayor_of_cambridgeshire_and_peterborough_2021_is_of_the_final_round() -> None:
    r = contest([93942, 76106, 61885], [False, True, False], voting_system="SV")
    r = r.assign(
        second_pref=pd.array([14253, 37888, None], "Int64"),
        final_votes=pd.array([108195, 113994, None], "Int64"),
    )
    m = majority(r).iloc[0]
    assert (m["winner_party"], m["runner_up_party"], m["majority"], m["round"]) == (
        "Lab",
        "Con",
        5799,
        "final",
    )
    assert round(m["majority_share"], 6) == round(5799 / 222189, 6)


def test_majority_of_a_contest_for_several_seats_is_last_in_less_first_out() -> None:
    r = contest([100, 90, 70, 60], [True, True, False, False], seats=2, voting_system="PBV")
    m = majority(r).iloc[0]
    assert (m["winner"], m["runner_up"], m["majority"], m["majority_share"]) == ("B", "C", 20, 20 / 320)


def test_a_tie_has_majority_nought_and_the_winner_the_lot_named() -> None:
    m = majority(contest([50, 50, 10], [False, True, False])).iloc[0]
    assert (m["winner"], m["runner_up"], m["majority"]) == ("B", "A", 0)
    level = majority(contest([50, 40, 40], [True, False, False])).iloc[0]
    assert (level["runner_up"], level["majority"]) == ("B", 10)


def test_majority_is_missing_where_not_known() -> None:
    walkover = majority(contest([None], [True])).iloc[0]
    assert walkover["winner"] == "A" and pd.isna(walkover["majority"]) and pd.isna(walkover["runner_up"])
    hidden = majority(contest([60, 30, None], [True, False, False])).iloc[0]
    assert hidden["winner"] == "A" and pd.isna(hidden["runner_up"]) and pd.isna(hidden["majority"])
    undeclared = majority(contest([60, 30], [None, False])).iloc[0]
    assert pd.isna(undeclared["winner"]) and pd.isna(undeclared["majority"])


def test_majority_of_essex_police_commissioner_2016_is_missing_for_want_of_one_finalist() -> None:
    votes = [110858, 80832, 65325, 43128, 30804]
    r = contest(votes, [True] + [False] * 4, voting_system="SV")
    r = r.assign(second_pref=pd.array([25090, None, None, None, None], "Int64"))
    m = majority(r).iloc[0]
    assert (m["winner"], m["runner_up"], m["round"]) == ("A", "B", "final")
    assert pd.isna(m["majority"]) and pd.isna(m["majority_share"])


@QUICK
@given(many_contests())
def test_majority_agrees_with_a_plain_loop_and_row_order_is_nothing(r: pd.DataFrame) -> None:
    table = majority(r)
    pd.testing.assert_frame_equal(table, majority(r.sample(frac=1, random_state=2)))
    for row in table.itertuples():
        one = r[r["ballot_id"] == row.ballot_id]
        kept = min(v for v, e in zip(one["first_pref"], one["elected"], strict=True) if e)
        lost = max(v for v, e in zip(one["first_pref"], one["elected"], strict=True) if not e)
        assert row.majority == kept - lost


@QUICK
@given(many_contests())
def test_there_are_as_many_winners_as_seats(r: pd.DataFrame) -> None:
    table = winners(r)
    assert list(table.columns) == list(r.columns)
    assert table.groupby("ballot_id").size().tolist() == r.groupby("ballot_id")["seats"].first().tolist()
    assert table["elected"].all()


def test_party_votes_of_whole_counties_are_as_an_encyclopaedia_prints_them() -> None:
    r = ex.load_results(organisation=["norfolk", "cambridgeshire"], election_type="county")
    by = ["organisation", "cycle"]
    norfolk = (
        party_share(r, method="sum", by=by).set_index([*by, "party"])["votes"].loc["norfolk", "2021-05-06"]
    )
    printed = {"Con": 114940, "Lab": 52373, "LD": 35292, "Grn": 24262, "Ind": 9809}
    assert norfolk[list(printed)].to_dict() == printed
    # Its page of Cambridgeshire counts the best candidate of a party in the two-seat divisions.
    best = party_share(r, method="top_vote", by=by).set_index([*by, "party"])["votes"]
    found = best.loc["cambridgeshire", "2021-05-06"][["Lab", "Grn"]]
    assert found.tolist() == [36437, 17445]
    assert best.loc["cambridgeshire", "2017-05-04"]["Con"] == 68467


def test_majorities_printed_in_the_press() -> None:
    m = majority(ex.load_results(organisation=["hertfordshire", "milton-keynes"])).set_index("ballot_id")[
        "majority"
    ]
    assert m["local.hertfordshire.harpenden-north-east.2021-05-06"] == 41
    assert m["local.milton-keynes.bletchley-park.2019-05-02"] == 16


def test_every_shipped_contest_has_shares_that_sum_to_one_and_a_majority_that_is_not_negative() -> None:
    r = ex.load_results()
    for method in ("sum", "average", "top_vote"):
        total = party_share(r, method=method).groupby("ballot_id")["vote_share"].sum(min_count=1).dropna()
        assert (total - 1).abs().max() < 1e-9 and len(total) > 3600
    assert majority(r)["majority"].dropna().min() >= 0
    assert len(winners(r)) == r.drop_duplicates("ballot_id")["seats"].sum()
