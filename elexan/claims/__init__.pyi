from .audit import check_claims as check_claims
from .lines import WORDS as WORDS
from .lines import counts as counts
from .lines import in_lines as in_lines
from .metrics import claim_metrics as claim_metrics
from .verdicts import VERDICTS as VERDICTS
