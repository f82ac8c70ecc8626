"""How counts went, where a source says so: the order of declaration, and why papers were rejected."""

from __future__ import annotations

import pandas as pd

CAMBS_TIMES = "https://www.cambstimes.co.uk/news/labour-smells-sensational-mayoralty-victory-in-cambs-7957902"
TELEGRAPH = (
    "https://www.peterboroughtoday.co.uk/news/politics/"
    "new-combined-authority-mayors-message-to-peterborough-after-dramatic-election-victory-3229735"
)
BRISTOL = "https://www.bristol.gov.uk/council-and-mayor/voting-and-elections/types-of-elections-and-election-results/mayoral-election-results-2021/mayoral-election-stage-1-count-results-2021"
WOKINGHAM = "https://wokingham.today/police-and-crime-commissioner-election-30000-ballots-rejected"
NORFOLK = "https://www.edp24.co.uk/news/green-candidate-highlights-rejected-pcc-votes-7966568"
CHERWELL = "https://cherwell.gov.uk/directory-record/6038/police-and-crime-commissioner---cherwell"

# Areas that share a place were added up together: their order among themselves is not known.
FOUR = (
    "the paper's interim totals are the first round and the seconds of these four areas; derived by addition"
)
LAST = "a paper printed the lead before this area declared, 4,556, as the majority; derived by addition"
DECLARED = {
    "mayor.cambridgeshire-and-peterborough.2021-05-06": [
        ("E07000009", 1, FOUR, CAMBS_TIMES),
        ("E07000010", 1, FOUR, CAMBS_TIMES),
        ("E07000011", 1, FOUR, CAMBS_TIMES),
        ("E07000012", 1, FOUR, CAMBS_TIMES),
        ("E07000008", 2, LAST.replace("before this area", "after this area"), TELEGRAPH),
        ("E06000031", 3, LAST, TELEGRAPH),
    ],
}
REJECTED = {
    ("mayor.bristol.2021-05-06", "E06000023", "first", BRISTOL): {
        "more_than_one": 711, "identifiable": 36, "unmarked": 759, "void": 133,
    },
    ("pcc.thames-valley.2021-05-06", "E23000029", "first", WOKINGHAM): {
        "more_than_one": 5234, "unmarked": 7533, "void": 3165,
    },
    ("pcc.thames-valley.2021-05-06", "E23000029", "second", WOKINGHAM): {
        "more_than_one": 173, "unmarked": 15388,
    },
    ("pcc.norfolk.2021-05-06", "E23000024", "first", NORFOLK): {"more_than_one": 1748, "void": 1620},
    ("pcc.thames-valley.2021-05-06", "E07000177", "first", CHERWELL): {
        "more_than_one": 396, "unmarked": 538, "void": 144,
    },
    ("pcc.thames-valley.2021-05-06", "E07000177", "second", CHERWELL): {
        "more_than_one": 3, "unmarked": 1098, "void": 2,
    },
}  # fmt: skip
REJECTED_NOTES = {
    ("pcc.thames-valley.2021-05-06", "E23000029", "first"): "79 of the 16,011 are not itemised",
    ("pcc.thames-valley.2021-05-06", "E23000029", "second"): "189 of the 15,750 are not itemised",
    (
        "pcc.norfolk.2021-05-06",
        "E23000024",
        "first",
    ): "the unmarked are printed rounded, over 3,600, and left out",
}


def compile_counts() -> dict[str, pd.DataFrame]:
    """The tables ``declarations`` and ``rejected_papers``."""
    declared = [
        (ballot, area, place, note, url)
        for ballot, areas in DECLARED.items()
        for area, place, note, url in areas
    ]
    rejected = [
        (ballot, area, stage, reason, papers, REJECTED_NOTES.get((ballot, area, stage)), url)
        for (ballot, area, stage, url), reasons in REJECTED.items()
        for reason, papers in reasons.items()
    ]
    return {
        "declarations": pd.DataFrame(
            declared, columns=["ballot_id", "area_gss", "place", "note", "source_url"]
        ),
        "rejected_papers": pd.DataFrame(
            rejected, columns=["ballot_id", "area_gss", "stage", "reason", "papers", "note", "source_url"]
        ),
    }
