"""Webhook events through a real server process: scenario J of what hosts run into."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from tests.journeys.server_process import PATIENCE, Reply, ServerProcess
from tests.server.interactions import PING as INTERACTIONS_PING
from tests.server.told import APPLICATION_ID, PING, event
from tests.signature.signing import forged, signed


@pytest.fixture(scope="module", params=["postern serve", "hypercorn"])
def server(request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    known = {"POSTERN_COMMANDS": "tests.fixtures.events", "DISCORD_APPLICATION_ID": str(APPLICATION_ID)}
    served = ServerProcess.start(request.param, **known)
    yield served
    served.close()


def told(server: ServerProcess, body: object, path: str = "/events", sign: Callable[..., Any] = signed) -> Reply:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return server.request("POST", path, sign(content, int(time.time())), content)


def until_logged(server: ServerProcess, text: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while text not in server.log():
        assert time.monotonic() < give_up, server.log()
        time.sleep(0.02)


def test_discords_ping_is_answered_with_204_and_nothing(server: ServerProcess) -> None:
    for path in ("/events", "/events/"):
        reply = told(server, PING, path)

        assert (reply.status, reply.body) == (204, b"")
        assert reply.headers["content-type"] == "application/json"
        assert "content-length" not in reply.headers


def test_the_portals_check_of_the_url_is_passed(server: ServerProcess) -> None:
    assert [told(server, PING, sign=sign).status for sign in (signed, forged, signed)] == [204, 401, 204]


def test_events_are_heard_once_each_in_whichever_order_they_come(server: ServerProcess) -> None:
    bodies = [event(at=f"2024-10-18T18:41:2{second}", id=str(100 + second)) for second in (3, 1, 2)]

    assert [told(server, body).status for body in bodies * 3] == [204] * 9
    for number in (101, 102, 103):
        until_logged(server, f"sold {number}")
        assert server.log().count(f"sold {number}") == 1


def test_a_slow_listener_does_not_hold_up_the_answer(server: ServerProcess) -> None:
    assert told(server, event("ENTITLEMENT_DELETE")).status == 204
    until_logged(server, "waits")
    assert "waited" not in server.log()

    assert told(server, event("LOBBY_MESSAGE_DELETE", id="1", lobby_id="2")).status == 204
    until_logged(server, "waited")


def test_unknown_events_and_listeners_that_fail_are_204_and_in_the_log(server: ServerProcess) -> None:
    assert told(server, event("QUITE_NEW", number=1)).status == 204
    assert told(server, event("APPLICATION_DEAUTHORIZED", user={"id": "5"})).status == 204

    until_logged(server, "'QUITE_NEW' is an event that Postern does not know")
    until_logged(server, "RuntimeError: this listener always fails")


def test_a_listener_that_must_not_miss_an_event_gets_it_again(server: ServerProcess) -> None:
    assert [told(server, event("ENTITLEMENT_UPDATE")).status for _ in range(4)] == [503, 204, 204, 204]
    assert server.log().count("try ") == 2


def test_what_came_to_the_wrong_path_is_refused_and_named(server: ServerProcess) -> None:
    for body in (INTERACTIONS_PING, b'{"type":1}'):
        assert told(server, body).status == 400
    for sent in (PING, event()):
        assert told(server, sent, "/interactions").status == 400
    assert told(server, INTERACTIONS_PING, "/interactions").body == b'{"type":1}'

    until_logged(server, "Discord sent an interaction to the events path")
    until_logged(server, "Discord sent a webhook event to the interactions path")


def test_other_methods_are_refused_as_on_the_interactions_path(server: ServerProcess) -> None:
    reply = server.request("GET", "/events")

    assert (reply.status, reply.headers["allow"]) == (405, "POST")
