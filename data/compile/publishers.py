"""Publishers and licences: of the fixed sources, of single pages, and of every other page by its domain."""

from __future__ import annotations

LICENCES = {
    "press": "copyright; facts only, licence not stated",
    "bbc": "BBC, copyright; facts only",
    "itv": "ITV, copyright; facts only",
    "wikipedia": "CC BY-SA 4.0 (text of Wikipedia)",
    "public": "public body's page; licence not stated in what was read (many use OGL v3.0, not checked)",
    "parliament": "Open Parliament Licence v3.0 as a rule, not stated in what was read",
    "repository": "licence of the file not stated in what was read",
}
_OPL = "Open Parliament Licence v3.0"
_LEAP = "CC BY-SA 3.0 and GFDL; credit Andrew Teale, Local Elections Archive Project"
_OGL = "Open Government Licence v3.0. "
_RAW = (
    "https://github.com/fsargent/electionresults.uk/blob/19651ed97e047b254e01875eac7b247a7e4a5401/"
    "source-data/council/"
)


def _handbook(year: int, file: str) -> dict[str, str]:
    return {
        "kind": "publisher_file",
        "publisher": "House of Commons Library and The Elections Centre",
        "title": f"Local Elections Handbook {year}: candidates and wards",
        "url": _RAW + file,
        "licence": _OPL,
        "file": file,
    }


def _leap(date: str) -> dict[str, str]:
    file = f"leap-{date}.csv"
    return {
        "kind": "publisher_file",
        "publisher": "Local Elections Archive Project (Andrew Teale)",
        "title": f"Local elections of {date}: every candidate",
        "url": f"{_RAW}leap/{date[:4]}/{file}",
        "licence": _LEAP,
        "file": file,
    }


FIXED: dict[str, dict[str, str]] = {
    "leh-2021": _handbook(2021, "local_elections_2021_results-2.xlsx"),
    "leh-2025": _handbook(2025, "LEH-2025-results-HoC.xlsx"),
    "leap-2016": _leap("2016-05-05"),
    "leap-2017": _leap("2017-05-04"),
    "leap-2018": _leap("2018-05-03"),
    "leap-2019": _leap("2019-05-02"),
    "ocd-2021": {
        "kind": "document",
        "publisher": "Open Council Data UK",
        "title": "Roster of sitting councillors, 2021",
        "url": "https://opencouncildata.co.uk/",
        "licence": "CC BY-SA 4.0",
    },
    "ocd-rosters": {
        "kind": "document",
        "publisher": "Open Council Data UK",
        "title": "Rosters of sitting councillors, one a year",
        "url": "https://opencouncildata.co.uk/",
        "licence": "CC BY-SA 4.0",
    },
    "ons-geography": {
        "kind": "boundary",
        "publisher": "Office for National Statistics",
        "title": "Codes, names, lookups and boundaries of areas",
        "url": "https://geoportal.statistics.gov.uk/",
        "licence": _OGL
        + "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
        "Contains OS data © Crown copyright and database right 2021–2022. Contains Royal Mail data © Royal "
        "Mail "
        "copyright and database right 2025.",
    },
    "postcode-population": {
        "kind": "derived",
        "publisher": "elexan, from the Ordnance Survey and the Office for National Statistics",
        "title": "People by pair of areas: postcode points (Code-Point Open) with the mid-2019 population "
        "aged 18 and over of each LSOA spread evenly over its postcodes, in outlines of wards and divisions",
        "url": "https://github.com/britishredcrosssociety/geographr",
        "licence": _OGL
        + "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Source: "
        "Local Government Boundary Commission for England. Contains OS data © Crown copyright and database "
        "right 2021–2025. Contains Royal Mail data © Royal Mail copyright and database right 2025.",
    },
    "lgbce-divisions": {
        "kind": "boundary",
        "publisher": "Local Government Boundary Commission for England",
        "title": "Boundaries of county electoral divisions",
        "url": "https://github.com/DemocracyClub/lgbce_boundary_scraper",
        "licence": _OGL
        + "Exact terms of the layers not verified. Source: Local Government Boundary Commission for England. "
        "Contains OS data © Crown "
        "copyright and database right.",
    },
    "derived": {
        "kind": "derived",
        "publisher": "elexan",
        "title": "Worked out from other rows of these tables; the row's note or reason says how",
        "licence": "as the rows it is worked out from",
    },
    "note": {
        "kind": "derived",
        "publisher": "not recorded",
        "title": "Seen in print; the address of the page was not kept",
        "licence": "facts only",
    },
    "itv-news-2021-cambridgeshire": {
        "kind": "document",
        "publisher": "ITV News Anglia",
        "title": "Local election results in Cambridgeshire, May 2021",
        "url": "https://itv.com/news/anglia/2021-05-03/what-you-need-to-know-about-the-2021-local-elections-in-"
        "cambridgeshire",
        "licence": LICENCES["itv"],
    },
    "labourlist-2025-smith": {
        "kind": "document",
        "publisher": "LabourList",
        "title": "On the campaign for Cambridgeshire and Peterborough mayor, April 2025",
        "url": "https://labourlist.org/2025/04/cambridgeshire-peterborough-mayoral-election-2025-anna-smith-labour",
        "licence": LICENCES["press"],
    },
    "sky-news-2021-mayors": {
        "kind": "document",
        "publisher": "Sky News (publisher inferred; read in a copy)",
        "title": "Mayoral results of May 2021",
        "url": "https://intelliphants.com/more-election-joy-for-tories-as-street-wins-west-midlands-mayoral-race",
        "licence": LICENCES["press"],
    },
}

