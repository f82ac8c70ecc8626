"""Answers about a whole council: seats, their change, and control."""

from __future__ import annotations

import pandas as pd

from ..tables.figures import change as signed
from ..tables.figures import long_date, percent, whole
from .answers import Answer
from .contest_people import _ordinal, _sign, swings
from .contest_votes import Answers, _got
from .facts import Facts
from .names import counted, plain
from .target import Target

_NEAR = ("Ind", "Local", "ResAssoc")
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
    size = facts.size(target)
    rows = facts.council(target)
    if size is not None and size["scope"] == "whole" and len(rows):
        won = rows[rows["elected"].fillna(False).astype(bool)]
        held = won.groupby(["party", "party_name"]).size().reset_index(name="seats")
        return held.assign(source_id=won["source_id"].iloc[0]), "won"
    held = facts.roster(target, pd.Timestamp(target.cycle).year)
    return (held.head(0), "roster") if _is_of_before(facts, target, held) else (held, "roster")


def _reckoned(facts: Facts, target: Target) -> pd.DataFrame:
    """The roster of the year before with the change of the seats fought; no rows where that cannot be."""
    before = facts.roster(target, pd.Timestamp(target.cycle).year - 1).groupby("party")["seats"].sum()
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
        for r in (roster, facts.roster(target, pd.Timestamp(target.cycle).year - 1))
    )
    expected = after.set_index("party")["seats"]
    to_before, to_after = (now.sub(x, fill_value=0).abs().sum() for x in (then, expected))
    return bool(to_before < to_after)


def _of(rows: pd.DataFrame, parties: tuple[str, ...], name: str = "") -> float:
    own = rows[rows["party"].isin(parties)]
    if name:
        own = own[own["party_name"].map(plain) == plain(name)]
    return float(own["seats"].sum())


def _body(facts: Facts, target: Target) -> str:
    return facts.lookup.body_name(target.organisation, target.election_type)


def _party(facts: Facts, target: Target) -> str:
    return target.party_name or facts.lookup.party(target.party)


def seats(facts: Facts, target: Target, metric: str) -> Answers:
    """Seats won and seats held after the poll; independents with and without local parties."""
    body, name = _body(facts, target), _party(facts, target)
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
        found += _readings(target, name, mine[0], mine[1], keys[0], sources)
    if metric == "seats" and (postponed := won["status"].eq("postponed") if len(won) else won["seats"]).any():
        early = _of(won[~postponed.astype(bool)], (target.party,), target.party_name)
        found.append(
            Answer(
                "without_postponed",
                early,
                f"{name} {gained.format(_seats(early))}, without postponed polls",
                sources,
            )
        )  # noqa: E501
    if len(other[0]):
        found += [
            Answer(a.key, a.value, a.stem, a.sources)
            for a in _readings(target, name, other[0], other[1], keys[1], facts.sources(other[0]))
        ]
    reckoned = _reckoned(facts, target)
    if basis == "roster" and len(reckoned):
        n = _of(
            reckoned.assign(party_name=reckoned["party"]), _NEAR if target.party == "Ind" else (target.party,)
        )
        stem = f"{name} would have {_seats(n)}: those of the roster of the year before and the change of the seats fought"
        found.append(Answer("reckoned", n, stem, facts.sources(won)))
    roster = facts.roster(target, pd.Timestamp(target.cycle).year)
    if basis == "won" and len(roster):
        n = _of(roster, (target.party,), target.party_name)
        found.append(
            Answer("roster", n, f"{name} have {_seats(n)} in the year's roster", facts.sources(roster))
        )
    return found or [Answer(keys[0], None, why=f"the seats of {body} at that time are not held")]


def _readings(
    target: Target, name: str, rows: pd.DataFrame, words: str, key: str, sources: tuple[str, ...]
) -> Answers:
    """A party's seats; of independents two readings, each as current as the other."""
    alone = _of(rows, (target.party,), target.party_name)
    if target.party != "Ind":
        return [Answer(key, alone, f"{name} {words.format(_seats(alone))}", sources)]
    together = _of(rows, _NEAR)
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
    name, found = _party(facts, target), []
    held, _ = composition(facts, target)
    won = facts.council(target)
    won = won[won["elected"].fillna(False).astype(bool)].assign(seats=1)
    for key, rows, of in (("won", won, "seats filled"), ("whole_council", held, "seats of the council")):
        if total := float(rows["seats"].sum()) if len(rows) else 0.0:
            n = _of(rows, (target.party,), target.party_name)
            stem = f"{name} have {whole(n)} of {whole(total)} {of}, {percent(n / total)}"
            found.append(Answer(key, n / total, stem, facts.sources(rows)))
    return found or [Answer("won", None, why=f"the seats of {_body(facts, target)} are not held")]


