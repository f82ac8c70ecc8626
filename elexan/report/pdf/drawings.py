"""The pictures of a page, each as a file of its own."""

import base64
import re
import struct
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_USED = re.compile(r'<use\b[^>]*?\bhref="#([^"]+)"')
_FAMILY = re.compile(r'\sfont-family=(?:"[^"]*"|\'[^\']*\')')
# a page's parser does not mind how these are spelt, a drawing's does
_SPELT = {
    name.lower(): name
    for name in (
        "viewBox", "preserveAspectRatio", "clipPath", "clipPathUnits", "linearGradient", "radialGradient",
        "gradientUnits", "gradientTransform", "patternUnits", "patternTransform", "textPath", "textLength",
        "lengthAdjust", "startOffset",
    )
}  # fmt: skip
_MISSPELT = re.compile(rf"(?<=[<\s/])({'|'.join(_SPELT)})(?=[\s=>])")
_SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def lift(html: str) -> tuple[str, dict[str, str]]:
    """The page with an ``img`` element for each inline SVG, and these by the name it is marked with.

    Drawings of no size, which hold parts for others, and those hidden from readers stay out of both.

    >>> lift('<p>a</p><svg width="2" height="1"></svg><svg width="0" height="0"></svg>')
    ('<p>a</p><img data-drawing="drawing-0.svg">', {'drawing-0.svg': '<svg width="2" height="1"></svg>'})
    """
    drawings: dict[str, str] = {}

    def placeholder(found: re.Match[str]) -> str:
        if 'aria-hidden="true"' in found[0].partition(">")[0] or min(size(found[0])) <= 0:
            return ""
        name = f"drawing-{len(drawings)}.svg"
        drawings[name] = found[0]
        return f'<img data-drawing="{name}">'

    return _DRAWING.sub(placeholder, html), drawings


def held(images: "list[Tag]") -> dict[str, bytes]:
    """The pictures that ``img`` elements hold themselves, by the name each is then marked with.

    One that the page does not hold, or that says nothing to who cannot see it, is an error.
    """
    found: dict[str, bytes] = {}
    for image in images:
        start, _, data = str(image.get("src") or "").partition(";base64,")
        kind = {"data:image/svg+xml": "svg", "data:image/png": "png"}.get(start)
        if not kind:
            raise ValueError(f"the picture {str(image)[:80]} is not held in the page as SVG or PNG")
        if not image.get("alt"):
            raise ValueError("a picture has no text alternative; its cell's metadata gives it: alt")
        name = f"picture-{len(found)}.{kind}"
        found[name] = base64.b64decode(data)
        image["data-drawing"] = name
    return found


def size(picture: bytes | str) -> tuple[float, float]:
    """Width and height in pixels of an SVG or a PNG; none where it does not say.

    >>> size('<svg viewBox="0 0 640 300"></svg>'), size('<svg width="20" height="10px">'), size("<svg>")
    ((640.0, 300.0), (20.0, 10.0), (0.0, 0.0))
    """
    if isinstance(picture, bytes):
        if picture.startswith(b"\x89PNG"):
            across, down = struct.unpack(">II", picture[16:24])
            return float(across), float(down)
        picture = picture.decode()
    start = picture[picture.find("<svg") :].partition(">")[0]
    sides = [re.search(rf'\s{side}="([\d.]+)(?:px)?"', start) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return float(sides[0][1]), float(sides[1][1])
    box = re.search(r'\sviewbox="([-\d., ]+)"', start, re.IGNORECASE)
    *_, width, height = re.split("[ ,]+", box[1]) if box else ("0", "0")
    return float(width), float(height)


def shared_parts(html: str) -> dict[str, str]:
    """By id, what the drawings of a page use by name."""
    from bs4 import BeautifulSoup

    wanted = set(_USED.findall(html))
    parts: dict[str, str] = {}
    for drawing in _DRAWING.findall(html) if wanted else ():
        if any(f'id="{name}"' in drawing for name in wanted):
            named = BeautifulSoup(drawing, "html.parser").find_all(id=True)
            parts |= {str(part["id"]): str(part) for part in named if part["id"] in wanted}
    return parts


def alone(svg: str, parts: dict[str, str], *, family: str, paper: str) -> str:
    """The drawing as a file: what it uses from elsewhere on the page brought in, its words in ``family``.

    ``paper`` is the colour of the page on the screen, here white.

    >>> alone('<svg viewbox="0 0 9 9"><use href="#a"></use></svg>', {"a": '<path id="a" d="M0,0h9"></path>'},
    ...       family="Sans", paper="#fdfdfd").partition("><")[2]
    'defs><path id="a" d="M0,0h9"></path></defs><use href="#a"></use></svg>'
    """
    used: dict[str, str] = {}
    asked = _USED.findall(svg)
    while asked:
        name = asked.pop()
        if name in parts and name not in used and f'id="{name}"' not in svg:
            used[name] = parts[name]
            asked += _USED.findall(parts[name])
    start, _, rest = svg.partition(">")
    start = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", start)
    brought = f"<defs>{''.join(used[name] for name in sorted(used))}</defs>" if used else ""
    drawn = _MISSPELT.sub(lambda found: _SPELT[found[1]], f"{start}>{brought}{rest}")
    drawn = _FAMILY.sub("", drawn).replace("<svg", f'<svg {_SPACES} font-family="{family}"', 1)
    drawn = drawn.replace(paper, "#ffffff")
    # a drawing knows these five names of characters and no others
    return re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;)\w+;", lambda name: unescape(name[0]), drawn)
