"""Run a notebook with parameters and print it: the notebook as executed, and its page."""

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..batch.engine import NAME, register

if TYPE_CHECKING:
    from nbformat import NotebookNode

# What a kernel of papermill's own would take seconds over for nothing; forks have been spared it
SPARED = "from elexan.batch.warm import spare; spare()"
Literal = str | int | float | bool | None | list["Literal"] | dict[str, "Literal"]


class Report(NamedTuple):
    """One page to make: a notebook, its parameters, the name of the files, the heading in the index."""

    notebook: Path
    parameters: Mapping[str, object]
    name: str
    group: str = ""


class Outcome(NamedTuple):
    """How one report went: `html` where it was made, else `error` and the whole `traceback`.

    `failure` is the page that tells of it. `kept`: it was there already, from all that there is now.
    `cpu_seconds` are those of its own processes.
    """

    report: Report
    html: Path | None
    seconds: float
    error: str = ""
    traceback: str = ""
    failure: Path | None = None
    kept: bool = False
    cpu_seconds: float = 0.0


def run_report(
    notebook: Path,
    parameters: Mapping[str, object],
    output_dir: Path,
    *,
    name: str | None = None,
    group: str = "",
    standalone: bool = False,
    pdf: bool = False,
    engine: str | None = NAME,
) -> Path:
    """Run `notebook` with `parameters` and return the path of its page in `output_dir`.

    The notebook as executed is kept beside the page, or in it where ``standalone``; ``pdf`` also prints the
    page as a PDF. ``engine`` is one of papermill's: by default elexan's, which has the same outputs sooner;
    None is papermill's own, with a kernel started for the notebook. An UnknownNameError
    names a parameter the notebook does not take, before anything runs; PapermillExecutionError says which
    cell failed, DeadKernelError that its process ended.
    Whatever an earlier run left is replaced only by a report that succeeded.
    """
    return _made(
        Report(Path(notebook), parameters, name or Path(notebook).stem, group),
        Path(output_dir),
        standalone=standalone,
        pdf=pdf,
        engine=engine,
    )


def _made(
    report: Report,
    output_dir: Path,
    *,
    standalone: bool,
    pdf: bool,
    engine: str | None,
    at_cell: Callable[[int, int], None] | None = None,
) -> Path:
    from .export import export

    values = check_parameters(report.notebook, report.parameters)
    node = execute(report.notebook, values, engine=engine, at_cell=at_cell)
    node.metadata.papermill.update(input_path=report.notebook.name, output_path=f"{report.name}.ipynb")
    html = export(node, output_dir / f"{report.name}.html", group=report.group, standalone=standalone)
    if pdf:
        _print(html)
    return html


def execute(
    notebook: Path,
    values: Mapping[str, Literal],
    *,
    engine: str | None = NAME,
    at_cell: Callable[[int, int], None] | None = None,
) -> "NotebookNode":
    """The notebook as papermill runs it with these values; ``at_cell`` is told of each cell of how many."""
    import nbformat
    import papermill

    register()
    node = nbformat.read(notebook, as_version=4)
    options: dict[str, Any] = {}
    if at_cell is not None:
        cells = len(node.cells) + bool(values)  # papermill adds one that sets them
        options["on_cell_start"] = lambda cell, cell_index: at_cell(min(cell_index + 1, cells), cells)
    return papermill.execute_notebook(
        node,
        None,
        parameters=dict(values),
        engine_name=engine,
        kernel_name="python3",
        progress_bar=False,
        # parallel kernels would share one history file and warn about it in the reports
        extra_arguments=[
            "--HistoryManager.enabled=False",
            "--log-level=50",
            f"--IPKernelApp.exec_lines={SPARED}",
        ],
        **options,
    )


def _print(html: Path) -> None:
    """The page as a PDF beside it, of the page with all its drawings in their places."""
    from .pack import whole
    from .pages import write
    from .pdf import write_pdf

    text = html.read_text(encoding="utf-8")
    full = whole(text)
    if full == text:
        write_pdf(html)
        return
    part = write(html.with_name(f".{html.stem}.{os.getpid()}.whole.html"), full)
    try:
        write_pdf(part, pdf=html.with_suffix(".pdf"))
    finally:
        part.unlink()


