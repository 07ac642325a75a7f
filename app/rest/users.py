"""
Users, and first the bot itself.

https://docs.discord.com/developers/resources/user
"""

from collections.abc import AsyncIterator, Sequence
from typing import Unpack

from app.models.base import Snowflake
from app.models.channel import DMChannel
from app.models.connection import Connection
from app.models.guild import PartialGuild
from app.models.message import Message
from app.models.response import UNSET, MessageFields, Unset
from app.models.user import User
from app.rest import routes
from app.rest.fields import given
from app.rest.memo import Memo
from app.rest.paging import paginate
from app.rest.requester import Requester
from app.rest.sending import marked, prepare
from app.rest.values import picture, snowflake

GUILDS_A_PAGE = 200
DM_KEPT = 86_400.0
"""Seconds that the channel of somebody's direct messages is remembered; it never becomes another one."""


class UsersResource:
    """`rest.users`: users, and first the bot itself; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._dms = Memo(self.create_dm, DM_KEPT)

    async def get(self, user_id: int) -> User:
        """Read a user, whoever it is.

        https://docs.discord.com/developers/resources/user#get-user
        """
        return await self._requester.fetch(User, routes.GET_USER, user_id=user_id)

    async def get_me(self) -> User:
        """Read the bot's own user, which shows too that the token is good.

        Raises:
            Unauthorized: If it is not.

        https://docs.discord.com/developers/resources/user#get-current-user
        """
        return await self._requester.fetch(User, routes.GET_MY_USER)

    async def edit_me(
        self,
        *,
        username: str | Unset = UNSET,
        avatar: bytes | Unset | None = UNSET,
        banner: bytes | Unset | None = UNSET,
    ) -> User:
        """Edit the bot's own user; what is not given stays as it is, None clears.

        Args:
            username: 2 to 32 characters. With it, the four digits behind the
                name of an older bot may change.
            avatar: The picture, as the bytes of an image file; None removes it.
            banner: The picture at the top of the profile, likewise.

        Raises:
            ValueError: If a picture is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/user#modify-current-user
        """
        data = given(
            username=username,
            avatar=picture(avatar),
            banner=picture(banner),
        )
        return await self._requester.fetch(User, routes.UPDATE_MY_USER, data)

    def list_own_guilds(
        self,
        *,
        with_counts: bool = False,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[PartialGuild]:
        """Go through the servers that the bot is in, ordered by id.

        Args:
            with_counts: Whether to fill in how many members there are, roughly.
            after: Only servers whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/user#get-current-user-guilds
        """

        async def read(count: int, behind: int | None) -> Sequence[PartialGuild]:
            query = {"limit": count, "after": behind, "with_counts": with_counts}
            return await self._requester.fetch(tuple[PartialGuild, ...], routes.LIST_MY_GUILDS, query=query)

        return paginate(read, size=GUILDS_A_PAGE, limit=limit, start=after, cursor=lambda guild: guild.id)

    async def list_own_guild_ids(self) -> AsyncIterator[Snowflake]:
        """Go through the ids of all servers that the bot is in.

        https://docs.discord.com/developers/resources/user#get-current-user-guilds
        """
        async for guild in self.list_own_guilds():
            yield guild.id

    async def leave_guild(self, guild_id: int) -> None:
        """Let the bot leave a server.

        https://docs.discord.com/developers/resources/user#leave-guild
        """
        await self._requester.request(routes.LEAVE_GUILD, guild_id=guild_id)

    async def create_dm(self, user_id: int) -> DMChannel:
        """Open the channel of the bot's direct messages with a user; if there is one, it is returned.

        Discord blocks bots that open many in a short time: do it where
        somebody asked for it.

        https://docs.discord.com/developers/resources/user#create-dm
        """
        return await self._requester.fetch(DMChannel, routes.CREATE_DM, {"recipient_id": snowflake(user_id)})

    async def send(
        self, user_id: int, content: str | None = None, *, nonce: str | None = None, **fields: Unpack[MessageFields]
    ) -> Message:
        """Send a direct message to a user; the channel is opened by the first one.

        Args:
            user_id: Whom to.
            content: Its text, at most 2,000 characters.
            nonce: As in `rest.messages.create`.
            fields: What else it is made of; it cannot be `ephemeral`.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.
            Forbidden: If the user takes no direct messages from the bot, or
                shares no server with it.

        https://docs.discord.com/developers/resources/message#create-message
        """
        message = prepare("rest.users.send()", content, fields, **marked(nonce))
        channel = await self._dms.get(user_id)
        return await self._requester.fetch(
            Message, routes.CREATE_MESSAGE, message.data, files=message.files, channel_id=channel.id
        )

    async def list_connections(self, access_token: str) -> tuple[Connection, ...]:
        """Read the accounts elsewhere that a user has linked.

        Args:
            access_token: What the user granted, with the scope `connections`.

        https://docs.discord.com/developers/resources/user#get-current-user-connections
        """
        return await self._requester.fetch(
            tuple[Connection, ...], routes.LIST_MY_CONNECTIONS, authorization=f"Bearer {access_token}"
        )
