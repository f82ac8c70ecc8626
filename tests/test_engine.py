"""The papermill engine: the outputs of a kernel, each notebook in a process of its own."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from elexan.batch import ElexanEngine
from elexan.batch.engine import register

register()
ERRORS = "raises-exception"
CELLS = (
    ("a = 1", "parameters"),
    'import os, sys, time, asyncio, warnings\nprint("out"); print("error", file=sys.stderr); print("more")\n'
    "from IPython.display import HTML, clear_output, display, update_display\n"
    'x = display("x", display_id="k")\nprint("after"); a',
    "# only a comment",
    "%%time\nprint(2)",
    "await asyncio.sleep(0.01)\nasyncio.get_running_loop().is_running()",
    ("asyncio.run(asyncio.sleep(0))", ERRORS),
    "!echo shell; echo error >&2",
    'print("before"); os.system("echo below; echo error >&2"); time.sleep(0.4)',
    "print(1); time.sleep(0.3); print(2)",
    'update_display("y", display_id="k")\nprint(a)',
    'import pandas as pd\npd.DataFrame({"seats": [1, None]})',
    'display(pd.DataFrame([range(30)])); pd.reset_option("display"); pd.get_option("display.max_columns")',
    'print("gone"); display("gone"); clear_output(); print("kept")',
    'print("old"); clear_output(wait=True); display(HTML("<b>new</b>"))',
    ("def share(n):\n    return 1 / n\nshare(0)", ERRORS),
    ('input("?")', ERRORS),
    ("x = (", ERRORS),
    ("raise SystemExit(0)", ERRORS),
    ("%nosuchmagic", ERRORS),
    'warnings.warn("old", DeprecationWarning); warnings.warn("user")',
    "Out[3], In[4], _",
    "%who",
    "%%capture held\nprint(1)",
    "held.stdout",
    "from tqdm.auto import tqdm\nlist(tqdm([1], disable=True)); tqdm.__module__",
    'import threading\nt = threading.Thread(target=print, args=["thread"]); t.start(); t.join()',
    "class A:\n    def _repr_mimebundle_(self, **k):\n        return {'text/plain': 'p', 'application/json': "
    "{'a': (1, 2), 3: 1.0}}, {'application/json': {'expanded': True}}\nA()",
    'from IPython.display import Image\nImage(data=b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0" * 20, format="png")',
    '__name__, os.getcwd(), type(get_ipython()).__name__, "" in sys.path',
    'os.environ["TERM"], os.environ["PAGER"], os.environ["MPLBACKEND"]',
    'import logging; logging.warning("logged")',
    'print("a\\rb\\bc", end=""); 1;',
    "%%bash\necho $((1 + 2))",
    ("skipped", "skip-execution"),
    "%xmode plain",
    "class E(Exception):\n    pass\ndef fails():\n    raise E('told')\nfails()",
    "print('never')",
)
VOLATILE = (
    (r"ipykernel_\d+/\d+", "ipykernel"), (r"\d+(?:\.\d+)? (?:ns|μs|ms|s)\b", "time"), (r"0x[0-9a-f]+", "0x"),
)  # fmt: skip


def notebook(*cells: str | tuple[str, str]) -> Any:
    node = nbformat.v4.new_notebook()
    for cell in cells:
        source, tag = cell if isinstance(cell, tuple) else (cell, "")
        node.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": [tag] if tag else []}))
    node.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return node


def run(node: Any, output: Path | None = None, *, engine: str | None = "elexan", **options: Any) -> Any:
    return papermill.execute_notebook(
        json_copy(node), output, engine_name=engine, progress_bar=False, **options
    )


def json_copy(node: Any) -> Any:
    return nbformat.from_dict(json.loads(json.dumps(node)))


def told(path: Path) -> tuple[list[Any], dict[str, Any]]:
    """Of each cell what it shows and how it ended, and what is said of the notebook; without times."""
    node = json.loads(path.read_text(encoding="utf-8"))
    cells = []
    for cell in node["cells"]:
        run_, times = cell["metadata"].get("papermill", {}), cell["metadata"].get("execution", {})
        shown = json.dumps(joined(cell.get("outputs", [])), ensure_ascii=False)
        for pattern, plain in VOLATILE:
            shown = re.sub(pattern, plain, shown)
        ended = {
            key: value if key in ("exception", "status") else value is None for key, value in run_.items()
        }
        cells.append(("".join(cell["source"]), cell["metadata"].get("tags"), cell.get("execution_count"),
                      json.loads(shown), ended, sorted(times)))  # fmt: skip
    ran = node["metadata"].pop("papermill")
    return cells, node["metadata"] | {key: ran[key] for key in ("exception", "parameters", "version")}


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs, each stream in one piece: where a kernel cuts it depends on how busy the machine is."""
    whole: list[dict[str, Any]] = []
    for output in outputs:
        before = next((o for o in whole if "name" in o and o["name"] == output.get("name")), None)
        if before is None:
            whole.append(output | ({"text": "".join(output["text"])} if "text" in output else {}))
        else:
            before["text"] += "".join(output["text"])
    return whole


