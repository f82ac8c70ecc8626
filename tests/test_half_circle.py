"""A council in a half circle: a dot a seat at every moment, in party order, and the numbers with it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from elexan import charts, load_compositions
from elexan.charts.half_circle import half_circle, moments
from elexan.charts.theme import PAPER
from elexan.errors import UnknownNameError

PARTIES = pd.DataFrame(
    {
        "party": ["Lab", "LD", "Con"],
        "short_name": ["Labour", "Lib Dem", "Conservative"],
        "letters": ["L", "LD", "C"],
        "colour": ["#e4003b", "#faa61a", "#0087dc"],
        "order": [1, 2, 3],
    }
)
# a council of 9 that became one of 7, elected whole in 2017 and 2021, with a vacancy on the eve of 2021
COUNCIL = pd.DataFrame(
    [
        (2016, "sitting", None, "Con", 5), (2016, "sitting", None, "Lab", 4),
        (2017, "election", "2017-05-04", "Con", 4), (2017, "election", "2017-05-04", "Lab", 3),
        (2021, "eve_of_poll", "2021-05-06", "Con", 4), (2021, "eve_of_poll", "2021-05-06", "Lab", 2),
        (2021, "eve_of_poll", "2021-05-06", "Vacant", 1),
        (2021, "election", "2021-05-06", "Con", 2), (2021, "election", "2021-05-06", "LD", 3),
        (2021, "election", "2021-05-06", "Lab", 2),
        (2021, "sitting", None, "Con", 2), (2021, "sitting", None, "LD", 4),
        (2021, "sitting", None, "Lab", 1),
    ],
    columns=["year", "basis", "date", "party", "seats"],
).assign(organisation="fens")  # fmt: skip


def drawn(spec: dict[str, Any], *, moment: str | None = None, width: int = 640) -> str:
    """The drawing, with the list set to a moment, on a page so many pixels wide."""
    import altair as alt
    import vl_convert

    params = [
        param | ({"value": moment} if moment and param["name"] == "moment" else {})
        for param in spec["params"]
    ]
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(spec | {"params": params, "width": width}, vl_version=version)
    return svg


def dots(svg: str) -> pd.DataFrame:
    """Every dot of a seat: where, how wide, its colour. The key's are of another group of marks."""
    (group, *_) = re.findall(r'<g class="mark-symbol[^"]*"[^>]*>(.*?)</g>', svg, re.DOTALL)
    found = re.findall(
        r'transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([-\d.]+),[^"]*" fill="([^"]+)"', group
    )
    table = pd.DataFrame(found, columns=["x", "y", "radius", "colour"])
    return table.astype({"x": float, "y": float, "radius": float})


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def options(spec: dict[str, Any]) -> list[str]:
    (param,) = [p for p in spec["params"] if p["name"] == "moment"]
    return list(param["bind"]["options"])


@pytest.mark.parametrize(
    ("moment", "seats", "majority"),
    [
        ("6 May 2021, as elected", {"#e4003b": 2, "#faa61a": 3, "#0087dc": 2}, 4),
        ("Eve of poll, 6 May 2021", {"#e4003b": 2, "#0087dc": 4, PAPER: 1}, 4),
        ("Roster of 2016", {"#e4003b": 4, "#0087dc": 5}, 5),
    ],
)
def test_each_moment_of_the_list_draws_its_own_seats(
    moment: str, seats: dict[str, int], majority: int
) -> None:
    svg = drawn(charts.composition(COUNCIL, parties=PARTIES).to_dict(), moment=moment)
    assert dots(svg)["colour"].value_counts().to_dict() == seats
    said = words(svg)
    assert f"{sum(seats.values())} seats" in said and f"{majority} for a majority" in said
    assert moment in said
    assert len([w for w in said if w.startswith("Conservative ")]) == 1
    assert f"Conservative {seats['#0087dc']}" in said


def test_the_list_is_newest_first_and_the_drawing_starts_with_the_latest_round() -> None:
    spec = charts.composition(COUNCIL, parties=PARTIES).to_dict()
    assert options(spec) == [
        "Roster of 2021", "6 May 2021, as elected", "Eve of poll, 6 May 2021", "4 May 2017, as elected",
        "Roster of 2016",
    ]  # fmt: skip
    assert spec["description"].startswith(
        "Half circle of 7 seats: fens, 6 May 2021, as elected. Labour 2, Lib"
    )


@pytest.mark.parametrize(
    ("shown", "first"),
    [
        ("2017-05-04", "4 May 2017, as elected"), ("Roster of 2016", "Roster of 2016"),
        ("2016-05-05", "Roster of 2016"), ("Eve of poll, 6 May 2021", "Eve of poll, 6 May 2021"),
    ],
)  # fmt: skip
def test_a_moment_may_be_named_by_a_date_or_by_its_name(shown: str, first: str) -> None:
    spec = charts.composition(COUNCIL, shown=shown, parties=PARTIES).to_dict()
    (param,) = [p for p in spec["params"] if p["name"] == "moment"]
    assert param["value"] == first and first in spec["description"]
    assert first in words(drawn(spec))


def test_an_unknown_moment_is_an_error_that_names_the_others() -> None:
    with pytest.raises(UnknownNameError, match=r"Roster of 2016.*4 May 2017"):
        charts.composition(COUNCIL, shown="Roster of 2015", parties=PARTIES)
    with pytest.raises(UnknownNameError, match='no moment "2013-05-02"'):
        charts.composition(COUNCIL, shown="2013-05-02", parties=PARTIES)


