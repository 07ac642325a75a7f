from typing import Any

import pytest

from app.simulator.guild_records import ActivityInstance
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

ME = "/applications/@me"


async def test_the_application_is_read(bot: FakeBot) -> None:
    _, application = await call(bot, "GET", ME)

    assert application["name"] == "Postern"
    assert application["flags_new"] == str(application["flags"])


async def test_every_field_of_the_application_can_be_changed(bot: FakeBot) -> None:
    params = {"scopes": ["bot", "applications.commands"], "permissions": "8"}
    body: dict[str, Any] = {
        "description": "Opens doors",
        "tags": ["doors", "fun"],
        "install_params": params,
        "integration_types_config": {"0": {"oauth2_install_params": params}, "1": {}},
        "role_connections_verification_url": "https://bot.test/verify",
        "event_webhooks_url": "https://bot.test/events",
        "event_webhooks_status": 2,
        "event_webhooks_types": ["ENTITLEMENT_CREATE"],
        "max_participants": 5,
    }

    _, application = await call(bot, "PATCH", ME, body | {"icon": "data:image/png;base64,iVBORw0KGgo="})

    assert {key: application[key] for key in body} == body
    assert len(application["icon"]) == 32
    assert bot.discord.world.application.integration_types == [0, 1]
    cleared: dict[str, Any] = {"tags": [], "install_params": None, "icon": None, "description": None}
    _, application = await call(bot, "PATCH", ME, cleared)
    assert (application["icon"], application["description"]) == (None, "")
    assert "tags" not in application
    assert "install_params" not in application


async def test_only_flags_of_limited_intents_can_be_switched(bot: FakeBot) -> None:
    before = bot.discord.world.application.flags

    _, application = await call(bot, "PATCH", ME, {"flags": 1 << 19})

    assert application["flags"] == before & ~(1 << 15) | 1 << 19
    assert await code(bot, "PATCH", ME, {"flags": 1 << 17}) == (400, 50035)


@pytest.mark.parametrize(
    "body",
    [
        {"description": "x" * 401},
        {"tags": ["1", "2", "3", "4", "5", "6"]},
        {"tags": ["x" * 21]},
        {"custom_install_url": "bot.test"},
        {"install_params": {"scopes": ["identify"]}},
        {"integration_types_config": {"2": {}}},
        {"event_webhooks_types": ["PARTY"]},
        {"event_webhooks_status": 3},
    ],
)
async def test_a_wrong_field_of_the_application_is_refused(bot: FakeBot, body: dict[str, Any]) -> None:
    assert await code(bot, "PATCH", ME, body) == (400, 50035)


async def test_an_activity_under_way_tells_where_it_is_and_who_takes_part(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, guild = world.user("ben"), world.guild
    path = f"/applications/{world.application.id}/activity-instances"
    world.application.activities["i-1"] = ActivityInstance("i-1", 7, 5, guild.id, [ben.id])
    world.application.activities["i-2"] = ActivityInstance("i-2", 7, 6)

    _, instance = await call(bot, "GET", f"{path}/i-1")

    assert instance["location"] == {
        "id": f"gc-{guild.id}-5",
        "kind": "gc",
        "channel_id": "5",
        "guild_id": str(guild.id),
    }
    assert instance["users"] == [str(ben.id)]
    assert (await call(bot, "GET", f"{path}/i-2"))[1]["location"] == {"id": "pc-6", "kind": "pc", "channel_id": "6"}
    assert (await call(bot, "GET", f"{path}/i-3"))[0] == 404
    assert await code(bot, "GET", "/applications/1/activity-instances/i-1") == (403, 20012)
