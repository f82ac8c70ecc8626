"""Answers about a whole council: seats, their change, and control."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..tables.figures import change as signed
from ..tables.figures import long_date, percent, whole
from .answers import Answer
from .contest_before import direction, swings
from .contest_votes import Answers, known
from .definitions import DEFINITIONS
from .facts import Facts
from .names import counted, plain
from .target import Target

NEAR = ("Ind", "Local", "ResAssoc")
BASELINES = {
    "last_election": "as won when last fought",
    "eve_of_poll": "on the eve of the poll",
    "eve_of_poll_filled": "on the eve of the poll, vacancies given to whoever last held them",
    "notional": "notionally, the last votes on the new boundaries",
    "sitting": "in the roster of the year before",
}


def composition(facts: Facts, target: Target) -> tuple[pd.DataFrame, str]:
    """The whole council after a poll, and what it is taken from; no rows where that is not known.

    Seats won where all were up, else the roster of the year.
    """
    key = (target.organisation, target.election_type, target.cycle)
    return facts.once("composition after", *key, make=lambda: _composition(facts, target))


def _composition(facts: Facts, target: Target) -> tuple[pd.DataFrame, str]:
    size = facts.size(target)
    rows = facts.council(target)
    if size is not None and size["scope"] == "whole" and len(rows):
        won = rows[rows["elected"].fillna(False).astype(bool)]
        held = won.groupby(["party", "party_name"]).size().reset_index(name="seats")
        return held.assign(source_id=won["source_id"].iloc[0]), "won"
    held = facts.roster(target, target.cycle.year)
    return (held.head(0), "roster") if _is_of_before(facts, target, held) else (held, "roster")


def _reckoned(facts: Facts, target: Target) -> pd.DataFrame:
    """The roster of the year before with the change of the seats fought; no rows where that cannot be."""
    before = facts.roster(target, target.cycle.year - 1).groupby("party")["seats"].sum()
    moved = facts.seat_changes(target, "last_election").set_index("party")["seats_change"].astype("float64")
    after = before.astype("float64").add(moved, fill_value=0).rename_axis("party").reset_index(name="seats")
    return after if len(before) and len(moved) and after["seats"].ge(0).all() else after.head(0)


def _is_of_before(facts: Facts, target: Target, roster: pd.DataFrame) -> bool:
    """Whether a year's roster, whose day is not stated, must be of before the poll.

    It is nearer to that of the year before than to that with the change of the seats fought.
    """
    after = _reckoned(facts, target)
    if after.empty:
        return False
    now, then = (
        r.groupby("party")["seats"].sum().astype("float64")
        for r in (roster, facts.roster(target, target.cycle.year - 1))
    )
    expected = after.set_index("party")["seats"]
    to_before, to_after = (now.sub(x, fill_value=0).abs().sum() for x in (then, expected))
    return bool(to_before < to_after)


def _of(rows: pd.DataFrame, parties: tuple[str, ...], name: str = "") -> float:
    own = rows[rows["party"].isin(parties)]
    if name:
        own = own[own["party_name"].map(plain) == plain(name)]
    return float(own["seats"].sum())


def body_name(facts: Facts, target: Target) -> str:
    """The name of a council."""
    return facts.lookup.body_name(target.organisation, target.election_type)


def party_name(facts: Facts, target: Target) -> str:
    """A party in a sentence."""
    return target.party_name or facts.lookup.party(target.party)


def seats(facts: Facts, target: Target, metric: str) -> Answers:
    """Seats won and seats held after the poll; independents with and without local parties."""
    body, name = body_name(facts, target), party_name(facts, target)
    held, basis = composition(facts, target)
    won = facts.council(target)
    won = won[won["elected"].fillna(False).astype(bool)]
    won = won.assign(seats=1)
    after = f"have {{}} on {body} after the poll" + (", by the year's roster" if basis == "roster" else "")
    gained = f"won {{}} on {body} on {long_date(target.cycle)}"
    mine, other = ((won, gained), (held, after)) if metric == "seats" else ((held, after), (won, gained))
    keys = ("won", "whole_council") if metric == "seats" else ("whole_council", "won")
    sources = tuple(sorted({*facts.sources(mine[0])}))
    found: Answers = []
    if metric == "council_seats" and held.empty:
        found.append(Answer(keys[0], None, why=f"the seats of {body} after the poll are not held"))
    if len(mine[0]):
        found += _readings(target, name, mine[0], mine[1], keys[0])
    if metric == "seats" and (postponed := won["status"].eq("postponed") if len(won) else won["seats"]).any():
        early = _of(won[~postponed.astype(bool)], (target.party,), target.party_name)
        found.append(
            Answer(
                "without_postponed",
                early,
                f"{name} {gained.format(_seats(early))}, without postponed polls",
                sources,
            )
        )
    if len(other[0]):
        found += [
            Answer(a.key, a.value, a.stem, a.sources)
            for a in _readings(target, name, other[0], other[1], keys[1])
        ]
    reckoned = _reckoned(facts, target)
    if basis == "roster" and len(reckoned):
        n = _of(
            reckoned.assign(party_name=reckoned["party"]), NEAR if target.party == "Ind" else (target.party,)
        )
        stem = f"{name} would have {_seats(n)}: those of the year before, and the change of the seats fought"
        found.append(Answer("reckoned", n, stem, facts.sources(won)))
    roster = facts.roster(target, target.cycle.year)
    if basis == "won" and len(roster):
        n = _of(roster, (target.party,), target.party_name)
        found.append(
            Answer("roster", n, f"{name} have {_seats(n)} in the year's roster", facts.sources(roster))
        )
    return found or [Answer(keys[0], None, why=f"the seats of {body} at that time are not held")]


def _readings(target: Target, name: str, rows: pd.DataFrame, words: str, key: str) -> Answers:
    """A party's seats; of independents two readings, each as current as the other."""
    alone, sources = (
        _of(rows, (target.party,), target.party_name),
        tuple(sorted(rows["source_id"].dropna().astype("str").unique())),
    )
    if target.party != "Ind":
        return [Answer(key, alone, f"{name} {words.format(_seats(alone))}", sources)]
    together = _of(rows, NEAR)
    if together == alone:
        return [Answer(key, alone, f"independents {words.format(_seats(alone))}", sources)]
    first = f"independents and local parties together {words.format(_seats(together))}"
    apart = f"independents without a party {words.format(_seats(alone))}"
    return [
        Answer("with_local", together, f"{first} ({whole(alone)} of them without a party)", sources),
        Answer("without_local", alone, apart, sources, alike=True),
    ]


