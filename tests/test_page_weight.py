"""Pages stay light: drawings made small, tables and borders held once, and all of it there again."""

from __future__ import annotations

import json
import math
import re
from xml.etree import ElementTree

import pytest

from elexan.charts import figure
from elexan.charts.theme import FONT, INK, PALE, PAPER
from elexan.report.pack import contents, pack, packed, unpack, whole
from elexan.report.pages import page
from elexan.report.thumbnails import thumbnail
from elexan.report.vectors import relative, small
from elexan.report.weight import light, share, within_weight

ACROSS = 10  # areas of a made-up county, seven rows of ten
POINTS = 30  # on each side of one


WANTED = {"key": "id", "fields": ["colour"]}


def side(n: int, m: int, along: int) -> list[list[int]]:
    """A ragged border, the same for the areas on both of its sides."""
    steps = [(t, round(20 * math.sin(7.1 * t + 3 * n + 5 * m + along))) for t in range(POINTS)]
    if along:
        return [[1000 * n + 1000 * t // POINTS, 1000 * m + off * (t > 0)] for t, off in steps]
    return [[1000 * n + off * (t > 0), 1000 * m + 1000 * t // POINTS] for t, off in steps]


def areas(count: int = 70) -> list[dict[str, object]]:
    """A county of ``count`` areas that share their borders, clockwise on the page."""
    found: list[dict[str, object]] = []
    for k in range(count):
        n, m = k % ACROSS, k // ACROSS
        down = [*side(n + 1, m, 0), *reversed(side(n, m + 1, 1))]
        ring = [*side(n, m, 1), *down, *reversed(side(n, m, 0))]
        ring = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]] if ring[0] != ring[-1] else ring]}
        found.append({"type": "Feature", "id": f"E{k}", "geometry": geometry})
    return found


def chart(n: int, count: int = 70) -> dict[str, object]:
    """One of several maps of the same areas: figures of its own, by look-up."""
    rows = [{"id": f"E{k}", "colour": f"#{(k * 37 + n * 91) % 256:02x}80c0"} for k in range(count)]
    return {
        "title": f"Map {n}", "width": 640, "height": 448,
        "datasets": {"data-areas": areas(count), f"data-{n}": rows},
        "data": {"name": "data-areas"},
        "transform": [{"lookup": "id", "from": {"data": {"name": f"data-{n}"}} | WANTED}],
        "projection": {"type": "identity", "reflectY": True},
        "mark": {"type": "geoshape", "stroke": PAPER, "strokeWidth": 0.7},
        "encoding": {"color": {"field": "colour", "type": "nominal", "scale": None}},
    }  # fmt: skip


@pytest.fixture(scope="module")
def six() -> str:
    return "".join(figure(chart(n)) for n in range(6))


def held(html: str) -> list[dict[str, object]]:
    """The specifications of a page."""
    found = re.search(r'id="packed">([^<]+)<', html)
    assert found is not None
    return unpack(found[1])


def test_six_maps_of_seventy_areas_stay_within_the_budget(six: str) -> None:
    html = page(title="Six", body=six)
    assert len(six) > 1_400_000
    assert len(html.encode()) < 120_000
    assert html.count("<figure") == 6 and len(held(html)) == 6


def test_areas_that_six_maps_share_are_held_once(six: str) -> None:
    html = page(title="Six", body=six)
    one = page(title="One", body=figure(chart(0)))
    packed_six, packed_one = (len(re.search(r'id="packed">([^<]+)<', t)[1]) for t in (html, one))  # type: ignore[index]
    assert packed_six < 1.5 * packed_one
    assert html.count("<use") >= 6 * 70
    outlines = re.findall(r'<path id="(o\d+)"', html)
    assert len(outlines) == 70 and set(re.findall(r'href="#(o\d+)"', html)) == set(outlines)


def with_files(html: str) -> str:
    """The figures, each with its drawing as a file beside the page."""
    counted = iter(range(99))
    return re.sub(
        "</figure>", lambda _: f'<a href="p/map-{next(counted)}.svg" download>SVG</a></figure>', html
    )


