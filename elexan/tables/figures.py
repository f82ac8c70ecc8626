"""Figures in words: thousands separated, percentages to one decimal, changes signed, gaps said."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

UNKNOWN = "not known"


def whole(value: Any) -> str:
    """A count with thousands separated.

    >>> whole(231933), whole(None)
    ('231,933', 'not known')
    """
    return UNKNOWN if pd.isna(value) else f"{value:,.0f}"


def number(value: Any) -> str:
    """A measure to two decimals.

    >>> number(2.5), number(-0.25), number(-0.001)
    ('2.50', '−0.25', '0.00')
    """
    if pd.isna(value):
        return UNKNOWN
    text = f"{value:,.2f}"
    return text.replace("-", "−") if re.search("[1-9]", text) else text.lstrip("-")


def percent(value: Any) -> str:
    """A proportion as a percentage to one decimal.

    >>> percent(0.4051), percent(float("nan"))
    ('40.5%', 'not known')
    """
    return UNKNOWN if pd.isna(value) else f"{100 * value:.1f}%"


def change(value: Any) -> str:
    """A change in a count, signed.

    >>> change(5), change(-8), change(0)
    ('+5', '−8', '0')
    """
    return UNKNOWN if pd.isna(value) else _signed(f"{value:+,.0f}")


def points(value: Any) -> str:
    """A change in a proportion, in percentage points to one decimal, signed.

    >>> points(0.075), points(-0.0812), points(-0.0001)
    ('+7.5', '−8.1', '0.0')
    """
    return UNKNOWN if pd.isna(value) else _signed(f"{100 * value:+.1f}")


def _signed(text: str) -> str:
    if not re.search("[1-9]", text):
        return text[1:]
    return text.replace("-", "−")


def long_date(value: Any) -> str:
    """A date in words.

    >>> long_date("2021-05-06")
    '6 May 2021'
    """
    if pd.isna(value):
        return UNKNOWN
    day = pd.Timestamp(value)
    return f"{day.day} {day:%B %Y}"


def dated(text: str) -> str:
    """The text with its ISO dates in words.

    >>> dated("fought 2016-05-05, 2018-05-03")
    'fought 5 May 2016, 3 May 2018'
    """
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: long_date(found.group()), text)


def without_scheme(text: str) -> str:
    """The text with its addresses as words rather than links.

    >>> without_scheme("see https://www.bbc.co.uk/news")
    'see www.bbc.co.uk/news'
    """
    return re.sub(r"https?://", "", text)
