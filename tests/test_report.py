"""Reports: parameters checked, notebooks run, pages that need nothing from anywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from elexan.errors import UnknownNameError
from elexan.report import export, run_report, run_reports, site
from elexan.report.cli import report as command
from elexan.report.notebooks import parameter_defaults, reports_for
from elexan.report.run import Report, check_parameters, literal

REGIONS = pd.DataFrame(
    {
        "region": ["norfolk", "suffolk", "rutland"],
        "kind": ["anglia", "anglia", "metro"],
        "report": [True, True, False],
    }
)
CHART = """import pandas as pd
from elexan import charts
charts.enable()
charts.turnout_bars(pd.DataFrame({"area_name": ["Abbey"], "turnout": [0.4]}), title=f"Turnout, {region}")"""


def notebook(path: Path, *cells: tuple[str, str, str]) -> Path:
    """A notebook of (kind, tag, source) cells, bare as in the repository."""
    node = nbformat.v4.new_notebook()
    for kind, tag, source in cells:
        made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
        made.metadata["tags"] = [tag] if tag else []
        node.cells.append(made)
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(node, path)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return notebook(
        tmp_path_factory.mktemp("notebooks") / "small.ipynb",
        ("markdown", "notebook-only", "For who runs it."),
        ("code", "parameters", 'region = "norfolk"\ndate = "2021-05-06"\ntimes = 1\nnames = ["a"]'),
        ("code", "", 'from IPython.display import Markdown\nMarkdown(f"# Report on {region}")'),
        ("code", "summary", 'Markdown(f"**{region}** has {times} figure.")'),
        ("markdown", "", "## Turnout\nFrom [the count](https://example.org/count)."),
        ("code", "", CHART),
        ("markdown", "", "## Turnout\nAgain."),
        ("code", "", "1 / times"),
    )


@pytest.fixture(scope="module")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of the small notebook, and beside it what else a run leaves."""
    out = tmp_path_factory.mktemp("reports")
    run_report(small, {"region": "suffolk", "times": np.int64(2)}, out, name="small-suffolk", group="Anglia")
    site(out)
    return out / "small-suffolk.html"


def test_the_page_holds_its_figures_and_says_what_it_is(made: Path) -> None:
    html = made.read_text()
    assert "<title>Report on suffolk</title>" in html and html.count("<h1") == 1
    assert '<html lang="en-GB">' in html and 'href="#content"' in html and '<main id="content"' in html
    assert '<meta name="description" content="suffolk has 2 figure.">' in html
    assert '<meta name="elexan-date" content="2021-05-06">' in html
    assert "region = suffolk, date = 2021-05-06, times = 2, names = a" in html
    assert "For who runs it" not in html
    assert "<figure" in html and "<svg" in html and 'class="vega-spec"' in html


def test_no_page_holds_an_address(made: Path) -> None:
    for page in made.parent.glob("*.html"):
        html = page.read_text()
        assert not re.search(r"https?://|(?:src|href)=[\"']//", html), page.name
    assert "the count (example.org/count)" in made.read_text()


def test_everything_a_page_points_to_is_beside_it(made: Path) -> None:
    for page in made.parent.glob("*.html"):
        for target in re.findall(r'(?:src|href)="([^"#][^"]*)"', page.read_text()):
            assert (page.parent / target).is_file(), target


def test_the_scripts_are_ordinary_scripts(made: Path) -> None:
    for script in (made.parent / "assets").iterdir():
        assert not re.search(r"^\s*(?:import|export)\b", script.read_text(), re.MULTILINE), script.name
        assert "sourceMappingURL" not in script.read_text()


def test_headings_are_in_the_contents_under_ids_of_their_own(made: Path) -> None:
    html = made.read_text()
    assert re.findall(r'<li><a href="#([^"]+)">', html) == ["turnout", "turnout-2"]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {a for a in re.findall(r'href="#([^"]+)"', html) if "-" not in a or a in ids} <= set(ids)


def test_code_is_there_and_folded_away(made: Path) -> None:
    html = made.read_text()
    assert 'class="code"' in html and '<input type="checkbox" id="show-code"' in html
    assert ".code { display: none; }" in html


def test_the_executed_notebook_is_kept_and_names_no_folder(made: Path) -> None:
    executed = json.loads(made.with_suffix(".ipynb").read_text())
    run = executed["metadata"]["papermill"]
    assert run["parameters"] == {"region": "suffolk", "times": 2}
    assert (run["input_path"], run["output_path"]) == ("small.ipynb", "small-suffolk.ipynb")
    kinds = {kind for c in executed["cells"] for o in c.get("outputs", []) for kind in o.get("data", {})}
    assert kinds <= {"text/html", "text/plain", "text/markdown"}


