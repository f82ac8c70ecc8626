"""Election claims of three articles, as they print them: nothing here says whether a claim is right.

``metric`` says what is claimed, ``claimed`` the value as text: numbers without separators, shares and points
as fractions, ``>`` and ``<`` where the article says over or below, changes with their sign, parties by code.
A claim about a whole council has an organisation and a cycle in place of a ballot_id. Metrics are those of
``elexan list metrics``; what no table here can answer is ``outside``, ``forecast`` or ``judgement``.
"""

from __future__ import annotations

import pandas as pd

MAYOR_2017 = "mayor.cambridgeshire-and-peterborough.2017-05-04"
MAYOR_2021 = "mayor.cambridgeshire-and-peterborough.2021-05-06"
MAYOR_2025 = "mayor.cambridgeshire-and-peterborough.2025-05-01"
PCC_2016 = "pcc.cambridgeshire.2016-05-05"
PCC_2021 = "pcc.cambridgeshire.2021-05-06"
PCC_2024 = "pcc.cambridgeshire.2024-05-02"
COUNTY = "council:cambridgeshire:2021-05-06"
CITY = "council:cambridge:2021-05-06"
PETERBOROUGH = "council:peterborough:2021-05-06"
WM_2017, WM_2021 = "mayor.west-midlands.2017-05-04", "mayor.west-midlands.2021-05-06"
LCR_2017, LCR_2021 = "mayor.liverpool-city-ca.2017-05-04", "mayor.liverpool-city-ca.2021-05-06"
GM_2017, GM_2021 = "mayor.greater-manchester-ca.2017-05-04", "mayor.greater-manchester-ca.2021-05-06"
WOE_2017, WOE_2021 = "mayor.west-of-england.2017-05-04", "mayor.west-of-england.2021-05-06"
LIVERPOOL = "mayor.liverpool.2021-05-06"

BASELINE = "baseline not stated"

