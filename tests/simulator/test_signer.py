import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.simulator.signer import Signer

SIGNER = Signer(bytes(range(32)))
KEY = VerifyKey(bytes.fromhex(SIGNER.public_key))


@given(body=st.binary(max_size=200), at=st.floats(0, 4e9))
def test_signs_timestamp_and_body_together(body: bytes, at: float) -> None:
    headers = SIGNER.sign(body, at)

    timestamp = headers["X-Signature-Timestamp"]
    assert timestamp == str(int(at))
    KEY.verify(timestamp.encode() + body, bytes.fromhex(headers["X-Signature-Ed25519"]))


@given(body=st.binary(max_size=200))
def test_a_forged_signature_looks_right_and_fits_nothing(body: bytes) -> None:
    headers = SIGNER.forge(body, 1_700_000_000.9)

    signature = bytes.fromhex(headers["X-Signature-Ed25519"])
    assert len(signature) == 64
    with pytest.raises(BadSignatureError):
        KEY.verify(headers["X-Signature-Timestamp"].encode() + body, signature)


def test_without_a_seed_every_key_is_another() -> None:
    assert Signer().public_key != Signer().public_key
    assert len(Signer().public_key) == 64
