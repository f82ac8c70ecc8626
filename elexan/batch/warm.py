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
    addresses), altair's checks of every part of a chart as it is made, since the whole is checked before
    it is drawn, what it does with its schemas time and again, and Arrow's arrays for texts, which take longer
    than Python's in tables as small as these.
    """
    without_grammars()
    import pandas as pd
    from altair.utils import schemapi

    from .schemas import quicken

    pd.set_option("mode.string_storage", "python")
    schemapi.disable_debug_mode()
    quicken()


def without_grammars() -> None:
    """Keep jsonschema, if it is not imported yet, from building grammars that nobody here has a use for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def warm() -> None:
    """Import the libraries, read the tables and boundaries, and measure the largest round: once for all.

    Nothing is drawn here: vl_convert, once it has drawn, does not survive a fork.
    """
    import elexan

    from .. import report

    spare()
    for library in LIBRARIES:
        importlib.import_module(library)
    for package in (elexan, report):
        for name in dir(package):
            getattr(package, name)
    from .. import boundaries
    from ..findings import measures_of_rounds
    from ..load import load_table
    from ..load.files import state
    from ..paths import shapefiles_dir
    from ..provenance.held import held_in
    from ..schema import TABLES
    from ..tables.names import names_held

    for name in TABLES:
        load_table(name)
    for layer in sorted(shapefiles_dir().glob("*.gpkg")):
        boundaries.load_boundaries(layer.stem)
    held_in(None)
    names_held(state(None))
    largest = load_table("contests")["cycle"].mode()[0]
    measures_of_rounds((f"{largest:%Y-%m-%d}",))
    gc.collect()
    gc.freeze()  # pages that the collector does not write to are shared with the forks
