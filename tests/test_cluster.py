"""Work on other machines: what of elexan is compared, that nothing is lost, and the three commands."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from small_notebooks import notebook, obedient
from test_projection import contest
from test_projection_draws import errors, projected

import elexan as ex
from elexan import workers
from elexan.batch import cluster, manifest
from elexan.batch.on_worker import Made, Task, make_for
from elexan.errors import ClusterError
from elexan.load import load_regions
from elexan.projection import simulate
from elexan.report import Outcome, Report, run_reports
from elexan.report.cli import report as command

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8").partition("### On several machines")[2]
dask_needed = pytest.mark.skipif(find_spec("distributed") is None, reason="dask.distributed is not installed")
linux_needed = pytest.mark.skipif(sys.platform != "linux", reason="ends processes by signals")


# Draws of a projection


@pytest.fixture
def election(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Draws of three councils, one of them with several seats a contest, in tasks of three contests."""
    monkeypatch.setattr(simulate, "_LEAST", 2)
    monkeypatch.setattr(simulate, "_TASK", 3 * 400)
    table = projected(
        *(contest(f"a{n}", organisation="a", Con=50 + n, Lab=48, LD=20) for n in range(4)),
        *(contest(f"b{n}", 2, organisation="b", Con=[50, 40], Grn=[44, 43], LD=30) for n in range(3)),
        contest("c", organisation="c", Ind=40, Lab=41),
    )
    model = errors(0.08, region=0.03, national=0.02, pattern=0.2, candidate=0.1)
    return lambda **options: ex.simulate_projection(table, model, draws=400, seed=3, **options)


class Near:
    """A client of submit and gather alone, whose workers are this process."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        self.asked += 1
        return call, arguments

    def gather(self, futures: list[Any]) -> list[Any]:
        return [call(*arguments) for call, arguments in futures]


class Far(Near):
    """One whose workers are elsewhere, by what they are told, and the work comes from such an elexan."""

    def __init__(self, **other: Any) -> None:
        super().__init__()
        self.other = other

    def told(self, ours: workers.Here) -> workers.Here:
        return workers.Here(ours.surroundings._replace(**self.other), "elsewhere")

    def gather(self, futures: list[Any]) -> list[Any]:
        return super().gather([(call, (self.told(ours), *rest)) for call, (ours, *rest) in futures])


class Asked(Far):
    """One that can also ask its workers."""

    def run(self, call: Callable[..., Any], ours: workers.Here, *, on_error: str) -> dict[str, Any]:
        assert on_error == "return"
        return {
            "tcp://a:1": call(ours),
            "tcp://b:1": call(self.told(ours)),
            "tcp://c:1": ImportError("no elexan"),
        }


def same(one: Any, other: Any) -> None:
    np.testing.assert_array_equal(one.seats, other.seats)
    assert one.seats.dtype == other.seats.dtype
    pd.testing.assert_frame_equal(one.contests, other.contests, check_exact=True)
    pd.testing.assert_frame_equal(one.holders, other.holders)


def test_draws_are_the_same_wherever_they_are_made(
    election: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, client = election(), Near()
    assert (alone.seats.sum(axis=0) == 4 + 6 + 1).all() and len(np.unique(alone.seats)) > 3
    same(election(client=client), alone)
    assert client.asked == 3
    same(election(client=Far()), alone)
    with ThreadPoolExecutor(2) as executor:
        same(election(client=executor), alone)
    monkeypatch.setattr(simulate, "_TASK", 1)
    for least in (1, 5):
        monkeypatch.setattr(simulate, "_LEAST", least)
        same(election(client=client), alone)


def test_results_wait_with_the_workers_until_they_are_wanted() -> None:
    client = Near()
    client.nthreads = lambda: {"a": 1, "b": 1}  # type: ignore[attr-defined]
    taken = []
    for result in workers.results(client, str.upper, [(letter,) for letter in "abcdefghij"]):
        taken.append(result)
        assert client.asked <= len(taken) + 4
    assert "".join(taken) == "ABCDEFGHIJ"


def test_workers_with_another_elexan_are_named_with_what_differs(election: Callable[..., Any]) -> None:
    libraries = {**manifest.surroundings().libraries, "numpy": "1.0", "typst": "none"}
    with pytest.raises(ClusterError) as told:
        election(client=Far(version="0.0.9", libraries=libraries, data="other"))
    text, now = str(told.value), manifest.surroundings()
    assert f"process {os.getpid()}: elexan {now.version} (here 0.0.9)" in text
    assert f"numpy {np.__version__} (here 1.0)" in text and "other data or boundaries" in text
    assert "other code" not in text and "pandas" not in text and "Install the same elexan" in text

    client = Asked(code="other", notebooks="other")
    with pytest.raises(ClusterError) as told:
        election(client=client)
    lines = str(told.value).splitlines()[1:3]
    assert lines == [
        "  tcp://b:1: other code or templates, other notebooks",
        "  tcp://c:1: none that can be asked (ImportError: no elexan)",
    ]
    assert client.asked == 0  # before any work


def test_a_worker_whose_files_change_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "code"
    for name in ("a.py", "_data/x.csv", "templates/a.css", "__pycache__/a.pyc", ".a.py.swp"):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text(name)
    monkeypatch.setattr(manifest, "_PACKAGE", code)
    monkeypatch.setattr(workers, "_seen", [])
    monkeypatch.setattr(workers, "_LOOKED_AGAIN", -1.0)
    # a wheel has the data inside the package; neither they nor what is left there are its code
    assert sorted(manifest.made_from()[0]) == ["a.py", "templates/a.css"]
    ours = workers.Here(manifest.surroundings(), "elsewhere")
    assert workers.what_differs(ours) == ""
    (code / "a.py").write_text("b.py, later")
    newer = workers.Here(manifest.surroundings(), "elsewhere")
    assert newer != ours
    for told in (ours, newer):  # it has read the earlier ones, and would read the later ones
        assert "changed since the worker first read them" in workers.what_differs(told)


# Reports, on workers in this process that make believe


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return obedient(tmp_path / "small.ipynb")


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two workers in this process, which make up their reports."""
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "make_for", made_up)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as here:
        yield here


