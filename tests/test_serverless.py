"""The Lambda function as a new process finds it: what it loads, and what it says of what cannot work."""

import json
import subprocess
import sys
import time

import pytest

from tests.journeys.test_cold_start import heavy, resources, run
from tests.server.interactions import PING, command
from tests.server.lambda_sources import WARM_UPS, Json, make_event
from tests.signature.signing import PUBLIC_KEY, signed

SCRIPT = """
import json, sys

from app.serverless import handler

answers = [handler(event, None) for event in json.loads(sys.argv[1])]
print(json.dumps([answers, sorted(sys.modules)]))
"""
UNNEEDED = {"uvicorn", "click", "redis", "prometheus_client", "opentelemetry", "sqlite3", "cryptography"}


def invoke(*events: Json) -> tuple[list[Json], list[str]]:
    """Invoke the function in a new process; returns its answers, and all modules that were loaded."""
    answers, modules = json.loads(run("-c", SCRIPT, json.dumps(events)).stdout)
    return answers, modules


def event_of(body: bytes) -> Json:
    return make_event("function_url", body, signed(body, int(time.time())))


def test_the_first_pong_needs_no_web_framework_no_server_and_no_client() -> None:
    answers, modules = invoke(event_of(PING))

    assert [(one["statusCode"], one["body"]) for one in answers] == [(200, '{"type":1}')]
    assert heavy(modules) == set()
    assert UNNEEDED & set(modules) == set()
    assert resources(modules) == set()


def test_a_command_that_answers_at_once_and_all_that_is_refused_need_none_either() -> None:
    forged = make_event("function_url", PING, signed(PING + b" ", int(time.time())))
    get = make_event("function_url", None, method="GET")
    health = make_event("balancer", None, method="GET", path="/healthz")
    answers, modules = invoke(event_of(command("ping")), forged, get, health)

    assert [one["statusCode"] for one in answers] == [200, 401, 405, 200]
    assert heavy(modules) == set()
    assert UNNEEDED & set(modules) == set()


def test_a_warm_up_loads_what_the_first_deferral_needs() -> None:
    answers, modules = invoke(WARM_UPS["serverless-plugin-warmup"])

    assert [one["statusCode"] for one in answers] == [200]
    assert "httpx" in modules
    assert "starlette" not in modules


@pytest.mark.parametrize(
    ("environ", "last"),
    [
        pytest.param({}, "app.errors.SettingsError: DISCORD_PUBLIC_KEY ", id="no key"),
        pytest.param(
            {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": "no.such.thing"},
            "app.errors.DiscoveryError: ",
            id="no commands",
        ),
    ],
)
def test_what_cannot_work_fails_at_the_import_with_the_sentence(environ: dict[str, str], last: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import app.serverless"], env=environ, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(last)
