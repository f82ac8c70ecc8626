"""Charts of transitions: what each cell, ribbon and bar says, by made-up figures and hand-worked bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
import vl_convert
from test_charts import PARTIES, TRANSITIONS, values

from elexan import charts, inference
from elexan.charts import theme
from elexan.errors import EmptySelectionError, UnknownNameError

# Two areas of 100: Con 90 to 80, and Con 20 to 30. By hand, Con to Con at least 90 + 80 - 100 = 70 and at
# least 20 + 30 - 100 < 0, at most 80 and 20: from 70 to 100 of 110. Lab to Con: at least 80 - 90 < 0 and
# 30 - 20 = 10, at most 10 and 30: from 10 to 40 of 90.
BOUNDS = inference.bounds(
    pd.DataFrame({"Con": [90, 20], "Lab": [10, 80]}), pd.DataFrame({"Con": [80, 30], "Lab": [20, 70]})
)
DRAWN: dict[str, Callable[..., Any]] = {
    "grid": charts.transition_grid,
    "flow": charts.transition_flow,
    "bounds": charts.transition_bounds,
}
every_chart = pytest.mark.parametrize("name", DRAWN)
Box = tuple[str, float, float, float, float]


def made(name: str, table: pd.DataFrame, **choices: Any) -> Any:
    """A chart of the table, not yet written out, for its words only."""
    return DRAWN[name](table, parties=PARTIES, **choices)


def drawn(name: str, table: pd.DataFrame, **choices: Any) -> dict[str, Any]:
    """The specification of a chart."""
    spec: dict[str, Any] = made(name, table, **choices).to_dict()
    return spec


@cache
def usual(name: str) -> dict[str, Any]:
    """The specification of a chart of the made-up table."""
    return drawn(name, TRANSITIONS)


def words(chart: Any) -> str:
    """The subtitle of a chart in one line."""
    return " ".join(chart.title.subtitle)


def grid_cells() -> dict[str, dict[str, Any]]:
    """The cells of the grid by the tooltip's pair of names."""
    return {row["pair"]: row for row in values(usual("grid")) if "pair" in row}


