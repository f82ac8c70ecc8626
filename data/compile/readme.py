"""data/README.md: what the tables are, their licences, and every column as the schema describes it."""

from __future__ import annotations

from elexan.schema import TABLES, describe

INTRODUCTION = """# The tables

One CSV file a table, UTF-8, comma-separated, with a header; one row is one thing, named by the columns in
**bold**. An empty cell is a figure that is not known, or does not apply: it is never 0. Fractions lie between 0
and 1, dates are ISO, booleans `true` or `false`. `elexan check` holds every rule said here, and reports
everything that breaks one.

The files are compiled from published facts by `data/compile` (each correction is visible there); they are what
the package reads, and may be edited by hand, with `elexan check --update-checksums` afterwards.

## What is held

- **Mayors**: the seven metro mayoralties in 2017, 2021 and 2024 or 2025; London, Liverpool, Bristol, Doncaster
  and North Tyneside in 2021; Salford in 2024.
- **Police and Crime Commissioners**: all 39 areas of 2021 (and Wiltshire's re-run); the Anglian ones in 2016 and
  2024, and Thames Valley in 2024.
- **Councils**: the Anglian counties, unitaries and districts that voted on 6 May 2021 with their earlier and
  later polls, and every council of the seven metro mayoralties that voted that day with its poll of 2016.
- **Compositions**: seats won in each round; five county councils on the eve of 6 May 2021; and the yearly rosters
  of councils in England from 2016 to 2025, whose day within the year is not stated.

## Reading rules

- `cycle` is the round a contest belongs to. The two Sewell polls (Norfolk and Norwich) were put off to 17 June
  2021 and Higham Ferrers to 12 June 2025 when candidates died: they count in the rounds of 6 May 2021 and 1 May
  2025 and are marked `postponed`. Selecting by date selects the round.
- `second_pref` counts valid transfers received from the ballot papers of eliminated candidates, not every second
  preference marked. `final_votes` is given only where a second round was counted.
- `valid_first` counts ballot papers. Where an elector has several votes it is known only for 2025.
- `turnout_published` is what was printed. Three definitions circulate, and most sources do not say which.
- In `areas`, `first_year` and `last_year` are the years of polls held in these tables, given where a code is known
  to begin or end; they are not legal dates. A Northamptonshire division of 2017 lies in the unitary that followed.
- `relation` in `lineage`: `same` (same code), `recoded` (the code changed, the name and very nearly the area did
  not), `renamed`, `successor` (a county division of one seat, now a ward of three in a new unitary), `redrawn`
  (same name on a new map: indicative only, left out unless asked for).
- `conflicts` holds every known disagreement: between two sources, or of an official figure with its own parts.
  `field` names the figure in dispute; for totals of a council `ballot_id` is empty, and organisation, cycle and
  party say whose they are.

## Licences

Every row names its source, and `sources.csv` the licence of each.

- **Local Elections Archive Project** (Andrew Teale; `leap-2016` to `leap-2019`): CC BY-SA 3.0 and GFDL. **Open
  Council Data UK** (`ocd-2021`, `ocd-rosters`) and Wikipedia with its mirrors: CC BY-SA 4.0. Share-alike: whatever
  contains these rows must be passed on under the same licence, with credit. Exports that contain them say so.
- **Local Elections Handbooks 2021 and 2025** (House of Commons Library and The Elections Centre): Open Parliament
  Licence v3.0.
- **Office for National Statistics** codes and names: Open Government Licence v3.0.
- Pages of the press, broadcasters and councils: figures and names only, which are facts; the pages are their
  publishers'.
- Rows marked `derived` are computed by elexan from other rows, as their note says, and are CC BY-SA 4.0 where
  those are.

"""


def readme() -> str:
    """The whole text."""
    return INTRODUCTION + "".join(f"## {name}\n\n{describe(name)}\n" for name in TABLES).rstrip() + "\n"
