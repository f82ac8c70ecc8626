"""The index of the reports there are."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from .export import assets, page, template, write

GROUPS = ("Anglia", "Metro mayoralties", "City mayoralties", "Comparisons")


def site(directory: Path) -> Path:
    """Write ``index.html`` and the shared scripts for the reports in `directory`; return the index.

    Every page there is listed, whichever run made it, under the group, title, date and summary
    found in its own head.
    """
    cards = [_card(path) for path in sorted(directory.glob("*.html")) if path.name != "index.html"]
    groups: dict[str, list[dict[str, str]]] = {}
    for card in sorted(cards, key=lambda card: (_rank(card["group"]), card["group"], card["title"])):
        groups.setdefault(card["group"], []).append(card)
    assets(directory)
    title = "Local elections in Anglia and the metro areas"
    body = template("site.html.j2").render(title=title, groups=list(groups.items()))
    return write(directory / "index.html", page(title=title, body=body, home=False))


def _rank(group: str) -> int:
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def _card(path: Path) -> dict[str, str]:
    head = _Head()
    text = path.read_text(encoding="utf-8")
    head.feed(text.partition("</head>")[0])
    title, day = head.title.strip() or path.stem, long_date(head.meta.get("elexan-date", ""))
    return {
        "file": path.name,
        "title": title,
        "group": head.meta.get("elexan-group") or "Other reports",
        "date": "" if day in title else day,
        "summary": head.meta.get("description", ""),
    }


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
