"""What a report says of itself in a few figures: at its head, on the index, and beside another report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from ..tables import Html

KINDS = {
    "mayor": "Mayor",
    "pcc": "Commissioner",
    "county": "County council",
    "unitary": "Unitary council",
    "district": "District council",
}
CARD = '<div class="elexan-card"'
BETWEEN = "; "  # the words a card is found by


class Card(NamedTuple):
    """The figures of one report, as printed."""

    figure: str = ""
    label: str = ""
    picture: str = ""
    kinds: tuple[str, ...] = ()
    facts: Mapping[str, str] = {}
    words: tuple[str, ...] = ()


def card(
    *,
    figure: str,
    label: str,
    picture: Any = None,
    kinds: Iterable[str] = (),
    facts: Mapping[str, str] | None = None,
    words: Iterable[str] = (),
) -> Html:
    """The figure a report leads with, and what else sums it up; for a cell tagged ``card``.

    ``figure`` is printed large, with ``label`` to say what it is. ``picture`` is a chart for a small picture
    without words (default: the page's first map, or chart). ``kinds`` are the election types on the page
    (`KINDS`), by which the index filters. ``facts`` are printed values by what they are, in order; the
    comparison page sets those of two reports side by side. ``words`` are not printed: they are the names of
    bodies, areas and people that the index finds the report by, besides what it prints.

    >>> html = card(figure="28 of 61", label="seats", facts={"Turnout": "41.2%"})
    >>> read_card(html).facts
    {'Turnout': '41.2%'}
    """
    facts = dict(facts or {})
    for name, value in {"figure": figure, "label": label, **facts}.items():
        if not isinstance(value, str) or not value.strip():
            raise TypeError(
                f"card: {name} is {value!r}; give it as printed (elexan.tables has percent, whole and change)"
            )
    named = sorted(set(kinds), key=list(KINDS).index) if set(kinds) <= set(KINDS) else None
    if named is None:
        raise ValueError(f"card: kinds are of {', '.join(KINDS)}; given {', '.join(sorted(set(kinds)))}")
    if isinstance(words, str):
        raise TypeError(f"card: words is {words!r}; give a list of names")
    found_by = tuple(dict.fromkeys(" ".join(word.replace(";", " ").split()) for word in words))
    return written(Card(figure, label, _drawn(picture), tuple(named), facts, found_by))


def written(one: Card) -> Html:
    """The card as HTML."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in one.facts.items()
    )
    found_by = f' data-words="{escape(BETWEEN.join(one.words))}"' if one.words else ""
    return Html(
        f'{CARD} data-kinds="{escape(" ".join(one.kinds))}"{found_by}>\n'
        + (f'<div class="card-picture">{one.picture}</div>\n' if one.picture else "")
        + f'<p class="card-figure"><strong>{escape(one.figure)}</strong> '
        + f"<span>{escape(one.label)}</span></p>\n"
        + (f'<dl class="card-facts">{items}</dl>\n' if items else "")
        + "</div>"
    )


def read_card(html: str) -> Card:
    """The first card in the HTML; an empty one where there is none.

    >>> read_card("<p>No card.</p>").figure
    ''
    """
    _, start, rest = html.partition(CARD)
    if not start:
        return Card()
    reader = _Reader()
    reader.feed(start + rest.partition("\n</div>")[0])
    picture = (
        rest.partition('<div class="card-picture">')[2].partition("</div>")[0] if reader.pictured else ""
    )
    figure, label = (" ".join(reader.text.get(part, [])) for part in ("strong", "span"))
    facts = dict(zip(reader.text.get("dt", []), reader.text.get("dd", []), strict=True))
    return Card(figure, label, picture, tuple(reader.kinds), facts, tuple(reader.words))


def _drawn(picture: Any) -> str:
    """The small picture of a chart."""
    if picture is None:
        return ""
    import altair as alt
    import vl_convert

    from .thumbnails import thumbnail

    spec = {name: part for name, part in picture.to_dict().items() if name not in ("title", "usermeta")}
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    return thumbnail(vl_convert.vegalite_to_svg(spec, vl_version=version))


class _Reader(HTMLParser):
    """The words of a card by the element they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.text: dict[str, list[str]] = {}
        self.kinds: list[str] = []
        self.words: list[str] = []
        self.pictured = False
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.kinds = self.kinds or str(named.get("data-kinds") or "").split()
        self.words = self.words or list(filter(None, str(named.get("data-words") or "").split(BETWEEN)))
        self.pictured = self.pictured or named.get("class") == "card-picture"
        self._open = tag if tag in ("strong", "span", "dt", "dd") else ""
        if self._open:
            self.text.setdefault(tag, []).append("")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
