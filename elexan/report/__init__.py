"""Notebooks run with parameters and printed as pages that open from disk."""

from .cards import card
from .export import export
from .facts import facts, headline, words
from .lead import changes, lead
from .run import Outcome, Report, run_report, run_reports
from .section import section
from .site import site

__all__ = [
    "Outcome",
    "Report",
    "card",
    "changes",
    "export",
    "facts",
    "headline",
    "lead",
    "run_report",
    "run_reports",
    "section",
    "site",
    "words",
]
