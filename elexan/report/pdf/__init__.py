"""A report's page on paper: a tagged PDF, made without a network, a browser or the machine's fonts."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from . import drawings
from .markup import string
from .typeset import typeset

FAMILY = "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold", "Bold", "BoldIt")
_FALLBACK = ("DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern Math")  # typst brings them
_LOOK = Path(__file__).parent.parent / "templates" / "report.typ"


def require_pdf() -> None:
    """Do nothing where PDFs can be made; elsewhere an ImportError that says what to install."""
    try:
        import font_source_sans_pro  # noqa: F401
        import typst  # noqa: F401
    except ImportError as missing:
        raise ImportError(
            f"PDFs need {missing.name}, which is not installed: pip install 'elexan[pdf]'", name=missing.name
        ) from missing


def write_pdf(html: Path, pdf: Path | None = None) -> Path:
    """Write the exported page `html` as a PDF, beside it unless `pdf` says where, and return its path.

    It holds the page's main part: headings (also as bookmarks), words, tables with their headings
    repeated on every page, and drawings with their text alternatives. The file meets PDF/UA-1, and the
    same page makes the same bytes. An ImportError says what to install where PDFs cannot be made, a
    ValueError what in the page cannot be printed.
    """
    require_pdf()
    import typst

    pdf = pdf or html.with_suffix(".pdf")
    try:
        files: Any = document(html.read_text(encoding="utf-8"))
        with _faces() as faces:
            fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(faces)])
            made: Any = typst.Compiler(files, font_paths=fonts).compile(
                format="pdf", pdf_standards=["ua-1"], timestamp=0
            )
    except (typst.TypstError, ValueError) as problem:
        raise ValueError(f"{html.name}: no PDF: {getattr(problem, 'diagnostic', problem)}") from problem
    part = pdf.with_name(f".{pdf.name}.{os.getpid()}.part")
    part.write_bytes(made)
    return part.replace(pdf)


def document(html: str) -> dict[str, bytes]:
    """The files that typst makes the PDF of, by name: the words, the look, and the drawings."""
    from bs4 import BeautifulSoup

    from ...charts.theme import PAPER

    html = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    parts = drawings.shared_parts(html)
    text, svgs = drawings.lift(html)
    page = BeautifulSoup(text, "html.parser")
    main = page.find("main")
    if main is None:
        raise ValueError("the page has no main part; only pages that elexan exported can be printed")
    files = {
        name: drawings.alone(svg, parts, family=FAMILY, paper=PAPER).encode() for name, svg in svgs.items()
    }
    files |= drawings.held(main.select("img:not([data-drawing])"))
    body = typeset(
        main,
        {name: drawings.size(data) for name, data in files.items()},
        made_from=page.select_one("footer.site p"),
    )
    settings = ", ".join(f"{name}: {_value(value)}" for name, value in _facts(page).items())
    text = f'#import "report.typ": *\n#show: report.with({settings})\n\n{body}\n'
    return files | {"main.typ": text.encode(), "report.typ": _LOOK.read_bytes()}


def _facts(page: Any) -> dict[str, str | tuple[str, ...] | None]:
    """What the file says of itself, from the head of the page."""
    about = page.find("meta", attrs={"name": "description"})
    language, _, region = str((page.html or {}).get("lang") or "en").partition("-")
    return {
        "title": page.title.get_text().strip() if page.title else "",
        "lang": language,
        "region": region or None,
        "about": str(about["content"]) if about else None,
        "faces": (FAMILY, *_FALLBACK),
    }


def _value(value: str | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(string, value))},)"
    return "none" if value is None else string(value)


@contextmanager
def _faces() -> Iterator[Path]:
    """A folder with one file for each face: the package has two, and which is taken would be chance."""
    import font_source_sans_pro

    files = Path(font_source_sans_pro.__file__).parent / "files"
    with TemporaryDirectory() as folder:
        for face in _FACES:
            shutil.copy(files / f"SourceSansPro-{face}.ttf", folder)
        yield Path(folder)
