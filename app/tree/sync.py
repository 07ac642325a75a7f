"""
What has to be changed so that Discord has the commands of the code: the plan.

`plan_sync` compares, scope by scope (global, and each guild), and says what
would change and what is to be sent for it: one bulk overwrite a scope, or
nothing at all where nothing changes. A bulk overwrite deletes whatever it does
not list, so what the code does not know is sent back as it is, unless it shall
be deleted. Two syncs of the same code send the same, in whatever order they
come, and no command is created one by one, so none is created twice.

Pure: the plan knows neither clock nor network. `app.tree.registrar` reads and
writes for it, `app.tree.sync_report` makes it readable.

https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import msgspec

from app.errors import CommandNotFound
from app.models.base import encode
from app.models.command import ApplicationCommand
from app.tree.canonical import ENTRY_POINT, FieldChange, Json, canonical, find_differences, sendable

Scope: TypeAlias = int | None
"""A guild's id, or None for global commands."""
Action: TypeAlias = Literal["create", "update", "rename", "delete", "keep"]
_Key: TypeAlias = tuple[int, str]
Renames: TypeAlias = Mapping[tuple[Scope, int, str], str]
"""Old names of commands, by where they are, their types as numbers, and their new names."""

MOST_COMMANDS: Mapping[int, int] = {1: 100, 2: 15, 3: 15, ENTRY_POINT: 1}
"""Commands that Discord takes in one scope, by type."""
KINDS: Mapping[int, str] = {1: "slash commands", 2: "user commands", 3: "message commands", 4: "entry point commands"}
"""How people call them, by type."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What a sync may do.

    Attributes:
        create: Whether it creates commands.
        edit: Whether it changes commands, renaming included.
        delete: Whether it deletes what the code does not declare.
        force: Whether it sends every scope, also where nothing changes.
    """

    create: bool = True
    edit: bool = True
    delete: bool = False
    force: bool = False


