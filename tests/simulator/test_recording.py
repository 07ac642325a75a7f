"""Recordings: what is written, what is not, and how it is read and sent again."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.simulator.interaction import Interaction
from app.simulator.page_view import page_things
from app.simulator.recording import LARGEST, Recorder, read_recording, replay, replay_routes, without_secrets
from tests.simulator.fake_bot import Answer, FakeBot, Json

TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiYw"
BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
LINK = "https://cdn.discordapp.com/attachments/1/2/cat.png"
PAYLOAD = {
    "id": "1",
    "type": 2,
    "token": TOKEN,
    "application_id": "77",
    "channel_id": "5",
    "member": {"user": {"id": "99", "username": "stranger"}},
    "data": {
        "name": "hello",
        "options": [{"name": "token", "type": 3, "value": f"is it {BOT_TOKEN}?"}],
        "resolved": {"attachments": {"2": {"url": f"{LINK}?ex=1&is=2&hm=3f", "proxy_url": f"{LINK}?ex=1&is=2&hm=3f&"}}},
    },
}


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


def test_secrets_are_taken_out_and_the_rest_stays() -> None:
    cleaned = without_secrets(PAYLOAD)

    assert cleaned["token"] == "removed"
    assert cleaned["data"]["options"] == [{"name": "token", "type": 3, "value": "is it removed?"}]
    assert cleaned["data"]["resolved"] == {"attachments": {"2": {"url": LINK, "proxy_url": LINK}}}
    assert cleaned["member"] == PAYLOAD["member"]
    assert PAYLOAD["token"] == TOKEN


def test_what_looks_like_a_secret_but_is_none_stays() -> None:
    text = "see https://example.com/a?b=1&c=2 or app.tree.decorators.slash_command"

    assert without_secrets({"content": text}) == {"content": text}


@pytest.mark.parametrize("hidden", [TOKEN, BOT_TOKEN, f"https://discord.com/api/webhooks/12/{'a' * 60}"])
def test_secrets_are_found_in_any_text(hidden: str) -> None:
    cleaned = without_secrets({"message": {"embeds": [{"url": f"a {hidden} b"}]}})

    assert "removed" in str(cleaned)
    assert hidden[-40:] not in str(cleaned)


def test_each_interaction_is_a_line_and_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "today.jsonl"
    for source in ("discord", "playground"):
        recorder = Recorder(path, lambda: 1_800_000_000.1234)
        recorder.add(source, PAYLOAD)
        lines = path.read_text().splitlines()
        recorder.close()

    assert [json.loads(line)["from"] for line in lines] == ["discord", "playground"]
    assert json.loads(lines[0])["at"] == 1_800_000_000.123
    assert TOKEN not in path.read_text()
    assert read_recording(path) == read_recording(path.read_bytes()) == [without_secrets(PAYLOAD)] * 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", r"line 2 of the recording is no JSON: "),
        ("[1]", r"line 2 of the recording has no interaction: "),
        ('{"payload": 1}', r"line 2 of the recording has no interaction: "),
        ('{"payload": {"type": "2"}}', r"line 2 of the recording has an interaction without a type"),
        (
            '{"payload": {"type": 2, "data": 1}}',
            r"line 2 of the recording has something else than is expected as 'data'",
        ),
        ('{"payload": {"type": 2}}', r"line 2 of the recording has an interaction of nobody"),
        ('{"payload": {"type": 2, "member": null}}', r"line 2 of the recording has an interaction of nobody"),
        (
            '{"payload": {"type": 3, "user": {}, "message": {"id": 5}}}',
            r"line 2 of the recording has a message whose ids",
        ),
        (
            f'{{"payload": {{"type": 3, "user": {{}}, "message": {{"id": "{"9" * 5_000}"}}}}}}',
            r"line 2 of the recording has",
        ),
        (
            '{"payload": {"type": 3, "user": {}, "message": {"id": "5", "flags": "64"}}}',
            r"line 2 of the recording, in its message, has something else than is expected as 'flags'",
        ),
    ],
)
def test_a_line_that_is_none_of_a_recording_is_named(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read_recording(b"\n" + line.encode() + b"\n")


async def answered(interaction: Interaction) -> Interaction:
    return await interaction.until(lambda one: one.state != "waiting")


async def test_an_interaction_from_elsewhere_is_sent_as_it_was(bot: FakeBot) -> None:
    sent = replay(bot.discord, without_secrets(PAYLOAD))
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
    again = await answered(replay(bot.discord, without_secrets(first.payload)))

    assert again.origin is not None
    assert (again.origin.user.username, again.origin.channel.name, again.origin.locale) == ("mira", "general", "de")
    assert again.original is not None
    assert again.original["channel_id"] == str(world.channel("general").id)


async def test_somebody_who_has_left_is_told_of_as_he_was(bot: FakeBot) -> None:
    bot.discord.register([{"name": "hello", "description": "Say hello."}])
    world = bot.discord.world
    first = await bot.discord.command("hello", user=world.user("mira"))
    del world.guild.members[world.user("mira").id]
    again = await answered(replay(bot.discord, first.payload))

    assert again.origin is not None
    assert again.origin.user.username == "ben"
    assert bot.received[-1]["member"]["user"]["username"] == "mira"


async def edits(_: Json) -> Answer:
    return Answer({"type": 7, "data": {"content": "edited"}})


async def test_a_click_on_a_message_from_elsewhere_may_edit_it(bot: FakeBot) -> None:
    bot.behaviour = edits
    message = {"id": "555", "channel_id": "5", "content": "before", "flags": 0}
    click: dict[str, Any] = {**PAYLOAD, "type": 3, "message": message, "data": {"custom_id": "x", "component_type": 2}}
    first, second = [await answered(replay(bot.discord, click)) for _ in range(2)]

    assert (first.state, first.failure) == ("answered", None)
    assert first.original is second.original is bot.discord.world.messages[555]
    assert bot.discord.world.messages[555]["content"] == "edited"
    assert message["content"] == "before"
    assert bot.received[0]["message"] == message


def test_a_recording_is_for_its_owner_alone(tmp_path: Path) -> None:
    Recorder(tmp_path / "new.jsonl").close()

    assert (tmp_path / "new.jsonl").stat().st_mode & 0o077 == 0


def test_a_recording_that_cannot_be_written_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder(Path("/dev/full"))
    recorder.add("playground", PAYLOAD)
    recorder.close()

    assert "/dev/full has a gap, since it could not be written: No space left on device" in caplog.text


@pytest.fixture
def page(bot: FakeBot) -> httpx.AsyncClient:
    routes = [Route(path, handler, methods=[method]) for path, method, handler in replay_routes(bot.discord)]
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def test_a_message_from_elsewhere_gets_all_that_a_message_has(bot: FakeBot) -> None:
    click: dict[str, Any] = {**PAYLOAD, "type": 3, "message": {"id": "0555", "flags": None}, "data": {"custom_id": "x"}}
    await answered(replay(bot.discord, click))
    message = page_things(bot.discord)["message/555"]

    assert (message["id"], message["flags"], message["author"]["username"]) == ("555", 0, "postern")
    assert message["timestamp"]


async def test_the_page_sends_a_recording_again_in_its_order(bot: FakeBot, page: httpx.AsyncClient) -> None:
    second: dict[str, Any] = {**PAYLOAD, "data": {"name": "second"}}
    lines = [{"at": 1, "from": "discord", "payload": payload} for payload in (PAYLOAD, second)]
    recording = "".join(json.dumps(line) + "\n" for line in lines).encode()
    response = await page.post("/playground/replay", files={"recording": ("r.jsonl", recording)})
    sent = {str(one.id): one for one in bot.discord.interactions.values()}

    assert response.status_code == 202
    assert [sent[key].name for key in response.json()["ids"]] == ["hello", "second"]
    for one in sent.values():
        await answered(one)


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
