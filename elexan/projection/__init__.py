"""Projection: an earlier election moved to target shares, and the chances that follow from past errors."""

from .chances import control_chances as control_chances
from .chances import seat_chances as seat_chances
from .chances import seat_intervals as seat_intervals
from .chances import share_intervals as share_intervals
from .chances import win_chances as win_chances
from .project import project as project
from .residuals import projection_residuals as projection_residuals
from .scores import brier_score as brier_score
from .simulate import ProjectionDraws as ProjectionDraws
from .simulate import simulate_projection as simulate_projection
from .spread import ProjectionErrors as ProjectionErrors
from .spread import fit_projection_errors as fit_projection_errors
