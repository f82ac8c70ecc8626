"""Charts: each takes the table of one analysis and returns one altair chart.

``enable()`` once in a notebook makes them show offline. Colours, letters and names of parties come from
``load_parties()`` unless ``parties=`` gives another such table.
"""

from .compare import second_rounds, share_grid
from .figure import enable, figure
from .half_circle import composition
from .maps import figure_map, winner_map
from .seats import seats_by_council, seats_by_party, votes_seats
from .shares import marginal_ladder, party_profile, share_bars, share_change, turnout_bars
from .swing import swing_dots
from .transfers import sv_rounds, transfers_by_area

__all__ = [
    "composition",
    "enable",
    "figure",
    "figure_map",
    "marginal_ladder",
    "party_profile",
    "seats_by_council",
    "seats_by_party",
    "second_rounds",
    "share_bars",
    "share_change",
    "share_grid",
    "sv_rounds",
    "swing_dots",
    "transfers_by_area",
    "turnout_bars",
    "votes_seats",
    "winner_map",
]
