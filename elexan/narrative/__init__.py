"""Analyses in plain English: every function takes tables and returns sentences that know their figures.

A ``Sentence`` is text whose ``figures`` say which cell of which table each number was printed from;
``figures_in`` gives them as a table.
"""

from .brief import declared_in_brief as declared_in_brief
from .brief import fptp_in_brief as fptp_in_brief
from .comparisons import first_places as first_places
from .comparisons import largest_moves as largest_moves
from .comparisons import swings as swings
from .comparisons import widest_gap as widest_gap
from .contests import ballot_papers as ballot_papers
from .contests import closest as closest
from .contests import disagreements as disagreements
from .contests import gains as gains
from .contests import share_changes as share_changes
from .contests import turnout as turnout
from .council_totals import controls as controls
from .council_totals import seats_moved as seats_moved
from .councils import councils as councils
from .councils import seat_changes as seat_changes
from .councils import seats_filled as seats_filled
from .councils import votes_and_seats as votes_and_seats
from .estimates import estimated_transfers as estimated_transfers
from .estimates import going_together as going_together
from .estimates import held_out as held_out
from .estimates import likely_winners as likely_winners
from .extremes import extremes as extremes
from .notable import findings as findings
from .offices import mandates as mandates
from .offices import second_round_winners as second_round_winners
from .offices import winning_parties as winning_parties
from .people import by_area as by_area
from .people import headline as headline
from .people import people as people
from .people import second_rounds as second_rounds
from .rules import needed as needed
from .rules import other_winners as other_winners
from .rules import rivals as rivals
from .rules import transfer_rates as transfer_rates
from .sentences import Figure as Figure
from .sentences import Row as Row
from .sentences import Sentence as Sentence
from .sentences import figures_in as figures_in
from .sentences import say as say
from .transitions import transitions_in_brief as transitions_in_brief