# Pages of domains that publish for others: publisher and licence.
PAGES = {
    "https://docslib.org/doc/12362816": ("House of Commons Library (CBP-9231, read in a copy)", "parliament"),
    "https://docslib.org/doc/8662302/west-of-england-combined-authority-mayor": (
        "West of England election guide (read in a copy)",
        "press",
    ),
    "https://nordot.app/1160126635027595449?c=427849843378390113": ("Newspaper report on Nordot", "press"),
    "https://nordot.app/1159521586820318017?ncmp=post_rcmd": ("Oxford Mail, on Nordot", "press"),
    "https://itv.com/news/anglia/update/2016-05-06/a-new-pcc-for-essex-but-the-tories-win-again": (
        "ITV News Anglia",
        "itv",
    ),
    "http://www.pressreader.com/uk/burton-mail/20210510/281565178637376": ("Burton Mail", "press"),
    "http://www.pressreader.com/uk/runcorn-widnes-weekly-news/20170511/281732679403404": (
        "Runcorn and Widnes Weekly News",
        "press",
    ),
    "https://www.pressreader.com/uk/llanelli-star/20210512/281801401843119": ("Llanelli Star", "press"),
    "http://www.marybicycles.com/tag/rum-flip-recipe-1862/": ("Wikipedia (read in a mirror)", "wikipedia"),
}

