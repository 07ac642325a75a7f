"""
What `slash_command` and `group` return.

A decorator returns an object and registers nothing; the loader, or
`Bot.slash_command`, puts it into the tree. All that can be wrong with one
command alone is refused here, with the file and line of its handler.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import (
    Any,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypedDict,
    TypeVar,
    Unpack,
    overload,
)

from app.context.command import CommandContext
from app.errors import DefinitionError, DuplicateName
from app.models.command import (
    ApplicationCommandType,
    CommandOptionChoice,
    IntegrationType,
    InteractionContextType,
    Localizations,
)
from app.models.flags import Permissions
from app.models.message import Message
from app.models.response import CommandAnswer
from app.models.user import Member, User
from app.parameters import docstring
from app.parameters.signature import Signature, read_signature
from app.tree.naming import MOST_CHOICE, check_description, check_length, check_menu_name, check_name, check_options
from app.tree.threads import run_in_thread

P = ParamSpec("P")
RC = TypeVar("RC", bound=CommandAnswer)
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Wait: TypeAlias = Coroutine[Any, Any, T] | T
AutoDefer: TypeAlias = Literal["public", "ephemeral", "off"]


class GroupOptions(TypedDict, total=False):
    """Keywords of groups and of every application command decorator."""

    name_localizations: Localizations
    description_localizations: Localizations
    guild_ids: Sequence[int]
    contexts: Sequence[InteractionContextType]
    integration_types: Sequence[IntegrationType]
    default_member_permissions: Permissions
    nsfw: bool
    renamed_from: str
    auto_defer: AutoDefer


class CommandOptions(GroupOptions, total=False):
    """Keywords of every application command decorator."""

    description: str


class Command(Generic[P, RC]):
    """A handler, decorated. Calling it calls the handler, and runs nothing else.

    Attributes:
        name: The last part of its path.
        qualified_name: Command, group and subcommand names, separated by
            spaces.
        callback: The handler.
        description: What users read.
        signature: What the handler takes.
        options: The keywords it was declared with.
    """

    def __init__(
        self,
        callback: Callable[..., Any],
        name: str | None,
        options: CommandOptions,
        type: ApplicationCommandType = ApplicationCommandType.chat_input,
    ) -> None:
        self.callback = callback
        self.type = type
        self.options = options
        self.signature: Signature = read_signature(callback, TARGETS.get(type, frozenset()))
        self.where = self.signature.where
        if type is ApplicationCommandType.chat_input:
            self.qualified_name = name if name is not None else callback.__name__
            self.path = tuple(self.qualified_name.split(" "))
            self.description = options.get("description") or docstring.summary(callback)
        else:
            # Shown in a menu as it stands, and spaces do not make subcommands.
            self.qualified_name = name if name is not None else callback.__name__.replace("_", " ").title()
            self.path = (self.qualified_name,)
            self.description = ""
        self.name = self.path[-1]
        check = check_name if type is ApplicationCommandType.chat_input else check_menu_name
        check_options(self.where, options, CommandOptions, len(self.path), check)
        self._validate()

    def __call__(self, ctx: CommandContext, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, RC]:
        """Call the handler; a sync one runs in a thread."""
        if self.signature.is_async:
            answer: Coroutine[Any, Any, RC] = self.callback(ctx, *args, **kwargs)
            return answer
        return self._call_in_thread(ctx, *args, **kwargs)

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/roll`, or `Report (message command)`."""
        if self.type is ApplicationCommandType.chat_input:
            return f"/{self.qualified_name}"
        return f"{self.qualified_name} ({self.type.name} command)"

    def __repr__(self) -> str:
        return f"<Command {self.shown_name}>"

    def autocomplete(self, option: str, /) -> Callable[[F], F]:
        """Let a function suggest values for an option while the user types: `@show.autocomplete("name")`.

        Args:
            option: Name of the option.

        Raises:
            OptionUnsupported: If there is no such option, or it cannot have suggestions.
        """

        def declare(suggest: F) -> F:
            self.signature = self.signature.completed_by(option, suggest)
            return suggest

        return declare

    async def _call_in_thread(self, *args: Any, **kwargs: Any) -> RC:
        answer = await run_in_thread(self.callback, *args, **kwargs)
        # A plain function around an async handler, as decorators make it, gives the coroutine.
        made: RC = await answer if inspect.isawaitable(answer) else answer
        return made

    def _validate(self) -> None:
        if self.type is not ApplicationCommandType.chat_input:
            check_menu_name(self.where, "command", self.name)
            if self.options.get("description"):
                raise DefinitionError(self.where, f"Discord has no description for a {self.type.name} command")
            return
        if len(self.path) > 3:
            why = f"{self.qualified_name!r} is too deep: Discord has command, group and subcommand"
            raise DefinitionError(self.where, why)
        for part in self.path:
            check_name(self.where, "command", part)
        check_description(self.where, f"description of /{self.qualified_name}", self.description)
        seen: set[str] = set()
        for option in self.signature.options:
            name = option.wire.name
            check_name(self.where, "option", name)
            check_description(self.where, f"description of option {name}", option.wire.description)
            if name in seen:
                raise DuplicateName(self.where, f"two options are named {name!r}")
            seen.add(name)
            self._validate_choices(name, option.wire.choices)

    def _validate_choices(self, option: str, choices: Sequence[CommandOptionChoice]) -> None:
        names = set()
        for choice in choices:
            check_length(self.where, f"name of a choice of option {option}", choice.name, MOST_CHOICE)
            if isinstance(choice.value, str):
                check_length(self.where, f"value of a choice of option {option}", choice.value, MOST_CHOICE)
            if choice.name in names:
                raise DuplicateName(self.where, f"two choices of option {option} are named {choice.name!r}")
            names.add(choice.name)


