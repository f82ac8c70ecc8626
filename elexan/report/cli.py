"""``elexan report``: the command that prints notebooks as pages."""

from pathlib import Path

import click


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
def report(  # noqa: PLR0917  (click passes them by name)
    names: tuple[str, ...],
    regions: tuple[str, ...],
    everything: bool,
    parameters: tuple[tuple[str, str], ...],
    output: Path | None,
    standalone: bool,
    pdf: bool,
    jobs: int | None,
) -> None:
    """Run notebooks and print them as HTML pages that open from disk.

    NOTEBOOK is a name (see: elexan list notebooks) or a path. With only --region, the notebook is
    "region". Beside each page stand the files of its charts and tables and its executed notebook. Ends
    with 1 if a report failed; the others are made all the same.
    """
    from tqdm import tqdm

    from ..load import load_regions
    from .notebooks import reports_for
    from .run import Outcome, check_parameters, run_reports
    from .site import site

    if not (names or regions or everything):
        raise click.UsageError("name a notebook or a --region, or ask for --all")
    output = output or (Path("reports") / "standalone" if standalone else Path("reports"))
    if pdf:
        from .pdf import require_pdf

        try:
            require_pdf()
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
    # None: a bar on a terminal only
    with tqdm(total=len(wanted), unit="report", disable=None) as bar:

        def done(outcome: Outcome) -> None:
            bar.set_postfix_str(outcome.report.name)
            bar.update()

        outcomes = run_reports(wanted, output, jobs=jobs, standalone=standalone, pdf=pdf, done=done)
    where = f"in {output}" if standalone else f"index: {site(output)}"
    failed = [outcome for outcome in outcomes if outcome.html is None]
    click.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} reports made; {where}")
    for outcome in failed:
        click.echo(f"\n{outcome.traceback.rstrip()}", err=True)
    if failed:
        click.echo("\nNot made (an earlier page, if any, is left as it was):", err=True)
        for outcome in failed:
            click.echo(f"  {outcome.report.name}: {outcome.error}", err=True)
        raise SystemExit(1)