def test_the_same_notebook_gives_the_same_page(made: Path, tmp_path: Path) -> None:
    again = export(made.with_suffix(".ipynb"), tmp_path / made.name, group="Anglia")
    assert again.read_text() == made.read_text()


def test_the_index_lists_every_page_there_is(made: Path) -> None:
    index = (made.parent / "index.html").read_text()
    assert '<a href="small-suffolk.html">Report on suffolk</a>' in index
    assert ">Anglia</h2>" in index and "6 May 2021" in index and "suffolk has 2 figure." in index


def test_an_empty_index_says_how_to_fill_it(tmp_path: Path) -> None:
    assert "elexan report --all" in site(tmp_path).read_text()


def test_an_unknown_parameter_is_refused_before_anything_runs(small: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match='no parameter "regoin"; did you mean "region"'):
        run_report(small, {"regoin": "norfolk"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_failure_stops_no_other_and_leaves_the_earlier_page(small: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("earlier")
    told = []
    outcomes = run_reports(
        [Report(small, {"times": 0}, "bad"), Report(small, {"times": 1}, "good")],
        tmp_path, jobs=2, done=lambda outcome: told.append(outcome.report.name),
    )  # fmt: skip
    bad, good = outcomes
    assert bad.html is None and bad.error == "ZeroDivisionError: division by zero (cell 6)"
    assert "1 / times" in bad.traceback
    assert good.html == tmp_path / "good.html" and good.html.is_file()
    assert (tmp_path / "bad.html").read_text() == "earlier"
    assert sorted(told) == ["bad", "good"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(3), 3), (np.float64(0.5), 0.5), (np.bool_(True), True), (pd.NA, None), (pd.NaT, None),
        (pd.Timestamp("2021-05-06"), "2021-05-06"), (pd.Timestamp("2021-05-06 07:00"), "2021-05-06T07:00:00"),
        (pd.Series(["a", "b"]), ["a", "b"]), (np.array([1, 2]), [1, 2]), ({"b", "a"}, ["a", "b"]),
        (Path("x/y"), "x/y"), ({"a": np.int64(1)}, {"a": 1}), (np.str_("a"), "a"), (float("nan"), None),
    ],
)  # fmt: skip
def test_parameters_become_literals(value: object, plain: object) -> None:
    assert literal(value) == plain and type(literal(value)) is type(plain)


def test_what_is_no_literal_is_refused() -> None:
    with pytest.raises(TypeError, match="a notebook parameter is a literal, not DataFrame"):
        literal(pd.DataFrame())


def test_parameters_are_read_without_running(small: Path) -> None:
    assert parameter_defaults(small) == {
        "region": "norfolk", "date": "2021-05-06", "times": 1, "names": ["a"],
    }  # fmt: skip
    assert check_parameters(small, {"times": np.int64(2)}) == {"times": 2}


def test_reports_are_named_for_what_differs(small: Path) -> None:
    wanted = reports_for([small], REGIONS, chosen=["norfolk", "rutland"], parameters={"names": "b,c"})
    assert [(r.name, r.group) for r in wanted] == [
        ("small-norfolk-b-c", "Anglia"), ("small-rutland-b-c", "Metro mayoralties"),
    ]  # fmt: skip
    assert wanted[0].parameters == {"names": ["b", "c"], "region": "norfolk"}


def test_all_means_regions_that_have_a_report(small: Path) -> None:
    names = [r.name for r in reports_for([small], REGIONS, everything=True)]
    assert names == ["small-norfolk", "small-suffolk"]


def test_unknown_regions_and_notebooks_are_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match='no region "norflok"; did you mean "norfolk"'):
        reports_for([], REGIONS, chosen=["norflok"])
    with pytest.raises(UnknownNameError, match='no notebook "regoin"; did you mean "region"'):
        reports_for(["regoin"], REGIONS)


def test_the_command_counts_and_lists_what_failed(small: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(command, [str(small), "-p", "times", "0", "--output", str(tmp_path)])
    assert run.exit_code == 1
    assert "0 of 1 reports made" in run.output
    assert "small-0: ZeroDivisionError: division by zero (cell 6)" in run.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a notebook or a --region, or ask for --all"),
        (["--region", "norflok"], 'did you mean "norfolk"'),
        (["regoin"], 'did you mean "region"'),
        (["--region", "norfolk", "-p", "dat", "2021-05-06"], 'no parameter "dat"; did you mean "date"'),
    ],
)
def test_the_command_refuses_what_it_does_not_know(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    run = CliRunner().invoke(command, [*arguments, "--output", str(tmp_path / "out")])
    assert run.exit_code == 2 and message in run.output
    assert not (tmp_path / "out").exists()
