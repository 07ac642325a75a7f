"""
What `slash_command` and `group` return.

A decorator returns an object and registers nothing; the loader, or
`Bot.slash_command`, puts it into the tree. All that can be wrong with one
command alone is refused here, with the file and line of its handler.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import asyncio
import inspect
import unicodedata
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
from app.errors import DefinitionError, DuplicateName, LimitExceeded, NameInvalid
from app.models.command import CommandOptionChoice, IntegrationType, InteractionContextType, Localizations
from app.models.flags import Permissions
from app.models.locale import Locale
from app.models.response import CommandAnswer
from app.parameters.signature import Signature, read_signature
from app.providers import where_of

P = ParamSpec("P")
RC = TypeVar("RC", bound=CommandAnswer)
T = TypeVar("T")
Wait: TypeAlias = Coroutine[Any, Any, T] | T
AutoDefer: TypeAlias = Literal["public", "ephemeral", "off"]

MOST_NAME = 32
MOST_DESCRIPTION = 100
MOST_CHOICE = 100


class GroupOptions(TypedDict, total=False):
    """Keywords of groups and of every application command decorator."""

    name_localizations: Localizations
    description_localizations: Localizations
    contexts: Sequence[InteractionContextType]
    integration_types: Sequence[IntegrationType]
    default_member_permissions: Permissions
    nsfw: bool
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

    def __init__(self, callback: Callable[..., Any], name: str | None, options: CommandOptions) -> None:
        self.callback = callback
        self.signature: Signature = read_signature(callback)
        self.where = self.signature.where
        self.qualified_name = name if name is not None else callback.__name__
        self.path = tuple(self.qualified_name.split(" "))
        self.name = self.path[-1]
        self.options = options
        self.description = options.get("description") or _first_paragraph(callback)
        check_options(self.where, options, CommandOptions, len(self.path))
        self._validate()

    def __call__(self, ctx: CommandContext, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, RC]:
        """Call the handler; a sync one runs in a thread."""
        if self.signature.is_async:
            answer: Coroutine[Any, Any, RC] = self.callback(ctx, *args, **kwargs)
            return answer
        return self._call_in_thread(ctx, *args, **kwargs)

    def __repr__(self) -> str:
        return f"<Command /{self.qualified_name}>"

    async def _call_in_thread(self, *args: Any, **kwargs: Any) -> RC:
        answer = await asyncio.to_thread(self.callback, *args, **kwargs)
        # A plain function around an async handler, as decorators make it, gives the coroutine.
        made: RC = await answer if inspect.isawaitable(answer) else answer
        return made

    def _validate(self) -> None:
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
        check_options(where, options, GroupOptions, len(path))
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
            `auto_defer`, `contexts`, `integration_types`,
            `default_member_permissions`, `nsfw` and localizations.

    Raises:
        DefinitionError: If Discord would refuse the command, or a parameter
            is neither option nor dependency.
    """
    if callable(handler_or_name):
        return Command(handler_or_name, None, options)

    def declare(handler: Callable[..., Any]) -> Command[..., Any]:
        return Command(handler, handler_or_name, options)

    return declare


def group(name: str, description: str = "", **options: Unpack[GroupOptions]) -> Group:
    """Name a command that has subcommands.

    Args:
        name: 1 to 32 characters.
        description: 1 to 100 characters.
        options: As with `slash_command`; they hold for the whole group.
    """
    return Group(_caller(), (name,), description, options)


def check_options(where: str, options: Mapping[str, Any], known: type, depth: int) -> None:
    """Raise `DefinitionError` if a keyword is unknown, or Discord has it for whole commands alone.

    Args:
        where: File and line of the declaration.
        options: The keywords.
        known: The `TypedDict` of those that there are.
        depth: Length of the path; what stands below the root is a part.
    """
    for name in options:
        if name == "name":
            raise DefinitionError(where, 'the name stands first, without keyword: "roll"')
        if name not in known.__annotations__:
            raise DefinitionError(where, f"there is no {name}=; there are: {', '.join(sorted(known.__annotations__))}")
        if depth > 1 and name in _OF_WHOLE_COMMANDS:
            raise DefinitionError(
                where, f"Discord has {name} for whole commands, not for subcommands: say it in group()"
            )
    for locale, text in (options.get("name_localizations") or {}).items():
        _check_locale(where, locale)
        check_name(where, f"{locale} command", text)
    for locale, text in (options.get("description_localizations") or {}).items():
        _check_locale(where, locale)
        check_length(where, f"{locale} description", text, MOST_DESCRIPTION)
    for name in ("contexts", "integration_types"):
        if name in options and (not options[name] or len(set(options[name])) < len(options[name])):
            raise DefinitionError(where, f"{name} names nothing, or something twice")


_OF_WHOLE_COMMANDS = frozenset({"contexts", "default_member_permissions", "integration_types", "nsfw"})


def _check_locale(where: str, locale: str) -> None:
    if locale not in Locale._value2member_map_:
        raise DefinitionError(where, f"{locale!r} is no language of Discord's; they stand in app.models.Locale")


def check_name(where: str, what: str, name: str) -> None:
    """Raise `NameInvalid` unless Discord takes this as the name of a slash command or an option.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming
    """
    if not 1 <= len(name) <= MOST_NAME:
        raise NameInvalid(where, f"{what} name {name!r} has {len(name)} characters, Discord accepts 1 to {MOST_NAME}")
    refused = sorted({character for character in name if not _is_name_character(character)})
    if refused:
        raise NameInvalid(
            where, f"{what} name {name!r} holds {' '.join(map(repr, refused))}; letters, digits, - _ ' are accepted"
        )
    if name != name.lower():
        raise NameInvalid(where, f"{what} name {name!r} must be lower case: {name.lower()!r}")


def check_description(where: str, what: str, text: str) -> None:
    """Raise `LimitExceeded` unless the text has 1 to 100 characters."""
    if not text:
        raise DefinitionError(where, f"{what} is missing: write a docstring, or description=")
    check_length(where, what, text, MOST_DESCRIPTION)


def check_length(where: str, what: str, text: str, most: int) -> None:
    """Raise `LimitExceeded` if a text is empty or too long."""
    if not 1 <= len(text) <= most:
        raise LimitExceeded(where, f"{what} ({text[:20]!r}…)" if text else what, len(text), most)


def _is_name_character(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    # Marks that combine with the letters of Devanagari and Thai are part of words there.
    return any(first <= character <= last for first, last in _COMBINING)


_COMBINING = (
    # The stress signs and dandas in between belong to several scripts, so Discord's pattern leaves them out.
    ("\u0900", "\u0950"),
    ("\u0955", "\u0963"),
    ("\u0966", "\u097f"),
    ("\ua8e0", "\ua8ff"),
    ("\U00011b00", "\U00011b09"),
    ("\u0e01", "\u0e3a"),
    ("\u0e40", "\u0e5b"),
)


def _first_paragraph(handler: Callable[..., Any]) -> str:
    text = inspect.getdoc(handler) or ""
    return " ".join(text.split("\n\n", 1)[0].split())


_PACKAGE = __name__.partition(".")[0]


def _caller() -> str:
    """Return `file:line` of the author's line that called a factory, here or on the bot."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""


__all__ = ["Command", "CommandOptions", "Group", "GroupOptions", "SlashCommandOf", "group", "slash_command", "where_of"]
