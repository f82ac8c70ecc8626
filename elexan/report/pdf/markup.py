"""Words of a page as markup for typst."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import PageElement, Tag

_EMPHASIS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "sub": "sub", "sup": "super"}
_STYLES = ("chart-title", "chart-subtitle", "unit")  # classes that report.typ has a function for
_HEX = "#[0-9a-fA-F]{3,8}"


def string(text: str) -> str:
    r"""The text as a string of typst's code.

    >>> print(string('Lab "Co-op"'))
    "Lab \"Co-op\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def words(text: str) -> str:
    """The text as typst prints it to the letter, whatever is in it.

    >>> words("*#1*")
    '#"*#1*";'
    """
    return f"#{string(text)};" if text else ""


def inline(nodes: "Iterable[PageElement]") -> str:
    """Words with their emphasis, colour chips and line breaks.

    >>> from bs4 import BeautifulSoup
    >>> inline(BeautifulSoup("In <em>all</em>", "html.parser").children)
    '#"In ";#emph[#"all";];'
    """
    from bs4 import NavigableString, Tag
    from bs4.element import PreformattedString

    out = []
    for node in nodes:
        if isinstance(node, Tag):
            out.append(_phrase(node))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):  # a comment, say
            out.append(words(re.sub(r"[ \t\r\n]+", " ", node)))
    return "".join(out)


def said(node: "Tag") -> str:
    """An element's words alone, in one line."""
    return re.sub(r"[ \t\r\n]+", " ", node.get_text()).strip()


def _phrase(node: "Tag") -> str:
    if node.name == "br":
        return "#linebreak();"
    if node.name == "code":
        return f"#raw({string(node.get_text())});"
    inside = inline(node.children)
    if part := _styled(node, "--part", r"[\d.]+%"):
        return f"#bar({part});{inside}"
    if fill := _styled(node, "background(?:-color)?", _HEX):
        ink = _styled(node, "color", _HEX) or "#000000"
        made = f'#chip(rgb("{fill}"), rgb("{ink}"))[{inside}];' if said(node) else f'#swatch(rgb("{fill}"));'
        return f"#pdf.artifact[{made}];" if node.get("aria-hidden") == "true" else made
    style = next((name for name in node.get("class") or [] if name in _STYLES), _EMPHASIS.get(node.name))
    return f"#{style}[{inside}];" if style and inside else inside


def _styled(node: "Tag", name: str, value: str) -> str:
    """What the element's own style says of it, where that is of the kind expected."""
    found = re.search(rf"(?:^|;)\s*{name}:\s*({value})\s*(?:;|$)", str(node.get("style") or ""))
    return found.group(1) if found else ""
