"""Processes of our own: forked from this one where it is ours, else from a clean one, or started anew."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

CLEAN = "forkserver"  # a process that has imported everything and done nothing
UNSAFE = ("tokio", "V8 ")  # names of threads of vl_convert, which does not survive a fork
PROGRAMS = ("elexan", "papermill")
_code_served: list[float] = []
_started: list[str] = []  # in a process that was started here, the function it runs


def way() -> str:
    """How a process is best started from this one: fork, forkserver or spawn.

    A fork has all that its process has: settings, filters of warnings, patches. So this process is forked
    only if it is elexan's or papermill's command, or one of ours; another's asks a clean one for forks.
    And only where it has no other threads: a lock that one of them holds would be held for ever in the fork.
    Threads of numpy and pyarrow are safe, which see to that themselves; those of vl_convert, once it has
    drawn anything, are not. Where there is no Linux, a process is started from nothing.
    """
    if sys.platform != "linux":
        return "spawn"
    if _ours() and _safe():
        return "fork"
    # code that has changed since the clean process read it is read anew
    if _code_served and _code_served[0] != _code_state():
        return "spawn"
    return CLEAN


def _ours() -> bool:
    """Whether this process runs nothing but reports."""
    if _started:
        return True
    main = sys.modules["__main__"]
    spec = getattr(main, "__spec__", None)
    name = spec.name if spec else Path(getattr(main, "__file__", None) or "").stem
    return name.partition(".")[0] in PROGRAMS


def _safe() -> bool:
    """Whether it has no thread that would be missed in a fork."""
    watch = [thread for thread in threading.enumerate() if type(thread).__name__ != "TMonitor"]  # tqdm's
    return len(watch) == 1 and not any(name.startswith(UNSAFE) for name in _native_threads())


def _native_threads() -> list[str]:
    """The names of all threads of this process, also of those that Python does not know."""
    names = []
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            names.append((thread / "comm").read_text())
    return names


def _code_state() -> float:
    """When elexan's code was last changed."""
    return max(path.stat().st_mtime for path in Path(__file__).parent.parent.rglob("*.py"))


class Process:
    """A process that runs a function, and the pipe between it and us."""

    def __init__(self, process: Any, link: Connection) -> None:
        self.process, self.link = process, link

    @property
    def pid(self) -> int:
        """Its number."""
        return int(self.process.pid)

    @property
    def exitcode(self) -> int | None:
        """What it ended with, less than 0 for a signal; None while it runs."""
        code: int | None = self.process.exitcode
        return code

    def wait(self, patience: float = 5.0) -> None:
        """Wait for its end so many seconds."""
        self.process.join(patience)

    def kill(self) -> None:
        """End it, and what it has started, at once."""
        with contextlib.suppress(OSError, AttributeError):
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.link.close()

    def close(self, *, patience: float = 2.0) -> None:
        """Let it see that nothing more is asked, and end it if it does not end by itself."""
        with contextlib.suppress(OSError):
            self.link.send(None)
        self.process.join(patience)
        self.kill()


def ending(code: int | None) -> str:
    """What a process ended with, in words.

    >>> ending(-9)
    'killed by SIGKILL, as it is when memory runs out'
    >>> ending(1)
    'exit code 1'
    """
    if code is None or code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    return f"killed by {name}" + (", as it is when memory runs out" if name == "SIGKILL" else "")


def start(function: str, *args: object, apart: bool = False) -> Process:
    """A process that runs ``module:function`` with its end of a pipe and the arguments.

    ``apart`` puts it, and what it starts, into a group of its own, which no Ctrl-C reaches.
    """
    how = way()
    ours, theirs = Pipe()
    context: Any = multiprocessing.get_context(how)
    if how == CLEAN:
        _start_clean()
    surroundings = (str(Path.cwd()), dict(os.environ), list(sys.path))
    with _may_have_children(), _without_main(how), _flushed():
        process = context.Process(
            target=_run,
            args=(theirs, function, args, apart, os.getpid(), None if how == "fork" else surroundings),
        )
        process.start()
    theirs.close()
    return Process(process, ours)


def _start_clean() -> None:
    """Start the clean process, unless it runs."""
    from multiprocessing import forkserver

    if not _code_served:
        _code_served.append(_code_state())
        multiprocessing.set_forkserver_preload(["elexan.batch.preload"])
    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))  # it is not told otherwise
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if path is not None:
            os.environ["PYTHONPATH"] = path


@contextlib.contextmanager
def _without_main(how: str) -> Iterator[None]:
    """A process started anew would run the program it was asked for by once more, as its main module."""
    if how == "fork":
        yield
        return
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _may_have_children() -> Iterator[None]:
    """A daemon, as a worker of dask is, may start no process, and what it starts would be one."""
    this = multiprocessing.current_process()
    if not this.daemon:
        yield
        return
    this.daemon = False
    try:
        yield
    finally:
        this.daemon = True


@contextlib.contextmanager
def _flushed() -> Iterator[None]:
    """What is printed already is printed once, by this process."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.flush()
    yield


def _run(  # noqa: PLR0917  (a process takes them by place)
    link: Connection,
    function: str,
    args: tuple[object, ...],
    apart: bool,
    parent: int,
    surroundings: tuple[str, dict[str, str], list[str]] | None,
) -> None:
    """What the process does: see to itself, then run the function."""
    _started.append(function)
    if apart and hasattr(os, "setsid"):
        os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    _end_with(parent, forked=surroundings is None)
    if surroundings is not None:
        folder, environment, path = surroundings
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = path
    if "tqdm.std" in sys.modules:  # a lock may have been held as this process was forked
        from tqdm import tqdm

        tqdm.set_lock(type(tqdm.get_lock())())
    module, _, name = function.partition(":")
    getattr(importlib.import_module(module), name)(link, *args)


def _end_with(parent: int, *, forked: bool) -> None:
    """End this process when the one that it works for is killed."""
    if sys.platform != "linux":
        return
    import ctypes

    death = 1  # PR_SET_PDEATHSIG; the clean process, where that is the parent, ends with whoever asked it
    ctypes.CDLL(None).prctl(death, signal.SIGKILL)
    if forked and os.getppid() != parent:
        os._exit(1)
