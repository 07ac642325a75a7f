"""No secret in what a server process writes, at its most talkative, while everything fails and it is stopped."""

import os
import signal
import subprocess
import sys

import pytest

from app.simulator.discord import Discord
from tests.journeys.test_shutdown import SERVERS, listening, serving, turned

PASSWORD = "pa55word-of-redis"
SERVE = [sys.executable, "-m", "app", "serve"]
SECRET = "a-client-secret-of-32-characters"
SIGNING = "5ec2e7" * 10 + "5ec2"


@pytest.mark.parametrize(("name", "form"), [(SERVERS[0], "console"), (SERVERS[1], "json")])
async def test_a_process_that_fails_in_every_way_tells_no_secret(name: str, form: str) -> None:
    discord = Discord()
    environ = {
        "DISCORD_CLIENT_SECRET": SECRET,
        "POSTERN_SECRET": SIGNING,
        "POSTERN_STORE": f"redis://:{PASSWORD}@127.0.0.1:9/0",
        "POSTERN_LOG_LEVEL": "debug",
        "POSTERN_LOG_FORMAT": form,
        "POSTERN_GRACE": "1",
        "PYTHONASYNCIODEBUG": "1",
    }
    async with listening(discord) as api:
        with serving(name, discord, api, **environ) as server:
            # Neither the edit gets through that completes this, nor what apologizes for it.
            discord.faults.add("*", "*", times=None, status=404, body={"code": 10008, "message": "Unknown Message"})
            lost = discord.begin_command("wait", {"seconds": 2.2})
            assert (await discord.ping()).ok
            assert (await discord.ping(forged=True)).ok
            assert (await discord.command("ping")).content == "Pong, Ben!"
            stopped = discord.begin_command("wait", {"seconds": 600.0})
            for begun in (lost, stopped):
                await begun.until(lambda i: i.state == "deferred", within=30)
            await turned(lambda: "Unknown Message" in server.log())
            server.process.send_signal(signal.SIGTERM)
            await turned(lambda: server.process.poll() is not None)
            said = server.log()
        await discord.aclose()

    assert "/wait failed" in said
    assert "/wait was stopped before it answered" in said
    for secret in (discord.bot_token, SECRET, SIGNING, PASSWORD, lost.token, stopped.token):
        assert secret not in said


@pytest.mark.parametrize("form", ["console", "json"])
def test_settings_that_cannot_be_used_are_not_repeated(form: str) -> None:
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
    wrong = [
        {"DISCORD_TOKEN": f"{token} {token}"},
        {"DISCORD_CLIENT_SECRET": f"{SECRET} {SECRET}"},
        {"POSTERN_SECRET": f"{SIGNING},{SIGNING[2:]}"},
        {"DISCORD_API_URL": f"https://postern:{PASSWORD}@proxy.test"},
        {"POSTERN_STORE": f"redis://:{PASSWORD}@:port/0"},
        {"POSTERN_STORE": f"rediss://:{PASSWORD}@127.0.0.1:1/0?nothing={PASSWORD}"},
        {"DISCORD_PUBLIC_KEY": token},
    ]
    for one in wrong:
        environ = {"PATH": os.environ["PATH"], "POSTERN_LOG_FORMAT": form, "POSTERN_LOG_LEVEL": "debug", **one}
        done = subprocess.run([*SERVE, "--port", "1"], env=environ, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2, done.stderr
        for secret in (token, SECRET, SIGNING[2:], PASSWORD):
            assert secret not in done.stdout + done.stderr
