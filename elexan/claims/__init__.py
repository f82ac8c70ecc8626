"""Published claims, checked: what is claimed, what the data say, and under which definition they agree."""

from .audit import check_claims as check_claims
from .lines import WORDS as WORDS
from .lines import counts as counts
from .lines import in_lines as in_lines
from .metrics import claim_metrics as claim_metrics
from .verdicts import VERDICTS as VERDICTS
