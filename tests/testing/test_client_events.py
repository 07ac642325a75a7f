"""Webhook events in a test: told through the real door, and what a listener does seen."""

import asyncio
import datetime as dt

import pytest

from app import CommandContext
from app.models import (
    ApplicationDeauthorized,
    Entitlement,
    EntitlementCreate,
    EntitlementDelete,
    EntitlementOwnerType,
    Event,
    LobbyMessage,
    LobbyMessageCreate,
    Snowflake,
    User,
)
from app.models.base import NO_TIME
from app.testing import TestBot


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


def sold(sku_id: int = 1, timestamp: dt.datetime = NO_TIME) -> EntitlementCreate:
    return EntitlementCreate(entitlement=Entitlement(sku_id=Snowflake(sku_id)), timestamp=timestamp)


async def test_a_listener_has_ended_when_the_event_is_sent(bot: TestBot) -> None:
    heard: list[EntitlementCreate] = []

    @bot.bot.listen(EntitlementCreate)
    async def hears(event: EntitlementCreate) -> None:
        await asyncio.sleep(30)
        heard.append(event)

    await bot.send_event(sold(7))

    assert heard[0].entitlement.sku_id == 7
    assert heard[0].application_id == bot.discord.application_id
    assert heard[0].timestamp == dt.datetime.fromtimestamp(bot.clock.now() - 30, dt.UTC)


async def test_what_a_listener_does_is_seen(bot: TestBot) -> None:
    @bot.bot.listen(LobbyMessageCreate)
    async def repeats(event: LobbyMessageCreate) -> None:
        await bot.bot.rest.messages.create(bot.discord.world.channel("general").id, event.message.content)

    await bot.send_event(LobbyMessageCreate(message=LobbyMessage(content="To the left!")))

    assert bot.person("mira", channel="general").latest().content == "To the left!"


async def test_each_event_is_another_unless_it_has_the_same_time(bot: TestBot) -> None:
    heard: list[Event] = []

    @bot.bot.listen(Event)
    async def hears(event: Event) -> None:
        heard.append(event)

    at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    for event in (sold(), sold(), sold(timestamp=at), sold(timestamp=at), Event(type="QUITE_NEW")):
        await bot.send_event(event)

    assert [type(event) for event in heard] == [EntitlementCreate] * 3 + [Event]


async def test_an_event_that_nobody_hears_of_is_a_mistake_of_the_test(bot: TestBot) -> None:
    @bot.bot.listen(EntitlementDelete)
    async def hears(event: EntitlementDelete) -> None: ...

    with pytest.raises(LookupError, match="no listener hears of APPLICATION_DEAUTHORIZED; listened to is on_entitl"):
        await bot.send_event(ApplicationDeauthorized(user=User()))


@pytest.mark.parametrize("redeliver", [False, True])
async def test_what_a_listener_raises_reaches_the_test(bot: TestBot, redeliver: bool) -> None:
    @bot.bot.listen(EntitlementCreate, redeliver=redeliver)
    async def breaks(event: EntitlementCreate) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await bot.send_event(sold())
    bot.bot.listen(EntitlementCreate)(breaks.handler)

    @bot.bot.listen(EntitlementCreate)
    async def waits_for_nobody(event: EntitlementCreate) -> None:
        given_up = asyncio.get_running_loop().create_future()
        given_up.cancel()
        await given_up

    with pytest.raises(ExceptionGroup, match="listeners of ENTITLEMENT_CREATE failed") as caught:
        await bot.send_event(sold())
    assert [type(one) for one in caught.value.exceptions] == [ZeroDivisionError, RuntimeError]


async def test_an_event_that_the_bot_does_not_take_says_why() -> None:
    bot = TestBot(None, application_id=5)

    @bot.bot.listen(EntitlementCreate)
    async def hears(event: EntitlementCreate) -> None: ...

    with pytest.raises(RuntimeError, match="ENTITLEMENT_CREATE was not taken: status 401"):
        await bot.send_event(sold())


async def test_a_test_entitlement_is_told_of_by_itself(bot: TestBot) -> None:
    heard: list[int] = []

    @bot.bot.listen(EntitlementCreate)
    async def hears(event: EntitlementCreate) -> None:
        heard.append(event.entitlement.sku_id)

    sku = bot.discord.world.application.skus[0].id

    @bot.bot.slash_command("give", description="Give the key.")
    async def give(ctx: CommandContext) -> str:
        await ctx.rest.entitlements.create_test(
            bot.discord.application_id, sku_id=sku, owner_id=ctx.user.id, owner_type=EntitlementOwnerType.user
        )
        return "Given."

    await bot.slash("give")
    await asyncio.sleep(1)

    assert heard == [sku]


@pytest.mark.parametrize("hears_all", [False, True])
async def test_data_that_discord_would_not_send_is_a_mistake_of_the_test(bot: TestBot, hears_all: bool) -> None:
    @bot.bot.listen(EntitlementCreate)
    async def hears(event: EntitlementCreate) -> None: ...

    if hears_all:
        bot.bot.listen(Event)(_hears_all)

    broken = EntitlementCreate(entitlement=Entitlement(sku_id="abc"))  # type: ignore[arg-type]
    with pytest.raises(
        ValueError, match=r"ENTITLEMENT_CREATE cannot have such data \(.*sku_id.*\): listeners to Event"
    ):
        await bot.send_event(broken)


async def _hears_all(event: Event) -> None: ...


async def test_data_that_is_broken_can_be_sent_to_who_hears_of_everything(bot: TestBot) -> None:
    heard: list[Event] = []

    @bot.bot.listen(Event)
    async def hears(event: Event) -> None:
        heard.append(event)

    await bot.send_event(EntitlementCreate(entitlement=Entitlement(sku_id="abc")))  # type: ignore[arg-type]

    assert [(type(event), event.raw["sku_id"]) for event in heard] == [(Event, "abc")]


@pytest.mark.parametrize(
    ("given", "said", "example"),
    [
        (EntitlementCreate, "the class EntitlementCreate", "EntitlementCreate(entitlement=Entitlement(…))"),
        (Entitlement(), "Entitlement(…)", "EntitlementCreate(entitlement=Entitlement(…))"),
        (LobbyMessage, "the class LobbyMessage", "LobbyMessageCreate(message=LobbyMessage(…))"),
        (ApplicationDeauthorized, "the class ApplicationDeauthorized", "ApplicationDeauthorized(…)"),
        (Event, "the class Event", 'Event(type="QUITE_NEW")'),
        ("entitlement_create", "str(…)", "EntitlementCreate(entitlement=Entitlement(…))"),
    ],
    ids=["class", "data", "class of data", "plain class", "any event", "name"],
)
async def test_what_is_no_event_is_told_what_to_write(bot: TestBot, given: object, said: str, example: str) -> None:
    with pytest.raises(TypeError) as caught:
        await bot.send_event(given)  # type: ignore[arg-type]

    assert str(caught.value) == f"send_event takes an event, and was given {said}: write {example}"
