"""
Makes the option of one parameter: what is registered, and how its value becomes the argument.

The same for a parameter of a handler and for a field of an option bundle.
"""

import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.errors import LimitExceeded, OptionUnsupported
from app.models.command import CommandOption, OptionType, localizations
from app.models.guild import Emoji
from app.parameters.annotation import is_option, spell_union, take_apart
from app.parameters.converter import Conversion, find_convert, find_converter
from app.parameters.converters import CONVERTERS
from app.parameters.kind import Kind, channel_types, find_kind, is_unsupported, is_wide, put_in_text
from app.parameters.limits import (
    MOST_CHOICES,
    check_channel_types,
    check_choices_within,
    check_default,
    check_localizations,
    choice_reader,
    explicit_choices,
    file_types,
    limits,
)
from app.parameters.option import Autocompleter, Option
from app.parameters.reader import Reader, read_channel, read_text, read_within
from app.providers import is_method, read_dependencies, where_of

OPTIONS = "str, int, float, bool, User, Member, Channel, Role, Attachment, Literal and Enum"
COMPLETABLE = frozenset({OptionType.string, OptionType.integer, OptionType.number})


@dataclass(frozen=True, slots=True)
class Completion:
    """What suggests values for an option.

    Attributes:
        where: `file:line` of the function.
        suggest: The function.
        dependencies: Parameter name to the kind that is asked of the providers.
    """

    where: str
    suggest: Autocompleter
    dependencies: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OptionParameter:
    """A parameter that is an option.

    Attributes:
        parameter: The parameter's name; of a field of a bundle `page.size`.
        wire: The option as it is registered.
        read: Makes the argument from the value that Discord sent.
        default: What the argument is when the user left the option out;
            `inspect.Parameter.empty` if he cannot.
        completion: What suggests values while the user types, if anything.
        conversion: What becomes of the text that was read, if anything.
        as_text: Whether its values are integers that travel as text.
    """

    parameter: str
    wire: CommandOption
    read: Reader
    default: Any
    completion: Completion | None = None
    conversion: Conversion | None = None
    as_text: bool = False

    def bind(self, instance: object) -> "OptionParameter":
        """Return this option with its autocompleter as a method of an instance, if it is one."""
        if self.completion is None or not is_method(self.completion.suggest):
            return self
        bound = types.MethodType(self.completion.suggest, instance)
        return replace(self, completion=replace(self.completion, suggest=bound))


def read_parameter(where: str, parameter: inspect.Parameter, annotation: Any, described: str) -> OptionParameter | None:
    """Make the option of one parameter; None if it is a dependency.

    Args:
        where: `file:line` of the handler.
        parameter: The parameter.
        annotation: Its annotation, with what `Annotated` adds.
        described: What the docstring says of it.

    Raises:
        OptionUnsupported: If it says that it is an option, and cannot be one.
        LimitExceeded: If there are too many choices or file types, or a text
            is too long.
    """
    metadata, kinds, optional = take_apart(annotation)
    found = _find(where, parameter.name, metadata, kinds)
    declared = _find_option(where, parameter, metadata, kinds, found)
    if found is None:
        _check_dependency(where, parameter.name, kinds, declared)
        return None
    said = declared or Option()
    if not isinstance(said.name, str | None):
        raise OptionUnsupported(where, f"{parameter.name}: the name of an option is text, not {said.name!r}")
    name = said.name or parameter.name
    found = _narrow(where, name, found, said)
    bounds = limits(where, name, found.type, said)
    check_choices_within(where, name, found.choices, bounds)
    check_localizations(where, name, said)
    read = found.read
    if bounds and found.type is not OptionType.string:
        read = read_within(read, bounds["min_value"], bounds["max_value"])
    check_default(where, name, parameter.default, bounds)
    found = found._replace(read=read)
    if is_wide(found, bounds):
        found, bounds = put_in_text(found), {}
    default = None if optional and parameter.default is parameter.empty else parameter.default
    wire = CommandOption(
        type=found.type,
        name=name,
        description=said.description or described or name.replace("_", " "),
        name_localizations=localizations(said.name_localizations),
        description_localizations=localizations(said.description_localizations),
        required=default is parameter.empty,
        choices=found.choices,
        channel_types=found.channel_types,
        file_types=file_types(where, name, found.type, said),
        **bounds,
    )
    option = OptionParameter(
        parameter.name, wire, found.read, default, conversion=found.conversion, as_text=found.as_text
    )
    return option if said.autocomplete is None else complete(where, option, said.autocomplete)


