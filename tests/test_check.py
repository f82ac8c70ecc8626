"""Every fault of a table is named: file, line, key, column, what, and what to do; all in one run."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_tables
from small_tables import ABBEY, MARKET, MAYOR, OLD_ABBEY

from elexan.check import check
from elexan.errors import Problem

Spoil = dict[str, tuple[str, str]]


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small tables in the place of the package's own."""
    monkeypatch.setattr("elexan.paths._bundled", lambda name: tmp_path / "bundled" / name)
    return small_tables.bundle(tmp_path / "bundled")


def spoilt(tmp_path: Path, **changes: tuple[str, str]) -> list[Problem]:
    """The problems of a folder of the tables changed, laid over the bundled ones."""
    return check(small_tables.write(tmp_path / "own", *changes, **changes)).problems


def test_right_tables_have_no_problem(bundled: Path) -> None:
    found = check()
    assert found.problems == [] and found.explained == []
    assert found.rows["results"] == 8 and found.rows["conflicts"] == 0


def test_the_bundled_tables_have_no_problem() -> None:
    assert [str(p) for p in check().problems] == []


CELLS = [
    ("votes below 0", "results", ",60,,", ",-3,,", (2, "first_pref", "is -3", "votes are 0 or more")),
    (
        "separators",
        "results",
        ",60,,",
        ',"1,234",,',
        (2, "first_pref", 'is "1,234"', "write 1234, without sep"),
    ),
    ("spaces", "results", ",60,,", ", 60 ,,", (2, "first_pref", 'is " 60 "', "write 60, without spaces")),
    ("decimals", "results", ",60,,", ",12.5,,", (2, "first_pref", 'is "12.5"', "write a whole number")),
    (
        "needless decimals",
        "results",
        ",60,,",
        ",60.0,,",
        (2, "first_pref", 'is "60.0"', "write 60, without dec"),
    ),
    ("a word", "results", ",60,,", ",n/a,,", (2, "first_pref", 'is "n/a"', "leave the cell empty")),
    (
        "too large",
        "results",
        ",60,,",
        ",99999999999999999999,,",
        (2, "first_pref", "is", "write a whole number"),
    ),
    (
        "unknown party",
        "results",
        "Conservative,Con,60",
        "Conservative,Conn,60",
        (2, "party", 'is "Conn", which parties.csv', 'did you mean "Con"'),
    ),
    (
        "unknown source",
        "results",
        "true,,,leap",
        "true,,,leep",
        (2, "source_id", 'is "leep", which sources.csv', 'did you mean "leap"'),
    ),
    ("yes for true", "results", "true,,,leap", "Yes,,,leap", (2, "elected", 'is "Yes"', "write true")),
    (
        "no name",
        "results",
        "Ann Ash,,Conservative,Con,60",
        ",,Conservative,Con,60",
        (2, "candidate", "is empty", "give it: name as printed"),
    ),
    (
        "spaces round a name",
        "results",
        "Ann Ash,,Conservative,Con,60",
        "Ann Ash ,,Conservative,Con,60",
        (2, "candidate", 'is "Ann Ash "', "take out the spaces"),
    ),
    ("British date", "councils", "2021-05-06", "06/05/2021", (2, "cycle", 'is "06/05/2021"', "2021-05-06")),
    ("no such day", "councils", "2021-05-06", "2021-02-30", (2, "cycle", 'is "2021-02-30"', "no such day")),
    (
        "not a word of the list",
        "councils",
        "whole",
        "hole",
        (2, "scope", 'is "hole"', 'did you mean "whole"'),
    ),
    ("percentage", "contests", "0.41", "41", (3, "turnout_published", "is 41", "write 0.41 if it is a perc")),
    (
        "percent sign",
        "contests",
        "0.41",
        "41%",
        (3, "turnout_published", 'is "41%"', "write it as a fraction, 0.41"),
    ),
    ("form of an id", "parties", "#0087dc", "blue", (2, "colour", 'is "blue"', "#rrggbb")),
    (
        "area not there",
        "counting_areas",
        "E07000001,di-dale",
        "E07000009,di-dale",
        (2, "area_gss", 'is "E07000009", which areas.csv', ""),
    ),
    (
        "candidate not there",
        "counting_areas",
        "E07000001,flo-fir",
        "E07000001,flo-fur",
        (4, "candidate_id", 'is "flo-fur", which results.csv', 'did you mean "flo-fir"'),
    ),
    (
        "candidate of another contest",
        "counting_areas",
        "E07000001,flo-fir",
        "E07000001,ann-ash",
        (4, "candidate_id", 'is "ann-ash", which results.csv', "add it"),
    ),
    (
        "ballot not there",
        "claims",
        MAYOR,
        "mayor.fens.2022-05-06",
        (2, "ballot_id", "which contests.csv does not have", f'did you mean "{MAYOR}"'),
    ),
]


