"""The bot under test and the simulated Discord around it, set up as a test wants them."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from app.bot import Bot
from app.listeners import Listener, log_failure
from app.models.attachment import Attachment
from app.models.base import NO_TIME, convert
from app.models.event import Event
from app.models.flags import Permissions
from app.models.guild import Role
from app.models.locale import Locale
from app.models.message import Message
from app.server.asgi import AsgiDoor, Receive, Scope, Send
from app.server.events import ASKED_AGAIN
from app.settings import Settings
from app.simulator import world
from app.simulator.app_transport import AppTransport
from app.simulator.app_transport import Host as HostKind
from app.simulator.attribution import Attributing
from app.simulator.discord import Discord
from app.simulator.faults import Faults
from app.simulator.payloads import Origin
from app.simulator.recording import read_recording
from app.simulator.replaying import Replay
from app.simulator.rest import rest
from app.simulator.rules import PING
from app.simulator.views import message_view, role_view
from app.telemetry.logs import interaction_id
from app.testing.actor import Actor
from app.testing.direct import make_context
from app.testing.event import check_data, check_event
from app.testing.loop import Clock
from app.testing.patience import NoticedWaiting, settle
from app.testing.registered import Registered
from app.testing.result import Result

T = TypeVar("T")
Json = dict[str, Any]

EVERYDAY = (
    Permissions.view_channel
    | Permissions.send_messages
    | Permissions.read_message_history
    | Permissions.use_application_commands
)
"""What an actor may do unless the test says otherwise."""
NOTHING = Permissions(0)


class TestBot(Actor):
    """The bot under test, with a Discord of its own; its own verbs are the default actor's.

    Attributes:
        bot: The bot.
        discord: The simulated Discord, for whatever this kit has no word for.
        clock: The time of both.
    """

    __test__: ClassVar[bool] = False

    def __init__(self, commands: str | None = "commands", *, host: HostKind = "stays", **settings: Any) -> None:
        """Build a bot and its Discord.

        Args:
            commands: Package whose commands are loaded; None for none, so
                that the test declares its own on `bot.bot`.
            host: What the host does with the process behind a response; what
                it would stop is in `left_behind`.
            settings: What the operator would set otherwise than is usual.
        """
        self.clock = Clock()
        self._commands = commands
        self._provided: dict[type, object] = {}
        self._host = AppTransport(self._serve, host=host)
        self.discord = Discord(now=self.clock.now, transport=self._host)
        self.discord.rate_limits.enabled = True
        self.discord.events.subscribe("http://bot.test/events")
        usual: dict[str, Any] = {
            "public_key": self.discord.public_key,
            "application_id": self.discord.application_id,
            "token": self.discord.bot_token,
            "api_url": "http://discord.test/api/v10",
            "commands": commands or "commands",
            "background": "task",
            "secrets": (bytes(32),),
        }
        self._settings = Settings(**usual | settings)
        self._begin()
        self._names = (f"actor{number}" for number in itertools.count(1))
        ben = self.discord.world.user("ben")
        super().__init__(self, ben, self.discord.world.channel("bots"), ben.locale)

    def _begin(self) -> None:
        transport = Attributing(AppTransport(rest(self.discord)), interaction_id.get)
        self.bot = Bot(self._settings, now=self.clock.now, transport=transport)
        self.bot.waiting = NoticedWaiting()
        if self._commands:
            self.bot.load()
        self._door: AsgiDoor | None = None
        self._registered = Registered(self.discord)

    async def restart(self) -> None:
        """Stop the bot as a deployment does, and start another one with the same settings, in the same Discord.

        `bot.bot` is a new one then. Handlers that still run get the grace period
        and are cancelled; questions are forgotten, and so is a store in memory:
        give `TestBot(store="sqlite:///…")` one that stays. The commands are loaded
        again, from modules that Python keeps; what was declared on `bot.bot` must
        be declared again. What `provide` has given stays, and so do the messages,
        whose buttons another process answers now.
        """
        await self.bot.close()
        self._begin()
        for kind, value in self._provided.items():
            self.provide(kind, value)

    def role(self, name: str, /, *, permissions: Permissions = NOTHING) -> Role:
        """Make a role of the server, above everyone and below all others; `actor(roles=…)` gives it to somebody."""
        held = self.discord.world
        for other in held.guild.roles.values():
            other.position += other.position >= 1
        made = world.Role(held.snowflakes(), name, int(permissions), position=1)
        held.guild.roles[made.id] = made
        return convert(role_view(made), Role)

    def actor(
        self,
        name: str,
        /,
        *,
        roles: Sequence[str | int | Role] = (),
        permissions: Permissions = EVERYDAY,
        locale: Locale = Locale.english_us,
        entitlements: Sequence[int] = (),
        in_guild: bool = True,
        has_installed: bool = False,
    ) -> Actor:
        """Make another user.

        Args:
            name: What he is called.
            roles: The roles that he has in the server, by name or id; `role` makes one.
            permissions: What he may do in the server, besides what his roles allow.
            locale: The language of his client.
            entitlements: Ids of the SKUs that he has bought.
            in_guild: Whether he acts in the server, or in a direct message.
            has_installed: Whether he has installed the application for himself, so that
                he has its commands in all servers and messages.

        Raises:
            LookupError: If there is no such role; names those there are.
            ValueError: If he is to have roles in a direct message.
        """
        held = self.discord.world
        had = [self._find_role(role) for role in roles]
        if had and not in_guild:
            raise ValueError(f"{name} has no roles in a direct message: leave out roles= or in_guild=False")
        user = world.User(held.snowflakes(), next(self._names), name, locale=str(locale))
        held.users[user.id] = user
        self._sell(user, entitlements)
        if has_installed:
            held.application.installed_by.add(user.id)
        if not in_guild:
            return Actor(self, user, held.dm(user), str(locale))
        role = world.Role(held.snowflakes(), f"permissions of {name}", int(permissions))
        held.guild.roles[role.id] = role
        held.guild.members[user.id] = world.Member(user, held.guild.id, [*had, role.id], joined_at=self.clock.now())
        return Actor(self, user, self._channel, str(locale))

    def person(
        self,
        name: str,
        /,
        *,
        channel: str | int | None = None,
        locale: Locale | None = None,
        entitlements: Sequence[int] = (),
        in_dm: bool = False,
    ) -> Actor:
        """Give somebody who lives in the simulated Discord, to act as him.

        There are `ada` (owner and administrator), `ben` (a plain member, who acts
        unless the test says otherwise), `mira` (a moderator, German) and `noor`
        (French). All of them have installed the application for themselves, too.

        Args:
            name: Who it is.
            channel: Where he acts, by its name or id; in `bots` unless given.
            locale: The language of his client; his own unless given.
            entitlements: Ids of the SKUs that he has bought.
            in_dm: Whether he acts in the direct message with the bot instead.

        Raises:
            LookupError: If there is no such person or channel; names those there are.
            ValueError: If it is a bot, or if he is to be in two places.
        """
        account = self.discord.world.user(name)
        if account.bot:
            raise ValueError(f"{name} is a bot, and bots use no commands")
        if in_dm and channel is not None:
            raise ValueError(f"{name} cannot be in {channel!r} and in a direct message: leave out one of them")
        self._sell(account, entitlements)
        person = Actor(self, account, self.discord.world.channel("bots"), str(locale or account.locale))
        if in_dm:
            return person.in_dm()
        return person if channel is None else person.in_channel(channel)

    def message(self, content: str, /, *, author: Actor | None = None) -> Message:
        """Put a message where its author is; that is the default actor unless given."""
        held, writer = self.discord.world, author or self
        view = message_view(held.snowflakes(), writer._channel, writer._account, content, self.clock.now())
        held.messages[int(view["id"])] = view
        return convert(view, Message)

    async def replay(self, recording: Path | str, /) -> list[Result]:
        """Send the interactions of a recording again, one after another, and see each one through.

        `postern dev --record FILE` makes one. Users and channels that are of this
        world act again where they did. Others are told of to the bot as they were, and
        what they did is seen in `bots`. Components and forms are used on the messages
        that were made anew.

        Args:
            recording: The file.

        Returns:
            What was seen of each, in their order.

        Raises:
            DidNotRespond: If one got no answer that Discord took.
            ValueError: If a line of the file is no interaction; names it.
            OSError: If the file cannot be read.
        """
        self._registered.refresh(self.bot)
        results, again = [], Replay(self.discord)
        # Read before the first one is sent: a test that fails shall fail for the file.
        for payload in read_recording(Path(recording)):
            if payload["type"] == PING:
                continue
            sent = again.send(payload)
            assert sent.origin is not None
            actor = Actor(self, sent.origin.user, sent.origin.channel, sent.origin.locale)
            results.append(await actor.see_through(sent))
        return results

    async def send_event(self, event: Event, /) -> None:
        """Let Discord tell the bot of a webhook event, once, and wait until its listeners have ended.

        What the simulated Discord knows of itself (a test entitlement that is made or
        removed) it tells without being asked. An event of the same `timestamp` and
        content is the same one, come again; without a timestamp each is another.

        Raises:
            TypeError: If it is no event; says what to write.
            ValueError: If Discord would send no such data, so that those who listen to its type do not hear of it.
            LookupError: If no listener hears of it; names what is listened to.
            RuntimeError: If the bot did not take it.
            Exception: What a listener has raised; of several a group.
        """
        check_event(event)
        await self.bot.load_plugins()
        heard = self.bot.listeners
        if not heard.interested(event.type.lower(), "event"):
            listed = ", ".join(sorted({name for one in heard for name in one.events})) or "nothing"
            raise LookupError(f"no listener hears of {event.type}; listened to is {listed}")
        if heard.interested(event.type.lower()):
            check_data(event)
        raised: list[Exception] = []

        def failed(listener: Listener[...], error: BaseException) -> None:
            log_failure(listener, error)
            raised.append(error if isinstance(error, Exception) else RuntimeError(f"{error!r} in {listener!r}"))

        before, heard.failed = heard.failed, failed
        try:
            at = None if event.timestamp == NO_TIME else event.timestamp
            record = await self.discord.events.tell(event.type, dict(event.raw), at)
            await self.settle()
        finally:
            heard.failed = before
        answered = record.attempts[0]
        if not record.is_taken and answered.status != ASKED_AGAIN:
            raise RuntimeError(f"{event.type} was not taken: {answered.reason}")
        if raised:
            raise raised[0] if len(raised) == 1 else ExceptionGroup(f"listeners of {event.type} failed", raised)

    def context(self, kind: type[T], /) -> T:
        """Make a context, to call a handler directly: `await roll(bot.context(CommandContext), dice=2)`.

        That of a component is one on a message of the bot's, that of a form is
        one that was opened from there. What the handler answers through it gets
        to Discord; nothing waits for that but what the handler itself does
        behind it.

        Raises:
            TypeError: If there is no way to make this kind.
        """
        origin = Origin(self.discord.world, self._account, self._channel, self._locale)
        return make_context(self.bot, self.discord, origin, kind)  # type: ignore[return-value]

    def provide(self, kind: type[T], value: T, /) -> None:
        """Let handlers that ask for this kind get this value."""
        self._provided[kind] = value
        self.bot.provide(kind, lambda: value)

    def read(self, attachment: Attachment) -> bytes:
        """Return the content of a file that the bot has sent."""
        return self.discord.world.attachments[attachment.id].content

    @property
    def faults(self) -> Faults:
        """What goes wrong between the bot and Discord's REST API, until it is met, removed or cleared.

            bot.faults.add("POST", "/webhooks/*", status=502, times=2)    # two followups fail
            bot.faults.add("PATCH", "/webhooks/*", delay=5.0)              # an edit takes its time
            bot.faults.add("*", "*", breaks=True, takes_effect=True)       # done, but the answer is lost
            bot.faults.ban()                                               # Cloudflare refuses everything

        What goes wrong elsewhere is set on `discord`: after `webhook_lag = 2.0`
        Discord does not know the webhook for so long after a deferral, `deadline`
        is what the first answer may take, and `await discord.ping(forged=True)`
        sends what has a wrong signature.
        """
        return self.discord.faults

    @property
    def left_behind(self) -> Sequence[str]:
        """Tasks that ran when the host would have stopped the process."""
        return self._host.left_behind

    @property
    def requests(self) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
        """The REST requests that the bot made: method, path and body, oldest first."""
        return [(made.method, made.path, made.json or {}) for made in self.discord.requests]  # type: ignore[misc]

    def require(self, name: str) -> None:
        """Register the bot's commands as they are now, and see to it that this is one of them.

        Raises:
            CommandNotFound: If it is not; names those that are.
        """
        self._registered.require(self.bot, name)

    def require_entry_point(self) -> None:
        """Register the bot's commands as they are now, and see to it that one of them opens an Activity.

        Raises:
            CommandNotFound: If none does; names those that are.
        """
        self._registered.require_entry_point(self.bot)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._door is None:
            self._door = self.bot.asgi()
        await self._door(scope, receive, send)

    def _sell(self, user: world.User, skus: Sequence[int]) -> None:
        held = self.discord.world
        held.application.entitlements += [world.Entitlement(held.snowflakes(), sku, user.id) for sku in skus]

    def _find_role(self, role: str | int | Role) -> int:
        held = self.discord.world
        if isinstance(role, str):
            return held.role(role).id
        role_id = int(role.id if isinstance(role, Role) else role)
        if role_id not in held.guild.roles:
            raise LookupError(f"no role has the id {role_id}; TestBot.role makes one")
        return role_id

    async def settle(self) -> None:
        """Wait until every handler has ended, or waits for a user; after `clock.advance`, what fell due has run too."""
        await settle(self.bot)
