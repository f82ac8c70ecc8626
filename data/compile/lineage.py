"""Which earlier contest each council contest follows: the last time its seats were fought, as far as is held.

A council elected by thirds fights a seat every four years; the seats of 2021 are those of 2016 (the polls of
2020 were put off). After an all-out election the winners with the fewest votes retire first. By-elections
between the rounds are not in the data, so a seat's last holder may have come later.
"""

from __future__ import annotations

import pandas as pd
from council_tables import check_unique, plain

Y2016, Y2017, Y2018, Y2019, Y2021, Y2025 = (
    "2016-05-05", "2017-05-04", "2018-05-03", "2019-05-02", "2021-05-06", "2025-05-01"
)  # fmt: skip
COLUMNS = ["ballot_id", "previous_ballot_id", "relation", "compares", "previous_seats", "note", "source_url"]
COUNTIES = ["cambridgeshire", "norfolk", "suffolk", "essex", "hertfordshire"]
UNITARIES = ["north-northamptonshire", "west-northamptonshire"]

# (council, round) fought on wards drawn anew since the round before it that is held here.
REDRAWN = {
    ("manchester", Y2021): "redrawn in 2018, when the whole council was elected: that last poll is not held",
    ("leeds", Y2021): "redrawn in 2018, when the whole council was elected: that last poll is not held",
    ("salford", Y2021): "redrawn in 2021; the seats last fought in 2018 and 2019 are not held",
    ("halton", Y2021): "redrawn in 2021; the seats last fought in 2018 and 2019 are not held",
    ("hartlepool", Y2021): "redrawn in 2021; the seats last fought in 2018 and 2019 are not held",
    ("cambridge", Y2021): "redrawn in 2021",
    ("north-northamptonshire", Y2025): "redrawn in 2025",
    ("west-northamptonshire", Y2025): "redrawn in 2025",
}
OTHER_SEATS_UP = ["manchester", "leeds"]

# All-out election and later round -> rank of the winner whose term ends then.
RETIRES = {(Y2016, Y2018): "3", (Y2016, Y2019): "2", (Y2016, Y2021): "1", (Y2019, Y2021): "3"}

OCD, DERIVED = "ocd-2021", "derived"
MK = "https://www.miltonkeynes.co.uk/news/politics/"
STILL_SITS = "that year's winner is followed in the roster by one elected in 2021"
# Second seats of 2021: (council, ward slug) -> (round of the seat vacated, source, evidence).
CASUAL = {
    ("basildon", "langdon-hills"): (Y2018, OCD, "a ward of two seats, fought in 2016 and 2018"),
    ("colchester", "lexden-and-braiswick"): (Y2018, OCD, STILL_SITS),
    ("colchester", "prettygate"): (Y2019, OCD, STILL_SITS),
    ("epping-forest", "grange-hill"): (Y2018, OCD, STILL_SITS),
    ("harlow", "church-langley"): (Y2018, OCD, STILL_SITS),
    ("harlow", "toddbrook"): (Y2019, OCD, STILL_SITS),
    ("ipswich", "castle-hill"): (Y2018, OCD, STILL_SITS),
    ("ipswich", "holywells"): (Y2018, OCD, STILL_SITS),
    ("milton-keynes", "central-milton-keynes"): (
        Y2019,
        MK + "council/milton-keynes-elections-2021-new-faces-on-the-way-even-before-a-vote-is-cast-and-why-"
        "you-will-get-two-borough-votes-in-some-wards-3214676",
        "its holder resigned in March 2021",
    ),
    ("milton-keynes", "woughton-and-fishermead"): (
        Y2018,
        MK + "no-change-at-the-top-as-milton-keynes-election-results-are-announced-3684343",
        "the second winner's seat was up again in 2022",
    ),
    ("peterborough", "fletton-and-woodston"): (Y2019, OCD, STILL_SITS),
    ("rochford", "hockley-and-ashingdon"): (Y2018, OCD, STILL_SITS),
    ("rochford", "hullbridge"): (Y2019, OCD, STILL_SITS),
    ("southend-on-sea", "st-lukes"): (Y2019, OCD, STILL_SITS),
    ("southend-on-sea", "westborough"): (Y2019, OCD, STILL_SITS),
    ("st-albans", "harpenden-east"): (Y2019, OCD, STILL_SITS),
    ("st-albans", "harpenden-south"): (Y2018, OCD, "the winner of 2019 still sits"),
    ("stevenage", "roebuck"): (Y2018, OCD, STILL_SITS),
    ("watford", "nascot"): (Y2018, OCD, STILL_SITS),
    ("welwyn-hatfield", "welham-green-and-hatfield-south"): (Y2019, OCD, STILL_SITS),
}

