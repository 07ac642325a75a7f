"""
Reads a handler's signature once, when it is decorated.

Each parameter behind the context is an option or a dependency. It is an option
if it bears `Option` metadata or a type that Discord has an option for; anything
else is asked of the providers. What each option takes, and how its value
becomes the argument, is decided here, so that nothing is inspected while
Discord waits.
"""

import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from app.context.base import Context
from app.errors import LimitExceeded, OptionUnsupported
from app.models.attachment import Attachment
from app.models.channel import (
    AnnouncementChannel,
    CategoryChannel,
    Channel,
    ChannelType,
    ForumChannel,
    MediaChannel,
    StageChannel,
    TextChannel,
    Thread,
    VoiceChannel,
)
from app.models.command import CommandOption, CommandOptionChoice, OptionType, localizations
from app.models.guild import Role
from app.models.user import Member, User
from app.parameters import reader
from app.parameters.option import Option
from app.parameters.reader import Reader
from app.providers import where_of

MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_TEXT = 6000
MOST_INTEGER = 2**53 - 1
MOST_NUMBER = 2**53


@dataclass(frozen=True, slots=True)
class OptionParameter:
    """A parameter that is an option.

    Attributes:
        parameter: The parameter's name.
        wire: The option as it is registered.
        read: Makes the argument from the value that Discord sent.
        default: What the argument is when the user left the option out;
            `inspect.Parameter.empty` if he cannot.
    """

    parameter: str
    wire: CommandOption
    read: Reader
    default: Any


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes and gives.

    Attributes:
        where: `file:line` of the handler.
        options: Its options, the required ones first, as Discord wants them.
        dependencies: Parameter name to the kind that is asked of the providers.
        is_async: Whether it is a coroutine function; others run in a thread.
    """

    where: str
    options: tuple[OptionParameter, ...]
    dependencies: Mapping[str, Any]
    is_async: bool


_CHANNEL_TYPES: Mapping[Any, tuple[ChannelType, ...]] = {
    Channel: (),
    TextChannel: (ChannelType.guild_text,),
    VoiceChannel: (ChannelType.guild_voice,),
    CategoryChannel: (ChannelType.guild_category,),
    AnnouncementChannel: (ChannelType.guild_announcement,),
    StageChannel: (ChannelType.guild_stage_voice,),
    ForumChannel: (ChannelType.guild_forum,),
    MediaChannel: (ChannelType.guild_media,),
    Thread: (ChannelType.announcement_thread, ChannelType.public_thread, ChannelType.private_thread),
}

_SCALARS: Mapping[Any, tuple[OptionType, Reader]] = {
    str: (OptionType.string, reader.read_text),
    int: (OptionType.integer, reader.read_integer),
    float: (OptionType.number, reader.read_number),
    bool: (OptionType.boolean, reader.read_boolean),
}

_OBJECTS: Mapping[frozenset[Any], tuple[OptionType, Reader]] = {
    frozenset({User}): (OptionType.user, reader.read_user),
    frozenset({Member}): (OptionType.user, reader.read_member),
    frozenset({Member, User}): (OptionType.user, reader.read_member_or_user),
    frozenset({Role}): (OptionType.role, reader.read_role),
    frozenset({Member, Role}): (OptionType.mentionable, reader.read_member_or_role),
    frozenset({User, Role}): (OptionType.mentionable, reader.read_user_or_role),
    frozenset({Member, User, Role}): (OptionType.mentionable, reader.read_mentionable),
    frozenset({Attachment}): (OptionType.attachment, reader.read_attachment),
}


def read_signature(handler: Callable[..., Any]) -> Signature:
    """Read what a handler takes behind its first parameter, the context.

    Raises:
        OptionUnsupported: If a parameter cannot be an option and says that it is one, or
            the handler has no context parameter.
        LimitExceeded: If there are too many options or choices.
    """
    where = where_of(handler)
    parameters, hints = _inspect(where, handler)
    first = parameters[0].name
    if _find_kind(_take_apart(hints.get(first))[1]) is not None:
        raise OptionUnsupported(where, f"{first} is an option, but the first parameter of a handler is the context")
    options: list[OptionParameter] = []
    dependencies: dict[str, Any] = {}
    for parameter in parameters[1:]:
        annotation = hints.get(parameter.name, parameter.empty)
        _check_parameter(where, parameter, annotation)
        option = _read_parameter(where, parameter, annotation)
        if option is None:
            dependencies[parameter.name] = annotation
        else:
            options.append(option)
    if len(options) > MOST_OPTIONS:
        raise LimitExceeded(where, "options of one command", len(options), MOST_OPTIONS)
    # Discord refuses a required option behind an optional one; sorting is stable, so the author's order stays.
    options.sort(key=lambda option: not option.wire.required)
    return Signature(where, tuple(options), dependencies, inspect.iscoroutinefunction(handler))


def _inspect(where: str, handler: Callable[..., Any]) -> tuple[list[inspect.Parameter], dict[str, Any]]:
    """Return a handler's parameters, of which there is at least one, and its annotations."""
    if not inspect.isroutine(handler):
        raise OptionUnsupported(where, "a handler is a function: def or async def")
    name = handler.__name__
    if inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler):
        raise OptionUnsupported(where, f"{name}() yields: return the answer, and send more by ctx.followup()")
    parameters = list(inspect.signature(handler).parameters.values())
    if not parameters or parameters[0].kind not in {
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    }:
        raise OptionUnsupported(where, f"{name}() takes no context: its first parameter is the context")
    try:
        return parameters, typing.get_type_hints(handler, include_extras=True)
    except NameError as error:
        raise OptionUnsupported(
            where, f"an annotation of {name}() names {error.name!r}, which is not imported at run time"
        ) from error
    except (AttributeError, SyntaxError, TypeError) as error:
        raise OptionUnsupported(where, f"an annotation of {name}() cannot be read: {error}") from error


