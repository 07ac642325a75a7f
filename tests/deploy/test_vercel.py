"""Vercel: the recipe behind a real server, in Vercel's environment."""

import json

from tests.deploy.deployment import DEPLOY, deployed
from tests.deploy.watching import LEFT_BEHIND

HERE = DEPLOY / "vercel"
SERVED = ("uvicorn", "tests.deploy.watching:app", "--port", "{port}", "--lifespan", "off")
ENVIRON = {"RECIPE": "vercel/api/index.py", "VERCEL": "1", "VERCEL_ENV": "production"}


async def test_it_answers_in_its_response_and_the_call_waits_for_the_rest() -> None:
    async with deployed(*SERVED, **ENVIRON) as recipe:
        await recipe.check_what_every_host_owes("response")

        assert "POSTERN_BACKGROUND is inline: this looks like Vercel" in recipe.log()


async def test_work_that_would_be_left_behind_is_noticed() -> None:
    """The test above could not fail otherwise."""
    async with deployed(*SERVED, **ENVIRON, POSTERN_BACKGROUND="task") as recipe:
        slow = await recipe.discord.command("wait", {"seconds": 1.0})
        await slow.until(lambda i: i.state == "answered", within=30)

        assert LEFT_BEHIND in recipe.log()


def test_every_path_leads_to_the_one_function() -> None:
    config = json.loads((HERE / "vercel.json").read_text())
    (function,) = config["functions"]

    assert (HERE / function).is_file()
    assert config["rewrites"] == [{"source": "/(.*)", "destination": f"/{function.removesuffix('.py')}"}]
    # A redirect would turn Discord's POST away.
    assert not {"redirects", "trailingSlash", "cleanUrls"} & set(config)


def test_a_deferred_handler_has_time_within_the_call() -> None:
    (function,) = json.loads((HERE / "vercel.json").read_text())["functions"].values()

    assert function["maxDuration"] >= 60
