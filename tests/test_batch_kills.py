"""Batches killed at random: what is finished stays whole, and the next run completes.

`ELEXAN_KILLS` is how many kills there are (20), `ELEXAN_KILLS_SEED` the seed of what is killed when; both are
printed.

Each time three small reports have to be made again, for their notebooks have changed, and meanwhile kill -9
meets a process that makes one, the command itself at any moment, or the command just before one of its steps
of putting files in their places. Run as a program, this file is the process that the commands are forked
from, so that not each of them has to import everything.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from small_notebooks import notebook, same

from elexan.batch.manifest import Manifest, Surroundings
from elexan.report.pages import NAVIGATION, PAGER

NAMES = ("one", "two", "three")
KINDS = ("child", "parent", "step")
STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}
MARK = "ELEXAN_KILLS_RUN"
CELLS = (
    ("code", "parameters", 'region = "norfolk"'),
    ("code", "", 'from IPython.display import HTML, Markdown\nMarkdown("# Report v0000 of NAME")'),
    ("code", "", "import time; time.sleep(0.05)"),
    ("code", "", 'rows = "party,seats\\nv0000," + "x" * 20_000\nHTML(f\'<div class="elexan-table">v0000</div>'
                 '<script type="text/csv" class="rows" data-name="seats">{rows}\\n</script>\')'),
)  # fmt: skip
TEXTS = ("{0}.html", "{0}.ipynb", "{0}/seats.csv")  # which say of what version of the notebook they are
PACKED = re.compile(r'(?<=id="packed">)([^<]*)(?=</script>)')
FILES = (*TEXTS, "{0}/LICENCE.txt", "{0}/seats.xlsx")


@dataclass
class Run:
    """One command, forked and perhaps killed."""

    code: int
    seconds: float
    steps: int
    told: dict[str, str]


class Batches:
    """A folder of three notebooks, and the process that their batches are forked from."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.mark = folder, folder / "out", uuid.uuid4().hex
        self.tmp = folder / "tmp"
        self.tmp.mkdir()
        for name in NAMES:
            cells = ((kind, tag, source.replace("NAME", name)) for kind, tag, source in CELLS)
            notebook(folder / f"{name}.ipynb", *cells)
        root = Path(__file__).parent.parent
        env = {"PYTHONPATH": str(root), "TMPDIR": str(self.tmp), MARK: self.mark}
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=os.environ | env, cwd=root,
        )  # fmt: skip
        self.answer()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.folder / "log.txt").read_text()
        return dict(json.loads(line))

    def begin(self, out: Path, step: int = 0) -> int:
        """Fork a command that makes the reports, to be killed just before that step; return its number."""
        assert self.process.stdin is not None
        print(json.dumps({"out": str(out), "step": step}), file=self.process.stdin, flush=True)
        return int(self.answer()["pid"])

    def end(self) -> Run:
        """Wait for the command."""
        answer = self.answer()
        lines = [json.loads(line) for line in (self.folder / "told.txt").read_text().splitlines()]
        return Run(**answer, told={line["name"]: line["status"] for line in lines if "name" in line})

    def left_over(self, patience: float = 30) -> list[int]:
        """Processes of a command that have not ended, though it has; they are given a while."""
        deadline = time.monotonic() + patience
        while (left := [pid for pid in self.processes() if pid != self.process.pid]) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.01)
        return left

    def changed_since(self, moment: float) -> list[Path]:
        """What a process that goes on though its command has ended has written beside the reports."""
        return [path for path in [self.out, *self.out.rglob("*")] if path.stat().st_mtime > moment]

    def processes(self) -> Iterator[int]:
        """All processes that come from the one that the commands are forked from, and itself."""
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"{MARK}={self.mark}".encode() in (entry / "environ").read_bytes():
                    yield int(entry.name)

    def change(self, before: str, after: str) -> None:
        for name in NAMES:
            path = self.folder / f"{name}.ipynb"
            path.write_text(path.read_text().replace(before, after))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    made = Batches(tmp_path)
    yield made
    made.close()


def own_text(text: str) -> str:
    """A page without its links to others, and what it holds packed for its scripts as plain text."""
    for start, end in (NAVIGATION, PAGER):
        text = re.sub(f"{re.escape(start)}.*?{re.escape(end)}", "", text, flags=re.DOTALL)
    return PACKED.sub(lambda found: zlib.decompress(base64.b64decode(found[1])).decode("latin-1"), text)


