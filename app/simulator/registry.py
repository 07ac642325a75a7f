"""
The application commands that Discord has on file, global ones and those of guilds.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from app.simulator.refusal import Refusal
from app.simulator.registration import (
    CHAT_INPUT,
    DISCORD_LAUNCH_ACTIVITY,
    PRIMARY_ENTRY_POINT,
    SUB_COMMAND_GROUP,
    check_command,
    check_commands,
    check_counts,
)
from app.simulator.world import EMBEDDED, Json, World

_CREATABLE = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "nsfw",
    "integration_types",
    "contexts",
    "handler",
)


@dataclass(frozen=True, slots=True)
class FoundCommand:
    """A registered command and the way to one of its subcommands.

    Attributes:
        command: The command as registered.
        steps: Group and subcommand on the way, outermost first.
        schema: The options of what is finally invoked.
    """

    command: Json
    steps: list[Json]
    schema: list[Json]


@dataclass(frozen=True, slots=True)
class Registration:
    """What a registration changed in its scope; names of commands.

    Attributes:
        guild_id: The guild whose commands it was about; None for global ones.
        sent: What was sent, in order.
        refused: Discord's error body, where it took nothing of it.
    """

    guild_id: int | None
    sent: list[str]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: Json | None = None

    @property
    def view(self) -> Json:
        """The same as JSON."""
        return {**asdict(self), "guild_id": None if self.guild_id is None else str(self.guild_id)}


class Registry:
    """All registered commands, by scope: a guild's id, or None for global ones.

    Attributes:
        revision: Counts the changes of what is registered.
        last: The last registration of each scope.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._scopes: dict[int | None, dict[int, Json]] = {}
        self.revision = 0
        self.last: dict[int | None, Registration] = {}

    def listed(self, guild_id: int | None = None) -> list[Json]:
        """List the commands of one scope, in the order of their registration."""
        return list(self._scopes.get(guild_id, {}).values())

    def overwrite(self, commands: Sequence[object], guild_id: int | None = None) -> list[Json]:
        """Replace all commands of a scope; one that was known keeps its id.

        Raises:
            Refusal: If Discord would not take the list.
        """
        with self._recorded(commands, guild_id):
            check_commands(commands, in_guild=guild_id is not None, is_embedded=self._is_embedded)
            known = self._scopes.get(guild_id, {})
            kinds = {_kind(sent) for sent in commands if isinstance(sent, dict)}
            if PRIMARY_ENTRY_POINT not in kinds and any(one["type"] == PRIMARY_ENTRY_POINT for one in known.values()):
                # Said by users of Discord; its documentation does not say it.
                raise Refusal(400, 50240)
            by_name = {(command["type"], command["name"]): command for command in known.values()}
            scope: dict[int, Json] = {}
            for sent in commands:
                assert isinstance(sent, dict)
                before = known.get(int(sent.get("id") or 0)) or by_name.get((_kind(sent), sent["name"]))
                stored = self._stored(sent, guild_id, before)
                scope[int(stored["id"])] = stored
            self._scopes[guild_id] = scope
        return list(scope.values())

    def create(self, command: Json, guild_id: int | None = None) -> tuple[Json, bool]:
        """Add a command, or replace the one of its name and type.

        Returns:
            The command, and whether it is new.

        Raises:
            Refusal: If Discord would not take it.
        """
        with self._recorded([command], guild_id):
            check_command(command, in_guild=guild_id is not None, is_embedded=self._is_embedded)
            before = self._named(_kind(command), command["name"], guild_id)
            stored = self._stored(command, guild_id, before)
            if before is None:
                check_counts([*self.listed(guild_id), stored])
            self._scopes.setdefault(guild_id, {})[int(stored["id"])] = stored
        return stored, before is None

    def get(self, command_id: int, guild_id: int | None = None) -> Json:
        """Look one command up.

        Raises:
            Refusal: 404 with code 10063.
        """
        try:
            return self._scopes.get(guild_id, {})[command_id]
        except KeyError:
            raise Refusal(404, 10063) from None

    def edit(self, command_id: int, changes: Json, guild_id: int | None = None) -> Json:
        """Change the given fields of a command, each as a whole.

        Raises:
            Refusal: If there is no such command, or Discord would not take it so.
        """
        before = self.get(command_id, guild_id)
        merged = before | {key: value for key, value in changes.items() if key in _CREATABLE}
        if "contexts" in changes:
            merged.pop("dm_permission", None)
        if guild_id is not None:
            merged = {key: value for key, value in merged.items() if key not in ("integration_types", "contexts")}
        with self._recorded([merged], guild_id):
            check_command(merged, in_guild=guild_id is not None, is_embedded=self._is_embedded)
            namesake = self._named(before["type"], merged["name"], guild_id)
            if namesake is not None and namesake is not before:
                raise Refusal(400, 40041)
            stored = self._stored(merged, guild_id, before)
            self._scopes[guild_id][command_id] = stored
        return stored

    def delete(self, command_id: int, guild_id: int | None = None) -> None:
        """Forget a command.

        Raises:
            Refusal: 404 with code 10063.
        """
        self.get(command_id, guild_id)
        with self._recorded([], guild_id):
            del self._scopes[guild_id][command_id]

    def find(self, path: str, kind: int, guild_id: int | None) -> FoundCommand:
        """Find what a user would invoke; a guild's command hides a global one of its name.

        Args:
            path: Name of a command; for chat input with group and subcommand.
            kind: Command type.
            guild_id: Where the user is; None outside guilds.

        Raises:
            LookupError: If there is none, naming what there is.
        """
        name, *steps = path.split() if kind == CHAT_INPUT else [path]
        command = self._named(kind, name, guild_id) if guild_id is not None else None
        command = command or self._named(kind, name, None)
        if command is None:
            raise LookupError(f"no command {name!r} is registered; there are: {', '.join(self._names(kind, guild_id))}")
        walked: list[Json] = []
        schema: list[Json] = command.get("options") or []
        for step in steps:
            inner = next((o for o in schema if o["name"] == step and o["type"] <= SUB_COMMAND_GROUP), None)
            if inner is None:
                raise LookupError(f"/{path}: no subcommand {step!r}; there are: {_names(schema)}")
            walked.append(inner)
            schema = inner.get("options") or []
        if any(option["type"] <= SUB_COMMAND_GROUP for option in schema):
            raise LookupError(f"/{path} cannot be invoked alone; its subcommands are: {_names(schema)}")
        return FoundCommand(command, walked, schema)

    def find_entry_point(self) -> FoundCommand:
        """Find the command that opens the application's Activity.

        Raises:
            LookupError: If there is none.
        """
        command = next((c for c in self.listed() if c["type"] == PRIMARY_ENTRY_POINT), None)
        if command is None:
            raise LookupError("no entry point command is registered")
        return FoundCommand(command, [], [])

    @contextmanager
    def _recorded(self, sent: Sequence[object], guild_id: int | None) -> Iterator[None]:
        """Keep what a registration changes, or why it is refused."""
        names = [str(command.get("name")) for command in sent if isinstance(command, dict)]
        before = dict(self._scopes.get(guild_id, {}))
        try:
            yield
        except Refusal as refusal:
            self.last[guild_id] = Registration(guild_id, names, refused=refusal.body)
            raise
        after = self._scopes.get(guild_id, {})
        changed = [command["name"] for key, command in after.items() if before.get(key, command) != command]
        added = [after[key]["name"] for key in after if key not in before]
        removed = [before[key]["name"] for key in before if key not in after]
        self.last[guild_id] = Registration(guild_id, names, added, changed, removed)
        # Their order counts too: Discord's client lists them as they were registered.
        self.revision += list(before.values()) != list(after.values())

    @property
    def _is_embedded(self) -> bool:
        return bool(self._world.application.flags & EMBEDDED)

    def _names(self, kind: int, guild_id: int | None) -> list[str]:
        scopes = {None, guild_id}
        names = {c["name"] for scope in scopes for c in self.listed(scope) if c["type"] == kind}
        return sorted(names) or ["none"]

    def _named(self, kind: int, name: str, guild_id: int | None) -> Json | None:
        return next((c for c in self.listed(guild_id) if (c["type"], c["name"]) == (kind, name)), None)

    def _stored(self, sent: Json, guild_id: int | None, before: Json | None) -> Json:
        kind = _kind(sent)
        permissions = sent.get("default_member_permissions")
        command: Json = {
            "id": before["id"] if before else str(self._world.snowflakes()),
            "application_id": str(self._world.application.id),
            "version": before["version"] if before else str(self._world.snowflakes()),
            "default_member_permissions": None if permissions is None else str(permissions),
            "type": kind,
            "name": sent["name"],
            "name_localizations": _localizations(sent, "name"),
            "description": sent.get("description") or "",
            "description_localizations": _localizations(sent, "description"),
            "nsfw": bool(sent.get("nsfw")),
        }
        if guild_id is None:
            contexts = sent.get("contexts")
            command["integration_types"] = sent.get("integration_types") or self._world.application.integration_types
            command["contexts"] = contexts
            # A command from before there were contexts still says it so.
            command["dm_permission"] = sent.get("dm_permission") is not False if contexts is None else 1 in contexts
        else:
            command["guild_id"] = str(guild_id)
        if kind == CHAT_INPUT and sent.get("options"):
            command["options"] = [_tidied(option) for option in sent["options"]]
        if kind == PRIMARY_ENTRY_POINT:
            # Which one is the default is not documented; the command that Discord makes by itself has this one.
            command["handler"] = sent.get("handler") or DISCORD_LAUNCH_ACTIVITY
        if before is not None and command != before:
            command["version"] = str(self._world.snowflakes())
        return command


def _kind(command: Json) -> int:
    return int(command.get("type") or CHAT_INPUT)


def _names(options: list[Json]) -> str:
    return ", ".join(option["name"] for option in options) or "none"


def _localizations(thing: Json, key: str) -> Json | None:
    given = thing.get(f"{key}_localizations")
    if given is None:
        return None
    # Discord drops a translation that says the same as the default.
    return {locale: text for locale, text in given.items() if text != thing.get(key)}


def _tidied(option: Json) -> Json:
    """Drop what was null; tidy the options and choices within."""
    tidy = {key: value for key, value in option.items() if value is not None}
    if "options" in tidy:
        tidy["options"] = [_tidied(inner) for inner in tidy["options"]]
    return tidy