def _seats(number: float) -> str:
    return counted(number, "seat")


def seat_share(facts: Facts, target: Target, metric: str) -> Answers:
    """A party's share of the seats filled, and of the whole council."""
    name, found = party_name(facts, target), []
    held, _ = composition(facts, target)
    won = facts.council(target)
    won = won[won["elected"].fillna(False).astype(bool)].assign(seats=1)
    for key, rows, of in (("won", won, "seats filled"), ("whole_council", held, "seats of the council")):
        if total := float(rows["seats"].sum()) if len(rows) else 0.0:
            n = _of(rows, (target.party,), target.party_name)
            stem = f"{name} have {whole(n)} of {whole(total)} {of}, {percent(n / total)}"
            found.append(Answer(key, n / total, stem, facts.sources(rows)))
    return found or [Answer("won", None, why=f"the seats of {body_name(facts, target)} are not held")]


def seats_change(facts: Facts, target: Target, metric: str) -> Iterator[Answer]:
    """The change of a party's seats by every baseline that is known, each worked out as it is asked for."""
    body, name = body_name(facts, target), party_name(facts, target)
    sign = -1 if metric == "seats_lost" else 1
    readings: list[tuple[tuple[str, ...], str]] = [((target.party,), name)]
    if target.party == "Ind":
        readings.insert(0, (NEAR, "independents and local parties together"))
    first = True
    for baseline, words in BASELINES.items():
        rows = _sitting(facts, target) if baseline == "sitting" else facts.seat_changes(target, baseline)
        if rows.empty:
            continue
        rests_on = {*facts.sources(facts.council(target)), *_baseline_sources(facts, target, baseline)}
        for parties, called in readings:
            own = rows[rows["party"].isin(parties)]
            then, now = float(own["seats_before"].sum()), float(own["seats"].sum())
            moved = "no change" if now == then else f"a change of {signed(now - then)}"
            went = f"{called} went from {_seats(then)} ({words}) to {whole(now)}"
            # of independents the two readings of the first baseline are as current as each other
            alike = first and called == name and len(readings) > 1
            yield Answer(
                baseline, sign * (now - then), f"{went} on {body}, {moved}", tuple(sorted(rests_on)),
                short=f"{went}, {moved}", alike=alike,
            )  # fmt: skip
        first = False
    if first:
        why = f"who held the seats of {body} before is not held under any baseline"
        yield Answer("last_election", None, why=why)


