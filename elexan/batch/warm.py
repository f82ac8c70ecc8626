"""What every report needs, done once: libraries imported, tables and boundaries read."""

from __future__ import annotations

import gc
import importlib
import sys

LIBRARIES = (
    *("altair", "geopandas", "great_tables", "jinja2", "nbconvert", "openpyxl", "pyogrio", "scipy.optimize"),
    *("scipy.special", "scipy.stats", "shapely", "vl_convert"),
    *("IPython.core.magics", "ipykernel.ipkernel", "nbclient", "papermill"),
    *(
        "elexan.batch.client",
        "elexan.batch.kernel",
        "elexan.boundaries",
        "elexan.charts",
        "elexan.report.export",
        "elexan.tables",
    ),
)


def spare() -> None:
    """Leave out what takes seconds for nothing.

    That is what jsonschema imports where it is there and altair has no use for (the grammars of international
    addresses), and altair's checks of every part of a chart as it is made, since the whole is checked before
    it is drawn.
    """
    without_grammars()
    from altair.utils import schemapi

    schemapi.disable_debug_mode()


def without_grammars() -> None:
    """Keep jsonschema, if it is not imported yet, from building grammars that nobody here has a use for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def warm() -> None:
    """Import the libraries and read the tables and boundaries, once for all forks of this process.

    Nothing is drawn here: vl_convert, once it has drawn, does not survive a fork.
    """
    spare()
    for library in LIBRARIES:
        importlib.import_module(library)
    from .. import boundaries
    from ..load import load_table
    from ..paths import shapefiles_dir
    from ..schema import TABLES

    for name in TABLES:
        load_table(name)
    for layer in sorted(shapefiles_dir().glob("*.gpkg")):
        boundaries.load_boundaries(layer.stem)
    gc.collect()
    gc.freeze()  # pages that the collector does not write to are shared with the forks