@pytest.mark.parametrize("case", [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_a_wrong_cell_is_named(
    bundled: Path, tmp_path: Path, case: tuple[str, str, str, tuple[int, str, str, str]]
) -> None:
    name, old, new, (row, field, message, remedy) = case
    found = [p for p in spoilt(tmp_path, **{name: (old, new)}) if p.field == field and p.row == row]
    assert len(found) == 1, found
    assert found[0].file == f"{name}.csv" and found[0].key
    assert message in found[0].message and remedy in found[0].remedy


def test_everything_wrong_is_named_in_one_run(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "contests", "results", "councils")
    results = (own / "results.csv").read_text("utf-8")
    results = results.replace("incumbent,note", "incumbent,nots")  # a column missing, a column unknown
    results = results.replace("Labour,Lab,40", "Labour,Lub,40")  # a party not known
    results = results.replace(",60,,", ',"1,234",,').replace(",65,35,100,", ",-65,35,100,")
    results = results.replace(f"{MARKET},cy", "local.norfolk.markt.2021-05-06,cy")  # a contest not there
    results += f"{ABBEY},ann-ash,Ann Ash,,Conservative,Con,51,,,false,,,page\n"  # the same key again
    results += f"{ABBEY},gus-gorse,Gus Gorse,Conservative,Con,1\n"  # too few cells
    (own / "results.csv").write_text(results, "utf-8")
    contests = (own / "contests.csv").read_text("utf-8")
    contests = contests.replace("300,124,120,4", "300,124,121,4")  # a sum that is wrong
    (own / "contests.csv").write_text(
        contests.replace("2021-05-06,2021-05-06,SV", "6 May,2021-05-06,SV"), "utf-8"
    )
    (own / "councils.csv").write_bytes(b"organisation,cycle\nnorf\xf6lk,2021-05-06\n")
    (own / "resluts.csv").write_text("a\n", "utf-8")
    problems = check(own).problems
    said = "\n".join(map(str, problems))
    for expected in [
        "results.csv row 1: note: column is missing; add it",
        "results.csv row 1: nots: is not a column of results; did you mean",
        f'results.csv row 2 ({OLD_ABBEY}, "Ann Ash"): first_pref: is "1,234"; write 1234, without separators',
        f'results.csv row 3 ({OLD_ABBEY}, "Bo Birch"): party: is "Lub", which parties.csv does not have',
        'results.csv row 6 (local.norfolk.markt.2021-05-06, "Cy Cedar"): ballot_id: is',
        f'results.csv row 8 ({MAYOR}, "Ed Elm"): first_pref: is -65; votes are 0 or more',
        f'results.csv row 10 ({ABBEY}, "Ann Ash"): has the same ballot_id, candidate_id as row 4; keep one',
        "results.csv row 11: has 6 cells, the header 13",
        f'contests.csv row 5 ({MAYOR}): date: is "6 May"; write a date as 2021-05-06',
        "councils.csv row 2: byte 0xf6 is not UTF-8",
        'resluts.csv: is not the name of a table; did you mean "results.csv"?',
    ]:
        assert expected in said, f"{expected}\nis not in\n{said}"
    assert f"contests.csv row 3 ({ABBEY}): valid_first 121 and rejected_first 4 do not make" in said
    assert all(p.remedy and p.file for p in problems)


SUMS: list[tuple[str, Spoil, str]] = [
    ("final votes", {"results": (",65,35,100,", ",65,35,101,")}, "do not make final_votes 101"),
    ("three finalists", {"results": ("LD,55,,,", "LD,55,1,56,")}, "one of more than two finalists"),
    ("valid papers", {"contests": (",205,200,5,", ",205,201,4,")}, "add up to 200, valid_first is 201"),
    ("valid transfers", {"contests": (",5,45,", ",5,46,")}, "add up to 45, valid_second is 46"),
    ("ballots", {"contests": (",205,200,5,", ",206,200,5,")}, "do not make ballots_cast 206"),
    (
        "counting areas",
        {"counting_areas": ("ed-elm,30,20", "ed-elm,29,20")},
        "its counting areas add up to 64",
    ),
    (
        "transfers by area",
        {"counting_areas": ("ed-elm,30,20", "ed-elm,30,19")},
        "its counting areas add up to 34",
    ),
    (
        "one area too many",
        {"counting_areas": ("E07000002,flo-fir,30", "E07000002,flo-fir,31")},
        "add up to 56",
    ),
    ("area's papers", {"counting_area_turnout": (",113,3,", ",114,3,")}, "do not make ballots_cast 114"),
    (
        "more votes than papers",
        {"counting_area_turnout": (",113,3,", ",109,,")},
        "candidates have 110 votes, more than ballots_cast 109",
    ),
    (
        "area's electorate",
        {"counting_area_turnout": ("500,113", "112,113")},
        "more than the electorate of 112",
    ),
    (
        "reasons of rejection",
        {"rejected_papers": ("unmarked,2", "unmarked,3")},
        "the reasons of the first count add up to 4, rejected_first is 3",
    ),
    ("seats", {"contests": ("FPTP,1,300", "PBV,2,300")}, "seats is 2, 1 candidates are elected"),
    (
        "loser elected",
        {"results": ("Con,60,,,true,,,leap\n", "Con,60,,,false,,,leap\n")},
        "0 candidates are elected",
    ),
    (
        "electorate",
        {"contests": (",300,124,", ",123,124,")},
        "ballots_cast is 124, more than the electorate of 123",
    ),
    ("transfers under FPTP", {"results": ("Con,50,,,", "Con,50,1,51,")}, "had no second round"),
    ("second round under FPTP", {"contests": ("0.41,false,polled,", "0.41,false,polled,held")}, "under FPTP"),
    ("uncontested with votes", {"results": ("LD,,,,true", "LD,9,,,true")}, "uncontested, yet with votes"),
    (
        "day of the round",
        {"contests": ("2021-05-06,2021-05-06,SV", "2021-05-07,2021-05-06,SV")},
        "is not postponed",
    ),
    ("not after its round", {"contests": ("false,uncontested", "false,postponed")}, "is not after cycle"),
    (
        "day in the id",
        {
            "contests": (f"{OLD_ABBEY},county", f"{OLD_ABBEY[:-1]}5,county"),
            "results": (OLD_ABBEY, f"{OLD_ABBEY[:-1]}5"),
            "lineage": (OLD_ABBEY, f"{OLD_ABBEY[:-1]}5"),
        },
        "which ballot_id does not end with",
    ),
    (
        "later is not earlier",
        {"lineage": (f"{ABBEY},{OLD_ABBEY}", f"{OLD_ABBEY},{ABBEY}")},
        "not the earlier",
    ),
    (
        "the same day is not earlier",
        {"lineage": (f"{ABBEY},{OLD_ABBEY}", f"{ABBEY},{MARKET}")},
        "not the earlier",
    ),
    ("no vote comparator", {"lineage": ("votes+seats", "seats")}, "not exactly one of its rows"),
    ("ranks", {"lineage": ("votes+seats,,", "votes+seats,2,")}, "the earlier contest filled 1"),
    ("composition", {"compositions": ("Liberal Democrats,1", "Liberal Democrats,2")}, "LD has 2 seats"),
    (
        "people of two districts",
        {"areas": ("Abbey Ward,ward,E07000001", "Abbey Ward,ward,E07000002")},
        "lie in different districts, E07000001 and E07000002",
    ),
    (
        "people of two maps",
        {"overlaps": ("E05000002,E05000001,300", "E05000002,E05000001,303")},
        "E05000001 has 301 people by one map and 303 by another",
    ),
    ("seats up", {"councils": (",2,2,whole", ",2,1,whole")}, "seats_up is 1, its contests fill 2"),
]


@pytest.mark.parametrize(("changes", "message"), [s[1:] for s in SUMS], ids=[s[0] for s in SUMS])
def test_what_must_add_up(bundled: Path, tmp_path: Path, changes: Spoil, message: str) -> None:
    said = [p.message for p in spoilt(tmp_path, **changes)]
    assert any(message in m for m in said) if message else said == [], said


def test_one_area_with_more_votes_than_the_contest(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "counting_areas")
    text = (own / "counting_areas.csv").read_text("utf-8")
    text = text.replace("E07000001,flo-fir,25", "E07000001,flo-fir,").replace("2,flo-fir,30", "2,flo-fir,56")
    (own / "counting_areas.csv").write_text(text, "utf-8")
    said = [p.message for p in check(own).problems]
    assert said == ["first_pref is 55, but some of its counting areas have 56"]


def test_loser_with_more_votes(bundled: Path, tmp_path: Path) -> None:
    changes = {"results": (f"{ABBEY},ann-ash,Ann Ash,,Conservative,Con,50,,,false,true",
                           f"{ABBEY},ann-ash,Ann Ash,,Conservative,Con,50,,,true,true")}  # fmt: skip
    own = small_tables.write(tmp_path / "own", "results", **changes)
    text = (own / "results.csv").read_text("utf-8")
    (own / "results.csv").write_text(text.replace("Lab,70,,,true", "Lab,70,,,false"), "utf-8")
    assert "elected with 50 votes, but 70 did not win a seat" in [p.message for p in check(own).problems]


def conflict(field: str, **cells: str) -> tuple[str, str]:
    """A change that adds a row to conflicts.csv."""
    row = {"conflict_id": "c1", "field": field, "reason": "as printed"} | cells
    names = small_tables.header("conflicts").strip().split(",")
    line = ",".join(row.get(name, "") for name in names)
    return "reason\n", f"reason\n{line}\n"


@pytest.mark.parametrize(
    ("cells", "explained"),
    [
        ({"field": "ballots_cast", "ballot_id": MAYOR, "used": "206"}, True),
        ({"field": "rejected_first", "ballot_id": MAYOR, "used": "5"}, True),
        ({"field": "electorate", "ballot_id": MAYOR, "used": "1000"}, False),
        ({"field": "ballots_cast", "ballot_id": ABBEY, "used": "124"}, False),
        ({"field": "ballots_cast", "ballot_id": MAYOR, "area_gss": "E07000001", "used": "113"}, False),
    ],
    ids=[
        "its field",
        "another field of the sum",
        "a field not of the sum",
        "another contest",
        "only an area",
    ],
)
def test_a_conflict_explains_its_own_mismatch(
    bundled: Path, tmp_path: Path, cells: dict[str, str], explained: bool
) -> None:
    own = small_tables.write(
        tmp_path / "own", "contests", "conflicts",
        contests=(",205,200,5,", ",206,200,5,"), conflicts=conflict(**cells),
    )  # fmt: skip
    found = check(own)
    assert (len(found.explained), len(found.problems)) == ((1, 0) if explained else (0, 1)), found


def test_a_council_total_is_explained_by_party(bundled: Path, tmp_path: Path) -> None:
    spoil = {"compositions": ("Liberal Democrats,1", "Liberal Democrats,2")}
    totals = {"organisation": "norfolk", "cycle": "2021-05-06", "party": "LD", "used": "2", "other": "1"}
    own = small_tables.write(
        tmp_path / "own", "compositions", "conflicts", **spoil, conflicts=conflict("seats", **totals)
    )
    assert [len(found) for found in (check(own).problems, check(own).explained)] == [0, 1]
    small_tables.write(own, "conflicts", conflicts=conflict("seats", **totals | {"party": "Lab"}))
    assert [len(found) for found in (check(own).problems, check(own).explained)] == [1, 0]


def test_a_conflict_must_speak_of_the_figure_held(bundled: Path, tmp_path: Path) -> None:
    said = spoilt(tmp_path, conflicts=conflict("electorate", ballot_id=MAYOR, used="999", other="1000"))
    assert [p.message for p in said] == ['electorate used is "999", contests.csv has 1000']


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"party_name;source_code;party\nA;;Con\n", "not separated by commas"),
        (b'party_name,source_code,party\n"A,,Con\n', "cannot be read from here"),
        (b"party_name,source_code,party,party\nA,,Con,Con\n", "stands twice in the header"),
        (b"\xff\xfep\x00", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table(bundled: Path, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "party_names.csv").write_bytes(content)
    assert any(message in p.message for p in check(tmp_path / "own").problems)


def test_a_byte_order_mark_and_windows_lines_are_no_fault(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "party_names")
    text = (own / "party_names.csv").read_bytes().replace(b"\n", b"\r\n")
    (own / "party_names.csv").write_bytes(b"\xef\xbb\xbf" + text)
    assert check(own).problems == []


def test_lines_are_counted_as_an_editor_does(bundled: Path, tmp_path: Path) -> None:
    note = ("derived\n", "derived\n\n")
    own = small_tables.write(tmp_path / "own", "councils", councils=note)
    with (own / "councils.csv").open("a", encoding="utf-8") as file:
        file.write('norfolk,2017-05-04,84,1,whole,"two\nlines",page\nnorfolk,2013-05-02,84,x,whole,,page\n')
    assert [(p.row, p.field) for p in check(own).problems] == [(4, "note"), (6, "seats_up")]


def test_checksums(bundled: Path) -> None:
    with (bundled / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("claim-2,page,won,majority,,,,,1,,page\n")
    (bundled.parent / "shapefiles" / "areas.geojson").write_text("{}", "utf-8")
    said = [str(p) for p in check().problems]
    assert len(said) == 2
    assert "does not list shapefiles/areas.geojson" in said[0]
    assert "sha256" in said[1] and "data/claims.csv" in said[1]


def test_checksums_are_written_anew_and_nothing_else(bundled: Path) -> None:
    from elexan.checksums import update_checksums

    before = small_tables.cells(bundled / "sources.csv")
    with (bundled / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("claim-2,page,won,majority,,,,,1,,page\n")
    assert update_checksums(bundled) == ["data/claims.csv"]
    assert check().problems == []
    after = small_tables.cells(bundled / "sources.csv")
    assert sum(a != b for a, b in zip(after, before, strict=True)) == 1
    assert update_checksums(bundled) == []
