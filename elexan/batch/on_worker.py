"""A report made on a worker of dask, in a process of its own, and handed back as the files it has."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ClusterError
from ..workers import Here, refuse_if_other
from .children import Running, make, news, with_news
from .places import files_of
from .processes import start

if TYPE_CHECKING:
    from ..report.run import Outcome, Report

_LOOK = 0.25  # seconds, at most, until a report that nobody wants any more is stopped
_STARTING = (
    threading.Lock()
)  # a worker may have several threads, and what a process is started with is not theirs
_OVER = ("closing", "closed", "failed")  # a worker that is


class Task(NamedTuple):
    """A report to make, with all it takes that no worker has: its notebook, and files its parameters name."""

    number: int
    name: str
    notebook: str
    source: bytes
    parameters: Mapping[str, object]
    group: str
    files: Mapping[str, bytes]
    options: Mapping[str, Any]
    timeout: float | None
    topic: str
    here: Here


class Made(NamedTuple):
    """What became of a report, and its files by their names from the folder of the reports."""

    outcome: Outcome
    files: Mapping[str, bytes]


def make_for(task: Task) -> Made:
    """Make the report of the task; a ClusterError where the elexan here is not the one it comes from.

    Tells by events of the task's topic at which cell it is. Ends as soon as nobody wants the report any more.
    """
    from distributed import get_worker

    from ..report.run import Outcome, Report

    refuse_if_other(task.here)
    worker = get_worker()
    key = worker.get_current_task()

    def tell(cell: tuple[int, int]) -> None:
        worker.log_event(task.topic, [key, *cell])

    began = time.perf_counter()
    report = Report(Path(task.notebook), task.parameters, task.name, task.group)
    try:
        with tempfile.TemporaryDirectory(prefix="elexan-", dir=worker.local_directory) as folder:
            return _made(report, task, Path(folder), tell, lambda: _wanted(worker, key))
    except OSError as problem:  # of a disk that is full, say
        seconds, text = time.perf_counter() - began, traceback.format_exc()
        return Made(Outcome(report, None, seconds, f"on {worker.address}: {problem}", text), {})


def _made(
    report: Report,
    task: Task,
    folder: Path,
    tell: Callable[[tuple[int, int]], None],
    wanted: Callable[[], bool],
) -> Made:
    made, cwd = folder / "made", folder / "here"
    for path, data in _laid_out(task, folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    made.mkdir()
    cwd.mkdir(exist_ok=True)
    one = _begun(report._replace(notebook=folder / "notebook" / task.notebook), made, cwd, task.options)
    outcome = None
    try:
        tell(one.cell)
        while outcome is None and wanted():
            before = one.cell
            for _ in with_news([one], task.timeout, patience=_LOOK):
                outcome = news(one, task.timeout)
            if one.cell != before:
                tell(one.cell)
    finally:
        one.process.kill()
    if outcome is None:
        raise ClusterError(f"{task.name}: stopped, since nobody waits for it")
    files = dict(_read(made, task.name)) if outcome.html is not None else {}
    return Made(outcome._replace(report=report), files)


def _laid_out(task: Task, folder: Path) -> Iterator[tuple[Path, bytes]]:
    yield folder / "notebook" / task.notebook, task.source
    for name, data in task.files.items():
        yield folder / "here" / name, data


def _begun(report: Report, made: Path, cwd: Path, options: Mapping[str, Any]) -> Running:
    with _STARTING:
        process = start("elexan.batch.on_worker:make_in", report, made, dict(options), cwd, apart=True)
    return Running(0, report, process, time.perf_counter())


def make_in(link: Connection, report: Report, made: Path, options: Mapping[str, Any], cwd: Path) -> None:
    """Make one report in the folder `made`, where paths of its parameters begin from the folder `cwd`."""
    os.chdir(cwd)
    make(link, report, made, options)


def _read(made: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The files of a report, by their names from the folder they were made in."""
    *files, folder = files_of(made, name)
    for path in (*files, *sorted(folder.rglob("*"))):
        if path.is_file():
            yield path.relative_to(made).as_posix(), path.read_bytes()


def _wanted(worker: Any, key: object) -> bool:
    """Whether anyone waits for the task still: whoever asked may have been stopped, and the worker too."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state != "cancelled" and worker.status.name not in _OVER
