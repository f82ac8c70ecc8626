"""The errors elexan raises; each is a subclass of a builtin, so ``except ValueError`` still works."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a table: where it is, what it is, and what to do about it."""

    file: str
    message: str
    remedy: str
    row: int | None = None
    key: str = ""
    field: str = ""

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file} row {self.row}"
        if self.key:
            where += f" ({self.key})"
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{where}: {what}; {self.remedy}"


class DataError(ValueError):
    """Figures that cannot be right. ``problems`` holds every one found, not just the first.

    >>> str(DataError([Problem("results.csv", "is -3", "votes are 0 or more", row=214, field="first_pref")]))
    'results.csv row 214: first_pref: is -3; votes are 0 or more'
    """

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: list[Problem] = [] if isinstance(problems, str) else list(problems)
        text = problems if isinstance(problems, str) else "\n".join(str(p) for p in problems)
        super().__init__(text)


class UnknownNameError(ValueError):
    """A name elexan does not know; the message gives the nearest ones.

    >>> str(UnknownNameError("region", "norflok", ["norfolk", "suffolk"], hint="elexan list regions"))
    'no region "norflok"; did you mean "norfolk"? See: elexan list regions'
    """

    def __init__(self, kind: str, name: object, known: Iterable[object], *, hint: str = "") -> None:
        self.kind, self.name = kind, name
        self.nearest = nearest_names(name, known)
        text = f'no {kind} "{name}"'
        if self.nearest:
            text += "; did you mean " + " or ".join(f'"{n}"' for n in self.nearest) + "?"
        if hint:
            text += f"{'' if self.nearest else '.'} See: {hint}"
        super().__init__(text)


class EmptySelectionError(ValueError):
    """A selection that selects nothing; the message says what was asked and what there is."""


class ClusterError(RuntimeError):
    """Workers that cannot be used: not reached, none there, or with another elexan; it says what to do."""


def nearest_names(name: object, known: Iterable[object], *, most: int = 3) -> list[str]:
    """Known names most like the one given, best first; empty when nothing is near.

    >>> nearest_names("cambridgshire", ["cambridgeshire", "norfolk"])
    ['cambridgeshire']
    """
    lowered = {str(k).lower(): str(k) for k in known}
    return [
        lowered[m] for m in difflib.get_close_matches(str(name).lower(), list(lowered), n=most, cutoff=0.6)
    ]
