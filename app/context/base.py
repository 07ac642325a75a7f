"""What every handler is given: who did what, and where."""

from typing import Protocol, TypeVar

from app.command_errors import NoPrivateMessage
from app.context.waiting import Waiting
from app.models.base import Snowflake
from app.models.interaction import Interaction
from app.models.locale import Locale
from app.models.user import Member, User
from app.providers import Lifetime
from app.rest.client import Rest

T = TypeVar("T")


class BotProtocol(Protocol):
    """What a context says of the bot; declare a parameter `bot: Bot` for the whole of it."""

    @property
    def rest(self) -> Rest:
        """The REST client."""

    @property
    def background(self) -> str:
        """What becomes of work behind a response on this host; `task` where it runs on."""

    @property
    def waiting(self) -> Waiting:
        """The questions of this process that wait for a click."""

    async def is_owner(self, user: User) -> bool:
        """Tell whether somebody owns the bot."""


class CommandProtocol(Protocol):
    """What a context says of the command that was used."""

    @property
    def qualified_name(self) -> str:
        """Command, group and subcommand names, separated by spaces."""

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/tag create`."""


class Context:
    """What every conversation has."""

    def __init__(self, bot: BotProtocol, interaction: Interaction, lifetime: Lifetime) -> None:
        self.bot = bot
        self._interaction = interaction
        self._lifetime = lifetime

    @property
    def rest(self) -> Rest:
        """The REST client."""
        return self.bot.rest

    @property
    def interaction(self) -> Interaction | None:
        """The interaction; None where the conversation is not one."""
        return self._interaction

    @property
    def user(self) -> User:
        """Who did it."""
        return self._interaction.user

    @property
    def author(self) -> Member | User:
        """Who did it, as a member where he is one."""
        return self._interaction.member or self._interaction.user

    @property
    def member(self) -> Member:
        """Who did it, as a member of the server.

        Raises:
            NoPrivateMessage: Outside a server; the user sees that as a sentence.
        """
        member = self._interaction.member
        if member is None:
            raise NoPrivateMessage
        return member

    @property
    def guild_id(self) -> Snowflake:
        """The server where it happened.

        Raises:
            NoPrivateMessage: Outside a server; the user sees that as a sentence.
        """
        if self._interaction.guild_id is None:
            raise NoPrivateMessage
        return self._interaction.guild_id

    @property
    def channel_id(self) -> Snowflake:
        """The channel where it happened."""
        channel_id = self._interaction.channel_id
        if channel_id is None:
            channel_id = self._interaction.channel.id if self._interaction.channel else Snowflake(0)
        return channel_id

    @property
    def locale(self) -> Locale:
        """The user's language."""
        return self._interaction.locale

    async def get(self, kind: type[T]) -> T:
        """Return a dependency, as a parameter of this annotation would.

        Raises:
            ProviderMissing: If nobody provides it.
        """
        return await self._lifetime.get(kind)
