"""The disagreements themselves: figures that were printed for mayors and commissioners, but not used.

``other`` of a share or a turnout is a fraction. A source is a key of URLS, an address or a fixed id.
"""

from __future__ import annotations

from typing import NamedTuple

from mayors import BRISTOL_COUNT

_PT = "https://www.peterboroughtoday.co.uk/news/politics/"
_PA = "http://www.dailymail.co.uk/wires/pa/article-4478084/"
_ES = "https://www.expressandstar.com/news/politics/"
URLS = {
    "bbc avon": "https://feeds.bbci.co.uk/news/uk-england-bristol-57027403",
    "bbc mayor of c&p": "https://www.bbc.co.uk/news/topics/c40rjmqdwevt/mayor-of-cambridgeshire-peterborough",
    "bbc mayor of wm": "https://www.bbc.co.uk/news/topics/cp7r8vgl2xxt/mayor-of-the-west-midlands",
    "bbc merseyside": "https://www.bbc.co.uk/news/uk-england-merseyside-57038538",
    "black country radio": "https://www.blackcountryradio.co.uk/news/local-headlines/"
    "conservatives-andy-street-becomes-first-ever-west-midlands-mayor/",
    "brighton": "https://brightonandhovenews.org/2021/05/10/"
    "katy-bourne-re-elected-as-sussex-police-and-crime-commissioner-2",
    "bristol": BRISTOL_COUNT,
    "bury": "https://www.bury.gov.uk/index.aspx?articleid=13675",
    "cambridge independent": "https://www.cambridgeindependent.co.uk/news/"
    "conservative-darryl-preston-wins-race-to-be-police-and-crime-9198580/",
    "commons library": "https://docslib.org/doc/12362816",
    "edp": "https://www.edp24.co.uk/news/green-candidate-highlights-rejected-pcc-votes-7966568",
    "electoral commission": "https://www.electoralcommission.org.uk/cy/node/1878",
    "express & star": _ES + "elections-west-midlands-mayor-pcc-council-2021/2021/05/08/"
    "full-west-midlands-mayor-election-results-as-andy-street-increases-majority/",
    "express & star 2024": _ES + "local-election-2024/2024/05/04/"
    "latest-west-midlands-mayor-election-results-as-counting-gets-under-way/",
    "guide": "https://docslib.org/doc/8662302/west-of-england-combined-authority-mayor",
    "hellorayo": "https://hellorayo.co.uk/greatest-hits/bristol/news/marvin-rees-re-elected-bristol-mayor",
    "hrnd": "http://www.hrnd.co.uk/2016/05/pcc2016-bedfordshire-pcc-elections.html",
    "itv granada": "https://www.itv.com/news/granada/2021-05-07/"
    "local-elections-2021-all-the-local-election-results-for-merseyside",
    "john brace": "https://johnbrace.com/2017/05/05/",
    "london elects": "https://londonelects.org.uk/mayoral-results",
    "manchester mill": "https://manchestermill.co.uk/p/2021-elections-results-greater-manchester",
    "nordot": "https://nordot.app/1160126635027595449?c=427849843378390113",
    "oldham chronicle": "https://oldham-chronicle.co.uk/news-features/8/news-headlines/103396/"
    "disappointing-turnouts-for-mayor-vote",
    "pa": _PA + "Tory-James-Palmer-elected-mayor-Cambridgeshire-Peterborough.html",
    "peterborough telegraph": _PT
    + "new-combined-authority-mayors-message-to-peterborough-after-dramatic-election-"
    "victory-3229735",
    "pressreader": "http://www.pressreader.com/uk/runcorn-widnes-weekly-news/20170511/281732679403404",
    "runcorn": "http://www.runcornandwidnesworld.co.uk/news/15267665.UPDATED__Steve_Rotheram_elected_as_city_region_"
    "metro_mayor_as_Labour_tops_vote_in_Halton/?ref=rss",
    "sec newgate": "https://secnewgate.co.uk/our-insights/west-midlands-mayoralty-all-roads-lead-street",
    "shropshire star": "https://shropshirestar.com/news/politics/2021/05/10/"
    "tories-john-campion-re-elected-as-west-mercia-police-and-crime-commissioner",
    "somerset labour": "https://somersetlabour.co.uk/west-country/labour-loses-out-in-ppc-play-offs/",
    "stockton": "https://www.stockton.gov.uk/our-council/elections-and-voting/elections-and-past-results/"
    "tees-valley-combined-authority-mayoral-election/",
    "wikimili c&p 2025": "https://wikimili.com/en/2025_Cambridgeshire_and_Peterborough_mayoral_election",
    "wikimili tv 2024": "https://wikimili.com/en/2024_Tees_Valley_mayoral_election",
    "wikimili wm 2017": "https://wikimili.com/en/2017_West_Midlands_mayoral_election",
    "wokingham": "https://wokingham.today/police-and-crime-commissioner-election-30000-ballots-rejected",
}