def _check_parameter(where: str, parameter: inspect.Parameter, annotation: Any) -> None:
    """Refuse what can be neither option nor dependency."""
    if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
        raise OptionUnsupported(where, f"*{parameter.name}: every option is a parameter of its own")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        why = f"{parameter.name} is positional-only, and handlers are called with keywords: put the / behind ctx"
        raise OptionUnsupported(where, why)
    if annotation is parameter.empty:
        raise OptionUnsupported(where, f"{parameter.name} has no annotation, so it is neither option nor dependency")
    if isinstance(annotation, type) and issubclass(annotation, Context):
        why = f"{parameter.name} is a context, which stands first; commands in classes are not known"
        raise OptionUnsupported(where, why)


def _read_parameter(where: str, parameter: inspect.Parameter, annotation: Any) -> OptionParameter | None:
    """Make the option of one parameter; None if it is a dependency."""
    declared, kinds, optional = _take_apart(annotation)
    found = _find_kind(kinds)
    if found is None:
        if declared is not None or any(typing.get_origin(kind) is Literal for kind in kinds):
            spelled = " | ".join(sorted(map(_spell, kinds)))
            raise OptionUnsupported(where, f"{parameter.name}: Discord has no option for {spelled}")
        return None
    said = declared or Option()
    kind, read, channel_types, choices = found
    name = said.name or parameter.name
    limits = _limits(where, name, kind, said)
    if said.choices:
        offered, choices = choices, _explicit_choices(where, name, kind, said)
        read = _choice_reader(where, name, read, offered, choices)
    elif limits and kind is not OptionType.string:
        read = reader.read_within(read, limits["min_value"], limits["max_value"])
    if len(choices) > MOST_CHOICES:
        raise LimitExceeded(where, f"choices of option {name}", len(choices), MOST_CHOICES)
    default = None if optional and parameter.default is parameter.empty else parameter.default
    wire = CommandOption(
        type=kind,
        name=name,
        description=said.description or name.replace("_", " "),
        required=default is parameter.empty,
        choices=choices,
        channel_types=channel_types,
        **limits,
    )
    return OptionParameter(parameter.name, wire, read, default)


def _take_apart(annotation: Any) -> tuple[Option | None, frozenset[Any], bool]:
    """Return what is said of an option, its types without None, and whether None was among them."""
    declared, annotation = _unwrap(annotation)
    kinds, optional = _split_union(annotation)
    if len(kinds) == 1:
        # `Name | None`, where Name is an Annotated of its own.
        said_inside, inner = _unwrap(*kinds)
        kinds, optional_inside = _split_union(inner)
        declared, optional = declared or said_inside, optional or optional_inside
    return declared, kinds, optional


def _unwrap(annotation: Any) -> tuple[Option | None, Any]:
    if typing.get_origin(annotation) is not Annotated:
        return None, annotation
    base, *metadata = typing.get_args(annotation)
    return next((item for item in metadata if isinstance(item, Option)), None), base


def _split_union(annotation: Any) -> tuple[frozenset[Any], bool]:
    """Return the members of a union without None, and whether None was among them."""
    if typing.get_origin(annotation) not in {typing.Union, types.UnionType}:
        return frozenset({annotation}), False
    members = frozenset(typing.get_args(annotation))
    return members - {types.NoneType}, types.NoneType in members


_Found = tuple[OptionType, Reader, tuple[ChannelType, ...], tuple[CommandOptionChoice, ...]]


