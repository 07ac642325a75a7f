"""
Channels and threads: one class for each kind, so that `isinstance` tells them apart.

A field that may hold a channel of any kind is annotated with `AnyChannel`: to a
type checker that is `Channel`, to msgspec a type of ours, which is made by
`make_channel`. A field annotated with one kind (`thread: Thread`) is decoded as
that kind, whatever its `type` says.

https://docs.discord.com/developers/resources/channel
"""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake, convert, decodes
from app.models.flags import ChannelFlags, Permissions
from app.models.forum import DefaultReaction, ForumLayout, ForumTag, SortOrder, TagSetting
from app.models.user import Member, User

NOTHING = Permissions(0)
"""No permission at all."""


class ChannelType(OpenIntEnum):
    """The kinds of channels.

    https://docs.discord.com/developers/resources/channel#channel-object-channel-types
    """

    guild_text = 0
    dm = 1
    guild_voice = 2
    group_dm = 3
    guild_category = 4
    guild_announcement = 5
    announcement_thread = 10
    public_thread = 11
    private_thread = 12
    guild_stage_voice = 13
    guild_directory = 14
    guild_forum = 15
    guild_media = 16


class VideoQualityMode(OpenIntEnum):
    """How sharp cameras are shown in a voice channel.

    https://docs.discord.com/developers/resources/channel#channel-object-video-quality-modes
    """

    auto = 1
    full = 2


class OverwriteType(OpenIntEnum):
    """Whom a permission overwrite is for.

    https://docs.discord.com/developers/resources/channel#overwrite-object
    """

    role = 0
    member = 1


class Overwrite(Model, kw_only=True):
    """What one role or one member may do in a channel, other than in the server at large.

    Attributes:
        id: Id of the role or the user.

    https://docs.discord.com/developers/resources/channel#overwrite-object
    """

    id: Snowflake = NO_ID
    type: OverwriteType = msgspec.field(default_factory=lambda: OverwriteType.role)
    _allow: str = msgspec.field(name="allow", default="0")
    _deny: str = msgspec.field(name="deny", default="0")

    @classmethod
    def for_role(cls, role_id: int, *, allow: Permissions = NOTHING, deny: Permissions = NOTHING) -> Self:
        """Make one for a role; the id of the server itself stands for everybody."""
        return cls(id=Snowflake(role_id), type=OverwriteType.role, _allow=str(int(allow)), _deny=str(int(deny)))

    @classmethod
    def for_member(cls, user_id: int, *, allow: Permissions = NOTHING, deny: Permissions = NOTHING) -> Self:
        """Make one for a member."""
        return cls(id=Snowflake(user_id), type=OverwriteType.member, _allow=str(int(allow)), _deny=str(int(deny)))

    @property
    def allow(self) -> Permissions:
        """What is granted here."""
        return Permissions(int(self._allow))

    @property
    def deny(self) -> Permissions:
        """What is taken away here."""
        return Permissions(int(self._deny))


class ThreadMetadata(Model, kw_only=True):
    """The state of a thread.

    Attributes:
        auto_archive_duration: Minutes of silence after which the thread leaves
            the channel list: 60, 1440, 4320 or 10080.
        archive_timestamp: When the thread was last archived or opened again.
        locked: Whether only those who manage threads can open it again.
        invitable: Whether anybody in a private thread may invite others.
        create_timestamp: When it was made; None for threads from before 2022-01-09.

    https://docs.discord.com/developers/resources/channel#thread-metadata-object
    """

    archived: bool = False
    auto_archive_duration: int = 0
    archive_timestamp: dt.datetime | None = None
    locked: bool = False
    invitable: bool | None = None
    create_timestamp: dt.datetime | None = None


class ThreadMember(Model, kw_only=True):
    """That a user has joined a thread.

    Attributes:
        id: Id of the thread.
        flags: The user's settings for the thread; Discord does not document the bits.

    https://docs.discord.com/developers/resources/channel#thread-member-object
    """

    id: Snowflake | None = None
    user_id: Snowflake | None = None
    join_timestamp: dt.datetime | None = None
    flags: int = 0
    member: Member | None = None


class _OfAnyType:
    """What msgspec sees behind `AnyChannel`: no Struct, so it asks `make_channel`."""

    __slots__ = ()


class Channel(Model, _OfAnyType, kw_only=True):
    """Where messages are sent, people speak, or other channels are gathered.

    These fields are what Discord sends of a channel with an interaction, and what
    all kinds have in common. A channel of a kind that Postern does not know is a
    plain `Channel`.

    Attributes:
        name: 1 to 100 characters; None for a direct message.
        parent_id: The category of a channel, the channel of a thread.
        position: Rank within its category; equal ones are ordered by id.
        topic: At most 1024 characters, in forum and media channels 4096.
        nsfw: Whether it is restricted by age.
        rate_limit_per_user: Slow mode: seconds between two messages of a user, 0 to 21600.
        last_message_id: The newest message, which may be gone; in a forum the newest post.
        last_pin_timestamp: When a message was last pinned.
        permission_overwrites: Not sent with interactions.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    id: Snowflake = NO_ID
    type: ChannelType = msgspec.field(default_factory=lambda: ChannelType.guild_text)
    name: str | None = None
    guild_id: Snowflake | None = None
    parent_id: Snowflake | None = None
    position: int | None = None
    topic: str | None = None
    nsfw: bool = False
    flags: ChannelFlags = ChannelFlags(0)
    rate_limit_per_user: int = 0
    last_message_id: Snowflake | None = None
    last_pin_timestamp: dt.datetime | None = None
    _permissions: str | None = msgspec.field(name="permissions", default=None)
    _app_permissions: str | None = msgspec.field(name="app_permissions", default=None)
    permission_overwrites: tuple[Overwrite, ...] = ()

    @property
    def mention(self) -> str:
        """Text that becomes a link to this channel in a message."""
        return f"<#{self.id}>"

    @property
    def permissions(self) -> Permissions | None:
        """What the invoking user may do here, overwrites applied; None outside interactions."""
        return None if self._permissions is None else Permissions(int(self._permissions))

    @property
    def app_permissions(self) -> Permissions | None:
        """What the bot may do here; None outside interactions, and where the bot is not in the server."""
        return None if self._app_permissions is None else Permissions(int(self._app_permissions))


class TextChannel(Channel, kw_only=True):
    """A channel of a server for messages.

    Attributes:
        default_auto_archive_duration: Minutes that new threads start with.
        default_thread_rate_limit_per_user: Slow mode that new threads start with, in seconds.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int = 0


