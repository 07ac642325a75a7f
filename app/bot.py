"""
The bot: builds the parts from the settings, and wires them.

The composition can be read from top to bottom here; every part takes plain
arguments and knows nothing of the settings.
"""

import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar, Unpack, overload

from app.context.command import CommandContext
from app.dispatch import Dispatcher
from app.errors import ProviderMissing
from app.models.message import Message
from app.models.response import CommandAnswer
from app.models.user import Member, User
from app.plugins.loader import Declared, find_declared, load_modules, run_setup
from app.providers import Factory, Lifetime, Providers, kind_name, provided_kind
from app.rest.client import Rest
from app.rest.requester import Requester
from app.server.asgi import AsgiDoor
from app.server.endpoint import Endpoint
from app.settings import Settings, read_settings
from app.signature.keyring import parse_public_keys
from app.stores.base import Store
from app.stores.open import open_store
from app.telemetry.logs import configure_logging
from app.tree.command import (
    AutoDefer,
    Command,
    CommandOptions,
    Group,
    GroupOptions,
    MessageCommandOf,
    SlashCommandOf,
    UserCommandOf,
    Wait,
    group,
    message_command,
    slash_command,
    user_command,
)
from app.tree.registrar import Progress, Registrar
from app.tree.sync import SyncOptions, SyncPlan, select_scopes
from app.tree.tree import CommandTree

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

