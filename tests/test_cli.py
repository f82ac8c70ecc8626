"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import small_tables
from click.testing import CliRunner, Result
from small_tables import MAYOR

from elexan.cli import main
from elexan.named_tables import NAMED, named_table
from elexan.named_tables.options import Found, Options

NEEDS = {
    "shares": ["--share-method", "sum"],
    "share-change": ["--share-method", "sum"],
    "turnout": ["--definition", "ballot-box"],
    "seat-changes": ["--baseline", "eve-of-poll"],
    "change-where": ["--party", "Lab"],
    "change-per-point": ["--party", "Lab"],
    "targets": ["--party", "Con"],
    "defences": ["--party", "Lab"],
    "tipping-point": ["--party", "Lab"],
    "notional": ["--onto", "ward", "--date", "2017-05-04"],
    "projected": ["--date", "2021-05-06", "--target", "Con=0.55", "--method", "uniform"],
    "projected-seats": ["--date", "2021-05-06", "--target", "Con=0.55", "--method", "strong-transition"],
}
TICKETS = [
    "ticket-votes", "tickets", "split-ticket-bound", "ticket-differences", "candidate-effect",
    "ticket-correlation",
]  # fmt: skip
NEEDS |= {
    t: ["--date", "2021-05-06", "--contests", "council,mayor", "--overlap", "restrict"] for t in TICKETS
}
PROJECTED = ["projected", "--method", "uniform", "--target"]


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small tables in the place of the package's own."""
    monkeypatch.setattr("elexan.paths._bundled", lambda name: tmp_path / "bundled" / name)
    return small_tables.bundle(tmp_path / "bundled")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def test_help_names_the_commands() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in ("check", "list", "table", "report"))


@pytest.mark.parametrize(
    ("what", "there"),
    [
        ("regions", "norfolk  Norfolk"),
        ("contests", "local.norfolk.abbey.2017-05-04"),
        ("organisations", "Fens Combined Authority"),
        ("sources", "CC BY-SA 4.0"),
        ("tables", "seat-changes"),
    ],
)
def test_lists(bundled: Path, what: str, there: str) -> None:
    result = run("list", what)
    assert result.exit_code == 0 and there in result.stdout


def test_a_list_of_what() -> None:
    assert run("list", "parrots").exit_code == 2
    assert "elexan list regions" in run("list").stdout


