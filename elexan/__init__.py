"""UK local elections as tidy tables, analyses, charts and reports.

>>> import elexan as ex
>>> contests = ex.load_contests(region="cambridgeshire", date="2021-05-06", election_type="mayor")
>>> ex.transfers(ex.load_results(contests))["transfers"].tolist()
[37888, 14253]
"""

from . import boundaries as boundaries
from . import charts as charts
from . import systems as systems
from . import tables as tables
from .accounts import ballot_account as ballot_account
from .areas import children as children
from .areas import parents as parents
from .areas import roll_up as roll_up
from .cartogram import cartogram_quality as cartogram_quality
from .cartogram import seat_hexes as seat_hexes
from .comparators import previous as previous
from .comparators import seat_changes as seat_changes
from .errors import DataError as DataError
from .errors import EmptySelectionError as EmptySelectionError
from .errors import UnknownNameError as UnknownNameError
from .gains import gains as gains
from .gains import net_gains as net_gains
from .load import load_areas as load_areas
from .load import load_claims as load_claims
from .load import load_compositions as load_compositions
from .load import load_conflicts as load_conflicts
from .load import load_contests as load_contests
from .load import load_councils as load_councils
from .load import load_counting_area_turnout as load_counting_area_turnout
from .load import load_counting_areas as load_counting_areas
from .load import load_declarations as load_declarations
from .load import load_lineage as load_lineage
from .load import load_organisations as load_organisations
from .load import load_parties as load_parties
from .load import load_region_organisations as load_region_organisations
from .load import load_regions as load_regions
from .load import load_rejected_papers as load_rejected_papers
from .load import load_results as load_results
from .load import load_sources as load_sources
from .load import load_table as load_table
from .narrative import in_brief as in_brief
from .outcomes import councils_elected as councils_elected
from .outcomes import people_elected as people_elected
from .outcomes import sitting_change as sitting_change
from .outcomes import with_names as with_names
from .parties import colours as colours
from .parties import party_code as party_code
from .regions import by_region as by_region
from .regions import nearest_offices as nearest_offices
from .regions import why_none as why_none
from .rounds import rounds as rounds
from .seats import control as control
from .seats import effective_parties as effective_parties
from .seats import gallagher as gallagher
from .seats import loosemore_hanby as loosemore_hanby
from .seats import seats as seats
from .shares import majority as majority
from .shares import party_share as party_share
from .shares import turnout as turnout
from .shares import vote_share as vote_share
from .shares import winners as winners
from .swing import pedersen as pedersen
from .swing import share_change as share_change
from .swing import swing as swing
from .transfer_bounds import transfer_bounds as transfer_bounds
from .transfers import transfers as transfers
from .transfers import transfers_by_area as transfers_by_area
from .turning import as_declared as as_declared
from .turning import turning_areas as turning_areas
