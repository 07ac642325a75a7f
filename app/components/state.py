"""
The state of a component: which of a handler's parameters travel, and how.

Read once, when the handler is decorated. Every parameter behind the context
(and behind the values or the form) is a field of the state, but for those whose
default is `provided`, which are dependencies.

A field that has a default may be missing in what an older version made. So a
handler understands its own layout, and those of all its fields with some of the
ones that have defaults left out.
"""

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.components.codec import FIELD_END, Codec, find_codec, optional
from app.components.custom_id import make_layout
from app.components.flow import is_flow, read_flow
from app.errors import DefinitionError
from app.parameters.annotation import spell_union, take_apart
from app.providers import provided

TYPES = "str, int, bool, float, Snowflake, datetime, date, timedelta, Literal, Enum, and lists of these; and a Flow"

_MOST_OPTIONAL = 6
"""Fields with a default of which any may be missing; beyond that, the last ones alone."""


class Field(NamedTuple):
    """One field of a state.

    Attributes:
        name: The parameter.
        codec: How its values become text.
        default: What it is where an older version left it out;
            `inspect.Parameter.empty` if there is none.
    """

    name: str
    codec: Codec
    default: Any

    @property
    def is_optional(self) -> bool:
        """Whether an older version may have left it out."""
        return self.default is not inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class State:
    """The state of a handler's components.

    Attributes:
        where: `file:line` of the handler.
        fields: The parameters that travel, in order.
        dependencies: Parameter name to the kind that is asked of the providers.
        positional: Names of all parameters that may be given by position, in order.
        layout: The mark of what this version makes.
        layouts: What each mark that can be read says which fields are there,
            and how their texts become values.
        has_flows: Whether the store keeps a part of it: what is read is a `KeptFlow` then.
    """

    where: str
    fields: tuple[Field, ...]
    dependencies: Mapping[str, Any]
    positional: tuple[str, ...]
    layout: str
    layouts: Mapping[str, tuple[tuple[str, Callable[[str], Any]], ...]]
    has_flows: bool

    def write(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
        """Write the fields that a component is made with.

        Args:
            name: What the author called, for errors: `again.button`.
            args: What was given by position.
            kwargs: What was given by name.

        Raises:
            TypeError: If these are not the handler's parameters, or a value is not of its type.
            ValueError: If a value cannot travel.
        """
        given = dict(zip(self.positional, args, strict=False))
        twice = given.keys() & kwargs.keys()
        given |= kwargs
        unknown = given.keys() - {field.name for field in self.fields}
        if twice or unknown or len(args) > len(self.positional):
            raise TypeError(f"{name}() takes {', '.join(field.name for field in self.fields) or 'nothing'}")
        return FIELD_END.join([self._write_field(name, field, given) for field in self.fields])

    def _write_field(self, name: str, field: Field, given: Mapping[str, object]) -> str:
        value = given.get(field.name, field.default)
        if value is inspect.Parameter.empty:
            raise TypeError(f"{name}() needs {field.name}")
        try:
            return field.codec.encode(value)
        except TypeError as error:
            raise TypeError(f"{name}(): {field.name} {error}") from None
        except ValueError as error:
            raise ValueError(f"{name}(): {field.name} {error}") from None

    def read(self, layout: str, body: str) -> dict[str, Any]:
        """Read the fields back.

        Args:
            layout: Which fields there are.
            body: The fields.

        Raises:
            ValueError: If this version has other fields, or a value cannot be
                one of theirs; says why.
        """
        fields = self.layouts.get(layout)
        if fields is None:
            raise ValueError("another version of its handler made it, with other parameters")
        texts = body.split(FIELD_END) if fields else []
        if len(texts) != len(fields) or (body and not fields):
            raise ValueError(f"it has {len(texts)} fields, and should have {len(fields)}")
        values = {} if layout == self.layout else {field.name: field.default for field in self.fields}
        for (name, decode), text in zip(fields, texts, strict=True):
            try:
                values[name] = decode(text)
            except (ValueError, OverflowError) as error:
                raise ValueError(f"{name}: {error}") from None
        return values


def read_state(where: str, parameters: Sequence[inspect.Parameter], hints: Mapping[str, Any]) -> State:
    """Read which parameters of a handler travel.

    Args:
        where: `file:line` of the handler.
        parameters: Those behind the context, and behind the values or the form.
        hints: Their annotations.

    Raises:
        DefinitionError: If one can neither travel nor be provided.
    """
    fields: list[Field] = []
    dependencies: dict[str, Any] = {}
    for parameter in parameters:
        name = parameter.name
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            raise DefinitionError(where, f"*{name}: every part of the state is a parameter of its own")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            why = f"{name} is positional-only, and handlers are called with keywords: put the / behind the context"
            raise DefinitionError(where, why)
        if name not in hints:
            raise DefinitionError(where, f"{name} has no annotation, so nobody knows how it travels")
        if parameter.default is provided:
            dependencies[name] = hints[name]
        else:
            fields.append(_read_field(where, parameter, hints[name]))
    positional = tuple(one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD)
    layouts = _readable_layouts(fields)
    has_flows = any(is_flow(kind) for field in fields for kind in take_apart(hints[field.name])[1])
    return State(where, tuple(fields), dependencies, positional, _mark(fields), layouts, has_flows)


def _read_field(where: str, parameter: inspect.Parameter, hint: Any) -> Field:
    field = Field(parameter.name, _codec(where, parameter, hint), parameter.default)
    if field.is_optional:
        try:
            field.codec.encode(field.default)
        except (TypeError, ValueError) as error:
            raise DefinitionError(where, f"the default of {field.name} cannot travel: {field.name} {error}") from None
    return field


def _codec(where: str, parameter: inspect.Parameter, hint: Any) -> Codec:
    name = parameter.name
    _, kinds, is_optional = take_apart(hint)
    flow = next(filter(is_flow, kinds), None) if len(kinds) == 1 else None
    if flow is not None:
        return read_flow(where, name, flow, is_optional=is_optional or parameter.default is not parameter.empty)
    codec = find_codec(*kinds) if len(kinds) == 1 else None
    if codec is None:
        why = (
            f"{name}: {spell_union(kinds)} cannot travel in a custom_id; what can: {TYPES}. "
            f"Of users, channels and the like it is the id, a Snowflake. "
            f"A dependency is marked: {name}: {spell_union(kinds)} = provided"
        )
        raise DefinitionError(where, why)
    return optional(codec) if is_optional else codec


def _mark(fields: Sequence[Field]) -> str:
    return make_layout((field.name, field.codec.name) for field in fields)


def _readable_layouts(fields: Sequence[Field]) -> dict[str, tuple[tuple[str, Callable[[str], Any]], ...]]:
    """Return what each mark says which fields are there; of two layouts with one mark neither is read."""
    known: dict[str, tuple[tuple[str, Callable[[str], Any]], ...]] = {}
    twice: set[str] = set()
    for some in _readable(fields):
        mark = _mark(some)
        if mark in known:
            twice.add(mark)
        known[mark] = tuple((one.name, one.codec.decode) for one in some)
    # The own one comes last, and stands.
    return {mark: layout for mark, layout in known.items() if mark not in twice or mark == _mark(fields)}


def _readable(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """Go through the layouts that can be read: some of the fields that have a default may be missing."""
    newer = [field for field in fields if field.is_optional]
    for count in range(len(newer) + 1):
        if len(newer) > _MOST_OPTIONAL:
            kept: Iterator[tuple[Field, ...]] = iter([tuple(newer[:count])])
        else:
            kept = itertools.combinations(newer, count)
        for some in kept:
            yield tuple(field for field in fields if not field.is_optional or field in some)
