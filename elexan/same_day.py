"""Contests of one day read from the data, as the analyses of tickets take them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from . import load
from .errors import EmptySelectionError
from .load.files import Folder
from .load.selection import Dates, Names
from .shares import ShareMethod
from .tickets.sides import Postponed
from .tickets.votes import Contest, Overlap, ticket_votes


def same_day_votes(
    *,
    contests: Sequence[Contest],
    date: Dates,
    region: Names = None,
    share_method: ShareMethod = "top_vote",
    overlap: Overlap = "refuse",
    postponed: Postponed = "leave_out",
    data: Folder = None,
) -> pd.DataFrame:
    """Votes of each party in contests of one day, on the smallest areas they have in common.

    ``region`` and ``date`` select as in ``load_contests``; ``contests`` and the other choices, the columns
    and the errors are those of ``ticket_votes``.

    >>> votes = same_day_votes(region="cambridgeshire", date="2021-05-06", contests=("council", "mayor"))
    >>> votes.query("area_name == 'Fenland' and contest == 'mayor'")["votes"].sum() > 20000
    np.True_
    """
    results, counting_areas, areas, turnout = day_tables(date=date, region=region, data=data)
    return ticket_votes(
        results, counting_areas, areas, turnout,
        contests=contests, share_method=share_method, overlap=overlap, postponed=postponed,
    )  # fmt: skip


def day_tables(
    *, date: Dates, region: Names = None, data: Folder = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Results, counting areas, areas and turnout by counting area of one round; the middle ones may be empty.

    >>> results, counting_areas, areas, turnout = day_tables(date="2021-05-06", region="norfolk")
    >>> len(counting_areas)
    0
    """
    results = load.load_results(region=region, date=date, data=data)
    held = []
    for name, read in (
        ("counting_areas", load.load_counting_areas),
        ("counting_area_turnout", load.load_counting_area_turnout),
    ):  # fmt: skip
        try:
            held.append(read(results, data=data))
        except EmptySelectionError:
            held.append(load.load_table(name, data=data).head(0))
    return results, held[0], load.load_areas(data=data), held[1]
