"""Published claims, checked: what is claimed, what the data say, and under which definition they agree."""

import lazy_loader

# the names are those of __init__.pyi; each is imported when it is first used
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
