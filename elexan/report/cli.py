"""``elexan report``: the command that prints notebooks as pages."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .run import Outcome


@click.command()
@click.argument("names", metavar="[NOTEBOOK]...", nargs=-1)
@click.option("--region", "regions", metavar="REGION", multiple=True, help="Region to report on; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Every region with a report, and every comparison.")
@click.option(
    *("-p", "--parameter", "parameters"),
    type=(str, str),
    metavar="NAME VALUE",
    multiple=True,
    help="Parameter of the notebook; a list is comma-separated. Repeatable.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pages [default: reports; of single files, reports/standalone].",
)
@click.option("--standalone", is_flag=True, help="Single files that need nothing beside them; no index.")
@click.option("--pdf", is_flag=True, help="Each page as a PDF too; needs: pip install 'elexan[pdf]'.")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports made at a time [default: processors].")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a dask scheduler, such as tcp://192.168.0.10:8786, make the reports; needs: "
    "pip install 'elexan[cluster]'.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="A report that takes longer fails [default: none does].",
)
@click.option("--force", is_flag=True, help="Make reports again that are there and have not changed.")
@click.option("--json", "as_json", is_flag=True, help="Print what becomes of each report as a line of JSON.")
def report(  # noqa: PLR0917  (click passes them by name)
    names: tuple[str, ...],
    regions: tuple[str, ...],
    everything: bool,
    parameters: tuple[tuple[str, str], ...],
    output: Path | None,
    standalone: bool,
    pdf: bool,
    jobs: int | None,
    scheduler: str | None,
    timeout: float | None,
    force: bool,
    as_json: bool,
) -> None:
    """Run notebooks and print them as HTML pages that open from disk.

    NOTEBOOK is a name (see: elexan list notebooks) or a path. With only --region, the notebook is
    "region". Beside each page stand the files of its charts and tables and its executed notebook.

    A report is left as it is when its notebook, parameters, code, data and libraries are those it was
    made from (manifest.json says so), unless with --force. Ends with 1 if a report failed; the others
    are made all the same, and a page in the folder "failed" tells what went wrong.
    """
    from ..batch.warm import without_grammars
    from ..errors import ClusterError
    from ..load import load_regions

    without_grammars()
    from .notebooks import reports_for
    from .run import check_parameters, run_reports

    if not (names or regions or everything):
        raise click.UsageError("name a notebook or a --region, or ask for --all")
    output = output or (Path("reports") / "standalone" if standalone else Path("reports"))
    if pdf:
        from .pdf import require_pdf

        try:
            require_pdf()
        except ImportError as missing:
            raise click.UsageError(str(missing)) from missing
    if scheduler is not None:
        from ..batch.cluster import require_distributed

        try:
            require_distributed()
        except ImportError as missing:
            raise click.UsageError(str(missing)) from missing
    try:
        wanted = reports_for(
            names, load_regions(), chosen=regions, parameters=dict(parameters), everything=everything
        )
        for item in wanted:
            check_parameters(item.notebook, item.parameters)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    began = time.perf_counter()
    shown = Shown(len(wanted), as_json=as_json)
    try:
        outcomes = run_reports(
            wanted, output, jobs=jobs, scheduler=scheduler, standalone=standalone, pdf=pdf, timeout=timeout,
            keep=not force, done=shown.done, progress=shown.progress,
        )  # fmt: skip
    except ClusterError as problem:
        shown.close()
        click.echo(f"Error: {problem}", err=True)
        raise SystemExit(2) from problem
    except KeyboardInterrupt:
        shown.close()
        click.echo(
            f"\nStopped after {shown.ended} of {len(wanted)} reports; the same command goes on.", err=True
        )
        raise SystemExit(130) from None
    shown.close()
    index = None if standalone else _index(output, outcomes)
    shown.sum_up(outcomes, output, index, time.perf_counter() - began)
    if any(outcome.html is None for outcome in outcomes):
        raise SystemExit(1)


def _index(output: Path, outcomes: list[Outcome]) -> Path:
    """The index of the reports, written again unless no page has changed."""
    from ..batch.manifest import Manifest
    from .site import site

    manifest = Manifest(output, {})
    index = output / "index.html"
    if all(outcome.kept for outcome in outcomes) and index.exists() and manifest.site_is_current():
        return index
    index = site(output)
    manifest.add_site()
    return index


class Shown:
    """What a person sees of a batch on a terminal, and a program in lines of JSON."""

    def __init__(self, reports: int, *, as_json: bool) -> None:
        from tqdm import tqdm

        self.as_json, self.ended = as_json, 0
        # None: a bar on a terminal only
        self.bar = tqdm(total=reports, unit="report", disable=True if as_json else None, dynamic_ncols=True)

    def progress(self, cells: Mapping[str, tuple[int, int]]) -> None:
        """Show at which cell each report is."""
        said = ", ".join(f"{name} {n}/{of}" if of else name for name, (n, of) in cells.items())
        self.bar.set_postfix_str(said)

    def done(self, outcome: Outcome) -> None:
        """Count a report."""
        self.ended += 1
        self.bar.update()
        if self.as_json:
            click.echo(json.dumps(_facts(outcome)))

    def close(self) -> None:
        """Take the bar away."""
        self.bar.close()

    def sum_up(self, outcomes: list[Outcome], output: Path, index: Path | None, seconds: float) -> None:
        """Say what there is now, how long each report took, and what failed why."""
        failed = [outcome for outcome in outcomes if outcome.html is None]
        kept = sum(outcome.kept for outcome in outcomes)
        made = len(outcomes) - len(failed) - kept
        if self.as_json:
            last = {"made": made, "kept": kept, "failed": len(failed), "seconds": round(seconds, 3)}
            click.echo(json.dumps(last | {"index": None if index is None else str(index)}))
            return
        if sys.stderr.isatty():
            for outcome in outcomes:
                if not outcome.kept:
                    click.echo(f"{outcome.seconds:8.1f} s  {outcome.report.name}", err=True)
        where = f"in {output}" if index is None else f"index: {index}"
        unchanged = f", {kept} unchanged" if kept else ""
        click.echo(f"{made} of {len(outcomes)} reports made{unchanged}; {where}")
        for outcome in failed:
            click.echo(f"\n{outcome.traceback.rstrip()}", err=True)
        if failed:
            click.echo("\nNot made (an earlier page, if any, is left as it was):", err=True)
        for outcome in failed:
            told = f"; see {outcome.failure}" if outcome.failure else ""
            click.echo(f"  {outcome.report.name}: {outcome.error}{told}", err=True)


def _facts(outcome: Outcome) -> dict[str, Any]:
    """What became of a report, for a program."""
    status = "kept" if outcome.kept else "made" if outcome.html else "failed"
    return {
        "name": outcome.report.name,
        "status": status,
        "html": None if outcome.html is None else str(outcome.html),
        "seconds": round(outcome.seconds, 3),
        "cpu_seconds": round(outcome.cpu_seconds, 3),
        "error": outcome.error or None,
        "traceback": outcome.traceback or None,
        "failure": None if outcome.failure is None else str(outcome.failure),
    }
