"""What each tidy table holds: columns, types, keys and limits, in one place.

``data/README.md``, the loaders and the checks are all built from ``TABLES``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .errors import UnknownNameError

if TYPE_CHECKING:
    import pandera.pandas as pa

TEXT: Any = "str"
COUNT: Any = "Int64"
SHARE: Any = "Float64"
FLAG: Any = "boolean"
DATE: Any = "datetime64[us]"
ONLY = "only:"
"""Before a folder's name: its tables instead of the bundled facts, not over them."""

COUNCIL_TYPES = ("county", "unitary", "district")


@dataclass(frozen=True)
class Column:
    """One column: what it holds, and what a cell of it may be."""

    name: str = ""
    about: str = ""
    dtype: Any = TEXT
    optional: bool = False
    values: tuple[str, ...] = ()
    refers: str = ""
    also: tuple[str, ...] = ()
    form: str = ""
    remedy: str = ""
    low: int = 0
    high: int = 2**53


@dataclass(frozen=True)
class Table:
    """One table of data/: a row is one thing, named by its key."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    lookup: bool

    @property
    def names(self) -> list[str]:
        """The column names, in the order of the file."""
        return [c.name for c in self.columns]


KINDS = {
    "text": Column(),
    "count": Column(dtype=COUNT, remedy="a count is 0 or more"),
    "votes": Column(dtype=COUNT, remedy="votes are 0 or more"),
    "people": Column(dtype=COUNT, remedy="leave out the row of areas that share nobody", low=1),
    "seats": Column(dtype=COUNT, remedy="seats are 1 or more", low=1),
    "year": Column(dtype=COUNT, remedy="write a year from 1889 to 2100", low=1889, high=2100),
    "share": Column(dtype=SHARE, remedy="a fraction lies between 0 and 1", high=1),
    "flag": Column(dtype=FLAG),
    "date": Column(dtype=DATE),
    "slug": Column(form=r"[a-z0-9]+(-[a-z0-9]+)*", remedy="write small letters, digits and single hyphens"),
    "ballot": Column(
        form=r"(mayor|pcc|local)(\.[a-z0-9-]+)+\.[0-9]{4}-[0-9]{2}-[0-9]{2}",
        remedy="write a Democracy Club id, as in local.norfolk.sewell.2021-06-17",
    ),
    "gss": Column(form=r"[A-Z][0-9]{8}", remedy="write an ONS code, as in E10000020"),
    "colour": Column(form=r"#[0-9a-f]{6}", remedy="write #rrggbb in small letters"),
    "sha256": Column(form=r"[0-9a-f]{64}", remedy="write the 64 digits that sha256sum prints"),
    "rank": Column(dtype=COUNT, remedy="a place is 1 or more", low=1),
    "ranks": Column(form=r"[1-9][0-9]*(,[1-9][0-9]*)*", remedy="write ranks of winners, as in 1 or 1,2"),
    "type": Column(values=("mayor", *COUNCIL_TYPES, "pcc")),
    "body": Column(values=(*COUNCIL_TYPES, "metropolitan", "combined_authority", "city", "police_area")),
    "area": Column(
        values=("division", "ward", "district", "county", "police_area", "combined_authority", "region")
    ),
    "source": Column(values=("publisher_file", "page", "document", "boundary", "table", "derived")),
}
"""What a kind of column accepts, and the remedy printed for a cell that does not fit."""

# name: what one row is; (lookup) = read even when a user's folder is used instead of the bundled facts.
# * key column; kind, a|b|c for one of these words, >table.column for a value found there, ? = may be empty.
_TEXT = """
contests: one contest (ballot paper)
* ballot_id            ballot                        Democracy Club id of the contest
  election_type        type                          what is elected; metropolitan boroughs are district
  organisation         >organisations.organisation   the body elected, by slug
  area_name            text                          division, ward, or the whole area of a mayor or commissioner
  area_gss             >areas.area_gss?              ONS code of that area at the time
  district_gss         >areas.area_gss?              county divisions only: the district it lies in
  date                 date                          polling day
  cycle                date                          date of the round it belongs to (Sewell 2021: 2021-05-06)
  voting_system        SV|FPTP|PBV                   supplementary vote, first past the post, plurality block vote
  seats                seats                         seats to be filled
  electorate           count?                        registered electors
  ballots_cast         count?                        ballot papers counted, rejected ones included
  valid_first          count?                        valid papers of the (first) count; several seats: where known
  rejected_first       count?                        papers rejected in the (first) count
  valid_second         count?                        valid transfers received by the finalists together
  rejected_second      count?                        papers rejected in the second count
  turnout_published    share?                        turnout as printed, a fraction; its definition is not stated
  by_election          flag                          fills a vacancy, outside or beside the round
  status               polled|uncontested|postponed  uncontested: no votes; postponed: polled after its round
  second_round         held|not_needed?              SV: was a second round counted; empty when not known
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

