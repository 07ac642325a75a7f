"""
Invites to servers.

https://docs.discord.com/developers/resources/invite
"""

from collections.abc import Iterable

from app.models.file import File
from app.models.invite import Invite, InviteTargetType, TargetUsersJob
from app.models.response import UNSET, Unset
from app.rest import routes
from app.rest.fields import given
from app.rest.requester import Requester
from app.rest.values import snowflake, snowflakes

DAY = 86_400


class InvitesResource:
    """`rest.invites`: invites to servers; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, code: str, *, with_counts: bool = False, guild_scheduled_event_id: int | None = None) -> Invite:
        """Read an invite.

        Args:
            code: What stands behind `https://discord.gg/`.
            with_counts: Whether to fill in how many members there are, roughly.
            guild_scheduled_event_id: An event of the server to include.

        Raises:
            NotFound: If there is none, or no longer.

        https://docs.discord.com/developers/resources/invite#get-invite
        """
        query = {"with_counts": with_counts, "guild_scheduled_event_id": guild_scheduled_event_id}
        return await self._requester.fetch(Invite, routes.INVITE_RESOLVE, query=query, code=code)

    async def list_channel(self, channel_id: int) -> tuple[Invite, ...]:
        """Read the invites to a channel; needs Manage Channels.

        https://docs.discord.com/developers/resources/channel#get-channel-invites
        """
        return await self._requester.fetch(tuple[Invite, ...], routes.LIST_CHANNEL_INVITES, channel_id=channel_id)

    async def list_guild(self, guild_id: int) -> tuple[Invite, ...]:
        """Read the invites to a server; needs Manage Server, or View Audit Log, which leaves out how they are used.

        https://docs.discord.com/developers/resources/guild#get-guild-invites
        """
        return await self._requester.fetch(tuple[Invite, ...], routes.LIST_GUILD_INVITES, guild_id=guild_id)

    async def create(
        self,
        channel_id: int,
        *,
        max_age: int = DAY,
        max_uses: int = 0,
        temporary: bool = False,
        unique: bool = False,
        target_type: InviteTargetType | Unset = UNSET,
        target_user_id: int | Unset = UNSET,
        target_application_id: int | Unset = UNSET,
        role_ids: Iterable[int] | Unset = UNSET,
        reason: str | None = None,
    ) -> Invite:
        """Make an invite to a channel; needs Create Invite.

        Args:
            channel_id: The channel.
            max_age: Seconds for which it can be used, at most a week; 0 for ever.
            max_uses: How often it can be used, at most 100; 0 for without end.
            temporary: Whether who joins by it leaves again when he goes
                offline, unless he was given a role.
            unique: Whether to make a new one even if there is one like it.
            target_type: What awaits who joins a voice channel by it.
            target_user_id: Whose stream; the user must be streaming there.
            target_application_id: Which Activity.
            role_ids: Roles that who joins by it is given; needs Manage Roles.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#create-channel-invite
        """
        data = given(
            max_age=max_age,
            max_uses=max_uses,
            temporary=temporary,
            unique=unique,
            target_type=target_type,
            target_user_id=snowflake(target_user_id),
            target_application_id=snowflake(target_application_id),
            role_ids=snowflakes(role_ids),
        )
        return await self._requester.fetch(
            Invite, routes.CREATE_CHANNEL_INVITE, data, reason=reason, channel_id=channel_id
        )

    async def delete(self, code: str, *, reason: str | None = None) -> Invite:
        """Take an invite back, and return it as it was; needs Manage Channels in its channel, or Manage Server.

        https://docs.discord.com/developers/resources/invite#delete-invite
        """
        return await self._requester.fetch(Invite, routes.INVITE_REVOKE, reason=reason, code=code)

    async def update_target_users(self, code: str, user_ids: Iterable[int]) -> None:
        """Say who alone may use an invite, in place of those who were named before.

        The bot must have made it, or have Manage Server. Discord works through
        the list afterwards: see `get_target_users_job`.

        https://docs.discord.com/developers/resources/invite#update-target-users
        """
        lines = "\n".join(["user_id", *map(str, user_ids)])
        await self._requester.request(
            routes.UPDATE_INVITE_TARGET_USERS,
            files={"target_users_file": File("target_users.csv", lines.encode())},
            code=code,
        )

    async def get_target_users_job(self, code: str) -> TargetUsersJob:
        """Read how far Discord has come with the list of those who may use an invite.

        https://docs.discord.com/developers/resources/invite#get-target-users-job-status
        """
        return await self._requester.fetch(TargetUsersJob, routes.GET_INVITE_TARGET_USERS_JOB_STATUS, code=code)
