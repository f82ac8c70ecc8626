"""Published council totals: each way of counting by hand, and what another count of the same pages found."""

from __future__ import annotations

import pandas as pd
import pytest

import elexan as ex
from elexan.named_tables import named_table
from elexan.published import match_published

# Two contests for two seats and one for one seat, where two independents stood. Lab: 50 + 30, 20 + 10, 7.
CANDIDATES = [
    ("x", 2, "Lab", "Labour", 50), ("x", 2, "Lab", "Labour", 30), ("x", 2, "Local", "Fen", 40),
    ("y", 2, "Lab", "Labour", 20), ("y", 2, "Lab", "Labour", 10), ("y", 2, "Local", "Marsh", 33),
    ("z", 1, "Lab", "Labour", 7), ("z", 1, "Ind", "Independent", 6), ("z", 1, "Ind", "Independent", 5),
]  # fmt: skip


def results() -> pd.DataFrame:
    table = pd.DataFrame(CANDIDATES, columns=["ballot_id", "seats", "party", "party_name", "first_pref"])
    return table.assign(organisation="c", cycle="2021-05-06")


def printed(
    party: str, votes: float | None, share: float | None = None, names: str | None = None
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "organisation": "c", "cycle": "2021-05-06", "party": party, "party_name": names or party,
            "counted_names": pd.array([names], dtype="str"), "votes": [votes], "vote_share": [share],
        }
    )  # fmt: skip


WAYS = {
    117: ("sum", "sum", 0, None),
    77: ("top_vote", "top_vote", 0, None),
    62: ("average", "average", 0, None),
    87: ("mixed", "top_vote", 10, "x"),  # 50 + 20 + 10 + 7: the best candidate in x alone
    107: ("mixed", "sum", -10, "y"),
    90: ("none", "top_vote", 13, None),
}


def test_votes_by_each_way_of_counting() -> None:
    lines = pd.concat([printed("Lab", votes).assign(party_name=str(votes)) for votes in WAYS])
    table = match_published(results(), lines).set_index("votes_published")
    sums = table[["votes_sum", "votes_average", "votes_top_vote"]].drop_duplicates()
    assert sums.values.tolist() == [[117, 62, 77]]
    columns = ["votes_method", "nearest_method", "votes_difference", "mixed_contests"]
    for votes, expected in WAYS.items():
        found = [None if pd.isna(v) else v for v in table.loc[votes, columns]]
        assert found == list(expected), votes


def test_where_no_party_stood_twice_for_several_seats_any_method_gives_the_figure() -> None:
    lines = pd.concat([printed("Ind", 11), printed("Ind", 6).assign(party_name="best")])
    row, best = (line for _, line in match_published(results(), lines).iterrows())
    assert row[["votes_method", "nearest_method", "votes_difference"]].tolist() == ["any", "any", 0]
    assert pd.isna(row["council_method"])
    assert best[["votes_method", "mixed_contests", "votes_difference"]].tolist() == ["mixed", "z", -5]


def test_parties_under_one_code_are_counted_by_their_names() -> None:
    lines = [
        printed("Local", 40, names="Fen"),
        printed("Local", 73, names="Fen; Marsh"),
        printed("Local", 73),
    ]
    network = printed("Ind", 51, names="Fen; Independent")
    table = match_published(results(), pd.concat([*lines, network]))
    assert len(table) == 4 and table["votes_method"].unique().tolist() == ["any"]


def test_shares_are_matched_by_themselves_within_half_a_tenth_of_a_point() -> None:
    # Of all votes 117/201 = 58.2 %; of the best candidates 77/161 = 47.8 %.
    shares = {"a": 0.5821, "b": 0.4783, "c": 0.5, "d": 117 / 201 + 0.0006}
    lines = [printed("Lab", 117, share).assign(party_name=name) for name, share in shares.items()]
    table = match_published(results(), pd.concat([*lines, printed("Ind", None, 11 / 161)]))
    assert table["share_method"].tolist() == ["top_vote", "sum", "top_vote", "none", "none"]
    assert table["votes_method"].tolist()[1:] == ["sum"] * 4 and pd.isna(table["votes_method"][0])
    assert table["share_difference"][3] == pytest.approx(0.5 - 77 / 161)


def test_a_council_has_the_method_that_gives_most_of_its_totals() -> None:
    lines = pd.concat([printed("Lab", 77), printed("Ind", 11), printed("Local", 73)])
    assert match_published(results(), lines)["council_method"].unique().tolist() == ["top_vote"]
    lines = lines.assign(votes=[118, 11, 73])
    assert match_published(results(), lines)["council_method"].unique().tolist() == ["sum"]


def test_a_council_without_results_has_nothing_to_match() -> None:
    row = match_published(results().assign(organisation="d"), printed("Lab", 117, 0.5)).iloc[0]
    assert row[["votes_sum", "votes_method", "share_method", "votes_difference"]].isna().all()


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return named_table("match-published", {})[0].assign(cycle=lambda d: d["cycle"].dt.strftime("%Y"))


