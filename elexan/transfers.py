"""The supplementary vote: what the eliminated candidates' voters did, and what it decided.

Eliminated votes E are the first preferences of everybody not in the second round; a transfer is a
valid second preference from E to a finalist f. Not every second preference marked is a transfer:
London prints all those marked. A figure that is not known is missing, and so is all that needs it.

========================================  ==========================================================
``candidates``                            number of candidates in the contest
``first_pref``, ``first_pref_share``      votes; share of valid first preferences
``eliminated``                            E, votes
``transfers``                             T_f, votes this finalist received
``transfer_rate``                         ΣT / E
``transfer_share``                        T_f / ΣT, which broadcasters print as "second preference share"
``transfer_share_of_eliminated``          T_f / E
``non_transferable`` (``_share``)         E − ΣT, votes (and over E)
``led_first_round``                       whether this finalist led on first preferences (or tied)
``first_round_lead``                      leader's first preferences less the runner-up's, votes
``break_even_transfer_share``             (ΣT + lead) / 2ΣT: share of transfers the first-round runner-up
                                          needed to draw level; above 1 is impossible
``final_votes``, ``final_share``          votes; share of the finalists' votes
``majority``                              leader's votes less the next one's in the deciding round
``plurality_reversal``                    whether the winner did not lead the first round
``winner_mandate_share``                  winner's final votes / valid first preferences
``winner_mandate_electorate_share``       winner's final votes / electorate
========================================  ==========================================================

Shares and rates are 0 to 1. ``eliminated``, ``transfer_rate``, ``non_transferable``, ``first_round_lead``,
``break_even_transfer_share``, ``majority``, ``plurality_reversal`` and the mandates belong to the contest
and repeat on its rows. References: Rallings, Thrasher & Cowling 2014 (mandate).
"""

from __future__ import annotations

import pandas as pd

from .columns import flag, number, require, whole
from .errors import DataError, Problem
from .rounds import finalists

_VOTES = (
    "candidates", "first_pref", "eliminated", "transfers", "non_transferable", "first_round_lead",
    "final_votes", "majority",
)  # fmt: skip
_COLUMNS = [
    "candidate_id", "candidate", "party", "second_round", "candidates", "first_pref",
    "first_pref_share", "eliminated", "transfers", "transfer_rate", "transfer_share",
    "transfer_share_of_eliminated", "non_transferable", "non_transferable_share", "led_first_round",
    "first_round_lead", "break_even_transfer_share", "final_votes", "final_share", "majority",
    "plurality_reversal", "elected", "winner_mandate_share", "winner_mandate_electorate_share",
]  # fmt: skip
_NEEDED = ["ballot_id", "candidate_id", "candidate", "party", "voting_system", "first_pref", "elected"]


def transfers(results: pd.DataFrame) -> pd.DataFrame:
    """The finalists of each supplementary-vote contest with what the second round did, one row each.

    Columns: ballot_id, area_name (where given), candidate_id, candidate, party, ``second_round`` and those
    listed at the head of this module. ``second_round``: ``held`` (every finalist's transfers known),
    ``partial`` (some second-round figure known), ``unknown`` (none known, or not known whether one was held),
    ``not_needed`` (won on first preferences: one row, the winner; mandate, lead and majority are of the
    first round). Contests under other systems give no rows. Sorted by contest, winner first.

    Raises DataError where more votes were transferred than were eliminated.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> t = transfers(r)
    >>> t[["party", "transfers", "transfer_share", "final_votes"]].round(3).values.tolist()
    [['Lab', 20, 0.833, 50], ['Con', 4, 0.167, 49]]
    >>> t[["eliminated", "non_transferable", "break_even_transfer_share"]].values[0].tolist()
    [25, 1, 0.8125]
    """
    require(results, "results", _NEEDED)
    rows = finalists(results).rename(columns={"first_total": "_total"})
    rows = rows.assign(_electorate=number(results, "electorate"), _won=flag(results, "elected"))
    return _second_round(rows, ["ballot_id"])


