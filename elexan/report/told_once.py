"""What a page leaves out of its notebook: sections that would only say again why there is nothing to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def told_once(cells: Iterable[Any]) -> list[Any]:
    """The cells without the sections that show nothing but words an earlier section has said.

    A section begins at a second-level heading. Sections of words alone, without code, stay.

    >>> def head(text): return {"cell_type": "markdown", "source": text}
    >>> def says(text):
    ...     output = {"data": {"text/plain": "...", "text/markdown": text}}
    ...     return {"cell_type": "code", "outputs": [output]}
    >>> cells = [head("## Seats"), says("No poll."), head("## Votes"), says("No poll."), head("## Mayor")]
    >>> [cell["source"] for cell in told_once(cells) if cell["cell_type"] == "markdown"]
    ['## Seats', '## Mayor']
    """
    sections: list[list[Any]] = [[]]
    for cell in cells:
        if cell["cell_type"] == "markdown" and re.match(r"##\s", cell["source"]):
            sections.append([])
        sections[-1].append(cell)
    kept, said = list(sections[0]), _said(sections[0])
    for section in sections[1:]:
        code = any(cell["cell_type"] == "code" for cell in section)
        words = _said(section)
        if code and words <= said:
            continue
        kept += section
        said |= words
    return kept


def _said(section: Iterable[Any]) -> set[str]:
    """What the section's code shows: each text, and each of its tables and pictures as itself."""
    shown = set()
    for cell in section:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            kind = "text/markdown" if "text/markdown" in data else "text/html" if "text/html" in data else ""
            shown.add("".join(data[kind]) if kind else "".join(output.get("text", "")) or repr(data))
    return shown
