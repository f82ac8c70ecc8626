"""Published claims, checked: what is claimed, what the data say, and under which definition they agree."""

from .audit import check_claims as check_claims
from .metrics import claim_metrics as claim_metrics
from .verdicts import VERDICTS as VERDICTS
