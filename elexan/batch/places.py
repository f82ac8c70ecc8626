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
PART = ".part"  # of a file that is being written, after these


@contextlib.contextmanager
def staging(output_dir: Path) -> Iterator[Path]:
    """A folder beside the reports for those that are being made; what killed runs have left goes."""
    output_dir.mkdir(parents=True, exist_ok=True)
    forget_killed(output_dir)
    folder = output_dir / f"{_MAKING}.{mark()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_killed(output_dir: Path) -> None:
    """Remove what runs on this machine that were killed have left: folders of reports, and parts of files."""
    for left in output_dir.glob(f"{_MAKING}.{_host()}.*"):
        if not _runs(left.name.rpartition(".")[2]):
            shutil.rmtree(left, ignore_errors=True)
    for folder in (output_dir, *(path for path in output_dir.glob("*") if path.is_dir())):
        for left in folder.glob(f".*.{_host()}.*{PART}"):
            if not _runs(left.name.removesuffix(PART).rpartition(".")[2]):
                left.unlink(missing_ok=True)


def mark() -> str:
    """What tells this process from others that write to the same folder."""
    return f"{_host()}.{os.getpid()}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "here"


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

    Only names change, so that it takes no time. The page comes after all that it refers to, and what an
    earlier one had and this one has not goes then: at no moment does a page lack one of its files. Where that
    fails half-way, the earlier report is put back.
    """
    page, *others, place = files_of(output_dir, name)
    new = [file.relative_to(made) for file in sorted((made / name).rglob("*")) if file.is_file()]
    new += [Path(file.name) for file in (*others, page) if (made / file.name).exists()]
    aside, done = made / f"{name}.before", list[Path]()
    try:
        for file in new:
            for folder in (output_dir, aside):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # there is none, or the disk has no second names
                (aside / file).hardlink_to(output_dir / file)
            (made / file).replace(output_dir / file)
            done.append(file)
    except BaseException:
        for file in done:
            if (aside / file).exists():
                (aside / file).replace(output_dir / file)
            else:
                (output_dir / file).unlink()
        raise
    for old in (*others, *place.rglob("*")):
        if old.is_file() and old.relative_to(output_dir) not in new:
            old.unlink()
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
    return page