# Number of the claim, metric, ballot or council, party, claimed, quote, note.
ITV = [
    ("001", "first_round_deficit", MAYOR_2021, "Lab", "17000",
     "coming from 17,000 votes behind after the first round"),
    ("002", "majority", MAYOR_2021, "Lab", ">5000", "to win by over 5,000 votes"),
    ("003", "transfer_share", MAYOR_2021, "Lab", ">0.5", "picking up the majority of second choice votes"),
    ("004", "winner", MAYOR_2017, "Con", "James Palmer",
     "Palmer, who had been mayor since the position was created in 2017"),
    ("005", "judgement", MAYOR_2021, "Lab", "rare", "a rare victory for the party this election cycle"),
    ("006", "candidates", MAYOR_2021, "", "3",
     "three candidates standing for the only elected metro mayor post"),
    ("007", "seats_change", COUNTY, "Con", "-7",
     "They lost control over Cambridgeshire County Council, after losing seven seats", BASELINE),
    ("008", "seats_change", COUNTY, "LD", "+4", "Liberal Democrats ... picking up four seats", BASELINE),
    ("009", "seats_change", COUNTY, "Lab", "+3", "Labour gained three", BASELINE),
    ("010a", "seats", COUNTY, "Con", "28", "The new council is made up of 28 Conservative councillors"),
    ("010b", "seats", COUNTY, "LD", "20", "20 Liberal Democrats"),
    ("010c", "seats", COUNTY, "Lab", "9", "nine Labour"),
    ("010d", "seats", COUNTY, "Ind", "4", "and four Independents", "may count local parties as Independents"),
    ("011", "council_seats", CITY, "Lab", "25", "Labour ... have 25 councillors"),
    ("012", "seats_change", CITY, "Lab", "+1", "an increase of one seat", BASELINE),
    ("013", "seats_change", CITY, "Grn", "+2", "The Green Party have also made two gains", BASELINE),
    ("014a", "council_seats", CITY, "LD", "12", "the second largest party on the authority with 12 seats"),
    ("014b", "seats_change", CITY, "LD", "-3", "have lost three seats at this election", BASELINE),
    ("015", "council_control", PETERBOROUGH, "", "NOC",
     "the council remains a hung council, with no one party claiming overall majority"),
    ("016a", "seats_change", PETERBOROUGH, "Con", "+1",
     "The Conservative Party and the Green Party both gained one seat", BASELINE),
    ("016b", "seats_change", PETERBOROUGH, "Grn", "+1",
     "The Conservative Party and the Green Party both gained one seat", BASELINE),
    ("017a", "seats_change", PETERBOROUGH, "LD", "-1",
     "the Liberal Democrats, Labour and Independents all losing one", BASELINE),
    ("017b", "seats_change", PETERBOROUGH, "Lab", "-1",
     "the Liberal Democrats, Labour and Independents all losing one", BASELINE),
    ("017c", "seats_change", PETERBOROUGH, "Ind", "-1",
     "the Liberal Democrats, Labour and Independents all losing one", BASELINE),
    ("018", "council_seats", PETERBOROUGH, "Con", "21",
     "The Conservative Party has the most amount of seats with 21"),
    ("019", "council_seats", PETERBOROUGH, "Ind", "11", "followed by the Independents with 11",
     "may count councillors suspended from their group"),
    ("020", "outside", PETERBOROUGH, "Lab", "9",
     "Labour has currently suspended the party whip from nine of its councillors",
     "suspensions of a party whip"),
    ("021", "first_pref_share", PCC_2021, "Con", "0.429",
     "Mr Preston secured 42.9% of first preference votes"),
    ("022", "first_pref_share", PCC_2021, "Con", "<0.5",
     "failing to reach the 50% threshold needed for outright victory"),
    ("023a", "winner", PCC_2021, "Con", "Darryl Preston",
     "Conservative candidate Darryl Preston was elected"),
    ("023b", "runner_up", PCC_2021, "Lab", "Nicky Massey",
     "after beating Labour's Nicky Massey when second preference votes were counted"),
    ("024", "outside", PCC_2021, "Con", "30", "served with the Met and the Cambridgeshire force for 30 years",
     "years of service"),
    ("025a", "winner", PCC_2016, "Con", "Jason Ablewhite", "Jason Ablewhite, who was elected in 2016",
     "the ballot paper had Jason David Ablewhite"),
    ("025b", "outside", PCC_2016, "Con", "2019", "resigned in 2019", "year of resignation"),
    ("054", "winner", MAYOR_2021, "Lab", "Nik Johnson", "Nik Johnson has been elected the new mayor"),
    ("055", "previous_party", MAYOR_2021, "Con", "Con",
     "Labour have snatched the Cambridgeshire mayoral race from the Conservatives"),
    ("056", "eliminated", MAYOR_2021, "LD", "Aidan Van de Weyer",
     "following the elimination of Liberal Democrat Aidan Van de Weyer after the first round"),
    ("057", "second_round", MAYOR_2021, "", "held", "to win ... when second preferences were counted"),
    ("058", "outside", MAYOR_2021, "", "1", "the only elected metro mayor post in the East of England",
     "number of combined authority mayors in a region of England"),
    ("059", "council_control", COUNTY, "", "NOC", "a hung council with no one party in overall control"),
    ("060", "previous_control", COUNTY, "Con", "Con", "They lost control over Cambridgeshire County Council"),
    ("061", "previous_party", PCC_2021, "Con", "Con",
     "the party did retain the Police & Crime Commissioner post when Darryl Preston was elected"),
    ("062", "council_control", CITY, "Lab", "Lab", "Labour have retained control of Cambridge City Council"),
    ("063", "seats_rank", CITY, "LD", "2",
     "The Liberal Democrats are the second largest party on the authority"),
    ("064", "outside", CITY, "Grn", "2", "their first seats on the council for two years",
     "years without a seat"),
    ("065", "elected", "local.cambridge.market.2021-05-06", "LD", "false",
     "sorry to have lost two valued and hardworking colleagues, Anthony Martinelli", "printed as Martinelli "
     "A.W."),
    ("066", "elected", "local.cambridge.newnham.2021-05-06", "LD", "false",
     "sorry to have lost two valued and hardworking colleagues, ... and Josh Matthews", "printed as Matthews "
     "J."),
    ("067", "seats_rank", PETERBOROUGH, "Con", "1", "The Conservative Party has the most amount of seats"),
    ("068", "seats_rank", PETERBOROUGH, "Ind", "2", "followed by the Independents"),
    ("069", "second_round", PCC_2021, "", "held", "when second preference votes were counted"),
    ("070", "outside", PCC_2021, "Con", "Ray Bisby",
     "fellow Conservative Ray Bisby who had been the acting PCC",
     "acting holder, not elected"),
    ("096", "elected", MAYOR_2021, "Con", "false", "He unseated James Palmer"),
    ("097", "term_years", MAYOR_2021, "Lab", "4", "what he wants to do over the next four years"),
    ("098", "previous_control", CITY, "Lab", "Lab", "Labour have retained control of Cambridge City Council"),
    ("099", "previous_control", PETERBOROUGH, "", "NOC", "the council remains a hung council"),
    ("100", "result", MAYOR_2021, "Lab", "gain",
     "Labour have snatched the Cambridgeshire mayoral race from the Conservatives"),
    ("101", "result", PCC_2021, "Con", "hold", "the party did retain the Police & Crime Commissioner post"),
    ("102", "judgement", COUNTY, "LD", "big winners",
     "The Liberal Democrats will be seen as the big winners"),
]  # fmt: skip

