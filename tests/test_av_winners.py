"""Who could have won by the alternative vote: exhaustive search, counted witnesses, and random papers."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from elexan.counterfactuals.av_winners import Published, orders, papers, possible_av_winners
from elexan.systems import alternative_vote, supplementary_vote

LONDON = (
    1013721, 893051, 197976, 112733, 87012, 49628, 47634, 31111, 28012, 24775,
    21182, 20604, 20282, 16826, 15755, 11869, 11025, 8764, 7774, 5305,
)  # fmt: skip


def splits(number: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to put a number of papers into piles."""
    if parts == 1:
        yield (number,)
        return
    for here in range(number + 1):
        for rest in splits(number - here, parts - 1):
            yield (here, *rest)


def search(first: tuple[int, ...]) -> dict[tuple[int, int], set[int]]:
    """For each pair of transfers, all who win for some papers, by trying every one; 0 and 1 are finalists."""
    size = len(first)

    @cache
    def winners(standing: tuple, own: tuple, free: tuple) -> frozenset[int]:
        if len(standing) == 1:
            return frozenset(standing)
        votes = {i: free[i] + sum(own[i] or ()) for i in standing}
        found: set[int] = set()
        for out in (i for i in standing if votes[i] == min(votes.values())):
            rest = tuple(i for i in standing if i != out)
            pile, loose = list(free), free[out]
            pile[out] = 0
            for second, count in enumerate((own[out] or ())[:-1]):
                if second in rest:
                    pile[second] += count
                else:
                    loose += count
            left = tuple(None if i == out else own[i] for i in range(size))
            for split in splits(loose, len(rest) + 1):
                after = list(pile)
                for i, count in zip(rest, split[:-1], strict=True):
                    after[i] += count
                found |= winners(rest, left, tuple(after))
        return frozenset(found)

    out = range(2, size)
    second = {e: [f for f in range(size) if f != e] for e in out}
    choices = []
    for e in out:
        rows = []
        for split in splits(first[e], size):
            row = [0] * (size + 1)
            for to, count in zip([*second[e], size], split, strict=True):
                row[to] = count
            rows.append(tuple(row))
        choices.append(rows)
    answer: dict[tuple[int, int], set[int]] = {}
    for rows in product(*choices):
        got = (sum(row[0] for row in rows), sum(row[1] for row in rows))
        free = (first[0], first[1], *([0] * (size - 2)))
        answer.setdefault(got, set()).update(winners(tuple(range(size)), (None, None, *rows), free))
    return answer


@pytest.mark.parametrize(
    "first",
    [(5, 4, 3, 2), (6, 4, 4, 1), (4, 4, 3, 3), (7, 6, 2, 2), (4, 4, 3, 1, 1), (4, 3, 2, 2, 1)],
    ids=str,
)
def test_the_possible_winners_are_those_of_an_exhaustive_search(first: tuple[int, ...]) -> None:
    found = search(first)
    assert len(found) > 5
    for received, winners in found.items():
        assert set(possible_av_winners(Published(first, (0, 1), received))) == winners, received
    anybody = set().union(*found.values())
    assert set(possible_av_winners(Published(first, (0, 1)))) == anybody
    for known in {received[0] for received in found}:
        half = set().union(*(w for got, w in found.items() if got[0] == known))
        assert set(possible_av_winners(Published(first, (0, 1), (known, None)))) == half


def test_who_won_the_second_round_narrows_transfers_that_are_not_known() -> None:
    first = (8, 4, 3, 1)
    found = search(first)
    narrower = 0
    for mine, other in ((0, 1), (1, 0)):
        for told in {None, *(got[other] for got in found)}:
            these = [
                winners
                for got, winners in found.items()
                if told in (None, got[other]) and first[mine] + got[mine] >= first[other] + got[other]
            ]
            received = (None, told) if mine == 0 else (told, None)
            if these:
                winners = set(possible_av_winners(Published(first, (0, 1), received, mine)))
                assert winners == set().union(*these), (mine, told)
                narrower += winners != set(possible_av_winners(Published(first, (0, 1), received)))
    assert narrower


def test_trying_few_orders_finds_what_trying_all_of_them_does() -> None:
    chance = random.Random(1)
    compared = 0
    while compared < 3:
        first = tuple(sorted((chance.randint(1, 300) for _ in range(5)), reverse=True))
        received = (chance.randint(0, first[3]), chance.randint(0, first[2]))
        known = Published(first, (0, 1), received)
        if 2 * first[0] > sum(first):
            continue
        compared += 1
        for winner in range(5):
            every = [o for o in permutations(range(5)) if o[-1] == winner]
            assert any(papers(known, o) for o in orders(known, winner)) == any(
                papers(known, o) for o in every
            )


