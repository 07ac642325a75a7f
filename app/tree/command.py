"""
What the decorators of application commands return.

A decorator returns an object and registers nothing; the loader, or
`Bot.slash_command`, puts it into the tree. All that can be wrong with one
command alone is refused here, with the file and line of its handler.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, ClassVar, Generic, ParamSpec, Self, TypedDict, TypeVar, get_type_hints

from app.checks.handler import HandlerNode
from app.checks.node import AutoDefer
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
from app.models.modal import Modal
from app.models.response import CommandAnswer, LaunchActivity
from app.models.user import Member, User
from app.parameters import docstring
from app.parameters.annotation import take_apart
from app.parameters.signature import Signature, read_signature
from app.providers import where_of
from app.tree.naming import MOST_CHOICE, check_description, check_length, check_menu_name, check_name, check_options

P = ParamSpec("P")
RC = TypeVar("RC", bound=CommandAnswer)
F = TypeVar("F", bound=Callable[..., Any])


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
    cls: "type[Command[..., Any]]"


def command_class(
    handler: Callable[..., Any], options: CommandOptions, default: "type[Command[..., Any]]"
) -> "type[Command[..., Any]]":
    """Return the class that a command is made of: `cls=`, or the default.

    Raises:
        DefinitionError: If that is no class of command.
    """
    made: Any = options.get("cls", default)
    if not (inspect.isclass(made) and issubclass(made, Command)):
        why = f"cls={made!r} is no class of Command: class Mine(Command), and cls=Mine"
        raise DefinitionError(where_of(handler), why)
    return made


TARGETS: Mapping[ApplicationCommandType, frozenset[Any]] = {
    ApplicationCommandType.user: frozenset({Member, User}),
    ApplicationCommandType.message: frozenset({Message}),
}
"""What a command from a menu is used on: its handler's second parameter."""


class Command(HandlerNode, Generic[P, RC]):
    """A handler, decorated. Calling it calls the handler, and runs nothing else.

    In a class of plugin it is a method; there it is bound to the plugin.

    Attributes:
        name: The last part of its path.
        qualified_name: Command, group and subcommand names, separated by
            spaces.
        description: What users read.
        signature: What the handler takes.
        options: The keywords it was declared with.
        opens: Whether it may open a form or an Activity, and so is never
            deferred unless it says otherwise.
        ids: Discord's ids of it, as far as they are known: by server, and
            under None the global one.
    """

    keywords: ClassVar[type] = CommandOptions
    """The `TypedDict` of what it can be declared with; a class of your own (`cls=`) may know more."""

    def __init__(
        self,
        callback: Callable[..., Any],
        name: str | None,
        options: CommandOptions,
        type: ApplicationCommandType = ApplicationCommandType.chat_input,
    ) -> None:
        super().__init__(callback)
        self.type = type
        self.options = options
        self.signature = self._read()
        self.where = self.signature.where
        self.qualified_name = self._make_name() if name is None else name
        # Outside of slash commands a name is shown as it stands, and spaces do not make subcommands.
        is_slash = type is ApplicationCommandType.chat_input
        self.path = tuple(self.qualified_name.split(" ")) if is_slash else (self.qualified_name,)
        self.description = self._describe()
        self.name = self.path[-1]
        check = check_name if type is ApplicationCommandType.chat_input else check_menu_name
        check_options(self.where, options, self.keywords, len(self.path), check)
        self._validate()
        self.opens = _opens(callback)
        self.auto_defer = options.get("auto_defer") or ("off" if self.opens else None)
        self.ids: dict[int | None, int] = {}
        self._adopt_declared()

    def __call__(self, ctx: CommandContext, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, RC]:
        """Call the handler; a sync one runs in a thread."""
        return self.run(ctx, *args, **kwargs)

    def bind(self, instance: object) -> Self:
        """Return this command as a method of an instance, for a plugin."""
        bound = super().bind(instance)
        bound.ids = {}
        bound.signature = self.signature.bind(instance)
        return bound

    def get_mention(self, guild_id: int | None = None) -> str:
        """Return the text that shows in a message as the command itself, to be clicked.

        The id is learned when commands are synced, and when this one is used;
        before that, and for commands of menus, which Discord has no mention
        for, it is the name as people read it.

        Args:
            guild_id: Server whose own command is meant; else the global one,
                or the one that there is.

        https://docs.discord.com/developers/reference#message-formatting
        """
        command_id = self.ids.get(guild_id) or self.ids.get(None)
        if guild_id is None and len(self.ids) == 1:
            (command_id,) = self.ids.values()
        if command_id is None or self.type is not ApplicationCommandType.chat_input:
            return f"`{self.shown_name}`"
        return f"</{self.qualified_name}:{command_id}>"

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/roll`, or `Report (message command)`."""
        if self.type is ApplicationCommandType.chat_input:
            return f"/{self.qualified_name}"
        return f"{self.qualified_name} ({self.type.name} command)"

    @property
    def limit_key(self) -> str:
        """What its limits are counted under: the same name is another command in another server."""
        guild_ids = self.options.get("guild_ids")
        return f"{self.shown_name} {','.join(map(str, guild_ids))}" if guild_ids else self.shown_name

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

    def _read(self) -> Signature:
        """Read what the handler takes."""
        return read_signature(self.callback, TARGETS.get(self.type, frozenset()))

    def _make_name(self) -> str:
        """Make a name of the handler's, where none is said."""
        name: str = self.callback.__name__
        return name if self.type is ApplicationCommandType.chat_input else name.replace("_", " ").title()

    def _describe(self) -> str:
        """Return what users read; in a menu there is nothing but names."""
        if self.type is not ApplicationCommandType.chat_input:
            return ""
        return self.options.get("description") or docstring.summary(self.callback)

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
            for locale, text in (option.wire.name_localizations or {}).items():
                check_name(self.where, f"{locale} option", text)
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


def _opens(handler: Callable[..., Any]) -> bool:
    """Tell whether a form or an Activity is among the declared answers; neither can follow a deferral."""
    _, kinds, _ = take_apart(get_type_hints(handler).get("return"))
    return LaunchActivity in kinds or Modal in kinds
