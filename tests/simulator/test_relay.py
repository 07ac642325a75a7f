"""What comes in through a tunnel, and what goes out to the real Discord."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from app.simulator.discord import Discord
from app.simulator.page import playground
from app.simulator.relay import DISCORD, HandOn, RealInteractions, Relay
from app.simulator.rest import rest
from app.simulator.way import Way
from tests.simulator.fake_bot import Answer, Json
from tests.simulator.served import served

AGENT = {"User-Agent": "DiscordBot (https://bot.test, 1)"}
HELLO = [{"name": "hello", "description": "Say hello."}]


class Both:
    """The real Discord and the simulated one, and a bot that answers both through the simulated API.

    Attributes:
        real: A simulated Discord that plays the real one, to which the bot has another token.
        answer: What the bot answers by HTTP.
        received: What the bot was sent: headers and body.
        paths: Where to.
        heard: What the relay told of: interactions, and with which status they were answered.
        api: The bot's way to the simulated API.
        tunnel: A stranger's way through the tunnel.
    """

    def __init__(self) -> None:
        self.way = Way()
        self.simulated = Discord(transport=self.way)
        self.known = RealInteractions()
        self.way.trust("playground", self.simulated.public_key)
        self.way.listeners.append(self.known.remember)
        self.answer = Answer({"type": 5})
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.paths: list[str] = []
        self.heard: list[tuple[Json, int]] = []
        self.real: Discord
        self.api: httpx.AsyncClient
        self.tunnel: httpx.AsyncClient

    def hear(self, payload: Json, status: int, seconds: float) -> None:
        """Take note of a real interaction that was answered."""
        assert 0 <= seconds < 30
        self.heard.append((payload, status))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer an interaction as the bot's process."""
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event.get("body", b""), event.get("more_body", False)
        self.paths.append(scope["path"])
        self.received.append(({key.decode(): value.decode() for key, value in scope["headers"]}, body))
        headers = [(b"content-type", b"application/json"), *self.answer.headers]
        await send({"type": "http.response.start", "status": self.answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.answer.content})


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    made = Both()
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(served(made))
        relay = await stack.enter_async_context(served(Relay(made.way, made.hear)))
        made.real = Discord(endpoint=f"{relay}/interactions", application_id=987654321098765432)
        made.real.register(HELLO)
        made.real.world.guild.name = "The Real Thing"
        made.way.trust(DISCORD, made.real.public_key)
        made.way.lead_to(f"{bot}/interactions")
        api = await stack.enter_async_context(served(rest(made.real)))
        token = made.real.bot_token
        hand_on = HandOn(playground(made.simulated), made.simulated, made.known, f"{api}/api/v10", token)
        stack.push_async_callback(hand_on.aclose)
        url = await stack.enter_async_context(served(hand_on))
        authorized = AGENT | {"Authorization": f"Bot {made.simulated.bot_token}"}
        made.api = await stack.enter_async_context(httpx.AsyncClient(base_url=f"{url}/api/v10", headers=authorized))
        made.tunnel = await stack.enter_async_context(httpx.AsyncClient(base_url=relay))
        yield made
        await made.real.aclose()
        await made.simulated.aclose()
        await made.way.aclose()


async def test_an_interaction_is_passed_as_it_came_and_so_is_its_answer(both: Both) -> None:
    both.answer = Answer({"type": 4, "data": {"content": "hello"}}, headers=((b"x-from", b"the bot"),))
    interaction = await both.real.command("hello")

    headers, body = both.received[0]
    assert interaction.content == "hello"
    assert interaction.answer_headers["x-from"] == "the bot"
    assert body.decode().count(interaction.token) == 1
    assert headers["x-signature-ed25519"] == interaction.request_headers["X-Signature-Ed25519"]
    assert headers["user-agent"] == interaction.request_headers["User-Agent"]


