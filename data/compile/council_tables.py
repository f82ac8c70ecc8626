"""What the council modules share: columns of their tables, candidate ids, ids of publisher files."""

from __future__ import annotations

import pandas as pd
from uk_election_ids.slugger import slugify

CONTEST_COLUMNS = [
    "ballot_id", "election_type", "organisation", "area_name", "area_gss", "district_gss", "date", "cycle",
    "voting_system", "seats", "electorate", "ballots_cast", "valid_first", "rejected_first", "valid_second",
    "rejected_second", "turnout_published", "by_election", "status", "second_round", "note", "source_url",
]  # fmt: skip
RESULT_COLUMNS = [
    "ballot_id", "candidate_id", "candidate", "candidate_full", "party_name", "source_code", "party",
    "first_pref", "second_pref", "final_votes", "elected", "incumbent", "note", "source_url",
]  # fmt: skip
CONTEST_COUNTS = [
    "seats", "electorate", "ballots_cast", "valid_first", "rejected_first", "valid_second",
    "rejected_second",
]  # fmt: skip
RESULT_COUNTS = ["first_pref", "second_pref", "final_votes"]

# A publisher's file, by the end of its address in the facts.
PUBLISHER_FILES = {
    "local_elections_2021_results-2.xlsx": "leh-2021",
    "LEH-2025-results-HoC.xlsx": "leh-2025",
    "leap-2016-05-05.csv": "leap-2016",
    "leap-2017-05-04.csv": "leap-2017",
    "leap-2018-05-03.csv": "leap-2018",
    "leap-2019-05-02.csv": "leap-2019",
}


def fixed_ids(source_url: pd.Series) -> pd.Series:
    """Addresses of publisher files replaced by the ids of those files; other addresses as they are."""
    return source_url.str.rsplit("/", n=1).str[-1].map(PUBLISHER_FILES).fillna(source_url)


def candidate_ids(results: pd.DataFrame) -> pd.Series:
    """Slug of each candidate, with -2, -3 where it occurs again on the same paper (source order)."""
    slug = results["candidate"].map(slugify)
    again = slug.groupby([results["ballot_id"], slug]).cumcount() + 1
    return slug.where(again == 1, slug + "-" + again.astype(str))


def plain(name: pd.Series) -> pd.Series:
    """Names made comparable: small letters only, "&" read as "and"."""
    return name.str.lower().str.replace("&", "and").str.replace(r"[^a-z]", "", regex=True)


def as_contests(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the contest columns, counts as whole numbers, absent columns missing."""
    frame = frame.reindex(columns=CONTEST_COLUMNS)
    counts = {c: pd.to_numeric(frame[c]).astype("Int64") for c in CONTEST_COUNTS}
    return frame.assign(
        **counts,
        turnout_published=pd.to_numeric(frame["turnout_published"]).astype("Float64"),
        by_election=frame["by_election"].fillna(False).astype("boolean"),
    )


def as_results(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the result columns and candidate ids; ``source_code`` is kept for the party names."""
    frame = frame.assign(candidate_id=candidate_ids(frame)).reindex(columns=RESULT_COLUMNS)
    counts = {c: pd.to_numeric(frame[c]).astype("Int64") for c in RESULT_COUNTS}
    return frame.assign(
        **counts,
        elected=frame["elected"].astype("boolean"),
        incumbent=frame["incumbent"].astype("boolean"),
    )


def check_unique(frame: pd.DataFrame, key: list[str], name: str) -> None:
    """Raise if a key occurs twice."""
    again = frame[frame.duplicated(key, keep=False)]
    if len(again):
        raise ValueError(f"{name}: the key {key} is not unique:\n{again[key].to_string()}")
