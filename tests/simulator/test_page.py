import re
import time
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

import app.simulator.page
from app import Bot
from app.settings import Settings
from app.simulator.views import message_view
from tests.simulator.fake_bot import FakeBot, says
from tests.simulator.page_client import PageClient

STATIC = Path(app.simulator.page.__file__).parent / "static"
FOREIGN = [
    {"Host": "evil.test"},
    {"Host": "localhost.evil.test"},
    {"Host": "[::1"},
    {"Origin": "http://evil.test"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
]


def page_routes(page: PageClient) -> list[tuple[str, str]]:
    """Give method and path of all that is there for the page; the bot's routes have an API version."""
    routes = [route for route in page.app.routes if isinstance(route, Route)]
    bots = ("/api/", "/attachments/", "/ephemeral-attachments/", "/oauth2/")
    found = [route for route in routes if not route.path.startswith(bots)]
    return [
        (method, re.sub(r"\{\w+:int\}", "1", route.path))
        for route in found
        for method in (route.methods or set()) - {"HEAD"}
    ]


async def test_the_page_and_all_that_it_loads_come_from_here(page: PageClient) -> None:
    html = (await page.http.get("/")).text
    files = {str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*")}

    for path in re.findall(r'(?:src|href)="(/[^"]+)"', html) + [f"/static/{name}" for name in files]:
        response = await page.http.get(path)
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


def test_the_page_never_makes_markup_of_text() -> None:
    for path in STATIC.rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text())
    assert "<script>" not in (STATIC / "index.html").read_text()


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: next(iter(headers.values())))
async def test_foreign_hosts_and_origins_are_refused_everywhere(page: PageClient, headers: dict[str, str]) -> None:
    routes = page_routes(page)

    assert len([path for _, path in routes if path.startswith("/playground/")]) >= 20
    for method, path in routes:
        response = await page.http.request(method, path, headers=headers)
        assert (response.status_code, list(response.json())) == (403, ["error"]), path


@pytest.mark.parametrize("path", ["/api/v10/gateway", "/attachments/1/2/a.txt", "/nowhere", "/static/../page.py"])
@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: next(iter(headers.values())))
async def test_what_is_not_the_pages_is_refused_to_foreigners_too(
    page: PageClient, headers: dict[str, str], path: str
) -> None:
    assert (await page.http.get(path, headers=headers)).status_code == 403
    assert (await page.http.get(path)).status_code != 403


@pytest.mark.parametrize(
    "path", ["/static/../page.py", "/static/%2e%2e/page.py", "/static/..%2fpage.py", "/static//page.js"]
)
async def test_no_path_leads_out_of_the_folder_of_static_files(page: PageClient, path: str) -> None:
    assert (await page.http.get(path)).status_code == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_requests_that_another_page_makes_are_refused(page: PageClient, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}

    for method, path in page_routes(page):
        # The page itself may be opened by a link.
        expected = 200 if path == "/" else 403
        assert (await page.http.request(method, path, headers=headers)).status_code == expected, path


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
async def test_local_names_are_answered(page: PageClient, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}

    assert (await page.http.get("/", headers=headers)).status_code == 200
    assert (await page.http.get("/playground/changes", headers=headers)).status_code == 200


async def test_a_foreign_page_cannot_send_a_command(page: PageClient, bot: FakeBot) -> None:
    bot.discord.register([{"name": "roll", "description": "d"}])
    wanted = {"user": str(bot.discord.world.user("ben").id), "channel": "dm", "name": "roll"}

    response = await page.http.post("/playground/interactions", json=wanted, headers={"Origin": "http://evil.test"})

    assert (response.status_code, bot.received) == (403, [])


async def test_a_bot_that_serves_has_no_playground(page: PageClient, bot: FakeBot) -> None:
    served = Bot(settings=Settings(public_key=bot.discord.public_key)).asgi()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=served), base_url="http://localhost") as client:
        for method, path in page_routes(page):
            assert (await client.request(method, path)).status_code in (404, 405), path


async def test_only_what_changed_is_told(page: PageClient, bot: FakeBot) -> None:
    first = await page.read("changes")
    assert first["is_all"]
    same = {"run": first["run"], "since": first["revision"]}
    assert (await page.http.get("/playground/changes", params=same)).status_code == 204

    bot.discord.set_bot_status("failed", "ImportError")
    bot.discord.add_log({"level": "error", "message": "boom", "error": ValueError("x")})
    news = await page.read("changes", **same)

    assert (news["is_all"], news["gone"], set(news["set"])) == (False, [], {"bot/0", "log/1"})
    assert (news["set"]["bot/0"]["state"], news["set"]["bot/0"]["detail"]) == ("failed", "ImportError")
    told = {"level": "error", "message": "boom", "error": "x", "trouble": {"says": "x", "frame": None}}
    assert news["set"]["log/1"] == told


