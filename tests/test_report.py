"""Reports: parameters checked, notebooks run, pages that need nothing from anywhere."""

from __future__ import annotations

import base64
import json
import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from small_notebooks import notebook

import elexan as ex
from elexan.errors import UnknownNameError
from elexan.report import export, run_report, run_reports, site
from elexan.report.cli import report as command
from elexan.report.notebooks import parameter_defaults, reports_for
from elexan.report.pack import contents
from elexan.report.run import Report, check_parameters, literal

REGIONS = pd.DataFrame(
    {
        "region": ["norfolk", "suffolk", "rutland"],
        "kind": ["anglia", "anglia", "metro"],
        "report": [True, True, False],
    }
)
CHART = """import altair as alt, pandas as pd
from elexan import charts, tables
from elexan.charts.theme import titled
charts.enable()
rows = pd.DataFrame({"area_name": ["Abbey", "King's </script> & Queen's"], "turnout": [0.4, 1 / 3],
                     "source_id": ["derived", None]})
bars = alt.Chart(rows).mark_bar().encode(x="turnout", y="area_name")
titled(bars, title=f"Turnout, {region}", description="Bars.", data=rows, credit="Drawn by nobody.")"""
TABLE = (
    'tables.table(rows, caption=f"Turnout, {region}", columns=["area_name", "turnout"], notes="As counted.")'
)
CARD = """from elexan.report import card
card(figure="40.0%", label="turnout in Abbey", kinds=["county"], facts={"Turnout": "40.0%"})"""


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
        ("code", "", TABLE),
        ("code", "card", CARD),
        ("code", "", "1 / times"),
    )


