"""Which earlier contest or composition a change is measured against, on the shipped data."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex
from elexan.comparators import previous, seat_changes
from elexan.errors import EmptySelectionError, UnknownNameError


def won(organisation: str | list[str], date: str = "2021-05-06", kind: str | None = None) -> pd.DataFrame:
    kinds = kind or ["county", "unitary", "district"]
    return ex.seats(ex.load_results(organisation=organisation, date=date, election_type=kinds))


def change(table: pd.DataFrame, *parties: str) -> list[int]:
    return table.set_index("party").loc[list(parties), "seats_change"].tolist()


@pytest.mark.parametrize(
    ("baseline", "published"),
    [("last_election", [-8, 5, 2]), ("eve_of_poll", [-6, 4, 3]), ("eve_of_poll_filled", [-7, 4, 3])],
)
def test_cambridgeshire_2021_is_as_published_under_each_baseline(baseline: str, published: list[int]) -> None:
    table = seat_changes(won("cambridgeshire"), baseline=baseline)
    assert change(table, "Con", "LD", "Lab") == published
    assert set(table["baseline"]) == {baseline} and table["baseline_note"].notna().all()
    assert table["seats_before"].sum() == 61 and table["seats_change"].sum() == 0


def test_a_vacancy_is_a_row_until_it_is_filled() -> None:
    eve = seat_changes(won("cambridgeshire"), baseline="eve_of_poll").set_index("party")
    assert eve.loc["Vacant", ["seats_before", "seats", "seats_change"]].tolist() == [1, 0, -1]
    filled = seat_changes(won("cambridgeshire"), baseline="eve_of_poll_filled")
    assert "Vacant" not in set(filled["party"])


def test_norfolk_conservatives_gained_four_on_what_they_held() -> None:
    # A local radio station: the party went into the poll with 54 and gained four.
    table = seat_changes(won("norfolk"), baseline="eve_of_poll_filled").set_index("party")
    assert table.loc["Con", ["seats_before", "seats_change"]].tolist() == [54, 4]


def test_vacancies_of_unknown_holders_leave_the_filled_council_missing() -> None:
    table = seat_changes(won(["essex", "norfolk"]), baseline="eve_of_poll_filled")
    essex = table[table["organisation"] == "essex"]
    assert essex[["seats_before", "seats_change"]].isna().all(axis=None)
    assert essex["baseline_note"].unique().tolist() == ["vacant seats whose last holder is not known: 2"]


def test_a_new_authority_has_no_seats_before() -> None:
    both_named = "North Northamptonshire Council, West Northamptonshire Council: new authority: its seats"
    with pytest.raises(EmptySelectionError, match=both_named):
        seat_changes(won(["north-northamptonshire", "west-northamptonshire"]), baseline="last_election")
    with pytest.raises(EmptySelectionError, match="new authority"):
        seat_changes(won("north-northamptonshire"), baseline="last_election")
    both = seat_changes(won(["north-northamptonshire", "norfolk"]), baseline="last_election")
    new = both[both["organisation"] == "north-northamptonshire"]
    assert new["seats_before"].isna().all() and new["seats"].sum() == 78
    assert both.loc[both["organisation"] == "norfolk", "seats_before"].sum() == 84


def test_a_baseline_nobody_has_names_those_there_are() -> None:
    with pytest.raises(EmptySelectionError, match=r"eve of this poll is known.*there is last_election"):
        seat_changes(won("peterborough"), baseline="eve_of_poll")
    with pytest.raises(UnknownNameError, match='did you mean "eve_of_poll"'):
        seat_changes(won("norfolk"), baseline="eve_of_the_poll")
    with pytest.raises(TypeError):
        seat_changes(won("norfolk"))  # type: ignore[call-arg]


def test_part_of_a_council_is_not_compared_with_all_of_it() -> None:
    fenland = ex.load_results(organisation="cambridgeshire", date="2021-05-06", election_type="county")
    fenland = ex.seats(fenland[fenland["district_gss"] == "E07000010"])
    for baseline in ("last_election", "eve_of_poll"):
        both = seat_changes(pd.concat([fenland, won("norfolk", kind="county")]), baseline=baseline)
        assert both.loc[both["organisation"] == "cambridgeshire", "seats_before"].isna().all()
        assert both.loc[both["organisation"] == "norfolk", "seats_before"].notna().all()


def test_norfolk_without_the_postponed_poll_is_compared_without_it() -> None:
    r = ex.load_results(organisation="norfolk", date="2021-05-06", election_type="county")
    polled = seat_changes(ex.seats(r[r["status"] == "polled"]), baseline="last_election")
    every = seat_changes(ex.seats(r), baseline="last_election")
    assert polled[["seats_before", "seats"]].sum().tolist() == [83, 83]
    assert every[["seats_before", "seats"]].sum().tolist() == [84, 84]


def test_a_council_redrawn_to_fewer_seats_is_compared_whole() -> None:
    table = seat_changes(won("north-northamptonshire", "2025-05-01"), baseline="last_election")
    assert table[["seats_before", "seats"]].sum().tolist() == [78, 68]
    assert table["baseline_note"].str.endswith("2021-05-06; there were 78 seats then").all()
    # As an encyclopaedia prints the election of 2021.
    held = table.set_index("party")["seats_before"]
    assert held[["Con", "Lab", "Grn", "Ind"]].tolist() == [60, 14, 3, 1]


def test_a_commissioner_is_not_compared_with_the_council_of_the_same_name() -> None:
    both = seat_changes(won(["cambridgeshire"], kind=["county", "pcc"]), baseline="eve_of_poll")
    commissioner = both[both["election_type"] == "pcc"]
    assert commissioner["seats_before"].isna().all()
    assert commissioner["baseline_note"].unique().tolist() == [
        "no composition on the eve of this poll is known"
    ]
    last = seat_changes(won(["cambridgeshire"], kind="pcc"), baseline="last_election").set_index("party")
    assert last.loc[["Con", "Lab"], ["seats_before", "seats"]].values.tolist() == [[1, 1], [0, 0]]


def test_where_the_seats_before_are_known_they_are_as_many_as_the_seats_up() -> None:
    every = seat_changes(
        ex.seats(ex.load_results(election_type=["county", "unitary", "district"])), baseline="last_election"
    )
    known = every[every["seats_before"].notna() & ~every["baseline_note"].str.endswith("seats then")]
    sums = known.groupby(["organisation", "cycle"])[["seats_before", "seats", "seats_change"]].sum()
    assert len(sums) > 40
    assert (sums["seats_before"] == sums["seats"]).all() and (sums["seats_change"] == 0).all()


def test_seats_by_lineage_agree_with_a_plain_loop_for_councils_elected_by_thirds() -> None:
    lineage = ex.load_lineage()
    results = ex.load_results()
    elected = results[results["elected"]].sort_values("first_pref", ascending=False)
    for council in ("peterborough", "colchester", "milton-keynes", "st-albans"):
        now = won(council)
        ballots = set(
            ex.load_contests(organisation=council, date="2021-05-06", election_type=["unitary", "district"])[
                "ballot_id"
            ]
        )
        before: dict[str, int] = {}
        for link in lineage[lineage["ballot_id"].isin(ballots)].itertuples():
            holders = elected.loc[elected["ballot_id"] == link.previous_ballot_id, "party"].tolist()
            ranks = (
                range(1, len(holders) + 1)
                if pd.isna(link.previous_seats)
                else map(int, link.previous_seats.split(","))
            )
            for rank in ranks:
                if rank:
                    before[holders[rank - 1]] = before.get(holders[rank - 1], 0) + 1
        table = seat_changes(now, baseline="last_election").set_index("party")["seats_before"]
        assert {p: n for p, n in table.items() if n} == before


def test_councils_elected_whole_twice_agree_with_lineage() -> None:
    lineage = ex.load_lineage()
    results = ex.load_results()
    for council in ("norfolk", "suffolk", "essex", "hertfordshire", "bristol"):
        ballots = results.loc[
            (results["organisation"] == council) & (results["cycle"] == "2021-05-06"), "ballot_id"
        ]
        earlier = lineage.loc[lineage["ballot_id"].isin(ballots), "previous_ballot_id"]
        winners = results[results["ballot_id"].isin(earlier) & results["elected"]]
        winners = winners[~winners["election_type"].isin(["mayor", "pcc"])]
        table = seat_changes(won(council), baseline="last_election").set_index("party")["seats_before"]
        counted = winners[winners["organisation"] == council].groupby("party").size()
        assert {p: n for p, n in table.items() if n} == counted.to_dict()


def test_previous_finds_the_contest_before_and_links_it() -> None:
    now = ex.load_results(region="cambridgeshire", date="2021-05-06")
    before = previous(now)
    mayor = before[before["next_ballot_id"] == "mayor.cambridgeshire-and-peterborough.2021-05-06"]
    assert mayor["ballot_id"].unique().tolist() == ["mayor.cambridgeshire-and-peterborough.2017-05-04"]
    assert mayor.loc[mayor["candidate"] == "James Palmer", "first_pref"].item() == 76064
    assert set(now.columns) <= set(before.columns)
    assert before.groupby("next_ballot_id")["ballot_id"].nunique().max() == 1


def test_redrawn_contests_come_only_when_asked_for() -> None:
    cambridge = ex.load_results(organisation="cambridge", date="2021-05-06")
    assert previous(cambridge).empty
    asked = previous(cambridge, relation=["same", "redrawn"])
    assert set(asked["relation"]) == {"redrawn"}
    with pytest.raises(UnknownNameError, match='no relation "redraw"; did you mean "redrawn"'):
        previous(cambridge, relation="redraw")


def test_a_contest_without_a_predecessor_has_no_rows_and_its_swing_says_so() -> None:
    first = ex.load_results(organisation="west-yorkshire", election_type="mayor", date="2021-05-06")
    assert previous(first).empty and {"next_ballot_id", "relation"} <= set(previous(first).columns)
    assert ex.swing(first, previous(first))["note"].tolist() == ["no comparable earlier contest"]


def test_neither_changes_what_it_is_given() -> None:
    now = ex.load_results(region="norfolk", date="2021-05-06", election_type="county")
    table = ex.seats(now)
    copies = now.copy(deep=True), table.copy(deep=True)
    previous(now)
    seat_changes(table, baseline="last_election")
    pd.testing.assert_frame_equal(now, copies[0])
    pd.testing.assert_frame_equal(table, copies[1])
    mixed = seat_changes(table.sample(frac=1, random_state=1), baseline="last_election")
    pd.testing.assert_frame_equal(seat_changes(table, baseline="last_election"), mixed)


def test_a_contest_that_compares_for_votes_only_lends_no_seats() -> None:
    # Manchester was redrawn in 2018: the seats up in 2021 were not those fought in 2016
    table = seat_changes(won(["manchester", "oldham"]), baseline="last_election").set_index("organisation")
    assert table.loc["manchester", "seats_before"].isna().all()
    assert table.loc["manchester", "baseline_note"].unique().tolist() == [
        "34 of 34 seats have no known earlier holder"
    ]
    assert table.loc["oldham", "seats_before"].sum() == 20
    manchester = ex.load_results(organisation="manchester", date="2021-05-06", election_type="district")
    assert len(previous(manchester, relation="redrawn")) and previous(manchester).empty


def test_a_new_authority_beside_an_old_one_has_no_seats_before() -> None:
    councils = won(["north-northamptonshire", "norfolk"])
    table = seat_changes(councils, baseline="last_election").set_index("organisation")
    assert table.loc["north-northamptonshire", "seats_before"].isna().all()
    assert table.loc["north-northamptonshire", "baseline_note"].unique().tolist() == [
        "new authority: its seats were fought as seats of Northamptonshire County Council"
    ]
    assert table.loc["norfolk", "seats_before"].sum() == 84


def test_the_new_northamptonshire_councils_have_notional_seats_of_three_a_division() -> None:
    # Each of the 57 divisions of 2017 is a ward of three seats, and a division had one vote to give: the
    # county of 2017 (43 Conservative, 12 Labour, 2 Liberal Democrat) three times over.
    councils = ["north-northamptonshire", "west-northamptonshire"]
    table = seat_changes(won(councils), baseline="notional")
    mixed = seat_changes(won(councils).sample(frac=1, random_state=1), baseline="notional")
    pd.testing.assert_frame_equal(table, mixed)
    before = table.groupby("party")["seats_before"].sum()
    assert before[before > 0].to_dict() == {"Con": 3 * 43, "Lab": 3 * 12, "LD": 3 * 2}
    assert table.groupby("organisation")["seats_before"].sum().tolist() == [78, 93]
    assert table["baseline_note"].unique().tolist() == [
        "notional, of 2017-05-04 on the wards of now (whole areas, none of them cut): the leading party in a "
        "ward holds all its seats"
    ]
    assert table["seats_change"].sum() == 0


def test_cambridge_has_a_notional_council_of_three_rounds_on_its_new_wards() -> None:
    table = seat_changes(won("cambridge"), baseline="notional")
    assert table["seats_before"].sum() == 42 and table["seats_change"].sum() == 0
    note = table["baseline_note"].unique().item()
    assert "of 2016-05-05, 2018-05-03, 2019-05-02 on the wards of now (an estimate" in note
    assert note.endswith("the leading party of each round in a ward holds 1 of its 3 seats")
    # By a loop over the wards: who led each of them in each round.
    results = ex.load_results(organisation="cambridge", election_type="district")
    results = results[results["cycle"] < "2021-05-06"]
    votes = ex.notional(results, ex.load_overlaps("ward", "ward"), method="top_vote")
    held: dict[str, int] = {}
    for _, ward in votes.groupby(["cycle", "area_gss"]):
        leader = ward.loc[ward["votes"].astype(int).idxmax(), "party"]
        held[leader] = held.get(leader, 0) + 1
    before = table.set_index("party")["seats_before"]
    assert before[before > 0].to_dict() == held


def test_where_no_ward_was_redrawn_notional_is_the_last_election_and_says_so() -> None:
    for council in ("cambridgeshire", "colchester"):
        notional, last = (seat_changes(won(council), baseline=b) for b in ("notional", "last_election"))
        assert notional["seats_before"].equals(last["seats_before"])
        note = notional["baseline_note"].unique().item()
        assert (
            note == "no ward was redrawn, so notional is the last election: " + last["baseline_note"].iloc[0]
        )


def test_councils_without_weights_or_earlier_holders_have_no_notional_seats_and_the_note_says_why() -> None:
    table = seat_changes(won(["halton", "trafford", "norfolk"]), baseline="notional")
    table = table.set_index("organisation")
    assert table.loc[["halton", "trafford"], ["seats_before", "seats_change"]].isna().all(axis=None)
    assert table.loc["halton", "baseline_note"].unique().tolist() == [
        "no notional seats: no weights of its earlier areas by population are held"
    ]
    assert table.loc["trafford", "baseline_note"].unique().tolist() == [
        "4 of 25 seats have no known earlier holder"
    ]
    with pytest.raises(EmptySelectionError, match=r"no earlier contests.*no other baseline"):
        seat_changes(won("cambridge", "2016-05-05"), baseline="notional")
