"""What is said of figures on which sources disagree: both values, and who prints each."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from ..load import load_conflicts, load_sources
from ..load.files import Folder, state
from ..provenance.held import DERIVED
from .figures import percent, whole
from .names import about
from .words import heading

SHARES = r"(?:^|_)(?:share|turnout|rate)(?:_|$)"  # fields that are printed as percentages
_FIGURE = ["ballot_id", "organisation", "cycle", "area_gss", "candidate_id", "party", "field"]


def disagreements(conflicts: pd.DataFrame, data: Folder = None) -> list[str]:
    """Each disputed figure of the conflicts in a sentence: what it is, both values and who prints each.

    >>> import elexan as ex
    >>> c = ex.load_conflicts()
    >>> print(*disagreements(c[c["conflict_id"] == "pcc.norfolk.2016-05-05.electorate.1"]))
    Police and Crime Commissioner for Norfolk, electorate: left out here; 790,649 printed by Syderstone \
(parish site).
    """
    if conflicts.empty:
        return []
    return conflicts["conflict_id"].map(sentences(data)).drop_duplicates().tolist()


def sentences(data: Folder = None) -> pd.Series:
    """What is said of every conflict, by conflict_id; those on one figure share a sentence.

    >>> sentences()["mayor.bristol.2021-05-06.majority.1"].partition(", used here")[0]
    'Bristol City Council, majority: 13,613 printed by binlabour.com (blog)'
    """
    return _sentences(None if data is None else str(data), state(data))


@lru_cache(maxsize=4)
def _sentences(data: str | None, files: object) -> pd.Series:
    rows = load_conflicts(data=data)
    share = rows["field"].str.contains(SHARES, regex=True)
    printers = load_sources(data=data).set_index("source_id")["publisher"]
    rows = rows.assign(
        what=about(rows) + ", " + rows["field"].map(heading).str.lower(),
        used=_printed(rows["used"], rows["used_source_id"], share, printers) + ", used here",
        other=_printed(rows["other"], rows["other_source_id"], share, printers),
    )
    others = rows.groupby(_FIGURE, dropna=False)["other"].transform(_each)
    said = rows["what"] + ": " + rows["used"].fillna("left out here") + "; " + others + "."
    return said.set_axis(rows["conflict_id"])


def _each(values: pd.Series) -> str:
    return "; ".join(values.drop_duplicates())


def _printed(figures: pd.Series, ids: pd.Series, share: pd.Series, printers: pd.Series) -> pd.Series:
    """Each figure and who prints it."""
    value = pd.to_numeric(figures, errors="coerce")
    text = figures.mask(value.notna() & ~share, value.map(whole))
    text = text.mask(value.notna() & share, value.map(percent))
    names = ids.map(printers).replace("not recorded", "a source that is not recorded")
    by = (" printed by " + names).mask(ids == DERIVED, " worked out from other rows")
    return (text.astype("str") + by.fillna("")).mask(figures.isna())
