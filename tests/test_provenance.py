"""Where figures come from: hand-made tables with known sources, and the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import elexan as ex

BODY = {"organisation": "norfolk", "election_type": "county", "cycle": pd.Timestamp("2021-05-06")}


def said(table: pd.DataFrame, **given: object) -> dict[str, int]:
    found = ex.sources_of(table, **given)  # type: ignore[arg-type]
    return dict(zip(found["source_id"], found["rows"], strict=True))


def test_rows_that_name_their_sources_are_counted_by_source() -> None:
    table = pd.DataFrame({"source_id": ["leh-2021", "leap-2017", "leh-2021; leap-2017"]})
    assert said(table) == {"leh-2021": 2, "leap-2017": 2}


def test_a_disagreement_rests_on_both_its_sources() -> None:
    one = ex.load_conflicts().query("conflict_id == 'pcc.cambridgeshire.2021-05-06.final_votes.1'")
    assert set(said(one)) == {"cambridgeindependent-co-uk-45af1b", "bbc-co-uk-b32775"}


@pytest.mark.parametrize(
    "keys",
    [
        {"ballot_id": "local.norfolk.acle.2021-05-06"},
        BODY,
        {"organisation": "norfolk", "cycle": "2021-05-06"},
        {"organisation_name": "Norfolk County Council", "cycle": "2021-05-06"},
    ],
    ids="+".join,
)
def test_a_table_that_lost_its_sources_is_traced_through_its_keys(keys: dict[str, object]) -> None:
    # the county's results of that round are all from the handbook
    assert said(pd.DataFrame([keys | {"seats": 1}])) == {"leh-2021": 1}


def test_a_change_also_rests_on_the_contests_before() -> None:
    table = pd.DataFrame([BODY, BODY]).assign(seats=[1, 2], seats_before=[3.0, float("nan")])
    assert said(table) == {"leh-2021": 2, "leap-2017": 1}


def test_a_change_since_the_eve_also_rests_on_the_composition_of_the_eve() -> None:
    now = ex.seats(ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06"))
    change = ex.seat_changes(now, baseline="eve_of_poll")
    eve = set(ex.load_compositions("norfolk", basis="eve_of_poll", year=2021)["source_id"])
    assert set(said(change)) == eve | {"leh-2021"} and len(eve) == 1


def test_a_counting_area_rests_on_who_printed_it() -> None:
    mayor = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    counted = ex.load_counting_areas(mayor)
    areas = ex.transfers_by_area(counted, mayor)
    by_area = counted.groupby("area_gss")["source_id"].agg(set)
    turnout = ex.load_counting_area_turnout(mayor).groupby("area_gss")["source_id"].agg(set)
    found = ex.with_source_ids(areas).set_index("area_gss")["source_id"].str.split("; ")
    wanted = {area: by_area[area] | turnout.get(area, set()) for area in by_area.index}
    assert {area: set(ids) for area, ids in found.items()} == wanted


def test_a_derived_row_also_names_the_rows_it_comes_from() -> None:
    seats = ex.load_compositions("bristol", basis="election", year=2021)
    assert set(seats["source_id"]) == {"derived"}  # counted from the candidates elected
    assert set(said(seats)) == {"derived", "leh-2021"}


def test_rows_without_keys_rest_on_the_rows_given() -> None:
    made_of = pd.DataFrame({"region": ["a", "b"], "source_id": ["leh-2021", "leap-2017"]})
    table = pd.DataFrame({"region": ["b", "b", "c"], "votes": [1, 2, 3]})
    # the third shares no region with them, so it may rest on any
    assert said(table, source=made_of) == {"leap-2017": 3, "leh-2021": 1}


def test_what_leads_nowhere_is_an_error_that_says_what_to_pass() -> None:
    with pytest.raises(ValueError, match=r"no column leads back to a source \(columns: party\).*source="):
        ex.sources_of(pd.DataFrame({"party": ["Con"]}))
    with pytest.raises(ValueError, match=r"no source is held for its ballot_id.*data="):
        ex.sources_of(pd.DataFrame({"ballot_id": ["local.nowhere.2021-05-06"]}))


def test_an_empty_table_rests_on_nothing() -> None:
    found = ex.sources_of(pd.DataFrame({"ballot_id": []}))
    assert found.empty and {"source_id", "publisher", "licence", "accessed", "rows"} <= set(found)


def test_sources_beside_rows_keep_what_stands_and_fill_gaps() -> None:
    table = pd.DataFrame(
        {"ballot_id": "local.norfolk.acle.2021-05-06", "source_id": ["mine", None]}, index=[7, 3]
    )
    ids = ex.with_source_ids(table)
    assert ids["source_id"].tolist() == ["mine", "leh-2021"] and ids.index.tolist() == [7, 3]
    assert table["source_id"].isna().sum() == 1  # the table given is as it was


def test_the_order_of_rows_changes_nothing() -> None:
    changes = ex.gains(ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06"))
    mixed = changes.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(ex.sources_of(changes), ex.sources_of(mixed))
    pd.testing.assert_frame_equal(ex.with_source_ids(mixed).sort_index(), ex.with_source_ids(changes))


def test_own_rows_are_traced_to_own_sources(tmp_path: Path) -> None:
    ballot = "local.norfolk.acle.2021-05-06"
    for name in ("contests", "results"):
        rows = ex.load_table(name).query("ballot_id == @ballot").assign(source_id="mine")
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    source = ex.load_sources().query("source_id == 'leh-2021'")
    source = source.assign(source_id="mine", publisher="A parish", file=None, sha256=None)
    source.to_csv(tmp_path / "sources.csv", index=False)
    for name in ("contests", "results"):  # flags as the files have them
        path = tmp_path / f"{name}.csv"
        path.write_text(path.read_text().replace("True", "true").replace("False", "false"))
    found = ex.sources_of(pd.DataFrame({"ballot_id": [ballot]}), data=tmp_path)
    assert found[["source_id", "publisher", "rows"]].values.tolist() == [["mine", "A parish", 1]]
