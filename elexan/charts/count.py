"""A count of a supplementary vote as the flow picture needs it: what is known, and what is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..columns import flag, number, text
from ..rounds import finalists
from ..shares import UMBRELLA
from .theme import with_parties

POOLED = "#8c959f"  # colour of votes of several candidates together
_ROW = ["name", "party_line", "letters", "colour", "first", "received", "final", "last", "won", "many", "who"]


@dataclass(frozen=True)
class Count:
    """One contest, or one counting area of it; votes that are not known are NaN.

    ``rows``: one row a candidate with ``first``, ``received`` and ``final`` (votes), ``last`` (in the second
    round), ``won`` and ``many`` (how many candidates the row stands for), most first preferences first.
    ``state``: held, partial, unknown, not_needed or one_count (another voting system).
    """

    rows: pd.DataFrame
    state: str
    total: float
    rejected: float = np.nan  # papers of the second count

    @property
    def last(self) -> pd.DataFrame:
        """The finalists of a second round, the leader of the first before the others."""
        return self.rows[self.rows["last"]]

    @property
    def out(self) -> pd.DataFrame:
        """The eliminated candidates; none where there was no second round, or not who was in it."""
        return self.rows[~self.rows["last"]] if len(self.last) >= 2 else self.rows.head(0)

    @property
    def moved(self) -> float:
        """Transfers received by the finalists together."""
        return _sum(self.last["received"]) if len(self.last) >= 2 else np.nan

    @property
    def eliminated(self) -> float:
        """First preferences of the eliminated candidates."""
        return _sum(self.out["first"])

    @property
    def spare(self) -> float:
        """Eliminated votes that went to no finalist."""
        return self.eliminated - self.moved

    @property
    def final(self) -> float:
        """Final votes of the finalists together."""
        return _sum(self.last["final"]) if len(self.last) >= 2 else np.nan

    @property
    def needed(self) -> float:
        """Transfers with which the runner-up of the first round would draw level (of two finalists)."""
        if len(self.last) != 2:
            return np.nan
        ahead, behind = self.last["first"]
        return (self.moved + float(ahead) - float(behind)) / 2


def of_results(results: pd.DataFrame, parties: pd.DataFrame | None) -> Count:
    """The count of one contest, from all its candidates.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate": list("ABC"), "party": ["Con", "Lab", "LD"],
    ...                   "voting_system": "SV", "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> count = of_results(r, None)
    >>> count.state, count.eliminated, count.moved, count.spare, count.needed
    ('held', 25.0, 24.0, 1.0, 19.5)
    """
    table = finalists(with_parties(results.reset_index(drop=True), parties))
    first = number(table, "first_pref")
    printed = text(table, "party_name").where(table["party"].isin(UMBRELLA))
    rows = table.assign(
        name=table["candidate"], party_line=printed.fillna(""), first=first, received=table["transfers"],
        last=_true(table, "finalist"), won=_true(table, "elected"),
        many=1, who=table["candidate"] + " (" + printed.fillna(table["party_label"]) + ")",
    )  # fmt: skip
    state = table["second_round"].iloc[0]
    last = rows[rows["last"]]
    if pd.isna(state):
        state = "one_count"
    elif state == "held" and (len(last) < 2 or last["received"].isna().any()):
        state = "partial" if last[["received", "final"]].notna().any(axis=None) else "unknown"
    return Count(_ordered(rows), state, float(table["first_total"].iloc[0]), _one(results, "rejected_second"))


def of_transfers(transfers: pd.DataFrame, parties: pd.DataFrame | None, only_out: str = "") -> Count:
    """The count of one contest or area, from its rows of ``transfers``; the eliminated are one row.

    ``only_out`` is the party of the one eliminated candidate, where there is but one.

    >>> t = pd.DataFrame({"candidate": ["B", "A"], "party": ["Lab", "Con"], "second_round": "held",
    ...                   "candidates": 4, "first_pref": [30, 45], "first_pref_share": [0.3, 0.45],
    ...                   "transfers": [20, 4], "final_votes": [50, 49], "elected": [True, False],
    ...                   "eliminated": 25})
    >>> of_transfers(t, None).rows[["name", "first"]].values.tolist()
    [['A', 45.0], ['B', 30.0], ['2 eliminated', 25.0]]
    """
    table = with_parties(transfers.reset_index(drop=True), parties)
    state = str(table["second_round"].iloc[0])
    first = number(table, "first_pref")
    total = float((first / number(table, "first_pref_share")).round().iloc[0])
    rows = table.assign(
        name=table["candidate"], party_line="", first=first, received=number(table, "transfers"),
        final=number(table, "final_votes"), last=len(table) >= 2, many=1,
        won=_true(table, "elected"),
        who=table["candidate"] + " (" + table["party_label"] + ")",
    )  # fmt: skip
    others = int(number(table, "candidates").iloc[0]) - len(table)
    said = f"{others} eliminated" if len(table) >= 2 else f"{others} other{'s' if others > 1 else ''}"
    one = pd.DataFrame([{
        "name": said, "party_line": "", "letters": "", "colour": POOLED, "won": False, "last": False,
        "first": total - first.sum(skipna=False), "many": others, "who": said, "party": only_out,
    }])  # fmt: skip
    if only_out and others == 1:
        one = with_parties(one, parties).assign(who=lambda t: "the eliminated (" + t["party_label"] + ")")
    if others > 0:
        rows = pd.concat([rows[_ROW], one[[c for c in _ROW if c in one]]], ignore_index=True)
    return Count(_ordered(rows), state, total)


def grouped(count: Count, *, least: float, most: int) -> Count:
    """The count with its smallest candidates as one row, where there are several of them.

    Kept are the finalists, the winner, and the ``most`` largest of the others with ``least`` of the vote.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate": list("ABCDE"), "party": "Ind", "voting_system": "SV",
    ...                   "first_pref": [45, 30, 20, 3, 2], "second_pref": [4, 20, None, None, None],
    ...                   "elected": [False, True, False, False, False]})
    >>> grouped(of_results(r, None), least=0.1, most=6).rows["name"].tolist()
    ['A', 'B', 'C', '2 others']
    """
    rows = count.rows
    other = ~(rows["last"] | rows["won"])
    place = rows["first"].where(other).rank(method="first", ascending=False)
    small = other & ((place > most) | (rows["first"] < least * count.total))
    if small.sum() < 2:
        return count
    many = int(rows.loc[small, "many"].sum())
    one = pd.DataFrame([{
        "name": f"{many} others", "party_line": "", "letters": "", "colour": POOLED, "last": False,
        "won": False, "many": many, "first": _sum(rows.loc[small, "first"]),
        "who": ", ".join(rows.loc[small, "name"]),
    }])  # fmt: skip
    return Count(pd.concat([rows[~small], one], ignore_index=True), count.state, count.total, count.rejected)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows[_ROW].sort_values(["first", "final"], ascending=False, na_position="last", kind="stable")
    return kept.reset_index(drop=True)


def _sum(votes: pd.Series) -> float:
    """The sum, NaN where any is not known, or there are none."""
    return float(votes.sum(skipna=False)) if len(votes) else np.nan


def _true(table: pd.DataFrame, column: str) -> pd.Series:
    return flag(table, column).fillna(False).astype(bool)


def _one(results: pd.DataFrame, column: str) -> float:
    return float(number(results, column).iloc[0])
