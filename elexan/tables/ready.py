"""The tables most reports print: one contest, the second rounds, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ..shares import vote_share
from .disputes import SHARES
from .figures import UNKNOWN, percent, whole
from .markup import Html
from .names import about
from .origin import source_item, source_text
from .printed import table
from .words import heading

_DASH = "–"


def contest(results: pd.DataFrame, *, caption: str, source: pd.DataFrame | str | None = None) -> Html:
    """One contest's candidates as a printed table: first preferences, transfers and final votes.

    Columns nobody has a figure in are left out. ``results`` are all candidates of the contest. The last row
    is what they have together, where every figure is known.

    >>> r = pd.DataFrame({"ballot_id": "x", "candidate": ["A", "B"], "party_name": ["Labour", "Green"],
    ...                   "first_pref": [60, 40], "second_pref": None, "final_votes": None,
    ...                   "elected": [True, False]})
    >>> html = contest(r, caption="Mayor")
    >>> ">60.0%<" in html, "Transfers" in html, "All candidates" in html
    (True, False, True)
    """
    rows = vote_share(results).sort_values(["final_votes", "first_pref"], ascending=False)
    final = pd.to_numeric(rows["final_votes"], errors="coerce").astype("Float64")
    rows = rows.assign(final_share=final / final.sum())
    first = {"first_pref": "Votes", "first_pref_share": "Share"}
    last = {"second_pref": "Transfers", "final_votes": "Votes", "final_share": "Share"}
    wanted = ["candidate", "party_name", *first, *last, "elected"]
    shown = [c for c in wanted if c in rows and rows[c].notna().any()]
    twice = "final_votes" in shown
    return table(
        rows,
        caption=caption,
        columns=shown,
        unknown=dict.fromkeys(last, _DASH),
        spans={"First round": first, "Second round": last} if twice else None,
        bars=["first_pref_share"] if "first_pref_share" in shown else [],
        total=_together(rows, shown),
        notes=f"{_DASH}: not in the second round." if twice and rows["final_votes"].isna().any() else "",
        source=source,
    )


def _together(rows: pd.DataFrame, shown: list[str]) -> dict[str, Any] | None:
    """What the candidates have together; missing where a first preference is."""
    if len(rows) < 2 or "first_pref" not in shown:
        return None
    total: dict[str, Any] = {"candidate": "All candidates"}
    known = bool(rows["first_pref"].notna().all())
    for column in ("first_pref", "second_pref", "final_votes"):
        if column in shown:
            figures = pd.to_numeric(rows[column]).dropna()
            total[column] = figures.sum() if known or column != "first_pref" else None
    if "first_pref_share" in shown:
        total["first_pref_share"] = 1.0 if known else None
    if "final_share" in shown:
        total["final_share"] = 1.0
    return total


def second_rounds(transfers: pd.DataFrame, *, caption: str, source: pd.DataFrame | str | None = None) -> Html:
    """The second round as a printed table, one finalist a row, from ``transfers`` or ``transfers_by_area``.

    Finalists stand under their area or contest where there are several.

    >>> import elexan as ex
    >>> r = ex.load_results(region="cambridgeshire", date="2021-05-06", election_type="mayor")
    >>> "72.7%" in second_rounds(ex.transfers(r), caption="Mayor")
    True
    """
    words = {
        "held": "held", "not_needed": "not needed", "partial": "known in part", "unknown": UNKNOWN,
    }  # fmt: skip
    rows = transfers.assign(second_round=transfers["second_round"].map(words))
    place = "area_name" if "area_name" in rows else "ballot_id"
    columns = {
        place: "Area" if place == "area_name" else "Contest", "candidate": "Finalist", "party": "Party",
        "second_round": "Second round", "first_pref_share": "First round", "transfers": "Votes",
        "transfer_share": "Share", "transfer_share_of_eliminated": "Of eliminated",
        "break_even_transfer_share": "Runner-up needed",
        "non_transferable_share": "Not transferable", "final_share": "Final share",
    }  # fmt: skip
    kept = {c: name for c, name in columns.items() if c in rows and rows[c].notna().any()}
    # a column that says the same on every row says nothing
    if (rows["second_round"] == "held").all():
        del kept["second_round"]
    if rows[place].nunique() == 1:
        del kept[place]
    # in one area the runner-up need not be the contest's
    if "area_gss" in rows:
        kept.pop("break_even_transfer_share", None)
    figures = [c for c in kept if c not in (place, "candidate", "party", "second_round")]
    return table(
        rows,
        caption=caption,
        columns=kept,
        kinds={"transfer_share_of_eliminated": "percent"},
        groups=place if place in kept and _side_by_side(rows[place]) else "",
        spans={"Transfers": ["transfers", "transfer_share", "transfer_share_of_eliminated"]},
        notes=list(_transfer_notes(kept, gaps=bool(rows[figures].isna().any(axis=None)))),
        unknown=_DASH,
        source=source,
        rows=transfers,
    )


def _side_by_side(values: pd.Series) -> bool:
    """Whether values repeat, each row after row."""
    runs = int((values != values.shift()).sum())
    return runs == values.nunique() < len(values)


def _transfer_notes(shown: Iterable[str], *, gaps: bool) -> Iterator[str]:
    if "transfers" not in shown:
        yield "Won on first preferences, or no figures of a second round are held."
        return
    yield "Transfers: valid second preferences of eliminated candidates' voters."
    if "break_even_transfer_share" in shown:
        yield (
            "Runner-up needed: the share of transfers with which the runner-up of the first round would have "
            "drawn level; above 100% is out of reach."
        )
    yield "Not transferable: eliminated votes with no valid second preference for a finalist."
    if gaps:
        yield f"{_DASH}: no second round was needed, or the figure is not known."


def conflicts(rows: pd.DataFrame, *, caption: str = "Figures on which sources disagree") -> Html:
    """The disagreements as a printed table: what it is about, the figure used, the other, and why.

    ``rows`` is the table of ``load_conflicts``, and offered as CSV. Shares are printed as percentages, and
    contests, councils, areas, candidates and parties by their names where these tables have them.

    >>> import elexan as ex
    >>> c = ex.load_conflicts(ex.load_contests("cambridgeshire", "2021-05-06", "pcc"))
    >>> "114,153" in conflicts(c) and "114,053" in conflicts(c)
    True
    """
    share = rows["field"].str.contains(SHARES, regex=True)
    used, other = _figures(rows["used"], share), _figures(rows["other"], share)
    printed = pd.DataFrame(
        {
            "about": about(rows),
            "field": rows["field"].map(heading),
            "used": used.fillna("left out"),
            "other": other,
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
    return table(
        printed.drop_duplicates(),
        caption=caption,
        columns=headings,
        unknown=_DASH,
        groups="",
        source=rows,
        rows=rows,
    )


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

    lines = "".join(source_item(row) for row in _used(rows, load_sources()).to_dict("records"))
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
    return [source_text(row) for row in _used(frame, sources).to_dict("records")]


def _used(frame: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The sources of the rows, by publisher and title."""
    used = sources[sources["source_id"].isin(frame["source_id"])].drop_duplicates("source_id")
    return used.sort_values(["publisher", "title", "source_id"])
