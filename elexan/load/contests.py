"""Contests and what hangs on them: results, counting areas, lineage, conflicts."""

from __future__ import annotations

import pandas as pd

from ..errors import UnknownNameError
from ..schema import table
from .files import Folder, load_table
from .lookups import load_areas, load_organisations, load_region_organisations
from .selection import Dates, Names, days, known_names, select, some

CONTEST_COLUMNS = [
    "organisation", "election_type", "area_name", "area_gss", "district_gss", "date", "cycle",
    "voting_system", "seats", "electorate", "ballots_cast", "valid_first", "rejected_first",
    "valid_second", "rejected_second", "turnout_published", "by_election", "status", "second_round",
]  # fmt: skip
"""Columns of contests that ``load_results`` puts beside each candidate."""


def load_contests(
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    *,
    data: Folder = None,
) -> pd.DataFrame:
    """Contests, one a row, of the regions, rounds, types and organisations named; all by default.

    ``date`` is the day of a round; it also selects contests of that round that were polled later. Unknown
    names raise UnknownNameError, a selection without contests EmptySelectionError. ``data`` as in
    ``load_table``.

    >>> load_contests("cambridgeshire", "2021-05-06", "mayor")["ballot_id"].tolist()
    ['mayor.cambridgeshire-and-peterborough.2021-05-06']
    """
    contests = load_table("contests", data=data)
    asked: list[str] = []
    if region is not None:
        bodies = load_region_organisations(region, data=data)
        bodies = bodies.loc[
            bodies["footprint"] != "none", ["election_type", "organisation"]
        ].drop_duplicates()
        asked.append(f"region {region if isinstance(region, str) else ' or '.join(region)}")
        contests = some(contests.merge(bodies, on=["election_type", "organisation"]), "contests with", asked)
    if election_type is not None:
        column = next(c for c in table("contests").columns if c.name == "election_type")
        names = known_names(election_type, "election type", column.values)
        contests = select(contests, "election_type", names, "contests with", asked)
    if organisation is not None:
        known = load_organisations(data=data)["organisation"]
        names = known_names(organisation, "organisation", known, "elexan list organisations")
        contests = select(contests, "organisation", names, "contests with", asked)
    if date is not None:
        contests = select(contests, "cycle", days(date), "contests with", asked)
    return contests.sort_values("ballot_id", ignore_index=True)


def _origin(contests: pd.DataFrame | None, data: Folder) -> Folder:
    """The folder asked for, or the one a table of contests was read from."""
    if data is None and contests is not None and "elexan_data" in contests.attrs:
        return contests.attrs["elexan_data"]
    return data


def _chosen(
    contests: pd.DataFrame | None, selectors: tuple[Names, Dates, Names, Names], data: Folder
) -> pd.DataFrame:
    """The contests of a table of them, of selectors, or of both."""
    region, date, election_type, organisation = selectors
    chosen = load_contests(region, date, election_type, organisation, data=data)
    if contests is None:
        return chosen
    if "ballot_id" not in contests:
        raise ValueError("contests has no column ballot_id; give a table such as load_contests returns")
    known = load_table("contests", data=data)["ballot_id"]
    for ballot in contests.loc[~contests["ballot_id"].isin(known), "ballot_id"]:
        raise UnknownNameError("contest", ballot, known, hint="elexan table contests; or give data=")
    chosen = chosen[chosen["ballot_id"].isin(contests["ballot_id"])]
    return some(chosen, "contests with", ["these selectors among the contests given"])


def load_results(
    contests: pd.DataFrame | None = None,
    *,
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    data: Folder = None,
) -> pd.DataFrame:
    """Candidates, one a row, with the columns of their contest beside them.

    Give a table of contests (with ``ballot_id``), or select as in ``load_contests``, or both. Contests read
    from a folder of your own remember it: ``load_results(load_contests(data=DIR))`` reads results there.

    >>> load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")["first_pref"].tolist()
    [61885, 93942, 76106]
    """
    data = _origin(contests, data)
    chosen = _chosen(contests, (region, date, election_type, organisation), data)
    results = load_table("results", data=data)
    results = results[results["ballot_id"].isin(chosen["ballot_id"])]
    merged = results.merge(chosen[["ballot_id", *CONTEST_COLUMNS]], on="ballot_id", validate="many_to_one")
    merged.attrs = dict(results.attrs)
    return merged


def load_counting_areas(
    contests: pd.DataFrame | None = None,
    *,
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    data: Folder = None,
) -> pd.DataFrame:
    """Candidates' votes in each counting area, one candidate and area a row.

    ``area_name``, ``candidate`` and ``party`` stand beside the codes. Selection as in ``load_results``;
    contests without figures by counting area have no rows, and EmptySelectionError is raised if none has.

    >>> areas = load_counting_areas(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    >>> areas["area_name"].nunique()
    6
    """
    data = _origin(contests, data)
    chosen = _chosen(contests, (region, date, election_type, organisation), data)
    rows = _of(load_table("counting_areas", data=data), chosen, "votes by counting area")
    people = load_table("results", data=data)
    people = people[["ballot_id", "candidate_id", "candidate", "party"]]
    areas = load_areas(data=data)[["area_gss", "area_name"]]
    merged = rows.merge(areas, on="area_gss", how="left", validate="many_to_one")
    merged = merged.merge(people, on=["ballot_id", "candidate_id"], how="left", validate="many_to_one")
    merged.attrs = dict(rows.attrs)
    return merged


