"""A drawing as a small picture without words: the areas of a map, or whatever a chart draws."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

from ..charts.theme import PALE, PAPER
from .vectors import read, small, write

SMALL = 160  # pixels a small picture is wide
GRAIN = 1.2  # pixels of it within which points are one
FINEST = 0.4  # pixels of a drawing that is small already
GROUND = ("none", "transparent", PALE, PAPER)
Rings = list[list[tuple[int, int]]]


def thumbnail(svg: str) -> str:
    """The drawing as a small picture, for whoever has the words beside it.

    Of a map it keeps the filled areas, one outline a colour, no finer than the picture shows; of another
    chart everything but its words. ``svg`` is as vl-convert draws it.

    >>> area = '<path fill="#0087dc" d="M0,0L90,0L90,90L0,90Z"/>'
    >>> view = '<path class="background" d="M0,0h640v90h-640Z"/>'
    >>> print(thumbnail(f'<svg><g>{view}<g><g class="mark-shape">{area}</g></g></g></svg>'))
    <svg class="map" viewBox="0 0 19 19" aria-hidden="true"><path fill="#0087dc" d="M0,0h19v19h-19z"/></svg>
    """
    root = read(svg)
    view = _map_view(root)
    return _areas(root, view) if view is not None else _without_words(root)


def is_map(svg: str) -> bool:
    """Whether areas are drawn in it."""
    return 'class="mark-shape' in svg


def _map_view(root: ET.Element) -> ET.Element | None:
    """The group that holds the first map and its frame."""
    for group in root.iter("g"):
        inner = [child for part in group if part.tag == "g" for child in part]
        if any("mark-shape" in child.get("class", "") and len(child) for child in inner):
            return group
    return None


def _areas(root: ET.Element, view: ET.Element) -> str:
    """The filled areas of a view, without the ground they lie on, in a frame that fits them."""
    side = _side(view)
    grain = GRAIN * side / SMALL if side > SMALL else FINEST
    ground = _paper(view) / grain
    drawn: dict[str, list[Rings]] = {}
    for group in view.iter("g"):
        if "mark-shape" not in group.get("class", ""):
            continue
        for area in group:
            fill = area.get("fill", "none")
            rings = [r for r in _coarse(area.get("d", ""), grain) if min(y for _, y in r) < ground]
            if rings and fill not in GROUND:
                drawn.setdefault(fill, []).append(rings)
    corners = [point for areas in drawn.values() for rings in areas for ring in rings for point in ring]
    if not corners:
        return ""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = f"{min(xs)} {min(ys)} {max(xs) - min(xs)} {max(ys) - min(ys)}"
    text = "".join(_filled(fill, areas, _stripes(root, fill)) for fill, areas in drawn.items())
    return f'<svg class="map" viewBox="{box}" aria-hidden="true">{text}</svg>'


def _side(view: ET.Element) -> float:
    """How many pixels the view is wide or high, whichever is more."""
    frame = next((p.get("d", "") for p in view if p.tag == "path"), "")
    size = re.search(r"h([\d.]+)v([\d.]+)", frame)
    return max(float(size[1]), float(size[2])) if size else 640.0


def _paper(view: ET.Element) -> float:
    """How far down the paper begins on which insets stand, below the map."""
    outlines = (path.get("d", "") for path in view.iter("path") if path.get("fill") == PAPER)
    tops = [float(found[1]) for d in outlines if (found := re.match(r"M-?[\d.]+,([\d.]+)h", d))]
    return min(tops, default=float("inf"))


def _filled(fill: str, areas: list[Rings], stripes: list[str]) -> str:
    """Areas of one colour as one outline; striped ones each for itself, for stripes go by its size."""
    if not stripes:
        return f'<path fill="{fill}" d="{"".join(map(_written, areas))}"/>'
    name = "s" + hashlib.sha1("".join([*stripes, *map(_written, areas)]).encode()).hexdigest()[:8]
    width = 1 / len(stripes)
    stops = "".join(
        f'<stop offset="{edge:.2g}" stop-color="{colour}"/>'
        for n, colour in enumerate(stripes)
        for edge in (n * width, (n + 1) * width)
    )
    paths = "".join(f'<path fill="url(#{name})" d="{_written(rings)}"/>' for rings in areas)
    return (
        f'<linearGradient id="{name}" x2=".4" y2=".4" spreadMethod="repeat">{stops}</linearGradient>{paths}'
    )


def _stripes(root: ET.Element, fill: str) -> list[str]:
    """The colours of a striped fill, each once; none of a plain one."""
    named = re.fullmatch(r"url\(#(.+)\)", fill)
    if not named:
        return []
    stops = (stop for part in root.iter() if part.get("id") == named[1] for stop in part)
    return list(dict.fromkeys(stop.get("stop-color", "none") for stop in stops))


def _coarse(d: str, grain: float) -> Rings:
    """The rings of an outline on a grid of so many pixels; those then no more than a line are left out.

    Places go to the grid one by one, so that neighbours still meet.

    >>> _coarse("M0,0L4,0L8,0.3L8,8L0,8ZM30,30L30.1,30L30,30.1Z", 2)
    [[(0, 0), (4, 0), (4, 4), (0, 4)]]
    """
    rings = []
    for ring in re.findall(r"M([^MZ]*)", d):
        numbers = [round(float(n) / grain) for n in re.findall(r"-?[\d.]+", ring)]
        rings.append(_corners(list(zip(numbers[::2], numbers[1::2], strict=True))))
    return [corners for corners in rings if len(corners) > 2]


def _written(rings: Rings) -> str:
    """The rings as one outline.

    >>> _written([[(0, 0), (4, 0), (4, 4), (0, 5)]])
    'M0,0h4v4l-4,1z'
    """
    parts = []
    for corners in rings:
        steps = (
            f"h{x - a}" if y == b else f"v{y - b}" if x == a else f"l{x - a},{y - b}".replace(",-", "-")
            for (a, b), (x, y) in pairwise(corners)
        )
        parts.append(f"M{corners[0][0]},{corners[0][1]}{''.join(steps)}z")
    return "".join(parts)


def _corners(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The points of a ring at which it turns."""
    kept: list[tuple[int, int]] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and point == kept[-2]:  # there and back
            kept.pop()
            continue
        if len(kept) > 1:
            (a, b), (c, d), (e, f) = kept[-2], kept[-1], point
            if (c - a) * (f - d) == (d - b) * (e - c) and (c - a) * (e - c) + (d - b) * (f - d) > 0:
                kept.pop()
        kept.append(point)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _without_words(root: ET.Element) -> str:
    """The first view of the drawing, without text, axes and legends."""
    for parent in list(root.iter()):
        kept = [child for child in parent if not _words(child)]
        parent[:] = kept
    frame = next((e for e in root.iter("path") if e.get("class") == "background"), None)
    size = re.search(r"h([\d.]+)v([\d.]+)", frame.get("d", "") if frame is not None else "")
    move = re.search(
        r"translate\(([\d.]+),([\d.]+)\)", next((g.get("transform", "") for g in root.iter("g")), "")
    )
    if size and move:
        root.set(
            "viewBox", f"{float(move[1]):.0f} {float(move[2]):.0f} {float(size[1]):.0f} {float(size[2]):.0f}"
        )
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    tidy = ET.fromstring(small(write(root)))
    tidy.set("aria-hidden", "true")
    return write(tidy)


def _words(element: ET.Element) -> bool:
    role = element.get("class", "")
    paper = element.tag == "rect" and element.get("fill") in (PAPER, "#ffffff")
    return element.tag == "text" or "role-axis" in role or "role-legend" in role or paper
