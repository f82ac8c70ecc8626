"""What a page's charts and tables offer as files: their rows, their pictures, and the terms of both."""

from __future__ import annotations

import base64
import os
import re
import shutil
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from .origins import sources_in
from .pictures import picture

ROWS = re.compile(
    r'<script type="text/csv" class="rows" data-name="([^"]*)">(.*?)</script>\n?', re.DOTALL
)  # as charts.figure.rows writes them
_FIGURE = re.compile(r"<figure\b[^>]*\belexan-chart\b.*?</figure>", re.DOTALL)
TERMS = "LICENCE.txt"
_TYPES = {
    ".csv": "text/csv;charset=utf-8",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ipynb": "application/x-ipynb+json",
    ".txt": "text/plain;charset=utf-8",
}


class Downloads:
    """The files of one page, gathered in a folder beside it until `publish` puts them in place.

    ``title`` is the page's, for the pictures to name where they are from.
    """

    def __init__(self, page: Path, *, title: str) -> None:
        self.page, self.title = page, title
        self.folder = page.with_name(f".{page.stem}.{os.getpid()}.part")
        self.name = page.with_suffix("").name
        self.credits: list[str] = []
        self.used: set[str] = set()  # source_id
        self._names: set[str] = set()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def offer(self, html: str) -> str:
        """The HTML of charts and tables with links to their files in the place of their rows."""
        self.used |= set(sources_in(html))
        html = _FIGURE.sub(lambda found: self._figure(found[0]), html)
        return ROWS.sub(lambda rows: self._table(rows, html), html)

    def inlined(self, text: str) -> str:
        """The page with its files in its links."""

        def inside(link: re.Match[str]) -> str:
            path = self.folder / unescape(link[1])
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            return f'href="data:{_TYPES[path.suffix]};base64,{data}" download="{escape(path.name)}"'

        return re.sub(rf'href="{re.escape(quote(self.name))}/([^"]+)" download(?:="")?', inside, text)

    def publish(self, *files: tuple[Path, str], folder: bool = True) -> None:
        """Put the files, path and text, and the folder in the place of earlier ones: all of them or none.

        Without ``folder``, none is left, for the page has all in itself.
        """
        parts = []
        aside = self.folder.with_suffix(".old")
        place = self.page.with_suffix("")
        shutil.rmtree(aside, ignore_errors=True)
        try:
            for path, text in files:
                part = path.with_name(f".{path.name}.{os.getpid()}.part")
                parts.append((part, path))
                part.write_text(text, encoding="utf-8", newline="\n")
            if place.is_dir():
                place.rename(aside)
            if folder and any(self.folder.iterdir()):
                self.folder.rename(place)
            for part, path in parts:
                part.replace(path)
            # what the page before had beside it
            for stale in {self.page.with_suffix(".pdf"), self.page.with_suffix(".ipynb")}:
                if stale not in [path for path, _ in files]:
                    stale.unlink(missing_ok=True)
        except BaseException:
            if aside.is_dir():
                shutil.rmtree(place, ignore_errors=True)
                aside.rename(place)
            raise
        finally:
            for part, _ in parts:
                part.unlink(missing_ok=True)
            self.discard()
            shutil.rmtree(aside, ignore_errors=True)

    def discard(self) -> None:
        """Leave nothing of what was gathered."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _figure(self, html: str) -> str:
        rows = ROWS.search(html)
        title, subtitle, credit = (
            _text(html, mark) for mark in ("chart-title", "chart-subtitle", "chart-credit")
        )
        name = self._named(rows[1] if rows else title)
        files = []
        if rows:
            files.append(("CSV", self._csv(name, rows)))
        if credit and credit not in self.credits:
            self.credits.append(credit)
        drawing = re.search(r"<svg\b.*?</svg>", html, re.DOTALL)
        if drawing:
            below = [credit, f"{self.title}. Sources and terms: {TERMS}, and the page."]
            text = picture(drawing[0], title=title, subtitle=subtitle, below=[line for line in below if line])
            (self.folder / f"{name}.svg").write_text(text, encoding="utf-8")
            files.append(("SVG", f"{name}.svg"))
        links = self._links(title or "this chart", files, png=f"{name}.png" if drawing else "")
        return ROWS.sub("", html).replace("</figure>", f"{links}</figure>")

    def _table(self, rows: re.Match[str], html: str) -> str:
        from ..tables import write_excel

        before = html[: rows.start()]
        caption = _words(before.rpartition("<caption>")[2].partition("</caption>")[0]) or "this table"
        below = before.rpartition("</table>")[2]
        marked = re.sub(r"<sup>\w+</sup> ", "", below)  # letters of notes, which the rows have not
        notes = [_words(note) for note in re.findall(r"<p\b[^>]*>(.*?)</p>", marked, re.DOTALL)]
        name = self._named(rows[1])
        made = self._csv(name, rows)
        if sources := sources_in(below):
            notes += ["Sources, with their terms, by source_id:", *_by_id(sources)]
        notes.append(f"{self.title}. Sources and terms: {TERMS}, and the page.")
        write_excel(_rows(rows), self.folder / f"{name}.xlsx", title=caption, notes=notes)
        return self._links(caption, [("CSV", made), ("Excel", f"{name}.xlsx")])

    def _csv(self, name: str, rows: re.Match[str]) -> str:
        import csv

        text = _rows(rows)
        for line in csv.DictReader(text.splitlines(keepends=True)):
            ids = "; ".join(v for c, v in line.items() if c and c.endswith("source_id") and v)
            self.used |= set(ids.split("; ")) - {""}
        (self.folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        return f"{name}.csv"

    def _named(self, wanted: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-") or "rows"
        number, name = 1, slug
        while name in self._names:
            number += 1
            name = f"{slug}-{number}"
        self._names.add(name)
        return name

    def _links(self, title: str, files: list[tuple[str, str]], *, png: str = "") -> str:
        links = [f'<a href="{quote(self.name)}/{file}" download>{kind}</a>' for kind, file in files]
        if png:
            links.append(f'<button type="button" class="png" data-name="{png}" hidden>PNG</button>')
        return (
            f'<div class="downloads screen-only" role="group" aria-label="Download: {escape(title)}">'
            f"{' '.join(links)}</div>\n"
        )


def _by_id(sources: dict[str, str]) -> list[str]:
    return [f"{source}: {line}" for source, line in sources.items()]


def _rows(found: re.Match[str]) -> str:
    return found[2].replace("<\\/", "</")


def _text(html: str, mark: str) -> str:
    found = re.search(rf'<(\w+) class="{mark}">(.*?)</\1>', html, re.DOTALL)
    return _words(found[2]) if found else ""


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()
