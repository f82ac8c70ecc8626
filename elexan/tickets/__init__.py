"""Contests of one day on the same electorate: profiles side by side, and bounds of split tickets."""

from .candidates import candidate_effect as candidate_effect
from .candidates import ticket_correlation as ticket_correlation
from .differences import largest_differences as largest_differences
from .differences import split_ticket_bound as split_ticket_bound
from .differences import ticket_profiles as ticket_profiles
from .units import change_units as change_units
from .units import ticket_units as ticket_units
from .votes import ticket_votes as ticket_votes
