"""Notebooks run with parameters and printed as pages that open from disk."""

from .export import export
from .run import Outcome, Report, run_report, run_reports
from .section import section
from .site import site

__all__ = ["Outcome", "Report", "export", "run_report", "run_reports", "section", "site"]
