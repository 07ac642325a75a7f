"""What is said of the way to Discord, of its clock and of the credentials, with stand-ins for what is not Discord."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import doctor_discord
from app.cli.doctor_case import Case
from app.cli.doctor_discord import check_connection, check_identity
from app.cli.finding import Finding, Level
from app.simulator.discord import Discord
from app.simulator.rest import rest
from tests.cli.certificates import Authority
from tests.cli.patients import FakeApi, fake_api, of
from tests.signature.signing import PUBLIC_KEY
from tests.simulator.served import served

SET_UP = {"DISCORD_PUBLIC_KEY": PUBLIC_KEY}
HOUR = 3600.0


async def connect(api: FakeApi, **environ: str) -> list[Finding]:
    with fake_api(api) as url:
        return await check_connection(Case.of(SET_UP | {"DISCORD_API_URL": url} | environ))


@pytest.mark.parametrize(
    ("ahead", "level", "says"),
    [
        pytest.param(0.0, Level.fine, "goes with Discord's", id="right"),
        pytest.param(-20.0, Level.warning, "20 s ahead of Discord's: at more than 300 s", id="a little fast"),
        pytest.param(20.0, Level.warning, "20 s behind Discord's: at more than 60 s", id="a little slow"),
        pytest.param(-HOUR, Level.failure, "60 minutes ahead of Discord's, so every request looks too old", id="fast"),
        pytest.param(HOUR, Level.failure, "behind Discord's, so every request looks made in the future", id="slow"),
        pytest.param(-48 * HOUR, Level.failure, "48.0 hours ahead", id="days"),
    ],
)
async def test_a_wrong_clock_is_named_with_what_follows_from_it(ahead: float, level: Level, says: str) -> None:
    clock = of(await connect(FakeApi(ahead=ahead)), "clock")

    assert clock.level is level
    assert says.replace("20 s", "") in clock.says.replace("20 s", "").replace("19 s", "").replace("21 s", "")


async def test_a_wider_window_takes_a_clock_that_is_ahead() -> None:
    found = await connect(FakeApi(ahead=-600.0), POSTERN_SIGNATURE_WINDOW="900")

    assert of(found, "clock").level is Level.warning


async def test_an_answer_without_a_date_says_nothing_of_the_clock() -> None:
    found = await connect(FakeApi(headers={"Date": "yesterday"}))

    assert [one.check for one in found] == ["rest"]


BANNED = "<html><title>Access denied | discord.com used Cloudflare to restrict access</title></html>"


@pytest.mark.parametrize(
    ("status", "body", "headers", "says", "mend"),
    [
        pytest.param(429, "error code: 1015", {}, "Cloudflare, in front", "an address of your own", id="1015"),
        pytest.param(403, BANNED, {}, "Cloudflare, in front", "an address of your own", id="1020"),
        pytest.param(403, "<html>", {"cf-mitigated": "challenge"}, "Cloudflare", "of your own", id="challenge"),
        pytest.param(503, "down", {}, "answers 503 at the moment", "Try again", id="Discord is down"),
        pytest.param(404, "<html>", {}, "not Discord's API", "Mend DISCORD_API_URL", id="a website"),
        pytest.param(401, "Who are you?", {}, "not Discord's API", "Mend DISCORD_API_URL", id="a login"),
    ],
)
async def test_what_turns_us_away_is_named(
    status: int, body: str, headers: dict[str, str], says: str, mend: str
) -> None:
    (found,) = await connect(FakeApi(answers={"/gateway": (status, body)}, headers=headers))

    assert (found.check, found.level) == ("rest", Level.failure)
    assert says in found.says
    assert mend in found.mend


@pytest.fixture
def silent() -> Iterator[int]:
    """Listen, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def babbling() -> Iterator[int]:
    """Answer what is no HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


async def look_at(url: str) -> Finding:
    case = Case.of(SET_UP | {"DISCORD_API_URL": url})
    (found,) = await check_connection(case)
    assert not case.is_reachable
    assert (found.check, found.level) == ("rest", Level.failure)
    return found


async def test_the_step_that_failed_is_named(silent: int, babbling: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_discord, "TIMEOUT", 0.2)

    assert "is not found" in (await look_at("http://no-such-name.invalid")).says
    assert "Nothing listens" in (await look_at("http://127.0.0.1:1")).says
    assert "does not answer within" in (await look_at(f"http://127.0.0.1:{silent}")).says
    assert "cannot be reached" in (await look_at(f"http://127.0.0.1:{babbling}")).says


async def test_a_certificate_is_judged_as_the_bots_own_requests_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    with fake_api(FakeApi(), authority.context()) as url:
        refused = await look_at(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        found = await check_connection(Case.of(SET_UP | {"DISCORD_API_URL": url}))

    assert "is not trusted" in refused.says
    assert "SSL_CERT_FILE" in refused.mend
    assert of(found, "rest").level is Level.fine


async def test_a_proxy_that_does_not_connect_is_told_from_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_api(FakeApi()) as url:
        monkeypatch.setenv("https_proxy", url.removesuffix("/api/v10"))
        found = await look_at("https://discord.invalid")

    assert found.says.startswith("The proxy of HTTPS_PROXY does not connect to https://discord.invalid")
    assert "DISCORD_API_URL" in found.mend


async def test_a_client_secret_tells_the_key_too() -> None:
    discord = Discord()
    async with served(rest(discord)) as api:
        environ = {
            "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
            "DISCORD_APPLICATION_ID": str(discord.application_id),
            "DISCORD_CLIENT_SECRET": discord.credentials.client_secret,
            "DISCORD_API_URL": api,
        }
        found = await check_identity(Case.of(environ))
        refused = await check_identity(Case.of(environ | {"DISCORD_CLIENT_SECRET": "x" * 32}))

    assert "DISCORD_CLIENT_SECRET belongs to Postern" in of(found, "token").says
    assert of(found, "public-key").level is Level.failure
    assert of(found, "public-key").mend == f"Set DISCORD_PUBLIC_KEY={discord.public_key}"
    assert (of(refused, "token").level, of(refused, "public-key").level) == (Level.failure, Level.unknown)


async def test_without_discord_the_form_alone_is_judged() -> None:
    case = Case.of(SET_UP | {"DISCORD_TOKEN": "a" * 64})
    case.is_reachable = False
    found = await check_identity(case)

    assert of(found, "token").says == "DISCORD_TOKEN looks like a public key"
    assert of(found, "public-key").level is Level.unknown


async def test_two_keys_are_one_more_than_needed() -> None:
    discord = Discord()
    async with served(rest(discord)) as api:
        environ = {"DISCORD_TOKEN": discord.bot_token, "DISCORD_API_URL": api}
        found = await check_identity(Case.of(environ | {"DISCORD_PUBLIC_KEY": f"{PUBLIC_KEY},{discord.public_key}"}))

    assert of(found, "public-key").says.endswith("; 1 more stands beside it")
