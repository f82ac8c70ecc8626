"""A batch of reports made in several ways, in CPU seconds, wall seconds and memory, in one run.

Run: python benchmarks/batch.py [--reports N] [--many [N]] [--jobs N] [--only WAY ...]. The ways:

- commands: for each report `papermill NOTEBOOK OUT -p ...` and then `jupyter nbconvert --to html OUT`;
- calls: papermill and nbconvert called from Python in two spawned processes that make several reports each;
- elexan: the command `elexan report --force`, two at a time;
- floor: the notebooks' own code and nothing else, in forks of a process that has imported everything and read
  the tables; what a kernel would show is worked out, but there are no messages, no notebook and no page;
- pages: the pages of the notebooks that elexan executed, in such forks: their part of elexan's time;
- many, many floor: elexan and the floor with the same reports over and over under other names.

The table is in RESULTS.md as soon as each way has ended, and again with the next.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from meter import Measure, measured
from results import ROOT, environment, markdown, write
from ways import TOLD

WAYS = ("elexan", "floor", "pages", "calls", "commands", "many", "many floor")
SCRIPTS = {"floor": "floor", "pages": "pages", "calls": "api", "commands": "cli", "many floor": "floor"}
NAMED = {
    "commands": "commands of papermill and nbconvert",
    "calls": "papermill and nbconvert, 2 processes",
    "elexan": "elexan report",
    "many": "elexan report",
}
Report = dict[str, Any]


@dataclass
class Batch:
    """The reports, where they are made, and what has been measured."""

    reports: list[Report]
    folder: Path
    jobs: int
    env: Mapping[str, str]
    copies: list[Report] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def wanted(self, way: str) -> list[Report]:
        """The reports that a way makes."""
        return self.copies if way.startswith("many") else self.reports

    def place(self, way: str) -> Path:
        """Where a way leaves what it makes; pages are made of what elexan has left."""
        return self.folder / ("elexan" if way == "pages" else way.replace(" ", "-"))


def main() -> None:
    """Measure each way, and write what is known after each."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="elexan-benchmark-") as name:
        batch = new_batch(Path(name), asked)
        tell("first, not counted: everything imported once, so that all find it compiled")
        subprocess.run(
            [sys.executable, "-c", "import elexan.batch.preload"], env=batch.env, cwd=ROOT, check=True
        )
        for way in WAYS:
            if way not in asked.only or (way.startswith("many") and not batch.copies):
                continue
            try:
                measure(batch, way)
            except Exception as problem:
                traceback.print_exc()
                batch.remarks.append(f"{way}: not measured ({type(problem).__name__}: {problem})")
            write("batch", text(batch), libraries=("altair", "papermill", "nbconvert", "ipykernel"))
    sys.exit(bool(batch.remarks))


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reports", type=int, default=16, help="the first so many of elexan report --all")
    parser.add_argument("--many", type=int, nargs="?", const=128, default=0, help="about so many as well")
    parser.add_argument("--jobs", type=int, default=2, help="at a time, of all ways but the commands")
    parser.add_argument("--only", nargs="+", choices=WAYS, default=WAYS, metavar="WAY", help=", ".join(WAYS))
    return parser.parse_args()


def new_batch(folder: Path, asked: argparse.Namespace) -> Batch:
    """The reports to make; whatever any process leaves is in the folder, which goes."""
    from elexan.load import load_regions
    from elexan.report.notebooks import reports_for

    everything = reports_for([], load_regions(), everything=True)[: asked.reports]
    reports = [
        {"notebook": str(r.notebook), "parameters": dict(r.parameters), "name": r.name} for r in everything
    ]
    (folder / "copies").mkdir()
    copies = [
        copied(report, folder / "copies", number)
        for number in range(1, round(asked.many / len(reports)) + 1)
        for report in reports
    ]
    env = environment()
    for variable, name in {
        "TMPDIR": "tmp", "IPYTHONDIR": "ipython", "JUPYTER_RUNTIME_DIR": "runtime",
    }.items():  # fmt: skip
        (folder / name).mkdir()
        env[variable] = str(folder / name)
    return Batch(reports, folder, asked.jobs, env, copies)