class AnnouncementChannel(TextChannel, kw_only=True):
    """A channel that other servers can follow.

    https://docs.discord.com/developers/resources/channel#channel-object
    """


class VoiceChannel(Channel, kw_only=True):
    """A channel of a server for speaking.

    Attributes:
        bitrate: Bits per second.
        user_limit: How many may be in it, at most 99; 0 is no limit.
        rtc_region: Region of its server; None if Discord chooses.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    bitrate: int | None = None
    user_limit: int = 0
    rtc_region: str | None = None
    video_quality_mode: VideoQualityMode = VideoQualityMode.auto


class StageChannel(VoiceChannel, kw_only=True):
    """A voice channel with speakers and an audience; at most 10,000 may be in it.

    https://docs.discord.com/developers/resources/channel#channel-object
    """


class CategoryChannel(Channel, kw_only=True):
    """A heading under which up to 50 channels are gathered.

    https://docs.discord.com/developers/resources/channel#channel-object
    """


class ForumChannel(TextChannel, kw_only=True):
    """A channel that holds nothing but threads.

    Attributes:
        available_tags: The labels that posts can bear, at most 20.
        default_sort_order: None if nobody chose one.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    available_tags: tuple[ForumTag, ...] = ()
    default_reaction_emoji: DefaultReaction | None = None
    default_sort_order: SortOrder | None = None
    default_forum_layout: ForumLayout = ForumLayout.not_set
    default_tag_setting: TagSetting | None = None


class MediaChannel(ForumChannel, kw_only=True):
    """A forum for pictures and videos.

    https://docs.discord.com/developers/resources/channel#channel-object
    """


class Thread(Channel, kw_only=True):
    """A conversation of its own below a channel; a post, in a forum.

    Attributes:
        owner_id: Who began it.
        message_count: Messages in it, without the first one and deleted ones.
        total_message_sent: Messages ever sent in it; deleting does not lower it.
        member_count: Members, counted up to 50.
        member: That the bot has joined it; only sent by some routes.
        applied_tags: Ids of the tags it bears, at most 5.
        bitrate: From Discord's OpenAPI description only, as are `user_limit`,
            `rtc_region` and `video_quality_mode`; those of a voice channel.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    owner_id: Snowflake | None = None
    thread_metadata: ThreadMetadata | None = None
    message_count: int | None = None
    total_message_sent: int | None = None
    member_count: int | None = None
    member: ThreadMember | None = None
    applied_tags: tuple[Snowflake, ...] = ()
    bitrate: int | None = None
    user_limit: int | None = None
    rtc_region: str | None = None
    video_quality_mode: VideoQualityMode | None = None


class DMChannel(Channel, kw_only=True):
    """Direct messages between two users.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    recipients: tuple[User, ...] = ()


class GroupDMChannel(DMChannel, kw_only=True):
    """Direct messages between up to ten users.

    Attributes:
        icon: Hash of the icon.
        owner_id: Who began it.
        application_id: The application that began it, if it was one.
        managed: Whether an application manages it by the scope `gdm.join`.

    https://docs.discord.com/developers/resources/channel#channel-object
    """

    icon: str | None = None
    owner_id: Snowflake | None = None
    application_id: Snowflake | None = None
    managed: bool = False


if TYPE_CHECKING:
    AnyChannel: TypeAlias = Channel
else:
    AnyChannel = _OfAnyType

_kinds: dict[object, type[Channel]] = {
    ChannelType.guild_text: TextChannel,
    ChannelType.dm: DMChannel,
    ChannelType.guild_voice: VoiceChannel,
    ChannelType.group_dm: GroupDMChannel,
    ChannelType.guild_category: CategoryChannel,
    ChannelType.guild_announcement: AnnouncementChannel,
    ChannelType.announcement_thread: Thread,
    ChannelType.public_thread: Thread,
    ChannelType.private_thread: Thread,
    ChannelType.guild_stage_voice: StageChannel,
    ChannelType.guild_forum: ForumChannel,
    ChannelType.guild_media: MediaChannel,
}


@decodes(AnyChannel)
def make_channel(values: Mapping[str, Any]) -> Channel:
    """Make a channel of the class that its `type` asks for; `Channel` itself if the type is unknown or missing.

    Args:
        values: The channel as Discord sent it.

    Raises:
        msgspec.ValidationError: If a value has the wrong type.
    """
    if not isinstance(values, Mapping):
        raise msgspec.ValidationError(f"Expected a channel, got {type(values).__name__}")
    return convert(values, _kinds.get(values.get("type"), Channel))
