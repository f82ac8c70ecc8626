"""RESULTS.md: each script rewrites its own part, between two markers, with where and when it was measured."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sysconfig
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

FILE = Path(os.environ.get("RESULTS") or Path(__file__).parent / "RESULTS.md")
"""Where the figures go; another file for a try, named by the variable RESULTS."""
ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "batch": "The batch",
    "starting": "Starting",
    "speed": "Projection and its draws: speed",
    "inference": "Transition estimates: speed",
    "backtest": "Projections of known elections",
}
HEAD = """# Results

Written by `make benchmarks`. [README.md](README.md) says what each part measures and how to read it.
"""


def environment() -> dict[str, str]:
    """The environment of what is measured: this copy of elexan, compiled once, as any user has it."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    scripts, path = sysconfig.get_path("scripts"), env.get("PATH", "")
    before = [env["PYTHONPATH"]] if env.get("PYTHONPATH") else []
    return env | {
        "PATH": os.pathsep.join([scripts, path]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *before]),
    }


def write(part: str, text: str, *, libraries: Sequence[str] = ()) -> None:
    """Put the text into its part of the file, which is begun where there is none, and print it."""
    whole = FILE.read_text("utf-8") if FILE.exists() else HEAD
    parts = dict(re.findall(r"<!-- (\w+): begin -->\n(.*?)<!-- \1: end -->\n", whole, re.DOTALL))
    parts[part] = f"\n## {PARTS[part]}\n\n{text.strip()}\n\n{measured_on(libraries)}\n"
    held = [f"<!-- {name}: begin -->\n{parts[name]}<!-- {name}: end -->\n" for name in PARTS if name in parts]
    aside = FILE.with_name(f".{FILE.name}.part")
    aside.write_text("\n".join([HEAD, *held]), "utf-8")
    aside.replace(FILE)
    print(text, flush=True)


def measured_on(libraries: Sequence[str]) -> str:
    """The machine, the versions and the time, in a line."""
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in ("pandas", *libraries)]
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    machine = (
        f"{_processor()}, {os.cpu_count()} processors, {_memory():.0f} GB of memory, {platform.system()}"
    )
    busy = f"load before and while it ran {os.getloadavg()[2]:.1f} (of the last 15 minutes)"
    return f"Measured {when} on {machine}; {', '.join(versions)}; elexan at {_commit()}; {busy}."


def _processor() -> str:
    try:
        told = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        told = None
    return told[1].strip() if told else platform.processor() or platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _commit() -> str:
    try:
        commit, changed = (
            subprocess.run(
                ["git", *command], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout.strip()
            for command in (
                ["rev-parse", "--short", "HEAD"],
                ["status", "--porcelain", "--", "elexan", "notebooks", "data", "shapefiles"],
            )
        )
    except (OSError, subprocess.CalledProcessError):
        return f"version {version('elexan')}"
    return f"commit {commit}" + (", with changes that are not in it" if changed else "")


def markdown(table: pd.DataFrame) -> str:
    """A table whose cells are text already, as markdown."""
    lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"
