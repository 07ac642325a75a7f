"""What a single request says of itself in logs."""

import logging

import pytest

from app.models.attachment import Attachment
from app.rest.call import redact_record
from app.rest.client import Rest
from tests.rest.given import Wire, requester

FILE = "https://cdn.discordapp.com/attachments/1/2/a.txt"
SIGNED = "ex=68dc7ce1&is=68db2b61&hm=5954f90117ccf871&"


async def test_the_signature_of_a_file_that_is_fetched_gets_into_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    wire = Wire()

    await Rest(requester(wire)).attachments.read(Attachment(filename="a.txt", url=f"{FILE}?{SIGNED}"))

    assert str(wire.requests[0].url) == f"{FILE}?{SIGNED}"
    assert f"GET {FILE}?[redacted] " in caplog.text
    assert "5954f90117ccf871" not in caplog.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            f'HTTP Request: GET {FILE}?{SIGNED} "HTTP/1.1 200 OK"',
            f'HTTP Request: GET {FILE}?[redacted] "HTTP/1.1 200 OK"',
        ),
        (f"{FILE}?width=5&hm=5954f90117ccf871", f"{FILE}?width=5&[redacted]"),
        (f"'{FILE}?{SIGNED}' is gone", f"'{FILE}?[redacted]' is gone"),
        (
            "GET https://discord.test/api/v10/channels/1?limit=5&hmm=1",
            "GET https://discord.test/api/v10/channels/1?limit=5&hmm=1",
        ),
        ("GET https://discord.test/api/webhooks/1/planted-token", "GET https://discord.test/api/webhooks/1/[redacted]"),
    ],
    ids=["a line", "its end", "in quotes", "no file", "a token"],
)
def test_a_line_of_httpx_is_let_through_without_its_secrets(said: str, shown: str) -> None:
    record = logging.LogRecord("httpx", logging.INFO, __file__, 1, "%s", (said,), None)

    assert redact_record(record)
    assert record.getMessage() == shown
