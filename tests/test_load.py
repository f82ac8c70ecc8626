"""Loaders: types, selections, and a folder of one's own over the bundled tables."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
import small_tables
from small_tables import ABBEY, MARKET, MAYOR, OLD_ABBEY

from elexan import load
from elexan.errors import DataError, EmptySelectionError, UnknownNameError
from elexan.schema import TABLES


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small tables in the place of the package's own."""
    monkeypatch.setattr("elexan.paths._bundled", lambda name: tmp_path / "bundled" / name)
    return small_tables.bundle(tmp_path / "bundled")


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_are_those_described(bundled: Path, tmp_path: Path, name: str) -> None:
    own = small_tables.write(tmp_path / "own", "councils")
    for rows in (load.load_table(name), load.load_table(name, data=own)):
        assert rows.columns.tolist() == TABLES[name].names
        assert {c: str(t) for c, t in rows.dtypes.items()} == {c.name: c.dtype for c in TABLES[name].columns}


def test_missing_is_missing_and_never_a_word(bundled: Path, tmp_path: Path) -> None:
    results = load.load_results()
    assert results.loc[results["candidate_id"] == "cy-cedar", "first_pref"].isna().all()
    text = (bundled / "results.csv").read_text("utf-8").replace("Flo Fir", "None")
    (bundled / "results.csv").write_text(text, "utf-8")
    assert "None" in set(load.load_results()["candidate"])
    own = small_tables.write(tmp_path / "own", "results", results=("Flo Fir", "NA"))
    assert "NA" in set(load.load_results(data=own)["candidate"])


def test_a_caller_cannot_change_what_the_next_one_gets(bundled: Path, tmp_path: Path) -> None:
    for data in (None, small_tables.write(tmp_path / "own", "councils")):
        rows = load.load_parties(data=data)
        rows.loc[0, "party"] = "X"
        rows["extra"] = 1
        assert load.load_parties(data=data)["party"].tolist() == ["Con", "LD", "Lab"]
        assert "extra" not in load.load_parties(data=data)


def test_a_changed_file_is_read_again(bundled: Path) -> None:
    assert len(load.load_parties()) == 3
    with (bundled / "parties.csv").open("a", encoding="utf-8") as file:
        file.write("PC,Plaid Cymru,Plaid,P,,#005b54,9,,page\n")
    assert len(load.load_parties()) == 4


@pytest.mark.parametrize(
    ("selection", "ballots"),
    [
        ({}, {ABBEY, OLD_ABBEY, MARKET, MAYOR}),
        ({"region": "norfolk"}, {ABBEY, OLD_ABBEY, MARKET}),
        ({"region": ["fens", "norfolk"], "date": "2021-05-06"}, {ABBEY, MARKET, MAYOR}),
        ({"date": datetime.date(2017, 5, 4)}, {OLD_ABBEY}),
        ({"date": pd.Timestamp("2017-05-04")}, {OLD_ABBEY}),
        ({"date": ["2017-05-04", "2021-05-06"], "organisation": "fens"}, {MAYOR}),
        ({"election_type": ["mayor", "pcc"]}, {MAYOR}),
    ],
)
def test_selections(bundled: Path, selection: dict[str, object], ballots: set[str]) -> None:
    assert set(load.load_contests(**selection)["ballot_id"]) == ballots
    assert set(load.load_results(**selection)["ballot_id"]) == ballots


def test_a_postponed_poll_belongs_to_its_round(bundled: Path, tmp_path: Path) -> None:
    day = "E58000002,E07000001,2021-05-06,2021-05-06"
    later = (day, "E58000002,E07000001,2021-06-17,2021-05-06")
    own = small_tables.write(tmp_path / "own", "contests", contests=later)
    text = (own / "contests.csv").read_text("utf-8").replace("uncontested", "postponed")
    (own / "contests.csv").write_text(text, "utf-8")
    assert MARKET in set(load.load_contests(date="2021-05-06", data=own)["ballot_id"])


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"region": "norflok"}, 'no region "norflok"; did you mean "norfolk"? See: elexan list regions'),
        (
            {"organisation": "fen"},
            'no organisation "fen"; did you mean "fens"? See: elexan list organisations',
        ),
        ({"election_type": "mayors"}, 'no election type "mayors"; did you mean "mayor"?'),
        ({"region": ["norfolk", "essexx"]}, 'no region "essexx"'),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(
    bundled: Path, selection: dict[str, object], message: str
) -> None:
    with pytest.raises(UnknownNameError) as error:
        load.load_contests(**selection)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"region": "norfolk", "date": "2019-05-02"},
         "no contests with region norfolk, cycle 2019-05-02; there is 2017-05-04, 2021-05-06"),
        ({"region": "fens", "election_type": "county"},
         "no contests with region fens, election type county; there is mayor"),
        ({"region": "norfolk", "organisation": "fens"},
         "no contests with region norfolk, organisation fens; there is norfolk"),
    ],
)  # fmt: skip
def test_empty_selections_say_what_there_is(
    bundled: Path, selection: dict[str, object], message: str
) -> None:
    with pytest.raises(EmptySelectionError) as error:
        load.load_results(**selection)
    assert str(error.value) == message


def test_a_date_must_be_one(bundled: Path) -> None:
    with pytest.raises(ValueError, match='"6 May" is not a date; write year, month, day'):
        load.load_contests(date="6 May")


