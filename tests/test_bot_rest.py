"""The bot's own REST client, as its author sets it up and uses it."""

import base64
from typing import Any

import httpx
import pytest

from app.bot import Bot
from app.errors import Unauthorized
from app.models.user import User
from app.settings import Settings
from app.simulator.app_transport import AppTransport
from app.simulator.rest import rest
from app.testing import TestBot
from tests.rest.test_requester_proxies import Server, say

TOKEN = "MTIxMzA2MzE4MTEwNzIwMDAwNA.GkzKxx.planted-bot-token-that-nobody-may-see"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.mark.seed("P11")
async def test_requests_go_over_a_transport_of_the_authors_own() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"id": "5", "username": "mira"})

    bot = Bot(Settings(token=TOKEN), transport=httpx.MockTransport(answer))

    assert (await bot.rest.users.get_me()).username == "mira"
    assert asked == ["/api/v10/users/@me"]
    await bot.close()


class TestProxy:
    """Over a real socket, so in real time."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @pytest.mark.seed("P12", "P13")
    async def test_requests_go_through_a_proxy_that_wants_a_password(self) -> None:
        server = Server(say("200 OK", b'{"id":"5","username":"mira"}'))
        async with server.at() as where:
            settings = Settings(token=TOKEN, api_url="http://discord.test/api/v10")
            bot = Bot(settings, proxy=f"http://{where}", proxy_auth=("me", "secret"))
            assert (await bot.rest.users.get_me()).username == "mira"
            await bot.close()

        (seen,) = server.seen
        assert seen.startswith(b"GET http://discord.test/api/v10/users/@me HTTP/1.1\r\n")
        assert b"Proxy-Authorization: Basic " + base64.b64encode(b"me:secret") in seen


@pytest.mark.seed("P19", "P33")
async def test_the_bot_finds_out_who_it_is_and_whether_its_token_is_good(bot: TestBot) -> None:
    me = await bot.bot.rest.users.get_me()

    assert isinstance(me, User)
    assert (me.id, me.bot) == (bot.discord.application_id, True)

    stranger = Bot(Settings(token=TOKEN), transport=AppTransport(rest(bot.discord)))
    with pytest.raises(Unauthorized):
        await stranger.rest.users.get_me()


@pytest.mark.seed("P31")
async def test_a_user_is_fetched_by_his_id(bot: TestBot) -> None:
    assert await bot.bot.rest.users.get(bot.id) == await bot.bot.rest.users.get(int(bot.id))
    assert (await bot.bot.rest.users.get(bot.id)).username == "ben"


@pytest.mark.seed("P32")
async def test_a_channel_is_fetched_by_its_id(bot: TestBot) -> None:
    channel = bot.discord.world.channel("general")

    assert (await bot.bot.rest.channels.get(channel.id)).name == "general"


@pytest.mark.seed("P34", "P35")
async def test_the_bot_changes_its_own_name_and_picture(bot: TestBot) -> None:
    before = await bot.bot.rest.users.get_me()
    after = await bot.bot.rest.users.edit_me(username="postmaster", avatar=PICTURE)

    assert (before.username, after.username) == ("postern", "postmaster")
    assert after.avatar != before.avatar
    assert await bot.bot.rest.users.get_me() == after


@pytest.mark.seed("N3")
async def test_discord_is_reached_resource_by_resource_with_types(bot: TestBot) -> None:
    client = bot.bot.rest
    guild_id = bot.discord.world.guild.id
    role = await client.roles.create(guild_id, name="Helpers", reason="They help")
    await client.members.add_role(guild_id, bot.id, role.id)
    message = await client.messages.create(bot.discord.world.channel("general").id, "Welcome!")
    found: list[Any] = [one async for one in client.messages.list(message.channel_id, limit=1)]

    assert role.id in (await client.members.get(guild_id, bot.id)).roles
    assert found == [message]
