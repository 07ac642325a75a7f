"""
Tells Discord's requests from everybody else's.

Discord signs the bytes `timestamp + body` with Ed25519 and sends the signature
and the timestamp as headers. An endpoint that answers an unsigned or wrongly
signed request with anything but 401 is removed by Discord, which probes for
this on its own. So every request passes `verify` before one byte of its body
is decoded.

The module does no I/O and reads no clock: the caller passes the body and `now`.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
"""

import re
from collections.abc import Awaitable, Iterable, Sequence
from typing import Protocol

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.request_errors import SignatureExpired, SignatureInvalid, SignatureMissing

AHEAD = 60.0
"""Seconds by which a timestamp may lie in the future: clocks differ."""

_SIGNATURE = b"x-signature-ed25519"
_TIMESTAMP = b"x-signature-timestamp"
_HEX_128 = re.compile(rb"[0-9a-fA-F]{128}")
_SECONDS = re.compile(rb"[0-9]{1,20}")


class Verifier(Protocol):
    """Tells Discord's requests from everybody else's; a host without PyNaCl brings its own."""

    def verify(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], now: float) -> Awaitable[None] | None:
        """Check that Discord signed this body, and signed it recently; raises as `verify` does.

        Args:
            body: Request body, exactly as received.
            headers: Names and values of the request's headers; names in any case.
            now: Unix time in seconds at which the request arrived.

        Returns:
            None if the request is genuine; or what tells it once it is awaited.
        """


class KeyVerifier:
    """Checks signatures with PyNaCl.

    Args:
        keys: Public keys of the application, the current one first.
        window: Largest accepted age of a signed request, in seconds.
    """

    def __init__(self, keys: Sequence[VerifyKey], window: float = 300.0) -> None:
        self._keys = keys
        self._window = window

    def verify(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], now: float) -> None:
        """Check one request: see `verify`."""
        verify(body, headers, keys=self._keys, now=now, window=self._window)


def verify(
    body: bytes,
    headers: Iterable[tuple[bytes, bytes]],
    *,
    keys: Sequence[VerifyKey],
    now: float,
    window: float = 300.0,
) -> None:
    """Check that Discord signed this body, and signed it recently.

    Returns nothing: a request is genuine when this does not raise.

    Args:
        body: Request body, exactly as received.
        headers: Names and values of the request's headers; names in any case.
        keys: Public keys of the application, the current one first.
        now: Unix time in seconds at which the request arrived.
        window: Largest accepted age, in seconds; at most `AHEAD` seconds may
            the timestamp lie in the future.

    Raises:
        SignatureMissing: If one of the two headers is absent or repeated.
        SignatureInvalid: If no key made this signature over this body, or a
            header is malformed.
        SignatureExpired: If the signature is genuine but outside `window`.
        TypeError: If the body is not `bytes`: once decoded, it is no longer
            what was signed.
    """
    if not isinstance(body, bytes):
        raise TypeError(f"verify needs the raw bytes that Discord signed, not {type(body).__name__}")
    signature, timestamp = _read_headers(headers)
    # fromhex would take inner spaces, int would take "1_7": the form is checked first.
    if not _HEX_128.fullmatch(signature):
        raise SignatureInvalid("X-Signature-Ed25519 is not 128 hexadecimal digits")
    if not _SECONDS.fullmatch(timestamp):
        raise SignatureInvalid("X-Signature-Timestamp is not a whole number of seconds")
    raw = bytes.fromhex(signature.decode())
    message = timestamp + body
    if not any(_made_by(key, raw, message) for key in keys):
        raise SignatureInvalid

    # Age is judged last: a stranger must not learn our clock from the answer.
    age = now - int(timestamp)
    if not -AHEAD <= age <= window:
        raise SignatureExpired(age, window)


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    signatures, timestamps = [], []
    for name, value in headers:
        # Of all header names only these two have such lengths in practice, so lower() runs for nobody else's.
        if len(name) == 19 and name.lower() == _SIGNATURE:
            signatures.append(value)
        elif len(name) == 21 and name.lower() == _TIMESTAMP:
            timestamps.append(value)
    if len(signatures) != 1:
        raise SignatureMissing("X-Signature-Ed25519", len(signatures))
    if len(timestamps) != 1:
        raise SignatureMissing("X-Signature-Timestamp", len(timestamps))
    return signatures[0], timestamps[0]


def _made_by(key: VerifyKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(message, signature)
    except BadSignatureError:
        return False
    return True
