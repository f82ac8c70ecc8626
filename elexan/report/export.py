"""An executed notebook as one HTML page: no network, code folded away, charts readable without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .assets import assets
from .cards import Card, read_card, written
from .notebooks import parameter_defaults
from .origins import said_once
from .pages import page, template, write
from .told_once import told_once

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOT_PRINTED = "notebook-only"  # tag of cells for who runs the notebook, not for who reads the page
__all__ = ["assets", "export", "offline", "page", "template", "write"]

AT_HEAD = ("summary", "card")  # tags of cells whose output stands at the head of the page
TEMPLATES = Path(__file__).parent / "templates"

_LINK = re.compile(r'<a\b[^>]*\bhref="(?:https?:)?//([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_REMOTE = re.compile(
    r"""\b(?:src|srcset|data|poster)=["'](?:https?:)?//[^"']*["']|@import\s|url\(["']?(?:https?:)?//"""
)
_OURS = ('class="elexan-chart', 'class="elexan-prose', 'class="elexan-table', 'class="table-scroll')
_COLOURLESS = re.compile(
    r'<span class="(?!(?:k|kn|kc|ow|s|s1|s2|sd|sa|mi|mf|c1)")[a-z0-9]*">([^<]*)</span>'
)  # parts of code that the stylesheet leaves as they are


def export(notebook: Path | NotebookNode, html: Path, *, group: str = "", standalone: bool = False) -> Path:
    """Write the executed notebook as the page `html`, with its files beside it, and return its path.

    ``NAME.html`` gets a folder ``NAME`` with each chart's rows and picture and each table's rows, and
    ``NAME.ipynb``; those of an earlier page go. With ``standalone`` all are in the page itself, with
    the scripts and styles pages otherwise share.

    `group` is the heading under which the index lists the page. The title is the notebook's first
    heading; cells tagged ``summary`` and ``card`` stand at the head of the page and on the index,
    which also reads the parameter ``date``. Cells tagged ``notebook-only`` are left out, and sections that
    would only say again why there is nothing to show.
    Links to other sites are printed as addresses without a scheme. A ValueError names any picture
    or style that would be fetched.
    """
    import nbformat

    from .downloads import Downloads

    node = nbformat.read(notebook, as_version=4) if isinstance(notebook, Path) else notebook
    executed = nbformat.writes(node) + "\n"
    body, held = _fragment(node)
    body = _anchored(offline(body))
    title = _first_heading(body) or html.stem
    body = re.sub(r"<h1\b[^>]*>.*?</h1>", "", body, count=1, flags=re.DOTALL)
    files = Downloads(html, title=title)
    try:
        body = _restored(body, held)
        card = _card(node, body)
        body = said_once(files.offer(body))
        _terms(files)
        text = page(
            title=title,
            body=body,
            meta=_meta(node, group),
            made_from=_made_from(node, html),
            head={"group": group, "summary": _standfirst(node), "card": written(card) if card.figure else ""},
            standalone=standalone,
        )
        if standalone:
            (files.folder / f"{html.stem}.ipynb").write_text(executed, encoding="utf-8")
            files.publish((html, files.inlined(text)), folder=False)
        else:
            files.publish((html, text), (html.with_suffix(".ipynb"), executed))
    finally:
        files.discard()
    return html


def offline(html: str) -> str:
    """The HTML with addresses printed instead of linked.

    >>> offline('See <a href="https://example.org/a">the count</a>.')
    'See the count (example.org/a).'
    >>> offline('<img src="https://example.org/a.png">')
    Traceback (most recent call last):
    ValueError: the page would fetch from the network: src="https://example.org/a.png"
    """
    if remote := _REMOTE.findall(html):
        raise ValueError(f"the page would fetch from the network: {'; '.join(remote[:5])}")
    html = _LINK.sub(lambda m: _printed(m.group(1), m.group(2)), html)
    return re.sub(r"https?://", "", html)


def _printed(address: str, label: str) -> str:
    plain = re.sub(r"^https?://", "", label)
    return address if plain in (address, address.rstrip("/")) else f"{label} ({address})"


def _fragment(notebook: NotebookNode) -> tuple[str, list[str]]:
    """The notebook's cells as HTML with a mark for each chart and table, and these.

    They are HTML already, and long: nbconvert would only read them through.
    """
    from copy import deepcopy

    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

    held: list[str] = []
    shown = []
    for cell in told_once(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if NOT_PRINTED in tags:
            continue
        if cell.cell_type == "code":
            outputs = cell.get("outputs", [])
            cell = NotebookNode(cell | {"outputs": []})  # noqa: PLW2901
            if not set(AT_HEAD) & set(tags):
                cell["outputs"] = [_marked(deepcopy(output), held) for output in outputs]
        shown.append(cell)
    exporter = HTMLExporter(
        template_name="elexan",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    html, _ = exporter.from_notebook_node(NotebookNode(notebook | {"cells": shown}))
    return _COLOURLESS.sub(r"\1", str(html)), held


def _marked(output: Any, held: list[str]) -> Any:
    html = "".join(output.get("data", {}).get("text/html", ""))
    if any(mark in html for mark in _OURS):
        held.append(re.sub(r'<style class="elexan-notebook">.*?</style>\n?', "", html, flags=re.DOTALL))
        output["data"]["text/html"] = f'<div data-held="{len(held) - 1}"></div>'
    return output


def _restored(body: str, held: list[str]) -> str:
    return re.sub(r'<div data-held="(\d+)"></div>', lambda mark: offline(held[int(mark[1])]), body)


def _anchored(html: str) -> str:
    """The HTML with an id on each second- and third-level heading, from its words, no two alike."""
    seen: dict[str, int] = {}

    def anchor(heading: re.Match[str]) -> str:
        level, _, text = heading.groups()
        slug = re.sub(r"[^a-z0-9]+", "-", unescape(re.sub(r"<[^>]+>", "", text)).lower()).strip("-") or "part"
        seen[slug] = seen.get(slug, 0) + 1
        name = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        return f'<h{level} id="{name}">{text}</h{level}>'

    return re.sub(r"<h([23])((?:\s[^>]*)?)>(.*?)</h\1>", anchor, html, flags=re.DOTALL)


def _first_heading(html: str) -> str:
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", heading.group(1))).strip() if heading else ""


def _said(notebook: NotebookNode, tag: str) -> list[tuple[str, str]]:
    """What the cell of that tag shows: kind (markdown, html or plain) and text."""
    for cell in notebook.cells:
        if tag not in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            return [("markdown", cell.source)]
        found = []
        for output in cell.get("outputs", []):
            data = output.get("data", {}) | ({"text/plain": output["text"]} if output.get("text") else {})
            kind = next((k for k in ("text/html", "text/markdown", "text/plain") if data.get(k)), "")
            if kind:
                found.append((kind.removeprefix("text/"), "".join(data[kind])))
        return found
    return []


def _standfirst(notebook: NotebookNode) -> str:
    """The summary as HTML."""
    from nbconvert.filters import markdown2html

    write_as: dict[str, Callable[[str], str]] = {
        "markdown": markdown2html,
        "html": str,
        "plain": lambda text: f"<p>{escape(text)}</p>",
    }
    return offline("\n".join(write_as[kind](text) for kind, text in _said(notebook, "summary")))


def _card(notebook: NotebookNode, body: str) -> Card:
    """The notebook's card, its picture the page's first map or chart where it has none."""
    from .thumbnails import is_map, thumbnail

    card = read_card("".join(text for kind, text in _said(notebook, "card") if kind == "html"))
    drawings = re.findall(r"<svg\b.*?</svg>", body, re.DOTALL)
    if card.figure and not card.picture and drawings:
        return card._replace(picture=thumbnail(next(filter(is_map, drawings), drawings[0])))
    return card


def _meta(notebook: NotebookNode, group: str) -> dict[str, str]:
    run = notebook.metadata.get("papermill", {})
    parameters = parameter_defaults(notebook) | dict(run.get("parameters", {}))
    summary = next((text for _, text in _said(notebook, "summary")), "")
    return {
        "description": _sentence(summary),
        "elexan-group": group,
        "elexan-date": str(parameters.get("date") or ""),
    }


def _made_from(notebook: NotebookNode, html: Path) -> dict[str, Any]:
    run = notebook.metadata.get("papermill", {})
    parameters = parameter_defaults(notebook) | dict(run.get("parameters", {}))
    return {
        "executed": f"{html.stem}.ipynb",
        "folder": html.stem,
        "notebook": Path(run.get("input_path") or html.stem).name,
        "parameters": [(name, _plain(value)) for name, value in parameters.items()],
    }


def _terms(files: Any) -> None:
    """The terms of what the page offers, beside it."""
    from ..load import load_sources
    from .downloads import TERMS
    from .terms import terms

    if any(files.folder.iterdir()):
        text = terms(files.title, load_sources(), used=files.used, credits=files.credits)
        (files.folder / TERMS).write_text(text, encoding="utf-8")


def _sentence(text: str) -> str:
    """The first paragraph, without markup."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
    plain = unescape(re.sub(r"<[^>]+>", "", text)).strip()
    return re.sub(r"\s+", " ", re.sub(r"[*_`#]", "", plain.split("\n\n")[0])).strip()


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
