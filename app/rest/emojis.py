"""
The emojis of servers.

https://docs.discord.com/developers/resources/emoji
"""

from collections.abc import Iterable

from app.models.guild import Emoji
from app.models.response import UNSET, Unset
from app.rest import routes
from app.rest.fields import given
from app.rest.images import image_data
from app.rest.requester import Requester
from app.rest.values import snowflakes


class EmojisResource:
    """`rest.emojis`: the emojis of servers; this needs a bot token, and the bot in the server.

    Discord limits these calls by server, and more than its headers tell.
    """

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list(self, guild_id: int) -> tuple[Emoji, ...]:
        """Read the emojis of a server.

        Who uploaded them is told where the bot has Create Expressions or
        Manage Expressions.

        https://docs.discord.com/developers/resources/emoji#list-guild-emojis
        """
        return await self._requester.fetch(tuple[Emoji, ...], routes.LIST_GUILD_EMOJIS, guild_id=guild_id)

    async def get(self, guild_id: int, emoji_id: int) -> Emoji:
        """Read an emoji; who uploaded it is told as by `list`.

        https://docs.discord.com/developers/resources/emoji#get-guild-emoji
        """
        return await self._requester.fetch(Emoji, routes.GET_GUILD_EMOJI, guild_id=guild_id, emoji_id=emoji_id)

    async def create(
        self,
        guild_id: int,
        name: str,
        *,
        image: bytes,
        roles: Iterable[int] | Unset = UNSET,
        reason: str | None = None,
    ) -> Emoji:
        """Add an emoji; needs Create Expressions.

        Args:
            guild_id: The server.
            name: 2 to 32 characters.
            image: The bytes of an image file, 128 by 128 pixels, at most 256 KiB.
            roles: Ids of the roles that may use it; everybody unless given.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If the image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/emoji#create-guild-emoji
        """
        data = given(name=name, image=image_data(image), roles=snowflakes(roles))
        return await self._requester.fetch(Emoji, routes.CREATE_GUILD_EMOJI, data, reason=reason, guild_id=guild_id)

    async def edit(
        self,
        guild_id: int,
        emoji_id: int,
        *,
        name: str | Unset = UNSET,
        roles: Iterable[int] | Unset | None = UNSET,
        reason: str | None = None,
    ) -> Emoji:
        """Edit an emoji; what is not given stays as it is.

        Needs Manage Expressions; for its own ones, Create Expressions is enough.

        Args:
            guild_id: The server.
            emoji_id: The emoji.
            name: 2 to 32 characters.
            roles: Ids of the roles that may use it; None for everybody.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/emoji#modify-guild-emoji
        """
        data = given(name=name, roles=snowflakes(roles))
        return await self._requester.fetch(
            Emoji, routes.UPDATE_GUILD_EMOJI, data, reason=reason, guild_id=guild_id, emoji_id=emoji_id
        )

    async def delete(self, guild_id: int, emoji_id: int, *, reason: str | None = None) -> None:
        """Delete an emoji; needs what `edit` needs.

        https://docs.discord.com/developers/resources/emoji#delete-guild-emoji
        """
        await self._requester.request(routes.DELETE_GUILD_EMOJI, reason=reason, guild_id=guild_id, emoji_id=emoji_id)
