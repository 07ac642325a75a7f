"""What orchestrators ask, and are told."""

from typing import Any

import pytest

from app.bot import Bot
from app.server.asgi import AsgiDoor
from tests.server.asgi import Exchange, chunks, make_bot, post, scope
from tests.server.interactions import PING, command
from tests.signature.signing import signed


async def ask(door: AsgiDoor, path: str, method: str = "GET", **more: Any) -> Exchange:
    return await Exchange(*chunks(b"")).run(door, scope(path, method=method, **more))


@pytest.mark.parametrize(("path", "body"), [("/healthz", b"ok\n"), ("/readyz", b"ready\n")])
async def test_both_say_yes_from_the_first_request_on(door: AsgiDoor, path: str, body: bytes) -> None:
    exchange = await ask(door, path)

    assert (exchange.status, exchange.body) == (200, body)
    assert exchange.headers[b"content-type"].startswith(b"text/plain")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_head_gets_no_body_and_others_are_not_allowed(door: AsgiDoor, path: str) -> None:
    assert (await ask(door, path, "HEAD")).status == 200
    for method in ("POST", "PUT", "DELETE"):
        exchange = await ask(door, path, method)
        assert exchange.status == 405
        assert b"GET" in exchange.headers[b"allow"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_they_are_found_below_a_root_path(door: AsgiDoor, path: str) -> None:
    assert (await ask(door, f"/prod{path}", root_path="/prod")).status == 200
    assert (await ask(door, path, root_path="/prod")).status == 200


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/", "//healthz", "/Healthz", "/healthz/x", "/livez"])
async def test_nothing_else_is_found_and_nobody_is_redirected(door: AsgiDoor, path: str) -> None:
    assert (await ask(door, path)).status == 404


async def test_a_process_that_ends_is_alive_and_not_ready(door: AsgiDoor) -> None:
    door._drain.has_begun = True

    assert (await ask(door, "/healthz")).status == 200
    ready = await ask(door, "/readyz")
    assert (ready.status, ready.body) == (503, b"draining\n")


async def test_interactions_are_answered_while_the_process_ends(door: AsgiDoor, runs: list[int]) -> None:
    door._drain.has_begun = True
    body = command()

    assert (await post(door, PING, signed(PING))).status == 200
    assert (await post(door, body, signed(body))).status == 200
    assert len(runs) == 1


async def test_a_server_that_is_started_again_is_ready_again(bot: Bot) -> None:
    door = bot.asgi()
    for _ in range(2):
        exchange = await Exchange({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}).run(
            door, {"type": "lifespan"}
        )
        assert [event["type"] for event in exchange.sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
        assert (await ask(door, "/readyz")).status == 503
    await door._begin()
    assert (await ask(door, "/readyz")).status == 200
    await door._end()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, b"text/plain; version="),
        (b"text/html", b"text/plain; version="),
        (b"application/openmetrics-text; version=1.0.0", b"application/openmetrics-text; version=1.0.0"),
    ],
)
async def test_prometheus_is_told_numbers_in_the_form_that_it_asks_for(accept: bytes | None, kind: bytes) -> None:
    door, body = make_bot([], metrics=True).asgi(), command()
    await post(door, body, signed(body))
    asked = [] if accept is None else [(b"accept", accept)]
    exchange = await Exchange(*chunks(b"")).run(door, scope("/metrics", asked, method="GET"))

    assert exchange.status == 200
    assert exchange.headers[b"content-type"].startswith(kind)
    assert exchange.headers[b"content-type"].count(b"charset") == 1
    assert b'postern_interactions_total{handler="/ping",outcome="answered",type="application_command"} 1' in (
        exchange.body
    )


async def test_without_metrics_there_is_no_such_path(door: AsgiDoor) -> None:
    assert (await ask(door, "/metrics")).status == 404


async def test_nothing_of_this_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "app")
    caplog.set_level("DEBUG", "postern")
    bot = make_bot([], metrics=True)
    door = bot.asgi()
    caplog.clear()
    for path in ("/healthz", "/readyz", "/metrics"):
        await ask(door, path)
    bot.telemetry.flush()

    assert [record for record in caplog.records if record.name.startswith(("app", "postern"))] == []


async def test_a_bot_without_commands_is_ready_too() -> None:
    assert (await ask(make_bot([]).asgi(), "/readyz")).status == 200
