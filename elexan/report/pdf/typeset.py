"""The main part of a page as a document for typst."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .markup import inline, said, string
from .tables import table
from .widths import PORTRAIT

if TYPE_CHECKING:
    from bs4 import PageElement, Tag

Sizes = Mapping[str, tuple[float, float]]  # of the drawings, in pixels, by the file's name

# for the screen, or for who runs the notebook
_LEFT_OUT = (
    "script, style, template, noscript, nav, button, input, select, form, [hidden], "
    ".code, .contents, .screen-only"
)
_STYLES = ("kicker", "card-figure")  # classes of paragraphs that report.typ has a function for
_BLOCKS = [
    "address", "article", "aside", "blockquote", "details", "div", "dl", "figure", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "img", "main", "ol", "p", "pre", "section", "summary", "table", "ul",
]  # fmt: skip
_TALLEST = 590.0  # points of a page for a drawing, beside its title and what is said below it
_POINTS = 0.68  # of a pixel: words of 12 pixels are a little smaller than those of the text


def typeset(main: "Tag", sizes: Sizes, *, made_from: "Tag | None" = None) -> str:
    """The body of the document; ``made_from`` is said under the list of its sections, or at its end.

    >>> from bs4 import BeautifulSoup
    >>> print(typeset(BeautifulSoup("<h1>Votes</h1><p>In <em>all</em>.</p>", "html.parser"), {}).rstrip())
    #title[#"Votes";]
    <BLANKLINE>
    #par[#"In ";#emph[#"all";];#".";]
    """
    for element in main.select(_LEFT_OUT):
        element.decompose()
    _join_origins(main)
    _number_headings(main)
    _join_notes(main)
    parts = list(_blocks(main, sizes))
    sections = [n for n, part in enumerate(parts) if part.startswith("#heading(level: 1)")]
    for n in range(len(parts) - 2):
        drawn = [part.startswith(("#chart", "#printed", "#landscape")) for part in parts[n + 1 : n + 3]]
        if parts[n].startswith("#heading") and drawn == [False, True]:
            parts[n + 1] = f"#block(sticky: true)[{parts[n + 1]}]"
    origin = f"#made-from[{_content(made_from, sizes)}]" if made_from else ""
    at = sections[0] if len(sections) > 3 else len(parts)
    parts[at:at] = [f"#contents({len(sections)})", origin] if len(sections) > 3 else [origin]
    return "\n\n".join(parts)


def _number_headings(main: "Tag") -> None:
    """Give each heading the level it has on paper: the title's none, and no level left out."""
    level = 0
    for n, heading in enumerate(main.find_all(re.compile(r"^h[1-6]$"))):
        level = 0 if n == 0 and heading.name == "h1" else min(max(int(heading.name[1]) - 1, 1), level + 1)
        heading["data-level"] = str(level)


def _join_origins(main: "Tag") -> None:
    """Say under a chart whom its figures are from; under tables, which say so, the closed part goes."""
    for part in main.select("details.origin"):
        said = part.select_one(".by, .as") or part.find("ul")
        if part.find_parent("figure") is None or said is None:
            part.decompose()
            continue
        named = [item.get_text() for item in said.find_all("li")] or [said.get_text()]
        part.clear()
        part.name, part["class"] = "p", "chart-credit"
        part.append(f"Source: {'; '.join(named).rstrip('.')}.")


def _join_notes(main: "Tag") -> None:
    """Move the notes under a table into it."""
    for found in main.find_all("table"):
        holder = found.find_parent(class_="table-scroll") or found
        after = holder.find_next_sibling()
        if after is not None and "table-notes" in (after.get("class") or []):
            found.append(after.extract())


def _blocks(parent: "Tag", sizes: Sizes) -> Iterator[str]:
    """The parts of an element, each a paragraph, heading, list, table or figure."""
    from bs4 import Tag

    loose: list[PageElement] = []
    for child in parent.children:
        if not isinstance(child, Tag) or (child.name not in _BLOCKS and not child.find(_BLOCKS)):
            loose.append(child)
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _block(child, sizes)
    yield from _paragraph(loose)


def _paragraph(nodes: "Iterable[PageElement]") -> Iterator[str]:
    text = re.sub(r'^#" +', '#"', inline(nodes))
    if re.search(r'[^\s#";]', text):
        yield f"#par[{text}]"


def _block(node: "Tag", sizes: Sizes) -> Iterator[str]:
    classes = list(node.get("class") or [])
    if level := node.get("data-level"):
        text = inline(node.children)
        yield f"#title[{text}]" if level == "0" else f"#heading(level: {level})[{text}]"
    elif node.name in ("p", "summary"):
        style = next((name for name in classes if name in _STYLES), "")
        for text in _paragraph(node.children):
            yield f"#{style}[{text}]" if style else text
    elif node.name in ("ul", "ol"):
        items = ", ".join(f"[{_content(item, sizes)}]" for item in node.find_all("li", recursive=False))
        made = f"#{'list' if node.name == 'ul' else 'enum'}({items})"
        yield f"#small[{made}]" if "sources" in classes else made
    elif node.name == "dl":
        pairs = zip(node.find_all("dt"), node.find_all("dd"), strict=False)
        said_of = [f"terms.item([{inline(dt.children)}], [{inline(dd.children)}])" for dt, dd in pairs]
        yield f"#terms({', '.join(said_of)})"
    elif node.name == "pre":
        yield f"#raw({string(node.get_text().rstrip())}, block: true)"
    elif node.name == "table":
        notes = node.find(class_="table-notes")
        yield table(node, below=_content(notes, sizes) if notes else "")
    elif node.name in ("figure", "img") or (node.find("img") and "chart" in classes):
        yield _figure(node, sizes)
    elif "table-notes" in classes:
        yield f"#notes[{_content(node, sizes)}]"
    elif node.name != "hr":
        yield from _blocks(node, sizes)


def _content(node: "Tag", sizes: Sizes) -> str:
    return "\n\n".join(_blocks(node, sizes))


def _figure(node: "Tag", sizes: Sizes) -> str:
    """A figure: its title, its drawings with their text alternatives, and what is said under them."""
    caption = node.find("figcaption")
    title = inline(caption.extract().children) if caption else ""
    title = title.replace('#" ";#chart-subtitle', "#chart-subtitle")
    drawn = []
    for image in [node] if node.name == "img" else node.find_all("img"):
        holder = image.find_parent(attrs={"aria-label": True}) or image
        alt = str(holder.get("aria-label") or holder.get("alt") or "") or said(caption or node)
        name = str(image["data-drawing"])
        drawn.append(f"({string(name)}, {_drawn_width(*sizes[name]):.1f}pt, {string(alt)})")
        image.extract()
    below = "" if node.name == "img" else _content(node, sizes)
    if not drawn:
        return "\n\n".join([title, below])
    return (
        f"#chart(({', '.join(drawn)},), caption: {f'[{title}]' if title else 'none'}, "
        f"below: {f'[{below}]' if below else 'none'})"
    )


def _drawn_width(width: float, height: float) -> float:
    """How wide a drawing is on paper, in points: its own size, or what the page has."""
    return width * min(_POINTS, PORTRAIT / width, _TALLEST / height)
