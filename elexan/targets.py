"""Targets: the seats a party could take or lose, by the swing it takes, and the seat that decides control.

A required swing is the conventional (Butler) swing from the party that holds a seat to its challenger that
brings the two level: half the majority over the challenger, as a share of the votes. It supposes that the
swing is the same everywhere and that the other parties stand still.

Where one seat is filled it is a share of all valid votes, in the round that decided. Where several are, it
is a share of the votes of each party's best candidate together, so that each elector counts about once
(``share_method`` top_vote, as in ``party_share``), and all candidates of a party move together. The seats
of such a contest are taken one by one: the party's best unelected candidate against the last elected, its
second best against the last but one.
"""

from __future__ import annotations

import pandas as pd

from .columns import flag, number, require, text, whole
from .errors import DataError, EmptySelectionError, Problem, UnknownNameError
from .rounds import finalists
from .shares import UMBRELLA, uncontested

_COUNCIL = ["organisation", "election_type", "cycle"]
_LABELS = ["organisation", "election_type", "cycle", "ballot_id", "area_name", "area_gss", "district_gss"]
_NEEDED = [
    "ballot_id", "organisation", "candidate_id", "candidate", "party", "first_pref", "elected", "seats",
    "voting_system",
]  # fmt: skip


def targets(results: pd.DataFrame, *, party: str, against: str | None = None) -> pd.DataFrame:
    """The seats a party does not hold and could take, by required swing, one row per seat.

    Give the contests of one round of each council. ``against`` keeps the seats that one party holds. A seat
    has a row where the party has an unelected candidate and all votes of the deciding round are known;
    ``no_target`` counts those without one: nobody stood for the party, the contest was uncontested, votes
    are not known, or the party was not in the second round. A seat lost by lot needs a swing of 0.

    Columns: the council's and the contest's labels where given, ballot_id, ``seat`` (1 for the first that
    could be taken in its contest), party, ``candidate`` (who would take it), ``held_by`` and ``holder``
    (party and candidate elected), ``majority`` (votes), ``required_swing`` (0 to 0.5, towards the party),
    ``rank`` (on its council), ``seats_held`` (by the party now), ``seats_reached`` (with this seat and all
    before it), ``seats_up`` (all), ``no_target`` and ``share_method``. Sorted by council and rank.
    An unknown party is an UnknownNameError. Reference: Butler 1951.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x", "y", "y"], "organisation": "o", "seats": 1,
    ...                   "candidate_id": list("abab"), "candidate": list("ABAB"), "voting_system": "FPTP",
    ...                   "party": ["Con", "Lab"] * 2, "first_pref": [60, 40, 54, 46],
    ...                   "elected": [True, False] * 2})
    >>> targets(r, party="Lab")[["ballot_id", "required_swing", "rank", "seats_reached"]].values.tolist()
    [['y', 0.04, 1, 1], ['x', 0.1, 2, 2]]
    """
    return _targets(_candidates(results, party, against), party, against)


def defences(results: pd.DataFrame, *, party: str, against: str | None = None) -> pd.DataFrame:
    """The seats a party holds, by how small a swing would lose them, one row per seat.

    The other side of ``targets``, whose conditions apply: the party's last elected candidate against the
    best unelected one of another party, or of ``against``. ``no_challenger`` counts the party's seats
    without a row: nobody else stood, or the votes are not known.

    Columns: as for ``targets``, with ``candidate`` (who holds the seat), ``challenged_by`` and
    ``challenger``, ``required_swing`` (0 to 0.5, away from the party), ``seats_left`` (after the loss of
    this seat and all before it) and ``no_challenger``.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x", "y", "y"], "organisation": "o", "seats": 1,
    ...                   "candidate_id": list("abab"), "candidate": list("ABAB"), "voting_system": "FPTP",
    ...                   "party": ["Con", "Lab"] * 2, "first_pref": [60, 40, 54, 46],
    ...                   "elected": [True, False] * 2})
    >>> defences(r, party="Con")[["ballot_id", "required_swing", "seats_left"]].values.tolist()
    [['y', 0.04, 1], ['x', 0.1, 0]]
    """
    return _defences(_candidates(results, party, against), party, against)


