"""What the data say of a claim: one answer a definition, with the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass

Value = float | str | bool | frozenset[str] | None


@dataclass(frozen=True)
class Answer:
    """A computed value under a definition; None where it is not known, and then ``why``.

    ``also`` are other forms of a name or party that are right too. ``stem`` is a clause with the figure in
    it, without a full stop, ``short`` the same after another of the same council. ``alike`` marks a reading
    as current as the first, so that either makes a claim true.
    """

    key: str
    value: Value
    stem: str = ""
    sources: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    short: str = ""
    why: str = ""
    alike: bool = False
