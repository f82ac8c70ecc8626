"""A report's sections: each shows its figures, or says why this region has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import EmptySelectionError
from ..load import load_region_organisations
from ..load.files import Folder
from ..regions import why_none


@contextmanager
def section(
    region: str,
    *election_types: str,
    otherwise: str | None = None,
    later: bool = False,
    data: Folder = None,
) -> Iterator[None]:
    """Run a section; where its selection is empty, show the reason in its place.

    Where the region has such contests, the reason is what the empty selection says, or ``otherwise``.
    Where it has none, it is what ``region_organisations`` notes, and nothing where ``otherwise`` is given or
    the cell is a ``later`` one of its section, which has said so.

    >>> with section("norfolk", "mayor"):
    ...     raise EmptySelectionError("no contest")
    <IPython.core.display.Markdown object>
    """
    from IPython.display import Markdown, display

    try:
        yield
    except EmptySelectionError as nothing:
        bodies = load_region_organisations(region, data=data)
        asked = bodies[bodies["election_type"].isin(election_types)]
        if asked["organisation"].notna().any():
            reasons = [
                otherwise if otherwise is not None else f"{str(nothing)[0].upper()}{str(nothing)[1:]}."
            ]
        elif otherwise is not None or later:
            reasons = []  # said where the section begins
        else:
            noted = [kind for kind in election_types if kind in set(asked["election_type"])]
            reasons = [why_none(region, kind, data=data) for kind in noted or election_types[:1]]
        if any(reasons):
            display(Markdown("\n\n".join(reasons)))
