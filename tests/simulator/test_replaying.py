"""Recordings are sent again: by whom, where, under which name, and one after the other."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.simulator.interaction import Interaction
from app.simulator.page_view import page_things
from app.simulator.recording import without_secrets
from app.simulator.replaying import LARGEST, Replay, replay_routes
from tests.simulator.fake_bot import Answer, Behaviour, FakeBot, Json
from tests.simulator.test_recording import PAYLOAD


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


def replay(bot: FakeBot, payload: Json) -> Interaction:
    return Replay(bot.discord).send(payload)


async def answered(interaction: Interaction) -> Interaction:
    return await interaction.until(lambda one: one.state != "waiting")


async def test_an_interaction_from_elsewhere_is_sent_as_it_was(bot: FakeBot) -> None:
    sent = replay(bot, without_secrets(PAYLOAD))
    await answered(sent)

    (received,) = bot.received
    assert received["member"] == PAYLOAD["member"]
    assert received["channel_id"] == "5"
    assert received["application_id"] == str(bot.discord.application_id)
    assert received["id"] == str(sent.id) != "1"
    assert received["token"] == sent.token
    assert sent.content == "hello"


async def test_an_interaction_of_this_world_comes_from_its_user_and_channel(bot: FakeBot) -> None:
    bot.discord.register([{"name": "hello", "description": "Say hello."}])
    world = bot.discord.world
    first = await bot.discord.command("hello", user=world.user("mira"), channel=world.channel("general"))
    again = await answered(replay(bot, without_secrets(first.payload)))

    assert again.origin is not None
    assert (again.origin.user.username, again.origin.channel.name, again.origin.locale) == ("mira", "general", "de")
    assert again.original is not None
    assert again.original["channel_id"] == str(world.channel("general").id)


async def test_somebody_who_has_left_comes_back(bot: FakeBot) -> None:
    bot.discord.register([{"name": "hello", "description": "Say hello."}])
    world = bot.discord.world
    first = await bot.discord.command("hello", user=world.user("mira"))
    del world.guild.members[world.user("mira").id]
    again = await answered(replay(bot, first.payload))

    assert again.origin is not None
    assert (again.origin.user.username, again.origin.channel.name) == ("mira", "bots")
    assert bot.received[-1]["member"]["user"]["username"] == "mira"


async def edits(_: Json) -> Answer:
    return Answer({"type": 7, "data": {"content": "edited"}})


async def test_a_click_on_a_message_from_elsewhere_may_edit_it(bot: FakeBot) -> None:
    bot.behaviour = edits
    message = {"id": "555", "channel_id": "5", "content": "before", "flags": 0}
    click: dict[str, Any] = {**PAYLOAD, "type": 3, "message": message, "data": {"custom_id": "x", "component_type": 2}}
    first, second = [await answered(replay(bot, click)) for _ in range(2)]

    assert (first.state, first.failure) == ("answered", None)
    assert first.original is second.original is bot.discord.world.messages[555]
    assert bot.discord.world.messages[555]["content"] == "edited"
    assert message["content"] == "before"
    assert bot.received[0]["message"] == message


@pytest.fixture
def page(bot: FakeBot) -> httpx.AsyncClient:
    routes = [Route(path, handler, methods=[method]) for path, method, handler in replay_routes(bot.discord)]
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def test_a_message_from_elsewhere_gets_all_that_a_message_has(bot: FakeBot) -> None:
    click: dict[str, Any] = {**PAYLOAD, "type": 3, "message": {"id": "0555", "flags": None}, "data": {"custom_id": "x"}}
    await answered(replay(bot, click))
    message = page_things(bot.discord)["message/555"]

    assert (message["id"], message["flags"], message["author"]["username"]) == ("555", 0, "postern")
    assert message["timestamp"]


def recorded(*payloads: Json) -> dict[str, tuple[str, bytes]]:
    lines = [json.dumps({"at": 1, "from": "discord", "payload": payload}) for payload in payloads]
    return {"recording": ("r.jsonl", "\n".join(lines).encode())}


async def sent_by(bot: FakeBot, count: int) -> list[Interaction]:
    """Wait until so many were sent again, and the last of them is answered."""
    async with asyncio.timeout(5):
        while len(bot.discord.interactions) < count:
            await asyncio.sleep(0.01)
    *_, last = bot.discord.interactions.values()
    await answered(last)
    return list(bot.discord.interactions.values())


async def test_the_page_sends_one_when_the_one_before_is_answered(bot: FakeBot, page: httpx.AsyncClient) -> None:
    under_way: list[int] = []

    async def behave(payload: Json) -> Answer:
        under_way.append(sum(one.state == "waiting" for one in bot.discord.interactions.values()))
        await asyncio.sleep(0.01)
        return Answer({}, 500) if payload["data"]["name"] == "second" else Answer({"type": 4, "data": {"content": "x"}})

    bot.behaviour = behave
    others: list[Json] = [{**PAYLOAD, "data": {"name": name}} for name in ("second", "third")]
    response = await page.post("/playground/replay", files=recorded(PAYLOAD, {**PAYLOAD, "type": 1}, *others))
    sent = await sent_by(bot, 3)

    assert (response.status_code, response.json()) == (202, {"count": 3})
    assert [one.name for one in sent] == ["/hello", "/second", "/third"]
    assert [one.state for one in sent] == ["answered", "failed", "answered"]
    assert under_way == [1, 1, 1]


def waits_for(event: asyncio.Event) -> Behaviour:
    async def behave(_: Json) -> Answer:
        await event.wait()
        return Answer({"type": 4, "data": {"content": "x"}})

    return behave


async def test_a_second_recording_waits_for_the_first(bot: FakeBot, page: httpx.AsyncClient) -> None:
    may_answer = asyncio.Event()
    bot.behaviour = waits_for(may_answer)
    first = await page.post("/playground/replay", files=recorded(PAYLOAD))
    second = await page.post("/playground/replay", files=recorded(PAYLOAD))
    may_answer.set()
    await sent_by(bot, 1)
    await asyncio.sleep(0.01)
    third = await page.post("/playground/replay", files=recorded(PAYLOAD))

    assert [one.status_code for one in (first, second, third)] == [202, 400, 202]
    assert second.json()["error"] == "another recording is being sent; wait until all of it is answered"
    await sent_by(bot, 2)


async def test_closing_ends_what_is_still_to_be_sent(bot: FakeBot, page: httpx.AsyncClient) -> None:
    bot.behaviour = waits_for(asyncio.Event())
    await page.post("/playground/replay", files=recorded(PAYLOAD, PAYLOAD))
    await asyncio.sleep(0.01)
    await bot.discord.aclose()

    assert len(bot.discord.interactions) == 1
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "replay a recording"]


async def test_a_message_that_is_still_being_written_is_waited_for(bot: FakeBot) -> None:
    async def behave(_: Json) -> Answer:
        return Answer({"type": 5})

    bot.behaviour = behave
    replaying = asyncio.create_task(Replay(bot.discord).send_all([PAYLOAD, PAYLOAD]))
    await asyncio.sleep(0.05)
    (first,) = bot.discord.interactions.values()
    await bot.rest.patch(bot.hook(first.payload, "/messages/@original"), json={"content": "done"})
    await asyncio.sleep(0.05)

    assert len(bot.discord.interactions) == 2
    replaying.cancel()


async def test_somebody_from_elsewhere_joins_under_his_name(bot: FakeBot) -> None:
    first, again = [await answered(replay(bot, PAYLOAD)) for _ in range(2)]
    things = page_things(bot.discord)

    assert first.origin is not None and again.origin is not None
    assert first.origin.user is again.origin.user
    assert things["user/99"]["name"] == "stranger"
    assert things[f"member/{bot.discord.world.guild.id}:99"]["roles"] == []
    assert things[f"interaction/{first.id}"]["user_id"] == "99"


async def test_a_direct_message_is_one_here_too(bot: FakeBot) -> None:
    world = bot.discord.world
    private = {key: value for key, value in PAYLOAD.items() if key != "member"} | {"context": 1}
    known = await answered(replay(bot, {**private, "user": {"id": str(world.user("ada").id)}}))
    stranger = await answered(replay(bot, {**private, "user": {"id": "99", "username": "stranger"}}))

    assert known.origin is not None and stranger.origin is not None
    assert known.origin.channel is world.dm(world.user("ada"))
    assert stranger.origin.channel is world.dm(stranger.origin.user)
    assert stranger.origin.user.id in world.guild.members


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"data": {"name": "roll"}}, "/roll"),
        ({"data": {"name": "tag", "options": [{"name": "create", "type": 1}]}}, "/tag create"),
        (
            {"data": {"name": "a", "options": [{"name": "b", "type": 2, "options": [{"name": "c", "type": 1}]}]}},
            "/a b c",
        ),
        ({"data": {"name": "Who is this?", "type": 2, "target_id": "5"}}, "Who is this?"),
        ({"type": 3, "data": {"custom_id": "again:0k4x1:6"}}, "again"),
        ({"type": 5, "data": {"custom_id": "mail:0k4x1:6"}}, "mail"),
        (
            {
                "type": 3,
                "data": {"custom_id": "again:0k4x1:6"},
                "message": {
                    "id": "555",
                    "components": [
                        {"type": 1, "components": [{"type": 2, "custom_id": "again:0k4x1:6", "label": "Roll again"}]}
                    ],
                },
            },
            "Roll again",
        ),
    ],
)
async def test_what_is_sent_again_is_called_as_users_call_it(bot: FakeBot, changed: Json, name: str) -> None:
    sent = replay(bot, {**PAYLOAD, **changed})

    assert (await answered(sent)).name == name


async def test_a_form_belongs_to_what_has_opened_it(bot: FakeBot) -> None:
    async def behave(payload: Json) -> Answer:
        if payload["type"] == 5:
            return Answer({"type": 4, "data": {"content": "Thank you"}})
        field = {"type": 18, "label": "?", "component": {"type": 4, "custom_id": "a", "style": 1}}
        # The custom_id has another time in it than that of the recording.
        return Answer({"type": 9, "data": {"custom_id": "mail:new", "title": "Mail", "components": [field]}})

    bot.behaviour = behave
    again, data = Replay(bot.discord), {"custom_id": "mail:old", "components": []}
    opened = await answered(again.send(PAYLOAD))
    sent = await answered(again.send({**PAYLOAD, "type": 5, "data": data}))
    twice = await answered(again.send({**PAYLOAD, "type": 5, "data": data}))

    assert (opened.submission, sent.opener, sent.name) == (sent, opened, "Mail")
    assert (twice.opener, twice.name) == (None, "mail")
    assert page_things(bot.discord)[f"interaction/{opened.id}"]["submission"] == {
        "id": str(sent.id),
        "state": "answered",
    }


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"other": b"{}"}, "choose a recording: there is no file named recording in the form"),
        ({"recording": b"\n"}, "the recording is empty"),
        ({"recording": b"what?"}, "line 1 of the recording is no JSON"),
        ({"recording": b'{"payload": {"type": 2, "user": {}}}\n' * 301}, "the recording has 301 interactions, at most"),
        ({"recording": b" " * (LARGEST + 1)}, "the recording is larger than 25 MiB: send a part of it"),
    ],
)
async def test_a_recording_that_cannot_be_sent_is_one_sentence(
    page: httpx.AsyncClient, files: dict[str, bytes], why: str
) -> None:
    response = await page.post("/playground/replay", files=files)
    plain = await page.post("/playground/replay", content=b"{}")

    assert response.status_code == plain.status_code == 400
    assert response.json()["error"].startswith(why)