def _baseline_sources(facts: Facts, target: Target, baseline: str) -> tuple[str, ...]:
    """Where the seats before come from: compositions, or the contests of the five years before."""
    if baseline.startswith("eve"):
        return facts.sources(facts.on_eve(target))
    if baseline == "sitting":
        return facts.sources(facts.roster(target, target.cycle.year - 1))
    rows = facts.lookup.contests
    rows = rows[
        (rows["organisation"] == target.organisation) & (rows["election_type"] == target.election_type)
    ]
    since = target.cycle - pd.DateOffset(years=5, months=1)
    return facts.sources(rows[(rows["cycle"] < target.cycle) & (rows["cycle"] > since)])


def _sitting(facts: Facts, target: Target) -> pd.DataFrame:
    """The whole council in the year's roster and in that of the year before."""
    year = target.cycle.year
    then, now = facts.roster(target, year - 1), facts.roster(target, year)
    if then.empty or now.empty or _is_of_before(facts, target, now):
        return pd.DataFrame(columns=["party", "seats_before", "seats"])
    sums = [r.groupby("party")["seats"].sum() for r in (then, now)]
    table = pd.concat(sums, axis=1, keys=["seats_before", "seats"]).fillna(0)
    return table.reset_index()


def size(facts: Facts, target: Target, metric: str) -> Answers:
    """Seats of the council, and seats up."""
    row, body = facts.size(target), body_name(facts, target)
    if row is None:
        return [Answer("", None, why=f"the size of {body} at that round is not held")]
    column = "council_seats" if metric == "council_size" else "seats_up"
    all_, up = whole(row["council_seats"]), whole(row["seats_up"])
    words = f"{body} has {all_} seats, {up} of them filled in the round"
    return [Answer("", float(row[column]), words, (str(row["source_id"]),))]


def change(facts: Facts, target: Target, metric: str) -> Iterator[Answer]:
    """A party's change in share over a council by each share method, and swings."""
    if metric == "swing":
        yield from swings(facts, target)
        return
    name, body, unknown = party_name(facts, target), body_name(facts, target), True
    for method in ("sum", "top_vote", "average"):
        table = facts.council_change(target, method)
        own = table[table["party"] == target.party]
        moved = known(own["share_change"].iloc[0]) if len(own) else None
        if moved is not None:
            r = own.iloc[0]
            stem = (
                f"{name} went from {percent(r['vote_share_before'])} to {percent(r['vote_share'])} on {body} "
                f"({r['compared']} of {r['contests']} contests compared; {DEFINITIONS[method]})"
            )
            value = moved if metric == "share_change" else direction(moved)
            yield Answer(method, value, stem, facts.sources(facts.council(target)))
            unknown = False
    if unknown:
        yield Answer("sum", None, why=f"{name} has no earlier share on {body} to compare with")
