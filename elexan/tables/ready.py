"""The tables most reports print: one contest, the second rounds, the sources."""

from __future__ import annotations

from html import escape

import pandas as pd

from ..shares import vote_share
from .figures import UNKNOWN, long_date, percent, whole, without_scheme
from .printed import Html, Kind, table


def contest(results: pd.DataFrame, *, caption: str) -> Html:
    """One contest's candidates as a printed table: first preferences, transfers and final votes.

    Columns nobody has a figure in are left out. ``results`` are all candidates of the contest.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate": ["A", "B"], "party_name": ["Labour", "Green"],
    ...                   "first_pref": [60, 40], "second_pref": None, "final_votes": None,
    ...                   "elected": [True, False]})
    >>> html = contest(r, caption="Mayor")
    >>> ">60.0%<" in html, "Transfers" in html
    (True, False)
    """
    rows = vote_share(results).sort_values(["final_votes", "first_pref"], ascending=False)
    wanted = [
        "candidate",
        "party_name",
        "first_pref",
        "first_pref_share",
        "second_pref",
        "final_votes",
        "elected",
    ]
    shown = [c for c in wanted if c in rows and rows[c].notna().any()]
    return table(rows, caption=caption, columns=shown, unknown="–" if "final_votes" in shown else UNKNOWN)


def second_rounds(transfers: pd.DataFrame, *, caption: str) -> Html:
    """The second round as a printed table, one finalist a row, from ``transfers`` or ``transfers_by_area``.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    >>> "72.7%" in second_rounds(ex.transfers(r), caption="Mayor")
    True
    """
    rows = transfers.assign(candidate=transfers["candidate"] + " (" + transfers["party"] + ")")
    place = "area_name" if "area_name" in rows else "ballot_id"
    words = {
        "held": "held", "not_needed": "not needed", "partial": "known in part", "unknown": UNKNOWN,
    }  # fmt: skip
    rows["second_round"] = rows["second_round"].map(words)
    columns = {
        place: "Area" if place == "area_name" else "Contest", "candidate": "Finalist",
        "second_round": "Second round", "transfers": "Transfers", "transfer_share": "Of transfers",
        "transfer_share_of_eliminated": "Of eliminated",
        "break_even_transfer_share": "Runner-up needed",
        "non_transferable_share": "Not transferable", "final_share": "Final share",
    }  # fmt: skip
    kept = {c: name for c, name in columns.items() if c in rows and rows[c].notna().any()}
    # a column that says the same on every row says nothing
    if (rows["second_round"] == "held").all():
        del kept["second_round"]
    if rows[place].nunique() == 1 and len(kept) > 4:
        del kept[place]
    # in one area the runner-up need not be the contest's
    if "area_gss" in rows:
        kept.pop("break_even_transfer_share", None)
    notes = [
        "Transfers: valid second preferences from eliminated candidates' votes. Runner-up needed: the share "
        "of transfers with which the runner-up of the first round would have drawn level; above 100% is out "
        "of reach. Not transferable: eliminated votes with no valid second preference for a finalist. "
        "–: no second round was needed, or the figure is not known."
    ]
    if "transfers" not in kept:
        notes = ["Won on first preferences, or no figures of a second round are held."]
    kinds: dict[str, Kind] = {"transfer_share_of_eliminated": "percent"}
    return table(rows, caption=caption, columns=kept, kinds=kinds, notes=notes, unknown="–")


def conflicts(rows: pd.DataFrame, *, caption: str = "Figures on which sources disagree") -> Html:
    """The disagreements as a printed table: what it is about, the figure used, the other, and why.

    ``rows`` is the table of ``load_conflicts``. Shares are printed as percentages.

    >>> import elexan as ex
    >>> c = ex.load_conflicts(ex.load_contests("cambridgeshire", "2021-05-06", "pcc"))
    >>> "114,153" in conflicts(c) and "114,053" in conflicts(c)
    True
    """
    council = rows["organisation"].fillna("")
    about = rows["ballot_id"].fillna(council)
    for column in ("area_gss", "candidate_id", "party"):
        about = about + (", " + rows[column]).fillna("")
    share = rows["field"].str.contains(r"(?:^|_)(?:share|turnout|rate)(?:_|$)", regex=True)
    printed = pd.DataFrame(
        {
            "about": about,
            "field": rows["field"].str.replace("_", " "),
            "used": _figures(rows["used"], share).fillna("left out"),
            "other": _figures(rows["other"], share),
            "reason": rows["reason"],
        }
    )
    headings = {
        "about": "Contest or council",
        "field": "Figure",
        "used": "Used",
        "other": "Other",
        "reason": "Why",
    }
    return table(printed.drop_duplicates(), caption=caption, columns=headings, unknown="–")


def _figures(text: pd.Series, share: pd.Series) -> pd.Series:
    """Figures kept as text, as a reader expects them; words as they are."""
    value = pd.to_numeric(text, errors="coerce")
    plain = text.mask(value.notna() & ~share, value.map(whole))
    return plain.mask(value.notna() & share, value.map(percent))


def sources(rows: pd.DataFrame) -> Html:
    """Where rows come from, as a printed list: one entry a source, with its licence.

    >>> import elexan as ex
    >>> "Open Parliament Licence" in sources(ex.load_contests("norfolk", "2021-05-06", "county"))
    True
    """
    from ..load import load_sources

    lines = "".join(f"<li>{escape(line)}</li>" for line in source_lines(rows, load_sources()))
    return Html(f'<ul class="sources">{lines}</ul>')


def source_lines(frame: pd.DataFrame, sources: pd.DataFrame) -> list[str]:
    """Where the rows come from, one line a source: publisher, title, address, date read, licence.

    ``frame`` has ``source_id``; ``sources`` is the table of sources. Addresses are without a scheme, so
    that a page holds no link that would leave it.

    >>> s = pd.DataFrame({"source_id": ["a"], "publisher": ["ONS"], "title": ["Wards"],
    ...                   "url": ["https://example.org/w"], "accessed": ["2026-11-22"], "licence": ["OGL"]})
    >>> source_lines(pd.DataFrame({"source_id": ["a", "a"]}), s)
    ['ONS: Wards, example.org/w (read 22 November 2026; OGL)']
    """
    return [
        f"{row['publisher']}: {row['title']}"
        + ("" if pd.isna(row["url"]) else f", {without_scheme(row['url'])}")
        + f" (read {long_date(row['accessed'])}"
        + ("" if pd.isna(row["licence"]) else f"; {row['licence']}")
        + ")"
        for row in _used(frame, sources).to_dict("records")
    ]


def _used(frame: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The sources of the rows, by publisher and title."""
    used = sources[sources["source_id"].isin(frame["source_id"])].drop_duplicates("source_id")
    return used.sort_values(["publisher", "title", "source_id"])
