"""Examples of what Discord's OpenAPI description describes, the same ones every time."""

import enum
from typing import Any

from tests.contract.operations import Schema, resolved

ID = "175928847299117063"
TEXTS = {
    "snowflake": ID,
    "date-time": "2026-08-05T12:30:00.125000+00:00",
    "date": "2026-08-05",
    "uri": "https://discord.test/example",
    "nonce": "example",
}


class Filling(enum.Enum):
    """How much stands in an example."""

    everything = enum.auto()
    nulls = enum.auto()
    """Every field, and null wherever that is possible."""
    least = enum.auto()
    """The required fields alone."""


def example(schema: Schema, filling: Filling, inside: tuple[int, ...] = ()) -> Any:
    """Make a value, with each kind that an element of a list can be.

    Args:
        schema: What describes it.
        filling: How much stands in it.
        inside: What it stands in, so that what contains itself comes to an end.
    """
    schema = resolved(schema)
    kinds = _kinds(schema)
    if filling is Filling.nulls and "null" in kinds and inside:
        return None
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return example(_branches(schema[word])[0], filling, (*inside, id(schema)))
    kind = next((one for one in kinds if one != "null"), "null")
    if kind == "array":
        return _elements(schema, filling, inside)
    if kind == "object":
        return _fields(schema, filling, inside)
    return {"string": _text(schema), "integer": _number(schema), "number": 1.5, "boolean": True, "null": None}[kind]


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type", "object" if "properties" in schema else None)
    kinds = list(kind) if isinstance(kind, list) else [kind] if kind else []
    return kinds + [
        "null" for word in ("oneOf", "anyOf") for one in schema.get(word, []) if "null" in _kinds(resolved(one))
    ]


def _branches(schemas: list[Schema]) -> list[Schema]:
    return [one for one in schemas if resolved(one).get("type") != "null"]


def _elements(schema: Schema, filling: Filling, inside: tuple[int, ...]) -> list[Any]:
    element = resolved(schema.get("items", {}))
    branches = _branches(element.get("oneOf") or element.get("anyOf", []))
    if not branches or all("const" in branch for branch in branches):
        branches = [element]
    return [
        example(branch, filling, (*inside, id(element))) for branch in branches if id(resolved(branch)) not in inside
    ]


def _fields(schema: Schema, filling: Filling, inside: tuple[int, ...]) -> dict[str, Any]:
    inside = (*inside, id(schema))
    left_out = schema.get("properties", {}).keys() - set(schema.get("required", []))
    made = {
        name: example(field, filling, inside)
        for name, field in schema.get("properties", {}).items()
        if not _leads_back(field, inside) and not (filling is Filling.least and name in left_out)
    }
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and not made:
        made[ID] = example(more, filling, inside)
    return made


def _leads_back(schema: Schema, inside: tuple[int, ...]) -> bool:
    schema = resolved(schema)
    branches = _branches(schema.get("oneOf", []))
    return id(schema) in inside or (bool(branches) and id(resolved(branches[0])) in inside)


def _text(schema: Schema) -> str:
    if schema.get("format") in TEXTS:
        return TEXTS[schema["format"]]
    return "example"[: schema.get("maxLength", 7)]


def _number(schema: Schema) -> int:
    return int(max(schema.get("minimum", 1), 1))
