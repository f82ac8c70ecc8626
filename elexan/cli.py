"""The command line: lists what there is, checks tables, prints tables, and makes reports."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .lists import LISTS, listed
from .schema import ONLY

if TYPE_CHECKING:
    import pandas as pd

LEFT_OUT = ("note", "source_id", "used_source_id", "other_source_id", "candidate_full", "sha256")
"""Columns that rows of data lose on the screen, which says so."""


class Commands(click.Group):
    """Commands whose errors are one message: 1 for data that cannot be right, 2 for what was asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return [*super().list_commands(ctx), "report"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; the one for reports is imported when asked for."""
        if cmd_name == "report":
            from .report.cli import report

            return report
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        from .errors import DataError

        try:
            return super().invoke(ctx)
        except DataError as error:
            click.echo(f"{error}\n{_counted(len(error.problems) or 1, 'problem')}", err=True)
            ctx.exit(1)
        except ValueError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=Commands)
@click.version_option(package_name="elexan")
def main() -> None:
    """UK local elections: tables, checks and reports."""


def _folder(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """The value of --data, which must name a folder."""
    if value is not None and not Path(value.removeprefix(ONLY)).is_dir():
        raise click.BadParameter(f'there is no folder "{value.removeprefix(ONLY)}"')
    return value


_data = click.option(
    "--data",
    metavar="DIR",
    callback=_folder,
    help="Folder of your own tables, laid over the bundled ones; only:DIR, instead of them.",
)


@main.command("list")
@click.argument("what", required=False, type=click.Choice(LISTS))
def list_(what: str | None) -> None:
    """List what there is: regions, contests, organisations, notebooks, sources, tables or metrics."""
    if what is None:
        for name in LISTS:
            rows = listed(name)
            count = sum(int(row["contests"]) for row in rows) if name == "contests" else len(rows)
            click.echo(f"elexan list {name:14} {_counted(count, name.removesuffix('s'))}")
        return
    rows = listed(what)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    click.echo(_side_by_side(columns, numeric={"contests"} & columns.keys()))


@main.command()
@_data
@click.option(
    "--update-checksums", is_flag=True, help="First write the sha256 of each file into DIR/sources.csv."
)
@click.option("--explained", is_flag=True, help="Also print the mismatches that conflicts.csv explains.")
def check(data: str | None, update_checksums: bool, explained: bool) -> None:
    """Check every table: columns, keys, references, sums, checksums. Ends with 1 if anything is wrong."""
    from .check import check as check_all

    if update_checksums:
        from .checksums import update_checksums as update

        if data is None:
            raise click.UsageError(
                "--update-checksums needs --data DIR, the folder of the sources.csv to write"
            )
        for file in update(Path(data.removeprefix(ONLY))):
            click.echo(f"new checksum: {file}")
    found = check_all(data)
    if explained:
        for problem in found.explained:
            click.echo(f"explained: {problem}")
    for problem in found.problems:
        click.echo(str(problem), err=True)
    for name, rows in found.rows.items():
        click.echo(f"{rows:7,}  {name}")
    click.echo(
        f"{_counted(len(found.problems), 'problem')}; "
        f"{_counted(len(found.explained), 'mismatch')} explained in conflicts.csv"
    )
    sys.exit(1 if found.problems else 0)


@main.command()
@click.argument("name")
@click.option("--region", multiple=True, help="Region; repeatable. See: elexan list regions.")
@click.option("--date", multiple=True, metavar="DATE", help="Day of the round, as 2021-05-06; repeatable.")
@click.option("--election-type", multiple=True, help="mayor, county, unitary, district or pcc; repeatable.")
@click.option("--organisation", multiple=True, help="Council, mayoralty or police area, by slug; repeatable.")
@_data
@click.option("--basis", help="compositions, control: election, eve_of_poll or sitting.")
@click.option("--baseline", help="seat-changes: last_election, eve_of_poll, eve_of_poll_filled or notional.")
@click.option("--definition", help="turnout: valid_vote (default), ballot_box or published.")
@click.option(
    "--method",
    help="swing and its patterns: butler (default) or steed; apportion: dhondt (default), sainte-lague or "
    "modified-sainte-lague; projected: uniform, proportional, transition or strong-transition.",
)
@click.option(
    "--share-method",
    help="Votes of a party with several candidates in a contest: sum (default), average or top_vote (the "
    "default of tickets).",
)
@click.option(
    "--by", metavar="COLUMNS", help="shares, share-change, swing, net-flows: sum over these contest columns."
)
@click.option(
    "--parties", metavar="A,B", help="swing, seat-curve, bias: the two parties, positive towards the first."
)
@click.option("--party", metavar="CODE", help="targets, defences, tipping-point, change-where: the party.")
@click.option("--relation", multiple=True, help="swing, change, gains: how areas may relate; repeatable.")
@click.option(
    "--contested-by-both",
    is_flag=True,
    help="swing, share-change: only the contests in which the party, or both, stood both times.",
)
@click.option(
    "--contests",
    metavar="A,B",
    help="tickets: the kinds compared: council, district, mayor, local-mayor, pcc.",
)
@click.option(
    "--overlap", help="tickets: refuse (default) contests of other areas, or restrict to those shared."
)
@click.option(
    "--postponed", help="tickets: leave-out (default) or include contests polled later in the round."
)
@click.option("--onto", help="notional: ward, division or district.")
@click.option("--target", metavar="SHARES", help="projected: the shares to move to, as Con=0.30,LD=0.28.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV with every column.")
@click.option("--json", "form", flag_value="json", help="Print JSON records with every column.")
def table(name: str, form: str | None, **options: Any) -> None:
    """Print a table by NAME (see: elexan list tables), such as results, transfers or seat-changes."""
    from .named_tables import named_table

    given = {option: _plain(option, value) for option, value in options.items()}
    rows, used = named_table(name, given)
    share_alike = _share_alike(used, given.get("data"))
    if form and share_alike and "licence" not in rows and "source_id" not in rows:
        # rows of data name their sources; what is worked out from them would otherwise lose the licence
        rows = rows.assign(licence="; ".join(share_alike))
    if form:
        _printed(_with_sources(rows, used, given.get("data")), form)
    else:
        click.echo(_on_screen(rows))
    if form:
        for line in _attribution(used, share_alike, given.get("data")):
            click.echo(line, err=True)


@main.command()
@click.argument("file", metavar="FILE.csv")
@_data
@click.option("--csv", "form", flag_value="csv", help="Print CSV with every column.")
@click.option("--json", "form", flag_value="json", help="Print JSON records with every column.")
def claims(file: str, form: str | None, data: str | None) -> None:
    """Check the claims of FILE.csv: document, quote, metric, where, claimed, and tolerance if wanted.

    Prints what the data say of each claim and a verdict: true, false, true otherwise (under another baseline
    or definition), not known, or not a claim. See: elexan list metrics.
    """
    import pandas as pd

    from .claims import check_claims, in_lines
    from .load import load_claims

    rows = check_claims(load_claims(file), data=data)
    if form is None:
        click.echo("\n".join(in_lines(rows)))
        return
    used = [pd.DataFrame({"source_id": rows["source_id"].dropna().str.split("; ").explode().unique()})]
    _printed(rows, form)
    for line in _attribution(used, _share_alike(used, data), data):
        click.echo(line, err=True)


def _printed(rows: pd.DataFrame, form: str) -> None:
    """Print a table as CSV or JSON."""
    if form == "csv":
        click.echo(_text(rows).to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        click.echo(_dated(rows).to_json(orient="records", indent=1, force_ascii=False, double_precision=15))


def _plain(option: str, value: Any) -> Any:
    """An option's value as the library takes it: lists for what repeats or holds commas, words with _."""
    if value in (None, (), False):
        return None
    if option in ("party", "target", "contested_by_both"):
        return value
    if option in ("by", "parties"):
        return tuple(v.strip() for v in value.split(","))
    if option == "contests":
        return tuple(v.strip().replace("-", "_") for v in value.split(","))
    if option in ("region", "date", "organisation", "data"):
        return list(value) if isinstance(value, tuple) else value
    return [v.replace("-", "_") for v in value] if isinstance(value, tuple) else value.replace("-", "_")


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """The table with ISO dates."""
    dates = rows.select_dtypes("datetime").columns
    return rows.assign(**{str(c): rows[c].dt.strftime("%Y-%m-%d") for c in dates})


def _text(rows: pd.DataFrame) -> pd.DataFrame:
    """The table with ISO dates, and true and false as the data's files have them."""
    flags = rows.select_dtypes(["boolean", "bool"]).columns
    words = {True: "true", False: "false"}
    return _dated(rows).assign(**{str(c): rows[c].astype("object").map(words) for c in flags})


def _on_screen(rows: pd.DataFrame) -> str:
    """Every row, aligned, without empty columns and the remarks of data; a last line says which."""
    remarks = LEFT_OUT if "source_id" in rows else ()
    hidden = [str(c) for c in rows if c in remarks or rows[c].isna().all()] if len(rows) else []
    last = _counted(len(rows), "row")
    if hidden:
        last += f"; --csv also has {', '.join(hidden)}"
    return f"{_aligned(rows.drop(columns=hidden))}\n{last}"


def _aligned(rows: pd.DataFrame) -> str:
    """Every row and column in aligned columns, text on the left; missing is blank."""
    text = _text(rows)
    cells = {str(name): [_cell(value) for value in text[name]] for name in rows}
    return _side_by_side(cells, numeric={str(c) for c in rows.select_dtypes("number")})


def _side_by_side(columns: Mapping[str, list[str]], *, numeric: Set[str]) -> str:
    """Columns of cells below their names, text on the left."""
    padded = []
    for name, cells in columns.items():
        width = max(map(len, [name, *cells]))
        side = str.rjust if name in numeric else str.ljust
        padded.append([side(cell, width) for cell in [name, *cells]])
    return "\n".join("  ".join(line).rstrip() for line in zip(*padded, strict=True))


def _cell(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _counted(count: int, thing: str) -> str:
    plural = "" if count == 1 else "es" if thing.endswith("ch") else "s"
    return f"{count:,} {thing}{plural}"


def _sources_of(used: list[pd.DataFrame], data: str | None) -> pd.DataFrame:
    """The rows of sources that a table rests on."""
    from .load import load_sources

    ids = {i for rows in used for c in rows if str(c).endswith("source_id") for i in rows[c].dropna()}
    sources = load_sources(data=data)
    return sources[sources["source_id"].isin(ids)]


def _with_sources(rows: pd.DataFrame, used: list[pd.DataFrame], data: str | None) -> pd.DataFrame:
    """The rows with source_id, where they have lost it and lead back to a source."""
    import pandas as pd

    from .provenance import with_source_ids

    if any(str(c).endswith("source_id") for c in rows):
        return rows
    held = [part for part in used if any(str(c).endswith("source_id") for c in part)]
    try:
        return with_source_ids(rows, source=pd.concat(held) if held else None, data=data)
    except ValueError:
        return rows


def _share_alike(used: list[pd.DataFrame], data: str | None) -> Mapping[str, list[str]]:
    """Share-alike licences of the rows a table rests on, each with whom to name; an export carries them."""
    sources = _sources_of(used, data)
    bound = sources[sources["licence"].str.contains("BY-SA", na=False)]
    return {str(k): sorted(v) for k, v in bound.groupby("licence")["publisher"].unique().items()}


def _attribution(
    used: list[pd.DataFrame], share_alike: Mapping[str, list[str]], data: str | None
) -> list[str]:
    """How an export may be passed on, in words."""
    derived = _sources_of(used, data)["kind"].eq("derived").any()
    lines = ["Licence: derived rows are under the licences of the rows they come from (see note)."]
    return (lines if derived else []) + [
        f"Licence: rows from {', '.join(publishers)} are {licence}; "
        "name them, and pass the table on under the same licence (elexan table sources has the addresses)."
        for licence, publishers in share_alike.items()
    ]


if __name__ == "__main__":
    main()
