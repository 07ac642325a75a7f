"""Messages and resolved data."""

import datetime as dt

from app.models.base import NO_ID, NO_TIME, Snowflake, convert, decoder
from app.models.channel import Thread, VoiceChannel
from app.models.component import ActionRow, UnknownComponent
from app.models.flags import MessageFlags
from app.models.message import Message, MessageType, ResolvedData
from app.models.user import Member, User

messages = decoder(Message)


def test_a_message_is_read_with_author_time_and_flags() -> None:
    message = messages.decode(
        b'{"id":"1","channel_id":"2","author":{"id":"3","username":"nelly"},"content":"hi","type":20,"flags":64,'
        b'"timestamp":"2017-07-11T17:27:07.299000+00:00","edited_timestamp":null,"mention_roles":["4"]}'
    )

    assert (message.id, message.channel_id, message.author.username, message.content) == (1, 2, "nelly", "hi")
    assert message.type is MessageType.chat_input_command
    assert message.flags is MessageFlags.ephemeral
    assert message.timestamp == dt.datetime(2017, 7, 11, 17, 27, 7, 299000, dt.UTC)
    assert (message.edited_timestamp, message.mention_roles) == (None, (4,))


def test_a_message_links_to_itself() -> None:
    message = messages.decode(b'{"id":"1","channel_id":"2"}')

    assert message.jump_url == "https://discord.com/channels/@me/2/1"
    assert message.replace(guild_id=Snowflake(3)).jump_url == "https://discord.com/channels/3/2/1"


def test_a_partial_message_has_the_first_second_of_discord() -> None:
    message = messages.decode(b"{}")

    assert message.timestamp is NO_TIME
    assert message.id is NO_ID


def test_a_nonce_may_be_a_number_or_a_text() -> None:
    assert messages.decode(b'{"nonce":5}').nonce == 5
    assert messages.decode(b'{"nonce":"five"}').nonce == "five"


def test_components_of_a_message_are_of_their_classes_and_new_ones_are_kept() -> None:
    message = messages.decode(b'{"components":[{"type":1,"components":[]},{"type":99,"new":1}]}')

    assert isinstance(message.components[0], ActionRow)
    assert message.components[1] == UnknownComponent({"type": 99, "new": 1})


def test_an_answer_carries_the_message_that_it_answers() -> None:
    answer = messages.decode(b'{"type":19,"referenced_message":{"id":"5","referenced_message":null}}')
    orphan = messages.decode(b'{"type":19,"referenced_message":null}')

    assert answer.referenced_message is not None
    assert answer.referenced_message.id == 5
    assert orphan.referenced_message is None


def test_a_forward_carries_what_was_said() -> None:
    forward = messages.decode(b'{"message_snapshots":[{"message":{"content":"hi","flags":0}}]}')

    assert [snapshot.message.content for snapshot in forward.message_snapshots] == ["hi"]


def test_a_message_carries_its_thread() -> None:
    message = messages.decode(b'{"thread":{"id":"5","type":11,"name":"talk"}}')

    assert isinstance(message.thread, Thread)
    assert message.thread.name == "talk"


def test_resolved_members_are_joined_with_their_users() -> None:
    resolved = decoder(ResolvedData).decode(
        b'{"users":{"5":{"id":"5","username":"nelly"}},"members":{"5":{"nick":"Boss"},"6":{"nick":"Lost"}}}'
    )

    assert resolved.members[Snowflake(5)].user.username == "nelly"
    assert resolved.members[Snowflake(6)].id is NO_ID


def test_resolved_objects_are_found_by_number_whether_read_from_bytes_or_values() -> None:
    values = {"channels": {"5": {"id": "5", "type": 2}}, "messages": {"6": {"id": "6"}}, "users": {"7": {"id": "7"}}}
    resolved = convert(values, ResolvedData)

    assert isinstance(resolved.channels[Snowflake(5)], VoiceChannel)
    assert resolved.messages[Snowflake(6)].id == 6
    assert all(type(key) is Snowflake for key in resolved.users)


def test_resolved_maps_that_are_null_are_empty() -> None:
    resolved = decoder(ResolvedData).decode(b'{"users":null,"members":null,"roles":null,"channels":null}')

    assert resolved == ResolvedData()


def test_joining_leaves_what_the_caller_gave_as_it_is() -> None:
    given = {Snowflake(5): Member(nick="Boss")}
    resolved = ResolvedData(members=given, users={Snowflake(5): User(id=Snowflake(5))})

    assert resolved.members[Snowflake(5)].id == 5
    assert given == {Snowflake(5): Member(nick="Boss")}
