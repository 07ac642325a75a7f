"""Whatever a bot sends to the routes of channels, threads, webhooks and invites is answered, never with a fault."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.simulator.world import FORUM, Channel
from tests.simulator.bodies import bodies
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call

TEXTS = ["", "x", "1", "-1", "<@1>", "attachment://a", "data:,", "9" * 30, "²"]
FIELDS = [
    *("name", "topic", "type", "position", "parent_id", "permission_overwrites", "id", "allow", "deny", "bitrate"),
    *("available_tags", "applied_tags", "archived", "locked", "auto_archive_duration", "message", "flags", "nsfw"),
    *("content", "embeds", "components", "poll", "nonce", "enforce_nonce", "message_reference", "message_id"),
    *("channel_id", "sticker_ids", "messages", "allowed_mentions", "parse", "max_age", "unique", "username"),
    *("avatar", "thread_name", "recipient_id", "webhook_channel_id", "rate_limit_per_user", "attachments"),
]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/channels/{bots}/messages"),
        ("PATCH", "/channels/{news}/messages/{sent}"),
        ("POST", "/channels/{bots}/messages/bulk-delete"),
        ("PATCH", "/channels/{bots}"),
        ("PATCH", "/channels/{thread}"),
        ("PUT", "/channels/{bots}/permissions/{guild}"),
        ("POST", "/guilds/{guild}/channels"),
        ("PATCH", "/guilds/{guild}/channels"),
        ("POST", "/channels/{bots}/threads"),
        ("POST", "/channels/{forum}/threads"),
        ("POST", "/channels/{news}/messages/{sent}/threads"),
        ("POST", "/channels/{bots}/webhooks"),
        ("POST", "/channels/{news}/followers"),
        ("POST", "/webhooks/{hook}?wait=true"),
        ("POST", "/channels/{bots}/invites"),
        ("POST", "/users/@me/channels"),
        ("PATCH", "/users/@me"),
    ],
)
@settings(max_examples=15)
@given(body=bodies(FIELDS, TEXTS))
async def test_whatever_is_sent_is_accepted_or_refused(method: str, path: str, body: Any) -> None:
    bot = FakeBot()
    world = bot.discord.world
    news, guild = world.channel("news"), world.guild
    forum = guild.channels[1] = Channel(1, FORUM, "questions", guild.id)
    _, sent = await call(bot, "POST", f"/channels/{news.id}/messages", {"content": "x"})
    _, hook = await call(bot, "POST", f"/channels/{news.id}/webhooks", {"name": "x"})
    filled = path.format(
        bots=world.channel("bots").id,
        news=news.id,
        thread=world.channel("weekend plans").id,
        forum=forum.id,
        guild=guild.id,
        sent=sent["id"],
        hook=f"{hook['id']}/{hook['token']}",
    )

    status, _ = await call(bot, method, filled, body)

    assert status < 500
    await bot.aclose()
