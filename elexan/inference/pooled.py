"""Small options of a contest taken together, since little can be said of each."""

from __future__ import annotations

import pandas as pd


def pooled(votes: pd.DataFrame, *, least: float = 0.03, into: str = "Other") -> pd.DataFrame:
    """The table of votes by unit with every option below a share of all votes added up to one.

    ``votes`` has one row a unit and one column an option, as ``transitions`` takes it. Options whose part of
    all votes is below ``least`` (0 to 1) become one column ``into``, last; where only one is that small it
    stays as it is. An option already called ``into`` is added to it. A missing vote makes the sum missing.

    Raises ValueError for a share that is not between 0 and 1.

    >>> votes = pd.DataFrame({"Con": [60, 50], "Lab": [37, 47], "Ind": [2, 2], "WPB": [1, 1]})
    >>> pooled(votes).to_dict("list")
    {'Con': [60, 50], 'Lab': [37, 47], 'Other': [3, 3]}
    """
    if not 0 <= least < 1:
        raise ValueError(f"least={least} is a share of the votes, 0 or more and below 1, such as 0.03")
    total = votes.sum().sum()
    few = votes.columns[votes.sum() < least * total].union([into] if into in votes else [], sort=False)
    if len(few) < 2:
        return votes.copy()
    return votes.drop(columns=few).assign(**{into: votes[few].sum(axis=1, skipna=False)})
