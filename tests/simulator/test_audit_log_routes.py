from typing import Any

from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def log(bot: FakeBot, query: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}/audit-logs{query}"


async def act(bot: FakeBot) -> None:
    """Rename somebody, then make two roles."""
    world = bot.discord.world
    reason = {"X-Audit-Log-Reason": "because"}
    await call(bot, "PATCH", f"/guilds/{world.guild.id}/members/{world.user('ben').id}", {"nick": "B"}, headers=reason)
    for name in ("One", "Two"):
        await call(bot, "POST", f"/guilds/{world.guild.id}/roles", {"name": name})


async def entries(bot: FakeBot, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await call(bot, "GET", log(bot, query)))[1]["audit_log_entries"]
    return found


async def test_the_newest_entry_comes_first_with_whom_it_is_about(bot: FakeBot) -> None:
    await act(bot)

    _, answer = await call(bot, "GET", log(bot))

    assert [entry["action_type"] for entry in answer["audit_log_entries"]] == [30, 30, 24]
    assert answer["audit_log_entries"][-1]["reason"] == "because"
    assert {user["username"] for user in answer["users"]} == {"ben", "postern"}


async def test_entries_are_filtered_and_paged(bot: FakeBot) -> None:
    await act(bot)
    world = bot.discord.world
    newest, middle, oldest = await entries(bot, "")

    assert await entries(bot, "?action_type=30&limit=1") == [newest]
    assert await entries(bot, f"?target_id={world.user('ben').id}") == [oldest]
    assert await entries(bot, f"?user_id={world.user('ben').id}") == []
    assert await entries(bot, f"?before={middle['id']}") == [oldest]
    assert await entries(bot, f"?after={oldest['id']}") == [middle, newest]
    assert await code(bot, "GET", log(bot, "?limit=1001")) == (400, 50035)


async def test_what_entries_are_about_comes_along(bot: FakeBot) -> None:
    world = bot.discord.world
    event = {
        "name": "Picnic",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "The park"},
        "scheduled_start_time": "2030-01-01T00:00:00Z",
        "scheduled_end_time": "2030-01-02T00:00:00Z",
    }
    rule = {"name": "Manners", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}]}
    await call(bot, "POST", f"/guilds/{world.guild.id}/scheduled-events", event)
    await call(bot, "POST", f"/guilds/{world.guild.id}/auto-moderation/rules", rule)

    _, answer = await call(bot, "GET", log(bot))

    assert [one["name"] for one in answer["guild_scheduled_events"]] == ["Picnic"]
    assert [one["name"] for one in answer["auto_moderation_rules"]] == ["Manners"]


async def test_a_reason_has_512_characters_at_most(bot: FakeBot) -> None:
    path = f"/guilds/{bot.discord.world.guild.id}/roles"

    assert await code(bot, "POST", path, {}, headers={"X-Audit-Log-Reason": "x" * 513}) == (400, 50035)


async def test_the_log_is_for_who_may_see_it(bot: FakeBot) -> None:
    bot.discord.world.role("postern").permissions &= ~Permission.VIEW_AUDIT_LOG

    assert await code(bot, "GET", log(bot)) == (403, 50013)
