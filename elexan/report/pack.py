"""What scripts need of a page, in few characters: charts, and code; ``elexan.js`` unpacks it."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any

from .compact import Compact, as_json, full_tables

Spec = dict[str, Any]

_SPEC = re.compile(r'<script\b[^>]*\bclass="vega-spec"[^>]*>(.*?)</script>\n?', re.DOTALL)
_FIGURE = re.compile(r'(<figure\b[^>]*\bclass="[^"]*\belexan-chart\b[^"]*"[^>]*)>(.*?)</figure>', re.DOTALL)
_CODE = re.compile(r'<div class="code">(<div class="highlight[^>]*>.*?</pre>\s*</div>\s*)</div>', re.DOTALL)
_TABLE = re.compile(r"\bdata-[0-9a-f]{32}\b")  # as altair names them
_PACKED = re.compile(r'<script type="text/plain" id="packed">([^<]*)</script>')
_APART = re.compile(r'<noscript data-drawing="(\d+)">.*?</noscript>', re.DOTALL)


def pack(specs: list[Spec], drawings: Iterable[str] = (), code: Iterable[str] = ()) -> str:
    """The specifications as text for a page: 4 bytes of length, JSON, coordinates; deflated, base64.

    A table, or a column, that several hold is there once. Outlines of areas are kept as steps from point to
    point, which is a third of their length and loses nothing. ``drawings`` and ``code`` are HTML beside them.

    >>> rows = [{"seats": 3}]
    >>> text = pack([{"datasets": {"a": rows}}, {"datasets": {"b": rows}}])
    >>> unpack(text)
    [{'datasets': {'a': [{'seats': 3}]}}, {'datasets': {'b': [{'seats': 3}]}}]
    """
    compact = Compact()
    tables: dict[str, int] = {}
    held: list[Any] = []
    short = []
    for spec in specs:
        names = {}
        for name, rows in spec.get("datasets", {}).items():
            said = as_json(rows)
            if said not in tables:
                tables[said] = len(held)
                held.append(compact.table(rows))
            names[name] = tables[said]
        short.append(spec | {"datasets": names})
    # like beside like: only what is near is seen to be alike
    order = sorted(range(len(short)), key=lambda n: _TABLE.sub("", as_json(short[n])))
    parts = {
        "columns": f"[{','.join(compact.columns)}]",
        "datasets": as_json(held),
        "order": as_json(order),
        "specs": as_json([short[n] for n in order]),
        "drawings": as_json(list(drawings)),
        "code": as_json(list(code)),
    }
    head = ("{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}").encode()
    whole = len(head).to_bytes(4, "little") + head + bytes(compact.steps)
    return base64.b64encode(zlib.compress(whole, 9)).decode("ascii")


def unpack(text: str) -> list[Spec]:
    """The specifications in the text of `pack`."""
    head, steps = contents(text)
    tables = full_tables(head["datasets"], head["columns"], steps)
    named = [
        spec | {"datasets": {name: tables[n] for name, n in spec["datasets"].items()}}
        for spec in head["specs"]
    ]
    return [named[head["order"].index(n)] for n in range(len(named))]


def packed(html: str, drawings: Iterable[str] = ()) -> str:
    """The page's main part with what scripts need of it packed at its end.

    Each figure and block of code has its number. ``drawings`` are those that `within_weight` took out of it.

    >>> one = '<figure class="elexan-chart">\\n<script class="vega-spec">{"mark":"bar"}</script>\\n</figure>'
    >>> packed(one).partition("\\n")[0], "vega-spec" in packed(one)
    ('<figure class="elexan-chart" data-spec="0">', False)
    """
    specs: list[Spec] = []
    code: list[str] = []

    def numbered(figure: re.Match[str]) -> str:
        found = _SPEC.search(figure[2])
        if not found:
            return figure[0]
        specs.append(_short_names(json.loads(found[1])))
        wide = "wide" if specs[-1].get("usermeta", {}).keys() & {"wide", "beside"} else ""
        opening = figure[1].replace('class="', f'class="{wide} ' if wide else 'class="', 1)
        return f'{opening} data-spec="{len(specs) - 1}">{_SPEC.sub("", figure[2], count=1)}</figure>'

    def aside(block: re.Match[str]) -> str:
        code.append(block[1])
        return f'<div class="code" data-code="{len(code) - 1}"></div>'

    html = _CODE.sub(aside, _FIGURE.sub(numbered, html))
    drawings = list(drawings)
    if not (specs or code or drawings):
        return html
    return f'{html}\n<script type="text/plain" id="packed">{pack(specs, drawings, code)}</script>'


def whole(html: str) -> str:
    """The page with the drawings in their places that `packed` holds.

    >>> text = packed('<noscript data-drawing="0"><img src="a.svg" alt=""></noscript>', ["<svg></svg>"])
    >>> whole(text).partition("\\n")[0]
    '<svg></svg>'
    """
    found = _PACKED.search(html)
    if not found or not _APART.search(html):
        return html
    drawings = contents(found[1])[0]["drawings"]
    return _APART.sub(lambda place: drawings[int(place[1])], html)


def contents(text: str) -> tuple[dict[str, Any], bytes]:
    """The parts of what `pack` packed, by name, and the steps of its outlines."""
    everything = zlib.decompress(base64.b64decode(text))
    end = 4 + int.from_bytes(everything[:4], "little")
    return json.loads(everything[4:end]), everything[end:]


def _short_names(spec: Spec) -> Spec:
    """The specification with its tables under short names, for altair's are long, and no two alike."""
    text = as_json({name: part for name, part in spec.items() if name != "datasets"})
    tables = spec.get("datasets", {})
    names = {name: f"t{n}" for n, name in enumerate(tables) if _TABLE.fullmatch(name)}
    text = _TABLE.sub(lambda name: names.get(name[0], name[0]), text)
    return json.loads(text) | {"datasets": {names.get(name, name): rows for name, rows in tables.items()}}
