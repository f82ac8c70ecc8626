"""One kind of contest of a day: which districts it covers, and its votes wherever they are known in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ..areas import parents
from ..columns import flag, number, require
from ..errors import DataError, EmptySelectionError
from ..shares import ShareMethod, party_share, uncontested

Postponed = Literal["leave_out", "include"]
Pair = tuple[str, str]
_WHOLE = ("mayor", "local_mayor", "pcc")
_ABOVE = {"police_area": "police_area_gss", "combined_authority": "combined_authority_gss"}


@dataclass(frozen=True)
class Side:
    """A kind of contest. Areas are districts; a paper is the contest of a mayor or commissioner."""

    contest: str
    covers: pd.DataFrame
    """One district: ``area_gss``, ``ballot_id`` (of the paper; missing for councils), ``organisation``."""
    partly: dict[str, str]
    """Districts in which not every seat's area was polled, and how many were."""
    votes: pd.DataFrame
    """``area_gss``, ``party``, ``candidate``, ``votes``: the districts known in full."""
    totals: pd.DataFrame
    """``ballot_id``, ``party``, ``candidate``, ``votes``: the papers known in full."""
    facts: pd.DataFrame
    """By district: ``electorate``, ``ballots_cast``, ``contests``, ``several_votes``."""
    whole: pd.DataFrame
    """By paper: ``electorate``, ``ballots_cast``."""

    @property
    def known(self) -> frozenset[str]:
        """The districts whose votes are known in full."""
        return frozenset(self.votes["area_gss"])

    @property
    def footprint(self) -> frozenset[str]:
        """The districts all of whose electors had this paper."""
        return frozenset(self.covers["area_gss"])

    def paper(self, ballot_id: str) -> frozenset[str]:
        """The districts of one paper."""
        return frozenset(self.covers.loc[self.covers["ballot_id"] == ballot_id, "area_gss"])


