"""The shape of the project: which room imports which, and that what is public is documented."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "elexan"
PURE = {
    *("shares", "swing", "seats", "transfers", "areas", "parties", "systems", "accounts", "transfer_bounds"),
    *("turning", "rounds", "counterfactuals", "transfer_model", "swing", "net_flows", "swing_patterns"),
    *("targets", "seat_curve", "proportionality", "apportionment", "bias", "projection"),
    *("notional", "published", "inference", "narrative", "tickets"),
}
PURE_MAY_IMPORT = {
    *("numpy", "pandas", "scipy", "elexan", "__future__", "collections", "typing", "dataclasses"),
    *("functools", "itertools", "statistics", "zlib", "re", "string"),
}
NOT_FOR_PURE = {
    *("load", "charts", "boundaries", "report", "tables", "cli"),
    *("comparators", "last_fought", "notional_seats", "same_day"),
}
HEAVY = {
    "geopandas",
    "shapely",
    "pyogrio",
    "altair",
    "vl_convert",
    "papermill",
    "nbconvert",
    "pandera",
    "openpyxl",
    "distributed",
}


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    """Names of modules a file imports; relative ones by their own name."""
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found |= {base} if base else {alias.name for alias in node.names}
            found |= {f"{base}.{alias.name}" for alias in node.names if base}
    return found


@pytest.mark.parametrize("name", sorted(PURE))
def test_an_analysis_never_reads_draws_or_reports(name: str) -> None:
    folder = PACKAGE / name
    files = sorted(folder.glob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]
    siblings = {p.stem for p in (*PACKAGE.glob("*.py"), *folder.glob("*.py"))}
    for path in files:
        found = imports(path)
        assert not {i for i in found if i.split(".")[-1] in NOT_FOR_PURE or i.split(".")[0] in NOT_FOR_PURE}
        tops = {i.split(".")[0] for i in imports(path, top_level_only=True)}
        assert tops <= PURE_MAY_IMPORT | siblings, path


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_used(path: Path) -> None:
    tops = {i.split(".")[0] for i in imports(path, top_level_only=True)}
    assert not tops & HEAVY


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_readable_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_importing_elexan_loads_nothing_heavy() -> None:
    code = f"import sys, elexan; print([m for m in {sorted(HEAVY)} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("asked", ["list contests", "list tables", "list metrics", "--help", "report --help"])
def test_what_there_is_is_told_without_pandas(asked: str) -> None:
    code = "import sys; from elexan.cli import main; main(sys.argv[1:], standalone_mode=False)"
    run = [sys.executable, "-c", f"{code}; assert 'pandas' not in sys.modules", *asked.split()]
    assert subprocess.run(run, capture_output=True, check=True, cwd=ROOT).stdout


def test_every_public_name_has_a_docstring_with_an_example() -> None:
    import elexan

    tree = ast.parse((PACKAGE / "__init__.pyi").read_text())
    public = [a.asname for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names if a.asname]
    assert len(public) > 30
    without = []
    for name in public:
        thing = getattr(elexan, name)
        if inspect.ismodule(thing) or (inspect.isclass(thing) and issubclass(thing, Exception)):
            assert inspect.getdoc(thing), name
        elif ">>>" not in (inspect.getdoc(thing) or ""):
            without.append(name)
    assert without == []


NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert {p.stem for p in NOTEBOOKS} >= {"region", "anglia", "mayors", "second_rounds", "first_look"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_bare_short_and_defines_nothing(path: Path) -> None:
    notebook = json.loads(path.read_text())
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert len(notebook["cells"]) <= 40
    for cell in code:
        source = "".join(cell["source"])
        assert cell["outputs"] == [] and cell["execution_count"] is None
        assert len(source.splitlines()) <= 12, source
        assert not [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    tagged = [c for c in code if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == (0 if "explore" in path.parts else 1)
    for cell in tagged:
        for node in ast.parse("".join(cell["source"])).body:
            assert isinstance(node, ast.Assign), "the parameters cell holds literals only"
            ast.literal_eval(node.value)


def test_every_column_of_every_table_is_described() -> None:
    from elexan.schema import TABLES, describe

    text = (ROOT / "data" / "README.md").read_text()
    for name, table in TABLES.items():
        assert describe(name) in text
        assert all(column.about for column in table.columns)


def test_every_row_of_data_names_its_source() -> None:
    from elexan.schema import TABLES

    for table in TABLES.values():
        if table.name == "conflicts":  # which have two
            assert {"used_source_id", "other_source_id"} <= set(table.names)
        else:
            assert "source_id" in table.names, table.name
