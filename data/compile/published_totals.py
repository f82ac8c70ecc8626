"""Totals of whole councils as pages printed them, beside the names the results give the same parties."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from council_conflicts import NAMED_CODES, TOTALS_NAMES
from council_tables import check_unique

# A page's remark in the facts (as a pattern) -> ours; party codes say of which of the page's rows it speaks.
MIRROR = r"Wikipedia infobox/summary read in a stored mirror page"
WORDING: list[tuple[str, str | None, tuple[str, ...]]] = [
    (rf"{MIRROR}( \(same figures at .*\))?", None, ()),
    (rf"{MIRROR}; registered electorate 499001", "the page gives an electorate of 499,001", ()),
    (rf"{MIRROR}; includes the delayed Sewell poll.*", "the seats include Sewell, polled on 2021-06-17", ()),
    (rf"{MIRROR} \('last election' field of the 2021 page\)", "printed on the page of 2021", ()),
    (rf"{MIRROR}; Labour votes repeat.*", "the votes repeat the page's figure of 2017", ("Lab",)),
    (r"newspaper", "from a newspaper", ()),
    (rf"{MIRROR}; BBC .*Con 45.9%.*", "the BBC gives the same seats, Conservative share and turnout", ()),
    (r"newspaper votes; seats .*", "votes from a newspaper, seats from the council's page", ()),
    (r"council", "from the council's page", ()),
    (rf"{MIRROR} \('last election' field of the 2025 page\).*",
     "printed on the page of 2025; turnout from other pages", ()),
    (rf"{MIRROR}; the page counts the Independent Network.*",
     "the page counts the Independent Network's candidate as independent", ("Ind",)),
    (rf"{MIRROR}; turnout from .*", "turnout from a newspaper", ()),
    (rf"{MIRROR}; the page gives Independents 2 seats.*",
     "the page gives two seats, which with the others would be 25 of 23: left empty", ("Ind",)),
    (rf"{MIRROR}; BBC .*Werrington First.*",
     "the BBC gives the same seats and counts Werrington First as independent", ()),
    (rf"{MIRROR}; the page says 19 of 57.*", "19 of 57 seats and two by-elections", ()),
    (rf"{MIRROR}; Sewell ward delayed.*", "Sewell polled on 2021-06-17", ()),
    (rf"{MIRROR}; the page gives seats held after.*",
     "the page gives the seats held after the poll, not those won: left empty", ()),
    (rf"{MIRROR}; BBC topic page .*", "the BBC gives the same seats", ()),
    (rf"{MIRROR}; includes the by-elections.*",
     "with the by-elections in Boyce and St George's; the second is not held here", ()),
]  # fmt: skip

# Independents with whom a page counts the candidate of a party that the results name apart.
NETWORK = {
    ("west-northamptonshire", "2025-05-01"): ("Independent Network", None),
    ("cambridgeshire", "2017-05-04"): (
        "IndNwk",
        "with the Independent Network's candidate, as the votes show; the page does not say so",
    ),
}
ROUND = ["organisation", "cycle"]
COLUMNS = [
    "organisation", "cycle", "party", "party_name", "counted_names", "votes", "vote_share", "seats",
    "turnout_published", "note", "source_url",
]  # fmt: skip


def compile_published_totals(
    facts: Path, contests: pd.DataFrame, results: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """One row a total: a council, a round and a party as the page names it."""
    raw = pd.read_csv(facts / "council/council_totals.csv", dtype=str)
    slugs = pd.read_csv(facts / "council/contests.csv", dtype=str).drop_duplicates("organisation_slug")
    table = raw.rename(columns={"date": "cycle"}).assign(
        organisation=raw["council"].map(slugs.set_index("organisation")["organisation_slug"]),
        party=raw["party_name"].map(NAMED_CODES).fillna(raw["party"]),
        vote_share=(pd.to_numeric(raw["vote_share"]) / 100).round(5),
        turnout_published=(pd.to_numeric(raw["turnout_pct"]) / 100).round(5),
        note=reworded(raw),
    )
    table = with_counted_names(table, contests, results)
    check_unique(table, ["organisation", "cycle", "party_name"], "published_totals")
    return {"published_totals": table.reindex(columns=COLUMNS)}


def reworded(raw: pd.DataFrame) -> pd.Series:
    """The remark on each row in our words; missing where it says nothing of that row."""
    note = pd.Series(pd.NA, index=raw.index, dtype="str")
    unknown = pd.Series(True, index=raw.index)
    for pattern, ours, parties in WORDING:
        said = raw["basis"].str.fullmatch(pattern)
        unknown &= ~said
        if ours:
            note = note.mask(said & (raw["party"].isin(parties) | (not parties)), ours)
    if unknown.any():
        raise ValueError(f"remarks of the totals without a wording: {sorted(set(raw['basis'][unknown]))}")
    return note


def with_counted_names(table: pd.DataFrame, contests: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Adds the names, as the results print them, of the parties a total counts, where the code is not all.

    A named party of a group counts under its own names; independents with the candidate of a network under
    all names they have in the results.
    """
    polls = contests[contests["election_type"].isin(["county", "unitary", "district"])]
    printed = results.merge(polls[["ballot_id", "organisation", "cycle"]], on="ballot_id")
    printed = printed[[*ROUND, "party", "party_name"]].drop_duplicates()
    own = table[[*ROUND, "party"]].assign(row=table.index)
    by_name = own.assign(party_name=table["party_name"].map(TOTALS_NAMES)).explode("party_name")
    network = pd.DataFrame([(*at, *said) for at, said in NETWORK.items()], columns=[*ROUND, "name", "remark"])
    network = own[own["party"].eq("Ind")].merge(network, on=ROUND)
    wanted = pd.concat(
        [
            by_name.merge(printed.drop(columns="party").drop_duplicates(), on=[*ROUND, "party_name"]),
            network.merge(printed, on=[*ROUND, "party"]),
            network.rename(columns={"name": "party_name"}),
        ]
    )
    counted = wanted.groupby("row")["party_name"].agg(lambda names: "; ".join(sorted(set(names))))
    remarks = network.set_index("row")["remark"].dropna().reindex(table.index)
    return table.assign(counted_names=counted.reindex(table.index), note=remarks.fillna(table["note"]))