def complete(where: str, option: OptionParameter, suggest: Autocompleter) -> OptionParameter:
    """Give an option its autocompleter: it takes the context, the value, and dependencies.

    Args:
        where: `file:line` of the handler.
        option: The option.
        suggest: The autocompleter.

    Raises:
        OptionUnsupported: If the option cannot have one, or has one already;
            or what is to suggest cannot be called with the context and the value.
    """
    name = option.wire.name
    if option.completion is not None:
        why = f"{name} has an autocompleter already, at {option.completion.where}"
        raise OptionUnsupported(where_of(suggest), why)
    if option.wire.type not in COMPLETABLE or option.wire.choices:
        raise OptionUnsupported(where, f"{name}: autocomplete is for text and numbers without choices")
    if not callable(suggest):
        why = f"{name}: autocomplete is a function of the context and the value, not {suggest!r:.40}"
        raise OptionUnsupported(where, why)
    there = where_of(suggest)
    leading = 2 + is_method(suggest)
    if not _takes_leading(suggest, leading):
        raise OptionUnsupported(there, f"an autocompleter of {name} takes the context and the value")
    completion = Completion(there, suggest, read_dependencies(suggest, leading=leading))
    return replace(option, wire=option.wire.replace(autocomplete=True), completion=completion)


def _takes_leading(function: Autocompleter, count: int) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # what is written in C may not say what it takes
        return True
    positional = [one for one in parameters if one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}]
    return len(positional) >= count or any(one.kind is one.VAR_POSITIONAL for one in parameters)


def _find(where: str, name: str, metadata: list[Any], kinds: frozenset[Any]) -> Kind | None:
    """Find what kind of option this is; what is said to convert it comes before its type."""
    conversion = find_converter(where, name, [item for item in metadata if not is_option(item)])
    if conversion is None and len(kinds) == 1:
        conversion = find_convert(where, name, *kinds)
    if conversion is not None:
        return Kind(OptionType.string, read_text, conversion=conversion)
    return find_kind(kinds)


def _find_option(
    where: str, parameter: inspect.Parameter, metadata: list[Any], kinds: frozenset[Any], found: Kind | None
) -> Option | None:
    """Return what is said of an option; refuse it in a place or a form in which it would not be heard."""
    declared = [item for item in metadata if isinstance(item, Option)]
    if len(declared) > 1:
        raise OptionUnsupported(where, f"{parameter.name} has {len(declared)} times Option(…): say all of it in one")
    is_text = not declared and found is not None and any(isinstance(said, str) for said in metadata)
    misplaced = (parameter.default, *kinds) if declared else (parameter.default, *metadata, *kinds)
    if is_text or any(map(is_option, misplaced)):
        kind = "int" if any(map(is_option, kinds)) else spell_union(kinds)
        raise OptionUnsupported(where, f"{parameter.name}: write Annotated[{kind}, Option(…)]")
    return declared[0] if declared else None


def _check_dependency(where: str, name: str, kinds: frozenset[Any], declared: Option | None) -> None:
    """Refuse what can only have been meant as an option, though it is none."""
    kind: Any = next(iter(kinds)) if len(kinds) == 1 else None
    if kind is Emoji:
        why = f"{name}: annotate it PartialEmoji: of an emoji that is typed, no more is known"
        raise OptionUnsupported(where, why)
    for converter, spelled in CONVERTERS.items():
        if isinstance(kind, type) and issubclass(kind, converter):
            why = f"{name}: {kind.__name__} is a converter: annotate what it makes, {spelled}"
            raise OptionUnsupported(where, why)
    if declared is not None and inspect.isclass(kind) and hasattr(kind, "convert"):
        why = f"{name}: {kind.__name__} converts, so it stands behind what it makes: Annotated[…, {kind.__name__}]"
        raise OptionUnsupported(where, why)
    if typing.get_origin(kind) is Literal:
        why = f"{name}: what a Literal offers is all str, all int or all float, not {typing.get_args(kind)}"
        raise OptionUnsupported(where, why)
    if declared is not None or is_unsupported(kinds):
        why = (
            f"{name}: Discord has no option for {spell_union(kinds)}; options are {OPTIONS}, "
            "and anything that has a converter"
        )
        raise OptionUnsupported(where, why)


def _narrow(where: str, name: str, found: Kind, said: Option) -> Kind:
    """Apply `choices=` and `channel_types=` to what the type says."""
    if said.choices is not None:
        choices = explicit_choices(where, name, found.type, said)
        found = found._replace(read=choice_reader(where, name, found.read, found.choices, choices), choices=choices)
    if len(found.choices) > MOST_CHOICES:
        raise LimitExceeded(where, f"choices of option {name}", len(found.choices), MOST_CHOICES)
    if said.channel_types:
        kinds = check_channel_types(where, name, found, said)
        found = found._replace(read=read_channel(*kinds), channel_types=channel_types(kinds))
    return found
