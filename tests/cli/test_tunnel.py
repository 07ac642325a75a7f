"""Tunnel programs: what they print, and how they end."""

import sys
from pathlib import Path

import pytest

from app.cli.tunnel import TunnelFailed, TunnelProgram, find_url, split_command
from app.errors import SettingsError

CLOUDFLARED = """
2026-11-02T10:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick
way to experiment. ... subject to the terms https://www.cloudflare.com/website-terms/, and Cloudflare reserves ...
create a named tunnel by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps
2026-11-02T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...
2026-11-02T10:00:04Z INF +--------------------------------------------------------------------------------------------+
2026-11-02T10:00:04Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |
2026-11-02T10:00:04Z INF |  https://wide-lake-of-ice.trycloudflare.com                                                |
"""
NGROK = """
t=2026-11-02T10:00:00+0000 lvl=info msg="no configuration paths supplied"
t=2026-11-02T10:00:00+0000 lvl=info msg="see https://ngrok.com/docs/agent/config/ for help"
t=2026-11-02T10:00:01+0000 lvl=info msg="started tunnel" obj=tunnels addr=http://localhost:8 url=https://4f2a.ngrok-free.app
"""
LOCALHOST_RUN = """
Welcome to localhost.run!
Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].
To set up and manage custom domains go to https://admin.localhost.run/
More details on custom domains (and how to enable subdomains) at https://localhost.run/docs/custom-domains
To explore using localhost.run visit the documentation site: https://localhost.run/docs/
authenticated as anonymous user
\x1b[32ma1b2c3d4.lhr.life tunneled with tls termination, https://a1b2c3d4.lhr.life\x1b[0m
"""
TAILSCALE = """
Funnel is not enabled on your tailnet. To enable, visit: https://login.tailscale.com/f/funnel?node=n1CNTRL
Success.
Available on the internet:

https://desk.tail9d2c1.ts.net/
|-- proxy http://127.0.0.1:3000
"""
FAILING = """
2026-11-02T10:00:00Z ERR failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": no such host
"""
PRINTS = "import sys, time\nfor line in {lines!r}: print(line, flush=True)\n{then}\n"


@pytest.mark.parametrize(
    ("output", "url"),
    [
        pytest.param(CLOUDFLARED, "https://wide-lake-of-ice.trycloudflare.com", id="cloudflared"),
        pytest.param(NGROK, "https://4f2a.ngrok-free.app", id="ngrok"),
        pytest.param(LOCALHOST_RUN, "https://a1b2c3d4.lhr.life", id="localhost.run"),
        pytest.param(TAILSCALE, "https://desk.tail9d2c1.ts.net", id="tailscale"),
        pytest.param(FAILING, None, id="a failure"),
        pytest.param("your url is: https://Lazy-Dog.loca.lt", "https://lazy-dog.loca.lt", id="localtunnel"),
        pytest.param("Connect via: https://x1.usw2.devtunnels.ms:8443, and", "https://x1.usw2.devtunnels.ms:8443"),
        pytest.param("listening on https://127.0.0.1:80 and https://localhost, https://a.localhost", None),
        pytest.param("http://plain.example.com", None),
    ],
)
def test_the_public_address_is_told_from_links_to_manuals(output: str, url: str | None) -> None:
    found = [one for line in output.splitlines() if (one := find_url(line)) is not None]

    assert found == ([] if url is None else [(url, True)])


def test_an_address_of_two_parts_may_be_somebody_s_home_page() -> None:
    assert find_url("hello from https://example.com!") is None
    assert find_url("hello from https://example.com.") == ("https://example.com", False)
    assert find_url("https://example.com or https://a.example.com") == ("https://a.example.com", True)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("", "names no program"),
        ("no-such-program-here {port}", "names the program 'no-such-program-here', which is not found"),
        (f"{sys.executable} -c pass", "does not say {port}"),
        ("cloudflared 'tunnel", "cannot be read as a command: No closing quotation"),
    ],
)
def test_a_command_that_cannot_work_is_one_sentence(command: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        split_command(command)

    assert str(caught.value).startswith(f"--tunnel {why}")


def test_a_command_is_split_as_a_shell_does() -> None:
    assert split_command(f"{sys.executable} -c 'a b' --to=http://127.0.0.1:{{port}}") == [
        sys.executable,
        "-c",
        "a b",
        "--to=http://127.0.0.1:{port}",
    ]


def program(lines: list[str], then: str = "time.sleep(600)") -> list[str]:
    return [sys.executable, "-c", PRINTS.format(lines=lines, then=then)]


async def test_the_address_is_read_from_both_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    then = "import os\nprint(f'https://{len([n for n in os.environ if n[:8] == \"DISCORD_\"])}-{sys.argv[1]}.a.test', "
    started = await TunnelProgram.start([*program([], then + "file=sys.stderr)\ntime.sleep(600)"), "p{port}"], 8123)
    try:
        url = await started.url()
    finally:
        await started.stop()

    assert url == "https://0-p8123.a.test"
    assert "ended with code -15" in await started.ended()


async def test_a_likelier_address_comes_before_an_earlier_one() -> None:
    started = await TunnelProgram.start(program(["by https://example.com", "x" * 100_000, "https://a.b.test"]), 1)
    try:
        assert await started.url() == "https://a.b.test"
    finally:
        await started.stop()


async def test_an_address_of_two_parts_is_taken_where_no_other_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.tunnel._SECOND_THOUGHTS", 0.1)
    started = await TunnelProgram.start(program(["here: https://example.com"]), 1)
    try:
        assert await started.url() == "https://example.com"
    finally:
        await started.stop()


async def test_a_program_that_ends_is_told_with_its_last_lines() -> None:
    started = await TunnelProgram.start(program(["no account", "bye"], "sys.exit(3)"), 1)
    with pytest.raises(TunnelFailed) as caught:
        await started.url()
    await started.stop()

    assert str(caught.value) == "the tunnel program ended with code 3; it said last:\n    no account\n    bye"


async def test_a_program_that_names_no_address_is_not_waited_for_forever() -> None:
    started = await TunnelProgram.start(program([]), 1)
    try:
        with pytest.raises(TunnelFailed, match=r"named no https address within 0\.2 s, and said nothing"):
            await started.url(within=0.2)
    finally:
        await started.stop()


async def test_a_program_that_cannot_be_started_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TunnelFailed, match="cannot be started: Permission denied"):
        await TunnelProgram.start([str(tmp_path)], 1)
