"""A site of a few real reports: a county with a mayor, a metro area, one without councils, comparisons."""

from __future__ import annotations

from pathlib import Path

from elexan.paths import notebooks_dir
from elexan.report import Report, run_reports, site

ANGLIA = {"regions": ["cambridgeshire", "bedfordshire", "milton-keynes"]}
MAYORS = {"regions": ["tees-valley", "cambridgeshire-and-peterborough", "london"]}
REPORTS: dict[str, tuple[str, dict[str, object], str]] = {
    "region-cambridgeshire": ("region", {"region": "cambridgeshire"}, "Anglia"),
    "region-bedfordshire": ("region", {"region": "bedfordshire"}, "Anglia"),
}
ALSO: dict[str, tuple[str, dict[str, object], str]] = {
    "anglia": ("anglia", dict(ANGLIA), "Comparisons"),
    "region-tees-valley": ("region", {"region": "tees-valley"}, "Metro mayoralties"),
    "mayors": ("mayors", dict(MAYORS), "Comparisons"),
    "second-rounds": ("second_rounds", {"draws": 50}, "Comparisons"),
    "councils": ("councils", {"kinds": ["county"]}, "Comparisons"),
    "projection": ("projection", {"councils": ["cambridgeshire"], "draws": 200}, "Comparisons"),
    "tickets": ("tickets", {"counties": ["cambridgeshire", "essex"]}, "Comparisons"),
}
"""What is there too, for a few tests of their own."""


def made(folder: Path) -> Path:
    """Make the reports and their index in the folder, as ``elexan report`` does; return the folder."""
    wanted = [
        Report(notebooks_dir() / f"{notebook}.ipynb", parameters, name, group)
        for name, (notebook, parameters, group) in (REPORTS | ALSO).items()
    ]
    outcomes = run_reports(wanted, folder, jobs=2)
    assert {o.report.name: o.error for o in outcomes if o.html is None} == {}
    site(folder)
    return folder
