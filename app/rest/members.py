"""
The members of servers.

https://docs.discord.com/developers/resources/guild#guild-member-object
"""

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Sequence

from app.models.base import convert
from app.models.flags import MemberFlags
from app.models.response import UNSET, Unset
from app.models.user import Member
from app.rest import routes
from app.rest.fields import given
from app.rest.paging import paginate
from app.rest.requester import Requester
from app.rest.values import instant, picture, snowflake, snowflakes

MEMBERS_A_PAGE = 1000


class MembersResource:
    """`rest.members`: the members of servers; this needs a bot token, and the bot in the server."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, guild_id: int, user_id: int) -> Member:
        """Read a member.

        Raises:
            NotFound: If the user is not in the server.

        https://docs.discord.com/developers/resources/guild#get-guild-member
        """
        return await self._requester.fetch(Member, routes.GET_GUILD_MEMBER, guild_id=guild_id, user_id=user_id)

    def list(self, guild_id: int, *, after: int | None = None, limit: int | None = None) -> AsyncIterator[Member]:
        """Go through the members, by their ids.

        The application needs the privileged intent for members, whether or not
        it has a gateway.

            async for member in rest.members.list(guild_id): ...

        Args:
            guild_id: The server.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/guild#list-guild-members
        """

        async def read(count: int, behind: int | None) -> Sequence[Member]:
            query = {"limit": count, "after": behind}
            return await self._requester.fetch(
                tuple[Member, ...], routes.LIST_GUILD_MEMBERS, query=query, guild_id=guild_id
            )

        return paginate(read, size=MEMBERS_A_PAGE, limit=limit, start=after, cursor=lambda member: member.id)

    async def search(self, guild_id: int, query: str, *, limit: int = 1) -> tuple[Member, ...]:
        """Find members by the beginning of a user name or nickname.

        Args:
            guild_id: The server.
            query: How the name begins.
            limit: How many to find at most, 1 to 1,000.

        https://docs.discord.com/developers/resources/guild#search-guild-members
        """
        return await self._requester.fetch(
            tuple[Member, ...],
            routes.SEARCH_GUILD_MEMBERS,
            query={"query": query, "limit": limit},
            guild_id=guild_id,
        )

    async def edit(
        self,
        guild_id: int,
        user_id: int,
        *,
        nick: str | Unset | None = UNSET,
        roles: Iterable[int] | Unset | None = UNSET,
        mute: bool | Unset | None = UNSET,
        deaf: bool | Unset | None = UNSET,
        channel_id: int | Unset | None = UNSET,
        communication_disabled_until: dt.datetime | Unset | None = UNSET,
        flags: MemberFlags | Unset | None = UNSET,
        reason: str | None = None,
    ) -> Member:
        """Edit a member; what is not given stays as it is, None clears.

            until = ctx.interaction.id.created_at + timedelta(minutes=10)
            await ctx.rest.members.edit(guild_id, user_id, communication_disabled_until=until)

        Args:
            guild_id: The server.
            user_id: The member.
            nick: Name in this server, at most 32 characters; needs Manage Nicknames.
            roles: Ids of all roles to have; needs Manage Roles.
            mute: Whether nobody hears the member in voice channels; needs
                Mute Members, and the member in such a channel.
            deaf: Whether the member hears nobody there; needs Deafen Members, likewise.
            channel_id: The voice channel to move the member to; None
                disconnects. Needs Move Members.
            communication_disabled_until: When the timeout ends, at most 28 days
                from now; None ends it. A time without a zone is local. Needs
                Timeout Members; administrators cannot be timed out.
            flags: Only `bypasses_verification` can be changed; needs Manage
                Server, or Manage Roles.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/guild#modify-guild-member
        """
        data = given(
            nick=nick,
            roles=snowflakes(roles),
            mute=mute,
            deaf=deaf,
            channel_id=snowflake(channel_id),
            communication_disabled_until=instant(communication_disabled_until),
            flags=flags,
        )
        return await self._requester.fetch(
            Member, routes.UPDATE_GUILD_MEMBER, data, reason=reason, guild_id=guild_id, user_id=user_id
        )

    async def edit_me(
        self,
        guild_id: int,
        *,
        nick: str | Unset | None = UNSET,
        avatar: bytes | Unset | None = UNSET,
        banner: bytes | Unset | None = UNSET,
        bio: str | Unset | None = UNSET,
        reason: str | None = None,
    ) -> Member:
        """Edit how the bot looks in a server; what is not given stays as it is, None clears.

        Args:
            guild_id: The server.
            nick: Name in this server, at most 32 characters; needs Change Nickname.
            avatar: The bytes of an image file.
            banner: Likewise.
            bio: What its profile says, at most 190 characters.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If an image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild#modify-current-member
        """
        data = given(nick=nick, avatar=picture(avatar), banner=picture(banner), bio=bio)
        return await self._requester.fetch(
            Member, routes.UPDATE_MY_GUILD_MEMBER, data, reason=reason, guild_id=guild_id
        )

    async def add(
        self,
        guild_id: int,
        user_id: int,
        *,
        access_token: str,
        nick: str | Unset = UNSET,
        roles: Iterable[int] | Unset = UNSET,
        mute: bool | Unset = UNSET,
        deaf: bool | Unset = UNSET,
    ) -> Member | None:
        """Bring a user into a server who has allowed that by OAuth2.

        The bot needs Create Invite, and what `edit` needs for what else is
        given.

        Args:
            guild_id: The server.
            user_id: The user.
            access_token: What the user granted, with the scope `guilds.join`.
            nick: Name in this server, at most 32 characters.
            roles: Ids of the roles to begin with.
            mute: Whether nobody hears the member in voice channels.
            deaf: Whether the member hears nobody there.

        Returns:
            The new member; None if the user was in the server before.

        https://docs.discord.com/developers/resources/guild#add-guild-member
        """
        data = given(access_token=access_token, nick=nick, roles=snowflakes(roles), mute=mute, deaf=deaf)
        answer = await self._requester.request(routes.ADD_GUILD_MEMBER, data, guild_id=guild_id, user_id=user_id)
        return None if answer is None else convert(answer, Member)

    async def add_role(self, guild_id: int, user_id: int, role_id: int, *, reason: str | None = None) -> None:
        """Give a member a role below the bot's highest; needs Manage Roles.

        For several at once, `edit` all: `roles=[*member.roles, red, blue]`.

        https://docs.discord.com/developers/resources/guild#add-guild-member-role
        """
        await self._requester.request(
            routes.ADD_GUILD_MEMBER_ROLE, reason=reason, guild_id=guild_id, user_id=user_id, role_id=role_id
        )

    async def remove_role(self, guild_id: int, user_id: int, role_id: int, *, reason: str | None = None) -> None:
        """Take a role below the bot's highest from a member; needs Manage Roles.

        https://docs.discord.com/developers/resources/guild#remove-guild-member-role
        """
        await self._requester.request(
            routes.DELETE_GUILD_MEMBER_ROLE, reason=reason, guild_id=guild_id, user_id=user_id, role_id=role_id
        )

    async def kick(self, guild_id: int, user_id: int, *, reason: str | None = None) -> None:
        """Remove a member, who may come back; needs Kick Members.

        https://docs.discord.com/developers/resources/guild#remove-guild-member
        """
        await self._requester.request(routes.DELETE_GUILD_MEMBER, reason=reason, guild_id=guild_id, user_id=user_id)
