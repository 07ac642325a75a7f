import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

import app.simulator.page
from app.simulator.page import playground
from tests.simulator.fake_bot import Answer, FakeBot, answers

STATIC = Path(app.simulator.page.__file__).parent / "static"
COMMAND = {
    "name": "find",
    "description": "Find it.",
    "options": [
        {"type": 3, "name": "what", "description": "What", "autocomplete": True},
        {"type": 11, "name": "file", "description": "File"},
    ],
}


@pytest.fixture
async def page(bot: FakeBot) -> AsyncIterator[httpx.AsyncClient]:
    launch = {"name": "Launch", "type": 4, "handler": 2}
    bot.discord.register([COMMAND, {"name": "Who", "type": 2}, {"name": "Quote", "type": 3}, launch])
    transport = httpx.ASGITransport(app=playground(bot.discord))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


def wanted(bot: FakeBot, **changes: object) -> dict[str, object]:
    world = bot.discord.world
    return {"name": "find", "user": str(world.user("ben").id), "channel": str(world.channel("bots").id), **changes}


async def test_the_page_and_all_that_it_loads_come_from_here(page: httpx.AsyncClient) -> None:
    html = (await page.get("/")).text
    scripts = {path.name for path in STATIC.glob("*.js")}

    for path in re.findall(r'(?:src|href)="([^"]+)"', html) + [f"/static/{name}" for name in scripts]:
        response = await page.get(path)
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


def test_the_page_never_makes_markup_of_text() -> None:
    for path in STATIC.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text())
    assert "<script>" not in (STATIC / "index.html").read_text()


@pytest.mark.parametrize("path", ["/", "/playground/state", "/static/page.js"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test"},
        {"Host": "localhost.evil.test"},
        {"Host": "[::1"},
        {"Origin": "http://evil.test"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
    ],
)
async def test_foreign_hosts_and_origins_are_refused(
    page: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    assert (await page.get(path, headers=headers)).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
async def test_local_names_are_answered(page: httpx.AsyncClient, host: str) -> None:
    assert (await page.get("/", headers={"Host": host, "Origin": f"http://{host}"})).status_code == 200


async def test_a_foreign_page_cannot_send_a_command(page: httpx.AsyncClient, bot: FakeBot) -> None:
    response = await page.post("/playground/interactions", json=wanted(bot), headers={"Origin": "http://evil.test"})

    assert response.status_code == 403
    assert bot.received == []


async def test_a_command_is_sent_and_its_answer_shown(page: httpx.AsyncClient, bot: FakeBot) -> None:
    response = await page.post("/playground/interactions", json=wanted(bot, options={"what": "x"}))
    [interaction] = bot.discord.interactions.values()
    await interaction.until(lambda i: i.state != "waiting")
    [shown] = (await page.get("/playground/state")).json()["interactions"]

    assert (response.status_code, response.json()) == (202, {"id": str(interaction.id)})
    assert (shown["state"], shown["original"]["content"], shown["user"]) == ("answered", "hello", "Ben")


async def test_a_file_is_sent_along(page: httpx.AsyncClient, bot: FakeBot) -> None:
    form = {"payload_json": json.dumps(wanted(bot, channel="dm"))}

    await page.post("/playground/interactions", data=form, files={"file": ("a.txt", b"hello", "text/plain")})
    [interaction] = bot.discord.interactions.values()
    await interaction.until(lambda i: i.state != "waiting")

    [attachment] = bot.received[-1]["data"]["resolved"]["attachments"].values()
    assert (attachment["filename"], attachment["size"]) == ("a.txt", 5)
    assert bot.received[-1]["context"] == 1


async def test_context_menu_commands_are_sent_with_their_target(page: httpx.AsyncClient, bot: FakeBot) -> None:
    world = bot.discord.world
    for kind, name, target in ((2, "Who", world.user("ada").id), (3, "Quote", next(iter(world.messages)))):
        sent = wanted(bot, name=name, type=kind, target=str(target))
        assert (await page.post("/playground/interactions", json=sent)).status_code == 202


async def test_the_command_that_opens_an_activity_is_sent_without_a_target(
    page: httpx.AsyncClient, bot: FakeBot
) -> None:
    sent = wanted(bot, name="Launch", type=4)
    assert (await page.post("/playground/interactions", json=sent)).status_code == 202

    [shown] = (await page.get("/playground/state")).json()["interactions"]
    assert (shown["name"], shown["state"], shown["callback_type"]) == ("Launch", "answered", 12)
    assert bot.received == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "nope"}, "no command 'nope'"),
        ({"options": {"x": 1}}, "no option 'x'"),
        ({"user": "1"}, "the acting user is gone"),
        ({"channel": "1"}, "the channel is gone"),
        ({"type": 2, "name": "Who"}, "the field 'target' is missing"),
    ],
)
async def test_what_cannot_be_sent_is_explained(
    page: httpx.AsyncClient, bot: FakeBot, changes: dict[str, object], sentence: str
) -> None:
    response = await page.post("/playground/interactions", json=wanted(bot, **changes))

    assert response.status_code == 400
    assert sentence in response.json()["error"]


@pytest.mark.parametrize("content", [b"{", b"[]"])
async def test_an_unreadable_request_is_explained(page: httpx.AsyncClient, content: bytes) -> None:
    for path in ("/playground/interactions", "/playground/autocomplete"):
        assert (await page.post(path, content=content)).status_code == 400


async def test_choices_come_while_typing(page: httpx.AsyncClient, bot: FakeBot) -> None:
    choices = [{"name": "One", "value": "1"}]
    bot.behaviour = answers(Answer({"type": 8, "data": {"choices": choices}}))

    response = await page.post("/playground/autocomplete", json=wanted(bot, focused="what", value="o"))

    assert response.json()["choices"] == choices
    assert (await page.get("/playground/state")).json()["interactions"] == []


async def test_the_state_is_told_only_when_it_changed(page: httpx.AsyncClient, bot: FakeBot) -> None:
    bot.discord.set_bot_status("failed", "ImportError")
    bot.discord.add_log({"level": "error", "message": "boom", "error": ValueError("x")})
    state = (await page.get("/playground/state")).json()

    assert state["bot"] == {"state": "failed", "detail": "ImportError"}
    assert state["logs"] == [{"level": "error", "message": "boom", "error": "x"}]
    assert (await page.get("/playground/state", params={"since": state["revision"]})).status_code == 204
    bot.discord.set_bot_status("running")
    assert (await page.get("/playground/state", params={"since": state["revision"]})).status_code == 200


async def test_no_secret_is_told_to_the_page(page: httpx.AsyncClient, bot: FakeBot) -> None:
    await bot.discord.command("find")
    state = (await page.get("/playground/state")).text

    [interaction] = bot.discord.interactions.values()
    assert interaction.token not in state
    assert bot.discord.bot_token not in state


async def test_the_rest_routes_stand_beside_the_page_under_any_host(page: httpx.AsyncClient, bot: FakeBot) -> None:
    headers = {"Host": "discord.test", "Authorization": f"Bot {bot.discord.bot_token}"}

    assert (await page.get("/api/v10/users/@me", headers=headers)).status_code == 200
    assert (await page.get("/nowhere")).json() == {"message": "404: Not Found", "code": 0}
