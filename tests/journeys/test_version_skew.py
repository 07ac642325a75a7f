"""
Two versions side by side, as in every rolling restart: Discord knows one, and the other one is asked.

Whatever differs, nobody sees "The application did not respond" or "This
interaction failed": there is an answer, a sentence at worst, and a line in the
log that says what Discord knows and the code does not.
"""

import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.journeys.deployments import DRIFT
from tests.journeys.server_process import ServerProcess
from tests.server.interactions import command
from tests.signature.signing import signed

Json = dict[str, Any]

STRING, INTEGER, USER = 3, 4, 6
SUBCOMMAND = 1
MASON: Json = {
    "id": "53908232506183680",
    "username": "Mason",
    "discriminator": "1337",
    "global_name": None,
    "avatar": None,
}
GONE = "updated or removed"
OUTDATED = "older version of the bot"


@pytest.fixture(scope="module")
def versions() -> Iterator[dict[str, ServerProcess]]:
    started = {
        name: ServerProcess.start("postern serve", POSTERN_COMMANDS=f"tests.fixtures.skew.{name}")
        for name in ("older", "newer")
    }
    yield started
    for server in started.values():
        server.close()


def ask(server: ServerProcess, body: bytes) -> Json:
    """Send an interaction, and return the answer; there is one, whatever is sent."""
    reply = server.request("POST", "/interactions", signed(body, int(time.time())), body)
    assert reply.status == 200, reply
    answer: Json = orjson.loads(reply.body)
    return answer


def option(name: str, kind: int, value: object, **more: object) -> Json:
    return {"name": name, "type": kind, "value": value, **more}


def use(name: str, *options: Json, kind: int = 2, resolved: Json | None = None) -> bytes:
    data: Json = {"id": "1", "type": 1, "name": name, "options": list(options)}
    return command(type=kind, data=data | ({"resolved": resolved} if resolved else {}))


def under(name: str, *options: Json) -> Json:
    return {"name": name, "type": SUBCOMMAND, "options": list(options)}


GUEST: Json = {
    "users": {MASON["id"]: MASON},
    "members": {MASON["id"]: {"roles": [], "permissions": "0", "joined_at": "2017-03-13T19:19:14+00:00"}},
}

COMMANDS = [
    pytest.param("newer", use("rent", option("nights", INTEGER, 3)), None, id="an option has another type, one is new"),
    pytest.param("newer", use("bed", option("size", STRING, "small")), None, id="a choice is gone"),
    pytest.param("older", use("bed", option("size", STRING, "huge")), None, id="a choice is not there yet"),
    pytest.param("newer", use("leave"), GONE, id="a command is gone"),
    pytest.param("newer", use("key", under("take", option("room", STRING, "7"))), GONE, id="a subcommand is renamed"),
    pytest.param("newer", use("rooms", option("floor", INTEGER, 1)), GONE, id="a command became a group"),
    pytest.param("older", use("arrive"), GONE, id="a command is not there yet"),
    pytest.param(
        "older", use("key", under("fetch", option("number", INTEGER, 7))), GONE, id="a subcommand is not there yet"
    ),
    pytest.param(
        "older", use("rooms", under("free", option("floor", STRING, "1"))), GONE, id="a group is a command still"
    ),
    pytest.param(
        "older",
        use("rent", option("nights", STRING, "many"), option("guest", USER, MASON["id"]), resolved=GUEST),
        None,
        id="an option has its former type still, one is not there yet",
    ),
]


@pytest.mark.parametrize(("version", "body", "sentence"), COMMANDS)
def test_a_command_as_the_other_version_has_it_is_answered(
    versions: dict[str, ServerProcess], version: str, body: bytes, sentence: str | None
) -> None:
    server = versions[version]
    before = server.log().count(DRIFT)
    answer = ask(server, body)

    assert answer["type"] == 4
    if sentence is not None:
        assert sentence in answer["data"]["content"]
        assert answer["data"]["flags"] == 64
    assert server.log().count(DRIFT) == before + 1


@pytest.mark.parametrize(
    ("version", "body"),
    [
        pytest.param(
            "newer",
            use("key", under("take", option("room", STRING, "7", focused=True)), kind=4),
            id="the subcommand is gone",
        ),
        pytest.param("newer", use("leave", option("why", STRING, "7", focused=True), kind=4), id="the command is gone"),
        pytest.param(
            "older",
            use("rooms", under("free", option("floor", STRING, "1", focused=True)), kind=4),
            id="it is no group yet",
        ),
        pytest.param(
            "older", use("rent", option("guests", STRING, "1", focused=True), kind=4), id="the option is not there yet"
        ),
        pytest.param(
            "older",
            use("rent", option("nights", STRING, "1", focused=True), kind=4),
            id="the option suggests nothing yet",
        ),
    ],
)
def test_suggestions_for_what_the_other_version_has_are_none(
    versions: dict[str, ServerProcess], version: str, body: bytes
) -> None:
    server = versions[version]
    before = server.log().count(DRIFT)

    assert ask(server, body) == {"type": 8, "data": {"choices": []}}
    assert server.log().count(DRIFT) == before + 1


def click(custom_id: str) -> bytes:
    message = {
        "id": "9",
        "channel_id": "645027906669510667",
        "content": "The desk",
        "type": 0,
        "flags": 0,
        "components": [],
    }
    return command(type=3, data={"component_type": 2, "custom_id": custom_id}, message=message)


def send(custom_id: str, **values: str) -> bytes:
    fields = [
        {"type": 18, "id": at, "component": {"type": 4, "id": at + 9, "custom_id": name, "value": value}}
        for at, (name, value) in enumerate(values.items(), 1)
    ]
    return command(type=5, data={"custom_id": custom_id, "components": fields})


@pytest.mark.parametrize(("made_by", "used_at"), [("older", "newer"), ("newer", "older")])
def test_buttons_and_forms_of_the_other_version_are_answered(
    versions: dict[str, ServerProcess], made_by: str, used_at: str
) -> None:
    panel, form = ask(versions[made_by], use("desk")), ask(versions[made_by], use("complain"))
    custom_id = panel["data"]["components"][0]["components"][0]["custom_id"]
    server = versions[used_at]
    before = server.log().count(DRIFT)

    for body in (click(custom_id), send(form["data"]["custom_id"], text="Noise", times="2")):
        answer = ask(server, body)
        assert answer["type"] == 4
        assert OUTDATED in answer["data"]["content"]
        assert answer["data"]["flags"] == 64
    assert server.log().count(DRIFT) == before + 2


def test_what_both_versions_have_works_at_each_of_them(versions: dict[str, ServerProcess]) -> None:
    for version, server in versions.items():
        panel = ask(server, use("desk"))
        custom_id = panel["data"]["components"][0]["components"][0]["custom_id"]
        assert ask(server, click(custom_id))["data"]["content"].startswith("3 nights"), version


def test_nothing_of_it_was_a_fault(versions: dict[str, ServerProcess]) -> None:
    for server in versions.values():
        ask(server, use("gone"))
        assert "Traceback" not in server.log()
        assert "ERROR" not in server.log()
