"""The metrics that can be of one contest, as data."""

from __future__ import annotations

# name | kind of value | what it needs
# what it is
# by: definitions in the order they are tried
# also: other names
CONTEST_METRICS = """
first_pref | votes | candidate
first preferences of a candidate; votes where there is one count
by: first, final
also: first preferences, first preference votes, first round votes, votes first round, first choice votes, votes first preferences, first votes, first pref votes, votes first count

final_votes | votes | candidate
votes of a candidate in the final round: first preferences and transfers; of the only count where there was one
by: final, first
also: final round votes, votes final round, total votes, votes second round, second round votes, votes after second preferences, votes after transfers, votes final, votes including second preferences, final total, final tally

votes | votes | either party
votes of a candidate in the round that decided, or of a party over a council
by: decided, first, final, sum, top_vote, average, printed
also: votes won, votes received, vote total, number of votes, vote, party votes, vote count, candidate votes, votes polled

second_pref | votes | candidate
transfers: valid second preferences received by a finalist
also: transfers, second preferences, second preference votes, second choice votes, second choices, transfers received, second preference votes received, votes transferred to

first_pref_share | share | candidate
a candidate's share of valid first preferences
by: of_first, of_final, of_ballots, of_electorate
also: first preference share, first preference vote share, first round share, first preferences share, share first preferences, first round vote share, share first round, share of first preference votes, first choice share

final_share | share | candidate
a finalist's share of the finalists' votes in the final round
by: of_final, of_first_valid, of_first
also: final round share, share final round, second round share, final vote share, two candidate share, share of final vote, final round vote share, share after second preferences

vote_share | share | either party
a candidate's share in the round that decided, or a party's share of the vote over a council
by: of_decided, of_first, of_final, of_first_valid, sum, top_vote, average, printed
also: share, share of the vote, percentage of the vote, share of votes, percent of vote, vote percentage, popular vote, party share, percentage of votes, share of vote, party vote share

transfer_share | share | leader
a finalist's share of the transfers that both received ("second preference share")
by: of_transfers, of_eliminated
also: second preference share, share of transfers, share of second preferences, second choice share, share of second preference votes, share of transfers to winner, transfers share, majority of second preferences

transfer_share_of_eliminated | share | leader
a finalist's transfers as a share of the eliminated candidates' votes
by: of_eliminated, of_transfers
also: share of eliminated votes, transfers of eliminated

transfers_total | votes | contest
transfers to both finalists together
also: total transfers, all transfers, valid second preferences, valid transfers, valid second, total second preferences, votes transferred, transferred votes

transfer_rate | share | contest
transfers to both finalists as a share of the eliminated candidates' votes
also: transferred share, share transferred, rate of transfer

eliminated_votes | votes | contest
first preferences of the candidates not in the final round
also: votes eliminated, votes of eliminated candidates, votes redistributed

eliminated_share | share | contest
first preferences of the candidates not in the final round, of all valid ones
also: share of first preferences eliminated

non_transferable | votes | contest
eliminated votes with no valid second preference for a finalist
also: non transferable votes, nontransferable, not transferred, exhausted votes, exhausted, wasted second preferences, nontransferable votes, non transferred

non_transferable_share | share | contest
the same, of the eliminated candidates' votes
by: of_eliminated, of_first_valid
also: non transferable rate, share non transferable, nontransferable share, exhausted share, share not transferred

break_even_transfer_share | share | contest
share of the transfers with which the first-round runner-up would have drawn level
also: break even, breakeven, break even share, transfers needed, share of transfers needed, needed transfer share, break even transfers

first_round_lead | votes | contest
first preferences of the first-round leader less those of the second
also: lead first round, first round majority, lead on first preferences, first preference lead, first round margin, first count lead, lead after first round

first_round_lead_share | points | contest
the same, in points of valid first preferences
also: first round lead points, lead first round points, first preference lead points

first_round_deficit | votes | leader
how many first preferences a candidate (by default the winner) was behind the first-round leader
also: deficit first round, behind after first round, first round deficit of winner, votes behind, votes behind after first round, trailed by, deficit, votes behind first round

majority | votes | contest
votes of the winner less the runner-up's, in the round that decided; several seats: last elected less first unelected
by: decided, first_round
also: majority votes, winning margin, margin, final majority, margin of victory, winning majority, lead, majority in votes, vote majority, victory margin, margin votes, beaten by

majority_share | points | contest
the majority in points of the valid votes of the round that decided
by: of_round, of_first_valid, first_round
also: majority points, majority percent, percentage majority, margin points, winning margin points, lead points, majority percentage, margin share, margin in points, lead in points, majority in points

turnout | share | either
turnout of a contest, or of a council
by: ballot_box, published, valid_vote
also: turnout rate, voter turnout, turnout percentage, overall turnout

electorate | votes | either
registered electors
also: registered voters, electors, registered electors, eligible voters, number of electors

ballots_cast | votes | either
ballot papers counted, rejected ones included
by: papers_cast, votes_cast
also: ballot papers, papers cast, ballots, total ballots, votes cast, ballot papers counted, ballots issued

valid_votes | votes | either
valid papers of the first count; of a council, valid votes
by: votes_cast, papers_cast, sum
also: valid first, total valid votes, valid votes cast, valid first preferences, valid, total vote, all votes, total first preferences

rejected | votes | contest
papers rejected at the (first) count
by: papers_first, papers_both
also: rejected first, rejected papers, rejected ballots, spoilt papers, spoiled ballots, spoilt ballots, rejected votes, spoiled papers, invalid votes, rejected ballot papers

rejected_second | votes | contest
papers rejected at the second count
also: rejected second round, second count rejected, rejected at second count

rejected_share | share | contest
papers rejected at the first count, of all papers cast
also: share rejected, rejection rate, spoilt share

candidates | number | either
number of candidates; with a party, of its candidates on a council
also: number of candidates, candidates standing, candidate count, candidates stood, how many candidates, number standing

winner | name | contest
who was elected
also: winner's name, winners name, name of winner, elected candidate, winning candidate, victor, won, mayor elected, pcc elected, winner first contest, final result, name

runner_up | name | contest
who came second in the round that decided
also: runner up's name, runner up, second, second placed, second place, name of runner up, beaten candidate, defeated candidate, runnerup

third_place | name | contest
who came third on first preferences
also: third, third placed, third candidate

winning_party | party | contest
the winner's party
also: winner party, party of winner, winner's party, party elected, elected party, won by party

runner_up_party | party | contest
the runner-up's party
also: party of runner up, second party, runner up's party

first_round_leader | name | contest
who led on first preferences (a name or a party)
also: leader first round, first round winner, first preference leader, led first round, first round order, ahead after first round, leader on first preferences

eliminated | name | contest
whether the one named was eliminated after the first round
also: eliminated candidate, eliminated candidates, knocked out, eliminated after first round

top_two | parties | contest
the two who led on first preferences; in the final round where it was held
also: top two parties, finalists, final two, top 2, top two candidates, first two, final round candidates

previous_party | party | contest
the party that held the post or seat before: that won it when it was last fought
also: party before, held before by, previous holder party, former party, incumbent party, party gained from, taken from

previous_winner | name | contest
who won the post when it was last fought
also: previous mayor, previous holder, predecessor, elected before, previous pcc, former mayor, previous incumbent

result | word | contest
hold or gain: whether the party that won when it was last fought won again
also: hold or gain, gain or hold, hold gain, held or gained, retained, outcome, change of party, party change

reelected | yes_no | contest
whether who won last time won again
also: re elected, re-elected, incumbent won, won re election, incumbent re elected, second term, retained seat

elected | yes_no | candidate
whether a candidate was elected
also: was elected, is elected, candidate elected, won seat

stood | yes_no | candidate
whether a person stood in the contest
also: candidate stood, standing, was a candidate, contested

did_not_stand | yes_no | candidate
whether a person did not stand in the contest
also: not standing, stood down, standing down, retired, retiring, not a candidate, did not contest

rank | place | either party
place of a candidate on first preferences (of a party on a council, by votes)
by: first, final, sum, top_vote
also: place, position, finishing position, finishing place, placed, vote rank, finished, rank by votes, party rank

second_round | yes_no | contest
whether a second round was held
also: second round held, went to second round, second preferences counted, second count, run off, runoff, second round needed

won_first_round | yes_no | contest
whether the winner was elected on first preferences
also: won on first preferences, first round win, outright win, won outright, won in first round, elected first round, first round victory

plurality_reversal | yes_no | contest
whether the winner did not lead on first preferences
also: come from behind, came from behind, won from behind, reversal, comeback, first round leader not elected, first round leader lost

voting_system | word | either
supplementary vote (SV), first past the post (FPTP) or plurality block vote (PBV)
also: electoral system, system, voting method

date | date | either
polling day
also: polling day, election date, date of election, poll date, day

next_date | date | contest
polling day of the next contest for the post held here
also: next election, next poll, date of next election, next contest

previous_date | date | contest
polling day of the contest before
also: previous election, last election date, date of previous election, previous poll

term_years | years | contest
years from the poll to the next one for the post
also: term, term of office, years of term, years in office, term length, length of term, term in years, years between contests, years until next election

winner_mandate_share | share | contest
the winner's votes in the deciding round, of valid first preferences
by: of_first_valid, of_final
also: mandate, winner's mandate, winners share of first round votes

winner_mandate_electorate_share | share | contest
the winner's votes in the deciding round, of the electorate
also: mandate electorate, share of electorate, share of the electorate

share_change | points | either party
change of a candidate's party's share since the last election, in points
by: of_first, sum, top_vote, average
also: change in share, vote share change, change in vote share, share change points, change share, change on last election, swing share, vote change, change since last election, points change

share_change_sign | word | either party
whether that share went up or down
by: of_first, sum, top_vote, average
also: share rose, share fell, direction, up or down, direction of change, share up or down

votes_change | votes | candidate
change of a party's first preferences since the last contest
also: change in votes, votes up, change votes

turnout_change | points | contest
change of the turnout since the last contest, in points
by: ballot_box, published, valid_vote
also: change in turnout, turnout up, change turnout

swing | points | either
swing between two parties (Con and Lab unless two are named), positive towards the first
by: butler, steed
also: swing to, swing points, swing between, con lab swing, two party swing, conventional swing
"""  # noqa: E501
