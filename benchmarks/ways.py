"""The ways of making reports that batch.py compares; each is run as a process of its own.

Run: python benchmarks/ways.py WAY REPORTS.json FOLDER JOBS. The reports are those of the file (notebook,
parameters, name), and what they leave goes to the folder. Nothing heavy is imported before a way needs it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Report = dict[str, Any]
TOLD = "told.json"


def cli(reports: Sequence[Report], folder: Path, jobs: int) -> None:
    """The commands of papermill and nbconvert, one after the other."""
    failed = 0
    for number, report in enumerate(reports, 1):
        made = folder / f"{report['name']}.ipynb"
        values = [part for name, value in report["parameters"].items() for part in given(name, value)]
        commands = (
            ["papermill", report["notebook"], str(made), *values],
            ["jupyter", "nbconvert", "--to", "html", str(made)],
        )
        for command in commands:
            ran = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
            if ran.returncode:
                print(ran.stderr[-3000:], file=sys.stderr)
                failed += 1
                break
        said(number, reports, report["name"])
    sys.exit(failed > 0)


def given(name: str, value: object) -> list[str]:
    """A parameter as papermill's command takes it."""
    return ["-p", name, value] if isinstance(value, str) else ["-y", json.dumps({name: value})]


def api(reports: Sequence[Report], folder: Path, jobs: int) -> None:
    """papermill and nbconvert called in spawned processes, each of which makes several reports."""
    tasks = [(report, str(folder)) for report in reports]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for number, name in enumerate(pool.imap_unordered(api_one, tasks), 1):
            said(number, reports, name)
        pool.close()
        pool.join()  # so that their seconds are counted


def api_one(task: tuple[Report, str]) -> str:
    """One report as the documentation of papermill and nbconvert has it."""
    import papermill
    from nbconvert import HTMLExporter

    report, folder = task
    made = Path(folder) / f"{report['name']}.ipynb"
    papermill.execute_notebook(
        report["notebook"], str(made), parameters=report["parameters"], progress_bar=False
    )
    html, _ = HTMLExporter().from_filename(str(made))
    made.with_suffix(".html").write_text(html, "utf-8")
    return str(report["name"])


def floor(reports: Sequence[Report], folder: Path, jobs: int) -> None:
    """The code of the notebooks in forks of a warm process: no messages, no notebook written, no page."""
    forked(reports, folder, jobs, cells_of)


def pages(reports: Sequence[Report], folder: Path, jobs: int) -> None:
    """The pages of notebooks that are in the folder, executed, in forks of a warm process."""
    forked(reports, folder, jobs, page_of)


def forked(
    reports: Sequence[Report], folder: Path, jobs: int, work: Callable[[Report, Path], object]
) -> None:
    """Do the work for each report in a fork of this process, warm; tell what they and the warming took."""
    from elexan.batch.warm import warm

    warm()
    times, began = os.times(), time.perf_counter()
    waiting, running, took, failed = list(reports), dict[int, str](), dict[str, float](), list[str]()
    while waiting or running:
        while waiting and len(running) < jobs:
            report = waiting.pop(0)
            if not (pid := os.fork()):
                os._exit(_done(work, report, folder))
            running[pid] = report["name"]
        pid, status, used = os.wait4(-1, 0)
        name = running.pop(pid)
        took[name] = used.ru_utime + used.ru_stime
        failed += [name] if status else []
        said(len(took), reports, name)
    wall = time.perf_counter() - began
    told = {"warm": times.user + times.system, "reports": took, "wall": wall, "failed": failed}
    (folder / TOLD).write_text(json.dumps(told), "utf-8")
    sys.exit(bool(failed))


def _done(work: Callable[[Report, Path], object], report: Report, folder: Path) -> int:
    try:
        work(report, folder)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        return 1
    return 0


def cells_of(report: Report, folder: Path) -> None:
    """Run a notebook's cells in IPython's own shell, which works out what a kernel would show.

    The sizes of what was shown go to a file, for a look at whether it was the same.
    """
    import io

    import nbformat
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shown: list[dict[str, Any]] = []

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            shown.append(format_dict)

    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(
        config=config, displayhook_class=Hook, display_pub_class=CapturingDisplayPublisher
    )
    shell.display_pub.outputs = published = []
    errors, sys.stdout = sys.stderr, io.StringIO()
    for cell in nbformat.read(report["notebook"], as_version=4).cells:
        if cell.cell_type != "code":
            continue
        result = shell.run_cell(cell.source, store_history=True)
        if "parameters" in cell.metadata.get("tags", []):
            result = shell.run_cell("\n".join(f"{n} = {v!r}" for n, v in report["parameters"].items()))
        if not result.success:
            print(f"{report['name']}: {sys.stdout.getvalue()}", file=errors)
            result.raise_error()
    lengths = sorted(len(data.get("text/html", "")) for data in [*shown, *(one["data"] for one in published)])
    (folder / f"{report['name']}.shown.json").write_text(json.dumps(lengths), "utf-8")


def page_of(report: Report, folder: Path) -> None:
    """Write the page of an executed notebook, with its files."""
    import nbformat

    from elexan.report.export import export

    node = nbformat.read(folder / f"{report['name']}.ipynb", as_version=4)
    export(node, folder / "pages" / f"{report['name']}.html")


def said(number: int, reports: Sequence[Report], name: str) -> None:
    """Tell the person who waits."""
    print(f"   {number} of {len(reports)}: {name}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    way, listed, into, at_a_time = sys.argv[1:]
    {"cli": cli, "api": api, "floor": floor, "pages": pages}[way](
        json.loads(Path(listed).read_text("utf-8")), Path(into), int(at_a_time)
    )
