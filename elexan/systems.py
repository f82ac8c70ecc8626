"""Counting rules, from ballot papers to a result: the supplementary vote and what it might have been.

Papers are a table, one row a paper (or one row for ``ballots`` papers alike), with the candidates marked
first, second and so on in columns of those names. A paper without a first preference is rejected; a
preference repeated adds nothing. Each rule gives a table like ``load_results``: one candidate a
row, which ``transfers``, ``vote_share`` and the like take.

Rules: first past the post; the supplementary vote of Schedule 2 to the Greater London Authority Act 1999
(half of the first preferences wins; else the leading two remain, or all who tie for those places, and second
preferences of the others' voters are added); two rounds (the same two, and everybody's preference between
them); the alternative vote (the last one goes, and each paper counts for the next preference still standing).

A tie for the seat, or for the last place in the alternative vote, is settled by lot: ``lots`` names
candidates in the order drawn, the first drawn winning. Without a lot nobody is said to be elected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .columns import number, require, whole
from .errors import DataError, Problem

PREFERENCES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class _Papers:
    """Ballot papers with candidates by number; -1 where no preference is marked."""

    candidates: list[str]
    marks: np.ndarray
    count: np.ndarray

    @property
    def valid(self) -> np.ndarray:
        return self.marks[:, 0] >= 0

    def first(self, marks: np.ndarray | None = None) -> np.ndarray:
        """Papers for each candidate, by one column of marks (the first preferences)."""
        chosen = self.marks[:, 0] if marks is None else marks
        ok = self.valid & (chosen >= 0)
        return np.bincount(chosen[ok], self.count[ok], minlength=len(self.candidates)).astype(np.int64)

    def best_of(self, standing: np.ndarray, depth: int | None = None) -> np.ndarray:
        """Each paper's highest preference among those standing, within the first ``depth``; -1 for none."""
        best = np.full(len(self.marks), -1)
        for column in self.marks[:, :depth].T[::-1]:
            here = (column >= 0) & standing[column]
            best[here] = column[here]
        return best


def first_past_the_post(
    ballots: pd.DataFrame, *, candidates: Sequence[str] | None = None, lots: Sequence[str] = ()
) -> pd.DataFrame:
    """The result of the first preferences alone: most votes wins.

    ``ballots`` holds ``first`` and, where rows stand for several papers, ``ballots``. ``candidates`` names
    everybody who stood, also without a vote. Columns: ballot_id (``"ballots"``), candidate_id, candidate,
    party (missing), voting_system, seats (1), first_pref, second_pref and final_votes (missing), elected
    (missing where a tie waits for a lot), ``lot`` (a lot settled it), ballots_cast, valid_first,
    rejected_first. Most votes first.

    Raises DataError for preferences for somebody who did not stand, and negative counts.

    >>> papers = pd.DataFrame({"first": ["A", "B", "C"], "ballots": [40, 35, 25]})
    >>> first_past_the_post(papers).query("elected")["candidate"].tolist()
    ['A']
    """
    papers = _papers(ballots, candidates)
    votes = papers.first()
    return _table(papers, "FPTP", votes, _winner(papers, votes, np.ones(len(votes), bool), lots))


def supplementary_vote(
    ballots: pd.DataFrame, *, candidates: Sequence[str] | None = None, lots: Sequence[str] = ()
) -> pd.DataFrame:
    """The result by the supplementary vote, from first and second preferences.

    Columns as ``first_past_the_post``; ``second_pref`` and ``final_votes`` are the finalists' where a second
    round was needed, and ``valid_second`` the papers transferred. Preferences after the second do not count.

    >>> papers = pd.DataFrame({"first": ["A", "B", "C", "C"], "second": ["B", "A", "B", None],
    ...                        "ballots": [40, 35, 20, 5]})
    >>> supplementary_vote(papers)[["candidate", "first_pref", "second_pref", "final_votes"]].values.tolist()
    [['B', 35, 20, 55], ['A', 40, 0, 40], ['C', 25, <NA>, <NA>]]
    """
    return _two_stage(_papers(ballots, candidates), "SV", 2, lots)