@pytest.mark.parametrize(
    "path",
    ["/", "/playground/changes", "/playground/interactions", "/api/v10/users/@me", "/interactions/", "/static/x"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_strangers_reach_nothing_but_the_interactions(both: Both, method: str, path: str) -> None:
    response = await both.tunnel.request(method, path, headers={"Host": "127.0.0.1"})

    assert response.status_code == 404
    assert not both.received


async def test_each_real_interaction_is_told_of_once_it_is_answered(both: Both) -> None:
    both.simulated.register(HELLO)
    await both.simulated.command("hello")
    await both.real.ping()
    forged = both.simulated.signer.forge(b'{"id": "7", "token": "x", "type": 2}', 0)
    await both.tunnel.post("/interactions", content=b'{"id": "7", "token": "x", "type": 2}', headers=forged)
    first = await both.real.command("hello")
    both.way.close("the bot is not running")
    second = await both.real.command("hello")

    told = [(payload["id"], status) for payload, status in both.heard]
    assert told == [(str(first.id), 200), (str(second.id), 503)]


async def test_only_interactions_of_real_discord_are_remembered(both: Both) -> None:
    both.simulated.register(HELLO)
    simulated = await both.simulated.command("hello")
    forged = both.simulated.signer.forge(b'{"id": "7", "token": "x", "type": 2}', 0)
    await both.tunnel.post("/interactions", content=b'{"id": "7", "token": "x", "type": 2}', headers=forged)
    real = await both.real.command("hello")

    assert both.known.has_id(str(real.id))
    assert both.known.has_token(real.token)
    assert not both.known.has_id(str(simulated.id))
    assert not both.known.has_id("7")


async def test_what_answers_a_real_interaction_goes_to_the_real_discord(both: Both) -> None:
    interaction = await both.real.command("hello")
    hook = f"/webhooks/{both.real.application_id}/{interaction.token}"
    edited = await both.api.patch(f"{hook}/messages/@original", json={"content": "Done."})
    followed = await both.api.post(f"{hook}?wait=true", files={"files[0]": ("a.txt", b"text")})

    assert (edited.status_code, followed.status_code) == (200, 200)
    assert interaction.content == "Done."
    assert [one["attachments"][0]["filename"] for one in interaction.followups] == ["a.txt"]
    # No Authorization header belongs there, and the real one would complain.
    assert not both.real.violations
    assert not both.simulated.requests


async def test_an_answer_by_callback_goes_to_the_real_discord(both: Both) -> None:
    both.answer = Answer(status=202, raw=b"")
    interaction = both.real.begin_command("hello")
    await interaction.until(lambda one: one.status == 202)
    answer: Json = {"type": 4, "data": {"content": "By callback."}}
    taken = await both.api.post(f"/interactions/{interaction.id}/{interaction.token}/callback", json=answer)

    assert taken.status_code == 204
    assert interaction.content == "By callback."


async def test_what_is_done_for_a_real_interaction_is_done_with_the_real_token(both: Both) -> None:
    interaction = await both.real.command("hello")
    guild = f"/guilds/{both.real.world.guild.id}"
    real = await both.api.get(guild, headers={"X-Postern-Interaction": str(interaction.id)})
    refused = await both.api.get("/guilds/1", headers={"X-Postern-Interaction": str(interaction.id)})
    simulated = await both.api.get(guild, headers={"X-Postern-Interaction": "1"})

    assert real.json()["name"] == "The Real Thing"
    assert refused.status_code == 404
    assert simulated.json()["name"] == "Postern Playground"


async def test_the_real_token_serves_nobody_but_the_bot(both: Both) -> None:
    interaction = await both.real.command("hello")
    headers = {"X-Postern-Interaction": str(interaction.id), "Authorization": "Bot guessed"}
    response = await both.api.get(f"/guilds/{both.real.world.guild.id}", headers=headers)

    assert response.status_code == 401
    assert not both.real.requests


async def test_webhook_events_of_both_discords_go_to_their_own_path(both: Both) -> None:
    both.answer = Answer(status=204, raw=b"")
    both.real.events.subscribe(both.real.endpoint.replace("/interactions", "/events"))
    both.simulated.events.subscribe("http://127.0.0.1/events")
    told = [await one.events.tell("ENTITLEMENT_CREATE", {"id": "5"}) for one in (both.real, both.simulated)]
    pinged = await both.simulated.events.ping("http://127.0.0.1/events")

    assert all(record.is_taken for record in told)
    assert pinged.ok
    assert both.paths == ["/events"] * 3
    # They are no interactions, and nobody is told of them as such.
    assert both.heard == []


async def test_everything_else_stays_with_the_simulated_discord(both: Both) -> None:
    both.simulated.register(HELLO)
    interaction = await both.simulated.command("hello")
    hook = f"/webhooks/{both.simulated.application_id}/{interaction.token}"
    await both.api.patch(f"{hook}/messages/@original", json={"content": "Done."}, headers={"Authorization": ""})

    assert interaction.content == "Done."
    assert not both.real.requests


async def test_a_bot_that_is_not_there_is_503(both: Both) -> None:
    both.way.close("it broke")
    response = await both.tunnel.post("/interactions", content=b"{}")

    assert (response.status_code, response.text) == (503, "The bot is not running.\n")


async def test_a_body_that_is_too_large_is_413(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    interaction = await both.real.command("hello")
    monkeypatch.setattr("app.simulator.relay._LARGEST", 10)
    strange = await both.tunnel.post("/interactions", content=b"x" * 11)
    path = f"/webhooks/{both.real.application_id}/{interaction.token}/messages/@original"
    own = await both.api.patch(path, json={"content": "x" * 11})

    assert strange.status_code == own.status_code == 413


async def test_a_real_discord_that_cannot_be_reached_is_502() -> None:
    simulated, known = Discord(), RealInteractions()
    known.remember(DISCORD, {"id": "5", "token": "abc"})
    hand_on = HandOn(playground(simulated), simulated, known, "http://127.0.0.1:1/api/v10", "token")
    async with served(hand_on) as url, httpx.AsyncClient() as client:
        response = await client.post(f"{url}/api/v10/webhooks/1/abc", json={})
    await hand_on.aclose()

    assert response.status_code == 502
    assert response.json()["message"] == "Discord could not be reached: ConnectError"


def test_only_the_newest_interactions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.simulator.relay._REMEMBERED", 2)
    known = RealInteractions()
    for number in range(3):
        known.remember(DISCORD, {"id": str(number), "token": f"token {number}"})

    assert [known.has_id(str(number)) for number in range(3)] == [False, True, True]
    assert not known.has_token("token 0")


def test_the_simulated_application_may_bear_the_id_of_the_real_one() -> None:
    discord = Discord(application_id=987654321098765432)
    world, bot = discord.world, discord.world.application.bot

    assert discord.application_id == bot.id == 987654321098765432
    assert world.users[bot.id] is world.guild.members[bot.id].user is bot
    assert world.role("postern").tags == {"bot_id": str(bot.id)}
    # What else there is has the same ids as ever.
    assert world.user("ada").id == Discord().world.user("ada").id
    assert world.channel("bots").id == Discord().world.channel("bots").id