@pytest.fixture(scope="module")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of the small notebook, and beside it what else a run leaves."""
    out = tmp_path_factory.mktemp("reports")
    run_report(small, {"region": "suffolk", "times": np.int64(2)}, out, name="small-suffolk", group="Anglia")
    site(out)
    return out / "small-suffolk.html"


def code_of(html: str) -> list[str]:
    """The blocks of code that a page holds for who asks for them."""
    return list(contents(re.findall(r'id="packed">([^<]+)<', html)[0])[0]["code"])


def test_the_page_holds_its_figures_and_says_what_it_is(made: Path) -> None:
    html = made.read_text()
    assert "<title>Report on suffolk</title>" in html and html.count("<h1") == 1
    assert '<html lang="en-GB">' in html and 'href="#content"' in html and '<main id="content"' in html
    assert '<meta name="description" content="suffolk has 2 figure.">' in html
    assert '<meta name="elexan-date" content="2021-05-06">' in html
    assert "region = suffolk, date = 2021-05-06, times = 2, names = a" in html
    assert "For who runs it" not in html
    assert "<figure" in html and "<svg" in html and 'id="packed"' in html


def test_no_page_holds_an_address(made: Path) -> None:
    for page in made.parent.glob("*.html"):
        html = page.read_text()
        assert not re.search(r"https?://|(?:src|href)=[\"']//", html), page.name
    assert "the count (example.org/count)" in made.read_text()


def test_everything_a_page_points_to_is_beside_it(made: Path) -> None:
    for page in made.parent.glob("*.html"):
        for target in re.findall(r'(?:src|href)="([^"#][^"]*)"', page.read_text()):
            assert (page.parent / target.partition("#")[0]).is_file(), target


def test_the_scripts_are_ordinary_scripts(made: Path) -> None:
    for script in (made.parent / "assets").glob("*.js"):
        assert not re.search(r"^\s*(?:import|export)\b", script.read_text(), re.MULTILINE), script.name
        assert "sourceMappingURL" not in script.read_text()


def test_headings_are_in_the_contents_under_ids_of_their_own(made: Path) -> None:
    html = made.read_text()
    contents = html.partition('<nav aria-label="On this page">')[2].partition("</nav>")[0]
    listed = re.findall(r'<li><a href="#([^"]+)">', contents)
    assert listed == ["turnout", "turnout-2", "sources"]  # and what the page adds, a list of its sources
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {a for a in re.findall(r'href="#([^"]+)"', html) if "-" not in a or a in ids} <= set(ids)


def test_code_is_there_and_folded_away(made: Path) -> None:
    html = made.read_text()
    assert re.search(r'<label id="code-switch" hidden><input type="checkbox" id="show-code"', html)
    blocks = code_of(html)
    assert len(blocks) == html.count('class="code"') == 8
    assert "1</span> <span" in blocks[-1] or "times" in blocks[-1]
    assert ".code { display: none; }" in (made.parent / "assets" / "elexan.css").read_text()


def test_the_executed_notebook_is_kept_and_names_no_folder(made: Path) -> None:
    executed = json.loads(made.with_suffix(".ipynb").read_text())
    run = executed["metadata"]["papermill"]
    assert run["parameters"] == {"region": "suffolk", "times": 2}
    assert (run["input_path"], run["output_path"]) == ("small.ipynb", "small-suffolk.ipynb")
    kinds = {kind for c in executed["cells"] for o in c.get("outputs", []) for kind in o.get("data", {})}
    assert kinds <= {"text/html", "text/plain", "text/markdown"}


def test_the_same_notebook_gives_the_same_page(made: Path, tmp_path: Path) -> None:
    again = export(made.with_suffix(".ipynb"), tmp_path / made.name, group="Anglia")
    site(tmp_path)
    assert again.read_text() == made.read_text()
    files = {path.name: path.read_bytes() for path in made.with_suffix("").iterdir()}
    assert files and files == {path.name: path.read_bytes() for path in again.with_suffix("").iterdir()}


def test_the_index_lists_every_page_there_is(made: Path) -> None:
    index = (made.parent / "index.html").read_text()
    assert '<a href="small-suffolk.html">Report on suffolk</a>' in index
    assert ">Anglia</h2>" in index and "6 May 2021" in index and "suffolk has 2 figure." in index


def test_what_a_page_offers_is_what_it_shows(made: Path) -> None:
    from openpyxl import load_workbook

    folder = made.with_suffix("")
    names = ["LICENCE.txt", "turnout-suffolk-2.csv", "turnout-suffolk-2.xlsx", "turnout-suffolk.csv",
             "turnout-suffolk.svg"]  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == names
    expected = pd.DataFrame({
        "area_name": ["Abbey", "King's </script> & Queen's"], "turnout": [0.4, 1 / 3],
        "source_id": ["derived", None],
    })  # fmt: skip
    for name in ("turnout-suffolk.csv", "turnout-suffolk-2.csv"):
        pd.testing.assert_frame_equal(pd.read_csv(folder / name), expected)
    sheet = load_workbook(folder / "turnout-suffolk-2.xlsx")["Data"]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        list(expected), ["Abbey", 0.4, "derived"], ["King's </script> & Queen's", 1 / 3, None],
    ]  # fmt: skip


def test_a_picture_is_a_file_of_its_own_that_says_what_it_is(made: Path) -> None:
    text = (made.with_suffix("") / "turnout-suffolk.svg").read_text()
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = " ".join("".join(element.itertext()) for element in root)
    for words in ("Turnout, suffolk", "Abbey", "Drawn by nobody.", "Report on suffolk"):
        assert words in said
    assert "href" not in text  # nothing in it is anywhere else
    assert float(root.get("width", 0)) > 400 and float(root.get("height", 0)) > 100


def test_the_terms_name_the_sources_of_the_rows(made: Path) -> None:
    text = (made.with_suffix("") / "LICENCE.txt").read_text()
    source = ex.load_sources().set_index("source_id").loc["derived"]
    assert source["title"] in text and "Drawn by nobody." in text and "http" not in text
    assert "BY-SA" not in text


def test_the_rows_are_not_in_the_page_as_well(made: Path) -> None:
    html = made.read_text()
    assert 'type="text/csv"' not in html and "elexan-notebook" not in html
    assert html.count('aria-label="Download: Turnout, suffolk"') == 2


def test_the_head_of_a_page_has_its_card_and_its_body_has_not(made: Path) -> None:
    html = made.read_text()
    head, _, rest = html.partition("</header>\n<details")
    assert "40.0%</strong>" in head and "<dt>Turnout</dt><dd>40.0%</dd>" in head
    assert "40.0%</strong>" not in rest and html.count("suffolk</strong> has 2 figure.") == 1
    assert any("elexan.report" in block for block in code_of(html))  # the code is there to be seen


def test_an_earlier_page_leaves_no_file_behind(small: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for stale in ("one/old-chart.csv", "one.pdf", "two.pdf"):
        (tmp_path / stale).write_text("of an earlier page")
    run_report(small, {}, tmp_path, name="one")
    assert not (tmp_path / "one" / "old-chart.csv").exists() and not (tmp_path / "one.pdf").exists()
    assert (tmp_path / "one" / "turnout-norfolk.csv").is_file() and (tmp_path / "two.pdf").is_file()
    assert not list(tmp_path.glob(".*"))


def test_a_page_that_cannot_be_written_leaves_the_earlier_one_whole(
    small: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / made.name
    export(made.with_suffix(".ipynb"), page)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(self: Path, target: Path) -> Path:
        if target.suffix == ".html":
            raise OSError("no space left")
        return Path.rename(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        export(made.with_suffix(".ipynb"), page, group="Changed")
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_single_file_needs_no_other(small: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "old.csv").write_text("of an earlier page")
    html = run_report(small, {}, tmp_path, name="one", standalone=True)
    assert [path.name for path in tmp_path.iterdir()] == ["one.html"]
    text = html.read_text()
    own = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
    targets = re.findall(r'\b(?:src|href)="([^"]*)"', own)
    assert [target[:40] for target in targets if not target.startswith(("data:", "#"))] == []
    assert not re.search(r"<script[^>]*\bsrc=", text) and "window.vegaEmbed=" in text and ".chart svg" in text
    offered = re.findall(r'href="data:[^,"]*,([^"]*)" download="([^"]*)"', text)
    files = {name: base64.b64decode(data) for data, name in offered}
    assert pd.read_csv(BytesIO(files["turnout-norfolk.csv"]))["turnout"].tolist() == [0.4, 1 / 3]
    assert json.loads(files["one.ipynb"])["cells"] and files["turnout-norfolk-2.xlsx"][:2] == b"PK"


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
    assert bad.html is None and bad.error == "ZeroDivisionError: division by zero (cell 8)"
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
    assert "small-0: ZeroDivisionError: division by zero (cell 8)" in run.output


def test_the_command_makes_single_files_without_a_site(small: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(command, [str(small), "--standalone", "--output", str(tmp_path / "out")])
    assert run.exit_code == 0 and f"1 of 1 reports made; in {tmp_path / 'out'}" in run.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["small.html"]


def test_the_command_says_what_pdfs_need_before_anything_runs(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ImportError("PDFs need typst")

    monkeypatch.setattr("elexan.report.pdf.require_pdf", missing)
    run = CliRunner().invoke(command, [str(small), "--pdf", "--output", str(tmp_path / "out")])
    assert run.exit_code == 2 and "PDFs need typst" in run.output
    assert not (tmp_path / "out").exists()


def test_a_report_is_printed_where_asked(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "elexan.report.pdf.write_pdf", lambda html: html.with_suffix(".pdf").write_bytes(b"%PDF")
    )
    html = run_report(small, {}, tmp_path, name="one", pdf=True)
    assert html == tmp_path / "one.html" and (tmp_path / "one.pdf").is_file()


def test_a_pdf_is_of_the_whole_page(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = []
    monkeypatch.setattr("elexan.report.pdf.write_pdf", lambda html, pdf: printed.append(html.read_text()))
    monkeypatch.setattr("elexan.report.weight.BUDGET", 1)
    html = run_report(small, {}, tmp_path, name="one", pdf=True)
    assert (
        "<noscript data-drawing" in html.read_text() and 'src="one/turnout-norfolk.svg"' in html.read_text()
    )
    assert "<noscript" not in printed[0] and "<figure" in printed[0] and ">Abbey<" in printed[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "one.html", "one.ipynb"]


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
