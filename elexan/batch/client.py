"""What nbclient takes for a kernel: a process of ours, spoken to through a pipe."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any

from .processes import Process, ending, start

Message = dict[str, Any]


class Manager:
    """In the place of a kernel manager: starts the kernel's process, and ends it."""

    ipykernel = False
    has_kernel = True

    def __init__(self) -> None:
        self.client_: Client | None = None

    def client(self) -> Client:
        """The client of a process started now."""
        self.client_ = Client()
        return self.client_

    def interrupt_kernel(self) -> None:
        """Interrupt what the cell does."""
        if self.client_ is not None and self.client_.process.pid:
            os.kill(self.client_.process.pid, signal.SIGINT)

    def ending(self) -> str:
        """What the process ended with, in words, and where it was, if it told."""
        return "it never began" if self.client_ is None else self.client_.ending()

    def stop(self) -> None:
        """End the process."""
        if self.client_ is not None:
            self.client_.stop()


class Queue:
    """Messages of one kind, as they come."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._come = asyncio.Event()

    def put(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)
        self._come.set()

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message; an Empty error where none comes in time."""
        while not self._messages:
            self._come.clear()
            try:
                await asyncio.wait_for(self._come.wait(), timeout)
            except TimeoutError:
                raise Empty from None
        return self._messages.pop(0)


class Client:
    """In the place of a kernel client: asks the process, and sorts what it answers."""

    allow_stdin = False

    def __init__(self) -> None:
        from jupyter_client.session import Session

        self.session = Session()
        # where a process that crashes below Python tells where it was; its name goes when it has been opened
        number, name = tempfile.mkstemp(prefix="elexan-", suffix=".crash")
        self.crash, self.told = Path(name), os.fdopen(number, encoding="utf-8", errors="replace")
        self.process: Process = start("elexan.batch.kernel:serve", name)
        self.iopub_channel, self.shell_channel = Queue(), Queue()
        self.reader: threading.Thread | None = None
        self.died = False
        self.stopping = False  # nobody looks at what still comes

    def start_channels(self) -> None:
        """Nothing; the pipe is there."""

    def stop_channels(self) -> None:
        """Nothing; the manager ends the process, and so the pipe."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Begin to read: a request waits in the pipe until the process is ready."""
        self.reader = threading.Thread(target=self._read, args=[asyncio.get_running_loop()], daemon=True)
        self.reader.start()

    def is_alive(self) -> bool:
        """Whether anything may still come from the process."""
        return not self.died

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be run; return the request's id."""
        return self._ask("execute_request", {
            "code": code, "silent": False, "store_history": store_history, "user_expressions": {},
            "allow_stdin": self.allow_stdin, "stop_on_error": stop_on_error,
        })  # fmt: skip

    def kernel_info(self) -> str:
        """Ask what the kernel is; return the request's id."""
        return self._ask("kernel_info_request", {})

    def stop(self) -> None:
        """End the process, which is given a moment for what it does at its end."""
        self.stopping = True
        self.process.close()
        if self.reader is not None:
            self.reader.join()
        self.told.close()
        self.crash.unlink(missing_ok=True)

    def ending(self) -> str:
        """What the process ended with, in words, and where it was, if it told."""
        self.process.wait()
        told = self.told.read().strip()
        return ending(self.process.exitcode) + (f"\n{told}" if told else "")

    def _ask(self, kind: str, content: Message) -> str:
        message = self.session.msg(kind, content)
        try:
            self.process.link.send(message)
        except OSError:
            self.died = True
        return str(message["header"]["msg_id"])

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            try:
                message = self.process.link.recv()
            except (EOFError, OSError):
                break
            if os.name == "posix" and self.crash.exists():
                self.crash.unlink()  # whoever is killed from now on leaves no file
            reply = message["msg_type"].endswith("_reply")
            channel = self.shell_channel if reply else self.iopub_channel
            loop.call_soon_threadsafe(channel.put, message)
        # what came before the end is to be seen before it is told that nothing more comes
        deadline = time.monotonic() + 10
        while self.iopub_channel._messages and not self.stopping and time.monotonic() < deadline:
            time.sleep(0.01)
        self.died = True
