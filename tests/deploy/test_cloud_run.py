"""Cloud Run: the service's file, and the server in the environment that it makes."""

from typing import Any

import pytest
import yaml

from app.settings import VARIABLES, read_settings
from tests.deploy.deployment import DEPLOY, deployed

SERVED = ("uvicorn", "tests.deploy.watching:app", "--port", "{port}", "--lifespan", "off")
ENVIRON = {"RECIPE": "../app/main.py", "K_SERVICE": "bot", "K_REVISION": "bot-00001-abc", "PORT": "{port}"}


@pytest.fixture
def service() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "cloud-run" / "service.yaml").read_text())
    return read


async def test_with_request_based_billing_all_is_done_when_the_response_ends() -> None:
    """E5: from there on the process stands still."""
    async with deployed(*SERVED, **ENVIRON) as recipe:
        await recipe.check_what_every_host_owes("callback")

        assert "this looks like Google Cloud Run" in recipe.log()


def test_the_process_may_work_behind_a_response_as_its_setting_says(service: dict[str, Any]) -> None:
    template = service["spec"]["template"]
    (container,) = template["spec"]["containers"]
    said = {one["name"]: one.get("value", "a secret") for one in container["env"]}

    assert template["metadata"]["annotations"]["run.googleapis.com/cpu-throttling"] == "false"
    assert said["POSTERN_BACKGROUND"] == "task"
    assert set(said) <= set(VARIABLES.values())


def test_nobody_waits_for_a_start(service: dict[str, Any]) -> None:
    annotations = service["spec"]["template"]["metadata"]["annotations"]

    assert int(annotations["autoscaling.knative.dev/minScale"]) >= 1
    assert annotations["run.googleapis.com/startup-cpu-boost"] == "true"


def test_handlers_end_before_the_container_is_killed(service: dict[str, Any]) -> None:
    (container,) = service["spec"]["template"]["spec"]["containers"]
    said = {one["name"]: one["value"] for one in container["env"] if one["name"] == "POSTERN_GRACE"}

    assert read_settings(said).grace < 10


def test_it_is_probed_where_postern_answers_and_no_token_stands_in_the_file(service: dict[str, Any]) -> None:
    (container,) = service["spec"]["template"]["spec"]["containers"]
    (token,) = (one for one in container["env"] if one["name"] == "DISCORD_TOKEN")

    assert container["startupProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert "value" not in token
    assert token["valueFrom"]["secretKeyRef"]
