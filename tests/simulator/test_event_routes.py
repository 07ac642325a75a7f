from datetime import UTC, datetime
from typing import Any

import pytest

from app.simulator.guild_records import ScheduledEvent
from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def events(bot: FakeBot, tail: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}/scheduled-events{tail}"


def in_hours(bot: FakeBot, hours: float) -> str:
    return datetime.fromtimestamp(bot.discord.now() + 3600 * hours, UTC).isoformat()


def outing(bot: FakeBot, **changes: object) -> dict[str, Any]:
    return {
        "name": "Picnic",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "The park"},
        "scheduled_start_time": in_hours(bot, 1),
        "scheduled_end_time": in_hours(bot, 3),
        **changes,
    }


def meeting(bot: FakeBot, **changes: object) -> dict[str, Any]:
    lounge = str(bot.discord.world.channel("Lounge").id)
    return {
        "name": "Talk",
        "privacy_level": 2,
        "entity_type": 2,
        "channel_id": lounge,
        "scheduled_start_time": in_hours(bot, 1),
        **changes,
    }


async def test_an_event_elsewhere_is_planned_changed_and_called_off(bot: FakeBot) -> None:
    _, event = await call(bot, "POST", events(bot), outing(bot))

    one = events(bot, f"/{event['id']}")
    assert (event["status"], event["entity_metadata"]) == (1, {"location": "The park"})
    assert (await call(bot, "PATCH", one, {"name": "Party"}))[1]["name"] == "Party"
    assert (await call(bot, "PATCH", one, {"status": 2}))[1]["status"] == 2
    assert await code(bot, "PATCH", one, {"status": 4}) == (400, 50035)
    assert (await call(bot, "PATCH", one, {"status": 3}))[1]["status"] == 3
    assert await code(bot, "PATCH", one, {"name": "Late"}) == (400, 180000)
    assert await call(bot, "DELETE", one) == (204, None)
    assert await code(bot, "GET", one) == (404, 10070)
    assert [entry.action_type for entry in bot.discord.world.audit_log] == [100, 101, 101, 101, 102]


async def test_an_event_in_a_voice_channel_may_come_again_and_again(bot: FakeBot) -> None:
    rule = {"start": in_hours(bot, 1), "frequency": 2, "interval": 1, "by_weekday": [2]}

    _, event = await call(bot, "POST", events(bot), meeting(bot, recurrence_rule=rule))

    assert event["recurrence_rule"]["by_weekday"] == [2]
    assert event["entity_metadata"] is None
    moved = {
        "entity_type": 3,
        "channel_id": None,
        "entity_metadata": {"location": "x"},
        "scheduled_end_time": in_hours(bot, 2),
    }
    assert (await call(bot, "PATCH", events(bot, f"/{event['id']}"), moved))[1]["channel_id"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"entity_metadata": None},
        {"scheduled_end_time": None},
        {"scheduled_start_time": "2020-01-01T00:00:00Z"},
        {"scheduled_start_time": "soon"},
        {"privacy_level": 1},
        {"entity_type": 2},
    ],
)
async def test_what_an_event_elsewhere_lacks_is_refused(bot: FakeBot, changes: dict[str, Any]) -> None:
    assert await code(bot, "POST", events(bot), outing(bot, **changes)) == (400, 50035)


async def test_an_event_needs_a_channel_that_fits_and_an_end_after_its_start(bot: FakeBot) -> None:
    text = str(bot.discord.world.channel("general").id)

    assert await code(bot, "POST", events(bot), meeting(bot, channel_id=text)) == (400, 50035)
    assert await code(bot, "POST", events(bot), meeting(bot, scheduled_end_time=in_hours(bot, 0.5))) == (400, 50035)


async def test_users_who_are_interested_are_counted_and_listed(bot: FakeBot) -> None:
    world = bot.discord.world
    _, event = await call(bot, "POST", events(bot), outing(bot))
    ids = sorted(user.id for user in world.users.values())
    world.guild.scheduled_events[int(event["id"])].user_ids = set(ids)
    users = events(bot, f"/{event['id']}/users")

    async def page(query: str) -> list[int]:
        return [int(user["user_id"]) for user in (await call(bot, "GET", users + query))[1]]

    assert (await call(bot, "GET", events(bot, "?with_user_count=true")))[1][0]["user_count"] == len(ids)
    assert "user_count" not in (await call(bot, "GET", events(bot, f"/{event['id']}")))[1]
    assert await page("") == ids
    assert await page(f"?limit=2&after={ids[1]}") == ids[2:4]
    assert await page(f"?limit=2&before={ids[3]}") == ids[1:3]
    assert "member" in (await call(bot, "GET", users + "?with_member=true"))[1][0]


async def test_events_take_permissions_and_those_of_others_more(bot: FakeBot) -> None:
    world = bot.discord.world
    _, event = await call(bot, "POST", events(bot), outing(bot))
    world.role("postern").permissions &= ~Permission.MANAGE_EVENTS
    one = events(bot, f"/{event['id']}")

    assert (await call(bot, "PATCH", one, {"name": "Party"}))[0] == 200
    world.guild.scheduled_events[int(event["id"])].data["creator_id"] = str(world.user("ada").id)
    assert await code(bot, "PATCH", one, {"name": "Party"}) == (403, 50013)
    world.role("postern").permissions &= ~Permission.CREATE_EVENTS
    assert await code(bot, "POST", events(bot), outing(bot)) == (403, 50013)


async def test_a_guild_has_100_events_ahead(bot: FakeBot) -> None:
    _, event = await call(bot, "POST", events(bot), outing(bot))
    planned = bot.discord.world.guild.scheduled_events
    planned |= {number: ScheduledEvent(event) for number in range(99)}

    assert await code(bot, "POST", events(bot), outing(bot)) == (400, 30038)
