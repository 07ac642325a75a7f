"""What can be declared on a bot and on a plugin: the decorators of modules, as methods that also add what they make."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Concatenate, Literal, Never, ParamSpec, TypeAlias, TypeVar, Unpack, overload

from app.checks.node import Node, Wait
from app.components.button import ButtonHandler, ButtonOf, button
from app.components.handler import HandlerOptions, StatefulHandler
from app.components.modal import ModalOf, modal
from app.components.select import SelectHandler, SelectOf, select
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.listeners import E1, E2, E3, Listener, ListenNamed, ListenOf, listen
from app.models.button import ButtonStyle
from app.models.message import Message
from app.models.response import CommandAnswer, ComponentAnswer
from app.models.select import SelectOption
from app.models.user import Member, User
from app.tree.command import Command, CommandOptions, GroupOptions
from app.tree.decorators import (
    EntryPointCommandOf,
    MessageCommandOf,
    UserCommandOf,
    entry_point_command,
    message_command,
    slash_command,
    user_command,
)
from app.tree.entry_point import EntryPointCommand
from app.tree.group import Group, SlashCommandOf, group

P = ParamSpec("P")
S = TypeVar("S")
V = TypeVar("V")
R = TypeVar("R", bound=ComponentAnswer)
RC = TypeVar("RC", bound=CommandAnswer)
Declared: TypeAlias = Command[..., Any] | Group | StatefulHandler | Listener[...]


class Declares(Node):
    """A node with commands, groups, components and listeners below it."""

    def add(self, declared: Declared) -> None:
        """Add what was declared elsewhere: a command, a group with all below it, a component, or a listener."""
        raise NotImplementedError

    @overload
    def slash_command(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def slash_command(self, handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def slash_command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> SlashCommandOf: ...
    def slash_command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a slash command and add it; see `app.slash_command`."""
        return self._declare(slash_command, handler_or_name, options)

    @overload
    def user_command(
        self, handler: Callable[Concatenate[CommandContext, Member | User, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def user_command(
        self, handler: Callable[Concatenate[S, CommandContext, Member | User, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def user_command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> UserCommandOf: ...
    def user_command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a command in the menu of users and add it; see `app.user_command`."""
        return self._declare(user_command, handler_or_name, options)

    @overload
    def message_command(
        self, handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def message_command(
        self, handler: Callable[Concatenate[S, CommandContext, Message, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def message_command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> MessageCommandOf: ...
    def message_command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a command in the menu of messages and add it; see `app.message_command`."""
        return self._declare(message_command, handler_or_name, options)

    @overload
    def entry_point_command(
        self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /
    ) -> EntryPointCommand[P, RC]: ...
    @overload
    def entry_point_command(
        self, handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /
    ) -> EntryPointCommand[P, RC]: ...
    @overload
    def entry_point_command(
        self, name: str, /, *, handler: Literal["discord"], **options: Unpack[CommandOptions]
    ) -> EntryPointCommand[[], None]: ...
    @overload
    def entry_point_command(
        self, name: str | None = None, /, **options: Unpack[CommandOptions]
    ) -> EntryPointCommandOf: ...
    def entry_point_command(
        self, handler_or_name: Any = None, /, *, handler: Any = None, **options: Unpack[CommandOptions]
    ) -> Any:
        """Declare the command that opens the application's Activity, and add it; see `app.entry_point_command`."""
        if handler is None:
            return self._declare(entry_point_command, handler_or_name, options)
        made: EntryPointCommand[[], None] = entry_point_command(handler_or_name, handler=handler, **options)
        self.add(made)
        return made

    def group(self, name: str, description: str = "", **options: Unpack[GroupOptions]) -> Group:
        """Name a command that has subcommands, and add it; see `app.group`."""
        made = group(name, description, **options)
        self.add(made)
        return made

    @overload
    def button(self, handler: Callable[Concatenate[ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...
    @overload
    def button(self, handler: Callable[Concatenate[S, ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...
    @overload
    def button(
        self,
        /,
        *,
        label: str | None = None,
        style: ButtonStyle = ButtonStyle.primary,
        emoji: str | None = None,
        **options: Unpack[HandlerOptions],
    ) -> ButtonOf: ...
    def button(
        self,
        handler: Any = None,
        /,
        *,
        label: str | None = None,
        style: ButtonStyle = ButtonStyle.primary,
        emoji: str | None = None,
        **options: Unpack[HandlerOptions],
    ) -> Any:
        """Declare what a button does and add it; see `app.button`."""
        return self._declare_component(button(label=label, style=style, emoji=emoji, **options), handler)

    @overload
    def select(
        self, handler: Callable[Concatenate[ComponentContext, list[V], P], Wait[R]], /
    ) -> SelectHandler[V, P, R]: ...
    @overload
    def select(
        self, handler: Callable[Concatenate[S, ComponentContext, list[V], P], Wait[R]], /
    ) -> SelectHandler[V, P, R]: ...
    @overload
    def select(
        self,
        /,
        *,
        placeholder: str | None = None,
        options: Sequence[SelectOption] = (),
        min_values: int = 1,
        max_values: int = 1,
        **handler: Unpack[HandlerOptions],
    ) -> SelectOf: ...
    def select(
        self,
        function: Any = None,
        /,
        *,
        placeholder: str | None = None,
        options: Sequence[SelectOption] = (),
        min_values: int = 1,
        max_values: int = 1,
        **handler: Unpack[HandlerOptions],
    ) -> Any:
        """Declare what a select menu does and add it; see `app.select`."""
        decorator = select(
            placeholder=placeholder, options=options, min_values=min_values, max_values=max_values, **handler
        )
        return self._declare_component(decorator, function)

    @overload
    def modal(self, /, *, title: str, **options: Unpack[HandlerOptions]) -> ModalOf: ...
    @overload
    def modal(self, handler: Never, /) -> Never: ...
    def modal(self, handler: Any = None, /, *, title: Any = None, **options: Unpack[HandlerOptions]) -> Any:
        """Declare what becomes of a form and add it; see `app.modal`."""
        # Bare it is refused there, with what to write.
        declare: Any = modal
        return self._declare_component(declare(handler, title=title, **options), None)

    @overload
    def listen(self, name: str | None = None, /, *, redeliver: bool = False) -> ListenNamed: ...
    @overload
    def listen(self, event: type[E1], /, *, redeliver: bool = False) -> ListenOf[E1]: ...
    @overload
    def listen(self, event: type[E1], second: type[E2], /, *, redeliver: bool = False) -> ListenOf[E1 | E2]: ...
    @overload
    def listen(
        self, event: type[E1], second: type[E2], third: type[E3], /, *, redeliver: bool = False
    ) -> ListenOf[E1 | E2 | E3]: ...
    @overload
    def listen(self, event: type[E1], /, *events: type[E1], redeliver: bool = False) -> ListenOf[E1]: ...
    @overload
    def listen(self, handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]: ...
    def listen(self, event: Any = None, /, *events: Any, redeliver: bool = False) -> Any:
        """Hear of an event, beside all others that do; see `app.listen`."""
        made: Any = listen(event, *events, redeliver=redeliver)
        if isinstance(made, Listener):
            self.add(made)
            return made

        def declare(handler: Callable[..., Any]) -> Listener[...]:
            listener: Listener[...] = made(handler)
            self.add(listener)
            return listener

        return declare

    def _declare_component(self, decorator: Any, function: Any) -> Any:
        """Apply a decorator that was called, and add what it makes."""

        def declare(handler: Callable[..., Any]) -> StatefulHandler:
            made: StatefulHandler = decorator(handler)
            self.add(made)
            return made

        return declare if function is None else declare(function)

    def _declare(self, decorator: Any, handler_or_name: Any, options: CommandOptions) -> Any:
        """Apply a decorator, bare or called, and add what it makes."""

        def declare(handler: Callable[..., Any]) -> Command[..., Any]:
            name = None if callable(handler_or_name) else handler_or_name
            made: Command[..., Any] = decorator(name, **options)(handler)
            self.add(made)
            return made

        return declare(handler_or_name) if callable(handler_or_name) else declare
