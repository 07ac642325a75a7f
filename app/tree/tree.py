"""
All commands of a bot: which handler a path leads to, and what Discord is told.

Looking up a command costs one dictionary access a level, however many there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import CommandNotFound, DefinitionError, DuplicateName, LimitExceeded
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandData,
    CommandDataOption,
    CommandOption,
    OptionType,
    localizations,
)
from app.tree.command import AutoDefer, Command, Group, GroupOptions

MOST_COMMANDS = 100
MOST_MENU_COMMANDS = 15
MOST_SUBCOMMANDS = 25
MOST_CHARACTERS = 8000

AnyCommand = Command[..., Any]
_PARTS = frozenset({OptionType.sub_command, OptionType.sub_command_group})


@dataclass
class _Branch:
    """A name that leads further: to subcommands, or to groups of them."""

    path: tuple[str, ...]
    group: Group | None = None
    children: dict[str, "_Branch | AnyCommand"] = field(default_factory=dict)


class CommandTree:
    """Finds commands by path, and describes them for registration."""

    def __init__(self) -> None:
        self._root: dict[str, _Branch | AnyCommand] = {}
        self._menus: dict[tuple[ApplicationCommandType, str], AnyCommand] = {}
        self._groups: list[Group] = []

    def add(self, node: "AnyCommand | Group") -> None:
        """Put a command, or a group with all that hangs below it, into the tree.

        A group and commands with a path name meet: whoever comes first makes
        the branch, and the group describes it.

        Raises:
            DuplicateName: If the path is taken.
            DefinitionError: If two groups of one path disagree.
            LimitExceeded: If there are more commands than Discord takes.
        """
        if isinstance(node, Group):
            self._describe(node)
            if node not in self._groups:
                self._groups.append(node)
            for child in node.children:
                self.add(child)
            return
        if node.type is not ApplicationCommandType.chat_input:
            self._add_to_menu(node)
            return
        siblings = self._siblings(node.path, node.where)
        taken = siblings.get(node.name)
        if taken is not None and taken is not node:
            raise DuplicateName(node.where, f"/{node.qualified_name} is declared twice, also at {_where(taken)}")
        siblings[node.name] = node
        self._check_count(node.path, node.where)

    def find(self, data: CommandData) -> tuple[AnyCommand, tuple[CommandDataOption, ...]]:
        """Return the command that was used, with its options.

        Raises:
            CommandNotFound: If the code has no such command.
        """
        if data.type is not ApplicationCommandType.chat_input:
            menu = self._menus.get((data.type, data.name))
            if menu is None:
                raise CommandNotFound(f"{data.name} ({data.type.name} command)")
            return menu, ()
        node = self._root.get(data.name)
        options = data.options
        path = data.name
        while isinstance(node, _Branch):
            if not options or options[0].type not in _PARTS:
                raise CommandNotFound(path)
            step, *_ = options
            path = f"{path} {step.name}"
            node = node.children.get(step.name)
            options = step.options
        # A command that was a group when it was registered is not the one that the user meant.
        is_part = bool(options) and options[0].type in _PARTS
        if node is None or is_part:
            raise CommandNotFound(path)
        return node, options

    def commands(self) -> Iterator[AnyCommand]:
        """Go through all commands, by path."""
        self._collect()
        yield from _walk(self._root)
        yield from (self._menus[key] for key in sorted(self._menus))

    def auto_defer(self, command: AnyCommand) -> AutoDefer | None:
        """Return how a command is deferred: what it says, or its nearest group; None if none does."""
        said = command.options.get("auto_defer")
        depth = len(command.path) - 1
        while said is None and depth:
            branch = self._branch(command.path[:depth])
            said = branch.group.options.get("auto_defer") if branch and branch.group else None
            depth -= 1
        return said

    def registrations(self) -> list[ApplicationCommand]:
        """Describe all commands, global ones and those of guilds, as Discord registers them, by name.

        Raises:
            DefinitionError: If a group has no commands.
            LimitExceeded: If a command, with all that hangs below it, has too many characters.
        """
        self._collect()
        registrations = [_registration(name, self._root[name]) for name in sorted(self._root)]
        registrations += [_registration(key[1], self._menus[key]) for key in sorted(self._menus)]
        for registration in registrations:
            size = _count_characters(registration)
            if size > MOST_CHARACTERS:
                where = _where(self._node(registration))
                raise LimitExceeded(where, f"characters of /{registration.name}", size, MOST_CHARACTERS)
        return registrations

    def scopes(self) -> dict[int | None, list[ApplicationCommand]]:
        """Describe all commands by where they are registered: None for everywhere, else a guild's id.

        Raises:
            DefinitionError: As `registrations` does.
        """
        scopes: dict[int | None, list[ApplicationCommand]] = {None: []}
        for registration in self.registrations():
            for scope in _scopes(self._node(registration)):
                scopes.setdefault(scope, []).append(registration)
        return scopes

    def renames(self) -> dict[str, str]:
        """Return the old names of commands that had another one, by their new names."""
        nodes = [*self._root.items(), *((command.name, command) for command in self._menus.values())]
        said = {name: _said(node).get("renamed_from") for name, node in nodes}
        return {name: old for name, old in said.items() if old is not None}

    def _add_to_menu(self, command: AnyCommand) -> None:
        taken = self._menus.setdefault((command.type, command.name), command)
        if taken is not command:
            raise DuplicateName(command.where, f"{command.shown_name} is declared twice, also at {taken.where}")
        for scope in _scopes(command):
            count = sum(1 for (kind, _), one in self._menus.items() if kind is command.type and scope in _scopes(one))
            if count > MOST_MENU_COMMANDS:
                raise LimitExceeded(command.where, f"{command.type.name} commands", count, MOST_MENU_COMMANDS)

    def _node(self, registration: ApplicationCommand) -> "_Branch | AnyCommand":
        key = (registration.type or ApplicationCommandType.chat_input, registration.name)
        return self._menus[key] if key in self._menus else self._root[registration.name]

    def _collect(self) -> None:
        """Add what was declared below a group after the group itself was added."""
        for group in tuple(self._groups):
            self.add(group)

    def _siblings(self, path: tuple[str, ...], where: str) -> dict[str, "_Branch | AnyCommand"]:
        """Return the level that a path ends on, with the branches before it made."""
        level = self._root
        for depth, name in enumerate(path[:-1], start=1):
            branch = level.setdefault(name, _Branch(path[:depth]))
            if not isinstance(branch, _Branch):
                spelled = " ".join(path)
                raise DuplicateName(
                    where,
                    f"/{spelled} needs /{branch.qualified_name} to be a group, but {branch.where} makes it a command",
                )
            level = branch.children
        return level

    def _describe(self, group: Group) -> None:
        siblings = self._siblings(group.path, group.where)
        branch = siblings.setdefault(group.name, _Branch(group.path))
        if not isinstance(branch, _Branch):
            raise DuplicateName(
                group.where, f"/{group.qualified_name} is a command at {branch.where} and cannot be a group too"
            )
        if branch.group is not None and branch.group is not group:
            if (branch.group.description, branch.group.options) != (group.description, group.options):
                why = f"group {group.qualified_name!r} is described otherwise at {branch.group.where}"
                raise DefinitionError(group.where, why)
            return
        branch.group = group
        self._check_count(group.path, group.where)

    def _branch(self, path: tuple[str, ...]) -> _Branch | None:
        node: _Branch | AnyCommand | None = self._root.get(path[0])
        for name in path[1:]:
            node = node.children.get(name) if isinstance(node, _Branch) else None
        return node if isinstance(node, _Branch) else None

    def _check_count(self, path: tuple[str, ...], where: str) -> None:
        for scope in _scopes(self._root[path[0]]):
            count = sum(1 for node in self._root.values() if scope in _scopes(node))
            if count > MOST_COMMANDS:
                what = "slash commands" if scope is None else f"slash commands of guild {scope}"
                raise LimitExceeded(where, what, count, MOST_COMMANDS)
        for depth in range(1, len(path)):
            branch = self._branch(path[:depth])
            if branch and len(branch.children) > MOST_SUBCOMMANDS:
                what = f"subcommands of /{' '.join(branch.path)}"
                raise LimitExceeded(where, what, len(branch.children), MOST_SUBCOMMANDS)


def _walk(level: Mapping[str, "_Branch | AnyCommand"]) -> Iterator[AnyCommand]:
    for name in sorted(level):
        node = level[name]
        if isinstance(node, _Branch):
            yield from _walk(node.children)
        else:
            yield node


def _said(node: "_Branch | AnyCommand") -> GroupOptions:
    if isinstance(node, Command):
        return node.options
    return node.group.options if node.group else {}


def _scopes(node: "_Branch | AnyCommand") -> tuple[int | None, ...]:
    return tuple(_said(node).get("guild_ids") or (None,))


def _where(node: "_Branch | AnyCommand") -> str:
    if isinstance(node, Command):
        return node.where
    return node.group.where if node.group else next((command.where for command in _walk(node.children)), "")


def _registration(name: str, node: "_Branch | AnyCommand") -> ApplicationCommand:
    said: GroupOptions = {}
    if isinstance(node, Command):
        description, options, said = (
            node.description,
            tuple(option.wire for option in node.signature.options),
            node.options,
        )
    else:
        description, options = _description(node), _suboptions(node)
        if node.group is not None:
            said = node.group.options
    permissions = said.get("default_member_permissions")
    contexts, integration_types = said.get("contexts"), said.get("integration_types")
    return ApplicationCommand(
        type=node.type if isinstance(node, Command) else ApplicationCommandType.chat_input,
        name=name,
        description=description,
        options=options,
        name_localizations=localizations(said.get("name_localizations")),
        description_localizations=localizations(said.get("description_localizations")),
        default_member_permissions=None if permissions is None else str(int(permissions)),
        contexts=None if contexts is None else tuple(contexts),
        integration_types=None if integration_types is None else tuple(integration_types),
        nsfw=said.get("nsfw", False),
    )


def _suboptions(branch: _Branch) -> tuple[CommandOption, ...]:
    if not branch.children:
        why = f"group {' '.join(branch.path)!r} has no commands, and Discord would show it as a command itself"
        raise DefinitionError(_where(branch), why)
    return tuple(_suboption(name, branch.children[name]) for name in sorted(branch.children))


def _suboption(name: str, node: "_Branch | AnyCommand") -> CommandOption:
    said: GroupOptions = node.options if isinstance(node, Command) else node.group.options if node.group else {}
    is_command = isinstance(node, Command)
    return CommandOption(
        type=OptionType.sub_command if is_command else OptionType.sub_command_group,
        name=name,
        description=node.description if isinstance(node, Command) else _description(node),
        options=tuple(option.wire for option in node.signature.options)
        if isinstance(node, Command)
        else _suboptions(node),
        name_localizations=localizations(said.get("name_localizations")),
        description_localizations=localizations(said.get("description_localizations")),
    )


def _count_characters(described: ApplicationCommand | CommandOption) -> int:
    """Count as Discord does: names, descriptions and values; of a localized text, its longest form."""
    count = _longest(described.name, described.name_localizations)
    count += _longest(described.description, described.description_localizations)
    count += sum(map(_count_characters, described.options))
    if isinstance(described, CommandOption):
        for choice in described.choices:
            count += _longest(choice.name, choice.name_localizations) + len(str(choice.value))
    return count


def _longest(text: str, localized: Mapping[str, str] | None) -> int:
    return max(map(len, (text, *(localized or {}).values())))


def _description(branch: _Branch) -> str:
    """Return a group's description; users never see it, but Discord wants one."""
    return (branch.group.description if branch.group else "") or " ".join(branch.path)
