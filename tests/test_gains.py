"""Seats that changed hands, contest by contest, against published changes and by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex

DAY = "2021-05-06"


def council(organisation: str, kind: str = "county") -> pd.DataFrame:
    return ex.load_results(organisation=organisation, election_type=kind, date=DAY)


@pytest.mark.parametrize(
    ("organisation", "published"),
    [
        ("norfolk", {"Con": 3, "Lab": -5, "LD": -3, "Grn": 3, "Ind": 2}),
        ("hertfordshire", {"Con": -5, "LD": 5, "Lab": -2, "Grn": 1, "Ind": 1}),
    ],
)
def test_where_every_contest_has_one_seat_net_gains_are_the_change(
    organisation: str, published: dict
) -> None:
    net = ex.net_gains(ex.gains(council(organisation))).set_index("party")
    assert net["seats_change"].to_dict() == published
    assert net["seats_change"].sum() == 0


def test_a_council_of_thirds_is_compared_where_it_can_be() -> None:
    # 20 of Bolton's 21 seats: the ward with two is left out, so two seats are not compared
    net = ex.net_gains(ex.gains(council("bolton", "district")))
    assert net["compared"].unique().tolist() == [19]
    assert net["seats"].sum() == net["seats_before"].sum() == 19


def test_redrawn_wards_and_contests_for_several_seats_have_no_row() -> None:
    assert ex.gains(council("manchester", "district")).empty
    assert ex.gains(council("north-northamptonshire", "unitary")).empty
    two = council("cambridgeshire").query("seats == 2")
    assert len(two) and ex.gains(two).empty


def test_one_seat_by_hand() -> None:
    # Sewell, Norwich: the Greens took on 17 June what Labour had won in 2019
    g = ex.gains(council("norwich", "district")).set_index("area_name")
    row = g.loc["Sewell"]
    assert (row["party_before"], row["party"], row["outcome"]) == ("Lab", "Grn", "gain")
    assert row["previous_date"] == "2019-05-02"
