"""
All commands of a bot: which handler a path leads to, and what Discord is told.

Looking up a command costs one dictionary access a level, however many there are.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.checks.node import AutoDefer, Node
from app.errors import CommandNotFound, DefinitionError, DuplicateName
from app.models.command import ApplicationCommand, ApplicationCommandType, CommandData, CommandDataOption, OptionType
from app.tree.branch import AnyCommand, Branch, Level, Scope, commands_of, said, scopes_of, where_declared
from app.tree.entry_point import launched_by_discord
from app.tree.group import Group, below
from app.tree.registration import Defaults, check_count, check_subcommands, describe

_CHAT_INPUT = ApplicationCommandType.chat_input
_PARTS = frozenset({OptionType.sub_command, OptionType.sub_command_group})


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a handler, as it is gone for each interaction.

    Attributes:
        command: Where it ends.
        nodes: The command, its groups, its plugin and the bot, the nearest first.
        auto_defer: What the nearest of them says of deferral, if any does.
    """

    command: AnyCommand
    nodes: tuple[Node, ...]
    auto_defer: AutoDefer | None


class CommandTree:
    """Finds commands by path, and describes them for registration.

    Args:
        bot: What holds for every command.

    Attributes:
        bot: What holds for every command.
        defaults: What commands are registered with that do not say it themselves.
    """

    def __init__(self, bot: Node | None = None) -> None:
        self.bot = bot or Node()
        self.defaults = Defaults()
        # Commands of one server stand apart: the same name may lead to another handler there.
        self._levels: dict[Scope, Level] = {None: {}}
        self._menus: dict[tuple[Scope, ApplicationCommandType, str], AnyCommand] = {}
        self._groups: list[Group] = []
        self._routes: dict[AnyCommand, Route] = {}

    def add(self, node: AnyCommand | Group) -> None:
        """Put a command, or a group with all that hangs below it, into the tree.

        A group and commands with a path name meet: whoever comes first makes
        the branch, and the group describes it.

        Raises:
            DuplicateName: If the path is taken.
            DefinitionError: If two groups of one path disagree.
            LimitExceeded: If there are more commands than Discord takes.
        """
        self._routes.clear()
        if self._has(node):
            self._put(node)
            return
        try:
            self._put(node)
        except DefinitionError:
            # What is refused leaves nothing behind.
            if self._has(node):
                self._take(node)
            raise

    def _put(self, node: AnyCommand | Group) -> None:
        if isinstance(node, Group):
            self._describe(node)
            if node not in self._groups:
                self._groups.append(node)
            for child in node.children:
                # A method comes with its plugin, which has bound it.
                if isinstance(child, Group) or not child.is_unbound:
                    self.add(child)
            return
        for scope in scopes_of(node):
            if node.type is not _CHAT_INPUT:
                self._add_to_menu(node, scope)
                continue
            siblings = self._siblings(node, scope)
            taken = siblings.setdefault(node.name, node)
            if taken is not node:
                raise DuplicateName(node.where, f"{node.shown_name} is declared twice, also at {where_declared(taken)}")
            self._check_count(node.path, scope, node.where)

    def remove(self, node: AnyCommand | Group, kept: Collection[AnyCommand] = ()) -> None:
        """Take a command, or a group with all that hangs below it, out of the tree.

        Where commands of others stay below a group, what it refused is still
        refused there, until the group is described again.

        Args:
            node: What goes.
            kept: What stays of that which hangs below it.

        Raises:
            CommandNotFound: If it is not in it.
        """
        self._routes.clear()
        self._take(node, kept)
        for gone in (node, *below(node)):
            branch = self._branch(gone.path)
            if isinstance(gone, Group) and branch is not None and branch.children:
                branch.guards.append(gone)
        for group in self._groups:
            # Else it would come back with what is declared below the group later.
            if node in group.children:
                group.children.remove(node)

    def _take(self, node: AnyCommand | Group, kept: Collection[AnyCommand] = ()) -> None:
        if isinstance(node, Group):
            branch = self._branch(node.path)
            if branch is None or node not in branch.groups:
                raise CommandNotFound(node.qualified_name)
            for child in node.children:
                # Not all have been asked for since they were declared.
                if child not in kept and self._has(child):
                    self._take(child, kept)
            branch.groups.remove(node)
            if node in self._groups:
                self._groups.remove(node)
            self._prune(node.path)
            return
        menus = [key for key, menu in self._menus.items() if menu is node]
        held = self._levels_of(node)
        if not menus and not held:
            raise CommandNotFound(node.shown_name.removeprefix("/"))
        for key in menus:
            del self._menus[key]
        for level in held:
            del level[node.name]
        self._prune(node.path[:-1])

    def _has(self, node: AnyCommand | Group) -> bool:
        """Tell whether this very object is in the tree."""
        if isinstance(node, Group):
            branch = self._branch(node.path)
            return branch is not None and node in branch.groups
        return bool(self._levels_of(node)) or any(menu is node for menu in self._menus.values())

    def _levels_of(self, node: AnyCommand) -> list[Level]:
        """Return the levels that a command stands on."""
        branch = self._branch(node.path[:-1]) if len(node.path) > 1 else None
        levels = self._levels.values() if len(node.path) == 1 else [branch.children] if branch else []
        return [level for level in levels if level.get(node.name) is node]

    def gather(self, guild_id: int) -> list[ApplicationCommand]:
        """Let the commands of every server be found in this one: a simulated Discord has no other.

        Returns:
            What is to be registered there; of two that share a name, the one of the lower server id.
        """
        here = self._levels.setdefault(guild_id, {})
        for scope, level in self._levels.items():
            if scope is not None:
                here |= level | here
        for (scope, kind, name), command in tuple(self._menus.items()):
            if scope is not None:
                self._menus.setdefault((guild_id, kind, name), command)
        scopes = sorted((scope, registered) for scope, registered in self.scopes().items() if scope is not None)
        found = {(one.type, one.name): one for _, all in reversed(scopes) for one in all}
        # Discord has these for global commands alone; a sync leaves them out as well.
        return [one.replace(contexts=None, integration_types=None) for one in found.values()]

    def get(
        self, name: str, *, guild_id: int | None = None, type: ApplicationCommandType | None = None
    ) -> AnyCommand | Group | None:
        """Return what stands at a path; None if nothing does.

        Args:
            name: The path, or the name of a command of a menu.
            guild_id: Server whose own command is meant; else the global one.
            type: Which type is meant; a slash command comes first unless given.
        """
        self._collect()
        for kind in ApplicationCommandType if type is None else (type,):
            if kind is not _CHAT_INPUT:
                menu = self._menus.get((guild_id, kind, name))
                if menu is not None:
                    return menu
                continue
            node = self._at(name, guild_id)
            if isinstance(node, Branch):
                return node.groups[0] if node.groups else None
            if node is not None:
                return node
        return None

    def find(self, data: CommandData) -> tuple[Route, tuple[CommandDataOption, ...]]:
        """Return the way to the command that was used, and its options.

        Raises:
            CommandNotFound: If the code has no such command.
        """
        try:
            command, options = self._find(data)
        except CommandNotFound:
            # What was declared below a group after the tree was asked the last time.
            self._collect()
            command, options = self._find(data)
        return self._routes.get(command) or self.route(command), options

    def route(self, command: AnyCommand) -> Route:
        """Return the way to a command: what hangs above it holds for it too."""
        depths = range(len(command.path) - 1, 0, -1)
        branches = [branch for depth in depths if (branch := self._branch(command.path[:depth]))]
        groups = [group for branch in branches for group in branch.nodes]
        plugins = [command.plugin, *(group.plugin for group in groups)]
        nodes = tuple(dict.fromkeys(node for node in (command, *groups, *plugins, self.bot) if node is not None))
        said = next((node.auto_defer for node in nodes if node.auto_defer is not None), None)
        return self._routes.setdefault(command, Route(command, nodes, said))

    def commands(self) -> Iterator[AnyCommand]:
        """Go through all commands, slash commands first, by path."""
        self._collect()
        for _, node in self._roots():
            yield from commands_of({"": node})

    def count(self) -> int:
        """Return how many commands Discord is told of: a group with all that hangs below it is one."""
        self._collect()
        return sum(1 for _ in self._roots())

    def nodes(self) -> Iterator[Node]:
        """Go through all that holds for a command, each once."""
        yield from dict.fromkeys(node for command in self.commands() for node in self.route(command).nodes)

    def groups(self) -> tuple[Group, ...]:
        """Return all groups, also those whose commands wait for their plugin."""
        return tuple(self._groups)

    def registrations(self) -> list[ApplicationCommand]:
        """Describe all commands, global ones and those of servers, as Discord registers them, by name.

        Raises:
            DefinitionError: If a group has no commands.
            LimitExceeded: If a command, with all that hangs below it, has too many characters.
        """
        return [registration for registration, _ in self._described()]

    def scopes(self) -> dict[Scope, list[ApplicationCommand]]:
        """Describe all commands by where they are registered: None for everywhere, else a server's id.

        Raises:
            DefinitionError: As `registrations` does.
            DuplicateName: If two end up with one name in one place.
            LimitExceeded: As `registrations` does, or if one place has more commands than Discord takes.
        """
        scopes: dict[Scope, list[ApplicationCommand]] = {None: []}
        for scope, registration, _ in self.defaults.place(self._described()):
            scopes.setdefault(scope, []).append(registration)
        return scopes

    def renames(self) -> dict[tuple[Scope, int, str], str]:
        """Return the old names of commands that had another one, by place, type and new name; raises as `scopes`."""
        found = self.defaults.place(self._described())
        placed = [(scope, one, said(node).get("renamed_from")) for scope, one, node in found]
        return {(scope, int(one.type or 1), one.name): old for scope, one, old in placed if old is not None}

    def learn_ids(self, scope: Scope, registered: Iterable[ApplicationCommand]) -> None:
        """Take note of the ids under which Discord knows the commands of a scope."""
        for one in registered:
            kind = one.type or _CHAT_INPUT
            if kind is _CHAT_INPUT:
                node = self._of_guild(scope, one.name)
            else:
                node = self._menus.get((scope, kind, one.name)) or self._menus.get((None, kind, one.name))
            if node is not None:
                for command in commands_of({"": node}):
                    command.ids[scope] = int(one.id)

    def _find(self, data: CommandData) -> tuple[AnyCommand, tuple[CommandDataOption, ...]]:
        name, guild_id, options = data.name, data.guild_id, data.options
        if data.type is not _CHAT_INPUT:
            menu = self._menus.get((guild_id, data.type, name)) or self._menus.get((None, data.type, name))
            if menu is None:
                kind = data.type.name.replace("primary_entry_point", "entry point")
                raise CommandNotFound(f"{name} ({kind} command)")
            if menu.callback is launched_by_discord:
                raise CommandNotFound(f"{menu.shown_name}: the code lets Discord launch the Activity, run postern sync")
            return menu, ()
        node = self._levels[None].get(name) if guild_id is None else self._of_guild(guild_id, name)
        path = name
        while isinstance(node, Branch):
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

    def _of_guild(self, guild_id: Scope, name: str) -> Branch | AnyCommand | None:
        """Return a server's own command; groups, and what is there for development, stand with the global ones."""
        level = self._levels.get(guild_id)
        return (level and level.get(name)) or self._levels[None].get(name)

    def _at(self, path: str, scope: Scope) -> Branch | AnyCommand | None:
        """Return what the code declares at a path for a scope itself."""
        first, *parts = path.split(" ")
        node = self._levels.get(scope, {}).get(first)
        if node is None or isinstance(node, Branch):
            node = self._levels[None].get(first)
            if not isinstance(node, Branch) or scope not in scopes_of(node):
                return None
        for part in parts:
            node = node.children.get(part) if isinstance(node, Branch) else None
        return node

    def _roots(self) -> Iterator[tuple[str, Branch | AnyCommand]]:
        """Go through what users see as commands: name and what stands there, each once."""
        slash = {node: name for level in self._levels.values() for name, node in level.items()}
        yield from sorted(((name, node) for node, name in slash.items()), key=lambda pair: pair[0])
        menus = {command: (command.type, command.name) for command in self._menus.values()}
        yield from ((command.name, command) for command in sorted(menus, key=lambda one: menus[one]))

    def _described(self) -> Iterator[tuple[ApplicationCommand, Branch | AnyCommand]]:
        self._collect()
        for name, node in self._roots():
            yield describe(name, node, self.defaults, self.bot), node

    def _collect(self) -> None:
        """Add what was declared below a group after the group itself was added."""
        for group in tuple(self._groups):
            self.add(group)

    def _add_to_menu(self, command: AnyCommand, scope: Scope) -> None:
        taken = self._menus.setdefault((scope, command.type, command.name), command)
        if taken is not command:
            raise DuplicateName(command.where, f"{command.shown_name} is declared twice, also at {taken.where}")
        count = sum(1 for where, kind, _ in self._menus if (where, kind) == (scope, command.type))
        check_count(command.where, scope, command.type, count)

    def _siblings(self, node: AnyCommand | Group, scope: Scope) -> Level:
        """Return the level that a path ends on, with the branches before it made."""
        level = self._levels.setdefault(scope if len(node.path) == 1 else None, {})
        for depth, name in enumerate(node.path[:-1], start=1):
            branch = level.setdefault(name, Branch(node.path[:depth]))
            if not isinstance(branch, Branch):
                spelled = f"/{node.qualified_name} needs {branch.shown_name} to be a group"
                why = f"{spelled}, but {branch.where} makes it a command"
                raise DuplicateName(node.where, why)
            level = branch.children
        return level

    def _describe(self, group: Group) -> None:
        siblings = self._siblings(group, None)
        branch = siblings.setdefault(group.name, Branch(group.path))
        if not isinstance(branch, Branch):
            why = f"{group.shown_name} is a command at {branch.where} and cannot be a group too"
            raise DuplicateName(group.where, why)
        if group in branch.groups:
            return
        for other in branch.groups:
            if (other.description, other.options) != (group.description, group.options):
                why = f"group {group.qualified_name!r} is described otherwise at {other.where}"
                raise DefinitionError(group.where, why)
        branch.groups.append(group)
        branch.guards.clear()
        for scope in scopes_of(self._levels[None][group.path[0]]):
            self._check_count(group.path, scope, group.where)

    def _branch(self, path: tuple[str, ...]) -> Branch | None:
        node: Branch | AnyCommand | None = self._levels[None].get(path[0])
        for name in path[1:]:
            node = node.children.get(name) if isinstance(node, Branch) else None
        return node if isinstance(node, Branch) else None

    def _prune(self, path: tuple[str, ...]) -> None:
        """Take branches out that lead nowhere and that no group describes."""
        for depth in range(len(path), 0, -1):
            branch = self._branch(path[:depth])
            if branch is None or branch.children or branch.groups:
                return
            above = self._branch(path[: depth - 1]) if depth > 1 else None
            del (above.children if above else self._levels[None])[path[depth - 1]]

    def _check_count(self, path: tuple[str, ...], scope: Scope, where: str) -> None:
        slash = [node for _, node in self._roots() if isinstance(node, Branch) or node.type is _CHAT_INPUT]
        check_count(where, scope, _CHAT_INPUT, sum(scope in scopes_of(node) for node in slash))
        for depth in range(1, len(path)):
            check_subcommands(where, self._branch(path[:depth]))