# Seats last fought as the second of a later poll: (council, ward slug, round) -> (round, ranks, evidence).
FOUGHT_SINCE = {
    ("epping-forest", "loughton-broadway", Y2021): (Y2018, "2", "a ward of two seats, both up in 2018"),
    ("epping-forest", "waltham-abbey-honey-lane", Y2021): (
        Y2018,
        "2",
        "its second winner of 2018 sat until 2021",
    ),
    ("north-hertfordshire", "letchworth-grange", Y2021): (
        Y2018,
        "2",
        "the winner of 2016 stood elsewhere in 2018",
    ),
    ("rochford", "hockley", Y2021): (Y2018, "2", "the winner ranked second in 2016 sat until 2019"),
    ("three-rivers", "carpenders-park", Y2021): (Y2019, "2", "the winner of 2018 still sits in 2021"),
    ("welwyn-hatfield", "hatfield-east", Y2021): (Y2019, "2", "the winner of 2018 still sits in 2021"),
    ("welwyn-hatfield", "hatfield-south-west", Y2021): (Y2019, "2", "the winner of 2018 still sits in 2021"),
    ("welwyn-hatfield", "hatfield-villages", Y2021): (Y2018, "2", "its second winner of 2018 sat until 2021"),
    ("welwyn-hatfield", "northaw-and-cuffley", Y2021): (
        Y2018,
        "2",
        "the winner ranked second in 2016 sat until 2019",
    ),
    ("welwyn-hatfield", "welham-green-and-hatfield-south", Y2019): (
        Y2018,
        "2",
        "its second winner of 2018 stood again",
    ),
    # The round itself filled two seats of the all-out election.
    ("rochford", "hockley", Y2018): (Y2016, "1,3", "two seats, one of them vacated"),
    ("welwyn-hatfield", "hatfield-villages", Y2018): (Y2016, "1,3", "two seats, one of them vacated"),
    ("welwyn-hatfield", "northaw-and-cuffley", Y2018): (Y2016, "1,3", "two seats, one of them vacated"),
    ("welwyn-hatfield", "welham-green-and-hatfield-south", Y2018): (
        Y2016,
        "2,3",
        "two seats, one of them vacated",
    ),
    ("welwyn-hatfield", "hatfield-east", Y2019): (Y2016, "1,2", "two seats, one of them vacated"),
    ("welwyn-hatfield", "hatfield-south-west", Y2019): (Y2016, "1,2", "two seats, one of them vacated"),
}
MERIDEN = ("watford", "meriden", Y2019)  # two seats: the ordinary one, and one won in 2018
LETCHWORTH_URL = "http://nehertslabour.org.uk/home.html"

# Cambridge before 2021: the winners of 2019 and 2018, and of 2016 but for three seats fought again since.
CAMBRIDGE_FOUGHT_SINCE = ["east-chesterton", "kings-hedges", "trumpington"]
BOYCE_BY = "local.castle-point.boyce.by.2021-05-06"


