"""Tables by the names the command line gives them, with the options each takes."""

from __future__ import annotations

from ..errors import UnknownNameError
from . import change, data, recomputed, seats, second_rounds, tickets, votes, votes_to_seats
from .options import Found, Options
from .options import NamedTable as NamedTable

NAMED: dict[str, NamedTable] = (
    data.NAMED
    | votes.NAMED
    | second_rounds.NAMED
    | change.NAMED
    | seats.NAMED
    | votes_to_seats.NAMED
    | recomputed.NAMED
    | tickets.NAMED
)


def named_table(name: str, options: Options) -> Found:
    """The table of that name; an option it does not take, or lacks, is a ValueError.

    >>> parties, _ = named_table("parties", {})
    >>> "Con" in set(parties["party"])
    True
    """
    name = name.replace("_", "-")
    if name not in NAMED:
        raise UnknownNameError("table", name, NAMED, hint="elexan list tables")
    table = NAMED[name]
    given = {key: value for key, value in options.items() if value not in (None, ())}
    for option in given:
        if option not in table.takes:
            listed = ", ".join(_flag(o) for o in sorted(table.takes))
            raise ValueError(f"{name} does not take {_flag(option)}; it takes {listed}")
    for option, choices in table.needs.items():
        if option not in given:
            raise ValueError(f"{name} needs {_flag(option)}: {choices}")
    return table.make(given)


def _flag(option: str) -> str:
    return "--" + option.replace("_", "-")
