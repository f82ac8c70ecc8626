"""Where every figure comes from: addresses become short ids, publisher, title and licence one table."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
from publishers import DOMAINS, FIXED, LICENCES, PAGES

ACCESSED = "2026-11-22"
COLUMNS = ["source_id", "kind", "publisher", "title", "url", "licence", "accessed", "file", "sha256"]
ID_COLUMNS = {
    "source_url": "source_id",
    "used_source_url": "used_source_id",
    "other_source_url": "other_source_id",
}
SECOND_LEVEL = ("co.uk", "gov.uk", "org.uk", "ac.uk")
# Publisher files by the end of their address, wherever they were read.
FILES = {unquote(row["url"]).rsplit("/", 1)[1]: key for key, row in FIXED.items() if row.get("file")}

# What a page was used for, the most telling table first.
USED_FOR = {
    "contests": "Results",
    "results": "Results",
    "counting_areas": "Results by area",
    "counting_area_turnout": "Turnout by area",
    "declarations": "Order of declaration",
    "rejected_papers": "Rejected papers",
    "compositions": "Council seats",
    "conflicts": "Figures",
    "published_totals": "Council totals",
}
OFFICES = {"mayor": "mayor, ", "pcc": "police commissioner, ", "local": ""}


def source_id(url: str) -> str:
    """The id of an address: a fixed one where there is one, else domain and the start of a hash.

    >>> source_id("https://www.bbc.co.uk/news/uk-england-merseyside-57038538")
    'bbc-co-uk-f7160b'
    >>> source_id("derived")
    'derived'
    """
    if url in FIXED:
        return url
    if "/electionresults.uk/" in url and (file := url.rsplit("/", 1)[1]) in FILES:
        return FILES[file]
    return domain(url).replace(".", "-") + "-" + hashlib.sha1(url.encode()).hexdigest()[:6]


def domain(url: str) -> str:
    """The registrable domain of an address.

    >>> domain("https://news.leeds.gov.uk/news/tracy-brabin")
    'leeds.gov.uk'
    """
    host = urlsplit(url).hostname
    if not host:
        raise ValueError(f"neither an address nor a fixed source id: {url!r}")
    return ".".join(host.split(".")[-3 if host.endswith(SECOND_LEVEL) else -2 :])


def with_source_ids(
    frames: dict[str, pd.DataFrame], facts: Path | None = None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The frames with ids in place of addresses, and the sources table.

    ``facts`` is where the publisher files are read for their checksums; without it these stay empty.
    """
    usage = source_usage(frames)
    ids = {url: source_id(url) for url in usage["url"].unique()}
    with_ids = {
        name: frame.assign(
            **{column: frame[column].map(ids) for column in ID_COLUMNS if column in frame.columns}
        ).rename(columns=ID_COLUMNS)
        for name, frame in frames.items()
    }
    return with_ids, source_table(usage, facts)


def source_usage(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per address and row that uses it: url, table and, if the row has them, office, body, year."""
    parts = []
    for name, rows in frames.items():
        frame = rows.reset_index(drop=True)
        for column in frame.columns.intersection(list(ID_COLUMNS)):
            council = ("local." + _text(frame, "organisation") + ".").astype("str")
            ballot = _text(frame, "ballot_id").fillna(council).astype("str")
            when = _text(frame, "cycle").fillna(_text(frame, "date")).fillna(_text(frame, "year"))
            when = when.astype("str").fillna("").str[:4]
            poll = ballot.str.extract(r"^(?P<office>[^.]+)\.(?P<body>[^.]+)\.(?:.*\.)?(?P<year>\d{4})?")
            parts.append(
                pd.DataFrame(
                    {
                        "url": _text(frame, column),
                        "table": name,
                        "office": poll["office"].map(OFFICES),
                        "body": poll["body"].str.removesuffix("-ca").str.replace("-", " "),
                        "year": poll["year"].fillna(when),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True).dropna(subset="url").drop_duplicates(ignore_index=True)


def source_table(usage: pd.DataFrame, facts: Path | None) -> pd.DataFrame:
    """One row per source: the fixed ones, then every page that occurs."""
    fixed = pd.DataFrame.from_dict(FIXED, orient="index").rename_axis("source_id").reset_index()
    fixed["sha256"] = fixed["file"].map(lambda file: checksum(facts, file), na_action="ignore")
    urls = sorted(url for url in usage["url"].unique() if source_id(url) not in FIXED)
    unknown = sorted({domain(url) for url in urls if url not in PAGES} - set(DOMAINS))
    if unknown:
        raise ValueError(f"no publisher and licence for {unknown}: add them to data/compile/publishers.py")
    pages = pd.DataFrame({"url": urls}).assign(
        source_id=[source_id(url) for url in urls],
        kind="page",
        publisher=[PAGES[url][0] if url in PAGES else DOMAINS[domain(url)][0] for url in urls],
        licence=[LICENCES[PAGES[url][1] if url in PAGES else DOMAINS[domain(url)][1]] for url in urls],
        title=[titles.get(url, _from_address(url)) for titles in [page_titles(usage)] for url in urls],
    )
    table = pd.concat([fixed, pages], ignore_index=True).assign(accessed=ACCESSED).reindex(columns=COLUMNS)
    if table["source_id"].duplicated().any():
        raise ValueError(
            f"two addresses share an id: {table.loc[table['source_id'].duplicated(), 'url'].tolist()}"
        )
    return table.sort_values("source_id", ignore_index=True)


def page_titles(usage: pd.DataFrame) -> dict[str, str]:
    """A title in our words for each address: what it was used for, and for which polls."""
    rank = list(USED_FOR)
    known = usage[usage["table"].isin(rank)].dropna(subset=["office", "body", "year"])
    known = known.assign(
        rank=known["table"].map(rank.index),
        poll=known["office"]
        + known["body"].str.title().str.replace(r" (And|Of) ", _lower, regex=True)
        + " "
        + known["year"],
    ).sort_values(["url", "rank", "year", "poll"])
    first = known.groupby("url").first()
    more = known.groupby("url")["poll"].nunique() - 1
    title = first["table"].map(USED_FOR) + ": " + first["poll"]
    return title.where(more == 0, title + " and " + more.astype("str") + " more").to_dict()


def checksum(facts: Path | None, file: str) -> str | None:
    """SHA-256 of a publisher file, where it is at hand."""
    path = facts / "publisher_files" / file if facts else None
    return hashlib.sha256(path.read_bytes()).hexdigest() if path and path.exists() else None


def _lower(match: re.Match[str]) -> str:
    return match[0].lower()


def _from_address(url: str) -> str:
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    return re.sub(r"[-_]+", " ", parts[-1] if parts else domain(url)).capitalize()


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame.columns:
        return pd.Series(pd.NA, index=frame.index, dtype="str")
    return frame[column].astype("str")