LABOURLIST = [
    ("026", "judgement", MAYOR_2021, "Lab", "knife-edge", "won by a knife-edge at the last election"),
    ("027", "judgement", MAYOR_2021, "Lab", "unique", "perhaps unique in British electoral history"),
    ("028", "first_round_leader", MAYOR_2021, "Con", "Con",
     "Johnson trailing behind the Conservatives in the first round"),
    ("029", "voting_system", MAYOR_2025, "", "FPTP", "a new first-past-the-post system for this election"),
    ("030", "date", MAYOR_2025, "", "2025-05-01", "if they do not back Labour on May 1"),
    ("031", "forecast", MAYOR_2025, "Lab", "first or second",
     "Only Labour's Anna can beat the Tories in Cambridgeshire and Peterborough", "leaflet"),
    ("032", "outside", MAYOR_2025, "Con", "0.04",
     "polling ... which claimed the Tories have a roughly four-point lead",
     "lead in an opinion poll"),
    ("033", "top_two", MAYOR_2017, "", "Con,Lab",
     "elections across Cambridgeshire and Peterborough as a whole – it's Labour or Tory every time"),
    ("034", "forecast", MAYOR_2025, "Lab", "Anna Smith", "I do believe Anna will win"),
    ("035a", "outside", "", "", "1000000", "more than a million journeys with tiger passes",
     "not about an election"),
    ("035b", "outside", "", "", "100", "over 100 people of different ages going through that",
     "internships, not about an election"),
    ("071", "plurality_reversal", MAYOR_2021, "Lab", "true",
     "trailing behind the Conservatives in the first round but then winning on second preferences"),
    ("072", "top_two", MAYOR_2021, "", "Con,Lab",
     "elections across Cambridgeshire and Peterborough as a whole – it's Labour or Tory every time"),
    ("073", "top_two", PCC_2024, "", "Con,Lab",
     "the results from the police and crime commissioner election last year ... it's Labour or Tory every "
     "time"),
    ("074", "voting_system", MAYOR_2021, "", "SV", "but then winning on second preferences"),
    ("075", "stood", MAYOR_2025, "Lab", "Anna Smith",
     "Current deputy mayor Anna Smith is seeing off a challenge"),
    ("076", "stood", MAYOR_2025, "Con", "Paul Bristow", "former Tory MP for Peterborough Paul Bristow"),
    ("077", "did_not_stand", MAYOR_2025, "Lab", "Nik Johnson",
     "current mayor Nik Johnson announced he would not stand for re-election"),
    ("078", "winning_party", "local.cambridgeshire.waterbeach.2021-05-06", "LD", "LD",
     "Waterbeach, a village just north of Cambridge, represented on the council ... by Liberal Democrats"),
    ("079", "outside", "", "LD", "LD", "represented ... in Westminster by Liberal Democrats",
     "parliamentary constituency"),
    ("080", "forecast", MAYOR_2025, "", "close", "Smith admits that the election will be a tight race"),
    ("103", "previous_date", MAYOR_2025, "", "2021", "The last election in 2021"),
    ("104", "date", PCC_2024, "", "2024", "the police and crime commissioner election last year"),
]  # fmt: skip

