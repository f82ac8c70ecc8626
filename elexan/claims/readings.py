"""What a claim says besides a figure, in a form that can be held against a computed value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .names import same_day, same_person


@dataclass(frozen=True)
class Name:
    """A person by name."""

    text: str

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether the person computed, under any spelling, is the one named."""
        return same_person(self.text, value, *also)


@dataclass(frozen=True)
class Party:
    """A party, for itself or in place of its candidate."""

    code: str

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether the party computed, or that of the person computed, is the one named."""
        return self.code == value or self.code in also


@dataclass(frozen=True)
class Pair:
    """Two parties or people, in any order."""

    names: frozenset[str]

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether both are among those computed."""
        codes = value if isinstance(value, frozenset) else frozenset()
        people = self.names - codes
        return len(self.names) == 2 and all(any(same_person(n, a) for a in also) for n in people)


@dataclass(frozen=True)
class Day:
    """A day, as far as it is said."""

    parts: tuple[int | None, int | None, int | None]

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether the day computed is that one."""
        return same_day(self.parts, pd.Timestamp(str(value)))


@dataclass(frozen=True)
class Flag:
    """True or false."""

    value: bool

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether the same is computed."""
        return self.value == value


@dataclass(frozen=True)
class Word:
    """One of a few words, such as hold or gain, and the parties said to be involved."""

    word: str
    parties: frozenset[str] = frozenset()

    def fits(self, value: object, also: tuple[str, ...]) -> bool:
        """Whether that word is computed, of these parties."""
        return self.word == value and self.parties <= set(also)
