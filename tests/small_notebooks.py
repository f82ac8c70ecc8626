"""Notebooks for tests that run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat


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


def obedient(path: Path) -> Path:
    """A notebook that does what its parameter says."""
    return notebook(
        path,
        ("code", "parameters", 'does = ""\nregion = "norfolk"'),
        ("code", "", 'from IPython.display import Markdown\nMarkdown(f"# Report on {region}")'),
        ("code", "", "exec(does)"),
        ("code", "", "region"),
    )


def same(ours: Any, stock: Any) -> None:
    """Two runs of a notebook have left the same, but for times."""
    assert len(ours.cells) == len(stock.cells) and any(cell.get("outputs") for cell in ours.cells)
    for mine, theirs in zip(ours.cells, stock.cells, strict=True):
        assert lasting(mine) == lasting(theirs), mine.source
    assert ours.metadata.language_info == stock.metadata.language_info
    assert ours.metadata.papermill.parameters == stock.metadata.papermill.parameters


def lasting(cell: Any) -> Any:
    """What a cell holds, without times, and the random name of one that papermill put in."""
    run = cell.metadata.papermill
    return (
        cell.cell_type, cell.source, cell.metadata.get("tags"), cell.get("execution_count"),
        cell.get("outputs"), run.status, run.exception, sorted(cell.metadata.get("execution", {})),
    )  # fmt: skip
