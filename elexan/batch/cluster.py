"""Many reports on many machines: sent to the workers of a dask scheduler, and put in their places here."""

from __future__ import annotations

import contextlib
import logging
import queue
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ..errors import ClusterError
from ..workers import here, other_workers, refusal, refuse_others
from .children import Cells, settled
from .on_worker import Made, Task, make_for

if TYPE_CHECKING:
    from ..report.run import Outcome, Report

CONNECTING = 5.0  # seconds for the scheduler to answer
WORKERLESS = 20.0  # seconds for a worker to join, at first and whenever the last one has gone
FETCHING = 60.0  # seconds for the files of a report to come
TRIES = 3  # of a report that was lost through no fault of its own
_LEAVING = 0.5  # seconds for the scheduler to hear that nothing more is wanted


@dataclass
class Sent:
    """A report that a worker makes or is to make."""

    number: int
    report: Report
    tries: int = 0
    future: Any = None
    only: frozenset[str] | None = None  # workers that may make it, where some may not
    began: float = 0.0
    cell: tuple[int, int] = (0, 0)


def require_distributed() -> None:
    """Do nothing where dask.distributed is installed; elsewhere an ImportError that says what to install."""
    try:
        import distributed  # noqa: F401
    except ImportError as missing:
        raise ImportError(
            f"--scheduler needs {missing.name}, which is not installed: pip install 'elexan[cluster]'",
            name=missing.name,
        ) from missing


def make_all(
    reports: Sequence[Report],
    output_dir: Path,
    options: Mapping[str, Any],
    *,
    scheduler: str,
    jobs: int | None,
    timeout: float | None,
    done: Callable[[int, Outcome], None],
    progress: Callable[[Cells], None],
) -> None:
    """Make the reports as `children.make_all` does, on the workers of the dask scheduler at that address.

    ``jobs`` at a time, or else as many as the workers have threads. A report whose worker is gone is made
    again by another; dask gives up one that has taken several with it. A ClusterError says what to do where
    the scheduler or workers are not to be had, or have another elexan than the one here; a worker that joins
    later with another is left out with a warning.
    """
    from .places import staging

    with _connected(scheduler) as client, staging(output_dir) as aside:
        batch = _Batch(client, scheduler, options, timeout)
        waiting = deque(Sent(number, report) for number, report in enumerate(reports))
        while waiting or batch.running:
            while waiting and len(batch.running) < (jobs or batch.threads()):
                batch.send(waiting.popleft())
            ended = batch.ended()
            # the workers go on while the files of what they have made are fetched
            while waiting and len(batch.running) < (jobs or batch.threads()):
                batch.send(waiting.popleft())
            for one in ended:
                made = batch.made(one)
                if made is None:
                    waiting.appendleft(one)
                else:
                    done(one.number, _in_place(made, one.report, aside, output_dir))
            waiting.extendleft(batch.stranded())
            progress({one.report.name: one.cell for one in batch.running.values()})


