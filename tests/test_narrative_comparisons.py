"""Sentences that compare: hand-worked tables with ties, one, none and unknowns; and the shipped data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import pytest
from test_narrative import sound

import elexan as ex
from elexan import narrative, tables
from elexan.narrative.sentences import Sentence

PARTIES = ex.load_parties()
RAN = "it ran from {low} in {low_at} to {high} in {high_at}"


def ran(figures: dict[str, float | None], kind: str = "percent", one: str = "") -> list[Sentence]:
    table = pd.DataFrame({"area": list(figures), "figure": list(figures.values())})
    return narrative.extremes(table, RAN, column="figure", by="area", name="t", kind=kind, one=one)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"A": 0.2, "B": 0.4, "C": 0.3}, "It ran from 20.0% in A to 40.0% in B."),
        ({"A": 0.2, "B": 0.4, "C": 0.4}, "It ran from 20.0% in A to 40.0% in B and C."),
        (
            {"A": 0.2, "B": None, "West Midlands": 0.4},
            "It ran from 20.0% in A to 40.0% in the West Midlands.",
        ),
        (dict.fromkeys("ABCD", 0.2) | {"E": 0.4}, "It ran from 20.0% in four of them to 40.0% in E."),
        # no rounding may make two figures one
        ({"A": 0.40001, "B": 0.40002}, "It ran from 40.001% in A to 40.002% in B."),
    ],
)
def test_the_highest_and_the_lowest(figures: dict[str, float | None], said: str) -> None:
    assert ran(figures) == [said]
    assert ran(dict(reversed(figures.items()))) == [said]


def test_one_thing_has_no_range() -> None:
    assert ran({"A": 0.2}) == ran({"A": None}) == ran({}) == ran({"A": 0.2, "B": 0.2}) == []
    assert ran({"A": 0.2, "B": 0.2}, one="it was {high} in {high_at}") == ["It was 20.0% in each of the two."]
    assert ran({"A": 0.2}, one="it was {high} in {high_at}") == ["It was 20.0% in A."]
    assert ran({"A": 0.0251, "B": 0.0252}, kind="points") == []  # they would both be 2.5 points


def test_a_figure_knows_its_area() -> None:
    table = pd.DataFrame({"council": ["Elmet", "Loidis"], "figure": [0.1, 0.2]})
    said = narrative.extremes(table, RAN, column="figure", by="council", name="t")
    figures = narrative.figures_in(said)
    assert figures[["printed", "organisation_name"]].values.tolist() == [
        ["10.0%", "Elmet"],
        ["20.0%", "Loidis"],
    ]


def test_a_figure_of_an_area_is_told_with_its_area() -> None:
    areas = shares({"A": {"Con": 0.6, "Lab": 0.4}, "B": {"Con": 0.7, "Lab": 0.3}})
    areas = areas.rename(columns={"area": "region_name"})
    html = tables.prose(narrative.first_places(areas, PARTIES, by="region_name"))
    assert "<td>A, Conservative</td>" in html and "<td>B, Conservative</td>" in html


def people(*winners: tuple[str, str, str], **cells: object) -> pd.DataFrame:
    rows = [
        {"office": f"Mayor of {a}", "winner": w, "winner_party": p, "ballot_id": a} for a, w, p in winners
    ]
    every: dict[str, object] = {"election_type": "mayor", "voting_system": "SV"}
    return pd.DataFrame(rows).assign(**(every | cells))  # type: ignore[arg-type]


ABC = (("A", "Reed", "Lab"), ("B", "Rush", "Lab"), ("C", "Sedge", "Con"), ("D", "Fern", "Lab"))


def test_how_many_offices_a_party_won() -> None:
    def won(table: pd.DataFrame) -> list[Sentence]:
        return narrative.winning_parties(table, PARTIES, things="mayoralties")

    assert won(people(*ABC)) == ["Labour won three of the four mayoralties and the Conservatives one (C)."]
    assert won(people(*ABC[:2])) == ["Labour won both mayoralties."]
    assert won(people(ABC[0], ABC[1], ABC[3])) == ["Labour won all three mayoralties."]
    assert won(people(ABC[0])) == ["Labour's Reed was elected Mayor of A."]
    assert won(people(*ABC[1:3])) == [
        "The Conservatives won one of the two mayoralties (C) and Labour one (B)."
    ]  # level: by code
    assert won(people(ABC[0], winner_party=pd.NA)) == []


@pytest.mark.parametrize(
    ("rounds", "behind", "said"),
    [
        (["first"] * 3, [False] * 3, "None of the three went to a second round."),
        (
            ["final"] * 3, [False] * 3,
            "All three went to a second round; whoever had led the first won each.",
        ),
        (
            ["final", "first", "first"], [True, False, False],
            "One of the three went to a second round, which Reed (A) won from behind.",
        ),
        (
            ["final", "final", "first"], [True, False, False],
            "Two of the three went to a second round; of the winners only Reed (A) had trailed in the first.",
        ),
        (
            ["final", "final", None], [True, True, None],
            "Both went to a second round; Reed (A) and Rush (B) had trailed in the first.",
        ),
    ],
)  # fmt: skip
def test_second_rounds_and_who_trailed(rounds: list[str], behind: list[bool], said: str) -> None:
    table = people(*ABC[:3], round=rounds, plurality_reversal=pd.array(behind, dtype="boolean"))
    assert narrative.second_round_winners(table) == [said]
    assert narrative.second_round_winners(table.assign(voting_system="FPTP")) == []


def test_mandates() -> None:
    table = people(*ABC[:3], winner_mandate_share=[0.49997, 0.5, 0.6])
    assert narrative.mandates(table) == [
        "The winner's mandate ran from 49.997% for Reed (A) to 60.0% for Sedge (C); "
        "one of the three had less than half."
    ]
    short = people(*ABC[:3], winner_mandate_share=[0.55, None, 0.6], voting_system="FPTP")
    assert narrative.mandates(short) == [
        "The winner's share of the vote ran from 55.0% for Reed (A) to 60.0% for Sedge (C); "
        "neither whose votes are known had less than half."
    ]
    assert narrative.mandates(people(ABC[0], winner_mandate_share=[0.5])) == []


def shares(areas: Mapping[str, Mapping[str, float | None]]) -> pd.DataFrame:
    cells = [(a, p, v) for a, each in areas.items() for p, v in each.items()]
    return pd.DataFrame(cells, columns=["area", "party", "vote_share"])


def test_who_came_first_where() -> None:
    def first(areas: Mapping[str, Mapping[str, float | None]]) -> list[Sentence]:
        return narrative.first_places(shares(areas), PARTIES, by="area")

    a, b, c = {"Con": 0.6, "Lab": 0.4}, {"Con": 0.7, "Lab": 0.3}, {"Con": 0.3, "Lab": 0.7}
    assert first({"A": a, "B": b}) == [
        "The Conservatives had most votes in both areas, from 60.0% in A to 70.0% in B."
    ]
    assert first({"A": a, "B": a}) == ["The Conservatives had most votes in both areas."]
    assert first({"A": a}) == ["The Conservatives had most votes in A (60.0%)."]
    assert first({"A": a, "B": b, "C": c, "D": b}) == [
        "The Conservatives had most votes in three of the four areas, from 60.0% in A to 70.0% in B and D; "
        "Labour in C (70.0%)."
    ]
    level, unknown = {"Con": 0.5, "Lab": 0.5}, {"Con": 0.5, "Lab": None}
    assert first({"A": a, "B": level}) == [
        "The Conservatives had most votes in A (60.0%); in B first place was shared."
    ]
    assert first({"A": a, "B": b, "C": a, "D": unknown})[0].startswith(
        "The Conservatives had most votes in all three areas whose votes are known in full"
    )
    assert first({"D": unknown}) == []


def swings(*values: float | None) -> list[Sentence]:
    table = pd.DataFrame(
        {"area": list("ABCDE")[: len(values)], "swing": values, "party_a": "Con", "party_b": "Lab"}
    )
    return narrative.swings(table.astype({"swing": "float64"}), PARTIES, by="area")


def test_which_way_swings_went() -> None:
    assert swings(0.02, 0.05, -0.01) == [
        "The swing was to the Conservatives in two of the three areas, furthest in B (5.0 points), "
        "and to Labour in C (1.0 point)."
    ]
    assert swings(-0.02, -0.05) == [
        "The swing between the Conservatives and Labour was to Labour in both areas, "
        "furthest in B (5.0 points)."
    ]
    assert swings(0.0, 0.01) == ["The swing was to the Conservatives in B (1.0 point) and nil in A."]
    assert swings(None) == []


def changes(cells: list[tuple[str, str, int | None]]) -> list[Sentence]:
    table = pd.DataFrame(cells, columns=["organisation_name", "party", "seats_change"])
    table = table.assign(seats_change=table["seats_change"].astype("Int64"), baseline="last_election")
    return narrative.seats_moved(table, PARTIES)


def test_seats_over_councils() -> None:
    assert changes([("A", "Con", -2), ("A", "LD", 2), ("B", "Con", 1), ("B", "LD", -1)]) == [
        "Over both councils the Liberal Democrats gained one seat net; the Conservatives lost one, "
        "all since these seats were last fought.",
        "No party gained more seats on a single council than the Lib Dems on A, two, and none lost more than "
        "the Conservatives on A, two.",
    ]
    assert changes([("A", "Con", 1), ("B", "Con", -1), ("C", "Con", None)])[0] == (
        "Over the two councils of three whose earlier seats are known no party gained or lost a seat, net."
    )
    assert changes([("A", "Con", 1)]) == changes([]) == []


def test_majorities_over_councils() -> None:
    def controls(*control: str | None) -> list[Sentence]:
        table = pd.DataFrame(
            {"organisation_name": list("ABCDE")[: len(control)], "control": control, "scope": "whole"}
        )
        return narrative.controls(table, PARTIES)

    assert controls("Con", "Con", "Con") == [
        "The Conservatives won a majority on all three councils elected as a whole."
    ]
    assert controls("NOC", "NOC") == ["Of the two councils elected as a whole none gave a party a majority."]
    assert controls("Con", "NOC", None) == [
        "Of the two councils elected as a whole the Conservatives won a majority on one (A); nobody did on B."
    ]
    assert controls("Con", *["NOC"] * 4)[0].endswith("one (A); nobody did on the other four.")
    assert controls("Con") == controls() == []


def leaders(*differs: bool | None) -> list[Sentence]:
    table = pd.DataFrame({
        "office": [f"Mayor of {a}" for a in "ABC"[: len(differs)]], "leader_party": "Con",
        "elected_party": "Lab", "lead": 1, "differs": pd.array(differs, dtype="boolean"),
    })  # fmt: skip
    return narrative.other_winners(table, PARTIES)


def test_whom_first_past_the_post_would_have_elected() -> None:
    assert leaders(True, False, None) == [
        "First past the post would have elected somebody else in one of the two contests whose first "
        "preferences are known: A (the Conservatives led Labour by one vote)."
    ]
    assert leaders(False, False) == [
        "First past the post would have elected the same person in both contests."
    ]
    assert leaders(None) == []


def test_a_figure_that_depends_on_how_it_is_counted() -> None:
    table = pd.DataFrame({
        "council": ["A"] * 3 + ["B"] * 2, "party": "Con", "way": ["x", "y", "z", "x", "y"],
        "seats_change": [-8, -6, -8, 1, 0],
    })  # fmt: skip
    text = "{party} on {at}: {each}"
    said = narrative.depends_on(table, PARTIES, text, way="way", column="seats_change", kind="size")
    assert said == ["The Conservatives on A: down eight (x and z) and down six (y)."]
    rest = table[table["council"] == "B"]
    said = narrative.depends_on(rest, PARTIES, text, way="way", column="seats_change", kind="size")
    assert said == ["The Conservatives on B: unchanged (y) and up one (x)."]
    same = table.assign(seats_change=1)
    assert narrative.depends_on(same, PARTIES, text, way="way", column="seats_change", kind="size") == []


def test_a_majority_lost_and_one_won() -> None:
    cells = {
        "council": "A",
        "party": "Con",
        "area_name": "Abbey",
        "other_party": "Ind",
        "required_swing": 0.01,
    }
    lost = pd.DataFrame([cells | {"change": "loss", "seats_to_change": 1}])
    assert narrative.nearest_tipping_point(lost, PARTIES) == [
        "The smallest swing that would have changed control was 1.0 point from the Conservatives, up to "
        "Abbey (against an Independent): one seat fewer and no majority on A."
    ]
    out = lost.assign(required_swing=float("nan"))
    assert narrative.nearest_tipping_point(out, PARTIES) == []


def test_rivals_in_and_out_of_reach() -> None:
    def need(*shares: float | None) -> list[Sentence]:
        table = pd.DataFrame(
            {"candidate": list("PQR")[: len(shares)], "needed_share": shares, "transfer_rate": 0.7}
        )
        table = table.assign(possible=table["needed_share"].notna()).astype({"needed_share": "float64"})
        return narrative.rivals(table)

    start = "By the alternative vote, if 70% transferred, "
    assert need(0.6, 0.55) == [
        start + "Q would have needed 55.0% of the transfers in the last round and P 60.0%."
    ]
    assert need(0.6, None) == [
        start + "P would have needed 60.0% of the transfers in the last round; Q could not have won."
    ]
    assert need(None, None) == [start + "neither P nor Q could have won."]
    assert need() == []


# --- the shipped data


@pytest.fixture(scope="module")
def day() -> pd.DataFrame:
    return ex.load_results(date="2021-05-06", election_type=["mayor", "pcc", "county"])


def told(day: pd.DataFrame) -> Iterator[list[Sentence]]:
    offices = day["election_type"].isin(["mayor", "pcc"])
    who, moved = ex.people_elected(day[offices]), ex.transfers(day[offices])
    yield narrative.winning_parties(who, PARTIES, things="offices")
    yield [*narrative.second_round_winners(who), *narrative.mandates(who)]
    yield [*narrative.transfer_rates(moved, by="area_name"), *narrative.needed(moved, by="area_name")]
    mayors = day[day["election_type"] == "mayor"]
    named = ex.fptp_winners(mayors).merge(who[["ballot_id", "office"]], on="ballot_id")
    yield narrative.other_winners(named, PARTIES)
    council = ex.with_names(day[~offices])
    council = council.rename(columns={"organisation_name": "council"})
    votes = ex.party_share(council, method="top_vote", by="council")
    yield narrative.first_places(votes, PARTIES, by="council", things="councils")
    earlier = ex.previous(council)
    yield narrative.largest_moves(
        ex.share_change(council, earlier, method="top_vote", by="council"), PARTIES, by="council"
    )
    swung = ex.swing(council, earlier, share_method="top_vote", by=["ballot_id", "area_name", "council"])
    yield narrative.outliers(ex.swing_outliers(swung, by="council"), PARTIES)
    won = ex.seats(council.rename(columns={"council": "organisation_name"}))
    yield narrative.seats_moved(ex.with_names(ex.seat_changes(won, baseline="last_election")), PARTIES)
    yield narrative.controls(ex.councils_elected(council), PARTIES)
    ways = [
        ex.party_share(council, method=m, by="council").assign(way=m) for m in ("sum", "average", "top_vote")
    ]
    text = "no share depended more on the method than that of {party} on {at}: {each}"
    yield narrative.depends_on(pd.concat(ways), PARTIES, text, way="way", column="vote_share", kind="percent")
    tip = pd.concat([ex.tipping_point(council, party=p) for p in ("Con", "Lab")])
    tip = tip.merge(council[["organisation", "council"]].drop_duplicates())
    yield [*narrative.nearest_tipping_point(tip, PARTIES), *narrative.safest_majority(tip, PARTIES)]
    split = ex.same_day_votes(region="cambridgeshire", date="2021-05-06", contests=("council", "mayor"))
    papers = {"council": "the councils"}
    yield narrative.split_tickets(ex.split_ticket_bound(split, by="all"), papers, where="Cambridgeshire")
    yield narrative.candidate_effects(ex.candidate_effect(split, contest="mayor", by="all"), PARTIES)
    yield narrative.widest_differences(ex.largest_differences(split, most=10), PARTIES, papers)


def test_every_number_said_of_the_day_is_a_figure(day: pd.DataFrame) -> None:
    every = list(told(day))
    assert all(every)
    assert sound([sentence for some in every for sentence in some]) == []
