"""Charts checked by a compiled validator: altair's own reads every row of their data in Python."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

Schema = dict[str, Any]


def validate_at_once() -> None:
    """Let altair ask its own validator only about charts in which the compiled one finds a fault.

    So what is told of a fault is what altair tells.
    """
    from altair.utils import schemapi

    own = schemapi._get_errors_from_spec
    if own.__module__ == __name__:
        return

    def errors(spec: Any, schema: Schema, rootschema: Schema | None = None) -> Any:
        root = rootschema or schema
        known = _Known(schema, root)
        return [] if known.refers and _valid(spec, known) else own(spec, schema, rootschema=rootschema)

    errors.__module__ = __name__
    schemapi._get_errors_from_spec = errors


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
