"""Votes of two or more contests of one day, side by side on the smallest areas they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from ..columns import number, one_of, whole
from ..errors import EmptySelectionError
from ..shares import ShareMethod
from .sides import Postponed, Side, contest_kinds, needed_columns, of_one_day, side

Contest = Literal["council", "district", "local_mayor", "mayor", "pcc"]
Overlap = Literal["refuse", "restrict"]
_LISTED = 8


def ticket_votes(
    results: pd.DataFrame, counting_areas: pd.DataFrame, areas: pd.DataFrame,
    turnout: pd.DataFrame | None = None, *, contests: Sequence[Contest],
    share_method: ShareMethod = "top_vote", overlap: Overlap = "refuse", postponed: Postponed = "leave_out",
) -> pd.DataFrame:  # fmt: skip
    """Votes of each party in each contest of one day, on the smallest areas the contests have in common.

    ``results`` and ``counting_areas`` are those of one round, ``areas`` the table of areas, ``turnout``
    the electorates by counting area (``load_counting_area_turnout``). ``contests`` names two or more kinds:
    ``pcc``; ``mayor`` (of a combined authority); ``local_mayor`` (of one district); ``council`` (county
    council, or unitary or metropolitan borough); ``district`` (the council below a county).

    The areas are districts. A council counts in a district where every ward or division was polled. A mayor
    or commissioner counts where the votes of every candidate are known; what a whole contest has beyond the
    districts known is one further area, whose code joins those of its districts by "+".

    ``share_method`` is that of ``party_share``. ``overlap``: ``refuse`` contests that do not cover the same
    districts, or compare the areas they have in common (``restrict``). ``postponed``: leave out contests of
    the round polled on a later day, or ``include`` them.

    Columns: ``area_gss``, ``area_name``, ``contest``, ``organisation``, ``party``, ``candidate`` (where the
    party had one), ``votes``, ``vote_share`` (0 to 1), ``share_method``, ``contests`` (papers added up),
    ``several_votes`` (those of them where electors had several votes, and shares stand in for papers),
    ``electorate`` and ``electorate_of`` (the contest it comes from: the council's where this one's is not
    known, since the register is one), ``ballots_cast`` (missing where not known), ``left_out`` (districts of
    this contest that are not compared), ``note`` (where the votes are a difference). A party that did not
    stand has no row.

    Raises ValueError, naming the districts, where contests are refused, and EmptySelectionError, with the
    reasons, where no area can be compared.

    >>> import elexan as ex
    >>> day = {"region": "cambridgeshire", "date": "2021-05-06"}
    >>> votes = ticket_votes(ex.load_results(**day), ex.load_counting_areas(**day), ex.load_areas(),
    ...                      contests=("council", "mayor"))
    >>> votes["area_name"].nunique(), votes.query("contest == 'mayor' and party == 'LD'")["votes"].sum()
    (6, np.float64(61885.0))
    """
    needed_columns(results, counting_areas, areas)
    for kind, given, choices in (
        ("share method", share_method, ShareMethod), ("overlap", overlap, Overlap),
        ("choice of postponed contests", postponed, Postponed),
    ):  # fmt: skip
        one_of(kind, given, choices)
    if isinstance(contests, str) or len(set(contests)) != len(contests) or len(contests) < 2:
        raise ValueError(f'contests={contests!r} must be two or more kinds, such as ("council", "mayor")')
    rows = of_one_day(results, postponed)
    kinds = contest_kinds(rows, areas)
    there = sorted(kinds.unique())
    for contest in contests:
        one_of("kind of contest", contest, Contest)
        if contest not in there:
            raise EmptySelectionError(f"no {contest} contest here was polled; there is {', '.join(there)}")
    facts = pd.DataFrame(columns=["ballot_id", "area_gss", "electorate", "ballots_cast"])
    facts = facts if turnout is None else turnout[facts.columns]
    known = {"counting_areas": counting_areas, "areas": areas, "turnout": facts}
    sides = [side(c, rows[kinds == c], method=share_method, **known) for c in contests]
    names = areas.set_index("area_gss")["area_name"]
    units = _units(sides)
    later = postponed == "leave_out" and bool((results["date"] != results["cycle"]).any())
    _refuse(sides, units, overlap, names, later=later)
    done = frozenset().union(*units)
    register = _register(sides, rows[kinds == "council"], areas)
    table = pd.concat([
        _rows(s, unit, areas, register).assign(left_out=len((s.footprint | frozenset(s.partly)) - done))
        for unit in units
        for s in sides
    ])  # fmt: skip
    total = table.groupby(["area_gss", "contest"])["votes"].transform("sum")
    table = table.assign(vote_share=table["votes"] / total.where(total > 0), share_method=str(share_method))
    for column in ("electorate", "ballots_cast"):
        table[column] = whole(table[column])
    order = {c: n for n, c in enumerate(contests)}
    table = table.assign(_order=table["contest"].map(order)).sort_values(["area_gss", "_order", "party"])
    shown = [
        "area_gss", "area_name", "contest", "organisation", "party", "candidate", "votes", "vote_share",
        "share_method", "contests", "several_votes", "electorate", "electorate_of", "ballots_cast",
        "left_out", "note",
    ]  # fmt: skip
    return table[shown].reset_index(drop=True)


def _register(sides: list[Side], councils: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """The electorate of each district in which a council was polled everywhere."""
    for s in sides:
        if s.contest == "council":
            return number(s.facts, "electorate")
    if not councils["area_gss"].isin(areas["area_gss"]).any():
        return pd.Series(dtype="float64")
    none = councils.head(0)
    found = side("council", councils, counting_areas=none, areas=areas, turnout=none, method="sum")
    return number(found.facts, "electorate")


def _common(sides: Iterable[Side]) -> frozenset[str]:
    """The districts known in every contest."""
    return frozenset.intersection(*(s.known for s in sides))


def _units(sides: list[Side]) -> list[frozenset[str]]:
    """The smallest areas in which the votes of every contest are known, as sets of districts."""
    common = _common(sides)
    papers = [(s, s.paper(str(ballot))) for s in sides for ballot in s.totals["ballot_id"].unique()]
    rests = {paper - known for s, paper in papers for known in (common, s.known)} - {frozenset()}
    units = [frozenset([d]) for d in common]
    taken = common
    for rest in sorted(rests, key=lambda r: (len(r), sorted(r))):
        if not rest & taken and all(rest <= s.known or _paper_with(s, rest) for s in sides):
            units.append(rest)
            taken |= rest
    return sorted(units, key=sorted)


def _paper_with(s: Side, rest: frozenset[str]) -> str | None:
    """The paper that covers these districts and is known in all its others, which can be taken off."""
    for ballot in sorted(s.totals["ballot_id"].unique()):
        paper = s.paper(ballot)
        if rest <= paper and paper - rest <= s.known:
            return str(ballot)
    return None


def _refuse(
    sides: list[Side], units: list[frozenset[str]], overlap: Overlap, names: pd.Series, *, later: bool
) -> None:  # fmt: skip
    """Nothing, or an error saying why the contests cannot be compared, or not everywhere."""
    everywhere = frozenset.union(*(s.footprint | frozenset(s.partly) for s in sides))
    shared = frozenset.intersection(*(s.footprint for s in sides))
    reasons = [r for s in sides for r in _reasons(s, everywhere, shared, names)]
    if later:
        reasons.append('postponed="include" counts contests of the round polled later')
    done = frozenset().union(*units)
    if not units:
        raise EmptySelectionError("no area where these contests can be compared: " + "; ".join(reasons))
    if overlap == "refuse" and done != everywhere:
        raise ValueError(
            f"these contests do not cover the same areas, or are not known there: {'; '.join(reasons)}; "
            f'overlap="restrict" compares {_said(done, names)}'
        )


def _reasons(
    s: Side, everywhere: frozenset[str], shared: frozenset[str], names: pd.Series
) -> list[str]:  # fmt: skip
    bodies = ", ".join(sorted(s.covers["organisation"].unique()))
    who = f"{s.contest} ({bodies})" if bodies else s.contest
    said = [f"{who}: {names.get(d, d)} had {why}" for d, why in sorted(s.partly.items())]
    outside = everywhere - s.footprint - frozenset(s.partly)
    if outside:
        said.append(f"{who} does not cover {_said(outside, names)}")
    if shared - s.known:
        said.append(f"{who}: votes by district are not known in full in {_said(shared - s.known, names)}")
    return said


def _said(districts: frozenset[str], names: pd.Series) -> str:
    listed = [str(names.get(d, d)) for d in sorted(districts)]
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more


def _rows(s: Side, unit: frozenset[str], areas: pd.DataFrame, register: pd.Series) -> pd.DataFrame:
    """One contest's votes in one area."""
    covers = s.covers[s.covers["area_gss"].isin(unit)]
    own = s.votes[s.votes["area_gss"].isin(unit)]
    facts = s.facts[s.facts.index.isin(unit)]
    electorate, cast = (float(facts[c].sum(skipna=False)) for c in ("electorate", "ballots_cast"))
    note = None
    if unit <= s.known:
        votes = own.groupby("party").agg(votes=("votes", "sum"), candidate=("candidate", "first"))
    else:
        ballot = str(_paper_with(s, unit))
        votes = s.totals[s.totals["ballot_id"] == ballot].set_index("party")[["votes", "candidate"]]
        counted = s.votes[s.votes["area_gss"].isin(s.paper(ballot) - unit)]
        votes["votes"] = votes["votes"].sub(counted.groupby("party")["votes"].sum(), fill_value=0)
        if s.paper(ballot) == unit:
            electorate, cast = (float(s.whole[c].loc[ballot]) for c in ("electorate", "ballots_cast"))
        else:
            note = "the whole contest less the districts known"
    source = s.contest
    if pd.isna(electorate):
        # One register serves every election of a district's electors.
        electorate, source = float(register.reindex(sorted(unit)).sum(skipna=False)), "council"
    papers = covers["ballot_id"].nunique() or facts["contests"].sum()
    if papers > 1:
        votes = votes.assign(candidate=None)
    code, name = _named(unit, areas)
    return votes.reset_index().assign(
        area_gss=code, area_name=name, contest=s.contest,
        organisation=", ".join(sorted(covers["organisation"].unique())),
        contests=int(papers), several_votes=int(facts["several_votes"].sum()),
        electorate=electorate, electorate_of=None if pd.isna(electorate) else source,
        ballots_cast=cast, note=note,
    )  # fmt: skip


def _named(unit: frozenset[str], areas: pd.DataFrame) -> tuple[str, str]:
    """The code and the name of an area: its own where it has them, else those of its districts."""
    names = areas.set_index("area_gss")["area_name"]
    if len(unit) == 1:
        alone = next(iter(unit))
        return alone, str(names[alone])
    districts = areas[areas["area_type"] == "district"]
    for level in ("county_gss", "combined_authority_gss", "police_area_gss"):
        for code, group in districts.groupby(level) if level in districts else ():
            if frozenset(group["area_gss"]) == unit:
                return str(code), str(names.get(code, code))
    return "+".join(sorted(unit)), _said(unit, names)
