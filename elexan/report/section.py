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
    region: str, *election_types: str, otherwise: str | None = None, data: Folder = None
) -> Iterator[None]:
    """Run a section; where its selection is empty, show the reason in its place.

    The reason is ``otherwise`` where the region has such contests, or what the empty selection says; where
    it has none, what ``region_organisations`` notes.

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
            reasons = [otherwise or f"{str(nothing)[0].upper()}{str(nothing)[1:]}."]
        else:
            noted = [kind for kind in election_types if kind in set(asked["election_type"])]
            reasons = [why_none(region, kind, data=data) for kind in noted or election_types[:1]]
        display(Markdown("\n\n".join(reasons)))