def _find_kind(kinds: frozenset[Any]) -> _Found | None:
    """Find the option type for a type or union; None if Discord has none."""
    if kinds in _OBJECTS:
        return *_OBJECTS[kinds], (), ()
    if all(kind in _CHANNEL_TYPES for kind in kinds):
        # One `Channel` among them stands for every type, which Discord spells by naming none.
        every = any(kind is Channel for kind in kinds)
        channel_types = () if every else tuple(sorted({t for kind in kinds for t in _CHANNEL_TYPES[kind]}))
        return OptionType.channel, reader.read_channel(*kinds), channel_types, ()
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if typing.get_origin(kind) is Literal:
        return _from_values({str(value): value for value in typing.get_args(kind)}, {})
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        # Going through the enum leaves its aliases out: the same value is offered once.
        return _from_values({member.name: member.value for member in kind}, {member.value: member for member in kind})
    return (*_SCALARS[kind], (), ()) if kind in _SCALARS else None


def _from_values(values: Mapping[str, Any], members: Mapping[Any, Any]) -> _Found | None:
    """Make an option that offers these values: the name is shown, the value is sent."""
    types_of_values = {type(value) for value in values.values()}
    # An IntEnum's values are ints; bool is an int to isinstance, but no value that a choice can have.
    if len(types_of_values) != 1 or not (types_of_values <= {str, int, float}):
        return None
    kind, _ = _SCALARS[types_of_values.pop()]
    choices = tuple(CommandOptionChoice(name=name, value=value) for name, value in values.items())
    accepted = dict(members) or {value: value for value in values.values()}
    return kind, reader.read_choice(accepted), (), choices


_CHOICE_VALUES: Mapping[OptionType, tuple[type, ...]] = {
    OptionType.string: (str,),
    OptionType.integer: (int,),
    OptionType.number: (int, float),
}


def _explicit_choices(where: str, name: str, kind: OptionType, said: Option) -> tuple[CommandOptionChoice, ...]:
    """Put `Option(choices=...)` into its form on the wire, and refuse values of another type."""
    wire = []
    for choice in said.choices or ():
        if type(choice.value) not in _CHOICE_VALUES.get(kind, ()):
            raise OptionUnsupported(where, f"{name}: {choice!r} is no choice for a {kind.name} option")
        wire.append(
            CommandOptionChoice(
                name=choice.name,
                value=float(choice.value) if kind is OptionType.number else choice.value,
                name_localizations=localizations(choice.name_localizations),
            )
        )
    return tuple(wire)


def _choice_reader(
    where: str,
    name: str,
    read: Reader,
    offered: tuple[CommandOptionChoice, ...],
    choices: tuple[CommandOptionChoice, ...],
) -> Reader:
    """Make the reader for `Option(choices=...)`; the type's own one, if the type offers values already."""
    if not offered:
        return reader.read_choice({choice.value: choice.value for choice in choices})
    stray = {choice.value for choice in choices} - {choice.value for choice in offered}
    if stray:
        raise OptionUnsupported(where, f"{name}: choices= offers {', '.join(map(repr, stray))}, which its type has not")
    return read


def _limits(where: str, name: str, kind: OptionType, said: Option) -> dict[str, Any]:
    """Put `min` and `max` into the fields that this type of option has for them."""
    if said.min is None and said.max is None:
        return {}
    if said.min is not None and said.max is not None and said.min > said.max:
        raise OptionUnsupported(where, f"{name}: min={said.min:g} is more than max={said.max:g}")
    if kind in {OptionType.string, OptionType.integer} and not (_is_whole(said.min) and _is_whole(said.max)):
        raise OptionUnsupported(where, f"{name}: min and max of a {kind.name} option are whole numbers")
    if kind is OptionType.string:
        least, most = said.min, said.max
        if not 0 <= (least or 0) <= MOST_TEXT or not 1 <= (1 if most is None else most) <= MOST_TEXT:
            raise OptionUnsupported(where, f"{name}: lengths of text go from 0 to {MOST_TEXT}")
        return {"min_length": None if least is None else int(least), "max_length": None if most is None else int(most)}
    if kind is OptionType.integer:
        if any(limit is not None and abs(limit) > MOST_INTEGER for limit in (said.min, said.max)):
            raise OptionUnsupported(where, f"{name}: Discord's integers go from -(2**53 - 1) to 2**53 - 1")
        return {"min_value": _whole(said.min), "max_value": _whole(said.max)}
    if kind is OptionType.number:
        if not all(limit is None or abs(limit) <= MOST_NUMBER for limit in (said.min, said.max)):
            raise OptionUnsupported(where, f"{name}: Discord's numbers go from -(2**53) to 2**53")
        return {"min_value": said.min, "max_value": said.max}
    raise OptionUnsupported(where, f"{name}: min and max are for numbers and text, not for {kind.name}")


def _is_whole(limit: float | None) -> bool:
    return limit is None or float(limit).is_integer()


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


def _spell(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
