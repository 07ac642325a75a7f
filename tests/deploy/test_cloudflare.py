"""Cloudflare Workers: the recipe between stand-ins for what the runtime brings, without PyNaCl."""

import json
import re
import signal
import socket
import tomllib

from app.settings import VARIABLES
from tests.deploy.deployment import DEPLOY, ROOT, deployed

HERE = DEPLOY / "cloudflare"
SERVED = ("uvicorn", "tests.deploy.workers_host:app", "--port", "{port}", "--lifespan", "off")


async def test_it_answers_at_once_and_is_kept_for_the_rest() -> None:
    """E4."""
    async with deployed(*SERVED) as recipe:
        await recipe.check_what_every_host_owes("response")

        assert "this looks like Cloudflare Workers" in recipe.log()


async def test_a_discord_that_never_answers_holds_no_response_back() -> None:
    """E4: a request to Discord hangs there now and then."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with deployed(*SERVED, DISCORD_API_URL=f"http://127.0.0.1:{silent.getsockname()[1]}") as recipe:
            slow = await recipe.discord.command("wait", {"seconds": 0.5})
            assert (slow.status, slow.state, slow.answered_by) == (200, "deferred", "response")

            quick = await recipe.discord.command("ping")
            assert quick.content == "Pong, Ben!"
            # It would wait for Discord as long as the bot does.
            recipe.tell(signal.SIGKILL)


async def test_what_is_no_request_of_discords_is_told_so() -> None:
    async with deployed(*SERVED, POSTERN_MAX_BODY="2000") as recipe:
        for method, path in [
            ("GET", "/interactions"),
            ("HEAD", "/interactions/"),
            ("PUT", "/events"),
            ("PROPFIND", "/events"),
        ]:
            answer = await recipe.ask(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert (await recipe.ask("POST", "/")).status_code == 404
        assert (await recipe.ask("POST", "/interactions")).status_code == 401
        assert (await recipe.post("/interactions", b"x" * 2001)).status_code == 413
        assert (await recipe.post("/interactions", b"x" * 2_000_000)).status_code == 413
        assert "Traceback" not in recipe.log()


def test_what_it_installs_is_part_of_what_postern_needs() -> None:
    """The parts that have no wheel for WebAssembly are left out, and the server that is not there."""
    needed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    named = set(tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["dependencies"])

    assert named < needed
    assert {re.split(r"[>;]", name)[0] for name in needed - named} == {
        "click", "httptools", "pynacl", "starlette", "uvicorn", "uvloop",
    }  # fmt: skip


def test_the_configuration_names_the_recipe_and_no_secret() -> None:
    config = json.loads((HERE / "wrangler.jsonc").read_text())

    assert (HERE / config["main"]).is_file()
    assert "python_workers" in config["compatibility_flags"]
    assert set(config["vars"]) <= set(VARIABLES.values()) - {"DISCORD_TOKEN", "DISCORD_CLIENT_SECRET", "POSTERN_SECRET"}
