"""Where a page's figures come from, said in few characters: each source in full once, at the page's end."""

from __future__ import annotations

import re
from html import unescape

_PART = re.compile(r'<details class="origin">.*?</details>\n?', re.DOTALL)
_ITEM = re.compile(r'<li data-source="([^"]*)">(.*?)</li>', re.DOTALL)
_ITEMS = re.compile(r'<ul>((?:<li data-source="[^"]*">.*?</li>)+)</ul>', re.DOTALL)
_NAME = re.compile(r"<span>(.*?)</span><span>(.*?)</span>", re.DOTALL)
_NOTE = re.compile(r'<p class="disputed" id="([^"]*)"><sup>\w+</sup> (.*?)</p>', re.DOTALL)
_DISPUTE = re.compile(r'<li class="dispute">(.*?)</li>', re.DOTALL)
_LIST = re.compile(r'<ul class="sources">.*?</ul>', re.DOTALL)
_TITLE = re.compile(
    r'<caption><span>(.*?)</span></caption>|<strong class="chart-title">(.*?)</strong>', re.DOTALL
)
MANY = 2  # sources, from which on a list that was there before is referred to
LONG = 5  # sources, from which on a list has numbers for their titles


def said_once(body: str) -> str:
    """The main part with each source in full once, in its list of sources, and references to it elsewhere.

    A script may put the full lines in the references' place. Where the page has no list of sources, one
    stands at its end.

    >>> item = '<li data-source="a"><span>ONS</span><span>: Wards</span>, example.org</li>'
    >>> print(said_once(f'<details class="origin"><ul>{item}</ul></details>'))
    <details class="origin"><ul><li><a href="#s1">ONS: Wards</a></li></ul></details>
    <h2 id="sources">Sources</h2>
    <ol class="sources"><li id="s1">ONS: Wards, example.org</li></ol>
    """
    parts = list(_PART.finditer(body))
    if not parts:
        return body
    places = list(_LIST.finditer(body))
    listed = dict(_ITEM.findall("".join([*(p[0] for p in places), *(p[0] for p in parts)])))
    order = sorted(listed, key=lambda source: (_plain(listed[source]).casefold(), source))
    numbers = {source: number for number, source in enumerate(order, 1)}
    lines = {source: _NAME.sub(r"\1\2", listed[source]) for source in order}
    items = "".join(f'<li id="s{numbers[source]}">{line}</li>' for source, line in lines.items())
    whole = f'<ol class="sources">{items}</ol>'
    told: dict[str, tuple[str, str]] = {}

    def shorter(part: re.Match[str]) -> str:
        found = _ITEMS.search(part[0])
        if not found:
            return part[0]
        if found[1] in told:
            anchor, title = told[found[1]]
            same = f'<div class="as">The sources under <a href="#{anchor}">{title}</a>.</div>'
            return part[0].replace(found[0], same)
        text = part[0].replace(found[0], _short(_ITEM.findall(found[1]), numbers))
        titles = _TITLE.findall(body, 0, part.start())
        if titles and found[1].count("<li ") >= MANY:
            anchor = f"w{len(told) + 1}"  # the weight of a page names outlines o1 and on
            told[found[1]] = anchor, titles[-1][0] or titles[-1][1]
            return text.replace("<details ", f'<details id="{anchor}" ', 1)
        return text

    if not places:
        body += f'\n<h2 id="sources">Sources</h2>\n{whole}'
    else:
        body = body[: places[-1].start()] + whole + body[places[-1].end() :]
    return _disputes_once(_PART.sub(shorter, body))


def _short(items: list[tuple[str, str]], numbers: dict[str, int]) -> str:
    """The list with references to full lines: by name, or by publisher and number where it is long."""
    if len(items) < LONG:
        named = [(numbers[source], *_parts(item)) for source, item in items]
        lines = "".join(f'<li><a href="#s{n}">{by}{title}</a></li>' for n, by, title in named)
        return f"<ul>{lines}</ul>"
    by: dict[str, list[str]] = {}
    for source, item in items:
        n = numbers[source]
        by.setdefault(_parts(item)[0], []).append(f'<a href="#s{n}">{n}</a>')
    said = "; ".join(f"{who} {', '.join(refs)}" for who, refs in by.items())
    return f'<div class="by">{said}.</div>'


def _parts(item: str) -> tuple[str, str]:
    """Who published a source, and its title with the colon before."""
    found = _NAME.search(item)
    return (found[1], found[2]) if found else (item, "")


def _disputes_once(body: str) -> str:
    """The main part with each disagreement in full once, and a reference to it in other closed parts."""
    told = {text: anchor for anchor, text in _NOTE.findall(body)}

    def shorter(item: re.Match[str]) -> str:
        text = item[1]
        if text in told:
            return f'<li><a href="#{told[text]}">{text.partition(": ")[0]}</a></li>'
        told[text] = f"d{len(told) + 1}"
        return f'<li id="{told[text]}">{text}</li>'

    return _DISPUTE.sub(shorter, body)


def sources_in(html: str) -> dict[str, str]:
    """The sources that closed parts name, in full: the line of each by its id.

    >>> item = '<li data-source="a"><span>ONS</span><span>: Wards</span> (OGL)</li>'
    >>> sources_in(f'<details class="origin"><ul>{item}</ul></details>')
    {'a': 'ONS: Wards (OGL)'}
    """
    parts = "".join(part[0] for part in _PART.finditer(html))
    return {source: _plain(text) for source, text in _ITEM.findall(parts)}


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))