def copied(report: Report, folder: Path, number: int) -> Report:
    """The report from a notebook of another name, which its own name begins with."""
    notebook = Path(report["notebook"])
    other = folder / f"{notebook.stem}_{number}.ipynb"
    if not other.exists():
        shutil.copy(notebook, other)
    begins, stem = notebook.stem.replace("_", "-"), other.stem.replace("_", "-")
    return report | {"notebook": str(other), "name": stem + report["name"].removeprefix(begins)}


def measure(batch: Batch, way: str) -> None:
    """Measure one way; a ValueError tells that it did not make what it should."""
    reports, place = batch.wanted(way), batch.place(way)
    place.mkdir(exist_ok=True)
    tell(f"{way}: {len(reports)} reports")
    listed, output = batch.folder / "reports.json", batch.folder / "output.txt"
    listed.write_text(json.dumps(reports), "utf-8")
    if way in SCRIPTS:
        script = str(Path(__file__).with_name("ways.py"))
        command = [sys.executable, script, SCRIPTS[way], str(listed), str(place), str(batch.jobs)]
    else:
        command = elexan_report(reports, place, batch.jobs)
    taken = measured(command, cwd=ROOT, env=batch.env, output=output)
    tell(f"{way}: {taken.cpu:.1f} CPU s, {taken.wall:.1f} s, {taken.memory or 0:,.0f} MB; "
         f"the meter itself {taken.meter:.1f} CPU s")  # fmt: skip
    if taken.code:
        print(output.read_text("utf-8", "replace")[-3000:], file=sys.stderr)
        raise ValueError(f"it ended with {taken.code}")
    told = place / TOLD
    if way in ("elexan", "many"):
        lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
        batch.told[way] = {"reports": {line["name"]: line["cpu_seconds"] for line in lines if "name" in line}}
        made = set(batch.told[way]["reports"])
    elif told.exists():
        batch.told[way] = json.loads(told.read_text("utf-8"))
        told.unlink()
        made = set(batch.told[way]["reports"])
    else:
        made = {path.stem for path in place.glob("*.html")}
    if made != {report["name"] for report in reports}:
        raise ValueError(f"made {sorted(made)} instead of what was asked")
    batch.measures[way] = taken
    if way == "floor" and "elexan" in batch.measures:
        batch.remarks += other_outputs(batch)


def elexan_report(reports: Sequence[Report], place: Path, jobs: int) -> list[str]:
    """The command that makes the reports."""
    notebooks = list(dict.fromkeys(report["notebook"] for report in reports))
    regions = dict.fromkeys(r["parameters"]["region"] for r in reports if "region" in r["parameters"])
    chosen = [part for region in regions for part in ("--region", region)]
    options = ["--jobs", str(jobs), "--force", "--json", "--output", str(place)]
    return ["elexan", "report", *notebooks, *chosen, *options]


def other_outputs(batch: Batch) -> list[str]:
    """Where the floor's cells did not show what elexan's did, so that the two are no match."""
    import nbformat

    found = []
    for report in batch.reports:
        node = nbformat.read(batch.place("elexan") / f"{report['name']}.ipynb", as_version=4)
        outputs = [o for cell in node.cells for o in cell.get("outputs", []) if "data" in o]
        theirs = sorted(len("".join(output.data.get("text/html", ""))) for output in outputs)
        ours = json.loads((batch.place("floor") / f"{report['name']}.shown.json").read_text("utf-8"))
        if ours != theirs:
            sizes = f"{len(ours)} of {sum(ours):,} characters, not {len(theirs)} of {sum(theirs):,}"
            found.append(f"floor: {report['name']} showed {sizes}")
    return found


def text(batch: Batch) -> str:
    """Everything that is known so far."""
    parts = [
        f"{len(batch.reports)} reports, the first of `elexan report --all`; {batch.jobs} at a time, "
        "the commands one by one.",
    ]
    if made := rows(batch):
        parts += [markdown(pd.DataFrame(made))]
    if compared := ratios(batch):
        parts += ["Ratios, and the goals set for them:", markdown(pd.DataFrame(compared))]
    if spent := shares(batch):
        parts += ["Where the CPU seconds of `elexan report` went:", markdown(pd.DataFrame(spent))]
    parts += [f"- **{remark}**" for remark in batch.remarks]
    return "\n\n".join(part.strip() for part in parts)


