from app.simulator.permissions import Permission
from app.simulator.world import Json
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def channel_path(bot: FakeBot, channel: str = "bots") -> str:
    return f"/channels/{bot.discord.world.channel(channel).id}"


async def made(bot: FakeBot, channel: str = "bots", name: str = "hook") -> Json:
    webhook: Json
    status, webhook = await call(bot, "POST", f"{channel_path(bot, channel)}/webhooks", {"name": name})
    assert status == 200
    return webhook


async def test_a_webhook_is_made_listed_and_read(bot: FakeBot) -> None:
    webhook = await made(bot)

    guild = bot.discord.world.guild
    assert webhook["user"]["id"] == webhook["application_id"] == str(bot.discord.application_id)
    assert len(webhook["token"]) == 68
    assert (await call(bot, "GET", f"{channel_path(bot)}/webhooks"))[1] == [webhook]
    assert (await call(bot, "GET", f"/guilds/{guild.id}/webhooks"))[1] == [webhook]
    assert (await call(bot, "GET", f"/webhooks/{webhook['id']}"))[1] == webhook
    assert (await call(bot, "GET", f"{channel_path(bot, 'general')}/webhooks"))[1] == []
    assert bot.discord.world.audit_log[-1].target_id == int(webhook["id"])


async def test_whoever_has_the_token_needs_no_other(bot: FakeBot) -> None:
    webhook = await made(bot)
    path = f"/webhooks/{webhook['id']}/{webhook['token']}"

    read = (await bot.rest.get(path)).json()
    renamed = (await bot.rest.patch(path, json={"name": "crier", "channel_id": "1"})).json()

    assert "user" not in read
    assert read["name"] == "hook"
    assert (renamed["name"], renamed["channel_id"]) == ("crier", webhook["channel_id"])
    assert (await bot.rest.get(f"/webhooks/{webhook['id']}/wrong")).json()["code"] == 50027
    assert (await bot.rest.get("/webhooks/1/wrong")).json()["code"] == 10015
    assert (await bot.rest.delete(path)).status_code == 204
    assert (await bot.rest.get(path)).status_code == 404
    assert (await bot.rest.get(f"/webhooks/{webhook['id']}")).status_code == 401


async def test_a_webhook_is_moved_renamed_and_deleted(bot: FakeBot) -> None:
    webhook = await made(bot)
    path, general = f"/webhooks/{webhook['id']}", bot.discord.world.channel("general")

    _, moved = await call(
        bot, "PATCH", path, {"name": " crier ", "avatar": "data:image/png;base64,AA==", "channel_id": str(general.id)}
    )

    assert (moved["name"], moved["channel_id"]) == ("crier", str(general.id))
    assert moved["avatar"] is not None
    assert (await call(bot, "PATCH", path, {"avatar": None}))[1]["avatar"] is None
    town = bot.discord.world.channel("Town")
    assert await code(bot, "PATCH", path, {"channel_id": str(town.id)}) == (400, 50024)
    assert (await call(bot, "DELETE", path))[0] == 204
    assert await code(bot, "GET", path) == (404, 10015)


async def test_names_of_webhooks_have_their_rules(bot: FakeBot) -> None:
    path = f"{channel_path(bot)}/webhooks"

    for name in ("", "x" * 81, "Clyde", "my discord hook"):
        assert await code(bot, "POST", path, {"name": name}) == (400, 50035)
    assert await code(bot, "POST", path, {}) == (400, 50035)
    assert await code(bot, "POST", path, {"name": "x", "avatar": "cat"}) == (400, 50035)
    assert await code(bot, "POST", f"{channel_path(bot, 'Town')}/webhooks", {"name": "x"}) == (400, 50024)


async def test_a_channel_has_fifteen_webhooks_at_most(bot: FakeBot) -> None:
    for _ in range(15):
        await made(bot)

    assert await code(bot, "POST", f"{channel_path(bot)}/webhooks", {"name": "x"}) == (400, 30007)
    await made(bot, "general")


async def test_webhooks_take_a_permission(bot: FakeBot) -> None:
    webhook = await made(bot)
    bot.discord.world.role("postern").permissions &= ~Permission.MANAGE_WEBHOOKS

    assert await code(bot, "POST", f"{channel_path(bot)}/webhooks", {"name": "x"}) == (403, 50013)
    assert await code(bot, "GET", f"/webhooks/{webhook['id']}") == (403, 50013)
    assert await code(bot, "GET", f"/guilds/{bot.discord.world.guild.id}/webhooks") == (403, 50013)


async def test_following_a_channel_makes_a_webhook_without_a_token(bot: FakeBot) -> None:
    world = bot.discord.world
    body = {"webhook_channel_id": str(world.channel("general").id)}

    _, followed = await call(bot, "POST", f"{channel_path(bot, 'news')}/followers", body)
    _, [webhook] = await call(bot, "GET", f"{channel_path(bot, 'general')}/webhooks")

    assert followed == {"channel_id": str(world.channel("news").id), "webhook_id": webhook["id"]}
    assert (webhook["type"], webhook["source_channel"]["name"]) == (2, "news")
    assert "token" not in webhook
    assert await code(bot, "POST", f"{channel_path(bot)}/followers", body) == (400, 50024)
    assert await code(bot, "POST", f"{channel_path(bot, 'news')}/followers", {}) == (400, 50035)
