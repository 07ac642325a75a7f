"""What an annotation is made of: types, None, and what `Annotated` adds."""

import types
import typing
from typing import Annotated, Any

from app.parameters.option import Option


def take_apart(annotation: Any) -> tuple[list[Any], frozenset[Any], bool]:
    """Return the metadata of an annotation, its types without None, and whether None was among them."""
    metadata, annotation = _unwrap(annotation)
    kinds, optional = _split_union(annotation)
    if len(kinds) == 1:
        # `Name | None`, where Name is an Annotated of its own.
        said_inside, inner = _unwrap(*kinds)
        kinds, optional_inside = _split_union(inner)
        metadata, optional = [*metadata, *said_inside], optional or optional_inside
    return metadata, kinds, optional


def is_option(said: Any) -> bool:
    """Tell whether this is what an author says of an option, or forgot to call."""
    return said is Option or isinstance(said, Option)


def spell_union(kinds: frozenset[Any]) -> str:
    """Return the types of an annotation as authors write them."""
    return " | ".join(sorted(kind.__name__ if isinstance(kind, type) else str(kind) for kind in kinds))


def _unwrap(annotation: Any) -> tuple[list[Any], Any]:
    if typing.get_origin(annotation) is not Annotated:
        return [], annotation
    base, *metadata = typing.get_args(annotation)
    return metadata, base


def _split_union(annotation: Any) -> tuple[frozenset[Any], bool]:
    """Return the members of a union without None, and whether None was among them."""
    if typing.get_origin(annotation) not in {typing.Union, types.UnionType}:
        return frozenset({annotation}), False
    members = frozenset(typing.get_args(annotation))
    return members - {types.NoneType}, types.NoneType in members
