"""Three parties in a triangle: shares of the three, corners, and who is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import elexan as ex
from elexan import charts
from elexan.charts.triangle import ABOVE, BASE, BELOW, HEIGHT, NARROW, SIDE, TALL, at, place_names
from elexan.errors import EmptySelectionError

# Ash: 40, 20, 20 of the three's 80; Beech: the Greens are first of all; Cedar: no Liberal Democrat stood
SHARES = pd.DataFrame(
    [
        ("Ash", "Con", 0.4), ("Ash", "Lab", 0.2), ("Ash", "LD", 0.2), ("Ash", "Grn", 0.2),
        ("Beech", "Con", 0.1), ("Beech", "Lab", 0.2), ("Beech", "LD", 0.1), ("Beech", "Grn", 0.6),
        ("Cedar", "Con", 0.7), ("Cedar", "Lab", 0.3),
    ],
    columns=["area_name", "party", "vote_share"],
)  # fmt: skip


def spec(shares: pd.DataFrame = SHARES, **options: Any) -> dict[str, Any]:
    return charts.ternary(shares, **options).to_dict()


def rows(chart: dict[str, Any], *columns: str) -> pd.DataFrame:
    found = [r for part in chart["datasets"].values() for r in part if set(columns) <= set(r)]
    return pd.DataFrame(found)


def dots(chart: dict[str, Any]) -> pd.DataFrame:
    return rows(chart, "letters").set_index("place")


def test_a_corner_is_all_of_one_party_and_the_middle_a_third_of_each() -> None:
    assert at(1, 0, 0) == pytest.approx((0.5, HEIGHT))  # the first above
    assert at(0, 7, 0) == pytest.approx((0, 0)) and at(0, 0, 7) == pytest.approx((1, 0))
    assert at(1, 1, 1) == pytest.approx((0.5, HEIGHT / 3))


def test_a_place_is_where_its_shares_of_the_three_put_it() -> None:
    found = dots(spec())
    assert set(found.index) == {"Ash", "Beech"}
    # Ash: 50, 25, 25; Beech: 25, 50, 25
    assert (found.loc["Ash", "x"], found.loc["Ash", "y"]) == pytest.approx((0.5, HEIGHT / 2), abs=1e-4)
    assert (found.loc["Beech", "x"], found.loc["Beech", "y"]) == pytest.approx((0.375, HEIGHT / 4), abs=1e-4)
    turned = dots(spec(parties=("Lab", "LD", "Con")))
    assert (turned.loc["Ash", "x"], turned.loc["Ash", "y"]) == pytest.approx((0.625, HEIGHT / 4), abs=1e-4)


def test_letters_are_of_the_party_first_of_all_or_of_the_winner_named() -> None:
    assert dots(spec())["letters"].to_dict() == {"Ash": "C", "Beech": "G"}
    named = SHARES.assign(won=SHARES["area_name"].map({"Ash": "LD", "Beech": "Grn", "Cedar": "Con"}))
    assert dots(spec(named, winner="won"))["letters"].to_dict() == {"Ash": "LD", "Beech": "G"}


def test_a_party_that_did_not_stand_has_no_share_rather_than_none_of_it() -> None:
    chart = spec()
    said = " ".join(chart["title"]["subtitle"])
    assert "Left out, where not all three stood: 1 of 3 (Cedar)." in said
    assert "Cedar" not in chart["description"] and "Cedar" in chart["usermeta"]["csv"]
    zero = pd.concat([SHARES, pd.DataFrame([("Cedar", "LD", 0.0)], columns=SHARES.columns)])
    assert dots(spec(zero)).loc["Cedar", "x"] == pytest.approx(0.7 / 2, abs=1e-4)  # stood, and got nothing


def test_how_much_of_the_vote_the_three_are_is_said() -> None:
    assert "which are 40.0% to 80.0% of the votes" in " ".join(spec()["title"]["subtitle"])
    alone = SHARES.query("area_name == 'Ash' and party != 'Grn'").assign(vote_share=[0.5, 0.25, 0.25])
    assert "which are all the votes" in " ".join(spec(alone)["title"]["subtitle"])
    assert spec()["description"].endswith(
        "Ash: Conservative 50.0%, Labour 25.0%, Lib Dem 25.0% (Conservative first), "
        "Beech: Conservative 25.0%, Labour 50.0%, Lib Dem 25.0% (Green first)."
    )


def test_lines_are_at_every_fifth_and_written_with_their_party() -> None:
    chart = spec()
    marks = rows(chart, "align")
    assert sorted(marks["text"][marks["text"].str.endswith(" LD")]) == [
        "20% LD",
        "40% LD",
        "60% LD",
        "80% LD",
    ]
    low = marks[marks["text"] == "20% C"].iloc[0]
    assert (low["x"], low["y"]) == pytest.approx((0.9, 0.2 * HEIGHT), abs=1e-4)  # right side: no Labour
    left = marks[marks["text"] == "80% L"].iloc[0]
    assert (left["x"], left["y"]) == pytest.approx((0.1, 0.2 * HEIGHT), abs=1e-4)  # left side: no LD
    below = marks[marks["text"] == "20% LD"].iloc[0]
    assert (below["x"], below["y"]) == pytest.approx((0.2, 0), abs=1e-4)
    lines = rows(chart, "x2")
    level = lines[np.isclose(lines["y"], lines["y2"]) & (lines["y"] > 0)]
    assert sorted(level["y"]) == pytest.approx([f * HEIGHT for f in (0.2, 0.4, 0.6, 0.8)], abs=1e-3)


def test_along_a_line_one_share_stays_from_side_to_side() -> None:
    lines = rows(spec(), "x2")
    kept = []
    for x, y, x2, y2 in lines[["x", "y", "x2", "y2"]].itertuples(index=False):
        ends = [
            np.array([py / HEIGHT, 1 - px - py / HEIGHT / 2, px - py / HEIGHT / 2])
            for px, py in ((x, y), (x2, y2))
        ]
        same = [
            share for share, other in zip(*ends, strict=True) if abs(share - other) < 1e-3 and share > 1e-3
        ]
        if all(end.min() == pytest.approx(0, abs=1e-3) for end in ends):  # from side to side
            kept += [round(float(share), 2) for share in same]
    assert sorted(kept) == sorted([0.2, 0.4, 0.6, 0.8] * 3)


def test_the_regions_meet_where_parties_are_level_and_hold_their_own_corner() -> None:
    areas = rows(spec(), "n", "colour")
    assert areas.groupby("colour").size().tolist() == [4, 4, 4]
    blue = areas[areas["colour"] == ex.load_parties().set_index("party").loc["Con", "colour"]].sort_values(
        "n"
    )
    assert blue["x"].tolist() == pytest.approx([0.5, 0.25, 0.5, 0.75], abs=1e-3)
    assert (blue["y"] / HEIGHT).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 2], abs=1e-3)


def overlaps(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


@pytest.mark.parametrize("base", [NARROW, BASE])
def test_names_hide_neither_dots_nor_each_other(base: int) -> None:
    contests = ex.load_contests(
        region="cambridgeshire-and-peterborough", date="2021-05-06", election_type="mayor"
    )
    votes = ex.load_counting_areas(contests)
    shares = ex.party_share(votes.assign(ballot_id=votes["area_gss"]), method="sum", by="area_name")
    chart = spec(shares)
    names = rows(chart, "align")[lambda t: ~t["text"].str.contains("%")]
    assert len(names) == 6
    boxes = []
    marks = rows(chart, "align")[lambda t: t["text"].str.match(r"\d0% \w+$")]
    both = pd.concat([names, marks])[["text", "x", "y", "align", "dx", "dy"]]
    for text, x, y, align, dx, dy in both.itertuples(index=False):
        left = x * base + dx - {"left": 0, "center": 0.5, "right": 1}[align] * 6 * len(text)
        boxes.append((left, -y / HEIGHT * TALL + dy - 6, left + 6 * len(text), -y / HEIGHT * TALL + dy + 6))
        assert left > -SIDE and boxes[-1][2] < base + SIDE
    places = dots(chart)
    for n, box in enumerate(boxes):
        assert not any(overlaps(box, other) for other in boxes[n + 1 :])
        for x, y in zip(places["x"] * base, -places["y"] / HEIGHT * TALL, strict=True):
            assert not overlaps(box, (x - 6, y - 6, x + 6, y + 6))


def test_a_name_without_room_is_left_out() -> None:
    crowd = pd.DataFrame({"x": 0.5, "y": 0.3, "place": [f"A long name, {n}" for n in range(14)]})
    names = place_names(crowd, 8)
    assert 0 < len(names) < 14 and not names.duplicated(["align", "dx", "dy"]).any()


def test_a_name_keeps_off_the_marks_of_the_lines() -> None:
    beside = pd.DataFrame({"x": [0.88], "y": [0.2 * HEIGHT], "place": ["Ash"]})  # left of "20% C"
    assert place_names(beside, 8)["align"].tolist() == ["right"]
    inside = beside.assign(x=0.4)
    assert place_names(inside, 8)["align"].tolist() == ["left"]


def test_many_places_are_dots_only() -> None:
    many = pd.concat([SHARES[:4].assign(area_name=f"Place {n}") for n in range(15)])
    chart = spec(many)
    assert len(dots(chart)) == 15
    assert not rows(chart, "align")["text"].str.startswith("Place").any()
    assert "for want of room: 15." in " ".join(chart["title"]["subtitle"])
    assert "want of room" not in " ".join(spec()["title"]["subtitle"])


def test_places_of_one_name_are_kept_apart_by_their_contest() -> None:
    twice = pd.concat([SHARES[:4].assign(ballot_id="a"), SHARES[:4].assign(ballot_id="b")])
    assert len(dots(spec(twice).copy())) == 2
    with pytest.raises(ValueError, match="Ash has a party twice"):
        charts.ternary(twice.drop(columns="ballot_id"))


def test_what_makes_no_triangle_is_refused() -> None:
    with pytest.raises(ValueError, match="three different codes"):
        charts.ternary(SHARES, parties=("Con", "Lab", "Lab"))
    with pytest.raises(EmptySelectionError, match="Con, Lab, UKIP all stood"):
        charts.ternary(SHARES, parties=("Con", "Lab", "UKIP"))
    with pytest.raises(ValueError, match="no column vote_share"):
        charts.ternary(SHARES.drop(columns="vote_share"))


def test_row_order_never_matters_and_the_picture_is_as_high_as_its_parts() -> None:
    assert spec()["description"] == spec(SHARES[::-1])["description"]
    assert spec()["height"] == TALL + ABOVE + BELOW


def crowd() -> pd.DataFrame:
    """Three hundred places at random, where now and then a fourth party is first."""
    draw = np.random.default_rng(7)
    three = draw.dirichlet([4, 3, 1.5], size=300) * 0.8
    fourth = np.where(draw.random(300) < 0.1, 0.9, 0.1)
    table = pd.DataFrame(np.c_[three, fourth], columns=["Con", "Lab", "LD", "Grn"])
    table.insert(0, "area_name", [f"Place {n:03}" for n in range(300)])
    return table.melt("area_name", var_name="party", value_name="vote_share")


def test_letters_of_a_crowd_have_room_on_a_narrow_page() -> None:
    found = dots(spec(crowd()))
    assert len(found) == 300
    x, y = found["x"] * NARROW, found["y"] * TALL / HEIGHT
    radius = found["size"] ** 0.5 / 2  # a size is the area of the square round a dot
    lettered = np.flatnonzero(found["size"] == found["size"].max())
    assert 10 < len(lettered) < 200
    for n in lettered:
        apart = np.hypot(x - x.iloc[n], y - y.iloc[n]).to_numpy()
        touching = (apart < radius + radius.iloc[n]) & (np.arange(300) != n)
        assert not touching.any(), found.index[n]


def test_a_bare_dot_is_a_square_where_the_triangle_does_not_say_who_is_first() -> None:
    found = dots(spec(crowd()))
    bare = found[found["size"] == found["size"].min()]
    assert set(bare["shape"]) == {"circle", "square"}
    assert (bare.loc[bare["shape"] == "square", "letters"] == "G").all()
    assert (bare.loc[bare["shape"] == "circle", "letters"] != "G").all()
    assert "small squares: another." in " ".join(spec(crowd())["title"]["subtitle"])
    assert "Small dots" not in " ".join(spec()["title"]["subtitle"])
