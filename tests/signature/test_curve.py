"""libsodium, which is there where tests run, says what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings
from nacl.signing import SigningKey

from app.signature.curve import ORDER, has_small_order, is_public_key
from tests.signature import signing
from tests.signature.signing import SMALL_ORDER_POINTS

P = 2**255 - 19


@given(raw=st.binary(min_size=32, max_size=32))
def test_any_32_bytes_are_told_as_libsodium_tells_them(raw: bytes) -> None:
    assert is_public_key(raw) == bindings.crypto_core_ed25519_is_valid_point(raw)


@given(seed=st.binary(min_size=32, max_size=32))
def test_every_key_is_one(seed: bytes) -> None:
    key = bytes(SigningKey(seed).verify_key)

    assert is_public_key(key)
    assert not has_small_order(key)


@given(seed=st.binary(min_size=32, max_size=32), eighth=st.sampled_from(SMALL_ORDER_POINTS[2:4]))
def test_a_key_with_a_part_of_small_order_is_none(seed: bytes, eighth: str) -> None:
    """Three quarters of what is a point at all are of this kind."""
    mixed = bindings.crypto_core_ed25519_add(bytes(SigningKey(seed).verify_key), bytes.fromhex(eighth))

    assert not is_public_key(mixed)
    assert not has_small_order(mixed)


@pytest.mark.parametrize("y", [*range(20), *range(P - 20, P + 19)])
@pytest.mark.parametrize("sign", [0, 1])
def test_the_edges_are_told_as_libsodium_tells_them(y: int, sign: int) -> None:
    raw = (y + (sign << 255)).to_bytes(32, "little")

    assert is_public_key(raw) == bindings.crypto_core_ed25519_is_valid_point(raw)


@pytest.mark.parametrize("point", SMALL_ORDER_POINTS)
def test_points_of_small_order_are_known_in_any_form(point: str) -> None:
    assert has_small_order(bytes.fromhex(point))
    assert not is_public_key(bytes.fromhex(point))


def test_the_order_is_that_of_the_group() -> None:
    assert ORDER == signing.ORDER
