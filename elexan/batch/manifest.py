"""What each report was made from, so that it is made again only when that has changed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..paths import data_dir, notebooks_dir, shapefiles_dir
from .places import files_of

if TYPE_CHECKING:
    from ..report.run import Report

FILE = "manifest.json"
LIBRARIES = (
    *("altair", "geopandas", "great-tables", "ipykernel", "ipython", "nbclient", "nbconvert", "numpy"),
    *("openpyxl", "pandas", "papermill", "pyarrow", "scipy", "shapely", "typst", "vl-convert-python"),
)
_PACKAGE = Path(__file__).parent.parent
_IN_WHEELS = ("_data/", "_shapefiles/", "_notebooks/")  # which have inside the package what lies beside it


class Surroundings(NamedTuple):
    """What all reports are made from: digests of files, and versions of libraries by name."""

    version: str
    code: str
    data: str
    notebooks: str
    libraries: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One digest of code, data and libraries; a report has its own notebook, the others do not matter."""
        versions = (f"{name} {number}".encode() for name, number in self.libraries.items())
        return _digest([self.code.encode(), self.data.encode(), *versions])


class Manifest:
    """The file ``manifest.json`` beside the reports.

    Of each report it holds a digest of everything it was made from (its notebook, parameters and options,
    elexan's code and templates, the data and boundaries, the versions of libraries) and of each file of it,
    as it was put in its place.
    """

    def __init__(self, folder: Path, options: Mapping[str, Any]) -> None:
        self.folder, self.options = folder, dict(options)
        try:
            known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._surroundings = surroundings().digest
        self._seen: dict[tuple[str, str], str] = {}  # as it was before the report was made

    def holds(self, report: Report) -> bool:
        """Whether the report is there, whole, and made from what is there now."""
        one, made_from = self._reports.get(report.name), self._made_from(report)
        return (
            isinstance(one, dict)
            and one.get("made_from") == made_from
            and one.get("files") == self._files(report.name)
        )

    def add(self, report: Report) -> None:
        """Write down that the report has been made."""
        self._reports[report.name] = {"made_from": self._made_from(report), "files": self._files(report.name)}
        self._write()

    def site_is_current(self) -> bool:
        """Whether the index has been written since any page there is came or changed."""
        return self._known.get("site") == self._site()

    def add_site(self) -> None:
        """Write down that the index has been written."""
        self._known["site"] = self._site()
        self._write()

    @property
    def _reports(self) -> dict[str, Any]:
        reports: dict[str, Any] = self._known.setdefault("reports", {})
        return reports

    def _made_from(self, report: Report) -> str:
        said = json.dumps([dict(report.parameters), report.group, self.options], sort_keys=True, default=str)
        if (report.name, said) not in self._seen:
            parts = [said.encode(), report.notebook.read_bytes(), self._surroundings.encode()]
            self._seen[report.name, said] = _digest(parts)
        return self._seen[report.name, said]

    def _files(self, name: str) -> dict[str, str]:
        """A digest of each file of a report; of the page, without its links to others, which change."""
        *files, folder = files_of(self.folder, name)
        paths = [*filter(Path.is_file, files), *sorted(p for p in folder.rglob("*") if p.is_file())]
        return {path.relative_to(self.folder).as_posix(): _digest([_own(path)]) for path in paths}

    def _site(self) -> str:
        """A digest of all pages and prints there are, and of what the index is made with."""
        pages = sorted(path for kind in ("*.html", "*.pdf") for path in self.folder.glob(kind))
        parts = [part for page in pages for part in (page.name.encode(), page.read_bytes())]
        assets = [path.name.encode() for path in sorted((self.folder / "assets").glob("*"))]
        return _digest([*parts, *assets, self._surroundings.encode()])

    def _write(self) -> None:
        from ..report.pages import write

        write(self.folder / FILE, json.dumps(self._known, indent=1, sort_keys=True) + "\n")


def surroundings() -> Surroundings:
    """What reports are made from at this moment; the same for a checkout and a wheel of the same files."""
    code, data, notebooks = (_digest_of(paths) for paths in made_from())
    libraries = {name: _version(name) for name in ("python", *LIBRARIES)}
    return Surroundings(_version("elexan"), code, data, notebooks, libraries)


def made_from() -> tuple[dict[str, Path], dict[str, Path], dict[str, Path]]:
    """The files of code and templates, of data and boundaries, and the notebooks, by name."""
    code = _below(_PACKAGE, "*")
    data = {path.name: path for path in (*data_dir().glob("*.csv"), *shapefiles_dir().glob("*.gpkg"))}
    return (
        {name: path for name, path in code.items() if not name.startswith(_IN_WHEELS)},
        data,
        _below(notebooks_dir(), "*.ipynb"),
    )


def _below(folder: Path, pattern: str) -> dict[str, Path]:
    """The files below a folder, by their names from there, without what Python and editors leave."""
    found = {path.relative_to(folder): path for path in folder.rglob(pattern) if path.is_file()}
    return {
        name.as_posix(): path
        for name, path in found.items()
        if not any(part == "__pycache__" or part.startswith(".") for part in name.parts)
    }


def _digest_of(files: Mapping[str, Path]) -> str:
    return _digest(part for name in sorted(files) for part in (name.encode(), files[name].read_bytes()))


def _own(path: Path) -> bytes:
    from ..report.pages import NAVIGATION, PAGER

    data = path.read_bytes()
    for start, end in (NAVIGATION, PAGER) if path.suffix == ".html" else ():
        before, mark, rest = data.partition(start.encode())
        if mark:
            data = before + rest.partition(end.encode())[2]
    return data


def _version(name: str) -> str:
    try:
        return platform.python_version() if name == "python" else version(name)
    except PackageNotFoundError:
        return "none"


def _digest(parts: Iterable[bytes]) -> str:
    """One digest of all the parts, which begin and end where they do.

    >>> _digest([b"a", b"bc"]) == _digest([b"ab", b"c"])
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}:".encode())
        whole.update(part)
    return whole.hexdigest()
