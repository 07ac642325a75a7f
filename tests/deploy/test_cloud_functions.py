"""Cloud Functions: the framework that Google runs, with the recipe in it."""

import tomllib

import pytest

from tests.deploy.deployment import DEPLOY, ROOT, base_requirements, deployed

HERE = DEPLOY / "cloud-functions"
ENVIRON = {"FUNCTION_TARGET": "bot", "K_SERVICE": "bot", "PORT": "{port}", "HOST": "127.0.0.1"}


async def test_it_answers_through_the_real_framework() -> None:
    async with deployed("functions-framework", "--source", str(HERE / "main.py"), **ENVIRON) as recipe:
        await recipe.check_what_every_host_owes("callback")

        assert "this looks like Google Cloud Functions" in recipe.log()


@pytest.mark.parametrize("host", ["cloud-functions", "azure-functions"])
def test_what_it_installs_is_what_postern_needs_and_the_hosts_own_library(host: str) -> None:
    needed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    named = base_requirements(DEPLOY / host / "requirements.txt")

    assert needed < named
    assert [name.partition(">")[0] for name in named - needed] == [
        {"cloud-functions": "functions-framework", "azure-functions": "azure-functions"}[host]
    ]
