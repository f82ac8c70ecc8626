"""data/README.md: what the tables are, their licences, and every column as the schema describes it."""

from __future__ import annotations

from pathlib import Path

from elexan.schema import TABLES, describe

INTRODUCTION = Path(__file__).with_name("introduction.md")


def readme() -> str:
    """The whole text."""
    return (
        INTRODUCTION.read_text(encoding="utf-8")
        + "".join(f"## {name}\n\n{describe(name)}\n" for name in TABLES).rstrip()
        + "\n"
    )