def transfers_by_area(counting_areas: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """The finalists of each supplementary-vote contest in each counting area, one row each.

    Columns: ballot_id, area_gss, area_name (where given) and those of ``transfers``, each for the area alone:
    the lead is that of whoever of the finalists led there, ``majority`` the final lead there,
    ``plurality_reversal`` whether the finalist ahead there at the end had not led there at first.
    ``elected`` and the mandate are of the contest's winner; the electorate is the area's where
    ``counting_areas`` has it. An area's totals need every candidate's first preferences there.
    ``results`` says who stood, who was elected and who went to the second round, and must hold every
    candidate in ``counting_areas``.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate_id": list("abc"), "candidate": list("ABC"),
    ...                   "party": ["Con", "Lab", "LD"], "voting_system": "SV",
    ...                   "first_pref": [45, 30, 25], "second_pref": [4, 20, None],
    ...                   "elected": [False, True, False]})
    >>> a = r[["ballot_id", "candidate_id", "first_pref", "second_pref"]].assign(area_gss="E1")
    >>> transfers_by_area(a, r)[["area_gss", "candidate", "transfers"]].values.tolist()
    [['E1', 'B', 20], ['E1', 'A', 4]]
    """
    require(results, "results", _NEEDED)
    keys = ["ballot_id", "area_gss"]
    require(counting_areas, "counting_areas", [*keys, "candidate_id", "first_pref", "second_pref"])
    who = ["ballot_id", "candidate_id"]
    about = ["candidate", "party", "candidates", "second_round", "finalist", "elected"]
    own = [c for c in ("area_name", "electorate") if c in counting_areas]
    rows = counting_areas[[*keys, "candidate_id", "first_pref", "second_pref", *own]].merge(
        finalists(results)[[*who, *about]], on=who, how="left", validate="many_to_one", indicator=True
    )
    strangers = rows.loc[rows["_merge"] == "left_only", who].drop_duplicates()
    if len(strangers):
        first_one = ", ".join(strangers.iloc[0])
        raise ValueError(
            f"counting_areas holds candidates that results lack ({len(strangers)}), first {first_one}"
        )
    first, second = number(rows, "first_pref"), number(rows, "second_pref")
    group = [rows[k] for k in keys]
    complete = first.groupby(group).transform("count") == rows["candidates"].astype("float64")
    final = first + second
    unsaid = rows["finalist"].fillna(True).astype(bool) & final.isna()
    hidden = unsaid.groupby(group).transform("any")
    rows = rows.assign(
        transfers=second,
        final=final,
        _total=first.groupby(group).transform("sum").where(complete),
        _electorate=number(rows, "electorate"),
        _won=(final == final.groupby(group).transform("max")).astype("boolean").mask(hidden),
    )
    return _second_round(rows, keys)


def _second_round(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The table both functions give, from every candidate of each unit with ``_total`` and the like."""
    everybody = [rows[k] for k in keys]
    first = number(rows, "first_pref")
    lead = _lead(first, everybody, rows["candidates"])
    # The winner of a contest that needed no second round led it, whatever else is not known.
    sure = lead.notna() | ((rows["second_round"] == "not_needed") & (keys == ["ballot_id"]))
    rows = rows.assign(_lead=lead, _top=first.groupby(everybody).transform("max").where(sure))
    held = (rows["second_round"] == "held") & rows["finalist"].fillna(False).astype(bool)
    alone = rows["second_round"].isin(["not_needed", "unknown"]) & _elected(rows)
    table = _outcome(_transferred(rows[held | alone].reset_index(drop=True), keys), keys)
    _no_more_than_eliminated(table, keys)
    table = table.assign(**{c: whole(number(table, c)) for c in _VOTES}, elected=flag(table, "elected"))
    order = table.sort_values(
        [*keys, "elected", "first_pref", "candidate_id"], ascending=[True] * len(keys) + [False, False, True]
    )
    label = [c for c in ("area_name",) if c in table]
    return order[[*keys, *label, *_COLUMNS]].reset_index(drop=True)


def _transferred(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The finalists with what was eliminated and transferred; ``second_round`` says what is known of it."""
    unit = [table[k] for k in keys]
    held, size = table["second_round"] == "held", table["ballot_id"].groupby(unit).transform("size")
    first, received, final = (number(table, c) for c in ("first_pref", "transfers", "final"))
    whole_round = held & (size >= 2)
    moved = _all(received, unit).where(whole_round)
    eliminated = table["_total"] - _all(first, unit).where(whole_round)
    spare = eliminated - moved
    full = moved.notna()
    some = (received.notna() | final.notna()).groupby(unit).transform("any")
    known = some.map({True: "partial", False: "unknown"}).mask(full, "held")
    lead = _lead(first, unit, size).where(held, table["_lead"])
    top = first.groupby(unit).transform("max").where(lead.notna()).where(held, table["_top"])
    return table.assign(
        second_round=table["second_round"].mask(held, known),
        first_pref_share=_share(first, table["_total"]),
        eliminated=eliminated,
        transfers=received.where(held),
        transfer_rate=_share(moved, eliminated),
        transfer_share=_share(received, moved),
        transfer_share_of_eliminated=_share(received, eliminated),
        non_transferable=spare,
        non_transferable_share=_share(spare, eliminated),
        led_first_round=(first == top).astype("boolean").mask(top.isna()),
        first_round_lead=lead,
        break_even_transfer_share=_share(moved + lead, 2 * moved).where(size == 2),
        final_votes=final.where(held),
        final_share=_share(final, _all(final, unit)).where(whole_round),
        majority=_lead(final, unit, size).where(held, lead),
    )


def _outcome(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What the second round decided: the reversal, and the winner's mandate."""
    unit = [table[k] for k in keys]
    won, led = table["_won"].fillna(False).astype(bool), table["led_first_round"]
    decided = won.groupby(unit).transform("any") & led.notna()
    reversed_ = ~(won & led.fillna(False).astype(bool)).groupby(unit).transform("any")
    decisive = number(table, "final_votes").where(
        table["second_round"] != "not_needed", number(table, "first_pref")
    )
    winner = decisive.where(_elected(table)).groupby(unit).transform("max")
    stopped = table["second_round"] == "not_needed"
    return table.assign(
        plurality_reversal=reversed_.astype("boolean").mask(~decided).mask(stopped, False),
        winner_mandate_share=_share(winner, table["_total"]),
        winner_mandate_electorate_share=_share(winner, table["_electorate"]),
    )


def _elected(table: pd.DataFrame) -> pd.Series:
    """Whether each row's candidate is known to have been elected."""
    return flag(table, "elected").fillna(False).astype(bool)


def _share(part: pd.Series, of: pd.Series) -> pd.Series:
    """A quotient, missing where nothing is to be shared."""
    return part / of.where(of > 0)


def _all(votes: pd.Series, unit: list[pd.Series]) -> pd.Series:
    """The sum over each unit, missing where any of it is."""
    return votes.groupby(unit).transform("sum", skipna=False)


def _lead(votes: pd.Series, unit: list[pd.Series], size: pd.Series) -> pd.Series:
    """Highest votes less the second highest of each unit; missing unless all ``size`` of them are known."""
    place = votes.groupby(unit).rank(method="first", ascending=False)
    second = votes.where(place == 2).groupby(unit).transform("max")
    known = votes.groupby(unit).transform("count") == size.astype("float64")
    return (votes.groupby(unit).transform("max") - second).where(known)


def _no_more_than_eliminated(table: pd.DataFrame, keys: list[str]) -> None:
    """A DataError for every unit where more votes were transferred than were eliminated."""
    wrong = table[table["non_transferable"] < 0].drop_duplicates(keys)
    problems = [
        Problem(
            "results", f"{-spare:.0f} more than the eliminated candidates' first preferences",
            "correct a first or a second preference", key=", ".join(key), field="second_pref",
        )
        for *key, spare in wrong[[*keys, "non_transferable"]].itertuples(index=False)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
