"""Pages on paper: what stands on a page is in its PDF, for eyes and for readers of screens."""

import re
import sys
from html import escape

import pandas as pd
import pytest

import elexan as ex
from elexan import charts, tables
from elexan.report.export import page
from elexan.report.pdf import document, require_pdf, write_pdf
from elexan.report.pdf.widths import columns

PAPER = (595, 842)  # points, A4


@pytest.fixture
def printed(tmp_path):
    """A page with this main part, printed and read back."""
    for module in ("typst", "font_source_sans_pro"):
        pytest.importorskip(module, reason="needs the extra: pip install 'elexan[pdf]'")
    reader = pytest.importorskip("pypdf", reason="needs pypdf to read the PDF").PdfReader

    def make(body, *, head='<title>Votes in Fenland</title><meta name="description" content="Who won.">'):
        html = tmp_path / "fenland.html"
        html.write_text(
            f'<!doctype html><html lang="en-GB"><head>{head}</head><body><main>{body}</main>'
            '<footer class="site"><p>Made from fenland.ipynb.</p></footer></body></html>',
            encoding="utf-8",
        )
        return reader(write_pdf(html))

    return make


def said(reader):
    """All words in order, without spaces, for lines end where they end."""
    return squeezed("".join(leaf.extract_text() for leaf in reader.pages))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def placed(leaf):
    """Each piece of text of a page with where it starts, in points from the page's lower left."""
    found = []

    def note(text, page, line, *_):
        if text.strip():
            found.append((text, (page[4] + line[4], page[5] + line[5])))

    leaf.extract_text(visitor_text=note)
    return found