def test_check_of_right_tables(bundled: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "8  results" in result.stdout and "0 problems; 0 mismatches explained" in result.stdout


def test_check_names_every_problem_and_ends_with_1(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "results", results=(",60,,", ",-3,,"))
    result = run("check", "--data", own)
    assert result.exit_code == 1
    expected = (
        'results.csv row 2 (local.norfolk.abbey.2017-05-04, "Ann Ash"): first_pref: is -3; votes are 0 or'
    )
    assert expected in result.stderr and "Traceback" not in result.stderr
    assert f"{len(result.stderr.splitlines())} problems" in result.stdout


def test_check_lists_what_conflicts_explain(bundled: Path, tmp_path: Path) -> None:
    row = f"c1,{MAYOR},,,,,,ballots_cast,206,205,page,,printed so\n"
    own = small_tables.write(
        tmp_path / "own", "contests", "conflicts",
        contests=(",205,200,5,", ",206,200,5,"), conflicts=("reason\n", f"reason\n{row}"),
    )  # fmt: skip
    result = run("check", "--data", own, "--explained")
    assert result.exit_code == 0
    assert "explained: contests.csv row 5" in result.stdout
    assert "1 mismatch explained" in result.stdout


def test_update_checksums_only_in_a_folder_named(bundled: Path) -> None:
    with (bundled / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("claim-2,page,won,majority,,,,,1,,page\n")
    assert run("check").exit_code == 1
    assert run("check", "--update-checksums").exit_code == 2
    result = run("check", "--data", bundled, "--update-checksums")
    assert result.exit_code == 0 and "new checksum: data/claims.csv" in result.stdout
    assert run("check").exit_code == 0


@pytest.mark.parametrize("name", NAMED)
def test_every_table_as_csv_json_and_on_screen(
    bundled: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = NEEDS.get(name, [])
    if name in TICKETS:  # Market, where nobody was opposed, in the other district
        market = "E58000002,Market,division,E0700000"
        small_tables.write(bundled, "areas", areas=(f"{market}1", f"{market}2"))
    made: list[Found] = []  # once, and printed in three ways

    def once(asked: str, given: Options) -> Found:
        made[:] = made or [named_table(asked, given)]
        return made[0]

    monkeypatch.setattr("elexan.named_tables.named_table", once)
    text = run("table", name, *options, "--csv")
    assert text.exit_code == 0, text.stderr
    rows = pd.read_csv(io.StringIO(text.stdout))
    records = json.loads(run("table", name, *options, "--json").stdout)
    assert len(records) == len(rows)
    assert all(list(record) == rows.columns.tolist() for record in records)
    screen = run("table", name, *options)
    assert screen.exit_code == 0
    lines = screen.stdout.splitlines()
    assert len(lines) == len(rows) + 2 and lines[-1].startswith(f"{len(rows)} row")
    shown = set(lines[0].split()) | set(lines[-1].replace(",", "").split())
    # on the screen nothing is passed on
    assert set(rows.columns) - {"licence", "source_id"} <= shown
    named = rows.filter(regex="source_id$")
    assert named.shape[1] and named.notna().any(axis=1).all()  # every row that is passed on says whose it is


def test_hyphen_and_underscore_are_one(bundled: Path) -> None:
    assert run("table", "counting_areas", "--csv").stdout == run("table", "counting-areas", "--csv").stdout


def test_csv_is_the_data_again(bundled: Path) -> None:
    for name in ("contests", "councils", "areas", "lineage"):
        assert run("table", name, "--csv").stdout == (bundled / f"{name}.csv").read_text("utf-8")


def test_selection(bundled: Path) -> None:
    result = run("table", "results", "--region", "norfolk", "--date", "2017-05-04", "--csv")
    assert pd.read_csv(io.StringIO(result.stdout))["first_pref"].tolist() == [60, 40]
    swing = run(
        "table", "swing", "--region", "norfolk", "--date", "2021-05-06", "--parties", "Lab,Con", "--csv"
    )
    swung = pd.read_csv(io.StringIO(swing.stdout)).set_index("ballot_id")["swing"]
    assert swung["local.norfolk.abbey.2021-05-06"] == pytest.approx((70 / 120 - 0.4 + 0.6 - 50 / 120) / 2)


def read(name: str, *options: str) -> pd.DataFrame:
    """A table as a program gets it."""
    return pd.read_csv(io.StringIO(run("table", name, *options, "--csv").stdout))


def test_a_second_round_from_every_side(bundled: Path) -> None:
    """80, 65 and 55 votes; of the 55, 10 and 35 transferred; Westland (4 and 20) declared first."""
    account = read("ballot-account").iloc[0]
    figures = ["ballots_cast", "rejected_first", "valid_first", "imbalance"]
    assert account[figures].tolist() == [205, 5, 200, 0]
    assert account[["eliminated", "transferred", "non_transferable"]].tolist() == [55, 45, 10]
    steps = read("as-declared")
    assert steps[["leader_votes", "runner_up_votes"]].values.tolist() == [[80, 65], [84, 85], [90, 100]]
    assert steps["turned"].tolist() == [False, True, False]
    turns = read("turning-areas").set_index("area_name")["lead_change"]
    assert turns.to_dict() == {"Westland": -16, "Eastland": -9}
    bounds = read("transfer-bounds").set_index("destination")
    assert bounds.loc[["ed-elm", "di-dale", "non_transferable"], "votes_low"].tolist() == [35, 10, 10]
    assert bounds["identified"].all()
    first = read("fptp-winners").iloc[0]
    assert first[["leader", "lead", "elected", "differs"]].tolist() == ["di-dale", 15, "ed-elm", True]
    rules = read("counterfactuals", "--election-type", "mayor").set_index("system")["winner"]
    assert rules.to_dict() == {"FPTP": "di-dale", "SV": "ed-elm", "AV": "ed-elm", "two rounds": "ed-elm"}
    needed = read("needed-transfers", "--election-type", "mayor").query("system == 'SV'")
    assert needed.query("transfer_rate == 1")["needed_share"].dropna().tolist() == [pytest.approx(35 / 55)]
    assert read("needed-by-origin", "--election-type", "mayor")["needed_share"].tolist() == [
        pytest.approx(35 / 55), pytest.approx(45 / 65)
    ]  # fmt: skip


def test_json_keeps_types(bundled: Path) -> None:
    records = json.loads(run("table", "results", "--organisation", "fens", "--json").stdout)
    assert records[2]["second_pref"] is None
    assert records[0]["elected"] is False and records[0]["date"] == "2021-05-06"


def test_share_alike_rows_are_attributed_off_the_table(bundled: Path) -> None:
    result = run("table", "results", "--date", "2017-05-04", "--csv")
    assert "LEAP" in result.stderr and "CC BY-SA 4.0" in result.stderr
    pd.read_csv(io.StringIO(result.stdout))
    assert "CC BY-SA" not in result.stdout
    assert run("table", "results", "--date", "2021-05-06", "--csv").stderr == ""
    assert "LEAP" in run("table", "share-change", "--date", "2021-05-06", *NEEDS["shares"], "--csv").stderr
    assert "derived rows" in run("table", "councils", "--csv").stderr
    changes = run("table", "seat-changes", "--date", "2021-05-06", *NEEDS["seat-changes"], "--json")
    assert "LEAP" in changes.stderr
    for name in ("net-flows", "net-gains"):  # of 2021, against rows of 2017
        assert "LEAP" in run("table", name, "--date", "2021-05-06", "--csv").stderr
    assert run("table", "targets", "--party", "Con", "--date", "2021-05-06", "--csv").stderr == ""


def test_an_export_without_sources_carries_the_share_alike_licence(bundled: Path) -> None:
    old = run("table", "seats", "--date", "2017-05-04", "--csv")
    assert pd.read_csv(io.StringIO(old.stdout))["licence"].str.contains("CC BY-SA").all()
    records = json.loads(run("table", "seats", "--date", "2017-05-04", "--json").stdout)
    assert all("CC BY-SA" in record["licence"] for record in records)
    new = run("table", "seats", "--date", "2021-05-06", "--csv")
    assert "licence" not in pd.read_csv(io.StringIO(new.stdout))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["shares", "--region", "norflok", "--share-method", "sum"], 'did you mean "norfolk"'),
        (["reslts"], 'did you mean "results"'),
        (["results", "--date", "2019-05-02"], "there is 2017-05-04, 2021-05-06"),
        (["results", "--date", "May"], "is not a date"),
        (["seat-changes"], "seat-changes needs --baseline: last_election, eve_of_poll,"),
        (
            ["results", "--baseline", "last_election"],
            "results does not take --baseline; it takes --data, --date",
        ),
        (["shares", "--share-method", "mean"], "mean"),
        (["contests", "--data", "nowhere"], 'there is no folder "nowhere"'),
        (["targets"], "targets needs --party: a party code"),
        (["targets", "--party", "Lb"], 'did you mean "Lab"'),
        (["seats", "--contested-by-both"], "seats does not take --contested-by-both"),
        (["contest-gains", "--relation", "sucessor"], 'did you mean "successor"'),
        (["notional"], "notional needs --onto: ward, division or district"),
        (["notional", "--onto", "parish"], 'no area type "parish"'),
        (
            ["notional", "--onto", "division", "--date", "2017-05-04"],
            "norfolk 2017-05-04 (1 of 1 areas of kind division; all have some onto ward and district)",
        ),
        (["projected", "--target", "Con=0.5"], "projected needs --method: uniform,"),
        ([*PROJECTED, "Con=0.5"], "starts from one round; choose a --date of 2017-05-04, 2021-05-06"),
        ([*PROJECTED, "Con=0.5,Lab"], '"Lab" is not a party and its share, such as Con=0.30'),
        ([*PROJECTED, "Con=0.5,Lab=x"], '"Lab=x" is not a party and its share'),
        (
            [*PROJECTED, "Con=50,LBD=0.1,Lab=nan"],
            '"Con=50": a share lies between 0 and 1, such as 0.30; "LBD=',
        ),
        ([*PROJECTED, "Con=50,LBD=0.1,Lab=nan"], 'no party "LBD"; did you mean LD or Lab?; "Lab=nan": a'),
        ([*PROJECTED, "Con=0.5,Con=0.4"], '"Con=0.4": Con is there twice'),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_message(
    bundled: Path, arguments: list[str], message: str
) -> None:
    result = run("table", *arguments)
    assert result.exit_code == 2 and result.stdout == ""
    assert message in result.stderr and "Traceback" not in result.stderr


def test_wrong_data_end_with_1(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "results", results=(",60,,", ",x,,"))
    result = run("table", "results", "--data", own, "--csv")
    assert result.exit_code == 1 and result.stdout == ""
    assert (
        'results.csv row 2 (local.norfolk.abbey.2017-05-04, "Ann Ash"): first_pref: is "x"' in result.stderr
    )


def test_data_of_ones_own(bundled: Path, tmp_path: Path) -> None:
    own = small_tables.write(tmp_path / "own", "results", results=("Flo Fir", "Flo Fern"))
    result = run("table", "results", "--data", own, "--region", "fens")
    assert "Flo Fern" in result.stdout


def test_as_a_program() -> None:
    command = [sys.executable, "-m", "elexan.cli"]
    good = subprocess.run(
        [*command, "table", "seats", "--organisation", "norfolk", "--date", "2021-05-06", "--csv"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert good.returncode == 0, good.stderr
    seats = pd.read_csv(io.StringIO(good.stdout))
    assert seats["seats"].sum() == 84 and set(seats["organisation"]) == {"norfolk"}
    wrong = [*command, "table", "seats", "--region", "norflok"]
    bad = subprocess.run(wrong, capture_output=True, text=True, check=False)
    assert bad.returncode == 2 and bad.stderr.count("\n") == 1
