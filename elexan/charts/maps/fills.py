"""What areas of a map are filled with: ramps of a colour, stripes of several, and classes of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

HATCHED = "hatched"  # the pattern of areas whose figure is not known
HATCH = ("#b4bac2", "#eef0f3")
BLANK = ("#f7f8f9", "#9aa2ab")  # of areas that have nothing to show, and that is known
# Brown to green, and a violet that is no party's: told apart by all eyes, and by how dark they are
UP_DOWN = ("#8c510a", "#c98f3d", "#efd9ae", "#bfe3dd", "#4fa89e", "#01665e")
PLAIN = ("#f1eef6", "#d4cbe5", "#b5a6d2", "#9079b9", "#6c4f9b", "#452c78")
SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)


def mixed(colour: str, other: str, part: float) -> str:
    """A colour with so much of another in it.

    >>> mixed("#000000", "#ffffff", 0.2)
    '#333333'
    """
    ends = [[int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in (colour, other)]
    return "#" + "".join(f"{round(a + part * (b - a)):02x}" for a, b in zip(*ends, strict=True))


def ramp(colour: str) -> list[str]:
    """Seven shades of a party's colour, from nearly white to somewhat darker than itself."""
    pale = [mixed(colour, "#ffffff", part) for part in (0.9, 0.78, 0.62, 0.42, 0.2)]
    return [*pale, colour, mixed(colour, "#000000", 0.3)]


def stripes(colours: Sequence[str], *, bands: int = 8) -> dict[str, Any]:
    """Slanting stripes of several colours, as a fill.

    >>> [stop["color"] for stop in stripes(["#e4003b", "#0087dc"], bands=2)["stops"]]
    ['#e4003b', '#e4003b', '#0087dc', '#0087dc']
    """
    times = -(-bands // len(colours))
    all_bands = list(colours) * times
    edges = np.linspace(0, 1, len(all_bands) + 1).round(4)
    stops = [
        {"offset": float(edge), "color": colour}
        for n, colour in enumerate(all_bands)
        for edge in (edges[n], edges[n + 1])
    ]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}


def ruled(paper: str, ink: str, *, lines: int = 12) -> dict[str, Any]:
    """Thin upright lines on paper, as a fill.

    >>> [stop["offset"] for stop in ruled("#ffffff", "#000000", lines=1)["stops"]]
    [0.0, 0.75, 0.75, 1.0]
    """
    stops = [
        {"offset": round((n + part) / lines, 4), "color": colour}
        for n in range(lines)
        for part, colour in ((0, paper), (0.75, paper), (0.75, ink), (1, ink))
    ]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 0, "stops": stops}


def edges(values: pd.Series, *, signed: bool) -> list[float]:
    """Where the classes of a figure divide, in round points; about 0 where it has a sign.

    >>> edges(pd.Series([0.04, -0.11]), signed=True), edges(pd.Series([0.24, 0.47]), signed=False)
    ([-0.1, -0.05, 0.0, 0.05, 0.1], [0.3, 0.35, 0.4, 0.45, 0.5])
    """
    known = values.dropna().astype(float)
    if signed:
        reach = float(known.abs().quantile(0.8)) if len(known) else 0.0
        step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if 2.2 * s >= reach or s == 0.2)
        return [round(n * step, 4) for n in (-2, -1, 0, 1, 2)]
    low, high = (float(known.quantile(q)) if len(known) else 0.0 for q in (0.05, 0.95))
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if 6 * s >= high - low or s == 0.2)
    first = (np.floor(low / step) + 1) * step
    return [round(float(first + n * step), 4) for n in range(len(PLAIN) - 1)]


def class_names(at: Sequence[float], *, signed: bool) -> list[str]:
    """The classes between the edges, in words.

    >>> class_names([0.05, 0.1], signed=False), class_names([-0.05, 0, 0.05], signed=True)[:2]
    (['under 5%', '5–10%', '10% and over'], ['beyond −5', '−5 to 0'])
    """
    if signed:
        words = [("+" if edge > 0 else "−" if edge < 0 else "") + f"{abs(100 * edge):g}" for edge in at]
        inner = [f"{a} to {b}" for a, b in pairwise(words)]
        return [f"beyond {words[0]}", *inner, f"beyond {words[-1]}"]
    words = [f"{100 * edge:g}" for edge in at]
    inner = [f"{a}–{b}%" for a, b in pairwise(words)]
    return [f"under {words[0]}%", *inner, f"{words[-1]}% and over"]
