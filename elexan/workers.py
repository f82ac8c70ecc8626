"""Work done by others: the workers of a client, which must have the elexan that is here."""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .errors import ClusterError

if TYPE_CHECKING:
    from .batch.manifest import Surroundings

REMEDY = "Install the same elexan and libraries on every machine, and start its workers again."
_PARTS = {
    "code": "other code or templates",
    "data": "other data or boundaries",
    "notebooks": "other notebooks",
}
_LOOKED_AGAIN = 1.0  # seconds for which files are taken to be as they were
_PROCESS = uuid.uuid4().hex  # this one, and forks of it


class Client(Protocol):
    """What runs calls elsewhere: a dask.distributed ``Client``, or an executor of ``concurrent.futures``."""

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        """A future of the call, whose ``result()`` waits for it."""


class Here(NamedTuple):
    """What elexan is where work comes from, which goes with the work."""

    surroundings: Surroundings
    process: str


@dataclass
class Seen:
    """What a worker saw of its own elexan when it was first asked, and whether that has changed since."""

    surroundings: Surroundings
    stamps: Mapping[str, tuple[int, int]]
    looked: float
    changed: bool = False


_seen: list[Seen] = []


def here() -> Here:
    """What elexan is here and now."""
    from .batch.manifest import surroundings

    return Here(surroundings(), _PROCESS)


def results(client: Client, call: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """What the call makes of each task, in the order of the tasks.

    No more are asked for at a time than keep the workers busy, so that results do not pile up. A
    ClusterError names the workers whose elexan is not the one that is here.
    """
    ours = here()
    refuse_others(client, ours)
    asked: deque[Any] = deque()
    try:
        for task in tasks:
            asked.append(client.submit(checked, ours, call, *task))
            if len(asked) > 2 * _threads(client):
                yield _result(client, asked.popleft())
        while asked:
            yield _result(client, asked.popleft())
    finally:
        for future in asked:
            if hasattr(future, "cancel"):
                future.cancel()


def checked(ours: Here, call: Callable[..., Any], *task: Any) -> Any:
    """On a worker, what the call makes of the task; a ClusterError where its elexan is another."""
    refuse_if_other(ours)
    return call(*task)


def refuse_if_other(ours: Here) -> None:
    """On a worker: a ClusterError where its elexan is not the one that the work comes from."""
    differs = what_differs(ours)
    if differs:
        raise ClusterError(refusal({_name(): differs}))


def refuse_others(client: Any, ours: Here) -> None:
    """A ClusterError that names all workers of the client whose elexan is not ours."""
    others = other_workers(client, ours)
    if others:
        raise ClusterError(refusal(others))


def other_workers(client: Any, ours: Here) -> dict[str, str]:
    """Of each worker whose elexan is another, by its address, what differs.

    A client that cannot ask its workers (an executor) has none here; each of its tasks looks for itself.
    """
    if not hasattr(client, "run"):
        return {}
    said = client.run(what_differs, ours, on_error="return")
    return {
        str(worker): differs if isinstance(differs, str) else _without(differs)
        for worker, differs in said.items()
        if differs
    }


def refusal(others: Mapping[str, str]) -> str:
    """What is wrong with which workers, and what to do."""
    lines = [f"  {worker}: {differs}" for worker, differs in sorted(others.items())]
    return "\n".join(["Workers have another elexan than the one here:", *lines, REMEDY])


def what_differs(ours: Here) -> str:
    """On a worker: how its elexan differs from the one that the work comes from; empty if it does not."""
    if ours.process == _PROCESS:
        return ""
    seen, a = _looked(), ours.surroundings
    if seen.changed:
        return "its files have changed since the worker first read them"
    b = seen.surroundings
    versions = {"elexan": (a.version, b.version)} | {
        name: (a.libraries.get(name, "none"), b.libraries.get(name, "none"))
        for name in {**a.libraries, **b.libraries}
    }
    said = [f"{name} {theirs} (here {own})" for name, (own, theirs) in versions.items() if own != theirs]
    return ", ".join(
        [*said, *(words for part, words in _PARTS.items() if getattr(a, part) != getattr(b, part))]
    )


def _looked() -> Seen:
    """What this process saw of its elexan, which is what it has imported and read."""
    from .batch.manifest import surroundings

    now = time.monotonic()
    if not _seen:
        stamps = _stamps()
        _seen.append(Seen(surroundings(), stamps, now))
    seen = _seen[0]
    if now - seen.looked > _LOOKED_AGAIN:
        seen.looked, seen.changed = now, _stamps() != seen.stamps
    return seen


def _stamps() -> dict[str, tuple[int, int]]:
    """When each file that elexan is made of was changed, and its size."""
    from .batch.manifest import made_from

    stats = {str(path): path.stat() for part in made_from() for path in part.values()}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}


def _without(problem: BaseException) -> str:
    return f"none that can be asked ({type(problem).__name__}: {problem})"


def _name() -> str:
    """The address of the worker this is, or the number of the process."""
    if "distributed" in sys.modules:
        from distributed import get_worker

        try:
            return str(get_worker().address)
        except ValueError:  # a process of another kind
            pass
    return f"process {os.getpid()}"


def _threads(client: Any) -> int:
    """How many tasks the client's workers do at a time."""
    if hasattr(client, "nthreads"):
        return max(1, sum(client.nthreads().values()))
    return int(getattr(client, "_max_workers", 0)) or os.cpu_count() or 1


def _result(client: Any, future: Any) -> Any:
    """What a future holds; where it cannot be asked itself, its client is."""
    return future.result() if hasattr(future, "result") else client.gather([future])[0]
