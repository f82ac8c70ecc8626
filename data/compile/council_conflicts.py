"""Where another source, or the source itself, contradicts a council figure: found by comparing.

Only what a table of the facts cannot show (a page's single figure) is written out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from council_conflict_rows import WRITTEN_OUT
from council_tables import check_unique

COLUMNS = [
    "conflict_id", "ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field", "used",
    "other", "used_source_url", "other_source_url", "reason",
]  # fmt: skip

# A printed turnout below valid votes over electorate, or above it by more than rejected papers explain.
TURNOUT_BELOW, TURNOUT_ABOVE = 0.0015, 0.013

# council_totals.csv names a party of a group -> the names it has in our results.
TOTALS_NAMES = {
    "St Neots Independents": ["St Neots Independent Group", "StNeots"],
    "R4U": ["R4U", "Residents Association"],
    "CIIP": ["CIIP", "Canvey Island Independents"],
    "Loughton Residents": ["Loughton", "Loughton & Residents Association"],
    "Rochford Residents": ["Rochford District Residents"],
    "Rebooting Democracy": ["Rebooting Democracy"],
    "Workers Party": ["Workers Party"],
    "Werrington First": ["Werrington First"],
}
NAMED_CODES = {"Workers Party": "WPB"}

# (organisation, round, party, field) -> what is known beyond the arithmetic.
BY_ELECTION = "the page counts the St George's by-election, which is not held here"
NETWORK = "the page counts the Independent Network's candidate as independent"
THREE_VOTES = "the other would need three votes from every voter; those of North Northamptonshire used 2.6"
NEWSPAPER = "newspaper figure of the week of the poll"
KNOWN = {
    ("castle-point", "2021-05-06", "Con", "seats"): BY_ELECTION,
    ("castle-point", "2021-05-06", "Con", "votes"): BY_ELECTION,
    ("castle-point", "2021-05-06", "Lab", "votes"): BY_ELECTION,
    (
        "essex",
        "2021-05-06",
        "Lab",
        "votes",
    ): "the page repeats its figure of 2017; its share, 17.1 %, fits ours",
    ("essex", "2017-05-04", "Ind", "vote_share"): "the page groups the independents otherwise",
    ("west-northamptonshire", "2025-05-01", "Ind", "seats"): NETWORK,
    ("west-northamptonshire", "2025-05-01", "Ind", "votes"): NETWORK,
    ("west-northamptonshire", "2021-05-06", None, "turnout_published"): THREE_VOTES,
    ("hertfordshire", "2025-05-01", "LD", "votes"): NEWSPAPER,
    ("hertfordshire", "2025-05-01", "Con", "votes"): NEWSPAPER,
}


def compile_conflicts(
    facts: Path, contests: pd.DataFrame, results: pd.DataFrame, metro: pd.DataFrame
) -> pd.DataFrame:
    """Every disagreement about a council figure."""
    totals = pd.read_csv(facts / "council/council_totals.csv", dtype=str)
    slugs = pd.read_csv(facts / "council/contests.csv", dtype=str).drop_duplicates("organisation_slug")
    totals["organisation"] = totals["council"].map(slugs.set_index("organisation")["organisation_slug"])
    totals = totals.rename(columns={"date": "cycle"})
    ours = our_totals(contests, results, totals)
    rows = [
        metro,
        printed_turnouts(contests),
        impossible_turnouts(contests, results),
        printed_valid_papers(facts, contests),
        totals_of(ours, "seats"),
        totals_of(ours, "votes"),
        shares_of(ours),
        council_turnouts(contests, totals),
        pd.DataFrame(WRITTEN_OUT),
    ]
    frame = pd.concat(rows, ignore_index=True).reindex(columns=COLUMNS)
    check_unique(frame, ["conflict_id"], "conflicts")
    check_covered(frame, contests, results)
    return frame.sort_values("conflict_id", ignore_index=True)


def printed_turnouts(contests: pd.DataFrame) -> pd.DataFrame:
    """One-seat contests whose printed turnout does not fit their own votes and electorate."""
    one = contests[contests["seats"].eq(1) & contests["turnout_published"].notna()]
    valid = (one["valid_first"] / one["electorate"]).astype(float)
    over = one["turnout_published"].astype(float) - valid
    wrong = one[(over < -TURNOUT_BELOW) | (over > TURNOUT_ABOVE)]
    return pd.DataFrame(
        {
            "conflict_id": wrong["ballot_id"] + ".turnout_published",
            "ballot_id": wrong["ballot_id"],
            "field": "turnout_published",
            "used": wrong["turnout_published"].map("{:.3f}".format),
            "other": valid[wrong.index].map("{:.3f}".format),
            "used_source_url": wrong["source_url"],
            "other_source_url": "derived",
            "reason": "printed turnout kept; valid votes over electorate, of the same source, give the other",
        }
    )


def impossible_turnouts(contests: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Contests of several seats with more votes than the printed turnout allows papers to carry."""
    several = contests[contests["seats"].gt(1) & contests["turnout_published"].notna()]
    votes = several["ballot_id"].map(results.groupby("ballot_id")["first_pref"].sum())
    least = (votes / several["seats"] / several["electorate"]).astype(float)
    wrong = several[least > several["turnout_published"].astype(float) + TURNOUT_BELOW]
    return pd.DataFrame(
        {
            "conflict_id": wrong["ballot_id"] + ".turnout_published",
            "ballot_id": wrong["ballot_id"],
            "field": "turnout_published",
            "used": wrong["turnout_published"].map("{:.3f}".format),
            "other": least[wrong.index].map("{:.3f}".format),
            "used_source_url": wrong["source_url"],
            "other_source_url": "derived",
            "reason": "printed turnout kept, though impossible: the other is the least that the votes allow",
        }
    )


