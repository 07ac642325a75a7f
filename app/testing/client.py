"""
What a test says and sees: users who do things, and what they see then.

Each step is a real interaction: built by the simulated Discord, signed, sent to
the bot's ASGI application, and judged by Discord's rules when it comes back.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import orjson

from app.bot import Bot
from app.context.command import CommandContext
from app.context.delivery import Delivery
from app.context.responder import Responder
from app.errors import CommandNotFound
from app.models.attachment import Attachment
from app.models.base import Snowflake, convert, encode
from app.models.command import ApplicationCommand, ApplicationCommandType
from app.models.flags import Permissions
from app.models.interaction import decode_interaction
from app.models.locale import Locale
from app.models.message import Message
from app.models.response import InteractionResponse
from app.models.user import User
from app.parameters.option import Choice
from app.server.asgi import AsgiDoor, Receive, Scope, Send
from app.settings import Settings
from app.simulator import world
from app.simulator.app_transport import AppTransport
from app.simulator.app_transport import Host as HostKind
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.multipart import read_body
from app.simulator.payloads import Origin, envelope, interaction_token
from app.simulator.registration import PRIMARY_ENTRY_POINT
from app.simulator.rest import rest
from app.simulator.rules import APPLICATION_COMMAND, DEFERRED_CHANNEL_MESSAGE
from app.simulator.views import message_view, user_view
from app.testing.loop import Clock
from app.testing.result import DidNotRespond, Result

T = TypeVar("T")
Json = dict[str, Any]

EVERYDAY = (
    Permissions.view_channel
    | Permissions.send_messages
    | Permissions.read_message_history
    | Permissions.use_application_commands
)
"""What an actor may do unless the test says otherwise."""


class Actor:
    """A simulated user: does things, in one place."""

    def __init__(self, bot: "TestBot", user: world.User, channel: world.Channel, locale: str) -> None:
        self._test = bot
        self._account = user
        self._channel = channel
        self._locale = locale

    @property
    def user(self) -> User:
        """The user, as the bot sees him."""
        return convert(user_view(self._account), User)

    @property
    def id(self) -> Snowflake:
        """The user's id."""
        return Snowflake(self._account.id)

    async def slash(self, name: str, /, **options: object) -> Result:
        """Use a slash command, and wait until the bot is done with it.

        Args:
            name: Its path: `"tag create"`.
            options: Values by option; users, roles and channels as actors,
                objects of the simulated world or ids.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            CommandNotFound: If the bot has no such command.
            ValueError: If Discord's client would not let a user send this.
        """
        discord = self._test.discord
        given = {key: _account(value) for key, value in options.items()}
        self._test.require(name)
        interaction = await discord.command(name, given, user=self._account, channel=self._channel, locale=self._locale)
        return await self._see(interaction)

    async def user_command(self, name: str, target: "Actor", /) -> Result:
        """Use a command of the menu of users on somebody, and wait until the bot is done with it.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            CommandNotFound: If the bot has no such command.
        """
        self._test.require(name)
        interaction = await self._test.discord.user_command(
            name, target._account, user=self._account, channel=self._channel, locale=self._locale
        )
        return await self._see(interaction)

    async def message_command(self, name: str, target: Message, /) -> Result:
        """Use a command of the menu of messages on one, and wait until the bot is done with it.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            CommandNotFound: If the bot has no such command.
        """
        self._test.require(name)
        interaction = await self._test.discord.message_command(
            name, int(target.id), user=self._account, channel=self._channel, locale=self._locale
        )
        return await self._see(interaction)

    async def entry_point(self) -> Result:
        """Use the command that opens the application's Activity, and wait until the bot is done with it.

        What Discord handles itself is opened without the bot; see `Result.launched`.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            CommandNotFound: If the bot has no such command.
        """
        self._test.require_entry_point()
        return await self._see(
            await self._test.discord.entry_point(user=self._account, channel=self._channel, locale=self._locale)
        )

    async def _see(self, interaction: Interaction) -> Result:
        await self._test.settle()
        if interaction.failure is not None:
            story = "".join(f"\n  {seconds:8.3f} s  {text}" for seconds, text in interaction.timeline)
            raise DidNotRespond(f"{interaction.name}: {interaction.failure}{story}")
        return Result(lambda: _answer(interaction), interaction)

    async def autocomplete(self, name: str, option: str, value: str, /, **options: object) -> list[Choice]:
        """Type into an option, and return what is suggested.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
        """
        given = {key: _account(value) for key, value in options.items()}
        self._test.require(name)
        interaction = await self._test.discord.autocomplete(
            name, option, value, given, user=self._account, channel=self._channel, locale=self._locale
        )
        if interaction.failure is not None:
            raise DidNotRespond(f"/{name} {option}: {interaction.failure}")
        return [Choice(choice["name"], choice["value"]) for choice in interaction.choices or ()]


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
        self._host = AppTransport(self._serve, host=host)
        self.discord = Discord(now=self.clock.now, transport=self._host)
        self.discord.rate_limits.enabled = True
        usual: dict[str, Any] = {
            "public_key": self.discord.public_key,
            "application_id": self.discord.application_id,
            "token": self.discord.bot_token,
            "api_url": "http://discord.test/api/v10",
            "commands": commands or "commands",
            "background": "task",
        }
        self.bot = Bot(Settings(**usual | settings), now=self.clock.now, transport=AppTransport(rest(self.discord)))
        if commands:
            self.bot.load()
        self._door: AsgiDoor | None = None
        self._registered: list[str] = []
        self._names = (f"actor{number}" for number in itertools.count(1))
        ben = self.discord.world.user("ben")
        super().__init__(self, ben, self.discord.world.channel("bots"), ben.locale)

    def actor(
        self,
        name: str,
        /,
        *,
        permissions: Permissions = EVERYDAY,
        locale: Locale = Locale.english_us,
        entitlements: Sequence[int] = (),
        in_guild: bool = True,
    ) -> Actor:
        """Make another user.

        Args:
            name: What he is called.
            permissions: What he may do in the server.
            locale: The language of his client.
            entitlements: Ids of the SKUs that he has bought.
            in_guild: Whether he acts in the server, or in a direct message.
        """
        held = self.discord.world
        user = world.User(held.snowflakes(), next(self._names), name, locale=str(locale))
        held.users[user.id] = user
        held.application.entitlements += [world.Entitlement(held.snowflakes(), sku, user.id) for sku in entitlements]
        if not in_guild:
            return Actor(self, user, held.dm(user), str(locale))
        role = world.Role(held.snowflakes(), f"permissions of {name}", int(permissions))
        held.guild.roles[role.id] = role
        held.guild.members[user.id] = world.Member(user, held.guild.id, [role.id], joined_at=self.clock.now())
        return Actor(self, user, self._channel, str(locale))

    def message(self, content: str, /, *, author: Actor | None = None) -> Message:
        """Put a message into the channel of the default actor; its author is he unless given."""
        held = self.discord.world
        writer = (author or self)._account
        view = message_view(held.snowflakes(), self._channel, writer, content, self.clock.now())
        held.messages[int(view["id"])] = view
        return convert(view, Message)

    def context(self, kind: type[T], /) -> T:
        """Make a context, to call a handler directly: `await roll(bot.context(CommandContext), dice=2)`.

        What the handler answers through it gets to Discord; nothing waits for
        that but what the handler itself does behind it.

        Raises:
            TypeError: If there is no way to make this kind.
        """
        if kind is not CommandContext:
            raise TypeError(f"no {kind.__name__} can be made here; there is CommandContext")
        held = self.discord.world
        origin = Origin(held, self._account, self._channel, self._locale)
        data = {"id": str(held.snowflakes()), "name": "test", "type": 1}
        number, now = held.snowflakes(), asyncio.get_running_loop().time()
        token = interaction_token(number, "direct")
        payload = envelope(origin, interaction_id=number, token=token, type=APPLICATION_COMMAND, owners={}, data=data)
        record = Interaction(
            number, token, APPLICATION_COMMAND, "/test", payload, self.clock.now(), origin, created=now
        )
        self.discord.interactions[token] = record

        def deliver(response: InteractionResponse | None) -> None:
            if response is not None:
                body, files = read_body(*response.read())
                self.discord.lifecycle.acknowledge(record, body, files, "response")

        delivery = Delivery(holds_back=False)
        delivery.left()
        interaction = decode_interaction(orjson.dumps(payload))
        responder = Responder(now, deliver, interaction)
        return CommandContext(  # type: ignore[return-value]
            self.bot, interaction, self.bot.lifetime(), responder, delivery, _Direct()
        )

    def provide(self, kind: type[T], value: T, /) -> None:
        """Let handlers that ask for this kind get this value."""
        self.bot.provide(kind, lambda: value)

    def read(self, attachment: Attachment) -> bytes:
        """Return the content of a file that the bot has sent."""
        return self.discord.world.attachments[attachment.id].content

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
        known = self._register_changed()
        if name not in known:
            raise CommandNotFound(f"{name}; there are: {', '.join(known)}")

    def require_entry_point(self) -> None:
        """Register the bot's commands as they are now, and see to it that one of them opens an Activity.

        Raises:
            CommandNotFound: If none does; names those that are.
        """
        known = self._register_changed()
        if not self._has_entry_point:
            raise CommandNotFound(f"entry point; there are: {', '.join(known)}")

    def _register_changed(self) -> list[str]:
        """Register all commands if there are others than before, and return their paths."""
        known = [command.qualified_name for command in self.bot.tree.commands()]
        if known != self._registered:
            self._register()
            self._registered = known
        return known

    @property
    def _has_entry_point(self) -> bool:
        return any(one.type is ApplicationCommandType.primary_entry_point for one in self.bot.tree.commands())

    def _register(self) -> None:
        """Register all commands: those of servers in the one that there is here."""
        here = self.discord.world.guild.id
        for left in self.discord.commands.listed():
            # Discord takes no list without it, but a test that takes it away wants it gone.
            if left["type"] == PRIMARY_ENTRY_POINT and not self._has_entry_point:
                self.discord.commands.delete(int(left["id"]))
        for scope, commands in ((None, self.bot.tree.scopes()[None]), (here, self.bot.tree.gather(here))):
            registered = self.discord.register(orjson.loads(encode(commands)), scope)
            self.bot.tree.learn_ids(scope, convert(registered, tuple[ApplicationCommand, ...]))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._door is None:
            self._door = self.bot.asgi()
        await self._door(scope, receive, send)

    async def settle(self) -> None:
        """Wait until no handler is running any more."""
        await self.bot.drain(grace=3600.0)


class _Direct:
    """Stands for the command where a test calls the handler itself."""

    qualified_name = "test"
    shown_name = "/test"


def _answer(interaction: Interaction) -> Json | None:
    """Return the message that answers; a public "thinking" gives way to one that only the user sees."""
    if interaction.original is None and interaction.callback_type == DEFERRED_CHANNEL_MESSAGE:
        return next(iter(interaction.followups), None)
    return interaction.original


def _account(value: object) -> object:
    return value._account if isinstance(value, Actor) else value
