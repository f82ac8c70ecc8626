"""Checked claims as lines for a terminal."""

from __future__ import annotations

import textwrap

import pandas as pd

from .names import listed
from .verdicts import VERDICTS

WORDS = {
    "true": "true", "false": "false", "true_otherwise": "true otherwise", "unknown": "not known",
    "not_a_claim": "not a claim",
}  # fmt: skip
"""The verdicts as they are printed."""
WIDTH = 100


def in_lines(checked: pd.DataFrame) -> list[str]:
    """A block of lines a claim, then how many there are of each verdict.

    >>> import elexan as ex
    >>> claims = pd.DataFrame({"quote": ["to 69%"], "metric": ["first_pref_share"], "claimed": ["69%"],
    ...                        "where": ["Greater Manchester, Burnham"]})
    >>> in_lines(ex.check_claims(claims))[-1]
    '1 claim: 1 false'
    """
    lines: list[str] = []
    for row in checked.astype("object").where(checked.notna(), "").to_dict("records"):
        head = f"{WORDS[row['verdict']].upper()}  {row['claim_id']}"
        lines.append(head + (f"  {row['document']}" if row["document"] else ""))
        lines += textwrap.wrap(f'"{row["quote"]}"', WIDTH, initial_indent="  ", subsequent_indent="   ")
        figures = f"{row['metric']}: claimed {row['claimed']}"
        figures += f", computed {row['computed']}" if row["computed"] else ""
        figures += f" ({row['definition']})" if row["definition"] else ""
        figures += f"; true under {row['true_under']}" if row["true_under"] else ""
        for text in (figures, str(row["explanation"])):
            lines += textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
        lines.append("")
    return [*lines, counts(checked)]


def counts(checked: pd.DataFrame) -> str:
    """How many claims there are of each verdict, in a line."""
    of = checked["verdict"].value_counts()
    each = [f"{of[v]:,} {WORDS[v]}" for v in VERDICTS if of.get(v, 0)]
    return f"{len(checked):,} claim{'' if len(checked) == 1 else 's'}: {listed(each)}"