def test_results_carry_their_contest(bundled: Path) -> None:
    results = load.load_results(region="fens")
    assert len(results) == 3
    assert set(results["voting_system"]) == {"SV"} and set(results["second_round"]) == {"held"}
    contests = load.load_contests("norfolk")
    assert set(load.load_results(contests[contests["status"] == "polled"])["ballot_id"]) == {ABBEY, OLD_ABBEY}
    assert set(load.load_results(contests, date="2017-05-04")["ballot_id"]) == {OLD_ABBEY}


def test_results_of_contests_that_are_not_there(bundled: Path) -> None:
    with pytest.raises(UnknownNameError, match=f'no contest "local.norfolk.abby.*did you mean "{ABBEY}"'):
        load.load_results(pd.DataFrame({"ballot_id": ["local.norfolk.abby.2021-05-06"]}))
    with pytest.raises(ValueError, match="no column ballot_id"):
        load.load_results(pd.DataFrame({"ballot": ["x"]}))
    with pytest.raises(EmptySelectionError, match="among the contests given"):
        load.load_results(load.load_contests("norfolk"), region="fens")


def test_counting_areas_have_names(bundled: Path) -> None:
    areas = load.load_counting_areas(region="fens")
    assert set(areas["area_name"]) == {"Eastland", "Westland"}
    assert areas["candidate"].notna().all() and areas["party"].notna().all()
    assert load.load_counting_area_turnout(areas)["area_name"].tolist() == ["Eastland"]
    with pytest.raises(EmptySelectionError, match="no votes by counting area for 3 contests"):
        load.load_counting_areas(region="norfolk")


def test_councils_and_compositions(bundled: Path) -> None:
    with pytest.raises(EmptySelectionError, match="no councils with region fens"):
        load.load_councils(region="fens")
    assert load.load_compositions(region="norfolk", basis="election")["seats"].sum() == 2
    assert load.load_councils("norfolk", date="2021-05-06")["scope"].tolist() == ["whole"]
    with pytest.raises(EmptySelectionError, match="basis sitting; there is election, eve_of_poll"):
        load.load_compositions("norfolk", basis="sitting")
    with pytest.raises(UnknownNameError, match='no basis "sittin"; did you mean "sitting"'):
        load.load_compositions(basis="sittin")


def test_rows_of_ones_own_stand_over_the_bundled(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "contests", "results", "claims")
    new = "local.norfolk.newton.2021-05-06"
    with (own / "contests.csv").open("a", encoding="utf-8") as file:
        file.write(f"{new},county,norfolk,Newton,,,2021-05-06,2021-05-06,FPTP,1,,,,,,,,false,polled,,,page\n")
    with (own / "results.csv").open("a", encoding="utf-8") as file:
        file.write(f"{new},gus-gorse,Gus Gorse,,Labour,Lab,9,,,true,,,page\n")
    seats = (
        "organisation,cycle,council_seats,seats_up,scope,note,source_id\nnorfolk,2021-05-06,3,3,whole,,page\n"
    )
    (own / "councils.csv").write_text(seats, "utf-8")
    lab = ("Labour,1", "Labour,2")
    small_tables.write(own, "compositions", compositions=lab)
    results = load.load_results(date="2021-05-06", data=own)
    assert len(results) == 7 and new in set(results["ballot_id"])
    assert load.load_compositions(basis="election", data=own)["seats"].tolist() == [1, 2]
    assert load.load_compositions(basis="election")["seats"].tolist() == [1, 1]
    assert set(load.load_results(load.load_contests(date="2021-05-06", data=own))["ballot_id"]) >= {new}


def test_only_a_folder_of_ones_own(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "contests", "results")
    for name in ("contests", "results"):
        lines = (own / f"{name}.csv").read_text("utf-8").splitlines()
        kept = [line for line in lines if line.startswith(("ballot_id", MAYOR))]
        (own / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8")
    assert set(load.load_contests(data=f"only:{own}")["ballot_id"]) == {MAYOR}
    assert len(load.load_contests(data=own)) == 4
    assert len(load.load_parties(data=f"only:{own}")) == 3
    with pytest.raises(EmptySelectionError):
        load.load_contests("norfolk", data=f"only:{own}")


def test_every_fault_of_ones_own_folder_is_raised_at_once(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "results", results=(",60,,", ",-60,,"))
    text = (own / "results.csv").read_text("utf-8").replace("Lab,40", "Lub,40")
    (own / "results.csv").write_text(text, "utf-8")
    with pytest.raises(DataError) as error:
        load.load_contests(data=own)
    assert [(p.row, p.field) for p in error.value.problems if p.file == "results.csv"] == [
        (2, "first_pref"),
        (2, ""),
        (3, "party"),
    ]
    assert str(error.value).count("\n") == len(error.value.problems) - 1


def test_a_fault_mended_is_seen(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "results", results=(",60,,", ",x,,"))
    with pytest.raises(DataError):
        load.load_results(data=own)
    small_tables.write(own, "results")
    assert len(load.load_results(data=own)) == 8


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_tables(bundled: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"is not a folder|holds no table"):
        load.load_contests(data=tmp_path / folder)


def test_the_bundled_mayor_is_the_official_one() -> None:
    """First preferences on the Combined Authority Returning Officer's page."""
    votes = load.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    assert sorted(votes["first_pref"]) == [61_885, 76_106, 93_942]


def test_lineage_and_conflicts_of_contests(bundled: Path) -> None:
    assert load.load_lineage(load.load_contests(date="2021-05-06"))["previous_ballot_id"].tolist() == [
        OLD_ABBEY
    ]
    assert load.load_lineage(load.load_contests("fens")).empty
    assert load.load_conflicts(load.load_contests()).empty
