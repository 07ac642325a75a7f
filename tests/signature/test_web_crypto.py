"""What every verifier refuses stands in `test_verifier.py`; this is what Web Crypto alone would let in, or do twice."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.request_errors import SignatureInvalid, SignatureMissing
from tests.signature.both import finish, web_crypto
from tests.signature.javascript import Subtle
from tests.signature.signing import KEY, NOW, STRANGER, forged, signed

BODY = b'{"type":1}'
KEYS = [bytes(KEY.verify_key), bytes(STRANGER.verify_key)]


def test_keys_are_imported_with_the_first_request_and_kept() -> None:
    subtle = Subtle()
    verifier = web_crypto(KEYS, subtle=subtle)
    assert subtle.imported == 0

    for _ in range(3):
        finish(verifier.verify(BODY, signed(BODY), NOW))
        finish(verifier.verify(BODY, signed(BODY, by=STRANGER), NOW))

    assert subtle.imported == 2


def test_what_is_wrong_with_the_headers_is_said_without_asking() -> None:
    subtle = Subtle()

    with pytest.raises(SignatureMissing):
        web_crypto(KEYS, subtle=subtle).verify(BODY, [], NOW)

    assert subtle.imported == 0


def test_a_forgery_is_known_once_it_is_awaited() -> None:
    waiting = web_crypto(KEYS).verify(BODY, forged(BODY), NOW)

    with pytest.raises(SignatureInvalid):
        finish(waiting)


def test_what_is_asked_is_lax_where_points_are_of_small_order() -> None:
    """Otherwise it would prove nothing that both verifiers refuse them."""
    identity = bytes([1]) + bytes(31)

    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), BODY)
