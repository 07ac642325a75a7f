"""
The decorators of application commands, as they stand in a module.

https://docs.discord.com/developers/interactions/application-commands
"""

import inspect
from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, Unpack, overload

from app.checks.node import Wait
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.command import ApplicationCommandType
from app.models.message import Message
from app.models.response import CommandAnswer
from app.models.user import Member, User
from app.providers import where_called
from app.tree.command import Command, CommandOptions, command_class
from app.tree.entry_point import EntryPointCommand, launched_by_discord
from app.tree.group import SlashCommandOf

P = ParamSpec("P")
S = TypeVar("S")
RC = TypeVar("RC", bound=CommandAnswer)


@overload
def slash_command(handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def slash_command(handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def slash_command(name: str | None = None, /, **options: Unpack[CommandOptions]) -> SlashCommandOf: ...
def slash_command(handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
    """Declare a slash command; bare (`@slash_command`) or called.

    Args:
        handler_or_name: The handler; or the command's name, the function's
            unless given. Spaces make subcommands: `"tag create"`.
        options: `description` (else the docstring's first paragraph),
            `auto_defer`, `guild_ids` (else it is global), `contexts`,
            `integration_types`, `default_member_permissions`, `nsfw`,
            `renamed_from`, localizations, and `cls` for a class of command
            of your own.

    Raises:
        DefinitionError: If Discord would refuse the command, or a parameter
            is neither option nor dependency.
    """
    return _declare(ApplicationCommandType.chat_input, handler_or_name, options)


class UserCommandOf(Protocol):
    """`user_command(...)`: waits for the handler."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[CommandContext, Member | User, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, CommandContext, Member | User, P], Wait[RC]], /
    ) -> Command[P, RC]: ...


class MessageCommandOf(Protocol):
    """`message_command(...)`: waits for the handler."""

    @overload
    def __call__(self, handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, CommandContext, Message, P], Wait[RC]], /
    ) -> Command[P, RC]: ...


@overload
def user_command(handler: Callable[Concatenate[CommandContext, Member | User, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def user_command(
    handler: Callable[Concatenate[S, CommandContext, Member | User, P], Wait[RC]], /
) -> Command[P, RC]: ...
@overload
def user_command(name: str | None = None, /, **options: Unpack[CommandOptions]) -> UserCommandOf: ...
def user_command(handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
    """Declare a command in the menu of users; bare or called.

    The handler's second parameter is the user: a `Member` where he is one.

    Args:
        handler_or_name: The handler; or the command's name, with spaces and
            capitals as it is shown. `show_avatar` becomes "Show Avatar".
        options: As with `slash_command`, but there is no description.

    Raises:
        DefinitionError: If Discord would refuse the command.
    """
    return _declare(ApplicationCommandType.user, handler_or_name, options)


@overload
def message_command(handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def message_command(handler: Callable[Concatenate[S, CommandContext, Message, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def message_command(name: str | None = None, /, **options: Unpack[CommandOptions]) -> MessageCommandOf: ...
def message_command(handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
    """Declare a command in the menu of messages; bare or called, like `user_command`."""
    return _declare(ApplicationCommandType.message, handler_or_name, options)


class EntryPointCommandOf(Protocol):
    """`entry_point_command(...)`: waits for the handler."""

    @overload
    def __call__(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> EntryPointCommand[P, RC]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /
    ) -> EntryPointCommand[P, RC]: ...


@overload
def entry_point_command(handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> EntryPointCommand[P, RC]: ...
@overload
def entry_point_command(
    handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /
) -> EntryPointCommand[P, RC]: ...
@overload
def entry_point_command(
    name: str, /, *, handler: Literal["discord"], **options: Unpack[CommandOptions]
) -> EntryPointCommand[[], None]: ...
@overload
def entry_point_command(name: str | None = None, /, **options: Unpack[CommandOptions]) -> EntryPointCommandOf: ...
def entry_point_command(
    handler_or_name: Any = None, /, *, handler: str | None = None, **options: Unpack[CommandOptions]
) -> Any:
    """Declare the command that opens the application's Activity; bare or called.

    There is one at most. The handler takes no options, and answers with
    `LaunchActivity()`, or with a message.

    Args:
        handler_or_name: The handler; or the command's name, with spaces and
            capitals as it is shown; the function's unless given.
        handler: `"discord"` if Discord is to launch the Activity by itself.
            There is no function then: `entry_point_command("launch",
            handler="discord")` is the command.
        options: As with `slash_command`, but for `guild_ids`; a description
            may be missing.

    Raises:
        DefinitionError: If Discord would refuse the command.
    """
    cls: Any = options.get("cls", EntryPointCommand)
    if not (inspect.isclass(cls) and issubclass(cls, EntryPointCommand)):
        raise DefinitionError(where_called()[0], f"cls={cls!r} is no class of EntryPointCommand")
    if handler is None:
        return _declare(ApplicationCommandType.primary_entry_point, handler_or_name, options, cls)
    if handler != "discord" or callable(handler_or_name):
        why = 'handler= is "discord" and stands beside a name alone; where a function is the handler, it is left out'
        raise DefinitionError(where_called()[0], why)
    return cls(launched_by_discord, handler_or_name, options, ApplicationCommandType.primary_entry_point)


def _declare(
    type: ApplicationCommandType,
    handler_or_name: Any,
    options: CommandOptions,
    default: type[Command[..., Any]] = Command,
) -> Any:
    def declare(handler: Callable[..., Any]) -> Command[..., Any]:
        name = None if callable(handler_or_name) else handler_or_name
        made: Command[..., Any] = command_class(handler, options, default)(handler, name, options, type)
        return made

    return declare(handler_or_name) if callable(handler_or_name) else declare
