"""`postern endpoint`, as an operator runs it, against a simulated Discord that verifies a real bot behind real TLS."""

import asyncio
import json
import logging
import os
import queue
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from app.cli.endpoint import command
from app.errors import SettingsError
from app.simulator.discord import Discord
from app.simulator.rest import rest
from tests.cli.broken_endpoints import Proxy, healthy, serving
from tests.cli.certificates import Authority
from tests.journeys.server_process import ROOT, ServerProcess
from tests.simulator.served import served

HOST = "bot.postern.dev"
"""A name that looks as if the world knew it; here it leads to this machine."""
OLD = "https://old.postern.dev/interactions"
TYPES = "ENTITLEMENT_CREATE,APPLICATION_AUTHORIZED"


class Operator:
    """Somebody with the settings of an application, and a bot of it that is to be registered."""

    def __init__(self, discord: Discord, url: str) -> None:
        self.discord = discord
        self.url = url

    def run(self, *arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(command, arguments, input=text)

    def read(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    @property
    def settings(self) -> dict[str, Any]:
        return self.discord.world.application.settings


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def discord(authority: Authority) -> Iterator[tuple[Discord, str]]:
    trusting = ssl.create_default_context(cafile=str(authority.file))
    discord = Discord(transport=httpx.AsyncHTTPTransport(verify=trusting))
    loop, over, ports = asyncio.new_event_loop(), asyncio.Event(), queue.Queue[str]()

    async def serve() -> None:
        async with served(rest(discord)) as url:
            ports.put(url)
            await over.wait()
        await discord.aclose()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    yield discord, ports.get(timeout=60)
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def bot(discord: tuple[Discord, str]) -> Iterator[ServerProcess]:
    server = ServerProcess.start("postern serve", DISCORD_PUBLIC_KEY=discord[0].public_key)
    yield server
    server.close()


@pytest.fixture(scope="module")
def public(authority: Authority, bot: ServerProcess) -> Iterator[str]:
    """The bot behind TLS."""
    with serving(Proxy(bot.port), authority.context(HOST)) as port:
        yield f"https://{HOST}:{port}/interactions"


@pytest.fixture
def operator(
    discord: tuple[Discord, str],
    public: str,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Operator]:
    simulated, api = discord
    simulated.endpoint = OLD
    for key in [key for key in simulated.world.application.settings if key.startswith("event_webhooks")]:
        del simulated.world.application.settings[key]
    for name in [name for name in os.environ if name.startswith(("DISCORD_", "POSTERN_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DISCORD_TOKEN", simulated.bot_token)
    monkeypatch.setenv("DISCORD_API_URL", f"{api}/api/v10")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    asked = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **named: Any) -> Any:
        return asked("127.0.0.1" if host in {HOST, HOST.encode()} else host, *arguments, **named)

    # The other side of this wire is the system's resolver.
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Operator(simulated, public)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_shows_what_discord_has(operator: Operator) -> None:
    result = operator.run("show")

    assert result.exit_code == 0
    assert f"  interactions  {OLD}\n  events        none\n" in result.output
    assert operator.discord.public_key in result.output
    assert "DISCORD_PUBLIC_KEY is not set here" in result.output
    made = operator.read("show")
    assert made["interactions"] == {"url": OLD, "is_on": True}
    assert made["verify_key"] == operator.discord.public_key


def test_shows_that_the_key_is_another_applications(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", Discord().public_key)
    result = operator.run("show")

    assert "✗ DISCORD_PUBLIC_KEY is not that of" in result.output
    assert result.exit_code == 1


def test_a_url_is_planned_looked_at_and_set_and_can_be_taken_back(operator: Operator) -> None:
    result = operator.run("set", operator.url, "--yes")

    assert result.exit_code == 0, result.output
    assert f"  now   {OLD}\n  then  {operator.url}\n" in result.output
    assert "✓ A POST with a wrong signature gets 401" in result.output
    assert f"done\nTo go back: postern endpoint restore, or anywhere: postern endpoint set {OLD}\n" in result.output
    assert operator.discord.endpoint == operator.url
    assert operator.discord.bot_token not in result.output

    operator.run("unset", "--yes")
    assert operator.discord.endpoint == ""
    result = operator.run("restore", "--yes")
    assert result.exit_code == 0, result.output
    assert "  now   none: interactions come by the gateway\n" in result.output
    assert operator.discord.endpoint == operator.url
    # What is restored is kept in its turn.
    assert operator.run("restore", "--yes").exit_code == 0
    assert operator.discord.endpoint == ""


def test_what_is_set_once_more_leaves_the_way_back_as_it_was(operator: Operator) -> None:
    for _ in range(2):
        assert operator.run("set", operator.url, "--yes").exit_code == 0
    result = operator.run("restore")

    assert f"  now   {operator.url}\n  then  {OLD}\n" in result.output


def test_nothing_is_changed_without_a_yes(operator: Operator) -> None:
    result = operator.run("set", operator.url)

    assert result.exit_code == 2
    assert "postern: nothing was changed: say --yes" in result.output
    assert operator.read("set", operator.url)["applied"] is False
    assert operator.discord.endpoint == OLD


def test_what_stands_against_a_url_is_said_where_nobody_can_be_asked(operator: Operator) -> None:
    result = operator.run("set", operator.url.replace("/interactions", "/bot"))

    assert result.exit_code == 2
    assert "nothing was changed: what is marked ✗ stands against it, and --yes sends it to Discord" in result.output
    assert "postern endpoint set" not in operator.run("set", operator.url).output
    assert operator.discord.endpoint == OLD


@pytest.mark.parametrize(
    ("arguments", "path", "says"),
    [
        pytest.param(["set"], "/hooks", "has the path of webhook events (POSTERN_EVENTS_PATH), and is", id="of events"),
        pytest.param(
            ["events", "set", "--types", TYPES],
            "/interactions/",
            "has the path of interactions (POSTERN_INTERACTIONS_PATH), and is",
            id="of interactions",
        ),
    ],
)
def test_a_url_with_the_path_of_the_other_is_named_before_discord_is_asked(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, arguments: list[str], path: str, says: str
) -> None:
    monkeypatch.setenv("POSTERN_EVENTS_PATH", "/hooks")
    result = operator.run(*arguments, operator.url.replace("/interactions", path))

    assert result.exit_code == 2
    assert f"{path} {says}" in " ".join(result.output.split())
    right = operator.url.replace("/interactions", {"/hooks": "/interactions"}.get(path, "/hooks"))
    assert f"at {right}: set that one." in " ".join(result.output.split())
    assert "what is marked ✗ stands against it" in result.output


def test_a_bot_that_leaves_the_gateway_is_a_warning(operator: Operator) -> None:
    operator.discord.endpoint = ""
    assert "! From then on no interaction goes to the gateway" in operator.run("set", operator.url).output

    operator.discord.endpoint = OLD
    assert "! From then on interactions go to the gateway alone" in operator.run("unset").output


def test_a_refusal_is_explained_by_what_was_found(operator: Operator) -> None:
    missing = operator.url.replace("/interactions", "/bot")
    result = operator.run("set", missing, "--yes")

    assert result.exit_code == 1
    assert "✗ A POST without a signature: nothing is at this path (404)" in result.output
    assert "Discord says: interactions_endpoint_url: " in result.output
    assert "could not be verified" in result.output
    assert "What is marked above tells why" in " ".join(result.output.split())
    assert operator.discord.endpoint == OLD
    # What was kept before a refusal is still the last change that was made.
    with pytest.raises(SettingsError, match="has nothing to go back to"):
        raise operator.run("restore", "--yes").exception or AssertionError


def test_a_refusal_without_a_visible_cause_points_to_the_key(operator: Operator, authority: Authority) -> None:
    with serving(healthy, authority.context(HOST)) as port:
        made = operator.read("set", f"https://{HOST}:{port}/interactions", "--yes")

    assert made["applied"] is False
    assert "could not be verified" in made["refusal"]
    assert made["findings"][-1]["check"] == "refusal"
    assert operator.discord.public_key in made["findings"][-1]["mend"]


def test_what_is_so_already_is_told(operator: Operator) -> None:
    operator.discord.endpoint = ""
    result = operator.run("unset", "--yes")
    assert (result.exit_code, "done: it was so before" in result.output) == (0, True)

    operator.discord.endpoint = operator.url
    assert "done: it was so before" in operator.run("set", operator.url, "--yes").output


def test_events_are_set_switched_off_and_restored(operator: Operator, public: str) -> None:
    url = public.replace("/interactions", "/events")
    result = operator.run("events", "set", url, "--types", TYPES.lower(), "--yes")

    assert result.exit_code == 0, result.output
    assert "To go back: postern endpoint events restore, or anywhere: postern endpoint events off" in result.output
    assert operator.settings["event_webhooks_url"] == url
    assert operator.settings["event_webhooks_status"] == 2
    assert operator.settings["event_webhooks_types"] == TYPES.split(",")
    assert f"events  {url} (ENTITLEMENT_CREATE, APPLICATION_AUTHORIZED)" in operator.run("events", "show").output

    assert operator.run("events", "off", "--yes").exit_code == 0
    assert operator.settings["event_webhooks_status"] == 1
    assert f"{url}, off (" in operator.run("events", "show").output
    assert operator.run("events", "off", "--yes").output.endswith("done: it was so before\n")

    assert operator.run("events", "restore", "--yes").exit_code == 0
    assert operator.settings["event_webhooks_status"] == 2
    assert operator.read("events", "show")["events"]["types"] == TYPES.split(",")
    assert operator.discord.endpoint == OLD


def test_events_that_discord_switched_off_are_named(operator: Operator) -> None:
    operator.settings.update(event_webhooks_url="https://a.dev/events", event_webhooks_status=3)

    for arguments in (["show"], ["events", "show"]):
        result = operator.run(*arguments)
        assert "✗ Discord has switched webhook events off" in result.output
        assert result.exit_code == 1


@pytest.mark.parametrize(
    ("types", "says"),
    [
        pytest.param("ENTITLEMENT_CREATED", "do you mean ENTITLEMENT_CREATE?", id="misspelt"),
        pytest.param("MESSAGE,", "has MESSAGE, which is no webhook event; there are: APPLICATION_AUTH", id="none"),
        pytest.param(" , ", "names no event; there are: APPLICATION_AUTHORIZED", id="empty"),
    ],
)
def test_types_that_are_none_are_named(operator: Operator, types: str, says: str) -> None:
    result = operator.run("events", "set", operator.url, "--types", types, "--yes")

    assert isinstance(result.exception, SettingsError)
    assert says in str(result.exception)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DISCORD_TOKEN", "", "DISCORD_TOKEN is not set"),
        ("DISCORD_TOKEN", "x" * 24 + ".GabcdE." + "y" * 38, "DISCORD_TOKEN is not accepted by Discord"),
        ("DISCORD_APPLICATION_ID", "123456789012345678", "but DISCORD_TOKEN belongs to"),
        ("DISCORD_PUBLIC_KEY", "no key", "DISCORD_PUBLIC_KEY is no public key"),
    ],
)
def test_a_setting_that_stands_in_the_way_is_named_and_nothing_is_changed(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    result = operator.run("set", operator.url, "--yes")

    assert isinstance(result.exception, SettingsError)
    assert says in str(result.exception)
    assert operator.discord.endpoint == OLD


def test_the_key_of_another_application_stops_a_change(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", Discord().public_key)
    result = operator.run("set", operator.url, "--yes")

    assert "belongs to another application than DISCORD_TOKEN; nothing changed" in str(result.exception)
    assert operator.discord.endpoint == OLD


def test_what_cannot_be_kept_is_said_and_the_change_is_made(operator: Operator, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    result = operator.run("set", operator.url, "--yes")

    assert result.exit_code == 0
    assert "could not be kept on this machine" in result.output
    assert operator.discord.endpoint == operator.url


def test_what_is_kept_is_readable_for_its_owner_alone_and_survives_nonsense(operator: Operator, tmp_path: Path) -> None:
    operator.run("set", operator.url, "--yes")
    (kept,) = (tmp_path / "home").rglob("endpoint-*.json")

    assert kept.stat().st_mode & 0o077 == 0
    assert operator.discord.bot_token not in kept.read_text()
    kept.write_text("nonsense")
    assert "has nothing to go back to" in str(operator.run("restore", "--yes").exception)


def test_the_command_is_there_and_needs_no_setting(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.run(
        [sys.executable, "-m", "app", "endpoint", "check", "http://127.0.0.1:1/x", "--json"],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (process.returncode, process.stderr) == (1, "")
    assert json.loads(process.stdout)[-1]["check"] == "verdict"
