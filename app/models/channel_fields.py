"""
What a channel can be made of, and what of it can be edited.

https://docs.discord.com/developers/resources/channel#modify-channel
"""

from collections.abc import Iterable, Sequence
from typing import NotRequired, TypedDict

from app.models.channel import ChannelType, Overwrite, VideoQualityMode
from app.models.flags import ChannelFlags
from app.models.forum import DefaultReaction, ForumLayout, ForumTag, SortOrder, TagSetting


class ChannelFields(TypedDict, total=False):
    """What a channel of a server is made of beside its name; None is Discord's default."""

    type: ChannelType
    """Text unless given; later only text and announcement become one another."""
    position: int | None
    topic: str | None
    """At most 1,024 characters, in forum and media channels 4,096."""
    nsfw: bool | None
    rate_limit_per_user: int | None
    """Slow mode in seconds, at most 21,600."""
    parent_id: int | None
    """The category, which holds at most 50 channels."""
    permission_overwrites: Sequence[Overwrite] | None
    bitrate: int | None
    """Of voice channels, bits per second, from 8,000."""
    user_limit: int | None
    """Of voice channels, at most 99, of stages 10,000; 0 is no limit."""
    rtc_region: str | None
    video_quality_mode: VideoQualityMode | None
    default_auto_archive_duration: int | None
    """Minutes that new threads start with: 60, 1440, 4320 or 10080."""
    default_thread_rate_limit_per_user: int | None
    available_tags: Sequence[ForumTag] | None
    """Of forums, at most 20."""
    default_reaction_emoji: DefaultReaction | None
    default_sort_order: SortOrder | None
    default_forum_layout: ForumLayout
    default_tag_setting: TagSetting | None


class ChannelEditFields(ChannelFields, total=False):
    """What can be edited, of channels and of threads; what is left out stays as it is.

    Of threads that is the name, the slow mode, the flag `pinned` and what is said here to be theirs.
    """

    name: str
    """1 to 100 characters."""
    flags: ChannelFlags
    """`require_tag` and `hide_media_download_options` of channels, `pinned` of posts."""
    archived: bool
    """Of threads."""
    locked: bool
    """Of threads."""
    auto_archive_duration: int
    """Of threads, minutes: 60, 1440, 4320 or 10080."""
    invitable: bool
    """Of private threads."""
    applied_tags: Iterable[int]
    """Of posts, ids of at most 5 tags."""


class ChannelPosition(TypedDict):
    """Where a channel goes; what is left out stays as it is.

    https://docs.discord.com/developers/resources/guild#modify-guild-channel-positions
    """

    id: int
    position: NotRequired[int | None]
    parent_id: NotRequired[int | None]
    """The category it goes to."""
    lock_permissions: NotRequired[bool]
    """Whether it takes over the permission overwrites of the category that it goes to."""
