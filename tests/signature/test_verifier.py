import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from app.request_errors import SignatureExpired, SignatureInvalid, SignatureMissing
from app.signature.verifier import AHEAD
from tests.signature.both import verify
from tests.signature.signing import KEY, NOW, ORDER, SMALL_ORDER_POINTS, STRANGER, Headers, forged, headers, signed

KEYS = [bytes(KEY.verify_key)]
BODY = b'{"type":1}'
SIGNATURE, TIMESTAMP = (value for _, value in signed(BODY))


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_lets_in_what_discord_signed() -> None:
    verify(BODY, signed(BODY), keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"content":"\\u00e9\\ud83d"}', id="escapes"),
        pytest.param('{"content":"é😀"}'.encode(), id="raw UTF-8"),
        pytest.param(b'{\r\n"type": 1\r\n}\r\n', id="line ends"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param(bytes(range(256)) * 4096, id="one mebibyte of anything"),
    ],
)
def test_the_bytes_are_what_counts(body: bytes) -> None:
    verify(body, signed(body), keys=KEYS, now=NOW)


@pytest.mark.parametrize("change", [bytes.lower, bytes.upper, bytes.title, bytes.swapcase])
def test_header_names_come_in_any_case(change: type[bytes]) -> None:
    verify(BODY, [(change(name), value) for name, value in signed(BODY)], keys=KEYS, now=NOW)


def test_other_headers_do_not_matter() -> None:
    others = [
        (b"host", b"example.com"),
        (b"x-forwarded-for-long", b"1"),
        (b"x-signature-ed25518", b"ff" * 64),
        (b"", b""),
    ]

    verify(BODY, [*others, *signed(BODY), *others], keys=KEYS, now=NOW)


def test_hexadecimal_digits_come_in_any_case() -> None:
    verify(BODY, headers(SIGNATURE.upper(), TIMESTAMP), keys=KEYS, now=NOW)


@pytest.mark.parametrize("order", [1, -1])
def test_either_of_two_keys_may_have_signed(order: int) -> None:
    verify(BODY, signed(BODY), keys=[*KEYS, bytes(STRANGER.verify_key)][::order], now=NOW)


@pytest.mark.parametrize(
    ("given_headers", "said"),
    [
        pytest.param([], "no X-Signature-Ed25519", id="none"),
        pytest.param(signed(BODY)[1:], "no X-Signature-Ed25519", id="no signature"),
        pytest.param(signed(BODY)[:1], "no X-Signature-Timestamp", id="no timestamp"),
        pytest.param(signed(BODY) * 2, "2 X-Signature-Ed25519", id="both twice"),
        pytest.param(signed(BODY) + signed(BODY)[:1], "2 X-Signature-Ed25519", id="the same signature twice"),
        pytest.param(forged(BODY)[:1] + signed(BODY), "2 X-Signature-Ed25519", id="two signatures"),
        pytest.param(
            [*signed(BODY), (b"X-SIGNATURE-TIMESTAMP", TIMESTAMP)], "2 X-Signature-Timestamp", id="another case"
        ),
    ],
)
def test_each_header_must_be_there_once(given_headers: Headers, said: str) -> None:
    with pytest.raises(SignatureMissing, match=said):
        verify(BODY, given_headers, keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(b"", id="empty"),
        pytest.param(SIGNATURE[:-2], id="126 digits"),
        pytest.param(SIGNATURE[:-1], id="127 digits"),
        pytest.param(SIGNATURE + b"0", id="129 digits"),
        pytest.param(SIGNATURE + b"00", id="130 digits"),
        pytest.param(SIGNATURE + b"\n", id="a newline behind it"),
        pytest.param(SIGNATURE[:-1] + b"g", id="not hexadecimal"),
        pytest.param(SIGNATURE[:63] + b" " + SIGNATURE[63:], id="an inner space"),
        pytest.param(SIGNATURE[:64] + b"  " + SIGNATURE[66:], id="inner spaces in 128 characters"),
        pytest.param(SIGNATURE[:64] + b"\t" + SIGNATURE[64:], id="a tab"),
        pytest.param(SIGNATURE[:64] + b"\r\n " + SIGNATURE[64:], id="a folded line"),
        pytest.param(b"0x" + SIGNATURE, id="0x"),
        pytest.param(b"0x" + SIGNATURE[2:], id="0x in 128 characters"),
        pytest.param(SIGNATURE + b", " + SIGNATURE, id="joined by a comma"),
        pytest.param(SIGNATURE.decode().translate({49: 0xFF11}).encode(), id="full-width digits"),
        pytest.param(b"0" * 128, id="zeros"),
        pytest.param(b"f" * 128, id="the largest number"),
        pytest.param(bytes.fromhex(SIGNATURE.decode()), id="raw bytes"),
    ],
)
def test_refuses_a_signature_of_another_form(signature: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, headers(signature, TIMESTAMP), keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "timestamp",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"-1", id="negative"),
        pytest.param(b"+1700000000", id="a plus sign"),
        pytest.param(b"1_700_000_000", id="underscores"),
        pytest.param(b" 1700000000", id="a space before"),
        pytest.param(b"1700000000 ", id="a space behind"),
        pytest.param(b"1700000000\n", id="a newline behind"),
        pytest.param("１７００００００００".encode(), id="full-width digits"),
        pytest.param(b"170000000\xb2", id="a superscript in Latin-1"),
        pytest.param(b"1" * 30, id="30 digits"),
        pytest.param(b"1700000000.0", id="a fraction"),
        pytest.param(b"1.7e9", id="an exponent"),
        pytest.param(b"0x6553f100", id="hexadecimal"),
        pytest.param(b"nan", id="no number"),
    ],
)
def test_refuses_a_timestamp_of_another_form_even_if_signed(timestamp: bytes) -> None:
    with pytest.raises(SignatureInvalid, match="X-Signature-Timestamp"):
        verify(BODY, signed(BODY, timestamp), keys=KEYS, now=NOW)


