"""
What a test says and sees: users who do things, and what they see then.

Each step is a real interaction: built by the simulated Discord, signed, sent to
the bot's ASGI application, and judged by Discord's rules when it comes back.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from app.bot import Bot
from app.models.attachment import Attachment
from app.models.base import Snowflake, convert
from app.models.flags import Permissions
from app.models.guild import Role
from app.models.locale import Locale
from app.models.message import Message
from app.models.user import User
from app.parameters.option import Choice
from app.server.asgi import AsgiDoor, Receive, Scope, Send
from app.settings import Settings
from app.simulator import world
from app.simulator.app_transport import AppTransport
from app.simulator.app_transport import Host as HostKind
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin
from app.simulator.rest import rest
from app.simulator.rules import APPLICATION_COMMAND
from app.simulator.views import message_view, role_view, user_view
from app.testing.direct import make_context
from app.testing.loop import Clock
from app.testing.patience import NoticedWaiting, settle
from app.testing.registered import Registered
from app.testing.result import DidNotRespond, Result, find_answer
from app.testing.shown import file_value

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
                objects of the simulated world or ids; files as `File`.

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

    def see(self, message: Message | int, /) -> Result:
        """Look at any message, to click, choose and read there as on what a step of this actor has shown.

        Raises:
            LookupError: If there is no such message, or no longer.
        """
        held, message_id = self._test.discord.world, int(message.id if isinstance(message, Message) else message)
        if message_id not in held.messages:
            raise LookupError(f"there is no message with the id {message_id}, or no longer")
        channel = held.channel_by_id(int(held.messages[message_id]["channel_id"]))
        shown = {} if channel is None or channel.guild_id is None else {"guild_id": str(channel.guild_id)}
        # Nothing was done to see it: this interaction has never been sent.
        looking = Interaction(0, "", APPLICATION_COMMAND, "see", shown, self._test.clock.now())
        return Result(lambda: held.messages.get(message_id), looking, self)

    async def _see(self, interaction: Interaction) -> Result:
        await self._test.settle()
        if interaction.failure is not None:
            story = "".join(f"\n  {seconds:8.3f} s  {text}" for seconds, text in interaction.timeline)
            raise DidNotRespond(f"{interaction.name}: {interaction.failure}{story}")
        return Result(lambda: find_answer(interaction, self._test.discord.interactions), interaction, self)

    async def use_button(self, message: Json, button: Json) -> Result:
        """Click a button of a message; `Result.click` ends here."""
        named = button.get("custom_id") or button["id"]
        return await self._see(await self._test.discord.click(message, named, user=self._account, locale=self._locale))

    async def use_menu(self, message: Json, menu: Json, values: Sequence[object]) -> Result:
        """Choose in a menu of a message; `Result.select` ends here."""
        return await self._see(
            await self._test.discord.select(message, menu["custom_id"], values, user=self._account, locale=self._locale)
        )

    async def send_form(self, opened: Interaction, values: Mapping[str, object]) -> Result:
        """Send a form that was opened for this user; `Result.submit` ends here."""
        return await self._see(await self._test.discord.submit(opened, values, locale=self._locale))

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
        self._commands = commands
        self._provided: dict[type, object] = {}
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
            "secrets": (bytes(32),),
        }
        self._settings = Settings(**usual | settings)
        self._begin()
        self._names = (f"actor{number}" for number in itertools.count(1))
        ben = self.discord.world.user("ben")
        super().__init__(self, ben, self.discord.world.channel("bots"), ben.locale)

    def _begin(self) -> None:
        self.bot = Bot(self._settings, now=self.clock.now, transport=AppTransport(rest(self.discord)))
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
    ) -> Actor:
        """Make another user.

        Args:
            name: What he is called.
            roles: The roles that he has in the server, by name or id; `role` makes one.
            permissions: What he may do in the server, besides what his roles allow.
            locale: The language of his client.
            entitlements: Ids of the SKUs that he has bought.
            in_guild: Whether he acts in the server, or in a direct message.

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
        held.application.entitlements += [world.Entitlement(held.snowflakes(), sku, user.id) for sku in entitlements]
        if not in_guild:
            return Actor(self, user, held.dm(user), str(locale))
        role = world.Role(held.snowflakes(), f"permissions of {name}", int(permissions))
        held.guild.roles[role.id] = role
        held.guild.members[user.id] = world.Member(user, held.guild.id, [*had, role.id], joined_at=self.clock.now())
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


def _account(value: object) -> object:
    if isinstance(value, Role):
        return int(value.id)
    return value._account if isinstance(value, Actor) else file_value(value)