results: one candidate in one contest
* ballot_id            >contests.ballot_id           the contest
* candidate_id         slug                          slug of the candidate; -2, -3 when the name occurs again
  candidate            text                          name as printed
  candidate_full       text?                         name in full, where another source prints it
  party_name           text                          party as printed, in full where the source explains its code
  party                >parties.party                party code
  first_pref           votes?                        votes (SV: first preferences); empty: not known or uncontested
  second_pref          votes?                        valid transfers received; finalists of a second round only
  final_votes          votes?                        first_pref + second_pref; finalists of a second round only
  elected              flag                          took a seat in this contest
  incumbent            flag?                         held the seat before the poll
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

counting_areas: one candidate in one counting area of a contest
* ballot_id            >contests.ballot_id           the contest
* area_gss             >areas.area_gss               the counting area
* candidate_id         >results.candidate_id         the candidate, as in results
  first_pref           votes?                        first preferences counted there
  second_pref          votes?                        valid transfers counted there; finalists only
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

counting_area_turnout: one counting area of a contest
* ballot_id            >contests.ballot_id           the contest
* area_gss             >areas.area_gss               the counting area
  electorate           count?                        registered electors
  ballots_cast         count?                        ballot papers counted, rejected ones included
  rejected_first       count?                        papers rejected in the first count
  rejected_second      count?                        papers rejected in the second count
  turnout_published    share?                        turnout as printed, a fraction; its definition is not stated
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

declarations: one counting area of a contest, by when its second round was declared
* ballot_id            >contests.ballot_id           the contest
* area_gss             >areas.area_gss               the counting area
  place                rank                          1 for those declared first; equal where known only together
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the order comes from

