"""A drawing made small: what nobody sees goes, and what several of its parts say is said once."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby
from xml.etree import ElementTree as ET

from ..charts.theme import FONT

_TEXT = ("font-family", "font-size", "font-weight", "font-style", "text-anchor")
_PAINT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap",
          "fill-opacity", "stroke-opacity")  # fmt: skip
_PLACES = {"x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "rx", "ry", "dx", "dy"}
_NOT_PLACES = {"linearGradient", "radialGradient", "pattern", "stop"}
_UNSEEN = re.compile(r"aria-.*|role|class|version|pointer-events|cursor")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_TRANSLATE = re.compile(rf"translate\(({_NUMBER.pattern})[, ]+({_NUMBER.pattern})\)")
_SHORT = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3")
LONG = 200  # characters of an outline that is written in larger steps where many are on a page
FEW = 9  # shapes that are not sorted
SEVERAL = 3  # that a group is worth
_ENDS = {"transform", "x1", "y1", "x2", "y2"}


@lru_cache(maxsize=64)  # a drawing is asked for by its file, by the page, and by what the page weighs
def small(svg: str, step: int = 1) -> str:
    """The drawing with the same looks in fewer characters: places to a tenth of a pixel, nothing unseen.

    Names for readers of screens go too: the drawing stands in an element that has a name as a whole. Long
    outlines are written to `step` tenths of a pixel.

    >>> small('<svg width="9" height="9"><g class="a" role="b"><path aria-label="c" d="M1.04,2L3,4Z" '
    ...       'fill="red" opacity="1"/></g></svg>')
    '<svg width="9" height="9"><path d="m1,2l2,2z" fill="red"/></svg>'
    """
    root = read(svg)
    _trim(root, step)
    _hoist(root)
    _join(root)
    _unwrap(root)
    return _one_clip_each(write(root))


def _one_clip_each(svg: str) -> str:
    """The drawing with one clipping of those that are alike."""
    first: dict[str, str] = {}
    for whole, name, inside in re.findall(r'(<clipPath id="([^"]+)">(.*?)</clipPath>)', svg):
        kept = first.setdefault(inside, name)
        if kept != name:
            svg = svg.replace(whole, "").replace(f"url(#{name})", f"url(#{kept})")
    return svg


@lru_cache(maxsize=2048)  # the same areas are on several maps
def relative(d: str, step: int = 1) -> str:
    """The outline with places relative to the one before, to `step` tenths of a pixel.

    Rounding is of places, not of steps, so that neighbours still meet.

    >>> relative("M10.04,20L10.04,25.5L12.26,25.5L0,0Z")
    'm10,20v5.5h2.3l-12.3-25.5z'
    """
    if not re.fullmatch(r"[MLCZ\d.,\-e ]+", d):  # arcs, and shapes already relative: rounded as they are
        return _NUMBER.sub(lambda found: _tenths(round(float(found[0]) * 10)), d)
    out: list[str] = []
    x = y = start_x = start_y = 0
    for command, places in re.findall(r"([MLCZ])([^MLCZ]*)", d):
        if command == "Z":
            out.append("z")
            x, y = start_x, start_y
            continue
        numbers = [step * round(float(n) * 10 / step) for n in _NUMBER.findall(places)]
        size = 6 if command == "C" else 2
        for n in range(0, len(numbers), size):
            to = [number - (y if i % 2 else x) for i, number in enumerate(numbers[n : n + size])]
            x, y = x + to[-2], y + to[-1]
            if command == "M" and n == 0:
                start_x, start_y = x, y
                out.append("m" + _pair(*to))
            elif any(to[1::2]) and any(to[::2]):
                letter = "c" if size == 6 else "l"
                text = "".join(
                    _pair(*to[i : i + 2]) if i == 0 else _after(*to[i : i + 2]) for i in range(0, size, 2)
                )
                joined = out[-1][0] == letter and text[0] == "-"
                out.append(text if joined else letter + text)
                if joined:
                    out[-2:] = [out[-2] + out[-1]]
            elif to[-2] or to[-1]:
                out.append("h" + _tenths(to[-2]) if to[-2] else "v" + _tenths(to[-1]))
    return "".join(out)


def _after(across: int, down: int) -> str:
    """A pair that follows another."""
    text = _pair(across, down)
    return text if text[0] == "-" else f",{text}"


def _pair(across: int, down: int) -> str:
    first, second = _tenths(across), _tenths(down)
    joint = "" if second[0] == "-" or (second[0] == "." and "." in first) else ","
    return first + joint + second


def _tenths(number: int) -> str:
    if number % 10 == 0:
        return str(number // 10)
    sign, number = ("-", -number) if number < 0 else ("", number)
    return f"{sign}{number // 10 or ''}.{number % 10}"


def read(svg: str) -> ET.Element:
    """The drawing as a tree; its only name space is its own."""
    plain = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    return ET.fromstring(plain)


def write(root: ET.Element) -> str:
    """The tree as text."""
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _trim(element: ET.Element, step: int) -> None:
    """Without what is not seen, in place."""
    for name in [name for name in element.attrib if _UNSEEN.fullmatch(name)]:
        del element.attrib[name]
    if element.get("opacity") == "1":
        del element.attrib["opacity"]
    if element.get("font-family") == FONT:  # the page's own
        del element.attrib["font-family"]
    if element.tag not in _NOT_PLACES:
        _round(element, step)
    kept: list[ET.Element] = []
    for child in element:
        _trim(child, step)
        if not _empty(child):
            kept.append(child)
    element[:] = kept


def _join(element: ET.Element) -> None:
    """Lines in a row that are drawn alike as one outline; areas and words in the order of their colours."""
    kept: list[ET.Element] = []
    looks: dict[str, str] | None = None  # of the line before
    for child in element:
        _join(child)
        own = {name: value for name, value in child.attrib.items() if name not in _ENDS}
        line = _line(child) if child.tag == "line" and "opacity" not in own else ""
        if line and own == looks:
            kept[-1].attrib["d"] += line
        else:
            kept.append(child)
            if line:
                kept[-1] = ET.Element("path", {"d": line} | own)
        looks = own if line else None
    # no two areas of a map, and no two words, lie on one another
    tags, said = {child.tag for child in kept}, {name for child in kept for name in child.attrib}
    if len(kept) > FEW and tags in ({"path"}, {"text"}) and said <= {"d", "x", "y", "fill"}:
        kept.sort(key=lambda child: child.get("fill", ""))
    element[:] = _runs(kept)


def _runs(shapes: list[ET.Element]) -> list[ET.Element]:
    """The shapes with the fill of several in a row said once, on a group of them."""
    kept: list[ET.Element] = []
    for fill, run in groupby(shapes, key=lambda child: child.get("fill")):
        alike = list(run)
        if fill is None or len(alike) < SEVERAL:
            kept += alike
            continue
        for child in alike:
            del child.attrib["fill"]
        group = ET.Element("g", {"fill": fill})
        group[:] = alike
        kept.append(group)
    return kept


def _line(element: ET.Element) -> str:
    """The line as an outline; nothing where it is turned."""
    move = _TRANSLATE.fullmatch(element.get("transform", "translate(0,0)"))
    if not move:
        return ""
    x1, y1, x2, y2 = (round(10 * float(element.get(name, 0))) for name in ("x1", "y1", "x2", "y2"))
    x, y = (round(10 * float(number)) for number in move.groups())
    across, down = x2 - x1, y2 - y1
    step = (
        f"l{_pair(across, down)}"
        if across and down
        else f"h{_tenths(across)}"
        if across
        else f"v{_tenths(down)}"
    )
    return f"M{_pair(x + x1, y + y1)}{step}"


def _unwrap(element: ET.Element) -> None:
    """Without groups that say nothing, in place."""
    kept: list[ET.Element] = []
    for child in element:
        _unwrap(child)
        kept += child if child.tag == "g" and not child.attrib else [child]
    element[:] = kept


def _empty(element: ET.Element) -> bool:
    """Whether nothing of it is drawn: a group of nothing, or an outline with neither line nor area."""
    if element.get("opacity") == "0":
        return True
    if element.tag == "g":
        return not len(element)
    painted = {element.get("fill"), element.get("stroke")} - {None, "none", "transparent"}
    return element.tag == "path" and not (painted and element.get("d"))


def _round(element: ET.Element, step: int) -> None:
    for name, value in list(element.attrib.items()):
        if name == "d":
            element.set("d", relative(value, step if len(value) > LONG else 1))
        elif (name in _PLACES and _NUMBER.fullmatch(value)) or (name == "font-size" and value.endswith("px")):
            element.set(name, _tenths(round(float(value.removesuffix("px")) * 10)))
        elif name in ("fill", "stroke") and (short := _SHORT.fullmatch(value)):
            element.set(name, f"#{short[1]}{short[2]}{short[3]}")
        elif name == "transform":
            _move(element, value)


def _move(element: ET.Element, transform: str) -> None:
    """The move of an element, rounded; of a line of text it is its place."""

    def rounded(found: re.Match[str]) -> str:
        return f"translate({_tenths(round(float(found[1]) * 10))},{_tenths(round(float(found[2]) * 10))})"

    moved = _TRANSLATE.sub(rounded, transform)
    if moved == "translate(0,0)":
        del element.attrib["transform"]
        return
    element.set("transform", moved)
    place = _TRANSLATE.fullmatch(moved)
    if place and element.tag == "text" and not len(element) and not {"x", "y"} & set(element.attrib):
        del element.attrib["transform"]
        element.attrib |= {"x": place[1], "y": place[2]}


def _hoist(element: ET.Element) -> bool:
    """Said once on a group what all its parts say; whether there is text in it."""
    text = {id(child): _hoist(child) for child in element}
    if element.tag in ("g", "svg"):
        written = [child for child in element if text[id(child)]]
        for names, parts in ((_TEXT, written), (_PAINT, list(element))):
            for name in names:
                _lift(name, element, parts)
    return element.tag in ("text", "tspan") or any(text.values())


def _lift(name: str, group: ET.Element, parts: list[ET.Element]) -> None:
    values = [part.get(name) for part in parts]
    if len(parts) < 2 or None in values or name in group.attrib:
        return
    usual = Counter(values).most_common(1)[0][0]
    group.set(name, str(usual))
    for part, value in zip(parts, values, strict=True):
        if value == usual:
            del part.attrib[name]
