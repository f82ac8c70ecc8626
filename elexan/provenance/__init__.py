"""Where figures come from: the sources a table rests on, and the figures on which sources disagree."""

from .disputed import disputed_figures as disputed_figures
from .disputed import touched_figures as touched_figures
from .sources import sources_of as sources_of
from .sources import with_source_ids as with_source_ids