def run_reports(
    reports: Iterable[Report],
    output_dir: Path,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    standalone: bool = False,
    pdf: bool = False,
    engine: str | None = NAME,
    timeout: float | None = None,
    keep: bool = False,
    done: Callable[[Outcome], None] = lambda outcome: None,
    progress: Callable[[Mapping[str, tuple[int, int]]], None] = lambda cells: None,
) -> list[Outcome]:
    """Run the reports, `jobs` at a time, and return what became of each, in the order given.

    ``standalone``, ``pdf`` and ``engine`` are for all of them, as in `run_report`. Each report is made in a
    process of its own. One that fails, is killed, or takes longer than ``timeout`` seconds does not stop the
    others; a page in the folder ``failed`` tells of it. ``keep``: a report that was made before from the same
    notebook, parameters, code, data and libraries (``manifest.json`` says so) is left as it is.

    ``scheduler`` is the address of a dask scheduler, such as ``tcp://192.168.0.10:8786``: its workers make
    the reports, `jobs` or as many at a time as they have threads, and hand them back. A ClusterError names
    workers whose elexan is another; an ImportError says what to install.

    `done` is told of each as it ends, and `progress`, every second at least, of those that are being made:
    by name, at which cell of how many.
    """
    from ..batch import children, cluster
    from ..batch.manifest import Manifest
    from ..batch.places import forget_killed

    reports, output_dir = list(reports), Path(output_dir)
    options = {"standalone": standalone, "pdf": pdf, "engine": engine}
    manifest = None if standalone else Manifest(output_dir, options)
    outcomes: dict[int, Outcome] = {}

    def ended(number: int, outcome: Outcome) -> None:
        outcomes[number] = outcome
        if manifest is not None and outcome.html is not None and not outcome.kept:
            manifest.add(outcome.report)
        done(outcome)

    for number, report in enumerate(reports):
        # asked in any case: what a report is made from is seen before it is made
        if manifest is not None and manifest.holds(report) and keep:
            ended(number, Outcome(report, output_dir / f"{report.name}.html", 0.0, kept=True))
    left = [number for number in range(len(reports)) if number not in outcomes]
    if not left:
        forget_killed(output_dir)  # of a run killed when all reports were in their places
    else:
        make_all: Callable[..., None] = (
            partial(children.make_all, jobs=jobs or os.cpu_count() or 1)
            if scheduler is None
            else partial(cluster.make_all, scheduler=scheduler, jobs=jobs)
        )
        make_all(
            [reports[number] for number in left],
            output_dir,
            options,
            timeout=timeout,
            done=lambda n, outcome: ended(left[n], outcome),
            progress=progress,
        )
    return [outcomes[n] for n in range(len(reports))]


def outcome_of(
    report: Report,
    output_dir: Path,
    options: Mapping[str, Any],
    *,
    at_cell: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Make one report, and say how it went, whatever happens."""
    start = time.perf_counter()
    try:
        html = _made(report, output_dir, **options, at_cell=at_cell)
    except Exception as problem:
        # one bad report must not take the batch with it; the caller prints and counts it
        seconds = time.perf_counter() - start
        text = traceback.format_exc()
        return Outcome(report, None, seconds, _short(problem), text, cpu_seconds=_cpu_seconds())
    return Outcome(report, html, time.perf_counter() - start, cpu_seconds=_cpu_seconds())


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _short(problem: Exception) -> str:
    name, value = getattr(problem, "ename", ""), getattr(problem, "evalue", "")
    if name:
        return f"{name}: {value} (cell {getattr(problem, 'exec_count', '?')})"
    return f"{type(problem).__name__}: {problem}"


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> dict[str, Literal]:
    """The parameters as literals; an UnknownNameError for one the notebook does not take."""
    from ..errors import UnknownNameError
    from .notebooks import parameter_defaults

    known = parameter_defaults(notebook)
    for name in parameters:
        if name not in known:
            hint = f"the parameters cell of {notebook.name} ({', '.join(known) or 'it has none'})"
            raise UnknownNameError("parameter", name, known, hint=hint)
    return {name: literal(value) for name, value in parameters.items()}


def literal(value: object) -> Literal:
    """The value as a plain Python literal, for papermill would write any other as a string.

    >>> import numpy as np, pandas as pd
    >>> literal(np.int64(3)), literal(pd.Timestamp("2021-05-06")), literal(("a", np.nan))
    (3, '2021-05-06', ['a', None])
    """
    import numpy as np
    import pandas as pd

    if isinstance(value, Mapping):
        return {str(key): literal(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray | pd.Series | pd.Index):
        items: Iterable[Any] = sorted(value) if isinstance(value, set | frozenset) else value
        return [literal(item) for item in items]
    scalar: Any = value.item() if isinstance(value, np.generic) else value
    if np.ndim(scalar) == 0 and pd.isna(scalar):
        scalar = None
    elif isinstance(scalar, date):  # a Timestamp or datetime too; midnight is only a date
        scalar = scalar.isoformat().removesuffix("T00:00:00")
    elif isinstance(scalar, str | Path):
        scalar = str(scalar)
    elif not isinstance(scalar, bool | int | float):
        raise TypeError(f"a notebook parameter is a literal, not {type(value).__name__}: {value!r}")
    return cast(Literal, scalar)
