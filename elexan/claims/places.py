"""Places by the names articles give them (bodies, regions, areas that elect), and the kind of contest.

A name is known as printed, and without the words that say what it is (county council, police, combined
authority).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ..schema import COUNCIL_TYPES
from .names import plain

KINDS: Sequence[tuple[str, frozenset[str]]] = (
    (
        r"police and crime commissioners?|police commissioners?|police fire and crime commissioners?|pccs?|"
        r"pfccs?|commissioners?|police area|police force|constabulary|police",
        frozenset({"pcc"}),
    ),
    (
        r"metro mayoralty|metro mayors?|city mayors?|mayoralty|mayoralties|mayoral|mayors?|"
        r"combined authority|combined authorities",
        frozenset({"mayor"}),
    ),
    (r"county councils?", frozenset({"county", "unitary"})),
    (r"county", frozenset({"county"})),
    (
        r"metropolitan borough councils?|borough councils?|city and district councils?|district councils?|"
        r"city councils?|unitary authority|unitary councils?|unitary|metropolitan borough|borough|district|"
        r"local authority|councils?|councillors?",
        frozenset(COUNCIL_TYPES),
    ),
)
"""Words for a kind of contest, and the election types they mean; the first that is found decides."""
GLUE = r"\b(?:the|elections?|results?|contests?|race|polls?|for|of|in|at|to|wards?|divisions?|local)\b"
SHORT = {
    "cambs": "cambridgeshire", "herts": "hertfordshire", "northants": "northamptonshire",
    "beds": "bedfordshire", "lincs": "lincolnshire", "notts": "nottinghamshire", "leics": "leicestershire",
    "lancs": "lancashire", "staffs": "staffordshire", "glos": "gloucestershire", "derbys": "derbyshire",
    "hants": "hampshire", "cambridgeshire peterborough": "cambridgeshire and peterborough",
    "peterborough and cambridgeshire": "cambridgeshire and peterborough",
    "c and p": "cambridgeshire and peterborough", "cambs and peterborough": "cambridgeshire and peterborough",
    "greater london": "london", "mk": "milton keynes", "merseyside city region": "liverpool city region",
}  # fmt: skip
_BODY = re.compile(
    r"^(?:police and crime commissioner for|mayor of(?: the)?) | (?:metropolitan borough council|"
    r"city and district council|county council|city council|borough council|district council|council|"
    r"combined authority)$"
)


@dataclass(frozen=True)
class Place:
    """What one name may stand for."""

    bodies: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass
class Gazetteer:
    """Names of places with what they stand for, and the contests there."""

    contests: pd.DataFrame
    organisations: pd.DataFrame
    region_organisations: pd.DataFrame
    places: dict[str, Place] = field(default_factory=dict)
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the names."""
        self.by_body = dict(iter(self.contests.groupby("organisation")["ballot_id"].agg(frozenset).items()))
        self.of_type = self.contests.set_index("ballot_id")["election_type"].to_dict()

    def find(self, text: str) -> Place | None:
        """The place of that name, as written or in short; None where it is not known."""
        bare = re.sub(r"^the ", "", plain(text))
        spelt = " ".join(SHORT.get(word, word) for word in bare.split())
        for name in (
            bare,
            SHORT.get(bare, ""),
            spelt,
            re.sub(r" (?:ward|division|county|region)$", "", bare),
        ):
            if name in self.places:
                return self.places[name]
        return None

    def ballots(self, place: Place) -> dict[str, frozenset[str]]:
        """Contests of a name: of ``bodies``, of regions (``same`` area or ``near``), of ``areas``."""
        none: frozenset[str] = frozenset()
        rows = self.region_organisations[self.region_organisations["region"].isin(place.regions)]
        around: dict[str, set[str]] = {"same": set(), "near": set()}
        for kind, body, footprint in rows[["election_type", "organisation", "footprint"]].itertuples(
            index=False
        ):
            own = {b for b in self.by_body.get(body, none) if self.of_type[b] == kind}
            around["same" if footprint == "same" else "near"] |= own
        return {
            "bodies": none.union(*(self.by_body.get(b, none) for b in place.bodies)),
            "same": frozenset(around["same"]),
            "near": frozenset(around["near"]),
            "areas": place.areas,
        }


def gazetteer(
    contests: pd.DataFrame,
    organisations: pd.DataFrame,
    regions: pd.DataFrame,
    region_organisations: pd.DataFrame,
) -> Gazetteer:
    """The names of bodies, regions and areas in the tables.

    >>> import elexan as ex
    >>> g = gazetteer(ex.load_contests(), ex.load_organisations(), ex.load_regions(),
    ...               ex.load_region_organisations())
    >>> sorted(g.find("Norfolk County Council").bodies), g.find("Nowhere")
    (['norfolk'], None)
    """
    held = region_organisations[region_organisations["footprint"] != "none"]
    found = Gazetteer(contests, organisations, held)
    bodies: dict[str, set[str]] = {}
    for slug, name in organisations[["organisation", "organisation_name"]].itertuples(index=False):
        for form in _forms(slug, name):
            bodies.setdefault(form, set()).add(slug)
    whole = contests["election_type"].isin(["mayor", "pcc"])
    people = contests.loc[whole, ["organisation", "area_name"]].drop_duplicates()
    for slug, name in people.itertuples(index=False):
        bodies.setdefault(plain(name), set()).add(slug)
    names: dict[str, set[str]] = {}
    for slug, name in regions[["region", "region_name"]].itertuples(index=False):
        for form in (plain(slug), plain(name)):
            names.setdefault(form, set()).add(slug)
    wards = contests.loc[~whole].assign(_name=contests["area_name"].map(plain)).groupby("_name")["ballot_id"]
    areas = {str(name): frozenset(ballots) for name, ballots in wards}
    for name in (*bodies, *names, *areas):
        found.places[name] = Place(
            frozenset(bodies.get(name, ())), frozenset(names.get(name, ())), areas.get(name, frozenset())
        )
    return found


def _forms(slug: str, name: str) -> set[str]:
    """What a body is called: its slug, its name, and the name without what it is."""
    forms = {plain(slug), plain(name), plain(name).removesuffix(" council")}
    bare = _BODY.sub("", _BODY.sub("", plain(name)))
    return {f for f in (*forms, bare, re.sub(r"(?: county| city)$", "", bare)) if f}


def take_kind(text: str) -> tuple[frozenset[str] | None, str]:
    """The election types a text names by words such as mayor or county council, and the text without them.

    >>> take_kind("Mayor of London")[1]
    'London'
    """
    for words, kinds in KINDS:
        if found := re.search(rf"\b(?:{words})\b", text, re.IGNORECASE):
            rest = re.sub(GLUE, " ", text[: found.start()] + " " + text[found.end() :], flags=re.IGNORECASE)
            return kinds, " ".join(rest.split())
    return None, text