_BODIES = {
    "bedford.gov.uk": "Bedford Borough Council",
    "brighton-hove.gov.uk": "Brighton & Hove City Council",
    "bristol.gov.uk": "Bristol City Council",
    "bury.gov.uk": "Bury Council",
    "cherwell.gov.uk": "Cherwell District Council",
    "coventry.gov.uk": "Coventry City Council",
    "electoralcommission.org.uk": "Electoral Commission",
    "fenland.gov.uk": "Fenland District Council",
    "gmelects.org.uk": "GM Elects (Greater Manchester returning officer)",
    "hertfordshire.gov.uk": "Hertfordshire County Council",
    "hertscommissioner.org": "Police and Crime Commissioner for Hertfordshire",
    "invdev.com": "East Cambridgeshire District Council (staging copy)",
    "leeds.gov.uk": "Leeds City Council",
    "londonelects.org.uk": "London Elects",
    "northantspcc.org.uk": "Police and Crime Commissioner for Northamptonshire",
    "nwleics.gov.uk": "North West Leicestershire District Council",
    "rbwm.gov.uk": "Royal Borough of Windsor and Maidenhead",
    "scarborough.gov.uk": "Scarborough Borough Council",
    "southyorkshire-pcc.gov.uk": "Police and Crime Commissioner for South Yorkshire",
    "stockton.gov.uk": "Stockton-on-Tees Borough Council",
    "westmidlands-pcc.gov.uk": "Police and Crime Commissioner for the West Midlands",
    "wirral.gov.uk": "Wirral Council",
}
_PRESS = {
    "andoveradvertiser.co.uk": "Andover Advertiser",
    "azurewebsites.net": "Salford Now",
    "banburyguardian.co.uk": "Banbury Guardian",
    "binlabour.com": "binlabour.com (blog)",
    "birminghampost.co.uk": "Birmingham Post",
    "bishopsstortfordindependent.co.uk": "Bishop's Stortford Independent",
    "blackcountryradio.co.uk": "Black Country Radio",
    "blogspot.com": "A Word from Wier (blog)",
    "brightonandhovenews.org": "Brighton and Hove News",
    "cambridgeindependent.co.uk": "Cambridge Independent",
    "cambstimes.co.uk": "Cambs Times",
    "comparemela.com": "Isle of Wight press (read in a copy)",
    "dailymail.co.uk": "Press Association, on Mail Online",
    "downendvoice.co.uk": "Downend Voice",
    "eastwinchandwestbilney.co.uk": "East Winch and West Bilney (parish site)",
    "eadt.co.uk": "East Anglian Daily Times",
    "edp24.co.uk": "Eastern Daily Press",
    "eveshamjournal.co.uk": "Evesham Journal",
    "expressandstar.com": "Express & Star",
    "gedlingeye.co.uk": "Gedling Eye",
    "hartlepoolmail.co.uk": "Hartlepool Mail",
    "hellorayo.co.uk": "Hits Radio news (Rayo)",
    "hemeltoday.co.uk": "Hemel Today",
    "herald.wales": "Herald Wales",
    "hrnd.co.uk": "hrnd.co.uk (blog)",
    "jobaaj.com": "Jobaaj Stories",
    "johnbrace.com": "John Brace (blog)",
    "kennetradio.com": "Kennet Radio",
    "lancashiretelegraph.co.uk": "Lancashire Telegraph",
    "leveller.live": "The Leveller",
    "manchestermill.co.uk": "Manchester Mill",
    "miltonkeynes.co.uk": "Milton Keynes Citizen",
    "nehertslabour.org.uk": "North East Hertfordshire Labour (party site)",
    "news4trafford.co.uk": "News4Trafford",
    "northantstelegraph.co.uk": "Northamptonshire Telegraph",
    "nub.news": "Nub News",
    "oldham-chronicle.co.uk": "Oldham Chronicle",
    "peterboroughtoday.co.uk": "Peterborough Telegraph",
    "portsmouth.co.uk": "The News, Portsmouth",
    "royston-crow.co.uk": "Royston Crow",
    "runcornandwidnesworld.co.uk": "Runcorn and Widnes World",
    "secnewgate.co.uk": "SEC Newgate",
    "secretmanchester.com": "Secret Manchester",
    "shropshirelive.com": "Shropshire Live",
    "shropshirestar.com": "Shropshire Star",
    "sloughexpress.co.uk": "Slough Express",
    "somersetlabour.co.uk": "Somerset Labour (party blog)",
    "southwalesargus.co.uk": "South Wales Argus",
    "stroudnewsandjournal.co.uk": "Stroud News and Journal",
    "syderstone.com": "Syderstone (parish site)",
    "thebristolcable.org": "The Bristol Cable",
    "thebusinessdesk.com": "TheBusinessDesk",
    "theisleofthanetnews.com": "The Isle of Thanet News",
    "thelincolnite.co.uk": "The Lincolnite",
    "thenorthernecho.co.uk": "The Northern Echo",
    "thestrayferret.co.uk": "The Stray Ferret",
    "theweekin.co.uk": "The Week In",
    "thurrockgazette.co.uk": "Thurrock Gazette",
    "walesnewsonline.com": "Wales News Online",
    "wokingham.today": "Wokingham Today",
    "wokingnewsandmail.co.uk": "Woking News & Mail",
    "yellowad.co.uk": "Yellow Advertiser",
}
_BBC = {
    "bbc.co.uk": "BBC",
    "bbc.com": "BBC",
    "bbci.co.uk": "BBC",
    "thewriterstown.com": "BBC (read in a copy)",
}
_WIKIPEDIA = [
    "cryer.org.uk",
    "explained.today",
    "friendlywiki.com",
    "liu233w.com",
    "profilbaru.com",
    "sagapedia.com",
    "wikiblah.com",
    "wikiclassic.com",
    "wikimili.com",
    "wikipedia-on-ipfs.org",
    "wikizero.com",
    "workers.dev",
]

DOMAINS: dict[str, tuple[str, str]] = {
    **{domain: (name, "public") for domain, name in _BODIES.items()},
    **{domain: (name, "press") for domain, name in _PRESS.items()},
    **{domain: (name, "bbc") for domain, name in _BBC.items()},
    **dict.fromkeys(_WIKIPEDIA, ("Wikipedia (read in a mirror)", "wikipedia")),
    "github.com": ("jamesm2w/local-elections (GitHub)", "repository"),
    "itv.com": ("ITV News", "itv"),
}
