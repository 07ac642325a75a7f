"""
What forum and media channels have beside other channels: tags, order and layout.

https://docs.discord.com/developers/resources/channel
"""

from app.models.base import NO_ID, Model, OpenIntEnum, OpenStrEnum, Snowflake


class SortOrder(OpenIntEnum):
    """How the posts of a forum are ordered.

    https://docs.discord.com/developers/resources/channel#channel-object-sort-order-types
    """

    latest_activity = 0
    creation_date = 1


class ForumLayout(OpenIntEnum):
    """How the posts of a forum are displayed.

    https://docs.discord.com/developers/resources/channel#channel-object-forum-layout-types
    """

    not_set = 0
    list_view = 1
    gallery_view = 2


class TagSetting(OpenStrEnum):
    """Whether a search in a forum asks for one of the chosen tags, or for all.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/channel
    """

    match_all = "match_all"
    match_some = "match_some"


class ForumTag(Model, kw_only=True):
    """A label that posts of a forum can bear.

    Attributes:
        name: 0 to 20 characters.
        moderated: Whether only those who manage threads can put it on and off.
        emoji_id: A custom emoji, or None.
        emoji_name: A Unicode emoji, or None.

    https://docs.discord.com/developers/resources/channel#forum-tag-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    moderated: bool = False
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class DefaultReaction(Model, kw_only=True):
    """The emoji that a forum offers for reacting to a post; one of the two is set.

    https://docs.discord.com/developers/resources/channel#default-reaction-object
    """

    emoji_id: Snowflake | None = None
    emoji_name: str | None = None
