"""Both verifiers at once, which must not differ in anything."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from app.request_errors import RequestRejected
from app.signature.key_verifier import KeyVerifier
from app.signature.web_crypto import WebCryptoVerifier
from tests.signature.javascript import Subtle, within_javascript
from tests.signature.signing import Headers


def web_crypto(keys: Sequence[bytes], window: float = 300.0, subtle: Subtle | None = None) -> WebCryptoVerifier:
    with within_javascript(subtle or Subtle()):
        return WebCryptoVerifier(keys, window)


def finish(work: Any) -> None:
    """Run a coroutine to its end; what it awaits is settled already."""
    assert isinstance(work, Coroutine)
    with contextlib.suppress(StopIteration):
        while True:
            work.send(None)


def verify(body: bytes, headers: Headers, *, keys: Sequence[bytes], now: float, window: float = 300.0) -> None:
    """Check a request with either verifier, see that they agree, and raise what they raise."""
    checks: list[Callable[[], object]] = [
        lambda: KeyVerifier(keys, window).verify(body, headers, now),
        lambda: finish(web_crypto(keys, window).verify(body, headers, now)),
    ]
    errors: list[Exception | None] = []
    for check in checks:
        try:
            check()
        except (RequestRejected, TypeError) as error:
            errors.append(error)
        else:
            errors.append(None)
    first, second = errors
    assert (type(first), str(first)) == (type(second), str(second))
    if first is not None:
        raise first
