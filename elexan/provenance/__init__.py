"""Where figures come from: the sources a table rests on, and the figures on which sources disagree."""

from .sources import sources_of as sources_of
from .sources import with_source_ids as with_source_ids