P = ParamSpec("P")
RC = TypeVar("RC", bound=CommandAnswer)
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class Bot:
    """A Discord bot over HTTP.

    Args:
        settings: What the operator set; read from the environment unless given.
        auto_defer: How commands are deferred that do not say it themselves.
        now: Unix time in seconds; tests move it.
        transport: What carries REST requests; httpx's own unless given.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        auto_defer: AutoDefer = "public",
        now: Callable[[], float] = time.time,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        self.settings = settings or read_settings(os.environ)
        self.rest = Rest(Requester(self.settings.api_url, self.settings.token, transport))
        self.tree = CommandTree()
        self._now = now
        self._store = open_store(self.settings.store, now)
        self._providers = Providers()
        self._providers.provide_value(Bot, self)
        self._providers.provide_value(Store, self._store)
        self._dispatcher = Dispatcher(self, self.tree, self._providers, self.settings.auto_defer, auto_defer)

    def load(self, package: str | None = None) -> None:
        """Import the commands package, and add all that it declares.

        Args:
            package: Its dotted name; `POSTERN_COMMANDS` unless given.

        Raises:
            DefinitionError: If a declaration cannot work, or a module cannot
                be imported (`DiscoveryError`); names the file and line.
        """
        modules = load_modules(package or self.settings.commands)
        run_setup(modules[0], self)
        for declared in find_declared(modules):
            self.add(declared)

    def add(self, declared: Declared) -> None:
        """Add a command, or a group with all that hangs below it.

        Raises:
            DefinitionError: If its path is taken, or there are too many.
        """
        self.tree.add(declared)

    @overload
    def slash_command(self, handler: Callable[Concatenate[CommandContext, P], Wait[RC]], /) -> Command[P, RC]: ...
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
    def user_command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> UserCommandOf: ...
    def user_command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a command in the menu of users and add it; see `app.user_command`."""
        return self._declare(user_command, handler_or_name, options)

    @overload
    def message_command(
        self, handler: Callable[Concatenate[CommandContext, Message, P], Wait[RC]], /
    ) -> Command[P, RC]: ...
    @overload
    def message_command(self, name: str | None = None, /, **options: Unpack[CommandOptions]) -> MessageCommandOf: ...
    def message_command(self, handler_or_name: Any = None, /, **options: Unpack[CommandOptions]) -> Any:
        """Declare a command in the menu of messages and add it; see `app.message_command`."""
        return self._declare(message_command, handler_or_name, options)

    def _declare(self, decorator: Any, handler_or_name: Any, options: CommandOptions) -> Any:
        """Apply a decorator, bare or called, and add what it makes."""

        def declare(handler: Callable[..., Any]) -> Command[..., Any]:
            name = None if callable(handler_or_name) else handler_or_name
            made: Command[..., Any] = decorator(name, **options)(handler)
            self.add(made)
            return made

        return declare(handler_or_name) if callable(handler_or_name) else declare

    def group(self, name: str, description: str = "", **options: Unpack[GroupOptions]) -> Group:
        """Name a command that has subcommands, and add it; see `app.group`."""
        made = group(name, description, **options)
        self.add(made)
        return made

    @overload
    def provide(self, factory: F, /) -> F: ...
    @overload
    def provide(
        self,
        kind: type[T],
        factory: Callable[..., T | Awaitable[T] | AsyncIterator[T]],
        *,
        scope: Literal["app", "interaction"] = "app",
    ) -> None: ...
    def provide(
        self, kind: Any, factory: Factory | None = None, *, scope: Literal["app", "interaction"] = "app"
    ) -> Any:
        """Say how a dependency is made: `bot.provide(Database, connect)`, or as a decorator.

        Args:
            kind: The annotation that asks for it; as a decorator, the
                factory's return annotation.
            factory: Makes it: sync, async, or an async generator whose rest
                runs when the value's life ends.
            scope: Whether one value serves the app, or each interaction gets
                its own.
        """
        if factory is None:
            self._providers.provide(provided_kind(kind), kind, scope)
            return kind
        self._providers.provide(kind, factory, scope)
        return None

    def asgi(self) -> AsgiDoor:
        """Build the ASGI application; it can be served, or mounted in another one.

        Raises:
            SettingsError: If `DISCORD_PUBLIC_KEY` is missing or no key.
            ProviderMissing: If a handler needs what nobody provides.
        """
        keys = parse_public_keys(self.settings.public_key)
        self.check()
        endpoint = Endpoint(
            self._dispatcher,
            keys=keys,
            now=self._now,
            window=self.settings.signature_window,
            application_id=self.settings.application_id,
            guard_replays=self.settings.replay == "local",
        )
        return AsgiDoor(
            endpoint,
            path=self.settings.interactions_path,
            max_body=self.settings.max_body,
            start=self._start,
            stop=self.close,
        )

    def check(self) -> None:
        """See to it that every dependency of every handler can be made.

        Raises:
            ProviderMissing: If nobody provides one; names the handler.
            DefinitionError: If factories need each other in a circle.
        """
        self._providers.check()
        for command in self.tree.commands():
            signature = command.signature
            self._require(command.where, command.shown_name, signature.dependencies)
            for option in signature.options:
                if option.completion is not None:
                    name = f"autocomplete of /{command.qualified_name} {option.wire.name}"
                    self._require(option.completion.where, name, option.completion.dependencies)

    def _require(self, where: str, name: str, dependencies: Mapping[str, Any]) -> None:
        for parameter, kind in dependencies.items():
            if kind not in self._providers:
                why = (
                    f"{name}: parameter {parameter} is a {kind_name(kind)}, which is no option type, "
                    f"and nobody provides one: call bot.provide({kind_name(kind)}, factory)"
                )
                raise ProviderMissing(where, why)

    async def sync_commands(
        self,
        *,
        commands: Collection[str] | None = None,
        guild_ids: Collection[int] | None = None,
        register_guild_commands: bool = True,
        check_guilds: Iterable[int] | Literal["all"] = (),
        create: bool = True,
        edit: bool = True,
        delete: bool = False,
        force: bool = False,
        approve: Callable[[SyncPlan], bool] = lambda plan: True,
        progress: Progress | None = None,
    ) -> SyncPlan:
        """See to it that Discord has the commands of the code; nothing is sent where nothing changed.

        Args:
            commands: Names of those that are looked at; all unless given.
            guild_ids: Guilds that are looked at, and nothing else.
            register_guild_commands: Whether guilds are looked at at all.
            check_guilds: Guilds to look at besides those of the code, for
                commands that were left there; `"all"`: all that the bot is in.
            create: Whether commands are created.
            edit: Whether commands are changed.
            delete: Whether what is not among the code's commands is deleted;
                otherwise it stays as it is.
            force: Whether everything is sent, also where nothing changed.
            approve: Sees the plan; False: nothing is done.
            progress: Hears of every scope: what is done to it, how many are
                done, how many there are.

        Returns:
            The plan, and whether it was applied.

        Raises:
            SettingsError: If the application's id is missing, or both token
                and client secret are.
            CommandNotFound: If the code has no command of a name.
            RestError: If Discord refuses.
        """
        settings = self.settings
        declared = select_scopes(self.tree.scopes(), commands, guild_ids, with_guilds=register_guild_commands)
        registrar = Registrar(self.rest, settings.application_id, settings.token, settings.client_secret, progress)
        return await registrar.sync(
            declared,
            SyncOptions(create, edit, delete, force),
            renamed_from=self.tree.renames(),
            check_guilds=check_guilds,
            approve=approve,
        )

    def lifetime(self) -> Lifetime:
        """Begin the lifetime of dependencies that one interaction has to itself."""
        return self._providers.interaction()

    async def drain(self, grace: float | None = None) -> None:
        """Wait for handlers that still run; after `grace` seconds (`POSTERN_GRACE`) they are cancelled."""
        cancelled = await self._dispatcher.drain(self.settings.grace if grace is None else grace)
        if cancelled:
            log.warning("%d handlers were cancelled: they needed longer than the grace period", cancelled)

    async def close(self) -> None:
        """End in order: handlers first, then what they use."""
        await self.drain()
        await self._providers.close()
        await self.rest.close()
        await self._store.close()

    def run(self) -> None:
        """Serve the bot with uvicorn on `POSTERN_HOST` and `POSTERN_PORT` until it is stopped."""
        from app.server.run import run_server

        settings = self.settings
        if not logging.getLogger().handlers:
            configure_logging(settings.log_level, settings.log_format, [settings.token, settings.client_secret])
        run_server(self.asgi(), host=settings.host, port=settings.port)

    async def _start(self) -> None:
        count = sum(1 for _ in self.tree.commands())
        log.info("ready: %d commands, interactions at %s", count, self.settings.interactions_path)
