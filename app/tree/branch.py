"""What stands at a path: a command, or a name that leads further."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.checks.node import Node
from app.errors import DefinitionError
from app.models.command import InteractionContextType
from app.tree.command import Command, GroupOptions
from app.tree.group import Group

AnyCommand: TypeAlias = Command[..., Any]
Scope: TypeAlias = int | None
"""Where a command is registered: everywhere, or in the server with this id."""


@dataclass(eq=False)
class Branch:
    """A name that leads further: to subcommands, or to groups of them.

    Attributes:
        path: Names from the command down.
        groups: What describes it: one group, or those of several modules that agree.
        guards: Groups that were taken out, while others' commands stand below:
            what they refused is refused until the group is described again.
        children: What stands below it, by name.
    """

    path: tuple[str, ...]
    groups: list[Group] = field(default_factory=list)
    guards: list[Group] = field(default_factory=list)
    children: "dict[str, Branch | AnyCommand]" = field(default_factory=dict)

    @property
    def nodes(self) -> list[Group]:
        """What holds for all that stands below it."""
        return [*self.groups, *self.guards]

    @property
    def description(self) -> str:
        """What users read; they never see a branch by itself, but Discord wants a description."""
        return next((group.description for group in self.nodes), "") or " ".join(self.path)


Level: TypeAlias = dict[str, Branch | AnyCommand]


def commands_of(level: Mapping[str, Branch | AnyCommand]) -> Iterator[AnyCommand]:
    """Go through the commands of a level and below, by path."""
    for name in sorted(level):
        node = level[name]
        if isinstance(node, Branch):
            yield from commands_of(node.children)
        else:
            yield node


def said(node: Branch | AnyCommand) -> GroupOptions:
    """Return the keywords that a command or a branch was declared with."""
    if isinstance(node, Command):
        return node.options
    return node.nodes[0].options if node.nodes else {}


def scopes_of(node: Branch | AnyCommand) -> tuple[Scope, ...]:
    """Return where a command, or the root of a branch, says that it is registered."""
    return tuple(said(node).get("guild_ids") or (None,))


def contexts_of(node: Branch | AnyCommand, bot: Node) -> tuple[InteractionContextType, ...] | None:
    """Return where a command can be used: where it says, and the checks on its way do not refuse everybody.

    A command with subcommands can be used wherever one of them can.

    Returns:
        None if that is everywhere.

    Raises:
        DefinitionError: If one of them cannot be used anywhere.
    """
    contexts = said(node).get("contexts")
    return _narrow(node, None if contexts is None else tuple(contexts), (bot,))


def _narrow(
    node: Branch | AnyCommand, contexts: tuple[InteractionContextType, ...] | None, above: tuple[Node, ...]
) -> tuple[InteractionContextType, ...] | None:
    nodes: Sequence[AnyCommand | Group] = [node] if isinstance(node, Command) else node.nodes
    for one in (*nodes, *(one.plugin for one in nodes if one.plugin is not None), *above):
        if one.contexts is not None:
            contexts = tuple(context for context in one.contexts if contexts is None or context in contexts)
    if contexts is not None and not contexts:
        why = "guild_only, dm_only and contexts= leave no place where this can be used: take one of them out"
        raise DefinitionError(where_declared(node), why)
    if isinstance(node, Command) or not node.children:
        return contexts
    below: set[InteractionContextType] = set()
    for child in node.children.values():
        narrowed = _narrow(child, contexts, ())
        if narrowed is None:
            return contexts
        below.update(narrowed)
    return tuple(context for context in contexts or sorted(below) if context in below)


def where_declared(node: Branch | AnyCommand) -> str:
    """Return `file:line` of what was declared first at this path."""
    if isinstance(node, Command):
        return node.where
    return node.groups[0].where if node.groups else next((one.where for one in commands_of(node.children)), "")
