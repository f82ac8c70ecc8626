"""Counting rules: the law's cases by hand, and identities on random papers."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elexan.errors import DataError
from elexan.systems import alternative_vote, first_past_the_post, supplementary_vote, two_round
from elexan.transfers import transfers

NAMES = list("ABCDE")


def papers(*rows: tuple[str, int]) -> pd.DataFrame:
    """Papers from strings such as "AB" (A first, B second) and how many there are."""
    columns = ["first", "second", "third", "fourth"]
    marks = [[*marked, None, None, None, None][:4] for marked, _ in rows]
    table = pd.DataFrame(marks, columns=columns).replace("-", None)
    return table.assign(ballots=[count for _, count in rows])


def elected(table: pd.DataFrame) -> list[str]:
    return table.loc[table["elected"].fillna(False).astype(bool), "candidate_id"].tolist()


def votes(table: pd.DataFrame, column: str) -> dict[str, int]:
    return table.dropna(subset=column).set_index("candidate_id")[column].to_dict()


BEHIND = papers(("AB", 40), ("BA", 35), ("CB", 18), ("C", 4), ("DC", 3))


def test_the_leader_wins_on_first_preferences_and_loses_on_second() -> None:
    assert elected(first_past_the_post(BEHIND)) == ["A"]
    count = supplementary_vote(BEHIND)
    assert elected(count) == ["B"]
    assert votes(count, "first_pref") == {"A": 40, "B": 35, "C": 22, "D": 3}
    # the three who put C second transfer to nobody: C is out too
    assert votes(count, "second_pref") == {"A": 0, "B": 18}
    assert votes(count, "final_votes") == {"A": 40, "B": 53}


def test_half_of_the_first_preferences_is_not_enough_and_one_more_is() -> None:
    level = supplementary_vote(papers(("A", 50), ("BC", 30), ("CB", 20)))
    assert votes(level, "final_votes") == {"A": 50, "B": 50}
    over = supplementary_vote(papers(("A", 51), ("BC", 30), ("CB", 20)))
    assert elected(over) == ["A"] and over["final_votes"].isna().all()
    assert set(over["second_round"]) == {"not_needed"}


def test_two_candidates_need_no_second_round() -> None:
    count = supplementary_vote(papers(("AB", 3), ("BA", 2)))
    assert elected(count) == ["A"] and count["final_votes"].isna().all()


def test_two_candidates_who_tie_wait_for_a_lot_without_a_second_round() -> None:
    count = supplementary_vote(papers(("AB", 3), ("BA", 3)))
    assert count["elected"].isna().all() and set(count["second_round"]) == {"not_needed"}


def test_all_who_tie_for_second_place_stay() -> None:
    count = supplementary_vote(papers(("A", 40), ("BC", 25), ("CB", 25), ("DC", 10)))
    assert votes(count, "final_votes") == {"A": 40, "B": 25, "C": 35}


def test_all_who_tie_for_first_place_stay_and_nobody_else() -> None:
    count = supplementary_vote(papers(("AD", 30), ("BD", 30), ("CD", 30), ("DA", 29)))
    assert votes(count, "final_votes") == {"A": 59, "B": 30, "C": 30}


def test_a_tie_waits_for_a_lot_and_the_lot_is_recorded() -> None:
    tie = papers(("A", 40), ("BA", 30), ("CB", 10), ("C", 10))
    waiting = supplementary_vote(tie)
    assert votes(waiting, "final_votes") == {"A": 40, "B": 40}
    tied = waiting.set_index("candidate_id")
    assert tied.loc[["A", "B"], "elected"].isna().all() and not tied.loc["C", "elected"]
    assert not tied["lot"].any()
    drawn = supplementary_vote(tie, lots=["B", "A"]).set_index("candidate_id")
    assert drawn["elected"].to_dict() == {"A": False, "B": True, "C": False}
    assert drawn["lot"].to_dict() == {"A": True, "B": True, "C": False}


def test_a_lot_settles_nothing_where_nobody_ties() -> None:
    count = first_past_the_post(papers(("A", 3), ("B", 2)), lots=["B"])
    assert elected(count) == ["A"] and not count["lot"].any()


def test_a_repeated_preference_and_a_paper_without_a_first_do_not_count() -> None:
    count = supplementary_vote(papers(("AA", 40), ("BB", 30), ("CC", 20), ("-A", 7)))
    assert votes(count, "final_votes") == {"A": 40, "B": 30}
    assert count[["ballots_cast", "valid_first", "rejected_first"]].drop_duplicates().values.tolist() == [
        [97, 90, 7]
    ]


def test_the_supplementary_vote_looks_at_no_third_preference_and_a_runoff_does() -> None:
    ranked = papers(("A", 40), ("B", 35), ("CDB", 15), ("DCB", 10))
    assert elected(supplementary_vote(ranked)) == ["A"]
    runoff = two_round(ranked)
    assert elected(runoff) == ["B"] and votes(runoff, "final_votes") == {"A": 40, "B": 60}


def test_the_alternative_vote_can_elect_whom_no_second_round_would_see() -> None:
    # C is third at first, and everybody's second choice
    ranked = papers(("AC", 36), ("BC", 33), ("CA", 28), ("DC", 3), ("EDC", 3))
    assert elected(supplementary_vote(ranked)) == ["A"]
    count = alternative_vote(ranked)
    # D ties with E for last, and together they stay below C; then C has 34 against 33
    assert votes(count, "out_after") == {"D": 1, "E": 1, "B": 2}
    assert elected(count) == ["C"]
    assert votes(count, "final_votes") == {"A": 36, "B": 33, "C": 67, "D": 3, "E": 3}


def test_a_tie_for_last_that_matters_asks_for_a_lot() -> None:
    ranked = papers(("A", 40), ("BA", 30), ("CB", 30))
    with pytest.raises(ValueError, match="B, C tie for last with 30 votes each; name them in lots="):
        alternative_vote(ranked)
    assert elected(alternative_vote(ranked, lots=["B", "C"])) == ["B"]
    assert elected(alternative_vote(ranked, lots=["C", "B"])) == ["A"]


def test_those_who_tie_for_last_in_a_later_count_go_together_too() -> None:
    ranked = papers(("A", 40), ("B", 35), ("CB", 6), ("DA", 6), ("EC", 1), ("EFD", 1))
    count = alternative_vote(ranked, candidates=list("ABCDEF"))
    assert votes(count, "out_after") == {"F": 1, "E": 2, "C": 3, "D": 3}
    assert votes(count, "final_votes") == {"A": 46, "B": 41, "C": 7, "D": 7, "E": 2, "F": 0}


def test_every_bad_row_is_named_at_once() -> None:
    bad = pd.DataFrame({"first": ["A", "X"], "second": ["Y", None], "ballots": [-1, 2.5]})
    with pytest.raises(DataError) as error:
        supplementary_vote(bad, candidates=["A", "B"])
    said = str(error.value)
    assert all(
        part in said for part in ('first: nobody called "X"', 'second: nobody called "Y"', "row 1", "row 2")
    )
    assert len(error.value.problems) == 4


def test_no_papers_and_nobody_named_is_an_error() -> None:
    with pytest.raises(DataError, match="no candidate"):
        first_past_the_post(pd.DataFrame({"first": [None]}))


def test_those_without_a_vote_stand_too() -> None:
    count = first_past_the_post(papers(("A", 2)), candidates=["A", "B"])
    assert votes(count, "first_pref") == {"A": 2, "B": 0}


random_papers = st.lists(
    st.tuples(st.lists(st.sampled_from(NAMES), min_size=0, max_size=4, unique=True), st.integers(1, 30)),
    min_size=1,
    max_size=25,
).map(lambda rows: papers(*[("".join(marks) or "-", count) for marks, count in rows]))


@given(random_papers)
@settings(max_examples=30, deadline=None)
def test_the_second_round_balances_to_the_last_paper(ballots: pd.DataFrame) -> None:
    count = supplementary_vote(ballots, candidates=NAMES)
    one = count.iloc[0]
    assert one["ballots_cast"] == ballots["ballots"].sum() == one["valid_first"] + one["rejected_first"]
    assert count["first_pref"].sum() == one["valid_first"]
    assert count["elected"].fillna(True).sum() >= 1
    if (count["second_round"] == "held").all():
        last = count.dropna(subset="final_votes")
        assert (last["first_pref"] + last["second_pref"] == last["final_votes"]).all()
        assert last["final_votes"].sum() <= one["valid_first"]
        assert one["valid_second"] == last["second_pref"].sum()
        assert 2 * count["first_pref"].max() <= one["valid_first"]


@given(random_papers)
@settings(max_examples=30, deadline=None)
def test_the_contest_table_agrees_with_a_count_of_the_papers(ballots: pd.DataFrame) -> None:
    """The table of ``transfers`` against papers counted one at a time."""
    count = supplementary_vote(ballots, candidates=NAMES)
    table = transfers(count)
    if not (table["second_round"] == "held").any():
        return
    stays = set(count.dropna(subset="final_votes")["candidate_id"])
    moved: Counter[str] = Counter()
    eliminated = lost = 0
    for paper in ballots.itertuples():
        if isinstance(paper.first, str) and paper.first not in stays:
            eliminated += paper.ballots
            if isinstance(paper.second, str) and paper.second in stays:
                moved[paper.second] += paper.ballots
            else:
                lost += paper.ballots
    assert (table["eliminated"] == eliminated).all() and (table["non_transferable"] == lost).all()
    assert votes(table, "transfers") == {name: moved[name] for name in stays}


@given(random_papers)
@settings(max_examples=30, deadline=None)
def test_three_candidates_make_the_supplementary_and_the_alternative_vote_one(ballots: pd.DataFrame) -> None:
    three = ballots[["first", "second", "ballots"]].replace({"D": None, "E": None})
    lots = ["B", "A", "C"]
    if (three.groupby("first")["ballots"].sum().reindex(list("ABC")).fillna(0)).duplicated().any():
        return  # a tie for second sends three to the second round, and one out of the alternative vote
    other = alternative_vote(three, candidates=list("ABC"), lots=lots)
    one = supplementary_vote(three, candidates=list("ABC"), lots=lots)
    assert elected(one) == elected(other)


@given(random_papers, st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_papers_and_their_bundles_do_not_matter(ballots: pd.DataFrame, chance: object) -> None:
    single = ballots.loc[ballots.index.repeat(ballots["ballots"])].drop(columns="ballots")
    shuffled = single.sample(frac=1, random_state=chance.randint(0, 999))  # type: ignore[attr-defined]
    for rule in (first_past_the_post, supplementary_vote, two_round):
        a, b = rule(ballots, candidates=NAMES), rule(shuffled, candidates=NAMES)
        pd.testing.assert_frame_equal(a, b)
