"""The identities the people tables must satisfy; what fails must be a conflict that names it."""

from __future__ import annotations

import pandas as pd

# Counting areas of the contests where a sum over them can be checked.
NUMBER_OF_AREAS = {
    "mayor.cambridgeshire-and-peterborough": 6,
    "mayor.tees-valley": 5,
    "mayor.west-of-england": 3,
    "mayor.west-yorkshire": 5,
    "pcc.bedfordshire": 3,
    "pcc.cambridgeshire": 6,
}
# A failure is explained by a conflict about one of the figures in the identity, of the same size.
FIELDS = {
    "first preferences plus transfers are final votes": ["first_pref", "second_pref", "final_votes"],
    "candidates add up to valid_first": ["first_pref", "valid_first"],
    "valid plus rejected papers are ballots cast": [
        "valid_first",
        "rejected_first",
        "ballots_cast",
        "first_pref",
    ],
    "transfers add up to valid_second": ["second_pref", "valid_second"],
    "transfers and rejected papers fit into the eliminated votes": [
        "second_pref",
        "rejected_second",
        "first_pref",
    ],
    "counting areas add up to the contest": ["first_pref", "second_pref"],
    "one candidate per seat is elected": ["elected"],
    "the winner leads the deciding round": ["first_pref", "final_votes", "elected"],
}


def check_identities(tables: dict[str, pd.DataFrame], conflicts: pd.DataFrame) -> None:
    """Raise an error that lists every failed identity that no conflict of the same size explains."""
    failures = pd.concat([*contest_failures(tables), *area_failures(tables)], ignore_index=True)
    fields = pd.Series(FIELDS, name="field").explode().rename_axis("identity").reset_index()
    known = conflicts.assign(
        area_gss=conflicts["area_gss"].fillna(""),
        size=(pd.to_numeric(conflicts["other"], errors="coerce")
              - pd.to_numeric(conflicts["used"], errors="coerce")).abs(),
    )[["ballot_id", "area_gss", "field", "size"]].drop_duplicates()  # fmt: skip
    failures["size"] = (failures["left"] - failures["right"]).abs().astype("Float64")
    key = ["ballot_id", "area_gss", "identity"]
    explained = failures.merge(fields, on="identity").merge(
        known, on=["ballot_id", "area_gss", "field", "size"]
    )
    open_ = failures.merge(explained[key].drop_duplicates(), on=key, how="left", indicator=True)
    open_ = open_.query("_merge == 'left_only'").drop(columns=["_merge", "size"])
    if len(open_):
        raise ValueError(
            f"figures that contradict each other, without a conflict that says so:\n{open_.to_string()}"
        )


def contest_failures(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Identities within and between contests and results, one frame of failures each."""
    contests, results = tables["contests"].set_index("ballot_id"), tables["results"]
    votes = results.groupby("ballot_id")
    stood, first, second = votes.size(), votes["first_pref"], votes["second_pref"]
    finalists = results.dropna(subset=["first_pref", "second_pref", "final_votes"]).set_index("ballot_id")
    total = first.sum().where(first.count() == stood)
    transfers = second.sum().where(second.count() == 2)
    eliminated = total - results.dropna(subset=["second_pref"]).groupby("ballot_id")["first_pref"].sum()
    second_count = transfers + contests["rejected_second"].fillna(0)
    deciding = results.assign(votes=results["final_votes"].fillna(results["first_pref"]))
    # Where the second round is not known for both finalists, the highest known figure decides nothing.
    settled = ~contests["second_round"].eq("held").fillna(False) | (second.count() == 2)
    winner = deciding[deciding["elected"]].groupby("ballot_id")["votes"].max().where(settled)
    return [
        failed("first preferences plus transfers are final votes",
               finalists["first_pref"] + finalists["second_pref"], finalists["final_votes"]),
        failed("candidates add up to valid_first", total, contests["valid_first"], missing_too=True),
        failed("valid plus rejected papers are ballots cast",
               contests["valid_first"] + contests["rejected_first"], contests["ballots_cast"]),
        failed("transfers add up to valid_second", transfers, contests["valid_second"], missing_too=True),
        failed("transfers and rejected papers fit into the eliminated votes",
               second_count, eliminated, at_most=True),
        failed("one candidate per seat is elected",
               votes["elected"].sum().astype("Int64"), contests["seats"]),
        failed("the winner leads the deciding round", winner, deciding.groupby("ballot_id")["votes"].max()),
    ]  # fmt: skip


def area_failures(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Identities between counting areas and their papers, and between counting areas and the contest."""
    key, areas, results = ["ballot_id", "area_gss"], tables["counting_areas"], tables["results"]
    turnout = tables["counting_area_turnout"].set_index(key)
    stood = results["ballot_id"].value_counts()
    by_area = areas.groupby(key)["first_pref"]
    complete = by_area.count() == stood.reindex(by_area.count().index.get_level_values(0)).to_numpy()
    papers = by_area.sum().where(complete)
    office = areas["ballot_id"].str.rsplit(".", n=1).str[0]
    number = office.map(NUMBER_OF_AREAS).groupby(areas["ballot_id"]).first()
    contest = results.set_index(["ballot_id", "candidate_id"])
    sums = areas.groupby(["ballot_id", "candidate_id"])
    failures = [
        failed("valid plus rejected papers are ballots cast",
               papers + turnout["rejected_first"], turnout["ballots_cast"]),
    ]  # fmt: skip
    for votes in ["first_pref", "second_pref"]:
        known = sums[votes].count()
        everywhere = known == number.reindex(known.index.get_level_values(0)).to_numpy()
        total, declared = sums[votes].sum(), contest[votes].reindex(known.index)
        # Areas that are not all there may add up to less than the contest, never to more.
        name = "counting areas add up to the contest"
        failures.append(failed(name, total.where(everywhere), declared))
        failures.append(failed(name, total, declared, at_most=True))
    return failures


def failed(
    identity: str, left: pd.Series, right: pd.Series, *, at_most: bool = False, missing_too: bool = False
) -> pd.DataFrame:
    """The rows where two aligned series differ (``at_most``: where the first exceeds the second).

    A missing figure fails nothing, unless ``missing_too`` and only one of the two is missing.
    """
    right = right.reindex(left.index) if left.index.is_unique else right
    both = pd.DataFrame({"left": left, "right": right})
    compared = both["left"].gt(both["right"]) if at_most else both["left"].ne(both["right"])
    differ = compared.fillna(False)
    if missing_too:
        differ |= both["left"].isna() != both["right"].isna()
    rows = both[differ].reset_index().reindex(columns=["ballot_id", "area_gss", "left", "right"])
    return rows.assign(identity=identity, area_gss=rows["area_gss"].astype("str").fillna(""))
