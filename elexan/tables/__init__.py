"""Tables as printed, and figures in words: the percent signs and thousands separators live here."""

from .excel import write_excel
from .figures import UNKNOWN, change, long_date, number, percent, points, whole, without_scheme
from .markup import Html
from .printed import table
from .prose import prose
from .ready import conflicts, contest, second_rounds, source_lines, sources
from .wide import wide
from .words import BASELINES, METHODS, TURNOUTS

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
    "prose",
    "second_rounds",
    "source_lines",
    "sources",
    "table",
    "whole",
    "wide",
    "without_scheme",
    "write_excel",
]
