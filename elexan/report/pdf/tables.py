"""Tables of a page as tables for typst: as wide as the paper allows, and nothing left out."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .markup import inline, said, words
from .widths import LANDSCAPE, columns, height, parts, pieces, width

if TYPE_CHECKING:
    from bs4 import Tag

    Cells = Sequence[Tag]
    Rows = Sequence[tuple[Tag, Cells]]
    Fitted = tuple[float, list[float]]  # size of type, width of each column

_LOW = 230  # points; a table lower than that is not parted
_BRIEF = 500  # characters of what is said below a table, beyond which it is not said again on every page
_MARKS = ("unknown", "total", "group")  # classes of cells that report.typ has a function for


def table(node: "Tag", *, below: str = "") -> str:
    """The table, on a page across where it must be, with what is said ``below`` it.

    One too wide for any page becomes several, each with the first column.
    """
    caption = node.find("caption")
    title = inline(caption.children) if caption else ""
    rows = [(row, list(row.find_all(["td", "th"], recursive=False))) for row in node.find_all("tr")]
    least, ems = _needs([cells for _, cells in rows])
    if not least:
        return ""
    if fitted := columns(least, ems):
        return _drawn(rows, fitted, title, below, whole=height(ems, *fitted) < _LOW)
    if fitted := columns(least, ems, room=LANDSCAPE):
        return f"#landscape[{_drawn(rows, fitted, title, below)}]"
    name = f'the table "{said(caption or node)[:80]}"'
    if any(_span(cell) > 1 for _, cells in rows for cell in cells):
        raise ValueError(f"{name} has joined cells and is too wide for a page: print fewer columns")
    together = parts(least, room=LANDSCAPE)
    out = []
    for n, run in enumerate(together, start=1):
        fitted = columns([least[c] for c in run], [[row[c] for c in run] for row in ems], room=LANDSCAPE)
        if fitted is None:
            raise ValueError(f"{name} has a word too wide for a page")
        some = [(row, [cells[c] for c in run]) for row, cells in rows]
        heading = title + words(f" (part {n} of {len(together)})")
        out.append(_drawn(some, fitted, heading, below if n == len(together) else ""))
    return "#landscape[" + "\n\n".join(out) + "]"


def _needs(rows: "Sequence[Cells]") -> tuple[list[float], list[list[float]]]:
    """Each column's widest word, and each row's cells, in ems.

    Of a cell over several columns, the first has what the others do not.
    """
    placed = list(_placed(rows))
    count = max((column + span for row in placed for _, column, span in row), default=0)
    least = [0.0] * count
    ems = [[0.0] * count for _ in rows]
    over: list[tuple[list[float], int, float, range]] = []
    for row, found in zip(placed, ems, strict=True):
        for cell, column, span in row:
            word, whole = _ems(cell)
            if span == 1:
                least[column] = max(least[column], word)
                found[column] = whole
            elif cell.get("scope") == "colgroup":
                least[column] += max(0.0, word - sum(least[column : column + span]))
            else:
                over.append((found, column, whole, range(column + 1, column + span)))
    natural = [max(cells) for cells in zip(least, *ems, strict=True)]
    for found, column, whole, others in over:
        found[column] = max(0.0, whole - sum(natural[other] for other in others))
    return least, ems


def _placed(rows: "Sequence[Cells]") -> "Iterator[list[tuple[Tag, int, int]]]":
    """Each row's cells with the column they start in and how many they take."""
    taken: dict[int, int] = {}  # by column, how many rows cells from above still take
    for cells in rows:
        row, column = [], 0
        below = {c: n - 1 for c, n in taken.items() if n > 1}
        for cell in cells:
            while column in taken:
                column += 1
            row.append((cell, column, _span(cell)))
            deep = int(str(cell.get("rowspan") or 1))
            below |= {c: deep - 1 for c in range(column, column + _span(cell)) if deep > 1}
            column += _span(cell)
        taken = below
        yield row


def _ems(cell: "Tag") -> tuple[float, float]:
    """The widest word of a cell, or all of it where its lines are not to be broken, and its whole width."""
    head = cell.find_parent("thead") is not None
    classes = set(cell.get("class") or [])
    bold = head or bool({"total", "group"} & classes)
    whole = width(said(cell), bold=bold) + 1.2 * len(cell.select("[style*=background]"))
    if {"number", "party", "date"} & classes and not head:
        return whole, whole
    return max((width(piece, bold=bold) for piece in pieces(said(cell))), default=0.0), whole


def _drawn(rows: "Rows", fitted: "Fitted", title: str, below: str, *, whole: bool = False) -> str:
    size, across = fitted
    head = [cell for row, cells in rows if row.find_parent("thead") for cell in cells]
    lines = [f"table.header({', '.join(f'head({_how(cell)})[{inline(cell.children)}]' for cell in head)})"]
    for row, cells in rows:
        if row.find_parent("thead"):
            continue
        line = ", ".join(_cell(cell, row) for cell in cells)
        over = any("group" in (cell.get("class") or []) for cell in cells)
        lines.append(f"table.header(level: 2, {line})" if over else line)
    body = ",\n".join(lines)
    return (
        f"#printed(({', '.join(f'{points:.1f}pt' for points in across)},), size: {size}pt, "
        f"caption: {f'[{title}]' if title else 'none'}, whole: {str(whole).lower()}, "
        f"below: {f'[{below}]' if below else 'none'}, again: {str(len(below) <= _BRIEF).lower()},\n{body})"
    )


def _cell(cell: "Tag", row: "Tag") -> str:
    classes = {*(row.get("class") or []), *(cell.get("class") or [])}
    content = inline(cell.children)
    for name in _MARKS:
        content = f"#{name}[{content}];" if name in classes else content
    line = "strong-row" if "total" in classes else "row"
    return f"table.cell({_how(cell)}, stroke: {line})[{content}]"


def _how(cell: "Tag") -> str:
    side = "right" if "number" in (cell.get("class") or []) else "left"
    spans = [f"{name}: {cell[name]}" for name in ("colspan", "rowspan") if str(cell.get(name) or 1) != "1"]
    return ", ".join([f"align: {side}", *spans])


def _span(cell: "Tag") -> int:
    return int(str(cell.get("colspan") or 1))