def test_a_page_too_heavy_has_its_heaviest_drawings_apart(six: str) -> None:
    bars = '<figure class="elexan-chart"><svg><path d="M1,2L3,4" fill="red"/></svg></figure>'
    body = bars + with_files(six)
    full = within_weight(body, str, budget=None)
    fits = within_weight(body, str, budget=len(full.encode()))
    assert fits == full and "<noscript" not in full
    less = within_weight(body, str, budget=60_000)
    assert len(less.encode()) <= 60_000 < len(full.encode())
    # maps of the same areas go together; what is no file beside the page stays
    assert re.findall(r'<img src="([^"]+)" alt=""', less) == [f"p/map-{n}.svg" for n in range(6)]
    assert less.count("<svg") == 1 and 'd="m1,2l2,2"' in less
    assert held(less) == held(full)
    assert within_weight(bars + six, str, budget=1) == within_weight(bars + six, str, budget=None)


def test_a_page_is_whole_again_with_its_drawings_in_their_places(six: str) -> None:
    body = with_files(six)
    less, full = (within_weight(body, str, budget=budget) for budget in (60_000, None))
    again = whole(less)
    assert "<noscript" not in again and again.count("<svg") == full.count("<svg") == 7
    marks = [sorted(re.findall(r"<(path|use|rect|g)\b", text)) for text in (again, full)]
    assert marks[0] == marks[1]
    outlines = set(re.findall(r'<path id="([^"]+)"', again))
    assert set(re.findall(r'href="#([^"]+)"', again)) == outlines and len(outlines) == 70
    assert whole(full) == full


def test_code_is_packed_beside_the_charts() -> None:
    block = '<div class="highlight hl-python"><pre><span></span>1 / 2\n</pre></div>\n'
    text = packed(f'<div class="cell">\n<div class="code">{block}</div>\n<p>0.5</p></div>')
    assert '<div class="code" data-code="0"></div>\n<p>0.5</p></div>' in text
    found = re.search(r'id="packed">([^<]+)<', text)
    assert found is not None and contents(found[1])[0]["code"] == [block]


def test_long_names_of_tables_are_short_in_the_page() -> None:
    name = "data-" + 32 * "a"
    spec = {"data": {"name": name}, "datasets": {name: [{"x": 1}]}, "title": f"not {name}s"}
    html = f'<figure class="elexan-chart"><script class="vega-spec">{json.dumps(spec)}</script></figure>'
    (short,) = held(packed(html))
    assert short == {"data": {"name": "t0"}, "datasets": {"t0": [{"x": 1}]}, "title": f"not {name}s"}


def test_what_is_packed_is_what_was_given(six: str) -> None:
    specs = [json.loads(text) for text in re.findall(r'class="vega-spec">(.*?)</script>', six)]
    assert held(packed(six)) == specs


def shape(kind: str, coordinates: object) -> dict[str, object]:
    """A row of one outline."""
    return {"geometry": {"type": kind, "coordinates": coordinates}}


DEGREES = [[0.5, 52.25], [0.75, 52.25], [0.625, 52.5], [0.5, 52.25]]
LOWER = [[-1.5, 51], [-1.25, 51], [-1, 51.5], [-1.5, 51]]
HOLE = [[-1.4, 51.1], [-1.3, 51.1], [-1.3, 51.2], [-1.4, 51.1]]


@pytest.mark.parametrize(
    "rows",
    [
        [shape("MultiPolygon", [[DEGREES], [LOWER, HOLE]]) | {"type": "Feature"}, shape("Point", [1, 2])],
        [{"type": "LineString", "coordinates": [[100, 300], [200, 500]]}, shape("LineString", [])],
        [{"geometry": None, "a": 1}, shape("Polygon", [[[3, 6], [9, 12], [3, 6]]])],
        [shape("Polygon", [[[0.12345678901, 1], [2, 3], [0.12345678901, 1]]])],  # too fine to count
        [shape("Polygon", [[[0, 0, 7], [2, 3, 7], [0, 0, 7]]])],  # with a height
        {"type": "FeatureCollection", "features": []},
        [1, "two", None, [3]],
        [],
    ],
)
def test_tables_of_every_kind_come_back_as_they_were(rows: object) -> None:
    specs = [{"datasets": {"a": rows}, "mark": "geoshape"}, {"mark": "bar", "title": "Ä £ <b>"}]
    assert unpack(pack(specs)) == [specs[0], specs[1] | {"datasets": {}}]


