"""What is said of the way to the bot: who listens here, what Discord sends, and who else runs as this bot."""

import contextlib
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.bot import Bot
from app.cli.doctor_case import Case
from app.cli.doctor_endpoint import check_endpoint, check_events, check_server
from app.cli.finding import Finding, Level
from app.models.application import Application
from app.models.base import convert
from app.settings import Settings
from tests.cli.broken_endpoints import serving
from tests.cli.patients import FakeApi, fake_api, of, patient
from tests.cli.test_probe import BROKEN

DEAD = "http://127.0.0.1:1"


def case_of(application: dict[str, Any] | None = None, **environ: str) -> Case:
    """Return a deployment whose application Discord has told of."""
    case = Case.of({"DISCORD_TOKEN": "x", "DISCORD_API_URL": DEAD} | environ)
    case.is_reachable = "DISCORD_API_URL" in environ
    if application is not None:
        case.application = case.key_owner = convert({"id": "1", "name": "Rollo"} | application, Application)
    return case


async def test_another_program_on_the_port_is_no_bot() -> None:
    with fake_api(FakeApi()) as url:
        (found,) = await check_server(case_of(POSTERN_PORT=str(urlsplit(url).port)))

    assert found.level is Level.warning
    assert "answers 501 at /interactions, where a bot would answer 401" in found.says


async def test_a_bot_at_another_path_is_told_from_one_at_this() -> None:
    async with patient() as served:
        port = served.environ["POSTERN_PORT"]
        (here,) = await check_server(case_of(POSTERN_PORT=port))
        (elsewhere,) = await check_server(case_of(POSTERN_PORT=port, POSTERN_INTERACTIONS_PATH="/bot"))
        (everywhere,) = await check_server(case_of(PORT=port))

    assert here.says == f"A bot answers here, on 127.0.0.1:{port} at /interactions"
    assert (elsewhere.level, "answers 404 at /bot" in elsewhere.says) == (Level.warning, True)
    assert everywhere == here


async def test_a_fault_before_a_bot_that_answers_here_is_placed_there() -> None:
    case = case_of({"interactions_endpoint_url": f"{DEAD}/interactions"})
    case.is_served = True
    found = await check_endpoint(case)

    assert "lies before it" in found[-1].says


@pytest.mark.parametrize(
    "name",
    [
        "a redirect for a slash",
        "a redirect to a login",
        "a login page",
        "a password",
        "a challenge",
        "a firewall",
        "no such path",
        "no bot behind the proxy",
        "a bot that hangs",
        "a limit on bodies",
        "everything is taken",
    ],
)
async def test_what_stands_before_the_bot_is_named_as_the_check_of_a_url_names_it(name: str) -> None:
    answer, says = BROKEN[name]
    with serving(answer) as port:
        found = await check_endpoint(case_of({"interactions_endpoint_url": f"http://127.0.0.1:{port}/interactions"}))

    named = [one for one in found if says in f"{one.says} {one.mend}"]
    assert [one.level for one in named] == [Level.failure]


async def test_what_may_be_a_secret_in_a_url_is_not_repeated() -> None:
    found = await check_endpoint(case_of({"interactions_endpoint_url": f"{DEAD}/interactions?bypass=hunter22"}))

    assert of(found, "endpoint").says == f"Discord sends interactions to {DEAD}/interactions?…"
    assert "hunter22" not in str(found)


async def test_a_path_that_a_proxy_changes_is_no_fault_where_it_works() -> None:
    async with patient() as served:
        case = case_of({"interactions_endpoint_url": f"{served.url}/interactions"}, POSTERN_INTERACTIONS_PATH="/bot")
        found = await check_endpoint(case)

    assert [one.level for one in found] == [Level.fine, Level.fine]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param(None, "3 times as this bot, and it gets its interactions", id="without an endpoint"),
        pytest.param(f"{DEAD}/interactions", "3 times as this bot; it gets no interactions", id="with an endpoint"),
    ],
)
async def test_a_program_on_the_gateway_is_told_of(url: str | None, says: str) -> None:
    limit = {"total": 1000, "remaining": 997, "reset_after": 1, "max_concurrency": 1}
    answers = {"/gateway/bot": (200, {"url": "wss://fake", "shards": 1, "session_start_limit": limit})}
    with fake_api(FakeApi(answers=answers)) as api:
        found = await check_endpoint(case_of({"interactions_endpoint_url": url}, DISCORD_API_URL=api))

    assert of(found, "gateway").level is Level.warning
    assert says in of(found, "gateway").says


async def test_a_library_of_the_gateway_in_the_commands_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nextcord.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("nextcord")
    case = case_of({"interactions_endpoint_url": f"{DEAD}/interactions"})
    case.bot = Bot(Settings())
    with contextlib.closing(_Forgets("nextcord")):
        found = await check_endpoint(case)

    assert "The commands import nextcord" in of(found, "gateway").says


class _Forgets:
    def __init__(self, name: str) -> None:
        self._name = name

    def close(self) -> None:
        del sys.modules[self._name]


async def events(application: dict[str, Any], *heard: str) -> list[Finding]:
    case = case_of(application)
    case.bot = Bot(Settings())
    for name in heard:

        @case.bot.listen(name)
        async def listener(event: object) -> None:
            """Hear of it."""

    return await check_events(case)


WORKING = {"event_webhooks_url": f"{DEAD}/events", "event_webhooks_status": 2}


async def test_events_that_nobody_sends_or_hears_are_told_of() -> None:
    subscribed = WORKING | {"event_webhooks_types": ["ENTITLEMENT_CREATE", "ENTITLEMENT_DELETE"]}
    found = await events(subscribed, "on_entitlement_create", "on_application_authorized")

    missing, unheard = (one for one in found if one.check == "events-types")
    assert "listens to APPLICATION_AUTHORIZED, which Discord does not send" in missing.says
    assert "--types APPLICATION_AUTHORIZED,ENTITLEMENT_CREATE,ENTITLEMENT_DELETE" in missing.mend
    assert "Discord sends ENTITLEMENT_DELETE, to which nothing in the code listens" in unheard.says
    assert of(found, "events-connect").level is Level.failure


async def test_listeners_without_a_url_are_told_of() -> None:
    (found,) = await events({"interactions_endpoint_url": "https://bot.example/interactions"}, "on_entitlement_create")

    assert (found.check, found.level) == ("events", Level.warning)
    assert "https://bot.example/events --types ENTITLEMENT_CREATE" in found.mend


async def test_who_neither_sends_nor_hears_has_nothing_to_be_told() -> None:
    assert await events({}) == []
    assert await check_events(case_of()) == []


@pytest.mark.parametrize(
    ("application", "level", "says"),
    [
        pytest.param({"event_webhooks_status": 1}, Level.warning, "in the Developer Portal", id="switched off"),
        pytest.param({"event_webhooks_status": 3}, Level.failure, "Discord has switched", id="switched off by Discord"),
        pytest.param(
            {"event_webhooks_url": f"{DEAD}/interactions"}, Level.failure, "the path of interactions", id="swapped"
        ),
    ],
)
async def test_events_that_do_not_come_are_told_of(application: dict[str, Any], level: Level, says: str) -> None:
    found = of(await events(WORKING | application), "events")

    assert found.level is level
    assert says in found.says
