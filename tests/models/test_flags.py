"""Bit sets."""

import pytest

from app.models.base import decoder
from app.models.flags import MessageFlags, Permissions


def test_permissions_have_the_bits_that_discord_documents() -> None:
    assert Permissions.kick_members == 1 << 1
    assert Permissions.moderate_members == 1 << 40
    assert Permissions.bypass_slowmode == 1 << 52
    assert Permissions(0).name in {None, ""}


def test_no_two_permissions_share_a_bit_and_only_one_bit_is_unused() -> None:
    bits = [permission.value for permission in Permissions]

    assert len(set(bits)) == len(bits)
    assert set(range(53)) - {bit.bit_length() - 1 for bit in bits} == {47}


@pytest.mark.parametrize("number", [0, 64, 32768, 64 | 4096, 1 << 50])
def test_flags_decode_from_numbers_and_keep_unknown_bits(number: int) -> None:
    flags = decoder(MessageFlags).decode(str(number))

    assert isinstance(flags, MessageFlags)
    assert int(flags) == number


def test_a_flag_is_found_among_others() -> None:
    assert MessageFlags.ephemeral in MessageFlags(64 | 4096)
    assert MessageFlags.loading not in MessageFlags(64 | 4096)