def load_counting_area_turnout(
    contests: pd.DataFrame | None = None,
    *,
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    data: Folder = None,
) -> pd.DataFrame:
    """Electorate and ballot papers of each counting area, one a row, with ``area_name`` beside its code.

    Selection as in ``load_counting_areas``.

    >>> load_counting_area_turnout(region="cambridgeshire").columns.tolist()[:3]
    ['ballot_id', 'area_gss', 'electorate']
    """
    data = _origin(contests, data)
    chosen = _chosen(contests, (region, date, election_type, organisation), data)
    turnout = load_table("counting_area_turnout", data=data)
    rows = _of(turnout, chosen, "turnout by counting area")
    areas = load_areas(data=data)[["area_gss", "area_name"]]
    return rows.merge(areas, on="area_gss", how="left", validate="many_to_one")


def load_declarations(
    contests: pd.DataFrame | None = None,
    *,
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    data: Folder = None,
) -> pd.DataFrame:
    """When each counting area declared its second round, one a row, with ``area_name`` beside its code.

    ``place`` is 1 for the first; areas known only together share a place. Selection as in
    ``load_counting_areas``.

    >>> order = load_declarations(region="cambridgeshire")
    >>> order.set_index("area_name")["place"].nlargest(2).to_dict()
    {'Peterborough': 3, 'Cambridge': 2}
    """
    data = _origin(contests, data)
    chosen = _chosen(contests, (region, date, election_type, organisation), data)
    rows = _of(load_table("declarations", data=data), chosen, "order of declaration")
    areas = load_areas(data=data)[["area_gss", "area_name"]]
    return rows.merge(areas, on="area_gss", how="left", validate="many_to_one")


def load_rejected_papers(
    contests: pd.DataFrame | None = None,
    *,
    region: Names = None,
    date: Dates = None,
    election_type: Names = None,
    organisation: Names = None,
    data: Folder = None,
) -> pd.DataFrame:
    """Papers rejected at a count by reason, one reason a row, with ``area_name`` beside the area's code.

    Only where a source itemises them; the totals are ``rejected_first`` and ``rejected_second`` of the
    contest. Selection as in ``load_counting_areas``.

    >>> load_rejected_papers(organisation="bristol")["papers"].sum().item()
    1639
    """
    data = _origin(contests, data)
    chosen = _chosen(contests, (region, date, election_type, organisation), data)
    rows = _of(load_table("rejected_papers", data=data), chosen, "rejected papers by reason")
    areas = load_areas(data=data)[["area_gss", "area_name"]]
    return rows.merge(areas, on="area_gss", how="left", validate="many_to_one")


def _of(rows: pd.DataFrame, contests: pd.DataFrame, what: str) -> pd.DataFrame:
    """The rows of these contests, of which there must be some."""
    ballots = contests["ballot_id"]
    shown = ballots.iloc[0] if len(ballots) == 1 else f"{len(ballots)} contests"
    return some(rows[rows["ballot_id"].isin(ballots)], f"{what} for", [str(shown)]).reset_index(drop=True)


def load_lineage(contests: pd.DataFrame | None = None, *, data: Folder = None) -> pd.DataFrame:
    """Which earlier contest each contest follows, one pair a row; no rows where none is known.

    >>> load_lineage(load_contests("norfolk", "2021-05-06", "county"))["previous_ballot_id"].str[-10:].max()
    '2017-05-04'
    """
    data = _origin(contests, data)
    rows = load_table("lineage", data=data)
    return (
        rows
        if contests is None
        else rows[rows["ballot_id"].isin(contests["ballot_id"])].reset_index(drop=True)
    )


def load_conflicts(contests: pd.DataFrame | None = None, *, data: Folder = None) -> pd.DataFrame:
    """Figures on which sources disagree, one a row; those of some contests and of their councils' totals.

    No rows where no disagreement is known.

    >>> len(load_conflicts(load_contests("norfolk"))) < len(load_conflicts())
    True
    """
    data = _origin(contests, data)
    rows = load_table("conflicts", data=data)
    if contests is None:
        return rows
    councils = pd.MultiIndex.from_frame(contests[["organisation", "cycle"]])
    of_council = pd.MultiIndex.from_frame(rows[["organisation", "cycle"]]).isin(councils)
    own = rows["ballot_id"].isin(contests["ballot_id"]) | (rows["ballot_id"].isna() & of_council)
    return rows[own].reset_index(drop=True)
