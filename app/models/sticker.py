"""
Stickers: pictures that are sent beside or instead of text.

https://docs.discord.com/developers/resources/sticker
"""

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.user import User


class StickerType(OpenIntEnum):
    """Whom a sticker belongs to.

    https://docs.discord.com/developers/resources/sticker#sticker-object-sticker-types
    """

    standard = 1
    guild = 2


class StickerFormat(OpenIntEnum):
    """What kind of file a sticker is.

    https://docs.discord.com/developers/resources/sticker#sticker-object-sticker-format-types
    """

    png = 1
    apng = 2
    lottie = 3
    gif = 4


class StickerItem(Model, kw_only=True):
    """What is needed to show a sticker.

    https://docs.discord.com/developers/resources/sticker#sticker-item-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    format_type: StickerFormat | None = None


class Sticker(StickerItem, kw_only=True):
    """A sticker with all that is known about it.

    Attributes:
        pack_id: The pack that a standard sticker is from.
        tags: Words that it is found by, separated by commas; at most 200 characters.
        available: False when the server lost the boosts that paid for it.
        guild_id: The server that it belongs to.
        user: Who uploaded it.
        sort_value: Rank within the pack.

    https://docs.discord.com/developers/resources/sticker#sticker-object
    """

    type: StickerType | None = None
    description: str | None = None
    tags: str = ""
    pack_id: Snowflake | None = None
    available: bool = True
    guild_id: Snowflake | None = None
    user: User | None = None
    sort_value: int | None = None


class StickerPack(Model, kw_only=True):
    """Stickers of Discord's own that belong together.

    Attributes:
        sku_id: What it is bought as.
        cover_sticker_id: The sticker that stands for the pack.
        banner_asset_id: Id of the banner.

    https://docs.discord.com/developers/resources/sticker#sticker-pack-object
    """

    id: Snowflake = NO_ID
    stickers: tuple[Sticker, ...] = ()
    name: str = ""
    sku_id: Snowflake = NO_ID
    cover_sticker_id: Snowflake | None = None
    description: str | None = None
    banner_asset_id: Snowflake | None = None
