"""`postern sync`, as an operator or CI runs it: a process of its own, and a simulated Discord on a real socket."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app.simulator.discord import Discord
from app.simulator.refusal import Refusal
from app.simulator.registry import Registry
from app.simulator.rest import rest

ROOT = Path(__file__).parents[2]
TREE = """
from app import *

async def handler(ctx: CommandContext, text: str = "") -> None:
    "Does it."

made = [slash_command(f"global{n}", description=f"Does {n}.")(handler) for n in range(100)]
made += [slash_command(f"here{n}", description=f"Does {n}.", guild_ids=[%d])(handler) for n in range(40)]
globals().update({command.name: command for command in made})
"""
ONE = "from app import *\n@slash_command%s\nasync def roll(ctx: CommandContext) -> None:\n    '%s'\n"
ROLL = {"name": "roll", "description": "Roll."}


class Operator:
    """Runs the command line over one bot's code, against one Discord."""

    def __init__(self, folder: Path, discord: Discord, port: int) -> None:
        self.discord = discord
        self._folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environ = kept | {
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DISCORD_APPLICATION_ID": str(discord.application_id),
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_API_URL": f"http://127.0.0.1:{port}/api/v10",
        }
        (folder / "commands").mkdir()
        (folder / "commands" / "__init__.py").touch()

    def write(self, source: str) -> None:
        (self._folder / "commands" / "one.py").write_text(source)

    def start(self, *arguments: str, **environ: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", "sync", *arguments],
            cwd=self._folder,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sync(self, *arguments: str, **environ: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environ)
        out, error = process.communicate(timeout=60)
        return process.returncode, out, error

    def writes(self) -> list[Any]:
        """Return the bodies that were written since this was asked last."""
        bodies = [request.json for request in self.discord.requests if request.method != "GET"]
        self.discord.requests.clear()
        return bodies

    def names(self, guild_id: int | None = None) -> set[str]:
        return {command["name"] for command in self.discord.commands.listed(guild_id)}


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """Serve a simulated Discord on a loopback port."""
    discord = Discord()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(rest(discord), lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Operator(tmp_path, discord, listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def test_a_large_tree_is_synced_once_and_then_left_alone(operator: Operator) -> None:
    guild = operator.discord.world.guild.id
    operator.write(TREE % guild)

    assert operator.sync("--plan")[0] == 3
    assert operator.writes() == []

    code, out, error = operator.sync()
    assert (code, error) == (0, "")
    assert out.startswith("global: 100 to create, 0 unchanged\n  + create /global0\n")
    assert f"guild {guild}: 40 to create, 0 unchanged\n" in out
    assert out.endswith("\ndone\n")
    assert [len(body) for body in operator.writes()] == [100, 40]
    assert (len(operator.names()), len(operator.names(guild))) == (100, 40)

    done = operator.sync()
    assert done == (0, f"global: 100 unchanged\nguild {guild}: 40 unchanged\nnothing to do\n", "")
    assert operator.sync("--plan")[0] == 0
    assert operator.writes() == []

    operator.write(f"{TREE % guild}\nhere7 = slash_command('here7', description='New.', guild_ids=[{guild}])(handler)")
    code, out, _ = operator.sync()
    assert code == 0
    assert '  ~ update /here7\n      description: "Does 7." → "New."\n' in out
    assert [len(body) for body in operator.writes()] == [40]
    assert operator.discord.violations == []


def test_two_syncs_at_once_end_in_the_same_state(operator: Operator) -> None:
    guild = operator.discord.world.guild.id
    operator.write(TREE % guild)
    running = [operator.start() for _ in range(2)]

    for process in running:
        _, error = process.communicate(timeout=60)
        assert (process.returncode, error) == (0, "")
    assert (len(operator.names()), len(operator.names(guild))) == (100, 40)
    assert operator.sync("--plan")[0] == 0


def test_a_rename_keeps_the_id_and_wants_a_yes(operator: Operator) -> None:
    (before,) = operator.discord.register([{"name": "dice", "description": "Roll."}])
    operator.write(ONE % ("(renamed_from='dice')", "Roll."))

    code, out, error = operator.sync()
    assert code == 2
    assert f"> rename /roll (was dice, id {before['id']})\nwarning: dice becomes roll: mentions and usage stay" in out
    assert error == "postern: nothing was changed: a rename loses permissions that admins have set, so say --yes\n"
    assert operator.writes() == []

    assert operator.sync("--yes")[0] == 0
    (after,) = operator.discord.commands.listed()
    assert (after["id"], after["name"]) == (before["id"], "roll")
    assert operator.sync("--plan")[0] == 0


def test_what_the_code_does_not_know_is_kept_unless_pruned_and_the_entry_point_always(operator: Operator) -> None:
    launch = {"name": "launch", "description": "Play", "type": 4, "handler": 2}
    operator.discord.register([launch, {"name": "old", "description": "Old."}])
    operator.write(ONE % ("", "Roll."))

    assert operator.sync()[0] == 0
    assert operator.names() == {"launch", "old", "roll"}
    assert operator.sync("--plan", "--prune")[0] == 3
    assert operator.sync("--prune")[0] == 0
    assert operator.names() == {"launch", "roll"}


def test_one_guild_can_be_synced_alone_and_commands_left_in_any_are_found(operator: Operator) -> None:
    guild = operator.discord.world.guild.id
    operator.discord.register([ROLL], guild)
    operator.write(ONE % ("", "Roll."))

    assert operator.sync("--guild", str(guild), "--prune")[0] == 0
    assert (operator.names(), operator.names(guild)) == (set(), set())

    operator.discord.register([ROLL], guild)
    code, out, _ = operator.sync("--check-guilds")
    assert code == 0
    assert f"warning: guild {guild}: the code declares nothing for it, but it has 1 command, which stay" in out
    assert f"warning: guild {guild}: roll is there twice" in out


def test_a_plan_can_be_read_by_machines(operator: Operator) -> None:
    operator.write(ONE % ("", "Roll."))
    code, out, error = operator.sync("--plan", "--json")
    made = json.loads(out)

    assert (code, error) == (3, "")
    assert (made["drift"], made["applied"]) == (True, False)
    assert made["scopes"][0]["changes"][0]["action"] == "create"
    assert json.loads(operator.sync("--json")[1])["applied"] is True


def test_a_client_secret_does_in_place_of_a_bot_token(operator: Operator) -> None:
    operator.write(ONE % ("", "Roll."))
    secret = operator.discord.client_secret

    assert operator.sync(DISCORD_TOKEN="", DISCORD_CLIENT_SECRET=secret)[0] == 0
    assert operator.names() == {"roll"}
    code, _, error = operator.sync(DISCORD_TOKEN="", DISCORD_CLIENT_SECRET=secret[::-1])
    assert code == 2
    assert error.startswith("postern: DISCORD_CLIENT_SECRET is not the secret of application ")
    assert secret[::-1] not in error


@pytest.mark.parametrize("variable", ["DISCORD_APPLICATION_ID", "DISCORD_TOKEN"])
def test_a_missing_setting_is_named(operator: Operator, variable: str) -> None:
    operator.write(ONE % ("", "Roll."))
    code, out, error = operator.sync(**{variable: ""})

    assert (code, out) == (2, "")
    assert error.startswith(f"postern: {variable} is not set: ")
    assert error.count("\n") == 1


def test_a_guild_that_cannot_be_reached_is_a_failure_and_the_rest_is_done(operator: Operator) -> None:
    operator.write(ONE % ("(guild_ids=[5])", "Roll.") + "two = slash_command('two', description='x')(roll.callback)\n")
    code, out, _ = operator.sync()

    assert code == 1
    assert "guild 5: Discord refuses access (Missing Access)" in out
    assert operator.names() == {"two"}


class Closing(Registry):
    """Commands that can be read, but not written in guilds."""

    def overwrite(self, commands: Sequence[object], guild_id: int | None = None) -> list[dict[str, Any]]:
        if guild_id is not None:
            raise Refusal(403, 50001)
        return super().overwrite(commands, guild_id)


def test_a_guild_that_refuses_what_is_written_is_a_failure_and_the_rest_is_done(operator: Operator) -> None:
    guild = operator.discord.world.guild.id
    operator.discord.commands = Closing(operator.discord.world)
    operator.write(
        ONE % (f"(guild_ids=[{guild}])", "Roll.") + "two = slash_command('two', description='x')(roll.callback)\n"
    )
    code, out, error = operator.sync()

    assert code == 1
    assert out.endswith(f"guild {guild}: 1 to create, 0 unchanged\n  + create /roll\n")
    assert error.startswith(f"postern: guild {guild}: Discord refuses access (Missing Access)")
    assert (operator.names(), operator.names(guild)) == ({"two"}, set())

    code, out, _ = operator.sync("--json")
    assert code == 1
    assert [bool(scope["failure"]) for scope in json.loads(out)["scopes"]] == [False, True]


def test_the_plan_is_printed_also_where_it_cannot_be_carried_out(operator: Operator) -> None:
    operator.discord.register([{"name": f"old{number}", "description": "x"} for number in range(100)])
    operator.write(ONE % ("", "Roll."))
    code, out, error = operator.sync()

    assert code == 1
    assert out.startswith("global: 1 to create, 100 kept that the code does not declare, 0 unchanged\n")
    assert "warning: 101 slash commands, of which Discord takes 100" in out
    assert "done" not in out
    assert error.startswith("postern: ")


def test_many_guilds_are_told_of_while_they_are_read(operator: Operator) -> None:
    operator.write(ONE % (f"(guild_ids={list(range(1, 8))})", "Roll."))
    _, _, error = operator.sync("--plan")

    assert error == "reading 0 of 8\nreading 8 of 8\n"