def compile_lineage(contests: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    """One row a contest and an earlier contest whose votes or seats compare with it."""
    known = contests[~contests["by_election"].astype(bool)].merge(
        councils[["organisation", "cycle", "scope"]], on=["organisation", "cycle"], validate="m:1"
    )
    known = known.assign(key=plain(known["area_name"]), ward=known["ballot_id"].str.split(".").str[2])
    all_out = known.loc[known["cycle"].eq(Y2016) & known["scope"].eq("whole"), "organisation"].unique()
    by_thirds = set(known.loc[known["cycle"].eq(Y2021), "organisation"]) - {
        *COUNTIES,
        *UNITARIES,
        "norwich",
        "cambridge",
    }
    rounds = [
        *[(o, Y2021, o, Y2017) for o in COUNTIES],
        *[(o, Y2021, "northamptonshire", Y2017) for o in UNITARIES],
        *[(o, Y2025, o, Y2021) for o in ["cambridgeshire", "hertfordshire", *UNITARIES]],
        *[(o, Y2021, o, Y2016) for o in sorted(by_thirds)],
        *[(o, cycle, o, Y2016) for o in all_out for cycle in [Y2018, Y2019] if o in by_thirds],
        *[("norwich", Y2021, "norwich", Y2019), ("cambridge", Y2021, "cambridge", Y2019)],
    ]
    pairs = pd.concat([paired(known, *each) for each in rounds], ignore_index=True)
    pairs = fought_since(pairs.assign(previous_seats=previous_seats(pairs)), known)
    rows = [noted(pairs), cambridge(known), casual(known), boyce()]
    frame = pd.concat(rows, ignore_index=True).reindex(columns=COLUMNS).astype("str")
    check(frame, contests)
    return frame.sort_values(["ballot_id", "previous_ballot_id"], ignore_index=True)


def paired(
    known: pd.DataFrame, organisation: str, cycle: str, before: str, previous_cycle: str
) -> pd.DataFrame:
    """The contests of one round with those of an earlier one: by area code, and where it changed by name."""
    columns = ["ballot_id", "organisation", "cycle", "ward", "key", "area_gss", "seats", "scope"]
    now = known[known["organisation"].eq(organisation) & known["cycle"].eq(cycle)][columns]
    then = known[known["organisation"].eq(before) & known["cycle"].eq(previous_cycle)][columns]
    then = then.drop(columns="organisation").add_prefix("previous_")
    by_code = now.merge(then, left_on="area_gss", right_on="previous_area_gss")
    left = now[~now["ballot_id"].isin(by_code["ballot_id"])]
    by_name = left.merge(then[~then["previous_ballot_id"].isin(by_code["previous_ballot_id"])],
                         left_on="key", right_on="previous_key")  # fmt: skip
    changed = (
        "successor"
        if before != organisation
        else "redrawn"
        if (organisation, cycle) in REDRAWN
        else "recoded"
    )
    renamed = by_code["key"].ne(by_code["previous_key"]).map({True: "renamed", False: "same"})
    pairs = pd.concat([by_code.assign(relation=renamed), by_name.assign(relation=changed)], ignore_index=True)
    unmatched = len(now) - len(pairs)
    if unmatched and (organisation, cycle) not in REDRAWN:
        raise ValueError(
            f"{organisation} {cycle}: {unmatched} contests without an earlier one of {previous_cycle}"
        )
    return pairs


def previous_seats(pairs: pd.DataFrame) -> pd.Series:
    """Ranks of the earlier winners whose seats are up; missing = all of them."""
    term = pd.Series(list(zip(pairs["previous_cycle"], pairs["cycle"], strict=True)), index=pairs.index).map(
        RETIRES
    )
    from_whole = pairs["previous_scope"].eq("whole")
    ranks = pd.Series(None, index=pairs.index, dtype="str")
    # In a council elected by thirds the leading winner has the full term, the next fills a casual vacancy,
    # which ended before 2021; but Cambridge's of 2018 and 2019 still sat.
    by_thirds = ~from_whole & ~pairs["organisation"].eq("cambridge")
    ranks = ranks.mask(by_thirds & pairs["previous_seats"].gt(1), "1")
    ranks = ranks.mask(from_whole & pairs["scope"].eq("part"), term)
    return ranks


def fought_since(pairs: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The pairs with the earlier contest exchanged where the seat was fought again in between."""
    since = pd.DataFrame(
        [[*at, *found] for at, found in FOUGHT_SINCE.items()],
        columns=["organisation", "ward", "cycle", "since", "ranks", "evidence"],
    )
    polls = known[["organisation", "ward", "cycle", "ballot_id"]]
    polls = polls.rename(columns={"cycle": "since", "ballot_id": "since_ballot_id"})
    since = since.merge(polls, on=["organisation", "ward", "since"], validate="m:1")
    merged = pairs.merge(since, on=["organisation", "ward", "cycle"], how="left", validate="1:1")
    if merged["since"].notna().sum() != len(FOUGHT_SINCE):
        raise ValueError("a seat fought since is not in the pairs")
    return merged.assign(
        previous_ballot_id=merged["since_ballot_id"].fillna(merged["previous_ballot_id"]),
        previous_seats=merged["ranks"].fillna(merged["previous_seats"]),
    )


def noted(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs as lineage rows, with what a reader should know of each."""
    at = pd.Series(list(zip(pairs["organisation"], pairs["cycle"], strict=True)), index=pairs.index)
    blank = pd.Series(None, index=pairs.index, dtype="str")
    told = pairs["organisation"].isin([*OTHER_SEATS_UP, *[o for o, _ in CASUAL]])
    other_seats = pairs["organisation"].isin(OTHER_SEATS_UP) & pairs["cycle"].eq(Y2021)
    two = ~told & pairs["scope"].eq("part") & pairs["seats"].gt(1) & pairs["cycle"].eq(Y2021)
    notes = [
        blank.mask(pairs["relation"].eq("redrawn"), at.map(REDRAWN)),
        blank.mask(pairs["relation"].eq("recoded"), "code changed; any change of boundary is small"),
        blank.mask(
            pairs["relation"].eq("successor"),
            "county division of one seat, now a ward of three in a new unitary",
        ),
        blank.mask(other_seats, "none of its seats is up now"),
        blank.mask(two, "the rest of the seats were vacated early: who held them last is not known"),
        ("last fought then: " + pairs["evidence"]).where(pairs["evidence"].notna()),
    ]
    letchworth = pairs["ward"].eq("letchworth-grange") & pairs["evidence"].notna()
    source = pairs["relation"].eq("redrawn").map({True: DERIVED, False: "ons-geography"})
    return pairs.assign(
        compares=other_seats.map({True: "votes", False: "votes+seats"}),
        note=pd.concat(notes, axis=1).apply(lambda row: "; ".join(row.dropna()) or None, axis=1),
        source_url=source.mask(pairs["evidence"].notna(), OCD)
        .mask(pairs["since"].eq(Y2016), DERIVED)
        .mask(letchworth, LETCHWORTH_URL),
    )


def cambridge(known: pd.DataFrame) -> pd.DataFrame:
    """The rounds of 2018 and 2016 whose winners still sat when all of Cambridge was elected in 2021."""
    rounds = [paired(known, "cambridge", Y2021, "cambridge", cycle) for cycle in [Y2018, Y2016]]
    pairs = pd.concat(rounds, ignore_index=True)
    again = pairs["previous_cycle"].eq(Y2016) & pairs["ward"].isin(CAMBRIDGE_FOUGHT_SINCE)
    return pairs[~again].assign(
        compares="seats", previous_seats=None, note=REDRAWN["cambridge", Y2021], source_url=DERIVED
    )


def casual(known: pd.DataFrame) -> pd.DataFrame:
    """The seats vacated early that were filled with the ordinary ones."""
    vacated = {(*at, Y2021): found for at, found in CASUAL.items()} | {
        MERIDEN: (Y2018, OCD, "its second winner sits for it")
    }
    frame = pd.DataFrame(
        [[*at, *found] for at, found in vacated.items()],
        columns=["organisation", "ward", "cycle", "previous_cycle", "source_url", "evidence"],
    )
    ids = known[["organisation", "ward", "cycle", "ballot_id", "area_gss"]]
    then = known.loc[known["seats"].eq(1), ["ward", *ids.columns.drop("ward")]]
    then = then.rename(columns={"cycle": "previous_cycle", "ballot_id": "previous_ballot_id"})
    frame = frame.merge(ids, on=["organisation", "ward", "cycle"], validate="1:1")
    frame = frame.merge(then, on=["organisation", "ward", "previous_cycle", "area_gss"], validate="1:1")
    if len(frame) != len(vacated):
        raise ValueError("a casual vacancy without its contests")
    return frame.assign(
        relation="same", compares="seats", previous_seats=None,
        note="casual vacancy filled with the ordinary seat: " + frame["evidence"],
    )  # fmt: skip


def boyce() -> pd.DataFrame:
    """The one by-election held beside a round."""
    row = [BOYCE_BY, "local.castle-point.boyce.2018-05-03", "same", "votes+seats", None,
           "by-election for the seat of 2018: the winner of 2019 still sits", OCD]  # fmt: skip
    return pd.DataFrame([row], columns=COLUMNS)


def check(frame: pd.DataFrame, contests: pd.DataFrame) -> None:
    """Keys are unique, both contests exist, and each later contest has one row for votes."""
    check_unique(frame, ["ballot_id", "previous_ballot_id"], "lineage")
    votes = frame[frame["compares"].ne("seats")]
    check_unique(votes, ["ballot_id"], "lineage, votes")
    strange = set(frame["ballot_id"]) | set(frame["previous_ballot_id"])
    strange -= set(contests["ballot_id"])
    orphans = set(frame["ballot_id"]) - set(votes["ballot_id"])
    if strange or orphans:
        raise ValueError(f"lineage: no contest {sorted(strange)}; no row for votes {sorted(orphans)}")
