"""Where the bundled tables, boundaries and notebooks are: in a checkout, or inside the installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _bundled(name: str) -> Path:
    """The folder beside the package in a checkout, else the copy the wheel carries."""
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def data_dir() -> Path:
    """Folder of the bundled CSV tables."""
    return _bundled("data")


def shapefiles_dir() -> Path:
    """Folder of the bundled boundary files."""
    return _bundled("shapefiles")


def notebooks_dir() -> Path:
    """Folder of the bundled report notebooks."""
    return _bundled("notebooks")


def notebooks(folder: Path | None = None) -> dict[str, Path]:
    """The notebooks in `folder` (default: the bundled ones) and below, by name."""
    folder = folder or notebooks_dir()
    found = sorted(folder.rglob("*.ipynb"), key=lambda path: (len(path.parts), path))
    return {path.stem: path for path in reversed(found) if ".ipynb_checkpoints" not in path.parts}
