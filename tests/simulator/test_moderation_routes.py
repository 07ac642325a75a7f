from typing import Any

import pytest

from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

BLOCK: dict[str, Any] = {"type": 1, "metadata": {"custom_message": "No."}}


def rules(bot: FakeBot, tail: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}/auto-moderation/rules{tail}"


def rule(trigger: int, actions: list[Any] | None = None, **changes: object) -> dict[str, Any]:
    return {
        "name": "Manners",
        "event_type": 2 if trigger == 6 else 1,
        "trigger_type": trigger,
        "actions": actions or [BLOCK],
        **changes,
    }


@pytest.mark.parametrize(
    ("trigger", "metadata"),
    [
        (1, {"keyword_filter": ["bad*"], "regex_patterns": ["b.d"], "allow_list": []}),
        (3, {}),
        (4, {"presets": [1, 3], "allow_list": ["fine"]}),
        (5, {"mention_total_limit": 5, "mention_raid_protection_enabled": True}),
        (6, {"keyword_filter": ["bad"], "regex_patterns": [], "allow_list": []}),
    ],
)
async def test_every_kind_of_rule_is_made_changed_and_removed(
    bot: FakeBot, trigger: int, metadata: dict[str, Any]
) -> None:
    actions = [{"type": 4}] if trigger == 6 else [BLOCK]

    _, made = await call(bot, "POST", rules(bot), rule(trigger, actions, trigger_metadata=metadata))

    one = rules(bot, f"/{made['id']}")
    assert made["trigger_metadata"] == metadata
    assert made["enabled"] is False
    _, changed = await call(bot, "PATCH", one, {"enabled": True, "name": "Peace"})
    assert (changed["enabled"], changed["name"], changed["trigger_metadata"]) == (True, "Peace", metadata)
    assert (await call(bot, "GET", one))[1] == (await call(bot, "GET", rules(bot)))[1][0]
    assert await call(bot, "DELETE", one) == (204, None)
    assert (await call(bot, "GET", one))[0] == 404
    assert [entry.action_type for entry in bot.discord.world.audit_log] == [140, 141, 142]


async def test_a_rule_alerts_a_channel_and_sends_somebody_into_a_timeout(bot: FakeBot) -> None:
    channel_id = str(bot.discord.world.channel("staff").id)
    actions = [
        {"type": 2, "metadata": {"channel_id": channel_id}},
        {"type": 3, "metadata": {"duration_seconds": 60}},
    ]

    assert (await call(bot, "POST", rules(bot), rule(1, actions)))[1]["actions"] == actions
    bot.discord.world.role("postern").permissions &= ~Permission.MODERATE_MEMBERS
    assert await code(bot, "POST", rules(bot), rule(1, actions)) == (403, 50013)


@pytest.mark.parametrize(
    "body",
    [
        rule(2),
        rule(1, name=""),
        rule(1, actions=[BLOCK] * 6),
        rule(3, actions=[{"type": 3, "metadata": {"duration_seconds": 60}}]),
        rule(1, actions=[{"type": 3, "metadata": {"duration_seconds": 2_419_201}}]),
        rule(1, actions=[{"type": 2, "metadata": {"channel_id": "1"}}]),
        rule(1, trigger_metadata={"keyword_filter": ["x" * 61]}),
        rule(4, trigger_metadata={"presets": [4]}),
        rule(1, exempt_roles=[str(number) for number in range(21)]),
    ],
)
async def test_a_wrong_rule_is_refused(bot: FakeBot, body: dict[str, Any]) -> None:
    assert await code(bot, "POST", rules(bot), body) == (400, 50035)


async def test_a_guild_has_six_rules_about_words_and_one_of_every_other_kind(bot: FakeBot) -> None:
    for _ in range(6):
        await call(bot, "POST", rules(bot), rule(1))
    await call(bot, "POST", rules(bot), rule(5))

    assert await code(bot, "POST", rules(bot), rule(1)) == (400, 50035)
    assert await code(bot, "POST", rules(bot), rule(5)) == (400, 50035)


async def test_rules_are_for_who_manages_the_guild(bot: FakeBot) -> None:
    bot.discord.world.role("postern").permissions &= ~Permission.MANAGE_GUILD

    assert await code(bot, "GET", rules(bot)) == (403, 50013)
