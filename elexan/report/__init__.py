"""Notebooks run with parameters and printed as pages that open from disk."""

import lazy_loader

# the names are those of __init__.pyi; each is imported when it is first used
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
