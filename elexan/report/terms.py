"""The text beside a page's files that says whom to name, and under which terms they may be passed on."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

import pandas as pd

WIDTH = 100
PASTE = "To name them, paste:"
_ALIKE = re.compile(r"CC BY-SA \d\.\d")
ALL = (
    "These files were made by elexan from the sources below, each with its terms as far as they were "
    "stated. Figures that are worked out (shares, swing, seats) come under the terms of the rows they are "
    "worked out from: see source_id in the files, and the page's list of sources."
)
SHARE_ALIKE = (
    "Rows under CC BY-SA are among them: name whom it says, and pass on what you make of them under the "
    "same licence."
)


def terms(title: str, sources: pd.DataFrame, *, used: Iterable[str], credits: Iterable[str] = ()) -> str:
    """The licences of the sources ``used``, each with whom to name, as plain text.

    ``sources`` is the table of sources, ``credits`` the lines under maps.

    >>> s = pd.DataFrame({"source_id": ["a"], "publisher": ["LEAP"], "title": ["Essex"],
    ...                   "url": ["https://example.org/e"], "licence": ["CC BY-SA 3.0"], "kind": ["page"]})
    >>> print(*terms("Essex", s, used=["a"]).splitlines()[-6:], sep="\\n")
        LEAP: Essex, example.org/e
    <BLANKLINE>
    To name them, paste:
    <BLANKLINE>
    Contains figures from LEAP (CC BY-SA 3.0). Put together by elexan. Passed on, as far as it is so
    licensed, under CC BY-SA 3.0.
    """
    from ..tables import without_scheme

    rows = sources[sources["source_id"].isin(set(used))].sort_values(["licence", "publisher", "title"])
    lines = [title, "=" * len(title), "", *_wrapped(ALL)]
    if rows["licence"].str.contains("BY-SA", na=False).any():
        lines += ["", *_wrapped(SHARE_ALIKE)]
    if credits := list(credits):
        lines += ["", "Outlines of areas", "-----------------"]
        lines += [line for credit in credits for line in _wrapped(credit)]
    for licence, group in rows.groupby("licence", sort=False, dropna=False):
        heading = "Terms not stated" if pd.isna(licence) else str(licence)
        lines += ["", *_wrapped(without_scheme(heading))]
        for row in group.to_dict("records"):
            address = "" if pd.isna(row["url"]) else f", {without_scheme(str(row['url']))}"
            lines.append(f"    {row['publisher']}: {row['title']}{address}")
    if not rows.empty:
        lines += ["", PASTE, "", *_wrapped(attribution(rows))]
    return "\n".join(lines) + "\n"


def attribution(rows: pd.DataFrame) -> str:
    """Whom to name and under which licence, in one paragraph.

    >>> r = {"publisher": ["LEAP", "BBC"], "licence": ["CC BY-SA 3.0", "copyright; facts only"]}
    >>> attribution(pd.DataFrame(r))
    'Contains figures from LEAP (CC BY-SA 3.0); BBC (copyright; facts only). Put together by elexan. \
Passed on, as far as it is so licensed, under CC BY-SA 3.0.'
    """
    stated = rows[~rows["publisher"].isin(["elexan", "not recorded"])].fillna({"licence": "terms not stated"})
    by = stated.groupby("licence", sort=False)["publisher"].agg(lambda names: ", ".join(dict.fromkeys(names)))
    named = "; ".join(f"{names} ({_short(licence)})" for licence, names in by.items())
    alike = sorted({found for text in stated["licence"] for found in _ALIKE.findall(text)})
    text = f"Contains figures from {named}. Put together by elexan." if named else "Made by elexan."
    return text + (f" Passed on, as far as it is so licensed, under {' and '.join(alike)}." if alike else "")


def _short(licence: object) -> str:
    from ..tables import without_scheme

    return without_scheme(str(licence))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False)
