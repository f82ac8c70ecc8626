"""How the voters of one contest voted in another, from area totals: bounds, estimates, uncertainty."""

from .bounds import bounds as bounds
from .bounds import unit_bounds as unit_bounds
from .draws import transition_draws as transition_draws
from .many import bootstrap_transitions as bootstrap_transitions
from .many import transitions_many as transitions_many
from .pooled import pooled as pooled
from .transition import transitions as transitions
from .transition import unit_transitions as unit_transitions