@pytest.mark.parametrize("age", [0, 1, 299, 300, -1, -60])
def test_lets_in_what_was_signed_within_the_window(age: int) -> None:
    verify(BODY, signed(BODY, NOW - age), keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "age",
    [
        pytest.param(301, id="too old"),
        pytest.param(-61, id="too far in the future"),
        pytest.param(NOW, id="in 1970"),
        pytest.param(NOW - NOW * 1000, id="in milliseconds"),
        pytest.param(NOW - (10**20 - 1), id="20 digits"),
    ],
)
def test_refuses_what_was_signed_outside_the_window(age: int) -> None:
    with pytest.raises(SignatureExpired) as caught:
        verify(BODY, signed(BODY, NOW - age), keys=KEYS, now=NOW)

    assert caught.value.age == age
    assert caught.value.window == 300


def test_the_window_can_be_another_one() -> None:
    verify(BODY, signed(BODY, NOW - 900), keys=KEYS, now=NOW, window=900)

    with pytest.raises(SignatureExpired, match=r"signed \+11\.5 s before arrival, accepted within 10 s"):
        verify(BODY, signed(BODY, NOW - 11), keys=KEYS, now=NOW + 0.5, window=10)


def test_leading_zeros_are_part_of_what_was_signed() -> None:
    verify(BODY, signed(BODY, b"00%d" % NOW), keys=KEYS, now=NOW)

    with pytest.raises(SignatureInvalid):
        verify(BODY, headers(SIGNATURE, b"0" + TIMESTAMP), keys=KEYS, now=NOW)


def test_a_stranger_does_not_learn_the_clock() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, signed(BODY, NOW - 999, by=STRANGER), keys=KEYS, now=NOW)


@pytest.mark.parametrize("body", [BODY.decode(), bytearray(BODY), memoryview(BODY), {"type": 1}, None])
def test_a_body_that_is_no_longer_bytes_is_the_callers_mistake(body: object) -> None:
    with pytest.raises(TypeError, match=f"the raw bytes that Discord signed, not {type(body).__name__}"):
        verify(body, signed(BODY), keys=KEYS, now=NOW)  # type: ignore[arg-type]


def test_refuses_a_stranger() -> None:
    with pytest.raises(SignatureInvalid, match="no configured key signed this request"):
        verify(BODY, signed(BODY, by=STRANGER), keys=KEYS, now=NOW)


def test_without_a_key_nobody_is_let_in() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, signed(BODY), keys=[], now=NOW)


