"""Azure Functions: the library's own requests and responses, through the recipe."""

import json

from tests.deploy.deployment import DEPLOY, deployed

HERE = DEPLOY / "azure-functions"
ENVIRON = {"FUNCTIONS_WORKER_RUNTIME": "python", "WEBSITE_SITE_NAME": "bot"}


async def test_it_answers_by_callback_where_nothing_leaves_before_the_call_returns() -> None:
    """E3."""
    async with deployed("python", "-m", "tests.deploy.azure_host", "{port}", **ENVIRON) as recipe:
        await recipe.check_what_every_host_owes("callback")

        assert "this looks like Azure Functions" in recipe.log()


def test_no_prefix_stands_before_the_paths() -> None:
    host = json.loads((HERE / "host.json").read_text())

    assert host["version"] == "2.0"
    assert host["extensions"]["http"]["routePrefix"] == ""