rejected_papers: papers rejected for one reason in one count
* ballot_id            >contests.ballot_id           the contest
* area_gss             >areas.area_gss               the contest's whole area, or a counting area
* stage                first|second                  the first count, or the second (eliminated candidates' papers)
* reason               more_than_one|identifiable|unmarked|void  more marks than votes; names the voter; none; unclear
  papers               count                         papers rejected
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

compositions: the seats of one party on one council at one moment
* organisation         >organisations.organisation   the council
* year                 year                          the year
* basis                election|eve_of_poll|sitting  won in the round; held on the eve of poll; the year's roster
* date                 date?                         the round, or the polling day it precedes; empty for a roster
* party                >parties.party+Vacant         party code, or Vacant
* party_name           text                          party as printed
  seats                count                         seats
  last_held_by         >parties.party?               vacant seats: party of the last holder, where known
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

councils: one council at one round of elections
* organisation         >organisations.organisation   the council
* cycle                date                          the round
  council_seats        seats                         seats of the full council
  seats_up             count                         seats filled in the round
  scope                whole|part                    whether the whole council was elected
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

lineage: how one contest follows an earlier one
* ballot_id            >contests.ballot_id           the later contest
* previous_ballot_id   >contests.ballot_id           the earlier contest
  relation             same|recoded|renamed|successor|redrawn  how the areas relate; redrawn is indicative only
  compares             votes+seats|votes|seats       in what; each later contest has one earlier one for votes
  previous_seats       ranks?                        which earlier seats, by rank of their winners; empty: all
  note                 text?                         what a reader should know, such as what was derived
  source_id            >sources.source_id            where the figures come from

conflicts: two figures that disagree, or official ones that do not add up
* conflict_id          text                          name of the row
  ballot_id            >contests.ballot_id?          the contest; empty for a council's totals
  organisation         >organisations.organisation?  the council, for totals
  cycle                date?                         the round, for totals
  area_gss             >areas.area_gss?              the counting area, when it is one's figure
  candidate_id         slug?                         the candidate, when it is one's figure
  party                >parties.party+Vacant?        the party, for totals
  field                text                          name of the column in dispute
  used                 text?                         the figure used; empty when left missing
  other                text?                         the other figure
  used_source_id       >sources.source_id?           who prints the figure used
  other_source_id      >sources.source_id?           who prints the other
  reason               text                          why the one is used

published_totals: the total of one party on one council in one round, as a page printed it
* organisation         >organisations.organisation   the council
* cycle                date                          the round
  party                >parties.party                party code
* party_name           text                          party as the page names it
  counted_names        text?                         names in results that it covers, by "; "; empty: the whole code
  votes                votes?                        votes as printed; by which share method is not stated
  vote_share           share?                        share of the vote as printed, a fraction
  seats                count?                        seats won, as printed
  turnout_published    share?                        turnout of the council as printed, a fraction
  note                 text?                         what a reader should know
  source_id            >sources.source_id            the page

claims: one published numeric claim
* claim_id             text                          name of the row
  document             >sources.source_id            the document that makes it
  quote                text                          its words
  metric               text                          what is claimed, in the terms of the glossary
  ballot_id            >contests.ballot_id?          the contest; empty for a whole council
  organisation         >organisations.organisation?  the council, for claims about a whole one
  cycle                date?                         the round, for claims about a whole council
  party                >parties.party?               the party
  claimed              text                          the figure claimed
  note                 text?                         what a reader should know
  source_id            >sources.source_id            where the claim was read

regions (lookup): one region of the reports
* region               slug                          slug
  region_name          text                          name to print
  kind                 anglia|metro|city             county, metropolitan mayoralty, or city
  report               flag                          whether the standard reports cover it
  note                 text?                         what a reader should know
  source_id            >sources.source_id            where it comes from; derived: elexan's own choice

region_organisations (lookup): a body whose contests belong to a region
* region               >regions.region               the region
* election_type        type                          kind of contest
* organisation         >organisations.organisation?  the body; empty where there is no such contest
  footprint            same|within|larger|overlaps|none  the body's area against the region's
  note                 text?                         why, where they differ
  source_id            >sources.source_id            where it comes from; derived: elexan's own choice

organisations (lookup): one council, mayoralty or police area
* organisation         slug                          slug
* organisation_type    body                          kind of body
  organisation_name    text                          name to print
  organisation_gss     gss?                          ONS code of its area
  source_id            >sources.source_id            where the name comes from

areas (lookup): one area, with the areas it lies in
* area_gss             gss                           ONS code
  area_name            text                          name
  area_type            area                          kind; district = lower-tier or unitary authority of 2021
  district_gss         >areas.area_gss?              district it lies in
  county_gss           >areas.area_gss?              shire county it lies in
  police_area_gss      >areas.area_gss?              police area it lies in
  combined_authority_gss  >areas.area_gss?           combined authority it lies in
  report_area          >regions.region?              region of the reports it lies in
  first_year           year?                         first year it is used here
  last_year            year?                         last year it is used here
  source_id            >sources.source_id            where the code comes from

overlaps (lookup): people who live in both of two areas (an estimate: see the reading rules)
* area_gss             >areas.area_gss               county division, or ward of the map before
* other_gss            >areas.area_gss               ward of 2021
  population           people                        residents aged 18 and over, mid-2019
  postcodes            people                        postcodes whose points lie in both
  note                 text?                         what a reader should know
  source_id            >sources.source_id            what it is worked out from

parties (lookup): one party code
* party                text                          code
  party_name           text                          name in full
  short_name           text                          name for charts
  letters              text                          one or two letters, shown on seats
  ec_party_id          text?                         Electoral Commission id
  colour               colour                        colour in charts
  order                count                         place in charts, from left to right
  note                 text?                         what a reader should know
  source_id            >sources.source_id            where the colour comes from

party_names (lookup): a party's name as printed, and its code
* party_name           text                          as printed
* source_code          text?                         the code the source prints beside it
  party                >parties.party                party code
  source_id            >sources.source_id            where it comes from; derived: elexan's own choice

sources (lookup): one source, or one file of this package with its checksum
* source_id            slug                          slug
  kind                 source                        what it is; table: a file of this package
  publisher            text                          who publishes it
  title                text                          title
  url                  text?                         address
  licence              text?                         licence; empty where none is stated
  accessed             date?                         day it was read
  file                 text?                         file name; of this package: data/... or shapefiles/...
  sha256               sha256?                       checksum of that file
"""  # noqa: E501


def _column(name: str, kind: str, about: str) -> Column:
    optional, kind = kind.endswith("?"), kind.removesuffix("?")
    if kind.startswith(">"):
        refers, *also = kind[1:].split("+")
        return Column(name, about, optional=optional, refers=refers, also=tuple(also))
    known = KINDS[kind] if kind in KINDS else Column(values=tuple(kind.split("|")))
    return replace(known, name=name, about=about, optional=optional)


def _table(block: str) -> Table:
    head, *lines = block.strip().splitlines()
    name, _, about = head.partition(": ")
    cells = [re.split(r" {2,}", line[2:].strip(), maxsplit=2) for line in lines]
    columns = tuple(_column(*cell) for cell in cells)
    key = tuple(c.name for c, line in zip(columns, lines, strict=True) if line.startswith("*"))
    return Table(name.removesuffix(" (lookup)"), about, columns, key, name.endswith(" (lookup)"))


TABLES: Mapping[str, Table] = {t.name: t for t in map(_table, _TEXT.strip().split("\n\n"))}


def table(name: str) -> Table:
    """The description of one table.

    >>> table("results").key
    ('ballot_id', 'candidate_id')
    """
    if name not in TABLES:
        raise UnknownNameError("table", name, TABLES, hint="elexan list tables")
    return TABLES[name]


def describe(name: str) -> str:
    """The columns of one table as Markdown, as data/README.md prints them.

    >>> print(describe("party_names").splitlines()[4])
    | **party_name** | text |  | as printed |
    """
    words = {TEXT: "text", COUNT: "whole number", SHARE: "fraction", FLAG: "true or false", DATE: "date"}
    rows = []
    for c in table(name).columns:
        known = (f"in {c.refers}",) if c.refers else (words[c.dtype],)
        kind = " / ".join(c.values or known + c.also)
        bold = "**" if c.name in table(name).key else ""
        rows.append(f"| {bold}{c.name}{bold} | {kind} | {'may be empty' if c.optional else ''} | {c.about} |")
    title = f"One row is {table(name).about}."
    return "\n".join([title, "", "| column | type | | holds |", "|---|---|---|---|", *rows]) + "\n"


def pandera_schema(name: str) -> pa.DataFrameSchema:
    """The description of one table as a pandera schema, for a frame such as ``load_table`` returns.

    >>> sorted(pandera_schema("party_names").columns)
    ['party', 'party_name', 'source_code', 'source_id']
    """
    import pandas as pd
    import pandera.pandas as pa

    t = table(name)
    columns = {
        # pandera would take for text what pandas held it in as pandera was imported
        c.name: pa.Column(pd.api.types.pandas_dtype(c.dtype), _checks(c), nullable=c.optional)
        for c in t.columns
    }
    return pa.DataFrameSchema(columns, unique=list(t.key), report_duplicates="all", strict=True, name=name)


def _checks(column: Column) -> list[pa.Check]:
    """The limits of one column; the text of each check is the remedy to print."""
    import pandera.pandas as pa

    if column.values:
        return [pa.Check.isin(column.values, error="write one of " + ", ".join(column.values))]
    if column.form:
        return [pa.Check.str_matches(f"^(?:{column.form})$", error=column.remedy)]
    if column.dtype in (COUNT, SHARE):
        return [pa.Check.in_range(column.low, column.high, error=column.remedy)]
    return []
