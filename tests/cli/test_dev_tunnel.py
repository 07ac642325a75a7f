"""`postern dev --tunnel`, with a tunnel program and a real Discord that are played."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.playground import COMMANDS, Playground, children, environ, eventually, free_port, is_alive, project
from tests.cli.real_discord import APPLICATION_ID, OLD_URL, TUNNEL_URL, RealDiscord

__all__ = ["environ", "project"]

WHERE = '''
from app import Bot, CommandContext, slash_command


@slash_command
async def where(ctx: CommandContext, bot: Bot) -> None:
    """Say where this is."""
    await ctx.defer()
    guild = await bot.rest.guilds.get(ctx.guild_id)
    await ctx.edit(f"This is {guild.name}.")
'''


@pytest.fixture
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealDiscord]:
    made = RealDiscord(tmp_path_factory.mktemp("tunnel"))
    yield made
    made.end()


@pytest.fixture
def playground(project: Path, environ: dict[str, str], real: RealDiscord) -> Iterator[Playground]:
    (project / "commands" / "where.py").write_text(WHERE)
    started = tunnelled(project, environ, real, "--record", "seen.jsonl")
    yield started
    started.end()


def tunnelled(project: Path, environ: dict[str, str], real: RealDiscord, *options: str) -> Playground:
    return Playground(project, environ | real.environ, options=["--tunnel", real.command, *options])


def registered(real: RealDiscord) -> None:
    eventually(lambda: real.endpoint == TUNNEL_URL, "the endpoint at Discord")


def use(real: RealDiscord, name: str) -> str | None:
    """Use a command on the real Discord; returns what the user reads in the end."""

    async def invoke() -> str | None:
        interaction = await real.discord.command(name)
        await interaction.until(lambda one: one.state in ("answered", "failed"), within=30)
        return interaction.content or interaction.failure

    return real.run(invoke())


def test_real_interactions_come_in_and_their_answers_go_out(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    playground.wait_for_line(f"the interactions of Postern come here now, by {TUNNEL_URL}")

    assert playground.bot()["application"]["id"] == str(APPLICATION_ID)
    assert playground.bot()["tunnel"] == TUNNEL_URL.removesuffix("/interactions")
    assert use(real, "hello") == "Hello."
    # Nothing else of it can be seen here.
    line = playground.wait_for_line("from Discord: /hello by ")
    assert ", answered 200 in " in line
    assert line.strip() in {log["message"] for log in playground.all("log")}
    # By its own token, and by the bot token of the real application.
    assert use(real, "where") == "This is The Real Thing."
    used = playground.use("where")
    assert used["original"]["content"] == "This is Postern Playground."

    playground.write(COMMANDS.replace("Hello.", "Anew."))
    assert use(real, "hello") in {"Hello.", "Anew."}
    eventually(lambda: use(real, "hello") == "Anew.", "the new code")

    for path in ("/", "/playground/changes", "/api/v10/users/@me"):
        assert httpx.get(real.relay_url() + path, trust_env=False).status_code == 404
    recorded = (playground.project / "seen.jsonl").read_text()
    assert recorded.count('"from":"playground"') == 1
    assert recorded.count('"from":"discord"') >= 4
    assert "aW50ZXJhY3Rpb2" not in recorded
    assert real.discord.bot_token not in playground.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_old_endpoint_is_restored_on_exit(playground: Playground, real: RealDiscord, number: int) -> None:
    registered(real)
    playground.wait_for_line(f"When this ends, they go again to {OLD_URL}")
    started = children(playground.process.pid)
    playground.process.send_signal(number)
    playground.process.wait(30)

    assert real.endpoint == OLD_URL
    assert not [pid for pid in started if is_alive(pid)]
    playground.wait_for_line(f"Discord's interactions endpoint is restored: {OLD_URL}")
    assert "Traceback" not in playground.log.read_text()


def test_the_old_endpoint_is_restored_after_a_crash_too(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    started = children(playground.process.pid)
    arguments = [Path(f"/proc/{pid}/{what}").read_text() for pid in started for what in ("cmdline", "environ")]
    playground.process.kill()
    playground.process.wait()

    eventually(lambda: real.endpoint == OLD_URL, "the old endpoint")
    eventually(lambda: not any(map(is_alive, started)), "the end of all that was started")
    playground.wait_for_line("postern dev was ended by force")
    assert not [one for one in arguments if real.discord.bot_token in one]


def test_where_there_was_none_there_is_none_again(project: Path, environ: dict[str, str], real: RealDiscord) -> None:
    real.discord.endpoint = ""
    playground = tunnelled(project, environ, real)
    try:
        playground.wait_for_line("When this ends, they go nowhere, as before.")
    finally:
        playground.end()

    assert real.endpoint == ""


def test_an_endpoint_that_somebody_else_has_set_is_left_alone(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    real.discord.endpoint = "https://mended-by-hand.test/interactions"
    playground.end()

    assert real.endpoint == "https://mended-by-hand.test/interactions"
    said = playground.log.read_text()
    assert f"changed by somebody else since, so it is left as it is (before postern dev: {OLD_URL})" in said


def test_an_endpoint_that_nobody_is_left_to_restore_is_told(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    (guard,) = [
        pid for pid in children(playground.process.pid) if "endpoint_guard" in Path(f"/proc/{pid}/cmdline").read_text()
    ]
    os.kill(guard, signal.SIGKILL)
    playground.end()

    said = playground.log.read_text()
    assert f"was not restored; set it by hand in the Developer Portal: {OLD_URL}" in said
    assert "Traceback" not in said


def test_strangers_get_no_web_socket(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "eA==",
    }

    for path in ("/", "/interactions", "/playground/changes"):
        assert httpx.get(real.relay_url() + path, headers=upgrade, trust_env=False).status_code == 404
    assert "rror" not in playground.log.read_text()


def test_an_old_endpoint_that_discord_does_not_take_back_is_told(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    real.is_old_one_up = False
    playground.end()

    said = playground.log.read_text()
    assert "does not take the old interactions endpoint back (interactions_endpoint_url: The specified" in said
    assert f"set it by hand in the Developer Portal: {OLD_URL}" in said


def test_a_tunnel_that_ends_is_told_and_the_endpoint_restored(playground: Playground, real: RealDiscord) -> None:
    registered(real)
    (real.folder / "end").touch()
    playground.wait_for_line("the tunnel program ended with code 7; it said last:")
    playground.wait_for_line("    connection lost")

    assert real.endpoint == OLD_URL
    # The page goes on.
    assert playground.bot()["tunnel"] is None
    assert playground.use("hello")["original"]["content"] == "Hello."


def test_an_address_that_discord_cannot_verify_is_told_in_words(
    project: Path, environ: dict[str, str], real: RealDiscord
) -> None:
    # The tunnel says that it leads here, and does not.
    (real.folder / "tunnel.py").write_text("import time\nprint('https://a.nowhere.test', flush=True)\ntime.sleep(600)")
    hurried = "import app.cli.dev_tunnel as t; t.TRIES, t.TRY_EVERY = 2, 0.1; from app.cli import main; main()"
    playground = Playground(
        project, environ | real.environ, [sys.executable, "-c", hurried], options=["--tunnel", real.command]
    )
    try:
        line = playground.wait_for_line("Discord does not take https://a.nowhere.test/interactions")
        playground.use("hello")
    finally:
        playground.end()

    assert "The specified interactions endpoint URL could not be verified." in line
    assert real.endpoint == OLD_URL


@pytest.mark.parametrize(
    ("changes", "options", "why"),
    [
        ({"DISCORD_TOKEN": ""}, {}, "--tunnel needs DISCORD_TOKEN of the real application"),
        ({"DISCORD_TOKEN": "", "DISCORD_PUBLIC_KEY": ""}, {}, "--tunnel needs DISCORD_TOKEN and DISCORD_PUBLIC_KEY of"),
        ({"DISCORD_PUBLIC_KEY": "abc"}, {}, "DISCORD_PUBLIC_KEY has 3 hexadecimal digits, not 64"),
        ({"DISCORD_TOKEN": "MTIz.abcdef.xyz"}, {}, "DISCORD_TOKEN is not accepted by Discord"),
        ({"DISCORD_APPLICATION_ID": "123456789012345678"}, {}, "DISCORD_APPLICATION_ID is 123456789012345678, but"),
        ({"DISCORD_PUBLIC_KEY": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}, {},
         f"DISCORD_PUBLIC_KEY is not that of Postern ({APPLICATION_ID}), to which DISCORD_TOKEN belongs"),
        ({}, {"tunnel": "no-such-program {port}"}, "--tunnel names the program 'no-such-program', which is not found"),
        ({}, {"record": "no/such/folder/r.jsonl"}, "--record is 'no/such/folder/r.jsonl', which cannot be written"),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_sentence_before_anything_is_changed(
    project: Path, environ: dict[str, str], real: RealDiscord,
    changes: dict[str, str], options: dict[str, Any], why: str,
) -> None:  # fmt: skip
    arguments = ["--tunnel", options.get("tunnel", real.command), "--record", options.get("record", "r.jsonl")]
    done = subprocess.run(
        [sys.executable, "-m", "app", "dev", "--port", str(free_port()), *arguments],
        cwd=project,
        env=environ | real.environ | changes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"postern: {why}"), done.stderr
    assert "Traceback" not in done.stderr
    assert real.endpoint == OLD_URL