class _Batch:
    """What has been sent to the workers, and which of them are there."""

    def __init__(
        self, client: Any, scheduler: str, options: Mapping[str, Any], timeout: float | None
    ) -> None:
        self.client, self.scheduler, self.options, self.timeout = client, scheduler, options, timeout
        self.here = here()
        self.running: dict[str, Sent] = {}
        self.left_out: dict[str, str] = {}
        self._threads: dict[str, int] = {}
        self._asked, self._seen = float("-inf"), time.monotonic()
        self._news: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self.topic = f"elexan-{uuid.uuid4().hex}"
        client.subscribe_topic(self.topic, lambda event: self._news.put(tuple(event[1])))
        while not self.threads():
            time.sleep(0.2)
        refuse_others(client, self.here)

    def send(self, one: Sent) -> None:
        """Let a worker make the report."""
        key = f"{self.topic}-{one.number}-{one.tries}"
        one.tries, one.began, one.cell = one.tries + 1, time.perf_counter(), (0, 0)
        task = self._task(one)
        one.only = frozenset(self._workers()) if self.left_out else None
        only = None if one.only is None else sorted(one.only)
        one.future = self.client.submit(make_for, task, key=key, pure=False, workers=only)
        self.running[key] = one
        one.future.add_done_callback(lambda _: self._news.put((key,)))

    def ended(self) -> list[Sent]:
        """Those that have ended; waits a second at most for news of any."""
        ended = []
        with contextlib.suppress(queue.Empty):
            wait = 1.0
            while True:
                key, *cell = self._news.get(timeout=wait) if wait else self._news.get_nowait()
                wait = 0.0
                if key in self.running and cell:
                    self.running[key].cell = (cell[0], cell[1])
                elif key in self.running:
                    ended.append(self.running.pop(key))
        return ended

    def made(self, one: Sent) -> Made | None:
        """What became of a report that has ended; None where it is to be sent once more."""
        from distributed import KilledWorker

        try:
            made: Made = one.future.result(timeout=FETCHING)
        except KilledWorker as problem:
            workers = problem.allowed_failures + 1
            return self._failed(
                one, f"{workers} workers ended while they made it, one after the other", problem
            )
        except Exception as problem:
            self._still_connected()
            self._leave_out_others()
            if one.tries < TRIES:
                return None
            return self._failed(one, f"{type(problem).__name__}: {problem}", problem)
        return made

    def stranded(self) -> list[Sent]:
        """Those that only workers might make which have gone since, no longer running."""
        there = self._workers()
        lost = [key for key, one in self.running.items() if one.only is not None and not one.only & there]
        for key in lost:
            self.running[key].future.cancel()
        return [self.running.pop(key) for key in lost]

    def threads(self) -> int:
        """How many reports the workers make at a time; a ClusterError where there has been none too long."""
        now = time.monotonic()
        if now - self._asked > 1 or not self._threads:
            self._threads, self._asked = self._asked_of_scheduler(self.client.nthreads), now
        workers = self._workers()
        if workers:
            self._seen = now
        elif now - self._seen > WORKERLESS:
            if self._threads and self.left_out:
                raise ClusterError(refusal(self.left_out))
            raise ClusterError(
                f"no worker at {self.scheduler} for {WORKERLESS:g} seconds; start one on each machine:\n"
                f"  dask worker {self.scheduler} --nworkers 2 --nthreads 1"
            )
        return sum(self._threads[worker] for worker in workers)

    def _workers(self) -> set[str]:
        return self._threads.keys() - self.left_out.keys()

    def _task(self, one: Sent) -> Task:
        report = one.report
        return Task(
            one.number, report.name, report.notebook.name, report.notebook.read_bytes(),
            dict(report.parameters), report.group, _files_named(report.parameters), dict(self.options),
            self.timeout, self.topic, self.here,
        )  # fmt: skip

    def _leave_out_others(self) -> None:
        """Leave out workers that have joined with another elexan, and say so."""
        others = self._asked_of_scheduler(lambda: other_workers(self.client, self.here))
        new = {worker: differs for worker, differs in others.items() if worker not in self.left_out}
        self.left_out |= others
        if new:
            warnings.warn(f"Left out: {refusal(new)}", stacklevel=2)

    def _asked_of_scheduler(self, ask: Callable[[], Any]) -> Any:
        self._still_connected()
        try:
            return ask()
        except (OSError, AttributeError) as problem:  # of a client that has been closed meanwhile
            raise self._lost() from problem

    def _still_connected(self) -> None:
        if self.client.status != "running":
            raise self._lost()

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"the scheduler at {self.scheduler} has gone; reports that were finished are in their places, "
            "and the same command goes on when it is there again"
        )

    def _failed(self, one: Sent, error: str, problem: BaseException) -> Made:
        from ..report.run import Outcome

        if one.cell[1]:
            error += " (at cell {} of {})".format(*one.cell)
        text = f"{one.report.name}: {error}\n{type(problem).__name__}: {problem}"
        return Made(Outcome(one.report, None, time.perf_counter() - one.began, error, text), {})


def _in_place(made: Made, report: Report, aside: Path, output_dir: Path) -> Outcome:
    """The outcome of a report whose files are where they belong."""
    outcome = made.outcome._replace(report=report)
    for name, data in made.files.items():
        file = aside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return settled(outcome, aside, output_dir)


def _files_named(parameters: Mapping[str, object]) -> dict[str, bytes]:
    """The files below this folder that parameters name, which notebooks read: they go with the report."""
    values = [
        v for value in parameters.values() for v in (value if isinstance(value, list | tuple) else [value])
    ]
    named = [PurePath(value) for value in values if isinstance(value, str | PurePath) and str(value)]
    inside = [path for path in named if not path.is_absolute() and ".." not in path.parts]
    found = {}
    for path in inside:
        with contextlib.suppress(OSError, ValueError):  # of text that is no file's name, or too long for one
            if Path(path).is_file():
                found[path.as_posix()] = Path(path).read_bytes()
    return found


@contextlib.contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler, which at the end forgets at once whatever is not done."""
    require_distributed()
    from distributed import Client

    with _quiet():
        try:
            client = Client(scheduler, timeout=CONNECTING, set_as_default=False, name="elexan")
        except (OSError, ValueError) as problem:
            raise ClusterError(
                f"no scheduler answers at {scheduler} ({problem}); start one, with the address others "
                "reach it by:\n  dask scheduler --host HOST --port 8786"
            ) from problem
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # it may be gone already
                client.close(timeout=_LEAVING)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What dask logs of workers that come and go is said in our words, or nobody's concern."""
    logs = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)