def contest_kinds(results: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """What each row's contest is to a voter: pcc, mayor, local_mayor, council or district.

    ``mayor`` is that of a combined authority or of London, ``local_mayor`` that of one district;
    ``council`` the county council, or the unitary or metropolitan borough where there is no county;
    ``district`` the district council below a county.
    """
    known = areas.set_index("area_gss")
    kind, place = results["election_type"], results["area_gss"]
    below = kind.eq("district") & place.map(known["county_gss"]).notna()
    council = kind.isin(["county", "unitary", "district"]) & ~below
    local = kind.eq("mayor") & place.map(known["area_type"]).eq("district")
    named = kind.mask(council, "council").mask(local, "local_mayor")
    return named.rename("contest")


def of_one_day(results: pd.DataFrame, postponed: Postponed) -> pd.DataFrame:
    """The results of contests that were polled, once each area; ValueError for several rounds."""
    rounds = sorted(pd.to_datetime(results["cycle"]).dt.strftime("%Y-%m-%d").unique())
    if len(rounds) > 1:
        shown = ", ".join(rounds[:12])
        raise ValueError(f"contests of one day are compared; choose one date of {shown}")
    rows = results[~uncontested(results)]
    if postponed == "leave_out":
        rows = rows[rows["date"] == rows["cycle"]]
    # A by-election beside the ordinary poll of the same area would count its electors twice.
    own = ["organisation", "election_type", "area_gss"]
    ordinary = rows.loc[~_by_election(rows), own].drop_duplicates()
    beside = pd.MultiIndex.from_frame(rows[own]).isin(pd.MultiIndex.from_frame(ordinary))
    return rows[~(_by_election(rows) & beside)]


def side(
    contest: str,
    rows: pd.DataFrame,
    *,
    counting_areas: pd.DataFrame,
    areas: pd.DataFrame,
    turnout: pd.DataFrame,
    method: ShareMethod,
) -> Side:
    """What one kind of contest covers and what is known of it."""
    if contest in _WHOLE:
        return _papers(contest, rows, counting_areas, areas, turnout)
    return _councils(contest, rows, areas, method)


def _papers(
    contest: str, rows: pd.DataFrame, counting_areas: pd.DataFrame, areas: pd.DataFrame, turnout: pd.DataFrame
) -> Side:
    """A mayor's or commissioners' contests: one paper over several districts."""
    covers = _districts_of(rows, areas)
    people = rows[["ballot_id", "candidate_id", "candidate", "party"]].drop_duplicates()
    counted = people.merge(
        counting_areas[["ballot_id", "area_gss", "candidate_id", "first_pref"]],
        on=["ballot_id", "candidate_id"],
    )
    alone = covers[~covers["ballot_id"].duplicated(keep=False)]
    counted = counted[~counted["ballot_id"].isin(alone["ballot_id"])]
    undivided = rows.drop(columns="area_gss").merge(alone[["ballot_id", "area_gss"]], on="ballot_id")
    counted = pd.concat([counted, undivided[counted.columns]])
    size = people.groupby("ballot_id").size()
    counted = counted.assign(votes=number(counted, "first_pref"), _of=counted["ballot_id"].map(size))
    full = counted.groupby(["ballot_id", "area_gss"])["votes"].transform("count") == counted["_of"]
    votes = _by_party(counted[full], ["area_gss"])
    totals = _by_party(rows.assign(votes=number(rows, "first_pref")), ["ballot_id"])
    gaps = totals.loc[totals["votes"].isna(), "ballot_id"]
    own = rows.drop_duplicates("ballot_id").set_index("ballot_id")
    facts = covers[["area_gss", "ballot_id"]].merge(turnout, on=["ballot_id", "area_gss"], how="left")
    single = facts["ballot_id"].isin(alone["ballot_id"])
    for name, whole in (("electorate", number(own, "electorate")), ("ballots_cast", _papers_cast(own))):
        facts[name] = number(facts, name).fillna(facts["ballot_id"].map(whole).where(single))
    facts = facts.assign(contests=1, several_votes=0).set_index("area_gss")
    return Side(
        contest, covers, {}, votes, totals[~totals["ballot_id"].isin(gaps)],
        facts[["electorate", "ballots_cast", "contests", "several_votes"]],
        pd.DataFrame({"electorate": number(own, "electorate"), "ballots_cast": _papers_cast(own)}),
    )  # fmt: skip


def _districts_of(rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The districts of each paper."""
    papers = rows[["ballot_id", "organisation", "area_gss"]].drop_duplicates()
    districts = areas[areas["area_type"] == "district"]
    kind = papers["area_gss"].map(areas.set_index("area_gss")["area_type"])
    found = [papers[kind == "district"]]
    for level, column in _ABOVE.items():
        if column not in areas:
            continue
        own = papers[kind == level].rename(columns={"area_gss": column})
        found.append(own.merge(districts[["area_gss", column]].dropna(), on=column).drop(columns=column))
    covers = pd.concat(found, ignore_index=True)
    unknown = papers.loc[~papers["ballot_id"].isin(covers["ballot_id"]), "ballot_id"]
    if len(unknown):
        raise DataError(
            f"areas: the districts of {', '.join(sorted(unknown))} are not held; leave these contests out, "
            "or add the districts with the area they lie in"
        )
    return covers.sort_values("area_gss", ignore_index=True)


def _councils(contest: str, rows: pd.DataFrame, areas: pd.DataFrame, method: ShareMethod) -> Side:
    """Council contests rolled up to the districts where every ward or division was polled."""
    coded = rows[rows["area_gss"].isin(areas["area_gss"])]
    coded = coded.assign(_district=parents(coded["area_gss"], to="district", areas=areas))
    ballots = coded.drop_duplicates("ballot_id")
    if ballots.empty:
        raise EmptySelectionError(f"no {contest} contest here has an area whose code is known")
    polled = ballots.groupby("_district")["area_gss"].nunique()
    there = _areas_there(ballots, areas)
    short = (polled < there.reindex(polled.index)).fillna(True)
    partly = {
        str(d): f"{polled[d]} of {there.get(d, '?')} wards or divisions polled that day"
        for d in short.index[short]
    }
    coded, ballots = (t[~t["_district"].isin(partly)] for t in (coded, ballots))
    totals = pd.DataFrame(columns=["ballot_id", "party", "candidate", "votes"])
    covers = ballots[["_district", "organisation"]].drop_duplicates()
    covers = covers.rename(columns={"_district": "area_gss"}).assign(ballot_id=None)
    grouped = ballots.assign(
        _electorate=number(ballots, "electorate"), _cast=_papers_cast(ballots),
        _several=number(ballots, "seats") > 1,
    ).groupby("_district")  # fmt: skip
    facts = pd.DataFrame({
        "electorate": grouped["_electorate"].sum(skipna=False),
        "ballots_cast": grouped["_cast"].sum(skipna=False),
        "contests": grouped.size(),
        "several_votes": grouped["_several"].sum(),
    })  # fmt: skip
    votes = pd.DataFrame(columns=["area_gss", "party", "candidate", "votes"])
    if len(coded):
        shares = party_share(coded, method=method, by="_district").rename(columns={"_district": "area_gss"})
        gaps = shares.loc[shares["votes"].isna(), "area_gss"]
        votes = shares[~shares["area_gss"].isin(gaps)].assign(candidate=None)[votes.columns]
    return Side(contest, covers, partly, votes, totals, facts, facts.head(0)[["electorate", "ballots_cast"]])


def _areas_there(ballots: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """How many wards (or divisions, where divisions were polled) each district has in that year."""
    year = pd.to_datetime(ballots["cycle"]).dt.year.iloc[0]
    first, last = number(areas, "first_year"), number(areas, "last_year")
    used = areas[~(first > year) & ~(last < year)]
    kinds = ballots.assign(area_type=ballots["area_gss"].map(areas.set_index("area_gss")["area_type"]))
    kinds = kinds[["_district", "area_type"]].drop_duplicates()
    there = used.merge(kinds, left_on=["district_gss", "area_type"], right_on=["_district", "area_type"])
    return there.groupby("_district").size()


def _by_party(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Votes by party, with the candidate's name where the party has one."""
    grouped = rows.groupby([*keys, "party"])
    names = grouped["candidate"].first().where(grouped["candidate"].size() == 1)
    return pd.DataFrame({"candidate": names, "votes": grouped["votes"].sum(skipna=False)}).reset_index()


def _papers_cast(contests: pd.DataFrame) -> pd.Series:
    """Ballot papers counted, rejected ones included."""
    both = number(contests, "valid_first") + number(contests, "rejected_first")
    return number(contests, "ballots_cast").fillna(both)


def _by_election(rows: pd.DataFrame) -> pd.Series:
    return flag(rows, "by_election").fillna(False).astype(bool)


def needed_columns(results: pd.DataFrame, counting_areas: pd.DataFrame, areas: pd.DataFrame) -> None:
    """Nothing, or a ValueError naming every column that is not there."""
    own = ["ballot_id", "candidate_id", "candidate", "party", "first_pref", "election_type", "organisation"]
    require(results, "results", [*own, "area_gss", "date", "cycle", "seats"])
    require(counting_areas, "counting_areas", ["ballot_id", "area_gss", "candidate_id", "first_pref"])
    require(areas, "areas", ["area_gss", "area_name", "area_type", "district_gss", "county_gss"])