def test_refuses_a_second_spelling_of_the_scalar() -> None:
    raw = bytes.fromhex(SIGNATURE.decode())
    scalar = int.from_bytes(raw[32:], "little") + ORDER

    with pytest.raises(SignatureInvalid):
        verify(BODY, headers((raw[:32] + scalar.to_bytes(32, "little")).hex().encode(), TIMESTAMP), keys=KEYS, now=NOW)


@pytest.mark.parametrize("commitment", SMALL_ORDER_POINTS)
def test_refuses_a_commitment_of_small_order_or_not_in_canonical_form(commitment: str) -> None:
    # What the holder of the key could make with the nonce 0; a lax verifier takes it.
    point = bytes.fromhex(commitment)
    seed_hash = bytearray(hashlib.sha512(bytes([1]) * 32).digest()[:32])
    seed_hash[0] &= 248
    seed_hash[31] = seed_hash[31] & 127 | 64
    challenge = hashlib.sha512(point + KEY.verify_key.encode() + TIMESTAMP + BODY).digest()
    scalar = int.from_bytes(challenge, "little") * int.from_bytes(seed_hash, "little") % ORDER
    signature = point + scalar.to_bytes(32, "little")

    with pytest.raises(SignatureInvalid):
        verify(BODY, headers(signature.hex().encode(), TIMESTAMP), keys=KEYS, now=NOW)


@pytest.mark.parametrize("key", SMALL_ORDER_POINTS)
def test_nothing_passes_by_a_key_of_small_order(key: str) -> None:
    # The keyring refuses such a key; this is the second lock. With S = 0, R = A fits every eighth message or more.
    small = bytes.fromhex(key)
    identity = "01" + "00" * 31

    for attempt in range(16):
        for commitment in (identity, key):
            at = b"%d" % (NOW - attempt)
            with pytest.raises(SignatureInvalid):
                verify(BODY, headers((commitment + "00" * 32).encode(), at), keys=[small], now=NOW)


def test_the_points_of_the_tests_above_are_of_small_order() -> None:
    assert len(set(SMALL_ORDER_POINTS)) == 14
    assert not any(bindings.crypto_core_ed25519_is_valid_point(bytes.fromhex(point)) for point in SMALL_ORDER_POINTS)


NAMES = st.sampled_from(
    [b"x-signature-ed25519", b"X-Signature-Ed25519", b"x-signature-timestamp", b"host"]
) | st.binary(max_size=30)
VALUES = st.sampled_from([SIGNATURE[:64], b"0" * 128, TIMESTAMP, b""]) | st.binary(max_size=200)


@given(body=st.binary(), given_headers=st.lists(st.tuples(NAMES, VALUES), max_size=6), now=st.floats(-1e12, 1e12))
def test_whatever_a_stranger_sends_is_refused_in_one_of_two_ways(
    body: bytes, given_headers: Headers, now: float
) -> None:
    with pytest.raises((SignatureMissing, SignatureInvalid)):
        verify(body, given_headers, keys=KEYS, now=now)


@given(body=st.binary(), timestamp=st.integers(0, 10**20 - 1), now=st.floats(0, 1e12))
def test_what_discord_signed_is_let_in_or_expired(body: bytes, timestamp: int, now: float) -> None:
    accepted = -AHEAD <= now - timestamp <= 300

    if accepted:
        verify(body, signed(body, timestamp), keys=KEYS, now=now)
    else:
        with pytest.raises(SignatureExpired):
            verify(body, signed(body, timestamp), keys=KEYS, now=now)


@given(body=st.binary(min_size=1, max_size=500), data=st.data())
def test_a_single_other_bit_makes_a_request_a_forgery(body: bytes, data: st.DataObject) -> None:
    signature, timestamp = (value for _, value in signed(body))
    raw = bytes.fromhex(signature.decode())
    what = data.draw(st.sampled_from(["body", "signature", "timestamp"]))
    if what == "body":
        body = flip(body, data.draw(st.integers(0, len(body) * 8 - 1)))
    elif what == "signature":
        signature = flip(raw, data.draw(st.integers(0, 511))).hex().encode()
    else:
        timestamp = flip(timestamp, data.draw(st.integers(0, len(timestamp) * 8 - 1)))

    with pytest.raises(SignatureInvalid):
        verify(body, headers(signature, timestamp), keys=KEYS, now=NOW)
