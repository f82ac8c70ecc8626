"""Where the voters of the eliminated go, estimated from the contests that were counted."""

from .coverage import leave_one_out as leave_one_out
from .coverage import transfer_coverage as transfer_coverage
from .estimates import estimate_transfer_shares as estimate_transfer_shares
from .estimates import simulate_transfers as simulate_transfers
from .estimates import simulated_outcomes as simulated_outcomes
from .model import TransferModel as TransferModel
from .model import fit_transfers as fit_transfers