def seats_change(facts: Facts, target: Target, metric: str) -> Answers:
    """The change of a party's seats by every baseline that is known."""
    body, name = _body(facts, target), _party(facts, target)
    sign = -1 if metric == "seats_lost" else 1
    found: Answers = []
    alike: Answers = []
    for baseline, words in BASELINES.items():
        rows = _sitting(facts, target) if baseline == "sitting" else facts.seat_changes(target, baseline)
        if rows.empty:
            continue
        sets = [(_NEAR, "independents and local parties together")] if target.party == "Ind" else []
        for parties, called in [*sets, ((target.party,), name)]:
            own = rows[rows["party"].isin(parties)]
            then, now = float(own["seats_before"].sum()), float(own["seats"].sum())
            short = f"{called} went from {_seats(then)} ({words}) to {whole(now)}"
            moved = "no change" if now == then else f"a change of {signed(now - then)}"
            stem = f"{short} on {body}, {moved}"
            sources = tuple(
                sorted({*facts.sources(facts.council(target)), *_baseline_sources(facts, target, baseline)})
            )
            second = target.party == "Ind" and called == name
            (alike if second else found).append(
                Answer(
                    baseline,
                    sign * (now - then),
                    stem,
                    sources,
                    short=f"{short}, {moved}",
                    alike=second and not alike,
                )  # fmt: skip
            )
    merged = [*found[:1], *alike[:1], *found[1:], *alike[1:]]
    why = f"who held the seats of {body} before is not held under any baseline"
    return merged or [Answer("last_election", None, why=why)]


def _baseline_sources(facts: Facts, target: Target, baseline: str) -> tuple[str, ...]:
    if baseline.startswith("eve"):
        return facts.sources(facts.on_eve(target))
    if baseline == "sitting":
        return facts.sources(facts.roster(target, pd.Timestamp(target.cycle).year - 1))
    return ()


def _sitting(facts: Facts, target: Target) -> pd.DataFrame:
    """The whole council in the year's roster and in that of the year before."""
    year = pd.Timestamp(target.cycle).year
    then, now = facts.roster(target, year - 1), facts.roster(target, year)
    if then.empty or now.empty or _is_of_before(facts, target, now):
        return pd.DataFrame(columns=["party", "seats_before", "seats"])
    sums = [r.groupby("party")["seats"].sum() for r in (then, now)]
    table = pd.concat(sums, axis=1, keys=["seats_before", "seats"]).fillna(0)
    return table.reset_index()


def size(facts: Facts, target: Target, metric: str) -> Answers:
    """Seats of the council, and seats up."""
    row, body = facts.size(target), _body(facts, target)
    if row is None:
        return [Answer("", None, why=f"the size of {body} at that round is not held")]
    column = "council_seats" if metric == "council_size" else "seats_up"
    words = f"{body} has {whole(row['council_seats'])} seats, {whole(row['seats_up'])} of them filled in the round"
    return [Answer("", float(row[column]), words, (str(row["source_id"]),))]


def control(facts: Facts, target: Target, metric: str) -> Answers:
    """Who controls a council after the poll, or before it; and what became of control."""
    body = _body(facts, target)
    now = _control_now(facts, target)
    if metric == "council_control":
        return now
    if metric == "largest_party":
        return _largest(facts, target)
    before = _control_before(facts, target)
    if metric == "previous_control":
        return before
    if now[0].value is None or before[0].value is None:
        return [Answer("eve_of_poll", None, why=now[0].why or before[0].why)]
    found = []
    for old in before:
        was, is_ = str(old.value), str(now[0].value)
        word = "hold" if was == is_ else "loss" if is_ == "NOC" else "gain"
        stem = f"{old.stem}; now {now[0].stem}"
        found.append(
            Answer(old.key, word, stem, tuple(sorted({*old.sources, *now[0].sources})), also=(was, is_))
        )
    return found


def _said(facts: Facts, party: str) -> str:
    return facts.lookup.party(party)


def _control_now(facts: Facts, target: Target) -> Answers:
    held, basis = composition(facts, target)
    body = _body(facts, target)
    row = facts.size(target)
    value, _ = facts.control(held, None if row is None else int(row["council_seats"]))
    if value is None:
        return [Answer("whole_council", None, why=f"who controls {body} after that poll is not held")]
    total = float(held["seats"].sum())
    top = held.groupby("party")["seats"].sum()
    party = value if value != "NOC" else str(top.idxmax())
    n = float(top[party])
    stem = f"{_said(facts, party)} have {whole(n)} of {whole(total)} seats on {body}"
    stem += ", more than half" if value != "NOC" else ", no more than half: there is no overall control"
    return [Answer("whole_council", value, stem, facts.sources(held))]


