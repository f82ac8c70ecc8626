"""Notebooks for tests that run them."""

from __future__ import annotations

from pathlib import Path

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
