"""The index of the reports there are, the way from one to the next, and two of them side by side."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from .assets import assets
from .cards import BETWEEN, CARD, KINDS, Card, read_card
from .pages import NAVIGATION, PAGER, SITE, page, template, write

GROUPS = ("Anglia", "Metro mayoralties", "City mayoralties", "Comparisons")
NOT_REPORTS = ("index.html", "compare.html")
SHORT = 190  # characters of a summary on the index
_SAME = re.compile(r"^(.+?\)) was elected (.+?)(?:, having trailed .*)?\.$|^(.+?): .*control.*\.$")
_NEWS = (  # sentences of a summary, the most newsworthy first; any other stands with who controls what
    re.compile(r"having trailed"),
    re.compile(r"was elected Mayor "),
    re.compile(r"^(?!.* was elected )"),
    re.compile(r""),
)
_NO_NEWS = re.compile(r"^\S+ councils? elected only some of ")


class Entry(NamedTuple):
    """What the site knows of a report: its file, and what its head and card say."""

    file: str
    title: str
    group: str
    date: str
    summary: str
    card: Card

    @property
    def name(self) -> str:
        """The title up to its colon."""
        return self.title.partition(": ")[0]

    @property
    def found_by(self) -> str:
        """The whole summary, and the names on its card."""
        return BETWEEN.join(filter(None, [self.summary, *self.card.words]))


def site(directory: Path) -> Path:
    """Write the index, ``compare.html`` and the shared files for the reports in `directory`.

    Returns the index. Every page there is listed, whichever run made it, under the group, title, date and
    summary found in its own head, with the card in it. In each page the links to other pages are brought up
    to date; nothing else in it changes.
    """
    from .compare import comparison

    pages = [path for path in sorted(directory.glob("*.html")) if path.name not in NOT_REPORTS]
    texts = {path: path.read_text(encoding="utf-8") for path in pages}
    entries = sorted((_entry(path, text) for path, text in texts.items()), key=_order)
    compare = comparison(entries)
    for path, text in texts.items():
        printed = path.with_suffix(".pdf")
        pdf = printed.name if printed.exists() else ""
        linked = _linked(text, path.name, entries, compare=bool(compare), pdf=pdf)
        if linked != text:
            write(path, linked)
    assets(directory)
    if compare:
        write(directory / "compare.html", _linked(compare, "compare.html", entries, compare=True))
    else:
        (directory / "compare.html").unlink(missing_ok=True)
    return write(directory / "index.html", _index(entries, compare=bool(compare)))


def _index(entries: list[Entry], *, compare: bool) -> str:
    groups = grouped(entries)
    kinds = [kind for kind in KINDS if any(kind in entry.card.kinds for entry in entries)]
    title = "Local elections in Anglia and the metro areas"
    body = template("site.html.j2").render(
        title=title,
        groups=[(group, _slug(group), group_entries) for group, group_entries in groups.items()],
        kinds=[(kind, KINDS[kind]) for kind in kinds],
        count=len(entries),
        days=sorted({entry.date for entry in entries if entry.date}),
        compare=compare,
        long_date=long_date,
        short=shortened,
    )
    return page(title=title, body=body, home=False)


def _order(entry: Entry) -> tuple[int, str, str]:
    rank = GROUPS.index(entry.group) if entry.group in GROUPS else len(GROUPS)
    return rank, entry.group, entry.title


def grouped(entries: list[Entry]) -> dict[str, list[Entry]]:
    """The reports by group, groups and reports in the order given."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return groups


def _entry(path: Path, text: str) -> Entry:
    head = _Head()
    head.feed(text.partition("</head>")[0])
    return Entry(
        file=path.name,
        title=head.title.strip() or path.stem,
        group=head.meta.get("elexan-group") or "Other reports",
        date=head.meta.get("elexan-date", ""),
        summary=head.meta.get("description", ""),
        card=read_card(text) if CARD in text else Card(),
    )


def _linked(text: str, file: str, entries: list[Entry], *, compare: bool, pdf: str = "") -> str:
    """The page with its links to others as they are now; a page without a place for them as it was."""
    here = next((n for n, entry in enumerate(entries) if entry.file == file), None)
    one = entries[here] if here is not None else None
    said = template("navigation.html.j2").render(
        site=SITE,
        here=one,
        file=file,
        title=one.name if one else "Compare two reports",
        group=_slug(one.group) if one else "",
        groups=list(grouped(entries).items()) if len(entries) > 1 or not one else [],
        compare=compare,
        pdf=pdf,
    )
    text = _between(text, NAVIGATION, said)
    before = entries[here - 1] if here else None
    after = entries[here + 1] if here is not None and here + 1 < len(entries) else None
    return _between(text, PAGER, _pager(before, after))


def _pager(before: Entry | None, after: Entry | None) -> str:
    links = [
        f'<a class="{rel}" rel="{rel}" href="{escape(one.file)}">'
        f"<span>{said}</span> <b>{escape(one.name)}</b></a>"
        for rel, said, one in (("prev", "Previous report", before), ("next", "Next report", after))
        if one
    ]
    return f'<nav class="pager" aria-label="Beside this report">{"".join(links)}</nav>' if links else ""


def _between(text: str, marks: tuple[str, str], said: str) -> str:
    start, end = text.find(marks[0]), text.find(marks[1])
    if start < 0 or end < start:
        return text
    return f"{text[: start + len(marks[0])]}\n{said.strip()}\n{text[end:]}"


def shortened(text: str, most: int = SHORT, *, said: str = "") -> str:
    """The most newsworthy whole sentences, as many as have room, without those that repeat what is ``said``.

    Sentences of one kind are told together or not at all, so that no council's control is told without the
    next one's; those of the first kind are told as far as there is room, at least one.

    >>> shortened("A. Reed won. The council is open. Nobody knows why.", 35)
    'A. Reed won. The council is open.'
    """
    sentences = re.split(r"(?<=[a-z0-9)]\.)\s+(?=[A-Z0-9])", text)
    kinds: dict[int, list[str]] = {}
    for sentence in sentences:
        if not _NO_NEWS.match(sentence) and not _repeats(sentence, said):
            rank = next(n for n, kind in enumerate(_NEWS) if kind.search(sentence))
            kinds.setdefault(rank, []).append(sentence)
    kept = ""
    for _, alike in sorted(kinds.items()):
        for part in [" ".join(alike)] if kept else alike:
            if kept and len(kept) + 1 + len(part) > most:
                break
            kept = f"{kept} {part}".strip()
    return kept


def _repeats(sentence: str, said: str) -> bool:
    """Whether who was elected, or who controls a council, is said already."""
    same = _SAME.match(sentence)
    if not same:
        return False
    who, office, council = same.groups()
    return (who in said and office in said) if who else (council in said and "control" in said)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def long_date(text: str) -> str:
    """An ISO date in words; anything else as it is.

    >>> long_date("2021-05-06"), long_date("spring 2021")
    ('6 May 2021', 'spring 2021')
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "meta" and named.get("name"):
            self.meta[str(named["name"])] = str(named.get("content") or "")
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
