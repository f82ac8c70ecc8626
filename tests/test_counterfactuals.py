"""Other counting rules on the same first preferences: printed contests, random papers, the shipped data."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan import systems
from elexan.counterfactuals import counterfactuals, fptp_winners

CA = "mayor.cambridgeshire-and-peterborough.2021-05-06"
Row = tuple[str, int | None, int | None]
SYSTEMS = ["FPTP", "SV", "AV", "two rounds"]


def contest(rows: list[Row], won: str | None, *, system: str = "SV", **more: object) -> pd.DataFrame:
    """One contest from (party, first preferences, transfers) and the party elected."""
    return pd.DataFrame(
        {
            "ballot_id": "x",
            "candidate_id": [p.lower() for p, *_ in rows],
            "candidate": [p for p, *_ in rows],
            "party": [p for p, *_ in rows],
            "voting_system": system,
            "seats": 1,
            "first_pref": pd.array([r[1] for r in rows], dtype="Int64"),
            "second_pref": pd.array([r[2] for r in rows], dtype="Int64"),
            "final_votes": pd.array([None] * len(rows), dtype="Int64"),
            "elected": [p == won for p, *_ in rows],
        }
    ).assign(**more)


def by_system(results: pd.DataFrame) -> pd.DataFrame:
    return counterfactuals(results).set_index("system")


def test_three_candidates_are_identified_under_every_rule() -> None:
    # Mayor of Cambridgeshire and Peterborough 2021, as printed: majority 5,799, first-round lead 17,836.
    c = by_system(contest([("Con", 93942, 14253), ("Lab", 76106, 37888), ("LD", 61885, None)], "Lab"))
    assert c.index.tolist() == SYSTEMS
    assert c["winner_party"].tolist() == ["Con", "Lab", "Lab", "Lab"]
    assert c["margin"].tolist() == [17836, 5799, 5799, 5799]
    assert c["differs"].tolist() == [True, False, False, False]
    assert c["held"].tolist() == [False, True, False, False] and c["identified"].all()
    assert "mechanical" in c.loc["FPTP", "assumes"] and "three candidates" in c.loc["AV", "assumes"]


def test_over_half_of_the_first_preferences_win_under_every_rule_whatever_the_rule_was() -> None:
    rows: list[Row] = [("Lab", 60, None), ("Con", 25, None), ("LD", 10, None), ("Grn", 5, None)]
    for system in ("SV", "FPTP"):
        c = by_system(contest(rows, "Lab", system=system))
        assert c["winner"].tolist() == ["lab"] * 4 and c["margin"].tolist() == [35] * 4
        assert not c["differs"].any() and c["held"].sum() == 1 and c.loc[system, "held"]


def test_first_preferences_alone_leave_the_second_round_open() -> None:
    # Cambridgeshire and Peterborough 2025: 60,243 to 49,647, and 102,537 votes for three others.
    rows = [
        ("Con", 60243, None),
        ("Reform", 49647, None),
        ("Lab", 42671, None),
        ("LD", 41611, None),
        ("Grn", 18255, None),
    ]
    c = by_system(contest(rows, "Con", system="FPTP"))
    assert c["winner"].isna().tolist() == [False, True, True, True]
    assert c.loc["SV", "possible_winners"] == c.loc["two rounds", "possible_winners"] == "con; reform"
    # By hand: the Greens' 18,255 make Labour 60,926 and Lib Dem 59,866 of either, past Reform; nobody but
    # the leader has fewer than the Greens, who go at once.
    assert c.loc["AV", "possible_winners"] == "con; reform; lab; ld"
    assert c["differs"].isna().tolist() == [False, True, True, True]


def test_a_runner_up_too_far_behind_cannot_win_a_second_round() -> None:
    rows = [("Lab", 48, None), ("Con", 20, None), ("LD", 17, None), ("Grn", 10, None)]
    c = by_system(contest(rows, "Lab", system="FPTP"))
    assert c.loc["SV", "winner"] == "lab" and c.loc["AV", "possible_winners"] == "lab"
    c = by_system(
        contest(
            [("Lab", 47, None), ("Con", 20, None), ("LD", 17, None), ("Grn", 10, None)], "Lab", system="FPTP"
        )
    )
    assert c.loc["SV", "possible_winners"] == "lab; con"


def test_two_rounds_are_open_while_those_who_did_not_transfer_could_decide() -> None:
    rows = [("Con", 40, 5), ("Lab", 30, 18), ("LD", 20, None), ("Grn", 10, None)]
    c = by_system(contest(rows, "Lab"))  # 48 to 45, and 7 papers over
    assert c.loc["two rounds", "possible_winners"] == "con; lab" and pd.isna(c.loc["two rounds", "differs"])
    rows = [("Con", 40, 1), ("Lab", 30, 28), ("LD", 20, None), ("Grn", 10, None)]
    c = by_system(contest(rows, "Lab"))  # 58 to 41, and one paper over
    assert c.loc["two rounds", "winner"] == "lab" and pd.isna(c.loc["two rounds", "margin"])
    assert c.loc["AV", "identified"] and not c.loc["AV", "differs"]


def test_transfers_not_known_leave_both_finalists_to_a_second_ballot() -> None:
    rows = [("Con", 45, 3), ("Lab", 30, None), ("LD", 15, None), ("Grn", 10, None)]
    c = by_system(contest(rows, "Lab"))
    # Labour had from 18 to 22 of the 25; with 18, the other 4 could take the Conservative to 52 against 48.
    assert c.loc["two rounds", "possible_winners"] == "con; lab"
    assert c.loc["SV", "winner"] == "lab"


def test_final_votes_may_tell_who_led_where_first_preferences_do_not() -> None:
    # Gwent 2021: the Conservative's 60,536 final votes cannot have been more at first, and Labour had 75,775.
    gwent = contest([("Lab", 75775, 16841), ("Con", None, None), ("PC", None, None)], "Lab")
    c = by_system(gwent.assign(final_votes=pd.array([92616, 60536, None], dtype="Int64")))
    assert c["winner"].tolist() == ["lab"] * 4 and pd.isna(c.loc["FPTP", "margin"])
    # Humberside 2021: 74,534 to 71,615 after transfers, nothing known before.
    humber = contest([("Con", None, None), ("Lab", None, None), ("LD", None, None)], "Con")
    c = by_system(humber.assign(final_votes=pd.array([74534, 71615, None], dtype="Int64")))
    assert c.loc["FPTP", "possible_winners"] == "con; lab" and pd.isna(c.loc["FPTP", "differs"])
    assert c["winner"].tolist()[1:] == ["con"] * 3 and c.loc["AV", "margin"] == 2919


def test_nothing_known_rules_nobody_out() -> None:
    rows = [("Con", None, None), ("Lab", None, None), ("LD", None, None), ("Grn", None, None)]
    c = by_system(contest(rows, "Con"))
    assert (
        c.loc["AV", "possible_winners"] == "con; lab; ld; grn"
        or c.loc["AV", "possible_winners"].count(";") == 3
    )
    assert c["identified"].tolist() == [False, True, False, False]


def test_a_tie_waits_for_a_lot_unless_one_was_drawn() -> None:
    rows = [("Con", 40, None), ("Lab", 40, None), ("LD", 20, None)]
    drawn = by_system(contest(rows, "Lab", system="FPTP"))
    assert drawn.loc["FPTP", "winner"] == "lab" and drawn.loc["FPTP", "margin"] == 0
    waiting = by_system(contest(rows, None, system="FPTP"))
    assert waiting.loc["FPTP", "possible_winners"] == "con; lab" and waiting["differs"].isna().all()


def test_contests_of_several_seats_or_one_candidate_have_no_answer() -> None:
    block = contest([("Con", 40, None), ("Lab", 30, None)], "Con", system="FPTP", seats=2)
    alone = contest([("Con", None, None)], "Con", system="FPTP")
    assert counterfactuals(pd.concat([block, alone.assign(ballot_id="y")])).empty


@st.composite
def elections(draw: st.DrawFn) -> tuple[pd.DataFrame, list[str]]:
    """Papers that rank three to five candidates, some short, and the candidates in the order of a lot."""
    names = list("abcde")[: draw(st.integers(3, 5))]
    paper = st.permutations(names).flatmap(lambda p: st.integers(1, len(p)).map(lambda n: p[:n]))
    rows = draw(st.lists(paper, min_size=5, max_size=25))
    marks = ["first", "second", "third", "fourth", "fifth"][: len(names)]
    papers = pd.DataFrame([[*r, *[None] * (len(marks) - len(r))] for r in rows], columns=marks, dtype="str")
    return papers, draw(st.permutations(names))


RULES = {
    "FPTP": systems.first_past_the_post,
    "SV": systems.supplementary_vote,
    "AV": systems.alternative_vote,
    "two rounds": systems.two_round,
}


@settings(deadline=None, max_examples=15, phases=[Phase.generate])
@given(elections())
def test_what_random_papers_give_under_each_rule_is_among_the_answers(
    election: tuple[pd.DataFrame, list[str]],
) -> None:
    papers, lots = election
    counts = {rule: count(papers, candidates=lots, lots=lots) for rule, count in RULES.items()}
    for held in ("SV", "FPTP"):
        table = counts[held]
        before = table.copy(deep=True)
        answers = by_system(table)
        pd.testing.assert_frame_equal(before, table)
        pd.testing.assert_frame_equal(answers, by_system(table.sample(frac=1, random_state=1)))
        for rule, count in counts.items():
            won = count.query("elected")["candidate"].item()
            assert won in answers.loc[rule, "possible_winners"].split("; "), (held, rule)
        assert answers.loc[held, "winner"] == table.query("elected")["candidate"].item()


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return ex.load_results(election_type=["mayor", "pcc"])


def test_three_contests_of_2021_would_have_gone_otherwise_under_first_past_the_post(
    shipped: pd.DataFrame,
) -> None:
    w = fptp_winners(shipped[shipped["date"].dt.year == 2021])
    turned = w[w["differs"].fillna(False)].set_index("ballot_id")
    assert turned.index.tolist() == [CA, "pcc.dyfed-powys.2021-05-06", "pcc.north-wales.2021-05-06"]
    assert turned["lead"].tolist() == [93942 - 76106, 69112 - 68208, 75472 - 69459]
    assert turned["leader_party"].tolist() == ["Con"] * 3
    assert turned["elected_party"].tolist() == ["Lab", "PC", "Lab"]
    assert len(w) == 52 and w["differs"].isna().sum() == w["leader"].isna().sum() == 4
    assert not fptp_winners(shipped[shipped["date"].dt.year < 2021])["differs"].any()


def test_every_shipped_contest_gets_four_answers_that_hold_together(shipped: pd.DataFrame) -> None:
    c = counterfactuals(shipped)
    assert (c.groupby("ballot_id")["system"].agg(list).map(lambda s: s == SYSTEMS)).all()
    assert c.loc[c["held"], "winner"].equals(c.loc[c["held"], "elected"])
    sizes = c["possible_winners"].str.count(";") + 1
    assert ((sizes == 1) == c["identified"]).all()
    assert (c["winner"].isna() == ~c["identified"]).all()
    sv = c[c["system"] == "SV"].set_index("ballot_id")["possible_winners"]
    for system in ("AV", "two rounds"):
        other = c[c["system"] == system].set_index("ballot_id")["possible_winners"]
        assert all(set(sv[b].split("; ")) <= set(other[b].split("; ")) for b in sv.index)
    assert c.loc[c["assumes"].str.startswith("mechanical"), "assumes"].size > 100
    fptp = shipped[shipped["voting_system"] == "FPTP"]["ballot_id"].unique()
    assert not c[c["ballot_id"].isin(fptp) & (c["system"] == "SV")]["differs"].any()
