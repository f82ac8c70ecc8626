"""Figures that others published, against what elexan computes. None of them is copied from elexan.

Sources: the returning officer's page and the BBC (mayor of Cambridgeshire & Peterborough), the Cambridge
Independent (its commissioner), London Elects, Wikipedia's election pages and the BBC (councils).
"""

from __future__ import annotations

import pytest

import elexan as ex

DAY = "2021-05-06"
MAYOR = "mayor.cambridgeshire-and-peterborough.2021-05-06"

# Seats as the published pages count them, by-elections and put-off polls of the round included.
SEATS = {
    ("cambridgeshire", "2017-05-04"): {"Con": 36, "LD": 15, "Lab": 7, "Local": 2, "Ind": 1},
    ("cambridgeshire", DAY): {"Con": 28, "LD": 20, "Lab": 9, "Ind": 2, "Local": 2},
    ("cambridgeshire", "2025-05-01"): {"LD": 31, "Con": 10, "Reform": 10, "Lab": 5, "Grn": 3, "Ind": 2},
    ("norfolk", "2017-05-04"): {"Con": 55, "Lab": 17, "LD": 11, "Ind": 1},
    ("norfolk", DAY): {"Con": 58, "Lab": 12, "LD": 8, "Grn": 3, "Ind": 3},
    ("essex", DAY): {"Con": 52, "LD": 8, "Lab": 5, "ResAssoc": 4, "Ind": 3, "Local": 2, "Grn": 1},
    ("hertfordshire", "2017-05-04"): {"Con": 51, "LD": 18, "Lab": 9},
    ("hertfordshire", DAY): {"Con": 46, "LD": 23, "Lab": 7, "Grn": 1, "Ind": 1},
    ("hertfordshire", "2025-05-01"): {"LD": 31, "Con": 22, "Reform": 14, "Lab": 5, "Grn": 5, "Ind": 1},
    ("suffolk", DAY): {"Con": 55, "Grn": 9, "Lab": 5, "LD": 4, "Ind": 1, "Local": 1},
    ("north-northamptonshire", DAY): {"Con": 60, "Lab": 14, "Grn": 3, "Ind": 1},
    ("west-northamptonshire", DAY): {"Con": 66, "Lab": 20, "LD": 5, "Ind": 2},
    ("cambridge", DAY): {"Lab": 27, "LD": 12, "Grn": 2, "Ind": 1},
    ("peterborough", DAY): {"Con": 16, "Lab": 4, "LD": 1, "Local": 1, "Grn": 1},
    ("milton-keynes", DAY): {"Con": 11, "Lab": 7, "LD": 3},
    ("norwich", DAY): {"Lab": 8, "Grn": 4, "LD": 1},
    ("colchester", DAY): {"Con": 9, "LD": 4, "Lab": 4, "Ind": 1, "Grn": 1},
    ("bristol", DAY): {"Lab": 24, "Grn": 24, "Con": 14, "LD": 8},
}
# Votes of all candidates, as the published pages add them up.
VOTES = {
    ("norfolk", DAY): {"Con": 114940, "Lab": 52373, "LD": 35292, "Grn": 24262, "Ind": 9809},
    ("norfolk", "2017-05-04"): {"Con": 114038, "Lab": 54231, "LD": 40680, "UKIP": 14078, "Grn": 9316},
    ("hertfordshire", DAY): {"Con": 142051, "LD": 86969, "Lab": 69612, "Grn": 24508},
    ("cambridge", DAY): {"Lab": 44755, "LD": 28380, "Grn": 21654, "Con": 12718, "Ind": 2410},
    ("ipswich", DAY): {"Lab": 16078, "Con": 18397, "LD": 3270},
}


def council(organisation: str, date: str):
    return ex.load_results(
        organisation=organisation, date=date, election_type=["county", "unitary", "district"]
    )


@pytest.mark.parametrize(("organisation", "date"), SEATS)
def test_seats(organisation: str, date: str) -> None:
    won = ex.seats(council(organisation, date)).set_index("party")["seats"]
    assert won[won > 0].to_dict() == SEATS[organisation, date]


@pytest.mark.parametrize(("organisation", "date"), VOTES)
def test_votes(organisation: str, date: str) -> None:
    votes = ex.party_share(council(organisation, date), method="sum", by="organisation").set_index("party")
    published = VOTES[organisation, date]
    assert votes.loc[list(published), "votes"].astype(int).to_dict() == published