# Printed less counted, by another count of the same pages: that of all candidates but where it says.
FOUND = {
    ("cambridgeshire", "2021", "Con"): ("none", -2127),
    ("cambridgeshire", "2021", "LD"): ("none", 2),  # by the best candidates
    ("cambridgeshire", "2021", "Lab"): ("top_vote", 0),
    ("cambridgeshire", "2021", "Grn"): ("top_vote", 0),
    ("cambridgeshire", "2017", "Con"): ("top_vote", 0),
    ("cambridgeshire", "2017", "LD"): ("none", -12),  # by the best candidates
    ("cambridgeshire", "2017", "Lab"): ("none", 384),  # by the best candidates
    ("cambridgeshire", "2017", "Grn"): ("none", 233),
    ("cambridgeshire", "2017", "UKIP"): ("sum", 0),
    ("cambridgeshire", "2025", "Reform"): ("none", -1),
    ("cambridgeshire", "2025", "Lab"): ("none", -45),
    ("essex", "2017", "LD"): ("none", 2),
    ("essex", "2017", "Grn"): ("none", -53),
    ("essex", "2021", "Con"): ("none", -507),
    ("essex", "2021", "Ind"): ("none", -629),
    ("essex", "2021", "Grn"): ("none", 20),
    ("hertfordshire", "2025", "LD"): ("none", -161),
    ("hertfordshire", "2025", "Con"): ("none", -380),
    ("north-northamptonshire", "2021", "Lab"): ("none", -714),
    ("west-northamptonshire", "2025", "Reform"): ("none", -8),
    ("west-northamptonshire", "2025", "Con"): ("none", -10),
    ("west-northamptonshire", "2025", "Lab"): ("none", 22),
    ("west-northamptonshire", "2025", "Ind"): ("sum", 0),  # with the Independent Network
    ("peterborough", "2021", "Lab"): ("none", 6),
    ("peterborough", "2021", "Ind"): ("none", 120),
    ("norwich", "2021", "Ind"): ("none", -51),
    ("colchester", "2021", "Con"): ("none", 8),
    ("colchester", "2021", "Lab"): ("none", -1),
    ("castle-point", "2021", "Con"): ("none", 958),
    ("castle-point", "2021", "Lab"): ("none", 535),
}


@pytest.mark.parametrize(("council", "cycle", "party"), FOUND)
def test_what_another_count_found(shipped: pd.DataFrame, council: str, cycle: str, party: str) -> None:
    row = shipped.query("organisation == @council and cycle == @cycle and party == @party")
    assert row[["votes_method", "votes_difference"]].values.tolist() == [list(FOUND[council, cycle, party])]


def test_most_totals_are_exact_and_every_other_says_how_far_off_it_is(shipped: pd.DataFrame) -> None:
    # The other count: 104 totals, 72 of them the sum of all candidates, 3 the best candidates'. Two more
    # fit once a page's independents have the candidate of the Independent Network among them.
    votes = shipped[shipped["votes_published"].notna()]
    counted = votes["votes_method"].replace({"any": "sum"}).value_counts()
    assert len(votes) == 104 and counted.to_dict() == {"sum": 72 + 1, "top_vote": 3, "mixed": 1, "none": 27}
    off = votes[votes["votes_method"].isin(["none", "mixed"])]
    assert (off["votes_difference"] != 0).all() and off["nearest_method"].notna().all()
    mixed = shipped[shipped["votes_method"] == "mixed"]
    assert mixed[["organisation", "cycle", "party"]].values.tolist() == [["cambridgeshire", "2017", "Ind"]]


def test_whole_councils_that_are_exact_and_their_methods(shipped: pd.DataFrame) -> None:
    votes = shipped[shipped["votes_published"].notna()]
    for council, cycle in [
        ("norfolk", "2017"), ("norfolk", "2021"), ("hertfordshire", "2017"), ("hertfordshire", "2021"),
        ("cambridge", "2021"), ("ipswich", "2021"),
    ]:  # fmt: skip
        own = votes[(votes["organisation"] == council) & (votes["cycle"] == cycle)]
        assert len(own) and own["votes_method"].isin(["any", "sum"]).all()
    method = shipped.drop_duplicates(["organisation", "cycle"]).set_index(["organisation", "cycle"])
    method = method["council_method"]
    assert method["cambridgeshire", "2021"] == method["cambridgeshire", "2017"] == "top_vote"
    assert method["cambridgeshire", "2025"] == method["cambridge", "2021"] == method["essex", "2021"] == "sum"
    assert pd.isna(method["norfolk", "2021"])


def test_shares_that_are_not_of_the_pages_own_votes(shipped: pd.DataFrame) -> None:
    # Norfolk 2021: 48.8 % printed, 48.4 % by its own votes; Essex's Labour share fits, its votes do not.
    rows = shipped.set_index(["organisation", "cycle", "party"])
    con = rows.loc[("norfolk", "2021", "Con")]
    assert (con["votes_method"], con["share_method"], round(con["share_sum"], 3)) == ("any", "none", 0.484)
    lab = rows.loc[("essex", "2021", "Lab")]
    assert (lab["votes_method"], lab["share_method"]) == ("none", "sum")


def test_nothing_depends_on_row_order_and_nothing_given_is_changed() -> None:
    totals = ex.load_published_totals("cambridgeshire")
    councils = ex.load_results(organisation="cambridgeshire", election_type="county")
    copies = councils.copy(deep=True), totals.copy(deep=True)
    table = match_published(councils, totals)
    pd.testing.assert_frame_equal(councils, copies[0])
    pd.testing.assert_frame_equal(totals, copies[1])
    mixed = match_published(councils.sample(frac=1, random_state=2), totals.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(table, mixed)


def test_published_totals_are_what_pages_print() -> None:
    totals, sources = named_table("published-totals", {"organisation": "essex", "date": ["2021-05-06"]})
    assert totals.set_index("party_name").loc["R4U", "counted_names"] == "Residents Association"
    assert len(sources) == 1 and totals["vote_share"].between(0, 1).all()
    every = ex.load_published_totals()
    assert every.groupby(["organisation", "cycle"])["vote_share"].sum().between(0, 1.005).all()
    with pytest.raises(ex.EmptySelectionError, match="published totals with organisation suffolk"):
        ex.load_published_totals("suffolk")
