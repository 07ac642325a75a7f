"""Which host is recognised by what it puts into the environment, and what follows from it."""

import logging
import os
from collections.abc import Mapping

import pytest

from app.bot import Bot
from app.context.courier import Background
from app.server.hosts import choose_background, recognise_host
from app.settings import Settings
from tests.signature.signing import PUBLIC_KEY

LAMBDA = {
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
    "AWS_LAMBDA_FUNCTION_NAME": "bot",
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
    "LAMBDA_TASK_ROOT": "/var/task",
    "_HANDLER": "app.serverless.handler",
}
CLOUD_RUN = {"K_SERVICE": "bot", "K_REVISION": "bot-00001-abc", "K_CONFIGURATION": "bot", "PORT": "8080"}
HOSTS: list[tuple[str, Mapping[str, str], str, Background]] = [
    ("a server", {"PATH": "/usr/bin", "PORT": "8000"}, "a server that stays alive", "task"),
    ("Lambda", LAMBDA, "AWS Lambda", "callback"),
    (
        "Lambda, adapter as a layer",
        LAMBDA | {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap"},
        "AWS Lambda behind the web adapter",
        "callback",
    ),
    ("Lambda, adapter in an image", LAMBDA | {"AWS_LWA_PORT": "8000"}, "AWS Lambda behind the web adapter", "callback"),
    (
        "Lambda, adapter that streams",
        LAMBDA | {"AWS_LWA_INVOKE_MODE": "response_stream"},
        "AWS Lambda behind the web adapter",
        "callback",
    ),
    ("Lambda with another wrapper", LAMBDA | {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel"}, "AWS Lambda", "callback"),
    ("Cloud Run", CLOUD_RUN, "Google Cloud Run", "callback"),
    (
        "Cloud Functions",
        CLOUD_RUN | {"FUNCTION_TARGET": "bot", "FUNCTION_SIGNATURE_TYPE": "http"},
        "Google Cloud Functions",
        "callback",
    ),
    ("Vercel", {"VERCEL": "1", "VERCEL_ENV": "production"}, "Vercel", "inline"),
    ("Vercel on Lambda", LAMBDA | {"VERCEL": "1"}, "Vercel", "inline"),
    (
        "Azure",
        {"FUNCTIONS_WORKER_RUNTIME": "python", "WEBSITE_SITE_NAME": "bot", "PORT": "80"},
        "Azure Functions",
        "callback",
    ),
    ("Modal", {"MODAL_TASK_ID": "ta-01ABC", "MODAL_IS_REMOTE": "1"}, "Modal", "task"),
    ("Fly", {"FLY_APP_NAME": "bot", "FLY_MACHINE_ID": "148e"}, "Fly.io", "task"),
    ("Railway", {"RAILWAY_ENVIRONMENT_ID": "5f1c", "PORT": "8080"}, "Railway", "task"),
    ("Railway by its environment's name", {"RAILWAY_ENVIRONMENT_NAME": "production"}, "Railway", "task"),
    ("Railway by its project", {"RAILWAY_PROJECT_ID": "7a0e"}, "Railway", "task"),
    ("Render", {"RENDER": "true", "PORT": "10000"}, "Render", "task"),
    ("an empty variable", {"VERCEL": "", "K_SERVICE": "", "AWS_LAMBDA_FUNCTION_NAME": ""}, "a server that", "task"),
]


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in {name for _, environ, _, _ in HOSTS for name in environ} - {"PATH"}:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(("environ", "name", "background"), [host[1:] for host in HOSTS], ids=[one[0] for one in HOSTS])
def test_a_host_is_known_by_its_environment(environ: Mapping[str, str], name: str, background: Background) -> None:
    kind = recognise_host(environ, "linux")

    assert kind.name.startswith(name)
    assert kind.background == background
    assert kind.why


@pytest.mark.parametrize("variable", ["MODAL_TASK_ID", "FLY_APP_NAME", "RAILWAY_ENVIRONMENT_ID", "RENDER"])
def test_where_an_instance_may_sleep_the_operator_is_told(variable: str) -> None:
    background, why = choose_background("auto", {variable: "1"})

    assert background == "task"
    assert "takes longer to wake up than Discord waits: " in why


def test_a_worker_is_known_by_its_platform_whatever_else_is_set() -> None:
    kind = recognise_host(LAMBDA, "emscripten")

    assert (kind.name, kind.background) == ("Cloudflare Workers", "inline")


@pytest.mark.parametrize("said", ["task", "inline", "callback"])
def test_what_the_operator_says_stands(said: Background) -> None:
    assert choose_background(said, LAMBDA) == (said, "it was set so")


def test_auto_says_what_it_takes_the_host_for_and_why() -> None:
    background, why = choose_background("auto", CLOUD_RUN)

    assert background == "callback"
    assert why.startswith("this looks like Google Cloud Run: it freezes the process")
    assert "POSTERN_BACKGROUND=task" in why


def test_the_choice_is_logged_once_when_the_application_is_built(
    environ: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    environ.setenv("FUNCTIONS_WORKER_RUNTIME", "python")
    bot = Bot(Settings(public_key=PUBLIC_KEY))
    assert caplog.records == []
    bot.asgi()

    assert [record.getMessage() for record in caplog.records if "POSTERN_BACKGROUND" in record.getMessage()] == [
        f"POSTERN_BACKGROUND is callback: this looks like Azure Functions: {recognise_host(os.environ).why}"
    ]


@pytest.mark.parametrize(
    ("said", "background"), [("auto", "callback"), ("task", "task"), ("inline", "inline"), ("callback", "callback")]
)
def test_a_bot_takes_what_was_said_before_what_it_sees(
    environ: pytest.MonkeyPatch, said: Background, background: Background
) -> None:
    environ.setenv("AWS_LAMBDA_FUNCTION_NAME", "bot")

    assert Bot(Settings(public_key=PUBLIC_KEY, background=said)).background == background
