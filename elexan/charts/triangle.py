"""The ground of a ternary plot: a triangle of three shares, its lines and words, and where names fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .theme import INK, LINE, OUTLINE, QUIET

HEIGHT = 3**0.5 / 2
TALL, BASE, ABOVE, BELOW, SIDE = 330, 460, 24, 46, 16  # pixels: the triangle, and what is kept free round it
NARROW, WIDE = 250, 460  # how wide the triangle is on a narrow page, and on a wide one
Share = tuple[float, float, float]
THIRD: Share = (1, 1, 1)
_BESIDE = (
    ("left", 6, 0),
    ("right", -6, 0),
    ("center", 0, 11),
)  # how the marks of each party stand to its side
HALVES: tuple[Share, ...] = ((1, 1, 0), (0, 1, 1), (1, 0, 1))
CORNERS: tuple[Share, ...] = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def at(a: Any, b: Any, c: Any) -> tuple[Any, Any]:
    """Where in the triangle three shares are: the first party above, the second left, the third right.

    >>> at(0, 1, 0), at(0, 1, 1)
    ((0.0, 0.0), (0.5, 0.0))
    """
    whole = a + b + c
    return (c + a / 2) / whole, a * HEIGHT / whole


def scales() -> tuple[Any, Any]:
    """The two axes: the triangle as wide as the page lets it, up to a limit, and always as tall."""
    import altair as alt

    unit = f"min(width - {2 * SIDE}, {BASE})"
    ends = {
        "domainMin": alt.ExprRef(f"0.5 - width / (2 * {unit})"),
        "domainMax": alt.ExprRef(f"0.5 + width / (2 * {unit})"),
    }
    step = HEIGHT / TALL
    x = alt.X("x:Q", axis=None).scale(**ends, nice=False, zero=False)
    y = alt.Y("y:Q", axis=None).scale(domain=[-BELOW * step, HEIGHT + ABOVE * step], nice=False, zero=False)
    return x, y


def ground(three: pd.DataFrame, x: Any, y: Any) -> list[Any]:
    """The triangle: who is ahead where, lines at every fifth, and what lines and corners mean.

    ``three`` are the parties (``party_label``, ``letters``, ``colour``), the one above first.
    """
    return [
        regions(_regions(three), x, y),
        *lines(x, y),
        segments([(THIRD, half) for half in HALVES], x, y, stroke=QUIET, strokeDash=[4, 3]),
        *words(three, x, y),
    ]


def regions(corners: pd.DataFrame, x: Any, y: Any, strength: float = 0.13) -> Any:
    """Parts of the triangle filled: their corners (``x``, ``y``) in turn (``n``), one part a ``colour``."""
    import altair as alt

    mark = alt.Chart(corners).mark_line(
        interpolate="linear-closed", strokeWidth=0, fillOpacity=strength, aria=False
    )
    return mark.encode(x, y, alt.Order("n:Q"), alt.Detail("colour:N"), alt.Fill("colour:N", scale=None))


def lines(x: Any, y: Any) -> list[Any]:
    """The lines at every fifth, and the outline."""
    sides = [(one, CORNERS[n - 1]) for n, one in enumerate(CORNERS)]
    return [
        segments(_grid(), x, y, stroke=LINE, strokeWidth=1),
        segments(sides, x, y, stroke=OUTLINE, strokeWidth=1.2),
    ]


def words(three: pd.DataFrame, x: Any, y: Any) -> list[Any]:
    """What the lines and corners mean."""
    return [
        written(_marks(three), x, y, color=QUIET, fontSize=11),
        written(_ends(three), x, y, color=INK, fontWeight="bold"),
    ]


def segments(ends: list[tuple[Share, Share]], x: Any, y: Any, **look: Any) -> Any:
    """Straight lines between two shares each."""
    import altair as alt

    mark = alt.Chart(_segments(ends)).mark_rule(aria=False, **look)
    return mark.encode(x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"))


def written(words: pd.DataFrame, x: Any, y: Any, **type_: Any) -> Any:
    """Words at places in the triangle, each beside its place as it says (``align``, ``dx``, ``dy``)."""
    import altair as alt

    beside: dict[str, Any] = {name: alt.ExprRef(f"datum.{name}") for name in ("align", "dx", "dy")}
    mark = alt.Chart(words.round(4)).mark_text(**beside, **type_, baseline="middle", aria=False)
    return mark.encode(x, y, alt.Text("text:N"))


def _segments(ends: list[tuple[Share, Share]]) -> pd.DataFrame:
    rows = [(*at(*start), *at(*end)) for start, end in ends]
    return pd.DataFrame(rows, columns=["x", "y", "x2", "y2"]).round(4)


def _grid() -> list[tuple[Share, Share]]:
    """Where each party has a fifth, two fifths and so on, from the side where it is written."""
    return [(_side(n, part, 0), _side(n, part, 1 - part)) for part in (0.2, 0.4, 0.6, 0.8) for n in range(3)]


def _side(n: int, part: float, rest: float) -> Share:
    """Party ``n`` has ``part``, the one after it ``rest``, and the third what is left."""
    shares = [0.0, 0.0, 0.0]
    shares[n], shares[(n + 1) % 3], shares[(n + 2) % 3] = part, rest, 1 - part - rest
    return shares[0], shares[1], shares[2]


def _regions(three: pd.DataFrame) -> pd.DataFrame:
    """For each party the part of the triangle where it is ahead."""
    rows = []
    for n, colour in enumerate(three["colour"]):
        corners = (CORNERS[n], HALVES[n], THIRD, HALVES[n - 1])
        rows += [(*at(*corner), order, colour) for order, corner in enumerate(corners)]
    return pd.DataFrame(rows, columns=["x", "y", "n", "colour"]).round(4)


def _marks(three: pd.DataFrame) -> pd.DataFrame:
    """What each line of the grid is, at one end of it."""
    rows = [
        (*at(*_side(n, part, 0)), f"{part:.0%} {letters}", *_BESIDE[n])
        for part in (0.2, 0.4, 0.6, 0.8)
        for n, letters in enumerate(three["letters"])
    ]
    return pd.DataFrame(rows, columns=["x", "y", "text", "align", "dx", "dy"])


def _ends(three: pd.DataFrame) -> pd.DataFrame:
    """The parties at their corners."""
    beside = (("center", 0, -13), ("left", -SIDE, 33), ("right", SIDE, 33))
    rows = [
        (*at(*corner), f"100% {label}", *place)
        for corner, label, place in zip(CORNERS, three["party_label"], beside, strict=True)
    ]
    return pd.DataFrame(rows, columns=["x", "y", "text", "align", "dx", "dy"])


Box = tuple[float, float, float, float]


def with_room(places: pd.DataFrame, large: float, small: float) -> pd.Series:
    """Which places can be drawn as large dots, on a narrow page too, so that none lies over another.

    ``places`` have ``x`` and ``y``; those above come first. ``large`` and ``small`` are radii in pixels.
    """
    x, y = places["x"].to_numpy(float), places["y"].to_numpy(float)
    apart = np.hypot((x[:, None] - x) * NARROW, (y[:, None] - y) * TALL / HEIGHT)
    np.fill_diagonal(apart, np.inf)
    chosen: list[int] = []
    for n in range(len(x)):
        others = np.delete(apart[n], [n, *chosen])
        if (apart[n, chosen] >= 2 * large).all() and (others >= large + small).all():
            chosen.append(n)
    return pd.Series([n in set(chosen) for n in range(len(x))], index=places.index)


def place_names(places: pd.DataFrame, radius: float) -> pd.DataFrame:
    """The names of the places beside their dots, where they hide nothing on a narrow page or a wide one.

    ``places`` have ``x``, ``y`` and ``place``. A name without room is left out.
    """
    spots = list(zip(places["x"].astype(float), places["y"].astype(float), places["place"], strict=True))
    marks = [(at(*_side(n, part, 0)), n) for part in (0.2, 0.4, 0.6, 0.8) for n in range(3)]
    taken = {
        base: [_box(_pixels(x, y, base), 2 * radius, "center", radius) for x, y, _ in spots]
        + [_box(_pixels(*spot, base, *_BESIDE[n][1:]), 44, _BESIDE[n][0], 7) for spot, n in marks]
        for base in (NARROW, WIDE)
    }
    away = radius + 4
    beside = [
        ("left", away, 0.0),
        ("right", -away, 0.0),
        ("center", 0.0, -away - 6),
        ("center", 0.0, away + 6),
    ]
    beside += [
        (align, side * radius, dy) for align, side in (("left", 1), ("right", -1)) for dy in (-away, away)
    ]
    out: list[dict[str, Any]] = []
    for x, y, place in spots:
        for align, dx, dy in beside:
            boxes = {
                base: _box(_pixels(x, y, base, dx, dy), 6.4 * len(place), align, 7) for base in (NARROW, WIDE)
            }
            if all(_free(boxes[base], taken[base], base) for base in boxes):
                out.append({"x": x, "y": y, "text": place, "align": align, "dx": dx, "dy": dy})
                for base, box in boxes.items():
                    taken[base].append(box)
                break
    return pd.DataFrame(out, columns=["x", "y", "text", "align", "dx", "dy"])


def _pixels(x: float, y: float, base: int, dx: float = 0, dy: float = 0) -> tuple[float, float]:
    return x * base + dx, -y / HEIGHT * TALL + dy


def _box(spot: tuple[float, float], wide: float, align: str, half: float) -> Box:
    left = spot[0] - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return left, spot[1] - half, left + wide, spot[1] + half


def _free(box: Box, taken: list[Box], base: int) -> bool:
    if box[0] < -SIDE or box[2] > base + SIDE or box[3] > 2:
        return False
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