def version_of(out: Path, name: str) -> set[str]:
    """Of which notebooks the files of a report are: of one, if all is well."""
    texts = [own_text((out / file.format(name)).read_text()) for file in TEXTS]
    return {version for text in texts for version in re.findall(r"v\d{4}", text)}


def any_version(text: str) -> str:
    """The text of a page or file, whatever version of the notebook it is of."""
    return re.sub(r"v\d{4}", "v0000", own_text(text))


def check_page(out: Path, name: str, undisturbed: Path) -> None:
    """The page is there and whole."""
    ours, theirs = (any_version((folder / f"{name}.html").read_text()) for folder in (out, undisturbed))
    assert ours == theirs, name


def check_files(out: Path, name: str, undisturbed: Path) -> None:
    """Everything of a report is there, whole, of one version, and as it is undisturbed."""
    check_page(out, name, undisturbed)
    assert len(version_of(out, name)) == 1
    for folder in (out, undisturbed):
        found = {str(p.relative_to(folder)) for p in folder.glob(f"{name}*") if p.is_file()}
        found |= {str(p.relative_to(folder)) for p in (folder / name).rglob("*")}
        assert found == {file.format(name) for file in FILES}
    for file in ("seats.csv", "LICENCE.txt"):
        ours, theirs = (any_version((folder / name / file).read_text()) for folder in (out, undisturbed))
        assert ours == theirs, file
    assert zipfile.ZipFile(out / name / "seats.xlsx").testzip() is None
    texts = (any_version((folder / f"{name}.ipynb").read_text()) for folder in (out, undisturbed))
    same(*(nbformat.reads(text, as_version=4) for text in texts))