def test_the_page_that_counts_the_best_candidate_of_each_party() -> None:
    votes = ex.party_share(council("cambridgeshire", DAY), method="top_vote", by="organisation")
    votes = votes.set_index("party")["votes"].astype(int)
    assert (votes["Lab"], votes["Grn"], votes["Ind"]) == (36437, 17445, 5150)


@pytest.mark.parametrize(
    ("organisation", "baseline", "change"),
    [
        ("cambridgeshire", "last_election", {"Con": -8, "LD": 5, "Lab": 2}),
        ("cambridgeshire", "eve_of_poll", {"Con": -6, "LD": 4, "Lab": 3}),
        ("cambridgeshire", "eve_of_poll_filled", {"Con": -7, "LD": 4, "Lab": 3}),
        ("norfolk", "last_election", {"Con": 3, "Lab": -5, "LD": -3, "Grn": 3, "Ind": 2}),
        # 52, 16, 9, 0 and 5 then, as the page has it
        ("norfolk", "eve_of_poll", {"Con": 6, "Lab": -4, "LD": -1, "Grn": 3, "Ind": -2}),
        ("norfolk", "eve_of_poll_filled", {"Con": 4}),  # local radio: held 54, gained four
        ("cambridge", "last_election", {"Lab": 1, "LD": -3, "Grn": 2}),
        ("ipswich", "last_election", {"Lab": -6, "Con": 6}),
    ],
)
def test_changes_in_seats_under_each_baseline(organisation: str, baseline: str, change: dict) -> None:
    table = ex.seats(council(organisation, DAY)).pipe(ex.seat_changes, baseline=baseline)
    assert table.set_index("party").loc[list(change), "seats_change"].to_dict() == change


def test_the_mayor_who_came_from_behind() -> None:
    t = ex.transfers(ex.load_results(region="cambridgeshire", date=DAY, election_type="mayor"))
    t = t.set_index("party")
    assert t["first_pref"].to_dict() == {"Lab": 76106, "Con": 93942}
    assert t["transfers"].to_dict() == {"Lab": 37888, "Con": 14253}
    assert t["final_votes"].to_dict() == {"Lab": 113994, "Con": 108195}
    lab = t.loc["Lab"]
    assert (lab["eliminated"], lab["non_transferable"], lab["first_round_lead"]) == (61885, 9744, 17836)
    assert lab["plurality_reversal"] and lab["majority"] == 5799
    assert round(lab["break_even_transfer_share"], 4) == 0.6710
    assert round(lab["transfer_share"], 3) == 0.727
    assert round(lab["transfer_share_of_eliminated"], 3) == 0.612
    assert round(lab["non_transferable_share"], 4) == 0.1575
    assert round(lab["final_share"], 3) == 0.513
    assert round(lab["winner_mandate_share"], 3) == 0.491


# district: (Palmer, Johnson, Van de Weyer first; Palmer, Johnson second)
GRID = {
    "Cambridge": (6284, 19585, 12787, 2260, 8875),
    "East Cambridgeshire": (10408, 5323, 7779, 1444, 4929),
    "Fenland": (14494, 5129, 2593, 780, 1228),
    "Huntingdonshire": (21824, 15142, 9199, 2707, 4977),
    "Peterborough": (22465, 18889, 5776, 1703, 2946),
    "South Cambridgeshire": (18467, 12038, 23751, 5359, 14933),
}


def test_the_mayor_by_all_six_districts() -> None:
    areas = ex.load_counting_areas(region="cambridgeshire", date=DAY, election_type="mayor")
    first = areas.pivot(index="area_name", columns="party", values="first_pref")
    second = areas.pivot(index="area_name", columns="party", values="second_pref")
    grid = {
        a: (*first.loc[a, ["Con", "Lab", "LD"]].astype(int), *second.loc[a, ["Con", "Lab"]].astype(int))
        for a in first.index
    }
    assert grid == GRID
    by_area = ex.transfers_by_area(
        areas, ex.load_results(region="cambridgeshire", date=DAY, election_type="mayor")
    )
    assert by_area.groupby("party")["transfers"].sum().to_dict() == {"Con": 14253, "Lab": 37888}
    assert by_area.drop_duplicates("area_gss")["non_transferable"].sum() == 9744


