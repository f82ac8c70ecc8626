"""Loaders, the only readers of data/: bundled tables, and a folder of your own laid over them."""

from .claim_files import load_claims as load_claims
from .contests import load_conflicts as load_conflicts
from .contests import load_contests as load_contests
from .contests import load_counting_area_turnout as load_counting_area_turnout
from .contests import load_counting_areas as load_counting_areas
from .contests import load_declarations as load_declarations
from .contests import load_lineage as load_lineage
from .contests import load_rejected_papers as load_rejected_papers
from .contests import load_results as load_results
from .councils import load_compositions as load_compositions
from .councils import load_councils as load_councils
from .councils import load_published_totals as load_published_totals
from .files import load_table as load_table
from .lookups import load_areas as load_areas
from .lookups import load_organisations as load_organisations
from .lookups import load_overlaps as load_overlaps
from .lookups import load_parties as load_parties
from .lookups import load_region_organisations as load_region_organisations
from .lookups import load_regions as load_regions
from .lookups import load_sources as load_sources