class Group:
    """Names a command that has subcommands; not a decorator but a factory.

    Attributes:
        name: The last part of its path.
        description: What users read.
    """

    def __init__(self, where: str, path: tuple[str, ...], description: str, options: GroupOptions) -> None:
        if not isinstance(path[-1], str):
            # `@group` without a call hands over the function; the name is what there is to say.
            raise DefinitionError(where, 'group is called with a name: group("tag", "…")')
        self.where = where
        self.path = path
        self.name = path[-1]
        self.qualified_name = " ".join(path)
        self.description = description
        self.options = options
        self.children: list[Command[..., Any] | Group] = []
        if len(path) > 2:
            raise DefinitionError(
                where, f"{self.qualified_name!r} is too deep: a group holds groups, and these commands"
            )
        check_name(where, "group", self.name)
        check_options(where, options, GroupOptions, len(path), check_name)
        if description:
            check_description(where, f"description of group {self.qualified_name}", description)

    @overload
    def command(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> "SlashCommandOf": ...
    def command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a subcommand; bare or called, like `slash_command`."""

        def declare(handler: Callable[..., Any]) -> Command[..., Any]:
            name = handler.__name__ if callable(handler_or_name) else handler_or_name or handler.__name__
            made: Command[..., Any] = Command(handler, " ".join((*self.path, name)), options)
            self.children.append(made)
            return made

        return declare(handler_or_name) if callable(handler_or_name) else declare

    def group(self, name: str, description: str = "", **options: Unpack[GroupOptions]) -> "Group":
        """Declare a group in this group: two levels, as Discord has."""
        made = Group(_caller(), (*self.path, name), description, options)
        self.children.append(made)
        return made

    def __repr__(self) -> str:
        return f"<Group /{self.qualified_name}>"


TARGETS: Mapping[ApplicationCommandType, frozenset[Any]] = {
    ApplicationCommandType.user: frozenset({Member, User}),
    ApplicationCommandType.message: frozenset({Message}),
}
"""What a command from a menu is used on: its handler's second parameter."""


class SlashCommandOf(Protocol):
    """`slash_command(...)`: waits for the handler."""

    def __call__(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]:
        """Declare the command."""


@overload
def slash_command(handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
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
            `renamed_from` and localizations.

    Raises:
        DefinitionError: If Discord would refuse the command, or a parameter
            is neither option nor dependency.
    """
    if callable(handler_or_name):
        return Command(handler_or_name, None, options)

    def declare(handler: Callable[..., Any]) -> Command[..., Any]:
        return Command(handler, handler_or_name, options)

    return declare


class UserCommandOf(Protocol):
    """`user_command(...)`: waits for the handler."""

    def __call__(self, handler: Callable[Concatenate[CommandContext, Member | User, P], Wait[RC]], /) -> Command[P, RC]:
        """Declare the command."""


class MessageCommandOf(Protocol):
    """`message_command(...)`: waits for the handler."""

    def __call__(self, handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /) -> Command[P, RC]:
        """Declare the command."""


@overload
def user_command(handler: Callable[Concatenate[CommandContext, Member | User, P], Wait[RC]], /) -> Command[P, RC]: ...
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
    return _declare_menu(ApplicationCommandType.user, handler_or_name, options)


@overload
def message_command(handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /) -> Command[P, RC]: ...
@overload
def message_command(name: str | None = None, /, **options: Unpack[CommandOptions]) -> MessageCommandOf: ...
def message_command(handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
    """Declare a command in the menu of messages; bare or called, like `user_command`."""
    return _declare_menu(ApplicationCommandType.message, handler_or_name, options)


def _declare_menu(type: ApplicationCommandType, handler_or_name: Any, options: CommandOptions) -> Any:
    def declare(handler: Callable[..., Any]) -> Command[..., Any]:
        return Command(handler, None if callable(handler_or_name) else handler_or_name, options, type)

    return declare(handler_or_name) if callable(handler_or_name) else declare


def group(name: str, description: str = "", **options: Unpack[GroupOptions]) -> Group:
    """Name a command that has subcommands.

    Args:
        name: 1 to 32 characters.
        description: 1 to 100 characters.
        options: As with `slash_command`; they hold for the whole group.
    """
    return Group(_caller(), (name,), description, options)


_PACKAGE = __name__.partition(".")[0]


def _caller() -> str:
    """Return `file:line` of the author's line that called a factory, here or on the bot."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
