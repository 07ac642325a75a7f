from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.errors import NotFound
from app.models.channel import ChannelType, DMChannel, ForumChannel, Overwrite, TextChannel, Thread
from app.models.flags import ChannelFlags, Permissions
from app.models.forum import DefaultReaction, ForumTag
from app.rest.channels import ChannelsResource
from app.testing import TestBot
from tests.rest.wire import Sent, recorded, sent

CHANNEL = {"id": "1", "type": 0, "name": "general"}


async def test_a_channel_is_read_as_the_kind_that_it_is() -> None:
    bot = TestBot(None)
    world = bot.discord.world
    channels = bot.bot.rest.channels

    text = await channels.get(world.channel("late-night").id)
    thread = await channels.get(world.channel("weekend plans").id)
    private = await channels.get(world.dm(world.user("ben")).id)

    assert isinstance(text, TextChannel)
    assert (text.name, text.nsfw) == ("late-night", True)
    assert isinstance(thread, Thread)
    assert thread.parent_id == world.channel("general").id
    assert isinstance(private, DMChannel)
    with pytest.raises(NotFound):
        await channels.get(1)


async def test_a_recent_channel_is_at_most_a_minute_old() -> None:
    bot = TestBot(None)
    channel = bot.discord.world.channel("general")
    channels = bot.bot.rest.channels
    first = await channels.get_recent(channel.id)
    channel.nsfw = True

    assert await channels.get_recent(channel.id) is first
    bot.clock.advance(60)
    assert (await channels.get_recent(channel.id)).nsfw


async def test_the_channels_of_a_server_are_listed() -> None:
    rest, requests = recorded([CHANNEL, {"id": "2", "type": 15, "available_tags": [{"id": "3", "name": "bug"}]}])

    text, forum = await rest.channels.list(9)

    assert isinstance(text, TextChannel)
    assert isinstance(forum, ForumChannel)
    assert forum.available_tags[0].name == "bug"
    assert sent(requests[0]) == Sent("GET", "/guilds/9/channels", {}, None)


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        pytest.param(
            lambda channels: channels.create(9, "general", reason="why"),
            Sent("POST", "/guilds/9/channels", {}, {"name": "general"}),
            id="a text channel",
        ),
        pytest.param(
            lambda channels: channels.create(
                9,
                "bugs",
                type=ChannelType.guild_forum,
                parent_id=4,
                available_tags=[ForumTag(name="fixed", emoji_name="✅")],
                default_reaction_emoji=DefaultReaction(emoji_name="👍"),
                permission_overwrites=[Overwrite.for_role(9, allow=Permissions.stream, deny=Permissions.view_channel)],
                reason="why",
            ),
            Sent(
                "POST",
                "/guilds/9/channels",
                {},
                {
                    "name": "bugs",
                    "type": 15,
                    "parent_id": "4",
                    "available_tags": [{"name": "fixed", "emoji_name": "✅"}],
                    "default_reaction_emoji": {"emoji_name": "👍"},
                    "permission_overwrites": [{"id": "9", "type": 0, "allow": "512", "deny": "1024"}],
                },
            ),
            id="a forum",
        ),
        pytest.param(
            lambda channels: channels.edit(1, topic=None, parent_id=None, rate_limit_per_user=5, reason="why"),
            Sent("PATCH", "/channels/1", {}, {"topic": None, "parent_id": None, "rate_limit_per_user": 5}),
            id="editing a channel",
        ),
        pytest.param(
            lambda channels: channels.edit(
                1, name="Solved", archived=False, applied_tags=[3], flags=ChannelFlags.pinned, reason="why"
            ),
            Sent("PATCH", "/channels/1", {}, {"name": "Solved", "archived": False, "applied_tags": ["3"], "flags": 2}),
            id="editing a thread",
        ),
        pytest.param(
            lambda channels: channels.delete(1, reason="why"), Sent("DELETE", "/channels/1", {}, None), id="deleting"
        ),
    ],
)
async def test_a_channel_is_made_and_changed_with_a_reason(
    call: Callable[[ChannelsResource], Awaitable[Any]], request_sent: Sent
) -> None:
    rest, requests = recorded(CHANNEL)

    assert isinstance(await call(rest.channels), TextChannel)
    assert sent(requests[0]) == request_sent
    assert requests[0].headers["X-Audit-Log-Reason"] == "why"


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        pytest.param(
            lambda channels: channels.edit_positions(9, [{"id": 1, "position": 0}, {"id": 2, "parent_id": None}]),
            Sent("PATCH", "/guilds/9/channels", {}, [{"id": "1", "position": 0}, {"id": "2", "parent_id": None}]),
            id="positions",
        ),
        pytest.param(
            lambda channels: channels.edit_permissions(
                1, Overwrite.for_member(8, allow=Permissions.send_messages | Permissions.pin_messages)
            ),
            Sent("PUT", "/channels/1/permissions/8", {}, {"type": 1, "allow": str(1 << 11 | 1 << 51), "deny": "0"}),
            id="permissions",
        ),
        pytest.param(
            lambda channels: channels.delete_permission(1, 8),
            Sent("DELETE", "/channels/1/permissions/8", {}, None),
            id="permissions that go",
        ),
        pytest.param(
            lambda channels: channels.trigger_typing(1), Sent("POST", "/channels/1/typing", {}, None), id="typing"
        ),
    ],
)
async def test_a_channel_is_changed_without_an_answer(
    call: Callable[[ChannelsResource], Awaitable[None]], request_sent: Sent
) -> None:
    rest, requests = recorded()
    await call(rest.channels)

    assert sent(requests[0]) == request_sent


async def test_permissions_of_a_channel_are_changed_with_a_reason() -> None:
    rest, requests = recorded()
    await rest.channels.edit_permissions(1, Overwrite.for_role(9), reason="quiet")
    await rest.channels.delete_permission(1, 9, reason="quiet")

    assert [request.headers["X-Audit-Log-Reason"] for request in requests] == ["quiet", "quiet"]


async def test_an_announcement_channel_is_followed() -> None:
    rest, requests = recorded({"channel_id": "1", "webhook_id": "77"})

    followed = await rest.channels.follow(1, 2, reason="news")

    assert (followed.channel_id, followed.webhook_id) == (1, 77)
    assert sent(requests[0]) == Sent("POST", "/channels/1/followers", {}, {"webhook_channel_id": "2"})
    assert requests[0].headers["X-Audit-Log-Reason"] == "news"


async def test_a_field_that_discord_does_not_have_is_refused_before_it_is_sent() -> None:
    rest, requests = recorded(CHANNEL)

    with pytest.raises(TypeError, match=r"rest\.channels\.edit\(\) takes no slowmode"):
        await rest.channels.edit(1, slowmode=5)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"rest\.channels\.create\(\) takes no archived"):
        await rest.channels.create(9, "general", archived=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"rest\.channels\.edit_positions\(\) takes no name"):
        await rest.channels.edit_positions(9, [{"id": 1, "name": "general"}])  # type: ignore[typeddict-unknown-key]
    assert not requests