def test_a_round_of_a_third_of_the_seats_is_no_moment_of_the_whole() -> None:
    third = COUNCIL.assign(seats=COUNCIL["seats"].where(COUNCIL["basis"] != "election", 1))
    names = moments(third)["moment"].unique().tolist()
    assert "6 May 2021, as elected" not in names  # 3 of 7
    assert "4 May 2017, as elected" in names  # nothing else of 2017 is held that says how many there are
    spec = charts.composition(third, shown="2021-05-06", parties=PARTIES).to_dict()
    assert "fens, Roster of 2021. Labour 1, Lib Dem 4" in spec["description"]


def test_one_moment_needs_no_list() -> None:
    won = COUNCIL.query("basis == 'election' and year == 2021").drop(columns=["year", "basis"])
    spec = charts.composition(won.rename(columns={"date": "cycle"}), parties=PARTIES).to_dict()
    assert "moment" not in [param["name"] for param in spec["params"]]
    assert "fens, 6 May 2021, as elected. Labour 2, Lib Dem 3, Conservative 2" in spec["description"]
    assert len(dots(drawn(spec))) == 7


def test_parties_sit_in_their_order_from_left_to_right() -> None:
    many = pd.DataFrame({"party": ["Con", "LD", "Lab"], "seats": [28, 20, 9]})
    placed = dots(drawn(charts.composition(many, parties=PARTIES).to_dict()))
    assert placed["colour"].tolist() == ["#e4003b"] * 9 + ["#faa61a"] * 20 + ["#0087dc"] * 28
    middle = (placed["x"].min() + placed["x"].max()) / 2
    angle = np.degrees(np.arctan2(placed["y"].max() - placed["y"], placed["x"] - middle))
    assert (np.diff(angle) < 0.01).all()  # places are to four decimals


def test_a_vacant_seat_is_an_empty_dot_at_the_end() -> None:
    one = COUNCIL.query("basis == 'eve_of_poll'")
    svg = drawn(charts.composition(one, parties=PARTIES).to_dict())
    assert dots(svg)["colour"].tolist()[-1] == PAPER
    assert words(svg).count("C") == 4 + 1 and "Vacant 1" in words(svg)  # on the dots and in the key


@pytest.mark.parametrize("width", [300, 700])
@pytest.mark.parametrize("seats", [5, 61, 99])
def test_no_dot_touches_another_or_leaves_the_page(seats: int, width: int) -> None:
    table = pd.DataFrame({"party": ["Con", "Lab"], "seats": [seats - 2, 2]})
    placed = dots(drawn(charts.composition(table, parties=PARTIES).to_dict(), width=width))
    assert len(placed) == seats
    apart = np.hypot(*(placed[c].to_numpy()[:, None] - placed[c].to_numpy() for c in "xy"))
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 2 * placed["radius"].max() * 0.98
    assert placed["x"].min() - placed["radius"].max() >= 0
    assert placed["x"].max() + placed["radius"].max() <= width


def test_the_key_stands_beside_on_a_wide_page_and_below_on_a_narrow_one() -> None:
    spec = charts.composition(COUNCIL, parties=PARTIES).to_dict()

    def key(svg: str) -> tuple[float, float]:
        at = re.search(r'translate\(([-\d.]+),([-\d.]+)\)"[^>]*>Conservative 2<', svg)
        assert at is not None
        return float(at[1]), float(at[2])

    wide, narrow = drawn(spec, width=700), drawn(spec, width=300)
    assert key(wide)[0] > dots(wide)["x"].max()
    assert key(narrow)[1] > dots(narrow)["y"].max()


@pytest.mark.parametrize("seats", [1, 2, 5, 41, 61, 84, 147])
def test_a_half_circle_has_a_place_for_every_seat(seats: int) -> None:
    places = half_circle(seats)
    assert len(places) == seats
    assert (places["y"] >= -1e-9).all() and (np.hypot(places["x"], places["y"]) <= 1 + 1e-9).all()
    apart = np.hypot(*(places[c].to_numpy()[:, None] - places[c].to_numpy() for c in "xy"))
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 0.55 * places.attrs["spacing"]


def test_seats_that_are_not_known_are_refused() -> None:
    unknown = COUNCIL.assign(seats=COUNCIL["seats"].astype("Int64").where(COUNCIL["party"] != "LD"))
    with pytest.raises(ValueError, match=r"not known \(LD Roster of 2021\)"):
        charts.composition(unknown, parties=PARTIES)


def test_two_councils_in_one_half_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="one organisation; the table has 2"):
        charts.composition(pd.concat([COUNCIL, COUNCIL.assign(organisation="marsh")]), parties=PARTIES)


def test_the_council_of_the_news_report() -> None:
    """ITV, 6 May 2021: 28 Conservatives, 20 Liberal Democrats, nine Labour and four Independents."""
    spec = charts.composition(load_compositions("cambridgeshire"), shown="2021-05-06").to_dict()
    assert (
        "Labour 9, Lib Dem 20, Local party 2, Independent 2, Conservative 28. A majority is 31"
        in spec["description"]
    )
    assert len(dots(drawn(spec, moment="Roster of 2016"))) == 69
    assert len(dots(drawn(spec, moment="1 May 2025, as elected"))) == 61