def test_the_commissioner_of_cambridgeshire() -> None:
    results = ex.load_results(organisation="cambridgeshire", election_type="pcc", date=DAY)
    first = results.set_index("party")["first_pref"]
    assert first.to_dict() == {"Con": 99034, "Lab": 72313, "LD": 51490, "Reform": 8031}
    t = ex.transfers(results).set_index("party")
    assert t["final_votes"].to_dict() == {"Con": 114153, "Lab": 102195}
    assert round(t.loc["Con", "final_share"], 4) == 0.5276
    conflict = ex.load_conflicts(results).query("field == 'final_votes'")
    assert conflict[["used", "other"]].values.tolist() == [["114153", "114053"]]


@pytest.mark.parametrize(
    ("ballot", "party", "field", "used", "other"),
    [
        ("mayor.liverpool-city-ca.2021-05-06", "Lab", "first_pref", "198736", "198726"),
        ("mayor.greater-manchester-ca.2021-05-06", "Con", "first_pref", "137753", "113753"),
    ],
)
def test_known_errors_of_the_press_are_shown(
    ballot: str, party: str, field: str, used: str, other: str
) -> None:
    rows = ex.load_conflicts().query("ballot_id == @ballot and field == @field")
    assert [used, other] in rows[["used", "other"]].values.tolist()
    results = ex.load_table("results").query("ballot_id == @ballot and party == @party")
    assert results[field].astype(str).tolist() == [used]


def test_contests_of_2021_decided_in_every_way() -> None:
    people = ex.load_results(date=DAY, election_type=["mayor", "pcc"])
    t = ex.transfers(people)
    reversed_ = set(t.loc[t["plurality_reversal"].fillna(False), "ballot_id"])
    assert reversed_ == {MAYOR, "pcc.dyfed-powys.2021-05-06", "pcc.north-wales.2021-05-06"}
    london = t[t["ballot_id"] == "mayor.london.2021-05-06"].set_index("party")
    assert london["transfers"].to_dict() == {"Lab": 192313, "Con": 84550}
    assert london["final_votes"].to_dict() == {"Lab": 1206034, "Con": 977601}
    alone = t[t["second_round"] == "not_needed"].set_index("ballot_id")
    assert {"mayor.greater-manchester-ca.2021-05-06", "pcc.kent.2021-05-06"} <= set(alone.index)
    assert alone["transfers"].isna().all() and alone["non_transferable"].isna().all()
    unknown = t[t["ballot_id"] == "pcc.devon-and-cornwall.2021-05-06"]
    assert unknown["transfers"].isna().all() and (unknown["second_round"] == "unknown").all()


def test_one_finalist_unknown_is_not_zero() -> None:
    t = ex.transfers(ex.load_results(organisation="essex", election_type="pcc", date="2016-05-05"))
    t = t.set_index("party")
    assert t.loc["Con", "transfers"] == 25090 and t.loc["Con", "final_votes"] == 135948
    assert t["transfers"].isna().to_dict() == {"Con": False, "UKIP": True}
    assert t["transfer_rate"].isna().all() and t["transfer_share"].isna().all()
    assert (t["second_round"] == "partial").all()


def test_the_round_holds_the_poll_that_was_put_off() -> None:
    norfolk = ex.load_contests(organisation="norfolk", election_type="county", date=DAY)
    assert norfolk["seats"].sum() == 84
    late = norfolk[norfolk["date"] != norfolk["cycle"]]
    assert late[["area_name", "status"]].values.tolist() == [["Sewell", "postponed"]]
    assert late["date"].dt.strftime("%Y-%m-%d").tolist() == ["2021-06-17"]


def test_tredegar_2008_under_three_methods() -> None:
    import pandas as pd

    votes = {"Lab": [808, 740, 712, 691], "PV": [544, 516], "PC": [587], "LD": [539]}
    rows = [("t", 4, party, v) for party, figures in votes.items() for v in figures]
    r = pd.DataFrame(rows, columns=["ballot_id", "seats", "party", "first_pref"])
    shares = {
        m: (100 * ex.party_share(r, method=m).set_index("party")["vote_share"]).round(2).to_dict()
        for m in ("sum", "average", "top_vote")
    }
    assert shares["sum"] == {"LD": 10.49, "Lab": 57.45, "PC": 11.43, "PV": 20.63}
    assert {p: round(s, 1) for p, s in shares["average"].items()} == {
        "LD": 22.5, "Lab": 30.8, "PC": 24.5, "PV": 22.1,
    }  # fmt: skip
    assert shares["top_vote"] == {"LD": 21.75, "Lab": 32.61, "PC": 23.69, "PV": 21.95}