DEFAULTS = SyncOptions()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one command.

    Attributes:
        action: `keep`: the code does not know it, and it stays as it is.
        type: The command's type, as a number.
        name: Its name, the new one if it is renamed.
        id: Its id; None if it has none yet.
        fields: What changes in it.
        before: Its old name, if it is renamed.
    """

    action: Action
    type: int
    name: str
    id: int | None = None
    fields: tuple[FieldChange, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class ScopePlan:
    """What becomes of the commands of one scope.

    Attributes:
        guild_id: The guild; None for global commands.
        changes: One for each command that does not stay as the code has it.
        unchanged: Number of commands that are the same on both sides.
        body: What is to be sent as bulk overwrite; None: nothing.
        failure: Why Discord would not say what it has, or take what it was
            sent; then nothing changes.
        is_narrowed: Whether the code declares more for it than was looked at.
    """

    guild_id: Scope
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    body: tuple[Json, ...] | None = None
    failure: str = ""
    is_narrowed: bool = False

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that Discord has to be told of."""
        return tuple(change for change in self.changes if change.action != "keep")


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync changes, or has changed.

    Attributes:
        scopes: Global commands first, then guilds by id.
        warnings: Sentences about what is odd.
        is_applied: Whether Discord was told.
    """

    scopes: tuple[ScopePlan, ...]
    warnings: tuple[str, ...] = ()
    is_applied: bool = False

    @property
    def has_drift(self) -> bool:
        """Whether Discord has anything else than the code declares."""
        return any(scope.writes for scope in self.scopes)

    @property
    def failures(self) -> tuple[ScopePlan, ...]:
        """The scopes that could not be read, or not be written."""
        return tuple(scope for scope in self.scopes if scope.failure)

    @property
    def renames(self) -> tuple[Change, ...]:
        """The commands that are renamed: Discord drops the permissions that admins gave them."""
        return tuple(change for scope in self.scopes for change in scope.changes if change.action == "rename")


def select_scopes(
    declared: Mapping[Scope, Sequence[ApplicationCommand]],
    names: Collection[str] | None = None,
    guild_ids: Collection[int] | None = None,
    *,
    with_guilds: bool = True,
) -> dict[Scope, list[ApplicationCommand]]:
    """Narrow what the code declares down to what shall be synced.

    Args:
        declared: The code's commands, by scope.
        names: Names of commands; None: all.
        guild_ids: These guilds alone; None: global commands and all guilds.
        with_guilds: Whether guilds are there at all.

    Raises:
        CommandNotFound: If the code has no command of a name.
    """
    there = {command.name for commands in declared.values() for command in commands}
    for name in names or ():
        if name not in there:
            raise CommandNotFound(name)
    scopes: Iterable[Scope] = declared if guild_ids is None else guild_ids
    return {
        scope: [command for command in declared.get(scope, ()) if names is None or command.name in names]
        for scope in scopes
        if scope is None or with_guilds
    }


def find_left_out(
    declared: Mapping[Scope, Sequence[ApplicationCommand]], selected: Mapping[Scope, Sequence[ApplicationCommand]]
) -> dict[Scope, frozenset[_Key]]:
    """Return what the code declares and `select_scopes` left out: types and names, by scope."""
    return {
        scope: frozenset(map(_key_of, commands)) - frozenset(map(_key_of, selected.get(scope, ())))
        for scope, commands in declared.items()
    }


def plan_sync(
    declared: Mapping[Scope, Sequence[ApplicationCommand]],
    known: Mapping[Scope, Sequence[Json]],
    options: SyncOptions = DEFAULTS,
    *,
    renamed_from: Renames | None = None,
    install_types: Sequence[int] | None = None,
    failures: Mapping[Scope, str] | None = None,
    left_out: Mapping[Scope, Collection[_Key]] | None = None,
) -> SyncPlan:
    """Compare what the code declares with what Discord has.

    Args:
        declared: The code's commands, by scope.
        known: Discord's, by scope, as JSON with all localizations; these
            scopes are synced, and no other.
        options: What the sync may do.
        renamed_from: Old names of commands.
        install_types: The ways of installing that the application is
            configured for, which are the default of its commands; None: not
            known, and not compared where a command does not say them.
        failures: Why a scope could not be read.
        left_out: What the code has besides `declared`, by scope: types and
            names. It is treated as all that is not among these.
    """
    scopes: list[ScopePlan] = [ScopePlan(scope, failure=why) for scope, why in (failures or {}).items()]
    warnings: list[str] = []
    for scope, remote in known.items():
        others = (left_out or {}).get(scope, ())
        renames = {(kind, new): old for (there, kind, new), old in (renamed_from or {}).items() if there == scope}
        comparison = _Comparison(scope, options, renames, install_types, others)
        scopes.append(comparison.plan(declared.get(scope, ()), remote))
        warnings += comparison.warnings
        if scope is not None and remote and not declared.get(scope):
            kept = "" if options.delete else ", which stay there unless they are pruned"
            count = f"{len(remote)} command{'' if len(remote) == 1 else 's'}"
            nothing = "none of these commands is for it" if others else "the code declares nothing for it"
            warnings.append(f"guild {scope}: {nothing}, but it has {count}{kept}")
    scopes.sort(key=lambda plan: (plan.guild_id is not None, plan.guild_id or 0))
    warnings += _find_doubles(scopes, declared, known)
    return SyncPlan(tuple(scopes), tuple(warnings))


@dataclass
class _Comparison:
    """The two sides of one scope, while they are compared."""

    scope: Scope
    options: SyncOptions
    renamed_from: Mapping[_Key, str]
    install_types: Sequence[int] | None
    left_out: Collection[_Key]
    changes: list[Change] = field(default_factory=list)
    body: list[Json] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unchanged: int = 0

    def plan(self, declared: Sequence[ApplicationCommand], known: Sequence[Json]) -> ScopePlan:
        """Compare the two."""
        ours = {_key(command): command for command in map(self._describe, declared)}
        theirs = {_key(command): command for command in known}
        for key in sorted(ours):
            before = theirs.pop(key, None) or self._renamed(key, ours, theirs)
            if before is None:
                self._create(ours[key])
            else:
                self._update(ours[key], before)
        for left in theirs.values():
            self._leave(left)
        self._check_counts()
        self.changes.sort(key=lambda change: (change.name, change.type))
        is_sent = self.options.force or any(change.action != "keep" for change in self.changes)
        body = tuple(self.body) if is_sent else None
        return ScopePlan(self.scope, tuple(self.changes), self.unchanged, body, is_narrowed=bool(self.left_out))

    @property
    def _in_guild(self) -> bool:
        return self.scope is not None

    def _describe(self, command: ApplicationCommand) -> Json:
        """Give a declared command the form in which it is sent."""
        described: dict[str, Any] = msgspec.json.decode(encode(command))
        described.pop("id", None)
        if self._in_guild:
            # Discord has these for global commands alone.
            described = {key: v for key, v in described.items() if key not in ("contexts", "integration_types")}
        elif self.install_types is not None:
            # Said, since Discord changes them on its own in no command that there is.
            described.setdefault("integration_types", sorted(self.install_types))
        return described

    def _renamed(self, key: _Key, ours: Mapping[_Key, Json], theirs: dict[_Key, Json]) -> Json | None:
        old = self.renamed_from.get(key)
        if old is None or (key[0], old) not in theirs:
            return None
        if (key[0], old) in ours or (key[0], old) in self.left_out:
            name = key[1]
            self.warnings.append(f"{self._place()}{name} is renamed from {old}, which the code still has: not renamed")
            return None
        # Sent back under its old name until it may be edited; a second one would be a double.
        return theirs.pop((key[0], old))

    def _create(self, command: Json) -> None:
        if self.options.create:
            self.changes.append(Change("create", _type(command), command["name"]))
            self.body.append(command)

    def _update(self, command: Json, before: Json) -> None:
        old, new = (canonical(side, in_guild=self._in_guild) for side in (before, command))
        if "integration_types" not in new:
            old.pop("integration_types", None)
        fields = find_differences(old, new)
        if not fields:
            self.unchanged += 1
        if not fields or not self.options.edit:
            # What Discord has is what it is told again: not a byte of it changes.
            self.body.append(sendable(before, in_guild=self._in_guild))
            return
        # The one entry point command that there is may have been made by Discord, under a name of Discord's.
        is_said = self.renamed_from.get((_type(command), command["name"])) == before["name"]
        is_renamed = old["name"] != new["name"] and (is_said or _type(command) != ENTRY_POINT)
        if is_renamed:
            fields = tuple(field for field in fields if field.path != "name")
            self.warnings.append(
                f"{self._place()}{old['name']} becomes {new['name']}: mentions and usage stay, "
                "but Discord drops the permissions that admins have set for it"
            )
        self.changes.append(
            Change(
                "rename" if is_renamed else "update",
                _type(command),
                command["name"],
                int(before["id"]),
                fields,
                old["name"] if is_renamed else "",
            )
        )
        self.body.append({"id": str(before["id"]), **command})

    def _leave(self, command: Json) -> None:
        # Discord refuses a list that lacks the entry point command, which it made by itself.
        is_deleted = self.options.delete and _type(command) != ENTRY_POINT
        action: Action = "delete" if is_deleted else "keep"
        self.changes.append(Change(action, _type(command), command["name"], int(command["id"])))
        if not is_deleted:
            self.body.append(sendable(command, in_guild=self._in_guild))

    def _check_counts(self) -> None:
        for kind, count in Counter(map(_type, self.body)).items():
            if count > MOST_COMMANDS.get(kind, count):
                self.warnings.append(
                    f"{self._place()}{count} {KINDS[kind]}, of which Discord takes {MOST_COMMANDS[kind]}: "
                    "those that stay as they are count too, unless they are pruned"
                )

    def _place(self) -> str:
        return "" if self.scope is None else f"guild {self.scope}: "


def _key(command: Json) -> _Key:
    kind = _type(command)
    # There is one entry point command at most, whatever it is called.
    return kind, "" if kind == ENTRY_POINT else command["name"].strip()


def _key_of(command: ApplicationCommand) -> _Key:
    return int(command.type or 1), command.name


def _type(command: Json) -> int:
    return int(command.get("type") or 1)


def _find_doubles(
    scopes: Iterable[ScopePlan],
    declared: Mapping[Scope, Sequence[ApplicationCommand]],
    known: Mapping[Scope, Sequence[Json]],
) -> list[str]:
    """Find names that are global and in a guild: users there see both."""

    def names(scope: Scope, plan: ScopePlan | None) -> set[_Key]:
        if plan is not None and plan.body is not None:
            return set(map(_key, plan.body))
        if scope in known:
            return set(map(_key, known[scope]))
        return set(map(_key_of, declared.get(scope, ())))

    plans = {plan.guild_id: plan for plan in scopes}
    everywhere = names(None, plans.get(None))
    return [
        f"guild {guild_id}: {name} is there twice, as a command of the guild and as a global one"
        for guild_id, plan in plans.items()
        if guild_id is not None
        for _, name in sorted(names(guild_id, plan) & everywhere)
    ]
