import pytest

from app.simulator.guild_records import Sku, Subscription
from app.simulator.world import Entitlement
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def entitlements(bot: FakeBot, tail: str = "") -> str:
    return f"/applications/{bot.discord.application_id}/entitlements{tail}"


@pytest.fixture(autouse=True)
def shop(bot: FakeBot) -> None:
    bot.discord.world.application.skus = [Sku(10, "Golden Key"), Sku(11, "Spare Key", type=3)]


async def test_what_is_sold_is_listed(bot: FakeBot) -> None:
    path = f"/applications/{bot.discord.application_id}/skus"

    # Discord's description of its API lacks this operation.
    response = await bot.rest.get(path, headers={"Authorization": f"Bot {bot.discord.bot_token}"})

    assert [(sku["id"], sku["slug"], sku["type"]) for sku in response.json()] == [
        ("10", "golden-key", 5),
        ("11", "spare-key", 3),
    ]


async def test_test_entitlements_are_made_for_users_and_guilds_and_removed(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, guild = str(world.user("ben").id), str(world.guild.id)

    _, of_user = await call(bot, "POST", entitlements(bot), {"sku_id": "10", "owner_id": ben, "owner_type": 2})
    _, of_guild = await call(bot, "POST", entitlements(bot), {"sku_id": "10", "owner_id": guild, "owner_type": 1})

    assert (of_user["user_id"], of_user["starts_at"], of_user["ends_at"]) == (ben, None, None)
    assert of_guild["guild_id"] == guild
    assert (await call(bot, "GET", entitlements(bot, f"/{of_user['id']}")))[1] == of_user
    assert await call(bot, "DELETE", entitlements(bot, f"/{of_user['id']}")) == (204, None)
    assert await code(bot, "GET", entitlements(bot, f"/{of_user['id']}")) == (404, 10029)
    assert len((await call(bot, "GET", entitlements(bot)))[1]) == 1
    assert len((await call(bot, "GET", entitlements(bot, "?exclude_deleted=false")))[1]) == 2


async def test_a_test_entitlement_needs_an_sku_and_an_owner(bot: FakeBot) -> None:
    for body, answer in (
        ({"sku_id": "1", "owner_id": "1", "owner_type": 1}, (404, 10027)),
        ({"sku_id": "10", "owner_id": "1", "owner_type": 1}, (404, 10004)),
        ({"sku_id": "10", "owner_id": "1", "owner_type": 2}, (404, 10013)),
        ({"sku_id": "10", "owner_id": "1", "owner_type": 3}, (400, 50035)),
    ):
        assert await code(bot, "POST", entitlements(bot), body) == answer


async def test_entitlements_are_filtered_and_paged(bot: FakeBot) -> None:
    world, now = bot.discord.world, bot.discord.now()
    ben, mira, guild = world.user("ben").id, world.user("mira").id, world.guild.id
    world.application.entitlements += [
        Entitlement(1, 10, ben, starts_at=0.0, ends_at=now - 1),
        Entitlement(2, 10, mira, guild),
        Entitlement(3, 11, ben, ends_at=now + 1),
        Entitlement(4, 11, ben, deleted=True),
    ]

    async def listed(query: str) -> list[str]:
        return [held["id"] for held in (await call(bot, "GET", entitlements(bot, query)))[1]]

    assert await listed("") == ["1", "2", "3"]
    assert await listed(f"?user_id={ben}&exclude_ended=true") == ["3"]
    assert await listed(f"?guild_id={guild}") == ["2"]
    assert await listed("?sku_ids=11,12&exclude_deleted=false") == ["3", "4"]
    assert await listed("?after=1&limit=1") == ["2"]
    assert await listed("?before=3&limit=1") == ["2"]
    assert await code(bot, "GET", entitlements(bot, "?limit=101")) == (400, 50035)
    assert await code(bot, "DELETE", entitlements(bot, "/1")) == (400, 40019)


async def test_only_what_is_made_for_it_is_used_up(bot: FakeBot) -> None:
    world = bot.discord.world
    world.application.entitlements += [Entitlement(1, 10, 5), Entitlement(2, 11, 5)]

    assert await code(bot, "POST", entitlements(bot, "/1/consume")) == (400, 40018)
    assert await call(bot, "POST", entitlements(bot, "/2/consume")) == (204, None)
    assert (await call(bot, "GET", entitlements(bot, "/2")))[1]["consumed"] is True


async def test_subscriptions_are_those_of_one_user(bot: FakeBot) -> None:
    world = bot.discord.world
    ben = world.user("ben").id
    world.application.subscriptions += [
        Subscription(number, ben, [10], [1], 0.0, 86_400.0, canceled_at=5.0 if number == 2 else None)
        for number in (1, 2, 3)
    ]

    async def listed(query: str) -> list[str]:
        return [one["id"] for one in (await call(bot, "GET", f"/skus/10/subscriptions?user_id={ben}{query}"))[1]]

    assert await listed("") == ["1", "2", "3"]
    assert await listed("&before=3&limit=1") == ["2"]
    assert await listed("&after=1") == ["2", "3"]
    assert (await call(bot, "GET", "/skus/10/subscriptions/2"))[1]["canceled_at"].startswith("1970-01-01")
    assert await code(bot, "GET", "/skus/10/subscriptions") == (400, 50035)
    assert await code(bot, "GET", "/skus/12/subscriptions/2") == (404, 10027)
    assert (await call(bot, "GET", "/skus/11/subscriptions/2"))[0] == 404
