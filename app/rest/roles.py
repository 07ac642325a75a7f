"""
The roles of servers.

https://docs.discord.com/developers/topics/permissions#role-object
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.models.base import Snowflake
from app.models.flags import Permissions
from app.models.guild import Role, RoleColors
from app.models.response import UNSET, Unset
from app.rest import routes
from app.rest.fields import given
from app.rest.memo import Memo
from app.rest.requester import Requester
from app.rest.values import bits, make_id, picture

KEPT = 60.0
"""Seconds that the roles of a server are remembered."""


class RolesResource:
    """`rest.roles`: the roles of servers; this needs a bot token, and the bot in the server."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._recent = Memo(self.list, KEPT)

    async def list(self, guild_id: int) -> tuple[Role, ...]:
        """Read the roles of a server as they are now, the one that everybody has among them.

        Raises:
            Forbidden: If the bot is not in the server.

        https://docs.discord.com/developers/resources/guild#get-guild-roles
        """
        return await self._requester.fetch(tuple[Role, ...], routes.LIST_GUILD_ROLES, guild_id=guild_id)

    async def list_recent(self, guild_id: int) -> tuple[Role, ...]:
        """Return the roles of a server as they were within the last minute.

        Raises:
            RestError: As `list` does.
        """
        return await self._recent.get(guild_id)

    async def get(self, guild_id: int, role_id: int) -> Role:
        """Read a role.

        https://docs.discord.com/developers/resources/guild#get-guild-role
        """
        return await self._requester.fetch(Role, routes.GET_GUILD_ROLE, guild_id=guild_id, role_id=role_id)

    async def get_member_counts(self, guild_id: int) -> dict[Snowflake, int]:
        """Count the members of each role, by the roles' ids; the role that everybody has is left out.

        https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
        """
        counts = await self._requester.request(routes.GUILD_ROLE_MEMBER_COUNTS, guild_id=guild_id)
        return {Snowflake(role_id): count for role_id, count in counts.items()}

    async def create(
        self,
        guild_id: int,
        name: str | Unset = UNSET,
        *,
        permissions: Permissions | Unset = UNSET,
        colors: RoleColors | Unset = UNSET,
        hoist: bool | Unset = UNSET,
        icon: bytes | Unset = UNSET,
        unicode_emoji: str | Unset = UNSET,
        mentionable: bool | Unset = UNSET,
        reason: str | None = None,
    ) -> Role:
        """Make a role; needs Manage Roles. A server has at most 250.

        Args:
            guild_id: The server.
            name: At most 100 characters; `new role` unless given.
            permissions: What it grants; as much as everybody may do unless given.
            colors: None unless given; more than one where the server has `ENHANCED_ROLE_COLORS`.
            hoist: Whether its members are listed apart.
            icon: The bytes of an image file, where the server has `ROLE_ICONS`.
            unicode_emoji: Shown instead of an icon, likewise.
            mentionable: Whether everybody may mention it.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If the icon is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild#create-guild-role
        """
        data = given(
            name=name,
            permissions=bits(permissions),
            colors=_write_colors(colors),
            hoist=hoist,
            icon=picture(icon),
            unicode_emoji=unicode_emoji,
            mentionable=mentionable,
        )
        return await self._requester.fetch(Role, routes.CREATE_GUILD_ROLE, data, reason=reason, guild_id=guild_id)

    async def edit_positions(
        self, guild_id: int, positions: Mapping[int, int], *, reason: str | None = None
    ) -> tuple[Role, ...]:
        """Move roles, and return all of the server; needs Manage Roles.

        Args:
            guild_id: The server.
            positions: The new rank, by the id of the role; a higher number is
                further up.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/guild#modify-guild-role-positions
        """
        data = [{"id": make_id(role_id), "position": position} for role_id, position in positions.items()]
        return await self._requester.fetch(
            tuple[Role, ...], routes.BULK_UPDATE_GUILD_ROLES, data, reason=reason, guild_id=guild_id
        )

    async def edit(
        self,
        guild_id: int,
        role_id: int,
        *,
        name: str | Unset | None = UNSET,
        permissions: Permissions | Unset | None = UNSET,
        colors: RoleColors | Unset | None = UNSET,
        hoist: bool | Unset | None = UNSET,
        icon: bytes | Unset | None = UNSET,
        unicode_emoji: str | Unset | None = UNSET,
        mentionable: bool | Unset | None = UNSET,
        reason: str | None = None,
    ) -> Role:
        """Edit a role below the bot's highest; what is not given stays as it is, None clears.

        Needs Manage Roles. The arguments are those of `create`.

        Raises:
            ValueError: If the icon is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild#modify-guild-role
        """
        data = given(
            name=name,
            permissions=bits(permissions),
            colors=_write_colors(colors),
            hoist=hoist,
            icon=picture(icon),
            unicode_emoji=unicode_emoji,
            mentionable=mentionable,
        )
        return await self._requester.fetch(
            Role, routes.UPDATE_GUILD_ROLE, data, reason=reason, guild_id=guild_id, role_id=role_id
        )

    async def delete(self, guild_id: int, role_id: int, *, reason: str | None = None) -> None:
        """Delete a role below the bot's highest; needs Manage Roles.

        https://docs.discord.com/developers/resources/guild#delete-guild-role
        """
        await self._requester.request(routes.DELETE_GUILD_ROLE, reason=reason, guild_id=guild_id, role_id=role_id)


def _write_colors(colors: RoleColors | Unset | None) -> dict[str, Any] | Unset | None:
    """Write all of them: one that is left out would stay, and not be taken away."""
    return msgspec.structs.asdict(colors) if isinstance(colors, RoleColors) else colors
