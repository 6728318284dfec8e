"""Derives the JSON Schema from the records.

Run `python -m schemas.json_schema > schemas/document.schema.json` after a change; a test tells when.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from schemas.documents import DocumentStatus, Mentions
from schemas.issues import Issue
from schemas.items import DocumentKind
from schemas.mentions import Meeting
from schemas.pages import Origin
from schemas.partnerships import Evaluation
from schemas.plain import LISTS, SCALARS
from schemas.sources import MediaType
from schemas.spans import Mention

JsonSchema = dict[str, Any]

_ISO_DATE = r"^\d{4}(-(\d{2}(-\d{2})?|spring|summer|autumn|winter|Q[1-4]|H[12]))?$"
_DECIMAL = r"^-?\d+(\.\d+)?$"
# What a text field looks like, where every record uses the name in the same sense.
_PATTERNS = {
    "document_date": _ISO_DATE,
    "date": _ISO_DATE,
    "adjustment_date": _ISO_DATE,
    "interim_date": _ISO_DATE,
    "report_due": _ISO_DATE,
    "period_from": _ISO_DATE,
    "period_to": _ISO_DATE,
    "sek": _DECIMAL,
    "amount_sek": _DECIMAL,
    "extension": r"^P",
}
_CLOCK = r"^\d{2}:\d{2}$"
_CONFIDENCE: JsonSchema = {"type": "number", "minimum": 0, "maximum": 1}


def _record(properties: Mapping[str, Any], *, required: tuple[str, ...] | None = None) -> JsonSchema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def _list(entry: JsonSchema) -> JsonSchema:
    return {"type": "array", "items": entry}


def _nullable(schema: JsonSchema) -> JsonSchema:
    if set(schema) <= {"type", "pattern"}:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _enum(kind: type[Enum]) -> JsonSchema:
    return {"enum": [member.value for member in kind]}


def _of_type(hint: Any, name: str) -> JsonSchema:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _nullable(_of_type(inner, name))
    if origin is tuple:
        return _list(_of_type(get_args(hint)[0], name))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _of_record(hint)
    if hint in (str, Decimal):
        return {"type": "string"} | ({"pattern": _PATTERNS[name]} if name in _PATTERNS else {})
    plain_types = {int: "integer", float: "number", bool: "boolean"}
    return {"type": plain_types[hint]}


def _of_record(record: type[Any]) -> JsonSchema:
    hints = get_type_hints(record)
    properties = {field.name: _of_type(hints[field.name], field.name) for field in fields(record)}
    if record is Meeting:
        properties |= {name: _nullable({"type": "string", "pattern": _CLOCK}) for name in ("start", "end")}
    if record is Evaluation:  # the JSON leaves out what is not stated, see `plain`
        properties = {name: _without_null(schema) for name, schema in properties.items()}
        return _record(properties, required=tuple(f.name for f in fields(record) if f.default is MISSING))
    return _record(properties)


def _without_null(schema: JsonSchema) -> JsonSchema:
    if isinstance(schema.get("type"), list):
        return schema | {"type": schema["type"][0]}
    return schema


def _value_type(hint: Any) -> Any:
    """Return T of `Mention[T] | None` or of `tuple[Mention[T], ...]`."""
    for argument in get_args(hint):
        if get_origin(argument) is Mention:
            return get_args(argument)[0]
    raise TypeError(f"{hint} holds no mention")


def _spans() -> JsonSchema:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    offset = {"type": "integer", "minimum": 0}
    page = {"type": "integer", "minimum": 1}
    return _list(_record({"page": page, "start": offset, "end": offset, "boxes": _list(box)}))


def _evidence() -> JsonSchema:
    return {
        "spans": {"$ref": "#/$defs/spans"},
        "quote": {"type": "string"},
        "raw": {"type": "string"},
        "rule": {"type": "string", "minLength": 1},
        "confidence": _CONFIDENCE,
    }


def _entries(hint: Any) -> JsonSchema:
    entry = _of_record(_value_type(hint))
    return _list(_record(entry["properties"] | _evidence()))


def document_schema() -> JsonSchema:
    """Return the JSON Schema (draft 2020-12) of one document as `iop extract` prints it."""
    hints = get_type_hints(Mentions)
    text = {"type": "string"}
    scalars = {name: _nullable(_of_type(_value_type(hints[name]), name)) for name in SCALARS}
    lists = {name: _entries(hints[name]) for name in LISTS}
    scalars.pop("kind")
    evidence = {name: {"$ref": "#/$defs/evidence"} for name in SCALARS}
    page = {
        "page": {"type": "integer", "minimum": 1},
        "origin": _enum(Origin),
        "reason": text,
        "confidence": {"anyOf": [_CONFIDENCE, {"type": "null"}]},
        "raw_text": text,
        "text": text,
    }
    source = {
        "file": text,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "media_type": _enum(MediaType),
        "pages": {"type": "integer", "minimum": 0},
    }
    properties = {
        "source": _record(source),
        "status": _enum(DocumentStatus),
        "kind": _enum(DocumentKind),
        "parts": lists.pop("parts"),
        **scalars,
        **lists,
        "evidence": _record(evidence, required=()),
        "issues": _list(_of_record(Issue)),
        "pages": _list(_record(page)),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "iop extract: one document",
        "description": "Generated from the records in schemas/ by `python -m schemas.json_schema`.",
        **_record(properties),
        "$defs": {"spans": _spans(), "evidence": _record(_evidence())},
    }


if __name__ == "__main__":
    print(json.dumps(document_schema(), ensure_ascii=False, indent=2))
