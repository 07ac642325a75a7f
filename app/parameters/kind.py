"""
Which option Discord has for a Python type, and how its value becomes an argument.

https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type
"""

import enum
import inspect
import typing
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

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
from app.models.command import CommandOptionChoice, OptionType
from app.models.guild import Role
from app.models.user import Member, User
from app.parameters import reader
from app.parameters.converter import Conversion
from app.parameters.converters import BUILT_IN
from app.parameters.reader import Reader


class Kind(NamedTuple):
    """What a Python type is among options.

    Attributes:
        type: The option's type.
        read: Makes the argument from the value that Discord sent.
        channel_types: Channels that the user can pick; empty: all.
        choices: Values that the type itself offers.
        conversion: What becomes of the text that was read, if anything.
        as_text: Whether its values are integers that travel as text.
    """

    type: OptionType
    read: Reader
    channel_types: tuple[ChannelType, ...] = ()
    choices: tuple[CommandOptionChoice, ...] = ()
    conversion: Conversion | None = None
    as_text: bool = False


MOST_INTEGER = 2**53 - 1
"""Largest integer that Discord takes as one; larger ones, and ids, travel as text."""


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


def find_kind(kinds: frozenset[Any]) -> Kind | None:
    """Find the option type for a type or union; None if Discord has none."""
    if kinds in _OBJECTS:
        return Kind(*_OBJECTS[kinds])
    if all(kind in _CHANNEL_TYPES for kind in kinds):
        return Kind(OptionType.channel, reader.read_channel(*kinds), channel_types(kinds))
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind in BUILT_IN:
        return Kind(OptionType.string, reader.read_text, conversion=BUILT_IN[kind])
    if typing.get_origin(kind) is Literal:
        return _from_values({str(value): value for value in typing.get_args(kind)}, {})
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        # Going through the enum leaves its aliases out: the same value is offered once.
        return _from_values({member.name: member.value for member in kind}, {member.value: member for member in kind})
    return Kind(*_SCALARS[kind]) if kind in _SCALARS else None


def is_unsupported(kinds: frozenset[Any]) -> bool:
    """Tell whether authors can only have meant an option by this, though Discord has none.

    That is so of builtins, `list[str]` among them, and of unions of what each
    would be an option, such as `int | str`.
    """
    return all(_is_builtin(kind) or find_kind(frozenset({kind})) is not None or _has_convert(kind) for kind in kinds)


def _has_convert(kind: Any) -> bool:
    return isinstance(inspect.getattr_static(kind, "convert", None), classmethod | staticmethod)


# A table of texts or a secret key is handed to handlers by `bot.provide`, as any other kind is.
_PROVIDED = frozenset({bytes, dict})


def _is_builtin(kind: Any) -> bool:
    origin = typing.get_origin(kind) or kind
    return isinstance(origin, type) and origin.__module__ == "builtins" and origin not in _PROVIDED


def channel_types(kinds: frozenset[Any]) -> tuple[ChannelType, ...]:
    """Return the types of these classes of channels; `Channel` among them stands for every type, spelled by none."""
    if Channel in kinds:
        return ()
    return tuple(sorted({channel_type for kind in kinds for channel_type in _CHANNEL_TYPES[kind]}))


def is_channel(kind: Any) -> bool:
    """Tell whether this is a class of channels that an option can take."""
    return inspect.isclass(kind) and kind in _CHANNEL_TYPES


def is_wide(kind: Kind, bounds: Mapping[str, Any]) -> bool:
    """Tell whether an integer has limits or choices that Discord does not take as integers.

    Args:
        kind: The option, with its choices.
        bounds: `min_value` and `max_value`, where there are.
    """
    if kind.type is not OptionType.integer:
        return False
    values = (*bounds.values(), *(choice.value for choice in kind.choices))
    return any(value is not None and abs(value) > MOST_INTEGER for value in values)


def put_in_text(kind: Kind) -> Kind:
    """Return an option of integers as one of text, that is read as an integer."""
    choices = tuple(choice.replace(value=str(choice.value)) for choice in kind.choices)
    return kind._replace(type=OptionType.string, read=reader.read_in_text(kind.read), choices=choices, as_text=True)


def _from_values(values: Mapping[str, Any], members: Mapping[Any, Any]) -> Kind | None:
    """Make an option that offers these values: the name is shown, the value is sent."""
    types_of_values = {type(value) for value in values.values()}
    # An IntEnum's values are ints; bool is an int to isinstance, but no value that a choice can have.
    if len(types_of_values) != 1 or not (types_of_values <= {str, int, float}):
        return None
    kind, _ = _SCALARS[types_of_values.pop()]
    choices = tuple(CommandOptionChoice(name=name, value=value) for name, value in values.items())
    accepted = dict(members) or {value: value for value in values.values()}
    return Kind(kind, reader.read_choice(accepted), (), choices)
