"""Council conflicts that rest on a single figure of a page, or on how the handbook merges polls."""

from __future__ import annotations

HANDBOOK = "leh-2021"
TELEGRAPH = "https://www.northantstelegraph.co.uk/news/"
BOYCE, ST_GEORGES = "local.castle-point.boyce.2021-05-06", "local.castle-point.st-georges.2021-05-06"
HIGHAM = "local.north-northamptonshire.higham-ferrers.2025-06-12"
CASTLE_POINT_PAGE = "https://wikiclassic.com/wiki/2021_Castle_Point_Borough_Council_election"
MERGED = "the handbook merges the ordinary poll with a by-election of the same day: one seat, one winner here"


def _merged(ballot_id: str, runner_up: str) -> list[dict[str, str]]:
    common = {"ballot_id": ballot_id, "used_source_url": CASTLE_POINT_PAGE, "other_source_url": HANDBOOK}
    return [
        {
            "conflict_id": f"{ballot_id}.seats",
            "field": "seats",
            "used": "1",
            "other": "2",
            "reason": MERGED,
            **common,
        },
        {
            "conflict_id": f"{ballot_id}.{runner_up}.elected",
            "candidate_id": runner_up,
            "field": "elected",
            "used": "false",
            "other": "true",
            "reason": MERGED,
            **common,
        },
    ]


WRITTEN_OUT = [
    *_merged(BOYCE, "baillie-rs"),
    *_merged(ST_GEORGES, "dearson-me"),
    {
        "conflict_id": f"{HIGHAM}.elisa-perna.elected",
        "ballot_id": HIGHAM,
        "candidate_id": "elisa-perna",
        "field": "elected",
        "used": "false",
        "other": "true",
        "used_source_url": TELEGRAPH
        + "people/delight-as-winners-announced-in-delayed-higham-ferrers-north-northants-"
        "council-ward-election-5176286",
        "other_source_url": "leh-2025",
        "reason": "two seats: the handbook marks three, the press names the two leading candidates",
    },
    {
        "conflict_id": f"{HIGHAM}.date",
        "ballot_id": HIGHAM,
        "field": "date",
        "used": "2025-06-12",
        "other": "2025-05-01",
        "used_source_url": TELEGRAPH
        + "politics/council/new-date-confirmed-for-higham-ferrers-ward-election-after-it-"
        "was-postponed-due-to-candidates-death-5118450",
        "other_source_url": "leh-2025",
        "reason": "put off when a candidate died; the handbook files it under the round",
    },
    {
        "conflict_id": "local.north-northamptonshire.corby-rural.2021-05-06.sims-dj.first_pref",
        "ballot_id": "local.north-northamptonshire.corby-rural.2021-05-06",
        "candidate_id": "sims-dj",
        "field": "first_pref",
        "used": "1995",
        "other": "1955",
        "used_source_url": HANDBOOK,
        "other_source_url": "https://wikizero.com/m/2021_North_Northamptonshire_Council_election",
        "reason": "not settled, handbook kept: the page's 57.6 % of its 3,396 papers fits its own figure",
    },
    {
        "conflict_id": "peterborough.2021-05-06.ind.seats",
        "organisation": "peterborough",
        "cycle": "2021-05-06",
        "party": "Ind",
        "field": "seats",
        "used": "0",
        "other": "2",
        "used_source_url": "derived",
        "other_source_url": "http://cryer.org.uk/2021_Peterborough_City_Council_election",
        "reason": "with two the page has 25 seats of 23; another counts Werrington First as independent",
    },
    {
        "conflict_id": "suffolk.2021-05-06.con.eve-of-poll.seats",
        "organisation": "suffolk",
        "cycle": "2021-05-06",
        "party": "Con",
        "field": "seats",
        "used": "48",
        "other": "50",
        "used_source_url": "https://wikimili.com/en/2021_Suffolk_County_Council_election",
        "other_source_url": "https://www.eadt.co.uk/news/local-council/suffolk-county-council-2021-election-results-"
        "7956442",
        "reason": "eve of poll: the page lists every party (74 of 75 seats), the newspaper one",
    },
]