def test_charts_come_back_in_their_order_and_rows_in_theirs() -> None:
    specs = [{"mark": mark, "datasets": {}} for mark in ("text", "bar", "rule", "area")]
    assert unpack(pack(specs)) == specs
    rows = [{"a": 1, "b": 2}, {"b": 3, "a": 4}]
    (spec,) = unpack(pack([{"datasets": {"t": rows}}]))
    assert [list(row.items()) for row in spec["datasets"]["t"]] == [list(row.items()) for row in rows]


def test_two_tables_of_one_name_stay_two() -> None:
    specs = [{"datasets": {"a": [{"x": 1}]}}, {"datasets": {"a": [{"x": 2}]}}]
    assert unpack(pack(specs)) == specs


def test_the_same_page_packs_to_the_same_bytes(six: str) -> None:
    assert page(title="Six", body=six) == page(title="Six", body=six)


def test_no_two_parts_of_a_page_have_one_id(six: str) -> None:
    html = page(title="Six", body=six)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def walked(d: str) -> list[tuple[float, float]]:
    """Where the pen is after each step of an outline of m, l, h, v and z."""
    x = y = sx = sy = 0.0
    found = []
    for command, text in re.findall(r"([mlhvz])([^mlhvz]*)", d):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        if command in "hv":
            numbers = [v for n in numbers for v in ((n, 0.0) if command == "h" else (0.0, n))]
        if command == "z":
            x, y = sx, sy
        for n in range(0, len(numbers), 2):
            x, y = x + numbers[n], y + numbers[n + 1]
            found.append((x, y))
        if command == "m":
            sx, sy = found[-len(numbers) // 2]
    return found


@pytest.mark.parametrize("step", [1, 5])
def test_rounding_is_of_places_and_does_not_add_up(step: int) -> None:
    points = [(10 + 0.04 * n, 20 + 0.033 * n * (-1) ** n) for n in range(400)]
    d = "M" + "L".join(f"{x},{y}" for x, y in points) + "Z"
    reached = walked(relative(d, step))
    far = [min(math.dist(point, at) for at in reached) for point in points]
    assert max(far) <= 0.08 * step


def test_neighbours_meet_after_rounding() -> None:
    border = [(3.14159 * n, 2.71828 * n % 7) for n in range(50)]
    there = "M0,900L" + "L".join(f"{x},{y}" for x, y in border) + "Z"
    back = "M900,0L" + "L".join(f"{x},{y}" for x, y in reversed(border)) + "Z"
    one = {(round(x, 3), round(y, 3)) for x, y in walked(relative(there))[1:]}
    other = {(round(x, 3), round(y, 3)) for x, y in walked(relative(back))[1:]}
    assert one == other


def test_curves_keep_their_shape() -> None:
    # from (10,20): control points and end, each less where the curve begins
    assert relative("M10,20C11,20,12.04,25,13,25C14,25,15,25,19,25Z") == "m10,20c1,0,2,5,3,5h6z"
    assert relative("M0,0C-1,2,-3,4,-5,6C-4,5,-3,4,-2,3") == "m0,0c-1,2-3,4-5,6c1-1,2-2,3-3"
    assert relative("M7.071,0A7.071,7.071,0,1,1,-7.071,0") == "M7.1,0A7.1,7.1,0,1,1,-7.1,0"
    assert relative("M0,0h20.04v-10Z") == "M0,0h20v-10Z"


QUOTED = FONT.replace('"', "&quot;")
SAID = f"""<svg version="1.1" class="marks" width="90" height="60" viewBox="0 0 90 60">
<rect width="90" height="60" fill="{PAPER}"/><g fill="none" transform="translate(5.04,6.06)">
<g class="mark-rect" role="graphics-object"><g aria-label="bars"><path aria-label="a" d="M1,1h9v9h-9Z"
fill="#0087dc" stroke="{INK}"/><path aria-label="b" d="M20,1h9v9h-9Z" fill="#e4003b" stroke="{INK}"/></g></g>
<path class="background" d="M0,0h80v50h-80Z" fill="transparent" pointer-events="none"/><g></g>
<g><text text-anchor="end" transform="translate(8.26,9)" font-family="{QUOTED}"
font-size="12px" fill="{INK}" opacity="1">Abbey &amp; King’s</text><text text-anchor="end"
transform="translate(1,2) rotate(-90)" font-family="Mono" font-size="12px" fill="{INK}"
opacity="0.5">b</text></g></g></svg>"""


NOT_PASSED_ON = ("transform", "opacity")


def looks(svg: str) -> list[tuple[str, dict[str, str | None]]]:
    """Each thing drawn with what its looks come to, its own or its groups'."""
    found = []

    def walk(element: ElementTree.Element, given: dict[str, str]) -> None:
        own = given | {k: v.removesuffix("px") for k, v in element.attrib.items() if k not in NOT_PASSED_ON}
        if element.tag in ("path", "text", "rect", "use"):
            found.append(
                (
                    element.tag,
                    {name: own.get(name) for name in ("fill", "stroke", "font-size", "text-anchor")},
                )
            )
        for child in element:
            walk(child, own)

    walk(ElementTree.fromstring(svg), {})
    return found


def test_a_small_drawing_looks_the_same() -> None:
    before = [entry for entry in looks(SAID) if entry[1]["fill"] != "transparent"]
    after = looks(small(SAID))
    keys = ("fill", "stroke")
    assert [(t, [a[k] for k in keys]) for t, a in after] == [(t, [a[k] for k in keys]) for t, a in before]
    words = [a for t, a in after if t == "text"]
    assert words == [a for t, a in before if t == "text"]


def test_a_small_drawing_says_nothing_twice_and_nothing_unseen() -> None:
    text = small(SAID)
    assert not re.search(r"aria-|role=|class=|pointer-events|transparent|version=", text)
    assert text.count("text-anchor") == 1 and text.count("font-size") == 1 and text.count(INK) == 2
    assert FONT not in text and 'font-family="Mono"' in text  # the page's own font is in its stylesheet
    assert 'x="8.3" y="9"' in text and "translate(1,2) rotate(-90)" in text and "translate(5,6.1)" in text
    assert 'opacity="0.5"' in text and 'opacity="1"' not in text and "Abbey &amp; King’s" in text
    assert len(text) < 0.55 * len(SAID)


def test_runs_of_one_colour_say_it_once_and_keep_their_order() -> None:
    fills = ["#111111"] * 6 + ["#e4003b"] * 4 + ["#0087dc", "#e4003b"]
    shapes = "".join(f'<path fill="{fill}" d="M{n},0A1,1,0,1,1,0,1"/>' for n, fill in enumerate(fills))
    after = looks(small(f"<svg><g>{shapes}<text>a</text></g></svg>"))
    assert [entry[1]["fill"] for entry in after if entry[0] == "path"] == ["#111"] * 6 + fills[6:]
    text = small(f"<svg><g>{shapes}<text>a</text></g></svg>")
    assert text.count("#111") == 1 and text.count("#e4003b") == 2


def test_lines_of_one_kind_are_one_outline_where_they_were() -> None:
    lines = "".join(
        f'<line transform="translate({x},5.04)" x2="0" y2="-9" stroke="{PALE}"/>' for x in (1, 2.5, 4)
    )
    lines += f'<line x1="1" x2="4.26" y1="2" y2="3" stroke="{PALE}"/>'
    text = small(f'<svg><g>{lines}<text fill="#000000">a</text><line x2="9" stroke="{INK}"/></g></svg>')
    assert f'<path d="M1,5v-9M2.5,5v-9M4,5v-9M1,2l3.3,1" stroke="{PALE}"/>' in text
    assert f'<text fill="#000">a</text><path d="M0,0h9" stroke="{INK}"/>' in text
    turned = '<svg><g><line transform="rotate(9)" x2="9"/><line transform="rotate(9)" x2="8"/></g></svg>'
    assert small(turned).count("<line") == 2


def test_lines_that_look_different_stay_apart() -> None:
    text = small(
        f'<svg><g><line x2="9" stroke="{INK}"/><line x2="9" stroke="{PALE}"/><text>a</text></g></svg>'
    )
    assert text.count("<path") == 2 and f'stroke="{INK}"' in text and f'stroke="{PALE}"' in text


def test_what_is_not_to_be_seen_is_not_there() -> None:
    assert small('<svg><rect width="9" height="9" opacity="0" fill="red"/><text>a</text></svg>') == (
        "<svg><text>a</text></svg>"
    )


def test_an_outline_drawn_twice_keeps_its_place_and_colour() -> None:
    d = "m0,0l10,10v30h20v-50l-5,5v9l2,2h8z"
    drawing = f'<svg><path transform="translate(3,4)" fill="red" d="{d}"/><path fill="blue" d="{d}"/></svg>'
    (shared,), outlines = share([drawing])
    assert shared == '<svg><use x="3" y="4" fill="red" href="#o1"/><use fill="blue" href="#o1"/></svg>'
    assert outlines.count(d) == 1 and 'aria-hidden="true"' in outlines


def test_what_is_no_chart_stays_as_it_is() -> None:
    html = (
        '<p>a</p><svg class="logo" aria-label="b"><path d="M1.23,4.56Z"/></svg><figure><img alt="c"></figure>'
    )
    assert packed(*light(html)) == html


def test_a_small_picture_of_a_map_has_its_areas_and_no_words() -> None:
    drawing = re.search(r"<svg.*?</svg>", figure(chart(0)), re.DOTALL)
    assert drawing is not None
    picture = thumbnail(drawing[0])
    assert len(picture) < len(drawing[0]) / 15 and "<text" not in picture and 'class="map"' in picture
    colours = {str(row["colour"]) for row in chart(0)["datasets"]["data-0"]}  # type: ignore[index]
    assert set(re.findall(r'fill="(#[0-9a-f]{6})"', picture)) == colours
    assert len(re.findall(r"M[^z]*z", picture)) == 70


def test_a_small_picture_keeps_stripes_and_leaves_out_the_ground() -> None:
    stops = "".join(
        f'<stop offset="{n / 4}" stop-color="{c}"/>' for n, c in enumerate(2 * ["#0087dc", "#e4003b"])
    )
    shapes = "".join(
        f'<path fill="{fill}" d="M{x},{y}L{x + 40},{y}L{x + 40},{y + 40}Z"/>'
        for fill, x, y in ((PALE, 0, 0), ("#faa61a", 40, 20), ("url(#g)", 80, 20))
    )
    drawing = (
        '<svg><g><path class="background" d="M0,0h640v320h-640Z"/><g>'
        f'<g class="mark-shape role-mark">{shapes}</g></g></g>'
        f'<defs><linearGradient id="g">{stops}</linearGradient></defs></svg>'
    )
    picture = thumbnail(drawing)
    assert PALE not in picture and 'fill="#faa61a"' in picture
    assert re.findall('stop-color="([^"]+)"', picture) == ["#0087dc", "#0087dc", "#e4003b", "#e4003b"]
    (name,) = set(re.findall(r"url\(#([^)]+)\)", picture))
    assert f'id="{name}"' in picture
    # 4.8 pixels are one: the frame is that of the two areas, not of the ground
    assert 'viewBox="8 4 17 8"' in picture


def test_a_small_picture_leaves_out_the_insets_below_the_map() -> None:
    area = '<path fill="#faa61a" d="M0,{y}L40,{y}L40,{low}L0,{low}Z"/>'
    shapes = area.format(y=0, low=40) + area.format(y=300, low=340)
    paper = f'<g class="mark-rect role-mark"><path d="M-2,280h650v90h-650Z" fill="{PAPER}"/></g>'
    drawing = (
        '<svg><g><path class="background" d="M0,0h640v370h-640Z"/><g>'
        f'{paper}<g class="mark-shape role-mark">{shapes}</g></g></g></svg>'
    )
    assert 'viewBox="0 0 8 8"' in thumbnail(drawing)
    assert 'viewBox="0 0 8 71"' in thumbnail(drawing.replace(paper, ""))
