"""Charts: each takes the table of one analysis and returns one altair chart.

``enable()`` once in a notebook makes them show offline. Colours, letters and names of parties come from
``load_parties()`` unless ``parties=`` gives another such table.
"""

from .cartogram import seat_cartogram
from .change import change_scatter, net_flow_grid
from .compare import second_rounds, share_grid
from .declared import declared_lead
from .figure import enable, figure, from_rows
from .flow import sv_flow
from .flow_areas import sv_flow_by_area
from .forecast import seat_forecast
from .half_circle import composition
from .maps import (
    change_map,
    figure_map,
    majority_map,
    share_map,
    swing_map,
    thumbnail,
    turnout_map,
    winner_map,
)
from .mix import needed_estimated, transfer_scatter
from .outcomes import outcome_grid, outcome_triangle
from .profile import party_profile
from .seats import seats_by_council, seats_by_party, votes_seats
from .shares import marginal_ladder, share_bars, share_change
from .swing import swing_dots, swing_rows
from .swing_sliders import swing_sliders
from .swingometer import swingometer
from .ternary import ternary
from .transfers import sv_rounds, transfers_by_area
from .transition_bounds import transition_bounds
from .transition_flow import transition_flow
from .transition_grid import transition_grid
from .turnout import turnout_bars

__all__ = [
    "change_map",
    "change_scatter",
    "composition",
    "declared_lead",
    "enable",
    "figure",
    "figure_map",
    "from_rows",
    "majority_map",
    "marginal_ladder",
    "needed_estimated",
    "net_flow_grid",
    "outcome_grid",
    "outcome_triangle",
    "party_profile",
    "seat_cartogram",
    "seat_forecast",
    "seats_by_council",
    "seats_by_party",
    "second_rounds",
    "share_bars",
    "share_change",
    "share_grid",
    "share_map",
    "sv_flow",
    "sv_flow_by_area",
    "sv_rounds",
    "swing_dots",
    "swing_map",
    "swing_rows",
    "swing_sliders",
    "swingometer",
    "ternary",
    "thumbnail",
    "transfer_scatter",
    "transfers_by_area",
    "transition_bounds",
    "transition_flow",
    "transition_grid",
    "turnout_bars",
    "turnout_map",
    "votes_seats",
    "winner_map",
]
