"""Sentences: each figure is a cell, rounding keeps facts, and every case reads right, hand-worked and on "
"all data."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import elexan as ex
from elexan import narrative
from elexan.narrative.figures import WRITERS, ordinal, percent, points, spelt
from elexan.narrative.naming import Names
from elexan.narrative.sentences import Row, Sentence, figures_in, say

PARTIES = ex.load_parties()
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SPELT = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine)\b")
WRONG = re.compile(
    r"[{}]|\bnan\b|<NA>|(?<!^)\bNone\b|  |\b(\w+) \1\b|\bNaT\b|\d+/\d+/\d+|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d+, \d{4}"
)
BODY = {"organisation": "elmet", "election_type": "county", "cycle": "2021-05-06"}


def sound(sentences: list[Sentence]) -> list[str]:
    """What is wrong with the sentences: their form, or a number that is none of their figures."""
    wrong = []
    for sentence in sentences:
        printed = " ".join(figure.printed for figure in sentence.figures)
        words = sentence.replace("one-seat", "")
        lost = [n for n in NUMBER.findall(words) if n.rstrip(",") not in printed]
        lost += [n for n in SPELT.findall(words) if n not in printed]  # not "Three Rivers", a name
        if WRONG.search(sentence) or lost or not re.fullmatch(r"[A-Z0-9'].*\.", sentence):
            wrong.append(f"{sentence} ({lost})")
    return wrong


def test_a_figure_keeps_its_cell() -> None:
    row = Row({"votes": 5, "ballot_id": "x", "party": "LD"}, "majority")
    said = say("{who} won by {r.votes:votes}", who="A", r=row)
    assert said == "A won by five votes"
    figure = said.figures[0]
    assert (figure.printed, figure.value, figure.table, figure.column) == (
        "five votes",
        5,
        "majority",
        "votes",
    )
    assert dict(figure.row) == {"ballot_id": "x", "party": "LD"}
    outer = say("{a}; {b}", a=said, b=say("{r.votes:whole} in all", r=row))
    assert [f.printed for f in outer.figures] == ["five votes", "5"]


def test_what_is_not_known_is_not_said() -> None:
    row = Row({"votes": pd.NA}, "majority")
    with pytest.raises(ValueError, match=r"majority\.votes is not known"):
        say("{r.votes:votes}", r=row)
    with pytest.raises(ValueError, match='no word for "who"'):
        say("{who} won", who=None)


@given(st.floats(0, 1))
def test_a_share_never_reads_as_none_half_or_all_unless_it_is(share: float) -> None:
    text = float(percent(share).rstrip("%"))
    for mark in (0.0, 0.5, 1.0):
        if abs(share - mark) > 1e-7:
            assert text != 100 * mark
    assert abs(text - 100 * share) <= 0.05 + 1e-9


@given(st.floats(0.001, 0.999), st.floats(1e-6, 0.01))
def test_two_shares_side_by_side_do_not_read_alike(share: float, apart: float) -> None:
    assert percent(share, share + apart) != percent(share + apart, share)


def test_numbers_as_running_text_has_them() -> None:
    assert [WRITERS["seats"](n) for n in (1, -8, 10, 0)] == [
        "one seat",
        "eight seats",
        "10 seats",
        "no seats",
    ]
    assert [ordinal(n) for n in (1, 2, 3, 9, 10, 11, 12, 13, 21, 22, 101, 111, 1002)] == [
        "first", "second", "third", "ninth", "10th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
        "1,002nd",
    ]  # fmt: skip
    assert points(0.0004) == "0.04 points" and points(-0.01) == "1.0 point" and spelt(10) == "10"


def test_a_party_is_in_full_first_and_short_after() -> None:
    names = Names(PARTIES)
    assert [names.party("LD"), names.party("LD")] == ["the Liberal Democrats", "the Lib Dems"]
    assert [names.party("UKIP"), names.party("UKIP")] == ["the UK Independence Party", "UKIP"]
    assert names.candidate("Nik Johnson", "Lab") == "Labour's Nik Johnson"
    assert names.candidate("Stephen Yip", "Ind") == "the Independent Stephen Yip"
    assert names.candidate("Dafydd Llywelyn", "PC") == "Plaid Cymru's Dafydd Llywelyn"
    with pytest.raises(ValueError, match="its code is missing"):
        names.party(None)


# --- figures from second sources


def test_cambridgeshire_2021_as_it_was_published() -> None:
    mayor = ex.load_results(
        organisation="cambridgeshire-and-peterborough", election_type="mayor", date="2021-05-06"
    )
    said = narrative.headline(
        ex.people_elected(mayor), ex.transfers(mayor), PARTIES, previous=ex.previous(mayor)
    )
    assert said == [
        "Labour's Nik Johnson won Cambridgeshire and Peterborough from 17,836 votes behind, taking 37,888 "
        "of the "
        "52,141 transfers, 72.7%, where 67.1% would have done; the Conservatives had won in 2017."
    ]
    county = ex.load_results(organisation="cambridgeshire", election_type="county", date="2021-05-06")
    won = ex.seats(county)
    first, *also = (
        ex.seat_changes(won, baseline=b) for b in ("last_election", "eve_of_poll", "eve_of_poll_filled")
    )
    assert narrative.councils(ex.councils_elected(county), first, PARTIES, also=also) == [
        "The Conservatives lost control of Cambridgeshire County Council, with 28 of 61 seats, eight "
        "fewer than in "
        "2017 (six fewer than sat on the eve of the poll, seven fewer than on the eve with vacancies "
        "given to their "
        "last holders)."
    ]
    assert narrative.seat_changes(ex.with_names(first), PARTIES) == [
        "On Cambridgeshire County Council the Liberal Democrats gained five seats, Labour two and "
        "Independents one; "
        "the Conservatives lost eight."
    ]


# --- cases small enough to read


def council(scope: str, size: int, **won: int) -> pd.DataFrame:
    """One council as ``councils_elected`` has it."""
    largest = max(won, key=lambda party: won[party])
    top = won[largest]
    level = list(won.values()).count(top) > 1
    control = largest if 2 * top > size else "NOC"
    return pd.DataFrame(
        {
            **{k: [v] for k, v in BODY.items()}, "organisation_name": ["Elmet Council"], "scope": [scope],
            "council_seats": [size], "seats_up": [sum(won.values())], "largest": [None if level else largest],
            "largest_seats": [top], "control": [control if scope == "whole" else None],
        }
    )  # fmt: skip


def change(before: dict[str, int | None], now: dict[str, int], note: str = "") -> pd.DataFrame:
    """Seats before and now as ``seat_changes`` has them."""
    table = pd.DataFrame({"party": list(now)}).assign(**BODY, organisation_name="Elmet Council")
    table = table.assign(
        baseline="last_election",
        seats_before=[before[p] for p in now],
        seats=list(now.values()),
        baseline_note=note,
    )
    table = table.astype({"seats_before": "Int64"})
    return table.assign(seats_change=table["seats"] - table["seats_before"])


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"Con": 4, "Lab": 5}, {"Con": 3, "Lab": 6}, "Labour held Elmet Council, with 6 of 9 seats, one "
            "more"),
        ({"Con": 5, "Lab": 4}, {"Con": 3, "Lab": 6}, "Labour took Elmet Council from the Conservatives, "
            "with"),
        (
            {"Con": 4, "Lab": 4, "LD": 1}, {"Con": 3, "Lab": 5, "LD": 1},
            "Labour won control of Elmet Council, where no party had a majority, with 5 of 9 seats, one "
            "more than "
            "when these seats were last fought.",
        ),
        (
            {"Con": 6, "Lab": 3, "LD": 0}, {"Con": 4, "Lab": 3, "LD": 2},
            "The Conservatives lost control of Elmet Council, with 4 of 9 seats, two fewer",
        ),
        (
            {"Con": 6, "Lab": 3, "LD": 0}, {"Con": 3, "Lab": 4, "LD": 2},
            "The Conservatives lost control of Elmet Council: Labour is the largest, with 4 of 9 seats, one "
            "more",
        ),
        (
            {"Con": 4, "Lab": 4, "LD": 1}, {"Con": 4, "Lab": 3, "LD": 2},
            "Elmet Council stayed without a majority: the Conservatives are the largest, with 4 of 9 "
            "seats, as "
            "many as when these seats were last fought.",
        ),
        (
            {"Con": 5, "Lab": 4, "LD": 0}, {"Con": 4, "Lab": 4, "LD": 1},
            "No party has a majority on Elmet Council: the Conservatives and Labour have 4 each of 9 seats.",
        ),
        ({"Con": None, "Lab": None}, {"Con": 3, "Lab": 6}, "Labour won a majority on Elmet Council, with "
            "6 of"),
    ],
)  # fmt: skip
def test_who_controls_a_council(before: dict[str, int | None], now: dict[str, int], said: str) -> None:
    told = narrative.councils(council("whole", 9, **now), change(before, now), PARTIES)
    assert told[0].startswith(said) or told[0] == said, told[0]
    assert sound(told) == []


def test_a_new_authority_is_new_and_has_no_change() -> None:
    note = "new authority: its seats were fought as seats of Elmet County Council"
    now = {"Con": 3, "Lab": 6}
    fresh = change({"Con": None, "Lab": None}, now, note)
    told = narrative.councils(council("whole", 9, **now), fresh, PARTIES)
    assert told == ["Labour won a majority on the new Elmet Council, with 6 of 9 seats."]
    assert narrative.seat_changes(fresh, PARTIES) == [
        "Elmet Council is a new authority that takes the place of another, so no party's seats can be set "
        "against "
        "seats before."
    ]


def test_a_part_of_a_council() -> None:
    told = narrative.councils(
        council("part", 30, Con=6, Lab=4), change({"Con": 5, "Lab": 5}, {"Con": 6, "Lab": 4}), PARTIES
    )
    assert told == [
        "Elmet Council elected 10 of its 30 seats: the Conservatives won six, one more than when these "
        "seats were "
        "last fought."
    ]
    level = narrative.councils(
        council("part", 30, Con=5, Lab=5), change({"Con": 5, "Lab": 5}, {"Con": 5, "Lab": 5}), PARTIES
    )
    assert level == ["Elmet Council elected 10 of its 30 seats: the Conservatives and Labour each won five."]


def test_no_change_and_one_seat() -> None:
    same = change({"Con": 5, "Lab": 4}, {"Con": 5, "Lab": 4})
    assert narrative.seat_changes(same, PARTIES) == ["On Elmet Council no party gained or lost a seat, net."]
    one = change({"Con": 5, "Lab": 4}, {"Con": 4, "Lab": 5})
    assert narrative.seat_changes(one, PARTIES) == [
        "On Elmet Council Labour gained one seat; the Conservatives lost one."
    ]
    unknown = change({"Con": None, "Lab": None}, {"Con": 4, "Lab": 5})
    assert narrative.seat_changes(unknown, PARTIES) == [
        "Who held every seat before is not known of Elmet Council."
    ]


def test_more_votes_and_fewer_seats_is_said() -> None:
    votes = pd.DataFrame({**BODY, "party": ["Con", "Lab"], "vote_share": [0.44, 0.56]})
    won = pd.DataFrame({**BODY, "party": ["Con", "Lab"], "seats": [5, 4], "seats_share": [5 / 9, 4 / 9]})
    told = narrative.votes_and_seats(votes, won.assign(organisation_name="Elmet Council"), PARTIES)
    assert told == [
        "On Elmet Council the Conservatives won 55.6% of the seats with 44.0% of the vote, though Labour "
        "had more "
        "votes, 56.0%."
    ]
    assert narrative.votes_and_seats(votes, won.head(0).assign(organisation_name=""), PARTIES) == []


def elected(**cells: object) -> pd.DataFrame:
    """One office as ``people_elected`` has it."""
    row = {
        "ballot_id": "x", "election_type": "mayor", "office": "Mayor of Elmet", "winner": "A. Reed",
        "winner_party": "Lab", "runner_up": "B. Rush", "runner_up_party": "Con", "majority": 20,
        "majority_share": 0.1, "round": "first", "voting_system": "SV", "plurality_reversal": False,
        "winner_mandate_share": 0.5, "date": "2021-05-06",
    }  # fmt: skip
    return pd.DataFrame([row | cells])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"winner_mandate_share": 0.5123}, "Labour's A. Reed was elected Mayor of Elmet in the first "
            "round, with 51.2% "
         "of first preferences, 20 votes ahead of the Conservative B. Rush."),
        ({"voting_system": "FPTP", "winner_mandate_share": 0.49996}, "Labour's A. Reed was elected Mayor "
            "of Elmet with "
         "49.996% of the vote, 20 votes ahead of the Conservative B. Rush."),
        ({"majority": 1}, "Labour's A. Reed was elected Mayor of Elmet in the first round, with 50.0% of "
            "first "
         "preferences, one vote ahead of the Conservative B. Rush."),
        ({"majority": 0, "round": "final"}, "Labour's A. Reed was elected Mayor of Elmet on second "
            "preferences, level "
         "with the Conservative B. Rush and chosen by lot."),
        ({"round": "final", "plurality_reversal": True}, "Labour's A. Reed was elected Mayor of Elmet on "
            "second "
         "preferences, having trailed on first, 20 votes ahead of the Conservative B. Rush."),
        ({"round": "final", "plurality_reversal": pd.NA}, "Labour's A. Reed was elected Mayor of Elmet on "
            "second "
         "preferences, 20 votes ahead of the Conservative B. Rush."),
        ({"majority": pd.NA, "winner_mandate_share": pd.NA}, "Labour's A. Reed was elected Mayor of "
            "Elmet; the votes "
         "are not held here in full."),
        ({"winner_party": "Ind", "runner_up_party": "Local", "round": None}, "The Independent A. Reed was "
            "elected Mayor "
         "of Elmet, 20 votes ahead of B. Rush."),
    ],
)  # fmt: skip
def test_how_somebody_was_elected(cells: dict[str, object], said: str) -> None:
    assert narrative.people(elected(**cells), PARTIES) == [said]


def test_who_won_before() -> None:
    then = pd.DataFrame(
        {
            "ballot_id": "y", "next_ballot_id": "x", "candidate_id": ["a", "b"],
            "candidate": ["A. Reed", "B. Rush"],
            "party": ["Lab", "Con"], "first_pref": [60, 40], "elected": [True, False], "date": "2017-05-04",
        }
    )  # fmt: skip
    other = then.assign(elected=[False, True])
    assert narrative.people(elected(), PARTIES, previous=then)[0].endswith("; 2017 had the same winner.")
    assert narrative.people(elected(winner="C"), PARTIES, previous=then)[0].endswith(
        "; the party had won in 2017 too."
    )
    assert narrative.people(elected(), PARTIES, previous=other)[0].endswith(
        "; the Conservatives had won in 2017."
    )
    assert narrative.people(elected(), PARTIES, but=narrative.people(elected(), PARTIES)) == []


def sv(*votes: tuple[str, int, int | None]) -> pd.DataFrame:
    """An SV contest: party, first preferences, transfers received."""
    finals = [first + more if more is not None else None for _, first, more in votes]
    top = max(v for v in finals if v is not None) if any(finals) else max(first for _, first, _ in votes)
    rows = [
        {
            "ballot_id": "x", "candidate_id": f"c{n}", "candidate": f"{party} One", "party": party,
            "voting_system": "SV", "first_pref": first, "second_pref": more, "final_votes": final,
            "elected": (final if final is not None else first) == top, "area_name": "Elmet",
        }
        for n, ((party, first, more), final) in enumerate(zip(votes, finals, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"second_pref": "Int64", "final_votes": "Int64"})


def test_a_second_round_step_by_step() -> None:
    # 24 eliminated, 20 transfer: 15 to Lab, 5 to Con. Con 45 + 5 = 50, Lab 31 + 15 = 46.
    told = narrative.second_rounds(
        ex.transfers(sv(("Con", 45, 5), ("Lab", 31, 15), ("LD", 24, None))), PARTIES
    )
    assert told == [
        "The Conservative Con One led the first count with 45.0%, 14 votes ahead of Labour's Lab One.",
        "Of the 24 ballot papers of eliminated candidates 20 (83.3%) transferred, 15 (75.0%) to Lab One, "
        "5 to Con One; "
        "the other 4 (16.7%) counted for neither.",
        # (20 + 14) / (2 * 20)
        "Lab One needed 85.0% of the transfers to draw level and got 75.0%.",
        # 50 of 96 at the end, of 100 at first: half exactly is not less than half
        "Con One's 50 votes at the end are 52.1% of the final round and 50.0% of all valid first "
        "preferences.",
    ]


def test_a_second_round_out_of_reach_and_none() -> None:
    far = narrative.second_rounds(ex.transfers(sv(("Con", 49, 3), ("Lab", 30, 6), ("LD", 21, None))), PARTIES)
    assert "Even all the transfers would not have brought Lab One level." in far
    none = narrative.second_rounds(
        ex.transfers(sv(("Con", 60, None), ("Lab", 25, None), ("LD", 15, None))), PARTIES
    )
    assert none == [
        "No second round was needed: the Conservative Con One had more than half of first preferences."
    ]
    with pytest.raises(ValueError, match="one contest at a time"):
        narrative.second_rounds(
            pd.concat(
                [ex.transfers(sv(("Con", 6, None), ("Lab", 2, None))).assign(ballot_id=b) for b in "xy"]
            ),
            PARTIES,
        )


def margins(**cells: list[object]) -> pd.DataFrame:
    table = {
        "area_name": ["Abbey", "Barton"], "organisation_name": "Elmet Council", "winner_party": ["LD", "Con"],
        "runner_up_party": ["Con", "Lab"], "majority": [5, 900], "majority_share": [0.001, 0.4],
        "seats": [1, 1],
    }  # fmt: skip
    return pd.DataFrame(table | cells)


def test_the_closest_contest() -> None:
    assert narrative.closest(margins(), PARTIES) == [
        "The closest contest was Abbey (Elmet Council): the Liberal Democrats were five votes ahead of "
        "the Conservatives.",
        "The majority was under 5% of the votes in one of the two one-seat contests; it was largest in "
        "Barton (Elmet "
        "Council), at 40.0%.",
    ]
    tied = narrative.closest(margins(majority=[0, 900], majority_share=[0.0, 0.4]), PARTIES)
    assert tied[0] == "Abbey (Elmet Council) ended in a tie for the last seat, which was decided by lot."
    same = narrative.closest(margins(runner_up_party=["LD", "Lab"]), PARTIES)
    assert "parted the last of the Liberal Democrats elected from the first not elected" in same[0]
    # three votes an elector: 0.03 of the votes is 0.09 of those who voted, so Abbey is not the closest
    several = narrative.closest(margins(majority_share=[0.03, 0.05], seats=[3, 1]), PARTIES)
    assert several[0].startswith("The closest contest was Barton") and len(several) == 1
    assert narrative.closest(margins(runner_up_party=[None, None]), PARTIES) == []


def test_contests_not_polled_with_the_others() -> None:
    contests = pd.DataFrame(
        {
            "ballot_id": list("abc"), "area_name": ["Sewell", "Abbey", "Coton"],
            "organisation_name": "Elmet Council",
            "status": ["postponed", "uncontested", "polled"], "date": ["2021-06-17", "2021-05-06",
            "2021-05-06"],
            "seats": [1, 2, 1], "note": [None, None, None],
        }
    )  # fmt: skip
    assert narrative.irregular(contests) == [
        "The poll in Sewell (Elmet Council) was put off to 17 June 2021.",
        "Two seats were filled without a vote, as nobody stood against the candidates: Abbey (Elmet "
        "Council).",
    ]
    assert narrative.irregular(contests.tail(1)) == []


def test_changes_in_votes() -> None:
    table = pd.DataFrame(
        {
            "organisation_name": "Elmet Council", "party": ["Con", "LD"], "vote_share": [0.38, 0.29],
            "share_change": [-0.02, 0.06], "contests": 9, "compared": 9, "previous_date": "2017-05-04, "
            "2018-05-03",
        }
    )  # fmt: skip
    assert narrative.share_changes(table, PARTIES) == [
        "In the vote for Elmet Council the Liberal Democrats rose 6.0 points, to 29.0%, and the "
        "Conservatives fell 2.0 "
        "points, to 38.0%, since 2017 and 2018."
    ]
    still = narrative.share_changes(table.assign(share_change=[0.001, -0.002]), PARTIES)
    assert still == [
        "In the vote for Elmet Council no share moved further than that of the Liberal Democrats, 0.2 "
        "points, since "
        "2017 and 2018."
    ]


def test_seats_that_changed_hands() -> None:
    held = pd.DataFrame({"party_before": ["Lab", "Con"], "party": ["Lab", "Con"], "outcome": "hold"})
    assert narrative.gains(held, PARTIES) == [
        "None of the two one-seat contests whose earlier holder is known changed hands."
    ]
    level = pd.DataFrame({"party_before": ["Lab", "Con"], "party": ["Con", "Lab"], "outcome": "gain"})
    assert narrative.gains(level, PARTIES) == [
        "Of the two one-seat contests whose earlier holder is known two changed hands."
    ]


# --- findings


def small_day() -> pd.DataFrame:
    """Ten one-seat contests whose majorities are 1, 2 ... 10 of 100 votes."""
    rows = []
    for n in range(10):
        for who, votes, won in (("a", 50.5 + n / 2, True), ("b", 49.5 - n / 2, False)):
            rows.append(
                {
                    "ballot_id": f"w{n}", "candidate_id": who, "candidate": who,
                    "party": "Lab" if won else "Con",
                    "first_pref": int(2 * votes), "elected": won, "seats": 1, "voting_system": "FPTP",
                    "organisation": "norfolk" if n in (0, 9) else "suffolk", "election_type": "county",
                    "cycle": pd.Timestamp("2001-05-03"), "date": pd.Timestamp("2001-05-03"),
                    "area_name": f"W{n}",
                    "area_gss": None, "district_gss": None, "incumbent": None, "source_id": "derived",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def test_a_finding_ranks_by_the_chance_of_drawing_it() -> None:
    day = small_day()
    ours = day[day["organisation"] == "norfolk"]
    found = ex.findings(ours, among=day).set_index("kind")
    # the closest of ten is one of our two: 1 - (9/10 * 8/9) = 0.2
    assert found.loc["closest", ["ballot_id", "rank", "among", "drawn"]].tolist() == ["w0", 1, 10, 2]
    assert found.loc["closest", "chance"] == pytest.approx(0.2)
    shuffled = ex.findings(ours.sample(frac=1, random_state=1), among=day.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled.set_index("kind"), found)
    with pytest.raises(ValueError, match="among lacks 2 of the contests, such as w0"):
        ex.findings(ours, among=day[day["organisation"] == "suffolk"])


def test_a_tie_for_the_extreme_is_joint() -> None:
    day = small_day()
    day.loc[day["ballot_id"] == "w1", "first_pref"] = day.loc[
        day["ballot_id"] == "w0", "first_pref"
    ].to_numpy()
    found = ex.findings(day[day["organisation"] == "norfolk"], among=day).query("kind == 'closest'")
    assert found[["rank", "place"]].values.tolist() == [[2, 1]]
    assert narrative.findings(found, PARTIES) == [
        "W0 (Norfolk County Council) was decided by two votes, the joint closest of 10 council contests "
        "of the day held "
        "here."
    ]


# --- everything that is held


@pytest.fixture(scope="module")
def everything() -> pd.DataFrame:
    return ex.load_results()


def told(everything: pd.DataFrame) -> Iterator[list[Sentence]]:
    people = everything["election_type"].isin(["mayor", "pcc"])
    offices = ex.people_elected(everything)
    moved = ex.transfers(everything[people])
    yield narrative.people(offices, PARTIES, previous=ex.previous(everything[people]))
    yield narrative.headline(offices, moved, PARTIES)
    for _, one in moved.groupby("ballot_id"):
        yield narrative.second_rounds(one, PARTIES)
    council = everything[~people]
    won = ex.with_names(ex.seats(council))
    since = ex.with_names(ex.seat_changes(won.drop(columns="organisation_name"), baseline="last_election"))
    for cycle, bodies in ex.councils_elected(council).groupby("cycle"):
        mine = since[since["cycle"] == cycle]
        yield narrative.councils(bodies, mine, PARTIES)
        yield narrative.seat_changes(mine, PARTIES)
        if len(filled := won[won["cycle"] == cycle]):
            yield narrative.seats_filled(filled, PARTIES)
    yield narrative.irregular(ex.with_names(everything))
    now = council[council["cycle"] == "2021-05-06"]
    for _, one in ex.with_names(ex.majority(now)).groupby("organisation"):
        yield narrative.closest(one, PARTIES)
    for _, one in ex.with_names(ex.gains(now)).groupby("organisation"):
        yield narrative.gains(one, PARTIES)
    printed = now.drop_duplicates("ballot_id").dropna(subset="turnout_published")
    for _, one in ex.with_names(ex.turnout(printed, definition="published")).groupby("organisation"):
        yield narrative.turnout(one)
    day = everything[everything["cycle"] == "2021-05-06"]
    for region in ("cambridgeshire", "tees-valley", "west-midlands"):
        ours = ex.load_results(region=region, date="2021-05-06")
        yield narrative.findings(ex.findings(ours, among=day), PARTIES, most=99)


def test_every_sentence_on_everything_held_reads_right(everything: pd.DataFrame) -> None:
    every = [sentence for some in told(everything) for sentence in some]
    assert len(every) > 600
    assert sound(every) == []
    figures = figures_in(every)
    halves = figures[figures["printed"].isin(["50.0%", "0.0%", "100.0%"])]
    assert halves["value"].map(lambda share: abs(2 * share - round(2 * share)) < 1e-9).all()
