"""The metrics that are of a whole council or of many contests, and what is no claim, as data."""

from __future__ import annotations

# laid out as contest_metrics
COUNCIL_METRICS = """
seats | seats | council party
seats a party won on a council in the round
by: with_local, without_local, won, without_postponed, whole_council, roster, reckoned
also: seats won, councillors elected, won seats, seats elected, number of seats won, seat count, councillors won, seats gained outright, seats taken, seats in this election

council_seats | seats | council party
seats a party has on the whole council after the poll
by: with_local, without_local, whole_council, won, reckoned, roster
also: councillors, seats on council, total seats, seats held, seats after, composition, council composition, number of councillors, seats total, seats on the council, seats now, party strength

seats_share | share | council party
a party's share of the seats filled
by: won, whole_council
also: share of seats, seat share, percentage of seats, seats percentage

seats_change | change | council party
change in a party's seats on a council
by: last_election, eve_of_poll, eve_of_poll_filled, notional, sitting
also: net change, seat change, change in seats, net seats, seats gained, net gain, net gains, gains, net change in seats, seats net, seats change net, gain, net seat change, gained

seats_lost | seats | council party
seats a party lost, net: the same without its sign
by: last_election, eve_of_poll, eve_of_poll_filled, notional, sitting
also: net loss, losses, seats down, net losses, seats lost net, seat losses, lost, net seats lost

council_size | seats | council
seats of the full council
also: size of council, number of seats on council, council total, total number of seats, all seats, number of councillors in all

seats_up | seats | council
seats filled in the round
also: seats contested, seats up for election, seats filled, seats at stake, seats being contested

council_control | party | council
the party with more than half of all seats after the poll; NOC where none has
by: whole_council, won, roster
also: control, control of council, controlled by, party in control, overall control, political control, majority party, council control after, control after

previous_control | party | council
the party with more than half of all seats before the poll
by: eve_of_poll, sitting, last_election
also: control before, previously controlled by, former control, control before election, previous party in control, old control

control_change | word | council
whether control of the council was held, gained or lost
by: eve_of_poll, sitting, last_election
also: change of control, council result, control held or lost, control hold or gain, retained control, lost control, gained control, control retained, control lost

largest_party | party | council
the party with most seats after the poll
by: whole_council, won
also: biggest party, largest group, party with most seats, most seats

seats_rank | place | council party
place of a party by its seats after the poll
by: with_local, without_local, won
also: rank by seats, seat rank, largest party rank, place by seats, rank in seats

seats_majority | seats | council
seats of the largest party more than others have
by: over_all, over_next
also: council majority, majority of seats, overall majority, majority in seats, seat majority, working majority

contests_won | number | group
contests of a kind won by a party on a day, such as metro mayoralties
also: wins, won contests, mayoralties won, pccs won, number won, posts won, mayors won, mayors elected, metro mayors won, metro mayoralties, metro mayors, number of mayors, number of metro mayoralties won, number of the seven metro mayoralties won, pcc posts won, number of pccs, commissioners won, mayoralties, contests

forecast | text | nothing
what was expected to happen: not a claim of fact
also: prediction, poll, opinion poll, projection, expectation

judgement | text | nothing
an opinion or a matter of taste: not a claim of fact
also: opinion, judgment, comment, view, qualitative, characterisation, value judgement

outside | text | nothing
something the data do not hold
also: unknown, other, not in the data, unverifiable, policy figures, none
"""  # noqa: E501
