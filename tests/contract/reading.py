"""What Discord sent and what a model says of it, held against each other."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from app.models.base import Model, Snowflake, convert, decoder
from app.models.component import Component, UnknownComponent

UNDOCUMENTED = {"Application.hook", "User.clan", "User.display_name_styles", "Nameplate.expires_at"}
"""What stands in an example but in no table of the documentation."""


class Difference(NamedTuple):
    """Something that Discord sent and that a model says otherwise, or not at all.

    Attributes:
        path: Where it stands.
        field: The field that the model does not have, as `Model.field`; empty
            where it has another value.
        said: What is different.
    """

    path: str
    field: str
    said: str


def differences(sent: Any, read: Any, path: str = "$") -> Iterator[Difference]:
    """Go through everything that Discord sent and that the model says otherwise, or not at all."""
    if isinstance(sent, dict) and isinstance(read, Model):
        yield from _differing_fields(sent, read, path)
    elif isinstance(sent, dict) and isinstance(read, dict):
        for key, value in sent.items():
            yield from differences(value, read[key if key in read else Snowflake(key)], f"{path}.{key}")
    elif isinstance(sent, list) and isinstance(read, tuple | list) and len(sent) == len(read):
        for index, pair in enumerate(zip(sent, read, strict=True)):
            yield from differences(*pair, f"{path}[{index}]")
    elif not _is_same(sent, read):
        yield Difference(path, "", f"{sent!r} was read as {read!r}")


def _differing_fields(sent: dict[str, Any], read: Model, path: str) -> Iterator[Difference]:
    names = {field.encode_name: field.name for field in msgspec.structs.fields(read)}
    for key, value in sent.items():
        if key in names:
            yield from differences(value, getattr(read, names[key]), f"{path}.{key}")
        elif key in {"type", "component_type"} and isinstance(read, Component):
            yield from differences(value, read.type, f"{path}.{key}")
        else:
            yield Difference(f"{path}.{key}", f"{type(read).__name__}.{key}", f"{value!r} was not read")


def _is_same(sent: Any, read: Any) -> bool:
    if sent is None:
        return read is None or read in ((), {}, "")
    if isinstance(read, Snowflake):
        return str(sent) == str(read)
    if isinstance(read, dt.datetime):
        return dt.datetime.fromisoformat(sent) == read
    return bool(sent == read)


def _as_wire(value: Any) -> Any:
    return value.to_wire() if isinstance(value, UnknownComponent) else str(value)


def check(sent: Any, kind: Any) -> Any:
    """Decode, compare with what was sent, encode, and decode to the same again."""
    read = decoder(kind).decode(json.dumps(sent))

    found = [one for one in differences(sent, read) if one.field not in UNDOCUMENTED]
    assert found == [], found
    assert convert(sent, kind) == read
    assert decoder(kind).decode(msgspec.json.encode(read, enc_hook=_as_wire)) == read
    return read