def made_up(task: Task) -> Made:
    """The files of a report, more or less; not from the worker that the parameter names."""
    from distributed import get_worker

    worker = get_worker()
    worker.log_event(task.topic, [worker.get_current_task(), 2, 5])
    if worker.address == task.parameters.get("not"):
        raise ClusterError("another elexan")
    if task.parameters.get("does"):
        raise RuntimeError("cannot be read")
    files = {f"{task.name}.html": b"<title>One</title>", f"{task.name}/chart.csv": task.source[:1]}
    return Made(Outcome(Report(Path("gone"), {}, task.name), Path("gone"), 2.0), files)


@dask_needed
def test_reports_come_back_and_are_made_once(inside: Any, small: Path, tmp_path: Path) -> None:
    out, told, most = tmp_path / "out", list[str](), list[int]()
    names = ["a", "b", "c", "d"]
    wanted = [Report(small, {"does": "ill" if name == "c" else ""}, name) for name in names]
    options: Any = {"scheduler": inside.scheduler_address, "done": lambda o: told.append(o.report.name)}
    outcomes = run_reports(wanted, out, **options, progress=lambda cells: most.append(len(cells)))
    assert [o.report for o in outcomes] == wanted and sorted(told) == names and max(most) <= 2
    assert [o.html for o in outcomes] == [out / "a.html", out / "b.html", None, out / "d.html"]
    assert (out / "a" / "chart.csv").read_bytes() == b"{" and outcomes[0].seconds == 2.0
    assert outcomes[2].error == "RuntimeError: cannot be read (at cell 2 of 5)" and not list(out.glob(".*"))
    assert outcomes[2].failure is not None and "cannot be read" in outcomes[2].failure.read_text()
    again = run_reports(wanted[:2], out, keep=True, scheduler="tcp://nobody.invalid:1")  # nothing is asked
    assert [o.kept for o in again] == [True, True]


@dask_needed
def test_a_worker_that_joins_with_another_elexan_is_left_out(
    inside: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = inside.workers[0].address
    monkeypatch.setattr(cluster, "other_workers", lambda client, ours: {bad: "other data or boundaries"})
    wanted = [Report(small, {"not": bad}, name) for name in "abcd"]
    with pytest.warns(UserWarning, match=f"Left out: .*\n  {bad}: other data or boundaries\n"):
        outcomes = run_reports(wanted, tmp_path / "out", scheduler=inside.scheduler_address)
    assert all(o.html for o in outcomes)
    everywhere = {w.address: "other code" for w in inside.workers.values()}
    monkeypatch.setattr(cluster, "other_workers", lambda client, ours: everywhere)
    monkeypatch.setattr(cluster, "WORKERLESS", 0.3)
    with pytest.warns(UserWarning), pytest.raises(ClusterError, match="Workers have another elexan"):
        run_reports(wanted, tmp_path / "two", scheduler=inside.scheduler_address)


@dask_needed
def test_where_there_is_nobody_to_ask_it_is_said_what_to_start(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "CONNECTING", 0.3)
    monkeypatch.setattr(cluster, "WORKERLESS", 0.3)
    arguments = [str(small), "--output", str(tmp_path / "out"), "--scheduler"]
    gone = f"tcp://127.0.0.1:{free_port()}"
    run = CliRunner().invoke(command, [*arguments, gone])
    assert run.exit_code == 2 and f"no scheduler answers at {gone}" in run.stderr
    assert "dask scheduler --host" in run.stderr and "Traceback" not in run.stderr
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty:
        run = CliRunner().invoke(command, [*arguments, empty.scheduler_address])
    assert run.exit_code == 2 and "no worker at" in run.stderr
    assert f"dask worker {empty.scheduler_address} --nworkers" in run.stderr


def test_where_dask_is_missing_it_is_said_what_to_install(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    run = CliRunner().invoke(command, [str(small), "--scheduler", "tcp://127.0.0.1:8786"])
    assert run.exit_code == 2 and "pip install 'elexan[cluster]'" in run.stderr


def test_files_that_parameters_name_go_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    Path("mine/a.csv").write_text("a")
    Path("b.csv").write_text("b")
    (tmp_path / "c.csv").write_text("c")
    given = {"claims": "mine/a.csv", "many": ["b.csv", "norfolk"], "n": 3, "none": "", "folder": "mine",
             "long": "x" * 999, "above": "../c.csv", "whole": str(tmp_path / "c.csv")}  # fmt: skip
    assert cluster._files_named(given) == {"mine/a.csv": b"a", "b.csv": b"b"}


# Workers of their own, started as the README says; minutes


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Services:
    """A scheduler and workers from a small checkout of elexan, and the commands that started them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.root = checkout(folder / "elexan")
        self.commands = [c.strip() for c in re.findall(r"^(?:dask|elexan) [^#\n]*", README, re.MULTILINE)]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, command: str, root: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a command of the README from a checkout, with the host and port of this machine."""
        words = command.replace("192.168.0.10", "127.0.0.1").replace("8786", str(self.port)).split()
        program = Path(sys.executable).parent / words[0]
        environment = os.environ | {"PYTHONPATH": str(root or self.root)}
        with (self.folder / f"{words[0]}-{len(self.running)}").open("wb") as said:
            out: Any = subprocess.PIPE if words[0] == "elexan" else said
            self.running.append(
                subprocess.Popen(
                    [program, *words[1:]], env=environment, cwd=self.folder, stdout=out, stderr=said
                )
            )
        return self.running[-1]

    def workers(self) -> list[int]:
        """The numbers of the workers' processes, which their nannies have started."""
        import psutil

        children = psutil.Process(self.running[1].pid).children()
        return [child.pid for child in children if "spawn_main" in " ".join(child.cmdline())]

    def stop(self) -> None:
        """End all that runs."""
        for one in reversed(self.running):
            one.terminate()
        for one in self.running:
            one.wait(30)


def checkout(root: Path) -> Path:
    """This elexan with but one notebook, a small one."""
    (root / "notebooks").mkdir(parents=True)
    for name in ("elexan", "data", "shapefiles"):
        (root / name).symlink_to(ROOT / name)
    notebook(
        root / "notebooks" / "region.ipynb",
        ("code", "parameters", 'region = "norfolk"\ndoes = ""'),
        ("code", "", 'from IPython.display import Markdown\nMarkdown(f"# Report on {region}")'),
        ("code", "", "exec(does)"),
    )
    return root


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The first two commands of the README."""
    started = Services(tmp_path_factory.mktemp("services"))
    try:
        for command in started.commands[:2]:
            started.start(command)
        yield started
    finally:
        started.stop()


@pytest.fixture
def given(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The services, whose checkout's notebooks are taken for this elexan's."""
    monkeypatch.setattr(manifest, "notebooks_dir", lambda: services.root / "notebooks")
    return services


@pytest.mark.long
@dask_needed
@linux_needed
def test_the_three_commands_of_the_readme(services: Services) -> None:
    assert [command.split()[:2] for command in services.commands] == [
        ["dask", "scheduler"], ["dask", "worker"], ["elexan", "report"],
    ]  # fmt: skip
    assert README.partition("\n## ")[0].count("```") == 2
    regions = load_regions()
    names = regions.loc[regions["report"].fillna(False).astype(bool), "region"]
    for said in (f"{len(names)} of {len(names)} reports made; index", f"{len(names)} unchanged"):
        run = services.start(services.commands[2])
        assert said in run.communicate()[0].decode() and run.returncode == 0
    for name in names:
        assert f"Report on {name}" in (services.folder / "reports" / f"region-{name}.html").read_text()
    assert not list((services.folder / "reports").glob(".*"))


@pytest.mark.long
@dask_needed
@linux_needed
def test_a_killed_worker_loses_nothing(given: Services, small: Path, tmp_path: Path) -> None:
    killed = list[int]()

    def kill_one(cells: Any) -> None:
        if not killed and list(cells.values()) == [(4, 5), (4, 5)]:
            killed.append(given.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    wanted = [Report(small, {"does": "import time; time.sleep(4)", "region": name}, name) for name in "abc"]
    outcomes = run_reports(wanted, tmp_path / "out", scheduler=given.address, progress=kill_one)
    assert killed and all(o.html for o in outcomes), [o.error for o in outcomes]
    for name in "abc":
        assert f"Report on {name}" in (tmp_path / "out" / f"{name}.html").read_text()


@pytest.mark.long
@dask_needed
@linux_needed
def test_on_workers_too_a_report_that_fails_is_killed_or_hangs_fails_alone(
    given: Services, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("a,b")
    does = {
        "well": "assert open('mine.csv').read() == 'a,b'",
        "ill": "raise ValueError('no seats')",
        "killed": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
        "crashed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "late": "import time; time.sleep(60)",
    }
    wanted = [Report(small, {"does": d, "region": "mine.csv"}, name) for name, d in does.items()]
    outcomes = run_reports(wanted, tmp_path / "out", scheduler=given.address, timeout=10)
    by_name = {o.report.name: o for o in outcomes}
    assert [name for name, o in by_name.items() if o.html] == ["well"]
    assert by_name["ill"].error == "ValueError: no seats (cell 4)"
    assert "killed by SIGKILL" in by_name["killed"].error and "at cell 4 of 5" in by_name["killed"].error
    assert "killed by SIGKILL" in by_name["crashed"].error and "cell 4 of 5" in by_name["crashed"].error
    assert "not done after 10 seconds, and stopped" in by_name["late"].error
    assert sorted(p.stem for p in (tmp_path / "out" / "failed").iterdir()) == sorted(set(does) - {"well"})
    page = tmp_path / "out" / "failed" / "ill.html"
    assert "exec(does)" in page.read_text()


@pytest.mark.long
@dask_needed
@linux_needed
def test_an_interrupt_ends_the_work_of_the_workers(given: Services, small: Path, tmp_path: Path) -> None:
    import psutil

    script = (
        "import sys; from pathlib import Path; from elexan.report import Report, run_reports\n"
        "sleep = {'does': 'import time; time.sleep(99)'}\n"
        f"wanted = [Report(Path({str(small)!r}), sleep, name) for name in 'ab']\n"
        "def at(cells):\n"
        "    if [n for n, _ in cells.values()] == [4, 4]: print('now', flush=True)\n"
        f"run_reports(wanted, Path({str(tmp_path / 'out')!r}), scheduler={given.address!r}, progress=at)\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(given.root)},
    )  # fmt: skip
    assert run.stdout is not None and run.stdout.readline() == b"now\n"

    def reports() -> list[Any]:  # processes of the clean ones that workers have
        clean = [c for pid in given.workers() for c in psutil.Process(pid).children()]
        return [report for one in clean for report in one.children()]

    assert len(reports()) == 2
    began = time.perf_counter()
    run.send_signal(signal.SIGINT)
    run.stdout.read()
    run.wait()
    assert time.perf_counter() - began < 10  # two thirds of a second where nothing else runs
    while reports() and time.perf_counter() - began < 20:
        time.sleep(0.2)
    assert not reports() and not any((tmp_path / "out").iterdir())


@pytest.mark.long
@dask_needed
@linux_needed
def test_a_worker_with_other_data_is_refused_before_any_work(
    given: Services, small: Path, tmp_path: Path
) -> None:
    from distributed import Client

    root = checkout(tmp_path / "other")
    (root / "data").unlink()
    (root / "data").mkdir()
    for file in (ROOT / "data").glob("*.csv"):
        (root / "data" / file.name).symlink_to(file)
    with (root / "data" / "one_more.csv").open("w") as more:
        more.write("a,b\n")
    one = given.start(given.commands[1].replace("--nworkers 2", "--nworkers 1"), root)
    try:
        with Client(given.address, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=60)
        with pytest.raises(ClusterError) as told:
            run_reports([Report(small, {}, "a")], tmp_path / "out", scheduler=given.address)
        text = str(told.value)
        assert text.count("tcp://") == 1 and "other data or boundaries" in text
        assert "code" not in text and not any((tmp_path / "out").glob("a*"))
        other = text.split("tcp://")[1].split(": ", maxsplit=1)[0]
        task = Task(0, "a", small.name, small.read_bytes(), {}, "", {}, {}, None, "none", workers.here())
        with Client(given.address, set_as_default=False) as client:  # as where it joins in the middle
            refused = client.submit(make_for, task, workers=[f"tcp://{other}"]).exception(timeout=60)
        assert isinstance(refused, ClusterError) and f"{other}: other data" in str(refused)
    finally:
        one.terminate()
        one.wait(30)
