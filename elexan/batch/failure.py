"""The page of a report that could not be made: what was asked, and what went wrong where."""

from __future__ import annotations

import contextlib
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..report.run import Outcome

FOLDER = "failed"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def failure_page(outcome: Outcome, output_dir: Path) -> Path:
    """Write ``failed/NAME.html`` in `output_dir`, a page that needs no other, and return its path."""
    from ..report.pages import page, write

    report = outcome.report
    given = ", ".join(f"{name} = {value}" for name, value in report.parameters.items())
    asked = report.notebook.name + (f" with {given}" if given else "")
    earlier = (output_dir / f"{report.name}.html").exists()
    kept = "<p>The report of an earlier run is left as it was.</p>\n" if earlier else ""
    body = (
        f"<h1>{escape(report.name)} could not be made</h1>\n"
        f"<p><strong>{escape(plain(outcome.error))}</strong></p>\n"
        f"<p>Notebook: {escape(asked)}.</p>\n"
        f'{kept}<pre tabindex="0">{escape(plain(outcome.traceback))}</pre>\n'
    )
    text = page(title=f"Failed: {report.name}", body=body, standalone=True)
    return write(output_dir / FOLDER / f"{report.name}.html", text)


def forget_failure(output_dir: Path, name: str) -> None:
    """Remove the page of an earlier failure."""
    (output_dir / FOLDER / f"{name}.html").unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # there are others
        (output_dir / FOLDER).rmdir()


def plain(text: str) -> str:
    """The text without the colours of a terminal.

    >>> plain("\\x1b[31mError\\x1b[39m: no seats")
    'Error: no seats'
    """
    return _COLOURS.sub("", text)
