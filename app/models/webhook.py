"""
Webhooks: doors into a channel, through which messages come without a bot.

https://docs.discord.com/developers/resources/webhook
"""

from collections.abc import Iterable
from typing import ClassVar

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.channel import Channel
from app.models.guild import PartialGuild
from app.models.response import MessageFields
from app.models.user import User


class WebhookType(OpenIntEnum):
    """What a webhook is for.

    https://docs.discord.com/developers/resources/webhook#webhook-object-webhook-types
    """

    incoming = 1
    channel_follower = 2
    application = 3


class Webhook(Model, kw_only=True):
    """A way to send messages to one channel.

    Attributes:
        guild_id: None for the webhook of an application, as is `channel_id`.
        user: Who made it; not sent where it was read by its token.
        name: The name its messages bear, unless they say another.
        avatar: Hash of its picture.
        token: What allows to send by it; keep it as you keep a password. None
            where the bot may not have it, and for those that are not `incoming`.
        application_id: The application that made it, if one did.
        source_guild: The server whose channel is followed; None where none is,
            or where whoever made the webhook can no longer see it.
        source_channel: The channel that is followed, likewise.
        url: Address that holds the token; what OAuth2 gives with the scope
            `webhook.incoming`, and none of the methods here needs.

    https://docs.discord.com/developers/resources/webhook#webhook-object
    """

    _secrets: ClassVar[frozenset[str]] = Model._secrets | {"url"}

    id: Snowflake = NO_ID
    type: WebhookType | None = None
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    user: User | None = None
    name: str | None = None
    avatar: str | None = None
    token: str | None = None
    application_id: Snowflake | None = None
    source_guild: PartialGuild | None = None
    source_channel: Channel | None = None
    url: str | None = None


class FollowedChannel(Model, kw_only=True):
    """That the messages of an announcement channel are sent on to another channel.

    Attributes:
        channel_id: The channel that is followed.
        webhook_id: What sends them on.

    https://docs.discord.com/developers/resources/channel#followed-channel-object
    """

    channel_id: Snowflake = NO_ID
    webhook_id: Snowflake = NO_ID


class WebhookFields(MessageFields, total=False):
    """What a webhook's message can be made of beside its text."""

    username: str
    """The name that it bears in place of the webhook's, 1 to 80 characters."""
    avatar_url: str
    """The picture that it bears in place of the webhook's."""
    tts: bool
    """Whether it is read aloud."""
    thread_name: str
    """In a forum: begins a thread with this title, at most 100 characters."""
    applied_tags: Iterable[int]
    """Ids of at most 5 tags of that thread."""
