"""The way to a bot that is started again and again."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from app.simulator.discord import Discord
from app.simulator.signer import Signer
from app.simulator.way import Way
from tests.simulator.fake_bot import Answer, FakeBot, Json
from tests.simulator.served import served

HELLO = [{"name": "hello", "description": "Say hello."}]


def tried(way: Way) -> Discord:
    discord = Discord(transport=way, endpoint="http://127.0.0.1:1/interactions")
    discord.register(HELLO)
    way.trust("playground", discord.public_key)
    return discord


def answering(discord: Discord, content: str) -> FakeBot:
    bot = FakeBot()
    bot.verifies = False

    async def say(_: Json) -> Answer:
        return Answer({"type": 4, "data": {"content": content}})

    bot.behaviour = say
    return bot


async def test_a_request_waits_for_the_bot_to_come() -> None:
    way = Way()
    discord = tried(way)
    way.hold()
    waiting = discord.begin_command("hello")
    async with served(answering(discord, "new")) as url:
        await asyncio.sleep(0.1)
        assert waiting.state == "waiting"
        way.lead_to(f"{url}/interactions")
        await waiting.until(lambda one: one.state != "waiting")
        assert waiting.content == "new"
        assert (await discord.command("hello")).content == "new"
    await discord.aclose()


async def test_the_bot_to_come_is_probed_while_others_wait() -> None:
    way = Way()
    discord = tried(way)
    async with served(answering(discord, "new")) as url:
        way.hold(coming=f"{url}/interactions")
        waiting = discord.begin_command("hello")
        probed = await discord.ping(endpoint=f"{url}/interactions")
        assert probed.status is not None
        assert waiting.state == "waiting"
        way.lead_to(f"{url}/interactions")
        await waiting.until(lambda one: one.state != "waiting")
    await discord.aclose()


async def test_nobody_waits_for_a_bot_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.simulator.way.HOLD", 0.05)
    way = Way()
    discord = tried(way)

    held = await discord.command("hello")
    way.close("the bot is not running: it broke")
    refused = await discord.command("hello")
    await discord.aclose()

    assert held.failure == "no connection to the endpoint: the bot is still being started again"
    assert refused.failure == "no connection to the endpoint: the bot is not running: it broke"


async def test_a_bot_that_is_given_up_can_still_be_probed() -> None:
    way = Way()
    discord = tried(way)
    async with served(answering(discord, "new")) as url:
        way.hold(coming=f"{url}/interactions")
        way.close("it takes too long")
        refused = await discord.command("hello")
        probed = await discord.ping(endpoint=f"{url}/interactions")
    await discord.aclose()

    assert refused.failure == "no connection to the endpoint: it takes too long"
    assert probed.status is not None


async def test_genuine_interactions_are_heard_of_and_nothing_else() -> None:
    way = Way()
    discord = tried(way)
    other = Signer()
    way.trust("discord", other.public_key)
    heard: list[tuple[str, Any]] = []
    way.listeners.append(lambda source, payload: heard.append((source, payload["type"])))
    async with served(answering(discord, "hello")) as url:
        way.lead_to(f"{url}/interactions")
        await discord.command("hello")
        await discord.ping()
        for sign in (other.sign, other.forge):
            for kind in (1, 5):
                body = json.dumps({"type": kind}).encode()
                await way.handle_async_request(httpx.Request("POST", url, headers=sign(body, 1.0), content=body))
        unsigned = httpx.Request("POST", url, headers={"X-Signature-Ed25519": "zz"}, content=b"{}")
        await way.handle_async_request(unsigned)
    await discord.aclose()

    assert heard == [("playground", 2), ("discord", 5)]


async def test_one_can_wait_for_the_way_to_open() -> None:
    way = Way()
    opened = asyncio.create_task(way.opened())
    way.close("broken")
    await asyncio.sleep(0.1)
    assert not opened.done()
    way.lead_to("http://127.0.0.1:1/")

    await asyncio.wait_for(opened, 5)
