import asyncio
import json
import logging
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bot import Bot
from app.context.command import CommandContext
from app.settings import Settings
from app.telemetry.logs import REDACTED, ConsoleFormatter, JsonFormatter, configure_logging, interaction_id, redact
from tests.server.asgi import post
from tests.server.interactions import command
from tests.signature.signing import NOW, PUBLIC_KEY, signed

BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
INTERACTION_TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDphYmNkZWY="
WEBHOOK_TOKEN = "uXxPzVq1-_fLeAn"
FORMATS = ["console", "json"]

log = logging.getLogger("commands.somebodys_own")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, httpx_level = root.handlers[:], root.level, logging.getLogger("httpx").level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("httpx").setLevel(httpx_level)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param(f"token {BOT_TOKEN}!", f"token {REDACTED}!", id="bot token"),
        pytest.param(f"Authorization: Bot {BOT_TOKEN}", f"Authorization: Bot {REDACTED}", id="in a header"),
        pytest.param(f"got {INTERACTION_TOKEN}", f"got {REDACTED}", id="interaction token"),
        pytest.param(
            f"https://discord.com/api/v10/webhooks/123/{WEBHOOK_TOKEN}/messages/@original",
            f"https://discord.com/api/v10/webhooks/123/{REDACTED}/messages/@original",
            id="webhook",
        ),
        pytest.param(
            f"POST /interactions/123/{INTERACTION_TOKEN}/callback?with_response=true",
            f"POST /interactions/123/{REDACTED}/callback?with_response=true",
            id="callback",
        ),
        pytest.param(f"'/webhooks/1/{WEBHOOK_TOKEN}'", f"'/webhooks/1/{REDACTED}'", id="in quotes"),
        pytest.param(f"/webhooks/1/{WEBHOOK_TOKEN}?wait=true", f"/webhooks/1/{REDACTED}?wait=true", id="with a query"),
        pytest.param(f"{BOT_TOKEN} {INTERACTION_TOKEN}", f"{REDACTED} {REDACTED}", id="two"),
        pytest.param("GET /webhooks/123", "GET /webhooks/123", id="a path without a token"),
        pytest.param("app.server.asgi.AsgiDoor 127.0.0.1", "app.server.asgi.AsgiDoor 127.0.0.1", id="dotted names"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_takes_out_what_has_the_form_of_a_token(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_takes_out_secrets_of_any_form() -> None:
    assert redact("open sesame, sesame!", ["sesame"]) == f"open {REDACTED}, {REDACTED}!"


@given(before=st.text(), after=st.text())
def test_no_surroundings_save_a_token(before: str, after: str) -> None:
    text = redact(f"{before}/webhooks/1/{WEBHOOK_TOKEN}/{after} {before} {BOT_TOKEN} {after}")

    assert WEBHOOK_TOKEN not in text
    assert BOT_TOKEN not in text


def leak(secret: str) -> None:
    raise RuntimeError(f"could not POST /webhooks/1/{WEBHOOK_TOKEN} with {secret} and {BOT_TOKEN}")


@pytest.mark.parametrize("form", FORMATS)
def test_no_record_carries_a_secret_wherever_it_stands(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", form, ["sesame"])

    log.info(f"in the message {BOT_TOKEN} {INTERACTION_TOKEN} sesame")
    log.info("in the arguments %s %r", BOT_TOKEN, {"token": INTERACTION_TOKEN, "url": f"/webhooks/1/{WEBHOOK_TOKEN}"})
    try:
        leak("sesame")
    except RuntimeError:
        log.exception("in the traceback")
        log.error("twice", exc_info=True)
    log.debug("in the stack", stack_info=True)

    out, err = capsys.readouterr()
    assert out == ""
    assert "in the traceback" in err
    assert "RuntimeError" in err
    for secret in (BOT_TOKEN, INTERACTION_TOKEN, WEBHOOK_TOKEN, "sesame "):
        assert secret not in err


@pytest.mark.parametrize("form", FORMATS)
def test_a_log_call_that_is_mistaken_does_not_leak_its_arguments(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", form, ["sesame"])

    log.info("one argument too many", INTERACTION_TOKEN, "sesame")
    log.info("%d is no number", BOT_TOKEN)

    err = capsys.readouterr().err
    assert err.count("--- Logging error ---") == 2
    assert "one argument too many" in err
    for secret in (BOT_TOKEN, INTERACTION_TOKEN, "sesame"):
        assert secret not in err


def test_a_line_for_people_names_level_logger_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()

    log.debug("not this")
    log.warning("careful: %d", 5)

    (line,) = capsys.readouterr().err.splitlines()
    assert line[8:] == " WARNING commands.somebodys_own: careful: 5"


def test_a_line_for_machines_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning", "json")

    log.info("not this")
    log.warning("two\nlines: %s", "é")
    try:
        leak("")
    except RuntimeError:
        log.exception("failed")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "warning", "logger": "commands.somebodys_own", "message": "two\nlines: é"}
    assert second["error"].startswith("Traceback")


@pytest.mark.parametrize("form", FORMATS)
def test_a_record_with_half_a_surrogate_pair_is_not_lost(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", form)

    log.info("half: \ud83d")

    assert "half: \\ud83d" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [ConsoleFormatter, JsonFormatter])
@given(message=st.text())
def test_one_record_for_machines_is_one_line(kind: type[logging.Formatter], message: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%s", (message,), None)

    line = kind().format(record)

    if kind is JsonFormatter:
        assert len(line.splitlines()) == 1
        assert json.loads(line)["message"] == redact(message)


def test_all_goes_to_one_handler_however_often_it_is_configured(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    configure_logging()

    log.info("once")

    assert capsys.readouterr().err.count("once") == 1
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


@pytest.mark.parametrize("form", FORMATS)
async def test_records_name_the_interaction_that_the_code_works_for(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = Bot(Settings(public_key=PUBLIC_KEY), now=lambda: NOW)

    @bot.slash_command
    async def ping(ctx: CommandContext) -> str:
        """Say hello."""
        log.info("mine")
        await asyncio.create_task(later())
        await asyncio.to_thread(log.info, "from a thread")
        return "Pong!"

    async def later() -> None:
        log.info("from a task")

    door = bot.asgi()
    configure_logging("info", form)
    for number in ("1001", "1002"):
        body = command(id=number)
        assert (await post(door, body, signed(body))).status == 200
    log.info("outside")

    lines = capsys.readouterr().err.splitlines()
    assert [next((n for n in ("1001", "1002") if n in line), "") for line in lines] == ["1001"] * 3 + ["1002"] * 3 + [
        ""
    ]
    if form == "json":
        assert [json.loads(line).get("interaction_id") for line in lines] == ["1001"] * 3 + ["1002"] * 3 + [None]
    else:
        assert lines[0].endswith("mine [interaction 1001]")


def test_the_interaction_stands_on_the_first_line_of_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()

    def work() -> None:
        interaction_id.set(77)
        try:
            leak("")
        except RuntimeError:
            log.exception("failed")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    first, *rest = capsys.readouterr().err.splitlines()
    assert first.endswith("failed [interaction 77]")
    assert rest[0].startswith("Traceback")


async def test_a_handler_that_fails_leaks_nothing_of_its_interaction(capsys: pytest.CaptureFixture[str]) -> None:
    bot = Bot(Settings(public_key=PUBLIC_KEY, token=BOT_TOKEN), now=lambda: NOW)

    @bot.slash_command
    async def ping(ctx: CommandContext) -> str:
        """Fail."""
        raise RuntimeError(f"{ctx.interaction!r} {ctx.interaction.token} {ctx.bot!r} {bot.settings!r}")

    configure_logging("debug", "console", [BOT_TOKEN])
    body = command(token=INTERACTION_TOKEN)
    exchange = await post(bot.asgi(), body, signed(body))

    err = capsys.readouterr().err
    assert "/ping failed" in err
    assert "RuntimeError: <Interaction" in err
    for secret in (BOT_TOKEN, INTERACTION_TOKEN):
        assert secret not in err
        assert secret.encode() not in exchange.body


def test_a_long_run_of_characters_costs_no_more_than_its_length() -> None:
    text = "a" * 2_000_000

    assert redact(text) == text
