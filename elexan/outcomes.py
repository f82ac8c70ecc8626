"""What an election day decided, in one table of people and one of councils."""

from __future__ import annotations

import pandas as pd

from .load import load_compositions, load_councils, load_organisations
from .load.files import Folder
from .load.selection import some
from .seats import control, seats
from .shares import majority, vote_share, winners
from .transfers import transfers

_PEOPLE = ("mayor", "pcc")
_OFFICE = {"mayor": "Mayor of", "pcc": "Police and Crime Commissioner for"}
_THE = ("Liverpool City Region", "West Midlands", "West of England")  # areas that take the article
_COUNCIL = ["organisation", "election_type", "cycle"]


def people_elected(results: pd.DataFrame) -> pd.DataFrame:
    """The mayors and commissioners elected, one row a contest, with how it was decided.

    Columns: ballot_id, election_type, organisation, office ("Mayor of London"), date, voting_system, winner,
    winner_party, runner_up, runner_up_party, majority (votes, of the deciding round), majority_share (0 to
    1), round (first, final; missing where not known), plurality_reversal (the winner did not lead on
    first preferences; missing where not known), winner_mandate_share (winner's votes in the deciding round
    / valid first preferences). Sorted mayors first. EmptySelectionError where the results hold none.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06")
    >>> people_elected(r)[["winner", "majority"]].values.tolist()
    [['Nik Johnson', 5799], ['Darryl Preston', 11958]]
    """
    rows = some(results[results["election_type"].isin(_PEOPLE)], "results", ["election type mayor or pcc"])
    table = majority(rows)
    decided = transfers(rows)[["ballot_id", "plurality_reversal", "winner_mandate_share"]]
    table = table.merge(decided.drop_duplicates("ballot_id"), on="ballot_id", how="left")
    # with one count the leader wins, and the mandate is the share of the vote
    one_count = (table["voting_system"] != "SV").astype(bool)
    share = winners(vote_share(rows)).set_index("ballot_id")["first_pref_share"]
    table = table.assign(
        plurality_reversal=table["plurality_reversal"].astype("boolean").mask(one_count, False),
        winner_mandate_share=table["winner_mandate_share"].mask(one_count, table["ballot_id"].map(share)),
    )
    the = table["area_name"].isin(_THE).map({True: " the ", False: " "})
    table = table.assign(office=table["election_type"].map(_OFFICE) + the + table["area_name"])
    shown = [
        "ballot_id", "election_type", "organisation", "office", "date", "voting_system", "winner",
        "winner_party", "runner_up", "runner_up_party", "majority", "majority_share", "round",
        "plurality_reversal", "winner_mandate_share",
    ]  # fmt: skip
    return table.sort_values(["election_type", "ballot_id"], ignore_index=True)[shown]


def councils_elected(results: pd.DataFrame, *, data: Folder = None) -> pd.DataFrame:
    """The councils that voted, one row a council and round, with what the seats filled say of control.

    Columns: organisation, election_type, organisation_name, cycle, scope (whole, part), council_seats,
    seats_up, largest (party with most of the seats filled; missing on a tie), largest_seats, control (party
    code or NOC; missing where the seats filled leave it open, as after an election of a third).
    EmptySelectionError where the results hold none.

    >>> import elexan as ex
    >>> r = ex.load_results(region="norfolk", date="2021-05-06", election_type="county")
    >>> councils_elected(r)[["organisation", "largest_seats", "control"]].values.tolist()
    [['norfolk', 58, 'Con']]
    """
    rows = some(results[~results["election_type"].isin(_PEOPLE)], "results", ["the type of a council"])
    won = seats(rows)
    sizes = load_councils(data=data)[["organisation", "cycle", "council_seats", "scope"]]
    won = won.merge(sizes, on=["organisation", "cycle"], how="left", validate="many_to_one")
    table = control(won)[[*_COUNCIL, "largest", "largest_seats", "control"]]
    about = won[[*_COUNCIL, "scope", "council_seats", "seats_up"]].drop_duplicates(_COUNCIL)
    table = with_names(table.merge(about, on=_COUNCIL, validate="one_to_one"), data=data)
    shown = [
        "organisation", "election_type", "organisation_name", "cycle", "scope", "council_seats", "seats_up",
        "largest", "largest_seats", "control",
    ]  # fmt: skip
    return table[shown].sort_values(["election_type", "organisation", "cycle"], ignore_index=True)


def sitting_change(
    organisation: str | list[str], *, year: int, before: int, data: Folder = None
) -> pd.DataFrame:
    """Sitting councillors of each party in two years' rosters, one row a council and party.

    The whole council, whatever was up for election; so also where the earlier holders of the seats filled are
    not known. The day of a roster within its year is not stated, and a change may come from by-elections and
    from councillors who changed party. Councils without both rosters have no rows.

    Columns: organisation, party (code, or Vacant), ``baseline`` (which roster), seats_before, seats,
    seats_change.

    >>> change = sitting_change("manchester", year=2021, before=2020).set_index("party")
    >>> int(change["seats"].sum())
    96
    """
    rosters = load_compositions(organisation, basis="sitting", data=data)
    rosters = rosters[rosters["year"].isin([year, before])]
    held = rosters.groupby(["organisation", "year", "party"])["seats"].sum().unstack("year")
    years = rosters.groupby("organisation")["year"].nunique()
    held = held[held.index.get_level_values("organisation").isin(years.index[years == 2])].fillna(0)
    table = held.reindex(columns=[before, year]).set_axis(["seats_before", "seats"], axis=1)
    table = table.astype("Int64").reset_index()
    change = table["seats"] - table["seats_before"]
    return table.assign(baseline=f"roster of {before}", seats_change=change)[
        ["organisation", "party", "baseline", "seats_before", "seats", "seats_change"]
    ]


def with_names(
    table: pd.DataFrame, *, people: pd.DataFrame | None = None, data: Folder = None
) -> pd.DataFrame:
    """The rows with the name of each body; a council and a police area may share a slug.

    ``table`` has ``organisation`` and ``election_type``. Adds ``organisation_name``; with the table of
    ``people_elected``, that of a mayor is the office, "Mayor of Bristol", to tell it from the council's.

    >>> import elexan as ex
    >>> won = ex.seats(ex.load_results(organisation="norfolk", election_type="county", date="2021-05-06"))
    >>> with_names(won)["organisation_name"].unique().tolist()
    ['Norfolk County Council']
    """
    bodies = load_organisations(data=data)
    kinds = {
        "county": "county", "unitary": "unitary", "district": "district", "metropolitan": "district",
        "combined_authority": "mayor", "city": "mayor", "police_area": "pcc",
    }  # fmt: skip
    bodies = bodies.assign(election_type=bodies["organisation_type"].map(kinds))
    keys = ["organisation", "election_type"]
    named = table.merge(bodies[[*keys, "organisation_name"]], on=keys, how="left", validate="many_to_one")
    if people is None or people.empty:
        return named
    offices = people.drop_duplicates(keys)[[*keys, "office"]].rename(columns={"office": "_office"})
    named = named.merge(offices, on=keys, how="left", validate="many_to_one")
    office = named.pop("_office")
    return named.assign(organisation_name=office.fillna(named["organisation_name"]))
