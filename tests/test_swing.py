"""Share change, swing and volatility: the textbook vector, contests worked by hand, invariants."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elexan.errors import UnknownNameError
from elexan.swing import pedersen, share_change, swing

QUICK = settings(deadline=None, max_examples=8)


def now(ballot: str = "new", organisation: str = "x", **votes: int | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ballot_id": ballot,
            "organisation": organisation,
            "party": list(votes),
            "first_pref": pd.array(list(votes.values()), dtype="Int64"),
        }
    )


def then(
    ballot: str = "old", follows: str = "new", relation: str = "same", **votes: int | None
) -> pd.DataFrame:
    return now(ballot, "before", **votes).assign(
        next_ballot_id=follows, relation=relation, date=pd.Timestamp("2017-05-04")
    )


VECTOR = now(Con=45, Lab=40, LD=15), then(Con=35, Lab=45, LD=20)


def test_the_textbook_vector() -> None:
    butler, steed = swing(*VECTOR), swing(*VECTOR, method="steed")
    assert round(butler["swing"].item() * 100, 9) == 7.5
    assert round(steed["swing"].item() * 100, 3) == 9.191
    assert steed["swing_method"].item() == "steed" and pd.isna(steed["note"].item())


def test_the_two_swings_can_differ_in_sign() -> None:
    # Both fall against a third party; Con falls more in votes, less as part of the two.
    a, b = now(Con=20, Lab=8, LD=72), then(Con=40, Lab=20, LD=40)
    assert swing(a, b)["swing"].item() < 0 < swing(a, b, method="steed")["swing"].item()


def test_every_table_carries_its_baseline() -> None:
    for table in (
        share_change(*VECTOR, method="sum"), swing(*VECTOR), pedersen(*VECTOR, share_method="sum")
    ):  # fmt: skip
        first = table.iloc[0]
        assert (first["previous_ballot_id"], first["previous_date"], first["relation"]) == (
            "old",
            "2017-05-04",
            "same",
        )
        assert (first["contests"], first["compared"], first["share_method"]) == (1, 1, "sum")


def test_a_party_that_stood_once_has_no_change() -> None:
    t = share_change(now(Con=60, Reform=40), then(Con=50, UKIP=50), method="sum").set_index("party")
    assert t["stood"].to_dict() == {"Con": "both", "Reform": "now", "UKIP": "before"}
    assert t.loc["Con", "share_change"] == pytest.approx(0.1)
    assert t.loc[["Reform", "UKIP"], "share_change"].isna().all()
    assert pd.isna(t.loc["Reform", "vote_share_before"]) and pd.isna(t.loc["UKIP", "vote_share"])


def test_a_contest_without_an_earlier_one_keeps_its_shares_and_says_so() -> None:
    results = pd.concat([now(Con=60, Lab=40), now("lone", Con=30, Lab=70)])
    t = share_change(results, then(Con=50, Lab=50), method="sum").set_index(["ballot_id", "party"])
    assert t.loc[("lone", "Con"), "vote_share"] == 0.3
    assert t.loc["lone"][["share_change", "stood", "previous_ballot_id", "relation"]].isna().all(axis=None)
    s = swing(results, then(Con=50, Lab=50)).set_index("ballot_id")
    assert s.loc["lone", "note"] == "no comparable earlier contest" and pd.isna(s.loc["lone", "swing"])
    empty = then(Con=50, Lab=50).iloc[:0]
    assert swing(results, empty)["note"].tolist() == ["no comparable earlier contest"] * 2
    assert pedersen(results, empty, share_method="sum")["pedersen"].isna().all()


def test_a_council_is_compared_over_the_contests_polled_both_times() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", Con=10, Lab=90), now("n3", Con=99, Lab=1)])
    walkover = then("o3", "n3", Con=None).assign(status="uncontested")
    previous = pd.concat([then("o1", "n1", Con=50, Lab=50).assign(status="polled"), walkover])
    t = share_change(results, previous, method="sum", by="organisation").set_index("party")
    assert t.loc["Con", "vote_share"] == 0.6 and t.loc["Con", "share_change"] == pytest.approx(0.1)
    assert t[["contests", "compared"]].drop_duplicates().values.tolist() == [[3, 1]]
    assert t["previous_ballot_id"].unique().tolist() == ["o1"]


def test_several_earlier_contests_are_counted_and_their_relations_listed() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", Con=10, Lab=90)])
    previous = pd.concat(
        [
            then("o1", "n1", Con=5, Lab=5),
            then("o2", "n2", relation="recoded", Con=3, Lab=7).assign(date="2016-05-05"),
        ]
    )
    s = swing(results, previous, by="organisation").iloc[0]
    assert (s["previous_ballot_id"], s["relation"]) == ("2 contests", "recoded, same")
    assert s["previous_date"] == "2016-05-05, 2017-05-04"
    assert s["swing"] == pytest.approx((0.35 - 0.4 + 0.6 - 0.65) / 2)


def test_swing_needs_both_parties_both_times() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", Con=60, LD=40), now("n3", Con=50, Lab=50)])
    previous = pd.concat(
        [then("o1", "n1", Con=50, LD=50), then("o2", "n2", Con=50, LD=50), then("o3", "n3", Con=None, Lab=5)]
    )
    for method in ("butler", "steed"):
        s = swing(results, previous, method=method).set_index("ballot_id")
        assert s["swing"].isna().all()
        assert s["note"].to_dict() == {
            "n1": "Lab stood only now",
            "n2": "Lab stood in neither",
            "n3": "votes not known",
        }


def test_a_single_two_party_swing_with_a_party_in_one_election_is_an_error() -> None:
    with pytest.raises(ValueError, match="Lab stood only now"):
        swing(now(Con=60, Lab=40), then(Con=50, LD=50), method="steed")
    neither = swing(now(Con=60, LD=40), then(Con=50, LD=50), method="steed")
    assert neither["swing"].isna().all() and neither["note"].item() == "Lab stood in neither"


def test_wrong_choices_are_errors() -> None:
    with pytest.raises(UnknownNameError, match='did you mean "butler"'):
        swing(*VECTOR, method="buttler")
    with pytest.raises(ValueError, match="two different party codes"):
        swing(*VECTOR, parties=("Con", "Con"))
    with pytest.raises(ValueError, match="previous has no columns next_ballot_id, relation"):
        swing(VECTOR[0], VECTOR[0])


def test_pedersen_counts_entrants_and_leavers_whole() -> None:
    # Con 50 to 60, Lab 50 to 30, a new party with 10: (10 + 20 + 10) / 2.
    p = pedersen(now(Con=60, Lab=30, Grn=10), then(Con=50, Lab=50), share_method="sum")
    assert p["pedersen"].item() == pytest.approx(0.2) and p["parties"].item() == 3
    hidden = pedersen(now(Con=60, Lab=None), then(Con=50, Lab=50), share_method="sum")
    assert hidden["pedersen"].isna().all()


def test_the_share_method_reaches_the_shares() -> None:
    results = pd.concat([now(Con=30, Lab=40), now(Con=50)])
    previous = then(Con=50, Lab=50)
    found = {
        m: swing(results, previous, share_method=m)["swing"].item() for m in ("sum", "average", "top_vote")
    }
    assert found["sum"] == pytest.approx((80 / 120 - 40 / 120) / 2)
    assert found["average"] == pytest.approx(0.0)
    assert found["top_vote"] == pytest.approx((50 / 90 - 40 / 90) / 2)


def test_one_earlier_contest_may_be_followed_by_several() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", "y", Con=20, Lab=80)])
    previous = pd.concat([then("o", "n1", Con=50, Lab=50), then("o", "n2", Con=50, Lab=50)])
    assert swing(results, previous)["swing"].round(9).tolist() == [0.1, -0.3]
    assert swing(results, previous, by="organisation")["swing"].round(9).tolist() == [0.1, -0.3]


def test_a_group_without_a_name_is_kept() -> None:
    results = pd.concat([now("n1", Con=60, Lab=40), now("n2", Con=20, Lab=80)])
    results = results.assign(district_gss=pd.array(["E1", "E1", None, None], dtype="str"))
    previous = pd.concat([then("o1", "n1", Con=50, Lab=50), then("o2", "n2", Con=50, Lab=50)])
    s = swing(results, previous, by="district_gss")
    assert s["swing"].round(9).tolist() == [0.1, -0.3] and s["compared"].tolist() == [1, 1]


PARTIES = ["Con", "Lab", "LD", "Grn"]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Results and what they follow; every party stands with at least one vote unless left out."""
    new, old = [], []
    for i in range(draw(st.integers(1, 4))):
        for tables, make in ((new, now), (old, then)):
            who = draw(st.lists(st.sampled_from(PARTIES), min_size=1, unique=True))
            votes = {p: draw(st.integers(1, 500)) for p in who}
            if make is now:
                tables.append(now(f"n{i}", "xy"[i % 2], **votes))
            else:
                tables.append(then(f"o{i}", f"n{i}", **votes))
    return pd.concat(new, ignore_index=True), pd.concat(old, ignore_index=True)


