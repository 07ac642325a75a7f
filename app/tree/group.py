"""
Names of commands that have subcommands.

Discord has two levels below a command: groups, and subcommands in them.

https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar, Unpack, overload

from app.checks.node import Node, Wait
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.response import CommandAnswer
from app.providers import author_frame, check_owner, where_called, where_of
from app.tree.command import Command, CommandOptions, GroupOptions, command_class
from app.tree.naming import check_description, check_name, check_options

P = ParamSpec("P")
S = TypeVar("S")
RC = TypeVar("RC", bound=CommandAnswer)


class SlashCommandOf(Protocol):
    """`slash_command(...)`: waits for the handler."""

    @overload
    def __call__(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def __call__(self, handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...


class Group(Node):
    """Names a command that has subcommands; not a decorator but a factory.

    Attributes:
        name: The last part of its path.
        qualified_name: Names from the command down, separated by spaces.
        description: What users read.
        children: The commands and groups that were declared below it.
        plugin: The plugin that it belongs to, if any.
    """

    def __init__(self, where: str, path: tuple[str, ...], description: str, options: GroupOptions) -> None:
        if not isinstance(path[-1], str):
            # `@group` without a call hands over the function; the name is what there is to say.
            raise DefinitionError(where, 'group is called with a name: group("tag", "…")')
        super().__init__()
        self.where = where
        self.path = path
        self.name = path[-1]
        self.qualified_name = " ".join(path)
        self.description = description
        self.options = options
        self.auto_defer = options.get("auto_defer")
        self.plugin: Node | None = None
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
    def command(self, handler: Callable[Concatenate[S, CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
    @overload
    def command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> SlashCommandOf: ...
    def command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a subcommand; bare or called, like `slash_command`."""

        def declare(handler: Callable[..., Any]) -> Command[..., Any]:
            self._check_hidden(handler)
            name = handler.__name__ if callable(handler_or_name) else handler_or_name or handler.__name__
            made: Command[..., Any] = command_class(handler, options, Command)(
                handler, " ".join((*self.path, name)), options
            )
            made.plugin = self.plugin
            self.children.append(made)
            return made

        return declare(handler_or_name) if callable(handler_or_name) else declare

    def _check_hidden(self, handler: Callable[..., Any]) -> None:
        """Refuse a function that takes the group's own name away, and with it the group, its checks included."""
        frame = author_frame()
        name = getattr(handler, "__name__", "")
        if frame is not None and frame.f_locals.get(name) is self:
            why = f'def {name} would hide the group {name}: @{name}.command("{name}"), and def {name}_{name} below it'
            raise DefinitionError(where_of(handler), why)

    def group(self, name: str, description: str = "", **options: Unpack[GroupOptions]) -> "Group":
        """Declare a group in this group: two levels, as Discord has."""
        made = Group(where_called()[0], (*self.path, name), description, options)
        made.plugin = self.plugin
        self.children.append(made)
        return made

    def __set_name__(self, owner: type, name: str) -> None:
        """See that the class which it stands in is one that groups are found in."""
        check_owner(owner, self.where, f"group {self.name}")

    def bind(self, instance: object, bound_below: "dict[int, Command[..., Any] | Group]") -> Self:
        """Return this group with all below it as methods of an instance, for a plugin.

        Args:
            instance: The plugin.
            bound_below: What was bound before, by the id of what it was made
                of: what hangs below a group is an attribute of the class too.
        """
        bound = copy.copy(self)
        bound.bind_hooks(instance)
        bound.children = []
        for child in self.children:
            if id(child) not in bound_below:
                made = child.bind(instance, bound_below) if isinstance(child, Group) else child.bind(instance)
                bound_below[id(child)] = made
            bound.children.append(bound_below[id(child)])
        return bound

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/tag`."""
        return f"/{self.qualified_name}"

    def __repr__(self) -> str:
        return f"<Group /{self.qualified_name}>"


def below(declared: object) -> Iterator[Command[..., Any] | Group]:
    """Go through what hangs below a group, at any depth; nothing hangs below anything else."""
    for child in declared.children if isinstance(declared, Group) else ():
        yield child
        yield from below(child)


def group(name: str, description: str = "", **options: Unpack[GroupOptions]) -> Group:
    """Name a command that has subcommands.

    Args:
        name: 1 to 32 characters.
        description: 1 to 100 characters.
        options: As with `slash_command`; they hold for the whole group.
    """
    return Group(where_called()[0], (name,), description, options)
