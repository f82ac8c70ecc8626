"""The tables of benchmarks/README.md: each script rewrites its own, between two markers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

README = Path(__file__).parent / "README.md"


def rewrite(name: str, text: str) -> None:
    """Put text between the markers of one section."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    whole = README.read_text("utf-8")
    head, rest = whole.split(begin)
    _, tail = rest.split(end)
    README.write_text(f"{head}{begin}{text.strip()}\n{end}{tail}", "utf-8")
    print(text)


def markdown(table: pd.DataFrame) -> str:
    """A table whose cells are text already, as markdown."""
    lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"
