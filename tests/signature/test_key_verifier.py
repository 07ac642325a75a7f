"""What every verifier refuses stands in `test_verifier.py`."""

from app.signature.key_verifier import KeyVerifier
from tests.signature.signing import KEY, NOW, signed

BODY = b'{"type":1}'


def test_it_is_done_when_it_returns() -> None:
    verified: object = KeyVerifier([bytes(KEY.verify_key)]).verify(BODY, signed(BODY), NOW)  # type: ignore[func-returns-value]

    assert verified is None
