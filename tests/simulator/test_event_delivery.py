"""Webhook events, as Discord sends them, and sends them again."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from app.simulator.event_delivery import MOST_IN_VAIN, PAUSES, EventRecord
from app.testing import virtual_time
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers
from tests.simulator.page_client import PageClient
from tests.simulator.rest_calls import call, code

URL = "http://bot.test/events"
DATA: Json = {"user": {"id": "5"}}


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def subscribed(bot: FakeBot) -> FakeBot:
    bot.discord.events.subscribe(URL)
    return bot


async def told(bot: FakeBot) -> None:
    """Wait until nothing is on its way any more."""
    await asyncio.gather(*bot.discord._background)


async def until_done(bot: FakeBot, record: EventRecord | None) -> EventRecord:
    assert record is not None
    await told(bot)
    return record


async def test_an_event_comes_in_its_envelope(subscribed: FakeBot) -> None:
    discord = subscribed.discord
    record = await until_done(subscribed, discord.events.announce("APPLICATION_DEAUTHORIZED", DATA))

    assert record.is_taken
    assert subscribed.received == [
        {
            "version": 1,
            "application_id": str(discord.application_id),
            "type": 1,
            "event": {
                "type": "APPLICATION_DEAUTHORIZED",
                "timestamp": "2027-01-15T08:00:00.500000",
                "data": DATA,
            },
        }
    ]


async def test_no_two_events_happen_at_one_time_unless_they_are_the_same(subscribed: FakeBot) -> None:
    new = [await subscribed.discord.events.tell("APPLICATION_DEAUTHORIZED", DATA) for _ in range(3)]
    at = datetime(2027, 1, 1, tzinfo=UTC)
    same = (at, at.replace(tzinfo=None))
    again = [await subscribed.discord.events.tell("APPLICATION_DEAUTHORIZED", DATA, one) for one in same]

    assert len({record.payload["event"]["timestamp"] for record in new}) == 3
    assert [record.payload["event"]["timestamp"] for record in again] == ["2027-01-01T00:00:00.000000"] * 2


@pytest.mark.parametrize(
    "settings",
    [
        {"event_webhooks_status": 1},
        {"event_webhooks_status": 3},
        {"event_webhooks_url": None},
        {"event_webhooks_types": ["ENTITLEMENT_CREATE"]},
    ],
)
async def test_who_has_not_subscribed_hears_nothing(subscribed: FakeBot, settings: dict[str, Any]) -> None:
    subscribed.discord.world.application.settings |= settings

    assert subscribed.discord.events.announce("APPLICATION_DEAUTHORIZED", DATA) is None


async def test_what_is_not_taken_comes_again_with_growing_pauses(subscribed: FakeBot) -> None:
    count = 0

    async def hears(_: Json) -> Answer:
        nonlocal count
        count += 1
        return Answer(status=204 if count == 4 else 503, raw=b"")

    subscribed.hears = hears
    record = await until_done(subscribed, subscribed.discord.events.announce("APPLICATION_DEAUTHORIZED", DATA))

    assert [one.status for one in record.attempts] == [503, 503, 503, 204]
    assert len({str(body) for body in subscribed.received}) == 1
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES) == 600


async def test_after_too_many_events_in_vain_none_is_sent_any_more(subscribed: FakeBot) -> None:
    discord, settings = subscribed.discord, subscribed.discord.world.application.settings
    subscribed.hears = answers(Answer(status=500, raw=b""))
    for number in range(MOST_IN_VAIN):
        assert settings["event_webhooks_status"] == 2
        record = await until_done(subscribed, discord.events.announce("APPLICATION_DEAUTHORIZED", {"n": number}))
        assert len(record.attempts) == 1 + len(PAUSES)

    assert settings["event_webhooks_status"] == 3
    assert discord.events.announce("APPLICATION_DEAUTHORIZED", DATA) is None


async def test_an_event_that_is_on_its_way_when_they_are_switched_off_is_not_sent_again(subscribed: FakeBot) -> None:
    async def switches_off(_: Json) -> Answer:
        await call(subscribed, "PATCH", "/applications/@me", {"event_webhooks_status": 1})
        return Answer(status=500, raw=b"")

    subscribed.hears = switches_off
    record = await until_done(subscribed, subscribed.discord.events.announce("APPLICATION_DEAUTHORIZED", DATA))

    assert len(record.attempts) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer({"type": 1}), "status 200, where 204 without content is expected"),
        (Answer(status=401), "status 401: the bot did not accept Discord's signature"),
        (Answer(status=500), "status 500, where 204"),
    ],
)
async def test_only_204_takes_an_event(subscribed: FakeBot, answer: Answer, reason: str) -> None:
    subscribed.hears = answers(answer)
    record = await subscribed.discord.events.tell("APPLICATION_DEAUTHORIZED", DATA)

    assert not record.is_taken
    assert record.attempts[0].reason.startswith(reason)


# ── saving the URL ──


async def test_a_url_is_probed_with_a_ping_and_a_forged_one_when_it_is_saved(bot: FakeBot) -> None:
    _, application = await call(bot, "PATCH", "/applications/@me", {"event_webhooks_url": URL})

    assert application["event_webhooks_url"] == URL
    assert [body["type"] for body in bot.received] == [0]
    bot.verifies = False
    assert await code(bot, "PATCH", "/applications/@me", {"event_webhooks_url": URL}) == (400, 50035)
    bot.verifies, bot.hears = True, answers(Answer({"type": 1}))
    assert await code(bot, "PATCH", "/applications/@me", {"event_webhooks_url": URL}) == (400, 50035)


# ── what happens in the world ──


async def test_purchases_and_installations_on_the_page_are_told(subscribed: FakeBot, page: PageClient) -> None:
    world = subscribed.discord.world
    ben, sku = str(world.user("ben").id), str(world.application.skus[0].id)
    world.application.entitlements.clear()
    changes: list[Json] = [
        {"entitlements": [sku]},
        {"entitlements": [sku]},
        {"entitlements": []},
        {"has_installed": False},
        {"has_installed": False},
        {"has_installed": True},
    ]
    for wanted in changes:
        await page.send("users", user=ben, **wanted)
    await told(subscribed)

    events = [body["event"] for body in subscribed.received]
    assert [event["type"] for event in events] == [
        "ENTITLEMENT_CREATE",
        "ENTITLEMENT_DELETE",
        "APPLICATION_DEAUTHORIZED",
        "APPLICATION_AUTHORIZED",
    ]
    created, deleted, _, authorized = (event["data"] for event in events)
    assert (created["sku_id"], created["user_id"], created["deleted"]) == (sku, ben, False)
    assert deleted == created | {"deleted": True}
    assert (authorized["user"]["id"], authorized["integration_type"]) == (ben, 1)


async def test_test_entitlements_are_told(subscribed: FakeBot) -> None:
    discord = subscribed.discord
    sku, ben = str(discord.world.application.skus[0].id), str(discord.world.user("ben").id)
    path = f"/applications/{discord.application_id}/entitlements"
    _, made = await call(subscribed, "POST", path, {"sku_id": sku, "owner_id": ben, "owner_type": 2})
    await call(subscribed, "DELETE", f"{path}/{made['id']}")
    await told(subscribed)

    assert [body["event"]["type"] for body in subscribed.received] == ["ENTITLEMENT_CREATE", "ENTITLEMENT_DELETE"]
