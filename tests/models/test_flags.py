"""Bit sets."""

import pytest

from app.models.base import decoder
from app.models.flags import MessageFlags, Permissions, name_permissions


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


def test_permissions_are_named_as_discords_client_names_them() -> None:
    assert name_permissions(Permissions.kick_members | Permissions.ban_members) == "Ban Members, Kick Members"
    assert name_permissions(Permissions.moderate_members | Permissions.manage_guild) == "Manage Server, Timeout Members"
    assert name_permissions(Permissions.request_to_speak) == "Request to Speak"
    assert name_permissions(0) == ""


def test_every_permission_has_a_name_of_its_own_and_new_ones_their_number() -> None:
    names = {name_permissions(permission) for permission in Permissions}

    assert len(names) == len(Permissions)
    assert all(name and "_" not in name and "," not in name for name in names)
    assert name_permissions(Permissions(1 << 60 | 1)) == "Create Invite, Permission 60"
