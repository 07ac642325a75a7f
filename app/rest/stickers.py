"""
Stickers: Discord's own, and those of servers.

https://docs.discord.com/developers/resources/sticker
"""

from app.models.base import convert
from app.models.file import File
from app.models.response import UNSET, Unset
from app.models.sticker import Sticker, StickerPack
from app.rest import routes
from app.rest.fields import given
from app.rest.requester import Requester


class StickersResource:
    """`rest.stickers`: Discord's own stickers, and those of servers; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, sticker_id: int) -> Sticker:
        """Read any sticker.

        https://docs.discord.com/developers/resources/sticker#get-sticker
        """
        return await self._requester.fetch(Sticker, routes.GET_STICKER, sticker_id=sticker_id)

    async def list_packs(self) -> tuple[StickerPack, ...]:
        """Read the packs of Discord's own stickers.

        https://docs.discord.com/developers/resources/sticker#list-sticker-packs
        """
        answer = await self._requester.request(routes.LIST_STICKER_PACKS)
        return convert(answer["sticker_packs"], tuple[StickerPack, ...])

    async def get_pack(self, pack_id: int) -> StickerPack:
        """Read a pack of Discord's own stickers.

        https://docs.discord.com/developers/resources/sticker#get-sticker-pack
        """
        return await self._requester.fetch(StickerPack, routes.GET_STICKER_PACK, pack_id=pack_id)

    async def list(self, guild_id: int) -> tuple[Sticker, ...]:
        """Read the stickers of a server.

        Who uploaded them is told where the bot has Create Expressions or
        Manage Expressions.

        https://docs.discord.com/developers/resources/sticker#list-guild-stickers
        """
        return await self._requester.fetch(tuple[Sticker, ...], routes.LIST_GUILD_STICKERS, guild_id=guild_id)

    async def get_guild_sticker(self, guild_id: int, sticker_id: int) -> Sticker:
        """Read a sticker of a server; who uploaded it is told as by `list`.

        https://docs.discord.com/developers/resources/sticker#get-guild-sticker
        """
        return await self._requester.fetch(Sticker, routes.GET_GUILD_STICKER, guild_id=guild_id, sticker_id=sticker_id)

    async def create(
        self,
        guild_id: int,
        name: str,
        *,
        tags: str,
        file: File,
        description: str = "",
        reason: str | None = None,
    ) -> Sticker:
        """Add a sticker to a server; needs Create Expressions.

        A server has room for 5, and for more with boosts.

        Args:
            guild_id: The server.
            name: 2 to 30 characters.
            tags: Words that it is found by, at most 200 characters.
            file: A PNG, APNG, GIF or Lottie file, 320 by 320 pixels, at most 5
                seconds long and 512 KiB large; Lottie is for servers that are
                `VERIFIED` or `PARTNERED`.
            description: 2 to 100 characters, or none.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/sticker#create-guild-sticker
        """
        return await self._requester.fetch(
            Sticker,
            routes.CREATE_GUILD_STICKER,
            form={"name": name, "description": description, "tags": tags},
            files={"file": file},
            reason=reason,
            guild_id=guild_id,
        )

    async def edit(
        self,
        guild_id: int,
        sticker_id: int,
        *,
        name: str | Unset = UNSET,
        description: str | Unset | None = UNSET,
        tags: str | Unset = UNSET,
        reason: str | None = None,
    ) -> Sticker:
        """Edit a sticker of a server; what is not given stays as it is, None clears.

        Needs Manage Expressions; for its own ones, Create Expressions is enough.
        The limits are those of `create`.

        https://docs.discord.com/developers/resources/sticker#modify-guild-sticker
        """
        data = given(name=name, description=description, tags=tags)
        return await self._requester.fetch(
            Sticker, routes.UPDATE_GUILD_STICKER, data, reason=reason, guild_id=guild_id, sticker_id=sticker_id
        )

    async def delete(self, guild_id: int, sticker_id: int, *, reason: str | None = None) -> None:
        """Delete a sticker of a server; needs what `edit` needs.

        https://docs.discord.com/developers/resources/sticker#delete-guild-sticker
        """
        await self._requester.request(
            routes.DELETE_GUILD_STICKER, reason=reason, guild_id=guild_id, sticker_id=sticker_id
        )