def two_round(
    ballots: pd.DataFrame, *, candidates: Sequence[str] | None = None, lots: Sequence[str] = ()
) -> pd.DataFrame:
    """The result if the leading two met in a second ballot and everybody voted by their preferences.

    It differs from the supplementary vote only where papers rank more than two candidates: a third or later
    preference counts as well. Those who prefer neither of the two stay at home; nobody else changes their
    mind. Columns as ``supplementary_vote``.

    >>> papers = pd.DataFrame({"first": ["A", "B", "C"], "second": [None, None, "D"],
    ...                        "third": [None, None, "B"], "ballots": [40, 35, 25]})
    >>> two_round(papers, candidates=["A", "B", "C", "D"]).query("elected")["candidate"].tolist()
    ['B']
    """
    return _two_stage(_papers(ballots, candidates), "two rounds", None, lots)


def alternative_vote(
    ballots: pd.DataFrame, *, candidates: Sequence[str] | None = None, lots: Sequence[str] = ()
) -> pd.DataFrame:
    """The result by the alternative vote: the last candidate goes until one has half of what still counts.

    Columns as ``first_past_the_post``, with ``final_votes`` of every candidate when they went out or won,
    and ``out_after`` (the count after which they were eliminated; missing for those never eliminated).
    Papers that rank nobody still standing are exhausted. Those who tie for last go together where even all
    their papers would not lift one of them above the next candidate.

    Raises ValueError where a tie for the last place changes who stays and ``lots`` does not settle it.

    >>> papers = pd.DataFrame({"first": ["A", "B", "C", "D"], "second": ["B", "A", "B", "C"],
    ...                        "third": [None, None, None, "B"], "ballots": [40, 25, 20, 15]})
    >>> alternative_vote(papers)[["candidate", "final_votes", "out_after"]].values.tolist()
    [['A', 65, <NA>], ['C', 35, <NA>], ['B', 25, 2], ['D', 15, 1]]
    """
    papers = _papers(ballots, candidates)
    standing = np.ones(len(papers.candidates), bool)
    final, out = np.zeros(len(standing), np.int64), np.zeros(len(standing), np.int64)
    for count in range(1, len(standing) + 1):
        votes = papers.first(papers.best_of(standing))
        final[standing] = votes[standing]
        if 2 * votes.max() > votes.sum() or standing.sum() <= 2:
            break
        going = _last(papers, votes, standing, lots)
        standing[going], out[going] = False, count
    won = _winner(papers, np.where(standing, final, -1), standing, lots)
    table = _table(papers, "AV", papers.first(), won, final=final)
    after = pd.Series(out, index=papers.candidates).reindex(table["candidate_id"]).to_numpy()
    table["out_after"] = whole(pd.Series(after, index=table.index).where(lambda s: s > 0))
    return table.sort_values(
        ["out_after", "final_votes"], ascending=False, na_position="first", ignore_index=True, kind="stable"
    )


def _two_stage(papers: _Papers, system: str, depth: int | None, lots: Sequence[str]) -> pd.DataFrame:
    """A result by the leading two, or all who tie for those places, where nobody has half at first."""
    votes = papers.first()
    everybody = np.ones(len(votes), bool)
    ahead = np.sort(votes)[::-1]
    if len(votes) <= 2 or 2 * ahead[0] > votes.sum():
        return _table(papers, system, votes, _winner(papers, votes, everybody, lots))
    stays = votes >= ahead[1]
    moved = np.where(stays[papers.marks[:, 0]] & papers.valid, -1, papers.best_of(stays, depth))
    received = papers.first(moved)
    final = votes + received
    won = _winner(papers, np.where(stays, final, -1), stays, lots)
    return _table(papers, system, votes, won, received=received, final=final, stays=stays)


