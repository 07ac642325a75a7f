"""E of the field notes: the Lambda function in the real runtime client, with a simulated Discord in front of it."""

import asyncio
import time
from collections.abc import Iterator

import orjson
import pytest

from app.bot import Bot
from app.models.base import encode
from app.settings import Settings
from app.simulator.discord import Discord
from tests.journeys.lambda_host import Lambda
from tests.journeys.server_process import PACKAGE, PATIENCE
from tests.journeys.test_shutdown import PACKAGE as SLOW
from tests.journeys.test_shutdown import listening
from tests.server.interactions import PING, command
from tests.server.lambda_sources import FOREIGN, SOURCES, WARM_UPS, body_of, make_event
from tests.signature.signing import KEY, PUBLIC_KEY, Headers
from tests.signature.signing import signed as signed_at

PONG = b'{"type":1}'


def signed(body: bytes) -> Headers:
    """Sign by the clock: the function has one of its own."""
    return signed_at(body, int(time.time()), by=KEY)


@pytest.fixture(scope="module")
def function() -> Iterator[Lambda]:
    with Lambda({"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": PACKAGE}) as made:
        yield made


@pytest.mark.parametrize("source", SOURCES)
def test_passes_the_checks_that_discord_makes_when_the_url_is_saved(source: str, function: Lambda) -> None:
    pong = function.invoke(make_event(source, PING, signed(PING)))
    refused = function.invoke(make_event(source, PING, signed(PING + b" ")))

    assert (pong["statusCode"], body_of(pong), refused["statusCode"]) == (200, PONG, 401)


def test_an_interaction_is_answered(function: Lambda) -> None:
    body = command("ping")
    response = function.invoke(make_event("http_api", body, signed(body)))

    assert orjson.loads(response["body"])["data"]["content"] == "Pong, Mason!"
    # Its line was held back no longer than until the function returned: the process may stand still for hours now.
    assert f"[interaction {orjson.loads(body)['id']}]" in function.log()


@pytest.mark.parametrize("name", ["the console's empty event", "a queue"])
def test_what_is_no_request_is_an_error_of_that_call_alone(name: str, function: Lambda) -> None:
    kind, said = function.try_invoke(FOREIGN[name])

    assert (kind, said["errorType"]) == ("error", "InvocationForeign")
    assert said["errorMessage"].startswith("this is no request of Discord's: ")
    assert said["errorMessage"] in function.log()
    assert body_of(function.invoke(make_event("function_url", PING, signed(PING)))) == PONG
    assert function.process.poll() is None


def test_a_warm_up_is_answered(function: Lambda) -> None:
    assert function.invoke(WARM_UPS["serverless-plugin-warmup"])["statusCode"] == 200
    assert "kept warm by serverless-plugin-warmup" in function.log()


def test_the_log_says_what_becomes_of_work_behind_a_response_here(function: Lambda) -> None:
    function.invoke(make_event("function_url", PING, signed(PING)))

    assert "POSTERN_BACKGROUND is callback: this looks like AWS Lambda" in function.log()


@pytest.mark.parametrize(
    ("environ", "kind", "sentence"),
    [
        ({"DISCORD_PUBLIC_KEY": ""}, "SettingsError", "DISCORD_PUBLIC_KEY"),
        ({"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": "no.such.thing"}, "DiscoveryError", "no.such.thing"),
    ],
)
def test_what_cannot_work_is_an_error_of_the_initialisation(environ: dict[str, str], kind: str, sentence: str) -> None:
    with Lambda(environ) as function:
        said = function.init_error.get(timeout=PATIENCE)
        function.process.wait(PATIENCE)

        assert said["errorType"] == kind
        assert sentence in said["errorMessage"]
        assert said["errorMessage"] in function.log()


# ── with Discord ──


def register(discord: Discord) -> None:
    bot = Bot(Settings(commands=SLOW))
    bot.load()
    discord.register(orjson.loads(encode(bot.tree.scopes()[None])))


async def test_users_of_a_slow_command_are_answered_and_nothing_is_left_behind() -> None:
    discord = Discord()
    register(discord)
    async with listening(discord) as api:
        environ = {
            "DISCORD_PUBLIC_KEY": discord.public_key,
            "DISCORD_APPLICATION_ID": str(discord.application_id),
            "DISCORD_API_URL": api,
            "POSTERN_COMMANDS": SLOW,
        }
        with Lambda(environ, seconds=6.0) as function:
            discord.endpoint = function.url
            assert (await discord.ping()).ok
            done = discord.begin_command("wait", {"seconds": 2.5})
            await done.until(lambda i: i.status is not None, within=PATIENCE)
            # One instance serves one call at a time; where there are more, Lambda starts further ones.
            stopped = discord.begin_command("wait", {"seconds": 100.0})
            await stopped.until(lambda i: i.status is not None, within=PATIENCE)

            assert (done.content, done.answered_by, done.status) == ("waited", "callback", 202)
            assert (stopped.answered_by, stopped.status) == ("callback", 202)
            assert stopped.content is not None
            assert "Try again in a moment" in stopped.content
            log = await asyncio.to_thread(function.log)
            assert "the function's timeout (6 s) is nearly over" in log
            assert "not waited for" not in log
        assert discord.violations == []
        await discord.aclose()