@pytest.mark.parametrize("since", ["nonsense", "-1", "9" * 30, "٣"])
async def test_who_knows_another_run_or_nonsense_is_told_everything(page: PageClient, since: str) -> None:
    first = await page.read("changes")

    for run in (first["run"], "another"):
        assert (await page.read("changes", run=run, since=since))["is_all"]
    assert (await page.read("changes", run="another", since=first["revision"]))["is_all"]


async def test_everybody_has_a_dm_with_the_bot_under_the_same_id_at_every_start(page: PageClient, bot: FakeBot) -> None:
    def private(things: dict[str, dict[str, object]]) -> dict[str, list[str]]:
        return {
            key: thing["recipients"]  # type: ignore[misc]
            for key, thing in things.items()
            if key.startswith("channel/") and thing["guild_id"] is None
        }

    found, again = private(await page.things()), PageClient(FakeBot().discord)
    bot_id = str(bot.discord.application_id)

    assert len([recipients for recipients in found.values() if bot_id in recipients]) == 4
    assert private(await again.things()) == found
    await again.aclose()


async def test_no_secret_is_ever_told(page: PageClient, bot: FakeBot) -> None:
    discord, button = bot.discord, {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
    discord.register([{"name": "roll", "description": "d", "options": [{"type": 3, "name": "a", "description": "d"}]}])
    bot.behaviour = says("hello", components=[{"type": 1, "components": [button]}])
    answers = [
        await page.http.get("/playground/seen", params={"user": str(discord.world.user("ben").id), "channel": "dm"}),
    ]
    sent = await page.send("interactions", user="ben", channel="bots", name="roll", options={"a": "b"})
    first = next(iter(discord.interactions.values()))
    await first.until(lambda i: i.state == "answered")
    await bot.rest.post(bot.hook(first.payload), json={"content": "more"})
    await bot.rest.post(bot.hook(first.payload), json={"content": "x" * 2001})
    await bot.rest.get(f"/webhooks/{discord.application_id}/wrong-token/messages/1", headers={"Authorization": "Bot x"})
    assert first.original is not None
    await page.send("clicks", user="ben", message=first.original["id"], component="go")
    await page.send("members", user="ben", guild=str(discord.world.guild.id), nick="B")
    inspected = f"/playground/interactions/{first.id}"
    for path in ("/playground/changes", "/playground/permissions", inspected, f"{inspected}/test"):
        answers.append(await page.http.get(path))
    assert {answer.status_code for answer in answers} == {200}

    told = str(sent) + "".join(answer.text for answer in answers)
    secrets = [discord.bot_token, discord.client_secret, bytes(32).hex(), "wrong-token"]
    for secret in [*secrets, *(interaction.token for interaction in discord.interactions.values())]:
        assert secret not in told
    assert len(discord.interactions) == 2


async def test_the_rest_routes_stand_beside_the_page_under_any_local_name(page: PageClient, bot: FakeBot) -> None:
    headers = {"Host": "127.0.0.1:8000", "Authorization": f"Bot {bot.discord.bot_token}"}

    assert (await page.http.get("/api/v10/users/@me", headers=headers)).status_code == 200
    assert (await page.http.get("/nowhere")).json() == {"message": "404: Not Found", "code": 0}


async def test_a_full_page_is_compared_in_no_time(page: PageClient, bot: FakeBot) -> None:
    world = bot.discord.world
    bot.discord.register([{"name": "roll", "description": "d"}])
    embed = {"title": "Dice", "description": "d" * 500, "fields": [{"name": "n", "value": "v"}] * 5}
    for _ in range(300):
        await bot.discord.command("roll")
    for _ in range(1_000):
        message = message_view(world.snowflakes(), world.channel("general"), world.user("ben"), "hello " * 40, 0)
        world.messages[int(message["id"])] = message | {"embeds": [embed]}
    known = await page.read("changes")
    seconds = []
    for _ in range(5):
        began = time.process_time()
        await page.http.get("/playground/changes", params={"run": known["run"], "since": known["revision"]})
        seconds.append(time.process_time() - began)

    assert len(known["set"]) > 1_300
    # Some 6 ms on an ordinary machine; the limit is for one that is busy.
    assert min(seconds) < 0.03
