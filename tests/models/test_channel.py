"""Channels: each kind has its class."""

import datetime as dt
import json

import msgspec
import pytest

from app.models.base import Model, Snowflake, convert, decoder, encode
from app.models.channel import (
    AnnouncementChannel,
    AnyChannel,
    CategoryChannel,
    Channel,
    ChannelType,
    DMChannel,
    ForumChannel,
    GroupDMChannel,
    MediaChannel,
    Overwrite,
    OverwriteType,
    StageChannel,
    TextChannel,
    Thread,
    VideoQualityMode,
    VoiceChannel,
    make_channel,
)
from app.models.flags import ChannelFlags, Permissions


class Place(Model, frozen=True, kw_only=True):
    """A model that holds channels, as interactions do."""

    channel: AnyChannel | None = None
    channels: dict[Snowflake, AnyChannel] = msgspec.field(default_factory=dict)


channels = decoder(AnyChannel)
KINDS = {
    0: TextChannel,
    1: DMChannel,
    2: VoiceChannel,
    3: GroupDMChannel,
    4: CategoryChannel,
    5: AnnouncementChannel,
    10: Thread,
    11: Thread,
    12: Thread,
    13: StageChannel,
    14: Channel,
    15: ForumChannel,
    16: MediaChannel,
}


@pytest.mark.parametrize(("number", "kind"), KINDS.items())
def test_a_channel_is_of_the_class_of_its_type(number: int, kind: type[Channel]) -> None:
    channel = channels.decode(json.dumps({"id": "5", "type": number}))

    assert type(channel) is kind
    assert channel.type is ChannelType(number)


def test_every_known_type_was_tried() -> None:
    assert {int(kind) for kind in ChannelType} == set(KINDS)


def test_a_channel_of_an_unknown_type_is_a_plain_channel() -> None:
    channel = channels.decode(b'{"id":"5","type":99,"name":"odd"}')

    assert type(channel) is Channel
    assert (channel.type, channel.name) == (99, "odd")


def test_a_channel_within_another_model_is_of_its_class_too() -> None:
    place = decoder(Place).decode(b'{"channel":{"id":"5","type":2},"channels":{"6":{"id":"6","type":11}}}')

    assert type(place.channel) is VoiceChannel
    assert type(place.channels[Snowflake(6)]) is Thread
    assert decoder(Place).decode(b'{"channel":null}').channel is None


def test_a_channel_is_made_from_values_as_from_bytes() -> None:
    assert convert({"channel": {"id": "5", "type": 0}}, Place).channel == make_channel({"id": "5", "type": 0})


def test_a_channel_that_is_no_object_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        channels.decode(b"[]")


def test_a_channel_is_mentioned_by_id() -> None:
    assert TextChannel(id=Snowflake(7)).mention == "<#7>"


def test_the_permissions_of_a_resolved_channel_are_read_from_their_strings() -> None:
    channel = channels.decode(b'{"type":0,"permissions":"8","app_permissions":"2048","flags":16}')

    assert channel.permissions is Permissions.administrator
    assert channel.app_permissions is Permissions.send_messages
    assert channel.flags is ChannelFlags.require_tag


def test_a_channel_that_was_not_resolved_has_no_permissions() -> None:
    channel = channels.decode(b'{"type":0}')

    assert (channel.permissions, channel.app_permissions) == (None, None)


def test_what_discord_may_send_as_null_is_none() -> None:
    channel = channels.decode(
        b'{"type":5,"name":null,"topic":null,"last_message_id":null,"last_pin_timestamp":null,"parent_id":null}'
    )

    assert (channel.name, channel.topic, channel.last_message_id, channel.parent_id) == (None, None, None, None)
    assert channel.last_pin_timestamp is None


def test_a_voice_channel_has_its_own_fields() -> None:
    channel = channels.decode(b'{"type":13,"bitrate":64000,"user_limit":10000,"rtc_region":null}')

    assert isinstance(channel, VoiceChannel)
    assert (channel.bitrate, channel.user_limit, channel.rtc_region) == (64000, 10000, None)
    assert channel.video_quality_mode is VideoQualityMode.auto


def test_a_thread_tells_its_state() -> None:
    thread = channels.decode(
        b'{"type":11,"thread_metadata":{"archived":true,"auto_archive_duration":60,'
        b'"archive_timestamp":"2024-01-01T00:00:00+00:00","locked":false,"create_timestamp":null},'
        b'"member":{"id":"1","user_id":"2","join_timestamp":"2024-01-01T00:00:00+00:00","flags":0},"applied_tags":["9"]}'
    )

    assert isinstance(thread, Thread)
    assert thread.thread_metadata is not None
    assert thread.thread_metadata.archived
    assert thread.thread_metadata.archive_timestamp == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert thread.thread_metadata.create_timestamp is None
    assert thread.member is not None
    assert thread.member.user_id == 2
    assert thread.applied_tags == (9,)


def test_direct_messages_have_recipients() -> None:
    group = channels.decode(b'{"type":3,"name":null,"icon":null,"owner_id":"1","recipients":[{"id":"1"},{"id":"2"}]}')

    assert isinstance(group, GroupDMChannel)
    assert isinstance(group, DMChannel)
    assert [user.id for user in group.recipients] == [1, 2]


def test_a_forum_offers_tags() -> None:
    forum = channels.decode(
        b'{"type":15,"available_tags":[{"id":"1","name":"bug","emoji_id":null,"emoji_name":null}],'
        b'"default_reaction_emoji":null,"default_sort_order":null}'
    )

    assert isinstance(forum, ForumChannel)
    assert forum.available_tags[0].name == "bug"


def test_an_overwrite_grants_and_takes() -> None:
    overwrite = decoder(Overwrite).decode(b'{"id":"1","type":1,"allow":"8","deny":"2048"}')

    assert overwrite.type is OverwriteType.member
    assert overwrite.allow is Permissions.administrator
    assert overwrite.deny is Permissions.send_messages


def test_the_type_of_a_channel_is_always_encoded() -> None:
    assert msgspec.json.encode(TextChannel(name="general")) == b'{"type":0,"name":"general"}'


def test_an_overwrite_is_made_for_a_role_or_a_member() -> None:
    role = Overwrite.for_role(9, deny=Permissions.view_channel)
    member = Overwrite.for_member(8, allow=Permissions.stream, deny=Permissions.view_channel | Permissions.speak)

    assert (role.id, role.type) == (9, OverwriteType.role)
    assert (role.allow, role.deny) == (Permissions(0), Permissions.view_channel)
    assert encode(member) == b'{"id":"8","type":1,"allow":"512","deny":"2098176"}'
