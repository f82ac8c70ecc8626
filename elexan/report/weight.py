"""The drawings of a page, made light: what they share is held once, and no page is heavier than it may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from .pack import packed
from .vectors import small

BUDGET = 390_000  # bytes of a page, before the site's links are in it
SAVED = 0.6  # of a drawing's characters, where it is packed
MANY = 60_000  # characters of outlines on a page, beyond which
COARSE = 5  # tenths of a pixel is how finely long ones are written
LEAST = 16  # characters a reference costs
_FIGURE = re.compile(
    r"<figure\b[^>]*\belexan-chart\b(?:(?!</figure>).)*?(<svg\b.*?</svg>).*?</figure>", re.DOTALL
)
_FILE = re.compile(r'href="([^"]+\.svg)" download')
_OUTLINE = re.compile(r'<path\b([^>]*?) d="([^"]+)"')
_WORDS = re.compile(r"(?<=>)(?:<text\b[^>]*>[^<]*</text>){3,}(?=</g>)")
_MOVED = re.compile(r' transform="translate\(([^,()]+),([^,()]+)\)"')


def within_weight(body: str, whole: Callable[[str], str], *, budget: int | None = BUDGET) -> str:
    """The page of a main part, its charts made small and packed; ``whole`` makes a page of the main part.

    Where it is heavier than ``budget``, drawings that are files beside it are packed too: a
    script puts them in their places, and without scripts the files are shown. Maps of the same areas go
    together, for they share their outlines.

    >>> within_weight("<p>A page.</p>", lambda body: f"<main>{body}</main>")
    '<main><p>A page.</p></main>'
    """
    text = whole(packed(*light(body)))
    if budget is None:
        return text
    units, apart = _units(body), set[int]()
    while units and (over := len(text.encode()) - budget) > 0:
        # the least that is likely to be enough, else the most there is
        enough = [unit for unit in units if SAVED * unit[0] > over]
        taken = min(enough) if enough else max(units)
        units.remove(taken)
        apart |= set(taken[1])
        text = whole(packed(*light(body, apart)))
    return text


def light(html: str, apart: Collection[int] = ()) -> tuple[str, list[str]]:
    """The main part with its figures' drawings made small, what they have in common held once.

    The drawings of the figures ``apart`` are returned beside it, with places for them in it.
    Where the outlines are many, long ones are written to half a pixel.

    >>> once = '<figure class="elexan-chart"><svg><path fill="red" d="M1,2L3,4"/></svg></figure>'
    >>> light(once)
    ('<figure class="elexan-chart"><svg><path fill="red" d="m1,2l2,2"/></svg></figure>', [])
    """
    found = list(_FIGURE.finditer(html))
    inside = [n for n in range(len(found)) if n not in apart]
    outside = [n for n in range(len(found)) if n in apart]
    for step in (1, COARSE):
        drawn = [small(figure[1], step) for figure in found]
        inner, held = share([drawn[n] for n in inside])
        outer, held_apart = share([drawn[n] for n in outside], "p")
        everything = [*inner, held, *outer, held_apart]
        if sum(len(d) for drawing in everything for _, d in _OUTLINE.findall(drawing)) <= MANY:
            break
    if outer:
        outer[0] = held_apart + outer[0]
    put = dict(zip(inside, inner, strict=True))
    for place, n in enumerate(outside):
        file = _FILE.search(found[n][0])
        image = f'<img src="{file[1]}" alt="" loading="lazy">' if file else ""
        put[n] = f'<noscript data-drawing="{place}">{image}</noscript>'
    parts, end = [], 0
    for n, figure in enumerate(found):
        parts += [html[end : figure.start(1)], put[n]]
        end = figure.end(1)
    return held + "".join(parts) + html[end:], outer


def _units(body: str) -> list[tuple[int, list[int]]]:
    """The figures whose drawings are files too, with their weight, those that share outlines together."""
    found = list(_FIGURE.finditer(body))
    drawn = [small(figure[1]) for figure in found]
    files = {n for n, figure in enumerate(found) if _FILE.search(figure[0])}
    long = [{d for _, d in _OUTLINE.findall(drawing) if len(d) > LEAST * LEAST} for drawing in drawn]
    units: list[set[int]] = []
    for n in sorted(files):
        unit = next((unit for unit in units if any(long[n] & long[m] for m in unit)), None)
        if unit is None:
            units.append({n})
        else:
            unit.add(n)
    weights = [sum(len(drawing) for drawing in _together([drawn[n] for n in unit])) for unit in units]
    return [(weight, sorted(unit)) for weight, unit in zip(weights, units, strict=True)]


def _together(drawings: list[str]) -> list[str]:
    shared, held = share(drawings)
    return [*shared, held]


def share(drawings: Sequence[str], mark: str = "o") -> tuple[list[str], str]:
    """The drawings with outlines and runs of words that occur again drawn by reference, and what holds those.

    >>> both, held = share(2 * ['<svg><path d="m1,2l20,20v300h400l-20,20l50,50v30h-20z"/></svg>'])
    >>> both[0], held.count("m1,2")
    ('<svg><use href="#o1"/></svg>', 1)
    """
    times = Counter(d for drawing in drawings for _, d in _OUTLINE.findall(drawing))
    times.update(words for drawing in drawings for words in _WORDS.findall(drawing))
    again = [d for d, n in times.items() if n > 1 and (n - 1) * (len(d) - LEAST) > LEAST]
    names = {d: f"{mark}{n}" for n, d in enumerate(again, 1)}

    def referred(found: re.Match[str]) -> str:
        if found[2] not in names:
            return found[0]
        said = _MOVED.sub(r' x="\1" y="\2"', found[1])
        return f'<use{said} href="#{names[found[2]]}"'

    def repeated(found: re.Match[str]) -> str:
        return f'<use href="#{names[found[0]]}"/>' if found[0] in names else found[0]

    if not names:
        return list(drawings), ""
    held = "".join(
        f'<g id="{name}">{d}</g>' if d.startswith("<") else f'<path id="{name}" d="{d}"/>'
        for d, name in names.items()
    )
    return [_WORDS.sub(repeated, _OUTLINE.sub(referred, drawing)) for drawing in drawings], (
        f'<svg class="outlines" width="0" height="0" aria-hidden="true"><defs>{held}</defs></svg>\n'
    )