def ballots(known: Published, order: list[int], passed: dict[tuple[int, int], int]) -> pd.DataFrame:
    """Ballot papers that pass as the programme says, written out from pile to pile."""
    piles: dict[int, list[list]] = {i: [] for i in order}  # of [ranking so far, papers, kind]
    for i in order:
        told = {f: passed.get((i, -1 - f), 0) for f in known.finalists} if i in known.eliminated else {}
        piles[i] = [[(i,), n, f] for f, n in told.items()]
        piles[i].append([(i,), known.first[i] - sum(told.values()), "none" if told else "free"])
    done = []
    for n, out in enumerate(order):
        gone, standing = order[:n], order[n + 1 :]
        early = [i for i in gone if i in known.eliminated]

        def give(to: int, count: int, kinds: list, pile: list = piles[out], early: list = early) -> None:
            for kind in kinds:
                for entry in [e for e in pile if e[2] == kind]:
                    moved = min(count, entry[1])
                    entry[1] -= moved
                    count -= moved
                    ranking = entry[0]
                    if kind in known.finalists and kind != to:
                        ranking = (*ranking, kind)
                    if kind == "none" and to in known.finalists:
                        ranking = (*ranking, early[0])
                    piles[to].append([(*ranking, to), moved, "free"])
            assert count == 0

        need = {to: passed.get((out, to), 0) for to in standing}
        there = [f for f in known.finalists if f in standing and out in known.eliminated]
        lost = [f for f in known.finalists if f not in standing]
        for f in there:
            told = passed.get((out, -1 - f), 0)
            give(f, told, [f])
            give(f, need.pop(f) - told, ["free", *lost, *(["none"] if early else [])])
        for to, count in need.items():
            give(to, count, ["none", "free", *lost])
        for ranking, count, kind in piles[out]:
            named = kind in known.finalists and kind not in ranking
            done += [(*ranking, kind) if named else ranking] * count
    return table_of([[f"c{i}" for i in ranking] for ranking in done])


def table_of(rankings: list[list[str]]) -> pd.DataFrame:
    """A table of papers, with nothing marked where a paper stops short."""
    names = ["first", "second", "third", "fourth", "fifth", "sixth"][: max(map(len, rankings))]
    return pd.DataFrame([[*r, *[None] * (len(names) - len(r))] for r in rankings], columns=names, dtype="str")


def test_papers_written_out_for_every_possible_winner_elect_them() -> None:
    chance = random.Random(100)
    elected: set[int] = set()
    for _ in range(14):
        size = chance.choice([4, 5, 6])
        first = tuple(sorted(chance.sample(range(2, 40), size), reverse=True))
        if 2 * first[0] > sum(first):
            continue
        gone = sum(first[2:])
        a = chance.randint(0, gone)
        known = Published(first, (0, 1), (a, chance.randint(0, gone - a)))
        names = [f"c{i}" for i in range(size)]
        for winner in possible_av_winners(known):
            order, passed = next((o, p) for o in orders(known, winner) if (p := papers(known, o)) is not None)
            table = ballots(known, order, passed)
            lots = [names[i] for i in order[::-1]]
            sv = supplementary_vote(table, candidates=names).set_index("candidate")
            assert tuple(sv.loc[names, "first_pref"]) == first
            assert tuple(sv.loc[["c0", "c1"], "second_pref"]) == known.received
            won = alternative_vote(table, candidates=names, lots=lots).query("elected")["candidate"].tolist()
            assert won == [names[winner]]
            elected.add(winner)
    assert elected >= {0, 1, 2, 3}


def test_whoever_random_papers_elect_is_among_the_possible_winners() -> None:
    random_ = np.random.default_rng(4)
    names = [f"c{i}" for i in range(5)]
    seen: set[int] = set()
    for _ in range(20):
        strength = random_.dirichlet(np.full(5, 2.0))
        ranked = [random_.choice(5, size=5, replace=False, p=strength) for _ in range(60)]
        marks = [row[: random_.integers(1, 6)] for row in ranked]
        table = table_of([[names[i] for i in row] for row in marks])
        sv = supplementary_vote(table, candidates=names, lots=names).set_index("candidate").loc[names]
        last = np.flatnonzero(sv["second_pref"].notna())
        if len(last) != 2:
            continue
        known = Published(tuple(sv["first_pref"]), (last[0], last[1]), tuple(sv["second_pref"].iloc[last]))
        won = alternative_vote(table, candidates=names, lots=names).query("elected")["candidate"].item()
        assert names.index(won) in possible_av_winners(known)
        seen.add(names.index(won))
    assert len(seen) > 2


def test_three_candidates_leave_only_the_winner_of_the_supplementary_vote() -> None:
    assert possible_av_winners(Published((93942, 76106, 61885), (0, 1), (14253, 37888))) == [1]
    assert possible_av_winners(Published((93942, 76106, 61885), (0, 1), (14253, 30000))) == [0]


def test_over_half_of_the_first_preferences_win_and_just_half_may_not() -> None:
    assert possible_av_winners(Published((51, 30, 10, 9), (0, 1))) == [0]
    assert possible_av_winners(Published((50, 30, 11, 9), (0, 1))) == [0, 1]


def test_a_candidate_may_need_another_to_oust_the_runner_up() -> None:
    # By hand: the last goes, 2 to C and 8 to D (21 and 24); B goes with 20, all to D (44); C, and D wins.
    # Were C to go before B, its 19 papers and D's would have to hold 30 with a second preference for B.
    known = Published((35, 20, 19, 16, 10), (0, 1), (0, 30))
    assert papers(known, [4, 1, 2, 0, 3]) is not None or papers(known, [4, 1, 0, 2, 3]) is not None
    assert papers(known, [4, 2, 1, 0, 3]) is None and papers(known, [4, 2, 0, 1, 3]) is None
    assert 3 in possible_av_winners(known)


def test_london_and_its_twenty_candidates_take_no_time() -> None:
    started = time.process_time()
    known = Published(LONDON, (0, 1), (192313, 84550), 0)
    assert possible_av_winners(known) == [0, 1]
    assert sum(1 for i in range(20) for _ in orders(known, i)) == 2
    assert time.process_time() - started < 2


def test_a_fragmented_contest_is_still_counted() -> None:
    started = time.process_time()
    known = Published((200, 180, 150, 120, 100, 90, 80, 80, 70, 60, 50), (0, 1), (300, 250))
    winners = possible_av_winners(known)
    assert {0, 1, 2} <= set(winners) and 10 not in winners
    assert time.process_time() - started < 10