def turned(results: pd.DataFrame, previous: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same two elections with time running backwards."""
    link = previous.set_index("next_ballot_id")["ballot_id"].to_dict()
    place = results.drop_duplicates("ballot_id").set_index("ballot_id")["organisation"].to_dict()
    back = results.assign(next_ballot_id=results["ballot_id"].map(link), relation="same", date="2021-05-06")
    forth = previous.assign(organisation=previous["next_ballot_id"].map(place))
    return forth.drop(columns=["next_ballot_id", "relation", "date"]), back


@QUICK
@given(pairs(), st.sampled_from(["butler", "steed"]), st.sampled_from(["ballot_id", "organisation"]))
def test_swing_turns_its_sign_with_time_and_with_the_parties(
    both: tuple[pd.DataFrame, pd.DataFrame], method: str, by: str
) -> None:
    try:
        forward = swing(*both, method=method, by=by)
    except ValueError:
        with pytest.raises(ValueError, match="two-party"):
            swing(*turned(*both), method=method, by=by)
        return
    other = swing(*both, method=method, by=by, parties=("Lab", "Con"))
    assert (forward["swing"] + other["swing"]).dropna().abs().max() < 1e-9 or forward["swing"].isna().all()
    back = swing(*turned(*both), method=method, by=by)
    assert forward["swing"].isna().tolist() == back["swing"].isna().tolist()
    # o0, o1 … and n0, n1 … sort alike.
    assert all(
        math.isclose(f, -b, abs_tol=1e-9)
        for f, b in zip(forward["swing"].dropna(), back["swing"].dropna(), strict=True)
    )


@QUICK
@given(pairs())
def test_changes_agree_with_a_plain_loop_and_nothing_depends_on_row_order(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    copies = [t.copy(deep=True) for t in both]
    table = share_change(*both, method="sum")
    mixed = share_change(*(t.sample(frac=1, random_state=4) for t in both), method="sum")
    pd.testing.assert_frame_equal(table, mixed)
    for table_now, copy in zip(both, copies, strict=True):
        pd.testing.assert_frame_equal(table_now, copy)
    moved: dict[str, float] = {}
    for row in table.itertuples():
        new = both[0][both[0]["ballot_id"] == row.ballot_id].set_index("party")["first_pref"]
        old = both[1][both[1]["next_ballot_id"] == row.ballot_id].set_index("party")["first_pref"]
        p2, p1 = new / new.sum(), old / old.sum()
        if row.party in p1 and row.party in p2:
            assert math.isclose(row.share_change, p2[row.party] - p1[row.party], abs_tol=1e-12)
        else:
            assert math.isnan(row.share_change)
        moved[row.ballot_id] = (
            moved.get(row.ballot_id, 0) + abs(p2.get(row.party, 0) - p1.get(row.party, 0)) / 2
        )
    index = pedersen(*both, share_method="sum").set_index("ballot_id")["pedersen"]
    assert all(math.isclose(index[b], v, abs_tol=1e-9) for b, v in moved.items())
    assert index.between(0, 1 + 1e-12).all()


@QUICK
@given(pairs())
def test_changes_of_parties_that_stood_both_times_and_the_others_shares_balance(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    t = share_change(*both, method="sum", by="organisation")
    gained = t["vote_share"].fillna(0).groupby(t["organisation"]).sum()
    lost = t["vote_share_before"].fillna(0).groupby(t["organisation"]).sum()
    assert gained.round(9).eq(1).all() and lost.round(9).eq(1).all()