def tipping_point(
    results: pd.DataFrame,
    *,
    party: str,
    composition: pd.DataFrame | None = None,
    councils: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The contest that decides a party's overall control, one row per council.

    Control takes more than half of all the seats. Of a party without it, the contest is the one among
    its ``targets`` in order of required swing with which it has a majority (``change`` gain); of a party with
    it, the one among its ``defences`` with which it no longer has one (loss). The contests given are taken
    for the whole council, unless ``composition`` gives organisation, party and seats of it after this
    election, as after an election by thirds: then only the seats up can change hands. ``councils``
    (organisation, council_seats, and cycle where given; ``load_councils``) says how many seats there are, so
    that a council elected in part is not taken for a whole one. Missing, with a ``note``, where no order of
    targets gets there or the seats are not known.

    Columns: the council's labels, party, ``change``, ``seats_held``, ``council_seats``,
    ``majority_needed``, ``seats_to_change`` (to gain or to lose), ballot_id, area_name, ``other_party``
    (holder or challenger), ``majority``, ``required_swing`` (0 to 0.5; towards the party for a gain, away
    from it for a loss), ``note``. Errors as for ``targets``. Reference: Butler 1951.

    >>> r = pd.DataFrame({"ballot_id": ["x", "x", "y", "y"], "organisation": "o", "seats": 1,
    ...                   "candidate_id": list("abab"), "candidate": list("ABAB"), "voting_system": "FPTP",
    ...                   "party": ["Con", "Lab"] * 2, "first_pref": [60, 40, 54, 46],
    ...                   "elected": [True, False] * 2})
    >>> t = tipping_point(r, party="Con")
    >>> t[["change", "seats_to_change", "ballot_id", "required_swing"]].values.tolist()
    [['loss', 1, 'y', 0.04]]
    """
    rows = _candidates(results, party, None)
    table = _sizes(rows, party)
    keys = [c for c in _COUNCIL if c in rows]
    table = table.assign(council_seats=table["seats_up"])
    if councils is not None:
        table = _stated_size(table, councils)
    if composition is not None:
        table = _whole_council(table, composition, party)
    held, size = number(table, "seats_held"), number(table, "council_seats")
    needed = size // 2 + 1
    loses = held >= needed
    steps = (held - needed + 1).where(loses, needed - held)
    table = table.assign(
        party=party, change=loses.map({True: "loss", False: "gain"}).mask(steps.isna()),
        majority_needed=whole(needed), seats_to_change=whole(steps), rank=whole(steps),
    )  # fmt: skip
    found = [
        listed.rename(columns={other: "other_party"}).assign(change=change)
        for change, other, listed in (
            ("gain", "held_by", _targets(rows, party)),
            ("loss", "challenged_by", _defences(rows, party)),
        )
    ]
    seats = pd.concat(found, ignore_index=True)
    wanted = ["other_party", "majority", "required_swing", "ballot_id"]
    wanted += [c for c in ("area_name",) if c in seats]
    table = table.merge(
        seats[[*keys, "change", "rank", *wanted]], on=[*keys, "change", "rank"], how="left",
        validate="one_to_one",
    )  # fmt: skip
    listed = seats.groupby([*keys, "change"], dropna=False).size().rename("_listed").reset_index()
    table = table.merge(listed, on=[*keys, "change"], how="left", validate="one_to_one")
    shown = [
        "party", "change", "seats_held", "council_seats", "majority_needed", "seats_to_change", *wanted[3:],
        *wanted[:3],
    ]  # fmt: skip
    return table.assign(note=_note(table))[[*keys, *shown, "note"]].sort_values(keys, ignore_index=True)


def _targets(rows: pd.DataFrame, party: str, against: str | None = None) -> pd.DataFrame:
    """The table of ``targets`` from the candidates."""
    others = rows["party"] != party if against is None else rows["party"] == against
    names = {"_challenger": "candidate", "_holder": "holder", "_holder_party": "held_by"}
    pairs = _pairs(rows, others, rows["party"] == party).rename(columns=names)
    table = _ranked(pairs.assign(party=party), rows, party, others)
    table = table.assign(seats_reached=table["seats_held"] + table["rank"], no_target=table["_left_out"])
    shown = [
        "seat", "party", "candidate", "held_by", "holder", "majority", "required_swing", "rank", "seats_held",
        "seats_reached", "seats_up", "no_target", "share_method",
    ]  # fmt: skip
    return table[[*_labels(table), *shown]]


def _defences(rows: pd.DataFrame, party: str, against: str | None = None) -> pd.DataFrame:
    """The table of ``defences`` from the candidates."""
    others = rows["party"] != party if against is None else rows["party"] == against
    names = {"_challenger": "challenger", "_holder": "candidate", "_challenger_party": "challenged_by"}
    pairs = _pairs(rows, rows["party"] == party, others).rename(columns=names)
    table = _ranked(pairs.assign(party=party), rows, party, rows["party"] == party)
    table = table.assign(seats_left=table["seats_held"] - table["rank"], no_challenger=table["_left_out"])
    shown = [
        "seat", "party", "candidate", "challenged_by", "challenger", "majority", "required_swing", "rank",
        "seats_held", "seats_left", "seats_up", "no_challenger", "share_method",
    ]  # fmt: skip
    return table[[*_labels(table), *shown]]


def _note(table: pd.DataFrame) -> pd.Series:
    """Why there is no tipping point, where there is none."""
    have = whole(table["_listed"].fillna(0)).astype("str")
    need = table["seats_to_change"].astype("str")
    note = "could " + table["change"].astype("str") + " " + have + " of the " + need + " seats"
    unknown, part = table["seats_to_change"].isna(), table["council_seats"] > table["seats_up"]
    up = table["seats_up"].astype("str") + " of " + table["council_seats"].astype("str")
    note = note.mask(unknown, "the seats of the council are not known")
    note = note.mask(unknown & part.fillna(False), up + " seats were up: give the composition of the council")
    return note.where(table["ballot_id"].isna()).astype("str")


def _labels(table: pd.DataFrame) -> list[str]:
    return [c for c in _LABELS if c in table]


def _candidates(results: pd.DataFrame, party: str, against: str | None) -> pd.DataFrame:
    """Every candidate with the votes that decided, the votes a swing is a share of, and who won."""
    require(results, "results", _NEEDED)
    if results.empty:
        raise EmptySelectionError("results has no rows: select the contests of a council first")
    known = results["party"].dropna().unique()
    for name in [party] if against is None else [party, against]:
        if name not in known:
            raise UnknownNameError("party in these results", name, known, hint=", ".join(sorted(known)))
    if against == party:
        raise ValueError(f'against="{against}" is the party itself; give another, or none')
    table = finalists(results)
    held = table["second_round"] == "held"
    votes = number(table, "first_pref").where(~held, table["final"])
    taking_part = (~held | table["finalist"].fillna(False)).astype(bool)
    rows = table[[c for c in dict.fromkeys([*_COUNCIL, *_LABELS, *_NEEDED]) if c in table]].assign(
        _votes=votes, _won=flag(table, "elected").fillna(False).astype(bool),
        _lists=table["party"].mask(table["party"].isin(UMBRELLA), text(table, "party_name")),
    )  # fmt: skip
    ballot = rows["ballot_id"]
    unknown = (
        (votes.isna() & taking_part) | flag(table, "elected").isna() | (table["second_round"] == "unknown")
    )
    sure = ~unknown.groupby(ballot).transform("any") & ~uncontested(results)
    best = rows.assign(_v=votes.where(taking_part)).groupby(["ballot_id", "_lists"], dropna=False)["_v"]
    per_ballot = best.max().groupby("ballot_id").sum()
    everyone = votes.where(taking_part).groupby(ballot).transform("sum")
    base = everyone.where(number(rows, "seats") == 1, ballot.map(per_ballot))
    rows = rows.assign(_base=base.where(sure & taking_part & (base > 0)))
    return _one_round(rows)


def _one_round(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, or a DataError for each contest that fills other than its seats."""
    ballots = rows.groupby("ballot_id").agg(
        won=("_won", "sum"), seats=("seats", "first"), known=("_base", "count")
    )
    wrong = ballots[(ballots["won"] > ballots["seats"]).fillna(False).astype(bool)]
    if len(wrong):
        raise DataError([
            Problem("results", f"{row.won} elected for {row.seats} seats", "correct elected or seats",
                    key=str(row.Index))
            for row in wrong.itertuples()
        ])  # fmt: skip
    return rows


def _pairs(rows: pd.DataFrame, holders: pd.Series, challengers: pd.Series) -> pd.DataFrame:
    """Each seat with its challenger: last elected with best unelected, last but one with second best."""
    known = rows["_base"].notna()
    sides = []
    for name, side, lowest in (("_holder", holders & rows["_won"], True),
                               ("_challenger", challengers & ~rows["_won"], False)):  # fmt: skip
        chosen = rows[known & side].sort_values(
            ["ballot_id", "_votes", "candidate_id"], ascending=[True, lowest, True]
        )
        chosen = chosen.assign(seat=chosen.groupby("ballot_id").cumcount() + 1)
        sides.append(
            chosen.rename(columns={"candidate": name, "party": f"{name}_party", "_votes": f"{name}_votes"})
        )
    holder, challenger = sides
    shown = ["ballot_id", "seat", "_challenger", "_challenger_party", "_challenger_votes"]
    pairs = holder.drop(columns=["candidate_id"]).merge(
        challenger[shown], on=["ballot_id", "seat"], validate="one_to_one"
    )
    lead = pairs["_holder_votes"] - pairs["_challenger_votes"]
    return pairs.assign(
        majority=whole(lead), required_swing=lead / pairs["_base"] / 2, share_method="top_vote"
    )


def _sizes(rows: pd.DataFrame, party: str) -> pd.DataFrame:
    """Each council with its seats up and those the party holds."""
    keys = [c for c in _COUNCIL if c in rows]
    own = rows.assign(_own=rows["_won"] & (rows["party"] == party))
    unknown = flag(rows, "elected").isna().groupby([rows[k] for k in keys], dropna=False).any()
    held = own.groupby(keys, dropna=False)["_own"].sum().astype("Float64").mask(unknown)
    up = rows.drop_duplicates("ballot_id").groupby(keys, dropna=False)["seats"].sum(min_count=1)
    return pd.DataFrame({"seats_held": whole(held), "seats_up": whole(up)}).reset_index()


def _ranked(pairs: pd.DataFrame, rows: pd.DataFrame, party: str, holders: pd.Series) -> pd.DataFrame:
    """The pairs by required swing on each council, with its sizes and how many seats have no pair."""
    keys = [c for c in _COUNCIL if c in rows]
    order = pairs.sort_values([*keys, "required_swing", "ballot_id", "seat"], ignore_index=True)
    order = order.assign(rank=order.groupby(keys, dropna=False).cumcount() + 1)
    every = rows[holders & rows["_won"]].groupby(keys, dropna=False).size().rename("_every").reset_index()
    paired = order.groupby(keys, dropna=False).size().rename("_paired").reset_index()
    table = order.drop(columns="seats")
    for counts in (_sizes(rows, party), every, paired):
        table = table.merge(counts, on=keys, how="left", validate="many_to_one")
    return table.assign(rank=whole(table["rank"]), _left_out=whole(table["_every"] - table["_paired"]))


def _whole_council(table: pd.DataFrame, composition: pd.DataFrame, party: str) -> pd.DataFrame:
    """Each council's seats, and those of the party, from a composition of one moment."""
    require(composition, "composition", ["organisation", "party", "seats"])
    several = composition.groupby("organisation")[[c for c in ("date", "basis", "year") if c in composition]]
    mixed = several.nunique(dropna=False).gt(1).any(axis=1)
    if mixed.any():
        first = mixed.index[mixed][0]
        raise ValueError(f"composition has several moments of {first}; select one date and basis")
    count = composition.assign(_n=number(composition, "seats"))
    total = count.groupby("organisation")["_n"].sum(skipna=False)
    own = count[count["party"] == party].groupby("organisation")["_n"].sum(skipna=False)
    own = own.reindex(total.index, fill_value=0.0)
    place = table["organisation"]
    return table.assign(seats_held=whole(place.map(own)), council_seats=whole(place.map(total)))


def _stated_size(table: pd.DataFrame, councils: pd.DataFrame) -> pd.DataFrame:
    """Each council with the size that is stated; its seats held are not known where not all were up."""
    require(councils, "councils", ["organisation", "council_seats"])
    on = ["organisation", *(c for c in ("cycle",) if c in councils and c in table)]
    stated = councils[[*on, "council_seats"]].rename(columns={"council_seats": "_stated"})
    table = table.merge(stated, on=on, how="left", validate="many_to_one")
    size = number(table, "_stated").fillna(number(table, "council_seats"))
    part = size != number(table, "seats_up")
    return table.assign(council_seats=whole(size), seats_held=table["seats_held"].mask(part))
