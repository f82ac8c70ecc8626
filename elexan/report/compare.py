"""Two reports side by side: the facts on their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .pages import page, template

if TYPE_CHECKING:
    from .site import Entry

UNKNOWN = "–"
TOGETHER = "Comparisons"  # reports that set many areas side by side


def comparison(entries: list[Entry]) -> str:
    """The page that sets any two reports' facts side by side; nothing where fewer than two have facts.

    It is a table of all of them; a script makes two columns of it, with the difference where both figures are
    numbers of one kind.
    """
    rows = [entry for entry in entries if entry.card.facts]
    if len(rows) < 2:
        return ""
    longest = sorted(rows, key=lambda entry: -len(entry.card.facts))
    labels = list(dict.fromkeys(label for entry in longest for label in entry.card.facts))
    wider = [entry for entry in entries if entry.group == TOGETHER]
    groups: dict[str, list[Entry]] = {}
    for entry in rows:
        groups.setdefault(entry.group, []).append(entry)
    body = template("compare.html.j2").render(
        labels=labels, rows=rows, groups=list(groups.items()), wider=wider, unknown=UNKNOWN
    )
    return page(title="Two reports side by side", body=body)
