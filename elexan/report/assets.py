"""What every page of a site shares: scripts, and a stylesheet with charts' colours by day and by night."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ..charts.theme import FONT, INK, LINE, NIGHT, PALE, PAPER, QUIET

TEMPLATES = Path(__file__).parent / "templates"
_SNIPPET = "window.vegaEmbed = vegaEmbed;"
ROLES = {"ink": INK, "quiet": QUIET, "line": LINE, "pale": PALE, "paper": PAPER}


def assets(directory: Path) -> None:
    """Write the files every page shares into ``directory/assets``; what is up to date is left."""
    from .pages import write

    folder = directory / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    finder = (TEMPLATES / "site.js").read_text(encoding="utf-8")
    for name, text in {"elexan.css": stylesheet(), "elexan.js": script(), "site.js": finder}.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write(path, text)
    first = _vega_is()
    vega = folder / "vega.js"
    if vega.exists():
        with vega.open(encoding="utf-8") as lines:
            if lines.readline() == first:
                return
    write(vega, vega_script())


def inlined(page: str) -> str:
    """The page with what it shares with others inside it.

    >>> inlined('<link rel="stylesheet" href="assets/elexan.css">')[:7]
    '<style>'
    """
    page = page.replace(
        '<link rel="stylesheet" href="assets/elexan.css">', f"<style>\n{stylesheet()}</style>"
    )
    made: tuple[tuple[str, Callable[[], str]], ...] = (("vega", vega_script), ("elexan", script))
    for name, text in made:
        tag = f'<script defer src="assets/{name}.js"></script>'
        if tag in page:
            inner = text().replace("</script", "<\\/script")
            # an inline script cannot wait for the page: it stands at the page's end instead
            before, end, after = page.replace(tag, "").rpartition("</body>")
            page = f"{before}<script>{inner}</script>\n{end}{after}"
    return page


def stylesheet() -> str:
    """The site's stylesheet; the colours of a chart that are not data turn at night, from the theme's own."""
    text = (TEMPLATES / "elexan.css").read_text(encoding="utf-8")
    return f"{_colours()}\n{text}"


def script() -> str:
    """What makes a page's charts live, and its controls work."""
    return (TEMPLATES / "elexan.js").read_text(encoding="utf-8")


@cache
def vega_script() -> str:
    """Vega, Vega-Lite and vega-embed as one script of this machine's own."""
    import vl_convert

    bundle = vl_convert.javascript_bundle(_SNIPPET, vl_version=_vega_lite())
    return f"{_vega_is()}(() => {{\n{bundle}\n}})();\n"


def _vega_is() -> str:
    import vl_convert

    return (
        f"// vega-lite {_vega_lite()}, vega {vl_convert.get_vega_version()}, vega-embed "
        f"{vl_convert.get_vega_embed_version()}: BSD-3-Clause, University of Washington; {_SNIPPET}\n"
    )


def _vega_lite() -> str:
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def _colours() -> str:
    day, printed = _declared(ROLES), _declared(ROLES | {"paper": "#ffffff"})
    night = _declared({role: NIGHT[colour] for role, colour in ROLES.items()})
    turned = "\n".join(
        f'.chart svg [{kind}="{colour}"], .card-picture svg [{kind}="{colour}"] {{ {kind}: var(--{role}); }}'
        for role, colour in ROLES.items()
        for kind in ("fill", "stroke")
    )
    return (
        f":root {{ {day} --chart-font: {re.sub(r'  +', ' ', FONT)}; }}\n"
        f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {night} }} }}\n'
        f':root[data-theme="dark"] {{ {night} }}\n'
        f'@media print {{ :root, :root:not([data-theme="light"]), :root[data-theme] {{ {printed} }} }}\n'
        f"{turned}\n"
    )


def _declared(colours: dict[str, str]) -> str:
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())
