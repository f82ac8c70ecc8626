"""What other rules, or other transfers, would have made of the same first preferences."""

from .needed import needed_transfers as needed_transfers
from .outcome_regions import needed_by_origin as needed_by_origin
from .outcome_regions import outcome_by_two as outcome_by_two
from .outcome_regions import outcome_region as outcome_region
from .rules import counterfactuals as counterfactuals
from .rules import fptp_winners as fptp_winners
from .what_if import what_if_transfers as what_if_transfers
