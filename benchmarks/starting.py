"""How long it takes to begin: importing, answering a first question, reading the results.

Run: python benchmarks/starting.py [TIMES]. Each line is the median of so many fresh processes (9), in CPU
seconds and wall seconds, and of the CPU seconds as a multiple of `import pandas`. The lines take turns, so
that whatever else the machine does falls on all of them. Results read a second time in one process are held
by it; what that takes is timed inside. The table goes to RESULTS.md beside this file.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import pandas as pd
from results import ROOT, environment, markdown, write

TIMES = 9
PYTHON = [sys.executable, "-c"]
ELEXAN = str(Path(sysconfig.get_path("scripts")) / "elexan")
LOADED = "import elexan; elexan.load_results()"
COMMANDS: dict[str, Sequence[str]] = {
    "python -c pass": [*PYTHON, "pass"],
    "import pandas": [*PYTHON, "import pandas"],
    "import elexan": [*PYTHON, "import elexan"],
    "elexan --version": [ELEXAN, "--version"],
    "elexan --help": [ELEXAN, "--help"],
    "elexan list": [ELEXAN, "list"],
    "elexan list regions": [ELEXAN, "list", "regions"],
    "import elexan, load_results()": [*PYTHON, LOADED],
}
AGAIN = (
    "import elexan, time\n"
    "for _ in range(2):\n"
    "    cpu, wall = time.process_time(), time.perf_counter()\n"
    "    elexan.load_results()\n"
    "    print(time.process_time() - cpu, time.perf_counter() - wall)\n"
)
FIRST, SECOND = "load_results(), first", "load_results(), again"
HEAVY = ("altair", "geopandas", "papermill", "nbconvert", "IPython", "vl_convert", "scipy.stats", "pandera")


def main() -> None:
    """Measure, and write the table."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    env = environment()
    for command in COMMANDS.values():  # once for nothing, so that all is compiled and in memory
        taken(command, env)
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in [*COMMANDS, FIRST, SECOND]}
    for number in range(times):
        print(f"{number + 1} of {times}", file=sys.stderr, flush=True)
        for name, command in COMMANDS.items():
            took[name].append(taken(command, env))
        told = subprocess.run([*PYTHON, AGAIN], env=env, check=True, capture_output=True, text=True).stdout
        for name, line in zip((FIRST, SECOND), told.splitlines(), strict=True):
            cpu, wall = map(float, line.split())
            took[name].append((cpu, wall))
    cpu = {name: median(c for c, _ in both) for name, both in took.items()}
    wall = {name: median(w for _, w in both) for name, both in took.items()}
    rows = [
        {
            "what": f"`{name}`", "CPU s": f"{cpu[name]:.3f}", "wall s": f"{wall[name]:.3f}",
            "CPU / import pandas": f"{cpu[name] / cpu['import pandas']:.2f}",
        }
        for name in took
    ]  # fmt: skip
    goals = [
        goal(
            "`import elexan` beyond `import pandas`, CPU s", cpu["import elexan"] - cpu["import pandas"], 0.15
        ),
        goal("`elexan list`, CPU s", cpu["elexan list"], 0.25),
    ]
    heavy = imported(env)
    said = (
        f"Of what is heavy, `import elexan` imports {', '.join(heavy) or 'nothing'} (of {', '.join(HEAVY)})."
    )
    write("starting", f"The median of {times} fresh processes.\n\n" + "\n".join([
        markdown(pd.DataFrame(rows)), markdown(pd.DataFrame(goals)), said
    ]))  # fmt: skip


def taken(command: Sequence[str], env: dict[str, str]) -> tuple[float, float]:
    """CPU and wall seconds of one process and those it starts."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def goal(what: str, seconds: float, most: float) -> dict[str, str]:
    """One goal, and whether it is met."""
    met = "yes" if seconds <= most else "**no**"
    return {"goal": what, "measured": f"{seconds:.3f}", "at most": f"{most:g}", "met": met}


def imported(env: dict[str, str]) -> list[str]:
    """Of the heavy libraries, those that importing elexan imports."""
    code = f"import sys, elexan; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([*PYTHON, code], env=env, check=True, capture_output=True, text=True).stdout.split()


if __name__ == "__main__":
    main()