SKY = [
    ("036", "final_votes", WM_2021, "Con", "314669", "picking up 314,669 votes"),
    ("037", "final_votes", WM_2021, "Lab", "267626", "Mr Byrne got 267,626 votes"),
    ("038", "term_years", WM_2021, "Con", "4", "securing incumbent Andy Street another four years in power"),
    ("039", "winner", WM_2017, "Con", "Andy Street", "elected as the first mayor of West Midlands in 2017"),
    ("040", "winner", LCR_2017, "Lab", "Steve Rotheram", "retained the role he was first elected to in 2017"),
    ("041", "first_pref_share", LCR_2021, "Lab", "0.583", "securing 58.3% of the votes"),
    ("042", "first_pref", LCR_2021, "Lab", "198726", "(198,726 votes)"),
    ("043", "winner", LIVERPOOL, "Lab", "Joanne Anderson",
     "retained the Liverpool city mayoralty with victory for Joanne Anderson"),
    ("044", "first_pref_share", GM_2017, "Lab", "0.63", "going up from 63%"),
    ("045", "first_pref_share", GM_2021, "Lab", "0.69", "to 69%"),
    ("046", "first_pref", GM_2021, "Lab", "473024", "He picked up 473,024 votes"),
    ("047", "first_pref", GM_2021, "Con", "113753", "the Conservatives' Laura Evans on 113,753"),
    ("048a", "previous_party", WOE_2021, "Con", "Con",
     "Labour took the West of England mayoralty from the Conservatives"),
    ("048b", "winning_party", WOE_2021, "Lab", "Lab",
     "Labour took the West of England mayoralty from the Conservatives"),
    ("049", "winner", WOE_2021, "Lab", "Dan Morris",
     "Former Labour MP Dan Morris will replace Conservative Tim Bowles"),
    ("050", "term_years", WOE_2017, "Con", "4", "Tim Bowles who is retiring after four years in the role"),
    ("051", "final_votes", WOE_2021, "Lab", "125482", "Mr Norris picked up 125,482 votes"),
    ("052", "final_votes", WOE_2021, "Con", "85389", "Conservative candidate Samuel Williams got 85,389"),
    ("053", "outside", "", "Lab", "4", "having lost four general elections in a row", "general elections"),
    ("081", "winner", WM_2021, "Con", "Andy Street",
     "The Conservatives have won the West Midlands mayoral election"),
    ("082", "runner_up", WM_2021, "Lab", "Liam Byrne",
     "He has held off a challenge from Labour's Liam Byrne"),
    ("083", "previous_party", WM_2021, "Con", "Con", "incumbent Andy Street"),
    ("084", "winner", LCR_2021, "Lab", "Steve Rotherham", "Mr Rotherham enjoyed an overwhelming victory",
     "surname as printed here; the paragraph before has Rotheram"),
    ("085", "previous_party", LCR_2021, "Lab", "Lab",
     "Labour ... held on to the Liverpool City Region and Greater Manchester mayoralties"),
    ("086", "previous_party", GM_2021, "Lab", "Lab",
     "Labour ... held on to the Liverpool City Region and Greater Manchester mayoralties"),
    ("087", "winner", GM_2021, "Lab", "Andy Burnham",
     "Greater Manchester mayor Andy Burnham saw his share ... increase"),
    ("088", "share_change_sign", GM_2021, "Lab", "+", "saw his share of the vote increase from 2017"),
    ("089", "runner_up", GM_2021, "Con", "Laura Evans", "well clear of the Conservatives' Laura Evans"),
    ("090", "winner", WOE_2017, "Con", "Tim Bowles", "Conservative Tim Bowles who is retiring"),
    ("091", "did_not_stand", WOE_2021, "Con", "Tim Bowles",
     "Tim Bowles who is retiring after four years in the role"),
    ("092", "runner_up", WOE_2021, "Con", "Samuel Williams",
     "while Conservative candidate Samuel Williams got 85,389"),
    ("093", "previous_party", LIVERPOOL, "Lab", "Lab",
     "the party have also retained the Liverpool city mayoralty", "the poll of 2016 is not in the tables"),
    ("094", "outside", "", "Con", "Con",
     "the Tories enjoyed further success ... at the Hartlepool by-election",
     "parliamentary by-election"),
    ("095", "outside", "", "Lab", "Lab", "Labour tasted success in the Welsh parliament elections",
     "Senedd election"),
    ("105", "reelected", WM_2021, "Con", "true",
     "securing incumbent Andy Street another four years in power"),
    ("106", "reelected", LCR_2021, "Lab", "true",
     "Steve Rotheram retained the role he was first elected to in 2017"),
    ("107", "judgement", LCR_2021, "Lab", "overwhelming", "Mr Rotherham enjoyed an overwhelming victory"),
    ("108", "result", WOE_2021, "Lab", "gain",
     "Labour took the West of England mayoralty from the Conservatives"),
]  # fmt: skip

DOCUMENTS = {
    "itv-news-2021-cambridgeshire": ITV,
    "labourlist-2025-smith": LABOURLIST,
    "sky-news-2021-mayors": SKY,
}


COLUMNS = [
    "claim_id", "document", "quote", "metric", "ballot_id", "organisation", "cycle", "party", "claimed",
    "note", "source_url",
]  # fmt: skip


def compile_claims() -> pd.DataFrame:
    """One row per claimed value; ``document`` and ``source_url`` are the source_id of the article."""
    columns = ["claim_id", "metric", "ballot_id", "party", "claimed", "quote", "note"]
    claims = pd.concat(
        [
            pd.DataFrame(rows, columns=columns).assign(document=document)
            for document, rows in DOCUMENTS.items()
        ]
    )
    council = claims["ballot_id"].str.extract(r"^council:([a-z-]+):(.+)$")
    claims = claims.assign(
        claim_id="claim-" + claims["claim_id"],
        ballot_id=claims["ballot_id"].where(council[0].isna(), ""),
        organisation=council[0],
        cycle=council[1],
        source_url=claims["document"],
    ).astype("str")
    claims = claims[COLUMNS].replace("", pd.NA).sort_values("claim_id", ignore_index=True)
    if claims["claim_id"].duplicated().any():
        raise ValueError(
            f"repeated claim: {claims.loc[claims['claim_id'].duplicated(), 'claim_id'].tolist()}"
        )
    return claims
