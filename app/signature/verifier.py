"""
Tells Discord's requests from everybody else's.

Discord signs the bytes `timestamp + body` with Ed25519 and sends the signature
and the timestamp as headers. An endpoint that answers an unsigned or wrongly
signed request with anything but 401 is removed by Discord, which probes for
this on its own. So every request passes a verifier before one byte of its body
is decoded.

What every verifier asks of a request stands here; who computes whether a key
made the signature is another matter: PyNaCl in `key_verifier.py`, and where it
cannot be loaded, the host's Web Crypto in `web_crypto.py`.

The module does no I/O and reads no clock: the caller passes the body and `now`.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
"""

import re
from collections.abc import Awaitable, Iterable
from typing import Protocol

from app.request_errors import SignatureExpired, SignatureInvalid, SignatureMissing

AHEAD = 60.0
"""Seconds by which a timestamp may lie in the future: clocks differ."""

_SIGNATURE = b"x-signature-ed25519"
_TIMESTAMP = b"x-signature-timestamp"
_HEX_128 = re.compile(rb"[0-9a-fA-F]{128}")
_SECONDS = re.compile(rb"[0-9]{1,20}")


class Verifier(Protocol):
    """Tells Discord's requests from everybody else's; some hosts can do so only while others wait."""

    def verify(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], now: float) -> Awaitable[None] | None:
        """Check that Discord signed this body, and signed it recently.

        Args:
            body: Request body, exactly as received.
            headers: Names and values of the request's headers; names in any case.
            now: Unix time in seconds at which the request arrived.

        Returns:
            None if the request is genuine; or what tells it once it is awaited,
            by returning or by raising.

        Raises:
            SignatureMissing: If one of the two headers is absent or repeated.
            SignatureInvalid: If no key made this signature over this body, or a
                header is malformed.
            SignatureExpired: If the signature is genuine but too old, or lies
                more than `AHEAD` seconds in the future.
            TypeError: If the body is not `bytes`: once decoded, it is no longer
                what was signed.
        """


def read_signature(body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Find the signature among the headers, and what it stands under.

    Args:
        body: Request body, exactly as received.
        headers: Names and values of the request's headers; names in any case.

    Returns:
        The 64 bytes of the signature; and the timestamp, still in digits.

    Raises:
        SignatureMissing: If one of the two headers is absent or repeated.
        SignatureInvalid: If one is malformed.
        TypeError: If the body is not `bytes`.
    """
    if not isinstance(body, bytes):
        raise TypeError(f"verify needs the raw bytes that Discord signed, not {type(body).__name__}")
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
    # fromhex would take inner spaces, int would take "1_7": the form is checked first.
    if not _HEX_128.fullmatch(signatures[0]):
        raise SignatureInvalid("X-Signature-Ed25519 is not 128 hexadecimal digits")
    if not _SECONDS.fullmatch(timestamps[0]):
        raise SignatureInvalid("X-Signature-Timestamp is not a whole number of seconds")
    return bytes.fromhex(signatures[0].decode()), timestamps[0]


def check_age(timestamp: bytes, now: float, window: float) -> None:
    """Check when a genuine request was signed; last of all, since a stranger must not learn our clock from the answer.

    Args:
        timestamp: What was signed with the body, in digits.
        now: Unix time in seconds at which the request arrived.
        window: Largest accepted age, in seconds.

    Raises:
        SignatureExpired: If that is too long ago, or more than `AHEAD` seconds ahead.
    """
    age = now - int(timestamp)
    if not -AHEAD <= age <= window:
        raise SignatureExpired(age, window)