class Row(NamedTuple):
    """One disagreement. ``of`` is a candidate_id or an area_gss; sources are keys of URLS or fixed ids."""

    field: str
    other: str
    source: str
    reason: str
    of: str = ""
    used_source: str = ""


MAYORS = {
    "mayor.bristol.2021-05-06": [
        Row("ballots_cast", "140686", "derived", "valid plus rejected, 87 more than verified", "", "bristol"),
        Row("second_pref", "9332", "note", "one report swaps the two transfer totals", "marvin-rees"),
        Row("second_pref", "9322", "hellorayo", "does not fit the final votes", "sandy-hore-ruthven"),
        Row("majority", "136000", "note", "a local page adds a digit"),
    ],
    "mayor.cambridgeshire-and-peterborough.2017-05-04": [
        Row("ballots_cast", "204363", "pa", "PA against the Electoral Commission", "",
            "electoral commission"),
        Row("electorate", "604960", "pa", "does not fit the turnout printed beside it"),
    ],
    "mayor.cambridgeshire-and-peterborough.2021-05-06": [
        Row("majority", "4556", "peterborough telegraph",
            "lead before the last area declared its second count"),
        Row("turnout_published", "0.364", "bbc mayor of c&p",
            "valid votes only; the used one counts rejected"),
    ],
    "mayor.cambridgeshire-and-peterborough.2025-05-01": [
        Row("turnout_published", "0.329", "wikimili c&p 2025",
            "valid votes only; the used one counts rejected"),
    ],
    "mayor.doncaster.2021-05-06": [
        Row("first_pref_share", "0.433", "https://wikimili.com/en/Mayor_of_Doncaster",
            "share of 63,862 papers, not of valid votes", "ros-jones"),
        Row("first_pref_share", "0.282", "https://wikimili.com/en/Mayor_of_Doncaster",
            "share of 63,862 papers, not of valid votes", "james-hart"),
    ],
    "mayor.greater-manchester-ca.2017-05-04": [
        Row("turnout_published", "0.2993", "oldham chronicle", "does not fit the ballots printed beside it",
            "", "electoral commission"),
    ],
    "mayor.greater-manchester-ca.2021-05-06": [
        Row("valid_first", "58184", "bury", "printed total; one candidate's figure is 10 short", "E08000002"),
        Row("first_pref", "113753", "manchester mill", "24,000 too few", "laura-evans"),
        Row("first_pref", "113753", "sky-news-2021-mayors", "24,000 too few", "laura-evans"),
    ],
    "mayor.greater-manchester-ca.2024-05-02": [
        Row("first_pref", "68949", "note", "one report against four", "laura-evans"),
    ],
    "mayor.liverpool.2021-05-06": [
        Row("first_pref", "22047", "itv granada", "the runner-up's votes printed for another",
            "steve-radford"),
        Row("final_share", "0.612", "itv granada", "does not fit the votes beside it", "joanne-anderson"),
        Row("final_share", "0.388", "itv granada", "does not fit the votes beside it", "stephen-yip"),
    ],
    "mayor.liverpool-city-ca.2017-05-04": [
        Row("first_pref", "11940", "john brace", "does not fit the ballots", "paula-walters"),
        Row("first_pref", "4247", "john brace", "does not fit the ballots or the share beside it",
            "tabitha-morton"),
        Row("valid_first", "288614", "john brace", "sum with the two figures above; 46 short of the ballots",
            "", "derived"),
        Row("valid_first", "19187", "pressreader", "printed total; the candidates add up to 9 fewer",
            "E06000006", "runcorn"),
        Row("turnout_published", "0.216", "runcorn", "ballots over electorate give 0.261"),
    ],
    "mayor.liverpool-city-ca.2021-05-06": [
        Row("first_pref", "198726", "bbc merseyside", "ten fewer; repeated by several papers",
            "steve-rotheram"),
        Row("first_pref", "198726", "sky-news-2021-mayors", "ten fewer; repeated by several papers",
            "steve-rotheram"),
        Row("candidate", "Rotherham", "sky-news-2021-mayors", "surname misspelt once", "steve-rotheram"),
    ],
    "mayor.liverpool-city-ca.2024-05-02": [
        Row("turnout_published", "0.237", "note",
            "probably counts rejected papers; the used one is of valid votes"),
    ],
    "mayor.london.2021-05-06": [
        Row("second_pref", "400478", "london elects", "all second preferences marked, not transfers",
            "sadiq-khan", "commons library"),
        Row("second_pref", "263812", "london elects", "all second preferences marked, not transfers",
            "shaun-bailey", "commons library"),
    ],
    "mayor.tees-valley.2021-05-06": [
        Row("electorate", "168661", "stockton", "labelled electorate, but valid plus rejected papers"),
    ],
    "mayor.tees-valley.2024-05-02": [
        Row("turnout_published", "0.308", "wikimili tv 2024", "definition not stated"),
    ],
    "mayor.west-midlands.2017-05-04": [
        Row("final_votes", "238625", "black country radio", "does not fit its own majority", "andy-street"),
        Row("majority", "3776", "wikimili wm 2017", "does not fit the votes beside it"),
        Row("majority", "3739", "note", "printed by TheBusinessDesk"),
    ],
    "mayor.west-midlands.2021-05-06": [
        Row("second_pref", "23617", "express & star", "the two transfer totals swapped", "andy-street",
            "bbc mayor of wm"),
        Row("second_pref", "15351", "express & star", "the two transfer totals swapped", "liam-byrne",
            "bbc mayor of wm"),
        Row("electorate", "1968302", "bbc mayor of wm", "does not fit the turnout and ballots"),
        Row("majority", "55309", "sec newgate", "lead after the first round"),
    ],
    "mayor.west-midlands.2024-05-02": [
        Row("ballots_cast", "601733", "derived",
            "valid plus rejected; one borough recounted after verification", "", "express & star 2024"),
    ],
    "mayor.west-of-england.2017-05-04": [
        Row("ballots_cast", "199525", "derived", "valid plus rejected, 6 more than printed"),
        Row("first_pref", "39764", "guide", "digit slip in an election guide", "stephen-williams"),
    ],
    "mayor.west-of-england.2021-05-06": [
        Row("final_share", "0.305", "guide", "digit slip in an election guide", "samuel-williams"),
        Row("turnout_published", "0.369", "guide", "digit slip in an election guide"),
        Row("candidate", "Dan Morris", "sky-news-2021-mayors", "name slip, right in its next paragraph",
            "dan-norris"),
    ],
    "mayor.west-of-england.2025-05-01": [
        Row("electorate", "682961", "note", "Wikipedia mirror, ten more"),
    ],
    "mayor.west-yorkshire.2021-05-06": [
        Row("final_votes", "208957", "note", "a blog, 180 fewer", "matt-robinson"),
        Row("final_share", "0.601", "note", "BBC text; does not fit the declared votes", "tracy-brabin"),
    ],
}  # fmt: skip

