"""
The bot: builds the parts from the settings, and wires them.

The composition can be read from top to bottom here; every part takes plain
arguments and knows nothing of the settings.
"""

import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from app.checks.node import AutoDefer
from app.checks.owners import Owners
from app.components.handler import Seal
from app.components.router import ComponentRouter
from app.context.waiting import Waiting
from app.dispatch import Dispatcher
from app.errors import AppError, SettingsError
from app.models.command import IntegrationType, InteractionContextType
from app.models.user import User
from app.plugins.dependencies import check_dependencies, check_secrets
from app.plugins.host import Host
from app.providers import Factory, Lifetime, Providers, provided_kind, where_called
from app.rest.client import Rest
from app.rest.requester import Requester
from app.rest.shared_limiter import make_limiter
from app.server.asgi import AsgiDoor
from app.server.drain import Drain
from app.server.endpoint import Endpoint
from app.server.events import EventReceiver
from app.server.hosts import choose_background
from app.settings import Settings, read_settings
from app.signature.open import open_verifier
from app.stores.base import Store
from app.stores.open import open_store, try_store
from app.telemetry.logs import configure_logging
from app.telemetry.telemetry import Telemetry
from app.telemetry.workers import DIRECTORY
from app.tree.naming import check_ids
from app.tree.registrar import Progress, Registrar
from app.tree.remembered_ids import RememberedIds
from app.tree.sync import SyncOptions, SyncPlan, find_left_out, select_scopes
from app.tree.sync_report import warn_at_start

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class Bot(Host):
    """A Discord bot over HTTP.

    What is declared on it, checks and hooks among it, holds for every command.

    Args:
        settings: What the operator set; read from the environment unless given.
        description: What the bot is, for whoever lists its commands.
        auto_defer: How commands are deferred that do not say it themselves.
        default_command_contexts: Where commands can be used that do not say it
            themselves.
        default_command_integration_types: For which kinds of installation.
        debug_guilds: Ids of servers in which commands are registered that
            would be global, so that they can be tried before everybody sees
            them.
        owner_id: Who owns the bot; asked of Discord unless given.
        owner_ids: Several who do.
        auto_sync_commands: Whether commands are synced whenever a server
            process starts. Off unless asked for: see `sync_commands`.
        now: Unix time in seconds; tests move it.
        transport: What carries REST requests; httpx's own unless given.
        proxy: URL of an HTTP proxy that REST requests go through; a proxy
            that keeps rate limits is named by `DISCORD_API_URL` instead.
        proxy_auth: Name and password for it.

    Attributes:
        settings: What the operator set.
        telemetry: What operators are told.
        rest: The REST client.
        defaults: What commands are registered with that do not say it
            themselves; `setup(bot)` may change it.
        owner_ids: Who owns the bot, where Discord is not to be asked.
        auto_sync_commands: Whether commands are synced at every start.
        background: What becomes of work behind a response on this host.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        description: str = "",
        auto_defer: AutoDefer = "public",
        default_command_contexts: Collection[InteractionContextType] = (),
        default_command_integration_types: Collection[IntegrationType] = (),
        debug_guilds: Collection[int] = (),
        owner_id: int | None = None,
        owner_ids: Collection[int] = (),
        auto_sync_commands: bool = False,
        now: Callable[[], float] = time.time,
        transport: "httpx.AsyncBaseTransport | None" = None,
        proxy: str | None = None,
        proxy_auth: tuple[str, str] | None = None,
    ) -> None:
        self.settings = settings or read_settings(os.environ)
        super().__init__(Seal(now, self.settings.secrets))
        self.description = description
        self.auto_defer = auto_defer
        self.auto_sync_commands = auto_sync_commands
        self.telemetry = Telemetry(self.settings.metrics, lambda: self._tasks.count, os.environ.get(DIRECTORY, ""))
        self._store = open_store(self.settings.store, now, self.telemetry.hears_of_stores)
        limiter = make_limiter(self.settings.rate_limit, self._store, str(self.settings.application_id))
        url, token = self.settings.api_url, self.settings.token
        told = self.telemetry
        self.rest = Rest(
            Requester(url, token, transport, limiter=limiter, proxy=proxy, proxy_auth=proxy_auth, telemetry=told)
        )
        self.defaults = self.tree.defaults
        self.defaults.contexts = tuple(default_command_contexts) or None
        self.defaults.integration_types = tuple(default_command_integration_types) or None
        self.defaults.guild_ids = tuple(debug_guilds)
        self.owner_ids: Collection[int] = frozenset(owner_ids) | ({owner_id} if owner_id else frozenset())
        check_ids(where_called()[0], "ids of servers and owners", (*self.defaults.guild_ids, *self.owner_ids))
        self._owners = Owners(self.rest, has_token=bool(self.settings.token))
        self._now = now
        self._providers.provide_value(Bot, self)
        self._providers.provide_value(Store, self._store)
        self._providers.provide_value(ComponentRouter, self.components)
        self._providers.provide_value(Providers, self._providers)
        self._ids = RememberedIds(self.tree, self._store, self.settings.application_id)
        self._drain = Drain(self._tasks.rest, self.drain, self.settings.grace)
        self.background, self._why_background = choose_background(self.settings.background, os.environ)
        self.waiting = Waiting()
        self.dispatcher = Dispatcher(
            self,
            self.tree,
            self.components,
            self._providers,
            self.settings.auto_defer,
            self.listeners,
            self._plugins,
            self._tasks,
            self.background,
            lambda: self._eligibility,
            self.telemetry,
        )

    @property
    def shown_name(self) -> str:
        """The name as people read it."""
        return "the bot"

    def load(self, package: str | None = None, *, strict: bool = True) -> None:
        """Import the commands package, and add all that it declares.

        Args:
            package: Its dotted name; `POSTERN_COMMANDS` unless given.
            strict: Whether a module or plugin that cannot be loaded stops the
                others too; if not, the log names it with its file and line.

        Raises:
            DefinitionError: If a declaration cannot work, or a module cannot
                be imported (`DiscoveryError`); names the file and line.
        """
        self.load_package(package or self.settings.commands, strict=strict)

    async def is_owner(self, user: User) -> bool:
        """Tell whether somebody owns the bot: by `owner_id` and `owner_ids`, else as Discord says, teams included."""
        return user.id in self.owner_ids if self.owner_ids else await self._owners.is_owner(user)

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

    def endpoint(self) -> Endpoint:
        """Build what answers Discord's requests, whichever door they come through.

        Raises:
            SettingsError: If `DISCORD_PUBLIC_KEY` is missing or no key, or
                signatures cannot be checked here.
            ProviderMissing: If a handler needs what nobody provides.
            DefinitionError: If Discord would refuse the commands as they are.
        """
        settings = self.settings
        verifier = open_verifier(settings.public_key, settings.signature_window)
        self.check_dependencies()
        if self._plugins.is_strict:
            # Describing them finds what no command shows by itself: empty groups, names that meet, too many characters.
            self.tree.scopes()
        log.info("POSTERN_BACKGROUND is %s: %s", self.background, self._why_background)
        events = EventReceiver(
            self.listeners,
            self._plugins,
            self._tasks,
            self._store,
            background=self.background,
            application_id=settings.application_id,
            telemetry=self.telemetry,
        )
        self.telemetry.find_tracing(settings.spell_secrets())
        return Endpoint(
            self.dispatcher,
            events,
            verifier,
            now=self._now,
            window=settings.signature_window,
            application_id=settings.application_id,
            guard_replays=settings.replay != "off",
            seen=self._store if settings.replay == "store" else None,
            telemetry=self.telemetry,
        )

    def asgi(self) -> AsgiDoor:
        """Build the ASGI application; it can be served, or mounted in another one.

        Raises:
            SettingsError: As `endpoint` does, as well as ProviderMissing and
                DefinitionError; also if what metrics need is not installed.
        """
        settings = self.settings
        return AsgiDoor(
            self.endpoint(),
            path=settings.interactions_path,
            events_path=settings.events_path,
            max_body=settings.max_body,
            waits=self.background == "inline",
            drain=self._drain,
            start=self._start,
            stop=self.close,
            flush=None if self.background == "task" else self.telemetry.flush,
            scrape=self.telemetry.scraper(),
        )

    def check_dependencies(self) -> None:
        """See to it that every dependency of every handler and hook can be made.

        Raises:
            ProviderMissing: If nobody provides one; names the handler.
            DefinitionError: If factories need each other in a circle, or a
                command is the method of a plugin that was never added.
            SettingsError: If a component is to be signed, and there is no secret.
        """
        self._plugins.check_methods()
        check_dependencies(self, self._providers, None if self._plugins.is_strict else self._plugins.leave_out)
        check_secrets(self.components)

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
            commands: Names of those that are looked at; all unless given. The
                others are treated like what the code does not declare.
            guild_ids: Guilds that are looked at, and nothing else.
            register_guild_commands: Whether guilds are looked at at all.
            check_guilds: Guilds to look at besides those of the code, for
                commands that were left there; `"all"`: all that the bot is in.
            create: Whether commands are created.
            edit: Whether commands are changed.
            delete: Whether what is not among the code's commands is deleted;
                with `commands=`, all but these. Otherwise it stays as it is.
            force: Whether everything is sent, also where nothing changed.
            approve: Sees the plan before anything is sent; False: nothing is
                done. Also sees that of a scope which changed in between.
            progress: Hears of every scope: what is done to it, how many are
                done, how many there are.

        Returns:
            The plan, and whether it was applied. A guild that Discord refuses
            access to is in its `failures`, and the others are done.

        Raises:
            SettingsError: If the application's id is missing, or both token
                and client secret are.
            CommandNotFound: If the code has no command of a name.
            RestError: If Discord refuses.
        """
        scopes, settings = self.tree.scopes(), self.settings
        declared = select_scopes(scopes, commands, guild_ids, with_guilds=register_guild_commands)
        registrar = Registrar(self.rest, settings.application_id, settings.token, settings.client_secret, progress)
        try:
            return await registrar.sync(
                declared,
                SyncOptions(create, edit, delete, force),
                renamed_from=self.tree.renames(),
                left_out=find_left_out(scopes, declared),
                check_guilds=check_guilds,
                approve=approve,
            )
        finally:
            # Where Discord refused one scope, it has taken others all the same.
            await self._ids.learn(registrar.registered)

    def lifetime(self) -> Lifetime:
        """Begin the lifetime of dependencies that one interaction has to itself."""
        return self._providers.interaction()

    async def drain(self, grace: float | None = None) -> None:
        """Wait for handlers that still run; after `grace` seconds (`POSTERN_GRACE`) they are cancelled."""
        cancelled = await self._tasks.drain(self.settings.grace if grace is None else grace)
        if cancelled:
            who = "1 handler was cancelled: it" if cancelled == 1 else f"{cancelled} handlers were cancelled: they"
            log.warning("%s needed longer than the grace period", who)

    async def close(self) -> None:
        """End in order: handlers first, then what they use."""
        await self.drain(self._drain.left)
        await self._plugins.unload()
        try:
            await self._providers.close()
        finally:
            await self.rest.close()
            await self._store.close()
            self.telemetry.stop()

    def run(self) -> None:
        """Serve the bot with uvicorn on `POSTERN_HOST` and `POSTERN_PORT` until it is stopped."""
        from app.server.run import run_server

        settings = self.settings
        if not logging.getLogger().handlers:
            configure_logging(settings.log_level, settings.log_format, settings.spell_secrets())
        try:
            application = self.asgi()
        except AppError as error:
            print(f"postern: {error}", file=sys.stderr)  # noqa: T201 - as the command line does
            raise SystemExit(2 if isinstance(error, SettingsError) else 1) from None
        run_server(application, host=settings.host, port=settings.port)

    async def _start(self) -> None:
        self.telemetry.start()
        # Elsewhere nothing may be left behind when the call that starts the bot returns.
        can_recall = self.background == "task" and await try_store(self._store)
        await self._plugins.load()
        if can_recall:
            self._tasks.start(self._ids.recall())
        count = self.tree.count()
        shown = "1 command" if count == 1 else f"{count} commands"
        log.info("ready: %s, interactions at %s", shown, self.settings.interactions_path)
        if self.auto_sync_commands and self.background == "task":
            self._tasks.start(self._sync_at_start())
        elif self.auto_sync_commands:
            log.warning("the commands are not synced at the start, since this host would freeze it: run `postern sync`")

    async def _sync_at_start(self) -> None:
        try:
            plan = await self.sync_commands(approve=lambda plan: not plan.renames)
        except Exception:
            log.exception("the commands could not be synced at the start; `postern sync` says more")
            return
        for sentence in warn_at_start(plan):
            log.warning("%s", sentence)
