"""Run a notebook with parameters and print it: the notebook as executed, and its page."""

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

# What each kernel would take seconds over for nothing: what jsonschema imports where it is there and altair
# has no use for (the grammars of international addresses), and altair's checks of every part of a chart as
# it is made, since the whole is checked before it is drawn
SPARED = (
    "import sys; sys.modules.setdefault('rfc3987_syntax', None); "
    "from altair.utils import schemapi; schemapi.disable_debug_mode()"
)
Literal = str | int | float | bool | None | list["Literal"] | dict[str, "Literal"]


class Report(NamedTuple):
    """One page to make: a notebook, its parameters, the name of the files, the heading in the index."""

    notebook: Path
    parameters: Mapping[str, object]
    name: str
    group: str = ""


class Outcome(NamedTuple):
    """How one report went: `html` where it was made, else `error` and the whole `traceback`."""

    report: Report
    html: Path | None
    seconds: float
    error: str = ""
    traceback: str = ""


def run_report(
    notebook: Path,
    parameters: Mapping[str, object],
    output_dir: Path,
    *,
    name: str | None = None,
    group: str = "",
    standalone: bool = False,
    pdf: bool = False,
) -> Path:
    """Run `notebook` with `parameters` and return the path of its page in `output_dir`.

    The notebook as executed is kept beside the page, or in it where ``standalone``; ``pdf`` also prints the
    page as a PDF. An UnknownNameError
    names a parameter the notebook does not take, before anything runs; PapermillExecutionError says which
    cell failed.
    Whatever an earlier run left is replaced only by a report that succeeded.
    """
    import nbformat
    import papermill

    from .export import export

    notebook, output_dir = Path(notebook), Path(output_dir)
    values = check_parameters(notebook, parameters)
    name = name or notebook.stem
    node = papermill.execute_notebook(
        nbformat.read(notebook, as_version=4),
        None,
        parameters=values,
        kernel_name="python3",
        progress_bar=False,
        # parallel kernels would share one history file and warn about it in the reports
        extra_arguments=[
            "--HistoryManager.enabled=False",
            "--log-level=50",
            f"--IPKernelApp.exec_lines={SPARED}",
        ],
    )
    node.metadata.papermill.update(input_path=notebook.name, output_path=f"{name}.ipynb")
    html = export(node, output_dir / f"{name}.html", group=group, standalone=standalone)
    if pdf:
        _print(html)
    return html


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
    standalone: bool = False,
    pdf: bool = False,
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Run the reports, `jobs` at a time, and return what became of each, in the order given.

    ``standalone`` and ``pdf`` are for all of them, as in `run_report`. A report that fails does not stop the
    others. `done` is told of each as it ends.
    """
    reports = list(reports)
    output_dir = Path(output_dir)
    # each notebook runs in a kernel of its own, so threads are enough to keep the processors busy
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1) as pool:
        futures = {
            pool.submit(_outcome, report, output_dir, standalone, pdf): n for n, report in enumerate(reports)
        }
        outcomes: dict[int, Outcome] = {}
        for future in as_completed(futures):
            outcomes[futures[future]] = future.result()
            done(future.result())
    return [outcomes[n] for n in range(len(reports))]


def _outcome(report: Report, output_dir: Path, standalone: bool, pdf: bool) -> Outcome:
    start = time.perf_counter()
    try:
        html = run_report(
            report.notebook,
            report.parameters,
            output_dir,
            name=report.name,
            group=report.group,
            standalone=standalone,
            pdf=pdf,
        )
    except Exception as problem:
        # one bad report must not take the batch with it; the caller prints and counts it
        seconds = time.perf_counter() - start
        return Outcome(report, None, seconds, _short(problem), traceback.format_exc())
    return Outcome(report, html, time.perf_counter() - start)


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
