"""`postern doctor`, as an operator runs it: what it says of whole deployments, each broken in one way."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.env_file import render_env
from app.cli.finding import Level
from app.simulator.discord import Discord
from tests.cli.patients import examined, of, outside, patient, wrong
from tests.signature.signing import PUBLIC_KEY

ANOTHER = "1213063181107299999"


def doctor(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "doctor", *arguments],
        cwd=cwd,
        env=outside(**environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def test_nothing_wrong_is_found_where_nothing_is() -> None:
    async with patient() as well:
        well.discord.requests.clear()
        found = await well.examined()

        assert {request.method for request in well.discord.requests} == {"GET"}
        assert wrong(found) == []
        assert of(found, "clock").level is Level.fine
        assert "belongs to Postern" in of(found, "token").says
        assert "is that of Postern" in of(found, "public-key").says
        assert of(found, "drift").says == "Discord has the commands of the code"
        assert of(found, "endpoint").says == f"Discord sends interactions to {well.discord.endpoint}"
        assert of(found, "endpoint-verdict").level is Level.fine
        assert "A bot answers here" in of(found, "server").says


Change = Callable[[Discord], object]


def nothing(discord: Discord) -> None:
    """Leave Discord as it is."""


def endpoint(change: Callable[[str], str]) -> Change:
    def make(discord: Discord) -> None:
        discord.endpoint = change(discord.endpoint)

    return make


def application(**settings: object) -> Change:
    return lambda discord: discord.world.application.settings.update(settings)


def register(*names: str, guild: bool = False) -> Change:
    def make(discord: Discord) -> None:
        there = discord.commands.listed(None)
        extra = [{"name": name, "description": "Old."} for name in names]
        if guild:
            discord.register(extra, guild_id=discord.world.guild.id)
        else:
            discord.register([*there, *extra])

    return make


BROKEN = [
    pytest.param({"DISCORD_PUBLIC_KEY": ""}, nothing, "public-key", "is not set", id="no key"),
    pytest.param({"DISCORD_PUBLIC_KEY": PUBLIC_KEY}, nothing, "public-key", "is not that of", id="another's key"),
    pytest.param({"DISCORD_PUBLIC_KEY": "TOKEN"}, nothing, "public-key", "looks like a bot token", id="token as key"),
    pytest.param({"DISCORD_PUBLIC_KEY": ANOTHER}, nothing, "public-key", "looks like a snowflake", id="id as key"),
    pytest.param({"DISCORD_PUBLIC_KEY": "ab" * 31}, nothing, "public-key", "has 62 hexadecimal", id="key cut short"),
    pytest.param({"DISCORD_TOKEN": "RESET"}, nothing, "token", "was reset", id="token was reset"),
    pytest.param({"DISCORD_TOKEN": "OTHER"}, nothing, "token", "of the account", id="another's token"),
    pytest.param({"DISCORD_TOKEN": PUBLIC_KEY}, nothing, "token", "looks like a public key", id="key as token"),
    pytest.param({"DISCORD_TOKEN": "x" * 32}, nothing, "token", "looks like a client secret", id="secret as token"),
    pytest.param({"DISCORD_TOKEN": f"mfa.{'x' * 60}"}, nothing, "token", "token of a user", id="user's token"),
    pytest.param({"DISCORD_TOKEN": "x" * 40}, nothing, "token", "not the form", id="half a token"),
    pytest.param({"DISCORD_TOKEN": ANOTHER}, nothing, "settings", "DISCORD_TOKEN is no bot token", id="id as token"),
    pytest.param(
        {"DISCORD_APPLICATION_ID": ANOTHER}, nothing, "application-id", "belongs to Postern", id="another's id"
    ),
    pytest.param({"DISCORD_APPLICATION_ID": "postern"}, nothing, "settings", "is no snowflake", id="name as id"),
    pytest.param({"POSTERN_COMMANDS": "no_such_package"}, nothing, "commands", "no package", id="no package"),
    pytest.param({"POSTERN_STORE": "redis://127.0.0.1:1"}, nothing, "store", "cannot be reached", id="no Redis"),
    pytest.param({"POSTERN_STORE": "sqlite:///no/such/x.db"}, nothing, "store", "no folder", id="no folder"),
    pytest.param({}, endpoint(lambda url: ""), "endpoint", "go to the gateway", id="no endpoint"),
    pytest.param({}, endpoint(lambda url: f"{url}s"), "endpoint", "the bot answers at", id="wrong path"),
    pytest.param({}, endpoint(lambda url: url.replace("interactions", "events")), "endpoint", "events", id="swapped"),
    pytest.param({}, endpoint(lambda _: "http://127.0.0.1:1/interactions"), "endpoint-connect", "", id="dead port"),
    pytest.param(
        {},
        application(event_webhooks_url="http://127.0.0.1:1/events", event_webhooks_status=3),
        "events",
        "switched webhook events off",
        id="events disabled by Discord",
    ),
]


@pytest.mark.parametrize(("environ", "change", "check", "says"), BROKEN)
async def test_names_what_is_broken(environ: dict[str, str], change: Change, check: str, says: str) -> None:
    async with patient() as ill:
        token = ill.discord.bot_token
        change(ill.discord)
        first, second, third = token.split(".")
        tokens = {
            "TOKEN": token,
            "RESET": f"{first}.{second}.{third[::-1]}",
            "OTHER": f"MTIz{first[4:]}.{second}.{third}",
        }
        given = {name: tokens.get(value, value) for name, value in environ.items()}

        found = await ill.examined(**given)

        named = of(found, check)
        assert (named.level, says in named.says) == (Level.failure, True), named
        assert all(not one.says.endswith(".") for one in found)
        said = "\n".join(f"{one.says} {one.mend}" for one in found)
        assert not [secret for secret in tokens.values() if secret in said]
        # The rest is looked at all the same.
        assert {"clock", "host", "versions"} <= {one.check for one in found}


ODD = [
    pytest.param({"DISCORD_APPLICATION_ID": ""}, nothing, "application-id", "is not set", id="no id"),
    pytest.param({"POSTERN_STOER": "memory:"}, nothing, "settings-unknown", "POSTERN_STORE", id="misspelt name"),
    pytest.param(
        {"DISCORD_APPLICATION_ID": "", "APP_ID": "1"},
        nothing,
        "settings-unknown",
        "does not read",
        id="another library's name",
    ),
    pytest.param({}, register("old"), "leftovers", "/old", id="commands left over"),
    pytest.param({}, register("ping", guild=True), "doubles", "ping is there twice", id="shown twice"),
    pytest.param({"POSTERN_REPLAY": "store"}, nothing, "store", "shares nothing", id="nothing is shared"),
    pytest.param(
        {"WEB_CONCURRENCY": "4", "POSTERN_COMMANDS": "commands"},
        nothing,
        "store",
        "cooldown of /roll",
        id="limits that do not hold",
    ),
    pytest.param({"FUNCTION_TARGET": "b", "POSTERN_BACKGROUND": "task"}, nothing, "background", "freezes", id="frozen"),
    pytest.param({"PORT": "1", "POSTERN_PORT": "2"}, nothing, "address", "PORT=1", id="two ports"),
    pytest.param(
        {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, nothing, "address", "nobody outside", id="loopback in a container"
    ),
    pytest.param(
        {},
        application(install_params={"scopes": ["identify"], "permissions": "0"}),
        "permissions",
        "neither of the scopes",
        id="install link without scopes",
    ),
]


@pytest.mark.parametrize(("environ", "change", "check", "says"), ODD)
async def test_warns_of_what_is_odd(environ: dict[str, str], change: Change, check: str, says: str) -> None:
    async with patient() as odd:
        change(odd.discord)

        found = await odd.examined(**environ)

        named = of(found, check)
        assert (named.level, says in named.says) == (Level.warning, True), named
        assert wrong(found, Level.failure) == []


async def test_every_malformed_value_is_named_at_once() -> None:
    found = await examined(
        {
            "POSTERN_GRACE": "soon",
            "POSTERN_STORE": "redis",
            "POSTERN_EVENTS_PATH": "/interactions",
            "PORT": "http",
            "POSTERN_COMMANDS": "tests.fixtures.commands",
            "DISCORD_API_URL": "http://127.0.0.1:1",
        }
    )

    malformed = [one.says.partition(" ")[0] for one in found if one.check == "settings"]
    assert sorted(malformed) == ["PORT", "POSTERN_EVENTS_PATH", "POSTERN_GRACE", "POSTERN_STORE"]


async def test_a_deployment_with_its_settings_in_a_file_is_well(tmp_path: Path) -> None:
    async with patient() as well:
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in well.environ.items()))
        done = await asyncio.to_thread(doctor, cwd=tmp_path, POSTERN_HOST="0.0.0.0")

    assert (done.returncode, done.stderr) == (0, "")
    assert ".env was read, with 6 settings in it" in done.stdout
    assert "✗" not in done.stdout
    # The package of the tests stands elsewhere, and the machine may be busy.
    assert re.fullmatch(r"\d warnings?", done.stdout.splitlines()[-1])


async def test_a_check_that_breaks_hides_nothing_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async with patient() as ill:
        # Of a kind that httpx raises an error of Python's at.
        monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
        found = await ill.examined()

    assert "socks" in of(found, "doctor").says
    assert of(found, "server").level is Level.fine


def test_a_newcomer_without_a_single_setting_is_told_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    done = doctor(cwd=tmp_path, DISCORD_API_URL="http://127.0.0.1:1")

    assert (done.returncode, done.stderr) == (0, "")
    assert "`postern dev` needs nothing" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Nothing listens at http://127.0.0.1:1/api/v10" in done.stdout
    assert "`postern new command NAME` writes one" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if str(tmp_path) not in line)
    assert done.stdout.splitlines()[-1].startswith("2 warnings; ")


def test_scripts_get_json_and_an_exit_code(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").write_text("print('what an author prints')")
    (tmp_path / ".env").write_text("DISCORD_PUBLIC_KEY=nonsense\nPOSTERN_PORT=1\n")
    done = doctor("--json", cwd=tmp_path, DISCORD_API_URL="http://127.0.0.1:1", POSTERN_PORT="2")

    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert all(set(one) == {"check", "level", "says", "mend"} for one in found)
    levels = {one["check"]: one["level"] for one in found}
    assert (levels["public-key"], levels["rest"], levels["host"]) == ("failure", "failure", "fine")
    assert "POSTERN_PORT of .env is not in force" in str([one["says"] for one in found if one["check"] == "dotenv"])


def test_a_file_of_settings_that_is_not_filled_in_is_no_deployment_that_is_well(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / ".env").write_text(render_env())
    done = doctor("--json", cwd=tmp_path, DISCORD_API_URL="http://127.0.0.1:1")

    key = next(one for one in json.loads(done.stdout) if one["check"] == "public-key")
    assert (done.returncode, key["level"]) == (1, "failure")
    assert key["says"] == "DISCORD_PUBLIC_KEY is not set: `postern serve` needs it"


def test_another_file_of_settings_is_read_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTERN_PORT=1111\n")
    named = tmp_path / "postern.env"
    named.write_text("POSTERN_PORT=2222\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app", *arguments]
        environ = outside(DISCORD_API_URL="http://127.0.0.1:1")
        return subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120, check=False
        )

    done = run("--env-file", str(named), "doctor")
    assert "would listen on 127.0.0.1:2222" in done.stdout
    assert f"{named} was read, with 1 setting in it" in " ".join(done.stdout.split())
    missing = run("--env-file", "none.env", "doctor")
    assert (missing.returncode, "'none.env' does not exist" in missing.stderr) == (2, True)


@pytest.mark.parametrize(
    ("environ", "code", "says"),
    [
        pytest.param({}, 0, "POSTERN_BACKGROUND is task", id="a server"),
        pytest.param({"VERCEL": "1"}, 0, "Vercel", id="Vercel"),
        pytest.param({"AWS_LAMBDA_FUNCTION_NAME": "bot"}, 0, "POSTERN_BACKGROUND is callback", id="Lambda"),
        pytest.param({"POSTERN_BACKGROUND": "later"}, 1, "expected one of", id="no such strategy"),
    ],
)
def test_the_host_alone_needs_no_setting(environ: dict[str, str], code: int, says: str, tmp_path: Path) -> None:
    done = doctor("--host", cwd=tmp_path, **environ)

    assert (done.returncode, done.stderr) == (code, "")
    assert says in done.stdout
    assert {line[0] for line in done.stdout.splitlines()} <= {"✓", "✗", " "}
