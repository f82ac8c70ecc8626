"""What is notable about a set of contests: how rare each of its extremes is among all contests of the day.

A finding ranks by chance: had as many been drawn at random from all that compare (council contests with
council contests, councils with councils, a party's change with changes of the same party), how likely would
one at least as extreme have been among them? So two regions' findings are as different as the regions are, a
region with many contests is not notable for having many, and no weight between kinds is chosen by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from .columns import number, require
from .comparators import previous, seat_changes
from .errors import EmptySelectionError
from .gains import gains
from .load import load_results
from .load.files import Folder, state
from .outcomes import people_elected, with_names
from .seats import control, seats
from .shares import majority, party_share, turnout
from .swing import share_change, swing
from .swing_patterns import swing_outliers
from .transfers import transfers

COUNCIL = ["organisation", "election_type", "cycle"]
PEOPLE = ("mayor", "pcc")
FEWEST = 5  # things compared, under which nothing is called rare
SHOWN = [
    "kind", "ballot_id", *COUNCIL, "organisation_name", "area_name", "party", "other_party", "candidate",
    "value", "base", "votes", "baseline", "baseline_note", "rank", "place", "among", "drawn", "chance",
]  # fmt: skip


def findings(
    results: pd.DataFrame, *, among: pd.DataFrame | None = None, likeliest: float = 0.5, data: Folder = None
) -> pd.DataFrame:
    """What is rare about the contests of ``results`` among those of ``among``, rarest first, a row a kind.

    Both are tables of ``load_results``; ``among`` has the contests of ``results`` and what compares with
    them, by default every contest held of the same rounds. Kinds: ``closest`` (majority, of votes divided by
    seats), ``largest_majority``, ``lowest_mandate`` and ``most_lost`` (papers that
    transferred to nobody, of the eliminated) of mayors and commissioners, ``reversal`` (the winner trailed),
    ``highest_turnout`` and ``lowest_turnout`` (as published), ``swing`` (between Con and Lab, of a body),
    ``rise`` and ``fall`` (of a party's share, among the changes of the same party), ``outlier`` (a contest's
    swing against the median of its body), ``seats_gained`` and ``seats_lost`` (of the seats filled, since
    they were last fought), ``control`` (a whole council changed hands), ``wiped_out`` (a party lost every
    seat, of two or more), ``handovers`` (one-seat contests that changed hands, of a council's) and
    ``one_sided`` (Gallagher index of a whole council).

    Columns: kind, ballot_id, organisation, election_type, cycle, organisation_name, area_name, party,
    other_party, candidate, ``value`` (the figure that is extreme; shares 0 to 1, seats whole), ``base`` (what
    it is of), ``votes``, baseline, baseline_note, ``rank`` (how many were at least as extreme), ``place`` (1
    more than were more extreme), ``among`` (how many compare), ``drawn`` (how many of these are of
    ``results``) and ``chance`` (that one of the ``rank`` most extreme is among ``drawn`` taken at random,
    hypergeometric; above 0, at most ``likeliest``). Where several are as likely the more extreme is kept.
    Kinds with fewer than five to compare have no row.

    >>> import elexan as ex
    >>> ours = ex.load_results(organisation="cambridgeshire-and-peterborough", date="2021-05-06")
    >>> findings(ours)[["kind", "rank"]].head(1).values.tolist()
    [['reversal', 3]]
    """
    needed = ["ballot_id", "organisation", "election_type", "cycle", "area_name", "seats", "elected"]
    from scipy.stats import hypergeom

    require(results, "results", needed)
    if results.empty:
        raise EmptySelectionError("findings: there are no contests")
    data = data or results.attrs.get("elexan_data")
    if among is None:
        rounds = sorted({f"{cycle:%Y-%m-%d}" for cycle in pd.to_datetime(results["cycle"])})
        measured = measures_of_rounds(tuple(rounds), data)
    else:
        require(among, "among", needed)
        outside = set(results["ballot_id"]) - set(among["ballot_id"])
        if outside:
            raise ValueError(f"among lacks {len(outside)} of the contests, such as {sorted(outside)[0]}")
        measured = _measured(among, data)
    rank = measured.groupby(["kind", "compared"])["extreme"].rank(method="max", ascending=False)
    many = measured.groupby(["kind", "compared"])["extreme"].transform("size")
    place = measured.groupby(["kind", "compared"])["extreme"].rank(method="min", ascending=False)
    measured = measured.assign(rank=rank.astype("int64"), place=place.astype("int64"), among=many)
    measured = measured.assign(_ours=_among(measured, results))
    drawn = measured.groupby(["kind", "compared"])["_ours"].transform("sum").astype("int64")
    measured = measured.assign(drawn=drawn, chance=hypergeom.sf(0, many, measured["rank"], drawn))
    events = measured["event"].fillna(value=True).astype(bool)
    rare = (many >= FEWEST) & (measured["chance"] <= likeliest)
    order = ["chance", "extreme", "ballot_id", "organisation", "party"]
    mine = measured[measured["_ours"] & events & rare]
    mine = mine.sort_values(order, ascending=[True, False, True, True, True])
    mine = mine.drop_duplicates("kind").reindex(columns=SHOWN)
    offices = results["election_type"].isin(PEOPLE)
    people = people_elected(results) if offices.any() else None
    named = with_names(mine.drop(columns="organisation_name"), people=people, data=data)
    return named[SHOWN].reset_index(drop=True)


def measures_of_rounds(cycles: tuple[str, ...], data: Folder = None) -> pd.DataFrame:
    """Every figure that ``findings`` ranks by, of all contests held of these rounds (ISO dates)."""
    return _measures_held(cycles, None if data is None else str(data), state(data))


@lru_cache(maxsize=4)
def _measures_held(cycles: tuple[str, ...], data: str | None, files: object) -> pd.DataFrame:
    return _measured(load_results(date=list(cycles), data=data), data)


def _measured(among: pd.DataFrame, data: Folder) -> pd.DataFrame:
    return pd.concat(list(_measures(among, data)), ignore_index=True).dropna(subset="extreme")


def _among(measured: pd.DataFrame, results: pd.DataFrame) -> pd.Series:
    """Whether each thing measured is one of the contests given, or a body whose contests all are."""
    bodies = pd.MultiIndex.from_frame(results[["organisation", "election_type"]].drop_duplicates())
    body = pd.MultiIndex.from_frame(measured[["organisation", "election_type"]]).isin(bodies)
    return measured["ballot_id"].isin(results["ballot_id"]) | (measured["ballot_id"].isna() & body)


def _measures(among: pd.DataFrame, data: Folder) -> Iterator[pd.DataFrame]:
    """Every figure of each kind, a row a contest or body: what it is, what it compares with, how extreme."""
    people = among["election_type"].isin(PEOPLE)
    margins = majority(among)
    margins = margins.assign(area_name=margins["area_name"].astype("str"))
    yield from _of_majorities(margins)
    yield from _of_turnout(among)
    if people.any():
        yield from _of_second_rounds(among[people])
    earlier = previous(among, data=data)
    if len(earlier):
        yield from _of_votes(among, earlier)
    if (~people).any():
        yield from _of_seats(among[~people], data)


def _kind(table: pd.DataFrame, kind: str, compared: pd.Series | str, extreme: pd.Series) -> pd.DataFrame:
    event = table["event"] if "event" in table else pd.Series(True, index=table.index)
    shown = [c for c in SHOWN if c in table]
    return table[shown].assign(
        kind=kind, compared=compared, extreme=extreme.astype("float64"), event=event.astype("boolean"),
        ballot_id=table.get("ballot_id"), party=table.get("party"),
    )  # fmt: skip


def _of_majorities(margins: pd.DataFrame) -> Iterator[pd.DataFrame]:
    people = margins["election_type"].isin(PEOPLE)
    share = number(margins, "majority_share") * number(margins, "seats")
    rows = margins.assign(
        value=number(margins, "majority_share"), votes=margins["majority"], party=margins["winner_party"],
        other_party=margins["runner_up_party"], candidate=margins["winner"],
    )  # fmt: skip
    group = people.map({True: "people", False: "contest"})
    yield _kind(rows, "closest", group, -share)
    yield _kind(rows[people], "largest_majority", "people", share[people])


def _of_turnout(among: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if "turnout_published" not in among:
        return
    contests = among.drop_duplicates("ballot_id")
    rows = turnout(contests[contests["turnout_published"].notna()], definition="published")
    rows = rows.assign(value=rows["turnout"]).drop(columns=["party", "candidate"], errors="ignore")
    group = rows["election_type"].isin(PEOPLE).map({True: "people", False: "contest"})
    yield _kind(rows, "highest_turnout", group, rows["turnout"])
    yield _kind(rows, "lowest_turnout", group, -rows["turnout"])


def _of_second_rounds(people: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The reversals, the thinnest mandates, and papers that counted for neither finalist."""
    both = transfers(people)
    labels = people[["ballot_id", *COUNCIL]].drop_duplicates("ballot_id")
    won = both[both["elected"].fillna(False).astype(bool)].drop_duplicates("ballot_id")
    won = won.merge(labels, on="ballot_id", validate="one_to_one")
    known = won[won["plurality_reversal"].notna()]
    known = known.assign(
        event=known["plurality_reversal"], value=known["first_round_lead"], votes=known["transfers"]
    )
    yield _kind(known, "reversal", "people", known["plurality_reversal"].astype("float64"))
    mandate = won.assign(value=number(won, "winner_mandate_share"), votes=won["final_votes"])
    yield _kind(mandate, "lowest_mandate", "people", -mandate["value"])
    held = won[won["second_round"] == "held"]
    lost = held.assign(value=number(held, "non_transferable_share"), votes=held["non_transferable"])
    yield _kind(lost, "most_lost", "second rounds", lost["value"])


def _of_votes(among: pd.DataFrame, earlier: pd.DataFrame) -> Iterator[pd.DataFrame]:
    changes = share_change(among, earlier, method="top_vote", by=COUNCIL)
    bodies = _swings(changes)
    group = bodies["election_type"].isin(PEOPLE).map({True: "people", False: "council"})
    yield _kind(bodies, "swing", group, bodies["value"].abs())
    changes = changes[
        changes["share_change"].notna() & ~changes["party"].isin(["Ind", "Local", "Other", "ResAssoc"])
    ]
    stood = changes[number(changes, "vote_share") >= 0.03].assign(
        value=changes["share_change"], base=changes["vote_share"]
    )
    group = stood["election_type"].isin(PEOPLE).map({True: "people ", False: "council "}) + stood["party"]
    yield _kind(stood.assign(event=stood["value"] > 0), "rise", group, stood["value"])
    yield _kind(stood.assign(event=stood["value"] < 0), "fall", group, -stood["value"])
    council = among[~among["election_type"].isin(PEOPLE)]
    if len(council):
        each = swing(
            council, earlier[earlier["next_ballot_id"].isin(council["ballot_id"])], share_method="top_vote",
            by=["ballot_id", "area_name", *COUNCIL],
        )  # fmt: skip
        far = swing_outliers(each, by=["organisation", "election_type"], limit=1e-9)
        many = far.groupby(["organisation", "election_type"])["ballot_id"].transform("size")
        far = far[many >= FEWEST].assign(value=far["swing"], base=far["median"])
        yield _kind(
            far.assign(event=far["modified_z"].abs() > 3.5), "outlier", "contest", far["modified_z"].abs()
        )


def _swings(changes: pd.DataFrame) -> pd.DataFrame:
    """The conventional swing from Labour to the Conservatives of each body, where both stood both times."""
    of = changes.assign(change=number(changes, "share_change")).set_index([*COUNCIL, "party"])["change"]
    con, lab = (of.xs(party, level="party") for party in ("Con", "Lab"))
    both = ((con - lab) / 2).rename("value").dropna().reset_index()
    compared = changes.drop_duplicates(COUNCIL)[[*COUNCIL, "compared"]].rename(columns={"compared": "base"})
    return both.merge(compared, on=COUNCIL, validate="one_to_one")


def _of_seats(council: pd.DataFrame, data: Folder) -> Iterator[pd.DataFrame]:
    won = seats(council)
    filled = won[[*COUNCIL, "seats_up"]].drop_duplicates(COUNCIL)
    handed = gains(council, data=data)
    if len(handed):
        counts = handed.assign(votes=(handed["outcome"] == "gain").astype("int64"))
        counts = counts.groupby(COUNCIL, as_index=False).agg(votes=("votes", "sum"), base=("votes", "size"))
        counts = counts[counts["base"] >= FEWEST]
        yield _kind(counts.assign(value=counts["votes"] / counts["base"]), "handovers", "council",
                    counts["votes"] / counts["base"])  # fmt: skip
    try:
        changes = seat_changes(won, baseline="last_election", data=data)
    except EmptySelectionError:
        changes = pd.DataFrame()
    if len(changes):
        yield from _of_seat_changes(changes[changes["seats_change"].notna()].merge(filled, on=COUNCIL), won)
    yield from _of_disproportion(council, won)


def _of_seat_changes(changes: pd.DataFrame, won: pd.DataFrame) -> Iterator[pd.DataFrame]:
    net, up = number(changes, "seats_change"), number(changes, "seats_up")
    rows = changes.assign(value=changes["seats_change"], base=up, votes=changes["seats_before"])
    single = ~rows["party"].isin(["Ind", "Local", "Other", "ResAssoc"])
    yield _kind(rows[single].assign(event=net > 0), "seats_gained", "council", (net / up)[single])
    yield _kind(rows[single].assign(event=net < 0), "seats_lost", "council", (-net / up)[single])
    had = rows[single & (number(rows, "seats_before") >= 2)]
    gone = number(had, "seats") == 0
    yield _kind(
        had.assign(event=gone, value=had["seats_before"]), "wiped_out", "parties", gone.astype("float64")
    )
    before = changes[[*COUNCIL, "party"]].assign(seats=number(changes, "seats_before"))
    held = before.groupby(COUNCIL)["seats"].transform("sum") > 0
    then, now = (control(c)[[*COUNCIL, "control"]] for c in (before[held], won))
    both = now.merge(then, on=COUNCIL, suffixes=("", "_before")).merge(_whole(won), on=COUNCIL)
    both = both.dropna(subset=["control", "control_before"])
    changed = both["control"] != both["control_before"]
    both = both.assign(party=both["control"], other_party=both["control_before"], event=changed)
    yield _kind(both, "control", "whole councils", changed.astype("float64"))


def _whole(won: pd.DataFrame) -> pd.DataFrame:
    """The councils whose seats were all filled."""
    from .load import load_councils

    councils = load_councils()
    return councils.loc[councils["scope"] == "whole", ["organisation", "cycle"]].merge(
        won[COUNCIL].drop_duplicates(), on=["organisation", "cycle"]
    )


def _of_disproportion(council: pd.DataFrame, won: pd.DataFrame) -> Iterator[pd.DataFrame]:
    from .proportionality import gallagher

    whole = _whole(won)
    if whole.empty:
        return
    ours = council.merge(whole, on=COUNCIL)
    votes = party_share(ours, method="top_vote", by=COUNCIL)
    index = gallagher(votes, won.merge(whole, on=COUNCIL), by=COUNCIL)
    index = index.assign(value=index["gallagher_points"])
    yield _kind(index, "one_sided", "whole councils", np.abs(index["gallagher_points"]))
