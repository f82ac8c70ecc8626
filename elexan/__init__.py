"""UK local elections as tidy tables, analyses, charts and reports.

>>> import elexan as ex
>>> contests = ex.load_contests(region="cambridgeshire", date="2021-05-06", election_type="mayor")
>>> ex.transfers(ex.load_results(contests))["transfers"].tolist()
[37888, 14253]
"""

import lazy_loader

# the names are those of __init__.pyi; each is imported when it is first used
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