def held(out: Path) -> set[str]:
    """The reports whose files are those that the manifest has of them."""
    manifest = Manifest(out, {})
    return {name for name, one in manifest._reports.items() if one["files"] == manifest._files(name)}


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes of a batch in /proc")
def test_killed_at_random_what_is_finished_stays_whole_and_the_next_run_completes(
    batches: Batches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Surroundings("", "", "", "", {})  # only files are looked at here
    monkeypatch.setattr("elexan.batch.manifest.surroundings", lambda: nothing)
    kills = int(os.environ.get("ELEXAN_KILLS", "20"))
    seed = int(os.environ.get("ELEXAN_KILLS_SEED", random.SystemRandom().randrange(10**6)))
    print(f"ELEXAN_KILLS={kills} ELEXAN_KILLS_SEED={seed}")
    chance, counts = random.Random(seed), Counter[str]()
    undisturbed, out = tmp_path / "undisturbed", batches.out
    for folder in (undisturbed, out):
        batches.begin(folder)
        whole = batches.end()
        assert whole.code == 0 and whole.told == dict.fromkeys(NAMES, "made")
    assert held(undisturbed) == set(NAMES)
    batches.change("v0000", "v0001")
    batches.begin(out)
    whole = batches.end()  # the second time there are reports to be replaced, as in all that follow
    for name in NAMES:
        check_files(out, name, undisturbed)
    version, tries = 1, 0
    while sum(counts[kind] for kind in KINDS) < kills and tries < 3 * kills + 10:
        tries += 1
        before, version = f"v{version:04}", version + 1
        batches.change(before, f"v{version:04}")
        kind, moment = KINDS[tries % len(KINDS)], chance.random()
        hit, run = kill(batches, kind, moment, whole, chance)
        print(f"v{version:04} {kind}, at {moment:.3f}: {hit}, ended with {run.code}")
        ended = time.time()
        assert not batches.left_over() and not batches.changed_since(ended + 0.5)
        counts[kind if hit else "too late"] += 1
        counts[f"hit: {hit}"] += bool(hit)
        now = check_after(out, {before, f"v{version:04}"}, undisturbed, counts)
        if kind == "child":
            # the others are made all the same, unless the process was done with its report
            assert run.code in (0, 1) and list(run.told.values()).count("made") >= len(NAMES) - 1
        check_next(batches, now[f"v{version:04}"], f"v{version:04}", undisturbed)
    print(dict(counts))
    assert sum(counts[kind] for kind in KINDS) == kills


def check_after(
    out: Path, versions: set[str], undisturbed: Path, counts: Counter[str]
) -> dict[str, set[str]]:
    """After a kill: every page is whole, and of those in the manifest everything is; these by version."""
    found: dict[str, set[str]] = {version: set() for version in versions}
    finished = held(out)
    for name in NAMES:
        check_page(out, name, undisturbed)
        json.loads((out / f"{name}.ipynb").read_text())
        if name in finished:
            check_files(out, name, undisturbed)
            [version] = version_of(out, name)
            found[version].add(name)
        else:
            counts["reports caught between two of their files"] += 1
            counts["of these, without their folder until the next run"] += not (out / name).is_dir()
    return found


def check_next(batches: Batches, kept: set[str], version: str, undisturbed: Path) -> None:
    """The same command again: it completes, keeps what was finished, and leaves nothing but reports."""
    out = batches.out
    batches.begin(out)
    run = batches.end()
    assert run.code == 0, (batches.folder / "log.txt").read_text()
    assert {name for name, status in run.told.items() if status == "kept"} == kept
    assert set(run.told) == held(out) == set(NAMES)
    for name in NAMES:
        check_files(out, name, undisturbed)
        assert version_of(out, name) == {version}
    assert not [path.name for path in out.glob(".making*")] and not (out / "failed").exists()
    assert not batches.left_over()


def kill(batches: Batches, kind: str, moment: float, whole: Run, chance: random.Random) -> tuple[str, Run]:
    """Begin a command and kill what is to be killed; what that was, nothing if the command had ended."""
    step = 1 + int(moment * whole.steps) if kind == "step" else 0
    began = time.monotonic()
    pid = batches.begin(batches.out, step)
    hit = ""
    if kind != "step":
        time.sleep(max(0, began + moment * whole.seconds - time.monotonic()))
        victim = chosen(batches, pid, chance) if kind == "child" else pid
        if victim:
            with contextlib.suppress(OSError):
                own = parent_of(victim) == pid
                os.kill(victim, signal.SIGKILL)
                hit = "the command" if victim == pid else "a report's" if own else "a notebook's"
    run = batches.end()
    if kind == "step" and run.code == -signal.SIGKILL:
        hit = "the command, at a step"
    if kind == "parent" and run.code != -signal.SIGKILL:
        hit = ""
    return hit, run


def chosen(batches: Batches, command: int, chance: random.Random) -> int:
    """One of the processes that the command has started; where it has not yet, it is waited for."""
    while (all_there := set(batches.processes())) and command in all_there:
        if children := sorted(all_there - {command, batches.process.pid}):
            return chance.choice(children)
        with contextlib.suppress(OSError):
            if Path(f"/proc/{command}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                break
    return 0


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def main() -> None:
    """Fork a command for each line of standard input, and tell its number and what became of it."""
    import elexan.batch.manifest
    import elexan.batch.processes
    import elexan.batch.warm
    from elexan.load import load_regions, load_sources

    folder = Path(sys.argv[1])
    # what it is spared is no part of what is tried: reading all tables, and looking through all the code
    import importlib

    elexan.batch.warm.spare()
    for library in elexan.batch.warm.LIBRARIES:
        importlib.import_module(library)
    load_regions(), load_sources()
    gc.collect()
    gc.freeze()
    surroundings = elexan.batch.manifest.surroundings()
    elexan.batch.warm.warm = lambda: None
    elexan.batch.manifest.surroundings = lambda: surroundings
    elexan.batch.processes._started.append("commands are forked, for nothing else runs here")
    print(json.dumps({}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        steps, told = os.pipe()
        began = time.monotonic()
        if not (pid := os.fork()):
            os.close(steps)
            forked(folder, asked, told)
        os.close(told)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        os.set_blocking(steps, False)  # another process may have it open still
        count = len(os.read(steps, 65536))
        os.close(steps)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "seconds": time.monotonic() - began, "steps": count}), flush=True)


def forked(folder: Path, asked: dict[str, Any], told: int) -> None:
    """The command, which writes a byte for each of its steps, and ends itself before one of them."""
    command, out, step = os.getpid(), asked["out"], [0]

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and os.getpid() == command and str(arguments[0]).startswith(out):
            step[0] += 1
            if step[0] == asked["step"]:
                os.kill(command, signal.SIGKILL)
            os.write(told, b".")

    sys.addaudithook(watch)
    os.set_inheritable(told, False)
    for name, stream in (("told.txt", 1), ("log.txt", 2)):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, stream)
    code = 0
    try:
        from elexan.report.cli import report

        notebooks = [str(folder / f"{name}.ipynb") for name in NAMES]
        report.main([*notebooks, "--jobs", "2", "--json", "--output", out], standalone_mode=False)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 3
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