def test_a_notebook_is_as_a_kernel_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # a kernel that sees it reads nothing from below Python
    paths = {}
    for engine in (None, "elexan"):
        paths[engine] = tmp_path / f"{engine}.ipynb"
        with pytest.raises(PapermillExecutionError, match="E: told"):
            run(notebook(*CELLS), paths[engine], engine=engine, parameters={"a": 5}, cwd=tmp_path)
    ours, theirs = told(paths["elexan"]), told(paths[None])
    assert len(ours[0]) == len(CELLS) + 3  # the injected parameters, and papermill's two marks of the error
    for mine, stock in zip(ours[0], theirs[0], strict=True):
        assert mine == stock
    assert ours[1] == theirs[1]


@pytest.mark.long
def test_nothing_is_left_for_the_next_notebook_nor_for_this_process(tmp_path: Path) -> None:
    import altair as alt
    import pandas as pd

    before = list(sys.path), dict(os.environ), Path.cwd(), sys.stdout, sys.displayhook
    run(notebook(
        "import os, sys, pandas as pd, altair as alt, builtins, random",
        'sys.path.insert(0, "/nowhere"); os.environ["ELEXAN_X"] = "1"; os.chdir("/"); builtins.x = 1',
        'pd.set_option("display.max_rows", 3); alt.renderers.enable("png"); pd.DataFrame.shape = 0',
    ))  # fmt: skip
    node = run(notebook(
        'import builtins, os, sys, pandas as pd, altair as alt',
        '"/nowhere" in sys.path, "ELEXAN_X" in os.environ, hasattr(builtins, "x")',
        'pd.get_option("display.max_rows"), alt.renderers.active, pd.DataFrame().shape',
    ), cwd=tmp_path)  # fmt: skip
    shown = [cell.outputs[0].data["text/plain"] for cell in node.cells[1:]]
    assert shown == ["(False, False, False)", "(60, 'default', (0, 0))"]
    assert (list(sys.path), dict(os.environ), Path.cwd(), sys.stdout, sys.displayhook) == before
    assert alt.renderers.active != "png" and pd.DataFrame().shape == (0, 0)


@pytest.mark.long
def test_each_notebook_draws_its_own_random_numbers() -> None:
    cell = "import numpy as np\nfloat(np.random.random())"
    first, second = (run(notebook(cell)).cells[0].outputs[0].data["text/plain"] for _ in range(2))
    assert first != second


def test_a_process_that_dies_is_said_to_have_and_what_it_had_done_is_saved(tmp_path: Path) -> None:
    node = notebook(
        "print(1)", "import os, signal; print(2, flush=True); os.kill(os.getpid(), signal.SIGKILL)", "3"
    )
    with pytest.raises(DeadKernelError, match=r"cell 2 of 3.*SIGKILL"):
        run(node, tmp_path / "dead.ipynb")
    saved = nbformat.read(tmp_path / "dead.ipynb", 4)
    assert [[o.text for o in cell.outputs] for cell in saved.cells] == [["1\n"], ["2\n"], []]


def test_a_crash_below_python_is_told_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError, match=r"(?s)SIGSEGV.*in crash"):
        run(notebook("import ctypes\ndef crash():\n    ctypes.string_at(0)\ncrash()"))


def test_a_cell_may_take_so_long_and_no_longer() -> None:
    with pytest.raises(CellTimeoutError):
        run(notebook("import time; time.sleep(60)"), execution_timeout=1)


def test_other_languages_are_refused() -> None:
    node = notebook("1")
    node.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    with pytest.raises(ValueError, match="not in R"):
        run(node)


def test_the_engine_is_declared_for_papermill() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
    module, _, name = project["entry-points"]["papermill.engine"]["elexan"].partition(":")
    assert getattr(sys.modules[module], name) is ElexanEngine
