"""Figures as running text has them. Rounding never changes a fact: what is not half does not read as half."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

_MOST = 6  # decimals
_MARKS = (0.0, 0.5, 1.0)  # shares that a rounded one must not pretend to be


def spelt(number: int) -> str:
    """A whole number as running text has it: in letters up to nine.

    >>> spelt(9), spelt(12)
    ('nine', '12')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else f"{number:,}"


def whole(value: Any) -> str:
    """A count in digits.

    >>> whole(17836)
    '17,836'
    """
    return f"{value:,.0f}"


def size(value: Any) -> str:
    """A change without its sign, in letters up to nine.

    >>> size(-8), size(17836)
    ('eight', '17,836')
    """
    return spelt(abs(round(value)))


def percent(value: Any, *beside: Any) -> str:
    """A share as a percentage, to one decimal, or to as many as keep it true.

    It never reads as none, half or all unless it is, nor as the same as another figure ``beside`` it that it
    is not.

    >>> percent(0.7266), percent(0.5), percent(0.49997), percent(0.5128, 0.51281)
    ('72.7%', '50.0%', '49.997%', '51.280%')
    """
    return f"{_decimals(float(value), [float(b) for b in beside])}%"


def _decimals(value: float, beside: list[float], marks: tuple[float, ...] = _MARKS) -> str:
    for decimals in range(1, _MOST + 1):
        text = f"{100 * value:,.{decimals}f}"
        clash = [m for m in (*marks, *beside) if f"{100 * m:,.{decimals}f}" == text and abs(m - value) > 1e-9]
        if not clash:
            return text
    return text


def points(value: Any) -> str:
    """The size of a difference of two shares, in percentage points.

    >>> points(-0.0257), points(0.01), points(0.0004)
    ('2.6 points', '1.0 point', '0.04 points')
    """
    text = _decimals(abs(float(value)), [], (0.0,))
    return f"{text} point{'' if float(text.replace(',', '')) == 1 else 's'}"


def counted(one: str, many: str = "") -> Callable[[Any], str]:
    """A writer of how many of a thing there are, or by how many of them there are more or fewer.

    >>> counted("seat")(-1), counted("seat")(8), counted("seat")(0), counted("vote")(17836)
    ('one seat', 'eight seats', 'no seats', '17,836 votes')
    """

    def write(value: Any) -> str:
        number = abs(round(value))
        return f"{spelt(number)} {one if number == 1 else many or one + 's'}"

    return write


def date(value: Any) -> str:
    """A day in words.

    >>> date("2021-05-06")
    '6 May 2021'
    """
    day = pd.Timestamp(value)
    return f"{day.day} {day:%B %Y}"


def year(value: Any) -> str:
    """The year of a day.

    >>> year("2017-05-04")
    '2017'
    """
    return str(pd.Timestamp(value).year)


def ordinal(value: Any) -> str:
    """A place in an order.

    >>> ordinal(2), ordinal(3), ordinal(11), ordinal(21)
    ('second', 'third', '11th', '21st')
    """
    words = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    n = int(value)
    if 0 < n < len(words):
        return words[n]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def decimal(value: Any) -> str:
    """A measure to one decimal, or to as many as keep it from reading as none.

    >>> decimal(3.61), decimal(0.02)
    ('3.6', '0.02')
    """
    return _decimals(float(value) / 100, [], (0.0,))


def share(value: Any) -> str:
    """A share that is exact as it is, such as a limit.

    >>> share(0.05)
    '5%'
    """
    return f"{100 * value:g}%"


WRITERS: dict[str, Callable[..., str]] = {
    "text": str, "whole": whole, "spelt": lambda v: spelt(int(v)), "size": size, "percent": percent,
    "share": share,
    "points": points, "votes": counted("vote"), "seats": counted("seat"), "contests": counted("contest"),
    "councils": counted("council"), "areas": counted("area"), "papers": counted("ballot paper"),
    "figures": counted("figure"),
    "candidates": counted("candidate"), "date": date, "year": year, "ordinal": ordinal, "decimal": decimal,
}  # fmt: skip