def tags(reader):
    """The document's parts in order: kind and text alternative."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((node["/S"].removeprefix("/"), node.get("/Alt")))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def table(head, rows, *, caption="Votes", after=""):
    columns = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="table-scroll"><table><caption>{caption}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>{after}"
    )


def drawing(*, width=640, height=300, inside="", alt="Bars. Con 9, Lab 4."):
    svg = f'<svg width="{width}" height="{height}" viewbox="0 0 {width} {height}">{inside}</svg>'
    return (
        '<figure class="elexan-chart"><figcaption><strong class="chart-title">Seats</strong> '
        '<span class="chart-subtitle">of 13</span></figcaption>'
        f'<div class="chart" role="img" aria-label="{alt}">{svg}</div>'
        '<p class="chart-credit">Contains OS data</p></figure>'
    )


def test_the_file_says_what_it_is_and_when_it_was_made_it_does_not(printed):
    reader = printed("<h1>Votes in Fenland</h1>")
    root = reader.trailer["/Root"]
    assert (reader.metadata.title, reader.metadata.author) == ("Votes in Fenland", "elexan")
    assert (reader.metadata.subject, reader.metadata.creation_date) == ("Who won.", None)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_headings_keep_their_order_and_are_bookmarks(printed):
    reader = printed("<h1>Fenland</h1><p>Won.</p><h2>Seats</h2><h4>Wards</h4><p>a</p><h2>Votes</h2>")
    kinds = [kind for kind, _ in tags(reader) if kind in ("Title", "H1", "H2", "H3", "P")]
    assert kinds == [
        "Title",
        "P",
        "H1",
        "H2",
        "P",
        "H1",
        "P",
    ]  # no level left out; the last says what made it
    outline = reader.outline
    assert [mark.title for mark in outline if not isinstance(mark, list)] == ["Seats", "Votes"]
    assert [mark.title for mark in outline[1]] == ["Wards"]


@pytest.mark.parametrize(("sections", "listed"), [(3, 0), (5, 5)])
def test_long_pages_list_what_is_in_them(printed, sections, listed):
    reader = printed("<h1>Fenland</h1><p>Won.</p>" + "".join(f"<h2>Part {n}</h2>" for n in range(sections)))
    assert [kind for kind, _ in tags(reader)].count("TOCI") == listed


@pytest.mark.parametrize("lines", range(14, 30, 2))
def test_what_introduces_a_chart_stands_on_its_page(printed, lines):
    before = "<p>Filler.</p>" * lines
    inside = "<text x='9' y='40'>Con</text>"
    reader = printed(f"<h1>Fenland</h1>{before}<h2>Seats</h2><p>Introduced.</p>{drawing(inside=inside)}")
    pages = [squeezed(leaf.extract_text()) for leaf in reader.pages]
    assert [("Introduced." in text) == ("Con" in text) for text in pages] == [True] * len(pages)


def test_words_are_printed_to_the_letter(printed):
    odd = 'A #strong[b] *c* _d_ $e$ <f> @g [h] \\ "i" `j` // k = l'
    reader = printed(f"<h1>Fenland</h1><p>{escape(odd)}</p>{table(['Name'], [[escape(odd)]])}")
    assert said(reader).count(squeezed(odd)) == 2


@pytest.mark.parametrize("letters", ["− – → ▲ ½ ≥ ±", "Ŵyth é ö ß š", "● ◇ ✗"])
def test_signs_have_letters_in_the_fonts_that_are_brought(printed, letters):
    inside = f'<text x="9" y="40" font-family="system-ui" font-size="12px">{letters}</text>'
    reader = printed(f"<h1>Fenland</h1><p>{letters}</p>{drawing(inside=inside)}")
    assert said(reader).count(squeezed(letters)) == 2


@pytest.mark.parametrize("where", ["<p>{}</p>", drawing(inside="<text x='9' y='40'>{}</text>")])
def test_a_sign_that_no_font_has_is_an_error_that_names_page_and_sign(printed, where):
    with pytest.raises(ValueError, match=r"fenland\.html: no PDF:.*漢.*could not be displayed"):
        printed("<h1>Fenland</h1>" + where.format("漢"))


def test_fonts_are_in_the_file_and_none_is_the_machines(printed):
    inside = '<text x="9" y="40" font-family="Libertinus Serif, serif" font-size="12px">Con</text>'
    reader = printed(f"<h1>Fenland</h1><p><strong>a</strong> <em>b</em></p>{drawing(inside=inside)}")
    names = set()
    for leaf in reader.pages:
        for face in leaf["/Resources"]["/Font"].values():
            font = face.get_object()["/DescendantFonts"][0].get_object()
            names.add(font["/BaseFont"].partition("+")[2])
            assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"])
    assert names == {"SourceSansPro-Regular", "SourceSansPro-Bold", "SourceSansPro-It"}


def test_the_same_page_makes_the_same_bytes(printed, tmp_path):
    inside = "<text x='9' y='40'>Con</text>"
    body = f"<h1>Fenland</h1><p><em>Won</em></p>{drawing(inside=inside)}{table(['Ward'], [['March']])}"
    printed(body)
    first = (tmp_path / "fenland.pdf").read_bytes()
    printed(body)
    assert (tmp_path / "fenland.pdf").read_bytes() == first


def test_what_is_for_the_screen_stays_off_paper(printed):
    reader = printed(
        "<h1>Fenland</h1><details class='contents'><summary>On this page</summary></details>"
        "<div class='code'>import this</div><nav>Next report</nav><p class='screen-only'>Get CSV</p>"
        "<p>Labour won.</p><script>alert()</script><label hidden>Year</label>"
    )
    assert said(reader) == squeezed("Fenland Labour won. Made from fenland.ipynb. 1 / 1")


def test_a_tables_parts_are_told_apart(printed):
    head = "<tr><th scope='col' rowspan='2'>Party</th><th scope='colgroup' colspan='2'>Seats</th></tr>"
    head += "<tr><th scope='col' class='number'>Before</th><th scope='col' class='number'>Now</th></tr>"
    chip = "<span class='chip' aria-hidden='true' style='background:#e4003b;color:#ffffff'>L</span> Labour"
    body = "<tr><th class='group' colspan='3' scope='rowgroup'>Fenland District Council</th></tr>"
    body += f"<tr><th scope='row'>{chip}</th><td class='number'>4</td><td class='number'>5</td></tr>"
    body += (
        "<tr class='total'><th scope='row'>All</th><td class='number'>9</td><td class='unknown'>–</td></tr>"
    )
    reader = printed(
        f"<h1>Fenland</h1><div class='table-scroll'><table><caption>Change</caption><thead>{head}</thead>"
        f"<tbody>{body}</tbody></table></div><div class='table-notes'><p>Since 2017.</p></div><p>Next.</p>"
    )
    kinds = [kind for kind, _ in tags(reader)]
    assert [kinds.count(kind) for kind in ("Table", "Caption", "THead", "TH")] == [1, 1, 1, 5]
    assert kinds.index("TFoot") > kinds.index("THead")
    text = said(reader)
    for part in (
        "Seats",
        "Before Now",
        "Fenland District Council",
        "L Labour 4 5",
        "All 9 –",
        "Since 2017. Next.",
    ):
        assert squeezed(part) in text


def test_a_narrow_table_has_room_for_what_stands_over_its_rows(printed):
    over = "Cambridgeshire and Peterborough Combined Authority"
    body = (
        f"<tr><th class='group' colspan='2' scope='rowgroup'>{over}</th></tr><tr><td>Lab</td><td>1</td></tr>"
    )
    head = "<tr><th scope='col'>From</th><th scope='col'>Seats</th></tr>"
    reader = printed(f"<h1>Fenland</h1><table><thead>{head}</thead><tbody>{body}</tbody></table>")
    assert over in reader.pages[0].extract_text().splitlines()


def test_a_long_table_has_its_heading_and_notes_on_every_page(printed):
    rows = [[f"Ward {n:03}", f"{n:,} votes"] for n in range(150)]
    notes = "<div class='table-notes'><p>Valid votes only.</p></div>"
    reader = printed(f"<h1>Fenland</h1>{table(['Ward or division', 'First preferences'], rows, after=notes)}")
    assert len(reader.pages) > 2
    for leaf in reader.pages:
        text = squeezed(leaf.extract_text())
        assert text.count("Wardordivision") == 1
        assert text.count("Validvotesonly.") == 1
    text = said(reader)
    assert [row for row in rows if squeezed("".join(row)) not in text] == []


def test_long_notes_are_said_once_where_the_table_ends(printed):
    rows = [[f"Ward {n:03}", f"{n:,} votes"] for n in range(150)]
    notes = f"<div class='table-notes'><p>Valid votes only. {'See the source. ' * 60}</p></div>"
    reader = printed(f"<h1>Fenland</h1>{table(['Ward', 'First preferences'], rows, after=notes)}")
    said_on = ["Validvotesonly." in squeezed(leaf.extract_text()) for leaf in reader.pages]
    assert said_on == [False] * (len(reader.pages) - 1) + [True]


@pytest.mark.parametrize(("count", "across"), [(6, False), (14, True), (60, True)])
def test_wide_tables_lose_nothing(printed, count, across):
    rows = [[f"Ward {n}", *(f"w{n}c{c}x" for c in range(count))] for n in range(12)]
    reader = printed(f"<h1>Fenland</h1>{table(['Ward', *(f'Column{c}' for c in range(count))], rows)}")
    text = said(reader)
    assert [cell for row in rows for cell in row if squeezed(cell) not in text] == []
    assert any(leaf.mediabox.width > leaf.mediabox.height for leaf in reader.pages) == across
    for leaf in reader.pages:
        ends = [x + 3 * len(text.strip()) for text, (x, _) in placed(leaf)]
        assert max(ends) < float(leaf.mediabox.width) - 30


def test_lines_are_broken_where_it_costs_least():
    """135.5 points hold 15 ems, 255 half of 52: break the one long line often, or all of them once."""
    once, often = [5, 52, 5, 5], [5, 5, 15, 15]
    _, across = columns([5, 5, 5, 5], [once, *10 * [often]], room=530.5)
    assert min(across[2:]) >= 135.5
    _, across = columns([5, 5, 5, 5], [*10 * [once], often], room=530.5)
    assert across[1] >= 255


def test_type_is_smaller_where_the_rows_headings_would_be_broken_often():
    """263 points are for the figures and 67 for the heading."""
    assert columns([6, 30], [[12, 30]], room=330)[0] == 8.5
    assert columns([6, 30], [[14, 30]], room=330)[0] == 8.0
    assert columns([6, 30], [[60, 30]], room=330)[0] == 8.5  # no size is small enough


def test_a_bar_stands_behind_its_figure():
    cell = '<i class="bar" aria-hidden="true" style="--part:72%"></i>39.1%'
    files = document(
        f"<html><title>t</title><main>{table(['Ward', 'Turnout'], [['March', cell]])}</main></html>"
    )
    assert '[#bar(72%);#"39.1%";]' in files["main.typ"].decode()


def test_a_long_word_alone_in_a_wide_table_is_an_error_that_names_the_table(printed):
    with pytest.raises(ValueError, match='the table "Votes" has a word too wide'):
        printed(f"<h1>Fenland</h1>{table(['Ward', 'Note'], [['Chatteris', 'x' * 400]])}")


def test_a_drawing_has_its_words_its_alternative_and_its_credit(printed):
    inside = '<text x="9" y="40" font-size="12px">Conservative 9</text>'
    reader = printed(f"<h1>Fenland</h1>{drawing(inside=inside)}")
    assert [alt for kind, alt in tags(reader) if kind == "Figure"] == ["Bars. Con 9, Lab 4."]
    assert squeezed("Seats of 13 Conservative 9 Contains OS data") in said(reader)


@pytest.mark.parametrize(("width", "height"), [(640, 3000), (2400, 300), (300, 200)])
def test_a_drawing_is_never_cut(printed, width, height):
    inside = f'<text x="0" y="12" font-size="12">Q</text><text x="{width - 9}" y="{height}">Z</text>'
    reader = printed(f"<h1>Fenland</h1>{drawing(width=width, height=height, inside=inside)}")
    (leaf,) = (leaf for leaf in reader.pages if "Q" in leaf.extract_text())
    places = {text.strip(): place for text, place in placed(leaf)}
    across, down = places["Z"][0] - places["Q"][0], places["Q"][1] - places["Z"][1]
    assert 50 < places["Z"][0] < PAPER[0] - 50
    assert 50 < places["Z"][1] < PAPER[1] - 50
    assert across / down == pytest.approx((width - 9) / (height - 12), rel=0.01)


def test_outlines_drawn_by_reference_are_brought_in():
    shared = '<svg class="outlines" width="0" height="0"><defs><path id="o1" d="M0,0h9"/></defs></svg>'
    body = shared + drawing(inside='<use href="#o1" fill="#e4003b"/><text fill="#fdfdfd">&nbsp;C</text>')
    files = document(f"<html lang='en'><title>t</title><main>{body}</main></html>")
    assert [name for name in files if name.endswith(".svg")] == ["drawing-0.svg"]
    svg = files["drawing-0.svg"].decode()
    assert '<path d="M0,0h9" id="o1">' in svg or '<path id="o1" d="M0,0h9">' in svg
    assert "viewBox=" in svg
    assert 'fill="#ffffff">\xa0C' in svg


def test_a_page_of_elexan_is_printed_with_all_its_figures(printed, tmp_path):
    parties = ex.load_parties()
    seats = pd.DataFrame(
        {"organisation": "fenland", "date": "2021-05-06", "party": ["Con", "Lab"], "seats": [9, 4]}
    )
    chart = charts.composition(seats, parties=parties).to_dict()
    votes = pd.DataFrame({"area": ["Chatteris", "March"], "votes": [2517, None], "turnout": [0.391, 0.2]})
    shown = tables.table(votes, caption="Votes by ward", notes="Source: Fenland District Council.")
    html = tmp_path / "real.html"
    body = f"<h1>Fenland</h1>{charts.figure(chart)}{shown}"
    html.write_text(page(title="Fenland", body=body), encoding="utf-8")
    printed("<p>skips where PDFs cannot be made</p>")
    from pypdf import PdfReader

    reader = PdfReader(write_pdf(html))
    assert [alt for kind, alt in tags(reader) if kind == "Figure"] == [chart["description"]]
    for text in (
        "Votes by ward",
        "Chatteris",
        "2,517",
        "not known",
        "39.1%",
        "Source: Fenland District Council.",
    ):
        assert squeezed(text) in said(reader)


@pytest.mark.parametrize("missing", ["typst", "font_source_sans_pro"])
def test_without_the_extra_the_error_says_what_to_install(monkeypatch, tmp_path, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    html = tmp_path / "fenland.html"
    html.write_text("<main></main>", encoding="utf-8")
    for call in (require_pdf, lambda: write_pdf(html)):
        with pytest.raises(ImportError, match=rf"{missing}.*pip install 'elexan\[pdf\]'"):
            call()
    assert list(tmp_path.iterdir()) == [html]


def test_what_is_no_report_is_an_error(printed, tmp_path):
    printed("<h1>Fenland</h1>")
    other = tmp_path / "other.html"
    other.write_text("<p>Hello.</p>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.html: no PDF: the page has no main part"):
        write_pdf(other)
