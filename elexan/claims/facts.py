"""The analysis tables from which claims are answered, made once for all the contests and councils claimed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import pandas as pd

from .. import load
from ..accounts import ballot_account
from ..columns import number
from ..comparators import previous, seat_changes
from ..errors import EmptySelectionError
from ..rounds import finalists
from ..seats import control, seats
from ..shares import ShareMethod, majority, party_share, turnout, vote_share
from ..swing import share_change, swing
from ..transfers import transfers
from .lookup import Lookup
from .target import Target

_COUNCIL = ["organisation", "election_type", "cycle"]


def _key(target: Target) -> tuple[object, ...]:
    return target.organisation, target.election_type, target.cycle


def _rows(table: pd.DataFrame, target: Target) -> pd.DataFrame:
    """The rows of one council's round."""
    here = (table["organisation"] == target.organisation) & (table["cycle"] == target.cycle)
    return table[here & (table["election_type"] == target.election_type)]


class Facts:
    """Tables of elexan's analyses for the contests and councils of some claims."""

    def __init__(self, lookup: Lookup, targets: Iterable[Target]) -> None:
        self.lookup = lookup
        self.data = lookup.data
        wanted = list(targets)
        ballots = {t.ballot_id for t in wanted if t.ballot_id}
        people = lookup.contests[lookup.contests["election_type"].isin(["mayor", "pcc"])]
        for day in {t.cycle for t in wanted if t.group}:
            ballots |= set(people.loc[people["cycle"] == day, "ballot_id"])
        councils = {
            (t.organisation, t.election_type, t.cycle) for t in wanted if not t.ballot_id and not t.group
        }
        keys = pd.MultiIndex.from_frame(lookup.contests[_COUNCIL])
        self._kept: dict[tuple[object, ...], Any] = {}
        self._ballots = ballots
        self._of_councils = (
            set(lookup.contests.loc[keys.isin(list(councils)), "ballot_id"]) if councils else set()
        )

    def once(self, *key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made the first time that it is asked for under a key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    @cached_property
    def results(self) -> pd.DataFrame:
        """Candidates of the single contests claimed."""
        return self._results(self._ballots)

    @cached_property
    def council_results(self) -> pd.DataFrame:
        """Candidates of the councils claimed."""
        return self._results(self._of_councils)

    def _results(self, ballots: set[str]) -> pd.DataFrame:
        chosen = self.lookup.contests[self.lookup.contests["ballot_id"].isin(ballots)]
        if chosen.empty:
            every = load.load_results(self.lookup.contests.head(1), data=self.data)
            return every.head(0)
        return load.load_results(chosen, data=self.data)

    @cached_property
    def everybody(self) -> dict[str, pd.DataFrame]:
        """The candidates of each contest with shares, rounds and places."""
        rows = finalists(vote_share(self.results)).reset_index(drop=True)
        first = number(rows, "first_pref")
        final = rows["final"].astype("float64")
        last = rows["finalist"].fillna(False).astype(bool)
        ballot = rows["ballot_id"]
        total = final.where(last).groupby(ballot).transform("sum", min_count=2)
        order = final.where(last, first).where(~last, final + 1e9)
        rows = rows.assign(
            first=first,
            final_share=final.where(last) / total.where(total > 0),
            final_total=total,
            place=first.groupby(ballot).rank(method="min", ascending=False),
            final_place=order.groupby(ballot).rank(method="min", ascending=False),
        )
        return {str(b): g for b, g in rows.groupby("ballot_id")}

    def candidate(self, target: Target) -> Any:
        """The candidate a claim is about, as one row."""
        rows = self.everybody[target.ballot_id]
        return rows[rows["candidate_id"] == target.candidate_id].iloc[0]

    def candidate_total(self, ballot: str) -> Any:
        """The valid first preferences of a contest."""
        return self.everybody[ballot]["first_total"].iloc[0]

    @cached_property
    def transfers(self) -> dict[str, pd.DataFrame]:
        """The finalists of each contest by supplementary vote."""
        return {str(b): g for b, g in transfers(self.results).groupby("ballot_id")}

    @cached_property
    def majorities(self) -> dict[str, Any]:
        """The majority of each contest."""
        return {str(r["ballot_id"]): r for r in majority(self.results).to_dict("records")}

    @cached_property
    def accounts(self) -> dict[str, Any]:
        """Where the papers of each contest by supplementary vote went."""
        return {str(r["ballot_id"]): r for r in ballot_account(self.results).to_dict("records")}

    @cached_property
    def turnouts(self) -> pd.DataFrame:
        """The turnout of every contest held, by definition and contest."""
        tables = {
            d: turnout(self.lookup.contests, definition=d).set_index("ballot_id")["turnout"]
            for d in ("ballot_box", "published", "valid_vote")
        }
        return pd.DataFrame(tables)

    @cached_property
    def earlier(self) -> pd.DataFrame:
        """The contests before those claimed, as ``previous`` gives them."""
        return previous(self.results, data=self.data)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Each party's change in the contests claimed."""
        return share_change(self.results, self.earlier, method="sum")

    def council(self, target: Target) -> pd.DataFrame:
        """The candidates of one council's round."""
        return self.once("council", *_key(target), make=lambda: _rows(self.council_results, target))

    def council_shares(self, target: Target, method: ShareMethod) -> pd.DataFrame:
        """Each party's votes and share over a council."""
        rows = self.council(target)
        return self.once(
            "shares", method, *_key(target), make=lambda: party_share(rows, method=method, by=_COUNCIL)
        )

    def council_change(self, target: Target, method: ShareMethod) -> pd.DataFrame:
        """Each party's change in share over a council."""
        rows = self.council(target)
        return self.once(
            "change", method, *_key(target),
            make=lambda: share_change(rows, self.council_before(target), method=method, by=_COUNCIL),
        )  # fmt: skip

    def council_before(self, target: Target) -> pd.DataFrame:
        """The contests before those of one council's round."""
        return self.once("before", *_key(target), make=lambda: previous(self.council(target), data=self.data))

    def swing(self, target: Target, parties: tuple[str, str], method: str) -> Any:
        """The swing between two parties, as one row; None where it is undefined."""
        rows = self.everybody[target.ballot_id] if target.ballot_id else self.council(target)
        before = self.earlier if target.ballot_id else self.council_before(target)
        by = ["ballot_id"] if target.ballot_id else _COUNCIL
        try:
            table = swing(rows, before, parties=parties, method=method, by=by)  # type: ignore[arg-type]
        except ValueError:
            return None
        return table.iloc[0] if len(table) else None

    @cached_property
    def _seats(self) -> pd.DataFrame:
        return seats(self.council_results)

    def seat_changes(self, target: Target, baseline: str) -> pd.DataFrame:
        """The change of each party's seats on one council; no rows where the baseline is not known."""
        rows = self.once("seat_changes", baseline, make=lambda: self._seat_changes(baseline))
        return self.once("seat_changes", baseline, *_key(target), make=lambda: _rows(rows, target))

    def _seat_changes(self, baseline: str) -> pd.DataFrame:
        """The change of each party's seats on every council claimed, where it is known."""
        try:
            rows = seat_changes(self._seats, baseline=baseline, data=self.data)  # type: ignore[arg-type]
        except EmptySelectionError:
            return pd.DataFrame(columns=[*_COUNCIL, "party", "seats_before", "seats", "seats_change"])
        return rows[rows["seats_change"].notna()]

    def roster(self, target: Target, year: int) -> pd.DataFrame:
        """The roster of a council in a year: party, party_name, seats."""
        rows = self._composition(target)
        return rows[(rows["basis"] == "sitting") & (rows["year"] == year)]

    def on_eve(self, target: Target) -> pd.DataFrame:
        """The council on the eve of the poll."""
        rows = self._composition(target)
        return rows[(rows["basis"] == "eve_of_poll") & (rows["date"] == target.cycle)]

    def _composition(self, target: Target) -> pd.DataFrame:
        """Every composition of a council that is held."""
        rows, body = self.lookup.compositions, target.organisation
        return self.once("composition", body, make=lambda: rows[rows["organisation"] == body])

    @cached_property
    def sizes(self) -> pd.DataFrame:
        """The size of each council at each round."""
        return load.load_councils(data=self.data)

    def size(self, target: Target) -> Any:
        """The size of one council at its round; None where it is not held."""
        rows = self.sizes[self.sizes["organisation"] == target.organisation]
        rows = rows[rows["cycle"] == target.cycle]
        return rows.iloc[0] if len(rows) else None

    def control(self, composition: pd.DataFrame, size: int | None) -> tuple[str | None, str | None]:
        """Who controls a council and which party is largest; None where that is open or tied."""
        if composition.empty:
            return None, None
        rows = (
            composition[["party", "party_name", "seats"]]
            if "party_name" in composition
            else composition[["party", "seats"]]
        )
        rows = rows.assign(organisation="x", council_seats=size)
        row = control(rows if size else rows.drop(columns="council_seats")).iloc[0]
        return tuple(None if pd.isna(row[c]) else str(row[c]) for c in ("control", "largest"))  # type: ignore[return-value]

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """The figures on which sources disagree."""
        return load.load_conflicts(data=self.data)

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Who publishes each source."""
        rows = load.load_sources(data=self.data)
        return dict(zip(rows["source_id"], rows["publisher"], strict=True))

    @cached_property
    def published_totals(self) -> pd.DataFrame:
        """Totals of councils as pages print them."""
        return load.load_table("published_totals", data=self.data)

    def sources(self, rows: pd.DataFrame) -> tuple[str, ...]:
        """The sources of rows, each once."""
        if "source_id" not in rows:
            return ()
        return tuple(sorted(rows["source_id"].dropna().astype("str").unique()))

    def lookup_results(self, ballot: str) -> pd.DataFrame:
        """The candidates of any contest held; none for no contest."""
        if not ballot:
            return self.results.head(0)
        return self._results({ballot})

    def neighbours(self, ballot: str) -> tuple[pd.Timestamp | None, pd.Timestamp | None, str]:
        """Days of the polls before and after for the same post, where held, and the id of the one before."""
        row = self.lookup.contest[ballot]
        rows = self.lookup.contests
        same = rows[
            (rows["organisation"] == row["organisation"])
            & (rows["election_type"] == row["election_type"])
            & (rows["area_name"] == row["area_name"])
        ].sort_values("date")
        before, after = same[same["date"] < row["date"]], same[same["date"] > row["date"]]
        return (
            pd.Timestamp(before["date"].iloc[-1]) if len(before) else None,
            pd.Timestamp(after["date"].iloc[0]) if len(after) else None,
            str(before["ballot_id"].iloc[-1]) if len(before) else "",
        )
