"""
Messages, and the data that goes with the ids in them.

https://docs.discord.com/developers/resources/message
"""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

import msgspec

from app.models.application import Application
from app.models.attachment import Attachment
from app.models.base import NO_ID, NO_TIME, Model, OpenIntEnum, Snowflake
from app.models.channel import AnyChannel, Thread
from app.models.component import MessageComponent
from app.models.embed import Embed
from app.models.flags import MessageFlags
from app.models.guild import Role
from app.models.mention import ChannelMention
from app.models.message_parts import (
    LobbyMember,
    MessageActivity,
    MessageCall,
    MessageInteraction,
    MessageInteractionMetadata,
    MessageReference,
    PurchaseNotification,
    Reaction,
    RoleSubscriptionData,
    SharedClientTheme,
)
from app.models.poll import Poll
from app.models.sticker import Sticker, StickerItem
from app.models.user import Member, User

V = TypeVar("V")

if TYPE_CHECKING:
    _ById: TypeAlias = dict[Snowflake, V]
else:
    # Discord's OpenAPI description allows null for each of these maps; it becomes an empty one.
    _ById = dict[Snowflake, V] | None


class MessageType(OpenIntEnum):
    """What a message is: written by somebody, an answer, or one of Discord's notices.

    `hd_streaming_upgraded` stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/message#message-object-message-types
    """

    default = 0
    recipient_add = 1
    recipient_remove = 2
    call = 3
    channel_name_change = 4
    channel_icon_change = 5
    channel_pinned_message = 6
    user_join = 7
    guild_boost = 8
    guild_boost_tier_1 = 9
    guild_boost_tier_2 = 10
    guild_boost_tier_3 = 11
    channel_follow_add = 12
    guild_discovery_disqualified = 14
    guild_discovery_requalified = 15
    guild_discovery_grace_period_initial_warning = 16
    guild_discovery_grace_period_final_warning = 17
    thread_created = 18
    reply = 19
    chat_input_command = 20
    thread_starter_message = 21
    guild_invite_reminder = 22
    context_menu_command = 23
    auto_moderation_action = 24
    role_subscription_purchase = 25
    interaction_premium_upsell = 26
    stage_start = 27
    stage_end = 28
    stage_speaker = 29
    stage_topic = 31
    guild_application_premium_subscription = 32
    guild_incident_alert_mode_enabled = 36
    guild_incident_alert_mode_disabled = 37
    guild_incident_report_raid = 38
    guild_incident_report_false_alarm = 39
    purchase_notification = 44
    poll_result = 46
    hd_streaming_upgraded = 55


class ResolvedData(Model, kw_only=True):
    """The objects behind the ids that an interaction or a message names.

    Attributes:
        members: Each has its user from `users`, from which Discord keeps it apart;
            whether it is deafened or muted is not sent.
        channels: With `permissions`, and without what interactions leave out.
        messages: What a message command was run on.
        attachments: Files given to a command or a modal.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
    """

    users: _ById[User] = msgspec.field(default_factory=dict)
    members: _ById[Member] = msgspec.field(default_factory=dict)
    roles: _ById[Role] = msgspec.field(default_factory=dict)
    channels: _ById[AnyChannel] = msgspec.field(default_factory=dict)
    messages: _ById["Message"] = msgspec.field(default_factory=dict)
    attachments: _ById[Attachment] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            objects = getattr(self, name)
            # msgspec makes keys by the hook when it reads bytes, but leaves them strings in `convert`.
            if objects is None or any(type(key) is not Snowflake for key in objects):
                objects = {Snowflake(key): value for key, value in (objects or {}).items()}
                msgspec.structs.force_setattr(self, name, objects)
        if self.members:
            joined = {key: self._joined(key, member) for key, member in self.members.items()}
            msgspec.structs.force_setattr(self, "members", joined)

    def _joined(self, key: Snowflake, member: Member) -> Member:
        user = self.users.get(key)
        return member.replace(user=user) if user is not None and member.user.id == NO_ID else member


