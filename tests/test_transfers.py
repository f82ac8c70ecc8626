"""The supplementary vote: printed counts, contests with gaps, and a plain second implementation."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import elexan as ex
from elexan.errors import DataError
from elexan.transfers import transfers, transfers_by_area

QUICK = settings(deadline=None, max_examples=15)
CA = "mayor.cambridgeshire-and-peterborough.2021-05-06"


def sv(name: str, rows: list[tuple[str, int | None, int | None, bool]], **more: object) -> pd.DataFrame:
    """A supplementary-vote contest from (party, first preferences, transfers, elected)."""
    return pd.DataFrame(
        {
            "ballot_id": name,
            "candidate_id": [p.lower() for p, *_ in rows],
            "candidate": [p for p, *_ in rows],
            "party": [p for p, *_ in rows],
            "voting_system": "SV",
            "seats": 1,
            "first_pref": pd.array([r[1] for r in rows], dtype="Int64"),
            "second_pref": pd.array([r[2] for r in rows], dtype="Int64"),
            "final_votes": pd.array([None] * len(rows), dtype="Int64"),
            "elected": [r[3] for r in rows],
        }
    ).assign(**more)


MAYOR = sv(
    CA,
    [("Con", 93942, 14253, False), ("Lab", 76106, 37888, True), ("LD", 61885, None, False)],
    electorate=637807,
)
# East Cambridgeshire, Fenland and South Cambridgeshire as the returning officer printed them.
AREAS = pd.DataFrame(
    [
        ("E07000009", "con", 10408, 1444), ("E07000009", "lab", 5323, 4929), ("E07000009", "ld", 7779, None),
        ("E07000010", "con", 14494, 780), ("E07000010", "lab", 5129, 1228), ("E07000010", "ld", 2593, None),
        ("E07000012", "con", 18467, 5359), ("E07000012", "lab", 12038, 14933),
        ("E07000012", "ld", 23751, None),
    ],
    columns=["area_gss", "candidate_id", "first_pref", "second_pref"],
).astype({"second_pref": "Int64"}).assign(ballot_id=CA)  # fmt: skip


def one(table: pd.DataFrame, party: str) -> pd.Series:
    return table.set_index("party").loc[party]


def test_the_mayor_of_cambridgeshire_and_peterborough_2021_as_published() -> None:
    t = transfers(MAYOR)
    assert t["party"].tolist() == ["Lab", "Con"]
    lab, con = one(t, "Lab"), one(t, "Con")
    assert (lab["eliminated"], lab["non_transferable"], lab["first_round_lead"]) == (61885, 9744, 17836)
    assert (lab["final_votes"], con["final_votes"], lab["majority"]) == (113994, 108195, 5799)
    assert round(lab["non_transferable_share"] * 100, 2) == 15.75
    assert round(lab["break_even_transfer_share"] * 100, 2) == 67.10
    assert round(lab["transfer_share"] * 100, 1) == 72.7
    assert round(lab["transfer_share_of_eliminated"] * 100, 1) == 61.2
    assert round(lab["final_share"] * 100, 1) == 51.3
    assert round(lab["winner_mandate_share"] * 100, 1) == 49.1
    assert round(lab["winner_mandate_electorate_share"], 6) == round(113994 / 637807, 6)
    assert t["plurality_reversal"].all() and con["led_first_round"] and not lab["led_first_round"]
    assert (t["second_round"] == "held").all() and (t["candidates"] == 3).all()


def test_the_police_commissioner_of_cambridgeshire_2021_as_published() -> None:
    rows = [("Con", 99034, 15119, True), ("Lab", 72313, 29882, False), ("LD", 51490, None, False)]
    t = transfers(sv("pcc", [*rows, ("Reform", 8031, None, False)]))
    assert t["final_votes"].tolist() == [114153, 102195]
    assert (t["final_share"] * 100).round(2).tolist() == [52.76, 47.24]
    assert not t["plurality_reversal"].any()
    assert t["eliminated"].unique().tolist() == [51490 + 8031]


def test_a_contest_won_on_first_preferences_has_one_row_and_nothing_transferred() -> None:
    t = transfers(
        sv("x", [("Lab", 60, None, True), ("Con", 30, None, False), ("LD", 10, None, False)], electorate=400)
    )
    assert len(t) == 1 and t["second_round"].item() == "not_needed"
    assert t[["eliminated", "transfers", "transfer_rate", "transfer_share", "non_transferable", "final_votes",
              "final_share", "break_even_transfer_share"]].isna().all(axis=None)  # fmt: skip
    assert (t["majority"].item(), t["winner_mandate_share"].item()) == (30, 0.6)
    assert t["winner_mandate_electorate_share"].item() == 0.15
    assert t["plurality_reversal"].item() is False or not t["plurality_reversal"].item()


def test_two_candidates_and_other_voting_systems() -> None:
    pair = [("Con", 72, None, True), ("Lab", 28, None, False)]
    assert transfers(sv("x", pair))["second_round"].tolist() == ["not_needed"]
    assert transfers(sv("x", pair, voting_system="FPTP")).empty


def test_one_finalist_not_known_leaves_the_totals_missing_and_the_other_known() -> None:
    essex = [("Con", 110858, 25090, True), ("UKIP", 80832, None, False), ("Lab", 65325, None, False),
             ("Ind", 43128, None, False), ("LD", 30804, None, False)]  # fmt: skip
    t = transfers(sv("pcc.essex.2016-05-05", essex))
    assert t["party"].tolist() == ["Con", "UKIP"] and (t["second_round"] == "partial").all()
    con = one(t, "Con")
    assert (con["transfers"], con["final_votes"], con["eliminated"]) == (25090, 135948, 65325 + 43128 + 30804)
    assert con["transfer_share_of_eliminated"] == 25090 / 139257
    assert round(con["winner_mandate_share"], 9) == round(135948 / 330947, 9)
    unknown = ["transfer_rate", "transfer_share", "non_transferable", "non_transferable_share",
               "break_even_transfer_share", "final_share", "majority"]  # fmt: skip
    assert t[unknown].isna().all(axis=None)
    assert one(t, "UKIP")[["transfers", "final_votes"]].isna().all()
    assert not t["plurality_reversal"].any()


def test_an_eliminated_candidate_not_known_leaves_the_rate_missing_and_the_transfer_share_known() -> None:
    north_wales = [("Con", 75472, 14677, False), ("Lab", 69459, 28575, True), ("PC", 67676, None, False),
                   ("Ind", 15907, None, False), ("LD", None, None, False)]  # fmt: skip
    t = transfers(sv("pcc.north-wales.2021-05-06", north_wales))
    assert (t["second_round"] == "held").all() and t["plurality_reversal"].all()
    assert one(t, "Lab")["transfer_share"] == 28575 / 43252
    assert one(t, "Lab")["majority"] == 7885
    unknown = ["first_pref_share", "eliminated", "transfer_rate", "transfer_share_of_eliminated",
               "non_transferable", "winner_mandate_share"]  # fmt: skip
    assert t[unknown].isna().all(axis=None)
    with_valid = transfers(sv("x", north_wales, valid_first=240000))
    assert with_valid["eliminated"].tolist() == [240000 - 75472 - 69459] * 2


def test_dyfed_powys_2021_was_a_reversal() -> None:
    rows = [("Con", 69112, 8209, False), ("PC", 68208, 26280, True), ("Lab", 48033, None, False)]
    assert transfers(sv("x", [*rows, ("LD", 17649, None, False)]))["plurality_reversal"].all()


def test_a_second_round_without_figures_is_unknown_not_nought() -> None:
    devon = [("Con", 247173, None, True), ("Lab", 99894, None, False), ("LD", 88318, None, False),
             ("Grn", 59242, None, False)]  # fmt: skip
    t = transfers(sv("pcc.devon-and-cornwall.2021-05-06", devon))
    assert t["party"].tolist() == ["Con", "Lab"] and (t["second_round"] == "unknown").all()
    assert t[["transfers", "final_votes", "majority", "winner_mandate_share"]].isna().all(axis=None)
    assert t["eliminated"].tolist() == [88318 + 59242] * 2 and not t["plurality_reversal"].any()


def test_final_votes_alone_give_the_majority_and_nothing_about_transfers() -> None:
    durham = sv("x", [("Lab", None, None, True), ("Con", None, None, False), ("LD", None, None, False)])
    t = transfers(durham.assign(final_votes=pd.array([80510, 77352, None], dtype="Int64")))
    assert t["majority"].tolist() == [3158, 3158] and (t["second_round"] == "partial").all()
    assert t["final_share"].round(4).tolist() == [0.5100, 0.4900]
    assert t[["transfers", "plurality_reversal", "led_first_round", "first_round_lead"]].isna().all(axis=None)


def test_a_winner_known_alone_has_no_share_of_the_round() -> None:
    # Wiltshire, 6 May 2021: only the winner's final votes were found.
    rows = [("Con", None, None, True), ("Lab", None, None, False), ("LD", None, None, False)]
    t = transfers(sv("x", rows).assign(final_votes=pd.array([100003, None, None], dtype="Int64")))
    assert t["final_votes"].tolist() == [100003] and t["second_round"].tolist() == ["partial"]
    assert t[["final_share", "majority", "plurality_reversal"]].isna().all(axis=None)


def test_the_stated_round_outdoes_the_inference() -> None:
    rows = [("Con", 102752, None, True), ("Lab", None, None, False), ("LD", None, None, False)]
    assert transfers(sv("x", rows))["second_round"].tolist() == ["unknown"]
    stated = transfers(sv("x", rows, second_round="not_needed"))
    assert stated["second_round"].tolist() == ["not_needed"] and not stated["plurality_reversal"].item()
    assert stated[["majority", "winner_mandate_share"]].isna().all(axis=None)


def test_more_transferred_than_eliminated_is_an_error_that_lists_every_contest() -> None:
    rows = [("Con", 45, 20, True), ("Lab", 35, 10, False), ("LD", 20, None, False)]
    with pytest.raises(DataError) as caught:
        transfers(pd.concat([sv("x", rows), sv("y", rows), MAYOR]))
    assert [p.key for p in caught.value.problems] == ["x", "y"]


def test_counting_areas_of_cambridgeshire_and_peterborough_2021() -> None:
    t = transfers_by_area(AREAS, MAYOR).set_index(["area_gss", "party"])
    assert t.loc[("E07000009", "Lab"), "eliminated"] == 7779
    assert t.loc[("E07000009", "Lab"), "non_transferable"] == 7779 - 1444 - 4929
    assert t.loc[("E07000010", "Con"), "first_round_lead"] == 14494 - 5129
    assert t.loc[("E07000012", "Lab"), "majority"] == (12038 + 14933) - (18467 + 5359)
    assert t["plurality_reversal"].groupby("area_gss").first().tolist() == [False, False, True]
    assert t["elected"].tolist() == [True, False] * 3


def test_an_area_without_every_candidate_has_no_totals() -> None:
    short = AREAS[~((AREAS["area_gss"] == "E07000010") & (AREAS["candidate_id"] == "ld"))]
    t = transfers_by_area(short, MAYOR).set_index("area_gss")
    fenland = t.loc["E07000010"]
    assert fenland["transfer_share"].round(4).tolist() == [round(1228 / 2008, 4), round(780 / 2008, 4)]
    assert (
        fenland[["eliminated", "transfer_rate", "non_transferable", "first_pref_share"]].isna().all(axis=None)
    )
    assert t.loc["E07000009", "eliminated"].notna().all()


def test_an_area_of_a_contest_won_at_once_cannot_turn_round_whatever_is_missing() -> None:
    r = sv("x", [("Lab", 60, None, True), ("Con", 30, None, False), ("LD", 10, None, False)])
    short = r[["ballot_id", "candidate_id", "first_pref", "second_pref"]].assign(area_gss="E1").head(2)
    t = transfers_by_area(short, r)
    assert t["party"].tolist() == ["Lab"] and not t["plurality_reversal"].item()
    assert t[["first_pref_share", "majority", "winner_mandate_share"]].isna().all(axis=None)


def test_a_candidate_of_an_area_whom_the_results_lack_is_an_error() -> None:
    with pytest.raises(
        ValueError, match=r"counting_areas holds candidates that results lack \(1\), first .*, ld"
    ):
        transfers_by_area(AREAS, MAYOR[MAYOR["party"] != "LD"])


@st.composite
def counts(draw: st.DrawFn) -> pd.DataFrame:
    """Contests counted by the rules: finalists and transfers follow from the votes."""
    tables = []
    for number in range(draw(st.integers(1, 3))):
        size = draw(st.integers(2, 6))
        first = draw(st.lists(st.integers(0, 900), min_size=size, max_size=size, unique=True))
        order = sorted(range(size), key=lambda i, f=first: -f[i])
        second: list[int | None] = [None] * size
        winner = order[0]
        if size > 2 and 2 * max(first) <= sum(first):
            left = sum(first[i] for i in order[2:])
            second[order[0]] = draw(st.integers(0, left))
            second[order[1]] = draw(st.integers(0, left - second[order[0]]))
            winner = max(order[:2], key=lambda i, f=first, s=second: (f[i] + s[i], -i))
        rows = [(f"P{i}", first[i], second[i], i == winner) for i in range(size)]
        tables.append(sv(f"b{number}", rows))
    return pd.concat(tables, ignore_index=True)


@QUICK
@given(counts())
def test_received_and_not_transferred_make_up_the_eliminated_and_nothing_depends_on_row_order(
    r: pd.DataFrame,
) -> None:
    before = r.copy(deep=True)
    t = transfers(r)
    pd.testing.assert_frame_equal(t, transfers(r.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(r, before)
    held = t[t["second_round"] == "held"]
    for _, pair in held.groupby("ballot_id"):
        assert pair["transfers"].sum() + pair["non_transferable"].iloc[0] == pair["eliminated"].iloc[0]
        assert round(pair["final_share"].sum(), 9) == 1
    assert set(t.loc[~t["ballot_id"].isin(held["ballot_id"]), "second_round"]) <= {"not_needed"}


@QUICK
@given(counts())
def test_transfers_agree_with_a_plain_count(r: pd.DataFrame) -> None:
    table = transfers(r)
    for ballot in set(r["ballot_id"]):
        rows = r[r["ballot_id"] == ballot].to_dict("records")
        first = {c["party"]: c["first_pref"] for c in rows}
        won = next(c["party"] for c in rows if c["elected"])
        got = table[table["ballot_id"] == ballot].set_index("party")
        if len(first) == 2 or 2 * max(first.values()) > sum(first.values()):
            assert list(got.index) == [won] and got["second_round"].item() == "not_needed"
            continue
        top, second = sorted(first, key=lambda p: -first[p])[:2]
        received = {c["party"]: c["second_pref"] for c in rows if c["party"] in (top, second)}
        out = sum(v for p, v in first.items() if p not in received)
        moved = sum(received.values())
        assert set(got.index) == {top, second}
        for p in (top, second):
            row = got.loc[p]
            assert row["final_votes"] == first[p] + received[p]
            assert row["first_round_lead"] == first[top] - first[second]
            assert row["plurality_reversal"] == (won != top)
            assert out == 0 or round(row["transfer_rate"] - moved / out, 9) == 0
            if moved:
                assert round(row["transfer_share"] - received[p] / moved, 9) == 0
                assert (
                    round(
                        row["break_even_transfer_share"] - (moved + first[top] - first[second]) / (2 * moved),
                        9,
                    )
                    == 0
                )
                # The runner-up wins just when it gets more than the break-even share.
                share = received[second] / moved
                ahead = first[second] + received[second] - first[top] - received[top]
                assert (share > row["break_even_transfer_share"] + 1e-9) == (ahead > 0)


@QUICK
@given(counts())
def test_one_area_that_is_the_whole_contest_says_the_same(r: pd.DataFrame) -> None:
    areas = r[["ballot_id", "candidate_id", "first_pref", "second_pref"]].assign(area_gss="E1")
    whole = transfers(r).drop(columns=["second_round"])
    area = transfers_by_area(areas, r)[whole.columns]
    own = [c for c in whole.columns if c not in ("majority", "plurality_reversal")]
    pd.testing.assert_frame_equal(whole[own], area[own], check_dtype=False)


def test_every_shipped_second_round_balances_and_the_reversals_are_those_known() -> None:
    t = transfers(ex.load_results())
    held = t[t["second_round"] == "held"]
    units = held.groupby("ballot_id")
    left = units["transfers"].sum() + units["non_transferable"].first() - units["eliminated"].first()
    assert left.dropna().eq(0).all() and len(left) > 30
    reversals = t.loc[t["plurality_reversal"].fillna(False), "ballot_id"].unique().tolist()
    assert reversals == [CA, "pcc.dyfed-powys.2021-05-06", "pcc.north-wales.2021-05-06"]


def test_the_areas_of_the_mayor_of_cambridgeshire_and_peterborough_sum_to_the_contest() -> None:
    areas = ex.load_counting_areas(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    results = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    votes = ["first_pref", "eliminated", "transfers", "non_transferable", "final_votes"]
    by_area = transfers_by_area(areas, results)
    summed = by_area.groupby("party")[votes].sum()
    pd.testing.assert_frame_equal(
        summed, transfers(results).set_index("party")[votes].sort_index(), check_dtype=False
    )
    assert by_area["area_name"].nunique() == 6


def test_cherwell_2021_as_the_council_printed_it() -> None:
    areas = ex.load_counting_areas(organisation="thames-valley", date="2021-05-06")
    t = transfers_by_area(areas, ex.load_results(organisation="thames-valley", date="2021-05-06"))
    cherwell = t[t["area_name"] == "Cherwell"].set_index("party")
    assert cherwell["transfers"].to_dict() == {"Con": 2813, "Lab": 3697}
    # Second preferences for the eliminated and papers rejected, as printed: one paper too many in all.
    assert cherwell["non_transferable"].unique().tolist() == [4227 + 1103 - 1]


def test_a_partial_area_does_not_say_who_was_ahead() -> None:
    areas = AREAS.assign(second_pref=AREAS["second_pref"].mask(AREAS["candidate_id"] == "lab"))
    t = transfers_by_area(areas, MAYOR)
    assert (t["second_round"] == "partial").all() and t["plurality_reversal"].isna().all()