PCCS = {
    "pcc.avon-and-somerset.2021-05-06": [
        Row("first_pref_share", "0.344", "bbc avon", "does not fit the votes", "mark-shelford"),
        Row("second_pref", "52790", "somerset labour", "does not fit the final votes", "kerry-barker"),
    ],
    "pcc.bedfordshire.2021-05-06": [
        Row("final_votes", "597934", "note", "a digit too many in one paper", "festus-akinbusoye"),
    ],
    "pcc.bedfordshire.2024-05-02": [
        Row("turnout_published", "0.1978", "note", "probably counts rejected papers; the used one does not"),
    ],
    "pcc.devon-and-cornwall.2021-05-06": [
        Row("turnout_published", "0.372", "note", "a second local paper; definition not stated"),
    ],
    "pcc.hertfordshire.2021-05-06": [
        Row("final_votes", "167905", "nordot", "30 more in a report of 2024; unresolved", "david-lloyd"),
    ],
    "pcc.kent.2021-05-06": [
        Row("first_pref_share", "0.56", "note", "probably a share of all papers", "matthew-scott"),
    ],
    "pcc.leicestershire.2021-05-06": [
        Row("turnout_published", "0.302", "note", "BBC; definition not stated"),
    ],
    "pcc.lincolnshire.2021-05-06": [
        Row("first_pref_share", "0.579", "https://thelincolnite.co.uk/2021/05/"
            "man-dies-after-audi-crashes-into-field-near-skegness/", "share of all papers", "marc-jones"),
    ],
    "pcc.norfolk.2021-05-06": [
        Row("rejected_first", "6968", "edp", "sum of the printed reasons, one of them rounded", "", "edp"),
    ],
    "pcc.nottinghamshire.2021-05-06": [
        Row("turnout_published", "0.3316", "note", "BBC; the used one is rounded, definition not stated"),
    ],
    "pcc.staffordshire.2021-05-06": [
        Row("first_pref_share", "0.5571",
            "http://www.pressreader.com/uk/burton-mail/20210510/281565178637376", "share of all papers",
            "ben-adams"),
    ],
    "pcc.sussex.2021-05-06": [
        Row("first_pref_share", "0.4725", "brighton", "does not fit the votes", "katy-elizabeth-bourne"),
        Row("ballots_cast", "56812", "derived", "candidates plus rejected, 4 more than printed",
            "E06000043", "brighton"),
    ],
    "pcc.thames-valley.2021-05-06": [
        Row("ballots_cast", "42941", "derived", "candidates plus rejected, 5 fewer than verified",
            "E07000177"),
        Row("rejected_second", "1102", "derived", "what the eliminated papers leave, one fewer", "E07000177"),
        Row("electorate", "151967", "derived", "papers over printed turnout, too many for the district",
            "E07000177"),
        Row("rejected_first", "15932", "wokingham", "sum of the printed reasons", "", "wokingham"),
        Row("rejected_second", "15561", "wokingham", "sum of the printed reasons", "", "wokingham"),
    ],
    "pcc.west-mercia.2021-05-06": [
        Row("ballots_cast", "333433", "derived", "candidates plus rejected, 9 more than printed", "",
            "shropshire star"),
    ],
}  # fmt: skip