class Message(Model, kw_only=True):
    """A message in a channel.

    Without the intent for message content, `content`, `embeds`, `attachments` and
    `components` are empty and `poll` is None, but in messages that are the bot's
    own, that mention it, that are direct, or that a command was run on.

    Attributes:
        channel_id: Where it stands; for the message that began a thread, the channel of the thread.
        guild_id: The server, where Discord says it; None in direct messages, and in
            messages that were fetched.
        author: Who wrote it; for a webhook a user made of the webhook's name and id.
        member: The author as a member, without the user; in gateway events only.
        content: Text, at most 2000 characters, 4000 for users with Nitro.
        timestamp: When it was sent.
        edited_timestamp: When it was last changed.
        tts: Whether it is read aloud.
        mentions: Users that it mentions.
        mention_roles: Ids of roles that it mentions.
        mention_channels: Channels that it mentions; in some crossposted messages only.
        nonce: What the sender marked it with.
        webhook_id: The webhook that wrote it.
        application_id: The application, if it answers an interaction or its webhook is an application's.
        message_reference: The message that it refers to; `referenced_message` is that
            message, None if Discord did not look it up or it is gone.
        message_snapshots: What a forwarded message said.
        interaction_metadata: The interaction that it answers; `interaction` is the same, deprecated.
        thread: The thread that was begun from it.
        position: Roughly its rank within a thread.
        stickers: Deprecated in favour of `sticker_items`.
        lobby_member: From Discord's OpenAPI description only, as is `purchase_notification`.

    https://docs.discord.com/developers/resources/message#message-object
    """

    id: Snowflake = NO_ID
    channel_id: Snowflake = NO_ID
    guild_id: Snowflake | None = None
    author: User = User()
    member: Member | None = None
    content: str = ""
    timestamp: dt.datetime = NO_TIME
    edited_timestamp: dt.datetime | None = None
    tts: bool = False
    mention_everyone: bool = False
    mentions: tuple[User, ...] = ()
    mention_roles: tuple[Snowflake, ...] = ()
    mention_channels: tuple[ChannelMention, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    embeds: tuple[Embed, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    nonce: int | str | None = None
    pinned: bool = False
    webhook_id: Snowflake | None = None
    type: MessageType = MessageType.default
    activity: MessageActivity | None = None
    application: Application | None = None
    application_id: Snowflake | None = None
    flags: MessageFlags = MessageFlags(0)
    message_reference: MessageReference | None = None
    message_snapshots: "tuple[MessageSnapshot, ...]" = ()
    referenced_message: "Message | None" = None
    interaction_metadata: MessageInteractionMetadata | None = None
    interaction: MessageInteraction | None = None
    thread: Thread | None = None
    components: tuple[MessageComponent, ...] = ()
    sticker_items: tuple[StickerItem, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    position: int | None = None
    role_subscription_data: RoleSubscriptionData | None = None
    resolved: ResolvedData | None = None
    poll: Poll | None = None
    call: MessageCall | None = None
    shared_client_theme: SharedClientTheme | None = None
    purchase_notification: PurchaseNotification | None = None
    lobby_member: LobbyMember | None = None

    def within(self, guild_id: Snowflake | None) -> Self:
        """Return the message with its server, which Discord leaves out in many places, and links need."""
        return self if self.guild_id is not None or guild_id is None else self.replace(guild_id=guild_id)

    @property
    def jump_url(self) -> str:
        """A link that opens the message in Discord.

        It leads into direct messages unless `guild_id` is set.
        """
        return f"https://discord.com/channels/{self.guild_id or '@me'}/{self.channel_id}/{self.id}"


class MessageSnapshot(Model, kw_only=True):
    """A message as it was when it was forwarded.

    Attributes:
        message: Only what it said: no id, author or channel.

    https://docs.discord.com/developers/resources/message#message-snapshot-object
    """

    message: Message = Message()
