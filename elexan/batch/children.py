"""Many reports, each in a process of its own: some at a time, none that can take another with it."""

from __future__ import annotations

import contextlib
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .failure import failure_page, forget_failure
from .places import publish, staging
from .processes import Process, ending, start, way

if TYPE_CHECKING:
    from ..report.run import Outcome, Report

Cells = Mapping[str, tuple[int, int]]
"""Of each report that is being made, by name: the cell it is at, and how many there are."""


@dataclass
class Running:
    """A report that is being made."""

    number: int
    report: Report
    process: Process
    began: float
    cell: tuple[int, int] = (0, 0)


def make_all(
    reports: Sequence[Report],
    output_dir: Path,
    options: Mapping[str, Any],
    *,
    jobs: int,
    timeout: float | None,
    done: Callable[[int, Outcome], None],
    progress: Callable[[Cells], None],
) -> None:
    """Make the reports, `jobs` at a time, telling `done` of each by its number as it ends.

    ``options`` are those of `run_report`. Each is made aside, in a process that ends with it, and its files
    are put in their places by this process, so that neither a failure, nor a process killed, nor Ctrl-C
    leaves half a report. A report that takes longer than ``timeout`` seconds fails.
    """
    if way() == "fork":
        from .warm import warm

        warm()
    waiting, running = deque(enumerate(reports)), list[Running]()
    with staging(output_dir) as aside:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    number, report = waiting.popleft()
                    process = start("elexan.batch.children:make", report, aside, dict(options), apart=True)
                    running.append(Running(number, report, process, time.perf_counter()))
                for one in with_news(running, timeout):
                    outcome = news(one, timeout)
                    if outcome is not None:
                        running.remove(one)
                        one.process.kill()
                        done(one.number, settled(outcome, aside, output_dir))
                progress({one.report.name: one.cell for one in running})
        finally:
            for one in running:
                one.process.kill()


def make(link: Connection, report: Report, folder: Path, options: Mapping[str, Any]) -> None:
    """Make one report in `folder`; tell through the link at which cell it is, and then what became of it."""
    from ..report.run import outcome_of

    def at_cell(number: int, cells: int) -> None:
        link.send((number, cells, None))

    link.send((0, 0, outcome_of(report, folder, options, at_cell=at_cell)))


def with_news(running: Sequence[Running], timeout: float | None, *, patience: float = 1.0) -> list[Running]:
    """Those that have something to tell, have ended, or have taken too long; waits `patience` at most."""
    if timeout is not None:
        patience = min([patience, *(_left(one, timeout) for one in running)])
    ready = wait([one.process.link for one in running], max(patience, 0))
    late = [one for one in running if timeout is not None and _left(one, timeout) <= 0]
    return [one for one in running if one.process.link in ready or one in late]


def _left(one: Running, timeout: float) -> float:
    return one.began + timeout - time.perf_counter()


def news(one: Running, timeout: float | None) -> Outcome | None:
    """What became of a report, or None where it goes on."""
    try:
        while one.process.link.poll():
            number, cells, outcome = one.process.link.recv()
            if outcome is not None:
                return cast("Outcome", outcome._replace(seconds=time.perf_counter() - one.began))
            one.cell = (number, cells)
    except (EOFError, OSError):
        one.process.wait()
        return _failed(one, f"its process ended: {ending(one.process.exitcode)}")
    if timeout is not None and _left(one, timeout) <= 0:
        return _failed(one, f"not done after {timeout:g} seconds, and stopped")
    return None


def _failed(one: Running, error: str) -> Outcome:
    from ..report.run import Outcome

    if one.cell[1]:
        error += " (at cell {} of {})".format(*one.cell)
    return Outcome(one.report, None, time.perf_counter() - one.began, error, f"{one.report.name}: {error}")


def settled(outcome: Outcome, aside: Path, output_dir: Path) -> Outcome:
    """The outcome with its files in their places: the report's, or the page that tells why there is none."""
    name = outcome.report.name
    with _uninterrupted():
        if outcome.html is not None:
            try:
                html = publish(aside, output_dir, name)
                forget_failure(output_dir, name)
                return outcome._replace(html=html)
            except OSError as problem:
                text = traceback.format_exc()
                outcome = outcome._replace(html=None, error=str(problem), traceback=text)
        with contextlib.suppress(OSError):  # of a disk that is full, say, which the summary tells
            outcome = outcome._replace(failure=failure_page(outcome, output_dir))
        return outcome


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits a moment, until files that belong together are all in their places."""
    try:
        before = signal.getsignal(signal.SIGINT)
        late = list[int]()
        signal.signal(signal.SIGINT, lambda number, _: late.append(number))
    except ValueError:  # not the main thread, which no Ctrl-C interrupts
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if late:
        raise KeyboardInterrupt
