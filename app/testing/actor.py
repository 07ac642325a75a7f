"""
Users who do things: each step is a real interaction.

It is built by the simulated Discord, signed, sent to the bot's ASGI application,
and judged by Discord's rules when it comes back.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.models.base import Snowflake, convert
from app.models.guild import Role
from app.models.message import Message
from app.models.user import User
from app.parameters.option import Choice
from app.simulator import world
from app.simulator.interaction import Interaction
from app.simulator.rules import APPLICATION_COMMAND
from app.simulator.views import user_view
from app.simulator.visible import visible_messages
from app.testing.patience import LONGEST, until_answered
from app.testing.result import DidNotRespond, Result, find_answer
from app.testing.shown import file_value

if TYPE_CHECKING:
    from app.testing.client import TestBot

Json = dict[str, Any]


class Actor:
    """A simulated user: does things, in one place."""

    def __init__(
        self,
        bot: "TestBot",
        user: world.User,
        channel: world.Channel,
        locale: str,
        *,
        is_impatient: bool = False,
    ) -> None:
        self._test = bot
        self._account = user
        self._channel = channel
        self._locale = locale
        self._is_impatient = is_impatient

    @property
    def user(self) -> User:
        """The user, as the bot sees him."""
        return convert(user_view(self._account), User)

    @property
    def id(self) -> Snowflake:
        """The user's id."""
        return Snowflake(self._account.id)

    def in_channel(self, channel: str | int, /) -> "Actor":
        """Be the same user in another channel, given by its name or id.

        Whoever is no member of that server yet joins it. `The Neighbours` is a
        server without the application: in its `lobby`, users meet those commands
        alone that they have installed for themselves.

        Raises:
            LookupError: If there is no such channel; names those there are.
        """
        held = self._test.discord.world
        found = held.channel(channel) if isinstance(channel, str) else held.channel_by_id(channel)
        if found is None:
            raise LookupError(f"no channel has the id {channel}")
        guild = None if found.guild_id is None else held.guilds[found.guild_id]
        if guild is not None and self._account.id not in guild.members:
            now = self._test.clock.now()
            guild.members[self._account.id] = world.Member(self._account, guild.id, joined_at=now)
        return self._like(found, is_impatient=self._is_impatient)

    def in_dm(self) -> "Actor":
        """Be the same user in the direct message with the bot."""
        return self._like(self._test.discord.world.dm(self._account), is_impatient=self._is_impatient)

    def impatient(self) -> "Actor":
        """Be the same user in a hurry: his steps are over with the first answer, while the handler may still run.

        Time stands still then until the next step. A step of somebody else waits for
        all handlers, as ever, and so does `await bot.settle()`.
        """
        return self._like(self._channel, is_impatient=True)

    def _like(self, channel: world.Channel, *, is_impatient: bool) -> "Actor":
        return Actor(self._test, self._account, channel, self._locale, is_impatient=is_impatient)

    async def slash(self, name: str, /, **options: object) -> Result:
        """Use a slash command, and wait until the bot is done with it.

        Args:
            name: Its path: `"tag create"`.
            options: Values by option; users, roles and channels by their
                names or ids, or as actors or objects of the simulated world;
                files as `File`.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            CommandNotFound: If the bot has no such command.
            LookupError: If nothing has the name or id that a value says; names those there are.
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
        discord, message_id = self._test.discord, int(message.id if isinstance(message, Message) else message)
        held = discord.world
        if message_id not in held.messages:
            raise LookupError(f"there is no message with the id {message_id}, or no longer")
        channel = held.channel_by_id(int(held.messages[message_id]["channel_id"]))
        shown = {} if channel is None or channel.guild_id is None else {"guild_id": str(channel.guild_id)}
        # Nothing was done to see it: this interaction has never been sent.
        looking = Interaction(0, "", APPLICATION_COMMAND, "see", shown, self._test.clock.now())
        return Result(lambda: held.messages.get(message_id), looking, self, discord)

    def latest(self, passed_over: int = 0, /) -> Result:
        """Look at the newest message that this user sees where he is: one that a handler has sent there, for instance.

        Args:
            passed_over: How many newer ones are not meant.

        Raises:
            LookupError: If there is none; says where.
        """
        found = visible_messages(self._test.discord.world, self._channel, self._account)
        if not 0 <= passed_over < len(found):
            place = "the direct message" if self._channel.name is None else f"#{self._channel.name}"
            count = f"{len(found)} messages" if found else "no message"
            raise LookupError(
                f"{self._account.display_name} sees {count} in {place}; in_channel() and in_dm() lead elsewhere"
            )
        return self.see(int(found[-1 - passed_over]["id"]))

    async def see_through(self, interaction: Interaction) -> Result:
        """Wait for the answer to what was sent as this actor, and until the bot is done with it.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
        """
        # Its own deadline ends every wait; a limit is for a Discord that fails to keep it.
        await interaction.until(lambda one: one.state != "waiting", within=LONGEST)
        return await self._see(interaction)

    async def _see(self, interaction: Interaction) -> Result:
        await (until_answered(interaction) if self._is_impatient else self._test.settle())
        if interaction.failure is not None:
            raise DidNotRespond(interaction.name, interaction)
        discord = self._test.discord
        return Result(lambda: find_answer(interaction, discord.interactions), interaction, self, discord)

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
            raise DidNotRespond(f"/{name} {option}", interaction)
        return [Choice(choice["name"], choice["value"]) for choice in interaction.choices or ()]


def _account(value: object) -> object:
    if isinstance(value, Role):
        return int(value.id)
    return value._account if isinstance(value, Actor) else file_value(value)
