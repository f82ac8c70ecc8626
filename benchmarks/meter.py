"""What a command takes: CPU seconds of all its processes, wall seconds, and memory.

`measured` runs this file as a process of its own, which starts the command, so that what is counted is the
command's alone. CPU seconds are those the system counted of the command and of every process it started, as
each ended; one that is left without a parent becomes the meter's own child and is counted too, and ended.
Memory is the sum of PSS over all of these processes, read from /proc/PID/smaps_rollup: a page that several
share is counted once. It is read five times a second, or less often where reading takes long, so that it is a
twentieth of the time at most. The meter's own seconds are told beside, and are not the command's.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

INTERVAL = 0.2
PAUSE = 20  # times as long as a look took
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
DEATH = 1  # PR_SET_PDEATHSIG


class Measure(NamedTuple):
    """What one command took; `memory` in MB, None where the system does not tell; `code` is its exit code."""

    cpu: float
    wall: float
    memory: float | None
    code: int
    meter: float


def measured(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], output: Path) -> Measure:
    """Run a command, its standard output to a file, and measure it."""
    with tempfile.TemporaryDirectory(prefix="elexan-meter-") as folder:
        told = Path(folder) / "measure.json"
        meter = subprocess.Popen(
            [sys.executable, __file__, str(told), str(output), *command], cwd=cwd, env=dict(env)
        )
        try:
            meter.wait()
        except BaseException:
            meter.terminate()  # it ends all that it started
            meter.wait()
            raise
        if not told.exists():
            raise RuntimeError(f"the meter ended with {meter.returncode}")
        return Measure(**json.loads(told.read_text("utf-8")))


def main() -> None:
    """Run the command of the arguments, and write what it took into the file they begin with."""
    told, output, *command = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if sys.platform == "linux":
        for option, value in ((SUBREAPER, 1), (DEATH, signal.SIGTERM)):
            ctypes.CDLL(None).prctl(option, value)
    most, ended = [0.0], threading.Event()
    watch = threading.Thread(target=_watch, args=[most, ended], daemon=True)
    began = time.perf_counter()
    try:
        with Path(output).open("wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out)
            watch.start()
            code = process.wait()
        wall = time.perf_counter() - began
    finally:
        ended.set()
        _end_the_rest()
    children, own = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    measure: dict[str, Any] = {
        "cpu": children.ru_utime + children.ru_stime, "wall": wall, "memory": most[0] / 1024 or None,
        "code": code, "meter": own.ru_utime + own.ru_stime,
    }  # fmt: skip
    Path(told).write_text(json.dumps(measure), "utf-8")


def _watch(most: list[float], ended: threading.Event) -> None:
    """Keep the largest sum of memory in kB that was seen."""
    pause = INTERVAL
    while not ended.wait(pause):
        began = time.perf_counter()
        most[0] = max(most[0], sum(map(_pss, descendants(os.getpid()))))
        pause = max(INTERVAL, PAUSE * (time.perf_counter() - began))


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):  # it has just ended
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def descendants(pid: int) -> list[int]:
    """The numbers of all processes that a process has started, and those that they have."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            # the name in the second field may hold anything, a bracket too
            parent = entry.read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            parents.setdefault(int(parent), []).append(int(entry.parent.name))
    found, left = [], [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found


def _end_the_rest(patience: float = 5.0) -> None:
    """Wait for processes the command has left, and then end them."""
    deadline = time.monotonic() + patience
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        while True:
            for pid in descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
