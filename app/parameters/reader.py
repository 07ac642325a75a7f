"""
How the value of an option becomes the argument.

Discord checks types, choices and limits before it sends an interaction, but it
checks them against the command as it was registered then. After a deployment
that changed an option, or from autocomplete, anything of the right JSON type
may come; so each reader looks before it believes, and raises `BadArgument`, or
`BadLiteralArgument` where the option offers values.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from app.command_errors import BadArgument, BadLiteralArgument
from app.context.sentences import sentence
from app.models.attachment import Attachment
from app.models.base import Snowflake
from app.models.channel import Channel
from app.models.guild import Role
from app.models.interaction import Interaction
from app.models.user import Member, User

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any, str, Interaction], Any]
"""Takes the value, the option's name and the interaction; gives the argument or raises `UserInputError`."""

_WHOLE_NUMBER = re.compile(r"\s*[+-]?\d{1,4000}\s*", re.ASCII)

LONGEST_ID = 20
"""Digits of the largest number of 64 bits."""


def read_text(value: Any, name: str, _interaction: Interaction) -> str:
    """Take text."""
    if not isinstance(value, str):
        raise BadArgument(option=name, value=value)
    return value


def read_integer(value: Any, name: str, _interaction: Interaction) -> int:
    """Take a whole number; one that was sent as `3.0` is one too."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadArgument(option=name, value=value)
    return value


def read_number(value: Any, name: str, _interaction: Interaction) -> float:
    """Take a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadArgument(option=name, value=value)
    try:
        return float(value)
    except OverflowError:
        raise BadArgument(option=name, value=value) from None


def read_boolean(value: Any, name: str, _interaction: Interaction) -> bool:
    """Take a truth value."""
    if not isinstance(value, bool):
        raise BadArgument(option=name, value=value)
    return value


def read_choice(accepted: Mapping[Any, Any]) -> Reader:
    """Make the reader of an option that offers values: it takes these, and gives what each stands for."""

    def read(value: Any, name: str, _interaction: Interaction) -> Any:
        # By its exact type: True equals 1 and would be found as such.
        if type(value) not in (str, int, float) or value not in accepted:
            raise BadLiteralArgument(name, value, tuple(accepted))
        return accepted[value]

    return read


def read_within(read: Reader, least: float | None, most: float | None) -> Reader:
    """Make the reader of a number that has limits; the deployment that set them may be newer than Discord's copy."""

    def read_limited(value: Any, name: str, interaction: Interaction) -> Any:
        number = read(value, name, interaction)
        if (least is not None and number < least) or (most is not None and number > most):
            raise BadArgument(option=name, value=value)
        return number

    return read_limited


def read_id(value: Any, name: str, _interaction: Interaction) -> Snowflake:
    """Take an id that nobody resolves."""
    return _id(value, name)


def read_in_text(read: Reader) -> Reader:
    """Make the reader of integers that travel as text, since Discord's own end at 2^53."""

    def read_integer_of_text(value: Any, name: str, interaction: Interaction) -> Any:
        if not isinstance(value, str) or not _WHOLE_NUMBER.fullmatch(value):
            raise BadArgument(option=name, value=value)
        return read(int(value), name, interaction)

    return read_integer_of_text


def read_member(value: Any, name: str, interaction: Interaction) -> Member:
    """Take somebody who is in the server."""
    member = interaction.resolved.members.get(_id(value, name))
    if member is None:
        raise BadArgument(sentence("option_needs_member", option=name), option=name, value=value)
    return member


def read_user(value: Any, name: str, interaction: Interaction) -> User:
    """Take anybody."""
    return _found(interaction.resolved.users, value, name)


def read_member_or_user(value: Any, name: str, interaction: Interaction) -> Member | User:
    """Take anybody; as a member where he is one."""
    return interaction.resolved.members.get(_id(value, name)) or read_user(value, name, interaction)


def read_role(value: Any, name: str, interaction: Interaction) -> Role:
    """Take a role."""
    return _found(interaction.resolved.roles, value, name)


def read_channel(*kinds: type[Channel]) -> Reader:
    """Make the reader of a channel that must be of one of these kinds."""

    def read(value: Any, name: str, interaction: Interaction) -> Channel:
        channel = _found(interaction.resolved.channels, value, name)
        if not isinstance(channel, kinds):
            raise BadArgument(sentence("option_needs_other_channel", option=name), option=name, value=value)
        return channel

    return read


def read_attachment(value: Any, name: str, interaction: Interaction) -> Attachment:
    """Take an uploaded file."""
    return _found(interaction.resolved.attachments, value, name)


def read_member_or_role(value: Any, name: str, interaction: Interaction) -> Member | Role:
    """Take a member or a role."""
    return interaction.resolved.roles.get(_id(value, name)) or read_member(value, name, interaction)


def read_user_or_role(value: Any, name: str, interaction: Interaction) -> User | Role:
    """Take anybody, or a role."""
    return interaction.resolved.roles.get(_id(value, name)) or read_user(value, name, interaction)


def read_mentionable(value: Any, name: str, interaction: Interaction) -> Member | User | Role:
    """Take anybody, as a member where he is one, or a role."""
    return interaction.resolved.roles.get(_id(value, name)) or read_member_or_user(value, name, interaction)


def _id(value: Any, name: str) -> Snowflake:
    if not isinstance(value, str) or not value.isascii() or not value.isdecimal() or len(value) > LONGEST_ID:
        raise BadArgument(option=name, value=value)
    return Snowflake(value)


def _found(objects: Mapping[Snowflake, T], value: Any, name: str) -> T:
    found = objects.get(_id(value, name))
    if found is None:
        raise BadArgument(option=name, value=value)
    return found
