"""Analyses in plain English: every function takes tables and returns sentences that know their figures.

A ``Sentence`` is text whose ``figures`` say which cell of which table each number was printed from;
``figures_in`` gives them as a table.
"""

from .brief import declared_in_brief as declared_in_brief
from .brief import fptp_in_brief as fptp_in_brief
from .contests import ballot_papers as ballot_papers
from .contests import closest as closest
from .contests import disagreements as disagreements
from .contests import gains as gains
from .contests import irregular as irregular
from .contests import share_changes as share_changes
from .contests import turnout as turnout
from .councils import councils as councils
from .councils import seat_changes as seat_changes
from .councils import seats_filled as seats_filled
from .councils import votes_and_seats as votes_and_seats
from .notable import findings as findings
from .people import by_area as by_area
from .people import headline as headline
from .people import people as people
from .people import second_rounds as second_rounds
from .sentences import Figure as Figure
from .sentences import Sentence as Sentence
from .sentences import figures_in as figures_in
from .transitions import transitions_in_brief as transitions_in_brief
