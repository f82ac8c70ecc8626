"""A kernel without sockets: ipykernel's shell, whose messages go to a function."""

from __future__ import annotations

import asyncio
import atexit
import faulthandler
import io
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from jupyter_client.session import extract_dates as with_dates
from traitlets import Any as Anything
from traitlets.config import Config

Message = dict[str, Any]
_TELLING = threading.RLock()  # threads of a notebook print too, and one pipe takes all that is told


class Told(Session):
    """A session whose messages are told to a function, as they would be read from a socket."""

    tell = Anything()

    def send(  # noqa: PLR0917  (as Session has it)
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Tell the message of that type or, whole, that message; return it."""
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        # what is in it is then as JSON holds it, and its dates are dates: as who reads from a socket has it
        read = self.unpack(self.pack(message))
        read["header"] = with_dates(read["header"])
        read["parent_header"] = with_dates(read["parent_header"])
        read["buffers"] = [bytes(buffer) for buffer in buffers or []]
        with _TELLING:
            self.tell(read)
        return message


class Kernel(IPythonKernel):
    """The kernel of one notebook, in this process from now on."""

    async def answer(self, request: Message) -> None:
        """Do what one request asks, as a kernel does that reads it from a socket."""
        self.set_parent([], request, "shell")
        self._publish_status("busy", "shell")
        await self.shell_handlers[request["header"]["msg_type"]](None, [], request)
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", "shell")

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in a queue: a notebook's next cell is asked for when the one before is done."""


class _NoThread:
    """In the place of the thread that would read from sockets."""

    parent_thread = None


class Stream(io.TextIOBase):
    """Standard output or error of cells: what they print, and what is written below Python.

    It is told in pieces as long as ipykernel's: until a display, the end of a cell, or so many seconds.
    """

    def __init__(self, name: str, session: Session) -> None:
        self.name, self.session = name, session
        self.parent_header: Any = {}
        self.before: list[Stream] = []
        self._text: list[str] = []
        self._since = 0.0
        number = {"stdout": 1, "stderr": 2}[name]
        self._original = os.dup(number)
        self._below, self._read = None, 0
        if sys.platform != "win32":  # where ipykernel does not either
            self._below = _instead_of(number)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As ipykernel's streams have it."""
        return str(OutStream.encoding)

    def fileno(self) -> int:
        """Where the process itself would write."""
        return self._original

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """No."""
        return False

    def write(self, text: str) -> int:
        """Keep the text until it is told."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with _TELLING:
            self._take_below()
            for stream in [*self.before, self]:
                if stream._text and time.monotonic() - stream._since >= OutStream.flush_interval:
                    stream.flush()
            if text:
                self._keep(text)
        return len(text)

    def flush(self) -> None:
        """Tell what was kept."""
        with _TELLING:
            self._take_below()
            text, self._text = "".join(self._text), []
            if text:
                content = {"name": self.name, "text": text}
                self.session.send(None, "stream", content, parent=self.parent_header)

    def set_parent(self, parent: Any) -> None:
        """What is written from now on belongs to that request."""
        self.flush()
        self.parent_header = parent["header"]

    def _keep(self, text: str) -> None:
        if not self._text:
            self._since = time.monotonic()
        self._text.append(text)

    def _take_below(self) -> None:
        if self._below is None or sys.platform == "win32":
            return
        size = os.fstat(self._below).st_size
        if size > self._read:
            data = os.pread(self._below, size - self._read, self._read)
            self._read += len(data)
            self._keep(data.decode(errors="replace"))


def _instead_of(number: int) -> int:
    """A file that whoever writes to the standard stream of that number, other processes too, writes to."""
    import fcntl

    file, path = tempfile.mkstemp()
    Path(path).unlink()
    fcntl.fcntl(file, fcntl.F_SETFL, fcntl.fcntl(file, fcntl.F_GETFL) | os.O_APPEND)
    os.dup2(file, number)
    return file


def new_kernel(tell: Callable[[Message], None]) -> Kernel:
    """A kernel in this process, whose standard streams and shell are the notebook's from now on."""
    session = Told(tell=tell)
    sys.stdout, sys.stderr = Stream("stdout", session), Stream("stderr", session)
    sys.stderr.before, sys.stdout.before = [sys.stdout], [sys.stderr]
    _fresh_process()
    config = Config()
    config.HistoryManager.enabled = False  # its thread and its file are for who types
    config.IPKernelApp.tqdm = "notebook"  # where tqdm looks for a notebook
    log = logging.getLogger("elexan.kernel")
    log.setLevel(logging.CRITICAL + 1)  # what happens is in the messages
    kernel: Kernel = Kernel.instance(
        session=session, config=config, log=log, shell_channel_thread=_NoThread()
    )
    shell: Any = kernel.shell
    shell.extension_manager.load_extension("storemagic")
    sys.displayhook = shell.displayhook
    return kernel


def _fresh_process() -> None:
    """What a process has of its own that was not forked from another."""
    if "numpy.random" in sys.modules:  # Python's own numbers begin anew in a fork
        import numpy as np

        np.random.seed()
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    if main and sys.path and sys.path[0] == os.path.dirname(os.path.abspath(main)):  # noqa: PTH100, PTH120
        del sys.path[0]  # the folder of a program that was started is on no kernel's path
    if "" not in sys.path and not sys.flags.safe_path:
        names = [os.path.basename(folder) for folder in sys.path]  # noqa: PTH119
        sys.path.insert(names.index("site-packages") if "site-packages" in names else 0, "")
    sys.argv = [""]
    for name in ("tqdm.auto", "tqdm.autonotebook"):  # they see on import whether they are in a notebook
        sys.modules.pop(name, None)
    if "pandas" in sys.modules:
        _in_a_notebook()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def _in_a_notebook() -> None:
    """Let pandas print as it does in notebooks; it too sees on import where it is."""
    import pandas as pd
    from pandas._config import config

    known: Any = config
    name, of_a_terminal, of_a_notebook = "display.max_columns", 0, 20
    if pd.get_option(name) == of_a_terminal:
        pd.set_option(name, of_a_notebook)
        option = known._registered_options[name]
        known._registered_options[name] = option._replace(defval=of_a_notebook)


def serve(link: Connection, crash: str) -> None:
    """Answer the requests from the link, until whoever asks is gone.

    ``crash`` is the file for the place of a crash below Python.
    """
    atexit._clear()
    faulthandler.enable(Path(crash).open("w", encoding="utf-8"))  # noqa: SIM115  (open as long as the process)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    kernel = None

    async def begin() -> Kernel:
        return new_kernel(link.send)

    kernel = loop.run_until_complete(begin())
    while True:
        try:
            request = link.recv()
        except EOFError:
            break
        if request is None:
            break
        loop.run_until_complete(kernel.answer(request))
    atexit._run_exitfuncs()