# The dropped figures of conflicting_claims.csv: its item → field, candidate and why the figure was not used.
CLAIMED = {
    ("pcc.bedfordshire.2016-05-05", "turnout %"): ("turnout_published", "", "three other sources agree"),
    ("pcc.cambridgeshire.2016-05-05", "Clarke (UKIP) first_pref"): (
        "first_pref", "nick-clarke", "two digits swapped in one of them; unresolved"),
    ("pcc.cambridgeshire.2016-05-05", "Ablewhite second_pref"): (
        "second_pref", "jason-david-ablewhite", "does not fit the final votes"),
    ("pcc.cambridgeshire.2021-05-06", "Preston final_votes"): (
        "final_votes", "darryl-preston", "three papers and the share agree on the used one"),
    ("pcc.cambridgeshire.2024-05-02", "Preston votes"): (
        "first_pref", "darryl-preston", "the printed shares fit the used one only"),
    ("pcc.dyfed-powys.2021-05-06", "Burns final_votes"): (
        "final_votes", "jon-burns", "first preferences and transfers give the used one"),
    ("pcc.essex.2021-05-06", "turnout %"): ("turnout_published", "", "perhaps counts rejected papers"),
    ("pcc.essex.2024-05-02", "people voted"): ("ballots_cast", "", "fewer than the candidates' votes"),
    ("pcc.essex.2024-05-02", "turnout (ballots)"): ("ballots_cast", "", "one Wikipedia mirror"),
    ("pcc.gloucestershire.2021-05-06", "Nelson final_votes"): ("final_votes", "chris-nelson",
     "two digits swapped"),
    ("pcc.hertfordshire.2021-05-06", "Lloyd first_pref"): (
        "first_pref", "david-lloyd", "30 more in a report of 2024; unresolved"),
    ("pcc.lancashire.2021-05-06", "Snowden final_votes"): (
        "final_votes", "andrew-snowden", "three papers agree on the used one"),
    ("pcc.norfolk.2016-05-05", "electorate"): ("electorate", "", "implausible beside the turnout of 2021"),
    ("pcc.norfolk.2021-05-06", "Rosen final_votes"): ("final_votes", "michael-rosen", "that is the majority"),
    ("pcc.norfolk.2024-05-02", "Taylor votes"): ("first_pref", "sarah-taylor",
     "the margin fits the used one"),
    ("pcc.north-wales.2021-05-06", "Wilkins first_pref"): ("first_pref", "lisa-wilkins", "impossibly many"),
    ("pcc.north-yorkshire.2021-05-06", "Allott final_votes"): (
        "final_votes", "philip-allott", "council page preferred; unresolved"),
    ("pcc.north-yorkshire.2021-05-06", "Tordoff first_pref"): (
        "first_pref", "keith-tordoff", "council page preferred"),
    ("pcc.northamptonshire.2024-05-02", "Emberson / Gunn votes"): (
        "first_pref", "martyn-emberson / ana-savage-gunn", "two reports in one paper differ; unresolved"),
    ("pcc.thames-valley.2024-05-02", "Barber votes"): ("first_pref", "matthew-barber", "unresolved"),
    ("pcc.west-mercia.2021-05-06", "Jewell first_pref"): ("first_pref", "peter-jewell", "a digit lost"),
    ("pcc.west-midlands.2021-05-06", "Hunt first_pref"): ("first_pref", "jon-hunt", "two digits swapped"),
}  # fmt: skip