def printed_valid_papers(facts: Path, contests: pd.DataFrame) -> pd.DataFrame:
    """One-seat contests of 2025 whose printed valid papers are not the candidates' votes."""
    raw = pd.read_csv(
        facts / "council/contests.csv", dtype=str, usecols=["ballot_id", "valid_first", "seats"]
    )
    raw = raw[raw["seats"].eq("1")].merge(
        contests[["ballot_id", "valid_first", "source_url", "status"]], on="ballot_id"
    )
    wrong = raw[
        pd.to_numeric(raw["valid_first_x"]).ne(raw["valid_first_y"]) & raw["status"].ne("uncontested")
    ]
    return pd.DataFrame(
        {
            "conflict_id": wrong["ballot_id"] + ".valid_first",
            "ballot_id": wrong["ballot_id"],
            "field": "valid_first",
            "used": wrong["valid_first_y"].astype(str),
            "other": wrong["valid_first_x"],
            "used_source_url": "derived",
            "other_source_url": wrong["source_url"],
            "reason": "candidates' votes add up to the used; printed ballots less rejected give the other",
        }
    )


def our_totals(contests: pd.DataFrame, results: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Beside each printed total: our seats, votes, votes by each party's best candidate, and votes of all."""
    joined = results.merge(contests[["ballot_id", "organisation", "cycle"]], on="ballot_id")
    rounds = ["organisation", "cycle"]
    joined = joined.merge(totals[rounds].drop_duplicates(), on=rounds)
    alias = {name: shown for shown, names in TOTALS_NAMES.items() for name in names}
    listed = totals[[*rounds, "party_name"]].rename(columns={"party_name": "group"}).drop_duplicates()
    joined["group"] = joined["party_name"].map(alias)
    in_list = joined[[*rounds, "group"]].merge(listed, how="left", indicator=True)["_merge"].eq("both")
    joined["group"] = joined["group"].where(in_list.set_axis(joined.index)).fillna(joined["party"])
    shown = totals["party_name"].where(totals["party_name"].isin(list(TOTALS_NAMES)), totals["party"])
    key = [*rounds, "group"]
    best = joined.groupby([*key, "ballot_id"])["first_pref"].max().groupby(key).sum()
    sums = (
        joined.groupby(key)
        .agg(our_seats=("elected", "sum"), our_votes=("first_pref", "sum"))
        .join(best.rename("best"))
    )
    sums = sums.reset_index()
    by_round = sums.groupby(rounds)
    sums = sums.assign(
        all_votes=by_round["our_votes"].transform("sum"), all_best=by_round["best"].transform("sum")
    )
    frame = totals.assign(group=shown).merge(sums, on=key, how="left", validate="1:1")
    if frame["our_votes"].isna().any():
        raise ValueError(f"totals without results:\n{frame[frame['our_votes'].isna()][key].to_string()}")
    code = frame["party_name"].map(NAMED_CODES).fillna(frame["party"])
    several = frame.duplicated([*rounds, "party"], keep=False)
    tail = frame["party_name"].str.lower().str.replace(r"[^a-z0-9]+", "-", regex=True)
    name = frame["organisation"] + "." + frame["cycle"] + "." + code.str.lower()
    return frame.assign(party=code, conflict_id=name.mask(several, name + "." + tail))


def totals_of(ours: pd.DataFrame, field: str) -> pd.DataFrame:
    """Seats or votes that differ from the printed total, and what the difference is."""
    wrong = ours[ours[field].notna() & pd.to_numeric(ours[field]).ne(ours[f"our_{field}"])]
    other = pd.to_numeric(wrong[field])
    reason = pd.Series("ours is counted from the candidates", index=wrong.index)
    if field == "votes":
        best = other.eq(wrong["best"])
        near = ~best & (other - wrong["best"]).abs().le(50) & wrong["best"].ne(wrong["our_votes"])
        reason = reason.mask(
            best, "ours sums all candidates; the page has each party's best candidate a division"
        )
        reason = reason.mask(near, "ours sums all candidates; each party's best candidate comes within "
                             + (other - wrong["best"]).abs().astype(str) + " of the page")  # fmt: skip
        reason = reason.mask(~best & ~near, "ours sums all candidates; neither that nor the best candidates ("
                             + wrong["best"].astype(str) + ") give the page's figure")  # fmt: skip
    return _rows(wrong, field, wrong[f"our_{field}"].astype(str), other.astype(int).astype(str), reason)


def shares_of(ours: pd.DataFrame) -> pd.DataFrame:
    """Printed shares that ours do not round to, where no votes are printed or the printed votes agree."""
    agree = pd.to_numeric(ours["votes"]).eq(ours["our_votes"])
    shown = ours[ours["vote_share"].notna() & (ours["votes"].isna() | agree)]
    digits = shown["vote_share"].str.partition(".")[2].str.len()
    other = pd.to_numeric(shown["vote_share"])
    by_sum = (100 * shown["our_votes"] / shown["all_votes"]).astype(float)
    by_best = (100 * shown["best"] / shown["all_best"]).astype(float)
    tolerance = 0.5 * 10.0**-digits + 1e-9
    off = (by_sum - other).abs() > tolerance
    best_fits = ((by_best - other).abs() <= tolerance) & by_best.ne(by_sum)
    reason = pd.Series(
        "the page's votes agree with ours, its share is not theirs over all votes", index=shown.index
    )
    reason = reason.mask(shown["votes"].isna(), "no votes printed; ours is the sum of all candidates' votes")
    cut = ((10.0**digits * by_sum + 1e-9).astype(int) - 10.0**digits * other).abs() < 0.5
    reason = reason.mask(best_fits, reason + "; by each party's best candidate ours would agree")
    reason = reason.mask(cut & ~best_fits, "the page cuts its share off where ours is rounded")
    used, other = (figure[off].div(100).map("{:.4f}".format) for figure in (by_sum, other))
    return _rows(shown[off], "vote_share", used, other, reason[off])


def council_turnouts(contests: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Printed turnouts of whole councils against ours, where electorates are held."""
    held = contests[contests["electorate"].notna() & ~contests["by_election"].astype(bool)]
    weighed = held["turnout_published"] * held["electorate"]
    papers = held["ballots_cast"].astype("Float64").fillna(weighed).astype(float)
    rounds = ["organisation", "cycle"]
    sums = held.assign(papers=papers).groupby(rounds)[["papers", "electorate"]].sum()
    ours = (100 * sums["papers"] / sums["electorate"]).astype(float).rename("ours").reset_index()
    printed = (
        totals[totals["turnout_pct"].notna()].drop_duplicates([*rounds, "turnout_pct"]).merge(ours, on=rounds)
    )
    digits = printed["turnout_pct"].str.partition(".")[2].str.len()
    other = pd.to_numeric(printed["turnout_pct"])
    off = printed[(printed["ours"] - other).abs() > 0.5 * 10.0**-digits + 1e-9]
    off = off.assign(conflict_id=off["organisation"] + "." + off["cycle"] + ".all", party=None)
    reason = pd.Series(
        "ours weighs the printed turnouts of the areas, or counts their ballots", index=off.index
    )
    return _rows(off, "turnout_published", (off["ours"] / 100).map("{:.4f}".format),
                 (other[off.index] / 100).map("{:.4f}".format), reason)  # fmt: skip


def _rows(
    wrong: pd.DataFrame, field: str, used: pd.Series, other: pd.Series, reason: pd.Series
) -> pd.DataFrame:
    party = wrong["party"].astype(object).where(wrong["party"].notna(), None)
    at = pd.Series(list(zip(wrong["organisation"], wrong["cycle"], party, strict=True)), index=wrong.index)
    known = at.map({key[:3]: why for key, why in KNOWN.items() if key[3] == field}) if len(wrong) else reason
    return pd.DataFrame(
        {
            "conflict_id": wrong["conflict_id"] + "." + field,
            "organisation": wrong["organisation"],
            "cycle": wrong["cycle"],
            "party": party,
            "field": field,
            "used": used,
            "other": other,
            "used_source_url": "derived",
            "other_source_url": wrong["source_url"],
            "reason": known.fillna(reason),
        }
    )


def check_covered(frame: pd.DataFrame, contests: pd.DataFrame, results: pd.DataFrame) -> None:
    """The rows name contests and candidates that exist, and every known remark was used."""
    strange = set(frame["ballot_id"].dropna()) - set(contests["ballot_id"])
    named = frame.dropna(subset=["candidate_id"])
    pairs = set(zip(results["ballot_id"], results["candidate_id"], strict=True))
    strange |= set(zip(named["ballot_id"], named["candidate_id"], strict=True)) - pairs
    unused = set(KNOWN.values()) - set(frame["reason"])
    if strange or unused:
        raise ValueError(f"conflicts: no such contest or candidate {strange}; remarks not used {unused}")
