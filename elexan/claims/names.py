"""Names, parties, days and yes or no, as articles write them: what is forgiven, and what is not.

Forgiven are accents, capitals, titles, middle names, initials, the order of the words, and a surname alone. A
letter that differs is not: a misspelt name is a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from ..tables.figures import whole

TITLES = {
    "mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "baroness", "cllr", "councillor", "prof",
    "professor", "rev", "mp", "cbe", "obe", "mbe", "mayor", "the", "and", "rt", "hon",
}  # fmt: skip
NICKNAMES = {
    "tory": "Con", "tories": "Con", "conservatives": "Con", "conservative": "Con",
    "conservative party": "Con", "labour": "Lab", "labour party": "Lab", "labour co op": "Lab",
    "lab co op": "Lab", "labour and co operative": "Lab",
    "lib dem": "LD", "lib dems": "LD", "libdem": "LD", "libdems": "LD", "liberal democrat": "LD",
    "liberal democrats": "LD", "ldem": "LD", "lib": "LD",
    "green": "Grn", "greens": "Grn", "green party": "Grn", "the greens": "Grn", "gre": "Grn",
    "independent": "Ind", "independents": "Ind", "inds": "Ind", "reform": "Reform", "reform uk": "Reform",
    "ref": "Reform", "ruk": "Reform", "ukip": "UKIP", "plaid": "PC", "plaid cymru": "PC",
    "workers party": "WPB", "residents": "ResAssoc", "residents associations": "ResAssoc",
    "local parties": "Local", "others": "Other", "other parties": "Other",
}  # fmt: skip
NO_CONTROL = {
    "noc", "no overall control", "hung", "hung council", "no majority", "none", "no one party", "no control",
    "no one", "nobody", "no party",
}  # fmt: skip
YES = {"true", "yes", "y", "held", "t", "1", "needed", "was held", "elected", "won", "stood", "did"}
NO = {
    "false", "no", "n", "not held", "not needed", "f", "0", "none", "lost", "not elected", "did not",
    "defeated", "did not stand", "unneeded", "not",
}  # fmt: skip
MONTHS = {
    m: n
    for n, m in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
MONTHS |= {m[:3]: n for m, n in MONTHS.items()} | {"sept": 9}


def plain(text: object) -> str:
    """Text with accents, capitals, punctuation and runs of spaces ironed out.

    >>> plain("King's Lynn & West-Norfolk")
    'kings lynn and west norfolk'
    """
    bare = unicodedata.normalize("NFKD", str(text))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^a-z0-9+.]+", " ", re.sub(r"['’`]", "", bare)).replace(".", " ").split())


def same_person(claimed: str, *printed: object) -> bool:
    """Whether a name is that of the person printed (under any of several spellings).

    >>> same_person("Jason Ablewhite", "Jason David Ablewhite"), same_person("Dan Morris", "Dan Norris")
    (True, False)
    """
    asked = [w for w in plain(claimed).split() if w not in TITLES]
    return any(_same(asked, [w for w in plain(p).split() if w not in TITLES]) for p in printed if not _gap(p))


def _same(asked: list[str], known: list[str]) -> bool:
    """Whether the words of one name are those of the other, or a part with the surname in it."""
    if not asked or not known:
        return False
    initials = [w for w in known if len(w) == 1]
    long = [w for w in known if len(w) > 1]
    given = [w for w in asked if len(w) > 1]
    if set(asked) <= set(known):
        # a first name alone names nobody
        return len(asked) > 1 or asked[0] == known[-1] or (bool(initials) and asked[0] in long)
    if set(known) <= set(asked):
        return len(known) > 1
    if " ".join(asked) in " ".join(known):
        return len(asked) > 1
    # one side has initials for first names
    rest = [w for w in given if w not in long]
    short = [w for w in asked if len(w) == 1]
    by_initial = initials and set(long) <= set(given) and {w[0] for w in rest} <= set(initials)
    to_initial = short and given and set(given) <= set(long) and set(short) <= {w[0] for w in known}
    return bool(by_initial or to_initial)


def _gap(value: object) -> bool:
    return bool(pd.isna(value))  # type: ignore[call-overload]


def party_words(parties: pd.DataFrame, party_names: pd.DataFrame) -> dict[str, str]:
    """What each party is called, in small letters, and its code."""
    rows = [(parties["party"], parties["party"]), (parties["party_name"], parties["party"])]
    rows += [(parties["short_name"], parties["party"]), (party_names["party_name"], party_names["party"])]
    found = {
        plain(name): code for names, codes in reversed(rows) for name, code in zip(names, codes, strict=True)
    }
    return found | NICKNAMES


def read_party(text: str, words: Mapping[str, str]) -> str | None:
    """The code of a party as written, NOC for no overall control; None for what is no party.

    >>> [read_party(text, NICKNAMES) for text in ("the Tories", "hung", "Dan Norris")]
    ['Con', 'NOC', None]
    """
    bare = re.sub(r"^the | candidate$| group$", "", plain(text))
    if bare in NO_CONTROL:
        return "NOC"
    for form in (bare, re.sub(r" party$", "", bare), re.sub(r"^(?:welsh|scottish) ", "", bare)):
        if form in words:
            return words[form]
    return None


def read_yes_no(text: str) -> bool:
    """True or false, as written; ValueError for anything else."""
    bare = plain(text)
    if bare in YES or bare in NO:
        return bare in YES
    raise ValueError("write true or false")


def read_day(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a text, as far as it has them; all None where it has none.

    >>> read_day("6 May 2021"), read_day("May 1"), read_day("2021-05-06"), read_day("in 2017")
    ((2021, 5, 6), (None, 5, 1), (2021, 5, 6), (2017, None, None))
    """
    (year, month, day), _ = take_day(text)
    return year, month, day


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYS = (
    r"\b(?P<y>\d{4})-(?P<n>\d{1,2})-(?P<d>\d{1,2})\b",
    r"\b(?P<d>\d{1,2})[/.](?P<n>\d{1,2})[/.](?P<y>\d{4})\b",
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\b,?(?: (?P<y>(?:19|20)\d\d)\b)?",
    rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b,?(?: (?P<y>(?:19|20)\d\d)\b)?",
    rf"\b(?P<m>{_MONTH}),? (?P<y>(?:19|20)\d\d)\b",
    r"\b(?P<y>(?:19|20)\d\d)\b",
)


def take_day(text: str) -> tuple[tuple[int | None, int | None, int | None], str]:
    """The day a text names, as ``read_day``, and the text without it."""
    for form in _DAYS:
        if found := re.search(form, text, re.IGNORECASE):
            named = found.groupdict()
            month = (
                MONTHS[named["m"].lower()] if named.get("m") else int(named["n"]) if named.get("n") else None
            )
            year, day = (int(named[k]) if named.get(k) else None for k in "yd")
            return (year, month, day), (text[: found.start()] + " " + text[found.end() :]).strip()
    return (None, None, None), text


def same_day(claimed: tuple[int | None, int | None, int | None], day: pd.Timestamp) -> bool:
    """Whether a day is the one claimed, as far as the claim goes."""
    return all(a is None or a == b for a, b in zip(claimed, (day.year, day.month, day.day), strict=True))


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    every = list(words)
    return f"{', '.join(every[:-1])} {last} {every[-1]}" if len(every) > 1 else "".join(every)


def counted(number: float, thing: str) -> str:
    """A number of things, one of them in the singular.

    >>> counted(1, "seat"), counted(17836, "vote")
    ('1 seat', '17,836 votes')
    """
    return f"{whole(number)} {thing}" if number == 1 else f"{whole(number)} {thing}s"
