"""A whole page around its main part, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from ..batch.places import PART, mark

TEMPLATES = Path(__file__).parent / "templates"
SITE = "Local elections"  # what every page is part of
NAVIGATION = ("<!-- site -->", "<!-- /site -->")  # between these, `site` writes where else to go
PAGER = ("<!-- beside -->", "<!-- /beside -->")


def page(
    *,
    title: str,
    body: str,
    meta: Mapping[str, str] | None = None,
    made_from: Mapping[str, Any] | None = None,
    head: Mapping[str, str] | None = None,
    home: bool = True,
    standalone: bool = False,
) -> str:
    """A whole page around the HTML of its main part, its charts made small and packed.

    ``meta`` is said in the head of the file; ``head`` (group, summary, card) stands at the head of the page,
    with the title; without it the body has its own. ``home``: it has an index to go back to.
    ``standalone``: it holds what pages share.
    """
    from . import weight

    contents = re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', body, re.DOTALL) if made_from else []
    first, colon, rest = title.partition(": ")
    both = f'{escape(first)}<span class="hidden">{colon}</span><span>{escape(rest)}</span>'

    def whole(main: str) -> str:
        return str(
            template("page.html.j2").render(
                title=title,
                heading=both if rest else escape(title),
                body=main,
                meta=meta or {},
                made_from=made_from,
                head=head,
                home=home and not standalone,
                contents=[(anchor, re.sub(r"<[^>]+>", "", heading)) for anchor, heading in contents],
                interactive='data-spec="' in main,
                standalone=standalone,
                site=SITE,
                marks={"site": NAVIGATION, "beside": PAGER},
                version=_version(),
            )
        )

    text = weight.within_weight(body, whole, budget=None if standalone else weight.BUDGET)
    if standalone:
        from .assets import inlined

        return inlined(text)
    return text


def template(name: str) -> Any:
    """One of the page templates beside this module."""
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template(name)


def write(path: Path, text: str) -> Path:
    """Write beside `path` first and rename, so that nobody meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{mark()}{PART}")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
    return path


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("elexan")
    except PackageNotFoundError:
        return "(not installed)"