def _winner(
    papers: _Papers, votes: np.ndarray, standing: np.ndarray, lots: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Who is elected (1, 0; -1 where a tie waits for a lot), and whom a lot concerned."""
    best = standing & (votes == votes[standing].max())
    if best.sum() == 1:
        return best.astype(int), np.zeros(len(votes), bool)
    drawn = _drawn(papers, best, lots)
    if drawn is None:
        return np.where(best, -1, 0), np.zeros(len(votes), bool)
    won = np.zeros(len(votes), int)
    won[drawn] = 1
    return won, best


def _drawn(papers: _Papers, tied: np.ndarray, lots: Sequence[str]) -> int | None:
    """The number of the first of the tied candidates in the lots, if any is there."""
    names = [name for name in lots if name in papers.candidates]
    return next(
        (papers.candidates.index(name) for name in names if tied[papers.candidates.index(name)]), None
    )


def _last(papers: _Papers, votes: np.ndarray, standing: np.ndarray, lots: Sequence[str]) -> np.ndarray:
    """Which candidates go out now: the last, by lot where it matters which of those who tie."""
    low = votes[standing].min()
    tied = standing & (votes == low)
    above = votes[standing & ~tied]
    if tied.sum() == 1 or (len(above) and low * tied.sum() < above.min() and len(above) >= 2):
        return tied
    names = [papers.candidates[i] for i in np.flatnonzero(tied)]
    order = [name for name in lots if name in names]
    if len(order) < len(names) - 1:
        raise ValueError(
            f"{', '.join(names)} tie for last with {low} votes each; name them in lots=, in the order drawn"
        )
    unlucky = next((name for name in names if name not in order), order[-1])
    going = np.zeros(len(votes), bool)
    going[papers.candidates.index(unlucky)] = True
    return going


def _papers(ballots: pd.DataFrame, candidates: Sequence[str] | None) -> _Papers:
    """The papers as numbers, or a DataError naming every row that cannot be counted."""
    require(ballots, "ballots", ["first"])
    columns = [name for name in PREFERENCES if name in ballots]
    marked = ballots[columns].astype("str")
    count = number(ballots, "ballots") if "ballots" in ballots else pd.Series(1.0, index=ballots.index)
    found = sorted(set(marked.stack().dropna())) if len(marked) else []
    stood = list(dict.fromkeys(candidates)) if candidates is not None else found
    problems = [
        Problem("ballots", f'nobody called "{name}" stood', "correct it, or name everybody in candidates=",
                field=column)
        for column in columns
        for name in marked[column].dropna().unique()
        if name not in stood
    ]  # fmt: skip
    problems += [
        Problem("ballots", f"is {n:g}", "the number of papers is a whole number, 0 or more", row=row,
                field="ballots")
        for row, n in enumerate(count, 1) if not (n >= 0 and n % 1 == 0)
    ]  # fmt: skip
    if not stood:
        problems += [Problem("ballots", "no candidate", "give papers, or name everybody in candidates=")]
    if problems:
        raise DataError(problems)
    place = {name: n for n, name in enumerate(stood)}
    marks = np.column_stack([marked[c].map(place).fillna(-1).astype(int) for c in columns])
    return _Papers(stood, marks, count.to_numpy())


def _table(
    papers: _Papers,
    system: str,
    votes: np.ndarray,
    won: tuple[np.ndarray, np.ndarray],
    *,
    received: np.ndarray | None = None,
    final: np.ndarray | None = None,
    stays: np.ndarray | None = None,
) -> pd.DataFrame:
    """The result as a table, most votes in the deciding round first."""
    nobody = pd.array([pd.NA] * len(votes), dtype="Int64")
    keep = np.ones(len(votes), bool) if stays is None else stays
    cast, valid = int(papers.count.sum()), int(papers.count[papers.valid].sum())
    table = pd.DataFrame(
        {
            "ballot_id": "ballots",
            "candidate_id": papers.candidates,
            "candidate": papers.candidates,
            "party": pd.Series(pd.NA, index=range(len(votes)), dtype="str"),
            "voting_system": system,
            "seats": 1,
            "first_pref": whole(pd.Series(votes)),
            "second_pref": nobody if received is None else whole(pd.Series(received).where(keep)),
            "final_votes": nobody if final is None else whole(pd.Series(final).where(keep)),
            "elected": pd.Series(won[0]).replace(-1, pd.NA).astype("boolean"),
            "lot": won[1],
            "ballots_cast": cast,
            "valid_first": valid,
            "rejected_first": cast - valid,
            "valid_second": pd.NA if received is None else int(received[keep].sum()),
        }
    )
    if final is not None and received is not None:
        table["second_round"] = "held"
    elif system in ("SV", "two rounds"):
        table["second_round"] = "not_needed"
    table["valid_second"] = whole(table["valid_second"])
    return table.sort_values(
        ["final_votes", "first_pref"], ascending=False, na_position="last", ignore_index=True, kind="stable"
    )
