"""What altair does with its schemas time and again, done once or at once, with the same outcome.

It asks every row of a chart's data in Python whether the chart is valid, works out for each column named in a
chart which of its five hundred classes it is of, and looks at every number of a chart for something to copy.
That is a seventh of a report. Where an altair to come does otherwise, it is left to that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

Schema = dict[str, Any]


def quicken() -> None:
    """Put the quicker ways in the place of altair's own, where those are."""
    from altair.utils import schemapi

    for name, quicker in (
        ("_get_errors_from_spec", _errors),
        ("_FromDict", _from_dict),
        ("_deep_copy", _deep_copy),
    ):
        own = getattr(schemapi, name, None)
        if own is not None and not hasattr(own, "altairs_own"):
            made = quicker(own)
            made.altairs_own = own
            setattr(schemapi, name, made)


def _errors(own: Any) -> Any:
    """Altair's validator asked only about charts in which a compiled one finds a fault.

    So what is told of a fault is what altair tells.
    """

    def errors(spec: Any, schema: Schema, rootschema: Schema | None = None) -> Any:
        known = _Known(schema, rootschema or schema)
        return [] if known.refers and _valid(spec, known) else own(spec, schema, rootschema=rootschema)

    return errors


class _Known:
    """A schema that only refers to a definition of its root, alike where root and definition are the same."""

    def __init__(self, schema: Schema, root: Schema) -> None:
        self.refers = str(schema.get("$ref", "")) if set(schema) == {"$ref"} else ""
        self.root = root

    def __hash__(self) -> int:
        return hash((self.refers, id(self.root)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.refers == other.refers and self.root is other.root


def _valid(spec: Any, known: _Known) -> bool:
    try:
        return bool(_validator(known).is_valid(spec))
    except (TypeError, ValueError):  # what is no JSON, such as NaN
        return False


@lru_cache(maxsize=64)
def _validator(known: _Known) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(_addressed({**known.root, "$ref": known.refers}))


def _addressed(part: Any) -> Any:
    """The schema with its references as addresses may be written, which Vega-Lite's are not."""
    if isinstance(part, dict):
        return {
            key: quote(value, safe="#/") if key == "$ref" and isinstance(value, str) else _addressed(value)
            for key, value in part.items()
        }
    return [_addressed(item) for item in part] if isinstance(part, list) else part


def _from_dict(own: Any) -> Any:
    """Altair's finder of classes, which says anew only of more classes than before which schema is whose."""

    class FromDict(own):
        altairs_own: Any
        class_dict: Any
        _classes = 0
        _whose: Any = None

        def __init__(self, wrapper_classes: Any, /) -> None:
            classes = list(wrapper_classes)
            if len(classes) != FromDict._classes:
                super().__init__(classes)
                FromDict._classes, FromDict._whose = len(classes), self.class_dict
            self.class_dict = FromDict._whose

    return FromDict


def _deep_copy(own: Any) -> Any:
    """Altair's copies, which do not ask each text and number whether it is a part of a chart."""

    from altair.utils.schemapi import UndefinedType

    leaves = frozenset({str, int, float, bool, type(None), UndefinedType})

    def copy(obj: Any, by_ref: set[str]) -> Any:
        kind = type(obj)
        if kind in leaves:
            return obj
        if kind is list:
            return [item if type(item) in leaves else copy(item, by_ref) for item in obj]
        if kind is dict:
            return {
                key: value if type(value) in leaves or key in by_ref else copy(value, by_ref)
                for key, value in obj.items()
            }
        return own(obj, by_ref=by_ref)  # of a part of a chart, whose own parts are copied by this again

    return copy
