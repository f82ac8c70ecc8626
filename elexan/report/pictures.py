"""A chart's drawing as an SVG file of its own: title, drawing, and whom to name, on paper."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from html import escape

from ..charts.theme import FONT, INK, PAPER, QUIET
from .vectors import read, small

MARGIN = 16
_WIDE = 0.54  # of its size, what a letter takes on average


def picture(svg: str, *, title: str = "", subtitle: str = "", below: Iterable[str] = ()) -> str:
    """The drawing as a whole file, with its title above and lines below that name its sources.

    >>> text = picture('<svg width="90" height="60"><path d="M0,0L9,9" fill="red"/></svg>', title="Seats")
    >>> text[:39], ">Seats<" in text
    ('<svg xmlns="http://www.w3.org/2000/svg"', True)
    """
    drawing = small(svg)
    root = read(drawing)
    width, height = (float(re.sub(r"[^\d.]", "", root.get(side, "")) or 0) for side in ("width", "height"))
    across = max(width, 420.0)
    head = [
        *_lines([title], 17, across, f'font-weight="600" fill="{INK}"'),
        *_lines([subtitle], 12, across, f'fill="{QUIET}"'),
    ]
    foot = _lines(below, 10, across, f'fill="{QUIET}"')
    y, parts = float(MARGIN), []
    for line in head:
        y += line[0]
        parts.append(line[1].format(y=f"{y:.0f}"))
    y += 10 if head else 0
    inner = re.sub(r"^<svg\b[^>]*>|</svg>$", "", drawing)
    drawn = re.match(r"<svg\b([^>]*)>", drawing)
    kept = re.sub(r'\s(?:width|height|viewBox|class)="[^"]*"', "", drawn[1]) if drawn else ""
    parts.append(f'<g transform="translate({MARGIN},{y:.0f})"{kept}>{inner}</g>')
    y += height + 6
    for line in foot:
        y += line[0]
        parts.append(line[1].format(y=f"{y:.0f}"))
    box = f"{across + 2 * MARGIN:.0f}", f"{y + MARGIN:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box[0]}" height="{box[1]}" '
        f'viewBox="0 0 {box[0]} {box[1]}" font-family="{escape(FONT)}">\n'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{"".join(parts)}\n</svg>\n'
    )


def _lines(texts: Iterable[str], size: int, width: float, style: str) -> Sequence[tuple[float, str]]:
    """Lines of type no wider than so many pixels: how far each is below the last, and its markup."""
    letters = max(20, int(width / (_WIDE * size)))
    found = []
    for text in texts:
        for line in textwrap.wrap(text, letters):
            words = escape(line).replace("{", "{{").replace("}", "}}")
            found.append(
                (1.3 * size, f'<text x="{MARGIN}" y="{{y}}" font-size="{size}" {style}>{words}</text>')
            )
    return found
