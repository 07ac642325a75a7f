import logging

import pytest

from app.request_errors import (
    BodyMalformed,
    BodyTooLarge,
    InteractionReplayed,
    RequestRejected,
    SignatureExpired,
    SignatureInvalid,
    SignatureMissing,
)
from app.server.rejections import PERIOD, RejectionLog


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def test_the_first_of_a_reason_is_told_at_once(caplog: pytest.LogCaptureFixture) -> None:
    RejectionLog().add(SignatureMissing("X-Signature-Ed25519"), 0)

    assert caplog.messages == ["refused with 401: no X-Signature-Ed25519 header, expected exactly one"]
    assert caplog.records[0].exc_info is None


def test_more_of_a_reason_are_counted_and_told_when_the_period_is_over(caplog: pytest.LogCaptureFixture) -> None:
    log = RejectionLog()
    for _ in range(1000):
        log.add(SignatureMissing("X-Signature-Ed25519"), 10)
    log.add(SignatureMissing("X-Signature-Ed25519"), 10 + PERIOD - 0.1)
    assert len(caplog.messages) == 1

    log.add(SignatureMissing("X-Signature-Ed25519"), 10 + PERIOD)
    log.add(SignatureMissing("X-Signature-Ed25519"), 10 + 2 * PERIOD)

    assert [message.endswith("(and 1000 more since the last such line)") for message in caplog.messages] == [
        False,
        True,
        False,
    ]


def test_each_reason_has_its_own_line(caplog: pytest.LogCaptureFixture) -> None:
    log = RejectionLog()
    for _ in range(3):
        log.add(SignatureInvalid(), 0)
        log.add(BodyTooLarge(2_000_000, 1_048_576), 0)

    assert [message[:16] for message in caplog.messages] == ["refused with 401", "refused with 413"]


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (SignatureMissing("X-Signature-Ed25519"), logging.WARNING, logging.INFO),
        (SignatureInvalid(), logging.WARNING, logging.INFO),
        (SignatureExpired(301, 300), logging.WARNING, logging.INFO),
        (InteractionReplayed(1), logging.WARNING, logging.INFO),
        (BodyTooLarge(2, 1), logging.WARNING, logging.WARNING),
        (BodyMalformed("no interaction"), logging.WARNING, logging.WARNING),
    ],
)
def test_beside_genuine_requests_a_bad_signature_is_no_reason_to_worry(
    caplog: pytest.LogCaptureFixture, error: RequestRejected, before: int, after: int
) -> None:
    RejectionLog().add(error, 0)
    log = RejectionLog()
    log.any_accepted = True
    log.add(error, 0)

    assert [record.levelno for record in caplog.records] == [before, after]


def test_the_likely_reasons_are_named_while_nothing_was_genuine(caplog: pytest.LogCaptureFixture) -> None:
    log = RejectionLog()
    log.add(SignatureInvalid(), 0)
    log.any_accepted = True
    log.add(SignatureInvalid(), PERIOD)

    assert "is DISCORD_PUBLIC_KEY this application's, does a proxy change the body?" in caplog.messages[0]
    assert "DISCORD_PUBLIC_KEY" not in caplog.messages[1]


def test_an_expired_signature_names_the_skew_and_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    RejectionLog().add(SignatureExpired(-3600.0, 300), 0)

    assert "signed -3600.0 s before arrival" in caplog.messages[0]
    assert "this machine's clock is about 3600 s behind Discord's" in caplog.messages[0]
