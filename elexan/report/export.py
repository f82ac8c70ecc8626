"""An executed notebook as one HTML page: no network, code folded away, charts readable without scripts."""

import os
import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .notebooks import parameter_defaults

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOT_PRINTED = "notebook-only"  # tag of cells for who runs the notebook, not for who reads the page
TEMPLATES = Path(__file__).parent / "templates"

_LINK = re.compile(r'<a\b[^>]*\bhref="(?:https?:)?//([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_REMOTE = re.compile(
    r"""\b(?:src|srcset|data|poster)=["'](?:https?:)?//[^"']*["']|@import\s|url\(["']?(?:https?:)?//"""
)


def export(notebook: "Path | NotebookNode", html: Path, *, group: str = "") -> Path:
    """Write the executed notebook as the page `html` and return its path.

    `group` is the heading under which the index lists the page. The title is the notebook's first
    heading; the index also reads the text of a cell tagged ``summary``, and the parameter ``date``.
    Cells tagged ``notebook-only`` are left out.
    Links to other sites are printed as addresses without a scheme. A ValueError names any picture
    or style that would be fetched.
    """
    import nbformat

    node = nbformat.read(notebook, as_version=4) if isinstance(notebook, Path) else notebook
    run = node.metadata.get("papermill", {})
    parameters = parameter_defaults(node) | dict(run.get("parameters", {}))
    body = _anchored(offline(_fragment(node)))
    title = _first_heading(body) or html.stem
    if "<h1" not in body:
        body = f"<h1>{escape(title)}</h1>\n{body}"
    made_from = {
        "executed": f"{html.stem}.ipynb",
        "notebook": Path(run.get("input_path") or html.stem).name,
        "parameters": [(name, _plain(value)) for name, value in parameters.items()],
    }
    card = {
        "description": _summary(node),
        "elexan-group": group,
        "elexan-date": str(parameters.get("date") or ""),
    }
    text = page(title=title, body=body, card=card, made_from=made_from)
    return write(html, text)


def page(
    *,
    title: str,
    body: str,
    card: dict[str, str] | None = None,
    made_from: dict[str, Any] | None = None,
    home: bool = True,
) -> str:
    """A whole page around the HTML of its main part."""
    contents = re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', body, re.DOTALL) if made_from else []
    return template("page.html.j2").render(
        title=title,
        body=body,
        card=card or {},
        made_from=made_from,
        home=home,
        contents=[(anchor, re.sub(r"<[^>]+>", "", heading)) for anchor, heading in contents],
        interactive='class="vega-spec"' in body,
        css=(TEMPLATES / "elexan.css").read_text(encoding="utf-8").strip(),
        version=_version(),
    )


def template(name: str) -> Any:
    """One of the page templates beside this module."""
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template(name)


def assets(directory: Path) -> None:
    """Write the scripts every page shares into ``directory/assets``; what is up to date is left."""
    import altair as alt
    import vl_convert

    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    folder = directory / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "elexan.js", (TEMPLATES / "elexan.js").read_text(encoding="utf-8"))
    first = f"// vega-lite {version}, vega {vl_convert.get_vega_version()}, vega-embed "
    first += f"{vl_convert.get_vega_embed_version()}: BSD-3-Clause, University of Washington\n"
    vega = folder / "vega.js"
    if vega.exists():
        with vega.open(encoding="utf-8") as lines:
            if lines.readline() == first:
                return
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    write(vega, f"{first}(() => {{\n{bundle}\n}})();\n")


def write(path: Path, text: str) -> Path:
    """Write beside `path` first and rename, so that nobody meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
    return path


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


def _fragment(notebook: "NotebookNode") -> str:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor
    from nbformat import NotebookNode

    shown = [cell for cell in notebook.cells if NOT_PRINTED not in cell.metadata.get("tags", [])]
    exporter = HTMLExporter(
        template_name="elexan",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    # what is said only to whoever has the notebook open
    exporter.register_preprocessor(
        TagRemovePreprocessor(remove_cell_tags={"notebook-only"}, enabled=True), enabled=True
    )
    html, _ = exporter.from_notebook_node(NotebookNode(notebook | {"cells": shown}))
    return str(html)


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


def _summary(notebook: "NotebookNode") -> str:
    for cell in notebook.cells:
        if "summary" not in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            return _sentence(cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind in ("text/markdown", "text/html", "text/plain"):
                if kind in data:
                    return _sentence(data[kind])
            if output.get("text"):
                return _sentence(output["text"])
    return ""


def _sentence(text: str) -> str:
    """The first paragraph, without markup."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
    plain = unescape(re.sub(r"<[^>]+>", "", text)).strip()
    return re.sub(r"\s+", " ", re.sub(r"[*_`#]", "", plain.split("\n\n")[0])).strip()


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("elexan")
    except PackageNotFoundError:
        return "(not installed)"
