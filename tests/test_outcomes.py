"""What a day decided: people, councils, rosters, regions, and the sentence that sums them up."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex
from elexan import report
from elexan.report import section

DAY = "2021-05-06"


def test_each_person_elected_has_one_row_however_decided() -> None:
    r = ex.load_results(date=DAY, election_type=["mayor", "pcc"])
    people = ex.people_elected(r)
    assert people["ballot_id"].is_unique and len(people) == r["ballot_id"].nunique()
    london = people.set_index("office").loc["Mayor of London"]
    assert (london["winner"], london["majority"], london["round"]) == ("Sadiq Khan", 228433, "final")
    manchester = people.set_index("office").loc["Mayor of Greater Manchester"]
    assert manchester["round"] == "first" and round(manchester["winner_mandate_share"], 3) == 0.673


def test_under_first_past_the_post_the_mandate_is_the_share_of_votes() -> None:
    r = ex.load_results(region="cambridgeshire", date="2025-05-01", election_type="mayor")
    bristow = ex.people_elected(r).iloc[0]
    assert bristow["winner_party"] == "Con" and round(bristow["winner_mandate_share"], 4) == 0.2836
    assert not bristow["plurality_reversal"]


def test_control_is_open_where_only_some_seats_were_up() -> None:
    table = ex.councils_elected(ex.load_results(region="cambridgeshire", date=DAY)).set_index("organisation")
    assert table.loc["cambridgeshire", "control"] == "NOC"
    assert table.loc["cambridge", "control"] == "Lab"
    assert pd.isna(table.loc["peterborough", "control"]) and table.loc["peterborough", "scope"] == "part"


def test_the_roster_knows_whole_councils() -> None:
    # BBC, May 2021: Conservatives 29 of Peterborough's 60, one more than before
    change = ex.sitting_change("peterborough", year=2021, before=2020).set_index("party")
    assert change.loc["Con", ["seats", "seats_change"]].tolist() == [29, 1]
    assert change["seats"].sum() == change["seats_before"].sum() == 60
    assert ex.sitting_change("north-northamptonshire", year=2021, before=2020).empty


def test_a_contest_of_two_regions_stands_in_each() -> None:
    r = ex.load_contests(region="cambridgeshire", date=DAY, election_type="mayor")
    both = ex.by_region(r, ["cambridgeshire-and-peterborough", "cambridgeshire"])
    assert both["region"].tolist() == ["cambridgeshire-and-peterborough", "cambridgeshire"]
    thames = ex.by_region(ex.load_contests(organisation="thames-valley", date=DAY), ["milton-keynes"])
    assert thames["footprint"].tolist() == ["larger"]
    with pytest.raises(ex.UnknownNameError, match="norfolk"):
        ex.by_region(r, ["norflok"])


def test_every_region_has_contests_of_each_kind_or_a_reason() -> None:
    bodies = ex.load_region_organisations()
    for region in ex.load_regions().query("report")["region"]:
        own = bodies[bodies["region"] == region]
        for kind in ("mayor", "pcc"):
            rows = own[own["election_type"] == kind]
            assert len(rows), (region, kind)
            assert rows["organisation"].notna().any() or rows["note"].notna().all(), (region, kind)
        assert own["election_type"].isin(["county", "unitary", "district"]).any(), region


def test_a_report_leads_with_its_mayor_or_its_council() -> None:
    r = ex.load_results(region="cambridgeshire", date=DAY)
    people, bodies = ex.people_elected(r), ex.councils_elected(r)
    won = ex.seats(r[~r["election_type"].isin(["mayor", "pcc"])])
    council, mayor, together = report.lead(people, bodies, won, r, first="council")
    assert council.startswith(
        "The Conservatives lost control of Cambridgeshire County Council, with 28 of 61 seats"
    )
    assert mayor.startswith(
        "Labour's Nik Johnson won Cambridgeshire and Peterborough from 17,836 votes behind"
    )
    assert together.startswith(
        "Of the 126 seats filled on three councils the Conservatives won 44, Labour 40"
    )
    assert report.lead(people, bodies, won, r, first="mayor")[0] == mayor
    with pytest.raises(ValueError, match="it is one of"):
        report.lead(people, bodies, won, r, first="pcc")
    assert report.lead(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), r) == []


def test_a_section_shows_the_reason_once(capsys: pytest.CaptureFixture[str]) -> None:
    with section("norfolk", "mayor"):
        ex.load_results(region="norfolk", date=DAY, election_type="mayor")
    with section("norfolk", "mayor", otherwise="No figures by counting area."):
        ex.load_results(region="norfolk", date=DAY, election_type="mayor")
    with section("norfolk", "pcc", otherwise="No figures by counting area."):
        ex.load_counting_areas(region="norfolk", date=DAY, election_type="pcc")
    assert capsys.readouterr().out.count("Markdown") == 2
    with pytest.raises(ZeroDivisionError), section("norfolk", "mayor"):
        1 / 0  # noqa: B018


def test_a_mayor_is_told_from_the_council_of_the_same_name() -> None:
    r = ex.load_results(organisation="bristol", date=DAY)
    people = ex.people_elected(r)
    bodies = r.drop_duplicates(["organisation", "election_type"])
    named = ex.with_names(bodies, people=people).set_index("election_type")["organisation_name"]
    assert named.to_dict() == {"mayor": "Mayor of Bristol", "unitary": "Bristol City Council"}


def test_areas_that_take_the_article_have_it() -> None:
    people = ex.people_elected(ex.load_results(region="liverpool-city-region", date=DAY))
    assert {"Mayor of the Liverpool City Region", "Mayor of Liverpool"} <= set(people["office"])


def test_the_offices_nearest_to_a_region_are_its_own() -> None:
    people = ex.people_elected(ex.load_results(region=["liverpool-city-region", "tees-valley"], date=DAY))
    own = ex.nearest_offices(ex.by_region(people, ["liverpool-city-region", "tees-valley"]))
    # Halton alone is in Cheshire's police area, Darlington alone in Durham's
    assert own[["region", "office"]].to_numpy().tolist() == [
        ["liverpool-city-region", "Mayor of the Liverpool City Region"],
        ["liverpool-city-region", "Police and Crime Commissioner for Merseyside"],
        ["tees-valley", "Mayor of Tees Valley"],
        ["tees-valley", "Police and Crime Commissioner for Cleveland"],
    ]


def test_greater_manchester_has_no_commissioner_and_its_misprint_is_shown() -> None:
    holds = "the mayor holds the police and crime commissioner"
    assert f"in Greater Manchester: {holds}" in ex.why_none("greater-manchester", "pcc")
    mayor = ex.load_results(region="greater-manchester", date=DAY, election_type="mayor")
    assert mayor.set_index("candidate")["first_pref"]["Andy Burnham"] == 473_024
    contests = ex.load_contests(region="greater-manchester", date=DAY)
    assert "24,000 too few" in str(ex.tables.conflicts(ex.load_conflicts(contests)))
