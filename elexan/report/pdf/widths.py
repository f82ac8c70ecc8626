"""How wide the columns of a printed table are, and how small its type."""

import math
import re
from collections.abc import Sequence

PORTRAIT, LANDSCAPE = 493.0, 740.0  # points between the margins of an A4 page
SIZES = (8.5, 8.0, 7.5, 7.0)  # points, the first that fits
INSET = 8.0  # points of a column that are not type
MOST = 2  # lines of a row's heading, rather than which the type is smaller
LOSS = 1.12  # of the width, by lines that end with a word
LINE, GAP = 1.15, 5.2  # height of a line in sizes of type, and of what is between two rows in points

_STOPS = re.compile(r"(?<=[A-Za-z0-9.][-/])(?=[A-Za-z])")

_EM = {
    **dict.fromkeys("0123456789", 0.50),
    **dict.fromkeys(" .,:;'|!ijlI", 0.27),
    **dict.fromkeys("-()ftrs/J", 0.42),
    **dict.fromkeys("mwMW%@—", 0.86),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&", 0.64),
}


def width(text: str, *, bold: bool = False) -> float:
    """About how wide the text is in a sans serif face, in ems; rather too wide than too narrow.

    >>> width("1,024") < width("Wymondham")
    True
    """
    return sum(_EM.get(letter, 0.55) for letter in text) * (1.08 if bold else 1.02)


def pieces(text: str) -> list[str]:
    """The text where its lines may end: at spaces, and at hyphens and strokes before a letter.

    >>> pieces("St. Neots on 2021-05-06, by-elections")
    ['St.', 'Neots', 'on', '2021-05-06,', 'by-', 'elections']
    """
    return [piece for word in text.split() for piece in _STOPS.split(word)]


def columns(
    least: Sequence[float], rows: Sequence[Sequence[float]], *, room: float = PORTRAIT
) -> tuple[float, list[float]] | None:
    """The size of type in points and the width of each column, or nothing where they do not fit.

    ``least`` is each column's widest word, ``rows`` the cells of each row, all in ems. Where a table in its
    natural width has no room, the columns share what there is so that the table is low, and the type is
    smaller where the rows' headings would take more than two lines.

    >>> columns([5, 3], [[10, 3]], room=200)
    (8.5, [93.0, 33.5])
    >>> columns([5, 3], [[20, 3], [12, 3]], room=180)
    (8.5, [146.5, 33.5])
    >>> columns([50, 30], [[50, 30]], room=200) is None
    True
    """
    natural = [max(cells) for cells in zip(least, *rows, strict=True)]
    fitting = []
    for size in SIZES:
        lows = [INSET + size * ems for ems in least]
        wants = [INSET + size * ems for ems in natural]
        if sum(wants) <= room:
            across = _rounded(wants)
        elif sum(lows) <= room:
            across = _lowest(rows, size, lows, wants, room)
        else:
            continue
        fitting.append((size, across))
        if max(lines[0] for lines in _lines(rows, size, across)) <= MOST:
            return size, across
    return fitting[0] if fitting else None


def _lowest(
    rows: Sequence[Sequence[float]], size: float, lows: list[float], wants: list[float], room: float
) -> list[float]:
    """The widths with which the table is lowest, of those tried; of equals, with the rows' headings whole."""
    firm = [wants[0], *lows[1:]]
    tried = []
    for floors in (firm, lows) if sum(firm) <= room else (lows,):
        even, by_need = _even(floors, wants, room), _by_need(floors, wants, room)
        for share in (1, 0.75, 0.5, 0.25, 0):
            tried.append([share * a + (1 - share) * b for a, b in zip(even, by_need, strict=True)])
    return min(map(_rounded, tried), key=lambda across: height(rows, size, across))


def _lines(rows: Sequence[Sequence[float]], size: float, across: Sequence[float]) -> list[list[int]]:
    """About how many lines each cell takes; broken lines leave some of their width empty."""
    filled = ([ems * size / (wide - INSET) for ems, wide in zip(row, across, strict=True)] for row in rows)
    return [[math.ceil(part * LOSS) if part > 1.02 else 1 for part in row] for row in filled]


def height(rows: Sequence[Sequence[float]], size: float, across: Sequence[float]) -> float:
    """About how high a table is in points, its lines broken to fit the columns.

    >>> height([[10, 2], [4, 2]], 8, [58, 30]) == 3 * 8 * LINE + 2 * GAP
    True
    """
    lines = sum(max(row, default=1) for row in _lines(rows, size, across))
    return lines * size * LINE + len(rows) * GAP


def _even(lows: list[float], wants: list[float], room: float) -> list[float]:
    """Each column as wide as it wants, or as the one width, found by halving, with which all have room."""
    narrow, wide = 0.0, max(wants)
    for _ in range(40):
        middle = (narrow + wide) / 2
        taken = sum(max(low, min(want, middle)) for low, want in zip(lows, wants, strict=True))
        narrow, wide = (middle, wide) if taken <= room else (narrow, middle)
    return [max(low, min(want, narrow)) for low, want in zip(lows, wants, strict=True)]


def _by_need(lows: list[float], wants: list[float], room: float) -> list[float]:
    """Each column its least, and what is left in proportion to what each wants beyond that."""
    share = (room - sum(lows)) / (sum(wants) - sum(lows))
    return [low + share * (want - low) for low, want in zip(lows, wants, strict=True)]


def _rounded(across: list[float]) -> list[float]:
    return [math.floor(10 * wide + 1e-6) / 10 for wide in across]


def parts(least: Sequence[float], *, room: float = PORTRAIT) -> list[list[int]]:
    """Which columns go together where no page is wide enough: runs that fit, each after the first column.

    >>> parts([10, 30, 30, 30], room=500)
    [[0, 1], [0, 2], [0, 3]]
    """
    size = SIZES[-1]
    needed = [INSET + size * ems for ems in least]
    runs: list[list[int]] = [[0]]
    for column in range(1, len(needed)):
        if len(runs[-1]) > 1 and sum(needed[c] for c in runs[-1]) + needed[column] > room:
            runs.append([0])
        runs[-1].append(column)
    return runs
