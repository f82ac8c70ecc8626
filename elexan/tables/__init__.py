"""Tables as printed, and figures in words: the percent signs and thousands separators live here."""

from .figures import UNKNOWN, change, long_date, number, percent, points, whole, without_scheme
from .printed import BASELINES, METHODS, TURNOUTS, Html, table
from .ready import conflicts, contest, second_rounds, source_lines, sources
from .wide import wide

__all__ = [
    "BASELINES",
    "METHODS",
    "TURNOUTS",
    "UNKNOWN",
    "Html",
    "change",
    "conflicts",
    "contest",
    "long_date",
    "number",
    "percent",
    "points",
    "second_rounds",
    "source_lines",
    "sources",
    "table",
    "whole",
    "wide",
    "without_scheme",
]
