"""Maps: who won where, seats gained, and one figure by area; all maps of the same areas share one drawing."""

from .figures import figure_map, majority_map, swing_map, turnout_map
from .shares import share_map
from .winners import change_map, thumbnail, winner_map

__all__ = [
    "change_map",
    "figure_map",
    "majority_map",
    "share_map",
    "swing_map",
    "thumbnail",
    "turnout_map",
    "winner_map",
]
