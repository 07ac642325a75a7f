"""Whatever a bot sends to the routes of guilds and of the application is answered, never with a fault."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.simulator.guild_records import Emoji
from tests.simulator.bodies import bodies
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call
from tests.simulator.test_event_routes import events, outing
from tests.simulator.test_moderation_routes import rule, rules

TEXTS = ["", "x", "1", "-1", "é", "data:,", "data:image/png;base64,AAAA", "9" * 30, "2030-01-01"]
FIELDS = [
    *("name", "description", "permissions", "color", "colors", "primary_color", "icon", "hoist", "id", "position"),
    *("nick", "roles", "mute", "channel_id", "communication_disabled_until", "flags", "features", "afk_timeout"),
    *("user_ids", "delete_message_seconds", "image", "tags", "days", "include_roles", "access_token", "type"),
    *("entity_type", "entity_metadata", "scheduled_start_time", "recurrence_rule", "frequency", "status"),
    *("trigger_type", "trigger_metadata", "presets", "keyword_filter", "actions", "metadata", "exempt_roles"),
    *("install_params", "scopes", "integration_types_config", "0", "event_webhooks_types", "key", "platform_name"),
    *("sku_id", "owner_id", "owner_type", "permission", "name_localizations"),
]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/guilds/{guild}"),
        ("POST", "/guilds/{guild}/prune"),
        ("PATCH", "/guilds/{guild}/members/@me"),
        ("PATCH", "/guilds/{guild}/members/{ben}"),
        ("PUT", "/guilds/{guild}/members/{ben}"),
        ("POST", "/guilds/{guild}/roles"),
        ("PATCH", "/guilds/{guild}/roles"),
        ("PATCH", "/guilds/{guild}/roles/{artist}"),
        ("PUT", "/guilds/{guild}/bans/{ben}"),
        ("POST", "/guilds/{guild}/bulk-ban"),
        ("PATCH", "/guilds/{guild}/emojis/5"),
        ("POST", "/applications/{application}/emojis"),
        ("POST", "/guilds/{guild}/stickers"),
        ("PATCH", "/guilds/{guild}/scheduled-events/{event}"),
        ("PATCH", "/guilds/{guild}/auto-moderation/rules/{rule}"),
        ("PATCH", "/applications/@me"),
        ("POST", "/applications/{application}/entitlements"),
        ("PUT", "/applications/{application}/role-connections/metadata"),
    ],
)
@settings(max_examples=15)
@given(body=bodies(FIELDS, TEXTS))
async def test_whatever_is_sent_is_accepted_or_refused(method: str, path: str, body: Any) -> None:
    bot = FakeBot()
    world = bot.discord.world
    world.guild.emojis[5] = Emoji(5, "door", world.application.bot.id)
    _, event = await call(bot, "POST", events(bot), outing(bot))
    _, made = await call(bot, "POST", rules(bot), rule(1))
    parts = {
        "guild": world.guild.id,
        "ben": world.user("ben").id,
        "artist": world.role("Artist").id,
        "event": event["id"],
        "rule": made["id"],
        "application": bot.discord.application_id,
    }

    status, _ = await call(bot, method, path.format(**parts), body)

    assert status < 500
    await bot.aclose()