def boxes(spec: dict[str, Any], width: int) -> list[Box]:
    """Texts of a chart drawn so wide, but its axis: words, about where each begins and ends, middle, size."""
    spec = {k: v for k, v in spec.items() if k != "title"} | {"width": width, "config": theme.CONFIG}
    svg = vl_convert.vegalite_to_svg(spec | {"autosize": "none", "padding": 0}, vl_version="6.4")
    found = []
    for text in texts(ElementTree.fromstring(svg)):
        x, y = map(float, re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", text.attrib["transform"])[0])
        size = float(text.attrib["font-size"].removesuffix("px"))
        lines = [line.text or "" for line in text] or [text.text or ""]
        wide = 0.56 * size * max(map(len, lines))
        part = {"middle": 0.5, "end": 1.0}.get(text.attrib["text-anchor"], 0.0)
        if any(lines):
            found.append((" ".join(lines), x - part * wide, x + (1 - part) * wide, y, size))
    return found


def texts(part: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The text elements of a drawing that belong to no axis."""
    if part.tag.endswith("}text"):
        yield part
    elif "role-axis" not in part.attrib.get("class", ""):
        for inner in part:
            yield from texts(inner)


@every_chart
@pytest.mark.parametrize("width", [290, 1000])
def test_words_neither_meet_nor_leave_the_picture(name: str, width: int) -> None:
    found = boxes(usual(name), width)
    assert len(found) > 10
    assert meeting(found, width) == []


def meeting(found: list[Box], width: int) -> list[tuple[str, ...]]:
    """The words that leave a picture so wide, and the pairs of them that meet."""
    wrong: list[tuple[str, ...]] = []
    for n, (words, left, right, y, size) in enumerate(found):
        wrong += [] if left > -9 and right < width + 9 else [(words,)]
        beside = [other for other in found[n + 1 :] if abs(other[3] - y) < 0.7 * size]
        wrong += [(words, o[0]) for o in beside if o[1] < right - 1 and o[2] > left + 1]
    return wrong


@every_chart
def test_the_order_of_the_rows_changes_nothing(name: str) -> None:
    spec = drawn(name, TRANSITIONS.sample(frac=1, random_state=3))
    for part in set(spec) - {"usermeta"}:  # which holds the table as it was given
        assert spec[part] == usual(name)[part]


@every_chart
def test_one_table_at_a_time_and_its_columns_named(name: str) -> None:
    with pytest.raises(ValueError, match="more than once"):
        drawn(name, pd.concat([TRANSITIONS, TRANSITIONS]))
    with pytest.raises(ValueError, match="bound_high"):
        drawn(name, TRANSITIONS.drop(columns="bound_high"))
    with pytest.raises(EmptySelectionError):
        drawn(name, TRANSITIONS.head(0))


@pytest.mark.parametrize("name", ["grid", "flow"])
def test_bounds_are_no_estimate(name: str) -> None:
    with pytest.raises(ValueError, match=r"no columns votes, share, .* only transition_bounds"):
        drawn(name, BOUNDS)


@every_chart
def test_an_origin_without_votes_is_left_out(name: str) -> None:
    none = TRANSITIONS.iloc[:3].assign(origin="Ind", votes=0.0)
    none[["share", "low", "high", "bound_low", "bound_high"]] = None
    assert "Independent" not in made(name, pd.concat([TRANSITIONS, none])).description
    with pytest.raises(EmptySelectionError, match="origins that have votes"):
        drawn(name, none)


@every_chart
def test_the_level_of_the_interval_is_said_where_it_is_known(name: str) -> None:
    assert "90% interval" in words(made(name, TRANSITIONS.assign(level=0.9)))
    assert "90%" not in words(made(name, TRANSITIONS))


def test_a_cell_has_its_share_and_interval_without_decimals() -> None:
    cells = grid_cells()
    kept = cells["Conservative to Conservative"]
    assert (kept["label"], kept["inner"], kept["weight"]) == ("80%", "71–89", "bold")
    assert kept["sure"] == "12 to 93%"  # outwards: 12.8 to 92.1
    assert kept["figure"] == "800 votes, 80% of Conservative"


def test_the_fill_is_the_stronger_the_larger_the_share_and_quiet_below_the_least() -> None:
    cells = grid_cells()
    red = {pair: int(cell["fill"][1:3], 16) for pair, cell in cells.items()}  # none in Conservative blue
    assert red["Conservative to Conservative"] < red["Labour to Conservative"] < 255
    quiet = {pair for pair, cell in cells.items() if cell["weight"] == "normal"}
    assert quiet == {"Conservative to not voting", "not voting to Conservative"}
    assert {cells[pair]["fill"] for pair in quiet} == {theme.PAPER}


def test_what_is_no_party_is_grey_and_last() -> None:
    cells = grid_cells()
    fill = cells["not voting to not voting"]["fill"]
    channels = [int(fill[n : n + 2], 16) for n in (1, 3, 5)]
    assert max(channels) - min(channels) < 20
    order = [c["x"] for c in sorted(cells.values(), key=lambda c: c["x"])]
    last = {pair for pair, c in cells.items() if c["x"] == order[-1]}
    assert last == {f"{name} to not voting" for name in ("Conservative", "Labour", "not voting")}


def test_the_grid_has_letters_on_a_narrow_page_and_names_on_a_wide_one() -> None:
    chart = usual("grid")
    narrow, wide = ([text[0] for text in boxes(chart, width)] for width in (300, 1000))
    assert narrow.count("C") == 2 and "Conservative" not in narrow
    assert wide.count("Conservative") == 2 and "C" not in wide
    assert "71–89" in narrow and "1,000" in narrow
    many = pd.concat([TRANSITIONS, TRANSITIONS.assign(destination=lambda t: t["destination"] + " 2"),
                      TRANSITIONS.assign(destination=lambda t: t["destination"] + " 3")])  # fmt: skip
    crowded = [text[0] for text in boxes(drawn("grid", many), 300)]
    assert "80%" in crowded and "71–89" not in crowded


def test_without_an_interval_there_is_none_to_read() -> None:
    point = TRANSITIONS.assign(low=float("nan"), high=float("nan"))
    grid = made("grid", point)
    assert "Conservative 80%, Liberal Democrat 19%" in grid.description
    assert "interval" not in words(grid)
    assert "without an interval" in words(made("bounds", point))


def ribbons() -> dict[str, dict[str, Any]]:
    """Each ribbon by its pair of names, with its two ends."""
    spec = usual("flow")
    found: dict[str, dict[str, Any]] = {}
    for row in values(spec):
        if "id" in row:
            ends = found.setdefault(row["tip"].split(":")[0], {"tip": row["tip"], "at": []})
            ends["at"].append((row["x"], row["y"], row["y2"]))
    return found


def test_a_ribbon_is_as_tall_as_its_votes_at_both_ends() -> None:
    found = ribbons()
    assert len(found) == 8  # that of no votes is not drawn
    tall = {pair: [y2 - y for _, y, y2 in ends["at"]] for pair, ends in found.items()}
    each = 340 / 2000  # pixels of a vote
    assert tall["Conservative to Conservative"] == pytest.approx([800 * each] * 4, abs=0.01)
    assert tall["Conservative to not voting"] == pytest.approx([10 * each] * 4, abs=0.01)
    assert (
        "190 votes, 19% of Conservative; interval 10 to 30%; certain 0 to 80%"
        in (found["Conservative to Liberal Democrat"]["tip"])
    )


def test_ribbons_fill_the_bars_of_both_sides_and_do_not_overlap_there() -> None:
    found = ribbons()
    for end, options in ((0, ["Conservative", "Labour", "not voting"]), (-1, ["Liberal Democrat"])):
        for option in options:
            of = [f for pair, f in found.items() if pair.split(" to ")[end] == option]
            spans = sorted(sorted(f["at"])[end][1:] for f in of)
            assert all(b[0] == pytest.approx(a[1], abs=0.01) for a, b in pairwise(spans))
            bar = next(row for row in values(usual("flow"))
                       if "fill" in row and row["tip"].startswith(f"{option}:")
                       and (row["x"] == 0) == (end == 0))  # fmt: skip
            assert (spans[0][0], spans[-1][1]) == pytest.approx((bar["y"], bar["y2"]), abs=0.01)


def test_votes_stand_at_both_ends_of_the_flow() -> None:
    texts = [text[0] for text in boxes(usual("flow"), 360)]
    assert {"1,000", "500", "850", "590", "560"} <= set(texts)
    assert "C" in texts and "LD" in texts  # in the ribbons


def test_bounds_alone_are_drawn_without_an_estimate() -> None:
    chart = made("bounds", BOUNDS)
    said, spec = chart.description, chart.to_dict()
    assert "Conservative (110): Conservative 63 to 91%, Labour 9 to 37%" in said
    assert "Labour (90): Labour 55 to 89%, Conservative 11 to 45%" in said
    assert "There is no estimate." in words(chart)
    bars = [row for row in values(spec) if "bound_low" in row]
    assert bars[1]["bound_low"] == pytest.approx(10 / 90) and bars[1]["bound_high"] == pytest.approx(40 / 90)
    for given, bars_drawn, rings in ((spec, 4, 0), (usual("bounds"), 18, 9)):
        svg = ElementTree.fromstring(vl_convert.vegalite_to_svg(given, vl_version="6.4"))
        for mark, count in (("mark-rect", bars_drawn), ("mark-symbol", rings)):
            groups = [group for group in svg.iter() if mark in group.attrib.get("class", "")]
            assert sum(len(group) for group in groups) == count


def test_one_origin_or_one_destination_is_drawn_where_asked() -> None:
    one = drawn("bounds", TRANSITIONS, origin="Lab")
    assert {row["pair"].split(" to ")[0] for row in values(one) if "pair" in row} == {"Labour"}
    to = drawn("bounds", TRANSITIONS, destination="LD")
    assert [row["head"] for row in values(to) if "head" in row] == ["To Liberal Democrat, of the votes of"]
    assert len([row for row in values(to) if "pair" in row]) == 3
    for side in ("origin", "destination"):
        with pytest.raises(UnknownNameError, match=f'no {side} "Lob"'):
            drawn("bounds", TRANSITIONS, **{side: "Lob"})


def test_cells_that_cannot_reach_the_least_are_left_out_and_counted() -> None:
    chart = made("bounds", TRANSITIONS, least=0.45)
    assert "Cells that cannot reach 45% are left out: 2." in words(chart)
    assert len([row for row in values(chart.to_dict()) if "pair" in row]) == 7


def test_candidates_are_options_of_a_table_of_their_own() -> None:
    own = pd.DataFrame({"party": ["Nik Johnson"], "short_name": ["Nik Johnson"], "letters": ["L"],
                        "colour": ["#e4003b"], "order": [0]})  # fmt: skip
    table = TRANSITIONS.replace({"destination": {"LD": "Nik Johnson"}})
    chart = charts.transition_grid(table, parties=pd.concat([PARTIES, own]))
    assert "Labour (500): Nik Johnson 60% (40 to 80)" in chart.description
    assert "L\u00a0Nik\u00a0Johnson" in words(chart)


def test_who_did_not_vote_has_no_votes_and_who_entered_is_said_so() -> None:
    area = ["a", "b"]
    rows = pd.DataFrame({"Con": [60, 30], "not voting": [40, 70]}, index=area)
    columns = pd.DataFrame({"Con": [50, 45], "Lab": [50, 60]}, index=area)
    spec = drawn("bounds", inference.bounds(rows, columns, scale="difference"))
    more = pd.DataFrame({"Con": [20, 30], "not voting": [80, 70]}, index=area)
    beside = boxes(drawn("bounds", inference.bounds(rows, more)), 328)
    names = [right for words, _, right, *_ in beside if not re.search(r"\d", words)]
    figures = [left for words, left, *_ in beside if "%" in words]
    assert max(names) + 4 < min(figures)
    heads = {row["head"] for row in values(spec) if "head" in row}
    assert heads == {
        "Of Conservative, 90 votes, to", "Of those not voting, 110, to", "Of those who entered, 5 votes, to",
    }  # fmt: skip