def rows(batch: Batch) -> list[dict[str, str]]:
    """What each way took; of the floor, without what came before and with it."""
    made = []
    for way in ("commands", "calls", "elexan", "floor", "many", "many floor"):
        if way not in batch.measures:
            continue
        taken, reports = batch.measures[way], len(batch.wanted(way))
        if way.endswith("floor"):
            told = batch.told[way]
            made.append(row("floor: the notebooks' code", reports, floor(batch, way), told["wall"], None))
        name = NAMED.get(way, "floor, with what warms it")
        made.append(row(name, reports, taken.cpu, taken.wall, taken.memory))
    return made


def row(name: str, reports: int, cpu: float, wall: float, memory: float | None) -> dict[str, str]:
    """One line of the table."""
    return {
        "way": name, "reports": f"{reports}", "CPU s": f"{cpu:.1f}", "wall s": f"{wall:.1f}",
        "CPU s a report": f"{cpu / reports:.2f}",
        "most memory, MB": "" if memory is None else f"{memory:,.0f}",
    }  # fmt: skip


def floor(batch: Batch, way: str = "floor") -> float:
    """CPU seconds of the notebooks' own code."""
    return float(sum(batch.told[way]["reports"].values()))


def ratios(batch: Batch) -> list[dict[str, str]]:
    """Each ratio of what has been measured, beside its goal where it has one."""
    have, found = batch.measures, list[dict[str, str]]()

    def add(what: str, ratio: float, *, least: float | None = None, most: float | None = None) -> None:
        goal = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else ""
        met = ratio >= least if least is not None else ratio <= most if most is not None else None
        said = "" if met is None else "yes" if met else "**no**"
        found.append({"ratio": what, "measured": f"{ratio:.2f}", "goal": goal, "met": said})

    if {"commands", "elexan"} <= have.keys():
        add("commands / elexan, CPU", have["commands"].cpu / have["elexan"].cpu, least=10)
        add("commands / elexan, wall", have["commands"].wall / have["elexan"].wall, least=8)
    if {"calls", "elexan"} <= have.keys():
        add("calls / elexan, CPU", have["calls"].cpu / have["elexan"].cpu)
        add("calls / elexan, wall", have["calls"].wall / have["elexan"].wall)
    if {"elexan", "floor"} <= have.keys():
        add("elexan / floor, CPU", have["elexan"].cpu / floor(batch), most=1.5)
        add("elexan / floor, wall", have["elexan"].wall / batch.told["floor"]["wall"])
        add("elexan / floor with what warms it, CPU", have["elexan"].cpu / have["floor"].cpu)
    if {"commands", "floor"} <= have.keys():
        add("commands / floor, CPU (no batch can gain more)", have["commands"].cpu / floor(batch))
    if {"elexan", "many"} <= have.keys():
        few, many = have["elexan"], have["many"]
        further = (many.cpu - few.cpu) / (len(batch.copies) - len(batch.reports))
        if "many floor" in have:
            its_floor = floor(batch, "many floor") / len(batch.copies)
            add(f"a further report of {len(batch.copies)} / floor, CPU", further / its_floor, most=1.2)
        if few.memory and many.memory:
            many_few = f"{len(batch.copies)} / {len(batch.reports)} reports"
            add(f"most memory, {many_few}", many.memory / few.memory, most=1.1)
    return found


def shares(batch: Batch) -> list[dict[str, str]]:
    """The parts of elexan's CPU seconds: measured by the other ways, and what is left."""
    if not {"elexan", "floor", "pages"} <= batch.measures.keys():
        return []
    whole, cells = batch.measures["elexan"].cpu, floor(batch)
    warm, made = batch.told["floor"]["warm"], floor(batch, "pages")
    own = sum(batch.told["elexan"]["reports"].values())
    parts = {
        "the notebooks' code, as in the floor": cells,
        "pages: export, pictures, files": made,
        "rest of the reports' processes: kernel, messages, papermill, copies of memory": own - cells - made,
        "before the first report: importing and reading, once a batch": warm,
        "rest of the command: what changed, places, index": whole - own - warm,
    }
    return [
        {"part": name, "CPU s": f"{value:.1f}", "of all": f"{value / whole:.0%}"}
        for name, value in (parts | {"all": whole}).items()
    ]


def tell(said: str) -> None:
    """Tell the person who waits."""
    print(said, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
