"""Which notebooks there are, what each takes, and the reports a command asks for."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UnknownNameError
from ..paths import notebooks, notebooks_dir
from .run import Report

if TYPE_CHECKING:
    import pandas as pd
    from nbformat import NotebookNode

KINDS = {"anglia": "Anglia", "metro": "Metro mayoralties", "city": "City mayoralties"}
ELSEWHERE = "Comparisons"


def find_notebook(name: str | Path) -> Path:
    """The notebook of that name, or at that path."""
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    known = notebooks()
    stem = path.stem if path.suffix == ".ipynb" else str(name)
    if stem not in known:
        raise UnknownNameError("notebook", str(name), known, hint="elexan list notebooks")
    return known[stem]


def parameter_defaults(notebook: "Path | NotebookNode") -> dict[str, Any]:
    """The parameters a notebook takes, with the values in its cell tagged ``parameters``."""
    import nbformat

    node = nbformat.read(notebook, as_version=4) if isinstance(notebook, Path) else notebook
    tagged = (cell for cell in node.cells if "parameters" in cell.metadata.get("tags", []))
    source = "\n".join(cell.source for cell in tagged)
    defaults: dict[str, Any] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        if statement.value is not None:
            defaults |= {t.id: ast.literal_eval(statement.value) for t in targets if isinstance(t, ast.Name)}
    return defaults


def parse_value(text: str, default: object) -> object:
    """The text of a command line as the kind of value the notebook has now; a list is comma-separated.

    >>> parse_value("norfolk,suffolk", ["essex"]), parse_value("3", 1), parse_value("2021", "2017")
    (['norfolk', 'suffolk'], 3, '2021')
    """
    if isinstance(default, list):
        first = default[0] if default else ""
        return [parse_value(item.strip(), first) for item in text.split(",") if item.strip()]
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError(f'"{text}" is neither true nor false')
        return text.lower() == "true"
    if isinstance(default, int | float):
        return type(default)(text)
    return text


def reports_for(
    names: Iterable[str | Path],
    regions: "pd.DataFrame",
    *,
    chosen: Iterable[str] = (),
    parameters: Mapping[str, str] | None = None,
    everything: bool = False,
) -> list[Report]:
    """The reports to make, with their file names and headings.

    `regions` is the table of regions; `chosen` names some of them. A notebook that takes ``region``
    is made once for each region chosen, or, with `everything`, for each that has a report. With
    `everything` and no `names`, all notebooks at the top of the folder are made.
    """
    paths = [find_notebook(name) for name in names]
    chosen = list(chosen)
    if everything and not paths:
        paths = [path for path in notebooks().values() if path.parent == notebooks_dir()]
        paths = sorted(path for path in paths if parameter_defaults(path))
    elif chosen and not paths:
        paths = [find_notebook("region")]
    known = regions.set_index("region")
    for region in chosen:
        if region not in known.index:
            raise UnknownNameError("region", region, known.index, hint="elexan list regions")
    if everything and not chosen:
        chosen = known.index[known["report"].fillna(False).astype(bool)].tolist()
    takes_region = any("region" in parameter_defaults(path) for path in paths)
    reports = []
    for path in paths:
        defaults = parameter_defaults(path)
        given = {name: parse_value(text, defaults.get(name)) for name, text in (parameters or {}).items()}
        each: list[dict[str, object]] = [{}]
        if chosen and ("region" in defaults or not (everything or takes_region)):
            each = [{"region": region} for region in chosen]
        for one in each:
            values = given | one
            region = str(values.get("region", defaults.get("region", "")))
            kind = str(known["kind"].get(region, "")) if region else ""
            reports.append(
                Report(path, values, report_name(path, values, defaults), KINDS.get(kind, ELSEWHERE))
            )
    return reports


def report_name(notebook: Path, values: Mapping[str, object], defaults: Mapping[str, object]) -> str:
    """The name of a report's files: notebook, region, and whatever else differs from the notebook.

    >>> report_name(Path("region.ipynb"), {"region": "norfolk", "date": "2017-05-04"},
    ...             {"region": "essex", "date": "2021-05-06"})
    'region-norfolk-2017-05-04'
    """
    parts = [notebook.stem]
    if "region" in values:
        parts.append(str(values["region"]))
    parts += [
        "-".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in values.items()
        if name != "region" and value != defaults.get(name)
    ]
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))
