"""Where two sources disagree on a figure of a mayoral or commissioner contest: both figures, both sources.

The rows name the figure that was not used. The one in use, and its source, are looked up in the tables, so a
conflict cannot drift from the data.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from people_conflict_rows import CLAIMED, MAYORS, PCCS, URLS

COLUMNS = [
    "conflict_id", "ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field", "used",
    "other", "used_source_url", "other_source_url", "reason",
]  # fmt: skip


def compile_conflicts(tables: dict[str, pd.DataFrame], facts: Path) -> pd.DataFrame:
    """One row per disagreement, with the figure in use taken from the tables."""
    literal = pd.DataFrame(
        [{"ballot_id": ballot, **row._asdict()} for ballot, rows in (MAYORS | PCCS).items() for row in rows]
    )
    is_area = literal["of"].str.fullmatch(r"[EW]\d{8}")
    literal = literal.assign(
        area_gss=literal["of"].where(is_area, ""),
        candidate_id=literal["of"].mask(is_area, ""),
        other_source_url=literal["source"].replace(URLS),
        kept_source_url=literal["used_source"].replace(URLS),
    )
    rows = pd.concat([literal, claimed(facts)], ignore_index=True).fillna(
        {"kept_source_url": "", "area_gss": ""}
    )
    key = ["ballot_id", "area_gss", "candidate_id", "field"]
    conflicts = rows.merge(used_figures(tables), on=key, how="left", validate="many_to_one", indicator=True)
    lost = conflicts["_merge"] == "left_only"
    if lost.any():
        raise ValueError(f"conflicts about figures that are not in the tables:\n{conflicts.loc[lost, key]}")
    same = conflicts["used"] == conflicts["other"]
    if same.any():
        raise ValueError(f"no conflict, the figures agree:\n{conflicts.loc[same, [*key, 'other']]}")
    conflicts = conflicts.sort_values([*key, "other"], kind="stable", ignore_index=True)
    counter = (conflicts.groupby(["ballot_id", "field"]).cumcount() + 1).astype("str")
    conflicts = conflicts.assign(
        conflict_id=conflicts["ballot_id"] + "." + conflicts["field"] + "." + counter,
        used_source_url=conflicts["kept_source_url"]
        .mask(lambda s: s == "", conflicts["used_source_url"])
        .mask(conflicts["used"] == "", ""),
    ).assign(**dict.fromkeys(["organisation", "cycle", "party"], ""))
    conflicts = conflicts[COLUMNS].astype("str").replace("", pd.NA)
    return conflicts.sort_values("conflict_id", ignore_index=True)


def claimed(facts: Path) -> pd.DataFrame:
    """The dropped figures of conflicting_claims.csv, with the source of the kept one where it has one."""
    raw = pd.read_csv(facts / "pcc" / "raw" / "conflicting_claims.csv", dtype="str")
    kept = raw.query("status == 'kept'").set_index(["ballot_id", "item"])["source_url"]
    dropped = raw.query("status == 'dropped'").set_index(["ballot_id", "item"])
    meaning = pd.DataFrame.from_dict(CLAIMED, orient="index", columns=["field", "candidate_id", "reason"])
    meaning.index = pd.MultiIndex.from_tuples(meaning.index, names=dropped.index.names)
    if unknown := sorted(set(dropped.index) ^ set(meaning.index)):
        raise ValueError(f"conflicting_claims.csv and the list here differ: {unknown}")
    rows = dropped.join(meaning).join(kept.rename("kept_source_url"))
    # Turnout is printed in per cent; two candidates in one item share it, divided by a stroke.
    share = rows["field"] == "turnout_published"
    fraction = (pd.to_numeric(rows["value"].where(share)) / 100).round(4).map("{:g}".format)
    rows["other"] = rows["value"].mask(share, fraction).str.split(" / ")
    rows["candidate_id"] = rows["candidate_id"].str.split(" / ")
    rows = rows.explode(["other", "candidate_id"]).rename(columns={"source_url": "other_source_url"})
    return rows.reset_index()[
        ["ballot_id", "candidate_id", "field", "other", "other_source_url", "kept_source_url", "reason"]
    ]


def used_figures(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every figure a conflict can be about, one a row, as text, with the source of its row."""
    key = ["ballot_id", "area_gss", "candidate_id"]
    contests, results = tables["contests"], tables["results"]
    finalists = results["final_votes"].fillna(results["first_pref"])
    by_ballot = results["ballot_id"]
    two = finalists.groupby(by_ballot).nlargest(2).groupby(level=0)
    known = finalists.groupby(by_ballot).count() >= 2
    results = results.assign(
        first_pref_share=results["first_pref"]
        / by_ballot.map(contests.set_index("ballot_id")["valid_first"]),
        final_share=results["final_votes"] / results["final_votes"].groupby(by_ballot).transform("sum"),
    )
    contests = contests.drop(columns="area_gss").assign(
        majority=contests["ballot_id"].map((two.max() - two.min()).where(known))
    )
    area_votes = (
        tables["counting_areas"].groupby(["ballot_id", "area_gss"], as_index=False)["first_pref"].sum()
    )
    areas = tables["counting_area_turnout"].merge(
        area_votes.rename(columns={"first_pref": "valid_first"}), on=["ballot_id", "area_gss"], how="left"
    )
    papers = [
        "electorate",
        "ballots_cast",
        "valid_first",
        "rejected_first",
        "rejected_second",
        "turnout_published",
    ]
    votes = ["candidate", "first_pref", "second_pref", "final_votes", "first_pref_share", "final_share"]
    parts = [
        (results, votes),
        (contests, [*papers, "valid_second", "majority"]),
        (areas, papers),
    ]
    figures = pd.concat(
        [
            frame.reindex(columns=[*key, "source_url", *fields])
            .astype(dict.fromkeys(fields, "object"))
            .melt([*key, "source_url"], fields, var_name="field", value_name="used")
            for frame, fields in parts
        ],
        ignore_index=True,
    )
    figures["used"] = figures["used"].map(as_text)
    return figures.fillna({"area_gss": "", "candidate_id": ""}).rename(
        columns={"source_url": "used_source_url"}
    )


def as_text(figure: object) -> str:
    """A figure as conflicts print it: nothing if missing, shares with four decimals."""
    if pd.isna(figure):
        return ""
    return f"{round(figure, 4):g}" if isinstance(figure, float) else str(figure)
