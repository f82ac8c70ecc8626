"""Where a batch makes its reports, and how they come into their places whole."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_MAKING = ".making"  # then the machine and the number of the process


@contextlib.contextmanager
def staging(output_dir: Path) -> Iterator[Path]:
    """A folder beside the reports for those that are being made; what killed runs have left goes."""
    output_dir.mkdir(parents=True, exist_ok=True)
    host = re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "here"
    for left in output_dir.glob(f"{_MAKING}.{host}.*"):
        if not _runs(left.name.rpartition(".")[2]):
            shutil.rmtree(left, ignore_errors=True)
    folder = output_dir / f"{_MAKING}.{host}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runs(number: str) -> bool:
    """Whether a process of that number runs; where that cannot be told, whether it is this one."""
    if not number.isdigit() or os.name != "posix":
        return False
    if int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def files_of(folder: Path, name: str) -> list[Path]:
    """What belongs to the report of that name, there or not: page, notebook, print, and folder of files."""
    return [folder / f"{name}.html", folder / f"{name}.ipynb", folder / f"{name}.pdf", folder / name]


def publish(made: Path, output_dir: Path, name: str) -> Path:
    """Put the report of that name from the folder `made` in the place of an earlier one; return its page.

    Only names change, so that it takes no time; the page itself comes last, and what an earlier one had and
    this one has not goes then.
    """
    aside = made / f"{name}.before"
    *files, folder = files_of(made, name)
    page, *_ = files
    new = [file for file in files if file.exists()]
    place = output_dir / name
    shutil.rmtree(aside, ignore_errors=True)
    if place.is_dir():
        place.rename(aside)
    try:
        if folder.is_dir():
            folder.rename(place)
        for file in reversed(new):
            file.replace(output_dir / file.name)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if aside.is_dir():
            aside.rename(place)
        raise
    for file in files:
        if file not in new:
            (output_dir / file.name).unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
    return output_dir / page.name