def _control_before(facts: Facts, target: Target) -> Answers:
    """Control on the eve, in the roster of the year before, and as the seats were won."""
    body, found = _body(facts, target), []
    year = pd.Timestamp(target.cycle).year
    eve, roster = facts.on_eve(target), facts.roster(target, year - 1)
    for key, rows, words in (
        ("eve_of_poll", eve, "on the eve of the poll"),
        ("sitting", roster, "in the roster of the year before"),
    ):  # noqa: E501
        value, _ = facts.control(rows, None)
        if value is not None:
            found.append(Answer(key, value, _held(facts, value, body, words), facts.sources(rows)))
    last = facts.seat_changes(target, "last_election")
    if len(last):
        rows = last[["party"]].assign(seats=last["seats_before"])
        value, _ = facts.control(rows, None)
        if value is not None:
            stem = _held(facts, value, body, "as its seats were last won")
            found.append(Answer("last_election", value, stem, facts.sources(facts.council(target))))
    return found or [Answer("eve_of_poll", None, why=f"who held {body} before that poll is not held")]


def _held(facts: Facts, party: str, body: str, when: str) -> str:
    if party == "NOC":
        return f"there was no overall control of {body} {when}"
    return f"{_said(facts, party)} had a majority on {body} {when}"


def _largest(facts: Facts, target: Target) -> Answers:
    held, _ = composition(facts, target)
    body = _body(facts, target)
    _, value = facts.control(held, None)
    if value is None:
        return [Answer("whole_council", None, why=f"no one party is known to have most seats on {body}")]
    n = float(held.loc[held["party"] == value, "seats"].sum())
    return [
        Answer(
            "whole_council",
            value,
            f"{_said(facts, value)} have most seats on {body}, {whole(n)}",
            facts.sources(held),
        )
    ]


def rank(facts: Facts, target: Target, metric: str) -> Answers:
    """The place of a party by its seats, and how many more the largest has than the rest."""
    held, _ = composition(facts, target)
    body, name = _body(facts, target), _party(facts, target)
    if held.empty:
        return [Answer("with_local", None, why=f"the seats of {body} after the poll are not held")]
    sources = facts.sources(held)
    sums = held[held["party"] != "Vacant"].groupby("party")["seats"].sum().astype("float64")
    if metric == "seats_majority":
        top, total = sums.max(), float(held["seats"].sum())
        most = _said(facts, str(sums.idxmax()))
        next_ = float(sums.nlargest(2).iloc[-1])
        return [
            Answer(
                "over_all",
                2 * top - total,
                f"{most} have {whole(top)} of {whole(total)} seats on {body}",
                sources,
            ),
            Answer(
                "over_next",
                top - next_,
                f"{most} have {whole(top - next_)} more than the next party",
                sources,
            ),
        ]
    found = []
    if target.party == "Ind":
        grouped = sums.rename(index=dict.fromkeys(_NEAR, "Ind")).groupby(level=0).sum()
        found.append(
            _place(grouped, "Ind", "with_local", f"independents and local parties on {body}", sources, facts)
        )
    found.append(_place(sums, target.party, "without_local", f"{name} on {body}", sources, facts))
    return found


def _place(
    sums: pd.Series, party: str, key: str, called: str, sources: tuple[str, ...], facts: Facts
) -> Answer:
    """The rank of a party among sums of seats."""
    n = float(sums.get(party, 0.0))
    place = float((sums > n).sum() + 1)
    order = ", ".join(
        f"{facts.lookup.short_names.get(str(p), p)} {whole(v)}" for p, v in sums.nlargest(3).items()
    )
    return Answer(key, place, f"{called} are {_ordinal(place)} by seats ({order})", sources)


def change(facts: Facts, target: Target, metric: str) -> Answers:
    """A party's change in share over a council, and swings."""
    if metric == "swing":
        return swings(facts, target)
    found, name, body = [], _party(facts, target), _body(facts, target)
    for method in ("sum", "top_vote", "average"):
        table = facts.council_change(target, method)  # type: ignore[arg-type]
        own = table[table["party"] == target.party]
        moved = _got(own["share_change"].iloc[0]) if len(own) else None
        if moved is None:
            continue
        r = own.iloc[0]
        stem = (
            f"{name} went from {percent(r['vote_share_before'])} to {percent(r['vote_share'])} on {body} "
            f"({r['compared']} of {r['contests']} contests compared, {method.replace('_', ' ')})"
        )
        found.append(
            Answer(
                method,
                moved if metric == "share_change" else _sign(moved),
                stem,
                facts.sources(facts.council(target)),
            )
        )  # noqa: E501
    return found or [Answer("sum", None, why=f"{name} has no earlier share on {body} to compare with")]
