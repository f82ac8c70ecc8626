"""Batches of reports: a process each, none that takes another with it, and none made twice for nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_notebooks import obedient

from elexan.batch import processes
from elexan.batch.manifest import Manifest
from elexan.batch.places import publish, staging
from elexan.report import Outcome, Report, run_report, run_reports
from elexan.report.cli import report as command

DOES = {
    "well": "",
    "ill": "raise ValueError('no seats')",
    "killed": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "crashed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "late": "import time; time.sleep(60)",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return obedient(tmp_path / "small.ipynb")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="the notebooks end processes by signals")
def test_a_report_that_fails_is_killed_or_hangs_fails_alone(small: Path, tmp_path: Path) -> None:
    out, told, cells = tmp_path / "out", list[str](), dict[str, tuple[int, int]]()
    out.mkdir()
    (out / "ill.html").write_text("earlier")
    *wanted, late = [Report(small, {"does": does}, name) for name, does in DOES.items()]
    outcomes = run_reports(
        wanted, out, jobs=2, done=lambda o: told.append(o.report.name), progress=cells.update
    )
    outcomes += run_reports([late], out, timeout=5, done=lambda o: told.append(o.report.name))
    assert [o.report.name for o in outcomes] == list(DOES) and sorted(told) == sorted(DOES)
    by_name = {o.report.name: o for o in outcomes}
    assert [name for name, o in by_name.items() if o.html] == ["well"]
    assert by_name["ill"].error == "ValueError: no seats (cell 4)"
    assert "(at cell 4 of 5)" in by_name["killed"].error and "killed by SIGKILL" in by_name["killed"].error
    assert "killed by SIGKILL" in by_name["crashed"].error and "cell 4 of 5" in by_name["crashed"].error
    assert "not done after 5 seconds, and stopped" in by_name["late"].error
    assert cells["ill"] == cells["crashed"] == (4, 5)
    for name in set(DOES) - {"well"}:
        page = out / "failed" / f"{name}.html"
        assert by_name[name].failure == page and name in page.read_text() and "src=" not in page.read_text()
    page = (out / "failed" / "ill.html").read_text()
    assert "ValueError: no seats" in page and "exec(does)" in page and "left as it was" in page
    assert "\x1b" not in page and "http" not in page
    assert (out / "ill.html").read_text() == "earlier" and (out / "well.html").is_file()
    assert not list(out.glob(".*"))

    run_reports([Report(small, {}, name) for name in set(DOES) - {"well"}], out, jobs=2)
    assert not (out / "failed").exists()


def as_made(out: Path, name: str) -> None:
    """The files of a report, more or less."""
    (out / name).mkdir(parents=True, exist_ok=True)
    (out / f"{name}.html").write_text("<!-- site --><!-- /site --><h1>Report on norfolk</h1>")
    (out / f"{name}.ipynb").write_text("{}")
    (out / name / "chart.csv").write_text("a,b")


def made_again(manifest: Manifest, small: Path, **parameters: object) -> bool:
    return not manifest.holds(Report(small, parameters, "one"))


def test_a_report_is_made_again_when_what_it_is_made_from_changes(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, options = tmp_path / "out", {"pdf": False}
    as_made(out, "one")
    as_made(out, "other")
    fresh = Manifest(out, options)
    assert made_again(fresh, small)
    fresh.add(Report(small, {}, "one"))
    again = Manifest(out, options)
    assert not made_again(again, small) and made_again(again, small, region="suffolk")
    assert made_again(Manifest(out, {"pdf": True}), small)
    assert not again.holds(Report(small, {}, "other"))

    notebook_before = small.read_bytes()
    small.write_bytes(notebook_before.replace(b"Report on", b"News of"))
    assert made_again(Manifest(out, options), small)
    small.write_bytes(notebook_before)

    page = out / "one.html"
    page.write_text(page.read_text().replace("Report on", "Rubbish on"))
    assert made_again(Manifest(out, options), small)
    as_made(out, "one")
    again.add(Report(small, {}, "one"))
    assert not made_again(Manifest(out, options), small)

    before, mark = (
        page.read_text(),
        "<!-- site -->",
    )  # other pages come and go; links to them are none of its own
    page.write_text(before.replace(mark, f"{mark}<a href='new.html'>New</a>"))
    assert before != page.read_text() and not made_again(Manifest(out, options), small)
    (out / "one.ipynb").unlink()
    assert made_again(Manifest(out, options), small)
    as_made(out, "one")
    again.add(Report(small, {}, "one"))

    for name in ("version", "data_dir"):
        with monkeypatch.context() as patched:
            other = {"version": lambda library: "99", "data_dir": lambda: tmp_path / "out"}[name]
            patched.setattr(f"elexan.batch.manifest.{name}", other)
            assert made_again(Manifest(out, options), small), name
    (tmp_path / "code").mkdir()
    monkeypatch.setattr("elexan.batch.manifest._PACKAGE", tmp_path / "code")
    assert made_again(Manifest(out, options), small)


def test_what_cannot_be_read_as_a_manifest_is_none(small: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[1, 2")
    assert made_again(Manifest(tmp_path, {}), small)
    (tmp_path / "manifest.json").write_text("[]")
    assert made_again(Manifest(tmp_path, {}), small)


@pytest.mark.long
def test_the_command_keeps_what_has_not_changed(small: Path, tmp_path: Path) -> None:
    arguments = [str(small), "--output", str(tmp_path / "out"), "--json"]
    first, second, forced = (
        [json.loads(line) for line in CliRunner().invoke(command, [*arguments, *more]).stdout.splitlines()]
        for more in ([], [], ["--force"])
    )
    assert [line.get("status") for line in first + second + forced] == [
        "made", None, "kept", None, "made", None,
    ]  # fmt: skip
    assert second[1]["kept"] == 1 and second[1]["index"] == str(tmp_path / "out" / "index.html")
    assert first[0]["cpu_seconds"] > 0 and first[0]["error"] is None

    index = tmp_path / "out" / "index.html"
    index.with_name("small.html").write_text("<title>Changed</title>")
    CliRunner().invoke(command, arguments)
    assert "Report on norfolk" in index.read_text()
    (tmp_path / "out" / "by-hand.html").write_text("<head><title>By hand</title></head>")
    CliRunner().invoke(command, arguments)
    assert "By hand" in index.read_text()


@pytest.mark.long
def test_where_no_terminal_is_nothing_is_said_but_the_result(small: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(command, [str(small), "-p", "does", "1 / 0", "--output", str(tmp_path / "out")])
    assert run.exit_code == 1 and run.stdout.count("\n") == 1
    assert "report/s" not in run.stderr and "ZeroDivisionError: division by zero" in run.stderr
    assert f"see {tmp_path / 'out' / 'failed'}" in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.long
def test_an_interrupt_ends_it_all_at_once_and_leaves_what_is_finished(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = (
        "import sys; from pathlib import Path; from elexan.report import Report, run_reports\n"
        f"small = Path({str(small)!r})\n"
        "wanted = [Report(small, {'does': d}, n) for n, d in"
        " {'a': '', 'b': 'import time; time.sleep(60)', 'c': 'import time; time.sleep(60)'}.items()]\n"
        "def at(cells):\n"
        "    if [n for n, _ in cells.values()] == [4, 4]: print('now', flush=True)\n"
        f"run_reports(wanted, Path({str(out)!r}), jobs=2, progress=at)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           cwd=Path(__file__).parent.parent)  # fmt: skip
    assert run.stdout is not None and run.stdout.readline() == b"now\n"
    began = time.perf_counter()
    run.send_signal(signal.SIGINT)
    run.stdout.read()  # every process that could write to it has ended
    run.wait()
    assert time.perf_counter() - began < 15  # of 60; a quarter of a second where nothing else runs
    assert sorted(path.name for path in out.iterdir()) == ["a.html", "a.ipynb", "manifest.json"]
    assert Manifest(out, {"standalone": False, "pdf": False, "engine": "elexan"}).holds(
        Report(small, {"does": ""}, "a")
    )


def test_what_killed_runs_have_left_goes(tmp_path: Path) -> None:
    with staging(tmp_path) as mine:
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        left = mine.with_name(mine.name.replace(str(os.getpid()), str(ended.pid)))
        running = mine.with_name(mine.name.replace(str(os.getpid()), str(os.getppid())))
        for folder in (left, running):
            (folder / "half").mkdir(parents=True)
    with staging(tmp_path):
        assert not left.exists() and running.exists() and mine.exists()
    assert [path.name for path in tmp_path.iterdir()] == [running.name]


def test_a_report_comes_into_its_place_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, place = tmp_path / "made", tmp_path / "place"
    for folder, text in ((made, "new"), (place, "old")):
        (folder / "one").mkdir(parents=True)
        for name in ("one.html", "one.ipynb", "one/chart.svg"):
            (folder / name).write_text(text)
    (place / "one" / "gone.csv").write_text("old")
    (place / "one.pdf").write_text("old")
    before, replace = files(place), Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.suffix == ".ipynb":
            raise OSError("no space left")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        publish(made, place, "one")
    monkeypatch.undo()
    assert files(place) == before


def test_a_process_is_forked_only_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert processes.way() == "spawn"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.main_thread()])
    monkeypatch.setattr(processes, "_started", [])
    assert processes.way() == "forkserver"  # pytest has settings of its own
    monkeypatch.setattr(processes, "_started", ["report"])
    monkeypatch.setattr(processes, "_code_served", [])
    monkeypatch.setattr(processes, "_native_threads", lambda: ["python", "python"])
    assert processes.way() == "fork"
    monkeypatch.setattr(processes, "_native_threads", lambda: ["python", "tokio-runtime-w"])
    assert processes.way() == "forkserver"
    monkeypatch.setattr(processes, "_native_threads", lambda: ["python"])
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.main_thread(), threading.Thread()])
    assert processes.way() == "forkserver"
    monkeypatch.setattr(processes, "_code_served", [0.0])  # the code has changed since
    assert processes.way() == "spawn"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the names of threads from /proc")
def test_a_drawing_is_seen_in_the_threads_it_leaves() -> None:
    import vl_convert

    vl_convert.vegalite_to_svg({"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {}})
    assert not processes._safe()


@pytest.mark.long
def test_where_nothing_can_be_forked_a_process_is_started(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elexan.batch.processes.way", lambda: "spawn")
    assert run_report(small, {"does": "import math"}, tmp_path / "out", name="one").is_file()


def test_an_outcome_tells_what_it_was_made_of() -> None:
    outcome = Outcome(Report(Path("a.ipynb"), {}, "a"), None, 1.0, "why")
    assert (outcome.kept, outcome.failure, outcome.cpu_seconds) == (False, None, 0.0)
