"""The operations of Discord's OpenAPI description: which one a request is, and what it may carry."""

import functools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from tests.contract.openapi import DOCUMENT, SHARED, jsonschema_rs

Schema: TypeAlias = dict[str, Any]
Schemas: TypeAlias = dict[str, Schema]

JSON = "application/json"
FORM = "multipart/form-data"


class Operation(NamedTuple):
    """One operation: what the description says of it."""

    id: str
    method: str
    path: str
    said: Schema

    @property
    def body(self) -> Schema | None:
        """The schema of what it takes: JSON, or the fields of a form where it takes no JSON."""
        content: dict[str, Schema] = self.said.get("requestBody", {}).get("content", {})
        return content.get(JSON, content.get(FORM, {})).get("schema")

    @property
    def answers(self) -> dict[int, Schema | None]:
        """The schemas of what it answers if all goes well, by status; None: nothing."""
        return {
            int(status): answer.get("content", {}).get(JSON, {}).get("schema")
            for status, answer in self.said["responses"].items()
            if status.startswith("2")
        }

    @property
    def fields(self) -> set[str]:
        """The names of all that it takes: in its body, whatever that is, and behind its path."""
        return set(self.parameters("query")) | _names(self.body or {})

    def parameters(self, place: str) -> dict[str, Schema]:
        """Return the parameters that stand in a place, `path` or `query`."""
        said = [*self.said.get("parameters", []), *DOCUMENT["paths"][self.path].get("parameters", [])]
        return {one["name"]: one for one in said if one["in"] == place}


def _names(schema: Schema) -> set[str]:
    schema = resolved(schema)
    branches = [branch for word in ("oneOf", "anyOf", "allOf") for branch in schema.get(word, [])]
    return set(schema.get("properties", {})).union(*(_names(branch) for branch in branches))


OPERATIONS: dict[str, Operation] = {
    said["operationId"]: Operation(said["operationId"], method.upper(), path, said)
    for path, methods in DOCUMENT["paths"].items()
    for method, said in methods.items()
    if method != "parameters"
}

ROUTES: dict[str, Any] = {
    route["operation_id"] or f"{route['method']} {route['path']}": route
    for route in json.loads((SHARED / "protocol" / "routes.json").read_text())
}
"""All routes, also those that only the documentation knows: what it says of each."""


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """Return the operation that a request is, and the parts of its path; None if the description has none."""
    found = [
        (operation, match.groupdict())
        for operation, pattern in _patterns()
        if operation.method == method and (match := pattern.fullmatch(path))
    ]
    # What is written out, such as `@me`, goes before what is filled in.
    return min(found, key=lambda one: len(one[1]), default=None)


@functools.cache
def _patterns() -> list[tuple[Operation, re.Pattern[str]]]:
    return [
        (operation, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))))
        for operation in OPERATIONS.values()
    ]


# ── strictly ──


def strict(deviations: Sequence[Callable[[Schemas], None]]) -> Schemas:
    """Return the schemas so that an object has no other fields than those named, and with these changes.

    The body of an operation stands among them under its id.
    """
    bodies = {operation.id: operation.body for operation in OPERATIONS.values() if operation.body is not None}
    schemas: Schemas = json.loads(json.dumps(DOCUMENT["components"]["schemas"] | bodies))
    for one in objects(schemas):
        one.setdefault("additionalProperties", False)
    for deviate in deviations:
        deviate(schemas)
    return schemas


def objects(schema: Any) -> Iterator[Schema]:
    """Go through all schemas of objects with named fields."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


class Fault(NamedTuple):
    """What is wrong with a value, and where."""

    path: tuple[str | int, ...]
    said: str


def faults(schema: Schema, schemas: Schemas, value: object) -> list[Fault]:
    """Say what is wrong with a value."""
    return [fault for error in validator(schema, schemas).iter_errors(value) for fault in _explain(error)]


def validator(schema: Schema, schemas: Schemas) -> Any:
    """Make what holds values against a schema."""
    needed = {name: schemas[name] for name in _named(schema, schemas, set())}
    return jsonschema_rs.validator_for({**schema, "components": {"schemas": needed}})


def body_of(operation: str) -> Schema:
    """Return the schema of what an operation takes, as it stands among the strict ones."""
    return {"$ref": f"#/components/schemas/{operation}"}


def _named(schema: Any, schemas: Schemas, found: set[str]) -> set[str]:
    """Return the names of all schemas that a schema refers to: each validator takes in all that it is given."""
    if isinstance(schema, list):
        for part in schema:
            _named(part, schemas, found)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            _named(schemas[name], schemas, found)
        _named(list(schema.values()), schemas, found)
    return found


def _explain(error: Any) -> list[Fault]:
    """Say what is wrong; of several things that a value could be, with the one that it comes nearest to."""
    ways = getattr(error.kind, "context", None)
    if not ways:
        return [Fault(tuple(error.instance_path), error.message[:200])]
    explained = [[fault for part in way for fault in _explain(part)] for way in ways]
    return max(explained, key=lambda found: (min(len(one.path) for one in found), -sum(len(one.said) for one in found)))


def query_faults(operation: Operation, query: Sequence[tuple[str, str]], schemas: Schemas) -> list[Fault]:
    """Say what is wrong with what stands behind a path."""
    known = operation.parameters("query")
    values: dict[str, Any] = {}
    for name, text in query:
        schema = known.get(name, {}).get("schema", {})
        value = from_text(text, schema)
        values[name] = [*values.get(name, []), value] if schema.get("type") == "array" else value
    whole = {
        "type": "object",
        "properties": {name: one["schema"] for name, one in known.items()},
        "required": [name for name, one in known.items() if one.get("required")],
        "additionalProperties": False,
    }
    return faults(whole, schemas, values)


def from_text(text: str, schema: Schema) -> object:
    """Read a value of a query or a path, which is text on the wire."""
    schema = resolved(schema)
    kinds = {schema.get("type"), *(resolved(one).get("type") for one in schema.get("oneOf", []))}
    if schema.get("type") == "array":
        return from_text(text, schema["items"])
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    return int(text) if "integer" in kinds and text.lstrip("-").isdigit() else text


def resolved(schema: Schema) -> Schema:
    """Follow a reference."""
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema
