"""
Commands as Discord registers them.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.checks.node import Node
from app.errors import DefinitionError, DuplicateName, LimitExceeded
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandOption,
    IntegrationType,
    InteractionContextType,
    OptionType,
    localizations,
)
from app.tree.branch import AnyCommand, Branch, Scope, contexts_of, said, where_declared
from app.tree.command import Command
from app.tree.entry_point import EntryPointCommand
from app.tree.sync import KINDS, MOST_COMMANDS

MOST_CHARACTERS = 8000
MOST_SUBCOMMANDS = 25


@dataclass(slots=True)
class Defaults:
    """What commands are registered with that do not say it themselves.

    Attributes:
        contexts: Where they can be used.
        integration_types: For which kinds of installation they are.
        guild_ids: Servers that they are registered in, instead of everywhere.
    """

    contexts: Sequence[InteractionContextType] | None = None
    integration_types: Sequence[IntegrationType] | None = None
    guild_ids: Sequence[int] = ()

    def scopes_of(self, node: Branch | AnyCommand) -> tuple[Scope, ...]:
        """Return where a command is registered; Discord has an entry point command everywhere alone."""
        if isinstance(node, EntryPointCommand):
            return (None,)
        return tuple(said(node).get("guild_ids") or self.guild_ids or (None,))

    def place(
        self, described: Iterable[tuple[ApplicationCommand, Branch | AnyCommand]]
    ) -> list[tuple[Scope, ApplicationCommand, Branch | AnyCommand]]:
        """Say of each command where it is registered, once for each place.

        Raises:
            DuplicateName: If two end up with one name in one place.
            LimitExceeded: If one place has more of a type than Discord takes.
        """
        placed = [(scope, command, node) for command, node in described for scope in self.scopes_of(node)]
        seen: dict[tuple[Scope, int, str], Branch | AnyCommand] = {}
        there: dict[tuple[Scope, int], list[Branch | AnyCommand]] = {}
        for scope, command, node in placed:
            kind = int(command.type or 1)
            other = seen.setdefault((scope, kind, command.name), node)
            if other is not node:
                why = f"{command.name!r} is declared twice for server {scope}, also at {where_declared(other)}"
                raise DuplicateName(where_declared(node), why)
            there.setdefault((scope, kind), []).append(node)
        for (scope, kind), nodes in there.items():
            why = " (debug_guilds)" if scope in self.guild_ids else ""
            check_count(where_declared(nodes[-1]), scope, kind, len(nodes), why)
        return placed


def check_count(where: str, scope: Scope, kind: int, count: int, why: str = "") -> None:
    """Raise `LimitExceeded` if one place has more commands of a type than Discord takes."""
    if count > MOST_COMMANDS[kind]:
        place = "" if scope is None else f" of guild {scope}{why}"
        raise LimitExceeded(where, f"{KINDS[kind]}{place}", count, MOST_COMMANDS[kind])


def check_subcommands(where: str, branch: Branch | None) -> None:
    """Raise `LimitExceeded` if more hangs below a branch than Discord takes."""
    if branch is not None and len(branch.children) > MOST_SUBCOMMANDS:
        what = f"subcommands of /{' '.join(branch.path)}"
        raise LimitExceeded(where, what, len(branch.children), MOST_SUBCOMMANDS)


def describe(name: str, node: Branch | AnyCommand, defaults: Defaults, bot: Node) -> ApplicationCommand:
    """Describe a command with all that hangs below it.

    Raises:
        DefinitionError: If a group has no commands.
        LimitExceeded: If it has too many characters.
    """
    options = said(node)
    permissions = options.get("default_member_permissions")
    contexts = contexts_of(node, bot) or defaults.contexts
    integration_types = options.get("integration_types") or defaults.integration_types
    described = ApplicationCommand(
        type=node.type if isinstance(node, Command) else ApplicationCommandType.chat_input,
        name=name,
        description=node.description,
        options=_wire_options(node) if isinstance(node, Command) else _suboptions(node),
        name_localizations=localizations(options.get("name_localizations")),
        description_localizations=localizations(options.get("description_localizations")),
        default_member_permissions=None if permissions is None else str(int(permissions)),
        contexts=None if contexts is None else tuple(contexts),
        integration_types=None if integration_types is None else tuple(integration_types),
        nsfw=options.get("nsfw", False),
        handler=node.handler if isinstance(node, EntryPointCommand) else None,
    )
    size = _count_characters(described)
    if size > MOST_CHARACTERS:
        raise LimitExceeded(where_declared(node), f"characters of /{name}", size, MOST_CHARACTERS)
    return described


def _suboptions(branch: Branch) -> tuple[CommandOption, ...]:
    if not branch.children:
        why = f"group {' '.join(branch.path)!r} has no commands, and Discord would show it as a command itself"
        raise DefinitionError(where_declared(branch), why)
    return tuple(_suboption(name, branch.children[name]) for name in sorted(branch.children))


def _suboption(name: str, node: Branch | AnyCommand) -> CommandOption:
    is_command = isinstance(node, Command)
    return CommandOption(
        type=OptionType.sub_command if is_command else OptionType.sub_command_group,
        name=name,
        description=node.description,
        options=_wire_options(node) if isinstance(node, Command) else _suboptions(node),
        name_localizations=localizations(said(node).get("name_localizations")),
        description_localizations=localizations(said(node).get("description_localizations")),
    )


def _wire_options(command: AnyCommand) -> tuple[CommandOption, ...]:
    return tuple(option.wire for option in command.signature.options)


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
